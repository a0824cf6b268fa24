// Package html writes a plan as one page of HTML that needs nothing else: no
// server, no other file, no network. Style and script are part of it, and a
// policy in its head lets a browser run these and nothing besides. It can be
// read without the script, too.
//
// The page is page.html.tmpl, its looks page.css, its behaviour page.js; this
// package makes what they show. Plain text of the catalogue is escaped by
// html/template, prose is Markdown and goes through [block] or [inline].
package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"regexp"
	"strconv"
	"strings"

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

var pageTemplate = template.Must(template.New("page.html.tmpl").Funcs(template.FuncMap{
	"class":  func(status int) int { return status / 100 },
	"count":  count,
	"next":   func(i int) int { return i + 1 },
	"blocky": func(h template.HTML) bool { return blockTag.MatchString(string(h)) },
	"figure": func(title, button string, c *code) figure { return figure{title, button, *c} },
}).Parse(pageText))

// blockTag matches HTML that does not stand in a paragraph.
var blockTag = regexp.MustCompile(`^<(?:p|ul|ol|pre|blockquote|table|hr)\b`)

// figure is a piece of code with a title, and with what its button says.
type figure struct {
	Title, Copy string
	Code        code
}

// count is the number of errors, in words; the script says the same.
func count(n int) string {
	if n == 1 {
		return "1 error"
	}
	return strconv.Itoa(n) + " errors"
}

// Render writes the page of a target.
func Render(p *generator.Plan, t *generator.Target) ([]output.File, error) {
	data, err := page(p, t, false)
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
	data, err = page(p, t, true)
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
	return v.write()
}

func page(p *generator.Plan, t *generator.Target, live bool) ([]byte, error) {
	v := newView(p, t)
	v.dress(live)
	return v.write()
}

func (v *view) write() ([]byte, error) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, v); err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
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
