package openapi

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/lazy"
	"github.com/errspec/errspec/templates/prose"
)

// overlay returns an Overlay document that puts the additions of a target into
// the API's own document. It keeps to what every tool carries out alike: version
// 1.0.0, one action for the root and one for each operation, targets without
// filters and wildcards, and nothing but objects where the document may have
// something already. Components have the mark, so that they are known again in
// the result. That the API's own document has nothing in these places is for the
// caller to see to: tools would mix the two, or pass over what they do not find.
func (e *emitter) overlay(t *generator.Target) (*generator.Value, error) {
	e.mark = Mark(e.plan)
	components, operations, err := e.needed(t)
	if err != nil {
		return nil, err
	}
	actions := list(object(
		"target", text("$"),
		"description", text("Components, for a document of OpenAPI "+e.version[:len("3.1")]+"."),
		"update", object("components", e.sections(components)),
	))
	for _, o := range operations {
		actions.Items = append(actions.Items, object(
			"target", text("$.paths["+pathLiteral(o.path)+"]."+o.method),
			"update", object("responses", o.refs()),
		))
	}
	return object(
		"overlay", text("1.0.0"),
		"info", object(
			"title", text(prose.OneLine(e.plan.Title)+" errors"),
			"version", text("unversioned"),
		),
		"actions", actions,
	), nil
}

// refs returns the responses of an operation by status.
func (o *operation) refs() *generator.Value {
	refs := object()
	for _, a := range o.responses {
		add(refs, strconv.Itoa(a.status.Code), ref("responses", a.name))
	}
	return refs
}

// pathLiteral writes a name as a string literal of JSONPath, in single quotes
// (RFC 9535, section 2.3.1.1).
func pathLiteral(name string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range name {
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

// paths returns the paths of operations. A path with parameters declares them,
// as texts: OpenAPI demands it, and the API's own document says more.
func paths(operations []*operation) *generator.Value {
	paths := object()
	items := map[string]*generator.Value{}
	for _, o := range operations {
		item := items[o.path]
		if item == nil {
			item = object()
			items[o.path] = item
			if parameters := pathParameters(o.path); len(parameters.Items) > 0 {
				set(item, "parameters", parameters)
			}
			add(paths, o.path, item)
		}
		op := object()
		if o.id != "" {
			set(op, "operationId", text(o.id))
		}
		set(op, "responses", o.refs())
		set(item, o.method, op)
	}
	return paths
}

var inBraces = lazy.Pattern(`\{([^{}]*)\}`)

func pathParameters(path string) *generator.Value {
	parameters := list()
	seen := map[string]bool{}
	for _, m := range inBraces().FindAllStringSubmatch(path, -1) {
		if name := m[1]; !seen[name] {
			seen[name] = true
			parameters.Items = append(parameters.Items, object(
				"name", text(name), "in", text("path"), "required", boolean(true), "schema", object("type", text("string"))))
		}
	}
	return parameters
}
