package spec

import (
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// span says that the decoded text from offset text on stands in the source from
// offset source on, byte for byte, up to the next span.
type span struct{ text, source int }

// locator returns the function that maps a byte offset in the text of the scalar
// to its place in the source. The scalar is looked at when the function is first
// called. Where the text and the source cannot be brought together the place is
// that of the last byte before where they could.
func (s *source) locator(n *yaml.Node) func(int) Pos {
	l := &locator{src: s, node: n}
	return l.pos
}

type locator struct {
	src   *source
	node  *yaml.Node
	spans []span
	end   int     // of the scalar in the source
	few   [3]span // room for most
}

func (l *locator) pos(offset int) Pos {
	if l.spans == nil {
		l.spans, l.end = l.src.align(l.node, l.few[:0])
	}
	spans := l.spans
	i := max(sort.Search(len(spans), func(i int) bool { return spans[i].text > offset })-1, 0)
	at, limit := spans[i].source+max(offset-spans[i].text, 0), l.end
	if i+1 < len(spans) {
		limit = spans[i+1].source
	}
	return l.src.posNear(l.node.Line, min(at, limit))
}

// align brings the text of a scalar and its source together. It returns the spans,
// behind those given, and the offset just behind the scalar.
func (s *source) align(n *yaml.Node, spans []span) (all []span, end int) {
	a := aligner{src: s.data, at: s.valueStart(n), text: n.Value, spans: spans}
	a.span()
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0 && a.skip('"'):
		if !a.verbatim('"') {
			a.doubleQuoted()
		}
		a.skip('"')
	case n.Style&yaml.SingleQuotedStyle != 0 && a.skip('\''):
		if !a.verbatim('\'') {
			a.plain('\'')
		}
		a.skip('\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		for a.at < len(a.src) && breakAt(a.src, a.at) == 0 {
			a.at++
		}
		a.plain(0)
	default:
		if !a.verbatim(0) {
			a.plain(0)
		}
	}
	return a.spans, a.at
}

// verbatim steps over the whole text, up to the quote that ends it, when it is one
// line that stands in the source as it is. Most are.
func (a *aligner) verbatim(quote byte) bool {
	end := a.at + len(a.text)
	if end > len(a.src) || string(a.src[a.at:end]) != a.text || mayBreak(a.text) {
		return false
	}
	if quote == 0 {
		if strings.HasSuffix(a.text, " ") || strings.HasSuffix(a.text, "\t") {
			return false // there may be more of it in the source
		}
	} else if end == len(a.src) || a.src[end] != quote || strings.IndexByte(a.text, quote) >= 0 ||
		quote == '"' && strings.IndexByte(a.text, '\\') >= 0 {
		return false
	}
	a.at, a.done = end, len(a.text)
	return true
}

// mayBreak reports whether a text has a byte that a line break can begin with.
func mayBreak(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case '\n', '\r', 0xC2, 0xE2: // see breakAt
			return true
		}
	}
	return false
}

// valueStart returns where the scalar itself begins, behind its anchor and tag.
func (s *source) valueStart(n *yaml.Node) int {
	at := s.offset(n.Line, n.Column)
	if n.Anchor == "" && (at >= len(s.data) || s.data[at] != '!') {
		return at
	}
	for at < len(s.data) && (s.data[at] == '&' || s.data[at] == '!') {
		for at < len(s.data) && !blankAt(s.data, at) {
			at++
		}
		for at < len(s.data) {
			if s.data[at] == '#' {
				for at < len(s.data) && breakAt(s.data, at) == 0 {
					at++
				}
			} else if blankAt(s.data, at) {
				at++
			} else {
				break
			}
		}
	}
	return at
}

// blankAt reports whether a blank or a byte of a line break stands at data[i].
func blankAt(data []byte, i int) bool {
	return data[i] == ' ' || data[i] == '\t' || breakAt(data, i) > 0 ||
		data[i]&0xC0 == 0x80 && (i > 0 && breakAt(data, i-1) > 0 || i > 1 && breakAt(data, i-2) == 3)
}

// aligner walks through the source and the decoded text of a scalar side by side.
type aligner struct {
	src   []byte
	at    int
	text  string
	done  int // bytes of text that were found
	spans []span
}

func (a *aligner) span() {
	if k := len(a.spans); k > 0 && a.done-a.spans[k-1].text == a.at-a.spans[k-1].source {
		return
	}
	a.spans = append(a.spans, span{a.done, a.at})
}

func (a *aligner) skip(b byte) bool {
	if a.at < len(a.src) && a.src[a.at] == b {
		a.at++
		a.span()
		return true
	}
	return false
}

// space returns the length of the white space at b[i:], line breaks included.
func space(b []byte, i int) int {
	j := i
	for j < len(b) {
		if b[j] == ' ' || b[j] == '\t' {
			j++
		} else if n := breakAt(b, j); n > 0 {
			j += n
		} else {
			break
		}
	}
	return j - i
}

// spaceIn is space for decoded text.
func spaceIn(s string) int {
	rest := strings.TrimLeft(s, " \t\n\r\u0085\u2028\u2029")
	return len(s) - len(rest)
}

// plain aligns every style in which the text differs from the source in white
// space only, and in a quote that is written twice.
func (a *aligner) plain(quote byte) {
	for a.done < len(a.text) {
		if t := spaceIn(a.text[a.done:]); t > 0 {
			n := space(a.src, a.at)
			a.span()
			if n == 0 && !(a.at == len(a.src)) {
				return
			}
			a.at += n
			a.done += t
			if a.done < len(a.text) {
				a.span()
			}
			continue
		}
		if a.at >= len(a.src) {
			return
		}
		if a.src[a.at] != a.text[a.done] {
			// Indentation of a block scalar, or a text that is continued in the next line
			// of a quoted one with nothing between.
			n := space(a.src, a.at)
			if n == 0 {
				return
			}
			a.at += n
			a.span()
			continue
		}
		if quote != 0 && a.src[a.at] == quote {
			if a.at+1 >= len(a.src) || a.src[a.at+1] != quote {
				return
			}
			a.at++
			a.done++
			a.at++
			a.span()
			continue
		}
		a.at++
		a.done++
	}
}

// doubleQuoted aligns a text with escapes.
func (a *aligner) doubleQuoted() {
	for a.at < len(a.src) && a.src[a.at] != '"' {
		switch c := a.src[a.at]; {
		case c == '\\':
			if !a.escape() {
				return
			}
		case space(a.src, a.at) > 0:
			a.fold()
		default:
			if a.done >= len(a.text) || a.text[a.done] != c {
				return
			}
			a.at++
			a.done++
		}
	}
}

// escape steps over one escape sequence.
func (a *aligner) escape() bool {
	if a.at+1 >= len(a.src) {
		return false
	}
	a.span()
	if n := breakAt(a.src, a.at+1); n > 0 {
		// The line goes on in the next one, without its indentation. Empty lines
		// between stand for breaks.
		a.at += 1 + n
		for a.at < len(a.src) {
			if a.src[a.at] == ' ' || a.src[a.at] == '\t' {
				a.at++
			} else if n := breakAt(a.src, a.at); n > 0 {
				a.at += n
				if a.done < len(a.text) {
					_, size := utf8.DecodeRuneInString(a.text[a.done:])
					a.done += size
				}
			} else {
				break
			}
		}
		a.span()
		return true
	}
	length := 2
	switch a.src[a.at+1] {
	case 'x':
		length = 4
	case 'u':
		length = 6
	case 'U':
		length = 10
	}
	if a.done >= len(a.text) || a.at+length > len(a.src) {
		return false
	}
	_, size := utf8.DecodeRuneInString(a.text[a.done:])
	a.done += size
	a.at += length
	a.span()
	return true
}

// fold steps over white space, which yaml folds when it holds a line break.
func (a *aligner) fold() {
	n := space(a.src, a.at)
	breaks, normal := 0, true
	for i := a.at; i < a.at+n; {
		k := breakAt(a.src, i)
		if k > 0 {
			if breaks == 0 {
				// LINE SEPARATOR and PARAGRAPH SEPARATOR stay as they are.
				normal = k != 3
			}
			breaks++
		}
		i += max(k, 1)
	}
	a.span()
	if breaks == 0 {
		a.at += n
		a.done = min(a.done+n, len(a.text))
		return
	}
	a.at += n
	if breaks > 1 && normal {
		breaks--
	}
	for ; breaks > 0 && a.done < len(a.text); breaks-- {
		_, size := utf8.DecodeRuneInString(a.text[a.done:])
		a.done += size
	}
	a.span()
}

// end returns the offset just behind the scalar.
func (s *source) end(n *yaml.Node) int {
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		at := s.valueStart(n)
		if end := at + len(n.Value); end <= len(s.data) && string(s.data[at:end]) == n.Value {
			return end
		}
	}
	_, end := s.align(n, nil)
	return end
}
