package generator

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/errspec/errspec/spec"
)

// large returns a catalogue of n errors with two parameters each, and with what makes
// plans grow: shared lists of operations, types, options, headers and examples.
func large(t testing.TB, n int, rich bool) *spec.Catalog {
	t.Helper()
	var text strings.Builder
	text.WriteString("errspec: 1\nservice: big\ntypes:\n  Limit:\n    fields: {max: integer, \"unit?\": string}\nerrors:\n")
	for i := range n {
		fmt.Fprintf(&text, "  thing_%05d_gone:\n    status: %d\n    retry: never\n    message: Thing {id} of {n} is gone in way %d\n", i, 400+10*(i%2), i)
		if !rich {
			text.WriteString("    params: {id: string, n: integer}\n")
			continue
		}
		fmt.Fprintf(&text, "    params: {id: uuid, n: integer, \"at?\": datetime, limits_%d: \"Limit[]\", \"state?\": {type: string, enum: [on, off_%d]}}\n", i, i)
		fmt.Fprintf(&text, "    headers: {X-Thing: \"{id}{, at={at}}\"}\n    examples: [{params: {id: 0b8f5c3e-6d1a-4f27-9e40-7c2d9a1b3e58, n: %d, limits_%d: [{max: 3}]}}]\n", i, i)
		switch i % 4 {
		case 0:
			text.WriteString("    operations: all\n")
		case 1:
			fmt.Fprintf(&text, "    operations: [GET /v1/things/%d]\n", i%100)
		case 2:
			text.WriteString("    operations: [GET /v1/things/*]\n")
		}
	}
	c, findings, err := spec.Load(fstest.MapFS{"errors.yaml": {Data: []byte(text.String())}}, "errors.yaml", spec.Options{})
	if err != nil || findings.HasErrors() {
		t.Fatalf("%v %v", err, findings)
	}
	return c
}

func BenchmarkBuildLarge(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		for _, rich := range []bool{false, true} {
			b.Run(fmt.Sprintf("errors=%d/rich=%v", n, rich), func(b *testing.B) {
				c := large(b, n, rich)
				b.SetBytes(int64(len(c.Sources["errors.yaml"])))
				b.ReportAllocs()
				for b.Loop() {
					if _, findings := Build(c, Options{}); len(findings) > 0 {
						b.Fatal(findings)
					}
				}
			})
		}
	}
}

// What each further error costs is bounded, in allocations and in bytes.
func TestBuildAllocations(t *testing.T) {
	for _, tt := range []struct {
		rich          bool
		allocs, bytes uint64
	}{
		{false, 5, 1700},
		{true, 40, 6000},
	} {
		cost := func(n int) (allocs, bytes uint64) {
			c := large(t, n, tt.rich)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p, _ := Build(c, Options{})
			runtime.ReadMemStats(&after)
			runtime.KeepAlive(p)
			return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
		}
		allocs, bytes := cost(1000)
		moreAllocs, moreBytes := cost(2000)
		if got := (moreAllocs - allocs) / 1000; got > tt.allocs {
			t.Errorf("rich=%v: %d allocations for an error, at most %d are expected", tt.rich, got, tt.allocs)
		}
		if got := (moreBytes - bytes) / 1000; got > tt.bytes {
			t.Errorf("rich=%v: %d bytes for an error, at most %d are expected", tt.rich, got, tt.bytes)
		}
		t.Logf("rich=%v: %d allocations and %d bytes for an error", tt.rich, (moreAllocs-allocs)/1000, (moreBytes-bytes)/1000)
	}
}

// The lists of parameters of an error are parts of one list as long as they stand
// together in it, and are not mixed up when they do not.
func TestParameterLists(t *testing.T) {
	a, b, c := &Param{Name: "a", In: InDetails, Kind: String}, &Param{Name: "b", Optional: true, In: InText}, &Param{Name: "c", In: InDetails, Kind: Object, List: true}
	names := func(ps []*Param) string {
		var s string
		for _, p := range ps {
			s += p.Name
		}
		return s
	}
	e := &Error{Params: []*Param{a, b, c}}
	if got := names(e.Required()) + " " + names(e.Optional()) + " " + names(e.Details()) + " " + names(e.Metadata()) + " " + e.Violations().Name; got != "ac b ac a c" {
		t.Errorf("got %s", got)
	}
	if _ = append(e.Optional(), a); names(e.Params) != "abc" {
		t.Errorf("appending to a part changed the list to %s", names(e.Params))
	}
	if n := testing.AllocsPerRun(10, func() { e.Optional(); e.Metadata(); e.Violations() }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
