package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"

	"github.com/errspec/errspec/internal/lazy"
)

// fileSystem is what Apply does to a disk, one step for each method, so that a
// test can stop it at every one of them.
type fileSystem interface {
	Mkdir(name string) error
	Create(name string, mode fs.FileMode) (file, error) // the file is not there yet
	Rename(from, to string) error
	Remove(name string) error
	SyncDir(name string) error
}

// file is a file that is being written.
type file interface {
	io.Writer
	Chmod(mode fs.FileMode) error
	Sync() error
	Close() error
}

// osFileSystem is the disk.
type osFileSystem struct{}

func (osFileSystem) Mkdir(name string) error      { return os.Mkdir(name, 0o777) }
func (osFileSystem) Rename(from, to string) error { return os.Rename(from, to) }
func (osFileSystem) Remove(name string) error     { return os.Remove(name) }

func (osFileSystem) Create(name string, mode fs.FileMode) (file, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// SyncDir makes the names in a folder durable. Systems and file systems that
// cannot sync a folder keep their names by other means.
func (osFileSystem) SyncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// Apply brings the disk to the planned state.
//
// First every file is written under a temporary name in its own folder, then the
// files are renamed, stale ones removed and the folders synced. Whatever happens
// in between, each file has either its old bytes or its new ones; before the first
// rename nothing has changed at all. After an error or the end of ctx the
// temporary files are removed, after a kill the next run does that.
// The error is an [*fs.PathError] with a path relative to the root, but for an
// interruption, which is the cause of the end of ctx.
func (c *Changes) Apply(ctx context.Context) (err error) {
	a := applier{disk: c.disk}
	defer func() {
		if err != nil {
			a.cleanUp()
		}
	}()
	for _, name := range c.temps {
		// Another run may have been quicker.
		if err := a.disk.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the temporary file %s of an earlier run: %w", filepath.Base(name), reason(err))
		}
	}
	for _, w := range c.writes {
		if err := interrupted(ctx); err != nil {
			return err
		}
		if err := a.prepare(w); err != nil {
			return pathError("write", w.path, err)
		}
	}
	for i, w := range c.writes {
		if err := interrupted(ctx); err != nil {
			return err
		}
		if err := a.rename(i, w); err != nil {
			return pathError("write", w.path, err)
		}
		a.temps[i] = ""
		a.touch(w.name, w.path)
	}
	for _, r := range c.removes {
		if err := interrupted(ctx); err != nil {
			return err
		}
		if err := a.disk.Remove(r.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return pathError("remove", r.path, err)
		}
		a.touch(r.name, r.path)
	}
	for _, t := range a.touched {
		if err := a.disk.SyncDir(t.name); err != nil {
			return pathError("sync the folder of", t.path, err)
		}
	}
	return nil
}

func interrupted(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("interrupted; each file is complete, old or new, and the next run writes the rest: %w", context.Cause(ctx))
}

// applier is the state of one Apply.
type applier struct {
	disk    fileSystem
	temps   []string // by write; empty: renamed already
	dirs    []string // folders that were made, outer ones first
	touched []folderOf
}

// folderOf is a folder and a file in it, for messages.
type folderOf struct{ name, path string }

// touch notes a folder that is to be synced, with those that were made for it.
func (a *applier) touch(name, path string) {
	dir := filepath.Dir(name)
	for _, t := range a.touched {
		if t.name == dir {
			return
		}
	}
	a.touched = append(a.touched, folderOf{dir, path})
}

// attempts bounds how often a step is made again because another run was in the
// way.
const attempts = 3

// rename gives the i-th file its name. A run that cannot see this process, in
// another container with the same folder, takes the temporary file for one that was
// left behind; then it is written again.
func (a *applier) rename(i int, w write) error {
	for n := 1; ; n++ {
		err := a.disk.Rename(a.temps[i], w.name)
		if n == attempts || !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if _, gone := os.Lstat(a.temps[i]); !errors.Is(gone, fs.ErrNotExist) {
			return err // it is something else that is not there
		}
		if err := a.prepare(w); err != nil {
			return err
		}
		last := len(a.temps) - 1
		a.temps[i], a.temps = a.temps[last], a.temps[:last]
	}
}

// prepare writes a file under a temporary name.
func (a *applier) prepare(w write) error {
	mode := fs.FileMode(0o644)
	if w.exists {
		mode = w.mode
	}
	name, f, err := a.begin(w, mode)
	if err != nil {
		return err
	}
	a.temps = append(a.temps, name)
	if err := fill(f, w, mode); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func fill(f file, w write, mode fs.FileMode) error {
	if _, err := f.Write(w.data); err != nil {
		return err
	}
	if w.exists {
		// The mode of a new file is narrowed by the umask, that of an old one stays.
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	if w.synced {
		return f.Sync()
	}
	return nil
}

// begin opens a temporary file in the folder of a file, which is made when it is
// missing. A run that ends early removes the empty folders that it has made, also
// when another one has begun to count on them.
func (a *applier) begin(w write, mode fs.FileMode) (string, file, error) {
	dir := filepath.Dir(w.name)
	for n := 1; ; n++ {
		if err := a.makeDir(dir, w.path); err != nil {
			return "", nil, err
		}
		name, f, err := a.create(dir, mode)
		if n == attempts || !errors.Is(err, fs.ErrNotExist) {
			return name, f, err
		}
	}
}

// create opens a temporary file. Its name says which process it belongs to, and has
// a number that no other run draws: the numbers of processes are those of a
// container, and two of these may share a folder.
func (a *applier) create(dir string, mode fs.FileMode) (string, file, error) {
	for {
		name := filepath.Join(dir, fmt.Sprintf(".errspec-%d-%d.tmp", os.Getpid(), rand.Uint64()))
		f, err := a.disk.Create(name, mode|0o200) // owner can write until Chmod
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		return name, f, err
	}
}

// makeDir makes a folder and those above it that are missing.
func (a *applier) makeDir(dir, path string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	up := filepath.Dir(dir)
	if up != dir {
		if err := a.makeDir(up, path); err != nil {
			return err
		}
	}
	if err := a.disk.Mkdir(dir); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	}
	a.dirs = append(a.dirs, dir)
	a.touch(dir, path) // the folder above has a new name in it
	return nil
}

// cleanUp removes what has not become part of the output: temporary files, and
// folders that were made and are empty. It is best effort after an error that is
// reported; what stays is found by the next run.
func (a *applier) cleanUp() {
	for _, name := range a.temps {
		if name != "" {
			_ = a.disk.Remove(name)
		}
	}
	for i := len(a.dirs) - 1; i >= 0; i-- {
		_ = a.disk.Remove(a.dirs[i])
	}
}

var tempName = lazy.Pattern(`^\.errspec-([0-9]+)-[0-9]+\.tmp$`)

// isTemp reports whether a file name is that of a temporary file of any run.
func isTemp(name string) bool { return tempName().MatchString(name) }

// isAbandoned reports whether a file name is that of a temporary file whose
// process is gone. Those of this process are too: it has not begun to write.
func isAbandoned(name string) bool {
	m := tempName().FindStringSubmatch(name)
	if m == nil {
		return false
	}
	pid, err := strconv.Atoi(m[1])
	return err == nil && (pid == os.Getpid() || !alive(pid))
}

// alive reports whether a process with the number exists. When in doubt it does:
// a temporary file that stays does less harm than one that is taken from a run
// that is still busy.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release() //nolint:errcheck // nothing to do about it
	if runtime.GOOS == "windows" {
		return true // FindProcess has opened it
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}
