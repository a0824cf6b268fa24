// Package runtime is the part of a generated server package that does not
// depend on the catalogue: the error type, what a body and a header are made
// of, and the writer that answers requests.
//
// It is compiled and tested here, with the small catalogue of sample.go, and
// written out under the name of the generated package. It imports only the
// standard library. Generated data is named def, err or form with a capital
// behind it; nothing here is.
package runtime

import (
	"fmt"
	"log/slog"
	"slices"
)

// Code is the code of an error in the catalogue. It is an error itself, so that
// a constant can be the target of [errors.Is]. It is not an answer: a handler
// returns what a constructor makes.
type Code string

// Error returns the code.
func (c Code) Error() string { return string(c) }

// Error is an error of the catalogue as it occurred once, with the values of
// its parameters. It never changes, so it may be shared between goroutines.
// Constructors make it; the zero value is answered like an unknown error.
//
// None of its methods, and no way to print or to log it, shows the value of a
// parameter that the catalogue calls sensitive.
type Error struct {
	def   *definition
	cause error
	given *valueList // see values
}

// Code returns the error's code in the catalogue, "" for a nil error.
func (e *Error) Code() Code {
	if !e.known() {
		return ""
	}
	return e.def.code
}

// WireCode returns the code that leaves in the answer. It differs from Code
// where the catalogue gives another spelling for the wire, and for an internal
// error, which is sent as another one.
func (e *Error) WireCode() string { return e.sentDefinition().wireCode() }

// Status returns the HTTP status of the answer, 400 to 599.
func (e *Error) Status() int { return int(e.sentDefinition().status) }

// GRPCCode returns the number of the canonical gRPC code, such as 5 for
// NOT_FOUND.
func (e *Error) GRPCCode() uint32 { return uint32(e.sentDefinition().grpc) }

// Level returns the level at which an occurrence is logged.
func (e *Error) Level() slog.Level {
	if !e.known() {
		return slog.LevelError
	}
	return slog.Level(e.def.level)
}

// Message returns the text for people as it leaves in the answer. It may hold
// values that are redacted in logs; what to log is [Error.Error].
func (e *Error) Message() string {
	s := e.sent()
	return string(appendMessage(nil, s.def, s.values(), toWire))
}

// Error returns the code, the message and the cause, for logs. Of an internal
// error they are its own, not those of the answer.
func (e *Error) Error() string {
	if !e.known() {
		return "<nil>"
	}
	b := append([]byte(e.def.code), ": "...)
	b = appendMessage(b, e.def, e.values(), toLog)
	if e.cause != nil {
		b = append(b, ": "...)
		b = append(b, e.cause.Error()...)
	}
	return string(b)
}

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.cause
}

// Is reports whether target is the code of e.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && e.known() && code == e.def.code
}

// WithCause returns a copy of e that wraps cause. The cause is logged and never
// sent.
func (e *Error) WithCause(cause error) *Error {
	if e == nil {
		return nil
	}
	c := *e
	c.cause = cause
	return &c
}

// AppendJSON appends the body of the answer to b, which is nothing when the
// error's body form has none. An empty requestID is null.
func (e *Error) AppendJSON(b []byte, requestID string) []byte {
	s := e.sent()
	return s.def.form.append(b, s, ident{text: requestID})
}

// MarshalJSON returns the body of the answer without a request ID, or null when
// the error's body form has none. Since JSON of an error mostly ends in logs, what
// is not to be read there is redacted; what is sent is made by [Error.AppendJSON].
func (e *Error) MarshalJSON() ([]byte, error) {
	s := e.sent().redacted()
	if b := s.def.form.append(nil, s, ident{}); len(b) > 0 {
		return b, nil
	}
	return []byte("null"), nil
}

// redacted returns a copy of e with nothing in it that logs do not show.
func (e *Error) redacted() *Error {
	list := slices.Clone(e.values())
	for i := range list {
		v, p := &list[i], &e.def.params[i]
		switch {
		case v.kind == absent:
		case p.access()&redacted != 0:
			*v = textOf(redactedText)
		case v.kind == nested:
			v.many = discreet{v.many}
		}
	}
	return withValues(e.def, list)
}

// Format prints what Error returns, whatever the verb and flags. It has a value
// receiver so that *e, printed by mistake, shows no more than e does.
func (e Error) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), e.Error())
}

// LogValue returns the error as a group: code, status, message, parameters,
// cause and owner; of an internal error also the code it is sent as.
func (e *Error) LogValue() slog.Value {
	if !e.known() {
		return slog.StringValue("<nil>")
	}
	attrs := make([]slog.Attr, 0, 7)
	attrs = append(attrs, slog.String("code", string(e.def.code)), slog.Int("status", e.Status()))
	if as := e.def.extras().sentAs; as != nil {
		attrs = append(attrs, slog.String("sent_as", string(as.code)))
	}
	attrs = append(attrs, slog.String("message", string(appendMessage(nil, e.def, e.values(), toLog))))
	if len(e.values()) > 0 {
		attrs = append(attrs, slog.Attr{Key: "params", Value: e.logParams()})
	}
	if e.cause != nil {
		attrs = append(attrs, slog.Any("cause", e.cause))
	}
	if owner := e.def.extras().owner; owner != "" {
		attrs = append(attrs, slog.String("owner", owner))
	}
	return slog.GroupValue(attrs...)
}

func (e *Error) logParams() slog.Value {
	attrs := make([]slog.Attr, 0, len(e.values()))
	for i, v := range e.values() {
		p := &e.def.params[i]
		switch {
		case v.kind == absent:
		case p.access()&redacted != 0:
			attrs = append(attrs, slog.String(p.name, redactedText))
		default:
			attrs = append(attrs, slog.Attr{Key: p.name, Value: v.log()})
		}
	}
	return slog.GroupValue(attrs...)
}

// values returns a value for each of def.params, in their order.
func (e *Error) values() []value {
	if e.given == nil {
		return nil
	}
	return (*e.given).values()
}

// valueList is where an error has its values. Behind a pointer to an interface
// fmt prints nothing of them, whatever the verb, not even of a copy of the error
// in an unexported field.
type valueList interface{ values() []value }

// Values that are in the allocation of the error itself, and those that are not.
type (
	oneValue    [1]value
	twoValues   [2]value
	threeValues [3]value
	fourValues  [4]value
	manyValues  []value
)

func (v *oneValue) values() []value    { return v[:] }
func (v *twoValues) values() []value   { return v[:] }
func (v *threeValues) values() []value { return v[:] }
func (v *fourValues) values() []value  { return v[:] }
func (v manyValues) values() []value   { return v }

// withValues returns an error with the list itself.
func withValues(def *definition, list []value) *Error {
	var given valueList = manyValues(list)
	return &Error{def: def, given: &given}
}

// known reports whether e came from a constructor.
func (e *Error) known() bool { return e != nil && e.def != nil }

// sentDefinition returns what the catalogue says about the error that leaves.
func (e *Error) sentDefinition() *definition {
	if !e.known() {
		return catalog.fallback
	}
	if as := e.def.extras().sentAs; as != nil {
		return as
	}
	return e.def
}

// sent returns the error that leaves in the answer: e, or in place of an
// internal one another, with the values of the parameters that both have.
func (e *Error) sent() *Error {
	def := e.sentDefinition()
	if e.known() && e.def == def {
		return e
	}
	s := errorOf(def)
	if !e.known() {
		return s
	}
	for i := range def.params {
		if j := e.def.param(def.params[i].name); j >= 0 && e.def.params[j].access()&kept == 0 {
			s.values()[i] = e.values()[j]
		}
	}
	return s
}

// newError returns an error of that definition, and the list of its values for
// whoever makes it: one for each parameter, absent until they are set. Up to four
// are in the allocation of the error itself.
//
// It is not inlined, because there are as many callers as there are errors and
// each would be compiled with a copy of it. The same holds for set, valuesOf and
// the functions of generated code that call them.
//
//go:noinline
func newError(def *definition) (*Error, []value) {
	switch n := len(def.params); n {
	case 0:
		return &Error{def: def}, nil
	case 1:
		x := &struct {
			e     Error
			given valueList
			list  oneValue
		}{e: Error{def: def}}
		x.given, x.e.given = &x.list, &x.given
		return &x.e, x.list[:]
	case 2:
		x := &struct {
			e     Error
			given valueList
			list  twoValues
		}{e: Error{def: def}}
		x.given, x.e.given = &x.list, &x.given
		return &x.e, x.list[:]
	case 3:
		x := &struct {
			e     Error
			given valueList
			list  threeValues
		}{e: Error{def: def}}
		x.given, x.e.given = &x.list, &x.given
		return &x.e, x.list[:]
	case 4:
		x := &struct {
			e     Error
			given valueList
			list  fourValues
		}{e: Error{def: def}}
		x.given, x.e.given = &x.list, &x.given
		return &x.e, x.list[:]
	default:
		list := make([]value, n)
		return withValues(def, list), list
	}
}

// option is a value for an optional parameter. The zero value gives none. It
// cannot be compared, so that the compiler writes no function that compares for
// each type that is made of it.
type option struct {
	_     [0]func()
	index int
	value value
}

// set gives e the value of an option. Only a constructor calls it, before it
// hands e out.
//
//go:noinline
func (e *Error) set(o option) {
	if o.value.kind != absent {
		e.values()[o.index] = o.value
	}
}

// valuesOf returns the values of the error of that definition in the tree of
// err, and whether there is one.
//
//go:noinline
func valuesOf(err error, def *definition) ([]value, bool) {
	e := find(err, def)
	if e == nil {
		return nil, false
	}
	return e.values(), true
}

// find returns the error of that definition in the tree of err, as [errors.Is]
// walks it, or nil.
func find(err error, def *definition) *Error {
	for err != nil {
		if e, ok := err.(*Error); ok && e.known() && e.def == def {
			return e
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, branch := range x.Unwrap() {
				if e := find(branch, def); e != nil {
					return e
				}
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}
