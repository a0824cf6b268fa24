package runtime

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of reading a message against a template, so that no text can make it
// slow. Beyond them it counts as ambiguous, and nothing is told from it.
const (
	maxMatchText  = 16 << 10 // bytes of text
	maxMatchSteps = 20_000   // attempts
)

// defaultMax is how many code points of a parameter a message has room for,
// when the catalogue says nothing else.
const defaultMax = 256

// capture is a parameter found in a message.
type capture struct {
	param *param
	text  string
	start int // byte offset in the message
}

// readMessage reads a message against the template of an error. The result is
// the number of ways in which it fits, where 2 stands for more too, and what it
// says if there is one way. A value of its declared form is preferred to one
// that only could be meant, since the servers that write them need not check.
func readMessage(d *definition, message string) ([]capture, int) {
	steps := maxMatchSteps
	found, fits := match(d, message, true, &steps)
	if fits == 0 {
		found, fits = match(d, message, false, &steps)
	}
	return found, fits
}

// match is readMessage for values of their declared form only, or for any. It
// takes its attempts from steps.
func match(d *definition, message string, strict bool, steps *int) ([]capture, int) {
	if len(message) > maxMatchText {
		return nil, 2
	}
	m := matcher{def: d, message: message, strict: strict, steps: steps}
	m.match(d.extras().message, nil, 0)
	return m.found, m.fits
}

// matcher reads one message against one template.
type matcher struct {
	def     *definition
	message string
	strict  bool
	steps   *int // left

	captures []capture // on the way that is being tried
	found    []capture
	fits     int
}

// rest is what follows a group of a template.
type rest struct {
	parts []part
	then  *rest
}

// tired reports whether there is no use in going on: two ways are as good as
// many, and so are too many attempts.
func (m *matcher) tired() bool {
	if *m.steps--; *m.steps < 0 {
		m.fits = 2
	}
	return m.fits > 1
}

// match tries to read the message from the offset on.
func (m *matcher) match(parts []part, after *rest, at int) {
	if m.tired() {
		return
	}
	if len(parts) == 0 {
		switch {
		case after != nil:
			m.match(after.parts, after.then, at)
		case at == len(m.message):
			m.accept()
		}
		return
	}
	first, others := parts[0], parts[1:]
	switch {
	case first.param != "":
		m.value(first.param, others, after, at)
	case first.then != nil:
		m.match(first.then, &rest{others, after}, at)
		if strings.HasPrefix(m.message[at:], first.alt) {
			m.match(others, after, at+len(first.alt))
		}
	case strings.HasPrefix(m.message[at:], first.text):
		m.match(others, after, at+len(first.text))
	}
}

// value tries every text that the parameter can have at the offset.
func (m *matcher) value(name string, others []part, after *rest, at int) {
	p := m.def.param(name)
	if p == nil {
		return
	}
	for _, c := range m.captures {
		if c.param == p { // the message names it twice
			if strings.HasPrefix(m.message[at:], c.text) {
				m.match(others, after, at+len(c.text))
			}
			return
		}
	}
	last := len(others) == 0 && after == nil
	next := "" // what has to follow
	if len(others) > 0 {
		next = others[0].text
	}
	for end := at; ; {
		if last {
			end = len(m.message)
		} else if next != "" {
			i := strings.Index(m.message[end:], next)
			if i < 0 {
				return
			}
			end += i
		}
		if m.tired() || end-at > p.room() {
			return
		}
		if text := m.message[at:end]; p.mayBe(text, m.strict) {
			m.captures = append(m.captures, capture{p, text, at})
			m.match(others, after, end)
			m.captures = m.captures[:len(m.captures)-1]
		}
		if end == len(m.message) {
			return
		}
		_, size := utf8.DecodeRuneInString(m.message[end:])
		end += size
	}
}

// accept takes the way that has reached the end of the message. Ways that give
// the same values are one.
func (m *matcher) accept() {
	if m.fits > 0 && slices.Equal(m.captures, m.found) {
		return
	}
	m.fits++
	m.found = slices.Clone(m.captures)
}

// param returns the parameter of that name in the catalogue, or nil.
func (d *definition) param(name string) *param {
	for i := range d.params {
		if d.params[i].name == name {
			return &d.params[i]
		}
	}
	return nil
}

// limit returns how many code points of a text a message has room for.
func (p *param) limit() int {
	if limit := p.extras().max; limit > 0 {
		return limit
	}
	return defaultMax
}

// room returns a length in bytes that no value exceeds in a message.
func (p *param) room() int {
	if p.list {
		return maxMatchText
	}
	return max(utf8.UTFMax*p.limit(), 64) // 64 is enough for what is not text
}

// mayBe reports whether a message may have the text for the parameter.
func (p *param) mayBe(text string, strict bool) bool {
	if !p.list {
		return p.elementMayBe(text, strict)
	}
	if text == "" || p.freeText() {
		return true
	}
	for element := range strings.SplitSeq(text, ", ") {
		if !p.elementMayBe(element, strict) {
			return false
		}
	}
	return true
}

// freeText reports whether a value of the parameter may hold the comma that
// lists are joined with.
func (p *param) freeText() bool {
	return p.kind == kindText && p.extras().enum == nil
}

// elementMayBe is mayBe for an element of a list.
func (p *param) elementMayBe(text string, strict bool) bool {
	return p.elementFits(text, p.limit(), strict)
}

// elementFits reports whether the text, of at most so many code points, is of the
// parameter's kind; with strict set also whether it is of its declared form.
func (p *param) elementFits(text string, limit int, strict bool) bool {
	switch p.kind {
	case kindInteger:
		n, err := strconv.ParseInt(text, 10, 64)
		return err == nil && strconv.FormatInt(n, 10) == text
	case kindDuration:
		n, err := strconv.ParseInt(text, 10, 64)
		return err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
	case kindNumber:
		v, ok := firstValue([]byte(text))
		return ok && v.kind() == '0' && len(v) == len(text)
	case kindBoolean:
		return text == "true" || text == "false"
	case kindDatetime:
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	case kindJSON, kindObject:
		return false // no message names one
	}
	if len(text) > limit && utf8.RuneCountInString(text) > limit {
		return false
	}
	if !strict {
		return true
	}
	switch enum := p.extras().enum; {
	case enum != nil:
		return slices.Contains(enum, text)
	case p.kind == kindUUID:
		return isUUID(text)
	case p.kind == kindDate:
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	case p.kind == kindEmail:
		return isEmail(text)
	case p.kind == kindURI:
		return isURI(text)
	}
	return true
}

// isEmail reports whether s looks like an address: something on either side of
// the last "@", without blanks, and no URI.
func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && at < len(s)-1 && strings.IndexFunc(s, unicode.IsSpace) < 0 && !isURI(s)
}

// isURI reports whether s looks like a URI: a scheme, a colon, and no blanks.
func isURI(s string) bool {
	scheme, rest, found := strings.Cut(s, ":")
	if !found || scheme == "" || rest == "" || strings.IndexFunc(s, unicode.IsSpace) >= 0 {
		return false
	}
	for i := range len(scheme) {
		c := scheme[i]
		if !('a' <= c|0x20 && c|0x20 <= 'z') && (i == 0 || !isAlphanumeric(c) && strings.IndexByte("+-.", c) < 0) {
			return false
		}
	}
	return true
}

// isUUID reports whether s is 32 hexadecimal digits with hyphens where they
// belong.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c < '0' || '9' < c && c|0x20 < 'a' || 'f' < c|0x20:
			return false
		}
	}
	return true
}

// appendJSON appends the value that text stands for in a message or in the
// metadata of an ErrorInfo, as JSON. It appends nothing when there is no
// telling which value that is.
func (p *param) appendJSON(b []byte, text string) []byte {
	if !p.list {
		return p.appendElement(b, text)
	}
	if p.freeText() && (text == "" || strings.Contains(text, ", ")) {
		return b // one element or several?
	}
	list := append([]byte(nil), '[')
	if text != "" {
		for i, element := range strings.Split(text, ", ") {
			if i > 0 {
				list = append(list, ',')
			}
			before := len(list)
			if list = p.appendElement(list, element); len(list) == before {
				return b
			}
		}
	}
	return append(append(b, list...), ']')
}

func (p *param) appendElement(b []byte, text string) []byte {
	switch p.kind {
	case kindInteger, kindNumber, kindBoolean, kindDuration:
		if v, ok := firstValue([]byte(text)); ok && len(v) == len(text) && v.kind() != '"' {
			return append(b, text...)
		}
		return b
	case kindJSON, kindObject:
		return b
	}
	return appendText(b, text)
}

// wasCut reports whether the message may hold only the beginning of a text: as
// much of it as there is room for when the catalogue sets no limit.
func (c capture) wasCut() bool {
	switch c.param.kind {
	case kindText, kindEmail, kindURI, kindUUID, kindDate:
	default:
		return false
	}
	if c.param.extras().max > 0 {
		return false
	}
	texts := c.text
	for len(texts) >= defaultMax {
		text := texts
		if c.param.list {
			text, texts, _ = strings.Cut(texts, ", ")
		} else {
			texts = ""
		}
		if utf8.RuneCountInString(text) >= defaultMax {
			return true
		}
	}
	return false
}

// appendCaptures appends the members of details that a message has told to an
// object that is being written.
func appendCaptures(object []byte, found []capture) []byte {
	for _, c := range found {
		if c.param.textOnly || c.wasCut() {
			continue
		}
		if v := c.param.appendJSON(nil, c.text); v != nil {
			object = appendMember(object, c.param.member(), v)
		}
	}
	return object
}
