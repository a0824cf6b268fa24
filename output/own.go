package output

import (
	"bytes"
	"fmt"
	"regexp"
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
	line       int // of the marker that opens it, from 1
	first, end int // bytes of what stands between the markers
	open, shut []byte
}

var (
	marker = regexp.MustCompile(`^(?:<!--|\{/\*)\s*errspec:([a-z]*)\s*(.*?)\s*(?:-->|\*/\})$`)
	almost = regexp.MustCompile(`^(?:<!--|\{/\*)\s*errspec:`)
	fence  = regexp.MustCompile("^[\\s>]*(?:(?:[-*+]|[0-9]+[.)])\\s+)*(`{3,}|~{3,})(.*)$")
)

// brokenError is a marker that leaves open what is between it and another one.
type brokenError struct {
	line   int
	reason string
}

func (e *brokenError) Error() string { return e.reason }

// regions returns the regions of a file, in order.
func regions(data []byte) ([]region, *brokenError) {
	var all []region
	lines := map[string]int{} // by key
	var open *region
	inFence := ""
	at := 0
	for n := 1; at < len(data); n++ {
		line, _, _ := bytes.Cut(data[at:], []byte("\n"))
		next := min(at+len(line)+1, len(data))
		text := bytes.TrimSpace(line)
		m := marker.FindSubmatch(text)
		if f := fence.FindSubmatch(bytes.TrimRight(line, "\r")); f != nil {
			switch run, rest := string(f[1]), bytes.TrimSpace(f[2]); {
			case inFence == "" && (run[0] == '~' || !bytes.ContainsRune(rest, '`')):
				inFence = run
			case inFence != "" && run[0] == inFence[0] && len(run) >= len(inFence) && len(rest) == 0:
				inFence = ""
			}
		}
		switch {
		case inFence != "":
		case m == nil && almost.Match(text):
			return nil, &brokenError{n, "the marker does not end on its line"}
		case m == nil:
		case string(m[1]) == "keep" && len(m[2]) == 0:
			return nil, &brokenError{n, "the marker errspec:keep has no key, such as the code of an error"}
		case string(m[1]) == "keep" && open != nil:
			return nil, &brokenError{n, fmt.Sprintf("region %q opens inside region %q of line %d, which has no errspec:end before it", m[2], open.key, open.line)}
		case string(m[1]) == "keep":
			key := string(m[2])
			if first, twice := lines[key]; twice {
				return nil, &brokenError{n, fmt.Sprintf("region %q is there twice, in line %d too; one key is one region", key, first)}
			}
			lines[key] = n
			open = &region{key: key, line: n, first: next, open: text}
		case string(m[1]) == "end" && open == nil:
			return nil, &brokenError{n, "the marker errspec:end closes no region"}
		case string(m[1]) == "end":
			open.end, open.shut = at, text
			all = append(all, *open)
			open = nil
		default:
			return nil, &brokenError{n, fmt.Sprintf("the marker errspec:%s is none of errspec:keep and errspec:end", m[1])}
		}
		at = next
	}
	if open != nil {
		return nil, &brokenError{open.line, fmt.Sprintf("region %q has no errspec:end behind it, or an open code block hides it", open.key)}
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

// merge returns a new file with what people wrote in the old one. What has no
// place any more goes to the end, in its region, and is noted.
func merge(name string, data, old []byte) ([]byte, []Note, *brokenError) {
	into, broken := regions(data)
	if broken != nil {
		return nil, nil, broken
	}
	from, broken := regions(old)
	if broken != nil {
		return nil, nil, broken
	}
	words := map[string][]byte{}
	for _, r := range from {
		words[r.key] = old[r.first:r.end]
	}
	var filled bytes.Buffer
	at := 0
	for _, r := range into {
		filled.Write(data[at:r.first])
		if own, ok := words[r.key]; ok {
			filled.Write(own)
			delete(words, r.key)
			at = r.end
			continue
		}
		at = r.first
	}
	filled.Write(data[at:])
	var notes []Note
	for _, r := range from {
		if _, left := words[r.key]; !left || r.blank(old) {
			continue
		}
		fmt.Fprintf(&filled, "\n%s\n%s%s\n", r.open, old[r.first:r.end], r.shut)
		line := bytes.Count(filled.Bytes(), []byte("\n")) - bytes.Count(old[r.first:r.end], []byte("\n")) - 1
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
