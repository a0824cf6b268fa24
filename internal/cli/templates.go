package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
)

func newTemplates(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "templates",
		Short: "Write the built-in text templates to a folder",
		Long: `Templates are what the pages of documentation are made of: Go text templates, one
file for each kind of page. "templates export" writes the built-in ones to a
folder. The target key "templates", or --templates of generate, names a folder
whose files replace the built-in ones, file by file.`,
		Example:               "  errspec templates export docs/templates",
		Args:                  knownSubcommand,
		ValidArgsFunction:     cobra.NoFileCompletions,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("%s needs a command: export", cmd.Name())
		},
	}
	cmd.AddCommand(newTemplatesExport(s))
	return cmd
}

// knownSubcommand is the Args function of a command that only has commands below it.
func knownSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	err := usagef("%s has no command %q; it has %s", cmd.Name(), args[0], strings.Join(names, ", "))
	if near := spec.Nearest(args[0], names); near != "" {
		return err.withHint("did you mean \"%s %s\"?", cmd.CommandPath(), near)
	}
	return err
}

func newTemplatesExport(s streams) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "export [flags] [DIR]",
		Short: "Write the built-in text templates to a folder",
		Long: `Export writes the built-in text templates to DIR, "templates" if none is given. A
file that is there with other bytes is left alone, and nothing is written, unless
--force is given.

Keep only the files that you change: the others stay built in, and improve with
errspec.`,
		Example: `  errspec templates export docs/templates
  errspec generate --templates docs/templates`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("%s takes one folder, not %d: %s", cmd.Name(), len(args), strings.Join(args, " "))
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "templates"
			if len(args) > 0 {
				dir = args[0]
			}
			return runTemplatesExport(s, dir, force)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace files that are there with other bytes, too")
	return cmd
}

func runTemplatesExport(s streams, dir string, force bool) error {
	texts := templates.Texts()
	names := slices.Sorted(maps.Keys(texts))
	var write []string
	for _, name := range names {
		old, err := os.ReadFile(filepath.Join(dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return failuref("read %s: %w", path.Join(filepath.ToSlash(dir), name), reason(err))
		case bytes.Equal(old, []byte(texts[name])):
			continue
		case !force:
			return (&exitError{status: exitFindings, err: fmt.Errorf("%s is there already, with other bytes", path.Join(filepath.ToSlash(dir), name))}).
				withHint("move it away, or replace it with --force")
		}
		write = append(write, name)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return failuref("make %s: %w", dir, reason(err))
	}
	for _, name := range write {
		if err := replaceFile(filepath.Join(dir, name), []byte(texts[name])); err != nil {
			return failuref("write %s: %w", path.Join(filepath.ToSlash(dir), name), reason(err))
		}
	}
	for _, name := range names {
		if _, err := fmt.Fprintln(s.out, path.Join(filepath.ToSlash(dir), name)); err != nil {
			return wrapWrite(err)
		}
	}
	return nil
}

// replaceFile writes a file so that it is never there in part.
func replaceFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".errspec-*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone after the rename
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// Rules of findings about templates and pages. They are not of a catalogue, and
// so not in the table of package spec.
const (
	ruleTemplate     = "template"      // a template, or the folder of them
	ruleTemplateName = "template-name" // a file that replaces nothing
	ruleKept         = "words-kept"    // what people wrote, and where nothing is for it any more
)

// readTemplates gives every target of text its templates: those of the folder
// that the flag names, else those of its own folder. Findings are about the
// folders and the names in them.
func (l *loaded) readTemplates(plan *generator.Plan, flag string, allowOutside bool) (spec.Diagnostics, error) {
	var ds spec.Diagnostics
	builtIn := templates.Texts()
	read := map[string]map[string]string{} // by folder
	for _, t := range plan.Targets {
		if !templates.HasTexts(t.Kind) {
			continue
		}
		full := filepath.Join(l.root, filepath.FromSlash(t.TemplatesDir))
		if flag != "" {
			abs, err := filepath.Abs(flag)
			if err != nil {
				return nil, failuref("find %s: %w", flag, err)
			}
			full = abs
			t.TemplatesDir = filepath.ToSlash(abs)
			if rel, err := filepath.Rel(l.root, abs); err == nil {
				t.TemplatesDir = filepath.ToSlash(rel)
			}
		}
		dir := t.TemplatesDir
		if dir == "" {
			continue
		}
		if known, done := read[dir]; done {
			t.Templates = known
			continue
		}
		t.Templates = map[string]string{}
		read[dir] = t.Templates
		about := func(severity spec.Severity, rule, name, format string, args ...any) {
			ds = append(ds, spec.Diagnostic{Rule: rule, Severity: severity, Pos: spec.Pos{File: name}, Message: fmt.Sprintf(format, args...)})
		}
		if flag == "" && !allowOutside && (dir == ".." || strings.HasPrefix(dir, "../") || path.IsAbs(dir)) {
			about(spec.SeverityError, ruleTemplate, dir, "this folder of templates is outside the module or repository; allow it with --allow-outside")
			continue
		}
		entries, err := os.ReadDir(full)
		if err != nil {
			about(spec.SeverityError, ruleTemplate, dir, "this folder of templates cannot be read: %s", reason(err))
			continue
		}
		for _, entry := range entries {
			name := entry.Name()
			if strings.HasPrefix(name, ".") {
				continue
			}
			if _, known := builtIn[name]; !known {
				known := strings.Join(slices.Sorted(maps.Keys(builtIn)), ", ")
				text := fmt.Sprintf("%q replaces no template; there are %s", name, known)
				if near := spec.Nearest(name, slices.Sorted(maps.Keys(builtIn))); near != "" {
					text = fmt.Sprintf("%q replaces no template; did you mean %q?", name, near)
				}
				about(spec.SeverityWarning, ruleTemplateName, path.Join(dir, name), "%s", text)
				continue
			}
			data, err := os.ReadFile(filepath.Join(full, name))
			if err != nil {
				about(spec.SeverityError, ruleTemplate, path.Join(dir, name), "this template cannot be read: %s", reason(err))
				continue
			}
			t.Templates[name] = string(data)
		}
	}
	return ds, nil
}

// templateFinding is a finding for a mistake in a template of the user's own, or
// nil for another error.
func templateFinding(err error) spec.Diagnostics {
	var bad *templates.TemplateError
	if !errors.As(err, &bad) {
		return nil
	}
	return spec.Diagnostics{{
		Rule: ruleTemplate, Severity: spec.SeverityError,
		Pos: spec.Pos{File: bad.File, Line: bad.Line, Column: max(1, bad.Column)}, Message: bad.Message,
	}}
}
