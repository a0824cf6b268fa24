package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestInboxHasNoFindings(t *testing.T) {
	c, ds, err := Load(os.DirFS(".."), "spec/inbox.yaml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(ds) > 0 {
		t.Errorf("findings:\n%s", report(ds))
	}
	if c.File != "spec/inbox.yaml" || len(c.Errors) < 24 {
		t.Errorf("%s has %d errors", c.File, len(c.Errors))
	}
}

func TestLoadError(t *testing.T) {
	fsys := fstest.MapFS{"spec/errors.yaml": {Data: []byte("errspec: 1")}}
	for _, name := range []string{"spec/none.yaml", "spec", "../errors.yaml"} {
		c, ds, err := Load(fsys, name, Options{})
		if err == nil || !strings.HasPrefix(err.Error(), "read catalogue: ") {
			t.Errorf("Load(%q): %v", name, err)
		}
		if c != nil || ds != nil {
			t.Errorf("Load(%q) returned a catalogue with an error", name)
		}
	}
	if _, _, err := Load(fsys, "spec/none.yaml", Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
}

// What is not text, or not one YAML document, is one finding with a place.
func TestBytes(t *testing.T) {
	const head = "errspec: 1\nservice: shop\n"
	tests := []struct{ name, data, want string }{
		{"mark", "\ufeff" + head + "errors: {}\n", ""},
		{"mark and place", "\ufefferspec: 1\n" + "service: shop\n", "c:1:1: error: a catalogue has no key \"erspec\"; did you mean \"errspec\"? [key-unknown]\n"},
		{"crlf", "errspec: 1\r\nservice: shop\r\nerrors: {}\r\n", ""},
		{"crlf and place", "errspec: 1\r\nservice: shop\r\nerors: {}\r\n", "c:3:1: error: a catalogue has no key \"erors\"; did you mean \"errors\"? [key-unknown]\n"},
		{"cr", "errspec: 1\rservice: shop\rerors: {}\r", "c:3:1: error: a catalogue has no key \"erors\"; did you mean \"errors\"? [key-unknown]\n"},
		{"not utf-8", head + "title: é\xff\n", "c:3:9: error: the byte 0xff is not UTF-8; save the file as UTF-8 [yaml-encoding]\n"},
		{"surrogate", head + "title: \xed\xa0\x80\n", "c:3:8: error: the byte 0xed is not UTF-8; save the file as UTF-8 [yaml-encoding]\n"},
		{"utf-16", "\xff\xfee\x00r\x00", "c:1:1: error: the file is UTF-16; save it as UTF-8 [yaml-encoding]\n"},
		{"nul", head + "errors: {}\n\x00titel: x\n", "c:4:1: error: the file holds the character NUL, which is not text; take it out [yaml-encoding]\n"},
		{"control", head + "title: a\x1b[31m\n", "c:3:9: error: the file holds the control character U+001B, which YAML does not allow; take it out, or write it as an escape in double quotes [yaml-encoding]\n"},
		{"empty", "", "c:1:1: error: the file holds nothing; a catalogue begins with errspec: 1 [file-empty]\n"},
		{"blank", "\n\n  \n", "c:1:1: error: the file holds nothing; a catalogue begins with errspec: 1 [file-empty]\n"},
		{"null", "~\n", "c:1:1: error: the file holds nothing; a catalogue begins with errspec: 1 [file-empty]\n"},
		{"text", "hello\n", "c:1:1: error: the text \"hello\" where a catalogue begins with keys such as errspec: 1 [value-type]\n"},
		{"second document after end", head + "errors: {}\n...\nerrspec: 1\n", "c:5:1: error: a second document begins here; a catalogue is one document, and more files go under \"include\" [yaml-documents]\n"},
		{"end", head + "errors: {}\n...\n# done\n", ""},
		{"directive", "%YAML 1.2\n---\n" + head + "errors: {}\n", ""},
		{"marker in a text", head + "description: |\n  a\n   ---\n  b\nerrors: {}\n", ""},
		{"deep", strings.Repeat("[", 20000), "c:1:65: error: lists and mappings are nested more deeply here than a catalogue needs; the limit is 64 [yaml-depth]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, ds := Parse("c", []byte(tt.data))
			checkPlaces(t, c, ds)
			if got := report(ds); got != tt.want {
				t.Errorf("findings\n%s\nwant\n%s", got, tt.want)
			}
			if !bytes.Equal(c.Sources["c"], []byte(tt.data)) {
				t.Error("the source is not kept as it was read")
			}
		})
	}
}

// hugeFS has files that are only large, and fails when one is read too far.
type hugeFS struct {
	fstest.MapFS
	sizes map[string]int64
	t     *testing.T
}

func (h hugeFS) Open(name string) (fs.File, error) {
	if size, ok := h.sizes[name]; ok {
		return &hugeFile{h.t, name, size}, nil
	}
	return h.MapFS.Open(name)
}

func (h hugeFS) Stat(name string) (fs.FileInfo, error) {
	if size, ok := h.sizes[name]; ok {
		return hugeInfo{name, size}, nil
	}
	return h.MapFS.Stat(name)
}

type hugeFile struct {
	t    *testing.T
	name string
	left int64
}

func (f *hugeFile) Stat() (fs.FileInfo, error) { return hugeInfo{f.name, f.left}, nil }
func (f *hugeFile) Close() error               { return nil }
func (f *hugeFile) Read([]byte) (int, error) {
	f.t.Errorf("%s was read although it is too large", f.name)
	return 0, fs.ErrInvalid
}

type hugeInfo struct {
	name string
	size int64
}

func (i hugeInfo) Name() string       { return i.name }
func (i hugeInfo) Size() int64        { return i.size }
func (i hugeInfo) Mode() fs.FileMode  { return 0o444 }
func (i hugeInfo) ModTime() time.Time { return time.Time{} }
func (i hugeInfo) IsDir() bool        { return false }
func (i hugeInfo) Sys() any           { return nil }

func TestSizeIsCheckedBeforeReading(t *testing.T) {
	fsys := hugeFS{
		MapFS: fstest.MapFS{"errors.yaml": {Data: []byte("errspec: 1\nservice: shop\ninclude: [more.yaml]\nerrors: {}\n")}},
		sizes: map[string]int64{"huge.yaml": maxBytes + 1, "more.yaml": maxBytes - 10},
		t:     t,
	}
	c, ds, err := Load(fsys, "huge.yaml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkPlaces(t, c, ds)
	if got, want := report(ds), "huge.yaml:1:1: error: the file has 67108865 bytes; a catalogue has at most 67108864 [file-size]\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
	c, ds, err = Load(fsys, "errors.yaml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkPlaces(t, c, ds)
	if got, want := report(ds), "errors.yaml:3:11: error: \"more.yaml\" cannot be included: the file has 67108854 bytes, and with it the files of the catalogue more than 67108864 [file-size]\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
	_, ds = Parse("c", make([]byte, maxBytes+1))
	if len(ds) != 1 || ds[0].Rule != "file-size" {
		t.Errorf("Parse: %s", report(ds))
	}
}

func TestTooManySeparators(t *testing.T) {
	data := []byte("errspec: 1\nx-a: [" + strings.Repeat(",", maxSeparators) + "]\n")
	_, ds := Parse("c", data)
	if len(ds) != 1 || ds[0].Rule != "file-size" {
		t.Errorf("findings: %s", report(ds))
	}
}

// Work is counted, not timed: what aliases expand to is bounded however they are
// nested, and everything else is visited once.
func TestExpansionIsBounded(t *testing.T) {
	lists := "x-0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	merges := "x-0: &a0 {k: x}\n"
	for i := 1; i < 20; i++ {
		lists += fmt.Sprintf("x-%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
		merges += fmt.Sprintf("x-%d: &a%d {<<: [%s]}\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	text := "x-text: &long \"" + strings.Repeat("x", 1<<20) + "\"\nx-list: [" + strings.Repeat("*long,", 5000) + "]\n"
	for name, data := range map[string]string{"lists": lists, "merges": merges, "text": text} {
		t.Run(name, func(t *testing.T) {
			l := newLoader(nil)
			l.file("c", []byte("errspec: 1\nservice: shop\nerrors: {}\n"+data), true)
			if l.spent > maxExpansion+1<<20/64+2 {
				t.Errorf("%d values were expanded; the bound is %d", l.spent, maxExpansion)
			}
			c, ds := l.end(Options{})
			checkPlaces(t, c, ds)
			if n := countRule(ds, "yaml-alias"); n != 1 || len(ds) != 1 {
				t.Errorf("findings:\n%s", report(ds))
			}
		})
	}

	const n = 2000
	shared := "errspec: 1\nservice: shop\nx-why: &why [It was deleted, It never existed]\nerrors:\n"
	for i := range n {
		shared += fmt.Sprintf("  e_%d: {status: 404, message: Not found, causes: *why}\n", i)
	}
	l := newLoader(nil)
	l.file("c", []byte(shared), true)
	if want := 3 * n; l.spent != want {
		t.Errorf("%d errors with one list of two texts expand to %d values, want %d", n, l.spent, want)
	}
}

func countRule(ds Diagnostics, rule string) int {
	n := 0
	for _, d := range ds {
		if d.Rule == rule {
			n++
		}
	}
	return n
}

func TestIncludeOrder(t *testing.T) {
	fsys := fstest.MapFS{
		"api/errors.yaml": {Data: []byte("errspec: 1\nservice: shop\ninclude: [b/b.yaml, c.yaml, ./b/../c.yaml]\nx-a: 1\nerrors:\n  a: {status: 404, message: A}\n")},
		"api/b/b.yaml":    {Data: []byte("errspec: 1\ninclude: [../d.yaml]\nx-b: 2\nerrors:\n  b: {status: 404, message: B}\ntypes:\n  B: uuid\n")},
		"api/c.yaml":      {Data: []byte("errspec: 1\ninclude: [d.yaml]\nerrors:\n  c: {status: 404, message: \"C {id}\", params: {id: B}}\n")},
		"api/d.yaml":      {Data: []byte("errspec: 1\nerrors:\n  d: {status: 404, message: D}\n")},
	}
	c, ds, err := Load(fsys, "api/errors.yaml", Options{})
	if err != nil || len(ds) > 0 {
		t.Fatal(err, report(ds))
	}
	var keys []string
	for _, e := range c.Errors {
		if !e.Supplied {
			keys = append(keys, e.Key.Value)
		}
	}
	if got, want := fmt.Sprint(keys, c.Files), "[a b d c] [api/errors.yaml api/b/b.yaml api/d.yaml api/c.yaml]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, f := range c.Files {
		if !bytes.Equal(c.Sources[f], fsys[f].Data) {
			t.Errorf("the source of %s is not kept", f)
		}
	}
	if len(c.Extensions) != 2 {
		t.Errorf("extensions: %v", c.Extensions)
	}
}
