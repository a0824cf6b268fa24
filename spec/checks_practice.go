package spec

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/errspec/errspec/internal/lazy"
)

// The checks of this file look at what the language allows and the readers of
// answers, code and documentation are better off without. Their findings are
// warnings and infos: every one can be set, and broken with a reason.

// practice holds what the checks of practice share.
type practice struct {
	f        *finisher
	statuses map[int]*Status
	slugs    map[string]bool   // of all errors, for links between them; see isSlug
	links    map[string]*Error // by help link, the first error that has it
	relative map[string]bool   // whether a help link is
	periods  bool              // most messages end in a full stop
}

// checkPractice looks at all errors, when everything else is known.
func (f *finisher) checkPractice() {
	p := &practice{f: f, statuses: map[int]*Status{}, links: map[string]*Error{}, relative: map[string]bool{}}
	for _, s := range f.c.Statuses {
		p.statuses[s.Code.Value] = s
	}
	p.catalogue()
	p.countPeriods()
	for _, e := range f.c.Errors {
		if e.Supplied {
			continue
		}
		f.owner = e
		p.code(e)
		p.status(e)
		p.challenge(e)
		p.retry(e)
		p.message(e)
		p.serverFault(e)
		p.caching(e)
		p.documentation(e)
		p.helpLink(e)
		if n := e.Number; n.Value.Auto {
			f.say("number-auto", n.Pos(), about{}, "error %q has no number yet; errspec number gives it one", e.Key.Value)
		}
	}
	f.owner = nil
	p.causesAndRemedies()
	p.numberBlocks()
}

// catalogue looks at the texts that belong to no error.
func (p *practice) catalogue() {
	c := p.f.c
	p.titleLength(c.Title)
	p.prose(c.Description)
	for _, g := range c.Groups {
		p.titleLength(g.Title)
		p.prose(g.Description)
	}
	for _, s := range c.Statuses {
		p.titleLength(s.Title)
		p.prose(s.Description)
		p.prose(s.Causes...)
		p.prose(s.Remedy...)
	}
}

// reservedCodes are codes that some reader takes for something else, and why.
var reservedCodes = func() map[string]string {
	why := map[string]string{}
	for reason, words := range map[string]string{
		"YAML and JSON read it as a value when it is not quoted":    "null true false yes no on off y n nan",
		"every JavaScript object has a member of this name":         "constructor prototype __proto__ toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable",
		"it is a word of the languages that clients are written in": "default undefined none _",
		"a page of documentation cannot have it as its file name":   "con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9 index readme",
	} {
		for _, word := range strings.Fields(words) {
			why[word] = reason
		}
	}
	return why
}()

// genericCodes say nothing that the status does not.
var genericCodes = wordSet("error errors unknown failed failure fail other misc exception generic general oops " +
	"unknown_error generic_error general_error other_error some_error an_error an_error_occurred error_occurred " +
	"request_failed operation_failed something_went_wrong unknown_failure unexpected")

// longestGeneric is how many words a generic code has at most.
const longestGeneric = 3

// wordSet is a set of the words of a text.
func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// code looks at what a code says.
func (p *practice) code(e *Error) {
	key := e.Key
	why := reservedCodes[key.Value]
	if why == "" {
		why = reservedCodes[strings.ToLower(key.Value)]
	}
	if why != "" {
		p.f.say("code-reserved", key.Pos(), about{}, "code %q reads badly elsewhere: %s", key.Value, why)
	}
	p.f.words = appendWords(p.f.words[:0], key.Value)
	if len(p.f.words) <= longestGeneric && genericCodes[strings.Join(p.f.words, "_")] {
		p.f.say("code-generic", key.Pos(), about{}, "code %q says no more than that there was an error; a program cannot act on it", key.Value)
	}
}

// discouraged are statuses that clients seldom know what to do with.
var discouraged = map[int]string{
	405: "route the method, or answer 404", 408: "504 says that the server was too slow", 417: "400 does the same", 422: "400 does the same",
	424: "409 does the same", 505: "the server in front answers it", 511: "only networks answer it, never the API",
}

// status looks at what a status asks for.
func (p *practice) status(e *Error) {
	status := e.Status
	if status.Value == 510 {
		p.f.say("status-reserved", status.Pos(), about{}, "status 510 is obsolete: the experiment that it belongs to (RFC 2774) has ended")
	}
	if instead := discouraged[status.Value]; instead != "" {
		p.f.say("status-discouraged", status.Pos(), about{}, "few clients know what to do about status %d; %s", status.Value, instead)
	}
	if e.Internal.Value {
		return
	}
	again := e.Retry.Value != "" && e.Retry.Value != RetryNever && !e.RetryAfter.Written() && header(e, "Retry-After") == nil
	switch {
	case status.Value == 429 && again && !slices.ContainsFunc(e.Headers, isRateLimit):
		p.f.say("429-retry-after", status.Pos(), about{}, "an answer with status 429 that may be tried again says when (RFC 6585, section 4); write retry_after, or declare the headers of the rate limit")
	case status.Value == 503 && again && !e.IsFallback:
		p.f.say("503-retry-after", status.Pos(), about{}, "an answer with status 503 may say when to try again (RFC 9110, section 15.6.4); write retry_after")
	case status.Value == 416 && header(e, "Content-Range") == nil:
		p.f.say("416-content-range", status.Pos(), about{}, "an answer with status 416 says how long the content is (RFC 9110, section 15.5.17); declare Content-Range: bytes */{length}")
	case status.Value == 451 && !blockedBy(e):
		p.f.say("451-blocked-by", status.Pos(), about{}, "an answer with status 451 names who demands the block (RFC 7725, section 4); declare Link: <https://...>; rel=\"blocked-by\"")
	}
}

// header returns a declared header by its canonical name, or nil.
func header(e *Error, name string) *Header {
	for _, h := range e.Headers {
		if h.Name.Value == name {
			return h
		}
	}
	return nil
}

func isRateLimit(h *Header) bool {
	name := strings.ToLower(h.Name.Value)
	return strings.HasPrefix(name, "ratelimit") || strings.HasPrefix(name, "x-ratelimit") || strings.HasPrefix(name, "x-rate-limit")
}

func blockedBy(e *Error) bool {
	h := header(e, "Link")
	return h != nil && slices.ContainsFunc(h.Values, func(t Template) bool { return strings.Contains(t.Value, "blocked-by") })
}

// bearerError finds the error attribute of a Bearer challenge.
var bearerError = lazy.Pattern(`(?i)^\s*Bearer\s.*\berror\s*=\s*"?([a-z_]+)`)

// bearerStatuses are the statuses that go with the error attribute (RFC 6750,
// section 3.1).
var bearerStatuses = map[string]int{"invalid_request": 400, "invalid_token": 401, "insufficient_scope": 403}

// challenge looks at what a Bearer challenge says about the request.
func (p *practice) challenge(e *Error) {
	h := header(e, "Www-Authenticate")
	if h == nil || e.Internal.Value {
		return
	}
	for _, t := range h.Values {
		m := bearerError().FindStringSubmatch(t.Value)
		if m == nil {
			continue
		}
		if want := bearerStatuses[m[1]]; want != 0 && want != e.Status.Value && e.Status.Written() {
			p.f.sayOnce("bearer-error-status", t.Pos(), about{related: at(e.Status.Pos(), "the status is here")},
				"a challenge with error=%q goes with status %d (RFC 6750, section 3.1), and error %q has %d", m[1], want, e.Key.Value, e.Status.Value)
		}
		if e.Status.Value == 401 && saysMissing(e.Key.Value) {
			p.f.sayOnce("401-no-error-when-missing-credentials", t.Pos(), about{related: at(e.Key.Pos(), "this error")},
				"error %q is about a request without credentials, and its challenge has an error attribute; such a challenge has none (RFC 6750, section 3.1)", e.Key.Value)
		}
	}
}

// saysMissing reports whether a code is about something that was not sent.
func saysMissing(code string) bool {
	words := splitWords(code)
	for i, word := range words {
		switch word {
		case "missing", "absent", "required", "without":
			return true
		case "no", "not":
			if i+1 < len(words) && (i == 0 || words[i+1] == "provided" || words[i+1] == "sent" || words[i+1] == "given") {
				return true
			}
		}
	}
	return false
}

// finalStatuses are statuses whose request comes out the same when it is sent again.
var finalStatuses = []int{400, 401, 403, 404, 410, 422, 451, 501}

// retry looks at what is said about sending a request again.
func (p *practice) retry(e *Error) {
	if e.Internal.Value {
		return
	}
	r := e.Retry
	if r.Written() && r.Value != RetryNever && slices.Contains(finalStatuses, e.Status.Value) {
		p.f.sayOnce("retry-vs-status", r.Pos(), about{related: at(e.Status.Pos(), "the status is here")},
			"retry is %s, and status %d says that the same request comes out the same", r.Value, e.Status.Value)
	}
	if after := e.RetryAfter; after.Written() && r.Value == RetryNever {
		related := at(e.Status.Pos(), "without retry, this status says never")
		if r.Written() {
			related = at(r.Pos(), "retry is here")
		}
		p.f.sayOnce("retry-after-implies-retryable", after.Pos(), about{related: related},
			"error %q says when to try again, and that nobody ever does (retry: never)", e.Key.Value)
	}
}

// countPeriods learns how messages of the catalogue end.
func (p *practice) countPeriods() {
	with, without := 0, 0
	for _, e := range p.f.c.Errors {
		switch stop, counts := endsInStop(e); {
		case !counts:
		case stop:
			with++
		default:
			without++
		}
	}
	p.periods = with > without
}

// endsInStop reports whether a message ends in a full stop. Messages of several
// sentences, and such as end in a placeholder, do not count.
func endsInStop(e *Error) (stop, counts bool) {
	text := e.Message.Value
	if e.Supplied || e.Internal.Value || len(e.Message.Parts) == 0 || strings.HasSuffix(text, "...") {
		return false, false
	}
	last := e.Message.Parts[len(e.Message.Parts)-1]
	stop = strings.HasSuffix(text, ".")
	if last.Kind != TextPart || strings.Contains(strings.TrimSuffix(text, "."), ". ") {
		return false, false
	}
	return stop, true
}

// message looks at how a message and a title are written.
func (p *practice) message(e *Error) {
	if parts := e.Message.Parts; e.Message.Written() && len(parts) > 0 && !e.Internal.Value {
		text := e.Message.Value
		first, _ := utf8.DecodeRuneInString(text)
		word, _, _ := strings.Cut(text, ":")
		stop, counts := endsInStop(e)
		switch {
		case strings.EqualFold(strings.TrimSpace(word), "error") && len(word) < len(text):
			p.f.say("message-style", e.Message.Pos(), about{}, "the message begins with %q, which every message of a catalogue of errors could", word+":")
		case parts[0].Kind == TextPart && unicode.IsLower(first):
			p.f.say("message-style", e.Message.Pos(), about{}, "the message begins with a small letter; it is shown as a sentence")
		case counts && stop && !p.periods:
			p.f.say("message-style", e.Message.Pos(), about{}, "the message ends in a full stop, and most of this catalogue do not")
		case counts && !stop && p.periods:
			p.f.say("message-style", e.Message.Pos(), about{}, "the message ends without a full stop, and most of this catalogue have one")
		}
	}
	for _, doubled := range e.Message.doubled {
		if e.param(doubled.Value) != nil {
			p.f.say("placeholder-doubled", doubled.Pos(), about{}, "{{%s}} is the text {%s}, since doubled braces are literal; the value of the parameter is {%s}", doubled.Value, doubled.Value, doubled.Value)
		}
	}
	if e.Title.Written() && strings.Contains(e.Title.Value, "{") {
		for _, m := range bracedName().FindAllStringSubmatch(e.Title.Value, -1) {
			if e.param(m[1]) != nil {
				p.f.say("title-stable", e.Title.Pos(), about{}, "the title holds {%s}, and a title is the same at every occurrence (RFC 9457, section 3.1.3); the message has the value", m[1])
			}
		}
	}
	p.titleLength(e.Title)
}

var bracedName = lazy.Pattern(`\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// innards are words that tell how a server is built.
var innards = wordSet("sql sqlstate stack stacktrace traceback panic exception goroutine segfault nullpointer path filename hostname dsn")

// serverFault looks for what an answer of status 5xx tells about the server.
func (p *practice) serverFault(e *Error) {
	if e.Status.Value < 500 || e.Internal.Value {
		return
	}
	params := p.f.byName(e.Params)
	var look func(parts []Part)
	look = func(parts []Part) {
		for i := range parts {
			part := &parts[i]
			if part.Kind == ParamPart {
				if q := params[part.Name]; q != nil && (q.Kind == String || q.Kind == URI) && len(q.Enum) == 0 && q.Pattern.Value == "" {
					end := part.Pos()
					if end.Column += utf8.RuneCountInString(part.Name); part.Pos() == e.Message.Pos() {
						end = Pos{}
					}
					p.f.say("500-exposes-detail", part.Pos(), about{end: end}, "{%s} is free text in a message of status %d, which tells the caller how the server is built; write it to the log, or give it an enum", part.Name, e.Status.Value)
				}
			}
			for word := range strings.FieldsFuncSeq(part.Text, func(r rune) bool { return !unicode.IsLetter(r) }) {
				if word = strings.ToLower(word); innards[word] {
					p.f.say("500-exposes-detail", part.Pos(), about{}, "the message says %q with status %d, which tells the caller how the server is built", word, e.Status.Value)
				}
			}
			look(part.Then)
		}
	}
	look(e.Message.Parts)
}

// cacheable are the error statuses that a cache may keep without being told to
// (RFC 9110, section 15.1).
var cacheable = []int{404, 405, 410, 414, 501}

// callers are words of parameters that hold something about who asks.
var callers = wordSet("user account tenant customer member caller subscriber patient email phone session")

// caching looks at answers that a cache may give to somebody else.
func (p *practice) caching(e *Error) {
	if !slices.Contains(cacheable, e.Status.Value) || e.Internal.Value || header(e, "Cache-Control") != nil {
		return
	}
	for _, q := range e.Params {
		if neverTravels(q) {
			continue
		}
		p.f.words = appendWords(p.f.words[:0], q.Name.Value)
		personal := q.Sensitive.Value == SensitiveLogs || q.Kind == Email ||
			slices.ContainsFunc(p.f.words, func(word string) bool { return callers[word] })
		if personal {
			p.f.say("cacheable-error", e.Status.Pos(), about{related: at(q.Name.Pos(), "this parameter is about the caller")},
				"a cache may keep an answer with status %d for others (RFC 9110, section 15.1), and this one holds %q; declare Cache-Control: no-store", e.Status.Value, q.Name.Value)
			return
		}
	}
}

// titleLength looks at the length of a title.
func (p *practice) titleLength(title At[string]) {
	const most = 120
	if n := utf8.RuneCountInString(title.Value); title.Written() && n > most {
		p.f.say("docs-title-length", title.Pos(), about{}, "the title has %d characters; up to %d fit into an index, a heading and a link", n, most)
	}
}

// documentation looks at the links and the life of an error.
func (p *practice) documentation(e *Error) {
	p.prose(e.Description)
	p.prose(e.Causes...)
	p.prose(e.Remedy...)
	for _, see := range e.See {
		if p.f.errors[see.Value] == nil && strings.HasPrefix(strings.ToLower(see.Value), "http:") && !isLocal(see.Value) {
			p.f.say("docs-links", see.Pos(), about{}, "the link %q is not https", quotable(see.Value))
		}
	}
	d := &e.Deprecated
	if !d.Value {
		return
	}
	var lacks []string
	if !d.Since.Written() {
		lacks = append(lacks, "since")
	}
	if !d.Use.Written() {
		lacks = append(lacks, "use")
	}
	if len(lacks) > 0 {
		p.f.say("deprecated-replacement", d.Pos(), about{}, "the deprecation of %q does not say %s; write deprecated: {since: ..., use: ...}", e.Key.Value, strings.Join(lacks, " and "))
	}
}

var markdownLink = lazy.Pattern(`\]\(<?([^)>\s]*)`)

// prose looks at the links in Markdown.
func (p *practice) prose(texts ...At[string]) {
	for _, text := range texts {
		if !strings.Contains(text.Value, "](") {
			continue
		}
		for _, m := range markdownLink().FindAllStringSubmatch(withoutCode(text.Value), -1) {
			switch target := m[1]; {
			case strings.HasPrefix(target, "#") && p.isSlug(target[1:]), strings.HasPrefix(target, "https://"), strings.HasPrefix(target, "mailto:"), isLocal(target):
			case strings.HasPrefix(target, "#"):
				near := p.f.nearest(target[1:], p.f.slugs)
				if near != "" {
					near = "#" + near
				}
				p.f.say("docs-links", text.Pos(), about{}, "the link %q is the anchor of no error%s", quotable(target), didYouMean(near))
			case strings.HasPrefix(strings.ToLower(target), "http://"):
				p.f.say("docs-links", text.Pos(), about{}, "the link %q is not https", quotable(target))
			default:
				p.f.say("docs-links", text.Pos(), about{}, "the link %q is relative, and the text stands in pages, code and OpenAPI at different places; write it in full", quotable(target))
			}
		}
	}
}

// isSlug reports whether a text is the slug of an error. The slugs are collected
// for the first link that asks.
func (p *practice) isSlug(text string) bool {
	if p.slugs == nil {
		p.slugs = make(map[string]bool, len(p.f.c.Errors))
		for _, e := range p.f.c.Errors {
			slug := Slug(e.Key.Value)
			p.slugs[slug] = true
			p.f.slugs = append(p.f.slugs, slug)
		}
	}
	return p.slugs[text]
}

// isLocal reports whether a link leads to the reader's own machine.
func isLocal(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
}

// withoutCode blanks the code of a Markdown text: what stands between backticks.
func withoutCode(text string) string {
	var b strings.Builder
	for text != "" {
		open := strings.IndexByte(text, '`')
		if open < 0 {
			break
		}
		n := len(text[open:]) - len(strings.TrimLeft(text[open:], "`"))
		b.WriteString(text[:open])
		text = text[open+n:]
		fence := strings.Repeat("`", n)
		end := 0
		for {
			i := strings.Index(text[end:], fence)
			if i < 0 {
				end = -1
				break
			}
			end += i
			after := len(text[end:]) - len(strings.TrimLeft(text[end:], "`"))
			if after == n {
				break
			}
			end += after
		}
		if end >= 0 {
			text = text[end+n:]
		}
	}
	return b.String() + text
}

// helpLink looks at whether a help link leads to one error.
func (p *practice) helpLink(e *Error) {
	link, f := e.DocsURL, p.f
	if link.Value == "" || e.Internal.Value || e.Number.Value.Auto && usesNumber(link.Value) {
		return
	}
	if !link.Written() {
		// What is wrong with the template of the catalogue belongs to no error.
		link.place(f.c.DocsURL.spot)
		f.owner = nil
		defer func() { f.owner = e }()
	}
	relative, known := p.relative[link.Value]
	if !known {
		u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(link.Value))
		relative = err == nil && u.Scheme == ""
		p.relative[link.Value] = relative
	}
	if relative {
		f.sayOnce("doc-url-stable", link.Pos(), about{}, "docs_url %q is relative, and a client has nothing that it is relative to (RFC 9457, section 3.1.1)", quotable(link.Value))
		return
	}
	expanded := expandLink(link.Value, e)
	if first := p.links[expanded]; first != nil {
		f.sayOnce("doc-url-stable", link.Pos(), about{related: at(first.Key.Pos(), "the first error with this link")},
			"docs_url leads to one place for %q and %q; {slug} or {code} in it tells them apart", first.Key.Value, e.Key.Value)
		return
	}
	p.links[expanded] = e
}

// expandLink fills in a docs_url template.
func expandLink(link string, e *Error) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(link, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		const longest = len("wire_code}")
		name, _, closed := strings.Cut(rest[:min(len(rest), longest)], "}")
		if !closed {
			name = ""
		}
		switch name {
		case "slug":
			b.WriteString(Slug(e.Key.Value))
		case "code":
			b.WriteString(e.Key.Value)
		case "wire_code":
			b.WriteString(e.Code.Value)
		case "status":
			b.WriteString(strconv.Itoa(e.Status.Value))
		case "number":
			b.WriteString(strconv.FormatInt(e.Number.Value.Value, 10))
		default: // no placeholder, though one may begin behind the brace
			b.WriteByte('{')
			link = rest
			continue
		}
		link = rest[len(name)+1:]
	}
}

// causesAndRemedies finds errors that stay behind the rest of the catalogue: where
// most errors say what causes them and what to do, or the catalogue asks for the
// rule by name, all do. A first catalogue without documentation is left alone.
func (p *practice) causesAndRemedies() {
	public, lacking := 0, 0
	for _, e := range p.f.c.Errors {
		if e.Supplied || e.Internal.Value {
			continue
		}
		public++
		if p.lacks(e) != "" {
			lacking++
		}
	}
	asked := slices.ContainsFunc(p.f.c.Lint.Severity, func(s SeverityChoice) bool { return s.Rule.Value == "docs-cause-fix" })
	if !asked && 2*lacking >= public {
		return
	}
	for _, e := range p.f.c.Errors {
		if e.Supplied || e.Internal.Value {
			continue
		}
		if what := p.lacks(e); what != "" {
			p.f.owner = e
			p.f.say("docs-cause-fix", e.Key.Pos(), about{}, "error %q has %s, and neither has its status", e.Key.Value, what)
		}
	}
	p.f.owner = nil
}

// lacks says which of causes and a remedy neither an error nor its status has.
func (p *practice) lacks(e *Error) string {
	causes, remedy := len(e.Causes) > 0, len(e.Remedy) > 0
	if s := p.statuses[e.Status.Value]; s != nil {
		causes, remedy = causes || len(s.Causes) > 0, remedy || len(s.Remedy) > 0
	}
	switch {
	case !causes && !remedy:
		return "neither causes nor a remedy"
	case !causes:
		return "no causes"
	case !remedy:
		return "no remedy"
	}
	return ""
}

// secrets are the last words of parameters that should not travel unmarked.
var secrets = wordSet("token password passwd passphrase secret authorization credential credentials cookie otp cvv cvc pin")

// keysOf are words before "key" that make it a secret one.
var keysOf = []string{"api", "private", "secret", "access", "signing", "encryption", "auth"}

// checkSecret looks at the name of a parameter for something that a caller or a
// log should not get to see.
func (f *finisher) checkSecret(p *Param) {
	if p.Sensitive.Written() || p.In.Value == InLog || len(p.Enum) > 0 || p.Kind != String && p.Kind != JSON {
		return
	}
	f.words = appendWords(f.words[:0], p.Name.Value)
	words := f.words
	if len(words) == 0 {
		return
	}
	last, before := words[len(words)-1], ""
	if len(words) > 1 {
		before = words[len(words)-2]
	}
	secret := secrets[last] && before != "page" && before != "next" && before != "sync" && before != "unexpected"
	if last == "key" || last == "apikey" {
		secret = last == "apikey" || before == "" || slices.Contains(keysOf, before)
	}
	if secret {
		f.say("secret-param", p.Name.Pos(), about{}, "parameter %q sounds like a secret; say sensitive: true, sensitive: log, or sensitive: false when it is none", p.Name.Value)
	}
}

// checkInteger looks at whether an integer says how large it gets.
func (f *finisher) checkInteger(p *Param) {
	if p.Type.Value != "integer" || p.Min.Written() && p.Max.Written() || f.keepsBack("integer-format") {
		return // it is off where nobody asks for it, and integers are many
	}
	f.say("integer-format", p.Type.Pos(), about{}, "integer %q does not say how small and how large it gets; write min and max", p.Name.Value)
}
