package spec

import (
	"maps"
	"slices"
	"strings"
)

// facts returns what a body form carries.
func (f *finisher) facts(b *Body) *bodyFacts {
	x := f.forms[b]
	if x == nil {
		x = b.facts()
		f.forms[b] = x
	}
	return x
}

// checkBodies looks at the body forms themselves.
func (f *finisher) checkBodies() {
	if b := f.c.Wire.Body; b.Written() {
		f.checkBodyName(b)
	}
	taken := map[*Body]map[string]bool{} // members of details that errors of a form have
	for _, e := range f.c.Errors {
		body := f.bodies[e.Body.Value]
		if body == nil || body.Predefined || e.Internal.Value {
			continue
		}
		if taken[body] == nil {
			taken[body] = map[string]bool{}
		}
		for _, p := range e.Params {
			if inDetails(p) {
				taken[body][p.Wire.Value] = true
			}
		}
	}
	for _, b := range f.c.Wire.Bodies {
		if b.Predefined {
			continue
		}
		f.checkForm(b, taken[b])
	}
}

// checkForm looks at a form of the catalogue. members are the members of details
// that its errors have, nil when none uses it.
func (f *finisher) checkForm(b *Body, members map[string]bool) {
	name := b.Name
	switch {
	case slices.Contains(predefinedForms, name.Value) && !slices.Contains(redefinable, name.Value):
		f.say("body-name", name.Pos(), about{}, "body form %q is predefined; of those only %s may be defined again", name.Value, strings.Join(redefinable, " and "))
	case !isFormName(name.Value):
		f.say("body-name", name.Pos(), about{}, "body form %q is not a letter, then letters, digits, _ and -", quotable(name.Value))
	}
	if members == nil {
		return
	}
	var sorted []string
	b.Form.each(func(n *BodyNode) {
		if n.Kind != BodySource || n.Source != SourceParam || members[n.Param] {
			return
		}
		if sorted == nil {
			sorted = slices.Sorted(maps.Keys(members))
		}
		near := f.nearest(n.Param, sorted)
		fix := ""
		if near != "" {
			near = "$details." + near
			fix = near
			if n.Optional {
				fix += "?"
			}
		}
		f.say("body-member", n.Pos, about{fix: fix}, "no error of body form %q has a member %q in details%s", name.Value, quotable(n.Param), didYouMean(near))
	})
}

// isFormName reports whether a text can name a body form. The name becomes part
// of names in OpenAPI and in code.
func isFormName(name string) bool {
	for i, r := range name {
		if !isLower(r) && !isUpper(r) && (i == 0 || !isDigit(r) && r != '_' && r != '-') {
			return false
		}
	}
	return name != ""
}

// checkReuse refuses codes and numbers that were retired.
func (f *finisher) checkReuse() {
	codes, numbers := map[string]*Retired{}, map[int64]*Retired{}
	for _, r := range f.c.Retired {
		code := r.Code
		if first := codes[code.Value]; first != nil && code.Value != "" {
			f.say("retired-reuse", code.Pos(), about{related: at(first.Code.Pos(), "first retired here")}, "code %q is retired twice", quotable(code.Value))
		} else {
			codes[code.Value] = r
		}
		if n := r.Number; n.Written() && !n.Value.Auto {
			if first := numbers[n.Value.Value]; first != nil {
				f.say("number-unique", n.Pos(), about{related: at(first.Number.Pos(), "first used here")}, "number %d is used twice", n.Value.Value)
			} else {
				numbers[n.Value.Value] = r
			}
		}
	}
	if len(f.c.Retired) == 0 {
		return
	}
	for _, e := range f.c.Errors {
		f.owner = e
		r := f.retired[e.Key.Value]
		switch {
		case r != nil && e.Supplied:
			f.say("retired-reuse", r.Key.Pos(), about{}, "code %q is retired, and the fallback that is supplied has this code; mark an error with fallback: true", e.Key.Value)
		case r != nil:
			f.say("retired-reuse", e.Key.Pos(), about{related: at(r.Key.Pos(), "retired here")}, "code %q is retired and never used again", e.Key.Value)
		case codes[e.Code.Value] != nil:
			r = codes[e.Code.Value]
			f.say("retired-reuse", e.Code.Pos(), about{related: at(r.Code.Pos(), "retired here")}, "code %q was on the wire, is retired and never used again", quotable(e.Code.Value))
		}
		if n := e.Number; n.Written() && !n.Value.Auto && numbers[n.Value.Value] != nil {
			f.say("retired-reuse", n.Pos(), about{related: at(numbers[n.Value.Value].Number.Pos(), "retired here")}, "number %d is retired and never used again", n.Value.Value)
		}
	}
	f.owner = nil
}

// successor follows a retired code to the error that stands for it now. It is
// nil when the chain ends elsewhere or never.
func (f *finisher) successor(r *Retired) *Error {
	var walk []*Retired
	var end *Error
	for r != nil {
		e, known := f.successors[r]
		if known {
			end = e
			break
		}
		f.successors[r] = nil // of a circle, until its end is found
		walk = append(walk, r)
		if end = f.errors[r.Use.Value]; end != nil {
			break
		}
		r = f.retired[r.Use.Value]
	}
	for _, passed := range walk {
		f.successors[passed] = end
	}
	return end
}

// checkRetired looks at the successors of retired codes.
func (f *finisher) checkRetired() {
	next := map[*Retired]*Retired{}
	var names []string
	for _, r := range f.c.Retired {
		use := r.Use
		if !use.Written() {
			continue
		}
		if other := f.retired[use.Value]; other != nil && f.errors[use.Value] == nil {
			next[r] = other
			continue
		}
		e := f.errors[use.Value]
		switch {
		case e == nil:
			if names == nil {
				names = slices.Clone(f.keys())
				for _, other := range f.c.Retired {
					names = append(names, other.Key.Value)
				}
			}
			near := f.nearest(use.Value, names)
			f.say("retired-use", use.Pos(), about{fix: near}, "use names %q, which is neither an error nor a retired code%s", quotable(use.Value), didYouMean(near))
		case e.Internal.Value:
			f.say("internal-named", use.Pos(), about{related: at(e.Internal.Pos(), "said to be internal here")},
				"use names %q, which is internal and never documented publicly", use.Value)
		}
	}
	cycles(f.c.Retired, next, func(path []*Retired) {
		last := path[len(path)-1]
		f.say("retired-use", last.Use.Pos(), about{related: steps(path, func(r *Retired) At[string] { return r.Key })},
			"the successors of %q come back to it: %s", path[0].Key.Value, chain(path, func(r *Retired) string { return r.Key.Value }))
	})
}

// checkSuccessors refuses deprecated errors whose replacements come back to them.
func (f *finisher) checkSuccessors() {
	next := map[*Error]*Error{}
	for _, e := range f.c.Errors {
		if use := e.Deprecated.Use; use.Written() && f.errors[use.Value] != nil {
			next[e] = f.errors[use.Value]
		}
	}
	cycles(f.c.Errors, next, func(path []*Error) {
		last := path[len(path)-1]
		f.owner = last
		f.say("deprecated-use", last.Deprecated.Use.Pos(), about{related: steps(path, func(e *Error) At[string] { return e.Key })},
			"the replacements of %q come back to it: %s", path[0].Key.Value, chain(path, func(e *Error) string { return e.Key.Value }))
	})
	f.owner = nil
}

// cycles finds the circles that next leads into and reports each once, from the
// entry that stands first in list.
func cycles[T any](list []*T, next map[*T]*T, report func(path []*T)) {
	state := map[*T]int{} // 1: on this walk, 2: done
	for _, begin := range list {
		if next[begin] == nil {
			continue
		}
		var walk []*T
		at := begin
		for at != nil && state[at] == 0 {
			state[at] = 1
			walk = append(walk, at)
			at = next[at]
		}
		if at != nil && state[at] == 1 {
			report(walk[slices.Index(walk, at):])
		}
		for _, entry := range walk {
			state[entry] = 2
		}
	}
}

// longestChain is how many steps of a circle a finding shows.
const longestChain = 10

// chain writes a circle as "a -> b -> a".
func chain[T any](path []*T, name func(*T) string) string {
	var names []string
	for i, entry := range path {
		if i == longestChain {
			names = append(names, "…")
			break
		}
		names = append(names, name(entry))
	}
	return strings.Join(append(names, name(path[0])), " -> ")
}

// steps are the places that a circle passes through before it closes.
func steps[T any](path []*T, key func(*T) At[string]) []Related {
	var related []Related
	for _, entry := range path[:min(len(path)-1, longestChain)] {
		related = append(related, Related{Pos: key(entry).Pos(), Message: "by way of " + key(entry).Value})
	}
	return related
}

// checkLint looks at the catalogue's choices about rules.
func (f *finisher) checkLint() {
	for _, choice := range f.c.Lint.Severity {
		f.checkRule("lint-rule", choice.Rule, "cannot be set to another severity")
	}
	for _, e := range f.c.Errors {
		f.owner = e
		for _, a := range e.Allow {
			f.checkRule("allow-rule", a.Rule, "cannot be allowed")
		}
	}
	f.owner = nil
}

// checkRule looks at the name of a rule that something is said about.
func (f *finisher) checkRule(id string, name At[string], cannot string) {
	rule, known := ruleByID(name.Value)
	switch {
	case !known:
		if f.ruleIDs == nil {
			for _, r := range Rules() {
				f.ruleIDs = append(f.ruleIDs, r.ID)
			}
		}
		near := f.nearest(name.Value, f.ruleIDs)
		f.say(id, name.Pos(), about{fix: near}, "no rule is called %q%s", quotable(name.Value), didYouMean(near))
	case rule.Severity == SeverityError:
		f.say(id, name.Pos(), about{}, "rule %q is part of the language and %s", name.Value, cannot)
	}
}

// checkAllowances reports entries of "allow" that nothing was kept back for.
func (f *finisher) checkAllowances() {
	for _, e := range f.c.Errors {
		for _, a := range e.Allow {
			if rule, known := ruleByID(a.Rule.Value); known && rule.Severity != SeverityError && !f.kept[allowed{e, a.Rule.Value}] {
				f.say("allow-unused", a.Rule.Pos(), about{repair: RepairEntry}, "error %q keeps the rule %q; the entry says nothing", e.Key.Value, a.Rule.Value)
			}
		}
	}
}

// chosenSeverities are the severities of rules, by ID, that are not those of the
// table: that of a rule that is off unless somebody asks for it, and what
// lint.severity says about rules whose severity is the catalogue's to choose.
func chosenSeverities(l Lint) map[string]string {
	chosen := map[string]string{}
	for _, rule := range allRules() {
		if rule.Off {
			chosen[rule.ID] = "off"
		}
	}
	for _, choice := range l.Severity {
		if rule, known := ruleByID(choice.Rule.Value); known && rule.Severity != SeverityError && choice.Severity.Value != "" {
			chosen[choice.Rule.Value] = choice.Severity.Value
		}
	}
	return chosen
}

// setSeverities applies the chosen severities to all findings, those of the reader
// too.
func (f *finisher) setSeverities() {
	ds := f.ds
	*ds = slices.DeleteFunc(*ds, func(d Diagnostic) bool { return f.chosen[d.Rule] == "off" })
	for i := range *ds {
		d := &(*ds)[i]
		switch f.chosen[d.Rule] {
		case "error":
			d.Severity = SeverityError
		case "warning":
			d.Severity = SeverityWarning
		case "info":
			d.Severity = SeverityInfo
		}
	}
}
