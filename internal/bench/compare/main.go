// Compare measures the generated Go packages against what people write or use instead, and prints Markdown tables:
//
//	go run ./compare
//
// An answer to a request with one error, against encoding/json by hand and four libraries; the decoding of one answer,
// against encoding/json, a library and two SDKs; what the compiler takes for a thousand and for ten thousand errors, against one shared type
// plus a table; and what an error adds to a program. The contenders of a table take turns, and medians count, so that a busy minute of the machine does not fall on one of
// them alone. Below a table is what errspec promises of it, each with pass or MISS.
//
// docs/performance.md holds such tables and says what they mean.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"time"
)

func main() {
	o := options{errors: []int{1_000, 10_000}}
	flag.IntVar(&o.rounds, "rounds", 51, "turns of each contender; the median counts")
	flag.DurationVar(&o.each, "each", 20*time.Millisecond, "time of one turn")
	flag.IntVar(&o.compiles, "compiles", 3, "compiler runs of each package; the median counts")
	flag.Func("only", "measure only the tables whose title matches this `regexp`", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	flag.Parse()
	if err := compare(os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// options say how much is measured.
type options struct {
	rounds, compiles int
	errors           []int // in the packages that are compiled
	each             time.Duration
	only             *regexp.Regexp // nil: all tables
}

func (o options) wants(title string) bool { return o.only == nil || o.only.MatchString(title) }

// liveHeap is about what a small service has in memory. Without it the collector would run every few milliseconds, as it does
// in no program that has anything to do, and the figures would be those of the collector.
const liveHeap = 64 << 20

func compare(w io.Writer, o options) error {
	if err := setBenchTime(o.each); err != nil {
		return err
	}
	live := make([]byte, liveHeap)
	defer runtime.KeepAlive(live)
	for _, c := range contests() {
		if !o.wants(c.title) {
			continue
		}
		if err := c.print(w, c.measure(o.rounds)); err != nil {
			return err
		}
	}
	for _, n := range o.errors {
		if !o.wants(compileTitle(n)) {
			continue
		}
		if err := compareCompiling(w, n, o.compiles); err != nil {
			return err
		}
	}
	if !o.wants(linkTitle) {
		return nil
	}
	return compareLinking(w, linkedErrors)
}

func contests() []contest {
	return []contest{writeParams(), writePlain(), decodeResponse(), decodeCall()}
}
