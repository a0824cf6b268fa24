package spec

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
)

// Block is a range of numbers that belong to a group. Both ends belong to it.
type Block struct {
	First, Last int64
}

// Contains reports whether a number lies in the block.
func (b Block) Contains(n int64) bool { return b.First <= n && n <= b.Last }

// String returns "1000-1999".
func (b Block) String() string { return fmt.Sprintf("%d-%d", b.First, b.Last) }

// numbers reads a block of numbers.
func numbers() shape[At[Block]] {
	t := text(line)
	t.wrong = func(_ *yaml.Node, f form) (hint, fix string, known bool) {
		return "; write a block of numbers, such as 1000-1999", "", f&(numberForm|boolForm|dateForm) != 0
	}
	s := as(t, func(d *decoder, v At[string], into *At[Block]) {
		if into.place(v.spot); !v.Written() {
			return
		}
		b, why := parseBlock(v.Value)
		if why != "" {
			d.ds.Add("number-range", v.Pos(), nil, "%q %s", quotable(v.Value), why)
			return
		}
		into.write(b)
	})
	return states(s, schema{{"type", "string"}, {"pattern", "^(0|[1-9][0-9]*) *- *(0|[1-9][0-9]*)$"}})
}

// parseBlock reads FIRST-LAST.
func parseBlock(text string) (b Block, why string) {
	first, last, found := strings.Cut(text, "-")
	var okFirst, okLast bool
	b.First, okFirst = wholeNumber(strings.TrimSpace(first))
	b.Last, okLast = wholeNumber(strings.TrimSpace(last))
	switch {
	case !found || !okFirst || !okLast || b.First < 0 || b.Last < 0:
		return Block{}, "is no block of numbers, such as 1000-1999"
	case b.First > b.Last:
		return Block{}, "ends before it begins"
	}
	return b, ""
}

// blockRun is a run of numbers without a gap, and the groups whose blocks make it,
// in the order of the catalogue. Where blocks do not meet it is one.
type blockRun struct {
	Block
	groups []*Group
}

// blockRuns puts blocks that meet together, in the order of their numbers.
func blockRuns(groups []*Group) []blockRun {
	var runs []blockRun
	byFirst := slices.SortedFunc(slices.Values(groups), func(a, b *Group) int {
		return cmp.Compare(a.Numbers.Value.First, b.Numbers.Value.First)
	})
	for _, g := range byFirst {
		b := g.Numbers.Value
		if last := len(runs) - 1; last >= 0 && b.First <= runs[last].Last {
			runs[last].Last = max(runs[last].Last, b.Last)
			continue
		}
		runs = append(runs, blockRun{Block: b})
	}
	for _, g := range groups {
		r := runAt(runs, g.Numbers.Value.First)
		r.groups = append(r.groups, g)
	}
	return runs
}

// runAt returns the run that a number lies in, or an empty one.
func runAt(runs []blockRun, n int64) *blockRun {
	i := sort.Search(len(runs), func(i int) bool { return n <= runs[i].Last })
	if i == len(runs) || !runs[i].Contains(n) {
		return &blockRun{}
	}
	return &runs[i]
}

// numberBlocks looks at the blocks of the groups, and at the numbers that lie
// outside the one of their group.
func (p *practice) numberBlocks() {
	f := p.f
	blocks := map[string]*Group{}
	var seen []*Group
	for _, g := range f.c.Groups {
		if g.Numbers.Written() {
			seen = append(seen, g)
			blocks[g.ID.Value] = g
		}
	}
	if len(seen) == 0 {
		return
	}
	runs := blockRuns(seen)
	for _, g := range seen {
		b := g.Numbers.Value
		for _, other := range runAt(runs, b.First).groups {
			if other == g {
				break // those behind it report it
			}
			if o := other.Numbers.Value; o.First <= b.Last && b.First <= o.Last {
				f.say("number-range", g.Numbers.Pos(), about{related: at(other.Numbers.Pos(), "the other one is here")},
					"block %s of group %q meets block %s of group %q", b, g.ID.Value, o, other.ID.Value)
				break
			}
		}
	}
	for _, e := range f.c.Errors {
		n := e.Number
		if !n.Written() || n.Value.Auto {
			continue
		}
		f.owner = e
		if g := blocks[e.Group.Value]; g != nil {
			if !g.Numbers.Value.Contains(n.Value.Value) {
				f.say("number-block", n.Pos(), about{related: at(g.Numbers.Pos(), "the block is here")},
					"number %d lies outside the block %s of group %q", n.Value.Value, g.Numbers.Value, g.ID.Value)
			}
			continue
		}
		for _, g := range runAt(runs, n.Value.Value).groups {
			if g.Numbers.Value.Contains(n.Value.Value) {
				f.say("number-block", n.Pos(), about{related: at(g.Numbers.Pos(), "the block is here")},
					"number %d lies in the block %s of group %q, which error %q does not belong to", n.Value.Value, g.Numbers.Value, g.ID.Value, e.Key.Value)
				break
			}
		}
	}
	f.owner = nil
}
