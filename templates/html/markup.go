package html

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/errspec/errspec/templates/prose"
)

// A page is HTML under way. [page.put] takes markup, which are the constants of
// this package: a text of the catalogue is a string, and a string is no markup for
// the compiler. Texts come in by [page.text], [page.code] and [page.json], which
// escape them, and by [page.block] and [page.inline], which read Markdown.
type page struct {
	b []byte

	items []byte // the entries of a list under way
	ends  []int  // of each of them
}

// markup is HTML that this package holds.
type markup string

// Write implements io.Writer for html/template.
func (p *page) Write(b []byte) (int, error) {
	p.b = append(p.b, b...)
	return len(b), nil
}

func (p *page) put(m markup) *page {
	p.b = append(p.b, m...)
	return p
}

func (p *page) int(n int64) *page {
	p.b = strconv.AppendInt(p.b, n, 10)
	return p
}

// text writes plain text, between tags or in an attribute with double quotes, as
// html/template does.
func (p *page) text(s string) *page {
	p.b = appendEscaped(p.b, s, &inText)
	return p
}

// code writes plain text between tags, as template.HTMLEscape does.
func (p *page) code(s string) *page {
	p.b = appendEscaped(p.b, s, &inCode)
	return p
}

// inText and inCode are what stands in place of bytes that HTML would read. Only
// the former is safe in attributes without quotes, too.
var (
	inText = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}
	inCode = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '<': "&lt;", '>': "&gt;"}
)

func appendEscaped[T string | []byte](b []byte, s T, instead *[256]string) []byte {
	from := 0
	for i := range len(s) {
		if r := instead[s[i]]; r != "" {
			b = append(append(b, s[from:i]...), r...)
			from = i + 1
		}
	}
	return append(b, s[from:]...)
}

// json writes JSON in colours.
func (p *page) json(s []byte) *page {
	for len(s) > 0 {
		n, class := jsonToken(s)
		if class != "" {
			p.put(`<span class="`).put(class).put(`">`)
		}
		p.b = appendEscaped(p.b, s[:n], &inCode)
		if class != "" {
			p.put(`</span>`)
		}
		s = s[n:]
	}
	return p
}

// jsonToken returns the length of the first token of JSON and its class: k for the
// name of a member, s for text, n for other values, none for what is between.
func jsonToken(s []byte) (n int, class markup) {
	switch c := s[0]; {
	case c == '"':
		for n = 1; n < len(s) && s[n] != '"'; n++ {
			if s[n] == '\\' {
				n++
			}
		}
		n = min(n+1, len(s))
		if n < len(s) && s[n] == ':' {
			return n, "k"
		}
		return n, "s"
	case beginsValue(c):
		for n = 1; n < len(s) && s[n] > ' ' && s[n] != ',' && s[n] != ']' && s[n] != '}'; n++ {
		}
		return n, "n"
	}
	for n = 1; n < len(s) && s[n] != '"' && !beginsValue(s[n]); n++ {
	}
	return n, ""
}

// beginsValue reports whether a number, true, false or null begins with the byte.
func beginsValue(c byte) bool {
	return '0' <= c && c <= '9' || c == '-' || c == 't' || c == 'f' || c == 'n'
}

// list writes entries of Markdown: one as it is, several with bullets. It writes
// what is to stand in front of them first, and nothing at all without an entry.
func (p *page) list(front markup, entries []string) *page {
	p.items, p.ends = p.items[:0], p.ends[:0]
	for _, e := range entries {
		start := len(p.items)
		if p.items = appendInline(p.items, e); len(p.items) > start {
			p.ends = append(p.ends, len(p.items))
		}
	}
	switch {
	case len(p.ends) == 0:
		return p
	case len(p.ends) > 1:
		p.put(front).put(`<ul class="prose">`)
		start := 0
		for _, end := range p.ends {
			p.put("\n" + `<li dir="auto">`)
			p.b = append(p.b, p.items[start:end]...)
			p.put(`</li>`)
			start = end
		}
		return p.put("\n</ul>")
	}
	p.put(front).put(`<div class="prose" dir="auto">`)
	if blocky(p.items) {
		p.b = append(p.b, p.items...)
	} else {
		p.put(`<p>`)
		p.b = append(p.b, p.items...)
		p.put(`</p>`)
	}
	return p.put(`</div>`)
}

// bullets writes entries of Markdown as a list, lines of words without goldmark.
func (p *page) bullets(entries []string) *page {
	start := len(p.b)
	p.put("<ul>")
	for _, e := range entries {
		p.put("\n<li>")
		words, ok := appendWords(p.b, e)
		if !ok || strings.Contains(e, "\n") {
			p.b = p.b[:start]
			return p.block(prose.List(entries))
		}
		p.b = words[:len(p.b)+copy(words[len(p.b):], words[len(p.b)+len("<p>"):len(words)-len("</p>")])]
		p.put("</li>")
	}
	return p.put("\n</ul>")
}

// blocky reports whether HTML of Markdown does not stand in a paragraph.
func blocky(h []byte) bool {
	name, ok := bytes.CutPrefix(h, []byte("<"))
	if !ok {
		return false
	}
	n := 0
	for n < len(name) && (isAlnum(name[n]) || name[n] == '_') {
		n++
	}
	switch string(name[:n]) {
	case "p", "ul", "ol", "pre", "blockquote", "table", "hr":
		return true
	}
	return false
}

func isAlnum(c byte) bool { return c >= '0' && c <= '9' || isLetter(c) }

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

// A figure is a piece of code with a title and a button.
func (p *page) figure(title, button, language markup, code func()) *page {
	p.put(`<figure class="panel" data-copy="`).put(button).put("\">\n<figcaption>").put(title).
		put("</figcaption>\n<pre><code class=\"").put(language).put(`">`)
	code()
	return p.put("</code></pre>\n</figure>")
}

// note writes Markdown as blocks of prose.
func (p *page) note(s string) *page {
	if s == "" {
		return p
	}
	start := len(p.b)
	p.put("\n" + `<div class="prose" dir="auto">`)
	words := len(p.b)
	if p.block(s); len(p.b) == words {
		p.b = p.b[:start]
		return p
	}
	return p.put(`</div>`)
}

func (p *page) block(s string) *page {
	p.b = appendBlock(p.b, s)
	return p
}

func (p *page) inline(s string) *page {
	p.b = appendInline(p.b, s)
	return p
}
