package spec

// Catalog is a checked catalogue: what was written in its files, with every
// default filled in and every name resolved.
type Catalog struct {
	File  string   // the file that was asked for: "spec/inbox.yaml"
	Files []string // File and the included files, in order of inclusion

	// Bases are the OpenAPI documents that targets name, each once. They are read
	// and never written.
	Bases []*Base

	// Sources are the bytes of Files and Bases, by Pos.File, so that an excerpt can
	// be shown without reading again.
	Sources map[string][]byte

	Version     At[int]
	Service     At[string] // "inbox"
	Title       At[string] // "Inbox API"; default: the service in words
	Description At[string] // Markdown
	Domain      At[string] // AIP-193 ErrorInfo domain; default: the service
	DocsURL     At[string] // template: "https://docs.example.com/errors#{slug}"
	Includes    []At[string]
	Wire        Wire
	Statuses    []*Status // as written, in order; see Catalog.Status
	Types       []*Type
	Errors      []*Error // in documentation order, the supplied fallback last
	Groups      []*Group
	Retired     []*Retired
	Targets     []*Target // as written, or the default four
	Lint        Lint
	Extensions  []Extension

	Fallback *Error // the error that stands for all that are not in the catalogue
}

// Wire says how an error looks on the wire.
type Wire struct {
	Pos             Pos
	Body            At[string] // name of the body form of errors that do not choose one
	RequestIDHeader At[string] // in Go's canonical form: "X-Request-Id"
	Bodies          []*Body    // predefined forms in use and the catalogue's own, catalogue order first
	Extensions      []Extension
}

// Body is a body form: a JSON value in which some texts are sources.
type Body struct {
	Name        At[string]
	ContentType string // "application/json"
	Predefined  bool   // not written in the catalogue
	Empty       bool   // form "none": no body at all
	Form        *BodyNode
}

// BodyNode is a part of a body form.
type BodyNode struct {
	Pos      Pos
	Kind     BodyKind
	Literal  *Value     // BodyLiteral
	Source   Source     // BodySource and BodySpread
	Param    string     // SourceParam: wire name of the member of details
	Optional bool       // "$docs_url?": the member is left out when the source has no value; of an object: when one in it has none
	Members  []BodyPair // BodyObject
	Items    []*BodyNode
}

// BodyPair is a member of an object in a body form. The member of
// "...: $details" has Spread set and no Name.
type BodyPair struct {
	Name   At[string]
	Spread bool
	Node   *BodyNode
}

// BodyKind tells the parts of a body form apart.
type BodyKind int

// The kinds of parts of a body form.
const (
	BodyLiteral BodyKind = iota + 1 // stands as it is
	BodySource                      // is replaced with a value of the error
	BodyObject
	BodyArray
)

// Source names a value that a body form takes from an error.
type Source string

// The sources of body forms. A source without a value is null.
const (
	SourceCode       Source = "code"
	SourceMessage    Source = "message"
	SourceTitle      Source = "title"
	SourceStatus     Source = "status"      // number
	SourceStatusText Source = "status_text" // "404"
	SourceNumber     Source = "number"
	SourceGRPC       Source = "grpc" // "NOT_FOUND"
	SourceGroup      Source = "group"
	SourceDocsURL    Source = "docs_url"
	SourceRequestID  Source = "request_id"
	SourceDetails    Source = "details"
	SourceParam      Source = "details." // $details.NAME, one member of details

	// Of predefined forms only; a catalogue cannot write them.
	SourceProblemType     Source = "problem type"     // docs_url, else "about:blank"
	SourceProblemTitle    Source = "problem title"    // title, with about:blank the status phrase
	SourceProblemInstance Source = "problem instance" // "urn:uuid:…" when the request ID is a UUID
	SourceDomain          Source = "domain"           // of the catalogue
	SourceReason          Source = "reason"           // the code in words: "ITEM_NOT_FOUND"
	SourceMetadata        Source = "metadata"         // an object: the single values of details, as text
	SourceRetryDelay      Source = "retry delay"      // Retry-After as a duration: "30s"
	SourceFieldViolations Source = "field violations" // the member of details that is a list of objects
)

// Status is what holds for a status, beside the errors that use it.
type Status struct {
	Code        At[int]
	Title       At[string] // default: the name in RFC 9110 and the IANA registry
	Causes      []At[string]
	Description At[string] // Markdown
	Remedy      []At[string]
	Defaults    Defaults
	Extensions  []Extension
}

// Defaults are taken over by the errors of a status that do not say it themselves.
type Defaults struct {
	Pos        Pos
	Retry      At[Retry]
	RetryAfter At[string]
	Headers    []*Header
	Params     []*Param
	Log        At[Level]
	SLO        At[bool]
	GRPC       At[string]
	Body       At[string]
	Extensions []Extension
}

// Type is a named shape, shared by parameters: an object with fields, or a
// parameter form (a scalar with rules, perhaps with enum values).
type Type struct {
	Name        At[string]
	Rename      At[string] // key "name"
	Description At[string]
	Fields      []*Param // of an object; nil otherwise
	Scalar      *Param   // of a parameter form; nil for an object
	Extensions  []Extension
}

// IsObject reports whether the type is an object with fields.
func (t *Type) IsObject() bool { return t.Scalar == nil }

// Error is one error of the catalogue, defaults filled in.
type Error struct {
	Key         At[string] // "item_not_found": what the catalogue calls it
	Code        At[string] // the value on the wire; default: the key
	Name        At[string] // override of the root of generated names, or empty
	Status      At[int]
	Title       At[string] // default: the key in words
	Message     Template
	Description At[string]
	Causes      []At[string]
	Remedy      []At[string]
	Params      []*Param // those of the status' defaults first
	Headers     []*Header
	Retry       At[Retry]
	RetryAfter  RetryAfter
	Body        At[string] // name of a body form
	Operations  Operations
	Group       At[string]
	GRPC        At[string] // "NOT_FOUND"
	Log         At[Level]
	SLO         At[bool]
	Number      At[Number]
	Since       At[string]
	Deprecated  Deprecated
	Internal    Internal
	IsFallback  bool // this is the catalogue's fallback, by key or by name
	Supplied    bool // the fallback that errspec supplied; it is in no file
	FallbackKey At[bool]
	DocsURL     At[string] // template; default: the catalogue's
	Examples    []*Example // as written
	See         []At[string]
	Tags        []At[string]
	Owner       At[string]
	Allow       []Allowance
	Extensions  []Extension
}

// Param is a parameter of an error, or a field of an object type.
type Param struct {
	Name        At[string] // without the "?" of an optional one
	Optional    bool
	Type        At[string] // as written, without "[]": "uuid", "FieldViolation"
	List        bool
	Kind        Kind  // resolved; of the element when List
	Named       *Type // the type under "types", or nil
	Enum        []*EnumValue
	Rename      At[string] // key "name": the generated name
	Wire        At[string] // member name in details; default: the name
	In          At[In]
	Sensitive   At[Sensitivity]
	Min, Max    At[string] // numbers in source notation, or empty
	MaxLength   At[int]    // code points; 0: not said
	Pattern     At[string]
	Description At[string]
	Example     At[*Value]
	Extensions  []Extension
}

// EnumValue is an allowed string of an enum.
type EnumValue struct {
	Value       At[string]
	Rename      At[string] // generated name, or empty
	Description At[string]
	Extensions  []Extension
}

// Kind is the type of a parameter's value.
type Kind int

// The kinds of values, with the spelling of the catalogue.
const (
	String   Kind = iota + 1 // string
	UUID                     // uuid
	URI                      // uri
	Email                    // email
	Integer                  // integer
	Float                    // number
	Boolean                  // boolean
	DateTime                 // datetime
	Date                     // date
	Duration                 // duration
	JSON                     // json
	Object                   // a name under "types" that has fields
)

// In says where a parameter travels as data.
type In string

// Where a parameter travels.
const (
	InDetails In = "details" // a member of details
	InText    In = "text"    // only in the message, headers or Retry-After
	InLog     In = "log"     // never on the wire
)

// Sensitivity says who may see a parameter's value.
type Sensitivity string

// The sensitivities.
const (
	NotSensitive  Sensitivity = ""
	Sensitive     Sensitivity = "true" // never on the wire, never readable in logs
	SensitiveLogs Sensitivity = "log"  // travels, but is redacted in logs
)

// Retry says whether a client may send the same request again.
type Retry string

// The retry classes.
const (
	RetryNever      Retry = "never"
	RetryIdempotent Retry = "idempotent" // only when the request is
	RetryAlways     Retry = "always"     // any request, a POST too
)

// RetryAfter is where an error's Retry-After comes from.
type RetryAfter struct {
	At[string]        // as written: a parameter's name or a number; empty: none
	Param      *Param // of kind Duration or DateTime, or nil
	Seconds    int64  // when Param is nil and the text is not empty
}

// Level is the level at which a server logs an error.
type Level string

// The log levels, those of log/slog.
const (
	LevelDebug Level = "debug"
	LevelInfo  Level = "info"
	LevelWarn  Level = "warn"
	LevelError Level = "error"
)

// Number is an error's published number.
type Number struct {
	Value int64
	Auto  bool // "auto": to be given by a later command
}

// Deprecated says that an error is on its way out.
type Deprecated struct {
	At[bool]
	Since  At[string]
	Use    At[string] // key of the error to use instead
	Reason At[string]

	Extensions []Extension
}

// Internal says that an error never leaves under its own code.
type Internal struct {
	At[bool]
	As At[string] // key of the error that it is sent as; empty: the fallback
}

// Header is a response header of an error, one field line for each template.
type Header struct {
	Name   At[string] // in Go's canonical form: "Www-Authenticate"
	Values []Template
}

// Operations are the operations that an error can occur in.
type Operations struct {
	spot
	All      bool // "all"
	Patterns []OperationPattern
	// Resolved are the operations that the patterns choose among those that the
	// catalogue names in full, in the order in which the catalogue names them.
	Resolved []Operation
}

// OperationPattern is one entry of "operations" as written.
type OperationPattern struct {
	At[string]
	ID      string   // an operationId, or empty
	Methods []string // upper case; nil: an operationId
	Path    string   // "/v1/items/{item_id}"; ends in "*" for a pattern
}

// Operation is an operation named in full: an operationId, or a method and a path.
type Operation struct {
	ID     string
	Method string // "GET"
	Path   string // "/v1/items/{item_id}"
}

// String returns the operationId, or "METHOD /path".
func (o Operation) String() string {
	if o.ID != "" {
		return o.ID
	}
	return o.Method + " " + o.Path
}

// Example is an occurrence of an error, for documentation.
type Example struct {
	Pos         Pos
	Description At[string]
	Params      []Member // name to value, in order of writing
	Extensions  []Extension
}

// Allowance is an entry of "allow": the error may break the rule.
type Allowance struct {
	Rule   At[string]
	Reason At[string]
}

// Group is a chapter of the documentation.
type Group struct {
	ID          At[string]
	Title       At[string]
	Description At[string]
	Numbers     At[Block] // block of numbers of its errors: 1000-1999
	Extensions  []Extension
}

// Retired is a code that was once public and is never given to something else.
type Retired struct {
	Key        At[string]
	In         At[string] // release that took it out
	Use        At[string] // key of an error or of another retired code
	Reason     At[string]
	Code       At[string] // the value that was on the wire; default: the key
	Number     At[Number]
	Extensions []Extension
}

// Target is one output.
type Target struct {
	Pos        Pos
	Kind       At[string] // "go-server"
	Out        At[string] // relative to the catalogue's folder
	Package    At[string] // Go package name
	OpenAPI    At[string] // "3.0", "3.1" or "3.2"
	Form       At[string] // "components", "paths" or "overlay"
	Base       At[string] // relative to the catalogue's folder: "../api/openapi.yaml"
	Codes      At[string] // "closed" or "open"
	Document   *Base      // the document that Base names; nil: none, or not readable
	Audience   At[string] // "public" or "internal"
	Flavour    At[string] // "gfm", "mkdocs", "docusaurus", "vitepress", "starlight" or "hugo"
	Templates  At[string] // folder relative to the catalogue's folder: "docs/templates"
	GRPC       At[bool]   // of go-server: with a file for gRPC
	LLMs       At[bool]   // of json: with an llms.txt
	Extensions []Extension
}

// Lint holds the catalogue's choices about rules.
type Lint struct {
	Pos        Pos
	Severity   []SeverityChoice
	CodeCase   At[string] // default "snake"
	Extensions []Extension
}

// SeverityChoice sets the severity of a rule.
type SeverityChoice struct {
	Rule     At[string]
	Severity At[string] // "error", "warning", "info" or "off"
}

// Extension is an "x-" key, kept for templates and exports.
type Extension struct {
	Key   At[string]
	Value *Value
}

// Value is a YAML value that keeps its order and places: an extension, an
// example, a literal in a body form.
type Value struct {
	Pos     Pos
	Kind    ValueKind
	Text    string // of a text: itself; of a number, true, false, null: JSON notation
	Items   []*Value
	Members []Member
}

// Member is a member of an object.
type Member struct {
	Name  At[string]
	Value *Value
}

// ValueKind tells values apart.
type ValueKind int

// The kinds of values, those of JSON.
const (
	NullValue ValueKind = iota + 1
	BoolValue
	NumberValue
	TextValue
	ListValue
	ObjectValue
)

// Template is a message or header template, taken apart.
//
//	Rate limit exceeded; try again {in {retry_after} seconds|later}
type Template struct {
	At[string]
	Parts []Part

	doubled []At[string] // names in doubled braces, which are literal: {{id}}
}

// Part is a piece of a template.
type Part struct {
	Kind PartKind
	Text string // TextPart: literal text, "{{" already made "{"; OptionalPart: what stands in place of Then
	Name string // ParamPart: parameter; VariablePart: without "$", "code"
	Then []Part // OptionalPart: stands when every parameter in it is present

	at spot
}

// Pos returns the place of the piece.
func (p *Part) Pos() Pos { return p.at.Pos() }

// PartKind tells the pieces of a template apart.
type PartKind uint8

// The kinds of pieces.
const (
	TextPart PartKind = iota + 1
	ParamPart
	VariablePart // headers only
	OptionalPart
)
