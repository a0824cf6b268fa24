package conformance

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/internal/cli"
)

// A workspace is a folder with a catalogue and the document of its API, in which
// the command runs.
type workspace struct {
	t   *testing.T
	dir string
}

// errspec runs the command. Its output has the name of the folder taken out.
func (w workspace) errspec(args ...string) (status int, stdout, stderr string) {
	w.t.Helper()
	back, err := os.Getwd()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.Chdir(w.dir); err != nil {
		w.t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(back); err != nil {
			w.t.Fatal(err)
		}
	}()
	var out, log bytes.Buffer
	status = cli.Main(args, strings.NewReader(""), &out, &log)
	return status, out.String(), strings.ReplaceAll(log.String(), w.dir, "")
}

// must runs the command, which has to come to its end.
func (w workspace) must(args ...string) string {
	w.t.Helper()
	status, stdout, stderr := w.errspec(args...)
	if status != 0 {
		w.t.Fatalf("errspec %s: exit status %d\n%s%s", strings.Join(args, " "), status, stdout, stderr)
	}
	return stdout
}

func (w workspace) write(name, text string) {
	w.t.Helper()
	put(w.t, w.dir, name, []byte(text))
}

func (w workspace) read(name string) []byte {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		w.t.Fatal(err)
	}
	return data
}

// full are the versions that documents write.
var full = map[string]string{"3.0": "3.0.4", "3.1": "3.1.1", "3.2": "3.2.0"}

// parcels is a workspace with testdata/parcels.txtar.
func parcels(t *testing.T, version, form, codes string) workspace {
	t.Helper()
	a, err := txtar.ParseFile("testdata/parcels.txtar")
	if err != nil {
		t.Fatal(err)
	}
	w := workspace{t, t.TempDir()}
	for _, f := range a.Files {
		v := version
		if f.Name == "api.yaml" {
			v = full[version]
		}
		w.write(f.Name, strings.NewReplacer("VERSION", v, "FORM", form, "CODES", codes).Replace(string(f.Data)))
	}
	return w
}

// applied is the document of the API with all errors in it.
func applied(t *testing.T, version, codes string) []byte {
	t.Helper()
	w := parcels(t, version, "components", codes)
	w.must("openapi", "apply", "--base", "api.yaml", "-o", "applied.yaml")
	return w.read("applied.yaml")
}

// generated is the file of the target of a form.
func generated(t *testing.T, version, form, codes string) []byte {
	t.Helper()
	w := parcels(t, version, form, codes)
	w.must("generate")
	return w.read("out.yaml")
}
