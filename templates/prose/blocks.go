package prose

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/errspec/errspec/internal/lazy"
)

// Block returns prose as blocks of Markdown that stay where they are put:
// whatever it holds, a blank line after it ends it.
//
//   - A heading becomes a bold line: headings and their anchors are the page's.
//   - HTML is shown, not read.
//   - A code fence that is open at the end is closed.
//
// Besides, the form is made even: bullets are hyphens, lists and fences have
// blank lines around them, blanks at the ends of lines go.
//
// What the dialect would read besides CommonMark is shown, too, and code that is
// only indented gets a fence where the dialect needs one.
func (d *Dialect) Block(s string) string {
	if d.stays(s) {
		return s
	}
	return string(d.scan(s).append(nil))
}

// Block is [Dialect.Block] of [GFM].
func Block(s string) string { return GFM.Block(s) }

// Cell returns prose for a cell of a table. When it is more than one paragraph
// the first one comes back, and false.
func (d *Dialect) Cell(s string) (string, bool) {
	if d.stays(s) && !strings.Contains(s, "\n") {
		return d.cell(strings.TrimSpace(s)), true
	}
	return d.scan(s).cell()
}

// stays reports whether [Dialect.Block] changes nothing, as far as a look at each
// byte tells: most prose is paragraphs whose lines begin with a letter and hold
// nothing but words.
func (d *Dialect) stays(s string) bool {
	if s == "" {
		return true
	}
	breaks := 1 // in front of the byte at hand; 1 at the start, where there is no blank line
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '\n':
			if breaks == 2 || i == 0 || s[i-1] == ' ' {
				return false
			}
			breaks++
			continue
		case d.stirring[c]:
			return false
		case breaks > 0:
			if !isAlpha(c) && c < utf8.RuneSelf || d.statements && (c == 'i' || c == 'e') {
				return false
			}
		}
		breaks = 0
	}
	return breaks == 0 && s[len(s)-1] != ' '
}

// Cell is [Dialect.Cell] of [GFM].
func Cell(s string) (string, bool) { return GFM.Cell(s) }

func (d *document) cell() (string, bool) {
	var first []string
	whole := !isTable(opening(d.out))
	for i, l := range d.out {
		if !whole || l.para == 0 || l.para != d.out[0].para || l.prefix != "" {
			whole = false
			break
		}
		text := strings.TrimRight(l.text, " ")
		if i+1 < len(d.out) && d.out[i+1].para == l.para {
			text = strings.TrimSuffix(text, `\`)
		}
		first = append(first, strings.TrimSpace(text))
	}
	return d.dialect.cell(strings.Join(first, " ")), whole
}

// A line of the result, apart from the marks of the lists and quotations that
// it stands in.
type line struct {
	prefix string
	text   string
	para   int    // number of the paragraph, 0: none
	code   bool   // inside a fence, or indented code
	bare   bool   // indented code
	inside string // of indented code: what a further line of it would begin with
}

// A container is a quotation, or an entry of a list whose text is moved in.
type container struct {
	quote  bool
	indent int  // columns that the entry's text is moved in
	inside int  // the same in what is written
	bare   bool // an entry without anything in it so far
}

type document struct {
	dialect *Dialect

	out   []line
	open  []container
	paras int

	para     int    // the paragraph that the next line may go on with, 0: none
	fence    string // the fence that is open, or empty
	indented bool   // in indented code
	apart    bool   // the next line needs a blank line before it
}

// scan reads Markdown line by line, as the block structure of CommonMark 0.31
// is read (appendix, phase 1).
func (of *Dialect) scan(s string) *document {
	d := &document{dialect: of}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.TrimRight(s, " \t\n")
	d.out = make([]line, 0, strings.Count(s, "\n")+1)
	for text := range strings.SplitSeq(s, "\n") {
		d.line(text)
	}
	if d.fence != "" {
		d.emit(line{prefix: d.prefix(), text: d.fence, code: true})
	}
	d.fenceCode()
	d.inline()
	return d
}

func (d *document) line(text string) {
	if d.fence == "" || len(d.open) > 0 {
		text = untab(text)
	}
	rest := text
	matched := 0
	for _, c := range d.open {
		n, ok := c.goesOn(rest)
		if !ok {
			break
		}
		rest = rest[n:]
		matched++
	}
	all := matched == len(d.open)
	if d.fence != "" && all {
		d.inFence(rest)
		return
	}
	if d.fence != "" {
		d.fence = "" // it ended with what it stood in
		d.apart = true
		for i := len(d.out) - 1; d.out[i].text == ""; i-- {
			d.out[i].code = false
		}
	}
	if blank(rest) {
		if matched > 0 && d.open[matched-1].bare {
			matched-- // one blank line ends an entry that began with one
		}
		d.close(matched)
		d.blankLine()
		return
	}
	for i := range matched {
		d.open[i].bare = false
	}

	// What begins here. The first line of an entry keeps its mark.
	mark := d.marks(matched)
	started := false
	for {
		indent := leading(rest)
		begun := rest[indent:]
		goesOn := d.para != 0 && !started // a paragraph that this line may go on with
		if indent >= 4 {
			if goesOn {
				break
			}
			d.begin(matched, started)
			d.separate(!d.indented)
			d.indented = true
			d.emit(line{prefix: mark, text: rest, code: true, bare: true, inside: d.prefix()})
			return
		}
		if strings.HasPrefix(begun, ">") {
			d.begin(matched, started)
			d.separate(!started)
			d.open = append(d.open, container{quote: true})
			rest = strings.TrimPrefix(begun[1:], " ")
			mark += "> "
			matched, started = len(d.open), true
			if blank(rest) {
				d.blankLine()
				return
			}
			continue
		}
		if m := find(atx, "#", begun); m != nil {
			d.begin(matched, started)
			d.apart = d.apart || !started
			d.heading(mark, m[1])
			return
		}
		if m := find(fenceLine, "`~", begun); m != nil && (m[1][0] == '~' || !strings.Contains(m[2], "`")) {
			d.begin(matched, started)
			d.separate(true)
			info := strings.TrimSpace(m[2])
			if info == "" {
				info = "text"
			}
			d.emit(line{prefix: mark, text: rest[:indent] + m[1] + d.dialect.info(info), code: true})
			d.fence = m[1]
			return
		}
		if goesOn && all && find(setext, "=-", begun) != nil {
			d.setext()
			return
		}
		if find(rule, "*-_", begun) != nil {
			d.begin(matched, started)
			d.separate(true)
			d.emit(line{prefix: mark, text: "---"})
			d.apart = true
			return
		}
		m := find(listMark, "-+*0123456789", begun)
		if m == nil || goesOn && all && (blank(m[3]) || m[2] != "" && m[2] != "1") {
			break
		}
		fresh := d.begin(matched, started)
		d.separate(!started && fresh)
		rest, mark = d.item(mark, indent, m)
		matched, started = len(d.open), true
		if blank(rest) {
			d.open[len(d.open)-1].bare = true
			d.emit(line{prefix: strings.TrimRight(mark, " ")})
			return
		}
	}

	if d.para != 0 && !started {
		// A paragraph goes on, lazily when a mark is missing.
		d.emit(line{prefix: d.marks(matched), text: rest, para: d.para})
		return
	}
	d.begin(matched, started)
	d.separate(d.apart)
	d.paras++
	d.para = d.paras
	d.emit(line{prefix: mark, text: strings.TrimLeft(rest, " "), para: d.para})
}

// begin ends what was going on before a new block. It reports whether the block
// is not a further entry of a list.
func (d *document) begin(matched int, started bool) bool {
	d.para = 0
	d.fence = ""
	further := false
	if !started {
		further = matched < len(d.open) && !d.open[matched].quote
		d.close(matched)
	}
	return !further
}

func (d *document) close(matched int) {
	if matched < len(d.open) {
		d.indented = false
	}
	d.open = d.open[:matched]
}

// inFence takes a line of a code fence, the last one too.
func (d *document) inFence(rest string) {
	indent := leading(rest)
	closing := strings.TrimRight(rest[indent:], " \t")
	if indent <= 3 && len(closing) >= len(d.fence) && strings.Trim(closing, d.fence[:1]) == "" {
		d.emit(line{prefix: d.prefix(), text: rest[:indent] + closing, code: true})
		d.fence = ""
		d.apart = true
		return
	}
	d.emit(line{prefix: d.prefix(), text: rest, code: true})
}

// item opens an entry of a list and returns the rest of its line.
func (d *document) item(mark string, indent int, m []string) (rest, marked string) {
	sign, text := m[1], m[3]
	if m[2] == "" && strings.Trim(text, "- ") != "" {
		sign = "-"
	}
	blanks := leading(text)
	switch {
	case blank(text):
		blanks = 1
		text = " "
	case blanks > 4:
		blanks = 1
	}
	width := indent + len(sign) + blanks
	inside := d.dialect.inside(width)
	d.open = append(d.open, container{indent: width, inside: inside})
	if inside != width {
		return text[blanks:], mark + strings.TrimSuffix(strings.Replace(sign, ")", ".", 1), " ") + " "
	}
	return text[blanks:], mark + strings.Repeat(" ", indent) + sign + strings.Repeat(" ", blanks)
}

// heading writes a heading as a bold line of its own.
func (d *document) heading(prefix, text string) {
	text = strings.Trim(text, " \t")
	if text == "" {
		d.emit(line{prefix: strings.TrimRight(prefix, " ")})
		d.apart = false
		return
	}
	d.separate(true)
	d.paras++
	d.emit(line{prefix: prefix, text: bold(text), para: d.paras})
	d.apart = true
}

// setext makes the paragraph that was just underlined a heading.
func (d *document) setext() {
	first := len(d.out)
	for first > 0 && d.out[first-1].para == d.para {
		first--
	}
	var words []string
	for _, l := range d.out[first:] {
		words = append(words, strings.TrimSpace(l.text))
	}
	d.out[first].text = bold(strings.Join(words, " "))
	d.out = d.out[:first+1]
	d.para = 0
	d.apart = true
}

func bold(text string) string {
	if n := len(text) - len(strings.TrimRight(text, `\`)); n%2 == 1 {
		text += `\`
	}
	switch {
	case !strings.Contains(text, "*"):
		return "**" + text + "**"
	case !strings.Contains(text, "_"):
		return "__" + text + "__"
	}
	return text
}

// separate puts a blank line before a block, unless there is one, or the block
// opens the entry of a list.
func (d *document) separate(wanted bool) {
	needed := d.apart || wanted && len(d.open) == 0
	d.apart = false
	if n := len(d.out); !needed || n == 0 || d.out[n-1].blank() {
		return
	}
	d.out = append(d.out, line{prefix: strings.TrimRight(d.prefix(), " ")})
}

func (l line) blank() bool {
	return l.text == "" && !l.code && strings.Trim(l.prefix, " >") == ""
}

func (d *document) emit(l line) {
	if n := len(d.out); l.blank() && (n == 0 || d.out[n-1].blank()) {
		return
	}
	if l.text != "" && !l.code {
		d.indented = false
	}
	d.out = append(d.out, l)
}

// blankLine ends a paragraph.
func (d *document) blankLine() {
	d.para = 0
	d.emit(line{prefix: strings.TrimRight(d.prefix(), " ")})
}

// prefix is what a line begins with that goes on inside all open containers.
func (d *document) prefix() string { return d.marks(len(d.open)) }

func (d *document) marks(n int) string {
	var b strings.Builder
	for _, c := range d.open[:n] {
		if c.quote {
			b.WriteString("> ")
			continue
		}
		b.WriteString(strings.Repeat(" ", c.inside))
	}
	return b.String()
}

// goesOn reports whether a line is inside the container, and how much of it is
// the container's.
func (c container) goesOn(s string) (int, bool) {
	indent := leading(s)
	if c.quote {
		if indent > 3 || !strings.HasPrefix(s[indent:], ">") {
			return 0, false
		}
		if strings.HasPrefix(s[indent+1:], " ") {
			indent++
		}
		return indent + 1, true
	}
	if blank(s) {
		return min(indent, c.indent), true
	}
	return c.indent, indent >= c.indent
}

var (
	atx       = lazy.Pattern(`^#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	fenceLine = lazy.Pattern("^(`{3,}|~{3,})(.*)$")
	setext    = lazy.Pattern(`^(?:=+|-+)[ \t]*$`)
	rule      = lazy.Pattern(`^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	listMark  = lazy.Pattern(`^([-+*]|([0-9]{1,9})[.)])( .*|)$`)
)

// find returns what a pattern finds in text, which it only does when the text
// begins with one of the bytes: that of most lines is a letter.
func find(pattern func() *regexp.Regexp, first, s string) []string {
	if s == "" || strings.IndexByte(first, s[0]) < 0 {
		return nil
	}
	return pattern().FindStringSubmatch(s)
}

func blank(s string) bool { return strings.Trim(s, " \t") == "" }

func leading(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// untab makes the tabs blanks that structure a line.
func untab(s string) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	var b strings.Builder
	column := 0
	for i, r := range s {
		switch {
		case r == '\t':
			n := 4 - column%4
			b.WriteString(strings.Repeat(" ", n))
			column += n
		case strings.ContainsRune(" >-+*.)0123456789", r):
			b.WriteRune(r)
			column++
		default:
			return b.String() + s[i:]
		}
	}
	return b.String()
}

// inline takes HTML out of the paragraphs. A code span may go over lines, but
// not over the cells of a table.
func (d *document) inline() {
	for i := 0; i < len(d.out); {
		n := 1
		if id := d.out[i].para; id != 0 {
			for i+n < len(d.out) && d.out[i+n].para == id {
				n++
			}
			d.paragraph(d.out[i : i+n])
		}
		i += n
	}
}

// opening returns the text of the paragraph that comes first.
func opening(lines []line) []string {
	var texts []string
	for _, l := range lines {
		if l.para == 0 || l.para != lines[0].para {
			break
		}
		texts = append(texts, l.text)
	}
	return texts
}

func (d *document) paragraph(lines []line) {
	var texts []string
	for i, l := range lines {
		text := strings.TrimRight(l.text, " \t")
		if i+1 < len(lines) && len(l.text)-len(text) > 1 {
			text += "  " // a line break
		}
		texts = append(texts, text)
	}
	if !isTable(texts) {
		rest := d.dialect.paragraph(strings.Join(texts, "\n"))
		for i := range lines {
			lines[i].text, rest, _ = strings.Cut(rest, "\n")
		}
		return
	}
	for i, text := range texts {
		cells := strings.Split(text, "|")
		for j := range cells {
			cells[j] = d.dialect.inert(cells[j])
		}
		lines[i].text = strings.Join(cells, "|")
	}
}

var delimiter = lazy.Pattern(`^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)

// isTable reports whether a paragraph may be a table: a second or later line is
// a delimiter row.
func isTable(lines []string) bool {
	for _, l := range lines[min(1, len(lines)):] {
		if find(delimiter, " \t|:-", l) != nil {
			return true
		}
	}
	return false
}

var (
	autolink = lazy.Pattern("^<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\\s<>\\x00-\\x1f\\x7f]*|" +
		"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)>")
	angled = lazy.Pattern(`^<([^<>\n\\]*)>`)
)

// paragraph is inert for all lines of a paragraph.
func (d *Dialect) paragraph(s string) string {
	s = d.inert(s)
	if d.statements && statement().MatchString(s) {
		s = string(appendReference(nil, rune(s[0]))) + s[1:]
	}
	if d.blankBreaks {
		s = strings.ReplaceAll(s, "\\\n", "  \n")
	}
	return s
}

// inert returns inline Markdown without HTML: every "<" that is no autolink is
// written as an entity. A link's address in angle brackets loses them. So is
// what else the dialect would take for code.
func (d *Dialect) inert(s string) string {
	first := 0
	for first < len(s) && !d.stirring[s[first]] {
		first++
	}
	if first == len(s) {
		return s
	}
	b := make([]byte, 0, len(s)+len(s)/8+16)
	for i := 0; i < len(s); {
		n := token(s, i)
		part := s[i : i+n]
		switch {
		case part == "<" && (strings.HasSuffix(s[:i], "](") || strings.HasSuffix(s[:i], "]: ")):
			m := angled().FindStringSubmatch(s[i:])
			if m == nil || m[1] == "" {
				b = append(b, "&lt;"...)
				break
			}
			b = append(b, destination(m[1])...)
			n = len(m[0])
		case part == "<":
			b = append(b, "&lt;"...)
		case d == GFM:
			b = append(b, part...)
		case n > 1 && part[0] == '<':
			b = append(b, d.autolink(part)...)
		case n > 1 && part[0] == '`' && strings.Trim(part, "`") != "" && d.active != nil && d.active(part):
			b = d.AppendCode(b, strings.ReplaceAll(spanText(part), "\n", " "))
			b = append(b, strings.Repeat("\n", strings.Count(part, "\n"))...)
		case n == 2 && part[0] == '\\' && !strings.ContainsRune(backslashed, rune(part[1])):
			b = appendReference(b, rune(part[1]))
		case part == "{", part == "}", part == ":" && d.directives && directive().MatchString(s[i:]):
			b = appendReference(b, rune(part[0]))
		default:
			b = append(b, part...)
		}
		i += n
	}
	return string(b)
}

// token returns the length of the piece of inline Markdown at i that is read as
// one: an escaped character, a code span, an autolink, or a single byte.
func token(s string, i int) int {
	switch s[i] {
	case '\\':
		if i+1 < len(s) && s[i+1] > ' ' && s[i+1] < 0x7f && !isAlnum(s[i+1]) {
			return 2
		}
	case '`':
		n := run(s, i)
		for j := i + n; j < len(s); {
			if s[j] != '`' {
				j++
				continue
			}
			m := run(s, j)
			if m == n {
				return j + m - i
			}
			j += m
		}
		return n
	case '<':
		if m := autolink().FindString(s[i:]); m != "" {
			return len(m)
		}
	}
	return 1
}

func run(s string, i int) int {
	n := 1
	for i+n < len(s) && s[i+n] == '`' {
		n++
	}
	return n
}

func isAlnum(c byte) bool { return c >= '0' && c <= '9' || isAlpha(c) }

func isAlpha(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

// append appends the text of the document.
func (d *document) append(b []byte) []byte {
	out := d.out
	for len(out) > 0 && strings.Trim(out[len(out)-1].prefix, " >") == "" && strings.Trim(out[len(out)-1].text, " >") == "" {
		out = out[:len(out)-1]
	}
	for i, l := range out {
		if i > 0 {
			b = append(b, '\n')
		}
		start := len(b)
		b = append(append(b, l.prefix...), l.text...)
		if !l.code && l.para == 0 || l.code && l.text == "" {
			for len(b) > start && b[len(b)-1] == ' ' {
				b = b[:len(b)-1]
			}
		}
	}
	return b
}
