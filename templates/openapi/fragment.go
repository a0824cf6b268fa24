package openapi

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
)

// MarkKey is the member by which a component says that errspec made it. A
// component of somebody else, and a response that is written out in an operation,
// have none. A response that is a reference cannot have one in OpenAPI 3.0: it is
// ours when the component that it refers to is.
const MarkKey = "x-generated"

// Mark is the value of [MarkKey] in the components of a plan. It names the
// service and not the catalogue's file, so that it is the same wherever the
// catalogue and the document are.
func Mark(p *generator.Plan) string { return "errspec " + p.Service }

// Addition is one thing that a fragment puts into an API's document.
type Addition struct {
	Pointer []string // {"components", "schemas", "ItemNotFoundError"}, or {"paths", "/v1/items/{item_id}", "get", "responses", "404"}
	Value   *Node    // an object
}

// Additions returns what a target puts into an API's document: first the
// components that its operations need, each with [Mark], then a response for each
// status of each of t.Operations. Both are in the order in which outputs have
// them. The form of the target has no influence.
//
// The components are the responses that operations refer to and what these refer
// to; in the open form, where nothing refers to them, also the schemas of the
// errors.
func Additions(p *generator.Plan, t *generator.Target) ([]Addition, error) {
	e, err := newEmitter(p, t)
	if err != nil {
		return nil, err
	}
	e.mark = Mark(p)
	e.atOnce = true
	components, operations, err := e.needed(t)
	if err != nil {
		return nil, err
	}
	return e.additions(components, operations), nil
}

func (e *emitter) additions(components []*section, operations []*operation) []Addition {
	var all []Addition
	for _, s := range components {
		for _, p := range s.parts {
			all = append(all, Addition{[]string{"components", s.kind, p.name}, (*Node)(e.made(p))})
		}
	}
	for _, o := range operations {
		for _, a := range o.responses {
			all = append(all, Addition{
				[]string{"paths", o.path, o.method, "responses", strconv.Itoa(a.status.Code)},
				(*Node)(ref("responses", a.name)),
			})
		}
	}
	return all
}

// Node is a JSON value whose members keep their order.
type Node generator.Value

// YAML returns the value as it stands below its key: lines that begin with
// indent spaces and end in a line break. It needs no other YAML around it, and
// readers of YAML 1.1 and 1.2 read the same.
func (n *Node) YAML(indent int) string {
	v := (*generator.Value)(n)
	var w writer
	w.indent(indent)
	if w.flow(v, unlimited) {
		return string(w.out) + "\n"
	}
	w.out = w.out[:0]
	w.block(v, indent)
	return string(w.out)
}

// JSON returns the value as it stands behind its key: a member or item on a line,
// indented by two spaces more than the line of the key, which has indent. There
// is no line break at the end.
func (n *Node) JSON(indent int) string {
	text := string((*generator.Value)(n).IndentJSON())
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", indent)) // a line break in a text is \n there
}

// Data returns the value as encoding/json decodes it into an any: numbers are
// float64, objects map[string]any.
func (n *Node) Data() any {
	var data any
	if err := json.Unmarshal((*generator.Value)(n).IndentJSON(), &data); err != nil {
		panic("bug in errspec: " + err.Error()) // JSON is written by the plan itself
	}
	return data
}
