package spec

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzParse holds what every reader of findings relies on: no input panics, no
// place is outside its file, findings are in reading order, and what aliases
// expand to is bounded.
func FuzzParse(f *testing.F) {
	inbox, err := os.ReadFile("inbox.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(inbox)
	f.Add(inbox[:len(inbox)/3])
	f.Add([]byte(strings.ReplaceAll(string(inbox), "\n", "\r\n")))
	f.Add(append([]byte("\ufeff"), inbox...))
	const head = "errspec: 1\nservice: shop\n"
	for _, s := range []string{
		"", "\x00", "\xff\xfe", "\ufeff", "---\n---\n", "...\n", "%YAML 1.1\n", "? a\n: b\n", "{", "[", "\"", "'", "|", "*", "&", "!", "- - - -", ": :",
		"a: &a [*a]\nb: *a\n", "&a a: *a\n*a : b\n", "a: &a\n  <<: *a\n",
		head + "x: &a [1]\ny: &b [*a,*a,*a,*a]\nz: [*b,*b,*b,*b]\n",
		head + "errors: {a: {status: 404, message: \"{a} {{ {b|c} }} {d {e}|f}\"}}\n",
		head + "errors:\n  a:\n    message: >\n      a {b}\n\n      c {\n    headers: {A: \"x\\\n   {y}\"}\n",
		head + "errors:\n  a:\n    message: 'it''s\n      {x'\n    status: 0404\n",
		head + "errors:\n\ta: b\n", head + "a: b: c\n", head + "a: {b: c, d? : e}\n", head + "a: [b{c}]\n",
		head + "errors:\u0085  a:\u2028    status: 1\u2029", head + "errors: {a: !!binary x, b: !x, c: ! y}\n",
		strings.Repeat("[", 300), strings.Repeat("- ", 300), strings.Repeat("a:\n ", 100), "a: " + strings.Repeat("x", 5000),
		head + "include: [c.yaml, ../x, /y]\n", "a: #b\nc: d #e\nf: |\n #g\n", head + "statuses: {404: {}, 0x1: {}, \"404\": {}}\n",
		head + "types: {A: {fields: {a: B[]}}, B: A, C: C}\n", head + "errors: {a: {status: 404, message: &m a, title: *m}}\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l := newLoader(fstest.MapFS{"c.yaml": {Data: data}})
		l.file("c.yaml", data, true)
		if l.spent > maxExpansion+len(data)/64+2 {
			t.Errorf("%d values were expanded", l.spent)
		}
		c, ds := l.end(Options{})
		checkPlaces(t, c, ds)
		for _, d := range ds {
			Excerpt(data, d)
		}
	})
}
