package gocode

import (
	"strings"
	"unicode"

	"github.com/errspec/errspec/generator"
)

// Prose takes Markdown text of the catalogue apart into blocks: paragraphs,
// lists, headings, and code, tables and quotations, whose lines stay. What
// stands inside a line is left as it is.
func Prose(markdown string) []Block {
	if markdown == "" {
		return nil
	}
	if isSentence(markdown) {
		return []Block{Para(markdown)}
	}
	var p prose
	for _, line := range strings.Split(clean(markdown), "\n") {
		p.line(strings.TrimRightFunc(line, unicode.IsSpace))
	}
	p.end()
	return p.blocks
}

// isSentence reports whether the text is a line of plain words that begins with a
// letter, as most are, and so is a paragraph.
func isSentence(markdown string) bool {
	return isLetter(markdown[0]) && isPlain([]byte(markdown))
}

// prose collects blocks line by line.
type prose struct {
	blocks []Block
	open   []string  // lines of the block at hand
	kind   blockKind // of the block at hand
	fence  string    // what ends a code block: "```"
	blank  bool      // the line before was blank
}

func (p *prose) line(line string) {
	trimmed := strings.TrimLeft(line, " \t")
	defer func() { p.blank = trimmed == "" }()

	switch {
	case p.fence != "":
		if strings.HasPrefix(trimmed, p.fence) {
			p.end()
			return
		}
		p.open = append(p.open, line)
	case fence(trimmed) != "":
		p.end()
		p.kind, p.fence = verbatim, fence(trimmed)
	case trimmed == "":
		switch {
		case p.kind == verbatim && p.indentedCode():
			p.open = append(p.open, "")
		case p.kind == paragraph || p.kind == verbatim:
			p.end()
		}
	case isHeading(trimmed):
		p.end()
		p.blocks = append(p.blocks, Block{kind: heading, text: strings.Trim(trimmed, "# ")})
	case p.startsItem(trimmed):
		mark := firstWord(trimmed)
		kind := bullets
		if isNumberMark(mark) {
			kind = numbers
		}
		p.begin(kind)
		p.open = append(p.open, strings.TrimLeft(trimmed[len(mark):], " \t"))
	case p.kind == bullets || p.kind == numbers:
		if p.blank && line == trimmed {
			p.end()
			p.text(line, trimmed)
			return
		}
		p.open[len(p.open)-1] = strings.TrimSpace(p.open[len(p.open)-1] + " " + trimmed)
	default:
		p.text(line, trimmed)
	}
}

// text takes a line that is neither a heading nor of a list.
func (p *prose) text(line, trimmed string) {
	indented := strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "    ")
	switch {
	case trimmed[0] == '|' || trimmed[0] == '>', indented && (len(p.open) == 0 || p.kind == verbatim):
		p.begin(verbatim)
		p.open = append(p.open, strings.TrimPrefix(strings.TrimPrefix(line, "    "), "\t"))
	default:
		p.begin(paragraph)
		p.open = append(p.open, line)
	}
}

// begin ends the block at hand unless it is of that kind.
func (p *prose) begin(kind blockKind) {
	if p.kind != kind {
		p.end()
		p.kind = kind
	}
}

// end adds the block at hand to the rest.
func (p *prose) end() {
	switch p.kind {
	case bullets, numbers:
		p.blocks = append(p.blocks, Block{kind: p.kind, items: p.open})
	default:
		if strings.TrimSpace(strings.Join(p.open, "")) != "" {
			p.blocks = append(p.blocks, Block{kind: p.kind, text: strings.Join(p.open, "\n")})
		}
	}
	p.open, p.kind, p.fence = nil, paragraph, ""
}

// indentedCode reports whether the block at hand goes on after a blank line.
func (p *prose) indentedCode() bool {
	return len(p.open) > 0 && p.open[0] != "" && p.open[0][0] != '|' && p.open[0][0] != '>'
}

func (p *prose) startsItem(trimmed string) bool {
	mark := firstWord(trimmed)
	if mark == trimmed {
		return false
	}
	switch mark {
	case "-", "*", "+":
		return true
	}
	if !isNumberMark(mark) {
		return false
	}
	// As in Markdown, only a list that begins with 1 can follow a paragraph
	// without a blank line; "in 2027.\n1990. was" is not one.
	return p.kind == numbers || len(p.open) == 0 || mark[:len(mark)-1] == "1"
}

// fence returns the sign that opens a fenced code block, or nothing.
func fence(trimmed string) string {
	for _, sign := range []string{"```", "~~~"} {
		if strings.HasPrefix(trimmed, sign) && !strings.Contains(trimmed[3:], "`") {
			return sign
		}
	}
	return ""
}

// isHeading reports whether the line is a heading that starts with "#".
func isHeading(trimmed string) bool {
	level := len(trimmed) - len(strings.TrimLeft(trimmed, "#"))
	return level >= 1 && level <= 6 && strings.HasPrefix(trimmed[level:], " ") && strings.Trim(trimmed, "# ") != ""
}

// TypeDoc says what a named type is. A description that begins with an article
// goes on with the sentence that the name begins; otherwise that sentence is the
// one given.
func TypeDoc(t *generator.Type, otherwise string) []Block {
	for _, article := range []string{"A ", "An ", "The ", "One "} {
		if strings.HasPrefix(t.Description, article) {
			return Prose(t.Ident.Go + " is " + strings.ToLower(article) + t.Description[len(article):])
		}
	}
	return append([]Block{Para(t.Ident.Go + " " + otherwise)}, Prose(t.Description)...)
}
