package compare

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/errspec/errspec/spec"
)

// goTargets are the kinds of targets that are Go packages.
var goTargets = []string{"go-server", "go-client", "go-test"}

func hasGo(c *spec.Catalog) bool {
	return slices.ContainsFunc(c.Targets, func(t *spec.Target) bool { return slices.Contains(goTargets, t.Kind.Value) })
}

// goPackages compares the Go packages that are generated.
func (c *comparison) goPackages() {
	for _, kind := range goTargets {
		olds, news := targets(c.old.Catalog, kind), targets(c.new.Catalog, kind)
		for _, o := range olds {
			i := slices.IndexFunc(news, func(n *spec.Target) bool { return n.Out.Value == o.Out.Value })
			if i < 0 {
				i = slices.IndexFunc(news, func(n *spec.Target) bool {
					return !slices.ContainsFunc(olds, func(o *spec.Target) bool { return o.Out.Value == n.Out.Value })
				})
			}
			if i < 0 {
				c.say("package-changed", nil, c.new.start(), o.Pos, "the %s package in %s is no longer generated", kind, o.Out.Value)
				continue
			}
			n := news[i]
			news = slices.Delete(news, i, i+1)
			if o.Out.Value != n.Out.Value {
				c.say("package-changed", nil, n.Out.Pos(), o.Out.Pos(), "the %s package moved from %s to %s", kind, o.Out.Value, n.Out.Value)
			}
			if o.Package.Value != n.Package.Value {
				c.say("package-changed", nil, n.Package.Pos(), o.Package.Pos(), "the %s package is called %s instead of %s", kind, n.Package.Value, o.Package.Value)
			}
			switch {
			case o.GRPC.Value && !n.GRPC.Value:
				c.say("package-changed", nil, cmp.Or(n.GRPC.Pos(), n.Pos), o.GRPC.Pos(), "the %s package makes no gRPC statuses any more", kind)
			case !o.GRPC.Value && n.GRPC.Value:
				c.say("package-added", nil, n.GRPC.Pos(), o.Pos, "the %s package makes gRPC statuses", kind)
			}
		}
		for _, n := range news {
			c.say("package-added", nil, n.Pos, spec.Pos{}, "a %s package is generated into %s", kind, n.Out.Value)
		}
	}
}

func targets(c *spec.Catalog, kind string) []*spec.Target {
	var of []*spec.Target
	for _, t := range c.Targets {
		if t.Kind.Value == kind {
			of = append(of, t)
		}
	}
	return of
}

// goSource compares what callers of an error's constructor write.
func (c *comparison) goSource(o, n *spec.Error) {
	pairs := matchParams(o.Params, n.Params)
	for _, p := range pairs {
		switch {
		case p.old == nil && !p.new.Optional:
			c.say("param-added", n, p.new.Name.Pos(), o.Key.Pos(), "the constructor takes a parameter %q", p.new.Name.Value)
		case p.old == nil:
			// An option is one more; that it is sent was said.
		case p.new == nil:
			c.say("param-removed", n, n.Key.Pos(), p.old.Name.Pos(), "the constructor takes no parameter %q", p.old.Name.Value)
		default:
			c.goParam(n, p.old, p.new)
		}
	}
	if order(pairs, o) != order(pairs, n) {
		c.say("param-reordered", n, n.Key.Pos(), o.Key.Pos(), "the constructor takes its parameters in another order")
	}
}

// order is the order of the required parameters that an error keeps.
func order(pairs []paramPair, e *spec.Error) string {
	number := map[*spec.Param]int{}
	for i, p := range pairs {
		if p.old != nil && p.new != nil && !p.old.Optional && !p.new.Optional {
			number[p.old], number[p.new] = i+1, i+1
		}
	}
	var text []byte
	for _, p := range e.Params {
		if i := number[p]; i > 0 {
			text = append(strconv.AppendInt(text, int64(i), 10), ' ')
		}
	}
	return string(text)
}

// goParam compares a parameter as callers see it.
func (c *comparison) goParam(e *spec.Error, o, n *spec.Param) {
	c.goField("", e, o, n)
	switch {
	case o.Optional && !n.Optional:
		c.say("param-required", e, n.Name.Pos(), o.Name.Pos(), "parameter %q is required, and was an option", n.Name.Value)
	case !o.Optional && n.Optional:
		c.say("param-optional", e, n.Name.Pos(), o.Name.Pos(), "parameter %q is an option, and was required", n.Name.Value)
	}
}

// goField compares a parameter, or a field of a type, as a field of a struct.
func (c *comparison) goField(typ string, e *spec.Error, o, n *spec.Param) {
	what := "parameter " + strconv.Quote(n.Name.Value)
	if typ != "" {
		what = "field " + strconv.Quote(n.Name.Value) + " of " + typ
	}
	if was, is := c.goName(o.Rename, o.Name), c.goName(n.Rename, n.Name); was != is {
		c.say("go-name-changed", e, cmp.Or(n.Rename.Pos(), n.Name.Pos()), o.Name.Pos(), "%s is called %s in Go instead of %s", what, is, was)
	}
	if was, is := goType(o), goType(n); was != is {
		c.say("param-retyped", e, n.Type.Pos(), o.Type.Pos(), "%s changed its type in Go, from %s to %s", what, goTypeWord(o), goTypeWord(n))
		return
	}
	if o.Kind == spec.Object || len(o.Enum) == 0 {
		return
	}
	if was, is := enumName(c, o), enumName(c, n); was != is {
		c.say("go-name-changed", e, n.Type.Pos(), o.Type.Pos(), "the type of %s in Go is %s instead of %s", what, is, was)
	}
	names := map[string]*spec.EnumValue{}
	for _, v := range o.Enum {
		names[v.Value.Value] = v
	}
	for _, v := range n.Enum {
		old := names[v.Value.Value]
		if old == nil {
			continue
		}
		if was, is := c.goName(old.Rename, old.Value), c.goName(v.Rename, v.Value); was != is {
			c.say("go-name-changed", e, v.Rename.Pos(), old.Value.Pos(), "value %q is called %s in Go instead of %s", v.Value.Value, is, was)
		}
	}
}

// goType tells the types apart that values have in generated Go. The names of
// structs and enums are compared apart.
func goType(p *spec.Param) string {
	word := ""
	switch {
	case p.Kind == spec.Object:
		word = "struct"
	case len(p.Enum) > 0:
		word = "enum"
	case p.Kind == spec.String || p.Kind == spec.UUID || p.Kind == spec.URI || p.Kind == spec.Email || p.Kind == spec.Date:
		word = "text"
	default:
		word = p.Kind.String()
	}
	if p.List {
		return word + "[]"
	}
	return word
}

// goTypeWord names the type of a parameter in a sentence about Go.
func goTypeWord(p *spec.Param) string {
	if len(p.Enum) > 0 && p.Kind != spec.Object {
		if t := enumType(p); t != nil {
			return t.Name.Value
		}
		return "an enum"
	}
	return typeWord(p)
}

// enumName is the name of an enum type in Go; of one that is written at its
// parameter it follows from the names of error and parameter.
func enumName(c *comparison, p *spec.Param) string {
	if t := enumType(p); t != nil {
		return c.goName(t.Rename, t.Name)
	}
	return "one of its own"
}
