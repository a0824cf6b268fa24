package generator

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/errspec/errspec/spec"
)

// Which errors a target puts on which operations, with a base and without.
func TestTargetOperations(t *testing.T) {
	const catalogue = `errspec: 1
service: shop
errors:
  named: {status: 410, message: A, operations: [PUT /things, listThings]}
  both: {status: 410, message: B, operations: [GET /things, "DELETE /far/{id}"]}
  chosen: {status: 404, message: C, operations: [GET *]}
  everywhere: {status: 403, message: D, operations: all}
  nowhere: {status: 403, message: E}
  hidden: {status: 409, retry: never, message: F, operations: all, internal: true}
targets:
  - {kind: openapi, out: a.yaml, base: api.yaml, form: overlay}
  - {kind: openapi, out: b.yaml, base: admin.yaml, form: paths}
  - {kind: openapi, out: c.yaml}
  - {kind: markdown, out: d.md}
`
	files := fstest.MapFS{
		"api/errors.yaml": {Data: []byte(catalogue)},
		"api/api.yaml": {Data: []byte("openapi: 3.0.3\npaths:\n  /things: {get: {operationId: listThings}, put: {}}\n" +
			"  /far/{id}: {$ref: far.yaml}\n  /none: {post: {}}\n")},
		"api/admin.yaml": {Data: []byte("openapi: 3.1.0\npaths: {/admin: {get: {}}}\n")},
	}
	c, ds, err := spec.Load(files, "api/errors.yaml", spec.Options{})
	if err != nil || ds.HasErrors() {
		t.Fatal(err, ds)
	}
	p, more := Build(c, Options{})
	if more.HasErrors() {
		t.Fatal(more)
	}
	for i, want := range []string{
		"3.0 overlay api/api.yaml: GET /things listThings [named both chosen everywhere internal_error]; " +
			"PUT /things  [named everywhere internal_error]; POST /none  [everywhere internal_error]; DELETE /far/{id}  [both everywhere internal_error]",
		"3.1 paths api/admin.yaml: GET /admin  [chosen everywhere internal_error]",
		// Without a base: what is named in full, and by a pattern of the others.
		"3.1 components : PUT /things  [named everywhere internal_error]; GET /things  [both chosen everywhere internal_error]; " +
			"DELETE /far/{id}  [both everywhere internal_error]; GET /admin  [chosen everywhere internal_error]",
		"  : ",
	} {
		x := p.Targets[i]
		var got []string
		for _, o := range x.Operations {
			var keys []string
			for _, e := range o.Errors {
				keys = append(keys, e.Key)
			}
			got = append(got, fmt.Sprintf("%s %s %s %v", o.Method, o.Path, o.ID, keys))
		}
		if text := fmt.Sprintf("%s %s %s: %s", x.OpenAPI, x.Form, x.Base, strings.Join(got, "; ")); text != want {
			t.Errorf("target %d is\n%s\nwant\n%s", i, text, want)
		}
	}
	if string(p.Targets[0].BaseData) != string(files["api/api.yaml"].Data) || p.Targets[2].BaseData != nil {
		t.Error("the base is not what is in the file")
	}
}
