package compare

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/spec"
)

// parse reads a catalogue without errors.
func parse(t testing.TB, name, text string) *spec.Catalog {
	t.Helper()
	c, ds := spec.Parse(name, []byte(text))
	for _, d := range ds {
		if d.Severity == spec.SeverityError {
			t.Fatalf("%s\n%s", d, text)
		}
	}
	return c
}

// describe writes changes down, a line each.
func describe(cs Changes) string {
	var b strings.Builder
	for _, c := range cs {
		fmt.Fprintf(&b, "%s", c.Pos)
		if c.Old != (spec.Pos{}) {
			fmt.Fprintf(&b, " (was %s)", c.Old)
		}
		fmt.Fprintf(&b, ": %s: ", c.Verdict)
		if len(c.Codes) > 0 {
			fmt.Fprintf(&b, "%s: ", strings.Join(c.Codes, ", "))
		}
		fmt.Fprintf(&b, "%s [%s]", c.Message, c.Rule)
		if c.Internal {
			b.WriteString(" (internal)")
		}
		b.WriteString("\n")
	}
	if len(cs) > 0 {
		fmt.Fprintf(&b, "step: %s, for Go: %s\n", cs.Step(), cs.GoStep())
	}
	return b.String()
}

// TestFiles compares the catalogues of testdata, forth and back. A file has the
// sections old and new, want with the changes, and back with those of the way back.
func TestFiles(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	seen := map[string]bool{}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			section := func(s string) *txtar.File {
				for i := range a.Files {
					if a.Files[i].Name == s {
						return &a.Files[i]
					}
				}
				a.Files = append(a.Files, txtar.File{Name: s})
				return &a.Files[len(a.Files)-1]
			}
			old := parse(t, "old.yaml", string(section("old").Data))
			new := parse(t, "new.yaml", string(section("new").Data))
			for _, way := range []struct {
				section string
				changes Changes
			}{{"want", Compare(old, new, Options{GoName: goName})}, {"back", Compare(new, old, Options{GoName: goName})}} {
				for _, c := range way.changes {
					seen[c.Rule] = true
				}
				got := describe(way.changes)
				if got == "" {
					got = "no changes\n"
				}
				want := section(way.section)
				if os.Getenv("ERRSPEC_UPDATE") != "" {
					want.Data = []byte(got)
				} else if got != string(want.Data) {
					t.Errorf("%s:\n%s\nwant:\n%s", way.section, got, want.Data)
				}
			}
			if os.Getenv("ERRSPEC_UPDATE") != "" {
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	for _, r := range Rules() {
		if !seen[r.ID] {
			t.Errorf("no file of testdata has a change of the rule %s", r.ID)
		}
	}
}

// goName spells keys in a simple way: "order_not_found" becomes "OrderNotFound".
func goName(key string) string {
	var b strings.Builder
	for w := range strings.SplitSeq(key, "_") {
		if w != "" {
			b.WriteString(strings.ToUpper(w[:1]) + w[1:])
		}
	}
	return b.String()
}

// Every rule explains itself with an example that it is found in.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] || !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(r.ID) {
			t.Errorf("%s: the identifier is there twice, or not in kebab case", r.ID)
		}
		seen[r.ID] = true
		if !strings.HasSuffix(r.Summary, ".") || r.Help == "" || r.Step == None {
			t.Errorf("%s: the rule is not explained", r.ID)
		}
		old, new := parse(t, "old.yaml", r.Old), parse(t, "new.yaml", r.New)
		changes := Compare(old, new, Options{GoName: goName})
		i := slices.IndexFunc(changes, func(c Change) bool { return c.Rule == r.ID })
		if i < 0 {
			t.Errorf("%s: the example is not one:\n%s", r.ID, describe(changes))
			continue
		}
		for _, c := range changes {
			if c.Verdict == Breaking && r.Verdict < Breaking {
				t.Errorf("%s: the example breaks clients too:\n%s", r.ID, describe(changes))
			}
		}
	}
	for _, r := range spec.Rules() {
		if seen[r.ID] {
			t.Errorf("%s is a rule of catalogues too", r.ID)
		}
	}
	want := []Verdict{Breaking, SourceBreaking, Warning, Compatible}
	if !slices.IsSortedFunc(Rules(), func(a, b Rule) int {
		return cmp.Or(cmp.Compare(slices.Index(want, a.Verdict), slices.Index(want, b.Verdict)), cmp.Compare(a.ID, b.ID))
	}) {
		t.Error("the rules are not in their order")
	}
}

// Names that are not in a verdict's list would be printed as the gravest.
func TestWords(t *testing.T) {
	var b bytes.Buffer
	for _, v := range []Verdict{Compatible, Warning, SourceBreaking, Breaking} {
		fmt.Fprintln(&b, v)
	}
	for _, s := range []Step{None, Patch, Minor, Major} {
		fmt.Fprintln(&b, s)
	}
	if got := strings.Fields(b.String()); !slices.Equal(got, []string{"compatible", "warning", "source-breaking", "breaking", "none", "patch", "minor", "major"}) {
		t.Errorf("words: %q", got)
	}
}

// Patterns that choose nothing, since the document with the operations is not at
// hand, are compared as they stand.
func TestUnresolvedPatterns(t *testing.T) {
	catalogue := func(patterns string) *spec.Catalog {
		c, _ := spec.Parse("a.yaml", []byte(shop("errors:\n  a: {status: 400, message: A, operations: ["+patterns+"]}\n")))
		return c
	}
	changes := Compare(catalogue(`"GET|PUT /a*"`), catalogue(`"GET|PUT /a*", "GET *"`), Options{})
	if len(changes) != 1 || changes[0].Rule != "operation-added" || changes[0].Message != "the error can occur in GET *" {
		t.Errorf("changes: %+v", changes)
	}
}
