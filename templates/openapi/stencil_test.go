package openapi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/corpus"
	"github.com/errspec/errspec/spec"
)

// built returns the plan of a catalogue of the corpus, or false if the catalogue
// has mistakes.
func built(catalogue []byte) (*generator.Plan, bool) {
	c, ds := spec.Parse("errors.yaml", catalogue)
	if ds.HasErrors() {
		return nil, false
	}
	p, ds := generator.Build(c, generator.Options{Kinds: []string{generator.TargetOpenAPI}})
	return p, !ds.HasErrors()
}

// stamped tests that the schemas of errors, each in all of these forms, are stamped
// out as they are written one by one. It returns how many there were.
func stamped(t *testing.T, p *generator.Plan, forms []*generator.Form) int {
	t.Helper()
	n := 0
	for _, version := range []string{"3.0", "3.1"} {
		e := must(newEmitter(p, &generator.Target{OpenAPI: version}))
		for _, of := range p.Public() {
			err := *of
			for _, err.Form = range append(forms, of.Form) {
				l, ok := lookAt(&err)
				if !ok || err.Form.Empty {
					continue
				}
				n++
				st := stencil{emitter: e, look: l}
				for _, indent := range []int{6, 2} {
					want, got := writer{pad: &e.pad}, writer{pad: &e.pad}
					want.value((&schema{errors: []*generator.Error{&err}}).make(e), indent)
					st.write(&got, &err, indent)
					if e.takeBack(0); string(got.out) != string(want.out) {
						t.Fatalf("%s: the schema of %s in the form %s is\n%s\nand stamped out\n%s", version, err.Key, err.Form.Name, want.out, got.out)
					}
				}
			}
		}
	}
	return n
}

func TestStencils(t *testing.T) {
	forms := golden(t, "forms").Forms
	n := 0
	for _, name := range []string{"minimal", "kinds", "forms", "life", "hostile"} {
		p := golden(t, name)
		n += stamped(t, p, forms)
		for _, err := range p.Errors { // limits of all kinds
			for _, of := range err.Params {
				of.Min, of.Max, of.MaxLength, of.Pattern = "1", "99", 9, "^[a-z]+$"
			}
			err.Title = ""
		}
		n += stamped(t, p, forms)
	}
	for seed := range uint64(24) {
		if p, ok := built(corpus.Rich(seed, 12, "")); ok {
			n += stamped(t, p, forms)
		}
	}
	if n < 2000 {
		t.Errorf("only %d schemas were stamped out", n)
	}
}

func FuzzStencils(f *testing.F) {
	f.Add(uint64(1), "x")
	f.Add(uint64(7), "no")
	for i, s := range tricky {
		f.Add(uint64(i), s)
	}
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		p, ok := built(corpus.Rich(seed, 4, text))
		if !ok {
			return
		}
		stamped(t, p, nil)
		for _, err := range p.Errors { // texts that no catalogue has
			err.Code, err.Title, err.Description, err.DocsURL = text+err.Code, text, text, text
		}
		stamped(t, p, nil)
	})
}

// Documents in which schemas are stamped out are those in which none is.
func TestDocumentsWithStencils(t *testing.T) {
	plans := []*generator.Plan{}
	for seed := range uint64(8) {
		if p, ok := built(corpus.Rich(seed, 60, "")); ok {
			plans = append(plans, p)
		}
	}
	plain, ok := built(corpus.Plain(400))
	if !ok || len(plans) < 4 {
		t.Fatal("the catalogues have mistakes")
	}
	for i, p := range append(plans, plain) {
		for _, version := range []string{"3.0", "3.1"} {
			e := must(newEmitter(p, &generator.Target{OpenAPI: version}))
			e.answered = e.public
			doc := e.document("", object(), e.components(e.statuses()))
			got := string(e.yaml("", doc))
			used := 0
			for _, st := range e.stencils {
				if st != nil && st.indent > 0 {
					used++
				}
			}
			e.json(doc) // makes all of it
			if want := write(doc); got != want {
				t.Errorf("%d %s: %s", i, version, firstDifference(got, want))
			}
			if p == plain && used == 0 {
				t.Errorf("%s: no schema is stamped out", version)
			}
		}
	}
}

// firstDifference returns the first lines that are not the same.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is %q, not %q", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("it has %d lines, not %d", len(g), len(w))
}

// Where few errors are alike, no more looks are kept than is of use.
func TestFewLooksAreKept(t *testing.T) {
	var text strings.Builder
	text.WriteString("errspec: 1\nservice: big\nerrors:\n")
	for i := range 2 * mostLooks {
		fmt.Fprintf(&text, "  e%d: {status: 400, retry: never, message: Gone, params: {p%[1]d: string}}\n", i)
	}
	e := must(newEmitter(build(t, "errors.yaml", []byte(text.String())), &generator.Target{}))
	e.answered = e.public
	e.yaml("", e.document("", object(), e.components(e.statuses())))
	if n := len(e.stencils); n != mostLooks {
		t.Errorf("%d looks are kept, not %d", n, mostLooks)
	}
}
