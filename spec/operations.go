package spec

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
	"strings"
)

// operationMethods are the methods that an OpenAPI path item has operations for.
var operationMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}

// parseOperation takes an entry of "operations" apart: an operationId, or
// methods joined with "|", a blank, and a path or a pattern of paths. An entry
// that is neither leaves ID and Methods empty.
func parseOperation(text At[string], ds *Diagnostics) OperationPattern {
	p := OperationPattern{At: text}
	bad := func(format string, args ...any) OperationPattern {
		ds.Add("operation-form", text.Pos(), nil, format, args...)
		return p
	}
	methods, path, spaced := strings.Cut(text.Value, " ")
	path = strings.TrimLeft(path, " ")
	shown := quotable(text.Value)
	switch {
	case text.Value == "":
		return bad("an operation is empty; write an operationId, or a method and a path")
	case text.Value == "all":
		return bad(`"all" stands alone, not in a list: write operations: all`)
	case !spaced && (slices.Contains(operationMethods, text.Value) || strings.Contains(text.Value, "|")):
		return bad("operation %q has no path; write %s /path", shown, shown)
	case !spaced && (strings.HasPrefix(text.Value, "/") || strings.HasSuffix(text.Value, "*")):
		return bad("operation %q has no method; write GET %s", shown, shown)
	case !spaced:
		if i := strings.IndexFunc(text.Value, notOperationID); i >= 0 {
			return bad("operationId %q holds %q; an operationId has no blanks, braces and *", shown, []rune(text.Value[i:])[0])
		}
		p.ID = text.Value
		return p
	}

	var found []string
	for _, method := range strings.Split(methods, "|") {
		if !slices.Contains(operationMethods, method) {
			near := Nearest(method, operationMethods)
			return bad("operation %q has the method %q; the methods are %s%s", shown, quotable(method), strings.Join(operationMethods, " "), didYouMean(near))
		}
		if slices.Contains(found, method) {
			return bad("operation %q names the method %s twice", shown, method)
		}
		found = append(found, method)
	}
	if problem := pathProblem(path); problem != "" {
		return bad("operation %q: %s", shown, problem)
	}
	p.Methods, p.Path = found, path
	return p
}

// notOperationID reports whether a rune has no place in an operationId. OpenAPI
// allows any text; these would make a mistyped "METHOD /path" pass for one.
func notOperationID(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune("{}*", r) }

// pathProblem says what keeps a text from being an OpenAPI path template or a
// pattern of them, or returns "".
func pathProblem(path string) string {
	if path == "*" {
		return ""
	}
	if !strings.HasPrefix(path, "/") {
		return "a path begins with /, and the pattern * stands for every path"
	}
	open := -1
	for i, r := range path {
		switch {
		case r == '*' && i != len(path)-1:
			return "* stands at the end of a path only"
		case r == '*' && open >= 0:
			return "a brace is opened and not closed"
		case r == '{' && open >= 0:
			return "a brace stands in braces"
		case r == '{':
			open = i
		case r == '}' && open < 0:
			return "a closing brace closes nothing"
		case r == '}' && open == i-1:
			return "the braces {} hold no name"
		case r == '}':
			open = -1
		case r == '/' && open >= 0:
			return "a brace is opened and not closed before the next /"
		case r == '?' || r == '#':
			return "a path has neither a query nor a fragment"
		case r <= ' ' || r == 0x7f:
			return "a path has no blanks and no control characters"
		}
	}
	if open >= 0 {
		return "a brace is opened and not closed"
	}
	return ""
}

// isPattern reports whether the entry chooses among operations instead of
// naming them.
func (p OperationPattern) isPattern() bool { return strings.HasSuffix(p.Path, "*") }

// named returns the operations that the entry names in full.
func (p OperationPattern) named() []Operation {
	if p.ID != "" {
		return []Operation{{ID: p.ID}}
	}
	if p.isPattern() {
		return nil
	}
	var named []Operation
	for _, method := range p.Methods {
		named = append(named, Operation{Method: method, Path: p.Path})
	}
	return named
}

// operationIndex holds the operations that a catalogue names in full.
type operationIndex struct {
	all    []Operation       // in the order in which the catalogue names them
	number map[Operation]int // place in all

	// order has the places of operations with a method and a path, sorted by method
	// and then by path, so that what a pattern chooses stands together; rank is the
	// way back, by place. A set of operations is then a few runs however large it
	// is, and resolved has the operations of each set that was asked for: a large
	// catalogue says "GET *" often.
	order    []int
	rank     []int
	resolved map[string][]Operation // by runs and operationIds; see setKey
	left     int                    // of maxResolved

	bases   []*Base  // those that are understood
	partial bool     // another one is not, so that what is not found may be in it
	files   string   // the bases in words: "api.yaml and admin.yaml"
	idList  []string // of all operations, in order, for suggestions
	ids     map[string][]*BaseOperation
	methods map[string][]*BaseOperation // by path
	shapes  map[string][]At[string]     // path templates by what is left without the names of parameters
	paths   *knownPaths                 // nil until one is looked for that is not there
}

// maxResolved bounds the operations of all errors together, counted anew for each
// error. A short pattern in each error of a large catalogue stands for very much
// output, most of it the same.
const maxResolved = 1 << 20

// run is a piece of the operations in operationIndex.order.
type run struct{ from, to int } // to is the first one behind it

// runs returns what a pattern chooses, a run for each of its methods, and the
// methods that choose nothing.
func (x *operationIndex) runs(p OperationPattern) (chosen []run, missing []string) {
	prefix := strings.TrimSuffix(p.Path, "*")
	for _, method := range p.Methods {
		at := func(i int) Operation { return x.all[x.order[i]] }
		from := sort.Search(len(x.order), func(i int) bool {
			return cmp.Or(cmp.Compare(at(i).Method, method), cmp.Compare(at(i).Path, prefix)) >= 0
		})
		n := sort.Search(len(x.order)-from, func(i int) bool {
			o := at(from + i)
			return o.Method != method || !strings.HasPrefix(o.Path, prefix)
		})
		if n == 0 {
			missing = append(missing, method)
			continue
		}
		chosen = append(chosen, run{from, from + n})
	}
	return chosen, missing
}

// resolve returns the operations of sets and, by place, operationIds, in catalogue
// order. Errors with the same operations share the list.
func (x *operationIndex) resolve(sets []run, ids []int) []Operation {
	if len(sets)+len(ids) == 0 {
		return nil
	}
	slices.SortFunc(sets, func(a, b run) int { return cmp.Compare(a.from, b.from) })
	merged := sets[:0]
	for _, s := range sets {
		if last := len(merged) - 1; last >= 0 && s.from <= merged[last].to {
			merged[last].to = max(merged[last].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	slices.Sort(ids)
	key := setKey(merged, ids)
	if list, known := x.resolved[key]; known {
		return list
	}
	places := slices.Clone(ids)
	for _, s := range merged {
		places = append(places, x.order[s.from:s.to]...)
	}
	slices.Sort(places)
	var list []Operation
	for _, i := range x.withoutTwins(places) {
		list = append(list, x.all[i])
	}
	x.resolved[key] = list
	return list
}

// setKey is the same for sets of operations that are the same.
func setKey(sets []run, ids []int) string {
	key := binary.AppendUvarint(nil, uint64(len(sets)))
	for _, s := range sets {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(s.from)), uint64(s.to))
	}
	for _, i := range ids {
		key = binary.AppendUvarint(key, uint64(i))
	}
	return string(key)
}

// indexOperations collects the operations that errors name in full, and behind
// them the others of the bases.
func indexOperations(c *Catalog) *operationIndex {
	x := &operationIndex{number: map[Operation]int{}, resolved: map[string][]Operation{}, left: maxResolved}
	for _, e := range c.Errors {
		for _, p := range e.Operations.Patterns {
			for _, o := range p.named() {
				if _, known := x.number[o]; !known {
					x.number[o] = len(x.all)
					x.all = append(x.all, o)
				}
			}
		}
	}
	x.indexBases(c)
	for i, o := range x.all {
		if o.ID == "" {
			x.order = append(x.order, i)
		}
	}
	slices.SortFunc(x.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(x.all[a].Method, x.all[b].Method), cmp.Compare(x.all[a].Path, x.all[b].Path))
	})
	x.rank = make([]int, len(x.all))
	for at, i := range x.order {
		x.rank[i] = at
	}
	return x
}

// resolveOperations fills in the operations of an error in catalogue order and reports
// patterns that choose nothing and operations that stand there twice.
func (f *finisher) resolveOperations(e *Error, x *operationIndex) {
	if e.Operations.All || len(e.Operations.Patterns) == 0 {
		return
	}
	seen := map[Operation]Pos{} // those named in full
	patterns := map[string]Pos{}
	var sets []run
	var ids []int
	for _, p := range e.Operations.Patterns {
		for _, o := range p.named() {
			if first, twice := seen[x.place(o)]; twice {
				f.say("operation-unique", p.Pos(), about{related: at(first, "first named here")}, "operation %q is named twice", o)
				continue
			}
			seen[x.place(o)] = p.Pos()
			if i := x.number[o]; o.ID != "" {
				ids = append(ids, i)
			} else {
				sets = append(sets, run{x.rank[i], x.rank[i] + 1})
			}
			f.checkKnown(p, o, x)
		}
		if !p.isPattern() {
			continue
		}
		key := strings.Join(p.Methods, "|") + " " + p.Path
		if first, twice := patterns[key]; twice {
			f.say("operation-unique", p.Pos(), about{related: at(first, "first named here")}, "pattern %q is named twice", p.Value)
			continue
		}
		patterns[key] = p.Pos()
		chosen, missing := x.runs(p)
		switch {
		case x.partial:
		case len(chosen) == 0 && len(x.bases) > 0:
			f.say("operation-unmatched", p.Pos(), about{}, "pattern %q matches no operation of %s", quotable(p.Value), x.files)
		case len(chosen) == 0:
			f.say("operation-unmatched", p.Pos(), about{},
				"pattern %q matches no operation; patterns choose among the operations that the catalogue names in full", quotable(p.Value))
		case len(missing) > 0:
			f.say("operation-unmatched", p.Pos(), about{},
				"pattern %q matches no operation with %s; leave the method out, or name such an operation in full", quotable(p.Value), strings.Join(missing, " and "))
		}
		sets = append(sets, chosen...)
	}
	if x.left < 0 {
		return
	}
	e.Operations.Resolved = x.resolve(sets, ids)
	if x.left -= len(e.Operations.Resolved); x.left < 0 {
		f.say("operation-limit", e.Operations.Pos(), about{},
			"the errors up to here are on more than %d operations, counted anew for each error; write operations: all where an error is on all of them", maxResolved)
	}
}
