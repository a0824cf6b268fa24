package compare

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/errspec/errspec/spec"
)

// form is a body form, flattened: what stands at which place of the JSON value.
type form struct {
	*spec.Body
	leaves []leaf
	at     map[string]*leaf // by path

	code    bool // carries what programs compare
	number  bool
	message bool
	details bool            // all members of details
	members map[string]bool // members of details that it takes one by one
}

// leaf is a value of a body that is not made of others.
type leaf struct {
	path     string // JSON Pointer (RFC 6901): "/error/code"; of a spread "/error/..."
	node     *spec.BodyNode
	spread   bool
	optional bool // left out when its source has no value
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func newForm(b *spec.Body) *form {
	f := &form{Body: b, at: map[string]*leaf{}, members: map[string]bool{}}
	f.flatten("", b.Form, false)
	for i := range f.leaves {
		l := &f.leaves[i]
		if f.at[l.path] == nil {
			f.at[l.path] = l
		}
		if l.node.Kind != spec.BodySource {
			continue
		}
		switch l.node.Source {
		case spec.SourceCode, spec.SourceReason:
			f.code = true
		case spec.SourceNumber:
			f.number = true
		case spec.SourceMessage:
			f.message = true
		case spec.SourceDetails, spec.SourceMetadata, spec.SourceFieldViolations:
			f.details = true
		case spec.SourceParam:
			f.members[l.node.Param] = true
		}
	}
	return f
}

// flatten adds the leaves of a part. optional says that the object around it is
// left out when a source in it has no value.
func (f *form) flatten(path string, n *spec.BodyNode, optional bool) {
	if n == nil {
		return
	}
	switch {
	case n.Kind == spec.BodyObject && len(n.Members) > 0:
		for _, m := range n.Members {
			if m.Spread {
				f.leaves = append(f.leaves, leaf{path: path + "/...", node: m.Node, spread: true})
				continue
			}
			f.flatten(path+"/"+pointerEscapes.Replace(m.Name.Value), m.Node, optional || n.Optional)
		}
	case n.Kind == spec.BodyArray && len(n.Items) > 0:
		for i, item := range n.Items {
			f.flatten(path+"/"+strconv.Itoa(i), item, optional || n.Optional)
		}
	default:
		f.leaves = append(f.leaves, leaf{path: path, node: n, optional: optional || n.Optional})
	}
}

// fixed returns the JSON value that a leaf has at every occurrence of an error.
// ok is false when it differs from one occurrence to the other, absent is true
// when there is no value to send.
func (l *leaf) fixed(v *view, e *spec.Error) (value string, absent, ok bool) {
	n := l.node
	text := func(s string) (string, bool, bool) {
		if s == "" {
			return "null", l.optional, true
		}
		return strconv.Quote(s), false, true
	}
	switch n.Kind {
	case spec.BodyLiteral:
		return literal(n.Literal), false, true
	case spec.BodyObject:
		return "{}", false, true
	case spec.BodyArray:
		return "[]", false, true
	}
	switch n.Source {
	case spec.SourceCode:
		return text(e.Code.Value)
	case spec.SourceReason:
		return text(spec.Reason(e.Code.Value))
	case spec.SourceStatus:
		return strconv.Itoa(e.Status.Value), false, true
	case spec.SourceStatusText:
		return text(strconv.Itoa(e.Status.Value))
	case spec.SourceNumber:
		if number, has := numberOf(e); has {
			return strconv.FormatInt(number, 10), false, true
		}
		return "null", l.optional, true
	case spec.SourceGRPC:
		return text(e.GRPC.Value)
	case spec.SourceGroup:
		return text(e.Group.Value)
	case spec.SourceDocsURL:
		return text(docsURL(e))
	case spec.SourceProblemType:
		if url := docsURL(e); url != "" {
			return text(url)
		}
		return text("about:blank")
	case spec.SourceDomain:
		return text(v.Domain.Value)
	case spec.SourceTitle, spec.SourceProblemTitle:
		return text(e.Title.Value)
	}
	return "", false, false
}

// literal writes a value of a body form down, so that equal ones are equal.
func literal(v *spec.Value) string {
	if v == nil {
		return "null"
	}
	switch v.Kind {
	case spec.TextValue:
		return strconv.Quote(v.Text)
	case spec.ListValue:
		parts := make([]string, len(v.Items))
		for i, item := range v.Items {
			parts[i] = literal(item)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case spec.ObjectValue:
		parts := make([]string, len(v.Members))
		for i, m := range v.Members {
			parts[i] = strconv.Quote(m.Name.Value) + ":" + literal(m.Value)
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return v.Text
}

// docsURL fills the help link of an error in. Values stand as they are: the link
// is compared, not followed.
func docsURL(e *spec.Error) string {
	number, _ := numberOf(e)
	return strings.NewReplacer(
		"{slug}", spec.Slug(e.Key.Value),
		"{code}", e.Key.Value,
		"{wire_code}", e.Code.Value,
		"{status}", strconv.Itoa(e.Status.Value),
		"{number}", strconv.FormatInt(number, 10),
	).Replace(e.DocsURL.Value)
}

// wire compares what is sent for an error.
func (c *comparison) wire(o, n *spec.Error, t *texts) {
	if o.Status.Value != n.Status.Value {
		c.say("status-changed", n, n.Status.Pos(), o.Status.Pos(), "status changed from %d to %d", o.Status.Value, n.Status.Value)
	}
	c.headers(o, n)
	c.retryAfter(o, n)

	was, is := c.old.form(o), c.new.form(n)
	if was == nil || is == nil {
		return // an unknown form is a finding
	}
	moved := c.body(o, n, was, is, t)
	if !moved || is.details || len(is.members) > 0 {
		c.details(o, n, was, is, t)
	}
	c.message(o, n, was, t)

	codeInHeader := namesVariable(o, "code") || namesVariable(n, "code")
	switch {
	case o.Code.Value == n.Code.Value:
	case moved && was.code != is.code:
	case was.code && is.code && spec.Reason(o.Code.Value) == spec.Reason(n.Code.Value) && reasonOnly(was) && reasonOnly(is) && !codeInHeader:
		t.prose("wire code", n.Code.Pos(), o.Code.Pos())
	case was.code || is.code || codeInHeader:
		c.say("code-changed", n, n.Code.Pos(), o.Code.Pos(), "the wire code changed from %q to %q", o.Code.Value, n.Code.Value)
	default:
		t.prose("wire code", n.Code.Pos(), o.Code.Pos())
	}
}

// reasonOnly reports whether a form carries the code as a reason and not as it is.
func reasonOnly(f *form) bool {
	for _, l := range f.leaves {
		if l.node.Kind == spec.BodySource && l.node.Source == spec.SourceCode {
			return false
		}
	}
	return f.code
}

// body compares the body of an error but for the members of details. It reports
// whether the form itself is another one.
func (c *comparison) body(o, n *spec.Error, was, is *form, t *texts) (moved bool) {
	var gone, other, more []string
	var place *leaf
	for i := range was.leaves {
		old := &was.leaves[i]
		now := is.at[old.path]
		if now == nil {
			if _, absent, fixed := old.fixed(c.old, o); fixed && absent {
				continue
			}
			gone = append(gone, old.path)
			continue
		}
		if !c.value(o, n, old, now, t) {
			other = append(other, old.path)
			if place == nil {
				place = now
			}
		}
	}
	for i := range is.leaves {
		now := &is.leaves[i]
		if was.at[now.path] != nil {
			continue
		}
		if _, absent, fixed := now.fixed(c.new, n); fixed && absent {
			continue
		}
		more = append(more, now.path)
	}
	pos, old := is.Name.Pos(), was.Name.Pos()
	if is.Predefined {
		pos = c.new.bodyPos(n)
	}
	if was.Predefined {
		old = c.old.bodyPos(o)
	}
	switch {
	case was.Name.Value != is.Name.Value && (len(gone) > 0 || len(other) > 0 || was.ContentType != is.ContentType || was.Empty != is.Empty):
		c.say("body-changed", n, c.new.bodyPos(n), c.old.bodyPos(o), "the body changed from the form %s to %s", was.Name.Value, is.Name.Value)
		return true
	case len(gone) > 0:
		c.say("body-changed", n, pos, old, "the body has no %s any more", list(gone))
		moved = true
	case was.ContentType != is.ContentType || was.Empty != is.Empty:
		c.say("body-changed", n, pos, old, "the body of the form %s changed", is.Name.Value)
		moved = true
	}
	if len(other) > 0 {
		c.say("body-changed", n, place.node.Pos, old, "the body has something else at %s", list(other))
		moved = true
	}
	if len(more) > 0 && !moved {
		c.say("body-member-added", n, pos, old, "the body has %s now", list(more))
	}
	return moved
}

// bodyPos is where an error gets its body form from.
func (v *view) bodyPos(e *spec.Error) spec.Pos {
	if e.Body.Written() {
		return e.Body.Pos()
	}
	return cmp.Or(v.Wire.Body.Pos(), e.Key.Pos())
}

// value compares what stands at one place of a body. It reports whether that is
// the same kind of thing; a fixed value that changed is said by its own rule.
func (c *comparison) value(o, n *spec.Error, old, now *leaf, t *texts) bool {
	was, wasAbsent, fixed := old.fixed(c.old, o)
	is, isAbsent, stillFixed := now.fixed(c.new, n)
	sameSource := old.node.Kind == now.node.Kind && old.node.Source == now.node.Source && old.node.Param == now.node.Param && old.spread == now.spread
	if fixed != stillFixed || !fixed {
		// An optional source that is sent as null instead of not at all is another body.
		return sameSource && fixed == stillFixed && (old.optional == now.optional || old.node.Source == spec.SourceMetadata)
	}
	if was == is && wasAbsent == isAbsent {
		return true
	}
	if !sameSource || old.node.Kind != spec.BodySource {
		return false
	}
	switch old.node.Source {
	case spec.SourceProblemType:
		c.link("problem-type-changed", "the problem type", o, n)
	case spec.SourceDocsURL:
		t.link = true
		c.link("docs-url-changed", "the help link", o, n)
	case spec.SourceGRPC:
		t.grpc = true
		c.say("grpc-changed", n, n.GRPC.Pos(), o.GRPC.Pos(), "the gRPC code changed from %s to %s", o.GRPC.Value, n.GRPC.Value)
	case spec.SourceDomain:
		c.say("domain-changed", n, c.new.Domain.Pos(), c.old.Domain.Pos(), "the domain changed from %s to %s", was, is)
	case spec.SourceGroup:
		t.group = true
		c.say("body-value-changed", n, n.Group.Pos(), o.Group.Pos(), "the group, which the body has at %s, changed from %s to %s", now.path, was, is)
	default:
		// Code, number, status and title have checks of their own. A code or number
		// that is null for want of a value is another body.
		return wasAbsent == isAbsent
	}
	return true
}

// link says that the link of an error changed. Of errors that have it from the
// catalogue it is one change.
func (c *comparison) link(rule, what string, o, n *spec.Error) {
	was, is := c.old.DocsURL, c.new.DocsURL
	if o.DocsURL.Written() || n.DocsURL.Written() || was.Value == is.Value {
		none := "about:blank"
		if rule != "problem-type-changed" {
			none = "none"
		}
		c.say(rule, n, n.DocsURL.Pos(), o.DocsURL.Pos(), "%s changed from %s to %s", what, cmp.Or(docsURL(o), none), cmp.Or(docsURL(n), none))
		return
	}
	c.say(rule, n, is.Pos(), was.Pos(), "%s follows from docs_url, which changed from %s to %s", what, cmp.Or(was.Value, "none"), cmp.Or(is.Value, "none"))
}

// message compares the message of an error whose old form is was.
func (c *comparison) message(o, n *spec.Error, was *form, t *texts) {
	same := c.sameNames(o, n)
	if shown(o.Message.Parts, nil) == shown(n.Message.Parts, same) {
		return
	}
	if was.message && !was.code && !was.number {
		c.say("detail-message-changed", n, n.Message.Pos(), o.Message.Pos(), "the message changed from %q to %q, and the body has no code by which clients know the error", o.Message.Value, n.Message.Value)
		return
	}
	c.say("message-changed", n, n.Message.Pos(), o.Message.Pos(), "the message changed from %q to %q", o.Message.Value, n.Message.Value)
}

// sameNames maps the parameters of the new error to the names that they had.
func (c *comparison) sameNames(o, n *spec.Error) map[string]string {
	names := map[string]string{}
	for _, p := range matchParams(o.Params, n.Params) {
		if p.old != nil && p.new != nil {
			names[p.new.Name.Value] = p.old.Name.Value
		}
	}
	return names
}

// shown writes a template down with other names for its parameters, so that
// templates that come out the same are the same.
func shown(parts []spec.Part, names map[string]string) string {
	var b strings.Builder
	for _, p := range parts {
		switch p.Kind {
		case spec.TextPart:
			b.WriteString(strconv.Quote(p.Text))
		case spec.ParamPart:
			name, ok := names[p.Name]
			if !ok {
				name = p.Name
			}
			b.WriteString("{" + name + "}")
		case spec.VariablePart:
			b.WriteString("{$" + p.Name + "}")
		case spec.OptionalPart:
			b.WriteString("{?" + shown(p.Then, names) + "|" + strconv.Quote(p.Text) + "}")
		}
	}
	return b.String()
}

// headers compares the declared headers.
func (c *comparison) headers(o, n *spec.Error) {
	names := c.sameNames(o, n)
	for _, was := range o.Headers {
		if header(o, was.Name.Value) != was {
			continue // written twice, which is a finding
		}
		is := header(n, was.Name.Value)
		name := spec.HeaderDisplay(was.Name.Value)
		switch {
		case is == nil:
			c.say("header-removed", n, n.Key.Pos(), was.Name.Pos(), "header %s is no longer sent", name)
		case absentAtTimes(n, is) && !absentAtTimes(o, was):
			c.say("header-optional", n, is.Name.Pos(), was.Name.Pos(), "header %s is no longer always sent", name)
		case lines(was, nil) != lines(is, names):
			c.say("header-changed", n, is.Name.Pos(), was.Name.Pos(), "header %s has another value", name)
		case absentAtTimes(o, was) && !absentAtTimes(n, is):
			c.say("header-added", n, is.Name.Pos(), was.Name.Pos(), "header %s is always sent now", name)
		}
	}
	for _, is := range n.Headers {
		if header(o, is.Name.Value) == nil {
			c.say("header-added", n, is.Name.Pos(), spec.Pos{}, "header %s is sent now", spec.HeaderDisplay(is.Name.Value))
		}
	}
}

func header(e *spec.Error, name string) *spec.Header {
	for _, h := range e.Headers {
		if h.Name.Value == name {
			return h
		}
	}
	return nil
}

func lines(h *spec.Header, names map[string]string) string {
	var all []string
	for _, v := range h.Values {
		all = append(all, shown(v.Parts, names))
	}
	return strings.Join(all, "\n")
}

// absentAtTimes reports whether no line of a header is sent at every occurrence:
// a line that names an absent parameter is not.
func absentAtTimes(e *spec.Error, h *spec.Header) bool {
	for _, v := range h.Values {
		always := true
		for _, part := range v.Parts {
			if part.Kind != spec.ParamPart {
				continue
			}
			if p := param(e, part.Name); p != nil && p.Optional {
				always = false
			}
		}
		if always {
			return false
		}
	}
	return true
}

// namesVariable reports whether a header of an error names a variable.
func namesVariable(e *spec.Error, name string) bool {
	for _, h := range e.Headers {
		for _, v := range h.Values {
			for _, p := range v.Parts {
				if p.Kind == spec.VariablePart && p.Name == name {
					return true
				}
			}
		}
	}
	return false
}

// retryAfter compares Retry-After.
func (c *comparison) retryAfter(o, n *spec.Error) {
	was, is := retryAfterOf(o), retryAfterOf(n)
	pos, old := n.RetryAfter.Pos(), o.RetryAfter.Pos()
	switch {
	case was == is:
	case was == "":
		c.say("retry-after-added", n, pos, spec.Pos{}, "Retry-After is sent now")
	case is == "":
		c.say("retry-after-removed", n, n.Key.Pos(), old, "Retry-After is no longer sent")
	case is == atTimes:
		c.say("retry-after-removed", n, pos, old, "Retry-After is no longer always sent")
	case was == atTimes:
		c.say("retry-after-added", n, pos, old, "Retry-After is always sent now")
	default:
		c.say("retry-after-changed", n, pos, old, "Retry-After changed from %s to %s", was, is)
	}
}

// atTimes is the Retry-After of an error whose parameter for it is optional.
const atTimes = "a value that is not always there"

// retryAfterOf says what Retry-After an error has, in words; empty: none.
func retryAfterOf(e *spec.Error) string {
	switch r := e.RetryAfter; {
	case r.Param != nil && r.Param.Optional:
		return atTimes
	case r.Param != nil:
		return "a value that the server gives"
	case r.Value != "":
		return strconv.FormatInt(r.Seconds, 10) + " seconds"
	}
	return ""
}

// list joins words for a sentence.
func list(words []string) string {
	const most = 5
	if len(words) > most {
		return strings.Join(words[:most], ", ") + " and " + strconv.Itoa(len(words)-most) + " more"
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}
