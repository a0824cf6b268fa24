package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/bench/compiler"
	"github.com/errspec/errspec/internal/bench/process"
	"github.com/errspec/errspec/internal/bench/shapes"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
)

const (
	maxCompile     = 2.5     // times the CPU time of the baseline that the generated server and client may take together
	maxCompilePeak = 1 << 30 // bytes resident that compiling either may take
)

func compileTitle(n int) string { return fmt.Sprintf("Compiling the generated packages, %d errors", n) }

// catalogueHead is what a catalogue begins with.
const catalogueHead = "errspec: 1\nservice: compare\ntargets:\n" +
	"  - {kind: go-server, out: server, package: apierror}\n" +
	"  - {kind: go-client, out: client, package: compareerr}\n" +
	"errors:\n"

// catalogue has the errors of the shapes, so that both sides say the same.
func catalogue(n int) []byte {
	var b bytes.Buffer
	b.WriteString(catalogueHead)
	for i := range n {
		e := shapes.NewEntry(i)
		fmt.Fprintf(&b, "  %s:\n    status: 404\n    title: %s\n    message: %q\n", e.Code, e.Title, e.Message)
		if e.Optional {
			b.WriteString("    params: {\"claim?\": string}\n")
		} else {
			b.WriteString("    params: {id: string, n: integer}\n")
		}
	}
	return b.Bytes()
}

// generate does what errspec generate does, in memory.
func generate(catalogue []byte) ([]output.File, error) {
	c, findings := spec.Parse("errors.yaml", catalogue)
	if c == nil || findings.HasErrors() {
		return nil, fmt.Errorf("catalogue: %v", findings)
	}
	plan, findings := generator.Build(c, generator.Options{})
	if findings.HasErrors() {
		return nil, fmt.Errorf("plan: %v", findings)
	}
	return templates.Render(plan)
}

// write puts files on disk and returns their names by folder.
func write(dir string, files []output.File) (map[string][]string, error) {
	folders := map[string][]string{}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return nil, err
		}
		folder := filepath.Base(filepath.Dir(name))
		folders[folder] = append(folders[folder], name)
	}
	return folders, nil
}

// importsOf returns what the files import, sorted.
func importsOf(files []string) ([]string, error) {
	var paths []string
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return nil, err
			}
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}

// compareCompiling prints what the compiler takes for n errors: for one shared type and a table, and for the generated packages.
func compareCompiling(w io.Writer, n, runs int) (err error) {
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module compare\n\ngo 1.26\n"), 0o644); err != nil {
		return err
	}
	files, err := generate(catalogue(n))
	if err != nil {
		return err
	}
	packages, err := write(dir, files)
	if err != nil {
		return err
	}
	if packages["baseline"], err = shapes.Baseline().Generate(filepath.Join(dir, "baseline"), n); err != nil {
		return err
	}
	imports, err := importsOf(slices.Concat(packages["baseline"], packages["server"], packages["client"]))
	if err != nil {
		return err
	}
	c, err := compiler.New(dir, imports)
	if err != nil {
		return err
	}
	costs := map[string][]process.Cost{}
	for range runs { // in turns, like everything else
		for _, name := range []string{"baseline", "server", "client"} {
			cost, err := c.Compile("compare/"+name, packages[name])
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			costs[name] = append(costs[name], cost)
		}
	}
	own, err := process.OwnPeak()
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, compileTable(n, own, process.Median(costs["baseline"]), process.Median(costs["server"]), process.Median(costs["client"])))
	return err
}

// compileTable is given the memory of this program too: a peak below it may be this program's, which starts the compiler.
func compileTable(n int, own int64, baseline, server, client process.Cost) string {
	times := func(c process.Cost) float64 { return c.CPU.Seconds() / baseline.CPU.Seconds() }
	both := process.Cost{CPU: server.CPU + client.CPU, Peak: max(server.Peak, client.Peak)}
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\nWhat `go build` spends in the compiler for the package, user and system time. Nine errors of "+
		"ten have a text and an integer parameter, the tenth has one optional text.\n\n", compileTitle(n))
	fmt.Fprintln(&b, "| | CPU | CPU to the baseline | peak RSS |\n| --- | ---: | ---: | ---: |")
	for _, row := range []struct {
		name string
		cost process.Cost
	}{
		{"baseline: one shared type and a table", baseline},
		{"errspec, server", server},
		{"errspec, client", client},
		{"errspec, server and client", both},
	} {
		atMost := ""
		if row.cost.Peak <= own {
			atMost = "at most "
		}
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f× | %s%d MiB |\n", row.name, row.cost.CPU.Seconds(), times(row.cost), atMost, row.cost.Peak>>20)
	}
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, bar{
		promise: fmt.Sprintf("server and client together at most %g times the CPU of the baseline", maxCompile),
		check:   func(results) (string, bool) { return fmt.Sprintf("%.2f", times(both)), times(both) <= maxCompile },
	}.line(nil))
	fmt.Fprintln(&b, bar{
		promise: fmt.Sprintf("server and client each at most %d MiB at the peak", maxCompilePeak>>20),
		check:   func(results) (string, bool) { return fmt.Sprint(both.Peak >> 20), both.Peak <= maxCompilePeak },
	}.line(nil))
	return b.String() + "\n"
}
