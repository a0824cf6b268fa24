package openapi

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/errspec/errspec/generator"
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
	return w.String()
}

type writer struct{ strings.Builder }

// block writes an object or a list below its key.
func (w *writer) block(v *generator.Value, indent int) {
	w.members(v, indent, false)
	for _, item := range v.Items {
		w.WriteString(strings.Repeat(" ", indent) + "-")
		if item.Kind == generator.ObjectValue && len(item.Members) > 0 {
			w.WriteByte(' ')
			w.members(item, indent+2, true)
			continue
		}
		w.value(item, indent+2)
	}
}

// members writes the members of an object; behind a dash the first one is on
// its line.
func (w *writer) members(v *generator.Value, indent int, dash bool) {
	for i, m := range v.Members {
		if i > 0 || !dash {
			w.WriteString(strings.Repeat(" ", indent))
		}
		w.key(m.Name, indent)
		w.value(m.Value, indent+2)
	}
}

// key writes a name and its colon. YAML allows 1024 characters before it; a
// longer one needs the question mark.
func (w *writer) key(name string, indent int) {
	text := name
	if !plainKey.MatchString(name) || reserved.MatchString(name) {
		text = quote(name)
	}
	if utf8.RuneCountInString(text) > 1000 {
		w.WriteString("? " + text + "\n" + strings.Repeat(" ", indent))
		text = ""
	}
	w.WriteString(text + ":")
}

// value writes a value behind its key or dash.
func (w *writer) value(v *generator.Value, indent int) {
	if v == nil {
		v = null()
	}
	if v.Kind == generator.TextValue && literal(v.Text) {
		w.literal(v.Text, indent)
		return
	}
	if text, ok := flow(v); ok && (!hasItems(v) || indent+utf8.RuneCountInString(text) <= width) {
		w.WriteString(" " + text + "\n")
		return
	}
	w.WriteString("\n")
	w.block(v, indent)
}

func hasItems(v *generator.Value) bool { return len(v.Items) > 0 }

// literal writes text as a literal block. Its lines are as they are.
func (w *writer) literal(s string, indent int) {
	w.WriteString(" |")
	if !strings.HasSuffix(s, "\n") {
		w.WriteString("-")
	}
	w.WriteString("\n")
	for _, l := range strings.Split(strings.TrimSuffix(s, "\n"), "\n") {
		if l != "" {
			w.WriteString(strings.Repeat(" ", indent) + l)
		}
		w.WriteString("\n")
	}
}

// literal reports whether text can be a literal block that every reader reads
// the same.
func literal(s string) bool {
	return strings.Contains(strings.TrimSuffix(s, "\n"), "\n") && !strings.HasSuffix(s, "\n\n") &&
		s[0] != ' ' && s[0] != '\n' && !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && unprintable(r) }) &&
		!blankLine.MatchString(s)
}

// blankLine finds a line of blanks only, which readers keep or drop.
var blankLine = regexp.MustCompile(`(?m)^ +$`)

// flow returns a value that stands on the line of its key: a scalar, a list of
// scalars, or an empty object.
func flow(v *generator.Value) (string, bool) {
	switch v.Kind {
	case generator.ObjectValue:
		return "{}", len(v.Members) == 0
	case generator.ListValue:
		var items []string
		for _, item := range v.Items {
			if item.Kind == generator.ObjectValue || item.Kind == generator.ListValue {
				return "", false
			}
			text := scalar(item)
			if strings.Contains(text, ",") && text[0] != '"' {
				text = quote(item.Text)
			}
			items = append(items, text)
		}
		return "[" + strings.Join(items, ", ") + "]", true
	}
	return scalar(v), true
}

func scalar(v *generator.Value) string {
	if v == nil {
		return "null"
	}
	switch v.Kind {
	case generator.TextValue:
		if plain.MatchString(v.Text) && !reserved.MatchString(v.Text) {
			return v.Text
		}
		return quote(v.Text)
	case generator.NumberValue:
		return number(v.Text)
	case generator.NullValue:
		return "null"
	}
	return v.Text
}

var (
	// plain matches texts that need no quotes: words, with a full stop or a
	// bracket between or behind them.
	plain    = regexp.MustCompile(`^[A-Za-z](?:[A-Za-z0-9 _/.,;()+-]*[A-Za-z0-9_/.;()+-])?$`)
	plainKey = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$./+-]*$`)
	// reserved are the words that some reader takes for something else.
	reserved = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null|nan|inf|infinity|undefined)$`)
	exponent = regexp.MustCompile(`^(-?[0-9]+)(\.[0-9]+)?[eE]([+-]?)([0-9]+)$`)
)

// number writes a JSON number. Readers of YAML 1.1 take one with an exponent
// for text, unless it has a decimal point and a sign.
func number(s string) string {
	if !isNumber.MatchString(s) {
		return "null" // such as .inf, which JSON cannot say
	}
	m := exponent.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	if m[2] == "" {
		m[2] = ".0"
	}
	if m[3] == "" {
		m[3] = "+"
	}
	return m[1] + m[2] + "e" + m[3] + m[4]
}

// quote writes text in double quotes.
func quote(s string) string {
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
		case unprintable(r) && r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, r)
		case unprintable(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
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
