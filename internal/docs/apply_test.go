package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestApplyGuide does what the guide to OpenAPI says about "errspec openapi
// apply", in the order of the page. Its blocks are marked as those of the README.
func TestApplyGuide(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "guides", "openapi.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## Put it into your document\n")
	if !found {
		t.Fatal("the guide has no such section")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	all, err := snippets(section)
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "errspec"), "github.com/errspec/errspec").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ran := 0
	var printed string
	for _, s := range all {
		switch s.verb {
		case "file":
			if err := os.WriteFile(filepath.Join(dir, s.arg), []byte(s.text), 0o644); err != nil {
				t.Fatal(err)
			}
		case "run":
			want, _ := strconv.Atoi(strings.TrimPrefix(s.arg, "exit "))
			for line := range strings.Lines(s.text) {
				var status int
				printed, status = run(t, dir, "PATH='"+bin+"':$PATH; "+strings.TrimSpace(line))
				if status != want {
					t.Fatalf("%s: exit status %d, want %d\n%s", line, status, want, printed)
				}
				ran++
			}
		case "prints":
			if !strings.Contains(printed, s.text) {
				t.Errorf("the command does not print\n%s\nbut\n%s", s.text, printed)
			}
		default:
			t.Errorf("the block says not what to do with it:\n%s", s.text)
		}
	}
	if ran < 5 {
		t.Errorf("%d lines ran", ran)
	}
}
