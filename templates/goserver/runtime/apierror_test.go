package runtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"
)

var _ interface {
	error
	slog.LogValuer
	json.Marshaler
	fmt.Formatter
} = (*Error)(nil)

// sample has a value for each parameter.
func sample() everything {
	limit := int64(3)
	o := violation{
		Field:  "/name",
		Path:   []string{"body", "name"},
		Value:  json.RawMessage(`{"a": "<"}`),
		Max:    &limit,
		Secret: "hunter2",
		Trace:  "trace-1",
	}
	return everything{
		S: `a"b`, N: -7, F: 1.5, B: true,
		T: time.Date(2027, 2, 1, 1, 0, 0, 500, time.FixedZone("x", 3600)),
		D: 1500 * time.Millisecond, J: json.RawMessage(`[1, "<"]`), O: o,
		SS: []string{"x", "y"}, OO: []violation{o},
		Log: "log-1", Mail: "joe@example.com", Key: "hunter2", Text: "text-1",
	}
}

func TestErrorBasics(t *testing.T) {
	cause := errors.New("no rows")
	e := itemMoved("42", 3)
	c := e.WithCause(cause)
	if e == c || e.Unwrap() != nil || c.Unwrap() != cause || !errors.Is(c, cause) {
		t.Error("WithCause does not return a copy with the cause")
	}
	if c2 := c.WithCause(nil); c2.Unwrap() != nil || c.Unwrap() != cause {
		t.Error("WithCause(nil) does not return a copy without a cause")
	}
	for got, want := range map[string]string{
		string(e.Code()):       "item_moved",
		e.WireCode():           "item_moved",
		e.Message():            "Item 42 moved 3 times",
		e.Error():              "item_moved: Item 42 moved 3 times",
		c.Error():              "item_moved: Item 42 moved 3 times: no rows",
		fmt.Sprintf("%q", e):   `"item_moved: Item 42 moved 3 times"`,
		fmt.Sprintf("%#v", e):  `"item_moved: Item 42 moved 3 times"`,
		fmt.Sprintf("%+v", *e): "item_moved: Item 42 moved 3 times",
		fmt.Sprintf("%d", e):   `%!d(string=item_moved: Item 42 moved 3 times)`,
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if e.Status() != 404 || e.GRPCCode() != 5 {
		t.Errorf("got status %d and gRPC code %d", e.Status(), e.GRPCCode())
	}
	wrapped := fmt.Errorf("read: %w", errors.Join(io.EOF, c))
	if !errors.Is(wrapped, Code("item_moved")) || errors.Is(wrapped, Code("inbox_not_found")) || errors.Is(wrapped, errors.New("item_moved")) {
		t.Error("Is does not go by the code")
	}
	if Code("a").Error() != "a" {
		t.Error("a code does not print as itself")
	}
}

func TestErrorNil(t *testing.T) {
	for _, e := range []*Error{nil, {}} {
		if e.Code() != "" || e.Error() != "<nil>" || e.Unwrap() != nil || e.Is(Code("")) || e.Status() != 500 ||
			e.WireCode() != "internal_error" || e.Message() != "Internal server error" || e.GRPCCode() != 13 ||
			e.LogValue().String() != "<nil>" {
			t.Errorf("%#v does not stand for an unknown error", e)
		}
		if got := string(e.AppendJSON(nil, "r")); got != `{"error":"internal_error","message":"Internal server error","details":null,"request_id":"r"}` {
			t.Errorf("body %s", got)
		}
	}
	var none *Error
	if none.WithCause(io.EOF) != nil {
		t.Error("a cause made an error of nil")
	}
	if got := fmt.Sprintf("%v %s %+v", none, none, Error{}); got != "<nil> <nil> <nil>" {
		t.Errorf("nil prints %s", got)
	}
	if got, err := json.Marshal(none); string(got) != "null" || err != nil {
		t.Errorf("nil marshals to %s, %v", got, err)
	}
}

func TestAppendJSONIsEncodingJSON(t *testing.T) {
	type details struct {
		ID    string `json:"id"`
		Count int64  `json:"moveCount"`
	}
	type body struct {
		Error     string  `json:"error"`
		Message   string  `json:"message"`
		Details   details `json:"details"`
		RequestID *string `json:"request_id"`
	}
	for _, id := range append(texts, strings.Repeat("\u00e9", 200)) {
		for _, rid := range []*string{nil, &id} {
			if rid != nil && *rid == "" {
				continue
			}
			want, err := json.Marshal(body{"item_moved", "Item " + id + " moved 9 times", details{id, 9}, rid})
			if err != nil {
				t.Fatal(err)
			}
			given := ""
			if rid != nil {
				given = *rid
			}
			if got := itemMoved(id, 9).AppendJSON([]byte("x"), given); string(got) != "x"+string(want) {
				t.Errorf("got  %s\nwant x%s", got, want)
			}
		}
	}
	got, err := json.Marshal(itemMoved("1", 2))
	if err != nil || string(got) != `{"error":"item_moved","message":"Item 1 moved 2 times","details":{"id":"1","moveCount":2},"request_id":null}` {
		t.Errorf("json.Marshal gives %s, %v", got, err)
	}
}

// FuzzAppendJSON compares a body with that of encoding/json for the same struct,
// byte for byte.
func FuzzAppendJSON(f *testing.F) {
	for _, s := range texts {
		f.Add(s, int64(9), "r")
		f.Add("1", int64(-1), s)
	}
	f.Fuzz(func(t *testing.T, id string, count int64, requestID string) {
		if utf8.RuneCountInString(id) > defaultMax {
			return // the message is cut
		}
		type details struct {
			ID    string `json:"id"`
			Count int64  `json:"moveCount"`
		}
		var id2 *string
		if requestID != "" {
			id2 = &requestID
		}
		want, err := json.Marshal(struct {
			Error     string  `json:"error"`
			Message   string  `json:"message"`
			Details   details `json:"details"`
			RequestID *string `json:"request_id"`
		}{"item_moved", fmt.Sprintf("Item %s moved %d times", id, count), details{id, count}, id2})
		if err != nil {
			t.Fatal(err)
		}
		if got := itemMoved(id, count).AppendJSON(nil, requestID); !bytes.Equal(got, want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestFormOfEverything(t *testing.T) {
	e := newEverything(sample(), everythingOpt("o"))
	const object = `{"field":"/name","path":["body","name"],"value":{"a":"\u003c"},"max":3}`
	want := `{"errors":[{"help":"https://example.com/errors#everything","number":7,"group":"all",` +
		`"grpc":"RESOURCE_EXHAUSTED","status":429,"status_text":"429","title":"Everything","n":-7,` +
		`"type":"https://example.com/errors#everything","name":"Everything","fixed":[1,null,"$"]},` +
		`{"s":"a\"b","n":-7,"f":1.5,"b":true,"t":"2027-02-01T00:00:00.0000005Z","d":2,"j":[1,"\u003c"],` +
		`"o":` + object + `,"ss":["x","y"],"objects":[` + object + `],"opt":"o","mail":"joe@example.com","last":true}]}`
	if got := string(e.AppendJSON(nil, "r")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// An error that has nothing of what the form names.
	want = `{"errors":[{"number":null,"group":null,"grpc":"NOT_FOUND","status":404,"status_text":"404",` +
		`"title":"Inbox not found","n":null,"type":"about:blank","name":"Not Found","fixed":[1,null,"$"]},{"last":true}]}`
	def := copyOf(&defInboxNotFound)
	def.form = &formEverything
	if got := string((&Error{def: def}).AppendJSON(nil, "r")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFormProblem(t *testing.T) {
	const id = "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911"
	for _, tt := range []struct {
		e         *Error
		requestID string
		want      string
	}{
		{itemMoved("1", 2), "r", `{"type":"about:blank","title":"Not Found","status":404,"detail":"Item 1 moved 2 times","code":"item_moved","request_id":"r","details":{"id":"1","moveCount":2}}`},
		{&Error{def: &defInternalError}, id, `{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"Internal server error","instance":"urn:uuid:` + id + `","code":"internal_error","request_id":"` + id + `","details":null}`},
		{errorOf(&defTooLarge), "", `{"type":"https://example.com/errors#too-large","title":"Too large","status":413,"detail":"Body is too large","code":"too_large","request_id":null,"details":{}}`},
	} {
		if got := string(problem.append(nil, tt.e, ident{text: tt.requestID})); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestFormGroups(t *testing.T) {
	def := copyOf(&defEverything)
	def.params = []param{{name: "s"}, {name: "n", more: &paramExtra{wire: "count"}}, {name: "d"}, {name: "list"}, {name: "log", more: &paramExtra{access: hidden}}}
	def.extra = &extra{reason: "EVERYTHING", retryAfter: "d"}
	def.message, def.docsURL = "All", ""
	def.form = &form{body: []segment{
		{text: `[{"reason":`, source: sourceReason},
		{text: `,"metadata":`, source: sourceMetadata, optional: true},
		{text: `}`},
		{source: sourceRetryDelay, group: 2},
		{text: `,{"retryDelay":`, source: sourceRetryDelay},
		{text: `}`},
		{source: sourceRequestID, group: 4},
		{source: sourceDocsURL, group: 3},
		{text: `,{"id":`, source: sourceRequestID},
		{text: `,"url":`, source: sourceDocsURL},
		{text: `}`},
		{source: sourceFieldViolations, group: 2},
		{text: `,{"violations":`, source: sourceFieldViolations},
		{text: `}`},
		{text: `]`},
	}}
	none := value{}
	faults := listOf([]violation{{Field: "/a", Secret: "hunter2"}}, objectOf)
	for _, tt := range []struct {
		docsURL, requestID string
		values             []value
		want               string
	}{
		{"", "", []value{none, none, none, none, textOf("log-1")}, `[{"reason":"EVERYTHING"}]`},
		{"", "r", []value{textOf("\"<"), integerOf(-7), none, none, none}, `[{"reason":"EVERYTHING","metadata":{"s":"\"\u003c","count":"-7"}}]`},
		{"/d", "", []value{none, none, durationOf(1500 * time.Millisecond), none, none}, `[{"reason":"EVERYTHING","metadata":{"d":"2"}},{"retryDelay":"2s"}]`},
		{"/d", "r", []value{none, none, none, faults, none}, `[{"reason":"EVERYTHING"},{"id":"r","url":"/d"},{"violations":[{"field":"/a","path":[]}]}]`},
	} {
		d := copyOf(def)
		d.docsURL = tt.docsURL
		if got := string(withValues(d, tt.values).AppendJSON(nil, tt.requestID)); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestRetryDelay(t *testing.T) {
	def := copyOf(&defEverything)
	delay := func(after string, v value) string {
		def.extra.retryAfter = after
		e := newEverything(sample())
		e.def = def
		if i := def.param(after); i >= 0 {
			e.values()[i] = v
		}
		return e.retryDelay()
	}
	for _, tt := range []struct {
		after string
		v     value
		want  string
	}{
		{"", value{}, ""},
		{"120", value{}, "120s"},
		{"d", durationOf(time.Minute), "60s"},
		{"d", value{}, ""},
		{"t", value{}, ""},
		{"t", timeOf(time.Now().Add(-time.Hour)), "0s"},
	} {
		if got := delay(tt.after, tt.v); got != tt.want {
			t.Errorf("%q %+v gives %q, want %q", tt.after, tt.v, got, tt.want)
		}
	}
	seconds, err := strconv.Atoi(strings.TrimSuffix(delay("t", timeOf(time.Now().Add(time.Hour))), "s"))
	if err != nil || seconds < 3590 || seconds > 3600 {
		t.Errorf("an hour from now is in %d seconds, %v", seconds, err)
	}
}

func TestFormNone(t *testing.T) {
	if b := errUpgradeNeeded.AppendJSON(nil, "r"); len(b) != 0 {
		t.Errorf("got %s", b)
	}
	if b, err := json.Marshal(&errUpgradeNeeded); string(b) != "null" || err != nil {
		t.Errorf("got %s, %v", b, err)
	}
}

func TestMessage(t *testing.T) {
	tests := []struct {
		template string
		want     string
	}{
		{"plain", "plain"},
		{"100% [x] `y` \\ %s", "100% [x] `y` \\ %s"},
		{"{{}} {{s}}", "{} {s}"},
		{"{s}", `a"b`},
		{"{s}{n}", `a"b-7`},
		{"{{{n}}}", "{-7}"},
		{"x{ and {n}}y", "x and -7y"},
		{"x{ and {opt}}y", "xy"},
		{"x{ and {opt}|, else}y", "x, elsey"},
		{"{opt|none}", "none"},
		{"{n|none}", "-7"},
		{"{a {n} b {opt} c|d}", "d"},
		{"{a {n} b {f} c|d}", "a -7 b 1.5 c"},
		{"{{{s}}}}}{{", `{a"b}}{`},
		{"\"<\u2028{n}\\", "\"<\u2028-7\\"},
		{"a{n}{n}b", "a-7-7b"},
		{"{n}{opt|}", "-7"},
		{"{ss} {d} {b} {t}", "x, y 2 true 2027-02-01T00:00:00.0000005Z"},
		{"", ""},
	}
	for _, tt := range tests {
		def := copyOf(&defEverything)
		def.message = tt.template
		e := newEverything(sample())
		e.def = def
		if got := e.Message(); got != tt.want {
			t.Errorf("%q gives %q, want %q", tt.template, got, tt.want)
		}
		// The same by the steps to a body, and by the interpreter.
		def.form = &formStructured
		var body struct{ Message string }
		stepped := e.AppendJSON(nil, "r")
		if err := json.Unmarshal(stepped, &body); err != nil || body.Message != tt.want {
			t.Errorf("%q is sent as %s", tt.template, stepped)
		}
		if interpreted := (&form{body: formStructured.body}).append(nil, e, ident{text: "r"}); !bytes.Equal(stepped, interpreted) {
			t.Errorf("got  %s\nwant %s", stepped, interpreted)
		}
	}
}

// TestStepsTakeValuesAgain has values in the message and in details, where the
// steps copy what the message has, unless it was cut or is not JSON.
func TestStepsTakeValuesAgain(t *testing.T) {
	for name, change := range map[string]func(*everything){
		"as they are":    func(*everything) {},
		"text is cut":    func(p *everything) { p.S = strings.Repeat("<\u00e9", 300) },
		"text just fits": func(p *everything) { p.S = "\u00e9\"x" },
		"not UTF-8":      func(p *everything) { p.S = "\xff\"" },
		"empty":          func(p *everything) { p.S = "" },
		"NaN":            func(p *everything) { p.F = math.NaN() },
		"small":          func(p *everything) { p.F = 1e-9 },
		"year 10000":     func(p *everything) { p.T = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"negative":       func(p *everything) { p.D, p.N = -time.Second, -1 },
	} {
		for _, template := range []string{
			"{s} {n} {f} {b}", "{f}{s}{s}{t}", "{t}{d}{b}{n}{s}{f}", "{ss}{n}{s}", "{text}{d}{mail}{n}", "nothing",
		} {
			p := sample()
			change(&p)
			def := copyOf(&defEverything)
			def.message, def.form = template, &formStructured
			for missing := range def.params { // also the first of the details
				e, v := newError(def)
				copy(v, newEverything(p).values())
				v[missing] = value{}
				if strings.Contains(template, "{"+def.params[missing].name+"}") {
					continue
				}
				stepped := e.AppendJSON(nil, "r")
				interpreted := (&form{body: formStructured.body}).append(nil, e, ident{text: "r"})
				if !bytes.Equal(stepped, interpreted) || !json.Valid(stepped) {
					t.Errorf("%s, %q without %s:\ngot  %s\nwant %s", name, template, def.params[missing].name, stepped, interpreted)
				}
			}
		}
	}
}

func TestMessageCutsText(t *testing.T) {
	p := sample()
	p.S = "\u00e9\u00e8\u00eaabc"
	p.Text = strings.Repeat("\u00e9", 300)
	p.SS = []string{strings.Repeat("z", 300)}
	e := newEverything(p)
	got := e.Message()
	if !strings.Contains(got, "\"\u00e9\u00e8\u00eaab\" ") || strings.Count(got, "\u00e9") != 257 || strings.Count(got, "z") != 256 {
		t.Errorf("message %s", got)
	}
	if body := string(e.AppendJSON(nil, "")); !strings.Contains(body, "\u00e9\u00e8\u00eaabc") || strings.Count(body, "z") != 300 {
		t.Errorf("details are cut: %s", body)
	}
}

func TestValues(t *testing.T) {
	for _, tt := range []struct {
		v          value
		json, text string
	}{
		{durationOf(0), "0", "0"},
		{durationOf(-time.Second), "0", "0"},
		{durationOf(math.MinInt64), "0", "0"},
		{durationOf(1), "1", "1"},
		{durationOf(time.Second), "1", "1"},
		{durationOf(time.Second + 1), "2", "2"},
		{durationOf(math.MaxInt64), "9223372037", "9223372037"},
		{integerOf(math.MinInt64), "-9223372036854775808", "-9223372036854775808"},
		{numberOf(math.NaN()), "null", "NaN"},
		{numberOf(math.Inf(1)), "null", "+Inf"},
		{numberOf(math.Inf(-1)), "null", "-Inf"},
		{numberOf(1e21), "1e+21", "1e+21"},
		{numberOf(1e-9), "1e-9", "1e-9"},
		{numberOf(math.Copysign(0, -1)), "-0", "-0"},
		{booleanOf(false), "false", "false"},
		{timeOf(time.Time{}), `"0001-01-01T00:00:00Z"`, "0001-01-01T00:00:00Z"},
		{timeOf(time.Date(2027, 2, 1, 12, 0, 0, 0, time.FixedZone("", 7200))), `"2027-02-01T10:00:00Z"`, "2027-02-01T10:00:00Z"},
		{timeOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)), "null", "10000-01-01T00:00:00Z"},
		{timeOf(time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)), "null", "-0001-01-01T00:00:00Z"},
		{jsonOf(nil), "null", ""},
		{jsonOf(json.RawMessage(`{`)), "null", ""},
		{jsonOf(json.RawMessage(`1 2`)), "null", ""},
		{jsonOf(json.RawMessage("{\"a\" : \"\u2028</script>\xff\"}")), "{\"a\":\"\\u2028\\u003c/script\\u003e\uFFFD\"}", ""},
		{listOf(nil, integerOf), "[]", ""},
		{listOf([]time.Duration{1, 2}, durationOf), "[1,1]", "1, 1"},
		{optionalListOf(nil, jsonOf), "null", ""},
		{optionalListOf(cloneJSON([]json.RawMessage{[]byte(`{"a":1}`), nil}), jsonOf), `[{"a":1},null]`, ", "},
		{value{}, "null", ""},
	} {
		if got := string(tt.v.appendJSON(nil, toWire)); got != tt.json || !json.Valid([]byte(got)) {
			t.Errorf("%+v is %s as JSON, want %s", tt.v, got, tt.json)
		}
		if got := string(tt.v.appendText(nil, 0, false)); got != tt.text {
			t.Errorf("%+v is %s as text, want %s", tt.v, got, tt.text)
		}
	}
}

func TestNumbersAreThoseOfEncodingJSON(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 0.1, 1e-6, 9.99e-7, 1e20, 1e21, 123456789.125, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1)} {
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		v := numberOf(f)
		if got := string(v.appendJSON(nil, toWire)); got != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestParamsRoundTripAndAreCopies(t *testing.T) {
	p := sample()
	e := newEverything(p, everythingOpt("o"))
	before := string(e.AppendJSON(nil, ""))

	// What the caller does to its own afterwards changes nothing.
	p.J[0], p.SS[0], p.OO[0].Field, p.OO[0].Path[0], p.O.Value[0] = '!', "changed", "changed", "changed", '!'
	*p.O.Max = 99
	if after := string(e.AppendJSON(nil, "")); after != before {
		t.Errorf("the error changed with the caller's values:\n%s\n%s", before, after)
	}

	got, ok := everythingOf(fmt.Errorf("x: %w", e))
	want := sample()
	opt := "o"
	want.Opt, want.T = &opt, want.T.UTC()
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	got.J[0], got.SS[0], got.OO[0].Field, got.OO[0].Path[0], got.O.Value[0] = '!', "changed", "changed", "changed", '!'
	*got.Opt, *got.O.Max = "changed", 99
	if after := string(e.AppendJSON(nil, "")); after != before {
		t.Errorf("the error changed with the values read:\n%s\n%s", before, after)
	}

	none, ok := everythingOf(newEverything(everything{}, everythingOption{}))
	if !ok || none.Opt != nil || none.SS != nil || none.OO != nil || !none.T.IsZero() {
		t.Errorf("absent values come back as %+v", none)
	}
	if _, ok := everythingOf(itemMoved("", 0)); ok {
		t.Error("parameters of another error are read")
	}
	if _, ok := everythingOf(nil); ok {
		t.Error("parameters of nil are read")
	}
}

func TestCloneJSON(t *testing.T) {
	given := []json.RawMessage{[]byte("1")}
	c := cloneJSON(given)
	given[0][0] = '2'
	if string(c[0]) != "1" || cloneJSON(nil) != nil {
		t.Errorf("got %s", c)
	}
}

func TestFind(t *testing.T) {
	inner := newEverything(sample())
	for _, err := range []error{
		inner,
		fmt.Errorf("x: %w", inner),
		itemMoved("", 0).WithCause(inner),
		errors.Join(io.EOF, itemMoved("", 0), inner),
		fmt.Errorf("%w %w", io.EOF, fmt.Errorf("x: %w", inner)),
	} {
		if find(err, &defEverything) != inner || !errors.Is(err, Code("everything")) {
			t.Errorf("not found in %v", err)
		}
	}
	for _, err := range []error{nil, io.EOF, (*Error)(nil), errors.Join(io.EOF, itemMoved("", 0))} {
		if find(err, &defEverything) != nil {
			t.Errorf("found in %v", err)
		}
	}
}

// copyOf returns a definition that a test can change. What was worked out of the
// other is not taken over.
func copyOf(d *definition) *definition {
	extra := *d.extras()
	return &definition{
		code: d.code, status: d.status, grpc: d.grpc, slo: d.slo, scoped: d.scoped, level: d.level, title: d.title,
		message: d.message, docsURL: d.docsURL, form: d.form, params: d.params, extra: &extra,
	}
}

// everyWay prints and logs err in each way there is.
func everyWay(err error) map[string]string {
	ways := map[string]string{"Error": err.Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		ways[verb] = fmt.Sprintf(verb, err)
		ways["wrapped "+verb] = fmt.Sprintf(verb, fmt.Errorf("w: %w", err))
		if e, ok := err.(*Error); ok {
			ways["value "+verb] = fmt.Sprintf(verb, *e)
		}
	}
	for name, h := range map[string]func(io.Writer) slog.Handler{
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	} {
		var b bytes.Buffer
		slog.New(h(&b)).Error("m", "err", err, "wrapped", fmt.Errorf("w: %w", err), "group", slog.GroupValue(slog.Any("err", err)))
		ways["slog "+name] = b.String()
	}
	return ways
}

func TestSensitive(t *testing.T) {
	e := newEverything(sample())
	for name, out := range everyWay(e) {
		for _, secret := range []string{"hunter2", "joe@example.com", fmt.Sprintf("%x", "hunter2"), fmt.Sprintf("%x", "joe@")} {
			if strings.Contains(out, secret) {
				t.Errorf("%s shows %s: %s", name, secret, out)
			}
		}
	}
	log := everyWay(e)["slog json"]
	for _, want := range []string{
		`"key":"[REDACTED]"`, `"mail":"[REDACTED]"`, `"log":"log-1"`, `"text":"text-1"`, `"trace":"trace-1"`, `"secret":"[REDACTED]"`,
		`"owner":"team@example.com"`, `[REDACTED] text-1`, `"d":1500000000`, `"ss":["x","y"]`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in %s", want, log)
		}
	}
	wire := string(e.AppendJSON(nil, ""))
	marshalled, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{wire, string(marshalled), e.Message()} {
		for _, hidden := range []string{"hunter2", "log-1", "trace-1"} {
			if strings.Contains(out, hidden) {
				t.Errorf("%s is sent: %s", hidden, out)
			}
		}
	}
	if !strings.Contains(e.Message(), "joe@example.com") || !strings.Contains(wire, "joe@example.com") {
		t.Error("what is only hidden from logs is not sent")
	}
}

func TestInternal(t *testing.T) {
	e := itemHidden("rule-9", "42", 3).WithCause(io.EOF)
	if e.Code() != "item_hidden" || e.WireCode() != "item_moved" || e.Status() != 404 || e.GRPCCode() != 5 || e.Message() != "Item 42 moved 3 times" {
		t.Errorf("sent as %s %d %q", e.WireCode(), e.Status(), e.Message())
	}
	if !errors.Is(e, Code("item_hidden")) || errors.Is(e, Code("item_moved")) {
		t.Error("Is does not answer for the error's own code alone")
	}
	if got := string(e.AppendJSON(nil, "")); got != `{"error":"item_moved","message":"Item 42 moved 3 times","details":{"id":"42","moveCount":3},"request_id":null}` {
		t.Errorf("body %s", got)
	}
	if e.Error() != "item_hidden: Item 42 is hidden by rule-9: EOF" {
		t.Errorf("logged as %s", e.Error())
	}
	if log := everyWay(e)["slog json"]; !strings.Contains(log, `"code":"item_hidden","status":404,"sent_as":"item_moved"`) || !strings.Contains(log, `"cause":"EOF"`) {
		t.Errorf("log %s", log)
	}
}

func TestWrap(t *testing.T) {
	e := itemMoved("", 0)
	wrapped := fmt.Errorf("x: %w", e)
	if Wrap(nil) != nil || Wrap(e) != error(e) || Wrap(wrapped) != wrapped {
		t.Error("Wrap changes what needs no change")
	}
	if err := Wrap(io.EOF); !errors.Is(err, Code("internal_error")) || !errors.Is(err, io.EOF) {
		t.Errorf("Wrap(EOF) is %v", err)
	}
}

func TestTelemetry(t *testing.T) {
	for _, tt := range []struct {
		err         error
		typ, metric string
	}{
		{nil, "", ""},
		{itemMoved("", 0), "", "item_moved"},
		{fmt.Errorf("x: %w", errorOf(&defTimeout)), "timeout", "timeout"},
		{io.EOF, "500", "masked"},
		{fmt.Errorf("x: %w", io.EOF), "500", "masked"},
		{(*Error)(nil), "500", "unknown"},
		{&Error{}, "500", "unknown"},
		{Code("item_moved"), "500", "unknown"},
		{&http.MaxBytesError{}, "", "too_large"},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), "timeout", "timeout"},
		{itemHidden("", "", 0), "", "item_hidden"}, // sent with status 404
		{errors.Join(io.EOF, itemMoved("", 0)), "", "item_moved"},
	} {
		if got := ErrorType(tt.err); got != tt.typ {
			t.Errorf("ErrorType(%v) = %q, want %q", tt.err, got, tt.typ)
		}
		if got := MetricLabel(tt.err); got != tt.metric {
			t.Errorf("MetricLabel(%v) = %q, want %q", tt.err, got, tt.metric)
		}
	}
	for e, want := range map[*Error]struct {
		grpc  uint32
		level slog.Level
	}{
		nil:                         {13, slog.LevelError},
		itemMoved("", 0):            {5, slog.LevelInfo},
		itemHidden("", "", 0):       {5, slog.LevelWarn}, // the answer's code, its own level
		newEverything(everything{}): {8, slog.LevelWarn},
	} {
		if e.GRPCCode() != want.grpc || e.Level() != want.level {
			t.Errorf("%v: gRPC code %d, level %v", e, e.GRPCCode(), e.Level())
		}
	}
}

// texts are strings that JSON and headers have rules for.
var texts = []string{
	"", "a", `"`, `\`, "\x00\x01\b\f\n\r\t\x1f\x7f", "<>&</script>", "\u2028\u2029", "\xff\xfe\xc3", "é€😀",
	"\ufffd", "a\xed\xa0\x80b", "*/ %s {x} {{ | --- `", "\u202e\u200f\ufeff", strings.Repeat("x", 5000)[:200],
}

func TestAppendStringIsEncodingJSON(t *testing.T) {
	for _, s := range texts {
		compareString(t, s)
	}
	for c := range 256 {
		compareString(t, string([]byte{'a', byte(c), 'b'}))
		// Eight bytes are looked at at once, and neighbours borrow from each other.
		for i := range 8 {
			for _, neighbour := range []byte{' ', '~', '!', '=', 0, 0xff} {
				b := bytes.Repeat([]byte{neighbour}, 8)
				b[i] = byte(c)
				compareString(t, string(b))
			}
		}
	}
}

func FuzzAppendString(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(compareString)
}

func compareString(t *testing.T, s string) {
	want, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if got := appendString(nil, s); !bytes.Equal(got, want) {
		t.Errorf("%q becomes %s, want %s", s, got, want)
	}
	// As a message: put together and escaped in the same buffer.
	e := itemMoved(s, 1)
	var body struct{ Message string }
	if err := json.Unmarshal(e.AppendJSON(nil, ""), &body); err != nil {
		t.Errorf("%q: %v", s, err)
	}
	if want := strings.ToValidUTF8(e.Message(), "\uFFFD"); len(s) == len(strings.ToValidUTF8(s, "")) && body.Message != want {
		t.Errorf("message %q, want %q", body.Message, want)
	}
}

func FuzzRaw(f *testing.F) {
	f.Add([]byte(`{"a":[1,"<"]}`))
	f.Add([]byte("\"\xff\""))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		v := jsonOf(raw)
		got := v.appendJSON(nil, toWire)
		if !json.Valid(got) || json.Valid(raw) == false && string(got) != "null" {
			t.Errorf("%q becomes %q", raw, got)
		}
	})
}

// TestSizes keeps the data of an error small beside its own text.
func TestSizes(t *testing.T) {
	if strconv.IntSize != 64 {
		t.Skip("sizes are those of 64-bit machines")
	}
	for name, tt := range map[string]struct{ got, limit uintptr }{
		"definition": {unsafe.Sizeof(definition{}), 128},
		"two params": {2 * unsafe.Sizeof(param{}), 64},
		"value":      {unsafe.Sizeof(value{}), 48},
		"Error":      {unsafe.Sizeof(Error{}), 48},
	} {
		if tt.got > tt.limit {
			t.Errorf("%s has %d bytes, at most %d wanted", name, tt.got, tt.limit)
		}
	}
}

// What never travels stays behind when an internal error leaves as another that
// has a parameter of the same name.
func TestSentLeavesSecretsBehind(t *testing.T) {
	public := definition{
		code: "public", status: 404, message: "Public{ {x}}", form: &formStructured,
		params: []param{{name: "x"}},
	}
	for access, travels := range map[access]bool{
		0: true, hidden: true, redacted: true, // an own parameter, in: text, sensitive: log
		hidden | kept:            false, // in: log
		hidden | redacted | kept: false, // sensitive: true
	} {
		inner := definition{
			code: "inner", status: 403, message: "Inner", form: &formStructured, extra: &extra{sentAs: &public},
			params: []param{{name: "x", more: &paramExtra{access: access}}},
		}
		e, v := newError(&inner)
		v[0] = textOf("SECRET")
		for _, out := range []string{e.Message(), string(e.AppendJSON(nil, "r"))} {
			if strings.Contains(out, "SECRET") != travels {
				t.Errorf("access %b: %s", access, out)
			}
		}
	}
}
