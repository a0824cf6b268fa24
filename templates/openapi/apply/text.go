package apply

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/openapi"
)

// splice replaces the bytes from..to with text.
type splice struct {
	from, to int
	text     string
}

// layoutError says that the document is written in a way in which errspec finds no
// place for what it has to write.
type layoutError struct {
	at      int
	message string
}

func (e *layoutError) Error() string { return e.message }

// style is how the document is written.
type style struct {
	lineBreak string
	unit      string // indentation of one level
	flowUnit  string // likewise in flow style
	colon     string // in flow style: ": "
	comma     string // on one line in flow style: ", "
}

// writer collects the splices of an editor.
type writer struct {
	*editor
	style
	splices []splice
}

// edits returns what has to be done to the text, in order.
func (e *editor) edits() ([]splice, error) {
	w := &writer{editor: e, style: styleOf(e.doc)}
	for _, n := range e.changed(e.doc.root, nil) {
		if err := w.mapping(n, e.changes[n]); err != nil {
			return nil, err
		}
	}
	// Of those at one place the insertions come first, in the order in which they
	// were made.
	slices.SortStableFunc(w.splices, func(a, b splice) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(min(1, a.to-a.from), min(1, b.to-b.from)))
	})
	return w.splices, nil
}

// text returns the document with all changes.
func (e *editor) text() ([]byte, error) {
	splices, err := e.edits()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	at := 0
	for _, s := range splices {
		if s.from < at {
			return nil, fmt.Errorf("bug in errspec: two edits at byte %d", s.from)
		}
		out.Write(e.doc.data[at:s.from])
		out.WriteString(s.text)
		at = s.to
	}
	out.Write(e.doc.data[at:])
	return out.Bytes(), nil
}

// changed lists the mappings with changes, in the order in which they end: where
// two of them end at once, what is inserted into the inner one comes first.
func (e *editor) changed(n *node, list []*node) []*node {
	for _, m := range n.members {
		list = e.changed(m.key, list)
		list = e.changed(m.value, list)
	}
	for _, item := range n.items {
		list = e.changed(item, list)
	}
	if e.changes[n] != nil {
		list = append(list, n)
	}
	return list
}

// styleOf looks at how a document is written.
func styleOf(d *document) style {
	s := style{lineBreak: "\n", unit: "  ", flowUnit: "  ", colon: ": ", comma: ", "}
	if len(d.lines) > 1 {
		end, next := d.lineEnd(0)
		if text := string(d.data[end:next]); text == "\r\n" || text == "\r" {
			s.lineBreak = text
		}
	}
	var block, flow, colon, comma bool
	var walk func(n *node)
	walk = func(n *node) {
		for i, m := range n.members {
			if n.flow && !colon {
				if text := string(d.data[m.key.end:m.value.start]); text == ":" || text == ": " || text == " : " {
					s.colon, colon = text, true
				}
			}
			if n.flow && !comma && i > 0 {
				if text := string(d.data[max(n.members[i-1].value.end, n.members[i-1].key.end):m.key.start]); text == "," || text == ", " {
					s.comma, comma = text, true
				}
			}
			outer, aloneOuter := d.prefix(m.key.start)
			if v := m.value; len(v.members) > 0 {
				inner, alone := d.prefix(v.members[0].key.start)
				if deeper, ok := strings.CutPrefix(inner, outer); alone && aloneOuter && ok && deeper != "" {
					switch {
					case v.flow && !flow:
						s.flowUnit, flow = deeper, true
					case !v.flow && !block:
						s.unit, block = deeper, true
					}
				}
			}
			if block && flow && colon && comma {
				return
			}
			walk(m.value)
		}
		for _, item := range n.items {
			walk(item)
		}
	}
	walk(d.root)
	if colon && !comma && s.colon == ":" {
		s.comma = ","
	}
	return s
}

// prefix returns what stands before a byte on its line, and whether that is blank.
func (d *document) prefix(at int) (text string, blank bool) {
	text = string(d.data[d.lineStart(at):at])
	return text, strings.Trim(text, " \t") == ""
}

// mapping makes the splices of a mapping.
func (w *writer) mapping(n *node, c *change) error {
	for _, m := range n.members {
		v := m.value
		if c.replaced[m] == nil || len(v.members)+len(v.items) > 0 || bytes.IndexByte(w.doc.data[v.start:v.end], '#') < 0 {
			continue
		}
		switch {
		case v.flow:
			return &layoutError{v.start, "errspec has to write here, and a comment stands between the brackets; take it out of them"}
		case v.tag == "!!null":
			return &layoutError{v.start, "errspec has to write here, and a comment stands between anchor, tag and null; take it out of them"}
		}
	}
	if n.flow {
		w.flowMapping(n, c)
		return nil
	}
	return w.blockMapping(n, c)
}

// flowMapping edits a mapping in braces.
func (w *writer) flowMapping(n *node, c *change) {
	pad, lines := w.doc.prefix(n.members[0].key.start)
	separator := w.comma
	if lines {
		separator = "," + w.lineBreak + pad
	} else if strings.Contains(string(w.doc.data[n.start:n.end]), w.lineBreak) && !strings.Contains(w.comma, " ") {
		separator = ", "
	}
	text := func(v *generator.Value) string { return w.flow(v, pad, lines) }
	entry := func(x insertion) string { return w.quote(x.name) + w.colon + text(x.value) }

	var kept []*member
	for _, m := range n.members {
		if !c.removed[m] {
			kept = append(kept, m)
		}
		if v := c.replaced[m]; v != nil {
			from, space := m.value.start, ""
			if m.value.end == m.value.start && m.value.text == "" {
				space = " " // nothing stands there, not even a blank
				if !strings.Contains(string(w.doc.data[m.key.end:m.value.start]), ":") {
					space = ": "
				}
			}
			w.splices = append(w.splices, splice{from, m.value.end, space + text(v)})
		}
	}
	if len(kept) == 0 {
		var all []string
		for _, x := range c.inserted {
			all = append(all, entry(x))
		}
		w.splices = append(w.splices, splice{n.members[0].key.start, end(n.members[len(n.members)-1]), strings.Join(all, separator)})
		return
	}
	for i, m := range n.members {
		if !c.removed[m] {
			continue
		}
		next := slices.IndexFunc(n.members[i:], func(m *member) bool { return !c.removed[m] })
		switch {
		case next > 0:
			w.splices = append(w.splices, splice{m.key.start, n.members[i+1].key.start, ""})
		case i > 0 && !c.removed[n.members[i-1]]:
			w.splices = append(w.splices, w.cut(end(n.members[i-1]), end(n.members[len(n.members)-1])))
		}
	}
	for i, x := range c.inserted {
		k := slices.Index(n.members, x.after)
		for k >= 0 && c.removed[n.members[k]] {
			k-- // behind what is left of those before it
		}
		if k < 0 {
			w.splices = append(w.splices, splice{kept[0].key.start, kept[0].key.start, entry(x) + separator})
			continue
		}
		at := end(n.members[k])
		if k+1 < len(n.members) && c.removed[n.members[k+1]] || !lines {
			w.splices = append(w.splices, splice{at, at, separator + entry(x)})
			continue
		}
		// A comment at the end of the line is about what stands before it.
		stop, comma := w.restOfLine(at)
		switch {
		case comma:
			w.splices = append(w.splices, splice{stop, stop, w.lineBreak + pad + entry(x) + ","})
		case i > 0 && c.inserted[i-1].after == x.after:
			w.splices = append(w.splices, splice{stop, stop, separator + entry(x)})
		default:
			w.splices = append(w.splices, splice{at, at, ","}, splice{stop, stop, w.lineBreak + pad + entry(x)})
		}
	}
}

// restOfLine looks behind a member of a mapping in braces: is there a comma, and
// then nothing but a comment? Stop is where the next member may stand.
func (w *writer) restOfLine(at int) (stop int, comma bool) {
	data := w.doc.data
	i := at
	blanks := func() {
		for i < len(data) && (data[i] == ' ' || data[i] == '\t') {
			i++
		}
	}
	if blanks(); i < len(data) && data[i] == ',' {
		comma = true
		i++
	}
	behind := i
	lineEnd, _ := w.doc.lineEnd(at)
	if blanks(); i == lineEnd || data[i] == '#' {
		return lineEnd, comma
	}
	if comma {
		return behind, true
	}
	return at, false
}

// end is where a member ends; its value may be nothing.
func end(m *member) int { return max(m.key.end, m.value.end) }

// blockMapping edits a mapping whose members stand on lines.
func (w *writer) blockMapping(n *node, c *change) error {
	pad, ok := "", false
	for _, m := range n.members {
		if text, blank := w.doc.prefix(m.key.start); blank {
			pad, ok = text, true
			break
		}
	}
	if !ok {
		return &layoutError{n.start, "errspec has to write here, and finds no line that begins with a key; write the mapping on lines of its own"}
	}
	for _, m := range n.members {
		if c.removed[m] {
			start := w.doc.lineStart(m.key.start)
			if _, blank := w.doc.prefix(m.key.start); !blank {
				return &layoutError{m.key.start, "errspec has to take this out, and it does not begin its line; write it on lines of its own"}
			}
			_, next := w.doc.lineEnd(end(m))
			w.splices = append(w.splices, splice{start, next, ""})
		}
		if v := c.replaced[m]; v != nil {
			if err := w.replaceBlock(m, v, pad); err != nil {
				return err
			}
		}
	}
	for _, x := range c.inserted {
		at := w.lineBefore(n.members[0], pad)
		if x.after != nil {
			at = w.lineBehind(x.after, len(pad), x.after == lastMember(n))
		}
		if err := w.insertLines(at, w.member(x.name, x.value, pad)); err != nil {
			return err
		}
	}
	return nil
}

// lineBehind returns where the line behind a member begins. Comments that are
// indented as its members are belong to it, and those at the end of a mapping to
// its last member.
func (w *writer) lineBehind(m *member, indent int, last bool) int {
	d := w.doc
	_, at := d.lineEnd(end(m))
	if last {
		indent--
	}
	for next := at; next < len(d.data); {
		stop, following := d.lineEnd(next)
		text := bytes.TrimLeft(d.data[next:stop], " \t")
		switch {
		case len(text) == 0 && last:
		case len(text) > 0 && text[0] == '#' && stop-next-len(text) > indent:
			at = following
		default:
			return at
		}
		if following == next {
			break
		}
		next = following
	}
	return at
}

// lineBefore returns where the line of a first member begins, with the comments
// above it that are indented as it is.
func (w *writer) lineBefore(m *member, pad string) int {
	d := w.doc
	at := d.lineStart(m.key.start)
	for at > 0 {
		above := d.lineStart(at - 1)
		if !bytes.HasPrefix(d.data[above:], []byte(pad+"#")) {
			break
		}
		at = above
	}
	return at
}

// insertLines puts whole lines before a line, or at the end of the document.
func (w *writer) insertLines(at int, text string) error {
	d := w.doc
	if at == len(d.data) && at > 0 && d.lineStart(at) != at {
		if d.unended != nil {
			return &layoutError{d.unended.start, "the document ends in this text without a line break, and what errspec has to write behind it would give it one; end the last line"}
		}
		text = w.lineBreak + strings.TrimSuffix(text, w.lineBreak)
	}
	w.splices = append(w.splices, splice{at, at, text})
	return nil
}

// replaceBlock gives a member on lines of its own another value.
func (w *writer) replaceBlock(m *member, v *generator.Value, pad string) error {
	d, old := w.doc, m.value
	colon := bytes.IndexByte(d.data[m.key.end:], ':')
	if colon < 0 {
		return &layoutError{m.key.start, "errspec has to write here, and finds no colon; write the key and a colon"}
	}
	colon += m.key.end + 1
	sameLine := d.lineStart(old.start) == d.lineStart(colon)
	empty := len(v.Members) == 0
	switch {
	case empty && old.kind == mappingNode && !old.flow:
		// The members go, comments between them stay.
		for _, gone := range old.members {
			_, next := d.lineEnd(end(gone))
			w.splices = append(w.splices, splice{d.lineStart(gone.key.start), next, ""})
		}
		w.splices = append(w.splices, splice{colon, colon, " {}"})
	case empty, old.flow && len(v.Members) == 1 && v.Members[0].Value.Kind == generator.TextValue:
		w.splices = append(w.splices, splice{old.start, old.end, w.flow(v, pad, false)})
	case old.kind == scalarNode && old.start == old.end,
		sameLine && d.lineStart(old.end) == d.lineStart(colon) && (old.flow || old.kind == aliasNode || old.tag == "!!null"):
		// What is small gives way; a comment behind it stays.
		if old.end > colon {
			w.splices = append(w.splices, w.cut(colon, old.end))
		}
		_, next := d.lineEnd(colon)
		return w.insertLines(next, w.block(v, pad+w.unit))
	default:
		from, at, text := colon, old.end, w.block(v, pad+w.unit)
		if sameLine {
			text = w.lineBreak + text
		} else {
			from = d.lineStart(old.start) // a comment behind the colon stays
		}
		if d.lineStart(at) != at {
			text = strings.TrimSuffix(text, w.lineBreak) + w.blank(at)
		}
		w.splices = append(w.splices, splice{from, at, text})
	}
	return nil
}

// cut takes bytes out.
func (w *writer) cut(from, to int) splice { return splice{from, to, w.blank(to)} }

// blank is what has to stand before a byte when what ends there goes: a comment may
// stand close behind a bracket or a quote, but not behind a plain text or a colon.
func (w *writer) blank(at int) string {
	if at < len(w.doc.data) && w.doc.data[at] == '#' {
		return " "
	}
	return ""
}

// member writes a member of a block mapping.
func (w *writer) member(name string, v *generator.Value, pad string) string {
	if v.Kind == generator.ObjectValue && len(v.Members) > 0 {
		return pad + keyText(name) + ":" + w.lineBreak + w.block(v, pad+w.unit)
	}
	return w.lines(&generator.Value{Kind: generator.ObjectValue, Members: []generator.Member{{Name: name, Value: v}}}, pad)
}

// block writes the members of an object, one level as deep as the document has it.
func (w *writer) block(v *generator.Value, pad string) string {
	var b strings.Builder
	for _, m := range v.Members {
		if m.Value != nil && m.Value.Kind == generator.ListValue && slices.ContainsFunc(m.Value.Items, func(item *generator.Value) bool {
			return item != nil && (item.Kind == generator.ObjectValue || item.Kind == generator.ListValue)
		}) {
			b.WriteString(pad + keyText(m.Name) + ":" + w.lineBreak + w.lines(m.Value, pad+w.unit))
			continue
		}
		if m.Value == nil {
			m.Value = &generator.Value{Kind: generator.NullValue}
		}
		b.WriteString(w.member(m.Name, m.Value, pad))
	}
	return b.String()
}

// lines writes a value as package openapi does.
func (w *writer) lines(v *generator.Value, pad string) string {
	text := (*openapi.Node)(v).YAML(len(pad))
	return strings.ReplaceAll(text, "\n", w.lineBreak)
}

// keyText writes the name of a member in block style.
func keyText(name string) string {
	text := (*openapi.Node)(&generator.Value{Kind: generator.ObjectValue, Members: []generator.Member{{
		Name: name, Value: &generator.Value{Kind: generator.NullValue},
	}}}).YAML(0)
	return strings.TrimSuffix(text, ": null\n")
}

// flow writes a value in flow style, as JSON: with lines, a member on each, or
// without. Pad is the indentation of the line that it begins on.
func (w *writer) flow(v *generator.Value, pad string, lines bool) string {
	var b strings.Builder
	w.appendFlow(&b, v, pad, lines)
	return b.String()
}

func (w *writer) appendFlow(b *strings.Builder, v *generator.Value, pad string, lines bool) {
	open, shut, n := "{", "}", 0
	if v != nil {
		n = len(v.Members) + len(v.Items)
	}
	switch {
	case v == nil || v.Kind == generator.NullValue:
		b.WriteString("null")
		return
	case v.Kind == generator.TextValue:
		b.WriteString(w.quote(v.Text))
		return
	case v.Kind == generator.ListValue:
		open, shut = "[", "]"
	case v.Kind != generator.ObjectValue:
		b.WriteString(v.Text)
		return
	}
	b.WriteString(open)
	inner := pad + w.flowUnit
	next := func(i int) {
		switch {
		case lines && i > 0:
			b.WriteString("," + w.lineBreak + inner)
		case lines:
			b.WriteString(w.lineBreak + inner)
		case i > 0:
			b.WriteString(w.comma)
		}
	}
	for i, item := range v.Items {
		next(i)
		w.appendFlow(b, item, inner, lines)
	}
	for i, m := range v.Members {
		next(i)
		b.WriteString(w.quote(m.Name) + w.colon)
		w.appendFlow(b, m.Value, inner, lines)
	}
	if lines && n > 0 {
		b.WriteString(w.lineBreak + pad)
	}
	b.WriteString(shut)
}

// quote writes a text in double quotes that JSON and YAML read alike.
func (w *writer) quote(s string) string {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("bug in errspec: " + err.Error()) // a string can always be encoded
	}
	text := strings.TrimSuffix(buf.String(), "\n")
	if !strings.ContainsFunc(text, unprintable) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unprintable(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unprintable reports whether YAML does not take a character as it is, or a reader
// does not see what it does.
func unprintable(r rune) bool {
	return r >= 0x7F && r < 0xA0 || r >= 0x200B && r <= 0x200F && r != 0x200D || r >= 0x2028 && r <= 0x202E ||
		r >= 0x2066 && r <= 0x2069 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF
}
