package runtime

import (
	"encoding/json"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// value is the value of a parameter or of a field. Single values are in the
// struct itself, so that an error with some needs no more than one allocation.
type value struct {
	kind kind
	nsec int32 // of an instant
	num  int64 // integer, duration, seconds of an instant since 1970, or the bits of a number
	str  string
	many compound
}

// kind tells values apart.
type kind uint8

const (
	absent kind = iota // an optional value that was not given
	text
	integer
	number
	boolean
	instant
	span
	raw    // a JSON value
	nested // a list or an object
)

// audience is who reads what is appended.
type audience uint8

const (
	toWire audience = iota
	toLog
	toBoth // what is for either alone is not shown
)

// compound is a list or an object.
type compound interface {
	appendJSON(b []byte, to audience) []byte
	appendText(b []byte, limit int, escape bool) []byte
}

func textOf[S ~string](s S) value      { return value{kind: text, str: string(s)} }
func integerOf(n int64) value          { return value{kind: integer, num: n} }
func numberOf(f float64) value         { return value{kind: number, num: int64(math.Float64bits(f))} }
func durationOf(d time.Duration) value { return value{kind: span, num: int64(d)} }
func jsonOf(m json.RawMessage) value   { return value{kind: raw, str: string(m)} }

func booleanOf(is bool) value {
	v := value{kind: boolean}
	if is {
		v.num = 1
	}
	return v
}

func timeOf(t time.Time) value {
	return value{kind: instant, num: t.Unix(), nsec: int32(t.Nanosecond())}
}

// objectOf keeps o as it is: a caller's object is cloned first, where something
// in it could change.
func objectOf[T object](o T) value { return value{kind: nested, many: structure[T]{o}} }

// listOf keeps items as they are: a caller's list is cloned first.
func listOf[T any](items []T, of func(T) value) value {
	return value{kind: nested, many: list[T]{items, of}}
}

// optionalOf is absent for a nil pointer.
func optionalOf[T any](p *T, of func(T) value) value {
	if p == nil {
		return value{}
	}
	return of(*p)
}

// optionalListOf is absent for a nil list.
func optionalListOf[T any](items []T, of func(T) value) value {
	if items == nil {
		return value{}
	}
	return listOf(items, of)
}

// optionalJSONOf is absent for nil.
func optionalJSONOf(m json.RawMessage) value {
	if m == nil {
		return value{}
	}
	return jsonOf(m)
}

func (v value) text() string            { return v.str }
func (v value) integer() int64          { return v.num }
func (v value) number() float64         { return math.Float64frombits(uint64(v.num)) }
func (v value) boolean() bool           { return v.num != 0 }
func (v value) time() time.Time         { return time.Unix(v.num, int64(v.nsec)).UTC() }
func (v value) duration() time.Duration { return time.Duration(v.num) }

// json returns a copy; nil when absent or empty.
func (v value) json() json.RawMessage {
	if v.str == "" {
		return nil
	}
	return json.RawMessage(v.str)
}

// objectIn returns the object that objectOf was given, or the zero value.
func objectIn[T object](v value) T {
	s, _ := v.many.(structure[T])
	return s.object
}

// itemsIn returns the list that listOf was given, nil when absent.
func itemsIn[T any](v value) []T {
	l, _ := v.many.(list[T])
	return l.items
}

// pointerTo returns nil when v is absent, else a pointer to what was read of it.
func pointerTo[T any](v value, read T) *T {
	if v.kind == absent {
		return nil
	}
	return &read
}

// cloneAll returns a copy of a list whose elements hold lists, pointers or JSON
// values.
func cloneAll[T interface{ clone() T }](items []T) []T {
	items = slices.Clone(items)
	for i := range items {
		items[i] = items[i].clone()
	}
	return items
}

// cloneJSON returns a copy of a list of JSON values.
func cloneJSON(items []json.RawMessage) []json.RawMessage {
	items = slices.Clone(items)
	for i := range items {
		items[i] = slices.Clone(items[i])
	}
	return items
}

// clonePointer returns a pointer to a copy, nil for nil.
func clonePointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// isNull reports whether JSON has no form for the value: a number that is none
// or infinite, and an instant in a year that RFC 3339 cannot write.
func (v *value) isNull() bool {
	switch v.kind {
	case number:
		return math.IsNaN(v.number()) || math.IsInf(v.number(), 0)
	case instant:
		year := v.time().Year()
		return year < 0 || year > 9999
	}
	return false
}

// appendJSON appends the value as it is on the wire, null for one that JSON has
// no form for. In logs an object hides other members than on the wire.
func (v *value) appendJSON(b []byte, to audience) []byte {
	if v.isNull() {
		return append(b, "null"...)
	}
	switch v.kind {
	case text:
		return appendString(b, v.str)
	case integer:
		return strconv.AppendInt(b, v.num, 10)
	case number:
		return appendFloat(b, v.number())
	case boolean:
		return strconv.AppendBool(b, v.num != 0)
	case instant:
		b = append(b, '"')
		b = v.time().AppendFormat(b, time.RFC3339Nano)
		return append(b, '"')
	case span:
		return strconv.AppendInt(b, v.seconds(), 10)
	case raw:
		return appendRaw(b, v.str)
	case nested:
		return v.many.appendJSON(b, to)
	}
	return append(b, "null"...)
}

// appendText appends the value as it is in a message or a header, a text cut
// after limit code points when limit is not 0, and as valid UTF-8. With escape it
// is the inside of a JSON string.
func (v *value) appendText(b []byte, limit int, escape bool) []byte {
	switch v.kind {
	case text:
		s := cut(v.str, limit)
		switch {
		case escape:
			return appendEscaped(b, s)
		case !utf8.ValidString(s):
			s = string([]rune(s)) // U+FFFD for each byte that belongs to nothing
		}
		return append(b, s...)
	case integer:
		return strconv.AppendInt(b, v.num, 10)
	case number:
		return appendFloat(b, v.number())
	case boolean:
		return strconv.AppendBool(b, v.num != 0)
	case instant:
		return v.time().AppendFormat(b, time.RFC3339Nano)
	case span:
		return strconv.AppendInt(b, v.seconds(), 10)
	case nested:
		return v.many.appendText(b, limit, escape)
	}
	return b
}

// isSame reports whether the value stands in a message, where a text is cut after
// limit code points, as it does in JSON, but for quotes.
func (v *value) isSame(limit int) bool {
	switch v.kind {
	case text:
		return len(v.str) <= limit
	case integer, boolean, span:
		return true
	case number, instant:
		return !v.isNull()
	}
	return false
}

// seconds returns a duration in whole seconds, rounded up, 0 for a negative one.
func (v value) seconds() int64 {
	d := time.Duration(max(v.num, 0))
	s := int64(d / time.Second)
	if d%time.Second > 0 {
		s++
	}
	return s
}

// log returns the value for a log record.
func (v value) log() slog.Value {
	switch v.kind {
	case text:
		return slog.StringValue(v.str)
	case integer:
		return slog.Int64Value(v.num)
	case number:
		return slog.Float64Value(v.number())
	case boolean:
		return slog.BoolValue(v.num != 0)
	case instant:
		return slog.TimeValue(v.time())
	case span:
		return slog.DurationValue(v.duration())
	}
	return slog.AnyValue(json.RawMessage(v.appendJSON(nil, toLog)))
}

// cut returns the first limit code points of s, all of it when limit is 0.
func cut(s string, limit int) string {
	if limit == 0 || len(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit {
			return s[:i]
		}
		n++
	}
	return s
}

// discreet is a list or an object as all may see it.
type discreet struct{ compound }

func (d discreet) appendJSON(b []byte, _ audience) []byte { return d.compound.appendJSON(b, toBoth) }

// list is a list with the way to see an element as a value.
type list[T any] struct {
	items []T
	of    func(T) value
}

func (l list[T]) appendJSON(b []byte, to audience) []byte {
	b = append(b, '[')
	for i, item := range l.items {
		if i > 0 {
			b = append(b, ',')
		}
		v := l.of(item)
		b = v.appendJSON(b, to)
	}
	return append(b, ']')
}

func (l list[T]) appendText(b []byte, limit int, escape bool) []byte {
	for i, item := range l.items {
		if i > 0 {
			b = append(b, ", "...)
		}
		v := l.of(item)
		b = v.appendText(b, limit, escape)
	}
	return b
}

// object is implemented by the generated structs.
type object interface {
	appendJSON(b []byte, to audience) []byte
}

// structure is an object as a value.
type structure[T object] struct{ object T }

func (s structure[T]) appendJSON(b []byte, to audience) []byte { return s.object.appendJSON(b, to) }

// appendText appends nothing: no message may name an object.
func (s structure[T]) appendText(b []byte, _ int, _ bool) []byte { return b }

// member is a member of an object.
type member struct {
	name   string
	value  value
	access access
}

// appendObject appends the members that have a value and may be shown.
func appendObject(b []byte, to audience, members ...member) []byte {
	b = append(b, '{')
	for i := range members {
		m := &members[i]
		switch {
		case m.value.kind == absent, to != toLog && m.access&hidden != 0:
		case to != toWire && m.access&redacted != 0:
			b = appendString(appendName(b, m.name), redactedText)
		default:
			b = m.value.appendJSON(appendName(b, m.name), to)
		}
	}
	return append(b, '}')
}
