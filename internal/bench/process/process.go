// Package process runs programs and says what they took.
package process

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Cost is what one run of a program took.
type Cost struct {
	Time time.Duration // from its start to its end
	CPU  time.Duration // user and system time
	// Peak is how many bytes were resident at the most. Linux counts what the program that starts another has at that moment too,
	// so a figure means something only above [OwnPeak].
	Peak int64
}

// Run runs a command and returns what it prints. An error says what it wrote to standard error, and what to standard output.
func Run(cmd *exec.Cmd) (Cost, []byte, error) {
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	start := time.Now()
	err := cmd.Run()
	taken := time.Since(start)
	if err != nil {
		return Cost{}, nil, fmt.Errorf("%s: %w\n%s%s", filepath.Base(cmd.Path), err, &errOut, &out)
	}
	st := cmd.ProcessState
	return Cost{taken, st.UserTime() + st.SystemTime(), peak(st.SysUsage().(*syscall.Rusage))}, out.Bytes(), nil
}

// OwnPeak is how many bytes this program had at the most.
func OwnPeak() (int64, error) {
	var r syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return peak(&r), err
}

func peak(r *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" { // where it is bytes already
		return r.Maxrss
	}
	return r.Maxrss * 1024
}

// Plain is the environment without what changes how a Go program collects garbage or reports it.
func Plain() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"GOGC", "GOMEMLIMIT", "GODEBUG", "GOMAXPROCS", "GOCOVERDIR"}, name)
	})
}

// Median takes the middle of each figure by itself.
func Median(costs []Cost) Cost {
	return Cost{
		Time: median(costs, func(c Cost) time.Duration { return c.Time }),
		CPU:  median(costs, func(c Cost) time.Duration { return c.CPU }),
		Peak: median(costs, func(c Cost) int64 { return c.Peak }),
	}
}

func median[N int64 | time.Duration](costs []Cost, figure func(Cost) N) N {
	figures := make([]N, len(costs))
	for i, c := range costs {
		figures[i] = figure(c)
	}
	slices.Sort(figures)
	return figures[len(figures)/2]
}

// Allocated is what a program has allocated.
type Allocated struct {
	Bytes, Count uint64
}

// Stage is what one stage of the pipeline took.
type Stage struct {
	Name string
	CPU  time.Duration
	Allocated
}
