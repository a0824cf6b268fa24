package markdown

import (
	"slices"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// entry makes what the page shows of an error.
func (w *writer) entry(e *generator.Error) entry {
	h := w.ofError[e]
	v := entry{
		Heading:     h.Text,
		Deprecated:  w.deprecated(e),
		Facts:       w.facts(e),
		Description: prose.Block(e.Description),
		Causes:      prose.Points("Typical causes:", e.Causes),
		Remedy:      prose.Points("What to do:", e.Remedy),
		See:         w.see(e),
	}
	if h.Own {
		v.Anchor = h.Anchor
	}
	v.Params, v.ParamNotes = w.params(e)
	if e.Internal {
		return v // nobody gets an answer of it
	}
	v.Headers = w.headerRows(e)
	for i, x := range e.Examples {
		v.Examples = append(v.Examples, w.example(e, x, i))
	}
	return v
}

func (w *writer) deprecated(e *generator.Error) string {
	d := e.Deprecated
	if d == nil {
		return ""
	}
	text := "Deprecated"
	if d.Since != "" {
		text += " since " + prose.Text(d.Since)
	}
	if d.Use != nil {
		text += ", use " + w.codeLink(d.Use) + " instead"
	}
	text = "**Deprecated**" + strings.TrimPrefix(text, "Deprecated") + "."
	if reason := prose.Block(d.Reason); reason != "" {
		text += "\n\n" + reason
	}
	return quoted(text)
}

// quoted returns blocks as a quotation.
func quoted(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight("> "+l, " ")
	}
	return strings.Join(lines, "\n")
}

// facts lists what is said of an error in a word or a line.
func (w *writer) facts(e *generator.Error) string {
	var items []string
	add := func(name, text string) {
		if text != "" {
			items = append(items, name+": "+text)
		}
	}
	add("Code", prose.Code(e.Code)+w.unsent(e, generator.SourceCode))
	if e.Key != e.Code {
		add("Name", prose.Code(e.Key))
	}
	if e.HasNumber {
		add("Number", itoa(int(e.Number)))
	}
	add("Message", prose.Message(e.Message)+w.unsent(e, generator.SourceMessage))
	if w.onWire(e, generator.SourceGRPC) {
		add("gRPC code", prose.Code(e.GRPC.Name))
	}
	if e.Group != nil {
		add("Group", prose.Text(e.Group.Title))
	}
	add("Operations", operations(e.Operations))
	add("Retry", prose.Retry(e))
	add("Since", prose.Text(e.Since))
	if e.Fallback {
		items = append(items, "This is also the answer to every failure that has no error of its own.")
	}
	if !w.target.Internal {
		return prose.List(items)
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
	add("Owner", prose.Text(e.Owner))
	var tags []string
	for _, t := range e.Tags {
		tags = append(tags, prose.Code(t))
	}
	add("Tags", strings.Join(tags, ", "))
	return prose.List(items)
}

// unsent notes that the body of an error does not hold a source.
func (w *writer) unsent(e *generator.Error, source string) string {
	if e.Internal || w.onWire(e, source) {
		return ""
	}
	return " (not in the body)"
}

func operations(o generator.Operations) string {
	if o.All {
		return "any"
	}
	var list []string
	for _, op := range o.List {
		list = append(list, prose.Code(op.String()))
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
		list = append(list, prose.URL(s.URL))
	}
	if len(list) == 0 {
		return ""
	}
	return "See also: " + strings.Join(list, ", ")
}

// params makes the table of an error's parameters. Those that a client never
// sees are for the internal audience.
func (w *writer) params(e *generator.Error) (rows []row, notes string) {
	rows = []row{{"Name", "Type", "Where", "Description"}}
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
		description, whole := prose.Cell(p.Description)
		if !whole {
			long = append(long, prose.Points(prose.Code(p.Name)+":", []string{p.Description}))
		}
		rows = append(rows, row{prose.CellCode(p.Name), w.typeCell(p), where, description})
	}
	if len(rows) == 1 {
		return nil, ""
	}
	return rows, prose.List(long)
}

// where says where a parameter travels: its place in the body, else the message
// and the headers that hold it.
func (w *writer) where(e *generator.Error, p *generator.Param) string {
	if p.Sensitive || p.In == generator.InLog {
		return ""
	}
	if p.InDetails() {
		if path := paramPath(e, p); path != "" {
			return prose.CellCode(path)
		}
	}
	var places []string
	if uses(e.Message.Parts, p) {
		places = append(places, "message")
	}
	for _, h := range e.Headers {
		if slices.ContainsFunc(h.Values, func(t generator.Template) bool { return uses(t.Parts, p) }) {
			places = append(places, prose.CellCode(h.Display))
		}
	}
	if e.RetryAfter.Param == p {
		places = append(places, "`Retry-After`")
	}
	return strings.Join(places, ", ")
}

func uses(parts []generator.Part, p *generator.Param) bool {
	return slices.ContainsFunc(parts, func(q generator.Part) bool { return q.Param == p || uses(q.Then, p) })
}

// typeCell says in words what values a parameter has.
func (w *writer) typeCell(p *generator.Param) string {
	words := kindWords[p.Kind]
	if p.Type != nil {
		words = prose.CellText(p.Type.Name)
		if h, ok := w.ofType[p.Type]; ok {
			words = prose.Link(words, "#"+h.Anchor)
		}
	}
	if p.List {
		words = "list of " + words
	}
	if limits := limits(p.Kind, p.Min, p.Max, p.MaxLength, p.Pattern); limits != "" && !w.saidByType(p) {
		words += ", " + limits
	}
	if p.Optional {
		words += ", optional"
	}
	return words
}

// saidByType reports whether the section of the parameter's type has its limits.
func (w *writer) saidByType(p *generator.Param) bool {
	t := p.Type
	_, shown := w.ofType[t]
	return t != nil && shown && t.Min == p.Min && t.Max == p.Max && t.MaxLength == p.MaxLength && t.Pattern == p.Pattern
}

var kindWords = map[generator.Kind]string{
	generator.String:   "string",
	generator.UUID:     "UUID",
	generator.URI:      "URI",
	generator.Email:    "email address",
	generator.Integer:  "integer",
	generator.Float:    "number",
	generator.Boolean:  "boolean",
	generator.DateTime: "time (RFC 3339)",
	generator.Date:     "date",
	generator.Duration: "whole seconds",
	generator.JSON:     "any JSON value",
	generator.Object:   "object",
}

func limits(kind generator.Kind, low, high string, maxLength int, pattern string) string {
	var list []string
	if low != "" {
		list = append(list, "at least "+prose.CellText(low))
	}
	if high != "" {
		list = append(list, "at most "+prose.CellText(high))
	}
	if maxLength > 0 && kind.IsText() {
		list = append(list, "at most "+itoa(maxLength)+" characters")
	}
	if pattern != "" && kind.IsText() {
		list = append(list, "matches "+prose.CellCode(pattern))
	}
	return strings.Join(list, ", ")
}

func (w *writer) headerRows(e *generator.Error) []row {
	rows := []row{{"Header", "Value", "Sent"}}
	sent := func(optional bool) string {
		if optional {
			return "when there is a value"
		}
		return "always"
	}
	switch after := e.RetryAfter; {
	case after.Fixed:
		rows = append(rows, row{"`Retry-After`", prose.CellCode(itoa(int(after.Seconds))), "always"})
	case after.Param != nil && after.Param.Kind == generator.DateTime:
		rows = append(rows, row{"`Retry-After`", "HTTP date to wait for", sent(after.Param.Optional)})
	case after.Param != nil:
		rows = append(rows, row{"`Retry-After`", "seconds to wait", sent(after.Param.Optional)})
	}
	for _, h := range e.Headers {
		for _, t := range h.Values {
			value := strings.Join(cells(prose.Messages(t)), " or ")
			rows = append(rows, row{prose.CellCode(h.Display), value, sent(h.Optional)})
		}
	}
	if len(rows) == 1 {
		return nil
	}
	return rows
}

// example shows an answer as it travels.
func (w *writer) example(e *generator.Error, x *generator.Example, i int) exampleView {
	lead := "Example:"
	if len(e.Examples) > 1 {
		lead = "Example " + itoa(i+1) + ":"
	}
	if x.Description != "" {
		lead = prose.Points(lead, []string{x.Description})
	}
	head := "HTTP/1.1 " + itoa(e.Status.Code)
	if e.Status.Phrase != "Status "+itoa(e.Status.Code) {
		head += " " + e.Status.Phrase
	}
	for _, l := range x.Headers {
		head += "\n" + l.Name + ": " + l.Value
	}
	v := exampleView{Lead: lead, Head: prose.Fence("http", head)}
	if x.Body != nil {
		v.Body = prose.Fence("json", string(x.Body.IndentJSON()))
	}
	return v
}

// typeChapter makes the sections of the named types.
func (w *writer) typeChapter(v *page) {
	for _, t := range w.types {
		v.Types.Types = append(v.Types.Types, w.typeView(t))
	}
}

func (w *writer) typeView(t *generator.Type) typeView {
	v := typeView{Heading: w.ofType[t].Text, Description: prose.Block(t.Description)}
	var long []string
	cell := func(name, description string) string {
		c, whole := prose.Cell(description)
		if !whole {
			long = append(long, prose.Points(prose.Code(name)+":", []string{description}))
		}
		return c
	}
	switch {
	case t.Kind == generator.Object:
		v.Rows = []row{{"Field", "Type", "Description"}}
		for _, f := range t.Fields {
			if f.Sensitive || f.In == generator.InLog {
				continue
			}
			v.Rows = append(v.Rows, row{prose.CellCode(f.Wire), w.typeCell(f), cell(f.Wire, f.Description)})
		}
	case t.IsEnum():
		v.Rows = []row{{"Value", "Description"}}
		for _, x := range t.Enum {
			v.Rows = append(v.Rows, row{prose.CellCode(x.Value), cell(x.Value, x.Description)})
		}
	default:
		words := "Type: " + kindWords[t.Kind]
		if l := limits(t.Kind, t.Min, t.Max, t.MaxLength, t.Pattern); l != "" {
			words += ", " + l
		}
		if v.Description != "" {
			words = v.Description + "\n\n" + words
		}
		v.Description = words
	}
	v.Notes = prose.List(long)
	return v
}
