package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"connectrpc.com/connect"
	kerrors "github.com/go-kratos/kratos/v2/errors"
	khttp "github.com/go-kratos/kratos/v2/transport/http"
	"github.com/ory/herodot"
	goahttp "goa.design/goa/v3/http"
	goa "goa.design/goa/v3/pkg"
	"google.golang.org/genproto/googleapis/rpc/errdetails"

	"github.com/errspec/errspec/internal/bench/sample/server"
)

// What an error says. Not constants, so that the compiler prepares nothing; the number is outside of the table of small integers.
var (
	itemID       = "3f2a-0001"
	version      = int64(123456789)
	inboxMessage = "Inbox not found"
)

func itemMessage() string {
	return "Item " + itemID + " has no version " + strconv.FormatInt(version, 10)
}

const requestID = "6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911"

// answer makes one error and answers a request with it.
type answer struct {
	name string
	run  func(w http.ResponseWriter, r *http.Request)
}

// Who answers, and what is sent. Every answer has the status 404 and a JSON body with the same message. Ours and the ones by
// hand send the same bytes: code, message, details, request ID, and the headers Content-Type, X-Content-Type-Options,
// Cache-Control and X-Request-Id. A library sends what it sends by itself, so it sets fewer headers; the request ID goes
// where the library has a place for it. None of them logs.
var (
	withParams = []answer{
		{"errspec", generated},
		{"encoding/json by hand, `Marshal`", byHand},
		{"encoding/json by hand, `Encoder`", byHandEncoder},
		{"goa, as its generator writes it", goaParams},
		{"herodot", herodotParams},
		{"kratos", kratosParams},
		{"connect, with `ErrorInfo`", connectParams},
	}
	withoutParams = []answer{
		{"errspec", generatedPlain},
		{"encoding/json by hand, `Marshal`", byHandPlain},
		{"encoding/json by hand, `Encoder`", byHandPlainEncoder},
		{"goa, as its generator writes it", goaPlain},
		{"herodot", herodotPlain},
		{"kratos", kratosPlain},
		{"connect, no detail", connectPlain},
	}
)

func writeParams() contest {
	c := answering(withParams)
	c.title = "Server: an error with two parameters"
	c.bars = append(c.bars, atMostAllocs(1))
	return c
}

func writePlain() contest {
	c := answering(withoutParams)
	c.title = "Server: an error without parameters"
	c.bars = append(c.bars, atMostAllocs(0))
	return c
}

func answering(answers []answer) contest {
	c := contest{each: "Make one error and answer a request with it, status 404. The `ResponseWriter` drops the body and keeps its header map."}
	for _, a := range answers {
		w, r := &sink{http.Header{}}, request()
		c.contenders = append(c.contenders, contender{a.name, func() { a.run(w, r) }})
	}
	c.bars = []bar{fasterThan(c.contenders, 1, 3), fasterThan(c.contenders, 2, 3)}
	return c
}

// sink is a ResponseWriter that keeps nothing; its header map is warm.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

func request() *http.Request {
	r, err := http.NewRequest(http.MethodGet, "/v1/items/3f2a-0001", nil)
	if err != nil {
		panic(err) // the URL is a constant
	}
	r.Header = http.Header{
		"Accept":       {"application/json"},
		"User-Agent":   {"compare"},
		"X-Request-Id": {requestID},
	}
	return r
}

// ---- errspec ----

var writer = apierror.Writer{OnError: func(apierror.ErrorEvent) {}}

func generated(w http.ResponseWriter, r *http.Request) {
	writer.Write(w, r, apierror.ItemNotFound(itemID, version))
}

func generatedPlain(w http.ResponseWriter, r *http.Request) {
	writer.Write(w, r, apierror.InboxNotFound())
}

// ---- encoding/json by hand: the same body and the same headers ----

type handItemNotFound struct {
	Error     string      `json:"error"`
	Message   string      `json:"message"`
	Details   handDetails `json:"details"`
	RequestID string      `json:"request_id"`
}

type handDetails struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

type handInboxNotFound struct {
	Error     string    `json:"error"`
	Message   string    `json:"message"`
	Details   *struct{} `json:"details"` // null
	RequestID string    `json:"request_id"`
}

func newHandItemNotFound(requestID string) handItemNotFound {
	return handItemNotFound{
		Error:     "item_not_found",
		Message:   itemMessage(),
		Details:   handDetails{itemID, version},
		RequestID: requestID,
	}
}

func newHandInboxNotFound(requestID string) handInboxNotFound {
	return handInboxNotFound{
		Error:     "inbox_not_found",
		Message:   inboxMessage,
		RequestID: requestID,
	}
}

func handHeaders(w http.ResponseWriter, requestID string) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Request-ID", requestID)
	w.WriteHeader(http.StatusNotFound)
}

func handMarshal(w http.ResponseWriter, requestID string, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	handHeaders(w, requestID)
	_, _ = w.Write(b)
}

func handEncode(w http.ResponseWriter, requestID string, body any) {
	handHeaders(w, requestID)
	_ = json.NewEncoder(w).Encode(body)
}

func byHand(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Request-ID")
	handMarshal(w, id, newHandItemNotFound(id))
}

func byHandPlain(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Request-ID")
	handMarshal(w, id, newHandInboxNotFound(id))
}

func byHandEncoder(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Request-ID")
	handEncode(w, id, newHandItemNotFound(id))
}

func byHandPlainEncoder(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Request-ID")
	handEncode(w, id, newHandInboxNotFound(id))
}

// ---- kratos: {"code":404,"reason":"ITEM_NOT_FOUND","message":…,"metadata":{…}}, and Content-Type ----

func kratosParams(w http.ResponseWriter, r *http.Request) {
	khttp.DefaultErrorEncoder(w, r, kerrors.NotFound("ITEM_NOT_FOUND", itemMessage()).
		WithMetadata(map[string]string{
			"id":         itemID,
			"version":    strconv.FormatInt(version, 10),
			"request_id": r.Header.Get("X-Request-ID"),
		}))
}

// Metadata is what kratos has for a request ID, and it costs; so it is left out where nothing else is in it.
func kratosPlain(w http.ResponseWriter, r *http.Request) {
	khttp.DefaultErrorEncoder(w, r, kerrors.NotFound("INBOX_NOT_FOUND", inboxMessage))
}

// ---- connect: {"code":"not_found","message":…,"details":[…]}, and Content-Type ----

var connectWriter = connect.NewErrorWriter()

// The code and the parameters are a google.rpc.ErrorInfo, which connect sends as base64 of protobuf. There is no request ID.
func connectParams(w http.ResponseWriter, r *http.Request) {
	err := connect.NewError(connect.CodeNotFound, errors.New(itemMessage()))
	detail, failed := connect.NewErrorDetail(&errdetails.ErrorInfo{
		Reason:   "ITEM_NOT_FOUND",
		Domain:   "sample",
		Metadata: map[string]string{"id": itemID, "version": strconv.FormatInt(version, 10)},
	})
	if failed == nil {
		err.AddDetail(detail)
	}
	_ = connectWriter.Write(w, r, err)
}

// There is no place for the catalogue's code but in a detail, so it is not sent.
func connectPlain(w http.ResponseWriter, r *http.Request) {
	_ = connectWriter.Write(w, r, connect.NewError(connect.CodeNotFound, errors.New(inboxMessage)))
}

// ---- goa: Content-Type and Goa-Error ----

// goaItemNotFound is what goa generates for an error with a type of the design, and its body.
type goaItemNotFound struct {
	Message string
	ID      string
	Version int64
}

type goaItemNotFoundBody struct {
	Message string `json:"message" xml:"message" form:"message"`
	ID      string `json:"id" xml:"id" form:"id"`
	Version int64  `json:"version" xml:"version" form:"version"`
}

func (e *goaItemNotFound) Error() string        { return e.Message }
func (e *goaItemNotFound) GoaErrorName() string { return "item_not_found" }

// {"message":…,"id":…,"version":…}; the code is in the header Goa-Error. There is no request ID.
func goaParams(w http.ResponseWriter, r *http.Request) {
	goaEncode(r.Context(), w, &goaItemNotFound{
		Message: itemMessage(),
		ID:      itemID,
		Version: version,
	})
}

// {"name":…,"id":…,"message":…,"temporary":…,"timeout":…,"fault":…}; the ID is of the error and random, as goa makes one for each.
func goaPlain(w http.ResponseWriter, r *http.Request) {
	goaEncode(r.Context(), w, goa.NewServiceError(errors.New(inboxMessage), "inbox_not_found", false, false, false))
}

// goaEncode does what the error encoder does that goa generates for an endpoint.
func goaEncode(ctx context.Context, w http.ResponseWriter, err error) {
	var named goa.GoaErrorNamer
	if !errors.As(err, &named) {
		_ = goahttp.ErrorEncoder(goahttp.ResponseEncoder, nil)(ctx, w, err)
		return
	}
	var body any
	switch named.GoaErrorName() {
	case "item_not_found":
		var e *goaItemNotFound
		errors.As(err, &e)
		body = &goaItemNotFoundBody{e.Message, e.ID, e.Version}
	case "inbox_not_found":
		var e *goa.ServiceError
		errors.As(err, &e)
		body = &goahttp.ErrorResponse{
			Name: e.Name, ID: e.ID, Message: e.Message, Temporary: e.Temporary, Timeout: e.Timeout, Fault: e.Fault,
		}
	}
	encoder := goahttp.ResponseEncoder(ctx, w)
	w.Header().Set("goa-error", named.GoaErrorName())
	w.WriteHeader(http.StatusNotFound)
	_ = encoder.Encode(body)
}

// ---- herodot: {"error":{"id":…,"code":404,"status":"Not Found","request":…,"reason":…,"details":{…},"message":…}}, Content-Type and Ory-Error-Id ----

// silent is a reporter, which herodot calls for each error; it does nothing.
type silent struct{}

func (silent) ReportError(*http.Request, int, error, ...any) {}

var herodotWriter = herodot.NewJSONWriter(silent{})

func herodotParams(w http.ResponseWriter, r *http.Request) {
	herodotWriter.WriteError(w, r, herodot.ErrNotFound.WithID("item_not_found").
		WithError(itemMessage()).
		WithDetail("id", itemID).WithDetail("version", version))
}

func herodotPlain(w http.ResponseWriter, r *http.Request) {
	herodotWriter.WriteError(w, r, herodot.ErrNotFound.WithID("inbox_not_found").WithError(inboxMessage))
}
