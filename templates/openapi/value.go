package openapi

import (
	"slices"
	"strconv"

	"github.com/errspec/errspec/generator"
)

// The document is built of JSON values, which keep their order. Nearly all of
// them say something of one error: they are made when it is written, and come
// from a pad, so that a document of ten thousand errors has the values of one or
// two in memory.

// A pad gives values, and can have back what it has given last. A nil pad gives
// values for good.
type pad struct {
	values []*generator.Value
	used   int
}

// given returns how many values are given away.
func (p *pad) given() int { return p.used }

// takeBack takes back all values but the first n. The next ones are made of
// them, with the room that they have for members and items: nothing may hold on
// to either.
func (p *pad) takeBack(n int) { p.used = n }

// value returns a value without members and items.
func (p *pad) value(kind generator.ValueKind, text string) *generator.Value {
	if p == nil {
		return &generator.Value{Kind: kind, Text: text}
	}
	if p.used == len(p.values) {
		more := make([]generator.Value, 64)
		for i := range more {
			p.values = append(p.values, &more[i])
		}
	}
	v := p.values[p.used]
	p.used++
	*v = generator.Value{Kind: kind, Text: text, Items: v.Items[:0], Members: v.Members[:0]}
	return v
}

// object returns an object of names and values that follow each other.
func (p *pad) object(members ...any) *generator.Value {
	o := p.value(generator.ObjectValue, "")
	for i := 0; i < len(members); i += 2 {
		set(o, members[i].(string), members[i+1].(*generator.Value))
	}
	return o
}

func (p *pad) list(items ...*generator.Value) *generator.Value {
	l := p.value(generator.ListValue, "")
	l.Items = append(l.Items, items...)
	return l
}

func (p *pad) texts(items []string) *generator.Value {
	l := p.list()
	for _, s := range items {
		l.Items = append(l.Items, p.text(s))
	}
	return l
}

func (p *pad) text(s string) *generator.Value { return p.value(generator.TextValue, s) }

func (p *pad) number(notation string) *generator.Value {
	return p.value(generator.NumberValue, notation)
}

func (p *pad) integer(n int) *generator.Value { return p.number(strconv.Itoa(n)) }

func (p *pad) boolean(b bool) *generator.Value {
	return p.value(generator.BoolValue, strconv.FormatBool(b))
}

func (p *pad) null() *generator.Value { return p.value(generator.NullValue, "") }

func (p *pad) ref(kind, name string) *generator.Value {
	return p.object("$ref", p.text(reference(kind, name)))
}

func reference(kind, name string) string { return "#/components/" + kind + "/" + name }

// Values for good.

func object(members ...any) *generator.Value { return (*pad)(nil).object(members...) }

func list(items ...*generator.Value) *generator.Value { return (*pad)(nil).list(items...) }

func texts(items []string) *generator.Value { return (*pad)(nil).texts(items) }

func text(s string) *generator.Value { return (*pad)(nil).text(s) }

func integer(n int) *generator.Value { return (*pad)(nil).integer(n) }

func boolean(b bool) *generator.Value { return (*pad)(nil).boolean(b) }

func null() *generator.Value { return (*pad)(nil).null() }

func ref(kind, name string) *generator.Value { return (*pad)(nil).ref(kind, name) }

// add adds a member of a name that the object cannot have yet.
func add(o *generator.Value, name string, v *generator.Value) {
	o.Members = append(o.Members, generator.Member{Name: name, Value: v})
}

// set adds a member, unless the object has it already.
func set(o *generator.Value, name string, v *generator.Value) {
	if get(o, name) == nil {
		add(o, name, v)
	}
}

func get(o *generator.Value, name string) *generator.Value {
	for _, m := range o.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// extend adds "x-" members.
func extend(o *generator.Value, extensions []generator.Extension) {
	for _, x := range extensions {
		set(o, x.Key, x.Value)
	}
}

// equal reports whether two values are the same as JSON.
func equal(a, b *generator.Value) bool {
	if a == nil || b == nil || a.Kind != b.Kind || a.Kind == generator.NumberValue {
		return string(a.JSON()) == string(b.JSON()) // .inf is null
	}
	return a.Text == b.Text && slices.EqualFunc(a.Items, b.Items, equal) &&
		slices.EqualFunc(a.Members, b.Members, func(a, b generator.Member) bool { return a.Name == b.Name && equal(a.Value, b.Value) })
}
