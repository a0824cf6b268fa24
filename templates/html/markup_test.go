package html

import (
	"bytes"
	"html/template"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// pieces are what Markdown, HTML and JSON are made of, and words.
var pieces = []string{
	"word", "Two words", " ", "  ", "\n", "\n\n", "\n- ", "\n1. ", "\n    ", "\t", ".", ",", "1", "42. ", "-", "=", "---", "\n===",
	"`code`", "`a b`", "``", "`", "` x `", "`<b>&\"'`", "[text](#place)", "[`code`](#a-b)", "[a][b]", "[a]: #b", "[", "]", "(", ")", "](#", "![x](#y)",
	"!", "*", "**", "_", "snake_case", "{a__b}", "{item_id}", "/{_}/x", "~", "~~", "\\", "\\_", "\\`", "\\*", "\\\n", "&", "&amp;", "&#106;", "<", ">", "<b>", "<https://a.example>", "|", "\n|-|",
	"\"", "'", "+", "#", "# ", "{x}", "{", "}", ":", "/", "$", "@", "é", "\u00a0", "\u2028", "\u200f", "😀", "\x00", "\x7f", "\xff", "\r", "javascript:x",
}

func anyText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(9) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// checkText holds what is done for speed to what is not.
func checkText(t *testing.T, s string) (words bool) {
	t.Helper()
	got, words := appendWords(nil, s)
	if words {
		if want := appendMarkdown(nil, s); !bytes.Equal(got, want) {
			t.Errorf("the words %q become\n%s\nand by goldmark\n%s", s, got, want)
		}
	}
	var p page
	if got, want := string(p.code(s).b), template.HTMLEscapeString(s); got != want {
		t.Errorf("the code %q becomes %q, want %q", s, got, want)
	}
	var of bytes.Buffer
	if err := escaped.Execute(&of, s); err != nil {
		t.Fatal(err)
	}
	p.b = nil
	if got, want := string(p.put(`<b id="`).text(s).put(`">`).text(s).put(`</b>`).b), of.String(); got != want {
		t.Errorf("the text %q becomes %q, want %q", s, got, want)
	}
	v := &generator.Value{Kind: generator.ObjectValue, Members: []generator.Member{
		{Name: s, Value: &generator.Value{Kind: generator.TextValue, Text: s}},
		{Name: "b", Value: &generator.Value{Kind: generator.NumberValue, Text: "-1.5e+3"}},
		{Name: "c", Value: &generator.Value{Kind: generator.ListValue, Items: []*generator.Value{{Kind: generator.BoolValue, Text: "true"}, nil}}},
	}}
	p.b = nil
	if got, want := string(p.json(v.IndentJSON()).b), colours(string(v.IndentJSON())); got != want {
		t.Errorf("JSON with %q becomes\n%s\nwant\n%s", s, got, want)
	}
	p.json([]byte(s)) // ends
	for _, entries := range [][]string{{s}, {"a `b`", s}, {s, "c"}} {
		p.b = nil
		if got, want := p.bullets(entries).b, appendMarkdown(nil, prose.List(entries)); !bytes.Equal(got, want) {
			t.Errorf("the entries %q become\n%s\nwant\n%s", entries, got, want)
		}
	}
	if got, want := request(&generator.Error{Operations: generator.Operations{List: []generator.Operation{{Method: "GET", Path: "/" + s}}}}), byExpressions("/"+s); (got != nil) != (want != "") || got != nil && string(got.Text) != want {
		t.Errorf("the path %q gets %v, want %q", s, got, want)
	}
	if got, want := blocky([]byte(s)), blockTag.MatchString(s); got != want {
		t.Errorf("%q is blocky: %v", s, got)
	}
	return words
}

var (
	escaped  = template.Must(template.New("").Parse(`<b id="{{.}}">{{.}}</b>`))
	blockTag = regexp.MustCompile(`^<(?:p|ul|ol|pre|blockquote|table|hr)\b`)
	token    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"(:?)|-?[0-9][0-9.eE+-]*|true|false|null`)
)

var (
	variable  = regexp.MustCompile(`^\{([A-Za-z_][A-Za-z0-9_]*)\}`)
	harmless  = regexp.MustCompile(`^[A-Za-z0-9/_.~@%+,:=-]+`)
	separator = regexp.MustCompile(`[^A-Za-z0-9]+`)
)

// byExpressions is a request to read a path, as expressions have it.
func byExpressions(rest string) string {
	url := "$BASE_URL"
	for rest != "" {
		if m := variable.FindStringSubmatch(rest); m != nil {
			url += "${" + strings.ToUpper(separator.ReplaceAllString(m[1], "_")) + "}"
			rest = rest[len(m[0]):]
		} else if m := harmless.FindString(rest); m != "" {
			url += m
			rest = rest[len(m):]
		} else {
			return ""
		}
	}
	return template.HTMLEscapeString(`curl -i "` + url + `"`)
}

// colours is [page.json] as an expression has it.
func colours(text string) string {
	var b strings.Builder
	last := 0
	for _, m := range token.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(template.HTMLEscapeString(text[last:m[0]]))
		class, end := "n", m[1]
		switch {
		case text[m[0]] != '"':
		case m[3] > m[2]: // the name of a member, without its colon
			class, end = "k", m[1]-1
		default:
			class = "s"
		}
		b.WriteString(`<span class="` + class + `">` + template.HTMLEscapeString(text[m[0]:end]) + "</span>")
		last = end
	}
	return b.String() + template.HTMLEscapeString(text[last:])
}

func TestTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := 0
	for range 8_000 {
		if checkText(t, anyText(r)) {
			words++
		}
	}
	if words < 200 {
		t.Errorf("only %d texts are words", words)
	}
	for s, want := range map[string]bool{
		"The thing is wrong in way 0.": true, "In `details.id`": true, "One line\nand another.\n\nA paragraph.": true, "“Ü” is [`a`](#a-b), \"b\"": true,
		"a *b*": false, "- a": false, "a & b": false, "<b>": false, "[a](https://a.example)": false, "": false, "a\n---": false, "a\n    b": false,
	} {
		if s == "" {
			continue
		}
		if got := checkText(t, s); got != want {
			t.Errorf("%q is words: %v", s, got)
		}
	}
	for _, s := range []string{"<p>", "<pre", "<p1>", "<ul>x", "<ol", "<blockquote>", "<table>", "<hr", "<hrx", "<p_", "p", "<", "<é"} {
		checkText(t, s)
	}
}

func FuzzTexts(f *testing.F) {
	for _, s := range pieces {
		f.Add("a"+s+"b", uint64(1))
	}
	f.Fuzz(func(t *testing.T, s string, seed uint64) {
		checkText(t, s)
		checkText(t, anyText(rand.New(rand.NewPCG(seed, 0)))+s)
	})
}
