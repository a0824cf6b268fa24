package runtime

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestForms holds what is taken from each form of body.
func TestForms(t *testing.T) {
	for _, tt := range []struct {
		name        string
		status      int
		contentType string
		body        string
		source      Source
		code        Code
		rawCode     string
		message     string
		details     string
		requestID   string
	}{
		// Problem details.
		{"problem", 404, "application/problem+json",
			`{"type":"https://e.x/item_not_found","title":"T","status":404,"detail":"D","code":"item_not_found","request_id":"r","details":{"id":"1"}}`,
			SourceProblem, ErrItemNotFound, "item_not_found", "D", `{"id":"1"}`, "r"},
		{"problem by type", 404, "application/json",
			`{"type":"https://e.x/errors#item_not_found","detail":"D","instance":"urn:uuid:` + itemID + `","id":"1","n":2}`,
			SourceProblem, ErrItemNotFound, "item_not_found", "D", `{"id":"1","n":2}`, itemID},
		{"problem without code", 400, "application/problem+json; charset=utf-8",
			`{"title":"T"}`, SourceProblem, "", "", "T", "", ""},
		{"problem of an unknown type", 400, "", `{"type":"about:blank","title":"T","detail":""}`, SourceProblem, "", "", "T", "", ""},
		{"problem with other types", 400, "", `{"type":7,"title":null,"detail":"D"}`, SourceSimple, "", "", "D", "", ""},
		{"problem with a wire code", 409, "application/problem+json", `{"code":"INBOX-7"}`, SourceProblem, ErrRenamed, "INBOX-7", "Conflict", "", ""},
		{"problem and an array", 409, "application/problem+json", `[]`, SourceOpaque, "", "", "Conflict", "", ""},

		// AIP-193.
		{"google", 404, "",
			`{"error":{"code":404,"message":"M","status":"NOT_FOUND","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ITEM_NOT_FOUND","domain":"d","metadata":{"id":"1","other":"x"}},{"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"r"}]}}`,
			SourceGoogle, ErrItemNotFound, "ITEM_NOT_FOUND", "M", `{"id":"1"}`, "r"},
		{"google with kinds", 429, "",
			`{"error":{"details":[{"@type":"x/google.rpc.ErrorInfo","reason":"quota_exceeded","metadata":{"limit":"12"}}]}}`,
			SourceGoogle, ErrQuotaExceeded, "quota_exceeded", "Too Many Requests", `{"limit":12}`, ""},
		{"google with text for a number", 429, "",
			`{"error":{"details":[{"@type":"x/google.rpc.ErrorInfo","reason":"QUOTA_EXCEEDED","metadata":{"limit":"12 a"}}]}}`,
			SourceGoogle, ErrQuotaExceeded, "QUOTA_EXCEEDED", "Too Many Requests", ``, ""},
		{"google with violations", 422, "",
			`{"error":{"details":[{"@type":"x/google.rpc.ErrorInfo","reason":"REQUEST_INVALID"},{"@type":"x/google.rpc.BadRequest","fieldViolations":[{"field":"f","description":"d"}]}]}}`,
			SourceGoogle, ErrRequestInvalid, "REQUEST_INVALID", "Unprocessable Entity", `{"violations":[{"field":"f","description":"d"}]}`, ""},
		{"google without code", 403, "", `{"error":{"code":403,"message":"M","status":"PERMISSION_DENIED"}}`, SourceGoogle, "", "", "M", "", ""},
		{"google unknown", 403, "", `{"error":{"code":403,"status":"X","details":[{"@type":"x/google.rpc.ErrorInfo","reason":"NEW","metadata":{"a":"b"}},7]}}`,
			SourceGoogle, "NEW", "NEW", "Forbidden", `{"a":"b"}`, ""},

		// JSON:API.
		{"jsonapi", 404, "application/vnd.api+json",
			`{"errors":[{"status":"404","code":"item_not_found","title":"T","detail":"D","meta":{"details":{"id":"1"},"request_id":"r"}},{"code":"x"}]}`,
			SourceJSONAPI, ErrItemNotFound, "item_not_found", "D", `{"id":"1"}`, "r"},
		{"jsonapi with bare meta", 404, "", `{"errors":[{"title":"T","meta":{"a":1}}]}`, SourceJSONAPI, "", "", "T", `{"a":1}`, ""},
		{"jsonapi of other types", 404, "", `{"errors":[{},7]}`, SourceOpaque, "", "", "Not Found", "", ""},

		// Forms of the catalogue.
		{"retired", 404, "", `{"error":"item_gone","message":"m","details":{"id":"1"}}`, SourceStructured, ErrItemNotFound, "item_gone", "m", `{"id":"1"}`, ""},
		{"key that is not on the wire", 409, "", `{"error":"renamed"}`, SourceStructured, "", "renamed", "Conflict", "", ""},
		{"code of two, first status", 401, "", `{"error":"token"}`, SourceStructured, ErrTokenStale, "token", "Unauthorized", "", ""},
		{"code of two, second status", 403, "", `{"error":"token"}`, SourceStructured, ErrTokenWrong, "token", "Forbidden", "", ""},
		{"code of two, no status", 400, "", `{"error":"token"}`, SourceStructured, "token", "token", "Bad Request", "", ""},
		{"spread", 409, "", `{"error":{"type":"api_error","code":"job_conflict","message":"m","state":"done","attempts":2}}`,
			SourceStructured, ErrJobConflict, "job_conflict", "m", `{"state":"done","attempts":2}`, ""},
		{"spread without details", 409, "", `{"error":{"type":"api_error","code":"job_conflict","message":"m"}}`,
			SourceStructured, ErrJobConflict, "job_conflict", "m", "", ""},
		{"other literal", 409, "", `{"error":{"type":"other","code":"brand_new","message":"m"}}`,
			SourceStructured, "brand_new", "brand_new", "m", "", ""},
		{"list, like JSON:API", 404, "", `{"errors":[{"code":"image_unknown","message":"m","detail":{"image":"a"}}]}`,
			SourceStructured, ErrImageUnknown, "image_unknown", "m", `{"image":"a"}`, ""},
		{"list, incomplete", 404, "", `{"errors":[{"code":"image_unknown","message":"m"}]}`,
			SourceStructured, ErrImageUnknown, "image_unknown", "m", ``, ""},
		{"number", 503, "", `{"fault":{"status":503,"number":10059,"text":"m","stream":"s"}}`,
			SourceStructured, ErrStreamClosed, "10059", "m", `{"stream":"s"}`, ""},
		{"retired number", 503, "", `{"fault":{"status":503,"number":9001,"text":"m","stream":null}}`,
			SourceStructured, ErrStreamClosed, "9001", "m", ``, ""},
		{"unknown number", 503, "", `{"fault":{"status":503,"number":1,"text":"m","stream":null}}`,
			SourceStructured, "1", "1", "m", ``, ""},
		{"most of two forms", 400, "", `{"error":"brand_new","fault":{"number":1,"text":"m","stream":"s"}}`,
			SourceStructured, "1", "1", "m", `{"stream":"s"}`, ""},
		{"by shape", 422, "", `{"problems":[{"a":1}]}`,
			SourceStructured, ErrRequestInvalid, "", "Unprocessable Entity", `{"violations":[{"a":1}]}`, ""},
		{"by shape, more members", 422, "", `{"problems":[],"x":1}`,
			SourceStructured, ErrRequestInvalid, "", "Unprocessable Entity", `{"violations":[]}`, ""},
		{"by shape, other types", 422, "", `{"problems":[1]}`, SourceOpaque, "", "", "Unprocessable Entity", "", ""},
		{"by shape, other status", 400, "", `{"problems":[]}`, SourceOpaque, "", "", "Bad Request", "", ""},
		{"message without a code", 400, "", `{"error":{"message":"m"}}`, SourceStructured, "", "", "m", "", ""},

		// Recognised by the message.
		{"text", 405, "", `{"detail":"Method Not Allowed"}`, SourceSimple, ErrMethodNotAllowed, "", "Method Not Allowed", "", ""},
		{"text of another status", 404, "", `{"detail":"Method Not Allowed"}`, SourceSimple, "", "", "Method Not Allowed", "", ""},
		{"parameters", 404, "", `{"detail":"No route /v1/x in 3"}`, SourceSimple, ErrRouteNotFound, "", "No route /v1/x in 3", `{"path":"/v1/x","version":3}`, ""},
		{"parameters with the separator", 404, "", `{"detail":"No route a in b in 3"}`, SourceSimple, ErrRouteNotFound, "", "No route a in b in 3", `{"path":"a in b","version":3}`, ""},
		{"number of another form", 404, "", `{"detail":"No route /v1/x in 03"}`, SourceSimple, "", "", "No route /v1/x in 03", "", ""},
		{"quotes", 404, "", `{"detail":"No route \"<\\ in 3"}`, SourceSimple, ErrRouteNotFound, "", `No route "<\ in 3`, `{"path":"\"\u003c\\","version":3}`, ""},
		{"undeclared form of a value", 404, "", `{"detail":"Version one is missing"}`, SourceSimple, ErrVersionMissing, "", "Version one is missing", `{"version":"one"}`, ""},
		{"more members", 404, "", `{"detail":"No route /v1/x in 3","path":"/v1/x"}`, SourceSimple, ErrRouteNotFound, "", "No route /v1/x in 3", `{"path":"/v1/x","version":3}`, ""},
		{"group absent", 410, "", `{"detail":"Gone for good"}`, SourceSimple, ErrGone, "", "Gone for good", "", ""},
		{"group present", 410, "", `{"detail":"Gone since 2026-01-31 (bob)"}`, SourceSimple, ErrGone, "", "Gone since 2026-01-31 (bob)", `{"since":"2026-01-31","by":"bob"}`, ""},
		{"longer than the text can be", 410, "", `{"detail":"Gone for good (` + strings.Repeat("x", 21) + `)"}`, SourceSimple, "", "", "Gone for good (" + strings.Repeat("x", 21) + ")", "", ""},
		{"perhaps cut", 404, "", `{"detail":"No route ` + strings.Repeat("x", 256) + ` in 3"}`, SourceSimple, ErrRouteNotFound, "", "No route " + strings.Repeat("x", 256) + " in 3", `{"version":3}`, ""},
		{"prefix only", 405, "", `{"detail":"Method Not Allowed."}`, SourceSimple, "", "", "Method Not Allowed.", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := decode(t, tt.status, tt.contentType, tt.body)
			want(t, e, tt.source, tt.code, tt.message)
			if e.RawCode != tt.rawCode || string(e.Details()) != tt.details || e.RequestID != tt.requestID {
				t.Errorf("got raw code %q, details %s, request ID %q; want %q, %s, %q", e.RawCode, e.Details(), e.RequestID, tt.rawCode, tt.details, tt.requestID)
			}
		})
	}
}

// TestNeverGuess holds that of two errors that fit none is taken, and of two
// ways to read a message neither.
func TestNeverGuess(t *testing.T) {
	first := definition{code: "first", status: 400, form: "detail",
		extra: &extra{message: []part{{param: "a"}, {text: " and "}, {param: "b"}}}, params: []param{{name: "a"}, {name: "b"}}}
	second := definition{code: "second", status: 400, form: "detail",
		extra: &extra{message: []part{{text: "x and "}, {param: "n"}}}, params: []param{{name: "n", kind: kindInteger}}}
	third := definition{code: "third", status: 400, form: "detail",
		extra:  &extra{message: []part{{text: "# "}, {param: "list"}, {text: " of "}, {param: "flags"}, {text: " by "}, {param: "who"}, {text: ", not "}, {param: "who"}}},
		params: []param{{name: "list", list: true}, {name: "flags", kind: kindBoolean, list: true}, {name: "who"}}}
	before := definitions
	t.Cleanup(func() { definitions = before })
	definitions = []*definition{&first, &second, &third}
	for _, tt := range []struct {
		text    string
		code    Code
		details string
	}{
		{"y and z", "first", `{"a":"y","b":"z"}`},
		{"y and z and 7", "first", ``}, // which "and"?
		{"x and z", "first", `{"a":"x","b":"z"}`},
		{"x and 7", "", ``},
		{"# one of true, false by me, not me", "third", `{"list":["one"],"flags":[true,false],"who":"me"}`},
		{"# one, two of  by me, not me", "third", `{"flags":[],"who":"me"}`}, // one element or two?
		{"#  of true by me, not me", "third", `{"flags":[true],"who":"me"}`},
		{"# one of true by me, not you", "", ``},
		{"# one of maybe by me, not me", "", ``},
		{strings.Repeat(" and ", 4000), "", ``}, // too many ways to try
		{strings.Repeat("a and b ", 4000), "", ``},
	} {
		body, _ := json.Marshal(map[string]string{"detail": tt.text})
		e := decode(t, 400, "", string(body))
		if len(body) < 1000 && e.Message != tt.text || e.Code != tt.code || string(e.Details()) != tt.details {
			t.Errorf("%.60s: got %q, %s; want %q, %s", tt.text, e.Code, e.Details(), tt.code, tt.details)
		}
	}
}

// TestTextAtTheCode holds that a text where another form has its code is not
// taken for a code that nobody knows when it is the message of an error without
// one, and that nothing else changes what is a code.
func TestTextAtTheCode(t *testing.T) {
	structured := forms[0]
	bare := form{name: "bare", root: node{members: []member{{name: "error", node: node{source: sourceCode}}}}}
	simple := form{name: "simple", uncoded: true, root: node{members: []member{{name: "error", node: node{source: sourceMessage}}}}}
	text := form{name: "text", uncoded: true, root: node{members: []member{{name: "message", node: node{source: sourceMessage}}}}}
	before, known := definitions, aliases
	t.Cleanup(func() { definitions, aliases = before, known })
	coded := definition{code: "item_locked", status: 404, form: "structured"}
	definitions = []*definition{
		&coded,
		{code: "item_missing", status: 404, form: "simple", extra: &extra{message: []part{{text: "Item "}, {param: "id"}, {text: " not found"}}},
			params: []param{{name: "id", kind: kindUUID}}},
		{code: "no_one", status: 409, form: "simple", extra: &extra{message: []part{{param: "who"}, {text: " is away"}}}, params: []param{{name: "who"}}},
		{code: "nobody", status: 409, form: "simple", extra: &extra{message: []part{{text: "Bob is "}, {param: "where"}}}, params: []param{{name: "where"}}},
		{code: "said", status: 400, form: "text", extra: &extra{message: []part{{param: "what"}}}, params: []param{{name: "what"}}},
		{code: "unreadable", status: 422, form: "simple", extra: &extra{message: []part{{param: "what"}}}, params: []param{{name: "what"}}},
	}
	aliases = []alias{{wire: "item_stuck", def: &coded, retired: true}}
	const missing = "Item 5 not found"
	for _, coded := range []form{structured, bare} {
		for _, order := range [][]form{{coded, simple, text}, {text, simple, coded}} {
			withForms(t, order)
			for _, tt := range []struct {
				status        int
				body          string
				code          Code
				message, more string
			}{
				{404, `{"error":"Item 5 not found"}`, "item_missing", missing, `{"id":"5"}`},
				{404, `{"error":"Item 5 not found","trace":"t"}`, "item_missing", missing, `{"id":"5"}`},
				{409, `{"error":"Ann is away"}`, "no_one", "Ann is away", `{"who":"Ann"}`},
				{422, `{"error":"brand_new"}`, "unreadable", "brand_new", `{"what":"brand_new"}`},

				{404, `{"error":"item_locked"}`, "item_locked", "Not Found", ""},
				{422, `{"error":"item_locked"}`, "item_locked", "Unprocessable Entity", ""},
				{422, `{"error":"item_stuck"}`, "item_locked", "Unprocessable Entity", ""},
				{404, `{"error":"Item not found"}`, "Item not found", "Not Found", ""},
				{410, `{"error":"Item 5 not found"}`, "Item 5 not found", "Gone", ""},
				{409, `{"error":"Bob is away"}`, "Bob is away", "Conflict", ""}, // which of two?
			} {
				e := decode(t, tt.status, "", tt.body)
				want(t, e, SourceStructured, tt.code, tt.message)
				if string(e.Details()) != tt.more {
					t.Errorf("%s: details %s, want %s", tt.body, e.Details(), tt.more)
				}
			}
			// What else the body has says that it is the other form.
			if coded.name != "structured" {
				continue
			}
			for _, status := range []int{400, 422} {
				for _, body := range []string{`{"error":"brand_new","message":"m","details":null,"request_id":null}`, `{"error":"brand_new","message":"m"}`} {
					want(t, decode(t, status, "", body), SourceStructured, "brand_new", "m")
				}
			}
		}
	}
	// A gateway's names are read although no form of the catalogue has a code.
	withForms(t, []form{simple})
	want(t, decode(t, 404, "", `{"error":"Item 5 not found","trace":"t"}`), SourceStructured, "item_missing", missing)
	want(t, decode(t, 422, "", `{"error":"brand_new","message":"m"}`), SourceStructured, "brand_new", "m")
}

// TestShapes holds which bodies without a code belong to which error: those that
// the generator takes to be different are told apart.
func TestShapes(t *testing.T) {
	fields := []param{{name: "a"}, {name: "b", kind: kindInteger, optional: true}}
	before := definitions
	t.Cleanup(func() { definitions = before })
	definitions = []*definition{
		{code: "bare", status: 400, form: "data"},
		{code: "grouped", status: 400, form: "data", params: []param{{name: "n", kind: kindInteger}}, extra: &extra{group: true}},
		{code: "linked", status: 400, form: "data", params: []param{{name: "n", kind: kindInteger}}, extra: &extra{docs: true}},
		{code: "number", status: 400, form: "data", params: []param{{name: "n", kind: kindInteger}}},
		{code: "numbers", status: 400, form: "data", params: []param{{name: "n", kind: kindInteger, list: true}}},
		{code: "objects", status: 400, form: "data", params: []param{{name: "n", kind: kindObject, list: true, more: &paramExtra{fields: &fields}}}},
		{code: "text", status: 400, form: "data", params: []param{{name: "n", more: &paramExtra{enum: []string{"x", "y"}}}}},
		{code: "time", status: 400, form: "data", params: []param{{name: "n", kind: kindDatetime}, {name: "o", kind: kindBoolean, optional: true}}},
		{code: "places_a", status: 409, form: "places", params: []param{{name: "a"}, {name: "b", kind: kindJSON}}},
		{code: "places_c", status: 409, form: "places", params: []param{{name: "c", optional: true}}},
		{code: "spread_a", status: 422, form: "spread", params: []param{{name: "a"}}},
		{code: "spread_b", status: 422, form: "spread", params: []param{{name: "b", kind: kindURI}}},
		{code: "spread_c", status: 422, form: "spread", params: []param{{name: "b", kind: kindEmail}}},
	}
	withForms(t, []form{
		{name: "data", uncoded: true, root: node{members: []member{
			{name: "data", node: node{source: sourceDetails}},
			{name: "group", node: node{source: sourceGroup, optional: true}},
			{name: "docs", node: node{source: sourceDocsURL}},
		}}},
		{name: "places", uncoded: true, root: node{items: []node{
			{source: sourceParam, param: "a"},
			{members: []member{{name: "b", node: node{source: sourceParam, param: "b", optional: true}}}},
			{source: sourceParam, param: "c"},
		}}},
		{name: "spread", uncoded: true, root: node{members: []member{
			{name: "is", node: node{literal: "true"}},
			{spread: true},
		}}},
	})
	for _, tt := range []struct {
		status int
		body   string
		code   Code
	}{
		{400, `{"data":null,"docs":null}`, "bare"},
		{400, `{"data":{},"docs":null}`, "bare"}, // nothing says otherwise
		{400, `{"data":{"n":1},"group":"g","docs":null}`, "grouped"},
		{400, `{"data":{"n":1},"docs":"d"}`, "linked"},
		{400, `{"data":{"n":1},"docs":null}`, "number"},
		{400, `{"data":{"n":1.5},"docs":null}`, ""},
		{400, `{"data":{"n":[1,2]},"docs":null}`, "numbers"},
		{400, `{"data":{"n":[]},"docs":null}`, ""}, // of numbers, or of objects
		{400, `{"data":{"n":[{"a":"x"}]},"docs":null}`, "objects"},
		{400, `{"data":{"n":[{"a":"x","b":"y"}]},"docs":null}`, ""},
		{400, `{"data":{"n":"x"},"docs":null}`, "text"},
		{400, `{"data":{"n":"z"},"docs":null}`, "text"}, // a value that is new
		{400, `{"data":{"n":"2026-03-04T05:06:07Z"},"docs":null}`, "time"},
		{400, `{"data":{"n":"2026-03-04T05:06:07Z","o":true},"docs":null}`, "time"},
		{409, `["x",{"b":null},null]`, "places_a"},
		{409, `["x",{"b":[1]},null]`, "places_a"},
		{409, `["x",{},null]`, ""},
		{409, `[null,{},"y"]`, "places_c"},
		{409, `[null,{},null]`, "places_c"},
		{409, `[null,{}]`, ""},
		{422, `{"is":true,"a":"x"}`, "spread_a"},
		{422, `{"is":true,"b":"https://x"}`, "spread_b"},
		{422, `{"is":true,"b":"a@b"}`, "spread_c"},
		{422, `{"is":true,"b":"x"}`, ""},
		{422, `{"is":false,"a":"x"}`, ""},
		{422, `{"is":true}`, ""},
	} {
		if e := decode(t, tt.status, "", tt.body); e.Code != tt.code {
			t.Errorf("%d %s: got %q, want %q", tt.status, tt.body, e.Code, tt.code)
		}
	}
}

func TestKindsOfText(t *testing.T) {
	for _, tt := range []struct {
		is   func(string) bool
		yes  []string
		nope []string
	}{
		{isUUID, []string{itemID, "6F0D7A52-8C1E-4B0F-9A57-2F4BE0A4C911"},
			[]string{"", "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c91", "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c91g", "6f0d7a5208c1e04b0f09a5702f4be0a4c911", "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c91@"}},
		{isEmail, []string{"a@b", `"a@b"@c.d`}, []string{"", "@", "a@", "@b", "a b@c", "mailto:a@b", "a"}},
		{isURI, []string{"https://a.b/c?d=e#f", "urn:a:b", "mailto:a@b", "a+b.c-1:x"}, []string{"", ":", "a:", ":a", "1a:b", "a b:c", "/a:b", "a/b"}},
	} {
		for _, s := range tt.yes {
			if !tt.is(s) {
				t.Errorf("%q is none", s)
			}
		}
		for _, s := range tt.nope {
			if tt.is(s) {
				t.Errorf("%q is one", s)
			}
		}
	}
}

// TestMessageTells holds that a known code gets the details that its form has
// no place for from the message.
func TestMessageTells(t *testing.T) {
	withForms(t, []form{{name: "structured", root: node{members: []member{{name: "error", node: node{source: sourceCode}}, {name: "message", node: node{source: sourceMessage}}}}}})
	e := decode(t, 403, "", `{"error":"sender_refused","message":"Sender a@b.c is not allowed"}`)
	want(t, e, SourceStructured, ErrSenderRefused, "Sender a@b.c is not allowed")
	if string(e.Details()) != `{"sender":"a@b.c"}` {
		t.Errorf("details %s", e.Details())
	}
}

func TestFindReason(t *testing.T) {
	for _, tt := range []struct {
		reason string
		status int
		want   *definition
	}{
		{"ITEM_NOT_FOUND", 404, &defItemNotFound},
		{"ITEM_NOT_FOUND", 500, &defItemNotFound},
		{"INBOX_7", 409, &defRenamed},
		{"TOKEN", 403, &defTokenWrong},
		{"TOKEN", 404, nil},
		{"", 404, nil},
		{"ITEM", 404, nil},
	} {
		if got := findByReason(tt.reason, tt.status); got != tt.want {
			t.Errorf("%s %d: got %v", tt.reason, tt.status, got)
		}
	}
}

// TestTables holds that what is searched is sorted.
func TestTables(t *testing.T) {
	for i := 1; i < len(definitions); i++ {
		if definitions[i-1].code >= definitions[i].code {
			t.Errorf("%s before %s", definitions[i-1].code, definitions[i].code)
		}
	}
	for _, d := range definitions {
		if find(d.code) != d {
			t.Errorf("%s is not found", d.code)
		}
	}
	for i := 1; i < len(aliases); i++ {
		if aliases[i-1].wire > aliases[i].wire {
			t.Errorf("%s before %s", aliases[i-1].wire, aliases[i].wire)
		}
	}
}

func TestJSON(t *testing.T) {
	for body, first := range map[string]string{
		`{"a":[1,{"b":"}]"}]} x`: `{"a":[1,{"b":"}]"}]}`,
		` [ ] `:                  `[ ]`,
		`"a\"b" "c"`:             `"a\"b"`,
		`-1.5e3,`:                `-1.5e3`,
		`true`:                   `true`,
		`truefalse`:              ``,
		`{"a":1`:                 ``,
		`{]`:                     ``,
		`}`:                      ``,
		`,`:                      ``,
		`"abc`:                   ``,
		`"abc\`:                  ``,
		``:                       ``,
	} {
		got, ok := firstValue([]byte(body))
		if string(got) != first || ok != (first != "") {
			t.Errorf("%s: got %s, %t", body, got, ok)
		}
	}
	var names, items []string
	for name, member := range value(`{ "a" : [ 1 , 2 ] , "b\u0063" : { } , "" : "x" }`).members() {
		names = append(names, string(name)+"="+string(member))
	}
	for item := range value(`[ 1 , [ 2 ] , "3,4" ]`).items() {
		items = append(items, string(item))
	}
	if got, want := strings.Join(names, ";")+"|"+strings.Join(items, ";"), `"a"=[ 1 , 2 ];"b\u0063"={ };""="x"|1;[ 2 ];"3,4"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if v := value(`{ "a" : 1 , "b\u0063" : 2 }`); string(v.get("bc")) != "2" || v.get("c") != nil || v.size() != 2 || value(`[1,2]`).item(1).kind() != '0' || value(`[1]`).item(1) != nil {
		t.Error("members")
	}
}
