// Package html writes a plan as one page of HTML that needs nothing else: no
// server, no other file, no network. Style and script are part of it, and a
// policy in its head lets a browser run these and nothing besides. It can be
// read without the script, too.
//
// The page is page.html.tmpl, its looks page.css, its behaviour page.js; this
// package makes what they show. The errors, most of the page, are written by
// entry.go, because a template looks everything up by name, for each error again.
// Plain text of the catalogue is escaped by html/template or by the methods of a
// [page], prose is Markdown and goes through [block] or [inline].
package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"strconv"
	"strings"
	"sync"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var style string

//go:embed page.js
var script string

//go:embed live.js
var liveScript string

// pageTemplate is made when it is first asked for.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page.html.tmpl").Funcs(template.FuncMap{
		"class": func(status int) int { return status / 100 },
		"count": count,
	}).Parse(pageText))
})

// count is the number of errors, in words; the script says the same.
func count(n int) string {
	if n == 1 {
		return "1 error"
	}
	return strconv.Itoa(n) + " errors"
}

// Render writes the page of a target.
func Render(p *generator.Plan, t *generator.Target) ([]output.File, error) {
	data, err := whole(p, t, false)
	if err != nil {
		return nil, err
	}
	return []output.File{{Path: t.Out, Data: data}}, nil
}

// Live returns the page for a server that shows a catalogue while it is written,
// and an identifier, which is the same for the same page. Besides what [Render]
// writes the page has a script that listens to server-sent events at [LivePath]:
// an event "page" with another identifier than its own loads the page again, an
// event "findings" with a text in JSON says what is wrong with the catalogue, and
// with an empty one that nothing is.
func Live(p *generator.Plan, t *generator.Target) (data []byte, id string, err error) {
	data, err = whole(p, t, true)
	if err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(data)
	id = hex.EncodeToString(sum[:8])
	return bytes.Replace(data, []byte("<html "), []byte(`<html data-page="`+id+`" `), 1), id, nil
}

// LivePath is where the page of [Live] listens.
const LivePath = "/_errspec/events"

// Waiting returns the page for a catalogue that could not be shown so far. It
// listens as that of [Live] does, and shows text, which says why, until then.
func Waiting(title, text string) ([]byte, error) {
	v := &view{Title: title, Waiting: text}
	v.dress(true)
	return v.write(nil)
}

func whole(p *generator.Plan, t *generator.Target, live bool) ([]byte, error) {
	w := newWriter(p, t)
	v := w.view()
	v.dress(live)
	return v.write(w)
}

// write writes the page, with the errors of the writer, which is nil when the page
// waits for them.
func (v *view) write(w *writer) ([]byte, error) {
	var p page
	if w != nil {
		p.b = make([]byte, 0, w.size())
	}
	if err := pageTemplate().ExecuteTemplate(&p, "before", v); err != nil {
		return nil, err
	}
	for i := range v.Chapters {
		w.chapter(&p, &v.Chapters[i])
	}
	if err := pageTemplate().ExecuteTemplate(&p, "after", v); err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(p.b, "\n"), '\n'), nil
}

// dress adds style, scripts and the policy that allows them by their hashes.
func (v *view) dress(live bool) {
	v.Style = template.HTML("<style>\n" + style + "</style>")
	scripts := []string{"\n" + script}
	connect := ""
	if live {
		scripts = append(scripts, "\n"+liveScript)
		connect = "; connect-src 'self'"
	}
	var hashes []string
	for _, s := range scripts {
		v.Scripts = append(v.Scripts, template.HTML("<script>"+s+"</script>"))
		hashes = append(hashes, hash(s))
	}
	v.Policy = "default-src 'none'; script-src " + strings.Join(hashes, " ") + "; style-src " + hash("\n"+style) +
		"; img-src data:" + connect + "; base-uri 'none'; form-action 'none'"
}

// hash is a source expression of Content Security Policy Level 3, 2.3.1.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
