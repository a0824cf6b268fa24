package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
)

type explainOptions struct {
	code      string
	catalogue []string // none or one
}

func newExplain(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "explain CODE [catalogue]",
		Short: "Show one error as a page",
		Long: `Explain shows all that a catalogue says about one error: what it means, why it
happens, what to do about it, its parameters, the answer as it is sent, and the
rest. CODE is the key of an error, the code that is sent, or its number. Retired
codes are explained too.`,
		Example: `  errspec explain item_not_found
  errspec explain INBOX-004 api/errors.yaml`,
		Args:                  oneCatalogue("a code"),
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return wordsOf(nil, codes), cobra.ShellCompDirectiveNoFileComp
			}
			return completeCatalogue(1)(cmd, args, word)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return runExplain(s, explainOptions{args[0], args[1:]})
		},
	}
}

// codes are the words that explain takes.
func codes(c *spec.Catalog) []string {
	var words []string
	for _, e := range c.Errors {
		words = append(words, e.Key.Value)
	}
	for _, e := range c.Errors {
		words = append(words, e.Code.Value)
	}
	for _, r := range c.Retired {
		words = append(words, r.Key.Value, r.Code.Value)
	}
	return words
}

func runExplain(s streams, o explainOptions) error {
	l, err := load(o.catalogue, spec.Options{AllowOutside: true})
	if err != nil {
		return err
	}
	plan, err := l.mustPlan(s)
	if err != nil {
		return err
	}
	page := pageWriter{shown: map[*spec.Type]bool{}}
	for _, e := range find(l.catalog.Errors, o.code, func(e *spec.Error) (string, string, spec.At[spec.Number]) {
		return e.Key.Value, e.Code.Value, e.Number
	}) {
		i := slices.IndexFunc(plan.Errors, func(p *generator.Error) bool { return p.Key == e.Key.Value })
		page.entry(l.catalog, e, plan.Errors[i])
	}
	for _, r := range find(l.catalog.Retired, o.code, func(r *spec.Retired) (string, string, spec.At[spec.Number]) {
		return r.Key.Value, r.Code.Value, r.Number
	}) {
		i := slices.IndexFunc(plan.Retired, func(p *generator.Retired) bool { return p.Key == r.Key.Value })
		page.retired(r, plan.Retired[i])
	}
	if page.Len() == 0 {
		e := usagef("%s has no code %q", l.typed, o.code)
		if near := nearest(o.code, codes(l.catalog)); len(near) > 0 {
			return e.withHint("near it: %s", strings.Join(near, ", "))
		}
		return e.withHint("\"errspec list\" shows the codes")
	}
	_, err = io.WriteString(s.out, printable(page.String()))
	return wrapWrite(err)
}

// find returns what has the key, or else all that have the wire code, or else
// what has the number. A wire code may stand for several errors, one for each
// status.
func find[T any](all []T, word string, names func(T) (key, code string, number spec.At[spec.Number])) []T {
	var byCode, byNumber []T
	for _, x := range all {
		key, code, number := names(x)
		switch {
		case key == word:
			return []T{x}
		case code == word:
			byCode = append(byCode, x)
		case number.Written() && !number.Value.Auto && strconv.FormatInt(number.Value.Value, 10) == word:
			byNumber = append(byNumber, x)
		}
	}
	if len(byCode) > 0 {
		return byCode
	}
	return byNumber
}

// nearest returns up to three words that may have been meant, the best first:
// those that are spelled nearly so, then those that contain what was typed.
func nearest(word string, words []string) []string {
	const most = 3
	var near []string
	rest := slices.Clone(words)
	for len(near) < most {
		best := spec.Nearest(word, rest)
		if best == "" {
			break
		}
		near = append(near, best)
		rest = slices.DeleteFunc(rest, func(w string) bool { return w == best })
	}
	for _, w := range rest {
		if len(near) < most && !slices.Contains(near, w) && len(word) > 2 && strings.Contains(strings.ToLower(w), strings.ToLower(word)) {
			near = append(near, w)
		}
	}
	return near
}

// pageWriter makes the page of an error. Sections come in the order in which a
// reader wants them: what it is, what to do, what is sent, and the rest.
type pageWriter struct {
	bytes.Buffer
	shown map[*spec.Type]bool // objects whose members stand on the page
}

// title begins a page, or a further one.
func (w *pageWriter) title(format string, args ...any) {
	if w.Len() > 0 {
		w.WriteString("\n")
	}
	fmt.Fprintf(w, format+"\n", args...)
}

// section writes a heading and text below it, moved in. A section without text
// is left out.
func (w *pageWriter) section(heading, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	fmt.Fprintf(w, "\n%s\n", heading)
	w.indented("  ", "  ", text)
}

func (w *pageWriter) indented(first, rest, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintln(w, strings.TrimRight(first+line, " "))
		first = rest
	}
}

// bullets writes a section with a list. A single text goes without a bullet.
func (w *pageWriter) bullets(heading string, items []string) {
	if len(items) == 1 {
		w.section(heading, items[0])
		return
	}
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", heading)
	for _, item := range items {
		w.indented("  - ", "    ", item)
	}
}

// fact is a line of a table of two columns.
type fact struct{ name, value string }

func (w *pageWriter) facts(heading string, facts []fact) {
	var table bytes.Buffer
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, f := range facts {
		if f.value == "" {
			continue
		}
		name := f.name
		for line := range strings.SplitSeq(strings.TrimRight(f.value, "\n"), "\n") {
			fmt.Fprintf(t, "%s\t%s\n", name, line)
			name = ""
		}
	}
	_ = t.Flush() // into memory
	w.section(heading, table.String())
}

// entry writes the page of an error. What the plan has settled comes from there,
// what is only written in the catalogue from e.
func (w *pageWriter) entry(c *spec.Catalog, e *spec.Error, p *generator.Error) {
	w.title("%s: %d %s", p.Key, p.Status.Code, p.Status.Phrase)
	w.section("Message", p.Message.Source)
	w.section("Meaning", p.Description)
	w.bullets("Causes", p.Causes)
	w.bullets("What to do", p.Remedy)
	if len(p.Params) > 0 {
		fmt.Fprintln(w, "\nParameters")
		for _, param := range e.Params {
			w.param("  ", param)
		}
	}
	for _, example := range p.Examples {
		w.example(p, example)
	}
	w.facts("Headers", headerFacts(p))
	w.section("Retry", retryAdvice(p))
	w.bullets("Operations", operationLines(e, p))
	w.facts("More", moreFacts(c, e, p))
	w.status(p.Status)
	w.facts("Extensions", extensionFacts(c, e))
}

func (w *pageWriter) status(s *generator.Status) {
	about := slices.Concat(oneOrNone(s.Description), prefixed("cause: ", s.Causes), prefixed("what to do: ", s.Remedy))
	title := ""
	if s.Title != s.Phrase {
		title = " " + s.Title
	}
	w.bullets(fmt.Sprintf("Status %d%s in general", s.Code, title), about)
}

func oneOrNone(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func prefixed(prefix string, texts []string) []string {
	var all []string
	for _, t := range texts {
		all = append(all, prefix+t)
	}
	return all
}

// param writes a parameter, or a field of an object, with all that holds for it.
func (w *pageWriter) param(margin string, p *spec.Param) {
	about := []string{typeOf(p)}
	if p.Optional {
		about = append(about, "optional")
	}
	for _, word := range []struct {
		when bool
		text string
	}{
		{p.In.Value == spec.InText, "in texts only"},
		{p.In.Value == spec.InLog, "in logs only"},
		{p.Sensitive.Value == spec.Sensitive, "sensitive"},
		{p.Sensitive.Value == spec.SensitiveLogs, "redacted in logs"},
		{p.Wire.Value != "" && p.Wire.Value != p.Name.Value, "sent as " + p.Wire.Value},
		{p.Rename.Value != "", "named " + p.Rename.Value},
		{p.Min.Value != "", "at least " + p.Min.Value},
		{p.Max.Value != "", "at most " + p.Max.Value},
		{p.MaxLength.Value > 0, fmt.Sprintf("up to %d characters", p.MaxLength.Value)},
		{p.Pattern.Value != "", "pattern " + p.Pattern.Value},
		{p.Example.Value != nil, "for example " + compact(p.Example.Value)},
	} {
		if word.when {
			about = append(about, word.text)
		}
	}
	fmt.Fprintf(w, "%s%s: %s\n", margin, p.Name.Value, strings.Join(about, ", "))
	deeper := margin + "    "
	if p.Description.Value != "" {
		w.indented(deeper, deeper, p.Description.Value)
	}
	if p.Named != nil {
		w.typ(deeper, p.Named, p.Description.Value)
	} else {
		w.enum(deeper, p.Enum)
	}
}

// typ writes what a named type says, but for a text that was said already. Types
// have no cycles.
func (w *pageWriter) typ(margin string, t *spec.Type, said string) {
	name := t.Name.Value
	if t.Rename.Value != "" {
		name += ", named " + t.Rename.Value
	}
	if t.Description.Value != said {
		w.indented(margin+name+": ", margin, t.Description.Value)
	}
	if t.IsObject() {
		if w.shown[t] {
			if len(t.Fields) > 0 {
				fmt.Fprintf(w, "%smembers as above\n", margin)
			}
			return
		}
		w.shown[t] = true
		for _, f := range t.Fields {
			w.param(margin, f)
		}
		return
	}
	w.enum(margin, t.Scalar.Enum)
}

func (w *pageWriter) enum(margin string, values []*spec.EnumValue) {
	for _, v := range values {
		name := v.Value.Value
		if v.Rename.Value != "" {
			name += ", named " + v.Rename.Value
		}
		text := name
		if v.Description.Value != "" {
			text += ": " + v.Description.Value
		}
		w.indented(margin+"- ", margin+"  ", text)
	}
}

func typeOf(p *spec.Param) string {
	if p.List {
		return p.Type.Value + "[]"
	}
	return p.Type.Value
}

// example writes an answer as it is sent.
func (w *pageWriter) example(p *generator.Error, e *generator.Example) {
	var text strings.Builder
	if e.Description != "" {
		fmt.Fprintf(&text, "%s\n\n", e.Description)
	}
	if p.Internal {
		as := "the fallback"
		if p.SentAs != nil {
			as = p.SentAs.Key
		}
		fmt.Fprintf(&text, "never sent: on the wire it becomes %s\nlogged as: %s\n", as, e.Message)
		w.section("Answer", text.String())
		return
	}
	fmt.Fprintf(&text, "HTTP/1.1 %d %s\n", p.Status.Code, p.Status.Phrase)
	for _, h := range e.Headers {
		fmt.Fprintf(&text, "%s: %s\n", h.Name, h.Value)
	}
	if e.Body != nil {
		fmt.Fprintf(&text, "\n%s\n", indentedJSON(e.Body))
	}
	w.section("Answer", text.String())
}

func headerFacts(p *generator.Error) []fact {
	var facts []fact
	for _, h := range p.Headers {
		name := h.Display
		if h.Optional {
			name += " (not always)"
		}
		for _, v := range h.Values {
			facts = append(facts, fact{name, v.Source})
		}
	}
	switch {
	case p.RetryAfter.Param != nil:
		facts = append(facts, fact{"Retry-After", "{" + p.RetryAfter.Param.Name + "}"})
	case p.RetryAfter.Fixed:
		facts = append(facts, fact{"Retry-After", strconv.FormatInt(p.RetryAfter.Seconds, 10)})
	}
	return facts
}

func retryAdvice(p *generator.Error) string {
	var advice string
	switch spec.Retry(p.Retry) {
	case spec.RetryAlways:
		advice = "always: any request may be sent again, with exponential backoff and jitter"
	case spec.RetryIdempotent:
		advice = "idempotent: an idempotent request may be sent again, with exponential backoff and jitter"
	default:
		return "never: the same request would fail again"
	}
	if p.RetryAfter.Sent() {
		advice += ",\nand never sooner than Retry-After says"
	}
	return advice
}

// operationLines are the operations as written and, where those are patterns, the
// operations that they choose.
func operationLines(e *spec.Error, p *generator.Error) []string {
	if p.Operations.All {
		return []string{"all"}
	}
	var lines []string
	for _, pattern := range e.Operations.Patterns {
		line := pattern.Value
		if !slices.ContainsFunc(e.Operations.Resolved, func(o spec.Operation) bool { return o.String() == line }) {
			var chosen []string
			for _, o := range e.Operations.Resolved {
				if slices.Contains(pattern.Methods, o.Method) && fitsPath(pattern.Path, o.Path) {
					chosen = append(chosen, o.String())
				}
			}
			if len(chosen) > 0 {
				line += ": " + strings.Join(chosen, ", ")
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func fitsPath(pattern, path string) bool {
	if start, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(path, start)
	}
	return pattern == path
}

// moreFacts are the rest of an error: what programs, dashboards and maintainers
// want to know.
func moreFacts(c *spec.Catalog, e *spec.Error, p *generator.Error) []fact {
	more := []fact{
		{"title", p.Title},
		{"code", p.Code},
		{"body", p.Form.Name + " (" + p.Form.ContentType + ")"},
	}
	if p.Form.Empty {
		more[2].value = p.Form.Name
	}
	if p.HasNumber {
		more = append(more, fact{"number", strconv.FormatInt(p.Number, 10)})
	} else if e.Number.Value.Auto {
		more = append(more, fact{"number", "auto (not given yet)"})
	}
	more = append(more,
		fact{"gRPC", fmt.Sprintf("%s (%d), domain %s", p.GRPC.Name, p.GRPC.Code, c.Domain.Value)},
		fact{"Go name", p.Name.Go},
		fact{"log level", p.Log},
		fact{"SLO", map[bool]string{true: "counts against availability", false: "does not count"}[p.SLO]},
	)
	if p.Group != nil {
		more = append(more, fact{"group", joinNonEmpty(": ", p.Group.ID+" ("+p.Group.Title+")", p.Group.Description)})
	}
	more = append(more, fact{"docs", p.DocsURL}, fact{"since", p.Since})
	if d := p.Deprecated; d != nil {
		text := "yes"
		if d.Since != "" {
			text = "since " + d.Since
		}
		if d.Use != nil {
			text += ", use " + d.Use.Key
		}
		more = append(more, fact{"deprecated", joinNonEmpty(": ", text, d.Reason)})
	}
	if p.Internal && p.SentAs != nil {
		more = append(more, fact{"internal", "sent as " + p.SentAs.Key})
	}
	if p.Fallback {
		text := "stands for every error that is not in the catalogue"
		if p.Supplied {
			text += "; supplied by errspec, not written"
		}
		more = append(more, fact{"fallback", text})
	}
	var see []string
	for _, s := range p.See {
		if s.Error != nil {
			see = append(see, s.Error.Key)
		} else {
			see = append(see, s.URL)
		}
	}
	more = append(more,
		fact{"see", strings.Join(see, "\n")}, fact{"tags", strings.Join(p.Tags, ", ")}, fact{"owner", p.Owner})
	for _, a := range e.Allow {
		more = append(more, fact{"allow " + a.Rule.Value, a.Reason.Value})
	}
	return more
}

func joinNonEmpty(separator string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), separator)
}

// extensionFacts are the x- keys that an error has, and those of what it is made
// of.
func extensionFacts(c *spec.Catalog, e *spec.Error) []fact {
	var facts []fact
	add := func(where string, xs []spec.Extension) {
		for _, x := range xs {
			facts = append(facts, fact{joinNonEmpty(" ", where, x.Key.Value), compact(x.Value)})
		}
	}
	add("", e.Extensions)
	for i, example := range e.Examples {
		add(fmt.Sprintf("example %d", i+1), example.Extensions)
	}
	seen := map[*spec.Type]bool{}
	var params func(ps []*spec.Param)
	params = func(ps []*spec.Param) {
		for _, p := range ps {
			add("parameter "+p.Name.Value, p.Extensions)
			if p.Named != nil && !seen[p.Named] {
				seen[p.Named] = true
				add("type "+p.Named.Name.Value, p.Named.Extensions)
				params(p.Named.Fields)
			}
		}
	}
	params(e.Params)
	for _, s := range c.Statuses {
		if s.Code.Value == e.Status.Value {
			add(fmt.Sprintf("status %d", s.Code.Value), s.Extensions)
			add(fmt.Sprintf("defaults of status %d", s.Code.Value), s.Defaults.Extensions)
		}
	}
	for _, g := range c.Groups {
		if g.ID.Value == e.Group.Value {
			add("group "+g.ID.Value, g.Extensions)
		}
	}
	add("wire", c.Wire.Extensions)
	add("catalogue", c.Extensions)
	return facts
}

// retired writes the page of a retired code.
func (w *pageWriter) retired(r *spec.Retired, p *generator.Retired) {
	in := ""
	if p.In != "" {
		in = " in " + p.In
	}
	w.title("%s: retired%s", p.Key, in)
	w.section("Why", p.Reason)
	facts := []fact{{"code", p.Code}}
	if p.HasNumber {
		facts = append(facts, fact{"number", strconv.FormatInt(p.Number, 10)})
	}
	if r.Use.Value != "" {
		use := r.Use.Value
		if p.Use != nil && p.Use.Key != use {
			use += ", and so " + p.Use.Key
		}
		facts = append(facts, fact{"use", use})
	}
	w.facts("More", facts)
	var extensions []fact
	for _, x := range r.Extensions {
		extensions = append(extensions, fact{x.Key.Value, compact(x.Value)})
	}
	w.facts("Extensions", extensions)
}

// compact writes a YAML value as JSON on one line, its members in order.
func compact(v *spec.Value) string {
	var out bytes.Buffer
	writeValue(&out, planValue(v))
	return out.String()
}

// indentedJSON writes a JSON value over several lines, its members in order.
func indentedJSON(v *generator.Value) string {
	var flat, out bytes.Buffer
	writeValue(&flat, v)
	if err := json.Indent(&out, flat.Bytes(), "", "  "); err != nil {
		panic("bug in errspec: example body: " + err.Error())
	}
	return out.String()
}

// planValue turns a value of the catalogue into one of the plan; they differ only
// in that the one knows its place.
func planValue(v *spec.Value) *generator.Value {
	if v == nil {
		return &generator.Value{Kind: generator.NullValue, Text: "null"}
	}
	out := &generator.Value{Kind: generator.ValueKind(v.Kind), Text: v.Text}
	for _, item := range v.Items {
		out.Items = append(out.Items, planValue(item))
	}
	for _, m := range v.Members {
		out.Members = append(out.Members, generator.Member{Name: m.Name.Value, Value: planValue(m.Value)})
	}
	return out
}

func writeValue(w *bytes.Buffer, v *generator.Value) {
	switch v.Kind {
	case generator.ObjectValue:
		w.WriteByte('{')
		for i, m := range v.Members {
			if i > 0 {
				w.WriteString(", ")
			}
			w.WriteString(quoted(m.Name) + ": ")
			writeValue(w, m.Value)
		}
		w.WriteByte('}')
	case generator.ListValue:
		w.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				w.WriteString(", ")
			}
			writeValue(w, item)
		}
		w.WriteByte(']')
	case generator.TextValue:
		w.WriteString(quoted(v.Text))
	case generator.NullValue:
		w.WriteString("null")
	default:
		w.WriteString(v.Text)
	}
}

func quoted(text string) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string always has a JSON form
	return strings.TrimSuffix(out.String(), "\n")
}
