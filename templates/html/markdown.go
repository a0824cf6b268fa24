package html

import (
	"bytes"
	"html"
	"html/template"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/errspec/errspec/templates/prose"
)

// markdown turns prose into HTML that can do nothing but be read. HTML in it was
// made text by [prose.Block] before, and would be left out here; a table has no
// style attributes, which the policy of the page refuses; what links and images
// may lead to, [reachable] says.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), extension.Strikethrough),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(reachable{}, 0))),
)

// block returns Markdown as blocks of HTML.
func block(s string) template.HTML {
	if s == "" {
		return ""
	}
	var b bytes.Buffer
	if err := markdown.Convert([]byte(prose.Block(s)), &b); err != nil {
		panic("bug in errspec: " + err.Error()) // a buffer takes everything
	}
	return template.HTML(strings.TrimSpace(b.String()))
}

// inline returns Markdown without the paragraph around it, when it is no more
// than that.
func inline(s string) template.HTML {
	h := string(block(s))
	if inner, ok := strings.CutPrefix(h, "<p>"); ok {
		if inner, ok = strings.CutSuffix(inner, "</p>"); ok && !strings.Contains(inner, "</p>") {
			return template.HTML(inner)
		}
	}
	return template.HTML(h)
}

// reachable keeps links to the web, to mail addresses and within the page or the
// site. Any other link is its text. An image would be fetched from somewhere else
// as soon as the page is opened, so it becomes a link to it.
type reachable struct{}

// Transform implements parser.ASTTransformer.
func (reachable) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var found []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.(type) {
		case *ast.Image, *ast.Link, *ast.AutoLink:
			if !entering { // an image inside a link comes first
				found = append(found, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range found {
		switch n := n.(type) {
		case *ast.Image:
			if !safe(n.Destination) || inLink(n) {
				unwrap(n)
				continue
			}
			link := ast.NewLink()
			link.Destination = n.Destination
			if n.ChildCount() == 0 {
				link.AppendChild(link, literal(n.Destination))
			}
			move(n, link)
			n.Parent().ReplaceChild(n.Parent(), n, link)
		case *ast.Link:
			if !safe(n.Destination) {
				unwrap(n)
			}
		case *ast.AutoLink:
			if url := n.URL(reader.Source()); n.AutoLinkType == ast.AutoLinkURL && !safe(url) {
				n.Parent().ReplaceChild(n.Parent(), n, literal(n.Label(reader.Source())))
			}
		}
	}
}

// literal is a node of plain text.
func literal(s []byte) ast.Node {
	n := ast.NewString(s)
	n.SetRaw(true)
	return n
}

func inLink(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}

// unwrap puts what is in a node in its place.
func unwrap(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
}

func move(from, to ast.Node) {
	for c := from.FirstChild(); c != nil; c = from.FirstChild() {
		to.AppendChild(to, c)
	}
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// safe reports whether a link may lead there: by a scheme of the list, or by none.
func safe(url []byte) bool {
	// Markdown has character references in addresses. Browsers skip blanks before a
	// scheme, and tabs and line breaks in it.
	u := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, html.UnescapeString(string(url)))
	switch strings.ToLower(scheme.FindString(u)) {
	case "", "http:", "https:", "mailto:":
		return true
	}
	return false
}
