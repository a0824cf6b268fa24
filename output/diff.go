package output

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The diff is written here and not taken from a library for two reasons. This
// package keeps to the standard library, and every dependency of the tool is
// inherited by each service that adds a tool line for it to its go.mod. The
// known small libraries are no longer maintained (go-difflib), are meant for
// tests (go-internal/diff), or cannot be imported (golang.org/x/tools).
//
// The method is patience diff: lines that occur exactly once in both texts are
// matched along their longest common order, and the gaps between them are
// compared again in the same way. It suits generated files, whose declarations
// are full of unique lines, and it takes n log n time where Myers' method takes
// n times the number of differences. Gaps without such a line get an exact
// comparison as long as they are small.

const (
	contextLines = 3       // lines shown around a change, as in diff -u
	maxTable     = 1 << 18 // cells of the table of an exact comparison
	maxDepth     = 64      // gaps within gaps that are searched for unique lines
)

// match is a run of n equal lines, from a[i] and b[j].
type match struct{ i, j, n int }

// unified returns the difference of two texts as a unified diff with the given
// file names, or nothing when the texts are equal.
func unified(oldName, newName string, oldText, newText []byte) string {
	a, b := lines(string(oldText)), lines(string(newText))
	hs := hunks(matches(a, b), len(a), len(b))
	if len(hs) == 0 {
		return ""
	}
	var s strings.Builder
	fmt.Fprintf(&s, "--- %s\n+++ %s\n", oldName, newName)
	for _, h := range hs {
		h.write(&s, a, b)
	}
	return s.String()
}

// lines cuts a text behind each line feed. A last line without one is a line of
// its own kind, different from the same text with one.
func lines(text string) []string {
	cut := strings.SplitAfter(text, "\n")
	if cut[len(cut)-1] == "" {
		cut = cut[:len(cut)-1]
	}
	return cut
}

// matches returns the runs of lines that a and b have in common, in order, the
// longest possible ones.
func matches(a, b []string) []match {
	c := comparison{a: number(a, b)}
	c.a, c.b = c.a[:len(a)], c.a[len(a):]
	c.compare(0, len(a), 0, len(b), 0)
	return c.found
}

// number gives equal lines equal numbers, from 0, so that comparing two lines is
// comparing two numbers. The result holds the lines of all texts.
func number(texts ...[]string) []int {
	known := make(map[string]int)
	var numbers []int
	for _, text := range texts {
		for _, line := range text {
			n, ok := known[line]
			if !ok {
				n = len(known)
				known[line] = n
			}
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// comparison collects what two lists of line numbers have in common.
type comparison struct {
	a, b  []int
	found []match
}

// add notes n equal lines behind everything that was found before.
func (c *comparison) add(i, j, n int) {
	if n == 0 {
		return
	}
	if last := len(c.found) - 1; last >= 0 {
		if m := &c.found[last]; m.i+m.n == i && m.j+m.n == j {
			m.n += n
			return
		}
	}
	c.found = append(c.found, match{i, j, n})
}

// compare finds the common lines of a[i0:i1] and b[j0:j1].
func (c *comparison) compare(i0, i1, j0, j1, depth int) {
	head := 0
	for i0+head < i1 && j0+head < j1 && c.a[i0+head] == c.b[j0+head] {
		head++
	}
	c.add(i0, j0, head)
	i0, j0 = i0+head, j0+head
	tail := 0
	for i0 < i1-tail && j0 < j1-tail && c.a[i1-tail-1] == c.b[j1-tail-1] {
		tail++
	}
	i1, j1 = i1-tail, j1-tail
	if i0 < i1 && j0 < j1 {
		c.gap(i0, i1, j0, j1, depth)
	}
	c.add(i1, j1, tail)
}

// gap compares two ranges that begin and end differently.
func (c *comparison) gap(i0, i1, j0, j1, depth int) {
	if (i1-i0)*(j1-j0) <= maxTable {
		c.exact(i0, i1, j0, j1)
		return
	}
	if depth == maxDepth {
		return // all of it counts as replaced; correct, only not the shortest
	}
	anchors := c.anchors(i0, i1, j0, j1)
	if len(anchors) == 0 {
		return
	}
	for _, at := range anchors {
		if at.i < i0 || at.j < j0 {
			continue // within the run of equal lines that follows the anchor before
		}
		c.compare(i0, at.i, j0, at.j, depth+1)
		n := 0
		for at.i+n < i1 && at.j+n < j1 && c.a[at.i+n] == c.b[at.j+n] {
			n++
		}
		c.add(at.i, at.j, n)
		i0, j0 = at.i+n, at.j+n
	}
	c.compare(i0, i1, j0, j1, depth+1)
}

// anchors returns the lines that occur exactly once in both ranges, as many as
// stand in the same order in both.
func (c *comparison) anchors(i0, i1, j0, j1 int) []match {
	type place struct{ inA, inB, i, j int }
	places := make(map[int]*place)
	for i := i0; i < i1; i++ {
		p := places[c.a[i]]
		if p == nil {
			p = &place{}
			places[c.a[i]] = p
		}
		p.inA, p.i = p.inA+1, i
	}
	for j := j0; j < j1; j++ {
		if p := places[c.b[j]]; p != nil {
			p.inB, p.j = p.inB+1, j
		}
	}
	var unique []match
	for i := i0; i < i1; i++ {
		if p := places[c.a[i]]; p.inA == 1 && p.inB == 1 {
			unique = append(unique, match{p.i, p.j, 1})
		}
	}
	return increasing(unique)
}

// increasing returns the longest subsequence whose j rise, as its i do already.
// It keeps, for each length, the sequence of that length with the lowest end.
func increasing(ms []match) []match {
	ends := make([]int, 0, len(ms))   // by length-1: index of the last element
	before := make([]int, 0, len(ms)) // by index: the element before, or -1
	for k, m := range ms {
		at, _ := slices.BinarySearchFunc(ends, m.j, func(end, j int) int { return ms[end].j - j })
		if at == 0 {
			before = append(before, -1)
		} else {
			before = append(before, ends[at-1])
		}
		if at == len(ends) {
			ends = append(ends, k)
		} else {
			ends[at] = k
		}
	}
	chosen := make([]match, len(ends))
	if len(ends) > 0 {
		k := ends[len(ends)-1]
		for n := len(ends) - 1; n >= 0; n-- {
			chosen[n] = ms[k]
			k = before[k]
		}
	}
	return chosen
}

// exact compares two small ranges by a table of the lengths of their longest
// common subsequences.
func (c *comparison) exact(i0, i1, j0, j1 int) {
	n, m := i1-i0, j1-j0
	table := make([]int32, (n+1)*(m+1)) // [i][j]: length for a[i0+i:] and b[j0+j:]
	at := func(i, j int) *int32 { return &table[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if c.a[i0+i] == c.b[j0+j] {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case c.a[i0+i] == c.b[j0+j]:
			c.add(i0+i, j0+j, 1)
			i, j = i+1, j+1
		case *at(i+1, j) >= *at(i, j+1):
			i++
		default:
			j++
		}
	}
}

// edit replaces a[i0:i1] with b[j0:j1].
type edit struct{ i0, i1, j0, j1 int }

// hunk is a group of edits with the lines around them.
type hunk struct {
	edit
	edits []edit
}

// hunks groups what the matches leave out. Edits share a hunk when the lines
// between them would be shown by both.
func hunks(ms []match, lenA, lenB int) []hunk {
	var hs []hunk
	i, j := 0, 0
	for _, m := range append(ms, match{lenA, lenB, 0}) {
		if e := (edit{i, m.i, j, m.j}); e.i0 < e.i1 || e.j0 < e.j1 {
			around := edit{
				max(e.i0-contextLines, 0), min(e.i1+contextLines, lenA),
				max(e.j0-contextLines, 0), min(e.j1+contextLines, lenB),
			}
			if last := len(hs) - 1; last >= 0 && around.i0 <= hs[last].i1 {
				hs[last].i1, hs[last].j1 = around.i1, around.j1
				hs[last].edits = append(hs[last].edits, e)
			} else {
				hs = append(hs, hunk{around, []edit{e}})
			}
		}
		i, j = m.i+m.n, m.j+m.n
	}
	return hs
}

// write appends the hunk as text.
func (h hunk) write(s *strings.Builder, a, b []string) {
	fmt.Fprintf(s, "@@ -%s +%s @@\n", span(h.i0, h.i1), span(h.j0, h.j1))
	i := h.i0
	for _, e := range h.edits {
		writeLines(s, ' ', a[i:e.i0])
		writeLines(s, '-', a[e.i0:e.i1])
		writeLines(s, '+', b[e.j0:e.j1])
		i = e.i1
	}
	writeLines(s, ' ', a[i:h.i1])
}

// span writes a range of lines as unified diffs do: the first line and how many.
// One line goes without its count, and of none the line before is named.
func span(from, to int) string {
	switch to - from {
	case 0:
		return fmt.Sprintf("%d,0", from)
	case 1:
		return strconv.Itoa(from + 1)
	default:
		return fmt.Sprintf("%d,%d", from+1, to-from)
	}
}

func writeLines(s *strings.Builder, sign byte, text []string) {
	for _, line := range text {
		s.WriteByte(sign)
		s.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			s.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
