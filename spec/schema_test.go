package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

func compileSchema(t *testing.T) (root, included *jsonschema.Schema) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	const id = "https://github.com/errspec/errspec/schema/errspec.schema.json"
	c := jsonschema.NewCompiler()
	if err := c.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	if root, err = c.Compile(id); err != nil {
		t.Fatal(err)
	}
	if included, err = c.Compile(id + "#/$defs/included"); err != nil {
		t.Fatal(err)
	}
	return root, included
}

// instance is a catalogue as an editor shows it to a JSON Schema.
func instance(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	var plain func(v any) any
	plain = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			m := map[string]any{}
			for k, x := range v {
				m[k] = plain(x)
			}
			return m
		case map[any]any:
			m := map[string]any{}
			for k, x := range v {
				m[fmt.Sprint(k)] = plain(x)
			}
			return m
		case []any:
			list := make([]any, len(v))
			for i, x := range v {
				list[i] = plain(x)
			}
			return list
		}
		return v
	}
	j, err := json.Marshal(plain(v))
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The JSON Schema and the reader take the same catalogues and refuse the same
// ones. testdata/schema has them: the files of good.txtar are taken, those of
// bad.txtar, each with one mistake in its structure, refused.
func TestSchemaAgreesWithReader(t *testing.T) {
	schema, _ := compileSchema(t)
	for _, kind := range []string{"good", "bad"} {
		a, err := txtar.ParseFile("testdata/schema/" + kind + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Files) == 0 {
			t.Fatalf("no files in %s.txtar", kind)
		}
		for _, f := range a.Files {
			t.Run(kind+"/"+f.Name, func(t *testing.T) {
				data := f.Data
				if !bytes.Contains(data, []byte("errspec:")) {
					data = append([]byte("errspec: 1\nservice: shop\n"), data...)
				}
				_, ds := Parse("errors.yaml", data)
				invalid := schema.Validate(instance(t, data))
				if good := kind == "good"; good != (invalid == nil) || good == ds.HasErrors() {
					t.Errorf("%s\nschema: %v\nreader:\n%s", data, invalid, report(ds))
				}
			})
		}
	}
}

func TestSchemaTakesInbox(t *testing.T) {
	schema, included := compileSchema(t)
	data, err := os.ReadFile("inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(instance(t, data)); err != nil {
		t.Error(err)
	}
	if err := included.Validate(instance(t, data)); err == nil {
		t.Error("an included file may have keys of a catalogue")
	}
	part := []byte("errspec: 1\nerrors:\n  a: {status: 404, message: A}\n")
	if err := included.Validate(instance(t, part)); err != nil {
		t.Error(err)
	}
}

// Every key of every table is in the JSON Schema, with what it is for, and the
// schema has no other keys.
func TestSchemaHasEveryKey(t *testing.T) {
	var doc struct {
		schemaObject
		Defs map[string]schemaObject `json:"$defs"`
	}
	if err := json.Unmarshal(JSONSchema(), &doc); err != nil {
		t.Fatal(err)
	}
	compare := func(def string, got schemaObject, names, required []string) {
		delete(doc.Defs, def)
		var have []string
		for name, p := range got.Properties {
			have = append(have, name)
			if p.Description == "" {
				t.Errorf("%s: key %s has no description", def, name)
			}
		}
		slices.Sort(have)
		slices.Sort(names)
		slices.Sort(required)
		slices.Sort(got.Required)
		if !slices.Equal(have, names) {
			t.Errorf("%s has the keys %v, want %v", def, have, names)
		}
		if !slices.Equal(got.Required, required) {
			t.Errorf("%s requires %v, want %v", def, got.Required, required)
		}
		if got.Additional == nil || *got.Additional {
			t.Errorf("%s takes other keys", def)
		}
		if _, ok := got.Patterns["^x-"]; !ok {
			t.Errorf("%s takes no x- keys", def)
		}
	}
	table := func(def string, names, required []string) { compare(def, doc.Defs[def], names, required) }

	compare("", doc.schemaObject, catalogTable.names(), requiredNames(catalogTable))
	table("included", includedTable.names(), requiredNames(includedTable))
	table("wire", wireTable.names(), requiredNames(wireTable))
	table("status", statusTable.names(), requiredNames(statusTable))
	table("defaults", defaultsTable.names(), requiredNames(defaultsTable))
	table("type", typeTable.names(), requiredNames(typeTable))
	table("scalar_type", scalarTable.names(), requiredNames(scalarTable))
	table("group", groupTable.names(), requiredNames(groupTable))
	table("retired", retiredTable.names(), requiredNames(retiredTable))
	table("lint", lintTable.names(), requiredNames(lintTable))
	table("error", errorTable.names(), requiredNames(errorTable))
	table("deprecated", deprecatedTable.names(), requiredNames(deprecatedTable))
	table("example", exampleTable.names(), requiredNames(exampleTable))
	table("param", paramTable.names(), requiredNames(paramTable))
	table("enum_value", enumTable.names(), requiredNames(enumTable))
	for _, k := range targetWords {
		o := targetTables[k.name]
		table(o.def, o.names(), requiredNames(o))
	}
	for def := range doc.Defs {
		t.Errorf("no table is compared with $defs/%s", def)
	}
}

type schemaObject struct {
	Properties map[string]struct{ Description string }
	Patterns   map[string]any `json:"patternProperties"`
	Additional *bool          `json:"additionalProperties"`
	Required   []string
}

func requiredNames[T any](o *object[T]) []string {
	var list []string
	for _, k := range o.keys {
		if k.required {
			list = append(list, k.name)
		}
	}
	return list
}

func TestSchemaText(t *testing.T) {
	a := JSONSchema()
	if !bytes.Equal(a, JSONSchema()) {
		t.Error("two calls give different bytes")
	}
	if !bytes.HasPrefix(a, []byte("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"$id\": \"https://github.com/errspec/errspec/schema/errspec.schema.json\",\n")) || !bytes.HasSuffix(a, []byte("}\n")) {
		t.Errorf("unexpected form: %.200s", a)
	}
	if strings.Contains(string(a), `\u00`) {
		t.Error("HTML escapes in the schema")
	}
}

// Kinds of targets and words of code case stand in two tables, each for its own
// purpose; they are the same.
func TestWordsAgree(t *testing.T) {
	var kinds []string
	for _, w := range targetWords {
		kinds = append(kinds, w.name)
	}
	if !slices.Equal(kinds, targetKinds) {
		t.Errorf("kinds of targets: %v and %v", kinds, targetKinds)
	}
	for _, r := range absenceRules {
		if _, ok := ruleByID(r); !ok {
			t.Errorf("no rule is called %q", r)
		}
	}
}
