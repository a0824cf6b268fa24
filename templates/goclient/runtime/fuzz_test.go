package runtime

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// FuzzDecodeBody holds that any answer becomes an error that is fit to print,
// the same every time, and that the reader of JSON agrees with encoding/json.
func FuzzDecodeBody(f *testing.F) {
	for _, body := range []string{
		`{"error":"item_not_found","message":"m","details":{"id":"1"},"request_id":"r"}`,
		`{"detail":"No route /x in 3"}`, `{"detail":[{"loc":["a",1],"msg":"m","type":"t"}]}`,
		`{"type":"x/item_not_found","title":"t","detail":"d","a":1}`,
		`{"error":{"code":404,"status":"NOT_FOUND","details":[{"@type":"x/google.rpc.ErrorInfo","reason":"A","metadata":{"a":"b"}}]}}`,
		`{"errors":[{"code":"c","detail":{},"meta":{"details":{}}}]}`,
		`{"fault":{"status":1,"number":10059,"text":"m","stream":"s"}}`, `{"problems":[{}]}`,
		`{"error":{"type":"api_error","code":"job_conflict","message":"m","state":"done","attempts":2}}`,
		"\uFEFF null", "\x1f\x8b\x08", "<html>", `{"Error":"\ud800","error":"\u0000"}`,
	} {
		f.Add(404, "application/json", "gzip", []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, contentType, encoding string, body []byte) {
		h := http.Header{"Content-Type": {contentType}, "Content-Encoding": {encoding}}
		e := DecodeBody(status, h, body)
		checkText(t, e)
		if again := DecodeBody(status, h, body); !reflect.DeepEqual(e, again) {
			t.Errorf("got %+v, then %+v", e, again)
		}
		e.ValidationErrors()
		ItemNotFoundOf(e)
		JobConflictOf(e)

		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
		first, ok := firstValue(body)
		if json.Valid(body) && string(first) != strings.Trim(string(body), " \t\r\n") {
			t.Errorf("first value of %q is %q", body, first)
		}
		var object map[string]json.RawMessage
		if ok && json.Unmarshal(first, &object) == nil && object != nil {
			for name, member := range object {
				if got := first.get(name); string(got) != string(member) {
					t.Errorf("%q of %q: got %q, want %q", name, first, got, member)
				}
				var text *string
				if json.Unmarshal(member, &text) == nil && text != nil {
					if got, ok := value(member).text(); !ok || got != *text {
						t.Errorf("%q: got %q", member, got)
					}
				}
			}
		}
	})
}

// FuzzRetryAfter holds that no header asks for a wait below zero or beyond a
// year, and that only digits with a dot are a number.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"1", "0.3", "-5", "1e9", "99999999999999999999", "Wed, 04 Mar 2026 05:06:37 GMT", ".", " 2 "} {
		f.Add(s, s, "Wed, 04 Mar 2026 05:06:27 GMT")
	}
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	f.Fuzz(func(t *testing.T, seconds, ms, date string) {
		d, ok := retryAfter(http.Header{"Retry-After": {seconds}, "Retry-After-Ms": {ms}, "Date": {date}}, now)
		if d < 0 || d > maxDelay || !ok && d != 0 {
			t.Errorf("%q %q %q: got %v, %t", seconds, ms, date, d, ok)
		}
	})
}
