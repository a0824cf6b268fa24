package compare

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// large is a catalogue of n errors that share types and the defaults of a status.
func large(n int, status, kind string) string {
	var b strings.Builder
	b.WriteString("errspec: 1\nservice: shop\nstatuses: {404: {defaults: {headers: {X-A: \"" + status + "\"}}}}\ntypes:\n  T0: {fields: {x: " + kind + "}}\n")
	for i := range 100 {
		fmt.Fprintf(&b, "  T%d: {fields: {a: T%d, b: T%d}}\n", i+1, i, i)
	}
	b.WriteString("errors:\n")
	for i := range n {
		fmt.Fprintf(&b, "  e%d: {status: 404, message: \"Number {id}\", params: {id: %s, t: T%d}, operations: [\"GET /%d\"]}\n", i, kind, i%100, i%50)
	}
	return b.String()
}

// A catalogue of three thousand errors, in which a chain of shared types changed
// that is two to the power of a hundred paths deep, is compared in seconds.
func TestLarge(t *testing.T) {
	old, new := parse(t, "old.yaml", large(3_000, "a", "string")), parse(t, "new.yaml", large(3_000, "b", "integer"))
	start := time.Now()
	changes := Compare(old, new, Options{})
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
	// A header, and a member of each error and of the shared type, twice for Go.
	if got := changes.Count(Breaking); got != 3_001 {
		t.Errorf("%d breaking changes", got)
	}
	for _, c := range changes {
		if c.Rule == "header-changed" && len(c.Codes) != 3_000 {
			t.Errorf("the shared header concerns %d errors", len(c.Codes))
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	old, new := parse(b, "old.yaml", large(1000, "a", "string")), parse(b, "new.yaml", large(1000, "b", "integer"))
	for b.Loop() {
		Compare(old, new, Options{})
	}
}
