package openapi

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/generator"
)

// An answer is a response of components: all errors of a status, or those of
// them that some operation has.
type answer struct {
	status *generator.Status  // nil: errors of any status
	errors []*generator.Error // public ones, in documentation order
	name   string
}

// An operation is one of the API's own document, with its responses by
// ascending status.
type operation struct {
	path, method string // "/v1/items/{item_id}", "get"
	id           string
	responses    []*answer
}

// statuses returns a response for every status, with all of its errors.
func (e *emitter) statuses() []*answer {
	var all []*answer
	for _, s := range e.plan.Statuses {
		if errors := e.byStatus[s]; len(errors) > 0 {
			all = append(all, &answer{status: s, errors: errors, name: "Error" + strconv.Itoa(s.Code)})
		}
	}
	return all
}

// operations returns the operations of a target, and the responses that they
// need: by status, that of all errors of a status first, then in order of use.
func (e *emitter) operations(t *generator.Target) ([]*operation, []*answer, error) {
	whole := map[*generator.Status]*answer{}
	for _, a := range e.statuses() {
		whole[a.status] = a
	}
	place := map[*generator.Error]int{}
	for i, err := range e.public {
		place[err] = i
	}
	sets := map[string]*answer{}
	var used []*answer
	var operations []*operation
	for _, o := range t.Operations {
		if o.Path == "" || o.Method == "" {
			return nil, nil, fmt.Errorf("operation %q has no method and path", o.ID)
		}
		op := &operation{path: o.Path, method: strings.ToLower(o.Method), id: o.ID}
		for _, errors := range byStatus(o.Errors, place) {
			all := whole[errors[0].Status]
			var key strings.Builder
			for _, err := range errors {
				key.WriteString(err.Key)
				key.WriteByte(' ')
			}
			a := sets[key.String()]
			if a == nil {
				if a = all; len(errors) < len(all.errors) {
					a = &answer{status: all.status, errors: errors}
				}
				sets[key.String()] = a
				used = append(used, a)
			}
			op.responses = append(op.responses, a)
		}
		if len(op.responses) > 0 {
			operations = append(operations, op)
		}
	}
	slices.SortStableFunc(used, func(a, b *answer) int {
		if c := a.status.Code - b.status.Code; c != 0 || (a.name == "") == (b.name == "") {
			return c
		}
		if a.name != "" { // all errors of the status
			return -1
		}
		return 1
	})
	taken := map[string]int{}
	for _, a := range used {
		if a.name == "" {
			a.name = setName(a)
		}
		a.name = claim(taken, a.name)
	}
	return operations, used, nil
}

// byStatus returns errors by ascending status, in documentation order, and only
// those that have a place there.
func byStatus(errors []*generator.Error, place map[*generator.Error]int) [][]*generator.Error {
	var known []*generator.Error
	for _, err := range errors {
		if _, public := place[err]; public {
			known = append(known, err)
		}
	}
	slices.SortFunc(known, func(a, b *generator.Error) int {
		return cmp.Or(a.Status.Code-b.Status.Code, place[a]-place[b])
	})
	known = slices.Compact(known)
	var sets [][]*generator.Error
	for i, err := range known {
		if i == 0 || err.Status != known[i-1].Status {
			sets = append(sets, nil)
		}
		sets[len(sets)-1] = append(sets[len(sets)-1], err)
	}
	return sets
}

// setName names a response that has some errors of a status only:
// Error404ItemNotFound, Error400InvalidPayloadOrValidationFailed.
func setName(a *answer) string {
	const most = 3 // names in a name
	var names []string
	for _, err := range a.errors {
		names = append(names, err.Name.Go)
	}
	name := "Error" + strconv.Itoa(a.status.Code)
	if more := len(names) - most; more > 0 {
		return name + strings.Join(names[:most], "Or") + "Or" + strconv.Itoa(more) + "More"
	}
	return name + strings.Join(names, "Or")
}

// needed returns the components that the operations of a target need, and
// the operations. Linters take a component that nothing refers to for a leftover.
func (e *emitter) needed(t *generator.Target) ([]*section, []*operation, error) {
	operations, answers, err := e.operations(t)
	if err != nil {
		return nil, nil, err
	}
	components := e.components(answers)
	var roots []string
	seen := map[*generator.Error]bool{}
	for _, a := range answers {
		roots = append(roots, reference("responses", a.name))
		for _, err := range a.errors {
			if !seen[err] {
				seen[err] = true
				e.answered = append(e.answered, err)
			}
			if s := e.schemas[err]; s != nil && e.open {
				roots = append(roots, reference("schemas", s.name))
			}
		}
	}
	return e.reachable(components, roots), operations, nil
}
