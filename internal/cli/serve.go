package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/serve"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates/html"
)

// defaultAddress is where the page is, so that it is at the same place tomorrow.
const defaultAddress = "localhost:8404"

// lookEvery is how long a change of a file may go unnoticed.
const lookEvery = 200 * time.Millisecond

type serveOptions struct {
	catalogue []string // none or one
	address   string
}

func newServe(s streams) *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve [flags] [catalogue]",
		Short: "Show the documentation in a browser while you write",
		Long: `Serve shows the page that a target of kind html writes, on this machine, and
loads it again in the browser whenever the catalogue or a file that it includes
changes. Nothing is written. While the catalogue has an error, the findings are
on the page, which stays as it was before, and on standard error.

The page has internal errors when the catalogue has a target of kind html with
audience: internal and none for the public.

The address is that of this machine unless --addr says otherwise; everybody who
can reach another one can read the page. Port 0 takes a free port. An interrupt
(Ctrl-C) ends it.`,
		Example: `  errspec serve
  errspec serve --addr localhost:0 api/errors.yaml`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.catalogue = args
			return runServe(cmd.Context(), s, o)
		},
	}
	cmd.Flags().StringVar(&o.address, "addr", defaultAddress, "`HOST:PORT` to listen on")
	return cmd
}

func runServe(ctx context.Context, s streams, o serveOptions) error {
	host, port, err := net.SplitHostPort(o.address)
	if err != nil {
		return usagef("--addr %q is not a host and a port, such as %s", o.address, defaultAddress)
	}
	w := &watcher{streams: s, args: o.catalogue, server: serve.New(html.LivePath, host)}
	if err := w.load(); err != nil { // a catalogue that is not there is no reason to wait
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()

	l, err := net.Listen("tcp", o.address)
	if err != nil {
		e := failuref("listen on %s: %w", o.address, cause(err))
		if errors.Is(err, syscall.EADDRINUSE) {
			return e.withHint("port %s is taken; \"--addr %s\" takes a free one", port, net.JoinHostPort(host, "0"))
		}
		return e
	}
	if _, err := fmt.Fprintf(s.out, "serving %s on %s\n", w.typed, address(host, l.Addr())); err != nil {
		l.Close()
		return wrapWrite(err)
	}
	watched := make(chan error, 1)
	serving, end := context.WithCancel(ctx)
	go func() {
		watched <- w.watch(serving)
		end() // without anybody to tell there is no reason to go on
	}()
	err = w.server.Run(serving, l)
	end()
	if err := <-watched; err != nil {
		return err
	}
	if err != nil {
		return failuref("serve on %s: %w", o.address, cause(err))
	}
	return nil
}

// address is the URL that a browser on this machine opens.
func address(host string, at net.Addr) string {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return "http://" + at.String() + "/"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// cause is the end of a chain of errors of package net, which repeats the address.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// watcher keeps the page of a server as the catalogue is.
type watcher struct {
	streams
	args   []string
	server *serve.Server
	typed  string   // the catalogue, for messages
	title  string   // of the page, as far as it is known
	shown  string   // identifier of the good page that is shown; empty: none
	files  []string // on disk, that the page depends on
	seen   string   // how they looked before they were read; empty: not known
	said   string   // findings that were printed last
}

// watch looks at the files until the context ends.
func (w *watcher) watch(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if looks(w.files) == w.seen {
			continue
		}
		before := w.shown
		if err := w.load(); err != nil {
			// It may be back in a moment: some editors write by removing first.
			w.seen = looks(w.files)
			text := "errspec: " + printable(err.Error()) + "\n"
			if err := w.tell(text); err != nil {
				return err
			}
			if _, err := fmt.Fprint(w.err, text); err != nil {
				return wrapWrite(err)
			}
			w.said = text
			continue
		}
		if w.shown != before {
			if _, err := fmt.Fprintf(w.out, "%s has changed\n", w.typed); err != nil {
				return wrapWrite(err)
			}
		}
	}
}

// load reads the catalogue and makes the server show it, or what is wrong with it.
// The error is about reading.
func (w *watcher) load() error {
	// What changes while it is read is seen at the next look.
	before := looks(w.files)
	l, err := load(w.args, spec.Options{AllowOutside: true})
	if err != nil {
		return err
	}
	w.typed = l.typed
	w.title = cmp.Or(l.catalog.Title.Value, l.typed)
	w.seen = before
	if files := l.dependsOn(); !slices.Equal(files, w.files) {
		w.files, w.seen = files, ""
	}
	plan, findings := l.plan()
	var text bytes.Buffer
	if err := l.report(&text, "text", findings); err != nil {
		return err
	}
	if text.String() != w.said {
		if err := l.report(w.err, "text", findings); err != nil {
			return err
		}
		w.said = text.String()
	}
	if plan == nil {
		return w.tell(text.String())
	}
	page, id, err := html.Live(plan, target(plan))
	if err != nil {
		return failuref("%w", err)
	}
	w.shown = id
	w.server.Show(page, id)
	return nil
}

// tell makes the server say what is wrong.
func (w *watcher) tell(findings string) error {
	page, err := html.Waiting(w.title, findings)
	if err != nil {
		return failuref("%w", err)
	}
	w.server.Tell(findings, page)
	return nil
}

// target is what the page is made for. The one of the catalogue says for whom.
func target(plan *generator.Plan) *generator.Target {
	t := &generator.Target{Kind: generator.TargetHTML, Source: path.Base(plan.Catalogue)}
	for _, own := range plan.Targets {
		if own.Kind == generator.TargetHTML {
			t.Internal = own.Internal
			if !t.Internal {
				break
			}
		}
	}
	return t
}

// dependsOn returns the files on disk that the catalogue is read from, and those
// that it asks for and that are not there.
func (l *loaded) dependsOn() []string {
	names := slices.Clone(l.catalog.Files)
	for _, b := range l.catalog.Bases {
		names = append(names, b.File)
	}
	wanted := func(from spec.Pos, name string) {
		if name != "" && !path.IsAbs(name) {
			names = append(names, path.Join(path.Dir(cmp.Or(from.File, l.name)), name))
		}
	}
	for _, inc := range l.catalog.Includes {
		wanted(inc.Pos(), inc.Value)
	}
	for _, t := range l.catalog.Targets {
		wanted(t.Base.Pos(), t.Base.Value)
	}
	slices.Sort(names)
	var files []string
	for _, name := range slices.Compact(append(names, l.name)) {
		files = append(files, filepath.Join(l.root, filepath.FromSlash(name)))
	}
	return files
}

// looks says how files look from outside: a text that differs when one of them
// was written.
func looks(files []string) string {
	var text strings.Builder
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			fmt.Fprintf(&text, "%s: %v\n", name, reason(err))
			continue
		}
		fmt.Fprintf(&text, "%s: %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	return text.String()
}
