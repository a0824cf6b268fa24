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
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/errspec/errspec/internal/lazy"
)

// OneLine returns s with every line break and the blanks around it made one
// blank. U+2028 and U+2029 break no line in CommonMark and stay.
func OneLine(s string) string {
	return strings.Trim(unbroken(s), " \t\r\n")
}

// unbroken is [OneLine] with the blanks at both ends.
func unbroken(s string) string {
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return breaks().ReplaceAllString(s, " ")
}

var breaks = lazy.Pattern(`[ \t]*(?:\r\n|\r|\n)\s*`)

// turnsInto finds what GitHub changes after the Markdown was read, where no
// backslash helps: shortcodes of emoji, mentions, bare links and addresses.
var turnsInto = lazy.Pattern(`(?i):[a-z0-9_+-]+:|@|www\.|[a-z][a-z0-9+.-]*://|(mailto|xmpp):`)

// Text returns plain text for a line of Markdown: a heading, a paragraph, the
// text of a link. What GitHub would still change becomes a code span.
func (d *Dialect) Text(s string) string {
	s = OneLine(s)
	if d.means(s) {
		return string(d.appendText(nil, s))
	}
	return s
}

// Text is [Dialect.Text] of [GFM].
func Text(s string) string { return GFM.Text(s) }

// AppendText is [Dialect.Text] behind what b holds.
func (d *Dialect) AppendText(b []byte, s string) []byte { return d.appendText(b, OneLine(s)) }

// appendText is AppendText of one line.
func (d *Dialect) appendText(b []byte, s string) []byte {
	switch {
	case !d.means(s):
		return append(b, s...)
	case turnsInto().MatchString(s):
		return d.AppendCode(b, s)
	}
	return d.appendPlain(b, s)
}

// means reports whether [Dialect.Text] may have to change a line. It looks at
// bytes only, since most lines are words.
func (d *Dialect) means(s string) bool {
	if s == "" {
		return false
	}
	if strings.IndexByte("-+=", s[0]) >= 0 || d.statements && (s[0] == 'i' || s[0] == 'e') {
		return true
	}
	digit := s[0] >= '0' && s[0] <= '9'
	ascii := true
	for i := range len(s) {
		c := s[i]
		switch {
		case d.meaning[c]:
			return true
		case c >= utf8.RuneSelf:
			ascii = false
		case c == '.' && (digit || i >= 3 && strings.EqualFold(s[i-3:i], "www")), c == ')' && digit:
			return true
		}
	}
	return !ascii && !utf8.ValidString(s) // what is not UTF-8 becomes U+FFFD
}

// appendPlain takes away what single characters mean.
func (d *Dialect) appendPlain(b []byte, s string) []byte {
	for i, r := range s {
		switch {
		case r == '\t':
			b = append(b, "&#9;"...)
			continue
		case strings.ContainsRune(d.references, r), d.doubled && (r == '-' || r == '.') && strings.HasPrefix(s[i+1:], s[i:i+1]):
			b = appendReference(b, r)
			continue
		case i == 0 && strings.ContainsRune("-+=:", r):
			if !strings.ContainsRune(backslashed, r) && d != GFM {
				b = appendReference(b, r)
				continue
			}
			b = append(b, '\\')
		case i == 0 && d.statements && statement().MatchString(s):
			b = appendReference(b, r)
			continue
		case strings.ContainsRune(d.special, r):
			b = append(b, '\\')
		case (r == '.' || r == ')') && i > 0 && i < 10 && allDigits(s[:i]) && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t'):
			b = append(b, '\\') // "1. " opens a list
		case r == '!' && strings.HasPrefix(s[i:], "!["):
			b = append(b, '\\')
		case r == ':' && d.directives && directive().MatchString(s[i:]):
			b = appendReference(b, r)
			continue
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// appendReference writes a character so that only its look is left.
func appendReference(b []byte, r rune) []byte {
	switch r {
	case '&':
		return append(b, "&amp;"...)
	case '<':
		return append(b, "&lt;"...)
	case '>':
		return append(b, "&gt;"...)
	}
	return append(strconv.AppendInt(append(b, "&#"...), int64(r), 10), ';')
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// Code returns plain text as a code span. It is fenced by more backticks than
// stand together in it. What the dialect would read in a code span, too, is
// written as HTML or as plain text.
func (d *Dialect) Code(s string) string { return string(d.AppendCode(nil, s)) }

// Code is [Dialect.Code] of [GFM].
func Code(s string) string { return GFM.Code(s) }

// AppendCode is [Dialect.Code] behind what b holds.
func (d *Dialect) AppendCode(b []byte, s string) []byte {
	s = unbroken(s)
	switch {
	case s == "":
		return b
	case d.active == nil || !d.active(s):
		return appendSpan(b, s)
	case d.html:
		return d.appendElement(b, s)
	}
	return appendEntities(b, s)
}

func appendSpan(b []byte, s string) []byte {
	fence := "`"
	if strings.Contains(s, fence) {
		fence = strings.Repeat("`", longestRun(s, '`')+1)
	}
	// One blank on either side is taken away when there are two and the text is
	// not all blanks; a backtick at an edge needs one.
	first, last := s[0], s[len(s)-1]
	blank := first == '`' || last == '`' || first == ' ' && last == ' ' && strings.TrimSpace(s) != ""
	b = append(b, fence...)
	if blank {
		b = append(b, ' ')
	}
	b = append(b, s...)
	if blank {
		b = append(b, ' ')
	}
	return append(b, fence...)
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
		return endsOfTitles.Replace(text)
	case d.html:
		return string(d.appendElement(nil, OneLine(s)))
	default:
		return string(appendEntities(nil, OneLine(s)))
	}
}

var endsOfTitles = strings.NewReplacer(`"`, "&#34;", `\[`, "&#91;", `\]`, "&#93;")

// CellText is [Dialect.Text] for a cell of a table.
func (d *Dialect) CellText(s string) string { return d.cell(d.Text(s)) }

// AppendCellText is [Dialect.CellText] behind what b holds.
func (d *Dialect) AppendCellText(b []byte, s string) []byte {
	if strings.Contains(s, "|") {
		return append(b, d.CellText(s)...)
	}
	return d.AppendText(b, s)
}

// CellText is [Dialect.CellText] of [GFM].
func CellText(s string) string { return GFM.CellText(s) }

// CellCode is [Dialect.Code] for a cell of a table.
func (d *Dialect) CellCode(s string) string { return d.cell(d.Code(s)) }

// CellCode is [Dialect.CellCode] of [GFM].
func CellCode(s string) string { return GFM.CellCode(s) }

// AppendCellCode is [Dialect.CellCode] behind what b holds.
func (d *Dialect) AppendCellCode(b []byte, s string) []byte {
	if strings.Contains(s, "|") {
		return append(b, d.CellCode(s)...)
	}
	return d.AppendCode(b, s)
}

// Fence returns s as a fenced code block of the language. It is fenced by more
// backticks than stand together in it. In a dialect that reads something in a
// code block, too, what cannot be quoted there is written as lines of text.
func (d *Dialect) Fence(language, s string) string {
	return string(d.AppendFence(nil, language, []byte(s)))
}

// Fence is [Dialect.Fence] of [GFM].
func Fence(language, s string) string { return GFM.Fence(language, s) }

// AppendFence is [Dialect.Fence] behind what b holds.
func (d *Dialect) AppendFence(b []byte, language string, s []byte) []byte {
	s = bytes.TrimRight(s, "\n")
	if d.quote != nil && d.active(string(s)) {
		quoted, ok := d.quote(language, string(s))
		if !ok {
			for i, l := range strings.Split(string(s), "\n") {
				if i > 0 {
					b = append(b, "\\\n"...)
				}
				b = appendEntities(b, l)
			}
			return b
		}
		s = []byte(quoted)
	}
	fence := "```"
	if bytes.Contains(s, []byte(fence)) {
		fence = strings.Repeat("`", longestRun(s, '`')+1)
	}
	b = append(append(b, fence...), language...)
	b = append(append(b, '\n'), s...)
	return append(append(b, '\n'), fence...)
}

func longestRun[T string | []byte](s T, c byte) int {
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
	if autolink().FindString("<"+s+">") == "<"+s+">" {
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
	return Link(string(d.appendPlain(nil, s)), address)
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

// appendIndented appends s with every line but the first and blank ones moved in.
func appendIndented[T string | []byte](b []byte, s T, columns int) []byte {
	written := 0
	for i := 1; i < len(s); i++ {
		if s[i-1] == '\n' && s[i] != '\n' {
			b = appendBlanks(append(b, s[written:i]...), columns)
			written = i
		}
	}
	return append(b, s[written:]...)
}

func appendBlanks(b []byte, n int) []byte {
	for range n {
		b = append(b, ' ')
	}
	return b
}

// cell makes the pipes in a line of Markdown safe for a table: with a backslash
// in GFM, as references elsewhere. In code spans, where some readers would show
// the backslash, the span becomes HTML where HTML is read.
func (d *Dialect) cell(s string) string {
	if !strings.Contains(s, "|") {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); {
		n := token(s, i)
		part := s[i : i+n]
		switch {
		case part == "|" && d == GFM:
			b = append(b, `\|`...)
		case part == "|":
			b = appendReference(b, '|')
		case part[0] == '`' && strings.Contains(part, "|") && (!d.html || d == Starlight && !strings.Contains(part, `\|`)): // Starlight makes curly quotes in HTML, too
			b = append(b, strings.ReplaceAll(part, "|", `\|`)...)
		case part[0] == '`' && strings.Contains(part, "|"):
			b = d.appendElement(b, spanText(part))
		case part[0] == '<': // an autolink
			b = append(b, strings.ReplaceAll(part, "|", "%7C")...)
		default:
			b = append(b, part...)
		}
		i += n
	}
	return string(b)
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

// appendElement appends code as HTML. Docusaurus makes emoji of ":name:" in it; a
// place for a line break between the letters keeps them apart.
func (d *Dialect) appendElement(b []byte, s string) []byte {
	b = append(b, "<code>"...)
	if d == MDX && emoji().MatchString(s) {
		b = append(b, strings.ReplaceAll(string(appendEntities(nil, s)), "&#58;", "&#58;<wbr/>")...)
	} else {
		b = appendEntities(b, s)
	}
	return append(b, "</code>"...)
}

var emoji = lazy.Pattern(`:[\w+-]+:`)

// appendEntities appends text so that neither HTML nor Markdown finds anything in
// it.
func appendEntities(b []byte, s string) []byte {
	for _, r := range s {
		if r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			b = append(strconv.AppendInt(append(b, "&#"...), int64(r), 10), ';')
			continue
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}
