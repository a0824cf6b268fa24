package conformance

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/speakeasy-api/openapi-overlay/pkg/loader"
	"github.com/speakeasy-api/openapi-overlay/pkg/overlay"
)

// An applier is a tool that carries out Overlay documents. It returns the
// document that comes of api.yaml and overlay.yaml in a folder, as JSON, so that
// nothing depends on how YAML is written.
type applier struct {
	name  string
	apply func(t *testing.T, dir string) []byte
}

var appliers = []applier{
	{"openapi-overlay", func(t *testing.T, dir string) []byte {
		o, err := overlay.Parse(filepath.Join(dir, "overlay.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Validate(); err != nil {
			t.Error(err)
		}
		root, err := loader.LoadSpecification(filepath.Join(dir, "api.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if err := o.ApplyTo(root); err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := root.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}},
	{"overlayjs", func(t *testing.T, dir string) []byte { // openapi-overlays-js
		cmd := exec.Command(tool(t, "overlayjs"), "--openapi", "api.yaml", "--overlay", "overlay.yaml")
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, "overlayjs.yaml", out)
		cmd = exec.Command(tool(t, "js-yaml"), "overlayjs.yaml")
		cmd.Dir = dir
		if out, err = cmd.Output(); err != nil {
			t.Fatal(err)
		}
		return out
	}},
	{"openapi-format", func(t *testing.T, dir string) []byte {
		return written(t, dir, tool(t, "openapi-format"), "api.yaml", "--no-sort", "--no-bundle", "--overlayFile", "overlay.yaml", "--output", "format.json")
	}},
	{"bump", func(t *testing.T, dir string) []byte { // bump-cli
		return written(t, dir, tool(t, "bump"), "overlay", "api.yaml", "overlay.yaml", "--out", "bump.json")
	}},
}

// written runs a tool whose last argument is the file that it writes.
func written(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	if out, err := run(t, dir, name, args...); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return workspace{t, dir}.read(args[len(args)-1])
}

// TestOverlayTools holds what other people's tools make of an Overlay of ours
// against what "errspec openapi apply" makes of the same document and catalogue.
func TestOverlayTools(t *testing.T) {
	for _, version := range versions {
		for _, codes := range codeForms {
			t.Run(version+"-"+codes, func(t *testing.T) {
				want := tree(t, applied(t, version, codes))
				dir := t.TempDir()
				base := parcels(t, version, "overlay", codes).read("api.yaml")
				if reflect.DeepEqual(tree(t, base), want) {
					t.Fatal("nothing was added")
				}
				put(t, dir, "api.yaml", base)
				put(t, dir, "overlay.yaml", generated(t, version, "overlay", codes))
				for _, a := range appliers {
					t.Run(a.name, func(t *testing.T) {
						if got := tree(t, a.apply(t, dir)); !reflect.DeepEqual(got, want) {
							t.Errorf("it makes something else: %s", difference("", got, want))
						}
					})
				}
			})
		}
	}
}
