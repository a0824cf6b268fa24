package prose

import (
	"slices"
	"strings"

	"github.com/errspec/errspec/internal/lazy"
)

// Dialect is how a documentation site reads Markdown: which characters mean
// something to it beyond CommonMark and the tables of GitHub Flavored Markdown,
// and how text keeps them.
//
// The table below holds all of it. A character reference ("&#123;") shows a
// character in every one of them and means nothing else in any; a backslash
// works before few characters in some.
type Dialect struct {
	// special are the characters of plain text that get a backslash, references
	// those that are written as character references.
	special, references string

	doubled     bool // "--" and "..." become other characters
	directives  bool // ":name" and ":::" are directives
	statements  bool // a paragraph may be an import or export statement of JavaScript
	blankBreaks bool // a backslash at the end of a line breaks none; two blanks do
	html        bool // HTML in Markdown is read
	angles      bool // <https://example.com> is a link
	columns     int  // the text of a list's entry begins there, whatever the mark; 0: behind the mark

	// active reports whether something in a code span is read, too. Nil: nothing is.
	active func(s string) bool

	// quote rewrites a code block in which active finds something, so that nothing in
	// it is read but the text. It reports false when there is no such form. Nil:
	// nothing is read.
	quote func(language, s string) (string, bool)

	// meaning are the bytes by which plain text may need a change, stirring those by
	// which prose in paragraphs may.
	meaning, stirring bytesOf
}

// bytesOf is a set of bytes.
type bytesOf [256]bool

func (set *bytesOf) add(bytes string) {
	for i := range len(bytes) {
		set[bytes[i]] = true
	}
}

// prepared returns the dialect with its sets of bytes.
func (d Dialect) prepared() *Dialect {
	d.meaning.add(d.special + d.references + "\t@:")
	if d.doubled {
		d.meaning.add("-.")
	}
	d.stirring.add("\r\t<")
	if d.references != "" { // not GFM
		d.stirring.add("\\{}")
	}
	if d.directives {
		d.stirring.add(":")
	}
	if d.active != nil {
		d.stirring.add("`")
	}
	return &d
}

// The dialects. MDX is Docusaurus' reading of .mdx files, Starlight that of its
// .md files; Zensical reads as MkDocs Material does.
var (
	GFM       = Dialect{special: "\\`*_[]<>&~|$#", html: true, angles: true}.prepared()
	MkDocs    = Dialect{special: backslashedText, references: referenced + "^=+", html: true, angles: true, blankBreaks: true, columns: 4, active: opensCode}.prepared()
	MDX       = Dialect{special: backslashedText, references: referenced, html: true, directives: true, statements: true}.prepared()
	VitePress = Dialect{special: backslashedText, references: referenced, html: true, angles: true, directives: true, active: hasMustache}.prepared()
	Starlight = Dialect{special: backslashedText, references: referenced, html: true, angles: true, directives: true}.prepared()
	Hugo      = Dialect{special: backslashedText, references: referenced + "\"'", doubled: true, angles: true, active: hasShortcode, quote: quoteShortcodes}.prepared()
)

// opensCode finds what PyMdown's InlineHilite reads: the language of a span.
func opensCode(s string) bool {
	s = strings.TrimLeft(s, "`")
	return strings.HasPrefix(s, "#!") || strings.HasPrefix(s, ":::")
}

// hasMustache finds what Vue reads.
func hasMustache(s string) bool { return strings.Contains(s, "{{") }

// hasShortcode finds what Hugo reads.
func hasShortcode(s string) bool {
	return strings.Contains(s, "{{<") || strings.Contains(s, "{{%")
}

const (
	backslashedText = "\\`*_[]#"       // in plain text, but in GFM
	backslashed     = "\\`*_[]()#+-.!" // what a backslash works before in all dialects
	referenced      = "<>&~|${}"       // in plain text, but in GFM
)

var (
	directive = lazy.Pattern(`^:[A-Za-z:]`)
	statement = lazy.Pattern(`^(?:import|export)\b`)
	shortcode = lazy.Pattern(`\{\{[<%]`)

	// A comment in place of a shortcode shows what it holds.
	// https://gohugo.io/quick-reference/glossary/#shortcode
	wholeShortcode = lazy.Pattern(`\{\{<([^\n]*?)>\}\}|\{\{%([^\n]*?)%\}\}`)
)

// quoteShortcodes keeps Hugo from running what looks like its shortcodes in a
// code block.
func quoteShortcodes(language, s string) (string, bool) {
	if language == "json" {
		// Between braces nothing else can stand in JSON, so they are in a string.
		return shortcode().ReplaceAllStringFunc(s, func(m string) string { return `{\u007b` + m[2:] }), true
	}
	if hasShortcode(wholeShortcode().ReplaceAllString(s, "")) || strings.Contains(s, "*/") {
		return "", false
	}
	return wholeShortcode().ReplaceAllStringFunc(s, func(m string) string {
		return m[:3] + "/*" + m[3:len(m)-3] + "*/" + m[len(m)-3:]
	}), true
}

// ReadsHTML reports whether HTML may stand in the Markdown.
func (d *Dialect) ReadsHTML() bool { return d.html }

// inside returns the column at which the text of a list's entry is written when
// it begins at column n in CommonMark.
func (d *Dialect) inside(n int) int {
	if d.columns > 0 {
		return d.columns
	}
	return n
}

// info returns the info string of a code block. Beyond the language, sites read
// all kinds of things in it.
func (d *Dialect) info(s string) string {
	if d == GFM {
		return s
	}
	word := language().FindString(s)
	if d == VitePress {
		word = strings.TrimSuffix(word, "-vue") // where {{ }} is read
	}
	if word == "" {
		return "text"
	}
	return word
}

var language = lazy.Pattern(`^[A-Za-z0-9_+#.-]+`)

// fenceCode gives indented code a fence, which MDX and lists of Python-Markdown
// need, and quotes what the dialect would read in code blocks.
func (d *document) fenceCode() {
	if !slices.ContainsFunc(d.out, func(l line) bool { return l.code }) {
		return
	}
	var out []line
	for i := 0; i < len(d.out); {
		if !d.out[i].code {
			out = append(out, d.out[i])
			i++
			continue
		}
		n := i + 1
		for n < len(d.out) && (d.out[n].code && d.out[n].bare == d.out[i].bare ||
			d.out[i].bare && d.out[n].blank() && n+1 < len(d.out) && d.out[n+1].bare) {
			n++
		}
		block := d.out[i:n]
		switch {
		case block[0].bare:
			out = append(out, d.dialect.fenced(block)...)
		case d.dialect.quote != nil:
			out = append(out, d.dialect.quoteBlock(block)...)
		default:
			out = append(out, block...)
		}
		if block[0].bare && n < len(d.out) && !d.out[n].blank() {
			out = append(out, line{prefix: strings.TrimRight(block[0].inside, " ")})
		}
		i = n
	}
	d.out = out
}

// fenced returns lines of indented code as a code block with a fence.
func (d *Dialect) fenced(block []line) []line {
	var texts []string
	for _, l := range block {
		texts = append(texts, strings.TrimPrefix(l.text, "    "))
	}
	lines := strings.Split(d.Fence("text", strings.Join(texts, "\n")), "\n")
	out := make([]line, len(lines))
	for i, text := range lines {
		out[i] = line{prefix: block[0].inside, text: text, code: true}
	}
	out[0].prefix = block[0].prefix
	return out
}

// quoteBlock quotes the lines of a code block with a fence.
func (d *Dialect) quoteBlock(block []line) []line {
	inner := block[1:]
	if last := inner[max(0, len(inner)-1):]; len(last) > 0 && strings.Trim(last[0].text, " `~") == "" && last[0].text != "" {
		inner = inner[:len(inner)-1]
	}
	var texts []string
	for _, l := range inner {
		texts = append(texts, l.text)
	}
	whole := strings.Join(texts, "\n")
	if !d.active(whole) {
		return block
	}
	text, ok := d.quote("", whole)
	if ok {
		for i, s := range strings.Split(text, "\n")[:len(inner)] {
			inner[i].text = s
		}
		return block
	}
	var out []line
	for i, s := range texts {
		l := line{prefix: inner[i].prefix, text: string(appendEntities(nil, s))}
		if i == 0 {
			l.prefix = block[0].prefix
		}
		if i+1 < len(texts) && texts[i+1] != "" && s != "" {
			l.text += `\`
		}
		out = append(out, l)
	}
	return out
}
