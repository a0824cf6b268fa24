package inbox_test

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
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	inboxerr "github.com/errspec/errspec/output/inbox/client"
	apierror "github.com/errspec/errspec/output/inbox/server"
)

const secret = "pq: password authentication failed for user inbox, host=10.0.0.5"

// answered is what a client gets from a handler, and what is reported.
type answered struct {
	*http.Response
	body   string
	events []apierror.ErrorEvent
}

// serve runs a handler in a server and sends it a request, changed by each
// change. It reports false when the client got no whole answer.
func serve(t *testing.T, wr *apierror.Writer, h http.Handler, changes ...func(*http.Request)) (got answered, whole bool) {
	t.Helper()
	done := make(chan struct{}) // an aborted answer reaches the client before the handler ends
	events := &got.events
	wr.OnError = func(ev apierror.ErrorEvent) { *events = append(*events, ev) }
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		h.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	defer server.Close()
	req, err := http.NewRequest(http.MethodGet, server.URL+"/v1/items/42?api_key=secret", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(req)
	}
	got.Response, err = server.Client().Do(req)
	<-done
	if err != nil {
		return got, false
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	got.body = string(body)
	got.Body = io.NopCloser(strings.NewReader(got.body)) // for a decoder
	return got, err == nil
}

func method(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add(name, value) }
}

// fails returns a handler that fails with err.
func fails(wr *apierror.Writer, err error) http.Handler {
	return wr.Handler(func(http.ResponseWriter, *http.Request) error { return err })
}

// TestCase64 answers with what is not of the catalogue: nothing of it leaves.
func TestCase64(t *testing.T) {
	var typedNil *apierror.Error
	upstream := inboxerr.DecodeBody(404, http.Header{"X-Request-Id": {"upstream-1"}},
		[]byte(`{"error":"item_not_found","message":"`+secret+`","details":{"id":"`+secret+`"},"request_id":null}`))
	for name, h := range map[string]func(wr *apierror.Writer) http.Handler{
		"unknown error":         func(wr *apierror.Writer) http.Handler { return fails(wr, errors.New(secret)) },
		"wrapped unknown error": func(wr *apierror.Writer) http.Handler { return fails(wr, fmt.Errorf("load: %w", errors.New(secret))) },
		"joined unknown errors": func(wr *apierror.Writer) http.Handler {
			return fails(wr, errors.Join(io.EOF, errors.New(secret)))
		},
		"panic with an error": func(wr *apierror.Writer) http.Handler {
			return wr.Recover(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(errors.New(secret)) }))
		},
		"panic with a text": func(wr *apierror.Writer) http.Handler {
			return wr.Recover(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(secret) }))
		},
		"panic in a handler that returns errors": func(wr *apierror.Writer) http.Handler {
			return wr.Recover(wr.Handler(func(http.ResponseWriter, *http.Request) error { panic(secret) }))
		},
		"client error":         func(wr *apierror.Writer) http.Handler { return fails(wr, upstream) },
		"wrapped client error": func(wr *apierror.Writer) http.Handler { return fails(wr, fmt.Errorf("call: %w", upstream)) },
		"client code":          func(wr *apierror.Writer) http.Handler { return fails(wr, inboxerr.ErrItemNotFound) },
		"server code":          func(wr *apierror.Writer) http.Handler { return fails(wr, apierror.ErrItemNotFound) },
		"typed nil":            func(wr *apierror.Writer) http.Handler { return fails(wr, typedNil) },
		"wrapped typed nil":    func(wr *apierror.Writer) http.Handler { return fails(wr, fmt.Errorf("x: %w", typedNil)) },
		"zero error":           func(wr *apierror.Writer) http.Handler { return fails(wr, &apierror.Error{}) },
		"nil": func(wr *apierror.Writer) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { wr.Write(w, r, nil) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			wr := &apierror.Writer{}
			got, whole := serve(t, wr, h(wr), header("X-Request-ID", "req-1"))
			if !whole || got.StatusCode != 500 || got.body != `{"error":"internal_error","message":"Internal server error","details":null,"request_id":"req-1"}` {
				t.Fatalf("%d %s", got.StatusCode, got.body)
			}
			var b bytes.Buffer
			if err := got.Response.Header.Write(&b); err != nil {
				t.Fatal(err)
			}
			for _, hidden := range []string{"pq:", "password", "10.0.0.5", "upstream-1", "item_not_found"} {
				if strings.Contains(b.String(), hidden) {
					t.Errorf("the headers say %s: %s", hidden, &b)
				}
			}
			if len(got.events) != 1 || !got.events[0].Masked || got.events[0].Severity != slog.LevelError || got.events[0].Err == nil || !got.events[0].SLO {
				t.Errorf("events %+v", got.events)
			}
		})
	}
	t.Run("nil from a handler is success", func(t *testing.T) {
		wr := &apierror.Writer{}
		if got, whole := serve(t, wr, fails(wr, nil)); !whole || got.StatusCode != 200 || len(got.events) != 0 {
			t.Errorf("%d %+v", got.StatusCode, got.events)
		}
	})
}

// gzipped is the ResponseWriter of a middleware that compresses, and that no
// controller looks through.
type gzipped struct {
	http.ResponseWriter
	zip *gzip.Writer
}

func (g gzipped) Write(b []byte) (int, error) { return g.zip.Write(b) }

// underGzip compresses what h answers with.
func underGzip(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		defer zip.Close()
		h.ServeHTTP(gzipped{w, zip}, r)
	})
}

// TestCase65 answers in situations that are not the usual one. What has a status
// that no error has is in the tests of the run-time part: a catalogue refuses it.
func TestCase65(t *testing.T) {
	notFound := apierror.ItemNotFound("42")
	for name, tt := range map[string]struct {
		h         func(http.ResponseWriter, *http.Request) error
		around    func(http.Handler) http.Handler
		change    func(*http.Request)
		keep      bool // Writer.KeepCommitted
		status    int  // 0: the client gets no whole answer
		body      string
		reported  apierror.Code
		committed bool
		silent    bool // nothing is reported
		check     func(t *testing.T, got answered)
	}{
		"HEAD": {
			h:      func(http.ResponseWriter, *http.Request) error { return notFound },
			change: method(http.MethodHead), status: 404, reported: "item_not_found",
		},
		"informational answer before": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				w.WriteHeader(http.StatusEarlyHints)
				return notFound
			},
			status: 404, body: "item_not_found", reported: "item_not_found",
		},
		"already written": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				_, err := io.WriteString(w, "part")
				return errors.Join(err, notFound)
			},
			reported: "item_not_found", committed: true,
		},
		"already written, kept": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				_, err := io.WriteString(w, "part")
				return errors.Join(err, notFound)
			},
			keep: true, status: 200, body: "part", reported: "item_not_found", committed: true,
		},
		"header already written": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				w.WriteHeader(http.StatusNoContent)
				return notFound
			},
			reported: "item_not_found", committed: true,
		},
		"already flushed": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				return errors.Join(http.NewResponseController(w).Flush(), notFound)
			},
			reported: "item_not_found", committed: true,
		},
		"flushed in the old way": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				w.(http.Flusher).Flush()
				return notFound
			},
			reported: "item_not_found", committed: true,
		},
		"copied from a reader": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				_, err := io.Copy(w, strings.NewReader("part"))
				return errors.Join(err, notFound)
			},
			reported: "item_not_found", committed: true,
		},
		"hijacked": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				conn, rw, err := http.NewResponseController(w).Hijack()
				if err != nil {
					return err
				}
				defer conn.Close()
				_, err = fmt.Fprint(rw, "HTTP/1.1 299 Own\r\nContent-Length: 3\r\n\r\nown")
				return errors.Join(err, rw.Flush(), notFound)
			},
			status: 299, body: "own", reported: "item_not_found", committed: true,
		},
		"under gzip": {
			h:      func(http.ResponseWriter, *http.Request) error { return notFound },
			around: underGzip, status: 404, body: "item_not_found", reported: "item_not_found",
			check: func(t *testing.T, got answered) {
				if !got.Uncompressed {
					t.Error("the answer is not compressed")
				}
			},
		},
		"part under gzip": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				_, err := io.WriteString(w, "part")
				return errors.Join(err, notFound)
			},
			around: underGzip, reported: "item_not_found", committed: true,
		},
		"headers of a success": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				for name, value := range map[string]string{
					"Content-Length": "5", "ETag": `"x"`, "Last-Modified": "Mon, 01 Feb 2027 00:00:00 GMT", "Content-Range": "bytes 0-4/5",
					"Accept-Ranges": "bytes", "Content-Type": "text/csv", "Cache-Control": "public, max-age=60", "Content-Encoding": "identity",
					"Access-Control-Allow-Origin": "*",
				} {
					w.Header().Set(name, value)
				}
				return notFound
			},
			status: 404, body: "item_not_found", reported: "item_not_found",
			check: func(t *testing.T, got answered) {
				h := got.Response.Header
				for name, want := range map[string]string{
					"ETag": "", "Last-Modified": "", "Content-Range": "", "Accept-Ranges": "", "Content-Type": "application/json",
					"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Encoding": "identity",
					"Access-Control-Allow-Origin": "*", "Content-Length": fmt.Sprint(len(got.body)),
				} {
					if h.Get(name) != want {
						t.Errorf("%s is %q, want %q", name, h.Get(name), want)
					}
				}
			},
		},
		"ErrAbortHandler": {
			h:      func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) },
			silent: true,
		},
		"ErrAbortHandler as an error": {
			h:      func(http.ResponseWriter, *http.Request) error { return http.ErrAbortHandler },
			status: 500, body: "internal_error", reported: "internal_error",
		},
		"panic after a part": {
			h: func(w http.ResponseWriter, _ *http.Request) error {
				_, _ = io.WriteString(w, "part")
				panic(secret)
			},
			reported: "internal_error", committed: true,
		},
		// The catalogue has two errors with status 413, and both need a parameter.
		"MaxBytesError": {
			h: func(w http.ResponseWriter, r *http.Request) error {
				_, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 3))
				return fmt.Errorf("read body: %w", err)
			},
			change: func(r *http.Request) {
				r.Method, r.Body, r.ContentLength = http.MethodPost, io.NopCloser(strings.NewReader("too much")), 8
			},
			status: 500, body: "internal_error", reported: "internal_error",
		},
		"deadline of an upstream": {
			h: func(http.ResponseWriter, *http.Request) error {
				return fmt.Errorf("query: %w", context.DeadlineExceeded)
			},
			status: 500, body: "internal_error", reported: "internal_error",
		},
		"own cancellation": {
			h:      func(http.ResponseWriter, *http.Request) error { return fmt.Errorf("query: %w", context.Canceled) },
			status: 500, body: "internal_error", reported: "internal_error",
		},
	} {
		t.Run(name, func(t *testing.T) {
			wr := &apierror.Writer{KeepCommitted: tt.keep}
			h := wr.Recover(wr.Handler(tt.h))
			if tt.around != nil {
				h = tt.around(h)
			}
			var changes []func(*http.Request)
			if tt.change != nil {
				changes = append(changes, tt.change)
			}
			got, whole := serve(t, wr, h, changes...)
			if whole != (tt.status != 0) {
				t.Fatalf("a whole answer: %v", whole)
			}
			if whole && (got.StatusCode != tt.status || !strings.Contains(got.body, tt.body) || tt.body == "" && got.body != "") {
				t.Errorf("%d %s", got.StatusCode, got.body)
			}
			if tt.silent {
				if len(got.events) != 0 {
					t.Errorf("events %+v", got.events)
				}
				return
			}
			if len(got.events) != 1 || got.events[0].Code != tt.reported || got.events[0].Committed != tt.committed {
				t.Errorf("events %+v", got.events)
			}
			if tt.check != nil {
				tt.check(t, got)
			}
		})
	}

	t.Run("cancelled request", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var events []apierror.ErrorEvent
		wr := &apierror.Writer{OnError: func(ev apierror.ErrorEvent) { events = append(events, ev) }}
		rec := httptest.NewRecorder()
		wr.Write(rec, httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx), fmt.Errorf("query: %w", ctx.Err()))
		if rec.Body.Len() > 0 || len(rec.Header()) > 0 || len(events) != 1 || events[0].Status != 499 || events[0].Severity != slog.LevelDebug {
			t.Errorf("%v %s %+v", rec.Header(), rec.Body, events)
		}
	})
}

// hostileTexts are values that some part of an answer has rules for.
var hostileTexts = []string{
	`"`, `\`, `"></script><script>alert(1)</script>`, "\u2028\u2029", "\xff\xfe", "a\xc3", "\xed\xa0\x80", "\x00", "a\x00b",
	"\r\nSet-Cookie: a=b", "\x1b[31m", "\u202e", "\U0001f600", "{id}", "%s%d", "", " ", strings.Repeat("x", 1<<20), strings.Repeat("\u00e9", 1<<19),
}

// TestCase66 sends hostile parameters and request headers: the body is JSON, the
// client reads what was meant, and the headers are well-formed.
func TestCase66(t *testing.T) {
	for i, text := range hostileTexts {
		t.Run(fmt.Sprint("parameter ", i), func(t *testing.T) {
			wr := &apierror.Writer{}
			got, whole := serve(t, wr, fails(wr, apierror.ItemNotFound(text)), header("X-Request-ID", "req-1"))
			if !whole || got.StatusCode != 404 || !json.Valid([]byte(got.body)) || !utf8.ValidString(got.body) {
				t.Fatalf("%d %.200s", got.StatusCode, got.body)
			}
			if strings.ContainsAny(got.body, "<>&\u2028\u2029\x00") {
				t.Errorf("%.200s", got.body)
			}
			e := inboxerr.Decode(got.Response)
			if len(text) > 64<<10 { // more than a client reads
				if !e.Truncated || !inboxerr.IsNotFound(e) || e.RequestID != "req-1" {
					t.Errorf("decoded as %v", e)
				}
				return
			}
			if e.Code != inboxerr.ErrItemNotFound || e.Status != 404 || e.RequestID != "req-1" {
				t.Errorf("decoded as %v", e)
			}
			want := string([]rune(text)) // what is no UTF-8 is U+FFFD
			if p, ok := inboxerr.ItemNotFoundOf(e); !ok || p.ID != want {
				t.Errorf("the client reads %q, want %q", p.ID, want)
			}
			if want = "Item " + want + " not found"; e.Message != want {
				t.Errorf("the client reads %q, want %q", e.Message, want)
			}
		})
	}

	// The methods of Allow come from a parameter.
	for i, text := range hostileTexts {
		t.Run(fmt.Sprint("header ", i), func(t *testing.T) {
			if len(text) > 1<<16 {
				text = text[:1<<16] // a client takes no header of a megabyte
			}
			wr := &apierror.Writer{}
			got, whole := serve(t, wr, fails(wr, apierror.MethodNotAllowed([]string{"GET", text})))
			if !whole || got.StatusCode != 405 || got.Response.Header.Get("Set-Cookie") != "" {
				t.Fatalf("%d %v", got.StatusCode, got.Response.Header)
			}
			lines := got.Response.Header["Allow"]
			if len(lines) != 1 || !strings.HasPrefix(lines[0], "GET,") || strings.ContainsFunc(lines[0], func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("Allow is %.200q", lines)
			}
		})
	}

	for name, sent := range map[string]string{
		"markup": `"><script>alert(1)</script>`, "quotes": `a"b`, "blank": "a b", "obs-text": "\x80\xff", "tab": "a\tb", "long": strings.Repeat("x", 129), "empty": "",
		"comma": "a,b", "semicolon": "a;b", "percent": "%0d%0a", "slash": "../../etc",
	} {
		t.Run("request ID "+name, func(t *testing.T) {
			wr := &apierror.Writer{}
			got, whole := serve(t, wr, fails(wr, apierror.InboxNotFound()), header("X-Request-ID", sent))
			e := inboxerr.Decode(got.Response)
			id := got.Response.Header.Get("X-Request-ID")
			if !whole || len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" || e.RequestID != id || got.events[0].RequestID != id {
				t.Errorf("ID %q, decoded %q, reported %q", id, e.RequestID, got.events[0].RequestID)
			}
		})
	}

	for accept, problem := range map[string]bool{
		"application/problem+json":     true,
		"application/problem+json;q=0": false,
		"*/*":                          false,
		"application/*":                false,
		"garbage":                      false,
		";;;,,,=\"":                    false,
		"application/problem+json;q=0.5, application/json;q=0.9":  false,
		"text/html, application/problem+json;q=0.5, */*;q=0.1":    true,
		"application/json;q=0, */*":                               true,
		strings.Repeat("application/problem+json;q=0,", 1000):     false,
		"application/problem+json;q=\x80":                         false,
		"application/problem+json;q=0.1, */*;q=0.1, garbage/;q=1": true,
	} {
		for _, e := range []*apierror.Error{apierror.ItemNotFound("42"), apierror.RouteNotFound()} {
			wr := &apierror.Writer{Problem: true}
			got, whole := serve(t, wr, fails(wr, e), header("Accept", accept), header("X-Request-ID", "req-1"))
			want := "application/json"
			if problem {
				want = "application/problem+json"
			}
			if !whole || got.Response.Header.Get("Content-Type") != want || !slices.Equal(got.Response.Header["Vary"], []string{"Accept"}) || !json.Valid([]byte(got.body)) {
				t.Errorf("%.60q: %v %s", accept, got.Response.Header, got.body)
			}
			decoded := inboxerr.Decode(got.Response)
			if string(decoded.Code) != string(e.Code()) || decoded.Message != e.Message() || problem != (decoded.Source == inboxerr.SourceProblem) {
				t.Errorf("%.60q: decoded as %v from %s", accept, decoded, got.body)
			}
		}
	}
}
