package goserver

import (
	"strconv"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// sections spells the section of each error. Nothing in one depends on other
// errors, so that a new error changes no line of the others.
type sections struct {
	src    *gocode.Source
	params gocode.Sequences[gocode.ParamShape]
	rows   gocode.Sequences[said]
	counts gocode.Sequences[int]
	firsts []*generator.Error // the first with parameters of these shapes, of all shapes
	known  map[*gocode.ParamShapes]bool
	used   map[formSource]bool

	codeConst   gocode.Stencils[struct{}, *generator.Error]
	constructor gocode.Stencils[signature, *generator.Error]
	optionType  gocode.Stencils[struct{}, *generator.Error]
	optionFunc  gocode.Stencils[*gocode.ParamShapes, option]
	readers     gocode.Stencils[*gocode.ParamShapes, *generator.Error]
	sharedError gocode.Stencils[struct{}, *generator.Error]
	definition  gocode.Stencils[entry, *generator.Error]
}

func newSections(src *gocode.Source) *sections {
	return &sections{
		src: src, params: gocode.Sequences[gocode.ParamShape]{}, rows: gocode.Sequences[said]{}, counts: gocode.Sequences[int]{}, known: map[*gocode.ParamShapes]bool{}, used: map[formSource]bool{},
		codeConst: gocode.NewStencils(codeConst), constructor: gocode.NewStencils(constructor),
		optionType: gocode.NewStencils(optionType), optionFunc: gocode.NewStencils(optionFunc),
		readers: gocode.NewStencils(readers), sharedError: gocode.NewStencils(sharedError), definition: gocode.NewStencils(definition),
	}
}

// holes are those of what is spelled for an error.
type holes = gocode.Holes[*generator.Error]

// add adds the section of an error.
func (s *sections) add(e *generator.Error) {
	params := gocode.ShapesOf(s.params, e.Params, func(p *generator.Param) bool { return paramText(p) != "" })
	s.codeConst.Stamp(s.src, struct{}{}, e)
	s.constructor.Stamp(s.src, signature{params, isWide(e)}, e)
	if len(e.Optional()) > 0 {
		s.optionType.Stamp(s.src, struct{}{}, e)
	}
	for i, p := range e.Params {
		if p.Optional {
			s.optionFunc.Stamp(s.src, gocode.ShapesOf(s.params, e.Params[i:i+1], isUndocumented), option{e, i})
		}
	}
	if params != nil {
		if !s.known[params] {
			s.known[params] = true
			s.firsts = append(s.firsts, e)
		}
		s.readers.Stamp(s.src, params, e)
	} else {
		s.sharedError.Stamp(s.src, struct{}{}, e)
	}
	s.definition.Stamp(s.src, s.entry(e), e)
}

func isUndocumented(*generator.Param) bool { return false }

// specimen is an error that stands for all errors with parameters of these shapes.
// Hole is how the names of parameters are spelled.
func specimen(params *gocode.ParamShapes, h *holes, hole func(func(*generator.Error) string) string) *generator.Error {
	return &generator.Error{
		Key:    h.Text(func(e *generator.Error) string { return e.Key }),
		Name:   generator.Name{Go: h.Name(func(e *generator.Error) string { return e.Name.Go })},
		Params: gocode.Specimens(params, h, hole, func(e *generator.Error) []*generator.Param { return e.Params }),
	}
}

// codeConst emits
//
//	// ErrItemNotFound is the code of [ItemNotFound].
//	const ErrItemNotFound Code = "item_not_found"
func codeConst(_ struct{}, h *holes) jen.Code {
	e := specimen(nil, h, h.Name)
	return gocode.Documented(
		h.Doc(func(c *gocode.Comment, e *generator.Error) {
			c.Para(e.ConstName(), " is the code of [", e.Name.Go, "].")
		}),
		jen.Const().Id("Err"+e.Name.Go).Id("Code").Op("=").Add(gocode.Text(e.Key)),
	)
}

// constructor emits
//
//	// ItemNotFound is the error item_not_found …
//	func ItemNotFound(id string) *Error {
//		return newText(&defItemNotFound, id)
//	}
//
// and with optional parameters
//
//	func InvalidToken(reason string, opts ...InvalidTokenOption) *Error {
//		e := newText(&defInvalidToken, reason)
//		for _, o := range opts {
//			e.set(option(o))
//		}
//		return e
//	}
func constructor(s signature, h *holes) jen.Code {
	e := specimen(s.params, h, h.Name)
	return gocode.Documented(
		h.Doc(constructorDoc),
		jen.Func().Id(e.Name.Go).Add(gocode.Params(s.wide, appendArgs(nil, e)...)).Op("*").Id("Error").Block(constructorBody(e)...),
	)
}

// signature is the shape of a constructor.
type signature struct {
	params *gocode.ParamShapes
	wide   bool
}

// isWide reports whether the parameters of the constructor have lines of their own.
func isWide(e *generator.Error) bool {
	var room [8]gocode.Arg
	return gocode.Wide(len("func ()")+len(e.Name.Go)+len(" *Error {"), appendArgs(room[:0], e)...)
}

// appendArgs appends the parameters of the constructor.
func appendArgs(args []gocode.Arg, e *generator.Error) []gocode.Arg {
	for _, p := range e.Params {
		if !p.Optional {
			args = append(args, gocode.Arg{Name: p.Ident.Local, Type: gocode.TypeName(p)})
		}
	}
	if len(e.Optional()) > 0 {
		args = append(args, gocode.Arg{Name: "opts", Type: optionName(e), Variadic: true})
	}
	return args
}

func constructorBody(e *generator.Error) []jen.Code {
	required := gocode.Required(e.Params)
	hasOptional := len(required) < len(e.Params)
	var body []jen.Code
	switch {
	case len(e.Params) == 0:
		return []jen.Code{jen.Return(jen.Op("&").Id(sharedName(e)))}
	case makerName(e) != "":
		call := []jen.Code{definitionOf(e)}
		for _, p := range required {
			arg := jen.Id(p.Ident.Local)
			if gocode.TypeName(p) != gocode.KindName(p.Kind) { // an enum
				arg = jen.String().Call(arg)
			}
			call = append(call, arg)
		}
		made := jen.Id(makerName(e)).Call(call...)
		if !hasOptional {
			return []jen.Code{jen.Return(made)}
		}
		body = append(body, jen.Id("e").Op(":=").Add(made))
	case len(required) == 0:
		body = append(body, jen.Id("e").Op(":=").Id("errorOf").Call(definitionOf(e)))
	default:
		body = append(body, jen.List(jen.Id("e"), jen.Id("v")).Op(":=").Id("newError").Call(definitionOf(e)))
		for i, p := range e.Params {
			if !p.Optional {
				body = append(body, jen.Id("v").Index(jen.Lit(i)).Op("=").Add(given(p)))
			}
		}
	}
	if hasOptional {
		body = append(body, jen.For(jen.List(jen.Id("_"), jen.Id("o")).Op(":=").Range().Id("opts")).Block(
			jen.Id("e").Dot("set").Call(jen.Id("option").Call(jen.Id("o"))),
		))
	}
	return append(body, jen.Return(jen.Id("e")))
}

// given emits the value of an argument. What a caller could change later is
// copied.
func given(p *generator.Param) *jen.Statement {
	arg, of := jen.Id(p.Ident.Local), valueFunc(p)
	switch {
	case p.List && p.Optional:
		return jen.Id("optionalListOf").Call(cloneList(p, arg), jen.Id(of))
	case p.List:
		return jen.Id("listOf").Call(cloneList(p, arg), jen.Id(of))
	case p.Optional && p.Kind == generator.JSON:
		return jen.Id("optionalJSONOf").Call(arg)
	case p.Kind == generator.Object && !p.Type.Flat:
		arg = arg.Dot("clone").Call()
	}
	return jen.Id(of).Call(arg)
}

// valueFunc names the function of the run-time part that makes a value, or an
// element of a list.
func valueFunc(p *generator.Param) string {
	switch p.Kind {
	case generator.Integer:
		return "integerOf"
	case generator.Float:
		return "numberOf"
	case generator.Boolean:
		return "booleanOf"
	case generator.DateTime:
		return "timeOf"
	case generator.Duration:
		return "durationOf"
	case generator.JSON:
		return "jsonOf"
	case generator.Object:
		return "objectOf"
	}
	return "textOf"
}

// cloneList emits a copy of a list that shares nothing with it.
func cloneList(p *generator.Param, list jen.Code) *jen.Statement {
	switch {
	case p.Kind == generator.JSON:
		return jen.Id("cloneJSON").Call(list)
	case p.Kind == generator.Object && !p.Type.Flat:
		return jen.Id("cloneAll").Call(list)
	}
	return jen.Qual("slices", "Clone").Call(list)
}

func optionName(e *generator.Error) string { return e.Name.Go + "Option" }

// optionType emits
//
//	// InvalidTokenOption is an optional parameter of [InvalidToken].
//	type InvalidTokenOption option
func optionType(_ struct{}, h *holes) jen.Code {
	e := specimen(nil, h, h.Name)
	return gocode.Documented(
		h.Doc(func(c *gocode.Comment, e *generator.Error) {
			c.Para(optionName(e), " is an optional parameter of [", e.Name.Go, "].")
		}),
		jen.Type().Id(optionName(e)).Id("option"),
	)
}

// option is an optional parameter.
type option struct {
	of    *generator.Error
	index int // among its parameters
}

func (o option) param() *generator.Param { return o.of.Params[o.index] }

// optionFunc emits
//
//	// InvalidTokenClaim gives [InvalidToken] its parameter claim: The claim that is missing.
//	func InvalidTokenClaim(claim string) InvalidTokenOption {
//		return InvalidTokenOption{index: 1, value: textOf(claim)}
//	}
func optionFunc(shape *gocode.ParamShapes, h *gocode.Holes[option]) jen.Code {
	name := h.Name(func(o option) string { return o.of.Name.Go })
	p := gocode.Specimens(shape, h, h.Name, func(o option) []*generator.Param { return o.of.Params[o.index:] })[0]
	return gocode.Documented(
		h.Doc(func(c *gocode.Comment, o option) {
			c.Para(o.of.Name.Go, o.param().Ident.Go, " gives [", o.of.Name.Go, "] its parameter ", o.param().Name)
			if about := paramText(o.param()); about != "" {
				c.More(": ", about)
			}
		}),
		jen.Func().Id(name+p.Ident.Go).
			Params(jen.Id(p.Ident.Local).Add(gocode.TypeRef(gocode.TypeName(p)))).
			Id(name+"Option").
			Block(jen.Return(gocode.Inline(jen.Id(name+"Option"),
				gocode.Field("index", jen.Id(h.Number(func(o option) int64 { return int64(o.index) }))),
				gocode.Field("value", given(p)),
			))),
	)
}

// readers emits the type of the parameters and the function that reads them back.
func readers(shapes *gocode.ParamShapes, h *holes) jen.Code {
	return paramsType(shapes, h).Line().Line().Add(paramsOf(shapes, h))
}

func paramsName(e *generator.Error) string { return e.Name.Go + "Params" }

// paramsType emits
//
//	// ItemNotFoundParams are the parameters of [ItemNotFound].
//	type ItemNotFoundParams = struct {
//		ID string // ID in the request
//	}
//
// It is an alias because the compiler would write functions for each declared
// struct, such as one that compares, which nobody calls.
func paramsType(shapes *gocode.ParamShapes, h *holes) *jen.Statement {
	e := specimen(shapes, h, h.Field)
	fields := make([]jen.Code, len(e.Params))
	for i, shape := range shapes.All() {
		fields[i] = jen.Id(e.Params[i].Ident.Go).Add(gocode.TypeRef(gocode.FieldName(e.Params[i])))
		if shape.Documented {
			fields[i] = gocode.Documented(h.Doc(func(c *gocode.Comment, e *generator.Error) { c.Para(paramText(e.Params[i])) }), fields[i])
		}
	}
	return gocode.Documented(
		h.Doc(func(c *gocode.Comment, e *generator.Error) {
			c.Para(paramsName(e), " are the parameters of [", e.Name.Go, "].")
			if len(e.Optional()) > 0 {
				c.More(" One that was not given is nil.")
			}
		}),
		jen.Type().Id(paramsName(e)).Op("=").Struct(fields...),
	)
}

// field emits a field of a struct with what is said about it.
func field(p *generator.Param, about string) jen.Code {
	decl := jen.Id(p.Ident.Go).Add(gocode.TypeRef(gocode.FieldName(p)))
	if about == "" {
		return decl
	}
	return gocode.Documented(gocode.Doc(gocode.Para(about)), decl)
}

// paramsOf emits
//
//	// ItemNotFoundOf returns the parameters of the first [ItemNotFound] in the tree of err …
//	func ItemNotFoundOf(err error) (p ItemNotFoundParams, ok bool) {
//		p.ID, ok = findText(err, &defItemNotFound)
//		return p, ok
//	}
//
// and where not all parameters are plain
//
//	func InvalidTokenOf(err error) (p InvalidTokenParams, ok bool) {
//		v, ok := valuesOf(err, &defInvalidToken)
//		if ok {
//			p.Problem = Problem(v[0].text())
//		}
//		return p, ok
//	}
func paramsOf(shapes *gocode.ParamShapes, h *holes) jen.Code {
	e := specimen(shapes, h, h.Name)
	var body []jen.Code
	if finder := gocode.FinderName(e.Params); finder != "" {
		var results []jen.Code
		for _, p := range e.Params {
			results = append(results, jen.Id("p").Dot(p.Ident.Go))
		}
		body = append(body, jen.List(append(results, jen.Id("ok"))...).Op("=").Id(finder).Call(jen.Err(), definitionOf(e)))
	} else {
		fields := make([]jen.Code, len(e.Params))
		for i, p := range e.Params {
			fields[i] = jen.Id("p").Dot(p.Ident.Go).Op("=").Add(read(p, i))
		}
		body = append(body,
			jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Id("valuesOf").Call(jen.Err(), definitionOf(e)),
			jen.If(jen.Id("ok")).Block(fields...))
	}
	return gocode.Documented(
		h.Doc(func(c *gocode.Comment, e *generator.Error) {
			c.Para(e.OfName(), " returns the parameters of the first [", e.Name.Go, "] in the tree of err, and whether there is one.")
		}),
		jen.Func().Id(e.Name.Go+"Of").Params(jen.Err().Error()).Params(jen.Id("p").Id(paramsName(e)), jen.Id("ok").Bool()).
			Block(append(body, jen.Return(jen.Id("p"), jen.Id("ok")))...),
	)
}

// read emits how a parameter is read back, as a copy.
func read(p *generator.Param, index int) jen.Code {
	v := func() *jen.Statement { return jen.Id("v").Index(jen.Lit(index)) }
	if p.List {
		return cloneList(p, jen.Id("itemsIn").Types(gocode.TypeRef(gocode.ElemName(p))).Call(v()))
	}
	var one *jen.Statement
	switch p.Kind {
	case generator.JSON:
		return v().Dot("json").Call()
	case generator.Integer:
		one = v().Dot("integer").Call()
	case generator.Float:
		one = v().Dot("number").Call()
	case generator.Boolean:
		one = v().Dot("boolean").Call()
	case generator.DateTime:
		one = v().Dot("time").Call()
	case generator.Duration:
		one = v().Dot("duration").Call()
	case generator.Object:
		one = jen.Id("objectIn").Types(gocode.TypeRef(gocode.ElemName(p))).Call(v())
		if !p.Type.Flat {
			one = one.Dot("clone").Call()
		}
	default:
		one = v().Dot("text").Call()
		if name := gocode.ElemName(p); name != "string" {
			one = jen.Id(name).Call(one)
		}
	}
	if p.Optional {
		return jen.Id("pointerTo").Call(v(), one)
	}
	return one
}

func sharedName(e *generator.Error) string { return "err" + e.Name.Go }

// sharedError emits the one value of an error without parameters:
//
//	var errInboxNotFound = Error{def: &defInboxNotFound}
func sharedError(_ struct{}, h *holes) jen.Code {
	e := specimen(nil, h, h.Name)
	return jen.Var().Id(sharedName(e)).Op("=").Add(gocode.Inline(jen.Id("Error"), gocode.Field("def", definitionOf(e))))
}

// definition emits
//
//	var defItemNotFound = definition{
//		code:    ErrItemNotFound,
//		status:  404,
//		…
//	}
func definition(has entry, h *holes) jen.Code {
	name := h.Name(func(e *generator.Error) string { return e.Name.Go })
	text := func(of func(*generator.Error) string) jen.Code { return gocode.Text(h.Text(of)) }
	fields := []jen.Code{
		gocode.Field("code", jen.Id("Err"+name)),
		gocode.Field("status", jen.Id(h.Number(func(e *generator.Error) int64 { return int64(e.Status.Code) }))),
		gocode.Field("grpc", jen.Id(h.Name(func(e *generator.Error) string { return grpcNames[e.GRPC.Name] }))),
	}
	if has.slo {
		fields = append(fields, gocode.Field("slo", jen.True()))
	}
	if has.scope {
		fields = append(fields, gocode.Field("scoped", jen.True()))
	}
	fields = append(fields,
		gocode.Field("level", jen.Id(h.Name(func(e *generator.Error) string { return levelNames[e.Log] }))),
		gocode.Field("title", text(func(e *generator.Error) string { return e.Title })),
		gocode.Field("message", text(func(e *generator.Error) string { return e.Message.Source })),
	)
	if has.docsURL {
		fields = append(fields, gocode.Field("docsURL", text(func(e *generator.Error) string { return e.DocsURL })))
	}
	fields = append(fields, gocode.Field("form", jen.Op("&").Id("form"+h.Name(func(e *generator.Error) string { return e.Form.Ident.Go }))))
	if has.params != nil {
		fields = append(fields, gocode.Field("params", params(has.params.All(), h)))
	}
	if has.extra != (extras{}) {
		fields = append(fields, gocode.Field("extra", extra(has.extra, h)))
	}
	return jen.Var().Id("def" + name).Op("=").Add(gocode.Literal(jen.Id("definition"), fields...))
}

// entry is the shape of a definition: what is in it.
type entry struct {
	slo, scope, docsURL bool
	params              *gocode.Sequence[said]
	extra               extras
}

// extras are what few errors have.
type extras struct {
	wire, retryAfter, sentAs, group, reason, owner, number bool
	headers                                                *gocode.Sequence[int] // how many values each has
}

func (s *sections) entry(e *generator.Error) entry {
	return entry{
		slo: e.SLO, scope: scoped(e), docsURL: e.DocsURL != "",
		params: s.rows.Of(len(e.Params), func(i int) said { return saidOf(e.Params[i]) }),
		extra: extras{
			wire: e.Code != e.Key, retryAfter: retryAfter(e.RetryAfter) != "", sentAs: e.SentAs != nil, owner: e.Owner != "", number: e.HasNumber,
			headers: s.counts.Of(len(e.Headers), func(i int) int { return len(e.Headers[i].Values) }),
			group:   e.Group != nil && s.uses(e.Form, generator.SourceGroup), reason: s.uses(e.Form, generator.SourceReason),
		},
	}
}

// retryAfter returns the name of a parameter, or seconds.
func retryAfter(r generator.RetryAfter) string {
	switch {
	case r.Param != nil:
		return r.Param.Name
	case r.Fixed:
		return strconv.FormatInt(r.Seconds, 10)
	}
	return ""
}

// said is what the definition of an error says of a parameter beside its name.
type said byte

const (
	saidWire said = 1 << iota
	saidMax
	saidHidden
	saidRedacted
	saidKept
)

func saidOf(p *generator.Param) said {
	s := accessOf(p)
	if p.Wire != p.Name {
		s |= saidWire
	}
	if p.MaxLength > 0 && p.Kind.IsText() {
		s |= saidMax
	}
	return s
}

// accessOf is where a value is shown.
func accessOf(p *generator.Param) said {
	var s said
	if !p.InDetails() {
		s |= saidHidden
	}
	if p.Sensitive || p.LogHidden {
		s |= saidRedacted
	}
	if p.Sensitive || p.In == generator.InLog {
		s |= saidKept
	}
	return s
}

// params emits what the run-time part has to know of each parameter.
func params(rows []said, h *holes) jen.Code {
	list := make([]jen.Code, len(rows))
	for i, s := range rows {
		fields := []jen.Code{gocode.Field("name", gocode.Text(h.Text(func(e *generator.Error) string { return e.Params[i].Name })))}
		var more []jen.Code
		if s&saidWire != 0 {
			more = append(more, gocode.Field("wire", gocode.Text(h.Text(func(e *generator.Error) string { return e.Params[i].Wire }))))
		}
		if s&saidMax != 0 {
			more = append(more, gocode.Field("max", jen.Id(h.Number(func(e *generator.Error) int64 { return int64(e.Params[i].MaxLength) }))))
		}
		if a := access(s); a != nil {
			more = append(more, gocode.Field("access", a))
		}
		if more != nil {
			fields = append(fields, gocode.Field("more", jen.Op("&").Add(gocode.Inline(jen.Id("paramExtra"), more...))))
		}
		list[i] = gocode.Inline(nil, fields...)
	}
	return elements("param", list)
}

// access emits where a value is shown, or nothing when everywhere.
func access(s said) *jen.Statement {
	var all *jen.Statement
	for _, flag := range []struct {
		name string
		is   said
	}{{"hidden", saidHidden}, {"redacted", saidRedacted}, {"kept", saidKept}} {
		switch {
		case s&flag.is == 0:
		case all == nil:
			all = jen.Id(flag.name)
		default:
			all.Op("|").Id(flag.name)
		}
	}
	return all
}

// headers emits the headers with their templates.
func headers(counts []int, h *holes) jen.Code {
	var list []jen.Code
	for i, n := range counts {
		texts := make([]jen.Code, n)
		for j := range texts {
			texts[j] = gocode.Text(h.Text(func(e *generator.Error) string { return e.Headers[i].Values[j].Source }))
		}
		list = append(list, gocode.Inline(nil,
			gocode.Field("name", gocode.Text(h.Text(func(e *generator.Error) string { return e.Headers[i].Name }))),
			gocode.Field("values", elements("string", texts)),
		))
	}
	return elements("header", list)
}

// elements emits a list, on one line when it has one element.
func elements(typ string, list []jen.Code) *jen.Statement {
	if len(list) == 1 {
		return gocode.Inline(jen.Index().Id(typ), list...)
	}
	return gocode.Literal(jen.Index().Id(typ), list...)
}

// extra emits what few errors have.
func extra(has extras, h *holes) jen.Code {
	var fields []jen.Code
	add := func(name string, value jen.Code) { fields = append(fields, gocode.Field(name, value)) }
	if has.wire {
		add("wire", gocode.Text(h.Text(func(e *generator.Error) string { return e.Code })))
	}
	if has.retryAfter {
		add("retryAfter", gocode.Text(h.Text(func(e *generator.Error) string { return retryAfter(e.RetryAfter) })))
	}
	if has.headers != nil {
		add("headers", headers(has.headers.All(), h))
	}
	if has.sentAs {
		add("sentAs", jen.Op("&").Id("def"+h.Name(func(e *generator.Error) string { return e.SentAs.Name.Go })))
	}
	if has.group {
		add("group", gocode.Text(h.Text(func(e *generator.Error) string { return e.Group.ID })))
	}
	if has.reason {
		add("reason", gocode.Text(h.Text((*generator.Error).Reason)))
	}
	if has.owner {
		add("owner", gocode.Text(h.Text(func(e *generator.Error) string { return e.Owner })))
	}
	if has.number {
		add("number", jen.Id(h.Number(func(e *generator.Error) int64 { return e.Number })))
		add("hasNumber", jen.True())
	}
	lay := gocode.Inline
	if has.headers != nil && len(fields) > 1 { // headers are a list, which has lines of its own
		lay = gocode.Literal
	}
	return jen.Op("&").Add(lay(jen.Id("extra"), fields...))
}

// grpcNames are the constants of the run-time part for canonical codes.
var grpcNames = map[string]string{
	"OK":                  "grpcOK",
	"CANCELLED":           "grpcCancelled",
	"UNKNOWN":             "grpcUnknown",
	"INVALID_ARGUMENT":    "grpcInvalidArgument",
	"DEADLINE_EXCEEDED":   "grpcDeadlineExceeded",
	"NOT_FOUND":           "grpcNotFound",
	"ALREADY_EXISTS":      "grpcAlreadyExists",
	"PERMISSION_DENIED":   "grpcPermissionDenied",
	"RESOURCE_EXHAUSTED":  "grpcResourceExhausted",
	"FAILED_PRECONDITION": "grpcFailedPrecondition",
	"ABORTED":             "grpcAborted",
	"OUT_OF_RANGE":        "grpcOutOfRange",
	"UNIMPLEMENTED":       "grpcUnimplemented",
	"INTERNAL":            "grpcInternal",
	"UNAVAILABLE":         "grpcUnavailable",
	"DATA_LOSS":           "grpcDataLoss",
	"UNAUTHENTICATED":     "grpcUnauthenticated",
}

// levelNames are those for the levels of logs.
var levelNames = map[string]string{
	"debug": "levelDebug",
	"info":  "levelInfo",
	"warn":  "levelWarn",
	"error": "levelError",
}
