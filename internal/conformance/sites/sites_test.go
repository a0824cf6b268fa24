package sites

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/cli"
	"github.com/errspec/errspec/spec"
)

const root = "../../.."

// A site is one that people have, with pages from two catalogues in it: the
// reference catalogue, and one whose texts mean something everywhere.
type site struct {
	name    string // and the folder of its configuration in testdata
	flavour string
	ext     string // of pages
	content string // folder that pages are put into
	built   string // folder of what is built
	tool    func(*testing.T, string) string
	command []string
	noTable bool     // tables have no anchors
	prose   []string // what the site makes of Markdown besides CommonMark, and of what
}

var sites = []site{
	{name: "mkdocs", flavour: "mkdocs", ext: ".md", content: "docs", built: "site", tool: python, command: []string{"mkdocs", "build", "--strict", "--quiet"}},
	{name: "zensical", flavour: "mkdocs", ext: ".md", content: "docs", built: "site", tool: python, command: []string{"zensical", "build", "--strict"}},
	{name: "docusaurus", flavour: "docusaurus", ext: ".mdx", content: "docs", built: "build", tool: npm, command: []string{"docusaurus", "build"}, prose: []string{"~~s~~", "s", ":smile:", "😄"}},
	{name: "vitepress", flavour: "vitepress", ext: ".md", content: "docs", built: "docs/.vitepress/dist", tool: npm, command: []string{"vitepress", "build", "docs"}, prose: []string{"~~s~~", "s"}},
	{name: "starlight", flavour: "starlight", ext: ".md", content: "src/content/docs", built: "dist", tool: npm, command: []string{"astro", "build"}, prose: []string{"~~s~~", "s", "<!--", "<!—", `"`, "”", "'", "’"}},
	{name: "hugo", flavour: "hugo", ext: ".md", content: "content", built: "public", tool: system, command: []string{"hugo", "--panicOnWarning"}, noTable: true, prose: []string{"~~s~~", "s", "---", "—", "--", "–", "'", "’"}},
}

// A collection is the pages of a catalogue in a site.
type collection struct {
	catalogue string // its name, and that of its file
	folder    string // where it is an index and a page for each error
	page      string // where it is one page
}

var collections = []collection{
	{"inbox", "errors", "single"},
	{"hostile", "hostile", "one"},
}

// text returns the catalogue without targets. Relative links in it lead nowhere.
func (c collection) text(t *testing.T) string {
	t.Helper()
	var data []byte
	switch c.catalogue {
	case "inbox":
		var err error
		if data, err = os.ReadFile(filepath.Join(root, "spec/inbox.yaml")); err != nil {
			t.Fatal(err)
		}
	default:
		a, err := txtar.ParseFile(filepath.Join(root, "templates/markdown/testdata", c.catalogue+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		data = a.Files[0].Data
	}
	before, _, ok := strings.Cut(string(data), "\ntargets:\n")
	if !ok {
		t.Fatalf("%s has no targets at its end", c.catalogue)
	}
	return strings.ReplaceAll(before, "[l](u)", "[l](https://example.com/u)") + "\n"
}

// plan builds the plan of the catalogue.
func (c collection) plan(t *testing.T) *generator.Plan {
	t.Helper()
	cat, ds := spec.Parse(c.catalogue+".yaml", []byte(c.text(t)))
	p, more := generator.Build(cat, generator.Options{})
	for _, d := range append(ds, more...) {
		if d.Severity == spec.SeverityError {
			t.Fatalf("%s: %s", d.Pos, d.Message)
		}
	}
	return p
}

// require skips a test that lacks a tool, or fails it where all are wanted.
func require(t *testing.T, ok bool, what string) {
	t.Helper()
	switch {
	case ok:
	case os.Getenv("ERRSPEC_REQUIRE_TOOLS") == "1":
		t.Fatal(what)
	default:
		t.Skip(what)
	}
}

// installed returns the path of a file that make tools puts there.
func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(path)
	require(t, err == nil, filepath.Base(name)+" is not installed; run make tools")
	return path
}

// python returns the path of a program of requirements.txt.
func python(t *testing.T, name string) string {
	t.Helper()
	return installed(t, filepath.Join(root, ".tools/python/bin", name))
}

// npm returns the path of a program of package-lock.json.
func npm(t *testing.T, name string) string {
	t.Helper()
	system(t, "node")
	return installed(t, filepath.Join("node_modules/.bin", name))
}

// system returns the path of a program of the distribution.
func system(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	require(t, err == nil, name+" is not installed")
	return path
}

// run runs a tool in a folder.
func run(t *testing.T, dir string, env []string, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	// No colours, no questions, nothing sent home.
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "FORCE_COLOR=0", "CI=true", "PYTHONIOENCODING=utf-8", "NO_MKDOCS_2_WARNING=1",
		"DOCUSAURUS_NO_UPDATE_NOTIFIER=true", "NO_UPDATE_NOTIFIER=1", "ASTRO_TELEMETRY_DISABLED=1")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// generate runs the command on a catalogue.
func generate(t *testing.T, catalogue string) {
	t.Helper()
	var out, log bytes.Buffer
	if status := cli.Main([]string{"generate", "--quiet", catalogue}, strings.NewReader(""), &out, &log); status != 0 {
		t.Fatalf("errspec generate: exit status %d\n%s%s", status, out.Bytes(), log.Bytes())
	}
}

// complaint is what builders write before something that they do not like.
var complaint = regexp.MustCompile(`(?im)\[?\bwarn(ing)?\b|\berror:|\(!\)`)

// lay puts the configuration and the pages of a site into a folder.
func (s site) lay(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", s.name))); err != nil {
		t.Fatal(err)
	}
	for _, c := range collections {
		text := c.text(t) + "targets:\n"
		for _, out := range []string{c.folder + "/", c.page + s.ext} {
			text += fmt.Sprintf("  - {kind: markdown, flavour: %s, audience: internal, out: %s/%s}\n", s.flavour, s.content, out)
		}
		name := filepath.Join(dir, c.catalogue+".yaml")
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		generate(t, name)
	}
}

// build builds the site, and returns what it is.
func (s site) build(t *testing.T) (dir string, pages *web) {
	t.Helper()
	program := s.tool(t, s.command[0])
	// Not in a temporary folder: Node.js looks for packages in the folders above a
	// file, and Astro takes what has no folder in common with the site for its own.
	dir, err := filepath.Abs(filepath.Join("built", s.name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	s.lay(t, dir)
	out, err := run(t, dir, nil, program, s.command[1:]...)
	if err != nil {
		t.Fatalf("%v:\n%.5000s", err, out)
	}
	if m := complaint.FindStringIndex(out); m != nil {
		t.Errorf("it complains:\n%.3000s", out[max(0, m[0]-200):])
	}
	dir = filepath.Join(dir, filepath.FromSlash(s.built))
	return dir, read(t, dir)
}

// TestSites builds each site, follows its links, and reads it.
func TestSites(t *testing.T) {
	for _, s := range sites {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			dir, pages := s.build(t)
			for _, broken := range pages.broken() {
				t.Error(broken)
			}
			for _, c := range collections {
				s.lands(t, pages, c)
			}
			s.reads(t, pages)
			if own, ok := ownParts[s.name]; ok {
				own.validate(t, pages)
				own.axe(t, dir)
			}
		})
	}
}

// lands follows the links that bodies can have, by docs_url: to a page for each
// error, to a place on the single page, and to one on the index.
func (s site) lands(t *testing.T, pages *web, c collection) {
	t.Helper()
	p := c.plan(t)
	land := func(slug, code string, onlyInTables bool) {
		t.Helper()
		urls := []string{"/" + c.folder + "/" + slug}
		if !s.noTable || !onlyInTables {
			urls = append(urls, "/"+c.page+"#"+slug)
		}
		if !s.noTable {
			urls = append(urls, "/"+c.folder+"#"+slug)
		}
		for _, url := range urls {
			page, why := pages.follow("/", url)
			if why != "" {
				t.Errorf("%s: %s", url, why)
			} else if !strings.Contains(page.text, code) {
				t.Errorf("%s: the page does not name %s", url, code)
			}
		}
	}
	for _, e := range p.Errors {
		land(e.Slug, e.Code, false)
	}
	for _, r := range p.Retired {
		land(r.Slug, r.Code, true)
	}
}

// reads looks for the texts of the hostile catalogue in what is shown of them.
func (s site) reads(t *testing.T, pages *web) {
	t.Helper()
	c := collections[1]
	e := c.plan(t).Errors[0]
	for _, url := range []string{"/" + c.folder + "/" + e.Slug, "/" + c.page} {
		page, why := pages.follow("/", url)
		if why != "" {
			t.Fatalf("%s: %s", url, why)
		}
		for _, want := range []string{plain, strings.NewReplacer(s.prose...).Replace(prose)} {
			if got := strings.Count(page.text, fold(want)); got < 5 {
				t.Errorf("%s shows %d times %q; it says\n%.6000s", url, got, fold(want), page.text)
			}
		}
		for _, other := range []string{"😄", "&#", "undefined", "[object"} {
			if s.name == "docusaurus" && other == "😄" {
				continue // as in prose
			}
			if strings.Contains(page.text, other) {
				t.Errorf("%s shows %q", url, other)
			}
		}
		if got := strings.Count(page.text, strings.Replace(fold(plain), ":smile:", "😄", 1)); got > 0 {
			t.Errorf("%s shows an emoji for plain text, %d times", url, got)
		}
	}
	for _, page := range pages.pages {
		if page.elements["key"] > 0 { // of the text <key>
			t.Errorf("%s: a text has become an element", page.url)
		}
	}
}

// The text of the hostile catalogue: plain as it is, and Markdown as CommonMark has it.
const (
	plain = "a */ b `c` //go:build ignore %s 100% </script> <key> <!-- | {x} $y *z* _u_ --- \" \\ ' \u2028 \u202e \u200f :smile: @me www.example.com 👍 # &amp; ~~s~~ [l](https://example.com/u) = << !"
	prose = "a */ b c //go:build ignore %s 100% </script> <key> <!-- | {x} $y z u --- \" \\ ' \u2028 \u202e \u200f :smile: @me www.example.com 👍 # & ~~s~~ l = << !"
)

// TestGuideNamesVersions makes sure that the guide names the versions that the
// sites are built with.
func TestGuideNamesVersions(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join(root, "docs/guides/documentation.md"))
	if err != nil {
		t.Fatal(err)
	}
	for file, names := range map[string][]string{
		"package.json":     {"@astrojs/starlight", "@docusaurus/core", "astro", "vitepress"},
		"requirements.txt": {"mkdocs-material", "zensical"},
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			m := regexp.MustCompile(`(?m)^\s*"?` + regexp.QuoteMeta(name) + `"?(?:: "|==)([0-9.]+)`).FindSubmatch(data)
			if m == nil {
				t.Errorf("%s does not pin %s", file, name)
			} else if !regexp.MustCompile(`(?m)^\| .* ` + regexp.QuoteMeta(string(m[1])) + ` .*\|$`).Match(guide) {
				t.Errorf("the guide does not name %s %s", name, m[1])
			}
		}
	}
}
