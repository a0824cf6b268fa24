package goserver

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// errorDecls emits the section of an error. Nothing in it depends on other
// errors, so that a new error changes no line of the others.
func errorDecls(e *generator.Error) []jen.Code {
	decls := []jen.Code{codeConst(e), constructor(e)}
	if optional := e.Optional(); len(optional) > 0 {
		decls = append(decls, optionType(e))
		for _, p := range optional {
			decls = append(decls, optionFunc(e, p))
		}
	}
	if len(e.Params) > 0 {
		decls = append(decls, paramsType(e), paramsOf(e))
	} else {
		decls = append(decls, sharedError(e))
	}
	return append(decls, definition(e))
}

// codeConst emits
//
//	// ErrItemNotFound is the code of [ItemNotFound].
//	const ErrItemNotFound Code = "item_not_found"
func codeConst(e *generator.Error) jen.Code {
	return gocode.Documented(
		gocode.Doc(gocode.Para("Err"+e.Name.Go+" is the code of ["+e.Name.Go+"].")),
		jen.Const().Id("Err"+e.Name.Go).Id("Code").Op("=").Lit(e.Key),
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
func constructor(e *generator.Error) jen.Code {
	var args []gocode.Arg
	for _, p := range e.Required() {
		args = append(args, gocode.Arg{Name: p.Ident.Local, Type: gocode.TypeName(p)})
	}
	if len(e.Optional()) > 0 {
		args = append(args, gocode.Arg{Name: "opts", Type: optionName(e), Variadic: true})
	}
	const head, tail = len("func ()"), len(" *Error {")
	return gocode.Documented(
		gocode.Doc(constructorDoc(e)...),
		jen.Func().Id(e.Name.Go).Add(gocode.Params(head+len(e.Name.Go), tail, args...)).Op("*").Id("Error").Block(constructorBody(e)...),
	)
}

func constructorBody(e *generator.Error) []jen.Code {
	required, optional := e.Required(), e.Optional()
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
		if len(optional) == 0 {
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
	if len(optional) > 0 {
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
func optionType(e *generator.Error) jen.Code {
	return gocode.Documented(
		gocode.Doc(gocode.Para(optionName(e)+" is an optional parameter of ["+e.Name.Go+"].")),
		jen.Type().Id(optionName(e)).Id("option"),
	)
}

// optionFunc emits
//
//	// InvalidTokenClaim gives [InvalidToken] its parameter claim: The claim that is missing.
//	func InvalidTokenClaim(claim string) InvalidTokenOption {
//		return InvalidTokenOption{index: 1, value: textOf(claim)}
//	}
func optionFunc(e *generator.Error, p *generator.Param) jen.Code {
	index := 0
	for i := range e.Params {
		if e.Params[i] == p {
			index = i
		}
	}
	doc := e.Name.Go + p.Ident.Go + " gives [" + e.Name.Go + "] its parameter " + p.Name
	if about := paramText(p); about != "" {
		doc += ": " + about
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para(doc)),
		jen.Func().Id(e.Name.Go+p.Ident.Go).
			Params(jen.Id(p.Ident.Local).Add(gocode.TypeRef(gocode.TypeName(p)))).
			Id(optionName(e)).
			Block(jen.Return(gocode.Inline(jen.Id(optionName(e)),
				gocode.Field("index", jen.Lit(index)),
				gocode.Field("value", given(p)),
			))),
	)
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
func paramsType(e *generator.Error) jen.Code {
	fields := make([]jen.Code, len(e.Params))
	for i, p := range e.Params {
		fields[i] = field(p, paramText(p))
	}
	doc := paramsName(e) + " are the parameters of [" + e.Name.Go + "]."
	if len(e.Optional()) > 0 {
		doc += " One that was not given is nil."
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para(doc)),
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
func paramsOf(e *generator.Error) jen.Code {
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
	name := e.Name.Go + "Of"
	return gocode.Documented(
		gocode.Doc(gocode.Para(name+" returns the parameters of the first ["+e.Name.Go+"] in the tree of err, and whether there is one.")),
		jen.Func().Id(name).Params(jen.Err().Error()).Params(jen.Id("p").Id(paramsName(e)), jen.Id("ok").Bool()).
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
func sharedError(e *generator.Error) jen.Code {
	return jen.Var().Id(sharedName(e)).Op("=").Add(gocode.Inline(jen.Id("Error"), gocode.Field("def", definitionOf(e))))
}

// definition emits
//
//	var defItemNotFound = definition{
//		code:    ErrItemNotFound,
//		status:  404,
//		…
//	}
func definition(e *generator.Error) jen.Code {
	fields := []jen.Code{
		gocode.Field("code", jen.Id("Err"+e.Name.Go)),
		gocode.Field("status", jen.Lit(e.Status.Code)),
		gocode.Field("grpc", jen.Id(grpcName(e.GRPC.Name))),
	}
	if e.SLO {
		fields = append(fields, gocode.Field("slo", jen.True()))
	}
	if scoped(e) {
		fields = append(fields, gocode.Field("scoped", jen.True()))
	}
	fields = append(fields,
		gocode.Field("level", jen.Qual("log/slog", "Level"+capital(e.Log))),
		gocode.Field("title", gocode.Text(e.Title)),
	)
	if e.DocsURL == "" {
		fields = append(fields, gocode.Field("phrase", gocode.Text(e.Status.Phrase)))
	}
	fields = append(fields, gocode.Field("message", gocode.Text(e.Message.Source)))
	if e.DocsURL != "" {
		fields = append(fields, gocode.Field("docsURL", gocode.Text(e.DocsURL)))
	}
	if after := retryAfter(e.RetryAfter); after != "" {
		fields = append(fields, gocode.Field("retryAfter", jen.Lit(after)))
	}
	fields = append(fields, gocode.Field("form", jen.Op("&").Id(formName(e.Form))))
	if len(e.Params) > 0 {
		fields = append(fields, gocode.Field("params", params(e)))
	}
	if len(e.Headers) > 0 {
		fields = append(fields, gocode.Field("headers", headers(e)))
	}
	if e.SentAs != nil {
		fields = append(fields, gocode.Field("sentAs", definitionOf(e.SentAs)))
	}
	if x := extra(e); x != nil {
		fields = append(fields, gocode.Field("extra", x))
	}
	return jen.Var().Id(definitionName(e)).Op("=").Add(gocode.Literal(jen.Id("definition"), fields...))
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

// params emits what the run-time part has to know of each parameter.
func params(e *generator.Error) jen.Code {
	list := make([]jen.Code, len(e.Params))
	for i, p := range e.Params {
		fields := []jen.Code{gocode.Field("name", jen.Lit(p.Name))}
		if p.Wire != p.Name {
			fields = append(fields, gocode.Field("wire", gocode.Text(p.Wire)))
		}
		if p.MaxLength > 0 && p.Kind.IsText() {
			fields = append(fields, gocode.Field("max", jen.Lit(p.MaxLength)))
		}
		if a := access(p); a != nil {
			fields = append(fields, gocode.Field("access", a))
		}
		list[i] = gocode.Inline(nil, fields...)
	}
	return elements("param", list)
}

// access emits where a value is shown, or nothing when everywhere.
func access(p *generator.Param) *jen.Statement {
	var all *jen.Statement
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"hidden", !p.InDetails()},
		{"redacted", p.Sensitive || p.LogHidden},
		{"kept", p.Sensitive || p.In == generator.InLog},
	} {
		switch {
		case !flag.set:
		case all == nil:
			all = jen.Id(flag.name)
		default:
			all.Op("|").Id(flag.name)
		}
	}
	return all
}

// headers emits the headers with their templates.
func headers(e *generator.Error) jen.Code {
	list := make([]jen.Code, len(e.Headers))
	for i, h := range e.Headers {
		values := make([]jen.Code, len(h.Values))
		for j, v := range h.Values {
			values[j] = gocode.Text(v.Source)
		}
		list[i] = gocode.Inline(nil,
			gocode.Field("name", jen.Lit(h.Name)),
			gocode.Field("values", elements("string", values)),
		)
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

// extra emits what few errors have, or nothing.
func extra(e *generator.Error) jen.Code {
	var fields []jen.Code
	if e.Code != e.Key {
		fields = append(fields, gocode.Field("wire", gocode.Text(e.Code)))
	}
	if e.Group != nil && uses(e.Form, generator.SourceGroup) {
		fields = append(fields, gocode.Field("group", gocode.Text(e.Group.ID)))
	}
	if uses(e.Form, generator.SourceReason) {
		fields = append(fields, gocode.Field("reason", jen.Lit(e.Reason)))
	}
	if e.Owner != "" {
		fields = append(fields, gocode.Field("owner", gocode.Text(e.Owner)))
	}
	if e.HasNumber {
		fields = append(fields,
			gocode.Field("number", jen.Lit(int(e.Number))),
			gocode.Field("hasNumber", jen.True()),
		)
	}
	if len(fields) == 0 {
		return nil
	}
	return jen.Op("&").Add(gocode.Inline(jen.Id("extra"), fields...))
}

// grpcName names the constant of a canonical code: "NOT_FOUND" is grpcNotFound.
func grpcName(canonical string) string {
	var b strings.Builder
	b.WriteString("grpc")
	for word := range strings.SplitSeq(canonical, "_") {
		if word == "OK" {
			b.WriteString(word)
			continue
		}
		b.WriteString(capital(strings.ToLower(word)))
	}
	return b.String()
}

func capital(word string) string {
	return strings.ToUpper(cmp.Or(word, " ")[:1]) + word[min(1, len(word)):]
}
