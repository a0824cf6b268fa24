// Package markdown writes a plan as documentation: one page, or an index and a
// page for each error, in the Markdown of a documentation site.
//
// The pages are the text templates in the folder text; this package makes what
// they show. Everything that reaches a template is Markdown already: plain text
// and prose went through a [prose.Dialect], that of the site. The table of sites
// is in flavour.go, the data of the templates in view.go.
package markdown

import (
	"bytes"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/templates/prose"
)

// Render writes the pages of a target. The error is a [*TemplateError] when a
// template of the target's own is at fault.
func Render(p *generator.Plan, t *generator.Target) ([]output.File, error) {
	s := newSite(p, t)
	if len(t.Templates) == 0 {
		if files, ok := s.byBuiltin(); ok {
			return files, nil
		}
	}
	return s.byTemplates()
}

// byBuiltin writes the pages by the built-in templates, without running them. It
// reports false when a template has to say what is wrong.
func (s *site) byBuiltin() ([]output.File, bool) {
	w := s.writer(indexPage)
	p := &builtin{flavour: s.flavour, w: w}
	page := w.page()
	if !s.many {
		p.page(page)
		return []output.File{s.file(s.target.Out, p.b)}, !p.refused
	}
	p.index(page)
	files := make([]output.File, 0, len(s.errors)+len(s.Retired)+2)
	files = append(files, s.file(s.pagePath(s.flavour.index), p.b))
	p.b = nil
	add := func(stem string) {
		files = append(files, s.file(s.pagePath(stem), bytes.Clone(p.b)))
		p.b = p.b[:0]
	}
	w = s.writer(codePage)
	for i, e := range s.errors {
		page := w.errorPage(e, i+1)
		p.errorPage(&page)
		add(s.stems[e.Slug])
		w.reuse()
	}
	for i, r := range s.Retired {
		p.retiredPage(w.retiredPage(r, len(s.errors)+i+1))
		add(s.stems[r.Slug])
	}
	return s.folder(files), !p.refused
}

// byTemplates writes the pages by text templates.
func (s *site) byTemplates() ([]output.File, error) {
	texts, err := parse(s.flavour, s.target)
	if err != nil {
		return nil, err
	}
	w := s.writer(indexPage)
	page := w.wholePage()
	if !s.many {
		data, err := texts.execute("page.md.tmpl", page)
		if err != nil {
			return nil, err
		}
		return []output.File{s.file(s.target.Out, data)}, nil
	}

	var files []output.File
	add := func(stem, template string, view any) error {
		data, err := texts.execute(template, view)
		files = append(files, s.file(s.pagePath(stem), data))
		return err
	}
	if err := add(s.flavour.index, "index.md.tmpl", page); err != nil {
		return nil, err
	}
	w = s.writer(codePage)
	for i, e := range s.errors {
		page := w.errorPage(e, i+1)
		if err := add(s.stems[e.Slug], "error.md.tmpl", &page); err != nil {
			return nil, err
		}
		w.reuse()
	}
	for i, r := range s.Retired {
		if err := add(s.stems[r.Slug], "retired.md.tmpl", w.retiredPage(r, len(s.errors)+i+1)); err != nil {
			return nil, err
		}
	}
	return s.folder(files), nil
}

func (s *site) file(path string, page []byte) output.File {
	return output.File{Path: path, Data: s.flavour.finish(page), Own: true}
}

func (s *site) pagePath(stem string) string { return s.target.Out + "/" + stem + s.flavour.ext }

// folder returns the pages of a folder with what the site needs besides.
func (s *site) folder(files []output.File) []output.File {
	if s.flavour.nav != nil {
		for _, f := range s.flavour.nav(s) {
			files = append(files, output.File{Path: s.target.Out + "/" + f.name, Data: f.data})
		}
	}
	slices.SortFunc(files, func(a, b output.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// site is all pages of a target.
type site struct {
	*generator.Plan
	target   *generator.Target
	flavour  *flavour
	dialect  *prose.Dialect
	many     bool
	mark     string
	errors   []*generator.Error
	public   []*generator.Error
	statuses []*generator.Status
	types    []*generator.Type
	forms    []*form // of public errors on the page, the usual one first
	groups   []group // that have errors

	stems    map[string]string        // of a folder, by slug: names of files without ending
	known    map[*generator.Type]bool // the types, as a set
	ofStatus map[*generator.Status]*statusInfo
	ofForm   map[*generator.Form]*form
	replaced map[*generator.Error][]*generator.Retired
	top      headingsOf // of the single page or the index

	buf   []byte // empty between uses: where a text is put together
	texts strings.Builder
}

// statusInfo is what many errors of a status need of it.
type statusInfo struct {
	errors  []*generator.Error
	name    string   // as people say it: "404 Not Found"
	line    string   // of an answer: "HTTP/1.1 404 Not Found"
	causes  []string // for its section, when the table of statuses has a part of them only
	remedy  []string
	section bool // the index of a folder has a section for it
}

// group is the errors of a group. Those without one come first.
type group struct {
	*generator.Group // or nil
	errors           []*generator.Error
}

// form is a body form of the errors.
type form struct {
	*generator.Form
	errors              []*generator.Error // public ones
	leaves              prose.Leaves
	code, message, grpc bool // is in it
}

// made returns the text that was put together in s.buf. Texts are many and short,
// and most live as long as the page: they share larger pieces of memory.
func (s *site) made(b []byte) string {
	s.buf = b[:0]
	return s.kept(b)
}

// kept is made of a text that was put together elsewhere.
func (s *site) kept(b []byte) string {
	if s.texts.Cap()-s.texts.Len() < len(b) {
		s.texts = strings.Builder{}
		s.texts.Grow(max(len(b), 32<<10))
	}
	start := s.texts.Len()
	s.texts.Write(b)
	return s.texts.String()[start:]
}

// with returns the errors of a status.
func (s *site) with(status *generator.Status) []*generator.Error { return s.ofStatus[status].errors }

// headingsOf are the headings of the single page, or of the index of a folder.
type headingsOf struct {
	title, body, requestID, statuses, codes, operations, types, retries, retired Heading

	ofGroup  map[*generator.Group]Heading
	ofStatus map[*generator.Status]Heading
	ofError  map[*generator.Error]Heading // on the single page, where it is not the title with the slug as its anchor
	ofType   map[*generator.Type]Heading  // on the single page
}

// headingOf returns the heading of an error on the single page, anchorOf its anchor.
func (s *site) headingOf(e *generator.Error) Heading {
	if h, ok := s.top.ofError[e]; ok {
		return h
	}
	return Heading{Text: s.dialect.Text(e.Title), Anchor: e.Slug}
}

func (s *site) anchorOf(e *generator.Error) string {
	if h, ok := s.top.ofError[e]; ok {
		return h.Anchor
	}
	return e.Slug
}

func newSite(p *generator.Plan, t *generator.Target) *site {
	f := flavourOf(t)
	s := &site{
		Plan: p, target: t, flavour: f, dialect: f.dialect, many: t.Folder,
		mark:     "Code generated by errspec from " + t.Source + "; DO NOT EDIT.",
		errors:   p.ErrorsFor(t),
		public:   p.Public(),
		statuses: p.StatusesFor(t),
		types:    p.TypesFor(t),
		known:    map[*generator.Type]bool{},
		ofStatus: map[*generator.Status]*statusInfo{},
		ofForm:   map[*generator.Form]*form{},
		replaced: map[*generator.Error][]*generator.Retired{},
	}
	for _, typ := range s.types {
		s.known[typ] = true
	}
	for _, status := range s.statuses {
		s.ofStatus[status] = s.infoOf(status)
	}
	for _, e := range s.errors {
		of := s.ofStatus[e.Status]
		of.errors = append(of.errors, e)
	}
	if len(p.Forms) == 1 {
		s.form(p.Forms[0]).errors = s.public
	} else {
		for _, e := range s.public {
			of := s.form(e.Form)
			of.errors = append(of.errors, e)
		}
	}
	for _, f := range p.Forms {
		if of := s.form(f); len(of.errors) > 0 {
			s.forms = append(s.forms, of)
		}
	}
	s.groups = s.byGroup()
	for _, r := range p.Retired {
		if r.Use != nil {
			s.replaced[r.Use] = append(s.replaced[r.Use], r)
		}
	}
	if s.many {
		s.stems = stems(t.Out, slices.AppendSeq(make([]string, 0, len(s.errors)+len(s.Retired)), s.slugs()))
	}
	s.nameHeadings()
	return s
}

// slugs are those of the errors and of the retired codes.
func (s *site) slugs() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, e := range s.errors {
			if !yield(e.Slug) {
				return
			}
		}
		for _, r := range s.Retired {
			if !yield(r.Slug) {
				return
			}
		}
	}
}

// byGroup sorts the errors into their groups.
func (s *site) byGroup() []group {
	if len(s.Groups) == 0 {
		return []group{{errors: s.errors}}
	}
	of := map[*generator.Group][]*generator.Error{}
	for _, e := range s.errors {
		of[e.Group] = append(of[e.Group], e)
	}
	var groups []group
	for _, g := range append([]*generator.Group{nil}, s.Groups...) {
		if len(of[g]) > 0 {
			groups = append(groups, group{g, of[g]})
		}
	}
	return groups
}

// form returns what the errors of a form need of it.
func (s *site) form(f *generator.Form) *form {
	of := s.ofForm[f]
	if of == nil {
		of = &form{Form: f, leaves: prose.LeavesOf(f)}
		of.code = of.leaves.Place(generator.SourceCode) != ""
		of.message = of.leaves.Place(generator.SourceMessage) != ""
		of.grpc = of.leaves.Place(generator.SourceGRPC) != ""
		s.ofForm[f] = of
	}
	return of
}

func (s *site) infoOf(status *generator.Status) *statusInfo {
	of := &statusInfo{
		name:   itoa(status.Code) + " " + status.Title,
		line:   prose.StatusLine(status),
		remedy: appendBlocks(nil, s.dialect, status.Remedy),
	}
	for _, c := range status.Causes {
		if _, whole := s.dialect.Cell(c); !whole {
			of.causes = appendBlocks(nil, s.dialect, status.Causes)
			break
		}
	}
	of.section = status.Description != "" || len(status.Remedy) > 0 || len(of.causes) > 0
	return of
}

// nameHeadings gives every heading its text, and with it its anchor: no two are
// alike, and those of the errors are the ones that docs_url names.
func (s *site) nameHeadings() {
	h := newHeadings(s.flavour, len(s.errors)+len(s.Retired))
	for slug := range s.slugs() {
		h.taken[slug] = true
	}
	top := &s.top
	top.title = h.free(s.title())
	top.body = h.free("Error body")
	top.requestID = h.free("Request ID")
	top.statuses = h.free("Status codes")
	top.codes = h.free("Error codes")
	top.ofGroup = map[*generator.Group]Heading{}
	for _, g := range s.Groups {
		top.ofGroup[g] = h.free(g.Title, g.ID)
	}
	top.ofStatus = map[*generator.Status]Heading{}
	top.ofError = map[*generator.Error]Heading{}
	for _, status := range s.statuses {
		top.ofStatus[status] = h.free(status.Title + " (" + itoa(status.Code) + ")")
		if s.many {
			continue
		}
		for _, e := range s.with(status) {
			if !h.isPlain(e) {
				top.ofError[e] = h.forError(e)
			}
		}
	}
	top.ofType = map[*generator.Type]Heading{}
	if s.many {
		top.operations = h.free("Operations")
	} else {
		top.types = h.free("Types")
		for _, t := range s.types {
			top.ofType[t] = h.free(t.Name, "type")
		}
	}
	top.retries = h.free("Retries and rate limits")
	top.retired = h.free("Retired codes")
}

// title is the title of the single page, or of the index.
func (s *site) title() string { return s.Title + " errors" }

// pageTitle is the first heading of a page, or none where the site makes it of
// the title in the front matter.
func (s *site) pageTitle(h Heading, title string) Heading {
	if s.flavour.titled && s.inScript(title) == title {
		return Heading{}
	}
	return h
}

// writer makes a page.
type writer struct {
	*site
	kind   pageKind
	ofType map[*generator.Type]Heading // types that the page has a section for
	index  string                      // link to the index

	fixed    Headings // of the page of an error, where no other heading is in their way
	headings *headings

	// What entries are made of, and made of once more after reuse.
	code     []byte
	grid     grid
	cells    stock[string]
	rows     stock[Row]
	examples stock[ExampleView]
}

func (s *site) writer(kind pageKind) *writer {
	w := &writer{site: s, kind: kind, ofType: s.top.ofType}
	if kind == codePage {
		w.index = linked("All errors of "+s.dialect.Text(s.Title), w.toIndex(Heading{}))
		w.headings = newHeadings(s.flavour, 0)
		w.fixed = w.headings.ofPage()
	}
	return w
}

// reuse takes back what the entries so far are made of, but for their texts: they
// are written, and not looked at any more.
func (w *writer) reuse() {
	w.cells.used, w.rows.used, w.examples.used = 0, 0, 0
}

// stock hands out parts of larger slices.
type stock[T any] struct {
	all  []T
	used int
}

func (s *stock[T]) take(n int) []T {
	if s.used+n > len(s.all) {
		s.all, s.used = make([]T, max(n, 128)), 0
	}
	s.used += n
	return s.all[s.used-n : s.used : s.used]
}

// row makes a row of a table.
func (w *writer) row(cells ...string) Row {
	r := w.cells.take(len(cells))
	copy(r, cells)
	return r
}

// table makes a table with room for n rows below the first.
func (w *writer) table(columns columns, n int) []Row {
	return append(w.rows.take(n + 1)[:0], columns.names)
}

// page makes the single page or the index of a folder, but for what it shows of
// each error: the rows of codes and statuses, and the entries of the sections.
func (w *writer) page() *Page {
	v := &Page{
		Head:        w.head(w.title(), w.about(), "", "", 0, ""),
		Title:       w.pageTitle(w.top.title, w.title()),
		Description: w.dialect.Block(w.Description),
		Body:        w.body(),
		RequestID:   w.requestID(),
		Statuses:    StatusChapter{Heading: w.top.statuses},
		Codes:       CodesChapter{Heading: w.top.codes},
	}
	for _, of := range w.groups {
		g := CodesGroup{}
		if of.Group != nil {
			g.Heading, g.Description = w.top.ofGroup[of.Group], w.dialect.Block(of.Description)
		}
		v.Codes.Groups = append(v.Codes.Groups, g)
	}
	for _, s := range w.statuses {
		if section := w.section(s); !w.many || section.Description != "" || len(section.Causes)+len(section.Remedy) > 0 {
			v.Sections = append(v.Sections, section)
		}
	}
	if w.many {
		v.Operations = w.operationTable()
	} else {
		v.Types = w.typesChapter()
	}
	v.Retries = w.retries()
	v.Retired = w.retired()
	return v
}

// wholePage makes all of the page.
func (w *writer) wholePage() *Page {
	v := w.page()
	for _, status := range w.statuses {
		w.statusRow(status)
	}
	v.Statuses.Rows = w.rowsOf(statusColumns)
	for i, g := range w.groups {
		for _, e := range g.errors {
			w.codeRow(e)
		}
		v.Codes.Groups[i].Rows = w.rowsOf(codeColumns)
	}
	if w.many {
		return v
	}
	for i, status := range w.statuses {
		for _, e := range w.with(status) {
			v.Sections[i].Errors = append(v.Sections[i].Errors, w.entry(e))
		}
	}
	return v
}

// about describes the single page, or the index.
func (s *site) about() string {
	n := len(s.errors)
	return describe("The " + itoa(n) + " errors of " + s.Title + ": what each means, what to do about it, and when to send a request again.")
}

// has reports whether the target speaks of an error.
func (s *site) has(e *generator.Error) bool { return !e.Internal || s.target.Internal }

// toIndex returns an address on the single page or the index.
func (w *writer) toIndex(h Heading) string {
	anchor := ""
	if h.Anchor != "" {
		anchor = "#" + h.Anchor
	}
	if w.kind == indexPage {
		return anchor
	}
	return w.made(w.flavour.link(w.buf, w.kind, indexPage, "", anchor))
}

// toPage returns the address of the page of an error or a retired code.
func (w *writer) toPage(slug string) string {
	return w.made(w.flavour.link(w.buf, w.kind, codePage, w.stems[slug], ""))
}

// linked returns a link. Both parts are Markdown already.
func linked(text, address string) string { return "[" + text + "](" + address + ")" }

// appendLink appends a link to an error that shows its title, appendCodeLink one
// that shows its code, appendCellLink the same for a cell of a table. An error that
// has no page is its code.
func (w *writer) appendLink(b []byte, e *generator.Error) []byte {
	if !w.has(e) {
		return w.dialect.AppendCode(b, e.Code)
	}
	return w.appendAddress(w.dialect.AppendText(append(b, '['), e.Title), e)
}

func (w *writer) appendCodeLink(b []byte, e *generator.Error) []byte {
	if !w.has(e) {
		return w.dialect.AppendCode(b, e.Code)
	}
	return w.appendAddress(w.dialect.AppendCode(append(b, '['), e.Code), e)
}

func (w *writer) appendCellLink(b []byte, e *generator.Error) []byte {
	if !w.has(e) {
		return w.dialect.AppendCellCode(b, e.Code)
	}
	return w.appendAddress(w.dialect.AppendCellCode(append(b, '['), e.Code), e)
}

// appendAddress ends a link with the address of an error, as the page at hand has
// to write it.
func (w *writer) appendAddress(b []byte, e *generator.Error) []byte {
	b = append(b, "]("...)
	if w.many {
		b = w.flavour.link(b, w.kind, codePage, w.stems[e.Slug], "")
	} else {
		b = append(append(b, '#'), w.anchorOf(e)...)
	}
	return append(b, ')')
}

func (w *writer) appendLinks(b []byte, errors []*generator.Error) []byte {
	for i, e := range errors {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = w.appendCodeLink(b, e)
	}
	return b
}

func (w *writer) links(errors []*generator.Error) string { return w.made(w.appendLinks(w.buf, errors)) }

func (w *writer) requestID() Chapter {
	name := w.requestIDHeader()
	text := "The header " + w.dialect.Code(name) + " of an answer identifies the request."
	if paths := w.pathsOf(generator.SourceRequestID); len(paths) > 0 {
		text = "The header " + w.dialect.Code(name) + " of an answer identifies the request, and so does " +
			w.dialect.Code(paths[0]) + " in a body that has it."
	}
	return Chapter{w.top.requestID, text + " Quote it when you ask for help."}
}

// requestIDHeader returns the header's name as readers know it.
func (w *writer) requestIDHeader() string {
	for _, e := range w.errors {
		for _, x := range e.Examples {
			for _, l := range x.Headers {
				if strings.EqualFold(l.Name, w.RequestIDHeader) {
					return l.Name
				}
			}
		}
	}
	return w.RequestIDHeader
}

// statusRow makes the row of a status in the table of statuses.
func (w *writer) statusRow(s *generator.Status) {
	g := &w.grid
	code := itoa(s.Code)
	if !w.many || w.ofStatus[s].section {
		code = linked(code, w.toIndex(w.top.ofStatus[s]))
	}
	g.add(code)
	g.text = w.dialect.AppendCellText(g.text, s.Title)
	g.end()
	start := len(g.text)
	for _, c := range s.Causes {
		if cell, _ := w.dialect.Cell(c); cell != "" {
			if len(g.text) > start {
				g.text = append(g.text, "; "...)
			}
			g.text = append(g.text, cell...)
		}
	}
	if len(g.text) == start { // the errors themselves say it
		for i, e := range w.with(s) {
			if i > 0 {
				g.text = append(g.text, "; "...)
			}
			g.text = w.dialect.AppendCellText(g.text, e.Title)
		}
	}
	g.end()
}

// The first rows of tables.
var (
	statusColumns    = columnsOf("Status", "Meaning", "Typical cause")
	codeColumns      = columnsOf("Code", "Status", "Message")
	operationColumns = columnsOf("Operation", "Errors")
	retiredColumns   = columnsOf("Code", "Retired in", "Use instead", "Reason")
	paramColumns     = columnsOf("Name", "Type", "Where", "Description")
	headerColumns    = columnsOf("Header", "Value", "Sent")
)

// codeRow makes the row of an error in the table of all codes.
func (w *writer) codeRow(e *generator.Error) {
	g := &w.grid
	if w.many && w.dialect.ReadsHTML() { // links from outside to the index land here
		g.text = append(append(append(g.text, `<a id="`...), e.Slug...), `"></a>`...)
	}
	g.text = w.appendCellLink(g.text, e)
	if e.Deprecated != nil {
		g.text = append(g.text, " (deprecated)"...)
	}
	if e.Internal {
		g.text = append(g.text, " (internal)"...)
	}
	g.end()
	g.text = strconv.AppendInt(g.text, int64(e.Status.Code), 10)
	g.end()
	g.text = w.dialect.AppendCellMessage(g.text, e.Message)
	g.end()
}

// section makes the section of a status, but for its errors.
func (w *writer) section(s *generator.Status) Section {
	of := w.ofStatus[s]
	v := Section{
		Status:      s.Code,
		Heading:     w.top.ofStatus[s],
		Description: w.dialect.Block(s.Description),
		Causes:      of.causes,
		Remedy:      of.remedy,
	}
	if w.many {
		v.Links = w.links(of.errors)
	}
	return v
}

// appendBlocks appends prose as Markdown, without what is empty.
func appendBlocks(blocks []string, d *prose.Dialect, texts []string) []string {
	for _, t := range texts {
		if b := d.Block(t); b != "" {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// operationTable lists the errors by operation, in order of first mention.
func (w *writer) operationTable() TableChapter {
	var order []string
	errors := map[string][]*generator.Error{}
	var everywhere []*generator.Error
	for _, e := range w.public {
		if e.Operations.All && !e.Fallback {
			everywhere = append(everywhere, e)
		}
		for _, op := range e.Operations.List {
			name := op.String()
			if errors[name] == nil {
				order = append(order, name)
			}
			errors[name] = append(errors[name], e)
		}
	}
	rows := w.table(operationColumns, len(order)+1)
	cell := func(of []*generator.Error) string {
		b := w.buf
		for i, e := range of {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = w.appendCellLink(b, e)
		}
		return w.made(b)
	}
	for _, name := range order {
		rows = append(rows, w.row(w.dialect.CellCode(name), cell(errors[name])))
	}
	if len(everywhere) > 0 {
		rows = append(rows, w.row("Any", cell(everywhere)))
	}
	return TableChapter{w.top.operations, rows}
}

// retries says what holds for sending requests again.
func (w *writer) retries() Chapter {
	var always, idempotent, sometimes, ever []*generator.Error
	seconds, date := false, false
	for _, e := range w.public {
		switch e.Retry {
		case "always":
			always = append(always, e)
		case "idempotent":
			idempotent = append(idempotent, e)
		}
		if after := e.RetryAfter; after.Param != nil && after.Param.Kind == generator.DateTime {
			date = true
		} else if after.Sent() {
			seconds = true
		}
		if after := e.RetryAfter; after.Param != nil && after.Param.Optional {
			sometimes = append(sometimes, e)
		} else if after.Sent() {
			ever = append(ever, e)
		}
	}
	b := w.buf
	if len(always)+len(idempotent) == 0 {
		b = append(b, "No request succeeds by being sent again unchanged."...)
	} else {
		b = append(b, "Send a request again only as the list says. Wait longer before each attempt (exponential backoff), add a random "+
			"part to each wait, and give up after a few attempts.\n\n"...)
		if len(always) > 0 {
			b = append(w.appendLinks(append(b, "- Any request: "...), always), ".\n"...)
		}
		if len(idempotent) > 0 {
			b = append(w.appendLinks(append(b, "- An idempotent request, such as `GET`, `PUT` or `DELETE`: "...), idempotent), ".\n"...)
		}
		b = append(b, "- No request, unless something about it has changed: every other error."...)
	}
	if len(ever)+len(sometimes) > 0 {
		value := "the seconds to wait"
		if date && seconds {
			value += ", or the time to wait for as an HTTP date"
		} else if date {
			value = "the time to wait for, as an HTTP date"
		}
		b = append(append(append(b, "\n\nThe header `Retry-After` holds "...), value...), ". When it is there, send nothing sooner."...)
	}
	if len(ever) > 0 {
		b = append(w.appendLinks(append(b, " It comes with "...), ever), '.')
	}
	if len(sometimes) > 0 {
		b = append(w.appendLinks(append(b, " It may come with "...), sometimes), '.')
	}
	return Chapter{w.top.retries, w.made(b)}
}

func (w *writer) retired() RetiredChapter {
	v := RetiredChapter{Heading: w.top.retired, Rows: w.table(retiredColumns, len(w.Retired))}
	if len(w.Retired) > 0 {
		v.Intro = "These codes were in use once. They will not be given to other errors."
	}
	for _, r := range w.Retired {
		use := ""
		if r.Use != nil {
			use = w.made(w.appendCellLink(w.buf, r.Use))
		}
		reason, _ := w.dialect.Cell(r.Reason)
		code := w.dialect.CellCode(r.Code)
		if w.many {
			code = linked(code, w.toPage(r.Slug))
		}
		if w.dialect.ReadsHTML() {
			code = `<a id="` + r.Slug + `"></a>` + code
		}
		v.Rows = append(v.Rows, w.row(code, w.dialect.CellText(r.In), use, reason))
	}
	return v
}

// retiredPage makes the page of a retired code.
func (w *writer) retiredPage(r *generator.Retired, position int) *RetiredPage {
	title := "Retired code " + r.Code
	about := r.Code + " is not in use any more."
	v := &RetiredPage{
		Key:    r.Key,
		Code:   w.dialect.Code(r.Code),
		In:     w.dialect.Text(r.In),
		Reason: w.dialect.Block(r.Reason),
		Index:  w.index,
	}
	if r.Use != nil {
		v.Use = w.made(w.appendCodeLink(w.buf, r.Use))
		about += " Its successor is " + r.Use.Code + "."
	}
	v.Head = w.head(title, describe(about), r.Slug, w.stems[r.Slug], position, "Retired")
	v.Title = w.pageTitle(Heading{Text: w.dialect.Text(title)}, title)
	return v
}
