package generator

import (
	"fmt"
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/errspec/errspec/spec"
)

// Parameters that differ in anything at all are not alike.
func TestAlike(t *testing.T) {
	all := reflect.TypeFor[Param]()
	for i := range all.NumField() {
		var p, q Param
		f := reflect.ValueOf(&q).Elem().Field(i)
		switch f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int:
			f.SetInt(1)
		case reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		case reflect.Struct:
			f.Field(0).SetString("x")
		default:
			t.Fatalf("%s is of kind %s, which this test does not know", all.Field(i).Name, f.Kind())
		}
		if alike(&p, &q) || alike(&q, &p) {
			t.Errorf("parameters that differ in %s are alike", all.Field(i).Name)
		}
	}
	if p := (Param{Name: "id", In: InDetails}); !alike(&p, &Param{Name: "id", In: InDetails}) {
		t.Error("equal parameters are not alike")
	}
}

// Errors share parameters that are alike, and findings name the place at hand all the same.
func TestSharedParams(t *testing.T) {
	c, findings, err := spec.Load(fstest.MapFS{"errors.yaml": {Data: []byte(`errspec: 1
service: s
targets: [{kind: go-server, out: out}]
errors:
  one:
    status: 404
    message: One {item_id} {item_i_d}
    params:
      item_id: uuid
      item_i_d: uuid
  two:
    status: 404
    message: Two {item_id} {item_i_d}
    params:
      item_id: uuid
      item_i_d: uuid
  three:
    status: 404
    message: Three {item_id}
    params:
      item_id: {type: uuid, description: Another}
`)}}, "errors.yaml", spec.Options{})
	if err != nil || findings.HasErrors() {
		t.Fatalf("%v %v", err, findings)
	}
	p, findings := Build(c, Options{})
	if one, two, three := p.Errors[0].Params, p.Errors[1].Params, p.Errors[2].Params; one[0] != two[0] || one[1] != two[1] || one[0] == three[0] {
		t.Error("parameters are shared that differ, or not shared that are alike")
	}
	var got []string
	for _, d := range findings {
		got = append(got, fmt.Sprintf("%d %d %s", d.Pos.Line, d.Related[0].Pos.Line, d.Message))
	}
	want := []string{
		`10 9 parameter "item_i_d" becomes the Go name ItemID, as does parameter "item_id"; give one of them a "name"`,
		`16 15 parameter "item_i_d" becomes the Go name ItemID, as does parameter "item_id"; give one of them a "name"`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
