package edit

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// Given is a number that an error was given.
type Given struct {
	Error  *spec.Error
	Number int64
}

// Number gives numbers to the errors that say number: auto, in the order of the
// catalogue. Each gets the next one behind the highest of its group's block, and
// without a block behind the highest of all that lie in none. Numbers of errors and
// of retired codes are never given again, nor is one below the highest, which may
// have been public before.
//
// It returns what the files that change hold then. A block that is used up and a
// number that several errors share by an alias are a [*Refusal].
func Number(c *spec.Catalog) (files map[string][]byte, given []Given, err error) {
	blocks := map[string]*spec.Group{}
	var all []spec.Block
	for _, g := range c.Groups {
		if g.Numbers.Written() {
			blocks[g.ID.Value] = g
			all = append(all, g.Numbers.Value)
		}
	}
	highest := map[string]int64{} // by group, "" for numbers in no block
	for id, g := range blocks {
		highest[id] = g.Numbers.Value.First - 1
	}
	note := func(n int64) {
		for id, g := range blocks {
			if g.Numbers.Value.Contains(n) {
				highest[id] = max(highest[id], n)
				return
			}
		}
		highest[""] = max(highest[""], n)
	}
	for _, e := range c.Errors {
		if e.Number.Written() && !e.Number.Value.Auto {
			note(e.Number.Value.Value)
		}
	}
	for _, r := range c.Retired {
		if r.Number.Written() && !r.Number.Value.Auto {
			note(r.Number.Value.Value)
		}
	}

	places := map[spec.Pos]*spec.Error{}
	splices := map[string][]splice{}
	trees := map[string]*spec.Tree{}
	words := map[spec.Pos]*yaml.Node{}
	for _, e := range c.Errors {
		if !e.Number.Value.Auto {
			continue
		}
		if first := places[e.Number.Pos()]; first != nil {
			return nil, nil, refuse(e.Number.Pos(), "%q and %q share this number: auto; write it at each of them", first.Key.Value, e.Key.Value)
		}
		places[e.Number.Pos()] = e
		id := e.Group.Value
		if blocks[id] == nil {
			id = ""
		}
		n := highest[id] + 1
		if g := blocks[id]; g != nil && !g.Numbers.Value.Contains(n) {
			return nil, nil, refuse(g.Numbers.Pos(), "block %s of group %q has no number behind %d for %q; widen it", g.Numbers.Value, id, n-1, e.Key.Value)
		}
		if id == "" {
			n = outside(all, n)
		}
		if n < highest[id] { // behind the highest there is
			return nil, nil, refuse(e.Number.Pos(), "there is no number behind %d for %q; give its group a block: numbers: 1000-1999", int64(math.MaxInt64), e.Key.Value)
		}
		highest[id] = n
		given = append(given, Given{e, n})

		name := e.Number.Pos().File
		t := trees[name]
		if t == nil {
			if t, err = read(name, c.Sources[name]); err != nil {
				return nil, nil, err
			}
			trees[name] = t
			scalars(name, t.Root, words)
		}
		auto := words[e.Number.Pos()]
		if auto == nil || auto.Value != "auto" || auto.Style&yaml.TaggedStyle != 0 {
			return nil, nil, refuse(e.Number.Pos(), "number: auto of %q is not written here as a plain word; write it so", e.Key.Value)
		}
		splices[name] = append(splices[name], splice{t.ValueStart(auto), t.End(auto), strconv.FormatInt(n, 10)})
	}
	files = map[string][]byte{}
	for name, list := range splices {
		files[name] = apply(trees[name], list)
		if _, err := read(name, files[name]); err != nil {
			return nil, nil, fmt.Errorf("number %s: %w", name, err)
		}
	}
	return files, given, nil
}

// outside returns the number, or the first behind it that lies in no block.
func outside(blocks []spec.Block, n int64) int64 {
	blocks = slices.Clone(blocks)
	slices.SortFunc(blocks, func(a, b spec.Block) int { return int(min(max(a.First-b.First, -1), 1)) })
	for _, b := range blocks {
		if n >= 0 && b.Contains(n) {
			n = b.Last + 1 // negative behind the highest number there is
		}
	}
	return n
}

// scalars notes the scalars of a file by their places.
func scalars(name string, n *yaml.Node, at map[spec.Pos]*yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		at[pos(name, n)] = n
	}
	for _, child := range n.Content {
		scalars(name, child, at)
	}
}

// Clash is one number that two versions of a catalogue give to different errors.
type Clash struct {
	Number int64
	Ours   *spec.Error // of the catalogue that was asked about
	Theirs string      // key of the error, or retired code, of the other one
}

// Clashes compares a catalogue with another version of it, such as the one on the
// branch that it is to be merged into. It returns, in order of numbers, those that
// the two have given to different errors.
func Clashes(ours, theirs *spec.Catalog) []Clash {
	taken := map[int64]string{}
	for _, e := range theirs.Errors {
		if n := e.Number; n.Written() && !n.Value.Auto {
			taken[n.Value.Value] = e.Key.Value
		}
	}
	for _, r := range theirs.Retired {
		if n := r.Number; n.Written() && !n.Value.Auto {
			taken[n.Value.Value] = r.Key.Value
		}
	}
	var list []Clash
	for _, e := range ours.Errors {
		n := e.Number
		if !n.Written() || n.Value.Auto {
			continue
		}
		if other, found := taken[n.Value.Value]; found && other != e.Key.Value {
			list = append(list, Clash{n.Value.Value, e, other})
		}
	}
	slices.SortStableFunc(list, func(a, b Clash) int { return int(min(max(a.Number-b.Number, -1), 1)) })
	return list
}
