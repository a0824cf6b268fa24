package spec

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// source is the text of a file with an index of its lines, so that a place can
// be turned into a byte offset and back in time that does not depend on where
// in the file, or in a very long line, it is.
type source struct {
	file  string
	data  []byte // without a byte order mark
	lines []sourceLine
	ascii bool // all of data is
	plain bool // all of data is printable ASCII, tabs and line breaks
	// runes holds, for each chunk of runeChunk bytes, the number of runes that
	// begin before it. It is made when a long line that is not ASCII is asked about.
	runes []int
}

type sourceLine struct {
	start int
	ascii bool
}

const runeChunk = 512

var byteOrderMark = []byte("\xef\xbb\xbf")

// newSource indexes data. Lines end where yaml.v3 ends them: at LF, CR, CRLF,
// NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR.
func newSource(file string, data []byte) *source {
	data = bytes.TrimPrefix(data, byteOrderMark)
	s := &source{file: file, data: data, lines: make([]sourceLine, 1, 2+bytes.Count(data, []byte("\n"))), ascii: true, plain: true}
	ascii := true
	for i := 0; i < len(data); {
		b := data[i]
		if b >= ' ' && b < 0x7F {
			i++
			continue
		}
		if b != '\n' && b != '\t' && b != '\r' {
			s.plain = false
		}
		n := breakAt(data, i)
		if b >= utf8.RuneSelf {
			s.ascii = false
			// A break of several bytes is not counted: no place lies behind it in its line.
			ascii = ascii && n > 0
		}
		if n == 0 {
			i++
			continue
		}
		i += n
		s.lines[len(s.lines)-1].ascii = ascii
		s.lines = append(s.lines, sourceLine{start: i})
		ascii = true
	}
	s.lines[len(s.lines)-1].ascii = ascii
	return s
}

// breakAt returns the length of the line break at data[i:], or 0.
func breakAt(data []byte, i int) int {
	switch data[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(data) && data[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if i+1 < len(data) && data[i+1] == 0x85 {
			return 2
		}
	case 0xE2:
		if i+2 < len(data) && data[i+1] == 0x80 && data[i+2]&^1 == 0xA8 {
			return 3
		}
	}
	return 0
}

// bounds returns where the line (from 1) starts and where its break begins.
func (s *source) bounds(line int) (start, end int) {
	start, end = s.lines[line-1].start, len(s.data)
	if line == len(s.lines) {
		return start, end
	}
	end = s.lines[line].start
	switch {
	case bytes.HasSuffix(s.data[start:end], []byte("\r\n")):
		end -= 2
	case s.data[end-1] < utf8.RuneSelf:
		end--
	default:
		_, n := utf8.DecodeLastRune(s.data[start:end])
		end -= n
	}
	return start, end
}

// offset returns the byte offset of a place. A place outside the file or behind
// the end of its line becomes the nearest one inside.
func (s *source) offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(s.lines) {
		return len(s.data)
	}
	n := max(column-1, 0)
	if s.lines[line-1].ascii && line < len(s.lines) {
		// No line break is longer than three bytes.
		if at := s.lines[line-1].start + n; at+3 <= s.lines[line].start {
			return at
		}
	}
	start, end := s.bounds(line)
	if s.lines[line-1].ascii {
		return min(start+n, end)
	}
	i := start
	if end-start > 2*runeChunk {
		s.countRunes()
		n += s.runesBefore(start)
		chunk := sort.SearchInts(s.runes, n+1) - 1
		if c := chunk * runeChunk; c > start {
			i, n = c, n-s.runes[chunk]
			// A chunk may begin inside a rune; its bytes belong to the rune before.
			for i < end && !utf8.RuneStart(s.data[i]) {
				i++
			}
		} else {
			n -= s.runesBefore(start)
		}
	}
	for ; n > 0 && i < end; n-- {
		_, size := utf8.DecodeRune(s.data[i:end])
		i += size
	}
	return min(i, end)
}

// pos returns the place of a byte offset. An offset inside a line break is the
// place just behind the line's last rune.
func (s *source) pos(offset int) Pos {
	offset = min(max(offset, 0), len(s.data))
	return s.posOn(sort.Search(len(s.lines), func(i int) bool { return s.lines[i].start > offset }), offset)
}

// posNear is pos for an offset that is most likely on the line.
func (s *source) posNear(line, offset int) Pos {
	if 0 < line && line < len(s.lines) && s.lines[line-1].start <= offset && offset < s.lines[line].start {
		return s.posOn(line, offset)
	}
	return s.pos(offset)
}

// posOn is pos for an offset on the line.
func (s *source) posOn(line, offset int) Pos {
	start, end := s.bounds(line)
	offset = min(offset, end)
	column := 1
	switch {
	case s.lines[line-1].ascii:
		column += offset - start
	case offset-start > 2*runeChunk:
		s.countRunes()
		column += s.runesBefore(offset) - s.runesBefore(start)
	default:
		column += utf8.RuneCount(s.data[start:offset])
	}
	return Pos{File: s.file, Line: line, Column: column}
}

// clamp returns the place, or the nearest one that is in the file.
func (s *source) clamp(p Pos) Pos {
	switch {
	case p.Line < 1:
		return Pos{File: s.file, Line: 1, Column: 1}
	case p.Line > len(s.lines):
		return s.pos(len(s.data))
	case p.Column < 1:
		p.Column = 1
		return p
	}
	start, end := s.bounds(p.Line)
	if p.Column-1 <= end-start && s.lines[p.Line-1].ascii {
		return p
	}
	return s.pos(s.offset(p.Line, p.Column))
}

func (s *source) countRunes() {
	if s.runes != nil {
		return
	}
	s.runes = make([]int, 0, len(s.data)/runeChunk+1)
	n := 0
	for i := 0; ; i += runeChunk {
		s.runes = append(s.runes, n)
		if i+runeChunk > len(s.data) {
			return
		}
		n += runeStarts(s.data[i : i+runeChunk])
	}
}

// runesBefore returns how many runes begin before the offset.
func (s *source) runesBefore(offset int) int {
	chunk := offset / runeChunk
	return s.runes[chunk] + runeStarts(s.data[chunk*runeChunk:offset])
}

// runeStarts counts the first bytes of runes. Unlike utf8.RuneCount it may be
// given a piece that begins or ends inside a rune.
func runeStarts(b []byte) int {
	n := 0
	for _, c := range b {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}
