// Package goclient spells a plan as a Go package for the clients of an API: the
// run-time part, which is the same for every catalogue, and one file with what
// the catalogue knows.
package goclient

import (
	"embed"
	"fmt"
	"iter"
	"path"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/templates/gocode"
)

// parts are the files of the run-time part. runtime/catalogue.go stands for the
// generated file and is not one of them.
//
//go:embed runtime/apierror.go runtime/decode.go runtime/forms.go runtime/json.go runtime/match.go
//go:embed runtime/params.go runtime/retry.go runtime/retrybudget.go runtime/retrytransport.go runtime/status.go
//go:embed runtime/table.go runtime/transport.go
var parts embed.FS

// Render returns the files of the package: errors_gen.go, and a *_gen.go for
// each file of the run-time part.
func Render(p *generator.Plan, t *generator.Target) ([]output.File, error) {
	errors, err := catalogue(p, t, p.ErrorsFor(t))
	if err != nil {
		return nil, fmt.Errorf("errors_gen.go: %w", err)
	}
	files := []output.File{{Path: path.Join(t.Out, "errors_gen.go"), Data: errors}}

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
// many times as large as all codes it is at most.
const (
	sampled     = 64
	codesInFile = 4
)

// catalogue renders errors_gen.go: codes first, then what callers read from
// errors, then the tables of the decoder.
func catalogue(p *generator.Plan, t *generator.Target, errors []*generator.Error) ([]byte, error) {
	src := gocode.NewSource(gocode.File{Package: t.Package, Source: t.Source, Doc: packageDoc(p, t)})
	codes, done := gocode.NewStencils(code), 0
	for _, block := range inGroups(p, errors) {
		codes.Table(src, block.doc, func(yield func(struct{}, *generator.Error) bool) {
			for _, e := range errors {
				if e.Group != block.group {
					continue
				}
				if !yield(struct{}{}, e) {
					return
				}
				if done++; done == sampled {
					src.Expect(sampled, len(errors)*codesInFile)
				}
			}
		})
	}
	if renamed := p.Renamed(t); len(renamed) > 0 {
		src.Add(renamedCodes(renamed))
	}
	for _, typ := range p.TypesFor(t) {
		src.Add(namedType(typ)...)
	}

	readers := gocode.NewStencils(readers)
	lists := gocode.Sequences[gocode.ParamShape]{}
	known := map[*gocode.ParamShapes]bool{}
	var firsts []*generator.Error // the first with details of these shapes, of all shapes
	var d detailed                // each in turn
	for _, e := range errors {
		d = detailed{e, e.Details()}
		shapes := gocode.ShapesOf(lists, d.details, isDocumented)
		if shapes == nil {
			continue
		}
		if !known[shapes] {
			known[shapes] = true
			firsts = append(firsts, e)
		}
		readers.Stamp(src, shapes, &d)
	}
	src.Add(finders(firsts)...)
	src.Add(requestIDHeader(p))
	addDefinitions(src, errors)
	addAliases(src, p, errors)
	src.Add(forms(p))
	newDefinitions(src).add(errors)
	return src.Bytes()
}

// each gives errors to a table whose rows have one shape.
func each(errors []*generator.Error) iter.Seq2[struct{}, *generator.Error] {
	return func(yield func(struct{}, *generator.Error) bool) {
		for _, e := range errors {
			if !yield(struct{}{}, e) {
				return
			}
		}
	}
}

// holes are those of what is spelled for an error.
type holes = gocode.Holes[*generator.Error]

// packageDoc tells how the package is used, with names that it has.
func packageDoc(p *generator.Plan, t *generator.Target) []gocode.Block {
	errors := p.ErrorsFor(t)
	shown := errors[0]
	for _, e := range errors {
		if len(e.Details()) > 0 {
			shown = e
			break
		}
	}
	pkg := t.Package
	doc := []gocode.Block{
		gocode.Para("Package " + pkg + " has the errors of " + p.Title + " as Go values, for programs that call it."),
		gocode.Para("[Decode] makes an [*Error] of every answer that is not a success, whatever its body is:"),
		gocode.Verbatim(`res, err := client.Do(req)
if err != nil {
	return ` + pkg + `.NewTransportError(err) // there is no answer
}
defer res.Body.Close()
if e := ` + pkg + `.Decode(res); e != nil {
	return e
}`),
		gocode.Para("No answer at all is not an [*Error]: [http.Client] reports it, and [NewTransportError] makes a [*TransportError] of that."),
		gocode.Para("Look at the status first: it is always right. A code, a status or a class of statuses is the target of [errors.Is], " +
			"and for each status there is a function such as [IsNotFound]:"),
		gocode.Verbatim(`errors.Is(err, ` + pkg + `.` + shown.ConstName() + `)
errors.Is(err, ` + pkg + `.Status(http.StatusTooManyRequests))
errors.Is(err, ` + pkg + `.Class5xx)
` + pkg + `.IsNotFound(err)`),
	}
	if details := shown.Details(); len(details) > 0 {
		doc = append(doc,
			gocode.Para("Functions whose names end in Of read the details of one error:"),
			gocode.Verbatim(`if p, ok := `+pkg+`.`+shown.OfName()+`(err); ok {
	log.Print(p.`+details[0].Ident.Go+`)
}`))
	}
	doc = append(doc, gocode.Para("Everything else is in the fields and methods of the error itself:"),
		gocode.Verbatim(`var e *`+pkg+`.Error
if errors.As(err, &e) {
	log.Print(e.Message, e.RequestID, e.Retryable(), e.RetryAfter)
}`),
		gocode.Para("[RetryTransport] sends requests again where the catalogue says that it can help, with a budget, and never sooner than "+
			"the API asks:"),
		gocode.Verbatim(`client := &http.Client{Transport: &`+pkg+`.RetryTransport{}}`),
		gocode.Para("The API may send codes that this package does not know, of a later release for example. Such an error has the code "+
			"as it was sent, and the status tells what kind of error it is."))
	if description := gocode.Prose(p.Description); len(description) > 0 {
		doc = append(doc, gocode.Prose("# What the API says about its errors")...)
		doc = append(doc, description...)
	}
	return doc
}
