// Errspec makes code and documentation from a catalogue of API errors.
//
// A catalogue is one YAML file that lists every error an HTTP API can answer
// with: status, code, message, parameters, cause and cure. From it errspec writes
// a Go package of constructors for the server, a Go package of typed errors for
// the client, OpenAPI components and a Markdown page.
//
// Usage:
//
//	errspec <command> [flags] [catalogue]
//
// The commands are:
//
//	generate    write all targets of a catalogue
//	lint        say what is wrong with a catalogue
//	list        show the errors as a table
//	explain     show one error as a page
//	init        write a first catalogue
//	rules       list the rules that lint checks
//	schema      print the JSON Schema of the catalogue language
//	version     print the version
//	completion  print a script that completes commands in a shell
//	help        show help for a command
//
// Without a catalogue argument, errspec takes errors.yaml, errspec.yaml or
// errors.errspec.yaml in the working directory, the only one that exists.
//
// A first catalogue, and everything from it:
//
//	errspec init
//	errspec generate
//
// In a Go module errspec is a tool of the module, and go generate runs it:
//
//	go get -tool github.com/errspec/errspec
//
//	//go:generate go tool errspec generate
//
// The exit status is 0 when there is nothing to do, 1 when the catalogue or the
// output needs a change, 2 when the command line makes no sense, and 3 when
// something could not be read or written.
package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/errspec/errspec/internal/cli"
)

// firstCollection is how much memory there is, in bytes, when the garbage collector
// runs for the first time.
const firstCollection = 240 << 20

func main() {
	collectLate()
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// collectLate keeps the garbage collector from running as long as there is less
// memory than a catalogue of ten thousand errors takes. By then nearly every run is
// over, and what a process leaves behind needs no collecting. After the first time
// the collector works as usual. The variables by which users tell it how to work,
// GOGC and GOMEMLIMIT, are left to them.
func collectLate() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	usual := debug.SetGCPercent(-1)
	debug.SetMemoryLimit(firstCollection)
	garbage := new(*byte)
	runtime.AddCleanup(garbage, func(percent int) {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(math.MaxInt64)
	}, usual)
}
