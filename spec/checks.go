package spec

import (
	"cmp"
	"go/token"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// check runs the checks of meaning over the resolved catalogue.
func (f *finisher) check() {
	values := newValueChecker(f)
	f.checkTop()
	f.checkTypes(values)
	f.checkStatuses(values)
	f.checkBodies()
	f.checkErrors(values)
	f.checkSuccessors()
	f.checkRetired()
	f.checkTold()
	f.checkTargets()
	f.checkPractice()
}

// checkTop looks at the keys of the catalogue itself.
func (f *finisher) checkTop() {
	c := f.c
	if name := c.Service; name.Written() && !hasCodeCase(name.Value, "kebab") {
		fix := spell(splitWords(name.Value), "kebab")
		if !hasCodeCase(fix, "kebab") {
			fix = ""
		}
		f.say("service-name", name.Pos(), about{fix: fix},
			"service %q is not a small letter, then small letters, digits and -%s", quotable(name.Value), didYouMean(fix))
	}
	if c.Title.Written() {
		f.checkLine("title-text", "title", c.Title)
	}
	for _, g := range c.Groups {
		if g.Title.Written() {
			f.checkLine("title-text", "title", g.Title)
		}
	}
	if h := c.Wire.RequestIDHeader; h.Written() {
		switch why, refused := refusedHeaders[h.Value]; {
		case !isToken(h.Value):
			f.say("header-name", h.Pos(), about{}, "%q is not the name of a header; a name has letters, digits and !#$%%&'*+-.^_`|~", quotable(h.Value))
		case refused:
			f.say("header-refused", h.Pos(), about{}, "header %s cannot carry the request ID: %s", HeaderDisplay(h.Value), why)
		}
	}
	if c.DocsURL.Written() {
		f.checkDocsURL(c.DocsURL)
	}
	f.checkLint()
}

// checkLine looks at a text that has to be one line.
func (f *finisher) checkLine(rule, what string, text At[string]) {
	switch {
	case strings.TrimSpace(text.Value) == "":
		f.say(rule, text.Pos(), about{}, "the %s is empty", what)
	case oneLine(text.Value):
	case oneLine(strings.TrimRight(text.Value, "\r\n")):
		f.say(rule, text.Pos(), about{}, "the %s ends in a line break; use |- or >- in place of | or >, or write it on the line of its key", what)
	default:
		f.say(rule, text.Pos(), about{}, "the %s has several lines; one line is enough for it, and description takes the rest", what)
	}
}

// docsNames are the placeholders of docs_url.
var docsNames = []string{"slug", "code", "wire_code", "status", "number"}

// checkDocsURL looks at the form of a template for help links.
func (f *finisher) checkDocsURL(text At[string]) {
	rest, plain := text.Value, ""
	for {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			break
		}
		plain += rest[:i] + "x"
		end := strings.IndexByte(rest, '}')
		if rest[i] == '}' || end < 0 {
			f.say("docs-url", text.Pos(), about{}, "docs_url has a brace without a partner; a placeholder is written {slug}")
			return
		}
		name := rest[i+1 : end]
		rest = rest[end+1:]
		if !slices.Contains(docsNames, name) {
			near := f.nearest(name, docsNames)
			f.say("docs-url", text.Pos(), about{}, "docs_url names {%s}; the placeholders are {%s}%s", quotable(name), strings.Join(docsNames, "} {"), didYouMean(near))
			return
		}
	}
	plain += rest
	u, err := url.Parse(plain)
	switch {
	case err != nil || strings.ContainsAny(plain, " \t\r\n\"<>\\^`") || plain == "":
		f.say("docs-url", text.Pos(), about{}, "docs_url %q is no URL", quotable(text.Value))
	case u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https":
		f.say("docs-url", text.Pos(), about{}, "docs_url has the scheme %s; a browser opens https and http", u.Scheme)
	}
}

// usesNumber reports whether a docs_url template needs the number of an error.
func usesNumber(docsURL string) bool { return strings.Contains(docsURL, "{number}") }

// checkTypes looks at the named types.
func (f *finisher) checkTypes(values *valueChecker) {
	for _, t := range f.c.Types {
		if !isPascal(t.Name.Value) {
			fix := spell(splitWords(t.Name.Value), "pascal")
			if !isPascal(fix) {
				fix = ""
			}
			f.say("type-name", t.Name.Pos(), about{}, "type %q is not a capital, then letters and digits%s", quotable(t.Name.Value), didYouMean(fix))
		}
		f.checkRename(t.Rename)
		if t.IsObject() {
			if len(t.Fields) == 0 {
				f.say("type-empty", t.Name.Pos(), about{}, "type %q has no fields; an object of details has at least one", t.Name.Value)
			}
			f.checkParamList(t.Fields, "field", func(p *Param) bool { return true })
			for _, p := range t.Fields {
				f.checkParam(p, values)
			}
			continue
		}
		f.checkParam(t.Scalar, values)
	}
}

// checkRename looks at a "name" for generated code.
func (f *finisher) checkRename(name At[string]) {
	if !name.Written() || isPascal(name.Value) {
		return
	}
	fix := spell(splitWords(name.Value), "pascal")
	if !isPascal(fix) {
		fix = ""
	}
	f.say("name-form", name.Pos(), about{fix: fix}, "name %q is not a capital, then letters and digits%s", quotable(name.Value), didYouMean(fix))
}

// checkParamList looks at parameters, or fields, together. carried tells those
// that are a member of an object on the wire.
func (f *finisher) checkParamList(params []*Param, what string, carried func(*Param) bool) {
	f.names, f.members = emptied(f.names), emptied(f.members)
	names, members := f.names, f.members
	for _, p := range params {
		name := p.Name
		if first := names[name.Value]; first != nil {
			f.sayOnce("param-unique", name.Pos(), about{related: at(first.Name.Pos(), "first written here")},
				"%s %q is written twice; the ? behind a name does not belong to it", what, quotable(name.Value))
			continue
		}
		names[name.Value] = p
		if f.sharedParams[p] == nil && !isSnake(name.Value) {
			fix := spell(splitWords(name.Value), "snake")
			if !isSnake(fix) {
				fix = ""
			}
			f.say("param-name", name.Pos(), about{}, "%s %q is not a small letter, then small letters, digits and _%s", what, quotable(name.Value), didYouMean(fix))
		}
		if !carried(p) {
			continue
		}
		if first := members[p.Wire.Value]; first != nil {
			f.sayOnce("member-unique", p.Wire.Pos(), about{related: at(first.Wire.Pos(), "taken here")},
				"%s %q travels as %q, which is taken by %q", what, name.Value, quotable(p.Wire.Value), first.Name.Value)
			continue
		}
		members[p.Wire.Value] = p
	}
}

// emptied returns the map without its entries, so that many short lists in turn
// need one map. One that was large is left behind: to empty it costs what it holds.
func emptied[K comparable, V any](m map[K]V) map[K]V {
	if m == nil || len(m) > 64 {
		return map[K]V{}
	}
	clear(m)
	return m
}

// inDetails reports whether a parameter is a member of details.
func inDetails(p *Param) bool {
	return p.Sensitive.Value != Sensitive && p.In.Value != InText && p.In.Value != InLog
}

// checkParam looks at one parameter form: of an error, a field, or a type.
func (f *finisher) checkParam(p *Param, values *valueChecker) {
	f.checkRename(p.Rename)
	if p.Sensitive.Value == Sensitive && p.In.Written() {
		f.say("param-in", p.In.Pos(), about{related: at(p.Sensitive.Pos(), "said to be sensitive here")},
			"in has no place beside sensitive: true; such a parameter travels nowhere")
	}
	f.checkEnum(p)
	f.checkLimits(p)
	f.checkPattern(p)
	f.checkInteger(p)
	f.checkSecret(p)
	if p.Example.Written() {
		if m := values.fit(p, p.Example.Value); m != nil {
			f.say("example-valid", cmp.Or(m.pos, p.Example.Pos()), about{}, "the example does not fit: %s", m.reason)
		}
	}
}

// checkEnum looks at the values of an enum.
func (f *finisher) checkEnum(p *Param) {
	if len(p.Enum) == 0 {
		return
	}
	if p.Kind != String && p.Kind != 0 {
		f.say("enum-type", p.Type.Pos(), about{related: at(p.Enum[0].Value.Pos(), "its values begin here")},
			"an enum has values of type string, and this is %q", quotable(p.Type.Value))
	}
	if f.enums[p.Enum[0]] {
		return // of a type that another parameter has, too
	}
	f.enums[p.Enum[0]] = true
	seen := map[string]Pos{}
	for _, v := range p.Enum {
		value := v.Value
		if first, twice := seen[value.Value]; twice {
			f.say("enum-unique", value.Pos(), about{related: at(first, "first written here")}, "enum value %q is written twice", quotable(value.Value))
			continue
		}
		seen[value.Value] = value.Pos()
		f.checkRename(v.Rename)
		if !v.Rename.Written() && !strings.ContainsFunc(value.Value, isAlnum) {
			f.say("enum-name", value.Pos(), about{},
				"enum value %q has no letter or digit that a name could be made of; write %q: {name: ..., description: ...}", quotable(value.Value), quotable(value.Value))
		}
	}
}

// checkLimits looks at min, max and max_length.
func (f *finisher) checkLimits(p *Param) {
	if !p.Min.Written() && !p.Max.Written() && !p.MaxLength.Written() {
		return
	}
	numbers := p.Kind == Integer || p.Kind == Float || p.Kind == Duration
	for _, limit := range []struct {
		key  string
		text At[string]
	}{{"min", p.Min}, {"max", p.Max}} {
		if !limit.text.Written() || p.Kind == 0 {
			continue
		}
		whole, isWhole := wholeNumber(limit.text.Value)
		_, isNumber := anyNumber(limit.text.Value)
		switch {
		case !numbers:
			f.say("limit-type", limit.text.Pos(), about{}, "%s limits integer, number and duration, and this is of type %s", limit.key, p.Kind)
		case p.Kind == Float && !isNumber:
			f.say("limit-value", limit.text.Pos(), about{}, "%s %q is no number", limit.key, quotable(limit.text.Value))
		case p.Kind != Float && !isWhole:
			f.say("limit-value", limit.text.Pos(), about{}, "%s %q is no whole number", limit.key, quotable(limit.text.Value))
		case p.Kind == Duration && whole < 0:
			f.say("limit-value", limit.text.Pos(), about{}, "%s %s is less than no time; a duration is at least 0 seconds", limit.key, limit.text.Value)
		}
	}
	if numbers && p.Min.Written() && p.Max.Written() && compareNumbers(p.Kind, p.Min.Value, p.Max.Value) > 0 {
		f.say("limit-value", p.Min.Pos(), about{related: at(p.Max.Pos(), "max is here")}, "min %s is more than max %s", p.Min.Value, p.Max.Value)
	}
	if !p.MaxLength.Written() || p.Kind == 0 {
		return
	}
	switch {
	case len(p.Enum) > 0:
		f.say("limit-type", p.MaxLength.Pos(), about{}, "max_length says nothing beside an enum, whose values are known")
	case p.Kind != String && p.Kind != URI && p.Kind != Email:
		f.say("limit-type", p.MaxLength.Pos(), about{}, "max_length limits string, uri and email, and this is of type %s", p.Kind)
	}
}

// checkPattern looks at a pattern.
func (f *finisher) checkPattern(p *Param) {
	if !p.Pattern.Written() || p.Kind == 0 {
		return
	}
	text := quotable(p.Pattern.Value)
	problems, known := f.patterns[p.Pattern.Value]
	if !known {
		problems = newPatternProblems(p.Pattern.Value)
		f.patterns[p.Pattern.Value] = problems
	}
	switch {
	case problems.syntax != "":
		f.say("pattern-syntax", p.Pattern.Pos(), about{}, "pattern %q does not compile: %s", text, problems.syntax)
	case problems.portable != "":
		f.say("pattern-portable", p.Pattern.Pos(), about{}, "pattern %q is not portable: %s", text, problems.portable)
	}
	switch {
	case len(p.Enum) > 0:
		f.say("limit-type", p.Pattern.Pos(), about{}, "pattern says nothing beside an enum, whose values are known")
	case !p.Kind.isText():
		f.say("limit-type", p.Pattern.Pos(), about{}, "pattern is for text, and this is of type %s", p.Kind)
	case !p.Example.Written():
		f.say("pattern-example", p.Pattern.Pos(), about{}, "pattern %q has no example beside it; none can be made up from a pattern", text)
	}
}

// checkStatuses looks at what holds for a status.
func (f *finisher) checkStatuses(values *valueChecker) {
	for _, s := range f.c.Statuses {
		if s.Code.Value < 400 || s.Code.Value > 599 {
			f.say("status-range", s.Code.Pos(), about{}, "status %d is not an error status, which are 400 to 599", s.Code.Value)
		}
		if s.Title.Written() {
			f.checkLine("title-text", "title", s.Title)
		}
		d := &s.Defaults
		f.checkParamList(d.Params, "parameter", inDetails)
		for _, p := range d.Params {
			f.checkParam(p, values)
			f.checkParamWire(p)
		}
		f.checkHeaders(d.Headers)
		f.checkGRPC(d.GRPC)
		f.checkBodyName(d.Body)
	}
}

// checkParamWire reports a member name for what is no member.
func (f *finisher) checkParamWire(p *Param) {
	if p.Wire.Written() && !inDetails(p) {
		f.say("wire-unused", p.Wire.Pos(), about{}, "wire names a member of details, and this parameter does not travel there")
	}
}

// checkHeaders looks at the names and the texts of declared headers.
func (f *finisher) checkHeaders(headers []*Header) {
	if len(headers) == 0 {
		return
	}
	names := map[string]*Header{}
	for _, h := range headers {
		if f.sharedHeaders[h] != nil {
			names[h.Name.Value] = h
			continue
		}
		name := h.Name
		why, refused := refusedHeaders[name.Value]
		switch {
		case !isToken(name.Value):
			f.say("header-name", name.Pos(), about{}, "%q is not the name of a header; a name has letters, digits and !#$%%&'*+-.^_`|~", quotable(name.Value))
			continue
		case refused:
			f.say("header-refused", name.Pos(), about{}, "header %s is not declared by an error: %s", HeaderDisplay(name.Value), why)
		case name.Value == f.c.Wire.RequestIDHeader.Value:
			f.say("header-refused", name.Pos(), about{related: at(f.c.Wire.RequestIDHeader.Pos(), "named here")},
				"header %s is not declared by an error: every answer carries the request ID in it", HeaderDisplay(name.Value))
		}
		if first := names[name.Value]; first != nil {
			f.say("header-unique", name.Pos(), about{related: at(first.Name.Pos(), "first written here")},
				"header %s is written twice; names are compared without case, and a list gives one header several lines", HeaderDisplay(name.Value))
		}
		names[name.Value] = h
		if len(h.Values) == 0 {
			f.say("header-text", name.Pos(), about{}, "header %s has no value", HeaderDisplay(name.Value))
		}
		for _, t := range h.Values {
			if t.Written() && strings.TrimSpace(t.Value) == "" {
				f.say("header-text", t.Pos(), about{}, "header %s has no value", HeaderDisplay(name.Value))
			}
			f.checkHeaderText(t.Parts)
		}
	}
}

// checkHeaderText reports control characters in the literal text of a header.
func (f *finisher) checkHeaderText(parts []Part) {
	for _, part := range parts {
		if r, found := firstControl(part.Text); found {
			f.say("header-text", part.Pos(), about{}, "the text of a header holds the control character %U; a field value has none (RFC 9110, section 5.5)", r)
		}
		f.checkHeaderText(part.Then)
	}
}

func (f *finisher) checkGRPC(name At[string]) {
	if !name.Written() {
		return
	}
	code, known := GRPCCode(name.Value)
	switch {
	case !known:
		near := f.nearest(name.Value, grpcCodes[1:])
		a := about{fix: near}
		if near != "" && Slug(near) == Slug(name.Value) {
			a.repair = RepairReplace
		}
		f.say("grpc-name", name.Pos(), a, "%q is not a canonical code%s", quotable(name.Value), didYouMean(near))
	case code == 0:
		f.say("grpc-name", name.Pos(), about{}, "OK is not the code of an error")
	}
}

// checkBodyName looks at a reference to a body form.
func (f *finisher) checkBodyName(name At[string]) {
	if !name.Written() || f.bodies[name.Value] != nil || predefinedBody(name.Value, name.Pos()) != nil {
		return
	}
	names := f.formNames()
	near := f.nearest(name.Value, names)
	f.say("body-unknown", name.Pos(), about{fix: near}, "no body form is called %q; there are %s%s", quotable(name.Value), strings.Join(names, ", "), didYouMean(near))
}

// formNames are the names of all body forms, the catalogue's own first.
func (f *finisher) formNames() []string {
	var names []string
	for _, b := range f.c.Wire.Bodies {
		if !b.Predefined {
			names = append(names, b.Name.Value)
		}
	}
	for _, name := range predefinedForms {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// checkErrors looks at each error.
func (f *finisher) checkErrors(values *valueChecker) {
	x := indexOperations(f.c)
	type wire struct {
		code   string
		status int
	}
	codes, numbers := make(map[wire]*Error, len(f.c.Errors)), map[int64]*Error{}
	used := map[*Param]bool{}
	for _, e := range f.c.Errors {
		f.owner = e
		f.checkCode(e)
		w := wire{e.Code.Value, e.Status.Value}
		if first := codes[w]; first != nil && w.status != 0 {
			f.say("code-unique", e.Code.Pos(), about{related: at(first.Code.Pos(), "first used here")},
				"code %q is used twice with status %d; one code with one status is one error", quotable(w.code), w.status)
		} else {
			codes[w] = e
		}
		if n := e.Number; n.Written() && !n.Value.Auto {
			if first := numbers[n.Value.Value]; first != nil {
				f.say("number-unique", n.Pos(), about{related: at(first.Number.Pos(), "first used here")}, "number %d is used twice", n.Value.Value)
			} else {
				numbers[n.Value.Value] = e
			}
		}
		f.checkStatus(e)
		f.checkTexts(e, used)
		f.checkOwnParams(e, values)
		f.checkBody(e)
		f.checkReferences(e)
		f.checkExamples(e, values)
		f.resolveOperations(e, x)
	}
	f.owner = nil
	f.checkSharedUse(used)
	f.checkFallback()
	f.checkReuse()
	f.checkCoverage(x)
}

// checkCode looks at the key, the wire code and the name of an error.
func (f *finisher) checkCode(e *Error) {
	key, form := e.Key, f.c.Lint.CodeCase.Value
	if !hasCodeCase(key.Value, form) {
		near := spell(splitWords(key.Value), form)
		if !hasCodeCase(near, form) {
			near = ""
		}
		f.say("code-format", key.Pos(), about{}, "code %q is not in %s case: %s%s", quotable(key.Value), form, caseForms[form], didYouMean(near))
	}
	if n := utf8.RuneCountInString(key.Value); n > 63 {
		f.say("code-length", key.Pos(), about{}, "code %q has %d characters; 63 are as many as AIP-193 and most stores allow", quotable(key.Value), n)
	}
	f.checkRename(e.Name)
}

// checkStatus looks at the status of an error and at what depends on it.
func (f *finisher) checkStatus(e *Error) {
	status := e.Status
	if !status.Written() {
		return
	}
	facts, registered := RegisteredStatus(status.Value)
	switch {
	case status.Value < 400 || status.Value > 599:
		f.say("status-range", status.Pos(), about{}, "status %d is not an error status, which are 400 to 599", status.Value)
		return
	case status.Value == 418:
		f.say("status-registered", status.Pos(), about{}, "status 418 is reserved and not in use (RFC 9110, section 15.5.19)")
	case !registered:
		f.say("status-registered", status.Pos(), about{}, "status %d is not registered; clients treat it as %d", status.Value, status.Value/100*100)
	}
	if registered && facts.Retry == "" && !e.Retry.Written() {
		f.say("retry-said", status.Pos(), about{}, "status %d says nothing about retries; write retry: never, idempotent or always, here or in the defaults of the status", status.Value)
	}
	if facts.Header != "" && !e.Internal.Value && !slices.ContainsFunc(e.Headers, func(h *Header) bool { return h.Name.Value == facts.Header }) {
		rule := headerRules[status.Value]
		f.say(rule.id, status.Pos(), about{}, "a response with status %d carries the header %s (RFC 9110, section %s), and this error declares none",
			status.Value, HeaderDisplay(facts.Header), rule.section)
	}
}

// headerRules are the rules about headers that RFC 9110 demands with a status.
var headerRules = map[int]struct{ id, section string }{
	401: {"401-www-authenticate", "15.5.2"},
	405: {"405-allow", "15.5.6"},
	407: {"407-proxy-authenticate", "15.5.8"},
	426: {"426-upgrade", "15.5.22"},
}

// checkTexts looks at message, title, headers and Retry-After, and notes in used
// which parameters of the status' defaults they need.
func (f *finisher) checkTexts(e *Error, used map[*Param]bool) {
	if e.Message.Written() {
		f.checkLine("message-text", "message", e.Message.At)
	}
	if e.Title.Written() {
		f.checkLine("title-text", "title", e.Title)
	}
	f.checkHeaders(e.Headers)

	u := &f.use
	u.f, u.e, u.params, u.named, u.header, u.shared, u.all = f, e, f.byName(e.Params), emptied(u.named), nil, false, nil
	u.parts(e.Message.Parts, nil)
	for _, h := range e.Headers {
		for _, t := range h.Values {
			u.header, u.shared = h, f.sharedHeaders[h] != nil
			u.parts(t.Parts, nil)
		}
	}
	f.checkRetryAfter(e, u)
	for _, p := range e.Params {
		original := f.sharedParams[p]
		switch {
		case u.named[p] && original != nil:
			used[original] = true
		case original != nil:
			if _, seen := used[original]; !seen {
				used[original] = false
			}
		case p.In.Value == InText && !u.named[p] && p.Sensitive.Value != Sensitive:
			f.say("param-unused", p.Name.Pos(), about{}, "parameter %q travels in texts only, and no message or header names it", p.Name.Value)
		}
	}
}

// checkSharedUse reports parameters of defaults that no error has a use for.
func (f *finisher) checkSharedUse(used map[*Param]bool) {
	for _, s := range f.c.Statuses {
		for _, p := range s.Defaults.Params {
			if named, taken := used[p]; taken && !named && p.In.Value == InText && p.Sensitive.Value != Sensitive {
				f.say("param-unused", p.Name.Pos(), about{}, "parameter %q travels in texts only, and no message or header of status %d names it", p.Name.Value, s.Code.Value)
			}
		}
	}
}

// templateUse goes through the templates of an error.
type templateUse struct {
	f      *finisher
	e      *Error
	params map[string]*Param
	named  map[*Param]bool
	all    []string
	header *Header // nil: the message
	shared bool    // the header comes from the status
}

// where says which text is looked at.
func (u *templateUse) where() string {
	if u.header == nil {
		return "the message"
	}
	return "header " + HeaderDisplay(u.header.Name.Value)
}

// say records a finding about a name in a template.
func (u *templateUse) say(rule string, part *Part, fix, format string, args ...any) {
	end := part.Pos()
	end.Column += utf8.RuneCountInString(part.Name)
	if part.Kind == VariablePart {
		end.Column++
	}
	if part.Pos() == u.templatePos() {
		end, fix = Pos{}, "" // the place inside is not known
	}
	a := about{end: end, fix: fix}
	if u.shared {
		a.related = at(u.e.Key.Pos(), "this error takes the header from its status")
		u.f.sayOnce(rule, part.Pos(), a, format, args...)
		return
	}
	u.f.say(rule, part.Pos(), a, format, args...)
}

// templatePos is the place of the text, which stands for places inside it that
// could not be found.
func (u *templateUse) templatePos() Pos {
	if u.header == nil {
		return u.e.Message.Pos()
	}
	return Pos{}
}

// headerVariables are the variables that a header may name.
var headerVariables = []string{"code", "message", "status", "docs_url", "request_id"}

// parts looks at the pieces of a template. inside is the text in braces that
// they stand in, or nil.
func (u *templateUse) parts(parts []Part, inside *Part) {
	for i := range parts {
		part := &parts[i]
		switch part.Kind {
		case ParamPart:
			u.param(part, inside)
		case VariablePart:
			if !slices.Contains(headerVariables, part.Name) {
				near := u.f.nearest(part.Name, headerVariables)
				fix := ""
				if near != "" {
					near = "$" + near
					fix = near
				}
				u.say("placeholder-known", part, fix, "%s names {$%s}; the variables are {$%s}%s", u.where(), quotable(part.Name), strings.Join(headerVariables, "} {$"), didYouMean(near))
			}
		case OptionalPart:
			u.parts(part.Then, part)
			if part.Text != "" && !u.canBeAbsent(part.Then) {
				u.say("placeholder-else", &Part{at: part.at}, "", "the text behind | never stands in %s: no parameter before it is optional", u.where())
			}
		}
	}
}

// canBeAbsent reports whether one of the pieces may have no value. Unknown names
// count, so that one mistake gives one finding.
func (u *templateUse) canBeAbsent(parts []Part) bool {
	return slices.ContainsFunc(parts, func(part Part) bool {
		switch part.Kind {
		case ParamPart:
			p := u.params[part.Name]
			return p == nil || p.Optional
		case VariablePart:
			return part.Name == "docs_url" || part.Name == "request_id" || !slices.Contains(headerVariables, part.Name)
		}
		return false
	})
}

// param looks at a placeholder.
func (u *templateUse) param(part, inside *Part) {
	p := u.params[part.Name]
	if p == nil {
		near := u.f.nearest(part.Name, u.names())
		switch {
		case u.shared:
			u.say("placeholder-known", part, near, "%s names {%s}, which error %q does not have as a parameter%s", u.where(), quotable(part.Name), u.e.Key.Value, didYouMean(near))
		case len(u.e.Params) == 0:
			u.say("placeholder-known", part, "", "%s names {%s}, but the error has no parameters; a literal brace is {{", u.where(), quotable(part.Name))
		default:
			u.say("placeholder-known", part, near, "%s names {%s}, but the parameters are %s%s", u.where(), quotable(part.Name), u.list(), didYouMean(near))
		}
		return
	}
	u.named[p] = true
	switch {
	case p.Sensitive.Value == Sensitive:
		u.say("placeholder-secret", part, "", "%s names {%s}, which is sensitive and never shown", u.where(), part.Name)
	case p.In.Value == InLog && !(u.e.Internal.Value && u.header == nil):
		u.say("placeholder-secret", part, "", "%s names {%s}, which is for the log only", u.where(), part.Name)
	case p.Kind == Object || p.Kind == JSON:
		u.say("placeholder-type", part, "", "%s names {%s}, which is of type %s and has no form as text", u.where(), part.Name, p.Type.Value)
	case p.Optional && inside == nil && u.header == nil:
		u.say("placeholder-optional", part, "", "{%s} is optional, so the text around it goes into braces too: {... {%s} ...|otherwise}, or {%s|otherwise}", part.Name, part.Name, part.Name)
	}
}

// list names the parameters of the error for a finding.
func (u *templateUse) list() string {
	const most = 8
	names := u.names()
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	shown := slices.Clone(names)
	for i, name := range shown {
		if strings.ContainsAny(name, lineBreaks) { // a finding is one line
			shown[i] = strconv.Quote(name)
		}
	}
	return strings.Join(shown, ", ")
}

// names are the names of the parameters of the error.
func (u *templateUse) names() []string {
	if u.all == nil {
		u.all = paramNames(u.e.Params)
	}
	return u.all
}

// checkRetryAfter looks at where Retry-After comes from.
func (f *finisher) checkRetryAfter(e *Error, u *templateUse) {
	r := &e.RetryAfter
	if !r.Written() {
		return
	}
	p := u.params[r.Value]
	switch seconds, isNumber := wholeNumber(r.Value); {
	case isNumber && seconds < 0:
		f.sayOnce("retry-after", r.Pos(), about{}, "retry_after %s is less than no time; seconds are 0 or more", r.Value)
	case isNumber:
	case p == nil && strings.Trim(r.Value, "0123456789.eE+-_") == "":
		f.sayOnce("retry-after", r.Pos(), about{}, "retry_after %q is neither whole seconds nor a parameter", quotable(r.Value))
	case p == nil:
		near := f.nearestParam(r.Value, e.Params)
		f.sayOnce("retry-after", r.Pos(), about{fix: near}, "retry_after names %q, which is no parameter of %q%s", quotable(r.Value), e.Key.Value, didYouMean(near))
	case p.Kind != 0 && p.Kind != Duration && p.Kind != DateTime, p.List:
		f.sayOnce("retry-after", r.Pos(), about{related: at(p.Type.Pos(), "its type is here")}, "retry_after names %q, which is neither a duration nor a datetime", r.Value)
	case neverTravels(p):
		f.sayOnce("retry-after", r.Pos(), about{related: at(p.Name.Pos(), "the parameter is here")}, "retry_after names %q, which never travels", r.Value)
	}
	if p != nil {
		u.named[p] = true
	}
}

// checkOwnParams looks at the parameters of an error.
func (f *finisher) checkOwnParams(e *Error, values *valueChecker) {
	f.checkParamList(e.Params, "parameter", inDetails)
	body := f.bodies[e.Body.Value]
	var facts *bodyFacts
	if body != nil {
		facts = f.facts(body)
	}
	for _, p := range e.Params {
		shared := f.sharedParams[p] != nil
		if !shared {
			f.checkParam(p, values)
			f.checkParamWire(p)
		}
		if facts == nil || e.Internal.Value || !inDetails(p) || facts.carries(p.Wire.Value) {
			continue
		}
		say := f.say
		if shared {
			say = f.sayOnce
		}
		say("param-carried", p.Name.Pos(), about{}, "parameter %q travels in details, and body form %q of error %q has no place for it; say in: text", p.Name.Value, body.Name.Value, e.Key.Value)
	}
}

// checkBody looks at the body form of an error.
func (f *finisher) checkBody(e *Error) {
	f.checkGRPC(e.GRPC)
	f.checkBodyName(e.Body)
	body := f.bodies[e.Body.Value]
	if body == nil || e.Internal.Value {
		return
	}
	facts := f.facts(body)
	if facts.sources[SourceNumber] && !facts.sources[SourceCode] && (!e.Number.Written() || e.Number.Value.Auto) {
		f.say("body-number", e.Body.Pos(), about{related: at(e.Key.Pos(), "this error")},
			"error %q has no number, and clients know errors of body form %q by it", e.Key.Value, body.Name.Value)
	}
	for _, p := range e.Params {
		if len(facts.besides) == 0 {
			break
		}
		if neighbour, meets := facts.besides[p.Wire.Value]; meets && inDetails(p) {
			f.sayOnce("body-clash", p.Wire.Pos(), about{related: at(neighbour, "the member is here")},
				"parameter %q meets the member %q of body form %q; give it another wire name", p.Name.Value, quotable(p.Wire.Value), body.Name.Value)
		}
	}
	if facts.sources[SourceReason] {
		f.checkGoogle(e)
	}
	if usesNumber(e.DocsURL.Value) && (!e.Number.Written() || e.Number.Value.Auto) {
		f.say("docs-url", e.Key.Pos(), about{related: at(e.DocsURL.Pos(), "docs_url is here")}, "docs_url names {number}, and error %q has none", e.Key.Value)
	}
}

// checkReferences looks at the other entries that an error names.
func (f *finisher) checkReferences(e *Error) {
	if g := e.Group; g.Written() && f.groups[g.Value] == nil {
		if f.groupIDs == nil {
			for _, group := range f.c.Groups {
				f.groupIDs = append(f.groupIDs, group.ID.Value)
			}
		}
		near := f.nearest(g.Value, f.groupIDs)
		f.say("group-unknown", g.Pos(), about{fix: near}, "no group has the id %q%s", quotable(g.Value), didYouMean(near))
	}
	if e.DocsURL.Written() {
		f.checkDocsURL(e.DocsURL)
	}
	for _, see := range e.See {
		if f.errors[see.Value] == nil && isLink(see.Value) {
			continue
		}
		f.checkKey("see-unknown", "see", e, see)
	}
	if use := e.Deprecated.Use; use.Written() {
		f.checkKey("deprecated-use", "use", e, use)
	}
	f.checkInternal(e)
}

// isLink reports whether text is an absolute URL.
func isLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "mailto" && u.Opaque != "" || u.Scheme != "" && u.Host != "")
}

// checkKey looks at a reference from an error to another one, which readers of
// the documentation follow.
func (f *finisher) checkKey(rule, key string, e *Error, ref At[string]) {
	other := f.errors[ref.Value]
	switch {
	case other == nil && f.retired[ref.Value] != nil:
		r := f.retired[ref.Value]
		hint := ""
		if next := f.successor(r); next != nil {
			hint = didYouMean(next.Key.Value)
		}
		f.say(rule, ref.Pos(), about{related: at(r.Key.Pos(), "retired here")}, "%s names %q, which is retired%s", key, ref.Value, hint)
	case other == nil:
		near := f.nearest(ref.Value, f.keys())
		more := ""
		if rule == "see-unknown" {
			more = ", nor is it an absolute URL"
		}
		f.say(rule, ref.Pos(), about{fix: near}, "%s names %q, which is no error of the catalogue%s%s", key, quotable(ref.Value), more, didYouMean(near))
	case other.Internal.Value && !e.Internal.Value:
		f.say("internal-named", ref.Pos(), about{related: at(other.Internal.Pos(), "said to be internal here")},
			"%s names %q, which is internal and never documented publicly", key, ref.Value)
	}
}

// checkInternal looks at what an internal error is sent as.
func (f *finisher) checkInternal(e *Error) {
	if !e.Internal.Value {
		return
	}
	as, other := e.Internal.As, f.c.Fallback
	if as.Value != "" {
		other = f.errors[as.Value]
		switch {
		case other == nil:
			near := f.nearest(as.Value, f.keys())
			f.say("internal-target", as.Pos(), about{fix: near}, "internal names %q, which is no error of the catalogue%s", quotable(as.Value), didYouMean(near))
		case other == e:
			f.say("internal-target", as.Pos(), about{}, "error %q is sent as itself; name another one, or say internal: true", e.Key.Value)
		case other.Internal.Value:
			f.say("internal-target", as.Pos(), about{related: at(other.Internal.Pos(), "said to be internal here")}, "internal names %q, which is internal too and never sent", as.Value)
		}
	}
	if other == nil || other == e || other.Internal.Value {
		return
	}
	pos := as.Pos()
	if as.Value == "" {
		pos = e.Internal.Pos()
	}
	own := f.byName(e.Params)
	for _, p := range other.Params {
		mine := own[p.Name.Value]
		related := at(p.Name.Pos(), "taken here")
		said := func(format string) {
			f.say("internal-target", pos, about{related: related}, format, e.Key.Value, other.Key.Value, p.Name.Value)
		}
		// What never travels stays behind, whatever the error is sent as; that is
		// as well where the other keeps it too.
		withheld := mine != nil && neverTravels(mine) && !neverTravels(p)
		switch {
		case mine == nil && !p.Optional:
			said("%q is sent as %q, which needs the parameter %q that it does not have")
		case mine == nil:
		case withheld && !p.Optional:
			said("%q is sent as %q, which needs the parameter %q that never travels here")
		case withheld:
		case mine.Optional && !p.Optional:
			said("%q is sent as %q, which needs the parameter %q that is optional here")
		case !sameValues(mine, p):
			said("%q is sent as %q, whose parameter %q has another type")
		}
	}
}

// byName returns parameters by name, of two with one name the last. It holds until
// it is asked for the next ones.
func (f *finisher) byName(params []*Param) map[string]*Param {
	f.named = emptied(f.named)
	for _, p := range params {
		f.named[p.Name.Value] = p
	}
	return f.named
}

// neverTravels reports whether a parameter is never on the wire.
func neverTravels(p *Param) bool { return p.Sensitive.Value == Sensitive || p.In.Value == InLog }

// sameValues reports whether a value of one parameter can stand for the other.
// A scalar with a name is still that scalar.
func sameValues(a, b *Param) bool {
	if a.Kind != b.Kind || a.List != b.List {
		return false
	}
	if b.Kind == Object {
		return a.Named == b.Named
	}
	if len(a.Enum) > 0 && len(b.Enum) > 0 && a.Enum[0] == b.Enum[0] {
		return true // both have the enum of one type
	}
	allowed := map[string]bool{}
	for _, v := range b.Enum {
		allowed[v.Value.Value] = true
	}
	for _, v := range a.Enum {
		if len(b.Enum) > 0 && !allowed[v.Value.Value] {
			return false
		}
	}
	return len(b.Enum) == 0 || len(a.Enum) > 0
}

// checkExamples looks at the occurrences that an error gives.
func (f *finisher) checkExamples(e *Error, values *valueChecker) {
	if len(e.Examples) == 0 {
		return
	}
	params := f.byName(e.Params)
	for _, example := range e.Examples {
		for _, m := range example.Params {
			p := params[m.Name.Value]
			if p == nil {
				near := f.nearestParam(m.Name.Value, e.Params)
				f.say("example-params", m.Name.Pos(), about{}, "the example gives %q, which is no parameter of %q%s", quotable(m.Name.Value), e.Key.Value, didYouMean(near))
				continue
			}
			if wrong := values.fit(p, m.Value); wrong != nil {
				f.say("example-valid", cmp.Or(wrong.pos, m.Name.Pos()), about{}, "the example of parameter %q does not fit: %s", p.Name.Value, wrong.reason)
			}
		}
	}
}

// checkFallback looks at the error that stands for all others.
func (f *finisher) checkFallback() {
	var marked *Error
	for _, e := range f.c.Errors {
		if !e.FallbackKey.Written() || !e.FallbackKey.Value {
			continue
		}
		if marked != nil {
			f.owner = e
			f.say("fallback-unique", e.FallbackKey.Pos(), about{related: at(marked.FallbackKey.Pos(), "first one here")},
				"error %q is a second fallback beside %q; a catalogue has one", e.Key.Value, marked.Key.Value)
			continue
		}
		marked = e
	}
	e := f.c.Fallback
	if e == nil {
		return
	}
	f.owner = e
	defer func() { f.owner = nil }()
	pos, by := e.FallbackKey.Pos(), ""
	if !e.FallbackKey.Written() {
		pos, by = e.Key.Pos(), " by its key; mark another one with fallback: true, or change this one"
	}
	if e.Status.Value != 0 && (e.Status.Value < 500 || e.Status.Value > 599) {
		f.say("fallback-form", pos, about{related: at(e.Status.Pos(), "its status is here")}, "the fallback has status %d, and what it stands for is the server's fault: 500 to 599%s", e.Status.Value, byKey(e, by))
	}
	for _, p := range e.Params {
		if !p.Optional {
			f.say("fallback-form", pos, about{related: at(p.Name.Pos(), "required here")}, "the fallback needs the parameter %q, and nobody gives it one%s", p.Name.Value, byKey(e, by))
		}
	}
	if e.Internal.Value {
		f.say("fallback-form", pos, about{related: at(e.Internal.Pos(), "said to be internal here")}, "the fallback is internal, and clients get to see it%s", byKey(e, by))
	}
	if e.Deprecated.Value {
		f.say("fallback-form", pos, about{related: at(e.Deprecated.Pos(), "said to be deprecated here")}, "the fallback is deprecated, and it stays in use%s", byKey(e, by))
	}
}

// byKey explains why an error is the fallback that does not say so itself.
func byKey(e *Error, by string) string {
	if by == "" {
		return ""
	}
	if e.Supplied {
		return "; it is supplied, so write one with fallback: true"
	}
	return " (" + e.Key.Value + " is the fallback" + by + ")"
}

// checkTargets looks at the outputs.
func (f *finisher) checkTargets() {
	taken := map[string]*Target{}
	for _, t := range f.c.Targets {
		kind := t.Kind.Value
		if !slices.Contains(targetKinds, kind) {
			continue // the reader has said so
		}
		f.checkPackage(t)
		f.checkOut(t, taken)
		f.checkBase(t)
	}
}

// checkOut looks at the path of a target.
func (f *finisher) checkOut(t *Target, taken map[string]*Target) {
	out := t.Out.Value
	if out == "" {
		return // the reader has said so
	}
	joined := path.Join(path.Dir(f.c.File), out)
	switch {
	case strings.Contains(out, `\`):
		f.say("target-out", t.Out.Pos(), about{fix: strings.ReplaceAll(out, `\`, "/"), repair: RepairReplace}, "out %q has a backslash; paths are written with / on every system", quotable(out))
		return
	case path.IsAbs(out) || len(out) > 1 && out[1] == ':' && isAlnum(rune(out[0])):
		f.say("target-out", t.Out.Pos(), about{}, "out %q is absolute; paths are relative to the catalogue", quotable(out))
		return
	case strings.ContainsFunc(out, func(r rune) bool { return r < ' ' || r == 0x7f }):
		f.say("target-out", t.Out.Pos(), about{}, "out %q holds a control character", quotable(out))
		return
	case !f.o.AllowOutside && (joined == ".." || strings.HasPrefix(joined, "../")):
		f.say("target-out", t.Out.Pos(), about{}, "out %q leaves the root of the module or repository", quotable(out))
		return
	}
	ends := targetExtensions[t.Kind.Value]
	if t.Flavour.Value == "docusaurus" {
		ends = []string{".mdx"} // in .md files it depends on the site what is read as MDX
	}
	switch folder := t.Kind.Value == "markdown" && strings.HasSuffix(out, "/"); {
	case folder, ends == nil, slices.Contains(ends, path.Ext(out)):
	case t.Kind.Value == "markdown":
		f.say("target-extension", t.Out.Pos(), about{}, "out %q does not end in %s, as a single page does, or in /, as a folder of pages does", quotable(out), strings.Join(ends, " or "))
	default:
		f.say("target-extension", t.Out.Pos(), about{}, "out %q does not end in %s, as a target of kind %s does", quotable(out), strings.Join(ends, " or "), t.Kind.Value)
	}
	// Two names that differ in case are one file on many systems.
	where := strings.ToLower(joined)
	for _, file := range f.c.Files {
		if strings.ToLower(path.Clean(file)) == where {
			f.say("target-clash", t.Out.Pos(), about{}, "out %q is a file of the catalogue itself", quotable(out))
			return
		}
	}
	for _, b := range f.c.Bases {
		if strings.ToLower(b.File) == where {
			f.say("target-clash", t.Out.Pos(), about{}, "out %q is the base of a target, which is read and never written", quotable(out))
			return
		}
	}
	if first := taken[where]; first != nil {
		f.say("target-clash", t.Out.Pos(), about{related: at(cmp.Or(first.Out.Pos(), first.Pos), "already written here")}, "out %q is the place of another target", quotable(out))
		return
	}
	taken[where] = t
	if t.LLMs.Value {
		index := path.Join(path.Dir(where), "llms.txt")
		if first := taken[index]; first != nil {
			f.say("target-clash", t.Out.Pos(), about{related: at(cmp.Or(first.Out.Pos(), first.Pos), "already written here")}, "llms.txt beside out %q is written by another target", quotable(out))
			return
		}
		taken[index] = t
	}
	for dir := path.Dir(where); dir != "." && dir != "/" && !strings.HasSuffix(dir, ".."); dir = path.Dir(dir) {
		if first := taken[dir]; first != nil && !strings.HasPrefix(first.Kind.Value, "go-") && !strings.HasSuffix(first.Out.Value, "/") {
			f.say("target-clash", t.Out.Pos(), about{related: at(first.Out.Pos(), "already written here")}, "out %q lies in %q, which is a file of another target", quotable(out), quotable(first.Out.Value))
			return
		}
	}
}

// targetExtensions are the ends of paths by kind of target, for those that are files.
var targetExtensions = map[string][]string{
	"openapi":  {".yaml", ".yml", ".json"},
	"markdown": {".md"}, // or, with / at the end, a folder
	"html":     {".html"},
	"json":     {".json"},
}

// checkPackage looks at the name of a Go package.
func (f *finisher) checkPackage(t *Target) {
	if !strings.HasPrefix(t.Kind.Value, "go-") || !t.Package.Written() {
		return
	}
	name := quotable(t.Package.Value)
	switch pkg := t.Package.Value; {
	case token.IsKeyword(pkg):
		f.say("target-package", t.Package.Pos(), about{}, "package %q is a keyword of Go", name)
	case !token.IsIdentifier(pkg):
		f.say("target-package", t.Package.Pos(), about{}, "package %q is not a Go identifier, such as apierror", name)
	case pkg == "_" || pkg == "main" || pkg == "init" || pkg == "documentation":
		f.say("target-package", t.Package.Pos(), about{}, "package %q cannot be imported", name)
	case strings.HasSuffix(pkg, "_test"):
		f.say("target-package", t.Package.Pos(), about{}, "package %q is built by go test only", name)
	}
}
