package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	kerrors "github.com/go-kratos/kratos/v2/errors"
	khttp "github.com/go-kratos/kratos/v2/transport/http"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/stripe/stripe-go/v82"

	"github.com/errspec/errspec/internal/bench/sample/client"
)

// The bodies that are decoded, each in the form that its decoder is made for and each 400 bytes long: every one has a code,
// a message of the length that makes it 400 bytes, and two values more.
var (
	ourBody = padded(`{"error":"import_row_invalid","message":"`,
		`","details":{"row":1204,"column":"delivery_address"},"request_id":"`+requestID+`"}`)
	kratosBody = padded(`{"code":422,"reason":"IMPORT_ROW_INVALID","message":"`,
		`","metadata":{"row":"1204","column":"delivery_address","request_id":"`+requestID+`"}}`)
	openaiBody = padded(`{"error":{"message":"`,
		`","type":"invalid_request_error","param":"delivery_address","code":"import_row_invalid"}}`)
	stripeBody = padded(`{"error":{"code":"import_row_invalid","doc_url":"https://docs.example.com/errors#import-row-invalid","message":"`,
		`","param":"delivery_address","type":"invalid_request_error"}}`)
)

const bodySize = 400

// padded puts a message between the two parts.
func padded(before, after string) []byte {
	text := "Row 1204 of the import has a value in column delivery_address that the inbox does not allow. "
	text = strings.Repeat(text, 1+bodySize/len(text))
	return []byte(before + text[:bodySize-len(before)-len(after)] + after)
}

// response hands out the same answer again and again, which costs nothing but the reading of it.
type response struct {
	http.Response
	data []byte
	body memory
}

// memory is a body that is in memory.
type memory struct{ bytes.Reader }

func (*memory) Close() error { return nil }

func newResponse(body []byte) *response {
	return &response{
		data: body,
		Response: http.Response{
			Status:        "422 Unprocessable Entity",
			StatusCode:    http.StatusUnprocessableEntity,
			ContentLength: int64(len(body)),
			Header: http.Header{
				"Content-Length": {strconv.Itoa(len(body))},
				"Content-Type":   {"application/json"},
				"Date":           {"Wed, 04 Mar 2026 05:06:37 GMT"},
				"X-Request-Id":   {requestID},
			},
		},
	}
}

func (r *response) next() *http.Response {
	r.body.Reset(r.data)
	r.Body = &r.body
	return &r.Response
}

// RoundTrip makes a response an http.RoundTripper, for what has to go through an HTTP client.
func (r *response) RoundTrip(req *http.Request) (*http.Response, error) {
	res := *r.next()
	res.Request = req
	return &res, nil
}

// decoder is one way to decode an answer. It returns the code that it found.
type decoder struct {
	name string
	body []byte
	run  func(*http.Response) string
}

// The rows of the first table.
var decoders = []decoder{
	{"errspec, `Decode`", ourBody, generatedDecode},
	{"encoding/json by hand, `ReadAll`, `Unmarshal`", ourBody, handDecode},
	{"encoding/json by hand, `Decoder`", ourBody, handDecodeStream},
	{"errspec, `Decode` and typed parameters", ourBody, generatedDecodeParams},
	{"kratos, `DefaultErrorDecoder`", kratosBody, kratosDecode},
	{"stripe-go, `ReadAll`, `ResponseToError`", stripeBody, stripeDecode},
	{"openai-go, `ReadAll`, `Error.UnmarshalJSON`", openaiBody, openaiDecode},
}

func decodeResponse() contest {
	c := contest{
		title: "Client: one answer, 400 bytes, as `*http.Response`",
		each:  "Read the body from memory and decode it; the `http.Response` is there already.",
	}
	for _, d := range decoders {
		res := newResponse(d.body)
		c.contenders = append(c.contenders, contender{d.name, func() { d.run(res.next()) }})
	}
	c.bars = []bar{atMost(c.contenders, 1, 1.3), atMostAllocs(16)}
	return c
}

func generatedDecode(res *http.Response) string { return string(sampleerr.Decode(res).Code) }

// generatedDecodeParams has, like the struct by hand, everything that is in the body.
func generatedDecodeParams(res *http.Response) string {
	e := sampleerr.Decode(res)
	if p, ok := sampleerr.ImportRowInvalidOf(e); ok && p.Row == 1204 {
		return string(e.Code)
	}
	return ""
}

// plain is the answer as a struct, with the parameters of one error.
type plain struct {
	Error   string `json:"error"`
	Message string `json:"message"`
	Details struct {
		Row    int64  `json:"row"`
		Column string `json:"column"`
	} `json:"details"`
	RequestID string `json:"request_id"`
}

func handDecode(res *http.Response) string {
	defer res.Body.Close()
	var p plain
	if b, err := io.ReadAll(res.Body); err != nil || json.Unmarshal(b, &p) != nil {
		return ""
	}
	return p.Error
}

func handDecodeStream(res *http.Response) string {
	defer res.Body.Close()
	var p plain
	if json.NewDecoder(res.Body).Decode(&p) != nil {
		return ""
	}
	return p.Error
}

func kratosDecode(res *http.Response) string {
	return kerrors.Reason(khttp.DefaultErrorDecoder(context.Background(), res))
}

// openaiDecode is the part of the SDK's decoding that is public; finding "error" in the body is not.
func openaiDecode(res *http.Response) string {
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return ""
	}
	inner := bytes.TrimSuffix(bytes.TrimPrefix(b, []byte(`{"error":`)), []byte("}"))
	e := openai.Error{Response: res, StatusCode: res.StatusCode}
	if e.UnmarshalJSON(inner) != nil {
		return ""
	}
	return e.Code
}

func stripeDecode(res *http.Response) string {
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return ""
	}
	return stripeCode(stripeOffline.ResponseToError(res, b))
}

func stripeCode(err error) string {
	if e, ok := errors.AsType[*stripe.Error](err); ok {
		return string(e.Code)
	}
	return ""
}

// stripeBackend returns the part of the SDK that makes requests. It does not log and does not try again.
func stripeBackend(rt http.RoundTripper) *stripe.BackendImplementation {
	return stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		HTTPClient:        &http.Client{Transport: rt},
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
		MaxNetworkRetries: stripe.Int64(0),
		EnableTelemetry:   stripe.Bool(false),
		URL:               stripe.String(baseURL),
	}).(*stripe.BackendImplementation)
}

// stripeOffline only decodes.
var stripeOffline = stripeBackend(nil)

// ---- the second table: the whole call ----

const baseURL = "https://api.example.com"

// caller makes one call and returns the code of the error that it ends with.
type caller struct {
	name string
	body []byte
	call func(http.RoundTripper) func() string
}

var callers = []caller{
	{"errspec, `http.Client` and `Decode`", ourBody, generatedCall},
	{"encoding/json by hand, `http.Client` and `Unmarshal`", ourBody, handCall},
	{"stripe-go, `Backend.Call`", stripeBody, stripeCall},
	{"openai-go, `Client.Get`", openaiBody, openaiCall},
}

func decodeCall() contest {
	c := contest{
		title: "Client: a whole call that ends with that answer",
		each: "Make a GET request, send it through an `http.Client` whose `RoundTripper` has the answer in memory, decode the answer. " +
			"What an SDK does around it is included: its headers, its options, its checks whether to try again. None tries again.",
	}
	for _, a := range callers {
		call := a.call(newResponse(a.body))
		c.contenders = append(c.contenders, contender{a.name, func() { call() }})
	}
	return c
}

func generatedCall(rt http.RoundTripper) func() string { return httpCall(rt, generatedDecode) }
func handCall(rt http.RoundTripper) func() string      { return httpCall(rt, handDecode) }

func httpCall(rt http.RoundTripper, decode func(*http.Response) string) func() string {
	client := &http.Client{Transport: rt}
	return func() string {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, baseURL+"/v1/imports/7", nil)
		if err != nil {
			return ""
		}
		req.Header.Set("Authorization", "Bearer key")
		res, err := client.Do(req)
		if err != nil {
			return ""
		}
		return decode(res)
	}
}

func openaiCall(rt http.RoundTripper) func() string {
	client := openai.NewClient(option.WithHTTPClient(&http.Client{Transport: rt}), option.WithMaxRetries(0),
		option.WithAPIKey("key"), option.WithBaseURL(baseURL))
	return func() string {
		if e, ok := errors.AsType[*openai.Error](client.Get(context.Background(), "v1/imports/7", nil, nil)); ok {
			return e.Code
		}
		return ""
	}
}

func stripeCall(rt http.RoundTripper) func() string {
	backend := stripeBackend(rt)
	return func() string {
		return stripeCode(backend.Call(http.MethodGet, "/v1/imports/7", "key", nil, &stripe.APIResource{}))
	}
}
