package docs

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A snippet of the README is a fenced block; the comment in front of it says
// what a reader does with it:
//
//	<!-- file: errors.yaml -->   puts it into a file of that name
//	<!-- run -->                 types it, line by line, and each line succeeds
//	<!-- run: exit 1 -->         types it, and it ends with that status
//	<!-- prints -->              has just seen it, among what the last line printed
//
// A block without a comment is not tested, and may only show how to install.
type snippet struct {
	line      int
	verb, arg string
	text      string
}

var (
	comment = regexp.MustCompile(`^<!-- (file|run|prints)(?:: (.*))? -->$`)
	opening = regexp.MustCompile("^```([a-z]*)$")
)

// snippets takes the fenced blocks out of a page.
func snippets(page string) ([]snippet, error) {
	var all []snippet
	lines := strings.Split(page, "\n")
	for i := 0; i < len(lines); i++ {
		if !opening.MatchString(lines[i]) {
			continue
		}
		s := snippet{line: i + 1}
		if m := comment.FindStringSubmatch(lines[max(i-1, 0)]); m != nil {
			s.verb, s.arg = m[1], m[2]
		}
		from := i + 1
		for i++; i < len(lines) && lines[i] != "```"; i++ {
		}
		if i == len(lines) {
			return nil, fmt.Errorf("line %d: the block is never closed", s.line)
		}
		s.text = strings.Join(lines[from:i], "\n") + "\n"
		all = append(all, s)
	}
	return all, nil
}

// TestREADME does what the README says, in an empty folder and in the order of
// the page. The module under test stands in for the published one.
func TestREADME(t *testing.T) {
	if testing.Short() {
		t.Skip("builds errspec and a module that uses it")
	}
	page, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := snippets(string(page))
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	ran, untested := 0, 0
	var printed string
	for _, s := range all {
		switch s.verb {
		case "file":
			write(s.arg, s.text)
		case "run":
			want := 0
			if text, ok := strings.CutPrefix(s.arg, "exit "); ok {
				if want, err = strconv.Atoi(text); err != nil {
					t.Fatalf("README.md:%d: %v", s.line, err)
				}
			}
			for line := range strings.Lines(s.text) {
				line = strings.TrimSpace(line)
				if line == "go get -tool github.com/errspec/errspec" {
					line = "go mod edit -replace github.com/errspec/errspec=" + repository + " && " + line
				}
				var status int
				printed, status = run(t, dir, line)
				if status != want {
					t.Fatalf("README.md:%d: %s: exit status %d, want %d\n%s", s.line, line, status, want, printed)
				}
				ran++
			}
		case "prints":
			if !strings.Contains(printed, s.text) {
				t.Errorf("README.md:%d: the command before it does not print this, but\n%s", s.line, printed)
			}
		default:
			untested++
			if !strings.HasPrefix(s.text, "go install ") {
				t.Errorf("README.md:%d: the block says not what to do with it", s.line)
			}
		}
	}
	if ran < 6 || untested > 1 {
		t.Errorf("%d lines ran and %d blocks did not; the page should be tested", ran, untested)
	}
}

// run types a line in a shell, offline: all that it needs is in the module cache.
func run(t *testing.T, dir, line string) (output string, status int) {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -buildvcs=false", "GONOSUMDB=*", "GONOSUMCHECK=1", "GOWORK=off")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}
