package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/errspec/errspec/internal/bench/bars"
	"github.com/errspec/errspec/internal/bench/process"
)

// What the command promises.
const (
	maxCPU      = 2.0       // times the CPU of the lower bound, at barErrors errors
	maxPeak     = 256 << 20 // bytes resident, at barErrors errors
	barErrors   = 10_000
	maxSmall    = 25 * time.Millisecond // of CPU, at smallErrors errors
	smallErrors = 30
)

// contender is one of the runs that take turns.
type contender struct {
	name  string
	costs []process.Cost // one for each round
	process.Allocated
	touched int // files that a run touched which was to touch none
}

// contest is the runs for one catalogue.
type contest struct {
	shape   shape
	errors  int
	written int64
	ownPeak int64 // below which a peak says nothing
	// The lower bound; generate into an empty folder; generate again; generate --check.
	bound, first, again, check contender
}

// measureCosts lets the contenders take turns.
func (b *bench) measureCosts(s shape, n, rounds int) (*contest, error) {
	j, err := b.newJob(s, n)
	if err != nil {
		return nil, err
	}
	c := &contest{shape: s, errors: n, written: j.written()}
	c.bound.name, c.first.name = "lower bound", "`generate`"
	c.again.name, c.check.name = "`generate`, nothing to do", "`generate --check`"
	for range rounds {
		cost, allocated, err := j.bound()
		if err != nil {
			return nil, err
		}
		c.bound.costs = append(c.bound.costs, cost)
		c.bound.Allocated = allocated
		if cost, err = j.generate(); err != nil {
			return nil, err
		}
		c.first.costs = append(c.first.costs, cost)
		for _, r := range []struct {
			*contender
			flags []string
		}{{&c.again, nil}, {&c.check, []string{"--check"}}} {
			before, err := j.files()
			if err != nil {
				return nil, err
			}
			cost, err := j.generate(r.flags...)
			if err != nil {
				return nil, err
			}
			r.costs = append(r.costs, cost)
			after, err := j.files()
			if err != nil {
				return nil, err
			}
			r.touched += touched(before, after)
		}
	}
	taken, err := j.byStage()
	if err != nil {
		return nil, err
	}
	for _, s := range taken {
		c.first.Bytes += s.Bytes
		c.first.Count += s.Count
	}
	c.ownPeak, err = process.OwnPeak()
	return c, err
}

// costs prints what the command costs for each number of errors, and for errors that are less alike.
func costs(b *bench, o options) (string, error) {
	var cs []*contest
	for _, n := range o.sizes {
		c, err := b.measureCosts(plain, n, o.rounds)
		if err != nil {
			return "", err
		}
		cs = append(cs, c)
	}
	last := o.sizes[len(o.sizes)-1]
	c, err := b.measureCosts(varied, last, o.rounds)
	if err != nil {
		return "", err
	}
	return costTable(append(cs, c)), nil
}

func costTable(cs []*contest) string {
	var b strings.Builder
	b.WriteString("The command as a process: `go-server`, `go-client`, `openapi` and `markdown` in one run. Each error has two parameters; those of " +
		"the last rows are varied, with types, groups, headers, operations and Markdown. In brackets the multiple of the lower bound.\n\n")
	b.WriteString("| errors | | time | CPU | peak memory | written | allocated | allocations |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, c := range cs {
		errors := count(uint64(c.errors))
		if c.shape.name != plain.name {
			errors += ", " + c.shape.name
		}
		for _, r := range []*contender{&c.bound, &c.first, &c.again, &c.check} {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", errors, r.name, strings.Join(c.cells(r), " | "))
		}
	}
	b.WriteString("\n")
	for _, c := range cs {
		for _, line := range c.bars() {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// cells are the figures of a row.
func (c *contest) cells(r *contender) []string {
	m := process.Median(r.costs)
	cells := []string{
		millis(m.Time) + c.multiple(r, wall),
		millis(m.CPU) + c.multiple(r, cpu),
		c.peak(m.Peak) + c.multiple(r, peak),
	}
	written := mebibytes(c.written)
	if r == &c.again || r == &c.check {
		return append(cells, "0", "–", "–") // allocations are known of whole runs only
	}
	allocated, allocations := mebibytes(int64(r.Bytes)), count(r.Count)
	if r != &c.bound {
		allocated += times(float64(r.Bytes) / float64(c.bound.Bytes))
		allocations += times(float64(r.Count) / float64(c.bound.Count))
	}
	return append(cells, written, allocated, allocations)
}

// peak says that a peak may be that of this program, which starts the others.
func (c *contest) peak(bytes int64) string {
	if bytes <= c.ownPeak {
		return "at most " + mebibytes(bytes)
	}
	return mebibytes(bytes)
}

func wall(c process.Cost) float64 { return float64(c.Time) }
func cpu(c process.Cost) float64  { return float64(c.CPU) }
func peak(c process.Cost) float64 { return float64(c.Peak) }

// multiple is how many times the figure of the lower bound that of a run is.
func (c *contest) multiple(r *contender, figure func(process.Cost) float64) string {
	if r == &c.bound {
		return ""
	}
	return times(ratio(r.costs, c.bound.costs, figure))
}

func times(m float64) string { return fmt.Sprintf(" (%.2f×)", m) }

// bars are what is promised for this number of errors.
func (c *contest) bars() (lines []string) {
	if c.shape.name == plain.name && c.errors == barErrors {
		m := ratio(c.first.costs, c.bound.costs, cpu)
		lines = append(lines, bars.Line(fmt.Sprintf("%s errors, at most %g times the CPU of the lower bound", count(barErrors), maxCPU), fmt.Sprintf("%.2f", m), m <= maxCPU))
		p := process.Median(c.first.costs).Peak
		lines = append(lines, bars.Line(fmt.Sprintf("%s errors, at most %d MiB at the peak", count(barErrors), maxPeak>>20), mebibytes(p), p <= maxPeak))
	}
	if c.shape.name == plain.name && c.errors == smallErrors {
		used := process.Median(c.first.costs).CPU
		lines = append(lines, bars.Line(fmt.Sprintf("%d errors, less than %s of CPU", smallErrors, millis(maxSmall)), millis(used), used < maxSmall))
	}
	which := count(uint64(c.errors)) + " errors"
	if c.shape.name != plain.name {
		which = count(uint64(c.errors)) + " " + c.shape.name + " errors"
	}
	for _, r := range []*contender{&c.again, &c.check} {
		m := ratio(r.costs, c.first.costs, cpu)
		lines = append(lines, bars.Line(fmt.Sprintf("%s, %s: at most the CPU of the run that writes, and no file touched", which, r.name),
			fmt.Sprintf("%.2f times, %d files", m, r.touched), math.Round(m*100) <= 100 && r.touched == 0)) // as precise as it is shown
	}
	return lines
}
