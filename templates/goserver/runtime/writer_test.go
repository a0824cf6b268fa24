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
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

// recorded is an answer with the events it was reported by.
type recorded struct {
	*httptest.ResponseRecorder
	events []ErrorEvent
}

// answered writes err as the answer to r.
func answered(wr Writer, r *http.Request, err error) recorded {
	rec := recorded{ResponseRecorder: httptest.NewRecorder()}
	wr.OnError = func(ev ErrorEvent) { rec.events = append(rec.events, ev) }
	wr.Write(rec, r, err)
	return rec
}

func get(header ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/v1/items/42?api_key=secret", nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

func TestWrite(t *testing.T) {
	rec := answered(Writer{}, get("X-Request-Id", "r-1"), fmt.Errorf("x: %w", itemMoved("42", 3)))
	if rec.Code != 404 || rec.Body.String() != `{"error":"item_moved","message":"Item 42 moved 3 times","details":{"id":"42","moveCount":3},"request_id":"r-1"}` {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	want := http.Header{
		"Content-Type":           {"application/json"},
		"X-Content-Type-Options": {"nosniff"},
		"Cache-Control":          {"no-store"},
		"X-Request-Id":           {"r-1"},
	}
	if !maps.EqualFunc(rec.Header(), want, func(a, b []string) bool { return reflect.DeepEqual(a, b) }) {
		t.Errorf("headers %v", rec.Header())
	}
	if len(rec.events) != 1 {
		t.Fatalf("%d events", len(rec.events))
	}
	ev := rec.events[0]
	if ev.Code != "item_moved" || ev.Status != 404 || ev.RequestID != "r-1" || ev.Severity != slog.LevelInfo || ev.Masked || ev.Committed || ev.SLO || ev.WriteErr != nil {
		t.Errorf("event %+v", ev)
	}
}

// timeoutError is context.DeadlineExceeded as packages wrap it.
var errTimeout = fmt.Errorf("query: %w", context.DeadlineExceeded)

func TestWriteResolves(t *testing.T) {
	const secret = "pq: password authentication failed, host=10.0.0.5"
	clientGone, cancel := context.WithCancel(context.Background())
	cancel()
	var typedNil *Error
	var nilPath *nilError
	mapped := Writer{Map: func(err error) *Error {
		if errors.Is(err, io.EOF) {
			return itemMoved("eof", 0)
		}
		return nil
	}}
	for name, tt := range map[string]struct {
		wr     Writer
		r      *http.Request
		err    error
		status int
		code   Code
		masked bool
		level  slog.Level
	}{
		"catalogue":                {err: itemMoved("", 0), status: 404, code: "item_moved"},
		"no parameters":            {err: &errInboxNotFound, status: 404, code: "inbox_not_found"},
		"joined":                   {err: errors.Join(io.EOF, itemMoved("", 0)), status: 404, code: "item_moved"},
		"outermost wins":           {err: itemMoved("", 0).WithCause(newEverything(sample())), status: 404, code: "item_moved"},
		"catalogue level":          {err: newEverything(sample()), status: 429, code: "everything", level: slog.LevelWarn},
		"internal":                 {err: itemHidden("r", "1", 1), status: 404, code: "item_hidden", level: slog.LevelWarn},
		"unknown":                  {err: errors.New(secret), status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"wrapped unknown":          {err: fmt.Errorf("x: %w", errors.New(secret)), status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"nil":                      {err: nil, status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"typed nil":                {err: typedNil, status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"other typed nil":          {err: nilPath, status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"zero error":               {err: &Error{}, status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"wrapped nil":              {err: fmt.Errorf("x: %w", typedNil), status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"code":                     {err: Code("item_moved"), status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"wrapped code":             {err: fmt.Errorf("x: %w", Code("item_moved")), status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"too large":                {err: fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 9}), status: 413, code: "too_large"},
		"deadline":                 {err: errTimeout, status: 504, code: "timeout", level: slog.LevelError},
		"own cancellation":         {err: context.Canceled, status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"client gone":              {r: get().WithContext(clientGone), err: fmt.Errorf("x: %w", context.Canceled), status: 499, level: slog.LevelDebug},
		"error though client gone": {r: get().WithContext(clientGone), err: itemMoved("", 0).WithCause(context.Canceled), status: 404, code: "item_moved"},
		"mapped":                   {wr: mapped, err: fmt.Errorf("x: %w", io.EOF), status: 404, code: "item_moved"},
		"not mapped":               {wr: mapped, err: io.ErrClosedPipe, status: 500, code: "internal_error", masked: true, level: slog.LevelError},
		"map not asked":            {wr: mapped, err: errors.Join(io.EOF, &errInboxNotFound), status: 404, code: "inbox_not_found"},
	} {
		r := tt.r
		if r == nil {
			r = get()
		}
		rec := answered(tt.wr, r, tt.err)
		if len(rec.events) != 1 {
			t.Fatalf("%s: %d events", name, len(rec.events))
		}
		ev := rec.events[0]
		if ev.Code != tt.code || ev.Status != tt.status || ev.Masked != tt.masked || ev.Severity != tt.level || ev.Request != r {
			t.Errorf("%s: event %+v", name, ev)
		}
		if ev.Err == nil || tt.err != nil && tt.err == error(&errInboxNotFound) && ev.Err != tt.err {
			t.Errorf("%s: event has the error %v", name, ev.Err)
		}
		if tt.status == 499 {
			if rec.Body.Len() > 0 || len(rec.Header()) > 0 {
				t.Errorf("%s: sent %v %s", name, rec.Header(), rec.Body)
			}
			continue
		}
		if rec.Code != tt.status || !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s: answer %d %s", name, rec.Code, rec.Body)
		}
		if all := fmt.Sprint(rec.Header(), rec.Body); strings.Contains(all, "pq:") || strings.Contains(all, "10.0.0.5") {
			t.Errorf("%s: leaks %s", name, all)
		}
	}
}

// nilError is an error type whose nil pointer is in an interface.
type nilError struct{}

func (e *nilError) Error() string { return "nil" }

func TestWriteReportsMistakes(t *testing.T) {
	for err, want := range map[error]error{nil: nilReturned, Code("x"): codeReturned, (*Error)(nil): nilReturned} {
		if rec := answered(Writer{}, get(), err); rec.events[0].Err != want {
			t.Errorf("%v is reported as %v", err, rec.events[0].Err)
		}
	}
}

// TestCase65Status has what no catalogue allows: an error whose status is none of
// errors. It is masked, and reported as the mistake it is.
func TestCase65Status(t *testing.T) {
	for _, status := range []uint16{0, 99, 100, 200, 204, 304, 399, 600, 1000} {
		def := copyOf(&defInboxNotFound)
		def.status = status
		for _, err := range []error{&Error{def: def}, fmt.Errorf("x: %w", &Error{def: def})} {
			rec := answered(Writer{}, get("X-Request-Id", "r"), err)
			if rec.Code != 500 || !strings.Contains(rec.Body.String(), "internal_error") {
				t.Errorf("%d: %d %s", status, rec.Code, rec.Body)
			}
			if len(rec.events) != 1 || !rec.events[0].Masked || rec.events[0].Status != 500 || !errors.Is(rec.events[0].Err, noStatus) || !errors.Is(rec.events[0].Err, Code("inbox_not_found")) {
				t.Errorf("%d: events %+v", status, rec.events)
			}
		}
	}
}

func TestWriteHeaders(t *testing.T) {
	p := sample()
	p.S, p.SS = "a\"b\\c\r\nd\x00\u00e9", []string{"read", "wr\"ite"}
	w := httptest.NewRecorder()
	for name, v := range map[string]string{
		"Content-Length": "5", "ETag": `"x"`, "Last-Modified": "x", "Content-Range": "x", "Accept-Ranges": "bytes",
		"Content-Encoding": "identity", "Content-Type": "text/csv", "Vary": "Origin", "Cache-Control": "public", "X-Own": "kept",
	} {
		w.Header().Set(name, v)
	}
	wr := Writer{Problem: true, OnError: func(ErrorEvent) {}}
	wr.Write(w, get("X-Request-Id", "r"), newEverything(p))
	want := http.Header{
		"Content-Type":           {"application/vnd.everything+json"},
		"Content-Encoding":       {"identity"},
		"X-Content-Type-Options": {"nosniff"},
		"Cache-Control":          {"no-store"},
		"X-Request-Id":           {"r"},
		"X-Own":                  {"kept"},
		"Vary":                   {"Origin", "Accept"},
		"Retry-After":            {"2"},
		"Www-Authenticate": {
			`Bearer realm="a\"b\\c  d %C3%A9", scope="read, wr\"ite"`,
			`Basic realm="x"`,
		},
		"X-Meta": {`E-1 429 ` + `"a"b\c" -7 1.5 true 2027-02-01T00:00:00.0000005Z 2 [read, wr"ite], without joe@example.com text-1 {} -` +
			` https://example.com/errors#everything r {}`},
	}
	for name := range want {
		if !reflect.DeepEqual(w.Header()[name], want[name]) {
			t.Errorf("%s: got %q, want %q", name, w.Header()[name], want[name])
		}
	}
	for name := range w.Header() {
		if want[name] == nil {
			t.Errorf("%s: %q is sent", name, w.Header()[name])
		}
	}
}

func TestHeaderTemplates(t *testing.T) {
	for _, tt := range []struct {
		template, opt string
		want          string
		sent          bool
	}{
		{"x", "", "x", true},
		{"{opt}", "v", "v", true},
		{"{opt}", "", "", false},
		{"a{ {opt}}", "", "a", true},
		{"a{ {opt}| b}", "", "a b", true},
		{`a="{opt|"}"`, "", `a="""`, true},
		{`a="{opt}", b={opt}`, `"\`, `a="\"\\", b="\`, true},
		{`a="\"{opt}"`, `"`, `a="\"\""`, true},
		{`a={ "{opt}}" {opt}`, "", ``, false},
		{"{{{opt}}}", "1", "{1}", true},
		{"{opt}", "a\r\nSet-Cookie: x=1", "a  Set-Cookie: x=1", true},
		{"{opt}", "\x7f\t\u0085", "%C2%85", true}, // blanks around a value are no part of it
		{"{opt}", "\xff", "%EF%BF%BD", true},
		{"\u00e9 {$request_id}", "", "", false},
		{"\u00e9{ {$request_id}|!}", "", "%C3%A9!", true},
		{"{$code} {$status} {$docs_url}", "", "everything 429 https://example.com/errors#everything", true},
	} {
		def := copyOf(&defEverything)
		def.extra = &extra{headers: []header{{name: "X-Test", values: []string{tt.template}}}}
		var opts []everythingOption
		if tt.opt != "" {
			opts = append(opts, everythingOpt(tt.opt))
		}
		e := newEverything(sample(), opts...)
		e.def = def
		h := http.Header{}
		def.extra.headers[0].set(h, e, "")
		if got, sent := h["X-Test"]; sent != tt.sent || sent && got[0] != tt.want {
			t.Errorf("%q with %q gives %q, want %q", tt.template, tt.opt, got, tt.want)
		}
	}
}

func TestWriteWithoutBody(t *testing.T) {
	rec := answered(Writer{Problem: true}, get("Accept", "application/problem+json"), &errUpgradeNeeded)
	h := rec.Header()
	if rec.Code != 426 || rec.Body.Len() != 0 || h["Content-Type"] != nil || h.Get("Upgrade") != "HTTP/3.0" ||
		h.Get("Connection") != "Upgrade" || h.Get("Retry-After") != "120" || h.Get("Cache-Control") != "max-age=60" {
		t.Errorf("%d %v %s", rec.Code, h, rec.Body)
	}
}

func TestRetryAfter(t *testing.T) {
	def := copyOf(&defEverything)
	for _, tt := range []struct {
		param string
		v     value
		want  string
	}{
		{"d", durationOf(90 * time.Second), "90"},
		{"d", durationOf(1), "1"},
		{"d", durationOf(-1), "0"},
		{"d", value{}, ""},
		{"t", timeOf(time.Date(2027, 2, 1, 1, 0, 0, 0, time.FixedZone("", 3600))), "Mon, 01 Feb 2027 00:00:00 GMT"},
		{"t", timeOf(time.Date(2027, 2, 1, 0, 0, 0, 1, time.UTC)), "Mon, 01 Feb 2027 00:00:01 GMT"},
		{"t", timeOf(time.Date(12345, 2, 1, 0, 0, 0, 1, time.UTC)), ""},
		{"t", value{}, ""},
		{"120", value{}, "120"},
		{"", value{}, ""},
	} {
		def.extra.retryAfter = tt.param
		e := newEverything(sample())
		e.def = def
		if i := def.param(tt.param); i >= 0 {
			e.values()[i] = tt.v
		}
		if got := e.retryAfter(); got != tt.want {
			t.Errorf("%s %+v gives %q, want %q", tt.param, tt.v, got, tt.want)
		}
	}
}

func TestProblemNegotiation(t *testing.T) {
	for accept, want := range map[string]bool{
		"":                         false,
		"*/*":                      false,
		"application/*":            false,
		"application/json":         false,
		"application/problem+json": true,
		"Application/Problem+JSON": true,
		"application/json, application/problem+json":             true,
		"application/json;q=0.9, application/problem+json;q=0.8": false,
		"application/problem+json;q=0":                           false,
		"application/problem+json;q=x":                           false,
		"application/problem+json;q=2":                           false,
		"application/problem+json;q=NaN":                         false,
		"application/problem+json;charset=utf-8;q=0.5, */*":      false, // anything else is welcome without reserve
		"application/problem+json;charset=utf-8, */*;q=0.1":      true,
		"application/problem+json;q=0.5":                         true,
		"application/problem+json;q=0.5, application/*":          false,
		"application/json;q=0, */*":                              true,
		"application/json;q=0, */*;q=0":                          false,
		"application/*;q=0.2, application/json;q=0.1":            true,
		"application/problem+json;q=0, application/*":            false,
		"*/*, application/problem+json;q=0":                      false,
		"text/html, application/xhtml+xml, */*;q=0.8":            false,
		`application/json;a="x, application/problem+json"`:       false,
		`application/problem+json;a="\";q=0";q=0.3`:              true,
		"application/problem+json;Q=0.3":                         true,
		"application/problem+json ; q=1.000":                     true,
		"application/problem+json;q=1.001":                       false,
		"application/problem+json;q=0.0001":                      false,
		"application/problem+json;q=":                            false,
		"application/problem+json;q=.5":                          false,
		"application/problem+json;q=1e0":                         false,
		"application/problem+json;q=-1":                          false,
		"/, */, /*, q=1, ;q=1, *":                                false,
		"\"":                                                     false,
		"\x00\xff":                                               false,
		";;;,,,=":                                                false,
	} {
		rec := answered(Writer{Problem: true}, get("Accept", accept), itemMoved("1", 2))
		if got := rec.Header().Get("Content-Type") == "application/problem+json"; got != want || rec.Header().Get("Vary") != "Accept" {
			t.Errorf("%q: got %v, Vary %q", accept, got, rec.Header().Get("Vary"))
		}
	}
	lines := get("Accept", "application/json;q=0.5", "Accept", "application/problem+json;q=0.6")
	if rec := answered(Writer{Problem: true}, lines, itemMoved("1", 2)); rec.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("two field lines: %v", rec.Header())
	}
	rec := answered(Writer{}, get("Accept", "application/problem+json"), itemMoved("1", 2))
	if rec.Header().Get("Content-Type") != "application/json" || rec.Header().Get("Vary") != "" {
		t.Errorf("negotiated although it is off: %v", rec.Header())
	}
	for vary, want := range map[string][]string{"*": {"*"}, "origin, ACCEPT": {"origin, ACCEPT"}, "Accept-Language": {"Accept-Language", "Accept"}} {
		h := http.Header{"Vary": {vary}}
		if varyByAccept(h); !reflect.DeepEqual(h["Vary"], want) {
			t.Errorf("Vary %q becomes %q", vary, h["Vary"])
		}
	}
}

func TestRequestID(t *testing.T) {
	random := regexp.MustCompile(`^[0-9a-f]{32}$`)
	for name, tt := range map[string]struct {
		wr   Writer
		r    *http.Request
		want string // "": random
	}{
		"inbound":     {r: get("X-Request-Id", "Az09._:-"), want: "Az09._:-"},
		"longest":     {r: get("X-Request-Id", strings.Repeat("x", 128)), want: strings.Repeat("x", 128)},
		"too long":    {r: get("X-Request-Id", strings.Repeat("x", 129))},
		"empty":       {r: get("X-Request-Id", "")},
		"blank":       {r: get("X-Request-Id", "a b")},
		"hostile":     {r: get("X-Request-Id", `"><script>`)},
		"unicode":     {r: get("X-Request-Id", "\u00e9")},
		"none":        {r: get()},
		"first":       {r: get("X-Request-Id", "a", "X-Request-Id", "b"), want: "a"},
		"context":     {r: get("X-Request-Id", "a").WithContext(WithRequestID(context.Background(), "ctx")), want: "ctx"},
		"own":         {wr: Writer{RequestID: func(*http.Request) string { return "own" }}, r: get("X-Request-Id", "a"), want: "own"},
		"own inbound": {wr: Writer{RequestID: func(r *http.Request) string { return r.Header.Get("X-Request-Id") }}, r: get("X-Request-Id", "a b"), want: "a b"},
	} {
		rec := answered(tt.wr, tt.r, &errInboxNotFound)
		got := rec.Header().Get("X-Request-Id")
		if tt.want == "" && !random.MatchString(got) || tt.want != "" && got != tt.want {
			t.Errorf("%s: got %q", name, got)
		}
		if rec.events[0].RequestID != got || !strings.Contains(rec.Body.String(), `"request_id":"`+got+`"`) {
			t.Errorf("%s: %+v %s", name, rec.events[0], rec.Body)
		}
	}
	none := answered(Writer{RequestID: func(*http.Request) string { return "" }}, get("X-Request-Id", "a"), &errInboxNotFound)
	if none.Header()["X-Request-Id"] != nil || !strings.HasSuffix(none.Body.String(), `"request_id":null}`) {
		t.Errorf("%v %s", none.Header(), none.Body)
	}
	split := answered(Writer{RequestID: func(*http.Request) string { return "a\r\nb\u00e9" }}, get(), &errInboxNotFound)
	if got := split.Header()["X-Request-Id"]; !reflect.DeepEqual(got, []string{"a  b%C3%A9"}) {
		t.Errorf("header %q", got)
	}
	first, second := RequestID(get()), RequestID(get())
	if first == second {
		t.Errorf("two requests have one random ID, %s", first)
	}
}

// serve starts a server and returns an answer of it with its body.
func serve(t *testing.T, h http.Handler, method string) (*http.Response, string, error) {
	t.Helper()
	done := make(chan struct{}) // an aborted answer reaches the client before the handler ends
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		h.ServeHTTP(w, r)
	}))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	srv.Start()
	t.Cleanup(srv.Close)
	req, err := http.NewRequest(method, srv.URL+"/x?y=z", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := srv.Client().Do(req)
	<-done
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, string(body), err
}

func TestHandler(t *testing.T) {
	var events []ErrorEvent
	wr := &Writer{OnError: func(ev ErrorEvent) { events = append(events, ev) }}
	fails := itemMoved("1", 2)
	for name, tt := range map[string]struct {
		method    string
		h         func(http.ResponseWriter, *http.Request) error
		status    int
		body      string // a part of it
		aborted   bool
		committed bool
		quiet     bool
	}{
		"fine": {h: func(w http.ResponseWriter, r *http.Request) error {
			_, err := io.WriteString(w, "fine")
			return err
		}, status: 200, body: "fine", quiet: true},
		"fails": {h: func(w http.ResponseWriter, r *http.Request) error { return fails }, status: 404, body: "item_moved"},
		"HEAD":  {method: http.MethodHead, h: func(w http.ResponseWriter, r *http.Request) error { return fails }, status: 404},
		"stale length": {h: func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Content-Length", "3")
			return fails
		}, status: 404, body: `"request_id":`},
		"early hints": {h: func(w http.ResponseWriter, r *http.Request) error {
			w.WriteHeader(http.StatusEarlyHints)
			return fails
		}, status: 404, body: "item_moved"},
		"after status": {h: func(w http.ResponseWriter, r *http.Request) error {
			w.WriteHeader(204)
			return fails
		}, aborted: true, committed: true},
		"after part": {h: func(w http.ResponseWriter, r *http.Request) error {
			_, _ = w.Write([]byte("part"))
			return fails
		}, aborted: true, committed: true},
		"after text": {h: func(w http.ResponseWriter, r *http.Request) error {
			_, _ = io.WriteString(w, "part")
			return fails
		}, aborted: true, committed: true},
		"after copy": {h: func(w http.ResponseWriter, r *http.Request) error {
			_, _ = io.Copy(w, struct{ io.Reader }{strings.NewReader("part")})
			return fails
		}, aborted: true, committed: true},
		"after flush": {h: func(w http.ResponseWriter, r *http.Request) error {
			if err := http.NewResponseController(w).Flush(); err != nil {
				return err
			}
			return fails
		}, aborted: true, committed: true},
		"after legacy flush": {h: func(w http.ResponseWriter, r *http.Request) error {
			w.(http.Flusher).Flush()
			return fails
		}, aborted: true, committed: true},
		"beneath a wrapper": {h: func(w http.ResponseWriter, r *http.Request) error {
			_, _ = w.Write([]byte("part"))
			wr.Write(wrapper{w}, r, fails)
			return nil
		}, aborted: true, committed: true},
		"hijacked": {h: func(w http.ResponseWriter, r *http.Request) error {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return err
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, "HTTP/1.1 299 Own\r\nContent-Length: 3\r\n\r\nown")
			return fails
		}, status: 299, body: "own", committed: true},
		"deadline": {h: func(w http.ResponseWriter, r *http.Request) error {
			if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
				return err
			}
			return fails
		}, status: 404, body: "item_moved"},
	} {
		events = nil
		method := tt.method
		if method == "" {
			method = http.MethodGet
		}
		res, body, err := serve(t, wr.Handler(tt.h), method)
		if (err != nil) != tt.aborted {
			t.Errorf("%s: error %v", name, err)
		}
		if !tt.aborted && (res.StatusCode != tt.status || !strings.Contains(body, tt.body) || method == http.MethodHead && body != "") {
			t.Errorf("%s: %d %s", name, res.StatusCode, body)
		}
		if tt.quiet {
			if len(events) != 0 {
				t.Errorf("%s: events %+v", name, events)
			}
			continue
		}
		if len(events) != 1 || events[0].Committed != tt.committed || events[0].Err != error(fails) {
			t.Errorf("%s: events %+v", name, events)
		}
	}
}

// wrapper is a ResponseWriter of a middleware.
type wrapper struct{ http.ResponseWriter }

func (w wrapper) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestHandlerKeepsCommitted(t *testing.T) {
	var events []ErrorEvent
	wr := &Writer{KeepCommitted: true, OnError: func(ev ErrorEvent) { events = append(events, ev) }}
	_, body, err := serve(t, wr.Handler(func(w http.ResponseWriter, r *http.Request) error {
		_, _ = w.Write([]byte("part"))
		return io.EOF
	}), http.MethodGet)
	if err != nil || body != "part" || len(events) != 1 || !events[0].Committed || !events[0].Masked {
		t.Errorf("%q %v %+v", body, err, events)
	}
}

func TestResponseWithoutExtras(t *testing.T) {
	tracked := track(struct{ http.ResponseWriter }{httptest.NewRecorder()})
	if err := tracked.FlushError(); !errors.Is(err, http.ErrNotSupported) || tracked.committed {
		t.Errorf("flush: %v", err)
	}
	if _, _, err := tracked.Hijack(); !errors.Is(err, http.ErrNotSupported) || tracked.committed {
		t.Errorf("hijack: %v", err)
	}
	if track(tracked) != tracked {
		t.Error("a tracked writer is tracked again")
	}
}

func TestHandlerUnderGzip(t *testing.T) {
	wr := &Writer{OnError: func(ErrorEvent) {}}
	h := wr.Handler(func(w http.ResponseWriter, r *http.Request) error { return itemMoved("1", 2) })
	res, body, err := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		defer zip.Close()
		h.ServeHTTP(zipped{w, zip}, r)
	}), http.MethodGet)
	if err != nil || res.StatusCode != 404 || !res.Uncompressed || !strings.Contains(body, "item_moved") {
		t.Errorf("%v %v %s", err, res, body)
	}
}

type zipped struct {
	http.ResponseWriter
	zip *gzip.Writer
}

func (z zipped) Write(b []byte) (int, error) { return z.zip.Write(b) }

func TestRecover(t *testing.T) {
	const secret = "host=10.0.0.5"
	for name, tt := range map[string]struct {
		h         http.HandlerFunc
		aborted   bool
		quiet     bool
		committed bool
	}{
		"text":          {h: func(http.ResponseWriter, *http.Request) { panic(secret) }},
		"error":         {h: func(http.ResponseWriter, *http.Request) { panic(errors.New(secret)) }},
		"API error":     {h: func(http.ResponseWriter, *http.Request) { panic(itemMoved(secret, 1)) }},
		"canceled":      {h: func(http.ResponseWriter, *http.Request) { panic(context.Canceled) }},
		"nil pointer":   {h: func(_ http.ResponseWriter, r *http.Request) { _ = *r.MultipartForm }},
		"slice":         {h: func(http.ResponseWriter, *http.Request) { panic([]string{secret}) }},
		"abort":         {h: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, aborted: true, quiet: true},
		"wrapped abort": {h: func(http.ResponseWriter, *http.Request) { panic(fmt.Errorf("x: %w", http.ErrAbortHandler)) }},
		"after part": {h: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("part"))
			panic(secret)
		}, aborted: true, committed: true},
		"deep": {h: func(http.ResponseWriter, *http.Request) { deep(1000) }},
	} {
		var events []ErrorEvent
		wr := &Writer{OnError: func(ev ErrorEvent) { events = append(events, ev) }}
		res, body, err := serve(t, wr.Recover(tt.h), http.MethodGet)
		if (err != nil) != tt.aborted {
			t.Errorf("%s: %v", name, err)
		}
		if !tt.aborted && (res.StatusCode != 500 || !strings.HasPrefix(body, `{"error":"internal_error",`) || res.Header.Get("X-Request-Id") == "") {
			t.Errorf("%s: %d %v %s", name, res.StatusCode, res.Header, body)
		}
		if strings.Contains(body, "10.0.0.5") {
			t.Errorf("%s: leaks %s", name, body)
		}
		if tt.quiet != (len(events) == 0) || len(events) > 1 {
			t.Errorf("%s: events %+v", name, events)
		}
		for _, ev := range events {
			if ev.Panic == nil || !ev.Masked || ev.Committed != tt.committed || ev.Severity != slog.LevelError || ev.Err == nil ||
				len(ev.Stack) > maxStack || !bytes.Contains(ev.Stack, []byte("goroutine")) {
				t.Errorf("%s: event %+v", name, ev)
			}
		}
	}
}

func deep(n int) {
	if n == 0 {
		panic("deep")
	}
	deep(n - 1)
}

func TestRecoverAroundHandler(t *testing.T) {
	var events []ErrorEvent
	wr := &Writer{OnError: func(ev ErrorEvent) { events = append(events, ev) }}
	h := wr.Recover(wr.Handler(func(w http.ResponseWriter, r *http.Request) error {
		_, _ = w.Write([]byte("part"))
		return io.EOF
	}))
	if _, _, err := serve(t, h, http.MethodGet); err == nil {
		t.Error("a part passes for the whole")
	}
	if len(events) != 1 || !events[0].Committed {
		t.Errorf("events %+v", events)
	}
}

// logged returns what f logs to the default logger at level info and above, nil
// when that is nothing.
func logged(t *testing.T, f func()) map[string]any {
	t.Helper()
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelInfo})))
	defer slog.SetDefault(before)
	f()
	if out.Len() == 0 {
		return nil
	}
	var m map[string]any
	if err := json.Unmarshal(out.Bytes(), &m); err != nil {
		t.Fatalf("%v in %s", err, &out)
	}
	return m
}

func TestDefaultLog(t *testing.T) {
	m := logged(t, func() {
		Write(httptest.NewRecorder(), get("X-Request-Id", "r"), fmt.Errorf("load: %w", io.ErrUnexpectedEOF))
	})
	if m["level"] != "ERROR" || m["msg"] != "request failed" || m["masked"] != true || m["error"] != "load: unexpected EOF" ||
		m["request_id"] != "r" || m["path"] != "/v1/items/42" || m["method"] != "GET" || m["code"] != "internal_error" || m["status"] != 500.0 {
		t.Errorf("masked: %v", m)
	}
	m = logged(t, func() { Write(httptest.NewRecorder(), get(), newEverything(sample())) })
	if e, ok := m["error"].(map[string]any); m["level"] != "WARN" || !ok || e["code"] != "everything" || strings.Contains(fmt.Sprint(m), "hunter2") || strings.Contains(fmt.Sprint(m), "secret=") {
		t.Errorf("catalogue: %v", m)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if m = logged(t, func() { Write(httptest.NewRecorder(), get().WithContext(gone), context.Canceled) }); m != nil {
		t.Errorf("client gone: %v", m)
	}
	m = logged(t, func() { Write(brokenWriter{httptest.NewRecorder()}, &http.Request{}, &errInboxNotFound) })
	if m["write_error"] != "broken pipe" || m["path"] != "" {
		t.Errorf("write error: %v", m)
	}
	m = logged(t, func() {
		defer func() {
			if p := recover(); p != any(http.ErrAbortHandler) {
				t.Errorf("a part of an answer ends with %v", p)
			}
		}()
		Recover(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(200)
			panic("boom")
		})).ServeHTTP(httptest.NewRecorder(), get())
	})
	if m["panic"] != "boom" || m["committed"] != true || !strings.Contains(fmt.Sprint(m["stack"]), "TestDefaultLog") {
		t.Errorf("panic: %v", m)
	}
}

type brokenWriter struct{ http.ResponseWriter }

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestConcurrentUse(t *testing.T) {
	e := newEverything(sample())
	done := make(chan string)
	for range 8 {
		go func() {
			for range 50 {
				rec := httptest.NewRecorder()
				(&Writer{OnError: func(ErrorEvent) {}}).Write(rec, get("X-Request-Id", "r"), e.WithCause(io.EOF))
				answered(Writer{}, get("X-Request-Id", "r"), &errInboxNotFound)
				if rec.Body.Len() == 0 {
					done <- "empty"
					return
				}
			}
			done <- ""
		}()
	}
	for range 8 {
		if s := <-done; s != "" {
			t.Error(s)
		}
	}
}

// sink is a ResponseWriter whose header map is warm.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

// Not constants, so that the compiler prepares nothing; the number is outside
// of the table of small integers.
var (
	allocID    = "3f2a-0001"
	allocCount = int64(123456789)
)

func TestAllocations(t *testing.T) {
	wr := &Writer{OnError: func(ErrorEvent) {}}
	w, r := &sink{http.Header{}}, get("X-Request-Id", "r-1")
	for name, tt := range map[string]struct {
		limit float64
		f     func()
	}{
		"no parameters":         {0, func() { wr.Write(w, r, &errInboxNotFound) }},
		"one parameter":         {1, func() { wr.Write(w, r, tooLarge(allocCount)) }},
		"two parameters":        {1, func() { wr.Write(w, r, itemMoved(allocID, allocCount)) }},
		"message needs escapes": {1, func() { wr.Write(w, r, itemMoved("\u00e9\"<", allocCount)) }},
		"Is":                    {0, func() { _ = errors.Is(&errInboxNotFound, Code("item_moved")) }},
	} {
		tt.f()                                                                      // the pool and the header map are warm
		if got := testing.AllocsPerRun(200, tt.f); got > tt.limit && !raceEnabled { // the detector empties pools
			t.Errorf("%s: %v allocations, at most %v wanted", name, got, tt.limit)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	wr := &Writer{OnError: func(ErrorEvent) {}}
	w, r := &sink{http.Header{}}, get("X-Request-Id", "r-1")
	b.Run("none", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			wr.Write(w, r, &errInboxNotFound)
		}
	})
	b.Run("two", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			wr.Write(w, r, itemMoved(allocID, allocCount))
		}
	})
}

var _ interface {
	http.Flusher
	http.Hijacker
	io.ReaderFrom
	io.StringWriter
} = (*response)(nil)
