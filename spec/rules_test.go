package spec

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// planRules are reported by the stage behind this one, which knows the names of
// generated code.
var planRules = []string{"go-name", "slug-unique"}

// largeRules have a bad example that is too large to print; it is told in words.
// TestOperationLimit breaks them.
var largeRules = []string{"operation-limit"}

// The examples of the rules are shown to users, so they do what they claim.
func TestRuleExamples(t *testing.T) {
	for _, r := range slices.Concat(meaningRules, practiceRules) {
		t.Run(r.ID, func(t *testing.T) {
			_, bad := Parse("errors.yaml", []byte(r.Bad))
			_, good := Parse("errors.yaml", []byte(r.Good))
			if slices.Contains(largeRules, r.ID) {
				bad = nil
			} else if slices.Contains(planRules, r.ID) {
				if len(bad) > 0 {
					t.Errorf("the bad example breaks other rules:\n%s", report(bad))
				}
			} else if !slices.ContainsFunc(bad, func(d Diagnostic) bool { return d.Rule == r.ID && d.Severity == r.Severity }) {
				t.Errorf("the bad example keeps the rule:\n%s\n%s", r.Bad, report(bad))
			}
			for _, d := range bad {
				if d.Rule != r.ID {
					t.Errorf("the bad example breaks another rule: %s", d)
				}
			}
			if len(good) > 0 {
				t.Errorf("the good example has findings:\n%s\n%s", r.Good, report(good))
			}
		})
	}
}

func TestRuleTable(t *testing.T) {
	seen := map[string]bool{}
	for i, r := range Rules() {
		switch {
		case seen[r.ID]:
			t.Errorf("rule %s stands in the table twice", r.ID)
		case i > 0 && Rules()[i-1].ID > r.ID:
			t.Errorf("rule %s stands behind %s", r.ID, Rules()[i-1].ID)
		case !hasCodeCase(strings.TrimLeft(r.ID, "0123456789-"), "kebab"):
			t.Errorf("rule %s is not in kebab case", r.ID)
		case r.Severity < SeverityInfo || r.Severity > SeverityError:
			t.Errorf("rule %s has no severity", r.ID)
		case !strings.HasSuffix(r.Summary, ".") || !strings.HasSuffix(r.Help, "."):
			t.Errorf("rule %s: summary and help are sentences", r.ID)
		case strings.Contains(strings.TrimSuffix(r.Summary, "."), ". "):
			t.Errorf("rule %s: the summary is one sentence", r.ID)
		case r.Bad == "" || r.Good == "":
			t.Errorf("rule %s has no examples", r.ID)
		}
		seen[r.ID] = true
	}
}

func TestUnknownRulePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a finding of a rule that is not in the table was recorded")
		}
	}()
	var ds Diagnostics
	ds.Add("no-such-rule", Pos{}, nil, "x")
}

// report prints findings one to a line.
func report(ds Diagnostics) string {
	var b strings.Builder
	for _, d := range ds {
		b.WriteString(d.String() + "\n")
		for _, r := range d.Related {
			b.WriteString("\t" + r.Pos.String() + ": " + r.Message + "\n")
		}
	}
	return b.String()
}

// What a finding offers to type in place of the value cures it, wherever the
// value stands.
func TestFixes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source := txtar.Parse(data).Files[0].Data
		_, ds := Parse("errors.yaml", source)
		for _, d := range ds {
			if d.Fix == "" || d.End.Line == 0 {
				continue
			}
			rules[d.Rule] = true
			lines := strings.SplitAfter(string(source), "\n")
			line := []rune(lines[d.Pos.Line-1])
			lines[d.Pos.Line-1] = string(line[:d.Pos.Column-1]) + d.Fix + string(line[d.End.Column-1:])
			_, after := Parse("errors.yaml", []byte(strings.Join(lines, "")))
			for _, left := range after {
				if left.Message == d.Message && left.Pos == d.Pos || left.Rule == "yaml-syntax" && !slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Rule == left.Rule }) {
					t.Errorf("%s: with %s there:\n%s\n%s", file, d.Fix, d, left)
				}
			}
		}
	}
	for _, rule := range []string{"template-syntax", "placeholder-known", "type-unknown", "body-member", "body-source", "name-form", "group-unknown", "grpc-name"} {
		if !rules[rule] {
			t.Errorf("no finding of %s had a fix", rule)
		}
	}
}

func TestYAMLWord(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "string": "string", "string[]": `"string[]"`, "$code": "$code", "$docs_url?": `"$docs_url?"`, "no": `"no"`,
		"12": `"12"`, "a: b": `"a: b"`, "-a": `"-a"`, "docs/errors.md": "docs/errors.md", `a"b`: `'a"b'`, ".5": `".5"`,
	} {
		if got := yamlWord(text); got != want {
			t.Errorf("%q is written %s, want %s", text, got, want)
		}
	}
}

func TestAllowOutside(t *testing.T) {
	data := shop("errors: {}\ntargets:\n  - {kind: markdown, out: ../../errors.md}\n")
	fsys := fstest.MapFS{"api/errors.yaml": {Data: []byte(data)}}
	for allow, want := range map[bool]int{false: 1, true: 0} {
		_, ds, err := Load(fsys, "api/errors.yaml", Options{AllowOutside: allow})
		if err != nil || len(ds) != want {
			t.Errorf("AllowOutside %t: %v\n%s", allow, err, report(ds))
		}
	}
}

// The reference catalogue has nothing to find.
func TestInbox(t *testing.T) {
	data, err := os.ReadFile("inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, ds := Parse("spec/inbox.yaml", data)
	if len(ds) > 0 {
		t.Error(report(ds))
	}
	if len(c.Errors) < 24 || c.Fallback == nil || c.Fallback.Supplied {
		t.Errorf("it has %d errors", len(c.Errors))
	}
}

// What is mended without asking is said in the table, and the other way round.
func TestRepairs(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	mended := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, ds := Parse("errors.yaml", txtar.Parse(data).Files[0].Data)
		for _, d := range ds {
			if d.Repair == 0 {
				continue
			}
			mended[d.Rule] = true
			if r, _ := ruleByID(d.Rule); r.Repair == "" {
				t.Errorf("%s: the table does not say how this is mended: %s", file, d)
			}
		}
	}
	for _, r := range Rules() {
		if r.Repair != "" && !mended[r.ID] {
			t.Errorf("no finding of %s is mended", r.ID)
		}
	}
}
