// Package sample holds the generated packages that are compared, and the catalogue that they are made of.
package sample

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
)

// TestCurrent compares the packages with what errspec makes of the catalogue today. With ERRSPEC_UPDATE set it writes them.
func TestCurrent(t *testing.T) {
	c, findings, err := spec.Load(os.DirFS("."), "errors.yaml", spec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	plan, more := generator.Build(c, generator.Options{})
	for _, d := range append(findings, more...) {
		t.Errorf("%s: %s [%s]", d.Pos, d.Message, d.Rule)
	}
	if t.Failed() {
		return
	}
	files, err := templates.Render(plan)
	if err != nil {
		t.Fatal(err)
	}
	stale, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	update := os.Getenv("ERRSPEC_UPDATE") != ""
	for _, f := range files {
		name := filepath.FromSlash(f.Path)
		stale = slices.DeleteFunc(stale, func(s string) bool { return s == name })
		got, err := os.ReadFile(name)
		if err == nil && bytes.Equal(got, f.Data) {
			continue
		}
		if !update {
			t.Errorf("%s is not what the code says: set ERRSPEC_UPDATE=1 to write it", name)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range stale {
		if !update {
			t.Errorf("%s is not generated any more: set ERRSPEC_UPDATE=1 to remove it", name)
		} else if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}
