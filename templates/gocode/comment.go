package gocode

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/errspec/errspec/generator"
	markdown "github.com/errspec/errspec/templates/prose"
)

// Comment is a comment while its blocks come in. The words of a block are given in
// parts, and the memory of one comment serves for the next, so that many comments
// cost little more than what is written.
type Comment struct {
	words  []byte // of all blocks, with room for a full stop before each
	blocks []span
}

// span is a block, or an item of a list, and where its words stand.
type span struct {
	kind     blockKind
	from, to int
	goesOn   bool // an item of the same list as the one before
	plain    bool // known to be so; otherwise they have to be looked at
}

// Para begins a paragraph with these parts. One without words is none.
func (c *Comment) Para(parts ...string) {
	c.begin(paragraph)
	c.More(parts...)
	if last := len(c.blocks) - 1; c.blocks[last].from == c.blocks[last].to {
		c.words, c.blocks = c.words[:c.blocks[last].from-1], c.blocks[:last]
	}
}

// More goes on with the words of the last block.
func (c *Comment) More(parts ...string) {
	for _, part := range parts {
		c.words = append(c.words, part...)
	}
	last := &c.blocks[len(c.blocks)-1]
	last.to, last.plain = len(c.words), false
}

// Message goes on with a message between quotation marks, as a reader meets it:
// with every optional text, and, where there are such texts, without them.
func (c *Comment) Message(t generator.Template) {
	full, bare, _ := markdown.Forms(t)
	c.More("“", full)
	if full != "" && bare != "" {
		c.More("” or “")
	}
	c.More(bare, "”")
}

// Verbatim adds text whose lines and blanks stay.
func (c *Comment) Verbatim(text string) {
	c.begin(verbatim)
	c.More(text)
}

// Item adds an item to the list that is the last block, or begins one.
func (c *Comment) Item(parts ...string) {
	goesOn := len(c.blocks) > 0 && c.blocks[len(c.blocks)-1].kind == bullets
	c.begin(bullets).goesOn = goesOn
	c.More(parts...)
}

// Prose adds Markdown text of the catalogue; see [Prose].
func (c *Comment) Prose(markdown string) {
	if markdown != "" && isSentence(markdown) {
		c.Para(markdown)
		c.blocks[len(c.blocks)-1].plain = true
		return
	}
	c.Add(Prose(markdown)...)
}

// Deprecated adds what [Deprecated] does.
func (c *Comment) Deprecated(text string) { c.Add(Deprecated(text)) }

// Add adds blocks.
func (c *Comment) Add(blocks ...Block) {
	for _, b := range blocks {
		switch b.kind {
		case paragraph:
			c.Para(b.text)
		case bullets, numbers:
			for i, item := range b.items {
				c.begin(b.kind).goesOn = i > 0
				c.More(item)
			}
		default:
			c.begin(b.kind)
			c.More(b.text)
		}
	}
}

// begin begins a block.
func (c *Comment) begin(kind blockKind) *span {
	c.words = append(c.words, '.')
	if kind == deprecated {
		c.words = append(c.words, deprecatedMark...)
	}
	c.blocks = append(c.blocks, span{kind: kind, from: len(c.words)})
	return &c.blocks[len(c.blocks)-1]
}

// reset makes the comment empty.
func (c *Comment) reset() { c.words, c.blocks = c.words[:0], c.blocks[:0] }

// appendTo lays out the comment, each line behind the indentation. Nearly all
// comments are of plain blocks, which can be written as they are read.
func (c *Comment) appendTo(b []byte, indent string) []byte {
	if c.isPlain() {
		return c.appendPlain(b, indent)
	}
	for line := range strings.Lines(text(c.all()) + "\n") {
		b = append(b, indent...)
		b = append(b, line...)
	}
	return b
}

// all returns the blocks as such.
func (c *Comment) all() []Block {
	var blocks []Block
	for _, s := range c.blocks {
		words := string(c.words[s.from:s.to])
		switch {
		case s.goesOn:
			list := &blocks[len(blocks)-1]
			list.items = append(list.items, words)
		case s.kind == bullets || s.kind == numbers:
			blocks = append(blocks, Block{kind: s.kind, items: []string{words}})
		default:
			blocks = append(blocks, Block{kind: s.kind, text: words})
		}
	}
	return blocks
}

// isPlain reports whether every block is a paragraph, a line to keep or a list
// of plain words, and no block changes the layout of its neighbour.
func (c *Comment) isPlain() bool {
	for i, s := range c.blocks {
		words := c.words[s.from:s.to]
		switch s.kind {
		case paragraph, deprecated:
		case verbatim:
			if i == 0 {
				return false
			}
		case bullets:
			if i == 0 || !s.goesOn && c.blocks[i-1].kind != paragraph || isLinkTarget(words) {
				return false
			}
			if next := i + 1; next < len(c.blocks) && !c.blocks[next].goesOn && c.blocks[next].kind != paragraph {
				return false
			}
		default:
			return false
		}
		if !s.plain && !isPlain(words) {
			return false
		}
	}
	return len(c.blocks) > 0
}

// appendPlain lays out plain blocks.
func (c *Comment) appendPlain(b []byte, indent string) []byte {
	c.words = append(c.words, '.') // behind the last block
	for i, s := range c.blocks {
		if i > 0 && !s.goesOn {
			b = append(b, indent...)
			b = append(b, "//\n"...)
		}
		words := c.words[s.from:s.to]
		if s.kind != verbatim && s.kind != bullets && needsStop(words) {
			words = c.words[s.from : s.to+1]
		}
		switch s.kind {
		case paragraph:
			b = appendWrapped(b, indent, "// ", "// ", withoutMeaning(words), docWidth)
		case deprecated:
			words = c.words[s.from-len(deprecatedMark) : s.from+len(words)]
			b = appendWrapped(b, indent, "// ", "// ", words, docWidth)
		case verbatim:
			b = append(b, indent...)
			b = append(b, "//\t"...)
			b = append(b, withoutMeaning(words)...)
			b = append(b, '\n')
		case bullets:
			b = appendWrapped(b, indent, "//   - ", "//     ", words, docWidth-4)
		}
	}
	return b
}

// withoutMeaning is [harmless], which few words are not.
func withoutMeaning(words []byte) []byte {
	if isHarmless(words) {
		return words
	}
	return []byte(harmless(string(words)))
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isPlain reports whether text is words with one blank between them, which stand
// in a comment as they are.
func isPlain(s []byte) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z': // as most are
		case c == ' ' || c == '`' || c == '\'':
			if i > 0 && s[i-1] == c { // doubled quotation marks are what gofmt writes otherwise
				return false
			}
		case c < ' ' || c == 0x7f:
			return false
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError || !strconv.IsPrint(r) {
				return false
			}
			i += size - 1
		}
	}
	return len(s) > 0 && s[0] != ' ' && s[len(s)-1] != ' '
}

// appendWrapped breaks plain words into lines, as wrap does.
func appendWrapped(b []byte, indent, first, next string, words []byte, width int) []byte {
	mark := first
	for {
		b = append(b, indent...)
		b = append(b, mark...)
		n := lineLength(words, width)
		b = append(b, words[:n]...)
		b = append(b, '\n')
		if n == len(words) {
			return b
		}
		words, mark = words[n+1:], next
	}
}

// lineLength returns how many bytes of plain words stand in the next line.
func lineLength(words []byte, width int) int {
	end := skip(words, width)
	if end == len(words) {
		return end
	}
	n := bytes.LastIndexByte(words[:end+1], ' ')
	for n < 0 || beginsWithMark(words[n+1:]) {
		from := max(n+1, end)
		next := bytes.IndexByte(words[from:], ' ')
		if next < 0 {
			return len(words)
		}
		n = from + next
	}
	return n
}

// skip returns how many bytes so many characters have, or all that there are.
func skip(s []byte, characters int) int {
	if len(s) <= characters {
		return len(s)
	}
	for i, c := range s {
		if utf8.RuneStart(c) {
			if characters == 0 {
				return i
			}
			characters--
		}
	}
	return len(s)
}

func beginsWithMark(words []byte) bool {
	if isHarmless(words) {
		return false
	}
	word, _, _ := bytes.Cut(words, []byte(" "))
	return isMark(string(word))
}
