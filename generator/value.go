package generator

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// JSON returns the value as compact JSON in the very bytes that a generated
// server sends: as encoding/json does, '<', '>', '&', U+2028 and U+2029 in texts
// are escaped, and bytes that are not UTF-8 become U+FFFD. A nil value is null.
func (v *Value) JSON() []byte { return v.append(nil, true, -1) }

// IndentJSON returns the value as JSON for readers: a member or item on a line,
// indented by two spaces, no line break at the end. '<', '>' and '&' stand as
// they are; U+2028 and U+2029 are escaped, and bytes that are not UTF-8 become
// U+FFFD. A nil value is null.
func (v *Value) IndentJSON() []byte { return v.append(nil, false, 0) }

// AppendIndentJSON is [Value.IndentJSON] behind what b holds.
func (v *Value) AppendIndentJSON(b []byte) []byte { return v.append(b, false, 0) }

// append appends the value as JSON; depth is that of indentation, less than 0
// for compact JSON.
func (v *Value) append(b []byte, escapeHTML bool, depth int) []byte {
	if v == nil {
		return append(b, "null"...)
	}
	switch v.Kind {
	case TextValue:
		return appendText(b, v.Text, escapeHTML)
	case BoolValue, NumberValue:
		if !json.Valid([]byte(v.Text)) {
			return append(b, "null"...) // such as .inf
		}
		return append(b, v.Text...)
	case ListValue:
		b = append(b, '[')
		for i, item := range v.Items {
			b = item.append(next(b, i, depth), escapeHTML, deeper(depth))
		}
		return append(end(b, len(v.Items), depth), ']')
	case ObjectValue:
		b = append(b, '{')
		for i, m := range v.Members {
			b = append(appendText(next(b, i, depth), m.Name, escapeHTML), ':')
			if depth >= 0 {
				b = append(b, ' ')
			}
			b = m.Value.append(b, escapeHTML, deeper(depth))
		}
		return append(end(b, len(v.Members), depth), '}')
	default:
		return append(b, "null"...)
	}
}

func deeper(depth int) int {
	if depth < 0 {
		return depth
	}
	return depth + 1
}

// next begins the item number i of a list or object.
func next(b []byte, i, depth int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return newline(b, deeper(depth))
}

// end ends the last of n items.
func end(b []byte, n, depth int) []byte {
	if n == 0 {
		return b
	}
	return newline(b, depth)
}

func newline(b []byte, depth int) []byte {
	if depth < 0 {
		return b
	}
	b = append(b, '\n')
	for range depth {
		b = append(b, "  "...)
	}
	return b
}

func appendText(b []byte, text string, escapeHTML bool) []byte {
	if !needsEscape(text) {
		return append(append(append(b, '"'), text...), '"')
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(escapeHTML)
	if err := enc.Encode(text); err != nil {
		panic(err) // a string can always be encoded
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// needsEscape reports whether a letter of a text may be something else in JSON than
// itself.
func needsEscape(text string) bool {
	for _, r := range text {
		switch r {
		case '"', '\\', '<', '>', '&', '\u2028', '\u2029', utf8.RuneError:
			return true
		}
		if r < ' ' {
			return true
		}
	}
	return false
}

func textValue(s string) *Value { return &Value{Kind: TextValue, Text: s} }

func numberValue(notation string) *Value { return &Value{Kind: NumberValue, Text: notation} }
