package runtime

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"
)

func TestParams(t *testing.T) {
	const all = `{"state":"paused","attempts":9007199254740993,"ratio":0.5,"final":false,"since":"2026-03-04T05:06:07.5+02:00",
		"waitSeconds":90,"context":{"a":[1]},"tags":["a","b"],"steps":[{"name":"n","took":3,"at":null},{"name":"m","took":0,"at":"2026-03-04T05:06:07Z"}],"owner":{"name":"o","took":1},"unknown":1}`
	p, ok := JobConflictOf(details(all))
	ratio, final, wait := 0.5, false, 90*time.Second
	since, at := time.Date(2026, 3, 4, 3, 6, 7, 5e8, time.UTC), time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	wanted := JobConflictParams{
		State: "paused", Attempts: 9007199254740993, Ratio: &ratio, Final: &final, Since: &since, Wait: &wait,
		Context: json.RawMessage(`{"a":[1]}`), Tags: []string{"a", "b"},
		Steps: []Step{{Name: "n", Took: 3 * time.Second}, {Name: "m", At: &at}}, Owner: &Step{Name: "o", Took: time.Second},
	}
	if !ok || !reflect.DeepEqual(p, wanted) {
		t.Errorf("got %+v, %t", p, ok)
	}

	for _, few := range []string{
		`{"state":"done","attempts":1}`,
		`{"state":"done","attempts":1.00,"ratio":null,"final":null,"since":null,"waitSeconds":null,"tags":null,"steps":null,"owner":null}`,
	} {
		if p, ok := JobConflictOf(details(few)); !ok || !reflect.DeepEqual(p, JobConflictParams{State: "done", Attempts: 1}) {
			t.Errorf("%s: got %+v, %t", few, p, ok)
		}
	}
	if p, ok := JobConflictOf(details(`{"state":"done","attempts":-9223372036854775808,"context":null,"tags":[],"steps":[]}`)); !ok ||
		string(p.Context) != "null" || p.Tags == nil || p.Steps == nil || p.Attempts != math.MinInt64 {
		t.Errorf("got %+v, %t", p, ok)
	}

	for _, bad := range []string{
		``, `{}`, `[]`, `{"state":"done"}`, `{"attempts":1}`, `{"state":null,"attempts":1}`, `{"state":1,"attempts":1}`, `{"state":"done","attempts":null}`,
		`{"state":"done","attempts":"1"}`, `{"state":"done","attempts":1.5}`, `{"state":"done","attempts":1e2}`, `{"state":"done","attempts":9223372036854775808}`,
	} {
		if p, ok := JobConflictOf(details(bad)); ok || !reflect.DeepEqual(p, JobConflictParams{}) {
			t.Errorf("%s: got %+v, %t", bad, p, ok)
		}
	}
	for _, bad := range []string{
		`"ratio":"1"`, `"ratio":1e400`, `"final":1`, `"final":"true"`, `"since":1`, `"since":"yesterday"`, `"waitSeconds":1.5`, `"waitSeconds":"1"`, `"waitSeconds":9223372037`, `"waitSeconds":-9223372037`,
		`"tags":"a"`, `"tags":[1]`, `"tags":[null]`, `"tags":{}`, `"steps":[{}]`, `"steps":[[]]`, `"steps":[null]`, `"steps":[{"name":"n","took":"1"}]`,
		`"owner":[]`, `"owner":"o"`, `"owner":{"name":"n"}`, `"owner":{"name":"n","took":1,"at":"x"}`,
	} {
		if p, ok := JobConflictOf(details(`{"state":"done","attempts":1,` + bad + `}`)); ok || !reflect.DeepEqual(p, JobConflictParams{}) {
			t.Errorf("%s: got %+v, %t", bad, p, ok)
		}
	}
	for doc, wanted := range map[string]string{`{"context":null}`: "null", `{"context":[1]}`: "[1]", `{}`: ""} {
		var raw json.RawMessage
		if ok := required(value(doc), "context", &raw, readRaw); string(raw) != wanted || ok != (wanted != "") {
			t.Errorf("%s: got %s, %t", doc, raw, ok)
		}
	}

	for _, err := range []error{nil, context.Canceled, ErrJobConflict, (*Error)(nil), &Error{Code: ErrJobConflict}, &Error{Status: 409}} {
		if p, ok := JobConflictOf(err); ok || !reflect.DeepEqual(p, JobConflictParams{}) {
			t.Errorf("%v: got %+v", err, p)
		}
	}
	if _, ok := RouteNotFoundOf(fmt.Errorf("list: %w", decode(t, 404, "", `{"detail":"No route /x in 3"}`))); !ok {
		t.Error("parameters of a message")
	}
}

func details(doc string) error {
	return &Error{Code: ErrJobConflict, details: value(doc)}
}

// TestFake holds that errors made by hand, as in a test, work like others.
func TestFake(t *testing.T) {
	for _, err := range []error{
		&Error{Status: 404, Code: ErrItemNotFound, Message: "gone"},
		&Error{Code: ErrItemNotFound},
		ErrItemNotFound,
		fmt.Errorf("get: %w", ErrItemNotFound),
	} {
		if !errors.Is(err, ErrItemNotFound) || !IsNotFound(err) || !IsClientError(err) || IsServerError(err) {
			t.Errorf("%#v", err)
		}
	}
	if e := (&Error{Status: 404, Code: ErrItemNotFound, Message: "gone"}); e.Error() != "404 item_not_found: gone" || !e.Known() || e.Retryable() != Never || e.Details() != nil || e.Body() != nil || e.Header() != nil || e.Timeout() {
		t.Errorf("got %v", e)
	}
	if !IsConflict(Status(409)) || IsNotFound(nil) || IsNotFound(context.Canceled) || IsNotFound(Code("new")) || errors.Is(ErrItemNotFound, Status(404)) {
		t.Error("class")
	}
	if Status(404).Error() != "404 Not Found" || Class4xx.Error() != "4xx" || Source(99).String() != "source 99" || Retry(9).String() != "retry 9" {
		t.Error("texts")
	}
}

func TestClassHelpers(t *testing.T) {
	for status, is := range map[int]func(error) bool{
		400: IsBadRequest, 401: IsUnauthorized, 402: IsPaymentRequired, 403: IsForbidden, 404: IsNotFound, 405: IsMethodNotAllowed,
		406: IsNotAcceptable, 407: IsProxyAuthenticationRequired, 408: IsRequestTimeout, 409: IsConflict, 410: IsGone, 411: IsLengthRequired,
		412: IsPreconditionFailed, 413: IsContentTooLarge, 414: IsURITooLong, 415: IsUnsupportedMediaType, 416: IsRangeNotSatisfiable,
		417: IsExpectationFailed, 421: IsMisdirectedRequest, 422: IsUnprocessableContent, 423: IsLocked, 424: IsFailedDependency,
		425: IsTooEarly, 426: IsUpgradeRequired, 428: IsPreconditionRequired, 429: IsTooManyRequests, 431: IsRequestHeaderFieldsTooLarge,
		451: IsUnavailableForLegalReasons, 500: IsInternalServerError, 501: IsNotImplemented, 502: IsBadGateway, 503: IsServiceUnavailable,
		504: IsGatewayTimeout, 505: IsHTTPVersionNotSupported, 506: IsVariantAlsoNegotiates, 507: IsInsufficientStorage, 508: IsLoopDetected,
		510: IsNotExtended, 511: IsNetworkAuthenticationRequired,
	} {
		for other := 300; other < 700; other++ {
			if is(&Error{Status: other}) != (other == status) {
				t.Errorf("helper of %d says %t of %d", status, other != status, other)
			}
		}
	}
}

func TestRetryable(t *testing.T) {
	for _, tt := range []struct {
		status int
		code   Code
		want   Retry
	}{
		{429, "", Always}, {429, "new", Always}, {429, ErrQuotaExceeded, Never}, {429, ErrRateLimited, Always}, {503, ErrRateLimited, Always},
		{408, "", Idempotent}, {425, "", Idempotent}, {500, "", Idempotent}, {502, "", Idempotent}, {503, "", Idempotent}, {504, "", Idempotent},
		{400, "", Never}, {409, "", Never}, {404, "new", Never}, {501, "", Never}, {505, "", Never}, {300, "", Never}, {520, "", Never}, {599, "", Never},
		{500, ErrInternalError, Idempotent}, {507, ErrDiskFull, Never},
	} {
		if got := (&Error{Status: tt.status, Code: tt.code}).Retryable(); got != tt.want {
			t.Errorf("%d %s: got %v, want %v", tt.status, tt.code, got, tt.want)
		}
	}
	for status := 400; status < 600; status++ {
		if (&Error{Status: status}).Timeout() != (status == 408 || status == 504) {
			t.Errorf("%d", status)
		}
	}
	if got := fmt.Sprint(Never, Idempotent, Always); got != "never idempotent always" {
		t.Errorf("got %s", got)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	const none = -1
	for _, tt := range []struct {
		lines, ms []string
		date      string
		want      time.Duration
	}{
		{nil, nil, "", none},
		{[]string{"1"}, nil, "", time.Second},
		{[]string{" 2 "}, nil, "", 2 * time.Second},
		{[]string{"0"}, nil, "", 0},
		{[]string{"0.3"}, nil, "", 300 * time.Millisecond},
		{[]string{"1.0000000019"}, nil, "", time.Second + 1},
		{[]string{"5."}, nil, "", 5 * time.Second},
		{[]string{".5"}, nil, "", 500 * time.Millisecond},
		{[]string{"-5"}, nil, "", none},
		{[]string{"+5"}, nil, "", none},
		{[]string{"1e9"}, nil, "", none},
		{[]string{"0x10"}, nil, "", none},
		{[]string{"inf"}, nil, "", none},
		{[]string{"NaN"}, nil, "", none},
		{[]string{"."}, nil, "", none},
		{[]string{"1.2.3"}, nil, "", none},
		{[]string{"soon"}, nil, "", none},
		{[]string{"1, 2"}, nil, "", none},
		{[]string{"١"}, nil, "", none},
		{[]string{""}, nil, "", none},
		{[]string{"99999999999999999999"}, nil, "", maxDelay},
		{[]string{"31536000"}, nil, "", maxDelay},
		{[]string{"31535999"}, nil, "", maxDelay - time.Second},
		{[]string{"Wed, 04 Mar 2026 05:06:37 GMT"}, nil, "", 30 * time.Second},
		{[]string{"Wednesday, 04-Mar-26 05:06:37 GMT"}, nil, "", 30 * time.Second},
		{[]string{"Wed Mar  4 05:06:37 2026"}, nil, "", 30 * time.Second},
		{[]string{"Wed, 04 Mar 2026 05:06:00 GMT"}, nil, "", 0},
		{[]string{"Fri, 31 Dec 9999 23:59:59 GMT"}, nil, "", maxDelay},
		{[]string{"Wed, 04 Mar 2026 05:06:37 GMT"}, nil, "Wed, 04 Mar 2026 05:06:27 GMT", 10 * time.Second},
		{[]string{"Wed, 04 Mar 2026 05:06:37 GMT"}, nil, "garbage", 30 * time.Second},
		{[]string{"soon", "7", "8"}, nil, "", 7 * time.Second},
		{[]string{"7"}, []string{"1500"}, "", 1500 * time.Millisecond},
		{[]string{"7"}, []string{"x", "2.5"}, "", 2500 * time.Microsecond},
		{[]string{"7"}, []string{"x"}, "", 7 * time.Second},
		{nil, []string{"Wed, 04 Mar 2026 05:06:37 GMT"}, "", none},
	} {
		h := http.Header{}
		for _, v := range tt.lines {
			h.Add("Retry-After", v)
		}
		for _, v := range tt.ms {
			h.Add("Retry-After-Ms", v)
		}
		if tt.date != "" {
			h.Set("Date", tt.date)
		}
		got, ok := retryAfter(h, now)
		if ok != (tt.want != none) || ok && got != tt.want {
			t.Errorf("%q %q %q: got %v, %t; want %v", tt.lines, tt.ms, tt.date, got, ok, tt.want)
		}
	}
	res := answer(429, "", "")
	res.Header.Set("Retry-After", "30")
	if e := Decode(res); e.RetryAfter != 30*time.Second || !e.HasRetryAfter {
		t.Errorf("got %v", e.RetryAfter)
	}
	if e := decode(t, 429, "", ""); e.HasRetryAfter {
		t.Errorf("got %v", e.RetryAfter)
	}
}

func TestTransportError(t *testing.T) {
	u := "https://api.example.com/v1/items?api_key=secret"
	nested := &url.Error{Op: "Get", URL: u, Err: &url.Error{Op: "parse", URL: u, Err: errors.New("bad\r\nhost")}}
	for _, tt := range []struct {
		err     error
		text    string
		timeout bool
	}{
		{&url.Error{Op: "Get", URL: u, Err: errors.New("connection refused")}, "GET /v1/items: connection refused", false},
		{&url.Error{Op: "Post", URL: u, Err: context.DeadlineExceeded}, "POST /v1/items: context deadline exceeded", true},
		{&url.Error{Op: "Get", URL: u, Err: &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}}, "GET /v1/items: dial: i/o timeout", true},
		{&url.Error{Op: "Get", URL: "\x00", Err: tls.AlertError(40)}, "GET: tls: handshake failure", false},
		{nested, "GET /v1/items: bad host", false},
		{fmt.Errorf("token: %w", &url.Error{Op: "Post", URL: u, Err: errors.New("refused")}), "POST /v1/items: token: Post \"https://api.example.com/v1/items\": refused", false},
		{context.Canceled, "context canceled", false},
		{nil, "no answer", false},
	} {
		e := NewTransportError(tt.err)
		if e.Error() != tt.text || e.Timeout() != tt.timeout || tt.err != nil && !errors.Is(e, tt.err) {
			t.Errorf("got %q, timeout %t", e.Error(), e.Timeout())
		}
	}
	if err := error(NewTransportError(context.Canceled)); IsClientError(err) || IsServerError(err) {
		t.Error("no answer has a status")
	}
}

func TestPrintable(t *testing.T) {
	for in, out := range map[string]string{
		"":               "",
		"  a \t\n b  ":   "a b",
		"0123456789":     "0123456789",
		"01234567890":    "0123456…",
		"äöüäöü":         "äöü…",
		"a\xffb":         "a\uFFFDb",
		"\u200fab\u2067": "\u200fab",
		"12345678 90":    "1234567…",
		"\n\n\n\n\n\n a": "a",
	} {
		if got := printable(in, 10); got != out {
			t.Errorf("%q: got %q, want %q", in, got, out)
		}
	}
}

func TestDecodeAllocations(t *testing.T) {
	body := `{"error":"item_not_found","message":"Item ` + itemID + ` not found","details":{"id":"` + itemID + `"},"request_id":"` + itemID + `"}`
	body += strings.Repeat(" ", 400-len(body))
	r := bytes.NewReader(nil)
	res := answer(404, "application/json", "")
	res.Header.Set("X-Request-Id", "r")
	res.Header.Set("Date", "Wed, 04 Mar 2026 05:06:37 GMT")
	res.Header.Set("Content-Length", "400")
	res.ContentLength = 400
	got := testing.AllocsPerRun(100, func() {
		r.Reset([]byte(body))
		res.Body = http.NoBody
		res.Body = struct {
			*bytes.Reader
			closer
		}{r, closer{}}
		if e := Decode(res); e.Code != ErrItemNotFound {
			t.Error("not decoded")
		}
	})
	t.Logf("%v allocations", got)
	if got > 16 {
		t.Errorf("%v allocations", got)
	}
	e := DecodeBody(404, nil, []byte(body))
	if got := testing.AllocsPerRun(100, func() { errors.Is(e, ErrItemNotFound) }); got != 0 {
		t.Errorf("errors.Is: %v allocations", got)
	}
}

type closer struct{}

func (closer) Close() error { return nil }

func BenchmarkDecodeBody(b *testing.B) {
	body := []byte(`{"error":"item_not_found","message":"Item ` + itemID + ` not found","details":{"id":"` + itemID + `"},"request_id":"` + itemID + `"}`)
	h := http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"r"}}
	b.ReportAllocs()
	for b.Loop() {
		DecodeBody(404, h, body)
	}
}

// TestSizes keeps the data of an error small beside its own text: all of it is in
// every program that decodes.
func TestSizes(t *testing.T) {
	if strconv.IntSize != 64 {
		t.Skip("sizes are those of 64-bit machines")
	}
	for name, tt := range map[string]struct{ got, limit uintptr }{
		"definition": {unsafe.Sizeof(definition{}), 96},
		"two params": {2 * unsafe.Sizeof(param{}), 64},
	} {
		if tt.got > tt.limit {
			t.Errorf("%s: %d bytes, at most %d wanted", name, tt.got, tt.limit)
		}
	}
}
