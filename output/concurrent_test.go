//go:build unix

package output

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rival is set in a process that writes one state again and again while others
// write theirs: "3 /folder".
const rival = "ERRSPEC_TEST_RIVAL"

const (
	rivals = 4
	rounds = 40
)

// TestRival is no test but a process of [TestRivals].
func TestRival(t *testing.T) {
	state, root, ok := strings.Cut(os.Getenv(rival), " ")
	if !ok {
		t.Skip("a process of TestRivals")
	}
	var n int
	if _, err := fmt.Sscan(state, &n); err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		c, err := Plan(root, generation(n), sceneOptions)
		if err != nil {
			t.Fatalf("round %d: plan: %v", round, err)
		}
		if err := c.Apply(context.Background()); err != nil {
			t.Fatalf("round %d: apply: %v", round, err)
		}
	}
}

// Processes that write into the same folders at the same time, the same files or
// others, do not make each other fail. What is left is whole files, each from one of
// them, and a run of its own makes one state of it.
func TestRivals(t *testing.T) {
	for _, different := range []bool{false, true} {
		t.Run(fmt.Sprintf("different=%v", different), func(t *testing.T) {
			root := t.TempDir()
			said := make([]bytes.Buffer, rivals)
			var running []*exec.Cmd
			var states []int
			for i := range rivals {
				state := 1
				if different {
					state = 1 + i
				}
				states = append(states, state)
				cmd := exec.Command(os.Args[0], "-test.run=^TestRival$")
				cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", rival, state, root))
				cmd.Stdout, cmd.Stderr = &said[i], &said[i]
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				running = append(running, cmd)
			}
			for i, cmd := range running {
				if err := cmd.Wait(); err != nil {
					t.Errorf("run %d: %v\n%s", i, err, said[i].String())
				}
			}
			possible := make(map[string][]string)
			for _, n := range states {
				for _, f := range generation(n) {
					possible[f.Path] = append(possible[f.Path], string(f.Data))
				}
			}
			for name, data := range tree(t, root) {
				if !slices.Contains(possible[name], data) {
					t.Errorf("%s is there with %d bytes, of no run", name, len(data))
				}
			}

			generate(t, root, sceneOptions, generation(2)...)
			want := make(map[string]string)
			for _, f := range generation(2) {
				want[f.Path] = string(f.Data)
			}
			sameTree(t, tree(t, root), want)
		})
	}
}

// crossing is a disk on which something happens once, right before a step.
type crossing struct {
	osFileSystem
	beforeCreate, beforeRename func(name string)
}

func (c *crossing) Create(name string, mode fs.FileMode) (file, error) {
	if do := c.beforeCreate; do != nil {
		c.beforeCreate = nil
		do(name)
	}
	return c.osFileSystem.Create(name, mode)
}

func (c *crossing) Rename(from, to string) error {
	if do := c.beforeRename; do != nil {
		c.beforeRename = nil
		do(from)
	}
	return c.osFileSystem.Rename(from, to)
}

// Two containers that share a folder may give their processes the same number. Then
// each takes the temporary files of the other for those of an earlier run.
func TestSameProcessNumber(t *testing.T) {
	root := t.TempDir()
	c, err := Plan(root, []File{made("out/a.go", "first"), made("out/b.go", "first")}, sceneOptions)
	if err != nil {
		t.Fatal(err)
	}
	disk := &crossing{beforeRename: func(string) {
		other := generate(t, root, sceneOptions, made("out/a.go", "second"), made("out/b.go", "second"))
		if len(other.temps) != 2 {
			t.Errorf("the other run removed %d temporary files, want 2", len(other.temps))
		}
	}}
	if err, _ := apply(&c, disk); err != nil {
		t.Fatal(err)
	}
	sameTree(t, tree(t, root), map[string]string{"out/a.go": string(text("out/a.go", "first")), "out/b.go": string(text("out/b.go", "first"))})
}

// The half of a file that another process with this number is writing is never
// renamed: no two runs have a name in common.
func TestTemporaryNames(t *testing.T) {
	root := t.TempDir()
	seen := make(map[string]bool)
	for range 3 {
		c, err := Plan(root, []File{made("out/a.go", "a"), made("out/b.go", "b")}, sceneOptions)
		if err != nil {
			t.Fatal(err)
		}
		disk := &naming{}
		if err, _ := apply(&c, disk); err != nil {
			t.Fatal(err)
		}
		for _, name := range disk.names {
			if seen[name] || !isTemp(name) {
				t.Errorf("the temporary name %s", name)
			}
			seen[name] = true
		}
		if err := os.RemoveAll(filepath.Join(root, "out")); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d names were seen", len(seen))
	}
}

// naming notes the names of temporary files.
type naming struct {
	osFileSystem
	names []string
}

func (d *naming) Create(name string, mode fs.FileMode) (file, error) {
	d.names = append(d.names, filepath.Base(name))
	return d.osFileSystem.Create(name, mode)
}

// A run that fails takes the empty folders that it has made away again.
func TestFolderIsTakenAway(t *testing.T) {
	root := t.TempDir()
	want := map[string]string{"out/deep/a.go": string(text("out/deep/a.go", "a"))}
	c, err := Plan(root, []File{made("out/deep/a.go", "a")}, sceneOptions)
	if err != nil {
		t.Fatal(err)
	}
	disk := &crossing{beforeCreate: func(string) {
		if err := os.RemoveAll(filepath.Join(root, "out")); err != nil {
			t.Fatal(err)
		}
	}}
	if err, _ := apply(&c, disk); err != nil {
		t.Fatal(err)
	}
	sameTree(t, tree(t, root), want)
}

// A temporary file that is never there when it is wanted ends the run.
func TestTemporaryFileIsTakenForEver(t *testing.T) {
	root := t.TempDir()
	put(t, root, "out/a.go", text("out/a.go", "old"))
	c, err := Plan(root, []File{made("out/a.go", "new")}, sceneOptions)
	if err != nil {
		t.Fatal(err)
	}
	disk := &thief{}
	err, _ = apply(&c, disk)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "out/a.go") {
		t.Errorf("error %v, want one about out/a.go", err)
	}
	if disk.renames != attempts {
		t.Errorf("%d attempts, want %d", disk.renames, attempts)
	}
	sameTree(t, tree(t, root), map[string]string{"out/a.go": string(text("out/a.go", "old"))})
}

// thief removes each temporary file before it is renamed.
type thief struct {
	osFileSystem
	renames int
}

func (d *thief) Rename(from, to string) error {
	d.renames++
	if err := d.Remove(from); err != nil {
		return err
	}
	return d.osFileSystem.Rename(from, to)
}

// What is written again is what is gone, and nothing else: a folder that vanishes
// A file is written again when its temporary file is gone. When its folder is, there
// is no second attempt, and nothing is left of the first.
func TestRenameToNowhere(t *testing.T) {
	root := t.TempDir()
	c, err := Edit(root+"/gone/../a.yaml", File{Path: "a.yaml", Data: []byte("new")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	err, _ = apply(&c, osFileSystem{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want that of the folder", err)
	}
	sameTree(t, tree(t, root), map[string]string{})
}
