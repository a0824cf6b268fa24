package output

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// A page may have regions in which people write. Each stands between two comments
// on lines of their own and has a key that says what it is about:
//
//	<!-- errspec:keep item_not_found -->
//	What support asks first: is the ID from the test system?
//	<!-- errspec:end -->
//
// In MDX a comment is {/* errspec:keep item_not_found */}. A region is found by
// its key, wherever it stands, so that it stays with its error when everything
// around it moves. In a code block a marker is text.
type region struct {
	key        string
	open, shut int // bytes of the page: where the line that opens it begins, and the one that closes it ends
	first, end int // bytes of what stands between these lines
}

// brokenError is a marker that leaves open what is between it and another one.
type brokenError struct {
	line   int
	reason string
}

func (e *brokenError) Error() string { return e.reason }

// isBlank reports whether a letter is one that the lines of a page are indented and
// padded with.
func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\f' || r == '\r' }

// matters reports whether a line may be a marker or the fence of a code block. Most
// lines are neither, which their first letter tells.
func matters(line []byte) bool {
	for _, c := range line {
		switch c {
		case ' ', '\t', '\f', '\r', '\v', '>':
		case '<', '{', '`', '~', '-', '*', '+':
			return true
		default:
			return '0' <= c && c <= '9' || c >= utf8.RuneSelf // a blank of Unicode, perhaps
		}
	}
	return false
}

// markerIn takes a line that is a marker apart: "keep" and "item_not_found". The
// blanks around the line are gone. Begun says that it begins as a marker does; ok,
// that it ends as one, too.
func markerIn(line []byte) (word, key []byte, begun, ok bool) {
	rest, comment := bytes.CutPrefix(line, []byte("<!--"))
	if !comment {
		if rest, comment = bytes.CutPrefix(line, []byte("{/*")); !comment {
			return nil, nil, false, false
		}
	}
	if rest, begun = bytes.CutPrefix(bytes.TrimLeftFunc(rest, isBlank), []byte("errspec:")); !begun {
		return nil, nil, false, false
	}
	if rest, ok = bytes.CutSuffix(rest, []byte("-->")); !ok {
		rest, ok = bytes.CutSuffix(rest, []byte("*/}"))
	}
	n := 0
	for n < len(rest) && 'a' <= rest[n] && rest[n] <= 'z' {
		n++
	}
	return rest[:n], bytes.TrimFunc(rest[n:], isBlank), true, ok
}

// fenceIn returns the run of ` or ~ with which a line opens or closes a code block,
// in a quotation and in lists too, and what stands behind it. Run is empty when the
// line does no such thing.
func fenceIn(line []byte) (run, rest []byte) {
	line = bytes.TrimLeftFunc(line, func(r rune) bool { return r == '>' || isBlank(r) })
	for bullet := bulletIn(line); bullet > 0; bullet = bulletIn(line) {
		line = bytes.TrimLeftFunc(line[bullet:], isBlank)
	}
	n := 0
	for n < len(line) && line[n] == line[0] && (line[0] == '`' || line[0] == '~') {
		n++
	}
	if n < 3 {
		return nil, nil
	}
	return line[:n], line[n:]
}

// bulletIn returns the length of the bullet or number of a list, with a blank behind
// it, that a line begins with; 0: none.
func bulletIn(line []byte) int {
	n, ends := 0, "-*+"
	for n < len(line) && '0' <= line[n] && line[n] <= '9' {
		n, ends = n+1, ".)"
	}
	if n+1 < len(line) && strings.IndexByte(ends, line[n]) >= 0 && isBlank(rune(line[n+1])) {
		return n + 2
	}
	return 0
}

// lineWords are words of which one stands in every line that is a marker or a fence.
var lineWords = [][]byte{[]byte("<!--"), []byte("{/*"), []byte("```"), []byte("~~~")}

// linesWith returns the lines of a page in which one of the words stands, in order: where
// each begins, and where it ends behind its line break. Few lines of a page do, and
// these are found much faster than all of them are read.
func linesWith(page []byte, words ...[]byte) iter.Seq2[int, int] {
	return func(yield func(begin, end int) bool) {
		next := make([]int, len(words)) // where each word stands, at or behind the line at hand
		for at := 0; at < len(page); {
			found := len(page)
			for i, word := range words {
				if next[i] <= at {
					next[i] = len(page)
					if n := bytes.Index(page[at:], word); n >= 0 {
						next[i] = at + n
					}
				}
				found = min(found, next[i])
			}
			if found == len(page) {
				return
			}
			begin, end := at+bytes.LastIndexByte(page[at:found], '\n')+1, len(page)
			if n := bytes.IndexByte(page[found:], '\n'); n >= 0 {
				end = found + n + 1
			}
			if !yield(begin, end) {
				return
			}
			at = end
		}
	}
}

// regions returns the regions of a file, in order.
func regions(data []byte) ([]region, *brokenError) {
	lineOf := func(at int) int { return 1 + bytes.Count(data[:at], []byte("\n")) }
	broken := func(at int, format string, args ...any) ([]region, *brokenError) {
		return nil, &brokenError{lineOf(at), fmt.Sprintf(format, args...)}
	}
	likely := bytes.Count(data, []byte("<!-- errspec:keep ")) // few are spelled in another way
	all := make([]region, 0, likely)
	known := make(map[string]struct{}, likely) // keys
	var open *region
	var inFence []byte
	for begin, end := range linesWith(data, lineWords...) {
		line := bytes.TrimSuffix(data[begin:end], []byte("\n"))
		if !matters(line) {
			continue
		}
		if run, rest := fenceIn(line); run != nil {
			switch rest = bytes.TrimSpace(rest); {
			case inFence == nil && (run[0] == '~' || bytes.IndexByte(rest, '`') < 0):
				inFence = run
			case inFence != nil && run[0] == inFence[0] && len(run) >= len(inFence) && len(rest) == 0:
				inFence = nil
			}
			continue
		}
		if inFence != nil {
			continue
		}
		word, key, begun, ok := markerIn(bytes.TrimSpace(line))
		switch {
		case !begun:
		case !ok:
			return broken(begin, "the marker does not end on its line")
		case string(word) == "keep" && len(key) == 0:
			return broken(begin, "the marker errspec:keep has no key, such as the code of an error")
		case string(word) == "keep" && open != nil:
			return broken(begin, "region %q opens inside region %q of line %d, which has no errspec:end before it", key, open.key, lineOf(open.open))
		case string(word) == "keep":
			if _, twice := known[string(key)]; twice {
				first := all[slices.IndexFunc(all, func(r region) bool { return r.key == string(key) })]
				return broken(begin, "region %q is there twice, in line %d too; one key is one region", key, lineOf(first.open))
			}
			all = append(all, region{key: string(key), open: begin, first: end})
			open = &all[len(all)-1]
			known[open.key] = struct{}{}
		case string(word) == "end" && open == nil:
			return broken(begin, "the marker errspec:end closes no region")
		case string(word) == "end":
			open.end, open.shut = begin, end
			open = nil
		default:
			return broken(begin, "the marker errspec:%s is none of errspec:keep and errspec:end", word)
		}
	}
	if open != nil {
		return broken(open.open, "region %q has no errspec:end behind it, or an open code block hides it", open.key)
	}
	return all, nil
}

// blank reports whether nobody has written anything in a region.
func (r region) blank(data []byte) bool { return len(bytes.TrimSpace(data[r.first:r.end])) == 0 }

// Note is something that a user should know of a file, and that stops nothing.
type Note struct {
	Path    string // as in File
	Line    int    // from 1; 0: the file as a whole
	Message string
}

// keepWords returns a new file, whose regions are into, with what people wrote in the old
// one. What has no place any more goes to the end, in its region, and is noted.
func keepWords(name string, data []byte, into []region, old []byte) ([]byte, []Note, *brokenError) {
	from, broken := regions(old)
	if broken != nil {
		return nil, nil, broken
	}
	words := make(map[string][]byte, len(from))
	for _, r := range from {
		words[r.key] = old[r.first:r.end]
	}
	var filled bytes.Buffer
	at := 0
	for _, r := range into {
		own, ok := words[r.key]
		delete(words, r.key)
		if ok && !bytes.Equal(own, data[r.first:r.end]) {
			filled.Write(data[at:r.first])
			filled.Write(own)
			at = r.end
		}
	}
	lost := slices.DeleteFunc(from, func(r region) bool { return words[r.key] == nil || r.blank(old) })
	if at == 0 && len(lost) == 0 {
		return data, nil, nil // as nearly always; pages can be large
	}
	filled.Write(data[at:])
	var notes []Note
	line, counted := 0, 0 // line breaks in filled, up to where they are counted
	for _, r := range lost {
		fmt.Fprintf(&filled, "\n%s\n", bytes.TrimSpace(old[r.open:r.first]))
		line += bytes.Count(filled.Bytes()[counted:], []byte("\n"))
		counted = filled.Len()
		fmt.Fprintf(&filled, "%s%s\n", old[r.first:r.end], bytes.TrimSpace(old[r.end:r.shut]))
		notes = append(notes, Note{name, line, fmt.Sprintf(
			"region %q belongs to nothing on the page any more; what stands in it is kept at the end, to be moved or deleted", r.key)})
	}
	return filled.Bytes(), notes, nil
}

// holdsWords reports whether people have written in a page, or may have: what
// is behind a broken marker is theirs.
func holdsWords(data []byte) bool {
	all, broken := regions(data)
	if broken != nil {
		return true
	}
	for _, r := range all {
		if !r.blank(data) {
			return true
		}
	}
	return false
}
