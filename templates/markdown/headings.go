package markdown

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

func itoa(n int) string { return strconv.Itoa(n) }

// headings keeps the anchors of a page apart. Those of the errors are taken
// before anything else: links from outside lead to them.
type headings struct {
	flavour *flavour
	taken   map[string]bool // anchors
}

func newHeadings(f *flavour, errors int) *headings {
	return &headings{flavour: f, taken: make(map[string]bool, errors)}
}

// free returns a heading for plain text. When its anchor is taken already, the text
// gets one of the words in brackets, then a number.
func (h *headings) free(text string, words ...string) Heading {
	text = prose.OneLine(text)
	candidate := text
	for n := 0; ; n++ {
		a, own := h.anchor(candidate)
		if a != "" && !h.taken[a] {
			h.taken[a] = true
			return Heading{Text: h.flavour.dialect.Text(candidate), Anchor: a, Own: own}
		}
		switch {
		case n < len(words):
			candidate = strings.TrimSpace(text + " (" + words[n] + ")")
		default:
			candidate = strings.TrimSpace(text + " (" + itoa(n-len(words)+2) + ")")
		}
	}
}

// isPlainHeading reports whether all sites make the same anchor of a text: words
// of ASCII letters and digits with a blank between them, a letter first.
func isPlainHeading(text string) bool {
	if text == "" || text[0] >= '0' && text[0] <= '9' || text[len(text)-1] == ' ' {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c == ' ' && i > 0 && text[i-1] != ' ':
		default:
			return false
		}
	}
	return true
}

// anchor returns the anchor of a heading, and whether the page writes it out.
// Where it can, it does so for every text that sites read differently.
func (h *headings) anchor(text string) (anchor string, own bool) {
	if !h.flavour.explicit || isPlainHeading(text) {
		return slug(text), false
	}
	var b strings.Builder
	hyphen := false                                              // stands at the end
	for _, r := range strings.ReplaceAll(slug(text), "_", "-") { // "_" may begin emphasis before a site looks for the anchor
		if r < 0x80 && (r != '-' || !hyphen) {
			b.WriteRune(r)
			hyphen = r == '-'
		}
	}
	a := strings.Trim(b.String(), "-")
	if a == "" || a[0] >= '0' && a[0] <= '9' {
		a = "section-" + a // an anchor begins with a letter
	}
	return strings.TrimSuffix(a, "-"), true
}

// isPlain reports whether the heading of an error is its title as it is: sites make
// the error's own anchor of it, which no other heading has, since those of the errors
// are taken first and differ.
func (h *headings) isPlain(e *generator.Error) bool {
	title := prose.OneLine(e.Title)
	if h.flavour.explicit && !isPlainHeading(title) {
		return false
	}
	var room [64]byte
	return string(appendSlug(room[:0], title)) == e.Slug
}

// forError returns the heading of any other error, for which the page writes the
// anchor out.
func (h *headings) forError(e *generator.Error) Heading {
	v := h.free(e.Title, e.Code, e.Key)
	v.Anchor, v.Own = html.EscapeString(e.Slug), true
	return v
}

// appendHeading writes a heading with its anchor and the blank line behind it, or
// nothing when it has no text.
func (f *flavour) appendHeading(b []byte, level int, h Heading) []byte {
	if h.Text == "" {
		return b
	}
	if h.Own && !f.explicit {
		b = append(append(append(b, `<a id="`...), h.Anchor...), `"></a>`+"\n\n"...)
	}
	b = append(b, "######"[:max(1, min(level, 6))]...)
	b = append(append(b, ' '), h.Text...)
	switch {
	case h.Own && f.mdx && strings.ContainsAny(h.Text, "\u2028\u2029"):
		// Docusaurus looks for {#id} in lines as JavaScript has them, which these end.
		// From 3.10 on it reads this form, too, and earlier it is a comment.
		b = append(append(append(b, " {/* #"...), h.Anchor...), " */}"...)
	case h.Own && f.explicit:
		b = append(append(append(b, " {#"...), h.Anchor...), '}')
	}
	return append(b, "\n\n"...)
}

// slug returns the anchor that GitHub gives a heading: in lower case, blanks as
// hyphens, and of all else letters, marks, numbers, connectors and hyphens.
func slug(text string) string { return string(appendSlug(nil, text)) }

func appendSlug(b []byte, text string) []byte {
	for _, r := range text {
		r = unicode.ToLower(r)
		switch {
		case r == ' ':
			b = append(b, '-')
		case r == '-', r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b = append(b, byte(r))
		case unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Pc):
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
