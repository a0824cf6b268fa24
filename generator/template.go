package generator

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// DefaultMaxLength is after how many code points a message cuts the text of a
// parameter that declares no max_length.
const DefaultMaxLength = 256

// occurrence is an error with values: what a message and headers are made of.
type occurrence struct {
	err           *Error
	values        map[*Param]*Value // on the wire; nothing for an absent parameter
	requestHeader string            // as a reader expects it; empty: none
	requestID     string
	*maker
}

// message returns the text of the error's message.
func (o occurrence) message() string {
	var room [256]byte
	return string(o.appendText(room[:0], o.err.Message.Parts))
}

func (o occurrence) appendText(b []byte, parts []Part) []byte {
	for _, p := range parts {
		switch {
		case p.Param != nil:
			b = append(b, cutText(p.Param, o.values[p.Param])...)
		case p.Optional != nil && o.complete(p.Optional.Then):
			b = o.appendText(b, p.Optional.Then)
		case p.Optional != nil:
			b = append(b, p.Optional.Else...)
		default:
			b = append(b, p.Text...)
		}
	}
	return b
}

// complete reports whether every parameter in the parts is present, and in
// headers every variable: one without a text, such as a help link that the error
// has not, counts as absent.
func (o occurrence) complete(parts []Part) bool {
	for _, p := range parts {
		if p.Param != nil && o.values[p.Param] == nil || p.Variable != "" && o.variable(p.Variable) == "" {
			return false
		}
	}
	return true
}

// cutText returns the text of a parameter's value in messages, where a text is
// cut after its max_length, in a list each text for itself.
func cutText(p *Param, v *Value) string {
	limit := p.MaxLength
	if limit == 0 {
		limit = DefaultMaxLength
	}
	return paramText(p, v, limit)
}

// paramText returns the text of a parameter's value. Values are those on the
// wire, where dates and durations have their form already. Limit is in code
// points; less than 0: none.
func paramText(p *Param, v *Value, limit int) string {
	if v == nil {
		return ""
	}
	if v.Kind == ListValue {
		texts := make([]string, len(v.Items))
		for i, item := range v.Items {
			texts[i] = paramText(p, item, limit)
		}
		return strings.Join(texts, ", ")
	}
	if v.Kind != TextValue || !p.Kind.IsText() {
		return v.Text
	}
	text := strings.ToValidUTF8(v.Text, "\uFFFD")
	if len(text) <= limit {
		return text // in bytes already
	}
	for i := range text {
		if limit == 0 {
			return text[:i]
		}
		limit--
	}
	return text
}

// header returns a field line made from a template, and whether it is sent: not
// when it names an absent parameter outside braces.
func (o occurrence) header(t Template) (string, bool) {
	if !o.complete(t.Parts) {
		return "", false
	}
	w := &headerWriter{}
	w.b.Grow(len(t.Source) + 32)
	for _, p := range t.Parts {
		o.writeHeader(w, p)
	}
	// Blanks around a value are no part of it (RFC 9110 5.5).
	return strings.Trim(w.b.String(), " "), true
}

func (o occurrence) writeHeader(w *headerWriter, p Part) {
	switch {
	case p.Param != nil:
		w.value(paramText(p.Param, o.values[p.Param], -1))
	case p.Variable != "":
		w.value(o.variable(p.Variable))
	case p.Optional != nil && o.complete(p.Optional.Then):
		for _, q := range p.Optional.Then {
			o.writeHeader(w, q)
		}
	case p.Optional != nil:
		w.literal(p.Optional.Else)
	default:
		w.literal(p.Text)
	}
}

func (o occurrence) variable(name string) string {
	switch name {
	case SourceCode:
		return o.err.Code
	case SourceMessage:
		return o.message()
	case SourceStatus:
		return strconv.Itoa(o.err.Status.Code)
	case SourceDocsURL:
		return o.err.DocsURL
	case SourceRequestID:
		return o.requestID
	default:
		panic("bug in errspec: unknown variable {$" + name + "}")
	}
}

// headerWriter writes a field value, and knows whether it is inside a
// quoted-string (RFC 9110 5.6.4).
type headerWriter struct {
	b       strings.Builder
	quoted  bool
	escaped bool // behind a backslash inside a quoted-string
}

// literal writes text of the template, whose quotation marks count.
func (w *headerWriter) literal(text string) {
	for _, r := range text {
		switch {
		case !w.quoted:
			w.quoted = r == '"'
		case w.escaped:
			w.escaped = false
		case r == '\\':
			w.escaped = true
		case r == '"':
			w.quoted = false
		}
		w.rune(r)
	}
}

// value writes text that comes from outside, which cannot end a quoted-string.
func (w *headerWriter) value(text string) {
	for _, r := range text {
		if w.quoted && (r == '"' || r == '\\') {
			w.b.WriteByte('\\')
		}
		w.rune(r)
	}
}

// rune writes what a field value can hold: a control becomes a blank, what is
// not ASCII percent-encoded UTF-8.
func (w *headerWriter) rune(r rune) {
	switch {
	case r < ' ' || r == 0x7f:
		w.b.WriteByte(' ')
	case r < utf8.RuneSelf:
		w.b.WriteRune(r)
	default:
		w.b.WriteString(percentEncode(string(r)))
	}
}
