package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// The examples of the rules of reading do what they claim.
func TestReadingRuleExamples(t *testing.T) {
	for _, r := range readingRules {
		t.Run(r.ID, func(t *testing.T) {
			_, good := Parse("errors.yaml", []byte(r.Good))
			_, bad := Parse("errors.yaml", []byte(r.Bad))
			switch r.ID {
			case "file-size":
				return // too large for an example
			case "include-cycle":
				good = nil // includes a file
			case "include-key":
				good, bad = parseIncluded(r.Good), parseIncluded(r.Bad)
			}
			if len(good) > 0 {
				t.Errorf("the good example has findings:\n%s", report(good))
			}
			if len(bad) == 0 || slices.ContainsFunc(bad, func(d Diagnostic) bool { return d.Rule != r.ID || d.Severity != r.Severity }) {
				t.Errorf("the bad example does not break this rule alone:\n%s%s", r.Bad, report(bad))
			}
		})
	}
}

func parseIncluded(text string) Diagnostics {
	l := newLoader(nil)
	l.file("errors.yaml", []byte("errspec: 1\nservice: shop\nerrors: {}\n"), true)
	l.file("orders.yaml", []byte(text), false)
	_, ds := l.end(Options{})
	return ds
}

// What is written reaches the model, in order and with its place.
func TestDecode(t *testing.T) {
	a, err := txtar.ParseFile("testdata/schema/good.txtar")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "everything" })
	data := "errspec: 1\nservice: shop\n" + string(a.Files[i].Data)
	c, ds := Parse("errors.yaml", []byte(data))
	if ds.HasErrors() {
		t.Fatal(report(ds))
	}
	lines := splitLines([]byte(data))
	// at checks that the value is where its place says.
	at := func(p Pos, want string) {
		t.Helper()
		if p.Line < 1 || p.Line > len(lines) || !strings.HasPrefix(string([]rune(lines[p.Line-1])[p.Column-1:]), want) {
			t.Errorf("%q is not at %s", want, p)
		}
	}
	e := c.Error("order_not_found")
	at(e.Key.Pos(), "order_not_found:")
	at(e.Status.Pos(), "404")
	at(e.Message.Pos(), "Order {id}")
	at(e.Since.Pos(), "1.2")
	at(e.Params[1].Type.Pos(), "ID")
	at(c.Service.Pos(), "shop")
	at(c.Targets[2].OpenAPI.Pos(), "3.1")
	at(c.Statuses[1].Code.Pos(), `"410"`)
	at(e.Owner.Pos(), "team-orders")
	at(c.Error("order_gone").Owner.Pos(), "order_gone:") // not written: where the error begins

	type row struct{ got, want any }
	for i, r := range []row{
		{e.Since, writtenAt(e.Since.spot, "1.2")},
		{e.Deprecated.Value, true},
		{e.Deprecated.Since.Value, "2026-01-31"},
		{len(e.Deprecated.Extensions), 1},
		{c.Error("order_gone").Deprecated.Value, true},
		{c.Error("order_gone").Number.Value.Auto, true},
		{c.Error("order_gone").RetryAfter.Value, "10"},
		{e.Number.Value.Value, int64(7)},
		{c.Error("order_hidden").Internal.As.Value, "order_gone"},
		{c.Error("order_lost").Internal.Value, true},
		{c.Error("strange").Operations.All, true},
		{c.Error("strange").SLO, writtenAt(c.Error("strange").SLO.spot, false)},
		{fmt.Sprint(values(e.Causes), values(e.Remedy), values(e.See), values(e.Tags)), "[One Two] [Look again] [order_gone https://example.com/] [a b]"},
		{fmt.Sprint(values(c.Status(404).Causes)), "[One]"},
		{len(c.Status(404).Defaults.Headers[1].Values), 2},
		{c.Retired[1].In.Value, "1.1"},
		{c.Targets[2].OpenAPI.Value, "3.1"},
		{c.Targets[1].Extensions[0].Key.Value, "x-note"},
		{c.Types[1].Scalar.List, true},
		{c.Types[2].Rename.Value, "OrderState"},
		{c.Types[2].Scalar.Enum[1].Rename.Value, "First"},
		{c.Types[3].Fields[1].Optional, true},
		{c.Lint.Severity[0].Severity.Value, "off"},
		{len(e.Operations.Patterns), 3},
		{e.Examples[0].Params[1].Value.Members[0].Name.Value, "sku"},
		{c.Extensions[0].Value.Items[0].Text, "1"},
		{c.Wire.Bodies[0].Name.Value, "own"},
	} {
		if r.got != r.want {
			t.Errorf("row %d is %v, want %v", i, r.got, r.want)
		}
	}
}

func values(list []At[string]) []string {
	var out []string
	for _, v := range list {
		out = append(out, v.Value)
	}
	return out
}

// Merged parameters come where << stands; what is written wins, with and without
// the ? of an optional one, and of several merged mappings the first.
func TestMergeOrder(t *testing.T) {
	c, ds := Parse("c", []byte(`errspec: 1
service: shop
x-a: &a {id: uuid, "at?": date, kept: string}
x-b: &b {kept: integer, last: string}
errors:
  a:
    status: 404
    message: A
    params:
      first: string
      <<: [*a, *b]
      at: datetime
`))
	if len(ds) > 0 {
		t.Fatal(report(ds))
	}
	var got []string
	for _, p := range c.Errors[0].Params {
		got = append(got, fmt.Sprint(p.Name.Value, ":", p.Type.Value, ":", p.Optional))
	}
	if want := "first:string:false id:uuid:false kept:string:false last:string:false at:datetime:false"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}

func TestValues(t *testing.T) {
	c, ds := Parse("c", []byte(`errspec: 1
service: shop
errors: {}
x-v: [~, null, true, False, 1, -0, 1.50, 1e3, .5, "1", 2026-01-31, "a\nb", {b: 1, a: [2]}, yes, '', !!str 5]
`))
	if len(ds) > 0 {
		t.Fatal(report(ds))
	}
	var show func(v *Value) string
	show = func(v *Value) string {
		var parts []string
		switch v.Kind {
		case ListValue:
			for _, i := range v.Items {
				parts = append(parts, show(i))
			}
			return "[" + strings.Join(parts, ",") + "]"
		case ObjectValue:
			for _, m := range v.Members {
				parts = append(parts, m.Name.Value+":"+show(m.Value))
			}
			return "{" + strings.Join(parts, ",") + "}"
		case TextValue:
			return fmt.Sprintf("%q", v.Text)
		}
		return v.Text
	}
	got := show(c.Extensions[0].Value)
	want := `[null,null,true,false,1,-0,1.50,1e3,0.5,"1","2026-01-31","a\nb",{b:1,a:[2]},"yes","","5"]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A value that was refused leaves its place, and nothing that looks written.
func TestRefusedValues(t *testing.T) {
	c, ds := Parse("c", []byte("errspec: 1\nservice: shop\nerrors:\n  a: {status: 0404, message: ~, retry: no, internal: 1, title: }\n"))
	if n := ds.Count(SeverityError); n != 5 {
		t.Errorf("%d findings:\n%s", n, report(ds))
	}
	e := c.Errors[0]
	if e.Status.Written() || e.Message.Written() || e.Retry.Written() || e.Internal.Written() || e.Title.Written() {
		t.Errorf("refused values are written: %+v", e)
	}
	if e.Status.Pos().Column != 15 {
		t.Errorf("status is at %s", e.Status.Pos())
	}
}

// benchmarkCatalogue is a catalogue of n errors as people write them.
func benchmarkCatalogue(n int) []byte {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: shop\nerrors:\n")
	for i := range n {
		fmt.Fprintf(&b, `  order_problem_%d:
    status: 404
    message: Order {id} has a problem
    description: |
      The order exists no longer, or it never did.
    causes:
      - The order was deleted
      - The ID belongs to another tenant
    remedy: List the orders and use an ID from the answer.
    params:
      id: uuid
      at?: {type: datetime, description: When it went}
    operations:
      - GET /v1/orders/{id}
`, i)
	}
	return []byte(b.String())
}

func BenchmarkRead(b *testing.B) {
	data := benchmarkCatalogue(1000)
	b.Run("yaml", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, _, err := parseYAML(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			l := newLoader(nil)
			l.file("c", data, true)
			if len(l.ds) > 0 {
				b.Fatal(report(l.ds))
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			Parse("c", data)
		}
	})
}
