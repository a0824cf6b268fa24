package output

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// largeRun is what a catalogue of n errors makes: large files, and a page with a region
// for each error.
func largeRun(n int) (files []File, size int) {
	var code, pages strings.Builder
	for i := range n {
		fmt.Fprintf(&code, "// thing%d says that the thing is gone, as things are.\nfunc thing%d(id string, n int64) error { return nil }\n", i, i)
		fmt.Fprintf(&pages, "## Thing %d\n\nIt is gone, as `things` are.\n\n- Status: 404\n\n```json\n{\n  \"code\": \"thing_%d\"\n}\n```\n\n%s", i, i, keep(fmt.Sprintf("thing_%d", i), ""))
	}
	for i := range 20 {
		files = append(files, made(fmt.Sprintf("out/f%d.go", i), code.String()))
	}
	files = append(files, File{Path: "errors.md", Own: true, Data: append(text("errors.md", ""), pages.String()...)})
	for _, f := range files {
		size += len(f.Data)
	}
	return files, size
}

// changed returns the files with other bytes at their ends.
func changed(files []File) []File {
	var other []File
	for _, f := range files {
		f.Data = append(f.Data[:len(f.Data):len(f.Data)], "more\n"...)
		other = append(other, f)
	}
	return other
}

func BenchmarkRun(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		files, size := largeRun(n)
		states := [2][]File{files, changed(files)}
		for _, change := range []bool{false, true} {
			b.Run(fmt.Sprintf("errors=%d/change=%v", n, change), func(b *testing.B) {
				root := b.TempDir()
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					state := states[0]
					if change {
						state = states[i%2]
					}
					c, err := Plan(root, state, sceneOptions)
					if err == nil {
						err = c.Apply(context.Background())
					}
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// A run holds the new files and not the old ones, whether they differ or not: each may
// be as large as the other.
func TestOldFilesAreNotHeld(t *testing.T) {
	files, size := largeRun(2000)
	root := t.TempDir()
	allocated := func(files []File) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		generate(t, root, sceneOptions, files...)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, run := range []struct {
		name  string
		files []File
		bound int // what is known of regions, and an old page that differs, which is read for the words in it; the race detector takes a third more
	}{{"new", files, size / 6}, {"equal", files, size / 6}, {"changed", changed(files), size * 9 / 20}} {
		if got := allocated(run.files); got > uint64(run.bound) {
			t.Errorf("%s: %d bytes were allocated for an output of %d, at most %d are expected", run.name, got, size, run.bound)
		}
	}
}

// A diff shows a file that has gone since it was planned as a new one.
func TestDiffOfWhatHasGone(t *testing.T) {
	root := t.TempDir()
	put(t, root, "out/a.go", text("out/a.go", "old"))
	c, err := Plan(root, []File{made("out/a.go", "new")}, sceneOptions)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, "out", "a.go")); err != nil {
		t.Fatal(err)
	}
	if got := c.Diff(); !strings.HasPrefix(got, "--- /dev/null\n+++ b/out/a.go\n@@ -0,0 +1,3 @@\n") {
		t.Errorf("got\n%s", got)
	}
}
