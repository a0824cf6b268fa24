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
	Value   T
	Pos     Pos
	Written bool // false for a default
}
