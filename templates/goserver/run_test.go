package goserver

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/errspec/errspec/generator"
)

// module writes the package of a plan and other files into a module of their own
// and returns its folder.
func module(t *testing.T, p *generator.Plan, files map[string]string) string {
	t.Helper()
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
	write("go.mod", "module example.com/made\n\ngo 1.25.0\n")
	for name, text := range files {
		write(name, text)
	}
	return dir
}

// goTool runs the go command in a module and returns what it prints.
func goTool(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// testdata reads a catalogue or a program beside the tests.
func testdata(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSecrets runs testdata/secrets/secrets_test.go with the package made of the
// catalogue beside it: secrets in every place there is, and a search of all that
// comes out.
func TestSecrets(t *testing.T) {
	dir := module(t, plan(t, "errors.yaml", []byte(testdata(t, "secrets/errors.yaml"))), map[string]string{
		"secrets_test.go": testdata(t, "secrets/secrets_test.go"),
	})
	goTool(t, dir, "test", ".")
}

// TestHostileNames compiles and runs a package of errors and parameters whose
// names mean something in Go or in the generated code.
func TestHostileNames(t *testing.T) {
	p := plan(t, "errors.yaml", []byte(hostileNames()))
	typeCheck(t, render(t, p))
	dir := module(t, p, map[string]string{"names_test.go": `package made

import (
	"errors"
	"testing"

	"example.com/made/apierror"
)

func TestNames(t *testing.T) {
	e := apierror.E("e", "opts")
	if p, ok := apierror.EOf(e); !ok || p.E != "e" || p.Opts != "opts" || !errors.Is(e, apierror.ErrE) {
		t.Errorf("%v %v", p, ok)
	}
	if e := apierror.Nil(apierror.NilNil("x")); e.Message() != "nil x" || errors.Is(e, apierror.ErrNoError) {
		t.Error(e)
	}
	if e := apierror.NoError(); e.Error() != "no_error: no_error" {
		t.Error(e)
	}
}
`})
	goTool(t, dir, "vet", "./...")
	goTool(t, dir, "test", ".")
}

// names are words that mean something in Go, in the run-time part or in
// generated code.
var names = []string{
	"e", "o", "b", "v", "c", "i", "ok", "opts", "text_of", "value", "def_item_not_found", "form_structured", "err_nil", "nil", "no_error", "string",
	"len", "type", "func", "error", "init", "main", "new_error", "new_error1", "option", "find", "catalog", "operations", "guard", "slices", "slog", "time",
	"json", "definition", "absent", "hidden", "true", "range", "any", "errors", "http", "context", "append", "make", "pointer_to", "items_in",
	"extra", "param_extra", "level", "level_warn", "phrase", "phrases",
}

// hostileNames is a catalogue in which every such word is an error and a
// parameter, required, optional and in a list.
func hostileNames() string {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: shop\nerrors:\n")
	b.WriteString("  internal_error: {status: 500, message: Internal error}\n")
	for _, name := range names {
		if name == "err_nil" {
			continue // its code and the name of the code of "nil" would be one
		}
		b.WriteString("  \"" + name + "\":\n    status: 404\n    message: \"" + name)
		switch name {
		case "e":
			b.WriteString(" {e} {opts}\"\n    params: {e: string, opts: string}\n")
		case "nil":
			b.WriteString("{ {nil}}\"\n    params: {\"nil?\": string}\n")
		case "no_error":
			b.WriteString("\"\n")
		case "error":
			b.WriteString("\"\n    name: ErrorItself\n    params: {error: string}\n")
		case "guard":
			b.WriteString("\"\n    name: GuardDown\n    params: {guard: integer}\n")
		case "option":
			b.WriteString("\"\n    params:\n")
			for _, p := range names {
				b.WriteString("      \"" + p + "\": string\n")
			}
		case "value":
			b.WriteString("\"\n    params:\n")
			for _, p := range names {
				if p == "option" {
					continue // the type of the options has this name
				}
				b.WriteString("      \"" + p + "?\": \"integer[]\"\n")
			}
		default:
			b.WriteString("\"\n    params: {\"" + name + "\": datetime, value: \"json[]\"}\n")
		}
	}
	return b.String()
}

// TestGuardsCostNothingUnused looks for the table of operations in programs with
// and without a guard.
func TestGuardsCostNothingUnused(t *testing.T) {
	p := plan(t, "errors.yaml", []byte(`errspec: 1
service: shop
errors:
  order_gone: {status: 410, message: Order is gone, operations: ["GET /unmistakable/operation/{id}"]}
`))
	const program = `package main

import (
	"net/http"

	"example.com/made/apierror"
)

func handle(http.ResponseWriter, *http.Request) error { return apierror.OrderGone() }

func main() { http.Handle("/", GUARD(apierror.Recover(apierror.Handler(handle)))) }

func without(h http.Handler) http.Handler { return h }
`
	for guard, want := range map[string]bool{"without": false, "apierror.Guard": true} {
		dir := module(t, p, map[string]string{"main.go": strings.Replace(program, "GUARD", guard, 1)})
		goTool(t, dir, "build", "-o", "program", ".")
		binary, err := os.ReadFile(filepath.Join(dir, "program"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(binary), "/unmistakable/operation/"); got != want {
			t.Errorf("%s: the program has the table: %v", guard, got)
		}
	}
}

// TestNoInit holds all data of a package to be there when the program starts:
// nothing is computed first, and there are no maps.
func TestNoInit(t *testing.T) {
	dir := module(t, plan(t, "errors.yaml", []byte(testdata(t, "secrets/errors.yaml"))), nil)
	goTool(t, dir, "build", "-o", "apierror.a", "./apierror")
	found := false
	for line := range strings.Lines(goTool(t, dir, "tool", "nm", "-size", "apierror.a")) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasSuffix(fields[len(fields)-1], "apierror.init") {
			continue
		}
		found = true
		if size, err := strconv.Atoi(fields[len(fields)-3]); err != nil || size > 16 { // more than a return
			t.Errorf("something is computed when a program starts: %s", line)
		}
	}
	if !found {
		t.Error("the package has no init to look at")
	}
}
