package edit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/spec"
)

// corpus is every catalogue of the tests of package spec, and the reference.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	inbox, err := os.ReadFile("../inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all["inbox.yaml"] = inbox
	for _, pattern := range []string{"../testdata/*.txtar", "../testdata/*/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal("no corpus", err)
		}
		for _, file := range files {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range a.Files {
				if f.Name == "want" {
					continue
				}
				data := f.Data
				if !bytes.Contains(data, []byte("errspec:")) {
					data = append([]byte("errspec: 1\nservice: shop\n"), data...)
				}
				all[filepath.Base(file)+"/"+f.Name] = data
			}
		}
	}
	return all
}

// TestFormat formats the catalogue of every testdata/fmt/*.txtar and compares it
// with the section "want". With ERRSPEC_UPDATE=1 the section is written anew.
func TestFormat(t *testing.T) {
	files, err := filepath.Glob("testdata/fmt/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata/fmt/*.txtar", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			data := a.Files[0].Data
			if bytes.HasPrefix(a.Comment, []byte("crlf")) {
				data = append([]byte("\ufeff"), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))...)
			}
			got, err := Format("errors.yaml", data)
			if err != nil {
				got = []byte(err.Error() + "\n")
			}
			if bytes.Equal(got, a.Files[1].Data) {
				return
			}
			if os.Getenv("ERRSPEC_UPDATE") == "1" {
				a.Files[1].Data = got
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("formatted\n%s\nwant\n%s", got, a.Files[1].Data)
		})
	}
}

// The layout of a file changes, and not what it says.
func TestFormatCorpus(t *testing.T) {
	formatted := 0
	for name, data := range corpus(t) {
		formatted += formatOnce(t, name, data)
		formatted += formatOnce(t, name+" with CRLF", bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
		formatted += formatOnce(t, name+" with a mark", append([]byte("\ufeff"), data...))
	}
	if formatted < 300 {
		t.Errorf("only %d files were formatted", formatted)
	}
}

func formatOnce(t testing.TB, name string, data []byte) int {
	t.Helper()
	out, err := Format("errors.yaml", data)
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return 0
	case err != nil:
		t.Errorf("%s: %v", name, err)
		return 0
	}
	again, err := Format("errors.yaml", out)
	if err != nil || !bytes.Equal(again, out) {
		t.Errorf("%s: formatted twice (%v):\n%s\nonce:\n%s\nfrom:\n%s", name, err, again, out, data)
	}
	before, _ := spec.Parse("errors.yaml", data)
	after, _ := spec.Parse("errors.yaml", out)
	if a, b := bare(before), bare(after); !reflect.DeepEqual(a, b) {
		t.Errorf("%s: the catalogue is another one:\n%s\nfrom:\n%s", name, out, data)
	}
	if bytes.ContainsAny(out, "\r") || bytes.HasPrefix(out, []byte("\ufeff")) || !bytes.HasSuffix(out, []byte("\n")) {
		t.Errorf("%s: line breaks are not LF:\n%q", name, out)
	}
	a, b := commentsOf(t, data), commentsOf(t, out)
	if len(a) != len(b) {
		t.Errorf("%s: the comments are\n%q, were\n%q", name, b, a)
	}
	return 1
}

func commentsOf(t testing.TB, data []byte) []string {
	t.Helper()
	tree, ds := spec.ReadTree("errors.yaml", data)
	if tree == nil {
		t.Fatal(ds)
	}
	var list []string
	for _, c := range newFormatter("errors.yaml", tree, formatOptions{}).comments() {
		list = append(list, c.text)
	}
	return list
}

// bare returns a catalogue as values without places, for comparing two of them.
func bare(c *spec.Catalog) any {
	seen := map[uintptr]bool{}
	var strip func(v reflect.Value) any
	strip = func(v reflect.Value) any {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() {
				return nil
			}
			if seen[v.Pointer()] {
				return "seen"
			}
			seen[v.Pointer()] = true
			return strip(v.Elem())
		case reflect.Slice:
			list := make([]any, v.Len())
			for i := range list {
				list[i] = strip(v.Index(i))
			}
			return list
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[spec.Pos]() {
				return nil
			}
			fields := map[string]any{}
			for i := range v.NumField() {
				f := v.Type().Field(i)
				switch {
				case !f.IsExported(), f.Name == "Sources", f.Name == "Bases", f.Name == "Pos":
				default:
					fields[f.Name] = strip(v.Field(i))
				}
			}
			return fields
		case reflect.Map, reflect.Func, reflect.Interface:
			return nil
		}
		return v.Interface()
	}
	return strip(reflect.ValueOf(c))
}

// Comments stay in order where no key changes its place.
func TestFormatCommentOrder(t *testing.T) {
	for name, data := range corpus(t) {
		tree, _ := spec.ReadTree("errors.yaml", data)
		if tree == nil || formattable("errors.yaml", tree) != nil || tree.Root == nil {
			continue
		}
		out, ok := settle("errors.yaml", tree, formatOptions{}, fingerprint("errors.yaml", tree))
		if !ok {
			continue
		}
		if a, b := commentsOf(t, data), commentsOf(t, out); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: the comments are\n%q, were\n%q", name, b, a)
		}
	}
}

func FuzzFormat(f *testing.F) {
	for _, data := range corpus(f) {
		f.Add(data)
	}
	const head = "errspec: 1\nservice: shop\n"
	for _, s := range []string{
		head + "errors: # a\n  # b\n\n  # c\n  a: # d\n    # e\n    status: 404 # f\n    message: A\n    # g\n  # h\n# i\n",
		head + "errors: {a: {status: 404, # x\n  message: B}, # y\n }\n", head + "x-a:\n- - a\n  - # b\n    c\n-\n  - d\n",
		head + "x-a: |2\n   a\n  b\n\n# c\nx-b: >+\n  a\n\n\nx-c: |-  # d\n\n  a\n", "---\n# a\n" + head, "# a\n\n---\n# b\n" + head,
		head + "x-a: &a {b: c}\nx-b: {<<: *a, d: *a}\nx-c: !!str 1\nx-d: &d\n  - *a\n", "{errspec: 1, service: shop, errors: {}}\n", "{}", "{ # a\n}\n",
		head + "x-a: \"b\\\n  c \\  \n  d\"\nx-b: 'a\n\n  b'\nx-c: a\n  b\n\n  c # d\n", head + "x-a: [a: b, {c}, {d: }, [], {}]\nx-b:\n  ? a\n  : b\n",
	} {
		f.Add([]byte(s))
		f.Add([]byte(strings.ReplaceAll(s, "\n", "\r\n")))
	}
	f.Fuzz(func(t *testing.T, data []byte) { formatOnce(t, "input", data) })
}

// A block scalar at the end of a file without a last line break has none in its
// value either. The layout ends every line, and so says it with a minus.
func TestFormatWithoutLastBreak(t *testing.T) {
	const head = "errspec: 1\nservice: shop\nerrors:\n  a:\n    status: 404\n    message: M\n    remedy: "
	for in, want := range map[string]string{
		"|\n      Text":            "|-\n      Text\n",
		"|2 # c\n        Text":     "|2- # c\n        Text\n",
		">+\n      Text":           ">-\n      Text\n",
		"|-\n      Text":           "|-\n      Text\n",
		"|\n      Text\n":          "|\n      Text\n",
		"|\n      Text\n\n      a": "|-\n      Text\n\n      a\n",
	} {
		got, err := Format("errors.yaml", []byte(head+in))
		if err != nil || string(got) != head+want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, head+want)
		}
	}
}
