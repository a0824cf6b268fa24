package cli

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
)

// catalogueNames are looked for in the working directory when no catalogue is given.
var catalogueNames = [...]string{"errors.yaml", "errspec.yaml", "errors.errspec.yaml"}

// loaded is a catalogue that was read, and where it lies.
type loaded struct {
	root     string // folder on disk: the module or repository that holds the catalogue
	name     string // slash path in root: "spec/inbox.yaml"
	typed    string // as the user named it, for messages
	cwd      string
	at       string // of a catalogue in a commit: "main:", and the path of root in it
	catalog  *spec.Catalog
	findings spec.Diagnostics
}

// load reads the catalogue that the arguments name. Its findings are for the
// caller to report.
func load(args []string, o spec.Options) (*loaded, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return nil, failuref("find the working directory: %w", err)
	}
	typed, err := chosen(args)
	if err != nil {
		return nil, err
	}
	full, err := filepath.Abs(typed)
	if err != nil {
		return nil, failuref("find %s: %w", typed, err)
	}
	switch info, err := os.Stat(full); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, failuref("read %s: %w", typed, reason(err)).withHint("\"errspec init\" writes a first catalogue")
	case err != nil:
		return nil, failuref("read %s: %w", typed, reason(err))
	case info.IsDir():
		return nil, usagef("%s is a folder; name the catalogue in it", typed)
	case !info.Mode().IsRegular():
		return nil, usagef("%s is not a regular file; a catalogue is, because what it includes and where its targets go is relative to it", typed)
	}
	l := &loaded{root: rootOf(filepath.Dir(full)), typed: filepath.ToSlash(typed), cwd: cwd}
	rel, err := filepath.Rel(l.root, full)
	if err != nil {
		return nil, failuref("find %s: %w", typed, err)
	}
	l.name = filepath.ToSlash(rel)

	// Nothing above the root can be read through it, whatever the catalogue
	// includes and whatever symbolic links are in the way.
	root, err := os.OpenRoot(l.root)
	if err != nil {
		return nil, failuref("read %s: %w", typed, reason(err))
	}
	defer root.Close()
	o.Outside = outside(l.root)
	if o.Document != nil {
		given := *o.Document
		given.File = l.inRoot(given.File)
		o.Document = &given
	}
	l.catalog, l.findings, err = spec.Load(root.FS(), l.name, o)
	if err != nil {
		return nil, failuref("read %s: %w", typed, reason(err))
	}
	return l, nil
}

// chosen returns the catalogue argument, or the one catalogue in the working
// directory.
func chosen(args []string) (string, error) {
	if len(args) > 0 {
		return args[0], nil
	}
	var found []string
	for _, name := range catalogueNames {
		if _, err := os.Stat(name); err == nil {
			found = append(found, name)
		}
	}
	switch len(found) {
	case 0:
		return "", usagef("there is no catalogue in the working directory (%s)", joinOr(catalogueNames[:])).
			withHint("name one, or write a first one with \"errspec init\"")
	case 1:
		return found[0], nil
	default:
		return "", usagef("there are %d catalogues in the working directory, %s; name the one you mean", len(found), strings.Join(found, " and "))
	}
}

func joinOr(words []string) string {
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// rootOf returns the nearest folder from dir upwards that is a module or a
// repository, and dir when none is.
func rootOf(dir string) string {
	if root, ok := enclosing(dir); ok {
		return root
	}
	return dir
}

func enclosing(dir string) (root string, found bool) { return upwards(dir, "go.mod", ".git") }

// repositoryOf returns the nearest folder from dir upwards that is a repository.
func repositoryOf(dir string) (top string, found bool) { return upwards(dir, ".git") }

// upwards returns the nearest folder from dir upwards that holds one of the names.
func upwards(dir string, signs ...string) (root string, found bool) {
	for up := dir; ; up = filepath.Dir(up) {
		for _, sign := range signs {
			if _, err := os.Lstat(filepath.Join(up, sign)); err == nil {
				return up, true
			}
		}
		if up == filepath.Dir(up) {
			return "", false
		}
	}
}

// outside reads files by slash paths that lead out of a root.
type outside string

func (root outside) Open(name string) (fs.File, error) {
	return os.Open(filepath.Join(string(root), filepath.FromSlash(name)))
}

// inRoot returns a path on disk, as the user typed it, as a slash path relative to
// the root, which it may leave. On another volume it stays absolute.
func (l *loaded) inRoot(typed string) string {
	full, err := filepath.Abs(typed)
	if err != nil {
		return filepath.ToSlash(typed)
	}
	rel, err := filepath.Rel(l.root, full)
	if err != nil {
		return filepath.ToSlash(full)
	}
	return filepath.ToSlash(rel)
}

// shown returns a slash path in the root as the user would type it from where
// they are.
func (l *loaded) shown(name string) string {
	if l.at != "" {
		return l.at + name
	}
	if path.IsAbs(name) {
		return name
	}
	full := filepath.Join(l.root, filepath.FromSlash(name))
	if rel, err := filepath.Rel(l.cwd, full); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(full)
}

// oneCatalogue is the Args function of commands that take a catalogue and, before
// it, some other arguments.
func oneCatalogue(before ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < len(before) {
			return usagef("%s needs %s", cmd.Name(), strings.Join(before[len(args):], " and "))
		}
		if rest := args[len(before):]; len(rest) > 1 {
			return usagef("%s takes one catalogue, not %d: %s", cmd.Name(), len(rest), strings.Join(rest, " "))
		}
		return nil
	}
}

// noArguments is the Args function of commands without arguments.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but there is %q", cmd.Name(), args[0])
	}
	return nil
}

// completeCatalogue completes the catalogue argument behind n others.
func completeCatalogue(n int) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > n {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
	}
}

// completeFrom completes a flag with words of the catalogue on the command line.
// A catalogue that cannot be read completes to nothing: a shell is no place for
// findings.
func completeFrom(cmd *cobra.Command, flag string, words func(*spec.Catalog) []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		return wordsOf(args, words), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("bug in errspec: completion of --" + flag + ": " + err.Error())
	}
}

func wordsOf(args []string, words func(*spec.Catalog) []string) []string {
	l, err := load(args, spec.Options{AllowOutside: true})
	if err != nil {
		return nil
	}
	var unique []string
	for _, w := range words(l.catalog) {
		if w != "" && !slices.Contains(unique, w) {
			unique = append(unique, w)
		}
	}
	return unique
}

// reason is the cause of an error of the os package without the operation and the
// name: messages name files as the user does.
func reason(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
