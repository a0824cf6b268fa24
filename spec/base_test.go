package spec

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"
)

// The examples of the rules about bases do what they claim, next to a small
// document.
func TestBaseRuleExamples(t *testing.T) {
	read := func(text string) Diagnostics {
		responses := ""
		if strings.Contains(text, "api.yaml has a response 503") {
			responses = `responses: {"503": {description: Down}}`
		}
		_, ds, err := Load(fstest.MapFS{
			"errors.yaml": {Data: []byte(text)},
			"api.yaml":    {Data: []byte("openapi: 3.1.0\ninfo: {title: Shop, version: \"1\"}\npaths: {/orders: {get: {" + responses + "}}}\n")},
		}, "errors.yaml", Options{})
		if err != nil {
			t.Fatal(err)
		}
		return ds
	}
	for _, r := range baseRules {
		if slices.Contains([]string{"base-conflict", "base-shared", "base-reference"}, r.ID) {
			continue // of the command, see its scripts
		}
		if good := read(r.Good); len(good) > 0 {
			t.Errorf("%s: the good example has findings:\n%s", r.ID, report(good))
		}
		bad := read(r.Bad)
		if len(bad) != 1 || bad[0].Rule != r.ID || bad[0].Severity != r.Severity {
			t.Errorf("%s: the bad example does not break this rule alone:\n%s", r.ID, report(bad))
		}
	}
}

// What a base brings: operations in its order, patterns and IDs resolved, and the
// version of the target.
func TestBase(t *testing.T) {
	fsys := fstest.MapFS{
		"api/errors.yaml": {Data: []byte(shop(`errors:
  named: {status: 410, message: A, operations: [DELETE /things, listThings]}
  chosen: {status: 404, message: B, operations: [GET|DELETE /things*]}
  both: {status: 409, retry: never, message: C, operations: [GET *, listThings]}
  everywhere: {status: 401, message: D, operations: all, headers: {WWW-Authenticate: Bearer}}
targets:
  - {kind: openapi, out: a.yaml, base: api.json, form: overlay, codes: open}
  - {kind: openapi, out: b.yaml, base: ./api.json}
  - {kind: openapi, out: c.yaml}
`))},
		"api/api.json": {Data: []byte(`{"openapi": "3.0.4", "paths": {"/things": {"get": {"operationId": "listThings"}, "x-get": {}, "delete": {}},
 "/a": {"get": {"operationId": "\ud83d\ude00"}}}}`)},
	}
	c, ds, err := Load(fsys, "api/errors.yaml", Options{})
	if err != nil || len(ds) > 0 {
		t.Fatal(err, report(ds))
	}
	if len(c.Bases) != 1 || c.Bases[0] != c.Targets[0].Document || c.Bases[0] != c.Targets[1].Document || c.Targets[2].Document != nil {
		t.Errorf("the base is not read once: %v", c.Bases)
	}
	if !bytes.Equal(c.Sources["api/api.json"], fsys["api/api.json"].Data) || !bytes.Equal(c.Bases[0].Data, fsys["api/api.json"].Data) {
		t.Error("the base is not among the sources")
	}
	if !slices.Equal(c.ReadingOrder(), []string{"api/errors.yaml", "api/api.json"}) {
		t.Errorf("reading order %q", c.ReadingOrder())
	}
	var got []string
	for _, o := range c.Bases[0].Operations {
		got = append(got, fmt.Sprintf("%s %s %s %s", o.Pos, o.Method, o.Path, o.ID))
	}
	want := []string{"api/api.json:1:44 GET /things listThings", "api/api.json:1:95 DELETE /things ", "api/api.json:2:9 GET /a 😀"}
	if !slices.Equal(got, want) {
		t.Errorf("operations\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for key, want := range map[string]string{
		"named": "[DELETE /things listThings]", "chosen": "[DELETE /things GET /things]", "both": "[listThings GET /a]", "everywhere": "[]",
	} {
		if got := fmt.Sprint(c.Error(key).Operations.Resolved); got != want {
			t.Errorf("%s is on %s, want %s", key, got, want)
		}
	}
	for i, want := range []string{"3.0 overlay open", "3.0 components closed", "3.1 components closed"} {
		x := c.Targets[i]
		if got := x.OpenAPI.Value + " " + x.Form.Value + " " + x.Codes.Value; got != want {
			t.Errorf("target %d is %s, want %s", i, got, want)
		}
	}
}

// A base may lie outside the root for people who mean it.
func TestBaseOutside(t *testing.T) {
	data := []byte(shop("errors: {}\ntargets:\n  - {kind: openapi, out: a.yaml, base: ../api.yaml}\n"))
	fsys := fstest.MapFS{"errors.yaml": {Data: data}}
	outside := fstest.MapFS{"api.yaml": {Data: []byte("openapi: 3.1.0\n")}}
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{}, "leaves the root"},
		{Options{Outside: above{outside}}, "leaves the root"},
		{Options{AllowOutside: true}, "cannot be read here"},
		{Options{AllowOutside: true, Outside: above{fstest.MapFS{}}}, "does not exist"},
		{Options{AllowOutside: true, Outside: above{outside}}, ""},
	} {
		c, ds, err := Load(fsys, "errors.yaml", tt.o)
		if err != nil {
			t.Fatal(err)
		}
		if got := report(ds); tt.want == "" && (got != "" || c.Targets[0].Document == nil) || !strings.Contains(got, tt.want) {
			t.Errorf("%+v: %q, want %q", tt.o, got, tt.want)
		}
	}
}

// above is a file system whose names begin with "../".
type above struct{ files fstest.MapFS }

func (a above) Open(name string) (fs.File, error) {
	return a.files.Open(strings.TrimPrefix(name, "../"))
}

// A document that is given is the base of one target, and of no other.
func TestDocument(t *testing.T) {
	const targets = `targets:
  - {kind: openapi, out: a.yaml, base: no_such.yaml, codes: open}
  - {kind: openapi, out: b.yaml, base: api.yaml, openapi: "3.1"}
  - {kind: markdown, out: c.md}
`
	for _, tt := range []struct {
		targets  string
		document Document
		want     string // of the target: out, version, codes
		finding  string
	}{
		{"", Document{File: "api.yaml"}, " 3.1 closed", ""},
		{"targets: [{kind: markdown, out: c.md}]\n", Document{File: "api.yaml", Codes: "open"}, " 3.1 open", ""},
		{targets, Document{File: "other.yaml"}, "a.yaml 3.1 open", ""},
		{targets, Document{File: "api.yaml"}, "b.yaml 3.1 closed", ""},
		{targets, Document{File: "../x/api.yaml", Codes: "closed"}, "a.yaml 3.1 closed", ""},
		{targets, Document{File: "api.yaml", OpenAPI: "3.0"}, "b.yaml 3.0 closed", "does not fit the base"},
		{targets, Document{File: "api.yaml", Data: []byte("swagger: \"2.0\"\n")}, "b.yaml 3.1 closed", "api.yaml:1:1: error: the base is Swagger 2.0"},
		{"errors: {a: {status: 404, message: A, operations: [GET /x]}}\n", Document{File: "api.yaml"}, " 3.1 closed", `there is no path "/x" in api.yaml`},
	} {
		if tt.document.Data == nil {
			tt.document.Data = []byte("openapi: 3.1.0\n")
		}
		text := tt.targets
		if !strings.Contains(text, "errors:") {
			text = "errors: {}\n" + text
		}
		c, ds, err := Load(fstest.MapFS{"errors.yaml": {Data: []byte(shop(text))}}, "errors.yaml", Options{Document: &tt.document})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range c.Targets {
			if x.Kind.Value == "openapi" {
				got = append(got, x.Out.Value+" "+x.OpenAPI.Value+" "+x.Codes.Value)
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%+v: targets %q, want %q", tt.document, got, tt.want)
		}
		if got := report(ds); (tt.finding == "") != (got == "") || !strings.Contains(got, tt.finding) {
			t.Errorf("%+v: findings %q, want %q", tt.document, got, tt.finding)
		}
	}
}

// JSON is read into the nodes that YAML would give, places included.
func TestJSONTree(t *testing.T) {
	const text = "{\"a\": [1, -2.5e3, true, null, \"x\\ty\"],\r\n\t\"é\":{ \"b\" :{}, \"c\":[]} }"
	src := newSource("a.json", []byte(text))
	got := jsonTree(src)
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	var compare func(a, b *yaml.Node)
	compare = func(a, b *yaml.Node) {
		if a.Kind != b.Kind || a.Value != b.Value || a.Line != b.Line || a.Column != b.Column || len(a.Content) != len(b.Content) {
			t.Fatalf("%+v, want %+v", a, b)
		}
		for i := range a.Content {
			compare(a.Content[i], b.Content[i])
		}
	}
	compare(got, doc.Content[0])
	for _, text := range []string{"", "[]", "{", "{}}", "{a: 1}", "# {}"} {
		if jsonTree(newSource("a.json", []byte(text))) != nil {
			t.Errorf("%q is taken for JSON", text)
		}
	}
}

// Mappings that are merged again and again cost no more than what is written.
func TestManyMerges(t *testing.T) {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\nx-0: &a0 {get: {}}\n")
	for i := range 60 {
		fmt.Fprintf(&b, "x-%d: &a%d {<<: [*a%d, *a%d]}\n", i+1, i+1, i, i)
	}
	b.WriteString("paths: {/a: *a60}\n")
	l := newLoader(nil)
	l.c.Sources = map[string][]byte{}
	base := l.base("api.yaml", []byte(b.String()), Pos{})
	if len(l.ds) > 0 || len(base.Operations) != 1 {
		t.Errorf("%v\n%s", base.Operations, report(l.ds))
	}
}

// FuzzBase holds for documents what FuzzParse holds for catalogues.
func FuzzBase(f *testing.F) {
	catalogue := []byte(shop("errors:\n  a: {status: 404, message: A, operations: [GET /a, b, \"GET /a*\"]}\n  b: {status: 410, message: B, operations: all}\n" +
		"targets:\n  - {kind: openapi, out: out.yaml, base: api.yaml, form: overlay}\n"))
	for _, s := range []string{
		"openapi: 3.1.0\npaths: {/a: {get: {operationId: b}}}\n", `{"openapi": "3.0.0", "paths": {"/a": {"get": {"operationId": "\ud83d"}}}}`,
		"openapi: 3.1.0\npaths:\n  /a: &a\n    $ref: '#/paths/~1a'\n    <<: *a\n", "openapi: 3.2.0\npaths: &p\n  /a: *p\n", "{", "swagger: 2.0", "", "- a", "openapi: &a\n",
		"openapi: 3.1.0\npaths:\n  ? [a]\n  : b\n  /b: {$ref: '#/%zz/~'}\n  /c: {$ref: x.yaml}\n", "openapi: 3.1.0\n---\n", "\xff", "openapi: 3.1.0\r\npaths: {/a: {get: {}}}}\n",
		"x: &a [{<<: *b}]\n", "openapi: 3.1.0\nx-a: &a {get: {}}\nx-b: &b {<<: [*a, *a]}\npaths: {/a: {<<: [*a, *b]}}\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, ds, err := Load(fstest.MapFS{"errors.yaml": {Data: catalogue}, "api.yaml": {Data: data}}, "errors.yaml", Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkPlaces(t, c, ds)
	})
}
