package spec

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"gopkg.in/yaml.v3"
)

// largeCatalogues write catalogues of n errors that differ in what they use of the
// language.
var largeCatalogues = []struct {
	name  string
	write func(n int) string
}{
	{"plain", func(n int) string {
		return shop("errors:\n" + each(n, "  err_%[1]d:\n    status: 404\n    message: Thing {id} of {n} is wrong in way %[1]d\n"+
			"    description: The thing is wrong in way %[1]d.\n    params:\n      id: string\n      n: integer\n    retry: never\n"))
	}},
	{"rich", func(n int) string {
		return shop("docs_url: https://example.com/{slug}\ntypes:\n  Hue: {type: string, enum: [red, blue]}\nerrors:\n" +
			each(n, "  err_%[1]d:\n    status: 409\n    message: \"Größe {size_%[1]d} ist «falsch» {am {day}|heute}\"\n    description: |\n      See [this](https://example.com/%[1]d).\n\n      - `a` — b\n"+
				"    causes: [It was late, It was wrong]\n    remedy: Try again\n    retry: never\n    params:\n      size_%[1]d: {type: integer, min: 0, max: 9, example: 3}\n      day?: date\n      hue: Hue\n"+
				"    headers: {X-Size: \"{size_%[1]d}\"}\n    operations: [POST /r%[1]d/x, \"GET|PUT /all/{id}\", DELETE /all, \"DELETE *\"]\n    examples: [{params: {size_%[1]d: 4, hue: red}}]\n    x-note: {a: [1, {b: c}]}\n"))
	}},
	{"flow", func(n int) string { // one very long line
		return `{"errspec": 1, "service": "shop", "errors": {` + each(n, `"err_%[1]d": {"status": 404, "message": "Ärger {id}", "params": {"id": "uuid"}},`) + "}}\n"
	}},
	{"wrong", func(n int) string {
		return shop("errors:\n" + each(n, "  err_%[1]d: {status: 404, message: \"Gone {a} \", params: {b: strin}, group: g%[1]d, see: [err_x], zzz: 1, description: \"[x](#y)\"}\n"))
	}},
	{"no codes", func(n int) string {
		return shop("wire: {body: detail}\nerrors:\n" + each(n, "  err_%[1]d: {status: 404, message: 'Thing {id} is wrong in way %[1]d', params: {id: {type: string, in: text}}}\n"))
	}},
	{"circles of types", func(n int) string {
		return shop("types:\n" + each(n, "  T%[1]d: {fields: {a: T%[2]d, \"b?\": T0}}\n") + fmt.Sprintf("  T%d: uuid\nerrors: {}\n", n))
	}},
	{"blocks of numbers", func(n int) string {
		return shop("groups:\n" + each(n, "  - {id: g%[1]d, title: G, numbers: %[1]d0-%[1]d9}\n") + "errors:\n" + each(n, "  err_%[1]d: {status: 404, message: Gone, number: %[1]d5}\n"))
	}},
}

// each writes an entry n times, with its number and the next one.
func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		// A format may leave the second number out.
		b.WriteString(strings.NewReplacer("%[1]d", strconv.Itoa(i), "%[2]d", strconv.Itoa(i+1)).Replace(format))
	}
	return b.String()
}

// baseFiles are a catalogue and a base with other operations than it names.
func baseFiles(n int) fstest.MapFS {
	return fstest.MapFS{
		"errors.yaml": {Data: []byte(shop("targets: [{kind: openapi, out: o.yaml, base: api.yaml, form: paths}]\nerrors:\n" +
			each(n, "  err_%[1]d: {status: 404, message: Gone, operations: [GET /v1/r%[1]d, GET /none/r%[1]d, noId%[1]d]}\n")))},
		"api.yaml": {Data: []byte("openapi: 3.1.0\npaths:\n" + each(n, "  /v1/r%[1]d: {get: {operationId: op%[1]d}}\n  /v2/q%[1]d: {$ref: '#/components/pathItems/p%[1]d'}\n") +
			"components:\n  pathItems:\n" + each(n, "    p%[1]d: {get: {}}\n"))},
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, kind := range largeCatalogues {
		for _, n := range []int{100, 1000, 10000} {
			b.Run(fmt.Sprintf("%s/errors=%d", strings.ReplaceAll(kind.name, " ", "-"), n), func(b *testing.B) {
				data := []byte(kind.write(n))
				fsys := fstest.MapFS{"errors.yaml": {Data: data}}
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					if _, _, err := Load(fsys, "errors.yaml", Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkNodes is what BenchmarkLoad of plain catalogues cannot be faster than.
func BenchmarkNodes(b *testing.B) {
	data := []byte(largeCatalogues[0].write(10000))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var n yaml.Node
		if err := yaml.Unmarshal(data, &n); err != nil {
			b.Fatal(err)
		}
	}
}

// allocated returns the number and the bytes of allocations of f.
func allocated(f func()) (number, size float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)
}

// What another error costs is bounded beside what its nodes cost, which yaml.v3
// makes: the error itself has some 4 KiB with its two parameters and its message.
func TestLoadAllocations(t *testing.T) {
	measure := func(read func(data []byte)) (number, size float64) {
		var at [2][2]float64
		for i, n := range []int{1000, 2000} {
			data := []byte(largeCatalogues[0].write(n))
			read(data)
			at[i][0], at[i][1] = allocated(func() { read(data) })
		}
		return (at[1][0] - at[0][0]) / 1000, (at[1][1] - at[0][1]) / 1000
	}
	nodes, nodesSize := measure(func(data []byte) { _ = yaml.Unmarshal(data, new(yaml.Node)) })
	number, size := measure(func(data []byte) { Parse("errors.yaml", data) })
	t.Logf("an error has %.0f allocations of %.0f bytes, its nodes among them %.0f of %.0f", number, size, nodes, nodesSize)
	if extra := number - nodes; extra > 25 {
		t.Errorf("an error has %.1f allocations beside those of its nodes", extra)
	}
	if extra := size - nodesSize; extra > 6000 {
		t.Errorf("an error has %.0f bytes beside those of its nodes", extra)
	}
}

// Four times the errors take four times the memory and not much more, whatever is
// in them or wrong with them.
func TestLoadIsLinear(t *testing.T) {
	check := func(name string, files func(n int) fstest.MapFS) {
		t.Run(name, func(t *testing.T) {
			var sizes [2]float64
			for i, n := range []int{400, 1600} {
				fsys := files(n)
				_, sizes[i] = allocated(func() { _, _, _ = Load(fsys, "errors.yaml", Options{}) })
			}
			if ratio := sizes[1] / sizes[0]; ratio > 4.8 {
				t.Errorf("four times the errors take %.1f times the memory", ratio)
			}
		})
	}
	for _, kind := range largeCatalogues {
		check(kind.name, func(n int) fstest.MapFS { return fstest.MapFS{"errors.yaml": {Data: []byte(kind.write(n))}} })
	}
	check("base", baseFiles)
}

// A text that stands in the source as it is is brought together with it as any
// other is.
func FuzzVerbatim(f *testing.F) {
	for _, s := range []string{"a", "a b", "it's", `a\b`, `a"b`, "a  b ", " a", "\ta\t", "é — ü", "a\u0085b", "a\u2028b", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, style := range []struct {
			quote byte
			slow  func(a *aligner)
		}{
			{0, func(a *aligner) { a.plain(0) }},
			{'\'', func(a *aligner) { a.plain('\'') }},
			{'"', (*aligner).doubleQuoted},
		} {
			for _, tail := range []string{"", " ", "\n", " # x\n", ": y", "'", `"`, "\" \n", "' \n"} {
				src := []byte(text + tail)
				fast, slow := aligner{src: src, text: text}, aligner{src: src, text: text}
				fast.span()
				slow.span()
				if !fast.verbatim(style.quote) {
					continue
				}
				style.slow(&slow)
				if fast.at != slow.at || fast.done != slow.done || !slices.Equal(fast.spans, slow.spans) {
					t.Errorf("%q in %q with %q: %d %d %v, slowly %d %d %v", text, src, style.quote, fast.at, fast.done, fast.spans, slow.at, slow.done, slow.spans)
				}
			}
		}
	})
}

// Codes of small letters are split as all others are.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"a_b", "item-not.found", "__", "a__b_", "HTTPServerDown", "größe_2", "x1 y2", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		if got, want := splitWords(code), appendAnyWords(nil, code); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	})
}

// A help link is filled in as a replacement of all placeholders at once would.
func FuzzExpandLink(f *testing.F) {
	for _, s := range []string{"", "/{slug}", "{code}{wire_code}-{status}?{number}", "{", "{co", "{code", "{{code}}", "{x{slug}", "}{", "{slug}{"} {
		f.Add(s)
	}
	e := &Error{Key: At[string]{Value: "a_b"}, Code: At[string]{Value: "{slug}"}, Status: At[int]{Value: 404}, Number: At[Number]{Value: Number{Value: 7}}}
	all := strings.NewReplacer("{slug}", "a-b", "{code}", "a_b", "{wire_code}", "{slug}", "{status}", "404", "{number}", "7")
	f.Fuzz(func(t *testing.T, link string) {
		if got, want := expandLink(link, e), all.Replace(link); got != want {
			t.Errorf("%q: %q, want %q", link, got, want)
		}
	})
}

// serverFault may put words into small letters after it has found them: no letter
// becomes something else.
func TestLettersStayLetters(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsLetter(r) != unicode.IsLetter(unicode.ToLower(r)) {
			t.Errorf("%U", r)
		}
	}
}

// genericCodes have no more words than are looked at.
func TestGenericCodes(t *testing.T) {
	longest := 0
	for code := range genericCodes {
		longest = max(longest, len(splitWords(code)))
	}
	if longest != longestGeneric {
		t.Errorf("a generic code has %d words, not %d", longest, longestGeneric)
	}
}

// Among paths, apart finds what a look at every one would.
func TestPathsApart(t *testing.T) {
	paths := []string{"/", "/a", "/a/{id}", "/v1/a/{x}", "/v1/b", "/c/{y}/d", "/b", "/v1/x/b", "/v2/x/b"}
	base := &Base{}
	for i, p := range paths {
		base.paths = append(base.paths, writtenAt(spotOf(Pos{"api.yaml", i + 1, 1}), p))
	}
	known := newKnownPaths([]*Base{base})
	for _, own := range append(paths, "/api/a", "/a/{other}", "/d", "/api/c/{z}/d", "/x/b", "/{id}", "/zz", "/id") {
		want, shape := "", pathShape(own)
		for _, p := range paths {
			s := pathShape(p)
			if len(s) > 1 && len(shape) > 1 && (strings.HasSuffix(shape, s) || strings.HasSuffix(s, shape)) && len(p) > len(want) {
				want = p
			}
		}
		if got := known.apart(shape); got != want {
			t.Errorf("%s: %q, want %q", own, got, want)
		}
	}
}
