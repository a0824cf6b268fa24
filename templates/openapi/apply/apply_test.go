package apply

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/openapi"
)

const mark = "errspec shop"

// val makes a value of JSON, members in order.
func val(text string) *openapi.Node {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var read func() *generator.Value
	read = func() *generator.Value {
		token, err := dec.Token()
		if err != nil {
			panic(err)
		}
		v := &generator.Value{}
		switch t := token.(type) {
		case json.Delim:
			if t == '{' {
				v.Kind = generator.ObjectValue
				for dec.More() {
					name, _ := dec.Token()
					v.Members = append(v.Members, generator.Member{Name: name.(string), Value: read()})
				}
			} else {
				v.Kind = generator.ListValue
				for dec.More() {
					v.Items = append(v.Items, read())
				}
			}
			dec.Token()
		case string:
			v.Kind, v.Text = generator.TextValue, t
		case json.Number:
			v.Kind, v.Text = generator.NumberValue, t.String()
		case bool:
			v.Kind, v.Text = generator.BoolValue, fmt.Sprint(t)
		default:
			v.Kind, v.Text = generator.NullValue, "null"
		}
		return v
	}
	return (*openapi.Node)(read())
}

func add(pointer, value string) openapi.Addition {
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, t := range tokens {
		tokens[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(t)
	}
	return openapi.Addition{Pointer: tokens, Value: val(value)}
}

// few are the additions of most tests: a schema, two responses, and two
// operations that have them.
func few() []openapi.Addition {
	return []openapi.Addition{
		add("/components/schemas/NotFoundError", `{"type":"object","description":"Not: found #1\nor {gone}","required":["error"],"properties":{"error":{"type":"string","enum":["not_found"]}},"oneOf":[{"a":1}],"x-generated":"errspec shop"}`),
		add("/components/responses/Error404", `{"description":"Not Found","content":{"application/json":{"schema":{"$ref":"#/components/schemas/NotFoundError"}}},"x-generated":"errspec shop"}`),
		add("/components/responses/Error500", `{"description":"Oops","x-generated":"errspec shop"}`),
		add("/paths/~1items/get/responses/404", `{"$ref":"#/components/responses/Error404"}`),
		add("/paths/~1items/get/responses/500", `{"$ref":"#/components/responses/Error500"}`),
		add("/paths/~1items/post/responses/500", `{"$ref":"#/components/responses/Error500"}`),
	}
}

// TestShapes applies the additions to the base of every testdata/*.txtar and
// compares the result with the section "want", or the problems with "problems".
// With ERRSPEC_UPDATE=1 in the environment the section is written anew. The
// comment of an archive may say "prefer: ours".
func TestShapes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata/*.txtar", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			base := baseOf(a)
			o := Options{Mark: mark}
			if _, prefer, ok := strings.Cut(string(a.Comment), "prefer: "); ok {
				o.Prefer = Side(strings.TrimSpace(prefer))
			}
			r, err := Apply(base, few(), o)
			if err != nil {
				t.Fatal(err)
			}
			got := txtar.File{Name: "want", Data: r.Data}
			if len(r.Problems) > 0 {
				got = txtar.File{Name: "problems", Data: []byte(report(r.Problems))}
			}
			want := a.Files[len(a.Files)-1]
			if got.Name != want.Name || !bytes.Equal(txtarText(got.Data), want.Data) {
				if os.Getenv("ERRSPEC_UPDATE") == "1" {
					a.Files[len(a.Files)-1] = txtar.File{Name: got.Name, Data: txtarText(got.Data)}
					if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
						t.Fatal(err)
					}
				} else {
					t.Errorf("%s\n%s\nwant %s\n%s", got.Name, got.Data, want.Name, want.Data)
				}
			}
			if len(r.Problems) > 0 {
				return
			}
			update := strings.HasPrefix(filepath.Base(file), "update")
			if update {
				o.Prefer = Ours // of checkLaws: bytes are gone
			}
			checkLaws(t, base, r.Data, few(), o)
			// The same with other line breaks, with a byte order mark, and without the
			// last line break.
			for name, change := range map[string]func(string) string{
				"crlf":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
				"mark":       func(s string) string { return "\ufeff" + s },
				"unfinished": func(s string) string { return strings.TrimRight(s, "\n") },
			} {
				changed := []byte(change(string(base)))
				r, err := Apply(changed, few(), o)
				if name == "unfinished" && strings.Contains(report(r.Problems), "end the last line") {
					continue // a literal text at the very end
				}
				if err != nil || len(r.Problems) > 0 {
					t.Errorf("%s: %v\n%s", name, err, report(r.Problems))
					continue
				}
				checkLaws(t, changed, r.Data, few(), o)
				if name == "crlf" && strings.Count(string(r.Data), "\n") != strings.Count(string(r.Data), "\r\n") {
					t.Errorf("lines end in both ways: %q", r.Data)
				}
				if name == "mark" && strings.Count(string(r.Data), "\ufeff") != 1 {
					t.Errorf("byte order mark: %q", r.Data)
				}
			}
		})
	}
}

// baseOf is the first file of an archive, which has no line break at its end that
// is not in it: txtar adds one.
func baseOf(a *txtar.Archive) []byte {
	data := a.Files[0].Data
	if strings.Contains(string(a.Comment), "No line break at the end") {
		data = bytes.TrimSuffix(data, []byte("\n"))
	}
	return data
}

func txtarText(data []byte) []byte {
	if len(data) > 0 && data[len(data)-1] != '\n' {
		return append(bytes.Clone(data), '\n')
	}
	return data
}

func report(problems []Problem) string {
	kinds := map[Kind]string{Unreadable: "unreadable", Conflict: "conflict", Earlier: "earlier", Unknown: "unknown", Shared: "shared", Broken: "broken"}
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d:%d: %s: %s\n", p.Place.Line, p.Place.Column, kinds[p.Kind], p.Message)
		for _, r := range p.Related {
			fmt.Fprintf(&b, "\t%d:%d: %s\n", r.Place.Line, r.Place.Column, r.Message)
		}
	}
	return b.String()
}

// data decodes a document the way other programs do.
func data(t testing.TB, text []byte) map[string]any {
	t.Helper()
	var v any
	if json.Valid(bytes.TrimPrefix(text, []byte("\ufeff"))) {
		if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &v); err != nil {
			t.Fatal(err)
		}
	} else {
		text = []byte(strings.Replace(string(text), "%YAML 1.2", "%YAML 1.1", 1))
		if err := yaml.Unmarshal(text, &v); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	m, ok := plain(v).(map[string]any)
	if !ok {
		t.Fatalf("not a mapping: %s", text)
	}
	return m
}

// plain makes of a value what JSON would make of it.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, x := range v {
			m[k] = plain(x)
		}
		return m
	case map[any]any:
		m := map[string]any{}
		for k, x := range v {
			m[fmt.Sprint(k)] = plain(x)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = plain(x)
		}
		return list
	case int:
		return float64(v)
	}
	return v
}

// put puts the additions into a document as data, as RFC 7396 would.
func put(doc map[string]any, additions []openapi.Addition) map[string]any {
	for _, a := range additions {
		at := doc
		for _, name := range a.Pointer[:len(a.Pointer)-1] {
			next, ok := at[name].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[name] = next
			}
			at = next
		}
		at[a.Pointer[len(a.Pointer)-1]] = a.Value.Data()
	}
	return doc
}

// checkLaws checks what holds for every document that took the additions.
func checkLaws(t *testing.T, base, got []byte, additions []openapi.Addition, o Options) {
	t.Helper()
	clean, err := Apply(base, nil, Options{Mark: o.Mark}) // without what an earlier run put there
	if err != nil {
		t.Fatal(err)
	}
	if len(clean.Problems) > 0 {
		clean.Data = base // it cannot be taken out, and was not put there by a run
	}
	if want, got := put(data(t, clean.Data), additions), data(t, got); o.Prefer != Theirs && !reflect.DeepEqual(want, got) {
		t.Errorf("the result is\n%v\nwant\n%v", got, want)
	}
	again, err := Apply(got, additions, o)
	if err != nil || len(again.Problems) > 0 || !bytes.Equal(again.Data, got) {
		t.Errorf("a second run changes something: %v %s\n%s\nwas\n%s", err, report(again.Problems), again.Data, got)
	}
	if gone := lost(t, base, additions, o); o.Prefer == "" && gone != "" {
		t.Errorf("%s of the document is gone:\n%s\nfrom\n%s", gone, got, base)
	}
	// With nothing to add any more everything goes that came.
	back, err := Apply(got, nil, o)
	if len(back.Problems) > 0 && !slices.ContainsFunc(back.Problems, func(p Problem) bool { return p.Kind != Shared }) {
		return
	}
	if err != nil || len(back.Problems) > 0 {
		t.Errorf("taking out: %v %s\n%s", err, report(back.Problems), got)
	} else if o.Prefer == "" {
		if want, got := withoutEmpty(data(t, base)), withoutEmpty(data(t, back.Data)); !reflect.DeepEqual(want, got) {
			t.Errorf("with all taken out there is\n%s\nfrom\n%s", back.Data, base)
		}
	}
}

// withoutEmpty leaves out what is null or empty, which a run fills and a later one
// takes out.
func withoutEmpty(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := map[string]any{}
	for k, x := range m {
		x = withoutEmpty(x)
		if empty, ok := x.(map[string]any); x == nil || ok && len(empty) == 0 {
			continue
		}
		out[k] = x
	}
	return out
}

// FuzzApply edits whatever it is given: nothing panics, what comes out can be read
// and is what was meant, a second run changes nothing, no byte of the document is
// lost, and what came goes at once.
func FuzzApply(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(baseOf(a), "")
		f.Add(bytes.ReplaceAll(baseOf(a), []byte("\n"), []byte("\r\n")), "ours")
		f.Add(baseOf(a), "theirs")
	}
	const head = "openapi: 3.1.0\npaths:\n  /items:\n    get: {responses: {a: b}}\n    post:\n      responses:\n"
	for _, s := range []string{
		"", "{", "[]", "a: &a [*a]\n", "? a\n: b\n", "%YAML 1.2\n---\n{}", head + "        a: |+\n\n\n", head + "        a: >-\n          b\n\n  # c\n",
		head + "        a: !x &y\n        b: *y\n", head + "        a: - b\n", head + "        - a\n", head + "        'a': \"b\\\n          c\" # d\n", head + "      - a\n",
		head + "        a: [b, {c: d}, e: f] # g\n#h", head + "        a: b\u0085        c: d\u2028", head + "\t\ta: b\n", head + "        {a: b,}\n", head + "        &a {}\n", head + "        !!map {a: b}\n",
		head + "        ? |\n         a\n        : b\n", head + "        a: |2\n            b\n", "--- &a\n" + head + "        a: b\n...\n",
	} {
		f.Add([]byte(s), "")
	}
	f.Fuzz(func(t *testing.T, base []byte, prefer string) {
		o := Options{Mark: mark, Prefer: Side(prefer)}
		if prefer != "" && prefer != "ours" && prefer != "theirs" {
			return
		}
		Conflicts(base, few(), mark)
		r, err := Apply(base, few(), o)
		if err != nil {
			t.Fatalf("%v\n%q", err, base)
		}
		for _, p := range r.Problems {
			if p.Place.Line < 1 || p.Place.Column < 1 {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
		if len(r.Problems) > 0 {
			if r.Data != nil {
				t.Fatal("problems, and a document all the same")
			}
			return
		}
		again, err := Apply(r.Data, few(), o)
		if err != nil || !bytes.Equal(again.Data, r.Data) {
			t.Fatalf("a second run changes something: %v %s\n%q\nwas\n%q", err, report(again.Problems), again.Data, r.Data)
		}
		clean, err := Apply(base, nil, o)
		if err != nil {
			t.Fatalf("%v\n%q", err, base)
		}
		if prefer == "" && bytes.Equal(clean.Data, base) {
			if gone := lost(t, base, few(), o); gone != "" {
				t.Fatalf("%s of the document is gone: %q\nfrom %q", gone, r.Data, base)
			}
		}
		// All of it is taken out at once, too.
		back, err := Apply(r.Data, nil, o)
		if err != nil {
			t.Fatalf("taking out: %v\n%q", err, r.Data)
		}
		if len(back.Problems) > 0 {
			return
		}
		if again, err := Apply(back.Data, nil, o); err != nil || !bytes.Equal(again.Data, back.Data) {
			t.Fatalf("taking out twice changes something: %v %s\n%q\nwas\n%q", err, report(again.Problems), again.Data, back.Data)
		}
	})
}

// Conflicts says what an Overlay would meet.
func TestConflicts(t *testing.T) {
	for base, want := range map[string]string{
		"openapi: 3.1.0\npaths: {/items: {get: {}, post: {responses: {'200': {}}}}}\ncomponents: {}\n":                        "",
		"openapi: 3.1.0\npaths: {/items: {get: {responses: {'404': {$ref: '#/components/responses/Error404'}}}, post: {}}}\n": "",
		"openapi: 3.1.0\npaths: {/items: {get: {responses: {'404': {description: x}}}, post: {}}}\n":                          "2:36: conflict: response 404 of GET /items is written by hand, and errspec makes one\n",
		"openapi: 3.1.0\npaths: {/items: {post: {}}}\n":                                                                       "2:9: unknown: path \"/items\" has no operation GET\n",
		"openapi: 3.1.0\ncomponents: ~\npaths: {/items: {get: {}, post: {responses: }}}\n": "2:1: unreadable: the section components is null, where tools do different things with an Overlay; write {}\n" +
			"3:34: unreadable: the responses of POST /items is null, where tools do different things with an Overlay; write {}\n",
		"openapi: 3.1.0\npaths: {/items: {get: {}, post: {}}}\ncomponents:\n  schemas: {Old: {x-generated: errspec shop}, Other: {x-generated: errspec billing}}\n": "4:13: earlier: component schemas/Old comes from an earlier run of errspec\n",
	} {
		if got := report(Conflicts([]byte(base), few(), mark)); got != want {
			t.Errorf("%s\n%s\nwant\n%s", base, got, want)
		}
	}
	// After a run the parts of that run are in the way, each of them.
	r, err := Apply([]byte("openapi: 3.1.0\npaths: {/items: {get: {}, post: {}}}\n"), few(), Options{Mark: mark})
	if err != nil {
		t.Fatal(err)
	}
	if got := Conflicts(r.Data, few(), mark); len(got) != 3 {
		t.Errorf("%d conflicts:\n%s", len(got), report(got))
	}
}

// lost returns the first piece of a document that goes and that stands for
// something: more than nothing, {} and null.
func lost(t *testing.T, base []byte, additions []openapi.Addition, o Options) string {
	t.Helper()
	d, problem := read(base)
	if problem != nil {
		t.Fatal(problem.Message)
	}
	e := newEditor(d, additions, o)
	e.plan()
	splices, err := e.edits()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range splices {
		if gone := string(d.data[s.from:s.to]); !nothing.MatchString(gone) {
			return fmt.Sprintf("%q", gone)
		}
	}
	return ""
}

var nothing = regexp.MustCompile(`^\s*([&!][^ \t\r\n]*\s*)*(\{\s*\}|[Nn]ull|NULL|~)?$`)

// Aliases that stand for aliases, many times over, cost no more than what is
// written.
func TestManyAliases(t *testing.T) {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\nx-0: &a0 {x: 1}\n")
	for i := range 60 {
		fmt.Fprintf(&b, "x-%d: &a%d {<<: [*a%d, *a%d], y: [*a%d, *a%d]}\n", i+1, i+1, i, i, i, i)
	}
	b.WriteString("paths: {/items: {get: {<<: *a60, x: *a60}, post: {}}}\n")
	r, err := Apply([]byte(b.String()), few(), Options{Mark: mark})
	if err != nil || len(r.Problems) > 0 || r.Data == nil {
		t.Errorf("%v %s", err, report(r.Problems))
	}
}
