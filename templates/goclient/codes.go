package goclient

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// block stands for the errors of a group, which stand together.
type block struct {
	doc   []gocode.Block
	group *generator.Group // nil: none
}

// inGroups returns the blocks that have errors, in the order of the catalogue's
// groups. Those without a group come last; without any group there is one block.
func inGroups(p *generator.Plan, errors []*generator.Error) []block {
	var blocks []block
	add := func(group *generator.Group, doc ...gocode.Block) {
		if slices.ContainsFunc(errors, func(e *generator.Error) bool { return e.Group == group }) {
			blocks = append(blocks, block{doc, group})
		}
	}
	for _, g := range p.Groups {
		title := g.Title
		if title == "" {
			title = g.ID
		}
		add(g, append([]gocode.Block{gocode.Para("Codes: " + title)}, gocode.Prose(g.Description)...)...)
	}
	rest := "The codes of the API"
	if len(blocks) > 0 {
		rest = "Codes: the others"
	}
	add(nil, gocode.Para(rest))
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
	e := &generator.Error{
		Key:  h.Text(func(e *generator.Error) string { return e.Key }),
		Name: generator.Name{Go: h.Name(func(e *generator.Error) string { return e.Name.Go })},
	}
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

// codeDoc says what there is to know about an error at the place where it is
// handled.
func codeDoc(c *gocode.Comment, e *generator.Error) {
	status := strconv.Itoa(e.Status.Code)
	c.Para(e.ConstName(), " is ", status)
	if e.Status.Title != "Status "+status {
		c.More(" ", e.Status.Title)
	}
	c.More(", ")
	c.Message(e.Message)
	c.Prose(e.Description)
	c.Add(texts("Typical cause:", "Typical causes:", e.Causes)...)
	c.Add(texts("What to do:", "What to do:", e.Remedy)...)
	c.Para(retryText(e))
	if len(e.Details()) > 0 {
		c.Para("[", e.OfName(), "] reads its details.")
	}
	if e.DocsURL != "" {
		c.Para("See ", e.DocsURL)
	}
	if e.Since != "" {
		c.Para("Since ", e.Since)
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
		c.Deprecated(text)
	}
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
