//go:build unix

package output

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// victim is set in a process that writes until it is killed.
const victim = "ERRSPEC_TEST_WRITE_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if root := os.Getenv(victim); root != "" {
		writeForEver(root)
	}
	os.Exit(m.Run())
}

// generation is the n-th state of many files. Odd and even ones differ in the set
// of files too, so that there is always something to create and to remove.
func generation(n int) []File {
	var files []File
	for i := range 60 {
		if i%7 == n%2 {
			continue
		}
		name := fmt.Sprintf("out/f%02d.go", i)
		files = append(files, made(name, strings.Repeat(fmt.Sprintf("state %d of file %d\n", n, i), 400)))
	}
	return files
}

func writeForEver(root string) {
	for n := 1; ; n++ {
		c, err := Plan(root, generation(n), sceneOptions)
		if err == nil {
			err = c.Apply(context.Background())
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("wrote", n)
	}
}

// A process that is really killed, at any moment, leaves whole files behind.
func TestKill(t *testing.T) {
	root := t.TempDir()
	r := rand.New(rand.NewPCG(7, 8))
	var temps int
	for range 12 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), victim+"="+root)
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := bufio.NewReader(stdout)
		if line, err := said.ReadString('\n'); err != nil || !strings.HasPrefix(line, "wrote") {
			t.Fatalf("the writer says %q, %v", line, err)
		}
		time.Sleep(time.Duration(r.IntN(20_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // "signal: killed"

		for name, data := range tree(t, root) {
			if strings.HasPrefix(name, "out/.errspec-") {
				temps++
				continue
			}
			lines := strings.Split(data, "\n")
			var n, i int
			if _, err := fmt.Sscanf(lines[2], "state %d of file %d", &n, &i); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if want := string(text(name, strings.Repeat(lines[2]+"\n", 400))); data != want {
				t.Fatalf("%s is neither old nor new", name)
			}
		}
	}
	t.Logf("%d temporary files were left behind by kills", temps)
	generate(t, root, sceneOptions, generation(1)...)
	want := make(map[string]string)
	for _, f := range generation(1) {
		want[f.Path] = string(f.Data)
	}
	sameTree(t, tree(t, root), want)
}
