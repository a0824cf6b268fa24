package gocode

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// Stencils make declarations of which a file has many that differ in their names
// and texts only, such as those of errors with the same kinds of parameters. Each
// shape K is spelled with jennifer and laid out by gofmt once, with holes where the
// names and texts belong. For every T of that shape the holes are filled, which
// costs about as much as copying the text.
//
// What comes out is as gofmt would leave it, for three reasons. gofmt breaks no
// lines, so a longer name or text moves nothing. Comments are laid out in this
// package ([Doc]). And the fields of a struct, where the longest name decides on
// the blanks behind the others, have holes of their own.
type Stencils[K comparable, T any] struct {
	spell   func(K, *Holes[T]) jen.Code
	cut     map[K]*stencil[T]
	comment *Comment // each in turn
}

// NewStencils returns stencils that are spelled when their shape is first met.
// Spell is given the shape and nothing else of a T, so that a declaration cannot
// come to depend on the T that happens to be first.
func NewStencils[K comparable, T any](spell func(K, *Holes[T]) jen.Code) Stencils[K, T] {
	return Stencils[K, T]{spell, map[K]*stencil[T]{}, new(Comment)}
}

// Stamp adds the declaration of a T.
func (s Stencils[K, T]) Stamp(src *Source, shape K, t T) {
	if st := s.stencil(src, shape); st != nil {
		src.separate()
		src.body = fill(src.body, st.whole, t)
	}
}

// Table adds one declaration with a row for each T: what is spelled has one row,
// which begins at the first hole and ends before the last line. Rows with comments
// stand apart.
func (s Stencils[K, T]) Table(src *Source, doc []Block, rows iter.Seq2[K, T]) {
	src.separate()
	src.body = appendDoc(src.body, "", doc)
	var first, last *stencil[T]
	for shape, t := range rows {
		st := s.stencil(src, shape)
		switch {
		case st == nil:
			return
		case first == nil:
			first = st
			src.body = append(src.body, st.head...)
		case st.apart:
			src.body = append(src.body, '\n')
		}
		src.body = fill(src.body, st.row, t)
		last = st
	}
	if last != nil {
		src.body = append(src.body, last.tail...)
	}
}

func (s Stencils[K, T]) stencil(src *Source, shape K) *stencil[T] {
	st, known := s.cut[shape]
	if !known && src.err == nil {
		h := &Holes[T]{}
		text := src.spell(s.spell(shape, h))
		if src.err == nil {
			st = h.cut(text, s.comment)
		}
		s.cut[shape] = st
	}
	return st
}

// Holes are made while the declaration of a shape is spelled. Each is a word that
// stands for what differs, to be used like any other name or text.
type Holes[T any] struct {
	holes []hole[T]
}

type hole[T any] struct {
	kind   holeKind
	text   func(T) string
	number func(T) int64
	list   func(T) []string
	doc    func(*Comment, T)
}

type holeKind int

const (
	nameHole holeKind = iota
	numberHole
	textHole
	fieldHole
	linesHole
	docHole
)

// mark stands at both ends of a hole's word. It is a letter, so that the word can
// be part of an identifier, and one that no identifier of a catalogue has.
const mark = "\u01c2"

// add returns the word of a new hole. All words are of one length, so that gofmt
// does not tell one from another.
func (h *Holes[T]) add(made hole[T]) string {
	h.holes = append(h.holes, made)
	return fmt.Sprintf("%s%06d%[1]s", mark, len(h.holes)-1)
}

// Name is a hole in an identifier, or anything else that is spelled as it stands.
func (h *Holes[T]) Name(of func(T) string) string {
	return h.add(hole[T]{kind: nameHole, text: of})
}

// Number is a hole for a number.
func (h *Holes[T]) Number(of func(T) int64) string {
	return h.add(hole[T]{kind: numberHole, number: of})
}

// Text is a hole for a string literal, to be spelled with [Text].
func (h *Holes[T]) Text(of func(T) string) string {
	return h.add(hole[T]{kind: textHole, text: of})
}

// Field is a hole for the name of a field in the declaration of a struct.
func (h *Holes[T]) Field(of func(T) string) string {
	return h.add(hole[T]{kind: fieldHole, text: of})
}

// Lines is a hole in a line that is there once for each name.
func (h *Holes[T]) Lines(of func(T) []string) string {
	return h.add(hole[T]{kind: linesHole, list: of})
}

// Doc is a hole for a comment, laid out as [Doc] does. Of adds the blocks.
func (h *Holes[T]) Doc(of func(*Comment, T)) *jen.Statement {
	return jen.Comment("// " + h.add(hole[T]{kind: docHole, doc: of}))
}

// stencil is a declaration cut at its holes.
type stencil[T any] struct {
	whole      []piece[T]
	head, tail string // around the row of a table
	row        []piece[T]
	apart      bool
}

// piece is text and the hole behind it: a name, anything else, or none at all.
type piece[T any] struct {
	text string
	name func(T) string
	fill func([]byte, T) []byte
}

func fill[T any](b []byte, pieces []piece[T], t T) []byte {
	for _, p := range pieces {
		b = append(b, p.text...)
		switch {
		case p.name != nil:
			b = append(b, p.name(t)...)
		case p.fill != nil:
			b = p.fill(b, t)
		}
	}
	return b
}

// cut takes a declaration apart that is laid out. The comment is for those in it.
func (h *Holes[T]) cut(text string, c *Comment) *stencil[T] {
	var st stencil[T]
	var run *[]func(T) string // names of the fields in the lines at hand
	from, runEnds := 0, -1
	for {
		at := strings.Index(text[from:], mark)
		if at < 0 {
			break
		}
		at += from
		to := at + 2*len(mark) + 6
		n, err := strconv.Atoi(text[at+len(mark) : to-len(mark)])
		if err != nil || n >= len(h.holes) {
			panic("bug in errspec: a text of a shape stands in a stencil as it is: " + text[from:to])
		}
		line := strings.LastIndexByte(text[:at], '\n') + 1
		end := at + strings.IndexByte(text[at:], '\n')
		made := h.holes[n]
		var p piece[T]
		switch made.kind {
		case nameHole:
			p.name = made.text
		case numberHole:
			p.fill = func(b []byte, t T) []byte { return strconv.AppendInt(b, made.number(t), 10) }
		case textHole: // and the quotation marks around it
			at, to = at-1, to+1
			p.fill = func(b []byte, t T) []byte { return appendText(b, made.text(t)) }
		case fieldHole: // and the blank behind it
			to++
			if line != runEnds {
				run = new([]func(T) string)
			}
			*run = append(*run, made.text)
			runEnds = end + 1
			p.fill = fieldFill(made.text, run)
		case linesHole:
			before, behind := text[line:at], text[to:end+1]
			at, to = line, end+1
			p.fill = func(b []byte, t T) []byte {
				for _, name := range made.list(t) {
					b = append(b, before...)
					b = append(b, name...)
					b = append(b, behind...)
				}
				return b
			}
		case docHole:
			indent := text[line : line+len(text[line:at])-len("// ")]
			at, to = line, end+1
			p.fill = func(b []byte, t T) []byte {
				c.reset()
				made.doc(c, t)
				return c.appendTo(b, indent)
			}
		}
		if from == 0 {
			st.head = text[:line]
			st.apart = made.kind == docHole
		}
		p.text = text[from:at]
		st.whole = append(st.whole, p)
		from = to
	}
	st.whole = append(st.whole, piece[T]{text: text[from:]})

	st.tail = text[strings.LastIndexByte(text[:len(text)-1], '\n')+1:]
	st.row = append(st.row, st.whole...)
	st.row[0].text = strings.TrimPrefix(st.row[0].text, st.head)
	last := &st.row[len(st.row)-1]
	last.text = strings.TrimSuffix(last.text, st.tail)
	return &st
}

// fieldFill fills a hole with the name of a field, and with blanks up to the column
// that gofmt has the types of neighbouring fields in.
func fieldFill[T any](name func(T) string, run *[]func(T) string) func([]byte, T) []byte {
	return func(b []byte, t T) []byte {
		width := 0
		for _, of := range *run {
			width = max(width, utf8.RuneCountInString(of(t)))
		}
		b = append(b, name(t)...)
		for n := utf8.RuneCountInString(name(t)); n <= width; n++ {
			b = append(b, ' ')
		}
		return b
	}
}

// Fixed is the literal of a text of a shape, which has no hole.
func Fixed(s string) *jen.Statement {
	if strings.Contains(s, mark) {
		return jen.Op(strconv.QuoteToASCII(s))
	}
	return Text(s)
}
