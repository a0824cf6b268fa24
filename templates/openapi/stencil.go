package openapi

import "github.com/errspec/errspec/generator"

// Most errors have bodies that differ in a few texts from those of others. The
// schema of such a body is written once for all of them, with holes, and stamped
// out: an error fills the holes with its texts.

// A look is all that the schema of an error's body depends on, but for what is
// in the holes.
type look struct {
	form       *generator.Form
	titled     bool
	deprecated bool
	number     bool
	group      bool
	docs       bool
	delay      bool // it may say how long to wait
	delayed    bool // it always does
	details    [mostDetails]detailLook
}

// mostDetails is how many members of details an error has at the most whose schema
// is stamped out, and mostLooks for how many looks that is done: where there are
// more, few errors have the same.
const mostDetails, mostLooks = 4, 200

// A detailLook is all that the schema of a member of details depends on.
type detailLook struct {
	wire, description, min, max, pattern string

	typ            *generator.Type
	example        *generator.Value
	kind           generator.Kind
	maxLength      int
	list, optional bool
}

// lookAt returns the look of an error, and whether it has one that others may
// have, too.
func lookAt(err *generator.Error) (l look, ok bool) {
	wait := err.RetryAfter
	l = look{
		form: err.Form, titled: schemaTitle(err) != "", deprecated: err.Deprecated != nil,
		number: err.HasNumber, group: err.Group != nil, docs: err.DocsURL != "",
		delay: wait.Sent(), delayed: wait.Fixed || wait.Param != nil && !wait.Param.Optional,
	}
	n := 0
	for _, p := range err.Params {
		if !p.InDetails() {
			continue
		}
		if n == mostDetails || len(p.Extensions) > 0 {
			return l, false
		}
		l.details[n] = detailLook{
			p.Wire, p.Description, p.Min, p.Max, p.Pattern,
			p.Type, p.Example, p.Kind, p.MaxLength, p.List, p.Optional,
		}
		n++
	}
	return l, true
}

// error returns an error that has the look and nothing else, so that a stencil
// cannot come to have something of the error that happens to be first.
func (l look) error() *generator.Error {
	err := &generator.Error{Form: l.form, Status: &generator.Status{}, HasNumber: l.number}
	if l.group {
		err.Group = &generator.Group{}
	}
	if l.docs {
		err.DocsURL = "about:blank"
	}
	if l.delay {
		err.RetryAfter.Param = &generator.Param{Optional: !l.delayed}
	}
	for _, d := range l.details {
		if d.kind == 0 {
			break
		}
		err.Params = append(err.Params, &generator.Param{
			In: generator.InDetails, Wire: d.wire, Description: d.description, Min: d.min, Max: d.max, Pattern: d.pattern,
			Type: d.typ, Example: d.example, Kind: d.kind, MaxLength: d.maxLength, List: d.list, Optional: d.optional,
		})
	}
	return err
}

// A hole is a source of body forms, or one of these.
type hole string

const (
	titleHole hole = "title of the schema"
	wordsHole hole = "description of the schema"
	noHole    hole = ""
)

// A stencil is the schema of the bodies of errors with a look, in YAML.
type stencil struct {
	*emitter
	look   look
	indent int // of the pieces; 0: there are none yet
	pieces []piece
}

// A piece is text and the hole behind it.
type piece struct {
	text   string
	hole   hole
	indent int // of what is in the hole
}

// A cut is a place in what is written where a hole is.
type cut struct {
	at, indent int
	hole       hole
}

// stencil returns the stencil for the schema of an error, or nil when it is to be
// written as it is, such as the first one of its look.
func (e *emitter) stencil(err *generator.Error) *stencil {
	if e.stencils == nil || e.atOnce {
		return nil
	}
	l, ok := lookAt(err)
	if !ok {
		return nil
	}
	if e.last != nil && e.last.look == l {
		return e.last
	}
	st, known := e.stencils[l]
	switch {
	case known && st == nil:
		st = &stencil{emitter: e, look: l}
		e.stencils[l] = st
	case !known && len(e.stencils) < mostLooks:
		e.stencils[l] = nil // there may be no other
	}
	e.last = st
	return st
}

// write writes the schema of an error behind its key.
func (st *stencil) write(w *writer, err *generator.Error, indent int) {
	if st.indent != indent {
		st.cut(indent)
	}
	for _, p := range st.pieces {
		w.text(p.text)
		switch p.hole {
		case noHole:
		case titleHole:
			w.out = appendText(w.out, []byte(schemaTitle(err)), p.indent)
		case wordsHole:
			w.words = st.appendSchemaWords(w.words[:0], err)
			w.out = appendText(w.out, w.words, p.indent)
		default:
			w.value(st.only(st.fixed(err, string(p.hole))), p.indent)
		}
	}
	rest := st.object()
	st.behindSchema(rest, err)
	w.members(rest, indent, false)
}

// cut writes the schema with holes, and takes it apart there.
func (st *stencil) cut(indent int) {
	given := st.given()
	defer st.takeBack(given)
	var title *generator.Value
	if st.look.titled {
		title = st.hole(titleHole)
	}
	s := shaper{emitter: st.emitter, form: st.look.form, err: st.look.error(), cut: true}
	w := writer{pad: &st.pad}
	w.value(st.describe(s.shape().value, title, st.hole(wordsHole), st.look.deprecated), indent)
	text, from := string(w.out), 0
	st.indent, st.pieces = indent, nil
	for _, c := range w.cuts {
		st.pieces = append(st.pieces, piece{text[from:c.at], c.hole, c.indent})
		from = c.at
	}
	st.pieces = append(st.pieces, piece{text: text[from:]})
}

// hole returns a value that is a hole.
func (p *pad) hole(h hole) *generator.Value { return p.later(late{value: p.null(), hole: h}) }
