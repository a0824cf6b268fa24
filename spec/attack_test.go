package spec

import (
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// mutations are what is done to each byte of a catalogue: every bit of it is
// flipped, it becomes each sign that means something in YAML or to an encoding, it
// goes, comes twice, or is the last one.
var mutations = func() []func(data []byte, i int) []byte {
	var all []func(data []byte, i int) []byte
	put := func(text func(b byte) string) {
		all = append(all, func(data []byte, i int) []byte {
			return slices.Concat(data[:i], []byte(text(data[i])), data[i+1:])
		})
	}
	for bit := range 8 {
		put(func(b byte) string { return string([]byte{b ^ 1<<bit}) })
	}
	for _, b := range []byte("\x00\t\n\r \"#%&'*,-0:>?@[]`{|}~\x7f\x80\x85\xc2\xe2\xff") {
		put(func(byte) string { return string([]byte{b}) })
	}
	for _, text := range []string{"", "\r\n", "\u0085", "\u2028", "\ufeff", "\n---\n", "\n...\n", ": ", " #", "- ", "<<: ", "!!int ", "&a ", "*a", "\U0001F600"} {
		put(func(byte) string { return text })
	}
	put(func(b byte) string { return string([]byte{b, b}) })
	return append(all, func(data []byte, i int) []byte { return data[:i] })
}()

// smallCatalogue has much of the language in few bytes.
const smallCatalogue = `errspec: 1
service: s
include: [m.yaml]
wire: {body: f, bodies: {f: {c: $code, m: "$message?", d: $details}}}
statuses: {404: {defaults: {headers: {A: "é {id}"}}}}
types:
  T: {fields: {a: "string[]", "b?": T2}}
errors:
  a_b:
    status: 404 # why
    message: |-
      No {id} {n|other}
    params: &p {id: uuid, "n?": {type: integer, max: 9}}
    see: [c]
    operations: ["GET|PUT /a/{id}", "GET|PUT *"]
  d: {status: 404, message: 'D''s', retry: never, params: *p}
retired: {z: {use: c}}
targets: [{kind: openapi, out: o.yaml}]
`

// moreCatalogue is a file that another one includes.
const moreCatalogue = "errspec: 1\ntypes: {T2: {type: string, enum: [x, y]}}\nerrors:\n  c: {status: 500, message: \"É {t}\", params: {t: T2}}\n"

// pieces are the catalogue in parts that are read in no time: each has a key of the
// catalogue, or one error.
func pieces(data []byte) [][]byte {
	const head = "errspec: 1\nservice: inbox\n"
	var all [][]byte
	section := ""
	for line := range strings.SplitAfterSeq(string(data), "\n") {
		key := len(line) > 0 && line[0] >= 'a' && line[0] <= 'z'
		if key {
			section = line
		}
		entry := len(line) > 2 && line[:2] == "  " && line[2] != ' ' && section == "errors:\n"
		switch {
		case key || len(all) == 0:
			all = append(all, []byte(head+line))
		case entry:
			all = append(all, []byte(head+section+line))
		default:
			all[len(all)-1] = append(all[len(all)-1], line...)
		}
	}
	return all
}

// survive reads a catalogue and holds what holds for all: no panic, places in the
// files, and work that is no more than the size of the files explains.
func survive(t *testing.T, fsys fstest.MapFS) {
	t.Helper()
	data := fsys["c.yaml"].Data
	l := newLoader(fsys)
	l.file("c.yaml", data, true)
	if l.spent > 16*len(data) {
		t.Errorf("%d bytes stand for %d values", len(data), l.spent)
	}
	c, ds := l.end(Options{})
	if len(ds) > len(data)+1 {
		t.Errorf("%d bytes have %d findings", len(data), len(ds))
	}
	checkPlaces(t, c, ds)
	for _, d := range ds {
		Excerpt(data, d)
	}
	if t.Failed() {
		t.Fatalf("the catalogue is %q", data)
	}
}

// Every byte of a catalogue can be wrong in every way.
func TestEveryByte(t *testing.T) {
	whole := os.Getenv(everyByte) != ""
	t.Run("small", func(t *testing.T) {
		t.Parallel()
		for i := range smallCatalogue {
			for n, mutate := range mutations {
				if !whole && (i+n)%5 != 0 { // each byte in a dozen ways, each way many times
					continue
				}
				survive(t, fstest.MapFS{"c.yaml": {Data: mutate([]byte(smallCatalogue), i)}, "m.yaml": {Data: []byte(moreCatalogue)}})
			}
		}
	})
	t.Run("included", func(t *testing.T) {
		t.Parallel()
		for i := range moreCatalogue {
			for _, mutate := range mutations {
				survive(t, fstest.MapFS{"c.yaml": {Data: []byte(smallCatalogue)}, "m.yaml": {Data: mutate([]byte(moreCatalogue), i)}})
			}
		}
	})
	inbox, err := os.ReadFile("inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// The real one byte by byte, each with another mutation than the one before.
	t.Run("inbox in pieces", func(t *testing.T) {
		t.Parallel()
		n := 0
		for _, piece := range pieces(inbox) {
			for i := range piece {
				n++
				survive(t, fstest.MapFS{"c.yaml": {Data: mutations[n%len(mutations)](piece, i)}})
			}
		}
		if n < len(inbox) {
			t.Errorf("%d of %d bytes were looked at", n, len(inbox))
		}
	})
	t.Run("inbox", func(t *testing.T) {
		t.Parallel()
		step := 101
		if whole {
			step = 1
		}
		for i := 0; i < len(inbox); i += step {
			survive(t, fstest.MapFS{"c.yaml": {Data: mutations[i%len(mutations)](inbox, i)}})
		}
	})
}

// everyByte is the environment variable that makes TestEveryByte do everything: all
// mutations of each byte, and the whole of the real catalogue for each of its
// bytes. That takes minutes.
const everyByte = "ERRSPEC_EVERY_BYTE"

// patternCatalogue is a catalogue of n errors, each with an operation of its own
// and one pattern.
func patternCatalogue(n int, pattern func(i int) string) []byte {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: shop\nerrors:\n")
	for i := range n {
		fmt.Fprintf(&b, "  gone_%d: {status: 410, message: Gone, operations: [GET /r%d/x, %q]}\n", i, i, pattern(i))
	}
	return []byte(b.String())
}

// patternShapes are patterns that all errors of a catalogue have, by what they
// choose.
var patternShapes = []struct {
	name    string
	pattern func(i int) string
}{
	{"one", func(i int) string { return fmt.Sprintf("GET /r%d/*", i) }},
	{"none", func(i int) string { return fmt.Sprintf("GET /q%d/*", i) }},
	{"all", func(int) string { return "GET /*" }},
	{"absent", func(i int) string { return fmt.Sprintf("GET|POST|PUT /r%d/*", i) }},
}

// The time for each shape grows as the catalogue does: "exponent" is 1 for linear
// time and 2 for quadratic, measured between a fourth of the errors and all.
func BenchmarkOperationPatterns(b *testing.B) {
	const n = 8000
	for _, shape := range patternShapes {
		b.Run(shape.name, func(b *testing.B) {
			small, large := parsed(patternCatalogue(n/4, shape.pattern)), parsed(patternCatalogue(n, shape.pattern))
			var short, long time.Duration
			for b.Loop() {
				short += resolving(small)
				long += resolving(large)
			}
			b.ReportMetric(math.Log(float64(long)/float64(short))/math.Log(4), "exponent")
			b.ReportMetric(float64(long.Nanoseconds())/float64(b.N)/n, "ns/error")
		})
	}
}

func parsed(data []byte) *Catalog {
	c, _ := Parse("errors.yaml", data)
	return c
}

// resolving returns how long it takes to resolve the operations of a catalogue.
func resolving(c *Catalog) time.Duration {
	f := &finisher{c: c}
	start := time.Now()
	x := indexOperations(c)
	for _, e := range c.Errors {
		f.resolveOperations(e, x)
	}
	return time.Since(start)
}

// What runs choose is what a look at every operation chooses, and stands in
// catalogue order.
func TestOperationRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	path := func() string {
		var b strings.Builder
		for range 1 + r.IntN(3) {
			b.WriteString([]string{"/a", "/ab", "/b", "/{id}", "/é"}[r.IntN(5)])
		}
		return b.String()
	}
	methods := func() string {
		list := slices.Clone(operationMethods[:4])
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return strings.Join(list[:1+r.IntN(3)], "|")
	}
	for range 200 {
		var b strings.Builder
		b.WriteString("errspec: 1\nservice: shop\nerrors:\n")
		for i := range 1 + r.IntN(6) {
			var list []string
			for range r.IntN(5) {
				switch r.IntN(4) {
				case 0:
					list = append(list, fmt.Sprintf("op%d", r.IntN(3)))
				case 1:
					p := path()
					list = append(list, methods()+" "+p[:1+r.IntN(len(p))]+"*")
				case 2:
					list = append(list, methods()+" *")
				default:
					list = append(list, methods()+" "+path())
				}
			}
			fmt.Fprintf(&b, "  e%d: {status: 410, message: Gone, operations: [", i)
			for _, text := range list {
				fmt.Fprintf(&b, "%q, ", text)
			}
			b.WriteString("]}\n")
		}
		c, _ := Parse("errors.yaml", []byte(b.String()))
		var all []Operation
		for _, e := range c.Errors {
			for _, p := range e.Operations.Patterns {
				for _, o := range p.named() {
					if !slices.Contains(all, o) {
						all = append(all, o)
					}
				}
			}
		}
		for _, e := range c.Errors {
			var want []Operation
			for _, o := range all {
				if slices.ContainsFunc(e.Operations.Patterns, func(p OperationPattern) bool {
					return slices.Contains(p.named(), o) ||
						p.isPattern() && slices.Contains(p.Methods, o.Method) && strings.HasPrefix(o.Path, strings.TrimSuffix(p.Path, "*"))
				}) {
					want = append(want, o)
				}
			}
			if got := e.Operations.Resolved; !slices.Equal(got, want) {
				t.Fatalf("%s is on %v, want %v, in\n%s", e.Key.Value, got, want, b.String())
			}
		}
	}
}

// Patterns choose among the operations of all errors, so that a file of a hundred
// kilobytes could stand for gigabytes. It is said once, where it becomes too much.
func TestOperationLimit(t *testing.T) {
	const n = 1200
	data := patternCatalogue(n, func(int) string { return "GET /*" })
	c, ds := Parse("errors.yaml", data)
	at := maxResolved / n // the first error that is too much
	want := fmt.Sprintf("errors.yaml:%d:%d: error: the errors up to here are on more than 1048576 operations, counted anew for each error; "+
		"write operations: all where an error is on all of them [operation-limit]\n", 4+at, c.Errors[at].Operations.Pos().Column)
	if got := report(ds); got != want {
		t.Errorf("got %swant %s", got, want)
	}
	checkPlaces(t, c, ds)
	if n := len(c.Errors[at+1].Operations.Resolved); n != 0 {
		t.Errorf("the error behind it has %d operations", n)
	}
	_, ds = Parse("errors.yaml", patternCatalogue(1000, func(int) string { return "GET /*" }))
	if len(ds) > 0 {
		t.Errorf("1000 errors on 1000 operations: %s", report(ds))
	}
}

// reading counts how often a folder is read.
type reading struct {
	fstest.MapFS
	folders int
}

func (r *reading) ReadDir(name string) ([]fs.DirEntry, error) {
	r.folders++
	return r.MapFS.ReadDir(name)
}

// A folder is read once, however many of its files are missing.
func TestManyMissingFiles(t *testing.T) {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: shop\nerrors: {}\ninclude:\n")
	for i := range 500 {
		fmt.Fprintf(&b, "  - p/one%d.yaml\n  - q/two%d.yaml\n", i, i)
	}
	fsys := &reading{MapFS: fstest.MapFS{"errors.yaml": {Data: []byte(b.String())}, "p/one.yaml": {Data: []byte("errspec: 1\n")}}}
	_, ds, err := Load(fsys, "errors.yaml", Options{})
	if err != nil || countRule(ds, "include-missing") != 1000 || !strings.Contains(ds[0].Message, `did you mean "one.yaml"?`) {
		t.Errorf("%v, %.500s", err, report(ds))
	}
	if fsys.folders > 2 {
		t.Errorf("folders were read %d times, want twice", fsys.folders)
	}
}
