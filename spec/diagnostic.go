package spec

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says how much a finding matters.
type Severity int

// The severities, the gravest last, so that they compare with <.
const (
	SeverityInfo    Severity = iota + 1 // a hint
	SeverityWarning                     // printed, changes neither files nor exit status
	SeverityError                       // nothing is generated
)

// String returns the word used in reports: "error", "warning" or "info".
func (s Severity) String() string {
	switch s {
	case SeverityInfo:
		return "info"
	case SeverityWarning:
		return "warning"
	default:
		return "error"
	}
}

// Diagnostic is a finding: a place, what is wrong there, and what would be
// right. It is data; [Diagnostic.String] and the command make text of it.
type Diagnostic struct {
	Rule     string // stable identifier: "code-unique"
	Severity Severity
	Pos      Pos
	// End is the place just behind the value that the finding is about, on the
	// line of Pos; zero when it is not known. Excerpts underline up to it.
	End     Pos
	Message string    // lower case, no full stop: `code "a" is used twice`
	Related []Related // places that explain the finding: "first used here"
	Fix     string    // what to type in place of the value at Pos, or empty
	Repair  Repair    // how the finding can be mended without asking, or 0
}

// Repair is how a finding can be mended without anybody being asked: the meaning
// of the catalogue stays, or was clear.
type Repair int

// The repairs.
const (
	RepairReplace Repair = iota + 1 // Fix is written in place of what stands from Pos to End
	RepairDelete                    // what stands from Pos to End is taken out
	RepairEntry                     // the entry whose key stands at Pos is taken out
)

// Related is a second place that a finding speaks of.
type Related struct {
	Pos     Pos
	Message string
}

// String returns "file:line:column: severity: message [rule]".
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s: %s [%s]", d.Pos, d.Severity, d.Message, d.Rule)
}

// Diagnostics collects findings. The zero value is ready to use.
type Diagnostics []Diagnostic

// Add appends a finding of the named rule with the severity of the rule table.
// A rule that is not in the table is a bug in errspec, and panics.
func (ds *Diagnostics) Add(rule string, pos Pos, related []Related, format string, args ...any) {
	*ds = append(*ds, Diagnostic{
		Rule: rule, Severity: severityOf(rule), Pos: pos, Related: related,
		Message: fmt.Sprintf(format, args...),
	})
}

// Sort puts findings into reading order (file order is that of files, then line,
// column, rule) and drops findings that say the same about the same place.
func (ds *Diagnostics) Sort(files []string) {
	order := make(map[string]int, len(files))
	for i, f := range files {
		order[f] = i
	}
	slices.SortStableFunc(*ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(order[a.Pos.File], order[b.Pos.File]),
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	*ds = slices.CompactFunc(*ds, func(a, b Diagnostic) bool {
		return a.Rule == b.Rule && a.Pos == b.Pos && a.Message == b.Message
	})
}

// Count returns how many findings have the severity.
func (ds Diagnostics) Count(s Severity) int {
	n := 0
	for _, d := range ds {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// HasErrors reports whether a finding has severity [SeverityError].
func (ds Diagnostics) HasErrors() bool { return ds.Count(SeverityError) > 0 }
