package generator

import (
	"encoding/json"
	"fmt"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/errspec/errspec/spec"
)

// build makes a plan of a catalogue that begins on its third line, and stops the
// test when package spec finds an error in it.
func build(t testing.TB, text string, o Options) (*Plan, spec.Diagnostics) {
	t.Helper()
	c, ds := spec.Parse("api/errors.yaml", []byte("errspec: 1\nservice: demo\n"+text))
	for _, d := range ds {
		if d.Severity == spec.SeverityError {
			t.Fatalf("the catalogue of the test has an error: %s", d)
		}
	}
	return Build(c, o)
}

// mustBuild is build for catalogues without findings.
func mustBuild(t testing.TB, text string) *Plan {
	t.Helper()
	p, ds := build(t, text, Options{})
	for _, d := range ds {
		t.Fatalf("finding: %s", d)
	}
	return p
}

// check compares values by name.
func check(t *testing.T, name string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %#v\nwant %#v", name, got, want)
	}
}

func TestBuild(t *testing.T) {
	p := mustBuild(t, `title: Demo API
description: About it
domain: demo.example.com
docs_url: https://example.com/{status}/{slug}?c={code}&w={wire_code}&n={number}
wire:
  request_id_header: x-trace-id
  bodies:
    bare: {code: $number, "...": $details, text: $message, fixed: [1, null, {a: true}], req: "$request_id?", wait: "$details.waitFor"}
statuses:
  404: {title: Missing, causes: [One, Two], description: Desc, remedy: Look, x-a: {b: [1]}}
groups:
  - {id: things, title: Things, description: All of them}
errors:
  item_not_found:
    status: 404
    code: "INBOX 004/ä"
    name: NoItem
    number: 17
    title: No item
    message: Item {id} is gone{, wait {wait}| for ever}
    description: What it means
    causes: Deleted
    remedy: [Look again, Give up]
    params:
      id: uuid
      wait?: {type: duration, wire: waitFor, min: 1, max: 60, description: Time, example: 5}
      trace: {type: string, in: log}
      tags?: {type: "string[]", sensitive: log, max_length: 9}
      token?: {type: string, sensitive: true}
    headers:
      www-authenticate: [Bearer, 'Basic realm="{id}"']
      X-Wait: "{wait}"
    retry: idempotent
    retry_after: wait
    body: bare
    operations: ["GET /v1/items/{id}", listItems]
    group: things
    grpc: ABORTED
    log: warn
    slo: true
    since: "1.2"
    deprecated: {since: "1.3", use: other, reason: Renamed}
    see: [other, https://example.com/more]
    tags: [a, b]
    owner: team@example.com
    x-note: {k: 1.50}
  other:
    status: 500
    message: Something
    docs_url: https://example.com/other#é
    fallback: true
    deprecated: false
retired:
  old_one: {in: "1.0", use: older, reason: Moved, code: OLD, number: 3}
  older: {in: "1.1", use: item_not_found}
  gone: {in: "1.1"}
`)
	check(t, "Catalogue", p.Catalogue, "api/errors.yaml")
	check(t, "Service", p.Service, "demo")
	check(t, "Title", p.Title, "Demo API")
	check(t, "Description", p.Description, "About it")
	check(t, "Domain", p.Domain, "demo.example.com")
	check(t, "RequestIDHeader", p.RequestIDHeader, "X-Trace-Id")
	check(t, "Groups", p.Groups, []*Group{{ID: "things", Title: "Things", Description: "All of them"}})

	e, other := p.Errors[0], p.Errors[1]
	check(t, "Key", e.Key, "item_not_found")
	check(t, "Code", e.Code, "INBOX 004/ä")
	check(t, "Slug", e.Slug, "item-not-found")
	check(t, "Name", e.Name, Name{Go: "NoItem"})
	check(t, "Title", e.Title, "No item")
	check(t, "Description", e.Description, "What it means")
	check(t, "Causes", e.Causes, []string{"Deleted"})
	check(t, "Remedy", e.Remedy, []string{"Look again", "Give up"})
	check(t, "DocsURL", e.DocsURL, "https://example.com/404/item-not-found?c=item_not_found&w=INBOX%20004%2F%C3%A4&n=17")
	check(t, "DocsURL of its own", other.DocsURL, "https://example.com/other#é")
	check(t, "Retry", e.Retry, "idempotent")
	check(t, "GRPC", e.GRPC, GRPC{Name: "ABORTED", Said: true, Code: 10})
	check(t, "GRPC by status", other.GRPC, GRPC{Name: "INTERNAL", Code: 13})
	check(t, "Log", e.Log, "warn")
	check(t, "SLO", e.SLO, true)
	check(t, "Number", []any{e.Number, e.HasNumber, other.HasNumber}, []any{int64(17), true, false})
	check(t, "Since", e.Since, "1.2")
	check(t, "Deprecated", e.Deprecated, &Deprecated{Since: "1.3", Use: other, Reason: "Renamed"})
	check(t, "not deprecated", other.Deprecated, (*Deprecated)(nil))
	check(t, "See", e.See, []See{{Error: other}, {URL: "https://example.com/more"}})
	check(t, "Tags", e.Tags, []string{"a", "b"})
	check(t, "Owner", e.Owner, "team@example.com")
	check(t, "Group", e.Group, p.Groups[0])
	check(t, "Extensions", e.Extensions, []Extension{{Key: "x-note", Value: object(Member{"k", numberValue("1.50")})}})
	check(t, "Fallback", []any{p.Fallback, other.Fallback, e.Fallback, other.Supplied}, []any{other, true, false, false})
	check(t, "Operations", e.Operations, Operations{Declared: true, List: []Operation{
		{Method: "GET", Path: "/v1/items/{id}"}, {ID: "listItems"},
	}})
	check(t, "Operations of the fallback", other.Operations, Operations{Declared: true, All: true})

	id, wait, tags := e.Params[0], e.Params[1], e.Params[3]
	check(t, "id", *id, Param{Name: "id", Wire: "id", Ident: Name{"ID", "id"}, Kind: UUID, In: InDetails})
	check(t, "wait", *wait, Param{
		Name: "wait", Wire: "waitFor", Ident: Name{"Wait", "wait"}, Optional: true, Kind: Duration, In: InDetails,
		Min: "1", Max: "60", Description: "Time", Example: numberValue("5"),
	})
	check(t, "tags", *tags, Param{
		Name: "tags", Wire: "tags", Ident: Name{"Tags", "tags"}, Optional: true, List: true, Kind: String, In: InDetails,
		LogHidden: true, MaxLength: 9,
	})
	check(t, "Required", e.Required(), []*Param{id, e.Params[2]})
	check(t, "Optional", e.Optional(), []*Param{wait, tags, e.Params[4]})
	check(t, "Details", e.Details(), []*Param{id, wait, tags})
	check(t, "Message", e.Message, Template{
		Source: "Item {id} is gone{, wait {wait}| for ever}",
		Parts: []Part{
			{Text: "Item "}, {Param: id}, {Text: " is gone"},
			{Optional: &Optional{Then: []Part{{Text: ", wait "}, {Param: wait}}, Else: " for ever"}},
		},
	})
	check(t, "RetryAfter", e.RetryAfter, RetryAfter{Param: wait})
	check(t, "no RetryAfter", other.RetryAfter.Sent(), false)
	check(t, "Headers", e.Headers, []*Header{
		{Name: "Www-Authenticate", Display: "WWW-Authenticate", Values: []Template{
			{Source: "Bearer", Parts: []Part{{Text: "Bearer"}}},
			{Source: `Basic realm="{id}"`, Parts: []Part{{Text: `Basic realm="`}, {Param: id}, {Text: `"`}}},
		}},
		{Name: "X-Wait", Display: "X-Wait", Optional: true, Values: []Template{{Source: "{wait}", Parts: []Part{{Param: wait}}}}},
	})

	var statuses []Status
	for _, s := range p.Statuses {
		statuses = append(statuses, *s)
	}
	check(t, "Statuses", statuses, []Status{
		{Code: 404, Title: "Missing", Phrase: "Not Found", Reason: "Not Found", Causes: []string{"One", "Two"}, Description: "Desc", Remedy: []string{"Look"},
			Extensions: []Extension{{"x-a", object(Member{"b", list(numberValue("1"))})}}},
		{Code: 500, Title: "Internal Server Error", Phrase: "Internal Server Error", Reason: "Internal Server Error"},
	})
	check(t, "Status", e.Status, p.Statuses[0])

	check(t, "Forms", []string{p.Forms[0].Name, p.Forms[1].Name}, []string{"structured", "bare"})
	check(t, "Form", []any{e.Form, other.Form}, []any{p.Forms[1], p.Forms[0]})
	check(t, "form bare", *e.Form, Form{Name: "bare", Ident: Name{Go: "Bare"}, ContentType: "application/json", Root: &Node{
		Kind: NodeObject,
		Members: []Pair{
			{Name: "code", Node: &Node{Kind: NodeSource, Source: SourceNumber}},
			{Spread: true},
			{Name: "text", Node: &Node{Kind: NodeSource, Source: SourceMessage}},
			{Name: "fixed", Node: e.Form.Root.Members[3].Node},
			{Name: "req", Node: &Node{Kind: NodeSource, Source: SourceRequestID, Optional: true}},
			{Name: "wait", Node: &Node{Kind: NodeSource, Source: SourceParamPrefix + "waitFor"}},
		},
	}})

	check(t, "Retired", p.Retired, []*Retired{
		{Key: "old_one", Slug: "old-one", Code: "OLD", In: "1.0", Use: e, Reason: "Moved", Number: 3, HasNumber: true},
		{Key: "older", Slug: "older", Code: "older", In: "1.1", Use: e},
		{Key: "gone", Slug: "gone", Code: "gone", In: "1.1"},
	})
	check(t, "default targets", len(p.Targets), 4)
}

func TestForms(t *testing.T) {
	p := mustBuild(t, `
wire:
  bodies:
    unused: {a: $code}
    inner: {b: $code}
    late: {c: $code}
errors:
  hidden: {status: 404, message: A, body: inner, internal: true}
  one: {status: 404, message: B, body: late}
  two: {status: 400, message: C, body: detail}
  three: {status: 403, message: D, body: late}
  four: {status: 401, message: E, internal: one}
  fail: {status: 500, message: F, fallback: true}
`)
	var names []string
	for _, f := range p.Forms {
		names = append(names, f.Name)
	}
	check(t, "forms", names, []string{"structured", "late", "detail"})
	for _, e := range p.Errors {
		if !slices.Contains(p.Forms, e.Form) {
			t.Errorf("form of %s is not in the plan", e.Key)
		}
	}
	check(t, "form of an internal error whose own is not in use", p.Errors[0].Form.Name, "structured")
	check(t, "sent as the fallback", p.Errors[0].SentAs.Key, "fail")
	check(t, "sent as", p.Errors[4].SentAs.Key, "one")

	p = mustBuild(t, "errors:\n  fail: {status: 500, message: F, fallback: true, body: none}\n")
	check(t, "empty form", []any{len(p.Forms), p.Forms[0].Empty, p.Forms[0].Root == nil, p.Errors[0].Examples[0].Body == nil}, []any{1, true, true, true})
}

func TestSuppliedFallback(t *testing.T) {
	p := mustBuild(t, "errors:\n  gone: {status: 410, message: Gone}\n")
	check(t, "errors", len(p.Errors), 2)
	check(t, "fallback", []any{p.Fallback == p.Errors[1], p.Fallback.Supplied, p.Fallback.Operations.All}, []any{true, true, true})
}

func TestTypes(t *testing.T) {
	p := mustBuild(t, `
types:
  Unused: {fields: {a: string}}
  UserId: {type: uuid, description: Who, example: 6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911}
  Other: {type: UserId, description: Somebody else}
  Colour:
    description: A colour
    type: string
    enum: {red: Like blood, deep_blue: {name: Navy, description: Like the sea}}
  Paint: {type: Colour, description: Of a wall}
  Tags: {type: "string[]", example: [a]}
  Thing:
    name: Item
    fields:
      mode: {type: string, enum: [on_demand, always]}
      inner: Part
      by?: Other
  Part: {fields: {colours: "Colour[]", "note?": string}}
errors:
  not_here:
    status: 404
    message: X
    params:
      thing: Thing
      state: {type: string, enum: [ok, bad]}
      modes: {type: "string[]", enum: [r, w], name: Access}
      why?: {type: string, enum: [a]}
      own: {type: Colour, enum: [green], description: Mine}
      paint: Paint
      tags: Tags
      who: UserId
  hidden: {status: 404, message: Y, internal: true, params: {what: {type: string, in: log, enum: [a]}}}
`)
	var got []string
	for _, typ := range p.Types {
		line := fmt.Sprintf("%s %s %s", typ.Name, typ.Ident.Go, typ.Kind)
		for _, f := range typ.Fields {
			line += " " + f.Ident.Go
			if f.Type != nil {
				line += ":" + f.Type.Name
			}
		}
		for _, v := range typ.Enum {
			line += " " + v.Ident.Go
		}
		got = append(got, line)
	}
	check(t, "types", got, []string{
		"UserId UserID uuid",
		"Other Other uuid",
		"Colour Colour string ColourRed ColourNavy",
		"Thing Item object Mode:ItemMode Inner:Part By:Other",
		"ItemMode ItemMode string ItemModeOnDemand ItemModeAlways",
		"Part Part object Colours:Colour Note",
		"NotHereState NotHereState string NotHereStateOk NotHereStateBad",
		"NotHereAccess NotHereAccess string NotHereAccessR NotHereAccessW",
		"NotHereWhyValue NotHereWhyValue string NotHereWhyValueA",
		"NotHereOwn NotHereOwn string NotHereOwnGreen",
		"HiddenWhat HiddenWhat string HiddenWhatA",
	})
	got = nil
	for _, q := range p.Errors[0].Params {
		name := "-"
		if q.Type != nil {
			name = q.Type.Name
		}
		got = append(got, fmt.Sprintf("%s %s %t %s", q.Name, q.Kind, q.List, name))
	}
	check(t, "params", got, []string{
		"thing object false Thing", "state string false NotHereState", "modes string true NotHereAccess", "why string false NotHereWhyValue", "own string false NotHereOwn",
		"paint string false Colour", "tags string true -", "who uuid false UserId",
	})
	own := p.Errors[0].Params[4].Type
	check(t, "inline", []any{own.Inline, own.Description}, []any{true, "Mine"})
	check(t, "description of a value", p.Types[2].Enum[1].Description, "Like the sea")
	check(t, "example of a scalar", p.Types[0].Example.Text, "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911")

	server, client := p.TypesFor(&Target{Kind: TargetGoServer}), p.TypesFor(&Target{Kind: TargetGoClient})
	check(t, "types of the server", len(server), len(p.Types))
	check(t, "types of the client", len(client), len(p.Types)-1)
	check(t, "hidden type", slices.Contains(client, p.Types[len(p.Types)-1]), false)
}

func TestFor(t *testing.T) {
	p := mustBuild(t, `
errors:
  shown: {status: 404, message: A}
  hidden: {status: 403, message: B, internal: shown}
  internal_error: {status: 500, message: C}
`)
	for _, tt := range []struct {
		target   Target
		errors   int
		statuses string
	}{
		{Target{Kind: TargetGoServer}, 3, "[403 404 500]"},
		{Target{Kind: TargetGoClient}, 2, "[404 500]"},
		{Target{Kind: TargetGoClient, Internal: true}, 2, "[404 500]"},
		{Target{Kind: TargetOpenAPI, Internal: true}, 2, "[404 500]"},
		{Target{Kind: TargetGoTest}, 2, "[404 500]"},
		{Target{Kind: TargetMarkdown}, 2, "[404 500]"},
		{Target{Kind: TargetMarkdown, Internal: true}, 3, "[403 404 500]"},
	} {
		var codes []int
		for _, s := range p.StatusesFor(&tt.target) {
			codes = append(codes, s.Code)
		}
		if n := len(p.ErrorsFor(&tt.target)); n != tt.errors || fmt.Sprint(codes) != tt.statuses {
			t.Errorf("%+v: %d errors, statuses %v, want %d, %s", tt.target, n, codes, tt.errors, tt.statuses)
		}
	}
}

func TestTargets(t *testing.T) {
	const text = `errors:
  gone: {status: 410, message: Gone}
targets:
  - {kind: go-server, out: ../out/server, package: apierror}
  - {kind: go-client, out: client, package: demoerr}
  - {kind: go-test, out: demotest}
  - {kind: openapi, out: ./openapi.yaml, openapi: "3.0"}
  - {kind: markdown, out: ../docs/errors.md, audience: internal}
`
	p := mustBuild(t, text)
	check(t, "targets", p.Targets, []*Target{
		{Kind: "go-server", Out: "out/server", Source: "../../api/errors.yaml", Package: "apierror"},
		{Kind: "go-client", Out: "api/client", Source: "../errors.yaml", Package: "demoerr"},
		{Kind: "go-test", Out: "api/demotest", Source: "../errors.yaml", Package: "demotest"},
		{Kind: "openapi", Out: "api/openapi.yaml", Source: "errors.yaml", OpenAPI: "3.0", Form: "components", Codes: "closed"},
		{Kind: "markdown", Out: "docs/errors.md", Source: "../api/errors.yaml", Flavour: "gfm", Internal: true},
	})
	p, _ = build(t, text, Options{Dir: "api/gen/x", Kinds: []string{"openapi", "go-server"}})
	check(t, "chosen targets", p.Targets, []*Target{
		{Kind: "go-server", Out: "api/gen/out/server", Source: "../../../errors.yaml", Package: "apierror"},
		{Kind: "openapi", Out: "api/gen/x/openapi.yaml", Source: "../../errors.yaml", OpenAPI: "3.0", Form: "components", Codes: "closed"},
	})
	p, _ = build(t, text, Options{Kinds: []string{}})
	check(t, "no targets", len(p.Targets), 0)
	p, _ = build(t, "errors: {}\n", Options{Dir: "."})
	check(t, "default targets", []string{p.Targets[0].Out, p.Targets[1].Package, p.Targets[2].OpenAPI, p.Targets[3].Source},
		[]string{"output/server", "demoerr", "3.1", "../api/errors.yaml"})
}

func TestRelative(t *testing.T) {
	for _, tt := range []struct{ folder, file, want string }{
		{"output/inbox/server", "spec/inbox.yaml", "../../../spec/inbox.yaml"},
		{"spec", "spec/inbox.yaml", "inbox.yaml"},
		{"spec/gen", "spec/inbox.yaml", "../inbox.yaml"},
		{".", "spec/inbox.yaml", "spec/inbox.yaml"},
		{"out", "errors.yaml", "../errors.yaml"},
		{".", "errors.yaml", "errors.yaml"},
		{"errors.yaml", "errors.yaml", "../errors.yaml"},
		{"a/b", "a/b/c/d.yaml", "c/d.yaml"},
		{"a/x/b", "a/b/d.yaml", "../../b/d.yaml"},
		{"../elsewhere", "spec/inbox.yaml", "spec/inbox.yaml"},
		{"..", "spec/inbox.yaml", "spec/inbox.yaml"},
		{"/srv/out", "spec/inbox.yaml", "spec/inbox.yaml"},
		{"..a", "spec/inbox.yaml", "../spec/inbox.yaml"},
	} {
		if got := relative(tt.folder, tt.file); got != tt.want {
			t.Errorf("relative(%q, %q) = %q, want %q", tt.folder, tt.file, got, tt.want)
		}
	}
}

func TestNameFindings(t *testing.T) {
	const server = "targets: [{kind: go-server, out: s, package: p}]\n"
	const client = "targets: [{kind: go-client, out: c, package: p}]\n"
	const page = "targets: [{kind: markdown, out: c.md}]\n"
	twice := `types:
  Abc: {fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: Abc}}
`
	for _, tt := range []struct {
		name string
		text string
		want []string // line:column, message without what is the same for all, related place
	}{
		{"a type and a constructor", server + twice, []string{`7:3 code "abc" becomes the Go name Abc, as does type "Abc"; give one of them a "name" (5:3)`}},
		{"no constructors in a client", client + twice, nil},
		{"no Go", page + twice, nil},
		{"neither constructors nor types in test helpers", "targets: [{kind: go-test, out: t}]\n" + `types:
  Code: {fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: Code}}
  code: {status: 404, message: Y}
`, nil},
		{"two codes with one constant", "targets: [{kind: go-test, out: t}]\n" + `errors:
  a_b: {status: 404, message: X}
  abc: {status: 404, message: Y, name: AB}
`, []string{`6:40 code "abc" becomes the Go name ErrAB, as does code "a_b"; give one of them a "name" (5:3)`}},
		{"both packages, once", `errors:
  a_b: {status: 404, message: X, params: {p: string}}
  abc: {status: 404, message: Y, name: AB, params: {q: string}}
`, []string{
			`5:40 code "abc" becomes the Go name AB, as does code "a_b"; give one of them a "name" (4:3)`,
		}},
		{"a name of every server", server + "errors:\n  error: {status: 404, message: X}\n  writer: {status: 404, message: Y}\n", []string{
			`5:3 code "error" becomes the Go name Error, which every go-server package has for something else; give it a "name"`,
			`6:3 code "writer" becomes the Go name Writer, which every go-server package has for something else; give it a "name"`,
		}},
		{"a type called as every client has one", client + `types:
  Status: {fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: Status}}
`, []string{`5:3 type "Status" becomes the Go name Status, which every go-client package has for something else; give it a "name"`}},
		{"cured by name", client + `types:
  Status: {name: OrderStatus, fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: Status}}
`, nil},
		{"the suffix of one is the root of another", server + `errors:
  job: {status: 404, message: X, params: {id: string, "gone?": string}}
  job_params: {status: 404, message: Y}
  job_gone: {status: 404, message: Z}
  job_option: {status: 404, message: Z, name: JobOption}
`, []string{
			`6:3 code "job_params" becomes the Go name JobParams, as does code "job"; give one of them a "name" (5:3)`,
			`7:3 code "job_gone" becomes the Go name JobGone, as does parameter "gone"; give one of them a "name" (5:55)`,
			`8:47 code "job_option" becomes the Go name JobOption, as does code "job"; give one of them a "name" (5:3)`,
		}},
		{"nothing without parameters", server + `errors:
  job: {status: 404, message: X}
  job_params: {status: 404, message: Y}
  job_of: {status: 404, message: Z}
`, nil},
		{"a retired code", client + `errors:
  item_gone: {status: 410, message: X}
  other: {status: 404, message: Y}
retired:
  item-gone: {use: other}
  item.lost: {use: other}
  item_lost: {use: item_gone}
  item_went: {}
`, []string{
			`8:3 retired code "item-gone" becomes the Go name ErrItemGone, as does code "item_gone"; give code "item_gone" a "name" (5:3)`,
		}},
		{"a retired code, without a client", server + `errors:
  item_gone: {status: 410, message: X}
retired: {item-gone: {use: item_gone}}
`, nil},
		{"enum values", server + `types:
  Sign: {type: string, enum: ["+1", "-1", 2d]}
errors:
  abc: {status: 404, message: X, params: {p: Sign}}
`, []string{
			`5:37 value "-1" becomes the Go name Sign1, as does value "+1"; give one of them a "name" (5:31)`,
		}},
		{"an enum constant and a type", server + `types:
  Sign: {type: string, enum: [plus]}
  SignPlus: {fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: Sign, q: SignPlus}}
`, []string{`6:3 type "SignPlus" becomes the Go name SignPlus, as does value "plus"; give one of them a "name" (5:31)`}},
		{"an inline enum", server + `types:
  AbcP: {fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: {type: string, enum: [x]}, q: AbcP}}
`, []string{`7:43 parameter "p" becomes the Go name AbcP, as does type "AbcP"; give one of them a "name" (5:3)`}},
		{"parameters with one exported name", client + "errors:\n  abc: {status: 404, message: X, params: {a_b: string, a__b: string}}\n", []string{
			`5:56 parameter "a__b" becomes the Go name AB, as does parameter "a_b"; give one of them a "name" (5:43)`,
		}},
		{"parameters with one local name", server + "errors:\n  abc: {status: 404, message: X, params: {type: string, typ: string, func: string, func_value: string}}\n", []string{
			`5:57 parameter "typ" becomes the Go name typ, as does parameter "type"; give one of them a "name" (5:43)`,
			`5:84 parameter "func_value" becomes the Go name funcValue, as does parameter "func"; give one of them a "name" (5:70)`,
		}},
		{"fields with one local name", server + `types:
  Thing: {fields: {type: string, typ: string}}
errors:
  abc: {status: 404, message: X, params: {p: Thing}}
`, nil},
		{"fields with one exported name", server + `types:
  Thing: {fields: {a_b: string, a__b: string}}
errors:
  abc: {status: 404, message: X, params: {p: Thing}}
`, []string{`5:33 parameter "a__b" becomes the Go name AB, as does parameter "a_b"; give one of them a "name" (5:20)`}},
		{"an option and a fixed suffix", server + "errors:\n  abc: {status: 404, message: X, params: {\"of?\": string}}\n", []string{
			`5:43 parameter "of" becomes the Go name AbcOf, as does code "abc"; give one of them a "name" (5:3)`,
		}},
		{"the supplied fallback", server + `types:
  InternalError: {fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: InternalError}}
`, []string{`5:3 type "InternalError" becomes the Go name InternalError, as does the supplied fallback "internal_error"; give one of them a "name"`}},
		{"components", "targets: [{kind: openapi, out: o.yaml}]\n" + `types:
  ErrorCode: {fields: {a: string}}
  GoneError: {fields: {a: Plain}}
  Plain: {type: string, pattern: "^a$", example: a}
  DetailBody: {fields: {a: string}}
errors:
  gone: {status: 410, message: X, params: {p: ErrorCode, q: GoneError, r: DetailBody}}
  plain: {status: 404, message: Y, body: detail}
  internal: {status: 501, message: Z}
  internal_error: {status: 500, message: Z}
`, []string{
			`5:3 type "ErrorCode" becomes the component ErrorCode, which every document has for something else; give it another "name"`,
			`8:3 type "DetailBody" becomes the component DetailBody, as does body form "detail"; give one of them another "name" (11:42)`,
			`10:3 code "gone" becomes the component GoneError, as does type "GoneError"; give one of them another "name" (6:3)`,
			`13:3 code "internal_error" becomes the component InternalError, as does code "internal"; give one of them another "name" (12:3)`,
		}},
		{"components of forms", `targets: [{kind: openapi, out: o.yaml}]
wire: {body: a_b, bodies: {a_b: {code: $code}, a__b: {c: $code}}}
errors:
  gone: {status: 410, message: X, body: a__b}
  internal: {status: 501, message: Z}
`, []string{
			`4:48 body form "a__b" becomes the component ABBody, as does body form "a_b"; call one of them something else (4:28)`,
			`7:3 code "internal" becomes the component InternalError, as does the supplied fallback "internal_error"; give one of them another "name"`,
		}},
		{"an inline enum without Go", "targets: [{kind: openapi, out: o.yaml}]\n" + `types:
  AbcP: {fields: {a: string}}
errors:
  abc: {status: 404, message: X, params: {p: {type: string, enum: [x]}, q: AbcP}}
`, []string{`7:43 parameter "p" becomes the component AbcP, as does type "AbcP"; give one of them another "name" (5:3)`}},
		{"anchors", page + "errors:\n  a_b: {status: 404, message: X}\n  a__b: {status: 404, message: Y}\n", []string{
			`6:3 code "a__b" becomes the anchor and file name "a-b", as does code "a_b"; rename one, its value on the wire can stay with "code" (5:3)`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, ds := build(t, tt.text, Options{})
			var got []string
			for _, d := range ds {
				line := strings.TrimPrefix(d.Pos.String(), "api/errors.yaml:") + " " + d.Message
				for _, r := range d.Related {
					line += " (" + strings.TrimPrefix(r.Pos.String(), "api/errors.yaml:") + ")"
				}
				got = append(got, line)
				if !slices.ContainsFunc(Rules(), func(r spec.Rule) bool { return r.ID == d.Rule && r.Severity == d.Severity }) {
					t.Errorf("rule %q is not in the table as %s", d.Rule, d.Severity)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// Package spec refuses keys that give no name; Build does not rely on it.
func TestSpelling(t *testing.T) {
	c, ds := spec.Parse("errors.yaml", []byte(`errspec: 1
service: demo
wire: {body: bare, bodies: {bare: {code: $code}}}
types:
  Colour: {type: string, enum: [red, green]}
  Thing: {fields: {a: string}}
errors:
  first: {status: 404, message: X, params: {p: Colour, q: Thing}}
  second: {status: 404, message: X}
  third: {status: 500, message: X, fallback: true}
targets: [{kind: markdown, out: e.md}]
`))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	c.Wire.Bodies[0].Name.Value = "-"
	c.Wire.Body.Value = "-"
	for _, e := range c.Errors {
		e.Body.Value = "-"
	}
	c.Types[0].Scalar.Enum[0].Value.Value = "<"
	c.Types[0].Scalar.Enum[1].Rename.Value = "a b"
	c.Types[1].Name.Value = "1Thing"
	c.Types[1].Fields[0].Name.Value = "*"
	c.Errors[0].Key.Value = "2fa"
	c.Errors[0].Params[0].Rename.Value = "lower"
	c.Errors[1].Name.Value = "Not A Name"
	c.Errors[2].Key.Value = "日本"

	_, ds = Build(c, Options{})
	var got []string
	for _, d := range ds {
		got = append(got, fmt.Sprint(d))
	}
	check(t, "findings", got, []string{
		`errors.yaml:3:29: error: body form "-" has no letter or digit that a name could be made of; call it something else [go-name]`,
		`errors.yaml:5:33: error: value "<" has no letter or digit that a name could be made of; write it as {name: ..., description: ...} [go-name]`,
		`errors.yaml:5:38: error: value "green" becomes "Coloura b", which is no Go name such as ColourTooLong; give it another "name" [go-name]`,
		`errors.yaml:6:3: error: type "1Thing" becomes the name 1Thing, which begins with a digit; give it a "name" [go-name]`,
		`errors.yaml:6:20: error: parameter "*" has no letter or digit that a name could be made of; give it a "name" [go-name]`,
		`errors.yaml:8:3: error: code "2fa" becomes the name 2fa, which begins with a digit; give it a "name" [go-name]`,
		`errors.yaml:8:45: error: parameter "p" becomes "lower", which is no exported Go name such as ItemNotFound; give it a "name" [go-name]`,
		`errors.yaml:9:3: error: code "second" becomes "Not A Name", which is no exported Go name such as ItemNotFound; give it a "name" [go-name]`,
		`errors.yaml:10:3: error: code "日本" becomes "日本", which is no exported Go name such as ItemNotFound; give it a "name" [go-name]`,
	})
}

// The catalogues in the rule table show what they say.
func TestRules(t *testing.T) {
	findings := func(text, rule string) []string {
		c, ds := spec.Parse("errors.yaml", []byte(text))
		if ds.HasErrors() {
			t.Fatalf("%v in\n%s", ds, text)
		}
		_, ds = Build(c, Options{})
		var found []string
		for _, d := range ds {
			if d.Rule == rule {
				found = append(found, d.String())
			}
		}
		return found
	}
	rules := Rules()
	if len(rules) != 2 {
		t.Fatalf("the table has %d of the two rules", len(rules))
	}
	for _, r := range rules {
		if len(findings(r.Bad, r.ID)) == 0 {
			t.Errorf("%s: the bad catalogue has no finding of it", r.ID)
		}
		if found := findings(r.Good, r.ID); len(found) > 0 {
			t.Errorf("%s: the good catalogue breaks it: %v", r.ID, found)
		}
	}
}

func readInbox(t testing.TB) *spec.Catalog {
	t.Helper()
	data, err := os.ReadFile("../spec/inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, ds := spec.Parse("spec/inbox.yaml", data)
	for _, d := range ds {
		if d.Severity == spec.SeverityError {
			t.Fatal(d)
		}
	}
	return c
}

func TestReferenceCatalogue(t *testing.T) {
	p, ds := Build(readInbox(t), Options{})
	for _, d := range ds {
		t.Error(d)
	}
	checkPlan(t, p)
	check(t, "server", *p.Targets[0], Target{
		Kind: "go-server", Out: "output/inbox/server", Source: "../../../spec/inbox.yaml", Package: "apierror",
	})
	i := slices.IndexFunc(p.Errors, func(e *Error) bool { return e.Key == "rate_limited" })
	x := p.Errors[i].Examples[0]
	check(t, "message", x.Message, "Rate limit exceeded; try again in 30 seconds")
	check(t, "headers", x.Headers, []HeaderLine{
		{"Content-Type", "application/json"}, {"X-Request-ID", ExampleRequestID}, {"Retry-After", "30"},
	})
	check(t, "body", string(x.Body.JSON()),
		`{"error":"rate_limited","message":"Rate limit exceeded; try again in 30 seconds","details":null,"request_id":"`+ExampleRequestID+`"}`)
}

func TestSameInputSamePlan(t *testing.T) {
	first, _ := Build(readInbox(t), Options{})
	second, _ := Build(readInbox(t), Options{})
	if !reflect.DeepEqual(first, second) {
		t.Error("two plans of one catalogue differ")
	}
}

// checkPlan checks what holds for every plan without findings.
func checkPlan(t *testing.T, p *Plan) {
	t.Helper()
	name := func(what, n string) {
		if !token.IsIdentifier(n) || !token.IsExported(n) {
			t.Errorf("%s has the name %q", what, n)
		}
	}
	param := func(of string, q *Param) {
		name(of+" "+q.Name, q.Ident.Go)
		if l := q.Ident.Local; !token.IsIdentifier(l) || token.IsKeyword(l) || predeclared[l] || token.IsExported(l) {
			t.Errorf("%s %s has the local name %q", of, q.Name, l)
		}
		if q.Type != nil && !slices.Contains(p.Types, q.Type) {
			t.Errorf("type of %s %s is not in the plan", of, q.Name)
		}
	}
	for _, typ := range p.Types {
		name("type "+typ.Name, typ.Ident.Go)
		for _, f := range typ.Fields {
			param(typ.Name, f)
		}
		for _, v := range typ.Enum {
			name("value "+v.Value, v.Ident.Go)
		}
	}
	for _, e := range p.Errors {
		name(e.Key, e.Name.Go)
		for _, q := range e.Params {
			param(e.Key, q)
		}
		if !slices.Contains(p.Forms, e.Form) || !slices.Contains(p.Statuses, e.Status) || len(e.Examples) == 0 {
			t.Errorf("%s: form, status or examples are missing", e.Key)
		}
		if e.Internal != (e.SentAs != nil) {
			t.Errorf("%s: internal %t, sent as %v", e.Key, e.Internal, e.SentAs)
		}
		for _, x := range e.Examples {
			checkExample(t, e, x)
		}
	}
	if p.Fallback == nil || p.Fallback.Internal || p.Fallback.Status.Code < 500 {
		t.Errorf("fallback: %+v", p.Fallback)
	}
}

// checkExample checks that the body of an example is JSON with the members of
// its form, and that nothing secret is in it.
func checkExample(t *testing.T, e *Error, x *Example) {
	t.Helper()
	for _, q := range x.Params {
		if q.Param.Sensitive {
			t.Errorf("%s: the example shows %s", e.Key, q.Param.Name)
		}
		if q.Value == nil && !q.Param.Optional {
			t.Errorf("%s: the example lacks %s", e.Key, q.Param.Name)
		}
	}
	if x.Message == "" || len(x.Headers) == 0 || x.RequestID == "" {
		t.Errorf("%s: incomplete example %+v", e.Key, x)
	}
	for _, h := range x.Headers {
		if strings.ContainsFunc(h.Value, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("%s: header %s: %q", e.Key, h.Name, h.Value)
		}
	}
	if e.Form.Empty {
		return
	}
	for _, data := range [][]byte{x.Body.JSON(), x.Body.IndentJSON()} {
		if !json.Valid(data) {
			t.Fatalf("%s: body is no JSON: %s", e.Key, data)
		}
	}
	checkNode(t, e, e.Form.Root, x.Body)
}

func checkNode(t *testing.T, e *Error, n *Node, v *Value) {
	t.Helper()
	if n.Kind != NodeObject {
		return
	}
	i := 0
	for _, m := range n.Members {
		switch {
		case m.Spread:
			for i < len(v.Members) && slices.ContainsFunc(e.Details(), func(p *Param) bool { return p.Wire == v.Members[i].Name }) {
				i++
			}
		case i < len(v.Members) && v.Members[i].Name == m.Name:
			checkNode(t, e, m.Node, v.Members[i].Value)
			i++
		case !m.Node.Optional:
			t.Errorf("%s: body lacks %s: %s", e.Key, m.Name, v.JSON())
		}
	}
	if i != len(v.Members) {
		t.Errorf("%s: body has members that its form has not: %s", e.Key, v.JSON())
	}
}

// Text of a catalogue is data: whatever it looks like, it comes through as it is.
func TestHostileText(t *testing.T) {
	const text = "*/ ` //go:build ignore %s </script> | --- \" \\ \u2028 \u202e 🦔 ${x} {{y}} # &amp;"
	q := strings.NewReplacer("\\", `\\`, "\"", `\"`, "\u2028", `\u2028`, "\u202e", `\u202e`).Replace(text)
	line := `"` + strings.NewReplacer(`\u2028`, "").Replace(q) + `"` // where a line break is refused
	q = `"` + q + `"`
	p := mustBuild(t, "title: "+line+"\ndescription: "+q+`
statuses: {404: {title: `+line+`, causes: `+q+`, description: `+q+`, remedy: `+q+`}}
groups: [{id: g, title: `+line+`, description: `+q+`}]
types:
  Thing: {description: `+q+`, fields: {f: {type: string, description: `+q+`, example: `+q+`}}}
  Colour: {type: string, description: `+q+`, enum: {red: `+q+`}}
errors:
  gone:
    status: 404
    group: g
    title: `+line+`
    message: `+strings.NewReplacer("${x}", "$").Replace(line)+`
    description: `+q+`
    causes: `+q+`
    remedy: [`+q+`]
    params:
      thing: {type: Thing, description: `+q+`}
      colour: Colour
      s: {type: string, description: `+q+`, example: `+q+`}
    since: `+line+`
    deprecated: {since: `+line+`, reason: `+q+`}
    tags: [`+line+`]
    owner: `+line+`
    x-any: {`+q+`: `+q+`}
retired: {old: {in: `+line+`, reason: `+q+`}}
`)
	checkPlan(t, p)
	oneLine := strings.ReplaceAll(text, "\u2028", "")
	e := p.Errors[0]
	message := strings.NewReplacer("${x}", "$", "{{", "{", "}}", "}").Replace(oneLine)
	for name, pair := range map[string][2]string{
		"title": {p.Title, oneLine}, "description": {p.Description, text},
		"status title": {e.Status.Title, oneLine}, "status causes": {e.Status.Causes[0], text},
		"status description": {e.Status.Description, text}, "status remedy": {e.Status.Remedy[0], text},
		"group title": {e.Group.Title, oneLine}, "group description": {e.Group.Description, text},
		"type": {p.Types[0].Description, text}, "field": {p.Types[0].Fields[0].Description, text},
		"enum": {p.Types[1].Description, text}, "enum value": {p.Types[1].Enum[0].Description, text},
		"error title": {e.Title, oneLine}, "message": {e.Message.Parts[0].Text, message},
		"error description": {e.Description, text}, "causes": {e.Causes[0], text}, "remedy": {e.Remedy[0], text},
		"parameter": {e.Params[0].Description, text}, "example": {e.Params[2].Example.Text, text},
		"example of a field": {p.Types[0].Fields[0].Example.Text, text},
		"since":              {e.Since, oneLine}, "deprecated since": {e.Deprecated.Since, oneLine}, "reason": {e.Deprecated.Reason, text},
		"tag": {e.Tags[0], oneLine}, "owner": {e.Owner, oneLine},
		"extension": {e.Extensions[0].Value.Members[0].Name, text}, "extension value": {e.Extensions[0].Value.Members[0].Value.Text, text},
		"retired in": {p.Retired[0].In, oneLine}, "retired reason": {p.Retired[0].Reason, text},
		"message of the example": {e.Examples[0].Message, message},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s:\n got %q\nwant %q", name, pair[0], pair[1])
		}
	}
	var body struct {
		Message string
		Details struct {
			Thing struct{ F string }
			S     string
		}
	}
	if err := json.Unmarshal(e.Examples[0].Body.IndentJSON(), &body); err != nil {
		t.Fatal(err)
	}
	check(t, "body", []string{body.Message, body.Details.Thing.F, body.Details.S}, []string{message, text, text})
}

func BenchmarkBuild(b *testing.B) {
	var text strings.Builder
	text.WriteString("errspec: 1\nservice: demo\ndocs_url: https://example.com/{slug}\nerrors:\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "  item_%d_not_found: {status: 404, message: \"Item {id} not found\", params: {id: uuid, \"state?\": {type: string, enum: [a, b]}}}\n", i)
	}
	c, ds := spec.Parse("errors.yaml", []byte(text.String()))
	if ds.HasErrors() {
		b.Fatal(ds)
	}
	for b.Loop() {
		if _, ds := Build(c, Options{}); len(ds) > 0 {
			b.Fatal(ds[0])
		}
	}
}

func TestKinds(t *testing.T) {
	for k := spec.String; k <= spec.Object; k++ {
		if got := kind(&spec.Param{Kind: k}); got.String() != k.String() {
			t.Errorf("%s of the catalogue is %s in the plan", k, got)
		}
	}
	check(t, "no kind", Kind(0).String(), "unknown")
	for _, tt := range []struct {
		operation Operation
		want      string
	}{
		{Operation{ID: "listItems"}, "listItems"},
		{Operation{Method: "GET", Path: "/v1/items/{id}"}, "GET /v1/items/{id}"},
	} {
		check(t, "operation", tt.operation.String(), tt.want)
	}
}

func TestStatuses(t *testing.T) {
	p := mustBuild(t, `
statuses:
  404: {causes: Not in use}
  499: {causes: Closed}
errors:
  closed: {status: 499, message: Closed, grpc: CANCELLED, retry_after: 120, docs_url: "https://example.com/{code}"}
`)
	check(t, "status", *p.Statuses[0], Status{Code: 499, Title: "Status 499", Phrase: "Status 499", Causes: []string{"Closed"}})
	check(t, "statuses", len(p.Statuses), 2)
	e := p.Errors[0]
	check(t, "RetryAfter", e.RetryAfter, RetryAfter{Seconds: 120, Fixed: true})
	check(t, "header", e.Examples[0].Headers[2], HeaderLine{"Retry-After", "120"})
}

func TestHeaderNotAlwaysSent(t *testing.T) {
	p := mustBuild(t, `
errors:
  gone:
    status: 410
    message: Gone
    headers:
      A: plain
      B: "{$request_id}"
      C: ["{opt}", "x"]
      D: ["{opt}", "{opt}"]
      E: "x{ {opt}}"
      F: "{req}"
      G: "{$code} {$status} {$message}"
    params: {req: string, "opt?": string}
`)
	var optional []string
	for _, h := range p.Errors[0].Headers {
		if h.Optional {
			optional = append(optional, h.Name)
		}
	}
	check(t, "optional headers", optional, []string{"B", "D"})
}

// A broken promise of package spec stops the run, and says where.
func TestBug(t *testing.T) {
	c := readInbox(t)
	c.Errors[0].Group.Value = "nowhere"
	defer func() {
		got := fmt.Sprint(recover())
		if want := c.Errors[0].Group.Pos().String() + `: bug in errspec: group "nowhere" is not in the catalogue`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}()
	Build(c, Options{})
}

// A status line has a name that the status has, not what documentation calls it.
func TestReasonPhrase(t *testing.T) {
	for _, tt := range []struct {
		status      int
		title, want string
	}{
		{404, "", "Not Found"},
		{404, "Nothing here", "Not Found"},
		{413, "", "Content Too Large"},
		{413, "Payload Too Large", "Payload Too Large"},
		{422, "Unprocessable Entity", "Unprocessable Entity"},
		{499, "", ""},
		{499, "Status 499", ""},
	} {
		if got := reasonPhrase(tt.status, tt.title); got != tt.want {
			t.Errorf("%d %q: got %q, want %q", tt.status, tt.title, got, tt.want)
		}
	}
}
