package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPipelines puts the files of the page into a repository of their own, and
// runs each command in them as a job would: on a change that is in order, on a
// generated file that was edited by hand, and on a change that breaks clients.
func TestPipelines(t *testing.T) {
	if testing.Short() {
		t.Skip("builds errspec and a module that uses it")
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "guides", "pipelines.md"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := snippets(string(page))
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "module")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	must := func(line string) {
		t.Helper()
		if out, status := run(t, dir, line); status != 0 {
			t.Fatalf("%s: exit status %d\n%s", line, status, out)
		}
	}

	var lines []string // commands of the jobs
	for _, s := range all {
		if s.verb != "file" {
			continue
		}
		write(s.arg, s.text)
		for _, m := range regexp.MustCompile(`(?m)^\s*(?:- run:|entry:|-) (go tool errspec .*|git fetch .*)$`).FindAllStringSubmatch(s.text, -1) {
			lines = append(lines, m[1])
		}
		for _, m := range regexp.MustCompile(`(?m)^(errors[a-z-]*):`).FindAllStringSubmatch(s.text, -1) {
			if s.arg == "Makefile" {
				lines = append(lines, "make "+m[1])
			}
		}
	}
	for _, want := range []string{
		"go tool errspec generate --check --fail-on warning --format github api/errors.yaml",
		"go tool errspec generate --check --fail-on warning api/errors.yaml",
		"go tool errspec generate --check api/errors.yaml",
		"go tool errspec diff --against FETCH_HEAD api/errors.yaml",
		"make errors", "make errors-check", "make errors-diff",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("the page does not have %q; it has %q", want, lines)
		}
	}

	const catalogue = "errspec: 1\nservice: shop\n\nerrors:\n  order_gone:\n    status: 404\n    message: Order {id} is gone\n" +
		"    causes: The order was deleted\n    remedy: List the orders\n    params:\n      id: string\n"
	write("api/errors.yaml", catalogue)
	write("go.mod", "module example.com/shop\n\ngo 1.26\n")
	must("go mod edit -replace github.com/errspec/errspec=" + repository)
	must("go get -tool github.com/errspec/errspec")
	must("go generate ./...") // the line of the page, in the folder of the catalogue
	must("git init -q -b main && git config user.email a@example.com && git config user.name a && git add -A && git commit -q -m first")
	// The repository stands in for the one that the job fetches from.
	must("git remote add origin . && git fetch -q origin && git checkout -q -b change")
	t.Setenv("GITHUB_BASE_REF", "main")
	t.Setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")

	// check runs every line, and takes only those for failures that begin with one
	// of the prefixes.
	check := func(state string, failing ...string) {
		t.Helper()
		for _, line := range lines {
			want := 0
			if slices.ContainsFunc(failing, func(prefix string) bool { return strings.HasPrefix(line, prefix) }) {
				want = 1
			}
			out, status := run(t, dir, line)
			if strings.HasPrefix(line, "make ") && status != 0 {
				status = 1 // make's own status for a recipe that failed
			}
			if status != want {
				t.Errorf("%s: %s: exit status %d, want %d\n%s", state, line, status, want, out)
			}
		}
	}
	must("make errors") // it writes; the others only look
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "make errors" })
	check("in order")

	compatible := catalogue + "\n  order_shipped:\n    status: 410\n    message: Order {id} has left\n    causes: The order was sent\n" +
		"    remedy: Send the goods back\n    params:\n      id: string\n"
	write("api/errors.yaml", compatible)
	bazel := func(want int) {
		t.Helper()
		// What Bazel gives a test: links, in a folder of their own.
		out, status := run(t, dir, `top=$PWD; rm -rf "$top/../run" "$top/../tmp"; mkdir -p "$top/../run" "$top/../tmp"; cd "$top/../run" && `+
			`mkdir tools && (cd "$top" && go build -o "$top/../run/tools/errspec" github.com/errspec/errspec) && `+
			`(cd "$top" && find api output go.mod -type f) | while read -r f; do mkdir -p "$(dirname "$f")" && ln -s "$top/$f" "$f"; done && `+
			`TEST_TMPDIR="$top/../tmp" sh "$top/errors_check.sh" tools/errspec`)
		if status != want {
			t.Errorf("errors_check.sh: exit status %d, want %d\n%s", status, want, out)
		}
	}
	bazel(1)
	check("not generated", "go tool errspec generate --check", "make errors-check")
	must("make errors")
	check("compatible change")
	bazel(0)

	write("api/errors.yaml", strings.Replace(compatible, "status: 404", "status: 410", 1))
	must("make errors")
	check("breaking change", "go tool errspec diff", "make errors-diff")
}
