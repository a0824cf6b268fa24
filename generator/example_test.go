package generator

import (
	"fmt"
	"strings"
	"testing"
)

// example returns the only example of the first error.
func exampleOf(t *testing.T, text string) *Example {
	t.Helper()
	p := mustBuild(t, text)
	checkPlan(t, p)
	if n := len(p.Errors[0].Examples); n != 1 {
		t.Fatalf("%d examples", n)
	}
	return p.Errors[0].Examples[0]
}

func TestMadeUpExample(t *testing.T) {
	x := exampleOf(t, `
types:
  Violation:
    fields:
      field: {type: string, example: /name}
      reason: Reason
      more?: json
      secret: {type: string, sensitive: true}
  Reason: {type: string, enum: [required, too_long]}
errors:
  bad_request:
    status: 400
    message: "{text} {short} {code} {n} {low} {high} {f} {yes} {at} {day} {wait} {list} {reason} {hidden}{ {opt}}"
    params:
      text: string
      short: {type: string, max_length: 3}
      code: {type: string, pattern: "^[A-Z]+$", example: ABC}
      n: integer
      low: {type: integer, min: 9007199254740993}
      high: {type: integer, max: -3}
      f: {type: number, max: 0.5}
      yes: boolean
      at: datetime
      day: date
      wait: {type: duration, wire: waitFor}
      list: "uuid[]"
      reason: Reason
      hidden: {type: email, sensitive: log}
      opt?: {type: uri, max_length: 20}
      violations: "Violation[]"
      any: json
      token: {type: string, sensitive: true}
      trace: {type: string, in: log}
`)
	const uuid = "0b8f5c3e-6d1a-4f27-9e40-7c2d9a1b3e58"
	message := "example exa ABC 42 9007199254740993 -3 0.5 true 2027-01-31T12:00:00Z 2027-01-31 42 " + uuid +
		" required user@example.com https://example.com"
	check(t, "message", x.Message, message)
	check(t, "body", string(x.Body.JSON()), `{"error":"bad_request","message":"`+message+`","details":{`+
		`"text":"example","short":"exa","code":"ABC","n":42,"low":9007199254740993,"high":-3,"f":0.5,"yes":true,`+
		`"at":"2027-01-31T12:00:00Z","day":"2027-01-31","waitFor":42,"list":["`+uuid+`"],"reason":"required",`+
		`"hidden":"user@example.com","opt":"https://example.com",`+
		`"violations":[{"field":"/name","reason":"required","more":{"key":"value"}}],"any":{"key":"value"}},`+
		`"request_id":"`+ExampleRequestID+`"}`)
	var names []string
	for _, q := range x.Params {
		names = append(names, q.Param.Name)
	}
	check(t, "parameters", strings.Join(names, " "), "text short code n low high f yes at day wait list reason hidden opt violations any")
	check(t, "text of a list", x.Params[11].Text, uuid)
	check(t, "text of objects", x.Params[15].Text, "")
}

func TestWrittenExamples(t *testing.T) {
	p := mustBuild(t, `
docs_url: https://example.com/{slug}
types:
  Place: {fields: {line: {type: integer, wire: lineNo}, "note?": {type: string, example: N}, "at?": datetime}}
errors:
  busy:
    status: 503
    message: "{who} is busy{ until {until}}; {rate|}"
    params:
      who: {type: string, max_length: 5, example: every}
      until?: {type: datetime, in: text}
      rate?: number
      places?: "Place[]"
      wait?: duration
    headers:
      Link: <{$docs_url}>; rel="help"
      X-Who: 'q="{who}"'
      X-Until: "{until}"
      Upgrade: [h2c, "{who}"]
    retry_after: until
    examples:
      - description: All of it
        params: {who: "a\"b\u00e9c", until: "2027-02-01T02:00:00.9+02:00", rate: 1e21, places: [{line: 3, at: "2027-02-01T00:00:00Z"}, {line: 4, note: x}], wait: 2}
      - params: {}
      - params: {rate: 1.50, places: [], wait: 0}
`)
	checkPlan(t, p)
	for i, want := range []string{
		`All of it
a"béc is busy until 2027-02-01T00:00:00.9Z; 1e+21
Content-Type: application/json
X-Request-ID: 4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f
Retry-After: Mon, 01 Feb 2027 00:00:01 GMT
Link: <https://example.com/busy>; rel="help"
X-Who: q="a\"b%C3%A9c"
X-Until: 2027-02-01T00:00:00.9Z
Upgrade: h2c
Upgrade: a"b%C3%A9c
Connection: Upgrade
{"who":"a\"béc","rate":1e+21,"places":[{"lineNo":3,"at":"2027-02-01T00:00:00Z"},{"lineNo":4,"note":"x"}],"wait":2}`,
		`
every is busy; 
Content-Type: application/json
X-Request-ID: 4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f
Link: <https://example.com/busy>; rel="help"
X-Who: q="every"
Upgrade: h2c
Upgrade: every
Connection: Upgrade
{"who":"every"}`,
		`
every is busy; 1.5
Content-Type: application/json
X-Request-ID: 4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f
Link: <https://example.com/busy>; rel="help"
X-Who: q="every"
Upgrade: h2c
Upgrade: every
Connection: Upgrade
{"who":"every","rate":1.5,"places":[],"wait":0}`,
	} {
		x := p.Errors[0].Examples[i]
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n%s\n", x.Description, x.Message)
		for _, h := range x.Headers {
			fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value)
		}
		b.Write(x.Body.Members[2].Value.JSON())
		if b.String() != want {
			t.Errorf("example %d:\n%s\nwant:\n%s", i, b.String(), want)
		}
	}
}

func TestExampleDetails(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no parameters", "message: X", "null"},
		{"only text", "message: \"{a}\"\n    params: {a: {type: string, in: text, example: b}}", "null"},
		{"optional ones, absent", "message: X\n    params: {\"a?\": string}\n    examples: [{params: {}}]", "{}"},
		{"written null", "message: X\n    params: {\"a?\": string, b: json}\n    examples: [{params: {b: null}}]", `{"b":null}`},
	} {
		x := exampleOf(t, "errors:\n  gone:\n    status: 410\n    "+tt.text+"\n")
		check(t, tt.name, string(x.Body.Members[2].Value.JSON()), tt.want)
	}
}

func TestExampleBodies(t *testing.T) {
	const errors = `
groups: [{id: basics, title: Basics}]
errors:
  gone: {status: 410, message: Gone, title: Not here, number: 7, group: basics, params: {a: {type: string, example: x}, "b?": {type: string, wire: bB}}, examples: [{params: {}}]}
`
	for _, tt := range []struct{ name, form, docs, want string }{
		{"every source", `{a: $code, b: $message, c: $title, d: $status, e: $status_text, f: $number, g: $grpc, h: $group, i: $docs_url, j: $request_id, k: $details, l: $details.a, m: $details.bB}`, "https://e.com/{slug}",
			`{"a":"gone","b":"Gone","c":"Not here","d":410,"e":"410","f":7,"g":"NOT_FOUND","h":"basics","i":"https://e.com/gone","j":"` + ExampleRequestID + `","k":{"a":"x"},"l":"x","m":null}`},
		{"left out", `{i: "$docs_url?", j: $docs_url, m: "$details.bB?", n: [$code, $docs_url]}`, "", `{"j":null,"n":["gone",null]}`},
		{"literals and spread", `{a1: $$code, n: 1.50, z: null, y: true, ...: $details, t: [x, {}]}`, "", `{"a1":"$code","n":1.50,"z":null,"y":true,"a":"x","t":["x",{}]}`},
		{"an array", `[{code: $code}]`, "", `[{"code":"gone"}]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "wire: {body: own, bodies: {own: " + tt.form + "}}\n"
			if tt.docs != "" {
				text += "docs_url: " + tt.docs + "\n"
			}
			p := mustBuild(t, text+errors)
			check(t, "body", string(p.Errors[0].Examples[0].Body.JSON()), tt.want)
		})
	}
}

func TestProblemExample(t *testing.T) {
	const errors = "wire: {body: problem}\nerrors:\n  gone: {status: 410, message: It is gone, title: Not here}\n"
	for docs, want := range map[string]string{
		"":                                 `{"type":"about:blank","title":"Gone","status":410,"detail":"It is gone","instance":"urn:uuid:` + ExampleRequestID + `"`,
		"docs_url: https://e.com/{slug}\n": `{"type":"https://e.com/gone","title":"Not here","status":410,"detail":"It is gone","instance":"urn:uuid:` + ExampleRequestID + `"`,
	} {
		x := exampleOf(t, docs+errors)
		if got := string(x.Body.JSON()); !strings.HasPrefix(got, want) {
			t.Errorf("got %s, want %s…", got, want)
		}
		check(t, "content type", x.Headers[0], HeaderLine{"Content-Type", "application/problem+json"})
	}
}

func TestInternalExample(t *testing.T) {
	x := exampleOf(t, `
errors:
  user_unknown:
    status: 404
    message: No user {name}
    internal: true
    params: {name: {type: string, in: log, example: ada}, password: {type: string, sensitive: true}}
`)
	check(t, "message", x.Message, "No user ada")
	check(t, "code", x.Body.Members[0].Value.Text, "user_unknown")
	check(t, "parameters", len(x.Params), 1)
}

// Types of types of types multiply; an example stays small all the same.
func TestExampleOfManyTypes(t *testing.T) {
	var b strings.Builder
	b.WriteString("types:\n")
	for i := range 60 {
		fmt.Fprintf(&b, "  T%d: {fields: {a: T%d, b: \"T%d[]\", \"c?\": T%d}}\n", i, i+1, i+1, i+1)
	}
	b.WriteString("  T60: {fields: {a: string}}\nerrors:\n  gone: {status: 410, message: X, params: {t: T0}}\n")
	x := exampleOf(t, b.String())
	if n := len(x.Body.IndentJSON()); n > 1<<20 {
		t.Errorf("the example has %d bytes", n)
	}
}

func TestDateTimeText(t *testing.T) {
	for in, want := range map[string]string{
		"2027-02-01T00:00:00Z":      "2027-02-01T00:00:00Z",
		"2027-02-01T00:30:00+01:00": "2027-01-31T23:30:00Z",
		"2027-02-01T00:00:00.50Z":   "2027-02-01T00:00:00.5Z",
		"0000-01-01T00:00:00+01:00": "0000-01-01T00:00:00+01:00",
		"soon":                      "soon",
	} {
		if got := dateTimeText(in); got != want {
			t.Errorf("dateTimeText(%q) = %q, want %q", in, got, want)
		}
	}
}
