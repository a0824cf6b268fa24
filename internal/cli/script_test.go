package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"errspec": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// updateVariable is the environment variable that rewrites the expected output in
// the scripts.
const updateVariable = "ERRSPEC_UPDATE"

// TestScripts runs the command as users do. A script is one behaviour; its name
// begins with the subcommand.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv(updateVariable) != "",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "age": age, "aged": aged},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "mounts":
				return canMount(), nil
			}
			return false, errors.New("no such condition")
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "")
			env.Setenv("ERRSPEC_DEBUG", "")
			return nil
		},
	})
}

// canMount reports whether a process may have a mount table of its own, in which it
// mounts a file system that nobody else sees and that is gone with it. The
// administrator may, and on most systems everybody, as the administrator of a user
// namespace.
var canMount = sync.OnceValue(func() bool {
	dir, err := os.MkdirTemp("", "errspec-mount-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(dir)
	return exec.Command("unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o", "size=64k", "none", dir).Run() == nil
})

// exits runs a program that ends with an exit status: exits 2 errspec generate
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// age makes a file old: age FILE
func age(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		ts.Check(os.Chtimes(ts.MkAbs(name), longAgo, longAgo))
	}
}

// aged checks that a file is as old as age made it: aged FILE
func aged(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if info.ModTime().Equal(longAgo) == neg {
			ts.Fatalf("%s was written at %v", name, info.ModTime())
		}
	}
}
