package goclient

import (
	"fmt"
	"strconv"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// block are errors that stand together.
type block struct {
	doc    []gocode.Block
	errors []*generator.Error
}

// inGroups puts the errors into blocks, in the order of the catalogue's groups.
// Those without a group come last; without any group there is one block.
func inGroups(p *generator.Plan, errors []*generator.Error) []block {
	var blocks []block
	add := func(b block, group *generator.Group) {
		for _, e := range errors {
			if e.Group == group {
				b.errors = append(b.errors, e)
			}
		}
		if len(b.errors) > 0 {
			blocks = append(blocks, b)
		}
	}
	for _, g := range p.Groups {
		title := g.Title
		if title == "" {
			title = g.ID
		}
		add(block{doc: append([]gocode.Block{gocode.Para("Codes: " + title)}, gocode.Prose(g.Description)...)}, g)
	}
	rest := "The codes of the API"
	if len(blocks) > 0 {
		rest = "Codes: the others"
	}
	add(block{doc: []gocode.Block{gocode.Para(rest)}}, nil)
	return blocks
}

// code emits
//
//	const (
//		// ErrItemNotFound is 404 Not Found, “Item {id} not found”.
//		//
//		// …
//		ErrItemNotFound Code = "item_not_found"
//	)
func code(_ struct{}, h *holes) jen.Code {
	e := specimen(h)
	return jen.Const().Defs(gocode.Documented(h.Doc(codeDoc), jen.Id(e.ConstName()).Id("Code").Op("=").Add(gocode.Text(e.Key))))
}

// renamedCodes emits
//
//	// Codes that are no longer sent. [Decode] turns each into the one that took its
//	// place; what was sent is in [Error.RawCode].
//	const (
//		// Deprecated: use [ErrItemNotFound].
//		ErrItemGone = ErrItemNotFound
//	)
func renamedCodes(renamed []*generator.Retired) jen.Code {
	var list []jen.Code
	for i, r := range renamed {
		if i > 0 {
			list = append(list, jen.Line())
		}
		var doc []gocode.Block
		if r.In != "" {
			doc = append(doc, gocode.Para(r.ConstName()+" was retired in "+r.In))
		}
		doc = append(doc, gocode.Prose(r.Reason)...)
		doc = append(doc, gocode.Deprecated("use ["+r.Use.ConstName()+"]."))
		list = append(list, gocode.Documented(gocode.Doc(doc...), jen.Id(r.ConstName()).Op("=").Id(r.Use.ConstName())))
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para("Codes that are no longer sent. [Decode] turns each into the one that took its place; what was sent is in [Error].RawCode.")),
		jen.Const().Defs(list...))
}

// codeDoc appends what there is to know about an error at the place where it is
// handled.
func codeDoc(doc []gocode.Block, e *generator.Error) []gocode.Block {
	status := strconv.Itoa(e.Status.Code)
	if e.Status.Title != "Status "+status {
		status += " " + e.Status.Title
	}
	doc = append(doc, gocode.Para(e.ConstName()+" is "+status+", "+gocode.Message(e.Message)))
	doc = append(doc, gocode.Prose(e.Description)...)
	doc = append(doc, texts("Typical cause:", "Typical causes:", e.Causes)...)
	doc = append(doc, texts("What to do:", "What to do:", e.Remedy)...)
	doc = append(doc, gocode.Para(retryText(e)))
	if len(e.Details()) > 0 {
		doc = append(doc, gocode.Para("["+e.OfName()+"] reads its details."))
	}
	if e.DocsURL != "" {
		doc = append(doc, gocode.Para("See "+e.DocsURL))
	}
	if e.Since != "" {
		doc = append(doc, gocode.Para("Since "+e.Since))
	}
	if d := e.Deprecated; d != nil {
		text := "The API is going to stop sending it."
		if d.Since != "" {
			text = "Since " + d.Since + ", the API is going to stop sending it."
		}
		if d.Use != nil {
			text += " Use [" + d.Use.ConstName() + "] instead."
			if d.Use.Internal {
				text = "The API is going to stop sending it."
			}
		}
		if d.Reason != "" {
			text += " " + d.Reason
		}
		doc = append(doc, gocode.Deprecated(text))
	}
	return doc
}

// texts is a heading with a text, or with a list where there are several. Text
// of more than one line keeps its layout.
func texts(one, several string, all []string) []gocode.Block {
	switch len(all) {
	case 0:
		return nil
	case 1:
		blocks := gocode.Prose(all[0])
		if len(blocks) == 1 {
			return gocode.Prose(one + " " + all[0])
		}
		return append([]gocode.Block{gocode.Para(one)}, blocks...)
	}
	return []gocode.Block{gocode.Para(several), gocode.List(all...)}
}

// retryText says whether a request may be sent again.
func retryText(e *generator.Error) string {
	var text string
	switch e.Retry {
	case "always":
		text = "Retry: any request, with backoff."
	case "idempotent":
		text = "Retry: with backoff, if the request is one that may be repeated."
	default:
		return "Retry: never."
	}
	switch {
	case e.RetryAfter.Fixed:
		text += fmt.Sprintf(" The API asks to wait %d seconds.", e.RetryAfter.Seconds)
	case e.RetryAfter.Param != nil && e.RetryAfter.Param.Optional:
		text += " The API may say how long to wait."
	case e.RetryAfter.Param != nil:
		text += " The API says how long to wait."
	}
	return text
}
