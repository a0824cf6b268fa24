package markdown

import (
	"html"
	"strconv"
	"strings"
	"unicode"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A heading is the text of a heading and the anchor that leads to it.
type heading struct {
	Text   string // Markdown
	Anchor string // without "#", fit for a link
	Own    bool   // the text does not give the anchor: the page writes it out
}

// headings keeps the anchors of a page apart. Those of the errors are taken
// before anything else: links from outside lead to them.
type headings struct {
	taken   map[string]bool
	ofError map[string]bool
}

func newHeadings(errors []*generator.Error) *headings {
	h := &headings{taken: map[string]bool{}, ofError: map[string]bool{}}
	for _, e := range errors {
		h.ofError[e.Slug] = true
	}
	return h
}

// free returns a heading for plain text. When its anchor is taken already, or is
// that of an error, the text gets one of the words in brackets, then a number.
func (h *headings) free(text string, words ...string) heading {
	text = prose.OneLine(text)
	candidate := text
	for n := 0; ; n++ {
		if a := slug(candidate); a != "" && !h.taken[a] && !h.ofError[a] {
			h.taken[a] = true
			return heading{Text: prose.Text(candidate), Anchor: a}
		}
		switch {
		case n < len(words):
			candidate = strings.TrimSpace(text + " (" + words[n] + ")")
		default:
			candidate = strings.TrimSpace(text + " (" + itoa(n-len(words)+2) + ")")
		}
	}
}

// forError returns the heading of an error. It is the title, and where that does
// not give the error's own anchor, the page writes the anchor before it.
func (h *headings) forError(e *generator.Error) heading {
	if title := prose.OneLine(e.Title); slug(title) == e.Slug && !h.taken[e.Slug] {
		h.taken[e.Slug] = true
		return heading{Text: prose.Text(title), Anchor: e.Slug}
	}
	v := h.free(e.Title, e.Code, e.Key)
	if !h.taken[e.Slug] {
		h.taken[e.Slug] = true
		v.Anchor, v.Own = html.EscapeString(e.Slug), true
	}
	return v
}

// slug returns the anchor that GitHub gives a heading: in lower case, blanks as
// hyphens, and of all else letters, marks, numbers, connectors and hyphens.
func slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Pc):
			return r
		}
		return -1
	}, strings.ToLower(text))
}
