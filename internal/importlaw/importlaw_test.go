// Package importlaw holds the law of imports: which stage may see which, and
// which library lives where. There is nothing in it but the test.
package importlaw

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/errspec/errspec"

// rule is what a folder may import.
type rule struct {
	folder string   // below the module; "templates/*" stands for the folders in it
	ours   []string // folders of this module, with "*" as in folder
	others []string // modules from elsewhere, by import path
	pure   bool     // no disk, no network, no clock: same input, same output
}

// law has a rule for every folder. The first that fits a folder holds, and a
// folder that none fits breaks the law: a new one is a decision.
var law = []rule{
	{folder: ".", ours: []string{"internal/cli"}},
	{folder: "spec", ours: []string{"internal/lazy"}, others: []string{"gopkg.in/yaml.v3"}, pure: true},
	{folder: "spec/edit", ours: []string{"spec"}, others: []string{"gopkg.in/yaml.v3"}, pure: true},
	{folder: "spec/compare", ours: []string{"spec"}, pure: true},
	{folder: "generator", ours: []string{"spec"}, pure: true},
	{folder: "output", ours: []string{"internal/lazy"}},
	{folder: "output/inbox/*"}, // generated: standard library only
	{folder: "templates", ours: []string{"generator", "output", "templates/*"}, others: []string{"github.com/dave/jennifer/jen"}, pure: true},
	{folder: "templates/gocode", ours: []string{"generator", "templates/prose"}, others: []string{"github.com/dave/jennifer/jen"}, pure: true},
	{folder: "templates/prose", ours: []string{"generator", "internal/lazy"}, pure: true},
	{folder: "templates/openapi/apply", ours: []string{"generator", "templates/openapi"}, others: []string{"gopkg.in/yaml.v3"}, pure: true},
	{folder: "templates/openapi", ours: []string{"generator", "internal/lazy", "output", "templates/prose"}, others: []string{"gopkg.in/yaml.v3"}, pure: true},
	{
		folder: "templates/html", ours: []string{"generator", "internal/lazy", "output", "templates/prose"}, others: []string{
			"github.com/yuin/goldmark", "github.com/yuin/goldmark/ast", "github.com/yuin/goldmark/extension",
			"github.com/yuin/goldmark/parser", "github.com/yuin/goldmark/text", "github.com/yuin/goldmark/util",
		}, pure: true,
	},
	{folder: "templates/jsonexport", ours: []string{"generator", "output", "templates/prose"}, pure: true},
	{folder: "templates/markdown", ours: []string{"generator", "internal/lazy", "output", "templates/prose"}, pure: true},
	{folder: "templates/goserver/runtime"}, // becomes a part of the output
	{folder: "templates/goclient/runtime"},
	{folder: "templates/gotest/runtime"},
	{
		folder: "templates/*", ours: []string{"generator", "output", "templates/gocode", "templates/prose", "templates/goserver/runtime", "templates/goclient/runtime"},
		others: []string{"github.com/dave/jennifer/jen"}, pure: true,
	},
	{folder: "internal/corpus"}, // for tests
	{folder: "internal/lazy", pure: true},
	{folder: "internal/serve"},
	{folder: "internal/vcs"},
	{folder: "internal/cli", ours: []string{"spec", "spec/compare", "internal/vcs", "spec/edit", "generator", "templates", "templates/openapi", "templates/openapi/apply", "templates/prose", "templates/html", "templates/jsonexport", "output", "internal/serve"}, others: []string{"github.com/spf13/cobra"}},
	{folder: "internal/docs", ours: []string{"spec", "spec/compare", "templates/prose", "internal/cli"}},
	{folder: "internal/importlaw"},
}

// impure are packages by which something other than the input can reach the
// output. The clock is not among them: its types are needed; see clock.
var impure = []string{
	"os", "os/*", "syscall", "net", "net/http", "net/*", "io/ioutil", "math/rand", "math/rand/v2", "crypto/rand",
	"path/filepath", "runtime", "plugin", "log", "testing",
}

// pureOfNet are packages under net that only work on text.
var pureOfNet = []string{"net/url", "net/mail", "net/netip", "net/textproto"}

// clock are functions and variables of package time that read the machine.
var clock = []string{"Now", "Since", "Until", "Local", "LoadLocation"}

// breaches returns what is wrong with the imports of a file in a folder.
func breaches(folder string, file *ast.File) []string {
	i := slices.IndexFunc(law, func(r rule) bool { return fits(r.folder, folder) })
	if i < 0 {
		return []string{"no rule says what this folder may import"}
	}
	r := law[i]
	var found []string
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return []string{err.Error()}
		}
		own, isOurs := strings.CutPrefix(name, module+"/")
		first, _, _ := strings.Cut(name, "/")
		switch {
		case isOurs:
			if !slices.ContainsFunc(r.ours, func(pattern string) bool { return fits(pattern, own) }) {
				found = append(found, fmt.Sprintf("imports %s of ours", own))
			}
			if own == "output" && strings.HasPrefix(folder, "templates") {
				found = append(found, otherThan(file, importName(spec, own), "File")...)
			}
		case strings.Contains(first, "."):
			if !slices.Contains(r.others, name) {
				found = append(found, "imports "+name)
			}
		case name == "C" || name == "unsafe":
			found = append(found, "imports "+name)
		case name == "time" && r.pure:
			found = append(found, uses(file, importName(spec, name), clock)...)
		case r.pure && !slices.Contains(pureOfNet, name) &&
			slices.ContainsFunc(impure, func(pattern string) bool { return fits(pattern, name) }):
			found = append(found, fmt.Sprintf("imports %s, by which more than the input reaches the output", name))
		}
	}
	return found
}

// fits reports whether a folder or package is what a pattern of the law names.
func fits(pattern, name string) bool {
	if up, ok := strings.CutSuffix(pattern, "/*"); ok {
		return path.Dir(name) == up
	}
	return pattern == name
}

func importName(spec *ast.ImportSpec, name string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	return path.Base(name)
}

// otherThan returns the uses of a package in a file but that of one name.
func otherThan(file *ast.File, pkg, allowed string) []string {
	var found []string
	selectors(file, pkg, func(name string) {
		if name != allowed {
			found = append(found, fmt.Sprintf("uses %s.%s, and not only %s.%s", pkg, name, pkg, allowed))
		}
	})
	return found
}

// uses returns the uses of forbidden names of a package in a file.
func uses(file *ast.File, pkg string, forbidden []string) []string {
	var found []string
	selectors(file, pkg, func(name string) {
		if slices.Contains(forbidden, name) {
			found = append(found, fmt.Sprintf("uses %s.%s, which differs from run to run", pkg, name))
		}
	})
	return found
}

func selectors(file *ast.File, pkg string, visit func(name string)) {
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == pkg {
				visit(s.Sel.Name)
			}
		}
		return true
	})
}

// TestLaw looks at every Go file of the module that is not a test. Modules of
// their own below it keep their own rules.
func TestLaw(t *testing.T) {
	root := filepath.Join("..", "..")
	folders := make(map[string]int)
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if entry.IsDir() {
			base := entry.Name()
			if rel != "." && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && rel != "." {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := path.Dir(rel)
		folders[folder]++
		for _, breach := range breaches(folder, file) {
			t.Errorf("%s %s", rel, breach)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{".", "spec", "generator", "templates", "output", "internal/cli"} {
		if folders[stage] == 0 {
			t.Errorf("no Go file in %s was looked at", stage)
		}
	}
}

// The law has teeth.
func TestBreaches(t *testing.T) {
	tests := []struct {
		folder, source string
		want           string // empty: lawful
	}{
		{"spec", `import "gopkg.in/yaml.v3"`, ""},
		{"spec", `import "io/fs"`, ""},
		{"spec", `import "os"`, "imports os"},
		{"spec", `import "github.com/errspec/errspec/generator"`, "imports generator of ours"},
		{"spec", `import "github.com/spf13/cobra"`, "imports github.com/spf13/cobra"},
		{"generator", `import "github.com/errspec/errspec/spec"`, ""},
		{"generator", `import "gopkg.in/yaml.v3"`, "imports gopkg.in/yaml.v3"},
		{"generator", `import "net/url"`, ""},
		{"generator", `import "net/http"`, "imports net/http"},
		{"generator", "import \"time\"\nvar d time.Duration", ""},
		{"generator", "import \"time\"\nvar t = time.Now()", "uses time.Now"},
		{"generator", "import clock \"time\"\nvar t = clock.Now()", "uses clock.Now"},
		{"output", `import "os"`, ""},
		{"output", `import "github.com/errspec/errspec/spec"`, "imports spec of ours"},
		{"output", `import "golang.org/x/sys/unix"`, "imports golang.org/x/sys/unix"},
		{"output/inbox/server", `import "net/http"`, ""},
		{"output/inbox/server", `import "github.com/errspec/errspec/templates"`, "imports templates of ours"},
		{"templates", `import "github.com/errspec/errspec/templates/markdown"`, ""},
		{"templates", `import "github.com/errspec/errspec/spec"`, "imports spec of ours"},
		{"templates/markdown", "import \"github.com/errspec/errspec/output\"\nvar f output.File", ""},
		{"templates/markdown", "import \"github.com/errspec/errspec/output\"\nvar _ = output.Plan", "uses output.Plan"},
		{"templates/markdown", `import "github.com/dave/jennifer/jen"`, "imports github.com/dave/jennifer/jen"},
		{"templates/goserver", `import "github.com/dave/jennifer/jen"`, ""},
		{"templates/goserver", `import "gopkg.in/yaml.v3"`, "imports gopkg.in/yaml.v3"},
		{"templates/openapi/apply", `import "gopkg.in/yaml.v3"`, ""},
		{"templates/openapi/apply", `import "github.com/errspec/errspec/spec"`, "imports spec of ours"},
		{"templates/openapi/apply", `import "os"`, "imports os"},
		{"templates/goserver", `import "embed"`, ""},
		{"templates/goserver/runtime", `import "net/http"`, ""},
		{"templates/goserver/runtime", `import "github.com/errspec/errspec/generator"`, "imports generator of ours"},
		{"internal/cli", `import "github.com/spf13/cobra"`, ""},
		{"internal/cli", `import "github.com/dave/jennifer/jen"`, "imports github.com/dave/jennifer/jen"},
		{".", `import "github.com/errspec/errspec/internal/cli"`, ""},
		{".", `import "github.com/errspec/errspec/spec"`, "imports spec of ours"},
		{"templates/markdown", `import "unsafe"`, "imports unsafe"},
		{"helpers", `import "fmt"`, "no rule"},
	}
	for _, test := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\n"+test.source, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(breaches(test.folder, file), "; ")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s with %s: %q, want %q", test.folder, test.source, got, test.want)
		}
	}
}
