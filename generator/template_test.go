package generator

import (
	"strings"
	"testing"
)

func TestMessage(t *testing.T) {
	id := &Param{Name: "id", Kind: String}
	short := &Param{Name: "short", Kind: String, MaxLength: 3}
	tags := &Param{Name: "tags", Kind: String, List: true, MaxLength: 4}
	wait := &Param{Name: "wait", Kind: Duration, Optional: true}
	rate := &Param{Name: "rate", Kind: Float}
	optional := Part{Optional: &Optional{Then: []Part{{Text: "in "}, {Param: wait}, {Text: " seconds"}}, Else: "later"}}

	for _, tt := range []struct {
		name   string
		parts  []Part
		values map[*Param]*Value
		want   string
	}{
		{"text only", []Part{{Text: "100% {sure}"}}, nil, "100% {sure}"},
		{"parameter", []Part{{Text: "Item "}, {Param: id}, {Text: " not found"}}, map[*Param]*Value{id: textValue("x")}, "Item x not found"},
		{"cut by code points", []Part{{Param: short}}, map[*Param]*Value{short: textValue("äöü🦔")}, "äöü"},
		{"just fits", []Part{{Param: short}}, map[*Param]*Value{short: textValue("äöü")}, "äöü"},
		{"cut by default", []Part{{Param: id}}, map[*Param]*Value{id: textValue(strings.Repeat("é", 300))}, strings.Repeat("é", 256)},
		{"list", []Part{{Param: tags}}, map[*Param]*Value{tags: list(textValue("a"), textValue("bcdefg"))}, "a, bcde"},
		{"empty list", []Part{{Text: "<"}, {Param: tags}, {Text: ">"}}, map[*Param]*Value{tags: list()}, "<>"},
		{"optional, there", []Part{{Text: "Try "}, optional}, map[*Param]*Value{wait: numberValue("30")}, "Try in 30 seconds"},
		{"optional, absent", []Part{{Text: "Try "}, optional}, nil, "Try later"},
		{"number", []Part{{Param: rate}}, map[*Param]*Value{rate: numberValue("0.1")}, "0.1"},
		{"not UTF-8", []Part{{Param: id}}, map[*Param]*Value{id: textValue("a\xffb")}, "a\uFFFDb"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := occurrence{err: &Error{Message: Template{Parts: tt.parts}}, values: tt.values}
			if got := o.message(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	scope := &Param{Name: "scope", Kind: String, Optional: true}
	text := func(s string) Part { return Part{Text: s} }
	in := func(s string) []Part { return []Part{text(`Bearer realm="`), {Param: scope}, text(s)} }

	for _, tt := range []struct {
		name  string
		parts []Part
		value *Value
		want  string
		sent  bool
	}{
		{"text", []Part{text(`Bearer realm="inbox"`)}, nil, `Bearer realm="inbox"`, true},
		{"quoted", in(`"`), textValue(`a"b\c`), `Bearer realm="a\"b\\c"`, true},
		{"behind an escaped mark", []Part{text(`x="\"`), {Param: scope}, text(`"`)}, textValue(`"`), `x="\"\""`, true},
		{"behind a quoted-string", []Part{text(`x="a" `), {Param: scope}}, textValue(`"b"`), `x="a" "b"`, true},
		{"not quoted", []Part{{Param: scope}}, textValue(`a"b\c`), `a"b\c`, true},
		{"absent", []Part{{Param: scope}}, nil, "", false},
		{"absent in braces", []Part{text("Bearer"), {Optional: &Optional{Then: []Part{text(` scope="`), {Param: scope}, text(`"`)}}}}, nil, "Bearer", true},
		{"there in braces", []Part{text("Bearer"), {Optional: &Optional{Then: []Part{text(` scope="`), {Param: scope}, text(`"`)}}}}, textValue(`"`), `Bearer scope="\""`, true},
		{"controls", in(`"`), textValue("a\r\nX-Evil: 1\x00\x7f\t."), `Bearer realm="a  X-Evil: 1   ."`, true},
		{"beyond ASCII", []Part{text("é"), {Param: scope}}, textValue("🦔"), `%C3%A9%F0%9F%A6%94`, true},
		{"blanks around", []Part{text(" "), {Param: scope}, text("\n")}, textValue(" x "), "x", true},
		{"variables", []Part{{Variable: "code"}, text(" "), {Variable: "status"}, text(" "), {Variable: "message"}, text(" "), {Variable: "docs_url"}, text(" "), {Variable: "request_id"}}, nil,
			"gone 410 It is gone https://example.com/gone 17", true},
		{"quoted variable", []Part{text(`title="`), {Variable: "message"}, text(`"`)}, nil, `title="It is gone"`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := &Error{
				Code: "gone", Status: &Status{Code: 410}, DocsURL: "https://example.com/gone",
				Message: Template{Parts: []Part{text("It is gone")}},
			}
			o := occurrence{err: e, values: map[*Param]*Value{}, requestID: "17"}
			if tt.value != nil {
				o.values[scope] = tt.value
			}
			got, sent := o.header(Template{Parts: tt.parts})
			if got != tt.want || sent != tt.sent {
				t.Errorf("got %q, %t, want %q, %t", got, sent, tt.want, tt.sent)
			}
		})
	}
}
