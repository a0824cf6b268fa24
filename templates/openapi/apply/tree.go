package apply

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// kind tells nodes apart.
type kind uint8

const (
	scalarNode kind = iota + 1
	mappingNode
	sequenceNode
	aliasNode
)

// node is a value of a document and the bytes that it stands in.
type node struct {
	kind       kind
	tag        string // of a scalar: "!!str"
	text       string // of a scalar; of an alias the name of its anchor
	anchor     string
	flow       bool // {...}, [...] or JSON
	start, end int  // bytes; the start is that of an anchor or a tag, if there is one
	members    []*member
	items      []*node
	target     *node // of an alias
	used       bool  // an alias names it
}

// member is an entry of a mapping.
type member struct {
	key, value *node
}

// name is the text of a key, also of one that is an alias.
func (m *member) name() string {
	if k := resolve(m.key); k != nil {
		return k.text
	}
	return m.key.text
}

// document is a parsed text.
type document struct {
	data  []byte // without a byte order mark
	json  bool
	root  *node
	lines []int // starts

	cursor struct{ line, column, at int } // see offset

	// unended is a literal or folded text that the document ends in without a line
	// break. Whatever came behind it would give it one.
	unended *node
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// maxDepth is how deeply values may be nested. It is far above what people
// write, and keeps what walks through them from running out of stack.
const maxDepth = 1000

// parse reads JSON or YAML. The error has a place when it is a [*syntaxError].
func parse(data []byte) (*document, error) {
	d := &document{data: data}
	d.index()
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	if len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[') && json.Valid(data) {
		d.json = true
		p := jsonParser{data: data}
		if d.root = p.value(0); d.root == nil {
			return nil, &syntaxError{p.at, "lists and mappings are nested too deeply"}
		}
		return d, nil
	}
	if err := d.yaml(); err != nil {
		return nil, err
	}
	return d, nil
}

// syntaxError says what keeps a text from being read, and where.
type syntaxError struct {
	at      int
	message string
}

func (e *syntaxError) Error() string { return e.message }

// index finds the lines as yaml.v3 does: at LF, CR, CRLF, NEL, LS and PS.
func (d *document) index() {
	d.lines = []int{0}
	for i := 0; i < len(d.data); {
		if n := breakAt(d.data, i); n > 0 {
			i += n
			d.lines = append(d.lines, i)
			continue
		}
		i++
	}
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

// offset returns the byte of a place, counted as yaml.v3 does. It goes on from the
// place before, so that places in one very long line cost no more than others.
func (d *document) offset(line, column int) int {
	if line < 1 || line > len(d.lines) {
		return len(d.data)
	}
	if c := &d.cursor; c.line != line || c.column > column {
		c.line, c.column, c.at = line, 1, d.lines[line-1]
	}
	for c := &d.cursor; c.column < column && c.at < len(d.data); c.column++ {
		_, size := utf8.DecodeRune(d.data[c.at:])
		c.at += size
	}
	return d.cursor.at
}

// place returns line and column of a byte, both from 1, the column in runes.
func (d *document) place(at int) (line, column int) {
	at = min(max(at, 0), len(d.data))
	line = sort.SearchInts(d.lines, at+1)
	return line, utf8.RuneCount(d.data[d.lines[line-1]:at]) + 1
}

// lineStart returns where the line of a byte begins.
func (d *document) lineStart(at int) int {
	return d.lines[sort.SearchInts(d.lines, at+1)-1]
}

// lineEnd returns where the line of a byte ends, its break not counted, and where
// the next one begins.
func (d *document) lineEnd(at int) (end, next int) {
	i := sort.SearchInts(d.lines, at+1)
	if i == len(d.lines) {
		return len(d.data), len(d.data)
	}
	next = d.lines[i]
	switch c := d.data[next-1]; {
	case c == '\n' && next > 1 && d.data[next-2] == '\r':
		end = next - 2
	case c == '\n' || c == '\r':
		end = next - 1
	case c == 0x85:
		end = next - 2
	default:
		end = next - 3
	}
	return end, next
}

// jsonParser reads a text that json.Valid takes.
type jsonParser struct {
	data []byte
	at   int
}

func (p *jsonParser) blanks() {
	for p.at < len(p.data) && strings.IndexByte(" \t\r\n", p.data[p.at]) >= 0 {
		p.at++
	}
}

func (p *jsonParser) value(depth int) *node {
	if depth > maxDepth {
		return nil
	}
	p.blanks()
	n := &node{kind: scalarNode, start: p.at, flow: true}
	switch c := p.data[p.at]; c {
	case '{', '[':
		n.kind = sequenceNode
		if c == '{' {
			n.kind = mappingNode
		}
		p.at++
		for p.blanks(); p.data[p.at] != '}' && p.data[p.at] != ']'; p.blanks() {
			if p.data[p.at] == ',' {
				p.at++
				continue
			}
			item := p.value(depth + 1)
			if item == nil {
				return nil
			}
			if c == '[' {
				n.items = append(n.items, item)
				continue
			}
			p.blanks()
			p.at++ // the colon
			value := p.value(depth + 1)
			if value == nil {
				return nil
			}
			n.members = append(n.members, &member{item, value})
		}
		p.at++
	case '"':
		p.at++
		for p.data[p.at] != '"' {
			if p.data[p.at] == '\\' {
				p.at++
			}
			p.at++
		}
		p.at++
		n.tag = "!!str"
		if err := json.Unmarshal(p.data[n.start:p.at], &n.text); err != nil {
			panic("bug in errspec: " + err.Error()) // json.Valid took it
		}
	default:
		for p.at < len(p.data) && strings.IndexByte(" \t\r\n,]}:", p.data[p.at]) < 0 {
			p.at++
		}
		n.text = string(p.data[n.start:p.at])
		switch n.text {
		case "true", "false":
			n.tag = "!!bool"
		case "null":
			n.tag = "!!null"
		default:
			n.tag = "!!float"
		}
	}
	n.end = p.at
	return n
}

// yaml parses with yaml.v3, which gives the starts of values; where they end is
// found in the text.
func (d *document) yaml() error {
	doc, err := parseYAML(d.data)
	if err != nil {
		at, text := 0, strings.TrimPrefix(err.Error(), "yaml: ")
		if rest, ok := strings.CutPrefix(text, "line "); ok {
			number, what, _ := strings.Cut(rest, ": ")
			if line, err := strconv.Atoi(number); err == nil && line >= 1 && line <= len(d.lines) {
				at, text = d.lines[line-1], what
			}
		}
		return &syntaxError{at, "the document is not YAML near here: " + text}
	}
	if len(doc.Content) == 0 {
		return &syntaxError{0, "the document is empty"}
	}
	c := converter{doc: d, known: map[*yaml.Node]*node{}}
	d.root, err = c.convert(doc.Content[0], 0, -1)
	return err
}

// parseYAML returns the only document of a text.
func parseYAML(data []byte) (doc *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, errors.New("yaml: the YAML parser cannot make sense of it")
		}
	}()
	if bytes.HasPrefix(data, []byte("%YAML 1.2")) {
		// yaml.v3 reads 1.2, but not the line that says so.
		data = bytes.Clone(data)
		data[0] = '#'
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	doc = new(yaml.Node)
	if err := dec.Decode(doc); err != nil {
		return nil, err
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		return nil, fmt.Errorf("yaml: line %d: a second document begins here", second.Line)
	} else if err.Error() != "EOF" {
		return nil, err
	}
	return doc, nil
}

// converter makes nodes of those of yaml.v3.
type converter struct {
	doc   *document
	known map[*yaml.Node]*node
}

// convert makes a node, inside lists and mappings that are indented by indent.
func (c *converter) convert(from *yaml.Node, depth, indent int) (*node, error) {
	d := c.doc
	n := &node{start: d.offset(from.Line, from.Column), anchor: from.Anchor}
	if depth > maxDepth {
		return nil, &syntaxError{n.start, "lists and mappings are nested too deeply"}
	}
	c.known[from] = n
	switch from.Kind {
	case yaml.AliasNode:
		n.kind, n.text = aliasNode, from.Value
		n.end = n.start + 1 + len(from.Value)
		if n.target = c.known[from.Alias]; n.target != nil {
			n.target.used = true
		}
		return n, nil
	case yaml.ScalarNode:
		n.kind, n.tag, n.text = scalarNode, from.ShortTag(), from.Value
		if n.tag == "!!timestamp" {
			n.tag = "!!str" // JSON has none, and so neither has OpenAPI
		}
		end, err := d.scalarEnd(n, from, indent)
		n.end = end
		return n, err
	}
	n.flow = from.Style&yaml.FlowStyle != 0
	last := d.valueStart(n.start)
	properties := from.Anchor != "" || from.Style&yaml.TaggedStyle != 0
	switch {
	case n.flow:
		last++ // the bracket
	case !properties || len(from.Content) == 0:
		indent = from.Column - 1
	case from.Kind == yaml.MappingNode:
		indent = from.Content[0].Column - 1
	default:
		indent = d.indentOf(d.lineStart(d.offset(from.Content[0].Line, 1))) // of the dash
	}
	for i := 0; i < len(from.Content); i++ {
		child, err := c.convert(from.Content[i], depth+1, indent)
		if err != nil {
			return nil, err
		}
		last = max(last, child.end)
		if from.Kind == yaml.SequenceNode {
			n.items = append(n.items, child)
			continue
		}
		i++
		value, err := c.convert(from.Content[i], depth+1, indent)
		if err != nil {
			return nil, err
		}
		last = max(last, value.end)
		n.members = append(n.members, &member{child, value})
	}
	n.kind = sequenceNode
	closing := byte(']')
	if from.Kind == yaml.MappingNode {
		n.kind, closing = mappingNode, '}'
	}
	n.end = last
	if n.flow {
		for n.end < len(d.data) && d.data[n.end] != closing {
			next := d.skipBlank(n.end)
			if next == n.end {
				if strings.IndexByte(",:?", d.data[n.end]) < 0 {
					return nil, &syntaxError{n.end, "errspec loses its way here; write this list or mapping on lines of its own"}
				}
				next++
			}
			n.end = next
		}
		n.end = min(n.end+1, len(d.data))
	}
	return n, nil
}

// skipBlank returns where blanks, line breaks and comments from a byte on end.
func (d *document) skipBlank(at int) int {
	for at < len(d.data) {
		switch c := d.data[at]; {
		case c == ' ' || c == '\t':
			at++
		case breakAt(d.data, at) > 0:
			at += breakAt(d.data, at)
		case c == '#': // yaml.v3 needs no blank before it
			at, _ = d.lineEnd(at)
		default:
			return at
		}
	}
	return at
}

// valueStart returns where a value begins behind its anchor and tag.
func (d *document) valueStart(at int) int {
	for at < len(d.data) && (d.data[at] == '&' || d.data[at] == '!') {
		for at < len(d.data) && strings.IndexByte(" \t\r\n", d.data[at]) < 0 {
			if d.data[at] == '<' && d.data[at-1] == '!' { // !<...> may hold anything but blanks
				for at < len(d.data) && d.data[at] != '>' {
					at++
				}
			}
			if at < len(d.data) {
				if strings.IndexByte(",[]{}", d.data[at]) >= 0 {
					break // in flow style the properties of an empty value
				}
				at++
			}
		}
		next := d.skipBlank(at)
		if next >= len(d.data) {
			return at
		}
		at = next
	}
	return at
}

// scalarEnd finds the end of a scalar.
func (d *document) scalarEnd(n *node, from *yaml.Node, indent int) (int, error) {
	at := n.start
	if from.Anchor != "" || from.Style&yaml.TaggedStyle != 0 || at < len(d.data) && d.data[at] == '!' {
		if from.Value == "" && from.Style&^yaml.TaggedStyle == 0 {
			return d.propertiesEnd(at, indent), nil
		}
		at = d.valueStart(at)
	}
	lost := &syntaxError{n.start, "errspec loses its way here; write this value on lines of its own, or in quotes"}
	if at >= len(d.data) {
		return len(d.data), nil
	}
	switch {
	case from.Style&yaml.DoubleQuotedStyle != 0:
		if d.data[at] != '"' {
			return 0, lost
		}
		for at++; at < len(d.data) && d.data[at] != '"'; at++ {
			if d.data[at] == '\\' {
				at++
			}
		}
		return min(at+1, len(d.data)), nil
	case from.Style&yaml.SingleQuotedStyle != 0:
		if d.data[at] != '\'' {
			return 0, lost
		}
		for at++; at < len(d.data); at++ {
			if d.data[at] == '\'' {
				if at+1 == len(d.data) || d.data[at+1] != '\'' {
					break
				}
				at++
			}
		}
		return min(at+1, len(d.data)), nil
	case from.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		end := d.blockEnd(at, indent)
		if end == len(d.data) {
			d.unended = n
		}
		return end, nil
	case from.Value == "":
		return at, nil
	}
	// A plain text stands as it is, but for line breaks.
	for i := 0; i < len(from.Value); {
		if c := from.Value[i]; c == ' ' || c == '\t' || breakAt([]byte(from.Value), i) > 0 {
			for i < len(from.Value) && (from.Value[i] == ' ' || from.Value[i] == '\t' || breakAt([]byte(from.Value), i) > 0) {
				i += max(1, breakAt([]byte(from.Value), i))
			}
			for at < len(d.data) && (d.data[at] == ' ' || d.data[at] == '\t' || breakAt(d.data, at) > 0) {
				at += max(1, breakAt(d.data, at))
			}
			continue
		}
		if at >= len(d.data) || d.data[at] != from.Value[i] {
			return 0, lost
		}
		at++
		i++
	}
	return at, nil
}

// propertiesEnd returns where the anchor and the tag of an empty value end, inside
// lists and mappings that are indented by indent.
func (d *document) propertiesEnd(at, indent int) int {
	end := at
	for at < len(d.data) && (d.data[at] == '&' || d.data[at] == '!') {
		for at < len(d.data) && strings.IndexByte(" \t\r\n,[]{}", d.data[at]) < 0 {
			at++
		}
		end = at
		at = d.skipBlank(at)
		if line := d.lineStart(at); line > end && d.indentOf(line) <= indent {
			break // of the key below
		}
	}
	return end
}

// blockEnd returns where a literal or folded text ends: behind its last line, the
// break not counted. Blank lines at its end belong to it only with "+". The lists
// and mappings around it are indented by indent.
func (d *document) blockEnd(at, indent int) int {
	end, next := d.lineEnd(at)
	header, _, _ := strings.Cut(string(d.data[at:end]), " #")
	end = at + len(strings.TrimRight(header, " \t"))
	keep := strings.Contains(header, "+")
	least, found := indent+1, false
	if i := strings.IndexAny(header, "123456789"); i >= 0 {
		least, found = max(indent, 0)+int(header[i]-'0'), true
	}
	for next < len(d.data) {
		stop, following := d.lineEnd(next)
		own := d.indentOf(next)
		switch {
		case next+own < stop && own < least:
			return end
		case next+own < stop:
			if !found {
				least, found = own, true
			}
			end = stop
		case keep, found && own > least: // blanks behind the indentation are text
			end = stop
		}
		if following == next {
			break
		}
		next = following
	}
	return end
}

// indentOf returns the number of blanks that a line begins with.
func (d *document) indentOf(lineStart int) int {
	n := 0
	for lineStart+n < len(d.data) && d.data[lineStart+n] == ' ' {
		n++
	}
	return n
}
