package compare

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// corpus returns every catalogue of one file that the tests of the repository
// have, those with findings too.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	data, err := os.ReadFile("../inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all["inbox.yaml"] = data
	for _, pattern := range []string{"../testdata/*.txtar", "testdata/*.txtar", "../../templates/*/testdata/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: no files: %v", pattern, err)
		}
		for _, name := range names {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range a.Files {
				if strings.Contains(string(f.Data), "errspec:") {
					all[filepath.ToSlash(name)+"#"+f.Name] = f.Data
				}
			}
		}
	}
	for _, r := range Rules() {
		all[r.ID+" old"], all[r.ID+" new"] = []byte(r.Old), []byte(r.New)
	}
	return all
}

// A catalogue has not changed since itself.
func TestNoChange(t *testing.T) {
	all := corpus(t)
	for name, data := range all {
		a, _ := spec.Parse("a.yaml", data)
		b, _ := spec.Parse("a.yaml", data)
		if changes := Compare(a, b, Options{GoName: goName}); len(changes) > 0 || changes.Step() != None {
			t.Errorf("%s:\n%s", name, describe(changes))
		}
	}
	if len(all) < 200 {
		t.Errorf("only %d catalogues", len(all))
	}
}

// withoutEffect are the keys of the reference catalogue that change nothing for
// anybody when they change. A "*" stands for one key or position.
var withoutEffect = map[string]string{
	"wire.body":              "it is the default written out",
	"wire.request_id_header": "it is the default written out",
	"wire.bodies.structured": "it is the predefined form written out",
	"wire.bodies.detail":     "it is the predefined form written out",
	"types.*.type":           "of an enum it is string, written or not",
	"errors.*.fallback":      "an error with the key internal_error is the fallback without it",
	"targets.*.package":      "it is the default written out",
}

// Every key of the reference catalogue is compared: whatever one of them is
// changed to, or when it is taken out, there is a change, unless the catalogue is
// wrong then or the key is on the list.
func TestEveryKeyCounts(t *testing.T) {
	data, err := os.ReadFile("../inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before := parse(t, "spec/inbox.yaml", string(data))
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	tried, found := 0, 0
	try := func(path []string, how string) (valid bool) {
		text, err := yaml.Marshal(&doc)
		if err != nil {
			t.Fatal(err)
		}
		after, ds := spec.Parse("spec/inbox.yaml", text)
		if ds.HasErrors() {
			return false
		}
		tried++
		if len(Compare(before, after, Options{GoName: goName})) > 0 && len(Compare(after, before, Options{GoName: goName})) > 0 {
			found++
			return true
		}
		if document(before, path) {
			return true
		}
		for pattern := range withoutEffect {
			if fits(strings.Split(pattern, "."), path) {
				used[pattern] = true
				return true
			}
		}
		t.Errorf("%s %s, and nothing changed", strings.Join(path, "."), how)
		return true
	}
	var walk func(n *yaml.Node, path []string)
	walk = func(n *yaml.Node, path []string) {
		switch n.Kind {
		case yaml.DocumentNode:
			walk(n.Content[0], path)
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				below := append(path[:len(path):len(path)], n.Content[i].Value)
				all := n.Content
				n.Content = append(append([]*yaml.Node{}, all[:i]...), all[i+2:]...)
				try(below, "is taken out")
				n.Content = all
				walk(n.Content[i+1], below)
			}
		case yaml.SequenceNode:
			for i := range n.Content {
				below := append(path[:len(path):len(path)], strconv.Itoa(i))
				all := n.Content
				n.Content = append(append([]*yaml.Node{}, all[:i]...), all[i+1:]...)
				try(below, "is taken out")
				n.Content = all
				walk(n.Content[i], below)
			}
		case yaml.ScalarNode:
			value := n.Value
			for _, other := range others(n) {
				if n.Value = other; other != value && try(path, "became "+strconv.Quote(other)) {
					break
				}
			}
			n.Value = value
		}
	}
	walk(&doc, nil)
	for pattern := range withoutEffect {
		if !used[pattern] {
			t.Errorf("%s is on the list, and each change of it is found", pattern)
		}
	}
	if tried < 600 || found < tried*9/10 {
		t.Errorf("%d changes tried, %d found", tried, found)
	}
	t.Logf("%d changes tried, %d found", tried, found)
}

// others are values that could stand in place of a scalar.
func others(n *yaml.Node) []string {
	switch n.Tag {
	case "!!int":
		i, _ := strconv.Atoi(n.Value)
		return []string{strconv.Itoa(i + 1), "503", "404"}
	case "!!bool":
		return []string{map[string]string{"true": "false", "false": "true"}[n.Value]}
	}
	return []string{
		n.Value + " x", n.Value + "x", "string", "integer", "always", "never", "text", "log", "all",
		"problem", "jobs", "inbox_not_found", "GET /other", "JobState", "details",
	}
}

// document reports whether a path leads into a target that is a document: who
// reads one compares documents.
func document(c *spec.Catalog, path []string) bool {
	if len(path) < 2 || path[0] != "targets" {
		return false
	}
	i, err := strconv.Atoi(path[1])
	return err == nil && i < len(c.Targets) && !slices.Contains(goTargets, c.Targets[i].Kind.Value)
}

func fits(pattern, path []string) bool {
	if len(pattern) != len(path) {
		return false
	}
	for i, p := range pattern {
		if p != "*" && p != path[i] {
			return false
		}
	}
	return true
}

// FuzzCompare compares any two catalogues, also those with findings: it never
// panics, a change in one direction is one in the other, and each is of a rule.
func FuzzCompare(f *testing.F) {
	var last []byte
	for _, data := range corpus(f) {
		f.Add(data, last)
		last = data
	}
	f.Fuzz(func(t *testing.T, one, other []byte) {
		a, as := spec.Parse("a.yaml", one)
		b, bs := spec.Parse("b.yaml", other)
		there, back := Compare(a, b, Options{}), Compare(b, a, Options{GoName: goName})
		for _, c := range append(there, back...) {
			if _, ok := ruleByID(c.Rule); !ok || c.Message == "" || c.Pos.File == "" {
				t.Errorf("%+v", c)
			}
		}
		// With errors a key may be there twice, and such catalogues are not compared.
		if !as.HasErrors() && len(Compare(a, a, Options{})) > 0 || !bs.HasErrors() && len(Compare(b, b, Options{})) > 0 {
			t.Error("a catalogue changed since itself")
		}
		if !as.HasErrors() && !bs.HasErrors() && len(Compare(a, b, Options{GoName: goName})) == 0 != (len(back) == 0) {
			t.Errorf("there:\n%s\nback:\n%s", describe(there), describe(back))
		}
	})
}
