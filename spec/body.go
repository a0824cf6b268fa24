package spec

import (
	"slices"
	"strings"
)

// bodySources are the sources that a catalogue can write, but $details.NAME.
var bodySources = []Source{
	SourceCode, SourceMessage, SourceTitle, SourceStatus, SourceStatusText, SourceNumber,
	SourceGRPC, SourceGroup, SourceDocsURL, SourceRequestID, SourceDetails,
}

// spreadKey is the key of the member that puts the members of details beside
// its neighbours.
const spreadKey = "..."

// parseBody makes a body form of a value under wire.bodies. Findings about
// sources that do not exist go to ds; what needs the errors that use the form
// is checked when the whole catalogue is known.
func parseBody(name At[string], v *Value, ds *Diagnostics) *Body {
	body := &Body{Name: name, ContentType: "application/json"}
	if v == nil {
		v = &Value{Pos: name.Pos(), Kind: NullValue, Text: "null"}
	}
	body.Form = parseBodyNode(v, false, ds)
	if v.Kind != ObjectValue && v.Kind != ListValue {
		ds.Add("body-source", v.Pos, nil, "body form %q is neither an object nor a list; give it members, such as {error: $code}, or say body: none", quotable(name.Value))
	}
	return body
}

// parseBodyNode makes a part of a form. member says that it is the value of a
// member of an object, which may be left out.
func parseBodyNode(v *Value, member bool, ds *Diagnostics) *BodyNode {
	node := &BodyNode{Pos: v.Pos, Kind: BodyLiteral, Literal: v}
	switch v.Kind {
	case ObjectValue:
		node.Kind, node.Literal = BodyObject, nil
		for _, m := range v.Members {
			if m.Value == nil {
				continue
			}
			pair := BodyPair{Name: m.Name, Node: parseBodyNode(m.Value, true, ds)}
			if m.Name.Value == spreadKey {
				pair.Name, pair.Spread = At[string]{spot: m.Name.spot}, true
				if n := pair.Node; n.Kind != BodySource || n.Source != SourceDetails || n.Optional {
					ds.Add("body-source", n.Pos, nil, "a member ... takes the members of $details, and nothing else: write ...: $details")
					continue
				}
			}
			node.Members = append(node.Members, pair)
		}
	case ListValue:
		node.Kind, node.Literal = BodyArray, nil
		for _, item := range v.Items {
			if item != nil {
				node.Items = append(node.Items, parseBodyNode(item, false, ds))
			}
		}
	case TextValue:
		switch {
		case strings.HasPrefix(v.Text, "$$"):
			literal := *v
			literal.Text = v.Text[1:]
			node.Literal = &literal
		case strings.HasPrefix(v.Text, "$"):
			parseSource(node, v.Text[1:], member, ds)
		}
	}
	return node
}

// parseSource fills in a node from the text behind "$".
func parseSource(node *BodyNode, text string, member bool, ds *Diagnostics) {
	name, optional := strings.CutSuffix(text, "?")
	param, isParam := strings.CutPrefix(name, string(SourceParam))
	switch {
	case isParam && param != "":
		node.Source, node.Param = SourceParam, param
	case slices.Contains(bodySources, Source(name)):
		node.Source = Source(name)
	default:
		known := make([]string, len(bodySources), len(bodySources)+1)
		for i, s := range bodySources {
			known[i] = "$" + string(s)
		}
		near := Nearest("$"+name, known)
		ds.Add("body-source", node.Pos, nil, "no source is called %q; the sources are %s and $details.NAME, and a literal $ is $$%s",
			"$"+quotable(name), strings.Join(known, " "), didYouMean(near))
		if near != "" && optional {
			near += "?"
		}
		(*ds)[len(*ds)-1].Fix = yamlWord(near)
		return // stays a literal, which keeps the rest of the form in place
	}
	node.Kind, node.Literal, node.Optional = BodySource, nil, optional
	if optional && !member {
		ds.Add("body-source", node.Pos, nil, "%q is not the value of a member, so nothing can be left out; without the ? a source that has no value is null",
			"$"+text)
	}
}

// predefinedForms are the names of the body forms that need no definition.
var predefinedForms = []string{"structured", "detail", "problem", "google", "jsonapi", "none"}

// redefinable are the predefined forms that a catalogue may define again.
var redefinable = []string{"structured", "detail"}

// predefinedBody returns a predefined form, or nil. pos is where it is asked for.
func predefinedBody(name string, pos Pos) *Body {
	source := func(s Source) *BodyNode { return &BodyNode{Pos: pos, Kind: BodySource, Source: s} }
	maybe := func(s Source) *BodyNode { return &BodyNode{Pos: pos, Kind: BodySource, Source: s, Optional: true} }
	member := func(name string, n *BodyNode) BodyPair {
		return BodyPair{Name: At[string]{name, spotOf(pos)}, Node: n}
	}
	object := func(members ...BodyPair) *BodyNode {
		return &BodyNode{Pos: pos, Kind: BodyObject, Members: members}
	}
	body := &Body{Name: At[string]{name, spotOf(pos)}, Predefined: true, ContentType: "application/json"}
	switch name {
	case "structured":
		body.Form = object(
			member("error", source(SourceCode)),
			member("message", source(SourceMessage)),
			member("details", source(SourceDetails)),
			member("request_id", source(SourceRequestID)),
		)
	case "detail":
		body.Form = object(member("detail", source(SourceMessage)))
	case "problem":
		// RFC 9457. The members of details stay inside theirs, so that no
		// parameter meets a standard member.
		body.ContentType = "application/problem+json"
		body.Form = object(
			member("type", source(SourceProblemType)),
			member("title", source(SourceProblemTitle)),
			member("status", source(SourceStatus)),
			member("detail", source(SourceMessage)),
			member("instance", maybe(SourceProblemInstance)),
			member("code", source(SourceCode)),
			member("request_id", source(SourceRequestID)),
			member("details", source(SourceDetails)),
		)
	case "google":
		// AIP-193. A detail that has nothing to say is left out.
		literal := func(text string) *BodyNode {
			return &BodyNode{Pos: pos, Kind: BodyLiteral, Literal: &Value{Pos: pos, Kind: TextValue, Text: text}}
		}
		detail := func(typ string, members ...BodyPair) *BodyNode {
			n := object(append([]BodyPair{member("@type", literal("type.googleapis.com/google.rpc."+typ))}, members...)...)
			n.Optional = typ != "ErrorInfo"
			return n
		}
		body.Form = object(member("error", object(
			member("code", source(SourceStatus)),
			member("message", source(SourceMessage)),
			member("status", source(SourceGRPC)),
			member("details", &BodyNode{Pos: pos, Kind: BodyArray, Items: []*BodyNode{
				detail("ErrorInfo", member("reason", source(SourceReason)), member("domain", source(SourceDomain)), member("metadata", maybe(SourceMetadata))),
				detail("RetryInfo", member("retryDelay", source(SourceRetryDelay))),
				detail("RequestInfo", member("requestId", source(SourceRequestID))),
				detail("Help", member("links", &BodyNode{Pos: pos, Kind: BodyArray, Items: []*BodyNode{
					object(member("description", source(SourceTitle)), member("url", source(SourceDocsURL))),
				}})),
				detail("BadRequest", member("fieldViolations", source(SourceFieldViolations))),
			}}),
		)))
	case "jsonapi":
		// JSON:API 1.1, a document with one error object.
		body.ContentType = "application/vnd.api+json"
		body.Form = object(member("errors", &BodyNode{Pos: pos, Kind: BodyArray, Items: []*BodyNode{object(
			member("status", source(SourceStatusText)),
			member("code", source(SourceCode)),
			member("title", source(SourceTitle)),
			member("detail", source(SourceMessage)),
			member("links", object(member("type", maybe(SourceDocsURL)))),
			member("meta", object(
				member("details", source(SourceDetails)),
				member("request_id", source(SourceRequestID)),
			)),
		)}}))
	case "none":
		body.ContentType, body.Empty = "", true
	default:
		return nil
	}
	return body
}

// each calls visit for a node and everything in it, outer parts first.
func (n *BodyNode) each(visit func(*BodyNode)) {
	if n == nil {
		return
	}
	visit(n)
	for _, m := range n.Members {
		m.Node.each(visit)
	}
	for _, item := range n.Items {
		item.each(visit)
	}
}

// bodyFacts are what the checks ask of a form again and again.
type bodyFacts struct {
	sources map[Source]bool // which it carries
	members map[string]Pos  // members of details that it takes one by one
	besides map[string]Pos  // members that stand beside those of details
}

// facts collects what a form carries.
func (b *Body) facts() *bodyFacts {
	facts := &bodyFacts{sources: map[Source]bool{}, members: map[string]Pos{}, besides: map[string]Pos{}}
	b.Form.each(func(n *BodyNode) {
		switch n.Kind {
		case BodySource:
			facts.sources[n.Source] = true
			switch n.Source {
			case SourceReason:
				facts.sources[SourceCode] = true
			case SourceMetadata:
				facts.sources[SourceDetails] = true
			}
			if _, known := facts.members[n.Param]; n.Source == SourceParam && !known {
				facts.members[n.Param] = n.Pos
			}
		case BodyObject:
			if !slices.ContainsFunc(n.Members, func(m BodyPair) bool { return m.Spread }) {
				return
			}
			for _, m := range n.Members {
				if _, known := facts.besides[m.Name.Value]; !m.Spread && !known {
					facts.besides[m.Name.Value] = m.Name.Pos()
				}
			}
		}
	})
	return facts
}

// carries reports whether a form has a place for a member of details.
func (x *bodyFacts) carries(member string) bool {
	_, named := x.members[member]
	return named || x.sources[SourceDetails]
}

// didYouMean returns the end of a finding about an unknown name.
func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return "; did you mean \"" + near + "\"?"
}
