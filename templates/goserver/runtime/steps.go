package runtime

import "strings"

// step is a part of a body: text that is the same each time, and what follows it.
type step struct {
	text  string
	then  follower
	index int    // of a parameter, or of a segment of the form
	limit int    // code points of a text in a message
	name  string // of a member, with its colon
}

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
		steps = append(steps, s)
		text = text[:0]
	}
	without := errorOf(d)
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
				if p := &d.params[j]; p.access&hidden == 0 {
					emit(step{then: detailsMember, index: j, name: string(appendString(nil, p.member())) + ":"})
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
func appendSteps(b []byte, steps []step, e *Error, requestID string) []byte {
	for i := range steps {
		s := &steps[i]
		b = append(b, s.text...)
		switch s.then {
		case valueText:
			b = e.values()[s.index].appendText(b, s.limit, true)
		case detailsMember:
			v := &e.values()[s.index]
			if v.kind == absent {
				continue
			}
			if b[len(b)-1] != '{' {
				b = append(b, ',')
			}
			b = append(b, s.name...)
			b = v.appendJSON(b, toWire)
		case theRequestID:
			if requestID == "" {
				b = append(b, "null"...)
			} else {
				b = appendString(b, requestID)
			}
		case segmentValue:
			b = e.def.form.body[s.index].append(b, e, requestID)
		}
	}
	return b
}
