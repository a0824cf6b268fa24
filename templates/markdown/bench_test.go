package markdown

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
)

// many is a catalogue of n errors that say all that errors can say.
func many(n int) []byte {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: many\ndescription: Errors of *many* kinds.\ngroups:\n")
	for i := range 20 {
		fmt.Fprintf(&b, "  - {id: g%d, title: Group %d, description: What *belongs* to group %d.}\n", i, i, i)
	}
	b.WriteString("types:\n  Place: {description: Where., fields: {room: string, floor: {type: integer, min: 1}}}\nerrors:\n")
	for i := range n {
		fmt.Fprintf(&b, `  err_%05d:
    status: %d
    retry: never
    group: g%d
    message: Thing {id%d} of {n} is wrong
    description: |
      The thing is wrong in **way** %d. See `+"`docs/%d`"+` and <https://example.com/%d>.

      - one thing
      - another | thing
    causes: ["It was *never* there.", "It is gone: %d"]
    remedy: ["Look for %d again.", "Über alles nachdenken."]
    params:
      id%d: {type: string, description: "The | thing, see <b>"}
      n: integer
      place?: Place
    headers: {X-Way: "way {n}"}
    operations: ["GET /v1/things/{thing_id}", "POST /v1/things/%d"]
    see: [err_%05d, "https://example.com/%d"]
    examples: [{params: {n: 1, place: {room: a, floor: 2}}}, {description: Another., params: {n: 2}}]
`, i, 400+i%5, i%20, i, i, i, i, i, i, i, i%50, (i+1)%n, i)
	}
	return []byte(b.String())
}

func manyTarget(flavour string, folder bool) *generator.Target {
	return &generator.Target{Kind: generator.TargetMarkdown, Out: "errors", Source: "errors.yaml", Flavour: flavour, Folder: folder}
}

func size(files []output.File) (n int64) {
	for _, f := range files {
		n += int64(len(f.Data))
	}
	return n
}

func BenchmarkRender(b *testing.B) {
	for _, folder := range []bool{false, true} {
		for _, n := range []int{100, 1000, 10000} {
			b.Run(fmt.Sprintf("folder=%v/errors=%d", folder, n), func(b *testing.B) {
				p := build(b, "errors.yaml", many(n))
				b.ReportAllocs()
				for b.Loop() {
					files, err := Render(p, manyTarget("gfm", folder))
					if err != nil {
						b.Fatal(err)
					}
					b.SetBytes(size(files))
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
	measure := func(p *generator.Plan, folder bool) (allocs, bytes uint64, out int64) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		files, err := Render(p, manyTarget("gfm", folder))
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Fatal(err)
		}
		return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc, size(files)
	}
	small, large := build(t, "errors.yaml", many(1000)), build(t, "errors.yaml", many(2000))
	for folder, most := range map[bool]struct{ allocs, factor float64 }{false: {37, 2.3}, true: {94, 3.4}} {
		a1, b1, n1 := measure(small, folder)
		a2, b2, n2 := measure(large, folder)
		if allocs := float64(a2-a1) / 1000; allocs > most.allocs {
			t.Errorf("folder %v: %.1f allocations for an error, want at most %v", folder, allocs, most.allocs)
		}
		if factor := float64(b2-b1) / float64(n2-n1); factor > most.factor {
			t.Errorf("folder %v: %.2f bytes allocated for a byte of a page, want at most %v", folder, factor, most.factor)
		}
	}
}

// checkBuiltin compares the pages as Go writes them with those of the templates.
func checkBuiltin(t *testing.T, name string, p *generator.Plan) {
	t.Helper()
	for _, f := range flavours {
		for _, folder := range []bool{false, true} {
			for _, internal := range []bool{false, true} {
				checkBuiltinAs(t, name, p, f, folder, internal)
			}
		}
	}
}

func checkBuiltinAs(t *testing.T, name string, p *generator.Plan, f *flavour, folder, internal bool) {
	t.Helper()
	target := manyTarget(f.name, folder)
	target.Internal = internal
	got, ok := newSite(p, target).byBuiltin()
	want, err := newSite(p, target).byTemplates()
	if err != nil || !ok {
		t.Fatalf("%s, %s: %v, %v", name, f.name, ok, err)
	}
	if len(got) != len(want) {
		t.Fatalf("%s, %s: %d files, want %d", name, f.name, len(got), len(want))
	}
	for i := range want {
		if got[i].Path != want[i].Path || !bytes.Equal(got[i].Data, want[i].Data) {
			t.Errorf("%s, %s: %s by builtin.go is\n%s\nand by the templates %s is\n%s", name, f.name, got[i].Path, got[i].Data, want[i].Path, want[i].Data)
		}
	}
}

// What builtin.go writes is what the templates write.
func TestBuiltin(t *testing.T) {
	for _, name := range catalogues {
		checkBuiltin(t, name, plan(t, name))
	}
	checkBuiltin(t, "many", build(t, "errors.yaml", many(30)))
}

// A key that keep does not take is an error of the template, with its place.
func TestBuiltinRefusesKeys(t *testing.T) {
	p := golden(t, "minimal")
	p.Errors[0].Key = "a b"
	_, err := Render(p, manyTarget("gfm", false))
	if err == nil || !strings.Contains(err.Error(), `page.md.tmpl:37: <keep .Key>: error calling keep: keep "a b": a key has letters`) {
		t.Errorf("%v", err)
	}
}

// Texts that are there or not, and hold whatever, make the same pages in both ways.
func FuzzBuiltin(f *testing.F) {
	f.Add(uint64(0), "")
	f.Add(^uint64(0), "a *b*\n\n- c")
	f.Add(uint64(0x5555), "``` | {{< x >}} </script> \u2028")
	f.Add(uint64(0xaaaa), "# one\n\ntwo: {three}")
	p := golden(f, "life")
	f.Fuzz(func(t *testing.T, bits uint64, s string) {
		pick := func() string {
			bits = bits>>1 | bits<<63
			if bits&1 == 0 {
				return ""
			}
			return s
		}
		list := func() []string { return [][]string{nil, {s}, {s, "", s}}[len(pick()+pick())%3] }
		plan := *p
		plan.Title, plan.Description, plan.Client = "T"+s, pick(), [...]string{"", "x"}[bits&1]
		plan.Errors = nil
		for _, of := range p.Errors {
			e := *of
			e.Description, e.Causes, e.Remedy, e.Since, e.Owner = pick(), list(), list(), pick(), pick()
			e.Title += pick()
			e.Examples = nil
			for range len(of.Examples) + int(bits&1) {
				x := *of.Examples[0]
				x.Description = pick()
				e.Examples = append(e.Examples, &x)
			}
			if s := pick(); s != "" {
				e.See = append(e.See[:len(e.See):len(e.See)], generator.See{URL: s})
			}
			e.SentAs, e.Deprecated, e.Fallback = nil, nil, false
			if s := pick(); s != "" {
				e.Deprecated = &generator.Deprecated{Since: s, Reason: pick()}
			}
			plan.Errors = append(plan.Errors, &e)
		}
		plan.Retired = nil
		for _, of := range p.Retired {
			r := *of
			r.Use, r.In, r.Reason = nil, pick(), pick()
			plan.Retired = append(plan.Retired, &r)
		}
		checkBuiltinAs(t, "life", &plan, flavours[bits%uint64(len(flavours))], bits&64 != 0, bits&128 != 0)
	})
}
