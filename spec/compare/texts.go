package compare

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/errspec/errspec/spec"
)

// texts compares what is said about an error, and what only the server does with
// it. What changed comes together in one change of each kind.
type texts struct {
	c        *comparison
	old, new *spec.Error

	link, group, grpc bool // said already, since clients see it

	words  gathered // documentation
	server gathered
}

// gathered are things that changed, and where the first of them stands.
type gathered struct {
	what     []string
	pos, old spec.Pos
}

func (g *gathered) add(what string, pos, old spec.Pos) {
	if len(g.what) == 0 {
		g.pos, g.old = pos, old
	}
	if !slices.Contains(g.what, what) {
		g.what = append(g.what, what)
	}
}

// prose notes documentation that changed.
func (t *texts) prose(what string, pos, old spec.Pos) { t.words.add(what, pos, old) }

// compare says what changed in the words about an error and on its server.
func (t *texts) compare() {
	o, n := t.old, t.new
	t.text("title", o.Title, n.Title)
	t.text("description", o.Description, n.Description)
	t.texts("causes", o.Causes, n.Causes)
	t.texts("remedy", o.Remedy, n.Remedy)
	t.texts("see", o.See, n.See)
	t.texts("tags", o.Tags, n.Tags)
	t.text("since", o.Since, n.Since)
	if !t.group {
		t.text("group", o.Group, n.Group)
	}
	if was, is := docsURL(o), docsURL(n); !t.link && was != is && (o.DocsURL.Written() || n.DocsURL.Written()) {
		t.prose("help link", n.DocsURL.Pos(), o.DocsURL.Pos())
	}
	if examples(o) != examples(n) {
		t.prose("examples", n.Key.Pos(), o.Key.Pos())
	}
	t.deprecated()
	t.params()

	if o.Log.Value != n.Log.Value {
		t.server.add("log level", n.Log.Pos(), o.Log.Pos())
	}
	if o.SLO.Value != n.SLO.Value {
		t.server.add("slo", n.SLO.Pos(), o.SLO.Pos())
	}
	if o.Owner.Value != n.Owner.Value {
		t.server.add("owner", n.Owner.Pos(), o.Owner.Pos())
	}
	if o.GRPC.Value != n.GRPC.Value && !t.grpc {
		t.grpcStatus()
	}
	if !public(n) && !public(o) {
		t.internal()
	}
	if len(t.words.what) > 0 {
		rule := "documentation-changed"
		if !public(n) {
			rule = "server-changed"
		}
		t.c.say(rule, n, t.words.pos, t.words.old, "changed: %s", list(t.words.what))
	}
	if len(t.server.what) > 0 {
		t.c.say("server-changed", n, t.server.pos, t.server.old, "changed: %s", list(t.server.what))
	}
}

func (t *texts) text(what string, o, n spec.At[string]) {
	if o.Value != n.Value {
		t.prose(what, cmp.Or(n.Pos(), t.new.Key.Pos()), cmp.Or(o.Pos(), t.old.Key.Pos()))
	}
}

func (t *texts) texts(what string, o, n []spec.At[string]) {
	if values(o) != values(n) {
		pos, old := t.new.Key.Pos(), t.old.Key.Pos()
		if len(n) > 0 {
			pos = n[0].Pos()
		}
		if len(o) > 0 {
			old = o[0].Pos()
		}
		t.prose(what, pos, old)
	}
}

func values(list []spec.At[string]) string {
	var words []string
	for _, v := range list {
		words = append(words, v.Value)
	}
	return literalList(words)
}

func examples(e *spec.Error) string {
	var words []string
	for _, x := range e.Examples {
		words = append(words, x.Description.Value)
		for _, m := range x.Params {
			words = append(words, m.Name.Value, literal(m.Value))
		}
		words = append(words, "")
	}
	return literalList(words)
}

// deprecated compares deprecations. A new one is a change of its own.
func (t *texts) deprecated() {
	o, n := t.old.Deprecated, t.new.Deprecated
	switch {
	case !o.Value && n.Value && public(t.new):
		use := ""
		if n.Use.Value != "" {
			use = "; use " + strconv.Quote(n.Use.Value)
		}
		t.c.say("error-deprecated", t.new, n.Pos(), t.old.Key.Pos(), "the error is deprecated%s", use)
	case o.Value != n.Value || o.Since.Value != n.Since.Value || o.Use.Value != n.Use.Value || o.Reason.Value != n.Reason.Value:
		t.prose("deprecation", cmp.Or(n.Pos(), t.new.Key.Pos()), cmp.Or(o.Pos(), t.old.Key.Pos()))
	}
}

// params compares what is said about parameters, and parameters that clients do
// not see.
func (t *texts) params() {
	was, is := t.c.old.form(t.old), t.c.new.form(t.new)
	sent := func(p *spec.Param, f *form, e *spec.Error) bool {
		return p != nil && public(e) && f != nil && f.carries(p)
	}
	for _, p := range matchParams(t.old.Params, t.new.Params) {
		before, now := sent(p.old, was, t.old), sent(p.new, is, t.new)
		switch {
		case p.old == nil:
			if !now {
				t.server.add("parameters", p.new.Name.Pos(), t.old.Key.Pos())
			}
			continue
		case p.new == nil:
			if !before {
				t.server.add("parameters", t.new.Key.Pos(), p.old.Name.Pos())
			}
			continue
		}
		t.c.typeWords(t.new, p.old, p.new)
		if what := aboutParam(p.old, p.new); what != "" {
			t.prose(what+" of parameter "+strconv.Quote(p.new.Name.Value), p.new.Name.Pos(), p.old.Name.Pos())
		}
		if p.old.Name.Value != p.new.Name.Value {
			t.prose("name of parameter "+strconv.Quote(p.new.Name.Value), p.new.Name.Pos(), p.old.Name.Pos())
		}
		if p.old.Sensitive.Value != p.new.Sensitive.Value {
			t.server.add("what logs show of parameter "+strconv.Quote(p.new.Name.Value), p.new.Sensitive.Pos(), p.old.Sensitive.Pos())
		}
		if before || now {
			continue
		}
		if unsent(p.old) != unsent(p.new) {
			t.server.add("parameter "+strconv.Quote(p.new.Name.Value), p.new.Name.Pos(), p.old.Name.Pos())
		}
	}
}

// unsent writes down what a server knows of a parameter that is not in details.
func unsent(p *spec.Param) string {
	var enum []string
	for _, v := range p.Enum {
		enum = append(enum, v.Value.Value)
	}
	slices.Sort(enum)
	return literalList([]string{
		p.Kind.String(), strconv.FormatBool(p.List), strconv.FormatBool(p.Optional), p.Wire.Value, string(p.In.Value),
		p.Min.Value, p.Max.Value, strconv.Itoa(p.MaxLength.Value), p.Pattern.Value, literalList(enum),
	})
}

// grpcStatus says that the canonical code changed: on the wire where a server
// makes gRPC statuses, otherwise only in its tables.
func (t *texts) grpcStatus() {
	sends := func(c *spec.Catalog) bool {
		return slices.ContainsFunc(c.Targets, func(x *spec.Target) bool { return x.Kind.Value == "go-server" && x.GRPC.Value })
	}
	if public(t.old) && public(t.new) && sends(t.c.old.Catalog) && sends(t.c.new.Catalog) {
		t.c.say("grpc-changed", t.new, t.new.GRPC.Pos(), t.old.GRPC.Pos(), "the gRPC code changed from %s to %s", t.old.GRPC.Value, t.new.GRPC.Value)
		return
	}
	t.server.add("gRPC code", t.new.GRPC.Pos(), t.old.GRPC.Pos())
}

// internal compares what an internal error is on the server.
func (t *texts) internal() {
	o, n := t.old, t.new
	if o.Internal.As.Value != n.Internal.As.Value {
		t.server.add("what it is sent as", n.Internal.Pos(), o.Internal.Pos())
	}
	if o.Status.Value != n.Status.Value {
		t.server.add("status", n.Status.Pos(), o.Status.Pos())
	}
	if o.Code.Value != n.Code.Value {
		t.server.add("code", n.Code.Pos(), o.Code.Pos())
	}
	if shown(o.Message.Parts, nil) != shown(n.Message.Parts, t.c.sameNames(o, n)) {
		t.server.add("message", n.Message.Pos(), o.Message.Pos())
	}
	if o.Retry.Value != n.Retry.Value || retryAfterOf(o) != retryAfterOf(n) || o.Number.Value != n.Number.Value || headerLines(o) != headerLines(n) {
		t.server.add("answer", n.Key.Pos(), o.Key.Pos())
	}
}

func headerLines(e *spec.Error) string {
	var words []string
	for _, h := range e.Headers {
		words = append(words, h.Name.Value+"\n"+lines(h, nil))
	}
	slices.Sort(words)
	return literalList(words)
}

// prose compares the words of the catalogue that belong to no error.
func (c *comparison) prose() {
	o, n := c.old, c.new
	var g gathered
	for _, x := range [...]struct {
		what    string
		was, is spec.At[string]
	}{
		{"title", o.Title, n.Title}, {"description", o.Description, n.Description}, {"service", o.Service, n.Service},
		{"docs_url", o.DocsURL, n.DocsURL},
	} {
		if x.was.Value != x.is.Value {
			g.add(x.what, x.is.Pos(), x.was.Pos())
		}
	}
	if len(g.what) > 0 {
		c.say("documentation-changed", nil, g.pos, g.old, "changed: %s of the API", list(g.what))
	}

	groups := map[string]*spec.Group{}
	for _, x := range o.Groups {
		groups[x.ID.Value] = x
	}
	for _, x := range n.Groups {
		was := groups[x.ID.Value]
		delete(groups, x.ID.Value)
		switch {
		case was == nil:
			c.say("documentation-changed", nil, x.ID.Pos(), spec.Pos{}, "there is a group %q", x.ID.Value)
		case was.Title.Value != x.Title.Value || was.Description.Value != x.Description.Value:
			c.say("documentation-changed", nil, x.ID.Pos(), was.ID.Pos(), "the words about group %q changed", x.ID.Value)
		}
	}
	for _, x := range o.Groups {
		if groups[x.ID.Value] == x {
			c.say("documentation-changed", nil, n.start(), x.ID.Pos(), "there is no group %q any more", x.ID.Value)
		}
	}
	c.statuses()
}

// statuses compares the words about statuses that are in use before and after.
func (c *comparison) statuses() {
	used := func(cat *spec.Catalog) map[int]bool {
		codes := map[int]bool{}
		for _, e := range cat.Errors {
			if public(e) {
				codes[e.Status.Value] = true
			}
		}
		return codes
	}
	was, is := used(c.old.Catalog), used(c.new.Catalog)
	var codes []int
	for code := range is {
		if was[code] {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	byCode := func(cat *spec.Catalog) map[int]*spec.Status {
		m := map[int]*spec.Status{}
		for _, s := range cat.Statuses {
			m[s.Code.Value] = s
		}
		return m
	}
	olds, news := byCode(c.old.Catalog), byCode(c.new.Catalog)
	for _, code := range codes {
		o, n := olds[code], news[code]
		pos, old := c.new.start(), c.old.start()
		if o != nil {
			old = o.Code.Pos()
		} else {
			o = c.old.Status(code)
		}
		if n != nil {
			pos = n.Code.Pos()
		} else {
			n = c.new.Status(code)
		}
		if o.Title.Value != n.Title.Value || o.Description.Value != n.Description.Value || values(o.Causes) != values(n.Causes) || values(o.Remedy) != values(n.Remedy) {
			c.say("documentation-changed", nil, pos, old, "the words about status %d changed", code)
		}
	}
}
