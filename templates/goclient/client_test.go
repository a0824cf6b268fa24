package goclient

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/spec"
	"github.com/rogpeppe/go-internal/txtar"
)

// render returns the files that the client target of a catalogue becomes.
func render(t *testing.T, name string, catalogue []byte) []output.File {
	t.Helper()
	p, target := plan(t, name, catalogue)
	files, err := Render(p, target)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func plan(t *testing.T, name string, catalogue []byte) (*generator.Plan, *generator.Target) {
	t.Helper()
	c, found := spec.Parse(name, catalogue)
	failOn(t, found)
	p, found := generator.Build(c, generator.Options{Kinds: []string{generator.TargetGoClient}})
	failOn(t, found)
	if len(p.Targets) != 1 {
		t.Fatalf("%d targets", len(p.Targets))
	}
	return p, p.Targets[0]
}

func failOn(t *testing.T, found spec.Diagnostics) {
	t.Helper()
	for _, d := range found {
		if d.Severity == spec.SeverityError {
			t.Fatalf("%s: %s [%s]", d.Pos, d.Message, d.Rule)
		}
	}
}

// TestGolden renders the catalogue of each archive in testdata. With
// ERRSPEC_UPDATE=1 it writes what came out into the archive.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := render(t, "errors.yaml", file(archive, "errors.yaml"))
			check(t, files)
			if again := render(t, "errors.yaml", file(archive, "errors.yaml")); !slices.EqualFunc(files, again, equal) {
				t.Error("the second run gives something else")
			}
			got := files[0].Data
			if os.Getenv("ERRSPEC_UPDATE") == "1" {
				set(archive, "errors_gen.go", got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := file(archive, "errors_gen.go"); !bytes.Equal(got, want) {
				t.Errorf("ERRSPEC_UPDATE=1 go test ./templates/goclient takes this over:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func equal(a, b output.File) bool { return a.Path == b.Path && bytes.Equal(a.Data, b.Data) }

func file(a *txtar.Archive, name string) []byte {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func set(a *txtar.Archive, name string, data []byte) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = data
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: data})
}

// check holds what is true of every package: it is marked as generated, has one
// package comment, compiles with the oldest supported release of Go, and does
// nothing before main.
func check(t *testing.T, files []output.File) (*types.Package, []*ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	var parsed []*ast.File
	docs := 0
	for _, f := range files {
		file, err := parser.ParseFile(fset, f.Path, f.Data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if !ast.IsGenerated(file) || !strings.HasSuffix(f.Path, "_gen.go") {
			t.Errorf("%s is not marked as generated", f.Path)
		}
		if file.Doc != nil {
			docs++
		}
		checkStatic(t, fset, file)
		parsed = append(parsed, file)
	}
	if docs != 1 {
		t.Errorf("%d package comments", docs)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", nil), GoVersion: "go1.25"}
	pkg, err := config.Check("p", fset, parsed, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, files[0].Data)
	}
	return pkg, parsed
}

// checkStatic holds that package variables are data that the linker lays out:
// no function is called, no map made.
func checkStatic(t *testing.T, fset *token.FileSet, file *ast.File) {
	t.Helper()
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				t.Errorf("%s: init", fset.Position(d.Pos()))
			}
		case *ast.GenDecl:
			if d.Tok != token.VAR {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				switch n.(type) {
				case *ast.CallExpr, *ast.MapType, *ast.FuncLit:
					t.Errorf("%s: work before main", fset.Position(n.Pos()))
				}
				return true
			})
			for _, s := range d.Specs {
				for _, name := range s.(*ast.ValueSpec).Names {
					if name.IsExported() {
						t.Errorf("%s: %s can be changed from outside", fset.Position(name.Pos()), name)
					}
				}
			}
		}
	}
}

func TestReferenceCatalogue(t *testing.T) {
	catalogue, err := os.ReadFile("../../spec/inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := render(t, "spec/inbox.yaml", catalogue)
	check(t, files)
	for _, f := range files {
		if path.Dir(f.Path) != "output/inbox/client" || !bytes.HasPrefix(f.Data, []byte("// Code generated by errspec from ../../../spec/inbox.yaml; DO NOT EDIT.\n")) {
			t.Errorf("%s begins with %.80q", f.Path, f.Data)
		}
	}
}

// TestRuntimeIsComplete holds that each file of the run-time part is written
// out, but the one that stands for the generated file, and that its names are
// those that the generator keeps free.
func TestRuntimeIsComplete(t *testing.T) {
	sources, err := filepath.Glob("runtime/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var want, exported []string
	generated := regexp.MustCompile(`^def[A-Z]|^find(Optional|Text|Integer|Number|Boolean|Time|Duration|JSON)+$`)
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") || source == filepath.Join("runtime", "catalogue.go") {
			continue
		}
		want = append(want, strings.TrimSuffix(filepath.Base(source), ".go")+"_gen.go")
		parsed, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && generated.MatchString(id.Name) {
				t.Errorf("%s has the name %s, which generated code may have", source, id.Name)
			}
			return true
		})
		exported = append(exported, exportedNames(parsed)...)
	}
	var got []string
	for _, f := range render(t, "errors.yaml", []byte("errspec: 1\nservice: shop\nerrors:\n  a: {status: 404, message: m}\n"))[1:] {
		got = append(got, path.Base(f.Path))
	}
	if !slices.Equal(got, want) {
		t.Errorf("written: %q, there: %q", got, want)
	}
	slices.Sort(exported)
	if !slices.Equal(exported, generator.ClientNames) {
		t.Errorf("the run-time part exports %q, the generator keeps free %q", exported, generator.ClientNames)
	}
}

// exportedNames are the exported names of a file at package level.
func exportedNames(f *ast.File) []string {
	var names []string
	add := func(id *ast.Ident) {
		if id.IsExported() {
			names = append(names, id.Name)
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					add(s.Name)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						add(name)
					}
				}
			}
		}
	}
	return names
}

// TestHostileText holds that text of the catalogue stays text, whatever it is
// and wherever it stands: it makes no declaration, no directive and no
// paragraph with a meaning, and comes out as it is.
func TestHostileText(t *testing.T) {
	const hostile = "*/ var Injected = 1 /* ` ``` \" \\ %s %d {{ }} // </script> | --- \u202e \U0001F600 #"
	lines := []string{"//go:build ignore", "//go:generate rm -rf /", "/*", "Deprecated: everything", "# Heading", "\tfunc F() {}", "+build ignore", "[a]: b", "\u2028//go:build ignore", hostile}
	quote := func(s string) string { return strconv.QuoteToASCII(s) }
	prose := quote(strings.Join(lines, "\n\n") + "\r\n" + strings.Join(lines, "\n"))
	line := quote(hostile)
	message := quote(strings.ReplaceAll(hostile, "{{ }}", "{{}}") + " {p} {n {o}|" + strings.NewReplacer("{{ }}", "", "|", "").Replace(hostile) + "}")
	catalogue := `errspec: 1
service: shop
title: ` + line + `
description: ` + prose + `
wire:
  body: own
  bodies:
    own: {` + line + `: ` + line + `, text: $message, data: $details}
groups:
  - {id: g, title: ` + line + `, description: ` + prose + `}
statuses:
  404: {title: ` + line + `, causes: ` + prose + `, description: ` + prose + `, remedy: ` + prose + `}
types:
  T:
    description: ` + prose + `
    fields:
      f: {type: E, description: ` + prose + `}
  E:
    type: string
    description: ` + prose + `
    enum:
      ` + line + `: {name: Hostile, description: ` + prose + `}
errors:
  e:
    status: 404
    code: ` + line + `
    title: ` + line + `
    message: ` + message + `
    description: ` + prose + `
    causes: [` + prose + `, ` + prose + `]
    remedy: ` + prose + `
    group: g
    since: ` + line + `
    deprecated: {since: ` + line + `, reason: ` + prose + `}
    tags: [` + line + `]
    owner: ` + line + `
    params:
      p: {type: E, wire: ` + line + `, description: ` + prose + `}
      o?: {type: string, description: ` + prose + `}
      n?: {type: T, description: ` + prose + `}
retired:
  r: {in: ` + line + `, use: e, reason: ` + prose + `, code: ` + quote("x"+hostile) + `}
targets:
  - {kind: go-client, out: client, package: shoperr}
`
	harmless := regexp.MustCompile(`"(?:[^"\\]|\\.)*"`).ReplaceAllStringFunc(catalogue, func(s string) string {
		switch s {
		case message:
			return `"m {p} {n {o}|x}"`
		case quote("x" + hostile):
			return `"old"`
		}
		return `"words"`
	})
	hostilePkg, parsed := check(t, render(t, "errors.yaml", []byte(catalogue)))
	harmlessPkg, _ := check(t, render(t, "errors.yaml", []byte(harmless)))
	if got, want := hostilePkg.Scope().Names(), harmlessPkg.Scope().Names(); !slices.Equal(got, want) {
		t.Errorf("declares %q, want %q", got, want)
	}

	// All of it is there, as it was.
	texts := map[string]int{}
	ast.Inspect(parsed[0], func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Error(err)
			}
			texts[text]++
		}
		return true
	})
	for _, want := range []string{hostile, "x" + hostile} {
		if texts[want] == 0 {
			t.Errorf("%q is gone", want)
		}
	}
	comments := 0
	for _, group := range parsed[0].Comments {
		for i, c := range group.List {
			if !strings.HasPrefix(c.Text, "// ") && !strings.HasPrefix(c.Text, "//\t") && c.Text != "//" {
				t.Errorf("comment %q", c.Text)
			}
			paragraph := i == 0 || group.List[i-1].Text == "//"
			if paragraph && strings.HasPrefix(c.Text, "// Deprecated: ") &&
				!strings.HasPrefix(c.Text, "// Deprecated: Since */") && c.Text != "// Deprecated: use [ErrE]." {
				t.Errorf("comment %q", c.Text)
			}
			comments += strings.Count(c.Text, "Injected")
		}
	}
	if comments < 20 {
		t.Errorf("%d comments hold the text", comments)
	}
}

// TestBehaviour compiles a generated package and runs hand-written tests on it:
// the tables mean what the run-time part takes them for.
func TestBehaviour(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	dir := t.TempDir()
	write := func(name string, data []byte) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", []byte("module example.com/shop\n\ngo 1.25\n"))
	for _, name := range []string{"forms", "kinds", "codes"} {
		archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range render(t, "errors.yaml", file(archive, "errors.yaml")) {
			write(name+"/"+path.Base(f.Path), f.Data)
		}
		src, err := os.ReadFile("testdata/behaviour/" + name + "_test.go")
		if err != nil {
			t.Fatal(err)
		}
		write(name+"/"+name+"_test.go", src)
	}
	cmd := exec.Command("go", "test", "-vet=all", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", cmd, err, out)
	}
}

// A sensitive field never leaves the server: a client that waited for it would
// never read the object.
func TestSensitiveFieldsAreNotRead(t *testing.T) {
	files := render(t, "errors.yaml", []byte(`errspec: 1
service: shop
types:
  Card: {fields: {brand: string, pan_number: {type: string, sensitive: true}}}
errors:
  card_refused: {status: 402, message: Card is refused, params: {card: Card}}
`))
	for _, f := range files {
		if bytes.Contains(f.Data, []byte("anNumber")) || bytes.Contains(f.Data, []byte("pan_number")) {
			t.Errorf("%s names the sensitive field", f.Path)
		}
	}
}
