package runtime

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of reading an answer, in bytes.
const (
	maxBody      = 64 << 10 // kept, after decompression
	maxDrain     = 64 << 10 // read beyond it, so that the connection can be used again
	maxRequestID = 128
)

// Decode makes an [Error] of every answer but a success, whatever its body
// is. For a success, a status from 200 to 299, and for no answer at all it
// returns nil and leaves the body alone. Test the result before it becomes an
// error, since a nil *Error in an error is not nil:
//
//	if e := Decode(res); e != nil {
//		return e
//	}
//
// Decode reads at most 64 KiB of the body and closes it. What it has read can be
// read from res.Body once more, and Decode can be called again. Of an answer that
// came through a [RetryTransport] it knows how many attempts there were.
//
// The body may have any of the forms that the API is known to send, and some
// that things between it and the client send, whatever its Content-Type says.
// Member names are matched without case where no member has exactly that name;
// of duplicate members the last one counts.
func Decode(res *http.Response) *Error {
	if res == nil || 200 <= res.StatusCode && res.StatusCode <= 299 {
		return nil
	}
	kept := keepBody(res)
	kept.end(res.ContentLength)
	return newError(res, kept)
}

// newError makes an Error of an answer, whatever its status is.
func newError(res *http.Response, kept *keptBody) *Error {
	tried := triedOf(res.Request)
	e := &Error{Status: res.StatusCode, Attempts: tried.attempts, exhausted: tried.exhausted}
	if req := res.Request; req != nil {
		e.Method = req.Method
		if e.Method == "" {
			e.Method = http.MethodGet
		}
		if req.URL != nil {
			e.Path = req.URL.EscapedPath()
		}
	}
	e.Truncated = kept.err != nil
	if kept.err != errCut {
		e.cause = kept.err
	}
	e.decode(res.Header, kept.content())
	return e
}

// DecodeBody is [Decode] for answers that do not come as an [http.Response]:
// events of a stream, messages of a queue, other HTTP libraries. It makes an
// Error of any status, a success too, and looks at no more than 64 KiB of the
// body.
func DecodeBody(status int, header http.Header, body []byte) *Error {
	e := &Error{Status: status, Truncated: len(body) > maxBody}
	e.decode(header, bytes.Clone(body[:min(len(body), maxBody)]))
	return e
}

// decode reads the header and the body, which is not used elsewhere.
func (e *Error) decode(h http.Header, body []byte) {
	e.header = safeHeader(h)
	e.RetryAfter, e.HasRetryAfter = retryAfter(h, time.Now())
	if encoding := h.Get("Content-Encoding"); strings.EqualFold(encoding, "gzip") || strings.EqualFold(encoding, "x-gzip") {
		body = e.unzip(body)
	}
	e.body = body
	e.readBody(mediaType(h))
	if e.Message == "" {
		e.Message = statusText(e.Status)
	}
	if e.RequestID == "" {
		e.RequestID = requestIDOf(h)
	}
}

// unzip returns the content of a compressed body. Go's own client has done that
// already, unless the program has set Accept-Encoding itself; a body that only
// says it is compressed stays as it is.
func (e *Error) unzip(body []byte) []byte {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body
	}
	var content []byte
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err == nil {
		content, err = io.ReadAll(io.LimitReader(r, maxBody+1))
	}
	if len(content) > maxBody {
		content = content[:maxBody]
		e.Truncated = true
	}
	if err != nil {
		e.Truncated = true
		if e.cause == nil {
			e.cause = err
		}
	}
	return content
}

// safeHeader returns a copy without what nobody should find in an error.
func safeHeader(h http.Header) http.Header {
	h = h.Clone()
	for _, name := range [...]string{"Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "Set-Cookie", "Set-Cookie2"} {
		delete(h, name)
	}
	return h
}

// mediaType returns the Content-Type without parameters.
func mediaType(h http.Header) string {
	media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.TrimSpace(media)
}

// requestIDOf returns the request ID that the header has.
func requestIDOf(h http.Header) string {
	for _, name := range [...]string{requestIDHeader, "X-Request-Id", "Request-Id"} {
		if id := requestID(h.Get(name)); id != "" {
			return id
		}
	}
	return ""
}

// requestID returns what is printable ASCII of a request ID, cut to its length.
func requestID(sent string) string {
	plain := len(sent) <= maxRequestID
	for i := 0; plain && i < len(sent); i++ {
		plain = ' ' < sent[i] && sent[i] <= '~'
	}
	if plain {
		return sent
	}
	var id []byte
	for i := 0; i < len(sent) && len(id) < maxRequestID; i++ {
		if ' ' <= sent[i] && sent[i] <= '~' {
			id = append(id, sent[i])
		}
	}
	return strings.TrimSpace(string(id))
}

// firstJSON returns the JSON value that a body begins with, behind a byte order
// mark; bytes that are not UTF-8 have become U+FFFD.
func firstJSON(body []byte) (value, bool) {
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return firstValue(body)
}

// bodyError is an error of this package that is the same every time.
type bodyError string

func (e bodyError) Error() string { return string(e) }

// errCut is what reading on reports behind the part of a body that was kept.
const errCut bodyError = "body is longer than 64 KiB"

// keptBody is a body whose beginning was read: it can be read once more, and
// Decode knows it again.
type keptBody struct {
	data []byte        // more than maxBody bytes if err is errCut
	err  error         // why there is no more in data; nil: it is complete
	rest io.ReadCloser // what follows data; nil if nothing does
	at   int
}

// Read returns what was kept, then the rest or the error that ended reading.
func (b *keptBody) Read(p []byte) (int, error) {
	switch {
	case b.at < len(b.data) || len(p) == 0:
		n := copy(p, b.data[b.at:])
		b.at += n
		return n, nil
	case b.rest != nil:
		return b.rest.Read(p)
	case b.err != nil:
		return 0, b.err
	}
	return 0, io.EOF
}

// Close closes the rest. What was kept can still be read.
func (b *keptBody) Close() error {
	if b.rest != nil {
		return b.rest.Close()
	}
	return nil
}

// content returns the part that an Error is made of.
func (b *keptBody) content() []byte { return b.data[:min(len(b.data), maxBody)] }

// copy returns a body of what was kept, read from the beginning and without the
// rest.
func (b *keptBody) copy() *keptBody {
	return &keptBody{data: b.content(), err: b.err}
}

// end drops the rest of a body that has the length. It reads a little of it, so
// that the connection can be used again.
func (b *keptBody) end(length int64) {
	if b.rest == nil {
		return
	}
	if length <= maxBody+maxDrain {
		// An error here changes nothing: the answer is known.
		_, _ = io.CopyN(io.Discard, b.rest, maxDrain)
	}
	_ = b.rest.Close()
	b.rest = nil
	b.data = b.content()
}

// keepBody reads the beginning of the body of an answer, closes it if that was
// all, and puts what it has read in its place.
func keepBody(res *http.Response) *keptBody {
	if kept, ok := res.Body.(*keptBody); ok {
		return kept
	}
	kept := &keptBody{}
	if res.Body == nil {
		return kept
	}
	kept.data, kept.err = readCapped(res.Body, res.ContentLength)
	if kept.err == errCut {
		kept.rest = res.Body
	} else {
		_ = res.Body.Close()
	}
	res.Body = kept
	return kept
}

// readCapped reads until it has more than maxBody bytes. The error is nil if
// that was all.
func readCapped(r io.Reader, length int64) ([]byte, error) {
	size := int64(512)
	if length > 0 {
		size = min(length, maxBody) + 1 // one more, to meet the end
	}
	data := make([]byte, 0, size)
	for idle := 0; ; {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case len(data) > maxBody:
			return data, errCut
		case err == io.EOF:
			return data, nil
		case err != nil:
			return data, err
		case n > 0:
			idle = 0
		case idle == 100:
			return data, io.ErrNoProgress
		default:
			idle++
		}
	}
}
