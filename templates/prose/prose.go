// Package prose puts catalogue text into Markdown.
//
// Two kinds of text come out of a catalogue. Plain text (messages, titles, codes,
// enum values, header values) is shown exactly as it is: [Text] and [Code] take
// away every meaning that Markdown could find in it. Prose (descriptions, causes,
// remedies) is Markdown: [Block] and [Cell] keep it so, but hold it in its place.
//
// The forms are those of CommonMark with the tables of GitHub Flavored Markdown.
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

// special are the characters that mean something inside a line: in CommonMark,
// in GitHub's tables, strikethrough and mathematics.
const special = "\\`*_[]<>&~|$#"

// turnsInto finds what GitHub changes after the Markdown was read, where no
// backslash helps: shortcodes of emoji, mentions, bare links and addresses.
var turnsInto = regexp.MustCompile(`(?i):[a-z0-9_+-]+:|@|www\.|[a-z][a-z0-9+.-]*://|(mailto|xmpp):`)

// Text returns plain text for a line of Markdown: a heading, a paragraph, the
// text of a link. What GitHub would still change becomes a code span.
func Text(s string) string {
	s = OneLine(s)
	if s == "" {
		return ""
	}
	if turnsInto.MatchString(s) {
		return Code(s)
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\t':
			b.WriteString("&#9;")
			continue
		case strings.ContainsRune(special, r), i == 0 && strings.ContainsRune("-+=:", r):
			b.WriteByte('\\')
		case (r == '.' || r == ')') && i > 0 && i < 10 && allDigits(s[:i]) && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t'):
			b.WriteByte('\\') // "1. " opens a list
		case r == '!' && strings.HasPrefix(s[i:], "!["):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// Code returns plain text as a code span. It is fenced by more backticks than
// stand together in it.
func Code(s string) string {
	s = breaks.ReplaceAllString(s, " ")
	if s == "" {
		return ""
	}
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

// CellText is [Text] for a cell of a table.
func CellText(s string) string { return cell(Text(s)) }

// CellCode is [Code] for a cell of a table.
func CellCode(s string) string { return cell(Code(s)) }

// Fence returns s as a fenced code block of the language. It is fenced by more
// backticks than stand together in it.
func Fence(language, s string) string {
	fence := strings.Repeat("`", max(3, longestRun(s, '`')+1))
	return fence + language + "\n" + strings.TrimRight(s, "\n") + "\n" + fence
}

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
func URL(s string) string {
	if autolink.FindString("<"+s+">") == "<"+s+">" {
		return "<" + s + ">"
	}
	return Code(s)
}

// destination percent-encodes what would end or change a link's address.
func destination(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= ' ' || r == 0x7f || strings.ContainsRune("()<>\\|`*_~[]", r) && r != '_' && r != '~' || unicode.IsSpace(r) {
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

// cell makes the pipes in a line of Markdown safe for a table. A backslash does
// it, but for code spans, where some readers would show it: these become HTML.
func cell(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := token(s, i)
		part := s[i : i+n]
		switch {
		case part == "|":
			b.WriteString(`\|`)
		case part[0] == '`' && strings.Contains(part, "|"):
			b.WriteString("<code>")
			b.WriteString(entities(spanText(part)))
			b.WriteString("</code>")
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
