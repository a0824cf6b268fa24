package sites

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A web is a built site.
type web struct {
	files map[string]*page // by path, "/errors/index.html"; nil for what is not HTML
	pages []*page          // in the order of their paths
}

// A page is a file of HTML.
type page struct {
	url      string // path of the file
	data     []byte
	anchors  map[string]bool
	links    []string // as they are written
	text     string   // what is shown, folded
	elements map[string]int
}

// host is where the site says it is.
const host = "docs.example.com"

// read reads a built site.
func read(t *testing.T, dir string) *web {
	t.Helper()
	w := &web{files: map[string]*page{}}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		at := "/" + filepath.ToSlash(rel)
		w.files[at] = nil
		if path.Ext(at) != ".html" {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		p, err := parse(at, data)
		if err != nil {
			return err
		}
		w.files[at] = p
		w.pages = append(w.pages, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// parse reads a page as a browser does.
func parse(at string, data []byte) (*page, error) {
	doc, err := html.Parse(strings.NewReader(string(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	p := &page{url: at, data: data, anchors: map[string]bool{}, elements: map[string]int{}}
	var text strings.Builder
	for n := range doc.Descendants() {
		switch n.Type {
		case html.TextNode:
			if !slices.Contains([]atom.Atom{atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Title}, n.Parent.DataAtom) {
				text.WriteString(n.Data)
			}
		case html.ElementNode:
			p.elements[n.Data]++
			for _, a := range n.Attr {
				switch a.Key {
				case "id":
					p.anchors[a.Val] = true
				case "name":
					if n.DataAtom == atom.A {
						p.anchors[a.Val] = true
					}
				case "href", "src":
					p.links = append(p.links, a.Val)
				}
			}
		}
	}
	p.text = fold(text.String())
	return p, nil
}

// fold makes one space of white space, as a browser does.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n\f", r) }), " ")
}

// follow goes where a link leads to from a place. It returns nil for a link that
// leaves the site, and for what is not HTML, and says why it cannot be followed.
func (w *web) follow(from, link string) (to *page, why string) {
	base := &url.URL{Scheme: "https", Host: host, Path: strings.TrimSuffix(from, "index.html")}
	u, err := base.Parse(strings.TrimSpace(link))
	if err != nil {
		return nil, err.Error()
	}
	if u.Host != host {
		return nil, ""
	}
	at := path.Clean(u.Path)
	found := ""
	for _, name := range []string{at, at + ".html", path.Join(at, "index.html")} {
		if _, ok := w.files[name]; ok {
			found = name
			break
		}
	}
	if found == "" {
		return nil, "there is no such page"
	}
	p := w.files[found]
	if p != nil && u.Fragment != "" && !p.anchors[u.Fragment] {
		return p, "the page has no such place"
	}
	return p, ""
}

// broken returns the links that lead nowhere.
func (w *web) broken() []string {
	var all []string
	for _, p := range w.pages {
		for _, link := range slices.Compact(slices.Sorted(slices.Values(p.links))) {
			if _, why := w.follow(p.url, link); why != "" {
				all = append(all, fmt.Sprintf("%s: %s: %s", p.url, link, why))
			}
		}
	}
	return all
}

// A checker that finds nothing proves nothing.
func TestBrokenLinksAreFound(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html":        `<a href="a/">a</a> <a href="a#x">x</a> <a href="/a/b.html#%C3%A4">b</a> <img src="i.png"> <a href="https://example.com/x#y">e</a> <a href="#">top</a>`,
		"i.png":             "",
		"a/index.html":      `<p id="x"><a href="b">b</a> <a href="../a/b#y">y</a> <a href="https://docs.example.com/c/d">d</a></p>`,
		"a/b.html":          `<a name="ä" href="./index.html#x">x</a> <script src="/s.js"></script> <a href="#none">none</a>`,
		"c/d/index.html":    `<a href="../../a/b">b</a>`,
		"c/d/e/nothing.css": "",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"/a/b.html: #none: the page has no such place",
		"/a/b.html: /s.js: there is no such page",
		"/a/index.html: ../a/b#y: the page has no such place",
	}
	if got := read(t, dir).broken(); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
