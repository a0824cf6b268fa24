package oapicodegen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/util"
	_ "github.com/oapi-codegen/runtime" // the generated code imports it
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/errspec/errspec/internal/cli"
)

// full are the versions that documents write.
var full = map[string]string{"3.0": "3.0.4", "3.1": "3.1.1", "3.2": "3.2.0"}

// applied is the document of the API in ../testdata/parcels.txtar with all errors
// in it, as a file.
func applied(t *testing.T, version, codes string) string {
	t.Helper()
	a, err := txtar.ParseFile("../testdata/parcels.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		v := version
		if f.Name == "api.yaml" {
			v = full[version]
		}
		text := strings.NewReplacer("VERSION", v, "FORM", "components", "CODES", codes).Replace(string(f.Data))
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	result := filepath.Join(dir, "applied.yaml")
	if status := cli.Main([]string{"openapi", "apply", "--base", filepath.Join(dir, "api.yaml"), "-o", result, filepath.Join(dir, "errors.yaml")}, strings.NewReader(""), &out, &out); status != 0 {
		t.Fatalf("exit status %d:\n%s", status, out.Bytes())
	}
	return result
}

// program says for each answer to the operation printLabel what its type is.
const program = `package %[1]s

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/google/uuid"

	api "github.com/errspec/errspec/internal/conformance/oapicodegen/made/%[1]s/api"
)

var answers = []struct {
	status int
	body   string
}{
	{409, ` + "`" + `{"error":"parcel_already_sent","message":"m","details":{"left_at":"2027-01-31T12:00:00Z"},"request_id":null}` + "`" + `},
	{409, ` + "`" + `{"error":"parcel_locked","message":"m","details":{"by":"customs"},"request_id":"r1"}` + "`" + `},
	{409, ` + "`" + `{"error":"parcel_frozen","message":"m","details":null,"request_id":"r1"}` + "`" + `},
	{409, ` + "`" + `{"error":"parcel_burnt","message":"m","details":null,"request_id":"r1"}` + "`" + `},
	{404, ` + "`" + `{"error":"printer_not_found","message":"m","details":{"name":"p1"},"request_id":"r1"}` + "`" + `},
	{429, ` + "`" + `{"error":"rate_limited","message":"m","details":null,"request_id":"r1"}` + "`" + `},
}

func Run() {
	n := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answers[n].status)
		fmt.Fprint(w, answers[n].body)
	}))
	defer srv.Close()
	c, err := api.NewClientWithResponses(srv.URL)
	if err != nil {
		panic(err)
	}
	for ; n < len(answers); n++ {
		res, err := c.PrintLabelWithResponse(context.Background(), uuid.New())
		if err != nil {
			panic(err)
		}
%[2]s	}
}
`

const bodyOfClosed = `		var v any
		switch {
		case res.JSON409 != nil:
			v, err = res.JSON409.ValueByDiscriminator()
		case res.JSON404 != nil:
			v, err = res.JSON404.ValueByDiscriminator()
		case res.JSON429 != nil:
			v = *res.JSON429
		}
		switch e := v.(type) {
		case api.ParcelAlreadySentError:
			fmt.Println(e.Error, e.Details.LeftAt.Year())
		case api.ParcelLockedError:
			fmt.Println(e.Error, *e.Details.By, *e.RequestId)
		case api.ParcelFrozenError:
			fmt.Println(e.Error)
		case api.PrinterNotFoundError:
			fmt.Println(e.Error, e.Details.Name)
		case api.RateLimitedError:
			fmt.Println(e.Error, e.Error.Valid())
		default:
			fmt.Println(v, err != nil)
		}
`

const bodyOfOpen = `		switch {
		case res.JSON409 != nil:
			fmt.Println(res.JSON409.Error)
		case res.JSON404 != nil:
			fmt.Println(res.JSON404.Error)
		case res.JSON429 != nil:
			fmt.Println(res.JSON429.Error)
		}
`

func TestCodeTellsErrorsApart(t *testing.T) {
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	// The files are in this module for the go command alone, so that it has the
	// requirements of go.mod.
	temp := t.TempDir()
	replace := map[string]string{}
	put := func(name, text string) {
		at := filepath.Join(temp, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(here, filepath.FromSlash(name))] = at
	}
	var imports, calls, want strings.Builder
	for _, test := range []struct{ codes, body, want string }{
		{"closed", bodyOfClosed, "parcel_already_sent 2027\nparcel_locked customs r1\nparcel_frozen\n<nil> true\nprinter_not_found p1\nrate_limited true\n"},
		{"open", bodyOfOpen, "parcel_already_sent\nparcel_locked\nparcel_frozen\nparcel_burnt\nprinter_not_found\nrate_limited\n"},
	} {
		for _, version := range []string{"3.0", "3.1", "3.2"} {
			doc, err := util.LoadSwagger(applied(t, version, test.codes))
			if err != nil {
				t.Fatal(err)
			}
			made, err := codegen.Generate(doc, codegen.Configuration{
				PackageName:   "api",
				Generate:      codegen.GenerateOptions{Models: true, Client: true},
				OutputOptions: codegen.OutputOptions{SkipPrune: true}, // the open form has schemas that only programs refer to
			})
			if err != nil {
				t.Fatalf("%s, %s: %v", test.codes, version, err)
			}
			name := test.codes + version[2:]
			put("made/"+name+"/api/api.go", made)
			put("made/"+name+"/run.go", fmt.Sprintf(program, name, test.body))
			fmt.Fprintf(&imports, "\t\"github.com/errspec/errspec/internal/conformance/oapicodegen/made/%s\"\n", name)
			fmt.Fprintf(&calls, "\tfmt.Println(%q)\n\t%s.Run()\n", name, name)
			fmt.Fprintf(&want, "%s\n%s", name, test.want)
		}
	}
	put("made/main.go", "package main\n\nimport (\n\t\"fmt\"\n"+imports.String()+")\n\nfunc main() {\n"+calls.String()+"}\n")
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(at, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "run", "-overlay", at, "./made").CombinedOutput()
	if err != nil {
		t.Fatalf("go run: %v\n%s", err, out)
	}
	if string(out) != want.String() {
		t.Errorf("got\n%s\nwant\n%s", out, want.String())
	}
}
