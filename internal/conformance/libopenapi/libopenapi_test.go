package libopenapi

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/internal/cli"
)

// full are the versions that documents write.
var full = map[string]string{"3.0": "3.0.4", "3.1": "3.1.1", "3.2": "3.2.0"}

// documents returns what the command makes of testdata/parcels.txtar of the folder
// above in every form, "applied" too, and the API's own document.
func documents(t *testing.T, version, codes string) map[string][]byte {
	t.Helper()
	a, err := txtar.ParseFile("../testdata/parcels.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	all := map[string][]byte{}
	for _, form := range []string{"components", "paths", "overlay"} {
		for _, f := range a.Files {
			v := version
			if f.Name == "api.yaml" {
				v = full[version]
			}
			text := strings.NewReplacer("VERSION", v, "FORM", form, "CODES", codes).Replace(string(f.Data))
			if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		errspec(t, "generate", filepath.Join(dir, "errors.yaml"))
		all[form] = read(t, dir, "out.yaml")
	}
	errspec(t, "openapi", "apply", "--base", filepath.Join(dir, "api.yaml"), "-o", filepath.Join(dir, "applied.yaml"), filepath.Join(dir, "errors.yaml"))
	all["applied"], all["api"] = read(t, dir, "applied.yaml"), read(t, dir, "api.yaml")
	return all
}

func errspec(t *testing.T, args ...string) {
	t.Helper()
	var out bytes.Buffer
	if status := cli.Main(args, strings.NewReader(""), &out, &out); status != 0 {
		t.Fatalf("errspec %s: exit status %d:\n%s", strings.Join(args, " "), status, out.Bytes())
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// problems returns what libopenapi finds in a document.
func problems(t *testing.T, data []byte) []string {
	t.Helper()
	doc, err := libopenapi.NewDocument(data)
	if err != nil {
		return []string{err.Error()}
	}
	if _, err := doc.BuildV3Model(); err != nil {
		return []string{err.Error()}
	}
	v, errs := validator.NewValidator(doc)
	var found []string
	for _, err := range errs {
		found = append(found, err.Error())
	}
	if len(errs) > 0 {
		return found
	}
	ok, invalid := v.ValidateDocument()
	for _, err := range invalid {
		found = append(found, err.Message+": "+err.Reason)
		for _, s := range err.SchemaValidationErrors {
			found = append(found, s.KeywordLocation+": "+s.Reason)
		}
	}
	if ok != (len(found) == 0) {
		found = append(found, "it is not valid")
	}
	return found
}

func each(t *testing.T, test func(t *testing.T, documents map[string][]byte)) {
	for version := range full {
		for _, codes := range []string{"closed", "open"} {
			t.Run(version+"-"+codes, func(t *testing.T) { test(t, documents(t, version, codes)) })
		}
	}
}

func TestDocumentsAreValid(t *testing.T) {
	each(t, func(t *testing.T, documents map[string][]byte) {
		for _, name := range []string{"components", "paths", "applied"} {
			data := documents[name]
			if found := problems(t, data); len(found) > 0 {
				t.Errorf("%s:\n%s", name, strings.Join(found, "\n"))
			}

			// And it finds what is wrong with a document.
			for _, slip := range [][2]string{
				{"      content:\n", "      contents:\n"},
				{"#/components/headers/X-Request-ID", "#/components/headers/Nowhere"},
			} {
				broken := bytes.ReplaceAll(data, []byte(slip[0]), []byte(slip[1]))
				if bytes.Equal(broken, data) {
					t.Fatalf("%s: nothing to break with %q", name, slip)
				}
				if len(problems(t, broken)) == 0 {
					t.Errorf("%s: %q is not found", name, slip[1])
				}
			}
		}
	})
}

// TestOverlay holds what libopenapi makes of an Overlay against what "errspec
// openapi apply" makes of the same document.
func TestOverlay(t *testing.T) {
	each(t, func(t *testing.T, documents map[string][]byte) {
		result, err := libopenapi.ApplyOverlayFromBytesToSpecBytes(documents["api"], documents["overlay"])
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Warnings) > 0 {
			t.Errorf("warnings: %v", result.Warnings)
		}
		got, want := tree(t, result.Bytes), tree(t, documents["applied"])
		if !reflect.DeepEqual(got, want) {
			t.Errorf("it makes\n%s", result.Bytes)
		}
		if reflect.DeepEqual(want, tree(t, documents["api"])) {
			t.Error("nothing was added")
		}
	})
}

// tree is a document as data.
func tree(t *testing.T, document []byte) any {
	t.Helper()
	var v any
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
