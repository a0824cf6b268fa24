package openapi

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
)

func build(t testing.TB, name string, source []byte) *generator.Plan {
	t.Helper()
	return buildFiles(t, []txtar.File{{Name: name, Data: source}})
}

// buildFiles returns the plan of a catalogue, the first file, and of the
// documents that it names.
func buildFiles(t testing.TB, files []txtar.File) *generator.Plan {
	t.Helper()
	disk := fstest.MapFS{}
	for _, f := range files {
		disk[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	c, ds, err := spec.Load(disk, files[0].Name, spec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, more := generator.Build(c, generator.Options{})
	for _, d := range append(ds, more...) {
		if d.Severity == spec.SeverityError {
			t.Fatalf("%s: %s", d.Pos, d.Message)
		}
	}
	return p
}

// render returns the document of the version, as bytes and as a tree.
func render(t *testing.T, p *generator.Plan, version string) ([]byte, node) {
	t.Helper()
	files, err := Render(p, &generator.Target{Kind: generator.TargetOpenAPI, Out: "openapi.yaml", Source: "errors.yaml", OpenAPI: version})
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := yaml.Unmarshal(files[0].Data, &doc); err != nil {
		t.Fatalf("%v\n%s", err, files[0].Data)
	}
	return files[0].Data, node{t, doc}
}

// TestGolden writes the catalogues of testdata. ERRSPEC_UPDATE=1 rewrites what
// is expected.
func TestGolden(t *testing.T) {
	var names []string
	for _, pattern := range []string{"testdata/*.txtar", "testdata/operations/*.txtar"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no test data %s: %v", pattern, err)
		}
		names = append(names, found...)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in := inputs(a)
			p := buildFiles(t, a.Files[:in])
			var files []txtar.File
			for _, target := range p.Targets {
				rendered, err := Render(p, target)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range rendered {
					files = append(files, txtar.File{Name: f.Path, Data: f.Data})
				}
			}
			if os.Getenv("ERRSPEC_UPDATE") != "" {
				a.Files = append(a.Files[:in], files...)
				if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(files) != len(a.Files)-in {
				t.Fatalf("%d files, want %d", len(files), len(a.Files)-in)
			}
			for i, want := range a.Files[in:] {
				if got := files[i]; got.Name != want.Name || string(got.Data) != string(want.Data) {
					t.Errorf("%s differs from %s (ERRSPEC_UPDATE=1 rewrites it); it is:\n%s", got.Name, name, got.Data)
				}
			}
		})
	}
}

// inputs returns how many files at the start of an archive are input: the
// catalogue, and documents that it names.
func inputs(a *txtar.Archive) int {
	n := 1
	for n < len(a.Files) && strings.HasPrefix(a.Files[n].Name, "base-") {
		n++
	}
	return n
}

// A node is a place in a document that was read back.
type node struct {
	t *testing.T
	v any
}

// at follows member names, references too.
func (n node) at(path ...string) node {
	n.t.Helper()
	for _, name := range path {
		m, ok := n.v.(map[string]any)
		if !ok {
			n.t.Fatalf("no member %q of %v", name, n.v)
		}
		v, ok := m[name]
		if !ok {
			n.t.Fatalf("no member %q; there are %q", name, n.keys())
		}
		n.v = v
	}
	return n
}

func (n node) has(name string) bool {
	_, ok := n.v.(map[string]any)[name]
	return ok
}

func (n node) keys() []string {
	var keys []string
	m, _ := n.v.(map[string]any)
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (n node) json() string {
	b, err := json.Marshal(n.v)
	if err != nil {
		n.t.Fatal(err)
	}
	return string(b)
}

func (n node) is(want string) {
	n.t.Helper()
	if got := n.json(); got != want {
		n.t.Errorf("got  %s\nwant %s", got, want)
	}
}

func golden(t *testing.T, name string) *generator.Plan {
	t.Helper()
	a, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return build(t, "errors.yaml", a.Files[0].Data)
}

func TestVersionsDifferWhereOpenAPIDoes(t *testing.T) {
	p := golden(t, "kinds")
	_, v31 := render(t, p, "3.1")
	_, v30 := render(t, p, "3.0")
	_, v32 := render(t, p, "3.2")
	v32.at("openapi").is(`"3.2.0"`)
	v32.at("components").is(v31.at("components").json())
	v31.at("openapi").is(`"3.1.1"`)
	v30.at("openapi").is(`"3.0.4"`)
	v30.at("paths").is(`{}`)

	body := []string{"components", "schemas", "BusyError", "properties"}
	v31.at(body...).at("details", "type").is(`["object","null"]`)
	v30.at(body...).at("details").is(`{"nullable":true,"type":"object"}`)
	v31.at(body...).at("error").is(`{"const":"busy","type":"string"}`)
	v30.at(body...).at("error").is(`{"enum":["busy"],"type":"string"}`)

	details := []string{"components", "schemas", "ScalarsError", "properties", "details", "properties"}
	v31.at(details...).at("count").is(`{"examples":[3],"format":"int64","maximum":10,"minimum":1,"type":"integer"}`)
	v30.at(details...).at("count").is(`{"example":3,"format":"int64","maximum":10,"minimum":1,"type":"integer"}`)

	named := []string{"components", "schemas", "NamedError", "properties", "details", "properties", "color"}
	v31.at(named...).is(`{"$ref":"#/components/schemas/Color","description":"The color that is wrong"}`)
	v30.at(named...).is(`{"allOf":[{"$ref":"#/components/schemas/Color"}],"description":"The color that is wrong"}`)
}

func TestNo31KeywordIn30(t *testing.T) {
	for _, name := range []string{"kinds", "forms", "life", "hostile"} {
		for _, codes := range []string{"closed", "open"} {
			target := &generator.Target{Kind: generator.TargetOpenAPI, Out: "o.yaml", OpenAPI: "3.0", Codes: codes}
			for _, a := range must(Additions(golden(t, name), everywhere(golden(t, name), target))) {
				schema := regexp.MustCompile(`(?m)^ *(const|examples|prefixItems|\$defs|type: \[.*):?`)
				if m := schema.FindString(a.Value.YAML(0)); m != "" && a.Pointer[1] == "schemas" {
					t.Errorf("%s: %q of %s in a document of 3.0", name, m, a.Pointer)
				}
			}
			for _, version := range []string{"3.1", "3.2"} {
				target.OpenAPI = version
				data := must(Render(golden(t, name), target))[0].Data
				if bytes.Contains(data, []byte("nullable:")) {
					t.Errorf("%s: nullable in a document of %s", name, version)
				}
			}
		}
	}
}

// must returns a value that cannot fail here.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// everywhere puts every error on one operation of a target.
func everywhere(p *generator.Plan, t *generator.Target) *generator.Target {
	t.Operations = []*generator.TargetOperation{{Method: "POST", Path: "/a/{b}", ID: "makeA", Errors: p.Public()}}
	return t
}

func TestDetailsAreTyped(t *testing.T) {
	_, doc := render(t, golden(t, "kinds"), "3.1")
	hidden := doc.at("components", "schemas", "HiddenError", "properties", "details")
	hidden.at("required").is(`["masked"]`)
	if keys := hidden.at("properties").keys(); !slices.Equal(keys, []string{"masked"}) {
		t.Errorf("members of details are %q; what is not sent is none", keys)
	}
	if optional := doc.at("components", "schemas", "OptionalScalarsError", "properties", "details"); optional.has("required") {
		t.Error("optional parameters are required")
	}
	lists := doc.at("components", "schemas", "ListsError", "properties", "details", "properties")
	lists.at("points").is(`{"items":{"$ref":"#/components/schemas/Point"},"type":"array"}`)
	lists.at("words", "items").is(`{"maxLength":8,"type":"string"}`)
	lists.at("blobs", "items").is(`{}`)
	doc.at("components", "schemas", "Point", "required").is(`["x","color"]`)
	doc.at("components", "schemas", "Color", "x-enumDescriptions", "blue").is(`"Like the sky"`)
	doc.at("components", "schemas", "Color", "x-enum-varnames").is(`["Red","DarkGreen","Azure"]`)
}

func TestUnions(t *testing.T) {
	_, doc := render(t, golden(t, "forms"), "3.1")
	schema := func(status, mediaType string) node {
		return doc.at("components", "responses", "Error"+status, "content", mediaType, "schema")
	}
	// The code at the top tells the errors apart.
	schema("400", "application/json").at("discriminator").is(`{"mapping":{"invalid_grant":"#/components/schemas/InvalidGrantError",` +
		`"invalid_scope":"#/components/schemas/InvalidScopeError"},"propertyName":"error"}`)
	// In problem documents it is the code too, not the type.
	schema("403", "application/problem+json").at("discriminator", "propertyName").is(`"code"`)
	// One error needs no union, and a second media type stands beside the first.
	schema("403", "application/json").is(`{"$ref":"#/components/schemas/AlsoForbiddenError"}`)
	// A code further down is no discriminator.
	if s := schema("402", "application/json"); s.has("discriminator") || len(s.at("anyOf").v.([]any)) != 3 {
		t.Errorf("union of nested codes is %s", s.json())
	}
	// Nor is one in a list.
	if s := schema("404", "application/json"); s.has("discriminator") || s.has("oneOf") {
		t.Errorf("union of codes in lists and of other forms is %s", s.json())
	}
	// Two errors with one shape have one schema.
	schema("405", "application/json").is(`{"$ref":"#/components/schemas/DetailBody"}`)
	// Two forms in one status: a body of the one could be one of the other.
	if s := schema("422", "application/json"); s.has("oneOf") || len(s.at("anyOf").v.([]any)) != 2 {
		t.Errorf("union of two forms is %s", s.json())
	}
	// No body, no content.
	if doc.at("components", "responses", "Error412").has("content") {
		t.Error("a status without a body has content")
	}
}

func TestFormsAreNarrowed(t *testing.T) {
	_, doc := render(t, golden(t, "forms"), "3.1")
	schemas := doc.at("components", "schemas")
	stripe := func(name string) node { return schemas.at(name, "properties", "error", "properties") }
	stripe("CardDeclinedError").at("type").is(`{"const":"card_error","type":"string"}`)
	stripe("CardDeclinedError").at("param").is(`{"examples":["number"],"type":"string"}`)
	stripe("CardExpiredError").at("param").is(`{"type":["string","null"]}`)
	stripe("CardLostError").at("param").is(`{"type":"null"}`)
	stripe("CardLostError").at("type").is(`{"type":"null"}`)
	schemas.at("CardLostError", "properties", "error", "required").is(`["type","code","message","doc_url","param"]`)
	schemas.at("BlobUnknownError", "properties", "errors", "minItems").is(`1`)
	schemas.at("StreamGoneError", "properties", "error", "properties", "err_code").is(`{"const":10059,"type":"integer"}`)
	flat := schemas.at("FlatOneError")
	flat.at("required").is(`["ok","version","kind","level","nothing","one"]`)
	flat.at("properties", "level").is(`{"const":"$high","type":"string"}`)
	flat.at("properties", "ok").is(`{"const":false,"type":"boolean"}`)
	schemas.at("FlatTwoError", "required").is(`["ok","version","kind","level","nothing"]`)
	node{t, schemas.at("PairedError", "properties", "both", "prefixItems").v.([]any)[0]}.is(`{"const":"paired","type":"string"}`)
	schemas.at("StructuredBody", "properties", "error").is(`{"$ref":"#/components/schemas/ErrorCode"}`)
	schemas.at("ProblemOneError", "properties", "type", "const").is(`"https://docs.example.com/errors#problem-one"`)
}

func TestHeadersAreRequiredOnlyWhenAlwaysSent(t *testing.T) {
	_, doc := render(t, build(t, "errors.yaml", []byte(`
errspec: 1
service: heads
errors:
  one: {status: 503, message: One, retry_after: 5}
  two: {status: 503, message: Two, retry_after: wait, params: {wait: duration}}
  three: {status: 429, retry: always, message: Three, retry_after: wait, params: {"wait?": duration}}
  four: {status: 401, message: Four, headers: {WWW-Authenticate: Bearer realm="a"}}
  five: {status: 401, message: Five, headers: {WWW-Authenticate: 'Bearer realm="a", error="x"'}}
  six: {status: 403, message: Six, headers: {WWW-Authenticate: Bearer realm="a"}}
  seven: {status: 403, message: Seven}
  eight: {status: 405, message: Eight, headers: {Allow: "GET{, {more}}"}, params: {"more?": {type: string, in: text}}}
  date: {status: 502, message: Date, retry_after: at, params: {at: datetime}}
  mixed: {status: 504, message: Mixed, retry_after: at, params: {at: datetime}}
  mixed_too: {status: 504, message: Mixed too, retry_after: 5}
  nine: {status: 405, message: Nine, headers: {Allow: "{all}"}, params: {"all?": {type: string, in: text}}}
`)), "3.1")
	header := func(status, name string) node {
		ref := doc.at("components", "responses", "Error"+status, "headers", name, "$ref").v.(string)
		return doc.at("components", "headers", strings.TrimPrefix(ref, "#/components/headers/"))
	}
	for _, c := range []struct {
		status, name string
		required     bool
	}{
		{"503", "Retry-After", true}, {"429", "Retry-After", false}, {"401", "WWW-Authenticate", true}, {"403", "WWW-Authenticate", false},
		{"405", "Allow", false}, {"401", "X-Request-ID", false},
	} {
		if got := header(c.status, c.name).has("required"); got != c.required {
			t.Errorf("%s of %s: required is %v", c.name, c.status, got)
		}
	}
	header("503", "Retry-After").at("schema").is(`{"minimum":0,"type":"integer"}`)
	header("502", "Retry-After").at("schema").is(`{"type":"string"}`)
	header("504", "Retry-After").at("schema").is(`{"type":"string"}`)
	header("504", "Retry-After").at("examples", "mixed_too", "value").is(`"5"`)
	header("401", "WWW-Authenticate").at("examples").is(`{"five":{"value":"Bearer realm=\"a\", error=\"x\""},"four":{"value":"Bearer realm=\"a\""}}`)
	header("403", "WWW-Authenticate").at("example").is(`"Bearer realm=\"a\""`)
}

func TestInternalErrorsAreAbsent(t *testing.T) {
	data, doc := render(t, golden(t, "life"), "3.1")
	for _, word := range []string{"tenant_hidden", "TenantHidden", "broken_index", "Index is broken", "team-search", "Error403"} {
		if strings.Contains(string(data), word) {
			t.Errorf("%q of an internal error is in the document", word)
		}
	}
	doc.at("components", "schemas", "DroppedError", "deprecated").is(`true`)
	doc.at("components", "schemas", "ErrorBodyError", "x-one").is(`{"two":[3,"four",null]}`)
	doc.at("components", "responses", "Error404", "x-team").is(`"search"`)
	doc.at("components", "schemas", "CodedError", "properties", "error", "const").is(`"LIFE-004"`)
	if text := doc.at("components", "schemas", "OldNameError", "description").v.(string); !strings.Contains(text, "Deprecated since 2.0, use `new_name` instead.") {
		t.Errorf("description says nothing of the successor:\n%s", text)
	}
	doc.at("components", "responses", "Error404", "content", "application/json", "examples", "new_name-2", "$ref").is(`"#/components/examples/NewName-2"`)
}

func TestResponseListsItsErrors(t *testing.T) {
	_, doc := render(t, build(t, "errors.yaml", []byte(`
errspec: 1
service: shop
statuses: {404: {description: Nothing is there.}}
errors:
  item_gone: {status: 404, message: "Item {id} is gone", params: {id: string}, description: No such item., causes: [Deleted, Never made]}
  other: {status: 404, message: Other}
`)), "3.1")
	want := "Not Found.\n\nNothing is there.\n\n- `item_gone`: `Item {id} is gone`\n\n  No such item.\n\n  Typical causes:\n\n  - Deleted\n  - Never made\n\n- `other`: `Other`"
	if got := doc.at("components", "responses", "Error404", "description").v; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// Catalogue names may be those that the document gives: no component is lost.
func TestNamesOfComponentsDoNotMeet(t *testing.T) {
	_, doc := render(t, build(t, "errors.yaml", []byte(`
errspec: 1
service: shop
types:
  ErrorCode: {type: string, enum: [a, b]}
  StructuredBody: {fields: {a: string}}
  GoneError: {fields: {b: string}}
errors:
  gone: {status: 404, message: Gone, params: {a: ErrorCode, b: StructuredBody, c: GoneError}}
targets:
  - {kind: markdown, out: errors.md} # with this one alone the names may be the same
`)), "3.1")
	schemas := doc.at("components", "schemas")
	for _, name := range []string{"ErrorCode", "StructuredBody", "GoneError", "ErrorCode2", "StructuredBody2", "GoneError2", "InternalError"} {
		if !schemas.has(name) {
			t.Errorf("%s is missing; there are %q", name, schemas.keys())
		}
	}
	schemas.at("ErrorCode", "enum").is(`["a","b"]`)
	schemas.at("StructuredBody2", "properties", "error").is(`{"$ref":"#/components/schemas/ErrorCode2"}`)
	doc.at("components", "responses", "Error404", "content", "application/json", "schema").is(`{"$ref":"#/components/schemas/GoneError2"}`)
}

func TestComponentKeysAreAllowed(t *testing.T) {
	allowed := regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)
	for _, name := range []string{"minimal", "kinds", "forms", "life", "hostile"} {
		_, doc := render(t, golden(t, name), "3.1")
		for _, kind := range doc.at("components").keys() {
			for _, k := range doc.at("components", kind).keys() {
				if !allowed.MatchString(k) {
					t.Errorf("%s: component %s/%s", name, kind, k)
				}
			}
		}
	}
}

// Every text of a hostile catalogue is in the document exactly as it is.
func TestHostileTextIsData(t *testing.T) {
	p := golden(t, "hostile")
	e := p.Errors[0]
	for _, version := range []string{"3.0", "3.1"} {
		data, doc := render(t, p, version)
		if got := doc.at("components", "schemas", "HostileTextError", "title").v; got != e.Title {
			t.Errorf("title is %q", got)
		}
		example := doc.at("components", "examples", "HostileText")
		if got := example.at("value", "message").v; got != e.Examples[0].Message {
			t.Errorf("message is %q, want %q", got, e.Examples[0].Message)
		}
		if got := example.at("value").json(); !sameJSON(t, got, string(e.Examples[0].Body.JSON())) {
			t.Errorf("example is %s", got)
		}
		if got := doc.at("components", "schemas", "Values", "enum").v.([]any)[0]; got != e.Params[1].Type.Enum[0].Value {
			t.Errorf("enum value is %q", got)
		}
		doc.at("components", "schemas", "Values", "enum").v.([]any)[0] = ""
		doc.at("components", "schemas", "Values", "enum").is(`["","=","\u003c\u003c","no","null","1e3"]`)
		schema := doc.at("components", "schemas", "HostileTextError")
		if got := schema.at("x-hostile").v; got != e.Extensions[0].Value.Text {
			t.Errorf("extension is %q", got)
		}
		if got := schema.at("x-more").json(); !sameJSON(t, got, string(e.Extensions[1].Value.JSON())) {
			t.Errorf("extension is %s", got)
		}
		for _, r := range "\u2028\u202e\u200f\u0085\ufeff\r" {
			if strings.ContainsRune(string(data), r) {
				t.Errorf("U+%04X stands in the document unescaped", r)
			}
		}
		if strings.Contains(schema.at("description").v.(string), "</script>") && !strings.Contains(schema.at("description").v.(string), "`") {
			t.Error("HTML in a description")
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(b), &y); err != nil {
		t.Fatal(err)
	}
	m, _ := json.Marshal(x)
	n, _ := json.Marshal(y)
	return string(m) == string(n)
}

func TestUnknownWords(t *testing.T) {
	for word, target := range map[string]*generator.Target{
		`"3.3"`: {OpenAPI: "3.3"}, `"ajar"`: {Codes: "ajar"}, `"patch"`: {Form: "patch"},
		`"getA"`: {Form: "paths", Operations: []*generator.TargetOperation{{ID: "getA"}}},
	} {
		if _, err := Render(golden(t, "minimal"), target); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error about %s is %v", word, err)
		}
	}
}
