package runtime

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// part is a piece of a template: a text, a placeholder, or what stands only
// when every placeholder in it has a value.
type part struct {
	text string
	name string // of a parameter, or with "$" of a variable
	then []part
	alt  string
}

// parse takes a template apart: "{name}" is a placeholder, "{text {name}
// text|otherwise}" and "{name|otherwise}" stand when all their placeholders
// have a value, "{{" and "}}" are braces. It was checked when the code was
// generated.
func parse(template string) []part {
	var parts []part
	for template != "" {
		i := strings.IndexAny(template, "{}")
		if i < 0 {
			return append(parts, part{text: template})
		}
		if i > 0 {
			parts = append(parts, part{text: template[:i]})
		}
		brace := template[i : i+1]
		template = template[i+1:]
		if rest, double := strings.CutPrefix(template, brace); double || brace == "}" {
			parts = append(parts, part{text: brace})
			template = rest
			continue
		}
		var p part
		p, template = parseBraces(template)
		parts = append(parts, p)
	}
	return parts
}

// parseBraces takes apart what follows an opening brace, and returns the rest
// of the template too.
func parseBraces(template string) (p part, rest string) {
	i := strings.IndexAny(template, "{|}")
	if i < 0 {
		return part{text: template}, ""
	}
	switch template[i] {
	case '}':
		return part{name: template[:i]}, template[i+1:]
	case '|':
		p.then = []part{{name: template[:i]}}
		template = template[i:]
	default:
		for i >= 0 && template[i] == '{' {
			if i > 0 {
				p.then = append(p.then, part{text: template[:i]})
			}
			var name string
			name, template, _ = strings.Cut(template[i+1:], "}")
			p.then = append(p.then, part{name: name})
			i = strings.IndexAny(template, "{|}")
		}
		if i > 0 {
			p.then = append(p.then, part{text: template[:i]})
			template = template[i:]
		}
	}
	if otherwise, is := strings.CutPrefix(template, "|"); is {
		p.alt, rest, _ = strings.Cut(otherwise, "}")
		return p, rest
	}
	return p, strings.TrimPrefix(template, "}")
}

// mentions reports whether a template names the parameter.
func mentions(parts []part, name string) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.name == name || mentions(p.then, name) })
}

// filler fills a template with what is known of the answer, and leaves room for
// what is not.
type filler struct {
	matcher *matcher
	header  bool // the result is a field line
}

// branch is what a template can come out as: a text, or where something is not
// known, a pattern.
type branch struct {
	text    string
	pattern string // in place of text, once something is not known
	open    bool   // pattern counts
	quoted  bool   // in a header: a quoted-string has begun (RFC 9110, section 5.6.4)
	escaped bool   // and the text so far ends in a backslash inside it
}

func (b *branch) add(text string) {
	b.text += text
	b.pattern += regexp.QuoteMeta(text)
}

func (b *branch) addPattern(pattern string) {
	b.pattern += pattern
	b.open = true
}

// filled is what a template comes out as.
type filled struct {
	branches []branch
	sent     presence
	trimmed  bool // blanks around it are lost on its way (RFC 9110, section 5.5)
}

// maxBranches is how many ways a template is tried in. Beyond it everything is
// taken to fit: only quotation marks inside optional text lead there.
const maxBranches = 64

// line fills a template.
func (f *filler) line(template string) filled {
	parts := parse(template)
	sent := always
	for _, p := range parts {
		if p.name != "" {
			sent = min(sent, f.has(p.name))
		}
	}
	if sent == never {
		return filled{sent: never}
	}
	return filled{branches: f.sequence(parts, []branch{{}}), sent: sent, trimmed: f.header}
}

// matches reports whether a text is what the template comes out as.
func (l filled) matches(text string) bool {
	if l.trimmed {
		text = strings.Trim(text, " ")
	}
	return len(l.branches) > maxBranches || slices.ContainsFunc(l.branches, func(b branch) bool {
		if l.trimmed {
			b.text, b.pattern = strings.Trim(b.text, " "), strings.Trim(b.pattern, " ")
		}
		if !b.open {
			return text == b.text
		}
		return regexp.MustCompile(`\A(?s:` + b.pattern + `)\z`).MatchString(text)
	})
}

// want describes what was expected.
func (l filled) want(template string) string {
	if len(l.branches) == 1 && !l.branches[0].open {
		return quote(l.branches[0].text)
	}
	return "what fits " + quote(template)
}

func (f *filler) sequence(parts []part, from []branch) []branch {
	for _, p := range parts {
		var next []branch
		for _, b := range from {
			next = append(next, f.part(p, b)...)
		}
		if from = next; len(from) > maxBranches {
			return from
		}
	}
	return from
}

func (f *filler) part(p part, b branch) []branch {
	switch {
	case p.then != nil:
		return f.group(p, b)
	case p.name != "":
		f.placeholder(p.name, &b)
	default:
		f.literal(p.text, &b)
	}
	return []branch{b}
}

// group adds what stands when all its placeholders have a value, or the other
// text, or when that is not known, both.
func (f *filler) group(p part, b branch) []branch {
	has := always
	for _, inner := range p.then {
		if inner.name != "" {
			has = min(has, f.has(inner.name))
		}
	}
	otherwise := b
	f.literal(p.alt, &otherwise)
	if has == never {
		return []branch{otherwise}
	}
	with := f.sequence(p.then, []branch{b})
	if has == always {
		return with
	}
	if one := with[0]; one.quoted == otherwise.quoted && one.escaped == otherwise.escaped {
		// The texts go on alike, so they are one branch with two ways inside.
		one.pattern = b.pattern + "(?:" + one.pattern[len(b.pattern):] + "|" + otherwise.pattern[len(b.pattern):] + ")"
		one.open = true
		return []branch{one}
	}
	return append(with, otherwise)
}

// literal adds text of the template itself.
func (f *filler) literal(text string, b *branch) {
	if !f.header {
		b.add(text)
		return
	}
	for i := range len(text) {
		switch {
		case b.escaped:
			b.escaped = false
		case text[i] == '"':
			b.quoted = !b.quoted
		case text[i] == '\\':
			b.escaped = b.quoted
		}
	}
	b.add(fieldText(text, false))
}

// has reports whether a placeholder has a value.
func (f *filler) has(name string) presence {
	m := f.matcher
	switch name {
	case "$docs_url":
		return when(m.def.docsURL != "")
	case "$request_id":
		return when(m.requestID != "")
	case "$message":
		return when(m.message == nil || *m.message != "")
	case "$code", "$status":
		return always
	}
	p := m.def.param(name)
	if p == nil {
		return never
	}
	if v, known := m.values[p.name]; known {
		return when(v.present)
	}
	if p.optional {
		return maybe
	}
	return always
}

// placeholder adds a value, or the pattern of all that it can be.
func (f *filler) placeholder(name string, b *branch) {
	m := f.matcher
	switch name {
	case "$code":
		b.add(f.fit(m.def.wireCode(), b))
		return
	case "$status":
		b.add(strconv.Itoa(m.def.status))
		return
	case "$docs_url":
		b.add(f.fit(m.def.docsURL, b))
		return
	case "$request_id":
		b.add(f.fit(m.requestID, b))
		return
	case "$message":
		if m.message == nil {
			b.addPattern(f.anyText())
		} else {
			b.add(f.fit(*m.message, b))
		}
		return
	}
	p := m.def.param(name)
	if v, known := m.values[p.name]; known {
		if text, is := f.text(p, v.json); is {
			b.add(f.fit(text, b))
			return
		}
	}
	one := f.pattern(p, b)
	if p.list {
		one = "(?:(?:" + one + ")(?:, (?:" + one + "))*)?"
	}
	b.addPattern("(?:" + one + ")")
}

// fit makes a value fit for where it stands.
func (f *filler) fit(text string, b *branch) string {
	if !f.header {
		return text
	}
	return fieldText(text, b.quoted)
}

// text returns a JSON value as text in a message or header, unless that cannot
// be told from it.
func (f *filler) text(p *param, v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return f.cut(p, v), true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	case []any:
		texts := make([]string, len(v))
		for i, item := range v {
			var is bool
			if texts[i], is = f.text(p, item); !is {
				return "", false
			}
		}
		return strings.Join(texts, ", "), true
	}
	return "", false // null stands for numbers and times that JSON cannot have
}

// cut returns the first code points of a text, as many as a message shows.
func (f *filler) cut(p *param, text string) string {
	limit := p.max
	if limit == 0 {
		limit = defaultMax
	}
	if f.header || p.kind != kindText || len(text) <= limit {
		return text
	}
	n := 0
	for i := range text {
		if n == limit {
			return text[:i]
		}
		n++
	}
	return text
}

// pattern returns what a single value can be in a text.
func (f *filler) pattern(p *param, b *branch) string {
	switch p.kind {
	case kindInteger:
		return `-?[0-9]+`
	case kindDuration:
		return `[0-9]+`
	case kindNumber:
		return `NaN|[-+]?(?:Inf|[0-9][-+.0-9e]*)`
	case kindBoolean:
		return `true|false`
	case kindDatetime:
		return `[-0-9]+T[0-9:.]+Z`
	}
	if p.enum == nil {
		return f.anyText()
	}
	var texts []string
	for _, text := range p.enum {
		texts = append(texts, regexp.QuoteMeta(f.fit(f.cut(p, text), b)))
	}
	return strings.Join(texts, "|")
}

func (f *filler) anyText() string {
	if f.header {
		return `[ -~]*`
	}
	return `.*`
}

// fieldText returns s as a part of a field value: a control character is a
// blank, what is not ASCII is percent-encoded, and inside a quoted-string (RFC
// 9110, section 5.6.4) a quotation mark or a backslash has one before it.
func fieldText(s string, quoted bool) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ' || r == 0x7F:
			b.WriteByte(' ')
		case r < utf8.RuneSelf:
			if quoted && (r == '"' || r == '\\') {
				b.WriteByte('\\')
			}
			b.WriteByte(byte(r))
		default:
			var encoded [utf8.UTFMax]byte
			for _, c := range encoded[:utf8.EncodeRune(encoded[:], r)] {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		}
	}
	return b.String()
}
