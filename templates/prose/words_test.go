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
		{[]generator.Part{text("Wait"), {Optional: &generator.Optional{Then: []generator.Part{text(" for "), {Param: id}}, Else: " a while"}}}, []string{"Wait for {id}", "Wait a while"}},
		{[]generator.Part{text("Bearer"), {Optional: &generator.Optional{Then: []generator.Part{text(" "), {Param: id}}}}}, []string{"Bearer {id}", "Bearer"}},
		{[]generator.Part{{Variable: "code"}, text(" {literal}")}, []string{"{code} {literal}"}},
		{nil, []string{""}},
	} {
		if got := Messages(generator.Template{Parts: c.parts}); !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	for source, parts := range map[string][]generator.Part{
		"Item {id} not found": {text("Item "), {Param: id}, text(" not found")},
		"{{id}} {id}":         {text("{id} "), {Param: id}},
		"{code}":              {text("{code}")},
	} {
		spelled := generator.Template{Parts: parts}
		if got, want := Messages(generator.Template{Source: source, Parts: parts}), Messages(spelled); !slices.Equal(got, want) {
			t.Errorf("%q is %q, not %q", source, got, want)
		}
	}
	if got := Message(generator.Template{Parts: []generator.Part{{Optional: &generator.Optional{Then: []generator.Part{{Param: id}}}}}}); got != "`{id}`" {
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

// A member that a form leaves out says so once, and its way leads to it.
func TestMembers(t *testing.T) {
	near := &generator.Param{Name: "near", Wire: "near", In: generator.InDetails, Optional: true}
	at := func(source string) *generator.Node {
		return &generator.Node{Kind: generator.NodeSource, Source: source, Optional: true}
	}
	f := &generator.Form{Root: &generator.Node{Kind: generator.NodeObject, Members: []generator.Pair{
		{Name: "errors", Node: &generator.Node{Kind: generator.NodeArray, Items: []*generator.Node{{Kind: generator.NodeObject, Members: []generator.Pair{
			{Name: "code", Node: at(generator.SourceReason)},
			{Name: "near", Node: at(generator.SourceParamPrefix + "near")},
			{Spread: true},
		}}}}},
	}}}
	e := &generator.Error{Form: f, Params: []*generator.Param{near}}
	var got []string
	Walk(f, func(n *generator.Node, path string) {
		typ, words := Spans{Text, Code}.Member(n, []*generator.Error{e}, func(p *generator.Param) (typ, words string) {
			if p.Optional {
				return "number, optional", ""
			}
			return "number", "How near"
		})
		got = append(got, path+": "+typ+", "+words)
	})
	want := []string{
		"errors[].code: string, Code of the error in capitals, for programs to compare",
		"errors[].near: number, optional, How near",
		"errors[].*: any, Members that depend on the error: more about this occurrence",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if at := Place(f, generator.SourceCode); at != "errors[].code" {
		t.Errorf("the code is at %q", at)
	}
	if at := ParamPlace(e, near); at != "errors[].near" {
		t.Errorf("the parameter is at %q", at)
	}
	if at := ParamPlace(e, &generator.Param{Wire: "far", In: generator.InDetails}); at != "errors[].far" {
		t.Errorf("a member beside them is at %q", at)
	}
	if at := Place(&generator.Form{Empty: true}, generator.SourceCode); at != "" {
		t.Errorf("no body has the code at %q", at)
	}
}
