package generator

import (
	"go/token"
	"regexp"

	"github.com/errspec/errspec/spec"
)

// CheckNames returns what [Build] would find in a catalogue that has errors, so
// that everything that is wrong is reported in one run. It looks only at the
// names of what can be understood.
func CheckNames(c *spec.Catalog, o Options) spec.Diagnostics {
	_, findings := Build(namesOf(c), o)
	return findings
}

// namesOf returns a catalogue without errors that has the names of c, in their
// places, and nothing that names do not depend on.
func namesOf(c *spec.Catalog) *spec.Catalog {
	const form = "structured"
	n := &names{types: map[*spec.Type]*spec.Type{}}
	sound := &spec.Catalog{
		File: c.File, Files: c.Files, Service: c.Service,
		Wire: spec.Wire{
			Body: spec.At[string]{Value: form},
			Bodies: []*spec.Body{{
				Name: spec.At[string]{Value: form}, ContentType: "application/json",
				Form: &spec.BodyNode{Kind: spec.BodyLiteral, Literal: &spec.Value{Kind: spec.NullValue}},
			}},
		},
	}
	for _, t := range c.Targets {
		switch t.Kind.Value {
		case TargetGoServer, TargetGoClient, TargetOpenAPI, TargetMarkdown:
			sound.Targets = append(sound.Targets, t)
		}
	}

	taken := map[string]bool{}
	for _, e := range c.Errors {
		if e.Key.Value == "" || taken[e.Key.Value] {
			continue // said already
		}
		taken[e.Key.Value] = true
		sound.Errors = append(sound.Errors, &spec.Error{
			Key: e.Key, Code: e.Key, Name: identifier(e.Name), Status: spec.At[int]{Value: 500},
			Params: n.params(e.Params), Body: sound.Wire.Body, Internal: e.Internal, Supplied: e.Supplied,
		})
	}
	// An internal error leaves as another; which one does not matter to names.
	for _, e := range sound.Errors {
		if !e.Internal.Value {
			e.IsFallback, sound.Fallback = true, e
			break
		}
	}
	for _, e := range sound.Errors {
		e.Internal.As.Value = ""
		e.Internal.Value = e.Internal.Value && sound.Fallback != nil
	}

	taken = map[string]bool{}
	for _, t := range c.Types {
		if used := n.types[t]; used != nil && !taken[t.Name.Value] {
			taken[t.Name.Value] = true
			sound.Types = append(sound.Types, used)
		}
	}
	return sound
}

// paramName is the form of a parameter's name in the catalogue language.
var paramName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// names copies what has a name.
type names struct {
	// types are the copies of the types that are used. A type that is being copied
	// has a nil entry, so that a cycle ends.
	types map[*spec.Type]*spec.Type
}

func (n *names) params(from []*spec.Param) []*spec.Param {
	var ps []*spec.Param
	taken := map[string]bool{}
	for _, p := range from {
		if !paramName.MatchString(p.Name.Value) || taken[p.Name.Value] {
			continue // said already
		}
		taken[p.Name.Value] = true
		ps = append(ps, n.param(p))
	}
	return ps
}

func (n *names) param(from *spec.Param) *spec.Param {
	p := &spec.Param{
		Name: from.Name, Optional: from.Optional, List: from.List, Kind: from.Kind,
		Rename: identifier(from.Rename), Wire: from.Name, In: spec.At[spec.In]{Value: spec.InDetails},
	}
	if from.Named != nil && p.Kind != 0 {
		p.Named = n.named(from.Named)
	}
	if p.Kind == 0 || p.Named == nil && p.Kind == spec.Object {
		p.Kind = spec.String
	}
	taken := map[string]bool{}
	for _, v := range from.Enum {
		if v.Value.Value == "" || taken[v.Value.Value] {
			continue
		}
		taken[v.Value.Value] = true
		p.Enum = append(p.Enum, &spec.EnumValue{Value: v.Value, Rename: identifier(v.Rename)})
	}
	if p.Enum != nil && p.Named == nil {
		p.Kind = spec.String
	}
	return p
}

func (n *names) named(from *spec.Type) *spec.Type {
	if t, seen := n.types[from]; seen {
		return t
	}
	n.types[from] = nil
	if from.Name.Value == "" {
		return nil
	}
	t := &spec.Type{Name: from.Name, Rename: identifier(from.Rename)}
	if from.Scalar != nil {
		t.Scalar = n.param(from.Scalar)
		t.Scalar.Name = from.Name
	} else {
		t.Fields = n.params(from.Fields)
		if t.Fields == nil {
			return nil // of an object without fields nothing can be made
		}
	}
	n.types[from] = t
	return t
}

// identifier drops an override that is no name; that was said already.
func identifier(name spec.At[string]) spec.At[string] {
	if !token.IsIdentifier(name.Value) {
		name.Value = ""
	}
	return name
}
