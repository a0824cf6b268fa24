package html

import (
	"bytes"
	"html"
	"html/template"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/errspec/errspec/internal/lazy"
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
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), extension.Strikethrough),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(reachable{}, 0))),
	)
})

// block returns Markdown as blocks of HTML.
func block(s string) template.HTML { return template.HTML(appendBlock(nil, s)) }

// inline returns Markdown without the paragraph around it, when it is no more
// than that.
func inline(s string) template.HTML { return template.HTML(appendInline(nil, s)) }

// appendBlock is [block] behind what b holds.
func appendBlock(b []byte, s string) []byte {
	if s == "" {
		return b
	}
	if words, ok := appendWords(b, s); ok {
		return words
	}
	return appendMarkdown(b, s)
}

// appendMarkdown is [block] of any Markdown, read by goldmark.
func appendMarkdown(b []byte, s string) []byte {
	var w bytes.Buffer
	if err := markdown().Convert([]byte(prose.Block(s)), &w); err != nil {
		panic("bug in errspec: " + err.Error()) // a buffer takes everything
	}
	return append(b, bytes.TrimSpace(w.Bytes())...)
}

// appendInline is [inline] behind what b holds.
func appendInline(b []byte, s string) []byte {
	start := len(b)
	b = appendBlock(b, s)
	if inner, ok := bytes.CutPrefix(b[start:], []byte("<p>")); ok {
		if inner, ok = bytes.CutSuffix(inner, []byte("</p>")); ok && !bytes.Contains(inner, []byte("</p>")) {
			return append(b[:start], inner...)
		}
	}
	return b
}

// appendWords is [block] of paragraphs that hold words, code spans, and links
// within the page, which most prose is. It reports false, and appends nothing, for
// whatever could be more than that; a test holds it to what goldmark makes.
func appendWords(b []byte, s string) ([]byte, bool) {
	start := len(b)
	b = append(b, "<p>"...)
	begins := true // a line
	for i := 0; i < len(s); {
		c := s[i]
		if begins && !isLetter(c) && c < utf8.RuneSelf && c != '`' && c != '[' {
			return b[:start], false
		}
		begins = false
		n := 1
		switch {
		case !meaning[c]:
			for i+n < len(s) && !meaning[s[i+n]] {
				n++
			}
			b = append(b, s[i:i+n]...)
		case c == '"':
			b = append(b, "&quot;"...)
		case c == '!' && !strings.HasPrefix(s[i+1:], "["):
			b = append(b, '!')
		case c == '_' && i > 0 && isAlnum(s[i-1]) && i+1 < len(s) && isAlnum(s[i+1]):
			b = append(b, '_')
		case c == '`':
			b, n = appendSpan(b, s[i:])
		case c == '[':
			b, n = appendLink(b, s[i:])
		case c == '\\' && i+1 < len(s) && strings.IndexByte("`*_{}[]()#+-.!|~$", s[i+1]) >= 0:
			b = append(b, s[i+1])
			n = 2
		case c == '\n' && i > 0 && s[i-1] != ' ' && s[i-1] != '\\' && i+1 < len(s):
			begins = true
			if s[i+1] != '\n' {
				b = append(b, '\n')
				break
			}
			b = append(b, "</p>\n<p>"...)
			n = 2
		default:
			n = 0
		}
		if n == 0 {
			return b[:start], false
		}
		i += n
	}
	if begins || s[len(s)-1] == ' ' {
		return b[:start], false
	}
	return append(b, "</p>"...), true
}

// appendSpan appends the code span that s begins with, and returns its length, or
// 0 for one that is not as plain as most.
func appendSpan(b []byte, s string) ([]byte, int) {
	code, _, ok := strings.Cut(s[1:], "`")
	n := len(code) + 2
	if !ok || code == "" || code[0] == ' ' || code[len(code)-1] == ' ' || strings.HasPrefix(s[n:], "`") {
		return b, 0
	}
	b = append(b, "<code>"...)
	for i := range len(code) {
		if code[i] < ' ' || code[i] == 0x7f {
			return b, 0
		}
	}
	return append(appendEscaped(b, code, &inSpan), "</code>"...), n
}

// inSpan is [inCode] as goldmark has it.
var inSpan = [256]string{'"': "&quot;", '&': "&amp;", '<': "&lt;", '>': "&gt;"}

// appendLink appends the link that s begins with, if it leads to a place of the
// page and shows words or a code span.
func appendLink(b []byte, s string) ([]byte, int) {
	to := strings.Index(s, "](#")
	if to < 2 {
		return b, 0
	}
	text, rest := s[1:to], s[to+len("](#"):]
	n := 0
	for n < len(rest) && (isAlnum(rest[n]) || rest[n] == '-') {
		n++
	}
	if n == 0 || n == len(rest) || rest[n] != ')' {
		return b, 0
	}
	b = append(append(append(b, `<a href="#`...), rest[:n]...), `">`...)
	if text[0] == '`' {
		var whole int
		if b, whole = appendSpan(b, text); whole != len(text) {
			return b, 0
		}
	} else {
		for i := range len(text) {
			if meaning[text[i]] {
				return b, 0
			}
		}
		b = append(b, text...)
	}
	return append(b, "</a>"...), to + len("](#") + n + len(")")
}

// meaning are the bytes in a line that Markdown, or HTML, may read.
var meaning = func() (set [256]bool) {
	for c := range byte(' ') {
		set[c] = true
	}
	for _, c := range []byte("\x7f\"&<>!\\`*_[]~") {
		set[c] = true
	}
	return set
}()

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

var scheme = lazy.Pattern(`^[A-Za-z][A-Za-z0-9+.-]*:`)

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
	switch strings.ToLower(scheme().FindString(u)) {
	case "", "http:", "https:", "mailto:":
		return true
	}
	return false
}
