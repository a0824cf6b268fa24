package goserver

import (
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// packageDoc says what the package is and how to use it, by an error of the
// catalogue.
func packageDoc(p *generator.Plan, t *generator.Target) []gocode.Block {
	e := exampleError(p)
	var args []string
	for _, q := range e.Required() {
		args = append(args, q.Ident.Local)
	}
	call := t.Package + "." + e.Name.Go + "(" + strings.Join(args, ", ") + ")"
	reads := ""
	if len(e.Params) > 0 {
		reads = ", and [" + e.Name.Go + "Of] reads the parameters back"
	}
	return []gocode.Block{
		gocode.Para("Package " + t.Package + " has the errors that " + nameOf(p) + " answers with."),
		gocode.Para("There is a constructor for each. A handler returns what it makes, with the cause for the logs:"),
		gocode.Verbatim("func handle(w http.ResponseWriter, r *http.Request) error {\n" +
			"\tif err := work(r); err != nil {\n" +
			"\t\treturn " + call + ".WithCause(err)\n" +
			"\t}\n" +
			"\t...\n" +
			"}\n\n" +
			"mux.Handle(\"/path\", " + t.Package + ".Handler(handle))"),
		gocode.Para("Other handlers call [Write]. A [Writer] says where request IDs come from and where errors are reported."),
		gocode.Para("[errors.Is] with a code such as [Err" + e.Name.Go + "] tells errors apart" + reads +
			". An error that is not of this package is logged and answered with [" + p.Fallback.Name.Go +
			"], so that nothing of it leaves the server."),
	}
}

// nameOf names the API inside a sentence.
func nameOf(p *generator.Plan) string {
	title := oneLine(p.Title)
	if strings.HasSuffix(title, " API") {
		return "the " + title
	}
	return title
}

// exampleError returns an error that makes a short example: one that is not
// found if there is one, with a parameter if possible.
func exampleError(p *generator.Plan) *generator.Error {
	best := p.Fallback
	rank := 0
	for _, e := range p.Public() {
		r := 0
		switch n := len(e.Required()); {
		case e.Deprecated != nil || n > 2:
			continue
		case n == 1:
			r = 3
		case n == 2:
			r = 2
		default:
			r = 1
		}
		if e.Status.Code == 404 {
			r += 3
		}
		if r > rank {
			best, rank = e, r
		}
	}
	return best
}

// constructorDoc says what an error is: code, status and message, then what the
// catalogue says about it.
func constructorDoc(c *gocode.Comment, e *generator.Error) {
	c.Para(e.Name.Go, " is the ", kindOfError(e), " ", e.Key)
	if e.Code != e.Key {
		c.More(" (on the wire ", oneLine(e.Code), ")")
	}
	if e.SentAs != nil {
		c.More(", sent as [", e.SentAs.Name.Go, "] and logged as:")
	} else {
		c.More(", sent with status ", strconv.Itoa(e.Status.Code), " (", e.Status.Title, "):")
	}
	c.Verbatim(e.Message.Source)
	c.Prose(e.Description)
	if len(e.Causes) > 0 {
		c.Para("Typical causes:")
		c.Add(gocode.List(e.Causes...))
	}
	c.Add(remedy(e.Remedy)...)
	paramList(c, e)
	c.Para(notes(e))
	if d := e.Deprecated; d != nil {
		c.Deprecated(deprecation(d))
	}
}

func kindOfError(e *generator.Error) string {
	if e.Internal {
		return "internal error"
	}
	return "error"
}

// remedy says what a caller does about an error.
func remedy(steps []string) []gocode.Block {
	switch len(steps) {
	case 0:
		return nil
	case 1:
		if blocks := gocode.Prose("Remedy: " + steps[0]); len(blocks) == 1 {
			return blocks
		}
		return append([]gocode.Block{gocode.Para("Remedy:")}, gocode.Prose(steps[0])...)
	}
	return []gocode.Block{gocode.Para("Remedy:"), gocode.List(steps...)}
}

// paramList says something about each parameter that there is something to say
// about. Of an optional one that is at least how it is given.
func paramList(c *gocode.Comment, e *generator.Error) {
	listed := false
	for _, p := range e.Params {
		about := paramText(p)
		if about == "" && !p.Optional {
			continue
		}
		if !listed {
			c.Para("Parameters:")
			listed = true
		}
		switch {
		case !p.Optional:
			c.Item(p.Ident.Local, ": ", about)
		case about == "":
			c.Item("[", e.Name.Go, p.Ident.Go, "] (optional)")
		default:
			c.Item("[", e.Name.Go, p.Ident.Go, "] (optional): ", about)
		}
	}
}

// paramText says what a parameter is and where its value is seen.
func paramText(p *generator.Param) string {
	var about []string
	if text := oneLine(p.Description); text != "" {
		about = append(about, gocode.Sentence(text))
	}
	if p.Kind == generator.Duration && p.In != generator.InLog && !p.Sensitive {
		about = append(about, "Sent in whole seconds, rounded up.")
	}
	switch {
	case p.Sensitive:
		about = append(about, "Sensitive: neither sent nor logged.")
	case p.In == generator.InLog:
		about = append(about, "Only for logs.")
	case p.In == generator.InText:
		about = append(about, "Not a member of details.")
	}
	if p.LogHidden && !p.Sensitive {
		about = append(about, "Redacted in logs.")
	}
	return strings.Join(about, " ")
}

// notes are the sentences that few errors have.
func notes(e *generator.Error) string {
	var about []string
	if e.Fallback {
		about = append(about, "It is also the answer to every error that is not of this package.")
	}
	if e.Since != "" {
		about = append(about, "Since "+oneLine(e.Since)+".")
	}
	for _, s := range e.See {
		if s.Error != nil {
			about = append(about, "See also ["+s.Error.Name.Go+"].")
		} else {
			about = append(about, gocode.Sentence("See also "+oneLine(s.URL)))
		}
	}
	return strings.Join(about, " ")
}

func deprecation(d *generator.Deprecated) string {
	var about []string
	if d.Since != "" {
		about = append(about, "since "+oneLine(d.Since)+".")
	}
	if d.Use != nil {
		about = append(about, "Use ["+d.Use.Name.Go+"] instead.")
	}
	if d.Reason != "" {
		about = append(about, gocode.Sentence(oneLine(d.Reason)))
	}
	if len(about) == 0 {
		return "it is on its way out."
	}
	return strings.Join(about, " ")
}

// oneLine joins the lines of a text.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
