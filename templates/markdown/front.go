package markdown

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/errspec/errspec/templates/prose"
)

// fields are the lines of front matter, or of another file in YAML.
type fields struct{ b []byte }

func (f *fields) line(s string) { f.b = append(append(f.b, s...), '\n') }

func (f *fields) raw(name, value string) {
	f.b = append(append(f.b, name...), ':')
	if value != "" {
		f.b = append(append(f.b, ' '), value...)
	}
	f.b = append(f.b, '\n')
}

func (f *fields) number(name string, n int) {
	f.b = append(strconv.AppendInt(append(append(f.b, name...), ": "...), int64(n), 10), '\n')
}

// text adds plain text. In quotes every reader of YAML takes it for that text.
func (f *fields) text(name, s string) {
	f.b = append(appendQuoted(append(append(f.b, name...), ": "...), prose.OneLine(s)), '\n')
}

// appendQuoted appends text in the double quotes of YAML. What YAML does not allow
// to stand there as it is, and what nobody sees, is escaped.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == utf8.RuneError:
			b = append(b, `\ufffd`...)
		case r < 0x10000 && (r == 0xfeff || !unicode.IsPrint(r)):
			b = fmt.Appendf(b, `\u%04x`, r)
		case !unicode.IsPrint(r):
			b = fmt.Appendf(b, `\U%08x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// head is what a page begins with: the mark that says who made it, and the front
// matter. The mark stands in the front matter where there is one, because nothing
// may stand before that.
func (s *site) head(title, description, slug, stem string, position int, badge string) string {
	if !s.flavour.front {
		return s.made(s.flavour.appendComment(s.buf, "", s.flavour.inComment(s.mark)))
	}
	f := &fields{b: s.buf}
	f.line("---")
	f.line("# " + s.mark)
	heading := title
	title, description = s.inScript(title), s.inScript(description)
	if s.flavour.name == "mkdocs" {
		// Its themes write these into HTML as they are, the description into an attribute.
		description = navText(description)
		if escaped := navText(title); escaped != title {
			f.text("title", escaped) // that of the first heading would not be escaped
		}
	}
	if s.flavour.titled || s.flavour.name == "vitepress" && (title != heading || strings.Contains(s.dialect.Text(title), "<code>")) { // else it is that of the first heading
		f.text("title", title)
	}
	f.text("description", description)
	if slug != stem && s.flavour.slugField {
		f.text("slug", slug)
	}
	if s.flavour.order != nil && s.many {
		s.flavour.order(f, position, badge)
	}
	return s.made(append(f.b, "---"...))
}

// inScript is text for the front matter of a site that writes it into a script as
// it is, where "</script>" would end it.
func (s *site) inScript(text string) string {
	if s.flavour.scripted {
		return strings.ReplaceAll(text, "</", "< /")
	}
	return text
}

// describe is the description of a page: what search engines and lists of pages
// show under its title.
func describe(text string) string {
	text = prose.OneLine(text)
	const limit = 160 // in code points; more is cut off by those who show it
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	runes := []rune(text)[:limit-1]
	return strings.TrimRight(string(runes), " ") + "…"
}
