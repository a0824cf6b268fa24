// Package serve shows one page on this machine while what it is made of is being
// written. It knows nothing of catalogues: it has a page, what is wrong with what
// the next one would be made of, and tells browsers when either changes.
package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Server is a page and its listeners. It is an [http.Handler].
type Server struct {
	events string // path of the events
	host   string // host that the user named, without port; empty: none

	mu       sync.Mutex
	page     []byte
	id       string        // of a good page
	findings string        // what is wrong; empty: nothing
	changed  chan struct{} // closed at the next change
}

// New returns a server without a page. Events is the path of its server-sent
// events, host the one that the user said to listen on.
func New(events, host string) *Server {
	return &Server{events: events, host: host, changed: make(chan struct{})}
}

// Show makes page what is shown. Id identifies it: browsers that show another one
// load it. Nothing is wrong any more.
func (s *Server) Show(page []byte, id string) {
	s.change(func() { s.page, s.id, s.findings = page, id, "" })
}

// Tell says what is wrong. The last good page is still shown; as long as there is
// none, waiting stands in for it.
func (s *Server) Tell(findings string, waiting []byte) {
	s.change(func() {
		s.findings = findings
		if s.id == "" {
			s.page = waiting
		}
	})
}

func (s *Server) change(with func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	with()
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) state() (page []byte, id, findings string, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.page, s.id, s.findings, s.changed
}

// ServeHTTP answers with the page at /, and with events as it changes.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	// The page has a policy of its own; this one a page cannot set.
	h.Set("Content-Security-Policy", "frame-ancestors 'none'")

	// A name that is not ours can be made to lead here by whoever owns it (DNS
	// rebinding); their page could then read this one.
	if !s.known(r.Host) {
		http.Error(w, fmt.Sprintf("errspec serves no host %q", r.Host), http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "there is only something to read here", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case "/":
		page, _, _, _ := s.state()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Length", fmt.Sprint(len(page)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(page) // a browser that left is no failure
		}
	case s.events:
		s.stream(w, r)
	default:
		http.Error(w, "the page is at /", http.StatusNotFound)
	}
}

// known reports whether a Host header names this machine by an address, as
// localhost, or as the user did.
func (s *Server) known(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") || s.host != "" && name == strings.ToLower(s.host) {
		return true
	}
	_, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"))
	return err == nil
}

// stream sends an event for each change until the browser leaves or the server
// stops, and first what holds now.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	if r.Method == http.MethodHead {
		return
	}
	for {
		_, id, findings, changed := s.state()
		if id != "" {
			fmt.Fprintf(w, "event: page\ndata: %s\n\n", id)
		}
		text, err := json.Marshal(findings)
		if err != nil {
			return // a text can always be encoded
		}
		fmt.Fprintf(w, "event: findings\ndata: %s\n\n", text)
		if err := control.Flush(); err != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

// patience is how long a server that stops waits for answers that are on their
// way.
const patience = 3 * time.Second

// Run serves on a listener until the context ends, and closes it.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		// Streams of events end with it.
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		err := server.Shutdown(wait)
		if err != nil {
			err = server.Close()
		}
		stopped <- err
	})
	err := server.Serve(l)
	if !stop() { // it is stopping
		return <-stopped
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
