package generator

import (
	"cmp"
	"slices"

	"github.com/errspec/errspec/spec"
)

// addTypes makes a type of every entry under "types", each followed by the
// inline enums of its fields. Which of them are in use is known only after the
// errors: see keepUsedTypes.
func (b *builder) addTypes() {
	// Fields may name types that come later, so that all are there first.
	for _, from := range b.catalog.Types {
		t := &Type{
			Name:        from.Name.Value,
			Ident:       Name{Go: cmp.Or(from.Rename.Value, GoName(from.Name.Value))},
			Kind:        Object,
			Description: from.Description.Value,
			Extensions:  extensions(from.Extensions),
		}
		b.types[from] = t
	}
	for _, from := range b.catalog.Types {
		t := b.types[from]
		b.plan.Types = append(b.plan.Types, t)
		for _, f := range from.Fields {
			t.Fields = append(t.Fields, b.param(f, t, t.Ident.Go, "", &b.plan.Types))
		}
		if s := from.Scalar; s != nil {
			t.Kind = kind(s)
			t.Description = cmp.Or(t.Description, s.Description.Value)
			t.Min, t.Max = s.Min.Value, s.Max.Value
			t.MaxLength = s.MaxLength.Value
			t.Pattern = s.Pattern.Value
			if t.Example = example(s); t.Example != nil && s.List {
				t.Example = nil // of a list; the type is that of its elements
			}
			if own := ownEnum(s); own != nil {
				t.Enum = b.enum(own, t.Ident.Go)
			}
		}
	}
	settled := map[*Type]bool{}
	for _, t := range b.types {
		settle(t, settled)
	}
}

// settle fills in what follows from the fields of an object and of those in it.
// Each type is looked at once, as types may use each other often.
func settle(t *Type, settled map[*Type]bool) {
	if settled[t] {
		return
	}
	settled[t] = true
	t.Flat = true
	for _, p := range t.Fields {
		t.Flat = t.Flat && !p.List && !p.Optional && p.Kind != JSON
		t.Hides = t.Hides || p.LogHidden || p.Sensitive
		if p.Kind == Object {
			settle(p.Type, settled)
			t.Flat = t.Flat && p.Type.Flat
			t.Hides = t.Hides || p.Type.Hides
		}
	}
}

// namesakes are the parameters and fields of one name.
type namesakes struct {
	name Name   // what Go makes of it
	last *Param // the one that was made last
}

// param makes a parameter or field of an error or type. An enum written at it becomes a
// type, which goes to inline. It is named by the root (of the error, or of the object
// type), the parameter and the suffix.
//
// Parameters that are alike in everything are one in the plan: many errors have an ID.
func (b *builder) param(from *spec.Param, of any, root, suffix string, inline *[]*Type) *Param {
	known := b.params[from.Name.Value]
	if known == nil {
		known = &namesakes{name: Name{Go: GoName(from.Name.Value), Local: localName(from.Name.Value)}}
		b.params[from.Name.Value] = known
	}
	made := Param{
		Name:        from.Name.Value,
		Wire:        cmp.Or(from.Wire.Value, from.Name.Value),
		Ident:       known.name,
		Optional:    from.Optional,
		List:        from.List,
		Kind:        kind(from),
		In:          cmp.Or(string(from.In.Value), InDetails),
		Sensitive:   from.Sensitive.Value == spec.Sensitive,
		LogHidden:   from.Sensitive.Value == spec.SensitiveLogs,
		Min:         from.Min.Value,
		Max:         from.Max.Value,
		MaxLength:   from.MaxLength.Value,
		Pattern:     from.Pattern.Value,
		Description: from.Description.Value,
		Example:     example(from),
		Extensions:  extensions(from.Extensions),
	}
	if rename := from.Rename.Value; rename != "" {
		made.Ident = Name{Go: rename, Local: localName(rename)}
	}
	own := ownEnum(from)
	if own == nil && from.Named != nil {
		made.Type = b.types[standsFor(from.Named)]
		if t := made.Type; t != nil && t.Kind != Object && made.List && from.Named.Scalar.List && len(from.Enum) == 0 {
			made.Type = nil // a named list: all of it is at the parameter already
		}
	}
	if own == nil && known.last != nil && alike(known.last, &made) {
		return known.last
	}

	p := b.paramSlab.one()
	*p = made
	known.last = p
	if own != nil {
		name := root + p.Ident.Go + suffix
		t := &Type{
			Name:        name,
			Ident:       Name{Go: name},
			Kind:        String,
			Inline:      true,
			Description: p.Description,
		}
		t.Enum = b.enum(own, t.Ident.Go)
		b.inlineOf[t] = paramOf{of, p}
		p.Type = t
		*inline = append(*inline, t)
	}
	return p
}

// alike reports whether two parameters differ in nothing. Those with an example or
// extensions always do.
func alike(p, q *Param) bool {
	return p.Name == q.Name && p.Wire == q.Wire && p.Ident == q.Ident && p.Optional == q.Optional && p.List == q.List &&
		p.Kind == q.Kind && p.Type == q.Type && p.In == q.In && p.Sensitive == q.Sensitive && p.LogHidden == q.LogHidden &&
		p.Min == q.Min && p.Max == q.Max && p.MaxLength == q.MaxLength && p.Pattern == q.Pattern && p.Description == q.Description &&
		p.Example == nil && q.Example == nil && p.Extensions == nil && q.Extensions == nil
}

// standsFor follows a type that is only another name of an object or of an enum
// to that type, so that each shape becomes one type of generated code.
func standsFor(t *spec.Type) *spec.Type {
	for next := t; next.Scalar != nil && next.Scalar.Named != nil && ownEnum(next.Scalar) == nil; {
		next = next.Scalar.Named
		if next.IsObject() || ownEnum(next.Scalar) != nil {
			return next
		}
	}
	return t
}

// ownEnum returns the values written at p itself, nil when it has none or has
// taken over those of a named type.
func ownEnum(p *spec.Param) []*spec.EnumValue {
	if len(p.Enum) == 0 {
		return nil
	}
	if p.Named != nil && p.Named.Scalar != nil {
		same := func(x, y *spec.EnumValue) bool {
			return x == y || x.Value.Value == y.Value.Value && x.Value.Pos() == y.Value.Pos()
		}
		if slices.EqualFunc(p.Enum, p.Named.Scalar.Enum, same) {
			return nil
		}
	}
	return p.Enum
}

func (b *builder) enum(from []*spec.EnumValue, root string) []*EnumValue {
	made := make([]EnumValue, len(from))
	values := make([]*EnumValue, len(from))
	for i, v := range from {
		made[i] = EnumValue{
			Value:       v.Value.Value,
			Ident:       Name{Go: root + cmp.Or(v.Rename.Value, GoName(v.Value.Value))},
			Description: v.Description.Value,
			Extensions:  extensions(v.Extensions),
		}
		values[i] = &made[i]
	}
	return values
}

func kind(p *spec.Param) Kind {
	switch p.Kind {
	case spec.String:
		return String
	case spec.UUID:
		return UUID
	case spec.URI:
		return URI
	case spec.Email:
		return Email
	case spec.Integer:
		return Integer
	case spec.Float:
		return Float
	case spec.Boolean:
		return Boolean
	case spec.DateTime:
		return DateTime
	case spec.Date:
		return Date
	case spec.Duration:
		return Duration
	case spec.JSON:
		return JSON
	case spec.Object:
		return Object
	default:
		bug(p.Name.Pos(), "parameter %q of unknown kind %d", p.Name.Value, p.Kind)
		return 0
	}
}

func example(p *spec.Param) *Value {
	if p.Example.Value == nil {
		return nil
	}
	return value(p.Example.Value)
}

// keepUsedTypes drops the types that no parameter of an error has, and puts the
// inline enums of errors behind the others.
func (b *builder) keepUsedTypes() {
	used := map[*Type]bool{}
	var mark func(*Param)
	mark = func(p *Param) {
		if p.Type == nil || used[p.Type] {
			return
		}
		used[p.Type] = true
		for _, f := range p.Type.Fields {
			mark(f)
		}
	}
	for _, e := range b.plan.Errors {
		for _, p := range e.Params {
			if p.Type != nil {
				mark(p)
			}
		}
	}
	b.plan.Types = slices.DeleteFunc(append(b.plan.Types, b.inline...), func(t *Type) bool { return !used[t] })
}

func value(from *spec.Value) *Value {
	if from == nil {
		return &Value{Kind: NullValue, Text: "null"}
	}
	v := &Value{Text: from.Text}
	switch from.Kind {
	case spec.NullValue:
		v.Kind, v.Text = NullValue, "null"
	case spec.BoolValue:
		v.Kind = BoolValue
	case spec.NumberValue:
		v.Kind = NumberValue
	case spec.TextValue:
		v.Kind = TextValue
	case spec.ListValue:
		v.Kind = ListValue
		v.Items = slices.Grow(v.Items, len(from.Items))
		for _, item := range from.Items {
			v.Items = append(v.Items, value(item))
		}
	case spec.ObjectValue:
		v.Kind = ObjectValue
		v.Members = slices.Grow(v.Members, len(from.Members))
		for _, m := range from.Members {
			v.Members = append(v.Members, Member{Name: m.Name.Value, Value: value(m.Value)})
		}
	default:
		bug(from.Pos, "value of unknown kind %d", from.Kind)
	}
	return v
}
