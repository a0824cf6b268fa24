package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/bench/process"
	"github.com/errspec/errspec/spec"
)

// TestCatalogues holds the catalogues to have nothing to report, since findings cost time, and each number of errors to be what it says.
func TestCatalogues(t *testing.T) {
	for _, s := range []shape{plain, varied} {
		name := filepath.Join(t.TempDir(), "errors.yaml")
		if err := s.write(name, 100); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, findings := spec.Parse("errors.yaml", data)
		if c == nil || findings.HasErrors() {
			t.Fatalf("%s: %v", s.name, findings)
		}
		plan, more := generator.Build(c, generator.Options{})
		for _, d := range append(findings, more...) {
			t.Errorf("%s: %s: %s [%s]", s.name, d.Pos, d.Message, d.Rule)
		}
		if got := bytes.Count(data, []byte("\n    message: ")); got != 100 {
			t.Errorf("%s: %d errors, want 100", s.name, got)
		}
		if len(plan.Targets) != 4 {
			t.Errorf("%s: %d targets, want 4", s.name, len(plan.Targets))
		}
	}
}

// TestMeasure runs everything once for a few errors. Which bars hold then says nothing.
func TestMeasure(t *testing.T) {
	var out bytes.Buffer
	if err := measure(&out, options{rounds: 1, sizes: []int{3}, growth: []int{5, 50}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"### Generating\n", "| 3 | lower bound |", "| 3 | `generate` |", "| 3, varied | `generate --check` |",
		"### How the cost grows\n", "| 50 |", "### Stages\n", "| load |", "| go-server |", "| markdown |", "| all |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := strings.Count(out.String(), " times, 0 files"); n != 4 {
		t.Errorf("%d runs that had nothing to do touched no file, want 4", n)
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

func TestTouched(t *testing.T) {
	j := &job{dir: t.TempDir()}
	a, b := filepath.Join(j.dir, "a"), filepath.Join(j.dir, "b")
	long := time.Now().Add(-time.Hour)
	for _, name := range []string{a, b} {
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, long, long); err != nil {
			t.Fatal(err)
		}
	}
	before, err := j.files()
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		do   func() error
		want int
	}{
		{func() error { return nil }, 0},
		{func() error { return os.WriteFile(a, []byte("x"), 0o644) }, 1},
		{func() error { return os.Remove(b) }, 2},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		after, err := j.files()
		if err != nil {
			t.Fatal(err)
		}
		if got := touched(before, after); got != step.want {
			t.Errorf("%d files touched, want %d", got, step.want)
		}
	}
}

func TestExponent(t *testing.T) {
	x := []float64{100, 1_000, 30_000}
	for _, want := range []float64{1, 1.05, 2} {
		y := make([]float64, len(x))
		for i := range x {
			y[i] = 7 * math.Pow(x[i], want)
		}
		if got := exponent(x, y); math.Abs(got-want) > 1e-9 {
			t.Errorf("exponent %v, want %v", got, want)
		}
	}
}

func TestCostTable(t *testing.T) {
	ms := func(wall, cpu, mib int) process.Cost {
		return process.Cost{Time: time.Duration(wall) * time.Millisecond, CPU: time.Duration(cpu) * time.Millisecond, Peak: int64(mib) << 20}
	}
	c := &contest{shape: plain, errors: barErrors, written: 40 << 20, ownPeak: 8 << 20}
	// The middle of the multiples, 2, 3 and 1.8, is not the multiple of the middles, 600 to 250.
	c.bound = contender{name: "bound", costs: []process.Cost{ms(300, 300, 8), ms(200, 200, 8), ms(250, 250, 8)}, Allocated: process.Allocated{Bytes: 1 << 20, Count: 1000}}
	c.first = contender{name: "first", costs: []process.Cost{ms(300, 600, 300), ms(200, 600, 200), ms(250, 450, 250)}, Allocated: process.Allocated{Bytes: 3 << 20, Count: 12_345}}
	c.again = contender{name: "again", costs: []process.Cost{ms(100, 300, 200), ms(100, 300, 200), ms(100, 300, 200)}}
	c.check = contender{name: "check", costs: []process.Cost{ms(100, 300, 200), ms(100, 300, 200), ms(100, 300, 200)}, touched: 1}
	got := costTable([]*contest{c})
	for _, want := range []string{
		"| 10,000 | bound | 250 ms | 250 ms | at most 8.0 MiB | 40.0 MiB | 1.0 MiB | 1,000 |\n",
		"| 10,000 | first | 250 ms (1.00×) | 600 ms (2.00×) | 250.0 MiB (31.25×) | 40.0 MiB | 3.0 MiB (3.00×) | 12,345 (12.35×) |\n",
		"at most 2 times the CPU of the lower bound: 2.00, pass\n",
		"at most 256 MiB at the peak: 250.0 MiB, pass\n",
		"again: at most the CPU of the run that writes, and no file touched: 0.50 times, 0 files, pass\n",
		"check: at most the CPU of the run that writes, and no file touched: 0.50 times, 1 files, **MISS**\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[uint64]string{0: "0", 999: "999", 1_000: "1,000", 1_234_567: "1,234,567"} {
		if got := count(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}
