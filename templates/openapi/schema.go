package openapi

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/lazy"
	"github.com/errspec/errspec/templates/prose"
)

// A shape is the schema of a body without words about it, and the texts by which
// bodies are told apart.
type shape struct {
	value     *generator.Value
	constants []*generator.Value // all that the schema allows one value for, in order
	fixed     []member           // texts that every body has at its top
	codes     []string           // members at the top that hold the code
}

// A member is a member of a body with its text.
type member struct{ name, text string }

// narrow returns the shape of an error's body.
func (e *emitter) narrow(err *generator.Error) shape {
	s := shaper{emitter: e, form: err.Form, err: err}
	return s.shape()
}

// generic returns the shape of every body of a form, of which these are the
// errors.
func (e *emitter) generic(f *generator.Form, errors []*generator.Error) shape {
	s := shaper{emitter: e, form: f, errors: errors}
	return s.shape()
}

type shaper struct {
	*emitter
	form   *generator.Form
	err    *generator.Error   // nil: the generic shape,
	errors []*generator.Error // of these
	whole  bool               // inside an object that stands only when all in it have values
	depth  int                // of the part at hand; 0: the body itself
	all    []*detail          // of the generic shape
	cut    bool               // the texts of the error are holes of a stencil
	out    shape
}

func (s *shaper) shape() shape {
	s.out.value = s.node(s.form.Root)
	return s.out
}

// part returns the schema of a member or an item; always says that every body
// that has what holds it has it too.
func (s *shaper) part(name string, n *generator.Node, always bool) *generator.Value {
	s.depth++
	v := s.node(n)
	s.depth--
	if only := single(v); only != nil && only.Kind == generator.TextValue && s.err != nil && always && s.depth == 0 {
		s.out.fixed = append(s.out.fixed, member{name, only.Text})
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
		return s.members(n)
	default:
		return s.source(n)
	}
}

// members returns the schema of an object that a form writes out.
func (s *shaper) members(n *generator.Node) *generator.Value {
	f := s.fields()
	if s.err == nil {
		f.names = map[string]bool{} // there may be those of thousands of errors
	}
	more := false // members that are not listed
	for _, m := range n.Members {
		if m.Spread && s.err == nil && s.open {
			more = true // which members there are depends on the error
			continue
		}
		if m.Spread {
			s.spread(&f)
			continue
		}
		always, never := s.presence(m.Node)
		if never || f.has(m.Name) {
			continue
		}
		f.put(m.Name, s.part(m.Name, m.Node, always), always)
		if s.depth == 0 && always && m.Node.Source == generator.SourceCode {
			s.out.codes = append(s.out.codes, m.Name)
		}
	}
	o := f.schema()
	if len(f.properties.Members) > 0 {
		set(o, "properties", f.properties)
	}
	if more {
		set(o, "additionalProperties", s.boolean(true))
	}
	return o
}

// spread puts the members of details in the place of a form's.
func (s *shaper) spread(f *fields) {
	if s.err == nil {
		for _, d := range s.details() {
			f.put(d.name, d.schema, d.always)
		}
		return
	}
	for _, p := range s.err.Params {
		if p.InDetails() {
			f.put(p.Wire, s.param(p), !p.Optional)
		}
	}
}

// fields are the members of an object in the making.
type fields struct {
	*pad
	properties, required *generator.Value
	names                map[string]bool // of the properties; nil: they are looked up
}

func (p *pad) fields() fields { return fields{pad: p, properties: p.object(), required: p.list()} }

func (f *fields) has(name string) bool {
	if f.names != nil {
		return f.names[name]
	}
	return get(f.properties, name) != nil
}

// put adds a member, unless there is one of that name.
func (f *fields) put(name string, schema *generator.Value, always bool) {
	if f.has(name) {
		return
	}
	if f.names != nil {
		f.names[name] = true
	}
	add(f.properties, name, schema)
	if always {
		f.required.Items = append(f.required.Items, f.text(name))
	}
}

// schema returns the schema of the object but for its properties.
func (f *fields) schema() *generator.Value {
	o := f.object("type", f.text("object"))
	if len(f.required.Items) > 0 {
		set(o, "required", f.required)
	}
	return o
}

// array returns the schema of a list that a form writes out.
func (s *shaper) array(n *generator.Node) *generator.Value {
	a := s.object("type", s.text("array"))
	items := s.list()
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
		set(a, "items", s.object())
	case count == 1:
		set(a, "items", items.Items[0])
	case !byPlace:
		set(a, "items", s.object("anyOf", items))
	default:
		set(a, "prefixItems", items)
		set(a, "items", s.boolean(false))
	}
	set(a, "minItems", s.integer(least))
	set(a, "maxItems", s.integer(count))
	return a
}

// constant returns the schema of one value.
func (s *shaper) constant(v *generator.Value) *generator.Value {
	if v.Kind == generator.NullValue {
		return s.nothing()
	}
	s.out.constants = append(s.out.constants, v)
	typ := kindNames[v.Kind]
	if v.Kind == generator.NumberValue && !strings.ContainsAny(v.Text, ".eE") {
		typ = "integer"
	}
	c := s.object("type", s.text(typ))
	if typ == "array" {
		set(c, "items", s.object())
	}
	key := "const"
	if s.v30 {
		key = "enum"
	}
	set(c, key, s.only(v))
	return c
}

// only returns what a schema says to allow one value: "const" or an "enum".
func (e *emitter) only(v *generator.Value) *generator.Value {
	if e.v30 {
		return e.list(v)
	}
	return v
}

// fixed returns the one value that bodies of an error have for a source, or nil.
func (p *pad) fixed(err *generator.Error, source string) *generator.Value {
	switch source {
	case generator.SourceCode:
		return p.text(err.Code)
	case generator.SourceStatus:
		return p.integer(err.Status.Code)
	case generator.SourceStatusText:
		return p.text(strconv.Itoa(err.Status.Code))
	case generator.SourceNumber:
		return p.number(strconv.FormatInt(err.Number, 10))
	case generator.SourceGRPC:
		return p.text(err.GRPC.Name)
	case generator.SourceGroup:
		return p.text(err.Group.ID)
	case generator.SourceProblemType:
		return p.text(cmp.Or(err.DocsURL, "about:blank"))
	case generator.SourceReason:
		return p.text(err.Reason())
	}
	return nil
}

// kindNames are the types of values in JSON Schema.
var kindNames = [...]string{
	generator.BoolValue: "boolean", generator.NumberValue: "number", generator.TextValue: "string",
	generator.ListValue: "array", generator.ObjectValue: "object",
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

// nothing returns the schema of null alone.
func (e *emitter) nothing() *generator.Value {
	if e.v30 {
		return e.object("type", e.text("string"), "nullable", e.boolean(true), "enum", e.list(e.null()))
	}
	return e.object("type", e.text("null"))
}

// nullable returns the schema of a value or null.
func (e *emitter) nullable(schema *generator.Value) *generator.Value {
	if len(schema.Members) == 0 {
		return schema // any value
	}
	typ := get(schema, "type")
	switch {
	case typ == nil: // a reference
		return e.object("anyOf", e.list(schema, e.nothing()))
	case e.v30:
		n := e.describe(schema, nil, nil, false)
		set(n, "nullable", e.boolean(true))
		return n
	case typ.Kind == generator.TextValue:
		n := e.describe(schema, nil, nil, false)
		i := slices.IndexFunc(n.Members, func(m generator.Member) bool { return m.Name == "type" })
		n.Members[i].Value = e.list(typ, e.text("null"))
		return n
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
	if s.err != nil {
		return hasValue(s.err, source)
	}
	all = true
	for _, err := range s.errors {
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
		return sure(slices.ContainsFunc(err.Params, (*generator.Param).InDetails))
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
		p := detailOf(err, name)
		return p != nil, p != nil && !p.Optional
	}
	return true, true
}

// detailOf returns the member of details of a name, or nil.
func detailOf(err *generator.Error, name string) *generator.Param {
	for _, p := range err.Params {
		if p.Wire == name && p.InDetails() {
			return p
		}
	}
	return nil
}

// source returns the schema of a value that comes from the error.
func (s *shaper) source(n *generator.Node) *generator.Value {
	some, all := s.has(n.Source)
	if !some && n.Source != generator.SourceDetails {
		return s.nothing()
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
	if v := s.fixed(err, source); v != nil {
		c := s.constant(v)
		if s.cut {
			c.Members[len(c.Members)-1].Value = s.hole(hole(source))
		}
		return c
	}
	switch source {
	case generator.SourceMetadata:
		f := s.fields()
		for _, p := range err.Metadata() {
			value := s.object("type", s.text("string"))
			if words := s.block(p.Description); words != "" {
				set(value, "description", s.text(words))
			}
			f.put(p.Wire, value, !p.Optional)
		}
		o := f.schema()
		set(o, "properties", f.properties)
		set(o, "additionalProperties", s.object("type", s.text("string")))
		return o
	case generator.SourceFieldViolations:
		s.useDetails()
		return s.param(err.Violations())
	case generator.SourceDetails:
		f := s.fields()
		s.spread(&f)
		o := f.schema()
		if len(f.properties.Members) > 0 { // an error without details may get some in a later release
			set(o, "properties", f.properties)
		}
		return o
	}
	return s.any(source)
}

// any returns the schema of a source's values, whatever the error.
func (s *shaper) any(source string) *generator.Value {
	switch source {
	case generator.SourceCode:
		return s.ref("schemas", s.codeName)
	case generator.SourceMessage:
		return s.object("type", s.text("string"), "description", s.text("Text for people. It may change between releases."))
	case generator.SourceTitle, generator.SourceProblemTitle:
		return s.object("type", s.text("string"), "description", s.text("Summary of the kind of error."))
	case generator.SourceStatus:
		return s.object("type", s.text("integer"), "description", s.text("HTTP status code."), "minimum", s.integer(400), "maximum", s.integer(599))
	case generator.SourceStatusText:
		return s.object("type", s.text("string"), "description", s.text("HTTP status code, as text."), "pattern", s.text("^[45][0-9][0-9]$"))
	case generator.SourceNumber:
		return s.object("type", s.text("integer"), "format", s.text("int64"), "description", s.text("Number of the kind of error."))
	case generator.SourceGRPC:
		return s.object("type", s.text("string"), "description", s.text("Canonical code of gRPC."))
	case generator.SourceGroup:
		return s.object("type", s.text("string"), "description", s.text("Group that the error belongs to."))
	case generator.SourceDocsURL:
		return s.object("type", s.text("string"), "format", s.text("uri-reference"), "description", s.text("Documentation of the error."))
	case generator.SourceProblemType:
		return s.object("type", s.text("string"), "format", s.text("uri-reference"), "description", s.text("Identifies the kind of problem (RFC 9457)."))
	case generator.SourceProblemInstance:
		return s.object("type", s.text("string"), "format", s.text("uri-reference"), "description", s.text("Identifies this occurrence (RFC 9457)."))
	case generator.SourceRequestID:
		return s.object("type", s.text("string"), "description", s.text("Identifies the request, for support and tracing."))
	case generator.SourceDetails:
		// Some generators read an object without properties as one that is empty.
		return s.object("type", s.text("object"), "description", s.text("More about this occurrence."), "additionalProperties", s.boolean(true))
	case generator.SourceReason:
		return s.object("type", s.text("string"), "description", s.text("Code of the error in capitals (AIP-193)."), "pattern", s.text("^[A-Z0-9_]+$"))
	case generator.SourceMetadata:
		return s.object("type", s.text("object"), "description", s.text("More about this occurrence."), "additionalProperties", s.object("type", s.text("string")))
	case generator.SourceRetryDelay:
		return s.object("type", s.text("string"), "description", s.text("How long to wait, in seconds."), "pattern", s.text(`^[0-9]+s$`))
	case generator.SourceFieldViolations:
		return s.object("type", s.text("array"), "description", s.text("What is wrong with the fields of the request."), "items", s.object("type", s.text("object")))
	}
	name := strings.TrimPrefix(source, generator.SourceParamPrefix)
	if s.err != nil {
		s.useDetails()
		return s.param(detailOf(s.err, name)) // it has a value
	}
	for _, d := range s.details() {
		if d.name == name {
			return d.schema
		}
	}
	return s.object()
}

// useDetails notes the types of all details of an error, although its body has
// some of them only: the documentation speaks of all.
func (s *shaper) useDetails() {
	for _, p := range s.err.Params {
		if p.InDetails() && refers(p) {
			s.use(p.Type)
		}
	}
}

// A detail is a member of details of several errors.
type detail struct {
	name   string
	schema *generator.Value
	bare   bool // without what explains the schema: the errors differ in that
	in     int  // errors that always have the member
	always bool
}

// details returns the members of details of all errors, with any value where
// they differ.
func (s *shaper) details() []*detail {
	if s.all != nil {
		return s.all
	}
	byName := map[string]*detail{}
	for _, err := range s.errors {
		for _, p := range err.Params {
			if !p.InDetails() {
				continue
			}
			d := byName[p.Wire]
			if d == nil {
				d = &detail{name: p.Wire, schema: s.param(p)}
				byName[p.Wire] = d
				s.all = append(s.all, d)
			} else {
				s.widen(d, p)
			}
			if !p.Optional {
				d.in++
			}
		}
	}
	for _, d := range s.all {
		d.always = d.in == len(s.errors)
	}
	return s.all
}

// widen lets the schema of a detail allow a parameter, too.
func (s *shaper) widen(d *detail, p *generator.Param) {
	if refers(p) {
		s.use(p.Type)
	}
	if len(d.schema.Members) == 0 {
		return // any value
	}
	given := s.given()
	defer s.takeBack(given)
	schema := s.param(p)
	if equal(d.schema, schema) {
		return
	}
	if !d.bare {
		d.schema, d.bare = (*pad)(nil).bare(d.schema), true
	}
	if !equal(d.schema, s.bare(schema)) {
		d.schema = object()
	}
}

// bare returns a schema without what only explains it.
func (p *pad) bare(schema *generator.Value) *generator.Value {
	v := p.object()
	for _, m := range schema.Members {
		switch m.Name {
		case "description", "example", "examples":
		case "items":
			set(v, m.Name, p.bare(m.Value))
		default:
			set(v, m.Name, m.Value)
		}
	}
	return v
}

// make returns the schema of the body of one error, or of those that share one.
func (s *schema) make(e *emitter) *generator.Value {
	if len(s.errors) > 1 {
		deprecated := !slices.ContainsFunc(s.errors, func(err *generator.Error) bool { return err.Deprecated == nil })
		words := e.words(func(b []byte) []byte {
			return e.appendListed(append(b, "Errors with bodies of one shape:"...), s.errors, false)
		})
		return e.describe(e.narrow(s.errors[0]).value, nil, words, deprecated)
	}
	err := s.errors[0]
	if st := e.stencil(err); st != nil {
		return e.later(late{value: e.object(), stamp: st, err: err})
	}
	words := e.words(func(b []byte) []byte { return e.appendSchemaWords(b, err) })
	v := e.describe(e.narrow(err).value, e.textOrNil(schemaTitle(err)), words, err.Deprecated != nil)
	e.behindSchema(v, err)
	return v
}

func schemaTitle(err *generator.Error) string { return prose.OneLine(err.Title) }

// appendSchemaWords appends the description of the schema of an error.
func (e *emitter) appendSchemaWords(b []byte, err *generator.Error) []byte {
	b = prose.GFM.AppendMessage(append(b, "Message: "...), err.Message)
	b = appendBlock(b, e.about(err))
	b = appendPoints(b, causes, err.Causes)
	b = appendPoints(b, "What to do:", err.Remedy)
	b = append(appendBlock(b, "Retry: "), prose.Retry(err)...)
	return appendBlock(append(b, '.'), deprecation(err))
}

// behindSchema adds what stands behind the schema of an error's body.
func (e *emitter) behindSchema(v *generator.Value, err *generator.Error) {
	if err.DocsURL != "" && absolute().MatchString(err.DocsURL) {
		set(v, "externalDocs", e.object("url", e.text(err.DocsURL)))
	}
	extend(v, err.Extensions)
	set(v, "x-retry", e.text(err.Retry)) // unless the catalogue has one
}

var absolute = lazy.Pattern(`^https?://[!-~]+$`)

// describe puts words in front of a schema. Title and words are nil when there
// are none.
func (p *pad) describe(schema, title, words *generator.Value, deprecated bool) *generator.Value {
	v := p.object()
	if title != nil {
		set(v, "title", title)
	}
	if words != nil {
		set(v, "description", words)
	}
	if deprecated {
		set(v, "deprecated", p.boolean(true))
	}
	for _, m := range schema.Members {
		set(v, m.Name, m.Value)
	}
	return v
}

// appendListed appends a list of errors: their codes, what they say, that they
// are on their way out, and, in a long one, what else is said of them.
func (e *emitter) appendListed(b []byte, errors []*generator.Error, long bool) []byte {
	between := "\n"
	if slices.ContainsFunc(errors, func(err *generator.Error) bool {
		return err.Deprecated != nil || long && (e.about(err) != "" || prose.Points(causes, err.Causes) != "")
	}) {
		between = "\n\n" // an entry of several blocks stands apart
	}
	for i, err := range errors {
		if i > 0 {
			b = append(b, between...)
		} else if len(b) > 0 {
			b = append(b, "\n\n"...)
		}
		entry := append(prose.GFM.AppendCode(e.entry[:0], err.Code), ": "...)
		entry = appendBlock(appendSummary(entry, err), deprecation(err))
		if long {
			entry = appendPoints(appendBlock(entry, e.about(err)), causes, err.Causes)
		}
		b = prose.GFM.AppendEntry(b, entry)
		e.entry = entry
	}
	return b
}

// appendSummary appends the message of an error or, when it is empty, its title.
func appendSummary(b []byte, err *generator.Error) []byte {
	before := len(b)
	if b = prose.GFM.AppendMessage(b, err.Message); len(b) > before {
		return b
	}
	return prose.GFM.AppendText(b, err.Title)
}

const causes = "Typical causes:"

// appendPoints appends prose behind a lead-in, apart from what b holds.
func appendPoints(b []byte, lead string, entries []string) []byte {
	if len(entries) == 0 {
		return b
	}
	apart := append(b, "\n\n"...)
	if more := prose.GFM.AppendPoints(apart, lead, entries); len(more) > len(apart) {
		return more
	}
	return b
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
	i := slices.IndexFunc(e.order, func(s *schema) bool { return s.shared && s.form() == f }) // a form has one such schema at most
	if i < 0 {
		return e.describe(e.generics[f], nil, e.text(words), false)
	}
	errors := e.order[i].errors
	deprecated := !slices.ContainsFunc(errors, func(err *generator.Error) bool { return err.Deprecated == nil })
	return e.describe(e.generics[f], nil, e.words(func(b []byte) []byte {
		return e.appendListed(append(append(b, words...), " These errors have no schema of their own:"...), errors, false)
	}), deprecated)
}

// codes returns the schema of all public codes.
func (e *emitter) codes(public []*generator.Error) *generator.Value {
	if !e.codesDiffer { // a code may stand for errors of several statuses
		seen := make(map[string]bool, len(public))
		public = slices.DeleteFunc(slices.Clone(public), func(err *generator.Error) bool {
			before := seen[err.Code]
			seen[err.Code] = true
			return before
		})
	}
	v := e.object("type", e.text("string"), "description", e.text("Codes of all errors, for programs to compare. Later releases may add some."))
	key := "enum"
	if e.open {
		key = "x-extensible-enum"
	}
	words := make([]string, len(public))
	for i, err := range public {
		about := e.about(err)
		if about == "" {
			about = string(appendSummary(nil, err))
		}
		words[i] = description(about, deprecation(err))
	}
	column := func(kind generator.ValueKind, of func(i int) string) *generator.Value {
		return e.rows(kind, func(yield func(string, *generator.Value) bool) {
			for i, err := range public {
				if !yield(err.Code, e.text(of(i))) {
					return
				}
			}
		})
	}
	set(v, key, column(generator.ListValue, func(i int) string { return public[i].Code }))
	word := func(i int) string { return words[i] }
	described := slices.ContainsFunc(words, func(w string) bool { return w != "" })
	enumeration(v, column(generator.ListValue, func(i int) string { return public[i].Name.Go }),
		column(generator.ListValue, word), column(generator.ObjectValue, word), described)
	return v
}

// enumeration adds names and, where there are some, words for the values of an
// enum in the extensions that generators and viewers read: x-enum-varnames and
// x-enum-descriptions as lists beside the values, x-enumDescriptions as a map.
func enumeration(v, names, words, byValue *generator.Value, described bool) {
	set(v, "x-enum-varnames", names)
	if described {
		set(v, "x-enum-descriptions", words)
		set(v, "x-enumDescriptions", byValue)
	}
}

// typeSchema returns the schema of a named type.
func (e *emitter) typeSchema(t *generator.Type) *generator.Value {
	v := e.object()
	extend(v, t.Extensions)
	extensions := v.Members
	words := e.block(t.Description)
	switch {
	case t.Kind == generator.Object:
		f := e.fields()
		for _, p := range t.Fields {
			if p.Sensitive || p.In == generator.InLog {
				continue
			}
			f.put(p.Wire, e.param(p), !p.Optional)
		}
		v = f.schema()
		set(v, "properties", f.properties)
	case t.IsEnum():
		v = e.object("type", e.text("string"))
		values, names, meanings, byValue := e.list(), e.list(), e.list(), e.object()
		var described []string // viewers that know no extension show the description
		for _, x := range t.Enum {
			meaning := e.text(e.block(x.Description))
			values.Items = append(values.Items, e.text(x.Value))
			names.Items = append(names.Items, e.text(short(x.Ident.Go, t.Ident.Go)))
			meanings.Items = append(meanings.Items, meaning)
			add(byValue, x.Value, meaning)
			if meaning.Text != "" {
				described = append(described, prose.Code(x.Value)+": "+meaning.Text)
			}
		}
		for _, m := range extensions { // the catalogue's own come first
			set(v, m.Name, m.Value)
		}
		set(v, "enum", values)
		enumeration(v, names, meanings, byValue, len(described) > 0)
		words = description(words, prose.List(described))
		e.example(v, t.Example)
	default:
		v = e.scalar(t.Kind, rules{t.Min, t.Max, t.MaxLength, t.Pattern})
		e.example(v, t.Example)
	}
	for _, m := range extensions {
		set(v, m.Name, m.Value)
	}
	return e.describe(v, nil, e.textOrNil(words), false)
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
	v := e.object()
	typed := func(typ, format string) {
		set(v, "type", e.text(typ))
		if format != "" {
			set(v, "format", e.text(format))
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
				set(v, limit.key, e.number(n))
			}
		}
	}
	if kind.IsText() && r.maxLength > 0 {
		set(v, "maxLength", e.integer(r.maxLength))
	}
	if kind.IsText() && r.pattern != "" {
		set(v, "pattern", e.text(r.pattern))
	}
	return v
}

// jsonNumber returns a number of the catalogue as JSON writes it, or nothing.
func jsonNumber(s string) string {
	if s == "" || isNumber(s) {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return ""
	}
	if n := strconv.FormatFloat(f, 'g', -1, 64); isNumber(n) {
		return n
	}
	return ""
}

// isNumber reports whether a text is a number in JSON.
func isNumber(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return digits != "" && digits[0] != '0' && strings.Trim(digits, "0123456789") == "" || notation().MatchString(s)
}

var notation = lazy.Pattern(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`)

// param returns the schema of a parameter, or of a field of a type, with its
// extensions.
func (e *emitter) param(p *generator.Param) *generator.Value {
	v := e.value(p)
	if len(p.Extensions) == 0 {
		return v
	}
	if e.v30 && get(v, "$ref") != nil { // a reference has no neighbours in 3.0
		v = e.object("allOf", e.list(v))
	}
	v = e.describe(v, nil, nil, false) // the schema of a parameter may be that of its type
	extend(v, p.Extensions)
	return v
}

func (e *emitter) value(p *generator.Param) *generator.Value {
	words := e.block(p.Description)
	if p.Type != nil && p.Description == p.Type.Description {
		words = "" // the type says it
	}
	if p.Kind == generator.Duration {
		words = description(words, "In whole seconds.")
	}
	element, named := e.element(p)
	switch {
	case p.List:
		v := e.object("type", e.text("array"))
		if words != "" {
			set(v, "description", e.text(words))
		}
		set(v, "items", element)
		e.example(v, p.Example)
		return v
	case named && words == "":
		return element
	case named && e.v30: // a reference has no neighbours in 3.0
		return e.object("description", e.text(words), "allOf", e.list(element))
	case named:
		set(element, "description", e.text(words))
		return element
	}
	v := element
	if words != "" {
		v = e.object()
		for _, m := range element.Members {
			if m.Name == "minimum" || m.Name == "maximum" || m.Name == "maxLength" || m.Name == "pattern" {
				set(v, "description", e.text(words))
			}
			set(v, m.Name, m.Value)
		}
		set(v, "description", e.text(words))
	}
	e.example(v, p.Example)
	return v
}

// element returns the schema of a parameter's value, or of each of a list, and
// whether it is a reference. A parameter that narrows a named scalar says all of
// it itself.
func (e *emitter) element(p *generator.Param) (*generator.Value, bool) {
	if !refers(p) {
		return e.scalar(p.Kind, rulesOf(p)), false
	}
	e.use(p.Type)
	return e.ref("schemas", e.types[p.Type]), true
}

// refers reports whether the schema of a parameter refers to that of its type.
func refers(p *generator.Param) bool {
	t := p.Type
	return t != nil && (t.Kind == generator.Object || t.IsEnum() || rulesOf(p) == rules{t.Min, t.Max, t.MaxLength, t.Pattern})
}

// rulesOf returns the limits of a parameter's value: its own, and what these
// leave open those of its type.
func rulesOf(p *generator.Param) rules {
	own := rules{p.Min, p.Max, p.MaxLength, p.Pattern}
	t := p.Type
	if t == nil {
		return own
	}
	return rules{
		cmp.Or(own.min, t.Min), cmp.Or(own.max, t.Max), cmp.Or(own.maxLength, t.MaxLength), cmp.Or(own.pattern, t.Pattern),
	}
}

// example adds an example in the form of the version.
func (e *emitter) example(schema, v *generator.Value) {
	switch {
	case v == nil || v.Kind == generator.NullValue:
	case e.v30:
		set(schema, "example", v)
	default:
		set(schema, "examples", e.list(v))
	}
}
