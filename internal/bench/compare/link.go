package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/errspec/errspec/internal/bench/linker"
	"github.com/errspec/errspec/internal/bench/shapes"
)

// maxData is how many bytes of data an error with two parameters may add to a program, beside its own text.
const maxData = 200

// linkedErrors is how many errors are enough: what one adds does not change with their number.
const linkedErrors = 200

const linkTitle = "Linking the generated packages"

// linked is what the errors of a generated package are in programs that use it.
type linked struct {
	name     string
	ownNames bool // the parameters of each error have names that no other has
	data     int  // bytes for each error, its own text not counted
	code     int  // bytes for each error, what calls it included
	leftover int  // symbols of other errors in a program that uses one; -1: not measured
	stripped bool
}

func (l linked) String() string {
	if l.ownNames {
		return l.name + ", parameters with names of their own"
	}
	return l.name
}

// linkedError is an error of the programs.
type linkedError struct {
	code, title, message string
	name                 string    // of its constructor
	params               [2]string // a text and an integer, both in the message
}

// newLinkedError makes the i-th error. Each has as much text as the next.
func newLinkedError(i int, ownNames bool) linkedError {
	from := shapes.NewEntry(i)
	e := linkedError{code: from.Code, title: from.Title, name: from.Go, params: [2]string{"id", "n"}}
	if ownNames {
		for p := range e.params {
			e.params[p] += fmt.Sprintf("_%05d", i)
		}
	}
	e.message = fmt.Sprintf("%s: {%s}, {%s}", e.title, e.params[0], e.params[1])
	return e
}

// text is how many bytes these texts of the error are, with the names of its parameters if those are its own.
func (e linkedError) text(ownNames bool, texts ...string) int {
	if ownNames {
		texts = append(texts, e.params[:]...)
	}
	return len(strings.Join(texts, ""))
}

// linkedCatalogue is a catalogue of n errors.
func linkedCatalogue(n int, ownNames bool) []byte {
	var b bytes.Buffer
	b.WriteString(catalogueHead)
	for i := range n {
		e := newLinkedError(i, ownNames)
		fmt.Fprintf(&b, "  %s: {status: 404, title: %s, message: %q, params: {%s: string, %s: integer}}\n", e.code, e.title, e.message, e.params[0], e.params[1])
	}
	return b.Bytes()
}

// users are programs that use errors of a generated package: the server's by answering with them, the client's by reading their
// parameters from a decoded answer.
var users = []struct {
	name string
	head string                                 // of the main package
	use  string                                 // of the error with that name
	own  func(e linkedError, ownNames bool) int // bytes of its own text that the package has: the client's has no titles and no messages
	// belongs matches the symbols that are there for one error only, and not to be in a program that does not use it. The client has
	// none: its definitions are a table, of which every program that decodes needs all.
	belongs *regexp.Regexp
}{
	{
		"server",
		"import (\n\t\"net/http/httptest\"\n\n\terrs \"compare/server\"\n)\n\n" +
			"var w, r = httptest.NewRecorder(), httptest.NewRequest(\"GET\", \"/\", nil)\n",
		"\terrs.Write(w, r, errs.%s(\"i\", 1))\n",
		func(e linkedError, ownNames bool) int { return e.text(ownNames, e.code, e.title, e.message) },
		regexp.MustCompile(`^compare/server\..*[Ii]tem(\d{5})NotFound`),
	},
	{
		"client",
		"import (\n\t\"net/http\"\n\n\terrs \"compare/client\"\n)\n\n" +
			"var err error = errs.Decode(&http.Response{StatusCode: 404, Body: http.NoBody})\n",
		"\tif p, ok := errs.%sOf(err); ok {\n\t\tprintln(&p)\n\t}\n",
		func(e linkedError, ownNames bool) int { return e.text(ownNames, e.code) },
		nil,
	},
}

// program writes a main package that uses the first n errors, a hundred to a function because one function of thousands of calls
// would be slow to compile.
func program(dir, head, use string, n int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var b, calls strings.Builder
	b.WriteString("package main\n\n" + head)
	for i := range n {
		if i%100 == 0 {
			if i > 0 {
				b.WriteString("}\n")
			}
			fmt.Fprintf(&b, "\nfunc f%d() {\n", i/100)
			fmt.Fprintf(&calls, "\tf%d()\n", i/100)
		}
		fmt.Fprintf(&b, use, newLinkedError(i, false).name)
	}
	fmt.Fprintf(&b, "}\n\nfunc main() {\n%s}\n", calls.String())
	return os.WriteFile(filepath.Join(dir, "main.go"), []byte(b.String()), 0o644)
}

// measureLinked links programs that use all of n and all of 2n errors, whose difference is what n errors add, and one that uses
// one of n, with parameters of the same names in all errors and with names of their own.
func measureLinked(n int) (all []linked, err error) {
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module compare\n\ngo 1.26\n"), 0o644); err != nil {
		return nil, err
	}
	for i := range 2 * len(users) {
		u, ownNames := users[i/2], i%2 > 0
		link := func(errors, used int) (linker.Program, error) {
			for _, stale := range []string{"server", "client"} {
				if err := os.RemoveAll(filepath.Join(dir, stale)); err != nil {
					return linker.Program{}, err
				}
			}
			files, err := generate(linkedCatalogue(errors, ownNames))
			if err != nil {
				return linker.Program{}, err
			}
			if _, err := write(dir, files); err != nil {
				return linker.Program{}, err
			}
			if err := program(filepath.Join(dir, "use"), u.head, u.use, used); err != nil {
				return linker.Program{}, err
			}
			return linker.Link(dir, "use")
		}
		l := linked{name: u.name, ownNames: ownNames}
		var at [2]linker.Size
		for i, n := range []int{n, 2 * n} {
			p, err := link(n, n)
			if err != nil {
				return nil, err
			}
			l.stripped = l.stripped || p.Stripped
			if at[i], err = p.Size(); err != nil {
				return nil, err
			}
			for e := range n {
				at[i].Data -= u.own(newLinkedError(e, ownNames), ownNames)
			}
		}
		l.data, l.code = (at[1].Data-at[0].Data)/n, (at[1].Code-at[0].Code)/n
		if l.leftover = -1; u.belongs != nil {
			p, err := link(n, 1)
			if err != nil {
				return nil, err
			}
			symbols, err := p.Symbols()
			if err != nil {
				return nil, err
			}
			if l.leftover, err = leftovers(symbols, u.belongs); err != nil {
				return nil, fmt.Errorf("%s: %w", u.name, err)
			}
		}
		all = append(all, l)
	}
	return all, nil
}

// leftovers counts the symbols that belong to other errors than the first.
func leftovers(symbols []string, belongs *regexp.Regexp) (count int, err error) {
	used := false
	for _, name := range symbols {
		switch match := belongs.FindStringSubmatch(name); {
		case match == nil:
		case match[1] == "00000":
			used = true
		default:
			count++
		}
	}
	if !used {
		return 0, errors.New("the error in use is not in the program either")
	}
	return count, nil
}

// compareLinking prints what an error adds to a program.
func compareLinking(w io.Writer, n int) error {
	all, err := measureLinked(n)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, linkTable(n, all))
	return err
}

func linkTable(n int, all []linked) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\nWhat an error with two parameters adds to a program for linux/amd64 that uses it: the difference between programs with %d and with %d errors, "+
		"all used. Data is all that is loaded but functions and their tables, less the error's own text: the code, and in the server the title and the message; "+
		"the names of the parameters too, where those of each error are its own. "+
		"The last column is of a program that uses one error: what it has of the others, by `go tool nm`. The client's definitions are a table, "+
		"which a program has whole.\n\n", linkTitle, n, 2*n)
	fmt.Fprintln(&b, "| | data beside own text | code, with a call | symbols of other errors |\n| --- | ---: | ---: | ---: |")
	var promises []bar
	for _, l := range all {
		promises = append(promises, bar{
			promise: fmt.Sprintf("%s, at most %d bytes of data for an error", l, maxData),
			check:   func(results) (string, bool) { return fmt.Sprint(l.data), l.data <= maxData },
		})
		others := "–"
		if l.leftover >= 0 {
			others = fmt.Sprint(l.leftover)
			promises = append(promises, bar{
				promise: fmt.Sprintf("%s, nothing of an error that is not used", l),
				check:   func(results) (string, bool) { return others, l.leftover == 0 },
			})
		}
		fmt.Fprintf(&b, "| errspec, %s | %d B | %d B | %s |\n", l, l.data, l.code, others)
	}
	fmt.Fprintln(&b)
	for _, bar := range promises {
		fmt.Fprintln(&b, bar.line(nil))
	}
	for _, l := range all {
		if l.stripped {
			fmt.Fprintf(&b, "\nThe program with the %s links only without debug information (-ldflags=-w).\n", l)
		}
	}
	return b.String() + "\n"
}
