package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/errspec/errspec/output"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/edit"
)

// with returns the catalogue as it would be with other bytes in some of its files.
func (l *loaded) with(files map[string][]byte) (*loaded, error) {
	root, err := os.OpenRoot(l.root)
	if err != nil {
		return nil, failuref("read %s: %w", l.typed, reason(err))
	}
	defer root.Close()
	next := &loaded{root: l.root, name: l.name, typed: l.typed, cwd: l.cwd}
	next.catalog, next.findings, err = spec.Load(overlay{root.FS(), files}, l.name, spec.Options{})
	if err != nil {
		return nil, failuref("read %s: %w", l.typed, reason(err))
	}
	return next, nil
}

// all returns every finding of the catalogue, those about its names too.
func (l *loaded) all() spec.Diagnostics {
	_, findings := l.plan()
	return findings
}

// changes compares edited files with the disk. Files are those of the catalogue, by
// slash paths in the root.
func (l *loaded) changes(files map[string][]byte) (output.Changes, error) {
	var list []output.Changes
	for _, name := range slices.Sorted(maps.Keys(files)) {
		full := filepath.Join(l.root, filepath.FromSlash(name))
		c, err := output.Edit(full, output.File{Path: name, Data: files[name]}, l.catalog.Sources[name])
		if err != nil {
			return output.Changes{}, place{root: l.root, cwd: l.cwd}.failure(err)
		}
		list = append(list, c)
	}
	return output.Join(list...), nil
}

// write puts edited files on disk.
func (l *loaded) write(files map[string][]byte) error {
	c, err := l.changes(files)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := c.Apply(ctx); err != nil {
		return place{root: l.root, cwd: l.cwd}.failure(err)
	}
	return nil
}

// refusal is the outcome of a command whose edit package edit has not made.
func (l *loaded) refusal(err error) error {
	var refused *edit.Refusal
	if !errors.As(err, &refused) {
		return failuref("%w", err)
	}
	return &exitError{status: exitFindings, err: fmt.Errorf("%s: %s", l.place(refused.Pos), refused.Reason)}
}

// newErrors are the errors among findings that were not there before.
func newErrors(before, after spec.Diagnostics) spec.Diagnostics {
	return slices.DeleteFunc(edit.Added(before, after), func(d spec.Diagnostic) bool { return d.Severity != spec.SeverityError })
}

// underline makes the excerpt of the last finding mark a word.
func underline(ds spec.Diagnostics, word string) {
	d := &ds[len(ds)-1]
	d.End = d.Pos
	d.End.Column += utf8.RuneCountInString(word)
}

// overlay is a file system in which some files have other bytes.
type overlay struct {
	fs.FS
	files map[string][]byte
}

// Open opens a file.
func (o overlay) Open(name string) (fs.File, error) {
	if data, ok := o.files[name]; ok {
		return &memoryFile{bytes.NewReader(data), memoryInfo{name, int64(len(data))}}, nil
	}
	return o.FS.Open(name)
}

type memoryFile struct {
	*bytes.Reader
	info memoryInfo
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

type memoryInfo struct {
	name string
	size int64
}

func (i memoryInfo) Name() string       { return filepath.Base(i.name) }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) Mode() fs.FileMode  { return 0o644 }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return false }
func (i memoryInfo) Sys() any           { return nil }
