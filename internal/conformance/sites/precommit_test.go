package sites

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPreCommit runs the hooks of this repository as pre-commit does: it clones
// the repository, builds errspec and runs it in another one.
func TestPreCommit(t *testing.T) {
	t.Parallel()
	pre := python(t, "pre-commit")
	git := system(t, "git")
	home := t.TempDir()
	// What pre-commit builds comes from the modules that are here, and after it the
	// modules are deleted, so that these are not the same.
	cache, err := run(t, root, nil, "go", "env", "GOMODCACHE", "GOPROXY", "GOCACHE")
	if err != nil {
		t.Fatalf("%v: %s", err, cache)
	}
	dirs := strings.Split(strings.TrimSpace(cache), "\n")
	env := []string{
		"PRE_COMMIT_HOME=" + home, "PRE_COMMIT_COLOR=never", "SKIP=",
		"GOPROXY=file://" + filepath.ToSlash(filepath.Join(dirs[0], "cache/download")) + "," + dirs[1],
		"GOCACHE=" + dirs[2], "GOFLAGS=-modcacherw", "GOMODCACHE=", "GOWORK=off",
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_CONFIG_COUNT=0",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
	}
	must := func(dir, name string, args ...string) string {
		t.Helper()
		out, err := run(t, dir, env, name, args...)
		if err != nil {
			t.Fatalf("%s: %v:\n%s", strings.Join(args, " "), err, out)
		}
		return out
	}
	must(root, pre, "validate-manifest", ".pre-commit-hooks.yaml")

	// The repository as it is now, committed or not; without what nobody builds.
	hooks := t.TempDir()
	for name := range strings.SplitSeq(must(root, git, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ":!internal/conformance", ":!internal/bench", ":!docs"), "\x00") {
		data, err := os.ReadFile(filepath.Join(root, name))
		if name == "" || os.IsNotExist(err) { // deleted
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		write(t, hooks, name, string(data))
	}
	commit := func(dir string) string {
		t.Helper()
		must(dir, git, "init", "-q")
		must(dir, git, "add", "-A", "-f")
		must(dir, git, "commit", "-q", "-m", "all")
		return strings.TrimSpace(must(dir, git, "rev-parse", "HEAD"))
	}
	rev := commit(hooks)

	dir := t.TempDir()
	const catalogue = "errspec: 1\nservice: orders\nerrors:\n  order_not_found: {status: 404, message: \"Order {id} not found\", params: {id: uuid}}\ntargets:\n  - {kind: markdown, out: errors.md}\n"
	write(t, dir, "api/errors.yaml", catalogue)
	write(t, dir, ".pre-commit-config.yaml", fmt.Sprintf(`repos:
  - repo: %s
    rev: %s
    hooks:
      - id: errspec-lint
        args: [api/errors.yaml]
      - id: errspec-generate
        args: [api/errors.yaml]
`, filepath.ToSlash(hooks), rev))
	generate(t, filepath.Join(dir, "api/errors.yaml"))
	commit(dir)
	must(dir, pre, "validate-config")
	out := must(dir, pre, "run", "--all-files", "--verbose")
	if strings.Count(out, "Passed") != 2 {
		t.Errorf("not both hooks ran:\n%s", out)
	}

	// And they do find something.
	for text, want := range map[string]string{
		strings.ReplaceAll(catalogue, "404", "200"):                   "status 200 is not an error status",
		strings.ReplaceAll(catalogue, "not found\"", "is not here\""): "is not here",
	} {
		write(t, dir, "api/errors.yaml", text)
		must(dir, git, "add", "-A")
		if out, err := run(t, dir, env, pre, "run", "--all-files"); err == nil || !strings.Contains(out, "Failed") || !strings.Contains(out, want) {
			t.Errorf("%v, not %q:\n%s", err, want, out)
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
