package openapi

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/generator"
)

// large returns the plan of a catalogue of n errors. In a rich one they differ in
// all that they can differ in: forms, statuses, the names, types and words of
// parameters, headers, examples.
func large(t testing.TB, n int, rich bool) *generator.Plan {
	t.Helper()
	var text strings.Builder
	text.WriteString("errspec: 1\nservice: big\nwire: {bodies: {flat: {code: $code, \"...\": $details}, note: {note: $message}}}\n" +
		"types:\n  Limit:\n    fields: {max: integer, \"unit?\": string}\nerrors:\n")
	for i := range n {
		fmt.Fprintf(&text, "  thing_%05d_gone:\n    status: %d\n    retry: never\n", i, 400+i%5)
		fmt.Fprintf(&text, "    message: Thing {id} of {n} is gone in way %d\n    description: The thing is gone in way %d.\n", i, i)
		if !rich {
			text.WriteString("    params: {id: string, n: integer}\n")
			continue
		}
		fmt.Fprintf(&text, "    params: {id: {type: uuid, description: ID no. %d}, n: integer, limits_%d: \"Limit[]\", \"state_%d?\": {type: string, enum: [on, off]}}\n", i, i, i)
		fmt.Fprintf(&text, "    headers: {X-Thing: \"{id}\", X-Thing-%d: \"%d\"}\n    examples: [{params: {n: %d}, description: \"No. *%d*: größer\"}]\n", i, i, i, i)
		fmt.Fprintf(&text, "    causes: [It was **deleted**, It never was]\n    body: %s\n", []string{"structured", "problem", "flat"}[i%3])
	}
	if rich {
		for i := range n / 10 {
			fmt.Fprintf(&text, "  note_%d:\n    status: 409\n    retry: never\n    body: note\n    message: Note %d\n", i, i)
		}
	}
	return buildFiles(t, []txtar.File{{Name: "errors.yaml", Data: []byte(text.String())}})
}

func BenchmarkRender(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		for _, rich := range []bool{false, true} {
			b.Run(fmt.Sprintf("errors=%d/rich=%v", n, rich), func(b *testing.B) {
				p := large(b, n, rich)
				target := &generator.Target{Out: "o.yaml"}
				b.SetBytes(int64(len(must(Render(p, target))[0].Data)))
				b.ReportAllocs()
				for b.Loop() {
					must(Render(p, target))
				}
			})
		}
	}
}

// What each further error costs is bounded, in allocations and in bytes.
func TestRenderAllocations(t *testing.T) {
	for _, tt := range []struct {
		rich          bool
		allocs, bytes uint64
	}{
		{false, 2, 2_200},
		{true, 72, 7_800},
	} {
		few, many := large(t, 500, tt.rich), large(t, 1000, tt.rich)
		for _, version := range []string{"3.0", "3.1"} {
			allocs, bytes := cost(few, version)
			moreAllocs, moreBytes := cost(many, version)
			if got := (moreAllocs - allocs) / 500; got > tt.allocs {
				t.Errorf("rich %v, %s: each error takes %d allocations, more than %d", tt.rich, version, got, tt.allocs)
			}
			if got := (moreBytes - bytes) / 500; got > tt.bytes {
				t.Errorf("rich %v, %s: each error takes %d bytes, more than %d", tt.rich, version, got, tt.bytes)
			}
		}
	}
}

// cost returns how many allocations and bytes it takes to render a plan.
func cost(p *generator.Plan, version string) (allocs, bytes uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	files := must(Render(p, &generator.Target{Out: "o.yaml", OpenAPI: version}))
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(files)
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
}

// A document whose components are made one by one, of values that come back, is
// that of values that are all there.
func TestComponentsOneByOne(t *testing.T) {
	plans := map[string]*generator.Plan{"rich": large(t, 60, true)}
	for _, name := range []string{"minimal", "kinds", "forms", "life", "hostile"} {
		plans[name] = golden(t, name)
	}
	for name, p := range plans {
		for _, version := range []string{"3.0", "3.1"} {
			for _, codes := range []string{"closed", "open"} {
				target := everywhere(p, &generator.Target{OpenAPI: version, Codes: codes})
				for _, all := range []bool{true, false} {
					e := must(newEmitter(p, target))
					components := e.components(e.statuses())
					if !all {
						components, _ = must2(e.needed(target))
					}
					doc := e.document("", object(), components)
					got := string(e.yaml("", doc))
					e.json(doc) // puts the components into the document
					if want := write(doc); got != want {
						t.Errorf("%s %s %s: one by one it is\n%s\nand all at once\n%s", name, version, codes, got, want)
					}
				}
			}
		}
	}
}

func must2[T, U any](v T, w U, err error) (T, U) {
	if err != nil {
		panic(err)
	}
	return v, w
}
