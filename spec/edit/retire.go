package edit

import (
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// Retirement says what becomes of a code.
type Retirement struct {
	Code   string // key of the error
	Use    string // its successor: an error or a retired code; empty: none
	In     string // release that takes it out; empty: not said
	Reason string // empty: not said
}

// Retire takes an error out of the file that it stands in, and puts its code under
// retired in the same file, with the wire code and the number that stay taken. The
// comment right above the error goes with it; all other bytes stay.
//
// It returns the name of the file and what it holds then. What keeps the error from
// being taken out is a [*Refusal]: it is not there, or something in it is used
// elsewhere.
func Retire(c *spec.Catalog, r Retirement) (name string, data []byte, err error) {
	e := c.Error(r.Code)
	if e == nil || e.Supplied {
		return "", nil, refuse(spec.Pos{File: c.File}, "%q is no error of the catalogue", r.Code)
	}
	name = e.Key.Pos().File
	t, err := read(name, c.Sources[name])
	if err != nil {
		return "", nil, err
	}
	at := lookUp(t.Root, "errors")
	if at < 0 || t.Root.Content[at+1].Kind != yaml.MappingNode {
		return "", nil, refuse(e.Key.Pos(), "error %q comes in by an alias or a merge; take it out by hand", r.Code)
	}
	errors := t.Root.Content[at+1]
	i := lookUp(errors, r.Code)
	if i < 0 {
		return "", nil, refuse(e.Key.Pos(), "error %q comes in by an alias or a merge; take it out by hand", r.Code)
	}
	if err := unused(name, t.Root, errors.Content[i], errors.Content[i+1]); err != nil {
		return "", nil, err
	}
	var splices []splice
	if len(errors.Content) == 2 && bracket(t, errors) < 0 {
		// Nothing is left: an empty mapping is written {}.
		out, err := cut(name, t, errors, i)
		if err != nil {
			return "", nil, err
		}
		after := valueEnd(t, t.Root.Content[at], &yaml.Node{Kind: yaml.ScalarNode})
		if errors.Anchor != "" || errors.Style&yaml.TaggedStyle != 0 {
			return "", nil, refuse(pos(name, errors), "the mapping of errors has an anchor or a tag, and would be empty; take the error out by hand")
		}
		splices = append(splices, splice{after, after, " {}"}, out)
	} else {
		out, err := cut(name, t, errors, i)
		if err != nil {
			return "", nil, err
		}
		splices = append(splices, out)
	}
	put, err := putRetired(name, t, at, r.Code, retiredEntry(e, r), &splices[len(splices)-1])
	if err != nil {
		return "", nil, err
	}
	if put != nil {
		splices = append(splices, *put)
	}
	data = apply(t, splices)
	after, err := read(name, data)
	if err != nil {
		return "", nil, refuse(e.Key.Pos(), "error %q cannot be taken out here: %s", r.Code, err)
	}
	if err := unchanged(name, t, after, r.Code); err != nil {
		return "", nil, err
	}
	return name, data, nil
}

// unchanged makes sure that all but the entries of a code says what it said before.
// A text in a block ends where the next line says so: one that keeps the empty
// lines behind it, and one that the file ends in, can be touched from outside.
func unchanged(name string, before, after *spec.Tree, code string) error {
	old, now := besides(before, code), besides(after, code)
	for i, x := range old {
		if i < len(now) && x.says == now[i].says {
			continue
		}
		if n := len(before.Data); i == len(old)-1 && before.Data[n-1] != '\n' && before.Data[n-1] != '\r' {
			return refuse(pos(name, x.key), "the file ends in a text of %q without a line break, and what comes behind it would give it one; end the last line", x.key.Value)
		}
		return refuse(pos(name, x.key), "%q would not say the same any more; take %q out by hand", x.key.Value, code)
	}
	if len(now) > len(old) {
		return refuse(spec.Pos{File: name}, "%q would be there without %q; take %q out by hand", now[len(old)].key.Value, code, code)
	}
	return nil
}

// said is an entry and what it says.
type said struct {
	key  *yaml.Node
	says string
}

// besides lists the entries of a file, those of errors and retired one by one and
// without a code.
func besides(t *spec.Tree, code string) []said {
	var list []said
	add := func(m *yaml.Node, i int) {
		var b strings.Builder
		describe(&b, m.Content[i], nil)
		describe(&b, m.Content[i+1], nil)
		list = append(list, said{m.Content[i], b.String()})
	}
	for i := 0; i+1 < len(t.Root.Content); i += 2 {
		key, value := t.Root.Content[i].Value, t.Root.Content[i+1]
		switch section := key == "errors" || key == "retired"; {
		case section && value.Kind == yaml.MappingNode:
			for k := 0; k+1 < len(value.Content); k += 2 {
				if value.Content[k].Value != code {
					add(value, k)
				}
			}
		case section && isNothing(value):
		default:
			add(t.Root, i)
		}
	}
	return list
}

// unused makes sure that no alias outside an entry names an anchor inside it.
func unused(name string, root, key, value *yaml.Node) error {
	inside := map[*yaml.Node]bool{}
	var collect func(n *yaml.Node)
	collect = func(n *yaml.Node) {
		inside[n] = true
		for _, child := range n.Content {
			collect(child)
		}
	}
	collect(key)
	collect(value)
	var look func(n *yaml.Node) error
	look = func(n *yaml.Node) error {
		if inside[n] {
			return nil
		}
		if n.Kind == yaml.AliasNode && inside[n.Alias] {
			return refuse(pos(name, n), "the alias *%s is of an anchor in %q; move the anchor first", n.Value, key.Value)
		}
		for _, child := range n.Content {
			if err := look(child); err != nil {
				return err
			}
		}
		return nil
	}
	return look(root)
}

// retiredEntry is what stands under the code in retired.
func retiredEntry(e *spec.Error, r Retirement) string {
	var parts []string
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, key+": "+value)
		}
	}
	if r.In != "" {
		add("in", doubleQuoted(r.In))
	}
	if r.Use != "" {
		add("use", word(r.Use))
	}
	if r.Reason != "" {
		add("reason", word(r.Reason))
	}
	if e.Code.Value != e.Key.Value {
		add("code", doubleQuoted(e.Code.Value))
	}
	if n := e.Number; n.Written() && !n.Value.Auto {
		add("number", strconv.FormatInt(n.Value.Value, 10))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// putRetired makes the splice that adds an entry to retired. Where that is right
// behind what out takes away, it becomes the text of out, and the result is nil.
func putRetired(name string, t *spec.Tree, errorsAt int, code, entry string, out *splice) (*splice, error) {
	br := breakOf(t)
	key := word(code)
	at := lookUp(t.Root, "retired")
	if at < 0 {
		if bracket(t, t.Root) >= 0 {
			last := len(t.Root.Content)
			to := valueEnd(t, t.Root.Content[last-2], t.Root.Content[last-1])
			return merged(out, to, fmt.Sprintf(", retired: {%s: %s}", key, entry)), nil
		}
		// A section of its own behind the errors.
		indent := strings.Repeat(" ", t.Root.Content[0].Column-1)
		section := fmt.Sprintf("%sretired:%s%s  %s: %s%s", indent, br, indent, key, entry, br)
		to, sep := lineAfter(t, valueEnd(t, t.Root.Content[errorsAt], t.Root.Content[errorsAt+1]))
		if to < out.start || to > out.end {
			return &splice{to, to, sep + br + section}, nil
		}
		// It takes the place of the last error, between the same empty lines.
		if !isBlank(t, lineOf(t, out.start)-1) {
			section = br + section
		}
		if line := lineOf(t, out.end-1); out.end < len(t.Data) && isBlank(t, line) {
			section += br
		}
		out.text = section
		return nil, nil
	}
	retired := t.Root.Content[at+1]
	switch {
	case retired.Kind == yaml.MappingNode && bracket(t, retired) >= 0:
		sep := ""
		to := bracket(t, retired) + 1
		if n := len(retired.Content); n > 0 {
			to, sep = valueEnd(t, retired.Content[n-2], retired.Content[n-1]), ", "
		}
		return merged(out, to, fmt.Sprintf("%s%s: %s", sep, key, entry)), nil
	case retired.Kind == yaml.MappingNode:
		n := len(retired.Content)
		to, sep := lineAfter(t, valueEnd(t, retired.Content[n-2], retired.Content[n-1]))
		indent := strings.Repeat(" ", retired.Content[0].Column-1)
		return merged(out, to, fmt.Sprintf("%s%s%s: %s%s", sep, indent, key, entry, br)), nil
	case isNothing(retired):
		after := valueEnd(t, t.Root.Content[at], retired)
		to, sep := lineAfter(t, after)
		indent := strings.Repeat(" ", t.Root.Content[0].Column+1)
		return merged(out, to, fmt.Sprintf("%s%s%s: %s%s", sep, indent, key, entry, br)), nil
	}
	return nil, refuse(pos(name, retired), "retired is no mapping that an entry could be added to")
}

// lineAfter returns where the line behind an offset begins, and the break that is
// missing before it at the end of a file.
func lineAfter(t *spec.Tree, offset int) (int, string) {
	_, stop, next := t.Line(lineOf(t, offset))
	if next == stop {
		return next, breakOf(t)
	}
	return next, ""
}

// merged is the splice that adds text at an offset. At a place that another one
// takes away it is added there.
func merged(out *splice, at int, text string) *splice {
	if at >= out.start && at <= out.end {
		out.text += text
		return nil
	}
	return &splice{at, at, text}
}
