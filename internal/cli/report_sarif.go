package cli

import (
	"cmp"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/errspec/errspec/spec"
)

// The parts of SARIF 2.1.0 (OASIS, errata 01) that findings need. Names and order
// are those of its sections 3.13 to 3.57.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool             sarifTool            `json:"tool"`
		Bases            map[string]sarifBase `json:"originalUriBaseIds"`
		NewlineSequences []string             `json:"newlineSequences"`
		ColumnKind       string               `json:"columnKind"`
		Results          []sarifResult        `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string       `json:"id"`
		ShortDescription sarifText    `json:"shortDescription"`
		FullDescription  *sarifText   `json:"fullDescription,omitempty"`
		Help             sarifText    `json:"help"`
		HelpURI          string       `json:"helpUri"`
		Default          sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifBase struct {
		Description sarifText `json:"description"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
		Fixes     []sarifFix      `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		ID       *int          `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI    string `json:"uri"`
		BaseID string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifRoot   = "%SRCROOT%"
	projectURL  = "https://github.com/errspec/errspec"
	rulesPage   = projectURL + "/blob/main/docs/rules.md"
)

// reportSARIF prints findings as a SARIF log with one run. Lines end as in the
// reader, at every line break of YAML, and columns count code points, as in all
// reports but those for GitHub.
func (l *loaded) reportSARIF(w io.Writer, ds spec.Diagnostics) error {
	run := sarifRun{
		Tool:             sarifTool{sarifDriver{Name: "errspec", InformationURI: projectURL, Rules: []sarifRule{}}},
		Bases:            map[string]sarifBase{sarifRoot: {sarifText{"The root of the repository, or of the module where there is none."}}},
		NewlineSequences: []string{"\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"},
		ColumnKind:       "unicodeCodePoints",
		Results:          []sarifResult{},
	}
	var ids []string
	for _, d := range ds {
		if !slices.Contains(ids, d.Rule) {
			ids = append(ids, d.Rule)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(id))
	}
	for _, d := range ds {
		r := sarifResult{
			RuleID: d.Rule, RuleIndex: slices.Index(ids, d.Rule), Level: sarifLevel(d.Severity), Message: sarifMessage(d.Message),
			Locations: []sarifLocation{{Physical: l.sarifPlace(d.Pos, d.End)}},
		}
		for i, related := range d.Related {
			message := sarifMessage(related.Message)
			r.Related = append(r.Related, sarifLocation{ID: &i, Physical: l.sarifPlace(related.Pos, spec.Pos{}), Message: &message})
		}
		if d.Fix != "" && d.End.Line == d.Pos.Line && d.End.Column > d.Pos.Column {
			at := r.Locations[0].Physical
			r.Fixes = []sarifFix{{sarifText{"write " + d.Fix}, []sarifChange{{at.Artifact, []sarifReplacement{{*at.Region, sarifText{d.Fix}}}}}}}
		}
		run.Results = append(run.Results, r)
	}
	return writeJSON(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

// sarifRuleOf describes a rule. One that is not in the table would be a bug, and
// is named all the same.
func sarifRuleOf(id string) sarifRule {
	for _, r := range allRules() {
		if r.ID == id {
			rule := sarifRule{
				ID: id, ShortDescription: sarifText{r.Summary}, Help: sarifText{cmp.Or(r.Help, r.Summary)},
				HelpURI: rulesPage + "#" + id, Default: sarifDefault{sarifLevel(r.Severity)},
			}
			if r.Source != "" {
				rule.FullDescription = &sarifText{r.Summary + " Source: " + r.Source + "."}
			}
			return rule
		}
	}
	return sarifRule{ID: id, ShortDescription: sarifText{id}, Help: sarifText{id}, HelpURI: rulesPage, Default: sarifDefault{"error"}}
}

// sarifMessage writes a message down in which [text](place) is no link (section
// 3.11.6): what it quotes of a catalogue may look like one.
func sarifMessage(message string) sarifText {
	if strings.Contains(message, "](") {
		message = strings.ReplaceAll(message, "[", `\[`)
	}
	return sarifText{message}
}

func sarifLevel(s spec.Severity) string {
	if s == spec.SeverityInfo {
		return "note"
	}
	return s.String()
}

// sarifPlace is a place in a file; without a line it is the file.
func (l *loaded) sarifPlace(pos, end spec.Pos) sarifPhysical {
	place := sarifPhysical{Artifact: sarifArtifact{sarifURI(l.inRepository(pos.File)), sarifRoot}}
	if pos.Line > 0 {
		place.Region = &sarifRegion{StartLine: pos.Line, StartColumn: max(pos.Column, 1)}
		if end.Line == pos.Line && end.Column > pos.Column {
			place.Region.EndColumn = end.Column
		}
	}
	return place
}

// sarifURI writes a slash path as a relative reference (RFC 3986, section 4.2). A
// colon is encoded, so that no name looks like a scheme.
func sarifURI(name string) string {
	segments := strings.Split(name, "/")
	for i, s := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	return strings.Join(segments, "/")
}
