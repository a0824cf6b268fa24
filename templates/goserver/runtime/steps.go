package runtime

import "strings"

// step is a part of a body: text that is the same each time, and what follows it.
type step struct {
	text  string
	then  follower
	index int    // of a parameter, or of a segment of the form
	limit int    // code points of a text in the message
	name  string // of a member, with the comma before it and its colon; the text too where that is not empty
	again int    // of a member: 1 + the step that put the value into the message, 0 for none
}

// maxAgain is how many steps from the first on are remembered for values that
// come again.
const maxAgain = 4

// follower says what follows the text of a step.
type follower uint8

const (
	nothing follower = iota
	valueText
	detailsMember
	theRequestID
	segmentValue // what the interpreter makes of the segment
)

// bodySteps returns the steps to the body of an error in its form, which are
// worked out when they are needed first. They are nil for a form in which more
// can be left out than members of details.
func (d *definition) bodySteps() []step {
	if s := d.steps.Load(); s != nil {
		return *s
	}
	s := stepsTo(d)
	d.steps.Store(&s)
	return s
}

func stepsTo(d *definition) []step {
	var steps []step
	var text []byte
	emit := func(s step) {
		s.text = string(text)
		if s.then == detailsMember && s.text != "" { // the first
			s.name = s.text + s.name[len(","):]
		}
		steps = append(steps, s)
		text = text[:0]
	}
	without := errorOf(d)
	said := make([]int, len(d.params)) // 1 + the step that put the parameter into the message
	for i := range d.form.body {
		s := &d.form.body[i]
		if s.optional || s.group > 0 || s.source == sourceMembers {
			return nil
		}
		text = append(text, s.text...)
		switch s.source {
		case 0:
		case sourceRequestID:
			emit(step{then: theRequestID})
		case sourceMessage:
			pieces, ok := messagePieces(d)
			if !ok {
				emit(step{then: segmentValue, index: i})
				continue
			}
			text = append(text, '"')
			for _, p := range pieces {
				text = appendEscaped(text, p.text)
				if p.then == valueText {
					emit(p)
					if len(steps) <= maxAgain {
						said[p.index] = len(steps)
					}
				}
			}
			text = append(text, '"')
		case sourceDetails:
			if !d.hasDetails() {
				text = append(text, "null"...)
				continue
			}
			text = append(text, '{')
			for j := range d.params {
				if p := &d.params[j]; p.access()&hidden == 0 {
					emit(step{
						then:  detailsMember,
						index: j,
						limit: p.limit(),
						name:  "," + string(appendString(nil, p.member())) + ":",
						again: said[j],
					})
				}
			}
			text = append(text, '}')
		case sourceMember, sourceProblemInstance:
			emit(step{then: segmentValue, index: i})
		default: // the same each time
			text = s.append(text, without, "")
		}
	}
	emit(step{})
	return steps
}

// messagePieces takes a message apart into text and the values behind it. It
// reports false for a message with text that can be left out.
func messagePieces(d *definition) (pieces []step, ok bool) {
	var text strings.Builder
	for rest := d.message; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			text.WriteString(rest)
			break
		}
		text.WriteString(rest[:i])
		if double := rest[i:]; strings.HasPrefix(double, "{{") || strings.HasPrefix(double, "}}") {
			text.WriteByte(rest[i])
			rest = rest[i+2:]
			continue
		}
		name, behind, _ := strings.Cut(rest[i+1:], "}")
		j := d.param(name)
		if j < 0 {
			return nil, false
		}
		pieces = append(pieces, step{text: text.String(), then: valueText, index: j, limit: d.params[j].limit()})
		text.Reset()
		rest = behind
	}
	return append(pieces, step{text: text.String()}), true
}

// appendSteps appends the body of e by its steps.
func appendSteps(b []byte, steps []step, e *Error, id ident) []byte {
	values := e.values()
	var said [maxAgain]struct{ from, to int } // where in b the message has the value of a step
	for i := range steps {
		s := &steps[i]
		if s.then != detailsMember {
			b = append(b, s.text...)
		}
		switch s.then {
		case valueText:
			from := len(b)
			b = values[s.index].appendText(b, s.limit, true)
			if i < maxAgain {
				said[i].from, said[i].to = from, len(b)
			}
		case detailsMember:
			v := &values[s.index]
			if v.kind == absent {
				b = append(b, s.text...)
				continue
			}
			name := s.name
			if s.text == "" && b[len(b)-1] == '{' { // those before it are absent
				name = name[len(","):]
			}
			b = append(b, name...)
			switch {
			case s.again == 0 || !v.isSame(s.limit):
				b = v.appendJSON(b, toWire)
			case v.kind == text || v.kind == instant:
				b = append(b, '"')
				b = append(b, b[said[s.again-1].from:said[s.again-1].to]...)
				b = append(b, '"')
			default:
				b = append(b, b[said[s.again-1].from:said[s.again-1].to]...)
			}
		case theRequestID:
			switch {
			case id.text == "":
				b = append(b, "null"...)
			case id.plain:
				b = append(b, '"')
				b = append(b, id.text...)
				b = append(b, '"')
			default:
				b = appendString(b, id.text)
			}
		case segmentValue:
			b = e.def.form.body[s.index].append(b, e, id.text)
		}
	}
	return b
}
