package html

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
)

// plain is a catalogue of n errors that say what most errors say.
func plain(n int) []byte {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: many\nerrors:\n")
	for i := range n {
		fmt.Fprintf(&b, `  err_%05d:
    status: %d
    retry: never
    message: Thing {id} of {n} is wrong in way %d
    description: The thing is wrong in way %d. See `+"`docs`"+`, "again".
    causes: [It was never there., "It is gone: %d"]
    params: {id: {type: string, description: The thing}, n: integer}
    operations: ["GET /v1/things/{thing_id}"]
    see: [err_%05d]
`, i, 400+i%5, i, i, i, (i+1)%n)
	}
	return []byte(b.String())
}

// rich is a catalogue of n errors whose prose is more than words.
func rich(n int) []byte {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: many\nerrors:\n")
	for i := range n {
		fmt.Fprintf(&b, "  err_%05d: {status: %d, message: \"Thing {id} of %d\", description: It is *so*., causes: [One & two, <b>], remedy: \"- Again\\n- never\", params: {id: uuid}}\n", i, 400+i%5, i)
	}
	return []byte(b.String())
}

func BenchmarkRender(b *testing.B) {
	for name, of := range map[string]func(int) []byte{"plain": plain, "rich": rich} {
		for _, n := range []int{100, 1000, 10000} {
			b.Run(fmt.Sprintf("%s/errors=%d", name, n), func(b *testing.B) {
				p := build(b, "errors.yaml", of(n))
				b.ReportAllocs()
				for b.Loop() {
					b.SetBytes(int64(len(render(b, p, false))))
				}
			})
		}
	}
}

// What a further error costs, beside the bytes of its text, does not grow unseen.
func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates, too")
	}
	measure := func(p *generator.Plan) (allocs, bytes uint64, out int) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		page := render(t, p, false)
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc, len(page)
	}
	small, large := build(t, "errors.yaml", plain(1000)), build(t, "errors.yaml", plain(2000))
	measure(small) // the template is made safe when it is used first
	a1, b1, n1 := measure(small)
	a2, b2, n2 := measure(large)
	if allocs := float64(a2-a1) / 1000; allocs > 60 {
		t.Errorf("%.1f allocations for an error, want at most 60", allocs)
	}
	if factor := float64(b2-b1) / float64(n2-n1); factor > 2.3 {
		t.Errorf("%.2f bytes allocated for a byte of the page, want at most 2.3", factor)
	}
}
