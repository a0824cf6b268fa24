package cli

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
)

const (
	schemaName   = "errspec.schema.json"
	generateName = "generate.go"
)

func newInit(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "init [catalogue]",
		Short: "Write a first catalogue",
		Long: `Init writes a first catalogue with comments, errors.yaml in the working directory
unless another name is given. Beside it come errspec.schema.json, by which editors
complete keys and values, and in a Go module generate.go, by which "go generate"
runs errspec.

It never overwrites a file.`,
		Example: `  errspec init
  errspec init api/errors.yaml`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			name := catalogueNames[0]
			if len(args) > 0 {
				name = args[0]
			}
			return runInit(s, name)
		},
	}
}

func runInit(s streams, catalogue string) error {
	dir := filepath.Dir(catalogue)
	full, err := filepath.Abs(dir)
	if err != nil {
		return failuref("find %s: %w", dir, err)
	}
	if info, err := os.Stat(full); err != nil {
		return failuref("write %s: %w", catalogue, reason(err)).withHint("make the folder %s first", filepath.ToSlash(dir))
	} else if !info.IsDir() {
		return usagef("%s is not a folder", dir)
	}
	// A second catalogue beside a first one would leave no command able to choose.
	for _, name := range append([]string{filepath.Base(catalogue)}, catalogueNames[:]...) {
		if _, err := os.Lstat(filepath.Join(full, name)); err == nil {
			return (&exitError{status: exitFindings, err: fmt.Errorf("%s is there already, and init never overwrites", filepath.ToSlash(filepath.Join(dir, name)))}).
				withHint("\"errspec lint\" says what is wrong with it")
		}
	}

	m := moduleOf(full)
	wrote := func(name string) string { return "wrote " + filepath.ToSlash(filepath.Join(dir, name)) }
	var said, next []string

	// The catalogue comes last: while it is not there, a run that could not write
	// everything can simply be run again.
	switch err := writeNew(filepath.Join(full, schemaName), spec.JSONSchema()); {
	case errors.Is(err, fs.ErrExist):
		said = append(said, "kept "+filepath.ToSlash(filepath.Join(dir, schemaName)))
	case err != nil:
		return failuref("write %s: %w", filepath.ToSlash(filepath.Join(dir, schemaName)), reason(err))
	default:
		said = append(said, wrote(schemaName))
	}
	if m.found {
		directive := "//go:generate go tool errspec generate"
		if base := filepath.Base(catalogue); !slices.Contains(catalogueNames[:], base) {
			directive += " " + goGenerateArgument(base)
		}
		switch err := writeNew(filepath.Join(full, generateName), []byte(generateFile(packageOf(full, m), directive))); {
		case errors.Is(err, fs.ErrExist):
			said = append(said, "kept "+filepath.ToSlash(filepath.Join(dir, generateName)))
			next = append(next, "put this line into a Go file beside the catalogue, if it is not there: "+directive)
		case err != nil:
			return failuref("write %s: %w", filepath.ToSlash(filepath.Join(dir, generateName)), reason(err))
		default:
			said = append(said, wrote(generateName))
		}
		if !m.hasTool {
			next = append(next, "make errspec a tool of the module: go get -tool "+modulePath+"@latest")
		}
	}
	if err := writeNew(filepath.Join(full, filepath.Base(catalogue)), []byte(firstCatalogue(serviceOf(full, m)))); err != nil {
		return failuref("write %s: %w", filepath.ToSlash(catalogue), reason(err))
	}
	said = append([]string{wrote(filepath.Base(catalogue))}, said...)
	command := "errspec generate"
	if len(catalogue) > 0 && (dir != "." || !slices.Contains(catalogueNames[:], catalogue)) {
		command += " " + filepath.ToSlash(catalogue)
	}
	next = append(next, "write code and documentation: "+command)
	_, err = fmt.Fprintln(s.out, strings.Join(append(said, next...), "\n"))
	return wrapWrite(err)
}

// writeNew writes a file that is not there yet. One that could not be written
// whole is taken away again.
func writeNew(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}

// goGenerateArgument writes a word as a go:generate line takes it: a word with a
// blank, a quote or a dollar sign as a quoted Go string.
func goGenerateArgument(word string) string {
	word = strings.ReplaceAll(word, "$", "$DOLLAR")
	if strings.ContainsAny(word, " \t\"'\\") {
		return fmt.Sprintf("%q", word)
	}
	return word
}

// module is the Go module that a folder is in.
type module struct {
	found   bool
	path    string // "example.com/inbox"
	hasTool bool   // errspec is a tool of it
	below   string // slash path of the folder in the module: "."
}

var (
	moduleLine = regexp.MustCompile(`(?m)^module[ \t]+"?([^\s"]+)"?`)
	toolLine   = regexp.MustCompile(`(?m)^(?:tool)?[ \t]+"?` + regexp.QuoteMeta(modulePath) + `"?[ \t]*(?://.*)?\r?$`)
)

func moduleOf(dir string) module {
	for up := dir; ; up = filepath.Dir(up) {
		text, err := os.ReadFile(filepath.Join(up, "go.mod"))
		if err == nil {
			m := module{found: true, hasTool: toolLine.Match(text)}
			if line := moduleLine.FindSubmatch(text); line != nil {
				m.path = string(line[1])
				m.hasTool = m.hasTool || m.path == modulePath
			}
			if below, err := filepath.Rel(up, dir); err == nil {
				m.below = filepath.ToSlash(below)
			}
			return m
		}
		if up == filepath.Dir(up) {
			return module{}
		}
	}
}

// packageOf returns the package that a new Go file in a folder belongs to: that
// of the Go files there, or the name that an import of the folder suggests.
func packageOf(dir string, m module) string {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is a good one unless dir has brackets
	slices.Sort(files)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		if parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly); err == nil {
			return parsed.Name.Name
		}
	}
	name := strings.ReplaceAll(serviceOf(dir, m), "-", "")
	if !token.IsIdentifier(name) {
		return "api"
	}
	return name
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// serviceOf makes the name of a service, [a-z][a-z0-9-]*, from where the
// catalogue lies.
func serviceOf(dir string, m module) string {
	word := filepath.Base(dir)
	if m.found {
		full := path.Join(m.path, m.below)
		word = path.Base(full)
		if majorVersion.MatchString(word) {
			word = path.Base(path.Dir(full))
		}
	}
	word = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return unicode.ToLower(r)
		default:
			return '-'
		}
	}, word)
	word = strings.Trim(word, "-0123456789")
	if word == "" {
		return "api"
	}
	return word
}

func generateFile(pkg, directive string) string {
	return "package " + pkg + "\n\n" +
		"// The errors that this API answers with are in the catalogue beside this file;\n" +
		"// what comes out of it is written by \"go generate\".\n" +
		directive + "\n"
}

// firstCatalogue is a catalogue that already gives everything, with comments that
// say what else there is.
func firstCatalogue(service string) string {
	return `# yaml-language-server: $schema=./` + schemaName + `
#
# Every error that the API can answer with. "errspec generate" makes code and
# documentation from it, "errspec lint" says what is wrong with it.
errspec: 1 # version of this language
service: ` + service + `

errors:
  # The key is the code that programs compare, and the root of generated names.
  item_not_found:
    status: 404
    message: Item {id} not found # for people; {id} is a parameter
    description: No item has this ID, or it belongs to somebody else.
    remedy: List the items and use an ID from the answer.
    params:
      id: {type: uuid, description: ID in the request}
    operations:
      - GET /v1/items/{item_id}

  name_taken:
    status: 409
    message: The name "{name}" is taken
    remedy: Choose another name.
    params:
      name: {type: string, max_length: 80, example: Invoices}
    retry: never # 409 and 429 say whether the same request may be sent again

  rate_limited:
    status: 429
    message: Rate limit exceeded; try again {in {wait} seconds|later}
    params:
      wait?: {type: duration, in: text, description: How long to wait} # "?": optional
    retry: always
    retry_after: wait # sends Retry-After when the parameter has a value
    operations: all

  internal_error:
    status: 500
    message: Internal server error
    fallback: true # what the server answers for an error that is not in the catalogue

# What is written, relative to this file. These four are written without it, too.
targets:
  - {kind: go-server, out: output/server, package: apierror}
  - {kind: go-client, out: output/client, package: ` + strings.ReplaceAll(service, "-", "") + `err}
  - {kind: openapi, out: output/openapi.yaml}
  - {kind: markdown, out: output/errors.md}
`
}
