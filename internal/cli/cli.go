// Package cli is the errspec command: it reads arguments, runs the stages of the
// pipeline in order and says on the terminal what came of it.
//
// It is the only package that knows cobra. What a command does is a function of
// its options and streams, so that everything can be run without a process.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
)

// The exit status.
const (
	exitOK       = 0
	exitFindings = 1 // the catalogue or the output needs a change
	exitUsage    = 2 // the command line makes no sense
	exitFailure  = 3 // something could not be read or written
)

// streams are where a command reads and writes.
type streams struct {
	in  io.Reader
	out io.Writer // what was asked for
	err io.Writer // what is said about it
}

// Main runs errspec with the arguments behind the program's name, and returns the
// exit status. It never panics.
func Main(args []string, in io.Reader, out, errOut io.Writer) (status int) {
	defer func() {
		if r := recover(); r != nil {
			stack := debug.Stack()
			if target, is := r.(*templates.Panic); is {
				stack = target.Stack
			}
			reportBug(errOut, r, stack)
			status = exitFailure
		}
	}()
	stdout := &checkedWriter{Writer: out}
	root := newRoot(streams{in, stdout, errOut})
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(stdout)
	root.SetErr(errOut)
	cmd, err := root.ExecuteContextC(context.Background())
	if err == nil {
		err = stdout.problem()
	}
	if err == nil {
		return exitOK
	}
	return reportError(errOut, cmd, err)
}

// exitError is an error that knows its exit status. All others come from cobra
// and mean that the command line makes no sense.
type exitError struct {
	status int
	err    error // nil: everything was said already
	hint   string
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// errFindings is the outcome of a command that has printed what is wrong.
var errFindings error = &exitError{status: exitFindings}

// usagef is a command line that makes no sense.
func usagef(format string, args ...any) *exitError {
	return &exitError{status: exitUsage, err: fmt.Errorf(format, args...)}
}

// failuref is something that could not be read or written.
func failuref(format string, args ...any) *exitError {
	return &exitError{status: exitFailure, err: fmt.Errorf(format, args...)}
}

// withHint returns the error with a line that says what to do next.
func (e *exitError) withHint(format string, args ...any) *exitError {
	return &exitError{e.status, e.err, fmt.Sprintf(format, args...)}
}

// reportError prints an error of a command, and returns the exit status.
func reportError(w io.Writer, cmd *cobra.Command, err error) int {
	var known *exitError
	if !errors.As(err, &known) {
		known = &exitError{status: exitUsage, err: err}
	}
	if known.err == nil {
		return known.status
	}
	fmt.Fprintf(w, "errspec: %s\n", printable(known.Error()))
	switch {
	case known.hint != "":
		fmt.Fprintf(w, "%s\n", printable(known.hint))
	case known.status == exitUsage:
		fmt.Fprintf(w, "see \"%s --help\"\n", cmd.CommandPath())
	}
	return known.status
}

// debugVariable is the environment variable that shows where a panic came from.
const debugVariable = "ERRSPEC_DEBUG"

func reportBug(w io.Writer, what any, stack []byte) {
	fmt.Fprintf(w, "errspec: %v\n", what)
	fmt.Fprintln(w, "this is a bug in errspec, not a mistake of yours, and nothing was left half-written;")
	fmt.Fprintln(w, "please report it with the command and the catalogue, or the part of it that is enough to show it:")
	fmt.Fprintln(w, "https://github.com/errspec/errspec/issues")
	if os.Getenv(debugVariable) != "" {
		fmt.Fprintf(w, "\n%s", stack)
		return
	}
	fmt.Fprintf(w, "%s=1 shows where it happened\n", debugVariable)
}

// checkedWriter remembers the first error, so that a full disk behind standard
// output does not go unnoticed.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

// problem is what is to be said about the output. A reader that has seen enough,
// as in "errspec list | head", is none.
func (w *checkedWriter) problem() error {
	if w.err == nil || errors.Is(w.err, syscall.EPIPE) {
		return nil
	}
	return failuref("write output: %w", w.err)
}

// newRoot makes the command with everything below it.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "errspec <command> [flags] [catalogue]",
		Short: "Code and documentation from a catalogue of API errors",
		Long: `Errspec makes code and documentation from a catalogue of API errors: one YAML
file in, Go constructors for the server, Go error types for the client, OpenAPI
components and a Markdown page out.

Without a catalogue argument, errspec takes errors.yaml, errspec.yaml or
errors.errspec.yaml in the working directory, the only one that exists.

The exit status is 0 when there is nothing to do, 1 when the catalogue or the
output needs a change, 2 when the command line makes no sense, and 3 when
something could not be read or written.`,
		Example: `  errspec init                             # a first catalogue
  errspec generate                         # everything from it
  errspec explain item_not_found           # one error as a page
  errspec generate --check api/errors.yaml # is the output up to date?`,
		SilenceErrors:         true,
		SilenceUsage:          true,
		DisableFlagsInUseLine: true,
		Version:               version(),
		Args:                  knownCommand,
		CompletionOptions:     cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(s.err)
			if err := cmd.Help(); err != nil {
				return wrapWrite(err)
			}
			return &exitError{status: exitUsage}
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	commands := []*cobra.Command{
		newGenerate(s), newLint(s), newFmt(s), newDiff(s), newList(s), newExplain(s), newServe(s), newInit(s),
		newRetire(s), newNumber(s), newRules(s), newSchema(s), newOpenAPI(s), newTemplates(s), newVersion(s), newCompletion(s), newHelp(),
	}
	root.SetHelpCommand(commands[len(commands)-1])
	root.AddCommand(commands...)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		fmt.Fprint(cmd.OutOrStdout(), helpPage(cmd, commands))
	})
	all := append(commands, root)
	for _, cmd := range commands {
		all = append(all, cmd.Commands()...)
	}
	for _, cmd := range all {
		cmd.InitDefaultHelpFlag()
		if f := cmd.Flags().Lookup("help"); f != nil {
			f.Usage = "show this help"
		}
	}
	root.InitDefaultVersionFlag()
	root.Flags().Lookup("version").Usage = "print the version"
	return root
}

// helpPage is the help page of a command; that of the root lists the others.
func helpPage(cmd *cobra.Command, commands []*cobra.Command) string {
	var page strings.Builder
	fmt.Fprintf(&page, "%s\n\nUsage:\n  %s\n", cmd.Long, cmd.UseLine())
	if !cmd.HasParent() {
		page.WriteString("\nCommands:\n")
		for _, c := range commands {
			fmt.Fprintf(&page, "  %-11s %s\n", c.Name(), c.Short)
		}
	}
	if cmd.HasParent() && cmd.HasSubCommands() {
		page.WriteString("\nCommands:\n")
		for _, c := range cmd.Commands() {
			fmt.Fprintf(&page, "  %-11s %s\n", c.Name(), c.Short)
		}
	}
	fmt.Fprintf(&page, "\nExamples:\n%s\n\nFlags:\n%s", cmd.Example, cmd.LocalFlags().FlagUsages())
	if !cmd.HasParent() {
		page.WriteString("\nSee \"errspec help COMMAND\" for a command and its flags.\n")
	}
	return page.String()
}

// knownCommand stands where cobra would say the same, but without a hint at what
// was meant.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := usagef("there is no command %q", args[0])
	if _, statErr := os.Stat(args[0]); statErr == nil {
		return err.withHint("a command stands before the catalogue: \"errspec generate %s\"", args[0])
	}
	if near := spec.Nearest(args[0], commandNames(cmd.Root())); near != "" {
		return err.withHint("did you mean \"errspec %s\"?", near)
	}
	return err
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return names
}

var flagName = regexp.MustCompile(`--([a-z][a-z-]*)`)

// flagError adds to a mistake in a flag what was meant, or where to look.
func flagError(cmd *cobra.Command, err error) error {
	e := usagef("%w", err)
	var unknown interface{ GetSpecifiedName() string }
	if errors.As(err, &unknown) && strings.HasPrefix(err.Error(), "unknown flag") {
		var names []string
		for _, m := range flagName.FindAllStringSubmatch(cmd.Flags().FlagUsages(), -1) {
			names = append(names, m[1])
		}
		if near := spec.Nearest(unknown.GetSpecifiedName(), names); near != "" {
			return e.withHint("did you mean --%s? see \"%s --help\"", near, cmd.CommandPath())
		}
	}
	return e.withHint("see \"%s --help\"", cmd.CommandPath())
}

// oneOf checks the value of a flag that has a few.
func oneOf(flag, value string, values ...string) error {
	for _, v := range values {
		if v == value {
			return nil
		}
	}
	e := usagef("--%s %q is not one of %s", flag, value, strings.Join(values, ", "))
	if near := spec.Nearest(value, values); near != "" {
		return e.withHint("did you mean --%s %s?", flag, near)
	}
	return e
}

// completeOneOf completes a flag that has a few values.
func completeOneOf(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(fmt.Sprintf("bug in errspec: completion of --%s: %v", flag, err))
	}
}

// newHelp is cobra's help command, but that an unknown topic is a mistake.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:                   "help [command]",
		Short:                 "Show help for a command",
		Long:                  "Help shows what a command does, and its flags.",
		Example:               "  errspec help generate",
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return commandNames(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			topic := cmd.Root()
			if len(args) > 0 {
				found, _, err := cmd.Root().Find(args[:1])
				if err != nil || found == cmd.Root() {
					return knownCommand(cmd, args)
				}
				topic = found
			}
			return wrapWrite(topic.Help())
		},
	}
}

// wrapWrite is the error of a write to standard output.
func wrapWrite(err error) error {
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return failuref("write output: %w", err)
}
