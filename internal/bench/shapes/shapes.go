// Package shapes writes the same errors as plain Go text in several shapes: the candidates for the public form of the
// generated error types, and the baseline that compile time is compared with.
package shapes

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/template"
)

//go:embed text
var texts embed.FS

// Shape is one candidate for the public form of the error types.
type Shape struct {
	Name         string // "B", as in the decision record
	Title        string
	CompiledOnly bool // a variant that differs in how it compiles only, so nothing else is measured

	text    string // names the code written once per package and the template written once per error
	imports string // what the template's code needs
	perFile int    // errors a file, 0 for one file
	options
}

// Imports are the packages that the code of any shape imports.
func Imports() []string {
	return []string{"errors", "net/http", "strconv", "strings", "sync", "unicode/utf8"}
}

// options are the differences within one template.
type options struct {
	ReadBack bool // with the typed read-back
	Lean     bool // parameters as an alias, nothing comparable that need not be, new1 and new2 not inlined
	PerKinds bool // one pair of helpers per list of parameter kinds
}

// usual is the number of errors a file wherever the split itself is not being compared.
const usual = 500

var (
	drafted  = options{ReadBack: true}
	lean     = options{ReadBack: true, Lean: true}
	perKinds = options{ReadBack: true, Lean: true, PerKinds: true}
)

// Baseline is one type and a table: the least that a typed catalogue can be. The others are compared with it.
func Baseline() Shape { return all[0] }

// All returns the shapes, the baseline first.
func All() []Shape { return slices.Clone(all) }

var all = []Shape{
	{Name: "T", Title: "baseline, one type and a table", text: "values", perFile: usual},
	{Name: "A", Title: "one type per error", text: "types", imports: "strconv", perFile: usual},
	{Name: "B", Title: "one type with values, as drafted", text: "values", perFile: usual, options: drafted},
	{Name: "B", Title: "lean", text: "values", perFile: usual, options: lean},
	{Name: "B", Title: "lean, helpers per list of kinds", text: "values", perFile: usual, options: perKinds},
	{Name: "C", Title: "one type, generic holder", text: "params", imports: "strconv", perFile: usual},
	{Name: "T", Title: "new1 and new2 not inlined", text: "values", perFile: usual, options: options{Lean: true}, CompiledOnly: true},
	{Name: "B", Title: "the leanest, all errors in one file", text: "values", options: perKinds, CompiledOnly: true},
	{Name: "B", Title: "the leanest, 50 errors a file", text: "values", perFile: 50, options: perKinds, CompiledOnly: true},
}

// Entry is one error, as the templates know it.
type Entry struct {
	Code     string // "item_00042_not_found"
	Go       string // "Item00042NotFound"
	Var      string // "item00042NotFound"
	Title    string
	Message  string
	Optional bool // one optional parameter instead of two required ones
	options
}

// NewEntry makes the i-th error. Nine of ten have a text and an integer, id and n, in the message too; every tenth has one
// optional text, claim, which is not in it.
func NewEntry(i int) Entry { return newEntry(i, options{}) }

// newEntry is NewEntry for a template. Numbers have a fixed width so that every error has as much text as the next.
func newEntry(i int, o options) Entry {
	e := Entry{
		Code:     fmt.Sprintf("item_%05d_not_found", i),
		Go:       fmt.Sprintf("Item%05dNotFound", i),
		Var:      fmt.Sprintf("item%05dNotFound", i),
		Title:    fmt.Sprintf("Item %05d not found", i),
		Optional: i%10 == 0,
		options:  o,
	}
	e.Message = e.Title
	if !e.Optional {
		e.Message += ": id {id}, n {n}"
	}
	return e
}

// OwnText is how many bytes of the i-th error are the catalogue's own words, which any shape has to carry.
func OwnText(i int) int {
	e := NewEntry(i)
	n := len(e.Code) + len(e.Title)
	if e.Message != e.Title { // equal strings are linked once
		n += len(e.Message)
	}
	return n
}

// Generate writes the package of n errors into dir and returns its files.
func (s Shape) Generate(dir string, n int) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	shared, err := texts.ReadFile("text/" + s.text + ".go.txt")
	if err != nil {
		return nil, err
	}
	if s.Lean {
		// The compiler writes a comparison function for each comparable struct type with strings that is declared; this
		// one is embedded in one type per error, and nobody compares them.
		shared = bytes.ReplaceAll(shared, []byte("\ntype option struct {"), []byte("\ntype option struct {\n\t_ [0]func()"))
		shared = bytes.ReplaceAll(shared, []byte("\nfunc new"), []byte("\n//go:noinline\nfunc new"))
	}
	common, err := texts.ReadFile("text/shared.go.txt")
	if err != nil {
		return nil, err
	}
	tmpl, err := template.ParseFS(texts, "text/"+s.text+".tmpl")
	if err != nil {
		return nil, err
	}
	var files []string
	write := func(name string, data []byte) error {
		files = append(files, filepath.Join(dir, name))
		return os.WriteFile(files[len(files)-1], data, 0o644)
	}
	if err := write("shared.go", common); err != nil {
		return nil, err
	}
	if err := write("shape.go", shared); err != nil {
		return nil, err
	}
	size := s.perFile
	if size == 0 {
		size = n
	}
	for from := 0; from < n; from += size {
		var b bytes.Buffer
		b.WriteString("package errs\n")
		if s.imports != "" {
			fmt.Fprintf(&b, "\nimport %q\n", s.imports)
		}
		for i := from; i < min(from+size, n); i++ {
			if err := tmpl.Execute(&b, newEntry(i, s.options)); err != nil {
				return nil, err
			}
		}
		if err := write(fmt.Sprintf("errors_%05d.go", from/size), b.Bytes()); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// RunProgram is the source of a main package that counts the allocations of each shape and times it.
func RunProgram() ([]byte, error) { return texts.ReadFile("text/run.go.txt") }

const useHeader = `package main

import (
	"net/http/httptest"

	errs %q
)

var w, r = httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
`

// Program writes a main package that constructs and answers with the first n errors of the package with that import path, a
// hundred to a function because one function of thousands of calls would be slow to compile.
func Program(dir, path string, n int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var b, calls bytes.Buffer
	fmt.Fprintf(&b, useHeader, path)
	for i := range n {
		if i%100 == 0 {
			if i > 0 {
				b.WriteString("}\n")
			}
			fmt.Fprintf(&b, "\nfunc f%d() {\n", i/100)
			fmt.Fprintf(&calls, "\tf%d()\n", i/100)
		}
		e := NewEntry(i)
		if e.Optional {
			fmt.Fprintf(&b, "\terrs.Write(w, r, errs.%s(errs.%sClaim(\"c\")))\n", e.Go, e.Go)
		} else {
			fmt.Fprintf(&b, "\terrs.Write(w, r, errs.%s(\"i\", 1))\n", e.Go)
		}
	}
	fmt.Fprintf(&b, "}\n\nfunc main() {\n%s}\n", calls.String())
	return os.WriteFile(filepath.Join(dir, "main.go"), b.Bytes(), 0o644)
}
