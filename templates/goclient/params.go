package goclient

import (
	"maps"
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
	var fields []field
	for _, p := range sent(t.Fields) {
		f := field{param: p}
		if isDocumented(p) {
			f.doc = gocode.Doc(gocode.Prose(paramText(p))...)
		}
		fields = append(fields, f)
	}
	doc := append(gocode.TypeDoc(t, "is an object in the details of errors."), gocode.Para(absentText(sent(t.Fields))))
	return gocode.Documented(gocode.Doc(doc...), structOf(jen.Type().Id(t.Ident.Go), fields))
}

// sent returns the fields that travel. A sensitive one never leaves the server.
func sent(fields []*generator.Param) []*generator.Param {
	return slices.DeleteFunc(slices.Clone(fields), func(f *generator.Param) bool { return !f.InDetails() })
}

// enumType emits
//
//	// ViolationReason is a string in the details of errors.
//	//
//	// A later release of the API may send other values than those declared here.
//	type ViolationReason string
func enumType(t *generator.Type) jen.Code {
	doc := append(gocode.TypeDoc(t, "is a string in the details of errors."),
		gocode.Para("A later release of the API may send other values than those declared here."))
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

// detailed is an error with its details.
type detailed struct {
	*generator.Error
	details []*generator.Param
}

// specimen is an error that stands for all with details of these shapes. Hole is
// how the names of details are spelled.
func specimen(shapes *gocode.ParamShapes, h *gocode.Holes[*detailed], hole func(func(*detailed) string) string) (*generator.Error, []*generator.Param) {
	name := h.Name(func(e *detailed) string { return e.Name.Go })
	return &generator.Error{Name: generator.Name{Go: name}},
		gocode.Specimens(shapes, h, hole, func(e *detailed) []*generator.Param { return e.details })
}

// readers emits the type of the details and the function that reads them.
func readers(shapes *gocode.ParamShapes, h *gocode.Holes[*detailed]) jen.Code {
	return paramsType(shapes, h).Line().Line().Add(paramsFunc(shapes, h))
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
func paramsType(shapes *gocode.ParamShapes, h *gocode.Holes[*detailed]) *jen.Statement {
	e, details := specimen(shapes, h, h.Field)
	fields := make([]field, 0)
	for i, p := range details {
		f := field{param: p}
		if shapes.All()[i].Documented {
			f.doc = h.Doc(func(c *gocode.Comment, e *detailed) { c.Prose(paramText(e.details[i])) })
		}
		fields = append(fields, f)
	}
	doc := h.Doc(func(c *gocode.Comment, e *detailed) {
		c.Para(e.ParamsName(), " are the details of [", e.ConstName(), "].")
		c.Para(absentText(e.details))
	})
	return gocode.Documented(doc, structOf(jen.Type().Id(e.ParamsName()).Op("="), fields))
}

// field is a field of a struct and its comment, nil if there is none.
type field struct {
	param *generator.Param
	doc   jen.Code
}

// structOf emits the declaration that begins with head.
func structOf(head *jen.Statement, list []field) jen.Code {
	documented := slices.ContainsFunc(list, func(f field) bool { return f.doc != nil })
	var fields []jen.Code
	for i, f := range list {
		if documented && i > 0 {
			fields = append(fields, jen.Line())
		}
		decl := jen.Id(f.param.Ident.Go).Add(gocode.TypeRef(gocode.FieldName(f.param)))
		if f.doc != nil {
			decl = gocode.Documented(f.doc, decl)
		}
		fields = append(fields, decl)
	}
	return head.Struct(fields...)
}

// paramText is the description of a parameter, or of its type where it has none
// of its own and the type is no type of Go.
func paramText(p *generator.Param) string {
	if p.Description == "" && p.Type != nil && gocode.KindName(p.Kind) == gocode.ElemName(p) {
		return p.Type.Description
	}
	return p.Description
}

// isDocumented reports whether the description of a parameter says something.
func isDocumented(p *generator.Param) bool { return len(gocode.Prose(paramText(p))) > 0 }

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
		all.Add(readParam(p, gocode.Text(p.Wire), jen.Id("p").Dot(p.Ident.Go)))
	}
	if len(params) == 0 {
		all.True()
	}
	return jen.Func().Params(jen.Id("p").Op("*").Id(t.Ident.Go)).Id("read").Params(jen.Id("from").Id("value")).Bool().Block(all)
}

// readParam emits the call that reads the member of from with that name.
func readParam(p *generator.Param, name, to jen.Code) jen.Code {
	args := []jen.Code{jen.Id("from"), name, jen.Op("&").Add(to)}
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
//		p.ID, ok = findText(err, ErrItemNotFound, "id")
//		return p, ok
//	}
//
// and where not all details are plain
//
//	func JobConflictOf(err error) (p JobConflictParams, ok bool) {
//		from, ok := detailsOf(err, ErrJobConflict)
//		if !ok || !required(from, "state", &p.State, readText) {
//			return JobConflictParams{}, false
//		}
//		return p, true
//	}
func paramsFunc(shapes *gocode.ParamShapes, h *gocode.Holes[*detailed]) jen.Code {
	e, details := specimen(shapes, h, h.Name)
	var body []jen.Code
	if finder := gocode.FinderName(details); finder != "" {
		call := []jen.Code{jen.Id("err"), jen.Id(e.ConstName())}
		var results []jen.Code
		for _, p := range details {
			call = append(call, gocode.Text(p.Wire))
			results = append(results, jen.Id("p").Dot(p.Ident.Go))
		}
		body = []jen.Code{
			jen.List(append(results, jen.Id("ok"))...).Op("=").Id(finder).Call(call...),
			jen.Return(jen.Id("p"), jen.Id("ok")),
		}
	} else {
		var reads []jen.Code
		for _, p := range details {
			reads = append(reads, readParam(p, gocode.Text(p.Wire), jen.Id("p").Dot(p.Ident.Go)))
		}
		body = []jen.Code{
			jen.List(jen.Id("from"), jen.Id("ok")).Op(":=").Id("detailsOf").Call(jen.Id("err"), jen.Id(e.ConstName())),
			jen.If(misfit(reads)).Block(jen.Return(jen.Id(e.ParamsName()).Values(), jen.False())),
			jen.Return(jen.Id("p"), jen.True()),
		}
	}
	return gocode.Documented(
		h.Doc(func(c *gocode.Comment, e *detailed) {
			c.Para(e.OfName(), " returns the details of err if it is, or wraps, an error with the code [", e.ConstName(),
				"]. It reports false if it is not, or if the details do not fit.")
		}),
		jen.Func().Id(e.OfName()).Params(jen.Id("err").Error()).Params(jen.Id("p").Id(e.ParamsName()), jen.Id("ok").Bool()).Block(body...))
}

// misfit is the condition that there are no details, or that one cannot be read.
func misfit(reads []jen.Code) *jen.Statement {
	all := jen.Op("!").Id("ok")
	for _, read := range reads {
		all.Op("||")
		if len(reads) > 1 {
			all.Line()
		}
		all.Op("!").Add(read)
	}
	return all
}

// finders emits the functions that errors with details share to read them, sorted
// by name.
func finders(errors []*generator.Error) []jen.Code {
	decls := map[string]jen.Code{}
	for _, e := range errors {
		if name := gocode.FinderName(e.Details()); name != "" && decls[name] == nil {
			decls[name] = finder(name, e.Details())
		}
	}
	var all []jen.Code
	if len(decls) > 0 {
		all = append(all, gocode.SharedNote("read details, under their names, of the error with a code in err's chain. They report false where there is none and where the details do not fit"))
	}
	for _, name := range slices.Sorted(maps.Keys(decls)) {
		all = append(all, decls[name])
	}
	return all
}

// finder emits
//
//	// findTextInteger reads a text and an integer.
//	//
//	//go:noinline
//	func findTextInteger(err error, code Code, aName, bName string) (a string, b int64, ok bool) {
//		from, ok := detailsOf(err, code)
//		if !ok ||
//			!readText(from.get(aName), &a) ||
//			!readInteger(from.get(bName), &b) {
//			return "", 0, false
//		}
//		return a, b, true
//	}
func finder(name string, params []*generator.Param) jen.Code {
	args := []gocode.Arg{{Name: "err", Type: "error"}, {Name: "code", Type: "Code"}}
	var results []gocode.Arg
	var reads, zero, all []jen.Code
	for i, p := range params {
		letter := gocode.Letter(i)
		args = append(args, gocode.Arg{Name: letter + "Name", Type: "string"})
		results = append(results, gocode.Arg{Name: letter, Type: gocode.FieldName(p)})
		read := readParam(p, jen.Id(letter+"Name"), jen.Id(letter))
		if !p.Optional { // without the detour, which would put the value on the heap
			read = jen.Id(reader(p)).Call(jen.Id("from").Dot("get").Call(jen.Id(letter+"Name")), jen.Op("&").Id(letter))
		}
		reads = append(reads, read)
		zero = append(zero, zeroOf(p))
		all = append(all, jen.Id(letter))
	}
	results = append(results, gocode.Arg{Name: "ok", Type: "bool"})
	return gocode.NotInlined(name+" reads "+gocode.KindsText(params)+".",
		jen.Func().Id(name).Add(gocode.Params(gocode.Wide(0, args...), args...)).Add(gocode.Params(gocode.Wide(0, results...), results...)).Block(
			jen.List(jen.Id("from"), jen.Id("ok")).Op(":=").Id("detailsOf").Call(jen.Id("err"), jen.Id("code")),
			jen.If(misfit(reads)).Block(jen.Return(append(zero, jen.False())...)),
			jen.Return(append(all, jen.True())...),
		))
}

// zeroOf spells the zero value of a parameter that is read.
func zeroOf(p *generator.Param) jen.Code {
	switch typ := gocode.FieldName(p); typ {
	case "string":
		return jen.Lit("")
	case "int64", "float64", "time.Duration":
		return jen.Lit(0)
	case "bool":
		return jen.False()
	case "time.Time":
		return gocode.TypeRef(typ).Values()
	}
	return jen.Nil()
}
