package vcs

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// sandbox makes an empty repository, and returns a function that runs git in it.
func sandbox(t *testing.T) (dir string, git func(args ...string) string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("ERRSPEC_REQUIRE_TOOLS") != "" {
			t.Fatal(err)
		}
		t.Skip("git is missing")
	}
	for _, name := range located {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_SYSTEM", os.DevNull)
	dir = t.TempDir()
	git = func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always", "-C", dir}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "-q", "-b", "main")
	return dir, git
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// at opens a tree that is closed after the test.
func at(t *testing.T, dir, ref string) *Tree {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := r.At(ref)
	if err != nil {
		t.Fatalf("%s: %v", ref, err)
	}
	t.Cleanup(tree.Close)
	return tree
}

func content(t *testing.T, fsys fs.FS, name string) string {
	t.Helper()
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A tree keeps the promises of package io/fs.
func TestFS(t *testing.T) {
	dir, git := sandbox(t)
	files := map[string]string{
		"a.yaml": "a\n", "empty": "", "dir/b.yaml": "b\n", "dir/sub/c.yaml": "c\x00\n", "dir.yaml": "sorts between", "ümläut 😀/x y": "name\n",
		"dir/nl.yaml": strings.Repeat("line\n", 5000),
	}
	var names []string
	for name, text := range files {
		write(t, dir, name, text)
		names = append(names, name)
	}
	git("add", ".")
	git("commit", "-qm", "one")
	for _, format := range []string{"HEAD", "main", "refs/heads/main", git("rev-parse", "HEAD"), git("rev-parse", "--short", "HEAD")} {
		tree := at(t, dir, format)
		if err := fstest.TestFS(tree, names...); err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			if got := content(t, tree, name); got != text {
				t.Errorf("%s: %q", name, got)
			}
		}
		if tree.Commit() != git("rev-parse", "HEAD") {
			t.Errorf("commit %s", tree.Commit())
		}
	}
	sub, err := at(t, dir, "HEAD").Sub("dir/")
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(sub, "b.yaml", "sub/c.yaml"); err != nil {
		t.Fatal(err)
	}
	none, err := at(t, dir, "HEAD").Sub("not/there")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := none.Stat("b.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file of no folder: %v", err)
	}
	if _, err := at(t, dir, "HEAD").Sub("a.yaml"); err == nil {
		t.Error("a file is a folder")
	}
}

func TestSHA256(t *testing.T) {
	dir, git := sandbox(t)
	if err := os.RemoveAll(filepath.Join(dir, ".git")); err != nil {
		t.Fatal(err)
	}
	git("init", "-q", "-b", "main", "--object-format=sha256")
	write(t, dir, "dir/a.yaml", "a\n")
	git("add", ".")
	git("commit", "-qm", "one")
	if got := content(t, at(t, dir, "main"), "dir/a.yaml"); got != "a\n" {
		t.Errorf("%q", got)
	}
}

func TestRefs(t *testing.T) {
	dir, git := sandbox(t)
	for i, text := range []string{"one", "two", "three"} {
		write(t, dir, "a.yaml", text)
		git("add", ".")
		git("commit", "-qm", text)
		switch i {
		case 0:
			git("tag", "-a", "v1.0", "-m", "annotated")
			git("branch", "feature/one")
			git("update-ref", "refs/heads/-dash", "HEAD")
		case 1:
			git("tag", "light")
			git("update-ref", "refs/remotes/origin/main", "HEAD")
		}
	}
	git("checkout", "-q", "--detach", "HEAD")
	for ref, want := range map[string]string{
		"HEAD": "three", "main": "three", "HEAD~2": "one", "v1.0": "one", "feature/one": "one", "light": "two", "origin/main": "two",
		"-dash": "one", "HEAD^": "two", "main@{0}": "three",
	} {
		if got := content(t, at(t, dir, ref), "a.yaml"); got != want {
			t.Errorf("%s: %q, want %q", ref, got, want)
		}
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{
		"", "nope", "HEAD~9", "--help", "-x", "--output=x", "main..HEAD", "HEAD:a.yaml", "HEAD\nmain", "HEAD\x00", "^main", " ", "main main",
		strings.Repeat("0", 40), "$(touch x)", "`id`", "a;b", "ü",
	} {
		if tree, err := r.At(ref); !errors.Is(err, ErrUnknownCommit) {
			t.Errorf("%q: %v", ref, err)
			if tree != nil {
				tree.Close()
			}
		}
	}
	refs, err := r.Refs()
	if err != nil || !slices.Contains(refs, "feature/one") || !slices.Contains(refs, "v1.0") || !slices.Contains(refs, "origin/main") {
		t.Errorf("refs %q, %v", refs, err)
	}
}

func TestLinks(t *testing.T) {
	dir, git := sandbox(t)
	write(t, dir, "api/real.yaml", "real\n")
	for name, target := range map[string]string{
		"link.yaml": "api/real.yaml", "folder": "api", "api/up.yaml": "../link.yaml", "loop": "loop2", "loop2": "loop",
		"out": "../outside.yaml", "abs": "/etc/hostname", "broken": "nowhere", "api/dots": "./.././api/real.yaml",
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip(err)
		}
	}
	git("add", ".")
	git("commit", "-qm", "one")
	tree := at(t, dir, "HEAD")
	for _, name := range []string{"link.yaml", "folder/real.yaml", "folder/up.yaml", "api/up.yaml", "api/dots"} {
		if got := content(t, tree, name); got != "real\n" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, want := range map[string]string{
		"loop": "too many symbolic links", "out": "leaves", "abs": "leaves", "broken": "not exist", "link.yaml/x": "not exist", "../x": "invalid",
	} {
		if _, err := tree.Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	// From a folder, what lies above it is outside.
	sub, err := tree.Sub("api")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sub.Open("up.yaml"); err == nil || !strings.Contains(err.Error(), "leaves") {
		t.Errorf("out of the folder: %v", err)
	}
}

func TestSubmodule(t *testing.T) {
	other, gitOther := sandbox(t)
	write(t, other, "in.yaml", "in\n")
	gitOther("add", ".")
	gitOther("commit", "-qm", "one")
	dir, git := sandbox(t)
	git("submodule", "--quiet", "add", other, "mod")
	git("commit", "-qm", "one")
	tree := at(t, dir, "HEAD")
	if _, err := tree.Stat("mod/in.yaml"); err == nil || !strings.Contains(err.Error(), "submodule") {
		t.Errorf("a file of a submodule: %v", err)
	}
	if err := fstest.TestFS(tree, ".gitmodules", "mod"); err != nil {
		t.Error(err)
	}
	// In the working tree the submodule is a repository of its own.
	if got := content(t, at(t, filepath.Join(dir, "mod"), "HEAD"), "in.yaml"); got != "in\n" {
		t.Errorf("%q", got)
	}
}

func TestLFS(t *testing.T) {
	dir, git := sandbox(t)
	write(t, dir, "a.yaml", lfsPointer+"oid sha256:"+strings.Repeat("0", 64)+"\nsize 12\n")
	git("add", ".")
	git("commit", "-qm", "one")
	if _, err := at(t, dir, "HEAD").Open("a.yaml"); err == nil || !strings.Contains(err.Error(), "Git LFS") {
		t.Errorf("a pointer: %v", err)
	}
}

func TestWhere(t *testing.T) {
	dir, git := sandbox(t)
	write(t, dir, "api/v1/a.yaml", "one\n")
	git("add", ".")
	git("commit", "-qm", "one")
	git("branch", "side")
	write(t, dir, "api/v1/a.yaml", "two\n")
	git("commit", "-qam", "two")

	r, err := Open(filepath.Join(dir, "api", "v1"))
	if err != nil || r.Prefix() != "api/v1/" {
		t.Fatalf("prefix %q, %v", r.Prefix(), err)
	}
	if r.IsShallow() {
		t.Error("the repository is shallow")
	}

	worktree := filepath.Join(t.TempDir(), "wt")
	git("worktree", "add", "-q", worktree, "side")
	if got := content(t, at(t, worktree, "main"), "api/v1/a.yaml"); got != "two\n" {
		t.Errorf("in a worktree: %q", got)
	}

	shallow := filepath.Join(t.TempDir(), "shallow")
	git("clone", "-q", "--depth", "1", "file://"+dir, shallow)
	if r, err = Open(shallow); err != nil || !r.IsShallow() {
		t.Errorf("a shallow clone: %v", err)
	}
	if _, err := r.At("HEAD~1"); !errors.Is(err, ErrUnknownCommit) {
		t.Errorf("what a shallow clone lacks: %v", err)
	}
	if got := content(t, at(t, shallow, "origin/main"), "api/v1/a.yaml"); got != "two\n" {
		t.Errorf("in a shallow clone: %q", got)
	}

	// A hook of another repository names that one.
	other, gitOther := sandbox(t)
	gitOther("commit", "-qm", "empty", "--allow-empty")
	t.Setenv("GIT_DIR", filepath.Join(other, ".git"))
	t.Setenv("GIT_WORK_TREE", other)
	t.Setenv("GIT_INDEX_FILE", "nowhere")
	if got := content(t, at(t, filepath.Join(dir, "api"), "side"), "api/v1/a.yaml"); got != "one\n" {
		t.Errorf("with GIT_DIR of another repository: %q", got)
	}
	// Where nothing is found it counts: the repository lies away from its files.
	apart := t.TempDir()
	write(t, apart, "api/v1/a.yaml", "three\n")
	t.Setenv("GIT_DIR", filepath.Join(dir, ".git"))
	t.Setenv("GIT_WORK_TREE", apart)
	os.Unsetenv("GIT_INDEX_FILE")
	if r, err = Open(filepath.Join(apart, "api")); err != nil || r.Prefix() != "api/" {
		t.Errorf("apart: prefix %q, %v", r.Prefix(), err)
	}
}

func TestNoRepository(t *testing.T) {
	sandbox(t)
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNoRepository) {
		t.Errorf("no repository: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Open("."); !errors.Is(err, ErrNoGit) {
		t.Errorf("no git: %v", err)
	}
}

func TestNamed(t *testing.T) {
	dir, git := sandbox(t)
	for _, name := range []string{"b/errors.yaml", "a/x/errors.yaml", "c/other.yaml", "errors.yaml.txt"} {
		write(t, dir, name, "x\n")
	}
	git("add", ".")
	git("commit", "-qm", "one")
	tree := at(t, dir, "HEAD")
	if got := tree.Named("errors.yaml", 5); !slices.Equal(got, []string{"b/errors.yaml", "a/x/errors.yaml"}) {
		t.Errorf("%q", got)
	}
	if got := tree.Named("errors.yaml", 1); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func FuzzParseTree(f *testing.F) {
	f.Add([]byte("100644 a\x00"+strings.Repeat("x", 20)), 20)
	f.Add([]byte("40000 dir\x00"+strings.Repeat("x", 32)), 32)
	f.Add([]byte("100644 a"), 20)
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		if size != 20 && size != 32 {
			return
		}
		list, err := parseTree(data, size)
		for _, e := range list {
			if err == nil && len(e.id) != 2*size {
				t.Errorf("%+v", e)
			}
		}
	})
}
