package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/generator"
)

// shop returns the plan of the catalogue with operations, and the document that
// its targets for a version name.
func shop(t *testing.T, version string) (*generator.Plan, any) {
	t.Helper()
	a, err := txtar.ParseFile("testdata/operations/shop.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if f.Name == "base-"+version+".yaml" {
			return buildFiles(t, a.Files[:inputs(a)]), parsed(t, f.Data)
		}
	}
	t.Fatal("no base of version ", version)
	return nil, nil
}

// fill returns a target of a plan for a form, version and codes, with the
// operations of the targets of the plan.
func fill(p *generator.Plan, form, version, codes string) *generator.Target {
	t := *p.Targets[0]
	t.Form, t.OpenAPI, t.Codes, t.Out = form, version, codes, "o.yaml"
	return &t
}

func parsed(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// merge is the update of an Overlay action (Overlay 1.0.0, section 4.4.3).
func merge(into, update any) any {
	switch u := update.(type) {
	case map[string]any:
		m, is := into.(map[string]any)
		if !is {
			return update
		}
		for k, v := range u {
			if old, there := m[k]; there {
				v = merge(old, v)
			}
			m[k] = v
		}
		return m
	case []any:
		if l, is := into.([]any); is {
			return append(l, u...)
		}
	}
	return update
}

var operationTarget = regexp.MustCompile(`^\$\.paths\['((?:[^'\\]|\\.)*)'\]\.([a-z]+)$`)

// overlaid applies an Overlay to a document.
func overlaid(t *testing.T, base any, overlay any) any {
	t.Helper()
	for _, action := range overlay.(map[string]any)["actions"].([]any) {
		a := action.(map[string]any)
		target := a["target"].(string)
		if target == "$" {
			merge(base, a["update"])
			continue
		}
		m := operationTarget.FindStringSubmatch(target)
		if m == nil {
			t.Fatalf("target %q is not of the portable form", target)
		}
		path := regexp.MustCompile(`\\(.)`).ReplaceAllString(m[1], "$1")
		merge(node{t, base}.at("paths", path, m[2]).v, a["update"])
	}
	return base
}

// put makes additions to a document.
func put(t *testing.T, doc any, additions []Addition) any {
	t.Helper()
	for _, a := range additions {
		at := doc.(map[string]any)
		for _, name := range a.Pointer[:len(a.Pointer)-1] {
			if at[name] == nil {
				at[name] = map[string]any{}
			}
			at = at[name].(map[string]any)
		}
		last := a.Pointer[len(a.Pointer)-1]
		if at[last] != nil {
			t.Fatalf("%q is there already", a.Pointer)
		}
		at[last] = a.Value.Data()
	}
	return doc
}

func TestOverlayMakesTheAdditions(t *testing.T) {
	for _, version := range []string{"3.0", "3.1", "3.2"} {
		for _, codes := range []string{"closed", "open"} {
			p, base := shop(t, version)
			target := fill(p, "overlay", version, codes)
			overlay := parsed(t, must(Render(p, target))[0].Data)
			got := asJSON(t, overlaid(t, base, overlay))
			_, base = shop(t, version)
			want := asJSON(t, put(t, base, must(Additions(p, target))))
			if got != want {
				t.Errorf("%s %s: the Overlay gives\n%s\nthe additions\n%s", version, codes, got, want)
			}
			allRefsLead(t, parsed(t, []byte(got)))
		}
	}
}

// allRefsLead reports references of a document that lead to nothing.
func allRefsLead(t *testing.T, doc any) {
	t.Helper()
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		case string:
			if parts := strings.Split(v, "/"); strings.HasPrefix(v, "#/components/") {
				node{t, doc}.at(parts[1:]...)
			}
		}
	}
	walk(doc)
}

// What an Overlay meets is objects only: two lists in one place would be joined.
func TestOverlayIsPortable(t *testing.T) {
	p, _ := shop(t, "3.1")
	overlay := node{t, parsed(t, must(Render(p, fill(p, "overlay", "3.1", "closed")))[0].Data)}
	overlay.at("overlay").is(`"1.0.0"`)
	targets := map[string]bool{}
	for i, action := range overlay.at("actions").v.([]any) {
		a := node{t, action}
		target := a.at("target").v.(string)
		if targets[target] {
			t.Errorf("target %q stands twice", target)
		}
		targets[target] = true
		switch i {
		case 0:
			if target != "$" || !slices.Equal(a.at("update").keys(), []string{"components"}) {
				t.Errorf("first action is %s", a.json())
			}
			for _, kind := range a.at("update", "components").keys() {
				a.at("update", "components", kind).keys()
			}
		default:
			if !operationTarget.MatchString(target) || !slices.Equal(a.at("update").keys(), []string{"responses"}) {
				t.Errorf("action is %s", a.json())
			}
			for _, status := range a.at("update", "responses").keys() {
				if keys := a.at("update", "responses", status).keys(); !slices.Equal(keys, []string{"$ref"}) {
					t.Errorf("response is %s", a.json())
				}
			}
		}
		for _, key := range a.keys() {
			if !slices.Contains([]string{"target", "description", "update"}, key) {
				t.Errorf("action has %q", key)
			}
		}
	}
}

// Paths are quoted as RFC 9535 does, section 2.3.1.1.
func TestPathsInTargetsAreQuoted(t *testing.T) {
	p := golden(t, "minimal")
	for path, want := range map[string]string{
		"/v1/items/{item_id}": `$.paths['/v1/items/{item_id}'].get`,
		"/a/{it's}/b":         `$.paths['/a/{it\'s}/b'].get`,
		`/a\b`:                `$.paths['/a\\b'].get`,
		"/a/\"b\"[0]/*":       `$.paths['/a/"b"[0]/*'].get`,
		"/a/\u0001/é":         `$.paths['/a/\u0001/é'].get`,
	} {
		target := &generator.Target{Form: "overlay", Operations: []*generator.TargetOperation{{Method: "GET", Path: path, Errors: p.Public()}}}
		overlay := node{t, parsed(t, must(Render(p, target))[0].Data)}
		if got := overlay.at("actions").v.([]any)[1].(map[string]any)["target"]; got != want {
			t.Errorf("target of %q is %s, want %s", path, got, want)
		}
	}
}

// Each operation has exactly its statuses, and each status exactly its errors.
func TestOperationsHaveExactlyTheirErrors(t *testing.T) {
	for _, codes := range []string{"closed", "open"} {
		p, _ := shop(t, "3.1")
		target := fill(p, "paths", "3.1", codes)
		doc := node{t, parsed(t, must(Render(p, target))[0].Data)}
		count := 0
		for _, o := range target.Operations {
			want := map[string][]string{}
			for _, err := range o.Errors {
				status := strconv.Itoa(err.Status.Code)
				want[status] = append(want[status], err.Code)
			}
			responses := doc.at("paths", o.Path, strings.ToLower(o.Method), "responses")
			if got := responses.keys(); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
				t.Errorf("%s %s has the statuses %q", o.Method, o.Path, got)
			}
			for status, errors := range want {
				count++
				name := strings.TrimPrefix(responses.at(status, "$ref").v.(string), "#/components/responses/")
				response := doc.at("components", "responses", name)
				if got := response.at("x-error-codes").json(); got != asJSON(t, errors) {
					t.Errorf("%s %s has the errors %s of %s, want %q", o.Method, o.Path, got, status, errors)
				}
				slices.Sort(errors)
				if got := response.at("content", "application/json", "examples").keys(); !slices.Equal(got, errors) {
					t.Errorf("%s %s has examples of %q at %s, want %q", o.Method, o.Path, got, status, errors)
				}
			}
		}
		if count != 11 {
			t.Errorf("%d responses of operations, want 11", count)
		}
		doc.at("components", "responses", "Error409OrderClosed")
		doc.at("paths", "/orders/{order_id}", "parameters").is(`[{"in":"path","name":"order_id","required":true,"schema":{"type":"string"}}]`)
		allRefsLead(t, doc.v)
		// What is on no operation is not in the document. With open codes the body form
		// refers to all codes, and so that one is known.
		if schemas := doc.at("components", "schemas"); schemas.has("DetailBody") || schemas.has("HiddenError") || strings.Contains(doc.json(), "hidden") {
			t.Errorf("schemas are %q", schemas.keys())
		}
		if got := strings.Contains(doc.at("components", "schemas").json(), "path_not_found"); got != (codes == "open") {
			t.Errorf("%s codes: the code of an error without operations is there: %v", codes, got)
		}
		for _, name := range doc.at("components", "schemas").keys() {
			if used := strings.Contains(doc.json(), `"$ref":"#/components/schemas/`+name+`"`); !used && codes == "closed" {
				t.Errorf("nothing refers to the schema %s", name)
			}
		}
	}
}

func TestResponsesAreNamedForTheirErrors(t *testing.T) {
	p := golden(t, "minimal")
	status := p.Public()[0].Status
	var errors []*generator.Error
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		errors = append(errors, &generator.Error{Name: generator.Name{Go: name}, Status: status})
		want := "Error" + strconv.Itoa(status.Code) + map[string]string{"A": "A", "B": "AOrB", "C": "AOrBOrC", "D": "AOrBOrCOr1More", "E": "AOrBOrCOr2More"}[name]
		if got := setName(&answer{status: status, errors: errors}); got != want {
			t.Errorf("name is %s, want %s", got, want)
		}
	}
}

// Sets of errors that would get one name are kept apart.
func TestResponsesKeepTheirErrors(t *testing.T) {
	p := build(t, "errors.yaml", []byte(`
errspec: 1
service: shop
errors:
  a: {status: 400, message: A}
  b: {status: 400, message: B}
  a_or_b: {status: 400, message: A or B}
  c: {status: 400, message: C}
  d: {status: 400, message: D}
  e: {status: 400, message: E}
`))
	e := p.Public()
	var operations []*generator.TargetOperation
	for i, errors := range [][]*generator.Error{{e[0], e[1]}, {e[2]}, {e[0], e[1], e[3], e[4]}, {e[0], e[1], e[3], e[5]}, e[:6], {e[1], e[0]}} {
		operations = append(operations, &generator.TargetOperation{Method: "GET", Path: fmt.Sprintf("/%d", i), Errors: errors})
	}
	doc := node{t, parsed(t, must(Render(p, &generator.Target{Form: "paths", Operations: operations}))[0].Data)}
	names := map[string]bool{}
	for i, o := range operations {
		ref := doc.at("paths", fmt.Sprintf("/%d", i), "get", "responses", "400", "$ref").v.(string)
		names[ref] = true
		var codes []string
		for _, err := range o.Errors {
			codes = append(codes, err.Code)
		}
		slices.Sort(codes)
		var got []string
		for _, code := range doc.at(strings.Split(ref, "/")[1:]...).at("x-error-codes").v.([]any) {
			got = append(got, code.(string))
		}
		slices.Sort(got)
		if !slices.Equal(got, codes) {
			t.Errorf("operation %d has %q by %s, want %q", i, got, ref, codes)
		}
	}
	if len(names) != 5 || !names["#/components/responses/Error400"] {
		t.Errorf("responses are %q", slices.Sorted(maps.Keys(names)))
	}
}

// Components that go into another document are marked, whatever the catalogue says.
func TestAdditionsAreMarked(t *testing.T) {
	p := build(t, "errors.yaml", []byte(`
errspec: 1
service: shop
statuses: {404: {x-generated: status}}
types: {Size: {type: string, enum: [small], x-generated: type}}
errors:
  gone: {status: 404, message: Gone, params: {size: Size}, x-generated: error, x-team: orders}
`))
	for _, a := range must(Additions(p, everywhere(p, &generator.Target{}))) {
		data := node{t, a.Value.Data()}
		if a.Pointer[0] != "components" {
			if !slices.Equal(data.keys(), []string{"$ref"}) {
				t.Errorf("%q is %s", a.Pointer, data.json())
			}
			continue
		}
		data.at(MarkKey).is(`"errspec shop"`)
		if a.Pointer[2] == "GoneError" {
			data.at("x-team").is(`"orders"`)
		}
	}
	_, doc := render(t, p, "3.1")
	doc.at("components", "schemas", "GoneError", MarkKey).is(`"error"`) // here it means nothing
}

// Adding an error, whatever it is like, changes nothing of what programs read in
// responses with open codes, but for the list of codes.
func TestOpenCodesStayWhenAnErrorIsAdded(t *testing.T) {
	before := `
errspec: 1
service: shop
wire: {bodies: {flat: {code: $code, "...": $details}, wide: {code: $code, group: "$group?", doc: $docs_url, at: $details.at}}}
errors:
  gone: {status: 404, message: Gone, params: {id: uuid}, headers: {X-Where: here}, retry_after: 3}
  left: {status: 404, body: flat, message: Left, params: {id: uuid, more: string}}
  moved: {status: 404, body: wide, message: Moved, params: {at: string}, docs_url: "https://example.com/moved"}
  out: {status: 401, message: Out, headers: {WWW-Authenticate: Bearer}}
  late: {status: 503, message: Late, retry_after: 3, headers: {X-Late: "1"}}
`
	after := before + `
  gone_too: {status: 404, message: Gone, params: {"id?": integer, list: "string[]"}}
  left_too: {status: 404, body: flat, message: Left, params: {id: integer}}
  moved_too: {status: 404, body: wide, message: Moved, group: far, params: {"at?": string}}
  out_too: {status: 401, message: Out, headers: {WWW-Authenticate: Basic}}
  late_too: {status: 503, message: Late}
groups: [{id: far, title: Far}]
`
	responses := func(source, version, codes string) string {
		p := build(t, "errors.yaml", []byte(source))
		_, doc := renderTarget(t, p, &generator.Target{OpenAPI: version, Codes: codes})
		var all []string
		headers := map[string]any{}
		for _, status := range []string{"Error401", "Error404", "Error500", "Error503"} {
			r := doc.at("components", "responses", status)
			all = append(all, r.at("content", "application/json", "schema").json())
			for _, name := range r.at("headers").keys() {
				h := doc.at(strings.Split(r.at("headers", name, "$ref").v.(string), "/")[1:]...)
				headers[status+name] = []any{h.has("required"), h.at("schema").v}
			}
		}
		for _, form := range []string{"StructuredBody", "FlatBody", "WideBody"} {
			all = append(all, doc.at("components", "schemas", form).json())
		}
		code := doc.at("components", "schemas", "ErrorCode")
		return strings.Join(append(all, code.at("type").json(), fmt.Sprint(code.has("enum")), asJSON(t, headers)), "\n")
	}
	for _, version := range []string{"3.0", "3.1", "3.2"} {
		if old, now := responses(before, version, "open"), responses(after, version, "open"); old != now {
			t.Errorf("%s: responses were\n%s\nand are\n%s", version, old, now)
		}
		if responses(before, version, "closed") == responses(after, version, "closed") {
			t.Errorf("%s: with closed codes the same errors change nothing, so the test shows nothing", version)
		}
	}
	_, doc := renderTarget(t, build(t, "errors.yaml", []byte(before)), &generator.Target{OpenAPI: "3.1", Codes: "open"})
	code := doc.at("components", "schemas", "ErrorCode")
	code.at("x-extensible-enum").is(`["gone","left","moved","out","late","internal_error"]`)
	doc.at("components", "schemas", "GoneError", "properties", "details", "required").is(`["id"]`)
	header := strings.Split(doc.at("components", "responses", "Error401", "headers", "WWW-Authenticate", "$ref").v.(string), "/")
	doc.at(header[1:]...).at("required").is(`true`) // RFC 9110 demands it of every 401
}

// renderTarget returns the document of a target, as bytes and as a tree.
func renderTarget(t *testing.T, p *generator.Plan, target *generator.Target) ([]byte, node) {
	t.Helper()
	data := must(Render(p, target))[0].Data
	return data, node{t, parsed(t, data)}
}

// Every example fits the schema of its response, in every form and version, and
// of unions exactly one schema.
func TestExamplesFit(t *testing.T) {
	plans := map[string]*generator.Plan{}
	for _, name := range []string{"minimal", "kinds", "forms", "life", "hostile"} {
		plans[name] = golden(t, name)
	}
	plans["shop"], _ = shop(t, "3.1")
	for name, p := range plans {
		for _, version := range []string{"3.0", "3.1", "3.2"} {
			for _, codes := range []string{"closed", "open"} {
				for _, form := range []string{"components", "paths"} {
					_, doc := renderTarget(t, p, everywhere(p, &generator.Target{OpenAPI: version, Codes: codes, Form: form}))
					if n := examplesFit(t, fmt.Sprintf("%s %s %s %s", name, version, codes, form), doc, version == "3.0"); n == 0 {
						t.Errorf("%s has no examples", name)
					}
				}
			}
		}
	}
}

func examplesFit(t *testing.T, name string, doc node, v30 bool) int {
	t.Helper()
	tree := doc.v
	if v30 {
		tree = from30(tree)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("doc.json", tree); err != nil {
		t.Fatal(err)
	}
	pointer := strings.NewReplacer("~", "~0", "/", "~1")
	count := 0
	for _, response := range doc.at("components", "responses").keys() {
		r := doc.at("components", "responses", response)
		if !r.has("content") {
			continue
		}
		for _, mediaType := range r.at("content").keys() {
			s, err := compiler.Compile("doc.json#/components/responses/" + response + "/content/" + strings.ReplaceAll(pointer.Replace(mediaType), "+", "%2B") + "/schema")
			if err != nil {
				t.Fatalf("%s: %s: %v", name, response, err)
			}
			m := r.at("content", mediaType)
			if !m.has("examples") {
				continue
			}
			for _, example := range m.at("examples").keys() {
				ref := strings.Split(m.at("examples", example, "$ref").v.(string), "/")
				count++
				if err := s.Validate(doc.at(ref[1:]...).at("value").v); err != nil {
					t.Errorf("%s: example %s of %s: %v", name, example, response, err)
				}
			}
		}
	}
	return count
}

// from30 makes JSON Schema of 2020-12 of the schemas of a document of 3.0.
func from30(v any) any {
	switch v := v.(type) {
	case []any:
		l := make([]any, len(v))
		for i := range v {
			l[i] = from30(v[i])
		}
		return l
	case map[string]any:
		m := map[string]any{}
		for k, x := range v {
			if k != "value" && k != "example" {
				x = from30(x)
			}
			m[k] = x
		}
		if m["nullable"] == true {
			delete(m, "nullable")
			return map[string]any{"anyOf": []any{m, map[string]any{"type": "null"}}}
		}
		return m
	}
	return v
}

func TestJSONIsTheYAML(t *testing.T) {
	for _, name := range []string{"forms", "hostile"} {
		p := golden(t, name)
		for _, form := range []string{"components", "paths", "overlay"} {
			target := everywhere(p, &generator.Target{Form: form, Source: "e/errors.yaml", Out: "o.json"})
			data := must(Render(p, target))[0].Data
			if !bytes.HasPrefix(data, []byte("{\n  \"x-generated\": \"Code generated by errspec from e/errors.yaml; DO NOT EDIT.\",\n")) || !bytes.HasSuffix(data, []byte("}\n")) {
				t.Errorf("%s begins with %.90q", form, data)
			}
			if m := regexp.MustCompile(`\\u00(3c|3e|26)`).Find(data); m != nil {
				t.Errorf("%s: %s stands for a character that JSON does not escape", form, m)
			}
			var got any
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatal(err)
			}
			target.Out = "o.yaml"
			yaml := must(Render(p, target))[0].Data
			if !bytes.HasPrefix(yaml, []byte("# Code generated by errspec from e/errors.yaml; DO NOT EDIT.\n")) {
				t.Errorf("%s begins with %.90q", form, yaml)
			}
			if want := asJSON(t, parsed(t, yaml)); asJSON(t, got) != want {
				t.Errorf("%s %s: JSON and YAML differ", name, form)
			}
		}
	}
}

// A status in YAML is a text, and so is every other key.
func TestKeysAreTexts(t *testing.T) {
	p, _ := shop(t, "3.1")
	for _, form := range []string{"components", "paths", "overlay"} {
		data := must(Render(p, fill(p, form, "3.1", "closed")))[0].Data
		var doc yaml.Node
		if err := yaml.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		keys := 0
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			for i, c := range n.Content {
				if n.Kind == yaml.MappingNode && i%2 == 0 {
					keys++
					if c.Tag != "!!str" || c.Kind != yaml.ScalarNode {
						t.Errorf("%s:%d: key %q is %s", form, c.Line, c.Value, c.Tag)
					}
				}
				walk(c)
			}
		}
		walk(&doc)
		if keys < 100 {
			t.Errorf("%s has %d keys", form, keys)
		}
	}
}

// No text of the catalogue is a tag when a viewer shows what OpenAPI calls
// Markdown, even one that lets tags through.
func TestDescriptionsHaveNoTags(t *testing.T) {
	const script = `<script>alert(1)</script><img src=x onerror=y>`
	p := build(t, "errors.yaml", []byte(strings.ReplaceAll(`
errspec: 1
service: shop
title: A XXX
description: A XXX
statuses: {404: {title: A XXX, description: A XXX}}
types:
  Size: {type: string, description: A XXX, enum: {small: A XXX}}
  Box: {description: A XXX, fields: {size: {type: Size, description: B XXX}}}
errors:
  gone:
    status: 404
    title: A XXX
    message: A XXX {a}
    description: A XXX
    causes: [A XXX, "1. XXX"]
    remedy: A XXX
    params: {a: {type: string, description: A XXX, example: A XXX}, b: Box}
    deprecated: {since: A XXX, reason: A XXX}
    examples: [{description: A XXX, params: {a: XXX, b: {size: small}}}]
  google_gone: {status: 410, body: google, message: A XXX, params: {a: {type: string, description: A XXX}}}
`, "XXX", script)))
	md := goldmark.New(goldmark.WithRendererOptions(html.WithUnsafe()))
	for _, form := range []string{"components", "paths", "overlay"} {
		_, doc := renderTarget(t, p, everywhere(p, &generator.Target{Form: form, Source: "errors.yaml", OpenAPI: "3.1"}))
		count := 0
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case []any:
				for _, x := range v {
					walk(x)
				}
			case map[string]any:
				for k, x := range v {
					words, is := x.(string)
					if !is || k != "description" {
						walk(x)
						continue
					}
					count++
					var shown bytes.Buffer
					if err := md.Convert([]byte(words), &shown); err != nil {
						t.Fatal(err)
					}
					if strings.Contains(shown.String(), "<script") || strings.Contains(shown.String(), "<img") {
						t.Errorf("%s: %q shows a tag:\n%s", form, words, shown.String())
					}
				}
			}
		}
		walk(doc.v)
		if count < 20 {
			t.Errorf("%s has %d descriptions", form, count)
		}
	}
}

func TestHeadersOfNumbers(t *testing.T) {
	_, doc := render(t, build(t, "errors.yaml", []byte(`
errspec: 1
service: heads
errors:
  one:
    status: 429
    retry: always
    message: One
    params: {limit: {type: integer, in: text, min: 1, example: 5}, reset: {type: duration, in: text, example: 9}, word: {type: string, in: text}}
    headers: {X-RateLimit-Limit: "{limit}", X-RateLimit-Reset: "{reset}", X-RateLimit-Used: "{limit}/day", X-Word: "{word}"}
  two:
    status: 429
    retry: always
    message: Two
    headers: {X-RateLimit-Reset: never}
`)), "3.1")
	headers := doc.at("components", "headers")
	headers.at("X-RateLimit-Limit", "schema").is(`{"format":"int64","minimum":1,"type":"integer"}`)
	headers.at("X-RateLimit-Limit", "example").is(`5`)
	headers.at("X-RateLimit-Reset", "schema").is(`{"type":"string"}`)
	headers.at("X-RateLimit-Reset", "examples").is(`{"one":{"value":"9"},"two":{"value":"never"}}`)
	headers.at("X-RateLimit-Used", "schema").is(`{"type":"string"}`)
	headers.at("X-Word", "schema").is(`{"type":"string"}`)
}

func TestExtensionsAreKept(t *testing.T) {
	p := build(t, "errors.yaml", []byte(`
errspec: 1
service: shop
statuses: {404: {x-status: 1}}
types:
  Size: {type: string, enum: [small], x-type: 2}
errors:
  gone:
    status: 404
    message: Gone
    params: {size: {type: Size, x-param: 3}, id: {type: uuid, x-id: 4}}
    examples: [{params: {}, x-example: 5}]
    x-error: 6
    x-retry: mine
`))
	for version, size := range map[string]string{"3.0": `{"allOf":[{"$ref":"#/components/schemas/Size"}],"x-param":3}`, "3.1": `{"$ref":"#/components/schemas/Size","x-param":3}`} {
		_, doc := render(t, p, version)
		doc.at("components", "responses", "Error404", "x-status").is(`1`)
		doc.at("components", "schemas", "Size", "x-type").is(`2`)
		details := doc.at("components", "schemas", "GoneError", "properties", "details", "properties")
		details.at("size").is(size)
		details.at("id", "x-id").is(`4`)
		doc.at("components", "examples", "Gone", "x-example").is(`5`)
		doc.at("components", "schemas", "GoneError", "x-error").is(`6`)
		doc.at("components", "schemas", "GoneError", "x-retry").is(`"mine"`)
		doc.at("components", "schemas", "InternalError", "x-retry").is(`"idempotent"`)
	}
}

func TestResponseOfAnyError(t *testing.T) {
	_, doc := render(t, golden(t, "forms"), "3.1")
	r := doc.at("components", "responses", "ErrorDefault")
	r.at("headers", "X-Request-ID", "$ref").is(`"#/components/headers/X-Request-ID"`)
	r.at("content", "application/problem+json", "schema").is(`{"$ref":"#/components/schemas/ProblemBody"}`)
	if forms := r.at("content", "application/json", "schema", "anyOf").v.([]any); len(forms) < 5 {
		t.Errorf("forms are %v", forms)
	}
	allRefsLead(t, doc.v)
}

func TestNodes(t *testing.T) {
	n := (*Node)(object("a", text("x: y"), "b", object("c", list(integer(1), null()), "d", text("one\ntwo")), "e", object()))
	if got, want := n.YAML(4), "    a: \"x: y\"\n    b:\n      c: [1, null]\n      d: |-\n        one\n        two\n    e: {}\n"; got != want {
		t.Errorf("YAML is\n%s\nwant\n%s", got, want)
	}
	if got, want := n.JSON(2), "{\n    \"a\": \"x: y\",\n    \"b\": {\n      \"c\": [\n        1,\n        null\n      ],\n      \"d\": \"one\\ntwo\"\n    },\n    \"e\": {}\n  }"; got != want {
		t.Errorf("JSON is\n%s\nwant\n%s", got, want)
	}
	if got, want := asJSON(t, n.Data()), `{"a":"x: y","b":{"c":[1,null],"d":"one\ntwo"},"e":{}}`; got != want {
		t.Errorf("data is %s", got)
	}
	for _, scalar := range []*Node{(*Node)(text("no")), (*Node)(integer(7)), (*Node)(object()), (*Node)(list())} {
		var back any
		if err := yaml.Unmarshal([]byte(scalar.YAML(2)), &back); err != nil || asJSON(t, back) != asJSON(t, scalar.Data()) {
			t.Errorf("%s reads back as %v, %v", scalar.YAML(2), back, err)
		}
	}
}

func TestRenderIsDeterministic(t *testing.T) {
	for _, form := range []string{"components", "paths", "overlay"} {
		first := ""
		for range 5 {
			p := golden(t, "forms")
			data := string(must(Render(p, everywhere(p, &generator.Target{Form: form})))[0].Data)
			if first == "" {
				first = data
			}
			if data != first {
				t.Errorf("%s differs from run to run", form)
			}
		}
	}
}
