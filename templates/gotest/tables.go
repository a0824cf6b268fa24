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
			fields = append(fields, gocode.Field("fields", params(in, true)))
		}
		list = append(list, gocode.Literal(jen.Null(), fields...))
	}
	return table("objects are the object types of members of details.", "objects", "objectType", list)
}

// params emits parameters, or fields of an object with their names in Go.
func params(ps []*generator.Param, isField bool) jen.Code {
	list := make([]jen.Code, len(ps))
	for i, p := range ps {
		list[i] = param(p, isField)
	}
	return gocode.Literal(jen.Index().Id("param"), list...)
}

func param(p *generator.Param, isField bool) jen.Code {
	fields := []jen.Code{gocode.Field("name", jen.Lit(p.Name))}
	add := func(name string, value jen.Code) { fields = append(fields, gocode.Field(name, value)) }
	if p.Wire != p.Name {
		add("wire", gocode.Text(p.Wire))
	}
	if isField {
		add("field", jen.Lit(p.Ident.Go))
	}
	if kind := kindName(p.Kind); kind != "" {
		add("kind", jen.Id(kind))
	}
	if p.List {
		add("list", jen.True())
	}
	if p.Optional {
		add("optional", jen.True())
	}
	if !p.InDetails() {
		add("text", jen.True())
	}
	if p.MaxLength > 0 && !isField {
		add("max", jen.Lit(p.MaxLength))
	}
	if p.Type != nil && p.Type.IsEnum() {
		texts := make([]jen.Code, len(p.Type.Enum))
		for i, v := range p.Type.Enum {
			texts[i] = jen.Lit(v.Value)
		}
		add("enum", jen.Index().String().Values(texts...))
	}
	if p.Kind == generator.Object {
		add("object", jen.Lit(p.Type.Name))
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

// definitions emits
//
//	// definitions are the errors that clients can see, in the order of the catalogue.
//	var definitions = []definition{
//		{
//			code:   ErrItemNotFound,
//			status: 404,
//			…
//		},
//	}
func definitions(errors []*generator.Error) jen.Code {
	list := make([]jen.Code, len(errors))
	for i, e := range errors {
		list[i] = definition(e)
	}
	return table("definitions are the errors that clients can see, in the order of the catalogue.", "definitions", "definition", list)
}

func definition(e *generator.Error) jen.Code {
	var fields []jen.Code
	add := func(name string, value jen.Code) { fields = append(fields, gocode.Field(name, value)) }
	add("code", jen.Id(e.ConstName()))
	if e.Code != e.Key {
		add("wire", gocode.Text(e.Code))
	}
	add("status", jen.Lit(e.Status.Code))
	add("title", gocode.Text(e.Title))
	if e.DocsURL == "" {
		add("phrase", gocode.Text(e.Status.Phrase))
	} else {
		add("docsURL", gocode.Text(e.DocsURL))
	}
	if e.HasNumber && uses(e.Form, generator.SourceNumber) {
		add("number", jen.Lit(strconv.FormatInt(e.Number, 10)))
	}
	if uses(e.Form, generator.SourceGRPC) {
		add("grpc", jen.Lit(e.GRPC.Name))
	}
	if e.Group != nil && uses(e.Form, generator.SourceGroup) {
		add("group", gocode.Text(e.Group.ID))
	}
	add("message", gocode.Text(e.Message.Source))
	switch after := e.RetryAfter; {
	case after.Fixed:
		add("retryAfter", jen.Lit(strconv.FormatInt(after.Seconds, 10)))
	case after.Param != nil:
		add("retryAfter", jen.Lit(after.Param.Name))
	}
	add("form", gocode.Text(e.Form.Name))
	if shown := slices.DeleteFunc(slices.Clone(e.Params), func(p *generator.Param) bool { return !leaves(p) }); len(shown) > 0 {
		add("params", params(shown, false))
	}
	if len(e.Headers) > 0 {
		add("headers", headers(e))
	}
	add("examples", examples(e))
	return gocode.Literal(jen.Null(), fields...)
}

func headers(e *generator.Error) jen.Code {
	list := make([]jen.Code, len(e.Headers))
	for i, h := range e.Headers {
		values := make([]jen.Code, len(h.Values))
		for j, v := range h.Values {
			values[j] = gocode.Text(v.Source)
		}
		list[i] = gocode.Inline(nil,
			gocode.Field("name", jen.Lit(h.Name)),
			gocode.Field("values", jen.Index().String().Values(values...)))
	}
	return gocode.Literal(jen.Index().Id("header"), list...)
}

// examples emits the occurrences of an error. The run-time part adds the
// headers that all of them have.
func examples(e *generator.Error) jen.Code {
	list := make([]jen.Code, len(e.Examples))
	for i, x := range e.Examples {
		var fields []jen.Code
		if x.Description != "" {
			fields = append(fields, gocode.Field("description", gocode.Text(x.Description)))
		}
		if lines := ownHeaders(e, x); len(lines) > 0 {
			fields = append(fields, gocode.Field("header", gocode.Literal(jen.Index().Id("field"), lines...)))
		}
		if x.Body != nil {
			fields = append(fields, gocode.Field("body", gocode.Text(string(x.Body.JSON()))))
		}
		list[i] = gocode.Literal(jen.Null(), fields...)
	}
	return gocode.Literal(jen.Index().Id("example"), list...)
}

// ownHeaders emits the header lines behind the content type and the request ID.
func ownHeaders(e *generator.Error, x *generator.Example) []jen.Code {
	lines := x.Headers[1:]
	if !e.Form.Empty {
		lines = x.Headers[2:]
	}
	list := make([]jen.Code, len(lines))
	for i, line := range lines {
		list[i] = jen.Values(jen.Lit(line.Name), gocode.Text(line.Value))
	}
	return list
}
