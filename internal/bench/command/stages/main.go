// Stages does what errspec generate does, stage by stage in one process, and prints what each took, as JSON. The command itself does
// not tell what it allocates. The program ../ runs it.
//
//	stages FOLDER
//
// The folder holds errors.yaml and gets the output. Nothing is collected: each stage is charged what it allocates, not what the
// stages before it left behind. Targets are rendered one after the other, for a figure of each.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/bench/process"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
)

func main() {
	debug.SetGCPercent(-1)
	taken, err := stages(os.Args[1])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(taken)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "stages:", err)
		os.Exit(1)
	}
}

// clock is how things stood at the end of the last stage.
type clock struct {
	cpu   time.Duration
	taken []process.Stage
	mem   runtime.MemStats
}

// lap ends a stage.
func (c *clock) lap(name string) error {
	used, err := cpu()
	if err != nil {
		return err
	}
	before := c.mem
	runtime.ReadMemStats(&c.mem)
	if name != "" {
		c.taken = append(c.taken, process.Stage{Name: name, CPU: used - c.cpu, Allocated: process.Allocated{
			Bytes: c.mem.TotalAlloc - before.TotalAlloc, Count: c.mem.Mallocs - before.Mallocs,
		}})
	}
	c.cpu, err = cpu()
	return err
}

func cpu() (time.Duration, error) {
	var r syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), err
}

func stages(dir string) ([]process.Stage, error) {
	const name = "errors.yaml"
	var c clock
	if err := c.lap(""); err != nil {
		return nil, err
	}
	catalog, findings, err := spec.Load(os.DirFS(dir), name, spec.Options{})
	if err != nil {
		return nil, err
	}
	if findings.HasErrors() {
		return nil, fmt.Errorf("catalogue: %v", findings)
	}
	if err := c.lap("load"); err != nil {
		return nil, err
	}
	plan, findings := generator.Build(catalog, generator.Options{Dir: path.Dir(name)})
	if findings.HasErrors() {
		return nil, fmt.Errorf("plan: %v", findings)
	}
	if err := c.lap("build"); err != nil {
		return nil, err
	}
	var files []output.File
	targets := plan.Targets
	for _, t := range targets {
		plan.Targets = []*generator.Target{t}
		rendered, err := templates.Render(plan)
		if err != nil {
			return nil, err
		}
		files = append(files, rendered...)
		if err := c.lap(t.Kind); err != nil {
			return nil, err
		}
	}
	changes, err := output.Plan(dir, files, output.Options{Catalogue: name, Inputs: []string{name}})
	if err != nil {
		return nil, err
	}
	if err := c.lap("compare with the disk"); err != nil {
		return nil, err
	}
	if err := changes.Apply(context.Background()); err != nil {
		return nil, err
	}
	return c.taken, c.lap("write")
}
