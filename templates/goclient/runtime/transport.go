package runtime

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
)

// TransportError says that there is no answer: the request was not sent, or
// what came back is not HTTP, or it took too long. It is what [http.Client]
// reports, as a type of this package and without the URL's query in its text.
type TransportError struct {
	Method string // "GET"; empty if not known
	Path   string // without the query
	Err    error  // what went wrong, as the HTTP client reported it

	// Attempts is how often the request was sent: 1, or what a [RetryTransport]
	// has made of it.
	Attempts int

	exhausted bool
}

// NewTransportError makes a TransportError of the error that a method of
// [http.Client] returned. The method and the path come from the [url.Error] that
// it is.
//
//	res, err := client.Do(req)
//	if err != nil {
//		return NewTransportError(err)
//	}
//
// When a [RetryTransport] got an answer and then, sending the request again, no
// more of them, the latest answer is in the chain too, as an [*Error].
func NewTransportError(err error) *TransportError {
	t := &TransportError{Err: err, Attempts: 1}
	var f *failure
	if errors.As(err, &f) {
		t.Attempts, t.exhausted = f.attempts, f.exhausted
	}
	var u *url.Error
	if errors.As(err, &u) {
		t.Method = strings.ToUpper(u.Op)
		if parsed, err := url.Parse(u.URL); err == nil {
			t.Path = parsed.EscapedPath()
		}
	}
	return t
}

// Error returns the method, the path and the cause, "GET /v1/items: connection
// refused", on one line.
func (t *TransportError) Error() string {
	if t == nil {
		return "<nil>"
	}
	cause := t.Err
	for {
		u, ok := cause.(*url.Error) // its text has the URL once more
		if !ok {
			break
		}
		cause = u.Err
	}
	text := "no answer"
	if cause != nil {
		text = withoutQueries(cause.Error(), cause)
	}
	request := strings.TrimSpace(t.Method + " " + t.Path)
	if request != "" {
		text = request + ": " + text
	}
	return printable(text, maxMessageText)
}

// withoutQueries takes the queries of the URLs in err's chain out of its text.
func withoutQueries(text string, err error) string {
	var u *url.Error
	for errors.As(err, &u) {
		if i := strings.IndexByte(u.URL, '?'); i >= 0 {
			query := u.URL[i:]
			quoted := strconv.Quote(query)
			text = strings.NewReplacer(query, "", quoted[1:len(quoted)-1], "").Replace(text)
		}
		err = u.Err
	}
	return text
}

// Unwrap returns Err.
func (t *TransportError) Unwrap() error { return t.Err }

// Timeout reports whether a deadline or a time limit was reached.
func (t *TransportError) Timeout() bool { return isTimeout(t.Err) }

// BudgetExhausted reports whether a [RetryTransport] would have sent the request
// once more, had its [RetryBudget] not been used up.
func (t *TransportError) BudgetExhausted() bool { return t.exhausted }
