package markdown

import (
	"slices"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// body makes the chapter on bodies: the members of the usual form, and an
// example of every other one.
func (w *writer) body() BodyChapter {
	forms := w.forms
	v := BodyChapter{Heading: w.top.body}
	main := forms[0]
	code := main.leaves.Place(generator.SourceCode)
	first := "Look at the HTTP status first: it is right whatever the body is."
	if code != "" {
		first += " Then compare the code in " + w.dialect.Code(code) + "."
	}
	switch {
	case main.Empty && len(forms) == 1:
		v.Intro = "Errors have no body: the HTTP status says which one it is."
	case main.Empty:
		v.Intro = first + "\n\nUnless it is named below, an error has no body."
	default:
		which := "Unless it is named below, an error has a JSON body"
		if len(forms) == 1 {
			which = "Every error has a JSON body"
		}
		v.Intro = first + "\n\n" + which + " of the media type " + w.dialect.Code(main.ContentType) + " with these members:"
		v.Fields = append([]Row{{"Field", "Type", "Description"}}, w.fields(main)...)
	}
	for _, f := range forms[1:] {
		v.Others = append(v.Others, w.otherBody(f, main))
	}
	return v
}

func (w *writer) otherBody(f, main *form) OtherBody {
	links := w.links(f.errors)
	if f.Empty {
		return OtherBody{Intro: "No body comes with " + links + "."}
	}
	intro := "Another body comes with " + links + ". For example:"
	if f.ContentType != main.ContentType {
		intro = "Another body, of the media type " + w.dialect.Code(f.ContentType) + ", comes with " + links + ". For example:"
	}
	for _, e := range f.errors {
		if b := e.Examples[0].Body; b != nil {
			return OtherBody{Intro: intro, Example: w.dialect.Fence("json", string(b.IndentJSON()))}
		}
	}
	return OtherBody{Intro: intro}
}

// fields makes a row for each member of a form, with the way to it.
func (w *writer) fields(f *form) []Row {
	var rows []Row
	for _, l := range f.leaves {
		typ, words := w.spans().Member(l.Node, f.errors, func(p *generator.Param) (typ, words string) {
			words, _ = w.dialect.Cell(p.Description)
			return w.typeCell(p), words
		})
		rows = append(rows, Row{w.dialect.CellCode(l.Path), typ, words})
	}
	return rows
}

// spans writes words for cells of tables.
func (w *writer) spans() prose.Spans {
	return prose.Spans{Text: w.dialect.CellText, Code: w.dialect.CellCode}
}

// pathsOf returns the ways to a source in the forms of the page.
func (w *writer) pathsOf(source string) []string {
	var paths []string
	for _, f := range w.forms {
		if p := f.leaves.Place(source); p != "" && !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	}
	return paths
}
