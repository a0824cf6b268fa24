package edit

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/spec"
)

// TestEdits runs every testdata/edit/*.txtar: the first line of its comment is what
// is done, the files up to "want" are the catalogue, and those behind it what they
// are then. With ERRSPEC_UPDATE=1 the latter are written anew.
func TestEdits(t *testing.T) {
	files, err := filepath.Glob("testdata/edit/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata/edit/*.txtar", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			command, _, _ := strings.Cut(string(a.Comment), "\n")
			at := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
			if at < 1 {
				t.Fatal(`the archive wants a catalogue, and behind it a section "want"`)
			}
			for _, form := range []string{"LF", "CRLF", "mark"} {
				sources := map[string][]byte{}
				for _, f := range a.Files[:at] {
					sources[f.Name] = inForm(form, f.Data)
				}
				changed, said := run(t, command, a.Files[0].Name, sources)
				var got []txtar.File
				for _, name := range slices.Sorted(maps.Keys(changed)) {
					untouched(t, sources[name], changed[name])
					got = append(got, txtar.File{Name: name, Data: outOfForm(t, form, changed[name])})
				}
				got = append([]txtar.File{{Name: "want", Data: []byte(said)}}, got...)
				if bytes.Equal(txtar.Format(&txtar.Archive{Files: got}), txtar.Format(&txtar.Archive{Files: a.Files[at:]})) {
					continue
				}
				if os.Getenv("ERRSPEC_UPDATE") == "1" && form == "LF" {
					a.Files = append(a.Files[:at:at], got...)
					if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
						t.Fatal(err)
					}
					return
				}
				t.Errorf("%s: got\n%s", form, txtar.Format(&txtar.Archive{Files: got}))
			}
		})
	}
}

func inForm(form string, data []byte) []byte {
	switch form {
	case "CRLF":
		return bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	case "mark":
		return append([]byte("\ufeff"), data...)
	}
	return data
}

// outOfForm checks that a file has the form that it had, and returns it in the plain one.
func outOfForm(t *testing.T, form string, data []byte) []byte {
	t.Helper()
	switch form {
	case "CRLF":
		if bytes.Count(data, []byte("\n")) != bytes.Count(data, []byte("\r\n")) {
			t.Errorf("a line ends without CR: %q", data)
		}
		return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	case "mark":
		if !bytes.HasPrefix(data, []byte("\ufeff")) {
			t.Error("the byte order mark is gone")
		}
		return bytes.TrimPrefix(data, []byte("\ufeff"))
	}
	return data
}

// untouched checks that every line of the new file that is not in the old one stands
// apart: what is left is a run of old lines in their order.
func untouched(t *testing.T, old, new []byte) {
	t.Helper()
	lines := strings.SplitAfter(string(old), "\n")
	at, fresh := 0, 0
	for _, line := range strings.SplitAfter(string(new), "\n") {
		i := slices.Index(lines[min(at, len(lines)):], line)
		if i < 0 {
			fresh++
			continue
		}
		at += i + 1
	}
	if fresh > 12 {
		t.Errorf("%d lines are new", fresh)
	}
}

// run does what a command line says, and returns the files that change and what is
// to be said about it.
func run(t *testing.T, command, name string, sources map[string][]byte) (map[string][]byte, string) {
	t.Helper()
	check := func(files map[string][]byte) (*spec.Catalog, spec.Diagnostics, error) {
		fsys := fstest.MapFS{}
		for name, data := range overlaid(sources, files) {
			fsys[name] = &fstest.MapFile{Data: data}
		}
		return spec.Load(fsys, name, spec.Options{})
	}
	c, ds, err := check(nil)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	refused := func(err error) {
		var r *Refusal
		if !errors.As(err, &r) {
			t.Fatal(err)
		}
		fmt.Fprintln(&said, err)
	}
	changed := map[string][]byte{}
	words := strings.Fields(command)
	switch words[0] {
	case "retire":
		r := Retirement{Code: words[1]}
		for i := 2; i+1 < len(words); i += 2 {
			switch words[i] {
			case "--use":
				r.Use = words[i+1]
			case "--in":
				r.In = words[i+1]
			case "--reason":
				r.Reason = strings.ReplaceAll(words[i+1], "_", " ")
			}
		}
		file, data, err := Retire(c, r)
		if err != nil {
			refused(err)
			return nil, said.String()
		}
		changed[file] = data
	case "number":
		files, given, err := Number(c)
		if err != nil {
			refused(err)
			return nil, said.String()
		}
		for _, g := range given {
			fmt.Fprintf(&said, "%s %d\n", g.Error.Key.Value, g.Number)
		}
		changed = files
	case "fix":
		files, fixed, err := Fix(c, ds, check)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range fixed {
			fmt.Fprintln(&said, d)
		}
		changed = files
	default:
		t.Fatalf("unknown command %q", command)
	}
	_, after, err := check(changed)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range Added(ds, after) {
		fmt.Fprintln(&said, "new:", d)
	}
	return changed, said.String()
}

// Every repair of the catalogues of package spec leaves the bytes around it alone,
// and brings no finding.
func TestFixCorpus(t *testing.T) {
	mended := 0
	for name, data := range corpus(t) {
		check := func(files map[string][]byte) (*spec.Catalog, spec.Diagnostics, error) {
			source := data
			if files["errors.yaml"] != nil {
				source = files["errors.yaml"]
			}
			c, ds := spec.Parse("errors.yaml", source)
			return c, ds, nil
		}
		c, ds, _ := check(nil)
		files, fixed, err := Fix(c, ds, check)
		if err != nil {
			t.Fatal(err)
		}
		if len(fixed) == 0 {
			continue
		}
		mended += len(fixed)
		_, after, _ := check(files)
		if more := Added(ds, after); len(more) > 0 || len(after) >= len(ds) {
			t.Errorf("%s: %d findings became %d, with %v", name, len(ds), len(after), more)
		}
	}
	if mended < 10 {
		t.Errorf("only %d findings were mended", mended)
	}
}

// Taking any error out of the reference catalogue leaves all other lines as they
// are, or is refused with a reason.
func TestRetireInbox(t *testing.T) {
	data := corpus(t)["inbox.yaml"]
	for _, form := range []string{"LF", "CRLF", "mark"} {
		source := inForm(form, data)
		c, ds := spec.Parse("spec/inbox.yaml", source)
		if len(ds) > 0 {
			t.Fatal(ds)
		}
		taken := 0
		for _, e := range c.Errors {
			_, out, err := Retire(c, Retirement{Code: e.Key.Value, Reason: "It is not needed any more"})
			var r *Refusal
			if errors.As(err, &r) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			taken++
			before, after := strings.SplitAfter(string(source), "\n"), strings.SplitAfter(string(out), "\n")
			start := 0
			for start < len(after) && before[start] == after[start] {
				start++
			}
			at := start
			for _, line := range after[start:] {
				if i := slices.Index(before[at:], line); i >= 0 {
					at += i + 1
				} else if s := strings.TrimSpace(line); s != "" && s != "retired:" && !strings.HasPrefix(s, e.Key.Value+": {") {
					t.Errorf("%s: %s: the line is new: %q", form, e.Key.Value, line)
				}
			}
			next, _ := spec.Parse("spec/inbox.yaml", out)
			// The fallback is supplied when nobody writes one.
			if len(next.Retired) != 1 || !e.IsFallback && (next.Error(e.Key.Value) != nil || len(next.Errors) != len(c.Errors)-1) {
				t.Errorf("%s: %s is still there", form, e.Key.Value)
			}
		}
		if taken < 20 {
			t.Errorf("%s: only %d errors could be taken out", form, taken)
		}
	}
}

func TestClashes(t *testing.T) {
	parse := func(errors string) *spec.Catalog {
		c, _ := spec.Parse("errors.yaml", []byte("errspec: 1\nservice: shop\n"+errors))
		return c
	}
	ours := parse("errors:\n  a: {status: 404, message: A, number: 1}\n  b: {status: 404, message: B, number: 2}\n  c: {status: 404, message: C, number: 3}\n  d: {status: 404, message: D, number: auto}\n")
	theirs := parse("errors:\n  a: {status: 404, message: A, number: 1}\n  x: {status: 404, message: X, number: 3}\nretired:\n  old: {number: 2}\n")
	var got []string
	for _, c := range Clashes(ours, theirs) {
		got = append(got, fmt.Sprintf("%d %s %s", c.Number, c.Ours.Key.Value, c.Theirs))
	}
	if want := "2 b old, 3 c x"; strings.Join(got, ", ") != want {
		t.Errorf("the clashes are %q", got)
	}
}

// The highest number there is has none behind it.
func TestNumberEnds(t *testing.T) {
	for name, text := range map[string]string{
		"without a block": "errors:\n  a: {status: 404, message: A is, number: auto}\n  b: {status: 410, message: B is, number: 9223372036854775807}\n",
		"behind a block": "groups: [{id: g, numbers: 5-9223372036854775807}]\nerrors:\n  a: {status: 404, message: A is, number: auto}\n" +
			"  b: {status: 410, message: B is, number: 4}\n",
	} {
		c, ds := spec.Parse("errors.yaml", []byte("errspec: 1\nservice: s\n"+text))
		if ds.HasErrors() {
			t.Fatalf("%s: %v", name, ds)
		}
		if _, given, err := Number(c); err == nil || !strings.Contains(err.Error(), "there is no number behind 9223372036854775807") {
			t.Errorf("%s: given %v, error %v", name, given, err)
		}
	}
}
