package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/errspec/errspec/spec"
)

// The values of --format and --fail-on for findings.
var (
	findingFormats = [...]string{"text", "json", "github", "sarif"}
	failLevels     = [...]string{"error", "warning", "info"}
)

// report prints findings, in the order in which they are.
func (l *loaded) report(w io.Writer, format string, ds spec.Diagnostics) error {
	switch format {
	case "json":
		return wrapWrite(l.reportJSON(w, ds))
	case "github":
		return wrapWrite(l.reportGitHub(w, ds))
	case "sarif":
		return wrapWrite(l.reportSARIF(w, ds))
	default:
		return wrapWrite(l.reportText(w, ds))
	}
}

// fails reports whether a finding is at the level that fails a run.
func fails(ds spec.Diagnostics, failOn string) bool {
	level := severity(failOn)
	return slices.ContainsFunc(ds, func(d spec.Diagnostic) bool { return d.Severity >= level })
}

func severity(word string) spec.Severity {
	for _, s := range []spec.Severity{spec.SeverityInfo, spec.SeverityWarning} {
		if s.String() == word {
			return s
		}
	}
	return spec.SeverityError
}

// reportText prints each finding as "file:line:column: severity: message [rule]",
// the source line with a caret under the place, and the places that explain it.
// A line that counts them comes last.
func (l *loaded) reportText(w io.Writer, ds spec.Diagnostics) error {
	if len(ds) == 0 {
		return nil
	}
	paint := painter(w)
	var text bytes.Buffer
	excerpts := map[string]func(spec.Diagnostic) string{}
	for file, src := range l.catalog.Sources {
		excerpts[file] = spec.Excerpter(src)
	}
	for _, d := range ds {
		fmt.Fprintf(&text, "%s: %s: %s [%s]\n", l.place(d.Pos), paint(d.Severity), printable(d.Message), d.Rule)
		if excerpt, ok := excerpts[d.Pos.File]; ok && d.Pos.Line > 0 {
			indent(&text, excerpt(d))
		}
		for _, r := range d.Related {
			fmt.Fprintf(&text, "    %s: %s\n", l.place(r.Pos), printable(r.Message))
		}
	}
	fmt.Fprintln(&text, summary(ds))
	_, err := w.Write(text.Bytes())
	return err
}

// place is a place as an editor or terminal makes it clickable.
func (l *loaded) place(p spec.Pos) string {
	p.File = printable(l.shown(p.File))
	return p.String()
}

func indent(w io.Writer, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if line != "" {
			fmt.Fprintf(w, "    %s\n", line)
		}
	}
}

// summary counts findings: "2 errors, 1 warning".
func summary(ds spec.Diagnostics) string {
	var counts []string
	for _, s := range []spec.Severity{spec.SeverityError, spec.SeverityWarning, spec.SeverityInfo} {
		if n := ds.Count(s); n > 0 {
			counts = append(counts, plural(n, s.String()))
		}
	}
	return strings.Join(counts, ", ")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// The JSON form of findings. It is part of the interface.
type (
	jsonFindings struct {
		Findings []jsonFinding `json:"findings"`
	}
	jsonFinding struct {
		File      string        `json:"file"`   // slash path relative to the working directory
		Line      int           `json:"line"`   // from 1; 0: the finding is about the file
		Column    int           `json:"column"` // from 1, in code points
		EndColumn int           `json:"endColumn,omitempty"`
		Severity  string        `json:"severity"` // error, warning or info
		Rule      string        `json:"rule"`
		Message   string        `json:"message"`
		Related   []jsonRelated `json:"related"`
		Fix       string        `json:"fix,omitempty"` // what to type in place of the value
	}
	jsonRelated struct {
		File    string `json:"file"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Message string `json:"message"`
	}
)

func (l *loaded) reportJSON(w io.Writer, ds spec.Diagnostics) error {
	out := jsonFindings{Findings: []jsonFinding{}}
	for _, d := range ds {
		f := jsonFinding{
			File: l.shown(d.Pos.File), Line: d.Pos.Line, Column: d.Pos.Column, Severity: d.Severity.String(),
			Rule: d.Rule, Message: d.Message, Related: []jsonRelated{}, Fix: d.Fix,
		}
		if d.End.Line == d.Pos.Line {
			f.EndColumn = d.End.Column
		}
		for _, r := range d.Related {
			f.Related = append(f.Related, jsonRelated{l.shown(r.Pos.File), r.Pos.Line, r.Pos.Column, r.Message})
		}
		out.Findings = append(out.Findings, f)
	}
	return writeJSON(w, out)
}

// writeJSON prints a value as indented JSON in which text is readable.
func writeJSON(w io.Writer, value any) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(text.Bytes())
	return err
}

// painter returns how severities are written: in colour on a terminal, unless
// NO_COLOR asks for none (https://no-color.org).
func painter(w io.Writer) func(spec.Severity) string {
	if !coloured(w) {
		return spec.Severity.String
	}
	return func(s spec.Severity) string {
		switch s {
		case spec.SeverityWarning:
			return colour("33", s.String()) // yellow
		case spec.SeverityInfo:
			return colour("36", s.String()) // cyan
		default:
			return colour("31", s.String()) // red
		}
	}
}

// coloured reports whether what is written is in colour.
func coloured(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// colour writes a word in bold and in a colour (ECMA-48, SGR).
func colour(code, word string) string { return "\x1b[1;" + code + "m" + word + "\x1b[0m" }

// isTerminal reports whether somebody is looking.
func isTerminal(w io.Writer) bool {
	if checked, ok := w.(*checkedWriter); ok {
		w = checked.Writer
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// printable returns text without the control characters that would steer a
// terminal; they are shown in YAML's own notation instead.
func printable(s string) string {
	if !strings.ContainsFunc(s, steers) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if steers(r) {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func steers(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
