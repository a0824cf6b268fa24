package forms

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"example.com/forms/client"
	"example.com/forms/server"
)

// values are random parameters.
type values struct {
	id    string
	count int64
	rate  float64
	yes   bool
	at    time.Time
	wait  time.Duration
	tags  []string
	sums  []server.Money
	sum   server.Money
	raw   json.RawMessage
	maybe *string

	violations []server.Violation
}

var alphabet = []rune("aB1 _-./:\"\\<>&%{}|'`\u00e9\u4e2d\u2028\u202e\U0001f600\t\n\x00")

func word(r *rand.Rand) string {
	b := []rune{'x'} // forms without a code are recognised by their text
	for range r.IntN(12) {
		b = append(b, alphabet[r.IntN(len(alphabet))])
	}
	return string(append(b, 'x'))
}

func money(r *rand.Rand) server.Money {
	m := server.Money{Amount: r.Int64() - r.Int64(), Currency: word(r)}
	if r.IntN(2) == 0 {
		note := word(r)
		m.Note = &note
	}
	return m
}

func random(r *rand.Rand) values {
	v := values{
		id: word(r), count: r.Int64() - r.Int64(), rate: r.NormFloat64() * 1e6, yes: r.IntN(2) == 0,
		at: time.Unix(r.Int64N(4e9), r.Int64N(1e9)).UTC(), wait: time.Duration(r.IntN(1e6)) * time.Second,
		tags: []string{}, sums: []server.Money{}, sum: money(r),
		raw: json.RawMessage(fmt.Sprintf(`{"a":[%d,null,"\u003c"]}`, r.IntN(9))),
	}
	for range r.IntN(3) {
		v.tags, v.sums = append(v.tags, word(r)), append(v.sums, money(r))
	}
	if r.IntN(2) == 0 {
		s := word(r)
		v.maybe = &s
	}
	v.violations = []server.Violation{}
	for range r.IntN(3) {
		v.violations = append(v.violations, server.Violation{Field: word(r), Description: word(r), Reason: v.maybe})
	}
	return v
}

// form is an error with the functions that make it and read it back.
type form struct {
	code   client.Code
	source client.Source
	make   func(v values) *server.Error
	server any    // XOf of the server
	client any    // XOf of the client; nil when its parameters do not travel
	raw    string // what stands in the place of the code
}

func options[T any](v values, option func(string) T) []T {
	if v.maybe == nil {
		return nil
	}
	return []T{option(*v.maybe)}
}

var forms = []form{
	{client.ErrByStructured, client.SourceStructured, func(v values) *server.Error {
		return server.ByStructured(v.id, v.count, v.rate, v.yes, v.at, v.wait, v.tags, v.sums, v.sum, v.raw, options(v, server.ByStructuredMaybe)...)
	}, server.ByStructuredOf, client.ByStructuredOf, "by_structured"},
	{client.ErrByStripe, client.SourceStructured, func(v values) *server.Error {
		return server.ByStripe(v.id, v.count, v.rate, v.yes, v.at, v.wait, v.tags, v.sums, v.sum, v.raw, options(v, server.ByStripeMaybe)...)
	}, server.ByStripeOf, client.ByStripeOf, "by_stripe"},
	{client.ErrByOci, client.SourceStructured, func(v values) *server.Error {
		return server.ByOci(v.id, v.count, v.rate, v.yes, v.at, v.wait, v.tags, v.sums, v.sum, v.raw, options(v, server.ByOciMaybe)...)
	}, server.ByOciOf, client.ByOciOf, "by_oci"},
	{client.ErrByProblem, client.SourceProblem, func(v values) *server.Error {
		return server.ByProblem(v.id, v.count, v.rate, v.yes, v.at, v.wait, v.tags, v.sums, v.sum, v.raw, options(v, server.ByProblemMaybe)...)
	}, server.ByProblemOf, client.ByProblemOf, "by_problem"},
	{client.ErrByJsonapi, client.SourceJSONAPI, func(v values) *server.Error {
		return server.ByJsonapi(v.id, v.count, v.rate, v.yes, v.at, v.wait, v.tags, v.sums, v.sum, v.raw, options(v, server.ByJsonapiMaybe)...)
	}, server.ByJsonapiOf, client.ByJsonapiOf, "by_jsonapi"},
	{client.ErrByOAuth, client.SourceStructured, func(v values) *server.Error { return server.ByOAuth(v.id) }, nil, nil, "by_oauth"},
	{client.ErrByNats, client.SourceStructured, func(v values) *server.Error { return server.ByNats(v.id) }, nil, nil, "10059"},
	{client.ErrByNatsToo, client.SourceStructured, func(v values) *server.Error { return server.ByNatsToo(v.id) }, nil, nil, "10060"},
	{client.ErrByDetail, client.SourceSimple, func(v values) *server.Error { return server.ByDetail(v.id) }, nil, nil, ""},
	{client.ErrByGoogle, client.SourceGoogle, func(v values) *server.Error {
		opts := options(v, server.ByGoogleMaybe)
		if v.yes {
			opts = append(opts, server.ByGoogleWait(v.wait))
		}
		return server.ByGoogle(v.id, v.count, v.rate, v.yes, v.at, v.violations, opts...)
	}, server.ByGoogleOf, client.ByGoogleOf, "BY_GOOGLE"},
	{client.ErrByGoogleBare, client.SourceGoogle, func(values) *server.Error { return server.ByGoogleBare() }, nil, nil, "BY_GOOGLE_BARE"},
	{client.ErrByNone, client.SourceNone, func(v values) *server.Error { return server.ByNone(v.count) }, nil, nil, ""},
}

func TestForms(t *testing.T) {
	var answer error
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wr := server.Writer{OnError: func(server.ErrorEvent) {}}
		wr.Write(w, r, answer)
	}))
	defer api.Close()
	r := rand.New(rand.NewPCG(1, 2))
	for _, f := range forms {
		for range 60 {
			v := random(r)
			made := f.make(v)
			answer = fmt.Errorf("w: %w", made)
			res, err := http.Get(api.URL)
			if err != nil {
				t.Fatal(err)
			}
			got := client.Decode(res)
			res.Body.Close()
			message := made.Message()
			if f.source == client.SourceNone {
				message = http.StatusText(made.Status())
			}
			if got.Code != f.code || got.Status != made.Status() || got.Message != message || got.Source != f.source || !errors.Is(got, f.code) {
				t.Errorf("%s: decoded as %v from %v with code %q\n%s", f.code, got, got.Source, got.Code, got.Body())
			}
			if id := res.Header.Get("X-Request-Id"); got.RequestID != id || len(id) != 32 {
				t.Errorf("%s: request ID %q, header %q", f.code, got.RequestID, id)
			}
			if got.RawCode != f.raw {
				t.Errorf("%s: raw code %q", f.code, got.RawCode)
			}
			if f.client == nil {
				continue
			}
			want, given := params(t, f.server, made), params(t, f.client, got)
			if want != given {
				t.Errorf("%s: the client reads\n%s\nof\n%s\n%s", f.code, given, want, got.Body())
			}
		}
	}
}

// params reads parameters back, as JSON, since the types of the packages differ.
func params(t *testing.T, of any, err error) string {
	t.Helper()
	out := reflect.ValueOf(of).Call([]reflect.Value{reflect.ValueOf(&err).Elem()})
	if !out[1].Bool() {
		t.Errorf("%T is false for %v", of, err)
	}
	b, e := json.Marshal(out[0].Interface())
	if e != nil {
		t.Fatal(e)
	}
	return string(b)
}
