package spec

import (
	"bytes"
	"encoding/json"
)

// schema is a JSON object that keeps its order.
type schema []property

type property struct {
	name  string
	value any // what encoding/json can write; a schema for an object
}

// MarshalJSON writes the members in order.
func (s schema) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, m := range s {
		b.WriteByte("{,"[min(i, 1)])
		name, err := marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	if len(s) == 0 {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// schemas collects the definitions that schemas refer to.
type schemas struct {
	defs schema
	seen map[string]bool
}

// ref refers to a definition, which build gives the first time.
func (b *schemas) ref(name string, build func() schema) schema {
	if !b.seen[name] {
		b.seen[name] = true
		i := len(b.defs)
		b.defs = append(b.defs, property{name: name})
		b.defs[i].value = build()
	}
	return schema{{"$ref", "#/$defs/" + name}}
}

// describe puts what a key is for before its schema.
func (s schema) describe(summary string) schema {
	return append(schema{{"description", summary}}, s...)
}

// JSONSchema returns the JSON Schema (2020-12) of a catalogue, for editors. It is
// made from the tables that [Load] reads with, so that both know the same keys,
// forms and words. An included file has the schema under $defs/included.
//
// The bytes are the same at every call; they end in a line break.
func JSONSchema() []byte {
	b := &schemas{seen: make(map[string]bool)}
	root := catalogTable.body(b)
	includedTable.schema(b)
	s := schema{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", "https://github.com/errspec/errspec/schema/errspec.schema.json"},
		{"title", "errspec catalogue, version 1"},
	}
	s = append(s, root...)
	s = append(s, property{"$defs", b.defs})
	data, err := marshal(s)
	if err != nil {
		panic("spec: the JSON Schema cannot be written: " + err.Error())
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		panic("spec: the JSON Schema is not JSON: " + err.Error())
	}
	out.WriteByte('\n')
	return out.Bytes()
}
