package behaviour

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	shoptest "example.com/shop/NAME/kit"
	apierror "example.com/shop/NAME/server"
)

// made is a constructor with the functions that make its options, and what is
// sent.
type made struct {
	code    shoptest.Code
	make    any
	options []any
}

// TestRandom answers with every error, with random parameters, and holds that
// the helpers accept each answer, recorded and over HTTP, also as RFC 9457 and
// without a request ID, and to HEAD requests.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	quiet := func(apierror.ErrorEvent) {}
	writers := []*apierror.Writer{
		{OnError: quiet},
		{OnError: quiet, Problem: true},
		{OnError: quiet, RequestID: func(*http.Request) string { return "" }},
		{OnError: quiet, RequestID: func(*http.Request) string { return "4F6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f" }},
	}
	var answer error
	var writer *apierror.Writer
	server := shoptest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writer.Write(w, r, answer) }))
	seen := map[shoptest.Code]bool{}
	for _, m := range all {
		seen[m.code] = true
		for i := range 100 {
			answer, writer = construct(r, m), writers[i%len(writers)]
			req := httptest.NewRequest("GET", "/", nil)
			req.Header.Set("Accept", "application/problem+json")
			rec := httptest.NewRecorder()
			writer.Write(rec, req, answer)
			shoptest.Assert(t, rec, m.code)
			if i < 20 {
				for _, method := range []string{"GET", "HEAD"} {
					req, err := http.NewRequest(method, server.URL, nil)
					if err != nil {
						t.Fatal(err)
					}
					res, err := http.DefaultClient.Do(req)
					if err != nil {
						t.Fatal(err)
					}
					shoptest.Assert(t, res, m.code)
					res.Body.Close()
				}
			}
			for _, other := range all {
				if i < 20 && other.code != m.code && shoptest.Match(rec, other.code) == nil {
					t.Errorf("%s passes for %s", rec.Body, other.code)
				}
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	for _, code := range shoptest.Codes() {
		if !seen[code] {
			t.Errorf("%s is not in the table of this test", code)
		}
	}
}

func construct(r *rand.Rand, m made) error {
	f := reflect.ValueOf(m.make)
	var args []reflect.Value
	for i := range f.Type().NumIn() {
		if f.Type().IsVariadic() && i == f.Type().NumIn()-1 {
			break
		}
		args = append(args, random(r, f.Type().In(i)))
	}
	for _, o := range m.options {
		if option := reflect.ValueOf(o); r.IntN(2) == 0 {
			args = append(args, option.Call([]reflect.Value{random(r, option.Type().In(0))})[0])
		}
	}
	return f.Call(args)[0].Interface().(error)
}

var alphabet = []string{"a", "B", "1", " ", ",", ", ", ".", "\"", "\\", "<", ">", "&", "{", "}", "|", "'", "`", "%", "\u00e9", "\u4e2d", "\u2028", "\u202e", "\U0001f600", "\t", "\n", "\xff", "\x00", "\u00e9\u00e9\u00e9"}

func word(r *rand.Rand) string {
	var b strings.Builder
	n := r.IntN(12)
	if r.IntN(20) == 0 {
		n = 400
	}
	for range n {
		b.WriteString(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

func random(r *rand.Rand, t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch reflect.New(t).Elem().Interface().(type) {
	case time.Time:
		at := time.Unix(r.Int64N(8e9)-4e9, r.Int64N(2)*r.Int64N(1e9)).In(time.FixedZone("", 3600*(r.IntN(24)-12)))
		if r.IntN(30) == 0 {
			at = time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		v.Set(reflect.ValueOf(at))
		return v
	case time.Duration:
		v.SetInt(r.Int64N(1e15) - 1e13)
		return v
	case json.RawMessage:
		raws := []string{`null`, `{"a":[1,2.50,"\u003c"]}`, `  [ ] `, `{`, `"x"`, `1e400`, ``, "\"\xff\""}
		v.SetBytes([]byte(raws[r.IntN(len(raws))]))
		return v
	}
	if words := enums[t]; words != nil {
		v.SetString(words[r.IntN(len(words))])
		return v
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString(word(r))
	case reflect.Int64:
		v.SetInt(int64(r.Uint64() >> r.IntN(64)))
	case reflect.Float64:
		floats := []float64{0, -1.5, 1e-9, 1e21, 123456.789, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, r.Float64()}
		v.SetFloat(floats[r.IntN(len(floats))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(t, n-1, n-1))
		}
		for i := range v.Len() {
			v.Index(i).Set(random(r, t.Elem()))
		}
	case reflect.Pointer:
		if r.IntN(2) == 0 {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(random(r, t.Elem()))
		}
	case reflect.Struct:
		for i := range t.NumField() {
			v.Field(i).Set(random(r, t.Field(i).Type))
		}
	default:
		panic(fmt.Sprint("no value for ", t))
	}
	return v
}
