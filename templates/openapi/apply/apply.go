// Package apply puts what a catalogue says into an OpenAPI document that other
// people write, and takes out what it no longer says.
//
// The document stays theirs: its order, comments, anchors, blank lines, line
// breaks and every byte that need not change are kept. Places are found in the
// parsed document and edits are made in its text, which is then parsed again and
// compared: the result is the document with the additions and nothing else, or
// nothing is returned at all. The package reads and writes no files.
package apply

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/errspec/errspec/templates/openapi"
)

// Side says whose component or response stays where two have one name.
type Side string

// The sides. Without one, two of a name are a problem.
const (
	Ours   Side = "ours"   // that of the catalogue
	Theirs Side = "theirs" // that of the document
)

// Options say what is to be done.
type Options struct {
	// Mark is the value of [openapi.MarkKey] by which components of an earlier run
	// are known: openapi.Mark of the plan.
	Mark   string
	Prefer Side
}

// Kind tells problems apart.
type Kind int

// The kinds of problems.
const (
	Unreadable Kind = iota + 1 // the document cannot be parsed, or is not of the right form
	Conflict                   // something of the same name is there, and is not ours
	Earlier                    // what an Overlay would meet is ours, of an earlier run
	Unknown                    // an operation is not in the document
	Shared                     // what would change also stands somewhere else, by an alias or a reference
	Broken                     // a reference leads to nothing
)

// Problem is what keeps a document from being changed.
type Problem struct {
	Kind    Kind
	Pointer []string // of the addition that it is about; nil: of none
	Place   Place
	Message string // as findings are written: lower case, no full stop
	Related []Related
}

// Place is a place in the document.
type Place struct {
	Line   int // from 1
	Column int // from 1, in characters
}

// Related is another place that a problem speaks of.
type Related struct {
	Place   Place
	Message string
}

// Result is what became of a document.
type Result struct {
	// Data is the whole document; nil when there are problems. It is the very bytes
	// that were given when nothing changes.
	Data []byte
	// Problems are in the order of the document.
	Problems []Problem
}

// Apply returns the document with the additions: with what is new, with what was
// ours brought up to date, and without what was ours and is no addition any more.
// Applied to its own result it changes nothing.
//
// An error is a bug in errspec: the text that was edited is not what was meant.
func Apply(base []byte, additions []openapi.Addition, o Options) (Result, error) {
	bom := bytes.HasPrefix(base, byteOrderMark)
	d, problem := read(base)
	if problem != nil {
		return Result{Problems: []Problem{*problem}}, nil
	}
	e := newEditor(d, additions, o)
	e.plan()
	if len(e.problems) > 0 {
		return Result{Problems: e.sorted()}, nil
	}
	if len(e.changes) == 0 {
		return Result{Data: base}, nil
	}
	text, err := e.text()
	var lost *layoutError
	if errors.As(err, &lost) {
		line, column := d.place(lost.at)
		return Result{Problems: []Problem{{Kind: Unreadable, Place: Place{line, column}, Message: lost.message}}}, nil
	}
	if err != nil {
		return Result{}, err
	}
	if err := e.verify(text); err != nil {
		return Result{}, err
	}
	if bom {
		text = append(slices.Clone(byteOrderMark), text...)
	}
	return Result{Data: text}, nil
}

// Conflicts returns what keeps an Overlay from having the result of [Apply]: where
// the document has something already, also of an earlier run, tools that apply an
// Overlay mix the two; and what they do not find they leave out without a word.
// Mark is as in [Options].
func Conflicts(base []byte, additions []openapi.Addition, mark string) []Problem {
	d, problem := read(base)
	if problem != nil {
		return []Problem{*problem}
	}
	e := newEditor(d, additions, Options{Mark: mark})
	e.overlay = true
	e.plan()
	return e.sorted()
}

// read parses a document.
func read(base []byte) (*document, *Problem) {
	data := bytes.TrimPrefix(base, byteOrderMark)
	d, err := parse(data)
	if err != nil {
		p := &Problem{Kind: Unreadable, Place: Place{1, 1}, Message: err.Error()}
		var syntax *syntaxError
		if errors.As(err, &syntax) {
			at := &document{data: data}
			at.index()
			p.Place.Line, p.Place.Column = at.place(syntax.at)
		}
		return nil, p
	}
	return d, nil
}

// verify parses the text and compares it with what was meant.
func (e *editor) verify(text []byte) error {
	got, err := parse(text)
	if err != nil {
		return fmt.Errorf("bug in errspec: the edited document cannot be read: %w", err)
	}
	want := e.expected(e.doc.root)
	if where := difference(want, got.root, nil); where != nil {
		return fmt.Errorf("bug in errspec: the edited document is not what was meant at /%s", strings.Join(where, "/"))
	}
	return nil
}

// sorted returns the problems in the order of the document.
func (e *editor) sorted() []Problem {
	slices.SortStableFunc(e.problems, func(a, b Problem) int {
		if a.Place.Line != b.Place.Line {
			return a.Place.Line - b.Place.Line
		}
		return a.Place.Column - b.Place.Column
	})
	return e.problems
}
