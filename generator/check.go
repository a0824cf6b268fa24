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

	seen := map[[2]any]bool{}
	known := b.exportedNames()
	for _, t := range b.plan.Targets {
		var fixed []string
		switch t.Kind {
		case TargetGoServer:
			fixed = ServerNames
			if t.GRPC {
				fixed = append(fixed[:len(fixed):len(fixed)], GRPCNames...)
			}
		case TargetGoClient:
			fixed = ClientNames
		case TargetGoTest:
			fixed = TestNames
		default:
			continue
		}
		if known.mayMeet(fixed, b.plan.Renamed(t)) {
			b.checkGo(t, fixed, seen)
		}
	}
	server, client := b.has(TargetGoServer), b.has(TargetGoClient)
	for _, e := range b.plan.Errors {
		if server || client && !e.Internal {
			b.checkParams(e, e.Params, true, seen)
		}
	}
	for _, t := range b.plan.Types {
		if server || client {
			b.checkParams(t, t.Fields, false, seen)
		}
	}
	if known.mayMeetInSchemas(b.plan) {
		b.checkComponents(seen)
	}
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
		case !isExported(name):
			b.report(ruleGoName, b.place(thing), nil, "becomes %q, which is no exported Go name such as ItemNotFound; %s", name, cure)
		}
	}
	checkParams := func(of any, ps []*Param, cure string) {
		for _, p := range ps {
			if !isExported(p.Ident.Go) {
				check(paramOf{of, p}, p.Ident.Go, cure)
			}
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
		checkParams(t, t.Fields, give)
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
		checkParams(e, e.Params, give)
	}
}

// isExported reports whether Go takes a name as an exported one.
func isExported(name string) bool { return token.IsIdentifier(name) && token.IsExported(name) }

// checkSlugs reports codes that become one anchor or file name. Slugs are in
// small letters, so that this holds for file systems that ignore case too.
func (b *builder) checkSlugs() {
	if !slices.ContainsFunc(b.plan.Errors, func(e *Error) bool { return !tellsKey(e.Slug, e.Key) }) {
		return // no two keys are alike
	}
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

// tellsKey reports whether a slug is that of one key only: of those that have no "-", the
// one with "_" for each in the slug.
func tellsKey(slug, key string) bool {
	if len(slug) != len(key) {
		return false
	}
	for i := range len(key) {
		if key[i] == '-' || key[i] != slug[i] && (key[i] != '_' || slug[i] != '-') {
			return false
		}
	}
	return true
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

// checkGo reports exported names of a Go package that meet.
func (b *builder) checkGo(target *Target, fixed []string, seen map[[2]any]bool) {
	const each = 4 // names that an error has, or nearly
	errs := b.plan.ErrorsFor(target)
	t := &table{b: b, kind: target.Kind, names: make(map[string]*owner, each*len(errs)), seen: seen}
	for _, name := range fixed {
		t.names[name] = ofPackage
	}

	inline := map[*Type]*owner{} // of inline enums: the parameter, and its error or type
	in := func(o *owner, ps []*Param) {
		for _, p := range ps {
			if p.Type != nil && b.inlineOf[p.Type].param == p {
				inline[p.Type] = &owner{paramOf{o.thing, p}, o}
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
				t.add(e.OptionName(p), &owner{paramOf{e, p}, &owners[i]})
			}
		}
	}
	for _, r := range b.plan.Renamed(target) {
		t.add(r.ConstName(), &owner{thing: r})
	}
}

// checkParams reports parameters of one error, or fields of one type, that
// generated Go would spell alike. Only parameters have a local spelling.
func (b *builder) checkParams(of any, ps []*Param, local bool, seen map[[2]any]bool) {
	const few = 16 // which is quicker than a map
	if len(ps) < 2 || len(ps) <= few && spelledApart(ps) {
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
			pair := [2]any{paramOf{of, p}, paramOf{of, first}}
			if !seen[pair] {
				seen[pair] = true
				at, other := b.place(pair[0]), b.place(pair[1])
				b.report(ruleGoName, at, related(other),
					"becomes the Go name %s, as does %s; give one of them a \"name\"", name, other.what)
			}
			break
		}
	}
}

// spelledApart reports whether no two names of parameters are alike.
func spelledApart(ps []*Param) bool {
	for i, p := range ps {
		for _, q := range ps[:i+1] {
			if p.Ident.Go == q.Ident.Local || p.Ident.Local == q.Ident.Go ||
				p != q && (p.Ident.Go == q.Ident.Go || p.Ident.Local == q.Ident.Local) {
				return false
			}
		}
	}
	return true
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
		if p, is := b.inlineOf[t]; is {
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
