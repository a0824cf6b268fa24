package sites

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A part is the part of a site's pages that comes from the generated files.
type part struct {
	selector    string
	begin, end  string            // in the HTML
	notValid    map[string]string // rules of html-validate that the theme breaks, with what breaks them
	notPassable map[string]string // rules of axe, likewise
}

var ownParts = map[string]part{
	"mkdocs": {
		selector: "article.md-content__inner", begin: "<article", end: "</article>",
		notValid: map[string]string{
			"no-trailing-whitespace": "empty lines of the theme's templates",
		},
		notPassable: map[string]string{
			"color-contrast":     "the theme's colour for the names of headers in code",
			"link-in-text-block": "the theme does not underline links",
		},
	},
	"vitepress": {
		selector: "main.main", begin: "<main", end: "</main>",
		notValid: map[string]string{
			"no-inline-style":         "the width that the theme gives to the page",
			"no-implicit-button-type": "buttons that copy code",
			"text-content":            "the same buttons",
		},
		notPassable: map[string]string{
			"color-contrast": "the theme's colours of code, and of its language",
		},
	},
}

// validate runs html-validate over the part of each page.
func (p part) validate(t *testing.T, pages *web) {
	t.Helper()
	system(t, "node")
	validate := installed(t, "../node_modules/.bin/html-validate")
	dir := t.TempDir()
	put := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	rules := map[string]any{"valid-id": []any{"error", map[string]any{"relaxed": true}}} // anchors are those of the site
	for rule := range maps.Keys(p.notValid) {
		rules[rule] = "off"
	}
	config, err := json.Marshal(map[string]any{"root": true, "extends": []string{"html-validate:recommended"}, "rules": rules})
	if err != nil {
		t.Fatal(err)
	}
	put(".htmlvalidate.json", config)
	count := 0
	var one []byte
	for _, page := range pages.pages {
		_, rest, ok := bytes.Cut(page.data, []byte(p.begin))
		own, _, ended := bytes.Cut(rest, []byte(p.end))
		if !ok || !ended {
			continue // that of a missing page
		}
		count++
		one = []byte("<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>A page</title></head>\n<body>\n" + p.begin + string(own) + p.end + "\n</body>\n</html>\n")
		put(strings.ReplaceAll(strings.Trim(page.url, "/"), "/", "_"), one)
	}
	if count < 30 {
		t.Errorf("only %d pages have %s", count, p.begin)
	}
	if out, err := run(t, dir, nil, validate, "--formatter=text", "*.html"); err != nil {
		t.Errorf("%v:\n%.5000s", err, out)
	}
	// And it does find something.
	put("broken.html", bytes.Replace(one, []byte("<p>"), []byte(`<p><div id="x" id="y"></p>`), 1))
	if out, err := run(t, dir, nil, validate, "--formatter=text", "broken.html"); err == nil {
		t.Errorf("a broken page is valid:\n%s", out)
	}
}

// axe looks for what keeps people from reading the part, in a browser.
func (p part) axe(t *testing.T, dir string) {
	t.Helper()
	node := system(t, "node")
	installed(t, "../node_modules/playwright-core")
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	var urls []string
	for _, page := range []string{"errors/", "errors/item-not-found", "single", "hostile/hostile-text"} {
		for _, name := range []string{page + ".html", page + "/"} {
			if _, err := os.Stat(filepath.Join(dir, strings.TrimSuffix(name, "/"))); err == nil {
				urls = append(urls, server.URL+"/"+strings.ReplaceAll(name, "//", "/"))
				break
			}
		}
	}
	given, err := json.Marshal(map[string]any{"chromium": chromium(t), "urls": urls, "selector": p.selector, "off": p.notPassable})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "testdata/axe.mjs", string(given))
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v:\n%s", err, log.Bytes())
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if want := 2*4 + 1; len(lines) != want { // in both colour schemes, and one that is broken
		t.Fatalf("%d pages were looked at, not %d:\n%s", len(lines), want, out)
	}
	for i, line := range lines {
		var found struct {
			URL     string
			Checked int
			Wrong   []string
		}
		if err := json.Unmarshal(line, &found); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		broken := i == len(lines)-1
		if found.Checked < 5 || broken != (len(found.Wrong) > 0) {
			t.Errorf("%s: %d rules hold, and do not:\n%s", found.URL, found.Checked, strings.Join(found.Wrong, "\n"))
		}
	}
}

// chromium returns the path of a browser: of $CHROMIUM, or one that is installed.
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
