package spec

import "strings"

// Reason returns a code as the reason of an ErrorInfo (AIP-193): its words in
// capitals, "ITEM_NOT_FOUND" for "item_not_found" and "item-not-found".
func Reason(code string) string {
	var room [8]string
	return strings.ToUpper(strings.Join(appendWords(room[:0], code), "_"))
}

// checkGoogle looks at an error whose body is that of AIP-193: its reason is its
// own, and its details are what the form has a place for.
func (f *finisher) checkGoogle(e *Error) {
	reason := Reason(e.Code.Value)
	if first := f.reasons[reason]; first != nil && first.Code.Value != e.Code.Value {
		f.say("google-reason", e.Code.Pos(), about{related: at(first.Code.Pos(), "the other one is here")},
			"code %q becomes the reason %s, as does code %q", quotable(e.Code.Value), reason, quotable(first.Code.Value))
	} else {
		f.reasons[reason] = e // one code with two statuses is told apart by these
	}
	var list *Param
	for _, p := range e.Params {
		switch {
		case !inDetails(p) || !p.List && p.Kind != Object && p.Kind != JSON:
		case !isViolations(p):
			f.sayOnce("google-details", p.Name.Pos(), about{},
				"parameter %q is %s, and the body form google has a place for single values and for one list of a type with field and description", p.Name.Value, shapeOf(p))
		case list != nil:
			f.sayOnce("google-details", p.Name.Pos(), about{related: at(list.Name.Pos(), "the first list is here")},
				"parameter %q is a second list, and the body form google has a place for one", p.Name.Value)
		default:
			list = p
		}
	}
}

// isViolations reports whether a parameter can be the field violations of a
// BadRequest.
func isViolations(p *Param) bool {
	if !p.List || p.Kind != Object || p.Named == nil {
		return false
	}
	t := p.Named
	for next := t; next.Scalar != nil && next.Scalar.Named != nil; {
		next = next.Scalar.Named
		t = next
	}
	found := 0
	for _, field := range t.Fields {
		if name := field.Wire.Value; (name == "field" || name == "description") && !field.List && kindLook(field.Kind) == "text" && inDetails(field) {
			found++
		}
	}
	return found == 2
}

func shapeOf(p *Param) string {
	switch {
	case p.List:
		return "a list"
	case p.Kind == JSON:
		return "any JSON value"
	default:
		return "an object"
	}
}
