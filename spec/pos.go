package spec

import "fmt"

// Pos is a place in a file of a catalogue.
type Pos struct {
	File   string // slash path as it was given or included: "spec/inbox.yaml"
	Line   int    // from 1
	Column int    // from 1, in runes
}

// String returns file:line:column, the form that editors and terminals make
// clickable. A place without a line is just the file.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// At is a value together with the place it was written.
//
// A value that is not in the catalogue has its default and the place where it
// would have been looked for (the entry it belongs to), so that a complaint
// about a missing or defaulted value points somewhere useful too.
type At[T any] struct {
	Value T
	spot
}

// spot is a Pos, and whether the value is written there. An error has some thirty of
// them, so they take half of what a Pos does: no file that is read has a line or a
// column that does not fit.
type spot struct {
	file *string // nil: nowhere
	line uint32
	mark uint32 // twice the column, and one more for a value that is written
}

// spotIn returns a place in a file, where nothing is written.
func spotIn(file *string, line, column int) spot {
	return spot{file, uint32(line), uint32(column) << 1}
}

func spotOf(p Pos) spot {
	if p == (Pos{}) {
		return spot{}
	}
	return spotIn(&p.File, p.Line, p.Column)
}

// written returns the place as that of a value that stands there.
func (s spot) written() spot {
	s.mark |= 1
	return s
}

// Pos returns the place.
func (s spot) Pos() Pos {
	if s.file == nil {
		return Pos{}
	}
	return Pos{*s.file, int(s.line), int(s.mark >> 1)}
}

// Written reports whether the value stands at the place, and is no default.
func (s spot) Written() bool { return s.mark&1 != 0 }

// place sets the place of a value that is not written.
func (s *spot) place(at spot) { *s = spot{at.file, at.line, at.mark &^ 1} }

// write sets a value that is written at the place.
func (a *At[T]) write(v T) {
	*a = writtenAt(a.spot, v)
}

// writtenAt returns a value that is written at a place.
func writtenAt[T any](at spot, v T) At[T] {
	return At[T]{v, at.written()}
}
