package output

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestJoin(t *testing.T) {
	dir := t.TempDir()
	var all []Changes
	for _, name := range []string{"b.yaml", "a.yaml", "c.yaml"} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte("old\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		data := "new\n"
		if name == "c.yaml" {
			data = "old\n"
		}
		c, err := Edit(file, File{Path: name, Data: []byte(data)}, []byte("old\n"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	c := Join(all...)
	if !slices.Equal(c.Update, []string{"a.yaml", "b.yaml"}) || !slices.Equal(c.Equal, []string{"c.yaml"}) || strings.Count(c.Diff(), "+new") != 2 {
		t.Fatalf("%+v\n%s", c, c.Diff())
	}
	if err := c.Apply(context.Background()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.yaml": "new\n", "b.yaml": "new\n", "c.yaml": "old\n"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
}
