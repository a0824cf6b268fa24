package html

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/prose"
)

// code is a piece of code in the colours of its language.
type code struct {
	Language string
	Text     template.HTML
}

// size estimates the size of the page by some of its errors, since a page that
// grows while it is written is copied again and again. It is a little more in most
// cases, and need not be.
func (w *writer) size() int {
	var p page
	n := 0
	for i := 0; i < len(w.errors); i += max(len(w.errors)/256, 16) {
		e := w.errors[i]
		w.entry(&p, e)
		p.b = append(append(append(p.b, e.Slug...), e.Code...), e.Title...) // in the list of the status
		n++
	}
	size := (len(p.b)/max(n, 1) + len("<li><a href=\"#\"><code></code></a></li>\n")) * len(w.errors)
	return size + size/20 + 64<<10
}

// chapter writes the errors of a chapter.
func (w *writer) chapter(p *page, c *chapter) {
	p.put("\n<section class=\"chapter\">\n<h3 id=\"").text(c.ID).put(`" dir="auto">`).text(c.Title).put(`</h3>`)
	p.note(c.Description)
	p.put("\n" + `<div class="rows">`)
	for _, e := range c.errors {
		p.put("\n")
		w.entry(p, e)
	}
	p.put("\n</div>\n</section>")
}

// entry writes an error: a row that opens.
func (w *writer) entry(p *page, e *generator.Error) {
	group := ""
	if e.Group != nil {
		group = e.Group.ID
	}
	messages := messages(e.Message)
	class := int64(e.Status.Code / 100)
	p.put(`<article class="entry" data-status="`).int(int64(e.Status.Code)).put(`" data-group="`).text(group).
		put(`" data-retry="`).text(e.Retry).put(`" data-state="`).text(states(e)).
		put("\">\n<details class=\"row\">\n" + `<summary><h4 class="code"><code>`).text(e.Code).
		put(`</code></h4> <span class="badge s`).int(class).put(`">`).int(int64(e.Status.Code)).
		put(`</span> <span class="said" dir="auto">`)
	if len(messages) > 0 {
		p.text(messages[0])
	}
	p.put(`</span>`)
	if e.Deprecated != nil {
		p.put(` <span class="tag">deprecated</span>`)
	}
	if e.Internal {
		p.put(` <span class="tag">internal</span>`)
	}
	switch e.Retry {
	case "always":
		p.put(` <span class="tag ok">retry</span>`)
	case "idempotent":
		p.put(` <span class="tag ok">retry if idempotent</span>`)
	}
	p.put("</summary>\n<div class=\"inside\" id=\"").text(e.Slug).
		put("\">\n<div class=\"words\">\n" + `<p class="lead"><strong dir="auto">`).text(e.Title).
		put(`</strong> <span class="badge s`).int(class).put(`">`).int(int64(e.Status.Code)).put(" ").text(e.Status.Title).
		put(`</span> <a class="here" href="#`).text(e.Slug).
		put(`"><span aria-hidden="true">#</span><span class="quiet">Link to `).text(e.Code).put(`</span></a></p>`)
	w.deprecated(p, e)
	p.note(e.Description)
	p.list("\n<h5>Typical causes</h5>\n", e.Causes)
	p.list("\n<h5>What to do</h5>\n", e.Remedy)
	w.params(p, e)
	if !e.Internal { // nobody gets an answer of it
		w.headers(p, e)
	}
	p.put("\n<h5>Facts</h5>\n<dl class=\"facts\">\n" + `<div><dt>Code</dt><dd data-copy="Copy code"><code>`).text(e.Code).
		put("</code></dd></div>\n<div><dt>Message</dt><dd>")
	for i, m := range messages {
		if i > 0 {
			p.put(" or ")
		}
		p.put(`<q dir="auto">`).text(m).put(`</q>`)
	}
	p.put(`</dd></div>`)
	w.facts(p, e)
	p.put("\n</dl>")
	w.see(p, e)
	p.put("\n</div>")
	if !e.Internal {
		w.answers(p, e)
	}
	p.put("\n</div>\n</details>\n</article>")
}

// answers writes what travels: a request, the answers to it, and how a client reads
// them.
func (w *writer) answers(p *page, e *generator.Error) {
	if len(e.Examples) == 0 {
		return
	}
	p.put("\n<div class=\"codes-side\">")
	if c := request(e); c != nil {
		p.put("\n").figure("Request", "Copy request", "shell", func() { p.b = append(p.b, c.Text...) })
	}
	for i, x := range e.Examples {
		p.note(x.Description)
		p.put("\n<figure class=\"panel answer\" data-copy=\"Copy body\">\n<figcaption>Response")
		if len(e.Examples) > 1 {
			p.put(" ").int(int64(i + 1))
		}
		p.put("</figcaption>\n")
		w.example(p, e, x)
		p.put("\n</figure>")
	}
	if w.plan.Client != "" {
		p.put("\n").figure("Go client", "Copy Go", "go", func() { w.catch(p, e) })
	}
	p.put("\n</div>")
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

func (w *writer) deprecated(p *page, e *generator.Error) {
	d := e.Deprecated
	if d == nil {
		return
	}
	text := "**Deprecated**"
	if d.Since != "" {
		text += " since " + prose.Text(d.Since)
	}
	if d.Use != nil {
		text += ", use " + w.codeLink(d.Use) + " instead"
	}
	p.put("\n" + `<div class="note prose" dir="auto">`).block(text + ".").block(d.Reason).put(`</div>`)
}

// facts lists what is said of an error in a word or a line.
func (w *writer) facts(p *page, e *generator.Error) {
	add := func(name markup, markdown string) {
		if markdown != "" {
			p.put("\n<div><dt>").put(name).put(`</dt><dd>`).inline(markdown).put(`</dd></div>`)
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
		add("Not in the body", w.ofForm[e.Form].unsent)
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
		p.put("\n<div><dt>Operations</dt><dd>").bullets(list).put(`</dd></div>`)
	}
}

func (w *writer) see(p *page, e *generator.Error) {
	if len(e.See) == 0 {
		return
	}
	p.put("\n<h5>See also</h5>\n<ul>")
	for _, s := range e.See {
		p.put("\n<li>")
		if s.Error != nil {
			p.inline(w.codeLink(s.Error) + " " + prose.Text(s.Error.Title))
		} else {
			p.inline(prose.URL(s.URL))
		}
		p.put(`</li>`)
	}
	p.put("\n</ul>")
}

// params are those that a client sees; the others are for the internal audience.
func (w *writer) params(p *page, e *generator.Error) {
	none := true
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
		if none {
			none = false
			p.put("\n<h5>Parameters</h5>\n<dl class=\"fields\">")
		}
		p.put("\n<div><dt><code>").text(q.Name).put(`</code> <span class="type">`).inline(w.typeOf(q)).
			put(`</span></dt><dd><span class="where">`).inline(where).put(`</span>`)
		start := len(p.b)
		p.put(` <div class="what" dir="auto">`)
		words := len(p.b)
		if p.inline(q.Description); len(p.b) == words {
			p.b = p.b[:start]
		} else {
			p.put(`</div>`)
		}
		p.put(`</dd></div>`)
	}
	if !none {
		p.put("\n</dl>")
	}
}

// where says where a parameter travels: its place in the body, else the message
// and the headers that hold it.
func (w *writer) where(e *generator.Error, q *generator.Param) string {
	if q.Sensitive || q.In == generator.InLog {
		return ""
	}
	if path := w.ofForm[e.Form].leaves.ParamPlace(e, q); path != "" {
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

func (w *writer) headers(p *page, e *generator.Error) {
	none := true
	add := func(name string, optional bool, value string) {
		if none {
			none = false
			p.put("\n<h5>Headers</h5>\n<dl class=\"fields\">")
		}
		p.put("\n<div><dt><code>").text(name).put(`</code> <span class="type">`)
		if optional {
			p.put("when there is a value")
		} else {
			p.put("always")
		}
		p.put(`</span></dt><dd>`).inline(value).put(`</dd></div>`)
	}
	switch after := e.RetryAfter; {
	case after.Fixed:
		add("Retry-After", false, prose.Code(strconv.FormatInt(after.Seconds, 10)))
	case after.Param != nil && after.Param.Kind == generator.DateTime:
		add("Retry-After", after.Param.Optional, "HTTP date to wait for")
	case after.Param != nil:
		add("Retry-After", after.Param.Optional, "seconds to wait")
	}
	for _, h := range e.Headers {
		for _, t := range h.Values {
			var forms []string
			for _, m := range messages(t) {
				forms = append(forms, prose.Code(m))
			}
			add(h.Display, h.Optional, strings.Join(forms, " or "))
		}
	}
	if !none {
		p.put("\n</dl>")
	}
}

// example shows an answer as it travels.
func (w *writer) example(p *page, e *generator.Error, x *generator.Example) {
	protocol, status, _ := strings.Cut(prose.StatusLine(e.Status), " ")
	p.put(`<pre><code class="http"><span class="p">`).code(protocol).put("</span> ").code(status)
	for _, l := range x.Headers {
		p.put("\n" + `<span class="k">`).code(l.Name).put("</span>: ").code(l.Value)
	}
	p.put("</code></pre>")
	if x.Body != nil {
		w.body = x.Body.AppendIndentJSON(w.body[:0])
		p.put("\n" + `<pre class="body"><code class="json">`).json(w.body).put("</code></pre>")
	}
}

// withBody are the methods of requests that have a body.
var withBody = []string{"POST", "PUT", "PATCH"}

// request is a command of curl for the first operation that the error names. The
// reader's shell knows the base and the variables of the path. A path with
// anything in it that a shell could read otherwise gets no command.
func request(e *generator.Error) *code {
	for _, op := range e.Operations.List {
		if op.Method == "" || strings.Trim(op.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || !strings.HasPrefix(op.Path, "/") {
			continue
		}
		url, ok := shellPath(op.Path)
		if !ok {
			continue
		}
		text := "curl -i"
		if op.Method != "GET" {
			text += " -X " + op.Method
		}
		text += ` "$BASE_URL` + url + `"`
		if slices.Contains(withBody, op.Method) {
			text += " \\\n  -H 'Content-Type: application/json' \\\n  -d @request.json"
		}
		return &code{"shell", template.HTML(template.HTMLEscapeString(text))}
	}
	return nil
}

// shellPath returns a path with variables of a shell in place of its own, unless
// there is more in it than what a shell leaves alone between quotation marks.
func shellPath(path string) (string, bool) {
	b := make([]byte, 0, len(path)+16)
	for i := 0; i < len(path); i++ {
		c := path[i]
		if isAlnum(c) || strings.IndexByte("/_.~@%+,:=-", c) >= 0 {
			b = append(b, c)
			continue
		}
		if c != '{' {
			return "", false
		}
		name, _, closed := strings.Cut(path[i+1:], "}")
		if !closed || !isVariable(name) {
			return "", false
		}
		b = append(b, "${"...)
		for j := range len(name) {
			if j == 0 || name[j] != '_' || name[j-1] != '_' {
				b = append(b, strings.ToUpper(name[j:j+1])...)
			}
		}
		b = append(b, '}')
		i += len(name) + 1
	}
	return string(b), true
}

// isVariable reports whether a shell can have a variable of the name.
func isVariable(name string) bool {
	for i := range len(name) {
		if c := name[i]; !isLetter(c) && c != '_' && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// catch shows how a Go client tells the error apart.
func (w *writer) catch(p *page, e *generator.Error) {
	details := e.Details()
	if len(details) == 0 {
		p.put("if errors.Is(err, ").code(w.plan.Client).put(".").code(e.ConstName()).put(") {\n\t// …\n}")
		return
	}
	p.put("if p, ok := ").code(w.plan.Client).put(".").code(e.OfName()).put("(err); ok {\n\t// ")
	for i, q := range details {
		if i > 0 {
			p.put(", ")
		}
		p.put("p.").code(q.Ident.Go)
	}
	p.put("\n}")
}
