package markdown

import (
	"bytes"
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template"

	"github.com/errspec/errspec/generator"
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
	macros bool // what Jinja would run is to be left alone
}

// parse reads the built-in templates and those that replace them.
func parse(f *flavour, t *generator.Target) (*templates, error) {
	ts := &templates{target: t, macros: f.name == "mkdocs"}
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

// functions are what templates can call. Those that write a block end it with a
// blank line, and write nothing for nothing.
func functions(f *flavour) template.FuncMap {
	d := f.dialect
	return template.FuncMap{
		"heading": f.heading,
		"para":    para,
		"table":   table,
		"list":    func(items []string) string { return para(d.List(items)) },
		"blocks": func(items []string) string {
			if len(items) == 1 {
				return para(items[0])
			}
			return para(d.List(items))
		},
		"points": func(lead string, items []string) string { return para(d.Lead(lead, items)) },
		"keep": func(key string) (string, error) {
			if !keyForm.MatchString(key) {
				return "", fmt.Errorf("keep %q: a key has letters, digits and the characters _ . - @ /", key)
			}
			return f.comment("errspec:keep "+key) + "\n" + f.comment("errspec:end") + "\n\n", nil
		},
		"text": d.Text,
		"code": d.Code,
		"cell": d.CellText,
	}
}

var keyForm = regexp.MustCompile(`^[\pL\pN_.@/-]+$`)

// para writes a block and the blank line behind it, or nothing.
func para(s string) string {
	if s == "" {
		return ""
	}
	return s + "\n\n"
}

// table writes a table and the blank line behind it, or nothing when it has no
// rows but the first.
func table(rows []Row) string {
	if len(rows) < 2 {
		return ""
	}
	var b strings.Builder
	for i, r := range rows {
		for _, cell := range r {
			b.WriteString("|")
			if cell != "" {
				b.WriteString(" " + cell + " ")
			} else {
				b.WriteString(" ")
			}
		}
		b.WriteString("|\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", len(r)) + "|\n")
		}
	}
	return b.String() + "\n"
}

// macro is what the macros plugin of MkDocs would run.
var macro = regexp.MustCompile(`\{\{|\{%|\{#`)

// execute writes a page.
func (ts *templates) execute(name string, view any) ([]byte, error) {
	var b bytes.Buffer
	if err := ts.set.ExecuteTemplate(&b, name, view); err != nil {
		return nil, ts.error(err)
	}
	data := append(bytes.TrimRight(b.Bytes(), "\n"), '\n')
	if ts.macros && bytes.HasPrefix(data, []byte("---\n")) && macro.Match(data) {
		// https://mkdocs-macros-plugin.readthedocs.io/en/latest/rendering/
		data = bytes.Replace(data, []byte("\n---\n"), []byte("\nrender_macros: false\n---\n"), 1)
	}
	return data, nil
}

// position is how package template begins its errors.
var position = regexp.MustCompile(`^template: ([^:]+):(\d+):(?:(\d+):)? *(?:executing "[^"]*" at )?(?s:(.*))$`)

// error finds the place of a mistake in what package template says of it.
func (ts *templates) error(err error) error {
	m := position.FindStringSubmatch(err.Error())
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
