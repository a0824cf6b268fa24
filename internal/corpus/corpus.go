// Package corpus makes catalogues for tests: of any size, with everything that
// the language has, in combinations that nobody would write by hand.
package corpus

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Plain returns a catalogue of errors with two parameters each and the four main
// targets. It is what the bars of docs/performance.md are about.
func Plain(errors int) []byte {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: big\nerrors:\n")
	for i := range errors {
		status := [...]int{400, 404, 409, 422}[i%4]
		fmt.Fprintf(&b, "  err_%05d:\n    status: %d\n    message: Thing {id} of {n} is wrong in way %d\n", i, status, i)
		fmt.Fprintf(&b, "    description: The thing is wrong in way %d.\n    params:\n      id: string\n      n: integer\n    retry: never\n", i)
	}
	b.WriteString(targets)
	return []byte(b.String())
}

const targets = `targets:
  - {kind: go-server, out: server}
  - {kind: go-client, out: client}
  - {kind: openapi, out: openapi.yaml}
  - {kind: markdown, out: errors.md}
`

// Rich returns a catalogue in which chance decides what each error has. The same
// seed gives the same catalogue. Text is a part of many of its texts. Some
// catalogues have findings of severity error, and all have when the text breaks a
// rule.
func Rich(seed uint64, errors int, text string) []byte {
	w := writer{Rand: rand.New(rand.NewPCG(seed, 1)), text: text}
	w.line("errspec: 1\nservice: big\ntitle: Big API\ndescription: %s", scalar(w.prose()))
	if w.chance(60) {
		w.line("docs_url: https://docs.example.com/errors#{slug}")
	}
	w.line("wire:\n  body: %s", w.one("structured", "structured", "problem", "bare"))
	w.line("  bodies:\n    structured: {error: $code, message: $message, details: $details, request_id: $request_id}")
	w.line("    bare: {detail: $message}\n    numbered: {n: $number, g: $group, u: $docs_url, details: $details}\n    flat: {m: $message, o: $details}")
	w.line("groups:\n  - {id: one, title: %s}\n  - {id: two, title: Two, description: %s}", scalar(w.words(3)), scalar(w.prose()))
	w.line("types:")
	w.line("  Thing: {description: %s, fields: {a: string, 'b?': integer, c: {type: Color, description: %s}}}", scalar(w.words(9)), scalar(w.words(20)))
	w.line("  Nest: {fields: {things: 'Thing[]', list: 'string[]', any: json}}")
	w.line("  Color: {type: string, enum: [red, %s, blue]}", scalar(w.one("gr e\"en", "gre`en", "grün")))
	w.line("  Named: {type: uuid, description: An ID}")
	w.line("errors:")
	for i := range errors {
		w.error(i)
	}
	w.line("retired:\n  gone_one: {in: '1'}\n  gone_two: {in: '2', code: GONE}")
	w.b.WriteString(targets)
	return []byte(w.b.String())
}

// writer writes one rich catalogue.
type writer struct {
	*rand.Rand
	b    strings.Builder
	text string
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format+"\n", args...)
}

// scalar spells a text for YAML, between double quotes.
func scalar(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\uFEFF' || r >= 0xFFFE && r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// chance is true in so many of a hundred cases.
func (w *writer) chance(percent int) bool { return w.IntN(100) < percent }

func (w *writer) one(of ...string) string { return of[w.IntN(len(of))] }

var vocabulary = strings.Fields("item order the is not found a of `code` *bold* way’s “quoted” job [link] x.y (see) – Grüße \"dq\" back\\slash #1 1. - end ``x'' [a]: Deprecated:")

// words returns up to n words.
func (w *writer) words(n int) string {
	list := make([]string, 1+w.IntN(n))
	for i := range list {
		list[i] = w.one(vocabulary...)
	}
	if w.chance(20) && w.text != "" {
		list[w.IntN(len(list))] = w.text
	}
	return strings.Join(list, " ")
}

// prose returns Markdown.
func (w *writer) prose() string {
	switch w.IntN(5) {
	case 0:
		return w.words(20)
	case 1:
		return "A thing is wrong in way " + strconv.Itoa(w.IntN(100)) + "."
	case 2:
		return w.words(12) + "\n\n- " + w.words(9) + "\n- " + w.words(30) + "\n\nEnd " + w.words(4)
	case 3:
		return "First " + w.words(40) + ".\n\n    code " + w.words(3) + "\n\nMore"
	}
	return "Para one\nsecond line\n\n1. one\n2. " + w.words(5) + "\n\n| a | b |\n|---|---|\n| c | d |"
}

var (
	names = []string{"id", "name", "type", "limit", "value", "from_x", "retry_after", "url", "e", "opts", "err", "p", "ok", "n", "a_b_c", "quite_a_long_name_of_a_parameter"}
	kinds = []string{
		"string", "uuid", "uri", "email", "integer", "number", "boolean", "datetime", "date", "duration", "json",
		"Thing", "Nest", "Color", "Named", "string[]", "Thing[]", "Color[]", "integer[]", "string", "integer",
	}
)

func (w *writer) error(i int) {
	w.line("  err_%s_%d:", w.one("thing", "zz", "very_long_name_of_an_error"), i)
	w.line("    status: %s", w.one("400", "401", "404", "409", "422", "429", "499", "500", "503"))
	w.line("    number: %d\n    retry: %s", i+1, w.one("never", "idempotent", "always"))
	params := slices.Clone(names)
	w.Shuffle(len(params), func(i, j int) { params[i], params[j] = params[j], params[i] })
	params = params[:[...]int{0, 0, 1, 2, 2, 3, 4, 5, 7}[w.IntN(9)]]
	message := w.one("Thing", "The `thing` \\ \"q\"", "Ünder", "Path /x") + " is wrong in way " + strconv.Itoa(i)
	var decls []string
	for _, p := range params {
		message += w.param(p, &decls)
	}
	w.line("    message: %s", scalar(message))
	for _, key := range []string{"title", "description", "since", "owner"} {
		if w.chance(40) {
			text := w.words(4) + " " + strconv.Itoa(i)
			if key == "description" {
				text = w.prose()
			}
			w.line("    "+key+": %s", scalar(text))
		}
	}
	for _, key := range []string{"causes", "remedy"} {
		if w.chance(30) {
			w.line("    " + key + ":")
			for range 1 + w.IntN(3) {
				w.line("      - %s", scalar(w.words(25)))
			}
		}
	}
	for _, some := range []struct {
		percent int
		text    string
	}{
		{50, "group: " + w.one("one", "two")},
		{20, "body: " + w.one("structured", "bare", "numbered", "flat", "problem")},
		{10, "code: CODE-" + strconv.Itoa(i)},
		{20, "retry_after: 30"},
		{20, `headers: {X-A: 'v {$code} x', X-B: [a, "b \"q\""]}`},
		{10, "deprecated: {since: '2'}"},
		{10, "internal: true"},
		{30, "operations: [GET /v1/x/" + strconv.Itoa(i%7) + ", POST /y]"},
	} {
		if w.chance(some.percent) {
			w.line("    " + some.text)
		}
	}
	if len(decls) > 0 {
		w.line("    params:\n%s", strings.Join(decls, "\n"))
	}
}

// param declares a parameter, and returns how the message goes on.
func (w *writer) param(name string, decls *[]string) string {
	kind, optional := w.one(kinds...), w.chance(30)
	decl := "type: " + scalar(kind)
	if kind == "string" && w.chance(20) {
		decl += ", enum: [x, y z]"
	} else if kind == "string" && w.chance(20) {
		decl += ", max_length: " + strconv.Itoa(1+w.IntN(99))
	}
	if w.chance(40) {
		decl += ", description: " + scalar(w.words(14))
	}
	if w.chance(10) {
		decl += ", wire: w_" + name
	}
	shown := slices.Contains([]string{"string", "uuid", "integer", "email"}, kind) && w.chance(70)
	switch place := w.IntN(20); {
	case place == 0:
		decl, shown = decl+", in: log", false
	case place == 1:
		decl, shown = decl+", sensitive: true", false
	case place == 2 && shown:
		decl += ", in: text"
	}
	mark, message := "", " with {"+name+"}"
	if optional {
		mark, message = "?", "{ with {"+name+"}}"
	}
	*decls = append(*decls, "      "+name+mark+": {"+decl+"}")
	if !shown {
		return ""
	}
	return message
}
