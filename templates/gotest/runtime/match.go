package runtime

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// matcher compares one answer with one error.
type matcher struct {
	def         *definition
	got         *answer
	differences []string

	requestID string           // in the header
	message   *string          // in the body; nil: not there
	values    map[string]value // of parameters, by name, as far as they are known
}

// value is what is known of a parameter: its JSON, or that it is absent.
type value struct {
	json    any
	present bool
}

// compare returns how the answer differs from the error.
func compare(d *definition, got *answer, want *expectations) []string {
	m := &matcher{def: d, got: got, values: map[string]value{}}
	m.requestID = got.header.Get(requestIDHeader)
	if got.status != d.status {
		m.differ("status is %d, want %d", got.status, d.status)
	}
	m.body(want.noBody || got.isHead)
	m.params(want.params)
	m.messages(want.message)
	m.headers()
	m.options(want)
	return m.differences
}

func (m *matcher) differ(format string, args ...any) {
	m.differences = append(m.differences, fmt.Sprintf(format, args...))
}

// body compares the content type and the body.
func (m *matcher) body(empty bool) {
	f := formOf(m.def)
	contentType := strings.Join(m.got.header.Values("Content-Type"), ", ")
	if f.contentType != "" && contentType == problem.contentType {
		f = &problem
	}
	if contentType != f.contentType {
		m.differ("header Content-Type is %s, want %s", orNone(contentType), orNone(f.contentType))
	}
	switch {
	case f.contentType == "" || empty:
		if len(m.got.body) > 0 {
			m.differ("there is a body, want none")
		}
	case len(m.got.body) == 0:
		m.differ("there is no body")
	default:
		v, err := parseJSON(m.got.body)
		if err != nil {
			m.differ("body is not JSON: %v", err)
			return
		}
		m.node("body", &f.root, v)
	}
}

func orNone(s string) string {
	if s == "" {
		return "not there"
	}
	return quote(s)
}

// node compares a place of the body with what the form has there.
func (m *matcher) node(at string, n *node, v any) {
	switch {
	case n.source != 0:
		m.source(at, n, v)
	case n.literal != "":
		want, err := parseJSON([]byte(n.literal))
		if err != nil {
			panic("bug in errspec: " + err.Error())
		}
		m.same(at, v, want)
	case n.items != nil:
		m.array(at, n.items, v)
	default:
		m.object(at, n.members, v)
	}
}

func (m *matcher) array(at string, items []node, v any) {
	list, is := v.([]any)
	if !is {
		m.differ("%s is %s, want a list", at, show(v))
		return
	}
	if len(list) != len(items) {
		m.differ("%s has %d items, want %d", at, len(list), len(items))
		return
	}
	for i := range items {
		m.node(at+"["+strconv.Itoa(i)+"]", &items[i], list[i])
	}
}

func (m *matcher) object(at string, members []member, v any) {
	object, is := v.(map[string]any)
	if !is {
		m.differ("%s is %s, want an object", at, show(v))
		return
	}
	known := map[string]bool{}
	for i := range members {
		if members[i].spread {
			m.details(at, object, known)
			continue
		}
		name, n := members[i].name, &members[i].node
		known[name] = true
		inner, there := object[name]
		switch has := m.has(n); {
		case there && n.optional && has == never:
			m.differ("%s is %s, want it left out", below(at, name), show(inner))
		case there:
			m.node(below(at, name), n, inner)
		case !n.optional || has == always:
			m.differ("%s is missing", below(at, name))
		case n.source == sourceMember:
			m.know(m.memberParam(n.param), value{})
		}
	}
	m.noOthers(at, object, known)
}

// noOthers reports members that the form does not have.
func (m *matcher) noOthers(at string, object map[string]any, known map[string]bool) {
	var others []string
	for name := range object {
		if !known[name] {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	for _, name := range others {
		m.differ("%s is %s, and the catalogue has no such member", below(at, name), show(object[name]))
	}
}

// below names a member of what is called at.
func below(at, name string) string {
	if plain := strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""; plain && name != "" {
		return at + "." + name
	}
	return at + "[" + quote(name) + "]"
}

// presence says whether something is there.
type presence uint8

const (
	never presence = iota
	maybe
	always
)

func when(is bool) presence {
	if is {
		return always
	}
	return never
}

// has reports whether the place has a value.
func (m *matcher) has(n *node) presence {
	switch n.source {
	case sourceNumber:
		return when(m.def.number != "")
	case sourceGroup:
		return when(m.def.group != "")
	case sourceDocsURL:
		return when(m.def.docsURL != "")
	case sourceRequestID:
		return when(m.requestID != "")
	case sourceProblemInstance:
		return when(isUUID(m.requestID))
	case sourceDetails:
		return when(len(m.def.details()) > 0)
	case sourceMember:
		switch p := m.memberParam(n.param); {
		case p == nil:
			return never
		case p.optional:
			return maybe
		}
	}
	return always
}

// memberParam returns the parameter that is this member of details, or nil.
func (m *matcher) memberParam(name string) *param {
	for _, p := range m.def.details() {
		if p.member() == name {
			return p
		}
	}
	return nil
}

// source compares a value with that of the error.
func (m *matcher) source(at string, n *node, v any) {
	d := m.def
	has := m.has(n)
	if n.source == sourceMember {
		if p := m.memberParam(n.param); p != nil {
			if p.optional && v == nil && p.kind != kindJSON {
				m.know(p, value{})
				return
			}
			m.value(at, p, v)
			m.know(p, value{json: v, present: true})
			return
		}
	}
	if has == never {
		if v != nil {
			m.differ("%s is %s, want null", at, show(v))
		}
		return
	}
	switch n.source {
	case sourceCode:
		m.same(at, v, d.wireCode())
	case sourceMessage:
		text, is := v.(string)
		if !is {
			m.differ("%s is %s, want a text", at, show(v))
			return
		}
		m.message = &text
	case sourceTitle:
		m.same(at, v, d.title)
	case sourceStatus:
		m.same(at, v, json.Number(strconv.Itoa(d.status)))
	case sourceStatusText:
		m.same(at, v, strconv.Itoa(d.status))
	case sourceNumber:
		m.same(at, v, json.Number(d.number))
	case sourceGRPC:
		m.same(at, v, d.grpc)
	case sourceGroup:
		m.same(at, v, d.group)
	case sourceDocsURL:
		m.same(at, v, d.docsURL)
	case sourceRequestID:
		if v != m.requestID {
			m.differ("%s is %s, and the header %s has %s", at, show(v), requestIDHeader, quote(m.requestID))
		}
	case sourceDetails:
		object, is := v.(map[string]any)
		if !is {
			m.differ("%s is %s, want an object", at, show(v))
			return
		}
		known := map[string]bool{}
		m.details(at, object, known)
		m.noOthers(at, object, known)
	case sourceProblemType:
		if d.docsURL == "" {
			m.same(at, v, "about:blank")
		} else {
			m.same(at, v, d.docsURL)
		}
	case sourceProblemTitle:
		if d.docsURL == "" {
			m.same(at, v, d.phrase)
		} else {
			m.same(at, v, d.title)
		}
	case sourceProblemInstance:
		m.same(at, v, "urn:uuid:"+m.requestID)
	}
}

// same reports a value that is not the one expected.
func (m *matcher) same(at string, got, want any) {
	if !equal(got, want) {
		m.differ("%s is %s, want %s", at, show(got), show(want))
	}
}

// details compares the members of details in an object that may have others.
func (m *matcher) details(at string, object map[string]any, known map[string]bool) {
	for _, p := range m.def.details() {
		name := p.member()
		known[name] = true
		v, there := object[name]
		switch {
		case there:
			m.value(below(at, name), p, v)
		case !p.optional:
			m.differ("%s is missing", below(at, name))
		}
		m.know(p, value{json: v, present: there})
	}
}

func (m *matcher) know(p *param, v value) {
	if p != nil {
		m.values[p.name] = v
	}
}

// value reports a value that the parameter cannot have.
func (m *matcher) value(at string, p *param, v any) {
	if p.list {
		list, is := v.([]any)
		if !is {
			m.differ("%s is %s, want a list", at, show(v))
			return
		}
		for i, item := range list {
			m.value(at+"["+strconv.Itoa(i)+"]", p.element(), item)
		}
		return
	}
	if p.kind != kindObject {
		if want := fits(p, v); want != "" {
			m.differ("%s is %s, want %s", at, show(v), want)
		}
		return
	}
	object, is := v.(map[string]any)
	if !is {
		m.differ("%s is %s, want an object", at, show(v))
		return
	}
	known := map[string]bool{}
	fields := fieldsOf(p)
	for i := range fields {
		f := &fields[i]
		known[f.member()] = true
		inner, there := object[f.member()]
		switch {
		case there:
			m.value(below(at, f.member()), f, inner)
		case !f.optional:
			m.differ("%s is missing", below(at, f.member()))
		}
	}
	m.noOthers(at, object, known)
}

// fits returns what is wanted in place of a single value, or "".
func fits(p *param, v any) string {
	switch p.kind {
	case kindText:
		text, is := v.(string)
		switch {
		case !is:
			return "a text"
		case p.enum != nil && !slices.Contains(p.enum, text):
			return "one of " + strings.Join(p.enum, ", ")
		}
	case kindInteger, kindDuration:
		number, _ := v.(json.Number)
		n, err := strconv.ParseInt(number.String(), 10, 64)
		switch {
		case err != nil:
			return "a whole number"
		case p.kind == kindDuration && n < 0:
			return "whole seconds, 0 or more"
		}
	case kindNumber:
		if _, is := v.(json.Number); !is && v != nil {
			return "a number"
		}
	case kindBoolean:
		if _, is := v.(bool); !is {
			return "true or false"
		}
	case kindDatetime:
		if v == nil {
			return ""
		}
		text, _ := v.(string)
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return "a time of RFC 3339"
		}
	}
	return ""
}

// params compares parameters with what the options say of them. What the body
// does not show is taken for known, so that message and headers are held to it.
func (m *matcher) params(expected []expectedParam) {
	for _, x := range expected {
		p := m.def.param(x.name)
		if p == nil {
			m.differ("%s has no parameter %s that leaves the server%s", m.def.code, quote(x.name), m.names())
			continue
		}
		want := value{present: !x.absent}
		switch {
		case x.absent && !p.optional:
			m.differ("Without(%s): the parameter is never absent", quote(x.name))
			continue
		case want.present:
			var err error
			if want.json, err = encode(p, x.value); err != nil {
				m.differ("With(%s, %v): %v", quote(x.name), x.value, err)
				continue
			}
		}
		got, known := m.values[p.name]
		switch {
		case !known && !m.shown(p):
			m.differ("%s: the answer has no place for the parameter", quote(x.name))
		case !known:
			m.values[p.name] = want
		case got.present && want.present:
			if !equal(normal(p, got.json), want.json) {
				m.differ("%s is %s, want %s", x.name, show(got.json), show(want.json))
			}
		case got.present:
			m.differ("%s is %s, want it absent", x.name, show(got.json))
		case want.present:
			m.differ("%s is absent, want %s", x.name, show(want.json))
		}
	}
}

// names lists the parameters of the error, for those who looked for another.
func (m *matcher) names() string {
	var names []string
	for i := range m.def.params {
		names = append(names, m.def.params[i].name)
	}
	if names == nil {
		return "; it has none"
	}
	return "; it has " + strings.Join(names, ", ")
}

// shown reports whether the message or a header names the parameter.
func (m *matcher) shown(p *param) bool {
	if m.message != nil && mentions(parse(m.def.message), p.name) || m.def.retryAfter == p.name {
		return true
	}
	for _, h := range m.def.headers {
		for _, v := range h.values {
			if mentions(parse(v), p.name) {
				return true
			}
		}
	}
	return false
}

// messages compares the message with its template, and with the expected text.
func (m *matcher) messages(want *string) {
	if m.message == nil {
		if want != nil {
			m.differ("message: the answer has no place for it")
		}
		return
	}
	f := filler{matcher: m}
	if l := f.line(m.def.message); !l.matches(*m.message) {
		m.differ("message is %s, want %s", quote(*m.message), l.want(m.def.message))
	}
	if want != nil && *want != *m.message {
		m.differ("message is %s, want %s", quote(*m.message), quote(*want))
	}
}

// headers compares the headers that the error declares.
func (m *matcher) headers() {
	for _, h := range m.def.headers {
		lines := m.got.header.Values(h.name)
		for _, template := range h.values {
			f := filler{matcher: m, header: true}
			want := f.line(template)
			if want.sent == never {
				continue
			}
			i := slices.IndexFunc(lines, want.matches)
			if i >= 0 {
				lines = lines[i+1:] // the next template makes a later line
				continue
			}
			if want.sent == always {
				m.differ("header %s is %s, want %s", h.name, listed(m.got.header.Values(h.name)), want.want(template))
			}
		}
	}
	m.retryAfter()
}

func listed(lines []string) string {
	if len(lines) == 0 {
		return "not there"
	}
	quoted := make([]string, len(lines))
	for i, line := range lines {
		quoted[i] = quote(line)
	}
	return strings.Join(quoted, " and ")
}

// retryAfter compares Retry-After (RFC 9110, section 10.2.3).
func (m *matcher) retryAfter() {
	after := m.def.retryAfter
	if after == "" {
		return
	}
	lines := m.got.header.Values("Retry-After")
	wrong := func(want string) { m.differ("header Retry-After is %s, want %s", listed(lines), want) }
	p := m.def.param(after)
	if p == nil { // seconds
		if !slices.Equal(lines, []string{after}) {
			wrong(quote(after))
		}
		return
	}
	v, known := m.values[p.name]
	switch {
	case known && v.present && v.json != nil:
		text, is := retryAfterText(p, v.json)
		if is && !slices.Equal(lines, []string{text}) {
			wrong(quote(text))
		}
	case known && !v.present:
		if len(lines) > 0 {
			wrong("none")
		}
	case known: // a time that cannot be told
	case len(lines) == 0:
		if !p.optional && p.kind == kindDuration {
			wrong("seconds")
		}
	case len(lines) > 1 || !isRetryAfter(p, lines[0]):
		wrong(map[bool]string{true: "seconds", false: "an HTTP date"}[p.kind == kindDuration])
	}
}

// retryAfterText returns the header for a value, which is rounded up, so that
// no client comes too early.
func retryAfterText(p *param, v any) (string, bool) {
	if p.kind == kindDuration {
		n, is := v.(json.Number)
		return n.String(), is
	}
	text, _ := v.(string)
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "", false
	}
	if t.Nanosecond() > 0 {
		t = t.Add(time.Second)
	}
	return t.UTC().Format(http.TimeFormat), true
}

func isRetryAfter(p *param, line string) bool {
	if p.kind == kindDuration {
		return line != "" && strings.Trim(line, "0123456789") == ""
	}
	_, err := time.Parse(http.TimeFormat, line)
	return err == nil
}

// options compares what else was asked for.
func (m *matcher) options(want *expectations) {
	for _, h := range want.headers {
		if lines := m.got.header.Values(h.name); !slices.Contains(lines, h.value) {
			m.differ("header %s is %s, want %s", h.name, listed(lines), quote(h.value))
		}
	}
	if id := want.requestID; id != nil && *id != m.requestID {
		m.differ("header %s is %s, want %s", requestIDHeader, orNone(m.requestID), quote(*id))
	}
}

// isUUID reports whether id is a UUID in its usual notation (RFC 9562, section
// 4).
func isUUID(id string) bool {
	if len(id) != 36 {
		return false
	}
	for i := range len(id) {
		switch c := id[i]; i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
				return false
			}
		}
	}
	return true
}
