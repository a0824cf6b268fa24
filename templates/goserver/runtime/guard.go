package runtime

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// operation is an operation of the API with the errors that list it.
type operation struct {
	name   string // an operationId, or method and path: "POST /v1/inboxes"
	errors []*definition
}

// guard knows which operation a request belongs to.
type guard struct {
	// find returns the operation's name, "" when that is not known, and nil when
	// no error lists it. It is a function in a variable, so that a program
	// without guards does not contain the table of operations.
	find func(*http.Request) (name string, known *operation)
	fail func(format string, args ...any) // of a test, or nil
}

// guardKey is the key of a guard in a context.
type guardKey struct{}

// Guard returns a handler that watches the errors that next answers with: one
// that lists operations in the catalogue, but not the operation of the request,
// is sent like any other, and its [ErrorEvent] says that it is undeclared. Errors
// that list no operations may occur anywhere.
//
// The operation is the one of [http.Request.Pattern], so that a guard around an
// [http.ServeMux] is enough. The names of wildcards do not matter: the pattern
// "GET /v1/items/{id}" is the operation "GET /v1/items/{item_id}" of the
// catalogue. Without a pattern nothing is reported; see [GuardOperation].
func Guard(next http.Handler) http.Handler {
	return watch(&guard{find: byPattern}, next)
}

// GuardOperation is [Guard] for the handler of one operation, which is named as
// in the catalogue: by its operationId, or by method and path. It panics, like
// [http.ServeMux.Handle], when no error of the catalogue lists such an operation.
func GuardOperation(name string, next http.Handler) http.Handler {
	i := slices.IndexFunc(operations, func(o operation) bool { return o.name == name })
	if i < 0 {
		panic(fmt.Sprintf("no error of the catalogue lists the operation %q", name))
	}
	known := &operations[i]
	return watch(&guard{find: func(*http.Request) (string, *operation) { return name, known }}, next)
}

// Strict is [Guard] for tests: an undeclared error makes the test fail. T is a
// [testing.T].
func Strict(t interface {
	Errorf(format string, args ...any)
}, next http.Handler) http.Handler {
	return watch(&guard{find: byPattern, fail: t.Errorf}, next)
}

// watch puts the guard into the context of each request.
func watch(g *guard, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		inner := g
		if outer, ok := ctx.Value(guardKey{}).(*guard); ok && outer.fail != nil && g.fail == nil {
			inner = &guard{find: g.find, fail: outer.fail}
		}
		watched := r.WithContext(context.WithValue(ctx, guardKey{}, inner))
		// A ServeMux beneath leaves its pattern in the copy; what is around the
		// guard looks for it in the original.
		defer func() { r.Pattern = watched.Pattern }()
		next.ServeHTTP(w, watched)
	})
}

// check says in the event which operation a guard knows the request by, and
// whether the error has no place there.
func (ev *ErrorEvent) check(r *http.Request, e *Error) {
	g, ok := r.Context().Value(guardKey{}).(*guard)
	if !ok {
		return
	}
	name, known := g.find(r)
	if ev.Operation = name; name == "" {
		return
	}
	for _, def := range [...]*definition{e.def, e.sentDefinition()} {
		if !def.scoped || known != nil && slices.Contains(known.errors, def) {
			continue
		}
		ev.Undeclared = true
		if g.fail != nil {
			g.fail("operation %q answers with %s, which does not list it in the catalogue", name, def.code)
		}
		return
	}
}

// byPattern finds the operation by the pattern that a ServeMux chose.
func byPattern(r *http.Request) (name string, known *operation) {
	if r.Pattern == "" {
		return "", nil
	}
	method, path := r.Method, r.Pattern
	own, rest, has := strings.Cut(path, " ")
	if has {
		method, path = own, strings.TrimLeft(rest, " \t")
	}
	if i := strings.IndexByte(path, '/'); i > 0 {
		path = path[i:] // without the host
	}
	path = strings.TrimSuffix(path, "{$}")
	if known = byPath(method, path); known == nil && !has && method == http.MethodHead {
		known = byPath(http.MethodGet, path)
	}
	if known != nil {
		return known.name, known
	}
	return method + " " + path, nil
}

// byPath returns the operation of that method and path, whatever its wildcards
// are called, or nil.
func byPath(method, path string) *operation {
	for i := range operations {
		own, template, ok := strings.Cut(operations[i].name, " ")
		if ok && own == method && samePath(template, path) {
			return &operations[i]
		}
	}
	return nil
}

// samePath compares paths in which names between braces do not count.
func samePath(a, b string) bool {
	for {
		i, j := strings.IndexByte(a, '{'), strings.IndexByte(b, '{')
		if i < 0 || j < 0 {
			return a == b
		}
		if a[:i] != b[:j] {
			return false
		}
		_, a, _ = strings.Cut(a[i:], "}")
		_, b, _ = strings.Cut(b[j:], "}")
	}
}
