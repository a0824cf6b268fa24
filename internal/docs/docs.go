// Package docs makes the pages of docs/ that follow from the code: the rules,
// the commands, and the JSON Schema beside the reference catalogue.
//
// Its tests hold these files current, run every snippet of the README and read
// every catalogue of the language reference. With ERRSPEC_UPDATE=1 they rewrite
// what is out of date; `make generate` does that.
package docs

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/errspec/errspec/internal/cli"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/spec/compare"
	"github.com/errspec/errspec/templates/prose"
)

const mark = "<!-- Made by `make generate`; edit the source of what it says instead. -->\n\n"

// Rules returns the page of all rules, sorted by identifier.
func Rules() []byte {
	rules := spec.Rules()

	var b bytes.Buffer
	b.WriteString(mark + "# Rules\n\n")
	b.WriteString("What a finding means, by the identifier at its end. `errspec rules ID` shows the same. A rule whose severity is a\n" +
		"warning or an info can be set to another under `lint.severity`, and an error may break it with a reason under `allow`.\n\n")
	b.WriteString("| rule | severity | what it says |\n| --- | --- | --- |\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.ID, r.ID, r.Default(), prose.CellText(r.Summary))
	}
	for _, r := range rules {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\nSeverity: %s.", r.ID, prose.Text(r.Summary), r.Default())
		if r.Source != "" {
			fmt.Fprintf(&b, " Source: %s.", r.Source)
		}
		if r.Repair != "" {
			fmt.Fprintf(&b, " With `lint --fix`: %s.", prose.Text(r.Repair))
		}
		b.WriteString("\n")
		if r.Help != "" {
			fmt.Fprintf(&b, "\n%s\n", prose.Text(strings.TrimSpace(r.Help)))
		}
		if r.Bad != "" {
			fmt.Fprintf(&b, "\nBreaks the rule:\n\n%s", fence(r.Bad))
		}
		if r.Good != "" {
			fmt.Fprintf(&b, "\nRight:\n\n%s", fence(r.Good))
		}
	}
	changes(&b)
	return b.Bytes()
}

// changes writes the section of the changes that `errspec diff` finds.
func changes(b *bytes.Buffer) {
	b.WriteString("\n## Changes\n\n")
	b.WriteString("What `errspec diff` finds, the gravest first, each with the step of the API's version. `errspec rules ID` shows the same, and\n" +
		"[the guide](guides/change.md) what to do. Nobody can set the verdict of a change: it is what clients can rely on.\n\n")
	b.WriteString("| change | verdict | step | what it says |\n| --- | --- | --- | --- |\n")
	for _, r := range compare.Rules() {
		fmt.Fprintf(b, "| [%s](#%s) | %s | %s | %s |\n", r.ID, r.ID, r.Verdict, r.Step, prose.CellText(r.Summary))
	}
	for _, r := range compare.Rules() {
		fmt.Fprintf(b, "\n### %s\n\n%s\n\nVerdict: %s. Version step: %s.\n\n%s\n", r.ID, prose.Text(r.Summary), r.Verdict, r.Step, prose.Text(r.Help))
		fmt.Fprintf(b, "\nBefore:\n\n%s\nAfter:\n\n%s", fence(r.Old), fence(r.New))
	}
}

// Commands returns the page of all commands: their help, as people see it.
func Commands() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(mark + "# Commands\n\n")
	root, err := help()
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "%s", fenceText(root))
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+) {2,}\S`).FindAllStringSubmatch(root, -1) {
		text, err := help(m[1])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s", m[1], fenceText(text))
	}
	return b.Bytes(), nil
}

// help returns what `errspec help` prints for a command.
func help(command ...string) (string, error) {
	var out, errOut bytes.Buffer
	args := append([]string{"help"}, command...)
	if status := cli.Main(args, strings.NewReader(""), &out, &errOut); status != 0 {
		return "", fmt.Errorf("errspec %s: exit status %d: %s", strings.Join(args, " "), status, errOut.String())
	}
	_, err := io.Copy(&out, &errOut)
	return out.String(), err
}

// fence makes a code block of a catalogue, or of words about something that is
// not a catalogue.
func fence(text string) string {
	language := "yaml"
	if !strings.Contains(text, "\n") {
		language = "text"
	}
	return "```" + language + "\n" + strings.TrimRight(text, "\n") + "\n```\n"
}

func fenceText(text string) string {
	return "```text\n" + strings.TrimRight(text, "\n") + "\n```\n"
}
