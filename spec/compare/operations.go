package compare

import (
	"github.com/errspec/errspec/spec"
)

// operations compares where an error can occur. An error without operations can
// occur anywhere.
func (c *comparison) operations(o, n *spec.Error) {
	was, is := &o.Operations, &n.Operations
	pos, old := is.Pos(), was.Pos()
	switch {
	case was.All && is.All:
		return
	case is.All && anywhere(was):
		c.say("operation-declared", n, pos, old, "the error is declared for all operations")
		return
	case is.All:
		c.say("operation-added", n, pos, old, "the error can occur in all operations; it was declared for %s", named(occurs(was)))
		return
	case anywhere(is) && anywhere(was):
		return
	case anywhere(is) && was.All:
		c.say("operation-removed", n, pos, old, "the error is no longer declared for all operations")
		return
	case anywhere(is):
		c.say("operation-added", n, pos, old, "the error can occur anywhere; it was declared for %s", named(occurs(was)))
		return
	case anywhere(was):
		c.say("operation-declared", n, pos, old, "the error is declared for %s", named(occurs(is)))
		return
	case was.All:
		c.say("operation-removed", n, pos, old, "the error is declared only for %s, and was for all operations", named(occurs(is)))
		return
	}
	more, fewer := without(occurs(is), occurs(was)), without(occurs(was), occurs(is))
	if len(more) > 0 {
		c.say("operation-added", n, pos, old, "the error can occur in %s", named(more))
	}
	if len(fewer) > 0 {
		c.say("operation-removed", n, pos, old, "the error is no longer declared for %s", named(fewer))
	}
}

// anywhere reports whether an error declares no operations.
func anywhere(o *spec.Operations) bool { return !o.All && !o.Written() }

// occurs returns the operations of an error. Patterns that choose nothing, since
// the operations stand in a document that is not at hand, stand for themselves.
func occurs(o *spec.Operations) []spec.Operation {
	if len(o.Resolved) > 0 {
		return o.Resolved
	}
	var patterns []spec.Operation
	for _, p := range o.Patterns {
		patterns = append(patterns, spec.Operation{ID: p.Value})
	}
	return patterns
}

// named lists operations in a sentence.
func named(operations []spec.Operation) string {
	if len(operations) == 0 {
		return "no operation"
	}
	var words []string
	for _, o := range operations {
		words = append(words, o.String())
	}
	return list(words)
}

// without returns the operations of one list that are not in another.
func without(a, b []spec.Operation) []spec.Operation {
	in := map[spec.Operation]bool{}
	for _, o := range b {
		in[o] = true
	}
	var rest []spec.Operation
	for _, o := range a {
		if !in[o] {
			rest = append(rest, o)
		}
	}
	return rest
}

// newStatus says where a new error brings a status that an operation had not. An
// operation that the old catalogue does not know had no clients.
func (c *comparison) newStatus(n *spec.Error) {
	status := n.Status.Value
	had := map[spec.Operation]bool{}
	for _, o := range c.old.Errors {
		if !public(o) || o.Status.Value != status {
			continue
		}
		if o.Operations.All || anywhere(&o.Operations) {
			return // clients of every operation know the status
		}
		for _, op := range o.Operations.Resolved {
			had[op] = true
		}
	}
	if n.Operations.All || anywhere(&n.Operations) {
		c.say("operation-status-added", n, n.Key.Pos(), spec.Pos{}, "status %d is new for operations that did not have it", status)
		return
	}
	var fresh []spec.Operation
	for _, op := range n.Operations.Resolved {
		if !had[op] && c.old.named[op] {
			fresh = append(fresh, op)
		}
	}
	if len(fresh) > 0 {
		c.say("operation-status-added", n, n.Operations.Pos(), spec.Pos{}, "status %d is new for %s", status, named(fresh))
	}
}
