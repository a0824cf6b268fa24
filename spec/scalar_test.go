package spec

import (
	"fmt"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// Every marked letter of a text is found where it stands in the source, in every
// style that YAML has for texts.
func TestLocator(t *testing.T) {
	tests := map[string]string{
		"plain":                 "k: ab Q cd",
		"plain wide":            "k: é漢😀Q z",
		"plain over lines":      "k: ab\n   cd Q\n\n   ef Z g",
		"plain with blanks":     "k: a  b  Q   \n   Z",
		"plain key":             "Q: x",
		"flow":                  "k: {a: b Q c, d: e}",
		"single":                "k: 'it''s Q ''Z'''",
		"single over lines":     "k: 'a\n   Q\n\n\n   b ''Z'' c'",
		"double":                `k: "a \"Q\" \t\u00e9 Z"`,
		"double hex":            `k: "\x41\U0001F600 Q\\Z"`,
		"double over lines":     "k: \"a\n   Q \\\n   b\\n\n\n   Z\"",
		"double escaped breaks": "k: \"a\\\n\n  \\  Q Z\"",
		"literal":               "k: |\n  a\n    b Q\n\n  c Z\n",
		"literal strip":         "k: |-\n  Q\n",
		"literal indent":        "k: |2\n    a Q\n  Z\n",
		"folded":                "k: >\n  a Q\n  b\n\n    c Z\n  d\n",
		"folded comment":        "k: >- # why\n  a Q\n",
		"anchor":                "k: &here\n  Q it\nl: *here",
		"tag":                   "k: !!str &a 'Q'",
		"crlf":                  "k: |\r\n  a\r\n  b Q\r\nl: \"a\r\n  Z\"\r\n",
		"next line":             "k:\n  - a\u0085  - b Q\n",
		"separators":            "k: a\u2028  Q b\u2029  Z\n",
		"byte order mark":       "\ufeffk: a Q",
		"long line":             "k: [" + strings.Repeat("é, ", 3000) + "Q, " + strings.Repeat("漢", 2000) + "Z]",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			src := newSource("f", []byte(text))
			root, _, err := parseYAML(src.data)
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]bool{}
			var walk func(n *yaml.Node)
			walk = func(n *yaml.Node) {
				for _, c := range n.Content {
					walk(c)
				}
				if n.Kind != yaml.ScalarNode {
					return
				}
				locate := src.locator(n)
				last := Pos{}
				for i := range n.Value {
					p := locate(i)
					if p.Line < last.Line || p.Line == last.Line && p.Column < last.Column {
						t.Errorf("offset %d of %q is before the one before it", i, n.Value)
					}
					last = p
				}
				for _, mark := range []string{"Q", "Z"} {
					i := strings.Index(n.Value, mark)
					if i < 0 {
						continue
					}
					found[mark] = true
					p := locate(i)
					if got, want := fmt.Sprint(p.Line, ":", p.Column), wantPlace(text, mark); got != want {
						t.Errorf("%s in %q is at %s, want %s", mark, n.Value, got, want)
					}
				}
			}
			walk(root)
			for _, mark := range []string{"Q", "Z"} {
				if strings.Contains(text, mark) != found[mark] {
					t.Errorf("%s was not looked at", mark)
				}
			}
		})
	}
}

func wantPlace(text, mark string) string {
	for i, line := range splitLines([]byte(text)) {
		if before, _, ok := strings.Cut(line, mark); ok {
			return fmt.Sprint(i+1, ":", len([]rune(before))+1)
		}
	}
	return ""
}

// Offsets and places are each other's inverse, in long lines too.
func TestSourcePlaces(t *testing.T) {
	text := "ab\r\n\u0085é漢\n" + strings.Repeat("é", 4000) + "\r" + strings.Repeat("x", 3000) + "\u2028" + strings.Repeat("a漢", 1500) + "\n\nend"
	s := newSource("f", []byte(text))
	lines := splitLines([]byte(text))
	if len(s.lines) != len(lines) {
		t.Fatalf("%d lines, want %d", len(s.lines), len(lines))
	}
	for i, line := range lines {
		start, end := s.bounds(i + 1)
		if got := text[start:end]; got != line {
			t.Fatalf("line %d is %.20q, want %.20q", i+1, got, line)
		}
		column := 1
		for k := range line {
			want := Pos{"f", i + 1, column}
			if got := s.pos(start + k); got != want {
				t.Fatalf("offset %d is %s, want %s", start+k, got, want)
			}
			if got := s.offset(i+1, column); got != start+k {
				t.Fatalf("%d:%d is offset %d, want %d", i+1, column, got, start+k)
			}
			column++
		}
		if got := s.offset(i+1, column+5); got != end {
			t.Errorf("a place behind line %d is offset %d, want %d", i+1, got, end)
		}
		if got, want := s.clamp(Pos{"f", i + 1, column + 5}), (Pos{"f", i + 1, column}); got != want {
			t.Errorf("a place behind line %d becomes %s, want %s", i+1, got, want)
		}
	}
	for _, p := range []Pos{{"f", 0, 0}, {"f", -1, 4}, {"f", 1, -3}} {
		if got, want := s.clamp(p), (Pos{"f", 1, 1}); got != want {
			t.Errorf("%v becomes %s, want %s", p, got, want)
		}
	}
}
