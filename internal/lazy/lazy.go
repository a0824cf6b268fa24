// Package lazy makes what a run may not need when it is first asked for.
package lazy

import (
	"regexp"
	"sync"
)

// Pattern compiles a regular expression when it is first asked for. Most runs need
// few of those that there are, and compiling all takes as long as generating the
// output of a small catalogue. It panics then if the expression is wrong.
func Pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
