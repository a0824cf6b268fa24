// Package gotest writes the Go package of test helpers: the examples of the
// catalogue as answers, a handler that gives them, and the comparison of an
// answer with what the catalogue says.
//
// What depends on the catalogue is spelled here, in errors_gen.go: a constant
// for each code, and tables. What does not depend on it is the package in the
// folder runtime, which is written out beside it. The package knows neither the
// server nor the client package: their import paths are not in the catalogue.
package gotest

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/templates/gocode"
)

// parts are the files of the run-time part. runtime/sample.go stands for the
// generated file and is not one of them.
//
//go:embed runtime/assert.go runtime/catalogue.go runtime/example.go runtime/match.go runtime/template.go runtime/value.go
var parts embed.FS

// Render returns the files of a go-test target: errors_gen.go, and a *_gen.go
// for each file of the run-time part.
func Render(p *generator.Plan, t *generator.Target) ([]output.File, error) {
	catalogue, err := errorsFile(p, t)
	if err != nil {
		return nil, fmt.Errorf("errors_gen.go: %w", err)
	}
	files := []output.File{{Path: path.Join(t.Out, "errors_gen.go"), Data: catalogue}}

	entries, err := parts.ReadDir("runtime")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		src, err := parts.ReadFile("runtime/" + entry.Name())
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(entry.Name(), ".go") + "_gen.go"
		data, err := gocode.Runtime(src, gocode.File{Package: t.Package, Source: t.Source})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, output.File{Path: path.Join(t.Out, name), Data: data})
	}
	return files, nil
}

// errorsFile returns what depends on the catalogue: the codes, then the tables.
func errorsFile(p *generator.Plan, t *generator.Target) ([]byte, error) {
	errors := p.ErrorsFor(t)
	forms, err := formsTable(p)
	if err != nil {
		return nil, err
	}
	return gocode.Render(gocode.File{Package: t.Package, Source: t.Source, Doc: packageDoc(p, t)},
		codes(errors),
		requestID(p),
		forms,
		objectsTable(p, t),
		definitions(errors),
	)
}

// packageDoc tells how the package is used, with names that it has.
func packageDoc(p *generator.Plan, t *generator.Target) []gocode.Block {
	shown := p.ErrorsFor(t)[0]
	with := ""
	for _, e := range p.ErrorsFor(t) {
		if required := inDetails(e.Required()); len(required) > 0 {
			shown = e
			with = ", " + t.Package + `.With("` + required[0].Name + `", ` + required[0].Ident.Local + ")"
			break
		}
	}
	pkg := t.Package
	return []gocode.Block{
		gocode.Para("Package " + pkg + " helps to test programs that send or receive the errors of " + p.Title + "."),
		gocode.Para("A test of a handler compares what it wrote with the catalogue: status, headers, code, message and details. " +
			"Options say what else is expected:"),
		gocode.Verbatim(`rec := httptest.NewRecorder()
handler.ServeHTTP(rec, httptest.NewRequest("GET", "/path", nil))
` + pkg + `.Assert(t, rec, ` + pkg + `.` + shown.ConstName() + with + `)`),
		gocode.Para("A test of a client feeds it with each error, as the server sends it to the byte:"),
		gocode.Verbatim(`for _, x := range ` + pkg + `.Examples() {
	t.Run(string(x.Code), func(t *testing.T) {
		server := ` + pkg + `.Serve(t, x)
		// call server.URL
	})
}`),
		gocode.Para("[Example.Response] does without a server. [Handler] answers with any error that the path names, for tests by hand."),
	}
}

func inDetails(params []*generator.Param) []*generator.Param {
	var in []*generator.Param
	for _, p := range params {
		if p.InDetails() {
			in = append(in, p)
		}
	}
	return in
}

// codes emits
//
//	// The codes of the errors that clients can see.
//	const (
//		// ErrItemNotFound is 404 Not Found, “Item {id} not found”. Its parameter is id.
//		ErrItemNotFound Code = "item_not_found"
//	)
func codes(errors []*generator.Error) jen.Code {
	var list []jen.Code
	for i, e := range errors {
		if i > 0 {
			list = append(list, jen.Line())
		}
		list = append(list, gocode.Documented(
			gocode.Doc(codeDoc(e)...),
			jen.Id(e.ConstName()).Id("Code").Op("=").Lit(e.Key)))
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para("The codes of the errors that clients can see.")),
		jen.Const().Defs(list...))
}

// codeDoc says what an error looks like, and which parameters With takes.
func codeDoc(e *generator.Error) []gocode.Block {
	status := fmt.Sprint(e.Status.Code)
	if e.Status.Title != "Status "+status {
		status += " " + e.Status.Title
	}
	text := e.ConstName() + " is " + status + ", " + gocode.Message(e.Message) + "."
	var names []string
	for _, p := range e.Params {
		if !leaves(p) {
			continue
		}
		name := p.Name
		if p.Optional {
			name += " (optional)"
		}
		names = append(names, name)
	}
	switch len(names) {
	case 0:
	case 1:
		text += " Its parameter is " + names[0] + "."
	default:
		text += " Its parameters are " + strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + "."
	}
	doc := []gocode.Block{gocode.Para(text)}
	if d := e.Deprecated; d != nil {
		reason := "The API is going to stop sending it."
		if d.Use != nil && !d.Use.Internal {
			reason += " Use [" + d.Use.ConstName() + "] instead."
		}
		doc = append(doc, gocode.Deprecated(reason))
	}
	return doc
}

// leaves reports whether something of the parameter can be seen in an answer.
func leaves(p *generator.Param) bool {
	return !p.Sensitive && (p.In == generator.InDetails || p.In == generator.InText)
}
