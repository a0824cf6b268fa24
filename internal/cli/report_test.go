package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/compare"
)

// Columns for GitHub are UTF-16 code units, and its lines end at LF only.
func TestGitHubPlaces(t *testing.T) {
	const src = "\ufeffa: é\r\nb: 😀\tx\u2028c: d\u0085e: \"\xff\"y\n\nlast"
	l := &loaded{catalog: &spec.Catalog{Sources: map[string][]byte{"a.yaml": []byte(src)}}}
	count := l.githubCounter()
	for _, test := range []struct {
		line, column int
		want         githubPlace
	}{
		{1, 1, githubPlace{1, 1}},  // the byte order mark is no column
		{1, 5, githubPlace{1, 5}},  // behind é
		{2, 1, githubPlace{2, 1}},  // behind CRLF
		{2, 5, githubPlace{2, 6}},  // behind 😀, two units
		{2, 6, githubPlace{2, 7}},  // behind a tab, one unit
		{3, 1, githubPlace{2, 9}},  // behind U+2028, which is no line break to GitHub
		{3, 4, githubPlace{2, 12}}, // d
		{4, 1, githubPlace{2, 14}}, // behind NEL
		{4, 6, githubPlace{2, 19}}, // behind a byte that is no UTF-8
		{5, 1, githubPlace{3, 1}},  // an empty line
		{6, 1, githubPlace{4, 1}},  // the last line
		{6, 9, githubPlace{4, 5}},  // outside: moved into the file
		{9, 1, githubPlace{4, 5}},  // likewise
		{0, 0, githubPlace{}},      // the file as a whole
	} {
		if got := count(spec.Pos{File: "a.yaml", Line: test.line, Column: test.column}); got != test.want {
			t.Errorf("%d:%d is %v, want %v", test.line, test.column, got, test.want)
		}
	}
	if got := count(spec.Pos{File: "other", Line: 3, Column: 4}); got != (githubPlace{3, 4}) {
		t.Errorf("in a file that is not there: %v", got)
	}
}

func TestGitHubCommand(t *testing.T) {
	got := githubCommand("error", "a:b,c%", "d,e:f%g\r\n.yaml", githubPlace{1, 2}, githubPlace{1, 9}, "50%, a:b\r\nnext\x1b[31m %0A")
	want := "::error file=d%2Ce%3Af%25g\\x0d%0A.yaml,line=1,col=2,endColumn=9,title=a%3Ab%2Cc%25::50%25, a:b\\x0d%0Anext\\x1b[31m %250A\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// What ends on another line, or is about the file, has no columns.
	for _, c := range []struct {
		from, to githubPlace
		want     string
	}{
		{githubPlace{1, 5}, githubPlace{2, 9}, "::notice file=f,line=1,col=5,title=t::m\n"},
		{githubPlace{}, githubPlace{}, "::notice file=f,title=t::m\n"},
	} {
		if got := githubCommand("notice", "t", "f", c.from, c.to, "m"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestSARIFURI(t *testing.T) {
	for name, want := range map[string]string{
		"api/errors.yaml": "api/errors.yaml", "a b/ä#?.yaml": "a%20b/%C3%A4%23%3F.yaml", "c:x/d:y": "c%3Ax/d%3Ay", "50%.yaml": "50%25.yaml",
		`back\slash`: "back%5Cslash",
	} {
		if got := sarifURI(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestSARIFMessage(t *testing.T) {
	for message, want := range map[string]string{
		"a [b] (c)": "a [b] (c)", "see [here](https://example.com)": `see \[here](https://example.com)`,
	} {
		if got := sarifMessage(message); got.Text != want {
			t.Errorf("%q is %q, want %q", message, got.Text, want)
		}
	}
}

// A machine without git compares two files, and says what it lacks for a commit.
func TestDiffWithoutGit(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("PATH", dir)
	writeFile(t, "errors.yaml", "errspec: 1\nservice: shop\nerrors: {}\n")
	var out, errOut bytes.Buffer
	if got := Main([]string{"diff", "--against", "main"}, nil, &out, &errOut); got != exitFailure {
		t.Errorf("exit status %d, want %d", got, exitFailure)
	}
	if want := "read errors.yaml at main: git is not installed, or not in PATH\nwithout git,"; !strings.Contains(errOut.String(), want) || out.Len() > 0 {
		t.Errorf("said %q and %q", errOut.String(), out.String())
	}
	if got := Main([]string{"diff", "errors.yaml", "errors.yaml"}, nil, &out, &errOut); got != exitOK {
		t.Errorf("exit status %d, want %d", got, exitOK)
	}
}

func TestShortList(t *testing.T) {
	plain := func(s string) string { return s }
	for n, want := range map[int]string{
		0: "", 1: "a", 2: "a and b", 3: "a, b and c", 6: "a, b, c, d, e and f", 7: "a, b, c, d, e and 2 more",
	} {
		if got := shortList(strings.Split("abcdefg", "")[:n], plain); got != want {
			t.Errorf("%d words: %q, want %q", n, got, want)
		}
	}
}

func TestQuoteShell(t *testing.T) {
	for word, want := range map[string]string{"feature/x-1": "feature/x-1", "": "''", "a b": "'a b'", "a'b$(x)": `'a'\''b$(x)'`} {
		if got := quoteShell(word); got != want {
			t.Errorf("%q is %s, want %s", word, got, want)
		}
	}
}

// Every change can be printed in every form, whatever the catalogue holds: no
// control character but line breaks gets out, and Markdown keeps to a line each.
func TestChangesOfHostileText(t *testing.T) {
	t.Chdir(t.TempDir())
	const text = "\\e[31m*/`%s`</script>|{{x}}\\n# [a](b)\\u2028\\u202E\\r---"
	catalogue := func(status, text string) string {
		return "errspec: 1\nservice: shop\ntitle: \"" + text + "\"\ngroups: [{id: \"" + text + "\", title: x}]\nerrors:\n  a: {status: " + status +
			", message: \"x " + strings.ReplaceAll(text, "\\n", "") + "\", params: {s: {type: string, enum: [\"" + text + "\"]}}, headers: {X-A: \"" + strings.ReplaceAll(text, "\\n", "") + "\"}}\n"
	}
	writeFile(t, "old.yaml", catalogue("404", strings.ReplaceAll(text, "%s", "%d")))
	writeFile(t, "new.yaml", catalogue("410", text))
	for _, format := range changeFormats {
		var out, errOut bytes.Buffer
		if got := Main([]string{"diff", "--format", format, "old.yaml", "new.yaml"}, nil, &out, &errOut); got == exitFailure || got == exitUsage {
			t.Fatalf("%s: exit status %d: %s", format, got, errOut.String())
		}
		for _, r := range out.String() + errOut.String() {
			if steers(r) {
				t.Errorf("%s: %q in %s%s", format, r, out.String(), errOut.String())
				break
			}
		}
		if format == "markdown" && out.Len() > 0 {
			for line := range strings.Lines(out.String()) {
				if line != "\n" && !strings.HasPrefix(line, "- ") && !strings.HasPrefix(line, "### ") {
					t.Errorf("a line of Markdown is %q", line)
				}
			}
		}
	}
}

// The levels of --fail-on are the verdicts.
func TestPasses(t *testing.T) {
	for _, v := range verdicts[:3] {
		if passes(v.String()) != v-1 {
			t.Errorf("%s lets %s pass", v, passes(v.String()))
		}
	}
	if passes("never") != compare.Breaking {
		t.Error("never lets not everything pass")
	}
}
