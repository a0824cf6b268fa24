package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/errspec/errspec/internal/bench/process"
)

// stages prints what each stage has of the cost, for the most errors of the first table.
func stages(b *bench, o options) (string, error) {
	n := o.sizes[len(o.sizes)-1]
	var rounds [2][][]process.Stage
	for i, s := range []shape{plain, varied} {
		j, err := b.newJob(shape{"stages-" + s.name, s.intro, s.error}, n)
		if err != nil {
			return "", err
		}
		for range o.rounds {
			taken, err := j.byStage()
			if err != nil {
				return "", err
			}
			rounds[i] = append(rounds[i], taken)
		}
	}
	return stageTable(n, medianStages(rounds[0]), medianStages(rounds[1])), nil
}

func stageTable(n int, plain, varied []process.Stage) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s errors; the stages one after the other in one process, without the garbage collector.\n\n", count(uint64(n)))
	b.WriteString("| stage | CPU | allocated | allocations | CPU, varied | allocated | allocations |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	var sums [2]process.Stage
	row := func(name string, of ...process.Stage) {
		fmt.Fprintf(&b, "| %s ", name)
		for _, s := range of {
			fmt.Fprintf(&b, "| %s | %s | %s ", millis(s.CPU), mebibytes(int64(s.Bytes)), count(s.Count))
		}
		b.WriteString("|\n")
	}
	for i, s := range plain {
		row(s.Name, s, varied[i])
		for k, s := range []process.Stage{s, varied[i]} {
			sums[k].CPU += s.CPU
			sums[k].Bytes += s.Bytes
			sums[k].Count += s.Count
		}
	}
	row("all", sums[0], sums[1])
	return b.String()
}

// medianStages takes the middle of each figure of each stage by itself.
func medianStages(rounds [][]process.Stage) []process.Stage {
	stages := slices.Clone(rounds[0])
	for i := range stages {
		stages[i].CPU = time.Duration(middle(rounds, func(r []process.Stage) float64 { return float64(r[i].CPU) }))
		stages[i].Bytes = uint64(middle(rounds, func(r []process.Stage) float64 { return float64(r[i].Bytes) }))
		stages[i].Count = uint64(middle(rounds, func(r []process.Stage) float64 { return float64(r[i].Count) }))
	}
	return stages
}
