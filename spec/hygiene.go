package spec

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// hygiene finds characters that nobody sees: in the files as they are, comments
// included, and in texts that spell them with escapes. One finding stands for all
// of a line.
func (l *loader) hygiene() []finding {
	var ds Diagnostics
	for _, name := range l.c.Files {
		doc := l.docs[name]
		if doc == nil || doc.root == nil {
			continue
		}
		h := &hygienist{src: doc.src, ds: &ds, lines: map[int]bool{}}
		h.file()
		for _, n := range doc.spotted {
			h.text(n)
		}
	}
	if len(ds) == 0 {
		return nil
	}
	o := l.newOwners()
	found := make([]finding, len(ds))
	for i, d := range ds {
		found[i] = finding{d, o.of(d.Pos)}
	}
	return found
}

type hygienist struct {
	src   *source
	ds    *Diagnostics
	lines map[int]bool // lines that have a finding
}

// say records the finding of a line. What the repair takes out ends at end.
func (h *hygienist) say(p, end Pos, format string, args ...any) {
	if h.lines[p.Line] {
		return
	}
	h.lines[p.Line] = true
	h.ds.Add("text-hygiene", p, nil, format, args...)
	if end.Line == p.Line {
		d := &(*h.ds)[len(*h.ds)-1]
		d.End, d.Repair = end, RepairDelete
	}
}

// file looks at the bytes of the file.
func (h *hygienist) file() {
	if h.src.ascii {
		return
	}
	data := h.src.data
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if what := unseen(r); what != "" {
			p := h.src.pos(i)
			end := p
			if end.Column++; h.src.pos(i+size) != end {
				end = Pos{}
			}
			if !h.lines[p.Line] {
				h.say(p, Pos{}, "%s", what)
				(*h.ds)[len(*h.ds)-1].End = end
			}
		}
		i += size
	}
}

// unseen says what is wrong with a character that nobody sees, or returns "".
func unseen(r rune) string {
	what := ""
	switch {
	case r == 0xA0, r == 0x202F, r == 0x2007:
		what = "a blank that does not break"
	case r == 0x200B, r == 0x2060:
		what = "a blank without width"
	case r == 0xFEFF:
		what = "a byte order mark inside the text"
	case r == 0x85, r == 0x2028, r == 0x2029:
		what = "a line break that few programs know"
	case r == 0x61C, r == 0x200E, r == 0x200F, 0x202A <= r && r <= 0x202E, 0x2066 <= r && r <= 0x2069:
		what = "a character that turns the direction of text"
	case r < ' ' && r != '\n' && r != '\t' && r != '\r', 0x7F <= r && r < 0xA0:
		what = "a control character"
	default:
		return ""
	}
	return fmt.Sprintf("here stands %U, %s", r, what)
}

// text looks at a text.
func (h *hygienist) text(n *yaml.Node) {
	locate := h.src.locator(n)
	if n.Style&yaml.DoubleQuotedStyle != 0 {
		for i, r := range n.Value {
			if what := unseen(r); what != "" {
				h.say(locate(i), Pos{}, "%s", what)
			}
		}
	}
	if i := strings.IndexByte(n.Value, '\t'); i >= 0 {
		h.say(locate(i), Pos{}, "here stands a tab, whose width is anybody's guess; write blanks")
	}
	h.blanks(n, locate)
}

// spotless reports whether a text has nothing that is looked for in texts, as far
// as that can be told fast.
func spotless(n *yaml.Node) bool {
	text := n.Value
	if len(text) < 2 || n.Tag != "!!str" {
		return true
	}
	if text[0] == ' ' || text[len(text)-1] == ' ' || strings.IndexByte(text, '\t') >= 0 || strings.Contains(text, " \n") {
		return false
	}
	if n.Style&yaml.DoubleQuotedStyle != 0 {
		for i := range len(text) {
			if text[i] < ' ' && text[i] != '\n' || text[i] > '~' {
				return false
			}
		}
	}
	return true
}

// blanks looks for a blank at the end of a line, and around a quoted text.
func (h *hygienist) blanks(n *yaml.Node, locate func(int) Pos) {
	if strings.TrimSpace(n.Value) == "" {
		return
	}
	for begin := 0; begin < len(n.Value); {
		end := len(n.Value)
		if i := strings.IndexByte(n.Value[begin:], '\n'); i >= 0 {
			end = begin + i
		}
		line := n.Value[begin:end]
		bare := strings.TrimRight(line, " ")
		// In Markdown two blanks and more before a line break are one that shows.
		if extra := len(line) - len(bare); bare != "" && (extra == 1 || extra > 1 && strings.Trim(n.Value[end:], "\n ") == "") {
			p := locate(begin + len(bare))
			last := locate(begin + len(line) - 1)
			last.Column++
			if at := h.src.offset(p.Line, p.Column); at >= len(h.src.data) || h.src.data[at] != ' ' || last.Column-p.Column != extra {
				last = Pos{} // spelled otherwise
			}
			h.say(p, last, "the line ends in %s", count(extra, "blank"))
		}
		begin = end + 1
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && n.Value[0] == ' ' {
		h.say(locate(0), Pos{}, "the text begins with a blank")
	}
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "a " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// owners tells to which error a place belongs: to the one whose key stands last
// before it, unless another key of the file's own stands between.
type owners struct {
	bounds map[string][]bound
}

type bound struct {
	line, column int
	e            *Error
}

// newOwners collects where errors begin and end, from the roots of the files.
func (l *loader) newOwners() *owners {
	o := &owners{map[string][]bound{}}
	byPos := map[Pos]*Error{}
	for _, e := range l.c.Errors {
		if e != nil {
			byPos[e.Key.Pos()] = e
		}
	}
	for name, doc := range l.docs {
		if doc == nil || doc.root == nil || doc.root.Kind != yaml.MappingNode {
			continue
		}
		var list []bound
		for i := 0; i+1 < len(doc.root.Content); i += 2 {
			key, value := doc.root.Content[i], doc.root.Content[i+1]
			list = append(list, bound{key.Line, key.Column, nil})
			if key.Value != "errors" || value.Kind != yaml.MappingNode {
				continue
			}
			for k := 0; k < len(value.Content); k += 2 {
				at := value.Content[k]
				list = append(list, bound{at.Line, at.Column, byPos[Pos{name, at.Line, at.Column}]})
			}
		}
		o.bounds[name] = list
	}
	return o
}

// of returns the error that a place belongs to, or nil.
func (o *owners) of(p Pos) *Error {
	list := o.bounds[p.File]
	i := sort.Search(len(list), func(i int) bool {
		b := list[i]
		return b.line > p.Line || b.line == p.Line && b.column > p.Column
	})
	if i == 0 {
		return nil
	}
	return list[i-1].e
}
