package prose

import (
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
)

// Walk visits the leaves of a body form with the way to each, "error.code" or
// "errors[].code". For the members of details that stand beside others the node
// is nil and the way ends in "*". A form without a body has no leaves.
func Walk(f *generator.Form, visit func(n *generator.Node, path string)) {
	if !f.Empty {
		walk(f.Root, "", visit)
	}
}

func walk(n *generator.Node, path string, visit func(n *generator.Node, path string)) {
	switch n.Kind {
	case generator.NodeObject:
		for _, m := range n.Members {
			if m.Spread {
				visit(nil, join(path, "*"))
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

// Leaf is a leaf of a body form; see [Walk].
type Leaf struct {
	Node *generator.Node
	Path string
}

// Leaves are those of a body form.
type Leaves []Leaf

// LeavesOf returns the leaves that [Walk] visits, for those who ask for the places
// of many.
func LeavesOf(f *generator.Form) Leaves {
	var leaves Leaves
	Walk(f, func(n *generator.Node, path string) { leaves = append(leaves, Leaf{n, path}) })
	return leaves
}

// Place returns the way to a source in a form, or nothing. The code in capitals
// is a code, too.
func Place(f *generator.Form, source string) string { return LeavesOf(f).Place(source) }

// Place is [Place] in the form of the leaves.
func (leaves Leaves) Place(source string) string {
	for _, l := range leaves {
		n := l.Node
		if n == nil || n.Kind != generator.NodeSource {
			continue
		}
		if n.Source == source || source == generator.SourceCode && n.Source == generator.SourceReason {
			return l.Path
		}
	}
	return ""
}

// ParamPlace returns the way to a parameter in its error's body, or nothing.
func ParamPlace(e *generator.Error, p *generator.Param) string {
	if !p.InDetails() {
		return ""
	}
	return LeavesOf(e.Form).ParamPlace(e, p)
}

// ParamPlace is [ParamPlace] in the form of the leaves, that of the error.
func (leaves Leaves) ParamPlace(e *generator.Error, p *generator.Param) string {
	if !p.InDetails() {
		return ""
	}
	for _, l := range leaves {
		n := l.Node
		switch {
		case n == nil:
			return strings.TrimSuffix(l.Path, "*") + p.Wire
		case n.Kind != generator.NodeSource:
		case n.Source == generator.SourceDetails, n.Source == generator.SourceMetadata && slices.Contains(e.Metadata(), p):
			return join(l.Path, p.Wire)
		case n.Source == generator.SourceFieldViolations && p == e.Violations():
			return l.Path
		default:
			if name, ok := strings.CutPrefix(n.Source, generator.SourceParamPrefix); ok && name == p.Wire {
				return l.Path
			}
		}
	}
	return ""
}

// Uses reports whether a template has a place for the parameter.
func Uses(parts []generator.Part, p *generator.Param) bool {
	return slices.ContainsFunc(parts, func(q generator.Part) bool {
		return q.Param == p || q.Optional != nil && Uses(q.Optional.Then, p)
	})
}

// StatusLine returns the first line of an answer with the status.
func StatusLine(s *generator.Status) string {
	return strings.TrimSuffix("HTTP/1.1 "+strconv.Itoa(s.Code)+" "+s.Reason, " ")
}

// Spans writes words about values. Plain text and code become Markdown of the
// kind that the words are for.
type Spans struct {
	Text, Code func(string) string
}

// Kind returns the words for a kind of value.
func Kind(k generator.Kind) string { return kinds[k] }

var kinds = map[generator.Kind]string{
	generator.String:   "string",
	generator.UUID:     "UUID",
	generator.URI:      "URI",
	generator.Email:    "email address",
	generator.Integer:  "integer",
	generator.Float:    "number",
	generator.Boolean:  "boolean",
	generator.DateTime: "time (RFC 3339)",
	generator.Date:     "date",
	generator.Duration: "whole seconds",
	generator.JSON:     "any JSON value",
	generator.Object:   "object",
}

// Limits returns what the catalogue says of the values of a kind.
func (s Spans) Limits(kind generator.Kind, low, high string, maxLength int, pattern string) []string {
	var list []string
	if low != "" {
		list = append(list, "at least "+s.Text(low))
	}
	if high != "" {
		list = append(list, "at most "+s.Text(high))
	}
	if maxLength > 0 && kind.IsText() {
		list = append(list, "at most "+strconv.Itoa(maxLength)+" characters")
	}
	if pattern != "" && kind.IsText() {
		list = append(list, "matches "+s.Code(pattern))
	}
	return list
}

// Member says what type a leaf of a form has in the bodies of the errors, and
// what it is for. It asks of for the same about a parameter, whether it may be
// absent aside.
func (s Spans) Member(n *generator.Node, errors []*generator.Error, of func(*generator.Param) (typ, words string)) (typ, words string) {
	if n == nil {
		return "any", "Members that depend on the error: more about this occurrence"
	}
	if n.Kind == generator.NodeLiteral {
		return literalType(n.Literal), "Always " + s.Code(string(n.Literal.IndentJSON()))
	}
	optional := func(typ string, has func(*generator.Error) bool) string {
		switch {
		case has != nil && !slices.ContainsFunc(errors, func(e *generator.Error) bool { return !has(e) }):
			return typ
		case n.Optional:
			return typ + ", optional"
		}
		return typ + " or null"
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
		return optional("integer", func(e *generator.Error) bool { return e.HasNumber }), "Number of the kind of error"
	case generator.SourceGRPC:
		return "string", "Canonical gRPC code"
	case generator.SourceGroup:
		return optional("string", func(e *generator.Error) bool { return e.Group != nil }), "Group of the error"
	case generator.SourceDocsURL:
		return optional("string", func(e *generator.Error) bool { return e.DocsURL != "" }), "Link to the documentation of the error"
	case generator.SourceProblemType:
		return "string", "URI that identifies the kind of problem (RFC 9457)"
	case generator.SourceProblemInstance:
		return optional("string", nil), "URI that identifies this occurrence (RFC 9457)"
	case generator.SourceRequestID:
		return optional("string", nil), "Identifies the request, for support and tracing"
	case generator.SourceRetryDelay:
		return "string", "How long to wait, such as " + s.Code("30s") + "; this item is left out where it is not known"
	case generator.SourceFieldViolations:
		return "list", "Fields that are wrong; this item is left out where there are none"
	case generator.SourceMetadata:
		return optional("object", func(e *generator.Error) bool {
			return slices.ContainsFunc(e.Metadata(), func(p *generator.Param) bool { return !p.Optional })
		}), "More about this occurrence: the parameters of the error, each as text"
	case generator.SourceDetails:
		return optional("object", func(e *generator.Error) bool { return slices.ContainsFunc(e.Params, (*generator.Param).InDetails) }),
			"More about this occurrence: the parameters of the error"
	}
	name := strings.TrimPrefix(n.Source, generator.SourceParamPrefix)
	for _, e := range errors {
		for _, p := range e.Params {
			if !p.InDetails() || p.Wire != name {
				continue
			}
			whole := *p
			whole.Optional = false
			typ, words = of(&whole)
			return optional(typ, func(e *generator.Error) bool {
				return slices.ContainsFunc(e.Params, func(p *generator.Param) bool {
					return p.InDetails() && p.Wire == name && !p.Optional
				})
			}), words
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
