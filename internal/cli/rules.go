package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/compare"
)

func newRules(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the rules of lint and the changes of diff, or explain one",
		Long: `Rules lists the rules that lint and generate check, each with its severity, and
then the changes that diff finds, each with its verdict. With an ID it explains
one, with an example.

A catalogue sets the severity of a rule under lint.severity, and an error may
break one that it names under allow. The verdict of a change is the same for all.`,
		Example: `  errspec rules
  errspec rules code-unique
  errspec rules status-changed`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("%s takes one rule, not %d", cmd.Name(), len(args))
			}
			return nil
		},
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var words []string
			for _, r := range allRules() {
				words = append(words, r.ID+"\t"+r.Summary)
			}
			for _, r := range compare.Rules() {
				words = append(words, r.ID+"\t"+r.Summary)
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return runRules(s)
			}
			return runRule(s, args[0])
		},
	}
}

// allRules are the rules of catalogues and the one about files on disk.
func allRules() []spec.Rule {
	return append(spec.Rules(), spec.Rule{
		ID:       ruleRefused,
		Summary:  "Every file of a target goes where errspec may write.",
		Severity: spec.SeverityError,
		Source:   "the command, not the catalogue",
		Bad:      "A target writes to errors.md, and somebody has written a page of that name by hand.",
		Good:     "The target has another path, or generate runs with --force once.",
		Help: "A file is written only where there is none, or where one says in its first lines that errspec made it " +
			"from the same catalogue. Paths do not leave the module or repository, do not end at a symbolic link or " +
			"a folder, and are names on Linux, macOS and Windows.",
	})
}

func runRules(s streams) error {
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, r := range allRules() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Default(), r.Summary)
	}
	if err := w.Flush(); err != nil {
		return wrapWrite(err)
	}
	text.WriteString("\n")
	for _, r := range compare.Rules() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Verdict, r.Summary)
	}
	if err := w.Flush(); err != nil {
		return wrapWrite(err)
	}
	_, err := s.out.Write(text.Bytes())
	return wrapWrite(err)
}

func runRule(s streams, id string) error {
	var ids []string
	for _, r := range allRules() {
		if r.ID == id {
			_, err := io.WriteString(s.out, rulePage(r))
			return wrapWrite(err)
		}
		ids = append(ids, r.ID)
	}
	for _, r := range compare.Rules() {
		if r.ID == id {
			_, err := io.WriteString(s.out, changePage(r))
			return wrapWrite(err)
		}
		ids = append(ids, r.ID)
	}
	e := usagef("there is no rule %q", id)
	if near := nearest(id, ids); len(near) > 0 {
		return e.withHint("near it: %s", joinWords(near))
	}
	return e.withHint("\"errspec rules\" lists them")
}

func rulePage(r spec.Rule) string {
	var w pageWriter
	w.title("%s: %s", r.ID, r.Default())
	w.section("Rule", r.Summary)
	w.section("Why", r.Help)
	w.section("Not so", r.Bad)
	w.section("But so", r.Good)
	w.section("From", r.Source)
	if r.Repair != "" {
		w.section("lint --fix", strings.ToUpper(r.Repair[:1])+r.Repair[1:]+".")
	}
	return w.String()
}

// changePage explains a kind of change.
func changePage(r compare.Rule) string {
	var w pageWriter
	w.title("%s: %s, a %s step", r.ID, r.Verdict, r.Step)
	w.section("Change", r.Summary)
	w.section("Why", r.Help)
	w.section("Before", r.Old)
	w.section("After", r.New)
	return w.String()
}
