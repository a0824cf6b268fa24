package output

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestUnified(t *testing.T) {
	tests := []struct {
		name, old, new, want string
	}{
		{"equal", "a\nb\n", "a\nb\n", ""},
		{"both empty", "", "", ""},
		{"from nothing", "", "a\nb\n", "--- x\n+++ y\n@@ -0,0 +1,2 @@\n+a\n+b\n"},
		{"to nothing", "a\n", "", "--- x\n+++ y\n@@ -1 +0,0 @@\n-a\n"},
		{"one line", "a\nb\nc\n", "a\nB\nc\n", "--- x\n+++ y\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
		{
			"no newline at the end", "a\nb", "a\nb\n",
			"--- x\n+++ y\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n",
		},
		{
			"carriage returns stay", "a\r\n", "a\n",
			"--- x\n+++ y\n@@ -1 +1 @@\n-a\r\n+a\n",
		},
		{
			"near changes share a hunk", "1\n2\n3\n4\n5\n6\n7\n8\n", "one\n2\n3\n4\n5\n6\n7\neight\n",
			"--- x\n+++ y\n@@ -1,8 +1,8 @@\n-1\n+one\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+eight\n",
		},
		{
			"far changes do not", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "one\n2\n3\n4\n5\n6\n7\n8\nnine\n",
			"--- x\n+++ y\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+nine\n",
		},
		{
			"insertion in the middle", "a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nd\nX\ne\nf\ng\n",
			"--- x\n+++ y\n@@ -2,6 +2,7 @@\n b\n c\n d\n+X\n e\n f\n g\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := unified("x", "y", []byte(test.old), []byte(test.new)); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// checkMatches asserts what every diff owes: matched lines are equal and in
// order, so that the edits between them turn a into b.
func checkMatches(t *testing.T, a, b []string, ms []match) {
	t.Helper()
	i, j := 0, 0
	for _, m := range ms {
		if m.i < i || m.j < j || m.i+m.n > len(a) || m.j+m.n > len(b) {
			t.Fatalf("match %+v is out of order or out of range", m)
		}
		for k := range m.n {
			if a[m.i+k] != b[m.j+k] {
				t.Fatalf("match %+v pairs %q with %q", m, a[m.i+k], b[m.j+k])
			}
		}
		i, j = m.i+m.n, m.j+m.n
	}
}

func common(ms []match) (n int) {
	for _, m := range ms {
		n += m.n
	}
	return n
}

func TestMatchesAreTheLongestInSmallTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() []string {
		text := make([]string, r.IntN(12))
		for i := range text {
			text[i] = string(rune('a'+r.IntN(4))) + "\n"
		}
		return text
	}
	for range 2000 {
		a, b := random(), random()
		ms := matches(a, b)
		checkMatches(t, a, b, ms)
		if got, want := common(ms), longestCommon(a, b); got != want {
			t.Fatalf("%q and %q: %d lines in common, want %d", a, b, got, want)
		}
	}
}

// longestCommon is the textbook recursion, as slow as it is obvious.
func longestCommon(a, b []string) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return 0
	case a[0] == b[0]:
		return 1 + longestCommon(a[1:], b[1:])
	default:
		return max(longestCommon(a[1:], b), longestCommon(a, b[1:]))
	}
}

// Large texts go the way of unique lines. Their diff may be longer than needed,
// but is right, and a change of one line stays a change of one line.
func TestLargeTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	old := make([]string, 0, 60_000)
	for i := range 20_000 {
		old = append(old, "{\n", fmt.Sprintf("entry %d\n", i), "}\n")
	}
	t.Run("one line", func(t *testing.T) {
		text := append([]string{}, old...)
		text[31_000] = "changed\n"
		ms := matches(old, text)
		checkMatches(t, old, text, ms)
		if got := common(ms); got != len(old)-1 {
			t.Errorf("%d lines in common, want all but one of %d", got, len(old))
		}
	})
	t.Run("many edits", func(t *testing.T) {
		var text []string
		touched := 0
		for _, line := range old {
			switch r.IntN(50) {
			case 0: // removed
				touched++
			case 1:
				text = append(text, fmt.Sprintf("new %d\n", touched), line)
				touched++
			default:
				text = append(text, line)
			}
		}
		ms := matches(old, text)
		checkMatches(t, old, text, ms)
		if missed := len(old) - common(ms); missed > 2*touched {
			t.Errorf("%d lines not matched after %d edits", missed, touched)
		}
	})
	t.Run("nothing in common, nothing unique", func(t *testing.T) {
		a := strings.SplitAfter(strings.Repeat("x\ny\n", 50_000), "\n")
		b := strings.SplitAfter(strings.Repeat("y\nx\nx\n", 40_000), "\n")
		start := time.Now()
		checkMatches(t, a, b, matches(a, b))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
	})
	t.Run("shuffled", func(t *testing.T) {
		text := append([]string{}, old...)
		r.Shuffle(len(text), func(i, j int) { text[i], text[j] = text[j], text[i] })
		checkMatches(t, old, text, matches(old, text))
	})
}

// What comes out is what patch takes: applied to the old text it gives the new.
func TestPatchTakesIt(t *testing.T) {
	patch, err := exec.LookPath("patch")
	if err != nil {
		t.Skip("no patch command here")
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 40 {
		old, text := randomText(r), randomText(r)
		d := unified("a/f", "b/f", []byte(old), []byte(text))
		if d == "" {
			continue
		}
		dir := t.TempDir()
		name := filepath.Join(dir, "f")
		if err := os.WriteFile(name, []byte(old), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(patch, "--batch", "-p1")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(d)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, out, d)
		}
		got, err := os.ReadFile(name)
		if err != nil && text != "" {
			t.Fatal(err)
		}
		if string(got) != text {
			t.Fatalf("patched to %q, want %q\n%s", got, text, d)
		}
	}
}

func randomText(r *rand.Rand) string {
	var s strings.Builder
	for range 20 + r.IntN(20) {
		fmt.Fprintf(&s, "line %d\n", r.IntN(30))
	}
	if r.IntN(3) == 0 {
		s.WriteString("end without a line feed")
	}
	return s.String()
}
