package gocode

import (
	"slices"

	"github.com/errspec/errspec/generator"
)

// ParamShape is what a parameter has in common with those that are spelled alike.
type ParamShape struct {
	Kind       generator.Kind
	Type       int // the place, from 1, of the first parameter of the same type of the catalogue; 0: a plain one
	List       bool
	Optional   bool
	Flat       bool // of an object: as of its type
	Documented bool // it has a comment as a field
}

// Sequence is a part of the shape of a declaration that repeats. Equal ones of the
// same [Sequences] are one pointer, so that they can be compared as such; an empty one is nil.
type Sequence[S comparable] struct {
	first S
	rest  *Sequence[S]
}

// All returns what is in the sequence.
func (l *Sequence[S]) All() []S {
	var all []S
	for ; l != nil; l = l.rest {
		all = append(all, l.first)
	}
	return all
}

// Sequences makes sequences.
type Sequences[S comparable] map[Sequence[S]]*Sequence[S]

// Of returns the sequence of what there is at the places from 0 to n-1.
func (l Sequences[S]) Of(n int, at func(int) S) *Sequence[S] {
	var list *Sequence[S]
	for i := n - 1; i >= 0; i-- {
		longer := Sequence[S]{at(i), list}
		known := l[longer]
		if known == nil {
			known = new(Sequence[S]) // not &longer, which would put all of them on the heap
			*known = longer
			l[longer] = known
		}
		list = known
	}
	return list
}

// ParamShapes are the shapes of parameters in a row.
type ParamShapes = Sequence[ParamShape]

// ShapesOf returns the shapes of the parameters.
func ShapesOf(lists Sequences[ParamShape], params []*generator.Param, documented func(*generator.Param) bool) *ParamShapes {
	return lists.Of(len(params), func(i int) ParamShape {
		p := params[i]
		shape := ParamShape{Kind: p.Kind, List: p.List, Optional: p.Optional, Documented: documented(p)}
		if isNamed(p) {
			shape.Type = 1 + slices.IndexFunc(params, func(q *generator.Param) bool { return isNamed(q) && q.Type == p.Type })
			shape.Flat = p.Type.Flat
		}
		return shape
	})
}

// Specimens returns parameters of those shapes with holes for their names. Hole is
// how a name of Go is spelled: [Holes.Name], or [Holes.Field] where it is declared.
// Of finds the parameters.
func Specimens[T any](list *ParamShapes, h *Holes[T], hole func(func(T) string) string, of func(T) []*generator.Param) []*generator.Param {
	var params []*generator.Param
	for i, shape := range list.All() {
		p := &generator.Param{
			Name: h.Text(func(t T) string { return of(t)[i].Name }),
			Wire: h.Text(func(t T) string { return of(t)[i].Wire }),
			Kind: shape.Kind, List: shape.List, Optional: shape.Optional,
		}
		p.Ident.Go = hole(func(t T) string { return of(t)[i].Ident.Go })
		p.Ident.Local = h.Name(func(t T) string { return of(t)[i].Ident.Local })
		switch n := shape.Type; {
		case n > 0 && n <= i:
			p.Type = params[n-1].Type
		case n > 0:
			p.Type = &generator.Type{Kind: p.Kind, Flat: shape.Flat}
			p.Type.Ident.Go = h.Name(func(t T) string { return of(t)[i].Type.Ident.Go })
			if p.Kind != generator.Object {
				p.Type.Enum = []*generator.EnumValue{{}}
			}
		}
		params = append(params, p)
	}
	return params
}
