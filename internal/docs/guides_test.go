package docs

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGuides holds the Go code of the guides against the examples that are
// compiled and run: each block is some lines of one of those files, indented
// otherwise.
func TestGuides(t *testing.T) {
	const from = "output/inbox/*_test.go"
	sources, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(from)))
	if err != nil {
		t.Fatal(err)
	}
	var examples string
	for _, name := range sources {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		examples += unindented(string(source))
	}
	guides, err := filepath.Glob(filepath.Join(root, "docs", "guides", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, guide := range guides {
		page, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllSubmatchIndex(page, -1) {
			n++
			if block := unindented(string(page[m[2]:m[3]])); !strings.Contains(examples, block) {
				line := bytes.Count(page[:m[2]], []byte("\n")) + 1
				t.Errorf("docs/guides/%s:%d: the code is not in %s:\n%s", filepath.Base(guide), line, from, page[m[2]:m[3]])
			}
		}
	}
	if n < 10 {
		t.Errorf("the guides have %d blocks of Go, and should show at least 10", n)
	}
}

// unindented returns the lines of a text without blanks around them, each
// between line breaks, so that a part of a line is not taken for one.
func unindented(text string) string {
	var b strings.Builder
	b.WriteByte('\n')
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		b.WriteString(strings.TrimSpace(line))
		b.WriteByte('\n')
	}
	return b.String()
}

// TestUnindented makes sure that TestGuides can fail.
func TestUnindented(t *testing.T) {
	whole := unindented("func f() {\n\tif ok {\n\t\tg()\n\t}\n}\n")
	for block, want := range map[string]bool{
		"if ok {\n\tg()\n}\n": true,
		"g()\n":               true,
		"g(\n":                false,
		"if ok {\n}\n":        false,
	} {
		if got := strings.Contains(whole, unindented(block)); got != want {
			t.Errorf("%q is found: %v, want %v", block, got, want)
		}
	}
}
