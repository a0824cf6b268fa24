package forms

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
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

// sent is what a client decodes when a server answers with the error.
func sent(e *server.Error) *client.Error {
	rec := httptest.NewRecorder()
	wr := server.Writer{OnError: func(server.ErrorEvent) {}}
	wr.Write(rec, httptest.NewRequest("GET", "/", nil), e)
	return client.Decode(rec.Result())
}

// TestValuesWithoutJSON sends values that JSON has no form for, null in their
// place: a client reads the zero value or, of a JSON value, that null, and the
// other parameters as ever.
func TestValuesWithoutJSON(t *testing.T) {
	type all = struct { // what the parameters of these errors have in common
		ID   string
		Rate float64
		At   time.Time
	}
	for _, f := range forms {
		if f.client == nil {
			continue
		}
		for name, change := range map[string]func(*values){
			"NaN":                  func(v *values) { v.rate = math.NaN() },
			"infinity":             func(v *values) { v.rate = math.Inf(-1) },
			"year 10000":           func(v *values) { v.at = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
			"no JSON":              func(v *values) { v.raw = nil },
			"null":                 func(v *values) { v.raw = json.RawMessage("null") },
			"text that is no JSON": func(v *values) { v.raw = json.RawMessage("{") },
			"no lists":             func(v *values) { v.tags, v.sums, v.violations = nil, nil, nil },
		} {
			v := random(rand.New(rand.NewPCG(1, 2)))
			v.rate = 1.5
			change(&v)
			e := sent(f.make(v))
			out := reflect.ValueOf(f.client).Call([]reflect.Value{reflect.ValueOf(e)})
			if !out[1].Bool() {
				t.Errorf("%s, %s: nothing is read of %s", f.code, name, e.Body())
				continue
			}
			p := out[0]
			got := all{p.FieldByName("ID").String(), p.FieldByName("Rate").Float(), p.FieldByName("At").Interface().(time.Time)}
			want := all{v.id, v.rate, v.at}
			switch name {
			case "NaN", "infinity":
				want.Rate = 0
			case "year 10000":
				want.At = time.Time{}
			}
			if got != want {
				t.Errorf("%s, %s: read %v, want %v of %s", f.code, name, got, want, e.Body())
			}
			raw := p.FieldByName("Raw")
			if missing := name == "no JSON" || name == "null" || name == "text that is no JSON"; raw.IsValid() && (string(raw.Bytes()) == "null") != missing {
				t.Errorf("%s, %s: read %s of %s", f.code, name, raw.Bytes(), e.Body())
			}
		}
	}
}

// TestNilIsNotGiven gives an optional list and an optional JSON value as nil:
// they are absent on both sides, and an empty list is not.
func TestNilIsNotGiven(t *testing.T) {
	absent := server.ByChoice(server.ByChoiceTags(nil), server.ByChoiceSums(nil), server.ByChoiceRaw(nil))
	e := sent(absent)
	if string(e.Details()) != "{}" {
		t.Errorf("nil is sent as %s", e.Details())
	}
	p, ok := server.ByChoiceOf(absent)
	q, fits := client.ByChoiceOf(e)
	if !ok || !fits || p.Tags != nil || p.Sums != nil || p.Raw != nil || q.Tags != nil || q.Sums != nil || q.Raw != nil {
		t.Errorf("the server has %v %v, the client %v %v", p, ok, q, fits)
	}
	empty := server.ByChoice(server.ByChoiceTags([]string{}), server.ByChoiceSums([]server.Money{}), server.ByChoiceRaw(json.RawMessage("null")))
	e = sent(empty)
	if string(e.Details()) != `{"tags":[],"sums":[],"raw":null}` {
		t.Errorf("what is empty is sent as %s", e.Details())
	}
	p, ok = server.ByChoiceOf(empty)
	q, fits = client.ByChoiceOf(e)
	if !ok || !fits || p.Tags == nil || p.Sums == nil || string(p.Raw) != "null" || q.Tags == nil || q.Sums == nil || string(q.Raw) != "null" {
		t.Errorf("the server has %v %v, the client %v %v", p, ok, q, fits)
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
