package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	inboxerr "github.com/errspec/errspec/output/inbox/client"
	"github.com/errspec/errspec/output/inbox/inboxtest"
	apierror "github.com/errspec/errspec/output/inbox/server"
)

// The examples of this file are what docs/guides shows.

// ---- a server ------------------------------------------------------------------------------------------------------

// item is what the API of the examples hands out.
type item struct{ ID, TenantID, Name string }

var errNoRow = errors.New("no such row")

// store stands for a database.
type store map[string]item

func (s store) item(_ context.Context, id string) (item, error) {
	switch it, ok := s[id]; {
	case ok:
		return it, nil
	case id == "broken":
		return item{}, errors.New("dial tcp 10.0.0.7:5432: connection refused")
	default:
		return item{}, errNoRow
	}
}

var items = store{
	"11111111-1111-4111-8111-111111111111": {"11111111-1111-4111-8111-111111111111", "acme", "Lamp"},
	"22222222-2222-4222-8222-222222222222": {"22222222-2222-4222-8222-222222222222", "umbrella", "Vial"},
}

func getItem(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	it, err := items.item(r.Context(), id)
	switch {
	case errors.Is(err, errNoRow):
		return apierror.ItemNotFound(id).WithCause(err)
	case err != nil:
		return fmt.Errorf("read item: %w", err) // the client gets internal_error, the log gets this
	case it.TenantID != "acme":
		return apierror.ItemOfOtherTenant(id, it.TenantID) // the client gets item_not_found
	}
	_, err = fmt.Fprintln(w, it.Name)
	return err
}

// api is the server of the examples.
func api() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /v1/items/{id}", apierror.Handler(getItem))
	mux.HandleFunc("GET /v1/old", func(w http.ResponseWriter, r *http.Request) {
		apierror.Write(w, r, apierror.PermissionDenied())
	})
	return apierror.Recover(mux)
}

// quiet sends logs nowhere until its result is called.
func quiet() (loud func()) { return logTo(slog.DiscardHandler) }

// logged sends logs to standard output, without the time, until its result is called.
func logged() (back func()) {
	return logTo(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}

// logTo changes the default logger until its result is called. SetDefault takes
// package log along, and does not give it back.
func logTo(h slog.Handler) (back func()) {
	logger, out, flags := slog.Default(), log.Writer(), log.Flags()
	slog.SetDefault(slog.New(h))
	return func() {
		slog.SetDefault(logger)
		log.SetOutput(out)
		log.SetFlags(flags)
	}
}

// ask sends a request and prints the answer.
func ask(h http.Handler, path string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("X-Request-ID", "req-7")
	h.ServeHTTP(w, r)
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
}

func Example_answer() {
	defer quiet()()

	ask(api(), "/v1/items/11111111-1111-4111-8111-111111111111")
	ask(api(), "/v1/items/33333333-3333-4333-8333-333333333333")
	ask(api(), "/v1/old")

	// Output:
	// 200 Lamp
	// 404 {"error":"item_not_found","message":"Item 33333333-3333-4333-8333-333333333333 not found","details":{"id":"33333333-3333-4333-8333-333333333333"},"request_id":"req-7"}
	// 403 {"error":"permission_denied","message":"Permission denied","details":{},"request_id":"req-7"}
}

func Example_optionalParameters() {
	start := time.Date(2027, time.February, 1, 0, 0, 0, 0, time.UTC)

	var err error = apierror.ItemQuotaExceeded(1000)
	err = apierror.ItemQuotaExceeded(1000, apierror.ItemQuotaExceededResetsAt(start))

	fmt.Println(err)

	// Output:
	// item_quota_exceeded: Your plan allows 1000 items per month, and you have reached that limit
}

func Example_masked() {
	defer logged()()

	ask(api(), "/v1/items/broken")

	// Output:
	// level=ERROR msg="request failed" method=GET path=/v1/items/broken status=500 code=internal_error request_id=req-7 masked=true error="read item: dial tcp 10.0.0.7:5432: connection refused"
	// 500 {"error":"internal_error","message":"Internal server error","details":null,"request_id":"req-7"}
}

func Example_internal() {
	defer logged()()

	ask(api(), "/v1/items/22222222-2222-4222-8222-222222222222")

	// Output:
	// level=INFO msg="request failed" method=GET path=/v1/items/22222222-2222-4222-8222-222222222222 status=404 code=item_of_other_tenant request_id=req-7 error.code=item_of_other_tenant error.status=404 error.sent_as=item_not_found error.message="Item 22222222-2222-4222-8222-222222222222 belongs to tenant umbrella" error.params.id=22222222-2222-4222-8222-222222222222 error.params.tenant_id=umbrella
	// 404 {"error":"item_not_found","message":"Item 22222222-2222-4222-8222-222222222222 not found","details":{"id":"22222222-2222-4222-8222-222222222222"},"request_id":"req-7"}
}

func Example_sensitive() {
	invited := apierror.DuplicateInvite("someone@example.com")
	sender := apierror.SenderNotAllowed("robot@example.com")

	fmt.Printf("%v\n%+v\n%#v\n", invited, sender, sender)

	p, ok := apierror.DuplicateInviteOf(invited)
	fmt.Println(p.Email, ok)
	fmt.Println(sender.Message())

	// Output:
	// duplicate_invite: This person has already been invited
	// sender_not_allowed: Sender [REDACTED] is not allowed for this inbox
	// "sender_not_allowed: Sender [REDACTED] is not allowed for this inbox"
	// someone@example.com true
	// Sender robot@example.com is not allowed for this inbox
}

var errQueueFull = errors.New("queue is full")

func Example_writer() {
	writer := &apierror.Writer{
		Map: func(err error) *apierror.Error {
			if errors.Is(err, errQueueFull) {
				return apierror.RateLimited(apierror.RateLimitedRetryAfter(5 * time.Second)).WithCause(err)
			}
			return nil // the usual rules
		},
		OnError: func(ev apierror.ErrorEvent) {
			fmt.Println("count", ev.Code, ev.Status, ev.SLO, ev.RequestID)
		},
	}
	handler := writer.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return fmt.Errorf("enqueue: %w", errQueueFull)
	})

	ask(handler, "/v1/items")

	// Output:
	// count rate_limited 429 false req-7
	// 429 {"error":"rate_limited","message":"Rate limit exceeded; try again in 5 seconds","details":null,"request_id":"req-7"}
}

// requestIDs gives every request an ID of our own making.
func requestIDs(next http.Handler, newID func() string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := apierror.WithRequestID(r.Context(), newID())
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func Example_requestID() {
	defer quiet()()

	ask(requestIDs(api(), func() string { return "ours-1" }), "/v1/old")

	// Output:
	// 403 {"error":"permission_denied","message":"Permission denied","details":{},"request_id":"ours-1"}
}

func Example_readBack() {
	err := fmt.Errorf("export: %w", apierror.JobNotCancellable("11111111-1111-4111-8111-111111111111", apierror.JobStateFailed))

	if p, ok := apierror.JobNotCancellableOf(err); ok {
		fmt.Println(p.ID, p.State)
	}
	fmt.Println(errors.Is(err, apierror.ErrJobNotCancellable))

	// Output:
	// 11111111-1111-4111-8111-111111111111 failed
	// true
}

// ---- a client ------------------------------------------------------------------------------------------------------

// client is a small SDK.
type client struct {
	base string
	http *http.Client
}

func (c *client) item(ctx context.Context, id string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/v1/items/"+id, nil)
	if err != nil {
		return "", err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return "", inboxerr.NewTransportError(err)
	}
	defer res.Body.Close()
	if e := inboxerr.Decode(res); e != nil {
		return "", e
	}
	name, err := io.ReadAll(res.Body)
	if err != nil {
		return "", inboxerr.NewTransportError(err)
	}
	return strings.TrimSpace(string(name)), nil
}

// server runs the API of the examples, and returns a client of it.
func server(h http.Handler) (c *client, stop func()) {
	s := httptest.NewServer(h)
	return &client{s.URL, s.Client()}, s.Close
}

func Example_catch() {
	defer quiet()()
	c, stop := server(api())
	defer stop()
	ctx := context.Background()

	_, err := c.item(ctx, "33333333-3333-4333-8333-333333333333")

	if p, ok := inboxerr.ItemNotFoundOf(err); ok {
		fmt.Println("no item", p.ID)
	}
	if errors.Is(err, inboxerr.ErrItemNotFound) {
		fmt.Println("this code")
	}
	if inboxerr.IsNotFound(err) {
		fmt.Println("this status")
	}
	if errors.Is(err, inboxerr.Class4xx) {
		fmt.Println("the request is at fault")
	}

	// Output:
	// no item 33333333-3333-4333-8333-333333333333
	// this code
	// this status
	// the request is at fault
}

// wait says how long to wait before the next attempt, and whether there is one.
func wait(err error, method string, attempt int) (time.Duration, bool) {
	repeatable := method != http.MethodPost && method != http.MethodPatch
	backoff := time.Second << attempt // add some chance to it
	var e *inboxerr.Error
	if !errors.As(err, &e) {
		var t *inboxerr.TransportError
		return backoff, repeatable && errors.As(err, &t)
	}
	if e.HasRetryAfter {
		backoff = max(backoff, e.RetryAfter)
	}
	switch e.Retryable() {
	case inboxerr.Always:
		return backoff, true
	case inboxerr.Idempotent:
		return backoff, repeatable
	default:
		return 0, false
	}
}

func Example_retry() {
	header := http.Header{"Retry-After": {"30"}}
	limited := inboxerr.DecodeBody(http.StatusTooManyRequests, header, []byte(`{"error":"rate_limited"}`))
	broken := inboxerr.DecodeBody(http.StatusInternalServerError, nil, []byte(`{"error":"internal_error"}`))
	missing := inboxerr.DecodeBody(http.StatusNotFound, nil, []byte(`{"error":"item_not_found"}`))

	fmt.Println(wait(limited, http.MethodPost, 0))
	fmt.Println(wait(broken, http.MethodGet, 2))
	fmt.Println(wait(broken, http.MethodPost, 2))
	fmt.Println(wait(missing, http.MethodGet, 0))

	// Output:
	// 30s true
	// 4s true
	// 4s false
	// 0s false
}

func Example_unknownCode() {
	body := `{"error":"item_frozen","message":"Item is frozen","details":{"until":"2027-02-01"},"request_id":"req-9"}`
	var err error = inboxerr.DecodeBody(http.StatusConflict, nil, []byte(body))

	var e *inboxerr.Error
	if errors.As(err, &e) && !e.Known() {
		fmt.Println(e.Code, e.Status, e.Retryable())
		fmt.Println(string(e.Details()))
	}
	fmt.Println(inboxerr.IsConflict(err))
	fmt.Println(errors.Is(err, inboxerr.Code("item_frozen")))
	fmt.Println(err)

	// Output:
	// item_frozen 409 never
	// {"until":"2027-02-01"}
	// true
	// true
	// 409 item_frozen: Item is frozen (request_id=req-9)
}

func Example_notFromTheAPI() {
	page := "<html><body>502 Bad Gateway</body></html>"
	e := inboxerr.DecodeBody(http.StatusBadGateway, http.Header{"Content-Type": {"text/html"}}, []byte(page))

	fmt.Println(e.Source, e.Code == "", e.Message, e.Retryable())
	fmt.Println(string(e.Body()))

	// Output:
	// opaque true Bad Gateway idempotent
	// <html><body>502 Bad Gateway</body></html>
}

func Example_transportError() {
	c, stop := server(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done() // never answers
	}))
	defer stop()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()

	_, err := c.item(ctx, "slow")

	var t *inboxerr.TransportError
	if errors.As(err, &t) {
		fmt.Println(t.Method, t.Path, t.Timeout())
	}
	fmt.Println(errors.Is(err, context.DeadlineExceeded))

	// Output:
	// GET /v1/items/slow true
	// true
}

// ---- tests ---------------------------------------------------------------------------------------------------------

func TestGetItem(t *testing.T) {
	defer quiet()()
	const id = "33333333-3333-4333-8333-333333333333"

	rec := httptest.NewRecorder()
	api().ServeHTTP(rec, httptest.NewRequest("GET", "/v1/items/"+id, nil))
	inboxtest.Assert(t, rec, inboxtest.ErrItemNotFound, inboxtest.With("id", id))
}

func TestClientReadsEveryError(t *testing.T) {
	for _, x := range inboxtest.Examples() {
		t.Run(string(x.Code), func(t *testing.T) {
			e := inboxerr.Decode(x.Response())
			if e.Code != inboxerr.Code(x.Code) || e.Status != x.Status {
				t.Errorf("got %v", e)
			}
		})
	}
}

func TestClientItem(t *testing.T) {
	s := inboxtest.Serve(t, inboxtest.ExampleOf(inboxtest.ErrRateLimited))
	c := &client{s.URL, s.Client()}

	_, err := c.item(context.Background(), "1")
	if !errors.Is(err, inboxerr.ErrRateLimited) {
		t.Errorf("got %v", err)
	}
}

func Example_match() {
	defer quiet()()
	rec := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/v1/items/broken", nil)
	r.Header.Set("X-Request-ID", "req-7")
	api().ServeHTTP(rec, r)

	err := inboxtest.Match(rec, inboxtest.ErrInboxNotFound)
	fmt.Println(err)

	// Output:
	// inbox_not_found expected, got internal_error:
	// 	status is 500, want 404
	// 	body.error is "internal_error", want "inbox_not_found"
	// 	message is "Internal server error", want "Inbox not found"
	// the answer is 500 Internal Server Error
	// 	Cache-Control: no-store
	// 	Content-Type: application/json
	// 	X-Content-Type-Options: nosniff
	// 	X-Request-Id: req-7
	// with the body
	// 	{"error":"internal_error","message":"Internal server error","details":null,"request_id":"req-7"}
}

func Example_testHandler() {
	rec := httptest.NewRecorder()
	handler := http.StripPrefix("/fake", inboxtest.Handler())
	handler.ServeHTTP(rec, httptest.NewRequest("GET", "/fake/job_not_cancellable", nil))

	fmt.Println(rec.Code, rec.Body)

	// Output:
	// 409 {"error":"job_not_cancellable","message":"Job 6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911 is succeeded and can no longer be cancelled","details":{"id":"6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911","state":"succeeded"},"request_id":"4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f"}
}

// A guard finds errors that the catalogue does not expect of an operation. In
// production Guard(mux) reports them; in tests Strict makes the test fail.
func ExampleStrict() {
	defer quiet()()
	var t failing // a *testing.T in tests

	mux := http.NewServeMux()
	mux.Handle("GET /v1/jobs/{id}", apierror.Handler(getJob))

	server := apierror.Strict(t, mux)
	server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/v1/jobs/7", nil))
	// Output:
	// operation "GET /v1/jobs/{job_id}" answers with item_not_found, which does not list it in the catalogue
}

// getJob fails with an error that is not for jobs.
func getJob(_ http.ResponseWriter, r *http.Request) error {
	return apierror.ItemNotFound(r.PathValue("id"))
}

type failing struct{}

func (failing) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
