package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// parse reads a catalogue that has no findings.
func parse(t *testing.T, entries string) *Catalog {
	t.Helper()
	c, ds := Parse("api/errors.yaml", []byte(shop(entries)))
	if len(ds) > 0 {
		t.Fatalf("%s\n%s", entries, report(ds))
	}
	return c
}

func TestCatalogDefaults(t *testing.T) {
	c, ds := Parse("api/errors.yaml", []byte("errspec: 1\nservice: my-shop\nerrors: {}\n"))
	if len(ds) > 0 {
		t.Fatal(report(ds))
	}
	for what, got := range map[string]string{
		"My shop":      c.Title.Value,
		"my-shop":      c.Domain.Value,
		"structured":   c.Wire.Body.Value,
		"X-Request-Id": c.Wire.RequestIDHeader.Value,
		"snake":        c.Lint.CodeCase.Value,
		"myshoperr":    c.Targets[1].Package.Value,
	} {
		if got != what {
			t.Errorf("got %q, want %q", got, what)
		}
	}
	var targets []string
	for _, target := range c.Targets {
		targets = append(targets, fmt.Sprint(target.Kind.Value, " ", target.Out.Value, " ", target.Package.Value, target.OpenAPI.Value, " ", target.Audience.Value))
	}
	want := []string{"go-server output/server apierror public", "go-client output/client myshoperr public", "openapi output/openapi.yaml 3.1 public", "markdown output/errors.md  public"}
	if !slices.Equal(targets, want) {
		t.Errorf("the targets are %q", targets)
	}

	f := c.Fallback
	if len(c.Errors) != 1 || c.Errors[0] != f || !f.Supplied || !f.IsFallback {
		t.Fatalf("the fallback is %+v", f)
	}
	got := fmt.Sprint(f.Key.Value, f.Code.Value, f.Status.Value, f.Title.Value, f.Message.Value, f.Retry.Value, f.GRPC.Value, f.Log.Value, f.SLO.Value, f.Body.Value, f.Operations.All)
	if got != "internal_errorinternal_error500Internal errorInternal server erroridempotentINTERNALerrortruestructuredtrue" {
		t.Errorf("the fallback is %s", got)
	}
	if f.Key.Pos().Line != 1 || f.Key.Pos().File != "api/errors.yaml" {
		t.Errorf("the fallback stands at %s", f.Key.Pos())
	}
}

func TestFallbackKeys(t *testing.T) {
	for form, key := range map[string]string{
		"snake": "internal_error", "screaming": "INTERNAL_ERROR", "kebab": "internal-error",
		"camel": "internalError", "pascal": "InternalError", "dotted": "internal.error",
	} {
		c := parse(t, "lint: {code_case: "+form+"}\nerrors: {}\n")
		if got := c.Fallback.Key.Value; got != key || !c.Fallback.Supplied {
			t.Errorf("in %s case %q is supplied, want %q", form, got, key)
		}
		c = parse(t, "lint: {code_case: "+form+"}\nerrors:\n  "+key+": {status: 503, message: Down}\n")
		if got := c.Fallback; got.Key.Value != key || got.Supplied || len(c.Errors) != 1 || !got.IsFallback || !got.Operations.All {
			t.Errorf("in %s case the fallback is %q", form, got.Key.Value)
		}
	}
	c := parse(t, "errors:\n  internal_error: {status: 500, message: A}\n  down: {status: 503, message: B, fallback: true, operations: [listOrders]}\n")
	if c.Fallback.Key.Value != "down" || c.Errors[0].IsFallback || c.Fallback.Operations.All {
		t.Errorf("the fallback is %q", c.Fallback.Key.Value)
	}
}

func TestErrorDefaults(t *testing.T) {
	c := parse(t, `
docs_url: https://example.com/{slug}
wire: {body: detail, request_id_header: x-trace-ID}
errors:
  order_not_found: {status: 404, message: Order not found}
  too_slow: {status: 504, message: Too slow, code: SLOW, title: Slow, retry: never, grpc: ABORTED, log: debug, slo: false, body: problem, docs_url: https://example.com/slow}
  odd: {status: 499, message: Odd, allow: {status-registered: nginx sends it}}
  bad: {status: 555, message: Bad, allow: {status-registered: We made it up}}
`)
	if c.Wire.RequestIDHeader.Value != "X-Trace-Id" {
		t.Errorf("the request ID travels in %q", c.Wire.RequestIDHeader.Value)
	}
	for i, want := range []string{
		"order_not_found|Order not found|never|NOT_FOUND|info|false|detail|https://example.com/{slug}",
		"SLOW|Slow|never|ABORTED|debug|false|problem|https://example.com/slow",
		"odd|Odd|never|FAILED_PRECONDITION|info|false|detail|https://example.com/{slug}",
		"bad|Bad|never|INTERNAL|error|true|detail|https://example.com/{slug}",
	} {
		e := c.Errors[i]
		got := fmt.Sprintf("%s|%s|%s|%s|%s|%t|%s|%s", e.Code.Value, e.Title.Value, e.Retry.Value, e.GRPC.Value, e.Log.Value, e.SLO.Value, e.Body.Value, e.DocsURL.Value)
		if got != want {
			t.Errorf("%s is %s, want %s", e.Key.Value, got, want)
		}
		if e.GRPC.Pos().Line == 0 || e.Title.Pos().Line == 0 || e.Body.Pos().Line == 0 {
			t.Errorf("%s has defaults without a place", e.Key.Value)
		}
	}
	var bodies []string
	for _, b := range c.Wire.Bodies {
		bodies = append(bodies, b.Name.Value)
	}
	if !slices.Equal(bodies, []string{"detail", "problem"}) {
		t.Errorf("the body forms are %q", bodies)
	}
}

// What a status says goes to its errors: maps by key, its parameters first.
func TestStatusDefaultsMerge(t *testing.T) {
	c := parse(t, `
statuses:
  503:
    title: Busy
    defaults:
      retry: always
      retry_after: wait
      log: warn
      slo: false
      grpc: ABORTED
      body: problem
      headers: {X-A: "1", X-B: "{zone}", X-C: "3"}
      params: {"wait?": duration, zone: {type: string, in: text}}
errors:
  a: {status: 503, message: A, params: {own: string}}
  b: {status: 503, message: B, params: {own: string, zone: {type: integer, in: text}}, headers: {x-b: "two {zone}", X-D: "4"}, retry: idempotent, retry_after: 5, log: debug, slo: true, grpc: UNKNOWN, body: structured}
  c: {status: 502, message: C}
`)
	for i, want := range []string{
		"wait:duration zone:string own:string|X-A=1 X-B={zone} X-C=3|always|wait|warn|false|ABORTED|problem",
		"wait:duration zone:integer own:string|X-A=1 X-B=two {zone} X-C=3 X-D=4|idempotent|5|debug|true|UNKNOWN|structured",
		"||idempotent||error|true|UNAVAILABLE|structured",
	} {
		e := c.Errors[i]
		var params, headers []string
		for _, p := range e.Params {
			params = append(params, p.Name.Value+":"+p.Kind.String())
		}
		for _, h := range e.Headers {
			headers = append(headers, h.Name.Value+"="+h.Values[0].Value)
		}
		got := fmt.Sprintf("%s|%s|%s|%s|%s|%t|%s|%s", strings.Join(params, " "), strings.Join(headers, " "),
			e.Retry.Value, e.RetryAfter.Value, e.Log.Value, e.SLO.Value, e.GRPC.Value, e.Body.Value)
		if got != want {
			t.Errorf("%s is\n%s, want\n%s", e.Key.Value, got, want)
		}
	}
	a, b := c.Errors[0], c.Errors[1]
	if a.RetryAfter.Param != a.Params[0] || b.RetryAfter.Param != nil || b.RetryAfter.Seconds != 5 {
		t.Errorf("Retry-After comes from %+v and %+v", a.RetryAfter, b.RetryAfter)
	}
	if a.Params[0] == b.Params[0] {
		t.Error("two errors share a parameter")
	}
	if c.Status(503).Title.Value != "Busy" || c.Status(502).Title.Value != "Bad Gateway" || c.Status(599).Title.Value != "Status 599" {
		t.Error("titles of statuses are wrong")
	}
}

func TestTypes(t *testing.T) {
	c := parse(t, `
types:
  Alias: {type: Why, description: Another name}
  Why: {type: string, enum: [gone, lost], description: Why it is so, example: lost}
  Sku: {type: string, pattern: "^[A-Z]+$", max_length: 9, example: AB, sensitive: log}
  Short: {type: Sku, max_length: 4}
  Skus: {type: "Short[]", example: [AB, CD]}
  Line: {fields: {sku: Short, "n?": {type: integer, min: 1}}}
  Row: {type: Line}
  Limit: {type: integer, min: 1, max: 9, in: text}
errors:
  a:
    status: 409
    retry: never
    message: "A {limit} {limit2}"
    params:
      plain: string
      why: Alias
      own: {type: Why, enum: [other]}
      sku: {type: Short, max_length: 2, description: Mine}
      list: "Short[]"
      skus: Skus
      line: Line
      rows: "Row[]"
      limit: Limit
      limit2: {type: Limit, max: 5, in: details}
`)
	for i, want := range []string{
		"string   [] .. 0   details ",
		`string Alias  [gone lost] .. 0  Another name details "lost"`,
		"string   [other] .. 0  Why it is so details ",
		`string Short  [] .. 2 ^[A-Z]+$ Mine details log"AB"`,
		`string Short list [] .. 4 ^[A-Z]+$  details loga list`,
		`string Skus list [] .. 4 ^[A-Z]+$  details loga list`,
		"object Line  [] .. 0   details ",
		"object Line list [] .. 0   details ",
		"integer Limit  [] 1..9 0   text ",
		"integer Limit  [] 1..5 0   details ",
	} {
		p := c.Errors[0].Params[i]
		var named, list, example string
		var values []string
		if p.Named != nil {
			named = p.Named.Name.Value
		}
		if p.List {
			list = "list"
		}
		for _, v := range p.Enum {
			values = append(values, v.Value.Value)
		}
		if p.Example.Value != nil {
			example = shown(p.Example.Value)
		}
		got := fmt.Sprintf("%s %s %s %s %s..%s %d %s %s %s %s%s", p.Kind, named, list, values, p.Min.Value, p.Max.Value,
			p.MaxLength.Value, p.Pattern.Value, p.Description.Value, p.In.Value, p.Sensitive.Value, example)
		if got != want {
			t.Errorf("%s is\n%q, want\n%q", p.Name.Value, got, want)
		}
	}
}

func TestOperations(t *testing.T) {
	c := parse(t, `
errors:
  a: {status: 404, message: A, operations: [GET *, POST /b/*]}
  b: {status: 404, message: B, operations: ["GET|POST /b/{id}", listOrders, GET /a]}
  c: {status: 404, message: C, operations: all}
  d: {status: 404, message: D}
  e: {status: 404, message: E, operations: [DELETE|GET /a, "POST|GET /b*", GET *]}
`)
	for i, want := range []string{
		"false [GET /b/{id} POST /b/{id} GET /a]",
		"false [GET /b/{id} POST /b/{id} listOrders GET /a]",
		"true []",
		"false []",
		"false [GET /b/{id} POST /b/{id} GET /a DELETE /a]",
	} {
		o := c.Errors[i].Operations
		if got := fmt.Sprint(o.All, " ", o.Resolved); got != want {
			t.Errorf("%s occurs in %s, want %s", c.Errors[i].Key.Value, got, want)
		}
	}
	p := c.Errors[1].Operations.Patterns
	if got := fmt.Sprint(p[0].Methods, p[0].Path, p[0].ID, p[1].Methods, p[1].Path, p[1].ID); got != "[GET POST]/b/{id}[]listOrders" {
		t.Errorf("the patterns are %s", got)
	}
}

func TestSent(t *testing.T) {
	c := parse(t, `
errors:
  open: {status: 404, message: A}
  hidden: {status: 403, message: B, internal: open}
  masked: {status: 403, message: C, internal: true}
`)
	for key, want := range map[string]string{"open": "open", "hidden": "open", "masked": "internal_error"} {
		if got := c.Sent(c.Error(key)); got.Key.Value != want {
			t.Errorf("%s is sent as %s, want %s", key, got.Key.Value, want)
		}
	}
	if c.Error("nobody") != nil || c.Body("nobody") != nil || c.Body("structured") == nil {
		t.Error("entries are found under wrong names")
	}
}

// The parameters and types of a catalogue that was only partly understood may be
// missing anywhere.
func TestFinishPartial(t *testing.T) {
	bad := Template{At: writtenAt(spot{}, "x"), Parts: []Part{{}, {Kind: OptionalPart}, {Kind: ParamPart}, {Kind: VariablePart, Name: "q"}}}
	for name, c := range map[string]*Catalog{
		"nothing": {},
		"nil entries": {
			Statuses: []*Status{nil}, Types: []*Type{nil}, Errors: []*Error{nil}, Groups: []*Group{nil},
			Retired: []*Retired{nil}, Targets: []*Target{nil}, Wire: Wire{Bodies: []*Body{nil}},
		},
		"empty entries": {
			Statuses: []*Status{{}, {}}, Types: []*Type{{}, {Scalar: &Param{}}, {Fields: []*Param{nil, {}}}},
			Errors: []*Error{{}, {}, {Params: []*Param{nil, {}, {}}, Headers: []*Header{nil, {}, {Values: []Template{{}, bad}}}, Message: bad, Examples: []*Example{nil, {Params: []Member{{}}}}}},
			Groups: []*Group{{}, {}}, Retired: []*Retired{{}, {}}, Targets: []*Target{{}, {Kind: At[string]{Value: "openapi"}}},
			Wire: Wire{Bodies: []*Body{{}, {Name: At[string]{Value: "x"}}, {Form: &BodyNode{Kind: BodyArray, Items: []*BodyNode{nil}}}}},
			Lint: Lint{Severity: []SeverityChoice{{}}},
		},
		"written but empty": {
			Errors: []*Error{{
				Key: At[string]{Value: "a"}, Status: writtenAt(spot{}, 0), Body: writtenAt(spot{}, ""), Group: writtenAt(spot{}, ""),
				RetryAfter: RetryAfter{At: writtenAt(spot{}, "")}, GRPC: writtenAt(spot{}, ""), Internal: Internal{At: writtenAt(spot{}, true)},
				Deprecated: Deprecated{Use: writtenAt(spot{}, "")}, See: []At[string]{{}}, Allow: []Allowance{{}}, Number: writtenAt(spot{}, Number{}),
				Params:     []*Param{{Enum: []*EnumValue{nil, {}}, Example: writtenAt[*Value](spot{}, nil), Pattern: writtenAt(spot{}, ""), Min: writtenAt(spot{}, ""), List: true}},
				Operations: Operations{spot: spot{}.written(), Patterns: []OperationPattern{{}}},
			}},
		},
		"example without form": {
			Types: []*Type{{Name: At[string]{Value: "T"}, Fields: []*Param{{Name: At[string]{Value: "x"}, Type: At[string]{Value: "T"}}}}},
			Errors: []*Error{{Key: At[string]{Value: "a"}, Params: []*Param{{
				Type:    At[string]{Value: "T"},
				Example: writtenAt(spot{}, &Value{Kind: ObjectValue, Members: []Member{{}, {Name: At[string]{Value: "x"}}}}),
			}}}},
		},
	} {
		var ds Diagnostics
		finish(c, Options{}, &ds)
		if c.Fallback == nil {
			t.Errorf("%s: no fallback", name)
		}
		if len(c.Targets) == 0 {
			t.Errorf("%s: no targets", name)
		}
	}
}

// Two messages that can be the same text are told from those that cannot.
func TestMatches(t *testing.T) {
	params := map[string]*Param{
		"s": {Kind: String}, "t": {Kind: String}, "n": {Kind: Integer}, "u": {Kind: UUID}, "l": {Kind: Integer, List: true},
	}
	forms := func(text string) [][]symbol {
		got, ds := parseText(text, false)
		if len(ds) > 0 {
			t.Fatal(report(ds))
		}
		return texts(got.Parts, params)
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"gone", "gone", true},
		{"gone", "lost", false},
		{"gone", "gone!", false},
		{"Item {s} gone", "Item {t} gone", true},
		{"Item {n} gone", "Item {s} gone", true},
		{"Item {s} gone", "Item {n} gone", false},
		{"Item {n} gone", "Item {u} gone", false},
		{"Item {l} gone", "Item {s} gone", true},
		{"Item x gone", "Item {s} gone", true},
		{"Item {s} gone", "{t}", true},
		{"{t}", "Item {s} gone", false},
		{"a{s}b{t}c", "a{s}c", true},
		{"abab", "{s}ab", true},
		{"ab{ {s}}", "ab{t}", true},
		{"ab{t}", "ab{ {s}}", false},
		{"ab", "ab{ {s}}", true},
		{"ab{ {s}| c}", "ab{ {t}| c}", true},
		{"ab{ {s}| c}", "ab{ {t}| d}", true},
		{"ab{ {n}| c}", "ab{ {n}| d}", false},
		{"", "", true},
		{"", "{s}", true},
		{"{ {s}}{ {t}}{ {s}}{ {t}}{ {s}}", "{t}", false}, // too many forms to compare
	} {
		if got := within(forms(tt.a), forms(tt.b)); got != tt.want {
			t.Errorf("every %q is a %q: %t, want %t", tt.a, tt.b, got, tt.want)
		}
	}
}
