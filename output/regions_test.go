package output

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
)

// merge fills a new file with the words of an old one.
func merge(name string, data, old []byte) ([]byte, []Note, *brokenError) {
	into, broken := regions(data)
	if broken != nil {
		return nil, nil, broken
	}
	return keepWords(name, data, into, old)
}

// The grammar of what regions looks for in a line.
var (
	markerForm = regexp.MustCompile(`^(?:<!--|\{/\*)\s*errspec:([a-z]*)\s*(.*?)\s*(?:-->|\*/\})$`)
	begunForm  = regexp.MustCompile(`^(?:<!--|\{/\*)\s*errspec:`)
	fenceForm  = regexp.MustCompile("^[\\s>]*(?:(?:[-*+]|[0-9]+[.)])\\s+)*(`{3,}|~{3,})(.*)$")
)

// What is read letter by letter, as pages are large, is what the grammar says.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		"", "a", "<!-- errspec:keep a -->", "  {/*errspec:keep  a b */}\r", "<!-- errspec:end-->", "<!-- errspec:keep x --", "<!-- errspec: -->",
		"\u00a0<!-- errspec:keep x -->", "\v<!-- errspec:end -->", "<!-- x errspec:end -->", "<!-- errspec:keep --> -->", "> <!-- errspec:end -->", "<!--\verrspec:end -->",
		"```", "  ~~~~ go", "> > - 1. ```", "12) ~~~", "-```", "1.\t```", "- + * ```x``` y", "``~", "1 ```", ">-  \f```", "1) 2. >```", "\xff```", "\u2003```",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.IndexByte(line, '\n') >= 0 {
			return
		}
		var run, rest []byte
		var word, key []byte
		var begun, ok bool
		if matters(line) {
			run, rest = fenceIn(line)
			word, key, begun, ok = markerIn(bytes.TrimSpace(line))
		}
		var wantRun, wantRest []byte
		if m := fenceForm.FindSubmatch(bytes.TrimRight(line, "\r")); m != nil {
			wantRun, wantRest = m[1], m[2]
		}
		if !bytes.Equal(run, wantRun) || !bytes.Equal(bytes.TrimSpace(rest), bytes.TrimSpace(wantRest)) {
			t.Errorf("%q: fence %q and %q, want %q and %q", line, run, rest, wantRun, wantRest)
		}
		text := bytes.TrimSpace(line)
		m := markerForm.FindSubmatch(text)
		if begun != begunForm.Match(text) || ok != (m != nil) {
			t.Errorf("%q: a marker begins %v and ends %v, want %v and %v", line, begun, ok, begunForm.Match(text), m != nil)
		}
		if m != nil && (!bytes.Equal(word, m[1]) || !bytes.Equal(key, m[2])) {
			t.Errorf("%q: marker %q with key %q, want %q with %q", line, word, key, m[1], m[2])
		}
	})
}

// Lines are found by the words in them, wherever these stand.
func TestLinesWith(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		var page []byte
		for range r.IntN(20) {
			page = append(page, []string{"ab", "cc", "a", "c", " ", "\n", "\n"}[r.IntN(7)]...)
		}
		var want, got []string
		for line := range bytes.SplitAfterSeq(page, []byte("\n")) {
			if bytes.Contains(line, []byte("ab")) || bytes.Contains(line, []byte("cc")) {
				want = append(want, string(line))
			}
		}
		for begin, end := range linesWith(page, []byte("ab"), []byte("cc")) {
			got = append(got, string(page[begin:end]))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q: got %q, want %q", page, got, want)
		}
	}
}
