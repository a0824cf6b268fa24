package openapi

import (
	"strings"

	"github.com/errspec/errspec/generator"
)

// A section is one kind of components.
type section struct {
	kind  string // "schemas"
	parts []part
}

// A part is a component. It is made when it is written.
type part struct {
	name string
	maker
}

type maker interface {
	make(e *emitter) *generator.Value
}

// simple makes a component of any kind, and long one that has something of each
// of many errors.
type (
	simple func() *generator.Value
	long   func() *generator.Value
)

func (m simple) make(*emitter) *generator.Value { return m() }
func (m long) make(*emitter) *generator.Value   { return m() }

func (s *section) add(name string, m maker) {
	s.parts = append(s.parts, part{name, m})
}

// components returns the components: these responses, and everything that the
// catalogue has a schema or an example for.
func (e *emitter) components(answers []*answer) []*section {
	headers := newSection("headers")
	return []*section{e.responses(answers, headers), e.allSchemas(), e.examples(), headers}
}

func newSection(kind string) *section { return &section{kind: kind} }

// made returns a component, with the mark if there is one, which no extension of the
// catalogue stands in the place of.
func (e *emitter) made(p part) *generator.Value {
	component := p.make(e)
	if e.mark == "" {
		return component
	}
	v := e.object(MarkKey, e.text(e.mark))
	for _, m := range component.Members {
		set(v, m.Name, m.Value)
	}
	return v
}

// sections returns the components as a member of a document has them.
func (e *emitter) sections(components []*section) *generator.Value {
	v := object()
	for _, s := range components {
		add(v, s.kind, e.rows(generator.ObjectValue, func(yield func(string, *generator.Value) bool) {
			for _, p := range s.parts {
				if !yield(p.name, e.made(p)) {
					return
				}
			}
		}))
	}
	e.written = components
	return v
}

// yaml writes a document behind a first line.
func (e *emitter) yaml(first string, doc *generator.Value) []byte {
	if e.mark == "" {
		e.stencils = map[look]*stencil{} // from here on the components are written as they are
	}
	w := writer{out: make([]byte, 0, e.size()), pad: &e.pad}
	w.text(first)
	w.block(doc, 0)
	return w.out
}

// size returns about how many bytes the components take in YAML, a little more
// rather than less. It goes by a few of each kind, and for the long ones by what
// a few errors add to them.
func (e *emitter) size() int {
	const few, large = 50, 8 << 10
	w := writer{out: make([]byte, 0, few*2048), pad: &e.pad}
	given := e.given()
	defer e.takeBack(given)
	total := 20_000 // of the rest
	for _, s := range e.written {
		step := len(s.parts)/few + 1
		w.out = w.out[:0]
		for i := 0; i < len(s.parts); i += step {
			p := s.parts[i]
			if _, is := p.maker.(long); is {
				continue
			}
			before := len(w.out)
			w.indent(4)
			w.member(p.name, e.made(p), 4)
			e.takeBack(given)
			if n := len(w.out) - before; n > large { // such as a header with many examples: others are not like it
				total += n
				w.out = w.out[:before]
			}
		}
		total += len(w.out) * step
	}
	if len(e.answered) > 0 {
		some := e.answered[:min(few, len(e.answered))]
		w.out = w.out[:0]
		w.value(e.response(&answer{status: some[0].Status, errors: some}, object()), 6)
		w.value(e.codes(some), 6)
		total += len(w.out) * (len(e.answered)/len(some) + 1)
	}
	return total + total/20
}

// json writes a document. Its components are in memory for that.
func (e *emitter) json(doc *generator.Value) []byte {
	e.complete()
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
		l := e.isLate(v)
		text := v.Text
		if l != nil && l.ref.kind != "" {
			text = string(l.ref.append(nil))
		}
		if v.Kind == generator.TextValue && strings.HasPrefix(text, prefix) && !seen[text] {
			seen[text] = true
			found = append(found, text)
		}
		for _, item := range v.Items {
			walk(item)
		}
		for _, m := range v.Members {
			walk(m.Value)
		}
		if l != nil && l.rows != nil {
			for _, row := range e.oneByOne(l.rows) {
				walk(row)
			}
		}
	}
	for _, r := range references {
		walk(text(r))
	}
	for n := 0; n < len(found); n++ {
		if p, ok := byName[found[n]]; ok {
			given := e.given()
			walk(e.made(p))
			e.takeBack(given)
		}
	}

	var kept []*section
	for _, s := range components {
		some := newSection(s.kind)
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
