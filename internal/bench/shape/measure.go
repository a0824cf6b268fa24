package main

import (
	"debug/elf"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/errspec/errspec/internal/bench/compiler"
	"github.com/errspec/errspec/internal/bench/shapes"
)

// module is a temporary module, called "shape", whose package errs is the generated one.
type module struct {
	dir      string
	compiler *compiler.Compiler
}

func newModule(dir string) (*module, error) {
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module shape\n\ngo 1.26\n"), 0o644); err != nil {
		return nil, err
	}
	c, err := compiler.New(dir, shapes.Imports())
	if err != nil {
		return nil, err
	}
	return &module{dir, c}, nil
}

// output runs a command in the module.
func (m *module) output(name string, args ...string) (string, error) {
	return compiler.Output(m.dir, name, args...)
}

// errs puts n errors of the shape into the module, in place of what was there, and returns the files.
func (m *module) errs(s shapes.Shape, n int) ([]string, error) {
	dir := filepath.Join(m.dir, "errs")
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	return s.Generate(dir, n)
}

// run is what constructing and writing costs: without parameters, with two, and with an optional one that is given.
type run struct {
	Allocs, Bytes, Nanos []int64
	Bodies               []string
}

func (m *module) run(s shapes.Shape) (run, error) {
	var r run
	if _, err := m.errs(s, 10); err != nil {
		return r, err
	}
	text, err := shapes.RunProgram()
	if err != nil {
		return r, err
	}
	dir := filepath.Join(m.dir, "run")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return r, err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), text, 0o644); err != nil {
		return r, err
	}
	out, err := m.output("go", "run", "./run")
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(out), &r)
}

// sizes is what one error adds to a binary.
type sizes struct {
	data     int  // everything loaded but the functions and their tables
	code     int  // the functions and their tables, one call included
	stripped bool // the program would not link with its debug information
}

// link builds a program over n errors that uses the first `used` of them and returns its path. The platform is fixed, so
// that sizes compare between machines. What only links without debug information is linked so, and reported.
func (m *module) link(s shapes.Shape, n, used int) (bin string, stripped bool, err error) {
	if _, err := m.errs(s, n); err != nil {
		return "", false, err
	}
	if err := shapes.Program(filepath.Join(m.dir, "use"), used); err != nil {
		return "", false, err
	}
	bin = filepath.Join(m.dir, "use.bin")
	build := []string{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "go", "build", "-o", bin}
	if _, err := m.output("env", append(build, "./use")...); err == nil {
		return bin, false, nil
	}
	_, err = m.output("env", append(build, "-ldflags=-w", "./use")...)
	return bin, true, err
}

// size takes the difference between programs of n and of 2n errors, all of them constructed.
func (m *module) size(s shapes.Shape, n int) (sizes, error) {
	var at [2]sizes
	var stripped bool
	for i, n := range []int{n, 2 * n} {
		bin, w, err := m.link(s, n, n)
		if err != nil {
			return sizes{}, err
		}
		stripped = stripped || w
		f, err := elf.Open(bin)
		if err != nil {
			return sizes{}, err
		}
		for _, sec := range f.Sections {
			switch {
			case sec.Flags&elf.SHF_ALLOC == 0 || sec.Type == elf.SHT_NOBITS:
			case sec.Name == ".text" || sec.Name == ".gopclntab":
				at[i].code += int(sec.Size)
			default:
				at[i].data += int(sec.Size)
			}
		}
		if err := f.Close(); err != nil {
			return sizes{}, err
		}
		for e := range n {
			at[i].data -= shapes.OwnText(e)
		}
	}
	return sizes{(at[1].data - at[0].data) / n, (at[1].code - at[0].code) / n, stripped}, nil
}

var itemSymbol = regexp.MustCompile(`errs\.\S*[Ii]tem(\d{5})NotFound`)

// leftovers counts the symbols of errors which a program that uses one error of n carries for the others.
func (m *module) leftovers(s shapes.Shape, n int) (int, error) {
	bin, _, err := m.link(s, n, 1)
	if err != nil {
		return 0, err
	}
	symbols, err := m.output("go", "tool", "nm", bin)
	if err != nil {
		return 0, err
	}
	count, used := 0, false
	for _, match := range itemSymbol.FindAllStringSubmatch(symbols, -1) {
		if match[1] == "00000" {
			used = true
		} else {
			count++
		}
	}
	if !used {
		return 0, fmt.Errorf("shape %s: the error in use is not in the binary either", s.Name)
	}
	return count, nil
}
