// Package vcs reads files as they were at a commit of a git repository, without a
// checkout and without temporary files.
//
// A [Tree] is an fs.FS. It asks two git processes that stay open (git cat-file,
// which answers on standard output what it is asked on standard input), so that
// nothing that a user or a repository names ever becomes an argument of a command.
package vcs

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Errors that callers tell apart.
var (
	ErrNoGit         = errors.New("git is not installed, or not in PATH")
	ErrNoRepository  = errors.New("no git repository")
	ErrUnknownCommit = errors.New("no branch, tag or commit")
)

// Repository is a git repository as seen from a folder in its working tree.
type Repository struct {
	git    string
	dir    string // on disk
	prefix string // slash path from the top of the working tree to dir, "" or with a slash at its end
}

// Open finds the repository that holds a folder. The error is [ErrNoGit] when there
// is no git, and [ErrNoRepository] with what git says when the folder is in none
// that git will read.
func Open(dir string) (*Repository, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, ErrNoGit
	}
	r := &Repository{git: git, dir: dir}
	out, err := r.output("rev-parse", "--show-prefix")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRepository, err)
	}
	r.prefix = strings.TrimSuffix(string(out), "\n")
	return r, nil
}

// Prefix returns the slash path from the top of the working tree to the folder:
// empty, or with a slash at its end.
func (r *Repository) Prefix() string { return r.prefix }

// command makes a git command that runs in the folder.
func (r *Repository) command(args ...string) *exec.Cmd {
	cmd := exec.Command(r.git, args...)
	cmd.Dir = r.dir
	cmd.Env = environment(os.Environ(), r.dir)
	return cmd
}

// output runs a git command. Its error is what git said, on one line.
func (r *Repository) output(args ...string) ([]byte, error) {
	cmd := r.command(args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, spoken(&said, err)
	}
	return out, nil
}

// spoken is the error of a git process: the first line that it said, or that it
// could not be run.
func spoken(said *bytes.Buffer, err error) error {
	line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
	line = strings.TrimPrefix(line, "fatal: ")
	if line == "" {
		return err
	}
	return errors.New(line)
}

// located are the variables by which git finds a repository. A git hook has them
// set to those of the repository that it runs for, relative to a folder that
// need not be ours.
var located = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_CEILING_DIRECTORIES",
	"GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_IMPLICIT_WORK_TREE",
}

// environment returns the environment of a git process. When the folder lies in a
// repository that is found by looking upwards, variables that name another one do
// not count. They do where nothing is found, for people who keep the repository
// away from its working tree. What git says is in English, for [spoken].
func environment(inherited []string, dir string) []string {
	drop := []string{"LC_ALL", "LANGUAGE", "GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF", "GIT_EXTERNAL_DIFF"}
	if found(dir) {
		drop = append(drop, located...)
	}
	env := slices.DeleteFunc(slices.Clone(inherited), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains(drop, strings.ToUpper(name))
	})
	return append(env, "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
}

// found reports whether a folder or one above it has a .git, which is a folder, or
// a file in worktrees and submodules.
func found(dir string) bool {
	full, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		full = real
	}
	for up := full; ; up = filepath.Dir(up) {
		if _, err := os.Lstat(filepath.Join(up, ".git")); err == nil {
			return true
		}
		if up == filepath.Dir(up) {
			return false
		}
	}
}

// Refs returns the names of branches, tags and remote branches, for completion.
func (r *Repository) Refs() ([]string, error) {
	out, err := r.output("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(out)), nil // names of refs have no blanks
}

// IsShallow reports whether the repository lacks older commits.
func (r *Repository) IsShallow() bool {
	out, err := r.output("rev-parse", "--is-shallow-repository")
	return err == nil && strings.TrimSpace(string(out)) == "true"
}

// batch is a git cat-file process.
type batch struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	said bytes.Buffer
	err  error // once it is not nil nothing more can be asked
}

// object is what git cat-file says of an object.
type object struct {
	id   string // hexadecimal
	kind string // "blob", "tree", "commit", "tag"
	size int64
}

// errMissing says that a name stands for no object, or for several.
var errMissing = errors.New("missing")

// start starts a process; mode is --batch or --batch-check.
func (r *Repository) start(mode string) (*batch, error) {
	b := &batch{cmd: r.command("cat-file", mode)}
	b.cmd.Stderr = &b.said
	in, err := b.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	b.in, b.out = in, bufio.NewReader(out)
	if err := b.cmd.Start(); err != nil {
		return nil, err
	}
	return b, nil
}

// ask asks for an object by name.
func (b *batch) ask(name string) (object, error) {
	if b.err != nil {
		return object{}, b.err
	}
	if strings.ContainsAny(name, "\n\x00") {
		return object{}, errMissing // would be two questions
	}
	if _, err := io.WriteString(b.in, name+"\n"); err != nil {
		return object{}, b.fail(err)
	}
	line, err := b.out.ReadString('\n')
	if err != nil {
		return object{}, b.fail(err)
	}
	line = strings.TrimSuffix(line, "\n")
	for _, end := range [...]string{" missing", " ambiguous"} {
		if line == name+end {
			return object{}, errMissing
		}
	}
	words := strings.Fields(line)
	if len(words) != 3 {
		return object{}, b.fail(fmt.Errorf("git cat-file says %q", line))
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return object{}, b.fail(err)
	}
	return object{words[0], words[1], size}, nil
}

// read asks for an object and its content.
func (b *batch) read(name string) (object, []byte, error) {
	o, err := b.ask(name)
	if err != nil {
		return o, nil, err
	}
	data := make([]byte, o.size+1)
	if _, err := io.ReadFull(b.out, data); err != nil {
		return o, nil, b.fail(err)
	}
	return o, data[:o.size], nil
}

// fail ends the process, whose last words are the error.
func (b *batch) fail(err error) error {
	b.in.Close()
	if waited := b.cmd.Wait(); waited != nil {
		err = waited
	}
	b.err = spoken(&b.said, err)
	return b.err
}

func (b *batch) close() {
	if b != nil && b.err == nil {
		b.err = errors.New("closed")
		b.in.Close()
		_ = b.cmd.Wait() // it was asked for nothing any more
	}
}
