package templates

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestForms compiles a server and a client made of testdata/forms, and runs the
// test there: what the server sends over HTTP is what the client reads, in every
// form of body.
func TestForms(t *testing.T) {
	source, err := os.ReadFile("testdata/forms/errors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("testdata/forms/forms_test.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := Render(build(t, "errors.yaml", string(source)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, data []byte) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		write(f.Path, f.Data)
	}
	write("forms_test.go", program)
	write("go.mod", []byte("module example.com/forms\n\ngo 1.25.0\n"))
	for _, args := range [][]string{{"vet", "./..."}, {"test", "."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", args[0], err, out)
		}
	}
}
