package spec

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// excerptWidth is the number of columns of a terminal that an excerpt takes at most.
const excerptWidth = 120

// Excerpt returns the source line of a finding and under it carets below the value
// that it is about, from d.Pos up to d.End, each line with its line break. src is
// the whole file. A finding without a place in src has the excerpt "".
//
// Tabs are kept, in the line of carets too, so that these stand right whatever a
// tab is worth. A long line is cut around the place. Characters that would move
// the cursor or turn the direction of writing are shown as signs of one column.
func Excerpt(src []byte, d Diagnostic) string { return Excerpter(src)(d) }

// Excerpter returns [Excerpt] for many findings in one file, which it goes through
// once.
func Excerpter(src []byte) func(Diagnostic) string {
	return newSource("", src).excerpt
}

// Offsets returns a function that turns places in src into byte offsets, for those
// who count lines and columns another way. A place outside the file is moved into
// it.
func Offsets(src []byte) func(Pos) int {
	s := newSource("", src)
	mark := len(src) - len(s.data)
	return func(p Pos) int {
		p = s.clamp(p)
		return mark + s.offset(p.Line, p.Column)
	}
}

func (s *source) excerpt(d Diagnostic) string {
	if d.Pos.Line < 1 || d.Pos.Line > len(s.lines) || d.Pos.Column < 1 {
		return ""
	}
	start, end := s.bounds(d.Pos.Line)
	at := s.offset(d.Pos.Line, d.Pos.Column)
	stop := at
	if d.End.Line == d.Pos.Line && d.End.Column > d.Pos.Column {
		stop = s.offset(d.End.Line, d.End.Column)
	}
	if stop == at && at < end {
		_, size := utf8.DecodeRune(s.data[at:end])
		stop = at + size
	}

	// What is shown is a piece around the place: up to a third of the width before it.
	from := backward(s.data, start, at, excerptWidth/3)
	to := forward(s.data, from, end, excerptWidth)
	if to == end {
		from = backward(s.data, start, end, excerptWidth)
		from = min(from, at)
	}
	var line, carets strings.Builder
	if from > start {
		line.WriteString("…")
		carets.WriteString(" ")
	}
	for i := from; i < to; {
		r, size := utf8.DecodeRune(s.data[i:to])
		if r == utf8.RuneError && size == 1 {
			r = unicode.ReplacementChar
		}
		shown, width := show(r)
		line.WriteRune(shown)
		mark := " "
		if i >= at && i < stop {
			mark = "^"
		}
		switch {
		case shown == '\t' && mark == " ":
			carets.WriteByte('\t')
		case shown == '\t':
			carets.WriteByte('^')
		default:
			carets.WriteString(strings.Repeat(mark, width))
		}
		i += size
	}
	if to < end {
		line.WriteString("…")
	}
	if at >= to {
		carets.WriteString("^")
	}
	return line.String() + "\n" + strings.TrimRight(carets.String(), " \t") + "\n"
}

// backward returns the offset from which the text up to at takes no more than width
// columns.
func backward(b []byte, start, at, width int) int {
	for at > start {
		r, size := utf8.DecodeLastRune(b[start:at])
		_, w := show(r)
		if width -= max(w, 1); width < 0 {
			break
		}
		at -= size
	}
	return at
}

// forward returns the offset up to which the text from at takes no more than width
// columns.
func forward(b []byte, at, end, width int) int {
	for at < end {
		r, size := utf8.DecodeRune(b[at:end])
		_, w := show(r)
		if width -= max(w, 1); width < 0 {
			break
		}
		at += size
	}
	return at
}

// show returns the sign that stands for a rune, and its columns.
func show(r rune) (rune, int) {
	switch {
	case r == '\t':
		return r, 1
	case r < ' ':
		return '␀' + r, 1
	case r == 0x7F:
		return '␡', 1
	case r < utf8.RuneSelf:
		return r, 1
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || r == 0x200D:
		return r, 0
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
		return unicode.ReplacementChar, 1
	case unicode.Is(wide, r):
		return r, 2
	}
	return r, 1
}

// wide are the runes that take two columns (Unicode, UAX #11: W and F, in whole
// blocks).
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115F, 1}, {0x231A, 0x231B, 1}, {0x2E80, 0x303E, 1}, {0x3041, 0x33FF, 1}, {0x3400, 0x4DBF, 1},
		{0x4E00, 0x9FFF, 1}, {0xA000, 0xA4CF, 1}, {0xA960, 0xA97F, 1}, {0xAC00, 0xD7A3, 1}, {0xF900, 0xFAFF, 1},
		{0xFE30, 0xFE6F, 1}, {0xFF01, 0xFF60, 1}, {0xFFE0, 0xFFE6, 1},
	},
	R32: []unicode.Range32{
		{0x17000, 0x18CFF, 1}, {0x1B000, 0x1B2FF, 1}, {0x1F300, 0x1F64F, 1}, {0x1F680, 0x1F6FF, 1},
		{0x1F900, 0x1F9FF, 1}, {0x1FA70, 0x1FAFF, 1}, {0x20000, 0x2FFFD, 1}, {0x30000, 0x3FFFD, 1},
	},
}
