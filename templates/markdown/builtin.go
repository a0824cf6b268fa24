package markdown

import (
	"strings"
	"unicode"

	"github.com/errspec/errspec/generator"
)

// builtin writes pages by the built-in templates, as long as a target replaces
// none of them. It says in Go what the files in the folder text say, because a
// template looks everything up by name, for each error again. A test holds both
// to the same bytes.
type builtin struct {
	*flavour
	w       *writer
	b       []byte // the page so far
	refused bool   // a key that keep does not take; the template says where
}

// page is page.md.tmpl. What a page has of every error is written as it is made: all
// of it at once is larger than the page.
func (p *builtin) page(v *Page) {
	p.b = make([]byte, 0, p.size(v))
	p.para(v.Head)
	p.heading(1, v.Title)
	p.para(v.Description)
	p.keep("@page")
	p.body(v)
	p.statuses(v)
	p.codes(v)
	for i := range v.Sections {
		s := &v.Sections[i]
		p.heading(2, s.Heading)
		p.para(s.Description)
		p.points("Typical causes:", s.Causes)
		p.points("What to do:", s.Remedy)
		for _, e := range p.w.with(p.w.statuses[i]) {
			p.entry(e)
		}
	}
	if len(v.Types.Types) > 0 {
		p.heading(2, v.Types.Heading)
		for i := range v.Types.Types {
			p.typ(&v.Types.Types[i])
		}
	}
	p.end(v)
}

// size estimates the size of the single page or the index by some of its errors,
// since a page that grows while it is written is copied again and again. It is a
// little more in most cases, and need not be.
func (p *builtin) size(v *Page) int {
	step := max(len(p.w.errors)/64, 16)
	size, n := 0, 0
	for i := 0; i < len(p.w.errors); i += step {
		e := p.w.errors[i]
		if !p.w.many {
			p.entry(e)
		}
		p.w.codeRow(e)
		p.rows(codeColumns)
		size += len(p.b) + len(e.Title) + len("; ")
		p.b = p.b[:0]
		n++
	}
	size = size/max(n, 1)*len(p.w.errors) + len(v.Body.Intro) + len(v.Retries.Text) + len(v.Retired.Rows)*100 + 4<<10
	for i := range v.Sections {
		size += len(v.Sections[i].Links)
	}
	return size + size/16
}

func (p *builtin) entry(e *generator.Error) {
	w := p.w
	form := w.form(e.Form)
	p.heading(3, w.headingOf(e))
	p.para(w.deprecated(e))
	start := len(p.b)
	if p.b = w.appendFacts(p.b, "- ", e, form); len(p.b) > start {
		p.b = append(p.b, '\n')
	}
	p.para(w.dialect.Block(e.Description))
	p.prose("Typical causes:", e.Causes)
	p.prose("What to do:", e.Remedy)
	notes := w.params(e, form)
	p.grid("Parameters:", paramColumns)
	p.para(notes)
	if !e.Internal { // else nobody gets an answer of it
		w.headerRows(e)
		p.grid("Headers:", headerColumns)
		for i, x := range e.Examples {
			p.para(w.lead(e, x, i))
			p.b = append(w.appendHead(p.b, e, x), "\n\n"...)
			if x.Body != nil {
				p.b = append(w.appendBody(p.b, x), "\n\n"...)
			}
		}
	}
	p.lead("See also: ", w.see(e))
	p.keep(e.Key)
}

// index is index.md.tmpl.
func (p *builtin) index(v *Page) {
	p.b = make([]byte, 0, p.size(v))
	p.para(v.Head)
	p.heading(1, v.Title)
	p.para(v.Description)
	p.keep("@page")
	p.codes(v)
	p.statuses(v)
	for i := range v.Sections {
		s := &v.Sections[i]
		p.heading(3, s.Heading)
		p.para(s.Description)
		p.points("Typical causes:", s.Causes)
		p.points("What to do:", s.Remedy)
		p.lead("Errors: ", s.Links)
	}
	p.body(v)
	if len(v.Operations.Rows) > 1 {
		p.heading(2, v.Operations.Heading)
		p.table(v.Operations.Rows)
	}
	p.end(v)
}

// errorPage is error.md.tmpl.
func (p *builtin) errorPage(v *ErrorPage) {
	p.para(v.Head)
	p.heading(1, v.Title)
	e := &v.Error
	p.b = append(append(p.b, e.Code...), " · "...)
	p.para(e.StatusLink)
	p.para(e.Deprecated)
	p.para(e.Description)
	p.list(e.Facts)
	if len(e.Causes) > 0 || e.Operations != "" {
		p.heading(2, v.Headings.Causes)
		p.blocks(e.Causes)
		p.lead("Operations: ", e.Operations)
	}
	if len(e.Remedy) > 0 || e.Advice != "" {
		p.heading(2, v.Headings.Remedy)
		p.blocks(e.Remedy)
		p.para(e.Advice)
	}
	if len(e.Examples) > 0 {
		p.heading(2, v.Headings.Example)
	}
	for _, x := range e.Examples {
		if len(e.Examples) > 1 {
			p.para(x.Lead)
		}
		if x.Request != "" {
			p.b = append(append(append(p.b, "An answer to "...), x.Request...), ":\n\n"...)
		}
		p.para(x.Head)
		p.para(x.Body)
	}
	if len(e.Params) > 0 {
		p.heading(2, v.Headings.Params)
		p.table(e.Params)
	}
	p.para(e.ParamNotes)
	for i := range e.Types {
		p.typ(&e.Types[i])
	}
	if len(e.Headers) > 0 {
		p.heading(2, v.Headings.Headers)
		p.table(e.Headers)
	}
	if len(e.Clients) > 0 {
		p.heading(2, v.Headings.Handling)
	}
	for _, c := range e.Clients {
		p.b = append(append(append(append(append(p.b, "In "...), c.Language...), ", with the generated package "...), c.Package...), ":\n\n"...)
		p.para(c.Code)
	}
	p.keep(e.Key)
	p.heading(2, v.Headings.Related)
	p.lead("See also: ", e.See)
	p.lead("Other errors of this status: ", e.Others)
	p.lead("Stands in for the retired ", e.Replaces)
	p.para(e.Index)
}

// retiredPage is retired.md.tmpl.
func (p *builtin) retiredPage(v *RetiredPage) {
	p.para(v.Head)
	p.heading(1, v.Title)
	p.b = append(append(p.b, v.Code...), " is not in use any more"...)
	if v.In != "" {
		p.b = append(append(p.b, ", since "...), v.In...)
	}
	p.para(". It will not be given to another error.")
	if v.Use != "" {
		p.b = append(append(append(p.b, "Use "...), v.Use...), " instead.\n\n"...)
	}
	p.para(v.Reason)
	p.keep(v.Key)
	p.para(v.Index)
}

// body, codes, typ and end are those of parts.md.tmpl; statuses is what both pages
// say of them.
func (p *builtin) body(v *Page) {
	p.heading(2, v.Body.Heading)
	p.para(v.Body.Intro)
	p.table(v.Body.Fields)
	for _, o := range v.Body.Others {
		p.para(o.Intro)
		p.para(o.Example)
	}
	p.heading(2, v.RequestID.Heading)
	p.para(v.RequestID.Text)
}

func (p *builtin) codes(v *Page) {
	p.heading(2, v.Codes.Heading)
	for i := range v.Codes.Groups {
		g := &v.Codes.Groups[i]
		p.heading(3, g.Heading)
		p.para(g.Description)
		p.b = append(p.b, codeColumns.text...)
		for _, e := range p.w.groups[i].errors {
			p.w.codeRow(e)
			p.rows(codeColumns)
		}
		p.b = append(p.b, '\n')
	}
}

func (p *builtin) statuses(v *Page) {
	p.heading(2, v.Statuses.Heading)
	p.b = append(p.b, statusColumns.text...)
	for _, s := range p.w.statuses {
		p.w.statusRow(s)
		p.rows(statusColumns)
	}
	p.b = append(p.b, '\n')
}

func (p *builtin) typ(v *TypeView) {
	p.heading(3, v.Heading)
	p.para(v.Description)
	p.table(v.Rows)
	p.para(v.Notes)
}

func (p *builtin) end(v *Page) {
	p.heading(2, v.Retries.Heading)
	p.para(v.Retries.Text)
	if v.Retired.Intro != "" {
		p.heading(2, v.Retired.Heading)
		p.para(v.Retired.Intro)
		p.table(v.Retired.Rows)
	}
}

// lead writes words and what belongs to them, or nothing when that is empty.
func (p *builtin) lead(words, s string) {
	if s != "" {
		p.b = append(p.b, words...)
		p.para(s)
	}
}

func (p *builtin) heading(level int, h Heading)         { p.b = p.appendHeading(p.b, level, h) }
func (p *builtin) para(s string)                        { p.b = appendPara(p.b, s) }
func (p *builtin) table(rows []Row)                     { p.b = appendTable(p.b, rows) }
func (p *builtin) rows(columns columns)                 { p.b = p.w.grid.appendRows(p.b, len(columns.names)) }
func (p *builtin) list(items []string)                  { p.b = p.appendList(p.b, items) }
func (p *builtin) blocks(items []string)                { p.b = p.appendBlocks(p.b, items) }
func (p *builtin) points(lead string, entries []string) { p.b = p.appendPoints(p.b, lead, entries) }

// prose writes points that are not Markdown yet.
func (p *builtin) prose(lead string, entries []string) {
	p.b = appendBlank(p.dialect.AppendPoints(p.b, lead, entries), len(p.b))
}

// grid writes what is in the writer's grid as a table below words, or nothing when
// there is nothing.
func (p *builtin) grid(lead string, columns columns) {
	if !p.w.grid.empty() {
		p.para(lead)
		p.b = append(p.b, columns.text...)
		p.rows(columns)
		p.b = append(p.b, '\n')
	}
}

func (p *builtin) keep(key string) {
	p.refused = p.refused || !isKey(key)
	p.b = p.appendKeep(p.b, key)
}

// The functions of the templates. Those that write a block end it with a blank
// line, and write nothing for nothing.

func appendPara(b []byte, s string) []byte {
	if s == "" {
		return b
	}
	return append(append(b, s...), "\n\n"...)
}

// appendBlank ends a block that began at start.
func appendBlank(b []byte, start int) []byte {
	if len(b) == start {
		return b
	}
	return append(b, "\n\n"...)
}

func (f *flavour) appendList(b []byte, items []string) []byte {
	return appendBlank(f.dialect.AppendList(b, items), len(b))
}

func (f *flavour) appendBlocks(b []byte, items []string) []byte {
	if len(items) == 1 {
		return appendPara(b, items[0])
	}
	return f.appendList(b, items)
}

func (f *flavour) appendPoints(b []byte, lead string, items []string) []byte {
	return appendBlank(f.dialect.AppendLead(b, lead, items), len(b))
}

// appendKeep writes a place for the reader's own words. What [isKey] takes ends no
// comment.
func (f *flavour) appendKeep(b []byte, key string) []byte {
	b = append(f.appendComment(b, "errspec:keep ", key), '\n')
	return append(f.appendComment(b, "errspec:", "end"), "\n\n"...)
}

// isKey reports whether a place for the reader's own words can have the key.
func isKey(key string) bool {
	for _, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("_.@/-", r) {
			return false
		}
	}
	return key != ""
}
