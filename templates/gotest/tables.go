package gotest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// requestID emits
//
//	// The header of the request ID, and the ID that all examples have.
//	const (
//		requestIDHeader = "X-Request-Id"
//		requestID       = "4f6c2d1e-…"
//	)
func requestID(p *generator.Plan) jen.Code {
	return gocode.Documented(
		gocode.Doc(gocode.Para("The header of the request ID, and the ID that all examples have.")),
		jen.Const().Defs(
			jen.Id("requestIDHeader").Op("=").Lit(p.RequestIDHeader),
			jen.Id("requestID").Op("=").Lit(generator.ExampleRequestID),
		))
}

// isBuiltIn reports whether the run-time part has the form already.
func isBuiltIn(f *generator.Form) bool { return f.Empty || f.Name == "problem" }

// formsTable emits the body forms of the catalogue.
func formsTable(p *generator.Plan) (jen.Code, error) {
	var list []jen.Code
	for _, f := range p.Forms {
		if isBuiltIn(f) {
			continue
		}
		root, err := node(f.Root)
		if err != nil {
			return nil, fmt.Errorf("body form %s: %w", f.Name, err)
		}
		list = append(list, gocode.Literal(jen.Null(),
			gocode.Field("name", gocode.Text(f.Name)),
			gocode.Field("contentType", gocode.Text(f.ContentType)),
			gocode.Field("root", jen.Id("node").Add(root)),
		))
	}
	return table("forms are the body forms of the catalogue.", "forms", "form", list), nil
}

// table emits a variable with a list, empty or not.
func table(doc, name, typ string, list []jen.Code) jen.Code {
	value := jen.Index().Id(typ).Values()
	if len(list) > 0 {
		value = gocode.Literal(jen.Index().Id(typ), list...)
	}
	return gocode.Documented(gocode.Doc(gocode.Para(doc)), jen.Var().Id(name).Op("=").Add(value))
}

// sources are the constants of the run-time part.
var sources = map[string]string{
	generator.SourceCode:            "sourceCode",
	generator.SourceMessage:         "sourceMessage",
	generator.SourceTitle:           "sourceTitle",
	generator.SourceStatus:          "sourceStatus",
	generator.SourceStatusText:      "sourceStatusText",
	generator.SourceNumber:          "sourceNumber",
	generator.SourceGRPC:            "sourceGRPC",
	generator.SourceGroup:           "sourceGroup",
	generator.SourceDocsURL:         "sourceDocsURL",
	generator.SourceRequestID:       "sourceRequestID",
	generator.SourceDetails:         "sourceDetails",
	generator.SourceProblemType:     "sourceProblemType",
	generator.SourceProblemTitle:    "sourceProblemTitle",
	generator.SourceProblemInstance: "sourceProblemInstance",
}

// node emits the fields of a node of a form, in braces.
func node(n *generator.Node) (*jen.Statement, error) {
	var fields []jen.Code
	switch n.Kind {
	case generator.NodeSource:
		switch name, isParam := strings.CutPrefix(n.Source, generator.SourceParamPrefix); {
		case isParam:
			fields = append(fields, gocode.Field("source", jen.Id("sourceMember")), gocode.Field("param", gocode.Text(name)))
		case sources[n.Source] == "":
			return nil, fmt.Errorf("unknown source %q", n.Source)
		default:
			fields = append(fields, gocode.Field("source", jen.Id(sources[n.Source])))
		}
	case generator.NodeLiteral:
		fields = append(fields, gocode.Field("literal", gocode.Text(string(n.Literal.JSON()))))
	case generator.NodeArray:
		if len(n.Items) == 0 {
			fields = append(fields, gocode.Field("literal", jen.Lit("[]")))
			break
		}
		items := make([]jen.Code, len(n.Items))
		for i, item := range n.Items {
			code, err := node(item)
			if err != nil {
				return nil, err
			}
			items[i] = code
		}
		fields = append(fields, gocode.Field("items", gocode.Literal(jen.Index().Id("node"), items...)))
	case generator.NodeObject:
		if len(n.Members) == 0 {
			fields = append(fields, gocode.Field("literal", jen.Lit("{}")))
			break
		}
		members := make([]jen.Code, len(n.Members))
		for i, m := range n.Members {
			if m.Spread {
				members[i] = gocode.Inline(nil, gocode.Field("spread", jen.True()))
				continue
			}
			code, err := node(m.Node)
			if err != nil {
				return nil, err
			}
			members[i] = gocode.Inline(nil, gocode.Field("name", gocode.Text(m.Name)), gocode.Field("node", jen.Id("node").Add(code)))
		}
		fields = append(fields, gocode.Field("members", gocode.Literal(jen.Index().Id("member"), members...)))
	default:
		return nil, fmt.Errorf("unknown part %d", n.Kind)
	}
	if n.Optional {
		fields = append(fields, gocode.Field("optional", jen.True()))
	}
	return gocode.Inline(nil, fields...), nil
}

// uses reports whether the form names the source.
func uses(f *generator.Form, source string) bool {
	return !f.Empty && nodeUses(f.Root, source)
}

func nodeUses(n *generator.Node, source string) bool {
	return n.Kind == generator.NodeSource && n.Source == source ||
		slices.ContainsFunc(n.Members, func(m generator.Pair) bool { return !m.Spread && nodeUses(m.Node, source) }) ||
		slices.ContainsFunc(n.Items, func(item *generator.Node) bool { return nodeUses(item, source) })
}

// objectsTable emits the object types that members of details have.
func objectsTable(p *generator.Plan, t *generator.Target) jen.Code {
	var list []jen.Code
	for _, typ := range p.TypesFor(t) {
		if typ.Kind != generator.Object {
			continue
		}
		fields := []jen.Code{gocode.Field("name", jen.Lit(typ.Name))}
		if in := inDetails(typ.Fields); len(in) > 0 {
			rows := make([]jen.Code, len(in))
			for i, f := range in {
				rows[i] = rowOf(f, true).code(func(of func(*generator.Param) string) jen.Code { return gocode.Text(of(f)) }, nil)
			}
			fields = append(fields, gocode.Field("fields", gocode.Literal(jen.Index().Id("param"), rows...)))
		}
		list = append(list, gocode.Literal(jen.Null(), fields...))
	}
	return table("objects are the object types of members of details.", "objects", "objectType", list)
}

// row is the shape of a parameter in a table, or of a field of an object, which
// has its name in Go: what is said of it.
type row struct {
	wire, field, list, optional, text, max bool
	kind                                   generator.Kind
	enum                                   int // how many values it may have; 0: it is no enum
}

func rowOf(p *generator.Param, isField bool) row {
	r := row{
		wire: p.Wire != p.Name, field: isField, list: p.List, optional: p.Optional,
		text: !p.InDetails(), max: p.MaxLength > 0 && !isField, kind: p.Kind,
	}
	if p.Type != nil && p.Type.IsEnum() {
		r.enum = len(p.Type.Enum)
	}
	return r
}

// spelling makes a literal of what a parameter has.
type spelling func(of func(*generator.Param) string) jen.Code

// code emits the row. Number spells how long a text may be; a field does not need it.
func (r row) code(text, number spelling) jen.Code {
	var fields []jen.Code
	add := func(name string, value jen.Code) { fields = append(fields, gocode.Field(name, value)) }
	add("name", text(func(p *generator.Param) string { return p.Name }))
	if r.wire {
		add("wire", text(func(p *generator.Param) string { return p.Wire }))
	}
	if r.field {
		add("field", text(func(p *generator.Param) string { return p.Ident.Go }))
	}
	if kind := kindName(r.kind); kind != "" {
		add("kind", jen.Id(kind))
	}
	if r.list {
		add("list", jen.True())
	}
	if r.optional {
		add("optional", jen.True())
	}
	if r.text {
		add("text", jen.True())
	}
	if r.max {
		add("max", number(func(p *generator.Param) string { return strconv.Itoa(p.MaxLength) }))
	}
	if r.enum > 0 {
		texts := make([]jen.Code, r.enum)
		for i := range texts {
			texts[i] = text(func(p *generator.Param) string { return p.Type.Enum[i].Value })
		}
		add("enum", jen.Index().String().Values(texts...))
	}
	if r.kind == generator.Object {
		add("object", text(func(p *generator.Param) string { return p.Type.Name }))
	}
	return gocode.Inline(nil, fields...)
}

// kindName names the constant of the run-time part for a kind; empty for
// texts, which are its zero value.
func kindName(k generator.Kind) string {
	switch k {
	case generator.Integer:
		return "kindInteger"
	case generator.Float:
		return "kindNumber"
	case generator.Boolean:
		return "kindBoolean"
	case generator.DateTime:
		return "kindDatetime"
	case generator.Duration:
		return "kindDuration"
	case generator.JSON:
		return "kindJSON"
	case generator.Object:
		return "kindObject"
	}
	return ""
}

// described is an error with the parameters that its definition lists.
type described struct {
	*generator.Error
	params []*generator.Param
}

func describe(e *generator.Error) described {
	hidden := func(p *generator.Param) bool { return !leaves(p) }
	if slices.ContainsFunc(e.Params, hidden) {
		return described{e, slices.DeleteFunc(slices.Clone(e.Params), hidden)}
	}
	return described{e, e.Params}
}

// entry is the shape of a definition: what is in it.
type entry struct {
	wire, docsURL, number, grpc, group, retryAfter bool
	params                                         *gocode.Sequence[row]
	headers                                        *gocode.Sequence[int] // how many values each has
	examples                                       *gocode.Sequence[occurrence]
}

// occurrence is the shape of an example: what is in it.
type occurrence struct {
	description, body bool
	header            int // lines
}

// places are those that a form has for what not every definition says.
type places struct{ number, grpc, group bool }

// addDefinitions adds
//
//	// definitions are the errors that clients can see, in the order of the catalogue.
//	var definitions = []definition{
//		{
//			code:   ErrItemNotFound,
//			status: 404,
//			…
//		},
//	}
func addDefinitions(src *gocode.Source, errors []*generator.Error) {
	forms := map[*generator.Form]places{}
	params, headers, examples := gocode.Sequences[row]{}, gocode.Sequences[int]{}, gocode.Sequences[occurrence]{}
	doc := []gocode.Block{gocode.Para("definitions are the errors that clients can see, in the order of the catalogue.")}
	gocode.NewStencils(definition).Table(src, doc, func(yield func(entry, described) bool) {
		for _, e := range errors {
			form, known := forms[e.Form]
			if !known {
				form = places{uses(e.Form, generator.SourceNumber), uses(e.Form, generator.SourceGRPC), uses(e.Form, generator.SourceGroup)}
				forms[e.Form] = form
			}
			d := describe(e)
			has := entry{
				wire: e.Code != e.Key, docsURL: e.DocsURL != "",
				number: e.HasNumber && form.number, grpc: form.grpc, group: e.Group != nil && form.group,
				retryAfter: e.RetryAfter.Fixed || e.RetryAfter.Param != nil,
				params:     params.Of(len(d.params), func(i int) row { return rowOf(d.params[i], false) }),
				headers:    headers.Of(len(e.Headers), func(i int) int { return len(e.Headers[i].Values) }),
				examples: examples.Of(len(e.Examples), func(i int) occurrence {
					x := e.Examples[i]
					return occurrence{x.Description != "", x.Body != nil, len(ownHeaders(e, x))}
				}),
			}
			if !yield(has, d) {
				return
			}
		}
	})
}

// definition emits the table with the definition of one error. Before it stands a
// line that vanishes: a row begins with the line of its first hole, and a brace has none.
func definition(has entry, h *gocode.Holes[described]) jen.Code {
	text := func(of func(described) string) jen.Code { return gocode.Text(h.Text(of)) }
	number := func(of func(described) string) jen.Code { return jen.Id(h.Name(of)) }
	begin := jen.Id(h.Lines(func(described) []string { return nil }))

	var fields []jen.Code
	add := func(name string, value jen.Code) { fields = append(fields, gocode.Field(name, value)) }
	add("code", jen.Id("Err"+h.Name(func(d described) string { return d.Name.Go })))
	if has.wire {
		add("wire", text(func(d described) string { return d.Code }))
	}
	add("status", number(func(d described) string { return strconv.Itoa(d.Status.Code) }))
	add("title", text(func(d described) string { return d.Title }))
	if has.docsURL {
		add("docsURL", text(func(d described) string { return d.DocsURL }))
	} else {
		add("phrase", text(func(d described) string { return d.Status.Phrase }))
	}
	if has.number {
		add("number", text(func(d described) string { return strconv.FormatInt(d.Number, 10) }))
	}
	if has.grpc {
		add("grpc", text(func(d described) string { return d.GRPC.Name }))
	}
	if has.group {
		add("group", text(func(d described) string { return d.Group.ID }))
	}
	add("message", text(func(d described) string { return d.Message.Source }))
	if has.retryAfter {
		add("retryAfter", text(retryAfter))
	}
	add("form", text(func(d described) string { return d.Form.Name }))
	if has.params != nil {
		var params []jen.Code
		for i, r := range has.params.All() {
			of := func(spell func(func(described) string) jen.Code) spelling {
				return func(of func(*generator.Param) string) jen.Code {
					return spell(func(d described) string { return of(d.params[i]) })
				}
			}
			params = append(params, r.code(of(text), of(number)))
		}
		add("params", gocode.Literal(jen.Index().Id("param"), params...))
	}
	if has.headers != nil {
		var headers []jen.Code
		for i, n := range has.headers.All() {
			values := make([]jen.Code, n)
			for j := range values {
				values[j] = text(func(d described) string { return d.Headers[i].Values[j].Source })
			}
			headers = append(headers, gocode.Inline(nil,
				gocode.Field("name", text(func(d described) string { return d.Headers[i].Name })),
				gocode.Field("values", jen.Index().String().Values(values...))))
		}
		add("headers", gocode.Literal(jen.Index().Id("header"), headers...))
	}
	var examples []jen.Code
	for i, x := range has.examples.All() {
		examples = append(examples, x.code(func(d described) *generator.Example { return d.Examples[i] }, h))
	}
	add("examples", gocode.Literal(jen.Index().Id("example"), examples...))
	return jen.Var().Id("definitions").Op("=").Add(gocode.Literal(jen.Index().Id("definition"), begin, gocode.Literal(jen.Null(), fields...)))
}

// retryAfter is the number of seconds, or the name of the parameter.
func retryAfter(d described) string {
	if d.RetryAfter.Fixed {
		return strconv.FormatInt(d.RetryAfter.Seconds, 10)
	}
	return d.RetryAfter.Param.Name
}

// code emits an example. The run-time part adds the headers that all of them have.
func (has occurrence) code(of func(described) *generator.Example, h *gocode.Holes[described]) jen.Code {
	text := func(of func(described) string) jen.Code { return gocode.Text(h.Text(of)) }
	var fields []jen.Code
	if has.description {
		fields = append(fields, gocode.Field("description", text(func(d described) string { return of(d).Description })))
	}
	if has.header > 0 {
		lines := make([]jen.Code, has.header)
		for i := range lines {
			lines[i] = jen.Values(
				text(func(d described) string { return ownHeaders(d.Error, of(d))[i].Name }),
				text(func(d described) string { return ownHeaders(d.Error, of(d))[i].Value }))
		}
		fields = append(fields, gocode.Field("header", gocode.Literal(jen.Index().Id("field"), lines...)))
	}
	if has.body {
		fields = append(fields, gocode.Field("body", text(func(d described) string { return string(of(d).Body.JSON()) })))
	}
	return gocode.Literal(jen.Null(), fields...)
}

// ownHeaders returns the header lines behind the content type and the request ID.
func ownHeaders(e *generator.Error, x *generator.Example) []generator.HeaderLine {
	if e.Form.Empty {
		return x.Headers[1:]
	}
	return x.Headers[2:]
}
