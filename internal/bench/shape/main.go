// Shape measures what the public form of the generated error types costs.
//
// It generates the same errors in several shapes as plain Go text (see the package shapes), compiles them, links them, runs
// them, and prints one Markdown table. The record docs/adr/0002-one-server-error-type.md holds such a table and what was
// decided by it.
//
//	go run ./shape
//
// CPU time, allocations and sizes are meant for comparison; nanoseconds are there for information only, as they move by a
// factor of two on a shared machine.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/errspec/errspec/internal/bench/process"
	"github.com/errspec/errspec/internal/bench/shapes"
)

// The bars a shape has to pass, counted against the baseline where they say "times".
const (
	maxAllocs0  = 0
	maxAllocs2  = 1
	maxCPU      = 2.5
	maxPeak     = 1 << 30
	maxData     = 200
	maxLeftover = 0
)

// result is everything measured of one shape.
type result struct {
	small, large []process.Cost // one for each run of the compiler
	run          run
	sizes        sizes
	leftover     int
}

func main() {
	small := flag.Int("small", 1_000, "errors in the small package")
	large := flag.Int("large", 10_000, "errors in the large package")
	runs := flag.Int("runs", 3, "compiler runs per shape and size; the median counts")
	flag.Parse()
	if err := measure(*small, *large, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "shape:", err)
		os.Exit(1)
	}
}

func measure(small, large, runs int) (err error) {
	dir, err := os.MkdirTemp("", "shape")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	m, err := newModule(dir)
	if err != nil {
		return err
	}
	all := shapes.All()
	results := make([]result, len(all))
	// The shapes take turns, so that a busy minute of the machine does not fall on one of them alone.
	for range runs {
		for i, s := range all {
			for n, costs := range map[int]*[]process.Cost{small: &results[i].small, large: &results[i].large} {
				files, err := m.errs(s, n)
				if err != nil {
					return err
				}
				c, err := m.compiler.Compile("shape/errs", files)
				if err != nil {
					return fmt.Errorf("shape %s: %w", s.Name, err)
				}
				*costs = append(*costs, c)
			}
		}
	}
	for i, s := range all {
		r := &results[i]
		if s.CompiledOnly {
			continue
		}
		if r.run, err = m.run(s); err != nil {
			return err
		}
		if got, want := strings.Join(r.run.Bodies, "\n"), strings.Join(results[0].run.Bodies, "\n"); got != want {
			return fmt.Errorf("shape %s writes\n%s\nwhere the baseline writes\n%s", s.Name, got, want)
		}
		if r.sizes, err = m.size(s, small); err != nil {
			return err
		}
		if r.leftover, err = m.leftovers(s, small); err != nil {
			return err
		}
	}
	print(small, large, all, results)
	return nil
}

// print writes the table; what misses a bar is in bold.
func print(small, large int, all []shapes.Shape, results []result) {
	fmt.Printf("| shape | compile CPU, N=%d | peak RSS | compile CPU, N=%d | peak RSS "+
		"| allocs (B) without / two / optional | ns without / two / optional | uncalled symbols | data B/error | code B/error, one call included |\n", small, large)
	fmt.Println("| --- " + strings.Repeat("| ---: ", 9) + "|")
	for i, s := range all {
		r := results[i]
		fmt.Printf("| %s: %s %s%s", s.Name, s.Title, compileCells(r.small, results[0].small), compileCells(r.large, results[0].large))
		if s.CompiledOnly {
			fmt.Println("| – | – | – | – | – |")
			continue
		}
		a, b, ns := r.run.Allocs, r.run.Bytes, r.run.Nanos
		fmt.Printf("| %s | %d / %d / %d | %s | %s | %d |\n",
			mark(a[0] > maxAllocs0 || a[1] > maxAllocs2, "%d (%d) / %d (%d) / %d (%d)", a[0], b[0], a[1], b[1], a[2], b[2]),
			ns[0], ns[1], ns[2],
			mark(r.leftover > maxLeftover, "%d", r.leftover),
			mark(r.sizes.data > maxData, "%d", r.sizes.data),
			r.sizes.code)
	}
	for i, s := range all {
		if results[i].sizes.stripped {
			fmt.Printf("\nShape %s: a package that uses %d of its errors links only without debug information (-ldflags=-w).\n", s.Name, 2*small)
		}
	}
}

// compileCells formats the two cells of one size of package.
func compileCells(runs, baseline []process.Cost) string {
	c := process.Median(runs)
	times := c.CPU.Seconds() / process.Median(baseline).CPU.Seconds()
	return "| " + mark(times > maxCPU, "%.2f s (%.2f×)", c.CPU.Seconds(), times) +
		" | " + mark(c.Peak > maxPeak, "%d MiB", c.Peak>>20) + " "
}

// mark formats a figure, in bold if it misses its bar.
func mark(misses bool, format string, args ...any) string {
	text := fmt.Sprintf(format, args...)
	if misses {
		return "**" + text + "**"
	}
	return text
}
