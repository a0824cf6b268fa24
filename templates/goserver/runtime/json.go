package runtime

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// plain is 1 for the bytes that stand in a JSON string as they are. '<', '>' and '&'
// do not, so that a body is harmless inside HTML; what is not ASCII is looked at
// more closely.
var plain = [256]byte{
	' ': 1, '!': 1, '#': 1, '$': 1, '%': 1, '\'': 1, '(': 1, ')': 1, '*': 1, '+': 1,
	',': 1, '-': 1, '.': 1, '/': 1, '0': 1, '1': 1, '2': 1, '3': 1, '4': 1, '5': 1,
	'6': 1, '7': 1, '8': 1, '9': 1, ':': 1, ';': 1, '=': 1, '?': 1, '@': 1, 'A': 1,
	'B': 1, 'C': 1, 'D': 1, 'E': 1, 'F': 1, 'G': 1, 'H': 1, 'I': 1, 'J': 1, 'K': 1,
	'L': 1, 'M': 1, 'N': 1, 'O': 1, 'P': 1, 'Q': 1, 'R': 1, 'S': 1, 'T': 1, 'U': 1,
	'V': 1, 'W': 1, 'X': 1, 'Y': 1, 'Z': 1, '[': 1, ']': 1, '^': 1, '_': 1, '`': 1,
	'a': 1, 'b': 1, 'c': 1, 'd': 1, 'e': 1, 'f': 1, 'g': 1, 'h': 1, 'i': 1, 'j': 1,
	'k': 1, 'l': 1, 'm': 1, 'n': 1, 'o': 1, 'p': 1, 'q': 1, 'r': 1, 's': 1, 't': 1,
	'u': 1, 'v': 1, 'w': 1, 'x': 1, 'y': 1, 'z': 1, '{': 1, '|': 1, '}': 1, '~': 1,
	'\u007f': 1,
}

// allIn reports whether the set has 1 for each byte of s.
func allIn(set *[256]byte, s string) bool {
	all := byte(1)
	for ; len(s) >= 4; s = s[4:] {
		all &= set[s[0]] & set[s[1]] & set[s[2]] & set[s[3]]
	}
	for i := range len(s) {
		all &= set[s[i]]
	}
	return all == 1
}

// appendString appends s as a JSON string, byte for byte as encoding/json does.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	b = appendEscaped(b, s)
	return append(b, '"')
}

// appendEscaped appends the inside of a JSON string.
func appendEscaped(b []byte, s string) []byte {
	if len(s) < 16 && allIn(&plain, s) { // most are
		return append(b, s...)
	}
	start, i := 0, 0
	for {
		for len(s)-i >= 8 && allPlain(s[i:i+8]) {
			i += 8
		}
		for i < len(s) && plain[s[i]] == 1 {
			i++
		}
		if i == len(s) {
			return append(b, s[start:]...)
		}
		if c := s[i]; c < utf8.RuneSelf {
			b = append(b, s[start:i]...)
			b = appendEscape(b, c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(b, s[start:i]...)
			b = append(b, `\ufffd`...)
			start = i + size
		case r == '\u2028' || r == '\u2029': // line breaks in JavaScript
			b = append(b, s[start:i]...)
			b = append(b, `\u202`...)
			b = append(b, hexDigits[r&0xF])
			start = i + size
		}
		i += size
	}
}

// allPlain reports whether none of eight bytes needs a closer look; it looks at
// all of them at once. DEL, which is plain, counts as one that does.
func allPlain(s string) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	_ = s[7]
	x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	// Each line sets the top bit of a byte that is what it looks for. A borrow
	// can set one too many, never one too few.
	hit := x                              // not ASCII
	hit |= x - ones*' '                   // a control character
	hit |= x + ones                       // DEL
	hit |= (x | ones*4) ^ ones*'&' - ones // '"' and '&'
	hit |= (x | ones*2) ^ ones*'>' - ones // '<' and '>'
	hit |= x ^ ones*'\\' - ones           // '\\'
	return hit&tops == 0
}

// appendEscape appends an ASCII character that cannot stand as it is.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
}

// appendName appends the name of a member, and a comma before it when it is not
// the first of its object.
func appendName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = appendString(b, name)
	return append(b, ':')
}

// appendFloat appends the shortest form of f, as encoding/json does, which
// follows ECMAScript.
func appendFloat(b []byte, f float64) []byte {
	abs := math.Abs(f)
	if abs == 0 || abs >= 1e-6 && abs < 1e21 || math.IsNaN(f) || math.IsInf(f, 0) {
		return strconv.AppendFloat(b, f, 'f', -1, 64)
	}
	b = strconv.AppendFloat(b, f, 'e', -1, 64)
	if n := len(b); n >= 4 && b[n-4] == 'e' && (b[n-3] == '-' || b[n-3] == '+') && b[n-2] == '0' {
		b[n-2] = b[n-1] // e-09 is e-9
		b = b[:n-1]
	}
	return b
}

// appendRaw appends a JSON value without blanks, or null when s is not one.
func appendRaw(b []byte, s string) []byte {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(strings.ToValidUTF8(s, "\uFFFD"))); err != nil {
		return append(b, "null"...)
	}
	var escaped bytes.Buffer
	json.HTMLEscape(&escaped, compact.Bytes())
	return append(b, escaped.Bytes()...)
}
