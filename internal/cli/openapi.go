package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates/openapi"
	"github.com/errspec/errspec/templates/openapi/apply"
)

func newOpenAPI(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "openapi",
		Short: "Put the errors into an OpenAPI document that you have",
		Long: `Openapi works on the API's own OpenAPI document, the one that people write. What
"generate" writes for a target of kind openapi is a file of its own.`,
		Example:               "  errspec openapi apply --help",
		Args:                  knownSubcommand,
		ValidArgsFunction:     cobra.NoFileCompletions,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("%s needs a command: apply", cmd.Name())
		},
	}
	cmd.AddCommand(newOpenAPIApply(s))
	return cmd
}

type applyOptions struct {
	catalogue []string // none or one
	base      string
	output    string
	prefer    string
	openapi   string
	codes     string
	check     bool
	format    string
}

// The values of flags of apply.
var (
	sides           = [...]string{string(apply.Ours), string(apply.Theirs)}
	openapiVersions = [...]string{"3.0", "3.1", "3.2"}
	codeForms       = [...]string{"closed", "open"}
)

func newOpenAPIApply(s streams) *cobra.Command {
	var o applyOptions
	cmd := &cobra.Command{
		Use:   "apply --base FILE [flags] [catalogue]",
		Short: "Put the errors into an OpenAPI document, and keep the rest of it",
		Long: `Apply puts the errors of a catalogue into an OpenAPI document: the components, and
for each operation a response of each status that its errors have. It writes the
document to standard output, or with -o to a file, which may be the document
itself.

Order, comments, anchors, blank lines and every byte that need not change stay. What
apply puts there is marked, so that the next run brings it up to date and takes out
what the catalogue no longer has; a run without a change writes the same bytes.

A response or component of somebody else is never replaced unasked. Everything that
is in the way is said at once, and nothing is written. With --prefer ours the
catalogue wins, with --prefer theirs the document.

The version of OpenAPI and the form of the codes are those of the catalogue's target
of kind openapi: the one whose base the document is, else the first. Without one, the
version is that of the document.`,
		Example: `  errspec openapi apply --base openapi.yaml > with-errors.yaml
  errspec openapi apply --base openapi.yaml -o openapi.yaml
  errspec openapi apply --base openapi.yaml --check   # in CI: exit 1 and a diff when it is not up to date`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.catalogue = args
			if cmd.Flags().Changed("output") && o.output == "" {
				return usagef("--output needs a file; without it the document goes to standard output")
			}
			return runOpenAPIApply(cmd.Context(), s, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.base, "base", "", "`FILE` with the OpenAPI document, YAML or JSON")
	f.StringVarP(&o.output, "output", "o", "", "`FILE` to write, which may be the document itself")
	f.StringVar(&o.prefer, "prefer", "", "`WHOSE` component or response stays where two have one name: ours or theirs")
	f.StringVar(&o.openapi, "openapi", "", "`VERSION` to write: 3.0, 3.1 or 3.2")
	f.StringVar(&o.codes, "codes", "", "`FORM` of the codes: closed or open")
	f.BoolVar(&o.check, "check", false, "write nothing; print a diff and exit 1 when the file is not up to date")
	f.StringVar(&o.format, "format", "text", "`FORMAT` of findings: text, json, github or sarif")
	completeOneOf(cmd, "prefer", sides[:]...)
	completeOneOf(cmd, "openapi", openapiVersions[:]...)
	completeOneOf(cmd, "codes", codeForms[:]...)
	completeOneOf(cmd, "format", findingFormats[:]...)
	for _, flag := range []string{"base", "output"} {
		if err := cmd.MarkFlagFilename(flag, "yaml", "yml", "json"); err != nil {
			panic("bug in errspec: " + err.Error())
		}
	}
	return cmd
}

// usage checks the flags before anything is read.
func (o applyOptions) usage() error {
	if o.base == "" {
		return usagef("apply needs --base FILE, the OpenAPI document that the errors go into")
	}
	for _, flag := range []struct {
		name, value string
		values      []string
	}{{"prefer", o.prefer, sides[:]}, {"openapi", o.openapi, openapiVersions[:]}, {"codes", o.codes, codeForms[:]}} {
		if flag.value != "" {
			if err := oneOf(flag.name, flag.value, flag.values...); err != nil {
				return err
			}
		}
	}
	return oneOf("format", o.format, findingFormats[:]...)
}

func runOpenAPIApply(ctx context.Context, s streams, o applyOptions) error {
	if err := o.usage(); err != nil {
		return err
	}
	base, err := readBounded(o.base)
	if err != nil {
		return err
	}
	l, err := load(o.catalogue, spec.Options{Document: &spec.Document{File: o.base, Data: base, OpenAPI: o.openapi, Codes: o.codes}})
	if err != nil {
		return err
	}
	if err := l.notInput(o.output); err != nil {
		return err
	}
	options := generator.Options{Kinds: []string{generator.TargetOpenAPI}}
	if l.findings.HasErrors() {
		return l.refuse(s, o.format, l.withNames(options))
	}
	plan, findings := generator.Build(l.catalog, options)
	if findings.HasErrors() {
		return l.refuse(s, o.format, findings)
	}
	target := plan.Targets[0]
	additions, err := openapi.Additions(plan, target)
	if err != nil {
		return failuref("%w", err)
	}
	result, err := apply.Apply(base, additions, apply.Options{Mark: openapi.Mark(plan), Prefer: apply.Side(o.prefer)})
	if err != nil {
		return failuref("apply to %s: %w", filepath.ToSlash(o.base), err)
	}
	if len(result.Problems) > 0 {
		return l.refuse(s, o.format, l.problems(plan, target, result.Problems, "; %s, or choose with --prefer ours or --prefer theirs"))
	}

	if o.output == "" && !o.check {
		_, err := s.out.Write(result.Data)
		return wrapWrite(err)
	}
	name, from := o.output, []byte(nil)
	if name == "" {
		name = o.base
	}
	if sameFile(name, o.base) {
		from = base
	}
	changes, err := output.Edit(name, output.File{Path: l.inRoot(name), Data: result.Data}, from)
	if err != nil {
		return l.failure(err)
	}
	if o.check {
		return l.checkApplied(s, o, name, changes)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := changes.Apply(ctx); err != nil {
		return l.failure(err)
	}
	if !isTerminal(s.out) {
		return nil
	}
	done := "unchanged"
	switch {
	case len(changes.Create) > 0:
		done = "created"
	case len(changes.Update) > 0:
		done = "updated"
	}
	_, err = fmt.Fprintf(s.out, "%s: %s\n", filepath.ToSlash(name), done)
	return wrapWrite(err)
}

// maxDocument is how large a document may be, in bytes: as large as a catalogue.
const maxDocument = 64 << 20

// readBounded reads the file that a flag names.
func readBounded(name string) ([]byte, error) {
	shown := filepath.ToSlash(name)
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, failuref("read %s: %w", shown, reason(err))
	case info.IsDir():
		return nil, usagef("--base %s is a folder; it names a file", shown)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, failuref("read %s: %w", shown, reason(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxDocument+1))
	switch {
	case err != nil:
		return nil, failuref("read %s: %w", shown, reason(err))
	case len(data) > maxDocument:
		return nil, failuref("read %s: it has more than %d bytes", shown, maxDocument)
	}
	return data, nil
}

// sameFile reports whether two names are one file on disk.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// notInput makes sure that the file to be written is not the catalogue.
func (l *loaded) notInput(name string) error {
	if name == "" {
		return nil
	}
	for _, file := range l.catalog.Files {
		if sameFile(name, filepath.Join(l.root, filepath.FromSlash(file))) {
			return usagef("--output %s is the catalogue itself", filepath.ToSlash(name))
		}
	}
	return nil
}

// failure is an error of package output, with the file as the user would type it.
func (l *loaded) failure(err error) error {
	return place{root: l.root, cwd: l.cwd}.failure(err)
}

// refuse prints findings that keep a command from its work.
func (l *loaded) refuse(s streams, format string, ds spec.Diagnostics) error {
	ds.Sort(l.catalog.ReadingOrder())
	if err := l.report(s.err, format, ds); err != nil {
		return err
	}
	return errFindings
}

// checkApplied prints what a run would change, and fails when that is anything.
func (l *loaded) checkApplied(s streams, o applyOptions, name string, changes output.Changes) error {
	if !changes.Pending() {
		return nil
	}
	if _, err := fmt.Fprint(s.out, changes.Diff()); err != nil {
		return wrapWrite(err)
	}
	words := []string{"errspec openapi apply --base", filepath.ToSlash(o.base), "-o", filepath.ToSlash(name)}
	for _, flag := range []struct{ name, value string }{{"prefer", o.prefer}, {"openapi", o.openapi}, {"codes", o.codes}} {
		if flag.value != "" {
			words = append(words, "--"+flag.name, flag.value)
		}
	}
	if len(o.catalogue) > 0 {
		words = append(words, l.typed)
	}
	return (&exitError{status: exitFindings, err: fmt.Errorf("%s is not up to date with %s", filepath.ToSlash(name), l.typed)}).
		withHint("run \"%s\"", strings.Join(words, " "))
}

// problemRules are the rules of findings about the API's own document.
var problemRules = map[apply.Kind]string{
	apply.Unreadable: "base-document",
	apply.Conflict:   "base-conflict",
	apply.Earlier:    "base-conflict",
	apply.Unknown:    "operation-known",
	apply.Shared:     "base-shared",
	apply.Broken:     "base-reference",
}

// problems makes findings of what is wrong with the document of a target. Each says
// which place of the catalogue it has to do with. Advice stands behind conflicts; its
// %s is what to do about the thing itself.
func (l *loaded) problems(plan *generator.Plan, t *generator.Target, problems []apply.Problem, advice string) spec.Diagnostics {
	pos := func(at apply.Place) spec.Pos { return spec.Pos{File: t.Base, Line: at.Line, Column: at.Column} }
	var ds spec.Diagnostics
	for _, p := range problems {
		var related []spec.Related
		for _, r := range p.Related {
			related = append(related, spec.Related{Pos: pos(r.Place), Message: r.Message})
		}
		if p.Pointer != nil {
			related = append(related, l.origin(plan, t, p.Pointer))
		}
		message := p.Message
		switch {
		case p.Kind == apply.Conflict && p.Pointer[0] == "paths":
			message += fmt.Sprintf(advice, "take it out")
		case p.Kind == apply.Conflict:
			message += fmt.Sprintf(advice, "rename it")
		case p.Kind == apply.Earlier:
			message += `, and an Overlay would mix old and new; take an Overlay's base from before, or use "errspec openapi apply"`
		}
		ds.Add(problemRules[p.Kind], pos(p.Place), related, "%s", message)
	}
	return ds
}

// origin is the place of the catalogue that something in the document comes from.
func (l *loaded) origin(plan *generator.Plan, t *generator.Target, pointer []string) spec.Related {
	of := func(e *generator.Error) (spec.Related, bool) {
		from := l.catalog.Error(e.Key)
		if e.Supplied || from == nil {
			return spec.Related{}, false
		}
		at := from.Key.Pos()
		if pointer[0] == "paths" && from.Operations.Written() {
			at = from.Operations.Pos()
		}
		return spec.Related{Pos: at, Message: fmt.Sprintf("it comes from error %q", e.Key)}, true
	}
	first := func(errs []*generator.Error, fits func(*generator.Error) bool) (spec.Related, bool) {
		if i := slices.IndexFunc(errs, fits); i >= 0 {
			return of(errs[i])
		}
		return spec.Related{}, false
	}
	last := pointer[len(pointer)-1]
	status := func(e *generator.Error) bool {
		return strings.HasPrefix(strings.TrimPrefix(last, "Error"), fmt.Sprint(e.Status.Code))
	}
	switch {
	case pointer[0] == "paths":
		for _, o := range t.Operations {
			if o.Path == pointer[1] && strings.EqualFold(o.Method, pointer[2]) {
				if r, ok := first(o.Errors, status); ok {
					return r
				}
			}
		}
	case pointer[1] == "responses":
		if r, ok := first(plan.Public(), status); ok {
			return r
		}
	case pointer[1] == "headers":
		if r, ok := first(plan.Public(), func(e *generator.Error) bool {
			return last == "Retry-After" && e.RetryAfter.Sent() ||
				slices.ContainsFunc(e.Headers, func(h *generator.Header) bool { return strings.EqualFold(h.Name, last) })
		}); ok {
			return r
		}
	default: // schemas and examples
		name, _, _ := strings.Cut(last, "-")
		if r, ok := first(plan.Public(), func(e *generator.Error) bool { return name == e.Name.Go || name == e.Name.Go+"Error" }); ok {
			return r
		}
		for _, typ := range l.catalog.Types {
			if typ.Name.Value == last {
				return spec.Related{Pos: typ.Name.Pos(), Message: fmt.Sprintf("it comes from type %q", last)}
			}
		}
	}
	for _, x := range l.catalog.Targets {
		if x.Kind.Written() && x.Kind.Value == generator.TargetOpenAPI && x.Document != nil && x.Document.File == t.Base {
			return spec.Related{Pos: x.Pos, Message: "it comes from this target"}
		}
	}
	return spec.Related{Pos: spec.Pos{File: l.catalog.File}, Message: "it comes from this catalogue"}
}

// baseFindings are findings about the documents that targets name as their base:
// references in them that lead to nothing, and what keeps an Overlay from being
// written.
func (l *loaded) baseFindings(plan *generator.Plan) (spec.Diagnostics, error) {
	var ds spec.Diagnostics
	for _, t := range plan.Targets {
		if t.Kind != generator.TargetOpenAPI || len(t.BaseData) == 0 {
			continue
		}
		additions, err := openapi.Additions(plan, t)
		if err != nil {
			return nil, failuref("%s target %s: %w", t.Kind, t.Out, err)
		}
		found := apply.Conflicts(t.BaseData, additions, openapi.Mark(plan))
		if t.Form != "overlay" {
			found = slices.DeleteFunc(found, func(p apply.Problem) bool { return p.Kind != apply.Broken })
		}
		ds = append(ds, l.problems(plan, t, found, `; an Overlay would mix the two: %s, or use "errspec openapi apply"`)...)
	}
	return ds, nil
}
