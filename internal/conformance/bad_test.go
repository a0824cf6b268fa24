package conformance

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const badCatalogue = `errspec: 1
service: shop
errors:
  order_gone:
    status: 410
    message: Order is gone
    operations: ["GET /orders/{id}"]
  slow_down: {status: 429, message: Slow down, retry: always, retry_after: 5, operations: all}
targets:
  - {kind: openapi, out: overlay.yaml, form: overlay, base: api.yaml}
`

const goodBase = `openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: An order}
`

// TestBadBases gives documents to the command that nothing can be put into. It says
// where and why, and every file stays as it was.
func TestBadBases(t *testing.T) {
	modules := filepath.Dir(filepath.Dir(tool(t, "redocly")))
	swagger := workspace{t, filepath.Join(modules, "@readme/oas-examples/2.0/yaml")}
	responses := func(lines string) string { return goodBase + lines }
	for name, test := range map[string]struct {
		base string
		want []string // parts of what is said, for both commands
	}{
		"nothing":           {"", []string{"api.yaml:1:1: error: ", "not an OpenAPI document", "[base-document]"}},
		"text":              {"Orders of our shop\n", []string{"api.yaml:1:1: error: ", "not an OpenAPI document", "[base-document]"}},
		"list":              {"- openapi: 3.0.3\n", []string{"api.yaml:1:1: error: ", "not an OpenAPI document", "[base-document]"}},
		"other document":    {"asyncapi: 3.0.0\ninfo: {title: A, version: \"1\"}\n", []string{"api.yaml:1:1: error: ", "no key openapi", "[base-document]"}},
		"binary":            {"\x7fELF\x00\x01\xff", []string{"api.yaml:1:", "error: ", "[base-document]"}},
		"broken YAML":       {strings.Replace(goodBase, "    get:", "\tget:", 1), []string{"api.yaml:5:1: error: ", "tab", "[base-document]"}},
		"broken JSON":       {`{"openapi": "3.0.3", "info": {`, []string{"api.yaml:1:", "error: ", "[base-document]"}},
		"two documents":     {goodBase + "---\n" + goodBase, []string{"api.yaml:", "error: ", "[base-document]"}},
		"no version":        {strings.Replace(goodBase, "openapi: 3.0.3\n", "", 1), []string{"api.yaml:1:1: error: ", "no key openapi", "[base-document]"}},
		"unknown version":   {strings.Replace(goodBase, "3.0.3", "4.0.0", 1), []string{"api.yaml:1:10: error: ", `"4.0.0"`, "3.0, 3.1 and 3.2", "[base-document]"}},
		"Swagger 2.0":       {string(swagger.read("petstore.yaml")), []string{"api.yaml:1:1: error: ", "Swagger 2.0", "[base-document]"}},
		"other path":        {strings.ReplaceAll(goodBase, "/orders/", "/order/"), []string{"errors.yaml:7:18: error: ", `no path "/orders/{id}"`, `"/order/{id}"`, "[operation-known]"}},
		"other method":      {strings.ReplaceAll(goodBase, "get:", "put:"), []string{"errors.yaml:7:18: error: ", "has no GET", "it has PUT", "[operation-known]"}},
		"parameter's name":  {strings.ReplaceAll(goodBase, "{id}", "{order_id}"), []string{"errors.yaml:7:18: error: ", `"/orders/{order_id}"`, "the names of parameters count", "api.yaml:4:3", "[operation-known]"}},
		"response by hand":  {responses("        \"410\": {description: By hand}\n"), []string{"api.yaml:9:9: ", "error: ", "410", "GET /orders/{id}", `"order_gone"`, "[base-conflict]"}},
		"component by hand": {responses("components:\n  schemas:\n    OrderGoneError: {type: object}\n"), []string{"api.yaml:11:5: error: ", "OrderGoneError", `"order_gone"`, "[base-conflict]"}},
	} {
		for command, args := range map[string][]string{
			"apply":           {"openapi", "apply", "--base", "api.yaml", "-o", "out.yaml"},
			"apply in place":  {"openapi", "apply", "--base", "api.yaml", "-o", "api.yaml"},
			"apply to stdout": {"openapi", "apply", "--base", "api.yaml"},
			"generate":        {"generate"},
		} {
			t.Run(name+", "+command, func(t *testing.T) { refused(t, badCatalogue, test.base, args, test.want) })
		}
	}
	// What only stands in the way of putting errors into the document.
	for name, test := range map[string]struct {
		base string
		want []string
	}{
		"broken reference of a response": {responses("        \"404\": {$ref: \"#/components/responses/Nowhere\"}\n"), []string{"api.yaml:9:23: error: ", "#/components/responses/Nowhere", "leads to nothing", "[base-reference]"}},
		"broken reference of a path":     {strings.Replace(strings.Replace(goodBase, "3.0.3", "3.1.0", 1), "    get:", "    $ref: \"#/components/pathItems/nowhere\"\n    get:", 1), []string{"api.yaml:5:11: error: ", "#/components/pathItems/nowhere", "leads to nothing", "[base-reference]"}},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, badCatalogue, test.base, []string{"openapi", "apply", "--base", "api.yaml", "-o", "out.yaml"}, test.want)
		})
	}
	// Two languages of schemas in one document.
	want := []string{"error: ", `"3.1" does not fit the base, which is OpenAPI 3.0.3`, `write "3.0"`, "[base-version]"}
	v31 := strings.Replace(badCatalogue, "base:", `openapi: "3.1", base:`, 1)
	for _, args := range [][]string{{"openapi", "apply", "--base", "api.yaml", "-o", "out.yaml"}, {"generate"}} {
		t.Run("version, "+args[0], func(t *testing.T) { refused(t, v31, goodBase, args, want) })
	}
	t.Run("version as a flag", func(t *testing.T) {
		refused(t, badCatalogue, goodBase, []string{"openapi", "apply", "--base", "api.yaml", "--openapi", "3.1", "-o", "out.yaml"}, want)
	})
	// And what is not bad is not refused.
	w := workspace{t, t.TempDir()}
	w.write("errors.yaml", badCatalogue)
	w.write("api.yaml", goodBase)
	w.must("generate")
	w.must("openapi", "apply", "--base", "api.yaml", "-o", "out.yaml")
	load(t, w.read("out.yaml"))
}

// refused runs the command in a folder with a catalogue and a base. It has to say what
// is wanted, end with 1, and leave every file as it was.
func refused(t *testing.T, catalogue, base string, args, want []string) {
	t.Helper()
	w := workspace{t, t.TempDir()}
	w.write("errors.yaml", catalogue)
	w.write("api.yaml", base)
	files := func() map[string]string {
		entries, err := os.ReadDir(w.dir)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		for _, e := range entries {
			all[e.Name()] = string(w.read(e.Name()))
		}
		return all
	}
	before := files()
	status, stdout, stderr := w.errspec(args...)
	if status != 1 {
		t.Errorf("exit status %d", status)
	}
	said := stdout + stderr
	for _, part := range want {
		if !strings.Contains(said, part) {
			t.Errorf("it does not say %q:\n%s", part, said)
		}
	}
	if strings.Contains(stdout, "openapi: ") || strings.Contains(said, "bug in errspec") {
		t.Errorf("it says too much:\n%s", said)
	}
	if after := files(); !maps.Equal(before, after) {
		t.Errorf("files are written: %q", slices.Sorted(maps.Keys(after)))
	}
}
