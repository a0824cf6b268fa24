package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Writer answers requests with errors. The zero value is ready to use; its
// fields must not change while it is in use.
type Writer struct {
	// RequestID names a request, instead of the rule of [RequestID]. Of ""
	// nothing is sent, and request_id is null.
	RequestID func(*http.Request) string

	// Map turns an error that is not of the catalogue into one that is. Where
	// it is nil or returns nil, the rules of [Writer.Write] decide.
	Map func(error) *Error

	// OnError is called once for each error. Where it is nil, the error is
	// logged with [slog.Default].
	OnError func(ErrorEvent)

	// Problem answers with a body of RFC 9457 when the request asks for
	// application/problem+json.
	Problem bool

	// KeepCommitted leaves an answer that has already begun as it is when the
	// handler fails. Otherwise the connection is aborted, so that the client
	// does not take the part for the whole.
	KeepCommitted bool
}

// ErrorEvent is what became of an error.
type ErrorEvent struct {
	Err       error         // as it came from the handler
	Request   *http.Request // that it belongs to
	Code      Code          // in the catalogue; of a masked error that of the answer
	Status    int           // sent; 499 when the client had gone, and nothing was sent
	RequestID string
	Severity  slog.Level
	SLO       bool   // counts against availability
	Masked    bool   // the answer says nothing of the error itself
	Committed bool   // another answer had begun; nothing was sent
	Panic     any    // what the handler panicked with, or nil
	Stack     []byte // of the panic, at most 16 KiB
	WriteErr  error  // from the connection

	// Operation is what a [Guard] knows the request by, or empty. Undeclared
	// says that the error lists other operations and not this one; the severity
	// is that of a warning then, or higher.
	Operation  string
	Undeclared bool
}

// mistake is what a handler does wrong by what it returns.
type mistake string

func (m mistake) Error() string { return string(m) }

const (
	nilReturned  mistake = "handler failed with a nil error"
	codeReturned mistake = "handler failed with a code instead of an error"
	noStatus     mistake = "error has a status that is not one of errors"
)

// statusClientGone is what is reported, and never sent, when the client has
// gone away: nginx made the number known.
const statusClientGone = 499

var standard Writer

// Write answers the request with err, as the zero [Writer] does.
func Write(w http.ResponseWriter, r *http.Request, err error) { standard.Write(w, r, err) }

// Write answers the request with err, and reports it.
//
// The outermost [Error] in err's tree is the answer. Without one Map is asked.
// Then *http.MaxBytesError is the catalogue's error with status 413 and
// [context.DeadlineExceeded] the one with status 504, each only if the catalogue
// has exactly one public error of that status without required parameters.
// [context.Canceled] is no answer at all when the request itself was cancelled.
// Everything else is masked: the client gets the fallback of the catalogue and
// learns nothing of err. A nil error and a bare [Code] are mistakes of the
// handler; they are masked, and reported as what they are.
//
// When the handler has begun another answer, which only a handler inside
// [Writer.Handler] or [Writer.Recover] lets Write know, nothing is sent.
func (wr *Writer) Write(w http.ResponseWriter, r *http.Request, err error) {
	wr.answer(w, r, &ErrorEvent{Err: err, Request: r})
}

// answer completes the event, sends what is to be sent, and reports.
func (wr *Writer) answer(w http.ResponseWriter, r *http.Request, ev *ErrorEvent) {
	e, gone := wr.resolve(r, ev)
	id := wr.requestID(r)
	ev.RequestID = id.text
	if gone {
		ev.Status, ev.Severity = statusClientGone, slog.LevelDebug
		wr.report(ev)
		return
	}
	ev.Code, ev.Status, ev.Severity, ev.SLO = e.def.code, e.Status(), slog.Level(e.def.level), e.def.slo
	if ev.Masked {
		ev.Severity = slog.LevelError
	}
	if ev.check(r, e); ev.Undeclared {
		ev.Severity = max(ev.Severity, slog.LevelWarn)
	}
	if c := committedBy(w); c != nil {
		ev.Committed = true
		wr.report(ev)
		if !wr.KeepCommitted && !c.hijacked {
			panic(http.ErrAbortHandler)
		}
		return
	}
	ev.WriteErr = wr.send(w, r, e.sent(), id)
	wr.report(ev)
}

// resolve returns the error that answers; gone when nobody waits for one.
func (wr *Writer) resolve(r *http.Request, ev *ErrorEvent) (e *Error, gone bool) {
	if ev.Panic == nil {
		if e = wr.find(ev); e != nil {
			return e, false
		}
		if errors.Is(ev.Err, context.Canceled) && r.Context().Err() != nil {
			return nil, true
		}
		if def := standardDefinition(ev.Err); def != nil {
			return errorOf(def), false
		}
	}
	ev.Masked = true
	return errorOf(catalog.fallback), false
}

// find returns the outermost error of the catalogue in the tree, or the one
// that Map makes of it.
func (wr *Writer) find(ev *ErrorEvent) *Error {
	switch err := ev.Err.(type) {
	case nil:
		ev.Err = nilReturned
		return nil
	case Code:
		ev.Err = codeReturned
		return nil
	case *Error: // the usual case, without the cost of the next one
		if !err.known() {
			ev.Err = nilReturned
			return nil
		}
		return ev.withStatus(err)
	}
	var e *Error
	if errors.As(ev.Err, &e) && e.known() {
		return ev.withStatus(e)
	}
	if wr.Map != nil {
		if e := wr.Map(ev.Err); e.known() {
			return ev.withStatus(e)
		}
	}
	return nil
}

// withStatus returns e unless its status is none of errors, which no catalogue
// allows and net/http partly panics at.
func (ev *ErrorEvent) withStatus(e *Error) *Error {
	if s := e.Status(); s >= 400 && s <= 599 {
		return e
	}
	ev.Err = fmt.Errorf("%w: %w", noStatus, ev.Err)
	return nil
}

// standardDefinition returns what the catalogue has for an error of the
// standard library, or nil.
func standardDefinition(err error) *definition {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return catalog.tooLarge
	case errors.Is(err, context.DeadlineExceeded):
		return catalog.timeout
	}
	return nil
}

// errorOf returns an error without values, for a definition whose parameters
// are all optional.
func errorOf(def *definition) *Error {
	e, _ := newError(def)
	return e
}

// Wrap returns err if its tree has an error of the catalogue, else the fallback
// with err as its cause, and nil for nil.
func Wrap(err error) error {
	var e *Error
	if err == nil || errors.As(err, &e) && e.known() {
		return err
	}
	return errorOf(catalog.fallback).WithCause(err)
}

// stale are the headers that the handler meant for another answer.
var stale = [...]string{"Content-Length", "Etag", "Last-Modified", "Content-Range", "Accept-Ranges"}

// Field values that are the same in each answer. Nothing writes to them: a
// header map holds the list itself, and Set and Add make another.
var (
	noSniff           = []string{"nosniff"}
	noStore           = []string{"no-store"}
	connectionUpgrade = []string{"Upgrade"}
)

// buffers holds bodies. What grew large is not kept.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const maxKept = 64 << 10

// send writes headers and body, the body with one call.
func (wr *Writer) send(w http.ResponseWriter, r *http.Request, e *Error, id ident) error {
	f := e.def.form
	if wr.Problem && f.body != nil && prefersProblem(r.Header["Accept"], f.contentType[0]) {
		f = &problem
	}
	h := w.Header()
	wr.setHeaders(h, f, e, id)
	w.WriteHeader(int(e.def.status))
	if f.body == nil || r.Method == http.MethodHead {
		return nil
	}
	buf := buffers.Get().(*[]byte)
	b := f.append((*buf)[:0], e, id)
	_, err := w.Write(b)
	if cap(b) <= maxKept {
		*buf = b
		buffers.Put(buf)
	}
	return err
}

func (wr *Writer) setHeaders(h http.Header, f *form, e *Error, id ident) {
	own := 2 // headers that every answer has
	h["X-Content-Type-Options"] = noSniff
	h["Cache-Control"] = noStore
	if f.contentType != nil {
		h["Content-Type"] = f.contentType
		own++
	}
	if field := id.headerField(); field != nil {
		h[catalog.requestIDHeader] = field
		own++
	}
	if len(h) > own { // otherwise there is nothing that the handler has set
		if f.contentType == nil {
			delete(h, "Content-Type")
		}
		for _, name := range stale {
			delete(h, name)
		}
	}
	headers := e.def.extras().headers
	for i := range headers {
		headers[i].set(h, e, id.text)
	}
	if after := e.retryAfter(); after != "" {
		h["Retry-After"] = []string{after}
	}
	if wr.Problem {
		varyByAccept(h)
	}
}

// set adds the field lines whose templates have all their values.
func (d *header) set(h http.Header, e *Error, requestID string) {
	var lines []string
	if len(d.values) == 1 && isField(d.values[0]) {
		lines = d.values
	} else {
		for _, template := range d.values {
			fill := filler{def: e.def, values: e.values(), header: true, requestID: requestID}
			if line, ok := fill.fill(nil, template); ok {
				// Blanks around a value are no part of it (RFC 9110, section 5.5).
				lines = append(lines, strings.Trim(string(line), " "))
			}
		}
	}
	if len(lines) == 0 {
		return
	}
	h[d.name] = lines
	if d.name == "Upgrade" { // RFC 9110, section 7.8
		h["Connection"] = connectionUpgrade
	}
}

// retryAfter returns the value of Retry-After (RFC 9110, section 10.2.3), or "".
func (e *Error) retryAfter() string {
	after := e.def.extras().retryAfter
	if after == "" {
		return ""
	}
	i := e.def.param(after)
	if i < 0 {
		return after // seconds
	}
	switch v := e.values()[i]; v.kind {
	case span:
		return strconv.FormatInt(v.seconds(), 10)
	case instant:
		if t := v.time(); t.Year() >= 1 && t.Year() <= 9999 {
			if t.Nanosecond() > 0 {
				t = t.Add(time.Second)
			}
			return t.Format(http.TimeFormat)
		}
	}
	return ""
}

// retryDelay returns what Retry-After says as a duration in the JSON of protocol
// buffers, such as "30s", or "".
func (e *Error) retryDelay() string {
	i := e.def.param(e.def.extras().retryAfter)
	if i >= 0 && e.values()[i].kind == instant {
		left := time.Until(e.values()[i].time())
		v := durationOf(left)
		return strconv.FormatInt(v.seconds(), 10) + "s"
	}
	if after := e.retryAfter(); after != "" {
		return after + "s"
	}
	return ""
}

// varyByAccept adds Accept to the list of what the answer depends on.
func varyByAccept(h http.Header) {
	for _, line := range h["Vary"] {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.TrimSpace(name); name == "*" || strings.EqualFold(name, "Accept") {
				return
			}
		}
	}
	h.Add("Vary", "Accept")
}

// report hands the event on, or logs it.
func (wr *Writer) report(ev *ErrorEvent) {
	if wr.OnError != nil {
		wr.OnError(*ev)
		return
	}
	ev.log()
}

// log writes the event to the default logger.
func (ev *ErrorEvent) log() {
	ctx := ev.Request.Context()
	logger := slog.Default()
	if !logger.Enabled(ctx, ev.Severity) {
		return
	}
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs,
		slog.String("method", ev.Request.Method),
		slog.String("path", path(ev.Request)),
		slog.Int("status", ev.Status),
		slog.String("code", string(ev.Code)),
		slog.String("request_id", ev.RequestID),
	)
	if ev.Masked {
		attrs = append(attrs, slog.Bool("masked", true))
	}
	if ev.Committed {
		attrs = append(attrs, slog.Bool("committed", true))
	}
	if ev.Undeclared {
		attrs = append(attrs, slog.String("operation", ev.Operation), slog.Bool("undeclared", true))
	}
	if ev.Panic != nil {
		attrs = append(attrs, slog.Any("panic", ev.Panic), slog.String("stack", string(ev.Stack)))
	} else {
		attrs = append(attrs, slog.Any("error", ev.Err))
	}
	if ev.WriteErr != nil {
		attrs = append(attrs, slog.Any("write_error", ev.WriteErr))
	}
	logger.LogAttrs(ctx, ev.Severity, "request failed", attrs...)
}

// path returns the path without the query, which may hold secrets.
func path(r *http.Request) string {
	if r.URL == nil {
		return ""
	}
	return r.URL.Path
}
