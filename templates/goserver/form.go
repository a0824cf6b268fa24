package goserver

import (
	"encoding/json"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// formDecl emits
//
//	// formStructured is the body form structured.
//	var formStructured = form{
//		name:        "structured",
//		contentType: []string{"application/json"},
//		body: []segment{
//			{text: `{"error":`, source: sourceCode},
//			{text: `,"message":`, source: sourceMessage},
//			{text: `}`},
//		},
//	}
func formDecl(f *generator.Form) jen.Code {
	fields := []jen.Code{gocode.Field("name", gocode.Text(f.Name))}
	if !f.Empty {
		var c compiler
		c.node(f.Root)
		c.flush()
		fields = append(fields,
			gocode.Field("contentType", gocode.Inline(jen.Index().String(), jen.Lit(f.ContentType))),
			gocode.Field("body", gocode.Literal(jen.Index().Id("segment"), c.segments...)),
		)
	}
	return gocode.Documented(
		gocode.Doc(gocode.Para(formName(f)+" is the body form "+f.Name+".")),
		jen.Var().Id(formName(f)).Op("=").Add(gocode.Literal(jen.Id("form"), fields...)),
	)
}

// sources are the constants of the run-time part.
var sources = map[string]string{
	generator.SourceCode:            "sourceCode",
	generator.SourceMessage:         "sourceMessage",
	generator.SourceTitle:           "sourceTitle",
	generator.SourceStatus:          "sourceStatus",
	generator.SourceStatusText:      "sourceStatusText",
	generator.SourceNumber:          "sourceNumber",
	generator.SourceGRPC:            "sourceGRPC",
	generator.SourceGroup:           "sourceGroup",
	generator.SourceDocsURL:         "sourceDocsURL",
	generator.SourceRequestID:       "sourceRequestID",
	generator.SourceDetails:         "sourceDetails",
	generator.SourceProblemType:     "sourceProblemType",
	generator.SourceProblemTitle:    "sourceProblemTitle",
	generator.SourceProblemInstance: "sourceProblemInstance",
	generator.SourceReason:          "sourceReason",
	generator.SourceMetadata:        "sourceMetadata",
	generator.SourceRetryDelay:      "sourceRetryDelay",
	generator.SourceFieldViolations: "sourceFieldViolations",
}

// compiler flattens a body form into segments: JSON text, and the value behind
// it. What can be absent has a segment of its own, and so has the comma behind
// it, which the run-time part leaves out where nothing stands before it.
type compiler struct {
	segments []jen.Code
	text     strings.Builder
}

// flush ends a segment that has text and no value.
func (c *compiler) flush() {
	if c.text.Len() > 0 {
		c.segments = append(c.segments, gocode.Inline(nil, c.takeText()))
	}
}

// takeText emits the text so far, which begins anew.
func (c *compiler) takeText() jen.Code {
	defer c.text.Reset()
	return gocode.Field("text", gocode.Text(c.text.String()))
}

func (c *compiler) node(n *generator.Node) {
	switch n.Kind {
	case generator.NodeLiteral:
		c.text.WriteString(literal(n.Literal))
	case generator.NodeSource:
		c.source(n)
	case generator.NodeObject:
		if n.Optional {
			c.group(n)
			return
		}
		c.text.WriteByte('{')
		for i, m := range n.Members {
			if m.Spread { // what is spread brings its commas along
				c.flush()
				c.segments = append(c.segments, gocode.Inline(nil, gocode.Field("source", jen.Id("sourceMembers"))))
				continue
			}
			c.separate(i, isOptional(m.Node), i > 0 && (n.Members[i-1].Spread || isOptional(n.Members[i-1].Node)))
			c.text.WriteString(quote(m.Name) + ":")
			c.node(m.Node)
		}
		c.text.WriteByte('}')
	case generator.NodeArray:
		c.text.WriteByte('[')
		for i, item := range n.Items {
			c.separate(i, isOptional(item), i > 0 && isOptional(n.Items[i-1]))
			c.node(item)
		}
		c.text.WriteByte(']')
	}
}

// group compiles an object that is left out when a source in it has no value.
// The text so far is the comma before it.
func (c *compiler) group(n *generator.Node) {
	whole := *n
	whole.Optional = false
	var inner compiler
	inner.text.WriteString(c.text.String())
	c.text.Reset()
	inner.node(&whole)
	inner.flush()
	var conditions []jen.Code
	n.Sources(func(s *generator.Node) {
		switch s.Source {
		case generator.SourceRetryDelay, generator.SourceRequestID, generator.SourceDocsURL, generator.SourceFieldViolations:
			conditions = append(conditions, jen.Id(sources[s.Source]))
		}
	})
	for i, source := range conditions {
		c.segments = append(c.segments, gocode.Inline(nil,
			gocode.Field("source", source),
			gocode.Field("group", jen.Lit(len(inner.segments)+len(conditions)-1-i)),
		))
	}
	c.segments = append(c.segments, inner.segments...)
}

// separate begins an element of an object or array.
func (c *compiler) separate(index int, mayBeAbsent, previousMayBeAbsent bool) {
	if mayBeAbsent || previousMayBeAbsent {
		c.flush()
	}
	if index > 0 {
		c.text.WriteByte(',')
	}
}

func (c *compiler) source(n *generator.Node) {
	var fields []jen.Code
	if c.text.Len() > 0 {
		fields = append(fields, c.takeText())
	}
	if name, is := strings.CutPrefix(n.Source, generator.SourceParamPrefix); is {
		fields = append(fields,
			gocode.Field("source", jen.Id("sourceMember")),
			gocode.Field("member", gocode.Text(name)),
		)
	} else {
		fields = append(fields, gocode.Field("source", jen.Id(sources[n.Source])))
	}
	if n.Optional {
		fields = append(fields, gocode.Field("optional", jen.True()))
	}
	c.segments = append(c.segments, gocode.Inline(nil, fields...))
}

func isOptional(n *generator.Node) bool {
	return n.Optional && (n.Kind == generator.NodeSource || n.Kind == generator.NodeObject)
}

// formSource is a source that a form may name.
type formSource struct {
	form   *generator.Form
	source string
}

// uses reports whether the form names the source, which it looks for once.
func (s *sections) uses(f *generator.Form, source string) bool {
	key := formSource{f, source}
	is, known := s.used[key]
	if !known {
		is = !f.Empty && nodeUses(f.Root, source)
		s.used[key] = is
	}
	return is
}

func nodeUses(n *generator.Node, source string) bool {
	if n.Kind == generator.NodeSource && n.Source == source {
		return true
	}
	for _, m := range n.Members {
		if !m.Spread && nodeUses(m.Node, source) {
			return true
		}
	}
	for _, item := range n.Items {
		if nodeUses(item, source) {
			return true
		}
	}
	return false
}

// literal spells a JSON value without blanks.
func literal(v *generator.Value) string {
	switch v.Kind {
	case generator.TextValue:
		return quote(v.Text)
	case generator.ListValue:
		items := make([]string, len(v.Items))
		for i, item := range v.Items {
			items[i] = literal(item)
		}
		return "[" + strings.Join(items, ",") + "]"
	case generator.ObjectValue:
		members := make([]string, len(v.Members))
		for i, m := range v.Members {
			members[i] = quote(m.Name) + ":" + literal(m.Value)
		}
		return "{" + strings.Join(members, ",") + "}"
	case generator.NullValue:
		return "null"
	}
	return v.Text
}

// quote spells a JSON string as the run-time part does.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic("bug in errspec: a string has no JSON: " + err.Error())
	}
	return string(b)
}
