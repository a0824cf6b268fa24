package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/errspec/errspec/internal/bench/compiler"
	"github.com/errspec/errspec/internal/bench/linker"
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

// link builds a program over n errors that uses the first `used` of them.
func (m *module) link(s shapes.Shape, n, used int) (linker.Program, error) {
	if _, err := m.errs(s, n); err != nil {
		return linker.Program{}, err
	}
	if err := shapes.Program(filepath.Join(m.dir, "use"), "shape/errs", used); err != nil {
		return linker.Program{}, err
	}
	return linker.Link(m.dir, "use")
}

// size takes the difference between programs of n and of 2n errors, all of them constructed.
func (m *module) size(s shapes.Shape, n int) (sizes, error) {
	var at [2]linker.Size
	var stripped bool
	for i, n := range []int{n, 2 * n} {
		p, err := m.link(s, n, n)
		if err != nil {
			return sizes{}, err
		}
		stripped = stripped || p.Stripped
		if at[i], err = p.Size(); err != nil {
			return sizes{}, err
		}
		for e := range n {
			at[i].Data -= shapes.OwnText(e)
		}
	}
	return sizes{(at[1].Data - at[0].Data) / n, (at[1].Code - at[0].Code) / n, stripped}, nil
}

var itemSymbol = regexp.MustCompile(`errs\.\S*[Ii]tem(\d{5})NotFound`)

// leftovers counts the symbols of errors which a program that uses one error of n carries for the others.
func (m *module) leftovers(s shapes.Shape, n int) (int, error) {
	p, err := m.link(s, n, 1)
	if err != nil {
		return 0, err
	}
	symbols, err := p.Symbols()
	if err != nil {
		return 0, err
	}
	count, used := 0, false
	for _, name := range symbols {
		switch match := itemSymbol.FindStringSubmatch(name); {
		case match == nil:
		case match[1] == "00000":
			used = true
		default:
			count++
		}
	}
	if !used {
		return 0, fmt.Errorf("shape %s: the error in use is not in the binary either", s.Name)
	}
	return count, nil
}
