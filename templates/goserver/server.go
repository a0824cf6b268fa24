// Package goserver writes the Go package with which a server answers: a
// constructor for each error, the types of its parameters, and the run-time
// part that turns an error into a response.
//
// What depends on the catalogue is spelled here, in errors_gen.go: data and
// small functions, one section for each error. What does not depend on it is
// the package in the folder runtime, which is written out beside it.
package goserver

import (
	"embed"
	"path"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/templates/gocode"
)

//go:embed runtime/accept.go runtime/apierror.go runtime/body.go runtime/definition.go runtime/guard.go runtime/handler.go
//go:embed runtime/json.go runtime/requestid.go runtime/steps.go runtime/telemetry.go runtime/template.go runtime/value.go runtime/writer.go
var runtime embed.FS

// Render returns the files of a go-server target.
func Render(p *generator.Plan, t *generator.Target) ([]output.File, error) {
	catalogue, err := errorsFile(p, t)
	if err != nil {
		return nil, err
	}
	files := []output.File{{Path: path.Join(t.Out, "errors_gen.go"), Data: catalogue}}

	if t.GRPC {
		data, err := grpcFile(t)
		if err != nil {
			return nil, err
		}
		files = append(files, output.File{Path: path.Join(t.Out, "grpc_gen.go"), Data: data})
	}
	parts, err := runtime.ReadDir("runtime")
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		src, err := runtime.ReadFile(path.Join("runtime", part.Name()))
		if err != nil {
			return nil, err
		}
		data, err := gocode.Runtime(src, gocode.File{Package: t.Package, Source: t.Source})
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(part.Name(), ".go") + "_gen.go"
		files = append(files, output.File{Path: path.Join(t.Out, name), Data: data})
	}
	return files, nil
}

// errorsFile returns what depends on the catalogue: the errors in the order of
// the documentation, then types, body forms, and what holds for all errors.
func errorsFile(p *generator.Plan, t *generator.Target) ([]byte, error) {
	var decls []jen.Code
	for _, e := range p.Errors {
		decls = append(decls, errorDecls(e)...)
	}
	decls = append(decls, sharedDecls(p.Errors)...)
	for _, typ := range p.Types {
		decls = append(decls, typeDecls(typ)...)
	}
	for _, f := range p.Forms {
		decls = append(decls, formDecl(f))
	}
	decls = append(decls, catalogDecl(p), operationsDecl(p))
	return gocode.Render(gocode.File{Package: t.Package, Source: t.Source, Doc: packageDoc(p, t)}, decls...)
}

// catalogDecl emits
//
//	// catalog holds what is true of the API as a whole.
//	var catalog = catalogData{
//		fallback:        &defInternalError,
//		requestIDHeader: "X-Request-Id",
//	}
func catalogDecl(p *generator.Plan) jen.Code {
	fields := []jen.Code{gocode.Field("fallback", definitionOf(p.Fallback))}
	if e := answers(p, 413); e != nil {
		fields = append(fields, gocode.Field("tooLarge", definitionOf(e)))
	}
	if e := answers(p, 504); e != nil {
		fields = append(fields, gocode.Field("timeout", definitionOf(e)))
	}
	fields = append(fields, gocode.Field("requestIDHeader", jen.Lit(p.RequestIDHeader)))
	return gocode.Documented(
		gocode.Doc(gocode.Para("catalog holds what is true of the API as a whole.")),
		jen.Var().Id("catalog").Op("=").Add(gocode.Literal(jen.Id("catalogData"), fields...)),
	)
}

// operationsDecl emits
//
//	// operations are the operations that errors list.
//	var operations = []operation{
//		{name: "GET /v1/items/{item_id}", errors: []*definition{
//			&defItemNotFound,
//		}},
//	}
func operationsDecl(p *generator.Plan) jen.Code {
	var names []string
	listed := map[string][]jen.Code{}
	for _, e := range p.Errors {
		if !scoped(e) {
			continue
		}
		for _, o := range e.Operations.List {
			if listed[o.String()] == nil {
				names = append(names, o.String())
			}
			listed[o.String()] = append(listed[o.String()], definitionOf(e))
		}
	}
	doc := gocode.Doc(gocode.Para("operations are the operations that errors list."))
	if len(names) == 0 {
		return gocode.Documented(doc, jen.Var().Id("operations").Index().Id("operation"))
	}
	rows := make([]jen.Code, len(names))
	for i, name := range names {
		rows[i] = gocode.Inline(nil,
			gocode.Field("name", gocode.Text(name)),
			gocode.Field("errors", gocode.Literal(jen.Index().Op("*").Id("definition"), listed[name]...)),
		)
	}
	return gocode.Documented(doc, jen.Var().Id("operations").Op("=").Add(gocode.Literal(jen.Index().Id("operation"), rows...)))
}

// scoped reports whether the error occurs only in the operations that it lists.
func scoped(e *generator.Error) bool {
	return e.Operations.Declared && !e.Operations.All && len(e.Operations.List) > 0
}

// answers returns the error that stands for what the standard library reports
// as this status: the only public one that needs no parameter, or nil.
func answers(p *generator.Plan, status int) *generator.Error {
	var found *generator.Error
	for _, e := range p.Public() {
		if e.Status.Code != status || len(e.Required()) > 0 {
			continue
		}
		if found != nil {
			return nil
		}
		found = e
	}
	return found
}

// definitionOf refers to the data of an error.
func definitionOf(e *generator.Error) *jen.Statement { return jen.Op("&").Id(definitionName(e)) }

func definitionName(e *generator.Error) string { return "def" + e.Name.Go }

func formName(f *generator.Form) string { return "form" + f.Ident.Go }
