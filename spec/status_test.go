package spec

import (
	"net/http"
	"slices"
	"testing"
)

// The defaults are those of the language, group by group.
func TestStatusDefaults(t *testing.T) {
	grpc := map[string][]int{
		"INVALID_ARGUMENT":  {400, 411, 413, 414, 415, 422, 431},
		"UNAUTHENTICATED":   {401},
		"PERMISSION_DENIED": {403}, "NOT_FOUND": {404, 410}, "UNIMPLEMENTED": {405, 501},
		"DEADLINE_EXCEEDED": {408, 504}, "ABORTED": {409}, "OUT_OF_RANGE": {416},
		"RESOURCE_EXHAUSTED": {429}, "UNAVAILABLE": {502, 503},
	}
	for code := 400; code <= 599; code++ {
		want := "FAILED_PRECONDITION"
		if code >= 500 {
			want = "INTERNAL"
		}
		for name, codes := range grpc {
			if slices.Contains(codes, code) {
				want = name
			}
		}
		facts := statusFacts(code)
		if facts.GRPC != want {
			t.Errorf("status %d has the gRPC code %s, want %s", code, facts.GRPC, want)
		}
		if _, known := GRPCCode(facts.GRPC); !known {
			t.Errorf("%s is not a canonical code", facts.GRPC)
		}
		retry := RetryNever
		switch code {
		case 408, 425, 500, 502, 503, 504:
			retry = RetryIdempotent
		case 409, 429:
			retry = ""
		}
		if facts.Retry != retry {
			t.Errorf("status %d has retry %q, want %q", code, facts.Retry, retry)
		}
	}
}

// net/http knows the same statuses, under the names of older RFCs here and there.
func TestStatusPhrase(t *testing.T) {
	for code := range 1000 {
		phrase, known := StatusPhrase(code)
		std := http.StatusText(code)
		s, _ := RegisteredStatus(code)
		switch {
		case code < 400 || code > 599 || code == 418:
			if known {
				t.Errorf("status %d is called %q, want none", code, phrase)
			}
		case known != (std != ""):
			t.Errorf("status %d is called %q, and %q in net/http", code, phrase, std)
		case known && phrase != std && !slices.Contains(s.Aliases, std):
			t.Errorf("status %d is called %q or %q, and %q in net/http", code, phrase, s.Aliases, std)
		}
	}
	for code, want := range map[int]string{413: "Content Too Large", 422: "Unprocessable Content", 404: "Not Found"} {
		if got, _ := StatusPhrase(code); got != want {
			t.Errorf("status %d is called %q, want %q", code, got, want)
		}
	}
}

func TestGRPCCode(t *testing.T) {
	for name, want := range map[string]int{"OK": 0, "NOT_FOUND": 5, "ABORTED": 10, "UNAUTHENTICATED": 16} {
		if got, known := GRPCCode(name); got != want || !known {
			t.Errorf("%s is %d, %t, want %d", name, got, known, want)
		}
	}
	if got, known := GRPCCode("not_found"); got != 0 || known {
		t.Errorf("not_found is %d, %t", got, known)
	}
}

// Every status with a header that RFC 9110 demands has its rule.
func TestHeaderRules(t *testing.T) {
	for _, s := range httpStatuses {
		rule, has := headerRules[s.Code]
		if has != (s.Header != "") {
			t.Errorf("status %d demands %q and has the rule %q", s.Code, s.Header, rule.id)
		}
		if s.Header != canonicalHeader(s.Header) {
			t.Errorf("%q is not in canonical form", s.Header)
		}
	}
}

func TestHeaderDisplay(t *testing.T) {
	for name, want := range map[string]string{
		"www-authenticate": "WWW-Authenticate", "X-Request-ID": "X-Request-ID", "etag": "ETag", "allow": "Allow",
		"x-api-key": "X-API-Key", "ratelimit-policy": "RateLimit-Policy", "sec-websocket-accept": "Sec-WebSocket-Accept", "te": "TE",
	} {
		if got := HeaderDisplay(canonicalHeader(name)); got != want {
			t.Errorf("%s is shown as %s, want %s", name, got, want)
		}
		if back := canonicalHeader(want); back != canonicalHeader(name) {
			t.Errorf("%s is another header than %s", want, name)
		}
	}
	for shown := range refusedHeaders {
		if shown != canonicalHeader(shown) {
			t.Errorf("%q is not in canonical form", shown)
		}
	}
}
