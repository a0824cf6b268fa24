package cli

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/vcs"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/compare"
)

// The values of --format and --fail-on of diff.
var (
	changeFormats = [...]string{"text", "json", "github", "markdown"}
	changeLevels  = [...]string{"breaking", "source-breaking", "warning", "never"}
)

type diffOptions struct {
	catalogues []string // two; with against none or one
	against    string   // a commit
	isAgainst  bool     // --against was given
	failOn     string
	format     string
}

func newDiff(s streams) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff [flags] OLD NEW | --against REF [catalogue]",
		Short: "Say what changed, and whom it breaks",
		Long: `Diff compares two catalogues, and says of each change whom it breaks: clients of
the API, callers of the generated Go, or nobody. It compares what clients see. How
the YAML is written, and in which order, does not matter. "errspec rules" lists
the kinds of changes.

With --against, the old catalogue is the same file as it was at a commit, with
its includes: a branch, a tag or anything else that git takes for a commit. A
catalogue that had another name is named behind a colon, from the top of the
repository: main:api/errors.yaml.

The exit status is 1 when something breaks clients. A version step is suggested
for the API: major for what is breaking, minor for what is new, patch for words.
Before 1.0.0 a major step is a minor one, and the others are patches. A Go module
that others import takes a major step for what is source-breaking, too.

The JSON form is an object with the members changes, counts, step,
stepBeforeV1 and goStep. A change has file, line, column, verdict, rule, codes,
message, internal and related, which has the place in the old catalogue. The
Markdown form is a section for a changelog, without what only the server sees.`,
		Example: `  errspec diff old.yaml new.yaml
  errspec diff --against origin/main api/errors.yaml
  errspec diff --against v1.4.0 --format markdown --fail-on never`,
		DisableFlagsInUseLine: true,
		Args: func(cmd *cobra.Command, args []string) error {
			return diffArguments(args, cmd.Flags().Changed("against"))
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			n := 1
			if cmd.Flags().Changed("against") {
				n = 0
			}
			return completeCatalogue(n)(cmd, args, word)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.catalogues, o.isAgainst = args, cmd.Flags().Changed("against")
			return runDiff(s, o)
		},
	}
	cmd.Flags().StringVar(&o.against, "against", "", "compare with the catalogue as it was at `REF`: a branch, tag or commit")
	cmd.Flags().StringVar(&o.failOn, "fail-on", "breaking", "exit 1 on changes from this `LEVEL` on: breaking, source-breaking, warning or never")
	cmd.Flags().StringVar(&o.format, "format", "text", "`FORMAT` of the changes: text, json, github or markdown")
	completeOneOf(cmd, "fail-on", changeLevels[:]...)
	completeOneOf(cmd, "format", changeFormats[:]...)
	if err := cmd.RegisterFlagCompletionFunc("against", completeRefs); err != nil {
		panic("bug in errspec: completion of --against: " + err.Error())
	}
	return cmd
}

func diffArguments(args []string, against bool) error {
	switch {
	case against && len(args) > 1:
		return usagef("diff --against takes one catalogue, not %d: %s", len(args), strings.Join(args, " "))
	case against || len(args) == 2:
		return nil
	case len(args) > 2:
		return usagef("diff takes two catalogues, not %d: %s", len(args), strings.Join(args, " "))
	default:
		return usagef("diff needs two catalogues, OLD and NEW, or --against REF").
			withHint("\"errspec diff --against main\" compares with a branch")
	}
}

// completeRefs completes the names of branches and tags.
func completeRefs(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	dir := "."
	if len(args) > 0 {
		dir = filepath.Dir(args[0])
	}
	r, err := vcs.Open(dir)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	refs, err := r.Refs()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return refs, cobra.ShellCompDirectiveNoFileComp
}

func runDiff(s streams, o diffOptions) error {
	if err := oneOf("format", o.format, changeFormats[:]...); err != nil {
		return err
	}
	if err := oneOf("fail-on", o.failOn, changeLevels[:]...); err != nil {
		return err
	}
	now, err := load(o.catalogues[max(len(o.catalogues)-1, 0):], spec.Options{AllowOutside: true})
	if err != nil {
		return err
	}
	var was *loaded
	if o.isAgainst {
		was, err = now.loadAt(o.against)
	} else {
		was, err = load(o.catalogues[:1], spec.Options{AllowOutside: true})
	}
	if err != nil {
		return err
	}
	// Half a catalogue would make errors look removed that are only mistyped.
	broken := false
	for _, l := range []*loaded{was, now} {
		if errs := l.misread(); len(errs) > 0 {
			broken = true
			if err := l.report(s.err, "text", errs); err != nil {
				return err
			}
		}
	}
	if broken {
		return errFindings
	}

	r := &changeReport{was: was, now: now, changes: compare.Compare(was.catalog, now.catalog, compare.Options{GoName: generator.GoName})}
	if err := r.write(s.out, o.format); err != nil {
		return wrapWrite(err)
	}
	if slices.ContainsFunc(r.changes, func(c compare.Change) bool { return c.Verdict > passes(o.failOn) }) {
		return errFindings
	}
	return nil
}

// passes returns the gravest verdict that a value of --fail-on lets pass.
func passes(level string) compare.Verdict {
	switch level {
	case "warning":
		return compare.Compatible
	case "source-breaking":
		return compare.Warning
	case "breaking":
		return compare.SourceBreaking
	default:
		return compare.Breaking
	}
}

// misread returns the findings that leave a catalogue half understood. What is
// wrong with an OpenAPI document beside it is not among them: it may be made by a
// build, and is then in no commit.
func (l *loaded) misread() spec.Diagnostics {
	beside := []string{"base-document", "base-version"}
	if slices.ContainsFunc(l.findings, func(d spec.Diagnostic) bool { return slices.Contains(beside, d.Rule) }) {
		beside = append(beside, "operation-unmatched") // patterns have nothing to choose from
	}
	return slices.DeleteFunc(slices.Clone(l.findings), func(d spec.Diagnostic) bool {
		return d.Severity != spec.SeverityError || slices.Contains(beside, d.Rule)
	})
}

// loadAt reads the catalogue as it was at a commit.
func (l *loaded) loadAt(ref string) (*loaded, error) {
	repository, err := vcs.Open(l.root)
	switch {
	case errors.Is(err, vcs.ErrNoGit):
		return nil, failuref("read %s at %s: %w", l.typed, ref, err).
			withHint("without git, keep a copy of the old catalogue: \"errspec diff OLD NEW\"")
	case errors.Is(err, vcs.ErrNoRepository):
		return nil, failuref("read %s at %s: %w", l.typed, ref, err).
			withHint("\"errspec diff OLD NEW\" compares two files")
	case err != nil:
		return nil, failuref("read %s at %s: %w", l.typed, ref, err)
	}
	commit, other, renamed := strings.Cut(ref, ":") // a ref has no colon
	dir, name := repository.Prefix(), l.name
	if renamed {
		dir, name = "", path.Clean(other)
	}

	tree, err := repository.At(commit)
	if errors.Is(err, vcs.ErrUnknownCommit) {
		return nil, unknownRef(repository, commit)
	}
	if err != nil {
		return nil, failuref("read %s at %s: %w", l.typed, ref, err)
	}
	defer tree.Close()
	root, err := tree.Sub(dir)
	if err != nil {
		return nil, failuref("read %s at %s: %w", l.typed, ref, reason(err))
	}
	old := &loaded{root: l.root, name: name, typed: l.typed, cwd: l.cwd, at: commit + ":" + dir}
	old.catalog, old.findings, err = spec.Load(root, name, spec.Options{AllowOutside: true})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e := failuref("read %s: there is no such file at %s", path.Join(dir, name), commit)
		if near := tree.Named(path.Base(name), 3); len(near) > 0 {
			return nil, e.withHint("there is %s; if it was moved, compare with --against %s:%s", strings.Join(near, ", "), commit, near[0])
		}
		return nil, e.withHint("if it had another name, compare with --against %s:PATH, with the path from the top of the repository", commit)
	case err != nil:
		return nil, failuref("read %s at %s: %w", path.Join(dir, name), commit, reason(err))
	}
	return old, nil
}

// unknownRef says that there is no such commit, and where it may be.
func unknownRef(r *vcs.Repository, ref string) error {
	e := failuref("%q is no branch, tag or commit of this repository", ref)
	refs, err := r.Refs()
	if err != nil {
		refs = nil
	}
	if slices.Contains(refs, "origin/"+ref) {
		return e.withHint("did you mean --against origin/%s?", ref)
	}
	if r.IsShallow() {
		return e.withHint("the clone is shallow; fetch the commit first, for example: git fetch --depth=1 origin %s && errspec diff --against FETCH_HEAD", quoteShell(ref))
	}
	if near := spec.Nearest(ref, refs); near != "" {
		return e.withHint("did you mean --against %s?", near)
	}
	return e
}

// quoteShell writes a word so that a shell takes it as it is.
func quoteShell(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._/-+@", r))
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
