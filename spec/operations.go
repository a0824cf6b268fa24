package spec

import (
	"slices"
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
		ds.Add("operation-form", text.Pos, nil, format, args...)
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

	// chosen are places in all by pattern, and resolved what errors got, by a hash
	// of the places: a large catalogue says "GET *" often.
	chosen   map[string]choice
	resolved map[uint64][]resolution
}

// resolution is a set of operations that several errors share.
type resolution struct {
	places     []int
	operations []Operation
}

// at returns the operations at sorted places.
func (x *operationIndex) at(places []int) []Operation {
	if len(places) == 0 {
		return nil
	}
	const prime = 1099511628211 // FNV-1a
	hash := uint64(14695981039346656037)
	for _, i := range places {
		hash = (hash ^ uint64(i)) * prime
	}
	for _, r := range x.resolved[hash] {
		if slices.Equal(r.places, places) {
			return r.operations
		}
	}
	r := resolution{places: places}
	for _, i := range places {
		r.operations = append(r.operations, x.all[i])
	}
	x.resolved[hash] = append(x.resolved[hash], r)
	return r.operations
}

// choice is what a pattern chooses.
type choice struct {
	places  []int
	missing []string // methods that choose nothing
}

// indexOperations collects the operations that errors name in full.
func indexOperations(errors []*Error) *operationIndex {
	x := &operationIndex{number: map[Operation]int{}, chosen: map[string]choice{}, resolved: map[uint64][]resolution{}}
	for _, e := range errors {
		for _, p := range e.Operations.Patterns {
			for _, o := range p.named() {
				if _, known := x.number[o]; !known {
					x.number[o] = len(x.all)
					x.all = append(x.all, o)
				}
			}
		}
	}
	return x
}

// choose returns what a pattern chooses.
func (x *operationIndex) choose(p OperationPattern) choice {
	key := strings.Join(p.Methods, "|") + " " + p.Path
	if c, known := x.chosen[key]; known {
		return c
	}
	var c choice
	prefix := strings.TrimSuffix(p.Path, "*")
	hit := map[string]bool{}
	for i, o := range x.all {
		if o.ID == "" && slices.Contains(p.Methods, o.Method) && strings.HasPrefix(o.Path, prefix) {
			c.places = append(c.places, i)
			hit[o.Method] = true
		}
	}
	for _, method := range p.Methods {
		if !hit[method] {
			c.missing = append(c.missing, method)
		}
	}
	x.chosen[key] = c
	return c
}

// resolveOperations fills in the operations of an error in catalogue order and reports
// patterns that choose nothing and operations that stand there twice.
func (f *finisher) resolveOperations(e *Error, x *operationIndex) {
	if e.Operations.All {
		return
	}
	seen := map[Operation]Pos{} // those named in full
	patterns := map[string]Pos{}
	var places []int
	for _, p := range e.Operations.Patterns {
		for _, o := range p.named() {
			if first, twice := seen[o]; twice {
				f.say("operation-unique", p.Pos, about{related: at(first, "first named here")}, "operation %q is named twice", o)
				continue
			}
			seen[o] = p.Pos
			places = append(places, x.number[o])
		}
		if !p.isPattern() {
			continue
		}
		key := strings.Join(p.Methods, "|") + " " + p.Path
		if first, twice := patterns[key]; twice {
			f.say("operation-unique", p.Pos, about{related: at(first, "first named here")}, "pattern %q is named twice", p.Value)
			continue
		}
		patterns[key] = p.Pos
		c := x.choose(p)
		switch {
		case len(c.places) == 0:
			f.say("operation-unmatched", p.Pos, about{},
				"pattern %q matches no operation; patterns choose among the operations that the catalogue names in full", quotable(p.Value))
		case len(c.missing) > 0:
			f.say("operation-unmatched", p.Pos, about{},
				"pattern %q matches no operation with %s; leave the method out, or name such an operation in full", quotable(p.Value), strings.Join(c.missing, " and "))
		}
		places = append(places, c.places...)
	}
	slices.Sort(places)
	e.Operations.Resolved = x.at(slices.Compact(places))
}
