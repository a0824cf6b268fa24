package generator

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/errspec/errspec/spec"
)

// Options say what a plan is for.
type Options struct {
	// Dir is the folder that the targets' paths are relative to, a slash path
	// relative to the root; empty: the folder of the catalogue.
	Dir string
	// Kinds are the kinds of targets wanted; nil: all of them.
	Kinds []string
}

// Build settles a catalogue into a plan. The findings are those that only names
// can cause: two things with one name, and things without one. The catalogue
// has no errors: spec.Load or spec.Parse reported none.
func Build(c *spec.Catalog, o Options) (*Plan, spec.Diagnostics) {
	b := &builder{
		catalog: c,
		plan: &Plan{
			Catalogue:       c.File,
			Service:         c.Service.Value,
			Title:           c.Title.Value,
			Description:     c.Description.Value,
			Domain:          c.Domain.Value,
			RequestIDHeader: c.Wire.RequestIDHeader.Value,
			Extensions:      extensions(c.Extensions),
		},
		types:    map[*spec.Type]*Type{},
		inlineOf: map[*Type]paramOf{},
		forms:    map[string]*Form{},
		statuses: map[int]*Status{},
		groups:   map[string]*Group{},
		retired:  map[string]*spec.Retired{},
		ends:     map[string]*Error{},
		lists:    map[*spec.Operation][]Operation{},
		params:   map[string]*namesakes{},
		maker:    newMaker(),
	}
	b.addGroups()
	b.addStatuses()
	b.addTypes()
	b.addErrors()
	b.plan.settlePublic()
	b.linkErrors()
	b.addForms()
	b.addRetired()
	b.addTargets(o)
	b.keepUsedTypes()
	b.putOnWire()
	b.addExamples()
	b.checkNames()
	b.findings.Sort(c.Files)
	return b.plan, b.findings
}

// builder holds what is known while a plan is made.
type builder struct {
	catalog  *spec.Catalog
	plan     *Plan
	findings spec.Diagnostics

	types     map[*spec.Type]*Type
	inline    []*Type // inline enums of errors, in the order of their errors
	inlineOf  map[*Type]paramOf
	forms     map[string]*Form
	statuses  map[int]*Status
	groups    map[string]*Group
	errors    map[string]*Error // by key; see builder.error
	retired   map[string]*spec.Retired
	ends      map[string]*Error               // of chains of retired keys, so that each is followed once
	lists     map[*spec.Operation][]Operation // of operations, by the first one; see builder.operations
	params    map[string]*namesakes           // by name
	places    map[any]place                   // see builder.place
	listSlab  slab[*Param]
	partSlab  slab[Part]
	paramSlab slab[Param]
	maker     *maker
}

// slab makes values many at a time: those of a plan are many, and live as long as it.
type slab[T any] struct{ left []T }

// one returns a new value.
func (s *slab[T]) one() *T { return &s.list(1)[:1][0] }

// list returns an empty list that n values can be appended to.
func (s *slab[T]) list(n int) []T {
	const many = 256
	if n == 0 {
		return nil
	}
	if n > len(s.left) {
		s.left = make([]T, max(n, many))
	}
	list := s.left[:0:n]
	s.left = s.left[n:]
	return list
}

// bug stops on a broken promise of package spec. It is never the user's fault.
func bug(pos spec.Pos, format string, args ...any) {
	panic(fmt.Sprintf("%s: bug in errspec: ", pos) + fmt.Sprintf(format, args...))
}

func (b *builder) addGroups() {
	for _, g := range b.catalog.Groups {
		group := &Group{ID: g.ID.Value, Title: g.Title.Value, Description: g.Description.Value, Extensions: extensions(g.Extensions)}
		b.groups[group.ID] = group
		b.plan.Groups = append(b.plan.Groups, group)
	}
}

func (b *builder) addStatuses() {
	for _, e := range b.catalog.Errors {
		code := e.Status.Value
		if b.statuses[code] != nil {
			continue
		}
		s := &Status{Code: code, Phrase: phrase(code)}
		s.Title = s.Phrase
		s.Reason = reasonPhrase(code, "")
		b.statuses[code] = s
		b.plan.Statuses = append(b.plan.Statuses, s)
	}
	for _, from := range b.catalog.Statuses {
		s := b.statuses[from.Code.Value]
		if s == nil {
			continue // written, but no error has it
		}
		s.Title = cmp.Or(from.Title.Value, s.Phrase)
		s.Reason = reasonPhrase(s.Code, s.Title)
		s.Causes = texts(from.Causes)
		s.Description = from.Description.Value
		s.Remedy = texts(from.Remedy)
		s.Extensions = extensions(from.Extensions)
	}
	slices.SortFunc(b.plan.Statuses, func(x, y *Status) int { return cmp.Compare(x.Code, y.Code) })
}

func phrase(status int) string {
	if p, known := spec.StatusPhrase(status); known {
		return p
	}
	return "Status " + strconv.Itoa(status)
}

// reasonPhrase returns what servers write behind the status in a status line:
// the title that the catalogue gives it, if it is a name that some of them use.
func reasonPhrase(status int, title string) string {
	s, _ := spec.RegisteredStatus(status)
	if slices.Contains(s.Aliases, title) {
		return title
	}
	return s.Phrase
}

func (b *builder) addErrors() {
	errors := make([]Error, len(b.catalog.Errors))
	b.plan.Errors = make([]*Error, 0, len(errors))
	for i, from := range b.catalog.Errors {
		e := &errors[i]
		*e = Error{
			Key:         from.Key.Value,
			Code:        from.Code.Value,
			Slug:        spec.Slug(from.Key.Value),
			Name:        Name{Go: cmp.Or(from.Name.Value, GoName(from.Key.Value))},
			Status:      b.statuses[from.Status.Value],
			Title:       from.Title.Value,
			Description: from.Description.Value,
			Causes:      texts(from.Causes),
			Remedy:      texts(from.Remedy),
			Retry:       string(from.Retry.Value),
			GRPC:        GRPC{Name: from.GRPC.Value, Said: from.GRPC.Written()},
			Log:         string(from.Log.Value),
			SLO:         from.SLO.Value,
			Number:      from.Number.Value.Value,
			HasNumber:   from.Number.Written() && !from.Number.Value.Auto,
			Since:       from.Since.Value,
			Internal:    from.Internal.Value,
			Fallback:    from.IsFallback,
			Supplied:    from.Supplied,
			Tags:        texts(from.Tags),
			Owner:       from.Owner.Value,
			Extensions:  extensions(from.Extensions),
		}
		e.GRPC.Code, _ = spec.GRPCCode(e.GRPC.Name)
		e.DocsURL = docsURL(from.DocsURL.Value, e)

		e.Params = b.listSlab.list(len(from.Params))
		for _, p := range from.Params {
			suffix := ""
			if p.Optional {
				suffix = "Value" // without it the name is that of the option function
			}
			e.Params = append(e.Params, b.param(p, e, e.Name.Go, suffix, &b.inline))
		}
		e.Message = b.template(from.Message, e)
		for _, h := range from.Headers {
			e.Headers = append(e.Headers, b.header(h, e))
		}
		e.RetryAfter = b.retryAfter(from.RetryAfter, e)
		e.Operations = b.operations(from)
		if id := from.Group.Value; id != "" {
			if e.Group = b.groups[id]; e.Group == nil {
				bug(from.Group.Pos(), "group %q is not in the catalogue", id)
			}
		}

		b.plan.Errors = append(b.plan.Errors, e)
		if e.Fallback {
			b.plan.Fallback = e
		}
	}
}

// docsURL fills a template of a help link in.
func docsURL(template string, e *Error) string {
	var url strings.Builder
	for {
		text, rest, found := strings.Cut(template, "{")
		url.WriteString(text)
		if !found {
			return url.String()
		}
		name, behind, _ := strings.Cut(rest, "}")
		template = behind
		switch name {
		case "slug":
			url.WriteString(percentEncode(e.Slug))
		case "code":
			url.WriteString(percentEncode(e.Key))
		case "wire_code":
			url.WriteString(percentEncode(e.Code))
		case "status":
			url.WriteString(strconv.Itoa(e.Status.Code))
		case "number":
			url.WriteString(strconv.FormatInt(e.Number, 10))
		default:
			url.WriteByte('{')
			template = rest
		}
	}
}

// percentEncode encodes what is not unreserved in RFC 3986 2.3.
func percentEncode(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf || !unreserved(byte(r)) }) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// template takes over a template, its placeholders bound to parameters of e.
func (b *builder) template(from spec.Template, e *Error) Template {
	return Template{Source: from.Value, Parts: b.parts(from.Parts, e)}
}

func (b *builder) parts(from []spec.Part, e *Error) []Part {
	if len(from) == 0 {
		return []Part{}
	}
	parts := b.partSlab.list(len(from))
	for _, p := range from {
		switch p.Kind {
		case spec.TextPart:
			parts = append(parts, Part{Text: p.Text})
		case spec.ParamPart:
			q := e.param(p.Name)
			if q == nil {
				bug(p.Pos(), "placeholder {%s} names no parameter of %q", p.Name, e.Key)
			}
			parts = append(parts, Part{Param: q})
		case spec.VariablePart:
			parts = append(parts, Part{Variable: p.Name})
		case spec.OptionalPart:
			parts = append(parts, Part{Optional: &Optional{Then: b.parts(p.Then, e), Else: p.Text}})
		default:
			bug(p.Pos(), "part of unknown kind %d", p.Kind)
		}
	}
	return parts
}

// param returns the parameter of that name in the catalogue, or nil.
func (e *Error) param(name string) *Param {
	for _, p := range e.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

func (b *builder) header(from *spec.Header, e *Error) *Header {
	h := &Header{Name: from.Name.Value, Display: spec.HeaderDisplay(from.Name.Value), Optional: true}
	h.Values = make([]Template, 0, len(from.Values))
	for _, v := range from.Values {
		t := b.template(v, e)
		h.Values = append(h.Values, t)
		if !mayBeAbsent(t, e) {
			h.Optional = false
		}
	}
	return h
}

// mayBeAbsent reports whether a field line is not always sent: its template
// names, outside braces, an optional parameter, a help link that the error has
// not, or the request ID, which a server may do without.
func mayBeAbsent(t Template, e *Error) bool {
	return slices.ContainsFunc(t.Parts, func(p Part) bool {
		return p.Param != nil && p.Param.Optional || p.Variable == SourceRequestID || p.Variable == SourceDocsURL && e.DocsURL == ""
	})
}

func (b *builder) retryAfter(from spec.RetryAfter, e *Error) RetryAfter {
	switch {
	case from.Param != nil:
		p := e.param(from.Param.Name.Value)
		if p == nil {
			bug(from.Pos(), "retry_after %q names no parameter of %q", from.Value, e.Key)
		}
		return RetryAfter{Param: p}
	case from.Value != "":
		return RetryAfter{Seconds: from.Seconds, Fixed: true}
	default:
		return RetryAfter{}
	}
}

// operations takes over where an error occurs. Errors share lists in the catalogue,
// and they share them in the plan.
func (b *builder) operations(from *spec.Error) Operations {
	o := Operations{Declared: from.Operations.Written(), All: from.Operations.All}
	if from.IsFallback && !o.Declared {
		return Operations{Declared: true, All: true}
	}
	resolved := from.Operations.Resolved
	if len(resolved) == 0 {
		return o
	}
	if list, known := b.lists[&resolved[0]]; known && len(list) == len(resolved) {
		o.List = list
		return o
	}
	o.List = make([]Operation, len(resolved))
	for i, op := range resolved {
		o.List[i] = Operation{ID: op.ID, Method: op.Method, Path: op.Path}
	}
	b.lists[&resolved[0]] = o.List
	return o
}

// linkErrors fills in what needs the other errors to be there.
func (b *builder) linkErrors() {
	for _, r := range b.catalog.Retired {
		b.retired[r.Key.Value] = r
	}
	for i, from := range b.catalog.Errors {
		e := b.plan.Errors[i]
		if from.Deprecated.Value {
			e.Deprecated = &Deprecated{
				Since:  from.Deprecated.Since.Value,
				Use:    b.successor(from.Deprecated.Use.Value),
				Reason: from.Deprecated.Reason.Value,
			}
		}
		for _, s := range from.See {
			if other := b.successor(s.Value); other != nil {
				e.See = append(e.See, See{Error: other})
			} else {
				e.See = append(e.See, See{URL: s.Value})
			}
		}
		if e.Internal {
			e.SentAs = b.plan.Fallback
			if as := from.Internal.As.Value; as != "" {
				e.SentAs = b.error(as)
			}
			if e.SentAs == nil {
				bug(from.Internal.Pos(), "internal error %q has nothing to be sent as", e.Key)
			}
		}
	}
}

// error returns the error of that key, or nil. Few catalogues ask for many.
func (b *builder) error(key string) *Error {
	if b.errors == nil {
		b.errors = make(map[string]*Error, len(b.plan.Errors))
		for _, e := range b.plan.Errors {
			b.errors[e.Key] = e
		}
	}
	return b.errors[key]
}

// successor returns the error of that key, or the one at the end of the chain
// that begins at a retired key; nil when there is none.
func (b *builder) successor(key string) *Error {
	var end *Error
	var passed []string
	for range len(b.retired) + 1 { // spec refuses cycles; this ends all the same
		var known bool
		if end = b.error(key); end != nil {
			break
		}
		if end, known = b.ends[key]; known {
			break
		}
		r := b.retired[key]
		if r == nil {
			break
		}
		passed = append(passed, key)
		key = r.Use.Value
	}
	for _, key := range passed {
		b.ends[key] = end
	}
	return end
}

// addForms puts the forms of public errors into the plan. An internal error
// never leaves as it is, so it brings no form with it.
func (b *builder) addForms() {
	var wanted []string // in order of first use, the default first
	for _, from := range b.catalog.Errors {
		if name := from.Body.Value; !from.Internal.Value && !slices.Contains(wanted, name) {
			wanted = append(wanted, name)
		}
	}
	if i := slices.Index(wanted, b.catalog.Wire.Body.Value); i > 0 {
		wanted = slices.Insert(slices.Delete(wanted, i, i+1), 0, b.catalog.Wire.Body.Value)
	}
	for _, name := range wanted {
		i := slices.IndexFunc(b.catalog.Wire.Bodies, func(f *spec.Body) bool { return f.Name.Value == name })
		if i < 0 {
			bug(b.catalog.Wire.Pos, "body form %q is not in the catalogue", name)
		}
		from := b.catalog.Wire.Bodies[i]
		f := &Form{
			Name:        name,
			Ident:       Name{Go: GoName(name)},
			ContentType: from.ContentType,
			Empty:       from.Empty,
		}
		if !f.Empty {
			f.Root = b.node(from.Form)
		}
		b.forms[name] = f
		b.plan.Forms = append(b.plan.Forms, f)
	}
	for i, from := range b.catalog.Errors {
		b.plan.Errors[i].Form = b.forms[from.Body.Value]
	}
	for _, e := range b.plan.Errors {
		if e.Form == nil { // internal, and no public error has its form
			e.Form = e.SentAs.Form
		}
	}
}

func (b *builder) node(from *spec.BodyNode) *Node {
	n := &Node{Optional: from.Optional}
	switch from.Kind {
	case spec.BodyLiteral:
		n.Kind, n.Literal = NodeLiteral, value(from.Literal)
	case spec.BodySource:
		n.Kind, n.Source = NodeSource, string(from.Source)
		switch from.Source {
		case spec.SourceParam:
			n.Source = SourceParamPrefix + from.Param
		case spec.SourceDomain:
			n.Kind, n.Source, n.Literal = NodeLiteral, "", textValue(b.plan.Domain)
		}
	case spec.BodyObject:
		n.Kind = NodeObject
		for _, m := range from.Members {
			if m.Spread {
				n.Members = append(n.Members, Pair{Spread: true})
				continue
			}
			n.Members = append(n.Members, Pair{Name: m.Name.Value, Node: b.node(m.Node)})
		}
	case spec.BodyArray:
		n.Kind = NodeArray
		for _, item := range from.Items {
			n.Items = append(n.Items, b.node(item))
		}
	default:
		bug(from.Pos, "body part of unknown kind %d", from.Kind)
	}
	return n
}

func (b *builder) addRetired() {
	for _, from := range b.catalog.Retired {
		r := &Retired{
			Key:        from.Key.Value,
			Slug:       spec.Slug(from.Key.Value),
			Code:       from.Code.Value,
			In:         from.In.Value,
			Use:        b.successor(from.Use.Value),
			Reason:     from.Reason.Value,
			Number:     from.Number.Value.Value,
			HasNumber:  from.Number.Written() && !from.Number.Value.Auto,
			Extensions: extensions(from.Extensions),
		}
		b.plan.Retired = append(b.plan.Retired, r)
	}
}

func (b *builder) addTargets(o Options) {
	dir := cmp.Or(o.Dir, path.Dir(b.catalog.File))
	for _, from := range b.catalog.Targets {
		t := &Target{
			Kind:     from.Kind.Value,
			Out:      path.Join(dir, from.Out.Value),
			Package:  from.Package.Value,
			OpenAPI:  from.OpenAPI.Value,
			Form:     from.Form.Value,
			Codes:    from.Codes.Value,
			Internal: from.Audience.Value == "internal",
			GRPC:     from.GRPC.Value,
			LLMs:     from.LLMs.Value,
			Flavour:  from.Flavour.Value,
			Folder:   strings.HasSuffix(from.Out.Value, "/"),
		}
		b.plan.GRPC = b.plan.GRPC || t.GRPC
		if folder := from.Templates.Value; folder != "" {
			t.TemplatesDir = path.Join(path.Dir(b.catalog.File), folder)
		}
		if t.Kind == TargetGoClient && b.plan.Client == "" {
			b.plan.Client = t.Package
		}
		if o.Kinds != nil && !slices.Contains(o.Kinds, t.Kind) {
			continue
		}
		if path.IsAbs(from.Out.Value) {
			t.Out = path.Clean(from.Out.Value)
		}
		folder := t.Out
		if t.Kind != TargetGoServer && t.Kind != TargetGoClient && t.Kind != TargetGoTest && !strings.HasSuffix(from.Out.Value, "/") {
			folder = path.Dir(t.Out)
		}
		t.Source = relative(folder, b.catalog.File)
		if t.Kind == TargetOpenAPI {
			if from.Document != nil {
				t.Base, t.BaseData = from.Document.File, from.Document.Data
			}
			t.Operations = b.targetOperations(from.Document)
		}
		b.plan.Targets = append(b.plan.Targets, t)
	}
}

// relative returns the slash path to file from folder, both relative to the
// root. From outside the root there is no such path that is the same on every
// machine; then it is file as it stands.
func relative(folder, file string) string {
	folder, file = path.Clean(folder), path.Clean(file)
	if path.IsAbs(folder) || folder == ".." || strings.HasPrefix(folder, "../") {
		return file
	}
	var from []string
	if folder != "." {
		from = strings.Split(folder, "/")
	}
	to := strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

func texts(from []spec.At[string]) []string {
	if len(from) == 0 {
		return nil
	}
	ts := make([]string, len(from))
	for i, t := range from {
		ts[i] = t.Value
	}
	return ts
}

func extensions(from []spec.Extension) []Extension {
	var xs []Extension
	for _, x := range from {
		xs = append(xs, Extension{Key: x.Key.Value, Value: value(x.Value)})
	}
	return xs
}
