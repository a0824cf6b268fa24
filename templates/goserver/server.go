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
	"maps"
	"path"
	"slices"
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

// sampled is how many errors are enough to tell how large a file will be.
const sampled = 64

// errorsFile returns what depends on the catalogue: the errors in the order of
// the documentation, then types, body forms, and what holds for all errors.
func errorsFile(p *generator.Plan, t *generator.Target) ([]byte, error) {
	src := gocode.NewSource(gocode.File{Package: t.Package, Source: t.Source, Doc: packageDoc(p, t)})
	all := newSections(src)
	for i, e := range p.Errors {
		all.add(e)
		if i+1 == sampled {
			src.Expect(sampled, len(p.Errors))
		}
	}
	src.Add(sharedDecls(all.firsts)...)
	for _, typ := range p.Types {
		src.Add(typeDecls(typ)...)
	}
	for _, f := range p.Forms {
		src.Add(formDecl(f))
	}
	src.Add(catalogDecl(p))
	addPhrases(src, p)
	addOperations(src, p)
	return src.Bytes()
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

// addPhrases adds
//
//	// phrases are the names of statuses, for errors without a help link.
//	var phrases = []phrase{
//		{status: 404, name: "Not Found"},
//	}
func addPhrases(src *gocode.Source, p *generator.Plan) {
	names := map[int]string{}
	for _, e := range p.Errors {
		if e.DocsURL == "" {
			names[e.Status.Code] = e.Status.Phrase
		}
	}
	doc := gocode.Para("phrases are the names of statuses, for errors without a help link.")
	if len(names) == 0 {
		src.Add(gocode.Documented(gocode.Doc(doc), jen.Var().Id("phrases").Index().Id("phrase")))
		return
	}
	var rows []jen.Code
	for _, status := range slices.Sorted(maps.Keys(names)) {
		rows = append(rows, gocode.Inline(nil, gocode.Field("status", jen.Lit(status)), gocode.Field("name", gocode.Text(names[status]))))
	}
	src.Add(gocode.Documented(
		gocode.Doc(doc),
		jen.Var().Id("phrases").Op("=").Add(gocode.Literal(jen.Index().Id("phrase"), rows...)),
	))
}

// addOperations adds
//
//	// operations are the operations that errors list.
//	var operations = []operation{
//		{name: "GET /v1/items/{item_id}", errors: []*definition{
//			&defItemNotFound,
//		}},
//	}
func addOperations(src *gocode.Source, p *generator.Plan) {
	var names []string
	listed := map[string][]string{}
	for _, e := range p.Errors {
		if !scoped(e) {
			continue
		}
		for _, o := range e.Operations.List {
			name := o.String()
			if listed[name] == nil {
				names = append(names, name)
			}
			listed[name] = append(listed[name], definitionName(e))
		}
	}
	doc := gocode.Para("operations are the operations that errors list.")
	if len(names) == 0 {
		src.Add(gocode.Documented(gocode.Doc(doc), jen.Var().Id("operations").Index().Id("operation")))
		return
	}
	operation := func(_ struct{}, h *gocode.Holes[string]) jen.Code {
		return jen.Var().Id("operations").Op("=").Add(gocode.Literal(jen.Index().Id("operation"), gocode.Inline(nil,
			gocode.Field("name", gocode.Text(h.Text(func(name string) string { return name }))),
			gocode.Field("errors", gocode.Literal(jen.Index().Op("*").Id("definition"),
				jen.Op("&").Id(h.Lines(func(name string) []string { return listed[name] })))),
		)))
	}
	gocode.NewStencils(operation).Table(src, []gocode.Block{doc}, func(yield func(struct{}, string) bool) {
		for _, name := range names {
			if !yield(struct{}{}, name) {
				return
			}
		}
	})
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
