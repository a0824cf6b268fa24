package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// drawBody writes a form so that a table can hold it: sources as $name, left-out
// ones with ?, literals in JSON.
func drawBody(n *BodyNode) string {
	var b strings.Builder
	switch n.Kind {
	case BodyLiteral:
		b.WriteString(shown(n.Literal))
	case BodySource:
		b.WriteString("$" + string(n.Source) + n.Param)
		if n.Optional {
			b.WriteString("?")
		}
	case BodyArray:
		b.WriteString("[")
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(drawBody(item))
		}
		b.WriteString("]")
	case BodyObject:
		b.WriteString("{")
		for i, m := range n.Members {
			if i > 0 {
				b.WriteString(", ")
			}
			name := m.Name.Value
			if m.Spread {
				name = "..."
			}
			b.WriteString(name + ": " + drawBody(m.Node))
		}
		b.WriteString("}")
	}
	return b.String()
}

func TestBodyForms(t *testing.T) {
	for form, want := range map[string]string{
		"{error: $code, message: $message, details: $details, request_id: $request_id}":    "{error: $code, message: $message, details: $details, request_id: $request_id}",
		"{errors: [{code: $code, detail: $details}]}":                                      "{errors: [{code: $code, detail: $details}]}",
		"{error: {code: $code, ...: $details}}":                                            "{error: {code: $code, ...: $details}}",
		"{code: $code, link: \"$docs_url?\", n: $number, g: $group, r: $grpc}":             "{code: $code, link: $docs_url?, n: $number, g: $group, r: $grpc}",
		"{code: $code, t: $title, s: $status, u: $status_text}":                            "{code: $code, t: $title, s: $status, u: $status_text}",
		"{code: $code, v: 1.0, n: null, b: true, t: text, d: $$code, e: $$, q: \"what?\"}": `{code: $code, v: 1.0, n: null, b: true, t: "text", d: "$code", e: "$", q: "what?"}`,
		"{code: $code, x-note: {a: []}}":                                                   "{code: $code, x-note: {a: []}}",
		"[$code, $message]":                                                                "[$code, $message]",
	} {
		c, ds := Parse("errors.yaml", []byte(shop("wire: {body: own, bodies: {own: "+form+"}}\nerrors: {}\n")))
		if len(ds) > 0 {
			t.Errorf("%s: %s", form, report(ds))
			continue
		}
		if b := c.Body("own"); drawBody(b.Form) != want || b.Predefined || b.ContentType != "application/json" {
			t.Errorf("%s is %s, want %s", form, drawBody(b.Form), want)
		}
	}
	c := parse(t, "wire: {bodies: {v: {code: $code, list: $details.violations, first: \"$details.first?\"}}}\nerrors:\n  a: {status: 422, message: A, body: v, params: {violations: \"string[]\", \"first?\": string}}\n")
	if got := drawBody(c.Body("v").Form); got != "{code: $code, list: $details.violations, first: $details.first?}" {
		t.Errorf("members of details are %s", got)
	}
}

func TestPredefinedBodies(t *testing.T) {
	for name, want := range map[string]string{
		"structured": "application/json {error: $code, message: $message, details: $details, request_id: $request_id}",
		"detail":     "application/json {detail: $message}",
		"problem":    "application/problem+json {type: $problem type, title: $problem title, status: $status, detail: $message, instance: $problem instance?, code: $code, request_id: $request_id, details: $details}",
		"jsonapi":    "application/vnd.api+json {errors: [{status: $status_text, code: $code, title: $title, detail: $message, links: {type: $docs_url?}, meta: {details: $details, request_id: $request_id}}]}",
		"google": "application/json {error: {code: $status, message: $message, status: $grpc, details: [" +
			"{@type: \"type.googleapis.com/google.rpc.ErrorInfo\", reason: $reason, domain: $domain, metadata: $metadata?}, " +
			"{@type: \"type.googleapis.com/google.rpc.RetryInfo\", retryDelay: $retry delay}, " +
			"{@type: \"type.googleapis.com/google.rpc.RequestInfo\", requestId: $request_id}, " +
			"{@type: \"type.googleapis.com/google.rpc.Help\", links: [{description: $title, url: $docs_url}]}, " +
			"{@type: \"type.googleapis.com/google.rpc.BadRequest\", fieldViolations: $field violations}]}}",
		"none": " empty",
	} {
		c := parse(t, "wire: {body: "+name+"}\nerrors: {}\n")
		b := c.Body(name)
		if b == nil || !b.Predefined {
			t.Fatalf("form %s is %+v", name, b)
		}
		form := "empty"
		if !b.Empty {
			form = drawBody(b.Form)
		}
		if got := b.ContentType + " " + form; got != want {
			t.Errorf("form %s is\n%s, want\n%s", name, got, want)
		}
	}
	for _, name := range predefinedForms {
		if predefinedBody(name, Pos{}) == nil {
			t.Errorf("the form %s is missing", name)
		}
	}
}

// Own forms come first, in the order of the catalogue, then those in use by the
// order of their use; a form that is defined again is the catalogue's own.
func TestBodyOrder(t *testing.T) {
	c := parse(t, `
wire:
  body: own
  bodies:
    own: {code: $code}
    detail: {message: $message}
statuses:
  404: {defaults: {body: jsonapi}}
errors:
  a: {status: 422, message: A, body: problem}
  b: {status: 404, message: B}
  c: {status: 422, message: C, body: detail}
`)
	var got []string
	for _, b := range c.Wire.Bodies {
		got = append(got, fmt.Sprint(b.Name.Value, b.Predefined))
	}
	if !slices.Equal(got, []string{"ownfalse", "detailfalse", "problemtrue", "jsonapitrue"}) {
		t.Errorf("the forms are %q", got)
	}
}
