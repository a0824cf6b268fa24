package gotest

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
	"github.com/errspec/errspec/templates/goserver"
	"github.com/rogpeppe/go-internal/txtar"
)

// plan returns the plan of a catalogue that has no errors.
func plan(t *testing.T, name string, catalogue []byte) *generator.Plan {
	t.Helper()
	c, found := spec.Parse(name, catalogue)
	failOn(t, found)
	p, found := generator.Build(c, generator.Options{})
	failOn(t, found)
	return p
}

func failOn(t *testing.T, found spec.Diagnostics) {
	t.Helper()
	for _, d := range found {
		if d.Severity == spec.SeverityError {
			t.Fatalf("%s: %s [%s]", d.Pos, d.Message, d.Rule)
		}
	}
}

// render returns the files of the target of that kind.
func render(t *testing.T, p *generator.Plan, kind string) []output.File {
	t.Helper()
	i := slices.IndexFunc(p.Targets, func(t *generator.Target) bool { return t.Kind == kind })
	if i < 0 {
		t.Fatalf("no target is a %s", kind)
	}
	do := Render
	if kind == generator.TargetGoServer {
		do = goserver.Render
	}
	files, err := do(p, p.Targets[i])
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func kit(t *testing.T, name string, catalogue []byte) []output.File {
	t.Helper()
	return render(t, plan(t, name, catalogue), generator.TargetGoTest)
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
			files := kit(t, "errors.yaml", archive.Files[0].Data)
			check(t, files)
			if again := kit(t, "errors.yaml", archive.Files[0].Data); !slices.EqualFunc(files, again, equal) {
				t.Error("the second run gives something else")
			}
			got := files[0].Data
			if os.Getenv("ERRSPEC_UPDATE") == "1" {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "errors_gen.go", Data: got})
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(archive.Files) != 2 || !bytes.Equal(got, archive.Files[1].Data) {
				t.Errorf("ERRSPEC_UPDATE=1 go test ./templates/gotest takes this over:\n%s", got)
			}
		})
	}
}

func equal(a, b output.File) bool { return a.Path == b.Path && bytes.Equal(a.Data, b.Data) }

// check holds what is true of every package: it is marked as generated, has one
// package comment, imports the standard library alone, compiles with the oldest
// supported release of Go, and has nothing that a test could change for others.
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
		for _, imported := range file.Imports {
			if strings.Contains(imported.Path.Value, ".") {
				t.Errorf("%s imports %s", f.Path, imported.Path.Value)
			}
		}
		checkVariables(t, fset, file)
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

// checkVariables holds that package variables are not exported, and data that
// the linker lays out.
func checkVariables(t *testing.T, fset *token.FileSet, file *ast.File) {
	t.Helper()
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		ast.Inspect(g, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.CallExpr, *ast.MapType, *ast.FuncLit:
				t.Errorf("%s: work before main", fset.Position(n.Pos()))
			}
			return true
		})
		for _, s := range g.Specs {
			for _, name := range s.(*ast.ValueSpec).Names {
				if name.IsExported() {
					t.Errorf("%s: %s can be changed from outside", fset.Position(name.Pos()), name)
				}
			}
		}
	}
}

// TestReferenceCatalogue holds that each error that clients can see has a
// constant, and no other.
func TestReferenceCatalogue(t *testing.T) {
	catalogue, err := os.ReadFile("../../spec/inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, "spec/inbox.yaml", catalogue)
	files := render(t, p, generator.TargetGoTest)
	pkg, _ := check(t, files)
	if pkg.Name() != "inboxtest" {
		t.Errorf("the package is called %s", pkg.Name())
	}
	for _, e := range p.Errors {
		if there := pkg.Scope().Lookup(e.ConstName()) != nil; there == e.Internal {
			t.Errorf("%s is declared: %v", e.ConstName(), there)
		}
	}
	for _, f := range files {
		if path.Dir(f.Path) != "output/inbox/inboxtest" || !bytes.HasPrefix(f.Data, []byte("// Code generated by errspec from ../../../spec/inbox.yaml; DO NOT EDIT.\n")) {
			t.Errorf("%s begins with %.80q", f.Path, f.Data)
		}
	}
}

// TestInternalErrorsStayInside holds that nothing of an internal error, and no
// sensitive parameter, is in the package.
func TestInternalErrorsStayInside(t *testing.T) {
	files := kit(t, "errors.yaml", []byte(`errspec: 1
service: shop
errors:
  gone:
    status: 404
    message: Gone
    params:
      seen: string
      key: {type: string, sensitive: true, example: secretone}
  stolen:
    status: 403
    message: Stolen by {thief} from secretplace
    internal: gone
    params:
      seen: string
      key: {type: string, sensitive: true}
      thief: {type: string, in: log, example: secretthief}
targets:
  - {kind: go-test, out: kit}
`))
	for _, f := range files {
		for _, word := range []string{"secret", "stolen", "Stolen", "thief"} {
			if bytes.Contains(f.Data, []byte(word)) {
				t.Errorf("%s holds %s", f.Path, word)
			}
		}
	}
	if !bytes.Contains(files[0].Data, []byte(`{name: "seen"}`)) || bytes.Contains(files[0].Data, []byte(`"key"`)) {
		t.Errorf("the parameters are others:\n%s", files[0].Data)
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
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") || source == filepath.Join("runtime", "sample.go") {
			continue
		}
		want = append(want, strings.TrimSuffix(filepath.Base(source), ".go")+"_gen.go")
		parsed, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range declared(parsed) {
			if token.IsExported(name) {
				exported = append(exported, name)
			}
			if strings.HasPrefix(name, "Err") {
				t.Errorf("%s declares %s, which an error may be called", source, name)
			}
		}
	}
	var got []string
	for _, f := range kit(t, "errors.yaml", []byte("errspec: 1\nservice: shop\nerrors: {}\ntargets: [{kind: go-test, out: kit}]\n"))[1:] {
		got = append(got, path.Base(f.Path))
	}
	if !slices.Equal(got, want) {
		t.Errorf("written: %q, there: %q", got, want)
	}
	slices.Sort(exported)
	if !slices.Equal(exported, generator.TestNames) {
		t.Errorf("the run-time part exports %q, the generator keeps free %q", exported, generator.TestNames)
	}
}

// declared returns the package-level names of a file.
func declared(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// TestHostileText holds that text of the catalogue stays text, whatever it is
// and wherever it stands, and comes out as it is.
func TestHostileText(t *testing.T) {
	const hostile = "*/ var Injected = 1 /* ` ``` \" \\ %s %d {{ }} // </script> | --- \u202e \u2028 \U0001F600 #"
	quote := func(s string) string { return strconv.QuoteToASCII(s) }
	line := quote(strings.ReplaceAll(hostile, "\u2028", ""))
	text := quote(hostile)
	prose := quote("//go:build ignore\n\n//go:generate rm -rf /\n\n" + hostile)
	message := quote(strings.NewReplacer("{{ }}", "{{}}", "\u2028", "").Replace(hostile) + " {p} {n {o}|" +
		strings.NewReplacer("{{ }}", "", "|", "", "\u2028", "").Replace(hostile) + "}")
	header := quote("x {p}" + strings.NewReplacer("{{ }}", "{{}}", "\u2028", "", "\u202e", "", "\U0001F600", "").Replace(hostile))
	catalogue := `errspec: 1
service: shop
title: ` + line + `
wire:
  body: own
  bodies:
    own: {` + line + `: ` + text + `, text: $message, title: $title, group: $group, list: [` + text + `, {` + line + `: $code}], data: $details}
groups:
  - {id: ` + line + `, title: ` + line + `, description: ` + prose + `}
statuses:
  404: {title: ` + line + `}
types:
  T: {fields: {f: {type: E, wire: ` + line + `}}}
  E: {type: string, enum: {` + line + `: {name: Hostile}}}
errors:
  e:
    status: 404
    code: ` + line + `
    title: ` + line + `
    message: ` + message + `
    group: ` + line + `
    deprecated: {since: ` + line + `, reason: ` + prose + `}
    headers: {X-Note: ` + header + `}
    params:
      p: {type: E, wire: ` + line + `}
      o?: {type: string, example: ` + text + `}
      n?: T
    examples:
      - {description: ` + text + `, params: {p: ` + line + `, o: ` + text + `, n: {f: ` + line + `}}}
targets:
  - {kind: go-test, out: kit, package: shoptest}
`
	harmless := regexp.MustCompile(`"(?:[^"\\]|\\.)*"`).ReplaceAllStringFunc(catalogue, func(s string) string {
		switch s {
		case message:
			return `"m {p} {n {o}|x}"`
		case header:
			return `"x {p}"`
		}
		return `"words"`
	})
	hostilePkg, parsed := check(t, kit(t, "errors.yaml", []byte(catalogue)))
	harmlessPkg, _ := check(t, kit(t, "errors.yaml", []byte(harmless)))
	if got, want := hostilePkg.Scope().Names(), harmlessPkg.Scope().Names(); !slices.Equal(got, want) {
		t.Errorf("declares %q, want %q", got, want)
	}
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
	for want, times := range map[string]int{
		hostile: 1, // the description of the example
		strings.ReplaceAll(hostile, "\u2028", ""):                                   8, // code, title, group, names of members, enum (twice)
		string((&generator.Value{Kind: generator.TextValue, Text: hostile}).JSON()): 2, // the literals of the form
	} {
		if texts[want] < times {
			t.Errorf("%q is there %d times", want, texts[want])
		}
	}
	for _, group := range parsed[0].Comments {
		for _, c := range group.List {
			if !strings.HasPrefix(c.Text, "// ") && !strings.HasPrefix(c.Text, "//\t") && c.Text != "//" {
				t.Errorf("comment %q", c.Text)
			}
		}
	}
}

// TestUnknownSource holds that a form that the comparison does not understand
// is not written out as one that fits everything.
func TestUnknownSource(t *testing.T) {
	p := plan(t, "errors.yaml", []byte("errspec: 1\nservice: shop\nerrors:\n  a: {status: 404, message: m}\ntargets: [{kind: go-test, out: kit}]\n"))
	p.Forms[0].Root.Members[0].Node.Source = "weather"
	if _, err := Render(p, p.Targets[0]); err == nil || err.Error() != `errors_gen.go: body form structured: unknown source "weather"` {
		t.Error(err)
	}
}

// TestBehaviour compiles server and test helpers of the catalogues in testdata
// together: every example is what the server writes, and whatever the server
// writes is accepted.
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
	for _, name := range []string{"forms", "kinds"} {
		archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		p := plan(t, "errors.yaml", archive.Files[0].Data)
		for folder, kind := range map[string]string{"/server/": generator.TargetGoServer, "/kit/": generator.TargetGoTest} {
			for _, f := range render(t, p, kind) {
				write(name+folder+path.Base(f.Path), f.Data)
			}
		}
		for _, file := range []string{name + "_test.go", "all_test.go"} {
			src, err := os.ReadFile("testdata/behaviour/" + file)
			if err != nil {
				t.Fatal(err)
			}
			write(name+"/"+file, bytes.ReplaceAll(src, []byte("example.com/shop/NAME/"), []byte("example.com/shop/"+name+"/")))
		}
	}
	cmd := exec.Command("go", "test", "-vet=all", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", cmd, err, out)
	}
}
