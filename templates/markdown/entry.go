package markdown

import (
	"slices"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// errorPage makes the page of an error.
func (w *writer) errorPage(e *generator.Error, position int) *ErrorPage {
	badge := ""
	if e.Deprecated != nil {
		badge = "Deprecated"
	}
	about := []string{statusName(e.Status), ", ", e.Code, ": ", strings.Join(prose.Messages(e.Message)[:1], "")}
	h := newHeadings(w.flavour, nil)
	v := &ErrorPage{
		Head:  w.head(e.Title, describe(about...), e.Slug, w.stems[e.Slug], position, badge),
		Title: w.pageTitle(h.free(e.Title, e.Code), e.Title),
		Headings: Headings{
			Causes:   h.free("When it happens"),
			Remedy:   h.free("What to do"),
			Example:  h.free("Example"),
			Params:   h.free("Parameters"),
			Headers:  h.free("Headers"),
			Handling: h.free("In a program"),
			Related:  h.free("Related"),
		},
	}
	w.ofType = map[*generator.Type]Heading{}
	types := w.typesOf(e)
	for _, t := range types {
		w.ofType[t] = h.free(t.Name, "type")
	}
	v.Error = w.entry(e)
	for _, t := range types {
		v.Error.Types = append(v.Error.Types, w.typeView(t))
	}
	if len(v.Error.Remedy) == 0 {
		v.Error.Remedy = w.blocks(e.Status.Remedy)
	}
	v.Error.Others = w.others(e)
	v.Error.Index = linked("All errors of "+w.dialect.Text(w.Title), w.toIndex(Heading{}))
	return v
}

// typesOf returns the named types of an error's parameters, and those in their
// fields.
func (w *writer) typesOf(e *generator.Error) []*generator.Type {
	var types []*generator.Type
	var add func(p *generator.Param)
	add = func(p *generator.Param) {
		t := p.Type
		if t == nil || slices.Contains(types, t) || p.Sensitive || p.In == generator.InLog {
			return
		}
		types = append(types, t)
		for _, f := range t.Fields {
			add(f)
		}
	}
	for _, p := range e.Details() {
		add(p)
	}
	return slices.DeleteFunc(types, func(t *generator.Type) bool {
		return !slices.Contains(w.types, t) || t.Kind != generator.Object && !t.IsEnum() // the table has all of a scalar
	})
}

// others links to errors of the same status.
func (w *writer) others(e *generator.Error) string {
	const most = 12 // a longer list helps nobody
	var of []*generator.Error
	for _, x := range w.with[e.Status] {
		named := slices.ContainsFunc(e.See, func(s generator.See) bool { return s.Error == x })
		if x != e && !named && x.Deprecated == nil && len(of) < most {
			of = append(of, x)
		}
	}
	return w.links(of)
}

// entry makes what is shown of an error.
func (w *writer) entry(e *generator.Error) Entry {
	v := Entry{
		Key:         e.Key,
		Slug:        e.Slug,
		Status:      e.Status.Code,
		Internal:    e.Internal,
		Heading:     w.top.ofError[e],
		Code:        w.dialect.Code(e.Code),
		StatusLink:  w.dialect.Text(statusName(e.Status)),
		Deprecated:  w.deprecated(e),
		Facts:       w.facts(e),
		Description: w.dialect.Block(e.Description),
		Causes:      w.blocks(e.Causes),
		Remedy:      w.blocks(e.Remedy),
		Operations:  w.operations(e.Operations),
		See:         w.see(e),
		Extensions:  map[string]any{},
	}
	if !w.many || w.hasSection(e.Status) {
		v.StatusLink = linked(v.StatusLink, w.toIndex(w.top.ofStatus[e.Status]))
	}
	for _, x := range e.Extensions {
		v.Extensions[x.Key] = plainValue(x.Value)
	}
	for _, r := range w.replaced[e] {
		if v.Replaces != "" {
			v.Replaces += ", "
		}
		v.Replaces += w.retiredLink(r)
	}
	v.Params, v.ParamNotes = w.params(e)
	if e.Internal {
		return v // nobody gets an answer of it
	}
	v.Advice = prose.Advice(e)
	v.Headers = w.headerRows(e)
	for i, x := range e.Examples {
		v.Examples = append(v.Examples, w.example(e, x, i))
	}
	if w.Client != "" {
		v.Clients = append(v.Clients, w.goClient(e))
	}
	return v
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
	test := "errors.Is(err, " + pkg + "." + e.ConstName() + ")"
	code := "if " + test + " {\n\t// " + e.Status.Title + "\n}"
	for _, p := range e.Details() {
		code = "if p, ok := " + pkg + "." + e.OfName() + "(err); ok {\n\tlog.Print(p." + p.Ident.Go + ")\n}"
		break
	}
	return ClientView{Language: "Go", Package: w.dialect.Code(pkg), Test: w.dialect.Code(test), Code: w.dialect.Fence("go", code)}
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
		blocks = append(blocks, "Use "+w.codeLink(d.Use)+" instead.")
	}
	if reason := w.dialect.Block(d.Reason); reason != "" {
		blocks = append(blocks, reason)
	}
	return w.flavour.callout("warning", title, strings.Join(blocks, "\n\n"))
}

// facts lists what is said of an error in a word or a line. A page of its own
// says a part of it elsewhere.
func (w *writer) facts(e *generator.Error) []string {
	var items []string
	add := func(name, text string) {
		if text != "" {
			items = append(items, "**"+name+":** "+text)
		}
	}
	if !w.many {
		add("Code", w.dialect.Code(e.Code)+w.unsent(e, generator.SourceCode))
	}
	if e.Key != e.Code {
		add("Name", w.dialect.Code(e.Key))
	}
	if e.HasNumber {
		add("Number", itoa(int(e.Number)))
	}
	add("Message", w.dialect.Message(e.Message)+w.unsent(e, generator.SourceMessage))
	if e.GRPC.Said || w.GRPC || onWire(e, generator.SourceGRPC) {
		add("gRPC code", w.dialect.Code(e.GRPC.Name))
	}
	if e.Group != nil {
		add("Group", w.dialect.Text(e.Group.Title))
	}
	if !w.many {
		add("Operations", w.operations(e.Operations))
		add("Retry", prose.Retry(e))
		if w.Client != "" && !e.Internal {
			add("In Go", w.goClient(e).Test)
		}
	}
	add("Since", w.dialect.Text(e.Since))
	if e.Fallback {
		items = append(items, "This is also the answer to every failure that has no error of its own.")
	}
	if !w.target.Internal {
		return items
	}
	if e.Internal {
		text := "never sent under this code"
		if e.SentAs != nil {
			text = "sent as " + w.codeLink(e.SentAs)
		}
		add("Internal", text)
	}
	add("Logged as", e.Log)
	add("Counts against availability", map[bool]string{true: "yes", false: "no"}[e.SLO])
	add("Owner", w.dialect.Text(e.Owner))
	var tags []string
	for _, t := range e.Tags {
		tags = append(tags, w.dialect.Code(t))
	}
	add("Tags", strings.Join(tags, ", "))
	return items
}

// unsent notes that the body of an error does not hold a source.
func (w *writer) unsent(e *generator.Error, source string) string {
	if e.Internal || onWire(e, source) {
		return ""
	}
	return " (not in the body)"
}

func (w *writer) operations(o generator.Operations) string {
	if o.All && w.many {
		return "any operation"
	}
	if o.All {
		return "any"
	}
	var list []string
	for _, op := range o.List {
		list = append(list, w.dialect.Code(op.String()))
	}
	return strings.Join(list, ", ")
}

func (w *writer) see(e *generator.Error) string {
	var list []string
	for _, s := range e.See {
		if s.Error != nil {
			list = append(list, w.link(s.Error))
			continue
		}
		list = append(list, w.dialect.URL(s.URL))
	}
	return strings.Join(list, ", ")
}

// params makes the table of an error's parameters. Those that a client never
// sees are for the internal audience.
func (w *writer) params(e *generator.Error) (rows []Row, notes string) {
	rows = []Row{{"Name", "Type", "Where", "Description"}}
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
		rows = append(rows, Row{w.dialect.CellCode(p.Name), w.typeCell(p), where, description})
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
	if path := prose.ParamPlace(e, p); path != "" {
		return w.dialect.CellCode(path)
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
	list := []string{words}
	if !w.saidByType(p) {
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
	rows := []Row{{"Header", "Value", "Sent"}}
	sent := func(optional bool) string {
		if optional {
			return "when there is a value"
		}
		return "always"
	}
	switch after := e.RetryAfter; {
	case after.Fixed:
		rows = append(rows, Row{"`Retry-After`", w.dialect.CellCode(itoa(int(after.Seconds))), "always"})
	case after.Param != nil && after.Param.Kind == generator.DateTime:
		rows = append(rows, Row{"`Retry-After`", "HTTP date to wait for", sent(after.Param.Optional)})
	case after.Param != nil:
		rows = append(rows, Row{"`Retry-After`", "seconds to wait", sent(after.Param.Optional)})
	}
	for _, h := range e.Headers {
		for _, t := range h.Values {
			value := strings.Join(w.cells(prose.Messages(t)), " or ")
			rows = append(rows, Row{w.dialect.CellCode(h.Display), value, sent(h.Optional)})
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
	for _, op := range e.Operations.List {
		if op.ID == "" {
			v.Request = w.dialect.Code(op.String())
			break
		}
	}
	if x.Description != "" {
		v.Lead = w.dialect.Points(v.Lead, []string{x.Description})
	}
	head := prose.StatusLine(e)
	for _, l := range x.Headers {
		head += "\n" + l.Name + ": " + l.Value
	}
	v.Head = w.dialect.Fence("http", head)
	if x.Body != nil {
		v.Body = w.dialect.Fence("json", string(x.Body.IndentJSON()))
	}
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
