package gocode

import (
	"slices"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"
)

// thing has everything that there are holes for.
type thing struct {
	name   string
	doc    string
	text   string
	fields []string
	rows   []string
}

// spelled are the declarations of a thing, with holes or without.
func spelled(name string, doc, docOfField jen.Code, text jen.Code, fields []string, rows ...jen.Code) jen.Code {
	return Documented(doc, jen.Type().Id(name).Struct(
		jen.Id(fields[0]).String(),
		jen.Id(fields[1]).Index().Qual("time", "Time"),
		Documented(docOfField, jen.Id(fields[2]).Bool()),
	)).Line().Line().Var().Id("rows" + name).Op("=").Add(Literal(jen.Index().String(), rows...)).
		Line().Line().Const().Id("text" + name).Op("=").Add(text)
}

func things() *Stencils[int, thing] {
	s := NewStencils(func(_ int, h *Holes[thing]) jen.Code {
		fields := make([]string, 3)
		for i := range fields {
			fields[i] = h.Field(func(t thing) string { return t.fields[i] })
		}
		return spelled(
			h.Name(func(t thing) string { return t.name }),
			h.Doc(func(c *Comment, t thing) { c.Prose(t.doc) }),
			h.Doc(func(c *Comment, t thing) { c.Para(t.doc) }),
			Text(h.Text(func(t thing) string { return t.text })),
			fields,
			jen.Op("&").Id(h.Lines(func(t thing) []string { return t.rows })),
		)
	})
	return &s
}

func (t thing) alone() jen.Code {
	var rows []jen.Code
	for _, r := range t.rows {
		rows = append(rows, jen.Op("&").Id(r))
	}
	return spelled(t.name, Doc(Prose(t.doc)...), Doc(Para(t.doc)), Text(t.text), t.fields, rows...)
}

// TestStamp compares what is stamped with what is spelled and laid out for itself.
func TestStamp(t *testing.T) {
	all := []thing{
		{"A", "One.", "plain", []string{"A", "LongName", "C"}, []string{"a"}},
		{"LongerName", strings.Repeat("Many words. ", 20) + "\n\n- a list\n- of two", `it "is"` + " `so`", []string{"First", "B", "Ünïcode"}, []string{"a", "b", "c"}},
		{"B", "*/ " + mark + "000001" + mark, mark + "000001" + mark + `\`, []string{"X", "Y", "Z"}, []string{"one"}},
		{"C", "[a]: b", "line\nline", []string{"AA", "BB", "CC"}, []string{"r1", "r2"}},
	}
	stamped, alone := NewSource(File{Package: "p", Source: "c.yaml"}), NewSource(File{Package: "p", Source: "c.yaml"})
	stencils := things()
	for i, one := range all {
		stencils.Stamp(stamped, 0, one)
		alone.Add(one.alone())
		if i == 1 {
			stamped.Expect(2, len(all))
		}
	}
	got, err := stamped.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	want, err := alone.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("stamped\n%s\nspelled\n%s", got, want)
	}
	if n := len(stencils.cut); n != 1 {
		t.Errorf("%d stencils for one shape", n)
	}
}

func TestTable(t *testing.T) {
	codes := NewStencils(func(documented bool, h *Holes[string]) jen.Code {
		decl := jen.Id(h.Name(strings.ToUpper)).Op("=").Add(Text(h.Text(strings.ToLower)))
		if documented {
			decl = Documented(h.Doc(func(c *Comment, s string) { c.Para(s, " is documented.") }), decl)
		}
		return jen.Const().Defs(decl)
	})
	for _, tt := range []struct {
		rows       []string
		documented bool
		want       string
	}{
		{nil, false, "// All.\n"},
		{[]string{"a"}, false, "// All.\nconst (\n\tA = \"a\"\n)\n"},
		{[]string{"a", "b"}, false, "// All.\nconst (\n\tA = \"a\"\n\tB = \"b\"\n)\n"},
		{[]string{"a", "b"}, true, "// All.\nconst (\n\t// a is documented.\n\tA = \"a\"\n\n\t// b is documented.\n\tB = \"b\"\n)\n"},
	} {
		src := NewSource(File{Package: "p", Source: "c.yaml"})
		codes.Table(src, []Block{Para("All")}, func(yield func(bool, string) bool) {
			for _, row := range tt.rows {
				if !yield(tt.documented, row) {
					return
				}
			}
		})
		got, err := src.Bytes()
		if err != nil || !strings.HasSuffix(string(got), "package p\n\n"+tt.want) {
			t.Errorf("%q: %v\n%s", tt.rows, err, got)
		}
	}
}

// TestStencilThatDoesNotParse makes sure that the error of a shape is that of the file.
func TestStencilThatDoesNotParse(t *testing.T) {
	s := NewStencils(func(_ int, h *Holes[string]) jen.Code {
		return jen.Var().Id("a b " + h.Name(func(s string) string { return s }))
	})
	src := NewSource(File{Package: "p", Source: "c.yaml"})
	s.Stamp(src, 0, "c")
	s.Stamp(src, 0, "d")
	if b, err := src.Bytes(); err == nil || !strings.Contains(err.Error(), "format Go") || b != nil {
		t.Errorf("got %v\n%s", err, b)
	}
}

func TestFixed(t *testing.T) {
	for text, want := range map[string]string{
		"a":              `"a"`,
		`a "b"`:          "`a \"b\"`",
		"ü" + mark + "1": `"\u00fc\u01c21"`,
	} {
		if got := jen.Add(Fixed(text)).GoString(); got != want {
			t.Errorf("%q is %s, not %s", text, got, want)
		}
	}
}

func TestSequences(t *testing.T) {
	lists := Sequences[string]{}
	of := func(list ...string) *Sequence[string] {
		return lists.Of(len(list), func(i int) string { return list[i] })
	}
	ab := of("a", "b")
	if of() != nil || of("a", "b") != ab || of("b", "a") == ab || of("a") == of("a", "a") {
		t.Error("equal sequences are not one pointer, or others are")
	}
	if got := of("a", "b", "c").All(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %q", got)
	}
}

// TestImports makes sure that what a stencil imports is in the file once.
func TestImports(t *testing.T) {
	s := NewStencils(func(_ int, h *Holes[string]) jen.Code {
		return jen.Var().Id(h.Name(func(s string) string { return s })).Qual("time", "Time")
	})
	src := NewSource(File{Package: "p", Source: "c.yaml", Doc: []Block{Para("Package p is small")}})
	s.Stamp(src, 0, "a")
	src.Add(jen.Var().Id("c").Qual("log/slog", "Level"))
	s.Stamp(src, 0, "b")
	got, err := src.Bytes()
	const want = "// Code generated by errspec from c.yaml; DO NOT EDIT.\n\n// Package p is small.\npackage p\n\nimport (\n\t\"log/slog\"\n\t\"time\"\n)\n\n" +
		"var a time.Time\n\nvar c slog.Level\n\nvar b time.Time\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}
