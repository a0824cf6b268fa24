package gocode

import (
	"bytes"
	"fmt"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// Source is a Go file while its declarations come in, each of which is separated
// from the next by a blank line.
type Source struct {
	file    File
	imports map[string]string // what an import declaration has for a path
	body    []byte            // behind what is in full
	full    [][]byte
	err     error // the first that happened
}

// pieceSize is how much of a large file is in one piece of memory, before it is
// known how large it is.
const pieceSize = 1 << 18

// NewSource returns a file without declarations.
func NewSource(f File) *Source {
	return &Source{file: f, imports: map[string]string{}}
}

// Add adds declarations, laid out by gofmt.
func (s *Source) Add(decls ...jen.Code) {
	if text := s.spell(decls...); text != "" {
		s.separate()
		s.body = append(s.body, text...)
	}
}

// separate ends a declaration.
func (s *Source) separate() {
	if len(s.body) > 0 || len(s.full) > 0 {
		s.body = append(s.body, '\n')
	}
	s.makeRoom()
}

// makeRoom begins another piece when the one at hand is nearly full.
func (s *Source) makeRoom() {
	if len(s.body) > pieceSize*7/8 {
		s.full = append(s.full, s.body)
		s.body = make([]byte, 0, pieceSize)
	}
}

// spell returns declarations as they stand in the file, and notes what they import.
func (s *Source) spell(decls ...jen.Code) string {
	if s.err != nil || len(decls) == 0 {
		return ""
	}
	file := jen.NewFile(s.file.Package)
	file.NoFormat = true // format says more when something does not parse
	file.ImportNames(s.file.Imports)
	for i, d := range decls {
		if i > 0 {
			file.Line()
		}
		file.Add(d)
	}
	var b bytes.Buffer
	if err := file.Render(&b); err != nil {
		s.err = fmt.Errorf("render Go: %w", err)
		return ""
	}
	src, err := formatted(b.Bytes())
	if err != nil {
		s.err = err
		return ""
	}
	fset := token.NewFileSet()
	head, err := parser.ParseFile(fset, "", src, parser.ImportsOnly)
	if err != nil {
		s.err = fmt.Errorf("read Go: %w", err)
		return ""
	}
	end := head.Name.End()
	for _, d := range head.Decls {
		end = d.End()
	}
	for _, i := range head.Imports {
		s.imports[i.Path.Value] = string(src[fset.Position(i.Pos()).Offset:fset.Position(i.End()).Offset])
	}
	return strings.TrimLeft(string(src[fset.Position(end).Offset:]), "\n")
}

// Bytes returns the file: the mark, the package and its comment, imports and
// declarations.
func (s *Source) Bytes() ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	size := len(s.body) + 4096
	for _, piece := range s.full {
		size += len(piece)
	}
	b := make([]byte, 0, size)
	b = append(b, "// "+Mark(s.file.Source)+"\n\n"...)
	if len(s.file.Doc) > 0 {
		b = appendDoc(b, "", s.file.Doc)
	}
	b = append(b, "package "+s.file.Package+"\n\n"...)
	switch paths := slices.Sorted(maps.Keys(s.imports)); len(paths) {
	case 0:
	case 1:
		b = append(b, "import "+s.imports[paths[0]]+"\n\n"...)
	default:
		b = append(b, "import (\n"...)
		for _, path := range paths {
			b = append(b, "\t"+s.imports[path]+"\n"...)
		}
		b = append(b, ")\n\n"...)
	}
	for _, piece := range s.full {
		b = append(b, piece...)
	}
	return append(b, s.body...), nil
}

// formatted is gofmt. Its error shows the source around the first line that does
// not parse.
func formatted(src []byte) ([]byte, error) {
	out, err := format.Source(src)
	if err != nil {
		return nil, fmt.Errorf("format Go: %w%s", err, around(src, err))
	}
	return out, nil
}

// around returns the line that err names with its neighbours.
func around(src []byte, err error) string {
	list, ok := err.(scanner.ErrorList)
	if !ok || len(list) == 0 {
		return ""
	}
	lines := strings.Split(string(src), "\n")
	at := list[0].Pos.Line
	var b strings.Builder
	for n := max(at-3, 1); n <= min(at+3, len(lines)); n++ {
		fmt.Fprintf(&b, "\n%6d\t%s", n, lines[n-1])
	}
	return b.String()
}
