package runtime

import (
	"bytes"
	"encoding/json"
	"iter"
	"strings"
	"unicode/utf8"
)

// value is one JSON value: well-formed, and without blanks around it. Looking
// into it allocates nothing, whatever the body holds.
type value []byte

// firstValue returns the JSON value that body begins with. What follows it is
// of no interest. A value that nests deeper than encoding/json allows, 10,000
// levels, is refused.
func firstValue(body []byte) (value, bool) {
	start := skipBlanks(body, 0)
	end := skipValue(body, start)
	if !json.Valid(body[start:end]) {
		return nil, false
	}
	return value(body[start:end]), true
}

// skipBlanks returns the index of the first byte from i on that is not a blank.
func skipBlanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// skipValue returns the index behind the value at i. It works on any bytes, but
// means something only for well-formed JSON.
func skipValue(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			i = skipText(b, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\n', '\r', '\t':
			i++
		default:
			for i < len(b) && strings.IndexByte("{}[],:\" \n\r\t", b[i]) < 0 {
				i++
			}
		}
		if depth <= 0 {
			break
		}
	}
	return i
}

// skipText returns the index behind the string at i. It looks only at quotes:
// one with an odd number of backslashes before it is part of the string.
func skipText(b []byte, i int) int {
	for i++; ; {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return len(b)
		}
		end, escapes := i+n, 0
		for end-escapes > i && b[end-escapes-1] == '\\' {
			escapes++
		}
		i = end + 1
		if escapes%2 == 0 {
			return i
		}
	}
}

// kind returns '{', '[', '"', 't', 'f', 'n', '0' for a number, and 0 for no
// value at all.
func (v value) kind() byte {
	switch {
	case len(v) == 0:
		return 0
	case v[0] == '-' || '0' <= v[0] && v[0] <= '9':
		return '0'
	}
	return v[0]
}

// present reports whether there is a value that is not null.
func (v value) present() bool { return len(v) > 0 && v[0] != 'n' }

// raw returns a copy that a caller may keep; nil of no value.
func (v value) raw() json.RawMessage { return json.RawMessage(bytes.Clone(v)) }

// text returns the text of a string; bytes that are not UTF-8 and lone
// surrogates become U+FFFD.
func (v value) text() (string, bool) {
	if v.kind() != '"' {
		return "", false
	}
	if inner := v[1 : len(v)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner), true
	}
	var s string
	err := json.Unmarshal(v, &s)
	return s, err == nil
}

// members are the members of an object in their order; of anything else none.
// Names are JSON strings.
func (v value) members() iter.Seq2[value, value] {
	return func(yield func(name, member value) bool) {
		if v.kind() != '{' {
			return
		}
		for i := skipBlanks(v, 1); v[i] == '"'; {
			end := skipText(v, i)
			name := v[i:end]
			i = skipBlanks(v, skipBlanks(v, end)+1) // behind the colon
			end = skipValue(v, i)
			if !yield(name, v[i:end]) {
				return
			}
			if i = skipBlanks(v, end); v[i] == ',' {
				i = skipBlanks(v, i+1)
			}
		}
	}
}

// items are the items of an array in their order; of anything else none.
func (v value) items() iter.Seq[value] {
	return func(yield func(value) bool) {
		if v.kind() != '[' {
			return
		}
		for i := skipBlanks(v, 1); v[i] != ']'; {
			end := skipValue(v, i)
			if !yield(v[i:end]) {
				return
			}
			if i = skipBlanks(v, end); v[i] == ',' {
				i = skipBlanks(v, i+1)
			}
		}
	}
}

// item returns item n of an array, counted from 0, or no value.
func (v value) item(n int) value {
	for item := range v.items() {
		if n == 0 {
			return item
		}
		n--
	}
	return nil
}

// get returns the member of that name, or no value. Of duplicates the last one
// counts, as in encoding/json.
func (v value) get(name string) value {
	var found value
	for n, member := range v.members() {
		if n.is(name) {
			found = member
		}
	}
	return found
}

// find is get for the envelope of an error: where no member has exactly that
// name, one that differs only in case will do.
func (v value) find(name string) value {
	var exact, folded value
	for n, member := range v.members() {
		switch {
		case n.is(name):
			exact = member
		case len(n) >= len(name) && n.folds(name):
			folded = member
		}
	}
	if exact == nil {
		return folded
	}
	return exact
}

// is reports whether the text of a string is s.
func (v value) is(s string) bool {
	inner := v[1 : len(v)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner) == s
	}
	text, _ := v.text()
	return text == s
}

// folds reports whether the text of a string is s but for case.
func (v value) folds(s string) bool {
	return strings.EqualFold(string(v[1:len(v)-1]), s)
}

// size returns the number of members of an object.
func (v value) size() int {
	n := 0
	for range v.members() {
		n++
	}
	return n
}

// appendMember appends a member to an object that is being written: `{` or
// more of it, without the closing brace.
func appendMember(object []byte, name string, member value) []byte {
	if len(object) == 0 {
		object = append(object, '{')
	} else {
		object = append(object, ',')
	}
	object = appendText(object, name)
	object = append(object, ':')
	return append(object, member...)
}

// appendText appends a text as a JSON string.
func appendText(b []byte, s string) []byte {
	quoted, _ := json.Marshal(s) // a string always has a JSON form
	return append(b, quoted...)
}
