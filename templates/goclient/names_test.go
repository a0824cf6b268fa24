package goclient

import (
	"strings"
	"testing"
)

// TestHostileNames compiles a package of errors and parameters whose names mean
// something in Go or in generated code.
func TestHostileNames(t *testing.T) {
	names := []string{
		"e", "o", "b", "v", "ok", "opts", "text_of", "value", "def_item_not_found", "form_structured", "nil", "no_error", "string", "len", "type", "func",
		"error", "init", "main", "find", "table", "catalog", "errors", "http", "json", "time", "true", "range", "any", "code", "status", "message", "source",
		"details", "request_id", "retry_after", "unwrap", "is", "header", "body", "params",
	}
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: shop\nwire: {bodies: {bare: {text: $message}}}\nerrors:\n")
	for i, name := range names {
		b.WriteString("  \"" + name + "\":\n    status: 404\n    message: \"" + name + " {" + name + "}{ {value}}\"\n")
		if i%2 == 1 {
			b.WriteString("    body: bare\n    allow: {param-carried: the message has them}\n")
		}
		b.WriteString("    params:\n      \"" + name + "\": integer\n")
		for _, p := range names {
			switch {
			case p == name || p == "value" && name == "value":
			case p == "value":
				b.WriteString("      \"value?\": string\n")
			default:
				b.WriteString("      \"" + p + "\": {type: \"string[]\", example: [x]}\n")
			}
		}
	}
	source := strings.ReplaceAll(b.String(), "{value}{ {value}}", "{value}")
	check(t, render(t, "errors.yaml", []byte(source)))
}
