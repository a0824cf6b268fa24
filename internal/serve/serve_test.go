package serve

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

const events = "/events"

// started runs a server on a port of its own, and returns its address. The server
// stops with the test.
func started(t *testing.T, s *Server) (address string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l) }()
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(time.Minute):
			panic("the server does not stop")
		}
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String(), stop
}

func get(t *testing.T, method, address, path, host string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		req.Host = host
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

func TestPage(t *testing.T) {
	s := New(events, "")
	address, _ := started(t, s)
	s.Tell("a.yaml:1:1: error", []byte("waiting"))
	if _, body := get(t, "GET", address, "/", ""); body != "waiting" {
		t.Errorf("without a page there is %q", body)
	}
	s.Show([]byte("<p>one</p>"), "1")
	res, body := get(t, "GET", address, "/", "")
	if body != "<p>one</p>" || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %q %v", res.StatusCode, body, res.Header)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
		"Content-Security-Policy": "frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	s.Tell("a.yaml:1:1: error", []byte("waiting"))
	if _, body := get(t, "GET", address, "/", ""); body != "<p>one</p>" {
		t.Errorf("the last good page gave way to %q", body)
	}
	if res, body := get(t, "HEAD", address, "/", ""); body != "" || res.ContentLength != 10 {
		t.Errorf("HEAD answers with %q, %d bytes", body, res.ContentLength)
	}
	if res, _ := get(t, "GET", address, "/favicon.ico", ""); res.StatusCode != 404 {
		t.Errorf("another path is %d", res.StatusCode)
	}
	if res, _ := get(t, "POST", address, "/", ""); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST is %d, %v", res.StatusCode, res.Header)
	}
}

func TestHosts(t *testing.T) {
	s := New(events, "Workstation")
	address, _ := started(t, s)
	s.Show([]byte("secret"), "1")
	for host, known := range map[string]bool{
		"":                         true,
		"localhost":                true,
		"localhost:1234":           true,
		"LOCALHOST.:1":             true,
		"inbox.localhost:80":       true,
		"127.0.0.1:99":             true,
		"[::1]:80":                 true,
		"[::1]":                    true,
		"192.168.1.7":              true,
		"workstation:80":           true,
		"example.com":              false,
		"example.com:8080":         false,
		"localhost.example.com":    false,
		"notlocalhost":             false,
		"127.0.0.1.example.com:80": false,
		"workstation.example.com":  false,
	} {
		for _, path := range []string{"/", "/nowhere"} {
			res, body := get(t, "GET", address, path, host)
			if got := res.StatusCode != http.StatusMisdirectedRequest; got != known || !known && strings.Contains(body, "secret") {
				t.Errorf("host %q gets %d %q", host, res.StatusCode, body)
			}
		}
	}
}

// A listener reads events one by one.
type listener struct {
	t    *testing.T
	body io.ReadCloser
	scan *bufio.Scanner
}

func listen(t *testing.T, address string) *listener {
	t.Helper()
	res, err := http.Get("http://" + address + events)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("events have the type %s", got)
	}
	return &listener{t, res.Body, bufio.NewScanner(res.Body)}
}

func (l *listener) next() string {
	l.t.Helper()
	var lines []string
	for l.scan.Scan() {
		if l.scan.Text() == "" {
			return strings.Join(lines, "|")
		}
		lines = append(lines, l.scan.Text())
	}
	return "end"
}

func (l *listener) wants(want ...string) {
	l.t.Helper()
	for _, w := range want {
		if got := l.next(); got != w {
			l.t.Fatalf("event %q, want %q", got, w)
		}
	}
}

func TestEvents(t *testing.T) {
	s := New(events, "")
	address, stop := started(t, s)
	s.Tell("a.yaml:1:1: \"x\"\nmore", nil)
	l := listen(t, address)
	l.wants(`event: findings|data: "a.yaml:1:1: \"x\"\nmore"`)
	s.Show([]byte("1"), "1")
	l.wants("event: page|data: 1", `event: findings|data: ""`)
	second := listen(t, address)
	second.wants("event: page|data: 1", `event: findings|data: ""`)
	s.Tell("broken", nil)
	for _, each := range []*listener{l, second} {
		each.wants("event: page|data: 1", `event: findings|data: "broken"`)
	}
	second.body.Close() // one that leaves does not keep the other from hearing
	s.Show([]byte("2"), "2")
	l.wants("event: page|data: 2", `event: findings|data: ""`)

	// A stream does not keep the server from stopping.
	if err := stop(); err != nil {
		t.Error(err)
	}
	l.wants("end")
	if _, err := http.Get("http://" + address); err == nil {
		t.Error("it still answers")
	}
}

func TestManyListeners(t *testing.T) {
	s := New(events, "")
	address, _ := started(t, s)
	s.Show([]byte("0"), "0")
	var all sync.WaitGroup
	ready := make(chan struct{}, 20)
	for range cap(ready) {
		l := listen(t, address)
		all.Go(func() {
			ready <- struct{}{}
			for {
				switch l.next() {
				case "event: page|data: last":
					return
				case "end":
					t.Error("the stream ended")
					return
				}
			}
		})
	}
	for range cap(ready) {
		<-ready
	}
	for range 50 {
		s.Show([]byte("x"), "x")
		s.Tell("y", nil)
	}
	s.Show([]byte("last"), "last")
	all.Wait()
}

func TestRunSaysWhatWentWrong(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := New(events, "").Run(context.Background(), l); err == nil {
		t.Error("a closed listener is no mistake")
	}
}
