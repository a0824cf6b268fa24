// Package prose puts catalogue text into Markdown.
//
// Two kinds of text come out of a catalogue. Plain text (messages, titles, codes,
// enum values, header values) is shown exactly as it is: [Text] and [Code] take
// away every meaning that Markdown could find in it. Prose (descriptions, causes,
// remedies) is Markdown: [Block] and [Cell] keep it so, but hold it in its place.
//
// The forms are those of CommonMark with the tables of GitHub Flavored Markdown.
// What other sites read differently is in the table of dialects; the functions
// of the package are those of [GFM].
package prose

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// OneLine returns s with every line break and the blanks around it made one
// blank. U+2028 and U+2029 break no line in CommonMark and stay.
func OneLine(s string) string {
	return strings.Trim(breaks.ReplaceAllString(s, " "), " \t\r\n")
}

var breaks = regexp.MustCompile(`[ \t]*(?:\r\n|\r|\n)\s*`)

// turnsInto finds what GitHub changes after the Markdown was read, where no
// backslash helps: shortcodes of emoji, mentions, bare links and addresses.
var turnsInto = regexp.MustCompile(`(?i):[a-z0-9_+-]+:|@|www\.|[a-z][a-z0-9+.-]*://|(mailto|xmpp):`)

// Text returns plain text for a line of Markdown: a heading, a paragraph, the
// text of a link. What GitHub would still change becomes a code span.
func (d *Dialect) Text(s string) string {
	s = OneLine(s)
	if s == "" {
		return ""
	}
	if turnsInto.MatchString(s) {
		return d.Code(s)
	}
	return d.plain(s)
}

// Text is [Dialect.Text] of [GFM].
func Text(s string) string { return GFM.Text(s) }

// plain takes away what single characters mean.
func (d *Dialect) plain(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\t':
			b.WriteString("&#9;")
			continue
		case strings.ContainsRune(d.references, r), d.doubled && strings.HasPrefix(s[i+1:], string(r)) && (r == '-' || r == '.'):
			b.WriteString(reference(r))
			continue
		case i == 0 && strings.ContainsRune("-+=:", r):
			if !strings.ContainsRune(backslashed, r) && d != GFM {
				b.WriteString(reference(r))
				continue
			}
			b.WriteByte('\\')
		case i == 0 && d.statements && statement.MatchString(s):
			b.WriteString(reference(r))
			continue
		case strings.ContainsRune(d.special, r):
			b.WriteByte('\\')
		case (r == '.' || r == ')') && i > 0 && i < 10 && allDigits(s[:i]) && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t'):
			b.WriteByte('\\') // "1. " opens a list
		case r == '!' && strings.HasPrefix(s[i:], "!["):
			b.WriteByte('\\')
		case r == ':' && d.directives && directive.MatchString(s[i:]):
			b.WriteString(reference(r))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// reference writes a character so that only its look is left.
func reference(r rune) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	}
	return fmt.Sprintf("&#%d;", r)
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// Code returns plain text as a code span. It is fenced by more backticks than
// stand together in it. What the dialect would read in a code span, too, is
// written as HTML or as plain text.
func (d *Dialect) Code(s string) string {
	s = breaks.ReplaceAllString(s, " ")
	if s == "" {
		return ""
	}
	return d.span(s)
}

// Code is [Dialect.Code] of [GFM].
func Code(s string) string { return GFM.Code(s) }

// span is [Dialect.Code] of text in one line.
func (d *Dialect) span(s string) string {
	switch {
	case d.active == nil || !d.active.MatchString(s):
	case d.html:
		return d.element(s)
	default:
		return entities(s)
	}
	return span(s)
}

func span(s string) string {
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if fence == "``" && !strings.Contains(s, "`") {
		fence = "`"
	}
	// One blank on either side is taken away when there are two and the text is
	// not all blanks; a backtick at an edge needs one.
	blank := strings.TrimSpace(s) == ""
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' && !blank {
		s = " " + s + " "
	}
	return fence + s + fence
}

// TitleText is [Dialect.Text] for the title of a callout, which a quote or a
// bracket would end, but in GFM and Hugo, where it is a line of a quotation. A
// code span with one of them becomes HTML where HTML is read.
func (d *Dialect) TitleText(s string) string {
	text := d.Text(s)
	switch {
	case d == GFM || d == Hugo || !strings.ContainsAny(s, "\"[]"):
		return text
	case text[0] != '`':
		return strings.NewReplacer(`"`, "&#34;", `\[`, "&#91;", `\]`, "&#93;").Replace(text)
	case d.html:
		return d.element(OneLine(s))
	default:
		return entities(OneLine(s))
	}
}

// CellText is [Dialect.Text] for a cell of a table.
func (d *Dialect) CellText(s string) string { return d.cell(d.Text(s)) }

// CellText is [Dialect.CellText] of [GFM].
func CellText(s string) string { return GFM.CellText(s) }

// CellCode is [Dialect.Code] for a cell of a table.
func (d *Dialect) CellCode(s string) string { return d.cell(d.Code(s)) }

// CellCode is [Dialect.CellCode] of [GFM].
func CellCode(s string) string { return GFM.CellCode(s) }

// Fence returns s as a fenced code block of the language. It is fenced by more
// backticks than stand together in it. In a dialect that reads something in a
// code block, too, what cannot be quoted there is written as lines of text.
func (d *Dialect) Fence(language, s string) string {
	s = strings.TrimRight(s, "\n")
	if d.quote != nil {
		quoted, ok := d.quote(language, s)
		if !ok {
			lines := strings.Split(s, "\n")
			for i, l := range lines {
				lines[i] = entities(l)
			}
			return strings.Join(lines, "\\\n")
		}
		s = quoted
	}
	fence := strings.Repeat("`", max(3, longestRun(s, '`')+1))
	return fence + language + "\n" + s + "\n" + fence
}

// Fence is [Dialect.Fence] of [GFM].
func Fence(language, s string) string { return GFM.Fence(language, s) }

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// Link returns a link. The text is Markdown already.
func Link(text, url string) string { return "[" + text + "](" + destination(url) + ")" }

// URL returns a plain link that shows itself, or its text when it is no URL that
// Markdown can hold.
func (d *Dialect) URL(s string) string {
	if autolink.FindString("<"+s+">") == "<"+s+">" {
		return d.autolink("<" + s + ">")
	}
	return d.Code(s)
}

// URL is [Dialect.URL] of [GFM].
func URL(s string) string { return GFM.URL(s) }

// autolink writes a link in angle brackets as the dialect has it.
func (d *Dialect) autolink(s string) string {
	if d == GFM || d.angles && !strings.ContainsAny(s, "{}") {
		return s
	}
	s = s[1 : len(s)-1]
	address := s
	if !strings.Contains(s, ":") {
		address = "mailto:" + s
	}
	return Link(d.plain(s), address)
}

// destination percent-encodes what would end or change a link's address.
func destination(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= ' ' || r == 0x7f || strings.ContainsRune("()<>\\|`*_~[]{}", r) && r != '_' && r != '~' || unicode.IsSpace(r) {
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// indent returns s with every line but the first and blank ones moved in.
func indent(s, by string) string {
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = by + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// cell makes the pipes in a line of Markdown safe for a table: with a backslash
// in GFM, as references elsewhere. In code spans, where some readers would show
// the backslash, the span becomes HTML where HTML is read.
func (d *Dialect) cell(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := token(s, i)
		part := s[i : i+n]
		switch {
		case part == "|" && d == GFM:
			b.WriteString(`\|`)
		case part == "|":
			b.WriteString(reference('|'))
		case part[0] == '`' && strings.Contains(part, "|") && (!d.html || d == Starlight && !strings.Contains(part, `\|`)): // Starlight makes curly quotes in HTML, too
			b.WriteString(strings.ReplaceAll(part, "|", `\|`))
		case part[0] == '`' && strings.Contains(part, "|"):
			b.WriteString(d.element(spanText(part)))
		case part[0] == '<': // an autolink
			b.WriteString(strings.ReplaceAll(part, "|", "%7C"))
		default:
			b.WriteString(part)
		}
		i += n
	}
	return b.String()
}

// spanText returns what a code span shows.
func spanText(span string) string {
	s := strings.Trim(span, "`")
	n := (len(span) - len(s)) / 2
	s = span[n : len(span)-n]
	if len(s) > 1 && s[0] == ' ' && s[len(s)-1] == ' ' && strings.TrimSpace(s) != "" {
		s = s[1 : len(s)-1]
	}
	return s
}

// element returns code as HTML. Docusaurus makes emoji of ":name:" in it; a place
// for a line break between the letters keeps them apart.
func (d *Dialect) element(s string) string {
	text := entities(s)
	if d == MDX && emoji.MatchString(s) {
		text = strings.ReplaceAll(text, "&#58;", "&#58;<wbr/>")
	}
	return "<code>" + text + "</code>"
}

var emoji = regexp.MustCompile(`:[\w+-]+:`)

// entities writes text so that neither HTML nor Markdown finds anything in it.
func entities(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
