package markdown

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

var (
	jsComment   = regexp.MustCompile(`(?m)^\{/\* (.*) \*/\}$`)
	headingID   = regexp.MustCompile(`(?m)^(#{1,6} .*) \{#([A-Za-z0-9-]+)\}$`)
	commentID   = regexp.MustCompile(`(?m)^(#{1,6} .*) \{/\* #([A-Za-z0-9-]+) \*/\}$`)
	hugoLink    = regexp.MustCompile(`\{\{< relref "([^"]*)" >\}\}`)
	hugoComment = regexp.MustCompile(`(?s)\{\{([<%])/\*(.*?)\*/([>%])\}\}`)
)

// asRead does what a site does before, or besides, CommonMark: it takes the front
// matter away, and reads its own forms of comments, anchors and shortcodes. All
// that is left is CommonMark with tables.
func asRead(f *flavour, data string) []byte {
	if f.front {
		_, rest, _ := strings.Cut(strings.TrimPrefix(data, "---\n"), "\n---\n")
		data = strings.TrimPrefix(rest, "\n")
	}
	if f.mdx {
		data = jsComment.ReplaceAllString(data, "<!-- $1 -->")
		data = commentID.ReplaceAllString(data, "<a id=\"$2\"></a>\n\n$1")
	}
	if f.explicit {
		data = headingID.ReplaceAllString(data, "<a id=\"$2\"></a>\n\n$1")
	}
	if f.name == "hugo" {
		data = hugoLink.ReplaceAllString(data, "$1")
		data = hugoComment.ReplaceAllString(data, "{{$1$2$3}}")
	}
	return []byte(data)
}

// frontMatter returns the front matter of a page, as a reader of YAML has it.
func frontMatter(data string) (map[string]any, error) {
	text, _, _ := strings.Cut(strings.TrimPrefix(data, "---\n"), "\n---\n")
	fields := map[string]any{}
	return fields, yaml.Unmarshal([]byte(text), &fields)
}

// prosePart returns a page without its code: what is left is read by the site.
func (d *document) prosePart() string {
	text := d.raw
	if d.flavour.front {
		_, text, _ = strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	}
	var b strings.Builder
	fence := ""
	for line := range strings.SplitSeq(text, "\n") {
		m := fenceLine.FindStringSubmatch(line)
		switch {
		case m != nil && fence == "":
			fence = m[1]
		case m != nil && strings.HasPrefix(m[1], fence) && strings.TrimSpace(m[2]) == "":
			fence = ""
			b.WriteString("(a code block)\n")
		case fence == "":
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

var fenceLine = regexp.MustCompile("^[ >]*(?:[-*+] |[0-9]+[.)] )*(```+|~~~+)([^`]*)$")

// withoutSpans takes code spans away. None goes over the end of a paragraph.
func withoutSpans(s string) string {
	paragraphs := strings.Split(strings.ReplaceAll(s, "\n- ", "\n\n- "), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = withoutSpansOf(p)
	}
	return strings.Join(paragraphs, "\n\n")
}

func withoutSpansOf(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '\\' && i+1 < len(s) {
			b.WriteString(s[i : i+2])
			i += 2
			continue
		}
		if s[i] != '`' {
			b.WriteByte(s[i])
			i++
			continue
		}
		n := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		closing := regexp.MustCompile("[^`]`{" + itoa(n) + "}(?:[^`]|$)").FindStringIndex(s[i+n:])
		if closing == nil {
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		i += n + closing[0] + 1 + n
	}
	return b.String()
}

var ourTags = regexp.MustCompile(`<a id="[a-z0-9-]+"></a>|</?code>|<wbr/>`)

// checkPage looks for what a site would take for its own: it stops the build, runs
// as code, or is not shown.
func checkPage(t *testing.T, d *document) {
	t.Helper()
	text := d.prosePart()
	bare := ourTags.ReplaceAllString(withoutSpans(text), "")
	fail := func(what, found string) {
		t.Helper()
		t.Errorf("%s %s: %s %q in:\n%s", d.flavour.name, d.file, what, found, d.raw)
	}
	find := func(what, in, pattern string) {
		t.Helper()
		if m := regexp.MustCompile(pattern).FindString(in); m != "" {
			fail(what, m)
		}
	}
	switch d.flavour.name {
	case "docusaurus":
		bare = jsComment.ReplaceAllString(bare, "")
		bare = headingID.ReplaceAllString(commentID.ReplaceAllString(bare, "$1"), "$1")
		find("a heading that ends early", text, `(?m)^#.*[\x{2028}\x{2029}].*\{#`)
		head, _, _ := strings.Cut(strings.TrimPrefix(d.raw, "---\n"), "\n---\n")
		find("the end of a script", head, `</`)
		find("MDX reads", bare, `[{}<]`)
		find("a statement", bare, `(?m)^(import|export)\b`)
		find("a directive", regexp.MustCompile(`(?m)^:::+(warning\[[^\]]*\])?$`).ReplaceAllString(bare, ""), `:::|(^|[^\w:/]):[A-Za-z][\w-]*[\[{]`)
	case "starlight":
		find("HTML", regexp.MustCompile(`<!-- errspec:.*? -->|<[a-z+.-]+[:@][^>]*>`).ReplaceAllString(bare, ""), `<`)
		find("a directive", regexp.MustCompile(`(?m)^:::+(caution\[[^\]]*\])?$`).ReplaceAllString(bare, ""), `:::`)
	case "vitepress":
		head, _, _ := strings.Cut(strings.TrimPrefix(d.raw, "---\n"), "\n---\n")
		find("the end of a script", head, `</`)
		if !strings.Contains(head, "\ntitle: ") { // it is taken from the first heading
			find("the end of a script", text, `(?m)\A\n*# .*</.*$`)
		}
		find("Vue reads", text, `\{\{`)
		find("an attribute", headingID.ReplaceAllString(bare, "$1"), `[{}]`)
		find("HTML", regexp.MustCompile(`<!-- errspec:.*? -->|<[a-z+.-]+[:@][^>]*>`).ReplaceAllString(bare, ""), `<`)
		find("a container", regexp.MustCompile(`(?m)^:::+( warning .*)?$`).ReplaceAllString(bare, ""), `:::`)
	case "hugo":
		_, body, _ := strings.Cut(d.raw, "\n---\n") // in front matter they are text
		find("a shortcode", hugoComment.ReplaceAllString(hugoLink.ReplaceAllString(body, ""), ""), `\{\{[<%]`)
	case "mkdocs":
		find("an attribute", headingID.ReplaceAllString(bare, "$1"), `[{}]`)
		if macro().MatchString(d.raw) && !strings.Contains(d.raw, "\nrender_macros: false\n") {
			fail("a macro", macro().FindString(d.raw))
		}
	}
	if _, err := frontMatter(d.raw); d.flavour.front && err != nil {
		t.Errorf("%s %s: front matter: %v\n%s", d.flavour.name, d.file, err, d.raw)
	}
	if d.flavour.front && !strings.HasPrefix(d.raw, "---\n# Code generated by errspec from ") {
		t.Errorf("%s %s begins with %q", d.flavour.name, d.file, d.raw[:40])
	}
	_, texts := d.headings()
	for i, s := range texts {
		if slices.Contains(texts[:i], s) {
			t.Errorf("%s %s: heading %q stands there twice", d.flavour.name, d.file, s)
		}
	}
	if strings.Contains(text, "\n\n\n") {
		t.Errorf("%s %s: two blank lines:\n%s", d.flavour.name, d.file, d.raw)
	}
}

// checkTitle compares the title of an error's page with the error's.
func checkTitle(t *testing.T, d *document, e *generator.Error) {
	t.Helper()
	if d.file != e.Slug+d.flavour.ext {
		return
	}
	if !d.flavour.titled || d.flavour.scripted && strings.Contains(e.Title, "</") {
		if _, texts := d.headings(); texts[0] != prose.OneLine(e.Title) {
			t.Errorf("%s %s: heading %q, want %q", d.flavour.name, d.file, texts[0], e.Title)
		}
		return
	}
	fields, _ := frontMatter(d.raw)
	if fields["title"] != prose.OneLine(e.Title) {
		t.Errorf("%s %s: title %q, want %q", d.flavour.name, d.file, fields["title"], e.Title)
	}
}

// Every page of every flavour is one that its site can read.
func TestPages(t *testing.T) {
	for _, name := range catalogues {
		for _, f := range flavours {
			t.Run(name+" "+f.name, func(t *testing.T) {
				p := plan(t, name)
				for _, d := range append(renderAs(t, p, f, true, false), renderAs(t, p, f, true, true)...) {
					checkPage(t, d)
					checkTables(t, d)
				}
			})
		}
	}
}

// anchorsOf returns where a link to a page can lead, as the flavour's site makes
// anchors.
func (d *document) anchorsOf() map[string]bool {
	if d.known != nil {
		return d.known
	}
	all := map[string]bool{"": true}
	_, texts := d.headings()
	for _, s := range texts {
		all[d.flavour.slugOf(s)] = true
	}
	for _, m := range regexp.MustCompile(`<a id="([^"]+)"></a>`).FindAllStringSubmatch(string(d.source), -1) {
		all[m[1]] = true
	}
	d.known = all
	return all
}

// slugOf is what a site makes of a heading, as far as plain words go: the table of
// anchors in the tests of this package holds the rest.
func (f *flavour) slugOf(s string) string {
	switch f.name {
	case "mkdocs":
		s = regexp.MustCompile(`[^\w\s-]`).ReplaceAllString(strings.ToLower(s), "")
		return regexp.MustCompile(`[-\s]+`).ReplaceAllString(strings.TrimSpace(s), "-")
	case "vitepress":
		s = regexp.MustCompile("[\\s~`!@#$%^&*()\\-_+=\\[\\]{}|\\\\;:\"'“”‘’<>,.?/]+").ReplaceAllString(s, "-")
		s = strings.ToLower(strings.Trim(regexp.MustCompile(`-{2,}`).ReplaceAllString(s, "-"), "-"))
		return regexp.MustCompile(`^(\d)`).ReplaceAllString(s, "_$1")
	}
	return githubSlug(s)
}

// Every link of every page leads to a page that is there, and to an anchor on it;
// and so does what docs_url says, in both of its forms.
func TestLinks(t *testing.T) {
	for _, name := range catalogues {
		for _, f := range flavours {
			for _, folder := range []bool{false, true} {
				p := plan(t, name)
				documents := renderAs(t, p, f, true, folder)
				pages := map[string]*document{}
				for _, d := range documents {
					pages[d.file] = d
				}
				for _, d := range documents {
					links := 0
					d.each(func(n ast.Node) {
						link, ok := n.(*ast.Link)
						if !ok {
							return
						}
						file, anchor, _ := strings.Cut(string(link.Destination), "#")
						if strings.Contains(file, ":") || name == "hostile" && file == "u" {
							return // of the catalogue's own prose
						}
						links++
						to := d
						switch {
						case f.name == "starlight" && folder && file != "":
							at := path.Join("/errors", strings.TrimSuffix(strings.TrimSuffix(d.file, f.ext), f.index))
							if at = path.Join(at, file); !strings.HasSuffix(file, "/") {
								t.Errorf("%s: link %q does not end as URLs of pages do", d.file, file)
							}
							to = pages[strings.TrimPrefix(strings.TrimPrefix(at, "/errors"), "/")+f.ext]
							if at == "/errors" {
								to = pages[f.index+f.ext]
							}
						case file != "":
							to = pages[file]
						}
						if to == nil || !to.anchorsOf()[anchor] {
							t.Errorf("%s %s %s: link to %s leads nowhere", name, f.name, d.file, link.Destination)
						}
					})
					if folder && links == 0 {
						t.Errorf("%s %s %s has no link", name, f.name, d.file)
					}
				}
				for _, e := range p.Errors {
					if !folder {
						if !documents[0].anchorsOf()[e.Slug] {
							t.Errorf("%s %s: no anchor %q on the single page", name, f.name, e.Slug)
						}
						continue
					}
					if pages[e.Slug+f.ext] == nil && !device().MatchString(e.Slug) {
						t.Errorf("%s %s: no page %s", name, f.name, e.Slug)
					}
					if f.dialect.ReadsHTML() && !pages[f.index+f.ext].anchorsOf()[e.Slug] {
						t.Errorf("%s %s: no anchor %q on the index", name, f.name, e.Slug)
					}
				}
			}
		}
	}
}

// Names that a site or a system keeps for itself are not those of pages.
func TestNamesOfPages(t *testing.T) {
	slugs := []string{"con", "aux", "com1", "index", "readme", "404", "con-error", "errors", "item-not-found", "nul"}
	names := stems("docs/errors", slugs)
	seen := map[string]bool{}
	for _, s := range slugs {
		name := names[s]
		if seen[name] || device().MatchString(name) || slices.Contains([]string{"index", "readme", "404", "errors"}, name) {
			t.Errorf("%s becomes %q", s, name)
		}
		seen[name] = true
	}
	if names["item-not-found"] != "item-not-found" || names["con-error"] != "con-error" {
		t.Errorf("names that are free change: %v", names)
	}
}
