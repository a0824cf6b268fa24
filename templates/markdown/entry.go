package markdown

import (
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// errorPage makes the page of an error.
func (w *writer) errorPage(e *generator.Error, position int) ErrorPage {
	badge := ""
	if e.Deprecated != nil {
		badge = "Deprecated"
	}
	status := w.ofStatus[e.Status]
	about := describe(status.name + ", " + e.Code + ": " + prose.Messages(e.Message)[0])
	h := w.headings
	clear(h.taken)
	v := ErrorPage{
		Head:  w.head(e.Title, about, e.Slug, w.stems[e.Slug], position, badge),
		Title: w.pageTitle(h.free(e.Title, e.Code), e.Title),
	}
	types := w.typesOf(e)
	if len(types) == 0 && !w.fixed.has(h.taken) {
		v.Headings = w.fixed
	} else {
		v.Headings = h.ofPage()
	}
	w.ofType = nil
	if len(types) > 0 {
		w.ofType = make(map[*generator.Type]Heading, len(types))
	}
	for _, t := range types {
		w.ofType[t] = h.free(t.Name, "type")
	}
	v.Error = w.entry(e)
	for _, t := range types {
		v.Error.Types = append(v.Error.Types, w.typeView(t))
	}
	if len(v.Error.Remedy) == 0 {
		v.Error.Remedy = status.remedy
	}
	v.Error.Others = w.others(e)
	v.Error.Index = w.index
	return v
}

// ofPage names the headings of the sections of an error's page.
func (h *headings) ofPage() Headings {
	return Headings{
		Causes:   h.free("When it happens"),
		Remedy:   h.free("What to do"),
		Example:  h.free("Example"),
		Params:   h.free("Parameters"),
		Headers:  h.free("Headers"),
		Handling: h.free("In a program"),
		Related:  h.free("Related"),
	}
}

// has reports whether one of the anchors is that of a heading.
func (v *Headings) has(anchors map[string]bool) bool {
	for _, h := range []*Heading{&v.Causes, &v.Remedy, &v.Example, &v.Params, &v.Headers, &v.Handling, &v.Related} {
		if anchors[h.Anchor] {
			return true
		}
	}
	return false
}

// typesOf returns the named types of an error's parameters, and those in their
// fields.
func (w *writer) typesOf(e *generator.Error) []*generator.Type {
	var types []*generator.Type
	for _, p := range e.Params {
		if p.InDetails() {
			types = appendTypes(types, p)
		}
	}
	return slices.DeleteFunc(types, func(t *generator.Type) bool {
		return !w.known[t] || t.Kind != generator.Object && !t.IsEnum() // the table has all of a scalar
	})
}

// appendTypes appends the type of a parameter, and those in its fields, unless they
// are there.
func appendTypes(types []*generator.Type, p *generator.Param) []*generator.Type {
	t := p.Type
	if t == nil || slices.Contains(types, t) || p.Sensitive || p.In == generator.InLog {
		return types
	}
	types = append(types, t)
	for _, f := range t.Fields {
		types = appendTypes(types, f)
	}
	return types
}

// others links to errors of the same status.
func (w *writer) others(e *generator.Error) string {
	const most = 12 // a longer list helps nobody
	b, n := w.buf, 0
	for _, x := range w.with(e.Status) {
		named := slices.ContainsFunc(e.See, func(s generator.See) bool { return s.Error == x })
		if x == e || named || x.Deprecated != nil {
			continue
		}
		if n > 0 {
			b = append(b, ", "...)
		}
		b = w.appendCodeLink(b, x)
		if n++; n == most {
			break
		}
	}
	return w.made(b)
}

// entry makes all that can be shown of an error. The built-in single page shows a
// part of it, which builtin.go writes without a view.
func (w *writer) entry(e *generator.Error) Entry {
	form := w.form(e.Form)
	v := Entry{
		Key:         e.Key,
		Slug:        e.Slug,
		Status:      e.Status.Code,
		Internal:    e.Internal,
		Code:        w.made(w.dialect.AppendCode(w.buf, e.Code)),
		StatusLink:  w.statusLink(e.Status),
		Deprecated:  w.deprecated(e),
		Facts:       w.facts(e, form),
		Description: w.dialect.Block(e.Description),
		Causes:      appendBlocks(w.cells.take(len(e.Causes))[:0], w.dialect, e.Causes),
		Remedy:      appendBlocks(w.cells.take(len(e.Remedy))[:0], w.dialect, e.Remedy),
		Operations:  w.made(w.appendOperations(w.buf, e.Operations)),
		See:         w.see(e),
	}
	if !w.many {
		v.Heading = w.headingOf(e)
	}
	notes := w.params(e, form)
	v.Params, v.ParamNotes = w.rowsOf(paramColumns), notes
	for i, r := range w.replaced[e] {
		if i > 0 {
			v.Replaces += ", "
		}
		v.Replaces += w.retiredLink(r)
	}
	if len(e.Extensions) > 0 {
		v.Extensions = make(map[string]any, len(e.Extensions))
	}
	for _, x := range e.Extensions {
		v.Extensions[x.Key] = plainValue(x.Value)
	}
	if e.Internal {
		return v // nobody gets an answer of it
	}
	v.Advice = prose.Advice(e)
	w.headerRows(e)
	v.Headers = w.rowsOf(headerColumns)
	v.Examples = w.examples.take(len(e.Examples))
	for i, x := range e.Examples {
		v.Examples[i] = w.example(e, x, i)
	}
	for _, op := range e.Operations.List {
		if op.ID == "" {
			request := w.dialect.Code(op.String())
			for i := range v.Examples {
				v.Examples[i].Request = request
			}
			break
		}
	}
	if w.Client != "" {
		v.Clients = []ClientView{w.goClient(e)}
	}
	return v
}

// statusLink links to what holds for a status.
func (w *writer) statusLink(s *generator.Status) string {
	of := w.ofStatus[s]
	text := w.dialect.Text(of.name)
	if w.many && !of.section {
		return text
	}
	return linked(text, w.toIndex(w.top.ofStatus[s]))
}

// plainValue returns a value of the catalogue as templates work with it.
func plainValue(v *generator.Value) any {
	switch v.Kind {
	case generator.ListValue:
		list := []any{}
		for _, item := range v.Items {
			list = append(list, plainValue(item))
		}
		return list
	case generator.ObjectValue:
		object := map[string]any{}
		for _, m := range v.Members {
			object[m.Name] = plainValue(m.Value)
		}
		return object
	case generator.BoolValue:
		return v.Text == "true"
	case generator.NullValue:
		return nil
	}
	return v.Text
}

// goClient shows how a program that uses the generated Go client catches an
// error: by its code, or with its details.
func (w *writer) goClient(e *generator.Error) ClientView {
	pkg := w.Client
	v := ClientView{Language: "Go", Package: w.dialect.Code(pkg), Test: w.made(w.appendTest(w.buf, e))}
	code := w.code[:0]
	if i := slices.IndexFunc(e.Params, (*generator.Param).InDetails); i >= 0 {
		code = append(append(append(append(append(code, "if p, ok := "...), pkg...), '.'), e.OfName()...), "(err); ok {\n\tlog.Print(p."...)
		code = append(append(code, e.Params[i].Ident.Go...), ")\n}"...)
	} else {
		code = append(append(append(append(append(code, "if errors.Is(err, "...), pkg...), '.'), e.ConstName()...), ") {\n\t// "...)
		code = append(append(code, e.Status.Title...), "\n}"...)
	}
	v.Code = w.made(w.dialect.AppendFence(w.buf, "go", code))
	w.code = code
	return v
}

// appendTest appends how a Go program asks for the error, as code. Names of Go mean
// nothing to any dialect.
func (w *writer) appendTest(b []byte, e *generator.Error) []byte {
	b = append(append(b, "`errors.Is(err, "...), w.Client...)
	return append(append(append(b, '.'), e.ConstName()...), ")`"...)
}

func (w *writer) retiredLink(r *generator.Retired) string {
	if w.many {
		return linked(w.dialect.Code(r.Code), w.toPage(r.Slug))
	}
	return w.dialect.Code(r.Code)
}

func (w *writer) deprecated(e *generator.Error) string {
	d := e.Deprecated
	if d == nil {
		return ""
	}
	title := "Deprecated"
	if d.Since != "" {
		title += " since " + w.dialect.TitleText(d.Since)
	}
	var blocks []string
	if d.Use != nil {
		blocks = append(blocks, "Use "+w.made(w.appendCodeLink(w.buf, d.Use))+" instead.")
	}
	if reason := w.dialect.Block(d.Reason); reason != "" {
		blocks = append(blocks, reason)
	}
	return w.flavour.callout("warning", title, strings.Join(blocks, "\n\n"))
}

// facts lists what is said of an error in a word or a line. A page of its own
// says a part of it elsewhere.
func (w *writer) facts(e *generator.Error, form *form) []string {
	text := w.made(w.appendFacts(w.buf, "", e, form))
	facts := w.cells.take(strings.Count(text, "\n"))
	for i := range facts {
		facts[i], text, _ = strings.Cut(text, "\n")
	}
	return facts
}

// appendFacts appends the facts, each a line behind a mark.
func (w *writer) appendFacts(b []byte, mark string, e *generator.Error, form *form) []byte {
	d := w.dialect
	start, value := 0, 0
	named := func(name string) {
		start = len(b)
		b = append(append(append(append(b, mark...), "**"...), name...), ":** "...)
		value = len(b)
	}
	end := func() {
		if len(b) == value { // nothing came behind the name
			b = b[:start]
			return
		}
		b = append(b, '\n')
	}
	unsent := func(sent bool) {
		if !e.Internal && !sent {
			b = append(b, " (not in the body)"...)
		}
	}
	if !w.many {
		named("Code")
		b = d.AppendCode(b, e.Code)
		unsent(form.code)
		end()
	}
	if e.Key != e.Code {
		named("Name")
		b = d.AppendCode(b, e.Key)
		end()
	}
	if e.HasNumber {
		named("Number")
		b = strconv.AppendInt(b, e.Number, 10)
		end()
	}
	named("Message")
	b = d.AppendMessage(b, e.Message)
	unsent(form.message)
	end()
	if e.GRPC.Said || w.GRPC || form.grpc {
		named("gRPC code")
		b = d.AppendCode(b, e.GRPC.Name)
		end()
	}
	if e.Group != nil {
		named("Group")
		b = d.AppendText(b, e.Group.Title)
		end()
	}
	if !w.many {
		named("Operations")
		b = w.appendOperations(b, e.Operations)
		end()
		named("Retry")
		b = append(b, prose.Retry(e)...)
		end()
		if w.Client != "" && !e.Internal {
			named("In Go")
			b = w.appendTest(b, e)
			end()
		}
	}
	named("Since")
	b = d.AppendText(b, e.Since)
	end()
	if e.Fallback {
		b = append(append(b, mark...), "This is also the answer to every failure that has no error of its own.\n"...)
	}
	if !w.target.Internal {
		return b
	}
	if e.Internal {
		named("Internal")
		if e.SentAs != nil {
			b = w.appendCodeLink(append(b, "sent as "...), e.SentAs)
		} else {
			b = append(b, "never sent under this code"...)
		}
		end()
	}
	named("Logged as")
	b = append(b, e.Log...)
	end()
	named("Counts against availability")
	if e.SLO {
		b = append(b, "yes"...)
	} else {
		b = append(b, "no"...)
	}
	end()
	named("Owner")
	b = d.AppendText(b, e.Owner)
	end()
	named("Tags")
	for i, t := range e.Tags {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = d.AppendCode(b, t)
	}
	end()
	return b
}

func (w *writer) appendOperations(b []byte, o generator.Operations) []byte {
	switch {
	case o.All && w.many:
		return append(b, "any operation"...)
	case o.All:
		return append(b, "any"...)
	}
	for i, op := range o.List {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = w.dialect.AppendCode(b, op.String())
	}
	return b
}

func (w *writer) see(e *generator.Error) string {
	b := w.buf
	for i, s := range e.See {
		if i > 0 {
			b = append(b, ", "...)
		}
		if s.Error != nil {
			b = w.appendLink(b, s.Error)
			continue
		}
		b = append(b, w.dialect.URL(s.URL)...)
	}
	return w.made(b)
}

// params makes the rows of an error's parameters, and returns what is too long for
// them. Parameters that a client never sees are for the internal audience.
func (w *writer) params(e *generator.Error, form *form) (notes string) {
	g := &w.grid
	var long []string
	for _, p := range e.Params {
		where := w.appendWhere(w.buf, e, p, form)
		w.buf = where[:0]
		if len(where) == 0 {
			if !w.target.Internal {
				continue
			}
			where = append(where, "logs only"...)
			if p.Sensitive {
				where = append(where[:0], "nowhere (sensitive)"...)
			}
		}
		description, whole := w.dialect.Cell(p.Description)
		if !whole {
			long = append(long, w.dialect.Points(w.dialect.Code(p.Name)+":", []string{p.Description}))
		}
		g.text = w.dialect.AppendCellCode(g.text, p.Name)
		g.end()
		g.add(w.typeCell(p))
		g.text = append(g.text, where...)
		g.end()
		g.add(description)
	}
	return w.dialect.List(long)
}

// appendWhere says where a parameter travels: its place in the body, else the message
// and the headers that hold it.
func (w *writer) appendWhere(b []byte, e *generator.Error, p *generator.Param, form *form) []byte {
	if p.Sensitive || p.In == generator.InLog {
		return b
	}
	if path := form.leaves.ParamPlace(e, p); path != "" {
		return w.dialect.AppendCellCode(b, path)
	}
	var places []string
	if prose.Uses(e.Message.Parts, p) {
		places = append(places, "message")
	}
	for _, h := range e.Headers {
		if slices.ContainsFunc(h.Values, func(t generator.Template) bool { return prose.Uses(t.Parts, p) }) {
			places = append(places, w.dialect.CellCode(h.Display))
		}
	}
	if e.RetryAfter.Param == p {
		places = append(places, "`Retry-After`")
	}
	return append(b, strings.Join(places, ", ")...)
}

// typeCell says in words what values a parameter has.
func (w *writer) typeCell(p *generator.Param) string {
	words := prose.Kind(p.Kind)
	if p.Type != nil {
		if h, ok := w.ofType[p.Type]; ok {
			words = linked(w.dialect.CellText(p.Type.Name), "#"+h.Anchor)
		} else if words == "" || p.Kind == generator.Object || p.Type.IsEnum() {
			words = w.dialect.CellText(p.Type.Name)
		}
	}
	if p.List {
		words = "list of " + words
	}
	limits := p.Min != "" || p.Max != "" || p.MaxLength > 0 || p.Pattern != ""
	if !limits && !p.Optional {
		return words
	}
	list := []string{words}
	if limits && !w.saidByType(p) {
		list = append(list, w.spans().Limits(p.Kind, p.Min, p.Max, p.MaxLength, p.Pattern)...)
	}
	if p.Optional {
		list = append(list, "optional")
	}
	return strings.Join(list, ", ")
}

// saidByType reports whether the section of the parameter's type has its limits.
func (w *writer) saidByType(p *generator.Param) bool {
	t := p.Type
	_, shown := w.ofType[t]
	return t != nil && shown && t.Min == p.Min && t.Max == p.Max && t.MaxLength == p.MaxLength && t.Pattern == p.Pattern
}

// headerRows makes the rows of an error's headers.
func (w *writer) headerRows(e *generator.Error) {
	g := &w.grid
	sent := func(optional bool) {
		if optional {
			g.add("when there is a value")
		} else {
			g.add("always")
		}
	}
	switch after := e.RetryAfter; {
	case after.Fixed:
		g.add("`Retry-After`")
		g.add(w.dialect.CellCode(itoa(int(after.Seconds))))
		sent(false)
	case after.Param != nil && after.Param.Kind == generator.DateTime:
		g.add("`Retry-After`")
		g.add("HTTP date to wait for")
		sent(after.Param.Optional)
	case after.Param != nil:
		g.add("`Retry-After`")
		g.add("seconds to wait")
		sent(after.Param.Optional)
	}
	for _, h := range e.Headers {
		for _, t := range h.Values {
			g.text = w.dialect.AppendCellCode(g.text, h.Display)
			g.end()
			g.text = w.dialect.AppendCellMessage(g.text, t)
			g.end()
			sent(h.Optional)
		}
	}
}

// example shows an answer as it travels.
func (w *writer) example(e *generator.Error, x *generator.Example, i int) ExampleView {
	v := ExampleView{Lead: w.lead(e, x, i), Head: w.made(w.appendHead(w.buf, e, x))}
	if x.Body != nil {
		v.Body = w.made(w.appendBody(w.buf, x))
	}
	return v
}

// lead is what stands above example number i of an error.
func (w *writer) lead(e *generator.Error, x *generator.Example, i int) string {
	lead := "Example:"
	if len(e.Examples) > 1 {
		lead = "Example " + itoa(i+1) + ":"
	}
	if x.Description != "" {
		lead = w.dialect.Points(lead, []string{x.Description})
	}
	return lead
}

// appendHead appends the status line and the headers of an answer, as a code block.
func (w *writer) appendHead(b []byte, e *generator.Error, x *generator.Example) []byte {
	w.code = append(w.code[:0], w.ofStatus[e.Status].line...)
	for _, l := range x.Headers {
		w.code = append(append(append(append(w.code, '\n'), l.Name...), ": "...), l.Value...)
	}
	return w.dialect.AppendFence(b, "http", w.code)
}

// appendBody appends the body of an answer, as a code block.
func (w *writer) appendBody(b []byte, x *generator.Example) []byte {
	w.code = x.Body.AppendIndentJSON(w.code[:0])
	return w.dialect.AppendFence(b, "json", w.code)
}

// typesChapter makes the sections of the named types.
func (w *writer) typesChapter() TypesChapter {
	v := TypesChapter{Heading: w.top.types}
	for _, t := range w.types {
		v.Types = append(v.Types, w.typeView(t))
	}
	return v
}

func (w *writer) typeView(t *generator.Type) TypeView {
	v := TypeView{Heading: w.ofType[t], Description: w.dialect.Block(t.Description)}
	var long []string
	cell := func(name, description string) string {
		c, whole := w.dialect.Cell(description)
		if !whole {
			long = append(long, w.dialect.Points(w.dialect.Code(name)+":", []string{description}))
		}
		return c
	}
	switch {
	case t.Kind == generator.Object:
		v.Rows = []Row{{"Field", "Type", "Description"}}
		for _, f := range t.Fields {
			if f.Sensitive || f.In == generator.InLog {
				continue
			}
			v.Rows = append(v.Rows, Row{w.dialect.CellCode(f.Wire), w.typeCell(f), cell(f.Wire, f.Description)})
		}
	case t.IsEnum():
		v.Rows = []Row{{"Value", "Description"}}
		for _, x := range t.Enum {
			v.Rows = append(v.Rows, Row{w.dialect.CellCode(x.Value), cell(x.Value, x.Description)})
		}
	default:
		limits := w.spans().Limits(t.Kind, t.Min, t.Max, t.MaxLength, t.Pattern)
		words := "Type: " + strings.Join(append([]string{prose.Kind(t.Kind)}, limits...), ", ")
		if v.Description != "" {
			words = v.Description + "\n\n" + words
		}
		v.Description = words
	}
	v.Notes = w.dialect.List(long)
	return v
}
