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
func (e *emitter) headerRefs(s *generator.Status, errors []*generator.Error, headers *section) *generator.Value {
	refs := object()
	// Responses of one status have the same header, required or not.
	send := func(name string, always bool, h func(all *sent) *generator.Value) *generator.Value {
		at := headerAt{s.Code, name, always}
		if e.headerKeys[at] == "" {
			e.headerKeys[at] = e.headerKey(name, s.Code, h(e.sent(s)), headers)
		}
		return ref("headers", e.headerKeys[at])
	}
	names, certain := declared(errors)
	for _, name := range names {
		always := certain[name] == len(errors) && (!e.open || demanded[s.Code] == name)
		add(refs, name, send(name, always, func(all *sent) *generator.Value {
			return header(headerWords[name], all.schemas[name], always, all.lines[strings.ToLower(name)])
		}))
	}
	if slices.ContainsFunc(errors, func(err *generator.Error) bool { return err.RetryAfter.Sent() }) {
		always := !e.open
		for _, err := range errors {
			after := err.RetryAfter
			always = always && (after.Fixed || after.Param != nil && !after.Param.Optional)
		}
		set(refs, "Retry-After", send("Retry-After", always, func(all *sent) *generator.Value {
			return retryAfter(e.byStatus[s], always, all.lines["retry-after"])
		}))
	}
	if name := e.requestIDHeader(errors); name != "" {
		set(refs, name, send(name, false, func(*sent) *generator.Value { return e.requestID(name) }))
	}
	return refs
}

// sent are the headers that errors of a status send.
type sent struct {
	schemas map[string]*generator.Value // of declared ones, as readers expect their names
	lines   map[string][]example        // in the first example of each error, by the name in lower case
}

// sent returns the headers of all errors of a status.
func (e *emitter) sent(s *generator.Status) *sent {
	all := e.headers[s]
	if all == nil {
		all = &sent{schemas: map[string]*generator.Value{}}
		wanted := map[string]bool{"retry-after": true}
		for _, err := range e.byStatus[s] {
			for _, h := range err.Headers {
				v := e.headerSchema(h)
				if other := all.schemas[h.Display]; other != nil && !equal(other, v) {
					v = object("type", text("string"))
				}
				all.schemas[h.Display] = v
				wanted[strings.ToLower(h.Display)] = true
			}
		}
		all.lines = lines(e.byStatus[s], wanted)
		e.headers[s] = all
	}
	return all
}

// headerSchema returns the schema of a header: a number when nothing but one
// parameter of that kind is ever sent, such as the limit in RateLimit-Limit.
func (e *emitter) headerSchema(h *generator.Header) *generator.Value {
	if p := alone(h); p != nil && !p.List && (p.Kind == generator.Integer || p.Kind == generator.Duration) {
		return e.bare(e.scalar(p.Kind, rules{min: p.Min, max: p.Max}))
	}
	return object("type", text("string"))
}

// alone returns the parameter that is all that a header says.
func alone(h *generator.Header) *generator.Param {
	if len(h.Values) != 1 || len(h.Values[0].Parts) != 1 {
		return nil
	}
	part := h.Values[0].Parts[0]
	if o := part.Optional; o != nil && len(o.Then) == 1 && o.Else == "" { // {name|}, sent only when it is present
		part = o.Then[0]
	}
	return part.Param
}

// retryAfter writes the Retry-After of the errors of a status: seconds, or a date
// where a datetime parameter of one of them gives it.
func retryAfter(all []*generator.Error, always bool, lines []example) *generator.Value {
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
	return header(words+" before the request is sent again (RFC 9110, section 10.2.3).", schema, always, lines)
}

// requestID writes the header with the request ID.
func (e *emitter) requestID(name string) *generator.Value {
	id := strings.ToLower(name)
	return header("Identifies the request, for support and tracing.", object("type", text("string")), false,
		lines(e.public[:1], map[string]bool{id: true})[id])
}

// headerKey returns the component of a header: the one that is there and says
// the same, or a new one.
func (e *emitter) headerKey(name string, status int, h *generator.Value, headers *section) string {
	id := key(name)
	says := write(h)
	if same := e.headerNames[headerText{id, says}]; same != "" {
		return same
	}
	if e.takenHeaders[id] {
		id += "." + strconv.Itoa(status)
	}
	for free, n := id, 2; e.takenHeaders[id]; n++ {
		id = free + "-" + strconv.Itoa(n)
	}
	e.takenHeaders[id] = true
	headers.add(id, simple(func() *generator.Value { return h }))
	for end := len(id); end >= 0; end = strings.LastIndexByte(id[:end], '.') { // X-Limit.404 may stand for X-Limit, too
		if at := (headerText{id[:end], says}); e.headerNames[at] == "" {
			e.headerNames[at] = id
		}
	}
	return id
}

// headerText is a name that components of headers begin with, and what they say.
type headerText struct{ name, says string }

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
		add(values, l.name, object("value", v))
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

// declared returns the names of the headers of errors, as readers expect them,
// and how many of the errors are certain to send each.
func declared(errors []*generator.Error) (names []string, certain map[string]int) {
	certain = map[string]int{}
	for _, err := range errors {
		for _, h := range err.Headers {
			n, known := certain[h.Display]
			if !known {
				names = append(names, h.Display)
			}
			if !h.Optional {
				n++
			}
			certain[h.Display] = n
		}
	}
	return names, certain
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

// lines returns the values of headers in the first example of each error, by
// names in lower case. One with several lines is joined, as RFC 9110 section 5.3
// allows.
func lines(errors []*generator.Error, wanted map[string]bool) map[string][]example {
	lines := map[string][]example{}
	lower := map[string]string{}
	for _, err := range errors {
		for _, l := range err.Examples[0].Headers {
			name, known := lower[l.Name]
			if !known {
				name = strings.ToLower(l.Name)
				lower[l.Name] = name
			}
			if !wanted[name] {
				continue
			}
			of := lines[name]
			if n := len(of); n > 0 && of[n-1].name == err.Key {
				of[n-1].value += ", " + l.Value
				continue
			}
			lines[name] = append(of, example{err.Key, l.Value})
		}
	}
	return lines
}
