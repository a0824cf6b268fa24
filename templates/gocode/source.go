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
	body    []byte            // behind room for what stands before the declarations
	room    int
	err     error // the first that happened
}

// NewSource returns a file without declarations.
func NewSource(f File) *Source {
	s := &Source{file: f, imports: map[string]string{}}
	s.room = len(s.head()) + 1024 // for imports
	s.body = make([]byte, s.room, s.room+1<<14)
	return s
}

// Expect makes room for the rest of a large file when it holds done of all its
// errors. Room that is not needed costs nothing: memory that a program has asked
// for comes into being where it is used. (slices.Grow would use all of it.)
func (s *Source) Expect(done, all int) {
	larger := make([]byte, len(s.body), len(s.body)+(len(s.body)-s.room)/done*(all-done)*9/8)
	copy(larger, s.body)
	s.body = larger
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
	if len(s.body) > s.room {
		s.body = append(s.body, '\n')
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
// declarations. Nothing can be added after that.
func (s *Source) Bytes() ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	head := s.head()
	if len(head) > s.room {
		return append(head, s.body[s.room:]...), nil
	}
	file := s.body[s.room-len(head):]
	copy(file, head)
	return file, nil
}

// head returns what stands before the declarations.
func (s *Source) head() []byte {
	b := []byte("// " + Mark(s.file.Source) + "\n\n")
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
	return b
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
