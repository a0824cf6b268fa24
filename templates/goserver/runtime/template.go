package runtime

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// appendMessage appends the message with the values in it. It is valid UTF-8.
func appendMessage(b []byte, def *definition, values []value, to audience) []byte {
	f := filler{def: def, values: values, to: to, cut: true}
	b, _ = f.fill(b, def.message)
	return b
}

// appendMessageString appends the message that is sent as a JSON string.
func appendMessageString(b []byte, e *Error) []byte {
	f := filler{def: e.def, values: e.values(), cut: true, escape: true}
	b = append(b, '"')
	b, _ = f.fill(b, e.def.message)
	return append(b, '"')
}

// filler puts values into a template: "{name}" is the value of a parameter,
// "{text {name} text|otherwise}" stands when all its parameters have one,
// "{{" and "}}" are braces. In headers "{$name}" is a variable. Templates were
// checked when the code was generated.
type filler struct {
	def       *definition
	values    []value
	to        audience
	cut       bool   // texts end after their maximum length
	escape    bool   // what is appended is the inside of a JSON string, for readers on the wire
	header    bool   // what is appended has to be fit for a field line
	requestID string // of the request, for headers
	quoted    bool   // the text so far has opened a quoted-string
	escaped   bool   // the text so far ends in a backslash inside it
}

// fill appends the template. It reports false when a value is missing outside
// of braces that allow for that.
func (f *filler) fill(b []byte, template string) ([]byte, bool) {
	for {
		i := strings.IndexAny(template, "{}")
		if i < 0 {
			return f.text(b, template), true
		}
		b = f.text(b, template[:i])
		brace := template[i : i+1]
		template = template[i+1:]
		if rest, double := strings.CutPrefix(template, brace); double || brace == "}" {
			b = f.text(b, brace)
			template = rest
			continue
		}
		var ok bool
		if b, template, ok = f.braces(b, template); !ok {
			return b, false
		}
	}
}

// braces appends what stands between braces and returns the rest of the
// template behind them.
func (f *filler) braces(b []byte, template string) (_ []byte, rest string, ok bool) {
	i := strings.IndexAny(template, "{|}")
	if i < 0 {
		return b, "", true
	}
	if template[i] == '}' {
		b, ok = f.value(b, template[:i])
		return b, template[i+1:], ok
	}
	before := *f
	start := len(b)
	present := true
	if template[i] == '|' { // "{name|otherwise}"
		b, present = f.value(b, template[:i])
		template = template[i:]
	} else {
		b, template, present = f.group(b, template)
	}
	otherwise := ""
	if strings.HasPrefix(template, "|") {
		otherwise, template, _ = strings.Cut(template[1:], "}")
	} else {
		template = strings.TrimPrefix(template, "}")
	}
	if !present {
		*f = before
		b = f.text(b[:start], otherwise)
	}
	return b, template, true
}

// group appends text with placeholders up to the "|" or "}" that ends it.
func (f *filler) group(b []byte, template string) (_ []byte, rest string, present bool) {
	present = true
	for {
		i := strings.IndexAny(template, "{|}")
		if i < 0 {
			return b, "", present
		}
		b = f.text(b, template[:i])
		if template[i] != '{' {
			return b, template[i:], present
		}
		var name string
		name, template, _ = strings.Cut(template[i+1:], "}")
		var ok bool
		b, ok = f.value(b, name)
		present = present && ok
	}
}

// value appends the value of a placeholder and reports whether it has one.
func (f *filler) value(b []byte, name string) ([]byte, bool) {
	start := len(b)
	if variable, is := strings.CutPrefix(name, "$"); is {
		b = f.variable(b, variable)
		return f.fit(b, start), len(b) > start
	}
	i := f.def.param(name)
	if i < 0 || i >= len(f.values) || f.values[i].kind == absent {
		return b, false
	}
	p, limit := &f.def.params[i], 0
	switch {
	case f.to == toLog && p.access()&redacted != 0:
		return f.text(b, redactedText), true
	case f.cut:
		limit = p.limit()
	}
	b = f.values[i].appendText(b, limit, f.escape)
	return f.fit(b, start), true
}

// variable appends what a header says about the answer itself.
func (f *filler) variable(b []byte, name string) []byte {
	switch name {
	case "code":
		return append(b, f.def.wireCode()...)
	case "message":
		return appendMessage(b, f.def, f.values, f.to)
	case "status":
		return strconv.AppendInt(b, int64(f.def.status), 10)
	case "docs_url":
		return append(b, f.def.docsURL...)
	case "request_id":
		return append(b, f.requestID...)
	}
	return b
}

// text appends text of the template itself.
func (f *filler) text(b []byte, s string) []byte {
	switch {
	case f.escape:
		return appendEscaped(b, s)
	case !f.header:
		return append(b, s...)
	}
	for i := 0; i < len(s); i++ {
		switch {
		case f.escaped:
			f.escaped = false
		case s[i] == '"':
			f.quoted = !f.quoted
		case s[i] == '\\':
			f.escaped = f.quoted
		}
	}
	return appendField(b, s, false)
}

// fit makes the value that begins at start fit for where it stands.
func (f *filler) fit(b []byte, start int) []byte {
	if !f.header {
		return b
	}
	s := string(b[start:])
	return appendField(b[:start], s, f.quoted)
}

// appendField appends s as a part of a field value: a control character is a
// blank, what is not ASCII is percent-encoded, and inside a quoted-string (RFC
// 9110, section 5.6.4) a quotation mark or a backslash has one before it.
func appendField(b []byte, s string, quoted bool) []byte {
	for _, r := range s {
		switch {
		case r < ' ' || r == 0x7F:
			b = append(b, ' ')
		case r < utf8.RuneSelf:
			if quoted && (r == '"' || r == '\\') {
				b = append(b, '\\')
			}
			b = append(b, byte(r))
		default:
			var encoded [utf8.UTFMax]byte
			for _, c := range encoded[:utf8.EncodeRune(encoded[:], r)] {
				b = append(b, '%', upperHex[c>>4], upperHex[c&0xF])
			}
		}
	}
	return b
}

const upperHex = "0123456789ABCDEF"

// isField reports whether a template is its own value.
func isField(template string) bool {
	for i := 0; i < len(template); i++ {
		if c := template[i]; c < ' ' || c >= 0x7F || c == '{' || c == '}' {
			return false
		}
	}
	return true
}
