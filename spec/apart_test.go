package spec

import "testing"

// Which pairs of errors a client can tell apart when no code is sent.
func TestTold(t *testing.T) {
	const types = `
types:
  Line: {fields: {sku: string}}
  Row: {fields: {sku: string}}
groups: [{id: g, title: G}]
`
	for _, tt := range []struct {
		what         string
		form, second string // the form of the second error: that of the first when empty
		a, b         string // keys of the errors beside status and message
		alike        bool
	}{
		{what: "messages alike", form: "{m: $message}", a: "message: Gone", b: "message: Gone", alike: true},
		{what: "messages differ", form: "{m: $message}", a: "message: Gone", b: "message: Lost"},
		{what: "messages are not sent", form: "{m: 1}", a: "message: Gone", b: "message: Lost", alike: true},
		{what: "titles are no mark", form: "{m: $title}", a: "message: A", b: "message: B", alike: true},
		{what: "literals differ", form: "{k: a}", second: "{k: b}", a: "message: A", b: "message: B"},
		{what: "literals are alike", form: "{k: a}", second: "{k: a}", a: "message: A", b: "message: B", alike: true},
		{what: "types of literals", form: "{k: 1}", second: "{k: \"1\"}", a: "message: A", b: "message: B"},
		{what: "literal and source", form: "{k: 404}", second: "{k: $status}", a: "message: A", b: "message: B", alike: true},
		{what: "literal and list", form: "{k: null}", second: "{k: [1]}", a: "message: A", b: "message: B"},
		{what: "literal and object", form: "{k: true}", second: "{k: {a: 1}}", a: "message: A", b: "message: B"},
		{what: "members differ", form: "{k: $title}", second: "{l: $title}", a: "message: A", b: "message: B"},
		{what: "one more member", form: "{k: $title}", second: "{k: $title, l: 1}", a: "message: A", b: "message: B"},
		{what: "a member that may be left out", form: "{k: $title}", second: "{k: $title, \"l\": \"$docs_url?\"}", a: "message: A", b: "message: B", alike: true},
		{what: "lengths of lists", form: "[1, $title]", second: "[1]", a: "message: A", b: "message: B"},
		{what: "items of lists", form: "[1, $title]", second: "[1, $status]", a: "message: A", b: "message: B"},
		{what: "lists alike", form: "[1, $title]", second: "[1, $title]", a: "message: A", b: "message: B", alike: true},
		{what: "message and another text", form: "{k: $message}", second: "{k: $title}", a: "message: A", b: "message: A"},
		{what: "message at two places", form: "{k: $message, l: 1}", second: "{k: 1, l: $message}", a: "message: A", b: "message: A"},
		{what: "details and none", form: "{k: $details}", a: "message: A, params: {x: string}", b: "message: B"},
		{what: "no details", form: "{k: $details}", a: "message: A", b: "message: B", alike: true},
		{what: "details alike", form: "{k: $details}", a: "message: A, params: {x: string}", b: "message: B, params: {x: uuid}", alike: true},
		{what: "details of other types", form: "{k: $details}", a: "message: A, params: {x: string}", b: "message: B, params: {x: integer}"},
		{what: "details with other names", form: "{k: $details}", a: "message: A, params: {x: string}", b: "message: B, params: {y: string}"},
		{what: "details, one optional", form: "{k: $details}", a: "message: A, params: {x: string}", b: "message: B, params: {x: string, \"y?\": string}", alike: true},
		{what: "details as neighbours", form: "{k: 1, ...: $details}", a: "message: A, params: {x: string}", b: "message: B, params: {x: string}", alike: true},
		{what: "details as neighbours differ", form: "{k: 1, ...: $details}", a: "message: A, params: {x: string}", b: "message: B, params: {x: \"string[]\"}"},
		{what: "details and an object", form: "{k: $details}", second: "{k: {a: 1}}", a: "message: A, params: {x: string}", b: "message: B", alike: true},
		{what: "a member of details", form: "{k: $details.x}", a: "message: A, params: {x: \"Line[]\"}", b: "message: B, params: {x: \"Line[]\"}", alike: true},
		{what: "members of other objects", form: "{k: $details.x}", a: "message: A, params: {x: \"Line[]\"}", b: "message: B, params: {x: \"Row[]\"}"},
		{what: "list and object", form: "{k: $details.x}", a: "message: A, params: {x: \"Line[]\"}", b: "message: B, params: {x: Line}"},
		{what: "member and none", form: "{k: $details.x}", a: "message: A, params: {x: json}", b: "message: B"},
		{what: "member and literal", form: "{k: $details.x}", second: "{k: true}", a: "message: A, params: {x: boolean}", b: "message: B", alike: true},
		{what: "list and literal", form: "{k: $details.x}", second: "{k: true}", a: "message: A, params: {x: \"boolean[]\"}", b: "message: B"},
		{what: "group and none", form: "{k: $group}", second: "{k: 1}", a: "message: A, group: g", b: "message: B"},
		{what: "no group and null", form: "{k: $group}", second: "{k: null}", a: "message: A", b: "message: B", alike: true},
		{what: "link and null", form: "{k: $docs_url}", second: "{k: null}", a: "message: A", b: "message: B", alike: true},
		{what: "a code tells", form: "{k: $code}", a: "message: A", b: "message: A"},
		{what: "a number tells", form: "{k: $number}", a: "message: A, number: 1", b: "message: A, number: 2"},
		{what: "one is internal", form: "{m: $message}", a: "message: A", b: "message: A, internal: true"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			second := tt.second
			if second == "" {
				second = tt.form
			}
			body := "two"
			if tt.second == "" {
				body = "one"
			}
			_, ds := Parse("errors.yaml", []byte(shop(types+"wire: {bodies: {one: "+tt.form+", two: "+second+"}}\nerrors:\n"+
				"  a: {status: 404, body: one, "+tt.a+"}\n  b: {status: 404, body: "+body+", "+tt.b+"}\n")))
			found := false
			for _, d := range ds {
				switch d.Rule {
				case "body-ambiguous":
					found = true
				case "param-carried": // of forms that have no place for it
				default:
					t.Error(d)
				}
			}
			if found != tt.alike {
				t.Errorf("alike: %t, want %t\n%s", found, tt.alike, report(ds))
			}
		})
	}
}

// Either of the two errors can say that it is known.
func TestToldAllowed(t *testing.T) {
	for _, who := range []string{"a", "b"} {
		allow := map[string]string{who: ", allow: {body-ambiguous: Old clients}"}
		parse(t, "wire: {body: detail}\nerrors:\n  a: {status: 404, message: Gone"+allow["a"]+"}\n  b: {status: 404, message: Gone"+allow["b"]+"}\n")
	}
}
