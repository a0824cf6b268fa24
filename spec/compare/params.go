package compare

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/errspec/errspec/spec"
)

// paramPair is a parameter, or a field of a type, in both catalogues. One of the
// two is nil when it is in one only.
type paramPair struct{ old, new *spec.Param }

// matchParams finds the parameters that are the same: those of one name, and then
// those of one name on the wire. Those of the new list come first, in its order.
func matchParams(olds, news []*spec.Param) []paramPair {
	partner := map[*spec.Param]*spec.Param{} // of new ones
	taken := map[*spec.Param]bool{}
	byName, byWire := map[string][]*spec.Param{}, map[string][]*spec.Param{}
	for _, o := range olds {
		byName[o.Name.Value] = append(byName[o.Name.Value], o)
		byWire[o.Wire.Value] = append(byWire[o.Wire.Value], o)
	}
	match := func(n *spec.Param, from []*spec.Param) {
		for _, o := range from {
			if partner[n] == nil && !taken[o] {
				partner[n], taken[o] = o, true
			}
		}
	}
	for _, n := range news {
		match(n, byName[n.Name.Value])
	}
	for _, n := range news {
		match(n, byWire[n.Wire.Value])
	}
	var pairs []paramPair
	for _, n := range news {
		pairs = append(pairs, paramPair{partner[n], n})
	}
	for _, o := range olds {
		if !taken[o] {
			pairs = append(pairs, paramPair{o, nil})
		}
	}
	return pairs
}

// param returns the parameter of a name, or nil.
func param(e *spec.Error, name string) *spec.Param {
	for _, p := range e.Params {
		if p.Name.Value == name {
			return p
		}
	}
	return nil
}

// inDetails reports whether a parameter is a member of details.
func inDetails(p *spec.Param) bool {
	return p.In.Value == spec.InDetails && p.Sensitive.Value != spec.Sensitive
}

// carries reports whether a form has a place for a parameter.
func (f *form) carries(p *spec.Param) bool {
	return inDetails(p) && (f.details || f.members[p.Wire.Value])
}

// details compares the members of details of an error.
func (c *comparison) details(o, n *spec.Error, was, is *form, t *texts) {
	for _, p := range matchParams(o.Params, n.Params) {
		before := p.old != nil && was.carries(p.old)
		now := p.new != nil && is.carries(p.new)
		switch {
		case before && now:
			c.member("", n, p.old, p.new, t)
		case before && p.new == nil:
			c.say("member-removed", n, n.Key.Pos(), p.old.Name.Pos(), "member %q of details is gone", p.old.Wire.Value)
		case before:
			pos, why := withheld(p.new)
			c.say("member-withheld", n, pos, p.old.Name.Pos(), "member %q of details is no longer sent: %s", p.old.Wire.Value, why)
		case now:
			pos := spec.Pos{}
			if p.old != nil {
				pos = p.old.Name.Pos()
			}
			c.say("member-added", n, p.new.Name.Pos(), pos, "details have %s %q", memberWord(p.new), p.new.Wire.Value)
		}
	}
}

func memberWord(p *spec.Param) string {
	if p.Optional {
		return "an optional member"
	}
	return "a member"
}

// withheld says why a parameter is no member of details.
func withheld(p *spec.Param) (spec.Pos, string) {
	switch {
	case p.Sensitive.Value == spec.Sensitive:
		return p.Sensitive.Pos(), "it is sensitive"
	case p.In.Value == spec.InLog:
		return p.In.Pos(), "it is for the log only"
	case p.In.Value == spec.InText:
		return p.In.Pos(), "it is only in texts"
	default:
		return p.Name.Pos(), "the body has no place for it"
	}
}

// of ends a sentence about a member: of details, or of the objects of a type.
func of(typ string) string {
	if typ == "" {
		return "of details"
	}
	return "of " + typ
}

// member compares a member of details, or a field of a type, that is sent before
// and after.
func (c *comparison) member(typ string, e *spec.Error, o, n *spec.Param, t *texts) {
	if o.Wire.Value != n.Wire.Value {
		c.say("member-renamed", e, n.Wire.Pos(), o.Wire.Pos(), "member %q %s is called %q now", o.Wire.Value, of(typ), n.Wire.Value)
	}
	name := strconv.Quote(n.Wire.Value) + " " + of(typ)
	switch {
	case o.Optional && !n.Optional:
		c.say("member-required", e, n.Name.Pos(), o.Name.Pos(), "member %s is always there now", name)
	case !o.Optional && n.Optional:
		c.say("member-optional", e, n.Name.Pos(), o.Name.Pos(), "member %s is no longer always there", name)
	}
	if o.Kind != n.Kind || o.List != n.List {
		c.say("member-retyped", e, n.Type.Pos(), o.Type.Pos(), "member %s changed from %s to %s", name, typeWord(o), typeWord(n))
		return
	}
	if o.Kind == spec.Object {
		if o.Named != nil && n.Named != nil {
			c.roots = append(c.roots, root{e, typePair{o.Named, n.Named}})
		}
		return
	}
	c.enum(typ, e, o, n)
	c.limits(name, e, o, n)
}

// typeWord names the type of a parameter in a sentence.
func typeWord(p *spec.Param) string {
	word := p.Kind.String()
	if p.Kind == spec.Object && p.Named != nil {
		word = p.Named.Name.Value
	}
	if p.List {
		return word + "[]"
	}
	return word
}

// enum compares the allowed values of a member.
func (c *comparison) enum(typ string, e *spec.Error, o, n *spec.Param) {
	place := func(p *spec.Param) (spec.Pos, string) {
		if t := enumType(p); t != nil {
			return t.Name.Pos(), t.Name.Value
		}
		return p.Name.Pos(), "member " + strconv.Quote(p.Wire.Value) + " " + of(typ)
	}
	oldPos, _ := place(o)
	pos, what := place(n)
	switch {
	case len(o.Enum) == 0 && len(n.Enum) == 0:
		return
	case len(o.Enum) == 0:
		c.say("limits-changed", e, pos, oldPos, "%s has only certain values now", what)
		return
	case len(n.Enum) == 0:
		c.say("enum-value-added", e, pos, oldPos, "%s may have any value now", what)
		return
	}
	had, has := map[string]*spec.EnumValue{}, map[string]*spec.EnumValue{}
	for _, v := range o.Enum {
		had[v.Value.Value] = v
	}
	for _, v := range n.Enum {
		has[v.Value.Value] = v
	}
	for _, v := range o.Enum {
		if has[v.Value.Value] == nil {
			c.say("enum-value-removed", e, pos, v.Value.Pos(), "%s has no value %q any more", what, v.Value.Value)
		}
	}
	for _, v := range n.Enum {
		if had[v.Value.Value] == nil {
			c.say("enum-value-added", e, v.Value.Pos(), oldPos, "%s may have the value %q", what, v.Value.Value)
		}
	}
}

// enumType returns the named type whose values a parameter has, or nil.
func enumType(p *spec.Param) *spec.Type {
	if p.Kind == spec.Object || len(p.Enum) == 0 || p.Named == nil || p.Named.Scalar == nil {
		return nil
	}
	t := p.Named
	for next := t.Scalar.Named; next != nil && next.Scalar != nil && len(t.Scalar.Enum) > 0 && sameEnum(t.Scalar.Enum, next.Scalar.Enum); next = t.Scalar.Named {
		t = next
	}
	return t
}

func sameEnum(a, b []*spec.EnumValue) bool {
	return slices.EqualFunc(a, b, func(x, y *spec.EnumValue) bool { return x.Value.Value == y.Value.Value })
}

// limits compares what a value may be beyond its type.
func (c *comparison) limits(name string, e *spec.Error, o, n *spec.Param) {
	for _, l := range [...]struct {
		what     string
		was, is  string
		old, pos spec.Pos
	}{
		{"min", o.Min.Value, n.Min.Value, o.Min.Pos(), n.Min.Pos()},
		{"max", o.Max.Value, n.Max.Value, o.Max.Pos(), n.Max.Pos()},
		{"max_length", wholeOrNone(o.MaxLength.Value), wholeOrNone(n.MaxLength.Value), o.MaxLength.Pos(), n.MaxLength.Pos()},
		{"pattern", o.Pattern.Value, n.Pattern.Value, o.Pattern.Pos(), n.Pattern.Pos()},
	} {
		if l.was != l.is {
			c.say("limits-changed", e, l.pos, l.old, "%s of member %s changed from %s to %s", l.what, name, cmp.Or(l.was, "none"), cmp.Or(l.is, "none"))
		}
	}
}

func wholeOrNone(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// root is an object in the details of an error.
type root struct {
	e    *spec.Error
	pair typePair
}

// typePair is an object type in both catalogues.
type typePair struct{ old, new *spec.Type }

// types compares the object types in details, each pair of types for all errors
// that have it. A type may be shared by very many errors and be made of very many
// others, so that an error visits only those in which something changed.
func (c *comparison) types() {
	children := map[typePair][]typePair{}
	parents := map[typePair][]typePair{}
	changed := map[typePair]bool{}
	var open []typePair
	visit := func(p typePair) {
		if _, known := children[p]; !known {
			children[p] = nil
			open = append(open, p)
		}
	}
	for _, r := range c.roots {
		visit(r.pair)
	}
	for len(open) > 0 {
		p := open[len(open)-1]
		open = open[:len(open)-1]
		dry := &comparison{o: c.o, old: c.old, new: c.new, goOld: c.goOld, places: map[change]int{}}
		dry.fields(p, nil)
		if len(dry.found) > 0 {
			changed[p] = true
		}
		for _, r := range dry.roots {
			children[p] = append(children[p], r.pair)
			parents[r.pair] = append(parents[r.pair], p)
			visit(r.pair)
		}
	}
	var up []typePair
	for p := range changed {
		up = append(up, p)
	}
	leads := map[typePair]bool{} // to a change
	for len(up) > 0 {
		p := up[len(up)-1]
		up = up[:len(up)-1]
		if !leads[p] {
			leads[p] = true
			up = append(up, parents[p]...)
		}
	}
	seen := map[root]bool{}
	next := c.roots
	c.roots = nil
	for _, r := range next {
		if !leads[r.pair] {
			continue
		}
		stack := []typePair{r.pair}
		for len(stack) > 0 {
			p := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if !leads[p] || seen[root{r.e, p}] {
				continue
			}
			seen[root{r.e, p}] = true
			if changed[p] {
				c.fields(p, r.e)
			}
			stack = append(stack, children[p]...)
		}
	}
	c.roots = nil
}

// fields compares the fields of an object type for an error. Objects in it are
// added to the roots.
func (c *comparison) fields(p typePair, e *spec.Error) {
	o, n := p.old, p.new
	name := n.Name.Value
	if was, is := c.goName(o.Rename, o.Name), c.goName(n.Rename, n.Name); was != is {
		c.say("go-name-changed", e, cmp.Or(n.Rename.Pos(), n.Name.Pos()), o.Name.Pos(), "the type %s is called %s now", was, is)
	}
	if o.Description.Value != n.Description.Value {
		c.say("documentation-changed", e, n.Name.Pos(), o.Name.Pos(), "the description of %s changed", name)
	}
	for _, f := range matchParams(o.Fields, n.Fields) {
		before, now := f.old != nil && inDetails(f.old), f.new != nil && inDetails(f.new)
		switch {
		case before && now:
			c.member(name, e, f.old, f.new, nil)
			c.goField(name, e, f.old, f.new)
			c.typeWords(e, f.old, f.new)
			if what := aboutParam(f.old, f.new); what != "" {
				c.say("documentation-changed", e, f.new.Name.Pos(), f.old.Name.Pos(), "%s of member %q of %s changed", what, f.new.Wire.Value, name)
			}
		case before && f.new == nil:
			c.say("member-removed", e, n.Name.Pos(), f.old.Name.Pos(), "member %q of %s is gone", f.old.Wire.Value, name)
		case before:
			pos, why := withheld(f.new)
			c.say("member-withheld", e, pos, f.old.Name.Pos(), "member %q of %s is no longer sent: %s", f.old.Wire.Value, name, why)
		case now:
			pos := spec.Pos{}
			if f.old != nil {
				pos = f.old.Name.Pos()
			}
			c.say("member-added", e, f.new.Name.Pos(), pos, "%s has %s %q", name, memberWord(f.new), f.new.Wire.Value)
		case f.old != nil && f.new != nil:
		default:
			pos, old := n.Name.Pos(), o.Name.Pos()
			if f.new != nil {
				pos = f.new.Name.Pos()
			}
			if f.old != nil {
				old = f.old.Name.Pos()
			}
			c.say("server-changed", e, pos, old, "%s has other fields that are not sent", name)
		}
	}
}

// aboutParam says which words about a parameter changed, but for those of a type
// that it shares with others.
func aboutParam(o, n *spec.Param) string {
	var what []string
	if o.Description.Value != n.Description.Value && !sharesWords(o, n) {
		what = append(what, "description")
	}
	if example(o) != example(n) && !sharesWords(o, n) {
		what = append(what, "example")
	}
	if o.Kind != spec.Object && enumWords(o) != enumWords(n) && (enumType(o) == nil || enumType(n) == nil) {
		what = append(what, "descriptions of values")
	}
	return list(what)
}

// sharesWords reports whether a parameter has its description and example from a
// named type, before and after.
func sharesWords(o, n *spec.Param) bool {
	shared := func(p *spec.Param) bool {
		if p.Named == nil || p.Named.Scalar == nil {
			return false
		}
		t := p.Named
		said := p.Description.Pos() != t.Description.Pos() && p.Description.Pos() != t.Scalar.Description.Pos() && p.Description.Written()
		return !said && (!p.Example.Written() || p.Example.Pos() == t.Scalar.Example.Pos())
	}
	return shared(o) && shared(n)
}

// typeWords compares the words of a named type that a parameter shares.
func (c *comparison) typeWords(e *spec.Error, o, n *spec.Param) {
	if was, is := enumType(o), enumType(n); was != nil && is != nil && enumWords(o) != enumWords(n) {
		c.say("documentation-changed", e, is.Name.Pos(), was.Name.Pos(), "the descriptions of the values of %s changed", is.Name.Value)
	}
	if !sharesWords(o, n) {
		return
	}
	if o.Description.Value != n.Description.Value || example(o) != example(n) {
		c.say("documentation-changed", e, n.Named.Name.Pos(), o.Named.Name.Pos(), "the words about %s changed", n.Named.Name.Value)
	}
}

func example(p *spec.Param) string {
	if p.Example.Value == nil {
		return ""
	}
	return literal(p.Example.Value)
}

// enumWords are the descriptions of the values, in no particular order.
func enumWords(p *spec.Param) string {
	var words []string
	for _, v := range p.Enum {
		if v.Description.Value != "" {
			words = append(words, v.Value.Value+"\x00"+v.Description.Value)
		}
	}
	slices.Sort(words)
	return literalList(words)
}

func literalList(words []string) string {
	var text []byte
	for _, w := range words {
		text = strconv.AppendQuote(text, w)
	}
	return string(text)
}
