package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/errspec/errspec/generator"
)

// htmlPage returns the page of a plan.
func htmlPage(t *testing.T, p *generator.Plan, internal bool) []byte {
	t.Helper()
	return render(t, p, &generator.Target{Kind: generator.TargetHTML, Out: "errors.html", Source: "errors.yaml", Internal: internal})
}

// TestHTMLValidate validates the page of every catalogue.
func TestHTMLValidate(t *testing.T) {
	validate := tool(t, "html-validate")
	dir := t.TempDir()
	copyInto(t, dir, ".htmlvalidate.json", "testdata/html/.htmlvalidate.json")
	for _, kind := range []string{"markdown", "openapi"} {
		for _, c := range catalogues(t, kind) {
			p := c.plan(t)
			put(t, dir, kind+"-"+c.name+"-public.html", htmlPage(t, p, false))
			put(t, dir, kind+"-"+c.name+"-internal.html", htmlPage(t, p, true))
		}
	}
	if out, err := run(t, dir, validate, "--formatter=text", "*.html"); err != nil {
		t.Errorf("%v:\n%.5000s", err, out)
	}

	// And it does find something.
	page := htmlPage(t, catalogues(t, "markdown")[0].plan(t), false)
	for from, to := range map[string]string{
		`<h2 id="_errors">`:  `<h2 id="_top">`,
		`<main id="_main"`:   `<main id="_main" onclick="x" role="banner"`,
		`<dl class="facts">`: `<dl class="facts"><p>x</p>`,
		`<ul class="codes">`: `<ul class="codes"><div>x</div>`,
		`<html lang="en">`:   `<html>`,
		`for="_search"`:      `for="_nowhere"`,
		`<h1 id="_top">`:     `<h4 id="_top">`,
		`</main>`:            ``,
		`<summary><h4`:       `<summary><table></table><h4`,
	} {
		broken := bytes.Replace(page, []byte(from), []byte(to), 1)
		if bytes.Equal(broken, page) {
			t.Fatalf("nothing to break with %q", from)
		}
		put(t, dir, "broken.html", broken)
		if out, err := run(t, dir, validate, "--formatter=text", "broken.html"); err == nil {
			t.Errorf("%q is not found:\n%s", to, out)
		}
	}
}

// chromium returns the path of a browser: of $CHROMIUM, or one that is installed.
// Debian and its relatives have it in the package chromium.
func chromium(t *testing.T) string {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	if name := os.Getenv("CHROMIUM"); name != "" {
		names = []string{name}
	}
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	require(t, false, "chromium is not installed: no "+strings.Join(names, ", no ")+"; $CHROMIUM can name it")
	return ""
}

// browse runs a job of testdata/html/browse.mjs, and makes sure that it has tried
// everything that it should.
func browse(t *testing.T, given map[string]string, steps ...string) {
	t.Helper()
	given["chromium"] = chromium(t)
	_, err := os.Stat("node_modules/playwright-core")
	require(t, err == nil, "playwright-core is not installed; run npm ci in internal/conformance")
	node, err := exec.LookPath("node")
	require(t, err == nil, "node is not installed")
	text, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "testdata/html/browse.mjs", string(text))
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%v:\n%s", err, errOut.Bytes())
	}
	var tried []string
	for line := range bytes.Lines(out) {
		var s struct{ Step, Error string }
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		tried = append(tried, s.Step)
		if s.Error != "" {
			t.Errorf("%s: %s", s.Step, s.Error)
		}
	}
	for _, want := range steps {
		if !slices.Contains(tried, want) {
			t.Errorf("%q was not tried, only %q", want, tried)
		}
	}
}

// serving serves a page at /, and counts what else is asked for.
func serving(t *testing.T, page []byte) (url string, others *atomic.Int32) {
	t.Helper()
	others = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			others.Add(1)
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/", others
}

// TestHTMLInABrowser uses the committed page of the reference catalogue as people
// do, in both colour schemes.
func TestHTMLInABrowser(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "output/inbox/errors.html"))
	if err != nil {
		t.Fatal(err)
	}
	url, others := serving(t, page)
	var steps []string
	for _, scheme := range []string{"light", "dark"} {
		for _, s := range []string{"colours", "search", "filter", "keys", "deep link", "copy", "theme", "open all", "quiet", "axe on a desktop", "axe on a phone"} {
			steps = append(steps, scheme+": "+s)
		}
	}
	browse(t, map[string]string{"job": "use", "url": url}, append(steps, "axe finds")...)
	file, err := filepath.Abs(filepath.Join(root, "output/inbox/errors.html"))
	if err != nil {
		t.Fatal(err)
	}
	browse(t, map[string]string{"job": "plain", "url": url, "file": "file://" + filepath.ToSlash(file)}, "readable", "printed", "file")
	if n := others.Load(); n > 0 {
		t.Errorf("the page asks for %d other things", n)
	}
}

// TestHostileHTMLInABrowser opens a page that has text in it which means something
// everywhere.
func TestHostileHTMLInABrowser(t *testing.T) {
	all := catalogues(t, "markdown")
	i := slices.IndexFunc(all, func(c catalogue) bool { return c.name == "hostile" })
	p := all[i].plan(t)
	url, others := serving(t, htmlPage(t, p, true))
	browse(t, map[string]string{"job": "hostile", "url": url, "text": p.Errors[0].Title}, "inert with script", "inert without script", "phone")
	if n := others.Load(); n > 0 {
		t.Errorf("the page asks for %d other things", n)
	}
}

// TestPolicyInABrowser opens a page that somebody has put code into: a browser
// runs nothing that is not the page's own, and fetches nothing.
func TestPolicyInABrowser(t *testing.T) {
	page := htmlPage(t, catalogues(t, "markdown")[0].plan(t), false)
	page = bytes.Replace(page, []byte("</main>"),
		[]byte(`<script>window.injected = 1</script><img src="/probe.png" alt=""><b style="color: red" onclick="x">b</b><link rel="stylesheet" href="/probe.css"></main>`), 1)
	url, others := serving(t, page)
	browse(t, map[string]string{"job": "policy", "url": url}, "refused")
	if n := others.Load(); n > 0 {
		t.Errorf("the page asks for %d other things", n)
	}
}

// TestServeInABrowser runs errspec serve, changes the catalogue, and looks at what
// becomes of the page.
func TestServeInABrowser(t *testing.T) {
	chromium(t)
	dir := t.TempDir()
	binary := filepath.Join(dir, "errspec")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	put(t, dir, "errors.yaml", []byte("errspec: 1\nservice: demo\nerrors:\n  gone: {status: 404, message: First message}\n"))
	cmd := exec.CommandContext(t.Context(), binary, "serve", "--addr", "localhost:0")
	cmd.Dir = dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	m := regexp.MustCompile(` on (http://localhost:[0-9]+/)\n$`).FindStringSubmatch(line)
	if err != nil || m == nil {
		t.Fatalf("it says %q, %v", line, err)
	}
	browse(t, map[string]string{"job": "live", "url": m[1], "dir": dir}, "reloads", "findings", "quiet")
}
