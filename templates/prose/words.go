package prose

import (
	"slices"
	"strings"

	"github.com/errspec/errspec/generator"
)

// Messages returns the forms of a message as a reader meets them, with a
// parameter written as {name}: the one with every optional text, and, where the
// template has such texts, the one without.
func Messages(t generator.Template) []string {
	full, bare := spell(t.Parts, true), spell(t.Parts, false)
	if full == bare {
		return []string{full}
	}
	return []string{full, bare}
}

func spell(parts []generator.Part, optional bool) string {
	var b strings.Builder
	for _, p := range parts {
		switch {
		case p.Param != nil:
			b.WriteString("{" + p.Param.Name + "}")
		case p.Variable != "":
			b.WriteString("{" + p.Variable + "}")
		case p.Then != nil && optional:
			b.WriteString(spell(p.Then, true))
		case p.Then != nil:
			b.WriteString(p.Else)
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Message returns a message as Markdown.
func (d *Dialect) Message(t generator.Template) string {
	forms := Messages(t)
	for i, f := range forms {
		forms[i] = d.Code(f)
	}
	// An absent text may leave nothing at all.
	forms = slices.DeleteFunc(forms, func(f string) bool { return f == "" })
	return strings.Join(forms, " or ")
}

// Message is [Dialect.Message] of [GFM].
func Message(t generator.Template) string { return GFM.Message(t) }

// Advice says in a sentence of Markdown whether a client may send the same
// request again, and when.
func Advice(e *generator.Error) string {
	after := e.RetryAfter
	optional := after.Param != nil && after.Param.Optional
	var what string
	switch e.Retry {
	case "always":
		what = "Safe to send again, whatever the request"
	case "idempotent":
		what = "Safe to send again when the request is idempotent, such as `GET`, `PUT` or `DELETE`"
	case "never":
		if !after.Sent() {
			return "Do not send the same request again: the answer would be the same until something changes."
		}
		if optional {
			return "Do not send the same request again before the time that `Retry-After` names, when it is there."
		}
		return "Do not send the same request again before the time that `Retry-After` names."
	}
	switch {
	case optional:
		return what + ": after the delay in `Retry-After` when it is there, and otherwise after a wait that grows with each attempt."
	case after.Sent():
		return what + ", after the delay in `Retry-After`. Wait longer if it fails once more."
	}
	return what + ". Wait before each attempt, longer each time, and give up after a few."
}

// Retry says in words of Markdown whether a client may send the same request
// again.
func Retry(e *generator.Error) string {
	var s string
	switch e.Retry {
	case "always":
		s = "any request may be sent again, with backoff"
	case "idempotent":
		s = "an idempotent request may be sent again, with backoff"
	default:
		s = "do not send the same request again"
	}
	if e.RetryAfter.Sent() {
		s += ", and no sooner than `Retry-After` says"
		if p := e.RetryAfter.Param; p != nil && p.Optional {
			s += " when it is there"
		}
	}
	return s
}

// Sentence returns s with a full stop, unless it ends like a sentence already.
func Sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:") {
		return s
	}
	return s + "."
}

// List returns entries, each of them Markdown blocks, as a list with bullets.
// Empty ones are left out.
func (d *Dialect) List(entries []string) string {
	var items []string
	between := "\n"
	for _, e := range entries {
		if e == "" {
			continue
		}
		items = append(items, "- "+indent(e, strings.Repeat(" ", d.inside(2))))
		if strings.Contains(e, "\n\n") {
			between = "\n\n" // an entry of several blocks stands apart
		}
	}
	return strings.Join(items, between)
}

// List is [Dialect.List] of [GFM].
func List(entries []string) string { return GFM.List(entries) }

// Points returns a lead-in with the prose that belongs to it: one entry as a
// paragraph behind it, more of them, or one of several blocks, below it. It is
// empty when there are no entries.
func (d *Dialect) Points(lead string, entries []string) string {
	var blocks []string
	for _, e := range entries {
		if b := d.Block(e); b != "" {
			blocks = append(blocks, b)
		}
	}
	return d.Lead(lead, blocks)
}

// Lead is [Dialect.Points] of entries that are Markdown blocks already.
func (d *Dialect) Lead(lead string, blocks []string) string {
	switch {
	case len(blocks) == 0:
		return ""
	case len(blocks) > 1:
		return lead + "\n\n" + d.List(blocks)
	}
	first := GFM.scan(blocks[0]).out
	if texts := opening(first); len(texts) == 0 || first[0].prefix != "" || isTable(texts) {
		return lead + "\n\n" + blocks[0]
	}
	return lead + " " + blocks[0]
}

// Points is [Dialect.Points] of [GFM].
func Points(lead string, entries []string) string { return GFM.Points(lead, entries) }
