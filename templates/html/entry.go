package html

import (
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// entry is what the page shows of an error.
type entry struct {
	ID, Code   string
	Status     int
	StatusText string // "404 Not Found"
	Title      string
	Messages   []string
	Group      string // of filters
	Retry      string
	States     string
	Deprecated template.HTML
	Internal   bool

	Facts       []fact
	Description template.HTML
	Causes      []template.HTML
	Remedy      []template.HTML
	Params      []paramView
	Headers     []headerView
	Examples    []exampleView
	Request     *code // a command that could meet it
	Catch       *code // in Go
	See         []template.HTML
}

type fact struct {
	Name string
	Text template.HTML
}

type paramView struct {
	Name        string
	Type, Where template.HTML
	Description template.HTML
}

type headerView struct {
	Name, Sent string
	Value      template.HTML
}

type exampleView struct {
	Description template.HTML
	Head        code
	Body        *code
}

// code is a piece of code in the colours of its language.
type code struct {
	Language string
	Text     template.HTML
}

func (w *writer) entry(e *generator.Error) entry {
	v := entry{
		ID: e.Slug, Code: e.Code, Status: e.Status.Code, StatusText: strconv.Itoa(e.Status.Code) + " " + e.Status.Title,
		Title: e.Title, Messages: messages(e.Message), Retry: e.Retry, Internal: e.Internal,
		Deprecated:  w.deprecated(e),
		Facts:       w.facts(e),
		Description: block(e.Description),
		Causes:      blocks(e.Causes),
		Remedy:      blocks(e.Remedy),
		Params:      w.params(e),
		See:         w.see(e),
	}
	if e.Group != nil {
		v.Group = e.Group.ID
	}
	v.States = states(e)
	if e.Internal {
		return v // nobody gets an answer of it
	}
	v.Headers = w.headers(e)
	for _, x := range e.Examples {
		v.Examples = append(v.Examples, w.example(e, x))
	}
	v.Request = request(e)
	v.Catch = w.catch(e)
	return v
}

func states(e *generator.Error) string {
	var list []string
	if e.Deprecated != nil {
		list = append(list, "deprecated")
	}
	if e.Internal {
		list = append(list, "internal")
	}
	if len(list) == 0 {
		return "current"
	}
	return strings.Join(list, " ")
}

// messages are the forms of a message; an absent text may leave nothing of one.
func messages(t generator.Template) []string {
	return slices.DeleteFunc(prose.Messages(t), func(s string) bool { return s == "" })
}

func (w *writer) deprecated(e *generator.Error) template.HTML {
	d := e.Deprecated
	if d == nil {
		return ""
	}
	text := "**Deprecated**"
	if d.Since != "" {
		text += " since " + prose.Text(d.Since)
	}
	if d.Use != nil {
		text += ", use " + w.codeLink(d.Use) + " instead"
	}
	return block(text+".") + block(d.Reason)
}

// facts lists what is said of an error in a word or a line.
func (w *writer) facts(e *generator.Error) []fact {
	var facts []fact
	add := func(name, markdown string) {
		if markdown != "" {
			facts = append(facts, fact{name, inline(markdown)})
		}
	}
	retry := prose.Retry(e)
	add("Retry", strings.ToUpper(retry[:1])+retry[1:])
	if e.Key != e.Code {
		add("Name", prose.Code(e.Key))
	}
	if e.HasNumber {
		add("Number", strconv.FormatInt(e.Number, 10))
	}
	if !e.Internal {
		var unsent []string
		if prose.Place(e.Form, generator.SourceCode) == "" {
			unsent = append(unsent, "code")
		}
		if prose.Place(e.Form, generator.SourceMessage) == "" {
			unsent = append(unsent, "message")
		}
		if len(unsent) > 0 {
			add("Not in the body", strings.Join(unsent, ", "))
		}
	}
	add("gRPC", prose.Code(e.GRPC.Name))
	add("Since", prose.Text(e.Since))
	if e.Fallback {
		add("Fallback", "The answer to every failure that has no error of its own")
	}
	if w.target.Internal {
		if e.Internal && e.SentAs != nil {
			add("Sent as", w.codeLink(e.SentAs))
		}
		add("Logged as", e.Log)
		add("Counts against availability", map[bool]string{true: "yes", false: "no"}[e.SLO])
		add("Owner", prose.Text(e.Owner))
		var tags []string
		for _, t := range e.Tags {
			tags = append(tags, prose.Code(t))
		}
		add("Tags", strings.Join(tags, ", "))
	}
	if o := e.Operations; o.All {
		add("Operations", "any")
	} else if len(o.List) > 0 {
		var list []string
		for _, op := range o.List {
			list = append(list, prose.Code(op.String()))
		}
		add("Operations", prose.List(list))
	}
	return facts
}

func (w *writer) see(e *generator.Error) []template.HTML {
	var list []template.HTML
	for _, s := range e.See {
		if s.Error != nil {
			list = append(list, inline(w.codeLink(s.Error)+" "+prose.Text(s.Error.Title)))
			continue
		}
		list = append(list, inline(prose.URL(s.URL)))
	}
	return list
}

// params are those that a client sees; the others are for the internal audience.
func (w *writer) params(e *generator.Error) []paramView {
	var views []paramView
	for _, q := range e.Params {
		where := w.where(e, q)
		if where == "" {
			if !w.target.Internal {
				continue
			}
			where = "Only in logs"
			if q.Sensitive {
				where = "Nowhere, it is sensitive"
			}
		}
		views = append(views, paramView{q.Name, inline(w.typeOf(q)), inline(where), inline(q.Description)})
	}
	return views
}

// where says where a parameter travels: its place in the body, else the message
// and the headers that hold it.
func (w *writer) where(e *generator.Error, q *generator.Param) string {
	if q.Sensitive || q.In == generator.InLog {
		return ""
	}
	if path := prose.ParamPlace(e, q); path != "" {
		return "In " + prose.Code(path)
	}
	var places []string
	if prose.Uses(e.Message.Parts, q) {
		places = append(places, "the message")
	}
	for _, h := range e.Headers {
		if slices.ContainsFunc(h.Values, func(t generator.Template) bool { return prose.Uses(t.Parts, q) }) {
			places = append(places, prose.Code(h.Display))
		}
	}
	if e.RetryAfter.Param == q {
		places = append(places, "`Retry-After`")
	}
	if len(places) == 0 {
		return ""
	}
	return "In " + strings.Join(places, ", ")
}

// typeOf says in words of Markdown what values a parameter has.
func (w *writer) typeOf(q *generator.Param) string {
	words := prose.Kind(q.Kind)
	if t := q.Type; t != nil {
		words = prose.Text(t.Name)
		if w.typed[t] {
			words = prose.Link(words, "#"+place("type", t.Name))
		}
	}
	if q.List {
		words = "list of " + words
	}
	list := []string{words}
	t := q.Type
	if !(t != nil && w.typed[t] && t.Min == q.Min && t.Max == q.Max && t.MaxLength == q.MaxLength && t.Pattern == q.Pattern) {
		list = append(list, spans.Limits(q.Kind, q.Min, q.Max, q.MaxLength, q.Pattern)...)
	}
	if q.Optional {
		list = append(list, "optional")
	}
	return strings.Join(list, ", ")
}

func (w *writer) headers(e *generator.Error) []headerView {
	sent := func(optional bool) string {
		if optional {
			return "when there is a value"
		}
		return "always"
	}
	var views []headerView
	switch after := e.RetryAfter; {
	case after.Fixed:
		views = append(views, headerView{"Retry-After", "always", inline(prose.Code(strconv.FormatInt(after.Seconds, 10)))})
	case after.Param != nil && after.Param.Kind == generator.DateTime:
		views = append(views, headerView{"Retry-After", sent(after.Param.Optional), "HTTP date to wait for"})
	case after.Param != nil:
		views = append(views, headerView{"Retry-After", sent(after.Param.Optional), "seconds to wait"})
	}
	for _, h := range e.Headers {
		for _, t := range h.Values {
			var forms []string
			for _, m := range messages(t) {
				forms = append(forms, prose.Code(m))
			}
			views = append(views, headerView{h.Display, sent(h.Optional), inline(strings.Join(forms, " or "))})
		}
	}
	return views
}

// example shows an answer as it travels.
func (w *writer) example(e *generator.Error, x *generator.Example) exampleView {
	var head strings.Builder
	line := func(class, name, rest string) {
		head.WriteString(`<span class="` + class + `">` + template.HTMLEscapeString(name) + "</span>" + template.HTMLEscapeString(rest))
	}
	protocol, status, _ := strings.Cut(prose.StatusLine(e.Status), " ")
	line("p", protocol, " "+status)
	for _, l := range x.Headers {
		head.WriteByte('\n')
		line("k", l.Name, ": "+l.Value)
	}
	v := exampleView{Description: block(x.Description), Head: code{"http", template.HTML(head.String())}}
	if x.Body != nil {
		body := jsonCode(x.Body)
		v.Body = &body
	}
	return v
}

var jsonToken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"(:?)|-?[0-9][0-9.eE+-]*|true|false|null`)

// jsonCode is a value as indented JSON in colours.
func jsonCode(v *generator.Value) code {
	text := string(v.IndentJSON())
	var b strings.Builder
	last := 0
	for _, m := range jsonToken.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(template.HTMLEscapeString(text[last:m[0]]))
		class, end := "n", m[1]
		switch {
		case text[m[0]] != '"':
		case m[3] > m[2]: // the name of a member, without its colon
			class, end = "k", m[1]-1
		default:
			class = "s"
		}
		b.WriteString(`<span class="` + class + `">` + template.HTMLEscapeString(text[m[0]:end]) + "</span>")
		last = end
	}
	b.WriteString(template.HTMLEscapeString(text[last:]))
	return code{"json", template.HTML(b.String())}
}

var (
	variable  = regexp.MustCompile(`^\{([A-Za-z_][A-Za-z0-9_]*)\}`)
	harmless  = regexp.MustCompile(`^[A-Za-z0-9/_.~@%+,:=-]+`)
	methods   = regexp.MustCompile(`^[A-Z]+$`)
	withBody  = []string{"POST", "PUT", "PATCH"}
	separator = regexp.MustCompile(`[^A-Za-z0-9]+`)
)

// request is a command of curl for the first operation that the error names. The
// reader's shell knows the base and the variables of the path. A path with
// anything in it that a shell could read otherwise gets no command.
func request(e *generator.Error) *code {
	for _, op := range e.Operations.List {
		if !methods.MatchString(op.Method) || !strings.HasPrefix(op.Path, "/") {
			continue
		}
		url := "$BASE_URL"
		rest := op.Path
		for rest != "" {
			if m := variable.FindStringSubmatch(rest); m != nil {
				url += "${" + strings.ToUpper(separator.ReplaceAllString(m[1], "_")) + "}"
				rest = rest[len(m[0]):]
			} else if m := harmless.FindString(rest); m != "" {
				url += m
				rest = rest[len(m):]
			} else {
				break
			}
		}
		if rest != "" {
			continue
		}
		text := "curl -i"
		if op.Method != "GET" {
			text += " -X " + op.Method
		}
		text += ` "` + url + `"`
		if slices.Contains(withBody, op.Method) {
			text += " \\\n  -H 'Content-Type: application/json' \\\n  -d @request.json"
		}
		return &code{"shell", template.HTML(template.HTMLEscapeString(text))}
	}
	return nil
}

// catch shows how a Go client tells the error apart.
func (w *writer) catch(e *generator.Error) *code {
	if w.plan.Client == "" {
		return nil
	}
	pkg := w.plan.Client
	text := "if errors.Is(err, " + pkg + "." + e.ConstName() + ") {\n\t// …\n}"
	if details := e.Details(); len(details) > 0 {
		var fields []string
		for _, q := range details {
			fields = append(fields, "p."+q.Ident.Go)
		}
		text = "if p, ok := " + pkg + "." + e.OfName() + "(err); ok {\n\t// " + strings.Join(fields, ", ") + "\n}"
	}
	return &code{"go", template.HTML(template.HTMLEscapeString(text))}
}
