package runtime

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Retry says whether a request that was answered with an error may be sent
// again. How is the same for all: with exponential backoff and jitter, and never
// sooner than the server asks.
type Retry int

// The kinds of retry.
const (
	Never      Retry = iota // the answer will be the same
	Idempotent              // only a request that may be repeated, RFC 9110 9.2.2
	Always                  // any request, a POST too
)

// String returns the word that the catalogue has: "never", "idempotent" or
// "always".
func (r Retry) String() string {
	switch r {
	case Never:
		return "never"
	case Idempotent:
		return "idempotent"
	case Always:
		return "always"
	}
	return "retry " + strconv.Itoa(int(r))
}

// retryOfStatus is for an error that is not in the catalogue.
func retryOfStatus(status int) Retry {
	switch status {
	case http.StatusTooManyRequests:
		return Always
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return Idempotent
	}
	return Never
}

// maxDelay is the longest time that a server can ask to wait.
const maxDelay = 365 * 24 * time.Hour

// retryAfter reads how long the server asks to wait: Retry-After-Ms, then
// Retry-After (RFC 9110 10.2.3), of each the first line that has a value. A date
// counts from the answer's own Date, so that the two clocks need not agree, or
// else from now.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	for _, line := range h["Retry-After-Ms"] {
		if d, ok := delay(strings.TrimSpace(line), time.Millisecond); ok {
			return d, true
		}
	}
	for _, line := range h["Retry-After"] {
		line = strings.TrimSpace(line)
		if d, ok := delay(line, time.Second); ok {
			return d, true
		}
		at, err := http.ParseTime(line)
		if err != nil {
			continue
		}
		if sent, err := http.ParseTime(h.Get("Date")); err == nil {
			now = sent
		}
		return min(max(at.Sub(now), 0), maxDelay), true
	}
	return 0, false
}

// delay reads digits with at most one dot among them as a number of units. A
// sign, an exponent or anything else makes it no number.
func delay(s string, unit time.Duration) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole+fraction == "" || !isDigits(whole) || !isDigits(fraction) {
		return 0, false
	}
	var d time.Duration
	for _, digit := range whole {
		if d = 10*d + time.Duration(digit-'0')*unit; d >= maxDelay {
			return maxDelay, true
		}
	}
	for _, digit := range fraction {
		unit /= 10
		d += time.Duration(digit-'0') * unit
	}
	return d, true
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || '9' < s[i] {
			return false
		}
	}
	return true
}
