package jsonexport

import (
	"path"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/templates/prose"
)

// IndexName is the name of the index, which readers look for.
const IndexName = "llms.txt"

// index writes llms.txt beside the export, in the form of llmstxt.org: a heading,
// a summary as a quotation, what a reader has to know, and lists of links, here a
// link for each error. It is Markdown; catalogue text goes through package prose.
func (x *exporter) index() output.File {
	p := x.plan
	blocks := []string{
		"# " + prose.Text(p.Title+" errors"),
		"> Every error that the API can answer with: code, HTTP status, message, and what to do about it.",
	}
	if d := prose.Block(p.Description); d != "" {
		blocks = append(blocks, d)
	}
	blocks = append(blocks, prose.List([]string{
		"Look at the HTTP status first. Compare codes, never messages: messages may change.",
		"`{name}` in a message stands for a value.",
		"The file " + prose.Link(prose.Code(path.Base(x.target.Out)), path.Base(x.target.Out)) +
			" has all of it: parameters, headers, body forms, examples.",
	}))
	for _, c := range x.chapters() {
		blocks = append(blocks, "## "+prose.Text(c.title), prose.List(c.entries))
	}
	if len(p.Retired) > 0 {
		var entries []string
		for _, r := range p.Retired {
			words := prose.Code(r.Code) + ": no longer in use"
			if r.Use != nil && (!r.Use.Internal || x.target.Internal) {
				words += ", use " + prose.Code(r.Use.Code)
			}
			entries = append(entries, words)
		}
		blocks = append(blocks, "## Retired codes", prose.List(entries))
	}
	blocks = append(blocks, mark(x.target))
	return output.File{
		Path: path.Join(path.Dir(x.target.Out), IndexName),
		Data: []byte(strings.Join(blocks, "\n\n") + "\n"),
	}
}

type chapter struct {
	title   string
	entries []string
}

// chapters are the groups, errors without one before them. A catalogue without
// groups has one chapter.
func (x *exporter) chapters() []chapter {
	of := map[*generator.Group][]string{}
	for i, e := range x.plan.ErrorsFor(x.target) {
		of[e.Group] = append(of[e.Group], x.entry(e, i))
	}
	var chapters []chapter
	if len(of[nil]) > 0 {
		chapters = append(chapters, chapter{"Error codes", of[nil]})
	}
	for _, g := range x.plan.Groups {
		if len(of[g]) > 0 {
			chapters = append(chapters, chapter{g.Title, of[g]})
		}
	}
	return chapters
}

// entry is a link to an error, number i of the export, and what it is in a
// sentence or two. Without documentation of its own the link leads into the
// export, by JSON Pointer.
func (x *exporter) entry(e *generator.Error, i int) string {
	url := e.DocsURL
	if url == "" {
		url = path.Base(x.target.Out) + "#/errors/" + strconv.Itoa(i)
	}
	words := prose.Link(prose.Code(e.Code), url) + ": " + strconv.Itoa(e.Status.Code) + ", " + prose.Message(e.Message)
	if e.Deprecated != nil {
		words += ". Deprecated"
		if use := e.Deprecated.Use; use != nil {
			words += ", use " + prose.Code(use.Code)
		}
	}
	if e.Internal {
		words += ". Internal, never sent"
	}
	words += "."
	for _, r := range e.Remedy {
		if text, whole := prose.Cell(r); whole && text != "" {
			words += " " + prose.Sentence(text)
		}
	}
	return words + " Retry: " + prose.Retry(e) + "."
}
