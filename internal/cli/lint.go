package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/edit"
)

type lintOptions struct {
	catalogue []string // none or one
	failOn    string
	format    string
	fix       bool
}

func newLint(s streams) *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use:   "lint [flags] [catalogue]",
		Short: "Say what is wrong with a catalogue",
		Long: `Lint says what is wrong with a catalogue, all of it in one run and in reading
order, and writes no files. "errspec rules" lists what it looks for.

With --fix it mends what can be mended without asking, in the files themselves;
"errspec rules ID" says for which rules and how. Comments and layout stay, a
change that would bring another finding is not made, and what was mended is
printed to standard error. Findings are those that are left.

The JSON form is an object with the member findings, a list of objects with file,
line, column, endColumn, severity, rule, message, related and fix. Lines and
columns count from 1, columns in code points. The form github is for a job of
GitHub Actions, which shows findings beside the lines, and sarif is SARIF 2.1.0
for code scanning; both name files relative to the repository.`,
		Example: `  errspec lint
  errspec lint --fail-on warning api/errors.yaml
  errspec lint --fix
  errspec lint --format sarif > errspec.sarif`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			o.catalogue = args
			return runLint(s, o)
		},
	}
	cmd.Flags().StringVar(&o.failOn, "fail-on", "error", "exit 1 on findings from this `LEVEL` on: error, warning or info")
	cmd.Flags().StringVar(&o.format, "format", "text", "`FORMAT` of findings: text, json, github or sarif")
	cmd.Flags().BoolVar(&o.fix, "fix", false, "mend what can be mended without asking")
	completeOneOf(cmd, "fail-on", failLevels[:]...)
	completeOneOf(cmd, "format", findingFormats[:]...)
	return cmd
}

func runLint(s streams, o lintOptions) error {
	if err := oneOf("fail-on", o.failOn, failLevels[:]...); err != nil {
		return err
	}
	if err := oneOf("format", o.format, findingFormats[:]...); err != nil {
		return err
	}
	l, err := load(o.catalogue, spec.Options{})
	if err != nil {
		return err
	}
	if o.fix {
		if l, err = l.fix(s); err != nil {
			return err
		}
	}
	plan, findings := l.plan()
	if plan != nil {
		bases, err := l.baseFindings(plan)
		if err != nil {
			return err
		}
		findings = append(findings, bases...)
		findings.Sort(l.catalog.ReadingOrder())
	}
	if err := l.report(s.out, o.format, findings); err != nil {
		return err
	}
	if fails(findings, o.failOn) {
		return errFindings
	}
	return nil
}

// fix mends findings in the files, says which, and returns the catalogue as it is
// then.
func (l *loaded) fix(s streams) (*loaded, error) {
	files, fixed, err := edit.Fix(l.catalog, l.all(), func(files map[string][]byte) (*spec.Catalog, spec.Diagnostics, error) {
		next, err := l.with(files)
		if err != nil {
			return nil, nil, err
		}
		return next.catalog, next.all(), nil
	})
	if err != nil || len(fixed) == 0 {
		return l, err
	}
	if err := l.write(files); err != nil {
		return nil, err
	}
	mended, err := l.with(nil)
	if err != nil {
		return nil, err
	}
	for _, d := range fixed {
		fmt.Fprintf(s.err, "fixed %s: %s [%s]\n", l.place(d.Pos), printable(d.Message), d.Rule)
	}
	return mended, nil
}

// plan settles a catalogue without errors, and returns all findings in reading
// order. The plan is nil when there is an error.
func (l *loaded) plan() (*generator.Plan, spec.Diagnostics) {
	if l.findings.HasErrors() {
		return nil, l.withNames(generator.Options{})
	}
	plan, more := generator.Build(l.catalog, generator.Options{})
	all := append(slices.Clone(l.findings), more...)
	all.Sort(l.catalog.ReadingOrder())
	if all.HasErrors() {
		return nil, all
	}
	return plan, all
}

// withNames returns the findings of a catalogue that has errors, with those that
// its names cause, so that everything wrong is said at once.
func (l *loaded) withNames(o generator.Options) spec.Diagnostics {
	all := append(slices.Clone(l.findings), generator.CheckNames(l.catalog, o)...)
	all.Sort(l.catalog.ReadingOrder())
	return all
}

// mustPlan is plan for commands that show a catalogue. They cannot show one with
// errors, whose findings they print; others are no business of theirs.
func (l *loaded) mustPlan(s streams) (*generator.Plan, error) {
	plan, findings := l.plan()
	if plan != nil {
		return plan, nil
	}
	if err := l.report(s.err, "text", findings); err != nil {
		return nil, err
	}
	return nil, errFindings
}
