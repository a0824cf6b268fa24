package output

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEdit(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "api.yaml")
	file := File{Path: "api/api.yaml", Data: []byte("new\n")}
	read := func(name string) string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	apply := func(c Changes) {
		if err := c.Apply(context.Background()); err != nil {
			t.Fatal(err)
		}
	}

	if _, err := Edit(name, file, []byte("old\n")); err == nil {
		t.Error("a file that is gone is written again")
	}
	c, err := Edit(name, file, nil)
	if err != nil || len(c.Create) != 1 || !strings.Contains(c.Diff(), "+++ b/api/api.yaml") {
		t.Fatalf("%+v %v\n%s", c, err, c.Diff())
	}
	apply(c)

	if err := os.WriteFile(name, []byte("old\n"), 0o640); err != nil || os.Chmod(name, 0o640) != nil {
		t.Fatal(err)
	}
	if _, err := Edit(name, file, []byte("other\n")); err == nil || !strings.Contains(err.Error(), "was changed while") {
		t.Errorf("a file that was changed meanwhile: %v", err)
	}
	link := filepath.Join(dir, "link.yaml")
	if err := os.Symlink("api.yaml", link); err != nil {
		t.Skip(err)
	}
	if c, err = Edit(link, file, []byte("old\n")); err != nil || len(c.Update) != 1 || !c.Pending() {
		t.Fatal(c, err)
	}
	apply(c)
	info, err := os.Stat(name)
	if err != nil || read(name) != "new\n" || info.Mode().Perm() != 0o640 {
		t.Errorf("%q, mode %v, %v", read(name), info.Mode(), err)
	}
	if to, err := os.Readlink(link); err != nil || to != "api.yaml" {
		t.Errorf("the link is gone: %q %v", to, err)
	}
	if c, err = Edit(link, file, []byte("new\n")); err != nil || c.Pending() || len(c.Equal) != 1 {
		t.Errorf("an equal file is written: %+v %v", c, err)
	}

	if _, err := Edit(dir, file, nil); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a folder: %v", err)
	}
	nowhere := filepath.Join(dir, "nowhere.yaml")
	if err := os.Symlink("missing.yaml", nowhere); err != nil {
		t.Fatal(err)
	}
	if _, err := Edit(nowhere, file, nil); err == nil || !strings.Contains(err.Error(), "leads to nothing") {
		t.Errorf("a link to nothing: %v", err)
	}
}
