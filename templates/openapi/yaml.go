package openapi

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/lazy"
)

// The document is written here, not by a YAML library, so that every reader
// reads the same: readers of YAML 1.1 and 1.2 differ over what a plain scalar
// is, and over line breaks such as U+2028. What could differ is double-quoted,
// with escapes. The tests read it back with yaml.v3, PyYAML and js-yaml.

// width is how long a line with a list on it may be.
const width = 100

// write returns a value as a YAML document. An object has at least one member.
func write(v *generator.Value) string {
	var w writer
	w.block(v, 0)
	return string(w.out)
}

// A writer appends YAML to what it has written.
type writer struct {
	out []byte

	pad   *pad   // of values that are made when they are written, or nil
	words []byte // room for one of them
	cuts  []cut  // the holes in what is written
}

func (w *writer) text(s string) { w.out = append(w.out, s...) }

// indent moves in by n columns.
func (w *writer) indent(n int) { w.out = appendIndent(w.out, n) }

func appendIndent(b []byte, n int) []byte {
	const blanks = "                                "
	for ; n > len(blanks); n -= len(blanks) {
		b = append(b, blanks...)
	}
	return append(b, blanks[:n]...)
}

// block writes an object or a list below its key.
func (w *writer) block(v *generator.Value, indent int) {
	w.members(v, indent, false)
	for _, item := range v.Items {
		w.item(item, indent)
	}
}

func (w *writer) item(v *generator.Value, indent int) {
	w.indent(indent)
	w.text("-")
	if v.Kind == generator.ObjectValue && len(v.Members) > 0 {
		w.text(" ")
		w.members(v, indent+2, true)
		return
	}
	w.value(v, indent+2)
}

// members writes the members of an object; behind a dash the first one is on
// its line.
func (w *writer) members(v *generator.Value, indent int, dash bool) {
	for i, m := range v.Members {
		if i > 0 || !dash {
			w.indent(indent)
		}
		w.member(m.Name, m.Value, indent)
	}
}

func (w *writer) member(name string, v *generator.Value, indent int) {
	w.key(name, indent)
	w.value(v, indent+2)
}

// rows writes a value whose rows are made one by one behind its key or dash.
func (w *writer) rows(kind generator.ValueKind, rows rows, indent int) {
	start := len(w.out)
	w.text(" ")
	if kind == generator.ListValue && w.flowRows(rows, width-indent) {
		w.text("\n")
		return
	}
	w.out = append(w.out[:start], '\n')
	empty := true
	for name, row := range rows {
		empty = false
		if kind == generator.ListValue {
			w.item(row, indent)
			continue
		}
		w.indent(indent)
		w.member(name, row, indent)
	}
	if empty {
		w.out = append(w.out[:start], " {}\n"...)
	}
}

// key writes a name and its colon. YAML allows 1024 characters before it; a
// longer one needs the question mark.
func (w *writer) key(name string, indent int) {
	const most = 1000
	start := len(w.out)
	if plainKey(name) && !reserved(name) {
		w.text(name)
	} else {
		w.out = appendQuoted(w.out, []byte(name))
	}
	if key := w.out[start:]; len(key) > most && utf8.RuneCount(key) > most {
		w.out = append(w.out[:start], "? "+string(key)+"\n"...)
		w.indent(indent)
	}
	w.text(":")
}

// value writes a value behind its key or dash.
func (w *writer) value(v *generator.Value, indent int) {
	if v == nil {
		v = null()
	}
	if l := w.pad.isLate(v); l != nil {
		l.write(w, indent)
		return
	}
	if v.Kind == generator.TextValue {
		w.out = appendText(w.out, []byte(v.Text), indent)
		return
	}
	start := len(w.out)
	w.text(" ")
	if w.flow(v, width-indent) {
		w.text("\n")
		return
	}
	w.out = append(w.out[:start], '\n')
	w.block(v, indent)
}

// appendText appends a text as it stands behind its key or dash, with the end of
// its line: plain, in quotes, or as a literal block. The bytes are only read, so that
// those of a string are not copied for it.
func appendText(b, s []byte, indent int) []byte {
	switch {
	case plain(s) && !reserved(s):
		return append(append(append(b, ' '), s...), '\n')
	case all(s, asItIs):
		return append(append(append(b, ` "`...), s...), "\"\n"...)
	}
	if b, ok := appendLiteral(b, s, indent); ok {
		return b
	}
	return append(appendQuoted(append(b, ' '), s), '\n')
}

// appendLiteral appends text as a literal block, whose lines are as they are. It
// reports whether every reader reads the same: when there are several lines,
// and none of them is of blanks only, which readers keep or drop, or has a
// character that is unprintable.
func appendLiteral(b, s []byte, indent int) ([]byte, bool) {
	text, ended := bytes.CutSuffix(s, []byte("\n"))
	if n := len(text); n == 0 || text[0] == ' ' || text[0] == '\n' || text[n-1] == '\n' {
		return b, false
	}
	out := append(b, " |-\n"...)
	if ended {
		out = append(b, " |\n"...)
	}
	lines := 0
	for from := 0; from <= len(text); lines++ {
		line := firstLine(text[from:])
		if len(line) > 0 {
			if line[0] == ' ' && len(bytes.TrimLeft(line, " ")) == 0 || !printable(line) {
				return b, false
			}
			out = append(appendIndent(out, indent), line...)
		}
		out = append(out, '\n')
		from += len(line) + 1
	}
	return out, lines > 1
}

func firstLine(s []byte) []byte {
	for i, c := range s {
		if c == '\n' {
			return s[:i]
		}
	}
	return s
}

// flow writes a value that stands on the line of its key: a scalar, an empty
// object, or a list of scalars of at most so many characters. It reports whether
// the value is one; what it has written of another is to be taken back.
func (w *writer) flow(v *generator.Value, most int) bool {
	switch v.Kind {
	case generator.ObjectValue:
		w.text("{}")
		return len(v.Members) == 0
	case generator.ListValue:
		return w.flowList(v.Items, most)
	}
	w.scalar(v, false)
	return true
}

func (w *writer) flowList(items []*generator.Value, most int) bool {
	start := w.beginFlow()
	for _, item := range items {
		if !w.flowItem(item, start, most) {
			return false
		}
	}
	return w.endFlow(start, most)
}

// flowRows is flowList of items that are made one by one.
func (w *writer) flowRows(rows rows, most int) bool {
	start := w.beginFlow()
	for _, item := range rows {
		if !w.flowItem(item, start, most) {
			return false
		}
	}
	return w.endFlow(start, most)
}

// beginFlow begins a list on a line. It returns where its items begin.
func (w *writer) beginFlow() int {
	w.text("[")
	return len(w.out)
}

// flowItem writes an item of a list on a line, unless that is too much.
func (w *writer) flowItem(item *generator.Value, start, most int) bool {
	if item != nil && (item.Kind == generator.ObjectValue || item.Kind == generator.ListValue) {
		return false
	}
	if len(w.out) > start {
		w.text(", ")
	}
	w.scalar(item, true)
	return (len(w.out)-start)/utf8.UTFMax <= most // else it is longer than that in any case
}

// endFlow ends a list on a line. It reports whether it is short enough.
func (w *writer) endFlow(start, most int) bool {
	empty := len(w.out) == start
	w.text("]")
	const bracket = 1
	return empty || bracket+utf8.RuneCount(w.out[start:]) <= most
}

// unlimited is no limit to the length of a list.
const unlimited = math.MaxInt

// scalar writes a scalar. In a list a comma ends a plain one.
func (w *writer) scalar(v *generator.Value, inList bool) {
	switch {
	case v == nil || v.Kind == generator.NullValue:
		w.text("null")
	case v.Kind == generator.NumberValue:
		w.text(number(v.Text))
	case v.Kind != generator.TextValue:
		w.text(v.Text)
	case plain(v.Text) && !reserved(v.Text) && !(inList && strings.Contains(v.Text, ",")):
		w.text(v.Text)
	default:
		w.out = appendQuoted(w.out, []byte(v.Text))
	}
}

// What an ASCII character may be in a scalar. Bytes of others are nothing.
const (
	startsPlain = 1 << iota
	inPlain
	endsPlain
	startsKey
	inKey
	inName // of a component
	asItIs // in double quotes
)

var ascii = func() (marks [256]uint8) {
	mark := func(chars string, as uint8) {
		for _, c := range []byte(chars) {
			marks[c] |= as
		}
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	mark(letters, startsPlain|inPlain|endsPlain|startsKey|inKey)
	mark("0123456789", inPlain|endsPlain|inKey)
	mark("_/.;()+-", inPlain|endsPlain)
	mark(" ,", inPlain)
	mark("_$", startsKey|inKey)
	mark("./+-", inKey)
	mark(letters+"0123456789._-", inName)
	for c := ' '; c < 0x7F; c++ {
		if c != '"' && c != '\\' {
			marks[c] |= asItIs
		}
	}
	return marks
}()

// is reports whether a byte is an ASCII character that may be so.
func is(c byte, as uint8) bool { return ascii[c]&as != 0 }

// all reports whether every byte is an ASCII character that may be so.
func all[T string | []byte](s T, as uint8) bool {
	for i := range len(s) {
		if !is(s[i], as) {
			return false
		}
	}
	return true
}

// plain reports whether a text needs no quotes but for being a reserved word:
// words, with a full stop or a bracket between or behind them.
func plain[T string | []byte](s T) bool {
	return len(s) > 0 && is(s[0], startsPlain) && is(s[len(s)-1], endsPlain) && all(s, inPlain)
}

// plainKey is plain for a key.
func plainKey(s string) bool {
	return s != "" && is(s[0], startsKey) && all(s, inKey)
}

// reserved reports whether some reader takes a text for something else.
func reserved[T string | []byte](s T) bool {
	if len(s) >= len(reservedWords) {
		return false
	}
	for _, word := range reservedWords[len(s)] {
		if s[0]|0x20 == word[0] && strings.EqualFold(string(s), word) {
			return true
		}
	}
	return false
}

// reservedWords are the reserved words by their length.
var reservedWords = [...][]string{
	1: {"y", "n"},
	2: {"no", "on"},
	3: {"yes", "off", "nan", "inf"},
	4: {"true", "null"},
	5: {"false"},
	8: {"infinity"},
	9: {"undefined"},
}

var exponent = lazy.Pattern(`^(-?[0-9]+)(\.[0-9]+)?[eE]([+-]?)([0-9]+)$`)

// number writes a JSON number. Readers of YAML 1.1 take one with an exponent
// for text, unless it has a decimal point and a sign.
func number(s string) string {
	if !isNumber(s) {
		return "null" // such as .inf, which JSON cannot say
	}
	if !strings.ContainsAny(s, "eE") {
		return s
	}
	m := exponent().FindStringSubmatch(s)
	if m[2] == "" {
		m[2] = ".0"
	}
	if m[3] == "" {
		m[3] = "+"
	}
	return m[1] + m[2] + "e" + m[3] + m[4]
}

// appendQuoted appends text in double quotes.
func appendQuoted(b, s []byte) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		run := i
		for i < len(s) && is(s[i], asItIs) {
			i++
		}
		b = append(b, s[run:i]...)
		if i == len(s) {
			break
		}
		r, size := utf8.DecodeRune(s[i:])
		i += size
		b = appendEscape(b, r)
	}
	return append(b, '"')
}

// appendEscape appends a character in double quotes.
func appendEscape(b []byte, r rune) []byte {
	switch {
	case r == '"' || r == '\\':
		return append(b, '\\', byte(r))
	case r == '\n':
		return append(b, `\n`...)
	case r == '\t':
		return append(b, `\t`...)
	case r == '\r':
		return append(b, `\r`...)
	case unprintable(r) && r > 0xFFFF:
		return fmt.Appendf(b, `\U%08x`, r)
	case unprintable(r):
		return fmt.Appendf(b, `\u%04x`, r)
	}
	return utf8.AppendRune(b, r)
}

// printable reports whether no character of a text is unprintable.
func printable[T string | []byte](s T) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c == 0x7F:
			return false
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
			if unprintable(r) {
				return false
			}
			i += size - 1
		}
	}
	return true
}

// unprintable reports whether a character is written as an escape: those that
// YAML does not print, and those that would change how the line looks.
func unprintable(r rune) bool {
	switch {
	case r < ' ', r >= 0x7F && r < 0xA0, r == 0xAD,
		r >= 0x200B && r <= 0x200C, r >= 0x200E && r <= 0x200F, // invisible, and marks of direction
		r >= 0x2028 && r <= 0x202E, r >= 0x2066 && r <= 0x2069,
		r == 0xFEFF, r >= 0xFFF0 && r <= 0xFFFF, r >= 0xD800 && r <= 0xDFFF:
		return true
	}
	return false
}
