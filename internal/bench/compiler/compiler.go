// Package compiler runs the Go compiler by itself, with the flags of go build, and says what a run took. Neither the build
// cache nor the linker is part of the figure.
package compiler

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/errspec/errspec/internal/bench/process"
)

// Compiler compiles packages that import no others than it was made for.
type Compiler struct {
	dir    string
	path   string // of the compile tool
	config string // path of the import configuration that it is given
}

// New asks the go command, once, for what it would give to the compiler. The folder is inside a module and takes what the
// compiler writes; the packages are of the standard library.
func New(dir string, imports []string) (*Compiler, error) {
	path, err := Output(dir, "go", "tool", "-n", "compile")
	if err != nil {
		return nil, err
	}
	list := []string{"list", "-export", "-deps", "-f", "{{with .Export}}packagefile {{$.ImportPath}}={{.}}{{end}}"}
	config, err := Output(dir, "go", append(list, imports...)...)
	if err != nil {
		return nil, err
	}
	c := &Compiler{dir, strings.TrimSpace(path), filepath.Join(dir, "importcfg")}
	return c, os.WriteFile(c.config, []byte(config), 0o644)
}

// Compile compiles the files, which are one package, under that import path.
func (c *Compiler) Compile(path string, files []string) (process.Cost, error) {
	args := []string{"-o", filepath.Join(c.dir, "package.a"), "-p", path, "-lang=go1.26", "-complete", "-pack",
		"-c=2", "-trimpath", c.dir, "-importcfg", c.config}
	cmd := exec.Command(c.path, append(args, files...)...)
	cost, _, err := process.Run(cmd)
	return cost, err
}

// Output runs a command in a folder, as nothing but the module there, and returns what it prints.
func Output(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return string(out), nil
}
