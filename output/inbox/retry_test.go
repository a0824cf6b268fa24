package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	inboxerr "github.com/errspec/errspec/output/inbox/client"
	apierror "github.com/errspec/errspec/output/inbox/server"
)

// A program retries for all requests to the API with one transport.
func ExampleRetryTransport() {
	limited := apierror.RateLimited(apierror.RateLimitedRetryAfter(0))
	api := unsteadyServer(&unsteady{errs: []error{limited, apierror.InternalError()}})
	defer api.Close()

	client := &http.Client{
		Timeout: time.Minute, // for a request with all its attempts
		Transport: &inboxerr.RetryTransport{
			BaseDelay:      10 * time.Millisecond,
			AttemptTimeout: 10 * time.Second,
			OnRetry: func(info inboxerr.RetryInfo) {
				if info.Err != nil {
					fmt.Println("attempt", info.Attempt, info.Err)
				} else {
					fmt.Println("attempt", info.Attempt, inboxerr.Decode(info.Response).Code)
				}
			},
		},
	}
	req, err := http.NewRequest(http.MethodPost, api.URL+"/v1/inboxes", strings.NewReader(`{"name":"Returns"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Idempotency-Key", "0b1c9d52") // without it internal_error would be the end
	res, err := client.Do(req)
	if err != nil {
		fmt.Println(inboxerr.NewTransportError(err)) // it has Attempts, too
		return
	}
	defer func() { _ = res.Body.Close() }()
	if e := inboxerr.Decode(res); e != nil {
		fmt.Println(e, e.Attempts, e.BudgetExhausted())
		return
	}
	fmt.Println(res.Status)
	// Output:
	// attempt 1 rate_limited
	// attempt 2 internal_error
	// 200 OK
}

// unsteady is a server that answers each request with the next error, and after
// the last one with a success. It notes what it was sent.
type unsteady struct {
	*httptest.Server
	mu     sync.Mutex
	errs   []error
	at     []time.Time
	header []http.Header
	body   []string
}

func newUnsteady(t *testing.T, errs ...error) *unsteady {
	u := unsteadyServer(&unsteady{errs: errs})
	t.Cleanup(u.Close)
	return u
}

// unsteadyServer starts the server.
func unsteadyServer(u *unsteady) *unsteady {
	w := apierror.Writer{OnError: func(apierror.ErrorEvent) {}}
	u.Server = httptest.NewServer(w.Handler(func(rw http.ResponseWriter, r *http.Request) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		n := len(u.at)
		u.at = append(u.at, time.Now())
		u.header = append(u.header, r.Header.Clone())
		u.body = append(u.body, string(body))
		if n < len(u.errs) {
			return u.errs[n]
		}
		_, err = io.WriteString(rw, "done")
		return err
	}))
	return u
}

// call sends a request as a program would: *inboxerr.Error for an answer,
// *inboxerr.TransportError for none.
func (u *unsteady) call(t *testing.T, transport http.RoundTripper, method, body string, header ...string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, u.URL+"/v1/inboxes?api_key=secret", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for pair := range slices.Chunk(header, 2) {
		req.Header.Set(pair[0], pair[1])
	}
	client := &http.Client{Transport: transport, Timeout: time.Minute} // with a timeout it wraps the body
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return "", inboxerr.NewTransportError(err)
	}
	defer func() { _ = res.Body.Close() }()
	if e := inboxerr.Decode(res); e != nil {
		return "", e
	}
	data, err := io.ReadAll(res.Body)
	return string(data), err
}

// quick is a transport that hardly waits unless it is told to.
func quick() *inboxerr.RetryTransport {
	return &inboxerr.RetryTransport{Base: &http.Transport{}, BaseDelay: 2 * time.Millisecond}
}

func TestRetryRateLimited(t *testing.T) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		limited := apierror.RateLimited(apierror.RateLimitedRetryAfter(0))
		u := newUnsteady(t, limited, limited)
		transport := quick()
		var infos []inboxerr.RetryInfo
		var codes []inboxerr.Code
		transport.OnRetry = func(info inboxerr.RetryInfo) {
			infos = append(infos, info)
			codes = append(codes, inboxerr.Decode(info.Response).Code)
		}
		got, err := u.call(t, transport, method, "body")
		if got != "done" || err != nil {
			t.Errorf("%s: got %q, %v", method, got, err)
		}
		if want := []string{"body", "body", "body"}; !slices.Equal(u.body, want) {
			t.Errorf("%s: the server got %q", method, u.body)
		}
		if want := []inboxerr.Code{inboxerr.ErrRateLimited, inboxerr.ErrRateLimited}; !slices.Equal(codes, want) ||
			infos[0].Attempt != 1 || infos[1].Attempt != 2 || infos[0].Delay <= 0 || infos[0].Err != nil {
			t.Errorf("%s: the hook got %v, %+v", method, codes, infos)
		}
	}
}

func TestRetryNeverSoonerThanAsked(t *testing.T) {
	u := newUnsteady(t, apierror.RateLimited(apierror.RateLimitedRetryAfter(time.Second)))
	got, err := u.call(t, quick(), http.MethodPost, "body")
	if got != "done" || err != nil || len(u.at) != 2 {
		t.Fatalf("got %q, %v after %d requests", got, err, len(u.at))
	}
	if d := u.at[1].Sub(u.at[0]); d < time.Second {
		t.Errorf("asked to wait a second, waited %v", d)
	}

	// More than the client wants to wait is the caller's to decide.
	u = newUnsteady(t, apierror.RateLimited(apierror.RateLimitedRetryAfter(time.Hour)))
	_, err = u.call(t, quick(), http.MethodGet, "")
	var e *inboxerr.Error
	if !errors.As(err, &e) || e.RetryAfter != time.Hour || e.Attempts != 1 || len(u.at) != 1 {
		t.Errorf("got %v after %d requests", err, len(u.at))
	}
}

func TestRetryByCode(t *testing.T) {
	const key = "Idempotency-Key"
	for name, tt := range map[string]struct {
		err    *apierror.Error
		method string
		header []string
		sent   int
	}{
		"quota":                   {apierror.InboxQuotaExceeded(5), http.MethodPost, nil, 1},
		"quota with key":          {apierror.InboxQuotaExceeded(5), http.MethodPost, []string{key, "k1"}, 1},
		"job not cancellable":     {apierror.JobNotCancellable(someID, apierror.JobStateFailed), http.MethodPost, []string{key, "k1"}, 1},
		"job not cancellable PUT": {apierror.JobNotCancellable(someID, apierror.JobStateFailed), http.MethodPut, nil, 1},
		"internal POST":           {apierror.InternalError(), http.MethodPost, nil, 1},
		"internal POST with key":  {apierror.InternalError(), http.MethodPost, []string{key, "k1"}, 3},
		"internal GET":            {apierror.InternalError(), http.MethodGet, nil, 3},
		"rate limit":              {apierror.RateLimited(), http.MethodPost, nil, 3},
		"not found":               {apierror.ItemNotFound(someID), http.MethodGet, nil, 1},
		"no such route":           {apierror.RouteNotFound(), http.MethodGet, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnsteady(t, tt.err, tt.err, tt.err, tt.err)
			_, err := u.call(t, quick(), tt.method, "body", tt.header...)
			var e *inboxerr.Error
			if !errors.As(err, &e) || string(e.Code) != string(tt.err.Code()) || e.Message != tt.err.Message() {
				t.Fatalf("got %v", err)
			}
			if len(u.at) != tt.sent || e.Attempts != tt.sent || e.BudgetExhausted() {
				t.Errorf("%d requests, Attempts %d, want %d", len(u.at), e.Attempts, tt.sent)
			}
			for i, h := range u.header {
				if len(tt.header) > 0 && h.Get(key) != "k1" || u.body[i] != "body" {
					t.Errorf("attempt %d has the key %q and the body %q", i+1, h.Get(key), u.body[i])
				}
			}
		})
	}
}

const someID = "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911"

func TestRetryBudgetUsedUp(t *testing.T) {
	down := slices.Repeat([]error{apierror.InternalError()}, 100)
	u := newUnsteady(t, down...)
	transport := quick()
	transport.Budget = &inboxerr.RetryBudget{Tokens: 3}
	var exhausted []bool
	for range 10 {
		_, err := u.call(t, transport, http.MethodGet, "")
		var e *inboxerr.Error
		if !errors.As(err, &e) || e.Code != inboxerr.ErrInternalError {
			t.Fatalf("not the server's error: %v", err)
		}
		exhausted = append(exhausted, e.BudgetExhausted())
	}
	if want := append([]bool{false}, slices.Repeat([]bool{true}, 9)...); !slices.Equal(exhausted, want) || len(u.at) != 10+3 {
		t.Errorf("%d requests, exhausted %v", len(u.at), exhausted)
	}
}

func TestRetryNoAnswer(t *testing.T) {
	u := newUnsteady(t, apierror.InternalError())
	n := 0
	dialer := &net.Dialer{}
	transport := quick()
	transport.Base = &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if n++; n > 1 {
			address = "127.0.0.1:1" // where nobody listens
		}
		return dialer.DialContext(ctx, network, address)
	}}
	_, err := u.call(t, transport, http.MethodGet, "")
	var te *inboxerr.TransportError
	if !errors.As(err, &te) || te.Attempts != 3 || te.Method != http.MethodGet || te.Path != "/v1/inboxes" || strings.Contains(err.Error(), "secret") {
		t.Fatalf("got %v", err)
	}
	// The answer to the first attempt is not lost.
	var e *inboxerr.Error
	if !errors.As(err, &e) || e.Code != inboxerr.ErrInternalError || e.RequestID == "" || n != 3 {
		t.Errorf("got %v after %d connections", err, n)
	}
}
