package spec

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestCatalogues reads the catalogue of every testdata/*.txtar, which is the first
// file of the archive, and compares the findings with the section "want". With
// ERRSPEC_UPDATE=1 in the environment the section is written anew.
func TestCatalogues(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no testdata/*.txtar")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(data)
			fsys, want := fstest.MapFS{}, -1
			for i, f := range a.Files {
				if f.Name == "want" {
					want = i
					continue
				}
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			if want < 1 {
				t.Fatal(`the archive wants a catalogue first and a section "want"`)
			}
			c, ds, err := Load(fsys, a.Files[0].Name, Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkPlaces(t, c, ds)
			got := []byte(report(ds))
			if bytes.Equal(got, a.Files[want].Data) {
				return
			}
			if os.Getenv("ERRSPEC_UPDATE") == "1" {
				a.Files[want].Data = got
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("findings\n%s\nwant\n%s", got, a.Files[want].Data)
		})
	}
}

// checkPlaces checks what holds for the findings of every catalogue: their order,
// and that every place is in its file.
func checkPlaces(t *testing.T, c *Catalog, ds Diagnostics) {
	t.Helper()
	sorted := append(Diagnostics(nil), ds...)
	sorted.Sort(c.ReadingOrder())
	if got, want := report(ds), report(sorted); got != want {
		t.Errorf("findings are not in reading order:\n%s", got)
	}
	inside := func(p Pos, what string) {
		data, ok := c.Sources[p.File]
		if !ok {
			if p.Line != 1 || p.Column != 1 {
				t.Errorf("%s is in a file that was not read: %s", p, what)
			}
			return
		}
		lines := splitLines(data)
		if p.Line < 1 || p.Line > len(lines) {
			t.Errorf("%s is outside the file of %d lines: %s", p, len(lines), what)
			return
		}
		if width := len([]rune(lines[p.Line-1])); p.Column < 1 || p.Column > width+1 {
			t.Errorf("%s is outside the line of %d columns: %s", p, width, what)
		}
	}
	for _, d := range ds {
		inside(d.Pos, d.Message)
		if d.End != (Pos{}) {
			inside(d.End, "end of "+d.Message)
			if d.End.Line != d.Pos.Line || d.End.Column < d.Pos.Column {
				t.Errorf("%s ends at %s: %s", d.Pos, d.End, d.Message)
			}
		}
		for _, r := range d.Related {
			inside(r.Pos, r.Message)
		}
		if strings.ContainsAny(d.Message, lineBreaks) {
			t.Errorf("the finding has several lines: %q", d.Message)
		}
	}
}

// splitLines splits as yaml.v3 does, without the code that is tested.
func splitLines(data []byte) []string {
	text := strings.TrimPrefix(string(data), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	return strings.Split(text, "\n")
}
