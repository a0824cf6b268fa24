package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var longAgo = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)

// bugWriter stands for any place in the program that panics.
type bugWriter struct{}

func (bugWriter) Write([]byte) (int, error) { panic("spec/inbox.yaml:3:5: bug in errspec: no form") }

func TestBugsAreReported(t *testing.T) {
	for _, shown := range []bool{false, true} {
		value := ""
		if shown {
			value = "1"
		}
		t.Setenv(debugVariable, value)
		var errOut bytes.Buffer
		if got := Main([]string{"version"}, nil, bugWriter{}, &errOut); got != exitFailure {
			t.Errorf("exit status %d, want %d", got, exitFailure)
		}
		for _, want := range []string{"spec/inbox.yaml:3:5", "bug in errspec", "github.com/errspec/errspec/issues"} {
			if !strings.Contains(errOut.String(), want) {
				t.Errorf("the report lacks %q:\n%s", want, errOut.String())
			}
		}
		if got := strings.Contains(errOut.String(), "goroutine"); got != shown {
			t.Errorf("with %s=%q the stack is shown: %v", debugVariable, value, got)
		}
	}
}

type fullWriter struct{ err error }

func (w fullWriter) Write([]byte) (int, error) { return 0, w.err }

func TestFullStandardOutput(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"schema"}, {"rules"}, {"help"}, {"--help"}, {"generate", "--help"}, {"completion", "bash"}} {
		var errOut bytes.Buffer
		if got := Main(args, nil, fullWriter{syscall.ENOSPC}, &errOut); got != exitFailure {
			t.Errorf("%v: exit status %d, want %d", args, got, exitFailure)
		}
		if !strings.Contains(errOut.String(), "write output") {
			t.Errorf("%v: said %q", args, errOut.String())
		}
		// A reader that has seen enough is no failure.
		errOut.Reset()
		if got := Main(args, nil, fullWriter{syscall.EPIPE}, &errOut); got != exitOK || errOut.Len() > 0 {
			t.Errorf("%v into a closed pipe: exit status %d, said %q", args, got, errOut.String())
		}
	}
}

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "two\nlines\t.": "two\nlines\t.", "\x1b[31m": `\x1b[31m`, "\u009b": `\x9b`,
		"é 😀 \u202e\u2028": "é 😀 \u202e\u2028", "a\r\n": `a\x0d` + "\n",
	} {
		if got := printable(text); got != want {
			t.Errorf("printable(%q) = %q, want %q", text, got, want)
		}
	}
}

// Every command has a help page with an example, and an example is a command line
// that its command understands.
func TestHelpPages(t *testing.T) {
	root := newRoot(streams{})
	for _, cmd := range append(root.Commands(), root) {
		if cmd.Long == "" || cmd.Short == "" || !strings.Contains(cmd.Example, "errspec") {
			t.Errorf("%s lacks a text or an example", cmd.CommandPath())
		}
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			for flag := range strings.FieldsSeq(line) {
				name, ok := strings.CutPrefix(flag, "--")
				found, _, err := root.Find(strings.Fields(line)[1:2])
				if ok && (err != nil || found.Flags().Lookup(name) == nil) {
					t.Errorf("%s: the example %q has an unknown flag", cmd.CommandPath(), line)
				}
			}
		}
	}
}

func TestServiceOf(t *testing.T) {
	tests := []struct {
		dir  string
		m    module
		want string
	}{
		{"/home/Inbox", module{}, "inbox"},
		{"/x", module{found: true, path: "example.com/inbox", below: "."}, "inbox"},
		{"/x", module{found: true, path: "example.com/inbox/v2", below: "."}, "inbox"},
		{"/x", module{found: true, path: "example.com/shop", below: "api/errors"}, "errors"},
		{"/x", module{found: true, path: "example.com/My_API", below: "."}, "my-api"},
		{"/x", module{found: true, path: "example.com/2fa", below: "."}, "fa"},
		{"/", module{}, "api"},
		{"/été", module{}, "t"},
	}
	for _, test := range tests {
		if got := serviceOf(test.dir, test.m); got != test.want {
			t.Errorf("serviceOf(%q, %+v) = %q, want %q", test.dir, test.m, got, test.want)
		}
	}
}

func TestModuleOf(t *testing.T) {
	tests := []struct {
		text string
		tool bool
	}{
		{"module example.com/a\n\ngo 1.26\n", false},
		{"module example.com/a\n\ntool github.com/errspec/errspec\n", true},
		{"module example.com/a\n\ntool (\n\tgithub.com/errspec/errspec\n)\n", true},
		{"module example.com/a\r\n\r\ntool github.com/errspec/errspec\r\n", true},
		{"module example.com/a\n\nrequire github.com/errspec/errspec v0.1.0\n", false},
		{"module example.com/a\n\nrequire (\n\tgithub.com/errspec/errspec v0.1.0\n)\n", false},
		{"module github.com/errspec/errspec\n", true},
	}
	for _, test := range tests {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		below := filepath.Join(dir, "api", "v1")
		m := moduleOf(below)
		if !m.found || m.hasTool != test.tool || m.below != "api/v1" {
			t.Errorf("%q: %+v, want hasTool %v", test.text, m, test.tool)
		}
	}
}

func TestGoGenerateArgument(t *testing.T) {
	for word, want := range map[string]string{"api.yaml": "api.yaml", "my api.yaml": `"my api.yaml"`, "a$b.yaml": "a$DOLLARb.yaml"} {
		if got := goGenerateArgument(word); got != want {
			t.Errorf("goGenerateArgument(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestFailureKeepsItsCause(t *testing.T) {
	err := failuref("read %s: %w", "a.yaml", syscall.EACCES).withHint("look")
	if !errors.Is(err, syscall.EACCES) || err.status != exitFailure || err.hint != "look" {
		t.Errorf("%+v", err)
	}
}

// An interruption before the first file leaves everything as it was.
func TestInterruptedGenerate(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeFile(t, "go.mod", "module example.com/shop\n")
	writeFile(t, "errors.yaml", "errspec: 1\nservice: shop\nerrors:\n  gone: {status: 410, message: Gone}\n")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := runGenerate(ctx, streams{nil, io.Discard, io.Discard}, generateOptions{failOn: "error", format: "text"})
	var exit *exitError
	if !errors.As(err, &exit) || exit.status != exitFailure || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("error %v, want an interruption with exit status %d", err, exitFailure)
	}
	if _, err := os.Stat("output"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("output is there: %v", err)
	}
}
