package generator

import (
	"fmt"
	"go/token"
	"slices"
	"unicode"
	"unicode/utf8"

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

	const each = 4 // names that an error has, or nearly
	names := make(map[string]*owner, each*len(b.plan.Errors))
	seen := map[[2]any]bool{}
	sound := false // names are those of a server, and no two of them meet
	check := func(t *Target, fixed []string) {
		if !sound || b.mayMeet(t, fixed, names) {
			clear(names)
			before := len(b.findings)
			b.checkGo(t, fixed, names, seen)
			sound = t.Kind == TargetGoServer && len(b.findings) == before && len(seen) == 0
		}
	}
	for _, t := range b.plan.Targets {
		switch t.Kind {
		case TargetGoServer:
			fixed := ServerNames
			if t.GRPC {
				fixed = append(fixed[:len(fixed):len(fixed)], GRPCNames...)
			}
			check(t, fixed)
		case TargetGoClient:
			check(t, ClientNames)
		case TargetGoTest:
			check(t, TestNames)
		}
	}
	server, client := b.has(TargetGoServer), b.has(TargetGoClient)
	for _, e := range b.plan.Errors {
		if server || client && !e.Internal {
			b.checkParams(e.Params, true, seen)
		}
	}
	for _, t := range b.plan.Types {
		if server || client {
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
		first, _ := utf8.DecodeRuneInString(name)
		switch {
		case name == "":
			b.report(ruleGoName, b.place(thing), nil, "has no letter or digit that a name could be made of; %s", cure)
		case unicode.IsDigit(first):
			b.report(ruleGoName, b.place(thing), nil, "becomes the name %s, which begins with a digit; %s", name, cure)
		case !token.IsIdentifier(name) || !token.IsExported(name):
			b.report(ruleGoName, b.place(thing), nil, "becomes %q, which is no exported Go name such as ItemNotFound; %s", name, cure)
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
				b.report(ruleGoName, b.place(v), nil,
					"has no letter or digit that a name could be made of; write it as {name: ..., description: ...}")
			case !token.IsIdentifier("X" + suffix):
				b.report(ruleGoName, b.place(v), nil,
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
	taken := make(map[string]*Error, len(b.plan.Errors))
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
	return b.place(later), b.place(earlier)
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
	names map[string]*owner // see ofPackage
	seen  map[[2]any]bool   // pairs already reported, for any target
}

// ofPackage owns the names that every package of a kind has for something else.
var ofPackage = &owner{}

func (t *table) add(name string, o *owner) {
	first := t.names[name]
	switch first {
	case nil:
		t.names[name] = o
		return
	case ofPackage:
		if pair := [2]any{o.thing, name}; !t.seen[pair] {
			t.seen[pair] = true
			t.b.report(ruleGoName, t.b.place(o.thing), nil,
				"becomes the Go name %s, which every %s package has for something else; give it a \"name\"", name, t.kind)
		}
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

// mayMeet reports whether exported names of a Go package could meet, where those of
// a server do not. What a server has a name for, other packages have the same name
// for or none, so that only names that no server has are looked at.
func (b *builder) mayMeet(target *Target, fixed []string, server map[string]*owner) bool {
	if target.Kind == TargetGoServer {
		return true // with a file for gRPC, or without
	}
	return slices.ContainsFunc(fixed, func(name string) bool { return server[name] != nil && server[name] != ofPackage }) ||
		slices.ContainsFunc(b.plan.Renamed(target), func(r *Retired) bool { return server[r.ConstName()] != nil || slices.Contains(fixed, r.ConstName()) })
}

// checkGo reports exported names of a Go package that meet.
// Names is empty; it is one map for all targets, as it can be large.
func (b *builder) checkGo(target *Target, fixed []string, names map[string]*owner, seen map[[2]any]bool) {
	errs := b.plan.ErrorsFor(target)
	t := &table{b: b, kind: target.Kind, names: names, seen: seen}
	for _, name := range fixed {
		t.names[name] = ofPackage
	}

	inline := map[*Type]*owner{} // of inline enums: the parameter, and its error or type
	in := func(o *owner, ps []*Param) {
		for _, p := range ps {
			if p.Type != nil && b.inlineOf[p.Type] == p {
				inline[p.Type] = &owner{p, o}
			}
		}
	}
	owners := make([]owner, len(errs))
	for i, e := range errs {
		owners[i].thing = e
		in(&owners[i], e.Params)
	}
	for _, typ := range b.plan.TypesFor(target) {
		if target.Kind == TargetGoTest {
			continue // it has tables of types, and no names for them
		}
		o := inline[typ]
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
	var ofError []string
	for i, e := range errs {
		ofError = e.appendGoNames(ofError[:0], target)
		for _, name := range ofError {
			t.add(name, &owners[i])
		}
		if target.Kind == TargetGoServer {
			for _, p := range e.Optional() {
				t.add(e.OptionName(p), &owner{p, &owners[i]})
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
	if len(ps) < 2 {
		return
	}
	taken := map[string]*Param{} // exported and local names differ in their first letter
	for _, p := range ps {
		names := []string{p.Ident.Go, p.Ident.Local}
		if !local {
			names = names[:1]
		}
		for _, name := range names {
			first := taken[name]
			if first == nil {
				taken[name] = p
				continue
			}
			if !seen[[2]any{p, first}] {
				seen[[2]any{p, first}] = true
				at, other := b.place(p), b.place(first)
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
	taken := make(map[string]any, len(b.plan.Errors))
	claim := func(name string, thing any) {
		switch first := taken[name]; {
		case name == CodesSchema:
			b.report(ruleGoName, b.place(thing), nil,
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
