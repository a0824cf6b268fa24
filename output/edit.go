package output

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Edit compares a file of somebody else with what it should become. Unlike [Plan]
// it asks for no mark: the user named the file to be written. A symbolic link
// stays, and the file that it leads to is written.
//
// f.Path is shown in diffs; name is the file on disk. From are the bytes that the
// new ones were made from: a file that has others by now was changed in between,
// and is an error. With from nil whatever is there is replaced.
func Edit(name string, f File, from []byte) (Changes, error) {
	c := Changes{disk: osFileSystem{}}
	w := write{path: f.Path, name: name, data: f.Data, synced: true}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && from == nil:
		if _, err := os.Lstat(name); err == nil {
			return Changes{}, pathError("write", f.Path, errors.New("is a symbolic link that leads to nothing"))
		}
		c.Create = []string{f.Path}
		c.writes = []write{w}
		return c, nil
	case err != nil:
		return Changes{}, pathError("look at", f.Path, err)
	case !info.Mode().IsRegular():
		return Changes{}, pathError("write", f.Path, errors.New("is not a regular file"))
	}
	if w.name, err = filepath.EvalSymlinks(name); err != nil {
		return Changes{}, pathError("look at", f.Path, err)
	}
	old, err := os.ReadFile(w.name)
	if err != nil {
		return Changes{}, pathError("read", f.Path, err)
	}
	switch {
	case from != nil && !bytes.Equal(old, from):
		return Changes{}, pathError("write", f.Path, errors.New("was changed while errspec worked on it; run the command again"))
	case bytes.Equal(old, f.Data):
		c.Equal = []string{f.Path}
		return c, nil
	}
	w.exists, w.mode = true, info.Mode().Perm()
	c.Update = []string{f.Path}
	c.writes = []write{w}
	return c, nil
}
