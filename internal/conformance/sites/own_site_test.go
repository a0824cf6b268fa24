package sites

import (
	"path/filepath"
	"testing"
)

// TestOwnSite builds the documentation site of errspec, and follows its links.
func TestOwnSite(t *testing.T) {
	t.Parallel()
	python(t, "mkdocs")
	if out, err := run(t, root, nil, system(t, "make"), "--no-print-directory", "site"); err != nil || complaint.MatchString(out) {
		t.Fatalf("%v:\n%s", err, out)
	}
	pages := read(t, filepath.Join(root, ".tools/site/html"))
	for _, broken := range pages.broken() {
		t.Error(broken)
	}
	for _, url := range []string{"/guides/documentation/", "/rules/#status-range", "/example/item-not-found/", "/example/#item-not-found", "/output/inbox/errors.html#item-not-found"} {
		if _, why := pages.follow("/", url); why != "" {
			t.Errorf("%s: %s", url, why)
		}
	}
}
