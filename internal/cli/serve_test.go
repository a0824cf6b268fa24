package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/errspec/errspec/templates/html"
)

// log is what a command says while it runs.
type log struct {
	mu    sync.Mutex
	text  bytes.Buffer
	wrote chan struct{} // closed at the next write
}

func newLog() *log { return &log{wrote: make(chan struct{})} }

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.wrote)
	l.wrote = make(chan struct{})
	return l.text.Write(p)
}

// until waits for something that fits, and returns what did.
func (l *log) until(t *testing.T, pattern string) []string {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		l.mu.Lock()
		text, wrote := l.text.String(), l.wrote
		l.mu.Unlock()
		if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
			return m
		}
		select {
		case <-wrote:
		case <-deadline:
			t.Fatalf("%s is never said:\n%s", pattern, text)
		}
	}
}

// served is a running errspec serve.
type served struct {
	t        *testing.T
	dir      string
	url      string
	out, err *log
	stop     func() error
	events   *bufio.Scanner
}

const small = "errspec: 1\nservice: demo\nerrors:\n  gone: {status: 404, message: First message}\n"

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func startServe(t *testing.T, dir string) *served {
	t.Helper()
	t.Chdir(dir)
	v := &served{t: t, dir: dir, out: newLog(), err: newLog()}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- runServe(ctx, streams{nil, v.out, v.err}, serveOptions{address: "localhost:0"})
	}()
	v.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := v.stop(); err != nil {
			t.Error(err)
		}
	})
	v.url = v.out.until(t, `serving errors\.yaml on (http://localhost:[0-9]+/)\n`)[1]
	res, err := http.Get(strings.TrimSuffix(v.url, "/") + html.LivePath)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	v.events = bufio.NewScanner(res.Body)
	return v
}

// event waits for a line of an event that fits.
func (v *served) event(pattern string) {
	v.t.Helper()
	var seen []string
	for v.events.Scan() {
		if regexp.MustCompile(pattern).MatchString(v.events.Text()) {
			return
		}
		seen = append(seen, v.events.Text())
	}
	v.t.Fatalf("no event fits %s: %q, %v", pattern, seen, v.events.Err())
}

func (v *served) page() string {
	v.t.Helper()
	res, err := http.Get(v.url)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		v.t.Fatal(res.StatusCode, err)
	}
	return string(body)
}

func (v *served) shows(want string) {
	v.t.Helper()
	if !strings.Contains(v.page(), want) {
		v.t.Fatalf("the page lacks %q", want)
	}
}

// The page follows the catalogue and what it includes; a broken catalogue leaves
// it as it was.
func TestServeFollowsTheCatalogue(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "errors.yaml", small)
	v := startServe(t, dir)
	v.event(`^data: ""`)
	v.shows("First message")

	write(t, dir, "errors.yaml", strings.ReplaceAll(small, "First", "Second"))
	v.event(`^event: page`)
	v.event(`^data: ""`)
	v.shows("Second message")
	v.out.until(t, `errors\.yaml has changed\n`)

	write(t, dir, "errors.yaml", strings.ReplaceAll(small, "status: 404", "status: 200"))
	v.event(`^data: "errors\.yaml:4:18: error: .*200`)
	v.shows("Second message")
	v.err.until(t, `errors\.yaml:4:18: error: .*200`)

	write(t, dir, "errors.yaml", "include: [more.yaml]\n"+small)
	v.event(`^data: "errors\.yaml:1:11: error: .*more\.yaml`)

	write(t, dir, "more.yaml", "errspec: 1\nerrors:\n  other: {status: 409, message: Third message, retry: never}\n")
	v.event(`^data: ""`)
	v.shows("Third message")

	write(t, dir, "more.yaml", "errspec: 1\nerrors:\n  other: {status: 409, message: Fourth message, retry: never}\n")
	v.event(`^event: page`)
	v.event(`^data: ""`)
	v.shows("Fourth message")

	// Some editors remove a file before they write it.
	if err := os.Remove(filepath.Join(dir, "errors.yaml")); err != nil {
		t.Fatal(err)
	}
	v.event(`^data: "errspec: `)
	v.shows("Fourth message")
	write(t, dir, "errors.yaml", strings.ReplaceAll(small, "First", "Fifth"))
	v.event(`^data: ""`)
	v.shows("Fifth message")

	if err := v.stop(); err != nil {
		t.Error(err)
	}
}

// A catalogue that is broken from the start is no reason not to begin.
func TestServeBeginsBroken(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "errors.yaml", strings.ReplaceAll(small, "404", "20"))
	v := startServe(t, dir)
	v.shows("errors.yaml:4:18: error: ")
	v.event(`^data: "errors\.yaml:4:18: error: `)
	write(t, dir, "errors.yaml", small)
	v.event(`^event: page`)
	v.event(`^data: ""`)
	v.shows("First message")
}

// Who the page is for, the catalogue says.
func TestServeAudience(t *testing.T) {
	hidden := small + "  hidden: {status: 404, message: Hidden message, internal: true}\ntargets:\n  - {kind: html, out: a.html, audience: internal}\n"
	for text, want := range map[string]bool{
		strings.Split(hidden, "targets:")[0]: false,
		hidden:                               true,
		hidden + "  - {kind: html, out: b.html}\n":                                         false,
		strings.Replace(hidden, "kind: html, out: a.html", "kind: markdown, out: a.md", 1): false,
	} {
		dir := t.TempDir()
		write(t, dir, "errors.yaml", text)
		v := startServe(t, dir)
		if got := strings.Contains(v.page(), "Hidden message"); got != want {
			t.Errorf("the internal error is shown: %v, want %v\n%s", got, want, text)
		}
		if err := v.stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestServeRefusesForeignHosts(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "errors.yaml", small)
	v := startServe(t, dir)
	req, err := http.NewRequest("GET", v.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "attacker.example"
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusMisdirectedRequest || bytes.Contains(body, []byte("First message")) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

// A taken port is said in a sentence, and so is an address that is none.
func TestServeCannotListen(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "errors.yaml", small)
	t.Chdir(dir)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct {
		address string
		status  int
		want    []string
	}{
		{taken.Addr().String(), exitFailure, []string{"listen on " + taken.Addr().String(), "--addr 127.0.0.1:0"}},
		{"localhost", exitUsage, []string{`--addr "localhost" is not a host and a port, such as localhost:8404`}},
		{"localhost:http:80", exitUsage, []string{"is not a host and a port"}},
		{"localhost:70000", exitFailure, []string{"listen on localhost:70000: address 70000: invalid port"}},
	} {
		var out, errOut bytes.Buffer
		if got := Main([]string{"serve", "--addr", test.address}, nil, &out, &errOut); got != test.status {
			t.Errorf("%s: exit status %d, want %d", test.address, got, test.status)
		}
		for _, want := range test.want {
			if !strings.Contains(errOut.String(), want) {
				t.Errorf("%s: %q is not said:\n%s", test.address, want, errOut.String())
			}
		}
	}
}

// An interrupt ends it, and is no failure.
func TestServeStopsAtASignal(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "errors.yaml", small)
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := exec.Command("errspec", "serve", "--addr", "127.0.0.1:0")
		cmd.Dir = dir
		out, errOut := newLog(), newLog()
		cmd.Stdout, cmd.Stderr = out, errOut
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		url := out.until(t, `on (http://127\.0\.0\.1:[0-9]+/)\n`)[1]
		res, err := http.Get(strings.TrimSuffix(url, "/") + html.LivePath) // an open stream does not keep it
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		err = cmd.Wait()
		res.Body.Close()
		if err != nil {
			var exit *exec.ExitError
			errors.As(err, &exit)
			t.Errorf("%v ends it with %v\n%s", sig, err, errOut.text.String())
		}
	}
}

func TestServeAddress(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4zero, Port: 99}
	for host, want := range map[string]string{
		"": "http://localhost:99/", "0.0.0.0": "http://localhost:99/", "::": "http://localhost:99/", "localhost": "http://localhost:99/",
		"127.0.0.1": "http://127.0.0.1:99/", "::1": "http://[::1]:99/", "box": "http://box:99/",
	} {
		if got := address(host, at); got != want {
			t.Errorf("%q: %s, want %s", host, got, want)
		}
	}
}
