package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/compare"
	"github.com/errspec/errspec/templates/prose"
)

// changeReport prints what changed between two catalogues.
type changeReport struct {
	was, now *loaded
	changes  compare.Changes
}

func (r *changeReport) write(w io.Writer, format string) error {
	switch format {
	case "json":
		return r.json(w)
	case "github":
		return r.github(w)
	case "markdown":
		return r.markdown(w)
	default:
		return r.text(w)
	}
}

// verdicts are the verdicts in the order of reports.
var verdicts = []compare.Verdict{compare.Breaking, compare.SourceBreaking, compare.Warning, compare.Compatible}

// text prints the changes verdict by verdict, and last their number and the step
// of the version.
func (r *changeReport) text(w io.Writer) error {
	var text bytes.Buffer
	paint := verdictPainter(w)
	for i, c := range r.changes {
		if i > 0 && r.changes[i-1].Verdict != c.Verdict {
			text.WriteString("\n")
		}
		fmt.Fprintf(&text, "%s: %s: %s%s [%s]\n", r.now.place(c.Pos), paint(c.Verdict), r.who(c), printable(c.Message), c.Rule)
		if c.Old != (spec.Pos{}) {
			fmt.Fprintf(&text, "    %s: before\n", r.was.place(c.Old))
		}
	}
	if len(r.changes) == 0 {
		text.WriteString("no changes\n")
	} else {
		fmt.Fprintf(&text, "\n%s\n%s\n", r.counts(), r.step())
	}
	_, err := w.Write(text.Bytes())
	return err
}

// who names the errors of a change, at the beginning of a line.
func (r *changeReport) who(c compare.Change) string {
	if len(c.Codes) == 0 {
		return ""
	}
	return printable(shortList(c.Codes, func(key string) string { return key })) + ": "
}

// shortList joins words, and counts those that are too many.
func shortList(words []string, spell func(string) string) string {
	const most = 5
	var b strings.Builder
	for i, word := range words {
		switch {
		case i == most && len(words) > most+1:
			fmt.Fprintf(&b, " and %d more", len(words)-most)
			return b.String()
		case i > 0 && i == len(words)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(spell(word))
	}
	return b.String()
}

// counts says how many changes there are of each verdict: "1 breaking, 2 compatible".
func (r *changeReport) counts() string {
	var counts []string
	for _, v := range verdicts {
		if n := r.changes.Count(v); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return strings.Join(counts, ", ")
}

// step suggests a step of the version, in a sentence.
func (r *changeReport) step() string {
	step, forGo := r.changes.Step(), r.changes.GoStep()
	text := fmt.Sprintf("version step: %s, before 1.0.0 %s", step, early(step))
	if forGo != step {
		text += fmt.Sprintf("; of a Go module that others import: %s, before v1 %s", forGo, early(forGo))
	}
	return text
}

// early is a step of a version before 1.0.0, which promises less: what would be
// major is minor, and everything else a patch.
func early(s compare.Step) compare.Step {
	switch s {
	case compare.Major:
		return compare.Minor
	case compare.Minor:
		return compare.Patch
	default:
		return s
	}
}

// verdictPainter returns how verdicts are written, as painter does for severities.
func verdictPainter(w io.Writer) func(compare.Verdict) string {
	if !coloured(w) {
		return compare.Verdict.String
	}
	return func(v compare.Verdict) string {
		switch v {
		case compare.Breaking:
			return colour("31", v.String()) // red
		case compare.SourceBreaking:
			return colour("35", v.String()) // magenta
		case compare.Warning:
			return colour("33", v.String()) // yellow
		default:
			return v.String()
		}
	}
}

// The JSON form of changes. It is part of the interface.
type (
	jsonChanges struct {
		Changes      []jsonChange `json:"changes"`
		Counts       jsonCounts   `json:"counts"`
		Step         string       `json:"step"` // of the API: none, patch, minor or major
		StepBeforeV1 string       `json:"stepBeforeV1"`
		GoStep       string       `json:"goStep"` // of a Go module that others import
	}
	jsonChange struct {
		File     string        `json:"file"` // slash path relative to the working directory, of the new catalogue
		Line     int           `json:"line"`
		Column   int           `json:"column"`  // from 1, in code points
		Verdict  string        `json:"verdict"` // breaking, source-breaking, warning or compatible
		Rule     string        `json:"rule"`
		Codes    []string      `json:"codes"` // keys of the errors concerned; none: the catalogue as a whole
		Message  string        `json:"message"`
		Internal bool          `json:"internal"` // only those who write the server see it
		Related  []jsonRelated `json:"related"`  // the place in the old catalogue; at a commit "main:api/errors.yaml"
	}
	jsonCounts struct {
		Breaking       int `json:"breaking"`
		SourceBreaking int `json:"sourceBreaking"`
		Warning        int `json:"warning"`
		Compatible     int `json:"compatible"`
	}
)

func (r *changeReport) json(w io.Writer) error {
	out := jsonChanges{
		Changes: []jsonChange{},
		Counts: jsonCounts{
			r.changes.Count(compare.Breaking), r.changes.Count(compare.SourceBreaking),
			r.changes.Count(compare.Warning), r.changes.Count(compare.Compatible),
		},
		Step: r.changes.Step().String(), StepBeforeV1: early(r.changes.Step()).String(), GoStep: r.changes.GoStep().String(),
	}
	for _, c := range r.changes {
		j := jsonChange{
			File: r.now.shown(c.Pos.File), Line: c.Pos.Line, Column: c.Pos.Column, Verdict: c.Verdict.String(), Rule: c.Rule,
			Codes: append([]string{}, c.Codes...), Message: c.Message, Internal: c.Internal, Related: []jsonRelated{},
		}
		if c.Old != (spec.Pos{}) {
			j.Related = append(j.Related, jsonRelated{r.was.shown(c.Old.File), c.Old.Line, c.Old.Column, "before"})
		}
		out.Changes = append(out.Changes, j)
	}
	return writeJSON(w, out)
}

// github prints each change as a workflow command.
func (r *changeReport) github(w io.Writer) error {
	var text bytes.Buffer
	count := r.now.githubCounter()
	for _, c := range r.changes {
		level := "notice"
		switch c.Verdict {
		case compare.Breaking:
			level = "error"
		case compare.SourceBreaking, compare.Warning:
			level = "warning"
		}
		message := c.Verdict.String() + ": " + r.who(c) + c.Message
		if c.Old != (spec.Pos{}) {
			message += "\n" + r.was.place(c.Old) + ": before"
		}
		text.WriteString(githubCommand(level, c.Rule, r.now.inRepository(c.Pos.File), count(c.Pos), githubPlace{}, message))
	}
	_, err := w.Write(text.Bytes())
	return err
}

// markdown prints a section for a changelog, for those who use the API. It has no
// heading of its own: the version is the author's.
func (r *changeReport) markdown(w io.Writer) error {
	var text bytes.Buffer
	for _, v := range verdicts {
		heading := map[compare.Verdict]string{
			compare.Breaking: "Breaking changes", compare.SourceBreaking: "Go code", compare.Warning: "Worth a look", compare.Compatible: "Other changes",
		}[v]
		for _, c := range r.changes {
			if c.Verdict != v || c.Internal {
				continue
			}
			if heading != "" {
				if text.Len() > 0 {
					text.WriteString("\n")
				}
				fmt.Fprintf(&text, "### %s\n\n", heading)
				heading = ""
			}
			text.WriteString("- " + r.item(c) + "\n")
		}
	}
	if text.Len() == 0 {
		text.WriteString("No changes of the errors.\n")
	}
	_, err := w.Write(text.Bytes())
	return err
}

// item is a change as a line of a list: errors by their code on the wire, which is
// how users of the API know them.
func (r *changeReport) item(c compare.Change) string {
	message := prose.Text(prose.OneLine(printable(c.Message)))
	if len(c.Codes) == 0 {
		return message
	}
	return shortList(c.Codes, func(key string) string {
		for _, l := range []*loaded{r.now, r.was} {
			if e := l.catalog.Error(key); e != nil {
				key = e.Code.Value
				break
			}
		}
		return prose.Code(printable(key))
	}) + ": " + message
}
