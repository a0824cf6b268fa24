package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// failures is a test that notes how it fails.
type failures struct{ lines []string }

func (f *failures) Errorf(format string, args ...any) {
	f.lines = append(f.lines, fmt.Sprintf(format, args...))
}

func TestGuard(t *testing.T) {
	for name, tt := range map[string]struct {
		pattern, method, path string
		err                   error
		operation             string
		undeclared            bool
	}{
		"listed":             {"GET /v1/items/{id}", "GET", "/v1/items/1", itemMoved("1", 2), "GET /v1/items/{item_id}", false},
		"listed, wrapped":    {"GET /v1/items/{id}", "GET", "/v1/items/1", fmt.Errorf("x: %w", itemMoved("1", 2)), "GET /v1/items/{item_id}", false},
		"HEAD of a GET":      {"GET /v1/items/{id}", "HEAD", "/v1/items/1", itemMoved("1", 2), "GET /v1/items/{item_id}", false},
		"any method":         {"/v1/items/{id}", "GET", "/v1/items/1", itemMoved("1", 2), "GET /v1/items/{item_id}", false},
		"HEAD of any method": {"/v1/items/{id}", "HEAD", "/v1/items/1", itemMoved("1", 2), "GET /v1/items/{item_id}", false},
		"other method":       {"/v1/items/{id}", "PUT", "/v1/items/1", itemMoved("1", 2), "PUT /v1/items/{id}", true},
		"with host":          {"GET example.com/v1/items/{id}", "GET", "/v1/items/1", itemMoved("1", 2), "GET /v1/items/{item_id}", false},
		"rest of the path":   {"GET /v1/files/{rest...}", "GET", "/v1/files/a/b", itemMoved("1", 2), "GET /v1/files/{path}", false},
		"end of the path":    {"GET /v1/things/{$}", "GET", "/v1/things/", itemMoved("1", 2), "GET /v1/things/", true},
		"not listed":         {"GET /v1/things/", "GET", "/v1/things/", itemMoved("1", 2), "GET /v1/things/", true},
		"unknown operation":  {"GET /healthz", "GET", "/healthz", itemMoved("1", 2), "GET /healthz", true},
		"anywhere":           {"GET /healthz", "GET", "/healthz", &errInboxNotFound, "GET /healthz", false},
		"masked":             {"GET /healthz", "GET", "/healthz", io.EOF, "GET /healthz", false},
		"internal":           {"GET /v1/items/{id}", "GET", "/v1/items/1", itemHidden("r", "1", 2), "GET /v1/items/{item_id}", false},
		"internal elsewhere": {"GET /v1/files/{path...}", "GET", "/v1/files/1", itemHidden("r", "1", 2), "GET /v1/files/{path}", true},
	} {
		var events []ErrorEvent
		wr := &Writer{OnError: func(ev ErrorEvent) { events = append(events, ev) }}
		mux := http.NewServeMux()
		mux.Handle(tt.pattern, wr.Handler(func(http.ResponseWriter, *http.Request) error { return tt.err }))
		r := httptest.NewRequest(tt.method, "http://example.com"+tt.path, nil)
		rec := httptest.NewRecorder()
		Guard(mux).ServeHTTP(rec, r)
		if len(events) != 1 || events[0].Operation != tt.operation || events[0].Undeclared != tt.undeclared {
			t.Errorf("%s: events %+v", name, events)
			continue
		}
		if tt.undeclared != (events[0].Severity >= slog.LevelWarn) && !events[0].Masked && !strings.HasPrefix(name, "internal") {
			t.Errorf("%s: severity %v", name, events[0].Severity)
		}
		if rec.Code != events[0].Status || tt.method != "HEAD" && !strings.Contains(rec.Body.String(), "request_id") {
			t.Errorf("%s: answer %d %s", name, rec.Code, rec.Body)
		}
		if r.Pattern != tt.pattern {
			t.Errorf("%s: what is around the guard sees the pattern %q", name, r.Pattern)
		}

		// The same in a test.
		var failed failures
		Strict(&failed, mux).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(tt.method, "http://example.com"+tt.path, nil))
		if tt.undeclared != (len(failed.lines) == 1) {
			t.Errorf("%s: the test fails with %q", name, failed.lines)
		}
	}
}

func TestGuardOperation(t *testing.T) {
	var events []ErrorEvent
	wr := &Writer{OnError: func(ev ErrorEvent) { events = append(events, ev) }}
	answer := func(err error) http.Handler {
		return wr.Handler(func(http.ResponseWriter, *http.Request) error { return err })
	}
	var failed failures
	for i, tt := range []struct {
		h          http.Handler
		operation  string
		undeclared bool
	}{
		{GuardOperation("createInbox", answer(&errInboxNotFound)), "createInbox", false},
		{GuardOperation("createInbox", answer(itemMoved("", 0))), "createInbox", true},
		{GuardOperation("GET /v1/items/{item_id}", answer(itemMoved("", 0))), "GET /v1/items/{item_id}", false},
		// The error itself is listed, and the one that it is sent as is not.
		{GuardOperation("createInbox", answer(itemHidden("", "", 0))), "createInbox", true},
		{Strict(&failed, GuardOperation("createInbox", answer(itemMoved("", 0)))), "createInbox", true},
		{Strict(&failed, answer(itemMoved("", 0))), "", false}, // no pattern: nothing is known
		{answer(itemMoved("", 0)), "", false},
	} {
		events = nil
		tt.h.ServeHTTP(httptest.NewRecorder(), get())
		if len(events) != 1 || events[0].Operation != tt.operation || events[0].Undeclared != tt.undeclared {
			t.Errorf("%d: events %+v", i, events)
		}
	}
	if len(failed.lines) != 1 || failed.lines[0] != `operation "createInbox" answers with item_moved, which does not list it in the catalogue` {
		t.Errorf("the test fails with %q", failed.lines)
	}
	for _, name := range []string{"createInboxes", "", "GET /v1/items/{id}"} {
		func() {
			defer func() {
				if p := fmt.Sprint(recover()); !strings.Contains(p, fmt.Sprintf("lists the operation %q", name)) {
					t.Errorf("%q: panic %v", name, p)
				}
			}()
			GuardOperation(name, answer(nil))
		}()
	}
}

// TestGuardCommitted reports an undeclared error that cannot be sent any more.
func TestGuardCommitted(t *testing.T) {
	var events []ErrorEvent
	wr := &Writer{KeepCommitted: true, OnError: func(ev ErrorEvent) { events = append(events, ev) }}
	h := GuardOperation("createInbox", wr.Handler(func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "part")
		return itemMoved("", 0)
	}))
	h.ServeHTTP(httptest.NewRecorder(), get())
	if len(events) != 1 || !events[0].Committed || !events[0].Undeclared {
		t.Errorf("events %+v", events)
	}
}

func TestGuardPanics(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/x", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	defer func() {
		if recover() != any(http.ErrAbortHandler) || r.Pattern != "/x" {
			t.Errorf("the panic does not pass through, or the pattern %q is lost", r.Pattern)
		}
	}()
	Guard(mux).ServeHTTP(httptest.NewRecorder(), r)
}

func TestSamePath(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"/a", "/a", true},
		{"/a", "/b", false},
		{"/a/{x}", "/a/{y}", true},
		{"/a/{x}/b", "/a/{y}/b", true},
		{"/a/{x}/b", "/a/{y}/c", false},
		{"/a/{x}", "/a/x", false},
		{"/a/{x}", "/a/{x}/", false},
		{"/a/{x}:run", "/a/{y}:run", true},
		{"/{x}/{y}", "/{x}/y", false},
		{"/{", "/{x", true},
	} {
		if got := samePath(tt.a, tt.b); got != tt.same {
			t.Errorf("samePath(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestDefaultLogOfUndeclared(t *testing.T) {
	var ev ErrorEvent
	r := get()
	ev.Err, ev.Request = errors.New("x"), r.WithContext(context.WithValue(r.Context(), guardKey{}, &guard{find: byPattern}))
	ev.Undeclared, ev.Operation, ev.Severity = true, "createInbox", slog.LevelWarn
	out := logged(t, ev.log)
	if out["operation"] != "createInbox" || out["undeclared"] != true || out["level"] != "WARN" {
		t.Errorf("log %v", out)
	}
}
