package corpus

import (
	"go/ast"
	"go/parser"
	"go/token"
)

// GoDecls returns what a Go file declares, each name with its source and the
// comment above. Constants in one declaration have an entry each.
func GoDecls(src []byte) (map[string]string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	decls := map[string]string{}
	add := func(name string, doc *ast.CommentGroup, n ast.Node) {
		from := n.Pos()
		if doc != nil {
			from = doc.Pos()
		}
		decls[name] = string(src[fset.Position(from).Offset:fset.Position(n.End()).Offset])
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = string(src[fset.Position(d.Recv.Pos()).Offset:fset.Position(d.Name.End()).Offset])
			}
			add(name, d.Doc, d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					add(s.Name.Name, d.Doc, d)
				case *ast.ValueSpec:
					if d.Lparen.IsValid() {
						add(s.Names[0].Name, s.Doc, s)
					} else {
						add(s.Names[0].Name, d.Doc, d)
					}
				}
			}
		}
	}
	return decls, nil
}
