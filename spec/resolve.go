package spec

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// finish turns a catalogue as it was written into one in which every default is
// filled in and every name is resolved, and adds to ds what is wrong with its
// meaning. Pieces that could not be read may be missing: nothing is said about
// those a second time. loose are findings about places, which the errors that the
// places belong to may allow.
func finish(c *Catalog, o Options, ds *Diagnostics, loose ...finding) {
	f := &finisher{
		c: c, o: o, ds: ds,
		errors:  make(map[string]*Error, len(c.Errors)),
		types:   map[string]*Type{},
		groups:  map[string]*Group{},
		retired: map[string]*Retired{},
		bodies:  map[string]*Body{},
		near:    nearBudget,
		chosen:  chosenSeverities(c.Lint),
		kept:    map[allowed]bool{},

		enums:    map[*EnumValue]bool{},
		patterns: map[string]patternProblems{},

		sharedParams:  map[*Param]*Param{},
		sharedHeaders: map[*Header]*Header{},
		forms:         map[*Body]*bodyFacts{},
		reasons:       map[string]*Error{},
		successors:    map[*Retired]*Error{},
		said:          map[place]bool{},
	}
	f.index()
	f.catalogDefaults()
	f.resolveTypes()
	f.resolveStatuses()
	f.resolveErrors()
	f.resolveFallback()
	f.resolveBodies()
	f.resolveTargets()
	f.check()
	for _, found := range loose {
		f.owner = found.owner
		f.add(found.Diagnostic)
	}
	f.owner = nil
	f.checkAllowances()
	f.setSeverities()
}

// finisher holds what the steps of finish share.
type finisher struct {
	c  *Catalog
	o  Options
	ds *Diagnostics

	// Entries by name. Of two with one name the first is here.
	errors  map[string]*Error
	types   map[string]*Type
	groups  map[string]*Group
	retired map[string]*Retired
	bodies  map[string]*Body
	reasons map[string]*Error // of the body form google

	// Copies of what a status gives to its errors, and what they are copies of.
	sharedParams  map[*Param]*Param
	sharedHeaders map[*Header]*Header

	forms      map[*Body]*bodyFacts
	successors map[*Retired]*Error // see successor

	owner  *Error            // the error that is looked at, for "allow"
	chosen map[string]string // see chosenSeverities
	kept   map[allowed]bool  // entries of "allow" that a finding was kept back for
	said   map[place]bool    // for sayOnce
	near   int               // comparisons of names that are left, see nearest

	// Candidates for suggestions.
	typeNames, errorKeys, ruleIDs, slugs, groupIDs []string

	// Room for what is looked at one error after the other.
	names, members, named map[string]*Param
	words                 []string
	use                   templateUse

	enums    map[*EnumValue]bool // enums that were looked at, by the first value
	patterns map[string]patternProblems
}

// allowed is an entry of "allow".
type allowed struct {
	e    *Error
	rule string
}

// place is a finding without its text.
type place struct {
	rule string
	pos  Pos
}

// finding is a diagnostic and the error it belongs to, if any.
type finding struct {
	Diagnostic
	owner *Error
}

// about is what a finding may say beside its message.
type about struct {
	end     Pos    // set when the finding is about a piece of a text
	fix     string // replacement: of that piece, or of the whole value
	repair  Repair // how it can be mended without asking
	related []Related
}

// at makes a list of one related place.
func at(pos Pos, message string) []Related { return []Related{{Pos: pos, Message: message}} }

// say records a finding of a rule.
func (f *finisher) say(rule string, pos Pos, a about, format string, args ...any) {
	if f.keepsBack(rule) {
		return
	}
	f.ds.Add(rule, pos, a.related, format, args...)
	d := &(*f.ds)[len(*f.ds)-1]
	d.End, d.Fix, d.Repair = a.end, a.fix, a.repair
	if a.end == (Pos{}) {
		d.Fix = yamlWord(a.fix)
	}
}

// add records a finding that is complete.
func (f *finisher) add(d Diagnostic) {
	if !f.keepsBack(d.Rule) {
		*f.ds = append(*f.ds, d)
	}
}

// keepsBack reports whether a finding of a rule would not be shown, because the
// error that is looked at may break the rule or the rule is off. A rule that is off
// is not worth the text of a finding.
func (f *finisher) keepsBack(rule string) bool {
	if f.owner != nil && allows(f.owner, rule) && severityOf(rule) != SeverityError {
		f.kept[allowed{f.owner, rule}] = true
		return true
	}
	return f.chosen[rule] == "off"
}

// yamlWord writes a text as a YAML scalar that means it in every place.
func yamlWord(text string) string {
	plain := text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !isAlnum(r) && !strings.ContainsRune("_$./-", r) })
	if plain && !isDigit(rune(text[0])) && !strings.HasPrefix(text, "-") && !strings.HasPrefix(text, ".") && !slices.Contains(yamlSpecials, strings.ToLower(text)) {
		return text
	}
	if text == "" {
		return ""
	}
	return quoteYAML(text)
}

// yamlSpecials are words that mean something else without quotes, to readers of
// YAML 1.1 too.
var yamlSpecials = []string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}

// sayOnce is say for what several errors share: only the first finding of a rule
// about a place is recorded.
func (f *finisher) sayOnce(rule string, pos Pos, a about, format string, args ...any) {
	if f.said[place{rule, pos}] {
		return
	}
	f.said[place{rule, pos}] = true
	f.say(rule, pos, a, format, args...)
}

// nearBudget bounds the comparisons of names in one catalogue, so that a hostile
// one with very many unknown names is still read in reasonable time.
const nearBudget = 2_000_000

// nearest is Nearest within the budget.
func (f *finisher) nearest(word string, candidates []string) string {
	if f.near -= len(candidates); f.near < 0 {
		return ""
	}
	return Nearest(word, candidates)
}

// nearestParam is nearest among the names of parameters, which are not collected
// when nothing is left of the budget.
func (f *finisher) nearestParam(word string, params []*Param) string {
	if f.near < len(params) {
		f.near = -1
		return ""
	}
	return f.nearest(word, paramNames(params))
}

// keys are the keys of the errors, for suggestions.
func (f *finisher) keys() []string {
	if f.errorKeys == nil {
		for _, e := range f.c.Errors {
			f.errorKeys = append(f.errorKeys, e.Key.Value)
		}
	}
	return f.errorKeys
}

// index drops missing pieces and finds the entries by name.
func (f *finisher) index() {
	c := f.c
	c.Errors = present(c.Errors)
	c.Types = present(c.Types)
	c.Statuses = present(c.Statuses)
	c.Groups = present(c.Groups)
	c.Retired = present(c.Retired)
	c.Targets = present(c.Targets)
	c.Wire.Bodies = present(c.Wire.Bodies)
	for _, e := range c.Errors {
		e.Params, e.Headers, e.Examples = presentParams(e.Params), present(e.Headers), present(e.Examples)
	}
	for _, s := range c.Statuses {
		s.Defaults.Params, s.Defaults.Headers = presentParams(s.Defaults.Params), present(s.Defaults.Headers)
	}
	for _, t := range c.Types {
		t.Fields = presentParams(t.Fields)
		if t.Scalar != nil {
			t.Scalar.Enum = present(t.Scalar.Enum)
		}
	}

	// The reader keeps keys of one mapping apart. The same key in two files, or
	// in two lists, is found here.
	c.Errors = unique(f, c.Errors, f.errors, "error", func(e *Error) At[string] { return e.Key })
	c.Types = unique(f, c.Types, f.types, "type", func(t *Type) At[string] { return t.Name })
	c.Retired = unique(f, c.Retired, f.retired, "retired code", func(r *Retired) At[string] { return r.Key })
	c.Groups = unique(f, c.Groups, f.groups, "group", func(g *Group) At[string] { return g.ID })
	c.Wire.Bodies = unique(f, c.Wire.Bodies, f.bodies, "body form", func(b *Body) At[string] { return b.Name })
	codes := map[int]*Status{}
	c.Statuses = slices.DeleteFunc(c.Statuses, func(s *Status) bool {
		first, twice := codes[s.Code.Value]
		if twice {
			f.say("key-unique", s.Code.Pos(), about{related: at(first.Code.Pos(), "first written here")}, "status %d is written twice", s.Code.Value)
			return true
		}
		codes[s.Code.Value] = s
		return false
	})
}

// present returns the entries that are there.
func present[T any](list []*T) []*T {
	return slices.DeleteFunc(list, func(entry *T) bool { return entry == nil })
}

func presentParams(list []*Param) []*Param {
	list = present(list)
	for _, p := range list {
		p.Enum = present(p.Enum)
	}
	return list
}

// unique fills byName and returns the entries whose name stands there first.
func unique[T any](f *finisher, list []*T, byName map[string]*T, what string, name func(*T) At[string]) []*T {
	return slices.DeleteFunc(list, func(entry *T) bool {
		n := name(entry)
		if n.Value == "" {
			return false
		}
		if first, twice := byName[n.Value]; twice {
			f.say("key-unique", n.Pos(), about{related: at(name(first).Pos(), "first written here")}, "%s %q is written twice", what, quotable(n.Value))
			return true
		}
		byName[n.Value] = entry
		return false
	})
}

// fill sets a value that was not written.
func fill[T any](a *At[T], value T, at spot) {
	if a.Written() {
		return
	}
	a.Value = value
	if a.file == nil {
		a.place(at)
	}
}

// inherit takes a value over, with its place, unless there is one.
func inherit[T any](a *At[T], from At[T]) {
	if !a.Written() && from.Written() {
		*a = from
	}
}

// start is the place of what is in no file at all.
func (f *finisher) start() Pos { return Pos{File: f.c.File, Line: 1, Column: 1} }

// catalogDefaults fills in the top level.
func (f *finisher) catalogDefaults() {
	c := f.c
	fill(&c.Title, Words(c.Service.Value), c.Service.spot)
	fill(&c.Domain, c.Service.Value, c.Service.spot)
	fill(&c.DocsURL, "", spotOf(f.start()))
	fill(&c.Wire.Body, "structured", spotOf(cmp.Or(c.Wire.Pos, f.start())))
	fill(&c.Wire.RequestIDHeader, "X-Request-Id", spotOf(cmp.Or(c.Wire.Pos, f.start())))
	if isToken(c.Wire.RequestIDHeader.Value) {
		c.Wire.RequestIDHeader.Value = canonicalHeader(c.Wire.RequestIDHeader.Value)
	}
	fill(&c.Lint.CodeCase, codeCases[0], spotOf(cmp.Or(c.Lint.Pos, f.start())))
	if !slices.Contains(codeCases, c.Lint.CodeCase.Value) {
		c.Lint.CodeCase.Value = codeCases[0]
	}
	for _, r := range c.Retired {
		fill(&r.Code, r.Key.Value, r.Key.spot)
	}
}

// kinds are the types of the language by spelling.
var kinds = map[string]Kind{
	"string": String, "uuid": UUID, "uri": URI, "email": Email, "integer": Integer,
	"number": Float, "boolean": Boolean, "datetime": DateTime, "date": Date,
	"duration": Duration, "json": JSON,
}

// kindNames are the spellings, in the order in which the language lists them.
var kindNames = []string{
	"string", "uuid", "uri", "email", "integer", "number", "boolean", "datetime", "date", "duration", "json",
}

// String returns the spelling of the catalogue, "object" for [Object].
func (k Kind) String() string {
	switch {
	case k == Object:
		return "object"
	case k >= String && k <= JSON:
		return kindNames[k-String]
	default:
		return "unknown"
	}
}

// isText reports whether values of the kind are text in every language.
func (k Kind) isText() bool {
	return k == String || k == UUID || k == URI || k == Email || k == Date
}

// resolveTypes resolves the types that other types are made of, then refuses
// cycles, and then what the fields of objects are.
func (f *finisher) resolveTypes() {
	w := &typeWalk{f: f, state: map[*Type]int{}}
	for _, t := range f.c.Types {
		w.visit(t)
	}
	for _, t := range f.c.Types {
		for _, p := range t.Fields {
			f.resolveField(p)
		}
	}
}

// resolveField resolves a field of an object, which travels where the object does.
func (f *finisher) resolveField(p *Param) {
	if p.In.Written() {
		f.say("param-in", p.In.Pos(), about{}, "a field travels with its object; in belongs to parameters")
	}
	own := p.In.Written()
	f.resolveParam(p)
	if !own && p.In.Written() && p.In.Value != InDetails {
		f.say("param-in", p.Type.Pos(), about{related: at(p.In.Pos(), "said here")},
			"a field travels with its object, but its type %q says in: %s", p.Type.Value, p.In.Value)
	}
}

// typeWalk goes through the types depth first, so that a type is resolved after
// all that it is made of. It keeps its own stack: a chain of types may be as long
// as the file.
type typeWalk struct {
	f     *finisher
	state map[*Type]int // place on the path, from 1; done
}

const done = -1

func (w *typeWalk) visit(root *Type) {
	type step struct {
		t    *Type
		next int
	}
	if w.state[root] != 0 {
		return
	}
	stack := []step{{t: root}}
	w.state[root] = 1
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		parts := top.t.parts()
		if top.next == len(parts) {
			if top.t.Scalar != nil {
				w.f.resolveParam(top.t.Scalar)
			}
			w.state[top.t] = done
			stack = stack[:len(stack)-1]
			continue
		}
		p := parts[top.next]
		top.next++
		t := w.f.types[p.Type.Value]
		if t == nil {
			continue // a kind, or unknown: reported where it is resolved
		}
		switch at := w.state[t]; at {
		case 0:
			stack = append(stack, step{t: t})
			w.state[t] = len(stack)
		case done:
		default:
			const most = 10
			var names []string
			var related []Related
			for i, s := range stack[at-1:] {
				if i > 0 {
					related = append(related, Related{Pos: s.t.Name.Pos(), Message: "by way of this type"})
				}
				if i == most {
					names = append(names, "…")
					break
				}
				names = append(names, s.t.Name.Value)
			}
			w.f.say("type-cycle", p.Type.Pos(), about{related: related},
				"type %q is made of itself: %s", t.Name.Value, strings.Join(append(names, t.Name.Value), " -> "))
			// Cut here, so that what comes later ends.
			p.Type.Value = ""
		}
	}
}

// parts are the parameters that a type is made of.
func (t *Type) parts() []*Param {
	if t.Scalar != nil {
		return []*Param{t.Scalar}
	}
	return t.Fields
}

// resolveParam finds the kind of a parameter and takes over what its type says.
func (f *finisher) resolveParam(p *Param) {
	fill(&p.Wire, p.Name.Value, p.Name.spot)
	name := p.Type.Value
	if k, ok := kinds[name]; ok {
		p.Kind = k
		fill(&p.In, InDetails, p.Name.spot)
		return
	}
	t := f.types[name]
	switch {
	case t == nil:
		fill(&p.In, InDetails, p.Name.spot)
		if name != "" {
			f.unknownType(p)
		}
		return
	case t.IsObject():
		p.Kind, p.Named = Object, t
	default:
		f.takeOver(p, t)
	}
	fill(&p.In, InDetails, p.Name.spot)
}

// takeOver gives a parameter the rules and the text of its named type, which is
// a parameter form. What the parameter says itself wins.
func (f *finisher) takeOver(p *Param, t *Type) {
	s := t.Scalar
	p.Kind, p.Named = s.Kind, t
	if s.Kind == Object {
		p.Named = s.Named
	}
	wraps := p.List && !s.List // the type is that of the elements
	if p.List && s.List {
		f.say("type-list", p.Type.Pos(), about{related: at(t.Name.Pos(), "already a list")},
			"type %s[] is a list of lists; put them into a type with fields", t.Name.Value)
	}
	p.List = p.List || s.List

	inherit(&p.In, s.In)
	inherit(&p.Sensitive, s.Sensitive)
	if s.Kind == Object {
		return
	}
	inherit(&p.Description, t.Description)
	inherit(&p.Description, s.Description)
	if len(p.Enum) > 0 {
		p.Named = nil // an enum of its own, with rules of its own
		return
	}
	p.Enum = s.Enum
	inherit(&p.Min, s.Min)
	inherit(&p.Max, s.Max)
	inherit(&p.MaxLength, s.MaxLength)
	inherit(&p.Pattern, s.Pattern)
	if !p.Example.Written() && s.Example.Written() && s.Example.Value != nil {
		p.Example = s.Example
		if wraps {
			p.Example.Value = &Value{Pos: s.Example.Pos(), Kind: ListValue, Items: []*Value{s.Example.Value}}
		}
	}
}

// unknownType reports a type that does not exist.
func (f *finisher) unknownType(p *Param) {
	if plain, question := strings.CutSuffix(p.Type.Value, "?"); question {
		f.say("type-unknown", p.Type.Pos(), about{}, "no type is called %q; the ? of an optional parameter stands behind its name: %s?: %s",
			quotable(p.Type.Value), quotable(p.Name.Value), quotable(plain))
		return
	}
	if element, inFront := strings.CutPrefix(p.Type.Value, "[]"); inFront && element != "" {
		f.say("type-unknown", p.Type.Pos(), about{fix: element + "[]"}, "no type is called %q; a list is written with [] behind the type: %s", quotable(p.Type.Value), quotable(element)+"[]")
		return
	}
	if strings.HasSuffix(p.Type.Value, "[]") {
		f.say("type-list", p.Type.Pos(), about{}, "type %s[] is a list of lists; put them into a type with fields", quotable(p.Type.Value))
		return
	}
	if f.typeNames == nil {
		f.typeNames = slices.Clone(kindNames)
		for _, t := range f.c.Types {
			f.typeNames = append(f.typeNames, t.Name.Value)
		}
	}
	near := f.nearest(p.Type.Value, f.typeNames)
	hint := didYouMean(near)
	if other, ok := foreignTypes[strings.ToLower(p.Type.Value)]; ok && near == "" {
		near, hint = other, didYouMean(other)
	}
	if near != "" && p.List {
		near += "[]"
	}
	f.say("type-unknown", p.Type.Pos(), about{fix: near}, "no type is called %q%s", quotable(p.Type.Value), hint)
}

// foreignTypes are names of types in other languages, for suggestions.
var foreignTypes = map[string]string{
	"int": "integer", "int32": "integer", "int64": "integer", "long": "integer", "float": "number",
	"float64": "number", "double": "number", "decimal": "number", "bool": "boolean", "str": "string",
	"text": "string", "timestamp": "datetime", "date-time": "datetime", "time": "datetime",
	"url": "uri", "guid": "uuid", "object": "json", "any": "json", "map": "json", "seconds": "duration",
}

// resolveStatuses fills in the titles of statuses and the types of the
// parameters that their errors share.
func (f *finisher) resolveStatuses() {
	for _, s := range f.c.Statuses {
		fill(&s.Title, statusTitle(s.Code.Value), s.Code.spot)
		for _, p := range s.Defaults.Params {
			f.resolveParam(p)
		}
		for _, h := range s.Defaults.Headers {
			h.canonical()
		}
	}
}

// statusTitle returns the registered name of a status, or the status itself.
func statusTitle(code int) string {
	if phrase, ok := StatusPhrase(code); ok {
		return phrase
	}
	return "Status " + strconv.Itoa(code)
}

// canonical brings the name of a header into its canonical form.
func (h *Header) canonical() {
	if isToken(h.Name.Value) {
		h.Name.Value = canonicalHeader(h.Name.Value)
	}
}

// resolveErrors fills in the errors as written.
func (f *finisher) resolveErrors() {
	statuses := map[int]*Status{}
	for _, s := range f.c.Statuses {
		statuses[s.Code.Value] = s
	}
	for _, e := range f.c.Errors {
		f.resolveError(e, statuses[e.Status.Value])
	}
}

// resolveError fills in an error; s is the entry of its status, or nil.
func (f *finisher) resolveError(e *Error, s *Status) {
	for _, p := range e.Params {
		f.resolveParam(p)
	}
	for _, h := range e.Headers {
		h.canonical()
	}
	if s != nil {
		f.takeDefaults(e, &s.Defaults)
	}

	key, facts := e.Key, statusFacts(e.Status.Value)
	fill(&e.Code, key.Value, key.spot)
	if !e.Title.Written() {
		fill(&e.Title, Words(key.Value), key.spot)
	}
	fill(&e.Retry, facts.Retry, key.spot)
	fill(&e.Body, f.c.Wire.Body.Value, f.c.Wire.Body.spot)
	fill(&e.GRPC, facts.GRPC, key.spot)
	fill(&e.Log, LevelInfo, key.spot)
	if e.Status.Value >= 500 {
		fill(&e.Log, LevelError, key.spot)
	}
	fill(&e.SLO, e.Status.Value >= 500, key.spot)
	fill(&e.DocsURL, f.c.DocsURL.Value, f.c.DocsURL.spot)
	e.resolveRetryAfter()
}

// takeDefaults gives an error what its status says for all that do not say it
// themselves. Maps merge by key, and those of the status come first.
func (f *finisher) takeDefaults(e *Error, d *Defaults) {
	inherit(&e.Retry, d.Retry)
	inherit(&e.RetryAfter.At, d.RetryAfter)
	inherit(&e.Log, d.Log)
	inherit(&e.SLO, d.SLO)
	inherit(&e.GRPC, d.GRPC)
	inherit(&e.Body, d.Body)

	// Each error gets copies: a parameter stands for one error only.
	e.Params = merge(d.Params, e.Params, f.sharedParams, func(p *Param) string { return p.Name.Value })
	e.Headers = merge(d.Headers, e.Headers, f.sharedHeaders, func(h *Header) string { return h.Name.Value })
}

// merge returns copies of the shared entries, those of one name replaced, and
// then the other own ones. It notes in copies what is a copy.
func merge[T any](shared, own []*T, copies map[*T]*T, name func(*T) string) []*T {
	if len(shared) == 0 {
		return own
	}
	byName := map[string]*T{}
	for _, entry := range own {
		byName[name(entry)] = entry
	}
	var merged []*T
	placed := map[*T]bool{}
	for _, entry := range shared {
		if mine := byName[name(entry)]; mine != nil {
			if !placed[mine] {
				merged = append(merged, mine)
				placed[mine] = true
			}
			continue
		}
		c := *entry
		merged = append(merged, &c)
		copies[&c] = entry
	}
	for _, entry := range own {
		if !placed[entry] {
			merged = append(merged, entry)
		}
	}
	return merged
}

// param returns the parameter of a name, or nil.
func (e *Error) param(name string) *Param {
	for _, p := range e.Params {
		if p.Name.Value == name {
			return p
		}
	}
	return nil
}

// resolveRetryAfter tells a number of seconds from a parameter. What is wrong
// with either is checked later.
func (e *Error) resolveRetryAfter() {
	text := e.RetryAfter.Value
	if text == "" {
		return
	}
	if seconds, ok := wholeNumber(text); ok {
		e.RetryAfter.Seconds = seconds
		return
	}
	if p := e.param(text); p != nil && !p.List && (p.Kind == Duration || p.Kind == DateTime) {
		e.RetryAfter.Param = p
	}
}

// resolveFallback finds the error that stands for all that are not in the
// catalogue, or supplies one.
func (f *finisher) resolveFallback() {
	c := f.c
	for _, e := range c.Errors {
		if e.FallbackKey.Written() && e.FallbackKey.Value {
			c.Fallback = e
			break
		}
	}
	key := spell([]string{"internal", "error"}, c.Lint.CodeCase.Value)
	if c.Fallback == nil {
		c.Fallback = f.errors[key]
	}
	if c.Fallback == nil {
		c.Fallback = f.supplyFallback(key)
	}
	c.Fallback.IsFallback = true
	if o := &c.Fallback.Operations; !o.Written() {
		o.All = true
	}
}

// supplyFallback adds the fallback that a catalogue without one gets.
func (f *finisher) supplyFallback(key string) *Error {
	c, at := f.c, spotOf(f.start())
	e := &Error{
		Key:      At[string]{key, at},
		Status:   At[int]{500, at},
		Supplied: true,
		Message: Template{
			At:    At[string]{"Internal server error", at},
			Parts: []Part{{Kind: TextPart, at: at, Text: "Internal server error"}},
		},
	}
	var status *Status
	for _, s := range c.Statuses {
		if s.Code.Value == 500 {
			status = s
		}
	}
	f.resolveError(e, status)
	c.Errors = append(c.Errors, e)
	f.errors[key] = e
	return e
}

// resolveBodies adds the predefined forms that are in use and not written.
func (f *finisher) resolveBodies() {
	c := f.c
	use := func(name At[string]) {
		if name.Value == "" || f.bodies[name.Value] != nil {
			return
		}
		if b := predefinedBody(name.Value, name.Pos()); b != nil {
			f.bodies[name.Value] = b
			c.Wire.Bodies = append(c.Wire.Bodies, b)
		}
	}
	use(c.Wire.Body)
	for _, e := range c.Errors {
		use(e.Body)
	}
}

// targetKinds are the kinds of outputs.
var targetKinds = []string{"go-server", "go-client", "go-test", "openapi", "markdown", "html", "json"}

// resolveTargets fills in the targets, all four when none is written.
func (f *finisher) resolveTargets() {
	c := f.c
	if len(c.Targets) == 0 {
		at := spotOf(f.start())
		for _, t := range []struct{ kind, out string }{
			{"go-server", "output/server"}, {"go-client", "output/client"},
			{"openapi", "output/openapi.yaml"}, {"markdown", "output/errors.md"},
		} {
			c.Targets = append(c.Targets, &Target{
				Pos:  f.start(),
				Kind: At[string]{t.kind, at},
				Out:  At[string]{t.out, at},
			})
		}
	}
	for _, t := range c.Targets {
		at := spotOf(t.Pos)
		switch t.Kind.Value {
		case "go-server":
			fill(&t.Package, "apierror", at)
		case "go-client":
			fill(&t.Package, strings.ReplaceAll(c.Service.Value, "-", "")+"err", at)
		case "go-test":
			fill(&t.Package, strings.ReplaceAll(c.Service.Value, "-", "")+"test", at)
		case "openapi":
			fill(&t.OpenAPI, t.Document.version(), at)
			fill(&t.Form, "components", at)
			fill(&t.Codes, "closed", at)
		case "markdown":
			fill(&t.Flavour, "gfm", at)
		}
		fill(&t.Audience, "public", at)
	}
}

// Status returns what holds for a status: the entry of the catalogue, or one
// with the registered name and nothing else. It is never nil.
func (c *Catalog) Status(code int) *Status {
	for _, s := range c.Statuses {
		if s != nil && s.Code.Value == code {
			return s
		}
	}
	return &Status{Code: At[int]{Value: code}, Title: At[string]{Value: statusTitle(code)}}
}

// Error returns the error of a key, or nil.
func (c *Catalog) Error(key string) *Error {
	for _, e := range c.Errors {
		if e != nil && e.Key.Value == key {
			return e
		}
	}
	return nil
}

// Body returns the body form of a name, or nil.
func (c *Catalog) Body(name string) *Body {
	for _, b := range c.Wire.Bodies {
		if b != nil && b.Name.Value == name {
			return b
		}
	}
	return nil
}

// Sent returns the error that clients see in place of e: e itself, or for an
// internal error the one that it is sent as. It is nil when that one does not
// exist.
func (c *Catalog) Sent(e *Error) *Error {
	switch {
	case !e.Internal.Value:
		return e
	case e.Internal.As.Value == "":
		return c.Fallback
	default:
		return c.Error(e.Internal.As.Value)
	}
}
