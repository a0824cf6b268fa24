// Package edit changes a catalogue that a person wrote, as text.
//
// What comes in is the bytes of a file and what is to be done, what goes out is
// new bytes or a reason why there are none. [Format] writes a whole file anew; all
// others replace a few bytes, placed by what package spec found there, and leave
// the rest as it is, line breaks and comments included. Every result is parsed
// again before anybody gets it. Nothing here reads or writes a disk.
package edit

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// Refusal is why an edit was not made. Nothing is wrong with errspec: the file
// says what keeps it from being changed.
type Refusal struct {
	Pos    spec.Pos // where, or only the file
	Reason string   // what is so there: `anchor "x" is used in line 7`
}

// Error returns the place and the reason.
func (r *Refusal) Error() string { return r.Pos.String() + ": " + r.Reason }

func refuse(p spec.Pos, format string, args ...any) error {
	return &Refusal{p, fmt.Sprintf(format, args...)}
}

// splice is the replacement of some bytes of a file; offsets are those of a tree.
type splice struct {
	start, end int
	text       string
}

// apply makes the splices, which do not overlap.
func apply(t *spec.Tree, splices []splice) []byte {
	slices.SortStableFunc(splices, func(a, b splice) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var b bytes.Buffer
	b.Write(t.Mark)
	at := 0
	for _, s := range splices {
		b.Write(t.Data[at:s.start])
		b.WriteString(s.text)
		at = s.end
	}
	b.Write(t.Data[at:])
	return b.Bytes()
}

// read parses a file that is to be edited.
func read(name string, data []byte) (*spec.Tree, error) {
	t, ds := spec.ReadTree(name, data)
	switch {
	case len(ds) > 0:
		return nil, refuse(ds[0].Pos, "%s", ds[0].Message)
	case t.Root == nil || t.Root.Kind != yaml.MappingNode:
		return nil, refuse(spec.Pos{File: name, Line: 1, Column: 1}, "the file holds no catalogue")
	}
	return t, nil
}

// pos is the place of a node.
func pos(name string, n *yaml.Node) spec.Pos {
	return spec.Pos{File: name, Line: n.Line, Column: n.Column}
}

// lookUp returns the index of a key in a mapping, or -1. Merged keys do not count.
func lookUp(m *yaml.Node, key string) int {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if k := m.Content[i]; k.Kind == yaml.ScalarNode && k.Value == key && k.Tag != "!!merge" {
			return i
		}
	}
	return -1
}

// isFlow reports whether a collection is written with brackets.
func isFlow(t *spec.Tree, n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

// end returns the offset behind a node, without the blanks, breaks and comments
// that follow it.
func end(t *spec.Tree, n *yaml.Node) int {
	switch n.Kind {
	case yaml.AliasNode:
		return t.End(n)
	case yaml.ScalarNode:
		at := t.End(n)
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			for at > t.ValueStart(n)+1 && isSpace(t.Data[at-1]) {
				at--
			}
		}
		return at
	}
	at := bracket(t, n)
	if at < 0 {
		if len(n.Content) == 0 {
			return t.Start(n)
		}
		return end(t, n.Content[len(n.Content)-1])
	}
	at++
	if len(n.Content) > 0 {
		at = end(t, n.Content[len(n.Content)-1])
	}
	for at < len(t.Data) {
		switch c := t.Data[at]; {
		case c == '#' && isSpace(t.Data[at-1]):
			for at < len(t.Data) && t.Data[at] != '\n' && t.Data[at] != '\r' {
				at++
			}
		case c == ']' || c == '}':
			return at + 1
		default:
			at++ // a comma, a blank, the colon of an empty value
		}
	}
	return at
}

// bracket returns the offset of the bracket that opens a collection in flow style,
// or -1 for one that has none.
func bracket(t *spec.Tree, n *yaml.Node) int {
	if !isFlow(t, n) {
		return -1
	}
	at := t.ValueStart(&yaml.Node{Line: n.Line, Column: n.Column, Anchor: n.Anchor})
	if at < len(t.Data) && (t.Data[at] == '{' || t.Data[at] == '[') {
		return at
	}
	return -1 // one pair in a list: [a: b]
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// lineOf returns the line, from 1, in which an offset lies.
func lineOf(t *spec.Tree, offset int) int { return t.Pos(offset).Line }

// text returns a line without its break.
func text(t *spec.Tree, line int) string {
	start, stop, _ := t.Line(line)
	return string(t.Data[start:stop])
}

func isBlank(t *spec.Tree, line int) bool { return strings.TrimSpace(text(t, line)) == "" }

func isComment(t *spec.Tree, line int) bool {
	return strings.HasPrefix(strings.TrimSpace(text(t, line)), "#")
}

// indentOf returns how far a line is indented.
func indentOf(t *spec.Tree, line int) int {
	s := text(t, line)
	return len(s) - len(strings.TrimLeft(s, " "))
}

// isRuler reports whether a comment line is a heading of a part of the file, such as
// "# ---- orders ----": it belongs to all that follow and not to one of them.
func isRuler(line string) bool {
	for _, sign := range [...]string{"---", "===", "###", "***", "~~~"} {
		if strings.Contains(strings.TrimLeft(strings.TrimSpace(line), "# \t"), sign) {
			return true
		}
	}
	return strings.HasPrefix(strings.TrimSpace(line), "##")
}

// breakOf returns the line break that a file uses.
func breakOf(t *spec.Tree) string {
	if i := bytes.IndexByte(t.Data, '\n'); i > 0 && t.Data[i-1] == '\r' {
		return "\r\n"
	} else if i < 0 && bytes.IndexByte(t.Data, '\r') >= 0 {
		return "\r"
	}
	return "\n"
}

// cut returns the splice that takes entry i out of a mapping, with the comment
// right above it and those that are indented below it. Of a mapping in block style
// it takes whole lines, with the empty ones behind them when there are some above.
func cut(name string, t *spec.Tree, m *yaml.Node, i int) (splice, error) {
	key, value := m.Content[i], m.Content[i+1]
	if isFlow(t, m) {
		from, to := t.Start(key), valueEnd(t, key, value)
		switch {
		case i+2 < len(m.Content):
			to = t.Start(m.Content[i+2])
		case i > 0:
			from = valueEnd(t, m.Content[i-2], m.Content[i-1])
		}
		if bytes.ContainsAny(t.Data[from:to], "#") && strings.Contains(stripped(t, from, to), "#") {
			return splice{}, refuse(pos(name, key), "a comment stands between braces beside %q; take it out by hand", key.Value)
		}
		return splice{start: from, end: to}, nil
	}
	first, last := key.Line, lineOf(t, valueEnd(t, key, value))
	if strings.TrimSpace(string(t.Data[lineStart(t, first):t.Start(key)])) != "" {
		return splice{}, refuse(pos(name, key), "%q does not begin a line; take it out by hand", key.Value)
	}
	column := key.Column - 1
	for first > 1 && isComment(t, first-1) && indentOf(t, first-1) == column && !isRuler(text(t, first-1)) {
		first--
	}
	for last < t.Lines() && isComment(t, last+1) && indentOf(t, last+1) > column {
		last++
	}
	// Of the empty lines on both sides one lot is enough.
	if first == 1 || isBlank(t, first-1) || i == 0 {
		for last < t.Lines() && isBlank(t, last+1) {
			last++
		}
	}
	start, _, _ := t.Line(first)
	_, _, next := t.Line(last)
	return splice{start: start, end: next}, nil
}

// stripped returns the bytes of a range with texts in quotes taken out, to look for
// comments in it.
func stripped(t *spec.Tree, from, to int) string {
	var b strings.Builder
	var quote byte
	for i := from; i < to; i++ {
		c := t.Data[i]
		switch {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#' && !isSpace(t.Data[i-1]):
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func lineStart(t *spec.Tree, line int) int {
	start, _, _ := t.Line(line)
	return start
}

// valueEnd returns the offset behind an entry of a mapping.
func valueEnd(t *spec.Tree, key, value *yaml.Node) int {
	after := t.End(key)
	if value.Kind == yaml.ScalarNode && value.Value == "" && value.Style == 0 && value.Anchor == "" {
		// Nothing is written; the colon still belongs to the entry.
		for at := after; at < len(t.Data) && (t.Data[at] == ' ' || t.Data[at] == ':'); at++ {
			if t.Data[at] == ':' {
				return at + 1
			}
		}
		return after
	}
	return max(after, end(t, value))
}

// plainWord reports whether a text can stand without quotes anywhere in a
// catalogue, and is the same text there.
func plainWord(s string) bool {
	if s == "" || strings.TrimSpace(s) != s {
		return false
	}
	for i, r := range s {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
		if i == 0 && !letter {
			return false
		}
		if !letter && !('0' <= r && r <= '9') && !strings.ContainsRune(" .-/()'", r) {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return false
	}
	return true
}

// word writes a text as a scalar.
func word(s string) string {
	if plainWord(s) {
		return s
	}
	return doubleQuoted(s)
}

// doubleQuoted writes a text in quotes, in one line.
func doubleQuoted(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool {
		return r == '"' || r == '\\' || r < ' ' || 0x7f <= r && r < 0xA0 || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r == 0xFFFD
	}) {
		return `"` + s + `"`
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || 0x7f <= r && r < 0xA0:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r == 0x2028 || r == 0x2029 || r == 0xFEFF:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Added returns the findings of after that before does not have, places aside.
func Added(before, after spec.Diagnostics) spec.Diagnostics {
	type about struct{ rule, message string }
	left := map[about]int{}
	for _, d := range before {
		left[about{d.Rule, d.Message}]++
	}
	var more spec.Diagnostics
	for _, d := range after {
		k := about{d.Rule, d.Message}
		if left[k] > 0 {
			left[k]--
			continue
		}
		more = append(more, d)
	}
	return more
}
