package goclient

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// requestIDHeader emits
//
//	// requestIDHeader is the header that the API has its request ID in.
//	const requestIDHeader = "X-Request-Id"
func requestIDHeader(p *generator.Plan) jen.Code {
	return gocode.Documented(
		gocode.Doc(gocode.Para("requestIDHeader is the header that the API has its request ID in.")),
		jen.Const().Id("requestIDHeader").Op("=").Lit(p.RequestIDHeader))
}

// definitions emits the index of errors, sorted by code, since it is searched.
func definitions(errors []*generator.Error) jen.Code {
	sorted := slices.SortedFunc(slices.Values(errors), func(a, b *generator.Error) int { return cmp.Compare(a.Key, b.Key) })
	var list []jen.Code
	for _, e := range sorted {
		list = append(list, jen.Op("&").Id(definitionName(e)))
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para("definitions are the errors of the catalogue, sorted by code.")),
		jen.Var().Id("definitions").Op("=").Add(gocode.Literal(jen.Index().Op("*").Id("definition"), list...)))
}

func definitionName(e *generator.Error) string { return "def" + e.Name.Go }

// aliases emits what the API sends, or once sent, in place of keys of the
// catalogue, sorted, since it is searched.
func aliases(p *generator.Plan, errors []*generator.Error) jen.Code {
	type alias struct {
		wire, number string
		of           *generator.Error
		retired      bool
	}
	numbered := slices.ContainsFunc(p.Forms, func(f *generator.Form) bool { return sends(f, generator.SourceNumber) })
	var all []alias
	for _, e := range errors {
		if e.Code != e.Key {
			all = append(all, alias{wire: e.Code, of: e})
		}
	}
	for _, r := range p.Retired {
		if r.Use == nil || r.Use.Internal {
			continue
		}
		a := alias{wire: r.Code, of: r.Use, retired: true}
		if r.HasNumber && numbered {
			a.number = strconv.FormatInt(r.Number, 10)
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b alias) int {
		return cmp.Or(cmp.Compare(a.wire, b.wire), cmp.Compare(a.of.Key, b.of.Key))
	})
	var list []jen.Code
	for _, a := range all {
		fields := []jen.Code{gocode.Field("wire", jen.Lit(a.wire))}
		if a.number != "" {
			fields = append(fields, gocode.Field("number", jen.Lit(a.number)))
		}
		fields = append(fields, gocode.Field("def", jen.Op("&").Id(definitionName(a.of))))
		if a.retired {
			fields = append(fields, gocode.Field("retired", jen.True()))
		}
		list = append(list, gocode.Inline(nil, fields...))
	}
	value := jen.Index().Id("alias").Values()
	if len(list) > 0 {
		value = gocode.Literal(jen.Index().Id("alias"), list...)
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para("aliases are codes on the wire that are not keys of the catalogue, sorted.")),
		jen.Var().Id("aliases").Op("=").Add(value))
}

// forms emits the body forms of the catalogue, the default one first. Problem
// details, AIP-193 and JSON:API are not among them: the run-time part reads them
// whether or not the catalogue uses them.
func forms(p *generator.Plan) jen.Code {
	var list []jen.Code
	for _, f := range p.Forms {
		if isRead(f) {
			continue
		}
		fields := []jen.Code{gocode.Field("name", jen.Lit(f.Name))}
		if !isCoded(f) {
			fields = append(fields, gocode.Field("uncoded", jen.True()))
		}
		fields = append(fields, gocode.Field("root", jen.Id("node").Add(node(f.Root))))
		list = append(list, gocode.Literal(jen.Null(), fields...))
	}
	value := jen.Index().Id("form").Values()
	if len(list) > 0 {
		value = gocode.Literal(jen.Index().Id("form"), list...)
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para("forms are the body forms of the catalogue that are not those of a standard.")),
		jen.Var().Id("forms").Op("=").Add(value))
}

// isRead reports whether the run-time part reads the form without being told
// what it looks like.
func isRead(f *generator.Form) bool {
	return f.Empty || f.Name == "problem" || f.Name == "google" || f.Name == "jsonapi"
}

// isCoded reports whether the form says which error it is.
func isCoded(f *generator.Form) bool {
	return isRead(f) && !f.Empty || sends(f, generator.SourceCode) || sends(f, generator.SourceNumber)
}

// sends reports whether the form has a place for the source.
func sends(f *generator.Form, source string) bool {
	return f.Root != nil && hasSource(f.Root, source)
}

func hasSource(n *generator.Node, source string) bool {
	if n.Kind == generator.NodeSource && n.Source == source {
		return true
	}
	for _, m := range n.Members {
		if m.Spread && source == generator.SourceDetails || m.Node != nil && hasSource(m.Node, source) {
			return true
		}
	}
	return slices.ContainsFunc(n.Items, func(item *generator.Node) bool { return hasSource(item, source) })
}

// carries reports whether the body has a place for the member of details.
func carries(f *generator.Form, p *generator.Param) bool {
	return sends(f, generator.SourceDetails) || sends(f, generator.SourceMetadata) || sends(f, generator.SourceParamPrefix+p.Wire)
}

// node emits the fields of a node of a form, in braces.
func node(n *generator.Node) *jen.Statement {
	var fields []jen.Code
	switch n.Kind {
	case generator.NodeSource:
		if param, is := strings.CutPrefix(n.Source, generator.SourceParamPrefix); is {
			fields = append(fields, gocode.Field("source", jen.Id("sourceParam")), gocode.Field("param", jen.Lit(param)))
		} else {
			fields = append(fields, gocode.Field("source", jen.Id(sourceName(n.Source))))
		}
	case generator.NodeLiteral:
		fields = append(fields, gocode.Field("literal", jen.Lit(literal(n.Literal))))
	case generator.NodeArray:
		if len(n.Items) == 0 {
			fields = append(fields, gocode.Field("literal", jen.Lit("[]")))
			break
		}
		var items []jen.Code
		for _, item := range n.Items {
			items = append(items, node(item))
		}
		fields = append(fields, gocode.Field("items", gocode.Literal(jen.Index().Id("node"), items...)))
	case generator.NodeObject:
		if len(n.Members) == 0 {
			fields = append(fields, gocode.Field("literal", jen.Lit("{}")))
			break
		}
		var members []jen.Code
		for _, m := range n.Members {
			if m.Spread {
				members = append(members, gocode.Inline(nil, gocode.Field("spread", jen.True())))
				continue
			}
			members = append(members, gocode.Inline(nil, gocode.Field("name", jen.Lit(m.Name)), gocode.Field("node", jen.Id("node").Add(node(m.Node)))))
		}
		fields = append(fields, gocode.Field("members", gocode.Literal(jen.Index().Id("member"), members...)))
	}
	if n.Optional {
		fields = append(fields, gocode.Field("optional", jen.True()))
	}
	return gocode.Inline(nil, fields...)
}

// sourceName names the constant of the run-time part for a source.
func sourceName(source string) string {
	switch source {
	case generator.SourceCode:
		return "sourceCode"
	case generator.SourceMessage:
		return "sourceMessage"
	case generator.SourceNumber:
		return "sourceNumber"
	case generator.SourceStatus:
		return "sourceStatus"
	case generator.SourceGroup:
		return "sourceGroup"
	case generator.SourceDocsURL:
		return "sourceDocsURL"
	case generator.SourceRequestID:
		return "sourceRequestID"
	case generator.SourceDetails:
		return "sourceDetails"
	}
	return "sourceText"
}

// literal spells a fixed value of a form as JSON. Of lists and objects the
// client looks at the type only.
func literal(v *generator.Value) string {
	switch v.Kind {
	case generator.TextValue:
		quoted, _ := json.Marshal(v.Text) // a string always has a JSON form
		return string(quoted)
	case generator.ListValue:
		return "[]"
	case generator.ObjectValue:
		return "{}"
	}
	return v.Text
}

// definition emits
//
//	var defItemNotFound = definition{
//		code:   ErrItemNotFound,
//		status: http.StatusNotFound,
//		retry:  Never,
//		form:   "structured",
//		params: []param{
//			{name: "id", kind: kindUUID},
//		},
//	}
func definition(e *generator.Error) jen.Code {
	fields := []jen.Code{gocode.Field("code", jen.Id(e.ConstName()))}
	if e.Code != e.Key {
		fields = append(fields, gocode.Field("wire", jen.Lit(e.Code)))
	}
	if e.HasNumber && sends(e.Form, generator.SourceNumber) {
		fields = append(fields, gocode.Field("number", jen.Lit(strconv.FormatInt(e.Number, 10))))
	}
	fields = append(fields,
		gocode.Field("status", status(e.Status.Code)),
		gocode.Field("retry", jen.Id(retryName(e.Retry))),
		gocode.Field("form", jen.Lit(e.Form.Name)))

	readsMessage := readsMessage(e)
	if readsMessage {
		fields = append(fields, gocode.Field("message", gocode.Literal(jen.Index().Id("part"), templateParts(e.Message.Parts)...)))
	}
	var params []jen.Code
	for _, p := range e.Params {
		if p.InDetails() || readsMessage && names(e.Message.Parts, p) {
			params = append(params, param(p, readsMessage, !isCoded(e.Form)))
		}
	}
	if len(params) > 0 {
		fields = append(fields, gocode.Field("params", gocode.Literal(jen.Index().Id("param"), params...)))
	}
	if e.Group != nil && !isCoded(e.Form) && sends(e.Form, generator.SourceGroup) {
		fields = append(fields, gocode.Field("group", jen.True()))
	}
	if e.DocsURL != "" && !isCoded(e.Form) && sends(e.Form, generator.SourceDocsURL) {
		fields = append(fields, gocode.Field("docs", jen.True()))
	}
	return jen.Var().Id(definitionName(e)).Op("=").Add(gocode.Literal(jen.Id("definition"), fields...))
}

// readsMessage reports whether the client has to read the text of the message:
// because nothing else says which error it is, because it holds details that
// the body has no place for, or because it holds something that is not for logs.
func readsMessage(e *generator.Error) bool {
	if !isCoded(e.Form) && sends(e.Form, generator.SourceMessage) {
		return true
	}
	for _, p := range e.Params {
		if names(e.Message.Parts, p) && (p.LogHidden || p.InDetails() && !isRead(e.Form) && !carries(e.Form, p)) {
			return true
		}
	}
	return false
}

// names reports whether the template has a place for the parameter.
func names(parts []generator.Part, p *generator.Param) bool {
	return slices.ContainsFunc(parts, func(part generator.Part) bool {
		return part.Param == p || names(part.Then, p)
	})
}

// templateParts emits the parts of a message template.
func templateParts(parts []generator.Part) []jen.Code {
	var list []jen.Code
	for _, p := range parts {
		switch {
		case p.Param != nil:
			list = append(list, gocode.Inline(nil, gocode.Field("param", jen.Lit(p.Param.Name))))
		case p.Then != nil:
			fields := []jen.Code{gocode.Field("then", jen.Index().Id("part").Values(templateParts(p.Then)...))}
			if p.Else != "" {
				fields = append(fields, gocode.Field("alt", jen.Lit(p.Else)))
			}
			list = append(list, gocode.Inline(nil, fields...))
		case p.Text != "":
			list = append(list, gocode.Inline(nil, gocode.Field("text", jen.Lit(p.Text))))
		}
	}
	return list
}

// param emits a parameter in the table of its error. What only reading a message
// or recognising a shape needs is left out where neither is done.
func param(p *generator.Param, readsMessage, byShape bool) jen.Code {
	fields := []jen.Code{gocode.Field("name", jen.Lit(p.Name))}
	if p.Wire != p.Name {
		fields = append(fields, gocode.Field("wire", jen.Lit(p.Wire)))
	}
	if kind := kindName(p.Kind); kind != "" {
		fields = append(fields, gocode.Field("kind", jen.Id(kind)))
	}
	if p.List {
		fields = append(fields, gocode.Field("list", jen.True()))
	}
	if p.Optional {
		fields = append(fields, gocode.Field("optional", jen.True()))
	}
	if hides(p) {
		fields = append(fields, gocode.Field("hidden", jen.True()))
	}
	if !p.InDetails() {
		fields = append(fields, gocode.Field("textOnly", jen.True()))
	}
	if (readsMessage || byShape) && p.Type != nil && p.Type.IsEnum() {
		var texts []jen.Code
		for _, v := range p.Type.Enum {
			texts = append(texts, jen.Lit(v.Value))
		}
		fields = append(fields, gocode.Field("enum", jen.Index().String().Values(texts...)))
	}
	if byShape && p.Kind == generator.Object {
		var members []jen.Code
		for _, f := range p.Type.Fields {
			members = append(members, param(f, false, true))
		}
		fields = append(fields, gocode.Field("fields", jen.Op("&").Add(gocode.Literal(jen.Index().Id("param"), members...))))
	}
	if readsMessage && p.MaxLength > 0 {
		fields = append(fields, gocode.Field("max", jen.Lit(p.MaxLength)))
	}
	return gocode.Inline(nil, fields...)
}

// hides reports whether a value of the parameter, or something in it, is not
// for logs.
func hides(p *generator.Param) bool {
	return p.LogHidden || p.Sensitive || p.Kind == generator.Object && p.Type.Hides
}

// kindName names the constant of the run-time part for a kind; empty for plain
// text, which is its zero value.
func kindName(k generator.Kind) string {
	switch k {
	case generator.UUID:
		return "kindUUID"
	case generator.URI:
		return "kindURI"
	case generator.Email:
		return "kindEmail"
	case generator.Integer:
		return "kindInteger"
	case generator.Float:
		return "kindNumber"
	case generator.Boolean:
		return "kindBoolean"
	case generator.DateTime:
		return "kindDatetime"
	case generator.Date:
		return "kindDate"
	case generator.Duration:
		return "kindDuration"
	case generator.JSON:
		return "kindJSON"
	case generator.Object:
		return "kindObject"
	}
	return ""
}

func retryName(retry string) string {
	switch retry {
	case "always":
		return "Always"
	case "idempotent":
		return "Idempotent"
	}
	return "Never"
}
