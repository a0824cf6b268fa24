package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/errspec/errspec/internal/lazy"
	"gopkg.in/yaml.v3"
)

// Base is the OpenAPI document of an API as far as a catalogue needs it: its
// version and its operations. It is written by other people and tools, so that
// nothing is said about the rest of it.
type Base struct {
	File    string     // slash path as in Pos.File: "api/openapi.yaml"
	Data    []byte     // the whole file
	OpenAPI At[string] // "3.1.0"

	// Operations are those under "paths", in the order of the document. They have
	// a method and a path, and an ID when they say one.
	Operations []*BaseOperation

	paths     []At[string]    // path templates, in order
	secured   bool            // operations need credentials unless they say otherwise
	elsewhere map[string]bool // paths whose operations are in another file
	known     map[Operation]bool
	src       *source
	broken    bool // it could not be understood; nothing is checked against it
}

// BaseOperation is an operation of a base.
type BaseOperation struct {
	Operation
	Pos Pos // of the method

	responses []At[string] // keys: "200", "4XX", "default"
	secured   bool         // it needs credentials
}

// baseVersion takes the version of a document apart; what follows the second
// number has no meaning for documents.
var baseVersion = lazy.Pattern(`^(3\.[0-2])(?:\.[0-9]+(?:[-+].*)?)?$`)

// version is the version of OpenAPI that a target with this base has unless it
// says another one.
func (b *Base) version() string {
	if b != nil {
		if m := baseVersion().FindStringSubmatch(b.OpenAPI.Value); m != nil {
			return m[1]
		}
	}
	return "3.1"
}

// Elsewhere reports whether the base takes a path, or a part of it, from another
// file. That is not read, so that it may have any operation.
func (b *Base) Elsewhere(path string) bool { return b.elsewhere[path] }

// has reports whether an operation is in the base, or may be in a file that the
// base takes the path from.
func (b *Base) has(method, path string) bool {
	return b.Elsewhere(path) || b.known[Operation{Method: method, Path: path}]
}

// bases reads the documents that targets name as their base. A document that
// several targets name is read once.
func (l *loader) bases() {
	known := map[string]*Base{}
	if d := l.options.Document; d != nil {
		t := l.targetFor(d)
		at := Pos{File: d.File}
		given := spotOf(at)
		t.Base = writtenAt(given, d.File)
		if d.OpenAPI != "" {
			t.OpenAPI = writtenAt(given, d.OpenAPI)
		}
		if d.Codes != "" {
			t.Codes = writtenAt(given, d.Codes)
		}
		t.Document = l.base(d.File, d.Data, at)
		l.c.Bases = append(l.c.Bases, t.Document)
		return
	}
	for _, t := range l.c.Targets {
		if t == nil || t.Kind.Value != "openapi" || t.Base.Value == "" {
			continue
		}
		name := path.Join(path.Dir(l.c.File), t.Base.Value)
		if b, read := known[name]; read {
			t.Document = b
			continue
		}
		data, ok := l.readBase(name, t.Base)
		if !ok {
			known[name] = nil
			continue
		}
		b := l.base(name, data, t.Base.Pos())
		known[name], t.Document = b, b
		l.c.Bases = append(l.c.Bases, b)
	}
}

// targetFor returns the openapi target for a document, and drops the others.
func (l *loader) targetFor(d *Document) *Target {
	var chosen *Target
	l.c.Targets = slices.DeleteFunc(present(l.c.Targets), func(t *Target) bool {
		if t.Kind.Value != "openapi" {
			return false
		}
		if chosen == nil || t.Base.Value != "" && path.Join(path.Dir(l.c.File), t.Base.Value) == d.File {
			chosen = t
		}
		return true
	})
	if chosen == nil {
		start := Pos{l.c.File, 1, 1}
		chosen = &Target{Pos: start, Kind: At[string]{"openapi", spotOf(start)}}
	}
	l.c.Targets = append(l.c.Targets, chosen)
	return chosen
}

// readBase reads the file of a base. What keeps it from being read is a finding.
func (l *loader) readBase(name string, at At[string]) (data []byte, ok bool) {
	fail := func(format string, args ...any) ([]byte, bool) {
		l.ds.Add("base-document", at.Pos(), nil, format, args...)
		return nil, false
	}
	given := quotable(at.Value)
	outside := name == ".." || strings.HasPrefix(name, "../")
	switch {
	case path.IsAbs(at.Value) || len(at.Value) > 1 && at.Value[1] == ':':
		return fail("base %q is an absolute path; it is named relative to this file", given)
	case strings.Contains(at.Value, `\`):
		return fail("base %q has a backslash; paths in a catalogue have slashes", given)
	case outside && !l.options.AllowOutside:
		return fail("base %q leaves the root of the module or repository", given)
	case l.fsys == nil, outside && l.options.Outside == nil:
		return fail("base %q cannot be read here: only one file is read", given)
	}
	fsys := l.fsys
	if outside {
		fsys = l.options.Outside
	}
	data, err := l.readFrom(fsys, name)
	var big *sizeError
	var p *fs.PathError
	switch {
	case err == nil:
		return data, true
	case errors.As(err, &big):
		return fail("base %q cannot be read: %s", given, big)
	case errors.Is(err, fs.ErrNotExist) && !outside:
		return fail("base %q does not exist%s", name, l.nearFile(name))
	case errors.Is(err, fs.ErrNotExist):
		return fail("base %q does not exist", name)
	case errors.As(err, &p):
		return fail("base %q cannot be read: %s", name, p.Err)
	default:
		return fail("base %q cannot be read", name)
	}
}

// base reads a document. named is where a target names it.
func (l *loader) base(name string, data []byte, named Pos) *Base {
	src := newSource(name, data)
	r := &baseReader{
		base: &Base{
			File: name, Data: data, src: src, OpenAPI: At[string]{spot: spotOf(Pos{name, 1, 1})},
			elsewhere: map[string]bool{}, known: map[Operation]bool{},
		},
		src: src, seen: map[*yaml.Node]bool{}, byName: map[*yaml.Node]map[string]*yaml.Node{},
	}
	if named.Line > 0 {
		r.related = at(named, "named as the base here")
	}
	if l.c.Sources[name] == nil {
		l.c.Sources[name] = data
		l.srcs[name] = src
	}
	r.document()
	if len(r.ds) > 0 {
		r.base.broken = true
		l.ds = append(l.ds, r.ds...)
	}
	return r.base
}

// baseReader finds the operations of a document.
type baseReader struct {
	base    *Base
	src     *source
	root    *yaml.Node
	ds      Diagnostics
	related []Related
	seen    map[*yaml.Node]bool                  // mappings that were looked at, so that a finding stands once
	byName  map[*yaml.Node]map[string]*yaml.Node // values of mappings that pointers lead through
}

func (r *baseReader) pos(n *yaml.Node) Pos { return Pos{r.src.file, n.Line, n.Column} }

func (r *baseReader) say(pos Pos, related []Related, format string, args ...any) {
	r.ds.Add("base-document", pos, append(slices.Clone(related), r.related...), format, args...)
}

// document reads the document, JSON or YAML.
func (r *baseReader) document() {
	if r.root = jsonTree(r.src); r.root == nil && !r.yaml() {
		return
	}
	start := Pos{r.src.file, 1, 1}
	root := follow(r.root)
	if root == nil || root.Kind != yaml.MappingNode {
		r.say(start, nil, "the base is not an OpenAPI document, which begins with keys such as openapi: 3.1.1")
		return
	}
	list := r.members(root)
	version, swagger := find(list, "openapi"), find(list, "swagger")
	switch {
	case version == nil && swagger != nil:
		r.say(r.pos(swagger.key), nil, "the base is Swagger %s; errspec reads OpenAPI 3.0, 3.1 and 3.2", quotable(swagger.value.Value))
		return
	case version == nil && find(list, "overlay") != nil:
		r.say(r.pos(find(list, "overlay").key), nil, "the base is an Overlay, which changes an OpenAPI document; name that document")
		return
	case version == nil:
		r.say(start, nil, "the base has no key openapi, so it is not an OpenAPI document")
		return
	}
	r.base.OpenAPI = writtenAt(spotOf(r.pos(version.value)), version.value.Value)
	if version.value.Kind != yaml.ScalarNode || !baseVersion().MatchString(version.value.Value) {
		r.say(r.pos(version.value), nil, "the base is OpenAPI %q; errspec reads OpenAPI 3.0, 3.1 and 3.2", quotable(version.value.Value))
		return
	}
	if security := find(list, "security"); security != nil {
		r.base.secured = secures(security.value)
	}
	if paths := find(list, "paths"); paths != nil {
		r.paths(paths.value)
	}
}

// secures reports whether a list of security requirements asks for credentials;
// an empty one, and one with an empty requirement in it, does not.
func secures(n *yaml.Node) bool {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return false
	}
	return !slices.ContainsFunc(n.Content, func(requirement *yaml.Node) bool {
		requirement = follow(requirement)
		return requirement == nil || requirement.Kind == yaml.MappingNode && len(requirement.Content) == 0
	})
}

// yaml parses the document as YAML, which one in JSON with a mistake may be, too.
func (r *baseReader) yaml() bool {
	if path.Ext(r.src.file) == ".json" {
		var mistake *json.SyntaxError
		if err := json.Unmarshal(r.src.data, new(any)); errors.As(err, &mistake) {
			r.say(r.src.pos(int(mistake.Offset)-1), nil, "the base is not JSON here: %s", mistake)
			return false
		}
	}
	if !checkBytes(r.src, &r.ds) {
		return r.refuse()
	}
	root, trailing, err := parseYAML(r.src.data)
	if err != nil {
		syntaxFinding(r.src, err, &r.ds)
		return r.refuse()
	}
	if at, ok := secondDocument(r.src); ok {
		r.say(r.src.pos(at), nil, "a second document begins here; a base is one document")
		return false
	}
	if trailing >= 0 {
		r.say(r.src.pos(trailing), nil, "the base ends before this; what follows belongs to nothing")
		return false
	}
	if len(root.Content) > 0 {
		r.root = root.Content[0]
	}
	return true
}

// refuse makes what was found while parsing findings about a base.
func (r *baseReader) refuse() bool {
	for i := range r.ds {
		r.ds[i].Rule, r.ds[i].Severity, r.ds[i].Related = "base-document", severityOf("base-document"), r.related
		r.ds[i].Fix = ""
	}
	return false
}

// paths reads the operations.
func (r *baseReader) paths(n *yaml.Node) {
	if n = follow(n); n == nil || n.Kind != yaml.MappingNode {
		if n != nil && formOf(n) != nullForm {
			r.say(r.pos(n), nil, "%s where the base has its paths", describe(n, formOf(n)))
		}
		return
	}
	for _, item := range r.members(n) {
		if !strings.HasPrefix(item.name, "/") {
			continue // an extension
		}
		r.base.paths = append(r.base.paths, writtenAt(spotOf(r.pos(item.key)), item.name))
		r.item(item.name, item.value, 0)
	}
}

// baseMethods are the keys of a path item that are operations.
var baseMethods = []string{"get", "head", "post", "put", "patch", "delete", "options", "trace", "query"}

// item reads the operations of a path. What it refers to is read in its place, as
// far as it is in this document.
func (r *baseReader) item(name string, n *yaml.Node, depth int) {
	if n = follow(n); n == nil || n.Kind != yaml.MappingNode {
		return
	}
	list := r.members(n)
	if ref := find(list, "$ref"); ref != nil && ref.value.Kind == yaml.ScalarNode {
		target, inside := strings.CutPrefix(ref.value.Value, "#")
		if inside = inside && depth < maxDepth; inside {
			r.item(name, r.pointer(target), depth+1)
		} else {
			r.base.elsewhere[name] = true
		}
	}
	for _, e := range list {
		if !slices.Contains(baseMethods, e.name) || e.name == "query" && r.base.version() != "3.2" {
			continue
		}
		v := follow(e.value)
		if v == nil || v.Kind != yaml.MappingNode {
			continue
		}
		op := &BaseOperation{Operation: Operation{Method: strings.ToUpper(e.name), Path: name}, Pos: r.pos(e.key), secured: r.base.secured}
		members := r.members(v)
		if id := find(members, "operationId"); id != nil && id.value.Kind == yaml.ScalarNode {
			op.ID = id.value.Value
		}
		if security := find(members, "security"); security != nil {
			op.secured = secures(security.value)
		}
		if responses := find(members, "responses"); responses != nil && responses.value.Kind == yaml.MappingNode {
			for _, response := range r.members(responses.value) {
				op.responses = append(op.responses, writtenAt(spotOf(r.pos(response.key)), response.name))
			}
		}
		r.base.known[Operation{Method: op.Method, Path: name}] = true
		r.base.Operations = append(r.base.Operations, op)
	}
}

// pointer returns what a JSON Pointer (RFC 6901) leads to, or nil.
func (r *baseReader) pointer(p string) *yaml.Node {
	n := follow(r.root)
	if p == "" || p[0] != '/' {
		return nil
	}
	for token := range strings.SplitSeq(p[1:], "/") {
		if n == nil || n.Kind != yaml.MappingNode {
			return nil
		}
		values, known := r.byName[n]
		if !known {
			values = map[string]*yaml.Node{}
			for _, e := range r.members(n) {
				values[e.name] = follow(e.value)
			}
			r.byName[n] = values
		}
		n = values[unescapePointer(token)]
	}
	return n
}

// unescapePointer reads a token of a JSON Pointer in a URI fragment.
func unescapePointer(token string) string {
	var b strings.Builder
	for i := 0; i < len(token); i++ {
		var c byte
		if token[i] == '%' && i+2 < len(token) {
			if _, err := fmt.Sscanf(token[i+1:i+3], "%02x", &c); err == nil {
				b.WriteByte(c)
				i += 2
				continue
			}
		}
		b.WriteByte(token[i])
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(b.String())
}

// members lists a mapping, with what "<<" brings in behind what is written. A key
// that is written twice is a finding.
func (r *baseReader) members(n *yaml.Node) []entry {
	var list []entry
	first := !r.seen[n]
	r.seen[n] = true
	seen := map[string]*yaml.Node{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name := follow(key)
		if name == nil || name.Kind != yaml.ScalarNode {
			continue
		}
		if name.Tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		if before := seen[name.Value]; before != nil {
			if first {
				r.say(r.pos(key), at(r.pos(before), "first written here"), "key %q is written twice in the base", quotable(name.Value))
			}
			continue
		}
		seen[name.Value] = key
		list = append(list, entry{name: name.Value, key: key, value: value})
	}
	looked := map[*yaml.Node]bool{n: true}
	for len(merged) > 0 {
		var next []*yaml.Node
		for _, m := range merged {
			if m = follow(m); looked[m] {
				continue // merged again, it brings nothing
			}
			looked[m] = true
			switch {
			case m == nil:
			case m.Kind == yaml.SequenceNode:
				next = append(next, m.Content...)
			case m.Kind == yaml.MappingNode:
				for i := 0; i+1 < len(m.Content); i += 2 {
					name := follow(m.Content[i])
					if name == nil || name.Kind != yaml.ScalarNode || seen[name.Value] != nil {
						continue
					}
					if name.Tag == "!!merge" {
						next = append(next, m.Content[i+1])
						continue
					}
					seen[name.Value] = m.Content[i]
					list = append(list, entry{name: name.Value, key: m.Content[i], value: m.Content[i+1], merged: true})
				}
			}
		}
		merged = next
	}
	return list
}

// find returns the entry of a name, or nil. Its value is not an alias.
func find(list []entry, name string) *entry {
	for _, e := range list {
		if e.name == name {
			if e.value = follow(e.value); e.value == nil {
				return nil
			}
			return &e
		}
	}
	return nil
}

// follow returns the node that an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// jsonTree reads a JSON text into the nodes that yaml.v3 would make of it, or
// returns nil when it is none. JSON has texts that the YAML parser does not read,
// such as surrogate pairs in escapes.
func jsonTree(src *source) *yaml.Node {
	trimmed := bytes.TrimLeft(src.data, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '{' || !json.Valid(src.data) {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(src.data))
	dec.UseNumber()
	var value func() *yaml.Node
	// next returns the next token as a node, and the delimiter that it is.
	next := func() (*yaml.Node, json.Delim) {
		at := int(dec.InputOffset())
		for at < len(src.data) && strings.IndexByte(" \t\r\n,:", src.data[at]) >= 0 {
			at++
		}
		token, err := dec.Token()
		if err != nil {
			return nil, 0
		}
		p := src.pos(at)
		n := &yaml.Node{Kind: yaml.ScalarNode, Line: p.Line, Column: p.Column}
		switch t := token.(type) {
		case json.Delim:
			return n, t
		case string:
			n.Tag, n.Value, n.Style = "!!str", t, yaml.DoubleQuotedStyle
		case json.Number:
			n.Tag, n.Value = "!!float", t.String()
		case bool:
			n.Tag, n.Value = "!!bool", fmt.Sprint(t)
		default:
			n.Tag, n.Value = "!!null", "null"
		}
		return n, 0
	}
	value = func() *yaml.Node {
		n, delim := next()
		switch {
		case n == nil:
			return nil
		case delim == '{':
			n.Kind, n.Tag, n.Style = yaml.MappingNode, "!!map", yaml.FlowStyle
		case delim == '[':
			n.Kind, n.Tag, n.Style = yaml.SequenceNode, "!!seq", yaml.FlowStyle
		default:
			return n
		}
		for dec.More() {
			item := value()
			if item == nil {
				return nil
			}
			n.Content = append(n.Content, item)
		}
		next()
		return n
	}
	return value()
}
