package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
)

const root = "../.."

// A catalogue is one that the outputs are tested with elsewhere too.
type catalogue struct {
	name string
	data []byte
}

// catalogues returns the reference catalogue, and those of an output's own tests.
func catalogues(t *testing.T, kind string) []catalogue {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "spec/inbox.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	all := []catalogue{{"inbox", data}}
	names, err := filepath.Glob(filepath.Join(root, "templates", kind, "testdata/*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogues of %s: %v", kind, err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, catalogue{strings.TrimSuffix(filepath.Base(name), ".txtar"), a.Files[0].Data})
	}
	return all
}

// plan builds the plan of a catalogue.
func (c catalogue) plan(t *testing.T) *generator.Plan {
	t.Helper()
	cat, ds := spec.Parse("spec/"+c.name+".yaml", c.data)
	p, more := generator.Build(cat, generator.Options{})
	for _, d := range append(ds, more...) {
		if d.Severity == spec.SeverityError {
			t.Fatalf("%s: %s", d.Pos, d.Message)
		}
	}
	return p
}

// render returns one output of a plan.
func render(t *testing.T, p *generator.Plan, target *generator.Target) []byte {
	t.Helper()
	only := *p
	only.Targets = []*generator.Target{target}
	files, err := templates.Render(&only)
	if err != nil {
		t.Fatal(err)
	}
	return files[0].Data
}

func document(t *testing.T, p *generator.Plan, version string) []byte {
	t.Helper()
	return documentOf(t, p, version, "closed")
}

func documentOf(t *testing.T, p *generator.Plan, version, codes string) []byte {
	t.Helper()
	return render(t, p, &generator.Target{Kind: generator.TargetOpenAPI, Out: "openapi.yaml", Source: "errors.yaml", OpenAPI: version, Form: "components", Codes: codes})
}

var (
	versions  = []string{"3.0", "3.1", "3.2"}
	codeForms = []string{"closed", "open"}
)

// each runs a test for every catalogue and version.
func each(t *testing.T, test func(t *testing.T, p *generator.Plan, version string, doc []byte)) {
	for _, c := range catalogues(t, "openapi") {
		for _, version := range versions {
			t.Run(c.name+"-"+version, func(t *testing.T) {
				p := c.plan(t)
				test(t, p, version, document(t, p, version))
			})
		}
	}
}

// load reads a document and validates it, its examples too.
func load(t *testing.T, data []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	options := []openapi3.ValidationOption{openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation(), openapi3.EnableSchemaPatternValidation()}
	if err := doc.Validate(context.Background(), options...); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return doc
}

func TestDocumentsAreValid(t *testing.T) {
	each(t, func(t *testing.T, _ *generator.Plan, _ string, data []byte) { load(t, data) })
}

func TestReferenceOutputIsValid(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "output/inbox/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	load(t, data)
}

// A validator that finds nothing in a broken document proves nothing.
func TestBrokenDocumentsAreFound(t *testing.T) {
	p := catalogues(t, "openapi")[0].plan(t)
	for version, slips := range map[string][][2]string{
		"3.0": {
			{"enum: [item_not_found]", "const: item_not_found"},
			{"error: item_not_found\n", "error: other\n"},
			{"#/components/schemas/ItemNotFoundError\"\n", "#/components/schemas/Nowhere\"\n"},
			{"nullable: true", "type: [string, \"null\"]"},
		},
		"3.1": {
			{"error: item_not_found\n", "error: other\n"},
			{"    Error404:\n      description:", "    Error404:\n      summary: x\n      describe:"},
			{"    ItemNotFoundError:\n", "    \"Item Not Found!\":\n"},
		},
		"3.2": {
			{"error: item_not_found\n", "error: other\n"},
			{"    ItemNotFoundError:\n", "    \"Item Not Found!\":\n"},
		},
	} {
		for _, slip := range slips {
			data := document(t, p, version)
			broken := bytes.Replace(data, []byte(slip[0]), []byte(slip[1]), 1)
			if bytes.Equal(data, broken) {
				t.Fatalf("%s: nothing to break with %q", version, slip)
			}
			doc, err := openapi3.NewLoader().LoadFromData(broken)
			if err == nil {
				err = doc.Validate(context.Background(), openapi3.EnableExamplesValidation())
			}
			if err == nil {
				t.Errorf("%s: %q is not found", version, slip)
			}
		}
	}
}

// answer is an example as a response.
func answer(e *generator.Error, x *generator.Example) (http.Header, []byte) {
	h := http.Header{}
	for _, l := range x.Headers {
		h.Add(l.Name, l.Value)
	}
	if x.Body == nil {
		return h, nil
	}
	return h, x.Body.JSON()
}

// validate holds a response against the document's response of its status.
func validate(t *testing.T, doc *openapi3.T, status int, h http.Header, body []byte) error {
	t.Helper()
	op := openapi3.NewOperation()
	op.Responses = openapi3.NewResponses()
	name := "Error" + strconv.Itoa(status)
	response := doc.Components.Responses[name]
	if response == nil {
		return fmt.Errorf("no response %s", name)
	}
	op.Responses = openapi3.NewResponses(openapi3.WithStatus(status, response))
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: req,
			Route:   &routers.Route{Spec: doc, Path: "/", PathItem: &openapi3.PathItem{Get: op}, Method: http.MethodGet, Operation: op},
		},
		Status: status, Header: h, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
}

func TestAnswersFitTheirResponses(t *testing.T) {
	openapi3filter.RegisterBodyDecoder("application/vnd.api+json", openapi3filter.JSONBodyDecoder)
	each(t, func(t *testing.T, p *generator.Plan, _ string, data []byte) {
		doc := load(t, data)
		for _, e := range p.Public() {
			for i, x := range e.Examples {
				h, body := answer(e, x)
				if body == nil {
					continue
				}
				if err := validate(t, doc, e.Status.Code, h, body); err != nil {
					t.Errorf("example %d of %s: %v\n%s", i, e.Key, err, body)
				}
			}
		}
	})
}

// What is not the answer of an error does not fit the response.
func TestOtherAnswersDoNotFit(t *testing.T) {
	for _, version := range versions {
		p := catalogues(t, "openapi")[0].plan(t)
		doc := load(t, document(t, p, version))
		find := func(key string) *generator.Error {
			return p.Errors[slices.IndexFunc(p.Errors, func(e *generator.Error) bool { return e.Key == key })]
		}
		type change func(h http.Header, body map[string]any)
		for name, c := range map[string]struct {
			key    string
			change change
		}{
			"unknown code":         {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["error"] = "other" }},
			"code of a sibling":    {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["error"] = "invalid_api_key" }},
			"no message":           {"item_quota_exceeded", func(_ http.Header, b map[string]any) { delete(b, "message") }},
			"null message":         {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["message"] = nil }},
			"details without a":    {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["details"] = map[string]any{} }},
			"details of text":      {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["details"] = map[string]any{"limit": "5"} }},
			"limit below 0":        {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["details"] = map[string]any{"limit": -1} }},
			"null details":         {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["details"] = nil }},
			"no request_id":        {"item_quota_exceeded", func(_ http.Header, b map[string]any) { delete(b, "request_id") }},
			"number as request_id": {"item_quota_exceeded", func(_ http.Header, b map[string]any) { b["request_id"] = 7 }},
			"no challenge":         {"missing_api_key", func(h http.Header, _ map[string]any) { h.Del("WWW-Authenticate") }},
			"other content type":   {"missing_api_key", func(h http.Header, _ map[string]any) { h.Set("Content-Type", "text/html") }},
			"words as Retry-After": {"rate_limited", func(h http.Header, _ map[string]any) { h.Set("Retry-After", "soon") }},
			"unknown enum value": {"job_not_cancellable", func(_ http.Header, b map[string]any) {
				b["details"].(map[string]any)["state"] = "dreaming"
			}},
		} {
			e := find(c.key)
			h, body := answer(e, e.Examples[0])
			var b map[string]any
			if err := json.Unmarshal(body, &b); err != nil {
				t.Fatal(err)
			}
			c.change(h, b)
			body, err := json.Marshal(b)
			if err != nil {
				t.Fatal(err)
			}
			if validate(t, doc, e.Status.Code, h, body) == nil {
				t.Errorf("%s: %s fits the response of %s: %s", version, name, c.key, body)
			}
		}
		// And what may be null or absent fits.
		e := find("missing_api_key")
		h, body := answer(e, e.Examples[0])
		h.Del("X-Request-ID")
		body = bytes.Replace(body, []byte(`"request_id":"`+e.Examples[0].RequestID+`"`), []byte(`"request_id":null`), 1)
		if err := validate(t, doc, e.Status.Code, h, body); err != nil {
			t.Errorf("%s: an answer without a request ID: %v", version, err)
		}
	}
}

// Every example fits the schema of its own error, and of no other error whose
// code stands in its body. JSON Schema has this from 3.1 on.
func TestExamplesFitTheirOwnSchemaOnly(t *testing.T) {
	for _, c := range catalogues(t, "openapi") {
		t.Run(c.name, func(t *testing.T) {
			p := c.plan(t)
			var tree map[string]any
			if err := yaml.Unmarshal(document(t, p, "3.1"), &tree); err != nil {
				t.Fatal(err)
			}
			schemas := tree["components"].(map[string]any)["schemas"].(map[string]any)
			compiler := jsonschema.NewCompiler()
			compiler.AssertFormat()
			if err := compiler.AddResource("doc.json", plain(t, tree)); err != nil {
				t.Fatal(err)
			}
			compiled := map[string]*jsonschema.Schema{}
			for name := range schemas {
				s, err := compiler.Compile("doc.json#/components/schemas/" + name)
				if err != nil {
					t.Fatalf("schema %s: %v", name, err)
				}
				compiled[name] = s
			}
			for _, e := range p.Public() {
				if e.Form.Empty {
					continue
				}
				own := compiled[e.SchemaName()]
				form := compiled[e.Form.SchemaName()]
				for i, x := range e.Examples {
					body, err := jsonschema.UnmarshalJSON(bytes.NewReader(x.Body.JSON()))
					if err != nil {
						t.Fatal(err)
					}
					if err := form.Validate(body); err != nil {
						t.Errorf("example %d of %s against the form %s: %v", i, e.Key, e.Form.Name, err)
					}
					if own == nil {
						continue // it shares the schema of its form
					}
					if err := own.Validate(body); err != nil {
						t.Errorf("example %d of %s: %v", i, e.Key, err)
					}
					for _, other := range p.Public() {
						if s := compiled[other.SchemaName()]; other != e && s != nil && hasCode(e.Form.Root) && hasCode(other.Form.Root) && e.Form == other.Form && e.Code != other.Code && s.Validate(body) == nil {
							t.Errorf("example %d of %s fits %s", i, e.Key, other.Key)
						}
					}
				}
			}
		})
	}
}

func hasCode(n *generator.Node) bool {
	if n.Kind == generator.NodeSource {
		return n.Source == generator.SourceCode
	}
	return slices.ContainsFunc(n.Members, func(m generator.Pair) bool { return m.Node != nil && hasCode(m.Node) }) ||
		slices.ContainsFunc(n.Items, hasCode)
}

// plain returns a tree as the validator reads one from JSON.
func plain(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// require skips a test that lacks a tool, or fails it where all are wanted.
func require(t *testing.T, ok bool, what string) {
	t.Helper()
	switch {
	case ok:
	case os.Getenv("ERRSPEC_REQUIRE_TOOLS") == "1":
		t.Fatal(what)
	default:
		t.Skip(what)
	}
}

// tool returns the path of a linter from npm.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("node_modules/.bin", name))
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(path)
	require(t, err == nil, name+" is not installed; run npm ci in internal/conformance")
	_, err = exec.LookPath("node")
	require(t, err == nil, name+" needs node, which is not installed")
	return path
}

// run runs a tool in a folder of its own, so that it picks up nothing else.
func run(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = quiet()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// quiet is the environment of tools: no colours, no questions, nothing sent home.
func quiet() []string {
	return append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "NO_COLOR=1", "CI=true", "PYTHONIOENCODING=utf-8", "SCARF_ANALYTICS=false")
}

func put(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func copyInto(t *testing.T, dir, name, from string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, name, data)
}

// redocly returns what Redocly finds in each document of a folder, errors and
// warnings: rules, places and messages.
func redocly(t *testing.T, dir string, args ...string) map[string][]string {
	t.Helper()
	cmd := exec.Command(tool(t, "redocly"), append([]string{"lint", "--format=json", "--max-problems=100000"}, args...)...)
	cmd.Dir, cmd.Env = dir, quiet()
	var log bytes.Buffer
	cmd.Stderr = &log
	out, _ := cmd.Output() // its status says that there are findings
	found := map[string][]string{}
	reports := 0
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); reports++ { // one for each document
		var report struct {
			Problems []struct {
				RuleID, Message string
				Location        []struct {
					Source  struct{ Ref string }
					Pointer string
				}
			}
		}
		if err := d.Decode(&report); err != nil {
			t.Fatalf("%v:\n%s%s", err, out, log.Bytes())
		}
		for _, p := range report.Problems {
			if len(p.Location) == 0 {
				t.Fatalf("a problem without a place: %v", p)
			}
			name := filepath.Base(p.Location[0].Source.Ref)
			found[name] = append(found[name], p.RuleID+" "+p.Location[0].Pointer+": "+p.Message)
		}
	}
	want := 0
	for _, a := range args {
		if !strings.HasPrefix(a, "--") {
			want++
		}
	}
	if reports != want {
		t.Fatalf("redocly reports on %d documents of %d:\n%s%s", reports, want, out, log.Bytes())
	}
	for _, f := range found {
		slices.Sort(f)
	}
	return found
}

// TestRedocly lints every document. A warning is a failure too.
func TestRedocly(t *testing.T) {
	dir := t.TempDir()
	copyInto(t, dir, "redocly.yaml", "redocly.yaml")
	var names []string
	for _, c := range catalogues(t, "openapi") {
		p := c.plan(t)
		for _, version := range versions {
			for _, codes := range codeForms {
				name := c.name + "-" + version + "-" + codes + ".yaml"
				put(t, dir, name, documentOf(t, p, version, codes))
				names = append(names, name)
			}
		}
	}
	for name, found := range redocly(t, dir, names...) {
		t.Errorf("%s:\n%s", name, strings.Join(found, "\n"))
	}

	// And it does find something.
	broken := bytes.Replace(document(t, catalogues(t, "openapi")[0].plan(t), "3.1"),
		[]byte(`item_quota_exceeded: "#/components/schemas/ItemQuotaExceededError"`), []byte(`item_quota_exceeded: "#/components/schemas/Nowhere"`), 1)
	put(t, dir, "broken.yaml", broken)
	if len(redocly(t, dir, "broken.yaml")) == 0 {
		t.Error("a mapping to nowhere is not found")
	}
}

// TestRedoclyApplied lints whole documents with the recommended rules, all of them.
func TestRedoclyApplied(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, version := range versions {
		for _, codes := range codeForms {
			for form, document := range map[string][]byte{"applied": applied(t, version, codes), "paths": generated(t, version, "paths", codes)} {
				name := form + "-" + version + "-" + codes + ".yaml"
				put(t, dir, name, document)
				names = append(names, name)
			}
		}
	}
	for name, found := range redocly(t, dir, append(names, "--extends=recommended")...) {
		found = slices.DeleteFunc(found, func(f string) bool { return tolerated(name, f) })
		if len(found) > 0 {
			t.Errorf("%s:\n%s", name, strings.Join(found, "\n"))
		}
	}
}

// tolerated reports whether a finding is about something that is as it is on
// purpose.
func tolerated(document, finding string) bool {
	switch rule, _, _ := strings.Cut(finding, " "); {
	case strings.HasPrefix(document, "paths-") && (rule == "no-empty-servers" || rule == "info-license" || rule == "security-defined" || rule == "operation-2xx-response" || rule == "operation-summary"):
		return true // the API's own document says it
	case strings.Contains(document, "-open") && rule == "no-unused-components":
		return true // the schema of each error is there for programs
	}
	return false
}

// TestMarkdownlint lints every page with the configuration that the repository
// ships.
func TestMarkdownlint(t *testing.T) {
	lint := tool(t, "markdownlint-cli2")
	dir := t.TempDir()
	copyInto(t, dir, ".markdownlint.jsonc", filepath.Join(root, ".markdownlint.jsonc"))
	for _, c := range catalogues(t, "markdown") {
		p := c.plan(t)
		for _, audience := range []string{"public", "internal"} {
			page := render(t, p, &generator.Target{Kind: generator.TargetMarkdown, Out: "errors.md", Source: "errors.yaml", Internal: audience == "internal"})
			if c.name == "hostile" {
				// Bare links and two marks of emphasis are the catalogue's own prose.
				page = append([]byte("<!-- markdownlint-disable MD034 MD049 MD050 -->\n"), page...)
			}
			put(t, dir, c.name+"-"+audience+".md", page)
		}
	}
	if out, err := run(t, dir, lint, "*.md"); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
	put(t, dir, "broken.md", []byte("# A\n\n[a](#nowhere)\n"))
	if out, err := run(t, dir, lint, "broken.md"); err == nil || !strings.Contains(out, "MD051") {
		t.Errorf("a link to nowhere is not found:\n%s", out)
	}
}

// TestReadersOfYAMLAgree reads every document with readers of YAML 1.1 and 1.2.
func TestReadersOfYAMLAgree(t *testing.T) {
	dir := t.TempDir()
	want := map[string]any{}
	for _, c := range catalogues(t, "openapi") {
		p := c.plan(t)
		for _, version := range versions {
			name := c.name + "-" + version + ".yaml"
			data := document(t, p, version)
			put(t, dir, name, data)
			var tree any
			if err := yaml.Unmarshal(data, &tree); err != nil {
				t.Fatal(err)
			}
			want[name] = plain(t, tree)
		}
	}
	compare := func(t *testing.T, out string) {
		got := plain(t, json.RawMessage(out))
		a, b := canonical(t, got), canonical(t, plain(t, want))
		if a != b {
			t.Errorf("read differently, at %d of %d", prefix(a, b), len(b))
		}
	}
	t.Run("PyYAML", func(t *testing.T) { // of use where it is there; what it reads differently, yaml does in 1.1 too
		python, err := filepath.Abs(filepath.Join(root, ".tools/python/bin/python"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(python); err != nil {
			python = "python3"
		}
		_, err = run(t, dir, python, "-c", "import yaml")
		require(t, err == nil, "PyYAML is not installed; run make tools")
		out, err := run(t, dir, python, "-c", "import glob, json, yaml\nprint(json.dumps({n: yaml.safe_load(open(n, encoding='utf-8')) for n in glob.glob('*.yaml')}))")
		if err != nil {
			t.Fatalf("%v:\n%s", err, out)
		}
		compare(t, out)
	})
	for name, parse := range map[string]string{
		"js-yaml": "require(modules + '/js-yaml').load(text)",
		"yaml":    "require(modules + '/yaml').parse(text, {version: '1.1', merge: true})",
	} {
		t.Run(name, func(t *testing.T) {
			modules := filepath.Dir(filepath.Dir(tool(t, name)))
			script := "const fs = require('fs'), modules = process.argv[1], all = {};\n" +
				"for (const n of fs.readdirSync('.')) { const text = fs.readFileSync(n, 'utf8'); all[n] = " + parse + "; }\n" +
				"process.stdout.write(JSON.stringify(all));"
			out, err := run(t, dir, "node", "-e", script, modules)
			if err != nil {
				t.Fatalf("%v:\n%s", err, out)
			}
			compare(t, out)
		})
	}
}

// canonical writes a tree with sorted members and numbers of one notation.
func canonical(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil { // float64, whatever the notation
		t.Fatal(err)
	}
	b, err = json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func prefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
