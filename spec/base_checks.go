package spec

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// indexBases adds the operations of the bases to those that the catalogue names.
func (x *operationIndex) indexBases(c *Catalog) {
	x.ids, x.methods, x.shapes = map[string][]*BaseOperation{}, map[string][]*BaseOperation{}, map[string][]At[string]{}

	for _, t := range c.Targets {
		if t.Kind.Value == "openapi" && t.Base.Written() && (t.Document == nil || t.Document.broken) {
			x.partial = true
		}
	}
	var files []string
	for _, b := range c.Bases {
		if b.broken {
			continue
		}
		x.bases = append(x.bases, b)
		files = append(files, b.File)
		for _, p := range b.paths {
			x.shapes[pathShape(p.Value)] = append(x.shapes[pathShape(p.Value)], p)
		}
		for _, o := range b.Operations {
			x.idList = append(x.idList, o.ID)
			if o.ID != "" {
				x.ids[o.ID] = append(x.ids[o.ID], o)
			}
			x.methods[o.Path] = append(x.methods[o.Path], o)
			full := Operation{Method: o.Method, Path: o.Path}
			if _, known := x.number[full]; !known {
				x.number[full] = len(x.all)
				x.all = append(x.all, full)
			}
		}
	}
	x.files = strings.Join(files, " and ")
}

// place is the method and path of an operation whose ID a base has, else the
// operation itself.
func (x *operationIndex) place(o Operation) Operation {
	if ops := x.ids[o.ID]; len(ops) == 1 {
		return Operation{Method: ops[0].Method, Path: ops[0].Path}
	}
	return o
}

// withoutTwins leaves out of sorted places the operations that stand there by
// their operationId already.
func (x *operationIndex) withoutTwins(places []int) []int {
	twins := map[Operation]bool{}
	for _, i := range places {
		for _, o := range x.ids[x.all[i].ID] {
			twins[Operation{Method: o.Method, Path: o.Path}] = true
		}
	}
	return slices.DeleteFunc(places, func(i int) bool { return x.all[i].ID == "" && twins[x.all[i]] })
}

// pathShape is a path template without the names of its parameters.
func pathShape(path string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(path, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("{}")
		if _, path, found = strings.Cut(rest, "}"); !found {
			return b.String()
		}
	}
}

// checkKnown looks for an operation that is named in full in the bases.
func (f *finisher) checkKnown(p OperationPattern, o Operation, x *operationIndex) {
	if len(x.bases) == 0 || x.partial {
		return
	}
	if slices.ContainsFunc(x.bases, func(b *Base) bool {
		return o.ID == "" && b.has(o.Method, o.Path)
	}) {
		return
	}
	if o.ID == "" {
		f.checkKnownPath(p, o, x)
		return
	}
	switch ops := x.ids[o.ID]; len(ops) {
	case 1:
	case 0:
		a := about{fix: f.nearest(o.ID, x.idList)}
		if a.fix != "" {
			a.related = at(x.ids[a.fix][0].Pos, "this is "+a.fix)
		}
		hint := didYouMean(a.fix)
		if a.fix == "" && slices.ContainsFunc(x.bases, func(b *Base) bool { return len(b.elsewhere) > 0 }) {
			hint = "; one that is in another file is named by method and path"
		}
		f.say("operation-known", p.Pos(), a, "no operation of %s has the operationId %q%s", x.files, quotable(o.ID), hint)
	default:
		related := []Related{{ops[0].Pos, "this operation has it"}, {ops[1].Pos, "and this one"}}
		if ops[0].Pos.File != ops[1].Pos.File {
			return // two documents, each with an operation of that ID
		}
		f.say("operation-known", p.Pos(), about{related: related}, "operationId %q is that of %d operations; name the one you mean by method and path: %s", quotable(o.ID), len(ops), ops[0].Method+" "+ops[0].Path)
	}
}

// checkKnownPath reports an operation that is in no base, with what was most
// likely meant.
func (f *finisher) checkKnownPath(p OperationPattern, o Operation, x *operationIndex) {
	// The whole entry is what a fix replaces, so there is one only for one method.
	fix := func(method, path string) string {
		if len(p.Methods) > 1 {
			return ""
		}
		return method + " " + path
	}
	if ops := x.methods[o.Path]; len(ops) > 0 {
		var methods []string
		for _, other := range ops {
			methods = append(methods, other.Method)
		}
		a := about{related: at(ops[0].Pos, "the path has this operation")}
		if len(ops) == 1 {
			a.fix = fix(ops[0].Method, o.Path)
		}
		f.say("operation-known", p.Pos(), a, "path %q has no %s in %s; it has %s", quotable(o.Path), o.Method, x.files, enumerate(methods))
		return
	}
	if same := x.shapes[pathShape(o.Path)]; len(same) > 0 {
		f.say("operation-known", p.Pos(), about{fix: fix(o.Method, same[0].Value), related: at(same[0].Pos(), "this is the path")},
			"path %q is %q in %s; the names of parameters count", quotable(o.Path), quotable(same[0].Value), x.files)
		return
	}
	if x.paths == nil {
		x.paths = newKnownPaths(x.bases)
	}
	near := x.paths.apart(pathShape(o.Path))
	if near == "" {
		near = f.nearest(o.Path, x.paths.all)
	}
	a := about{}
	if near != "" {
		a.related = at(x.paths.where[near], "this path is near")
		if slices.ContainsFunc(x.methods[near], func(known *BaseOperation) bool { return known.Method == o.Method }) {
			a.fix = fix(o.Method, near)
		}
	}
	f.say("operation-known", p.Pos(), a, "there is no path %q in %s%s", quotable(o.Path), x.files, didYouMean(near))
}

// knownPaths are the paths of the bases, for suggestions.
type knownPaths struct {
	all   []string // each once
	where map[string]Pos
	// The longest path of a shape, and of those whose shape ends in a text that
	// begins with a slash; of paths that are equally long the first.
	shapes, ends map[string]knownPath
}

type knownPath struct {
	path   string
	number int // in the order of the bases
}

func newKnownPaths(bases []*Base) *knownPaths {
	k := &knownPaths{where: map[string]Pos{}, shapes: map[string]knownPath{}, ends: map[string]knownPath{}}
	for _, b := range bases {
		for _, p := range b.paths {
			if _, twice := k.where[p.Value]; twice {
				continue
			}
			known := knownPath{p.Value, len(k.all)}
			k.where[p.Value] = p.Pos()
			k.all = append(k.all, p.Value)
			shape := pathShape(p.Value)
			k.shapes[shape] = k.shapes[shape].or(known)
			for end := range pathEnds(shape) {
				k.ends[end] = k.ends[end].or(known)
			}
		}
	}
	return k
}

// or returns the longer path, of two that are equally long the first.
func (p knownPath) or(other knownPath) knownPath {
	if n := cmp.Compare(len(p.path), len(other.path)); n > 0 || n == 0 && p.number < other.number {
		return p
	}
	return other
}

// apart returns the longest path that a shape differs from in its beginning only,
// or "": the path of a server is not part of a path template.
func (k *knownPaths) apart(shape string) string {
	if len(shape) < 2 {
		return ""
	}
	best := k.ends[shape]
	for end := range pathEnds(shape) {
		best = best.or(k.shapes[end])
	}
	return best.path
}

// pathEnds yields what is left of the shape of a path without its first segments,
// all of it first, but not a slash alone. The path of a server has few.
func pathEnds(shape string) iter.Seq[string] {
	const most = 16
	return func(yield func(string) bool) {
		for range most {
			if len(shape) < 2 || !yield(shape) {
				return
			}
			i := strings.IndexByte(shape[1:], '/')
			if i < 0 {
				return
			}
			shape = shape[1+i:]
		}
	}
}

// checkBase looks at how a target and the document that it is for fit together.
func (f *finisher) checkBase(t *Target) {
	if t.Kind.Value != "openapi" {
		return
	}
	if t.Document != nil && !t.Document.broken && t.OpenAPI.Written() {
		base, own := t.Document.version(), t.OpenAPI.Value
		// What 3.1 says has the same meaning in 3.2.
		if own != base && !(own == "3.1" && base == "3.2") {
			f.say("base-version", t.OpenAPI.Pos(), about{fix: base, related: at(t.Document.OpenAPI.Pos(), "the version of the base")},
				"openapi %q does not fit the base, which is OpenAPI %s; write %q, or leave the key out", own, quotable(t.Document.OpenAPI.Value), base)
		}
	}
	if !t.Base.Written() && (t.Form.Value == "paths" || t.Form.Value == "overlay") {
		f.needsBase(t)
	}
}

// needsBase reports what a target without a base cannot put on operations.
func (f *finisher) needsBase(t *Target) {
	var related []Related
	note := func(pos Pos, format string, args ...any) {
		related = append(related, Related{pos, fmt.Sprintf(format, args...)})
	}
	// One of each kind says it.
	var all, pattern, id bool
	for _, e := range f.c.Errors {
		if e.Internal.Value {
			continue
		}
		if e.Operations.Written() && e.Operations.All && !all {
			all = true
			note(e.Operations.Pos(), `"all" is every operation of the base`)
		}
		for _, p := range e.Operations.Patterns {
			switch {
			case p.isPattern() && !pattern:
				pattern = true
				note(p.Pos(), "pattern %q chooses among the operations of the base", quotable(p.Value))
			case p.ID != "" && !id:
				id = true
				note(p.Pos(), "operationId %q has its method and path in the base", quotable(p.ID))
			}
		}
	}
	if len(related) > 0 {
		f.say("target-base", t.Form.Pos(), about{related: related}, "form %q needs base, the API's own OpenAPI document, to know the operations that errors are put on", t.Form.Value)
	}
}

// checkCoverage compares the statuses that operations of the bases have with
// those that the catalogue puts on them. What many operations share is said once.
func (f *finisher) checkCoverage(x *operationIndex) {
	if x.partial {
		return
	}
	known := map[int]bool{}                 // statuses of public errors
	everywhere := map[int]bool{}            // those on all operations
	put := map[Operation]map[int]bool{}     // on one
	note := func(o Operation, status int) { // by method and path
		o = x.place(o)
		o.ID = ""
		if put[o] == nil {
			put[o] = map[int]bool{}
		}
		put[o][status] = true
	}
	for _, e := range f.c.Errors {
		if e.Internal.Value {
			continue
		}
		status := e.Status.Value
		known[status] = true
		if e.Operations.All {
			everywhere[status] = true
		}
		for _, o := range e.Operations.Resolved {
			note(o, status)
		}
	}
	for _, b := range x.bases {
		undocumented, lacking := newTally(), newTally()
		for _, o := range b.Operations {
			has := func(fits func(status int) bool, keys ...string) bool {
				for _, statuses := range []map[int]bool{everywhere, put[Operation{Method: o.Method, Path: o.Path}]} {
					for status := range statuses {
						if fits(status) {
							return true
						}
					}
				}
				return slices.ContainsFunc(o.responses, func(key At[string]) bool {
					status, err := strconv.Atoi(key.Value)
					return err == nil && fits(status) || slices.Contains(keys, strings.ToUpper(key.Value))
				})
			}
			is := func(status int) func(int) bool { return func(other int) bool { return other == status } }
			for _, key := range o.responses {
				if status, err := strconv.Atoi(key.Value); err == nil && status >= 400 && status <= 599 && !known[status] {
					undocumented.add(key.Value, key.Pos(), o)
				}
			}
			if !has(func(status int) bool { return status/100 == 4 }, "4XX") {
				lacking.add("response with a status 4xx", o.Pos, o)
			}
			if o.secured && !has(is(401), "4XX") {
				lacking.add("401, though credentials are needed,", o.Pos, o)
			}
			if !has(is(429), "4XX") {
				lacking.add("429", o.Pos, o)
			}
			if !has(is(500), "5XX", "DEFAULT") {
				lacking.add("500", o.Pos, o)
			}
		}
		for _, t := range undocumented.all {
			f.say("undocumented-status", t.pos, about{}, "status %s is on %s, and no error of the catalogue has it", t.what, t.operations())
		}
		for _, t := range lacking.all {
			f.say("operation-coverage", t.pos, about{}, "there is no %s on %s", t.what, t.operations())
		}
	}
}

// tally counts the operations that something is true of, and keeps the first.
type tally struct {
	all    []*tallied
	byName map[string]*tallied
}

type tallied struct {
	what  string
	pos   Pos
	first *BaseOperation
	more  int
}

func newTally() *tally { return &tally{byName: map[string]*tallied{}} }

func (t *tally) add(what string, pos Pos, o *BaseOperation) {
	if known := t.byName[what]; known != nil {
		known.more++
		return
	}
	t.byName[what] = &tallied{what: what, pos: pos, first: o}
	t.all = append(t.all, t.byName[what])
}

// operations names the first operation, and says how many others there are.
func (t *tallied) operations() string {
	name := t.first.Method + " " + quotable(t.first.Path)
	switch t.more {
	case 0:
		return name
	case 1:
		return name + " and one more operation"
	default:
		return fmt.Sprintf("%s and %d more operations", name, t.more)
	}
}
