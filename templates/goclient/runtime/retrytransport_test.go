package runtime

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// api is a Base that answers from a list, the last entry again and again. It
// notes what it was sent and when, and keeps the bodies of its answers.
type api struct {
	steps []step

	mu     sync.Mutex
	sent   []sent
	bodies []*tracked
}

type step func(*http.Request) (*http.Response, error)

type sent struct {
	at     time.Time
	req    *http.Request
	header http.Header
	body   string
}

func (a *api) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		_ = req.Body.Close()
	}
	a.mu.Lock()
	s := a.steps[min(len(a.sent), len(a.steps)-1)]
	a.sent = append(a.sent, sent{time.Now(), req, req.Header.Clone(), string(body)})
	a.mu.Unlock()
	res, err := s(req)
	if res != nil && res.Body != nil {
		b := &tracked{ReadCloser: res.Body}
		res.Body = b
		a.mu.Lock()
		a.bodies = append(a.bodies, b)
		a.mu.Unlock()
	}
	return res, err
}

// waits are the times between the requests.
func (a *api) waits() []time.Duration {
	var list []time.Duration
	for i := 1; i < len(a.sent); i++ {
		list = append(list, a.sent[i].at.Sub(a.sent[i-1].at))
	}
	return list
}

// tracked is a body that knows what was done with it.
type tracked struct {
	io.ReadCloser
	read   int
	closed atomic.Int32
}

func (b *tracked) Read(p []byte) (int, error) {
	if b.closed.Load() > 0 {
		return 0, http.ErrBodyReadAfterClose
	}
	n, err := b.ReadCloser.Read(p)
	b.read += n
	return n, err
}

func (b *tracked) Close() error {
	b.closed.Add(1)
	return b.ReadCloser.Close()
}

// says is an answer; header has names and values by turns.
func says(status int, body string, header ...string) step {
	return func(req *http.Request) (*http.Response, error) {
		h := http.Header{}
		for pair := range slices.Chunk(header, 2) {
			h[pair[0]] = append(h[pair[0]], pair[1])
		}
		return &http.Response{
			StatusCode: status, Header: h, ContentLength: int64(len(body)), Request: req,
			Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

// is is an answer with a code.
func is(status int, code Code, header ...string) step {
	return says(status, `{"error":"`+string(code)+`","message":"m","details":null,"request_id":null}`, header...)
}

// fails is no answer.
func fails(err error) step {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// hangs gives no answer until the context is done.
func hangs(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

var (
	errDial  = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	errReset = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
)

// half makes every chance the same, so that a wait is 3/4 of the longest.
func half() float64 { return 0.5 }

func request(t *testing.T, ctx context.Context, method, body string, header ...string) *http.Request {
	t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, "https://api.example.com/v1/items/7?api_key=secret", r)
	if err != nil {
		t.Fatal(err)
	}
	for pair := range slices.Chunk(header, 2) {
		req.Header.Add(pair[0], pair[1])
	}
	return req
}

// answered sends the request and returns the error that the API answers with.
func answered(t *testing.T, transport http.RoundTripper, req *http.Request) *Error {
	t.Helper()
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	e := Decode(res)
	if e == nil {
		t.Fatalf("a success: %d", res.StatusCode)
	}
	return e
}

// bubble runs f in virtual time.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

func TestCase47RetryAfter(t *testing.T) {
	const backoff = 375 * time.Millisecond // 3/4 of 500
	for value, want := range map[string]time.Duration{
		"none": backoff, "-5": backoff, "+5": backoff, "1e9": backoff, "0x10": backoff, "inf": backoff, "NaN": backoff,
		".": backoff, "soon": backoff, "1, 2": backoff, "": backoff, "1.2.3": backoff,
		"1":                     1050 * time.Millisecond, // and half of a tenth
		" 2 ":                   2100 * time.Millisecond,
		"0.3":                   315 * time.Millisecond,
		"0":                     125 * time.Millisecond, // the chance of the backoff, without its floor
		"30":                    31500 * time.Millisecond,
		strings.Repeat("9", 20): -1,
		"31":                    -1,
	} {
		bubble(t, value, func(t *testing.T) {
			var header []string
			if value != "none" {
				header = []string{"Retry-After", value}
			}
			a := &api{steps: []step{is(429, "brand_new", header...), says(200, "")}}
			res, err := (&RetryTransport{Base: a, random: half}).RoundTrip(request(t, t.Context(), "GET", ""))
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			switch {
			case want < 0 && (len(a.sent) != 1 || res.StatusCode != 429):
				t.Errorf("sent %d times, waits %v", len(a.sent), a.waits())
			case want >= 0 && !slices.Equal(a.waits(), []time.Duration{want}):
				t.Errorf("waits %v, want %v", a.waits(), want)
			}
		})
	}
	bubble(t, "no spinning", func(t *testing.T) {
		a := &api{steps: []step{is(429, "brand_new", "Retry-After", "0"), is(429, "brand_new", "Retry-After-Ms", "0.001"), says(200, "")}}
		none := func() float64 { return 0 }
		if _, err := (&RetryTransport{Base: a, random: none}).RoundTrip(request(t, t.Context(), "GET", "")); err != nil {
			t.Fatal(err)
		}
		if got := a.waits(); !slices.Equal(got, []time.Duration{time.Millisecond, time.Millisecond}) {
			t.Errorf("waits %v", got)
		}
	})
}

func TestCase48RetryAfterDates(t *testing.T) {
	asctime := func(d time.Time) string { return d.UTC().Format(time.ANSIC) }
	fixdate := func(d time.Time) string { return d.UTC().Format(http.TimeFormat) }
	rfc850 := func(d time.Time) string { return d.UTC().Format("Monday, 02-Jan-06 15:04:05 GMT") }
	for name, tt := range map[string]struct {
		header func(now time.Time) []string
		want   time.Duration
	}{
		"IMF-fixdate": {func(now time.Time) []string { return []string{"Retry-After", fixdate(now.Add(10 * time.Second))} }, 10500 * time.Millisecond},
		"RFC 850":     {func(now time.Time) []string { return []string{"Retry-After", rfc850(now.Add(10 * time.Second))} }, 10500 * time.Millisecond},
		"asctime":     {func(now time.Time) []string { return []string{"Retry-After", asctime(now.Add(10 * time.Second))} }, 10500 * time.Millisecond},
		"past":        {func(now time.Time) []string { return []string{"Retry-After", fixdate(now.Add(-time.Hour))} }, 125 * time.Millisecond},
		"year 9999":   {func(time.Time) []string { return []string{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"} }, -1},
		"skewed": {func(now time.Time) []string {
			theirs := now.AddDate(5, 0, 0)
			return []string{"Date", fixdate(theirs), "Retry-After", fixdate(theirs.Add(20 * time.Second))}
		}, 21 * time.Second},
		"no date": {func(now time.Time) []string {
			return []string{"Date", "yesterday", "Retry-After", fixdate(now.Add(20 * time.Second))}
		}, 21 * time.Second},
	} {
		bubble(t, name, func(t *testing.T) {
			a := &api{steps: []step{is(503, "brand_new", tt.header(time.Now())...), says(200, "")}}
			if _, err := (&RetryTransport{Base: a, random: half}).RoundTrip(request(t, t.Context(), "GET", "")); err != nil {
				t.Fatal(err)
			}
			if tt.want < 0 && len(a.sent) != 1 || tt.want >= 0 && !slices.Equal(a.waits(), []time.Duration{tt.want}) {
				t.Errorf("waits %v, want %v", a.waits(), tt.want)
			}
		})
	}
}

func TestCase49SeveralRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		header []string
		want   time.Duration
	}{
		{[]string{"Retry-After", "3", "Retry-After", "9"}, 3150 * time.Millisecond},
		{[]string{"Retry-After", "soon", "Retry-After", "3"}, 3150 * time.Millisecond},
		{[]string{"Retry-After-Ms", "1500", "Retry-After", "20"}, 1575 * time.Millisecond},
		{[]string{"Retry-After-Ms", "x", "Retry-After", "3"}, 3150 * time.Millisecond},
		{[]string{"Retry-After-Ms", "x", "Retry-After", "y"}, 375 * time.Millisecond},
	} {
		bubble(t, fmt.Sprint(tt.header), func(t *testing.T) {
			a := &api{steps: []step{is(429, "brand_new", tt.header...), says(200, "")}}
			if _, err := (&RetryTransport{Base: a, random: half}).RoundTrip(request(t, t.Context(), "GET", "")); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(a.waits(), []time.Duration{tt.want}) {
				t.Errorf("waits %v, want %v", a.waits(), tt.want)
			}
		})
	}
}

func TestCase50AboveMaxRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		limit time.Duration
		value string
		sent  int
	}{
		{0, "3600", 1},
		{time.Hour, "3600", 3},
		{time.Second, "1.001", 1},
		{-1, "0", 1},
	} {
		bubble(t, fmt.Sprint(tt.limit, " ", tt.value), func(t *testing.T) {
			a := &api{steps: []step{is(429, ErrRateLimited, "Retry-After", tt.value)}}
			e := answered(t, &RetryTransport{Base: a, MaxRetryAfter: tt.limit}, request(t, t.Context(), "POST", "x"))
			d, _ := delay(tt.value, time.Second)
			if len(a.sent) != tt.sent || e.Attempts != tt.sent || !e.HasRetryAfter || e.RetryAfter != d || e.Code != ErrRateLimited || e.BudgetExhausted() {
				t.Errorf("sent %d times, got %v after %d, RetryAfter %v", len(a.sent), e, e.Attempts, e.RetryAfter)
			}
		})
	}
}

func TestCase51DeadlineBeforeDelay(t *testing.T) {
	for _, tt := range []struct {
		step step
		want string
	}{
		{is(503, ErrStreamClosed, "Retry-After", "5"), "503 stream_closed: m"},
		{is(503, ErrStreamClosed, "Retry-After", "1"), "503 stream_closed: m"}, // as long as the deadline, to the millisecond
		{fails(errReset), ""},
	} {
		bubble(t, tt.want, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			a := &api{steps: []step{tt.step}}
			start := time.Now()
			client := &http.Client{Transport: &RetryTransport{Base: a, BaseDelay: 4 * time.Second, random: func() float64 { return 0 }}}
			res, err := client.Do(request(t, ctx, "GET", ""))
			if d := time.Since(start); d != 0 || len(a.sent) != 1 {
				t.Errorf("took %v, sent %d times", d, len(a.sent))
			}
			if tt.want == "" {
				if !errors.Is(err, errReset) || errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if e := Decode(res); e.Error() != tt.want || errors.Is(e, context.DeadlineExceeded) || e.BudgetExhausted() {
				t.Errorf("got %v", e)
			}
		})
	}
}

func TestCase52CancelDuringWait(t *testing.T) {
	for name, tt := range map[string]struct {
		step step
		kept error
	}{
		"answer":    {is(503, ErrStreamClosed, "Retry-After", "10"), ErrStreamClosed},
		"no answer": {fails(errReset), errReset},
	} {
		bubble(t, name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			a := &api{steps: []step{tt.step}}
			transport := &RetryTransport{Base: a, BaseDelay: 10 * time.Second, MaxDelay: time.Minute}
			start := time.Now()
			res, err := transport.RoundTrip(request(t, ctx, "GET", ""))
			if d := time.Since(start); d < time.Second || d > 1001*time.Millisecond {
				t.Errorf("took %v", d)
			}
			if err == nil {
				body, readErr := io.ReadAll(res.Body)
				if readErr != nil || !strings.Contains(string(body), "stream_closed") {
					t.Errorf("body %q, %v", body, readErr)
				}
				err = Decode(res)
			}
			if !errors.Is(err, tt.kept) || errors.Is(err, context.Canceled) || len(a.sent) != 1 {
				t.Errorf("got %v, sent %d times", err, len(a.sent))
			}
			if transport.own.spent > 1 {
				t.Errorf("%d tenths of a token are gone for a retry that was not made", transport.own.spent)
			}
		})
	}
}

// retries holds how often a request is sent when it is always answered so.
func retries(t *testing.T, want int, s step, method, body string, header ...string) *Error {
	t.Helper()
	a := &api{steps: []step{s}}
	e := answered(t, &RetryTransport{Base: a}, request(t, t.Context(), method, body, header...))
	if len(a.sent) != want || e.Attempts != want {
		t.Errorf("%s %v: sent %d times, Attempts %d, want %d", method, e, len(a.sent), e.Attempts, want)
	}
	for i, s := range a.sent {
		if s.body != body || !reflect.DeepEqual(s.header, a.sent[0].header) {
			t.Errorf("attempt %d: body %q, header %v", i+1, s.body, s.header)
		}
	}
	return e
}

func TestCase53QuotaIsNoRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		retries(t, 1, is(429, ErrQuotaExceeded), "GET", "")
		retries(t, 3, is(429, ErrRateLimited), "POST", "x")
		retries(t, 3, is(429, "brand_new"), "GET", "")
		retries(t, 3, is(429, "brand_new"), "POST", "x")
		retries(t, 3, says(429, ""), "POST", "x")
		retries(t, 3, says(429, "<html>slow down</html>"), "GET", "")
	})
}

func TestCase54Conflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		retries(t, 1, says(409, `{"error":{"type":"api_error","code":"job_conflict","message":"m"}}`), "PUT", "x")
		retries(t, 1, is(409, "brand_new"), "PUT", "x")
		retries(t, 1, is(409, "brand_new"), "GET", "")
	})
}

func TestCase55Idempotency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		retries(t, 1, is(500, ErrInternalError), "POST", "x")
		retries(t, 3, is(500, ErrInternalError), "POST", "x", "Idempotency-Key", "k1")
		retries(t, 1, is(500, ErrInternalError), "POST", "x", "Idempotency-Key", "")
		retries(t, 1, is(500, ErrInternalError), "PATCH", "x")
		retries(t, 1, is(500, "brand_new"), "POST", "x")
		retries(t, 3, is(500, "brand_new"), "PATCH", "x", "Idempotency-Key", "k1")
		retries(t, 1, is(409, "brand_new"), "POST", "x", "Idempotency-Key", "k1")
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"} {
			retries(t, 3, is(500, ErrInternalError), method, "")
		}
		for _, status := range []int{408, 425, 500, 502, 503, 504} {
			retries(t, 3, says(status, ""), "GET", "")
			retries(t, 1, says(status, ""), "POST", "")
		}
		for _, status := range []int{300, 304, 400, 401, 403, 404, 409, 422, 501, 505, 507, 511, 520, 599, 600} {
			retries(t, 1, says(status, ""), "GET", "")
		}

		// net/http sends no key for an entry without a value, and takes the request for idempotent.
		req := request(t, t.Context(), "POST", "x")
		req.Header["Idempotency-Key"] = nil
		a := &api{steps: []step{says(502, "")}}
		if e := answered(t, &RetryTransport{Base: a}, req); e.Attempts != 3 {
			t.Errorf("sent %d times", e.Attempts)
		}
		// No method stands for GET.
		req = request(t, t.Context(), "", "")
		req.Method = ""
		if e := answered(t, &RetryTransport{Base: a}, req); e.Attempts != 3 || e.Method != "GET" {
			t.Errorf("sent %d times", e.Attempts)
		}
	})
}

func TestCase56Stream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, s := range []step{is(429, ErrRateLimited), says(503, ""), fails(errDial), fails(errReset)} {
			a := &api{steps: []step{s}}
			req := request(t, t.Context(), "PUT", "")
			req.Body = io.NopCloser(io.LimitReader(strings.NewReader("once"), 9))
			_, err := (&RetryTransport{Base: a}).RoundTrip(req)
			if len(a.sent) != 1 || a.sent[0].body != "once" {
				t.Errorf("sent %d times, %v", len(a.sent), err)
			}
		}
	})
}

func TestCase57Replay(t *testing.T) {
	bubble(t, "same bytes", func(t *testing.T) {
		retries(t, 3, is(429, ErrRateLimited), "POST", strings.Repeat("0123456789", 10_000))
	})
	bubble(t, "GetBody fails", func(t *testing.T) {
		a := &api{steps: []step{is(429, ErrRateLimited, "X-Trace-Id", "r1")}}
		req := request(t, t.Context(), "POST", "x")
		broken := errors.New("file was deleted")
		req.GetBody = func() (io.ReadCloser, error) { return nil, broken }
		transport := &RetryTransport{Base: a}
		res, err := transport.RoundTrip(req)
		var e *Error
		if res != nil || !errors.Is(err, broken) || !errors.Is(err, ErrRateLimited) || !errors.As(err, &e) || e.RequestID != "r1" || e.Path != "/v1/items/7" {
			t.Fatalf("got %v, %v", res, err)
		}
		if got, want := err.Error(), "request body of attempt 2: file was deleted"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if len(a.sent) != 1 || a.bodies[0].closed.Load() == 0 || transport.own.spent != 0 {
			t.Errorf("sent %d times, spent %d", len(a.sent), transport.own.spent)
		}
		if te := NewTransportError(err); te.Attempts != 1 || te.BudgetExhausted() {
			t.Errorf("%d attempts", te.Attempts)
		}
	})
	bubble(t, "GetBody fails later", func(t *testing.T) {
		a := &api{steps: []step{is(429, ErrRateLimited), fails(errDial)}}
		req := request(t, t.Context(), "POST", "x")
		broken, n := errors.New("file was deleted"), 0
		again := req.GetBody
		req.GetBody = func() (io.ReadCloser, error) {
			if n++; n == 2 {
				return nil, broken
			}
			return again()
		}
		_, err := (&RetryTransport{Base: a}).RoundTrip(req)
		if !errors.Is(err, broken) || !errors.Is(err, errDial) || NewTransportError(err).Attempts != 2 {
			t.Errorf("got %v", err)
		}
	})
	bubble(t, "NoBody", func(t *testing.T) {
		a := &api{steps: []step{is(429, ErrRateLimited)}}
		req := request(t, t.Context(), "POST", "")
		req.Body, req.GetBody = http.NoBody, nil
		if e := answered(t, &RetryTransport{Base: a}, req); e.Attempts != 3 {
			t.Errorf("sent %d times", e.Attempts)
		}
	})
}

func TestCase58LastBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &api{steps: []step{says(503, "one"), says(503, "two"), says(503, "three")}}
		res, err := (&RetryTransport{Base: a}).RoundTrip(request(t, t.Context(), "GET", ""))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(res.Body); string(body) != "three" || err != nil {
			t.Errorf("body %q, %v", body, err)
		}
		if e := Decode(res); e.Attempts != 3 || string(e.Body()) != "three" || e.Truncated {
			t.Errorf("got %v after %d attempts", e, e.Attempts)
		}
		if got, want := logged(Decode(res)), "attempts=3"; !strings.Contains(got, want) {
			t.Errorf("log %q has no %q", got, want)
		}
	})
}

// fast retries without a wait to speak of, for tests in real time.
func fast(base http.RoundTripper) *RetryTransport {
	return &RetryTransport{Base: base, BaseDelay: -1, Budget: &RetryBudget{Tokens: -1}}
}

// counting counts the attempts that reach a Base.
type counting struct {
	http.RoundTripper
	n atomic.Int32
}

func (c *counting) RoundTrip(req *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.RoundTripper.RoundTrip(req)
}

func TestCase59NoAnswer(t *testing.T) {
	// do sends a request of each kind to the URL, and holds how often.
	do := func(t *testing.T, base http.RoundTripper, u string, get, post int, is func(error) bool) {
		t.Helper()
		for method, want := range map[string]int{"GET": get, "POST": post} {
			c := &counting{RoundTripper: base}
			req, err := http.NewRequestWithContext(t.Context(), method, u, strings.NewReader("x"))
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Transport: fast(c)}
			res, err := client.Do(req)
			if err == nil {
				_ = res.Body.Close()
				t.Fatalf("%s: got %d", method, res.StatusCode)
			}
			if int(c.n.Load()) != want || !is(err) {
				t.Errorf("%s: sent %d times, want %d: %v", method, c.n.Load(), want, err)
			}
			te := NewTransportError(err)
			if te.Attempts != want || te.Path == "" || strings.Contains(te.Error(), "attempts)") != (want > 1) {
				t.Errorf("%s: %v, Attempts %d", method, te, te.Attempts)
			}
		}
	}
	isType := func(target any) func(error) bool {
		return func(err error) bool {
			return errors.As(err, reflect.New(reflect.TypeOf(target)).Interface())
		}
	}
	plain := func() *http.Transport {
		p := &http.Transport{}
		t.Cleanup(p.CloseIdleConnections)
		return p
	}

	t.Run("connection refused", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		do(t, plain(), "http://"+l.Addr().String()+"/", 3, 3, isType(&net.OpError{}))
	})
	t.Run("proxy refused", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		p := plain()
		p.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: l.Addr().String()})
		do(t, p, "http://api.example.com/", 3, 3, isType(&net.OpError{}))
	})
	t.Run("reset mid-headers", func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, buf, err := http.NewResponseController(w).Hijack()
			if err != nil {
				return
			}
			_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Le")
			_ = buf.Flush()
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
			_ = conn.Close()
		}))
		t.Cleanup(server.Close)
		do(t, plain(), server.URL+"/", 3, 1, func(err error) bool { return err != nil })
	})
	t.Run("unknown authority", func(t *testing.T) {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		do(t, plain(), server.URL+"/", 1, 1, isType(&tls.CertificateVerificationError{}))
	})
	t.Run("wrong host", func(t *testing.T) {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		p := plain()
		p.TLSClientConfig = &tls.Config{ServerName: "other.test", RootCAs: x509.NewCertPool()}
		p.TLSClientConfig.RootCAs.AddCert(server.Certificate())
		do(t, p, server.URL+"/", 1, 1, isType(x509.HostnameError{}))
	})
	t.Run("client certificate", func(t *testing.T) {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, MaxVersion: tls.VersionTLS12}
		server.StartTLS()
		t.Cleanup(server.Close)
		p := plain()
		p.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
		do(t, p, server.URL+"/", 1, 1, func(err error) bool { return strings.Contains(err.Error(), "remote error") })
	})
	t.Run("name does not exist", func(t *testing.T) {
		lookup := func(notFound bool) *http.Transport {
			p := plain()
			p.DialContext = func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "e", Name: "api.test", IsNotFound: notFound, IsTemporary: !notFound}}
			}
			return p
		}
		do(t, lookup(true), "http://api.test/", 1, 1, isType(&net.DNSError{}))
		do(t, lookup(false), "http://api.test/", 3, 3, isType(&net.DNSError{}))
	})
	t.Run("cannot be sent", func(t *testing.T) {
		any := func(err error) bool { return err != nil }
		do(t, plain(), "gopher://api.test/", 1, 1, any)
		for _, spoil := range []func(*http.Request){
			func(r *http.Request) { r.Header["X-A"] = []string{"a\nb"} },
			func(r *http.Request) { r.Header["X\x00"] = []string{"a"} },
			func(r *http.Request) { r.Trailer = http.Header{"X-A": {"a\nb"}} },
			func(r *http.Request) { r.Method = "GET " },
			func(r *http.Request) { r.URL.Host = "" },
			func(r *http.Request) { r.URL = nil },
			func(r *http.Request) { r.Header = nil },
		} {
			c := &counting{RoundTripper: plain()}
			req := request(t, t.Context(), "GET", "", "Idempotency-Key", "k")
			spoil(req)
			if req.Header != nil {
				req.Header["Idempotency-Key"] = nil
			}
			res, err := fast(c).RoundTrip(req)
			if err == nil {
				_ = res.Body.Close()
			}
			if err == nil || c.n.Load() != 1 {
				t.Errorf("sent %d times: %v", c.n.Load(), err)
			}
		}
	})
	t.Run("redirect loop", func(t *testing.T) {
		server := httptest.NewServer(http.RedirectHandler("/again", http.StatusFound))
		t.Cleanup(server.Close)
		// Above the transport: each of the ten requests goes out once.
		c := &counting{RoundTripper: plain()}
		res, err := (&http.Client{Transport: fast(c)}).Get(server.URL)
		if err == nil || c.n.Load() != 10 {
			t.Errorf("sent %d times: %v", c.n.Load(), err)
		}
		if res != nil {
			_ = res.Body.Close()
		}
		// Below it: Base gives up once.
		inner := &http.Client{Transport: plain()}
		do(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			r.RequestURI = ""
			return inner.Do(r)
		}), server.URL+"/", 1, 1, func(err error) bool { return strings.Contains(err.Error(), "redirects") })
	})
	// An authority that only a hook of the TLS configuration refuses.
	if retryOfFailure(fmt.Errorf("verify: %w", x509.UnknownAuthorityError{})) != Never ||
		retryOfFailure(fmt.Errorf("verify: %w", x509.CertificateInvalidError{})) != Never ||
		retryOfFailure(io.ErrUnexpectedEOF) != Idempotent {
		t.Error("errors are told apart in another way")
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestCase60Timeouts(t *testing.T) {
	bubble(t, "attempt", func(t *testing.T) {
		a := &api{steps: []step{hangs, hangs, says(200, "ok")}}
		res, err := (&RetryTransport{Base: a, AttemptTimeout: time.Second, random: half}).RoundTrip(request(t, t.Context(), "GET", ""))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(res.Body); string(body) != "ok" || err != nil {
			t.Errorf("body %q, %v", body, err)
		}
		_ = res.Body.Close()
		if got := a.waits(); !slices.Equal(got, []time.Duration{1375 * time.Millisecond, 1750 * time.Millisecond}) {
			t.Errorf("waits %v", got)
		}
	})
	bubble(t, "every attempt", func(t *testing.T) {
		a := &api{steps: []step{hangs}}
		client := &http.Client{Transport: &RetryTransport{Base: a, AttemptTimeout: time.Second}}
		res, err := client.Do(request(t, t.Context(), "GET", ""))
		te := NewTransportError(err)
		if res != nil || len(a.sent) != 3 || !errors.Is(err, context.DeadlineExceeded) || !te.Timeout() || te.Attempts != 3 {
			t.Errorf("sent %d times: %v", len(a.sent), err)
		}
		if got, want := te.Error(), "GET /v1/items/7: no answer within 1s (after 3 attempts)"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	bubble(t, "attempt of a POST", func(t *testing.T) {
		a := &api{steps: []step{hangs}}
		_, err := (&RetryTransport{Base: a, AttemptTimeout: time.Second}).RoundTrip(request(t, t.Context(), "POST", "x"))
		if len(a.sent) != 1 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("sent %d times: %v", len(a.sent), err)
		}
	})
	for name, timeout := range map[string]time.Duration{"parent": 0, "parent before attempt": time.Minute, "parent with attempt": time.Second} {
		bubble(t, name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			a := &api{steps: []step{hangs}}
			start := time.Now()
			_, err := (&RetryTransport{Base: a, AttemptTimeout: timeout}).RoundTrip(request(t, ctx, "GET", ""))
			if len(a.sent) != 1 || err != context.DeadlineExceeded || time.Since(start) != time.Second {
				t.Errorf("sent %d times in %v: %v", len(a.sent), time.Since(start), err)
			}
		})
	}
	bubble(t, "canceled in the second attempt", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		a := &api{steps: []step{is(503, ErrStreamClosed), hangs}}
		_, err := (&RetryTransport{Base: a}).RoundTrip(request(t, ctx, "GET", ""))
		if len(a.sent) != 2 || !errors.Is(err, context.Canceled) || !errors.Is(err, ErrStreamClosed) {
			t.Errorf("sent %d times: %v", len(a.sent), err)
		}
	})
	bubble(t, "canceled while the answer came", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		a := &api{steps: []step{func(req *http.Request) (*http.Response, error) {
			cancel()
			return is(503, ErrStreamClosed)(req)
		}}}
		transport := &RetryTransport{Base: a, OnRetry: func(RetryInfo) { t.Error("about to retry") }}
		if e := answered(t, transport, request(t, ctx, "GET", "")); e.Code != ErrStreamClosed || len(a.sent) != 1 {
			t.Errorf("sent %d times: %v", len(a.sent), e)
		}
	})
	bubble(t, "no answer ends the attempt", func(t *testing.T) {
		a := &api{steps: []step{fails(errReset)}}
		if _, err := (&RetryTransport{Base: a, AttemptTimeout: time.Minute}).RoundTrip(request(t, t.Context(), "GET", "")); err == nil {
			t.Error("an answer")
		}
		for i, s := range a.sent {
			if s.req.Context().Err() == nil {
				t.Errorf("the context of attempt %d is not over", i+1)
			}
		}
	})
	// The context of an attempt ends with its body, and not before.
	for _, status := range []int{200, 302, 503} {
		bubble(t, fmt.Sprint("body of ", status), func(t *testing.T) {
			big := strings.Repeat("x", 3*maxBody)
			a := &api{steps: []step{says(status, big)}}
			res, err := (&RetryTransport{Base: a, AttemptTimeout: time.Minute, MaxAttempts: 1}).RoundTrip(request(t, t.Context(), "GET", ""))
			if err != nil {
				t.Fatal(err)
			}
			attempt := a.sent[0].req.Context()
			body, err := io.ReadAll(res.Body)
			if string(body) != big || err != nil || attempt.Err() != nil {
				t.Errorf("read %d bytes, %v; the context is over: %v", len(body), err, attempt.Err())
			}
			if err := res.Body.Close(); err != nil || attempt.Err() == nil || a.bodies[0].closed.Load() != 1 {
				t.Errorf("after Close: %v, the context: %v", err, attempt.Err())
			}
			if res.Request.Context().Err() != nil {
				t.Error("the request of the answer has the context of the attempt")
			}
		})
	}
	bubble(t, "during an error body", func(t *testing.T) {
		slow := func(status int) step {
			return func(req *http.Request) (*http.Response, error) {
				res, _ := says(status, "")(req)
				res.ContentLength = -1
				res.Body = io.NopCloser(io.MultiReader(strings.NewReader("abc"), waiting{req.Context()}))
				return res, nil
			}
		}
		a := &api{steps: []step{slow(503), slow(404)}}
		e := answered(t, &RetryTransport{Base: a, AttemptTimeout: time.Second}, request(t, t.Context(), "GET", ""))
		if e.Status != 404 || e.Attempts != 2 || !e.Truncated || !errors.Is(e, context.DeadlineExceeded) || string(e.Body()) != "abc" {
			t.Errorf("got %v, %q", e, e.Body())
		}
	})
}

// waiting is a body that never goes on.
type waiting struct{ ctx context.Context }

func (w waiting) Read([]byte) (int, error) {
	<-w.ctx.Done()
	return 0, w.ctx.Err()
}

func TestCase61Budget(t *testing.T) {
	for name, down := range map[string]step{"answers": is(503, ErrStreamClosed), "no answers": fails(errDial)} {
		bubble(t, name, func(t *testing.T) {
			a := &api{steps: []step{down}}
			transport := &RetryTransport{Base: a}
			send := func() (exhausted bool) {
				res, err := transport.RoundTrip(request(t, t.Context(), "GET", ""))
				switch {
				case err != nil:
					return NewTransportError(err).BudgetExhausted()
				case res.StatusCode == 200, res.StatusCode == 404:
					return false
				}
				e := Decode(res)
				if e.Code != ErrStreamClosed {
					t.Fatalf("not the server's error: %v", e)
				}
				return e.BudgetExhausted()
			}
			exhausted := 0
			for range 1000 {
				if send() {
					exhausted++
				}
			}
			extra := len(a.sent) - 1000
			t.Logf("%d calls to a dead server: %d extra requests", 1000, extra)
			if extra > 100+10 || extra < 10 || exhausted != 995 {
				t.Errorf("%d extra requests, %d times exhausted", extra, exhausted)
			}

			// After recovery each success adds a tenth: twenty of them are two retries.
			a.steps = []step{says(200, "")}
			for range 20 {
				send()
			}
			a.steps, a.sent = []step{down}, nil
			for range 100 {
				send()
			}
			if extra := len(a.sent) - 100; extra != 2 {
				t.Errorf("%d extra requests after recovery", extra)
			}

			// It is never more than full.
			a.steps = []step{is(404, ErrItemNotFound)} // the server is well
			for range 1000 {
				send()
			}
			a.steps, a.sent = []step{down}, nil
			for range 100 {
				send()
			}
			if extra := len(a.sent) - 100; extra != 10 {
				t.Errorf("%d extra requests after a long time", extra)
			}
		})
	}
	bubble(t, "one in ten", func(t *testing.T) {
		a := &api{}
		transport := &RetryTransport{Base: a}
		up := map[bool]step{true: says(200, ""), false: is(503, ErrStreamClosed)}
		calls := 1000
		for i := range calls {
			a.steps = []step{up[i%2 == 0]} // retries meet what the first attempt met
			res, err := transport.RoundTrip(request(t, t.Context(), "GET", ""))
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
		}
		if extra := len(a.sent) - calls; extra > calls/10+10 || extra < calls/20 {
			t.Errorf("%d extra requests", extra)
		}
	})
	bubble(t, "a retry that helps is free", func(t *testing.T) {
		for range 2 {
			transport := &RetryTransport{}
			for i := range 100 {
				a := &api{steps: []step{is(503, ErrStreamClosed), says(200, "")}}
				transport.Base = a
				if _, err := transport.RoundTrip(request(t, t.Context(), "GET", "")); err != nil || len(a.sent) != 2 {
					t.Fatalf("call %d: sent %d times, %v", i, len(a.sent), err)
				}
			}
		}
	})
	bubble(t, "shared, unlimited, small", func(t *testing.T) {
		budget := &RetryBudget{Tokens: 3}
		first, second := &api{steps: []step{says(503, "")}}, &api{steps: []step{says(503, "")}}
		one, two := &RetryTransport{Base: first, Budget: budget}, &RetryTransport{Base: second, Budget: budget}
		for _, tt := range []struct {
			transport *RetryTransport
			attempts  int
			exhausted bool
		}{{one, 3, false}, {two, 2, true}, {one, 1, true}} {
			if e := answered(t, tt.transport, request(t, t.Context(), "GET", "")); e.Attempts != tt.attempts || e.BudgetExhausted() != tt.exhausted {
				t.Errorf("%d attempts, %t", e.Attempts, e.BudgetExhausted())
			}
		}
		// Parts of a token are no token, and a server that is ill adds none.
		for _, tt := range []struct {
			step      step
			times     int
			exhausted bool
		}{
			{says(501, ""), 50, true}, {is(429, ErrRateLimited), 50, true}, {says(200, ""), 9, true},
			{says(200, ""), 1, false}, {is(404, ErrItemNotFound), 10, false}, {says(200, ""), 5, true},
		} {
			first.steps = []step{tt.step}
			for range tt.times {
				if _, err := (&RetryTransport{Base: first, Budget: budget, MaxAttempts: 1}).RoundTrip(request(t, t.Context(), "GET", "")); err != nil {
					t.Fatal(err)
				}
			}
			first.steps = []step{says(503, "")}
			two := &RetryTransport{Base: first, Budget: budget, MaxAttempts: 2}
			if e := answered(t, two, request(t, t.Context(), "GET", "")); e.BudgetExhausted() != tt.exhausted {
				t.Errorf("after %d: exhausted %t", tt.times, e.BudgetExhausted())
			}
		}
		// What would not be retried does not ask the budget.
		if e := answered(t, one, request(t, t.Context(), "POST", "")); e.Attempts != 1 || e.BudgetExhausted() {
			t.Errorf("%d attempts, %t", e.Attempts, e.BudgetExhausted())
		}
		free := &RetryTransport{Base: first, Budget: &RetryBudget{Tokens: -1}}
		for range 100 {
			if e := answered(t, free, request(t, t.Context(), "GET", "")); e.Attempts != 3 || e.BudgetExhausted() {
				t.Fatalf("%d attempts, %t", e.Attempts, e.BudgetExhausted())
			}
		}
	})
}

func TestCase62Concurrent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const goroutines = 100
		var n atomic.Int32
		base := roundTripper(func(req *http.Request) (*http.Response, error) {
			if req.Body != nil {
				_, _ = io.Copy(io.Discard, req.Body)
				_ = req.Body.Close()
			}
			if n.Add(1)%3 == 0 {
				return is(429, ErrRateLimited, "Retry-After", "1")(req)
			}
			return says(200, "ok")(req)
		})
		var hooked atomic.Int32
		transport := &RetryTransport{
			Base: base, AttemptTimeout: time.Minute, AttemptHeader: "X-Retry-Attempt",
			OnRetry: func(RetryInfo) { hooked.Add(1) },
		}
		header := http.Header{"X-A": {"a", "b"}, "Idempotency-Key": {"k"}} // shared by all
		before := header.Clone()
		var group sync.WaitGroup
		for range goroutines {
			group.Go(func() {
				for range 5 {
					req := request(t, t.Context(), "POST", "body")
					req.Header = header
					copied := *req
					res, err := transport.RoundTrip(req)
					if err != nil {
						t.Error(err)
						return
					}
					_ = res.Body.Close()
					if req.Header.Get("X-Retry-Attempt") != "" || req.Body != copied.Body || req.URL != copied.URL || req.Context() != copied.Context() {
						t.Error("the request was changed")
					}
				}
			})
		}
		group.Wait()
		if !maps.EqualFunc(header, before, slices.Equal) {
			t.Errorf("header %v", header)
		}
		if hooked.Load() == 0 || transport.own.spent < 0 {
			t.Errorf("%d retries, %d spent", hooked.Load(), transport.own.spent)
		}
	})
}

func TestCase63Connections(t *testing.T) {
	for name, size := range map[string]int{"small": 100, "beyond what is kept": maxBody + 1000, "chunked": maxBody + 20_000} {
		t.Run(name, func(t *testing.T) {
			var n, opened atomic.Int32
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					t.Error(err)
				}
				if n.Add(1)%3 == 0 {
					_, _ = io.WriteString(w, "ok")
					return
				}
				if name != "chunked" {
					w.Header().Set("Content-Length", fmt.Sprint(size))
				}
				w.WriteHeader(503)
				_, _ = w.Write(bytes.Repeat([]byte("x"), size))
			}))
			server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					opened.Add(1)
				}
			}
			server.Start()
			defer server.Close()
			base := &http.Transport{}
			var bodies []*tracked
			transport := fast(roundTripper(func(req *http.Request) (*http.Response, error) {
				res, err := base.RoundTrip(req)
				if err == nil {
					b := &tracked{ReadCloser: res.Body}
					res.Body = b
					bodies = append(bodies, b)
				}
				return res, err
			}))
			defer base.CloseIdleConnections()
			const calls = 10
			for range calls {
				req, err := http.NewRequestWithContext(t.Context(), "PUT", server.URL, strings.NewReader("body"))
				if err != nil {
					t.Fatal(err)
				}
				res, err := (&http.Client{Transport: transport}).Do(req)
				if err != nil {
					t.Fatal(err)
				}
				if body, err := io.ReadAll(res.Body); string(body) != "ok" || err != nil {
					t.Errorf("%d bytes, %v", len(body), err)
				}
				_ = res.Body.Close()
			}
			if len(bodies) != 3*calls || n.Load() != 3*calls {
				t.Errorf("%d answers to %d requests", len(bodies), n.Load())
			}
			for i, b := range bodies {
				if b.closed.Load() != 1 {
					t.Errorf("body %d closed %d times", i, b.closed.Load())
				}
			}
			t.Logf("%d requests, %d connections", n.Load(), opened.Load())
			if opened.Load() != 1 {
				t.Errorf("%d connections", opened.Load())
			}
		})
	}
	t.Run("endless", func(t *testing.T) {
		b := &endless{}
		a := &api{steps: []step{func(req *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 503, Body: b, ContentLength: -1}, nil
		}, says(200, "ok")}}
		res, err := fast(a).RoundTrip(request(t, t.Context(), "GET", ""))
		if err != nil || res.StatusCode != 200 || b.closed != 1 || b.read > 2*maxBody+maxDrain {
			t.Errorf("%v, read %d, closed %d", err, b.read, b.closed)
		}
	})
}

func TestDelays(t *testing.T) {
	for _, tt := range []struct {
		transport *RetryTransport
		low       []time.Duration // of each wait; the longest is twice as long
	}{
		{&RetryTransport{MaxAttempts: 7}, []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second}},
		{&RetryTransport{MaxAttempts: 4, BaseDelay: time.Second, MaxDelay: 3 * time.Second}, []time.Duration{500 * time.Millisecond, time.Second, 1500 * time.Millisecond}},
		{&RetryTransport{MaxAttempts: 3, BaseDelay: time.Minute}, []time.Duration{4 * time.Second, 4 * time.Second}},
		{&RetryTransport{MaxAttempts: 3, BaseDelay: -3 << 61}, []time.Duration{time.Millisecond, time.Millisecond}},
		{&RetryTransport{MaxAttempts: 3, MaxDelay: -1}, []time.Duration{time.Millisecond, time.Millisecond}},
		{&RetryTransport{MaxAttempts: 1}, nil},
		{&RetryTransport{MaxAttempts: -1}, nil},
	} {
		for _, chance := range []float64{0, 0.25, 0.999999999} {
			bubble(t, fmt.Sprint(tt.low, chance), func(t *testing.T) {
				a := &api{steps: []step{says(503, "")}}
				transport := &RetryTransport{
					Base: a, MaxAttempts: tt.transport.MaxAttempts, BaseDelay: tt.transport.BaseDelay, MaxDelay: tt.transport.MaxDelay,
					random: func() float64 { return chance },
				}
				answered(t, transport, request(t, t.Context(), "GET", ""))
				var want []time.Duration
				for _, low := range tt.low {
					if low > time.Millisecond {
						low += time.Duration(chance * float64(low))
					}
					want = append(want, low)
				}
				if got := a.waits(); !slices.Equal(got, want) {
					t.Errorf("waits %v, want %v", got, want)
				}
			})
		}
	}
	if got := (&RetryTransport{BaseDelay: 1, MaxDelay: 1<<63 - 1}).backoff(1000); got != 1<<63-1 {
		t.Errorf("got %v", got)
	}
	// Chance is chance: between half and all, and not always the same.
	seen := map[time.Duration]bool{}
	bubble(t, "chance", func(t *testing.T) {
		for range 50 {
			a := &api{steps: []step{says(503, ""), says(200, "")}}
			if _, err := (&RetryTransport{Base: a}).RoundTrip(request(t, t.Context(), "GET", "")); err != nil {
				t.Fatal(err)
			}
			d := a.waits()[0]
			if d < 250*time.Millisecond || d > 500*time.Millisecond {
				t.Errorf("waited %v", d)
			}
			seen[d] = true
		}
		if len(seen) < 40 {
			t.Errorf("%d different waits of 50", len(seen))
		}
	})
}

func TestShouldRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tt := range []struct {
			step   step
			method string
			want   int
		}{
			{is(503, "brand_new", "X-Should-Retry", "false"), "GET", 1},
			{is(429, ErrRateLimited, "X-Should-Retry", " FALSE "), "GET", 1},
			{is(409, "brand_new", "X-Should-Retry", "true"), "GET", 3},
			{is(409, "brand_new", "X-Should-Retry", "true"), "POST", 1},
			{is(429, "brand_new", "X-Should-Retry", "true"), "POST", 3},
			{is(429, ErrQuotaExceeded, "X-Should-Retry", "true"), "GET", 1},
			{is(500, ErrInternalError, "X-Should-Retry", "true"), "POST", 1},
			{is(503, "brand_new", "X-Should-Retry", "maybe"), "GET", 3},
			{is(404, "brand_new", "X-Should-Retry", "maybe"), "GET", 1},
		} {
			retries(t, tt.want, tt.step, tt.method, "")
		}
		a := &api{steps: []step{says(200, "", "X-Should-Retry", "true")}}
		if _, err := (&RetryTransport{Base: a}).RoundTrip(request(t, t.Context(), "GET", "")); err != nil || len(a.sent) != 1 {
			t.Errorf("a success was sent %d times, %v", len(a.sent), err)
		}
	})
}

// TestOnRetry holds what the hook learns, and that it cannot spoil the answer.
func TestOnRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		big := `{"error":"stream_closed","message":"m"}` + strings.Repeat(" ", 2*maxBody)
		a := &api{steps: []step{fails(errReset), says(503, big, "Retry-After", "20")}}
		ctx, cancel := context.WithCancel(t.Context())
		req := request(t, ctx, "GET", "")
		var infos []RetryInfo
		transport := &RetryTransport{Base: a, random: half, AttemptHeader: "X-Retry-Attempt", OnRetry: func(info RetryInfo) {
			infos = append(infos, info)
			if info.Response == nil {
				return
			}
			e := Decode(info.Response)
			if e.Code != "stream_closed" || e.Attempts != 2 || !e.Truncated || e.Path != "/v1/items/7" {
				t.Errorf("the hook sees %v after %d", e, e.Attempts)
			}
			_, _ = io.Copy(io.Discard, info.Response.Body)
			_ = info.Response.Body.Close()
			info.Response.StatusCode = 200
			time.AfterFunc(time.Second, cancel)
		}}
		res, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(res.Body); string(body) != big || err != nil {
			t.Errorf("%d bytes, %v", len(body), err)
		}
		if e := Decode(res); e == nil || e.Status != 503 || e.Attempts != 2 {
			t.Errorf("got %v", e)
		}
		if len(infos) != 2 {
			t.Fatalf("%d calls", len(infos))
		}
		first, second := infos[0], infos[1]
		if first.Attempt != 1 || first.Delay != 375*time.Millisecond || first.Err != error(errReset) || first.Response != nil || first.Request != req {
			t.Errorf("got %+v", first)
		}
		if second.Attempt != 2 || second.Delay != 21*time.Second || second.Err != nil || second.Response == nil {
			t.Errorf("got %+v", second)
		}
		if a.sent[0].header.Get("X-Retry-Attempt") != "" || a.sent[1].header.Get("X-Retry-Attempt") != "2" || req.Header.Get("X-Retry-Attempt") != "" {
			t.Error("number of the attempt")
		}
		// A request without a header, as net/http itself would refuse it.
		a.steps, a.sent = []step{says(503, "")}, nil
		req = request(t, t.Context(), "GET", "")
		req.Header = nil
		answered(t, &RetryTransport{Base: a, AttemptHeader: "X-Retry-Attempt"}, req)
		if len(a.sent) != 3 || a.sent[2].header.Get("X-Retry-Attempt") != "3" || req.Header != nil {
			t.Errorf("sent %d times", len(a.sent))
		}
	})
}

// TestAttemptsBehindWrappers holds that the number of attempts comes through
// what programs put around a transport: http.Client itself wraps the body when
// it has a timeout.
func TestAttemptsBehindWrappers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &api{steps: []step{is(503, ErrStreamClosed)}}
		outer := roundTripper(func(req *http.Request) (*http.Response, error) {
			res, err := (&RetryTransport{Base: a}).RoundTrip(req)
			if err == nil {
				res.Body = struct{ io.ReadCloser }{res.Body}
			}
			return res, err
		})
		for name, client := range map[string]*http.Client{
			"timeout": {Transport: &RetryTransport{Base: a}, Timeout: time.Hour},
			"wrapper": {Transport: outer},
			"nested":  {Transport: &RetryTransport{Base: &RetryTransport{Base: a, MaxAttempts: 1}, AttemptTimeout: time.Minute}},
		} {
			res, err := client.Do(request(t, t.Context(), "GET", ""))
			if err != nil {
				t.Fatal(err)
			}
			if e := Decode(res); e.Attempts != 3 || e.Code != ErrStreamClosed || e.Method != "GET" {
				t.Errorf("%s: %v after %d attempts", name, e, e.Attempts)
			}
		}
		if e := decode(t, 503, "", ""); e.Attempts != 1 {
			t.Errorf("%d attempts without a RetryTransport", e.Attempts)
		}
		if e := DecodeBody(503, nil, nil); e.Attempts != 0 {
			t.Errorf("%d attempts of something that was not sent", e.Attempts)
		}
	})
}

// TestWholeBody holds that reading the beginning of a body takes nothing from
// it, whatever its length is and however it is read.
func TestWholeBody(t *testing.T) {
	content := strings.Repeat("0123456789abcdef", 3*maxBody/16)
	for _, size := range []int{0, 1, 511, 512, 513, maxBody - 1, maxBody, maxBody + 1, maxBody + 2, 2*maxBody - 1, 2 * maxBody, 3 * maxBody} {
		for _, length := range []int64{-1, int64(size)} {
			body := content[:size]
			a := &api{steps: []step{func(req *http.Request) (*http.Response, error) {
				res, err := says(404, body)(req)
				res.ContentLength = length
				return res, err
			}}}
			transport := &RetryTransport{Base: a}
			res, err := transport.RoundTrip(request(t, t.Context(), "GET", ""))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(res.Body)
			if string(got) != body || err != nil {
				t.Errorf("%d of %d bytes, %v", len(got), size, err)
			}
			if a.bodies[0].closed.Load() == 0 && size <= maxBody {
				t.Error("a body that was read is open")
			}
			if err := res.Body.Close(); err != nil || a.bodies[0].closed.Load() != 1 {
				t.Errorf("closed %d times, %v", a.bodies[0].closed.Load(), err)
			}
			e := Decode(res) // after reading and closing
			if string(e.Body()) != body[:min(size, maxBody)] || e.Truncated != (size > maxBody) || e.Unwrap() != nil {
				t.Errorf("Decode has %d of %d bytes, truncated %t, %v", len(e.Body()), size, e.Truncated, e.Unwrap())
			}

			// What goes wrong later is what the caller meets.
			a.steps = []step{func(req *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 404, ContentLength: length, Body: io.NopCloser(io.MultiReader(strings.NewReader(body), broken{}))}, nil
			}}
			if res, err = transport.RoundTrip(request(t, t.Context(), "GET", "")); err != nil {
				t.Fatal(err)
			}
			got, err = io.ReadAll(res.Body)
			if string(got) != body || !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("%d of %d bytes, %v", len(got), size, err)
			}
			_ = res.Body.Close()
		}
	}
}

// TestAfterAnAnswer is for a server that is gone when it is asked again.
func TestAfterAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := "https://api.example.com/v1/items?api_key=secret"
		a := &api{steps: []step{is(503, ErrStreamClosed, "X-Trace-Id", "r1"), is(503, ErrStreamClosed, "X-Trace-Id", "r2"), fails(&url.Error{Op: "Get", URL: u, Err: errReset})}}
		_, err := (&http.Client{Transport: &RetryTransport{Base: a}}).Do(request(t, t.Context(), "GET", ""))
		te := NewTransportError(err)
		var e *Error
		if !errors.Is(te, errReset) || !errors.As(te, &e) || e.RequestID != "r2" || e.Attempts != 2 || te.Attempts != 3 || te.Timeout() {
			t.Errorf("got %v", te)
		}
		if s := te.Error(); strings.Contains(s, "secret") || !strings.HasSuffix(s, "connection reset by peer (after 3 attempts)") {
			t.Errorf("got %q", s)
		}
	})
}

func TestTransparent(t *testing.T) {
	// A protocol that is switched to needs a body that can be written to.
	for _, timeout := range []time.Duration{0, time.Minute} {
		ours, theirs := net.Pipe()
		go func() {
			_, _ = io.Copy(theirs, theirs)
			_ = theirs.Close()
		}()
		a := roundTripper(func(req *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 101, Body: ours, Request: req}, nil
		})
		req := request(t, t.Context(), "GET", "")
		res, err := (&RetryTransport{Base: a, AttemptTimeout: timeout}).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		rw, ok := res.Body.(io.ReadWriteCloser)
		if !ok {
			t.Fatal("cannot be written to")
		}
		buf := make([]byte, 4)
		if _, err := io.WriteString(rw, "ping"); err != nil {
			t.Error(err)
		}
		if _, err := io.ReadFull(rw, buf); err != nil || string(buf) != "ping" {
			t.Errorf("%q, %v", buf, err)
		}
		if err := rw.Close(); err != nil {
			t.Error(err)
		}
	}

	// A success passes as it is, and so does an error that comes at once.
	body := io.NopCloser(strings.NewReader("ok"))
	req := request(t, t.Context(), "GET", "")
	var got *http.Request
	ok := roundTripper(func(req *http.Request) (*http.Response, error) {
		got = req
		return &http.Response{StatusCode: 200, Body: body, Request: req}, nil
	})
	res, err := (&RetryTransport{Base: ok}).RoundTrip(req)
	if err != nil || res.Body != body || res.Request != req || got != req {
		t.Error("a success is not what Base gave")
	}
	_, err = (&RetryTransport{Base: roundTripper(fails(io.EOF)), MaxAttempts: 1}).RoundTrip(req)
	if err != io.EOF {
		t.Errorf("got %v", err)
	}

	// Bases that do what they should not.
	for _, base := range []step{
		func(*http.Request) (*http.Response, error) { return nil, nil },
		func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 404}, nil },
		func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil },
		func(*http.Request) (*http.Response, error) { return &http.Response{}, nil },
	} {
		res, err := (&RetryTransport{Base: roundTripper(base), AttemptTimeout: time.Minute}).RoundTrip(req)
		if err != nil {
			t.Error(err)
		}
		if res != nil && res.Request.URL.Path != "/v1/items/7" {
			t.Error("the answer has no request")
		}
		_ = Decode(res)
	}
	b := &tracked{ReadCloser: io.NopCloser(strings.NewReader(""))}
	res, err = (&RetryTransport{MaxAttempts: 1, Base: roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: b}, io.EOF
	})}).RoundTrip(req)
	if res != nil || err != io.EOF || b.closed.Load() != 1 {
		t.Errorf("%v, %v, closed %d times", res, err, b.closed.Load())
	}
	// A request that Base has rewritten stays the one of the answer.
	other := request(t, t.Context(), "GET", "")
	other.URL.Path = "/v2/items/7"
	e := answered(t, &RetryTransport{Base: roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 404, Request: other}, nil
	})}, req)
	if e.Path != "/v2/items/7" {
		t.Errorf("path %q", e.Path)
	}
}

// idler is a Base with connections.
type idler struct {
	http.RoundTripper
	closed int
}

func (i *idler) CloseIdleConnections() { i.closed++ }

func TestCloseIdleConnections(t *testing.T) {
	base := &idler{}
	(&http.Client{Transport: &RetryTransport{Base: &RetryTransport{Base: base}}}).CloseIdleConnections()
	if base.closed != 1 {
		t.Errorf("closed %d times", base.closed)
	}
	(&RetryTransport{Base: &api{}}).CloseIdleConnections()
	if (&RetryTransport{}).base() != http.DefaultTransport {
		t.Error("the zero value has another Base")
	}
}

// TestRealTransport goes through net/http's transport and server, over pipes
// and in virtual time.
func TestRealTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := pipes{make(chan net.Conn), make(chan struct{})}
		n := 0
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			switch n++; n {
			case 1: // no answer in time
				<-r.Context().Done()
			case 2:
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(429)
			default:
				w.WriteHeader(200)
				for range 5 { // 5 seconds of body
					_ = http.NewResponseController(w).Flush()
					time.Sleep(time.Second)
					_, _ = w.Write(body)
				}
			}
		})}
		var served sync.WaitGroup
		served.Go(func() { _ = server.Serve(listener) })
		base := &http.Transport{DialContext: listener.dial}
		client := &http.Client{Transport: &RetryTransport{Base: base, AttemptTimeout: 10 * time.Second, random: half}}
		start := time.Now()
		req := request(t, t.Context(), "PUT", "ab")
		req.URL.Scheme = "http"
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if string(body) != "ababababab" || err != nil || res.Body.Close() != nil {
			t.Errorf("body %q, %v", body, err)
		}
		// 10 s without an answer, 375 ms of backoff, 7 s and a twentieth, 5 s of body.
		if d, want := time.Since(start), 22725*time.Millisecond; d != want {
			t.Errorf("took %v, want %v", d, want)
		}
		client.CloseIdleConnections()
		_ = server.Close()
		served.Wait()
	})
}

// pipes is a network in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.done); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }
