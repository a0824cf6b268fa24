package runtime

import (
	"errors"
	"net/http"
	"strconv"
)

// Status is an HTTP status as the target of [errors.Is]:
//
//	if errors.Is(err, Status(http.StatusTooManyRequests)) { … }
type Status int

// Error returns the status with its name, "404 Not Found".
func (s Status) Error() string {
	return strconv.Itoa(int(s)) + " " + statusText(int(s))
}

// Class is a class of HTTP statuses, the first digit of three, as the target of
// [errors.Is]. Statuses beyond 599, which RFC 9110 does not define, have a class
// too.
type Class int

// The classes of errors.
const (
	Class4xx Class = 4 // the request is at fault
	Class5xx Class = 5 // the server is at fault
)

// Error returns the class, "4xx".
func (c Class) Error() string { return strconv.Itoa(int(c)) + "xx" }

// statusText is never empty, so that a message never is.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return text
	}
	return "Status " + strconv.Itoa(status)
}

// statusOf returns the HTTP status that err stands for, 0 if for none. The
// status of an answer wins over the one that the catalogue has for its code; a
// [Code] on its own, as a fake may return it, has the catalogue's.
func statusOf(err error) int {
	var e *Error
	if errors.As(err, &e) {
		switch {
		case e == nil:
			return 0
		case e.Status != 0:
			return e.Status
		}
		return e.Code.status()
	}
	var s Status
	if errors.As(err, &s) {
		return int(s)
	}
	var c Code
	if errors.As(err, &c) {
		return c.status()
	}
	return 0
}

// IsClientError reports whether err has a status from 400 to 499: the request
// is at fault.
func IsClientError(err error) bool { return statusOf(err)/100 == int(Class4xx) }

// IsServerError reports whether err has a status from 500 to 599: the server is
// at fault.
func IsServerError(err error) bool { return statusOf(err)/100 == int(Class5xx) }

// IsBadRequest reports whether err has the status 400, Bad Request.
func IsBadRequest(err error) bool { return statusOf(err) == http.StatusBadRequest }

// IsUnauthorized reports whether err has the status 401, Unauthorized.
func IsUnauthorized(err error) bool { return statusOf(err) == http.StatusUnauthorized }

// IsPaymentRequired reports whether err has the status 402, Payment Required.
func IsPaymentRequired(err error) bool { return statusOf(err) == http.StatusPaymentRequired }

// IsForbidden reports whether err has the status 403, Forbidden.
func IsForbidden(err error) bool { return statusOf(err) == http.StatusForbidden }

// IsNotFound reports whether err has the status 404, Not Found.
func IsNotFound(err error) bool { return statusOf(err) == http.StatusNotFound }

// IsMethodNotAllowed reports whether err has the status 405, Method Not Allowed.
func IsMethodNotAllowed(err error) bool { return statusOf(err) == http.StatusMethodNotAllowed }

// IsNotAcceptable reports whether err has the status 406, Not Acceptable.
func IsNotAcceptable(err error) bool { return statusOf(err) == http.StatusNotAcceptable }

// IsProxyAuthenticationRequired reports whether err has the status 407, Proxy Authentication Required.
func IsProxyAuthenticationRequired(err error) bool {
	return statusOf(err) == http.StatusProxyAuthRequired
}

// IsRequestTimeout reports whether err has the status 408, Request Timeout.
func IsRequestTimeout(err error) bool { return statusOf(err) == http.StatusRequestTimeout }

// IsConflict reports whether err has the status 409, Conflict.
func IsConflict(err error) bool { return statusOf(err) == http.StatusConflict }

// IsGone reports whether err has the status 410, Gone.
func IsGone(err error) bool { return statusOf(err) == http.StatusGone }

// IsLengthRequired reports whether err has the status 411, Length Required.
func IsLengthRequired(err error) bool { return statusOf(err) == http.StatusLengthRequired }

// IsPreconditionFailed reports whether err has the status 412, Precondition Failed.
func IsPreconditionFailed(err error) bool { return statusOf(err) == http.StatusPreconditionFailed }

// IsContentTooLarge reports whether err has the status 413, Content Too Large.
func IsContentTooLarge(err error) bool { return statusOf(err) == http.StatusRequestEntityTooLarge }

// IsURITooLong reports whether err has the status 414, URI Too Long.
func IsURITooLong(err error) bool { return statusOf(err) == http.StatusRequestURITooLong }

// IsUnsupportedMediaType reports whether err has the status 415, Unsupported Media Type.
func IsUnsupportedMediaType(err error) bool { return statusOf(err) == http.StatusUnsupportedMediaType }

// IsRangeNotSatisfiable reports whether err has the status 416, Range Not Satisfiable.
func IsRangeNotSatisfiable(err error) bool {
	return statusOf(err) == http.StatusRequestedRangeNotSatisfiable
}

// IsExpectationFailed reports whether err has the status 417, Expectation Failed.
func IsExpectationFailed(err error) bool { return statusOf(err) == http.StatusExpectationFailed }

// IsMisdirectedRequest reports whether err has the status 421, Misdirected Request.
func IsMisdirectedRequest(err error) bool { return statusOf(err) == http.StatusMisdirectedRequest }

// IsUnprocessableContent reports whether err has the status 422, Unprocessable Content.
func IsUnprocessableContent(err error) bool { return statusOf(err) == http.StatusUnprocessableEntity }

// IsLocked reports whether err has the status 423, Locked.
func IsLocked(err error) bool { return statusOf(err) == http.StatusLocked }

// IsFailedDependency reports whether err has the status 424, Failed Dependency.
func IsFailedDependency(err error) bool { return statusOf(err) == http.StatusFailedDependency }

// IsTooEarly reports whether err has the status 425, Too Early.
func IsTooEarly(err error) bool { return statusOf(err) == http.StatusTooEarly }

// IsUpgradeRequired reports whether err has the status 426, Upgrade Required.
func IsUpgradeRequired(err error) bool { return statusOf(err) == http.StatusUpgradeRequired }

// IsPreconditionRequired reports whether err has the status 428, Precondition Required.
func IsPreconditionRequired(err error) bool { return statusOf(err) == http.StatusPreconditionRequired }

// IsTooManyRequests reports whether err has the status 429, Too Many Requests.
func IsTooManyRequests(err error) bool { return statusOf(err) == http.StatusTooManyRequests }

// IsRequestHeaderFieldsTooLarge reports whether err has the status 431, Request Header Fields Too Large.
func IsRequestHeaderFieldsTooLarge(err error) bool {
	return statusOf(err) == http.StatusRequestHeaderFieldsTooLarge
}

// IsUnavailableForLegalReasons reports whether err has the status 451, Unavailable For Legal Reasons.
func IsUnavailableForLegalReasons(err error) bool {
	return statusOf(err) == http.StatusUnavailableForLegalReasons
}

// IsInternalServerError reports whether err has the status 500, Internal Server Error.
func IsInternalServerError(err error) bool { return statusOf(err) == http.StatusInternalServerError }

// IsNotImplemented reports whether err has the status 501, Not Implemented.
func IsNotImplemented(err error) bool { return statusOf(err) == http.StatusNotImplemented }

// IsBadGateway reports whether err has the status 502, Bad Gateway.
func IsBadGateway(err error) bool { return statusOf(err) == http.StatusBadGateway }

// IsServiceUnavailable reports whether err has the status 503, Service Unavailable.
func IsServiceUnavailable(err error) bool { return statusOf(err) == http.StatusServiceUnavailable }

// IsGatewayTimeout reports whether err has the status 504, Gateway Timeout.
func IsGatewayTimeout(err error) bool { return statusOf(err) == http.StatusGatewayTimeout }

// IsHTTPVersionNotSupported reports whether err has the status 505, HTTP Version Not Supported.
func IsHTTPVersionNotSupported(err error) bool {
	return statusOf(err) == http.StatusHTTPVersionNotSupported
}

// IsVariantAlsoNegotiates reports whether err has the status 506, Variant Also Negotiates.
func IsVariantAlsoNegotiates(err error) bool {
	return statusOf(err) == http.StatusVariantAlsoNegotiates
}

// IsInsufficientStorage reports whether err has the status 507, Insufficient Storage.
func IsInsufficientStorage(err error) bool { return statusOf(err) == http.StatusInsufficientStorage }

// IsLoopDetected reports whether err has the status 508, Loop Detected.
func IsLoopDetected(err error) bool { return statusOf(err) == http.StatusLoopDetected }

// IsNotExtended reports whether err has the status 510, Not Extended.
func IsNotExtended(err error) bool { return statusOf(err) == http.StatusNotExtended }

// IsNetworkAuthenticationRequired reports whether err has the status 511, Network Authentication Required.
func IsNetworkAuthenticationRequired(err error) bool {
	return statusOf(err) == http.StatusNetworkAuthenticationRequired
}
