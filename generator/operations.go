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
	added := map[*spec.Operation]bool{} // lists, by the first operation
	for _, e := range b.catalog.Errors {
		resolved := e.Operations.Resolved
		if e.Internal.Value || len(resolved) == 0 || added[&resolved[0]] {
			continue
		}
		added[&resolved[0]] = true
		for _, o := range resolved {
			if o.Method != "" && (base == nil || base.Elsewhere(o.Path)) {
				add(o)
			}
		}
	}

	found := map[*spec.Operation][]*TargetOperation{} // the places of a list, by the first operation in it
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
		resolved := from.Operations.Resolved
		if len(resolved) == 0 {
			continue
		}
		places, known := found[&resolved[0]] // errors share lists
		if !known {
			for _, o := range resolved {
				place := byPlace[spec.Operation{Method: o.Method, Path: o.Path}]
				if o.ID != "" {
					place = byID[o.ID]
				}
				if place != nil { // else it is of another base
					places = append(places, place)
				}
			}
			found[&resolved[0]] = places
		}
		for _, o := range places {
			put(o)
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
