package runtime

import (
	"log/slog"
	"sync/atomic"
)

// definition is what the catalogue says about an error. A program holds one for
// each error that it uses, so it has no room for what few errors have.
type definition struct {
	code    Code     // the key in the catalogue
	status  uint16   // 400 to 599
	grpc    grpcCode // of the canonical gRPC codes
	slo     bool     // an occurrence counts against availability
	scoped  bool     // occurs only in the operations that it lists
	level   level    // at which an occurrence is logged
	title   string   // what the error is, the same for each occurrence
	message string   // template
	docsURL string   // or empty
	form    *form    // of the body
	params  []param  // in the order of the constructor's values
	extra   *extra   // or nil; see extras

	steps atomic.Pointer[[]step] // to the body; see bodySteps
}

// extra is what few errors have.
type extra struct {
	wire       string      // the code on the wire, where it is not the key
	retryAfter string      // name of a parameter, or seconds in decimal
	headers    []header    // besides Retry-After
	sentAs     *definition // of an internal error: what leaves in its place
	group      string
	reason     string // of an ErrorInfo, for the form google
	owner      string // for logs
	number     int64
	hasNumber  bool
}

// noExtra is what most errors have. Nothing changes it.
var noExtra extra

// level is a [slog.Level] in one byte.
type level int8

const (
	levelDebug = level(slog.LevelDebug)
	levelInfo  = level(slog.LevelInfo)
	levelWarn  = level(slog.LevelWarn)
	levelError = level(slog.LevelError)
)

// phrase is the name of a status.
type phrase struct {
	status uint16
	name   string
}

// param is a parameter of an error.
type param struct {
	name string
	more *paramExtra // or nil
}

// paramExtra is what few parameters have.
type paramExtra struct {
	wire   string // member of details, where it is not the name
	max    int32  // code points in a message; 0 stands for defaultMax
	access access
}

// defaultMax is how many code points of a text a message shows.
const defaultMax = 256

// access says where a value is shown.
type access uint8

const (
	hidden   access = 1 << iota // not a member of details
	redacted                    // not readable in logs
	kept                        // never on the wire, whatever the error is sent as
)

// redactedText stands in logs for a value that is not to be read there.
const redactedText = "[REDACTED]"

// header is a response header of an error.
type header struct {
	name   string   // canonical: "Www-Authenticate"
	values []string // a template for each field line
}

// catalogData is what the catalogue says about the API as a whole.
type catalogData struct {
	fallback        *definition // answers an error that is not in the catalogue
	tooLarge        *definition // answers *http.MaxBytesError, or nil
	timeout         *definition // answers context.DeadlineExceeded, or nil
	requestIDHeader string      // canonical: "X-Request-Id"
}

// wireCode returns the code as it is sent.
func (d *definition) wireCode() string {
	if wire := d.extras().wire; wire != "" {
		return wire
	}
	return string(d.code)
}

// extras returns what few errors have, of an error that has nothing of it too.
func (d *definition) extras() *extra {
	if d.extra == nil {
		return &noExtra
	}
	return d.extra
}

// phrase returns the name of the status of an error without docsURL.
func (d *definition) phrase() string {
	for i := range phrases {
		if phrases[i].status == d.status {
			return phrases[i].name
		}
	}
	return ""
}

// param returns the index of the parameter, or -1.
func (d *definition) param(name string) int {
	for i := range d.params {
		if d.params[i].name == name {
			return i
		}
	}
	return -1
}

// member returns the index of the parameter that is this member of details, or
// -1.
func (d *definition) member(wire string) int {
	for i := range d.params {
		if p := &d.params[i]; p.access()&hidden == 0 && p.member() == wire {
			return i
		}
	}
	return -1
}

// hasDetails reports whether a parameter of the error travels in details.
func (d *definition) hasDetails() bool {
	for i := range d.params {
		if d.params[i].access()&hidden == 0 {
			return true
		}
	}
	return false
}

// limit is how many code points of a text a message shows.
func (p *param) limit() int {
	if p.more != nil && p.more.max > 0 {
		return int(p.more.max)
	}
	return defaultMax
}

// member returns the parameter's name in details.
func (p *param) member() string {
	if p.more != nil && p.more.wire != "" {
		return p.more.wire
	}
	return p.name
}

// access says where the parameter's value is shown.
func (p *param) access() access {
	if p.more == nil {
		return 0
	}
	return p.more.access
}

// grpcCode is a canonical gRPC code.
type grpcCode uint8

const (
	grpcOK grpcCode = iota
	grpcCancelled
	grpcUnknown
	grpcInvalidArgument
	grpcDeadlineExceeded
	grpcNotFound
	grpcAlreadyExists
	grpcPermissionDenied
	grpcResourceExhausted
	grpcFailedPrecondition
	grpcAborted
	grpcOutOfRange
	grpcUnimplemented
	grpcInternal
	grpcUnavailable
	grpcDataLoss
	grpcUnauthenticated
)

var grpcNames = [...]string{
	grpcOK:                 "OK",
	grpcCancelled:          "CANCELLED",
	grpcUnknown:            "UNKNOWN",
	grpcInvalidArgument:    "INVALID_ARGUMENT",
	grpcDeadlineExceeded:   "DEADLINE_EXCEEDED",
	grpcNotFound:           "NOT_FOUND",
	grpcAlreadyExists:      "ALREADY_EXISTS",
	grpcPermissionDenied:   "PERMISSION_DENIED",
	grpcResourceExhausted:  "RESOURCE_EXHAUSTED",
	grpcFailedPrecondition: "FAILED_PRECONDITION",
	grpcAborted:            "ABORTED",
	grpcOutOfRange:         "OUT_OF_RANGE",
	grpcUnimplemented:      "UNIMPLEMENTED",
	grpcInternal:           "INTERNAL",
	grpcUnavailable:        "UNAVAILABLE",
	grpcDataLoss:           "DATA_LOSS",
	grpcUnauthenticated:    "UNAUTHENTICATED",
}
