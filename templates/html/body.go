package html

import (
	"slices"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// walk visits the leaves of a body form with the way to each, and with a nil node
// for the members of details that stand beside others.
func walk(n *generator.Node, path string, visit func(n *generator.Node, path string)) {
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

// placeOf returns the way to a source in a form, or nothing.
func placeOf(f *generator.Form, source string) string {
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

// paramPlace returns the way to a parameter in its error's body, or nothing.
func paramPlace(e *generator.Error, q *generator.Param) string {
	found := ""
	if e.Form.Empty || !q.InDetails() {
		return ""
	}
	walk(e.Form.Root, "", func(n *generator.Node, path string) {
		switch {
		case found != "":
		case n == nil:
			found = join(path, q.Wire)
		case n.Kind != generator.NodeSource:
		case n.Source == generator.SourceDetails:
			found = join(path, q.Wire)
		case n.Source == generator.SourceParamPrefix+q.Wire, n.Source == generator.SourceFieldViolations && q == e.Violations():
			found = path
		case n.Source == generator.SourceMetadata && slices.Contains(e.Metadata(), q):
			found = join(path, q.Wire)
		}
	})
	return found
}

// A formView is a body form: its members, and an example.
type formView struct {
	Intro   string // Markdown
	Fields  []field
	Example *code
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
			if c := placeOf(f, generator.SourceCode); c != "" {
				v.Intro += " A program compares the code in " + prose.Code(c) + "."
			}
			v.Fields = w.fields(f, with)
			if x := with[0].Examples[0]; x.Body != nil {
				c := jsonCode(x.Body)
				v.Example = &c
			}
		}
		views = append(views, v)
	}
	return views
}

// fields makes a row for each member of a form.
func (w *writer) fields(f *generator.Form, errors []*generator.Error) []field {
	var fields []field
	walk(f.Root, "", func(n *generator.Node, path string) {
		typ, words := w.source(n, errors)
		if n == nil {
			path = join(path, "*")
		}
		fields = append(fields, field{path, typ, words})
	})
	return fields
}

// source says what type a member has, and what it is for.
func (w *writer) source(n *generator.Node, errors []*generator.Error) (typ, words string) {
	if n == nil {
		return "any", "Members that depend on the error: more about this occurrence"
	}
	if n.Kind == generator.NodeLiteral {
		return literalType(n.Literal), "Always " + prose.Code(string(n.Literal.IndentJSON()))
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
	case generator.SourceReason:
		return "string", "Code of the error in capitals, for programs to compare"
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
	case generator.SourceRetryDelay:
		return "string", "How long to wait, such as `30s`; this item is left out where it is not known"
	case generator.SourceFieldViolations:
		return "list", "Fields that are wrong; this item is left out where there are none"
	case generator.SourceMetadata:
		return optional(every(func(e *generator.Error) bool {
			return slices.ContainsFunc(e.Metadata(), func(q *generator.Param) bool { return !q.Optional })
		}), "object"), "More about this occurrence: the parameters of the error, each as text"
	case generator.SourceDetails:
		return optional(every(func(e *generator.Error) bool { return len(e.Details()) > 0 }), "object"),
			"More about this occurrence: the parameters of the error"
	}
	name := strings.TrimPrefix(n.Source, generator.SourceParamPrefix)
	always := every(func(e *generator.Error) bool {
		return slices.ContainsFunc(e.Details(), func(q *generator.Param) bool { return q.Wire == name && !q.Optional })
	})
	for _, e := range errors {
		for _, q := range e.Details() {
			if q.Wire == name {
				return optional(always, w.typeOf(q)), q.Description
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
	default:
		return "null"
	}
}
