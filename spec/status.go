package spec

import (
	"slices"
	"sort"
)

// HTTPStatus is a registered HTTP error status.
type HTTPStatus struct {
	Code    int
	Phrase  string   // the name in RFC 9110 or the IANA registry: "Content Too Large"
	Aliases []string // names that it had in earlier RFCs or has in well-known software
	Retry   Retry    // the default of errors with this status; empty: each has to say it
	GRPC    string   // the default canonical code: "NOT_FOUND"
	Header  string   // a response header that RFC 9110 demands with it, or empty
}

// httpStatuses are the statuses from 400 to 599 of RFC 9110, section 15, and of
// the IANA HTTP Status Code Registry, by code. 418 is not among them: the
// registry lists it as unused.
var httpStatuses = []HTTPStatus{
	{400, "Bad Request", nil, RetryNever, "INVALID_ARGUMENT", ""},
	{401, "Unauthorized", nil, RetryNever, "UNAUTHENTICATED", "Www-Authenticate"},
	{402, "Payment Required", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{403, "Forbidden", nil, RetryNever, "PERMISSION_DENIED", ""},
	{404, "Not Found", nil, RetryNever, "NOT_FOUND", ""},
	{405, "Method Not Allowed", nil, RetryNever, "UNIMPLEMENTED", "Allow"},
	{406, "Not Acceptable", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{407, "Proxy Authentication Required", nil, RetryNever, "FAILED_PRECONDITION", "Proxy-Authenticate"},
	{408, "Request Timeout", nil, RetryIdempotent, "DEADLINE_EXCEEDED", ""},
	{409, "Conflict", nil, "", "ABORTED", ""},
	{410, "Gone", nil, RetryNever, "NOT_FOUND", ""},
	{411, "Length Required", nil, RetryNever, "INVALID_ARGUMENT", ""},
	{412, "Precondition Failed", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{413, "Content Too Large", []string{"Payload Too Large", "Request Entity Too Large"}, RetryNever, "INVALID_ARGUMENT", ""},
	{414, "URI Too Long", []string{"Request URI Too Long", "Request-URI Too Long"}, RetryNever, "INVALID_ARGUMENT", ""},
	{415, "Unsupported Media Type", nil, RetryNever, "INVALID_ARGUMENT", ""},
	{416, "Range Not Satisfiable", []string{"Requested Range Not Satisfiable"}, RetryNever, "OUT_OF_RANGE", ""},
	{417, "Expectation Failed", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{421, "Misdirected Request", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{422, "Unprocessable Content", []string{"Unprocessable Entity"}, RetryNever, "INVALID_ARGUMENT", ""},
	{423, "Locked", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{424, "Failed Dependency", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{425, "Too Early", nil, RetryIdempotent, "FAILED_PRECONDITION", ""},
	{426, "Upgrade Required", nil, RetryNever, "FAILED_PRECONDITION", "Upgrade"},
	{428, "Precondition Required", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{429, "Too Many Requests", nil, "", "RESOURCE_EXHAUSTED", ""},
	{431, "Request Header Fields Too Large", nil, RetryNever, "INVALID_ARGUMENT", ""},
	{451, "Unavailable For Legal Reasons", nil, RetryNever, "FAILED_PRECONDITION", ""},
	{500, "Internal Server Error", nil, RetryIdempotent, "INTERNAL", ""},
	{501, "Not Implemented", nil, RetryNever, "UNIMPLEMENTED", ""},
	{502, "Bad Gateway", nil, RetryIdempotent, "UNAVAILABLE", ""},
	{503, "Service Unavailable", nil, RetryIdempotent, "UNAVAILABLE", ""},
	{504, "Gateway Timeout", []string{"Gateway Time-out"}, RetryIdempotent, "DEADLINE_EXCEEDED", ""},
	{505, "HTTP Version Not Supported", nil, RetryNever, "INTERNAL", ""},
	{506, "Variant Also Negotiates", nil, RetryNever, "INTERNAL", ""},
	{507, "Insufficient Storage", nil, RetryNever, "INTERNAL", ""},
	{508, "Loop Detected", nil, RetryNever, "INTERNAL", ""},
	{510, "Not Extended", nil, RetryNever, "INTERNAL", ""},
	{511, "Network Authentication Required", nil, RetryNever, "INTERNAL", ""},
}

// RegisteredStatus returns what is known of a registered status from 400 to 599.
func RegisteredStatus(code int) (HTTPStatus, bool) {
	i := sort.Search(len(httpStatuses), func(i int) bool { return httpStatuses[i].Code >= code })
	if i == len(httpStatuses) || httpStatuses[i].Code != code {
		return HTTPStatus{}, false
	}
	return httpStatuses[i], true
}

// StatusPhrase returns the name of a registered error status in RFC 9110 or the
// IANA registry: "Not Found" for 404.
func StatusPhrase(code int) (string, bool) {
	s, found := RegisteredStatus(code)
	return s.Phrase, found
}

// statusFacts returns the row of a status, with what holds for every status of
// its hundred when it is not registered.
func statusFacts(code int) HTTPStatus {
	s, found := RegisteredStatus(code)
	switch {
	case found:
		return s
	case code >= 500:
		return HTTPStatus{Code: code, Retry: RetryNever, GRPC: "INTERNAL"}
	default:
		return HTTPStatus{Code: code, Retry: RetryNever, GRPC: "FAILED_PRECONDITION"}
	}
}

// grpcCodes are the canonical codes of google.rpc.Code, by number.
var grpcCodes = []string{
	"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
	"ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
	"ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
	"UNAUTHENTICATED",
}

// GRPCCode returns the number of a canonical gRPC code: 5 for "NOT_FOUND".
func GRPCCode(name string) (int, bool) {
	i := slices.Index(grpcCodes, name)
	return max(i, 0), i >= 0
}
