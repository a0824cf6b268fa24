package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func object(members ...Member) *Value { return &Value{Kind: ObjectValue, Members: members} }

func list(items ...*Value) *Value { return &Value{Kind: ListValue, Items: items} }

func TestValueJSON(t *testing.T) {
	null := &Value{Kind: NullValue}
	for _, tt := range []struct {
		name           string
		value          *Value
		compact, lines string
	}{
		{"nil", nil, `null`, `null`},
		{"null", null, `null`, `null`},
		{"true", &Value{Kind: BoolValue, Text: "true"}, `true`, `true`},
		{"number", numberValue("1.50"), `1.50`, `1.50`},
		{"no number", numberValue(".inf"), `null`, `null`},
		{"empty list", list(), `[]`, `[]`},
		{"empty object", object(), `{}`, `{}`},
		{
			"nested",
			object(Member{"b", list(numberValue("1"), object())}, Member{"a", textValue("x")}, Member{"n", nil}),
			`{"b":[1,{}],"a":"x","n":null}`,
			"{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": \"x\",\n  \"n\": null\n}",
		},
		{
			"hostile text",
			object(Member{"<k>", textValue("</script> & \" \\ \n \x00 \u2028\u2029 */ ` %s 🦔 \u202e")}),
			`{"\u003ck\u003e":"\u003c/script\u003e \u0026 \" \\ \n \u0000 \u2028\u2029 */ ` + "` %s 🦔 \u202e\"}",
			"{\n  \"<k>\": \"</script> & \\\" \\\\ \\n \\u0000 \\u2028\\u2029 */ ` %s 🦔 \u202e\"\n}",
		},
		{"not UTF-8", textValue("a\xffb"), `"a\ufffdb"`, `"a\ufffdb"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(tt.value.JSON()); got != tt.compact {
				t.Errorf("JSON:\n got %s\nwant %s", got, tt.compact)
			}
			if got := string(tt.value.IndentJSON()); got != tt.lines {
				t.Errorf("IndentJSON:\n got %s\nwant %s", got, tt.lines)
			}
		})
	}
}

func FuzzValueJSON(f *testing.F) {
	f.Add("key", "text\u2028", "1e3")
	f.Add("\xff", "</script>", "01")
	f.Add("", "\x00", "-")
	f.Fuzz(func(t *testing.T, key, text, number string) {
		v := object(Member{key, list(textValue(text), numberValue(number), object())}, Member{"", nil})
		var compact bytes.Buffer
		if err := json.Compact(&compact, v.JSON()); err != nil {
			t.Fatalf("JSON: %v\n%s", err, v.JSON())
		}
		if !strings.ContainsAny(number, " \t\r\n") && !bytes.Equal(compact.Bytes(), v.JSON()) {
			t.Errorf("JSON is not compact: %s", v.JSON())
		}
		x, y := parse(t, v.JSON()), parse(t, v.IndentJSON())
		if x != y {
			t.Errorf("the two forms differ: %s and %s", x, y)
		}
	})
}

// parse reads JSON and spells what it holds.
func parse(t *testing.T, data []byte) string {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return fmt.Sprintf("%#v", v)
}
