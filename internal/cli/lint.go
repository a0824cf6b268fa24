package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
)

type lintOptions struct {
	catalogue []string // none or one
	failOn    string
	format    string
}

func newLint(s streams) *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use:   "lint [flags] [catalogue]",
		Short: "Say what is wrong with a catalogue",
		Long: `Lint says what is wrong with a catalogue, all of it in one run and in reading
order, and writes no files. "errspec rules" lists what it looks for.

The JSON form is an object with the member findings, a list of objects with file,
line, column, endColumn, severity, rule, message, related and fix. Lines and
columns count from 1, columns in code points.`,
		Example: `  errspec lint
  errspec lint --fail-on warning api/errors.yaml
  errspec lint --format json`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			o.catalogue = args
			return runLint(s, o)
		},
	}
	cmd.Flags().StringVar(&o.failOn, "fail-on", "error", "exit 1 on findings from this `LEVEL` on: error, warning or info")
	cmd.Flags().StringVar(&o.format, "format", "text", "`FORMAT` of findings: text or json")
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
	_, findings := l.plan()
	if err := l.report(s.out, o.format, findings); err != nil {
		return err
	}
	if fails(findings, o.failOn) {
		return errFindings
	}
	return nil
}

// plan settles a catalogue without errors, and returns all findings in reading
// order. The plan is nil when there is an error.
func (l *loaded) plan() (*generator.Plan, spec.Diagnostics) {
	if l.findings.HasErrors() {
		return nil, l.withNames(generator.Options{})
	}
	plan, more := generator.Build(l.catalog, generator.Options{})
	all := append(slices.Clone(l.findings), more...)
	all.Sort(l.catalog.Files)
	if all.HasErrors() {
		return nil, all
	}
	return plan, all
}

// withNames returns the findings of a catalogue that has errors, with those that
// its names cause, so that everything wrong is said at once.
func (l *loaded) withNames(o generator.Options) spec.Diagnostics {
	all := append(slices.Clone(l.findings), generator.CheckNames(l.catalog, o)...)
	all.Sort(l.catalog.Files)
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
