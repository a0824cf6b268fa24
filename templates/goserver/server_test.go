package goserver

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates/gocode"
	"github.com/rogpeppe/go-internal/txtar"
)

// plan builds a catalogue that has no errors.
func plan(t *testing.T, name string, data []byte) *generator.Plan {
	t.Helper()
	c, ds := spec.Parse(name, data)
	fail(t, ds)
	p, ds := generator.Build(c, generator.Options{})
	fail(t, ds)
	return p
}

func fail(t *testing.T, ds spec.Diagnostics) {
	t.Helper()
	for _, d := range ds {
		if d.Severity == spec.SeverityError {
			t.Errorf("%s: %s", d.Pos, d.Message)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

// render returns the files of the plan's server target by their names.
func render(t *testing.T, p *generator.Plan) []output.File {
	t.Helper()
	i := slices.IndexFunc(p.Targets, func(t *generator.Target) bool { return t.Kind == "go-server" })
	if i < 0 {
		t.Fatal("the plan has no server target")
	}
	files, err := Render(p, p.Targets[i])
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func errorsGen(t *testing.T, files []output.File) []byte {
	t.Helper()
	for _, f := range files {
		if strings.HasSuffix(f.Path, "/errors_gen.go") {
			return f.Data
		}
	}
	t.Fatal("no errors_gen.go")
	return nil
}

var (
	fset = token.NewFileSet()
	std  = importer.ForCompiler(fset, "gc", nil)
)

// typeCheck checks that the files are one package that compiles with Go 1.25,
// imports the standard library alone, is formatted and says that it is
// generated.
func typeCheck(t *testing.T, files []output.File) (*types.Package, []*ast.File) {
	t.Helper()
	var parsed []*ast.File
	for _, f := range files {
		file, err := parser.ParseFile(fset, f.Path, f.Data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if !ast.IsGenerated(file) {
			t.Errorf("%s is not seen as generated", f.Path)
		}
		if formatted, err := format.Source(f.Data); err != nil || !bytes.Equal(formatted, f.Data) {
			t.Errorf("%s is not formatted", f.Path)
		}
		for _, imp := range file.Imports {
			if imp.Name != nil || strings.Contains(imp.Path.Value, ".") {
				t.Errorf("%s imports %s", f.Path, imp.Path.Value)
			}
		}
		parsed = append(parsed, file)
	}
	conf := types.Config{Importer: std, GoVersion: "go1.25"}
	pkg, err := conf.Check("apierror", fset, parsed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg, parsed
}

func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := render(t, plan(t, "errors.yaml", archive.Files[0].Data))
			got := errorsGen(t, files)
			typeCheck(t, files)
			if os.Getenv("ERRSPEC_UPDATE") != "" {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "errors_gen.go", Data: got})
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(archive.Files) != 2 || !bytes.Equal(got, archive.Files[1].Data) {
				t.Errorf("errors_gen.go differs; with ERRSPEC_UPDATE=1 the test writes\n%s", got)
			}
		})
	}
}

func TestReference(t *testing.T) {
	data, err := os.ReadFile("../../spec/inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, "spec/inbox.yaml", data)
	pkg, _ := typeCheck(t, render(t, p))
	for _, e := range p.Errors {
		for _, name := range []string{e.Name.Go, "Err" + e.Name.Go} {
			if pkg.Scope().Lookup(name) == nil {
				t.Errorf("%s is not declared", name)
			}
		}
		if len(e.Params) > 0 != (pkg.Scope().Lookup(e.Name.Go+"Of") != nil) {
			t.Errorf("%sOf is declared although there is nothing to read, or the other way round", e.Name.Go)
		}
	}
}

// TestNames holds the run-time part to the names that the plan keeps free for
// it.
func TestNames(t *testing.T) {
	entries, err := runtime.ReadDir("runtime")
	if err != nil {
		t.Fatal(err)
	}
	generated := regexp.MustCompile(`^(def|err|form)[A-Z]|^(find|new)(Optional|Text|Integer|Number|Boolean|Time|Duration|JSON)+$`)
	exported := map[string]bool{}
	for _, entry := range entries {
		src, err := runtime.ReadFile("runtime/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range declared(file) {
			exported[name] = exported[name] || token.IsExported(name)
			if token.IsExported(name) && !slices.Contains(generator.ServerNames, name) {
				t.Errorf("%s exports %s, which the plan does not keep free", entry.Name(), name)
			}
			if generated.MatchString(name) {
				t.Errorf("%s declares %s, which generated code may declare", entry.Name(), name)
			}
		}
	}
	for _, name := range generator.ServerNames {
		if !exported[name] {
			t.Errorf("the plan keeps %s free, and nothing has that name", name)
		}
	}
	data, err := grpcFile(&generator.Target{Package: "apierror"})
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "grpc_gen.go", data, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if got := declared(file); !slices.Equal(got, generator.GRPCNames) {
		t.Errorf("grpc_gen.go declares %q, and the plan keeps %q free", got, generator.GRPCNames)
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

// TestLocalsShadowNothing finds what the bodies of functions with the parameters
// of the catalogue refer to: each such name is one that no parameter gets.
func TestLocalsShadowNothing(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/everything.txtar")
	if err != nil {
		t.Fatal(err)
	}
	src := errorsGen(t, render(t, plan(t, "errors.yaml", archive.Files[0].Data)))
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || f.Type.Params.NumFields() == 0 {
			continue
		}
		locals := map[string]bool{"e": true, "o": true, "_": true}
		for _, p := range f.Type.Params.List {
			for _, n := range p.Names {
				locals[n.Name] = true
			}
		}
		if locals["err"] { // XOf has one parameter, which is not of the catalogue
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				ast.Inspect(n.X, func(n ast.Node) bool { free(t, n, locals); return true })
				return false
			case *ast.KeyValueExpr:
				ast.Inspect(n.Value, func(n ast.Node) bool { free(t, n, locals); return true })
				return false
			}
			free(t, n, locals)
			return true
		})
	}
}

// free complains about an identifier that a local of the catalogue could hide.
func free(t *testing.T, n ast.Node, locals map[string]bool) {
	id, ok := n.(*ast.Ident)
	if !ok || locals[id.Name] || token.IsExported(id.Name) || types.Universe.Lookup(id.Name) != nil ||
		generator.IsReserved(id.Name) ||
		id.Name == "set" || id.Name == "clone" || id.Name == "Clone" {
		return
	}
	t.Errorf("%s is used beside parameters of the catalogue, and one of them could have that name", id.Name)
}

// TestBehaviour compiles the package made of testdata/everything.txtar, makes
// each error of each example with it, and compares the answer with the example
// in the plan, which is what all documentation shows.
func TestBehaviour(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/everything.txtar")
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, "errors.yaml", archive.Files[0].Data)
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range render(t, p) {
		write("apierror/"+filepath.Base(f.Path), string(f.Data))
	}
	write("go.mod", "module example.com/behaviour\n\ngo 1.25.0\n")
	write("main.go", program(p))
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")

	var want []string
	for _, e := range p.Public() {
		for _, x := range e.Examples {
			body := ""
			if x.Body != nil {
				body = literal(x.Body)
			}
			lines := []string{fmt.Sprint(e.Status.Code), body}
			for _, h := range x.Headers {
				lines = append(lines, http.CanonicalHeaderKey(h.Name)+": "+h.Value)
			}
			slices.Sort(lines[2:])
			want = append(want, strconv.Quote(strings.Join(lines, "\n")))
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d answers for %d examples:\n%s", len(got), len(want), out)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

// program writes each example with the generated package and prints the answer.
func program(p *generator.Plan) string {
	var b strings.Builder
	b.WriteString(`package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"example.com/behaviour/apierror"
)

func ptr[T any](v T) *T { return &v }

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func show(requestID string, err error) {
	wr := apierror.Writer{OnError: func(apierror.ErrorEvent) {}, RequestID: func(*http.Request) string { return requestID }}
	rec := httptest.NewRecorder()
	wr.Write(rec, httptest.NewRequest("GET", "/", nil), err)
	lines := []string{fmt.Sprint(rec.Code), rec.Body.String()}
	for name, values := range rec.Header() {
		if name == "X-Content-Type-Options" || name == "Cache-Control" && values[0] == "no-store" {
			continue
		}
		for _, v := range values {
			lines = append(lines, name+": "+v)
		}
	}
	slices.Sort(lines[2:])
	fmt.Printf("%q\n", strings.Join(lines, "\n"))
}

var _ json.RawMessage

func main() {
`)
	for _, e := range p.Public() {
		for _, x := range e.Examples {
			values := map[*generator.Param]*generator.Value{}
			for _, v := range x.Params {
				values[v.Param] = v.Value
			}
			var args []string
			for _, q := range e.Required() {
				args = append(args, expression(q, values[q]))
			}
			for _, q := range e.Optional() {
				if v := values[q]; v != nil {
					args = append(args, "apierror."+e.Name.Go+q.Ident.Go+"("+expression(q, v)+")")
				}
			}
			fmt.Fprintf(&b, "\tshow(%q, apierror.%s(%s))\n", x.RequestID, e.Name.Go, strings.Join(args, ", "))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// expression spells the value of a parameter in Go.
func expression(p *generator.Param, v *generator.Value) string {
	if p.List {
		one := *p
		one.List = false
		items := make([]string, len(v.Items))
		for i, item := range v.Items {
			items[i] = expression(&one, item)
		}
		return "[]" + goType(p) + "{" + strings.Join(items, ", ") + "}"
	}
	switch p.Kind {
	case generator.Integer, generator.Float, generator.Boolean:
		return v.Text
	case generator.Duration:
		return v.Text + " * time.Second"
	case generator.DateTime:
		return "instant(" + strconv.Quote(v.Text) + ")"
	case generator.JSON:
		return "json.RawMessage(" + strconv.Quote(literal(v)) + ")"
	case generator.Object:
		var fields []string
		for _, f := range p.Type.Fields {
			i := slices.IndexFunc(v.Members, func(m generator.Member) bool { return m.Name == f.Wire })
			if i < 0 {
				continue
			}
			text := expression(f, v.Members[i].Value)
			if f.Optional && !f.List && f.Kind != generator.JSON {
				text = "ptr[" + goType(f) + "](" + text + ")"
			}
			fields = append(fields, f.Ident.Go+": "+text)
		}
		return goType(p) + "{" + strings.Join(fields, ", ") + "}"
	}
	return goType(p) + "(" + strconv.Quote(v.Text) + ")"
}

// goType spells the type of one value as seen from outside.
func goType(p *generator.Param) string {
	name := gocode.ElemName(p)
	if p.Type != nil && name == p.Type.Ident.Go {
		return "apierror." + name
	}
	return name
}

// hostile is text that no output may take for anything but text.
const hostile = "*/ `x` %s </script> | { --- \" \\ \u200f\u202e \U0001F600\r\n//go:build ignore\n+build ignore\n\n" +
	"\tvar Injected = 1\n\n//go:generate false\u2028var Injected = 2\u0085Deprecated: no\n\nDeprecated: no\n"

func TestHostileText(t *testing.T) {
	text := strconv.Quote(hostile) // YAML reads it as Go writes it, but for the next line
	text = strings.ReplaceAll(text, `\U0001f600`, "\U0001F600")
	line := strings.NewReplacer("\r", " ", "\n", " ", "\u2028", " ", "\u0085", " ", "\t", " ", "{", "{{").Replace(hostile)
	oneLine := strconv.Quote(strings.TrimSpace(line))
	p := plan(t, "errors.yaml", []byte(`errspec: 1
service: shop
title: `+oneLine+`
description: `+text+`
groups: [{id: g, title: `+oneLine+`, description: `+text+`}]
wire: {bodies: {own: {a: `+text+`, `+text+`: $message, code: $code}}}
statuses:
  404: {title: `+oneLine+`, description: `+text+`, causes: [`+text+`], remedy: `+text+`}
types:
  Thing: {description: `+text+`, fields: {name: {type: string, description: `+text+`, example: `+text+`}}}
  Choice: {type: string, description: `+text+`, enum: {one: `+text+`, two: {name: Two, description: `+text+`}}}
errors:
  thing_gone:
    status: 404
    title: `+oneLine+`
    message: `+oneLine+`
    description: `+text+`
    causes: [`+text+`, `+text+`]
    remedy: [`+text+`, `+text+`]
    group: g
    body: own
    since: `+oneLine+`
    owner: `+oneLine+`
    tags: [`+oneLine+`]
    deprecated: {since: `+oneLine+`, reason: `+text+`}
    params:
      id: {type: string, description: `+text+`, example: `+text+`}
      thing: {type: Thing, description: `+text+`}
      choice: {type: Choice, description: `+text+`}
      maybe?: {type: string, description: `+text+`, in: text}
    headers: {X-Thing: '"{maybe}" */ `+"`"+`'}
    examples: [{params: {id: `+text+`}, description: `+text+`}]
`))
	files := render(t, p)
	pkg, parsed := typeCheck(t, files)
	if pkg.Scope().Lookup("Injected") != nil {
		t.Error("text has become code")
	}
	for _, f := range parsed {
		for _, g := range f.Comments {
			for _, c := range g.List {
				if c.Text == "//go:noinline" { // of the run-time part; the texts of this test have no such line
					continue
				}
				if strings.HasPrefix(c.Text, "/*") || len(c.Text) > 2 && c.Text[2] != ' ' && c.Text[2] != '\t' {
					t.Errorf("comment %q", c.Text)
				}
				if rest := strings.TrimSpace(c.Text[2:]); strings.HasPrefix(rest, "+build") {
					t.Errorf("comment %q is a build constraint", c.Text)
				}
			}
		}
	}
	src := string(errorsGen(t, files))
	if n := len(regexp.MustCompile(`(?m)^\s*// Deprecated:`).FindAllString(src, -1)); n != 1 {
		t.Errorf("%d paragraphs say that something is deprecated", n)
	}
	for _, want := range []string{"*/ `x` %s </script> | { --- \" \\ \u200f\u202e \U0001F600", "//go:build ignore", "var Injected = 1", "//go:generate false"} {
		if !strings.Contains(src, want) {
			t.Errorf("the text lost %q", want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/everything.txtar")
	if err != nil {
		t.Fatal(err)
	}
	first := render(t, plan(t, "errors.yaml", archive.Files[0].Data))
	again := render(t, plan(t, "errors.yaml", archive.Files[0].Data))
	if !slices.EqualFunc(first, again, func(a, b output.File) bool { return a.Path == b.Path && bytes.Equal(a.Data, b.Data) }) {
		t.Error("the same catalogue gives other bytes")
	}
}

// TestNewErrorChangesNoOtherLine adds an error in the middle, with a form of its
// own, a long name and a package that was not imported.
func TestNewErrorChangesNoOtherLine(t *testing.T) {
	const before = `errspec: 1
service: shop
wire: {bodies: {short: {code: $code}}}
errors:
  a: {status: 404, message: A, params: {id: string}}
`
	const added = `  a_much_longer_name_than_the_others:
    {status: 409, retry: never, message: B, body: short, params: {at: datetime, list: "string[]"}}
`
	const after = `  c: {status: 403, message: C}
`
	old := string(errorsGen(t, render(t, plan(t, "errors.yaml", []byte(before+after)))))
	grown := string(errorsGen(t, render(t, plan(t, "errors.yaml", []byte(before+added+after)))))
	rest := strings.Split(grown, "\n")
	for _, line := range strings.Split(old, "\n") {
		i := slices.Index(rest, line)
		if i < 0 {
			t.Fatalf("the line %q has changed", line)
		}
		rest = rest[i+1:]
	}
}
