// Package generator settles a checked catalogue into a plan: everything that
// the outputs will say, decided but not yet spelled.
//
// It is the second stage of the pipeline: a [spec.Catalog] in, a [Plan] and the
// findings that only names can cause out. It knows nothing of jennifer, YAML or
// files. The templates never see package spec: what they need is in the plan.
package generator

import (
	"slices"

	"github.com/errspec/errspec/spec"
)

// Plan is what will be generated. Templates only read it.
type Plan struct {
	Catalogue       string // slash path of the catalogue relative to the root: "spec/inbox.yaml"
	Service         string // "inbox"
	Title           string // "Inbox API"
	Description     string // Markdown, or empty
	Domain          string // "inbox"
	RequestIDHeader string // canonical form: "X-Request-Id"

	Forms    []*Form   // body forms of public errors, the default first, then in order of first use
	Statuses []*Status // statuses in use by any error, ascending; see Plan.StatusesFor
	Types    []*Type   // named types in use, in catalogue order; inline enums follow the type of their error
	Errors   []*Error  // all of them in documentation order, internal ones too
	Groups   []*Group
	Retired  []*Retired
	Fallback *Error // one of Errors
	Targets  []*Target
	GRPC     bool   // a target of the catalogue is for gRPC, whether it is rendered or not
	Client   string // package of the first go-client target, chosen or not: "inboxerr"; empty: there is none

	Extensions []Extension

	public         []*Error  // see Plan.Public
	publicStatuses []*Status // see Plan.StatusesFor
}

// Public returns the errors that clients may see, in documentation order.
func (p *Plan) Public() []*Error { return p.public }

// settlePublic fills in what [Plan.Public] and [Plan.StatusesFor] return: every
// target asks for it, and some of them often.
func (p *Plan) settlePublic() {
	p.public = filter(p.Errors, func(e *Error) bool { return !e.Internal })
	used := map[*Status]bool{}
	for _, e := range p.public {
		used[e.Status] = true
	}
	p.publicStatuses = filter(p.Statuses, func(s *Status) bool { return used[s] })
}

// filter returns the things for which is holds, in order. When they stand together,
// as they nearly always do, they are a part of the list and nothing is copied.
func filter[T any](all []T, is func(T) bool) []T {
	first := slices.IndexFunc(all, is)
	if first < 0 {
		return nil
	}
	end := first + 1
	for end < len(all) && is(all[end]) {
		end++
	}
	chosen := all[first:end:end] // appending to it copies it
	for i := end; i < len(all); i++ {
		if is(all[i]) {
			chosen = append(chosen, all[i])
		}
	}
	return chosen
}

// ErrorsFor returns the errors that the target speaks of, in documentation
// order: all of them in a Go server and in documentation with audience
// "internal", the public ones everywhere else.
func (p *Plan) ErrorsFor(t *Target) []*Error {
	if t.knowsInternal() {
		return p.Errors
	}
	return p.public
}

// knowsInternal reports whether the target speaks of internal errors.
func (t *Target) knowsInternal() bool {
	return t.Kind == TargetGoServer || t.Internal && t.Kind != TargetGoClient && t.Kind != TargetOpenAPI
}

// StatusesFor returns the statuses of [Plan.ErrorsFor], ascending. A status
// that only internal errors have is not among those of a public target.
func (p *Plan) StatusesFor(t *Target) []*Status {
	if t.knowsInternal() {
		return p.Statuses
	}
	return p.publicStatuses
}

// TypesFor returns the types of [Plan.Types] that the target needs, in that
// order: all of them in a Go server, elsewhere those of members of details of
// [Plan.ErrorsFor], directly or inside objects.
func (p *Plan) TypesFor(t *Target) []*Type {
	if t.Kind == TargetGoServer {
		return p.Types
	}
	used := map[*Type]bool{}
	var mark func(*Param)
	mark = func(q *Param) {
		if q.Type == nil || used[q.Type] {
			return
		}
		used[q.Type] = true
		for _, f := range q.Type.Fields {
			mark(f)
		}
	}
	for _, e := range p.ErrorsFor(t) {
		for _, q := range e.Params {
			if q.Type != nil && q.InDetails() {
				mark(q)
			}
		}
	}
	return filter(p.Types, func(typ *Type) bool { return used[typ] })
}

// The kinds of targets (Target.Kind).
const (
	TargetGoServer = "go-server"
	TargetGoClient = "go-client"
	TargetGoTest   = "go-test"
	TargetOpenAPI  = "openapi"
	TargetMarkdown = "markdown"
	TargetHTML     = "html"
	TargetJSON     = "json"
)

// Target is one output to render.
type Target struct {
	Kind     string // "go-server"
	Out      string // slash path relative to the root: "output/inbox/server"
	Source   string // slash path from the output's folder to the catalogue: "../../../spec/inbox.yaml"
	Package  string // "apierror"
	OpenAPI  string // "3.1"
	Form     string // of an openapi target: "components", "paths" or "overlay"
	Codes    string // "closed" or "open"
	Base     string // slash path of the API's own document relative to the root: "api/openapi.yaml"; empty: none
	BaseData []byte // what is in it
	Internal bool   // audience: internal
	GRPC     bool   // a file for gRPC beside the others of a Go server
	Folder   bool   // of markdown: Out is a folder of pages, one for each error
	Flavour  string // of markdown: "gfm"

	TemplatesDir string            // slash path relative to the root of the templates in place of built-in ones, or empty
	Templates    map[string]string // what was read there, by file name
	LLMs         bool              // an llms.txt beside the export

	// Operations are those that an openapi target puts errors on: what errors name,
	// and what patterns and "all" choose. They are in the order of the base, without
	// one in that of the catalogue. Without a base, those that the catalogue knows by
	// their operationId only are not among them.
	Operations []*TargetOperation
}

// TargetOperation is an operation of an API and the errors that it can answer with.
type TargetOperation struct {
	Method string   // "GET"
	Path   string   // path template: "/v1/items/{item_id}"
	ID     string   // operationId; empty: none, or not known
	Errors []*Error // public ones, in documentation order; at least one
}

// Error is one error.
type Error struct {
	Key         string // "item_not_found"
	Code        string // on the wire: "item_not_found"
	Slug        string // kebab case, anchor and file name: "item-not-found"
	Name        Name
	Status      *Status
	Title       string
	Message     Template
	Description string
	Causes      []string
	Remedy      []string
	Params      []*Param // required and optional ones, in declaration order
	Headers     []*Header
	Retry       string // "never", "idempotent" or "always"
	RetryAfter  RetryAfter
	Form        *Form // one of Plan.Forms; of an internal error with a form of its own, that of SentAs
	Operations  Operations
	Group       *Group // nil: none
	GRPC        GRPC
	Log         string // "debug", "info", "warn" or "error"
	Number      int64
	HasNumber   bool
	SLO         bool // an occurrence counts against availability
	Internal    bool
	Fallback    bool
	Supplied    bool // the fallback that errspec supplied
	Since       string
	Deprecated  *Deprecated // nil: not
	SentAs      *Error      // of an internal error: the error that leaves in its place
	DocsURL     string      // filled in: "https://docs.example.com/errors#item-not-found", or empty
	See         []See
	Tags        []string
	Owner       string
	Examples    []*Example // at least one
	Extensions  []Extension
}

// Reason returns the reason of an ErrorInfo (AIP-193): "ITEM_NOT_FOUND".
func (e *Error) Reason() string { return spec.Reason(e.Code) }

// Required returns the parameters that a constructor takes by position. Like those of
// the other methods, the list may be a part of Params, and callers only read it.
func (e *Error) Required() []*Param {
	return filter(e.Params, func(p *Param) bool { return !p.Optional })
}

// Optional returns the parameters that a constructor takes as options.
func (e *Error) Optional() []*Param {
	return filter(e.Params, func(p *Param) bool { return p.Optional })
}

// Details returns the parameters that travel as members of details.
func (e *Error) Details() []*Param { return filter(e.Params, (*Param).InDetails) }

// Metadata returns the parameters that the body form google carries in the
// metadata of an ErrorInfo: the single values among those of details.
func (e *Error) Metadata() []*Param {
	return filter(e.Params, func(p *Param) bool { return p.InDetails() && !p.List && p.Kind != Object && p.Kind != JSON })
}

// Violations returns the parameter that the body form google carries as the
// field violations of a BadRequest, or nil.
func (e *Error) Violations() *Param {
	for _, p := range e.Params {
		if p.InDetails() && p.List && p.Kind == Object {
			return p
		}
	}
	return nil
}

// Sources calls visit for each source in the node.
func (n *Node) Sources(visit func(*Node)) {
	if n.Kind == NodeSource {
		visit(n)
	}
	for _, m := range n.Members {
		if m.Node != nil {
			m.Node.Sources(visit)
		}
	}
	for _, item := range n.Items {
		item.Sources(visit)
	}
}

// Name is how something is spelled in generated code.
type Name struct {
	Go    string // exported: "ItemNotFound", "ID"
	Local string // Go local spelling of a parameter: "id", "typ"; empty for others
}

// Param is a parameter of an error or a field of an object type. Those that are alike in
// everything are one, and stand in many errors.
type Param struct {
	Name        string // "item_id", as the catalogue and templates spell it
	Wire        string // member name in details: "item_id"
	Ident       Name   // Go "ItemID", Local "itemID"
	Optional    bool
	List        bool
	Kind        Kind  // of the element when List
	Type        *Type // an object, an enum or a named scalar; nil: a plain kind
	In          string
	Sensitive   bool // never on the wire, never readable in logs
	LogHidden   bool // travels, but is redacted in logs
	Min, Max    string
	MaxLength   int // code points; 0: no limit declared
	Pattern     string
	Description string
	Example     *Value // as on the wire: times in UTC, members of objects by wire name; nil: none written
	Extensions  []Extension
}

// Where a parameter travels as data (Param.In).
const (
	InDetails = "details"
	InText    = "text"
	InLog     = "log"
)

// InDetails reports whether the parameter is a member of details on the wire.
func (p *Param) InDetails() bool { return p.In == InDetails && !p.Sensitive }

// Kind is the type of a parameter's value.
type Kind int

// The kinds of values.
const (
	String Kind = iota + 1
	UUID
	URI
	Email
	Integer
	Float
	Boolean
	DateTime
	Date
	Duration
	JSON
	Object
)

// String returns the kind as the catalogue spells it: "uuid", "number"; of an
// object type "object".
func (k Kind) String() string {
	switch k {
	case String:
		return "string"
	case UUID:
		return "uuid"
	case URI:
		return "uri"
	case Email:
		return "email"
	case Integer:
		return "integer"
	case Float:
		return "number"
	case Boolean:
		return "boolean"
	case DateTime:
		return "datetime"
	case Date:
		return "date"
	case Duration:
		return "duration"
	case JSON:
		return "json"
	case Object:
		return "object"
	default:
		return "unknown"
	}
}

// IsText reports whether a value of the kind is a string in every language.
func (k Kind) IsText() bool {
	return k == String || k == UUID || k == URI || k == Email || k == Date
}

// Type is a named type of the outputs.
type Type struct {
	Name        string // "FieldViolation" as the catalogue spells it; of an inline enum its Go name: "JobNotCancellableState", of an optional parameter "JobNotCancellableStateValue"
	Ident       Name
	Kind        Kind // Object, or the scalar's kind
	Inline      bool // an enum written at a parameter, not under "types"
	Description string
	Fields      []*Param     // of an object
	Flat        bool         // of an object: a copy of a struct shares nothing with it, having no list, pointer and raw JSON
	Hides       bool         // of an object: something in it is not for logs
	Enum        []*EnumValue // of an enum; nil for other scalars
	Min, Max    string       // of a scalar that is not an enum, as in Param
	MaxLength   int
	Pattern     string
	Example     *Value
	Extensions  []Extension
}

// IsEnum reports whether the type is a string with declared values.
func (t *Type) IsEnum() bool { return len(t.Enum) > 0 }

// EnumValue is one allowed string.
type EnumValue struct {
	Value       string // "too_long"
	Ident       Name   // Go constant: "ViolationReasonTooLong"
	Description string
	Extensions  []Extension
}

// Header is a response header of an error.
type Header struct {
	Name     string     // canonical: "Www-Authenticate"
	Display  string     // as a reader expects it: "WWW-Authenticate"
	Values   []Template // one field line each
	Optional bool       // not always sent: a template names an absent parameter
}

// RetryAfter is where an error's Retry-After comes from.
type RetryAfter struct {
	Param   *Param // duration or datetime; nil: none, or fixed
	Seconds int64  // fixed
	Fixed   bool
}

// Sent reports whether the error can have a Retry-After header.
func (r RetryAfter) Sent() bool { return r.Param != nil || r.Fixed }

// GRPC is a canonical code.
type GRPC struct {
	Name string // "NOT_FOUND"
	Said bool   // the catalogue names it at the error itself
	Code int    // 5
}

// Operations are the operations that an error can occur in.
type Operations struct {
	Declared bool // the error says where it occurs
	All      bool // on every operation
	List     []Operation
}

// Operation is an operationId, or a method and a path template.
type Operation struct {
	ID     string
	Method string
	Path   string
}

// String returns the operationId, or "METHOD /path".
func (o Operation) String() string {
	if o.ID != "" {
		return o.ID
	}
	return o.Method + " " + o.Path
}

// Deprecated says that an error is on its way out.
type Deprecated struct {
	Since  string
	Use    *Error // nil: not said
	Reason string
}

// See is a related error or a link; one of the two.
type See struct {
	Error *Error
	URL   string
}

// Group is a chapter of the documentation.
type Group struct {
	ID          string
	Title       string
	Description string
	Extensions  []Extension
}

// Retired is a code that is never given to something else.
type Retired struct {
	Key       string
	Slug      string // kebab case, anchor of its place in documentation: "item-gone"
	Code      string // on the wire
	In        string
	Use       *Error // the end of the chain of successors, nil: none
	Reason    string
	Number    int64
	HasNumber bool

	Extensions []Extension
}

// Status is a status in use.
type Status struct {
	Code        int
	Title       string // the catalogue's, else Phrase
	Phrase      string // RFC 9110 and IANA: "Not Found"; of an unregistered one "Status 499"
	Reason      string // in a status line (RFC 9112, section 4): Title, if the status has or had that name, else Phrase; may be empty
	Causes      []string
	Description string
	Remedy      []string
	Extensions  []Extension
}

// Template is a message or header template, taken apart.
type Template struct {
	Source string // as written: "Item {id} not found"
	Parts  []Part
}

// Part is a piece of a template; exactly one of Text, Param, Variable and Optional
// is set, but that Text may be empty in a template without text.
type Part struct {
	Text     string
	Param    *Param
	Variable string    // headers: "code", "message", "status", "docs_url" or "request_id"
	Optional *Optional // in braces
}

// Optional is a piece of a template that depends on optional parameters.
type Optional struct {
	Then []Part // stands when every parameter in it is present
	Else string // stands otherwise
}

// Form is a body form.
type Form struct {
	Name        string // "structured"
	Ident       Name   // Go: "Structured", for schemas and tables
	ContentType string // "application/json"
	Empty       bool   // no body at all
	Root        *Node
}

// Node is a part of a body form.
type Node struct {
	Kind     NodeKind
	Literal  *Value // NodeLiteral
	Source   string // NodeSource: "code", "message", …, "details.NAME" by wire name
	Optional bool   // the member or item that holds it is left out when it has no value, of an object when a source in it has none
	Members  []Pair // NodeObject
	Items    []*Node
}

// Pair is a member of an object of a body form; with Spread the members of
// details stand in its place.
type Pair struct {
	Name   string
	Spread bool
	Node   *Node // nil with Spread
}

// NodeKind tells the parts of a body form apart.
type NodeKind int

// The kinds of parts.
const (
	NodeLiteral NodeKind = iota + 1
	NodeSource
	NodeObject
	NodeArray
)

// Sources of body forms (Node.Source). A source without a value is null.
const (
	SourceCode            = "code"
	SourceMessage         = "message"
	SourceTitle           = "title"
	SourceStatus          = "status"
	SourceStatusText      = "status_text"
	SourceNumber          = "number"
	SourceGRPC            = "grpc"
	SourceGroup           = "group"
	SourceDocsURL         = "docs_url"
	SourceRequestID       = "request_id"
	SourceDetails         = "details"
	SourceParamPrefix     = "details."         // followed by a member's wire name
	SourceProblemType     = "problem type"     // docs_url, else "about:blank"
	SourceProblemTitle    = "problem title"    // title; with about:blank the status phrase
	SourceProblemInstance = "problem instance" // "urn:uuid:…" when the request ID is a UUID
	SourceReason          = "reason"           // Error.Reason
	SourceMetadata        = "metadata"         // an object: Error.Metadata by wire name, as text
	SourceRetryDelay      = "retry delay"      // Retry-After as a duration: "30s"
	SourceFieldViolations = "field violations" // Error.Violations
)

// Example is one occurrence of an error, the same in every output.
type Example struct {
	Description string
	Params      []ExampleParam
	Message     string
	Headers     []HeaderLine // Content-Type first, then the request ID, Retry-After and the declared ones
	Body        *Value       // nil when the form has no body
	RequestID   string
	Extensions  []Extension
}

// ExampleParam is the value of a parameter in an example.
type ExampleParam struct {
	Param *Param
	Value *Value // JSON on the wire; of an absent optional parameter nil
	Text  string // in a message
}

// HeaderLine is a header field as sent.
type HeaderLine struct {
	Name  string // display form: "WWW-Authenticate"
	Value string
}

// Value is a JSON value whose members keep their order.
type Value struct {
	Kind    ValueKind
	Text    string // of a text: itself; of a number, true, false, null: its JSON notation
	Items   []*Value
	Members []Member
}

// Member is a member of an object.
type Member struct {
	Name  string
	Value *Value
}

// ValueKind tells values apart.
type ValueKind int

// The kinds of JSON values.
const (
	NullValue ValueKind = iota + 1
	BoolValue
	NumberValue
	TextValue
	ListValue
	ObjectValue
)

// Extension is an "x-" key with its value.
type Extension struct {
	Key   string
	Value *Value
}
