package prose

import (
	"slices"
	"testing"

	"github.com/errspec/errspec/generator"
)

func TestMessages(t *testing.T) {
	id := &generator.Param{Name: "id"}
	text := func(s string) generator.Part { return generator.Part{Text: s} }
	for _, c := range []struct {
		parts []generator.Part
		want  []string
	}{
		{[]generator.Part{text("Item "), {Param: id}, text(" not found")}, []string{"Item {id} not found"}},
		{[]generator.Part{text("Wait"), {Then: []generator.Part{text(" for "), {Param: id}}, Else: " a while"}}, []string{"Wait for {id}", "Wait a while"}},
		{[]generator.Part{text("Bearer"), {Then: []generator.Part{text(" "), {Param: id}}}}, []string{"Bearer {id}", "Bearer"}},
		{[]generator.Part{{Variable: "code"}, text(" {literal}")}, []string{"{code} {literal}"}},
		{nil, []string{""}},
	} {
		if got := Messages(generator.Template{Parts: c.parts}); !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if got := Message(generator.Template{Parts: []generator.Part{{Then: []generator.Part{{Param: id}}}}}); got != "`{id}`" {
		t.Errorf("a message that may be empty is %q", got)
	}
}

func TestRetry(t *testing.T) {
	after := &generator.Param{Name: "after", Kind: generator.Duration}
	for _, c := range []struct {
		e    generator.Error
		want string
	}{
		{generator.Error{Retry: "never"}, "do not send the same request again"},
		{generator.Error{Retry: "idempotent"}, "an idempotent request may be sent again, with backoff"},
		{generator.Error{Retry: "always", RetryAfter: generator.RetryAfter{Fixed: true, Seconds: 5}}, "any request may be sent again, with backoff, and no sooner than `Retry-After` says"},
		{generator.Error{Retry: "always", RetryAfter: generator.RetryAfter{Param: after}}, "any request may be sent again, with backoff, and no sooner than `Retry-After` says"},
		{
			generator.Error{Retry: "always", RetryAfter: generator.RetryAfter{Param: &generator.Param{Optional: true}}},
			"any request may be sent again, with backoff, and no sooner than `Retry-After` says when it is there",
		},
	} {
		if got := Retry(&c.e); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestListsAndPoints(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{List(nil), ""},
		{List([]string{"a", "", "b"}), "- a\n- b"},
		{List([]string{"a\n\n    b", "c"}), "- a\n\n      b\n\n- c"},
		{Points("Do:", nil), ""},
		{Points("Do:", []string{" \n"}), ""},
		{Points("Do:", []string{"this"}), "Do: this"},
		{Points("Do:", []string{"this", "that"}), "Do:\n\n- this\n- that"},
		{Points("Do:", []string{"- this\n- that"}), "Do:\n\n- this\n- that"},
		{Points("Do:", []string{"```\nx"}), "Do:\n\n```text\nx\n```"},
		{Points("Do:", []string{"a | b\n- | -\n1 | 2"}), "Do: a | b\n\n- | -\n1 | 2"},
		{Points("Do:", []string{"a | b\n--|--\n1 | 2"}), "Do:\n\na | b\n--|--\n1 | 2"},
		{Sentence("Not Found"), "Not Found."},
		{Sentence("What?"), "What?"},
		{Sentence(""), ""},
		{URL("https://example.com/a_b"), "<https://example.com/a_b>"},
		{URL("not a <url>"), "`not a <url>`"},
		{Link("x", "#a b(c)"), "[x](#a%20b%28c%29)"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
