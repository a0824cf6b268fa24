package edit

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// fingerprint says what a file says: its tree, its comments, and the findings that
// it has as a catalogue.
func fingerprint(name string, t *spec.Tree) print {
	var tree strings.Builder
	describe(&tree, t.Root, root)

	var comments []string
	f := &formatter{name: name, t: t}
	f.scalars(t.Root)
	slices.SortFunc(f.spans, func(a, b [2]int) int { return a[0] - b[0] })
	for _, c := range f.comments() {
		comments = append(comments, c.text)
	}
	slices.Sort(comments)

	_, ds := spec.Parse(name, t.Data)
	var findings []string
	for _, d := range ds {
		findings = append(findings, d.Rule+" "+d.Message)
	}
	slices.Sort(findings)
	return print{tree.String(), strings.Join(comments, "\n"), strings.Join(findings, "\n")}
}

// ordered returns the entries of a mapping in an order that does not depend on the
// layout. Where the order of keys says nothing they are sorted by rank; keys that
// the reference does not have keep theirs, among themselves.
func ordered(entries []string, n *yaml.Node, k *kind) []string {
	if k == nil || k.order == nil {
		return entries
	}
	type ranked struct {
		rank int
		text string
	}
	var list []ranked
	for i, e := range entries {
		rank := len(k.order)
		if key := n.Content[2*i]; key.Tag == "!!merge" {
			rank = -1
		} else if at := slices.Index(k.order, key.Value); at >= 0 {
			rank = at
		}
		list = append(list, ranked{rank, e})
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return a.rank - b.rank })
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = e.text
	}
	return out
}
