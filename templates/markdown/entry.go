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
	v.Error = w.wholeEntry(e)
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

// entry makes what the built-in single page shows of an error.
func (w *writer) entry(e *generator.Error) Entry {
	v := Entry{
		Key:         e.Key,
		Deprecated:  w.deprecated(e),
		Facts:       w.facts(e),
		Description: w.dialect.Block(e.Description),
		Causes:      appendBlocks(w.cells.take(len(e.Causes))[:0], w.dialect, e.Causes),
		Remedy:      appendBlocks(w.cells.take(len(e.Remedy))[:0], w.dialect, e.Remedy),
		See:         w.see(e),
	}
	if !w.many {
		v.Heading = w.top.ofError[w.at[e]]
	}
	v.Params, v.ParamNotes = w.params(e)
	if e.Internal {
		return v // nobody gets an answer of it
	}
	v.Headers = w.headerRows(e)
	v.Examples = w.examples.take(len(e.Examples))
	for i, x := range e.Examples {
		v.Examples[i] = w.example(e, x, i)
	}
	return v
}

// wholeEntry makes all that can be shown of an error.
func (w *writer) wholeEntry(e *generator.Error) Entry {
	v := w.entry(e)
	v.Slug, v.Status, v.Internal = e.Slug, e.Status.Code, e.Internal
	v.Code = w.made(w.dialect.AppendCode(w.buf, e.Code))
	v.StatusLink = w.statusLink(e.Status)
	v.Operations = w.made(w.appendOperations(w.buf, e.Operations))
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
		return v
	}
	v.Advice = prose.Advice(e)
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
		return linked(w.dialect.Code(r.Code), w.flavour.link(w.kind, codePage, w.stems[r.Slug], ""))
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
func (w *writer) facts(e *generator.Error) []string {
	d, form := w.dialect, w.form(e.Form)
	var all [20]string
	items := all[:0]
	// A fact begins with its name, and is dropped when nothing comes behind that.
	named := func(name string) []byte { return append(append(append(w.buf, "**"...), name...), ":** "...) }
	add := func(name string, b []byte) {
		if len(b) > len("**"+":** ")+len(name) {
			items = append(items, w.made(b))
		}
	}
	unsent := func(b []byte, sent bool) []byte {
		if e.Internal || sent {
			return b
		}
		return append(b, " (not in the body)"...)
	}
	if !w.many {
		add("Code", unsent(d.AppendCode(named("Code"), e.Code), form.code))
	}
	if e.Key != e.Code {
		add("Name", d.AppendCode(named("Name"), e.Key))
	}
	if e.HasNumber {
		add("Number", strconv.AppendInt(named("Number"), e.Number, 10))
	}
	add("Message", unsent(d.AppendMessage(named("Message"), e.Message), form.message))
	if e.GRPC.Said || w.GRPC || form.grpc {
		add("gRPC code", d.AppendCode(named("gRPC code"), e.GRPC.Name))
	}
	if e.Group != nil {
		add("Group", d.AppendText(named("Group"), e.Group.Title))
	}
	if !w.many {
		add("Operations", w.appendOperations(named("Operations"), e.Operations))
		add("Retry", append(named("Retry"), prose.Retry(e)...))
		if w.Client != "" && !e.Internal {
			add("In Go", w.appendTest(named("In Go"), e))
		}
	}
	add("Since", d.AppendText(named("Since"), e.Since))
	if e.Fallback {
		items = append(items, "This is also the answer to every failure that has no error of its own.")
	}
	if w.target.Internal {
		if e.Internal {
			b := named("Internal")
			if e.SentAs != nil {
				b = w.appendCodeLink(append(b, "sent as "...), e.SentAs)
			} else {
				b = append(b, "never sent under this code"...)
			}
			add("Internal", b)
		}
		add("Logged as", append(named("Logged as"), e.Log...))
		counts := "no"
		if e.SLO {
			counts = "yes"
		}
		add("Counts against availability", append(named("Counts against availability"), counts...))
		add("Owner", d.AppendText(named("Owner"), e.Owner))
		b := named("Tags")
		for i, t := range e.Tags {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = d.AppendCode(b, t)
		}
		add("Tags", b)
	}
	facts := w.cells.take(len(items))
	copy(facts, items)
	return facts
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

// params makes the table of an error's parameters. Those that a client never
// sees are for the internal audience.
func (w *writer) params(e *generator.Error) (rows []Row, notes string) {
	rows = w.table(paramColumns, len(e.Params))
	var long []string
	for _, p := range e.Params {
		where := w.where(e, p)
		if where == "" {
			if !w.target.Internal {
				continue
			}
			where = "logs only"
			if p.Sensitive {
				where = "nowhere (sensitive)"
			}
		}
		description, whole := w.dialect.Cell(p.Description)
		if !whole {
			long = append(long, w.dialect.Points(w.dialect.Code(p.Name)+":", []string{p.Description}))
		}
		rows = append(rows, w.row(w.made(w.dialect.AppendCellCode(w.buf, p.Name)), w.typeCell(p), where, description))
	}
	if len(rows) == 1 {
		return nil, ""
	}
	return rows, w.dialect.List(long)
}

// where says where a parameter travels: its place in the body, else the message
// and the headers that hold it.
func (w *writer) where(e *generator.Error, p *generator.Param) string {
	if p.Sensitive || p.In == generator.InLog {
		return ""
	}
	if path := w.form(e.Form).leaves.ParamPlace(e, p); path != "" {
		return w.made(w.dialect.AppendCellCode(w.buf, path))
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
	return strings.Join(places, ", ")
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

func (w *writer) headerRows(e *generator.Error) []Row {
	if !e.RetryAfter.Sent() && len(e.Headers) == 0 {
		return nil
	}
	n := 1
	for _, h := range e.Headers {
		n += len(h.Values)
	}
	rows := w.table(headerColumns, n)
	sent := func(optional bool) string {
		if optional {
			return "when there is a value"
		}
		return "always"
	}
	switch after := e.RetryAfter; {
	case after.Fixed:
		rows = append(rows, w.row("`Retry-After`", w.dialect.CellCode(itoa(int(after.Seconds))), "always"))
	case after.Param != nil && after.Param.Kind == generator.DateTime:
		rows = append(rows, w.row("`Retry-After`", "HTTP date to wait for", sent(after.Param.Optional)))
	case after.Param != nil:
		rows = append(rows, w.row("`Retry-After`", "seconds to wait", sent(after.Param.Optional)))
	}
	for _, h := range e.Headers {
		for _, t := range h.Values {
			value := w.made(w.dialect.AppendCellMessage(w.buf, t))
			rows = append(rows, w.row(w.made(w.dialect.AppendCellCode(w.buf, h.Display)), value, sent(h.Optional)))
		}
	}
	if len(rows) == 1 {
		return nil
	}
	return rows
}

// example shows an answer as it travels.
func (w *writer) example(e *generator.Error, x *generator.Example, i int) ExampleView {
	v := ExampleView{Lead: "Example:"}
	if len(e.Examples) > 1 {
		v.Lead = "Example " + itoa(i+1) + ":"
	}
	if x.Description != "" {
		v.Lead = w.dialect.Points(v.Lead, []string{x.Description})
	}
	code := append(w.code[:0], w.ofStatus[e.Status].line...)
	for _, l := range x.Headers {
		code = append(append(append(append(code, '\n'), l.Name...), ": "...), l.Value...)
	}
	v.Head = w.made(w.dialect.AppendFence(w.buf, "http", code))
	if x.Body != nil {
		code = x.Body.AppendIndentJSON(code[:0])
		v.Body = w.made(w.dialect.AppendFence(w.buf, "json", code))
	}
	w.code = code
	return v
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
