package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/errspec/errspec/internal/bench/process"
)

// bench has the programs that are measured, and a folder to run them in.
type bench struct {
	dir                    string
	errspec, floor, stages string // paths of programs
}

// job is a catalogue in a folder of its own.
type job struct {
	*bench
	dir     string
	outputs []fileSize // what errspec makes of it, by path
}

type fileSize struct {
	path string // relative to the folder
	size int64
}

// newJob writes the catalogue and runs errspec once, to see what it makes. That run does not count: it brings the program and the catalogue into
// the memory of the system.
func (b *bench) newJob(s shape, n int) (*job, error) {
	j := &job{bench: b, dir: filepath.Join(b.dir, fmt.Sprintf("%s%d", s.name, n))}
	if err := os.Mkdir(j.dir, 0o755); err != nil {
		return nil, err
	}
	if err := s.write(filepath.Join(j.dir, "errors.yaml"), n); err != nil {
		return nil, err
	}
	if _, err := j.generate(); err != nil {
		return nil, err
	}
	files, err := j.files()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		j.outputs = append(j.outputs, fileSize{name, files[name].Size()})
	}
	return j, nil
}

// written is how many bytes errspec writes.
func (j *job) written() (n int64) {
	for _, f := range j.outputs {
		n += f.size
	}
	return n
}

// clean removes everything but the catalogue.
func (j *job) clean() error {
	entries, err := os.ReadDir(j.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == "errors.yaml" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(j.dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// files returns every file but the catalogue, by its path in the folder.
func (j *job) files() (map[string]fs.FileInfo, error) {
	files := map[string]fs.FileInfo{}
	err := filepath.WalkDir(j.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || e.Name() == "errors.yaml" {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(j.dir, name)
		files[rel] = info
		return err
	})
	return files, err
}

// generate runs errspec generate with these flags.
func (j *job) generate(flags ...string) (process.Cost, error) {
	cmd := exec.Command(j.errspec, append([]string{"generate"}, flags...)...)
	cmd.Dir, cmd.Env = j.dir, process.Plain()
	cost, _, err := process.Run(cmd)
	return cost, err
}

// bound runs the program that does the least, into an empty folder.
func (j *job) bound() (process.Cost, process.Allocated, error) {
	var a process.Allocated
	if err := j.clean(); err != nil {
		return process.Cost{}, a, err
	}
	args := []string{"errors.yaml"}
	for _, f := range j.outputs {
		args = append(args, f.path, strconv.FormatInt(f.size, 10))
	}
	cmd := exec.Command(j.floor, args...)
	cmd.Dir, cmd.Env = j.dir, process.Plain()
	cost, out, err := process.Run(cmd)
	if err != nil {
		return cost, a, err
	}
	files, err := j.files()
	if err != nil {
		return cost, a, err
	}
	for _, f := range j.outputs {
		if info := files[f.path]; info == nil || info.Size() != f.size {
			return cost, a, fmt.Errorf("the lower bound has not written %d bytes into %s", f.size, f.path)
		}
	}
	return cost, a, errors.Join(json.Unmarshal(out, &a), j.clean())
}

// byStage runs the stages one by one, into an empty folder.
func (j *job) byStage() ([]process.Stage, error) {
	if err := j.clean(); err != nil {
		return nil, err
	}
	cmd := exec.Command(j.stages, j.dir)
	cmd.Env = process.Plain()
	_, out, err := process.Run(cmd)
	if err != nil {
		return nil, err
	}
	var s []process.Stage
	return s, json.Unmarshal(out, &s)
}

// touched counts the files that are not the same ones, with the same time, as before.
func touched(before, after map[string]fs.FileInfo) (n int) {
	for name, info := range after {
		if old := before[name]; old == nil || !os.SameFile(old, info) || !old.ModTime().Equal(info.ModTime()) {
			n++
		}
	}
	for name := range before {
		if after[name] == nil {
			n++
		}
	}
	return n
}
