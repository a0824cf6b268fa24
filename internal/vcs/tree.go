package vcs

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Tree is a folder as it was at a commit. It is an fs.FS, rooted at the top of the
// working tree or, after [Tree.Sub], at a folder in it. Files are read when they
// are asked for. A Tree is not safe for concurrent use.
//
// Symbolic links are followed as long as they stay in the tree. A submodule is an
// empty folder, since its files are in another repository. A pointer of Git LFS
// (https://git-lfs.com) is not the file that it stands for, and opening it is an
// error.
type Tree struct {
	commit string
	root   object
	check  *batch
	data   *batch
	trees  map[string][]entry // by object ID
}

// entry is a file or folder of a tree.
type entry struct {
	name string
	mode string // octal as git has it: "100644", "40000", "120000", "160000"
	id   string
}

func (e entry) isFolder() bool    { return e.mode == "40000" || e.isSubmodule() }
func (e entry) isLink() bool      { return e.mode == "120000" }
func (e entry) isSubmodule() bool { return e.mode == "160000" }

// At returns the working tree as it was at a commit, which may be named as git
// names commits: a branch, a tag, an ID, HEAD~3. The error is [ErrUnknownCommit]
// when there is none of that name. The caller closes the tree.
func (r *Repository) At(ref string) (*Tree, error) {
	check, err := r.start("--batch-check")
	if err != nil {
		return nil, err
	}
	data, err := r.start("--batch")
	if err != nil {
		check.close()
		return nil, err
	}
	t := &Tree{check: check, data: data, trees: map[string][]entry{}}
	commit, err := check.ask(ref + "^{commit}")
	if ref == "" || errors.Is(err, errMissing) {
		t.Close()
		return nil, ErrUnknownCommit
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	t.commit = commit.id
	if t.root, err = check.ask(commit.id + "^{tree}"); err != nil {
		t.Close()
		return nil, fmt.Errorf("the tree of commit %s: %w", commit.id, err)
	}
	return t, nil
}

// Commit returns the hexadecimal ID of the commit.
func (t *Tree) Commit() string { return t.commit }

// Close ends the git processes.
func (t *Tree) Close() {
	t.check.close()
	t.data.close()
}

// Sub returns the tree rooted at a folder in it, a slash path; "" is the tree
// itself. A folder that is not there is empty. Both use the same processes.
func (t *Tree) Sub(dir string) (*Tree, error) {
	dir = path.Clean(dir)
	if dir == "." || dir == "" {
		return t, nil
	}
	sub := *t
	e, err := t.find("open", dir, true)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		sub.root = object{}
	case err != nil:
		return nil, err
	case !e.isFolder():
		return nil, &fs.PathError{Op: "open", Path: dir, Err: errors.New("not a folder")}
	default:
		sub.root = object{id: e.id, kind: "tree"}
	}
	return &sub, nil
}

// entries returns what is in a folder, sorted by name.
func (t *Tree) entries(id string) ([]entry, error) {
	if id == "" {
		return nil, nil
	}
	if list, ok := t.trees[id]; ok {
		return list, nil
	}
	o, data, err := t.data.read(id)
	if err != nil {
		return nil, err
	}
	if o.kind != "tree" {
		return nil, fmt.Errorf("object %s is a %s, not a tree", id, o.kind)
	}
	list, err := parseTree(data, len(o.id)/2)
	if err != nil {
		return nil, err
	}
	t.trees[id] = list
	return list, nil
}

// parseTree reads the content of a tree object: for each entry the mode, a blank,
// the name, a NUL and the ID in idSize bytes.
func parseTree(data []byte, idSize int) ([]entry, error) {
	var list []entry
	for len(data) > 0 {
		mode, rest, ok := bytes.Cut(data, []byte(" "))
		name, rest, ok2 := bytes.Cut(rest, []byte{0})
		if !ok || !ok2 || len(rest) < idSize {
			return nil, errors.New("a tree object ends too early")
		}
		list = append(list, entry{name: string(name), mode: string(mode), id: hex.EncodeToString(rest[:idSize])})
		data = rest[idSize:]
	}
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// maxLinks bounds the symbolic links on the way to a file.
const maxLinks = 40

// find returns the entry of a path. A symbolic link on the way is followed, one
// at the end when follow says so.
func (t *Tree) find(op, name string, follow bool) (entry, error) {
	fail := func(err error) (entry, error) {
		return entry{}, &fs.PathError{Op: op, Path: name, Err: err}
	}
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	open := strings.Split(name, "/")
	if name == "." {
		open = nil
	}
	way := []entry{{name: ".", mode: "40000", id: t.root.id}}
	for links := 0; len(open) > 0; {
		word := open[0]
		open = open[1:]
		here := way[len(way)-1]
		switch word {
		case "", ".":
			continue
		case "..":
			if len(way) == 1 {
				return fail(errors.New("a symbolic link leaves the module or repository"))
			}
			way = way[:len(way)-1]
			continue
		}
		if here.isSubmodule() {
			return fail(errors.New("it is in a submodule, whose files are in another repository"))
		}
		if !here.isFolder() {
			return fail(fs.ErrNotExist)
		}
		list, err := t.entries(here.id)
		if err != nil {
			return fail(err)
		}
		i, ok := slices.BinarySearchFunc(list, word, func(e entry, word string) int { return strings.Compare(e.name, word) })
		if !ok {
			return fail(fs.ErrNotExist)
		}
		e := list[i]
		if !e.isLink() || !follow && len(open) == 0 {
			way = append(way, e)
			continue
		}
		if links++; links > maxLinks {
			return fail(errors.New("too many symbolic links"))
		}
		_, target, err := t.data.read(e.id)
		if err != nil {
			return fail(err)
		}
		if path.IsAbs(string(target)) {
			return fail(errors.New("a symbolic link leaves the module or repository"))
		}
		open = append(strings.Split(string(target), "/"), open...)
	}
	return way[len(way)-1], nil
}

// Open opens a file or folder.
func (t *Tree) Open(name string) (fs.File, error) {
	e, err := t.find("open", name, true)
	if err != nil {
		return nil, err
	}
	info, err := t.info(path.Base(name), e)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	if e.isFolder() {
		return &folder{info: info, tree: t, path: name}, nil
	}
	_, data, err := t.data.read(e.id)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	if bytes.HasPrefix(data, []byte(lfsPointer)) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("it is kept in Git LFS, and only a pointer to it is in the commit")}
	}
	return &file{info: info, path: name, Reader: bytes.NewReader(data)}, nil
}

// lfsPointer begins the pointer files of Git LFS.
const lfsPointer = "version https://git-lfs.github.com/spec/v1\n"

// Stat describes a file or folder without reading it.
func (t *Tree) Stat(name string) (fs.FileInfo, error) {
	e, err := t.find("stat", name, true)
	if err != nil {
		return nil, err
	}
	info, err := t.info(path.Base(name), e)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	return info, nil
}

// info describes an entry.
func (t *Tree) info(name string, e entry) (fileInfo, error) {
	info := fileInfo{name: name, mode: modeOf(e)}
	if e.isFolder() || e.id == "" {
		return info, nil
	}
	o, err := t.check.ask(e.id)
	if err != nil {
		return info, fmt.Errorf("object %s: %w", e.id, err)
	}
	info.size = o.size
	return info, nil
}

func modeOf(e entry) fs.FileMode {
	switch {
	case e.isFolder():
		return fs.ModeDir | 0o555
	case e.isLink():
		return fs.ModeSymlink | 0o777
	case e.mode == "100755":
		return 0o555
	default:
		return 0o444
	}
}

// ReadDir lists a folder.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) {
	e, err := t.find("readdir", name, true)
	if err != nil {
		return nil, err
	}
	if !e.isFolder() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a folder")}
	}
	list, err := t.list(e)
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	return list, nil
}

func (t *Tree) list(e entry) ([]fs.DirEntry, error) {
	if e.isSubmodule() {
		return nil, nil
	}
	entries, err := t.entries(e.id)
	if err != nil {
		return nil, err
	}
	var list []fs.DirEntry
	for _, e := range entries {
		list = append(list, dirEntry{t, e})
	}
	return list, nil
}

// Named returns the paths in the tree that end in the base name, at most limit,
// folder by folder: where a file may have been before it was moved.
func (t *Tree) Named(base string, limit int) []string {
	var found []string
	open := []struct{ path, id string }{{"", t.root.id}}
	for len(open) > 0 && len(found) < limit {
		here := open[0]
		open = open[1:]
		list, err := t.entries(here.id)
		if err != nil {
			return found
		}
		for _, e := range list {
			switch name := path.Join(here.path, e.name); {
			case e.isSubmodule():
			case e.isFolder():
				open = append(open, struct{ path, id string }{name, e.id})
			case e.name == base && len(found) < limit:
				found = append(found, name)
			}
		}
	}
	return found
}

type fileInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (i fileInfo) Name() string       { return i.name }
func (i fileInfo) Size() int64        { return i.size }
func (i fileInfo) Mode() fs.FileMode  { return i.mode }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return i.mode.IsDir() }
func (i fileInfo) Sys() any           { return nil }

type dirEntry struct {
	tree *Tree
	entry
}

func (d dirEntry) Name() string               { return d.name }
func (d dirEntry) IsDir() bool                { return d.isFolder() }
func (d dirEntry) Type() fs.FileMode          { return modeOf(d.entry).Type() }
func (d dirEntry) Info() (fs.FileInfo, error) { return d.tree.info(d.name, d.entry) }
func (d dirEntry) String() string             { return fs.FormatDirEntry(d) }

type file struct {
	info fileInfo
	path string
	*bytes.Reader
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type folder struct {
	info fileInfo
	tree *Tree
	path string
	rest []fs.DirEntry
	read bool
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.path, Err: errors.New("is a folder")}
}

// ReadDir returns the next n entries, all when n is not positive.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if !f.read {
		list, err := f.tree.ReadDir(f.path)
		if err != nil {
			return nil, err
		}
		f.rest, f.read = list, true
	}
	if n <= 0 {
		all := f.rest
		f.rest = nil
		return all, nil
	}
	if len(f.rest) == 0 {
		return nil, io.EOF
	}
	next := f.rest[:min(n, len(f.rest))]
	f.rest = f.rest[len(next):]
	return next, nil
}
