package openapi

import (
	"iter"
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
	long   []long // among the values that are given away
	atOnce bool   // whether these are complete, too
}

// rows are the members of an object or, without names, the items of a list.
type rows = iter.Seq2[string, *generator.Value]

// A long value has something of each of many errors. It is empty, and its rows
// are made one by one when they are written.
type long struct {
	value *generator.Value
	place int // in pad.values
	rows  rows
}

// given returns how many values are given away.
func (p *pad) given() int { return p.used }

// takeBack takes back all values but the first n. The next ones are made of
// them, with the room that they have for members and items: nothing may hold on
// to either.
func (p *pad) takeBack(n int) {
	p.used = n
	for i := len(p.long); i > 0 && p.long[i-1].place >= n; i-- {
		p.long = p.long[:i-1]
	}
}

// later returns a list or an object of rows that [pad.rows] gives.
func (p *pad) later(kind generator.ValueKind, rows rows) *generator.Value {
	v := p.value(kind, "")
	if p == nil || p.atOnce {
		complete(v, rows)
		return v
	}
	p.long = append(p.long, long{v, p.used - 1, rows})
	return v
}

func complete(v *generator.Value, rows rows) {
	for name, row := range rows {
		if v.Kind == generator.ListValue {
			v.Items = append(v.Items, row)
		} else {
			add(v, name, row)
		}
	}
}

// rows returns the rows of a value of [pad.later], or nil. Each is taken back
// before the next one is made.
func (p *pad) rows(v *generator.Value) rows {
	if p == nil || len(v.Items)+len(v.Members) > 0 || v.Kind != generator.ListValue && v.Kind != generator.ObjectValue {
		return nil
	}
	for _, l := range p.long {
		if l.value == v {
			return func(yield func(string, *generator.Value) bool) {
				given := p.given()
				defer p.takeBack(given)
				for name, row := range l.rows {
					if !yield(name, row) {
						return
					}
					p.takeBack(given)
				}
			}
		}
	}
	return nil
}

// complete makes all long values that are given away what they stand for, and
// those that follow.
func (p *pad) complete() {
	p.atOnce = true
	for _, l := range p.long {
		complete(l.value, l.rows)
	}
	p.long = nil
}

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
