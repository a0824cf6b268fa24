package spec

import (
	"slices"
	"unicode/utf8"
)

// checkTold reports public errors that a client cannot tell apart: those whose
// form has neither $code nor $number, with one status, one shape and, where the
// form sends it, a message that is also one of the other error.
func (f *finisher) checkTold() {
	groups := map[int][]*look{}
	budget := 1_000_000 // pairs, so that time stays bounded
	for _, e := range f.c.Errors {
		body := f.bodies[e.Body.Value]
		if body == nil || e.Internal.Value || e.Status.Value == 0 {
			continue
		}
		facts := f.facts(body)
		if facts.sources[SourceCode] || facts.sources[SourceNumber] {
			continue
		}
		mine := newLook(e, body, facts.sources[SourceMessage])
		for _, other := range groups[e.Status.Value] {
			if budget--; budget < 0 {
				return
			}
			if !mine.passesFor(other) && !other.passesFor(mine) {
				continue
			}
			f.owner = e
			if allows(other.e, "body-ambiguous") {
				f.owner = other.e
			}
			f.say("body-ambiguous", e.Key.Pos(), about{related: at(other.e.Key.Pos(), "the other one is here")},
				"a client cannot tell %q from %q: status %d, shape and message are alike, and the body has no code", e.Key.Value, other.e.Key.Value, e.Status.Value)
			break
		}
		groups[e.Status.Value] = append(groups[e.Status.Value], mine)
	}
	f.owner = nil
}

// allows reports whether an error may break a rule.
func allows(e *Error, rule string) bool {
	return slices.ContainsFunc(e.Allow, func(a Allowance) bool { return a.Rule.Value == rule })
}

// look is what a client sees of an error, as far as it can know errors by it.
type look struct {
	e       *Error
	body    *Body
	details []*Param
	sends   bool       // the form carries the message
	texts   [][]symbol // the forms that the message takes; nil: too many to compare
}

func newLook(e *Error, body *Body, sends bool) *look {
	l := &look{e: e, body: body, sends: sends}
	params := map[string]*Param{}
	for _, p := range e.Params {
		params[p.Name.Value] = p
		if inDetails(p) {
			l.details = append(l.details, p)
		}
	}
	l.texts = texts(e.Message.Parts, params)
	return l
}

// passesFor reports whether every answer with l is one that other can have given.
func (l *look) passesFor(other *look) bool {
	if l.body.Empty || other.body.Empty {
		return l.body.Empty && other.body.Empty
	}
	// The message first: it tells nearly all pairs apart, and costs little.
	if l.sends != other.sends || l.sends && !within(l.texts, other.texts) {
		return false
	}
	return l.fits(l.body.Form, other, other.body.Form)
}

// fits reports whether every value at n of l is one that can stand at m of other.
func (l *look) fits(n *BodyNode, other *look, m *BodyNode) bool {
	if n == nil || m == nil {
		return n == m
	}
	switch {
	case n.Kind == BodyObject && m.Kind == BodyObject:
		return l.fitsMembers(l.members(n), other, other.members(m))
	case n.Kind == BodyArray && m.Kind == BodyArray:
		if len(n.Items) != len(m.Items) {
			return false
		}
		for i := range n.Items {
			if !l.fits(n.Items[i], other, m.Items[i]) {
				return false
			}
		}
		return true
	case n.Kind == BodyLiteral && m.Kind == BodyLiteral:
		return n.Literal.Kind == m.Literal.Kind && n.Literal.Text == m.Literal.Text
	case isMessage(n) || isMessage(m):
		return isMessage(n) && isMessage(m) // compared already
	case n.Kind == BodySource && m.Kind == BodySource && n.Source == SourceDetails && m.Source == SourceDetails:
		if len(l.details) == 0 || len(other.details) == 0 {
			return len(l.details) == len(other.details)
		}
		return l.fitsMembers(detailMembers(l.details), other, detailMembers(other.details))
	case n.Kind == BodySource && m.Kind == BodySource && n.Source == SourceParam && m.Source == SourceParam:
		return sameShape(l.detail(n.Param), other.detail(m.Param))
	default:
		return l.jsonType(n) == other.jsonType(m)
	}
}

func isMessage(n *BodyNode) bool { return n.Kind == BodySource && n.Source == SourceMessage }

// member is a member of an object as a client sees it.
type member struct {
	node     *BodyNode
	optional bool
}

// members are the members of an object of a form, those of details among them.
func (l *look) members(n *BodyNode) map[string]member {
	all := map[string]member{}
	for _, m := range n.Members {
		if m.Spread {
			for name, d := range detailMembers(l.details) {
				all[name] = d
			}
			continue
		}
		optional := m.Node.Optional
		if m.Node.Kind == BodySource && m.Node.Source == SourceParam {
			p := l.detail(m.Node.Param)
			optional = optional && (p == nil || p.Optional)
		}
		all[m.Name.Value] = member{m.Node, optional}
	}
	return all
}

func detailMembers(params []*Param) map[string]member {
	all := map[string]member{}
	for _, p := range params {
		all[p.Wire.Value] = member{&BodyNode{Kind: BodySource, Source: SourceParam, Param: p.Wire.Value}, p.Optional}
	}
	return all
}

func (l *look) fitsMembers(mine map[string]member, other *look, theirs map[string]member) bool {
	for name, m := range theirs {
		if _, has := mine[name]; !has && !m.optional {
			return false
		}
	}
	for name, m := range mine {
		t, has := theirs[name]
		switch {
		case !has && !m.optional:
			return false
		case has && !l.fits(m.node, other, t.node):
			return false
		}
	}
	return true
}

// detail returns the parameter that is a member of details, or nil.
func (l *look) detail(name string) *Param {
	for _, p := range l.details {
		if p.Wire.Value == name {
			return p
		}
	}
	return nil
}

// sameShape reports whether values of two parameters look alike; nil is none.
func sameShape(p, q *Param) bool {
	if p == nil || q == nil {
		return p == q
	}
	return p.List == q.List && kindLook(p.Kind) == kindLook(q.Kind) && (p.Kind != Object || p.Named == q.Named)
}

// kindLook is the JSON type of a kind.
func kindLook(k Kind) string {
	switch {
	case k == JSON:
		return "any"
	case k == Object:
		return "object"
	case k == Boolean:
		return "boolean"
	case k == Integer || k == Float || k == Duration:
		return "number"
	default:
		return "text"
	}
}

// jsonType is the JSON type of what stands at a node.
func (l *look) jsonType(n *BodyNode) string {
	switch n.Kind {
	case BodyObject:
		return "object"
	case BodyArray:
		return "list"
	case BodyLiteral:
		return []string{"", "null", "boolean", "number", "text", "list", "object"}[n.Literal.Kind]
	}
	switch n.Source {
	case SourceStatus:
		return "number"
	case SourceGroup:
		if l.e.Group.Value == "" {
			return "null"
		}
	case SourceDocsURL:
		if l.e.DocsURL.Value == "" {
			return "null"
		}
	case SourceDetails:
		if len(l.details) == 0 {
			return "null"
		}
		return "object"
	case SourceParam:
		p := l.detail(n.Param)
		switch {
		case p == nil:
			return "null"
		case p.List:
			return "list"
		}
		return kindLook(p.Kind)
	}
	return "text"
}

// symbol is a rune of a message, or a placeholder, which stands for the texts of
// its kind.
type symbol struct {
	r    rune
	hole bool
	kind Kind
	enum *Type // of an enum under "types"
}

// mostTexts and longestText bound what messages are compared.
const (
	mostTexts   = 16
	longestText = 2000
)

// texts returns the forms that a template takes when each text in braces stands
// or does not. It is nil when they are too many, or too long.
func texts(parts []Part, params map[string]*Param) [][]symbol {
	all := [][]symbol{nil}
	add := func(tail ...[]symbol) {
		var grown [][]symbol
		for _, head := range all {
			for _, t := range tail {
				grown = append(grown, append(head[:len(head):len(head)], t...))
			}
		}
		all = grown
	}
	for _, part := range parts {
		switch part.Kind {
		case TextPart:
			if utf8.RuneCountInString(part.Text) > longestText {
				return nil
			}
			add(symbols(part.Text))
		case ParamPart:
			add([]symbol{hole(params[part.Name])})
		case OptionalPart:
			then := texts(part.Then, params)
			if then == nil {
				return nil
			}
			add(append(then, symbols(part.Text))...)
		}
		if len(all) > mostTexts || len(all) > 0 && len(all[0]) > longestText {
			return nil
		}
	}
	return all
}

func symbols(text string) []symbol {
	var s []symbol
	for _, r := range text {
		s = append(s, symbol{r: r})
	}
	return s
}

func hole(p *Param) symbol {
	if p == nil || p.List {
		return symbol{hole: true, kind: String}
	}
	s := symbol{hole: true, kind: p.Kind}
	if len(p.Enum) > 0 {
		s.enum = p.Named
	}
	return s
}

// takes reports whether every text of a placeholder t is one of s.
func (s symbol) takes(t symbol) bool {
	switch {
	case s.enum != nil:
		return s.enum == t.enum
	case s.kind == String:
		return true
	default:
		return t.hole && s.kind == t.kind
	}
}

// within reports whether every text of a is one of b.
func within(a, b [][]symbol) bool {
	if a == nil || b == nil {
		return false
	}
	for _, text := range a {
		found := false
		for _, pattern := range b {
			if found = matches(text, pattern); found {
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// matches reports whether a text, whose placeholders stand for themselves, is
// one of a pattern. A placeholder for any text takes as many symbols as it needs,
// others take one placeholder of their own kind.
func matches(text, pattern []symbol) bool {
	// What stands behind the last placeholder for any text is at the end of both.
	// Most messages differ there, if not before.
	for len(pattern) > 0 && !pattern[len(pattern)-1].takesAny() {
		if len(text) == 0 || !pattern[len(pattern)-1].isMet(text[len(text)-1]) {
			return false
		}
		text, pattern = text[:len(text)-1], pattern[:len(pattern)-1]
	}
	i, j, star, mark := 0, 0, -1, 0
	for i < len(text) {
		switch {
		case j < len(pattern) && pattern[j].takesAny():
			star, mark = j, i
			j++
		case j < len(pattern) && pattern[j].isMet(text[i]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	for j < len(pattern) && pattern[j].takesAny() {
		j++
	}
	return j == len(pattern)
}

// takesAny reports whether a symbol of a pattern stands for any number of symbols.
func (s symbol) takesAny() bool { return s.hole && s.kind == String && s.enum == nil }

// isMet reports whether a symbol of a pattern, which stands for one, takes that of
// a text.
func (s symbol) isMet(t symbol) bool {
	return s.hole && t.hole && s.takes(t) || !s.hole && !t.hole && s.r == t.r
}
