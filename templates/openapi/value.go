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
	late   []late // among the values that are given away
	atOnce bool   // whether these are complete, too
}

// rows are the members of an object or, without names, the items of a list.
type rows = iter.Seq2[string, *generator.Value]

// A late value is empty until it is written. It has something of each of many
// errors, or is like those of many.
type late struct {
	value *generator.Value
	place int // in pad.values

	// One of them is there.
	rows  rows                // an object or a list whose rows are made one by one
	words func([]byte) []byte // a text, which it appends
	ref   component           // a text that refers to it
	stamp *stencil            // an object: the schema of the body of err
	err   *generator.Error
	hole  hole // of a stencil in the making
}

// A component is named by its kind, such as "schemas", and its name.
type component struct{ kind, name string }

// write writes the value behind its key.
func (l *late) write(w *writer, indent int) {
	switch {
	case l.rows != nil:
		w.rows(l.value.Kind, w.pad.oneByOne(l.rows), indent)
	case l.words != nil:
		w.words = l.words(w.words[:0])
		w.out = appendText(w.out, w.words, indent)
	case l.ref.kind != "":
		w.words = l.ref.append(w.words[:0])
		w.out = appendText(w.out, w.words, indent)
	case l.stamp != nil:
		l.stamp.write(w, l.err, indent)
	default:
		w.cuts = append(w.cuts, cut{len(w.out), indent, l.hole})
	}
}

// given returns how many values are given away.
func (p *pad) given() int { return p.used }

// takeBack takes back all values but the first n. The next ones are made of
// them, with the room that they have for members and items: nothing may hold on
// to either.
func (p *pad) takeBack(n int) {
	p.used = n
	for i := len(p.late); i > 0 && p.late[i-1].place >= n; i-- {
		p.late = p.late[:i-1]
	}
}

// rows returns a list or an object of rows that are made one by one.
func (p *pad) rows(kind generator.ValueKind, rows rows) *generator.Value {
	return p.later(late{value: p.value(kind, ""), rows: rows})
}

// words returns a text that is made when it is written. Words appends it.
func (p *pad) words(words func([]byte) []byte) *generator.Value {
	return p.later(late{value: p.text(""), words: words})
}

// refLater returns an object that refers to a component.
func (p *pad) refLater(kind, name string) *generator.Value {
	return p.object("$ref", p.referenceLater(kind, name))
}

// referenceLater returns a reference to a component. It stands for the text in what
// is written with the pad only: [write] does not know of it.
func (p *pad) referenceLater(kind, name string) *generator.Value {
	return p.later(late{value: p.text(""), ref: component{kind, name}})
}

// later returns the value of l, which is the last one that is given away.
func (p *pad) later(l late) *generator.Value {
	if p == nil || p.atOnce {
		l.complete()
		return l.value
	}
	l.place = p.used - 1
	p.late = append(p.late, l)
	return l.value
}

// isLate returns what a value is to be, or nil when it is that already.
func (p *pad) isLate(v *generator.Value) *late {
	if p == nil || v.Text != "" || len(v.Items)+len(v.Members) > 0 {
		return nil
	}
	for i := len(p.late) - 1; i >= 0; i-- { // mostly the last
		if p.late[i].value == v {
			return &p.late[i]
		}
	}
	return nil
}

// oneByOne returns rows each of which is taken back before the next one is made.
func (p *pad) oneByOne(rows rows) rows {
	return func(yield func(string, *generator.Value) bool) {
		given := p.given()
		defer p.takeBack(given)
		for name, row := range rows {
			if !yield(name, row) {
				return
			}
			p.takeBack(given)
		}
	}
}

// complete makes the value what it stands for.
func (l late) complete() {
	v := l.value
	switch {
	case l.words != nil:
		v.Text = string(l.words(nil))
	case l.ref.kind != "":
		v.Text = string(l.ref.append(nil))
	default:
		for name, row := range l.rows {
			if v.Kind == generator.ListValue {
				v.Items = append(v.Items, row)
			} else {
				add(v, name, row)
			}
		}
	}
}

// complete makes all late values that are given away what they stand for, and
// those that follow.
func (p *pad) complete() {
	p.atOnce = true
	for _, l := range p.late {
		l.complete()
	}
	p.late = nil
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

// textOrNil returns a text, or nil when it is empty.
func (p *pad) textOrNil(s string) *generator.Value {
	if s == "" {
		return nil
	}
	return p.text(s)
}

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

func reference(kind, name string) string { return string(component{kind, name}.append(nil)) }

// append appends a reference to the component.
func (c component) append(b []byte) []byte {
	return append(append(append(append(b, "#/components/"...), c.kind...), '/'), c.name...)
}

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
