package markdown

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

const guide = "../../docs/guides/documentation.md"

// The guide describes the data of the templates as view.go does, and every
// function. ERRSPEC_UPDATE=1 rewrites the first part.
func TestGuide(t *testing.T) {
	page, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	const end = "go test ./templates/markdown -->\n"
	before, after, ok := strings.Cut(string(page), end)
	if !ok {
		t.Fatal("the guide has no place for the data")
	}
	want := "\n" + dataTables(t)
	if os.Getenv("ERRSPEC_UPDATE") != "" {
		if err := os.WriteFile(guide, []byte(before+end+want), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if after != want {
		t.Errorf("%s is not what view.go says (ERRSPEC_UPDATE=1 rewrites it); want:\n%s", guide, want)
	}
	for name := range functions(flavours[0]) {
		if !strings.Contains(before, "\n| `"+name+" ") {
			t.Errorf("%s does not list the function %s", guide, name)
		}
	}
	for name := range Texts() {
		if !strings.Contains(before, "\n| `"+name+"` |") {
			t.Errorf("%s does not list the template %s", guide, name)
		}
	}
	for _, f := range flavours {
		if !strings.Contains(before, "\n| `"+f.name+"` |") {
			t.Errorf("%s does not list the flavour %s", guide, f.name)
		}
	}
}

// dataTables makes a table of each struct in view.go.
func dataTables(t *testing.T) string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "view.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for _, decl := range file.Decls {
		g, ok := decl.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		spec := g.Specs[0].(*ast.TypeSpec)
		name := spec.Name.Name
		about := strings.Join(strings.Fields(g.Doc.Text()), " ")
		text := "#### " + name + "\n\n" + prose.Text(about) + "\n"
		if of, ok := spec.Type.(*ast.StructType); ok {
			text += "\n| field | type | |\n| --- | --- | --- |\n"
			for _, f := range of.Fields.List {
				var typ bytes.Buffer
				if err := printer.Fprint(&typ, fset, f.Type); err != nil {
					t.Fatal(err)
				}
				words := strings.TrimSpace(f.Comment.Text())
				for _, n := range f.Names {
					text += fmt.Sprintf("| `%s` | `%s` |%s|\n", n.Name, typ.String(), strings.TrimRight(" "+prose.CellText(words), " ")+" ")
				}
			}
		}
		tables = append(tables, text)
	}
	return strings.Join(tables, "\n")
}

// The Go on the pages compiles against the package that the catalogue gives.
func TestSnippets(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the compiler")
	}
	p := reference(t)
	var source strings.Builder
	source.WriteString("package snippets\n\nimport (\n\t\"errors\"\n\t\"log\"\n\n\t\"github.com/errspec/errspec/output/inbox/client\"\n)\n")
	n := 0
	for _, d := range renderAs(t, p, flavours[0], false, true) {
		_, code, ok := strings.Cut(d.raw, "```go\n")
		if !ok {
			continue
		}
		code, _, _ = strings.Cut(code, "\n```")
		n++
		fmt.Fprintf(&source, "\nfunc _%d(err error) {\n%s\n}\n", n, code)
	}
	if n != len(p.Public()) {
		t.Fatalf("%d pages have Go, want %d", n, len(p.Public()))
	}
	// A package that is in no file system: the compiler reads it in place of one.
	dir := t.TempDir()
	file := filepath.Join(dir, "snippets.go")
	if err := os.WriteFile(file, []byte(source.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	at, err := filepath.Abs("../../output/inbox/snippets/snippets.go")
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, fmt.Appendf(nil, `{"Replace": {%q: %q}}`, at, file), 0o666); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-overlay", overlay, "github.com/errspec/errspec/output/inbox/snippets")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s\n%s", err, out, source.String())
	}
}

// A template that asks for what is not there says where.
func TestTemplateErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"{{.Head}}\n{{if}}", "docs/page.md.tmpl:2: missing value for if"},
		{"{{.Head}}\n\n  {{.Nothing}}", "docs/page.md.tmpl:3: <.Nothing>: can't evaluate field Nothing"},
		{"{{.Head}}\n{{keep \"a b\"}}", `docs/page.md.tmpl:2: <keep "a b">: error calling keep: keep "a b": a key has letters`},
	} {
		_, err := Render(golden(t, "minimal"), &generator.Target{
			Kind: generator.TargetMarkdown, Out: "errors.md", Source: "errors.yaml",
			TemplatesDir: "docs", Templates: map[string]string{"page.md.tmpl": test.text},
		})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
	}
}
