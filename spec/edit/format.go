package edit

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// width is how many columns a short form may end in, brackets and key included.
const width = 140

// Format returns a file of a catalogue in its canonical layout: keys in the order
// of the reference, two blanks of indentation, a blank line around every error of
// several lines, quotes only where they are needed, no blanks at the ends of lines,
// LF. Collections with brackets stay as they are while they fit into 140 columns.
//
// What the file says stays, and so do its comments, with what they stand at. A
// file of which that cannot be promised comes back as a [*Refusal]. The result
// formatted again is itself.
func Format(name string, data []byte) ([]byte, error) {
	t, err := read(name, data)
	if err != nil {
		return nil, err
	}
	if err := formattable(name, t); err != nil {
		return nil, err
	}
	want := fingerprint(name, t)
	for _, o := range [...]formatOptions{{sorts: true, unquotes: true}, {sorts: true}, {unquotes: true}, {}} {
		if out, ok := settle(name, t, o, want); ok {
			return out, nil
		}
	}
	return nil, refuse(spec.Pos{File: name}, "its layout cannot be changed without changing what it says; it stays as it is")
}

// formatOptions are the freedoms that the formatter takes. They are given up where
// a file would say something else with them.
type formatOptions struct {
	sorts    bool
	unquotes bool
}

// settle formats until nothing changes any more.
func settle(name string, t *spec.Tree, o formatOptions, want print) ([]byte, bool) {
	var last []byte
	for range 4 {
		out := newFormatter(name, t, o).file()
		if bytes.Equal(out, last) {
			return out, true
		}
		last = out
		next, err := read(name, out)
		if err != nil || formattable(name, next) != nil || !want.equal(fingerprint(name, next)) {
			return nil, false
		}
		t = next
	}
	return nil, false
}

// formattable refuses what the formatter has no form for.
func formattable(name string, t *spec.Tree) error {
	if len(t.Root.Content) == 0 {
		return refuse(pos(name, t.Root), "the file has no keys, so there is nothing to lay out")
	}
	for line := 1; line <= t.Lines(); line++ {
		s := text(t, line)
		switch {
		case strings.HasPrefix(s, "%"):
			return refuse(spec.Pos{File: name, Line: line, Column: 1}, "a YAML directive stands here, and fmt has no layout for one; take it out")
		case s == "..." || strings.HasPrefix(s, "... "):
			return refuse(spec.Pos{File: name, Line: line, Column: 1}, "the end of a document is marked here, and fmt has no layout for it; take it out")
		case strings.HasPrefix(s, "---") && strings.Trim(s, "- \t") != "" && (len(s) == 3 || s[3] == ' ' || s[3] == '\t'):
			return refuse(spec.Pos{File: name, Line: line, Column: 1}, "something stands behind ---; give it a line of its own")
		}
		if strings.ContainsAny(s, "\u0085\u2028\u2029") {
			return refuse(spec.Pos{File: name, Line: line, Column: 1}, "a line break that few programs know stands here; take it out")
		}
	}
	if bytes.ContainsAny(t.Data, "\u0085\u2028\u2029") {
		return refuse(spec.Pos{File: name, Line: 1, Column: 1}, "the file holds line breaks that few programs know (NEL, U+2028 or U+2029); take them out")
	}
	var walk func(n *yaml.Node) error
	walk = func(n *yaml.Node) error {
		if n.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(n.Content); i += 2 {
				key := n.Content[i]
				at := t.Start(key)
				for at > 0 && (t.Data[at-1] == ' ' || t.Data[at-1] == '\t') {
					at--
				}
				switch {
				case key.Kind != yaml.ScalarNode:
					return refuse(pos(name, key), "a key that is no text stands here, and fmt has no layout for one")
				case at > 0 && t.Data[at-1] == '?' && (at == 1 || isSpace(t.Data[at-2]) || strings.IndexByte("{[,-", t.Data[at-2]) >= 0):
					return refuse(pos(name, key), "the key is written the long way, with ?, and fmt has no layout for that")
				case key.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || lineOf(t, t.End(key)) != key.Line:
					return refuse(pos(name, key), "the key has several lines, and fmt has no layout for that")
				}
			}
		}
		for _, child := range n.Content {
			if err := walk(child); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(t.Root)
}

// kind is what the formatter knows of a part of a catalogue: the order of its keys,
// and what stands under them.
type kind struct {
	order []string // nil: the order is the author's
	keys  map[string]*kind
	each  *kind // of every entry, when keys has none
	parts bool  // entries of several lines have blank lines around them
}

var root = func() *kind {
	of := func(name string, keys map[string]*kind) *kind { return &kind{order: spec.Keys(name), keys: keys} }
	all := func(each *kind) *kind { return &kind{each: each} }
	param := of("param", map[string]*kind{"enum": all(of("enum_value", nil))})
	params := all(param)
	errors := all(of("error", map[string]*kind{
		"params": params, "deprecated": of("deprecated", nil), "examples": all(of("example", nil)),
	}))
	errors.parts = true
	return of("catalogue", map[string]*kind{
		"wire":     of("wire", nil),
		"statuses": all(of("status", map[string]*kind{"defaults": of("defaults", map[string]*kind{"params": params})})),
		"types":    all(of("type", map[string]*kind{"fields": params, "enum": all(of("enum_value", nil))})),
		"errors":   errors,
		"groups":   all(of("group", nil)),
		"retired":  all(of("retired", nil)),
		"targets":  all(of("target", nil)),
		"lint":     of("lint", nil),
	})
}()

// under returns the kind of the value of a key, or of an item.
func (k *kind) under(key string) *kind {
	if k == nil {
		return nil
	}
	if sub := k.keys[key]; sub != nil {
		return sub
	}
	return k.each
}

// remark is a comment, or an empty line.
type remark struct {
	text   string // "# ..."
	blank  bool   // an empty line stands before it
	offset int
}

// point is the place of an entry of a mapping or of an item of a list.
type point struct {
	offset int
	column int
	node   *yaml.Node   // the key, or the item
	value  *yaml.Node   // the value, or the item
	path   []*yaml.Node // the collections around it, the innermost last
}

type formatter struct {
	name string
	t    *spec.Tree
	o    formatOptions

	points []point
	spans  [][2]int // scalars, where # begins no comment

	opened map[*yaml.Node]bool     // in flow style, and written in block style
	lead   map[*yaml.Node][]remark // comments above an entry, by its key or item
	blank  map[*yaml.Node]bool     // an empty line stands above it, or above its comments
	trail  map[*yaml.Node][]string // comments behind it
	inner  map[*yaml.Node][]remark // comments in place of its value
	foot   map[*yaml.Node][]remark // comments at the end of a collection
	head   []remark                // comments of the file

	out  bytes.Buffer
	kept bool // what was written last is a text that ends in empty lines; one more would be text
}

func newFormatter(name string, t *spec.Tree, o formatOptions) *formatter {
	f := &formatter{
		name: name, t: t, o: o,
		opened: map[*yaml.Node]bool{}, lead: map[*yaml.Node][]remark{}, blank: map[*yaml.Node]bool{},
		trail: map[*yaml.Node][]string{}, inner: map[*yaml.Node][]remark{}, foot: map[*yaml.Node][]remark{},
	}
	f.scalars(t.Root)
	sort.Slice(f.spans, func(i, k int) bool { return f.spans[i][0] < f.spans[k][0] })
	comments := f.comments()
	f.open(t.Root, comments)
	f.collect(t.Root, nil)
	f.attach(comments)
	return f
}

// scalars notes where scalars stand.
func (f *formatter) scalars(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		if from, to := f.t.ValueStart(n), f.t.End(n); to > from {
			f.spans = append(f.spans, [2]int{from, to})
		}
	}
	for _, child := range n.Content {
		f.scalars(child)
	}
}

// comments finds the comments of the file.
func (f *formatter) comments() []remark {
	var list []remark
	span := 0
	data := f.t.Data
	for i := 0; i < len(data); i++ {
		for span < len(f.spans) && f.spans[span][1] <= i {
			span++
		}
		if span < len(f.spans) && f.spans[span][0] <= i {
			i = f.spans[span][1] - 1
			continue
		}
		if data[i] != '#' || i > 0 && !isSpace(data[i-1]) {
			continue
		}
		stop := i
		for stop < len(data) && data[stop] != '\n' && data[stop] != '\r' {
			stop++
		}
		line := lineOf(f.t, i)
		list = append(list, remark{
			text: strings.TrimRight(string(data[i:stop]), " \t"), offset: i,
			blank: line > 1 && f.own(i) && isBlank(f.t, line-1),
		})
		i = stop
	}
	return list
}

// own reports whether nothing but blanks stands before an offset in its line.
func (f *formatter) own(offset int) bool {
	start := lineStart(f.t, lineOf(f.t, offset))
	return strings.TrimSpace(string(f.t.Data[start:offset])) == ""
}

// open marks the collections in flow style that hold a comment: comments have their
// own lines, and so then has what they stand at.
func (f *formatter) open(n *yaml.Node, comments []remark) {
	if isFlow(f.t, n) && len(n.Content) > 0 {
		from, to := f.t.Start(n), end(f.t, n)
		i := sort.Search(len(comments), func(i int) bool { return comments[i].offset > from })
		if i == len(comments) || comments[i].offset >= to {
			return
		}
		f.opened[n] = true
	}
	for _, child := range n.Content {
		f.open(child, comments)
	}
}

// collect lists the entries that get lines of their own, in the order of the file.
func (f *formatter) collect(n *yaml.Node, path []*yaml.Node) {
	if isFlow(f.t, n) && !f.opened[n] {
		return
	}
	path = append(path[:len(path):len(path)], n)
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			f.points = append(f.points, point{f.t.Start(key), key.Column - 1, key, n.Content[i+1], path})
			f.collect(n.Content[i+1], path)
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			at := f.t.Start(item)
			if !isFlow(f.t, n) {
				at = f.dash(at)
			}
			f.points = append(f.points, point{at, f.t.Pos(at).Column - 1, item, item, path})
			f.collect(item, path)
		}
	}
}

// dash returns the offset of the dash before an item.
func (f *formatter) dash(at int) int {
	for i := at - 1; i >= 0; i-- {
		if f.t.Data[i] == '-' && (i+1 == len(f.t.Data) || isSpace(f.t.Data[i+1])) {
			return i
		}
	}
	return at
}

// attach gives every comment to the entry that it stands at.
func (f *formatter) attach(comments []remark) {
	first := len(f.t.Data)
	if len(f.points) > 0 {
		first = f.points[0].offset
	}
	// What stands above the first key belongs to the file, up to the last empty line.
	var top []remark
	for len(comments) > 0 && comments[0].offset < first {
		top, comments = append(top, comments[0]), comments[1:]
	}
	if k := len(f.points); k > 0 {
		node := f.points[0].node
		line := lineOf(f.t, first)
		cut := len(top)
		if line > 1 && !isBlank(f.t, line-1) {
			for cut > 0 && !top[cut-1].blank {
				cut--
			}
			if cut == 0 {
				cut = len(top)
			} else {
				cut--
			}
		}
		f.head = top[:cut]
		f.lead[node] = top[cut:]
		f.blank[node] = line > 1 && isBlank(f.t, line-1)
	} else {
		f.head = top
	}
	for i, p := range f.points {
		if line := lineOf(f.t, p.offset); i > 0 && line > 1 && isBlank(f.t, line-1) && f.own(p.offset) {
			f.blank[p.node] = true
		}
	}
	for _, c := range comments {
		next := sort.Search(len(f.points), func(i int) bool { return f.points[i].offset > c.offset })
		p := f.points[next-1]
		if !f.own(c.offset) {
			f.trail[p.node] = append(f.trail[p.node], c.text)
			continue
		}
		column := f.t.Pos(c.offset).Column - 1
		switch {
		case next < len(f.points) && (column <= f.points[next].column || len(f.points[next].path) > len(p.path)):
			f.leads(f.points[next], c)
		case column > p.column && isNothing(p.value):
			f.inner[p.node] = append(f.inner[p.node], c)
		default:
			f.foots(next, p, column, c)
		}
	}
}

// leads puts a comment above an entry. An empty line that stood above the comment
// stands above the entry then, and one between the two stays between.
func (f *formatter) leads(p point, c remark) {
	f.lead[p.node] = append(f.lead[p.node], c)
}

// foots puts a comment at the end of the innermost collection that it may belong
// to by its indentation, unless the next entry is of that collection.
func (f *formatter) foots(next int, p point, column int, c remark) {
	for i := len(p.path) - 1; i >= 0; i-- {
		at := f.columnOf(p.path[i])
		if i > 0 && p.path[i].Kind == yaml.SequenceNode && at == f.columnOf(p.path[i-1]) {
			at++ // the dashes stand below their key
		}
		if at > column && i > 0 {
			continue
		}
		if next < len(f.points) && slices.Contains(f.points[next].path, p.path[i]) {
			f.leads(f.points[next], c)
			return
		}
		f.foot[p.path[i]] = append(f.foot[p.path[i]], c)
		return
	}
}

// columnOf is the column, from 0, of the entries of a collection.
func (f *formatter) columnOf(n *yaml.Node) int {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 {
		return n.Content[0].Column - 1
	}
	if len(n.Content) > 0 {
		return f.t.Pos(f.dash(f.t.Start(n.Content[0]))).Column - 1
	}
	return n.Column - 1
}

// isNothing reports whether nothing is written as a value.
func isNothing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == "" && n.Anchor == "" && n.Tag == "!!null"
}

// file writes the whole file.
func (f *formatter) file() []byte {
	marker := false
	for line := 1; line <= f.t.Lines() && lineStart(f.t, line) <= f.t.Start(f.t.Root); line++ {
		marker = marker || strings.HasPrefix(text(f.t, line), "---")
	}
	var before, after []remark
	if marker {
		// The mark stays where it is among the comments.
		at := bytes.Index(f.t.Data, []byte("---"))
		for at > 0 && f.t.Data[at-1] != '\n' && f.t.Data[at-1] != '\r' {
			at += 1 + bytes.Index(f.t.Data[at+1:], []byte("---"))
		}
		for _, c := range f.head {
			if c.offset < at {
				before = append(before, c)
			} else {
				after = append(after, c)
			}
		}
	} else {
		after = f.head
	}
	f.remarks(before, "", false)
	if marker {
		f.out.WriteString("---\n")
	}
	f.remarks(after, "", false)
	if isFlow(f.t, f.t.Root) && !f.opened[f.t.Root] {
		f.opened[f.t.Root] = true
		f.collect(f.t.Root, nil)
	}
	f.collection(f.t.Root, root, 0, len(f.head) > 0)
	return f.out.Bytes()
}

// remarks writes comments, each on its own line. begun says that something stands
// above them, from which an empty line may divide them.
func (f *formatter) remarks(list []remark, indent string, begun bool) {
	for _, c := range list {
		if c.blank && begun && !f.kept {
			f.out.WriteByte('\n')
		}
		f.out.WriteString(indent + c.text + "\n")
		begun, f.kept = true, false
	}
}

// entry is an entry of a mapping, or an item of a list, whose key is nil.
type entry struct {
	key, value *yaml.Node
	kind       *kind
}

func (e entry) node() *yaml.Node {
	if e.key != nil {
		return e.key
	}
	return e.value
}

// entries lists a collection in the order in which it is written.
func (f *formatter) entries(n *yaml.Node, k *kind) []entry {
	var list []entry
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			list = append(list, entry{nil, item, k.under("")})
		}
		return list
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		list = append(list, entry{key, n.Content[i+1], k.under(key.Value)})
	}
	if k == nil || k.order == nil || !f.o.sorts || !independent(list) {
		return list
	}
	rank := func(e entry) int {
		if e.key.Tag == "!!merge" {
			return -1
		}
		if i := slices.Index(k.order, e.key.Value); i >= 0 {
			return i
		}
		return len(k.order)
	}
	slices.SortStableFunc(list, func(a, b entry) int { return rank(a) - rank(b) })
	return list
}

// independent reports whether entries may change places: none has an alias of what
// another one names.
func independent(list []entry) bool {
	owner := map[string]int{}
	var names func(n *yaml.Node, i int) bool
	names = func(n *yaml.Node, i int) bool {
		if n.Anchor != "" {
			if before, taken := owner[n.Anchor]; taken && before != i {
				return false
			}
			owner[n.Anchor] = i
		}
		for _, child := range n.Content {
			if !names(child, i) {
				return false
			}
		}
		return true
	}
	for i, e := range list {
		if e.key != nil && !names(e.key, i) || !names(e.value, i) {
			return false
		}
	}
	var uses func(n *yaml.Node, i int) bool
	uses = func(n *yaml.Node, i int) bool {
		if n.Kind == yaml.AliasNode {
			if at, here := owner[n.Value]; here && at != i {
				return false
			}
		}
		for _, child := range n.Content {
			if !uses(child, i) {
				return false
			}
		}
		return true
	}
	for i, e := range list {
		if !uses(e.value, i) {
			return false
		}
	}
	return true
}

// collection writes the entries of a collection in block style, each on lines of
// its own. begun says that something stands above the first one that an empty line
// may divide it from.
func (f *formatter) collection(n *yaml.Node, k *kind, depth int, begun bool) {
	indent := strings.Repeat(" ", depth)
	long := false // the entry before has several lines
	for i, e := range f.entries(n, k) {
		node := e.node()
		lead := f.hoisted(e)
		kept := f.kept
		f.kept = false
		body := f.rendered(func() {
			f.out.WriteString(indent)
			f.entry(e, depth)
		})
		several := bytes.Count(body, []byte("\n")) > 1
		blank := f.blank[node]
		if len(lead) > 0 {
			blank = lead[0].blank
		}
		switch {
		case i == 0 || k == nil:
		case k.parts && (several || long), k == root && long:
			blank = true
		}
		if blank && (i > 0 || begun) && !kept {
			f.out.WriteByte('\n')
		}
		for j, c := range lead {
			if c.blank && j > 0 {
				f.out.WriteByte('\n')
			}
			f.out.WriteString(indent + c.text + "\n")
		}
		if len(lead) > 0 && f.blank[node] {
			f.out.WriteByte('\n')
		}
		f.out.Write(body)
		long = several && (k != root || e.value.Kind != yaml.ScalarNode)
	}
	f.remarks(f.foot[n], indent, true)
}

// rendered returns what a function writes.
func (f *formatter) rendered(write func()) []byte {
	kept := f.out
	f.out = bytes.Buffer{}
	write()
	body := f.out.Bytes()
	f.out = kept
	return body
}

// hoisted returns the comments above an entry. An item that is a collection begins
// on the line of its dash; comments between the two go above it.
func (f *formatter) hoisted(e entry) []remark {
	lead := f.lead[e.node()]
	if e.key != nil || !f.isBlock(e.value) {
		return lead
	}
	lead = slices.Clone(lead)
	for _, c := range f.trail[e.value] {
		lead = append(lead, remark{text: c})
	}
	for _, c := range f.lead[f.first(e)] {
		c.blank = false
		lead = append(lead, c)
	}
	return lead
}

// first is the node of the first entry of an item that is a collection.
func (f *formatter) first(e entry) *yaml.Node { return f.entries(e.value, e.kind)[0].node() }

// isBlock reports whether a value is written on lines of its own.
func (f *formatter) isBlock(n *yaml.Node) bool {
	return (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && len(n.Content) > 0 && (!isFlow(f.t, n) || f.opened[n])
}

// entry writes one entry behind its indentation, with its line breaks.
func (f *formatter) entry(e entry, depth int) {
	if e.key != nil {
		f.out.WriteString(props(e.key) + f.scalar(e.key, false, 0))
		if e.key.Value == "" && e.key.Style == 0 || e.key.Kind == yaml.AliasNode {
			f.out.WriteByte(' ')
		}
		f.out.WriteByte(':')
	} else {
		f.out.WriteByte('-')
	}
	node, value := e.node(), e.value
	if isFlow(f.t, value) && len(value.Content) > 0 && !f.opened[value] {
		short, one := f.flow(value, e.kind)
		column := f.out.Len() - 1 - bytes.LastIndexByte(f.out.Bytes(), '\n')
		if one && column+1+utf8.RuneCountInString(short) <= width {
			f.out.WriteString(" " + props(value) + short)
			f.trailing(node)
			return
		}
		f.opened[value] = true
	}
	switch {
	case isNothing(value):
		f.trailing(node)
		f.remarks(f.inner[node], strings.Repeat(" ", depth+2), false)
	case value.Kind == yaml.AliasNode:
		f.out.WriteString(" *" + value.Value)
		f.trailing(node)
	case !f.isBlock(value) && value.Kind != yaml.ScalarNode:
		f.out.WriteString(" " + props(value) + map[yaml.Kind]string{yaml.MappingNode: "{}", yaml.SequenceNode: "[]"}[value.Kind])
		f.trailing(node)
	case value.Kind == yaml.ScalarNode:
		s := props(value) + f.scalar(value, false, depth+2)
		if s = strings.TrimRight(s, " "); s != "" {
			f.out.WriteString(" " + s)
		}
		switch {
		case value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
			// What stands behind the indicator is part of the scalar's own line.
			f.block(value, depth+2)
		default:
			f.trailing(node)
		}
	case e.key == nil && props(value) == "":
		// "- key: value", and the rest below it.
		f.out.WriteByte(' ')
		body := f.rendered(func() { f.collection(value, e.kind, depth+2, false) })
		f.out.Write(f.withoutLead(body, value, e))
	default:
		if p := strings.TrimRight(props(value), " "); p != "" {
			f.out.WriteString(" " + p)
		}
		if e.key != nil {
			f.trailing(node)
			f.collection(value, e.kind, depth+2, false)
			return
		}
		f.out.WriteByte('\n')
		f.out.Write(f.rendered(func() { f.collection(value, e.kind, depth+2, false) }))
	}
}

// withoutLead takes the comments that were put above the dash, and the indentation
// that the dash stands in, from the front of the first entry.
func (f *formatter) withoutLead(body []byte, value *yaml.Node, e entry) []byte {
	for range f.lead[f.first(e)] {
		i := bytes.IndexByte(body, '\n')
		for i == 0 {
			body = body[1:]
			i = bytes.IndexByte(body, '\n')
		}
		body = body[i+1:]
	}
	for len(body) > 0 && body[0] == '\n' {
		body = body[1:]
	}
	return bytes.TrimLeft(body, " ")
}

// trailing ends a line, with the comments that stand behind it.
func (f *formatter) trailing(node *yaml.Node) {
	for _, c := range f.trail[node] {
		f.out.WriteString(" " + c)
		if c != f.trail[node][len(f.trail[node])-1] {
			f.out.WriteString("\n")
		}
	}
	f.out.WriteByte('\n')
}

// props are the anchor and the tag of a node, with a blank behind each.
func props(n *yaml.Node) string {
	s := ""
	if n.Anchor != "" {
		s += "&" + n.Anchor + " "
	}
	if n.Style&yaml.TaggedStyle != 0 {
		s += n.Tag + " "
	}
	return s
}
