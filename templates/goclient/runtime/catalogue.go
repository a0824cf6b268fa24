// Package runtime is the part of a generated client that does not depend on the
// catalogue. Every file but this one is written out under the name of the
// client's package; this one stands for what the generator makes of a catalogue,
// so that the rest can be compiled and tested where it is.
package runtime

import (
	"encoding/json"
	"time"
)

const requestIDHeader = "X-Trace-Id"

// Codes of a catalogue that has one of everything.
const (
	ErrDiskFull         Code = "disk_full"
	ErrGone             Code = "gone_for_good"
	ErrImageUnknown     Code = "image_unknown"
	ErrInternalError    Code = "internal_error"
	ErrItemNotFound     Code = "item_not_found"
	ErrJobConflict      Code = "job_conflict"
	ErrMethodNotAllowed Code = "method_not_allowed"
	ErrQuotaExceeded    Code = "quota_exceeded"
	ErrRateLimited      Code = "rate_limited"
	ErrRenamed          Code = "renamed"
	ErrRequestInvalid   Code = "request_invalid"
	ErrRouteNotFound    Code = "route_not_found"
	ErrSenderRefused    Code = "sender_refused"
	ErrStreamClosed     Code = "stream_closed"
	ErrTokenStale       Code = "token_stale"
	ErrTokenWrong       Code = "token_wrong"
	ErrVersionMissing   Code = "version_missing"
)

var definitions = []*definition{
	&defDiskFull, &defGone, &defImageUnknown, &defInternalError, &defItemNotFound, &defJobConflict,
	&defMethodNotAllowed, &defQuotaExceeded, &defRateLimited, &defRenamed, &defRequestInvalid, &defRouteNotFound,
	&defSenderRefused, &defStreamClosed, &defTokenStale, &defTokenWrong, &defVersionMissing,
}

var aliases = []alias{
	{number: "9001", def: &defStreamClosed, retired: true},
	{wire: "INBOX-7", def: &defRenamed},
	{wire: "item_gone", def: &defItemNotFound, retired: true},
	{wire: "token", def: &defTokenStale},
	{wire: "token", def: &defTokenWrong},
}

var forms = []form{
	{name: "structured", root: node{members: []member{
		{name: "error", node: node{source: sourceCode}},
		{name: "message", node: node{source: sourceMessage}},
		{name: "details", node: node{source: sourceDetails}},
		{name: "request_id", node: node{source: sourceRequestID}},
	}}},
	{name: "nested", root: node{members: []member{
		{name: "error", node: node{members: []member{
			{name: "type", node: node{literal: `"api_error"`}},
			{name: "code", node: node{source: sourceCode}},
			{name: "message", node: node{source: sourceMessage}},
			{name: "doc_url", node: node{source: sourceDocsURL, optional: true}},
			{spread: true},
		}}},
	}}},
	{name: "list", root: node{members: []member{
		{name: "errors", node: node{items: []node{{members: []member{
			{name: "code", node: node{source: sourceCode}},
			{name: "message", node: node{source: sourceMessage}},
			{name: "detail", node: node{source: sourceDetails}},
		}}}}},
	}}},
	{name: "numbered", root: node{members: []member{
		{name: "fault", node: node{members: []member{
			{name: "status", node: node{source: sourceStatus}},
			{name: "number", node: node{source: sourceNumber}},
			{name: "text", node: node{source: sourceMessage}},
			{name: "stream", node: node{source: sourceParam, param: "stream"}},
		}}},
	}}},
	{name: "detail", uncoded: true, root: node{members: []member{
		{name: "detail", node: node{source: sourceMessage}},
	}}},
	{name: "violations", uncoded: true, root: node{members: []member{
		{name: "problems", node: node{source: sourceParam, param: "violations"}},
	}}},
}

var defDiskFull = definition{
	code:   ErrDiskFull,
	status: 507,
	form:   formNone,
}

var defGone = definition{
	code:   ErrGone,
	status: 410,
	form:   "detail",
	params: []param{
		{name: "since", kind: kindDate, optional: true},
		{name: "by", kind: kindText, optional: true, more: &paramExtra{max: 20}},
	},
	extra: &extra{message: []part{
		{text: "Gone"}, {then: []part{{text: " since "}, {param: "since"}}, alt: " for good"},
		{then: []part{{text: " ("}, {param: "by"}, {text: ")"}}},
	}},
}

var defImageUnknown = definition{
	code:   ErrImageUnknown,
	status: 404,
	form:   "list",
	params: []param{{name: "image"}},
}

var defInternalError = definition{
	code:   ErrInternalError,
	status: 500,
	retry:  Idempotent,
	form:   "structured",
}

var defItemNotFound = definition{
	code:   ErrItemNotFound,
	status: 404,
	form:   "structured",
	params: []param{{name: "id", kind: kindUUID}},
}

var defJobConflict = definition{
	code:   ErrJobConflict,
	status: 409,
	form:   "nested",
	params: []param{
		{name: "state", more: &paramExtra{enum: []string{"done", "failed"}}},
		{name: "attempts", kind: kindInteger},
		{name: "ratio", kind: kindNumber, optional: true},
		{name: "final", kind: kindBoolean, optional: true},
		{name: "since", kind: kindDatetime, optional: true},
		{name: "wait", kind: kindDuration, optional: true, more: &paramExtra{wire: "waitSeconds"}},
		{name: "context", kind: kindJSON, optional: true},
		{name: "tags", list: true, optional: true},
		{name: "steps", kind: kindObject, list: true, optional: true},
		{name: "owner", kind: kindObject, optional: true},
	},
}

var defMethodNotAllowed = definition{
	code:   ErrMethodNotAllowed,
	status: 405,
	form:   "detail",
	extra:  &extra{message: []part{{text: "Method Not Allowed"}}},
}

var defQuotaExceeded = definition{
	code:   ErrQuotaExceeded,
	status: 429,
	form:   "structured",
	params: []param{{name: "limit", kind: kindInteger}},
}

var defRateLimited = definition{
	code:   ErrRateLimited,
	status: 429,
	retry:  Always,
	form:   "structured",
}

var defRenamed = definition{
	code:   ErrRenamed,
	status: 409,
	form:   "structured",
	extra:  &extra{wire: "INBOX-7"},
}

var defRequestInvalid = definition{
	code:   ErrRequestInvalid,
	status: 422,
	form:   "violations",
	params: []param{{name: "violations", kind: kindObject, list: true}},
}

var defRouteNotFound = definition{
	code:   ErrRouteNotFound,
	status: 404,
	form:   "detail",
	params: []param{
		{name: "path"},
		{name: "version", kind: kindInteger},
	},
	extra: &extra{message: []part{{text: "No route "}, {param: "path"}, {text: " in "}, {param: "version"}}},
}

var defSenderRefused = definition{
	code:   ErrSenderRefused,
	status: 403,
	form:   "structured",
	params: []param{
		{name: "sender", kind: kindEmail, hidden: true},
		{name: "inbox", kind: kindUUID},
	},
	extra: &extra{message: []part{{text: "Sender "}, {param: "sender"}, {text: " is not allowed"}}},
}

var defStreamClosed = definition{
	code:   ErrStreamClosed,
	status: 503,
	retry:  Idempotent,
	form:   "numbered",
	params: []param{{name: "stream"}},
	extra:  &extra{number: "10059"},
}

var defTokenStale = definition{
	code:   ErrTokenStale,
	status: 401,
	form:   "structured",
	extra:  &extra{wire: "token"},
}

var defTokenWrong = definition{
	code:   ErrTokenWrong,
	status: 403,
	form:   "structured",
	extra:  &extra{wire: "token"},
}

var defVersionMissing = definition{
	code:   ErrVersionMissing,
	status: 404,
	form:   "detail",
	params: []param{
		{name: "version", kind: kindUUID},
	},
	extra: &extra{message: []part{{text: "Version "}, {param: "version"}, {text: " is missing"}}},
}

// ItemNotFoundParams are the details of item_not_found.
type ItemNotFoundParams = struct {
	ID string
}

// ItemNotFoundOf reads the details of item_not_found.
func ItemNotFoundOf(err error) (p ItemNotFoundParams, ok bool) {
	from, ok := detailsOf(err, ErrItemNotFound)
	if !ok || !required(from, "id", &p.ID, readText) {
		return ItemNotFoundParams{}, false
	}
	return p, true
}

// JobState is a state of a job.
type JobState string

// Step is a step of a job.
type Step struct {
	Name string
	Took time.Duration
	At   *time.Time
}

func (p *Step) read(from value) bool {
	return required(from, "name", &p.Name, readText) &&
		required(from, "took", &p.Took, readDuration) &&
		optional(from, "at", &p.At, readDatetime)
}

// JobConflictParams are the details of job_conflict: a parameter of every kind.
type JobConflictParams = struct {
	State    JobState
	Attempts int64
	Ratio    *float64
	Final    *bool
	Since    *time.Time
	Wait     *time.Duration
	Context  json.RawMessage
	Tags     []string
	Steps    []Step
	Owner    *Step
}

// JobConflictOf reads the details of job_conflict.
func JobConflictOf(err error) (p JobConflictParams, ok bool) {
	from, ok := detailsOf(err, ErrJobConflict)
	if !ok ||
		!required(from, "state", &p.State, readText) ||
		!required(from, "attempts", &p.Attempts, readInteger) ||
		!optional(from, "ratio", &p.Ratio, readNumber) ||
		!optional(from, "final", &p.Final, readBoolean) ||
		!optional(from, "since", &p.Since, readDatetime) ||
		!optional(from, "waitSeconds", &p.Wait, readDuration) ||
		!optionalRaw(from, "context", &p.Context) ||
		!optionalList(from, "tags", &p.Tags, readText) ||
		!optionalList(from, "steps", &p.Steps, readObject) ||
		!optional(from, "owner", &p.Owner, readObject) {
		return JobConflictParams{}, false
	}
	return p, true
}

// RouteNotFoundParams are the details of route_not_found.
type RouteNotFoundParams = struct {
	Path    string
	Version int64
}

// RouteNotFoundOf reads the details of route_not_found.
func RouteNotFoundOf(err error) (p RouteNotFoundParams, ok bool) {
	from, ok := detailsOf(err, ErrRouteNotFound)
	if !ok ||
		!required(from, "path", &p.Path, readText) ||
		!required(from, "version", &p.Version, readInteger) {
		return RouteNotFoundParams{}, false
	}
	return p, true
}
