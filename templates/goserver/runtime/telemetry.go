package runtime

import (
	"errors"
	"strconv"
)

// answerTo returns the error that answers err, as [Writer.Write] without a Map
// finds it; the fallback for an error that is masked.
func answerTo(err error) (e *Error, masked bool) {
	if errors.As(err, &e) && e.known() {
		return e, false
	}
	if def := standardDefinition(err); def != nil {
		return errorOf(def), false
	}
	return errorOf(catalog.fallback), true
}

// ErrorType returns the value of OpenTelemetry's attribute error.type for a
// server span: the code of an error that is sent with status 500 and above, the
// status of the fallback for an error that is masked, and "" for what is not an
// error there: nil and a status below 500.
func ErrorType(err error) string {
	if err == nil {
		return ""
	}
	switch e, masked := answerTo(err); {
	case masked:
		return strconv.Itoa(e.Status())
	case e.Status() < 500:
		return ""
	default:
		return string(e.def.code)
	}
}

// MetricLabel returns a label for counting: the code of an error in the
// catalogue, "masked" for an error that the answer says nothing of, "unknown" for
// what a handler returns by mistake, a bare [Code] or an [Error] that no
// constructor made, and "" for nil. The set of values is finite, whatever clients
// send.
func MetricLabel(err error) string {
	if err == nil {
		return ""
	}
	if e, masked := answerTo(err); !masked {
		return string(e.def.code)
	}
	switch err.(type) {
	case Code, *Error:
		return "unknown"
	}
	return "masked"
}
