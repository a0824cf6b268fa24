package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

// published are documents of real APIs, from packages that their makers publish on
// npm; package-lock.json has their versions. Each is followed by two of its operations.
var published = []struct {
	name, file, get, post string
	heavy                 bool // 13 MB: what takes tools long is left out
}{
	{"figma", "@figma/rest-api-spec/openapi/openapi.yaml", "GET /v1/files/{file_key}", "postComment", false},
	{"directus", "@directus/specs/dist/openapi.json", "GET /activity/{id}", "createFolder", false},
	{"github", "@octokit/openapi/generated/api.github.com.json", "GET /repos/{owner}/{repo}/issues/{issue_number}", "issues/create", true},
	{"galaxy", "@scalar/galaxy/dist/3.1.yaml", "GET /planets/{planetId}", "createPlanet", false},
	{"galaxy-json", "@scalar/galaxy/dist/3.1.json", "GET /planets/{planetId}", "createPlanet", false},
	{"train-travel", "@readme/oas-examples/3.1/yaml/train-travel.yaml", "GET /bookings/{bookingId}", "create-booking", false},
	{"star-trek", "@readme/oas-examples/3.0/yaml/star-trek.yaml", "GET /animal", "POST /animal/search", false},
}

// publishedCatalogue has statuses that none of the documents has.
const publishedCatalogue = `errspec: 1
service: extra
errors:
  teapot:
    status: 431
    message: 'No {kind} for "you": #1'
    params: {kind: string, "more?": "string[]"}
    operations: all
  gone_for_now:
    status: 421
    message: Gone for now
    operations: ["GET", "POST"]
  gone_for_ever:
    status: 421
    message: "Gone for ever: {why}"
    params: {why: {type: string, enum: [fire, flood]}}
    operations: ["POST"]
  storage_full: {status: 507, message: Storage is full, fallback: true, retry: idempotent}
targets:
  - {kind: openapi, out: overlay.yaml, form: overlay, base: BASE}
`

// TestPublished puts errors into published documents: nothing is lost, nothing
// else changes, and the result is as good as the document was.
func TestPublished(t *testing.T) {
	modules := filepath.Dir(filepath.Dir(tool(t, "redocly")))
	lint := t.TempDir()
	for _, p := range published {
		t.Run(p.name, func(t *testing.T) {
			w := workspace{t, t.TempDir()}
			base := workspace{t, filepath.Join(modules, filepath.FromSlash(filepath.Dir(p.file)))}.read(filepath.Base(p.file))
			name := "api" + filepath.Ext(p.file)
			w.write(name, string(base))
			catalogue := strings.NewReplacer(`"GET"`, `"`+p.get+`"`, `"POST"`, `"`+p.post+`"`, "BASE", name).Replace(publishedCatalogue)
			w.write("errors.yaml", catalogue)
			w.must("openapi", "apply", "--base", name, "-o", "applied"+filepath.Ext(name))
			result := w.read("applied" + filepath.Ext(name))

			onlyAdditions(t, base, result)
			before, after := tree(t, base), tree(t, result)
			contains(t, "", before, after)
			for _, at := range [][]string{
				{"components", "responses", "Error421"}, {"components", "responses", "Error421GoneForNow"},
				{"components", "schemas", "GoneForEverError"}, {"components", "examples", "Teapot"},
			} {
				v := after
				for _, name := range at {
					v, _ = v.(map[string]any)[name]
				}
				if v == nil {
					t.Errorf("it has no %s", strings.Join(at, "."))
				}
			}

			// Again, it changes nothing, and --check agrees.
			same := "same" + filepath.Ext(name)
			w.must("openapi", "apply", "--base", "applied"+filepath.Ext(name), "-o", same)
			if !bytes.Equal(w.read(same), result) {
				t.Error("the second run changes something")
			}
			w.must("openapi", "apply", "--base", same, "--check")

			if was, is := opinion(base), opinion(result); was != is {
				t.Errorf("kin-openapi says of the document\n%s\nand of the result\n%s", was, is)
			}
			if p.heavy {
				return
			}
			if status, diff, _ := w.errspec("openapi", "apply", "--base", name, "--check"); status != 1 || !strings.Contains(diff, "+") {
				t.Errorf("--check of the document as it was: exit status %d", status)
			}
			put(t, lint, p.name+"-before"+filepath.Ext(name), base)
			put(t, lint, p.name+"-after"+filepath.Ext(name), result)

			// A changed catalogue has the same outcome as if it had been there first.
			i, j := strings.Index(catalogue, "  gone_for_ever:"), strings.Index(catalogue, "  storage_full:")
			w.write("errors.yaml", strings.Replace(catalogue[:i]+catalogue[j:], "Gone for now", "Gone till {later}\n    params: {later: date}", 1))
			w.must("openapi", "apply", "--base", same, "-o", same)
			w.must("openapi", "apply", "--base", name, "-o", "first"+filepath.Ext(name))
			if !bytes.Equal(w.read(same), w.read("first"+filepath.Ext(name))) {
				t.Error("after a change of the catalogue something is left")
			}
			w.write("errors.yaml", catalogue)

			w.must("generate")
			put(t, w.dir, "api.yaml", base) // JSON is YAML
			for _, a := range appliers {
				t.Run(a.name, func(t *testing.T) {
					got, want := tree(t, a.apply(t, w.dir)), after
					if a.name == "overlayjs" { // it writes no line break at the beginning of a text
						got, want = trimmed(got), trimmed(want)
					}
					if !reflect.DeepEqual(got, want) {
						t.Errorf("the Overlay gives something else: %s", difference("", got, want))
					}
				})
			}
		})
	}

	// Redocly says of each result what it says of the document.
	var documents []string
	for _, p := range published {
		if ext := filepath.Ext(p.file); !p.heavy {
			documents = append(documents, p.name+"-before"+ext, p.name+"-after"+ext)
		}
	}
	found := redocly(t, lint, append(documents, "--extends=recommended")...)
	if len(found) == 0 {
		t.Error("nothing is found in any document")
	}
	for i := 0; i < len(documents); i += 2 {
		before, after := found[documents[i]], found[documents[i+1]]
		for _, f := range after {
			if _, ok := slices.BinarySearch(before, f); !ok {
				t.Errorf("%s: %s", documents[i+1], f)
			}
		}
		t.Logf("%s: %d findings, and %d before", documents[i+1], len(after), len(before))
	}
}

// TestPublishedResponses puts an error into a document that has its own responses at
// this status. It is refused, each of them is named, and with --prefer the document
// keeps its own or gets ours.
func TestPublishedResponses(t *testing.T) {
	modules := filepath.Dir(filepath.Dir(tool(t, "redocly")))
	w := workspace{t, t.TempDir()}
	base := workspace{t, filepath.Join(modules, "@readme/oas-examples/3.1/yaml")}.read("train-travel.yaml")
	w.write("api.yaml", string(base))
	w.write("errors.yaml", `errspec: 1
service: extra
errors:
  no_such_booking:
    status: 404
    message: No such booking
    operations: [get-booking, create-booking]
  crowded: {status: 507, message: Crowded, fallback: true}
`)
	status, stdout, stderr := w.errspec("openapi", "apply", "--base", "api.yaml")
	conflicts := strings.Count(stderr, "[base-conflict]")
	if status != 1 || stdout != "" || conflicts != 2 {
		t.Errorf("exit status %d, %d conflicts:\n%s%s", status, conflicts, stdout, stderr)
	}
	w.must("openapi", "apply", "--base", "api.yaml", "--prefer", "theirs", "-o", "theirs.yaml")
	onlyAdditions(t, base, w.read("theirs.yaml"))
	contains(t, "", tree(t, base), tree(t, w.read("theirs.yaml")))
	if was, is := opinion(base), opinion(w.read("theirs.yaml")); was != is {
		t.Errorf("kin-openapi says of the document\n%s\nand of the result\n%s", was, is)
	}

	w.must("openapi", "apply", "--base", "api.yaml", "--prefer", "ours", "-o", "ours.yaml")
	doc, err := openapi3.NewLoader().LoadFromData(w.read("ours.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range [][2]string{{"/bookings/{bookingId}", "GET"}, {"/bookings", "POST"}} {
		r := doc.Paths.Value(at[0]).GetOperation(at[1]).Responses.Value("404")
		if r.Ref != "#/components/responses/Error404" {
			t.Errorf("%s: the response is %q", at, r.Ref)
		}
	}
	if r := doc.Paths.Value("/bookings/{bookingId}").Delete.Responses.Value("404"); r == nil || r.Ref == "#/components/responses/Error404" {
		t.Error("the response of another operation is changed")
	}
}

// tree is a document as data.
func tree(t *testing.T, document []byte) any {
	t.Helper()
	var v any
	if json.Unmarshal(document, &v) == nil {
		return v
	}
	if err := yaml.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
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

// trimmed is a tree without the line breaks at the beginning of its texts.
func trimmed(v any) any {
	switch v := v.(type) {
	case string:
		return strings.TrimLeft(v, "\n")
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = trimmed(item)
		}
		return items
	case map[string]any:
		members := map[string]any{}
		for name, m := range v {
			members[name] = trimmed(m)
		}
		return members
	}
	return v
}

// onlyAdditions looks for each line of a document in the result, in order. In JSON a
// line may get a comma when something comes behind it.
func onlyAdditions(t *testing.T, base, result []byte) {
	t.Helper()
	comma := func(line []byte) []byte { return line }
	if bytes.HasPrefix(bytes.TrimSpace(base), []byte("{")) {
		comma = func(line []byte) []byte { return bytes.TrimSuffix(line, []byte(",")) }
	}
	lines := bytes.Split(result, []byte("\n"))
	added := len(lines)
	for n, line := range bytes.Split(base, []byte("\n")) {
		i := 0
		for i < len(lines) && !bytes.Equal(comma(lines[i]), comma(line)) {
			i++
		}
		if i == len(lines) {
			t.Fatalf("line %d is gone: %q", n+1, line)
		}
		lines = lines[i+1:]
		added--
	}
	if added == 0 {
		t.Error("no line is added")
	}
}

// contains holds that a tree has all of another, and has more only where responses
// and components are.
func contains(t *testing.T, at string, part, whole any) {
	t.Helper()
	a, aok := part.(map[string]any)
	b, bok := whole.(map[string]any)
	if !aok || !bok {
		if !reflect.DeepEqual(part, whole) {
			t.Errorf("%s is changed", at)
		}
		return
	}
	for name, v := range a {
		contains(t, at+"/"+name, v, b[name])
	}
	parts := strings.Split(at, "/")
	if len(b) > len(a) && !strings.HasPrefix(at, "/components") && parts[len(parts)-1] != "responses" &&
		!(at == "" && len(b) == len(a)+1 && a["components"] == nil) {
		t.Errorf("%s has %d more members", at, len(b)-len(a))
	}
}

// difference returns where two trees differ first.
func difference(at string, a, b any) string {
	x, xok := a.(map[string]any)
	y, yok := b.(map[string]any)
	if xok && yok {
		for name := range x {
			if _, ok := y[name]; !ok {
				return at + "/" + name + " is more"
			}
		}
		for name := range y {
			if !reflect.DeepEqual(x[name], y[name]) {
				return difference(at+"/"+name, x[name], y[name])
			}
		}
		return ""
	}
	p, _ := json.Marshal(a)
	q, _ := json.Marshal(b)
	n := prefix(string(p), string(q))
	around := func(s string) string { return strings.ToValidUTF8(s[max(0, n-100):min(len(s), n+200)], "") }
	return at + ": " + around(string(p)) + " is not " + around(string(q))
}

// opinion is what kin-openapi finds in a document.
func opinion(document []byte) string {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err == nil {
		err = doc.Validate(context.Background(), openapi3.EnableExamplesValidation(), openapi3.DisableSchemaPatternValidation())
	}
	if err == nil {
		return "nothing"
	}
	return err.Error()
}
