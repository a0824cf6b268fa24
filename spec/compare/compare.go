// Package compare says what changed between two catalogues, and whom it breaks.
//
// Two checked catalogues come in, a list of [Change] goes out, each named by a
// rule of one table. What is compared is what clients see: errors with every
// default filled in, the members of their bodies, their headers. How the YAML is
// written, in which order and in how many files, does not matter. Nothing here
// knows about git, terminals or Go packages; how a key is spelled in Go is for the
// caller to say.
package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/errspec/errspec/spec"
)

// Verdict says whom a change breaks.
type Verdict int

// The verdicts, the gravest last, so that they compare with <.
const (
	Compatible     Verdict = iota + 1 // nobody; listed for the changelog
	Warning                           // a client that did not expect it
	SourceBreaking                    // callers of the generated Go, when they compile; nothing on the wire
	Breaking                          // clients of the API
)

// String returns the word used in reports: "breaking", "source-breaking",
// "warning" or "compatible".
func (v Verdict) String() string {
	switch v {
	case Compatible:
		return "compatible"
	case Warning:
		return "warning"
	case SourceBreaking:
		return "source-breaking"
	default:
		return "breaking"
	}
}

// Step is a step of a version number (Semantic Versioning 2.0.0, items 6 to 8).
type Step int

// The steps, the largest last, so that they compare with <.
const (
	None  Step = iota // nothing changed
	Patch             // only words, or what only the server sees
	Minor             // something is there that was not
	Major             // something that worked may not work any more
)

// String returns "none", "patch", "minor" or "major".
func (s Step) String() string {
	return [...]string{"none", "patch", "minor", "major"}[s]
}

// Change is a difference between two catalogues.
type Change struct {
	Rule    string   // identifier of a rule: "status-changed"
	Verdict Verdict  // that of the rule
	Codes   []string // keys of the errors concerned, in catalogue order; empty: the catalogue as a whole
	Message string   // lower case, no full stop, without the code: "status changed from 404 to 410"

	// Internal says that only those who write the server see it: it is about
	// internal errors, or about what is never sent.
	Internal bool

	// Pos is where the new catalogue says it; of something that is gone, the entry
	// that it belonged to, or the start of the file.
	Pos spec.Pos
	// Old is where the old catalogue says it; of something new, the zero Pos.
	Old spec.Pos
}

// Changes are the differences between two catalogues, the gravest first, those of
// one verdict in the reading order of the new catalogue.
type Changes []Change

// Count returns how many changes have the verdict.
func (cs Changes) Count(v Verdict) int {
	n := 0
	for _, c := range cs {
		if c.Verdict == v {
			n++
		}
	}
	return n
}

// Step returns the step that the version of an API takes with the changes.
func (cs Changes) Step() Step { return cs.step(func(r Rule) Step { return r.Step }) }

// GoStep returns the step that a Go module takes with the changes when others
// import the packages that are generated into it.
func (cs Changes) GoStep() Step {
	return cs.step(func(r Rule) Step {
		if r.Verdict == SourceBreaking {
			return Major
		}
		return r.Step
	})
}

func (cs Changes) step(of func(Rule) Step) Step {
	step := None
	for _, c := range cs {
		if r, ok := ruleByID(c.Rule); ok {
			step = max(step, of(r))
		}
	}
	return step
}

// Options say what a comparison cannot know by itself.
type Options struct {
	// GoName spells a key as an exported Go name. Nil: names in Go are the keys.
	GoName func(key string) string
}

// Compare returns what changed from the old to the new catalogue. Catalogues with
// findings of severity error are compared as far as they were understood.
func Compare(old, new *spec.Catalog, o Options) Changes {
	if o.GoName == nil {
		o.GoName = func(key string) string { return key }
	}
	c := &comparison{
		o:      o,
		old:    newView(old),
		new:    newView(new),
		goOld:  hasGo(old),
		number: map[*spec.Error]int{},
		places: map[change]int{},
	}
	for i, e := range new.Errors {
		c.number[e] = i
	}
	c.matchErrors()
	c.catalogue()
	c.retired()
	for _, p := range c.pairs {
		c.pair(p.old, p.new)
	}
	c.newErrors()
	c.types()
	c.goPackages()
	c.sort()
	return c.found
}

// comparison holds what the steps of Compare share.
type comparison struct {
	o        Options
	old, new *view
	goOld    bool // the old catalogue writes Go

	pairs []pair        // errors of both catalogues that are the same error
	gone  []*spec.Error // errors of the old one without a partner
	added []*spec.Error // errors of the new one without a partner

	number map[*spec.Error]int // place of an error in the new catalogue
	found  Changes
	places map[change]int // of found
	roots  []root         // objects in details, for types
}

// pair is one error in both catalogues.
type pair struct{ old, new *spec.Error }

// change is what two changes have in common that are one: several errors may
// share a type, a form or the defaults of a status.
type change struct {
	rule, message string
	pos, old      spec.Pos
}

// say records a change of an error, or of the whole catalogue when e is nil.
func (c *comparison) say(rule string, e *spec.Error, pos, old spec.Pos, format string, args ...any) {
	r, ok := ruleByID(rule)
	if !ok {
		panic("bug in errspec: no change is called " + rule)
	}
	if r.Verdict == SourceBreaking && !c.goOld {
		return // nobody calls what is not generated
	}
	switch {
	case pos != (spec.Pos{}):
	case e != nil && e.Key.Pos() != (spec.Pos{}):
		pos = e.Key.Pos() // of a default of an error that is in no file
	default:
		pos = c.new.start()
	}
	key := change{rule, fmt.Sprintf(format, args...), pos, old}
	i, known := c.places[key]
	if !known {
		i = len(c.found)
		c.places[key] = i
		c.found = append(c.found, Change{Rule: rule, Verdict: r.Verdict, Message: key.message, Internal: true, Pos: pos, Old: old})
	}
	if !inside(rule) && (e == nil || c.known(e)) {
		c.found[i].Internal = false
	}
	if e == nil {
		return
	}
	if codes := &c.found[i].Codes; len(*codes) == 0 || (*codes)[len(*codes)-1] != e.Key.Value {
		*codes = append(*codes, e.Key.Value)
	}
}

// inside reports whether a rule is about what only the server sees.
func inside(rule string) bool { return rule == "server-changed" || rule == "internal-removed" }

// known reports whether clients know an error, from one of the two catalogues.
func (c *comparison) known(e *spec.Error) bool {
	if public(e) {
		return true
	}
	was := c.old.errors[e.Key.Value]
	return was != nil && public(was)
}

// sort puts the changes into their order.
func (c *comparison) sort() {
	number := map[string]int{}
	for i, e := range c.new.Errors {
		number[e.Key.Value] = i
	}
	for i := range c.found {
		codes := &c.found[i].Codes
		slices.SortFunc(*codes, func(a, b string) int { return cmp.Or(cmp.Compare(number[a], number[b]), cmp.Compare(a, b)) })
		*codes = slices.Compact(*codes)
	}
	files := map[string]int{}
	for i, f := range c.new.Files {
		files[f] = i
	}
	slices.SortStableFunc(c.found, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(b.Verdict, a.Verdict),
			cmp.Compare(files[a.Pos.File], files[b.Pos.File]),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Old.File, b.Old.File),
			cmp.Compare(a.Old.Line, b.Old.Line),
			cmp.Compare(a.Old.Column, b.Old.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// view is a catalogue with what is asked of it again and again.
type view struct {
	*spec.Catalog
	errors  map[string]*spec.Error // by key
	bodies  map[string]*form       // by name
	named   map[spec.Operation]bool
	retired map[string]*spec.Retired // by key
}

func newView(c *spec.Catalog) *view {
	v := &view{
		Catalog: c, errors: map[string]*spec.Error{}, bodies: map[string]*form{},
		named: map[spec.Operation]bool{}, retired: map[string]*spec.Retired{},
	}
	for _, e := range c.Errors {
		if v.errors[e.Key.Value] == nil {
			v.errors[e.Key.Value] = e
		}
		for _, o := range e.Operations.Resolved {
			v.named[o] = true
		}
	}
	for _, b := range c.Wire.Bodies {
		if v.bodies[b.Name.Value] == nil {
			v.bodies[b.Name.Value] = newForm(b)
		}
	}
	for _, r := range c.Retired {
		v.retired[r.Key.Value] = r
	}
	return v
}

// start is the place of what is in no entry of the catalogue.
func (v *view) start() spec.Pos { return spec.Pos{File: v.File, Line: 1, Column: 1} }

// form returns the body form of an error, or nil when it is not known.
func (v *view) form(e *spec.Error) *form { return v.bodies[e.Body.Value] }

// public reports whether clients see the error.
func public(e *spec.Error) bool { return !e.Internal.Value }

// matchErrors finds the errors that are the same in both catalogues: those of one
// key, and then public ones of one wire code whose key is in one catalogue only.
func (c *comparison) matchErrors() {
	partner := map[*spec.Error]*spec.Error{}
	taken := map[*spec.Error]bool{}
	match := func(o, n *spec.Error) { partner[o], taken[n] = n, true }
	for _, o := range c.old.Errors {
		if n := c.new.errors[o.Key.Value]; n != nil && !taken[n] {
			match(o, n)
		}
	}
	type wire struct {
		code   string
		status int
	}
	byWire, byCode := map[wire]*spec.Error{}, map[string]*spec.Error{}
	for _, n := range c.new.Errors {
		if taken[n] || !public(n) {
			continue
		}
		if w := (wire{n.Code.Value, n.Status.Value}); byWire[w] == nil {
			byWire[w] = n
		}
		if byCode[n.Code.Value] == nil {
			byCode[n.Code.Value] = n
		}
	}
	for _, o := range c.old.Errors {
		if n := byWire[wire{o.Code.Value, o.Status.Value}]; partner[o] == nil && public(o) && n != nil && !taken[n] {
			match(o, n)
		}
	}
	for _, o := range c.old.Errors {
		if n := byCode[o.Code.Value]; partner[o] == nil && public(o) && n != nil && !taken[n] {
			match(o, n)
		}
	}
	for _, o := range c.old.Errors {
		if n := partner[o]; n != nil {
			c.pairs = append(c.pairs, pair{o, n})
		} else {
			c.gone = append(c.gone, o)
		}
	}
	slices.SortStableFunc(c.pairs, func(a, b pair) int { return cmp.Compare(c.number[a.new], c.number[b.new]) })
	for _, n := range c.new.Errors {
		if !taken[n] {
			c.added = append(c.added, n)
		}
	}
}

// pair compares an error with what it was.
func (c *comparison) pair(o, n *spec.Error) {
	if o.Key.Value != n.Key.Value {
		c.say("key-renamed", n, n.Key.Pos(), o.Key.Pos(), "the key was %q; the wire code is still %q", o.Key.Value, n.Code.Value)
	} else if was, is := c.goName(o.Name, o.Key), c.goName(n.Name, n.Key); was != is {
		c.say("go-name-changed", n, n.Name.Pos(), o.Name.Pos(), "its name in Go changed from %s to %s", was, is)
	}
	t := &texts{c: c, old: o, new: n}
	switch {
	case public(o) && !public(n):
		c.say("error-internal", n, n.Internal.Pos(), o.Key.Pos(), "the error is internal now, and clients get %s in its place", c.sent(n))
	case !public(o) && public(n):
		c.say("error-public", n, n.Key.Pos(), o.Internal.Pos(), "the error was internal and is public now, with status %d", n.Status.Value)
		c.newStatus(n)
	case public(n):
		c.wire(o, n, t)
		c.operations(o, n)
		c.retry(o, n)
	}
	c.numbers(o, n)
	c.goSource(o, n)
	t.compare()
}

// sent names the error that an internal one is sent as.
func (c *comparison) sent(e *spec.Error) string {
	if as := c.new.Sent(e); as != nil {
		return strconv.Quote(as.Key.Value)
	}
	return "another one"
}

// goName is the root of an error's names in Go, or the name of a type.
func (c *comparison) goName(override, key spec.At[string]) string {
	if override.Value != "" {
		return override.Value
	}
	return c.o.GoName(key.Value)
}

// numbers compares published numbers.
func (c *comparison) numbers(o, n *spec.Error) {
	was, had := numberOf(o)
	is, has := numberOf(n)
	if !public(n) || !public(o) {
		return
	}
	switch {
	case had && has && was != is:
		c.say("number-changed", n, n.Number.Pos(), o.Number.Pos(), "number changed from %d to %d", was, is)
	case had && !has:
		c.say("number-changed", n, n.Number.Pos(), o.Number.Pos(), "number %d is gone", was)
	case has && !had:
		c.say("number-added", n, n.Number.Pos(), spec.Pos{}, "the error has the number %d now", is)
	}
}

func numberOf(e *spec.Error) (number int64, ok bool) {
	return e.Number.Value.Value, e.Number.Written() && !e.Number.Value.Auto
}

// retry compares what clients may send again.
func (c *comparison) retry(o, n *spec.Error) {
	if o.Retry.Value == n.Retry.Value {
		return
	}
	rule := "retry-looser"
	if permits(n.Retry.Value) < permits(o.Retry.Value) {
		rule = "retry-stricter"
	}
	c.say(rule, n, n.Retry.Pos(), o.Retry.Pos(), "retry changed from %s to %s", retryWord(o), retryWord(n))
}

func retryWord(e *spec.Error) string { return cmp.Or(string(e.Retry.Value), "unsaid") }

func permits(r spec.Retry) int {
	return slices.Index([]spec.Retry{"", spec.RetryNever, spec.RetryIdempotent, spec.RetryAlways}, r)
}

// catalogue compares what belongs to no error.
func (c *comparison) catalogue() {
	o, n := c.old, c.new
	if was, is := o.Wire.RequestIDHeader, n.Wire.RequestIDHeader; was.Value != is.Value {
		c.say("request-id-changed", nil, is.Pos(), was.Pos(), "the request ID travels in %s instead of %s", spec.HeaderDisplay(is.Value), spec.HeaderDisplay(was.Value))
	}
	was, is := o.Fallback, n.Fallback
	if was != nil && is != nil && is != c.partner(was) {
		c.say("fallback-changed", is, is.Key.Pos(), was.Key.Pos(), "the server answers this error for all that are not in the catalogue; it was %q", was.Key.Value)
	}
	c.prose()
}

// partner returns the error of the new catalogue that an old one is, or nil.
func (c *comparison) partner(o *spec.Error) *spec.Error {
	for _, p := range c.pairs {
		if p.old == o {
			return p.new
		}
	}
	return nil
}

// retired compares the codes that are taken for ever, and says what became of
// the errors that are gone.
func (c *comparison) retired() {
	byCode := map[string]*spec.Retired{}
	for _, r := range c.new.Retired {
		byCode[r.Code.Value] = r
	}
	explained := map[*spec.Retired]bool{}
	for _, o := range c.gone {
		if !public(o) {
			c.say("internal-removed", o, c.new.start(), o.Key.Pos(), "the internal error is gone")
			continue
		}
		r := c.new.retired[o.Key.Value]
		if r == nil {
			r = byCode[o.Code.Value]
		}
		if r == nil {
			c.say("code-removed", o, c.new.start(), o.Key.Pos(), "the error is gone, and its code is not under retired")
			continue
		}
		explained[r] = true
		if r.Code.Value != o.Code.Value && byCode[o.Code.Value] == nil && !c.new.sends(o.Code.Value) {
			// Clients know the error by what is on the wire, and the key is not.
			c.say("code-removed", o, r.Key.Pos(), o.Code.Pos(), "the error is retired, and its wire code %q is not kept with it", o.Code.Value)
			continue
		}
		c.retiredNow(o, r)
		if number, ok := numberOf(o); ok && !c.new.keeps(number) {
			c.say("retired-changed", nil, r.Key.Pos(), o.Number.Pos(), "the number %d of retired code %q is not kept with it", number, r.Key.Value)
		}
	}
	for _, r := range c.new.Retired {
		was := c.old.retired[r.Key.Value]
		switch {
		case was == nil && !explained[r]:
			c.say("retired-added", nil, r.Key.Pos(), spec.Pos{}, "code %q is kept as retired", r.Key.Value)
		case was == nil:
		case was.Use.Value != r.Use.Value:
			c.say("retired-changed", nil, r.Use.Pos(), was.Use.Pos(), "retired code %q is decoded as %s instead of %s", r.Key.Value, useOf(r), useOf(was))
		case was.Code.Value != r.Code.Value:
			c.say("retired-changed", nil, r.Code.Pos(), was.Code.Pos(), "retired code %q stands for %q instead of %q", r.Key.Value, r.Code.Value, was.Code.Value)
		case was.Number.Value != r.Number.Value || was.Number.Written() != r.Number.Written():
			c.say("retired-changed", nil, r.Number.Pos(), was.Number.Pos(), "the number of retired code %q changed", r.Key.Value)
		case was.In.Value != r.In.Value || was.Reason.Value != r.Reason.Value:
			c.say("documentation-changed", nil, r.Key.Pos(), was.Key.Pos(), "what is said about retired code %q changed", r.Key.Value)
		}
	}
	c.reused()
}

// sends reports whether a public error has a wire code.
func (v *view) sends(code string) bool {
	return slices.ContainsFunc(v.Errors, func(e *spec.Error) bool { return public(e) && e.Code.Value == code })
}

// keeps reports whether a number is that of an error or of a retired code.
func (v *view) keeps(number int64) bool {
	return slices.ContainsFunc(v.Errors, func(e *spec.Error) bool {
		n, ok := numberOf(e)
		return ok && n == number
	}) || slices.ContainsFunc(v.Retired, func(r *spec.Retired) bool { return r.Number.Written() && r.Number.Value.Value == number })
}

// retiredNow says that an error of the old catalogue is retired in the new one.
func (c *comparison) retiredNow(o *spec.Error, r *spec.Retired) {
	use := c.successor(r)
	switch {
	case use == nil:
		c.say("code-retired", o, r.Key.Pos(), o.Key.Pos(), "the error is retired, without a successor")
	case use.Status.Value != o.Status.Value:
		c.say("code-retired", o, r.Key.Pos(), o.Key.Pos(), "the error is retired; %q takes its place, with status %d instead of %d", use.Key.Value, use.Status.Value, o.Status.Value)
	default:
		c.say("code-retired", o, r.Key.Pos(), o.Key.Pos(), "the error is retired; %q takes its place", use.Key.Value)
	}
}

// successor follows a chain of retired codes to its end.
func (c *comparison) successor(r *spec.Retired) *spec.Error {
	for range len(c.new.retired) + 1 { // cycles are refused elsewhere; this ends all the same
		if e := c.new.errors[r.Use.Value]; e != nil || r.Use.Value == "" {
			return e
		}
		if r = c.new.retired[r.Use.Value]; r == nil {
			return nil
		}
	}
	return nil
}

func useOf(r *spec.Retired) string {
	if r.Use.Value == "" {
		return "no error"
	}
	return strconv.Quote(r.Use.Value)
}

// reused finds codes and numbers that were taken and are used again, and retired
// codes that are no longer kept.
func (c *comparison) reused() {
	codes, keys, numbers := map[string]*spec.Error{}, map[string]*spec.Error{}, map[int64]*spec.Error{}
	for _, n := range c.new.Errors {
		if number, ok := numberOf(n); ok && numbers[number] == nil {
			numbers[number] = n
		}
		if !public(n) {
			continue
		}
		keys[n.Key.Value] = n
		if codes[n.Code.Value] == nil {
			codes[n.Code.Value] = n
		}
	}
	oldCodes, oldNumbers := map[string]bool{}, map[int64]bool{}
	for _, o := range c.old.Errors {
		oldCodes[o.Code.Value], oldCodes[o.Key.Value] = true, true
		if number, ok := numberOf(o); ok {
			oldNumbers[number] = true
		}
	}
	for _, r := range c.old.Retired {
		used := false
		say := func(n *spec.Error, pos spec.Pos, what string) {
			used = true
			c.say("code-reused", n, pos, r.Key.Pos(), "%s was retired before and is used again", what)
		}
		switch {
		case oldCodes[r.Code.Value] || oldCodes[r.Key.Value]:
			used = true // before already, which is a finding
		case codes[r.Code.Value] != nil:
			n := codes[r.Code.Value]
			say(n, n.Code.Pos(), "the wire code "+strconv.Quote(r.Code.Value))
		case keys[r.Key.Value] != nil:
			n := keys[r.Key.Value]
			say(n, n.Key.Pos(), "the key "+strconv.Quote(r.Key.Value))
		}
		if n := numbers[r.Number.Value.Value]; r.Number.Written() && n != nil && !oldNumbers[r.Number.Value.Value] {
			say(n, n.Number.Pos(), "the number "+strconv.FormatInt(r.Number.Value.Value, 10))
		}
		if c.new.retired[r.Key.Value] == nil && !used {
			c.say("code-removed", nil, c.new.start(), r.Key.Pos(), "code %q is no longer under retired, so that it could be given to something else", r.Key.Value)
		}
	}
	for _, o := range c.gone {
		if number, ok := numberOf(o); ok && numbers[number] != nil {
			n := numbers[number]
			c.say("code-reused", n, n.Number.Pos(), o.Number.Pos(), "the number %d was that of %q, which is gone", number, o.Key.Value)
		}
	}
}

// newErrors lists the errors that were not there.
func (c *comparison) newErrors() {
	for _, n := range c.added {
		if !public(n) {
			c.say("server-changed", n, n.Key.Pos(), spec.Pos{}, "a new internal error")
			continue
		}
		c.say("error-added", n, n.Key.Pos(), spec.Pos{}, "a new error, with status %d", n.Status.Value)
		c.newStatus(n)
	}
}
