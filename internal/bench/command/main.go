// Command measures what the errspec command costs, next to the least that its work can cost, and prints Markdown tables:
//
//	go run ./command
//
// For catalogues of 30, 1,000 and 10,000 errors with the four main targets it runs, in turns and each as a process of its own, a program that
// does nothing but decode the catalogue into yaml.Node and write as many bytes into as many files (see floor), errspec generate into an
// empty folder, errspec generate once more, and errspec generate --check. Then it measures how the cost grows with the number of errors, and what
// each stage has of it. Medians count, and a multiple is the median of the multiples in each round. Below a table is what errspec promises of it,
// each with pass or MISS.
//
// docs/performance.md holds such tables and says what they mean.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/errspec/errspec/internal/bench/compiler"
)

func main() {
	o := options{sizes: []int{30, 1_000, 10_000}, growth: []int{100, 300, 1_000, 3_000, 10_000, 30_000}}
	flag.IntVar(&o.rounds, "rounds", 21, "runs of each; the median counts")
	flag.Func("only", "measure only the tables whose title matches this `regexp`", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	flag.Parse()
	if err := measure(os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "command:", err)
		os.Exit(1)
	}
}

// options say how much is measured.
type options struct {
	rounds int
	sizes  []int // numbers of errors in the first table; the stages are shown for the last of them
	growth []int // numbers of errors from which the growth is reckoned
	only   *regexp.Regexp
}

func (o options) wants(title string) bool { return o.only == nil || o.only.MatchString(title) }

func measure(w io.Writer, o options) (err error) {
	dir, err := os.MkdirTemp("", "command")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	// The root that targets may not leave, whatever the folder for temporary files is in.
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module bench\n\ngo 1.26\n"), 0o644); err != nil {
		return err
	}
	b, err := build(dir)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s\n\n", machine()); err != nil {
		return err
	}
	for _, table := range []struct {
		title string
		print func(*bench, options) (string, error)
	}{
		{"Generating", costs},
		{"How the cost grows", growth},
		{"Stages", stages},
	} {
		if !o.wants(table.title) {
			continue
		}
		text, err := table.print(b, o)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "### %s\n\n%s\n", table.title, text); err != nil {
			return err
		}
	}
	return nil
}

// build builds the programs that are measured, as go build does without flags.
func build(dir string) (*bench, error) {
	root, err := compiler.Output("", "go", "list", "-m", "-f", "{{.Dir}}", "github.com/errspec/errspec")
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, errspec: filepath.Join(dir, "errspec"), floor: filepath.Join(dir, "floor"), stages: filepath.Join(dir, "stages")}
	if _, err := compiler.Output(strings.TrimSpace(root), "go", "build", "-buildvcs=false", "-o", b.errspec, "."); err != nil {
		return nil, err
	}
	for _, name := range []string{b.floor, b.stages} {
		path := "github.com/errspec/errspec/internal/bench/command/" + filepath.Base(name)
		if _, err := compiler.Output("", "go", "build", "-buildvcs=false", "-o", name, path); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// machine says what the figures are from.
func machine() string {
	m := fmt.Sprintf("Machine: %d CPUs, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil { // not Linux
		return m
	}
	for line := range strings.Lines(string(info)) {
		if name, model, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return m + ", " + strings.TrimSpace(model)
		}
	}
	return m
}
