package goserver

import (
	"maps"
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// makerName names the shared function that makes the error: "newTextInteger",
// whatever optional parameters come behind. It is empty where the error is made
// in its constructor: of many values, of lists or objects, of optional ones alone.
func makerName(e *generator.Error) string {
	required := gocode.Required(e.Params)
	if len(required) == 0 || len(required) > gocode.MaxShared {
		return ""
	}
	name := "new"
	for i, p := range required {
		if p != e.Params[i] || p.List || p.Kind == generator.Object {
			return ""
		}
		name += p.Kind.Word()
	}
	return name
}

// sharedDecls emits the shared functions that the errors call, sorted by name. Of
// errors with parameters of the same shapes one is enough.
func sharedDecls(firsts []*generator.Error) []jen.Code {
	decls := map[string]jen.Code{}
	for _, e := range firsts {
		if name := makerName(e); name != "" && decls[name] == nil {
			decls[name] = maker(name, e.Required())
		}
		if name := gocode.FinderName(e.Params); name != "" && decls[name] == nil {
			decls[name] = finder(name, e.Params)
		}
	}
	var all []jen.Code
	for _, name := range slices.Sorted(maps.Keys(decls)) {
		all = append(all, decls[name])
	}
	if len(all) > 0 {
		all = append([]jen.Code{gocode.SharedNote("make errors, and read back the parameters of the first error of a definition in the tree of err")}, all...)
	}
	return all
}

// maker emits
//
//	// newTextInteger makes an error with a text and an integer.
//	//
//	//go:noinline
//	func newTextInteger(def *definition, a string, b int64) *Error {
//		e, v := newError(def)
//		v[0] = textOf(a)
//		v[1] = integerOf(b)
//		return e
//	}
func maker(name string, params []*generator.Param) jen.Code {
	args := []gocode.Arg{{Name: "def", Type: "*definition"}}
	var sets []jen.Code
	for i, p := range params {
		args = append(args, gocode.Arg{Name: gocode.Letter(i), Type: gocode.KindName(p.Kind)})
		sets = append(sets, jen.Id("v").Index(jen.Lit(i)).Op("=").Id(valueFunc(p)).Call(jen.Id(gocode.Letter(i))))
	}
	body := append([]jen.Code{jen.List(jen.Id("e"), jen.Id("v")).Op(":=").Id("newError").Call(jen.Id("def"))}, sets...)
	return gocode.NotInlined(name+" makes an error with "+gocode.KindsText(params)+".",
		jen.Func().Id(name).Add(gocode.Params(gocode.Wide(0, args...), args...)).Op("*").Id("Error").Block(append(body, jen.Return(jen.Id("e")))...))
}

// finder emits
//
//	// findTextInteger reads a text and an integer.
//	//
//	//go:noinline
//	func findTextInteger(err error, def *definition) (a string, b int64, ok bool) {
//		v, ok := valuesOf(err, def)
//		if ok {
//			a = v[0].text()
//			b = v[1].integer()
//		}
//		return a, b, ok
//	}
func finder(name string, params []*generator.Param) jen.Code {
	var results []gocode.Arg
	var reads, all []jen.Code
	for i, p := range params {
		letter := gocode.Letter(i)
		results = append(results, gocode.Arg{Name: letter, Type: gocode.FieldName(p)})
		reads = append(reads, jen.Id(letter).Op("=").Add(read(p, i)))
		all = append(all, jen.Id(letter))
	}
	results = append(results, gocode.Arg{Name: "ok", Type: "bool"})
	return gocode.NotInlined(name+" reads "+gocode.KindsText(params)+".",
		jen.Func().Id(name).Params(jen.Err().Error(), jen.Id("def").Op("*").Id("definition")).Add(gocode.Params(gocode.Wide(0, results...), results...)).Block(
			jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Id("valuesOf").Call(jen.Err(), jen.Id("def")),
			jen.If(jen.Id("ok")).Block(reads...),
			jen.Return(append(all, jen.Id("ok"))...),
		))
}
