package html

import (
	"html/template"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// A formView is a body form: its members, and an example.
type formView struct {
	Intro   string // Markdown
	Fields  []field
	Example template.HTML
}

type field struct {
	Path string
	Type string // Markdown, as Words
	Word string
}

// bodies makes the chapter on bodies, the usual form first.
func (w *writer) bodies() []formView {
	public := w.plan.Public()
	var views []formView
	for i, f := range w.plan.Forms {
		var with []*generator.Error
		for _, e := range public {
			if e.Form == f {
				with = append(with, e)
			}
		}
		if len(with) == 0 {
			continue
		}
		v := formView{}
		whose := "comes with " + w.links(with)
		if i == 0 {
			whose = "comes with every error that is not named below"
			if len(w.plan.Forms) == 1 {
				whose = "comes with every error"
			}
		}
		switch {
		case f.Empty:
			v.Intro = "No body " + whose + "."
		default:
			v.Intro = "A body of the media type " + prose.Code(f.ContentType) + " " + whose + "."
			if c := prose.Place(f, generator.SourceCode); c != "" {
				v.Intro += " A program compares the code in " + prose.Code(c) + "."
			}
			v.Fields = w.fields(f, with)
			if x := with[0].Examples[0]; x.Body != nil {
				var p page
				p.figure("Body", "Copy body", "json", func() { p.json(x.Body.IndentJSON()) })
				v.Example = template.HTML(p.b)
			}
		}
		views = append(views, v)
	}
	return views
}

// fields makes a row for each member of a form.
func (w *writer) fields(f *generator.Form, errors []*generator.Error) []field {
	var fields []field
	prose.Walk(f, func(n *generator.Node, path string) {
		typ, words := spans.Member(n, errors, func(q *generator.Param) (typ, words string) { return w.typeOf(q), q.Description })
		fields = append(fields, field{path, typ, words})
	})
	return fields
}

// spans writes words in Markdown, which inline reads.
var spans = prose.Spans{Text: prose.Text, Code: prose.Code}
