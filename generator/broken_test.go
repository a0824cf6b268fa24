package generator

import (
	"os"
	"strings"
	"testing"

	"github.com/errspec/errspec/spec"
)

// Names are reported together with everything else, whatever that is.
func TestCheckNames(t *testing.T) {
	const names = `errspec: 1
service: shop
types:
  Loop: {fields: {again: Loop, "a_b": string, "a__b": string}}
  Empty: {fields: {}}
  Colour: {type: string, enum: [red, Red]}
errors:
  item_url:
    status: 404
    message: A {nothing}
    params: {loop: Loop, x: {type: string, enum: [a, a]}, y: Unknown, z: Empty, c: Colour}
    foo: bar
  item__url:
    status: 999
    message: A
    name: not a name
  "":
    status: 404
  hidden:
    status: 404
    message: B
    internal: nobody
`
	c, findings := spec.Parse("shop.yaml", []byte(names))
	if !findings.HasErrors() {
		t.Fatal("the catalogue should have errors")
	}
	var got []string
	for _, d := range CheckNames(c, Options{}) {
		got = append(got, d.String())
	}
	for _, want := range []string{
		`item__url" becomes the Go name`, `item__url" becomes the anchor`, `Red" becomes the Go name`,
	} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("no finding says %s", want)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
}

// Every line of the reference catalogue is left out in turn. What remains has
// errors or not, and never makes CheckNames panic or find what Build does not.
func TestCheckNamesOfDamaged(t *testing.T) {
	data, err := os.ReadFile("../spec/inbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	for i := range lines {
		damaged := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		c, _ := spec.Parse("inbox.yaml", []byte(damaged))
		for _, d := range CheckNames(c, Options{}) {
			t.Errorf("without line %d: %s", i+1, d)
		}
	}
}
