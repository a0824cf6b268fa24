package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Bounds of what is read. They are far above what people write and low enough
// that a hostile file costs neither time nor memory out of proportion.
const (
	maxBytes      = 64 << 20 // over all files of a catalogue
	maxSeparators = 8 << 20  // in one file: what lets the parser make a node
	maxDepth      = 64       // lists and mappings inside each other
	maxExpansion  = 1 << 20  // values reached through aliases; see decoder.spend
)

// document is a file that yaml.v3 could read.
type document struct {
	src  *source
	root *yaml.Node // nil when the file holds no value
	// used are the anchored nodes that an alias names.
	used map[*yaml.Node]bool
	// spotted are the texts that are not spotless, in order.
	spotted []*yaml.Node
}

// readDocument parses a file. What keeps it from being read at all is one finding,
// and then the result is nil.
func readDocument(src *source, ds *Diagnostics) *document {
	if !checkBytes(src, ds) {
		return nil
	}
	root, trailing, err := parseYAML(src.data)
	if err != nil {
		syntaxFinding(src, err, ds)
		return nil
	}
	doc := &document{src: src}
	if at, ok := secondDocument(src); ok {
		ds.Add("yaml-documents", src.pos(at), nil, "a second document begins here; a catalogue is one document, and more files go under \"include\"")
	} else if trailing >= 0 {
		ds.Add("yaml-syntax", src.pos(trailing), nil, "the catalogue has ended before this line is over; what is left belongs to nothing, such as a bracket too many")
	}
	if root == nil || len(root.Content) == 0 {
		return doc
	}
	doc.root = root.Content[0]
	w := walker{doc: doc, ds: ds}
	w.walk(doc.root, 0)
	return doc
}

// parseYAML returns the first document. Trailing is where something stands behind
// it that is no YAML, such as a bracket too many, and -1 when nothing does. The
// parser is known to panic on some input that is not YAML; that is a finding about
// the file, not the end of the program.
func parseYAML(data []byte) (root *yaml.Node, trailing int, err error) {
	defer func() {
		if r := recover(); r != nil {
			root, trailing, err = nil, -1, errors.New("yaml: the YAML parser cannot make sense of it")
		}
	}()
	if bytes.HasPrefix(data, []byte("%YAML 1.2")) {
		// yaml.v3 reads 1.2, but not the line that says so.
		data = append([]byte("#"), data[1:]...)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	root = new(yaml.Node)
	if err := dec.Decode(root); err != nil && !errors.Is(err, io.EOF) {
		return nil, -1, err
	}
	if err := dec.Decode(new(yaml.Node)); err != nil && !errors.Is(err, io.EOF) {
		return root, max(consumed(data, 2)-1, 0), nil
	}
	return root, -1, nil
}

// checkBytes refuses what yaml.v3 refuses without a place, or reads as the end of
// the file (NUL), and a file that would become too many nodes.
func checkBytes(src *source, ds *Diagnostics) bool {
	for i := 0; i < len(src.data) && !src.plain; {
		c := src.data[i]
		if c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(src.data[i:])
		what := ""
		switch {
		case r == utf8.RuneError && size == 1:
			what = fmt.Sprintf("the byte 0x%02x is not UTF-8; save the file as UTF-8", c)
			if bytes.HasPrefix(src.data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(src.data, []byte{0xFE, 0xFF}) {
				what = "the file is UTF-16; save it as UTF-8"
			}
		case r == 0:
			what = "the file holds the character NUL, which is not text; take it out"
		case r < 0xA0 && r != 0x85, r == 0xFFFE, r == 0xFFFF:
			what = fmt.Sprintf("the file holds the control character %U, which YAML does not allow; take it out, or write it as an escape in double quotes", r)
		}
		if what != "" {
			ds.Add("yaml-encoding", src.pos(i), nil, "%s", what)
			return false
		}
		i += size
	}
	if len(src.data) <= maxSeparators {
		return true // whatever they are
	}
	if n := separators(src.data); n > maxSeparators {
		ds.Add("file-size", Pos{src.file, 1, 1}, nil,
			"the file has %d line breaks, commas, colons and brackets; the limit is %d", n, maxSeparators)
		return false
	}
	return true
}

// separators counts what lets the parser make a node.
func separators(data []byte) int {
	n := 0
	for i, c := range data {
		switch c {
		case ',', ':', '[', '{', '\n', '\r':
			n++
		case '-', '?':
			if i+1 < len(data) && blankAt(data, i+1) {
				n++
			}
		}
	}
	return n
}

// secondDocument finds the place where a second document begins. A document marker
// at the beginning of a line ends whatever stands before it, a text too.
func secondDocument(src *source) (offset int, found bool) {
	content, ended := false, false
	for line := range src.lines {
		if content && !ended && !src.marked(line+1) {
			continue // in the document
		}
		start, end := src.bounds(line + 1)
		text := src.data[start:end]
		marker := len(text) >= 3 && (len(text) == 3 || text[3] == ' ' || text[3] == '\t')
		switch {
		case marker && string(text[:3]) == "---":
			if content || ended {
				return start, true
			}
			content = true
		case marker && string(text[:3]) == "...":
			ended = content
		case content && !ended:
		case len(text) > 0 && text[0] == '%' && !ended:
		default:
			if rest := bytes.TrimLeft(text, " \t"); len(rest) > 0 && rest[0] != '#' {
				if ended {
					return start + len(text) - len(rest), true
				}
				content = true
			}
		}
	}
	return 0, false
}

// marked reports whether the line (from 1) may be a document marker.
func (s *source) marked(line int) bool {
	start := s.lines[line-1].start
	return start < len(s.data) && (s.data[start] == '-' || s.data[start] == '.')
}

// walker looks over the tree before it is decoded: it cuts what is nested too
// deeply and aliases that would never end, and collects which anchors are used and
// which texts are not spotless.
type walker struct {
	doc   *document
	ds    *Diagnostics
	above []*yaml.Node // anchored nodes on the way from the root
	deep  bool         // a place that is too deep has been reported
}

func (w *walker) walk(n *yaml.Node, depth int) {
	switch n.Kind {
	case yaml.AliasNode:
		for _, a := range w.above {
			if a == n.Alias {
				w.ds.Add("yaml-alias", w.pos(n), []Related{{w.pos(a), "the anchor stands here"}},
					"*%s stands inside the value of &%s, so it would never end", n.Value, n.Value)
				n.Alias = nil
				return
			}
		}
		if w.doc.used == nil {
			w.doc.used = make(map[*yaml.Node]bool)
		}
		w.doc.used[n.Alias] = true
	case yaml.ScalarNode:
		if !spotless(n) {
			w.doc.spotted = append(w.doc.spotted, n)
		}
	case yaml.MappingNode, yaml.SequenceNode:
		if depth == maxDepth {
			if !w.deep {
				w.deep = true
				w.ds.Add("yaml-depth", w.pos(n), nil, "%s; the limit is %d", nestedTooDeeply, maxDepth)
			}
			n.Kind, n.Content = 0, nil // what is left is skipped everywhere
			return
		}
		if n.Anchor != "" {
			w.above = append(w.above, n)
		}
		for _, child := range n.Content {
			w.walk(child, depth+1)
		}
		if n.Anchor != "" {
			w.above = w.above[:len(w.above)-1]
		}
	}
}

const nestedTooDeeply = "lists and mappings are nested more deeply here than a catalogue needs"

func (w *walker) pos(n *yaml.Node) Pos { return Pos{w.doc.src.file, n.Line, n.Column} }

// syntaxFinding reports that yaml.v3 refused a file. Its error has no column, and
// as line often that of the value in which the mistake is; so the file is read
// again to learn how far the parser came, and the lines up to there are searched
// for what people trip over.
func syntaxFinding(src *source, err error, ds *Diagnostics) {
	problem := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if rest, ok := strings.CutPrefix(problem, "line "); ok {
		if number, what, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(number); err == nil {
				line, problem = n, what
			}
		}
	}
	if strings.HasPrefix(problem, "exceeded max depth") {
		ds.Add("yaml-depth", src.pos(tooDeep(src, line)), nil, "%s; the limit is %d", nestedTooDeeply, maxDepth)
		return
	}
	reached := src.pos(max(consumed(src.data, 1)-1, 0)).Line
	if t, ok := findTrap(src, reached, problem); ok {
		ds.Add("yaml-syntax", src.pos(t.at), nil, "%s", t.message)
		d := &(*ds)[len(*ds)-1]
		if end := src.pos(t.end); end.Line == d.Pos.Line && end.Column > d.Pos.Column {
			d.End, d.Fix = end, t.fix
		}
		return
	}
	// Without a trap: the last line that the parser reached and that says something.
	if reached < line {
		reached = min(line, len(src.lines))
	}
	at := 0
	for ; reached > 0; reached-- {
		start, end := src.bounds(reached)
		rest := bytes.TrimLeft(src.data[start:end], " \t")
		if len(rest) > 0 && rest[0] != '#' {
			at = end - len(rest)
			break
		}
	}
	ds.Add("yaml-syntax", src.pos(at), nil, "the file is not YAML near here: %s", problem)
}

// tooDeep returns where a line opens more lists and mappings than are allowed, or
// how far the parser came.
func tooDeep(src *source, line int) int {
	start, end := src.bounds(min(max(line, 1), len(src.lines)))
	opened := 0
	for i := start; i < end; i++ {
		switch c := src.data[i]; {
		case c == '[' || c == '{' || c == '-' && i+1 < end && blankAt(src.data, i+1):
			if opened++; opened > maxDepth {
				return i
			}
		case c == ']' || c == '}':
			opened--
		}
	}
	return consumed(src.data, 1)
}

// consumed returns how many bytes of data the parser takes for that many documents
// before it stops. It takes no more than it needs when a line is all that it can
// have at a time.
func consumed(data []byte, documents int) int {
	r := &lineReader{data: data}
	func() {
		defer func() { _ = recover() }()
		dec := yaml.NewDecoder(r)
		for range documents {
			var n yaml.Node
			_ = dec.Decode(&n)
		}
	}()
	return r.at
}

// lineReader gives out one line at a time.
type lineReader struct {
	data []byte
	at   int
}

func (r *lineReader) Read(p []byte) (int, error) {
	if r.at == len(r.data) {
		return 0, io.EOF
	}
	rest := r.data[r.at:]
	if i := bytes.IndexAny(rest[:min(len(rest), len(p))], "\r\n"); i >= 0 {
		rest = rest[:i+1]
	}
	n := copy(p, rest)
	r.at += n
	return n, nil
}
