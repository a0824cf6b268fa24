package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

// faulty is a disk on which something happens at the n-th step: it is full, or
// the process ends. After that a killed process does nothing any more.
type faulty struct {
	osFileSystem
	at     int // the step that fails, from 1; 0: none
	kill   bool
	step   int
	killed bool
	trace  []string
}

// errKilled is thrown through Apply: no deferred cleaning may run on a kill.
var errKilled = errors.New("killed")

func (f *faulty) next(what string) error {
	if f.killed {
		panic("a killed process goes on with " + what)
	}
	f.step++
	f.trace = append(f.trace, what)
	if f.step != f.at {
		return nil
	}
	if f.kill {
		f.killed = true
		panic(errKilled)
	}
	return &fs.PathError{Op: what, Path: "/somewhere/private", Err: syscall.ENOSPC}
}

func (f *faulty) Mkdir(name string) error {
	if err := f.next("mkdir"); err != nil {
		return err
	}
	return f.osFileSystem.Mkdir(name)
}

func (f *faulty) Create(name string, mode fs.FileMode) (file, error) {
	if err := f.next("create"); err != nil {
		return nil, err
	}
	real, err := f.osFileSystem.Create(name, mode)
	return &faultyFile{real, f}, err
}

func (f *faulty) Rename(from, to string) error {
	if err := f.next("rename"); err != nil {
		return err
	}
	return f.osFileSystem.Rename(from, to)
}

func (f *faulty) Remove(name string) error {
	if err := f.next("remove"); err != nil {
		return err
	}
	return f.osFileSystem.Remove(name)
}

func (f *faulty) SyncDir(name string) error {
	if err := f.next("sync folder"); err != nil {
		return err
	}
	return f.osFileSystem.SyncDir(name)
}

type faultyFile struct {
	file
	disk *faulty
}

// Write stops in the middle: the disk holds a part of the file.
func (f *faultyFile) Write(data []byte) (n int, err error) {
	defer func() {
		if err != nil || f.disk.killed {
			_, _ = f.file.Write(data[:len(data)/2])
		}
	}()
	if err := f.disk.next("write"); err != nil {
		return len(data) / 2, err
	}
	return f.file.Write(data)
}

func (f *faultyFile) Chmod(mode fs.FileMode) error {
	if err := f.disk.next("chmod"); err != nil {
		return err
	}
	return f.file.Chmod(mode)
}

func (f *faultyFile) Sync() error {
	if err := f.disk.next("sync"); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f *faultyFile) Close() error {
	if err := f.disk.next("close"); err != nil {
		_ = f.file.Close()
		return err
	}
	return f.file.Close()
}

// scene is a tree in which everything that can happen to a file happens.
func scene(t *testing.T) (root string, files []File, before, after map[string]string) {
	root = t.TempDir()
	put(t, root, "out/equal.go", text("out/equal.go", "same"))
	put(t, root, "out/update.go", text("out/update.go", "old"))
	put(t, root, "out/stale.go", text("out/stale.go", "old"))
	put(t, root, "out/hand.go", []byte("package out\n"))
	put(t, root, "errors.md", text("errors.md", "old"))
	put(t, root, "out/.errspec-999999999-7.tmp", []byte("of a killed run"))
	files = []File{
		made("out/equal.go", "same"), made("out/update.go", "new"), made("out/create.go", "new"),
		made("errors.md", "new"), made("deep/er/page.md", "new"),
	}
	before = tree(t, root)
	delete(before, "out/.errspec-999999999-7.tmp")
	after = map[string]string{"out/hand.go": before["out/hand.go"]}
	for _, f := range files {
		after[f.Path] = string(f.Data)
	}
	return root, files, before, after
}

var sceneOptions = Options{Catalogue: catalogue, Dirs: []string{"out"}}

// apply runs Apply on a disk, and reports whether the process was killed.
func apply(c *Changes, disk fileSystem) (err error, killed bool) {
	c.disk = disk
	defer func() {
		if r := recover(); r != nil {
			if r != error(errKilled) {
				panic(r)
			}
			killed = true
		}
	}()
	return c.Apply(context.Background()), false
}

// oldOrNew asserts that each file is complete, in its old state or its new one.
// Temporary files are no business of anybody who reads the folder.
func oldOrNew(t *testing.T, root string, before, after map[string]string) (temps int) {
	t.Helper()
	got := tree(t, root)
	for name, data := range got {
		if strings.Contains(name, ".errspec-") {
			temps++
			continue
		}
		was, wasThere := before[name]
		is, isThere := after[name]
		if !(wasThere && data == was || isThere && data == is) {
			t.Errorf("%s holds %q, neither old nor new", name, data)
		}
	}
	for name := range before {
		_, there := got[name]
		if _, stays := after[name]; stays && !there {
			t.Errorf("%s is gone", name)
		}
	}
	return temps
}

// steps counts what a run without faults does.
func steps(t *testing.T) (int, []string) {
	root, files, _, after := scene(t)
	c, err := Plan(root, files, sceneOptions)
	if err != nil {
		t.Fatal(err)
	}
	disk := &faulty{}
	if err, _ := apply(&c, disk); err != nil {
		t.Fatal(err)
	}
	sameTree(t, tree(t, root), after)
	return disk.step, disk.trace
}

func TestEveryStepCanBeTheLast(t *testing.T) {
	n, trace := steps(t)
	for _, what := range []string{"mkdir", "create", "write", "chmod", "sync", "close", "rename", "remove", "sync folder"} {
		if !strings.Contains(strings.Join(trace, ","), what) {
			t.Errorf("no step of the run is a %s: %q", what, trace)
		}
	}
	for at := 1; at <= n; at++ {
		for _, kill := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d %s kill=%v", at, trace[at-1], kill), func(t *testing.T) {
				root, files, before, after := scene(t)
				c, err := Plan(root, files, sceneOptions)
				if err != nil {
					t.Fatal(err)
				}
				err, killed := apply(&c, &faulty{at: at, kill: kill})
				if killed != kill {
					t.Fatalf("killed is %v", killed)
				}
				temps := oldOrNew(t, root, before, after)
				if !kill {
					checkFault(t, err, trace[at-1])
					// The file of the earlier run may still be there if removing it failed.
					if temps > 0 && trace[at-1] != "remove" {
						t.Errorf("%d temporary files stay", temps)
					}
					if firstRename := indexOf(trace, "rename"); at <= firstRename {
						got := tree(t, root)
						delete(got, "out/.errspec-999999999-7.tmp")
						sameTree(t, got, before)
						if _, err := os.Stat(root + "/deep"); !errors.Is(err, fs.ErrNotExist) {
							t.Errorf("the folder that was made for nothing is there: %v", err)
						}
					}
				}

				// The next run completes the set.
				c, err = Plan(root, files, sceneOptions)
				if err != nil {
					t.Fatal(err)
				}
				if err, _ := apply(&c, osFileSystem{}); err != nil {
					t.Fatal(err)
				}
				sameTree(t, tree(t, root), after)
				if got := modeOf(t, root, "out/update.go"); got&0o600 != 0o600 {
					t.Errorf("out/update.go has mode %v", got)
				}
			})
		}
	}
}

func indexOf(trace []string, what string) int {
	for i, step := range trace {
		if step == what {
			return i + 1
		}
	}
	return len(trace) + 1
}

func checkFault(t *testing.T, err error, step string) {
	t.Helper()
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("error %v at %s, want the cause in it", err, step)
	}
	for _, name := range []string{"out/", "errors.md", "deep/er/page.md", ".errspec-999999999-7.tmp"} {
		if strings.Contains(err.Error(), name) {
			if strings.Contains(err.Error(), "/somewhere/private") {
				t.Errorf("error %q names a file by where this machine has it", err)
			}
			return
		}
	}
	t.Errorf("error %q names no file", err)
}

// full is a disk without any room, also for removing what was begun.
type full struct{ *faulty }

func (f full) Remove(string) error { return syscall.EROFS }

// When even cleaning up fails, what stays behind is found by the next run.
func TestCleaningUpFails(t *testing.T) {
	root := t.TempDir()
	put(t, root, "out/a.go", text("out/a.go", "old"))
	c, err := Plan(root, []File{made("out/a.go", "new")}, sceneOptions)
	if err != nil {
		t.Fatal(err)
	}
	if err, _ := apply(&c, full{&faulty{at: 2}}); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("error %v, want that of the step, not that of the cleaning", err)
	}
	if temps := oldOrNew(t, root, map[string]string{"out/a.go": string(text("out/a.go", "old"))}, nil); temps != 1 {
		t.Fatalf("%d temporary files, want 1", temps)
	}
	generate(t, root, sceneOptions, made("out/a.go", "new"))
	sameTree(t, tree(t, root), map[string]string{"out/a.go": string(text("out/a.go", "new"))})
}

// stopping ends a context at the n-th step.
type stopping struct {
	*faulty
	stop context.CancelCauseFunc
	at   int
}

func (s *stopping) Rename(from, to string) error {
	if s.at--; s.at == 0 {
		s.stop(errors.New("signal: interrupt"))
	}
	return s.faulty.Rename(from, to)
}

func TestInterrupt(t *testing.T) {
	t.Run("before anything", func(t *testing.T) {
		root, files, before, _ := scene(t)
		c, err := Plan(root, files, sceneOptions)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := c.Apply(ctx); !errors.Is(err, context.Canceled) {
			t.Fatalf("error %v, want that of the context", err)
		}
		sameTree(t, tree(t, root), before)
	})
	t.Run("between two files", func(t *testing.T) {
		root, files, before, after := scene(t)
		c, err := Plan(root, files, sceneOptions)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(context.Background())
		c.disk = &stopping{&faulty{}, cancel, 2}
		if err := c.Apply(ctx); err == nil || !strings.Contains(err.Error(), "interrupt") {
			t.Fatalf("error %v, want the interruption", err)
		}
		if temps := oldOrNew(t, root, before, after); temps != 0 {
			t.Errorf("%d temporary files stay", temps)
		}
		generate(t, root, sceneOptions, files...)
		sameTree(t, tree(t, root), after)
	})
}

// A folder takes one sync however many files it gets; a file that is a target of
// its own is synced itself.
func TestSyncs(t *testing.T) {
	root := t.TempDir()
	var files []File
	for i := range 20 {
		files = append(files, made(fmt.Sprintf("out/f%02d.go", i), "new"))
	}
	files = append(files, made("errors.md", "new"))
	c, err := Plan(root, files, sceneOptions)
	if err != nil {
		t.Fatal(err)
	}
	disk := &faulty{}
	if err, _ := apply(&c, disk); err != nil {
		t.Fatal(err)
	}
	count := make(map[string]int)
	for _, step := range disk.trace {
		count[step]++
	}
	if count["sync"] != 1 || count["sync folder"] != 2 {
		t.Errorf("%d files and %d folders were synced, want 1 and 2", count["sync"], count["sync folder"])
	}
}
