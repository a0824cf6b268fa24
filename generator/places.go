package generator

import (
	"fmt"

	"github.com/errspec/errspec/spec"
)

// place is where something was written, and what a finding calls it.
type place struct {
	what string   // `code "item_not_found"`
	pos  spec.Pos // of the name that was chosen, or of what the name comes from

	supplied bool // it is in no file
}

// paramOf is a parameter at one of the places where it stands: several errors may have it.
type paramOf struct {
	of    any // *Error or *Type
	param *Param
}

// place returns the place of something in the plan that has a name, by pointer, or of a
// parameter or field by paramOf. Only findings ask, and most catalogues have none: what
// they need is collected at the first of them.
func (b *builder) place(thing any) place {
	if b.places == nil {
		b.places = map[any]place{}
		b.collectPlaces()
	}
	return b.places[thing]
}

// collectPlaces walks through the catalogue and the plan, which have the same order.
func (b *builder) collectPlaces() {
	for _, f := range b.catalog.Wire.Bodies {
		if made := b.forms[f.Name.Value]; made != nil && b.places[made].what == "" {
			b.places[made] = place{what: fmt.Sprintf("body form %q", made.Name), pos: f.Name.Pos()}
		}
	}
	for _, from := range b.catalog.Types {
		t := b.types[from]
		b.places[t] = place{what: fmt.Sprintf("type %q", t.Name), pos: chosen(from.Rename, from.Name)}
		b.placeParams(t, from.Fields, t.Fields)
		if from.Scalar != nil {
			b.placeValues(from.Scalar, t)
		}
	}
	for i, from := range b.catalog.Errors {
		e := b.plan.Errors[i]
		b.places[e] = place{what: fmt.Sprintf("code %q", e.Key), pos: chosen(from.Name, from.Key)}
		if e.Supplied {
			b.places[e] = place{what: fmt.Sprintf("the supplied fallback %q", e.Key), supplied: true}
		}
		b.placeParams(e, from.Params, e.Params)
	}
	for i, from := range b.catalog.Retired {
		r := b.plan.Retired[i]
		b.places[r] = place{what: fmt.Sprintf("retired code %q", r.Key), pos: from.Key.Pos()}
	}
}

func (b *builder) placeParams(of any, from []*spec.Param, made []*Param) {
	for i, p := range made {
		b.places[paramOf{of, p}] = place{what: fmt.Sprintf("parameter %q", p.Name), pos: chosen(from[i].Rename, from[i].Name)}
		if p.Type != nil && b.inlineOf[p.Type].param == p {
			b.placeValues(from[i], p.Type)
		}
	}
}

// placeValues notes the places of the values that are written at from.
func (b *builder) placeValues(from *spec.Param, t *Type) {
	for i, v := range ownEnum(from) {
		b.places[t.Enum[i]] = place{what: fmt.Sprintf("value %q", v.Value.Value), pos: chosen(v.Rename, v.Value)}
	}
}

// chosen returns the place that decides a name: of the override, when there is one.
func chosen(override, from spec.At[string]) spec.Pos {
	if override.Value != "" {
		return override.Pos()
	}
	return from.Pos()
}
