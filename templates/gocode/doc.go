package gocode

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// Block is a part of a comment: a paragraph, a list, or lines to keep as they
// are.
type Block struct {
	kind  blockKind
	text  string
	items []string
}

type blockKind int

const (
	paragraph blockKind = iota
	deprecated
	heading
	bullets
	numbers
	verbatim
)

// Para is a paragraph. Its text may hold words of the catalogue; line breaks in
// it are blanks.
func Para(text string) Block { return Block{kind: paragraph, text: text} }

// List is a list with bullets. Line breaks in an item are blanks.
func List(items ...string) Block { return Block{kind: bullets, items: items} }

// Verbatim is text whose lines and blanks stay, such as an example.
func Verbatim(text string) Block { return Block{kind: verbatim, text: text} }

// Deprecated is the paragraph that tools look for, and the only one that may
// begin so. It belongs at the end of a comment.
func Deprecated(text string) Block { return Block{kind: deprecated, text: text} }

// Doc is the one door from catalogue text to a comment. Whatever the text is,
// every line of it stays a comment, no line is a directive or a build
// constraint, and gofmt leaves the layout alone.
func Doc(blocks ...Block) *jen.Statement {
	return jen.Comment(text(blocks))
}

// appendDoc lays out a comment, each line behind the indentation.
func appendDoc(b []byte, indent string, blocks []Block) []byte {
	var c Comment
	c.Add(blocks...)
	return c.appendTo(b, indent)
}

// text lays out a comment, each line with its sign.
func text(blocks []Block) string {
	var lines []string
	for _, part := range parts(blocks) {
		if len(lines) == 0 && isCode(part) {
			// gofmt takes the indentation from a comment that begins with it.
			lines = append(lines, "Text:")
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, part...)
	}
	for i, line := range lines {
		switch {
		case line == "":
			lines[i] = "//"
		case line[0] == '\t':
			lines[i] = "//" + line
		default:
			lines[i] = "// " + line
		}
	}
	if len(lines) == 0 {
		return "//"
	}
	return strings.Join(lines, "\n")
}

// parts returns the lines of each block that has some. A list beside code is
// code too: gofmt takes neighbours that are indented for one block. So is a list
// with numbers before one with bullets, which gofmt lays out anew each time.
func parts(blocks []Block) [][]string {
	var parts [][]string
	for _, b := range blocks {
		if part := b.lines(); len(part) > 0 {
			parts = append(parts, part)
		}
	}
	for i := 1; i < len(parts); i++ {
		if isList(parts[i-1]) && isList(parts[i]) && !isBullet(parts[i-1]) && isBullet(parts[i]) {
			parts[i-1] = verbatimLines(parts[i-1])
		}
		if isCode(parts[i-1]) && isList(parts[i]) {
			parts[i] = verbatimLines(parts[i])
		}
	}
	for i := len(parts) - 2; i >= 0; i-- {
		if isCode(parts[i+1]) && isList(parts[i]) {
			parts[i] = verbatimLines(parts[i])
		}
	}
	return parts
}

func isCode(part []string) bool { return part[0][0] == '\t' }
func isList(part []string) bool { return part[0][0] == ' ' }

// isBullet reports whether a list has bullets, not numbers.
func isBullet(list []string) bool { return strings.HasPrefix(list[0], "  - ") }

// deprecatedMark is what tools look for.
const deprecatedMark = "Deprecated: "

// docWidth is where lines of prose are broken, in characters behind "// ".
const docWidth = 77

func (b Block) lines() []string {
	switch b.kind {
	case deprecated:
		// It cannot be shown as code, or it would not count; so doubled quotation
		// marks are written as gofmt would write them.
		words := strings.NewReplacer("``", "“", "''", "”").Replace(oneLine(b.text))
		return wrap(deprecatedMark+Sentence(words), docWidth)
	case heading:
		return []string{"# " + oneLine(b.text)}
	case bullets, numbers:
		return asText(b.list())
	case verbatim:
		return verbatimLines(strings.Split(clean(b.text), "\n"))
	}
	words := oneLine(b.text)
	if words == "" {
		return nil
	}
	return asText(wrap(harmless(Sentence(words)), docWidth))
}

// asText returns lines of prose, as code if gofmt would change them: it takes
// doubled quotation marks for those of a typewriter.
func asText(lines []string) []string {
	for _, line := range lines {
		if strings.Contains(line, "``") || strings.Contains(line, "''") {
			return verbatimLines(lines)
		}
	}
	return lines
}

func (b Block) list() []string {
	var lines []string
	n := 0
	for _, item := range b.items {
		words := oneLine(item)
		if words == "" {
			continue
		}
		n++
		mark := "  - "
		if b.kind == numbers {
			mark = strconv.Itoa(n) + ". "
			mark = strings.Repeat(" ", max(4-len(mark), 0)) + mark
		}
		if isLinkTarget([]byte(words)) {
			words = `\` + words
		}
		for i, line := range wrap(words, docWidth-4) {
			if i == 0 {
				lines = append(lines, mark+line)
			} else {
				lines = append(lines, "    "+line)
			}
		}
	}
	return lines
}

// verbatimLines returns the lines as code: behind a tab, without the blanks that
// all of them begin with, and without blank lines at either end.
func verbatimLines(lines []string) []string {
	indent, first := "", true
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
		if lines[i] == "" {
			continue
		}
		blank := lines[i][:len(lines[i])-len(strings.TrimLeft(lines[i], " \t"))]
		if first {
			indent, first = blank, false
			continue
		}
		for !strings.HasPrefix(blank, indent) {
			indent = indent[:len(indent)-1]
		}
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	for i, line := range lines {
		switch {
		case line == "":
		case i == 0 || strings.HasPrefix(firstWord(line), "+build") || strings.HasPrefix(firstWord(line), "Deprecated:"):
			lines[i] = "\t" + harmless(line[len(indent):])
		default: // other marks count only where the code begins
			lines[i] = "\t" + line[len(indent):]
		}
	}
	return lines
}

// lineBreaks are all the ways to end a line that editors know, each as one
// line feed.
var lineBreaks = strings.NewReplacer(
	"\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n",
	"\u0085", "\n", "\u2028", "\n", "\u2029", "\n",
)

// clean makes text fit for Go source: one kind of line break, and none of the
// characters that the scanner refuses even in a comment.
func clean(s string) string {
	s = lineBreaks.Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\uFEFF': // a byte order mark, allowed only where a file begins
			return -1
		case unicode.IsControl(r):
			return utf8.RuneError
		}
		return r
	}, s)
}

// oneLine joins lines and runs of blanks.
func oneLine(s string) string {
	if isPlain([]byte(s)) {
		return s
	}
	return strings.Join(strings.Fields(clean(s)), " ")
}

// Sentence ends words with a full stop unless they end in a sign of their own.
// It is not only manners: gofmt turns a short line without one into a heading.
func Sentence(s string) string {
	if needsStop([]byte(s)) {
		return s + "."
	}
	return s
}

func needsStop(s []byte) bool {
	const quotes = "`\"')]}*_”’»"
	switch last, _ := utf8.DecodeLastRune(s); {
	case last == '.':
		return false
	case 'a' <= last && last <= 'z':
		return true
	case len(s) > 0 && (strings.ContainsRune(quotes, last) || unicode.IsLetter(last) || unicode.IsDigit(last)):
		end, _ := utf8.DecodeLastRune(bytes.TrimRight(s, quotes))
		return !strings.ContainsRune(".!?", end)
	}
	return false
}

// isHarmless reports whether words begin with a letter or a link, as most do, and
// so cannot mean anything.
func isHarmless(words []byte) bool {
	switch {
	case len(words) == 0:
		return false
	case words[0] == '[':
		return !bytes.Contains(words, []byte("]:"))
	}
	return isLetter(words[0]) && !bytes.HasPrefix(words, []byte("Deprecated:"))
}

// harmless takes the meaning from a first word that tools would act on. The
// backslash is Markdown's own way to write such a word.
func harmless(line string) string {
	if line == "" || isHarmless([]byte(line)) {
		return line
	}
	trimmed := strings.TrimLeft(line, " \t")
	blank := line[:len(line)-len(trimmed)]
	word := firstWord(trimmed)
	switch {
	case strings.HasPrefix(trimmed, "Deprecated:"):
		return blank + `Deprecated\:` + strings.TrimPrefix(trimmed, "Deprecated:")
	case isNumberMark(word):
		return blank + word[:len(word)-1] + `\` + trimmed[len(word)-1:]
	case isMark(word), isLinkTarget([]byte(trimmed)):
		return blank + `\` + trimmed
	}
	return line
}

// firstWord returns what stands before the first blank behind the indentation.
func firstWord(line string) string {
	line = strings.TrimLeft(line, " \t")
	if i := strings.IndexAny(line, " \t"); i >= 0 {
		return line[:i]
	}
	return line
}

// isLinkTarget reports whether gofmt would take the line for "[text]: URL" and
// move it to the end of the comment. The text may hold brackets too.
func isLinkTarget(line []byte) bool {
	return bytes.HasPrefix(line, []byte("[")) && bytes.Contains(line, []byte("]:"))
}

// wrap breaks words into lines of at most width characters. A word that is
// longer has a line of its own, and no line but the first begins with a word
// that would mean something there.
func wrap(s string, width int) []string {
	var lines []string
	var line strings.Builder
	n := 0
	for _, word := range strings.Fields(s) {
		w := utf8.RuneCountInString(word)
		if n > 0 && n+1+w > width && !isMark(word) {
			lines = append(lines, line.String())
			line.Reset()
			n = 0
		}
		if n > 0 {
			line.WriteByte(' ')
			n++
		}
		line.WriteString(word)
		n += w
	}
	if n > 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// isMark reports whether a line that begins with the word could be read as a list
// item, a heading, a build constraint, a link target or a deprecation.
func isMark(word string) bool {
	switch word {
	case "-", "*", "+", "•", "Deprecated:":
		return true
	}
	if strings.HasPrefix(word, "#") || strings.HasPrefix(word, "+build") || strings.HasPrefix(word, "[") && strings.HasSuffix(word, "]:") {
		return true
	}
	return isNumberMark(word)
}

// isNumberMark reports whether the word is "1." or "1)".
func isNumberMark(word string) bool {
	if word == "" || word[0] < '0' || word[0] > '9' {
		return false
	}
	digits := strings.TrimRight(word, ".)")
	if digits == "" || len(word) != len(digits)+1 {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}
