package output

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Options say whose files they are and how far a run may go. All paths in it are
// slash paths relative to the root.
type Options struct {
	// Catalogue is what marks name: a file whose mark names it may be replaced
	// and, when nothing makes it any more, removed. The mark of a file has the
	// path from the file's folder, "../../spec/inbox.yaml".
	Catalogue string

	// Apart says that the root is not the one that Catalogue is relative to. Then
	// there is no path from one to the other that is the same on all machines, and
	// marks have Catalogue as it stands. It is so for files outside the root, too.
	Apart bool

	// Inputs are files that were read to make the output. They are never written
	// to, Force or not.
	Inputs []string

	// Keep are outputs that this run does not make but another one does: files,
	// or folders together with the files directly in them. They are not stale.
	Keep []string

	// Dirs are folders that one target fills with several files. What is written
	// elsewhere is a target of its own, and is synced by itself.
	Dirs []string

	// Force replaces files that errspec did not write, too.
	Force bool

	// AllowOutside lets paths lead out of the root, by ".." or by a symbolic link.
	AllowOutside bool
}

// Changes is what has to happen so that the files on disk are those in memory.
// The lists hold the paths of files as in [File], sorted. Nothing is on disk
// before [Changes.Apply].
type Changes struct {
	Create []string // not there yet
	Update []string // there with other bytes
	Equal  []string // left alone
	Remove []string // made by an earlier run, and not made any more
	Notes  []Note   // what a user should know of these files, sorted by path

	writes  []write
	removes []remove
	temps   []string   // what a killed run left behind, by its name on disk
	disk    fileSystem // the real one, but in tests
}

// write is a file to be made or replaced.
type write struct {
	path   string // as in File
	name   string // on disk
	data   []byte
	mode   fs.FileMode // of the file that is there
	exists bool
	synced bool // sync the file itself, not only its folder
}

// remove is a file to be removed.
type remove struct {
	path string
	name string
}

// Pending reports whether anything on disk differs from what it should be.
func (c *Changes) Pending() bool { return len(c.writes)+len(c.removes) > 0 }

// Diff returns the changes as one unified diff, files sorted by path. Paths carry
// the prefixes a/ and b/, so that "git apply" and "patch -p1" take it in the root.
//
// The old texts are read here and not by [Plan], as a run that writes has no use for
// them. Diff is called before Apply; a file that has gone since Plan is shown as new.
func (c *Changes) Diff() string {
	type change struct {
		path, from, to string // from and to as in the head
		name           string // of the old text on disk; empty: none
		data           []byte
	}
	var changes []change
	for _, w := range c.writes {
		d := change{w.path, "/dev/null", diffName("b/", w.path), "", w.data}
		if w.exists {
			d.from, d.name = diffName("a/", w.path), w.name
		}
		changes = append(changes, d)
	}
	for _, r := range c.removes {
		changes = append(changes, change{r.path, diffName("a/", r.path), "/dev/null", r.name, nil})
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(a.path, b.path) })
	var s strings.Builder
	for _, d := range changes {
		var old []byte
		if d.name != "" {
			var err error
			if old, err = os.ReadFile(d.name); err != nil {
				d.from = "/dev/null"
			}
		}
		s.WriteString(unified(d.from, d.to, old, d.data))
	}
	return s.String()
}

// diffName is a path in the head of a diff. One with a control character or a
// quote is quoted, as git does.
func diffName(prefix, name string) string {
	name = prefix + name
	if q := fmt.Sprintf("%q", name); strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0x7f }) {
		return q
	}
	return name
}

// Refusal is a file that is not written or removed, and why.
type Refusal struct {
	Path   string // as in File
	Line   int    // from 1; 0: the file as a whole
	Reason string // "was not written by errspec; …"
}

// RefusedError says which files of a run cannot be written where they should go,
// all of them. Nothing was changed.
type RefusedError struct {
	Refusals []Refusal // sorted by path
}

// Error returns a line for each file.
func (e *RefusedError) Error() string {
	lines := make([]string, len(e.Refusals))
	for i, r := range e.Refusals {
		lines[i] = r.Path + " " + r.Reason
	}
	return strings.Join(lines, "\n")
}

// Plan compares files with what is on disk below the folder root. It changes
// nothing. The error is a [*RefusedError] when a file must not go where it
// should, otherwise it says what could not be read.
func Plan(root string, files []File, o Options) (Changes, error) {
	p := planner{root: root, options: o, folders: make(map[string]folder), piece: make([]byte, 128<<10)}
	var err error
	if p.inputs, err = p.keys(o.Inputs); err != nil {
		return Changes{}, err
	}
	if p.keep, err = p.keys(o.Keep); err != nil {
		return Changes{}, err
	}
	files = slices.SortedFunc(slices.Values(files), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	for _, f := range files {
		if err := p.file(f); err != nil {
			return Changes{}, err
		}
	}
	p.collisions(files)
	if err := p.stale(files); err != nil {
		return Changes{}, err
	}
	if len(p.refused) > 0 {
		slices.SortStableFunc(p.refused, func(a, b Refusal) int { return cmp.Compare(a.Path, b.Path) })
		return Changes{}, &RefusedError{p.refused}
	}
	slices.SortStableFunc(p.changes.Notes, func(a, b Note) int { return cmp.Compare(a.Path, b.Path) })
	p.changes.disk = osFileSystem{}
	return p.changes, nil
}

// planner is the state of one Plan.
type planner struct {
	root    string
	options Options
	folders map[string]folder // by slash path relative to the root
	inputs  map[string]bool   // Options.Inputs and Keep, by key
	keep    map[string]bool
	changes Changes
	refused []Refusal
	piece   []byte // of a file that is read piece by piece
}

// folder is where files go.
type folder struct {
	name    string // on disk
	real    string // the same without symbolic links
	missing bool
	refused string // why nothing can be written there, or empty
}

func (p *planner) refuse(path, format string, args ...any) {
	p.refused = append(p.refused, Refusal{Path: path, Reason: fmt.Sprintf(format, args...)})
}

// key is the same for two paths that are one file, also on a disk that does not
// tell upper and lower case apart. Dir is the folder that holds the file.
func key(dir folder, file string) string {
	return strings.ToLower(filepath.Join(dir.real, path.Base(file)))
}

// keys returns the keys of paths of files and folders.
func (p *planner) keys(paths []string) (map[string]bool, error) {
	known := make(map[string]bool)
	for _, name := range paths {
		up, err := p.folder(path.Dir(name))
		if err != nil {
			return nil, err
		}
		known[key(up, name)] = true
		if dir, err := p.folder(name); err == nil && dir.refused == "" {
			known[strings.ToLower(dir.real)] = true // the name may be a symbolic link to a folder
		}
	}
	return known, nil
}

// file compares one file.
func (p *planner) file(f File) error {
	if reason := p.pathProblem(f.Path); reason != "" {
		p.refuse(f.Path, "%s", reason)
		return nil
	}
	if who, _ := p.options.authorOf(f.Path, f.Data); who != ourselves {
		return fmt.Errorf("%s was rendered without the line that says what it comes from: bug in errspec", f.Path)
	}
	var places []region
	if f.Own {
		var broken *brokenError
		if places, broken = regions(f.Data); broken != nil { // templates of the user's own can do that
			p.refuse(f.Path, "is not written: line %d of what it would be: %s", broken.line, broken.reason)
			return nil
		}
	}
	dir, err := p.folder(path.Dir(f.Path))
	if err != nil {
		return err
	}
	if dir.refused != "" {
		p.refuse(f.Path, "%s", dir.refused)
		return nil
	}
	if p.inputs[key(dir, f.Path)] {
		p.refuse(f.Path, "is what the output is made from; give the target another path")
		return nil
	}
	w := write{
		path: f.Path, name: filepath.Join(dir.name, path.Base(f.Path)), data: f.Data,
		synced: !slices.Contains(p.options.Dirs, path.Dir(f.Path)),
	}
	if dir.missing {
		p.create(w)
		return nil
	}
	info, err := os.Lstat(w.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.create(w)
		return nil
	case err != nil:
		return pathError("look at", f.Path, err)
	case info.Mode()&fs.ModeSymlink != 0:
		p.refuse(f.Path, "is a symbolic link; remove it, or give the target the path that it leads to")
		return nil
	case info.IsDir():
		p.refuse(f.Path, "is a folder, and the target writes a file there")
		return nil
	case !info.Mode().IsRegular():
		p.refuse(f.Path, "is not a regular file")
		return nil
	}
	w.mode = info.Mode().Perm()
	return p.existing(f, places, w)
}

// existing compares a file, which has places for words, with the one that is there.
func (p *planner) existing(f File, places []region, w write) error {
	old, err := os.Open(w.name)
	switch {
	case errors.Is(err, fs.ErrNotExist): // another run has just removed it
		p.create(w)
		return nil
	case err != nil:
		return pathError("read", f.Path, err)
	}
	defer old.Close()
	size, equal, err := p.compare(old, f.Data)
	if err != nil {
		return pathError("read", f.Path, err)
	}
	if equal {
		p.changes.Equal = append(p.changes.Equal, f.Path)
		return nil
	}
	ends, err := p.readEnds(old, size)
	if err != nil {
		return pathError("read", f.Path, err)
	}
	who, from := p.options.authorOf(f.Path, ends)
	if f.Own && (who != stranger || p.options.Force) {
		page, err := readAt(old, make([]byte, size), 0)
		if err != nil {
			return pathError("read", f.Path, err)
		}
		filled, notes, broken := keepWords(f.Path, f.Data, places, page)
		if broken != nil {
			p.refused = append(p.refused, Refusal{f.Path, broken.line, "is not written: " + broken.reason})
			return nil
		}
		w.data = filled
		p.changes.Notes = append(p.changes.Notes, notes...)
		if bytes.Equal(page, filled) {
			p.changes.Equal = append(p.changes.Equal, f.Path)
			return nil
		}
	}
	if !p.options.Force {
		switch who {
		case stranger:
			p.refuse(f.Path, "was not written by errspec; move it away, or replace it with --force")
			return nil
		case colleague:
			p.refuse(f.Path, "was generated from another catalogue, %s; give the target another path, or replace it with --force", from)
			return nil
		}
	}
	w.exists = true
	p.changes.Update = append(p.changes.Update, f.Path)
	p.changes.writes = append(p.changes.writes, w)
	return nil
}

// compare returns the size of a file, and whether it holds the bytes. It reads piece
// by piece: the old output together may be as large as the new one.
func (p *planner) compare(f *os.File, data []byte) (size int64, equal bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, false, err
	}
	size = info.Size()
	if size != int64(len(data)) {
		return size, false, nil
	}
	for len(data) > 0 {
		n, err := f.Read(p.piece)
		switch {
		case errors.Is(err, io.EOF) || n > len(data) || !bytes.Equal(p.piece[:n], data[:n]):
			return size, false, nil
		case err != nil:
			return 0, false, err
		}
		data = data[n:]
	}
	return size, true, nil
}

// readEnds returns as much of the beginning and the end of a file as [source] looks
// at, until the next call. Whatever lies between is not read.
func (p *planner) readEnds(f *os.File, size int64) ([]byte, error) {
	ends, err := readAt(f, p.piece[:min(size, markBytes)], 0)
	if err != nil || size <= markBytes {
		return ends, err
	}
	tail, err := readAt(f, p.piece[len(ends):len(ends)+markBytes], size-markBytes)
	return p.piece[:len(ends)+len(tail)], err
}

// readAt fills buf with what a file has at an offset, or the beginning of buf when
// the file has become shorter.
func readAt(f *os.File, buf []byte, offset int64) ([]byte, error) {
	n, err := f.ReadAt(buf, offset)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return buf[:n], err
}

func (p *planner) create(w write) {
	p.changes.Create = append(p.changes.Create, w.path)
	p.changes.writes = append(p.changes.writes, w)
}

// pathProblem says what is wrong with the path itself, before any look at the
// disk. The rules are those of all systems together, so that a catalogue that
// works on one works on the others.
func (p *planner) pathProblem(name string) string {
	inside, outside := inner(name)
	if path.Clean(name) != name || name == "." || inside == "" || inside == ".." {
		return "is not the path of a file"
	}
	if outside && !p.options.AllowOutside {
		return "leads out of the module or repository; allow it with --allow-outside"
	}
	for part := range strings.SplitSeq(inside, "/") {
		if reason := partProblem(part); reason != "" {
			return fmt.Sprintf("has a part %q that %s", part, reason)
		}
	}
	return ""
}

// inner returns a path without what leads out of the root, "../" or the beginning
// of an absolute path, and whether there was such a thing.
func inner(name string) (inside string, outside bool) {
	inside = name
	if volume := filepath.VolumeName(inside); volume != "" {
		inside, outside = inside[len(volume):], true
	}
	if strings.HasPrefix(inside, "/") {
		return inside[1:], true
	}
	for strings.HasPrefix(inside, "../") {
		inside, outside = inside[len("../"):], true
	}
	return inside, outside
}

// partProblem says why a name of a file or folder does not work on Windows.
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
func partProblem(part string) string {
	if i := strings.IndexFunc(part, func(r rune) bool { return r < ' ' || strings.ContainsRune(`<>:"\|?*`, r) }); i >= 0 {
		return fmt.Sprintf("holds %q, which Windows does not allow in names", part[i:i+1])
	}
	if strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") {
		return "ends in a dot or a blank, which Windows drops"
	}
	stem, _, _ := strings.Cut(part, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return "is the name of a device on Windows"
	}
	if len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9' {
		return "is the name of a device on Windows"
	}
	return ""
}

// folder looks at each part of the way to a folder, from the root.
func (p *planner) folder(dir string) (folder, error) {
	if f, ok := p.folders[dir]; ok {
		return f, nil
	}
	f, err := p.lookAtFolder(dir)
	if err == nil {
		p.folders[dir] = f
	}
	return f, err
}

func (p *planner) lookAtFolder(dir string) (folder, error) {
	if dir == "." {
		real, err := filepath.EvalSymlinks(p.root)
		if errors.Is(err, fs.ErrNotExist) {
			return folder{name: p.root, real: p.root, missing: true}, nil
		}
		if err != nil {
			return folder{}, pathError("look at", ".", err)
		}
		return folder{name: p.root, real: real}, nil
	}
	if dir == ".." || strings.HasSuffix(dir, "/..") || dir == "/" || dir == filepath.ToSlash(filepath.VolumeName(dir)) {
		// Only with AllowOutside: where the way outside begins there is nothing to check.
		name := filepath.Join(p.root, filepath.FromSlash(dir))
		if !strings.HasSuffix(dir, "..") {
			name = filepath.FromSlash(strings.TrimSuffix(dir, "/") + "/")
		}
		real, err := filepath.EvalSymlinks(name)
		if err != nil {
			return folder{}, pathError("look at", dir, err)
		}
		return folder{name: name, real: real}, nil
	}
	up, err := p.folder(path.Dir(dir))
	if err != nil || up.refused != "" {
		return up, err
	}
	base := path.Base(dir)
	f := folder{name: filepath.Join(up.name, base), real: filepath.Join(up.real, base), missing: up.missing}
	if f.missing {
		return f, nil
	}
	info, err := os.Lstat(f.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.missing = true
		return f, nil
	case err != nil:
		return f, pathError("look at", dir, err)
	case info.Mode()&fs.ModeSymlink != 0:
		if f.real, err = filepath.EvalSymlinks(f.name); err != nil {
			f.refused = fmt.Sprintf("passes through %s, a symbolic link that leads nowhere", dir)
			return f, nil
		}
		root, err := p.folder(".")
		if err != nil {
			return f, err
		}
		if !p.options.AllowOutside && !within(root.real, f.real) {
			f.refused = fmt.Sprintf("passes through %s, a symbolic link that leaves the module or repository; allow it with --allow-outside", dir)
			return f, nil
		}
		if info, err = os.Stat(f.name); err != nil {
			return f, pathError("look at", dir, err)
		}
	}
	if !info.IsDir() {
		f.refused = fmt.Sprintf("needs the folder %s, but that is a file", dir)
	}
	return f, nil
}

// within reports whether the file name lies below the folder dir, or is it.
func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// collisions refuses files that are one file on a disk that does not tell upper
// and lower case apart, or that reach one file through a symbolic link, and files
// that others need as a folder.
func (p *planner) collisions(files []File) {
	names := make(map[string]string) // key to the first path that has it
	below := make(map[string]string) // key of a folder to the first path below it
	for _, f := range files {
		dir, ok := p.folders[path.Dir(f.Path)]
		if !ok || dir.refused != "" {
			continue
		}
		k := key(dir, f.Path)
		if first, taken := names[k]; taken {
			if first == f.Path {
				p.refuse(f.Path, "is written by two targets")
			} else {
				p.refuse(f.Path, "and %s are one file, through a symbolic link or on a disk that ignores case", first)
			}
			continue
		}
		names[k] = f.Path
		for d := filepath.Dir(k); below[d] == ""; d = filepath.Dir(d) {
			below[d] = f.Path
		}
	}
	for _, k := range slices.Sorted(maps.Keys(names)) {
		if other, ok := below[k]; ok {
			p.refuse(names[k], "is a file of one target and a folder on the way to %s of another", other)
		}
	}
}

// stale finds files in the folders of this run that an earlier run made from the
// same catalogue and that are not made any more, and what a killed run left.
func (p *planner) stale(files []File) error {
	made := make(map[string]bool, len(files))
	dirs := make(map[string]folder)
	for _, f := range files {
		if dir, ok := p.folders[path.Dir(f.Path)]; ok && dir.refused == "" {
			made[key(dir, f.Path)] = true
			dirs[path.Dir(f.Path)] = dir
		}
	}
	seen := make(map[string]bool)
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		dir := dirs[name]
		if dir.missing || seen[dir.real] {
			continue
		}
		seen[dir.real] = true
		entries, err := os.ReadDir(dir.name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another run may have taken back a folder that it made
			return pathError("look into", name, err)
		}
		for _, entry := range entries {
			if !entry.Type().IsRegular() {
				continue
			}
			onDisk := filepath.Join(dir.name, entry.Name())
			if isTemp(entry.Name()) { // and no output, though it has the mark of one
				if isAbandoned(entry.Name()) {
					p.changes.temps = append(p.changes.temps, onDisk)
				}
				continue
			}
			file := path.Join(name, entry.Name())
			k := key(dir, file)
			if made[k] || p.inputs[k] || p.keep[k] || p.keep[strings.ToLower(dir.real)] {
				continue
			}
			own, words, err := p.lookAtOld(file, onDisk)
			if err != nil {
				return err
			}
			if words {
				p.changes.Notes = append(p.changes.Notes, Note{file, 0,
					"nothing makes this page any more; it is kept because people have written in it, to be moved or deleted"})
				continue
			}
			if own {
				p.changes.Remove = append(p.changes.Remove, file)
				p.changes.removes = append(p.changes.removes, remove{file, onDisk})
			}
		}
	}
	return nil
}

// lookAtOld reports whether the mark of a file names this catalogue, and whether it is
// a page in which people have written. Of most files only the ends are read: the
// folder may hold anything. A file that cannot be read is none of ours.
func (p *planner) lookAtOld(file, name string) (own, words bool, err error) {
	f, err := os.Open(name)
	if err != nil {
		return false, false, nil //nolint:nilerr // somebody else's file, or gone since the folder was read
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, false, pathError("look at", file, err)
	}
	ends, err := p.readEnds(f, info.Size())
	if err != nil {
		return false, false, pathError("read", file, err)
	}
	if who, _ := p.options.authorOf(file, ends); who != ourselves {
		return false, false, nil
	}
	if ext := path.Ext(file); ext != ".md" && ext != ".mdx" {
		return true, false, nil
	}
	page, err := readAt(f, make([]byte, info.Size()), 0)
	if err != nil {
		return false, false, pathError("read", file, err)
	}
	return true, holdsWords(page), nil
}

// pathError is an error about a file or folder, which it names by its path
// relative to the root in place of where this machine has it.
func pathError(op, path string, err error) error {
	return &fs.PathError{Op: op, Path: path, Err: reason(err)}
}

// reason is the cause of an error of the os package without the operation and the
// name on disk: messages name files by their path relative to the root.
func reason(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	var linkError *os.LinkError
	if errors.As(err, &linkError) {
		return linkError.Err
	}
	var syscallError *os.SyscallError
	if errors.As(err, &syscallError) {
		return syscallError.Err
	}
	return err
}
