package spec

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// Tree is a file as YAML sees it, with the way back from its nodes to its bytes.
// It is for edits of the file as text.
type Tree struct {
	Root *yaml.Node // nil when the file holds nothing

	// Data is what the file holds behind Mark; offsets are into it.
	Data []byte
	Mark []byte // the byte order mark, or nothing

	src *source
}

// ReadTree parses a file. What keeps it from being read is a finding, and then the
// tree is nil.
func ReadTree(name string, data []byte) (*Tree, Diagnostics) {
	var ds Diagnostics
	if len(data) > maxBytes {
		ds.Add("file-size", Pos{name, 1, 1}, nil, "%s", &sizeError{int64(len(data)), maxBytes})
		return nil, ds
	}
	src := newSource(name, data)
	doc := readDocument(src, &ds)
	if doc == nil || len(ds) > 0 {
		return nil, ds
	}
	t := &Tree{Root: doc.root, Data: src.data, src: src}
	if len(src.data) < len(data) {
		t.Mark = bytes.Clone(byteOrderMark)
	}
	return t, nil
}

// Offset returns the byte offset of a place in the file, the nearest one for a
// place outside it.
func (t *Tree) Offset(line, column int) int { return t.src.offset(line, column) }

// Pos returns the place of a byte offset.
func (t *Tree) Pos(offset int) Pos { return t.src.pos(offset) }

// Start returns the byte offset where a node begins, its anchor and tag included.
func (t *Tree) Start(n *yaml.Node) int { return t.src.offset(n.Line, n.Column) }

// ValueStart returns where a scalar itself begins, behind its anchor and tag.
func (t *Tree) ValueStart(n *yaml.Node) int { return t.src.valueStart(n) }

// End returns the byte offset behind a scalar or an alias. Behind a block scalar
// that is where its text ends, without line breaks that are not part of it.
func (t *Tree) End(n *yaml.Node) int {
	if n.Kind == yaml.AliasNode {
		return t.src.offset(n.Line, n.Column) + 1 + len(n.Value)
	}
	if n.Style == 0 && n.Value == "" {
		return t.src.valueStart(n)
	}
	return t.src.end(n)
}

// Line returns the offsets between which the line (from 1) stands, without its
// break, and where the next one begins.
func (t *Tree) Line(line int) (start, end, next int) {
	start, end = t.src.bounds(line)
	next = len(t.Data)
	if line < len(t.src.lines) {
		next = t.src.lines[line].start
	}
	return start, end, next
}

// Lines returns the number of lines.
func (t *Tree) Lines() int { return len(t.src.lines) }

// Quote returns a text in the quotes of YAML that leave it most readable.
func Quote(text string) string { return quoteYAML(text) }

// Keys returns the keys of a kind of object, in the order of the reference:
// "catalogue", "wire", "status", "defaults", "type", "group", "retired", "lint",
// "target", "error", "deprecated", "example", "param" or "enum_value". It is nil
// for another.
func Keys(kind string) []string {
	switch kind {
	case "catalogue":
		return catalogTable.names()
	case "wire":
		return wireTable.names()
	case "status":
		return statusTable.names()
	case "defaults":
		return defaultsTable.names()
	case "type":
		// A type is a parameter form, or has fields.
		return append(paramTable.names(), "fields")
	case "group":
		return groupTable.names()
	case "retired":
		return retiredTable.names()
	case "lint":
		return lintTable.names()
	case "target":
		return targetTables[""].names()
	case "error":
		return errorTable.names()
	case "deprecated":
		return deprecatedTable.names()
	case "example":
		return exampleTable.names()
	case "param":
		return paramTable.names()
	case "enum_value":
		return enumTable.names()
	}
	return nil
}
