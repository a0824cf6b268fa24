package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/errspec/errspec/spec"
)

// command runs errspec in this process, and returns what it says.
func command(args ...string) (status int, stdout, stderr string) {
	var out, errOut bytes.Buffer
	status = Main(args, strings.NewReader(""), &out, &errOut)
	return status, out.String(), errOut.String()
}

// wants runs errspec and asserts how it ends.
func wants(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	got, stdout, stderr := command(args...)
	if got != status {
		t.Fatalf("errspec %s ends with %d, want %d:\n%.2000s", strings.Join(args, " "), got, status, stderr+stdout)
	}
	return stdout, stderr
}

// fileTree returns the files below a folder, and their bytes.
func fileTree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// dense has much of the language in few bytes.
const dense = `errspec: 1
service: s
docs_url: https://example.com/{slug}
wire: {body: f, bodies: {f: {c: $code, m: "$message?", d: $details}}}
types: {T: {fields: {a: "string[]", "b?": U}}, U: {type: string, enum: [x, y]}}
errors:
  a_b:
    status: 404 # é
    message: |-
      No {id} {n|other}
    params: {id: uuid, "n?": {type: integer, max: 9}, t: T}
    see: [d]
    operations: ["GET|PUT /a/{id}", "GET|PUT *"]
  d: {status: 429, message: 'D''s 😀', retry: always, retry_after: 1}
retired: {z: {use: d}}
targets: [{kind: openapi, out: o.yaml}]
`

// Whatever byte of a catalogue is wrong: it is settled or has findings, and every
// report of these names places in the file.
func TestEveryByteReported(t *testing.T) {
	kinds := []string{"\x00", "\n", "\r", "\t", " ", `"`, "'", "#", "&", "*", ",", "-", ":", "?", "[", "]", "{", "}", "|", "%", "é", "\xff", "\u2028", "", "\n---\n"}
	var planned, refused int
	root := t.TempDir()
	for i := range dense {
		for n, kind := range kinds {
			if (i+n)%6 != 0 {
				continue
			}
			data := []byte(dense[:i] + kind + dense[i+1:])
			if n == 0 { // every byte twice
				data = []byte(dense[:i+1] + dense[i:])
			}
			l := &loaded{root: root, name: "errors.yaml", typed: "errors.yaml", cwd: root}
			var err error
			if l.catalog, l.findings, err = spec.Load(fstest.MapFS{"errors.yaml": {Data: data}}, "errors.yaml", spec.Options{}); err != nil {
				t.Fatal(err)
			}
			plan, findings := l.plan()
			if plan == nil && len(findings) == 0 {
				t.Errorf("nothing is wrong, and there is no plan: %q", data)
			}
			if plan != nil {
				planned++
			} else {
				refused++
			}
			reportedInside(t, l, data, findings)
			if t.Failed() {
				t.Fatalf("the catalogue is %q", data)
			}
		}
	}
	if planned < 100 || refused < 100 {
		t.Errorf("%d catalogues were settled and %d refused; the test looks at both", planned, refused)
	}
}

// reportedInside asserts that what all forms of a report say is in the file.
func reportedInside(t *testing.T, l *loaded, data []byte, findings spec.Diagnostics) {
	t.Helper()
	text := strings.TrimPrefix(string(data), "\ufeff")
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text), "\n")
	inside := func(line, column int) {
		if line < 1 || line > len(lines) || column < 1 || column > len([]rune(lines[line-1]))+1 {
			t.Errorf("%d:%d is outside the file of %d lines", line, column, len(lines))
		}
	}
	for _, format := range findingFormats {
		var out bytes.Buffer
		if err := l.report(&out, format, findings); err != nil {
			t.Fatal(err)
		}
		if most := 20_000 + 2000*len(findings); out.Len() > most {
			t.Errorf("%d findings are %d bytes of %s", len(findings), out.Len(), format)
		}
		switch format {
		case "json":
			var said jsonFindings
			if err := json.Unmarshal(out.Bytes(), &said); err != nil {
				t.Fatal(err)
			}
			for _, f := range said.Findings {
				inside(f.Line, f.Column)
				if f.EndColumn > 0 {
					inside(f.Line, f.EndColumn)
				}
				for _, r := range f.Related {
					inside(r.Line, r.Column)
				}
			}
		case "sarif":
			var said sarifLog
			if err := json.Unmarshal(out.Bytes(), &said); err != nil {
				t.Fatal(err)
			}
			for _, r := range said.Runs[0].Results {
				at := r.Locations[0].Physical.Region
				inside(at.StartLine, at.StartColumn)
				if at.EndColumn > 0 {
					inside(at.StartLine, at.EndColumn)
				}
			}
		}
	}
}

// manyErrors are n errors from the i-th on, as entries under errors.
func manyErrors(from, n int) string {
	var b strings.Builder
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b, "  thing_%d_gone: {status: 410, message: \"Thing {id} of %d is gone\", params: {id: uuid}, operations: [\"GET /v1/things%d/{id}\"]}\n", i, i, i%300)
	}
	return b.String()
}

const twoTargets = "targets:\n  - {kind: go-client, out: output/client}\n  - {kind: openapi, out: output/openapi.yaml}\n"

// Ten thousand errors in one file are a catalogue like any other.
func TestTenThousandErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	t.Chdir(t.TempDir())
	writeFile(t, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	writeFile(t, "errors.yaml", "errspec: 1\nservice: shop\nerrors:\n"+manyErrors(0, 10_000)+twoTargets)
	wants(t, exitOK, "generate")
	wants(t, exitOK, "generate", "--check")
	list, _ := wants(t, exitOK, "list", "--format", "csv")
	if n := strings.Count(list, "\n"); n != 10_001+1 { // a head, and the fallback
		t.Errorf("%d lines are listed", n)
	}
}

// twoHundredFiles writes a catalogue of 10,000 errors in 200 files. Twenty of them
// are included by the catalogue, each of these includes nine more, and the last one
// of the nine includes the first again by another way to it.
func twoHundredFiles(t *testing.T) {
	t.Helper()
	writeFile(t, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	if err := os.Mkdir("parts", 0o755); err != nil {
		t.Fatal(err)
	}
	var names strings.Builder
	for i := 0; i < 200; i++ {
		include := ""
		switch {
		case i%10 == 0:
			fmt.Fprintf(&names, "  - parts/f%03d.yaml\n", i)
			for k := i + 1; k < i+9; k++ {
				include += fmt.Sprintf("  - f%03d.yaml\n", k)
			}
		case i%10 == 8:
			include = fmt.Sprintf("  - ../parts/f%03d.yaml\n", i+1)
		}
		if include != "" {
			include = "include:\n" + include
		}
		writeFile(t, fmt.Sprintf("parts/f%03d.yaml", i), "errspec: 1\n"+include+"errors:\n"+manyErrors(i*50, 50))
	}
	writeFile(t, "errors.yaml", "errspec: 1\nservice: shop\ninclude:\n"+names.String()+"errors: {}\n"+twoTargets)
}

// Two hundred files make what one file makes, but for the order of errors.
func TestTwoHundredFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	t.Chdir(t.TempDir())
	twoHundredFiles(t)
	wants(t, exitOK, "generate")
	split := fileTree(t, "output")

	if err := os.RemoveAll("parts"); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "errors.yaml", "errspec: 1\nservice: shop\nerrors:\n"+manyErrors(0, 10_000)+twoTargets)
	wants(t, exitOK, "generate")
	whole := fileTree(t, "output")
	for name, data := range whole {
		if split[name] != data {
			t.Errorf("%s differs: %d bytes from one file, %d from 200", name, len(data), len(split[name]))
		}
	}
}

// What is wrong in one of two hundred files is said of that file.
func TestFindingsOfTwoHundredFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	twoHundredFiles(t)
	for i := 0; i < 200; i++ {
		name := fmt.Sprintf("parts/f%03d.yaml", i)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, string(data)+fmt.Sprintf("  wrong_%d: {status: %d, message: Wrong}\n", i, 600+i))
	}
	out, _ := wants(t, exitFindings, "lint", "--format", "json")
	var said jsonFindings
	if err := json.Unmarshal([]byte(out), &said); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range said.Findings {
		if f.Severity != "error" {
			continue
		}
		var i int
		if _, err := fmt.Sscanf(f.File, "parts/f%03d.yaml", &i); err != nil {
			t.Fatalf("%s: %s", f.File, f.Message)
		}
		data, err := os.ReadFile(f.File)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		if f.Line > len(lines) || !strings.HasPrefix(lines[f.Line-1][f.Column-1:], fmt.Sprint(600+i)) {
			t.Errorf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
		}
		if seen[f.File] {
			t.Errorf("%s has two findings", f.File)
		}
		seen[f.File] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d files have findings, want 200", len(seen))
	}
}

// Errors that are all wrong are reported one by one, also when they stand on one
// line: a report is no more than a constant for each finding.
func TestManyFindings(t *testing.T) {
	for _, oneLine := range []bool{false, true} {
		t.Run(fmt.Sprintf("oneLine=%v", oneLine), func(t *testing.T) {
			n := 10_000
			if oneLine {
				n = 1000
			}
			t.Chdir(t.TempDir())
			var b strings.Builder
			for i := range n {
				entry := fmt.Sprintf("e%d: {status: 404, message: \"é {x%d}\", see: [zz%d]}", i, i, i)
				if oneLine {
					b.WriteString(entry + ", ")
				} else {
					b.WriteString("  " + entry + "\n")
				}
			}
			entries := "\n" + b.String()
			if oneLine {
				entries = " {" + b.String() + "}\n"
			}
			writeFile(t, "errors.yaml", "errspec: 1\nservice: shop\nerrors:"+entries)
			for _, format := range findingFormats {
				out, _ := wants(t, exitFindings, "lint", "--format", format)
				if per := len(out) / (3 * n); per < 40 || per > 2000 {
					t.Errorf("%s: %d bytes for each finding", format, per)
				}
			}
			out, _ := wants(t, exitFindings, "lint")
			if !strings.HasSuffix(out, fmt.Sprintf("\n%d errors, %d infos\n", 2*n, n)) {
				t.Errorf("the report ends with %q", out[max(0, len(out)-60):])
			}
		})
	}
}

// Processes that generate in one tree while the catalogue changes under them: none
// fails, no temporary file stays, and each file is whole and of one of the
// catalogues. A last run makes the set that the catalogue says.
func TestConcurrentGenerate(t *testing.T) {
	bin, err := exec.LookPath("errspec")
	if err != nil {
		t.Fatal(err) // testscript.Main puts it there
	}
	const head = "errspec: 1\nservice: shop\nerrors:\n  first: {status: 404, message: First %s}\n"
	const tail = "targets:\n  - {kind: go-server, out: output/server}\n  - {kind: openapi, out: output/openapi.yaml}\n  - {kind: markdown, out: output/pages/}\n"
	catalogues := []string{
		fmt.Sprintf(head, "one") + "  second: {status: 410, message: Second}\n" + tail,
		fmt.Sprintf(head, "two") + "  third: {status: 410, message: Third}\n  fourth: {status: 409, message: Fourth, retry: never}\n" + tail,
	}
	var states []map[string]string
	for _, text := range catalogues {
		root := t.TempDir()
		writeFile(t, filepath.Join(root, "go.mod"), "module example.com/shop\n\ngo 1.26\n")
		writeFile(t, filepath.Join(root, "errors.yaml"), text)
		run(t, bin, root, "generate")
		states = append(states, fileTree(t, filepath.Join(root, "output")))
	}

	root := t.TempDir()
	writeFile(t, filepath.Join(root, "go.mod"), "module example.com/shop\n\ngo 1.26\n")
	for round := range 4 {
		var busy sync.WaitGroup
		for i := range 6 {
			// As an editor saves: the file is the old or the new one at every moment.
			writeFile(t, filepath.Join(root, "errors.yaml~"), catalogues[(round+i)%2])
			if err := os.Rename(filepath.Join(root, "errors.yaml~"), filepath.Join(root, "errors.yaml")); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(bin, "generate")
			cmd.Dir = root
			var said bytes.Buffer
			cmd.Stdout, cmd.Stderr = &said, &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			busy.Go(func() {
				if err := cmd.Wait(); err != nil {
					t.Errorf("round %d, run %d: %v: %s", round, i, err, said.String())
				}
			})
		}
		busy.Wait()
		for name, data := range fileTree(t, filepath.Join(root, "output")) {
			if !slices.ContainsFunc(states, func(state map[string]string) bool { was, ok := state[name]; return ok && was == data }) {
				t.Errorf("round %d: %s is of no catalogue:\n%.500s", round, name, data)
			}
		}
	}
	run(t, bin, root, "generate")
	if got := fileTree(t, filepath.Join(root, "output")); !maps.Equal(got, states[(3+5)%2]) {
		t.Errorf("the last run left %q", slices.Sorted(maps.Keys(got)))
	}
}

// run runs the command in a folder.
func run(t *testing.T, bin, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command(bin, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("errspec %s: %v: %s", strings.Join(args, " "), err, out)
	}
}
