package markdown

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/lazy"
)

//go:embed text/*.tmpl
var texts embed.FS

// Texts returns the built-in templates by file name.
func Texts() map[string]string {
	all := map[string]string{}
	entries, err := texts.ReadDir("text")
	if err != nil {
		panic("bug in errspec: " + err.Error())
	}
	for _, entry := range entries {
		data, err := texts.ReadFile("text/" + entry.Name())
		if err != nil {
			panic("bug in errspec: " + err.Error())
		}
		all[entry.Name()] = string(data)
	}
	return all
}

// TemplateError is a mistake in a template.
type TemplateError struct {
	File         string // slash path relative to the root, or the name of a built-in template
	Line, Column int    // from 1; the column is 0 when it is not known
	Message      string
}

// Error names the file and the line.
func (e *TemplateError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// templates are the templates of a target.
type templates struct {
	set    *template.Template
	target *generator.Target
}

// parse reads the built-in templates and those that replace them.
func parse(f *flavour, t *generator.Target) (*templates, error) {
	ts := &templates{target: t}
	ts.set = template.New("").Option("missingkey=error").Funcs(functions(f))
	for name, text := range Texts() {
		if own, ok := t.Templates[name]; ok {
			text = own
		}
		if _, err := ts.set.New(name).Parse(text); err != nil {
			return nil, ts.error(err)
		}
	}
	return ts, nil
}

// functions are what templates can call, besides those of package template.
func functions(f *flavour) template.FuncMap {
	d := f.dialect
	return template.FuncMap{
		"heading": func(level int, h Heading) string { return string(f.appendHeading(nil, level, h)) },
		"para":    func(s string) string { return string(appendPara(nil, s)) },
		"table":   func(rows []Row) string { return string(appendTable(nil, rows)) },
		"list":    func(items []string) string { return string(f.appendList(nil, items)) },
		"blocks":  func(items []string) string { return string(f.appendBlocks(nil, items)) },
		"points":  func(lead string, items []string) string { return string(f.appendPoints(nil, lead, items)) },
		"keep": func(key string) (string, error) {
			if !isKey(key) {
				return "", fmt.Errorf("keep %q: a key has letters, digits and the characters _ . - @ /", key)
			}
			return string(f.appendKeep(nil, key)), nil
		},
		"text": d.Text,
		"code": d.Code,
		"cell": d.CellText,
	}
}

// execute writes a page.
func (ts *templates) execute(name string, view any) ([]byte, error) {
	var b bytes.Buffer
	if err := ts.set.ExecuteTemplate(&b, name, view); err != nil {
		return nil, ts.error(err)
	}
	return b.Bytes(), nil
}

// macro is what the macros plugin of MkDocs would run.
var macro = lazy.Pattern(`\{\{|\{%|\{#`)

// finish ends a page with one line break, and has MkDocs leave macros alone.
func (f *flavour) finish(data []byte) []byte {
	data = append(bytes.TrimRight(data, "\n"), '\n')
	if f.name == "mkdocs" && bytes.HasPrefix(data, []byte("---\n")) && macro().Match(data) {
		// https://mkdocs-macros-plugin.readthedocs.io/en/latest/rendering/
		if end := bytes.Index(data, []byte("\n---\n")); end >= 0 {
			data = slices.Insert(data, end, []byte("\nrender_macros: false")...)
		}
	}
	return data
}

// position is how package template begins its errors.
var position = lazy.Pattern(`^template: ([^:]+):(\d+):(?:(\d+):)? *(?:executing "[^"]*" at )?(?s:(.*))$`)

// error finds the place of a mistake in what package template says of it.
func (ts *templates) error(err error) error {
	m := position().FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	e := &TemplateError{File: m[1], Message: strings.TrimSpace(m[4])}
	if _, own := ts.target.Templates[m[1]]; own {
		e.File = ts.target.TemplatesDir + "/" + m[1]
	}
	e.Line, _ = strconv.Atoi(m[2])
	if m[3] != "" {
		e.Column, _ = strconv.Atoi(m[3])
		e.Column++ // from 0 there
	}
	return e
}
