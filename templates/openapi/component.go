package openapi

import (
	"strings"

	"github.com/errspec/errspec/generator"
)

// A section is one kind of components.
type section struct {
	kind  string // "schemas"
	parts []part
	place *generator.Value // in a document: the object that has them as members once they are written
	*pad
}

// A part is a component. It is made when it is written.
type part struct {
	name string
	make func() *generator.Value
}

func (s *section) add(name string, make func() *generator.Value) {
	s.parts = append(s.parts, part{name, make})
}

// each visits the components in order. The values are taken back after each.
func (s *section) each(visit func(name string, v *generator.Value)) {
	for _, p := range s.parts {
		given := s.given()
		visit(p.name, p.make())
		s.takeBack(given)
	}
}

// components returns the components: these responses, and everything that the
// catalogue has a schema or an example for.
func (e *emitter) components(answers []*answer) []*section {
	headers := e.section("headers")
	components := []*section{e.responses(answers, headers), e.allSchemas(), e.examples(), headers}
	if e.mark == "" {
		return components
	}
	for _, s := range components {
		for i, p := range s.parts {
			s.parts[i].make = func() *generator.Value { return e.marked(p.make()) }
		}
	}
	return components
}

func (e *emitter) section(kind string) *section { return &section{kind: kind, pad: &e.pad} }

// marked returns a component with the mark, which no extension of the catalogue
// stands in the place of.
func (e *emitter) marked(component *generator.Value) *generator.Value {
	v := e.object(MarkKey, e.text(e.mark))
	for _, m := range component.Members {
		set(v, m.Name, m.Value)
	}
	return v
}

// later returns the components as a member of a document has them: the objects
// are empty until [emitter.yaml] or [emitter.json] writes them.
func (e *emitter) later(components []*section) *generator.Value {
	v := object()
	for _, s := range components {
		s.place = object()
		add(v, s.kind, s.place)
	}
	e.sections = components
	return v
}

// sectionAt returns the section that has its place there, or nil.
func (e *emitter) sectionAt(place *generator.Value) *section {
	for _, s := range e.sections {
		if s.place == place {
			return s
		}
	}
	return nil
}

// yaml writes a document behind a first line.
func (e *emitter) yaml(first string, doc *generator.Value) []byte {
	w := writer{out: make([]byte, 0, e.size()), later: e.sectionAt}
	w.text(first)
	w.block(doc, 0)
	return w.out
}

// size returns about how many bytes the components take in YAML, a little more
// rather than less. It goes by what a few of the errors add to them.
func (e *emitter) size() int {
	const few = 50
	var some []*generator.Error
	step := len(e.answered)/few + 1
	for i := 0; i < len(e.answered); i += step {
		some = append(some, e.answered[i])
	}
	given := e.given()
	w := writer{out: make([]byte, 0, few*2048)}
	for _, err := range some {
		if s := e.known[err].schema; s != nil && len(s.errors) == 1 {
			w.value(e.errorSchema(s), 6)
		}
		for i, x := range err.Examples {
			if x.Body != nil {
				w.value(e.exampleOf(err, i), 6)
			}
		}
	}
	if len(some) > 0 {
		w.value(e.response(&answer{status: some[0].Status, errors: some}, object()), 6)
		w.value(e.codes(some), 6)
	}
	e.takeBack(given)
	const fixed = 20_000 // of the rest
	return fixed + len(w.out)*step*21/20
}

// json writes a document. Its components are in memory for that.
func (e *emitter) json(doc *generator.Value) []byte {
	for _, s := range e.sections {
		for _, p := range s.parts {
			add(s.place, p.name, p.make())
		}
	}
	return append(doc.IndentJSON(), '\n')
}

// reachable keeps of the components those that the references lead to, directly
// or not.
func (e *emitter) reachable(components []*section, references []string) []*section {
	const prefix = "#/components/"
	byName := map[string]part{}
	for _, s := range components {
		for _, p := range s.parts {
			byName[prefix+s.kind+"/"+p.name] = p
		}
	}
	seen := map[string]bool{}
	var found []string
	var walk func(v *generator.Value)
	walk = func(v *generator.Value) {
		if v == nil {
			return
		}
		if v.Kind == generator.TextValue && strings.HasPrefix(v.Text, prefix) && !seen[v.Text] {
			seen[v.Text] = true
			found = append(found, v.Text)
		}
		for _, item := range v.Items {
			walk(item)
		}
		for _, m := range v.Members {
			walk(m.Value)
		}
	}
	for _, r := range references {
		walk(text(r))
	}
	for n := 0; n < len(found); n++ {
		if p, ok := byName[found[n]]; ok {
			given := e.given()
			walk(p.make())
			e.takeBack(given)
		}
	}

	var kept []*section
	for _, s := range components {
		some := e.section(s.kind)
		for _, p := range s.parts {
			if seen[prefix+s.kind+"/"+p.name] {
				some.parts = append(some.parts, p)
			}
		}
		if len(some.parts) > 0 {
			kept = append(kept, some)
		}
	}
	return kept
}
