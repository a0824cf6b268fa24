package openapi

import (
	"strconv"

	"github.com/errspec/errspec/generator"
)

// The document is built as a JSON value, which keeps its order.

// object returns an object of names and values that follow each other.
func object(members ...any) *generator.Value {
	o := &generator.Value{Kind: generator.ObjectValue}
	for i := 0; i < len(members); i += 2 {
		set(o, members[i].(string), members[i+1].(*generator.Value))
	}
	return o
}

// add adds a member of a name that the object cannot have yet.
func add(o *generator.Value, name string, v *generator.Value) {
	o.Members = append(o.Members, generator.Member{Name: name, Value: v})
}

// set adds a member, unless the object has it already.
func set(o *generator.Value, name string, v *generator.Value) {
	if get(o, name) == nil {
		o.Members = append(o.Members, generator.Member{Name: name, Value: v})
	}
}

func get(o *generator.Value, name string) *generator.Value {
	for _, m := range o.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// extend adds "x-" members.
func extend(o *generator.Value, extensions []generator.Extension) {
	for _, x := range extensions {
		set(o, x.Key, x.Value)
	}
}

func list(items ...*generator.Value) *generator.Value {
	return &generator.Value{Kind: generator.ListValue, Items: items}
}

func texts(items []string) *generator.Value {
	l := list()
	for _, s := range items {
		l.Items = append(l.Items, text(s))
	}
	return l
}

func text(s string) *generator.Value {
	return &generator.Value{Kind: generator.TextValue, Text: s}
}

func integer(n int) *generator.Value {
	return &generator.Value{Kind: generator.NumberValue, Text: strconv.Itoa(n)}
}

func boolean(b bool) *generator.Value {
	return &generator.Value{Kind: generator.BoolValue, Text: strconv.FormatBool(b)}
}

func null() *generator.Value { return &generator.Value{Kind: generator.NullValue} }

func ref(kind, name string) *generator.Value {
	return object("$ref", text("#/components/"+kind+"/"+name))
}
