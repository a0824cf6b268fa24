package generator

import (
	"math/rand/v2"
	"testing"
)

// Names that are said not to meet are all different: those of errors and types in a
// server, which has all that other packages have, and in an OpenAPI document.
func TestNamesThatDoNotMeet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		return []string{"Err", "Item", "Params", "Of", "Option", "Error", "E", "ID", "Code", "Body"}[r.IntN(10)]
	}
	name := func() string {
		s := word()
		for r.IntN(3) > 0 {
			s += word()
		}
		return s
	}
	apart := map[bool]int{} // of packages
	documents := map[bool]int{}
	server := &Target{Kind: TargetGoServer}
	for range 200000 {
		p := &Plan{Targets: []*Target{server, {Kind: TargetOpenAPI}}, Forms: []*Form{{Ident: Name{Go: word()}}}}
		goNames, schemas := map[string]int{}, map[string]int{CodesSchema: 1, p.Forms[0].SchemaName(): 1}
		for range 1 + r.IntN(4) {
			e := &Error{Name: Name{Go: name()}, Form: p.Forms[0]}
			for range r.IntN(3) {
				e.Params = append(e.Params, &Param{Ident: Name{Go: word()}, Optional: r.IntN(3) == 0})
			}
			p.Errors = append(p.Errors, e)
			for _, taken := range e.appendGoNames(nil, server) {
				goNames[taken]++
			}
			for _, q := range e.Optional() {
				goNames[e.OptionName(q)]++
			}
			schemas[e.SchemaName()]++
		}
		if r.IntN(3) == 0 {
			typ := &Type{Ident: Name{Go: name()}, Enum: []*EnumValue{{Ident: Name{Go: name()}}}}
			p.Types = append(p.Types, typ)
			goNames[typ.Ident.Go]++
			goNames[typ.Enum[0].Ident.Go]++
			schemas[typ.Ident.Go]++
		}
		var fixed []string
		if r.IntN(2) == 0 {
			fixed = []string{name()}
			goNames[fixed[0]]++
		}
		var retired []*Retired
		if r.IntN(4) == 0 {
			retired = []*Retired{{Key: name()}}
			goNames[retired[0].ConstName()]++
		}
		known := (&builder{plan: p}).exportedNames()
		may, mayInSchemas := known.mayMeet(fixed, retired), known.mayMeetInSchemas(p)
		apart[may]++
		documents[mayInSchemas]++
		for taken, n := range goNames {
			if n > 1 && !may {
				t.Fatalf("%d have the name %s: %q", n, taken, rootsOf(p))
			}
		}
		for taken, n := range schemas {
			if n > 1 && !mayInSchemas {
				t.Fatalf("%d have the component %s: %q", n, taken, rootsOf(p))
			}
		}
	}
	for what, n := range map[string]map[bool]int{"packages": apart, "documents": documents} {
		if n[true] < 5000 || n[false] < 5000 {
			t.Errorf("%s: %d have names that may meet, %d have none; this shows little", what, n[true], n[false])
		}
	}
}

func rootsOf(p *Plan) (roots []string) {
	for _, e := range p.Errors {
		roots = append(roots, e.Name.Go)
	}
	return roots
}

// A slug that tells its key is no other key's.
func TestSlugsThatTellTheirKeys(t *testing.T) {
	for _, tt := range []struct {
		slug, key string
		want      bool
	}{
		{"item-not-found", "item_not_found", true}, {"item", "item", true}, {"", "", true},
		{"item-not-found", "item-not-found", false}, {"item-not-found", "item.not.found", false}, {"item", "Item", false},
		{"item-found", "itemFound", false}, {"a-b", "a__b", false}, {"item", "item_", false},
	} {
		if got := tellsKey(tt.slug, tt.key); got != tt.want {
			t.Errorf("%q of %q: got %v", tt.slug, tt.key, got)
		}
	}
}
