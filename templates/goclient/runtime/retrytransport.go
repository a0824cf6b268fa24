package runtime

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryTransport sends requests again where that can help. It is an
// [http.RoundTripper], so that every program that uses an [http.Client] can
// have it; the zero value has all it needs:
//
//	client := &http.Client{Transport: &RetryTransport{}}
//
// The code of an answer decides: the catalogue says for each whether any request
// may be sent again, only an idempotent one, or none. For a code that is not
// known, 429 counts as any request, and 408, 425, 500, 502, 503 and 504 as an
// idempotent one. So does no answer at all; where the connection could not be
// opened, nothing was sent, and any request may be sent again. What another
// attempt cannot change ends at once: a host name that does not exist, a
// certificate that is refused, a request that cannot be written.
//
// A request is idempotent if its method is GET, HEAD, OPTIONS, TRACE, PUT or
// DELETE, or if it has an Idempotency-Key header, which is the same in all
// attempts. A request with a body has to have GetBody; [http.NewRequest] sets it
// for the usual readers. The API can have a say with the header X-Should-Retry:
// "false" ends it, "true" permits to send an idempotent request again after a
// code that is not known.
//
// Before each retry there is a wait, longer each time, or as long as the answer
// asks with Retry-After-Ms or Retry-After and a little more. There is none if
// the answer asks for more than MaxRetryAfter, if the deadline of the request
// comes first, or if Budget is used up. Then, and when no attempt is left, the
// caller gets what the last attempt gave. If the wait is interrupted, the same:
// the error of the context does not take the place of an answer.
//
// Of an answer with a status from 400 to 599 up to 64 KiB are read to decide;
// the caller can read the whole body all the same. [Decode] and
// [NewTransportError] tell how many attempts there were. An error that follows
// an answer has that answer in its chain, as an [*Error].
//
// Any number of goroutines may use a RetryTransport, as long as nobody changes
// its fields. It must not be copied.
type RetryTransport struct {
	// Base sends each attempt. nil stands for [http.DefaultTransport].
	Base http.RoundTripper

	// MaxAttempts is how often a request is sent at most, the first time
	// included. 0 stands for 3; with 1 or less a request is never sent again.
	MaxAttempts int

	// BaseDelay is the wait before the first retry, doubled for each one after
	// it up to MaxDelay. The wait is between half of that and all of it, by
	// chance. 0 stands for 500 milliseconds and 8 seconds; with less than 0 there
	// is no wait to speak of, only a millisecond.
	BaseDelay time.Duration
	MaxDelay  time.Duration

	// MaxRetryAfter is the longest time that an answer may ask to wait. If it
	// asks for more, there is no retry, and the error has it in RetryAfter. What
	// is waited is what was asked for and up to a tenth more. 0 stands for 30
	// seconds; with less than 0 an answer with Retry-After is never retried.
	MaxRetryAfter time.Duration

	// AttemptTimeout limits each attempt, from sending it to the end of reading
	// the body of its answer. When it is over before there is an answer, that is
	// one more way of having none, while the deadline of the request itself is
	// the end. 0 or less stands for no limit.
	AttemptTimeout time.Duration

	// Budget limits the retries of all requests together. nil stands for a
	// budget of this transport's own. Transports to the same API can share one.
	Budget *RetryBudget

	// AttemptHeader names a header that tells the API the number of the attempt,
	// 2 for the first retry: "X-Retry-Attempt" for example. The first attempt
	// does not have it. Without a name none is sent.
	AttemptHeader string

	// OnRetry, if there is one, is called before each wait, by the goroutine
	// that sends the request.
	OnRetry func(RetryInfo)

	own    RetryBudget
	random func() float64 // in [0, 1); nil: math/rand/v2
}

// RetryInfo is what a [RetryTransport] tells about an attempt that it is going
// to repeat.
type RetryInfo struct {
	Request  *http.Request  // as the caller made it; not to be changed
	Attempt  int            // number of the attempt that is over, 1 for the first
	Delay    time.Duration  // wait before the next one
	Err      error          // why there is no answer; nil if there is one
	Response *http.Response // the answer, for Decode; its body ends after 64 KiB
}

// Settings of a zero RetryTransport.
const (
	usualAttempts      = 3
	usualBaseDelay     = 500 * time.Millisecond
	usualMaxDelay      = 8 * time.Second
	usualMaxRetryAfter = 30 * time.Second
)

// minDelay keeps a loop from spinning, whatever the server and the settings
// ask for.
const minDelay = time.Millisecond

// RoundTrip sends the request, and sends it again as described at
// [RetryTransport]. The request is not changed. As [http.RoundTripper] demands,
// every answer comes with a nil error, whatever its status is.
func (t *RetryTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchange{transport: t, req: req, budget: t.Budget}
	if x.budget == nil {
		x.budget = &t.own
	}
	for {
		if err := x.send(); err != nil {
			return nil, err
		}
		delay, again := x.decide()
		if !again || !x.wait(delay) {
			return x.result()
		}
	}
}

// CloseIdleConnections closes those of Base, if it can. It is what
// [http.Client.CloseIdleConnections] calls.
func (t *RetryTransport) CloseIdleConnections() {
	if base, ok := t.base().(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}

func (t *RetryTransport) base() http.RoundTripper {
	if t.Base == nil {
		return http.DefaultTransport
	}
	return t.Base
}

// usually returns the setting, or what stands for 0.
func usually[T int | time.Duration](setting, usual T) T {
	if setting == 0 {
		return usual
	}
	return setting
}

// backoff returns the longest wait before a retry, when the server does not ask
// for one.
func (t *RetryTransport) backoff(attempts int) time.Duration {
	limit := usually(t.MaxDelay, usualMaxDelay)
	d := max(usually(t.BaseDelay, usualBaseDelay), 0)
	for range attempts - 1 {
		if d > limit/2 { // doubled, it could be too long for a Duration
			return limit
		}
		d *= 2
	}
	return min(d, limit)
}

// chance returns a part of d, less than all of it.
func (t *RetryTransport) chance(d time.Duration) time.Duration {
	random := rand.Float64
	if t.random != nil {
		random = t.random
	}
	return time.Duration(random() * float64(d))
}

// exchange is one request on its way through a RetryTransport.
type exchange struct {
	transport *RetryTransport
	budget    *RetryBudget
	req       *http.Request // the caller's

	attempts  int // sent so far
	latest    *http.Request
	res       *http.Response // of the latest attempt
	err       error          // of the latest attempt, when there is no answer
	body      *keptBody      // of res, when it is an error
	answer    *Error         // what res says, when it is an error
	earlier   *Error         // what the latest answer before it said
	exhausted bool           // there would be a retry, had there been budget
}

// send makes the next attempt. The error is nil unless there is no way to make
// it.
func (x *exchange) send() error {
	t := x.transport
	ctx, cancel := x.req.Context(), context.CancelFunc(nil)
	req := x.req
	var body io.ReadCloser
	if x.attempts > 0 {
		x.discard()
		if x.req.GetBody != nil && !bodiless(x.req) {
			var err error
			if body, err = x.req.GetBody(); err != nil {
				x.budget.giveBack()
				return x.noBody(err)
			}
		}
	}
	if t.AttemptTimeout > 0 && !x.endsWithin(t.AttemptTimeout) {
		ctx, cancel = context.WithTimeout(ctx, t.AttemptTimeout)
	}
	switch {
	case x.attempts > 0:
		req = x.req.Clone(ctx)
		if body != nil {
			req.Body = body
		}
		if t.AttemptHeader != "" {
			if req.Header == nil {
				req.Header = http.Header{}
			}
			req.Header.Set(t.AttemptHeader, strconv.Itoa(x.attempts+1))
		}
	case cancel != nil:
		req = x.req.WithContext(ctx)
	}

	x.attempts++
	x.latest = req
	x.res, x.err = t.base().RoundTrip(req)
	x.answer, x.body = nil, nil
	if x.err != nil || x.res == nil {
		if x.res != nil && x.res.Body != nil { // there should be none
			_ = x.res.Body.Close()
		}
		x.res = nil
		if x.err != nil && ctx.Err() != nil && x.req.Context().Err() == nil {
			x.err = &attemptTimeout{after: t.AttemptTimeout, err: x.err}
		}
		if cancel != nil {
			cancel()
		}
		return nil
	}
	if cancel != nil {
		x.res.Body = endAttempt(x.res.Body, cancel)
	}
	if sent := x.res.Request; sent == nil || sent == x.latest {
		x.res.Request = x.req // Base may have sent another one; that stays
	}
	if 400 <= x.res.StatusCode && x.res.StatusCode <= 599 {
		x.body = keepBody(x.res)
		x.answer = newError(x.res, x.body)
		x.answer.Attempts = x.attempts
	}
	return nil
}

// discard closes the answer of the latest attempt. It reads a little of what is
// left of it, so that the connection can be used again.
func (x *exchange) discard() {
	if x.answer == nil {
		return
	}
	x.body.end(x.res.ContentLength)
	x.earlier = x.answer
}

// decide reports whether to send the request again, and when.
func (x *exchange) decide() (time.Duration, bool) {
	retry := x.retry()
	if x.res != nil && x.res.StatusCode < 500 && (x.answer == nil || x.answer.Retryable() == Never) {
		x.budget.succeed(x.attempts > 1)
	}
	switch {
	case x.req.Context().Err() != nil,
		x.attempts >= usually(x.transport.MaxAttempts, usualAttempts),
		x.req.GetBody == nil && !bodiless(x.req),
		retry == Never,
		retry == Idempotent && !isIdempotent(x.req):
		return 0, false
	}
	delay, ok := x.delay()
	if !ok {
		return 0, false
	}
	if x.endsWithin(delay) {
		return 0, false
	}
	if !x.budget.take() {
		x.exhausted = true
		return 0, false
	}
	return delay, true
}

// endsWithin reports whether the deadline of the request is not later than that.
func (x *exchange) endsWithin(d time.Duration) bool {
	deadline, ok := x.req.Context().Deadline()
	return ok && time.Until(deadline) <= d
}

// retry says for which requests the latest attempt calls for another one.
func (x *exchange) retry() Retry {
	switch {
	case x.err != nil:
		return retryOfFailure(x.err)
	case x.answer == nil:
		return Never // a success, or nothing that this package knows about
	}
	should := strings.TrimSpace(x.res.Header.Get("X-Should-Retry"))
	switch {
	case strings.EqualFold(should, "false"):
		return Never
	case strings.EqualFold(should, "true") && !x.answer.Known():
		return max(x.answer.Retryable(), Idempotent)
	}
	return x.answer.Retryable()
}

// delay returns how long to wait for the next attempt, and false if that is too
// long.
func (x *exchange) delay() (time.Duration, bool) {
	t := x.transport
	half := t.backoff(x.attempts) / 2
	d := half + t.chance(half)
	if x.answer != nil && x.answer.HasRetryAfter {
		asked := x.answer.RetryAfter
		if asked > usually(t.MaxRetryAfter, usualMaxRetryAfter) {
			return 0, false
		}
		d = asked + t.chance(asked/10)
		if asked == 0 {
			d = t.chance(half) // clients that are all told to come at once should not
		}
	}
	return max(d, minDelay), true
}

// wait reports whether the time has passed; if not, the context is done.
func (x *exchange) wait(delay time.Duration) bool {
	if hook := x.transport.OnRetry; hook != nil {
		hook(RetryInfo{Request: x.req, Attempt: x.attempts, Delay: delay, Err: x.err, Response: x.view()})
	}
	ctx := x.req.Context()
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		x.budget.giveBack()
		return false
	}
	return true
}

// view returns the answer for a hook to look at: whatever it does with the
// body, the caller may yet get the answer.
func (x *exchange) view() *http.Response {
	if x.res == nil {
		return nil
	}
	view := *x.res
	view.Body = x.body.copy()
	view.Request = x.request()
	return &view
}

// result is what the caller gets.
func (x *exchange) result() (*http.Response, error) {
	if x.res != nil {
		x.res.Request = x.request()
		return x.res, nil
	}
	if x.err == nil || x.attempts == 1 && !x.exhausted {
		return nil, x.err // as if there were no RetryTransport
	}
	return nil, x.failure(x.err, nil)
}

// request returns the request for an answer to name. That of an error tells
// Decode about the attempts. It is told in the context, since a body does not
// stay what it is: http.Client wraps it when it has a timeout.
func (x *exchange) request() *http.Request {
	req := x.res.Request
	if 200 <= x.res.StatusCode && x.res.StatusCode <= 299 {
		return req
	}
	return req.WithContext(context.WithValue(req.Context(), triedKey{}, tried{x.attempts, x.exhausted}))
}

// noBody is for a request whose body cannot be read again.
func (x *exchange) noBody(err error) error {
	return x.failure(fmt.Errorf("request body of attempt %d: %w", x.attempts+1, err), x.err)
}

// failure is an error with what is known of the attempts before.
func (x *exchange) failure(err, before error) error {
	f := &failure{tried: tried{x.attempts, x.exhausted}, err: err, before: before}
	if before == nil && x.earlier != nil {
		f.before = x.earlier
	}
	return f
}

// tried is what a RetryTransport tells about the attempts of a request.
type tried struct {
	attempts  int
	exhausted bool
}

// triedKey is the key of tried in the context of an answer's request.
type triedKey struct{}

// triedOf returns what is known of the attempts of an answer's request.
func triedOf(req *http.Request) tried {
	if req != nil {
		if t, ok := req.Context().Value(triedKey{}).(tried); ok {
			return t
		}
	}
	return tried{attempts: 1}
}

// failure is why there is no answer to a request that was to be sent more than
// once.
type failure struct {
	tried
	err    error
	before error // the answer to an earlier attempt, or why there was none; may be nil
}

func (f *failure) Error() string {
	if f.attempts == 1 {
		return f.err.Error()
	}
	return f.err.Error() + " (after " + strconv.Itoa(f.attempts) + " attempts)"
}

// Unwrap returns the error, then what was before it.
func (f *failure) Unwrap() []error {
	if f.before == nil {
		return []error{f.err}
	}
	return []error{f.err, f.before}
}

// Timeout is for url.Error, which does not look further than here.
func (f *failure) Timeout() bool { return isTimeout(f.err) }

// isTimeout reports whether err says that it is a timeout.
func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// attemptTimeout is the end of an attempt by AttemptTimeout. The error that it
// wraps says "context deadline exceeded", as if it were the caller's context.
type attemptTimeout struct {
	after time.Duration
	err   error
}

func (e *attemptTimeout) Error() string { return "no answer within " + e.after.String() }
func (e *attemptTimeout) Unwrap() error { return e.err }
func (e *attemptTimeout) Timeout() bool { return true }

// bodiless reports whether there is nothing to send again but the header.
func bodiless(req *http.Request) bool { return req.Body == nil || req.Body == http.NoBody }

// isIdempotent reports whether the request may be repeated, RFC 9110 9.2.2. A
// key without a value is net/http's way to say that it is and to send none.
func isIdempotent(req *http.Request) bool {
	switch req.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodPut, http.MethodDelete:
		return true
	}
	key, has := req.Header["Idempotency-Key"]
	return has && (len(key) == 0 || key[0] != "")
}

// unsendable are what net/http says about requests that it does not send, where
// its errors have no type.
var unsendable = [...]string{
	"unsupported protocol scheme", "net/http: invalid header", "net/http: invalid trailer", "net/http: invalid method",
	"http: no Host in request URL", "http: nil Request.URL", "http: nil Request.Header", "stopped after 10 redirects",
}

// retryOfFailure says for which requests another attempt may have an answer,
// when there is none.
func retryOfFailure(err error) Retry {
	var (
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
		hostname    x509.HostnameError
		invalid     x509.CertificateInvalidError
		op          *net.OpError
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return Never
	case errors.As(err, &certificate), errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid):
		return Never
	}
	if errors.As(err, &op) {
		switch op.Op {
		case "dial", "proxyconnect": // the request was certainly not sent
			return Always
		case "remote error": // a TLS alert, of a server that refuses the client's certificate
			return Never
		}
		return Idempotent
	}
	text := err.Error()
	for _, refusal := range unsendable {
		if strings.Contains(text, refusal) {
			return Never
		}
	}
	return Idempotent
}

// attemptBody is the body of an attempt with a context of its own, which ends
// when the body is closed: not before, since the body is read under it.
type attemptBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *attemptBody) Close() error {
	err := b.ReadCloser.Close()
	b.cancel()
	return err
}

// endAttempt makes closing the body end the attempt's context. A body that can
// be written to, as after 101 Switching Protocols, stays one.
func endAttempt(body io.ReadCloser, cancel context.CancelFunc) io.ReadCloser {
	if body == nil {
		cancel()
		return nil
	}
	b := &attemptBody{body, cancel}
	if w, ok := body.(io.Writer); ok {
		return struct {
			*attemptBody
			io.Writer
		}{b, w}
	}
	return b
}
