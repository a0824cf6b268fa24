package spec

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/errspec/errspec/internal/lazy"
)

// trap is a piece of YAML that means something else than it looks like.
type trap struct {
	at, end int // offsets of what is wrong
	message string
	fix     string // what to write instead, or empty
}

// trapFinder reads lines as a person does: where they are indented, which key
// stands there, and what its value starts with. It knows much less of YAML than
// the parser, and runs only when the parser has given up; its answer is the first
// line that cannot be right.
type trapFinder struct {
	src     *source
	data    []byte
	problem string // what the parser says

	line    int   // from 1
	columns []int // of the mappings and lists that are open, from 0
	open    bool  // the last key or dash has no value yet
	text    *plainText
	found   *trap
}

// plainText is a text without quotes that the next lines may continue.
type plainText struct {
	at, parent int // offset; column of the key or dash it belongs to
	key        string
	comment    int // offset of the comment that ended it, or 0
}

// findTrap looks for the first trap in the lines up to the one that the parser
// reached.
func findTrap(src *source, reached int, problem string) (trap, bool) {
	f := &trapFinder{src: src, data: src.data, problem: problem, line: 1}
	for f.found == nil && f.line <= min(reached, len(src.lines)) {
		if !f.block() {
			break
		}
	}
	if f.found == nil {
		return trap{}, false
	}
	return *f.found, true
}

func (f *trapFinder) report(at, end int, fix, format string, args ...any) {
	if f.found == nil {
		f.found = &trap{at, end, fmt.Sprintf(format, args...), fix}
	}
}

// quote reports data[at:end], which in quotes would be text.
func (f *trapFinder) quote(key string, at, end int, why string) {
	text := strings.TrimRight(string(f.data[at:end]), " \t")
	fix := quoteYAML(text)
	write := fix
	if utf8.RuneCountInString(text) > 100 || strings.ContainsAny(text, lineBreaks) {
		write = `"` + strings.Map(flat, firstRunes(text, 40)) + `..."`
	}
	if key != "" && len(key) <= 100 && !strings.ContainsAny(key, lineBreaks) {
		write = key + ": " + write
	}
	f.report(at, at+len(text), fix, "%s; as a text it needs quotes: %s", why, write)
}

func flat(r rune) rune {
	if r < ' ' || r == '"' || r == '\\' || strings.ContainsRune(lineBreaks, r) {
		return ' '
	}
	return r
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// quoteYAML returns the text in the quotes that leave it most readable.
func quoteYAML(text string) string {
	switch {
	case !strings.ContainsAny(text, "\"\\\t"+lineBreaks):
		return `"` + text + `"`
	case !strings.ContainsAny(text, "'\t"+lineBreaks):
		return "'" + text + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		case '\u0085':
			b.WriteString(`\N`)
		case '\u2028':
			b.WriteString(`\L`)
		case '\u2029':
			b.WriteString(`\P`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// block looks at one line in block style, and at all lines of a value that begins
// there. It reports whether it understood.
func (f *trapFinder) block() bool {
	start, end := f.src.bounds(f.line)
	next := f.line + 1
	defer func() { f.line = max(f.line, next) }()

	at := start
	for at < end && f.data[at] == ' ' {
		at++
	}
	rest := f.data[at:end]
	trimmed := bytes.TrimLeft(rest, " \t")
	if len(trimmed) == 0 || trimmed[0] == '#' {
		if len(trimmed) > 0 && f.text != nil && f.text.comment == 0 {
			f.text.comment = end - len(trimmed)
		}
		return true
	}
	if at == start && (isMarker(rest, "---") || isMarker(rest, "...") || rest[0] == '%' && len(f.columns) == 0) {
		f.columns, f.open, f.text = nil, false, nil
		return true
	}
	column := at - start
	if f.text != nil && column > f.text.parent {
		f.continuation(at, end)
		return true
	}
	if rest[0] == '\t' {
		tab := at
		for tab < end && blankAt(f.data, tab) {
			tab++
		}
		f.report(at, tab, "", "the line is indented with a tab; YAML wants blanks")
		return true
	}
	f.text = nil

	for len(f.columns) > 0 && f.columns[len(f.columns)-1] > column {
		f.columns = f.columns[:len(f.columns)-1]
	}
	known := len(f.columns) > 0 && f.columns[len(f.columns)-1] == column
	aligned := known || f.open || len(f.columns) == 0
	f.open = false
	parent := column
	dash := false
	for at < end && f.data[at] == '-' && (at+1 == end || blankAt(f.data, at+1)) {
		dash = true
		if !known || at > start+column {
			f.columns = append(f.columns, at-start)
		}
		parent = at - start
		at++
		for at < end && blankAt(f.data, at) {
			at++
		}
	}
	if at == end || f.data[at] == '#' {
		f.open = true
		return true
	}
	if f.data[at] == '?' && (at+1 == end || blankAt(f.data, at+1)) {
		return false // a key written the long way: nobody does
	}
	if f.data[at] == ':' && (at+1 == end || blankAt(f.data, at+1)) {
		f.report(at, at+1, "", "a colon without a key before it")
		return true
	}
	colon, key := f.key(at, end)
	if colon < 0 {
		switch {
		case dash || aligned && !known:
			if !dash {
				parent = -1
				if len(f.columns) > 0 {
					parent = f.columns[len(f.columns)-1]
				}
			}
			return f.value("", at, end, parent, &next)
		case f.data[at] == '}' || f.data[at] == ']':
			f.report(at, at+1, "", "%q closes what nothing opened", string(f.data[at]))
		default:
			f.noKey(at, end)
		}
		return true
	}
	if !aligned {
		f.report(at, colon, "", "the key %s stands in column %d, where neither a key beside it nor a text that it could belong to stands; indent it like its neighbours",
			strconv.Quote(firstRunes(key, 60)), column+1)
		return true
	}
	if k := at - start; !known || dash {
		f.columns = append(f.columns, k)
	}
	parent = at - start
	at = colon + 1
	for at < end && blankAt(f.data, at) {
		at++
	}
	if at == end || f.data[at] == '#' {
		f.open = true
		return true
	}
	return f.value(key, at, end, parent, &next)
}

// listInFront is how other languages write a list of a type.
var listInFront = lazy.Pattern(`^\[\]([A-Za-z][A-Za-z0-9]*)(?:[ \t]|$)`)

func isMarker(line []byte, marker string) bool {
	return bytes.HasPrefix(line, []byte(marker)) && (len(line) == 3 || line[3] == ' ' || line[3] == '\t')
}

// key finds the colon behind the key that stands at data[at:end]. It is negative
// when no key stands there.
func (f *trapFinder) key(at, end int) (colon int, key string) {
	switch c := f.data[at]; c {
	case '"', '\'':
		i := f.quotedEnd(at, end)
		if i < 0 {
			return -1, ""
		}
		key = string(f.data[at:i])
		for i < end && blankAt(f.data, i) {
			i++
		}
		if i < end && f.data[i] == ':' && (i+1 == end || blankAt(f.data, i+1)) {
			return i, key
		}
		return -1, ""
	case '{', '[', '|', '>', '@', '`', '%', ',', '}', ']':
		return -1, ""
	}
	i := f.colon(at, end)
	if i < 0 {
		return -1, ""
	}
	return i, strings.TrimRight(string(f.data[at:i]), " \t")
}

// colon returns the offset of the first colon that ends a key in data[at:end], or -1.
func (f *trapFinder) colon(at, end int) int {
	for i := at; i < end; i++ {
		switch {
		case f.data[i] == ':' && (i+1 == end || blankAt(f.data, i+1)):
			return i
		case f.data[i] == '#' && i > at && blankAt(f.data, i-1):
			return -1
		}
	}
	return -1
}

// comment returns where a comment begins in data[at:end], or -1.
func (f *trapFinder) comment(at, end int) int {
	for i := at + 1; i < end; i++ {
		if f.data[i] == '#' && blankAt(f.data, i-1) {
			return i
		}
	}
	return -1
}

// quotedEnd returns the offset behind the quoted text that begins at data[at], or
// -1 when it is not closed before end.
func (f *trapFinder) quotedEnd(at, end int) int {
	q := f.data[at]
	for i := at + 1; i < end; i++ {
		switch {
		case q == '"' && f.data[i] == '\\':
			i++
		case f.data[i] == q && q == '\'' && i+1 < end && f.data[i+1] == q:
			i++
		case f.data[i] == q:
			return i + 1
		}
	}
	return -1
}

// continuation looks at a line that continues a text of the line before.
func (f *trapFinder) continuation(at, end int) {
	t := f.text
	if t.comment > 0 {
		f.report(t.comment, t.comment+1, "", "the comment that begins here ends the text before it, and the text goes on in line %d; put the text into quotes, or the comment above it", f.line)
		return
	}
	if colon := f.colon(at, end); colon >= 0 {
		line := f.src.pos(t.at).Line
		if start, stop := f.src.bounds(line); t.key == "" {
			start += len(f.data[start:stop]) - len(bytes.TrimLeft(f.data[start:stop], " "))
			if m := glued().FindSubmatch(f.data[start:stop]); m != nil && start == t.at {
				fix := string(m[1]) + ": " + string(m[2])
				f.report(t.at, t.at+len(m[0]), fix, "%s lacks the blank behind the colon: %s", strconv.Quote(clip(string(m[0]))), strconv.Quote(clip(fix)))
				return
			}
		}
		key := strings.TrimRight(string(f.data[at:colon]), " \t")
		f.report(at, colon, "", "%s continues the text of line %d, and such a text has no \": \"; indent a key like its neighbours, or put the whole text into quotes",
			strconv.Quote(strings.Map(flat, firstRunes(key, 60))), f.src.pos(t.at).Line)
		return
	}
	if c := f.comment(at, end); c >= 0 {
		t.comment = c
	}
}

// noKey reports a line that should be a key and a value.
func (f *trapFinder) noKey(at, end int) {
	text := strings.TrimRight(string(f.data[at:end]), " \t")
	name, value, ok := strings.Cut(text, ":")
	if ok && name != "" && !strings.ContainsAny(name, " \t\"'{}[]") {
		f.report(at, at+len(text), name+": "+value, "%s lacks the blank behind the colon: %s",
			strconv.Quote(firstRunes(text, 60)), strconv.Quote(firstRunes(name+": "+value, 60)))
		return
	}
	f.report(at, at+len(text), "", "%s is neither a key with a colon behind it nor the continuation of a text above", strconv.Quote(firstRunes(text, 60)))
}

// starts says what a text that starts with a character of YAML is taken for.
var starts = map[byte]string{
	'{': "a mapping", '[': "a list", '&': "an anchor", '*': "an alias", '!': "a tag", '|': "a block of text",
	'>': "a folded text", '@': "a reserved character", '`': "a reserved character", '%': "a directive",
	'#': "a comment", '\'': "a quoted text", '"': "a quoted text", ']': "the end of a list", '}': "the end of a mapping",
	'-': "an entry of a list", '?': "a key", ',': "a separator", ':': "a value",
}

func readAs(c byte) string {
	quoted := `"` + string(c) + `"`
	if c == '"' {
		quoted = `'"'`
	}
	return "a text that starts with " + quoted + " is read as " + starts[c]
}

func (f *trapFinder) special(key string, at, end int) {
	if c := f.comment(at, end); c >= 0 {
		end = c
	}
	c := f.data[at]
	f.quote(key, at, end, readAs(c))
}

// value looks at the value that begins at data[at]; end is the end of its line,
// and next becomes the line behind the value.
func (f *trapFinder) value(key string, at, end, parent int, next *int) bool {
	first := at
	for at < end && (f.data[at] == '&' || f.data[at] == '!') {
		begin := at
		for at < end && !blankAt(f.data, at) {
			if c := f.data[at]; f.data[begin] == '&' && at > begin && !isAnchorByte(c) {
				f.special(key, first, end)
				return true
			}
			at++
		}
		if at == begin+1 && f.data[begin] == '&' {
			f.special(key, first, end)
			return true
		}
		for at < end && blankAt(f.data, at) {
			at++
		}
	}
	if at == end {
		f.open = true
		return true
	}
	blankNext := at+1 == end || blankAt(f.data, at+1)
	switch c := f.data[at]; c {
	case '*':
		i := at + 1
		for i < end && isAnchorByte(f.data[i]) {
			i++
		}
		name := string(f.data[at+1 : i])
		switch rest := bytes.TrimLeft(f.data[i:end], " \t"); {
		case name == "" || len(rest) > 0 && (rest[0] != '#' || !blankAt(f.data, i)):
			f.special(key, at, end)
		case f.unknown(name):
			f.alias(at, i, name)
		}
	case '"', '\'':
		i := f.quotedEnd(at, len(f.data))
		if i < 0 {
			f.report(at, at+1, "", "the text in quotes that begins here is not closed by another %c; a quote inside is written %s", c, doubled(c))
			return true
		}
		if c == '"' {
			f.escapes(at, i)
		}
		f.closed(key, at, i, next)
	case '{', '[':
		if m := listInFront().FindSubmatch(f.data[at:end]); m != nil {
			// In quotes it would be the name of no type.
			list := string(m[1]) + "[]"
			f.report(at, at+len(m[0]), list, "a list is written with [] behind the type of its elements: %s", list)
			return true
		}
		i := f.flow(at, parent)
		if i < 0 {
			return f.found != nil
		}
		f.closed(key, at, i, next)
	case '|', '>':
		i := at + 1
		for i < end && (f.data[i] == '+' || f.data[i] == '-' || '0' <= f.data[i] && f.data[i] <= '9') {
			i++
		}
		rest := bytes.TrimLeft(f.data[i:end], " \t")
		if len(rest) > 0 && (rest[0] != '#' || !blankAt(f.data, i)) {
			f.special(key, at, end)
			return true
		}
		f.literal(parent, next)
	case '%', '@', '`', ',', ']', '}':
		f.special(key, at, end)
	case '#':
		f.open = true
	default:
		if blankNext && (c == '-' || c == '?' || c == ':') {
			f.special(key, at, end)
			return true
		}
		if colon := f.colon(at, end); colon >= 0 {
			stop := end
			if c := f.comment(at, end); c >= 0 {
				stop = c
			}
			f.quote(key, at, stop, `": " inside a text is read as the end of a key`)
			return true
		}
		f.text = &plainText{at: at, parent: parent, key: key}
		if c := f.comment(at, end); c >= 0 {
			f.text.comment = c
		}
	}
	return true
}

func doubled(c byte) string {
	if c == '\'' {
		return `''`
	}
	return `\"`
}

// isAnchorByte reports whether yaml.v3 allows the byte in the name of an anchor.
func isAnchorByte(c byte) bool {
	return c == '_' || c == '-' || isAlnum(rune(c))
}

// unknown reports whether the parser stopped at an alias of this name.
func (f *trapFinder) unknown(name string) bool {
	return f.problem == "unknown anchor '"+name+"' referenced"
}

func (f *trapFinder) alias(at, end int, name string) {
	f.report(at, end, `"*`+name+`"`, `no anchor &%s stands before *%s in this file; as a text it needs quotes: "*%s"`, name, name, name)
}

// escapes looks for an escape that does not exist in a text in double quotes.
func (f *trapFinder) escapes(at, end int) {
	for i := at + 1; i+1 < end; i++ {
		if f.data[i] != '\\' {
			continue
		}
		i++
		digits := 0
		switch c := f.data[i]; {
		case c == 'x':
			digits = 2
		case c == 'u':
			digits = 4
		case c == 'U':
			digits = 8
		case strings.IndexByte("0abt\tnvfre \"'/\\N_LP", c) < 0 && breakAt(f.data, i) == 0:
			_, size := utf8.DecodeRune(f.data[i:])
			s := string(f.data[i : i+size])
			f.report(i-1, i+size, `\\`+s, `\%s is no escape in double quotes; a backslash is written \\, or put the text into single quotes`, s)
			return
		}
		for k := 1; k <= digits; k++ {
			if i+k >= end || !isHex(f.data[i+k]) {
				f.report(i-1, i+1, "", `\%c wants %d hexadecimal digits`, f.data[i], digits)
				return
			}
		}
	}
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// closed looks at what stands behind a value that closed at data[at], and moves on
// to the line behind it.
func (f *trapFinder) closed(key string, begin, at int, next *int) {
	line := f.src.pos(at).Line
	_, end := f.src.bounds(line)
	rest := bytes.TrimLeft(f.data[at:end], " \t")
	if len(rest) > 0 && (rest[0] != '#' || at < end && !blankAt(f.data, at)) {
		f.special(key, begin, end)
	}
	*next = line + 1
}

// literal steps over the lines of a block scalar.
func (f *trapFinder) literal(parent int, next *int) {
	for ; *next <= len(f.src.lines); *next++ {
		start, end := f.src.bounds(*next)
		at := start
		for at < end && f.data[at] == ' ' {
			at++
		}
		if at == end || at-start > parent {
			continue
		}
		if f.data[at] == '\t' && len(bytes.TrimLeft(f.data[at:end], " \t")) > 0 {
			f.report(at, at+1, "", "the line is indented with a tab; YAML wants blanks")
		}
		return
	}
}

// flowLevel is a list or mapping in flow style that is not closed yet.
type flowLevel struct {
	at    int // of its bracket
	entry int // where the present entry began
	key   string
	colon bool // the entry has had its colon
	full  bool // a value stands there; only a separator may follow
}

// flow looks at a list or mapping in flow style, on as many lines as it has. It
// returns the offset behind it, or -1.
func (f *trapFinder) flow(at, parent int) int {
	levels := []flowLevel{{at: at}}
	for i := at + 1; i < len(f.data); {
		l := &levels[len(levels)-1]
		c := f.data[i]
		if n := breakAt(f.data, i); n > 0 {
			i += n
			if f.looksLikeBlock(i, parent) {
				break
			}
			continue
		}
		if c == ' ' || c == '\t' {
			i++
			continue
		}
		blankNext := i+1 < len(f.data) && blankAt(f.data, i+1)
		switch {
		case c == '#':
			for i < len(f.data) && breakAt(f.data, i) == 0 {
				i++
			}
			continue
		case c == ',':
			*l = flowLevel{at: l.at}
			i++
			continue
		case c == '}' || c == ']':
			if (f.data[l.at] == '{') != (c == '}') {
				p := f.src.pos(l.at)
				f.report(i, i+1, "", "%q does not close the %q of line %d, column %d", string(c), string(f.data[l.at]), p.Line, p.Column)
				return -1
			}
			i++
			levels = levels[:len(levels)-1]
			if len(levels) == 0 {
				return i
			}
			levels[len(levels)-1].full = true
			continue
		case c == ':' && l.full && !l.colon:
			l.colon, l.full = true, false
			i++
			continue
		case l.full || c == ':' && l.colon && blankNext:
			why := "what follows the value makes no sense there"
			if starts[f.data[l.entry]] != "" {
				why = readAs(f.data[l.entry])
			}
			f.entry(l, l.entry, why)
			return -1
		}
		l.entry = i
		switch {
		case c == '{' || c == '[':
			levels = append(levels, flowLevel{at: i})
			i++
			continue
		case c == '"' || c == '\'':
			end := f.quotedEnd(i, len(f.data))
			if end < 0 {
				f.report(i, i+1, "", "the text in quotes that begins here is not closed by another %c; a quote inside is written %s", c, doubled(c))
				return -1
			}
			if c == '"' {
				if f.escapes(i, end); f.found != nil {
					return -1
				}
			}
			if !l.colon {
				l.key = string(f.data[i:end])
			}
			l.full = true
			i = end
			continue
		case c == '&' || c == '!':
			for i < len(f.data) && !blankAt(f.data, i) && strings.IndexByte(",]}", f.data[i]) < 0 {
				i++
			}
			continue
		case c == '*':
			end := i + 1
			for end < len(f.data) && isAnchorByte(f.data[end]) {
				end++
			}
			if name := string(f.data[i+1 : end]); name != "" && f.unknown(name) {
				f.alias(i, end, name)
				return -1
			}
			if end == i+1 || end < len(f.data) && !blankAt(f.data, end) && strings.IndexByte(",]}:", f.data[end]) < 0 {
				f.entry(l, i, `a text that starts with "*" is read as an alias`)
				return -1
			}
			l.full = true
			i = end
			continue
		case strings.IndexByte("@`%|>?", c) >= 0 || c == '-' && blankNext:
			f.entry(l, i, readAs(c))
			return -1
		}
		end := f.plainInFlow(i, parent)
		if end == len(f.data) {
			break
		}
		switch t := f.data[end]; {
		case t == '[' || t == '{' || t == '?':
			f.entry(l, i, fmt.Sprintf("%s inside a text has a meaning of its own in flow style", strconv.Quote(string(t))))
			return -1
		case (t == ']' || t == '}') && (t == '}') != (f.data[l.at] == '{'):
			f.entry(l, i, fmt.Sprintf("%s inside a text has a meaning of its own in flow style", strconv.Quote(string(t))))
			return -1
		case t == ':' && l.colon:
			f.entry(l, i, `": " inside a text is read as the end of a key`)
			return -1
		case t == ':':
			l.key, l.colon = strings.TrimRight(string(f.data[i:end]), " \t"), true
			i = end + 1
		default:
			l.full = true
			i = end
		}
	}
	if f.found == nil {
		what := "list"
		if f.data[at] == '{' {
			what = "mapping"
		}
		f.report(at, at+1, "", "%q opens a %s that is never closed; if a text is meant, put it into quotes", string(f.data[at]), what)
	}
	return -1
}

// looksLikeBlock reports whether the line that begins at data[at] is a key in block
// style that stands no deeper than the value in flow style before it.
func (f *trapFinder) looksLikeBlock(at, parent int) bool {
	i := at
	for i < len(f.data) && f.data[i] == ' ' {
		i++
	}
	if i-at > parent {
		return false
	}
	for j := i; j+1 < len(f.data) && breakAt(f.data, j) == 0; j++ {
		c := f.data[j]
		if c == ':' {
			return j > i && blankAt(f.data, j+1)
		}
		if !isAnchorByte(c) && c != '?' && c != '.' {
			return false
		}
	}
	return false
}

// plainInFlow returns where a text without quotes ends in flow style.
func (f *trapFinder) plainInFlow(i, parent int) int {
	for ; i < len(f.data); i++ {
		switch c := f.data[i]; {
		case strings.IndexByte(",[]{}?", c) >= 0:
			return i
		case c == ':' && i+1 < len(f.data) && blankAt(f.data, i+1):
			return i
		case c == '#' && i > 0 && blankAt(f.data, i-1):
			return i
		case breakAt(f.data, i) > 0:
			// The text goes on in the next line unless that begins a new block key.
			if f.looksLikeBlock(i+breakAt(f.data, i), parent) {
				return len(f.data)
			}
		}
	}
	return i
}

// entry reports the text that the entry in flow style at data[at] seems to be.
func (f *trapFinder) entry(l *flowLevel, at int, why string) {
	depth, i := 0, at
scan:
	for ; i < len(f.data) && breakAt(f.data, i) == 0; i++ {
		switch c := f.data[i]; {
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth == 0 {
				break scan
			}
			depth--
		case depth > 0:
		case c == ',' && (i+1 == len(f.data) || blankAt(f.data, i+1)):
			break scan
		case c == ':' && !l.colon && i+1 < len(f.data) && blankAt(f.data, i+1):
			break scan
		}
	}
	if m := listInFront().FindSubmatch(bytes.TrimRight(f.data[at:i], " \t")); m != nil && len(m[0]) == len(bytes.TrimRight(f.data[at:i], " \t")) {
		list := `"` + string(m[1]) + `[]"`
		f.report(at, at+len(m[0]), list, "a list is written with [] behind the type of its elements, in quotes inside { }: %s", list)
		return
	}
	key := ""
	if l.colon {
		key = l.key
	}
	f.quote(key, at, i, why)
}
