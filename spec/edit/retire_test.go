package edit

import (
	"errors"
	"reflect"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/errspec/errspec/spec"
)

// content decodes a file without the entries of errors and retired that have a
// code, and without what is empty then.
func content(t *testing.T, data []byte, code string) map[string]any {
	t.Helper()
	var root map[string]any
	if err := yaml.Unmarshal(data, &root); err != nil {
		t.Fatalf("%v\n%q", err, data)
	}
	for _, name := range []string{"errors", "retired"} {
		switch section := root[name].(type) {
		case map[string]any:
			delete(section, code)
			if len(section) == 0 {
				delete(root, name)
			}
		case nil:
			delete(root, name)
		}
	}
	return root
}

// retireOnce takes each error out of a file, one at a time: what is left says what
// it said before, or the edit is refused.
func retireOnce(t *testing.T, data []byte) {
	t.Helper()
	c, ds := spec.Parse("errors.yaml", data)
	if ds.HasErrors() {
		return
	}
	for _, e := range c.Errors {
		if e.Key.Pos().File != "errors.yaml" {
			continue
		}
		code := e.Key.Value
		_, out, err := Retire(c, Retirement{Code: code, In: "2.0", Reason: "It: is \"gone\""})
		var r *Refusal
		if errors.As(err, &r) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if want, got := content(t, data, code), content(t, out, code); !reflect.DeepEqual(want, got) {
			t.Fatalf("%s: more than the error changed:\n%q\nfrom\n%q\n%v\n%v", code, out, data, want, got)
		}
		after, _ := spec.Parse("errors.yaml", out)
		if !hasRetired(after, code) {
			t.Fatalf("%s is not retired:\n%q\nfrom\n%q", code, out, data)
		}
	}
}

func hasRetired(c *spec.Catalog, code string) bool {
	for _, r := range c.Retired {
		if r.Key.Value == code {
			return true
		}
	}
	return false
}

// A text in a block that would change is a reason not to take out an error near it.
func TestRetireBesideText(t *testing.T) {
	const head = "errspec: 1\nservice: shop\nerrors:\n  gone: {status: 410, message: Gone}\n  lost:\n    status: 404\n    message: Lost\n    remedy: "
	for text, want := range map[string]string{
		">\n      Look":        `errors.yaml:5:3: the file ends in a text of "lost" without a line break, and what comes behind it would give it one; end the last line`,
		"|+\n      Look\n\n\n": `errors.yaml:5:3: "lost" would not say the same any more; take "gone" out by hand`,
		"|\n      Look\n\n":    "",
		"|-\n      Look":       "",
		"Look":                 "",
	} {
		c, ds := spec.Parse("errors.yaml", []byte(head+text))
		if ds.HasErrors() {
			t.Fatal(ds)
		}
		got := ""
		if _, _, err := Retire(c, Retirement{Code: "gone"}); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s\nwant %s", text, got, want)
		}
		retireOnce(t, []byte(head+text))
	}
}

// FuzzRetire takes errors out of any catalogue.
func FuzzRetire(f *testing.F) {
	for _, data := range corpus(f) {
		f.Add(data)
	}
	f.Fuzz(retireOnce)
}
