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
	"strconv"
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

// How large the file will be is told by the first codes: how many of them, and how
// many times as large as all codes it is as a rule.
const (
	sampled     = 64
	codesInFile = 5
)

// errorsFile returns what depends on the catalogue: the codes, then the tables.
func errorsFile(p *generator.Plan, t *generator.Target) ([]byte, error) {
	errors := p.ErrorsFor(t)
	forms, err := formsTable(p)
	if err != nil {
		return nil, err
	}
	src := gocode.NewSource(gocode.File{Package: t.Package, Source: t.Source, Doc: packageDoc(p, t)})
	addCodes(src, errors)
	src.Add(requestID(p), forms, objectsTable(p, t))
	addDefinitions(src, errors)
	return src.Bytes()
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

// addCodes adds
//
//	// The codes of the errors that clients can see.
//	const (
//		// ErrItemNotFound is 404 Not Found, “Item {id} not found”. Its parameter is id.
//		ErrItemNotFound Code = "item_not_found"
//	)
func addCodes(src *gocode.Source, errors []*generator.Error) {
	doc := []gocode.Block{gocode.Para("The codes of the errors that clients can see.")}
	gocode.NewStencils(code).Table(src, doc, func(yield func(struct{}, *generator.Error) bool) {
		for i, e := range errors {
			if i == sampled {
				src.Expect(sampled, len(errors)*codesInFile)
			}
			if !yield(struct{}{}, e) {
				return
			}
		}
	})
}

func code(_ struct{}, h *gocode.Holes[*generator.Error]) jen.Code {
	name := "Err" + h.Name(func(e *generator.Error) string { return e.Name.Go })
	key := h.Text(func(e *generator.Error) string { return e.Key })
	return jen.Const().Defs(gocode.Documented(h.Doc(codeDoc), jen.Id(name).Id("Code").Op("=").Add(gocode.Text(key))))
}

// codeDoc says what an error looks like, and which parameters With takes.
func codeDoc(c *gocode.Comment, e *generator.Error) {
	status := strconv.Itoa(e.Status.Code)
	c.Para(e.ConstName(), " is ", status)
	if e.Status.Title != "Status "+status {
		c.More(" ", e.Status.Title)
	}
	c.More(", ")
	c.Message(e.Message)
	c.More(".")
	params := describe(e).params
	for i, p := range params {
		before := ", "
		switch {
		case len(params) == 1:
			before = " Its parameter is "
		case i == 0:
			before = " Its parameters are "
		case i == len(params)-1:
			before = " and "
		}
		c.More(before, p.Name)
		if p.Optional {
			c.More(" (optional)")
		}
	}
	if len(params) > 0 {
		c.More(".")
	}
	if d := e.Deprecated; d != nil {
		reason := "The API is going to stop sending it."
		if d.Use != nil && !d.Use.Internal {
			reason += " Use [" + d.Use.ConstName() + "] instead."
		}
		c.Deprecated(reason)
	}
}

// leaves reports whether something of the parameter can be seen in an answer.
func leaves(p *generator.Param) bool {
	return !p.Sensitive && (p.In == generator.InDetails || p.In == generator.InText)
}
