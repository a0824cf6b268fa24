package generator

import "github.com/errspec/errspec/spec"

// targetOperations returns the operations that errors are put on, base nil or not.
func (b *builder) targetOperations(base *spec.Base) []*TargetOperation {
	var known []*TargetOperation
	byPlace := map[spec.Operation]*TargetOperation{} // by method and path
	byID := map[string]*TargetOperation{}
	add := func(o spec.Operation) {
		place := spec.Operation{Method: o.Method, Path: o.Path}
		if byPlace[place] == nil {
			byPlace[place] = &TargetOperation{Method: o.Method, Path: o.Path, ID: o.ID}
			known = append(known, byPlace[place])
		}
		if o.ID != "" && byID[o.ID] == nil {
			byID[o.ID] = byPlace[place]
		}
	}
	if base != nil {
		for _, o := range base.Operations {
			add(o.Operation)
		}
	}
	for _, e := range b.catalog.Errors {
		if e.Internal.Value {
			continue
		}
		for _, o := range e.Operations.Resolved {
			if o.Method != "" && (base == nil || base.Elsewhere(o.Path)) {
				add(o)
			}
		}
	}

	for i, from := range b.catalog.Errors {
		e := b.plan.Errors[i]
		if e.Internal {
			continue
		}
		put := func(o *TargetOperation) {
			if n := len(o.Errors); n == 0 || o.Errors[n-1] != e {
				o.Errors = append(o.Errors, e)
			}
		}
		if e.Operations.All {
			for _, o := range known {
				put(o)
			}
			continue
		}
		for _, o := range from.Operations.Resolved {
			place := byPlace[spec.Operation{Method: o.Method, Path: o.Path}]
			if o.ID != "" {
				place = byID[o.ID]
			}
			if place != nil { // else it is of another base
				put(place)
			}
		}
	}

	var used []*TargetOperation
	for _, o := range known {
		if len(o.Errors) > 0 {
			used = append(used, o)
		}
	}
	return used
}
