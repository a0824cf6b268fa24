package markdown

import (
	"path"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/lazy"
	"github.com/errspec/errspec/templates/prose"
)

// A flavour is a documentation site: how it reads Markdown, and what it expects
// around it.
type flavour struct {
	name    string
	dialect *prose.Dialect
	ext     string // of pages: ".md"
	index   string // name of the index of a folder, without ext: "README"

	mdx       bool // comments are those of JavaScript
	front     bool // pages have front matter
	titled    bool // and the site makes the first heading of its title
	scripted  bool // titles and descriptions go into a script, not escaped
	explicit  bool // "## Heading {#id}" sets the anchor
	slugField bool // front matter can set the last part of the URL

	link    func(b []byte, from, to pageKind, stem, anchor string) []byte // appends the address
	callout func(kind, title, body string) string
	order   func(f *fields, position int, badge string) // where the page stands in the navigation
	nav     func(s *site) []navFile
}

// pageKind tells the index of a folder from the pages in it.
type pageKind int

const (
	indexPage pageKind = iota + 1
	codePage
)

// flavours are the values of the target key "flavour".
var flavours = []*flavour{
	{
		name: "gfm", dialect: prose.GFM, ext: ".md", index: "README",
		link: fileLink("README.md", ".md"), callout: alert,
	},
	{
		// https://squidfunk.github.io/mkdocs-material/ and https://zensical.org
		name: "mkdocs", dialect: prose.MkDocs, ext: ".md", index: "index", front: true, explicit: true,
		link: fileLink("index.md", ".md"), callout: admonition, nav: mkdocsNav,
	},
	{
		// https://docusaurus.io/docs/create-doc
		name: "docusaurus", dialect: prose.MDX, ext: ".mdx", index: "index", mdx: true, front: true, titled: true, scripted: true, explicit: true, slugField: true,
		link: fileLink("index.mdx", ".mdx"), callout: directive("warning", "[", "]"), nav: docusaurusNav,
		order: func(f *fields, position int, _ string) { f.number("sidebar_position", position) },
	},
	{
		// https://vitepress.dev/guide/markdown
		name: "vitepress", dialect: prose.VitePress, ext: ".md", index: "index", front: true, scripted: true, explicit: true,
		link: fileLink("index.md", ".md"), callout: directive("warning", " ", ""), nav: vitepressNav,
	},
	{
		// https://starlight.astro.build/reference/frontmatter/
		name: "starlight", dialect: prose.Starlight, ext: ".md", index: "index", front: true, titled: true,
		link: urlLink, callout: directive("caution", "[", "]"),
		order: func(f *fields, position int, badge string) {
			f.raw("sidebar", "")
			f.number("  order", position)
			if badge != "" {
				f.raw("  badge", "")
				f.text("    text", badge)
				f.raw("    variant", "caution")
			}
		},
	},
	{
		// https://gohugo.io/content-management/front-matter/
		name: "hugo", dialect: prose.Hugo, ext: ".md", index: "_index", front: true, titled: true, explicit: true, slugField: true,
		link: relref, callout: quotation,
		order: func(f *fields, position int, _ string) { f.number("weight", position) },
	},
}

func flavourOf(t *generator.Target) *flavour {
	for _, f := range flavours {
		if f.name == t.Flavour {
			return f
		}
	}
	return flavours[0]
}

// fileLink links to files, which the site or the forge makes URLs of.
func fileLink(index, ext string) func(b []byte, from, to pageKind, stem, anchor string) []byte {
	return func(b []byte, _, to pageKind, stem, anchor string) []byte {
		if to == indexPage {
			return append(append(b, index...), anchor...)
		}
		return append(append(append(b, stem...), ext...), anchor...)
	}
}

// urlLink links to URLs. A page is a folder there: /errors/item-not-found/.
func urlLink(b []byte, from, to pageKind, stem, anchor string) []byte {
	if from == codePage {
		b = append(b, "../"...)
	}
	if to == codePage {
		b = append(append(b, stem...), '/')
	}
	return append(b, anchor...)
}

// relref links by Hugo's shortcode, which knows how the site makes URLs and stops
// the build when a page is missing.
func relref(b []byte, _, to pageKind, stem, anchor string) []byte {
	if to == indexPage {
		stem = "_index"
	}
	b = append(append(append(b, `{{< relref "`...), stem...), ".md"...)
	return append(append(b, anchor...), `" >}}`...)
}

// alert is a callout of GitHub.
func alert(_, title, body string) string {
	return quoted("[!WARNING]\n**" + title + ".**" + behind(body))
}

// quotation is a callout where there are none.
func quotation(_, title, body string) string {
	return quoted("**" + title + ".**" + behind(body))
}

// behind is what comes behind a bold title.
func behind(body string) string {
	if body == "" {
		return ""
	}
	return "\n\n" + body
}

// quoted returns blocks as a quotation.
func quoted(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight("> "+l, " ")
	}
	return strings.Join(lines, "\n")
}

// admonition is a callout of MkDocs.
func admonition(kind, title, body string) string {
	text := "!!! " + kind + ` "` + title + `"`
	if body == "" {
		return text
	}
	return text + "\n\n    " + strings.ReplaceAll(indented(body), "\n\n\n", "\n\n")
}

func indented(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		if i > 0 && lines[i] != "" {
			lines[i] = "    " + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// directive is a callout between colons, more of them than stand together in it.
func directive(warning, open, end string) func(kind, title, body string) string {
	return func(kind, title, body string) string {
		if kind == "warning" {
			kind = warning
		}
		colons := ":::"
		for strings.Contains(body, colons) {
			colons += ":"
		}
		blank := ""
		if open == " " {
			blank = " "
		}
		text := colons + blank + kind + open + title + end
		if body != "" {
			text += "\n\n" + body
		}
		return text + "\n\n" + colons
	}
}

// appendComment appends a comment: what it is, and about what. Neither ends it.
func (f *flavour) appendComment(b []byte, what, about string) []byte {
	open, end := "<!-- ", " -->"
	if f.mdx {
		open, end = "{/* ", " */}"
	}
	return append(append(append(append(b, open...), what...), about...), end...)
}

// inComment is text for a comment, without what would end it.
func (f *flavour) inComment(text string) string {
	if f.mdx {
		return strings.ReplaceAll(text, "*/", "* /")
	}
	return strings.ReplaceAll(text, "-->", "--&gt;")
}

// stems gives every page of a folder its file name, without the ending. It is the
// slug of the error, unless that is the name of an index or of a device: such a
// file would be another page, or could not be made on Windows.
func stems(folder string, slugs []string) map[string]string {
	taken := make(map[string]bool, len(slugs))
	for _, s := range slugs {
		taken[s] = true
	}
	names := make(map[string]string, len(slugs))
	base := strings.ToLower(path.Base(folder))
	for _, s := range slugs {
		name := s
		for reserved(name) || name == base || name != s && taken[name] {
			name += "-error"
		}
		taken[name] = true
		names[s] = name
	}
	return names
}

// device are names that Windows keeps for itself, whatever the ending.
var device = lazy.Pattern(`^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$`)

func reserved(name string) bool {
	switch name {
	case "", "index", "readme", "summary", "404": // of a folder, of its navigation, of a site
		return true
	}
	return len(name) <= len("conout$") && device().MatchString(name)
}
