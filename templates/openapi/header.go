package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
)

// headerWords say what the headers are for that catalogues declare most.
var headerWords = map[string]string{
	"Allow":               "Methods that the resource has (RFC 9110, section 10.2.1).",
	"Accept":              "Media types that a request may have (RFC 9110, section 12.5.1).",
	"Accept-Encoding":     "Content codings that a request may have (RFC 9110, section 12.5.3).",
	"Cache-Control":       "Who may keep the response (RFC 9111, section 5.2).",
	"Content-Range":       "Length of the representation (RFC 9110, section 14.4).",
	"Link":                "Related resources (RFC 8288).",
	"Location":            "Where to go on (RFC 9110, section 10.2.2).",
	"Proxy-Authenticate":  "How to authenticate to the proxy (RFC 9110, section 11.7.1).",
	"Upgrade":             "Protocols to change to (RFC 9110, section 7.8).",
	"WWW-Authenticate":    "How to authenticate (RFC 9110, section 11.6.1).",
	"RateLimit":           "What is left of the limit.",
	"RateLimit-Policy":    "The limits that hold.",
	"X-RateLimit-Limit":   "Requests that are allowed in a period.",
	"X-RateLimit-Reset":   "When the period ends.",
	"RateLimit-Limit":     "Requests that are allowed in a period.",
	"RateLimit-Reset":     "When the period ends.",
	"RateLimit-Remaining": "Requests that are left in the period.",
}

// headerAt is what the component of a header depends on.
type headerAt struct {
	status int
	name   string
	always bool
}

// demanded are the headers that RFC 9110 demands of a status.
var demanded = map[int]string{401: "WWW-Authenticate", 405: "Allow", 407: "Proxy-Authenticate", 426: "Upgrade"}

// headerRefs returns the headers of errors of a status, and adds what they refer
// to to the components. A header is required only when each of these errors
// always sends it, and with open codes only when every later error has to send it
// too. Its examples are those of all errors of the status, so that responses with
// some of them share it.
func (e *emitter) headerRefs(s *generator.Status, errors []*generator.Error, headers *generator.Value) *generator.Value {
	all := withStatus(e.public, s)
	refs := object()
	// Responses of one status have the same header, required or not.
	send := func(name string, always bool, h func() *generator.Value) {
		at := headerAt{s.Code, name, always}
		if e.headerKeys[at] == "" {
			e.headerKeys[at] = e.headerKey(name, s.Code, h(), headers)
		}
		set(refs, name, ref("headers", e.headerKeys[at]))
	}
	for _, name := range declared(errors) {
		always := !e.open || demanded[s.Code] == name
		for _, err := range errors {
			h := headerOf(err, name)
			always = always && h != nil && !h.Optional
		}
		send(name, always, func() *generator.Value {
			return header(headerWords[name], e.headerSchema(all, name), always, e.lines(all, name))
		})
	}
	if slices.ContainsFunc(errors, func(err *generator.Error) bool { return err.RetryAfter.Sent() }) {
		always := !e.open
		for _, err := range errors {
			after := err.RetryAfter
			always = always && (after.Fixed || after.Param != nil && !after.Param.Optional)
		}
		send("Retry-After", always, func() *generator.Value { return e.retryAfter(all, always) })
	}
	if name := e.requestIDHeader(errors); name != "" {
		send(name, false, func() *generator.Value { return e.requestID(name) })
	}
	return refs
}

// headerSchema returns the schema of a header: a number when nothing but one
// parameter of that kind is ever sent, such as the limit in RateLimit-Limit.
func (e *emitter) headerSchema(errors []*generator.Error, name string) *generator.Value {
	var schema *generator.Value
	for _, err := range errors {
		h := headerOf(err, name)
		if h == nil {
			continue
		}
		v := object("type", text("string"))
		if p := alone(h); p != nil && !p.List && (p.Kind == generator.Integer || p.Kind == generator.Duration) {
			v = bare(e.scalar(p.Kind, rules{min: p.Min, max: p.Max}))
		}
		if schema != nil && !equal(schema, v) {
			return object("type", text("string"))
		}
		schema = v
	}
	return schema
}

// alone returns the parameter that is all that a header says.
func alone(h *generator.Header) *generator.Param {
	if len(h.Values) != 1 || len(h.Values[0].Parts) != 1 {
		return nil
	}
	part := h.Values[0].Parts[0]
	if part.Param == nil && len(part.Then) == 1 && part.Else == "" { // {name|}, sent only when it is present
		part = part.Then[0]
	}
	return part.Param
}

// retryAfter writes the Retry-After of the errors of a status: seconds, or a date
// where a datetime parameter of one of them gives it.
func (e *emitter) retryAfter(all []*generator.Error, always bool) *generator.Value {
	seconds, date := false, false
	for _, err := range all {
		after := err.RetryAfter
		switch {
		case after.Param != nil && after.Param.Kind == generator.DateTime:
			date = true
		case after.Sent():
			seconds = true
		}
	}
	words, schema := "", object("type", text("string"))
	switch {
	case !date:
		words, schema = "Whole seconds to wait", object("type", text("integer"), "minimum", integer(0))
	case !seconds:
		words = "HTTP date to wait for"
	default:
		words = "Whole seconds to wait, or HTTP date to wait for,"
	}
	return header(words+" before the request is sent again (RFC 9110, section 10.2.3).", schema, always, e.lines(all, "Retry-After"))
}

// requestID writes the header with the request ID.
func (e *emitter) requestID(name string) *generator.Value {
	return header("Identifies the request, for support and tracing.", object("type", text("string")), false, e.lines(e.public[:1], name))
}

// headerKey returns the component of a header: the one that is there and says
// the same, or a new one.
func (e *emitter) headerKey(name string, status int, h *generator.Value, headers *generator.Value) string {
	id := key(name)
	for _, m := range headers.Members {
		if (m.Name == id || strings.HasPrefix(m.Name, id+".")) && write(m.Value) == write(h) {
			return m.Name
		}
	}
	taken := map[string]bool{}
	for _, m := range headers.Members {
		taken[m.Name] = true
	}
	if taken[id] {
		id += "." + strconv.Itoa(status)
	}
	for free, n := id, 2; taken[id]; n++ {
		id = free + "-" + strconv.Itoa(n)
	}
	set(headers, id, h)
	return id
}

// header writes a header. One value is its example; of several each is named
// for its error.
func header(words string, schema *generator.Value, required bool, lines []example) *generator.Value {
	h := object()
	if words != "" {
		set(h, "description", text(words))
	}
	if required {
		set(h, "required", boolean(true))
	}
	set(h, "schema", schema)
	values := object()
	distinct := map[string]bool{}
	for _, l := range lines {
		v := text(l.value)
		if get(schema, "type").Text == "integer" {
			v = &generator.Value{Kind: generator.NumberValue, Text: l.value}
		}
		set(values, l.name, object("value", v))
		distinct[l.value] = true
	}
	switch len(distinct) {
	case 0:
	case 1:
		set(h, "example", get(values.Members[0].Value, "value"))
	default:
		set(h, "examples", values)
	}
	return h
}

// declared returns the names of the headers of errors, as readers expect them.
func declared(errors []*generator.Error) []string {
	var names []string
	for _, err := range errors {
		for _, h := range err.Headers {
			if !slices.Contains(names, h.Display) {
				names = append(names, h.Display)
			}
		}
	}
	return names
}

func headerOf(err *generator.Error, display string) *generator.Header {
	for _, h := range err.Headers {
		if h.Display == display {
			return h
		}
	}
	return nil
}

// requestIDHeader returns the display form of the header with the request ID.
func (e *emitter) requestIDHeader(errors []*generator.Error) string {
	for _, err := range errors {
		for _, x := range err.Examples {
			for _, l := range x.Headers {
				if strings.EqualFold(l.Name, e.plan.RequestIDHeader) {
					return l.Name
				}
			}
		}
	}
	return e.plan.RequestIDHeader
}

type example struct{ name, value string }

// lines returns the values of a header in the first example of each error. One
// with several lines is joined, as RFC 9110 section 5.3 allows.
func (e *emitter) lines(errors []*generator.Error, name string) []example {
	var lines []example
	for _, err := range errors {
		var values []string
		for _, l := range err.Examples[0].Headers {
			if strings.EqualFold(l.Name, name) {
				values = append(values, l.Value)
			}
		}
		if len(values) > 0 {
			lines = append(lines, example{err.Key, strings.Join(values, ", ")})
		}
	}
	return lines
}
