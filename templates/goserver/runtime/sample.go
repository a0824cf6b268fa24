package runtime

import (
	"encoding/json"
	"slices"
	"time"
)

// A small catalogue that stands in for the generated one, with something of
// everything. It is not part of the output.

var catalog = catalogData{
	fallback:        &defInternalError,
	tooLarge:        &defTooLarge,
	timeout:         &defTimeout,
	requestIDHeader: "X-Request-Id",
}

var phrases = []phrase{
	{status: 403, name: "Forbidden"},
	{status: 404, name: "Not Found"},
	{status: 426, name: "Upgrade Required"},
	{status: 500, name: "Internal Server Error"},
	{status: 504, name: "Gateway Timeout"},
}

var operations = []operation{
	{name: "GET /v1/items/{item_id}", errors: []*definition{
		&defItemMoved,
		&defItemHidden,
	}},
	{name: "createInbox", errors: []*definition{
		&defItemHidden,
	}},
	{name: "GET /v1/files/{path}", errors: []*definition{
		&defItemMoved,
	}},
	{name: "GET /v1/things/"},
}

var formStructured = form{
	name:        "structured",
	contentType: []string{"application/json"},
	body: []segment{
		{text: `{"error":`, source: sourceCode},
		{text: `,"message":`, source: sourceMessage},
		{text: `,"details":`, source: sourceDetails},
		{text: `,"request_id":`, source: sourceRequestID},
		{text: `}`},
	},
}

var formEverything = form{
	name:        "everything",
	contentType: []string{"application/vnd.everything+json"},
	body: []segment{
		{text: `{"errors":[{`},
		{text: `,"help":`, source: sourceDocsURL, optional: true},
		{text: `,"number":`, source: sourceNumber},
		{text: `,"group":`, source: sourceGroup},
		{text: `,"grpc":`, source: sourceGRPC},
		{text: `,"status":`, source: sourceStatus},
		{text: `,"status_text":`, source: sourceStatusText},
		{text: `,"title":`, source: sourceTitle},
		{text: `,"n":`, source: sourceMember, member: "n"},
		{text: `,"type":`, source: sourceProblemType},
		{text: `,"name":`, source: sourceProblemTitle},
		{text: `,"fixed":[1,null,"$"]},{`},
		{source: sourceMembers},
		{text: `,"last":true}]}`},
	},
}

var formNone = form{name: "none"}

var defInternalError = definition{
	code:    "internal_error",
	status:  500,
	grpc:    grpcInternal,
	slo:     true,
	level:   levelError,
	title:   "Internal error",
	message: "Internal server error",
	form:    &formStructured,
}

var defTooLarge = definition{
	code:    "too_large",
	status:  413,
	grpc:    grpcInvalidArgument,
	title:   "Too large",
	message: "Body is too large{ (at most {limit} bytes)}",
	docsURL: "https://example.com/errors#too-large",
	form:    &formStructured,
	params:  []param{{name: "limit"}},
}

func tooLarge(limit int64) *Error {
	e, v := newError(&defTooLarge)
	v[0] = integerOf(limit)
	return e
}

var defTimeout = definition{
	code:    "timeout",
	status:  504,
	grpc:    grpcDeadlineExceeded,
	slo:     true,
	level:   levelError,
	title:   "Timeout",
	message: "Took too long",
	form:    &formStructured,
}

// errInboxNotFound is an error without parameters.
var errInboxNotFound = Error{def: &defInboxNotFound}

var defInboxNotFound = definition{
	code:    "inbox_not_found",
	status:  404,
	grpc:    grpcNotFound,
	title:   "Inbox not found",
	message: "Inbox not found",
	form:    &formStructured,
}

var defItemMoved = definition{
	code:    "item_moved",
	status:  404,
	grpc:    grpcNotFound,
	scoped:  true,
	title:   "Item moved",
	message: "Item {id} moved {count} times",
	form:    &formStructured,
	params:  []param{{name: "id"}, {name: "count", more: &paramExtra{wire: "moveCount"}}},
}

func itemMoved(id string, count int64) *Error {
	e, v := newError(&defItemMoved)
	v[0], v[1] = textOf(id), integerOf(count)
	return e
}

// violation is an object with all that an object can hold.
type violation struct {
	Field  string
	Path   []string
	Value  json.RawMessage
	Max    *int64
	Secret string
	Trace  string
}

func (v violation) appendJSON(b []byte, to audience) []byte {
	return appendObject(b, to,
		member{name: "field", value: textOf(v.Field)},
		member{name: "path", value: listOf(v.Path, textOf)},
		member{name: "value", value: optionalJSONOf(v.Value)},
		member{name: "max", value: optionalOf(v.Max, integerOf)},
		member{name: "secret", value: textOf(v.Secret), access: hidden | redacted},
		member{name: "trace", value: textOf(v.Trace), access: hidden},
	)
}

func (v violation) clone() violation {
	v.Path = slices.Clone(v.Path)
	v.Value = slices.Clone(v.Value)
	v.Max = clonePointer(v.Max)
	return v
}

// everything has a parameter of each type.
type everything struct {
	S    string
	N    int64
	F    float64
	B    bool
	T    time.Time
	D    time.Duration
	J    json.RawMessage
	O    violation
	SS   []string
	OO   []violation
	Opt  *string
	Log  string
	Mail string
	Key  string
	Text string
}

var defEverything = definition{
	code:    "everything",
	status:  429,
	grpc:    grpcResourceExhausted,
	level:   levelWarn,
	title:   "Everything",
	message: `"{s}" {n} {f} {b} {t} {d} [{ss}]{ with {opt}|, without} {mail} {text} {{}} {opt|-}`,
	docsURL: "https://example.com/errors#everything",
	form:    &formEverything,
	params: []param{
		{name: "s", more: &paramExtra{max: 5}},
		{name: "n"},
		{name: "f"},
		{name: "b"},
		{name: "t"},
		{name: "d"},
		{name: "j"},
		{name: "o"},
		{name: "ss"},
		{name: "oo", more: &paramExtra{wire: "objects"}},
		{name: "opt"},
		{name: "log", more: &paramExtra{access: hidden}},
		{name: "mail", more: &paramExtra{access: redacted}},
		{name: "key", more: &paramExtra{access: hidden | redacted}},
		{name: "text", more: &paramExtra{access: hidden}},
	},
	extra: &extra{
		wire:       "E-1",
		retryAfter: "d",
		headers: []header{
			{name: "Www-Authenticate", values: []string{
				`Bearer realm="{s}"{, scope="{ss}"}{, error="{opt}"}`,
				`Basic realm="x"`,
				`Digest nonce="{opt}"`,
			}},
			{name: "X-Meta", values: []string{`{$code} {$status} {$message} {$docs_url} {$request_id} {{}}`}},
			{name: "X-Absent", values: []string{`{opt}`}},
		},
		group:     "all",
		owner:     "team@example.com",
		number:    7,
		hasNumber: true,
	},
}

type everythingOption option

func everythingOpt(s string) everythingOption {
	return everythingOption{index: 10, value: textOf(s)}
}

func newEverything(p everything, opts ...everythingOption) *Error {
	e, v := newError(&defEverything)
	v[0] = textOf(p.S)
	v[1] = integerOf(p.N)
	v[2] = numberOf(p.F)
	v[3] = booleanOf(p.B)
	v[4] = timeOf(p.T)
	v[5] = durationOf(p.D)
	v[6] = jsonOf(p.J)
	v[7] = objectOf(p.O.clone())
	v[8] = listOf(slices.Clone(p.SS), textOf)
	v[9] = listOf(cloneAll(p.OO), objectOf)
	v[11] = textOf(p.Log)
	v[12] = textOf(p.Mail)
	v[13] = textOf(p.Key)
	v[14] = textOf(p.Text)
	for _, o := range opts {
		e.set(option(o))
	}
	return e
}

func everythingOf(err error) (p everything, ok bool) {
	v, ok := valuesOf(err, &defEverything)
	if ok {
		p.S = v[0].text()
		p.N = v[1].integer()
		p.F = v[2].number()
		p.B = v[3].boolean()
		p.T = v[4].time()
		p.D = v[5].duration()
		p.J = v[6].json()
		p.O = objectIn[violation](v[7]).clone()
		p.SS = slices.Clone(itemsIn[string](v[8]))
		p.OO = cloneAll(itemsIn[violation](v[9]))
		p.Opt = pointerTo(v[10], v[10].text())
		p.Log = v[11].text()
		p.Mail = v[12].text()
		p.Key = v[13].text()
		p.Text = v[14].text()
	}
	return p, ok
}

// defItemHidden is internal: clients see that the inbox was not found.
var defItemHidden = definition{
	code:    "item_hidden",
	status:  403,
	grpc:    grpcPermissionDenied,
	scoped:  true,
	level:   levelWarn,
	title:   "Item hidden",
	message: "Item {id} is hidden by {rule}",
	form:    &formStructured,
	params:  []param{{name: "rule", more: &paramExtra{access: hidden}}, {name: "id"}, {name: "count"}},
	extra:   &extra{sentAs: &defItemMoved},
}

func itemHidden(rule, id string, count int64) *Error {
	e, v := newError(&defItemHidden)
	v[0], v[1], v[2] = textOf(rule), textOf(id), integerOf(count)
	return e
}

var errUpgradeNeeded = Error{def: &defUpgradeNeeded}

var defUpgradeNeeded = definition{
	code:    "upgrade_needed",
	status:  426,
	title:   "Upgrade needed",
	message: "Upgrade needed",
	form:    &formNone,
	extra: &extra{
		retryAfter: "120",
		headers: []header{
			{name: "Upgrade", values: []string{"HTTP/3.0"}},
			{name: "Cache-Control", values: []string{"max-age=60"}},
		},
	},
}
