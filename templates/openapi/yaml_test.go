package openapi

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/generator"
)

// texts that some reader of YAML takes for something else, or loses.
var tricky = []string{
	"", " ", "a", "a b", "a: b", "a:b", "a #b", "#", "-", "- a", "?", "? a", ":", "=", "<<", "~", "null", "Null", "yes", "no", "on", "OFF", "y", "N",
	"true", "False", "0", "0123", "0x1F", "0o17", "1e3", "1_000", ".5", "1.", ".inf", ".NaN", "+1", "-1", "12:30:45", "2026-01-01",
	"2026-01-01T00:00:00Z", "404", "a,b", "[a]", "{a}", "a]", "a}", "&a", "*a", "!a", "|", "|-", ">", "%a", "@a", "`a`", "'a'", "\"a\"", `\`, `a\nb`,
	"a\n", "\n", "\n\n", "a\nb", "a\nb\n", "a\nb\n\n", " a\nb", "a\n b\n", "a\n\nb", "a\n \nb", "a\n\tb", "\ta\nb", "a \nb", "a\n---\nb", "a\n...\nb",
	"# a\n# b", "a\r\nb", "a\rb", "a\u2028b", "a\u2028b\nc", "\u2029", "\u0085", "\u00a0", "\ufeffa", "a\u202eb", "\u0001", "\u007f", "\u009f", "é", "日本語",
	"👍🏽", "👨‍👩‍👧", "\U0010ffff", "\ufffd", "\ufffe", "a \"q\" b", "it's", "a\tb", "NaN", "Infinity", "undefined", "e5", "---", "...", "a -", "a,", "null, b",
	strings.Repeat("word ", 60) + "end", "a\n" + strings.Repeat("long ", 60) + "end",
}

func TestTextsReadBackAsTheyWere(t *testing.T) {
	doc := object()
	all := list()
	for _, s := range tricky {
		set(doc, s, text(s))
		all.Items = append(all.Items, text(s))
	}
	long := strings.Repeat("long key ", 200)
	set(doc, long, object("inner", all, "nested", list(list(text("a, b"), null()), object("x", list(object(), list()), "y", object("z", text("no"))))))
	data := write(doc)
	var back yaml.Node
	if err := yaml.Unmarshal([]byte(data), &back); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	var m map[string]any
	if err := yaml.Unmarshal([]byte(data), &m); err != nil {
		t.Fatal(err)
	}
	for _, s := range tricky {
		if got, ok := m[s]; !ok || got != s {
			t.Errorf("%q reads back as %#v", s, got)
		}
	}
	got, err := json.Marshal(m[long])
	if err != nil {
		t.Fatal(err)
	}
	if !sameJSON(t, string(got), string(get(doc, long).JSON())) {
		t.Errorf("nested values read back as %s", got)
	}
	if !strings.HasPrefix(back.Content[0].Content[0].Value, tricky[0]) || len(back.Content[0].Content) != 2*len(tricky)+2 {
		t.Error("members are lost, or out of order")
	}
}

func TestScalarsReadBackAsTheyWere(t *testing.T) {
	for in, want := range map[string]any{
		"0": 0, "-1": -1, "1.5": 1.5, "1e3": 1000.0, "1E-2": 0.01, "-2.5e+10": -2.5e10, "9007199254740993": 9007199254740993, ".inf": nil, "0x10": nil,
	} {
		data := write(object("n", &generator.Value{Kind: generator.NumberValue, Text: in}))
		var m map[string]any
		if err := yaml.Unmarshal([]byte(data), &m); err != nil {
			t.Fatal(err)
		}
		if m["n"] != want {
			t.Errorf("%s is written %q and reads back as %#v", in, data, m["n"])
		}
	}
	var m map[string]any
	if err := yaml.Unmarshal([]byte(write(object("t", boolean(true), "n", null(), "nil", (*generator.Value)(nil)))), &m); err != nil {
		t.Fatal(err)
	}
	if m["t"] != true || m["n"] != nil || m["nil"] != nil {
		t.Errorf("read back as %v", m)
	}
}

func TestLayout(t *testing.T) {
	got := write(object(
		"plain", text("some words (RFC 9110)"),
		"quoted", text("a: b"),
		"lines", text("one\n\ntwo"),
		"ended", text("one\ntwo\n"),
		"list", texts([]string{"a", "b, c", "null"}),
		"empty", list(),
		"objects", list(object("a", integer(1), "b", object("c", boolean(true))), object()),
	))
	want := `plain: some words (RFC 9110)
quoted: "a: b"
lines: |-
  one

  two
ended: |
  one
  two
list: [a, "b, c", "null"]
empty: []
objects:
  - a: 1
    b:
      c: true
  - {}
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// What the scans of bytes look for.
var (
	plainTexts    = regexp.MustCompile(`^[A-Za-z](?:[A-Za-z0-9 _/.,;()+-]*[A-Za-z0-9_/.;()+-])?$`)
	plainKeys     = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$./+-]*$`)
	reservedTexts = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null|nan|inf|infinity|undefined)$`)
	names         = regexp.MustCompile(`[A-Za-z0-9._-]+`)
)

func FuzzText(f *testing.F) {
	for _, s := range tricky {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := plain(s) && !reserved(s); got != (plainTexts.MatchString(s) && !reservedTexts.MatchString(s)) {
			t.Errorf("%q is plain: %v", s, got)
		}
		if got := plainKey(s) && !reserved(s); got != (plainKeys.MatchString(s) && !reservedTexts.MatchString(s)) {
			t.Errorf("%q is a plain key: %v", s, got)
		}
		if got := isNumber(s); got != notation().MatchString(s) {
			t.Errorf("%q is a number: %v", s, got)
		}
		if got := printable(s); got == strings.ContainsFunc(s, unprintable) {
			t.Errorf("%q is printable: %v", s, got)
		}
		if got := key(s); got == "" || names.ReplaceAllString(got, "") != "" || names.FindString(s) == s && s != "" && got != s {
			t.Errorf("%q becomes the key %q", s, got)
		}
		s = strings.ToValidUTF8(s, "\ufffd")
		data := write(object("k", object(s, text(s), "l", texts([]string{s, s}))))
		var m struct {
			K map[string]any
		}
		if err := yaml.Unmarshal([]byte(data), &m); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if s != "l" && m.K[s] != s {
			t.Errorf("%q reads back as %#v:\n%s", s, m.K[s], data)
		}
		if l, ok := m.K["l"].([]any); s != "l" && (!ok || l[0] != s || l[1] != s) {
			t.Errorf("%q in a list reads back as %#v", s, m.K["l"])
		}
	})
}

// texts returns a list of texts.
func texts(items []string) *generator.Value {
	l := list()
	for _, s := range items {
		l.Items = append(l.Items, text(s))
	}
	return l
}
