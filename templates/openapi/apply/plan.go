package apply

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/openapi"
)

// editor decides what changes in a document, and then changes its text.
type editor struct {
	doc     *document
	mark    string
	prefer  Side
	overlay bool // an Overlay is wanted, not an edit

	components []*section // by kind
	operations []*target
	wanted     map[string]bool // components by "kind/name"

	changes  map[*node]*change
	problems []Problem
	told     map[*node]bool // shared nodes that a problem names
}

// section are the components of a kind, or the responses of an operation.
type section struct {
	name    string
	entries []entry
}

// entry is a component or a response.
type entry struct {
	name    string
	value   *generator.Value
	pointer []string
}

// target is an operation and its responses.
type target struct {
	path, method string
	responses    section
}

// change is what happens to the members of a mapping.
type change struct {
	removed  map[*member]bool
	replaced map[*member]*generator.Value
	inserted []insertion
}

// insertion is a new member behind another one, or, when that is nil, before all.
type insertion struct {
	after *member
	name  string
	value *generator.Value
}

func newEditor(d *document, additions []openapi.Addition, o Options) *editor {
	e := &editor{
		doc: d, mark: o.Mark, prefer: o.Prefer,
		wanted: map[string]bool{}, changes: map[*node]*change{}, told: map[*node]bool{},
	}
	kinds, ops := map[string]*section{}, map[string]*target{}
	for _, a := range additions {
		p := a.Pointer
		switch {
		case len(p) == 3 && p[0] == "components":
			s := kinds[p[1]]
			if s == nil {
				s = &section{name: p[1]}
				kinds[p[1]] = s
				e.components = append(e.components, s)
			}
			s.entries = append(s.entries, entry{p[2], (*generator.Value)(a.Value), p})
			e.wanted[p[1]+"/"+p[2]] = true
		case len(p) == 5 && p[0] == "paths" && p[3] == "responses":
			key := p[2] + " " + p[1]
			t := ops[key]
			if t == nil {
				t = &target{path: p[1], method: p[2], responses: section{name: "responses"}}
				ops[key] = t
				e.operations = append(e.operations, t)
			}
			t.responses.entries = append(t.responses.entries, entry{p[4], (*generator.Value)(a.Value), p})
		default:
			panic(fmt.Sprintf("bug in errspec: an addition at %q", p))
		}
	}
	return e
}

// object makes a value of entries.
func object(entries []entry) *generator.Value {
	v := &generator.Value{Kind: generator.ObjectValue}
	for _, x := range entries {
		v.Members = append(v.Members, generator.Member{Name: x.name, Value: x.value})
	}
	return v
}

// way is a mapping and how it was reached.
type way struct {
	n      *node
	shared *node // an alias, or an anchor that an alias names, on the way; nil: none
}

// into follows an alias.
func (w way) into(n *node) way {
	shared := w.shared
	if n.kind == aliasNode {
		if shared == nil {
			shared = n
		}
		n = resolve(n)
	}
	if n != nil && n.used && shared == nil {
		shared = n
	}
	return way{n, shared}
}

// resolve returns what an alias stands for; nil when it stands for itself.
func resolve(n *node) *node {
	if n != nil && n.kind == aliasNode {
		return n.target
	}
	return n
}

// find returns the member of a name, and the value of the "<<" that it comes in
// by, if it does. Of two members with one name the first counts.
func find(n *node, name string) (m *member, merge *node) {
	if n == nil || n.kind != mappingNode {
		return nil, nil
	}
	for _, m := range n.members {
		if k := resolve(m.key); k != nil && k.kind == scalarNode && k.tag != "!!merge" && k.text == name {
			return m, nil
		}
	}
	for _, m := range n.members {
		if m.key.tag == "!!merge" {
			if found := findMerged(m.value, name, map[*node]bool{n: true}); found != nil {
				return found, m.value
			}
		}
	}
	return nil, nil
}

// findMerged returns the member of a name among those that "<<" brings in. A
// mapping that is merged again and again is looked at once.
func findMerged(n *node, name string, seen map[*node]bool) *member {
	n = resolve(n)
	if n == nil || seen[n] {
		return nil
	}
	seen[n] = true
	if n.kind == sequenceNode {
		for _, item := range n.items {
			if found := findMerged(item, name, seen); found != nil {
				return found
			}
		}
		return nil
	}
	for _, m := range n.members {
		if k := resolve(m.key); k != nil && k.kind == scalarNode && k.tag != "!!merge" && k.text == name {
			return m
		}
	}
	for _, m := range n.members {
		if m.key.tag == "!!merge" {
			if found := findMerged(m.value, name, seen); found != nil {
				return found
			}
		}
	}
	return nil
}

// value returns the value of a member that is written here, or nil.
func value(n *node, name string) *node {
	if m, _ := find(n, name); m != nil {
		return resolve(m.value)
	}
	return nil
}

// change returns the changes of a mapping.
func (e *editor) change(n *node) *change {
	c := e.changes[n]
	if c == nil {
		c = &change{removed: map[*member]bool{}, replaced: map[*member]*generator.Value{}}
		e.changes[n] = c
	}
	return c
}

func (e *editor) placeOf(n *node) Place {
	line, column := e.doc.place(n.start)
	return Place{line, column}
}

func (e *editor) say(kind Kind, pointer []string, at *node, related []Related, format string, args ...any) {
	e.problems = append(e.problems, Problem{kind, pointer, e.placeOf(at), fmt.Sprintf(format, args...), related})
}

// shared reports that an edit would change something else, too.
func (e *editor) shared(w way, pointer []string, what string) {
	told := w.n
	if w.shared.kind == aliasNode {
		told = w.shared // each alias is to be written out
	}
	if e.told[told] {
		return
	}
	e.told[told] = true
	if w.shared.kind == aliasNode {
		e.say(Shared, pointer, w.shared, []Related{{e.placeOf(w.n), "this is &" + w.shared.text}},
			"%s would change, and the alias *%s shares it with others; write it out here", what, w.shared.text)
		return
	}
	if w.shared.anchor == "" {
		e.say(Shared, pointer, w.shared, nil, "%s would change, and it comes in by <<; write it out here", what)
		return
	}
	e.say(Shared, pointer, w.shared, nil, "%s would change, and aliases share &%s with it; write it out where they stand", what, w.shared.anchor)
}

// plan decides on all changes.
func (e *editor) plan() {
	root := way{}.into(e.doc.root)
	if root.n == nil || root.n.kind != mappingNode || len(root.n.members) == 0 {
		e.say(Unreadable, nil, e.doc.root, nil, "the document is not an OpenAPI document, which begins with keys such as openapi: 3.1.1")
		return
	}
	e.checkTwice(root.n)
	e.planComponents(root)
	paths, _ := find(root.n, "paths")
	for _, t := range e.operations {
		if op := e.operation(root, paths, t); op.n != nil {
			e.planResponses(op, t)
		}
	}
	if paths != nil {
		e.staleResponses(root.into(paths.value))
	}
	e.dropEmpty(root)
	e.checkReferences()
}

// planComponents decides on the components.
func (e *editor) planComponents(root way) {
	m, merge := find(root.n, "components")
	all := &generator.Value{Kind: generator.ObjectValue}
	for _, s := range e.components {
		all.Members = append(all.Members, generator.Member{Name: s.name, Value: object(s.entries)})
	}
	components, there := e.mapping(root, m, merge, "components", all, "the section components")
	if !there {
		return
	}
	for _, s := range e.components {
		m, merge := find(components.n, s.name)
		kind, there := e.mapping(components, m, merge, s.name, object(s.entries), "the section components/"+s.name)
		if !there {
			continue
		}
		for i, x := range s.entries {
			m, merge := find(kind.n, x.name)
			if m == nil {
				e.insert(kind, neighbour(kind.n, s.entries, i), x, "the section components/"+s.name)
				continue
			}
			e.component(kind, m, merge, s.name, x)
		}
	}
	// What was ours and is not wanted any more.
	for _, m := range components.n.members {
		kind := components.into(m.value)
		if kind.n == nil || kind.n.kind != mappingNode || kind.shared == nil && m.key.tag == "!!merge" {
			continue
		}
		for _, c := range kind.n.members {
			section, name := m.name(), c.name()
			if !e.isOurs(resolve(c.value)) || e.wanted[section+"/"+name] {
				continue
			}
			if e.overlay {
				e.earlier("component "+section+"/"+name, nil, c.key)
				continue
			}
			e.remove(kind, c, "the section components/"+section)
		}
	}
}

// mapping returns the mapping that a member holds. When there is none, value
// takes its place, and the second result is false.
func (e *editor) mapping(in way, m *member, merge *node, name string, value *generator.Value, what string) (way, bool) {
	if m == nil {
		if len(value.Members) > 0 {
			e.insert(in, lastMember(in.n), entry{name: name, value: value}, what)
		}
		return way{}, false
	}
	if merge != nil && in.shared == nil {
		in.shared = merge
	}
	w := in.into(m.value)
	switch {
	case w.n == nil:
		return way{}, false
	case w.n.kind == mappingNode && len(w.n.members) > 0:
		e.checkTwice(w.n)
		return w, true
	case w.n.kind == mappingNode, w.n.kind == scalarNode && w.n.tag == "!!null":
		if len(value.Members) == 0 {
			return way{}, false
		}
		if e.overlay && w.n.kind == scalarNode {
			e.say(Unreadable, nil, m.key, nil, "%s is null, where tools do different things with an Overlay; write {}", what)
			return way{}, false
		}
		if m.value.kind == aliasNode {
			e.shared(w, nil, what)
			return way{}, false
		}
		e.replace(in, m, value, nil, what)
		return way{}, false
	}
	e.say(Unreadable, nil, m.value, nil, "%s is not a mapping", what)
	return way{}, false
}

// checkTwice reports keys that stand twice where something may change: which of
// the two counts is anybody's guess.
func (e *editor) checkTwice(n *node) {
	if e.told[n] {
		return
	}
	seen := map[string]*node{}
	for _, m := range n.members {
		k := resolve(m.key)
		if k == nil || k.kind != scalarNode || k.tag == "!!merge" {
			continue
		}
		if first := seen[k.text]; first != nil {
			e.told[n] = true
			e.say(Unreadable, nil, m.key, []Related{{e.placeOf(first), "first written here"}}, "key %q is written twice", k.text)
			continue
		}
		seen[k.text] = m.key
	}
}

// component decides on a component that has a name which is wanted.
func (e *editor) component(kind way, m *member, merge *node, section string, x entry) {
	what := "component " + section + "/" + x.name
	v := resolve(m.value)
	switch {
	case e.isOurs(v) && e.overlay:
		e.earlier(what, x.pointer, m.key)
	case e.isOurs(v) && same(v, tree(x.value)):
	case e.isOurs(v) && merge == nil:
		e.replace(kind, m, x.value, x.pointer, what)
	case e.prefer == Theirs && !e.overlay:
	case e.prefer == Ours && !e.overlay && merge == nil:
		e.replace(kind, m, x.value, x.pointer, what)
	default:
		mark := value(v, openapi.MarkKey)
		if mark != nil && strings.HasPrefix(mark.text, "errspec ") {
			e.say(Conflict, x.pointer, m.key, nil, "%s is there already, made by errspec from the catalogue of another service: %q", what, mark.text)
			return
		}
		e.say(Conflict, x.pointer, m.key, nil, "%s is written by hand, and errspec makes one of this name", what)
	}
}

// earlier reports that an Overlay would meet what an earlier run made.
func (e *editor) earlier(what string, pointer []string, at *node) {
	e.say(Earlier, pointer, at, nil, "%s comes from an earlier run of errspec", what)
}

// isOurs reports whether a component has our mark.
func (e *editor) isOurs(v *node) bool {
	mark := value(v, openapi.MarkKey)
	return mark != nil && mark.kind == scalarNode && mark.text == e.mark
}

// operation finds an operation of the document.
func (e *editor) operation(root way, paths *member, t *target) way {
	name := strings.ToUpper(t.method) + " " + t.path
	pointer := t.responses.entries[0].pointer
	unknown := func(at *node, format string, args ...any) way {
		e.say(Unknown, pointer, at, nil, format, args...)
		return way{}
	}
	if paths == nil {
		return unknown(e.doc.root, "operation %q is not in the document, which has no paths", name)
	}
	all := root.into(paths.value)
	item, merge := find(all.n, t.path)
	if item == nil {
		return unknown(paths.key, "path %q is not in the document", t.path)
	}
	if merge != nil && all.shared == nil {
		all.shared = merge
	}
	w := all.into(item.value)
	op, merge := find(w.n, t.method)
	if op == nil {
		if ref, _ := find(w.n, "$ref"); ref != nil {
			e.say(Shared, pointer, ref.value, nil, "path %q is a reference to %q, where errspec writes nothing; write the path item out here", t.path, ref.value.text)
			return way{}
		}
		return unknown(item.key, "path %q has no operation %s", t.path, strings.ToUpper(t.method))
	}
	o, _ := e.mapping(w, op, merge, t.method, object([]entry{{name: "responses", value: object(t.responses.entries)}}), "operation "+name)
	return o
}

// planResponses decides on the responses of an operation.
func (e *editor) planResponses(op way, t *target) {
	name := strings.ToUpper(t.method) + " " + t.path
	m, merge := find(op.n, "responses")
	responses, there := e.mapping(op, m, merge, "responses", object(t.responses.entries), "the responses of "+name)
	if !there {
		return
	}
	for i, x := range t.responses.entries {
		m, merge := find(responses.n, x.name)
		if m == nil {
			after := lesser(responses.n, x.name)
			if after == nil {
				after = neighbour(responses.n, t.responses.entries, i)
			}
			e.insert(responses, after, x, "the responses of "+name)
			continue
		}
		what := "response " + x.name + " of " + name
		v := resolve(m.value)
		ref, component := e.refersTo(v)
		switch ours := e.isOurs(component); {
		case same(v, tree(x.value)):
		case ours && e.overlay:
			e.earlier(what, x.pointer, m.key)
		case ours && merge == nil:
			e.replace(responses, m, x.value, x.pointer, what)
		case e.prefer == Theirs && e.becomesOurs(ref, component):
			e.referred(m, what, ref, component)
		case e.prefer == Theirs && !e.overlay:
		case e.prefer == Ours && !e.overlay && merge == nil:
			e.replace(responses, m, x.value, x.pointer, what)
		default:
			e.say(Conflict, x.pointer, m.key, nil, "%s is written by hand, and errspec makes one", what)
		}
	}
	// What was ours and is not wanted any more.
	for _, m := range responses.n.members {
		if m.key.tag == "!!merge" || slices.ContainsFunc(t.responses.entries, func(x entry) bool { return x.name == m.name() }) {
			continue
		}
		what := "response " + m.name() + " of " + name
		ref, component := e.refersTo(resolve(m.value))
		switch ours := e.isOurs(component); {
		case ours && e.overlay:
			e.earlier(what, nil, m.key)
		case ours:
			e.remove(responses, m, "the responses of "+name)
		case e.becomesOurs(ref, component):
			e.referred(m, what, ref, component)
		}
	}
}

// lesser returns the last response of a lesser status, or nil.
func lesser(n *node, status string) *member {
	var found *member
	for _, m := range n.members {
		if k := resolve(m.key); k != nil && len(k.text) == 3 && k.text < status {
			found = m
		}
	}
	return found
}

// neighbour returns the member behind which an entry stands: the nearest of the
// entries before it that is there, else what stands before the next of those behind
// it, else the last of all. Nil is before all.
func neighbour(n *node, entries []entry, i int) *member {
	for k := i - 1; k >= 0; k-- {
		if at := index(n, entries[k].name); at >= 0 {
			return n.members[at]
		}
	}
	for _, x := range entries[i+1:] {
		switch at := index(n, x.name); {
		case at > 0:
			return n.members[at-1]
		case at == 0:
			return nil
		}
	}
	return lastMember(n)
}

// index returns the place of a member that is written here, or -1.
func index(n *node, name string) int {
	m, merge := find(n, name)
	if m == nil || merge != nil {
		return -1
	}
	return slices.Index(n.members, m)
}

func lastMember(n *node) *member { return n.members[len(n.members)-1] }

// refersTo returns the name of the component that a response refers to, and the
// component; nil: there is none.
func (e *editor) refersTo(v *node) (name string, component *node) {
	if v == nil || v.kind != mappingNode || len(v.members) != 1 || v.members[0].name() != "$ref" {
		return "", nil
	}
	ref := resolve(v.members[0].value)
	if ref == nil {
		return "", nil
	}
	name, ok := strings.CutPrefix(ref.text, "#/components/responses/")
	if !ok {
		return "", nil
	}
	return name, value(value(value(resolve(e.doc.root), "components"), "responses"), name)
}

// becomesOurs reports whether this run makes a component of responses ours that is
// not: it is not there yet, or it takes the place of what somebody wrote.
func (e *editor) becomesOurs(name string, component *node) bool {
	return e.wanted["responses/"+name] && !e.overlay && (component == nil || e.prefer == Ours && !e.isOurs(component))
}

// referred reports a response that somebody wrote and that refers to a component
// which becomes ours. From the next run on it could not be told from what an
// earlier run made.
func (e *editor) referred(m *member, what, name string, component *node) {
	var related []Related
	if component != nil {
		related = []Related{{e.placeOf(component), "this is the component"}}
	}
	e.say(Shared, []string{"components", "responses", name}, m.key, related,
		"%s is written by hand, and the component responses/%s that it refers to becomes errspec's; write the response out here, or refer to another component", what, name)
}

// methods are the keys of a path item that are operations.
var methods = []string{"get", "head", "post", "put", "patch", "delete", "options", "trace", "query"}

// staleResponses removes what was ours from operations that have no additions
// any more.
func (e *editor) staleResponses(paths way) {
	if paths.n == nil || paths.n.kind != mappingNode {
		return
	}
	has := map[string]bool{}
	for _, t := range e.operations {
		has[t.method+" "+t.path] = true
	}
	for _, p := range paths.n.members {
		item := paths.into(p.value)
		if item.n == nil || item.n.kind != mappingNode || p.key.tag == "!!merge" {
			continue
		}
		for _, o := range item.n.members {
			if !slices.Contains(methods, o.name()) || has[o.name()+" "+p.name()] {
				continue
			}
			op := item.into(o.value)
			if m, merge := find(op.n, "responses"); m != nil && merge == nil {
				e.planResponses(op, &target{path: p.name(), method: o.name()})
			}
		}
	}
}

// insert adds a member.
func (e *editor) insert(in way, after *member, x entry, what string) {
	if in.shared != nil {
		e.shared(in, x.pointer, what)
		return
	}
	c := e.change(in.n)
	c.inserted = append(c.inserted, insertion{after, x.name, x.value})
}

// replace gives a member another value.
func (e *editor) replace(in way, m *member, v *generator.Value, pointer []string, what string) {
	switch named := aliased(m.value, m.value); {
	case in.shared != nil:
		e.shared(in, pointer, what)
	case named != nil:
		e.shared(way{named, named}, pointer, what)
	default:
		e.change(in.n).replaced[m] = v
	}
}

// remove takes a member out.
func (e *editor) remove(in way, m *member, what string) {
	switch named := aliased(m.value, m.value); {
	case in.shared != nil:
		e.shared(in, nil, what)
	case named != nil:
		e.shared(way{named, named}, nil, what)
	default:
		e.change(in.n).removed[m] = true
	}
}

// aliased returns a node below n that an alias names, which may be anywhere.
func aliased(n, top *node) *node {
	if n.used {
		return n
	}
	for _, m := range n.members {
		for _, child := range []*node{m.key, m.value} {
			if found := aliased(child, top); found != nil {
				return found
			}
		}
	}
	for _, item := range n.items {
		if found := aliased(item, top); found != nil {
			return found
		}
	}
	return nil
}

// dropEmpty removes sections of which nothing is left.
func (e *editor) dropEmpty(root way) {
	drop := func(in way, m *member) {
		v := m.value // an alias is shared, and has no changes
		c := e.changes[v]
		if c == nil || v.kind != mappingNode || len(c.removed) < len(v.members) || len(c.inserted) > 0 {
			return
		}
		delete(e.changes, v)
		if e.hasComment(m) {
			e.change(in.n).replaced[m] = &generator.Value{Kind: generator.ObjectValue}
			return
		}
		e.change(in.n).removed[m] = true
	}
	if m, _ := find(root.n, "components"); m != nil && m.value.kind == mappingNode {
		for _, kind := range m.value.members {
			drop(way{n: m.value}, kind)
		}
		drop(root, m)
	}
	paths := value(root.n, "paths")
	if paths == nil {
		return
	}
	for _, p := range paths.members {
		for _, o := range p.value.members {
			if m, merge := find(o.value, "responses"); m != nil && merge == nil && o.value.kind == mappingNode {
				drop(way{n: o.value}, m)
			}
			// An operation stays, even with nothing in it.
			if c := e.changes[o.value]; c != nil && len(c.removed) == len(o.value.members) && len(c.inserted) == 0 && len(c.removed) > 0 {
				delete(e.changes, o.value)
				e.change(p.value).replaced[o] = &generator.Value{Kind: generator.ObjectValue}
			}
		}
	}
}

// hasComment reports whether a comment stands in a section that goes, beside what
// is in its members.
func (e *editor) hasComment(section *member) bool {
	at := section.key.end
	for _, m := range section.value.members {
		if bytes.IndexByte(e.doc.data[at:m.key.start], '#') >= 0 {
			return true
		}
		at = end(m)
	}
	return at < section.value.end && bytes.IndexByte(e.doc.data[at:section.value.end], '#') >= 0
}

// tree makes nodes of a value.
func tree(v *generator.Value) *node {
	n := &node{kind: scalarNode, tag: "!!null"}
	if v == nil {
		return n
	}
	switch v.Kind {
	case generator.TextValue:
		n.tag, n.text = "!!str", v.Text
	case generator.NumberValue:
		n.tag, n.text = "!!float", v.Text
	case generator.BoolValue:
		n.tag, n.text = "!!bool", v.Text
	case generator.ListValue:
		n.kind = sequenceNode
		for _, item := range v.Items {
			n.items = append(n.items, tree(item))
		}
	case generator.ObjectValue:
		n.kind = mappingNode
		for _, m := range v.Members {
			n.members = append(n.members, &member{&node{kind: scalarNode, tag: "!!str", text: m.Name}, tree(m.Value)})
		}
	}
	return n
}

// scalarsEqual compares two scalars as data.
func scalarsEqual(a, b *node) bool {
	number := func(n *node) bool { return n.tag == "!!int" || n.tag == "!!float" }
	switch {
	case number(a) && number(b):
		if a.text == b.text {
			return true
		}
		x, errX := strconv.ParseFloat(a.text, 64)
		y, errY := strconv.ParseFloat(b.text, 64)
		return errX == nil && errY == nil && x == y
	case a.tag != b.tag:
		return false
	case a.tag == "!!null":
		return true
	case a.tag == "!!bool":
		return strings.EqualFold(a.text, b.text)
	}
	return a.text == b.text
}

// same compares two values as data: the order of members has no meaning.
func same(a, b *node) bool {
	a, b = resolve(a), resolve(b)
	if a == nil || b == nil || a.kind != b.kind || len(a.members) != len(b.members) || len(a.items) != len(b.items) {
		return false
	}
	switch a.kind {
	case scalarNode:
		return scalarsEqual(a, b)
	case sequenceNode:
		for i := range a.items {
			if !same(a.items[i], b.items[i]) {
				return false
			}
		}
		return true
	}
	for _, m := range a.members {
		other, merge := find(b, m.name())
		if other == nil || merge != nil || !same(m.value, other.value) {
			return false
		}
	}
	return true
}

// expected returns what a node is after all changes.
func (e *editor) expected(n *node) *node {
	if n.kind == scalarNode || n.kind == aliasNode {
		return n
	}
	out := &node{kind: n.kind, anchor: n.anchor}
	for _, item := range n.items {
		out.items = append(out.items, e.expected(item))
	}
	c := e.changes[n]
	if c == nil {
		for _, m := range n.members {
			out.members = append(out.members, &member{e.expected(m.key), e.expected(m.value)})
		}
		return out
	}
	insert := func(after *member) {
		for _, x := range c.inserted {
			if x.after == after {
				out.members = append(out.members, &member{&node{kind: scalarNode, tag: "!!str", text: x.name}, tree(x.value)})
			}
		}
	}
	insert(nil)
	for _, m := range n.members {
		switch {
		case c.removed[m]:
		case c.replaced[m] != nil:
			out.members = append(out.members, &member{m.key, tree(c.replaced[m])})
		default:
			out.members = append(out.members, &member{m.key, e.expected(m.value)})
		}
		insert(m)
	}
	return out
}

// difference returns where two trees differ, order and anchors included; nil:
// nowhere.
func difference(want, got *node, at []string) []string {
	here := append(slices.Clone(at), "")
	if want.kind != got.kind || want.anchor != got.anchor || len(want.members) != len(got.members) || len(want.items) != len(got.items) {
		return here
	}
	switch want.kind {
	case scalarNode:
		if !scalarsEqual(want, got) {
			return here
		}
	case aliasNode:
		if want.text != got.text {
			return here
		}
	}
	for i := range want.items {
		if d := difference(want.items[i], got.items[i], append(at[:len(at):len(at)], strconv.Itoa(i))); d != nil {
			return d
		}
	}
	for i, m := range want.members {
		name := append(at[:len(at):len(at)], m.key.text)
		if d := difference(m.key, got.members[i].key, name); d != nil {
			return d
		}
		if d := difference(m.value, got.members[i].value, name); d != nil {
			return d
		}
	}
	return nil
}
