package runtime

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Code is the code of an error in the catalogue, as in the server and in the
// client package.
type Code string

// Codes returns the codes of all errors that clients can see, in the order of
// the catalogue.
func Codes() []Code {
	codes := make([]Code, len(definitions))
	for i := range definitions {
		codes[i] = definitions[i].code
	}
	return codes
}

// Example is an error as the server sends it: each one is in the documentation
// too. It is an [http.Handler] that answers every request so. The fields are
// the caller's to change; nobody else has them.
type Example struct {
	Code        Code
	Description string      // what the catalogue says about the example, or empty
	Status      int         // 400 to 599
	Header      http.Header // all that the server sets, the request ID too
	Body        []byte      // byte for byte; nil where the error has no body
}

// Examples returns the examples of the errors with these codes, in this order,
// and without codes all examples of the catalogue. Each error has at least one.
// It panics when there is no such error.
func Examples(codes ...Code) []Example {
	if len(codes) == 0 {
		codes = Codes()
	}
	var all []Example
	for _, code := range codes {
		d := find(code)
		if d == nil {
			panic(unknown(code))
		}
		for i := range d.examples {
			all = append(all, d.example(i))
		}
	}
	return all
}

// ExampleOf returns the first example of an error. It panics when there is no
// such error.
func ExampleOf(code Code) Example {
	d := find(code)
	if d == nil {
		panic(unknown(code))
	}
	return d.example(0)
}

// example returns an example as an answer of the server.
func (d *definition) example(i int) Example {
	from := &d.examples[i]
	x := Example{Code: d.code, Description: from.description, Status: d.status, Header: http.Header{}}
	if f := formOf(d); f.contentType != "" {
		x.Header.Set("Content-Type", f.contentType)
		x.Body = []byte(from.body)
	}
	x.Header.Set(requestIDHeader, requestID)
	x.Header.Set("X-Content-Type-Options", "nosniff")
	for _, f := range from.header {
		x.Header.Add(f.name, f.value)
	}
	if x.Header["Cache-Control"] == nil {
		x.Header.Set("Cache-Control", "no-store")
	}
	return x
}

// Response returns the example as a client receives it. Its body need not be
// closed.
func (x Example) Response() *http.Response {
	header := x.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		Status:        strings.TrimSpace(strconv.Itoa(x.Status) + " " + http.StatusText(x.Status)),
		StatusCode:    x.Status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          io.NopCloser(bytes.NewReader(bytes.Clone(x.Body))),
		ContentLength: int64(len(x.Body)),
	}
}

// ServeHTTP answers with the example, without a body to a HEAD request. The
// request ID is that of the example, whatever the client sent.
func (x Example) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, lines := range x.Header {
		w.Header()[name] = slices.Clone(lines)
	}
	w.WriteHeader(x.Status)
	if r.Method != http.MethodHead && len(x.Body) > 0 {
		_, _ = w.Write(x.Body) // a client that has gone is no error of the test
	}
}

// Handler returns a handler that answers with any error of the catalogue. The
// path says which: /item_not_found, and /item_not_found/2 where an error has a
// second example. The answer to another path is 404 with a text that lists the
// codes. To put it under a path of your own, use [http.StripPrefix]; to answer
// always with the same error, use [ExampleOf].
func Handler() http.Handler { return http.HandlerFunc(serveByPath) }

func serveByPath(w http.ResponseWriter, r *http.Request) {
	code, number, numbered := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	d := find(Code(code))
	if d == nil {
		var b strings.Builder
		b.WriteString(unknown(Code(code)) + "; the path is one of:\n\n")
		for _, code := range Codes() {
			b.WriteString("/" + string(code) + "\n")
		}
		http.Error(w, b.String(), http.StatusNotFound)
		return
	}
	n := 1
	if numbered {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 1 || n > len(d.examples) {
			http.Error(w, fmt.Sprintf("%s has no example %s; there are 1 to %d", code, quote(number), len(d.examples)), http.StatusNotFound)
			return
		}
	}
	d.example(n-1).ServeHTTP(w, r)
}

// Serve starts a server with the handler, such as [Handler] or [ExampleOf], and
// closes it at the end of the test.
func Serve(tb testing.TB, h http.Handler) *httptest.Server {
	tb.Helper()
	s := httptest.NewServer(h)
	tb.Cleanup(s.Close)
	return s
}
