package runtime

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// The tests named TestCaseNN are the rows of the table of answers and
// situations that a client has to cope with, in its numbering.

const itemID = "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911"

// answer returns a response as a transport would.
func answer(status int, contentType, body string) *http.Response {
	h := http.Header{}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	u, _ := url.Parse("https://api.example.com/v1/items/7?api_key=secret")
	return &http.Response{
		StatusCode: status, Header: h, ContentLength: int64(len(body)),
		Body:    io.NopCloser(strings.NewReader(body)),
		Request: &http.Request{Method: http.MethodPost, URL: u},
	}
}

func decode(t *testing.T, status int, contentType, body string) *Error {
	t.Helper()
	e := Decode(answer(status, contentType, body))
	if e == nil {
		t.Fatalf("%d %s: no error", status, body)
	}
	if e.Status != status {
		t.Errorf("%d %s: status %d", status, body, e.Status)
	}
	checkText(t, e)
	return e
}

// checkText holds what is true of every error.
func checkText(t *testing.T, e *Error) {
	t.Helper()
	if s := e.Error(); len(s) > maxMessageText+maxCodeText+maxRequestID+64 || strings.IndexFunc(s, unicode.IsControl) >= 0 || !utf8.ValidString(s) {
		t.Errorf("error text %q", s)
	}
	if e.Message == "" {
		t.Error("no message")
	}
	if e.Details() != nil && !json.Valid(e.Details()) {
		t.Errorf("details are not JSON: %q", e.Details())
	}
	if !utf8.Valid(e.Details()) || !utf8.ValidString(e.Message) || !utf8.ValidString(string(e.Code)) {
		t.Errorf("not UTF-8: %q %q %q", e.Details(), e.Message, e.Code)
	}
	_ = e.LogValue()
}

func want(t *testing.T, e *Error, source Source, code Code, message string) {
	t.Helper()
	if e.Source != source || e.Code != code || e.Message != message {
		t.Errorf("got %v, code %q, message %q; want %v, %q, %q", e.Source, e.Code, e.Message, source, code, message)
	}
}

func TestCase01Structured(t *testing.T) {
	e := decode(t, 404, "application/json", `{"error":"item_not_found","message":"Item `+itemID+` not found","details":{"id":"`+itemID+`"},"request_id":"r1"}`)
	want(t, e, SourceStructured, ErrItemNotFound, "Item "+itemID+" not found")
	if e.RequestID != "r1" || e.RawCode != "item_not_found" || !e.Known() {
		t.Errorf("got %+v", e)
	}
	p, ok := ItemNotFoundOf(e)
	if !ok || p.ID != itemID {
		t.Errorf("params %+v, %t", p, ok)
	}
	if _, ok := JobConflictOf(e); ok {
		t.Error("params of another code")
	}
	if got, want := e.Error(), "404 item_not_found: Item "+itemID+" not found (request_id=r1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCase02Detail(t *testing.T) {
	e := decode(t, 404, "application/json", `{"detail":"m"}`)
	want(t, e, SourceSimple, "", "m")
	if e.Known() || !IsNotFound(e) {
		t.Error("class")
	}
}

func TestCase03ValidationList(t *testing.T) {
	const list = `[{"loc":["body","x",0],"msg":"m","type":"t"}]`
	e := decode(t, 422, "application/json", `{"detail":`+list+`}`)
	want(t, e, SourceSimple, "", "Unprocessable Entity")
	if string(e.Details()) != list {
		t.Errorf("details %s", e.Details())
	}
	if got := e.ValidationErrors(); !reflect.DeepEqual(got, []ValidationError{{Loc: []string{"body", "x", "0"}, Msg: "m", Type: "t"}}) {
		t.Errorf("got %+v", got)
	}
	for _, body := range []string{`{"detail":[]}`, `{"detail":[1,"a",null,{}]}`, `{"detail":"m"}`, `[]`, ``} {
		if got := decode(t, 422, "", body).ValidationErrors(); got != nil {
			t.Errorf("%s: got %+v", body, got)
		}
	}
}

func TestCase04DetailOfOtherTypes(t *testing.T) {
	e := decode(t, 422, "", `{"detail":{"a":1}}`)
	want(t, e, SourceSimple, "", "Unprocessable Entity")
	if string(e.Details()) != `{"a":1}` {
		t.Errorf("details %s", e.Details())
	}
	want(t, decode(t, 422, "", `{"detail":null}`), SourceOpaque, "", "Unprocessable Entity")
	want(t, decode(t, 422, "", `{"detail":""}`), SourceSimple, "", "Unprocessable Entity")
}

func TestCase05UnknownCode(t *testing.T) {
	e := decode(t, 404, "", `{"error":"brand_new","message":"m","details":{"a":1},"request_id":null}`)
	want(t, e, SourceStructured, "brand_new", "m")
	if e.Known() || !IsNotFound(e) || !IsClientError(e) || IsServerError(e) || IsConflict(e) {
		t.Error("class")
	}
	if !errors.Is(e, Code("brand_new")) || string(e.Details()) != `{"a":1}` {
		t.Error("code or details")
	}
}

func TestCase06KnownCodeOtherStatus(t *testing.T) {
	e := decode(t, 410, "", `{"error":"item_not_found","message":"m"}`)
	want(t, e, SourceStructured, ErrItemNotFound, "m")
	if !IsGone(e) || IsNotFound(e) {
		t.Error("the status of the answer does not win")
	}
}

func TestCase07EmptyCode(t *testing.T) {
	want(t, decode(t, 500, "", `{"error":""}`), SourceStructured, "", "Internal Server Error")
	want(t, decode(t, 500, "", `{"message":""}`), SourceStructured, "", "Internal Server Error")
	want(t, decode(t, 500, "", `{"message":"m"}`), SourceStructured, "", "m")
}

func TestCase08NestedCode(t *testing.T) {
	const body = `{"error":{"message":"m","code":"c"}}`
	want(t, decode(t, 400, "", body), SourceStructured, "c", "m")

	withForms(t, forms[:1])
	e := decode(t, 400, "", body)
	want(t, e, SourceOpaque, "", "Bad Request")
	if string(e.Body()) != body {
		t.Errorf("body %s", e.Body())
	}
}

// withForms runs the rest of a test with another table of forms.
func withForms(t *testing.T, other []form) {
	t.Helper()
	before := forms
	t.Cleanup(func() { forms = before })
	forms = other
}

func TestCase09ErrorOfOtherTypes(t *testing.T) {
	for _, body := range []string{`{"error":["a"]}`, `{"error":42}`, `{"error":true}`, `{"error":null}`, `{"error":{}}`, `{"errors":{}}`, `{"errors":[]}`, `{"errors":"x"}`} {
		e := decode(t, 400, "application/json", body)
		want(t, e, SourceOpaque, "", "Bad Request")
		if string(e.Body()) != body {
			t.Errorf("body %s", e.Body())
		}
	}
}

func TestCase10MessageOfOtherTypes(t *testing.T) {
	for _, message := range []string{`{}`, `7`, `["a"]`, `null`, `true`} {
		want(t, decode(t, 404, "", `{"error":"item_not_found","message":`+message+`}`), SourceStructured, ErrItemNotFound, "Not Found")
	}
}

func TestCase11DetailsOfOtherTypes(t *testing.T) {
	for _, details := range []string{`["a"]`, `"a"`, `7`, `{}`, `{"id":7}`, `{"id":null}`} {
		e := decode(t, 404, "", `{"error":"item_not_found","message":"m","details":`+details+`,"request_id":null}`)
		want(t, e, SourceStructured, ErrItemNotFound, "m")
		if string(e.Details()) != details {
			t.Errorf("%s: got %s", details, e.Details())
		}
		if p, ok := ItemNotFoundOf(e); ok || p != (ItemNotFoundParams{}) {
			t.Errorf("%s: got %+v", details, p)
		}
	}
}

func TestCase12RequestIDOfOtherTypes(t *testing.T) {
	for _, id := range []string{`7`, `{}`, `null`, `""`} {
		res := answer(404, "", `{"error":"item_not_found","message":"m","request_id":`+id+`}`)
		res.Header.Set("X-Request-Id", "from-header")
		if e := Decode(res); e.RequestID != "from-header" {
			t.Errorf("%s: got %q", id, e.RequestID)
		}
	}
	res := answer(404, "", "")
	res.Header.Set("Request-Id", "third")
	res.Header.Set("X-Request-Id", "second")
	res.Header.Set(requestIDHeader, "first")
	for _, id := range []string{"first", "second", "third", ""} {
		if e := Decode(res); e.RequestID != id {
			t.Errorf("got %q, want %q", e.RequestID, id)
		}
		switch id {
		case "first":
			res.Header.Del(requestIDHeader)
		case "second":
			res.Header.Del("X-Request-Id")
		default:
			res.Header.Del("Request-Id")
		}
	}
}

func TestCase13NoObject(t *testing.T) {
	for _, body := range []string{`null`, `[]`, `"boom"`, `7`, `true`, `[{"error":"item_not_found"}]`} {
		want(t, decode(t, 404, "application/json", body), SourceOpaque, "", "Not Found")
	}
}

func TestCase14Blank(t *testing.T) {
	for _, body := range []string{"", " ", "\r\n", "\t \n"} {
		want(t, decode(t, 404, "application/json", body), SourceNone, "", "Not Found")
	}
	want(t, decode(t, 507, "", ""), SourceNone, ErrDiskFull, "Insufficient Storage")
}

func TestCase15HTML(t *testing.T) {
	want(t, decode(t, 502, "text/html", "<html><body>502 Bad Gateway</body></html>"), SourceOpaque, "", "Bad Gateway")
}

func TestCase16HTMLAsJSON(t *testing.T) {
	want(t, decode(t, 502, "application/json", "<html>\n"), SourceOpaque, "", "Bad Gateway")
}

func TestCase17PlainText(t *testing.T) {
	e := decode(t, 503, "text/plain; charset=utf-8", " upstream connect error\r\n  or disconnect\n")
	want(t, e, SourceOpaque, "", "upstream connect error or disconnect")
	want(t, decode(t, 503, "Text/Plain", "\xff"), SourceOpaque, "", "\uFFFD")
}

func TestCase18ContentType(t *testing.T) {
	for _, ct := range []string{"text/html", "", "application/vnd.x+json", "application/json; charset=utf-8", "garbage;;"} {
		want(t, decode(t, 404, ct, `{"error":"item_not_found","message":"m"}`), SourceStructured, ErrItemNotFound, "m")
	}
}

func TestCase19AroundTheObject(t *testing.T) {
	const body = `{"error":"item_not_found","message":"m"}`
	for _, b := range []string{"\uFEFF" + body, "\n\n " + body, "\uFEFF\n" + body, body + "garbage", body + `{"error":"x"}`, body + "\x00", body + ","} {
		want(t, decode(t, 404, "", b), SourceStructured, ErrItemNotFound, "m")
	}
	want(t, decode(t, 404, "", "garbage"+body), SourceOpaque, "", "Not Found")
}

func TestCase20DuplicateMembers(t *testing.T) {
	e := decode(t, 404, "", `{"error":"a","error":"item_not_found","message":"m","message":"n","details":{"id":"1"},"details":{"id":"1","id":"2"}}`)
	want(t, e, SourceStructured, ErrItemNotFound, "n")
	if p, ok := ItemNotFoundOf(e); !ok || p.ID != "2" {
		t.Errorf("got %+v, %t", p, ok)
	}
}

func TestCase21UpperCase(t *testing.T) {
	want(t, decode(t, 404, "", `{"Error":"item_not_found","MESSAGE":"m"}`), SourceStructured, ErrItemNotFound, "m")
	for _, body := range []string{
		`{"error":"item_not_found","ERROR":"a","message":"m"}`, // the exact name wins, whatever the order
		`{"ERROR":"a","error":"item_not_found","message":"m"}`,
		`{"ERROR":"a","Error":"item_not_found","message":"m"}`, // then the last one
		`{"err\u006fr":"item_not_found","message":"m"}`,
	} {
		want(t, decode(t, 404, "", body), SourceStructured, ErrItemNotFound, "m")
	}
	if _, ok := ItemNotFoundOf(decode(t, 404, "", `{"error":"item_not_found","details":{"ID":"1"}}`)); ok {
		t.Error("members of details are matched without case")
	}
}

func TestCase22NotUTF8(t *testing.T) {
	e := decode(t, 404, "", "{\"error\":\"a\xffb\",\"message\":\"m\\ud800\xc3\",\"details\":{\"id\":\"\xf0\x28\"},\"request_id\":\"r\xff\"}")
	want(t, e, SourceStructured, "a\uFFFDb", "m\uFFFD\uFFFD")
	if string(e.Details()) != "{\"id\":\"\uFFFD(\"}" || e.RequestID != "r" {
		t.Errorf("got %q, %q", e.Details(), e.RequestID)
	}
}

func TestCase23ControlCharacters(t *testing.T) {
	e := decode(t, 404, "", `{"error":"a\u0000\u001b[31m\r\nb","message":"x\u0000\u001b[2J\r\ny\u2028z\u202e","request_id":"r\u0000\u001b\r\n1"}`)
	if got, want := e.Error(), "404 a[31m b: x[2J y z (request_id=r1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if e.RequestID != "r1" || e.RawCode != "a\x00\x1b[31m\r\nb" {
		t.Errorf("got %q, %q", e.RequestID, e.RawCode)
	}
}

func TestCase24LongMessage(t *testing.T) {
	long := strings.Repeat("ä", 30_000)
	e := decode(t, 404, "", `{"error":"item_not_found","message":"`+long+`"}`)
	if e.Message != long || e.Truncated {
		t.Errorf("message of %d bytes, truncated %t", len(e.Message), e.Truncated)
	}
	message := strings.TrimPrefix(e.Error(), "404 item_not_found: ")
	if len(message) > 512 || len(message) < 500 || !strings.HasSuffix(message, "ä…") {
		t.Errorf("%d bytes: %q", len(message), message)
	}
	want(t, decode(t, 404, "", `{"error":"item_not_found","message":"`+strings.Repeat("x", 1<<20)+`"}`), SourceOpaque, "", "Not Found")
	if s := decode(t, 404, "", `{"error":"`+strings.Repeat("x", 60_000)+`"}`).Error(); len(s) > 200 {
		t.Errorf("%d bytes", len(s))
	}
}

// serve answers every request with the handler and returns the decoded answer.
func serve(t *testing.T, handler http.HandlerFunc, change ...func(*http.Request)) *Error {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	req, err := http.NewRequest(http.MethodGet, s.URL+"/v1/items/7?api_key=secret", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(req)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	e := Decode(res)
	if e != nil {
		checkText(t, e)
	}
	return e
}

func TestCase25HugeBody(t *testing.T) {
	start := time.Now()
	e := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(64<<20))
		w.WriteHeader(502)
		chunk := bytes.Repeat([]byte(" x"), 16<<10)
		for range 64 << 20 / len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	if !e.Truncated || e.Status != 502 || len(e.Body()) != maxBody || e.Unwrap() != nil {
		t.Errorf("got %v, %d bytes, cause %v", e, len(e.Body()), e.Unwrap())
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

// endless is a body without an end.
type endless struct{ read, closed int }

func (b *endless) Read(p []byte) (int, error) {
	b.read += len(p)
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func (b *endless) Close() error { b.closed++; return nil }

func TestCase26EndlessBody(t *testing.T) {
	b := &endless{}
	e := Decode(&http.Response{StatusCode: 500, Body: b, ContentLength: -1})
	if !e.Truncated || len(e.Body()) != maxBody || b.closed != 1 || b.read > 2*maxBody+maxDrain {
		t.Errorf("kept %d, read %d, closed %d", len(e.Body()), b.read, b.closed)
	}
	// A reader that does nothing ends, too.
	if e := Decode(&http.Response{StatusCode: 500, Body: io.NopCloser(idle{})}); !errors.Is(e, io.ErrNoProgress) {
		t.Errorf("cause %v", e.Unwrap())
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestCase27SlowBody(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	e := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(500)
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte(" "))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	}, func(r *http.Request) { *r = *r.WithContext(ctx) })
	if !e.Truncated || e.Status != 500 || !errors.Is(e, context.DeadlineExceeded) {
		t.Errorf("got %v, cause %v", e, e.Unwrap())
	}
}

// raw answers with exactly these bytes and closes the connection.
func raw(bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = buf.WriteString(bytes)
		_ = buf.Flush()
		_ = conn.Close()
	}
}

func TestCase28ShortBody(t *testing.T) {
	e := serve(t, raw("HTTP/1.1 404 Not Found\r\nContent-Length: 500\r\n\r\n"+`{"error":"item_not_found","message":"m"}`))
	if !e.Truncated || e.Status != 404 || !errors.Is(e, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, cause %v", e, e.Unwrap())
	}
	want(t, e, SourceStructured, ErrItemNotFound, "m") // the first value is complete
	e = serve(t, raw("HTTP/1.1 404 Not Found\r\nContent-Length: 500\r\n\r\n"+`{"error":"item_not_found","mess`))
	want(t, e, SourceOpaque, "", "Not Found")
}

func TestCase29BrokenChunks(t *testing.T) {
	e := serve(t, raw("HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"err\r\nzz\r\n"))
	if !e.Truncated || e.Status != 503 || e.Unwrap() == nil {
		t.Errorf("got %v, cause %v", e, e.Unwrap())
	}
	want(t, e, SourceOpaque, "", "Service Unavailable")
}

func zipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCase30Gzip(t *testing.T) {
	plain := []byte(`{"error":"item_not_found","message":"` + strings.Repeat("m", 300) + `"}`)
	small := zipped(t, plain)
	bomb := zipped(t, make([]byte, 8<<20)) // 8 MiB of zeros in 8 KB
	own := func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") }
	for _, tt := range []struct {
		name      string
		body      []byte
		own       bool // the program has asked for gzip, and so has to unzip
		source    Source
		code      Code
		truncated bool
	}{
		{"valid", small, false, SourceStructured, ErrItemNotFound, false},
		{"valid, own", small, true, SourceStructured, ErrItemNotFound, false},
		{"plain", plain, false, SourceNone, "", true},
		{"plain, own", plain, true, SourceStructured, ErrItemNotFound, false},
		{"truncated", small[:30], false, SourceOpaque, "", true},
		{"truncated, own", small[:30], true, SourceOpaque, "", true},
		{"header only, own", small[:5], true, SourceNone, "", true},
		{"bomb", bomb, false, SourceOpaque, "", true},
		{"bomb, own", bomb, true, SourceOpaque, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			change := func(*http.Request) {}
			if tt.own {
				change = own
			}
			e := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				w.WriteHeader(404)
				_, _ = w.Write(tt.body)
			}, change)
			if e.Status != 404 || e.Source != tt.source || e.Code != tt.code || e.Truncated != tt.truncated {
				t.Errorf("got %v, %q, truncated %t, cause %v", e.Source, e.Code, e.Truncated, e.Unwrap())
			}
			if len(e.Body()) > maxBody {
				t.Errorf("%d bytes", len(e.Body()))
			}
		})
	}
}

// within fails the test if f takes longer. The limits leave room for a slow
// machine; what they are there to find takes seconds and more.
func within(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	start := time.Now()
	f()
	if d := time.Since(start); d > limit {
		t.Errorf("took %v, more than %v", d, limit)
	}
}

func TestCase31DeepNesting(t *testing.T) {
	for _, depth := range []int{9_000, 30_000, 100_000} {
		within(t, 2*time.Second, func() {
			e := decode(t, 404, "", `{"error":"item_not_found","message":"m","details":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+`}`)
			switch e.Source {
			case SourceStructured:
				if len(e.Details()) != 2*depth {
					t.Errorf("%d bytes of details", len(e.Details()))
				}
			case SourceOpaque:
				if depth < 10_000 {
					t.Errorf("depth %d is opaque", depth)
				}
			default:
				t.Errorf("depth %d is %v", depth, e.Source)
			}
		})
	}
}

func TestCase32ManyMembers(t *testing.T) {
	for _, n := range []int{5_000, 100_000} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"%x":0,`, i)
		}
		within(t, 5*time.Second, func() {
			e := decode(t, 404, "", `{`+b.String()+`"error":"item_not_found","message":"m"}`)
			if n == 5_000 {
				want(t, e, SourceStructured, ErrItemNotFound, "m")
			}
			decode(t, 404, "", `{"error":"item_not_found","details":{`+b.String()+`"id":"1"}}`)
			decode(t, 409, "", `{"error":{"code":"job_conflict",`+b.String()+`"attempts":1}}`)
			decode(t, 404, "application/problem+json", `{`+b.String()+`"type":"x"}`)
			decode(t, 404, "", `{"errors":[`+strings.Repeat(`{},`, n)+`{}]}`)
		})
	}
}

func TestCase33HugeNumber(t *testing.T) {
	e := decode(t, 409, "", `{"error":{"type":"api_error","code":"job_conflict","message":"m","attempts":1e400,"state":"done","ratio":1e400}}`)
	if string(e.Details()) != `{"attempts":1e400,"state":"done","ratio":1e400}` {
		t.Errorf("details %s", e.Details())
	}
	if _, ok := JobConflictOf(e); ok {
		t.Error("1e400 is an integer")
	}
}

func TestCase34Redirects(t *testing.T) {
	for _, status := range []int{300, 302, 304, 399} {
		e := decode(t, status, "", "")
		if e.Source != SourceNone || IsClientError(e) || !errors.Is(e, Status(status)) || !errors.Is(e, Class(3)) {
			t.Errorf("%d: got %v", status, e)
		}
	}
}

func TestCase35Informational(t *testing.T) {
	e := serve(t, raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
	want(t, e, SourceNone, "", "Not Found")
}

func TestCase36OddStatuses(t *testing.T) {
	for _, tt := range []struct {
		status         int
		message        string
		client, server bool
	}{
		{418, "I'm a teapot", true, false},
		{499, "Status 499", true, false},
		{520, "Status 520", false, true},
		{527, "Status 527", false, true},
		{599, "Status 599", false, true},
		{600, "Status 600", false, false},
		{999, "Status 999", false, false},
	} {
		e := decode(t, tt.status, "", "<html>")
		want(t, e, SourceOpaque, "", tt.message)
		if IsClientError(e) != tt.client || IsServerError(e) != tt.server || !errors.Is(e, Class(tt.status/100)) || e.Retryable() != Never {
			t.Errorf("%d: class", tt.status)
		}
	}
}

func TestCase37Success(t *testing.T) {
	for _, status := range []int{200, 204, 205, 299} {
		res := answer(status, "", "body")
		if e := Decode(res); e != nil {
			t.Errorf("%d: got %v", status, e)
		}
		if b, _ := io.ReadAll(res.Body); string(b) != "body" {
			t.Errorf("%d: body %q", status, b)
		}
	}
	if Decode(nil) != nil {
		t.Error("no answer is an error")
	}
}

func TestCase38Head(t *testing.T) {
	for status, code := range map[int]string{404: "", 507: ""} {
		e := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Request-Id", "r7")
			w.Header().Set("Content-Length", "70")
			w.WriteHeader(status)
		}, func(r *http.Request) { r.Method = http.MethodHead })
		want(t, e, SourceNone, Code(code), statusText(status))
		if e.RequestID != "r7" || e.Truncated || e.Method != http.MethodHead {
			t.Errorf("got %+v", e)
		}
	}
}

func TestCase39SuccessWithErrorBody(t *testing.T) {
	const body = `{"error":"item_not_found","message":"m"}`
	if e := Decode(answer(200, "", body)); e != nil {
		t.Errorf("got %v", e)
	}
	e := DecodeBody(200, nil, []byte(body))
	want(t, e, SourceStructured, ErrItemNotFound, "m")
	if e.Status != 200 {
		t.Errorf("status %d", e.Status)
	}
}

// logged returns what slog makes of err.
func logged(err error) string {
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Error("request", "err", err)
	slog.New(slog.NewTextHandler(&b, nil)).Error("request", "err", err)
	return b.String()
}

func TestCase40TwoRequestIDs(t *testing.T) {
	res := answer(404, "", `{"error":"item_not_found","message":"m","details":null,"request_id":"of-body"}`)
	res.Header.Set("X-Request-Id", "of-header")
	e := Decode(res)
	if e.RequestID != "of-body" || !strings.Contains(e.Error(), "(request_id=of-body)") {
		t.Errorf("got %q, %v", e.RequestID, e)
	}
	if s := logged(e); !strings.Contains(s, "of-body") || !strings.Contains(s, "of-header") {
		t.Errorf("logged %s", s)
	}
}

func TestCase41ManyRequestIDs(t *testing.T) {
	res := answer(500, "", "")
	res.Header.Add("X-Request-Id", strings.Repeat("é1", 1<<19))
	for range 19 {
		res.Header.Add("X-Request-Id", "other")
	}
	if e := Decode(res); e.RequestID != strings.Repeat("1", maxRequestID) {
		t.Errorf("got %q", e.RequestID)
	}
}

func TestCase42Mocks(t *testing.T) {
	for _, res := range []*http.Response{
		{StatusCode: 404},
		{StatusCode: 404, Request: &http.Request{}},
		{StatusCode: 404, Body: http.NoBody, Request: &http.Request{URL: &url.URL{}}},
		{},
	} {
		e := Decode(res)
		if e == nil || e.Source != SourceNone || e.Header() != nil {
			t.Errorf("got %v", e)
		}
		checkText(t, e)
	}
	// A body without a length is read all the same.
	e := Decode(&http.Response{StatusCode: 404, Body: io.NopCloser(strings.NewReader(`{"error":"item_not_found","message":"m"}`))})
	want(t, e, SourceStructured, ErrItemNotFound, "m")

	e = DecodeBody(404, nil, nil)
	want(t, e, SourceNone, "", "Not Found")

	var none *Error
	if none.Error() != "<nil>" || none.Is(Status(404)) || IsNotFound(none) || logged(none) == "" {
		t.Error("a nil error")
	}
}

func TestCase43Credentials(t *testing.T) {
	res := answer(401, "", `{"error":"token","message":"m"}`)
	for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"} {
		res.Header.Set(name, "sesame")
	}
	res.Header.Set("X-Other", "kept")
	e := Decode(res)
	if s := fmt.Sprint(e.Error(), logged(e), e.Header()); strings.Contains(s, "sesame") || !strings.Contains(s, "kept") {
		t.Errorf("got %s", s)
	}
	if res.Header.Get("Set-Cookie") != "sesame" {
		t.Error("the answer was changed")
	}
	e.Header().Set("X-Other", "changed")
	e.Body()[0] = 'x'
	if e.Header().Get("X-Other") != "kept" || e.Body()[0] != '{' {
		t.Error("the error can be changed")
	}
}

func TestCase44Query(t *testing.T) {
	e := decode(t, 404, "", `{"error":"item_not_found","message":"m"}`)
	if e.Method != http.MethodPost || e.Path != "/v1/items/7" {
		t.Errorf("got %q %q", e.Method, e.Path)
	}
	if s := fmt.Sprintf("%v %+v %s", e, *e, logged(e)); strings.Contains(s, "api_key") {
		t.Errorf("got %s", s)
	}
}

func TestCase45DecodeTwice(t *testing.T) {
	const body = `{"error":"item_not_found","message":"m"}`
	for _, res := range []*http.Response{
		answer(404, "", body),
		answer(404, "", body+strings.Repeat(" ", maxBody)),
		{StatusCode: 404, Body: io.NopCloser(io.MultiReader(strings.NewReader(body), broken{}))},
	} {
		first, second := Decode(res), Decode(res)
		if !reflect.DeepEqual(first, second) {
			t.Errorf("got %+v, then %+v", first, second)
		}
		b, err := io.ReadAll(res.Body)
		if string(b) != string(first.Body()) {
			t.Errorf("body %q", b)
		}
		if (err != nil) != first.Truncated {
			t.Errorf("a body that was cut ends with %v", err)
		}
		if third := Decode(res); !reflect.DeepEqual(first, third) {
			t.Errorf("after reading: got %+v", third)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

func TestCase46Chains(t *testing.T) {
	e := decode(t, 403, "", `{"error":"sender_refused","message":"Sender robot@example.com is not allowed","details":{"sender":"robot@example.com","inbox":"`+itemID+`","other":"unknown"},"request_id":"r"}`)
	for _, err := range []error{
		e,
		fmt.Errorf("list items: %w", e),
		errors.Join(io.EOF, e),
		&url.Error{Op: "Get", URL: "/", Err: e},
		fmt.Errorf("a: %w", errors.Join(io.EOF, fmt.Errorf("b: %w", e))),
	} {
		var found *Error
		if !errors.As(err, &found) || found != e || !errors.Is(err, ErrSenderRefused) || !errors.Is(err, Status(403)) ||
			!errors.Is(err, Class4xx) || errors.Is(err, Class5xx) || errors.Is(err, ErrItemNotFound) || errors.Is(err, Code("")) || !IsForbidden(err) {
			t.Errorf("not found in %#v", err)
		}
		if s := fmt.Sprint(err.Error(), logged(err)); strings.Contains(s, "robot@") || strings.Contains(s, "unknown") {
			t.Errorf("leaks: %s", s)
		}
	}
	if got, want := e.Error(), "403 sender_refused: Sender [REDACTED] is not allowed (request_id=r)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !strings.Contains(e.Message, "robot@example.com") || !strings.Contains(logged(e), itemID) {
		t.Error("what may be shown is gone")
	}
	// A message that does not fit the template could hold the address anywhere.
	e = decode(t, 403, "", `{"error":"sender_refused","message":"Refused: robot@example.com"}`)
	if got, want := e.Error(), "403 sender_refused: Forbidden"; got != want || strings.Contains(logged(e), "robot@") {
		t.Errorf("got %q, want %q", got, want)
	}
	if decode(t, 403, "", `{"error":"sender_refused"}`).Error() != "403 sender_refused: Forbidden" {
		t.Error("no message")
	}
}
