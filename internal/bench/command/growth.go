package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/errspec/errspec/internal/bench/bars"
	"github.com/errspec/errspec/internal/bench/process"
)

// maxExponent is the power of the number of errors that the cost may grow with.
const maxExponent = 1.05

// point is what a number of errors costs, in milliseconds of CPU.
type point struct {
	errors      int
	used, bound float64
}

// growth prints the cost for more and more errors, and the power of the number that it grows with.
func growth(b *bench, o options) (string, error) {
	// A catalogue of one error costs what any does: the start of the program, and the files that do not depend on the errors.
	sizes := append([]int{1}, o.growth...)
	jobs := make([]*job, len(sizes))
	used, bound := make([][]process.Cost, len(sizes)), make([][]process.Cost, len(sizes))
	for i, n := range sizes {
		var err error
		if jobs[i], err = b.newJob(shape{"growth", plain.intro, plain.error}, n); err != nil {
			return "", err
		}
	}
	for range o.rounds {
		for i, j := range jobs {
			for range turns(sizes[i]) {
				cost, _, err := j.bound()
				if err != nil {
					return "", err
				}
				bound[i] = append(bound[i], cost)
				if cost, err = j.generate(); err != nil {
					return "", err
				}
				used[i] = append(used[i], cost)
			}
		}
	}
	points := make([]point, len(sizes))
	for i, n := range sizes {
		points[i] = point{n, process.Median(used[i]).CPU.Seconds() * 1e3, process.Median(bound[i]).CPU.Seconds() * 1e3}
	}
	return growthTable(points), nil
}

// turns is how often a number of errors is run in a round. What a few errors cost is the small difference of two figures, which takes more
// runs to see.
func turns(errors int) int { return min(max(3_000/errors, 1), 12) }

// growthTable has the point of one error first.
func growthTable(points []point) string {
	one, points := points[0], points[1:]
	var b strings.Builder
	b.WriteString("CPU of `generate` into an empty folder. One error costs what every run costs, whatever the number of errors is; it is subtracted.\n\n")
	b.WriteString("| errors | CPU | less that of one error | for each error | lower bound, less that of one error |\n| ---: | ---: | ---: | ---: | ---: |\n")
	fmt.Fprintf(&b, "| %d | %.1f ms | | | |\n", one.errors, one.used)
	var errors, all, rest, bound []float64
	for _, p := range points {
		errors, all = append(errors, float64(p.errors)), append(all, p.used)
		rest, bound = append(rest, p.used-one.used), append(bound, p.bound-one.bound)
		fmt.Fprintf(&b, "| %s | %.1f ms | %.1f ms | %.1f µs | %.1f ms |\n", count(uint64(p.errors)), p.used, p.used-one.used,
			(p.used-one.used)*1e3/float64(p.errors), p.bound-one.bound)
	}
	from, to := count(uint64(points[0].errors)), count(uint64(points[len(points)-1].errors))
	e := exponent(errors, rest)
	fmt.Fprintf(&b, "\nThe exponent is that of a line through the logarithms, by least squares. Without subtracting it would be %.3f, which flatters; "+
		"that of the lower bound is %.3f.\n\n", exponent(errors, all), exponent(errors, bound))
	b.WriteString(bars.Line(fmt.Sprintf("exponent of the CPU over the errors, from %s to %s, less that of one error: at most %g", from, to, maxExponent),
		fmt.Sprintf("%.3f", e), e <= maxExponent) + "\n")
	return b.String()
}

// exponent returns e of the power law y = c·xᵉ that is nearest to the points, by least squares of the logarithms. It is not a number where a
// cost is not above zero.
func exponent(x, y []float64) float64 {
	var sx, sy, sxx, sxy float64
	for i := range x {
		lx, ly := math.Log(x[i]), math.Log(y[i])
		sx, sy, sxx, sxy = sx+lx, sy+ly, sxx+lx*lx, sxy+lx*ly
	}
	n := float64(len(x))
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
