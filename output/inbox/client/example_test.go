package inboxerr_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	inboxerr "github.com/errspec/errspec/output/inbox/client"
)

// getItem is a call as a client of the API makes it: every error that it returns is of this package.
func getItem(client *http.Client, url string) error {
	res, err := client.Get(url)
	if err != nil {
		return inboxerr.NewTransportError(err)
	}
	defer res.Body.Close()
	if e := inboxerr.Decode(res); e != nil {
		return e
	}
	return nil
}

// A caller asks for one error, for what it carries, for a kind of errors, or for everything that there is to know.
func Example() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":"item_not_found","message":"Item 4b6a not found","details":{"id":"4b6a"},"request_id":"req-1"}`)
	}))
	defer api.Close()

	err := getItem(api.Client(), api.URL+"/v1/items/4b6a")
	if errors.Is(err, inboxerr.ErrItemNotFound) {
		fmt.Println("there is no such item")
	}
	if p, ok := inboxerr.ItemNotFoundOf(err); ok {
		fmt.Println("its ID is", p.ID)
	}
	if inboxerr.IsNotFound(err) {
		fmt.Println("the status is 404, whatever the code is")
	}
	var e *inboxerr.Error
	if errors.As(err, &e) {
		fmt.Println(e.Status, e.Code, e.RequestID, e.Retryable())
	}
	// Output:
	// there is no such item
	// its ID is 4b6a
	// the status is 404, whatever the code is
	// 404 item_not_found req-1 never
}
