package cli

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/edit"
)

type numberOptions struct {
	catalogue []string // none or one
	check     bool
	against   string
}

func newNumber(s streams) *cobra.Command {
	var o numberOptions
	cmd := &cobra.Command{
		Use:   "number [flags] [catalogue]",
		Short: "Give numbers to errors that say number: auto",
		Long: `Number gives a number to every error that says number: auto, in the order of the
catalogue, and writes it in place of the word. The error gets the next number of
the block of its group (groups: [{id: orders, numbers: 1000-1999}]), and without a
block the next one behind all numbers that lie in none. No number is given twice:
those of other errors, of retired codes and of included files are taken, and so
are the ones below the highest. What was given is printed.

With --check nothing is written, and the exit status is 1 when an error waits for
its number. --against compares with the catalogue at a git branch, tag or commit:
a number that an error has here and another one has there is found before the two
are merged. Give the branch that is to be merged into, as it is now.`,
		Example: `  errspec number
  errspec number --check --against origin/main api/errors.yaml`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			o.catalogue = args
			return runNumber(s, o)
		},
	}
	cmd.Flags().BoolVar(&o.check, "check", false, "write nothing; exit 1 when a number is missing, or taken")
	cmd.Flags().StringVar(&o.against, "against", "", "with --check, compare with the catalogue at a git `REF`")
	return cmd
}

func runNumber(s streams, o numberOptions) error {
	if o.against != "" && !o.check {
		return usagef("--against goes with --check")
	}
	l, err := load(o.catalogue, spec.Options{AllowOutside: true})
	if err != nil {
		return err
	}
	// A body or a link that wants the number of an error is no obstacle to giving it.
	obstacles := l.withoutNumbers()
	if len(obstacles) > 0 {
		if err := l.report(s.err, "text", obstacles); err != nil {
			return err
		}
		return errFindings
	}
	if o.check {
		return l.checkNumbers(s, o.against)
	}
	files, given, err := edit.Number(l.catalog)
	if err != nil {
		return l.refusal(err)
	}
	next, err := l.with(files)
	if err != nil {
		return err
	}
	if wrong := newErrors(l.all(), next.all()); len(wrong) > 0 {
		if err := next.report(s.err, "text", wrong); err != nil {
			return err
		}
		return &exitError{status: exitFindings, err: fmt.Errorf("with its numbers the catalogue has these errors, and nothing was written")}
	}
	if err := l.write(files); err != nil {
		return err
	}
	for _, g := range given {
		if _, err := fmt.Fprintf(s.out, "%s: %s is %d\n", l.place(g.Error.Number.Pos()), g.Error.Key.Value, g.Number); err != nil {
			return wrapWrite(err)
		}
	}
	return nil
}

// withoutNumbers are the errors of the catalogue, but for those that say that a
// number is missing.
func (l *loaded) withoutNumbers() spec.Diagnostics {
	var ds spec.Diagnostics
	for _, d := range l.findings {
		if d.Severity == spec.SeverityError && d.Rule != "body-number" && d.Rule != "docs-url" && d.Rule != "number-auto" {
			ds = append(ds, d)
		}
	}
	return ds
}

// checkNumbers reports numbers that are missing, and those that the catalogue at a
// commit gives to another error.
func (l *loaded) checkNumbers(s streams, against string) error {
	var ds spec.Diagnostics
	for _, e := range l.catalog.Errors {
		if e.Number.Value.Auto {
			ds.Add("number-auto", e.Number.Pos(), nil, "error %q has no number yet; errspec number gives it one", e.Key.Value)
			underline(ds, "auto")
		}
	}
	if against != "" {
		old, err := l.loadAt(against)
		if err != nil {
			return err
		}
		for _, c := range edit.Clashes(l.catalog, old.catalog) {
			ds.Add("number-unique", c.Ours.Number.Pos(), nil, "number %d of %q belongs to %q at %s", c.Number, c.Ours.Key.Value, c.Theirs, against)
			underline(ds, strconv.FormatInt(c.Number, 10))
		}
	}
	ds.Sort(l.catalog.Files)
	if err := l.report(s.out, "text", ds); err != nil {
		return err
	}
	if len(ds) > 0 {
		return errFindings
	}
	return nil
}
