// Package linker links programs and says what is in them.
package linker

import (
	"debug/elf"
	"path/filepath"
	"strings"

	"github.com/errspec/errspec/internal/bench/compiler"
)

// Program is a linked program for linux/amd64. The platform is fixed, so that sizes compare between machines.
type Program struct {
	Stripped bool // it would not link with its debug information

	dir, path string
}

// Link builds the main package in a folder of the module in dir, in place of the program that was linked there before. What only links
// without debug information is linked so, and reported.
func Link(dir, folder string) (Program, error) {
	p := Program{dir: dir, path: filepath.Join(dir, "program")}
	build := []string{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "go", "build", "-o", p.path}
	if _, err := compiler.Output(dir, "env", append(build, "./"+folder)...); err == nil {
		return p, nil
	}
	p.Stripped = true
	_, err := compiler.Output(dir, "env", append(build, "-ldflags=-w", "./"+folder)...)
	return p, err
}

// Size is what a program loads into memory, in bytes.
type Size struct {
	Data int // everything but the functions and their tables
	Code int // the functions and their tables
}

// Size reads the sections of the program. Debug information is not loaded, and zeroed memory is not in the file; neither counts.
func (p Program) Size() (s Size, err error) {
	f, err := elf.Open(p.path)
	if err != nil {
		return s, err
	}
	for _, sec := range f.Sections {
		switch {
		case sec.Flags&elf.SHF_ALLOC == 0 || sec.Type == elf.SHT_NOBITS:
		case sec.Name == ".text" || sec.Name == ".gopclntab":
			s.Code += int(sec.Size)
		default:
			s.Data += int(sec.Size)
		}
	}
	return s, f.Close()
}

// Symbols returns the names of what is in the program, as go tool nm lists them.
func (p Program) Symbols() ([]string, error) {
	listing, err := compiler.Output(p.dir, "go", "tool", "nm", p.path)
	if err != nil {
		return nil, err
	}
	var names []string
	for line := range strings.Lines(listing) {
		// The address, which what is undefined does not have, the type, and the name, which may hold blanks.
		if fields := strings.Fields(line); len(fields) > 2 {
			names = append(names, strings.Join(fields[2:], " "))
		}
	}
	return names, nil
}
