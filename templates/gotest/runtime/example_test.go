package runtime

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

func TestExamples(t *testing.T) {
	all := Examples()
	if len(all) != 7 || len(Codes()) != 6 {
		t.Fatalf("%d examples of %d errors", len(all), len(Codes()))
	}
	if got := Examples(ErrProblem, ErrItemNotFound); len(got) != 3 || got[0].Code != ErrProblem || got[2].Description != "In an inbox" {
		t.Errorf("got %+v", got)
	}
	if got := ExampleOf(ErrItemNotFound); !reflect.DeepEqual(got, all[0]) {
		t.Errorf("got %+v, want %+v", got, all[0])
	}
	want := http.Header{
		"Content-Type":           {"application/json"},
		"X-Request-Id":           {requestID},
		"X-Content-Type-Options": {"nosniff"},
		"Cache-Control":          {"no-store"},
		"Retry-After":            {"30"},
	}
	if got := ExampleOf(ErrRateLimited); !reflect.DeepEqual(got.Header, want) || got.Status != 429 {
		t.Errorf("got %+v", got)
	}
	upgrade := ExampleOf(ErrUpgrade)
	if upgrade.Body != nil || upgrade.Header["Content-Type"] != nil || upgrade.Header.Get("Cache-Control") != "max-age=60" {
		t.Errorf("got %+v", upgrade)
	}
	if lines := ExampleOf(ErrEverything).Header["Www-Authenticate"]; len(lines) != 2 {
		t.Errorf("challenges %q", lines)
	}
}

// What a caller does to an example, nobody else sees.
func TestExamplesAreCopies(t *testing.T) {
	want := ExampleOf(ErrEverything)
	spoil := func(x Example) {
		x.Body[0] = 'x'
		for name := range x.Header {
			x.Header[name][0] = "x"
		}
		x.Header.Set("New", "x")
	}
	spoil(ExampleOf(ErrEverything))
	spoil(Examples(ErrEverything)[0])
	rec := httptest.NewRecorder()
	served := ExampleOf(ErrEverything)
	served.ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	rec.Header().Set("X-Meta", "x")
	rec.Header()["Www-Authenticate"][0] = "x"
	res := served.Response()
	res.Header["Www-Authenticate"][0] = "x"
	if got := ExampleOf(ErrEverything); !reflect.DeepEqual(got, want) || !reflect.DeepEqual(served, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	Codes()[0] = "x"
	if Codes()[0] != ErrItemNotFound {
		t.Error("the list of codes is shared")
	}
}

func TestUnknownCodes(t *testing.T) {
	for _, tt := range []struct {
		call func()
		want string
	}{
		{func() { ExampleOf("nothing") }, `no error of the catalogue has the code "nothing"`},
		{func() { Examples(ErrUpgrade, "nothing") }, `no error of the catalogue has the code "nothing"`},
		{func() { ExampleOf("itemNotFound") }, `no error of the catalogue has the code "itemNotFound"; there is "item_not_found"`},
	} {
		func() {
			defer func() {
				if got := recover(); got != tt.want {
					t.Errorf("panics with %v, want %v", got, tt.want)
				}
			}()
			tt.call()
		}()
	}
}

func TestResponse(t *testing.T) {
	for _, x := range Examples() {
		res := x.Response()
		body, err := io.ReadAll(res.Body)
		if err != nil || !bytes.Equal(body, x.Body) || res.ContentLength != int64(len(x.Body)) || res.StatusCode != x.Status ||
			!reflect.DeepEqual(res.Header, x.Header) {
			t.Errorf("%s: %+v with body %q, %v", x.Code, res, body, err)
		}
	}
	if got := ExampleOf(ErrUpgrade).Response().Status; got != "426 Upgrade Required" {
		t.Errorf("status %q", got)
	}
	if got := (Example{Status: 599}).Response(); got.Status != "599" || got.Header == nil {
		t.Errorf("got %+v", got)
	}
}

// A client that asks over HTTP gets the very answer of the example.
func TestServe(t *testing.T) {
	for _, x := range Examples() {
		server := Serve(t, x)
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodHead} {
			res, body := call(t, method, server.URL+"/v1/anything")
			want := string(x.Body)
			if method == http.MethodHead {
				want = ""
			}
			if res.StatusCode != x.Status || body != want {
				t.Errorf("%s: %s: %s with %q, want %q", x.Code, method, res.Status, body, want)
			}
			for name, lines := range x.Header {
				if name != "Connection" && !reflect.DeepEqual(res.Header[name], lines) {
					t.Errorf("%s: %s is %q, want %q", x.Code, name, res.Header[name], lines)
				}
			}
		}
	}
}

func call(t *testing.T, method, url string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestServeClosesAtTheEnd(t *testing.T) {
	url := ""
	t.Run("inner", func(t *testing.T) { url = Serve(t, Handler()).URL })
	if res, err := http.Get(url); err == nil {
		res.Body.Close()
		t.Error("the server is still there")
	}
}

func TestHandler(t *testing.T) {
	get := func(method, path string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		Handler().ServeHTTP(rec, httptest.NewRequest(method, path, nil))
		return rec
	}
	for _, tt := range []struct {
		path string
		want Example
	}{
		{"/item_not_found", ExampleOf(ErrItemNotFound)},
		{"/item_not_found/", ExampleOf(ErrItemNotFound)},
		{"/item_not_found/2", Examples(ErrItemNotFound)[1]},
		{"/upgrade/1", ExampleOf(ErrUpgrade)},
	} {
		rec := get("GET", tt.path)
		if rec.Code != tt.want.Status || rec.Body.String() != string(tt.want.Body) {
			t.Errorf("%s: %d %s", tt.path, rec.Code, rec.Body)
		}
		if head := get("HEAD", tt.path); head.Code != tt.want.Status || head.Body.Len() > 0 || !reflect.DeepEqual(head.Header(), rec.Header()) {
			t.Errorf("HEAD %s: %d %s %v", tt.path, head.Code, head.Body, head.Header())
		}
	}
	for path, want := range map[string]string{
		"/":                   `no error of the catalogue has the code ""; the path is one of:` + "\n\n/item_not_found\n/rate_limited\n/everything\n",
		"/ITEM-NOT-FOUND":     `there is "item_not_found"; the path is one of`,
		"/E-1":                "\n/upgrade\n/problem\n",
		"/item_not_found/3":   `item_not_found has no example "3"; there are 1 to 2`,
		"/item_not_found/0":   `no example "0"`,
		"/item_not_found/x/1": `no example "x/1"`,
	} {
		rec := get("GET", path)
		if rec.Code != http.StatusNotFound || !strings.Contains(rec.Body.String(), want) || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %d %q, want %q", path, rec.Code, rec.Body, want)
		}
	}
}
