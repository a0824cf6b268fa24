package spec

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// What rows of errors and of the defaults of a status share.
const (
	aboutRetry      = "May a client send the same request again: `never`, `idempotent` (only when the request is), `always`."
	aboutRetryAfter = "`Retry-After`: the name of a `duration` or `datetime` parameter, or a number of seconds."
	aboutHeaders    = "Response headers by name: a template, or a list of templates with a field line each."
	aboutParams     = "Parameters in order. `id: uuid` is short for `id: {type: uuid}`; `?` behind a name makes it optional, `[]` behind a type a list."
	aboutLog        = "Level at which a server logs it. Default: `info` for 4xx, `error` for 5xx."
	aboutSLO        = "Does an occurrence count against availability? Default: true for 5xx."
	aboutGRPC       = "Canonical gRPC code. Default: by status."
	aboutBody       = "Body form: a name under `wire.bodies`, or a predefined one. Default: `wire.body`."
)

var errorTable = newObject("error", "error", "One error.",
	func(e *Error) *[]Extension { return &e.Extensions },

	must(row("status", states(integer[int](math.MinInt32, math.MaxInt32),
		schema{{"type", "integer"}, {"minimum", 400}, {"maximum", 599}}), func(e *Error) *At[int] { return &e.Status },
		"HTTP status, 400 to 599.")),
	must(row("message", template(false), func(e *Error) *Template { return &e.Message },
		"Text for people, one line. `{name}` is the value of a parameter; `{text {name}|else}` stands only when the parameter is present.")),
	row("title", text(heading), func(e *Error) *At[string] { return &e.Title },
		"Short summary that is the same at every occurrence. Default: the code in words."),
	row("description", text(markdown), func(e *Error) *At[string] { return &e.Description },
		"Markdown: what it means."),
	row("causes", prose(), func(e *Error) *[]At[string] { return &e.Causes },
		"Markdown, a text or a list: typical causes."),
	row("remedy", prose(), func(e *Error) *[]At[string] { return &e.Remedy },
		"Markdown, a text or a list: what the caller does about it."),
	row("params", params("a parameter"), func(e *Error) *[]*Param { return &e.Params }, aboutParams),
	row("headers", headers(), func(e *Error) *[]*Header { return &e.Headers }, aboutHeaders),
	row("retry", retryWords(), func(e *Error) *At[Retry] { return &e.Retry }, aboutRetry),
	row("retry_after", retryAfter(), func(e *Error) *At[string] { return &e.RetryAfter.At }, aboutRetryAfter),
	row("body", text(line), func(e *Error) *At[string] { return &e.Body }, aboutBody),
	row("operations", operations(), func(e *Error) *Operations { return &e.Operations },
		"Where the error can occur: `all`, or a list of operationIds and `METHOD /path`, also `POST|PUT /v1/items` and `GET /v1/*`."),
	row("group", text(line), func(e *Error) *At[string] { return &e.Group },
		"Chapter of the documentation: an `id` under `groups`."),
	row("grpc", grpcWords(), func(e *Error) *At[string] { return &e.GRPC }, aboutGRPC),
	row("log", levelWords(), func(e *Error) *At[Level] { return &e.Log }, aboutLog),
	row("slo", boolean(), func(e *Error) *At[bool] { return &e.SLO }, aboutSLO),
	row("number", either(
		as(integer[int64](math.MinInt64, math.MaxInt64), func(_ *decoder, v At[int64], into *At[Number]) {
			*into = At[Number]{Number{Value: v.Value}, v.spot}
		}),
		as(words[string](word{"auto", "to be given later"}), func(_ *decoder, v At[string], into *At[Number]) {
			*into = At[Number]{Number{Auto: v.Written()}, v.spot}
		})), func(e *Error) *At[Number] { return &e.Number },
		"Published number, unique in the catalogue, or `auto`."),
	row("code", text(line), func(e *Error) *At[string] { return &e.Code },
		"Value on the wire, when it is not the key."),
	row("name", text(line), func(e *Error) *At[string] { return &e.Name },
		"Root of generated names (PascalCase), when it shall not come from the key."),
	row("since", text(release), func(e *Error) *At[string] { return &e.Since },
		"Release that introduced it."),
	row("deprecated", deprecated(), func(e *Error) *Deprecated { return &e.Deprecated },
		"`true`, or `{since, use, reason}`."),
	row("internal", internal(), func(e *Error) *Internal { return &e.Internal },
		"`true`, or the code that it is sent as. An internal error is never sent as itself and not documented publicly."),
	row("fallback", boolean(), func(e *Error) *At[bool] { return &e.FallbackKey },
		"The server answers this error for every error that is not in the catalogue."),
	row("docs_url", text(line), func(e *Error) *At[string] { return &e.DocsURL },
		"Help link of this error. Default: that of the catalogue."),
	row("examples", list(markedNew(exampleTable.pointer(), func(x *Example) *Pos { return &x.Pos }), exists), func(e *Error) *[]*Example { return &e.Examples },
		"Occurrences for the documentation. Default: one made from the parameters."),
	row("see", textList(line), func(e *Error) *[]At[string] { return &e.See },
		"Codes or links of what has to do with it."),
	row("tags", textList(line), func(e *Error) *[]At[string] { return &e.Tags },
		"Words for filters."),
	row("owner", text(line), func(e *Error) *At[string] { return &e.Owner },
		"Team, mail address or URL that is responsible. Only in logs and for the internal audience."),
	row("allow", mapping(names{of: "a rule", like: "status-registered: Clients know it"},
		func(name At[string]) Allowance { return Allowance{Rule: name} },
		as(text(markdown), func(_ *decoder, v At[string], into *Allowance) { into.Reason = v }),
		func(a Allowance) bool { return a.Reason.Written() }),
		func(e *Error) *[]Allowance { return &e.Allow },
		"Rules that this error may break, each with the reason."),
)

var deprecatedTable = newObject("deprecated", "deprecation", "Why an error is on its way out, and what takes its place.",
	func(x *Deprecated) *[]Extension { return &x.Extensions },

	row("since", text(release), func(x *Deprecated) *At[string] { return &x.Since },
		"Release that deprecated it."),
	row("use", text(line), func(x *Deprecated) *At[string] { return &x.Use },
		"Code of the error to use instead."),
	row("reason", text(markdown), func(x *Deprecated) *At[string] { return &x.Reason },
		"Markdown: why."),
)

func deprecated() shape[Deprecated] {
	s := either(
		as(boolean(), func(_ *decoder, v At[bool], into *Deprecated) { into.At = v }),
		shape[Deprecated]{
			wants: "a mapping", takes: mappingForm, schema: deprecatedTable.schema,
			read: func(d *decoder, n *yaml.Node, into *Deprecated) {
				deprecatedTable.place(into, d.spot(n))
				into.At = writtenAt(d.spot(n), true)
				deprecatedTable.read(d, n, into)
			},
		})
	s.place = func(into *Deprecated, at spot) {
		into.At.place(at)
		deprecatedTable.place(into, at)
	}
	return s
}

func internal() shape[Internal] {
	s := either(
		as(boolean(), func(_ *decoder, v At[bool], into *Internal) { into.At = v }),
		as(text(line), func(_ *decoder, v At[string], into *Internal) {
			if v.Written() {
				into.At, into.As = writtenAt(v.spot, true), v
			}
		}))
	s.place = func(into *Internal, at spot) { into.At.place(at); into.As.place(at) }
	return s
}

var exampleTable = newObject("example", "example", "An occurrence of an error.",
	func(x *Example) *[]Extension { return &x.Extensions },

	row("description", text(markdown), func(x *Example) *At[string] { return &x.Description },
		"Markdown: what happened."),
	row("params", mapping(names{of: "a parameter"},
		func(name At[string]) Member { return Member{Name: name} },
		as(anyValue(), func(_ *decoder, v *Value, into *Member) { into.Value = v }),
		func(m Member) bool { return m.Value != nil }),
		func(x *Example) *[]Member { return &x.Params },
		"Values by parameter."),
)

var paramTable = newObject("param", "parameter", "A parameter of an error, or a field of a type.",
	func(p *Param) *[]Extension { return &p.Extensions },

	must(row("type", typeText(text(line)), self[Param],
		"`string`, `uuid`, `uri`, `email`, `integer`, `number`, `boolean`, `datetime`, `date`, `duration`, `json`, or a name under `types`; with `[]` a list.")),
	row("enum", enum(), func(p *Param) *[]*EnumValue { return &p.Enum },
		"Allowed strings: a list, or a map from value to description."),
	row("name", text(line), func(p *Param) *At[string] { return &p.Rename },
		"Generated name, when it shall not come from the parameter's."),
	row("wire", text(line), func(p *Param) *At[string] { return &p.Wire },
		"Name of the member in details, when it is not the parameter's."),
	row("in", words[In](word{"details", "a member of details"}, word{"text", "only in the message, headers or Retry-After"}, word{"log", "never on the wire"}),
		func(p *Param) *At[In] { return &p.In },
		"Where it travels as data. Default: `details`."),
	row("sensitive", either(
		as(boolean(), func(_ *decoder, v At[bool], into *At[Sensitivity]) {
			*into = At[Sensitivity]{NotSensitive, v.spot}
			if v.Value {
				into.Value = Sensitive
			}
		}),
		words[Sensitivity](word{"log", "travels, but is redacted in logs"})),
		func(p *Param) *At[Sensitivity] { return &p.Sensitive },
		"`true`: never on the wire and never readable in logs. `log`: travels, but is redacted in logs."),
	row("min", number(), func(p *Param) *At[string] { return &p.Min },
		"Smallest value, for OpenAPI and docs."),
	row("max", number(), func(p *Param) *At[string] { return &p.Max },
		"Largest value, for OpenAPI and docs."),
	row("max_length", integer[int](1, math.MaxInt32), func(p *Param) *At[int] { return &p.MaxLength },
		"Longest text in code points; a message cuts what is longer. Default in messages: 256."),
	row("pattern", text(textRule{filled: true}), func(p *Param) *At[string] { return &p.Pattern },
		"Regular expression, both RE2 and ECMA-262; needs an `example`."),
	row("description", text(markdown), func(p *Param) *At[string] { return &p.Description },
		"Markdown: what it is."),
	row("example", as(anyValue(), func(_ *decoder, v *Value, into *At[*Value]) {
		if v != nil {
			*into = writtenAt(spotOf(v.Pos), v)
		}
	}), func(p *Param) *At[*Value] { return &p.Example },
		"A value of the type, for docs and examples."),
).hints(optionalKeys)

// optionalKeys are keys by which other languages make a parameter optional.
func optionalKeys(d *decoder, e entry) string {
	switch e.name {
	case "optional", "required", "nullable":
		return fmt.Sprintf("a ? behind the name makes it optional: %q", strings.TrimSuffix(d.name, "?")+"?")
	}
	return ""
}

func self[T any](v *T) *T { return v }

// typeText reads the type of a parameter and takes it apart.
func typeText(s shape[At[string]]) shape[Param] {
	t := part(s, func(p *Param) *At[string] { return &p.Type })
	t.read = func(d *decoder, n *yaml.Node, into *Param) {
		s.read(d, n, &into.Type)
		into.Type.Value, into.List = strings.CutSuffix(into.Type.Value, "[]")
	}
	t.place = func(into *Param, at spot) { into.Type.place(at) }
	return t
}

// params reads parameters, or the fields of a type.
func params(of string) shape[[]*Param] {
	long := paramTable.pointer()
	short := part(typeText(text(line)), func(p **Param) *Param { return *p })
	return mappingOf(names{
		of:           of,
		like:         "id: uuid",
		states:       `^[a-z][a-z0-9_]*\??$`,
		mappingRules: mappingRules{same: func(name string) string { return strings.TrimSuffix(name, "?") }},
	}, together(func(p *Param, name At[string]) {
		paramTable.place(p, name.spot)
		p.Name = name
		p.Name.Value, p.Optional = strings.CutSuffix(name.Value, "?")
	}), either(short, long), exists)
}

// enumTable is the long form of the description of an enum value.
var enumTable = newObject("enum_value", "enum value", "A value of an enum.",
	func(v *EnumValue) *[]Extension { return &v.Extensions },

	row("name", text(line), func(v *EnumValue) *At[string] { return &v.Rename },
		"Generated name, where the value gives no identifier."),
	row("description", text(markdown), func(v *EnumValue) *At[string] { return &v.Description },
		"Markdown: what the value means."),
)

func enum() shape[[]*EnumValue] {
	value := func(v At[string]) *EnumValue {
		e := new(EnumValue)
		enumTable.place(e, v.spot)
		e.Value = v
		return e
	}
	item := text(textRule{oneLine: true})
	item.wrong = func(n *yaml.Node, f form) (hint, fix string, known bool) {
		return fmt.Sprintf("; the values of an enum are texts: write %q and type: string, or say min and max in place of the enum", n.Value), "", f == numberForm
	}
	return either(
		some(list(as(item, func(_ *decoder, v At[string], into **EnumValue) {
			if v.Written() {
				*into = value(v)
			}
		}), exists), "minItems"),
		some(mapping(names{of: "a value"}, value, either(
			as(text(markdown), func(_ *decoder, v At[string], into **EnumValue) { (*into).Description = v }),
			enumTable.pointer()), exists), "minProperties"))
}

func headers() shape[[]*Header] {
	one := template(true)
	return mapping(names{of: "a header", like: "X-Reason: text"},
		func(name At[string]) *Header { return &Header{Name: name} },
		either(
			as(one, func(_ *decoder, v Template, into **Header) {
				if v.Written() {
					(*into).Values = []Template{v}
				}
			}),
			as(list(one, func(t Template) bool { return t.Written() }), func(_ *decoder, v []Template, into **Header) {
				// An empty list is still a value; what is wrong with it is said later.
				(*into).Values = append([]Template{}, v...)
			})),
		func(h *Header) bool { return h.Values != nil })
}

// template reads a message or header template.
func template(header bool) shape[Template] {
	rule := heading
	if header {
		rule = textRule{}
	}
	t := text(rule)
	return shape[Template]{
		wants: t.wants, takes: t.takes, schema: t.schema,
		read: func(d *decoder, n *yaml.Node, into *Template) {
			if t.read(d, n, &into.At); into.Written() {
				*into = parseTemplate(into.At, d.src.locator(n), header, d.ds)
			}
		},
	}
}

func operations() shape[Operations] {
	s := either(
		as(words[string](word{"all", "every operation"}), func(_ *decoder, v At[string], into *Operations) {
			*into = Operations{spot: v.spot, All: v.Written()}
		}),
		shape[Operations]{
			wants: "a list", takes: listForm,
			read: func(d *decoder, n *yaml.Node, into *Operations) {
				*into = Operations{spot: d.spot(n).written()}
				pattern := as(text(line), func(d *decoder, v At[string], into *OperationPattern) {
					if v.Written() {
						*into = parseOperation(v, d.ds)
					}
				})
				list(pattern, func(p OperationPattern) bool { return p.Written() }).read(d, n, &into.Patterns)
			},
			schema: textList(line).schema,
		})
	s.place = func(into *Operations, at spot) { into.place(at) }
	return s
}

// retryAfter reads the name of a parameter or a number of seconds, both as text.
func retryAfter() shape[At[string]] {
	name := as(text(line), func(d *decoder, v At[string], into *At[string]) {
		if seconds, number := wholeNumber(v.Value); v.Written() && number && seconds >= 0 {
			d.ds.Add("value-number", v.Pos(), nil, "%q is a text that holds a number of seconds; write %s without quotes", d.key, clip(v.Value))
			d.mend(v.Value)
			into.place(v.spot)
			return
		}
		*into = v
	})
	name.wrong = func(_ *yaml.Node, f form) (hint, fix string, known bool) {
		return "; write a number of seconds, or the name of a parameter", "", f == boolForm || f == dateForm
	}
	return either(name, as(integer[int64](0, math.MaxInt32), func(_ *decoder, v At[int64], into *At[string]) {
		if into.place(v.spot); v.Written() {
			into.write(strconv.FormatInt(v.Value, 10))
		}
	}))
}

func retryWords() shape[At[Retry]] {
	return words[Retry](word{"never", ""}, word{"idempotent", "only when the request is idempotent"}, word{"always", "any request, a POST too"})
}

func levelWords() shape[At[Level]] {
	return words[Level](word{"debug", ""}, word{"info", ""}, word{"warn", ""}, word{"error", ""})
}

// grpcWords reads the name of a canonical code. Whether it is one is checked with
// the meaning of the catalogue.
func grpcWords() shape[At[string]] {
	s := text(line)
	s.wrong = func(n *yaml.Node, f form) (hint, fix string, known bool) {
		if i, ok := wholeNumber(n.Value); f == numberForm && ok && i > 0 && i < int64(len(grpcCodes)) {
			return "; write " + grpcCodes[i], grpcCodes[i], true
		}
		return "; write a canonical code, such as NOT_FOUND", "", f&(numberForm|boolForm|dateForm) != 0
	}
	return states(s, schema{{"enum", grpcCodes[1:]}}) // an error is never OK
}
