package openapi

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// A shape is the schema of a body without words about it, and the texts by which
// bodies are told apart.
type shape struct {
	value *generator.Value
	fixed map[string]*generator.Value // values that every body has at its top, by the member's name
	codes []string                    // members at the top that hold the code
}

// narrow returns the shape of an error's body.
func (e *emitter) narrow(f *generator.Form, err *generator.Error) *shape {
	s := &shaper{emitter: e, form: f, err: err}
	return s.shape()
}

// generic returns the shape of every body of a form.
func (e *emitter) generic(f *generator.Form) *shape {
	if e.generics[f] == nil {
		s := &shaper{emitter: e, form: f, errors: e.with(f)}
		e.generics[f] = s.shape()
	}
	return e.generics[f]
}

// with returns the public errors of a form.
func (e *emitter) with(f *generator.Form) []*generator.Error {
	var of []*generator.Error
	for _, err := range e.plan.Public() {
		if err.Form == f {
			of = append(of, err)
		}
	}
	return of
}

type shaper struct {
	*emitter
	form   *generator.Form
	err    *generator.Error   // nil: the generic shape,
	errors []*generator.Error // of these
	whole  bool               // inside an object that stands only when all in it have values
	depth  int                // of the part at hand; 0: the body itself
	out    shape
}

func (s *shaper) shape() *shape {
	s.out.fixed = map[string]*generator.Value{}
	s.out.value = s.node(s.form.Root)
	return &s.out
}

// part returns the schema of a member or an item; always says that every body
// that has what holds it has it too.
func (s *shaper) part(name string, n *generator.Node, always bool) *generator.Value {
	s.depth++
	v := s.node(n)
	s.depth--
	if only := single(v); only != nil && s.err != nil && always && s.depth == 0 {
		s.out.fixed[name] = only
	}
	return v
}

// node returns the schema of a part of the form.
func (s *shaper) node(n *generator.Node) *generator.Value {
	switch n.Kind {
	case generator.NodeLiteral:
		return s.constant(n.Literal)
	case generator.NodeArray:
		return s.array(n)
	case generator.NodeObject:
		outside := s.whole
		s.whole = outside || n.Optional
		defer func() { s.whole = outside }()
		return s.object(n)
	default:
		return s.source(n)
	}
}

func (s *shaper) object(n *generator.Node) *generator.Value {
	properties := object()
	var required []string
	more := false // members that are not listed
	put := func(name string, v *generator.Value, always bool) {
		if get(properties, name) != nil {
			return
		}
		set(properties, name, v)
		if always {
			required = append(required, name)
		}
	}
	for _, m := range n.Members {
		if m.Spread && s.err == nil && s.open {
			more = true // which members there are depends on the error
			continue
		}
		if m.Spread {
			for _, p := range s.details() {
				put(p.name, p.schema, p.always)
			}
			continue
		}
		always, never := s.presence(m.Node)
		if never {
			continue
		}
		if get(properties, m.Name) != nil {
			continue
		}
		put(m.Name, s.part(m.Name, m.Node, always), always)
		if s.depth == 0 && always && m.Node.Source == generator.SourceCode {
			s.out.codes = append(s.out.codes, m.Name)
		}
	}
	o := object("type", text("object"))
	if len(required) > 0 {
		set(o, "required", texts(required))
	}
	if len(properties.Members) > 0 {
		set(o, "properties", properties)
	}
	if more {
		set(o, "additionalProperties", boolean(true))
	}
	return o
}

// array returns the schema of a list that a form writes out.
func (s *shaper) array(n *generator.Node) *generator.Value {
	a := object("type", text("array"))
	items := list()
	least := 0
	var kept []*generator.Node
	for _, item := range n.Items {
		always, never := s.presence(item)
		if always {
			least++
		}
		if !never {
			kept = append(kept, item)
		}
	}
	byPlace := least == len(kept) && (least == 1 || !s.v30) // 3.0 knows no lists by place, and places change when an item is left out
	for i, item := range kept {
		items.Items = append(items.Items, s.part(strconv.Itoa(i), item, byPlace))
	}
	count := len(items.Items)
	switch {
	case count == 0:
		set(a, "items", object())
	case count == 1:
		set(a, "items", items.Items[0])
	case !byPlace:
		set(a, "items", object("anyOf", items))
	default:
		set(a, "prefixItems", items)
		set(a, "items", boolean(false))
	}
	set(a, "minItems", integer(least))
	set(a, "maxItems", integer(count))
	return a
}

// constant returns the schema of one value.
func (e *emitter) constant(v *generator.Value) *generator.Value {
	if v.Kind == generator.NullValue {
		return e.null()
	}
	typ := map[generator.ValueKind]string{
		generator.BoolValue: "boolean", generator.NumberValue: "number", generator.TextValue: "string",
		generator.ListValue: "array", generator.ObjectValue: "object",
	}[v.Kind]
	if v.Kind == generator.NumberValue && !strings.ContainsAny(v.Text, ".eE") {
		typ = "integer"
	}
	c := object("type", text(typ))
	if typ == "array" {
		set(c, "items", object())
	}
	if e.v30 {
		set(c, "enum", list(v))
	} else {
		set(c, "const", v)
	}
	return c
}

// single returns the only value that a schema allows, or nil.
func single(schema *generator.Value) *generator.Value {
	if c := get(schema, "const"); c != nil {
		return c
	}
	if enum := get(schema, "enum"); enum != nil && len(enum.Items) == 1 {
		return enum.Items[0]
	}
	return nil
}

// null returns the schema of null alone.
func (e *emitter) null() *generator.Value {
	if e.v30 {
		return object("type", text("string"), "nullable", boolean(true), "enum", list(null()))
	}
	return object("type", text("null"))
}

// nullable returns the schema of a value or null.
func (e *emitter) nullable(schema *generator.Value) *generator.Value {
	if len(schema.Members) == 0 {
		return schema // any value
	}
	typ := get(schema, "type")
	switch {
	case typ == nil: // a reference
		return object("anyOf", list(schema, e.null()))
	case e.v30:
		set(schema, "nullable", boolean(true))
		return schema
	case typ.Kind == generator.TextValue:
		n := *schema
		n.Members = slices.Clone(schema.Members)
		i := slices.IndexFunc(n.Members, func(m generator.Member) bool { return m.Name == "type" })
		n.Members[i].Value = texts([]string{typ.Text, "null"})
		return &n
	}
	return schema
}

// presence says whether a member is in every body, or in none.
func (s *shaper) presence(n *generator.Node) (always, never bool) {
	if !n.Optional || n.Kind != generator.NodeSource && n.Kind != generator.NodeObject {
		return true, false
	}
	always = true
	n.Sources(func(source *generator.Node) {
		if source != n && source.Optional {
			return
		}
		some, all := s.has(source.Source)
		always, never = always && all, never || !some
	})
	return always, never
}

// has reports whether some, and whether all of the bodies have a value for a
// source.
func (s *shaper) has(source string) (some, all bool) {
	if s.err == nil && s.open {
		return true, unconditional[source]
	}
	errors := s.errors
	if s.err != nil {
		errors = []*generator.Error{s.err}
	}
	all = true
	for _, err := range errors {
		has, always := hasValue(err, source)
		some = some || has
		all = all && always
	}
	return some, all
}

// unconditional are the sources that have a value whatever the error.
var unconditional = map[string]bool{
	generator.SourceCode: true, generator.SourceMessage: true, generator.SourceTitle: true, generator.SourceStatus: true,
	generator.SourceStatusText: true, generator.SourceGRPC: true, generator.SourceProblemType: true,
	generator.SourceProblemTitle: true, generator.SourceReason: true,
}

// hasValue reports whether an error may have a value for a source, and whether
// it always has.
func hasValue(err *generator.Error, source string) (some, always bool) {
	sure := func(b bool) (bool, bool) { return b, b }
	switch source {
	case generator.SourceNumber:
		return sure(err.HasNumber)
	case generator.SourceGroup:
		return sure(err.Group != nil)
	case generator.SourceDocsURL:
		return sure(err.DocsURL != "")
	case generator.SourceRequestID, generator.SourceProblemInstance:
		return true, false
	case generator.SourceDetails:
		return sure(len(err.Details()) > 0)
	case generator.SourceMetadata:
		single := err.Metadata()
		return len(single) > 0, slices.ContainsFunc(single, func(p *generator.Param) bool { return !p.Optional })
	case generator.SourceRetryDelay:
		r := err.RetryAfter
		return r.Sent(), r.Fixed || r.Param != nil && !r.Param.Optional
	case generator.SourceFieldViolations:
		p := err.Violations()
		return p != nil, p != nil && !p.Optional
	}
	if name, ok := strings.CutPrefix(source, generator.SourceParamPrefix); ok {
		for _, p := range err.Details() {
			if p.Wire == name {
				return true, !p.Optional
			}
		}
		return false, false
	}
	return true, true
}

// source returns the schema of a value that comes from the error.
func (s *shaper) source(n *generator.Node) *generator.Value {
	some, all := s.has(n.Source)
	if !some && n.Source != generator.SourceDetails {
		return s.null()
	}
	v := s.some(n.Source)
	if !all && !n.Optional && !s.whole {
		return s.nullable(v)
	}
	return v
}

func (s *shaper) some(source string) *generator.Value {
	if s.err == nil {
		return s.any(source)
	}
	err := s.err
	switch source {
	case generator.SourceCode:
		return s.constant(text(err.Code))
	case generator.SourceStatus:
		return s.constant(integer(err.Status.Code))
	case generator.SourceStatusText:
		return s.constant(text(strconv.Itoa(err.Status.Code)))
	case generator.SourceNumber:
		return s.constant(&generator.Value{Kind: generator.NumberValue, Text: strconv.FormatInt(err.Number, 10)})
	case generator.SourceGRPC:
		return s.constant(text(err.GRPC.Name))
	case generator.SourceGroup:
		return s.constant(text(err.Group.ID))
	case generator.SourceProblemType:
		return s.constant(text(cmp.Or(err.DocsURL, "about:blank")))
	case generator.SourceReason:
		return s.constant(text(err.Reason))
	case generator.SourceMetadata:
		o := object("type", text("object"))
		properties := object()
		var required []string
		for _, p := range err.Metadata() {
			value := object("type", text("string"))
			if p.Description != "" {
				set(value, "description", text(prose.Block(p.Description)))
			}
			set(properties, p.Wire, value)
			if !p.Optional {
				required = append(required, p.Wire)
			}
		}
		if len(required) > 0 {
			set(o, "required", texts(required))
		}
		set(o, "properties", properties)
		set(o, "additionalProperties", object("type", text("string")))
		return o
	case generator.SourceFieldViolations:
		for _, p := range s.details() {
			if p.name == err.Violations().Wire {
				return p.schema
			}
		}
	case generator.SourceDetails:
		// An error without details may get some in a later release.
		if len(err.Details()) == 0 {
			return object("type", text("object"))
		}
		o := object("type", text("object"))
		properties := object()
		var required []string
		for _, p := range s.details() {
			set(properties, p.name, p.schema)
			if p.always {
				required = append(required, p.name)
			}
		}
		if len(required) > 0 {
			set(o, "required", texts(required))
		}
		set(o, "properties", properties)
		return o
	}
	return s.any(source)
}

// any returns the schema of a source's values, whatever the error.
func (s *shaper) any(source string) *generator.Value {
	switch source {
	case generator.SourceCode:
		return ref("schemas", s.codeName)
	case generator.SourceMessage:
		return object("type", text("string"), "description", text("Text for people. It may change between releases."))
	case generator.SourceTitle, generator.SourceProblemTitle:
		return object("type", text("string"), "description", text("Summary of the kind of error."))
	case generator.SourceStatus:
		return object("type", text("integer"), "description", text("HTTP status code."), "minimum", integer(400), "maximum", integer(599))
	case generator.SourceStatusText:
		return object("type", text("string"), "description", text("HTTP status code, as text."), "pattern", text("^[45][0-9][0-9]$"))
	case generator.SourceNumber:
		return object("type", text("integer"), "format", text("int64"), "description", text("Number of the kind of error."))
	case generator.SourceGRPC:
		return object("type", text("string"), "description", text("Canonical code of gRPC."))
	case generator.SourceGroup:
		return object("type", text("string"), "description", text("Group that the error belongs to."))
	case generator.SourceDocsURL:
		return object("type", text("string"), "format", text("uri-reference"), "description", text("Documentation of the error."))
	case generator.SourceProblemType:
		return object("type", text("string"), "format", text("uri-reference"), "description", text("Identifies the kind of problem (RFC 9457)."))
	case generator.SourceProblemInstance:
		return object("type", text("string"), "format", text("uri-reference"), "description", text("Identifies this occurrence (RFC 9457)."))
	case generator.SourceRequestID:
		return object("type", text("string"), "description", text("Identifies the request, for support and tracing."))
	case generator.SourceDetails:
		// Some generators read an object without properties as one that is empty.
		return object("type", text("object"), "description", text("More about this occurrence."), "additionalProperties", boolean(true))
	case generator.SourceReason:
		return object("type", text("string"), "description", text("Code of the error in capitals (AIP-193)."), "pattern", text("^[A-Z0-9_]+$"))
	case generator.SourceMetadata:
		return object("type", text("object"), "description", text("More about this occurrence."), "additionalProperties", object("type", text("string")))
	case generator.SourceRetryDelay:
		return object("type", text("string"), "description", text("How long to wait, in seconds."), "pattern", text(`^[0-9]+s$`))
	case generator.SourceFieldViolations:
		return object("type", text("array"), "description", text("What is wrong with the fields of the request."), "items", object("type", text("object")))
	}
	name := strings.TrimPrefix(source, generator.SourceParamPrefix)
	for _, p := range s.details() {
		if p.name == name {
			return p.schema
		}
	}
	return object()
}

type detail struct {
	name   string
	schema *generator.Value
	always bool
}

// details returns the members of details; of several errors those of each, with
// any value where they differ.
func (s *shaper) details() []*detail {
	errors := s.errors
	if s.err != nil {
		errors = []*generator.Error{s.err}
	}
	var details []*detail
	byName := map[string]*detail{}
	in := map[string]int{} // errors that always have the member
	for _, err := range errors {
		for _, p := range err.Details() {
			schema := s.param(p)
			if d := byName[p.Wire]; d == nil {
				byName[p.Wire] = &detail{name: p.Wire, schema: schema}
				details = append(details, byName[p.Wire])
			} else if !equal(d.schema, schema) {
				d.schema = bare(d.schema)
				if !equal(d.schema, bare(schema)) {
					d.schema = object()
				}
			}
			if !p.Optional {
				in[p.Wire]++
			}
		}
	}
	for _, d := range details {
		d.always = in[d.name] == len(errors)
	}
	return details
}

func equal(a, b *generator.Value) bool { return string(a.JSON()) == string(b.JSON()) }

// bare returns a schema without what only explains it.
func bare(schema *generator.Value) *generator.Value {
	v := object()
	for _, m := range schema.Members {
		switch m.Name {
		case "description", "example", "examples":
		case "items":
			set(v, m.Name, bare(m.Value))
		default:
			set(v, m.Name, m.Value)
		}
	}
	return v
}

// errorSchema returns the schema of the body of one error, or of those that
// share one.
func (e *emitter) errorSchema(s *schema) *generator.Value {
	if len(s.errors) > 1 {
		var codes []string
		deprecated := true
		for _, err := range s.errors {
			codes = append(codes, listed(err))
			deprecated = deprecated && err.Deprecated != nil
		}
		return describe(s.shape.value, "", "Errors with bodies of one shape:\n\n"+prose.List(codes), deprecated)
	}
	err := s.errors[0]
	v := describe(s.shape.value, prose.OneLine(err.Title), description(
		"Message: "+prose.Message(err.Message),
		prose.Block(err.Description),
		prose.Points("Typical causes:", err.Causes),
		prose.Points("What to do:", err.Remedy),
		"Retry: "+prose.Retry(err)+".",
		deprecation(err),
	), err.Deprecated != nil)
	if absolute.MatchString(err.DocsURL) {
		set(v, "externalDocs", object("url", text(err.DocsURL)))
	}
	extend(v, err.Extensions)
	set(v, "x-retry", text(err.Retry)) // unless the catalogue has one
	return v
}

var absolute = regexp.MustCompile(`^https?://[!-~]+$`)

// describe puts words in front of a schema.
func describe(schema *generator.Value, title, words string, deprecated bool) *generator.Value {
	v := object()
	if title != "" {
		set(v, "title", text(title))
	}
	if words != "" {
		set(v, "description", text(words))
	}
	if deprecated {
		set(v, "deprecated", boolean(true))
	}
	for _, m := range schema.Members {
		set(v, m.Name, m.Value)
	}
	return v
}

// listed is an error as an entry of a list: its code, what it says, and that it
// is on its way out.
func listed(err *generator.Error, more ...string) string {
	return description(append([]string{prose.Code(err.Code) + ": " + summary(err), deprecation(err)}, more...)...)
}

func deprecation(err *generator.Error) string {
	d := err.Deprecated
	if d == nil {
		return ""
	}
	s := "Deprecated"
	if d.Since != "" {
		s += " since " + prose.Text(d.Since)
	}
	if d.Use != nil {
		s += ", use " + prose.Code(d.Use.Code) + " instead"
	}
	return description(s+".", prose.Block(d.Reason))
}

// formSchema returns the generic schema of a body form. When it stands for the
// errors themselves, it lists them.
func (e *emitter) formSchema(f *generator.Form) *generator.Value {
	words := "Every body of the form " + prose.Code(f.Name) + "."
	var codes []string
	deprecated := true
	for _, s := range e.order {
		if !s.shared || s.form != f {
			continue
		}
		for _, err := range s.errors {
			codes = append(codes, listed(err))
			deprecated = deprecated && err.Deprecated != nil
		}
	}
	if len(codes) > 0 {
		words += " These errors have no schema of their own:\n\n" + prose.List(codes)
	}
	v := describe(e.generic(f).value, "", words, deprecated && len(codes) > 0)
	return v
}

// codes returns the schema of all public codes.
func (e *emitter) codes(public []*generator.Error) *generator.Value {
	var values, names, words []string
	seen := map[string]bool{}
	for _, err := range public {
		if seen[err.Code] {
			continue // a code may stand for errors of several statuses
		}
		seen[err.Code] = true
		values = append(values, err.Code)
		names = append(names, err.Name.Go)
		words = append(words, description(cmp.Or(prose.Block(err.Description), summary(err)), deprecation(err)))
	}
	v := object("type", text("string"), "description", text("Codes of all errors, for programs to compare. Later releases may add some."))
	key := "enum"
	if e.open {
		key = "x-extensible-enum"
	}
	return enumeration(v, key, values, names, words)
}

// enumeration adds values under a key, and names and words for them in the extensions that
// generators and viewers read: x-enum-varnames and x-enum-descriptions as lists
// beside the values, x-enumDescriptions as a map.
func enumeration(v *generator.Value, key string, values, names, words []string) *generator.Value {
	set(v, key, texts(values))
	set(v, "x-enum-varnames", texts(names))
	if strings.Join(words, "") != "" {
		set(v, "x-enum-descriptions", texts(words))
		byValue := object()
		for i, value := range values {
			add(byValue, value, text(words[i]))
		}
		set(v, "x-enumDescriptions", byValue)
	}
	return v
}

// typeSchema returns the schema of a named type.
func (e *emitter) typeSchema(t *generator.Type) *generator.Value {
	v := object()
	extend(v, t.Extensions)
	extensions := v.Members
	v = object()
	words := prose.Block(t.Description)
	switch {
	case t.Kind == generator.Object:
		set(v, "type", text("object"))
		properties := object()
		var required []string
		for _, f := range t.Fields {
			if f.Sensitive || f.In == generator.InLog {
				continue
			}
			set(properties, f.Wire, e.param(f))
			if !f.Optional {
				required = append(required, f.Wire)
			}
		}
		if len(required) > 0 {
			set(v, "required", texts(required))
		}
		set(v, "properties", properties)
	case t.IsEnum():
		set(v, "type", text("string"))
		var values, names, meanings []string
		for _, x := range t.Enum {
			values = append(values, x.Value)
			names = append(names, short(x.Ident.Go, t.Ident.Go))
			meanings = append(meanings, prose.Block(x.Description))
		}
		for _, m := range extensions { // the catalogue's own come first
			set(v, m.Name, m.Value)
		}
		v = enumeration(v, "enum", values, names, meanings)
		words = description(words, valueList(values, meanings))
		e.example(v, t.Example)
	default:
		v = e.scalar(t.Kind, rules{t.Min, t.Max, t.MaxLength, t.Pattern})
		e.example(v, t.Example)
	}
	for _, m := range extensions {
		set(v, m.Name, m.Value)
	}
	return describe(v, "", words, false)
}

// valueList lists the values of an enum that are described: viewers that know no
// extension show it.
func valueList(values, meanings []string) string {
	var items []string
	for i, m := range meanings {
		if m != "" {
			items = append(items, prose.Code(values[i])+": "+m)
		}
	}
	return prose.List(items)
}

// short returns the name of an enum's constant without the enum's, which the
// generators put before it.
func short(name, enum string) string {
	s := strings.TrimPrefix(name, enum)
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return name
	}
	return s
}

// rules are the limits of a value.
type rules struct {
	min, max  string
	maxLength int
	pattern   string
}

func (e *emitter) scalar(kind generator.Kind, r rules) *generator.Value {
	v := object()
	typed := func(typ, format string) {
		set(v, "type", text(typ))
		if format != "" {
			set(v, "format", text(format))
		}
	}
	switch kind {
	case generator.UUID:
		typed("string", "uuid")
	case generator.URI:
		typed("string", "uri")
	case generator.Email:
		typed("string", "email")
	case generator.Integer:
		typed("integer", "int64")
	case generator.Float:
		typed("number", "double")
	case generator.Boolean:
		typed("boolean", "")
	case generator.DateTime:
		typed("string", "date-time")
	case generator.Date:
		typed("string", "date")
	case generator.Duration:
		typed("integer", "int64")
		if r.min == "" {
			r.min = "0" // a negative one is sent as 0
		}
	case generator.JSON:
		return v
	default:
		typed("string", "")
	}
	if kind == generator.Integer || kind == generator.Float || kind == generator.Duration {
		for _, limit := range []struct{ key, n string }{{"minimum", r.min}, {"maximum", r.max}} {
			if n := jsonNumber(limit.n); n != "" {
				set(v, limit.key, &generator.Value{Kind: generator.NumberValue, Text: n})
			}
		}
	}
	if kind.IsText() && r.maxLength > 0 {
		set(v, "maxLength", integer(r.maxLength))
	}
	if kind.IsText() && r.pattern != "" {
		set(v, "pattern", text(r.pattern))
	}
	return v
}

// jsonNumber returns a number of the catalogue as JSON writes it, or nothing.
func jsonNumber(s string) string {
	if s == "" || isNumber.MatchString(s) {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return ""
	}
	if n := strconv.FormatFloat(f, 'g', -1, 64); isNumber.MatchString(n) {
		return n
	}
	return ""
}

var isNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`)

// param returns the schema of a parameter, or of a field of a type, with its
// extensions.
func (e *emitter) param(p *generator.Param) *generator.Value {
	v := e.value(p)
	if len(p.Extensions) == 0 {
		return v
	}
	if e.v30 && get(v, "$ref") != nil { // a reference has no neighbours in 3.0
		v = object("allOf", list(v))
	}
	v = describe(v, "", "", false) // the schema of a parameter may be that of its type
	extend(v, p.Extensions)
	return v
}

func (e *emitter) value(p *generator.Param) *generator.Value {
	words := prose.Block(p.Description)
	if p.Type != nil && p.Description == p.Type.Description {
		words = "" // the type says it
	}
	if p.Kind == generator.Duration {
		words = description(words, "In whole seconds.")
	}
	r := rules{p.Min, p.Max, p.MaxLength, p.Pattern}
	element, named := e.element(p, r)
	switch {
	case p.List:
		v := object("type", text("array"))
		if words != "" {
			set(v, "description", text(words))
		}
		set(v, "items", element)
		e.example(v, p.Example)
		return v
	case named && words == "":
		return element
	case named && e.v30: // a reference has no neighbours in 3.0
		return object("description", text(words), "allOf", list(element))
	case named:
		set(element, "description", text(words))
		return element
	}
	v := element
	if words != "" {
		v = object()
		for _, m := range element.Members {
			if m.Name == "minimum" || m.Name == "maximum" || m.Name == "maxLength" || m.Name == "pattern" {
				set(v, "description", text(words))
			}
			set(v, m.Name, m.Value)
		}
		set(v, "description", text(words))
	}
	e.example(v, p.Example)
	return v
}

// element returns the schema of a parameter's value, or of each of a list, and
// whether it is a reference. A parameter that narrows a named scalar says all of
// it itself.
func (e *emitter) element(p *generator.Param, own rules) (*generator.Value, bool) {
	t := p.Type
	if t == nil {
		return e.scalar(p.Kind, own), false
	}
	if t.Kind != generator.Object && !t.IsEnum() {
		of := rules{t.Min, t.Max, t.MaxLength, t.Pattern}
		merged := rules{
			cmp.Or(own.min, of.min), cmp.Or(own.max, of.max), cmp.Or(own.maxLength, of.maxLength), cmp.Or(own.pattern, of.pattern),
		}
		if merged != of {
			return e.scalar(p.Kind, merged), false
		}
	}
	e.used[t] = true
	return ref("schemas", e.types[t]), true
}

// example adds an example in the form of the version.
func (e *emitter) example(schema, v *generator.Value) {
	switch {
	case v == nil || v.Kind == generator.NullValue:
	case e.v30:
		set(schema, "example", v)
	default:
		set(schema, "examples", list(v))
	}
}
