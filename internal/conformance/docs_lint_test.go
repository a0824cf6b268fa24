package conformance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPagesOfTheRepository lints the pages that people read here, written and
// generated ones, with the configuration that the repository ships.
func TestPagesOfTheRepository(t *testing.T) {
	lint := tool(t, "markdownlint-cli2")
	dir := t.TempDir()
	copyInto(t, dir, ".markdownlint.jsonc", filepath.Join(root, ".markdownlint.jsonc"))

	pages := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		rel, err := filepath.Rel(root, path)
		pages = append(pages, rel)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(page)), 0o777); err != nil {
			t.Fatal(err)
		}
		copyInto(t, dir, page, filepath.Join(root, page))
	}
	if out, err := run(t, dir, lint, "**/*.md"); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}

	// And it does find something, in every folder.
	for _, page := range []string{"broken.md", "docs/guides/broken.md"} {
		put(t, dir, page, []byte("# A\n\n### B\n\n\ttext\n"))
		out, err := run(t, dir, lint, page)
		for _, rule := range []string{"MD001", "MD010"} {
			if err == nil || !strings.Contains(out, rule) {
				t.Errorf("%s breaks %s, and it is not found:\n%s", page, rule, out)
			}
		}
	}
}
