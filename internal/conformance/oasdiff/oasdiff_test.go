package oasdiff

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/internal/cli"
)

// full are the versions that documents write.
var full = map[string]string{"3.0": "3.0.4", "3.1": "3.1.1", "3.2": "3.2.0"}

// apply puts the errors of a catalogue into the document of the API in
// ../testdata/parcels.txtar. change is made to the catalogue before.
func apply(t *testing.T, version, codes string, change [2]string) *load.SpecInfo {
	t.Helper()
	a, err := txtar.ParseFile("../testdata/parcels.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		v, text := version, string(f.Data)
		if f.Name == "api.yaml" {
			v = full[version]
		} else if changed := strings.Replace(text, change[0], change[1], 1); change[0] != "" && changed == text {
			t.Fatalf("nothing to change: no %q in the catalogue", change[0])
		} else if change[0] != "" {
			text = changed
		}
		text = strings.NewReplacer("VERSION", v, "FORM", "components", "CODES", codes).Replace(text)
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	result := filepath.Join(dir, "applied.yaml")
	if status := cli.Main([]string{"openapi", "apply", "--base", filepath.Join(dir, "api.yaml"), "-o", result, filepath.Join(dir, "errors.yaml")}, strings.NewReader(""), &out, &out); status != 0 {
		t.Fatalf("exit status %d:\n%s", status, out.Bytes())
	}
	info, err := load.NewSpecInfo(openapi3.NewLoader(), load.NewSource(result))
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// verdict returns the rules of oasdiff by which a change breaks clients, and those
// by which it may.
func verdict(t *testing.T, from, to *load.SpecInfo) (breaking, warnings []string) {
	t.Helper()
	d, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	if d.Empty() {
		t.Fatal("the documents do not differ")
	}
	add := func(list []string, id string) []string {
		if i, found := slices.BinarySearch(list, id); !found {
			list = slices.Insert(list, i, id)
		}
		return list
	}
	for _, c := range checker.CheckBackwardCompatibility(checker.NewConfig(checker.GetAllChecks()), d, sources) {
		switch c.GetLevel() {
		case checker.ERR:
			breaking = add(breaking, c.GetId())
		case checker.WARN:
			warnings = add(warnings, c.GetId())
		}
	}
	return breaking, warnings
}

// Changes of the catalogue.
var (
	another = [2]string{"  rate_limited:\n", `  parcel_burnt:
    status: 409
    message: Parcel has burnt in {place}
    retry: never
    params: {place: {type: string, description: Where}}
    operations: ["POST /parcels/{parcel_id}/label"]
  rate_limited:
`}
	anotherStatus = [2]string{"  rate_limited:\n", `  parcel_gone:
    status: 410
    message: Parcel is gone
    operations: all
  rate_limited:
`}
	noMember    = [2]string{`    params: {name: {type: string, description: Name in the request}}`, `    params: {name: {type: string, in: text}}`}
	maybeMember = [2]string{"    message: Printer {name} not found\n    params: {name:", "    message: Printer{ {name}} not found\n    params: {\"name?\":"}
	noHeader    = [2]string{"    headers: {WWW-Authenticate: Bearer realm=\"parcels\"}\n", ""}
)

// TestVerdicts says what oasdiff makes of a change, in the closed and in the open
// form. To add an error breaks nobody in the open form; in the closed one it is one
// more member of a union, and a client may know only those that it was made with.
func TestVerdicts(t *testing.T) {
	for _, test := range []struct {
		name         string
		change       [2]string
		closed, open []string
	}{
		{"an error is added", another, []string{"response-body-one-of-added"}, nil},
		{"an error with a status of its own is added", anotherStatus, nil, nil},
		{"the only member of details is removed", noMember, []string{"response-property-became-nullable", "response-required-property-removed"}, nil},
		{"a member of details becomes optional", maybeMember, []string{"response-property-became-optional"}, nil},
		{"a header is no longer always sent", noHeader, []string{"response-header-became-optional"}, []string{"response-header-became-optional"}},
	} {
		for codes, want := range map[string][]string{"closed": test.closed, "open": test.open} {
			for version := range full {
				t.Run(test.name+", "+codes+", "+version, func(t *testing.T) {
					breaking, warnings := verdict(t, apply(t, version, codes, [2]string{}), apply(t, version, codes, test.change))
					if !slices.Equal(breaking, want) {
						t.Errorf("it is breaking by %q, not by %q; warnings: %q", breaking, want, warnings)
					}
				})
			}
		}
	}
}
