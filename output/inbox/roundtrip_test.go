// Package inbox_test shows that the committed packages work together: what a
// handler answers with is what a client catches, over real HTTP.
package inbox_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	inboxerr "github.com/errspec/errspec/output/inbox/client"
	apierror "github.com/errspec/errspec/output/inbox/server"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
)

// generated is what the packages have for one error.
type generated struct {
	make    any            // the constructor
	options map[string]any // by parameter: makes the option
	server  any            // XOf of the server; nil without parameters
	client  any            // XOf of the client; nil when nothing travels in details
	is      inboxerr.Code
}

// all has a row for every error; TestRoundTrip fails when one is missing.
var all = map[string]generated{
	"missing_api_key": {make: apierror.MissingAPIKey, is: inboxerr.ErrMissingAPIKey},
	"invalid_api_key": {make: apierror.InvalidAPIKey, is: inboxerr.ErrInvalidAPIKey},
	"invalid_oidc_token": {make: apierror.InvalidOIDCToken, server: apierror.InvalidOIDCTokenOf, client: inboxerr.InvalidOIDCTokenOf,
		options: map[string]any{"claim": apierror.InvalidOIDCTokenClaim}, is: inboxerr.ErrInvalidOIDCToken},
	"tenant_not_active": {make: apierror.TenantNotActive, is: inboxerr.ErrTenantNotActive},
	"permission_denied": {make: apierror.PermissionDenied, server: apierror.PermissionDeniedOf, client: inboxerr.PermissionDeniedOf,
		options: map[string]any{"permission": apierror.PermissionDeniedPermission}, is: inboxerr.ErrPermissionDenied},
	"inbox_quota_exceeded": {make: apierror.InboxQuotaExceeded, server: apierror.InboxQuotaExceededOf, client: inboxerr.InboxQuotaExceededOf,
		is: inboxerr.ErrInboxQuotaExceeded},
	"item_quota_exceeded": {make: apierror.ItemQuotaExceeded, server: apierror.ItemQuotaExceededOf, client: inboxerr.ItemQuotaExceededOf,
		options: map[string]any{"resets_at": apierror.ItemQuotaExceededResetsAt}, is: inboxerr.ErrItemQuotaExceeded},
	"invalid_payload": {make: apierror.InvalidPayload, server: apierror.InvalidPayloadOf, is: inboxerr.ErrInvalidPayload},
	"validation_failed": {make: apierror.ValidationFailed, server: apierror.ValidationFailedOf, client: inboxerr.ValidationFailedOf,
		is: inboxerr.ErrValidationFailed},
	"request_body_invalid": {make: apierror.RequestBodyInvalid, server: apierror.RequestBodyInvalidOf, client: inboxerr.RequestBodyInvalidOf,
		is: inboxerr.ErrRequestBodyInvalid},
	"item_content_invalid": {make: apierror.ItemContentInvalid, server: apierror.ItemContentInvalidOf, client: inboxerr.ItemContentInvalidOf,
		options: map[string]any{"violations": apierror.ItemContentInvalidViolations}, is: inboxerr.ErrItemContentInvalid},
	"body_too_large": {make: apierror.BodyTooLarge, server: apierror.BodyTooLargeOf, client: inboxerr.BodyTooLargeOf,
		is: inboxerr.ErrBodyTooLarge},
	"upload_too_large": {make: apierror.UploadTooLarge, server: apierror.UploadTooLargeOf, client: inboxerr.UploadTooLargeOf,
		is: inboxerr.ErrUploadTooLarge},
	"route_not_found":    {make: apierror.RouteNotFound, is: inboxerr.ErrRouteNotFound},
	"method_not_allowed": {make: apierror.MethodNotAllowed, server: apierror.MethodNotAllowedOf, is: inboxerr.ErrMethodNotAllowed},
	"sender_not_allowed": {make: apierror.SenderNotAllowed, server: apierror.SenderNotAllowedOf, client: inboxerr.SenderNotAllowedOf,
		is: inboxerr.ErrSenderNotAllowed},
	"inbox_not_found": {make: apierror.InboxNotFound, is: inboxerr.ErrInboxNotFound},
	"item_not_found":  {make: apierror.ItemNotFound, server: apierror.ItemNotFoundOf, client: inboxerr.ItemNotFoundOf, is: inboxerr.ErrItemNotFound},
	// An internal error leaves as another: what the client sees is an item that is not found.
	"item_of_other_tenant": {make: apierror.ItemOfOtherTenant, server: apierror.ItemOfOtherTenantOf, client: inboxerr.ItemNotFoundOf,
		is: inboxerr.ErrItemNotFound},
	"job_not_found": {make: apierror.JobNotFound, server: apierror.JobNotFoundOf, client: inboxerr.JobNotFoundOf, is: inboxerr.ErrJobNotFound},
	"delivery_not_found": {make: apierror.DeliveryNotFound, server: apierror.DeliveryNotFoundOf, client: inboxerr.DeliveryNotFoundOf,
		is: inboxerr.ErrDeliveryNotFound},
	"job_not_cancellable": {make: apierror.JobNotCancellable, server: apierror.JobNotCancellableOf, client: inboxerr.JobNotCancellableOf,
		is: inboxerr.ErrJobNotCancellable},
	"tenant_slug_taken": {make: apierror.TenantSlugTaken, server: apierror.TenantSlugTakenOf, client: inboxerr.TenantSlugTakenOf,
		is: inboxerr.ErrTenantSlugTaken},
	"duplicate_invite": {make: apierror.DuplicateInvite, server: apierror.DuplicateInviteOf, client: inboxerr.DuplicateInviteOf,
		options: map[string]any{"invitation_id": apierror.DuplicateInviteInvitationID}, is: inboxerr.ErrDuplicateInvite},
	"invalid_invitation_token":  {make: apierror.InvalidInvitationToken, is: inboxerr.ErrInvalidInvitationToken},
	"invitation_email_mismatch": {make: apierror.InvitationEmailMismatch, is: inboxerr.ErrInvitationEmailMismatch},
	"rate_limited": {make: apierror.RateLimited, server: apierror.RateLimitedOf,
		options: map[string]any{"retry_after": apierror.RateLimitedRetryAfter}, is: inboxerr.ErrRateLimited},
	"internal_error": {make: apierror.InternalError, is: inboxerr.ErrInternalError},
}

// plan is the reference catalogue, as the outputs were made from it.
func plan(t *testing.T) *generator.Plan {
	t.Helper()
	c, findings, err := spec.Load(os.DirFS("../.."), "spec/inbox.yaml", spec.Options{})
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	p, findings := generator.Build(c, generator.Options{})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return p
}

// TestRoundTrip answers with every error, with random parameters, and compares
// what a client makes of the answer with what the handler gave.
func TestRoundTrip(t *testing.T) {
	var answer error
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		apierror.Write(w, r, fmt.Errorf("handler: %w", answer))
	}))
	defer server.Close()

	p := plan(t)
	for _, e := range p.Errors {
		t.Run(e.Key, func(t *testing.T) {
			g, ok := all[e.Key]
			if !ok {
				t.Fatalf("%s is in the catalogue and not in the table of this test", e.Key)
			}
			seed := uint64(len(e.Key))
			r := rand.New(rand.NewPCG(seed, 1))
			for i := range 50 {
				given := map[string]any{}
				made := construct(t, r, e, g, given)
				answer = made
				got, header, id := get(t, server.URL, i)
				check(t, e, g, made, given, got, header, id)
				if t.Failed() {
					t.Fatalf("with %v\nbody %s", given, got.Body())
				}
			}
		})
	}
	if len(all) != len(p.Errors) {
		t.Errorf("the table of this test has %d errors, the catalogue %d", len(all), len(p.Errors))
	}
}

// get asks the server and decodes its answer as a program would.
func get(t *testing.T, url string, i int) (got *inboxerr.Error, header http.Header, id string) {
	t.Helper()
	id = "req-" + strconv.Itoa(i)
	req, err := http.NewRequest(http.MethodGet, url+"/v1/items/1?api_key=secret", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Request-ID", id)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	wrapped := fmt.Errorf("call: %w", inboxerr.Decode(res))
	if !errors.As(wrapped, &got) {
		t.Fatalf("%v is not an *inboxerr.Error", wrapped)
	}
	return got, res.Header, id
}

// construct makes an error with random parameters, and notes them in given as
// they are expected on the wire; of an absent one there is none.
func construct(t *testing.T, r *rand.Rand, e *generator.Error, g generated, given map[string]any) *apierror.Error {
	t.Helper()
	f := reflect.ValueOf(g.make)
	var args []reflect.Value
	for _, p := range e.Required() {
		v := random(r, p, f.Type().In(len(args)))
		given[p.Name] = plain(v)
		args = append(args, v)
	}
	for _, p := range e.Optional() {
		option := reflect.ValueOf(g.options[p.Name])
		if !option.IsValid() {
			t.Fatalf("the optional parameter %s has no option in the table of this test", p.Name)
		}
		if r.IntN(3) == 0 {
			continue
		}
		v := random(r, p, option.Type().In(0))
		given[p.Name] = plain(v)
		if option.Type().IsVariadic() {
			args = append(args, option.CallSlice([]reflect.Value{v})[0])
		} else {
			args = append(args, option.Call([]reflect.Value{v})[0])
		}
	}
	return f.Call(args)[0].Interface().(*apierror.Error)
}

func check(t *testing.T, e *generator.Error, g generated, made *apierror.Error, given map[string]any, got *inboxerr.Error,
	header http.Header, id string) {
	t.Helper()
	sent := e
	if e.Internal {
		sent = e.SentAs
	}
	equal(t, "status", got.Status, sent.Status.Code)
	equal(t, "server's status", made.Status(), sent.Status.Code)
	equal(t, "request ID", got.RequestID, id)
	equal(t, "path", got.Path, "/v1/items/1")
	if !errors.Is(made, apierror.Code(e.Key)) || errors.Is(made, apierror.ErrInboxNotFound) != (e.Key == "inbox_not_found") {
		t.Errorf("errors.Is does not tell %v apart", made)
	}

	// The forms of the catalogue that carry the message and the code.
	if sent.Form.Name != "validation" {
		want := made.Message()
		if e.Internal {
			want = strings.ReplaceAll(sent.Message.Source, "{id}", given["id"].(string))
		}
		equal(t, "message", got.Message, want)
	}
	if sent.Form.Name == "structured" {
		equal(t, "source", got.Source, inboxerr.SourceStructured)
		equal(t, "raw code", got.RawCode, sent.Code)
	}
	equal(t, "code", got.Code, g.is)
	if !errors.Is(got, g.is) {
		t.Errorf("errors.Is(%v, %v) is false", got, g.is)
	}
	equal(t, "retry", strings.ToLower(got.Retryable().String()), sent.Retry)

	// Headers: all that the catalogue declares, and Retry-After when it is known.
	for _, h := range sent.Headers {
		var want []string
		for _, v := range h.Values {
			line := v.Source
			for name, v := range given {
				if list, ok := v.([]any); ok {
					line = strings.ReplaceAll(line, "{"+name+"}", join(list))
				}
			}
			want = append(want, line)
		}
		equal(t, h.Display, got.Header().Values(h.Name), want)
		equal(t, h.Display, header.Values(h.Name), want)
	}
	seconds, ok := given["retry_after"].(int64)
	equal(t, "has Retry-After", got.HasRetryAfter, ok)
	equal(t, "Retry-After", got.RetryAfter, time.Duration(seconds)*time.Second)
	equal(t, "Content-Type", header.Get("Content-Type"), sent.Form.ContentType)

	// Parameters: all of them in the server, those of details in the client.
	if g.server != nil {
		want := map[string]any{}
		for _, p := range e.Params {
			want[p.Ident.Go] = given[p.Name]
		}
		equal(t, "server's parameters", of(t, g.server, made), want)
	}
	if g.client != nil {
		want := map[string]any{}
		for _, p := range sent.Details() {
			want[p.Ident.Go] = given[p.Name]
		}
		equal(t, "client's parameters", of(t, g.client, got), want)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %#v, want %#v", what, got, want)
	}
}

// of calls an XOf function on the wrapped error and returns the fields of what
// it reads.
func of(t *testing.T, f any, err error) map[string]any {
	t.Helper()
	out := reflect.ValueOf(f).Call([]reflect.Value{reflect.ValueOf(fmt.Errorf("wrapped: %w", err))})
	if !out[1].Bool() {
		t.Errorf("%T is false for %v", f, err)
	}
	fields := map[string]any{}
	for i := range out[0].NumField() {
		fields[out[0].Type().Field(i).Name] = plain(out[0].Field(i))
	}
	return fields
}

// plain turns a value into what it is on the wire, so that values of different
// packages compare: whole seconds, UTC, nil for what is absent.
func plain(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.UTC().Truncate(time.Second).Format(time.RFC3339)
	case time.Duration:
		return int64(math.Ceil(max(x, 0).Seconds()))
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	case reflect.String:
		return v.String()
	case reflect.Int64:
		return v.Int()
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		list := []any{}
		for i := range v.Len() {
			list = append(list, plain(v.Index(i)))
		}
		return list
	case reflect.Struct:
		fields := map[string]any{}
		for i := range v.NumField() {
			fields[v.Type().Field(i).Name] = plain(v.Field(i))
		}
		return fields
	}
	panic("no parameter of the reference catalogue is a " + v.Type().String())
}

func join(list []any) string {
	var words []string
	for _, v := range list {
		words = append(words, fmt.Sprint(v))
	}
	return strings.Join(words, ", ")
}

// alphabet has what goes wrong somewhere: in JSON, HTML, Markdown, headers.
var alphabet = []rune("aB1 _-./:\"\\<>&%{}|'`\u00e9\u4e2d\u2028\u202e\U0001f600\t\n")

// random returns a value of type t for a parameter, within its declared limits.
func random(r *rand.Rand, p *generator.Param, t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	if p.List {
		n := 1 + r.IntN(3)
		v.Set(reflect.MakeSlice(t, n, n))
		one := *p
		one.List = false
		for i := range n {
			v.Index(i).Set(random(r, &one, t.Elem()))
		}
		return v
	}
	switch {
	case p.Type != nil && p.Type.IsEnum():
		v.SetString(p.Type.Enum[r.IntN(len(p.Type.Enum))].Value)
	case p.Kind == generator.Object:
		for i, f := range p.Type.Fields {
			v.Field(i).Set(random(r, f, t.Field(i).Type))
		}
	case p.Kind == generator.String:
		v.SetString(word(r, cmp.Or(p.MaxLength, 40), p.Name))
	case p.Kind == generator.Email:
		v.SetString(fmt.Sprintf("user+%d@example.com", r.IntN(1000)))
	case p.Kind == generator.UUID:
		v.SetString(fmt.Sprintf("%08x-1111-4222-8333-%012x", r.Uint32(), r.Uint64()>>16))
	case p.Kind == generator.Integer:
		low := int64(0)
		if p.Min != "" {
			low, _ = strconv.ParseInt(p.Min, 10, 64)
		}
		v.SetInt(low + r.Int64N(math.MaxInt64-max(low, 0)))
	case p.Kind == generator.Duration:
		v.SetInt(int64(time.Duration(r.IntN(100_000_000)) * time.Microsecond))
	case p.Kind == generator.DateTime:
		zone := time.FixedZone("somewhere", 3600*(r.IntN(24)-12))
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(4e9), 0).In(zone)))
	default:
		panic(fmt.Sprintf("no parameter of the reference catalogue is of kind %d", p.Kind))
	}
	return v
}

// word returns text of up to n code points. A method's name is a token, since it
// travels in a header.
func word(r *rand.Rand, n int, name string) string {
	if name == "allow" {
		return []string{"GET", "PUT", "POST", "PATCH"}[r.IntN(4)]
	}
	var b strings.Builder
	for range r.IntN(n + 1) {
		b.WriteRune(alphabet[r.IntN(len(alphabet))])
	}
	if !utf8.ValidString(b.String()) {
		panic("the alphabet is not valid UTF-8")
	}
	return b.String()
}
