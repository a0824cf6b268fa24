package cli

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/edit"
)

func newFmt(s streams) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt [flags] [catalogue]",
		Short: "Write a catalogue in its canonical layout",
		Long: `Fmt writes a catalogue, and the files that it includes, in the canonical layout:
keys in the order of the reference, two blanks of indentation, an empty line
around every error of several lines, quotes only where they are needed, no
blanks at the ends of lines, LF. What is written in { } or [ ] stays so while it
fits into 140 columns.

Comments stay with what they stand at, and what the files say does not change.
Aliases and merges keep their order. A file of which that cannot be promised
stays as it is, byte for byte, and the reason is printed; then no file is
written, and the exit status is 1.`,
		Example: `  errspec fmt
  errspec fmt --check api/errors.yaml # is the layout right? a diff when not`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE:                  func(_ *cobra.Command, args []string) error { return runFmt(s, args, check) },
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 1 with a diff when a file would change")
	return cmd
}

func runFmt(s streams, catalogue []string, check bool) error {
	l, err := load(catalogue, spec.Options{AllowOutside: true})
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	refused := false
	for _, name := range l.catalog.Files {
		old, read := l.catalog.Sources[name]
		if !read {
			continue
		}
		data, err := edit.Format(name, old)
		if err != nil {
			fmt.Fprintf(s.err, "errspec: %s\n", printable(l.refusal(err).Error()))
			refused = true
			continue
		}
		if !bytes.Equal(old, data) {
			files[name] = data
		}
	}
	if refused {
		return errFindings
	}
	if !check {
		return l.write(files)
	}
	c, err := l.changes(files)
	if err != nil {
		return err
	}
	if !c.Pending() {
		return nil
	}
	if _, err := fmt.Fprint(s.out, c.Diff()); err != nil {
		return wrapWrite(err)
	}
	return (&exitError{status: exitFindings, err: fmt.Errorf("%s not in the canonical layout", isAre(len(files), "file"))}).
		withHint("\"errspec fmt\" writes it")
}

// isAre counts things that are something: "1 file is".
func isAre(n int, thing string) string {
	if n == 1 {
		return "1 " + thing + " is"
	}
	return plural(n, thing) + " are"
}
