package conformance

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // holds the schema of OASIS
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/errspec/errspec/internal/cli"
)

// sarifSchema compiles the JSON Schema of SARIF 2.1.0 (OASIS, errata 01). It
// comes with a Go package, as a constant that it does not export, and is read
// out of its source.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(out)), "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == "schema" {
			if text, err = strconv.Unquote(v.Values[0].(*ast.BasicLit).Value); err != nil {
				t.Fatal(err)
			}
		}
		return true
	})
	const id = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	if !strings.Contains(text, `"id": "`+id+`"`) {
		t.Fatalf("that is another schema: %.300s", text)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSARIFIsValid(t *testing.T) {
	schema := sarifSchema(t)
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(top, "spec/testdata/*.txtar"))
	if err != nil || len(names) < 100 {
		t.Fatalf("%d catalogues: %v", len(names), err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	if err := exec.Command("git", "init", "-q", ".").Run(); err != nil {
		t.Log(err) // places are relative to the folder then
	}
	results := 0
	for i, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		folder := strconv.Itoa(i)
		for _, f := range a.Files {
			name := filepath.Join(folder, f.Name)
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
				t.Fatal(err)
			}
			put(t, dir, name, f.Data)
		}
		var out, errOut bytes.Buffer
		if status := cli.Main([]string{"lint", "--format", "sarif", filepath.Join(folder, a.Files[0].Name)}, nil, &out, &errOut); status > 1 {
			t.Fatalf("%s: exit status %d: %s", name, status, errOut.String())
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out.Bytes())
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out.Bytes())
		}
		results += strings.Count(out.String(), `"ruleId"`)
		if strings.Contains(out.String(), dir) || !strings.Contains(out.String(), `"columnKind": "unicodeCodePoints"`) {
			t.Errorf("%s: the log names a folder of this machine, or not its columns:\n%s", name, out.Bytes())
		}
	}
	if results < 300 {
		t.Errorf("only %d results", results)
	}
}

// A schema that lets everything pass proves nothing.
func TestBrokenSARIFIsFound(t *testing.T) {
	schema := sarifSchema(t)
	dir := t.TempDir()
	put(t, dir, "errors.yaml", []byte("errspec: 1\nservice: shop\nerrors:\n  a: {status: 200, message: \"{x}\"}\n"))
	t.Chdir(dir)
	var out, errOut bytes.Buffer
	cli.Main([]string{"lint", "--format", "sarif", "errors.yaml"}, nil, &out, &errOut)
	for _, slip := range [][2]string{
		{`"level": "error"`, `"level": "fatal"`},
		{`"startLine": 4`, `"startLine": 0`},
		{`"columnKind": "unicodeCodePoints"`, `"columnKind": "runes"`},
		{`"version": "2.1.0"`, `"version": "2.1"`},
		{`"name": "errspec",`, ``},
		{`"ruleIndex": 0`, `"ruleindex": 0`},
	} {
		broken := strings.Replace(out.String(), slip[0], slip[1], 1)
		if broken == out.String() {
			t.Fatalf("there is no %s in\n%s", slip[0], out.Bytes())
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("%s is valid", slip[1])
		}
	}
}
