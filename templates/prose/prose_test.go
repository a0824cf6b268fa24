package prose

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

var md = goldmark.New(goldmark.WithExtensions(extension.GFM))

// shown returns the text that a reader of the rendered Markdown sees.
func shown(t *testing.T, markdown string) string {
	t.Helper()
	var b bytes.Buffer
	if err := md.Convert([]byte(markdown), &b); err != nil {
		t.Fatal(err)
	}
	return html.UnescapeString(strings.Trim(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(b.String(), ""), "\n"))
}

// hostile are texts that mean something to Markdown, to HTML or to GitHub.
var hostile = []string{
	"Item {id} not found", "*star*", "_under_ snake_case_word", "**a** __b__", "~~x~~", "~x~", "[x](y)", "![x](y)", "[x]", "[x]: y",
	"1. one", "12) two", "- dash", "+ plus", "# heading", "## heading ##", "> quote", "C #", "C#", "=", "---", "===", "a | b", "|", "||",
	"`code`", "``", "`", "a`b", "a ``b`` c", "`a", "a`", "<key>", "<b>bold</b>", "<!-- c -->", "</script>", "<script>alert(1)</script>",
	"<https://a.b>", "https://example.com/a_b*c", "www.example.com", "a@b.example", "@team", ":smile:", ":+1:", "&amp;", "&lt;", "&#35;", "&",
	`\`, `a\`, `\*a\*`, `a\|b`, `\\|`, `C:\new`, "$x$", "$$x$$", "100% of {limit}", "%s %d", "{{ order.id }}", "{% raw %}", "{{< x >}}",
	"import x from 'y'", "a <= b", "List<string>", "\"quoted\"", "'", "*/", "//go:build ignore", "${x}", "a\u2028b", "a\u202eb", "👍🏽", "日本語",
	"été", "\u00a0nbsp", "- [ ] task", "[^1]", "!important", "![", "a !", "^sup^", "==mark==", "H~2~O", ":::note", "!!! note", "#", "-", "*", "+", "1.",
	"&#9;", "a  b", "``` x", "~~~", "````", "%% comment", "\\[x\\]", "a\\\\", "_", "__", "x_", "a*b*c", "<", ">", "<<", "->", "<->", "a:b:c",
}

func TestTextShowsExactlyTheText(t *testing.T) {
	for _, s := range hostile {
		want := strings.Trim(s, " ")
		for name, markdown := range map[string]string{
			"paragraph": Text(s), "heading": "## " + Text(s), "item": "- " + Text(s), "link": Link(Text(s), "#x"),
			"code": Code(s), "code in text": "a " + Code(s) + " b",
		} {
			got := shown(t, markdown)
			if name == "code in text" {
				got = strings.TrimSuffix(strings.TrimPrefix(got, "a "), " b")
			}
			if got != want {
				t.Errorf("%s of %q: %q shows %q", name, s, markdown, got)
			}
		}
	}
}

func TestCellsShowExactlyTheTextAndStayOne(t *testing.T) {
	for _, s := range hostile {
		for _, in := range []string{CellText(s), CellCode(s)} {
			var b bytes.Buffer
			page := "| a | b |\n| --- | --- |\n| " + in + " | end |\n"
			if err := md.Convert([]byte(page), &b); err != nil {
				t.Fatal(err)
			}
			m := regexp.MustCompile(`(?s)<tbody>\n<tr>\n<td>(.*?)</td>\n<td>end</td>\n</tr>\n</tbody>`).FindStringSubmatch(b.String())
			if m == nil {
				t.Errorf("%q: %q breaks the table:\n%s", s, in, b.String())
				continue
			}
			got := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m[1], ""))
			if got != strings.Trim(s, " ") {
				t.Errorf("%q: %q shows %q", s, in, got)
			}
		}
	}
}

func TestGitHubChangesNothing(t *testing.T) {
	for _, s := range []string{":smile:", "@team", "www.example.com", "https://example.com", "a@b.example", "mailto:a"} {
		if got := Text(s); got[0] != '`' {
			t.Errorf("Text(%q) is %q, not a code span", s, got)
		}
	}
}

func TestFenceIsLongerThanWhatIsInside(t *testing.T) {
	for _, s := range []string{"a", "```", "````\n```", "~~~"} {
		if got := strings.TrimRight(shown(t, Fence("json", s)), "\n"); got != s {
			t.Errorf("%q shows as %q", s, got)
		}
	}
}

func TestBlock(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs stay", "One *a*.\nTwo.\n\nThree.\n", "One *a*.\nTwo.\n\nThree."},
		{"a heading is a bold line", "# Head #\ntext", "**Head**\n\ntext"},
		{"so is an underlined one", "A *b*\nc\n===\nmore", "__A *b* c__\n\nmore"},
		{"and one in a list", "- # Head\n  text", "- **Head**\n\n  text"},
		{"a heading after text", "text\n## Head", "text\n\n**Head**"},
		{"an open fence is closed", "```go\nx", "```go\nx\n```"},
		{"a fence in a list too", "- a\n  ~~~\n  x", "- a\n  ~~~text\n  x\n  ~~~"},
		{"a fence ends with its list", "- ```sh\n  x\n\ntext", "- ```sh\n  x\n\ntext"},
		{"html is shown", "a <b>b</b> <!-- c\n\n<div>", "a &lt;b>b&lt;/b> &lt;!-- c\n\n&lt;div>"},
		{"autolinks and code stay", "<https://a.b> `<key>` ``a ` <b>``", "<https://a.b> `<key>` ``a ` <b>``"},
		{"addresses in angle brackets", "[x](<a b>)", "[x](a%20b)"},
		{"code does not go over cells", "| ` | <b> | ` |\n| - | - | - |", "| ` | &lt;b> | ` |\n| - | - | - |"},
		{"bullets are hyphens", "* a\n* b\n  + c", "- a\n- b\n  - c"},
		{"lists have blank lines around", "text:\n- a\n- b", "text:\n\n- a\n- b"},
		{"line ends", "a \r\nb  \rc  ", "a\nb  \nc"},
		{"blank lines", "\n\na\n\n\n\nb\n\n", "a\n\nb"},
		{"quotations", "> a\nlazy\n\n> # b\n> c", "> a\nlazy\n\n> **b**\n>\n> c"},
		{"numbers", "1. a\n2. b", "1. a\n2. b"},
		{"indented code", "a\n\n    <b>\n\tc", "a\n\n```text\n<b>\nc\n```"},
		{"continued far to the right", "a\n      - b", "a\n      - b"},
	} {
		if got := Block(c.in); got != c.want {
			t.Errorf("%s: Block(%q)\n got %q\nwant %q", c.name, c.in, got, c.want)
		}
	}
}

func TestCell(t *testing.T) {
	for _, c := range []struct {
		in, want string
		whole    bool
	}{
		{"", "", true},
		{"one\ntwo  \nthree\\\nfour", "one two three four", true},
		{"a | b `c|d` \\| e", "a \\| b <code>c&#124;d</code> \\| e", true},
		{"one\n\ntwo", "one", false},
		{"one\n- two", "one", false},
		{"- two", "", false},
		{"```\nx", "", false},
		{"a | b\n- | -", "a \\| b", false},
		{"a | b\n--- | ---\n1 | 2", "", false},
		{"<b>", "&lt;b>", true},
	} {
		got, whole := Cell(c.in)
		if got != c.want || whole != c.whole {
			t.Errorf("Cell(%q) is %q, %v; want %q, %v", c.in, got, whole, c.want, c.whole)
		}
	}
}

// contained reports what of the prose got out of its place.
func contained(source string) string {
	page := []byte(Block(source) + "\n\nEND\n")
	doc := md.Parser().Parse(text.NewReader(page))
	escaped := ""
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case !entering:
		case n.Kind() == ast.KindHeading:
			escaped = "a heading"
		case n.Kind() == ast.KindHTMLBlock, n.Kind() == ast.KindRawHTML:
			escaped = "HTML"
		}
		return ast.WalkContinue, nil
	})
	last := doc.LastChild()
	if last == nil || last.Kind() != ast.KindParagraph || string(last.Lines().Value(page)) != "END" && string(last.Lines().Value(page)) != "END\n" {
		escaped = "a block that is still open"
	}
	return escaped
}

var nasty = []string{
	"# a", "a\n===", "```", "~~~~\n```", "- ```\n  x\n\n```", "-\n\n  ```\nx", "> ```\nx", "<div>\n\n", "<!--", "<script>", "<?php", "<![CDATA[", "- <div>",
	"1. # a\n   ===", "> a\n===", "- a\n===", "`<b>\n\n`<b>", "a\n    # b", "    a\n# b", "\t```\n```", "- \t```", "| ` | <i> | ` |\n|-|-|-|\n| ` | <i> | ` |",
	"[a]: <b>\n# c", "\\<b>\\\\<b>", "`a``<b>`", "***\n---\n___", "+\n\n      ```", "a\u00a0\n\u00a0\n```", "*\t-\t```\n\n\t\t```", "2. a\n\n   ```\n\n  ```",
}

func TestProseStaysInItsPlace(t *testing.T) {
	for _, s := range append(nasty, hostile...) {
		if what := contained(s); what != "" {
			t.Errorf("%q leaves %s:\n%s", s, what, Block(s))
		}
	}
}

func FuzzBlock(f *testing.F) {
	for _, s := range append(nasty, hostile...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\x00\f\v") {
			t.Skip() // a catalogue cannot hold them
		}
		if what := contained(s); what != "" {
			t.Errorf("%q leaves %s:\n%s", s, what, Block(s))
		}
		Cell(s)
		checkQuickLooks(t, s)
	})
}

// What a look at the bytes finds to need no change is not changed by a thorough one.
func checkQuickLooks(t *testing.T, s string) {
	t.Helper()
	for name, d := range map[string]*Dialect{"GFM": GFM, "MkDocs": MkDocs, "MDX": MDX, "VitePress": VitePress, "Starlight": Starlight, "Hugo": Hugo} {
		if got := string(d.scan(s).append(nil)); d.stays(s) && got != s {
			t.Errorf("%s: %q does not stay, it is %q", name, s, got)
		}
		cell, whole := d.Cell(s)
		if slow, all := d.scan(s).cell(); cell != slow || whole != all {
			t.Errorf("%s: %q in a cell is %q, %v, want %q, %v", name, s, cell, whole, slow, all)
		}
		line := OneLine(s)
		if got := string(d.appendPlain(nil, line)); !d.means(line) && (got != line || turnsInto().MatchString(line)) {
			t.Errorf("%s: %q is no plain text, it is %q", name, line, got)
		}
	}
}

func TestQuickLooks(t *testing.T) {
	for _, s := range append(append([]string{
		"Words.", "Two\nlines", "Two\n\nparagraphs", "a\n\n\nb", "a \nb", " a", "a ", "import x\n\nexport y", "1. a", "9)", "www.a", "xWww.a", "Über", "\xff", "a\u00a0", "a\\\nb",
	}, nasty...), hostile...) {
		checkQuickLooks(t, s)
	}
}

// A title is one line in quotes or brackets, and shows the text.
func TestTitles(t *testing.T) {
	for _, s := range append([]string{`www.example.com "a" [b]`, `:a: "[`, `@a ]`}, hostile...) {
		for name, d := range map[string]*Dialect{"GFM": GFM, "MkDocs": MkDocs, "MDX": MDX, "VitePress": VitePress, "Starlight": Starlight} {
			title := d.TitleText(s)
			if d != GFM && strings.ContainsAny(title, `"[]`) {
				t.Errorf("%s: the title of %q ends early: %s", name, s, title)
			}
			if got := shown(t, "# "+title); got != strings.Trim(s, " ") {
				t.Errorf("%s: the title of %q shows %q: %s", name, s, got, title)
			}
		}
	}
}

// Docusaurus makes emoji in HTML, too.
func TestCodeAsHTMLHasNoEmoji(t *testing.T) {
	for s, want := range map[string]string{
		":smile: | a":  "<code>&#58;<wbr/>smile&#58;<wbr/> &#124; a</code>",
		"go:build | a": "<code>go&#58;build &#124; a</code>",
	} {
		if got := MDX.CellCode(s); got != want {
			t.Errorf("%q is %s, not %s", s, got, want)
		}
	}
}

// Starlight makes curly quotes in HTML, but not in code spans.
func TestCodeInCellsOfStarlight(t *testing.T) {
	for s, want := range map[string]string{
		`"a|b"`:  "`\"a\\|b\"`",
		`"a\|b"`: "<code>&#34;a&#92;&#124;b&#34;</code>", // a span cannot hold it
	} {
		if got := Starlight.CellCode(s); got != want {
			t.Errorf("%q is %s, not %s", s, got, want)
		}
	}
}
