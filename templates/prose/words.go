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
func Message(t generator.Template) string {
	forms := Messages(t)
	for i, f := range forms {
		forms[i] = Code(f)
	}
	// An absent text may leave nothing at all.
	forms = slices.DeleteFunc(forms, func(f string) bool { return f == "" })
	return strings.Join(forms, " or ")
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
func List(entries []string) string {
	var items []string
	between := "\n"
	for _, e := range entries {
		if e == "" {
			continue
		}
		items = append(items, "- "+indent(e, "  "))
		if strings.Contains(e, "\n\n") {
			between = "\n\n" // an entry of several blocks stands apart
		}
	}
	return strings.Join(items, between)
}

// Points returns a lead-in with what belongs to it: one entry as a paragraph
// behind it, more of them, or one of several blocks, below it. It is empty when
// there are no entries.
func Points(lead string, entries []string) string {
	var blocks []string
	for _, e := range entries {
		if b := Block(e); b != "" {
			blocks = append(blocks, b)
		}
	}
	switch {
	case len(blocks) == 0:
		return ""
	case len(blocks) > 1:
		return lead + "\n\n" + List(blocks)
	}
	d := scan(blocks[0])
	if texts := opening(d.out); len(texts) == 0 || d.out[0].prefix != "" || isTable(texts) {
		return lead + "\n\n" + blocks[0]
	}
	return lead + " " + blocks[0]
}
