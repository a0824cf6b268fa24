package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Options say how a catalogue is read.
type Options struct {
	AllowOutside bool // targets may leave the root, and bases lie outside it
	// Outside reads, with AllowOutside, bases by slash paths that lead out of the
	// root: "../api/openapi.yaml". Nil: none can be read.
	Outside fs.FS
	// Document, when not nil, is the only document that an openapi target is wanted
	// for; see Document.
	Document *Document
}

// Document is an OpenAPI document that is given and not named by a target. The
// catalogue then has one openapi target, with this base: the one that names it,
// else the first, else one that is supplied.
type Document struct {
	File    string // slash path relative to the root, which it may leave: "../api/openapi.yaml"
	Data    []byte
	OpenAPI string // version to write, in place of what the target says; empty: that
	Codes   string // "closed" or "open", likewise
}

// Load reads the catalogue name, a slash path in fsys, and the files that it
// includes. fsys is rooted at the folder that paths may not leave: that of the
// module or repository.
//
// The error is not nil only when name itself cannot be read. Everything else that
// is wrong is a finding; the catalogue is returned as far as it could be
// understood.
func Load(fsys fs.FS, name string, o Options) (*Catalog, Diagnostics, error) {
	l := newLoader(fsys)
	l.options = o
	data, err := l.read(name)
	var big *sizeError
	if err != nil && !errors.As(err, &big) {
		return nil, nil, fmt.Errorf("read catalogue: %w", err)
	}
	if big != nil {
		l.begin(name, nil)
		l.ds.Add("file-size", Pos{name, 1, 1}, nil, "%s", big)
		c, ds := l.end(Options{})
		return c, ds, nil
	}
	l.file(name, data, true)
	c, ds := l.end(o)
	return c, ds, nil
}

// Parse reads a catalogue that is one file. It may not include others.
func Parse(name string, data []byte) (*Catalog, Diagnostics) {
	l := newLoader(nil)
	if len(data) > maxBytes {
		l.begin(name, nil)
		l.ds.Add("file-size", Pos{name, 1, 1}, nil, "%s", &sizeError{int64(len(data)), maxBytes})
		return l.end(Options{})
	}
	l.file(name, data, true)
	return l.end(Options{})
}

// loader reads the files of one catalogue.
type loader struct {
	fsys    fs.FS
	options Options
	c       *Catalog
	ds      Diagnostics
	docs    map[string]*document // by Pos.File; nil when not readable as YAML
	srcs    map[string]*source
	open    []string            // files whose includes are being read, for cycles
	bytes   int64               // left of maxBytes
	beside  map[string][]string // names in folders with files that are missing; see nearFile
	spent   int                 // see decoder.spend

	broken  bool // the catalogue itself could not be understood at all
	partial bool // a file is missing, so that names may look unknown
}

func newLoader(fsys fs.FS) *loader {
	return &loader{
		fsys:  fsys,
		c:     &Catalog{Sources: make(map[string][]byte)},
		docs:  make(map[string]*document),
		srcs:  make(map[string]*source),
		bytes: maxBytes,
	}
}

// sizeError says that a file is larger than what is left of the bound.
type sizeError struct{ size, left int64 }

func (e *sizeError) Error() string {
	if e.left == maxBytes {
		return fmt.Sprintf("the file has %d bytes; a catalogue has at most %d", e.size, maxBytes)
	}
	return fmt.Sprintf("the file has %d bytes, and with it the files of the catalogue more than %d", e.size, maxBytes)
}

// read reads a file unless it is too large, which is known before it is read.
func (l *loader) read(name string) ([]byte, error) { return l.readFrom(l.fsys, name) }

func (l *loader) readFrom(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	if info.Size() > l.bytes {
		return nil, &sizeError{info.Size(), l.bytes}
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var data bytes.Buffer
	data.Grow(int(info.Size()) + bytes.MinRead)
	// The file may have grown since.
	if _, err := data.ReadFrom(io.LimitReader(f, l.bytes+1)); err != nil {
		return nil, err
	}
	if n := int64(data.Len()); n > l.bytes {
		return nil, &sizeError{n, l.bytes}
	}
	l.bytes -= int64(data.Len())
	return data.Bytes(), nil
}

// begin notes a file.
func (l *loader) begin(name string, data []byte) {
	if l.c.File == "" {
		l.c.File = name
	}
	l.c.Files = append(l.c.Files, name)
	if data != nil {
		l.c.Sources[name] = data
	}
}

// file decodes a file and then those that it includes.
func (l *loader) file(name string, data []byte, root bool) {
	l.begin(name, data)
	src := newSource(name, data)
	l.srcs[name] = src
	doc := readDocument(src, &l.ds)
	l.docs[name] = doc

	d := &decoder{ds: &l.ds, doc: doc, src: src, spent: &l.spent}
	c := new(Catalog)
	if !d.catalog(c, root) {
		l.broken = l.broken || root
		l.partial = true
	}
	l.add(c, root)

	l.open = append(l.open, path.Clean(name))
	for _, inc := range c.Includes {
		l.include(name, inc)
	}
	l.open = l.open[:len(l.open)-1]
}

// catalog decodes the whole file into c. It reports whether that makes sense.
func (d *decoder) catalog(c *Catalog, root bool) bool {
	start := Pos{d.src.file, 1, 1}
	catalogTable.place(c, spotOf(start))
	if d.doc == nil {
		return false
	}
	n := d.doc.root
	if n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		d.ds.Add("file-empty", start, nil, "the file holds nothing; a catalogue begins with errspec: %d", languageVersion)
		return false
	}
	d.at = spotOf(start)
	if n.Kind != yaml.MappingNode {
		d.report("value-type", n, "%s where a catalogue begins with keys such as errspec: %d", describe(n, formOf(n)), languageVersion)
		return false
	}
	// Of a language that is not known nothing else can be said.
	before := len(*d.ds)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k, v := n.Content[i], n.Content[i+1]; k.Value == "errspec" && k.Kind == yaml.ScalarNode && v.Kind == yaml.ScalarNode && isDecimal(v.Value) {
			var at At[int]
			if version().decode(d, v, &at); at.Written() && at.Value != languageVersion {
				c.Version = at
				return false
			}
			*d.ds = (*d.ds)[:before]
			break
		}
	}
	d.at = d.spot(n)
	table := catalogTable
	if !root {
		table = includedTable
	}
	table.shape().decode(d, n, c)
	return true
}

// add puts what a file holds behind what is there.
func (l *loader) add(c *Catalog, root bool) {
	if root {
		c.File, c.Files, c.Bases, c.Sources = l.c.File, l.c.Files, l.c.Bases, l.c.Sources
		*l.c = *c
		return
	}
	l.c.Statuses = append(l.c.Statuses, c.Statuses...)
	l.c.Types = append(l.c.Types, c.Types...)
	l.c.Errors = append(l.c.Errors, c.Errors...)
	l.c.Groups = append(l.c.Groups, c.Groups...)
	l.c.Retired = append(l.c.Retired, c.Retired...)
	l.c.Extensions = append(l.c.Extensions, c.Extensions...)
	l.c.Includes = append(l.c.Includes, c.Includes...)
}

// include reads a file that another one names.
func (l *loader) include(from string, inc At[string]) {
	fail := func(rule, format string, args ...any) {
		l.partial = true
		l.ds.Add(rule, inc.Pos(), nil, format, args...)
	}
	given := inc.Value
	name := path.Join(path.Dir(from), given)
	switch {
	case path.IsAbs(given) || len(given) > 1 && given[1] == ':':
		fail("include-outside", "%q is an absolute path; an included file is named relative to this one", given)
		return
	case strings.Contains(given, `\`) && l.fsys != nil:
		fail("include-missing", "%q has a backslash; paths in a catalogue have slashes", given)
		return
	case name == ".." || strings.HasPrefix(name, "../"):
		fail("include-outside", "%q leaves the root of the module or repository", given)
		return
	}
	if i := slices.Index(l.open, name); i >= 0 {
		way := append(slices.Clone(l.open[i:]), name)
		fail("include-cycle", "%q includes itself: %s", name, strings.Join(way, " -> "))
		return
	}
	if _, ok := l.srcs[name]; ok {
		return // reached twice, counts once
	}
	if l.fsys == nil {
		fail("include-missing", "%q cannot be included here: only one file is read", given)
		return
	}
	data, err := l.read(name)
	var big *sizeError
	var p *fs.PathError
	switch {
	case err == nil:
		l.file(name, data, false)
	case errors.As(err, &big):
		fail("file-size", "%q cannot be included: %s", given, big)
	case errors.Is(err, fs.ErrNotExist):
		fail("include-missing", "%q does not exist%s", name, l.nearFile(name))
	case errors.As(err, &p):
		// Without the path: the file system may know another one.
		fail("include-missing", "%q cannot be read: %s", name, p.Err)
	default:
		fail("include-missing", "%q cannot be read", name)
	}
}

// nearFile suggests a file of the same folder. A folder is read once, however many
// of its files are missing.
func (l *loader) nearFile(name string) string {
	dir := path.Dir(name)
	names, known := l.beside[dir]
	if !known {
		files, err := fs.ReadDir(l.fsys, dir)
		if err == nil && len(files) <= 1000 {
			for _, f := range files {
				names = append(names, f.Name())
			}
		}
		if l.beside == nil {
			l.beside = make(map[string][]string)
		}
		l.beside[dir] = names
	}
	return orNearest(path.Base(name), names)
}

// ReadingOrder are the files that findings can be about, in the order in which they
// are reported.
func (c *Catalog) ReadingOrder() []string {
	order := slices.Clone(c.Files)
	for _, b := range c.Bases {
		order = append(order, b.File)
	}
	return order
}

// end settles the catalogue and puts the findings into reading order.
func (l *loader) end(o Options) (*Catalog, Diagnostics) {
	if !l.broken && len(l.docs) > 0 {
		l.bases()
		at := len(l.ds)
		finish(l.c, o, &l.ds, l.hygiene()...)
		if l.partial {
			// What is not there may be in the file that could not be read.
			l.ds = append(l.ds[:at], slices.DeleteFunc(l.ds[at:], func(d Diagnostic) bool {
				return slices.Contains(absenceRules, d.Rule)
			})...)
		}
	}
	l.ds.Sort(l.c.ReadingOrder())
	l.place()
	return l.c, l.ds
}

// place keeps the places of findings inside their files, and says where the values
// that they are about end.
func (l *loader) place() {
	for i := range l.ds {
		d := &l.ds[i]
		if src := l.srcs[d.Pos.File]; src != nil {
			d.Pos = src.clamp(d.Pos)
			if d.End.Line != 0 {
				d.End = src.clamp(d.End)
			}
		}
		for k := range d.Related {
			if src := l.srcs[d.Related[k].Pos.File]; src != nil {
				d.Related[k].Pos = src.clamp(d.Related[k].Pos)
			}
		}
	}
	wanted := make(map[Pos][]int)
	lines := make(map[string][]bool) // by file, those that a wanted place is on
	for i, d := range l.ds {
		if doc := l.docs[d.Pos.File]; doc == nil || doc.root == nil || d.End.Line != 0 {
			continue
		}
		wanted[d.Pos] = append(wanted[d.Pos], i)
		on := lines[d.Pos.File]
		if on == nil {
			on = make([]bool, len(l.srcs[d.Pos.File].lines)+1)
			lines[d.Pos.File] = on
		}
		on[d.Pos.Line] = true
	}
	for name, on := range lines {
		l.ends(name, l.docs[name], wanted, on)
	}
}

// ends finds the values at the wanted places, which are on the lines for which on
// is true.
func (l *loader) ends(name string, doc *document, wanted map[Pos][]int, on []bool) {
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for _, child := range n.Content {
			walk(child)
		}
		if n.Line >= len(on) || !on[n.Line] {
			return
		}
		pos := Pos{name, n.Line, n.Column}
		list := wanted[pos]
		if len(list) == 0 || n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 {
			return
		}
		at, known := doc.src.behind(n)
		if !known {
			return
		}
		end := doc.src.pos(at)
		if end.Line == pos.Line && end.Column > pos.Column {
			for _, i := range list {
				if l.ds[i].End.Line == 0 {
					l.ds[i].End = end
				}
			}
		}
	}
	walk(doc.root)
}

// behind returns the offset just behind a value that is written on one line: a
// scalar, an alias, or a list or mapping in flow style.
func (s *source) behind(n *yaml.Node) (at int, known bool) {
	switch {
	case n.Kind == yaml.ScalarNode:
		return s.end(n), true
	case n.Kind == yaml.AliasNode:
		return s.offset(n.Line, n.Column) + 1 + len(n.Value), true
	case n.Style&yaml.FlowStyle == 0:
		return 0, false
	}
	at = s.offset(n.Line, n.Column)
	if k := len(n.Content); k > 0 {
		last := n.Content[k-1]
		if last.Kind == yaml.ScalarNode && last.Value == "" && last.Style == 0 && k > 1 {
			last = n.Content[k-2] // of a key without a value
		}
		if at, known = s.behind(last); !known {
			return 0, false
		}
	}
	closing := byte(']')
	if n.Kind == yaml.MappingNode {
		closing = '}'
	}
	for ; at < len(s.data) && breakAt(s.data, at) == 0; at++ {
		if s.data[at] == closing {
			return at + 1, true
		}
	}
	return 0, false
}
