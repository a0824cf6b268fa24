package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/edit"
)

func newRetire(s streams) *cobra.Command {
	var r edit.Retirement
	cmd := &cobra.Command{
		Use:   "retire CODE --use OTHER [flags] [catalogue]",
		Short: "Take a code out of the errors and into retired",
		Long: `Retire takes an error out of the errors of a catalogue, wherever it stands, an
included file too, and puts its code into retired in the same file. The wire code
and the number are kept there and stay taken. Clients that are generated then
decode the code as the one in --use, which is an error or a retired code itself.
Without a successor, --reason says why.

The comment right above the error goes with it. All other bytes of the file stay
as they are. References to the code (see, deprecated.use, internal) do not change:
while there is one, the command prints where and writes nothing.`,
		Example: `  errspec retire item_gone --use item_not_found --in 1.3.0
  errspec retire fax_failed --reason "Nobody has a fax any more" api/errors.yaml`,
		Args: oneCatalogue("a code"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return wordsOf(nil, errorKeys), cobra.ShellCompDirectiveNoFileComp
			}
			return completeCatalogue(1)(cmd, args, word)
		},
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			r.Code = args[0]
			return runRetire(s, args[1:], r)
		},
	}
	cmd.Flags().StringVar(&r.Use, "use", "", "`CODE` that takes its place")
	cmd.Flags().StringVar(&r.In, "in", "", "`VERSION` that takes the code out")
	cmd.Flags().StringVar(&r.Reason, "reason", "", "`TEXT` that says why")
	err := cmd.RegisterFlagCompletionFunc("use", func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		return wordsOf(args[min(1, len(args)):], errorKeys), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("bug in errspec: completion of --use: " + err.Error())
	}
	return cmd
}

func errorKeys(c *spec.Catalog) []string {
	var keys []string
	for _, e := range c.Errors {
		if !e.Supplied {
			keys = append(keys, e.Key.Value)
		}
	}
	return keys
}

func runRetire(s streams, catalogue []string, r edit.Retirement) error {
	if r.Use == "" && r.Reason == "" {
		return usagef("retire needs --use with the successor of %s, or --reason when it has none", r.Code)
	}
	l, err := load(catalogue, spec.Options{AllowOutside: true})
	if err != nil {
		return err
	}
	if l.findings.HasErrors() {
		if err := l.report(s.err, "text", l.findings); err != nil {
			return err
		}
		return errFindings
	}
	if err := l.retirable(r); err != nil {
		return err
	}
	if refs := l.references(r.Code); len(refs) > 0 {
		if err := l.report(s.err, "text", refs); err != nil {
			return err
		}
		return (&exitError{status: exitFindings, err: fmt.Errorf("%s is still named, and nothing was written", r.Code)}).
			withHint("name another error there, or nothing, and retire %s then", r.Code)
	}
	name, data, err := edit.Retire(l.catalog, r)
	if err != nil {
		return l.refusal(err)
	}
	files := map[string][]byte{name: data}
	next, err := l.with(files)
	if err != nil {
		return err
	}
	if wrong := newErrors(l.all(), next.all()); len(wrong) > 0 {
		if err := next.report(s.err, "text", wrong); err != nil {
			return err
		}
		return &exitError{status: exitFindings, err: fmt.Errorf("without %s the catalogue has these errors, and nothing was written", r.Code)}
	}
	return l.write(files)
}

// retirable makes sure that the codes of a retirement are ones of the catalogue.
func (l *loaded) retirable(r edit.Retirement) error {
	c := l.catalog
	keys := errorKeys(c)
	retired := map[string]bool{}
	all := keys[:len(keys):len(keys)]
	for _, old := range c.Retired {
		retired[old.Key.Value] = true
		all = append(all, old.Key.Value)
	}
	unknown := func(what, code string, candidates []string) error {
		e := usagef("%s has no %s %q", l.typed, what, code)
		if near := nearest(code, candidates); len(near) > 0 {
			return e.withHint("near it: %s", joinWords(near))
		}
		return e.withHint("\"errspec list\" shows the errors")
	}
	switch e := c.Error(r.Code); {
	case retired[r.Code]:
		return usagef("%s is retired already", r.Code)
	case e == nil:
		return unknown("error", r.Code, keys)
	case e.Supplied:
		return usagef("%s is supplied by errspec and stands in no file", r.Code)
	case r.Use == r.Code:
		return usagef("%s cannot take its own place", r.Code)
	case r.Use != "" && !retired[r.Use] && (c.Error(r.Use) == nil || c.Error(r.Use).Supplied):
		return unknown("error or retired code", r.Use, all)
	}
	return nil
}

// references are the places where errors name a code, as findings of the rules that
// would be broken without it. A retired code may name another one.
func (l *loaded) references(code string) spec.Diagnostics {
	var ds spec.Diagnostics
	add := func(rule, key string, e *spec.Error, ref spec.At[string]) {
		if ref.Value == code && e.Key.Value != code {
			ds.Add(rule, ref.Pos(), nil, "%s of %q names %q", key, e.Key.Value, code)
			underline(ds, code)
		}
	}
	for _, e := range l.catalog.Errors {
		for _, see := range e.See {
			add("see-unknown", "see", e, see)
		}
		add("deprecated-use", "deprecated.use", e, e.Deprecated.Use)
		add("internal-target", "internal", e, e.Internal.As)
	}
	ds.Sort(l.catalog.Files)
	return ds
}
