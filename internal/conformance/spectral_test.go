package conformance

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A finding of Spectral.
type finding struct {
	Code     string
	Message  string
	Path     []any
	Severity int
	Source   string
}

// spectral lints documents of a folder with a ruleset of this one. The name of the
// package that the ruleset extends becomes the path of its file.
func spectral(t *testing.T, dir, ruleset string, documents ...string) []finding {
	t.Helper()
	program := tool(t, "spectral")
	modules := filepath.ToSlash(filepath.Dir(filepath.Dir(program)))
	rules := workspace{t, "."}.read(ruleset)
	put(t, dir, "ruleset.yaml", []byte(strings.ReplaceAll(string(rules), "node_modules/", modules+"/")))
	args := append([]string{"lint", "--ruleset", "ruleset.yaml", "--format", "json", "--quiet"}, documents...)
	out, err := run(t, dir, program, args...)
	i := strings.Index(out, "[")
	if i < 0 {
		t.Fatalf("no answer from spectral: %v\n%s", err, out)
	}
	var findings []finding
	if err := json.NewDecoder(strings.NewReader(out[i:])).Decode(&findings); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return findings
}

// show writes findings for a reader.
func show(t *testing.T, findings []finding) string {
	t.Helper()
	var b strings.Builder
	for _, f := range findings {
		at, err := json.Marshal(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(filepath.Base(f.Source) + " " + string(at) + ": " + f.Code + ": " + f.Message + "\n")
	}
	return b.String()
}

// TestSpectral lints whole documents with all rules that Spectral has for OpenAPI,
// and with those about error responses of the OWASP ruleset.
func TestSpectral(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, version := range versions {
		for _, codes := range codeForms {
			name := version + "-" + codes + ".yaml"
			put(t, dir, name, applied(t, version, codes))
			names = append(names, name)
		}
	}
	// A base alone breaks the rules about errors, each of them.
	base := string(parcels(t, "3.1", "components", "closed").read("api.yaml"))
	put(t, dir, "base.yaml", []byte(base))
	// And Spectral finds what is wrong with a document.
	brokenIn := map[string][]string{"base.yaml": nil}
	for _, version := range versions {
		broken := strings.Replace(string(applied(t, version, "closed")), "error: parcel_not_found\n", "error: other\n", 1)
		broken = strings.Replace(broken, "#/components/schemas/BadRequestError", "#/components/schemas/Nowhere", 1)
		name := "broken-" + version + ".yaml"
		put(t, dir, name, []byte(broken))
		brokenIn[name] = []string{"invalid-ref", "oas3-valid-media-example"}
	}

	for ruleset, want := range map[string]map[string][]string{
		"spectral.yaml": brokenIn,
		"owasp.yaml": {
			"base.yaml": {
				"owasp:api4:2023-rate-limit-responses-429",
				"owasp:api8:2023-define-error-responses-401", "owasp:api8:2023-define-error-responses-500", "owasp:api8:2023-define-error-validation",
			},
		},
	} {
		t.Run(strings.TrimSuffix(ruleset, ".yaml"), func(t *testing.T) {
			documents := names
			for name := range want {
				documents = append(documents, name)
			}
			found := map[string]map[string]bool{}
			var unwanted []finding
			for _, f := range spectral(t, dir, ruleset, documents...) {
				name := filepath.Base(f.Source)
				if _, ok := want[name]; !ok {
					// The schema of each error is there for programs.
					if f.Code != "oas3-unused-component" || !strings.HasSuffix(name, "-open.yaml") {
						unwanted = append(unwanted, f)
					}
					continue
				}
				if found[name] == nil {
					found[name] = map[string]bool{}
				}
				found[name][f.Code] = true
			}
			if len(unwanted) > 0 {
				t.Errorf("%d findings:\n%s", len(unwanted), show(t, unwanted))
			}
			for name, codes := range want {
				for _, code := range codes {
					if !found[name][code] {
						t.Errorf("%s is not found in %s; found is %v", code, name, found[name])
					}
				}
				if len(codes) == 0 && len(found[name]) > 0 {
					t.Errorf("%s has findings: %v", name, found[name])
				}
			}
		})
	}
	t.Run("owasp-retry-after", func(t *testing.T) {
		header := regexp.MustCompile(`(?m)^ +Retry-After:\n +\$ref: .*\n`)
		without := header.ReplaceAllString(string(applied(t, "3.1", "closed")), "")
		put(t, dir, "without.yaml", []byte(without))
		if found := spectral(t, dir, "owasp.yaml", "without.yaml"); !strings.Contains(show(t, found), "rate-limit-retry-after") {
			t.Errorf("a 429 without Retry-After is not found:\n%s", show(t, found))
		}
	})
}
