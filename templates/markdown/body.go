package markdown

import (
	"slices"
	"strings"

	"github.com/errspec/errspec/generator"
)

// body makes the chapter on bodies: the members of the usual form, and an
// example of every other one.
func (w *writer) body() BodyChapter {
	forms := w.forms()
	v := BodyChapter{Heading: w.top.body}
	main := forms[0]
	with := w.withForm(main)
	code := w.place(main, generator.SourceCode)
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
		v.Fields = append([]Row{{"Field", "Type", "Description"}}, w.fields(main, with)...)
	}
	for _, f := range forms[1:] {
		v.Others = append(v.Others, w.otherBody(f, main))
	}
	return v
}

// forms returns the body forms of public errors on the page, the usual one
// first.
func (w *writer) forms() []*generator.Form {
	var forms []*generator.Form
	for _, f := range w.Forms {
		if len(w.withForm(f)) > 0 {
			forms = append(forms, f)
		}
	}
	return forms
}

// withForm returns the public errors that are sent in a form.
func (w *writer) withForm(f *generator.Form) []*generator.Error {
	var of []*generator.Error
	for _, e := range w.Public() {
		if e.Form == f {
			of = append(of, e)
		}
	}
	return of
}

func (w *writer) otherBody(f, main *generator.Form) OtherBody {
	with := w.withForm(f)
	links := w.links(with)
	if f.Empty {
		return OtherBody{Intro: "No body comes with " + links + "."}
	}
	intro := "Another body comes with " + links + ". For example:"
	if f.ContentType != main.ContentType {
		intro = "Another body, of the media type " + w.dialect.Code(f.ContentType) + ", comes with " + links + ". For example:"
	}
	for _, e := range with {
		if b := e.Examples[0].Body; b != nil {
			return OtherBody{Intro: intro, Example: w.dialect.Fence("json", string(b.IndentJSON()))}
		}
	}
	return OtherBody{Intro: intro}
}

// fields makes a row for each member of a form, with the way to it.
func (w *writer) fields(f *generator.Form, errors []*generator.Error) []Row {
	var rows []Row
	walk(f.Root, "", func(n *generator.Node, path string) {
		typ, words := w.source(n, errors)
		if n == nil {
			path += "*"
			if len(path) > 1 {
				path = strings.TrimSuffix(path, "*") + ".*"
			}
		}
		rows = append(rows, Row{w.dialect.CellCode(path), typ, words})
	})
	return rows
}

// walk visits the leaves of a form, with a nil node for the members of details
// that stand beside others.
func walk(n *generator.Node, path string, visit func(*generator.Node, string)) {
	switch n.Kind {
	case generator.NodeObject:
		for _, m := range n.Members {
			if m.Spread {
				visit(nil, path)
				continue
			}
			walk(m.Node, join(path, m.Name), visit)
		}
	case generator.NodeArray:
		for _, item := range n.Items {
			walk(item, path+"[]", visit)
		}
	default:
		visit(n, path)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// place returns the way to a source in a form, or nothing.
func (w *writer) place(f *generator.Form, source string) string {
	found := ""
	if f.Empty {
		return ""
	}
	walk(f.Root, "", func(n *generator.Node, path string) {
		if n == nil || n.Kind != generator.NodeSource || found != "" {
			return
		}
		if n.Source == source || source == generator.SourceCode && n.Source == generator.SourceReason {
			found = path
		}
	})
	return found
}

// pathsOf returns the ways to a source in the forms of the page.
func (w *writer) pathsOf(source string) []string {
	var paths []string
	for _, f := range w.forms() {
		if p := w.place(f, source); p != "" && !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	}
	return paths
}

func (w *writer) onWire(e *generator.Error, source string) bool {
	return w.place(e.Form, source) != ""
}

// paramPath returns the way to a parameter in its error's body, or nothing.
func paramPath(e *generator.Error, p *generator.Param) string {
	found := ""
	if e.Form.Empty {
		return ""
	}
	walk(e.Form.Root, "", func(n *generator.Node, path string) {
		switch {
		case found != "":
		case n == nil:
			found = join(path, p.Wire)
		case n.Kind != generator.NodeSource:
		case n.Source == generator.SourceDetails:
			found = join(path, p.Wire)
		case n.Source == generator.SourceParamPrefix+p.Wire, n.Source == generator.SourceFieldViolations && p == e.Violations():
			found = path
		case n.Source == generator.SourceMetadata && slices.Contains(e.Metadata(), p):
			found = join(path, p.Wire)
		}
	})
	return found
}

// source says what type a member has, and what it is for.
func (w *writer) source(n *generator.Node, errors []*generator.Error) (typ, words string) {
	if n == nil {
		return "any", "Members that depend on the error: more about this occurrence"
	}
	if n.Kind == generator.NodeLiteral {
		return literalType(n.Literal), "Always " + w.dialect.CellCode(string(n.Literal.IndentJSON()))
	}
	optional := func(always bool, typ string) string {
		switch {
		case always:
			return typ
		case n.Optional:
			return typ + ", optional"
		}
		return typ + " or null"
	}
	every := func(has func(*generator.Error) bool) bool {
		return !slices.ContainsFunc(errors, func(e *generator.Error) bool { return !has(e) })
	}
	switch n.Source {
	case generator.SourceCode:
		return "string", "Code of the error, for programs to compare"
	case generator.SourceMessage:
		return "string", "Text for people; it may change between releases"
	case generator.SourceTitle, generator.SourceProblemTitle:
		return "string", "Summary of the kind of error"
	case generator.SourceStatus:
		return "integer", "HTTP status"
	case generator.SourceStatusText:
		return "string", "HTTP status, as text"
	case generator.SourceNumber:
		return optional(every(func(e *generator.Error) bool { return e.HasNumber }), "integer"), "Number of the kind of error"
	case generator.SourceGRPC:
		return "string", "Canonical gRPC code"
	case generator.SourceGroup:
		return optional(every(func(e *generator.Error) bool { return e.Group != nil }), "string"), "Group of the error"
	case generator.SourceDocsURL:
		return optional(every(func(e *generator.Error) bool { return e.DocsURL != "" }), "string"), "Link to the documentation of the error"
	case generator.SourceProblemType:
		return "string", "URI that identifies the kind of problem (RFC 9457)"
	case generator.SourceProblemInstance:
		return optional(false, "string"), "URI that identifies this occurrence (RFC 9457)"
	case generator.SourceRequestID:
		return optional(false, "string"), "Identifies the request, for support and tracing"
	case generator.SourceReason:
		return "string", "Code of the error in capitals, for programs to compare"
	case generator.SourceMetadata:
		return optional(every(func(e *generator.Error) bool {
			return slices.ContainsFunc(e.Metadata(), func(p *generator.Param) bool { return !p.Optional })
		}), "object"), "More about this occurrence: the parameters of the error, each as text"
	case generator.SourceRetryDelay:
		return "string", "How long to wait, such as " + w.dialect.CellCode("30s") + "; this item is left out where it is not known"
	case generator.SourceFieldViolations:
		return "list", "Fields that are wrong; this item is left out where there are none"
	case generator.SourceDetails:
		return optional(every(func(e *generator.Error) bool { return len(e.Details()) > 0 }), "object"),
			"More about this occurrence: the parameters of the error"
	}
	name := strings.TrimPrefix(n.Source, generator.SourceParamPrefix)
	for _, e := range errors {
		for _, p := range e.Details() {
			if p.Wire == name {
				words, _ = w.dialect.Cell(p.Description)
				shown := *p
				shown.Optional = false
				always := every(func(e *generator.Error) bool {
					return slices.ContainsFunc(e.Details(), func(p *generator.Param) bool { return p.Wire == name && !p.Optional })
				})
				return optional(always, w.typeCell(&shown)), words
			}
		}
	}
	return "null", ""
}

func literalType(v *generator.Value) string {
	switch v.Kind {
	case generator.TextValue:
		return "string"
	case generator.NumberValue:
		return "number"
	case generator.BoolValue:
		return "boolean"
	case generator.ListValue:
		return "list"
	case generator.ObjectValue:
		return "object"
	}
	return "null"
}
