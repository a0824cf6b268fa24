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
	"os"

	"github.com/errspec/errspec/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
