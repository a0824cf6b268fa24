package apierror_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	apierror "github.com/errspec/errspec/output/inbox/server"
)

var errNoRows = errors.New("no rows in result set")

// find stands for a query.
func find(id string) error {
	if id == "4b6a" {
		return errNoRows
	}
	return errors.New("dial tcp 10.0.0.7:5432: connection refused")
}

// A handler returns an error of this package for what callers should know, with the cause for the logs. What it returns of
// anything else stays inside.
func Example() {
	getItem := func(w http.ResponseWriter, r *http.Request) error {
		id := r.PathValue("item_id")
		switch err := find(id); {
		case errors.Is(err, errNoRows):
			return apierror.ItemNotFound(id).WithCause(err)
		case err != nil:
			return fmt.Errorf("read item: %w", err)
		}
		_, err := fmt.Fprintln(w, id)
		return err
	}

	wr := apierror.Writer{OnError: func(ev apierror.ErrorEvent) { fmt.Println(ev.Severity, ev.Code, "for the logs:", ev.Err) }}
	mux := http.NewServeMux()
	mux.Handle("GET /v1/items/{item_id}", wr.Handler(getItem))

	for _, id := range []string{"4b6a", "9f01"} {
		r := httptest.NewRequest(http.MethodGet, "/v1/items/"+id, nil)
		r.Header.Set("X-Request-ID", "req-1")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Body)
	}
	// Output:
	// INFO item_not_found for the logs: item_not_found: Item 4b6a not found: no rows in result set
	// 404 {"error":"item_not_found","message":"Item 4b6a not found","details":{"id":"4b6a"},"request_id":"req-1"}
	// ERROR internal_error for the logs: read item: dial tcp 10.0.0.7:5432: connection refused
	// 500 {"error":"internal_error","message":"Internal server error","details":null,"request_id":"req-1"}
}
