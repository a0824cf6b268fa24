package generator

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestNamesThatNoServerHas checks that names which meet in a client or in test helpers
// only are found although a server without findings was looked at before: the findings
// are those of a catalogue whose server comes last.
func TestNamesThatNoServerHas(t *testing.T) {
	const server, others = "  - {kind: go-server, out: server, package: a}\n", "  - {kind: go-client, out: client, package: b}\n  - {kind: go-test, out: kit, package: c}\n"
	findings := func(targets, entries string) string {
		_, ds := build(t, "targets:\n"+targets+entries, Options{})
		return fmt.Sprint(ds)
	}
	keys := []string{"a", "a_b", "b", "gone", "err_a", "is_not_found", "never", "retry", "decode_body", "match", "error_type"}
	types := []string{"A", "ErrA", "ErrB", "ErrGone", "Retry", "Match", "GoneOf"}
	r := rand.New(rand.NewPCG(1, 2))
	met := 0
	for range 500 {
		r.Shuffle(len(keys), func(i, k int) { keys[i], keys[k] = keys[k], keys[i] })
		r.Shuffle(len(types), func(i, k int) { types[i], types[k] = types[k], types[i] })
		var b strings.Builder
		// Positions are the same in both catalogues: the targets take as many lines.
		fmt.Fprintf(&b, "types:\n  %s: {type: string, enum: [x, y]}\n", types[0])
		fmt.Fprintf(&b, "errors:\n  %s: {status: 404, message: Gone, retry: never, params: {p: %s, \"q?\": string}}\n", keys[0], types[0])
		fmt.Fprintf(&b, "  %s: {status: 409, message: Gone, retry: never, internal: %t}\n", keys[1], r.IntN(3) == 0)
		fmt.Fprintf(&b, "retired:\n  %s: {use: %s}\n  %s: {use: %s}\n", keys[2], keys[0], keys[3], keys[0])
		if findings(server, b.String()) != "[]" {
			continue // then all names of the others are looked at
		}
		first, last := findings(server+others, b.String()), findings(others+server, b.String())
		if first != last {
			t.Fatalf("server first:\n%s\nserver last:\n%s\n%s", first, last, b.String())
		}
		if first != "[]" {
			met++
		}
	}
	if met < 20 {
		t.Errorf("names meet in %d catalogues only", met)
	}
}
