package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// recorder stands in for a test and keeps what it is told.
type recorder struct {
	testing.TB
	helper   bool
	messages []string
}

func (r *recorder) Helper() { r.helper = true }

func (r *recorder) Error(args ...any) { r.messages = append(r.messages, fmt.Sprint(args...)) }

// recorded is the example as a handler wrote it.
func recorded(x Example) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	x.ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	return rec
}

func TestAssertAcceptsExamples(t *testing.T) {
	for _, x := range Examples() {
		Assert(t, recorded(x), x.Code)
		res := x.Response()
		Assert(t, res, x.Code)
		Assert(t, res, x.Code) // the body is still there
		if body, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(body, x.Body) {
			t.Errorf("%s: left with the body %q, %v", x.Code, body, err)
		}
	}
}

func TestAssertTellsTheTest(t *testing.T) {
	var r recorder
	Assert(&r, recorded(ExampleOf(ErrItemNotFound)), ErrItemNotFound, With("id", "5"))
	if len(r.messages) > 0 || !r.helper {
		t.Errorf("%+v", r)
	}
	Assert(&r, recorded(ExampleOf(ErrItemNotFound)), ErrItemNotFound, With("id", "6"))
	want := "item_not_found expected, got item_not_found:\n" +
		"\tid is \"5\", want \"6\"\n" +
		"the answer is 404 Not Found\n" +
		"\tCache-Control: no-store\n" +
		"\tContent-Type: application/json\n" +
		"\tX-Content-Type-Options: nosniff\n" +
		"\tX-Request-Id: 4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f\n" +
		"with the body\n" +
		"\t" + string(ExampleOf(ErrItemNotFound).Body)
	if len(r.messages) != 1 || r.messages[0] != want {
		t.Errorf("%q, want %q", r.messages, want)
	}
}

// violation is a struct as generated packages have them; other says itself what
// its JSON is.
type (
	violation struct {
		Field string
		Why   string
		Max   *int64
		At    *time.Time
		Key   string // sensitive
	}
	other struct {
		F string `json:"field"`
		R string `json:"reason"`
	}
	word string
)

func TestOptions(t *testing.T) {
	max, at := int64(3), time.Date(2027, 1, 31, 13, 0, 0, 0, time.FixedZone("", 3600))
	for _, tt := range []struct {
		name    string
		code    Code
		options []Option
		want    string // the first difference; empty: none
	}{
		{"none", ErrEverything, []Option{nil}, ""},
		{"text", ErrEverything, []Option{With("s", `a"b`)}, ""},
		{"text of a type", ErrEverything, []Option{With("s", word(`a"b`))}, ""},
		{"other text", ErrEverything, []Option{With("s", "a")}, `s is "a\"b", want "a"`},
		{"integer", ErrEverything, []Option{With("n", 3), With("n", int64(3)), With("n", uint8(3)), With("n", json.Number("3"))}, ""},
		{"other integer", ErrEverything, []Option{With("n", 4)}, "n is 3, want 4"},
		{"no integer", ErrEverything, []Option{With("n", "3")}, `With("n", 3): the value is "3", want a whole number`},
		{"number", ErrEverything, []Option{With("f", 1.5), With("f", json.Number("15e-1"))}, ""},
		{"boolean", ErrEverything, []Option{With("b", true)}, ""},
		{"other boolean", ErrEverything, []Option{With("b", false)}, "b is true, want false"},
		{"time", ErrEverything, []Option{With("t", at), With("t", &at), With("t", "2027-01-31T13:00:00+01:00")}, ""},
		{"other time", ErrEverything, []Option{With("t", at.Add(1))}, `t is "2027-01-31T12:00:00Z", want "2027-01-31T12:00:00.000000001Z"`},
		{"duration", ErrEverything, []Option{With("d", 90*time.Second), With("d", 90), With("d", 89*time.Second+1)}, ""},
		{"other duration", ErrEverything, []Option{With("d", 90*time.Second+1)}, "d is 90, want 91"},
		{"raw JSON", ErrEverything, []Option{With("j", json.RawMessage(` {"k": [1.0]}`)), With("j", map[string][]int{"k": {1}})}, ""},
		{"broken JSON", ErrEverything, []Option{With("j", json.RawMessage(`{`))}, `j is {"k":[1]}, want null`},
		{"no JSON", ErrEverything, []Option{With("j", func() {})}, `With("j", `},
		{"object of a package", ErrEverything, []Option{With("o", violation{"/a", "missing", &max, &at, "secret"}), With("objects", []violation{{Field: "/b", Why: "too_long"}})}, ""},
		{"object, elsewise", ErrEverything, []Option{With("oo", []other{{"/b", "too_long"}}), With("oo", []map[string]any{{"reason": "too_long", "field": "/b"}})}, ""},
		{"other object", ErrEverything, []Option{With("oo", []violation{{Field: "/b", Why: "missing"}})},
			`oo is [{"field":"/b","reason":"too_long"}], want [{"field":"/b","reason":"missing"}]`},
		{"object with a value that is not declared", ErrEverything, []Option{With("o", violation{Field: "/b"})},
			`With("o", {/b  <nil> <nil> }): the value.reason is "", want one of too_long, missing`},
		{"list", ErrEverything, []Option{With("ss", []string{"x", "y"}), With("ss", []word{"x", "y"})}, ""},
		{"shorter list", ErrEverything, []Option{With("ss", []string(nil))}, `ss is ["x","y"], want []`},
		{"absent", ErrEverything, []Option{Without("opt"), Without("where")}, ""},
		{"not absent", ErrItemNotFound, []Option{With("inbox", "b")}, `inbox is absent, want "b"`},
		{"never absent", ErrItemNotFound, []Option{Without("id")}, `Without("id"): the parameter is never absent`},
		{"unknown parameter", ErrItemNotFound, []Option{With("ID", 1)}, `item_not_found has no parameter "ID" that leaves the server; it has id, inbox`},
		{"no parameters", ErrUpgrade, []Option{Without("id")}, `upgrade has no parameter "id" that leaves the server; it has none`},
		{"in the text", ErrRateLimited, []Option{With("retry_after", 30*time.Second)}, ""},
		{"other in the text", ErrRateLimited, []Option{With("retry_after", 31)}, `message is "Try again in 30 seconds", want "Try again in 31 seconds"`},
		{"not in the text", ErrRateLimited, []Option{Without("retry_after")}, `message is "Try again in 30 seconds", want "Try again later"`},
		{"list in the text and a header", ErrRouteUnknown, []Option{With("allow", []string{"POST", "PATCH"}), With("method", "PUT")}, ""},
		{"other list in the text", ErrRouteUnknown, []Option{With("allow", []string{"POST"})}, `message is "PUT is none of POST, PATCH", want what fits "{method} is none of {allow}"`},
		{"message", ErrProblem, []Option{WithMessage("Come back")}, ""},
		{"other message", ErrProblem, []Option{WithMessage("come back")}, `message is "Come back", want "come back"`},
		{"no message", ErrUpgrade, []Option{WithMessage("Upgrade")}, "message: the answer has no place for it"},
		{"header", ErrUpgrade, []Option{WithHeader("upgrade", "HTTP/3.0")}, ""},
		{"other header", ErrUpgrade, []Option{WithHeader("Upgrade", "h2c")}, `header Upgrade is "HTTP/3.0", want "h2c"`},
		{"no header", ErrUpgrade, []Option{WithHeader("Vary", "Accept")}, `header Vary is not there, want "Accept"`},
		{"request ID", ErrUpgrade, []Option{WithRequestID(requestID)}, ""},
		{"other request ID", ErrUpgrade, []Option{WithRequestID("x")}, `header X-Request-Id is "` + requestID + `", want "x"`},
		{"without a body", ErrUpgrade, []Option{WithoutBody()}, ""},
		{"with a body", ErrItemNotFound, []Option{WithoutBody()}, "there is a body, want none"},
		{"unknown code", "item_not_there", nil, `no error of the catalogue has the code "item_not_there"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := Example{Status: 404}
			if find(tt.code) != nil {
				x = ExampleOf(tt.code)
			}
			holds(t, Match(x.Response(), tt.code, tt.options...), tt.want)
		})
	}
}

// holds checks that the first difference of err begins so.
func holds(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Error(err)
	case want == "":
	case err == nil:
		t.Errorf("nil, want %s", want)
	default:
		lines := strings.Split(err.Error(), "\n\t")
		if first := lines[min(1, len(lines)-1)]; !strings.HasPrefix(first, want) {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
}

// TestMatchRefuses changes one thing of an answer.
func TestMatchRefuses(t *testing.T) {
	body := func(old, replacement string) func(*Example) {
		return func(x *Example) {
			changed := strings.Replace(string(x.Body), old, replacement, 1)
			if changed == string(x.Body) {
				panic("nothing of the body is " + old)
			}
			x.Body = []byte(changed)
		}
	}
	set := func(name string, lines ...string) func(*Example) {
		return func(x *Example) { x.Header[name] = lines }
	}
	for _, tt := range []struct {
		name   string
		code   Code
		change func(*Example)
		want   string
	}{
		{"status", ErrItemNotFound, func(x *Example) { x.Status = 410 }, "status is 410, want 404"},
		{"content type", ErrItemNotFound, set("Content-Type", "text/html"), `header Content-Type is "text/html", want "application/json"`},
		{"charset", ErrItemNotFound, set("Content-Type", "application/json; charset=utf-8"), "header Content-Type is"},
		{"no content type", ErrItemNotFound, set("Content-Type"), "header Content-Type is not there, want"},
		{"code", ErrItemNotFound, body("item_not_found", "job_not_found"), `body.error is "job_not_found", want "item_not_found"`},
		{"code of another type", ErrItemNotFound, body(`"item_not_found"`, "5"), `body.error is 5, want "item_not_found"`},
		{"message", ErrItemNotFound, body("Item 5 not", "Item 6 not"), `message is "Item 6 not found", want "Item 5 not found"`},
		{"message is no text", ErrItemNotFound, body(`"Item 5 not found"`, "null"), `body.message is null, want a text`},
		{"no details", ErrItemNotFound, body(`{"id":"5"}`, "null"), "body.details is null, want an object"},
		{"missing member", ErrItemNotFound, body(`"id":"5"`, ""), "body.details.id is missing"},
		{"member of another type", ErrItemNotFound, body(`"id":"5"`, `"id":5`), "body.details.id is 5, want a text"},
		{"unknown member of details", ErrItemNotFound, body(`"id":"5"`, `"id":"5","x y":1`), `body.details["x y"] is 1, and the catalogue has no such member`},
		{"unknown member of the body", ErrItemNotFound, body(`{"error"`, `{"status":404,"error"`), "body.status is 404, and the catalogue has no such member"},
		{"missing member of the body", ErrRateLimited, body(`"details":null,`, ""), "body.details is missing"},
		{"member twice", ErrRateLimited, body(`"details":null`, `"details":null,"details":null`), `body is not JSON: an object has the member "details" twice`},
		{"details where there are none", ErrRateLimited, body(`"details":null`, `"details":{}`), "body.details is {}, want null"},
		{"other request ID", ErrRateLimited, body(requestID, "x"), `body.request_id is "x", and the header X-Request-Id has`},
		{"no request ID in the header", ErrRateLimited, set("X-Request-Id"), `body.request_id is "` + requestID + `", want null`},
		{"a list", ErrItemNotFound, func(x *Example) { x.Body = []byte("[]") }, "body is [], want an object"},
		{"no body", ErrItemNotFound, func(x *Example) { x.Body = nil }, "there is no body"},
		{"a body", ErrUpgrade, func(x *Example) { x.Body = []byte("{}") }, "there is a body, want none"},
		{"text", ErrItemNotFound, func(x *Example) { x.Body = []byte("<html>") }, "body is not JSON: invalid character"},
		{"cut off", ErrItemNotFound, func(x *Example) { x.Body = x.Body[:20] }, "body is not JSON: it ends too early"},
		{"two values", ErrItemNotFound, func(x *Example) { x.Body = append(x.Body, "{}"...) }, "body is not JSON: there is something behind it"},
		{"no Retry-After", ErrUpgrade, set("Retry-After"), `header Retry-After is not there, want "120"`},
		{"other Retry-After", ErrUpgrade, set("Retry-After", "121"), `header Retry-After is "121", want "120"`},
		{"Retry-After in words", ErrRateLimited, set("Retry-After", "soon"), `header Retry-After is "soon", want seconds`},
		{"Retry-After of another time", ErrProblem, set("Retry-After", "Sun, 31 Jan 2027 12:00:01 GMT"), `header Retry-After is "Sun, 31 Jan 2027 12:00:01 GMT", want "Sun, 31 Jan 2027 12:00:00 GMT"`},
		{"no header", ErrUpgrade, set("Upgrade"), `header Upgrade is not there, want "HTTP/3.0"`},
		{"other header", ErrUpgrade, set("Upgrade", "h2c"), `header Upgrade is "h2c", want "HTTP/3.0"`},
		{"header with a list", ErrRouteUnknown, set("Allow", "GET\t"), `header Allow is "GET\t", want what fits "{allow}"`},
		{"first challenge", ErrEverything, set("Www-Authenticate", `Bearer realm="a"`, `Basic realm="x"`), `header Www-Authenticate is "Bearer realm=\"a\"" and "Basic realm=\"x\"", want what fits`},
		{"second challenge", ErrEverything, set("Www-Authenticate", `Bearer realm="a\"b", scope="x, y"`), `header Www-Authenticate is`},
		{"order of challenges", ErrEverything, set("Www-Authenticate", `Basic realm="x"`, `Bearer realm="a\"b", scope="x, y"`), `header Www-Authenticate is`},
		{"header with variables", ErrEverything, set("X-Meta", "E-2 400"), `header X-Meta is "E-2 400", want "E-1 400 https://example.com/errors#everything ` + requestID + ` {} 3"`},
		{"literal", ErrEverything, body(`[1,null,"$"]`, `[1,null,"x"]`), `body.errors[1] is [1,null,"x"], want [1,null,"$"]`},
		{"items", ErrEverything, body(`,[1,null,"$"]`, ``), `body.errors has 1 items, want 2`},
		{"no items", ErrEverything, body(`"errors":[`, `"errors":{},"no":[`), `body.errors is {}, want a list`},
		{"number", ErrEverything, body(`"number":7`, `"number":8`), "body.errors[0].number is 8, want 7"},
		{"group", ErrEverything, body(`"group":"all"`, `"group":null`), `body.errors[0].group is null, want "all"`},
		{"gRPC", ErrEverything, body(`INVALID_ARGUMENT`, `NOT_FOUND`), `body.errors[0].grpc is "NOT_FOUND"`},
		{"title", ErrEverything, body(`"Everything"`, `"everything"`), `body.errors[0].title is "everything"`},
		{"help", ErrEverything, body(`"help":"https://example.com/errors#everything",`, ``), `body.errors[0].help is missing`},
		{"status in the body", ErrEverything, body(`"status":400`, `"status":"400"`), `body.status is "400", want 400`},
		{"status as text", ErrEverything, body(`"text":"400"`, `"text":400`), `body.text is 400, want "400"`},
		{"a member left out", ErrEverything, body(`"n":3}`, `"missing":1,"n":3}`), `body.errors[0].missing is 1, want it left out`},
		{"integer", ErrEverything, body(`"n":3,"f"`, `"n":3.5,"f"`), `body.n is 3.5, want a whole number`},
		{"number is a text", ErrEverything, body(`"f":1.5`, `"f":"1.5"`), `body.f is "1.5", want a number`},
		{"boolean", ErrEverything, body(`"b":true`, `"b":1`), `body.b is 1, want true or false`},
		{"time", ErrEverything, body(`"t":"2027-01-31T12:00:00Z"`, `"t":"yesterday"`), `body.t is "yesterday", want a time of RFC 3339`},
		{"duration", ErrEverything, body(`"d":90`, `"d":-90`), `body.d is -90, want whole seconds, 0 or more`},
		{"enum", ErrEverything, body(`"reason":"missing"`, `"reason":"new"`), `body.o.reason is "new", want one of too_long, missing`},
		{"field", ErrEverything, body(`"field":"/a",`, ``), `body.o.field is missing`},
		{"unknown field", ErrEverything, body(`"field":"/a",`, `"field":"/a","secret":1,`), `body.o.secret is 1`},
		{"no object", ErrEverything, body(`{"field":"/b","reason":"too_long"}`, `1`), `body.objects[0] is 1, want an object`},
		{"no list", ErrEverything, body(`["x","y"]`, `"x"`), `body.ss is "x", want a list`},
		{"item", ErrEverything, body(`["x","y"]`, `["x",null]`), `body.ss[1] is null, want a text`},
		{"missing list", ErrEverything, body(`"ss":["x","y"],`, ``), `body.ss is missing`},
		{"problem type", ErrProblem, body(`about:blank`, `https://example.com`), `body.type is "https://example.com", want "about:blank"`},
		{"problem title", ErrProblem, body(`"Service Unavailable"`, `"Problem"`), `body.title is "Problem", want "Service Unavailable"`},
		{"problem instance", ErrProblem, body(`urn:uuid:4`, `urn:uuid:5`), `body.instance is "urn:uuid:5`},
		{"text that no template makes", ErrRouteUnknown, body("PUT", "DELETE"), `message is "DELETE is none of POST, PATCH", want what fits "{method} is none of {allow}"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := ExampleOf(tt.code)
			tt.change(&x)
			holds(t, Match(x.Response(), tt.code), tt.want)
			err := Match(recorded(x), tt.code)
			holds(t, err, tt.want)
			if len(x.Body) > 0 && !strings.Contains(err.Error(), string(x.Body)) {
				t.Errorf("%v does not show the body", err)
			}
		})
	}
}

// TestMatchAccepts has answers that differ from the examples, and are right.
func TestMatchAccepts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		code   Code
		change func(*Example)
	}{
		{"absent optional text", ErrRateLimited, func(x *Example) {
			x.Body = []byte(`{"error":"rate_limited","message":"Try again later","details":null,"request_id":"` + requestID + `"}`)
			delete(x.Header, "Retry-After")
		}},
		{"no request ID", ErrItemNotFound, func(x *Example) {
			x.Body = bytes.Replace(x.Body, []byte(`"`+requestID+`"`), []byte("null"), 1)
			delete(x.Header, "X-Request-Id")
		}},
		{"no request ID in a problem", ErrProblem, func(x *Example) {
			x.Body = []byte(`{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Come back",` +
				`"code":"problem","request_id":null,"details":{"until":"2027-01-31T12:00:00Z"}}`)
			delete(x.Header, "X-Request-Id")
		}},
		{"a problem in place of another form", ErrItemNotFound, func(x *Example) {
			x.Header.Set("Content-Type", "application/problem+json")
			x.Header.Set("X-Request-Id", "r")
			x.Body = []byte(`{"type":"https://example.com/errors#item-not-found","title":"Item not found","status":404,` +
				`"detail":"Item \u003c not found","code":"item_not_found","request_id":"r","details":{"id":"<"}}`)
		}},
		{"order and blanks", ErrItemNotFound, func(x *Example) {
			x.Body = []byte("\n{\"request_id\": \"" + requestID + "\", \"details\": {\"id\": \"5\"},\n \"message\": \"Item 5 not found\", \"error\": \"item_not_found\"}\n")
		}},
		{"a text that is cut in the message", ErrItemNotFound, func(x *Example) {
			long := strings.Repeat("é", 300)
			x.Body = []byte(strings.ReplaceAll(strings.Replace(string(x.Body), "Item 5", "Item "+strings.Repeat("é", 256), 1), `"5"`, `"`+long+`"`))
		}},
		{"a member that is absent in the middle", ErrEverything, func(x *Example) {
			x.Body = bytes.Replace(x.Body, []byte(`"n":3}`), []byte(`"n":3,"opt":"o"}`), 1)
			x.Body = bytes.Replace(x.Body, []byte(`"ss":`), []byte(`"opt":"o","ss":`), 1)
			x.Header.Add("Www-Authenticate", `Digest nonce="o"`)
		}},
		{"what is not known in a header", ErrEverything, func(x *Example) {
			x.Header["Www-Authenticate"][0] += `, where="in a \"room\""`
		}},
		{"numbers that no float has", ErrEverything, func(x *Example) {
			x.Body = bytes.Replace(x.Body, []byte(`"j":{"k":[1]}`), []byte(`"j":{"k":[1e400]}`), 1)
		}},
		{"numbers that JSON has not", ErrEverything, func(x *Example) {
			x.Body = bytes.Replace(x.Body, []byte(`"f":1.5`), []byte(`"f":null`), 1)
		}},
		{"years that RFC 3339 has not", ErrProblem, func(x *Example) {
			x.Body = bytes.Replace(x.Body, []byte(`"2027-01-31T12:00:00Z"`), []byte(`null`), 1)
			delete(x.Header, "Retry-After")
		}},
		{"part of a second", ErrProblem, func(x *Example) {
			x.Body = bytes.Replace(x.Body, []byte(`12:00:00Z`), []byte(`12:00:00.5Z`), 1)
			x.Header.Set("Retry-After", "Sun, 31 Jan 2027 12:00:01 GMT")
		}},
		{"empty list", ErrRouteUnknown, func(x *Example) {
			x.Body = []byte(`{"detail":"GET is none of "}`)
			x.Header.Set("Allow", "")
		}},
		{"headers of others", ErrUpgrade, func(x *Example) { x.Header.Set("Vary", "Accept") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := ExampleOf(tt.code)
			tt.change(&x)
			if err := Match(x.Response(), tt.code); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestMatchNamesTheOtherError(t *testing.T) {
	err := Match(recorded(ExampleOf(ErrUpgrade)), ErrItemNotFound)
	if err == nil || !strings.HasPrefix(err.Error(), "item_not_found expected, got upgrade:\n\tstatus is 426, want 404\n") ||
		!strings.HasSuffix(err.Error(), "\nwithout a body") {
		t.Error(err)
	}
	err = Match(&http.Response{StatusCode: 502, Body: io.NopCloser(strings.NewReader("upstream\ngone\x00\xff \u202e\n"))}, ErrItemNotFound)
	if err == nil || !strings.HasPrefix(err.Error(), "item_not_found expected, got something else:\n") ||
		!strings.HasSuffix(err.Error(), "\nthe answer is 502 Bad Gateway\nwith the body\n\tupstream\n\tgone\\x00\\xff \\u202e") {
		t.Error(err)
	}
}

// The answer to a HEAD request has no body, and cannot have one.
func TestMatchHead(t *testing.T) {
	x := ExampleOf(ErrItemNotFound)
	rec := httptest.NewRecorder()
	x.ServeHTTP(rec, httptest.NewRequest(http.MethodHead, "/", nil))
	Assert(t, rec, ErrItemNotFound, WithoutBody())
	holds(t, Match(rec, ErrItemNotFound), "there is no body")
	res := rec.Result()
	res.Request = httptest.NewRequest(http.MethodHead, "/", nil)
	Assert(t, res, ErrItemNotFound)
	holds(t, Match(res, ErrProblem), "status is 404, want 503")
	holds(t, Match(res, ErrItemNotFound, With("id", "5")), `"id": the answer has no place for the parameter`)
}

func TestMatchWithoutAnAnswer(t *testing.T) {
	holds(t, Match((*http.Response)(nil), ErrUpgrade), "upgrade expected: the response is nil")
	holds(t, Match((*httptest.ResponseRecorder)(nil), ErrUpgrade), "upgrade expected: the recorder is nil")
	broken := &http.Response{StatusCode: 404, Body: io.NopCloser(iotest.ErrReader(errors.New("gone")))}
	holds(t, Match(broken, ErrUpgrade), "upgrade expected: read the body: gone")
	endless := &http.Response{StatusCode: 404, Body: io.NopCloser(endlessReader{})}
	holds(t, Match(endless, ErrUpgrade), "upgrade expected: the body is larger than 8388608 bytes")
	holds(t, Match(&http.Response{StatusCode: 426}, ErrUpgrade), "header Upgrade is not there")
	holds(t, Match(&httptest.ResponseRecorder{Code: 404}, ErrItemNotFound), "header Content-Type is not there")
}

type endlessReader struct{}

func (endlessReader) Read(b []byte) (int, error) { return len(b), nil }

func TestShortened(t *testing.T) {
	x := ExampleOf(ErrItemNotFound)
	x.Body = []byte(strings.Repeat("é", 3000))
	err := Match(x.Response(), ErrItemNotFound)
	if err == nil || !strings.HasSuffix(err.Error(), "é… (1904 bytes more)") {
		t.Error(err)
	}
}

// Optional text with a quotation mark in it makes what follows look otherwise.
func TestQuotedStringsThatAreNotKnown(t *testing.T) {
	d := &definition{params: []param{{name: "a", optional: true, text: true}, {name: "b", optional: true, text: true}}}
	f := filler{matcher: &matcher{def: d, values: map[string]value{}}, header: true}
	l := f.line(`x{ "{a}}{y {b}|-} "é"`)
	for text, want := range map[string]bool{
		`x- "%C3%A9"`:           true,
		`xy ~ "%C3%A9"`:         true,
		`x "a\"b\\- "%C3%A9"`:   true,
		`x "é- "%C3%A9"`:        false,
		`x "a`:                  false,
		`y "%C3%A9"`:            false,
		"x \"a\ny b \"%C3%A9\"": false,
	} {
		if got := l.matches(text); got != want {
			t.Errorf("%q fits: %v", text, got)
		}
	}
	many := f.line(strings.Repeat(`{"{a}}`, 40))
	if !many.matches("anything") || len(many.branches) > 2*maxBranches {
		t.Errorf("%d branches", len(many.branches))
	}
}
