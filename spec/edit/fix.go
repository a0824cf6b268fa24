package edit

import (
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// Fix mends the findings that can be mended without asking; see [spec.Repair]. It
// returns what the files that change hold then, and the findings that are gone.
//
// check reads the catalogue with changed files in place of those on disk and
// returns its findings. A repair that brings a finding with it is not made.
func Fix(c *spec.Catalog, findings spec.Diagnostics, check func(files map[string][]byte) (*spec.Catalog, spec.Diagnostics, error)) (files map[string][]byte, fixed spec.Diagnostics, err error) {
	files = map[string][]byte{}
	// One repair can open the way to another. Each round mends at least one finding.
	for {
		var open spec.Diagnostics
		for _, d := range findings {
			if d.Repair != 0 {
				open = append(open, d)
			}
		}
		next, done := mend(c, open)
		if len(done) == 0 {
			return files, fixed, nil
		}
		changed, after, err := check(overlaid(files, next))
		if err != nil {
			return nil, nil, err
		}
		if len(Added(findings, after)) > 0 {
			// Not all of them together: one after the other shows which.
			done = nil
			for _, d := range open {
				one, ok := mend(c, spec.Diagnostics{d})
				if len(ok) == 0 {
					continue
				}
				catalog, left, err := check(overlaid(files, one))
				if err != nil {
					return nil, nil, err
				}
				if len(Added(findings, left)) == 0 && len(left) < len(findings) {
					next, done, changed, after = one, ok, catalog, left
					break
				}
			}
			if len(done) == 0 {
				return files, fixed, nil
			}
		}
		if len(after) >= len(findings) {
			return files, fixed, nil
		}
		files, fixed = overlaid(files, next), append(fixed, done...)
		c, findings = changed, after
	}
}

func overlaid(files, more map[string][]byte) map[string][]byte {
	all := map[string][]byte{}
	for name, data := range files {
		all[name] = data
	}
	for name, data := range more {
		all[name] = data
	}
	return all
}

// mend makes the repairs of findings, those that do not meet another one. It
// returns what changes, and which findings were mended.
func mend(c *spec.Catalog, findings spec.Diagnostics) (files map[string][]byte, done spec.Diagnostics) {
	splices := map[string][]splice{}
	trees := map[string]*spec.Tree{}
	shrunk := map[*yaml.Node]bool{} // mappings that lose an entry, one in a round
	entries := map[spec.Pos]spot{}
	for _, d := range findings {
		name := d.Pos.File
		t, known := trees[name]
		if !known {
			t, _ = read(name, c.Sources[name])
			trees[name] = t
			if t != nil {
				spots(name, t.Root, nil, entries)
			}
		}
		if t == nil {
			continue
		}
		s, from, ok := repair(name, t, d, entries[d.Pos])
		if !ok || overlaps(splices[name], s) || shrunk[from] {
			continue
		}
		if from != nil {
			shrunk[from] = true
		}
		splices[name] = append(splices[name], s)
		done = append(done, d)
	}
	files = map[string][]byte{}
	for name, list := range splices {
		files[name] = apply(trees[name], list)
	}
	return files, done
}

func overlaps(list []splice, s splice) bool {
	for _, other := range list {
		if s.start < other.end && other.start < s.end || s.start == other.start {
			return true
		}
	}
	return false
}

// repair is the splice that mends a finding, and the mapping that an entry is taken
// out of, if one is.
func repair(name string, t *spec.Tree, d spec.Diagnostic, at spot) (s splice, shrunk *yaml.Node, ok bool) {
	from := t.Offset(d.Pos.Line, d.Pos.Column)
	switch d.Repair {
	case spec.RepairReplace, spec.RepairDelete:
		if d.End.Line != d.Pos.Line || d.End.Column <= d.Pos.Column {
			return splice{}, nil, false
		}
		to := t.Offset(d.End.Line, d.End.Column)
		if d.Repair == spec.RepairDelete {
			return splice{start: from, end: to}, nil, true
		}
		return splice{from, to, d.Fix}, nil, d.Fix != ""
	case spec.RepairEntry:
		return withoutEntry(name, t, at)
	}
	return splice{}, nil, false
}

// spot is where an entry of a mapping stands: its mapping, the one that holds that
// one as a value, and so on; and its index in the first of them.
type spot struct {
	mappings []*yaml.Node // the innermost last; lists end the row
	index    int
}

// spots notes the entries of all mappings by the places of their keys.
func spots(name string, n *yaml.Node, above []*yaml.Node, at map[spec.Pos]spot) {
	if n.Kind != yaml.MappingNode {
		for _, child := range n.Content {
			spots(name, child, nil, at)
		}
		return
	}
	above = append(above[:len(above):len(above)], n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		at[pos(name, n.Content[i])] = spot{above, i}
		spots(name, n.Content[i+1], above, at)
	}
}

// withoutEntry takes an entry out; of one alone in its mapping, the key of that
// mapping goes with it.
func withoutEntry(name string, t *spec.Tree, s spot) (cutOut splice, shrunk *yaml.Node, ok bool) {
	if len(s.mappings) == 0 {
		return splice{}, nil, false
	}
	last := len(s.mappings) - 1
	n, i := s.mappings[last], s.index
	for len(n.Content) == 2 && last > 0 {
		value := n
		last--
		n = s.mappings[last]
		for k := 1; k < len(n.Content); k += 2 {
			if n.Content[k] == value {
				i = k - 1
			}
		}
	}
	if n.Content[i].Anchor != "" || n.Content[i+1].Anchor != "" {
		return splice{}, nil, false // somebody may use it
	}
	cutOut, err := cut(name, t, n, i)
	return cutOut, n, err == nil
}
