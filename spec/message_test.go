package spec

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// draw writes parts so that a table can hold them: text as it is, <name>,
// <$name>, and [text <name>|else].
func draw(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		switch p.Kind {
		case TextPart:
			b.WriteString(p.Text)
		case ParamPart:
			b.WriteString("<" + p.Name + ">")
		case VariablePart:
			b.WriteString("<$" + p.Name + ">")
		case OptionalPart:
			b.WriteString("[" + draw(p.Then))
			if p.Text != "" {
				b.WriteString("|" + p.Text)
			}
			b.WriteString("]")
		default:
			b.WriteString("???")
		}
	}
	return b.String()
}

// write is the inverse of parseTemplate, for templates without findings.
func write(parts []Part, inside bool) string {
	var b strings.Builder
	for _, p := range parts {
		switch p.Kind {
		case TextPart:
			text := p.Text
			if !inside {
				text = strings.NewReplacer("{", "{{", "}", "}}").Replace(text)
			}
			b.WriteString(text)
		case ParamPart:
			b.WriteString("{" + p.Name + "}")
		case VariablePart:
			b.WriteString("{$" + p.Name + "}")
		case OptionalPart:
			then := write(p.Then, true)
			if len(p.Then) == 1 {
				then = then[1 : len(then)-1] // {name|text}
			}
			b.WriteString("{" + then + "|" + p.Text + "}")
		}
	}
	return b.String()
}

// inText locates an offset in a text that stands on one line from column 1.
func inText(text string) func(int) Pos {
	return func(offset int) Pos {
		return Pos{File: "t", Line: 1, Column: 1 + utf8.RuneCountInString(text[:offset])}
	}
}

func parseText(text string, header bool) (Template, Diagnostics) {
	var ds Diagnostics
	at := writtenAt(spotOf(Pos{File: "t", Line: 1, Column: 1}), text)
	return parseTemplate(at, inText(text), header, &ds), ds
}

func TestTemplate(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		header     bool
	}{
		{text: "", want: ""},
		{text: "Item not found", want: "Item not found"},
		{text: "{id}", want: "<id>"},
		{text: "Item {id} not found", want: "Item <id> not found"},
		{text: "{a}{b}", want: "<a><b>"},
		{text: "{{}}", want: "{}"},
		{text: "{{id}}", want: "{id}"},
		{text: "{{{id}}}", want: "{<id>}"},
		{text: "{{{{", want: "{{"},
		{text: "100% [ok] \"quoted\" `code` 'x' \\n %s $1 #2", want: "100% [ok] \"quoted\" `code` 'x' \\n %s $1 #2"},
		{text: "a | b", want: "a | b"},
		{text: "try again {in {retry_after} seconds|later}", want: "try again [in <retry_after> seconds|later]"},
		{text: "gone{ since {since}}", want: "gone[ since <since>]"},
		{text: "gone{ since {since}}.", want: "gone[ since <since>]."},
		{text: "gone{ since {since}|}", want: "gone[ since <since>]"},
		{text: "{ {a} and {b}| nothing }", want: "[ <a> and <b>| nothing ]"},
		{text: "{name|nobody}", want: "[<name>|nobody]"},
		{text: "{name|}", want: "[<name>]"},
		{text: "{name|nobody}}}", want: "[<name>|nobody]}"},
		{text: "{itemID}", want: "<itemID>"},
		{text: "Größe {größe} 😀 {id}", want: "Größe  😀 <id>"}, // no name: reported
		{text: `Bearer realm="api"{, scope="{scope}"}`, want: `Bearer realm="api"[, scope="<scope>"]`, header: true},
		{text: "{$code} {$request_id|-}", want: "<$code> [<$request_id>|-]", header: true},
		{text: "{; id={$request_id}}", want: "[; id=<$request_id>]", header: true},
	} {
		got, ds := parseText(tt.text, tt.header)
		if draw(got.Parts) != tt.want {
			t.Errorf("%q is %q, want %q", tt.text, draw(got.Parts), tt.want)
		}
		if len(ds) > 0 != strings.Contains(tt.text, "{größe}") {
			t.Errorf("%q: %s", tt.text, report(ds))
		}
	}
}

// What is wrong is reported with the place inside the text, and what stands
// around it is still understood.
func TestTemplateMistakes(t *testing.T) {
	for _, tt := range []struct {
		text   string
		header bool
		spans  string // columns of the findings, from-to
		want   string
	}{
		{"Item {id not found", false, "6-7", "Item "},
		{"a } b", false, "3-4", "a  b"},
		{"a {} b", false, "3-5", "a  b"},
		{"a { } b", false, "3-6", "a  b"},
		{"a { id } b", false, "4-8", "a  b"},
		{"a {its id} b {c}", false, "3-11", "a  b <c>"},
		{"a {its id|x} b {c}", false, "3-11", "a  b <c>"},
		{"a {|x} b {c}", false, "3-5", "a  b <c>"},
		{"a {b|x|y} d {c}", false, "7-8", "a  d <c>"},
		{"a {b|x {y} z} d {c}", false, "8-9", "a  d <c>"},
		{"a { x {y|z} w} d {c}", false, "7-9", "a  d <c>"},
		{"a { x {y {z}} w} d {c}", false, "7-10", "a  d <c>"},
		{"a { x {{y}} w} d {c}", false, "7-9", "a  d <c>"},
		{"a { x {b} y", false, "3-4", "a "},
		{"a { x {b", false, "7-8", "a "},
		{"a {b|c", false, "3-4", "a "},
		{"{", false, "1-2", ""},
		{"}", false, "1-2", ""},
		{"{{{", false, "3-4", "{"},
		{"{{id} is gone", false, "5-6", "{id is gone"},
		{"{$code} is gone", false, "1-8", " is gone"},
		{"{$} is gone", true, "1-4", " is gone"},
		{"{} { } }", false, "1-3 4-7 8-9", "  "},
		{"ä {} ö { }", false, "3-5 8-11", "ä  ö "},
	} {
		got, ds := parseText(tt.text, tt.header)
		var spans []string
		for _, d := range ds {
			spans = append(spans, fmt.Sprintf("%d-%d", d.Pos.Column, d.End.Column))
		}
		if s := strings.Join(spans, " "); s != tt.spans {
			t.Errorf("%q has findings at %q, want %q:\n%s", tt.text, s, tt.spans, report(ds))
		}
		if draw(got.Parts) != tt.want {
			t.Errorf("%q is %q, want %q", tt.text, draw(got.Parts), tt.want)
		}
	}
}

// A fix that is typed in place of what it stands for cures the finding.
func TestTemplateFixes(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Item {id not found", "Item {{id not found"},
		{"a } b", "a }} b"},
		{"a { id } b", "a {id} b"},
	} {
		_, ds := parseText(tt.text, false)
		if len(ds) != 1 {
			t.Fatalf("%q: %s", tt.text, report(ds))
		}
		got := tt.text[:ds[0].Pos.Column-1] + ds[0].Fix + tt.text[ds[0].End.Column-1:]
		if got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.text, got, tt.want)
		}
		if _, again := parseText(got, false); len(again) > 0 {
			t.Errorf("%q is not cured: %s", got, report(again))
		}
	}
}

func TestTemplatePlaces(t *testing.T) {
	text := "ä{{ {id}{ in {n} s|x}z"
	got, ds := parseText(text, false)
	if len(ds) > 0 {
		t.Fatal(report(ds))
	}
	var places []string
	for _, p := range got.Parts {
		places = append(places, fmt.Sprint(p.Pos().Column))
		for _, q := range p.Then {
			places = append(places, fmt.Sprint("(", q.Pos().Column, ")"))
		}
	}
	if s := strings.Join(places, " "); s != "1 6 9 (10) (15) (17) 22" {
		t.Errorf("the parts of %q stand at %s", text, s)
	}
}

// Without a way to find places inside, the text's own place is used.
func TestTemplateWithoutLocate(t *testing.T) {
	var ds Diagnostics
	pos := Pos{File: "f", Line: 7, Column: 9}
	parseTemplate(At[string]{"a {} }", spotOf(pos)}, nil, false, &ds)
	if len(ds) != 2 || ds[0].Pos != pos || ds[1].Pos != pos {
		t.Errorf("got %s", report(ds))
	}
}

func FuzzTemplate(f *testing.F) {
	for _, text := range []string{
		"", "Item {id} not found", "{{}}", "{a|b}", "try again {in {n} seconds|later}", "{", "}", "{ {a} }}", "{{{a}}}", "{$code}",
		"{a {b} {c|d} e|f}", "ä{ö}\u2028{", "{a {{b}} c}", "\xff{\xff}", "{a\nb}",
	} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, header bool) {
		locate := func(offset int) Pos {
			if offset < 0 || offset > len(text) {
				t.Fatalf("asked for the place of byte %d of %q", offset, text)
			}
			return Pos{File: "t", Line: 1, Column: offset + 1}
		}
		var ds Diagnostics
		got := parseTemplate(At[string]{text, spotOf(Pos{File: "t", Line: 1, Column: 1})}, locate, header, &ds)
		var walk func(parts []Part, from int)
		walk = func(parts []Part, from int) {
			last := from
			for _, p := range parts {
				if p.Pos().Column < last || p.Pos().Column > len(text)+1 {
					t.Errorf("%q: part %+v stands before the one before it", text, p)
				}
				last = p.Pos().Column
				if p.Kind == VariablePart && !header {
					t.Errorf("%q: a message has a variable", text)
				}
				if p.Kind == OptionalPart {
					walk(p.Then, last)
				}
			}
		}
		walk(got.Parts, 1)
		if written := write(got.Parts, false); len(ds) == 0 {
			again, more := parseText(written, header)
			if len(more) > 0 || draw(again.Parts) != draw(got.Parts) {
				t.Errorf("%q is written as %q and read as %q:\n%s", text, written, draw(again.Parts), report(more))
			}
		}

		// Text that is escaped comes back as it is.
		literal := strings.NewReplacer("{", "{{", "}", "}}").Replace(text)
		ds = nil
		back := parseTemplate(At[string]{Value: literal}, nil, header, &ds)
		if len(ds) > 0 {
			t.Fatalf("%q: %s", literal, report(ds))
		}
		if text == "" && len(back.Parts) == 0 {
			return
		}
		if len(back.Parts) != 1 || back.Parts[0].Kind != TextPart || back.Parts[0].Text != text {
			t.Errorf("%q is %q", literal, draw(back.Parts))
		}
	})
}
