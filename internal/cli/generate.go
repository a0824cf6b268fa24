package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
	"github.com/errspec/errspec/templates/jsonexport"
)

type generateOptions struct {
	catalogue    []string // none or one
	targets      []string
	out          string
	check        bool
	dryRun       bool
	quiet        bool
	force        bool
	allowOutside bool
	templates    string
	failOn       string
	format       string
}

func newGenerate(s streams) *cobra.Command {
	var o generateOptions
	cmd := &cobra.Command{
		Use:   "generate [flags] [catalogue]",
		Short: "Write all targets of a catalogue",
		Long: `Generate writes all targets of a catalogue.

Everything is rendered in memory first, and nothing is written while the
catalogue has an error. A file that would not change is left alone. A file that
errspec did not write is never replaced without --force. Files that an earlier
run made in the folders of the targets, and that nothing makes any more, are
removed. However a run ends, each file is complete, old or new.

Findings go to standard error, the diff of --check and the list of --dry-run to
standard output. Paths in a diff are relative to the module or repository.

With --out, the paths of targets are relative to DIR in place of the folder that
holds the catalogue. DIR may lie in another module or repository; then it is that
one that targets may not leave, and DIR itself where there is none.`,
		Example: `  errspec generate
  errspec generate api/errors.yaml
  errspec generate --target go-server --target openapi
  errspec generate --check     # in CI: exit 1 and a diff when files are not up to date`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.catalogue = args
			if cmd.Flags().Changed("out") && o.out == "" {
				return usagef("--out needs a folder; \".\" is the working directory")
			}
			if cmd.Flags().Changed("templates") && o.templates == "" {
				return usagef("--templates needs a folder; \".\" is the working directory")
			}
			return runGenerate(cmd.Context(), s, o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.targets, "target", nil, "only targets of this `KIND`; may be given again")
	f.StringVar(&o.out, "out", "", "`DIR` that targets are relative to, in place of the catalogue's folder")
	f.BoolVar(&o.check, "check", false, "write nothing; print a diff and exit 1 when files are not up to date")
	f.BoolVar(&o.dryRun, "dry-run", false, "write nothing; list what would be done")
	f.BoolVar(&o.quiet, "quiet", false, "say nothing unless something is wrong")
	f.BoolVar(&o.force, "force", false, "replace files that errspec did not write, too")
	f.BoolVar(&o.allowOutside, "allow-outside", false, "targets may leave the module or repository")
	f.StringVar(&o.templates, "templates", "", "`DIR` of text templates that replace the built-in ones of all targets, file by file")
	f.StringVar(&o.failOn, "fail-on", "error", "write nothing and exit 1 on findings from this `LEVEL` on: error, warning or info")
	f.StringVar(&o.format, "format", "text", "`FORMAT` of findings: text, json, github or sarif")
	completeOneOf(cmd, "target", templates.Kinds()...)
	completeOneOf(cmd, "fail-on", failLevels[:]...)
	completeOneOf(cmd, "format", findingFormats[:]...)
	for _, flag := range []string{"out", "templates"} {
		if err := cmd.MarkFlagDirname(flag); err != nil {
			panic("bug in errspec: " + err.Error())
		}
	}
	return cmd
}

func runGenerate(ctx context.Context, s streams, o generateOptions) error {
	if err := o.usage(); err != nil {
		return err
	}
	l, err := load(o.catalogue, spec.Options{AllowOutside: o.allowOutside})
	if err != nil {
		return err
	}
	place, err := l.placeFor(o.out)
	if err != nil {
		return err
	}

	options := generator.Options{Dir: place.dir, Kinds: nilIfNone(o.targets)}
	var findings spec.Diagnostics
	var plan *generator.Plan
	if l.findings.HasErrors() {
		findings = l.withNames(options)
	} else {
		if err := l.hasTargets(o.targets); err != nil {
			return err
		}
		var more spec.Diagnostics
		plan, more = generator.Build(l.catalog, options)
		findings = append(slices.Clone(l.findings), more...)
		if !fails(findings, o.failOn) {
			bases, err := l.baseFindings(plan)
			if err != nil {
				return err
			}
			findings = append(findings, bases...)
		}
		findings.Sort(l.catalog.ReadingOrder())
	}
	// Findings are printed once, whatever the outcome is; --quiet leaves out those
	// that do not matter to it.
	say := func(ds spec.Diagnostics) error {
		failed := fails(ds, o.failOn)
		if failed || !o.quiet || o.format != "text" {
			if err := l.report(s.err, o.format, ds); err != nil {
				return err
			}
		}
		if failed {
			return errFindings
		}
		return nil
	}
	if fails(findings, o.failOn) {
		return say(findings)
	}

	more, err := l.readTemplates(plan, o.templates, o.allowOutside)
	if err != nil {
		return err
	}
	if findings = append(findings, more...); fails(findings, o.failOn) {
		return say(findings)
	}
	files, err := templates.Render(plan)
	if bad := templateFinding(err); bad != nil {
		return say(append(findings, bad...))
	}
	if err != nil {
		return failuref("%w", err)
	}
	changes, err := l.compare(place, plan, files, o)
	var refused *output.RefusedError
	if errors.As(err, &refused) {
		findings = append(findings, l.refusals(place, refused)...)
	} else if err != nil {
		return place.failure(err)
	}
	findings = append(findings, l.notes(place, changes)...)
	if err := say(findings); err != nil {
		return err
	}

	switch {
	case o.check:
		return check(s, l, o, changes)
	case o.dryRun:
		return list(s, place, changes)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := changes.Apply(ctx); err != nil {
		return place.failure(err)
	}
	if !o.quiet && isTerminal(s.out) {
		return tell(s, place, plan, changes)
	}
	return nil
}

// usage checks the flags before anything is read.
func (o generateOptions) usage() error {
	for _, t := range o.targets {
		if err := oneOf("target", t, templates.Kinds()...); err != nil {
			return err
		}
	}
	if err := oneOf("fail-on", o.failOn, failLevels[:]...); err != nil {
		return err
	}
	if err := oneOf("format", o.format, findingFormats[:]...); err != nil {
		return err
	}
	if o.check && o.dryRun {
		return usagef("--check and --dry-run both write nothing; use one of them")
	}
	return nil
}

func nilIfNone(kinds []string) []string {
	if len(kinds) == 0 {
		return nil
	}
	return kinds
}

// hasTargets makes sure that --target chooses something: a kind that the
// catalogue does not have would otherwise be a run that quietly does nothing.
func (l *loaded) hasTargets(kinds []string) error {
	var has []string
	for _, t := range l.catalog.Targets {
		has = append(has, t.Kind.Value)
	}
	for _, kind := range kinds {
		if !slices.Contains(has, kind) {
			return usagef("%s has no target of kind %s; it has %s", l.typed, kind, strings.Join(has, ", "))
		}
	}
	return nil
}

// place is where the output goes.
type place struct {
	root  string // folder on disk that targets may not leave
	apart bool   // root is not the one that holds the catalogue
	dir   string // slash path that targets are relative to, relative to the catalogue's root
	from  string // the catalogue's root on disk
	cwd   string
}

// placeFor settles --out. A folder in the module or repository that holds the
// catalogue shares its root. Another folder has the root of its own module or
// repository, or is one itself: the promise that targets do not leave a tree
// then holds for the tree that the user named.
func (l *loaded) placeFor(out string) (place, error) {
	p := place{root: l.root, from: l.root, cwd: l.cwd, dir: path.Dir(l.name)}
	if out == "" {
		return p, nil
	}
	full, err := filepath.Abs(out)
	if err != nil {
		return place{}, failuref("find %s: %w", out, err)
	}
	if info, err := os.Stat(full); err == nil && !info.IsDir() {
		return place{}, usagef("--out %s is a file; it names the folder that targets are relative to", out)
	}
	dir, err := filepath.Rel(l.root, full)
	if err != nil {
		return place{}, usagef("--out %s is on another volume than the catalogue", out)
	}
	p.dir = filepath.ToSlash(dir)
	if p.dir == ".." || strings.HasPrefix(p.dir, "../") {
		p.root, p.apart = rootOf(full), true
	}
	return p, nil
}

// inRoot turns a slash path relative to the catalogue's root into one relative to
// the root of the output.
func (p place) inRoot(name string) string {
	if !p.apart || path.IsAbs(name) {
		return name
	}
	rel, err := filepath.Rel(p.root, filepath.Join(p.from, filepath.FromSlash(name)))
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// shown returns a slash path in the root of the output as the user would type it.
func (p place) shown(name string) string {
	l := loaded{root: p.root, cwd: p.cwd}
	return l.shown(name)
}

// failure is an error of package output, with the file as the user would type it.
func (p place) failure(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return failuref("%s %s: %w", pathError.Op, p.shown(pathError.Path), pathError.Err)
	}
	return failuref("%w", err)
}

// compare plans the output against the disk.
func (l *loaded) compare(p place, plan *generator.Plan, files []output.File, o generateOptions) (output.Changes, error) {
	for i := range files {
		files[i].Path = p.inRoot(files[i].Path)
	}
	oo := output.Options{
		Catalogue: l.name, Apart: p.apart, Force: o.force, AllowOutside: o.allowOutside,
	}
	for _, name := range l.catalog.ReadingOrder() {
		oo.Inputs = append(oo.Inputs, p.inRoot(name))
	}
	// What is a folder to a target is known from what it has made: a file at the
	// very path of the target, or files below it.
	for _, t := range plan.Targets {
		if out := p.inRoot(t.Out); !slices.ContainsFunc(files, func(f output.File) bool { return f.Path == out }) {
			oo.Dirs = append(oo.Dirs, out)
		}
	}
	for _, t := range l.catalog.Targets {
		if len(o.targets) > 0 && !slices.Contains(o.targets, t.Kind.Value) {
			out := p.inRoot(p.outOf(t))
			oo.Keep = append(oo.Keep, out)
			if t.LLMs.Value {
				oo.Keep = append(oo.Keep, path.Join(path.Dir(out), jsonexport.IndexName))
			}
		}
	}
	return output.Plan(p.root, files, oo)
}

// ruleRefused is the rule of findings about files on disk. It is not one of a
// catalogue, and so not in the table of package spec.
const ruleRefused = "output-refused"

// inCatalogueRoot returns a path in the root of the output as one relative to the
// catalogue's root, which is what findings are shown relative to.
func (p place) inCatalogueRoot(name string) string {
	if !p.apart {
		return name
	}
	rel, err := filepath.Rel(p.from, filepath.Join(p.root, filepath.FromSlash(name)))
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// notes are findings about what people wrote in pages, and what became of it.
func (l *loaded) notes(p place, c output.Changes) spec.Diagnostics {
	var ds spec.Diagnostics
	for _, n := range c.Notes {
		ds = append(ds, spec.Diagnostic{
			Rule: ruleKept, Severity: spec.SeverityWarning, Message: n.Message,
			Pos: spec.Pos{File: p.inCatalogueRoot(n.Path), Line: n.Line, Column: min(1, n.Line)},
		})
	}
	return ds
}

// refusals are findings for files that cannot be written, each with the target
// that wants to.
func (l *loaded) refusals(p place, refused *output.RefusedError) spec.Diagnostics {
	var ds spec.Diagnostics
	for _, r := range refused.Refusals {
		d := spec.Diagnostic{
			Rule: ruleRefused, Severity: spec.SeverityError, Message: "this file " + r.Reason,
			Pos: spec.Pos{File: p.inCatalogueRoot(r.Path), Line: r.Line, Column: min(1, r.Line)},
		}
		if t := l.targetOf(p, r.Path); t != nil {
			d.Related = []spec.Related{{Pos: t.Out.Pos(), Message: "written by this target of kind " + t.Kind.Value}}
		}
		ds = append(ds, d)
	}
	return ds
}

// targetOf returns the target that writes a file, or nil when the catalogue has
// no targets of its own. A path of a file is nearer than the folder that holds it.
func (l *loaded) targetOf(p place, file string) *spec.Target {
	var nearest *spec.Target
	for _, t := range l.catalog.Targets {
		if out := p.inRoot(p.outOf(t)); t.Kind.Written() && owns(out, file) && (nearest == nil || out == file) {
			nearest = t
		}
	}
	return nearest
}

// outOf is the path of a target, relative to the catalogue's root.
func (p place) outOf(t *spec.Target) string {
	if path.IsAbs(t.Out.Value) {
		return path.Clean(t.Out.Value)
	}
	return path.Join(p.dir, t.Out.Value)
}

// owns reports whether a file belongs to the target with the given path.
func owns(out, file string) bool {
	return file == out || strings.HasPrefix(file, out+"/")
}

// check prints what a run would change, and fails when that is anything.
func check(s streams, l *loaded, o generateOptions, c output.Changes) error {
	if !c.Pending() {
		return nil
	}
	if _, err := fmt.Fprint(s.out, c.Diff()); err != nil {
		return wrapWrite(err)
	}
	n := len(c.Create) + len(c.Update) + len(c.Remove)
	isNot := "is"
	if n > 1 {
		isNot = "are"
	}
	return (&exitError{status: exitFindings, err: fmt.Errorf("%s %s not up to date with %s", plural(n, "file"), isNot, l.typed)}).
		withHint("run \"%s\"", o.command(l))
}

// command is the command line that writes what --check found missing.
func (o generateOptions) command(l *loaded) string {
	words := []string{"errspec generate"}
	for _, t := range o.targets {
		words = append(words, "--target "+t)
	}
	if o.out != "" {
		words = append(words, "--out "+o.out)
	}
	if o.templates != "" {
		words = append(words, "--templates "+o.templates)
	}
	if o.force {
		words = append(words, "--force")
	}
	if o.allowOutside {
		words = append(words, "--allow-outside")
	}
	if len(o.catalogue) > 0 {
		words = append(words, l.typed)
	}
	return strings.Join(words, " ")
}

// list prints what a run would do, a line for each file.
func list(s streams, p place, c output.Changes) error {
	var lines []string
	for _, part := range []struct {
		verb  string
		paths []string
	}{{"create", c.Create}, {"update", c.Update}, {"remove", c.Remove}, {"equal", c.Equal}} {
		for _, name := range part.paths {
			lines = append(lines, fmt.Sprintf("%-6s %s\n", part.verb, p.shown(name)))
		}
	}
	_, err := fmt.Fprint(s.out, strings.Join(lines, ""))
	return wrapWrite(err)
}

// tell says what a run has done, a line for each target.
func tell(s streams, p place, plan *generator.Plan, c output.Changes) error {
	var text strings.Builder
	for _, t := range plan.Targets {
		count := func(paths []string) (n int) {
			for _, name := range paths {
				if owns(p.inRoot(t.Out), name) {
					n++
				}
			}
			return n
		}
		var done []string
		for _, part := range []struct {
			n    int
			what string
		}{{count(c.Create), "created"}, {count(c.Update), "updated"}, {count(c.Remove), "removed"}, {count(c.Equal), "unchanged"}} {
			if part.n > 0 {
				done = append(done, fmt.Sprintf("%d %s", part.n, part.what))
			}
		}
		fmt.Fprintf(&text, "%-10s %s: %s\n", t.Kind, p.shown(p.inRoot(t.Out)), strings.Join(done, ", "))
	}
	_, err := fmt.Fprint(s.out, text.String())
	return wrapWrite(err)
}
