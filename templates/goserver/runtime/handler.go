package runtime

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
)

// Handler returns an [http.Handler] that calls f and answers with the error it
// returns, as the zero [Writer] does.
func Handler(f func(http.ResponseWriter, *http.Request) error) http.Handler {
	return standard.Handler(f)
}

// Handler returns an [http.Handler] that calls f and answers with the error it
// returns. The ResponseWriter that f gets knows whether an answer has begun; it
// can be flushed, hijacked and unwrapped like the one beneath it.
func (wr *Writer) Handler(f func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tracked := track(w)
		if err := f(tracked, r); err != nil {
			wr.Write(tracked, r, err)
		}
	})
}

// Recover returns a handler that answers with the fallback of the catalogue when
// next panics, as the zero [Writer] does.
func Recover(next http.Handler) http.Handler { return standard.Recover(next) }

// maxStack bounds the stack in an event, in bytes.
const maxStack = 16 << 10

// Recover returns a handler that answers with the fallback of the catalogue when
// next panics. The value of the panic is reported and never sent. An answer that
// has begun is aborted instead, and [http.ErrAbortHandler] passes through.
func (wr *Writer) Recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tracked := track(w)
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			// net/http compares with == too: a wrapped one is a panic like others.
			if p == any(http.ErrAbortHandler) {
				panic(p)
			}
			stack := debug.Stack()
			ev := &ErrorEvent{Request: r, Panic: p, Stack: stack[:min(len(stack), maxStack)]}
			if err, ok := p.(error); ok {
				ev.Err = fmt.Errorf("panic: %w", err)
			} else {
				ev.Err = fmt.Errorf("panic: %v", p)
			}
			wr.answer(tracked, r, ev)
		}()
		next.ServeHTTP(tracked, r)
	})
}

// response is a ResponseWriter that knows whether an answer has begun.
type response struct {
	http.ResponseWriter
	committed bool
	hijacked  bool
}

// track returns w as it is when it is tracked already.
func track(w http.ResponseWriter) *response {
	if t, ok := w.(*response); ok {
		return t
	}
	return &response{ResponseWriter: w}
}

// committedBy returns the tracked writer in or beneath w that has begun an
// answer, or nil.
func committedBy(w http.ResponseWriter) *response {
	for {
		if t, ok := w.(*response); ok && t.committed {
			return t
		}
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return nil
		}
		w = u.Unwrap()
	}
}

// WriteHeader sends the header. An informational status is not an answer yet.
func (t *response) WriteHeader(status int) {
	if status >= 200 || status == http.StatusSwitchingProtocols {
		t.committed = true
	}
	t.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body.
func (t *response) Write(b []byte) (int, error) {
	t.committed = true
	return t.ResponseWriter.Write(b)
}

// WriteString sends a part of the body.
func (t *response) WriteString(s string) (int, error) {
	t.committed = true
	return io.WriteString(t.ResponseWriter, s)
}

// ReadFrom sends a part of the body in the way that the writer beneath has for
// it.
func (t *response) ReadFrom(r io.Reader) (int64, error) {
	t.committed = true
	return io.Copy(t.ResponseWriter, r)
}

// Flush sends what is buffered, if the writer beneath can.
func (t *response) Flush() { _ = t.FlushError() }

// FlushError sends what is buffered, for [http.ResponseController].
func (t *response) FlushError() error {
	err := http.NewResponseController(t.ResponseWriter).Flush()
	if err == nil {
		t.committed = true
	}
	return err
}

// Hijack takes the connection over, if the writer beneath can.
func (t *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err == nil {
		t.committed, t.hijacked = true, true
	}
	return conn, rw, err
}

// Unwrap returns the writer beneath, for [http.ResponseController].
func (t *response) Unwrap() http.ResponseWriter { return t.ResponseWriter }
