package inbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	inboxerr "github.com/errspec/errspec/output/inbox/client"
	"github.com/errspec/errspec/output/inbox/inboxtest"
	apierror "github.com/errspec/errspec/output/inbox/server"

	"github.com/errspec/errspec/generator"
)

// written is what the server answers with, to a client that sent this request
// ID.
func written(err error, id string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("X-Request-ID", id)
	kitWriter.Write(rec, r, err)
	return rec
}

var kitWriter = apierror.Writer{OnError: func(apierror.ErrorEvent) {}}

// TestKitExamples makes each error of each example with the server: what it
// writes is the example of the kit, to the byte, and the client knows it.
func TestKitExamples(t *testing.T) {
	p := plan(t)
	var codes []inboxtest.Code
	for _, e := range p.Public() {
		codes = append(codes, inboxtest.Code(e.Key))
		examples := inboxtest.Examples(inboxtest.Code(e.Key))
		if len(examples) != len(e.Examples) {
			t.Errorf("%s has %d examples, the catalogue %d", e.Key, len(examples), len(e.Examples))
			continue
		}
		for i, x := range examples {
			t.Run(e.Key, func(t *testing.T) {
				g := all[e.Key]
				want := written(exampleError(t, e, g, e.Examples[i]), x.Header.Get("X-Request-ID"))
				equal(t, "status", x.Status, want.Code)
				equal(t, "header", x.Header, want.Header())
				equal(t, "body", string(x.Body), want.Body.String())
				equal(t, "description", x.Description, e.Examples[i].Description)

				got := inboxerr.Decode(x.Response())
				if !errors.Is(got, g.is) || got.Status != x.Status || got.RequestID != x.Header.Get("X-Request-ID") {
					t.Errorf("the client reads %v", got)
				}
				res, err := http.Get(inboxtest.Serve(t, x).URL)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				if got := inboxerr.Decode(res); !errors.Is(got, g.is) || got.Status != x.Status || !bytes.Equal(got.Body(), x.Body) {
					t.Errorf("the client reads %v over HTTP", got)
				}
			})
		}
	}
	equal(t, "codes", inboxtest.Codes(), codes)
}

// exampleError makes the error of an example.
func exampleError(t *testing.T, e *generator.Error, g generated, x *generator.Example) error {
	t.Helper()
	values := map[*generator.Param]*generator.Value{}
	for _, p := range x.Params {
		values[p.Param] = p.Value
	}
	f := reflect.ValueOf(g.make)
	var args []reflect.Value
	for _, p := range e.Required() {
		v := reflect.New(f.Type().In(len(args))).Elem()
		if p.InDetails() || p.In == generator.InText { // another never leaves, so it may be anything
			fill(t, v, p, values[p])
		}
		args = append(args, v)
	}
	for _, p := range e.Optional() {
		if values[p] == nil {
			continue
		}
		option := reflect.ValueOf(g.options[p.Name])
		v := reflect.New(option.Type().In(0)).Elem()
		fill(t, v, p, values[p])
		if option.Type().IsVariadic() {
			args = append(args, option.CallSlice([]reflect.Value{v})[0])
		} else {
			args = append(args, option.Call([]reflect.Value{v})[0])
		}
	}
	return f.Call(args)[0].Interface().(error)
}

// fill sets v to a value of an example.
func fill(t *testing.T, v reflect.Value, p *generator.Param, from *generator.Value) {
	t.Helper()
	switch v.Interface().(type) {
	case time.Time:
		at, err := time.Parse(time.RFC3339, from.Text)
		if err != nil {
			t.Fatal(err)
		}
		v.Set(reflect.ValueOf(at))
		return
	case time.Duration:
		var n int64
		if err := json.Unmarshal([]byte(from.Text), &n); err != nil {
			t.Fatal(err)
		}
		v.SetInt(n * int64(time.Second))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(from.Text)
	case reflect.Slice:
		one := *p
		one.List = false
		v.Set(reflect.MakeSlice(v.Type(), len(from.Items), len(from.Items)))
		for i, item := range from.Items {
			fill(t, v.Index(i), &one, item)
		}
	case reflect.Struct:
		for _, m := range from.Members {
			i := slices.IndexFunc(p.Type.Fields, func(f *generator.Param) bool { return f.Wire == m.Name })
			fill(t, v.FieldByName(p.Type.Fields[i].Ident.Go), p.Type.Fields[i], m.Value)
		}
	default:
		if err := json.Unmarshal([]byte(from.Text), v.Addr().Interface()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKitAccepts answers with every error, with random parameters: the kit
// accepts the answer, and no other error's, and With accepts the values that
// the constructor was given.
func TestKitAccepts(t *testing.T) {
	p := plan(t)
	for _, e := range p.Errors {
		t.Run(e.Key, func(t *testing.T) {
			sent := e
			if e.Internal {
				sent = e.SentAs
			}
			code := inboxtest.Code(sent.Key)
			r := rand.New(rand.NewPCG(uint64(len(e.Key)), 3))
			for i := range 50 {
				given := map[string]any{}
				made := construct(t, r, e, all[e.Key], given)
				rec := written(made, "r-1")
				options := []inboxtest.Option{inboxtest.WithRequestID("r-1")}
				for _, q := range sent.Params {
					if !q.InDetails() && q.In != generator.InText {
						continue
					}
					if v, is := given[q.Name]; is {
						options = append(options, inboxtest.With(q.Name, paramOf(t, all[e.Key], made, q, v)))
					} else {
						options = append(options, inboxtest.Without(q.Name))
					}
				}
				inboxtest.Assert(t, rec, code, options...)
				for _, other := range inboxtest.Codes() {
					if i < 3 && other != code && inboxtest.Match(rec, other) == nil {
						t.Errorf("passes for %s too", other)
					}
				}
				if t.Failed() {
					t.Fatalf("with %v\nbody %s", given, rec.Body)
				}
			}
		})
	}
}

// paramOf is the value that the server's Of function gives back, so that it is
// of a type of the server package.
func paramOf(t *testing.T, g generated, made error, q *generator.Param, plain any) any {
	t.Helper()
	if g.server == nil {
		return plain
	}
	out := reflect.ValueOf(g.server).Call([]reflect.Value{reflect.ValueOf(made)})
	return out[0].FieldByName(q.Ident.Go).Interface()
}

// fakeTB stands in for a test that may fail.
type fakeTB struct {
	testing.TB
	failures []string
}

func (*fakeTB) Helper() {}

func (f *fakeTB) Error(args ...any) { f.failures = append(f.failures, fmt.Sprint(args...)) }

// TestKitRefuses has answers that a handler could give by mistake.
func TestKitRefuses(t *testing.T) {
	const id = "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911"
	changed := func(err error, change func(*httptest.ResponseRecorder)) *httptest.ResponseRecorder {
		rec := written(err, "r-1")
		change(rec)
		return rec
	}
	for _, tt := range []struct {
		name    string
		rec     *httptest.ResponseRecorder
		code    inboxtest.Code
		options []inboxtest.Option
		want    []string
	}{
		{"another error", written(apierror.InboxNotFound(), "r-1"), inboxtest.ErrItemNotFound, nil,
			[]string{"item_not_found expected, got inbox_not_found", `body.error is "inbox_not_found", want "item_not_found"`}},
		{"a masked error", written(io.EOF, "r-1"), inboxtest.ErrItemNotFound, nil,
			[]string{"got internal_error", "status is 500, want 404", `{"error":"internal_error"`}},
		{"a form without a code", written(apierror.RouteNotFound(), "r-1"), inboxtest.ErrInboxNotFound, nil,
			[]string{"got route_not_found", `body.detail is "Not Found", and the catalogue has no such member`}},
		{"other details", written(apierror.ItemNotFound(id), "r-1"), inboxtest.ErrItemNotFound, []inboxtest.Option{inboxtest.With("id", "1")},
			[]string{"got item_not_found", `id is "` + id + `", want "1"`}},
		{"another detail of several", written(apierror.JobNotCancellable(id, apierror.JobStateFailed), "r-1"), inboxtest.ErrJobNotCancellable,
			[]inboxtest.Option{inboxtest.With("id", id), inboxtest.With("state", apierror.JobStateSucceeded)},
			[]string{`state is "failed", want "succeeded"`}},
		{"a list in a form of its own", written(apierror.RequestBodyInvalid([]apierror.SchemaViolation{{Loc: []string{"body"}, Msg: "m", Type: "t"}}), "r-1"),
			inboxtest.ErrRequestBodyInvalid, []inboxtest.Option{inboxtest.With("violations", []apierror.SchemaViolation{})},
			[]string{`violations is [{"loc":["body"],"msg":"m","type":"t"}], want []`}},
		{"no wait", written(apierror.RateLimited(), "r-1"), inboxtest.ErrRateLimited, []inboxtest.Option{inboxtest.With("retry_after", time.Second)},
			[]string{`want "Rate limit exceeded; try again in 1 seconds"`, `header Retry-After is not there, want "1"`}},
		{"another method", written(apierror.MethodNotAllowed([]string{"GET"}), "r-1"), inboxtest.ErrMethodNotAllowed,
			[]inboxtest.Option{inboxtest.With("allow", []string{"PUT"})}, []string{`header Allow is "GET", want "PUT"`}},
		{"a parameter that never leaves", written(apierror.DuplicateInvite("a@example.com"), "r-1"), inboxtest.ErrDuplicateInvite,
			[]inboxtest.Option{inboxtest.With("email", "a@example.com")}, []string{`duplicate_invite has no parameter "email" that leaves the server; it has invitation_id`}},
		{"another request ID", written(apierror.InboxNotFound(), "r-1"), inboxtest.ErrInboxNotFound, []inboxtest.Option{inboxtest.WithRequestID("r-2")},
			[]string{`header X-Request-Id is "r-1", want "r-2"`}},
		{"no challenge", changed(apierror.InvalidAPIKey(), func(rec *httptest.ResponseRecorder) { rec.Result().Header.Del("WWW-Authenticate") }),
			inboxtest.ErrInvalidAPIKey, nil, []string{"header Www-Authenticate is not there"}},
		{"a message of its own", changed(apierror.InboxNotFound(), func(rec *httptest.ResponseRecorder) {
			body := strings.Replace(rec.Body.String(), "Inbox not found", "No such inbox", 1)
			rec.Body.Reset()
			rec.Body.WriteString(body)
		}), inboxtest.ErrInboxNotFound, nil, []string{`message is "No such inbox", want "Inbox not found"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f fakeTB
			inboxtest.Assert(&f, tt.rec, tt.code, tt.options...)
			if len(f.failures) != 1 {
				t.Fatalf("failures %q", f.failures)
			}
			for _, want := range append(tt.want, "with the body", tt.rec.Body.String()) {
				if !strings.Contains(f.failures[0], want) {
					t.Errorf("%s\nwant %s", f.failures[0], want)
				}
			}
		})
	}
}

// TestKitAndClientHaveTheSameCodes holds that one can be turned into the other.
func TestKitAndClientHaveTheSameCodes(t *testing.T) {
	public := map[inboxtest.Code]bool{}
	for _, g := range all {
		public[inboxtest.Code(g.is)] = true
	}
	got := inboxtest.Codes()
	slices.Sort(got)
	equal(t, "codes", got, slices.Sorted(maps.Keys(public)))
}
