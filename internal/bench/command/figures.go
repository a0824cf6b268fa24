package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/errspec/errspec/internal/bench/process"
)

// ratio is the median of the ratios in each round: both runs of a round were soon after each other, and so the machine was about as busy
// in both.
func ratio(ours, theirs []process.Cost, figure func(process.Cost) float64) float64 {
	ratios := make([]float64, len(ours))
	for i := range ours {
		ratios[i] = figure(ours[i]) / figure(theirs[i])
	}
	return middle(ratios, func(r float64) float64 { return r })
}

// middle is the median of a figure.
func middle[T any](items []T, figure func(T) float64) float64 {
	figures := make([]float64, len(items))
	for i, item := range items {
		figures[i] = figure(item)
	}
	slices.Sort(figures)
	return figures[len(figures)/2]
}

func millis(d time.Duration) string {
	ms := d.Seconds() * 1e3
	if ms < 100 {
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

// count writes a number with a comma for each thousand.
func count(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
