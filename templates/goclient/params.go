package goclient

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// namedType emits an object type with its method, or an enum with its values. A
// plain scalar of the catalogue is a string in Go and has no type.
func namedType(t *generator.Type) []jen.Code {
	switch {
	case t.Kind == generator.Object:
		return []jen.Code{objectType(t), readMethod(t)}
	case t.IsEnum():
		return []jen.Code{enumType(t), enumValues(t)}
	}
	return nil
}

// objectType emits
//
//	// FieldViolation is one field of the request that was refused.
//	type FieldViolation struct {
//		Field string
//	}
func objectType(t *generator.Type) jen.Code {
	doc := []gocode.Block{gocode.Para(t.Ident.Go + " is an object in the details of errors.")}
	doc = append(doc, gocode.Prose(t.Description)...)
	return structType(jen.Type().Id(t.Ident.Go), doc, sent(t.Fields))
}

// sent returns the fields that travel. A sensitive one never leaves the server.
func sent(fields []*generator.Param) []*generator.Param {
	return slices.DeleteFunc(slices.Clone(fields), func(f *generator.Param) bool { return !f.InDetails() })
}

// enumType emits
//
//	// ViolationReason is a string with values that the catalogue declares.
//	type ViolationReason string
func enumType(t *generator.Type) jen.Code {
	doc := []gocode.Block{gocode.Para(t.Ident.Go + " is a string in the details of errors. A later release of the API may send other values than those declared here.")}
	doc = append(doc, gocode.Prose(t.Description)...)
	return gocode.Documented(gocode.Doc(doc...), jen.Type().Id(t.Ident.Go).String())
}

// enumValues emits
//
//	// The declared values of ViolationReason.
//	const (
//		ViolationReasonTooLong ViolationReason = "too_long"
//	)
func enumValues(t *generator.Type) jen.Code {
	var list []jen.Code
	for i, v := range t.Enum {
		value := jen.Id(v.Ident.Go).Id(t.Ident.Go).Op("=").Lit(v.Value)
		if doc := gocode.Prose(v.Description); len(doc) > 0 {
			if i > 0 {
				list = append(list, jen.Line())
			}
			value = gocode.Documented(gocode.Doc(doc...), value)
		}
		list = append(list, value)
	}
	return gocode.Documented(gocode.Doc(gocode.Para("The declared values of "+t.Ident.Go+".")), jen.Const().Defs(list...))
}

// paramsType emits
//
//	// ItemNotFoundParams are the details of [ErrItemNotFound].
//	type ItemNotFoundParams = struct {
//		// ID in the request
//		ID string
//	}
//
// It is an alias because the compiler would write functions for each declared
// struct, such as one that compares, which nobody calls.
func paramsType(e *generator.Error) jen.Code {
	return structType(jen.Type().Id(e.ParamsName()).Op("="), []gocode.Block{gocode.Para(e.ParamsName() + " are the details of [" + e.ConstName() + "].")}, e.Details())
}

// structType emits the declaration that begins with head.
func structType(head *jen.Statement, doc []gocode.Block, params []*generator.Param) jen.Code {
	doc = append(doc, gocode.Para(absentText(params)))
	documented := slices.ContainsFunc(params, func(p *generator.Param) bool { return len(paramDoc(p)) > 0 })
	var fields []jen.Code
	for i, p := range params {
		if documented && i > 0 {
			fields = append(fields, jen.Line())
		}
		field := jen.Id(p.Ident.Go).Add(gocode.TypeRef(gocode.FieldName(p)))
		if doc := paramDoc(p); len(doc) > 0 {
			field = gocode.Documented(gocode.Doc(doc...), field)
		}
		fields = append(fields, field)
	}
	return gocode.Documented(gocode.Doc(doc...), head.Struct(fields...))
}

// paramDoc is the description of a parameter, or of its type where it has none
// of its own and the type is no type of Go.
func paramDoc(p *generator.Param) []gocode.Block {
	description := p.Description
	if description == "" && p.Type != nil && gocode.KindName(p.Kind) == gocode.ElemName(p) {
		description = p.Type.Description
	}
	return gocode.Prose(description)
}

// absentText names the fields that may be absent; empty if there are none.
func absentText(params []*generator.Param) string {
	var names []string
	for _, p := range params {
		if p.Optional {
			names = append(names, p.Ident.Go)
		}
	}
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0] + " may be absent; it is nil then."
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1] + " may be absent; they are nil then."
	}
}

// readMethod emits
//
//	func (p *FieldViolation) read(from value) bool {
//		return required(from, "field", &p.Field, readText)
//	}
func readMethod(t *generator.Type) jen.Code {
	all := jen.Return()
	params := sent(t.Fields)
	for i, p := range params {
		if i > 0 {
			all.Op("&&").Line()
		}
		all.Add(readParam(p))
	}
	if len(params) == 0 {
		all.True()
	}
	return jen.Func().Params(jen.Id("p").Op("*").Id(t.Ident.Go)).Id("read").Params(jen.Id("from").Id("value")).Bool().Block(all)
}

// readParam emits the call that reads one member of from into p.
func readParam(p *generator.Param) jen.Code {
	args := []jen.Code{jen.Id("from"), jen.Lit(p.Wire), jen.Op("&").Id("p").Dot(p.Ident.Go)}
	how := "required"
	switch {
	case p.List && p.Optional:
		how = "optionalList"
	case p.List:
		how = "requiredList"
	case p.Optional && p.Kind == generator.JSON:
		return jen.Id("optionalRaw").Call(args...)
	case p.Optional:
		how = "optional"
	}
	return jen.Id(how).Call(append(args, jen.Id(reader(p)))...)
}

// reader names the function of the run-time part that reads one value.
func reader(p *generator.Param) string {
	switch p.Kind {
	case generator.Integer:
		return "readInteger"
	case generator.Float:
		return "readNumber"
	case generator.Boolean:
		return "readBoolean"
	case generator.DateTime:
		return "readDatetime"
	case generator.Duration:
		return "readDuration"
	case generator.JSON:
		return "readRaw"
	case generator.Object:
		return "readObject"
	}
	return "readText"
}

// paramsFunc emits
//
//	// ItemNotFoundOf returns the details of the error in err's chain …
//	func ItemNotFoundOf(err error) (p ItemNotFoundParams, ok bool) {
//		from, ok := detailsOf(err, ErrItemNotFound)
//		if !ok || !required(from, "id", &p.ID, readText) {
//			return ItemNotFoundParams{}, false
//		}
//		return p, true
//	}
func paramsFunc(e *generator.Error) jen.Code {
	details := e.Details()
	misfit := jen.Op("!").Id("ok")
	for _, p := range details {
		misfit.Op("||")
		if len(details) > 1 {
			misfit.Line()
		}
		misfit.Op("!").Add(readParam(p))
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para(e.OfName()+" returns the details of err if it is, or wraps, an error with the code ["+e.ConstName()+
			"]. It reports false if it is not, or if the details do not fit.")),
		jen.Func().Id(e.OfName()).Params(jen.Id("err").Error()).Params(jen.Id("p").Id(e.ParamsName()), jen.Id("ok").Bool()).Block(
			jen.List(jen.Id("from"), jen.Id("ok")).Op(":=").Id("detailsOf").Call(jen.Id("err"), jen.Id(e.ConstName())),
			jen.If(misfit).Block(jen.Return(jen.Id(e.ParamsName()).Values(), jen.False())),
			jen.Return(jen.Id("p"), jen.True())))
}
