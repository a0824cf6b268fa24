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

// addDefinitions adds the index of errors, sorted by code, since it is searched:
//
//	var definitions = []*definition{
//		&defItemNotFound,
//	}
func addDefinitions(src *gocode.Source, errors []*generator.Error) {
	sorted := slices.Clone(errors)
	slices.SortFunc(sorted, func(a, b *generator.Error) int { return cmp.Compare(a.Key, b.Key) })
	definitions := func(_ struct{}, h *holes) jen.Code {
		name := "def" + h.Name(func(e *generator.Error) string { return e.Name.Go })
		return jen.Var().Id("definitions").Op("=").Add(gocode.Literal(jen.Index().Op("*").Id("definition"), jen.Op("&").Id(name)))
	}
	doc := []gocode.Block{gocode.Para("definitions are the errors of the catalogue, sorted by code.")}
	gocode.NewStencils(definitions).Table(src, doc, each(sorted))
}

// alias is what the API sends, or once sent, in place of a key of the catalogue.
type alias struct {
	wire, number string
	of           *generator.Error
	retired      bool
}

// aliasShape is what is said of an alias.
type aliasShape struct{ number, retired bool }

// addAliases adds the aliases, sorted, since they are searched:
//
//	var aliases = []alias{
//		{wire: "item-gone", def: &defItemNotFound, retired: true},
//	}
func addAliases(src *gocode.Source, p *generator.Plan, errors []*generator.Error) {
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
	doc := gocode.Para("aliases are codes on the wire that are not keys of the catalogue, sorted.")
	if len(all) == 0 {
		src.Add(gocode.Documented(gocode.Doc(doc), jen.Var().Id("aliases").Op("=").Index().Id("alias").Values()))
		return
	}
	gocode.NewStencils(aliasRow).Table(src, []gocode.Block{doc}, func(yield func(aliasShape, alias) bool) {
		for _, a := range all {
			if !yield(aliasShape{a.number != "", a.retired}, a) {
				return
			}
		}
	})
}

func aliasRow(has aliasShape, h *gocode.Holes[alias]) jen.Code {
	fields := []jen.Code{gocode.Field("wire", gocode.Text(h.Text(func(a alias) string { return a.wire })))}
	if has.number {
		fields = append(fields, gocode.Field("number", gocode.Text(h.Text(func(a alias) string { return a.number }))))
	}
	fields = append(fields, gocode.Field("def", jen.Op("&").Id("def"+h.Name(func(a alias) string { return a.of.Name.Go }))))
	if has.retired {
		fields = append(fields, gocode.Field("retired", jen.True()))
	}
	return jen.Var().Id("aliases").Op("=").Add(gocode.Literal(jen.Index().Id("alias"), gocode.Inline(nil, fields...)))
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

// definitions spells the definition of each error.
type definitions struct {
	src      *gocode.Source
	stencils gocode.Stencils[entry, *described]
	rows     gocode.Sequences[row]
	parts    gocode.Sequences[part]
	sent     map[sending]bool
}

// described is an error with what its definition is made of.
type described struct {
	*generator.Error
	params []*generator.Param // those that the definition lists
	texts  []string           // of the parts of the message, if it is read
}

// entry is the shape of a definition: what is in it.
type entry struct {
	statusName bool
	params     *gocode.Sequence[row]
	extra      extras
}

// extras are what few errors have.
type extras struct {
	wire, number, message, group, docs bool
	parts                              *gocode.Sequence[part] // of the message, if it is read
}

func newDefinitions(src *gocode.Source) *definitions {
	return &definitions{src, gocode.NewStencils(definition), gocode.Sequences[row]{}, gocode.Sequences[part]{}, map[sending]bool{}}
}

func (d *definitions) add(errors []*generator.Error) {
	var of described // each in turn
	var parts []part
	for _, e := range errors {
		coded := isCoded(e.Form)
		reads := readsMessage(e)
		of = described{e, of.params[:0], of.texts[:0]}
		has := entry{statusName: statusNames[e.Status.Code] != "", extra: extras{
			wire: e.Code != e.Key, number: e.HasNumber && d.sends(e.Form, generator.SourceNumber),
			message: reads,
			group:   e.Group != nil && !coded && d.sends(e.Form, generator.SourceGroup),
			docs:    e.DocsURL != "" && !coded && d.sends(e.Form, generator.SourceDocsURL),
		}}
		for _, p := range e.Params {
			if p.InDetails() || reads && names(e.Message.Parts, p) {
				of.params = append(of.params, p)
			}
		}
		has.params = d.rows.Of(len(of.params), func(i int) row { return rowOf(of.params[i], reads, !coded) })
		if reads {
			parts, of.texts = takeApart(e.Message.Parts, parts[:0], of.texts)
			has.extra.parts = d.parts.Of(len(parts), func(i int) part { return parts[i] })
		}
		d.stencils.Stamp(d.src, has, &of)
	}
}

// sending is a source that a form may have a place for.
type sending struct {
	form   *generator.Form
	source string
}

// sends is [sends], which looks at each form once.
func (d *definitions) sends(f *generator.Form, source string) bool {
	is, known := d.sent[sending{f, source}]
	if !known {
		is = sends(f, source)
		d.sent[sending{f, source}] = is
	}
	return is
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
func definition(has entry, h *gocode.Holes[*described]) jen.Code {
	name := h.Name(func(e *described) string { return e.Name.Go })
	text := func(of func(*described) string) jen.Code { return gocode.Text(h.Text(of)) }
	var fields []jen.Code
	add := func(name string, value jen.Code) { fields = append(fields, gocode.Field(name, value)) }
	add("code", jen.Id("Err"+name))
	if has.statusName {
		add("status", jen.Qual("net/http", h.Name(func(e *described) string { return statusNames[e.Status.Code] })))
	} else {
		add("status", jen.Id(h.Number(func(e *described) int64 { return int64(e.Status.Code) })))
	}
	add("retry", jen.Id(h.Name(func(e *described) string { return retryName(e.Retry) })))
	add("form", text(func(e *described) string { return e.Form.Name }))
	if has.params != nil {
		var params []jen.Code
		for i, r := range has.params.All() {
			params = append(params, r.code(
				text(func(e *described) string { return e.params[i].Name }),
				text(func(e *described) string { return e.params[i].Wire }),
				jen.Id(h.Number(func(e *described) int64 { return int64(e.params[i].MaxLength) })),
			))
		}
		add("params", gocode.Literal(jen.Index().Id("param"), params...))
	}
	if has.extra != (extras{}) {
		add("extra", extra(has.extra, h))
	}
	return jen.Var().Id("def" + name).Op("=").Add(gocode.Literal(jen.Id("definition"), fields...))
}

// extra emits what few errors have.
func extra(has extras, h *gocode.Holes[*described]) jen.Code {
	text := func(of func(*described) string) jen.Code { return gocode.Text(h.Text(of)) }
	var fields []jen.Code
	add := func(name string, value jen.Code) { fields = append(fields, gocode.Field(name, value)) }
	if has.wire {
		add("wire", text(func(e *described) string { return e.Code }))
	}
	if has.number {
		add("number", text(func(e *described) string { return strconv.FormatInt(e.Number, 10) }))
	}
	if has.message {
		parts := has.parts.All()
		add("message", gocode.Literal(jen.Index().Id("part"), putTogether(&parts, h, new(int))...))
	}
	if has.group {
		add("group", jen.True())
	}
	if has.docs {
		add("docs", jen.True())
	}
	lay := gocode.Inline
	if has.message && len(fields) > 1 { // a message is a list, which has lines of its own
		lay = gocode.Literal
	}
	return jen.Op("&").Add(lay(jen.Id("extra"), fields...))
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
		return part.Param == p || part.Optional != nil && names(part.Optional.Then, p)
	})
}

// part is the shape of a part of a message, or a bracket around optional ones.
type part int

const (
	textPart part = iota
	paramPart
	optionalPart     // what follows, up to the end, is optional
	optionalPartElse // the same, with a text in its place
	endPart
)

// takeApart appends the shapes and the texts of a message.
func takeApart(message []generator.Part, parts []part, texts []string) ([]part, []string) {
	for _, p := range message {
		switch {
		case p.Param != nil:
			parts, texts = append(parts, paramPart), append(texts, p.Param.Name)
		case p.Optional != nil && p.Optional.Else != "":
			parts, texts = takeApart(p.Optional.Then, append(parts, optionalPartElse), append(texts, p.Optional.Else))
			parts = append(parts, endPart)
		case p.Optional != nil:
			parts, texts = takeApart(p.Optional.Then, append(parts, optionalPart), texts)
			parts = append(parts, endPart)
		case p.Text != "":
			parts, texts = append(parts, textPart), append(texts, p.Text)
		}
	}
	return parts, texts
}

// putTogether emits the parts of a message up to the end of what is optional. Next
// is the place of the next text.
func putTogether(parts *[]part, h *gocode.Holes[*described], next *int) []jen.Code {
	text := func() jen.Code {
		i := *next
		*next++
		return gocode.Text(h.Text(func(e *described) string { return e.texts[i] }))
	}
	var list []jen.Code
	for len(*parts) > 0 {
		p := (*parts)[0]
		*parts = (*parts)[1:]
		var fields []jen.Code
		switch p {
		case endPart:
			return list
		case paramPart:
			fields = append(fields, gocode.Field("param", text()))
		case textPart:
			fields = append(fields, gocode.Field("text", text()))
		case optionalPartElse:
			alt := gocode.Field("alt", text())
			fields = append(fields, gocode.Field("then", jen.Index().Id("part").Values(putTogether(parts, h, next)...)), alt)
		case optionalPart:
			fields = append(fields, gocode.Field("then", jen.Index().Id("part").Values(putTogether(parts, h, next)...)))
		}
		list = append(list, gocode.Inline(nil, fields...))
	}
	return list
}

// row is the shape of a parameter in the table of its error. What only reading a
// message or recognising a shape needs is left out where neither is done.
type row struct {
	kind                                        generator.Kind
	enum                                        *generator.Type // its values are listed
	object                                      *generator.Type // its fields are listed
	wire, list, optional, hidden, textOnly, max bool
}

func rowOf(p *generator.Param, readsMessage, byShape bool) row {
	r := row{
		wire: p.Wire != p.Name, list: p.List, optional: p.Optional, hidden: hides(p), textOnly: !p.InDetails(),
		max: readsMessage && p.MaxLength > 0, kind: p.Kind,
	}
	if (readsMessage || byShape) && p.Type != nil && p.Type.IsEnum() {
		r.enum = p.Type
	}
	if byShape && p.Kind == generator.Object {
		r.object = p.Type
	}
	return r
}

// code emits the row with what differs.
func (r row) code(name, wire, max jen.Code) jen.Code {
	fields := []jen.Code{gocode.Field("name", name)}
	if kind := kindName(r.kind); kind != "" {
		fields = append(fields, gocode.Field("kind", jen.Id(kind)))
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"list", r.list}, {"optional", r.optional}, {"hidden", r.hidden}, {"textOnly", r.textOnly}} {
		if flag.set {
			fields = append(fields, gocode.Field(flag.name, jen.True()))
		}
	}
	var more []jen.Code
	if r.wire {
		more = append(more, gocode.Field("wire", wire))
	}
	if r.enum != nil {
		var texts []jen.Code
		for _, v := range r.enum.Enum {
			texts = append(texts, gocode.Fixed(v.Value))
		}
		more = append(more, gocode.Field("enum", jen.Index().String().Values(texts...)))
	}
	if r.object != nil {
		var members []jen.Code
		for _, f := range r.object.Fields {
			members = append(members, rowOf(f, false, true).code(gocode.Fixed(f.Name), gocode.Fixed(f.Wire), nil))
		}
		more = append(more, gocode.Field("fields", jen.Op("&").Add(gocode.Literal(jen.Index().Id("param"), members...))))
	}
	if r.max {
		more = append(more, gocode.Field("max", max))
	}
	if more != nil {
		fields = append(fields, gocode.Field("more", jen.Op("&").Add(gocode.Inline(jen.Id("paramExtra"), more...))))
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
