package generator

import (
	"slices"
	"strings"
)

// exportedNames are the names of a catalogue in a Go package. In nearly all catalogues no
// two of them meet, which is known much faster than who has which name: what errors are
// called is made of their roots, so that only these are kept.
type exportedNames struct {
	roots  map[string]struct{} // Error.Name.Go
	others map[string]struct{} // of types, values of enums, and options
	twice  bool                // two errors have one root
	meet   bool                // two names may be one
}

// errorSuffixes are what stands behind a root in the names of an error. No two of them
// end alike.
var errorSuffixes = [...]string{"Params", "Of", "Option"}

// exportedNames collects the names that a server has. Other packages have the same
// names, or none.
func (b *builder) exportedNames() *exportedNames {
	n := &exportedNames{roots: make(map[string]struct{}, len(b.plan.Errors))}
	others := 0
	for _, e := range b.plan.Errors {
		n.roots[e.Name.Go] = struct{}{}
		for _, p := range e.Params {
			if p.Optional {
				others++
			}
		}
	}
	for _, t := range b.plan.Types {
		others += 1 + len(t.Enum)
	}
	n.others = make(map[string]struct{}, others)
	n.twice = len(n.roots) < len(b.plan.Errors)
	n.meet = n.twice
	for _, e := range b.plan.Errors {
		n.meet = n.meet || n.madeOfRoot(e.Name.Go)
		for _, p := range e.Params {
			if p.Optional {
				n.add(e.OptionName(p))
			}
		}
	}
	for _, t := range b.plan.Types {
		for _, name := range t.GoNames() {
			n.add(name)
		}
		for _, v := range t.Enum {
			n.add(v.Ident.Go)
		}
	}
	return n
}

func (n *exportedNames) add(name string) {
	if n.meet = n.meet || n.has(name); !n.meet {
		n.others[name] = struct{}{}
	}
}

// has reports whether something may have the name.
func (n *exportedNames) has(name string) bool {
	_, other := n.others[name]
	return other || n.isRoot(name) || n.madeOfRoot(name)
}

func (n *exportedNames) isRoot(name string) bool {
	_, is := n.roots[name]
	return is
}

// madeOfRoot reports whether a name may be one that an error has beside its root, or the
// beginning of a name of two errors: ErrItem and ItemParams have ErrItemParams.
func (n *exportedNames) madeOfRoot(name string) bool {
	if root, is := strings.CutPrefix(name, "Err"); is && n.isRoot(root) {
		return true
	}
	for _, suffix := range errorSuffixes {
		if root, is := strings.CutSuffix(name, suffix); is && (n.isRoot(root) || n.isRoot("Err"+root)) {
			return true
		}
	}
	return false
}

// mayMeet reports whether two names may be one in a package that has the fixed names
// and the constants of retired codes besides.
func (n *exportedNames) mayMeet(fixed []string, retired []*Retired) bool {
	return n.meet || slices.ContainsFunc(fixed, n.has) || slices.ContainsFunc(retired, func(r *Retired) bool {
		return n.has(r.ConstName()) || slices.Contains(fixed, r.ConstName())
	})
}

// mayMeetInSchemas is mayMeet for the components of an OpenAPI document.
func (n *exportedNames) mayMeetInSchemas(p *Plan) bool {
	const suffix = "Error"
	ofError := func(name string) bool {
		root, is := strings.CutSuffix(name, suffix)
		return is && (n.isRoot(root) || n.isRoot(name))
	}
	if n.twice || slices.ContainsFunc(p.Errors, func(e *Error) bool {
		root, is := strings.CutSuffix(e.Name.Go, suffix)
		return is && n.isRoot(root)
	}) {
		return true
	}
	taken := map[string]bool{CodesSchema: true}
	claim := func(name string) (met bool) {
		met = taken[name] || ofError(name)
		taken[name] = true
		return met
	}
	return slices.ContainsFunc(p.Forms, func(f *Form) bool { return claim(f.SchemaName()) }) ||
		slices.ContainsFunc(p.Types, func(t *Type) bool { return claim(t.Ident.Go) })
}
