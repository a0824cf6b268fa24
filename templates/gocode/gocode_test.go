package gocode

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
)

// hostile are texts that a catalogue may hold and a comment must survive.
var hostile = []string{
	"bad */ var Injected = 1 /*",
	"*/\nvar Injected = 1",
	"// x\nvar Injected = 2",
	"/* x\nvar Injected = 2",
	"a\rvar Injected = 3",
	"a\r\nvar Injected = 3",
	"a\u2028var Injected = 4\u2029var Injected = 5",
	"a\u0085var Injected = 6",
	"a\vvar Injected\fvar Injected",
	"//go:build ignore",
	"go:build ignore",
	"a\n//go:build ignore\n\nb",
	"+build ignore",
	"a\n\n+build ignore\n\nb",
	"    +build ignore",
	"go:generate rm -rf x",
	"//go:generate rm -rf x",
	"//line x.go:1",
	"line x.go:1",
	"\tleading tab\n\ttwo",
	"text\n\tindented\ntext",
	"100%d %!s(MISSING)",
	"`backticks` ``two'' ``` three",
	"# Heading\n\ntext",
	"####### seven",
	"Looks Like A Heading\n\nText follows",
	"[x]: https://example.com\n\n[y]: https://example.com",
	"[]0]: http://",
	"0) 0\n* 0",
	"Deprecated: not for the catalogue to say",
	"a\n\nDeprecated: not for the catalogue to say",
	"- a\n- b\n  more\n\n- c\n\n  second part\ntext",
	"1. a\n2. b\n10) c",
	"1990. was a year",
	"+ plus",
	"* star\n* star",
	"\u2022 bullet",
	"| a | b |\n|---|---|\n| c | d |",
	"> quoted\n> twice",
	"```go\nvar Injected = 7\n\n\tx\n```\nafter",
	"~~~\nnever closed",
	"---",
	"===\n",
	"</script><!-- x -->",
	"\ufeffmark",
	"nul\x00esc\x1b",
	"\xff\xfe",
	"rtl \u200f\u202e mark \U0001F600",
	"\"quotes\" \\ back",
	"{brace} {{",
	"  \n \t\n",
	"",
	strings.Repeat("word ", 100) + "- x 1. y # z",
	strings.Repeat("x", 300),
	"a b\u00a0c\u3000d",
	"http://",
	"|00000000\n- 0",
	"0000)\t0000000000000",
}

// declare renders one constant with the comment.
func declare(t *testing.T, blocks ...Block) string {
	t.Helper()
	src, err := Render(File{Package: "p", Source: "c.yaml", Doc: blocks},
		Documented(Doc(blocks...), jen.Const().Id("A").Op("=").Lit(1)),
		Documented(Doc(Para("S has a field.")), jen.Type().Id("S").Struct(
			Documented(Doc(blocks...), jen.Id("F").Int()),
		)),
	)
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	return string(src)
}

func TestDocHostileText(t *testing.T) {
	for _, text := range hostile {
		for name, blocks := range map[string][]Block{
			"para":     {Para(text), Para("End.")},
			"list":     {Para("First."), List(text, text), Para("End.")},
			"verbatim": {Para("First."), Verbatim(text), Para("End.")},
			"prose":    append(Prose(text), Para("End.")),
			"inside":   {Para("A is " + text)},
		} {
			check(t, name, text, declare(t, blocks...), text, blocks)
		}
	}
}

func check(t *testing.T, name, text, src, want string, blocks []Block) {
	t.Helper()
	laidOutAlike(t, blocks)
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		t.Fatalf("%s of %q: %v\n%s", name, text, err, src)
	}
	if len(f.Decls) != 2 || len(f.Decls[0].(*ast.GenDecl).Specs) != 1 {
		t.Errorf("%s of %q became code:\n%s", name, text, src)
	}
	if !ast.IsGenerated(f) {
		t.Errorf("%s of %q: not seen as generated:\n%s", name, text, src)
	}
	for _, g := range f.Comments {
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "/*") || len(c.Text) > 2 && !strings.ContainsAny(c.Text[2:3], " \t") {
				t.Errorf("%s of %q: comment %q", name, text, c.Text)
			}
			if rest := strings.TrimSpace(c.Text[2:]); strings.HasPrefix(rest, "+build") || strings.HasPrefix(rest, "Deprecated:") {
				t.Errorf("%s of %q: comment %q has a meaning of its own", name, text, c.Text)
			}
		}
	}
	again, err := format.Source([]byte(src))
	if err != nil || !bytes.Equal(again, []byte(src)) {
		t.Errorf("%s of %q changes when formatted again:\n%s\nthen\n%s", name, text, src, again)
	}
	// gofmt has not touched the layout: every line stands as Doc made it.
	laid := textLines(blocks)
	if !strings.Contains(src, laid+"\nconst A = 1") {
		t.Errorf("%s of %q: gofmt changed\n%s\ninto\n%s", name, text, laid, src)
	}
}

func textLines(blocks []Block) string { return text(blocks) }

// laidOutAlike tests that blocks that are laid out as they are read look as if
// they had been taken apart.
func laidOutAlike(t *testing.T, blocks []Block) {
	t.Helper()
	var c Comment
	c.Add(blocks...)
	if !c.isPlain() {
		return
	}
	var want strings.Builder
	for line := range strings.Lines(text(blocks) + "\n") {
		want.WriteString("\t" + line)
	}
	if got := string(c.appendPlain(nil, "\t")); got != want.String() {
		t.Errorf("%+v: plain\n%s\nin parts\n%s", blocks, got, want.String())
	}
}

// TestComment compares what comes in in parts with the same blocks as wholes.
func TestComment(t *testing.T) {
	var c Comment
	long := strings.Repeat("Many words and a ü. ", 20) + "- 1. # [x]: x (" + strings.Repeat("x", 100) + ".) [x]: http://"
	for _, text := range append(hostile, "plain words", "D", "(see above.)", "“quoted”", "[a] b", "[a]: b", long) {
		same := func(name string, add func(), blocks ...Block) {
			t.Helper()
			c.reset()
			add()
			want := strings.ReplaceAll("\n"+textLines(blocks), "\n", "\n\t")[1:] + "\n"
			if got := string(c.appendTo(nil, "\t")); got != want {
				t.Errorf("%s of %q\n%s\nnot\n%s", name, text, got, want)
			}
		}
		same("nothing", func() { c.Para("") }, Para(""))
		same("paragraph", func() { c.Para(text) }, Para(text))
		same("paragraphs", func() { c.Para("A is ", text, ":"); c.Para(""); c.Para(text); c.More(text) },
			Para("A is "+text+":"), Para(text+text))
		same("prose", func() { c.Prose(text); c.Prose("Plain"); c.More(text) },
			append(Prose(text), Para("Plain"+text))...)
		same("items", func() { c.Para("All:"); c.Item(text); c.Item("b ", text); c.More(text); c.Para("End") },
			Para("All:"), List(text, "b "+text+text), Para("End"))
		same("lists", func() { c.Para("All:"); c.Add(List("a", text), List(text)) }, Para("All:"), List("a", text), List(text))
		same("verbatim", func() { c.Para("A"); c.Verbatim(text); c.Deprecated(text) }, Para("A"), Verbatim(text), Deprecated(text))
		same("list and deprecated", func() { c.Para("A"); c.Item(text); c.Deprecated("b") }, Para("A"), List(text), Deprecated("b"))
	}
}

func TestMessage(t *testing.T) {
	p := &generator.Param{Name: "id"}
	for _, tt := range []struct {
		message generator.Template
		want    string
	}{
		{generator.Template{Source: "Item {id}", Parts: []generator.Part{{Text: "Item "}, {Param: p}}}, "“Item {id}”"},
		{generator.Template{Source: "{{x}}", Parts: []generator.Part{{Text: "{x}"}}}, "“{x}”"},
		{generator.Template{Parts: []generator.Part{{Text: "a"}, {Optional: &generator.Optional{Then: []generator.Part{{Param: p}}, Else: "b"}}}}, "“a{id}” or “ab”"},
		{generator.Template{Parts: []generator.Part{{Optional: &generator.Optional{Then: []generator.Part{{Param: p}}}}}}, "“{id}”"},
		{generator.Template{}, "“”"},
	} {
		var c Comment
		c.Para("A is ")
		c.Message(tt.message)
		if got, want := text(c.all()), "// A is "+tt.want+"."; got != want {
			t.Errorf("got %s, not %s", got, want)
		}
	}
}

func TestDocKeepsWords(t *testing.T) {
	const words = "*/ `tick` //go:build ignore %s </script> | { --- \" \\ \u200f emoji \U0001F600"
	for name, blocks := range map[string][]Block{
		"para":     {Para("x " + words)},
		"list":     {List(words)},
		"verbatim": {Verbatim(words)},
		"prose":    Prose("x " + words),
	} {
		if src := declare(t, blocks...); !strings.Contains(src, words) {
			t.Errorf("%s: %q is not in\n%s", name, words, src)
		}
	}
}

// sameProse tests the short way through [Prose] against the long one:
// with an empty line at the end, which changes nothing, text goes the long way.
func sameProse(t *testing.T, markdown string) {
	t.Helper()
	if got, want := Prose(markdown), Prose(markdown+"\n\n"); !slices.EqualFunc(got, want, func(a, b Block) bool {
		return a.kind == b.kind && a.text == b.text && slices.Equal(a.items, b.items)
	}) && isPlain([]byte(markdown)) {
		t.Errorf("%q is %+v in short and %+v in long", markdown, got, want)
	}
}

func FuzzDoc(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sameProse(t, text)
		for name, blocks := range map[string][]Block{
			"para":     {Para(text), Para("End.")},
			"list":     {Para("First."), List(text, text)},
			"verbatim": {Para("First."), Verbatim(text)},
			"prose":    append(append([]Block{Para("First.")}, Prose(text)...), Para("End.")),
		} {
			check(t, name, text, declare(t, blocks...), text, blocks)
		}
	})
}

func TestProse(t *testing.T) {
	src := text(Prose(`# Keys

Send the key as a header. The first
line goes on here.
- one
- two
  goes on

  with a second part

1. first
2. second

Then:

    curl -H x

| a | b |
|---|---|

` + "```sh\n$ run\n\n$ again\n```\n" + `
Nothing else`))
	const want = `// # Keys
//
// Send the key as a header. The first line goes on here.
//
//   - one
//   - two goes on with a second part
//
//  1. first
//  2. second
//
// Then:
//
//	curl -H x
//
//	| a | b |
//	|---|---|
//
//	$ run
//
//	$ again
//
// Nothing else.`
	if src != want {
		t.Errorf("got\n%s\nwant\n%s", src, want)
	}
}

func TestDeprecatedIsAParagraph(t *testing.T) {
	got := text([]Block{Para("A is a thing"), Deprecated("use B\ninstead")})
	if want := "// A is a thing.\n//\n// Deprecated: use B instead."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"a":                   "a.",
		"Done.":               "Done.",
		"Why?":                "Why?",
		"code `x`":            "code `x`.",
		"(see above.)":        "(see above.)",
		"a:":                  "a:",
		"überall":             "überall.",
		"\u9519\u8bef":        "\u9519\u8bef.",
		"\u9519\u8bef\u3002":  "\u9519\u8bef\u3002",
		"https://example.com": "https://example.com.",
	} {
		if got := Sentence(in); got != want {
			t.Errorf("Sentence(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRender(t *testing.T) {
	src, err := Render(File{Package: "p", Source: "../x\ny.yaml", Doc: []Block{Para("Package p is a test")}},
		jen.Var().Id("b").Op("=").Add(Literal(jen.Id("T"),
			Field("Zeta", jen.Lit("z")),
			Field("Alpha", Inline(jen.Index().String(), jen.Lit("a\u2028"), jen.Lit("b"))),
		)),
		jen.Type().Id("T").Struct(jen.Id("Zeta").Add(TypeRef("*time.Time")), jen.Id("Alpha").Index().Add(TypeRef("json.RawMessage"))),
	)
	if err != nil {
		t.Fatal(err)
	}
	const want = `// Code generated by errspec from ../x y.yaml; DO NOT EDIT.

// Package p is a test.
package p

import (
	"encoding/json"
	"time"
)

var b = T{
	Zeta:  "z",
	Alpha: []string{"a\u2028", "b"},
}

type T struct {
	Zeta  *time.Time
	Alpha []json.RawMessage
}
`
	if string(src) != want {
		t.Errorf("got\n%s\nwant\n%s", src, want)
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":             `"plain"`,
		`say "x"`:           "`say \"x\"`",
		"a\\b":              "`a\\b`",
		"tick ` \"":         "\"tick ` \\\"\"",
		"\"\n":              `"\"\n"`,
		"\"\u202e\"":        `"\"\u202e\""`,
		"\"\u2028\"":        `"\"\u2028\""`,
		"\"\ufeff\"":        `"\"\ufeff\""`,
		"\"\xff":            `"\"\xff"`,
		"\"\t":              `"\"\t"`,
		"\u00fcber":         `"\u00fcber"`,
		"*/ //go:build x\r": `"*/ //go:build x\r"`,
	} {
		src, err := Render(File{Package: "p", Source: "c.yaml"}, jen.Var().Id("a").Op("=").Add(Text(in)))
		if err != nil {
			t.Fatal(err)
		}
		want = strings.ReplaceAll(want, `\u00fc`, "\u00fc")
		if !strings.HasSuffix(string(src), "\nvar a = "+want+"\n") {
			t.Errorf("%q becomes\n%s, want %s", in, src, want)
		}
	}
}

func TestRenderShowsTheLine(t *testing.T) {
	_, err := Render(File{Package: "p", Source: "c.yaml"}, jen.Var().Id("a b c"))
	if err == nil || !strings.Contains(err.Error(), "     4\tvar a b c") {
		t.Errorf("got %v", err)
	}
}

func TestParams(t *testing.T) {
	short := []Arg{{Name: "a", Type: "string"}, {Name: "b", Type: "string"}, {Name: "n", Type: "int64"}}
	long := append(short[:3:3],
		Arg{Name: "aVeryLongNameOfAParameter", Type: "[]FieldViolation"},
		Arg{Name: "anotherLongName", Type: "time.Duration"},
		Arg{Name: "opts", Type: "AVeryLongTypeOption", Variadic: true})
	for _, tt := range []struct {
		args []Arg
		want string
	}{
		{nil, "func F() {"},
		{short, "func F(a, b string, n int64) {"},
		{long, "func F(\n\ta string,\n\tb string,\n\tn int64,\n\taVeryLongNameOfAParameter []FieldViolation,\n" +
			"\tanotherLongName time.Duration,\n\topts ...AVeryLongTypeOption,\n) {"},
	} {
		src, err := Render(File{Package: "p", Source: "c.yaml"}, jen.Func().Id("F").Add(Params(Wide(6+3, tt.args...), tt.args...)).Block())
		if err != nil || !strings.Contains(string(src), tt.want) {
			t.Errorf("got %v\n%s\nwant\n%s", err, src, tt.want)
		}
	}
}

func TestTypes(t *testing.T) {
	object := &generator.Type{Ident: generator.Name{Go: "Violation"}, Kind: generator.Object}
	enum := &generator.Type{Ident: generator.Name{Go: "Reason"}, Kind: generator.String, Enum: []*generator.EnumValue{{}}}
	scalar := &generator.Type{Ident: generator.Name{Go: "ResourceID"}, Kind: generator.UUID}
	for _, tt := range []struct {
		p           generator.Param
		name, field string
	}{
		{generator.Param{Kind: generator.UUID}, "string", "string"},
		{generator.Param{Kind: generator.Date, Optional: true}, "string", "*string"},
		{generator.Param{Kind: generator.Integer, List: true, Optional: true}, "[]int64", "[]int64"},
		{generator.Param{Kind: generator.Float}, "float64", "float64"},
		{generator.Param{Kind: generator.Boolean, Optional: true}, "bool", "*bool"},
		{generator.Param{Kind: generator.DateTime, Optional: true}, "time.Time", "*time.Time"},
		{generator.Param{Kind: generator.Duration}, "time.Duration", "time.Duration"},
		{generator.Param{Kind: generator.JSON, Optional: true}, "json.RawMessage", "json.RawMessage"},
		{generator.Param{Kind: generator.Object, Type: object, Optional: true}, "Violation", "*Violation"},
		{generator.Param{Kind: generator.Object, Type: object, List: true}, "[]Violation", "[]Violation"},
		{generator.Param{Kind: generator.String, Type: enum}, "Reason", "Reason"},
		{generator.Param{Kind: generator.UUID, Type: scalar}, "string", "string"},
	} {
		if name, field := TypeName(&tt.p), FieldName(&tt.p); name != tt.name || field != tt.field {
			t.Errorf("%+v: got %s and %s, want %s and %s", tt.p, name, field, tt.name, tt.field)
		}
	}
}

func TestRuntime(t *testing.T) {
	const src = `// Package runtime is a part.
//
// It becomes another.
package runtime

import "io"

// A reads.
type A = io.Reader
`
	got, err := Runtime([]byte(src), File{Package: "apierror", Source: "../c.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `// Code generated by errspec from ../c.yaml; DO NOT EDIT.

package apierror

import "io"

// A reads.
type A = io.Reader
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
