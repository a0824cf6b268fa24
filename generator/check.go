package generator

import (
	"fmt"
	"go/token"
	"slices"
	"unicode"

	"github.com/errspec/errspec/spec"
)

// The rules that a plan can break.
const (
	ruleGoName     = "go-name"
	ruleSlugUnique = "slug-unique"
)

// Rules returns the rules that [Build] checks. They stand in the one table of
// package spec, which all others are in.
func Rules() []spec.Rule {
	return slices.DeleteFunc(spec.Rules(), func(r spec.Rule) bool { return r.ID != ruleGoName && r.ID != ruleSlugUnique })
}

// checkNames reports names that are none, and things that want one name.
func (b *builder) checkNames() {
	b.checkSpelling()
	b.checkSlugs()

	seen := map[[2]any]bool{}
	for _, t := range b.plan.Targets {
		switch t.Kind {
		case TargetGoServer:
			names := ServerNames
			if t.GRPC {
				names = append(names[:len(names):len(names)], GRPCNames...)
			}
			b.checkGo(t, names, seen)
		case TargetGoClient:
			b.checkGo(t, ClientNames, seen)
		case TargetGoTest:
			b.checkGo(t, TestNames, seen)
		}
	}
	for _, e := range b.plan.Errors {
		if b.has(TargetGoServer) || b.has(TargetGoClient) && !e.Internal {
			b.checkParams(e.Params, true, seen)
		}
	}
	for _, t := range b.plan.Types {
		if b.has(TargetGoServer) || b.has(TargetGoClient) {
			b.checkParams(t.Fields, false, seen)
		}
	}
	b.checkComponents(seen)
}

func (b *builder) has(kind string) bool {
	return slices.ContainsFunc(b.plan.Targets, func(t *Target) bool { return t.Kind == kind })
}

func (b *builder) report(rule string, at place, related []spec.Related, format string, args ...any) {
	b.findings = append(b.findings, spec.Diagnostic{
		Rule: rule, Severity: spec.SeverityError, Pos: at.pos, Related: related,
		Message: at.what + " " + fmt.Sprintf(format, args...),
	})
}

// related is the second place of a finding. The supplied fallback has none.
func related(other place) []spec.Related {
	if other.supplied {
		return nil
	}
	return []spec.Related{{Pos: other.pos, Message: other.what + " is here"}}
}

// checkSpelling reports names that no language would take.
func (b *builder) checkSpelling() {
	check := func(thing any, name, cure string) {
		at := b.places[thing]
		switch {
		case name == "":
			b.report(ruleGoName, at, nil, "has no letter or digit that a name could be made of; %s", cure)
		case unicode.IsDigit([]rune(name)[0]):
			b.report(ruleGoName, at, nil, "becomes the name %s, which begins with a digit; %s", name, cure)
		case !token.IsIdentifier(name) || !token.IsExported(name):
			b.report(ruleGoName, at, nil, "becomes %q, which is no exported Go name such as ItemNotFound; %s", name, cure)
		}
	}
	const give = `give it a "name"`
	for _, f := range b.plan.Forms {
		check(f, f.Ident.Go, "call it something else")
	}
	for _, t := range b.plan.Types {
		if !t.Inline { // otherwise it is as good as the names it is made of
			check(t, t.Ident.Go, give)
		}
		for _, f := range t.Fields {
			check(f, f.Ident.Go, give)
		}
		for _, v := range t.Enum {
			switch suffix := v.Ident.Go[len(t.Ident.Go):]; {
			case suffix == "":
				b.report(ruleGoName, b.places[v], nil,
					"has no letter or digit that a name could be made of; write it as {name: ..., description: ...}")
			case !token.IsIdentifier("X" + suffix):
				b.report(ruleGoName, b.places[v], nil,
					"becomes %q, which is no Go name such as %sTooLong; give it another \"name\"", v.Ident.Go, t.Ident.Go)
			}
		}
	}
	for _, e := range b.plan.Errors {
		check(e, e.Name.Go, give)
		for _, p := range e.Params {
			check(p, p.Ident.Go, give)
		}
	}
}

// checkSlugs reports codes that become one anchor or file name. Slugs are in
// small letters, so that this holds for file systems that ignore case too.
func (b *builder) checkSlugs() {
	taken := map[string]*Error{}
	for _, e := range b.plan.Errors {
		if other := taken[e.Slug]; other != nil {
			at, first := b.twoPlaces(e, other)
			b.report(ruleSlugUnique, at, related(first),
				"becomes the anchor and file name %q, as does %s; rename one, its value on the wire can stay with \"code\"", e.Slug, first.what)
			continue
		}
		taken[e.Slug] = e
	}
}

// twoPlaces returns the places of two things that meet, that of the finding
// first: the later one, but never that of the supplied fallback, which is in no
// file.
func (b *builder) twoPlaces(later, earlier any) (at, other place) {
	if e, is := later.(*Error); is && e.Supplied {
		later, earlier = earlier, later
	}
	return b.places[later], b.places[earlier]
}

// owner is what an exported name belongs to: something of the plan, and what
// that belongs to in turn, so that two errors with one root are one finding and
// not one for each of their names.
type owner struct {
	thing  any
	parent *owner
}

// table holds the exported names of a target.
type table struct {
	b     *builder
	kind  string
	fixed map[string]bool
	names map[string]*owner
	seen  map[[2]any]bool // pairs already reported, for any target
}

func (t *table) add(name string, o *owner) {
	if t.fixed[name] {
		if pair := [2]any{o.thing, name}; !t.seen[pair] {
			t.seen[pair] = true
			t.b.report(ruleGoName, t.b.places[o.thing], nil,
				"becomes the Go name %s, which every %s package has for something else; give it a \"name\"", name, t.kind)
		}
		return
	}
	first, taken := t.names[name]
	if !taken {
		t.names[name] = o
		return
	}
	for x := o; x != nil; x = x.parent {
		for y := first; y != nil; y = y.parent {
			if x.thing != y.thing && t.seen[[2]any{x.thing, y.thing}] {
				return
			}
		}
	}
	t.seen[[2]any{o.thing, first.thing}] = true
	at, other := t.b.twoPlaces(o.thing, first.thing)
	which := "one of them"
	if _, is := o.thing.(*Retired); is { // which cannot have one
		which = other.what
	}
	t.b.report(ruleGoName, at, related(other),
		"becomes the Go name %s, as does %s; give %s a \"name\"", name, other.what, which)
}

// checkGo reports exported names of a Go package that meet.
func (b *builder) checkGo(target *Target, fixed []string, seen map[[2]any]bool) {
	t := &table{b: b, kind: target.Kind, fixed: set(fixed...), names: map[string]*owner{}, seen: seen}

	owners := map[*Type]*owner{} // of inline enums: the parameter, and its error or type
	in := func(o *owner, ps []*Param) {
		for _, p := range ps {
			if b.inlineOf[p.Type] == p {
				owners[p.Type] = &owner{p, o}
			}
		}
	}
	errs := b.plan.ErrorsFor(target)
	ofError := map[*Error]*owner{}
	for _, e := range errs {
		ofError[e] = &owner{thing: e}
		in(ofError[e], e.Params)
	}
	for _, typ := range b.plan.TypesFor(target) {
		if target.Kind == TargetGoTest {
			continue // it has tables of types, and no names for them
		}
		o := owners[typ]
		if o == nil {
			o = &owner{thing: typ}
		}
		in(o, typ.Fields)
		for _, name := range typ.GoNames() {
			t.add(name, o)
		}
		for _, v := range typ.Enum {
			t.add(v.Ident.Go, &owner{v, o})
		}
	}
	for _, e := range errs {
		for _, name := range e.GoNames(target) {
			t.add(name, ofError[e])
		}
		if target.Kind == TargetGoServer {
			for _, p := range e.Optional() {
				t.add(e.OptionName(p), &owner{p, ofError[e]})
			}
		}
	}
	for _, r := range b.plan.Renamed(target) {
		t.add(r.ConstName(), &owner{thing: r})
	}
}

// checkParams reports parameters of one error, or fields of one type, that
// generated Go would spell alike. Only parameters have a local spelling.
func (b *builder) checkParams(ps []*Param, local bool, seen map[[2]any]bool) {
	taken := map[string]*Param{} // exported and local names differ in their first letter
	for _, p := range ps {
		names := []string{p.Ident.Go}
		if local {
			names = append(names, p.Ident.Local)
		}
		for _, name := range names {
			first := taken[name]
			if first == nil {
				taken[name] = p
				continue
			}
			if !seen[[2]any{p, first}] {
				seen[[2]any{p, first}] = true
				at, other := b.places[p], b.places[first]
				b.report(ruleGoName, at, related(other),
					"becomes the Go name %s, as does %s; give one of them a \"name\"", name, other.what)
			}
			break
		}
	}
}

// checkComponents reports schemas that an OpenAPI document would have to name
// alike: those of types, of errors, of body forms, and that of all codes.
func (b *builder) checkComponents(seen map[[2]any]bool) {
	i := slices.IndexFunc(b.plan.Targets, func(t *Target) bool { return t.Kind == TargetOpenAPI })
	if i < 0 {
		return
	}
	target := b.plan.Targets[i]
	cure := func(things ...any) string {
		for _, thing := range things {
			if _, is := thing.(*Form); !is {
				return `give one of them another "name"`
			}
		}
		return "call one of them something else" // forms have only the one name
	}
	taken := map[string]any{}
	claim := func(name string, thing any) {
		switch first := taken[name]; {
		case name == CodesSchema:
			b.report(ruleGoName, b.places[thing], nil,
				"becomes the component %s, which every document has for something else; give it another \"name\"", name)
		case first != nil && (seen[[2]any{thing, first}] || seen[[2]any{first, thing}]):
		case first != nil:
			at, other := b.twoPlaces(thing, first)
			b.report(ruleGoName, at, related(other),
				"becomes the component %s, as does %s; %s", name, other.what, cure(thing, first))
		default:
			taken[name] = thing
		}
	}
	for _, f := range b.plan.Forms {
		if !f.Empty {
			claim(f.SchemaName(), f)
		}
	}
	for _, t := range b.plan.TypesFor(target) {
		if p := b.inlineOf[t]; p != nil {
			claim(t.Ident.Go, p)
		} else {
			claim(t.Ident.Go, t)
		}
	}
	for _, e := range b.plan.ErrorsFor(target) {
		if !e.Form.Empty {
			claim(e.SchemaName(), e)
		}
	}
}
