package runtime

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
)

// requestIDKey is the key of the request ID in a context.
type requestIDKey struct{}

// WithRequestID returns a context that names its request, for a middleware that
// gives requests their IDs.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID returns the ID that a request is answered under: the one of
// [WithRequestID], else the one that the client sent in the catalogue's
// request-ID header if it has 1 to 128 letters, digits, dots, colons, hyphens
// and underscores, else 32 random hexadecimal digits, different ones at each
// call.
func RequestID(r *http.Request) string {
	id, _ := requestID(r)
	return id
}

// requestID returns the ID, and a header's list that has it where there is one
// already.
func requestID(r *http.Request) (id string, field []string) {
	if id, ok := r.Context().Value(requestIDKey{}).(string); ok {
		return id, nil
	}
	if sent := r.Header[catalog.requestIDHeader]; len(sent) > 0 && isRequestID(sent[0]) {
		return sent[0], sent[:1:1]
	}
	return randomID(), nil
}

// randomID returns 32 hexadecimal digits that nobody can guess.
func randomID() string {
	var random [16]byte
	var digits [32]byte
	rand.Read(random[:]) // never fails
	hex.Encode(digits[:], random[:])
	return string(digits[:])
}

func (wr *Writer) requestID(r *http.Request) (id string, field []string) {
	if wr.RequestID != nil {
		return wr.RequestID(r), nil
	}
	return requestID(r)
}

// requestIDField returns the ID as a header map holds it.
func requestIDField(id string) []string {
	if isField(id) {
		return []string{id}
	}
	return []string{strings.Trim(string(appendField(nil, id, false)), " ")}
}

// maxRequestID is the length, in bytes, up to which a client's ID is taken.
const maxRequestID = 128

func isRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for i := 0; i < len(id); i++ {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '.', c == '_', c == ':', c == '-':
		default:
			return false
		}
	}
	return true
}
