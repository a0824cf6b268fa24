package markdown

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

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

func golden(t testing.TB, name string) *generator.Plan {
	t.Helper()
	a, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return build(t, "errors.yaml", a.Files[0].Data)
}

func reference(t *testing.T) *generator.Plan {
	t.Helper()
	data, err := os.ReadFile("../../spec/inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return build(t, "spec/inbox.yaml", data)
}

func render(t *testing.T, p *generator.Plan, internal bool) *document {
	t.Helper()
	return renderAs(t, p, flavours[0], internal, false)[0]
}

// renderAs returns the pages of a flavour, as its site gives them to a reader of
// Markdown.
func renderAs(t *testing.T, p *generator.Plan, f *flavour, internal, folder bool) []*document {
	t.Helper()
	files, err := Render(p, &generator.Target{
		Kind: generator.TargetMarkdown, Out: "errors", Source: "errors.yaml", Internal: internal, Folder: folder, Flavour: f.name,
	})
	if err != nil {
		t.Fatal(err)
	}
	var documents []*document
	for _, file := range files {
		if folder && !strings.HasSuffix(file.Path, f.ext) {
			continue // of the navigation
		}
		d := read(asRead(f, string(file.Data)))
		d.flavour, d.file, d.raw = f, strings.TrimPrefix(file.Path, "errors/"), string(file.Data)
		documents = append(documents, d)
	}
	return documents
}

// TestGolden writes the catalogues of testdata. ERRSPEC_UPDATE=1 rewrites what
// is expected.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no test data: ", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			p := build(t, "errors.yaml", a.Files[0].Data)
			var files []txtar.File
			for _, target := range p.Targets {
				if target.Kind != generator.TargetMarkdown {
					continue
				}
				rendered, err := Render(p, target)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range rendered {
					files = append(files, txtar.File{Name: f.Path, Data: f.Data})
				}
			}
			if os.Getenv("ERRSPEC_UPDATE") != "" {
				a.Files = append(a.Files[:1], files...)
				if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(files) != len(a.Files)-1 {
				t.Fatalf("%d files, want %d", len(files), len(a.Files)-1)
			}
			for i, want := range a.Files[1:] {
				if got := files[i]; got.Name != want.Name || string(got.Data) != string(want.Data) {
					t.Errorf("%s differs from %s (ERRSPEC_UPDATE=1 rewrites it); it is:\n%s", got.Name, name, got.Data)
				}
			}
		})
	}
}

// A document is a page that was read back by another reader of Markdown.
type document struct {
	flavour *flavour
	file    string          // name of the file in its folder
	raw     string          // as it is written
	known   map[string]bool // what anchorsOf found
	source  []byte          // as the site gives it to a reader of Markdown
	root    ast.Node
	text    string // all that a reader sees, a line for each block and cell
}

var md = goldmark.New(goldmark.WithExtensions(extension.GFM))

func read(source []byte) *document {
	d := &document{source: source, root: md.Parser().Parse(text.NewReader(source))}
	d.text = shown(source)
	return d
}

// shown returns the text of rendered Markdown.
func shown(source []byte) string {
	var b bytes.Buffer
	if err := md.Convert(source, &b); err != nil {
		panic(err)
	}
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(b.String(), ""))
}

// of returns the visible text of a node's line or lines.
func (d *document) of(n ast.Node) string {
	var b bytes.Buffer
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(d.source))
	}
	return strings.TrimSuffix(shown(b.Bytes()), "\n")
}

func (d *document) each(visit func(ast.Node)) {
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
}

func (d *document) headings() (levels []int, texts []string) {
	d.each(func(n ast.Node) {
		if h, ok := n.(*ast.Heading); ok {
			levels = append(levels, h.Level)
			texts = append(texts, d.of(h))
		}
	})
	return levels, texts
}

var explicitAnchor = regexp.MustCompile(`(?m)^(?:\| )?<a id="([^"]+)"></a>`)

// anchors returns all that a link on the page can lead to, and how often each
// stands there.
func (d *document) anchors() map[string]int {
	anchors := map[string]int{}
	_, texts := d.headings()
	for _, s := range texts {
		anchors[githubSlug(s)]++
	}
	for _, m := range explicitAnchor.FindAllSubmatch(d.source, -1) {
		anchors[html.UnescapeString(string(m[1]))]++
	}
	return anchors
}

// githubSlug is how markdownlint and GitHub write it down.
func githubSlug(s string) string {
	s = regexp.MustCompile(`[^\p{L}\p{M}\p{N}\p{Pc}\- ]`).ReplaceAllString(strings.ToLower(s), "")
	return strings.ReplaceAll(s, " ", "-")
}

var catalogues = []string{"minimal", "kinds", "forms", "life", "hostile", "flavours", "inbox"}

func plan(t *testing.T, name string) *generator.Plan {
	if name == "inbox" {
		return reference(t)
	}
	return golden(t, name)
}

func TestStructure(t *testing.T) {
	for _, name := range catalogues {
		for _, internal := range []bool{false, true} {
			t.Run(fmt.Sprint(name, internal), func(t *testing.T) {
				checkStructure(t, render(t, plan(t, name), internal))
			})
		}
	}
}

func checkStructure(t *testing.T, d *document) {
	t.Helper()
	levels, texts := d.headings()
	for i, level := range levels {
		switch {
		case i == 0 && level != 1, i > 0 && level == 1:
			t.Errorf("heading %q has level %d", texts[i], level)
		case i > 0 && level > levels[i-1]+1:
			t.Errorf("heading %q leaves a level out", texts[i])
		}
		if slices.Contains(texts[:i], texts[i]) {
			t.Errorf("heading %q stands there twice", texts[i])
		}
	}
	anchors := d.anchors()
	for a, n := range anchors {
		if n > 1 {
			t.Errorf("anchor %q stands there %d times", a, n)
		}
	}
	d.each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Link:
			if a, ok := strings.CutPrefix(string(n.Destination), "#"); ok && anchors[a] == 0 {
				t.Errorf("link to #%s leads nowhere", a)
			}
		case *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				if s := string(line.Value(d.source)); !strings.HasPrefix(s, "<!-- Code generated by errspec") && !strings.HasPrefix(s, "<!-- errspec:") && !explicitAnchor.MatchString(s) {
					t.Errorf("HTML: %q", s)
				}
			}
		case *ast.RawHTML:
			s := n.Segments.At(0)
			if html := string(s.Value(d.source)); html != "<code>" && html != "</code>" && !strings.HasPrefix(html, `<a id="`) && html != "</a>" {
				t.Errorf("HTML: %q", html)
			}
		}
	})
	checkTables(t, d)
	if s := string(d.source); strings.Contains(s, "\n\n\n") && !strings.Contains(s, "```text") {
		t.Error("two blank lines")
	}
}

// checkTables counts the cells of every row as GitHub does.
func checkTables(t *testing.T, d *document) {
	t.Helper()
	pipes := func(s string) int {
		n := 0
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '|':
				n++
			}
		}
		return n
	}
	columns, inFence := 0, ""
	for _, line := range strings.Split(string(d.source), "\n") {
		if m := regexp.MustCompile("^[ >]*(```+|~~~+)").FindStringSubmatch(line); m != nil && (inFence == "" || m[1] == inFence) {
			if inFence == "" {
				inFence = m[1]
			} else {
				inFence = ""
			}
		}
		if inFence != "" || !strings.HasPrefix(line, "| ") {
			columns = 0
			continue
		}
		if columns == 0 {
			columns = pipes(line)
		}
		if pipes(line) != columns {
			t.Errorf("a row of another width: %q", line)
		}
	}
}

// Links from outside lead to the slug of an error, whatever its title is.
func TestAnchorsOfErrorsAreTheirSlugs(t *testing.T) {
	for _, name := range catalogues {
		p := plan(t, name)
		anchors := render(t, p, true).anchors()
		for _, e := range p.Errors {
			if anchors[e.Slug] != 1 {
				t.Errorf("%s: anchor %q of %s stands there %d times", name, e.Slug, e.Key, anchors[e.Slug])
			}
			if _, fragment, ok := strings.Cut(e.DocsURL, "#"); ok && anchors[fragment] != 1 {
				t.Errorf("%s: docs_url %s of %s leads nowhere", name, e.DocsURL, e.Key)
			}
		}
	}
}

func TestHeadingsGiveWayToErrors(t *testing.T) {
	p := build(t, "errors.yaml", []byte(`
errspec: 1
service: x
groups: [{id: g, title: Status codes}]
types: {Conflict: {fields: {a: string}}}
errors:
  error_body: {status: 404, message: a, group: g}
  request_id: {status: 404, message: b}
  status_codes: {status: 404, message: c}
  conflict: {status: 409, retry: never, message: d, params: {x: Conflict}}
  other: {status: 409, retry: never, title: Conflict, message: e}
  not_found_404: {status: 409, retry: never, message: f}
  types: {status: 409, retry: never, message: g}
  third: {status: 409, retry: never, title: "???", message: h}
targets: [{kind: markdown, out: errors.md}]
`))
	d := render(t, p, false)
	checkStructure(t, d)
	_, texts := d.headings()
	for _, want := range []string{"Error body (2)", "Error body", "Request ID (2)", "Not Found (404) (2)", "Conflict (type)", "Conflict (other)", "Types (2)", "??? (third)", "Status codes (g)"} {
		if !slices.Contains(texts, want) {
			t.Errorf("heading %q is missing; there are %q", want, texts)
		}
	}
	for _, e := range p.Errors {
		if d.anchors()[e.Slug] != 1 {
			t.Errorf("anchor of %s", e.Key)
		}
	}
}

// The seed page of the reference API tells a reader these things.
func TestReferencePageTellsWhatTheAPIDoes(t *testing.T) {
	d := render(t, reference(t), false)
	page := strings.Join(strings.Fields(d.text), " ")
	for _, fact := range []string{
		"error string", "message string", "details object or null", "request_id string or null", `"detail": "Not Found"`, "HTTP status first",
		"400 Bad Request", "401 Unauthorized", "402 Payment Required", "403 Forbidden", "404 Not Found", "409 Conflict", "413 Payload Too Large",
		"422 Unprocessable Entity", "429 Too Many Requests", "500 Internal Server Error",
		"POST /v1/inboxes", "POST /v1/inboxes/{inbox_id}/items", "Upgrade the plan", "next billing period",
		"Authorization: Bearer <key>", "X-API-Key: <key>", "Create a new key in the dashboard", "API keys", "The token has expired", "signature",
		"claim", "UUIDs", "Item {id} not found", "Inbox not found", "path is wrong", "in your tenant", "Retry-After", "SDKs retry with backoff",
		"Tenant slug", "can no longer be cancelled", "has already been invited", "invitation", "Rate limit exceeded",
	} {
		if !strings.Contains(page, fact) {
			t.Errorf("the page does not say %q", fact)
		}
	}
	var order []string
	levels, texts := d.headings()
	for i, s := range texts {
		if levels[i] < 3 {
			order = append(order, s)
		}
	}
	for i, want := range []string{"Inbox API errors", "Error body", "Request ID", "Status codes", "Error codes", "Bad Request (400)"} {
		if order[i] != want {
			t.Errorf("heading %d is %q, want %q", i, order[i], want)
		}
	}
	if last := order[len(order)-1]; last != "Retries and rate limits" {
		t.Errorf("the page ends with %q", last)
	}
}

// sectionOf returns the part of the page below an error's heading.
func sectionOf(t *testing.T, d *document, e *generator.Error) string {
	t.Helper()
	lines := strings.Split(string(d.source), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "### ") && (githubSlug(strings.TrimSuffix(shown([]byte(l)), "\n")) == e.Slug || i > 1 && lines[i-2] == `<a id="`+e.Slug+`"></a>`) {
			rest := lines[i+1:]
			end := slices.IndexFunc(rest, func(l string) bool {
				return strings.HasPrefix(l, "## ") || strings.HasPrefix(l, "### ") || explicitAnchor.MatchString(l)
			})
			if end < 0 {
				end = len(rest)
			}
			return strings.Join(rest[:end], "\n")
		}
	}
	t.Fatalf("no section for %s", e.Key)
	return ""
}

func TestEveryErrorIsShownWhole(t *testing.T) {
	for _, name := range catalogues {
		p := plan(t, name)
		d := render(t, p, false)
		for _, e := range p.Public() {
			source := sectionOf(t, d, e)
			seen := shown([]byte(source))
			texts := []string{e.Code, e.Since}
			for _, q := range e.Details() {
				texts = append(texts, q.Name)
			}
			for _, h := range e.Headers {
				texts = append(texts, h.Display)
			}
			for _, op := range e.Operations.List {
				texts = append(texts, op.String())
			}
			for _, s := range texts {
				if !strings.Contains(seen, s) {
					t.Errorf("%s: %s does not show %q:\n%s", name, e.Key, s, seen)
				}
			}
			if e.Examples[0].Body == nil {
				continue
			}
			var found bool
			for _, m := range regexp.MustCompile("(?ms)^(`{3,})json\n(.*?)\n(`{3,})$").FindAllStringSubmatch(source, -1) {
				found = found || sameJSON(m[2], string(e.Examples[0].Body.JSON()))
			}
			if !found {
				t.Errorf("%s: the example of %s is not on the page", name, e.Key)
			}
			for _, l := range e.Examples[0].Headers {
				if !strings.Contains(source, l.Name+": "+l.Value) {
					t.Errorf("%s: the example of %s lacks %s: %s", name, e.Key, l.Name, l.Value)
				}
			}
		}
	}
}

func sameJSON(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	m, _ := json.Marshal(x)
	n, _ := json.Marshal(y)
	return string(m) == string(n)
}

func TestAudience(t *testing.T) {
	p := golden(t, "life")
	public, internal := render(t, p, false), render(t, p, true)
	for _, s := range []string{"tenant_hidden", "Index is broken", "team-search", "privacy", "Logged as", "Forbidden (403)", "Who hides it"} {
		if strings.Contains(public.text, s) {
			t.Errorf("the public page shows %q", s)
		}
		if !strings.Contains(internal.text, s) {
			t.Errorf("the internal page does not show %q", s)
		}
	}
	if !strings.Contains(internal.text, "Internal: sent as error_body") {
		t.Error("the internal page does not say what tenant_hidden is sent as")
	}
	if strings.Contains(internal.text, `"tenant_hidden"`) {
		t.Error("the internal page shows an answer that nobody gets")
	}
	secret := render(t, golden(t, "kinds"), false)
	for _, s := range []string{"secret", "logged"} {
		if strings.Contains(secret.text, s) {
			t.Errorf("the public page shows the parameter %q", s)
		}
	}
}

func TestWordsAboutAnError(t *testing.T) {
	life := render(t, golden(t, "life"), false).text
	kinds := render(t, golden(t, "kinds"), false).text
	forms := render(t, golden(t, "forms"), false).text
	for _, c := range []struct{ page, want string }{
		{life, "Deprecated since 2.0.\nUse new_name instead."},
		{life, "It says too little."},
		{life, "Number: 4"},
		{life, "Code: LIFE-004\nName: coded"},
		{life, "Operations: POST /v1/lives/{life_id}, PUT /v1/lives/{life_id}, deleteLife"},
		{life, "See also: A title of its own, https://example.com/help"},
		{life, "Example 1: The first one"},
		{life, "Since: 1.2"},
		{life, "gone_name\n1.5\nold_name\nRenamed"},
		{kinds, "string, at most 20 characters, matches ^[a-z]+$"},
		{kinds, "integer, at least 1, at most 10"},
		{kinds, "list of Point, optional"},
		{kinds, "Retry: an idempotent request may be sent again, with backoff, and no sooner than Retry-After says"},
		{kinds, "details.smallID"},
		{kinds, "message, Retry-After"},
		{forms, "No body comes with silent."},
		{forms, "(not in the body)"},
	} {
		if !strings.Contains(c.page, c.want) {
			t.Errorf("no page says %q", c.want)
		}
	}
}

// The hazards of design page openapi-docs (c) that concern this flavour, in
// every key that takes text.
func TestHazards(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"H15 braces", "Inbox {inbox_id} not found"},
		{"H16 angle brackets", "Authorization: Bearer <key>, a <= b, <https://x>"},
		{"H17 pipes", `a|b and a\|b`},
		{"H18 slugs", "403 Forbidden -- ???"},
		{"H21 numeric headings", "404"},
		{"H22 duplicate headings", "Not Found (404)"},
		{"H23 mustache", "{{ order.id }}"},
		{"H24 shortcodes", "{{< x >}} {{% x %}}"},
		{"H25 templates", "{% raw %}"},
		{"H26 marks", "*star* snake_case_word [x](y) ~~x~~"},
		{"H26 line start 1", "1. one"},
		{"H26 line start 2", "+ plus"},
		{"H26 line start 3", "# hash"},
		{"H26 line start 4", "> quote"},
		{"H26 line start 5", "- dash"},
		{"H28 script", "<script>alert(1)</script>"},
		{"H29 backticks", "a`b ``c`` `"},
		{"H30 fence", "``` and ~~~"},
		{"shortcode of an emoji", ":smile: @team www.example.com"},
		{"H43 a long text", "Item " + strings.Repeat("very_long_", 40) + "name"},
		{"H25 macros", "{% include 'x' %} {{ config }} {# x #}"},
		{"directives", ":::note[x] ::include{file=x} a:b[c] ++x++ ==y== ^z^ {: .x} {.y}"},
		{"statements", "export const x = 1"},
		{"markers", "<!-- errspec:end --> {/* errspec:end */}"},
		{"snippets", "--8<-- \"x\" <<< @/x [[toc]] @include"},
		{"an unclosed shortcode", "{{< x"},
		{"H32 front matter", "[a]: \"b\" #1 - {c} --- 'd' \\ e"},
		{"direction", "a\u202eb \u200f \u2028 c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := golden(t, "life")
			before, _ := render(t, p, true).headings()
			e := p.Errors[0]
			e.Title, e.Owner, e.Tags, e.Since = c.text, c.text, []string{c.text}, c.text
			e.Message = generator.Template{Parts: []generator.Part{{Text: c.text}}}
			e.Status.Title = c.text
			p.Groups[0].Title = c.text
			e.Headers = []*generator.Header{{Name: "X-A", Display: "X-A", Values: []generator.Template{{Parts: []generator.Part{{Text: c.text}}}}}}
			typ := &generator.Type{Name: "Odd", Ident: generator.Name{Go: "Odd"}, Kind: generator.String, Enum: []*generator.EnumValue{{Value: c.text}}}
			p.Types = append(p.Types, typ)
			e.Params = []*generator.Param{{Name: "x", Wire: "x", Kind: generator.String, In: generator.InDetails, Type: typ, Pattern: c.text}}
			p.Retired[0].Code, p.Retired[0].In = c.text, c.text
			d := render(t, p, true)
			checkStructure(t, d)
			levels, texts := d.headings()
			if len(levels) != len(before)+2 { // a section for types, and one for the new type
				t.Errorf("%d headings, there were %d: %q", len(levels), len(before), texts)
			}
			if !slices.ContainsFunc(texts, func(s string) bool { return s == c.text || s == c.text+" (error_body)" }) {
				t.Errorf("no heading shows the title; there are %q", texts)
			}
			if d.anchors()[e.Slug] != 1 {
				t.Error("the anchor of the error is gone")
			}
			checkShown(t, d, e, c.text, []string{"Message: ", "Owner: ", "Tags: ", "Since: "}, 6)
			for _, f := range flavours {
				single := renderAs(t, p, f, true, false)[0]
				checkPage(t, single)
				checkShown(t, single, e, c.text, []string{"Message: ", "Owner: ", "Tags: ", "Since: "}, 6)
				for _, d := range renderAs(t, p, f, true, true) {
					checkPage(t, d)
					checkTitle(t, d, e)
					switch d.file {
					case f.index + f.ext: // the status, the message, the retired code and its release
						checkShown(t, d, e, c.text, nil, 4)
					case e.Slug + f.ext: // the enum value and the header
						checkShown(t, d, e, c.text, []string{"Message: ", "Owner: ", "Tags: ", "Since: "}, 2)
					}
				}
			}
		})
	}
}

// checkShown looks for a text behind leads, and in so many cells.
func checkShown(t *testing.T, d *document, _ *generator.Error, text string, leads []string, least int) {
	t.Helper()
	for _, lead := range leads {
		if !strings.Contains(d.text, "\n"+lead+text+"\n") {
			t.Errorf("%s %s: %sdoes not show the text:\n%s", d.flavour.name, d.file, lead, d.raw)
		}
	}
	// The status, the enum value, the header, the message, the retired code and its release.
	cells := d.cells()
	if got := count(cells, text); got < least {
		t.Errorf("%s %s: %d cells show the text, want %d; there are %q", d.flavour.name, d.file, got, least, cells)
	}
}

func count(list []string, s string) int {
	n := 0
	for _, x := range list {
		if x == s {
			n++
		}
	}
	return n
}

func (d *document) cells() []string {
	var b bytes.Buffer
	if err := md.Convert(d.source, &b); err != nil {
		panic(err)
	}
	var cells []string
	for _, m := range regexp.MustCompile(`(?s)<t[dh]>(.*?)</t[dh]>`).FindAllStringSubmatch(b.String(), -1) {
		cells = append(cells, html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m[1], "")))
	}
	return cells
}

// Prose may hold any Markdown: nothing of it gets out of its place.
func TestProseIsContained(t *testing.T) {
	for _, prose := range []string{
		"# Heading\n\n## Item not found", "Setext\n===\n\nSetext\n---", "```\nnever closed", "~~~~ html\n<b>", "- list\n  ```\n  open", "<div>\n\n<table>",
		"<!-- comment", "<script>\nalert(1)\n</script>", "| a | b |\n| - | - |\n| 1 | 2 |", "    code\n\n1. one\n2. two", "> quote\n> ```\n> x", "a|b",
		"line\nline\n\nparagraph", "---\n\n***", "[x]: https://example.com\n\n[x]", "trailing \\", "```text\n<!-- errspec:end -->\n{/* errspec:end */}\n```", "::: warning\nx\n:::", "export const x = 1\n\nimport y from 'z'",
		"{{< x >}} `{{< y >}}`\n\n```\n{{< x >}}\n```\n\n~~~html-vue\n{{< x\n    {{ y }}\n~~~", "- a\n\n      {code}\n\n- `{b}` {{ c }} <d>", "Text\\\nmore\\\n{x}",
		"<https://example.com/{id}> and <a@example.com>", "[x](</a b>) [y](/{id} \"{z}\")", "1) one\n   - two\n     three\n2) four", "`a\n{{b}}` c", "!!! note\n    x", "--8<-- \"x\"",
		"*open **marks `code",
	} {
		p := golden(t, "life")
		_, texts := render(t, p, true).headings()
		for _, e := range p.Errors {
			e.Description = prose
			e.Causes = []string{prose, "plain", prose}
			e.Remedy = []string{prose}
			for _, x := range e.Examples {
				x.Description = prose
			}
			for _, q := range e.Params {
				q.Description = prose
			}
			if e.Deprecated != nil {
				e.Deprecated.Reason = prose
			}
		}
		for _, s := range p.Statuses {
			s.Description, s.Causes, s.Remedy = prose, []string{prose}, []string{prose, prose}
		}
		for _, g := range p.Groups {
			g.Description = prose
		}
		for _, r := range p.Retired {
			r.Reason = prose
		}
		p.Description = prose
		d := render(t, p, true)
		checkStructure(t, d)
		if _, after := d.headings(); !slices.Equal(after, texts) {
			t.Errorf("%q changes the headings:\n%q\n%q", prose, texts, after)
		}
		if n := d.count(tables.KindTable); n < 5 {
			t.Errorf("%q leaves %d tables of the page", prose, n)
		}
		for _, f := range flavours[1:] {
			for _, d := range renderAs(t, p, f, true, true) {
				checkPage(t, d)
				of := slices.IndexFunc(p.Public(), func(e *generator.Error) bool { return e.Slug+f.ext == d.file })
				if of >= 0 && d.count(ast.KindFencedCodeBlock) < 2 {
					t.Errorf("%s: %q leaves no example in %s:\n%s", f.name, prose, d.file, d.raw)
				}
			}
		}
	}
}

// count returns how many parts of a kind a page has.
func (d *document) count(kind ast.NodeKind) int {
	n := 0
	d.each(func(part ast.Node) {
		if part.Kind() == kind {
			n++
		}
	})
	return n
}

func TestRenderIsDeterministic(t *testing.T) {
	p := golden(t, "forms")
	first := render(t, p, false).source
	for range 5 {
		if !bytes.Equal(first, render(t, p, false).source) {
			t.Fatal("a second run gives another page")
		}
	}
}
