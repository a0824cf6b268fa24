package cli

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/errspec/errspec/spec"
)

// reportGitHub prints each finding as a workflow command, which GitHub shows beside
// the line in a pull request.
func (l *loaded) reportGitHub(w io.Writer, ds spec.Diagnostics) error {
	var text bytes.Buffer
	count := l.githubCounter()
	for _, d := range ds {
		var message strings.Builder
		message.WriteString(d.Message)
		for _, r := range d.Related {
			fmt.Fprintf(&message, "\n%s: %s", l.place(r.Pos), r.Message)
		}
		text.WriteString(githubCommand(githubLevel(d.Severity), d.Rule, l.inRepository(d.Pos.File), count(d.Pos), count(d.End), message.String()))
	}
	_, err := w.Write(text.Bytes())
	return err
}

func githubLevel(s spec.Severity) string {
	if s == spec.SeverityInfo {
		return "notice"
	}
	return s.String()
}

// githubCommand spells a workflow command. Columns are given only where they are
// all on one line, as GitHub wants it. Places without a line are about the file.
func githubCommand(level, title, file string, from, to githubPlace, message string) string {
	properties := []string{"file=" + githubProperty(file)}
	if from.line > 0 {
		properties = append(properties, fmt.Sprintf("line=%d", from.line), fmt.Sprintf("col=%d", from.column))
		if to.line == from.line && to.column > from.column {
			properties = append(properties, fmt.Sprintf("endColumn=%d", to.column))
		}
	}
	properties = append(properties, "title="+githubProperty(title))
	return "::" + level + " " + strings.Join(properties, ",") + "::" + githubData(printable(message)) + "\n"
}

// What stands in a workflow command is escaped as the toolkit of GitHub Actions
// does it: a percent sign and line breaks everywhere, in properties also what
// separates them. Other control characters are shown, not sent.
var (
	githubDataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubPropertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubData(s string) string     { return githubDataEscapes.Replace(s) }
func githubProperty(s string) string { return githubPropertyEscapes.Replace(printable(s)) }

// githubPlace is a place as GitHub counts: lines end at LF, and columns are UTF-16
// code units, from 1. GitHub documents no unit for columns; its pages are
// JavaScript, in which text is counted so, as in the editors whose problem matchers
// it took over. A place without a line is the zero githubPlace.
type githubPlace struct{ line, column int }

// githubCounter returns a function that counts places of the catalogue anew.
func (l *loaded) githubCounter() func(spec.Pos) githubPlace {
	type file struct {
		offset func(spec.Pos) int
		data   []byte
		lines  []int // where each begins
	}
	files := map[string]*file{}
	return func(p spec.Pos) githubPlace {
		if p.Line == 0 {
			return githubPlace{}
		}
		data, known := l.catalog.Sources[p.File]
		if !known {
			return githubPlace{p.Line, p.Column}
		}
		f := files[p.File]
		if f == nil {
			f = &file{spec.Offsets(data), data, []int{0}}
			for i, b := range data {
				if b == '\n' {
					f.lines = append(f.lines, i+1)
				}
			}
			files[p.File] = f
		}
		at := f.offset(p)
		line := sort.SearchInts(f.lines, at+1)
		return githubPlace{line, 1 + utf16Length(strings.TrimPrefix(string(f.data[f.lines[line-1]:at]), "\ufeff"))}
	}
}

// utf16Length counts the UTF-16 code units of a text. A byte that is no UTF-8 is
// one, that of the sign shown in its place.
func utf16Length(s string) int {
	n := 0
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		n += max(utf16.RuneLen(r), 1)
		s = s[size:]
	}
	return n
}

// inRepository returns a slash path in the root relative to the repository, which
// is where GitHub starts from; without one, to the root.
func (l *loaded) inRepository(name string) string {
	top, ok := repositoryOf(l.root)
	if !ok {
		return name
	}
	rel, err := filepath.Rel(top, filepath.Join(l.root, filepath.FromSlash(name)))
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}
