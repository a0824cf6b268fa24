package runtime

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Code names an error of the API. It is itself an error, so that it can be the
// target of [errors.Is]. The constants are the codes that this package knows;
// any other text is a code that the API has and this package does not know.
type Code string

// Error returns the code.
func (c Code) Error() string { return string(c) }

// status returns the status that the catalogue has for the code, 0 if none.
func (c Code) status() int {
	if d := find(c); d != nil {
		return d.status
	}
	return 0
}

// Error is an answer of the API that is not a success. [Decode] makes it from
// whatever the server, or something on the way to it, has sent.
//
// Methods have pointer receivers: to get at an Error in a chain, declare
//
//	var e *Error
//	if errors.As(err, &e) { … }
//
// A value made by hand, as in the tests of a program that uses this package,
// works like a decoded one that has no body.
type Error struct {
	// Status is the HTTP status of the answer. It is always right, whatever the
	// body says.
	Status int

	// Code is the code as the constants spell it, the successor's if the server
	// sent a retired one. It is any text if the server sent a code that this
	// package does not know, and empty if there is none to be found.
	Code Code

	// RawCode is the code exactly as sent. It is empty if the body has none, also
	// when Code could be told from the rest of the answer.
	RawCode string

	// Message is for people: the text that was sent, or the name of the status.
	// It is not cleaned; Error and LogValue are.
	Message string

	// RequestID names the request to those who run the API. It comes from the
	// body, or from the header if the body has none. It has at most 128
	// characters, all of them printable ASCII.
	RequestID string

	// RetryAfter is how long the server asks to wait before the next attempt, at
	// most a year. It means something only if HasRetryAfter is set.
	RetryAfter    time.Duration
	HasRetryAfter bool

	// Source is the form that the body had.
	Source Source

	// Truncated reports that there is more of the body than was read: it is
	// longer than 64 KiB, or reading it failed with the error that Unwrap returns.
	Truncated bool

	// Method and Path are of the request, as far as Decode got to see it. The
	// query, where secrets may be, is left out.
	Method string
	Path   string

	// Attempts is how often the request was sent: 1, or what a [RetryTransport]
	// has made of it. It is 0 if there is no telling, as in [DecodeBody].
	Attempts int

	header    http.Header
	body      []byte // decoded content, capped
	details   value
	cause     error
	exhausted bool
}

// Source is a form of an error body.
type Source int

// The forms of error bodies.
const (
	SourceNone       Source = iota // there is no body
	SourceOpaque                   // anything else: HTML, text, unknown JSON
	SourceSimple                   // an object with "detail", as web frameworks send it
	SourceStructured               // a form of the catalogue
	SourceProblem                  // problem details, RFC 9457
	SourceGoogle                   // AIP-193
	SourceJSONAPI                  // JSON:API 1.1
)

// String returns the name of the form in lower case.
func (s Source) String() string {
	switch s {
	case SourceNone:
		return "none"
	case SourceOpaque:
		return "opaque"
	case SourceSimple:
		return "simple"
	case SourceStructured:
		return "structured"
	case SourceProblem:
		return "problem"
	case SourceGoogle:
		return "google"
	case SourceJSONAPI:
		return "jsonapi"
	}
	return "source " + strconv.Itoa(int(s))
}

// Limits of what Error returns, in bytes.
const (
	maxMessageText = 512
	maxCodeText    = 128
)

// Error returns a line for logs, "404 item_not_found: Item 7 not found
// (request_id=r)". It has at most 512 bytes of the message and no control
// characters. Parameters that the catalogue keeps out of logs are replaced in
// it.
func (e *Error) Error() string {
	if e == nil {
		return "<nil>"
	}
	var b strings.Builder
	b.WriteString(strconv.Itoa(e.Status))
	if e.Code != "" {
		b.WriteByte(' ')
		b.WriteString(printable(string(e.Code), maxCodeText))
	}
	if message := printable(e.logMessage(), maxMessageText); message != "" {
		b.WriteString(": ")
		b.WriteString(message)
	}
	if id := requestID(e.RequestID); id != "" {
		b.WriteString(" (request_id=")
		b.WriteString(id)
		b.WriteByte(')')
	}
	return b.String()
}

// Is reports whether target is the error's [Code], [Status] or [Class], for
// [errors.Is].
func (e *Error) Is(target error) bool {
	if e == nil {
		return false
	}
	switch t := target.(type) {
	case Code:
		return t != "" && e.Code == t
	case Status:
		return statusOf(e) == int(t)
	case Class:
		return statusOf(e)/100 == int(t)
	}
	return false
}

// Unwrap returns the error that kept the body from being read to its end, nil
// if there was none.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.cause
}

// Known reports whether the code is one of the constants of this package.
func (e *Error) Known() bool { return find(e.Code) != nil }

// Retryable says whether the request may be sent again. The catalogue knows it
// for each of its codes; for others the status decides.
func (e *Error) Retryable() Retry {
	if d := find(e.Code); d != nil {
		return d.retry
	}
	return retryOfStatus(e.Status)
}

// Timeout reports whether the API, or something on the way to it, gave up
// waiting: the status is 408 or 504.
func (e *Error) Timeout() bool {
	return e.Status == http.StatusRequestTimeout || e.Status == http.StatusGatewayTimeout
}

// BudgetExhausted reports whether a [RetryTransport] would have sent the request
// once more, had its [RetryBudget] not been used up.
func (e *Error) BudgetExhausted() bool { return e.exhausted }

// Header returns a copy of the answer's header without credentials and
// cookies.
func (e *Error) Header() http.Header { return e.header.Clone() }

// Body returns a copy of the body as far as it was read, at most 64 KiB,
// uncompressed.
func (e *Error) Body() []byte { return value(e.body).raw() }

// Details returns a copy of the details as JSON, whatever the code is; nil if
// there are none. The functions whose names end in Of read those of the codes
// that this package knows.
func (e *Error) Details() json.RawMessage { return e.details.raw() }

// ValidationError is an entry of the list that FastAPI sends as "detail" when
// the body or the parameters of a request do not fit.
type ValidationError struct {
	Loc  []string // the way to the place, "body" first; positions as decimal numbers
	Msg  string   // what is wrong there
	Type string   // which rule is broken
}

// ValidationErrors returns the entries of the list that FastAPI sends, nil if
// the answer has none.
func (e *Error) ValidationErrors() []ValidationError {
	body, ok := firstJSON(e.body)
	if !ok {
		return nil
	}
	var list []ValidationError
	for item := range body.find("detail").items() {
		var v ValidationError
		msg, hasMsg := item.get("msg").text()
		loc := item.get("loc")
		if !hasMsg && loc.kind() != '[' {
			continue
		}
		v.Msg = msg
		v.Type, _ = item.get("type").text()
		for step := range loc.items() {
			text, ok := step.text()
			if !ok {
				text = string(step)
			}
			v.Loc = append(v.Loc, text)
		}
		list = append(list, v)
	}
	return list
}

// LogValue returns the code, the status, the message as Error has it, the
// request ID, the form of the body, the attempts if there were several, and
// those details that the catalogue lets appear in logs. Details of codes that
// this package does not know are left out.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	attrs := []slog.Attr{slog.Int("status", e.Status)}
	if e.Code != "" {
		attrs = append(attrs, slog.String("code", printable(string(e.Code), maxCodeText)))
	}
	attrs = append(attrs, slog.String("message", printable(e.logMessage(), maxMessageText)))
	id := requestID(e.RequestID)
	if id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	if header := requestIDOf(e.header); header != "" && header != id {
		attrs = append(attrs, slog.String("header_request_id", header))
	}
	attrs = append(attrs, slog.String("source", e.Source.String()))
	if e.Attempts > 1 {
		attrs = append(attrs, slog.Int("attempts", e.Attempts))
	}
	if details := e.logDetails(); len(details) > 0 {
		attrs = append(attrs, slog.GroupAttrs("details", details...))
	}
	return slog.GroupValue(attrs...)
}

// logDetails are the details that the catalogue declares and does not hide.
func (e *Error) logDetails() []slog.Attr {
	d := find(e.Code)
	if d == nil {
		return nil
	}
	var attrs []slog.Attr
	for i := range d.params {
		p := &d.params[i]
		v := e.details.get(p.member())
		if p.textOnly || p.hidden || !v.present() {
			continue
		}
		text, ok := v.text()
		if !ok {
			text = string(v)
		}
		attrs = append(attrs, slog.String(p.member(), printable(text, maxMessageText)))
	}
	return attrs
}

// redacted stands for what the catalogue keeps out of logs.
const redacted = "[REDACTED]"

// logMessage is the message without the parameters that the catalogue keeps out
// of logs. Where it cannot be told which part of the text they are, the name of
// the status has to do.
func (e *Error) logMessage() string {
	d := find(e.Code)
	if d == nil || !d.hides() {
		return e.Message
	}
	if e.Message == "" || e.Message == statusText(e.Status) {
		return e.Message
	}
	found, fits := readMessage(d, e.Message)
	if fits != 1 {
		return statusText(e.Status)
	}
	var b strings.Builder
	end := 0
	for _, c := range found {
		if !c.param.hidden {
			continue
		}
		b.WriteString(e.Message[end:c.start])
		b.WriteString(redacted)
		end = c.start + len(c.text)
	}
	b.WriteString(e.Message[end:])
	return b.String()
}

// hides reports whether the message may name something that is not for logs.
func (d *definition) hides() bool {
	for i := range d.params {
		if d.params[i].hidden && names(d.extras().message, d.params[i].name) {
			return true
		}
	}
	return false
}

// names reports whether a template has a place for the parameter.
func names(template []part, param string) bool {
	for _, p := range template {
		if p.param == param || names(p.then, param) {
			return true
		}
	}
	return false
}

// printable returns text on one line without control characters and without
// those that change the direction of what follows. It has at most limit bytes.
func printable(text string, limit int) string {
	const more = "…"
	var b strings.Builder
	end := 0 // of what leaves room for the sign that there is more
	blank := false
	for _, r := range text {
		if unicode.IsSpace(r) {
			blank = b.Len() > 0
			continue
		}
		if unicode.IsControl(r) || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 {
			continue
		}
		size := utf8.RuneLen(r)
		if blank {
			size++
		}
		if b.Len()+size > limit {
			return b.String()[:end] + more
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
		if b.Len()+len(more) <= limit {
			end = b.Len()
		}
	}
	return b.String()
}
