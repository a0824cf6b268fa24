// Floor does the least that making files from a catalogue can be: it decodes the catalogue into a yaml.Node, and writes files of given
// sizes. The program ../ runs it next to errspec generate.
//
//	floor CATALOGUE [FILE SIZE]...
//
// What it writes is text of the catalogue, over and over, in one write for each file. It prints what it allocated, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/internal/bench/process"
)

func main() {
	if err := floor(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if err := json.NewEncoder(os.Stdout).Encode(process.Allocated{Bytes: m.TotalAlloc, Count: m.Mallocs}); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func floor(catalogue string, files []string) error {
	data, err := os.ReadFile(catalogue)
	if err != nil {
		return err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return err
	}
	sizes := make([]int, len(files)/2)
	largest := 0
	for i := range sizes {
		if sizes[i], err = strconv.Atoi(files[2*i+1]); err != nil {
			return err
		}
		largest = max(largest, sizes[i])
	}
	text := make([]byte, 0, largest)
	for len(text) < largest {
		text = append(text, data[:min(len(data), largest-len(text))]...)
	}
	for i, size := range sizes {
		name := files[2*i]
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, text[:size], 0o666); err != nil {
			return err
		}
	}
	return nil
}
