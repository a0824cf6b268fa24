package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Result is where an answer is found: what a handler wrote, or what a client
// received.
type Result interface {
	*httptest.ResponseRecorder | *http.Response
}

// Option is something more that is expected of an answer.
type Option func(*expectations)

// expectations are what the options ask for.
type expectations struct {
	params    []expectedParam
	headers   []field
	message   *string
	requestID *string
	noBody    bool
}

type expectedParam struct {
	name   string
	value  any
	absent bool
}

// With expects a parameter to have a value. It has its name in the catalogue or
// on the wire. A member of details is compared where the body has it; any other
// parameter with the message and the headers, as far as they show it.
//
// The value may be of any Go type that has the JSON of the parameter. A
// [time.Time] is compared as an instant and a [time.Duration] in whole seconds;
// a struct of the server or client package is compared member by member.
func With(name string, value any) Option {
	return func(x *expectations) { x.params = append(x.params, expectedParam{name: name, value: value}) }
}

// Without expects an optional parameter to be absent.
func Without(name string) Option {
	return func(x *expectations) { x.params = append(x.params, expectedParam{name: name, absent: true}) }
}

// WithMessage expects the text for people.
func WithMessage(text string) Option {
	return func(x *expectations) { x.message = &text }
}

// WithHeader expects a header to have a line with this value.
func WithHeader(name, value string) Option {
	return func(x *expectations) { x.headers = append(x.headers, field{name, value}) }
}

// WithRequestID expects the request to have this ID, in the header and, if the
// error's body has a place for it, in the body.
func WithRequestID(id string) Option {
	return func(x *expectations) { x.requestID = &id }
}

// WithoutBody expects no body, as in the answer to a HEAD request. It need not
// be said of an [http.Response] that belongs to one.
func WithoutBody() Option {
	return func(x *expectations) { x.noBody = true }
}

// Assert fails the test, and lets it go on, when the result is not the error
// with this code, or not as the options say. See [Match].
func Assert[R Result](tb testing.TB, result R, code Code, options ...Option) {
	tb.Helper()
	if err := Match(result, code, options...); err != nil {
		tb.Error(err)
	}
}

// Match returns nil when the result is the error with this code, else an error
// that says what was expected and what came.
//
// It compares the status, the content type, the headers that the error
// declares, and the body: that it has the members of the error's body form and
// no others, each with what belongs there, the code, the message that the
// catalogue has for it and details of the declared types. Limits of values,
// such as a longest length, and the format of texts are not compared, as
// constructors do not look at them either. In place of the error's body form
// the one of RFC 9457 may stand, if its content type says so.
//
// A body can be matched more than once.
func Match[R Result](result R, code Code, options ...Option) error {
	d := find(code)
	if d == nil {
		return errors.New(unknown(code))
	}
	got, err := received(result)
	if err != nil {
		return fmt.Errorf("%s expected: %w", code, err)
	}
	var want expectations
	for _, o := range options {
		if o != nil {
			o(&want)
		}
	}
	differences := compare(d, got, &want)
	if len(differences) == 0 {
		return nil
	}
	return errors.New(report(d, got, &want, differences))
}

// answer is what there is to compare.
type answer struct {
	status int
	header http.Header
	body   []byte
	isHead bool // there can be no body
}

// maxBody is how much of a body is read.
const maxBody = 8 << 20

func received(result any) (*answer, error) {
	switch r := result.(type) {
	case *httptest.ResponseRecorder:
		if r == nil {
			return nil, errors.New("the recorder is nil")
		}
		got := &answer{status: r.Code, header: r.Result().Header}
		if r.Body != nil {
			got.body = bytes.Clone(r.Body.Bytes())
		}
		return got, nil
	case *http.Response:
		if r == nil {
			return nil, errors.New("the response is nil")
		}
		got := &answer{status: r.StatusCode, header: r.Header}
		got.isHead = r.Request != nil && r.Request.Method == http.MethodHead
		if r.Body == nil {
			return got, nil
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil {
			return nil, fmt.Errorf("read the body: %w", err)
		}
		if len(body) > maxBody {
			return nil, fmt.Errorf("the body is larger than %d bytes", maxBody)
		}
		_ = r.Body.Close() // all of it has been read
		r.Body = io.NopCloser(bytes.NewReader(body))
		got.body = body
		return got, nil
	}
	panic("bug in errspec: an unknown kind of result")
}

// report tells what was expected and what came.
func report(d *definition, got *answer, want *expectations, differences []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s expected, got ", d.code)
	if other := recognised(d, got, want); other != nil {
		fmt.Fprintf(&b, "%s:", other.code)
	} else {
		b.WriteString("something else:")
	}
	for _, text := range differences {
		b.WriteString("\n\t" + text)
	}
	fmt.Fprintf(&b, "\nthe answer is %s", strings.TrimSpace(strconv.Itoa(got.status)+" "+http.StatusText(got.status)))
	var names []string
	for name := range got.header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, line := range got.header[name] {
			b.WriteString("\n\t" + name + ": " + visible(line))
		}
	}
	if len(got.body) == 0 {
		b.WriteString("\nwithout a body")
		return b.String()
	}
	b.WriteString("\nwith the body\n\t" + visible(shortened(string(got.body), 4<<10)))
	return b.String()
}

// recognised returns the error that the answer is, when it is one of the
// catalogue. It may be the expected one, other than the options say.
func recognised(d *definition, got *answer, want *expectations) *definition {
	bare := &expectations{noBody: want.noBody}
	if want.noBody || got.isHead {
		return nil // a status and some headers do not tell errors apart
	}
	if len(compare(d, got, bare)) == 0 {
		return d
	}
	for i := range definitions {
		if len(compare(&definitions[i], got, bare)) == 0 {
			return &definitions[i]
		}
	}
	return nil
}

// visible returns a text of one or more lines, indented, with escapes in place
// of what cannot be seen.
func visible(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r == '\n':
			b.WriteString("\n\t")
		case r == '\t' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		s = s[size:]
	}
	return strings.TrimRight(b.String(), "\n\t")
}

// shortened returns s, or its beginning and how much more there is.
func shortened(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + fmt.Sprintf("… (%d bytes more)", len(s)-limit)
}

func quote(s string) string { return strconv.Quote(s) }
