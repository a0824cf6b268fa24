package apply

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// checkReferences looks at every reference that stays: it leads to something in
// the document as it will be.
func (e *editor) checkReferences() {
	e.references(e.doc.root, "", map[*node]bool{})
}

// payload are keys whose values are data of the API, where "$ref" means nothing.
var payload = map[string]bool{"example": true, "default": true, "enum": true, "const": true, "value": true, "dataValue": true}

// references looks at the references below a node that is the value of a key.
func (e *editor) references(n *node, key string, seen map[*node]bool) {
	if seen[n] || n.kind == aliasNode {
		return // what an alias stands for is looked at where it stands
	}
	seen[n] = true
	for _, item := range n.items {
		e.references(item, "", seen)
	}
	if n.kind != mappingNode {
		return
	}
	names := key == "properties" || key == "patternProperties" || key == "schemas" || key == "$defs"
	if id, _ := find(n, "$id"); id != nil && !names && id.value.kind == scalarNode {
		return // references are relative to another document
	}
	c := e.changes[n]
	for _, m := range n.members {
		name := m.name()
		switch {
		case c != nil && (c.removed[m] || c.replaced[m] != nil):
		case names:
			e.references(m.value, "", seen)
		case name == "$ref" && m.value.kind == scalarNode && m.value.tag == "!!str":
			e.reference(m.value)
		case payload[name] || strings.HasPrefix(name, "x-"):
		case name == "examples" && m.value.kind == sequenceNode:
		default:
			e.references(m.value, name, seen)
		}
	}
}

// reference looks at one reference.
func (e *editor) reference(at *node) {
	fragment, ok := strings.CutPrefix(at.text, "#")
	if !ok || fragment != "" && fragment[0] != '/' {
		return // into another document, or to an anchor of JSON Schema
	}
	if decoded, err := url.PathUnescape(fragment); err == nil {
		fragment = decoded
	}
	if fragment == "" {
		return
	}
	tokens := strings.Split(fragment[1:], "/")
	for i, t := range tokens {
		tokens[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(t)
	}
	if e.leads(resolve(e.doc.root), tokens) {
		return
	}
	if leads(resolve(e.doc.root), tokens) {
		if slices.ContainsFunc(e.problems, func(p Problem) bool { return p.Kind == Shared }) {
			return // it goes together with what cannot be changed
		}
		e.say(Broken, nil, at, nil, "%q is what the catalogue no longer has, and would lead to nothing; take the reference out", at.text)
		return
	}
	e.say(Broken, nil, at, nil, "%q leads to nothing in the document", at.text)
}

// leads reports whether a JSON Pointer leads to something in the changed document.
func (e *editor) leads(n *node, tokens []string) bool {
	for i, token := range tokens {
		if n = resolve(n); n == nil {
			return false
		}
		if c := e.changes[n]; c != nil {
			for _, x := range c.inserted {
				if x.name == token {
					return leads(tree(x.value), tokens[i+1:])
				}
			}
			if m, merge := find(n, token); m != nil && merge == nil {
				if c.removed[m] {
					return false
				}
				if v := c.replaced[m]; v != nil {
					return leads(tree(v), tokens[i+1:])
				}
			}
		}
		if n = child(n, token); n == nil {
			return false
		}
	}
	return true
}

// leads reports whether a JSON Pointer leads to something below a node.
func leads(n *node, tokens []string) bool {
	for _, token := range tokens {
		if n = child(resolve(n), token); n == nil {
			return false
		}
	}
	return true
}

func child(n *node, token string) *node {
	if n == nil {
		return nil
	}
	if n.kind == sequenceNode {
		i, err := strconv.Atoi(token)
		if err != nil || i < 0 || i >= len(n.items) {
			return nil
		}
		return resolve(n.items[i])
	}
	if m, _ := find(n, token); m != nil {
		return resolve(m.value)
	}
	return nil
}
