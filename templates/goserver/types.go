package goserver

import (
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// typeDecls emits a named type. A scalar that is not an enum has none in Go:
// its parameters have the plain type.
func typeDecls(t *generator.Type) []jen.Code {
	switch {
	case t.IsEnum():
		return []jen.Code{enumType(t), enumValues(t)}
	case t.Kind == generator.Object:
		decls := []jen.Code{objectType(t), objectJSON(t)}
		if !t.Flat {
			decls = append(decls, objectClone(t))
		}
		return decls
	}
	return nil
}

// enumType emits
//
//	// ViolationReason is …
//	type ViolationReason string
func enumType(t *generator.Type) jen.Code {
	return gocode.Documented(
		gocode.Doc(gocode.TypeDoc(t, "is one of the constants below.")...),
		jen.Type().Id(t.Ident.Go).String(),
	)
}

// enumValues emits
//
//	// The values of ViolationReason.
//	const (
//		// The field is missing.
//		ViolationReasonRequired ViolationReason = "required"
//	)
func enumValues(t *generator.Type) jen.Code {
	return gocode.Documented(
		gocode.Doc(gocode.Para("The values of "+t.Ident.Go+".")),
		jen.Const().DefsFunc(func(g *jen.Group) {
			for _, v := range t.Enum {
				decl := jen.Id(v.Ident.Go).Id(t.Ident.Go).Op("=").Lit(v.Value)
				if v.Description == "" {
					g.Add(decl)
					continue
				}
				g.Add(gocode.Documented(gocode.Doc(gocode.Prose(v.Description)...), decl))
			}
		}),
	)
}

// objectType emits
//
//	// FieldViolation is …
//	type FieldViolation struct {
//		Field  string
//		Reason ViolationReason
//	}
func objectType(t *generator.Type) jen.Code {
	fields := make([]jen.Code, len(t.Fields))
	for i, p := range t.Fields {
		about := paramText(p)
		if p.Optional {
			about = strings.TrimSpace(about + " Left out when nil.")
		}
		fields[i] = field(p, about)
	}
	return gocode.Documented(
		gocode.Doc(gocode.TypeDoc(t, "is a value that errors carry.")...),
		jen.Type().Id(t.Ident.Go).Struct(fields...),
	)
}

// objectJSON emits
//
//	func (v FieldViolation) appendJSON(b []byte, to audience) []byte {
//		return appendObject(b, to,
//			member{name: "field", value: textOf(v.Field)},
//			member{name: "reason", value: textOf(v.Reason)},
//		)
//	}
func objectJSON(t *generator.Type) jen.Code {
	members := []jen.Code{jen.Id("b"), jen.Id("to")}
	receiver := jen.Id("v").Id(t.Ident.Go)
	if len(t.Fields) == 0 {
		receiver = jen.Id(t.Ident.Go)
	}
	call := jen.Id("appendObject").CustomFunc(jen.Options{Open: "(", Close: ")", Separator: ","}, func(g *jen.Group) {
		for _, m := range members {
			g.Add(m)
		}
		for _, p := range t.Fields {
			fields := []jen.Code{
				gocode.Field("name", gocode.Text(p.Wire)),
				gocode.Field("value", fieldValue(p)),
			}
			if a := access(accessOf(p)); a != nil {
				fields = append(fields, gocode.Field("access", a))
			}
			g.Add(jen.Line().Add(gocode.Inline(jen.Id("member"), fields...)))
		}
		if len(t.Fields) > 0 {
			g.Add(jen.Line())
		}
	})
	return jen.Func().Params(receiver).Id("appendJSON").
		Params(jen.Id("b").Index().Byte(), jen.Id("to").Id("audience")).Index().Byte().
		Block(jen.Return(call))
}

// fieldValue emits the value of a field.
func fieldValue(p *generator.Param) jen.Code {
	of, v := valueFunc(p), jen.Id("v").Dot(p.Ident.Go)
	switch {
	case p.List && p.Optional:
		return jen.Id("optionalListOf").Call(v, jen.Id(of))
	case p.List:
		return jen.Id("listOf").Call(v, jen.Id(of))
	case p.Optional && p.Kind == generator.JSON:
		return jen.Id("optionalJSONOf").Call(v)
	case p.Optional:
		return jen.Id("optionalOf").Call(v, jen.Id(of))
	}
	return jen.Id(of).Call(v)
}

// objectClone emits
//
//	func (v Violation) clone() Violation {
//		v.Path = slices.Clone(v.Path)
//		return v
//	}
func objectClone(t *generator.Type) jen.Code {
	return jen.Func().Params(jen.Id("v").Id(t.Ident.Go)).Id("clone").Params().Id(t.Ident.Go).BlockFunc(func(g *jen.Group) {
		for _, p := range t.Fields {
			if c := cloneField(p); c != nil {
				g.Add(c)
			}
		}
		g.Return(jen.Id("v"))
	})
}

// cloneField emits how a field of a copy is made its own, or nothing when the
// copy has it already.
func cloneField(p *generator.Param) jen.Code {
	v := func() *jen.Statement { return jen.Id("v").Dot(p.Ident.Go) }
	deep := p.Kind == generator.Object && !p.Type.Flat
	switch {
	case p.List:
		return v().Op("=").Add(cloneList(p, v()))
	case p.Kind == generator.JSON:
		return v().Op("=").Qual("slices", "Clone").Call(v())
	case p.Optional && deep:
		return jen.If(v().Op("!=").Nil()).Block(
			jen.Id("c").Op(":=").Add(v()).Dot("clone").Call(),
			v().Op("=").Op("&").Id("c"),
		)
	case p.Optional:
		return v().Op("=").Id("clonePointer").Call(v())
	case deep:
		return v().Op("=").Add(v()).Dot("clone").Call()
	}
	return nil
}
