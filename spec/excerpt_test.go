package spec

import (
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("ab ", 60) + "HERE" + strings.Repeat(" cd", 60)
	tests := []struct {
		name, src    string
		line, column int
		end          int
		want         string
	}{
		{"one rune", "a: b\n", 1, 4, 0, "a: b\n   ^\n"},
		{"a value", "x\na: beta c\ny", 2, 4, 8, "a: beta c\n   ^^^^\n"},
		{"end of line", "a:\nb", 1, 3, 0, "a:\n  ^\n"},
		{"empty line", "\n\n", 2, 1, 0, "\n^\n"},
		{"tab", "\ta:\tb c\n", 1, 5, 6, "\ta:\tb c\n\t  \t^\n"},
		{"tab itself", "\ta\n", 1, 1, 2, "\ta\n^\n"},
		{"wide", "漢字: é😀x\n", 1, 7, 0, "漢字: é😀x\n         ^\n"},
		{"wide itself", "a 漢字 b\n", 1, 3, 5, "a 漢字 b\n  ^^^^\n"},
		{"combining", "e\u0301x\n", 1, 3, 0, "e\u0301x\n ^\n"},
		{"control", "a\x1b[31m\u202eb\n", 1, 8, 0, "a␛[31m\ufffdb\n       ^\n"},
		{"not utf-8", "a\xffb\n", 1, 3, 0, "a\ufffdb\n  ^\n"},
		{"byte order mark", "\ufeffab\n", 1, 2, 0, "ab\n ^\n"},
		{"crlf", "a\r\nbc\r\n", 2, 2, 0, "bc\n ^\n"},
		{"outside", "a\n", 5, 1, 0, ""},
		{"no line", "a\n", 0, 0, 0, ""},
		{"long", long, 1, 181, 185, "…" + long[140:260] + "…\n" + strings.Repeat(" ", 41) + "^^^^\n"},
		{"long, at its end", long, 1, 364, 0, "…" + long[len(long)-120:] + "\n" + strings.Repeat(" ", 120) + "^\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Diagnostic{Pos: Pos{"f", tt.line, tt.column}}
			if tt.end > 0 {
				d.End = Pos{"f", tt.line, tt.end}
			}
			if got := Excerpt([]byte(tt.src), d); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// A finding about a list or a mapping in flow style underlines all of it.
func TestWidthOfValues(t *testing.T) {
	for value, want := range map[string]int{
		`[A]`: 3, `[ "]", 'a]' , b ]`: 17, `{text: C}`: 9, `{a: [b, {c: "}"}], d: [ ]}`: 26, `[]`: 2, `{ }`: 3, `{"ü 😀": é}`: 11,
		`[a, # ]`: 1, "[a,\n      b]": 1,
	} {
		src := "errspec: 1\nservice: shop\nerrors:\n  a:\n    status: 404\n    message: " + value + "\n"
		if value == `[a, # ]` {
			src += "      b]\n"
		}
		_, ds := Parse("a.yaml", []byte(src))
		found := false
		for _, d := range ds {
			if d.Rule == "value-type" && d.Pos.Line == 6 {
				found = true
				if got := strings.Count(Excerpt([]byte(src), d), "^"); got != want {
					t.Errorf("%s: %d carets, want %d\n%s", value, got, want, Excerpt([]byte(src), d))
				}
			}
		}
		if !found {
			t.Errorf("%s: %v", value, ds)
		}
	}
}
