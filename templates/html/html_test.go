package html

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
)

func build(t testing.TB, name string, source []byte) *generator.Plan {
	t.Helper()
	c, ds := spec.Parse(name, source)
	p, more := generator.Build(c, generator.Options{})
	for _, d := range append(ds, more...) {
		if d.Severity == spec.SeverityError {
			t.Fatalf("%s: %s", d.Pos, d.Message)
		}
	}
	return p
}

func reference(t testing.TB) *generator.Plan {
	t.Helper()
	data, err := os.ReadFile("../../spec/inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return build(t, "spec/inbox.yaml", data)
}

// corpus are the reference catalogue and those that the other outputs are tested
// with.
func corpus(t testing.TB) map[string]*generator.Plan {
	t.Helper()
	names, err := filepath.Glob("../*/testdata/*.txtar")
	if err != nil || len(names) < 5 {
		t.Fatalf("no catalogues, %v", err)
	}
	plans := map[string]*generator.Plan{"inbox": reference(t)}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := spec.Parse("errors.yaml", a.Files[0].Data)
		if len(c.Errors) > 0 && len(c.Includes) == 0 {
			plans[filepath.Base(filepath.Dir(filepath.Dir(name)))+"/"+filepath.Base(name)] = build(t, "errors.yaml", a.Files[0].Data)
		}
	}
	return plans
}

func render(t testing.TB, p *generator.Plan, internal bool) []byte {
	t.Helper()
	files, err := Render(p, &generator.Target{Kind: generator.TargetHTML, Out: "errors.html", Source: "errors.yaml", Internal: internal})
	if err != nil {
		t.Fatal(err)
	}
	return files[0].Data
}

// document is a page, read by a reader that knows the elements of HTML and
// nothing else of it. Style and scripts are not in it.
type document struct {
	elements []element
	text     string
}

type element struct {
	name string
	attr map[string]string
	text string // inside, without markup
}

var (
	parts = regexp.MustCompile(`(?s)<(style|script)>.*?</(?:style|script)>`)
	void  = regexp.MustCompile(`<(?:meta|link|input|br|hr)\b[^>]*>`)
	boole = regexp.MustCompile(` hidden>`)
)

func read(t *testing.T, page []byte) document {
	t.Helper()
	page = boole.ReplaceAll(parts.ReplaceAll(page, nil), []byte(` hidden="">`))
	page = void.ReplaceAll(page, []byte("$0/>"))
	page = bytes.ReplaceAll(page, []byte(">/>"), []byte("/>"))
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict = true
	d.Entity = xml.HTMLEntity
	var doc document
	var open []int
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the page does not nest: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			open = append(open, len(doc.elements))
			doc.elements = append(doc.elements, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			doc.text += string(token)
			for _, i := range open {
				doc.elements[i].text += string(token)
			}
		}
	}
	return doc
}

func (d document) all(name string) []element {
	var all []element
	for _, e := range d.elements {
		if e.name == name {
			all = append(all, e)
		}
	}
	return all
}

func (d document) id(id string) *element {
	for i := range d.elements {
		if d.elements[i].attr["id"] == id {
			return &d.elements[i]
		}
	}
	return nil
}

// Every page nests, has no identifier twice, and every link in it leads somewhere.
func TestLinksLeadSomewhere(t *testing.T) {
	for name, p := range corpus(t) {
		for _, internal := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", name, internal), func(t *testing.T) {
				doc := read(t, render(t, p, internal))
				ids := map[string]bool{}
				for _, e := range doc.elements {
					id, has := e.attr["id"]
					if has && (id == "" || ids[id] || strings.ContainsAny(id, " \t\n")) {
						t.Errorf("identifier %q is empty, not one word, or there twice", id)
					}
					ids[id] = true
				}
				links := 0
				for _, a := range doc.all("a") {
					if to, ok := strings.CutPrefix(a.attr["href"], "#"); ok {
						links++
						if !ids[to] {
							t.Errorf("link %q leads nowhere", to)
						}
					}
				}
				if links < 5 {
					t.Errorf("there are %d links", links)
				}
				for _, e := range doc.elements {
					for _, name := range []string{"aria-labelledby", "aria-describedby", "for"} {
						if to, has := e.attr[name]; has && !ids[to] {
							t.Errorf("%s of %s names %q, which is not there", name, e.name, to)
						}
					}
				}
			})
		}
	}
}

// Each error has its place, and so has each code that was retired.
func TestDeepLinks(t *testing.T) {
	p := build(t, "errors.yaml", []byte(`errspec: 1
service: demo
errors:
  item_not_found: {status: 404, message: Item not found}
  old_thing: {status: 410, message: Old, deprecated: {since: "2", use: item_not_found, reason: It is *old*}}
  hidden: {status: 404, message: Hidden, internal: item_not_found}
retired:
  item_gone: {in: "1.3.0", use: item_not_found, reason: Renamed}
  item_lost: {in: "1.4.0"}
`))
	for _, internal := range []bool{false, true} {
		doc := read(t, render(t, p, internal))
		for _, slug := range []string{"item-not-found", "old-thing", "internal-error", "item-gone", "item-lost"} {
			if doc.id(slug) == nil {
				t.Errorf("nothing has the anchor %s", slug)
			}
		}
		if (doc.id("hidden") != nil) != internal {
			t.Errorf("internal %v: the internal error is there %v", internal, !internal)
		}
		if got := strings.Contains(doc.text, "Hidden"); got != internal {
			t.Errorf("internal %v: the message of the internal error is there: %v", internal, got)
		}
	}
	page := string(render(t, p, false))
	for _, want := range []string{
		`<p>Retired in <span dir="auto">1.3.0</span>, use <a href="#item-not-found"><code>item_not_found</code></a> instead.</p>`,
		`<p>Retired in <span dir="auto">1.4.0</span>.</p>`,
		`<p><strong>Deprecated</strong> since 2, use <a href="#item-not-found"><code>item_not_found</code></a> instead.</p><p>It is <em>old</em></p>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// What the catalogue says of an error is on the page.
func TestEntry(t *testing.T) {
	doc := read(t, render(t, reference(t), false))
	of := func(slug string) string {
		e := doc.id(slug)
		if e == nil {
			t.Fatalf("nothing has the anchor %s", slug)
		}
		return strings.Join(strings.Fields(e.text), " ")
	}
	for slug, wants := range map[string][]string{
		"item-quota-exceeded": {
			"Item quota exceeded 402 Payment Required", "You have created as many items this month as your plan allows.",
			"What to do Upgrade the plan. Wait for the next billing period.",
			"limit integer, at least 0 In details.limit Items per month that the plan allows",
			"resets_at time (RFC 3339), optional",
			"Retry Do not send the same request again", "gRPC FAILED_PRECONDITION", "Operations POST /v1/inboxes/{inbox_id}/items",
			"See also inbox_quota_exceeded Inbox quota exceeded",
			`Request curl -i -X POST "$BASE_URL/v1/inboxes/${INBOX_ID}/items"`,
			"HTTP/1.1 402 Payment Required Content-Type: application/json X-Request-ID: " + generator.ExampleRequestID,
			`"error": "item_quota_exceeded", "message": "Your plan allows 1000 items per month, and you have reached that limit"`,
			"if p, ok := inboxerr.ItemQuotaExceededOf(err); ok { // p.Limit, p.ResetsAt }",
		},
		"rate-limited": {
			"“Rate limit exceeded; try again in {retry_after} seconds” or “Rate limit exceeded; try again later”",
			"Retry Any request may be sent again, with backoff, and no sooner than Retry-After says when it is there",
			"Retry-After when there is a value seconds to wait", "In the message, Retry-After How long to wait",
			"if errors.Is(err, inboxerr.ErrRateLimited) {",
		},
		"missing-api-key": {`WWW-Authenticate always Bearer realm="inbox"`, "Operations any"},
		"route-not-found": {"Not in the body code"},
		"internal-error":  {"Fallback The answer to every failure that has no error of its own"},
	} {
		text := strings.NewReplacer("MessageR", "Message R").Replace(of(slug))
		quoted := regexp.MustCompile(`“([^”]*)”`)
		for _, want := range wants {
			want = quoted.ReplaceAllString(want, "$1") // the marks are the style's
			if !strings.Contains(strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(want, " ", "")) {
				t.Errorf("%s lacks %q:\n%s", slug, want, text)
			}
		}
	}
	if strings.Contains(doc.text, "item_of_other_tenant") || strings.Contains(doc.text, "Address that was invited") {
		t.Error("what is internal or sensitive is on the public page")
	}
	if internal := read(t, render(t, reference(t), true)); !strings.Contains(internal.text, "item_of_other_tenant") ||
		!strings.Contains(internal.text, "Nowhere, it is sensitive") || !strings.Contains(internal.text, "Only in logs") {
		t.Error("the internal page lacks what is internal")
	}
}

// hostile is the text that means something everywhere.
func hostile(t *testing.T) (*generator.Plan, string) {
	t.Helper()
	a, err := txtar.ParseFile("../markdown/testdata/hostile.txtar")
	if err != nil {
		t.Fatal(err)
	}
	p := build(t, "errors.yaml", a.Files[0].Data)
	return p, p.Errors[0].Title
}

// Text of the catalogue comes out as that text, and as nothing else.
func TestHostileText(t *testing.T) {
	p, text := hostile(t)
	for _, internal := range []bool{false, true} {
		page := render(t, p, internal)
		doc := read(t, page)
		find := func(name, class string) []string {
			var texts []string
			for _, e := range doc.all(name) {
				if e.attr["class"] == class {
					texts = append(texts, e.text)
				}
			}
			return texts
		}
		if got := doc.all("title")[0].text; got != text+" errors" {
			t.Errorf("title is %q", got)
		}
		if got := find("span", "said"); !slices.Contains(got, text) {
			t.Errorf("no message is the text: %q", got)
		}
		for _, e := range doc.all("strong") {
			if e.attr["dir"] == "auto" && strings.HasPrefix(e.text, "a */") && e.text != text {
				t.Errorf("title of the error is %q", e.text)
			}
		}
		if got := doc.all("h3"); !slices.ContainsFunc(got, func(e element) bool { return e.text == text }) {
			t.Error("the title of the group is not the text")
		}
		if !slices.ContainsFunc(doc.all("dt"), func(e element) bool { return strings.TrimSpace(e.text) == text }) {
			t.Error("the enum value is not the text")
		}
		known := map[string]int{}
		for _, e := range doc.elements {
			known[e.name]++
			for name := range e.attr {
				if strings.HasPrefix(name, "on") || name == "style" || name == "src" || name == "action" {
					t.Errorf("%s has the attribute %s", e.name, name)
				}
			}
		}
		for _, name := range []string{"key", "script", "img", "iframe", "form", "object", "svg"} {
			if known[name] > 0 {
				t.Errorf("there is an element %s", name)
			}
		}
		if n := bytes.Count(page, []byte("<script>")); n != 1 {
			t.Errorf("there are %d scripts", n)
		}
	}
}

func TestMarkdownIsOnlyText(t *testing.T) {
	for source, want := range map[string]string{
		"a *b* `c`":                           "<p>a <em>b</em> <code>c</code></p>",
		"<b onclick=x>b</b>":                  "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>",
		"<script>alert(1)</script>":           "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
		"[a](javascript:alert(1))":            "<p>a</p>",
		"[a](JaVaScRiPt:alert)":               "<p>a</p>",
		"[a](&#106;avascript:alert)":          "<p>a</p>",
		"[a](java&#10;script:alert)":          "<p>a</p>",
		"[a](vbscript:x) [b](data:text/x,)":   "<p>a b</p>",
		"<javascript:alert>":                  "<p>javascript:alert</p>",
		"<https://example.com/a>":             `<p><a href="https://example.com/a">https://example.com/a</a></p>`,
		"<me@example.com>":                    `<p><a href="mailto:me@example.com">me@example.com</a></p>`,
		"[a](/b#c)":                           `<p><a href="/b#c">a</a></p>`,
		"![alt](https://example.com/x.png)":   `<p><a href="https://example.com/x.png">alt</a></p>`,
		"![](https://example.com/x.png)":      `<p><a href="https://example.com/x.png">https://example.com/x.png</a></p>`,
		"![a](javascript:x)":                  "<p>a</p>",
		"[![alt](https://e.com/x.png)](/b)":   `<p><a href="/b">alt</a></p>`,
		"# Heading":                           "<p><strong>Heading</strong></p>",
		"| a | b |\n| --: | :-: |\n| 1 | 2 |": "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>",
		"":                                    "",
	} {
		if got := string(block(source)); got != want {
			t.Errorf("%q becomes\n%s, want\n%s", source, got, want)
		}
	}
	for source, want := range map[string]string{"a": "a", "a\n\nb": "<p>a</p>\n<p>b</p>", "- a": "<ul>\n<li>a</li>\n</ul>"} {
		if got := string(inline(source)); got != want {
			t.Errorf("%q becomes %q, want %q", source, got, want)
		}
	}
}

// The policy names what is in the page, and a browser would run nothing else.
func TestPolicy(t *testing.T) {
	p := reference(t)
	target := &generator.Target{Kind: generator.TargetHTML, Out: "errors.html", Source: "errors.yaml"}
	live, id, err := Live(p, target)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(live, []byte(`<html data-page="`+id+`" lang="en">`)) || id == "" {
		t.Errorf("the page does not know that it is %q", id)
	}
	if !strings.Contains(liveScript, "'"+LivePath+"'") {
		t.Errorf("the script does not listen at %s", LivePath)
	}
	waiting, err := Waiting("Inbox API", "errors.yaml:1:1: error: </pre><script>")
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string][]byte{"file": render(t, p, false), "live": live, "waiting": waiting} {
		doc := read(t, page)
		policy := ""
		for _, e := range doc.all("meta") {
			if e.attr["http-equiv"] == "Content-Security-Policy" {
				policy = e.attr["content"]
			}
		}
		if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: the policy is %q", name, policy)
		}
		n := 0
		for _, m := range parts.FindAllSubmatch(page, -1) {
			n++
			inside := m[0][len(m[1])+2 : len(m[0])-len(m[1])-3]
			if !strings.Contains(policy, hash(string(inside))) {
				t.Errorf("%s: the policy does not allow the page's own %s", name, m[1])
			}
		}
		if want := strings.Count(policy, "'sha256-"); n != want || n < 2 {
			t.Errorf("%s: %d pieces of code, %d in the policy", name, n, want)
		}
		if got := strings.Contains(policy, "connect-src"); got != (name != "file") {
			t.Errorf("%s: the page may connect: %v", name, got)
		}
	}
	if doc := read(t, waiting); !strings.Contains(doc.all("pre")[0].text, "error: </pre><script>") {
		t.Errorf("the findings are %q", doc.all("pre"))
	}
}

// Nothing in style and script ends its element early, and none of it asks for
// anything from elsewhere.
func TestParts(t *testing.T) {
	for name, part := range map[string]string{"page.css": style, "page.js": script, "live.js": liveScript} {
		for _, no := range []string{"</", "<!--", "http:", "https:", "url(", "@import", "eval(", "innerHTML", "\r"} {
			if strings.Contains(part, no) {
				t.Errorf("%s holds %q", name, no)
			}
		}
	}
}

func TestMark(t *testing.T) {
	lines := strings.SplitN(string(render(t, reference(t), false)), "\n", 3)
	if lines[0] != "<!DOCTYPE html>" || lines[1] != "<!-- Code generated by errspec from errors.yaml; DO NOT EDIT. -->" {
		t.Errorf("the page begins with %q", lines[:2])
	}
	if got := string(mark("a-->b--!>c")); strings.Count(got, "-->") != 1 || strings.Contains(got, "--!>") {
		t.Errorf("the mark is %s", got)
	}
}

func TestSameBytes(t *testing.T) {
	first := render(t, reference(t), true)
	for range 3 {
		if !bytes.Equal(first, render(t, reference(t), true)) {
			t.Fatal("a second run gives another page")
		}
	}
}

// A command is offered only where a shell reads it as it is meant.
func TestRequest(t *testing.T) {
	with := func(ops ...generator.Operation) *generator.Error {
		return &generator.Error{Operations: generator.Operations{List: ops}}
	}
	for _, test := range []struct {
		op   generator.Operation
		want string
	}{
		{generator.Operation{Method: "GET", Path: "/v1/items/{item_id}"}, `curl -i &#34;$BASE_URL/v1/items/${ITEM_ID}&#34;`},
		{generator.Operation{Method: "DELETE", Path: "/a"}, `curl -i -X DELETE &#34;$BASE_URL/a&#34;`},
		{generator.Operation{Method: "PUT", Path: "/a"}, "curl -i -X PUT &#34;$BASE_URL/a&#34; \\\n  -H &#39;Content-Type: application/json&#39; \\\n  -d @request.json"},
		{generator.Operation{Method: "GET", Path: "/a$(reboot)"}, ""},
		{generator.Operation{Method: "GET", Path: "/a`reboot`"}, ""},
		{generator.Operation{Method: "GET", Path: `/a"; reboot; "`}, ""},
		{generator.Operation{Method: "GET", Path: "/a!b"}, ""},
		{generator.Operation{Method: "GET", Path: "/{a b}"}, ""},
		{generator.Operation{Method: "X; reboot", Path: "/a"}, ""},
		{generator.Operation{ID: "getItem"}, ""},
	} {
		got := ""
		if c := request(with(test.op)); c != nil {
			got = string(c.Text)
		}
		if got != test.want {
			t.Errorf("%v becomes %q, want %q", test.op, got, test.want)
		}
	}
}

// The choices above the list are those that the catalogue gives, with the numbers
// that a reader will count.
func TestFilters(t *testing.T) {
	w := newView(reference(t), &generator.Target{Kind: generator.TargetHTML})
	sum := 0
	for _, c := range w.Filters.Groups {
		sum += c.Count
	}
	if sum != w.Count || len(w.Filters.Groups) != 7 {
		t.Errorf("%d groups with %d errors, and there are %d", len(w.Filters.Groups), sum, w.Count)
	}
	if w.Filters.States != nil {
		t.Errorf("there is nothing to choose, but %v", w.Filters.States)
	}
	if got := w.Filters.Statuses[0]; got.Value != "4xx" || got.Count != w.Count-1 {
		t.Errorf("the first choice of status is %v", got)
	}
	small := newView(build(t, "errors.yaml", []byte("errspec: 1\nservice: a\nerrors: {}\n")), &generator.Target{Kind: generator.TargetHTML})
	if f := small.Filters; f.Groups != nil || f.Retries != nil || f.States != nil || len(f.Statuses) != 2 {
		t.Errorf("one error gives the choices %v", f)
	}
}
