package main

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/errspec/errspec/internal/bench/sample/client"
	"github.com/errspec/errspec/internal/bench/sample/server"
)

// TestAnswers holds the contenders to the same status and message, and ours and those by hand to the same answer.
func TestAnswers(t *testing.T) {
	for _, tt := range []struct {
		answers []answer
		message string
	}{
		{withParams, itemMessage()},
		{withoutParams, inboxMessage},
	} {
		var first *httptest.ResponseRecorder
		for i, a := range tt.answers {
			w := httptest.NewRecorder()
			a.run(w, request())
			if i == 0 {
				first = w
			}
			if w.Code != 404 {
				t.Errorf("%s: status %d", a.name, w.Code)
			}
			body := w.Body.String()
			if !json.Valid([]byte(body)) || !strings.Contains(body, tt.message) {
				t.Errorf("%s: the body is not JSON with the message: %s", a.name, body)
			}
			if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
				t.Errorf("%s: Content-Type %q", a.name, got)
			}
			if !strings.Contains(a.name, "by hand") {
				continue
			}
			if want := first.Body.String(); strings.TrimSuffix(body, "\n") != want { // Encoder ends the line
				t.Errorf("%s: body %s, ours is %s", a.name, body, want)
			}
			if got, want := w.Header(), first.Header(); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: header %v, ours is %v", a.name, got, want)
			}
		}
	}
}

// TestParams holds the contenders to sending the values of the parameters beside the message, in any form.
func TestParams(t *testing.T) {
	for _, a := range withParams {
		w := httptest.NewRecorder()
		a.run(w, request())
		rest := strings.Replace(w.Body.String(), itemMessage(), "", 1)
		if strings.HasPrefix(a.name, "connect") {
			// base64 of protobuf
			if !strings.Contains(rest, "google.rpc.ErrorInfo") {
				t.Errorf("%s: no detail in %s", a.name, rest)
			}
			continue
		}
		if !strings.Contains(rest, itemID) || !strings.Contains(rest, strconv.FormatInt(version, 10)) {
			t.Errorf("%s: the values are not in %s", a.name, rest)
		}
	}
}

func TestDecoders(t *testing.T) {
	for _, d := range decoders {
		if len(d.body) != bodySize || !json.Valid(d.body) {
			t.Errorf("%s: the body is not JSON of %d bytes: %s", d.name, bodySize, d.body)
		}
		want := "import_row_invalid"
		if strings.HasPrefix(d.name, "kratos") {
			want = "IMPORT_ROW_INVALID"
		}
		res := newResponse(d.body)
		for range 2 { // the answer can be read again
			if got := d.run(res.next()); got != want {
				t.Errorf("%s: code %q, want %q", d.name, got, want)
			}
		}
	}
}

func TestCallers(t *testing.T) {
	for _, c := range callers {
		call := c.call(newResponse(c.body))
		for range 2 {
			if got := call(); got != "import_row_invalid" {
				t.Errorf("%s: code %q", c.name, got)
			}
		}
	}
}

// TestSample takes an error from the generated server to the generated client.
func TestSample(t *testing.T) {
	w := httptest.NewRecorder()
	writer.Write(w, request(), apierror.ImportRowInvalid(7, "a"))
	e := sampleerr.Decode(w.Result())
	if p, ok := sampleerr.ImportRowInvalidOf(e); !ok || p.Row != 7 || p.Column != "a" {
		t.Errorf("got %+v of %v", p, e)
	}
	if !errors.Is(e, sampleerr.ErrImportRowInvalid) || e.RequestID != requestID {
		t.Errorf("got %v with request ID %q", e, e.RequestID)
	}
}

func TestGenerate(t *testing.T) {
	files, err := generate(catalogue(11))
	if err != nil {
		t.Fatal(err)
	}
	packages, err := write(t.TempDir(), files)
	if err != nil {
		t.Fatal(err)
	}
	imports, err := importsOf(append(packages["server"], packages["client"]...))
	if err != nil {
		t.Fatal(err)
	}
	if len(packages["server"]) == 0 || len(packages["client"]) == 0 || !strings.Contains(strings.Join(imports, " "), "net/http") {
		t.Errorf("packages %v import %q", packages, imports)
	}
	var all strings.Builder
	for _, f := range files {
		all.Write(f.Data)
	}
	for _, name := range []string{"func Item00010NotFound(opts ...Item00010NotFoundOption)", "func Item00001NotFound(id string, n int64)"} {
		if !strings.Contains(all.String(), name) {
			t.Errorf("%s is not generated", name)
		}
	}
}

func TestTable(t *testing.T) {
	c := contest{title: "T", each: "One.", contenders: []contender{{name: "ours"}, {name: "theirs"}}}
	c.bars = []bar{fasterThan(c.contenders, 1, 3), atMost(c.contenders, 1, 0.2), atMostAllocs(1)}
	var b strings.Builder
	if err := c.print(&b, results{{100, 1, 16, 2}, {360, 3.5, 48, 3}}); err != nil {
		t.Fatal(err)
	}
	const want = `### T

One.

| | ns/op | time to ours | B/op | allocs/op |
| --- | ---: | ---: | ---: | ---: |
| ours | 100 | 1.00× | 16 | 2 |
| theirs | 360 | 3.50× | 48 | 3 |

- at least 3 times faster than theirs: 3.50, pass
- at most 0.2 times the time of theirs: 0.29, **MISS**
- allocations, at most 1: 2, **MISS**

`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMultiples(t *testing.T) {
	turn := func(d time.Duration, n int) testing.BenchmarkResult { return testing.BenchmarkResult{T: d, N: n} }
	ours := []testing.BenchmarkResult{turn(1000, 10), turn(4000, 10), turn(1000, 10)}
	theirs := []testing.BenchmarkResult{turn(3000, 10), turn(8000, 10), turn(5000, 10)}
	if got, want := multiples(theirs, ours), []float64{3, 2, 5}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := median(theirs, nanos); got != 500 {
		t.Errorf("median %v ns, want 500", got)
	}
}

// TestLinked holds what an error adds to a program to its bar, and constructors that nobody calls to be absent. Sizes do not depend on
// the machine.
func TestLinked(t *testing.T) {
	all, err := measureLinked(50)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.data <= 0 || l.data > maxData {
			t.Errorf("%s: an error adds %d bytes of data beside its own text, at most %d are promised", l, l.data, maxData)
		}
		if l.leftover > 0 {
			t.Errorf("%s: %d symbols of errors that the program does not use", l, l.leftover)
		}
	}
	if len(all) != 4 || all[0].leftover != 0 || all[1].leftover != 0 {
		t.Errorf("measured %+v, want the server with its symbols and the client, with both kinds of names", all)
	}
}

func TestLeftovers(t *testing.T) {
	belongs := users[0].belongs
	used := []string{"main.main", "compare/server.Write", "compare/server.defItem00000NotFound"}
	if n, err := leftovers(used, belongs); n != 0 || err != nil {
		t.Errorf("%d leftovers, %v; want none", n, err)
	}
	more := append(used, "compare/server.Item00001NotFound", "compare/server.defItem00002NotFound", "compare/server.(*Error).Item")
	if n, err := leftovers(more, belongs); n != 2 || err != nil {
		t.Errorf("%d leftovers, %v; want 2", n, err)
	}
	if _, err := leftovers(more[3:], belongs); err == nil {
		t.Error("no error where the error in use is missing")
	}
}
