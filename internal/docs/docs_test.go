package docs

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/errspec/errspec/spec"
)

// root is the folder of the repository.
const root = "../.."

// TestCurrent compares the generated files with what the code says today.
func TestCurrent(t *testing.T) {
	commands, err := Commands()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]byte{
		"docs/rules.md":            Rules(),
		"docs/commands.md":         commands,
		"spec/errspec.schema.json": spec.JSONSchema(),
	} {
		name := filepath.Join(root, filepath.FromSlash(path))
		if os.Getenv("ERRSPEC_UPDATE") != "" {
			if err := os.WriteFile(name, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the code says: run make generate", path)
		}
	}
}

// TestLanguage reads every catalogue of the language reference: a block of YAML
// that begins with the version of the language. A block of something else is a
// part of a catalogue, and is not read.
func TestLanguage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "language.md"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllSubmatchIndex(page, -1) {
		block := page[m[2]:m[3]]
		if !bytes.HasPrefix(block, []byte("errspec:")) {
			continue
		}
		n++
		_, findings := spec.Parse("language.md", block)
		for _, d := range findings {
			line := bytes.Count(page[:m[2]], []byte("\n")) + d.Pos.Line
			t.Errorf("docs/language.md:%d: %s [%s]", line, d.Message, d.Rule)
		}
	}
	if n < 5 {
		t.Errorf("docs/language.md has %d catalogues, and should show at least 5", n)
	}
}

// TestLinks follows every relative link of the pages that people write.
func TestLinks(t *testing.T) {
	pages := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			rel, _ := filepath.Rel(root, path)
			pages = append(pages, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	code := regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]*`")
	for _, page := range pages {
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllSubmatch(code.ReplaceAll(text, nil), -1) {
			target := filepath.Join(root, filepath.Dir(page), filepath.FromSlash(string(m[1])))
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			}
		}
	}
}
