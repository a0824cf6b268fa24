package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/errspec/errspec/internal/bench/bars"
)

// contest is one table: several ways of doing the same.
type contest struct {
	title      string
	each       string      // what one operation is, of every contender
	contenders []contender // the generated code first, because the others are compared with it
	bars       []bar
}

// contender is one way of doing it.
type contender struct {
	name string
	run  func()
}

// result is what one operation costs.
type result struct {
	nanos         float64
	times         float64 // its time as a multiple of ours
	bytes, allocs int64
}

// results are in the order of the contenders.
type results []result

// bar is a promise about the results. It says what was found.
type bar struct {
	promise string
	check   func(results) (found string, holds bool)
}

// setBenchTime says how long testing.Benchmark runs.
func setBenchTime(each time.Duration) error {
	if flag.Lookup("test.benchtime") == nil {
		testing.Init()
	}
	return flag.Set("test.benchtime", each.String())
}

// measure lets the contenders take turns and takes the median of each figure by itself. A multiple is of two turns in the same
// round, one soon after the other, and so the machine was about as busy in both.
func (c contest) measure(rounds int) results {
	turns := make([][]testing.BenchmarkResult, len(c.contenders))
	for range rounds {
		for i := range c.contenders {
			turns[i] = append(turns[i], testing.Benchmark(func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.contenders[i].run()
				}
			}))
		}
	}
	rs := make(results, len(turns))
	for i, t := range turns {
		rs[i] = result{
			nanos:  median(t, nanos),
			times:  median(multiples(t, turns[0]), func(m float64) float64 { return m }),
			bytes:  median(t, testing.BenchmarkResult.AllocedBytesPerOp),
			allocs: median(t, testing.BenchmarkResult.AllocsPerOp),
		}
	}
	return rs
}

func nanos(r testing.BenchmarkResult) float64 { return float64(r.T.Nanoseconds()) / float64(r.N) }

// multiples divides each turn by the one of the same round.
func multiples(turns, by []testing.BenchmarkResult) []float64 {
	ms := make([]float64, len(turns))
	for i := range turns {
		ms[i] = nanos(turns[i]) / nanos(by[i])
	}
	return ms
}

func median[T any, N cmp.Ordered](items []T, figure func(T) N) N {
	figures := make([]N, len(items))
	for i, item := range items {
		figures[i] = figure(item)
	}
	slices.Sort(figures)
	return figures[len(figures)/2]
}

// print writes the table and how the bars stand.
func (c contest) print(w io.Writer, rs results) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n%s\n\n", c.title, c.each)
	fmt.Fprintln(&b, "| | ns/op | time to ours | B/op | allocs/op |")
	fmt.Fprintln(&b, "| --- | ---: | ---: | ---: | ---: |")
	for i, r := range rs {
		fmt.Fprintf(&b, "| %s | %.0f | %.2f× | %d | %d |\n", c.contenders[i].name, r.nanos, r.times, r.bytes, r.allocs)
	}
	fmt.Fprintln(&b)
	for _, bar := range c.bars {
		fmt.Fprintln(&b, bar.line(rs))
	}
	if len(c.bars) > 0 {
		fmt.Fprintln(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (b bar) line(rs results) string {
	found, holds := b.check(rs)
	return bars.Line(b.promise, found, holds)
}

// fasterThan promises that ours takes at most 1/times of the time of the contender at that place.
func fasterThan(c []contender, other int, times float64) bar {
	return bar{
		promise: fmt.Sprintf("at least %g times faster than %s", times, c[other].name),
		check: func(rs results) (string, bool) {
			found := rs[other].times
			return fmt.Sprintf("%.2f", found), found >= times
		},
	}
}

// atMost promises that ours takes at most so many times the time of the contender at that place.
func atMost(c []contender, other int, times float64) bar {
	return bar{
		promise: fmt.Sprintf("at most %g times the time of %s", times, c[other].name),
		check: func(rs results) (string, bool) {
			found := 1 / rs[other].times
			return fmt.Sprintf("%.2f", found), found <= times
		},
	}
}

// atMostAllocs promises how many allocations ours needs.
func atMostAllocs(allocs int64) bar {
	return bar{
		promise: fmt.Sprintf("allocations, at most %d", allocs),
		check: func(rs results) (string, bool) {
			return fmt.Sprint(rs[0].allocs), rs[0].allocs <= allocs
		},
	}
}
