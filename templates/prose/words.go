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
	full, bare, two := Forms(t)
	if !two {
		return []string{full}
	}
	return []string{full, bare}
}

// Forms returns what [Messages] does, and whether there are two.
func Forms(t generator.Template) (full, bare string, two bool) {
	if len(t.Parts) == 1 && t.Parts[0].Text != "" {
		return t.Parts[0].Text, "", false
	}
	var room [128]byte
	full = t.Source // as most are spelled: without optional texts and escaped braces
	if b := appendSpelled(room[:0], t.Parts, true); string(b) != full {
		full = string(b)
	}
	if !slices.ContainsFunc(t.Parts, func(p generator.Part) bool { return p.Optional != nil }) {
		return full, "", false
	}
	bare = string(appendSpelled(room[:0], t.Parts, false))
	return full, bare, full != bare
}

func appendSpelled(b []byte, parts []generator.Part, optional bool) []byte {
	for _, p := range parts {
		switch {
		case p.Param != nil:
			b = append(append(append(b, '{'), p.Param.Name...), '}')
		case p.Variable != "":
			b = append(append(append(b, '{'), p.Variable...), '}')
		case p.Optional != nil && optional:
			b = appendSpelled(b, p.Optional.Then, true)
		case p.Optional != nil:
			b = append(b, p.Optional.Else...)
		default:
			b = append(b, p.Text...)
		}
	}
	return b
}

// Message returns a message as Markdown.
func (d *Dialect) Message(t generator.Template) string { return string(d.AppendMessage(nil, t)) }

// AppendMessage is [Dialect.Message] behind what b holds.
func (d *Dialect) AppendMessage(b []byte, t generator.Template) []byte {
	return appendForms(b, t, d.AppendCode)
}

// AppendCellMessage is [Dialect.Message] for a cell of a table, behind what b holds.
func (d *Dialect) AppendCellMessage(b []byte, t generator.Template) []byte {
	return appendForms(b, t, d.AppendCellCode)
}

// appendForms appends the forms of a message, written as code. An absent text may
// leave nothing at all of one.
func appendForms(b []byte, t generator.Template, code func([]byte, string) []byte) []byte {
	start := len(b)
	full, bare, two := Forms(t)
	b = code(b, full)
	if !two {
		return b
	}
	middle := len(b)
	if b = append(b, " or "...); middle == start {
		b = b[:start]
	}
	end := len(b)
	if b = code(b, bare); len(b) == end {
		return b[:middle]
	}
	return b
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
func (d *Dialect) List(entries []string) string { return string(d.AppendList(nil, entries)) }

// AppendList is [Dialect.List] behind what b holds.
func (d *Dialect) AppendList(b []byte, entries []string) []byte {
	between := "\n"
	if slices.ContainsFunc(entries, func(e string) bool { return strings.Contains(e, "\n\n") }) {
		between = "\n\n" // an entry of several blocks stands apart
	}
	first := true
	for _, e := range entries {
		if e == "" {
			continue
		}
		if !first {
			b = append(b, between...)
		}
		first = false
		b = appendIndented(append(b, "- "...), e, d.inside(2))
	}
	return b
}

// AppendEntry appends an entry of a [Dialect.List]. What stands between entries
// is the caller's: a blank line when one of them has several blocks.
func (d *Dialect) AppendEntry(b, entry []byte) []byte {
	return appendIndented(append(b, "- "...), entry, d.inside(2))
}

// List is [Dialect.List] of [GFM].
func List(entries []string) string { return GFM.List(entries) }

// Points returns a lead-in with the prose that belongs to it: one entry as a
// paragraph behind it, more of them, or one of several blocks, below it. It is
// empty when there are no entries.
func (d *Dialect) Points(lead string, entries []string) string {
	return string(d.AppendPoints(nil, lead, entries))
}

// AppendPoints is [Dialect.Points] behind what b holds.
func (d *Dialect) AppendPoints(b []byte, lead string, entries []string) []byte {
	var room [8]string
	blocks := room[:0]
	for _, e := range entries {
		if block := d.Block(e); block != "" {
			blocks = append(blocks, block)
		}
	}
	return d.AppendLead(b, lead, blocks)
}

// Lead is [Dialect.Points] of entries that are Markdown blocks already.
func (d *Dialect) Lead(lead string, blocks []string) string {
	return string(d.AppendLead(nil, lead, blocks))
}

// AppendLead is [Dialect.Lead] behind what b holds.
func (d *Dialect) AppendLead(b []byte, lead string, blocks []string) []byte {
	if len(blocks) == 0 {
		return b
	}
	b = append(b, lead...)
	if len(blocks) > 1 {
		return d.AppendList(append(b, "\n\n"...), blocks)
	}
	if beginsWithWords(blocks[0]) {
		b = append(b, ' ')
	} else {
		b = append(b, "\n\n"...)
	}
	return append(b, blocks[0]...)
}

// beginsWithWords reports whether Markdown begins with a paragraph that is not
// a table.
func beginsWithWords(s string) bool {
	if GFM.stays(s) {
		return s != ""
	}
	first := GFM.scan(s).out
	texts := opening(first)
	return len(texts) > 0 && first[0].prefix == "" && !isTable(texts)
}

// Points is [Dialect.Points] of [GFM].
func Points(lead string, entries []string) string { return GFM.Points(lead, entries) }
