// Package templates spells a plan in the languages of the outputs.
//
// It is the third stage of the pipeline: a [generator.Plan] in, files in memory
// out. It reads and writes nothing. Each kind of output is a package of its own
// below this one; here is only the table of them.
package templates

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/templates/goclient"
	"github.com/errspec/errspec/templates/goserver"
	"github.com/errspec/errspec/templates/gotest"
	"github.com/errspec/errspec/templates/html"
	"github.com/errspec/errspec/templates/jsonexport"
	"github.com/errspec/errspec/templates/markdown"
	"github.com/errspec/errspec/templates/openapi"
)

// table are the outputs. A new one is a new line.
var table = []struct {
	kind   string
	render func(*generator.Plan, *generator.Target) ([]output.File, error)
}{
	{generator.TargetGoServer, goserver.Render},
	{generator.TargetGoClient, goclient.Render},
	{generator.TargetGoTest, gotest.Render},
	{generator.TargetOpenAPI, openapi.Render},
	{generator.TargetMarkdown, markdown.Render},
	{generator.TargetHTML, html.Render},
	{generator.TargetJSON, jsonexport.Render},
}

// TemplateError is a mistake in a text template, with its place.
type TemplateError = markdown.TemplateError

// Texts returns the built-in text templates by file name.
func Texts() map[string]string { return markdown.Texts() }

// HasTexts reports whether targets of a kind are made of text templates, which
// those in a folder can replace.
func HasTexts(kind string) bool { return kind == generator.TargetMarkdown }

// Kinds returns the kinds of targets that [Render] knows, in the order in which
// documentation lists them.
func Kinds() []string {
	kinds := make([]string, len(table))
	for i, t := range table {
		kinds[i] = t.kind
	}
	return kinds
}

// many is how many errors make it worth while to render targets at the same time. With
// fewer, to start threads and to grow the stacks of goroutines costs more than is gained.
const many = 200

// Render returns the files of every target of the plan, sorted by path. Targets
// are rendered at the same time: none changes the plan or sees another. An error
// names the target that it came from, the first of those in the plan.
func Render(p *generator.Plan) ([]output.File, error) {
	results := make([]result, len(p.Targets))
	var wait sync.WaitGroup
	for i, t := range p.Targets {
		if len(p.Errors) < many {
			results[i].render(p, t)
		} else {
			wait.Go(func() { results[i].render(p, t) })
		}
	}
	wait.Wait()

	var files []output.File
	for i, t := range p.Targets {
		if r := results[i].panicked; r != nil {
			panic(r)
		}
		if err := results[i].err; err != nil {
			return nil, fmt.Errorf("%s target %s: %w", t.Kind, t.Out, err)
		}
		files = append(files, results[i].files...)
	}
	slices.SortStableFunc(files, func(a, b output.File) int { return cmp.Compare(a.Path, b.Path) })
	for i := 1; i < len(files); i++ {
		if files[i].Path == files[i-1].Path {
			return nil, fmt.Errorf("two targets write %s", files[i].Path)
		}
	}
	return files, nil
}

// result is what came of a target.
type result struct {
	files    []output.File
	err      error
	panicked *Panic
}

// Panic is what [Render] panics with when a target does, which may be in a
// goroutine of its own.
type Panic struct {
	What  any
	Stack []byte // of that goroutine
}

func (p *Panic) String() string { return fmt.Sprint(p.What) }

func (r *result) render(p *generator.Plan, t *generator.Target) {
	defer func() {
		if what := recover(); what != nil {
			r.panicked = &Panic{what, debug.Stack()}
		}
	}()
	r.files, r.err = render(p, t)
}

func render(p *generator.Plan, t *generator.Target) ([]output.File, error) {
	for _, entry := range table {
		if entry.kind == t.Kind {
			return entry.render(p, t)
		}
	}
	return nil, fmt.Errorf("unknown kind, the known ones are %q", Kinds())
}
