package spec

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// The tables of keys. A row names a key, says what its value may be and where it
// goes, and what it is for. The decoder reads with them and the JSON Schema is
// written from them; a key is added by adding a row.

// languageVersion is the version of the language that this package reads.
const languageVersion = 1

var (
	markdown = textRule{filled: true} // any text
	line     = textRule{filled: true, oneLine: true}
	heading  = textRule{filled: true, oneLine: true, later: true} // titles and messages
	release  = textRule{filled: true, oneLine: true, source: true}
)

var catalogTable = newObject("catalogue", "catalogue",
	"Every error that an API can answer with.",
	func(c *Catalog) *[]Extension { return &c.Extensions },

	must(row("errspec", version(), func(c *Catalog) *At[int] { return &c.Version },
		"Version of this language: 1.")),
	must(row("service", states(text(line), schema{{"type", "string"}, {"pattern", "^[a-z][a-z0-9-]*$"}}),
		func(c *Catalog) *At[string] { return &c.Service },
		"Name of the service: lower-case letters, digits and hyphens.")),
	row("title", text(heading), func(c *Catalog) *At[string] { return &c.Title },
		"Title of the documentation. Default: the service in words."),
	row("description", text(markdown), func(c *Catalog) *At[string] { return &c.Description },
		"Markdown that opens the documentation."),
	row("domain", text(line), func(c *Catalog) *At[string] { return &c.Domain },
		"Domain of ErrorInfo (AIP-193), for example `library.googleapis.com`. Default: the service."),
	row("docs_url", text(line), func(c *Catalog) *At[string] { return &c.DocsURL },
		"Help link of an error, with `{slug}`, `{code}`, `{wire_code}`, `{status}` and `{number}`. It is also `type` of RFC 9457."),
	row("include", textList(line), func(c *Catalog) *[]At[string] { return &c.Includes },
		"Files with more errors, relative to this one. They may have `errors`, `types`, `statuses`, `groups`, `retired` and `include`."),
	row("wire", marked(wireTable.shape(), func(w *Wire) *Pos { return &w.Pos }), func(c *Catalog) *Wire { return &c.Wire },
		"How an error looks on the wire."),
	row("statuses", mapping(names{of: "a status", like: "404: {title: Not Found}", check: statusKey, states: `^[45][0-9][0-9]$`, mappingRules: mappingRules{numbers: true}},
		func(name At[string]) *Status {
			code, _ := strconv.Atoi(name.Value)
			s := new(Status)
			statusTable.place(s, name.spot)
			s.Code = writtenAt(name.spot, code)
			return s
		}, statusTable.pointer(), exists), func(c *Catalog) *[]*Status { return &c.Statuses },
		"What holds for a status, beside the errors that use it."),
	row("types", mapping(names{of: "a type", like: "OrderLine: {fields: {sku: string}}", states: `^[A-Z][A-Za-z0-9]*$`},
		func(name At[string]) *Type {
			t := new(Type)
			typeTable.place(t, name.spot)
			t.Name = name
			return t
		}, typeShape(), exists), func(c *Catalog) *[]*Type { return &c.Types },
		"Named shapes that parameters share."),
	row("errors", mappingOf(names{of: "an error", like: "order_not_found: {status: 404, message: Order not found}"},
		together(func(e *Error, name At[string]) {
			errorTable.place(e, name.spot)
			e.Key = name
		}), errorTable.pointer(), exists), func(c *Catalog) *[]*Error { return &c.Errors },
		"The errors by code, in the order of the documentation."),
	row("groups", list(groupTable.pointer(), exists), func(c *Catalog) *[]*Group { return &c.Groups },
		"Chapters of the documentation."),
	row("retired", mapping(names{of: "a retired code", like: "order_gone: {use: order_not_found}"},
		func(name At[string]) *Retired {
			r := new(Retired)
			retiredTable.place(r, name.spot)
			r.Key = name
			return r
		}, retiredTable.pointer(), exists), func(c *Catalog) *[]*Retired { return &c.Retired },
		"Codes that were once public and are never given to something else."),
	row("targets", list(targetShape(), exists), func(c *Catalog) *[]*Target { return &c.Targets },
		"What `errspec generate` writes. Paths are relative to this file."),
	row("lint", marked(lintTable.shape(), func(l *Lint) *Pos { return &l.Pos }), func(c *Catalog) *Lint { return &c.Lint },
		"Choices about the rules."),
)

// includedTable has the rows that an included file may have.
var includedTable = func() *object[Catalog] {
	var rows []key[Catalog]
	for _, name := range []string{"errspec", "include", "statuses", "types", "errors", "groups", "retired"} {
		rows = append(rows, catalogTable.keys[catalogTable.index[name]])
	}
	o := newObject("included", "included file", "A file that a catalogue includes.", catalogTable.extensions, rows...)
	o.elsewhere = func(name string) (rule, hint string) {
		if _, ok := catalogTable.index[name]; !ok {
			return "", ""
		}
		return "include-key", fmt.Sprintf("an included file has no key %q; it belongs in the file that includes this one", name)
	}
	return o
}()

var wireTable = newObject("wire", "wire section", "How an error looks on the wire.",
	func(w *Wire) *[]Extension { return &w.Extensions },

	row("body", text(line), func(w *Wire) *At[string] { return &w.Body },
		"Body form of errors that do not choose one: a name under `bodies`, or `structured`, `detail`, `problem`, `google`, `jsonapi`, `none`. Default: `structured`."),
	row("bodies", mapping(names{of: "a body form", like: "short: {code: $code}"},
		func(name At[string]) *Body { return &Body{Name: name} },
		as(anyValue(), func(d *decoder, v *Value, into **Body) {
			if v != nil {
				*into = parseBody((*into).Name, v, d.ds)
			}
		}), exists), func(w *Wire) *[]*Body { return &w.Bodies },
		"Body forms by name, written as YAML. A text that starts with `$` is a source, such as `$code` or `$details.NAME`."),
	row("request_id_header", text(line), func(w *Wire) *At[string] { return &w.RequestIDHeader },
		"Header that carries the request ID. Default: `X-Request-ID`."),
)

var statusTable = newObject("status", "status", "What holds for a status, beside the errors that use it.",
	func(s *Status) *[]Extension { return &s.Extensions },

	row("title", text(heading), func(s *Status) *At[string] { return &s.Title },
		"Name of the status. Default: the one that is registered."),
	row("causes", prose(), func(s *Status) *[]At[string] { return &s.Causes },
		"Markdown, a text or a list: typical causes."),
	row("description", text(markdown), func(s *Status) *At[string] { return &s.Description },
		"Markdown: what the status means in this API."),
	row("remedy", prose(), func(s *Status) *[]At[string] { return &s.Remedy },
		"Markdown, a text or a list: what the caller does about it."),
	row("defaults", marked(defaultsTable.shape(), func(f *Defaults) *Pos { return &f.Pos }), func(s *Status) *Defaults { return &s.Defaults },
		"What holds for errors of this status that do not say it themselves."),
)

var defaultsTable = newObject("defaults", "set of defaults", "What holds for errors of a status that do not say it themselves. Maps merge by key.",
	func(f *Defaults) *[]Extension { return &f.Extensions },

	row("retry", retryWords(), func(f *Defaults) *At[Retry] { return &f.Retry }, aboutRetry),
	row("retry_after", retryAfter(), func(f *Defaults) *At[string] { return &f.RetryAfter }, aboutRetryAfter),
	row("headers", headers(), func(f *Defaults) *[]*Header { return &f.Headers }, aboutHeaders),
	row("params", params("a parameter"), func(f *Defaults) *[]*Param { return &f.Params }, aboutParams),
	row("log", levelWords(), func(f *Defaults) *At[Level] { return &f.Log }, aboutLog),
	row("slo", boolean(), func(f *Defaults) *At[bool] { return &f.SLO }, aboutSLO),
	row("grpc", grpcWords(), func(f *Defaults) *At[string] { return &f.GRPC }, aboutGRPC),
	row("body", text(line), func(f *Defaults) *At[string] { return &f.Body }, aboutBody),
)

// typeRows are the rows of both kinds of types.
var typeRows = []key[Type]{
	row("name", text(line), func(t *Type) *At[string] { return &t.Rename },
		"Generated name, when it shall not be the type's."),
	row("description", text(markdown), func(t *Type) *At[string] { return &t.Description },
		"Markdown: what the type is."),
}

var typeTable = newObject("type", "type with fields", "An object that parameters share.",
	func(t *Type) *[]Extension { return &t.Extensions },
	append(typeRows[:len(typeRows):len(typeRows)],
		must(row("fields", params("a field"), func(t *Type) *[]*Param { return &t.Fields },
			"Members of the object, in order; `?` behind a name makes it optional.")))...)

// scalarTable is that of a type without fields: a parameter form with a name.
var scalarTable = newObject("scalar_type", "type", "A parameter form that parameters share: a scalar with its rules and text, or an enum.",
	func(t *Type) *[]Extension { return &t.Extensions },
	append(typeRows[:len(typeRows):len(typeRows)], lifted(scalarRows(), func(t *Type) *Param { return t.Scalar })...)...)

// scalarRows are the rows of parameters that a type can share.
func scalarRows() []key[Param] {
	var rows []key[Param]
	for _, k := range paramTable.keys {
		switch k.name {
		case "name", "description", "wire":
			// The type has the first two itself; how one parameter is spelled on the
			// wire is nothing to share.
			continue
		case "type":
			k.instead = "fields"
		}
		rows = append(rows, k)
	}
	return rows
}

// typeShape reads a type: an object when it has fields, otherwise a parameter form.
func typeShape() shape[*Type] {
	short := typeText(text(line))
	return shape[*Type]{
		wants: "a mapping or a text",
		takes: mappingForm | textForm,
		read: func(d *decoder, n *yaml.Node, into **Type) {
			t := *into
			var list []entry
			if n.Kind == yaml.MappingNode {
				list = d.entries(n, mappingRules{})
				if slices.ContainsFunc(list, func(e entry) bool { return e.name == "fields" }) {
					typeTable.readEntries(d, n, list, t)
					return
				}
			}
			t.Scalar = new(Param)
			scalarTable.place(t, d.at)
			t.Scalar.Name = t.Name
			if n.Kind == yaml.MappingNode {
				scalarTable.readEntries(d, n, list, t)
				return
			}
			short.read(d, n, t.Scalar)
		},
		schema: func(b *schemas) schema {
			return schema{
				{"if", schema{{"type", "object"}, {"required", []string{"fields"}}}},
				{"then", typeTable.schema(b)},
				{"else", schema{{"anyOf", []schema{short.schema(b), scalarTable.schema(b)}}}},
			}
		},
	}
}

var groupTable = newObject("group", "group", "A chapter of the documentation.",
	func(g *Group) *[]Extension { return &g.Extensions },

	must(row("id", text(line), func(g *Group) *At[string] { return &g.ID },
		"What errors name as their `group`.")),
	row("title", text(heading), func(g *Group) *At[string] { return &g.Title },
		"Heading of the chapter."),
	row("description", text(markdown), func(g *Group) *At[string] { return &g.Description },
		"Markdown that opens the chapter."),
	row("numbers", numbers(), func(g *Group) *At[Block] { return &g.Numbers },
		"Block of the numbers of its errors, `FIRST-LAST`, from which `errspec number` gives."),
)

var retiredTable = newObject("retired", "retired code", "A code that was once public.",
	func(r *Retired) *[]Extension { return &r.Extensions },

	row("in", text(release), func(r *Retired) *At[string] { return &r.In },
		"Release that took the code out."),
	row("use", text(line), func(r *Retired) *At[string] { return &r.Use },
		"Code of the error to use instead. Clients decode the retired code as that one."),
	row("reason", text(markdown), func(r *Retired) *At[string] { return &r.Reason },
		"Why it was retired."),
	row("code", text(line), func(r *Retired) *At[string] { return &r.Code },
		"Value on the wire, when it was not the key."),
	row("number", as(integer[int64](math.MinInt64, math.MaxInt64), func(_ *decoder, v At[int64], into *At[Number]) {
		*into = At[Number]{Number{Value: v.Value}, v.spot}
	}), func(r *Retired) *At[Number] { return &r.Number },
		"The number that the error had."),
)

var lintTable = newObject("lint", "lint section", "Choices about the rules.",
	func(l *Lint) *[]Extension { return &l.Extensions },

	row("severity", mapping(names{of: "a rule"},
		func(name At[string]) SeverityChoice { return SeverityChoice{Rule: name} },
		as(words[string](word{"error", ""}, word{"warning", ""}, word{"info", ""}, word{"off", ""}),
			func(_ *decoder, v At[string], into *SeverityChoice) { into.Severity = v }),
		func(v SeverityChoice) bool { return v.Severity.Written() }),
		func(l *Lint) *[]SeverityChoice { return &l.Severity },
		"Severity of a rule: `error`, `warning`, `info` or `off`."),
	row("code_case", words[string](word{"snake", "item_not_found"}, word{"screaming", "ITEM_NOT_FOUND"}, word{"kebab", "item-not-found"},
		word{"camel", "itemNotFound"}, word{"pascal", "ItemNotFound"}, word{"dotted", "item.not_found"}),
		func(l *Lint) *At[string] { return &l.CodeCase },
		"How codes are spelled. Default: `snake`."),
)

// targetRow is a row of the table of targets: a key and the kinds that have it.
type targetRow struct {
	key[Target]
	kinds []string // nil: all
}

var targetRows = []targetRow{
	{must(row("kind", kindWords(), func(t *Target) *At[string] { return &t.Kind },
		"What is written.")), nil},
	{must(row("out", text(line), func(t *Target) *At[string] { return &t.Out },
		"File or folder, relative to this file.")), nil},
	{row("package", text(line), func(t *Target) *At[string] { return &t.Package },
		"Name of the Go package."), []string{"go-server", "go-client", "go-test"}},
	{row("grpc", boolean(), func(t *Target) *At[bool] { return &t.GRPC },
		"Write `grpc_gen.go` too, which makes gRPC statuses and imports `google.golang.org/grpc`. Default: `false`."), []string{"go-server"}},
	{row("openapi", sourceWords("3.0", "3.1", "3.2"), func(t *Target) *At[string] { return &t.OpenAPI },
		"Version of OpenAPI. Default: that of the `base`, else `\"3.1\"`."), []string{"openapi"}},
	{row("form", words[string](word{"components", "components only, to be referred to"}, word{"paths", "components, and the operations with their error responses"},
		word{"overlay", "an Overlay document that adds both to the API's own document"}), func(t *Target) *At[string] { return &t.Form },
		"What the document holds. Default: `components`."), []string{"openapi"}},
	{row("base", text(line), func(t *Target) *At[string] { return &t.Base },
		"The API's own OpenAPI document, relative to this file. Operations are checked against it, and patterns and `all` choose from it."), []string{"openapi"}},
	{row("codes", words[string](word{"closed", "a union of exact shapes"}, word{"open", "codes may be added without a breaking change"}),
		func(t *Target) *At[string] { return &t.Codes },
		"Whether clients may take the list of codes for complete. Default: `closed`."), []string{"openapi"}},
	{row("flavour", words[string](word{"gfm", "GitHub Flavored Markdown, as code forges show it"}, word{"mkdocs", "MkDocs Material and Zensical"},
		word{"docusaurus", "Docusaurus, in MDX"}, word{"vitepress", "VitePress"}, word{"starlight", "Starlight, of Astro"}, word{"hugo", "Hugo"}),
		func(t *Target) *At[string] { return &t.Flavour },
		"Documentation site that shows the pages. Default: `gfm`."), []string{"markdown"}},
	{row("templates", text(line), func(t *Target) *At[string] { return &t.Templates },
		"Folder of text templates that replace the built-in ones, file by file, relative to this file."), []string{"markdown"}},
	{row("audience", words[string](word{"public", "without internal errors"}, word{"internal", "with internal errors"}), func(t *Target) *At[string] { return &t.Audience },
		"Who reads it. Default: `public`."), []string{"markdown", "html", "json"}},
	{row("llms", boolean(), func(t *Target) *At[bool] { return &t.LLMs },
		"Write `llms.txt` beside the file too, an index for language models. Default: `false`."), []string{"json"}},
}

// targetWords are the kinds of targets.
var targetWords = []word{
	{"go-server", "Go package with a constructor for each error"},
	{"go-client", "Go package that decodes error answers"},
	{"go-test", "Go package of helpers for tests of servers and clients"},
	{"openapi", "OpenAPI components"},
	{"markdown", "documentation, as one page or as a page for each error"},
	{"html", "documentation, as one page that can be searched and needs no other file"},
	{"json", "the catalogue with everything resolved, for other programs"},
}

func kindWords() shape[At[string]] { return words[string](targetWords...) }

// targetTables has a table for each kind, and under "" one with all keys.
var targetTables = func() map[string]*object[Target] {
	tables := make(map[string]*object[Target])
	for _, kind := range append([]word{{name: ""}}, targetWords...) {
		var rows []key[Target]
		for _, r := range targetRows {
			if kind.name == "" || r.kinds == nil || slices.Contains(r.kinds, kind.name) {
				rows = append(rows, r.key)
			}
		}
		def := strings.TrimSuffix("target_"+strings.ReplaceAll(kind.name, "-", "_"), "_")
		what := strings.TrimSpace(kind.name + " target")
		o := newObject(def, what, article(what)+": "+kind.summary+".", func(t *Target) *[]Extension { return &t.Extensions }, rows...)
		o.elsewhere = func(name string) (rule, hint string) {
			for _, r := range targetRows {
				if r.name == name {
					return "target-key", fmt.Sprintf("%s has no key %q; it belongs to %s", article(what), name, enumerate(r.kinds))
				}
			}
			return "", ""
		}
		tables[kind.name] = o
	}
	return tables
}()

// enumerate joins words as in a sentence.
func enumerate(list []string) string {
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
	return strings.Join(list, "")
}

// targetShape reads a target with the table of its kind.
func targetShape() shape[*Target] {
	return shape[*Target]{
		wants: "a mapping",
		takes: mappingForm,
		read: func(d *decoder, n *yaml.Node, into **Target) {
			at, name := d.at, d.name
			defer func() { d.at, d.name = at, name }()
			d.at, d.name = d.spot(n), ""

			table := targetTables[""]
			list := d.entries(n, mappingRules{})
			for _, e := range list {
				v := e.value
				if v.Kind == yaml.AliasNode && v.Alias != nil {
					v = v.Alias
				}
				if e.name == "kind" && v.Kind == yaml.ScalarNode && targetTables[v.Value] != nil {
					table = targetTables[v.Value]
				}
			}
			*into = &Target{Pos: d.at.Pos()}
			table.place(*into, d.at)
			table.readEntries(d, n, list, *into)
		},
		schema: func(b *schemas) schema {
			var choices []schema
			for _, k := range targetWords {
				choices = append(choices, schema{
					{"if", schema{{"properties", schema{{"kind", schema{{"const", k.name}}}}}, {"required", []string{"kind"}}}},
					{"then", targetTables[k.name].schema(b)},
				})
			}
			return schema{
				{"type", "object"},
				{"properties", schema{{"kind", kindWords().schema(b)}}},
				{"required", []string{"kind"}},
				{"allOf", choices},
			}
		},
	}
}

// sourceWords reads one of a few texts that look like numbers.
func sourceWords(list ...string) shape[At[string]] {
	s := text(textRule{source: true})
	s.wants = "one of " + strings.Join(list, ", ")
	s.read = func(d *decoder, n *yaml.Node, into *At[string]) {
		into.place(d.spot(n))
		if !slices.Contains(list, n.Value) {
			d.report("value-word", n, "%q is %q, which is none of %s", d.key, clip(n.Value), strings.Join(list, ", "))
			return
		}
		into.write(n.Value)
	}
	s.schema = func(*schemas) schema {
		var values []any
		for _, w := range list {
			values = append(values, w)
		}
		for _, w := range list {
			values = append(values, json.Number(w))
		}
		return schema{{"enum", values}}
	}
	return s
}

// version reads the version of the language.
func version() shape[At[int]] {
	s := as(integer[int64](math.MinInt64, math.MaxInt64), func(d *decoder, v At[int64], into *At[int]) {
		*into = At[int]{int(v.Value), v.spot}
		if v.Written() && v.Value != languageVersion {
			d.ds.Add("version", v.Pos(), nil, "the catalogue is written in version %d of the language; this errspec reads version %d", v.Value, languageVersion)
		}
	})
	s.schema = func(*schemas) schema { return schema{{"const", languageVersion}} }
	return s
}

// statusKey checks a key under "statuses".
func statusKey(d *decoder, e entry) bool {
	if _, ok := wholeNumber(e.name); ok && len(e.name) == 3 {
		return true
	}
	want := "a status is three digits"
	if plain := decimal(e.name); len(plain) == 3 && plain != e.name {
		want = "write " + plain
	}
	d.report("value-number", e.key, "%q is no status; %s", clip(e.name), want)
	return false
}

// markedNew is marked for what is read into a new object.
func markedNew[T any](s shape[*T], pos func(*T) *Pos) shape[*T] {
	read := s.read
	s.read = func(d *decoder, n *yaml.Node, into **T) {
		read(d, n, into)
		*pos(*into) = d.pos(n)
	}
	return s
}

// marked also keeps where the object itself stands.
func marked[T any](s shape[T], pos func(*T) *Pos) shape[T] {
	read, place := s.read, s.place
	s.read = func(d *decoder, n *yaml.Node, into *T) {
		at, name := d.at, d.name
		defer func() { d.at, d.name = at, name }()
		d.at, d.name = d.spot(n), ""
		place(into, d.at)
		*pos(into) = d.at.Pos()
		read(d, n, into)
	}
	return s
}
