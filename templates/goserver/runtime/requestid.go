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
	return requestID(r).text
}

// ident is the ID that a request is answered under.
type ident struct {
	text  string
	field []string // the text as a header map holds it; nil: nobody has made it yet
	plain bool     // the text stands in JSON and in a header as it is
}

// requestID returns the ID of a request.
func requestID(r *http.Request) ident {
	if id, ok := r.Context().Value(requestIDKey{}).(string); ok {
		return ident{text: id}
	}
	if sent := r.Header[catalog.requestIDHeader]; len(sent) > 0 && isRequestID(sent[0]) {
		return ident{text: sent[0], field: sent[:1:1], plain: true}
	}
	return ident{text: randomID(), plain: true}
}

// randomID returns 32 hexadecimal digits that nobody can guess.
func randomID() string {
	var random [16]byte
	var digits [32]byte
	rand.Read(random[:]) // never fails
	hex.Encode(digits[:], random[:])
	return string(digits[:])
}

func (wr *Writer) requestID(r *http.Request) ident {
	if wr.RequestID != nil {
		return ident{text: wr.RequestID(r)}
	}
	return requestID(r)
}

// headerField returns the ID as a header map holds it, nil when there is none.
func (id *ident) headerField() []string {
	switch {
	case id.field != nil || id.text == "":
		return id.field
	case id.plain || isField(id.text):
		return []string{id.text}
	}
	return []string{strings.Trim(string(appendField(nil, id.text, false)), " ")}
}

// maxRequestID is the length, in bytes, up to which a client's ID is taken.
const maxRequestID = 128

func isRequestID(id string) bool {
	return id != "" && len(id) <= maxRequestID && allIn(&inRequestID, id)
}

// inRequestID is 1 for the characters of an ID that is taken from a client. They
// need no escape, neither in JSON nor in a header.
var inRequestID = [256]byte{
	'-': 1, '.': 1, '0': 1, '1': 1, '2': 1, '3': 1, '4': 1, '5': 1, '6': 1, '7': 1, '8': 1, '9': 1, ':': 1,
	'A': 1, 'B': 1, 'C': 1, 'D': 1, 'E': 1, 'F': 1, 'G': 1, 'H': 1, 'I': 1, 'J': 1, 'K': 1, 'L': 1, 'M': 1,
	'N': 1, 'O': 1, 'P': 1, 'Q': 1, 'R': 1, 'S': 1, 'T': 1, 'U': 1, 'V': 1, 'W': 1, 'X': 1, 'Y': 1, 'Z': 1, '_': 1,
	'a': 1, 'b': 1, 'c': 1, 'd': 1, 'e': 1, 'f': 1, 'g': 1, 'h': 1, 'i': 1, 'j': 1, 'k': 1, 'l': 1, 'm': 1,
	'n': 1, 'o': 1, 'p': 1, 'q': 1, 'r': 1, 's': 1, 't': 1, 'u': 1, 'v': 1, 'w': 1, 'x': 1, 'y': 1, 'z': 1,
}
