package conformance

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates"
)

// A sent is what a client has received from a generated server.
type sent struct {
	Catalogue string
	Case      int
	Status    int
	Header    http.Header
	Body      []byte
}

const casesOfEach = 20 // random sets of parameters for each error

// sentProgram serves every case over HTTP, gets it, and prints what came.
const sentProgram = `package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"time"
%s)

var (
	_ = json.RawMessage(nil)
	_ time.Time
	_ = errors.New
)

func ptr[T any](v T) *T { return &v }

func get(catalogue string, handle func(func(http.ResponseWriter, *http.Request) error) http.Handler, header string, cases []func() error) {
	srv := httptest.NewServer(handle(func(_ http.ResponseWriter, r *http.Request) error {
		n, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil {
			panic(err)
		}
		return cases[n]()
	}))
	defer srv.Close()
	for n := range cases {
		req, err := http.NewRequest(http.MethodPost, srv.URL+"/"+strconv.Itoa(n), nil)
		if err != nil {
			panic(err)
		}
		if n%%2 == 0 {
			req.Header.Set(header, "req-"+strconv.Itoa(n))
		}
		res, err := srv.Client().Do(req)
		if err != nil {
			panic(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			panic(err)
		}
		res.Body.Close()
		if err := json.NewEncoder(os.Stdout).Encode(map[string]any{
			"Catalogue": catalogue, "Case": n, "Status": res.StatusCode, "Header": res.Header, "Body": body,
		}); err != nil {
			panic(err)
		}
	}
}

func main() {
%s}
`

// send generates a server for each plan, calls the constructor of every error with
// random parameters, and returns the error of each case by catalogue, and what
// was sent.
func send(t *testing.T, names []string, plans map[string]*generator.Plan) (map[string][]*generator.Error, []sent) {
	t.Helper()
	dir, err := filepath.Abs(".") // the files are in this module for the go command alone
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	replace := map[string]string{}
	put := func(name string, data []byte) {
		t.Helper()
		at := filepath.Join(temp, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(at, data, 0o666); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(dir, filepath.FromSlash(name))] = at
	}
	var imports, calls strings.Builder
	of := map[string][]*generator.Error{}
	for _, name := range names {
		p := plans[name]
		only := *p
		only.Targets = []*generator.Target{{Kind: generator.TargetGoServer, Out: "made/" + name, Source: "errors.yaml", Package: "made" + name}}
		files, err := templates.Render(&only)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			put(f.Path, f.Data)
		}
		fmt.Fprintf(&imports, "\n\tmade%s \"github.com/errspec/errspec/internal/conformance/made/%[1]s\"\n", name)
		fmt.Fprintf(&calls, "\tget(%q, made%s.Handler, %q, []func() error{\n", name, name, p.RequestIDHeader)
		add := func(e *generator.Error, expression string) {
			of[name] = append(of[name], e)
			fmt.Fprintf(&calls, "\t\tfunc() error { return %s },\n", expression)
		}
		r := &random{Rand: rand.New(rand.NewPCG(1, 2)), pkg: "made" + name}
		for _, e := range p.Errors {
			for i := range casesOfEach {
				answer := e
				if e.SentAs != nil {
					answer = e.SentAs
				}
				add(answer, r.call(e, i))
			}
		}
		// What no constructor made is the fallback.
		add(p.Fallback, `errors.New("connection refused")`)
		calls.WriteString("\t})\n")
	}
	put("made/main.go", fmt.Appendf(nil, sentProgram, imports.String(), calls.String()))
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(at, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "-overlay", at, "./made")
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("go run: %v\n%s", err, log.Bytes())
	}
	var all []sent
	for d := json.NewDecoder(&out); d.More(); {
		var s sent
		if err := d.Decode(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return of, all
}

// random makes Go expressions of values that the catalogue allows.
type random struct {
	*rand.Rand
	pkg string
}

// call returns a call of a constructor: the first with all parameters, the second
// with the required ones only, the others with some.
func (r *random) call(e *generator.Error, n int) string {
	var args []string
	for _, p := range e.Required() {
		args = append(args, r.value(p))
	}
	for _, p := range e.Optional() {
		if n == 0 || n > 1 && r.IntN(2) == 0 {
			args = append(args, fmt.Sprintf("%s.%s%s(%s)", r.pkg, e.Name.Go, p.Ident.Go, r.value(p)))
		}
	}
	return fmt.Sprintf("%s.%s(%s)", r.pkg, e.Name.Go, strings.Join(args, ", "))
}

func (r *random) value(p *generator.Param) string {
	if !p.List {
		return r.one(p)
	}
	items := make([]string, r.IntN(4))
	for i := range items {
		items[i] = r.one(p)
	}
	return "[]" + r.typ(p) + "{" + strings.Join(items, ", ") + "}"
}

// typ returns the Go type of a value, or of an item of a list.
func (r *random) typ(p *generator.Param) string {
	switch {
	case p.Type != nil && (p.Type.IsEnum() || p.Kind == generator.Object):
		return r.pkg + "." + p.Type.Ident.Go
	case p.Kind.IsText():
		return "string"
	}
	switch p.Kind {
	case generator.Integer:
		return "int64"
	case generator.Float:
		return "float64"
	case generator.Boolean:
		return "bool"
	case generator.DateTime:
		return "time.Time"
	case generator.Duration:
		return "time.Duration"
	default:
		return "json.RawMessage"
	}
}

// texts are hard to write into JSON.
var texts = []string{
	"", "a", `"quoted" \ and /`, "line\nbreak\tand\r\x00\x1b", "<script>&amp;</script>", "\u2028\u2029\u202e", "日本 🙂", "\xff\xfe", "%s {id} {{x}} $code",
	"2024-01-01", "null", " ",
}

func (r *random) one(p *generator.Param) string {
	var from generator.Type
	if p.Type != nil {
		from = *p.Type
	}
	switch {
	case from.IsEnum():
		return fmt.Sprintf("%s(%q)", r.typ(p), from.Enum[r.IntN(len(from.Enum))].Value)
	case p.Kind == generator.Object:
		var fields []string
		for _, f := range from.Fields {
			v := r.value(f)
			switch {
			case !f.Optional, f.List:
			case f.Kind == generator.Object && r.IntN(3) > 0, r.IntN(2) == 0:
				continue
			case f.Kind != generator.JSON:
				v = "ptr[" + r.typ(f) + "](" + v + ")"
			}
			fields = append(fields, f.Ident.Go+": "+v)
		}
		return r.typ(p) + "{" + strings.Join(fields, ", ") + "}"
	}
	low, high := limit(p.Min, from.Min, math.Inf(-1)), limit(p.Max, from.Max, math.Inf(1))
	switch p.Kind {
	case generator.String:
		if cmp.Or(p.Pattern, from.Pattern) != "" {
			return strconv.Quote(cmp.Or(p.Example, from.Example).Text)
		}
		s := texts[r.IntN(len(texts))]
		if most := cmp.Or(p.MaxLength, from.MaxLength); most > 0 {
			if r.IntN(2) == 0 {
				s = strings.Repeat("é", most)
			}
			s = string([]rune(s)[:min(most, len([]rune(s)))])
		}
		return strconv.Quote(s)
	case generator.UUID:
		return fmt.Sprintf(`"%08x-%04x-4%03x-a%03x-%012x"`, r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Uint64()>>16)
	case generator.URI:
		return fmt.Sprintf("%q", "https://example.com/"+strconv.Itoa(r.Int())+"?q=a%20b#c")
	case generator.Email:
		return fmt.Sprintf("%q", "user"+strconv.Itoa(r.Int())+"@example.com")
	case generator.Date:
		return `"` + r.time().Format(time.DateOnly) + `"`
	case generator.Integer:
		if r.IntN(3) == 0 { // at the limits
			return strconv.FormatInt(int64([]float64{max(low, -1<<53), min(high, 1<<53)}[r.IntN(2)]), 10)
		}
		low, high = math.Ceil(max(low, -1000)), math.Floor(min(high, max(low, -1000)+2000))
		return strconv.FormatInt(int64(low)+r.Int64N(int64(high-low)+1), 10)
	case generator.Float:
		low = max(low, -1000)
		return strconv.FormatFloat(low+r.Float64()*(min(high, low+2000)-low), 'g', -1, 64)
	case generator.Boolean:
		return strconv.FormatBool(r.IntN(2) == 0)
	case generator.DateTime:
		at := r.time()
		return fmt.Sprintf("time.Unix(%d, %d).In(time.FixedZone(%q, %d))", at.Unix(), at.Nanosecond(), "X", 60*(r.IntN(24*60)-12*60))
	case generator.Duration:
		return fmt.Sprintf("%d * time.Millisecond", r.Int64N(int64(1000*(min(high, 1e6)-max(low, 0)))+1)+int64(1000*max(low, 0)))
	default:
		return "json.RawMessage(" + strconv.Quote([]string{`{"a": [1, null, "\u2028"]}`, "null", "[]", "-1.5e3", `"text"`, "true", "not JSON"}[r.IntN(7)]) + ")"
	}
}

func (r *random) time() time.Time {
	return time.Unix(r.Int64N(4_000_000_000), r.Int64N(2)*r.Int64N(1_000_000_000)).UTC()
}

func limit(own, typ string, none float64) float64 {
	v, err := strconv.ParseFloat(cmp.Or(own, typ), 64)
	if err != nil {
		return none
	}
	return v
}

// An exchange is what generated servers have sent.
type exchange struct {
	names []string // of catalogues
	plans map[string]*generator.Plan
	of    map[string][]*generator.Error // the error of each case
	all   []sent
}

var served *exchange

// serve runs the servers, once for all tests.
func serve(t *testing.T) *exchange {
	t.Helper()
	if served != nil {
		return served
	}
	x := &exchange{plans: map[string]*generator.Plan{}}
	own, _, _ := bytes.Cut(parcels(t, "3.1", "components", "closed").read("errors.yaml"), []byte("targets:"))
	for _, c := range append(catalogues(t, "openapi"), catalogue{"parcels", own}) {
		x.names = append(x.names, c.name)
		x.plans[c.name] = c.plan(t)
	}
	x.of, x.all = send(t, x.names, x.plans)
	served = x
	return x
}

// allowNull corrects how kin-openapi reads a schema of OpenAPI 3.0 without a type:
// as everything but null. The default of nullable, says OpenAPI 3.0.4, leaves the
// type as it is, and where there is none, null is a value like any other.
func allowNull(s *openapi3.Schema) {
	if s == nil || s.Nullable {
		return
	}
	s.Nullable = s.Type == nil && s.OneOf == nil && s.AnyOf == nil && s.AllOf == nil && s.Enum == nil
	for _, p := range s.Properties {
		allowNull(p.Value)
	}
	if s.Items != nil {
		allowNull(s.Items.Value)
	}
}

// TestServedBodiesFit holds every answer that a generated server sends against the
// response of its status, in every version and form of the document.
func TestServedBodiesFit(t *testing.T) {
	openapi3filter.RegisterBodyDecoder("application/vnd.api+json", openapi3filter.JSONBodyDecoder)
	served := serve(t)
	names, plans, of, all := served.names, served.plans, served.of, served.all
	count := 0
	for _, errors := range of {
		count += len(errors)
	}
	if len(all) != count || count < 1000 {
		t.Fatalf("%d answers to %d cases", len(all), count)
	}
	for _, name := range names {
		for _, version := range versions {
			for _, codes := range codeForms {
				t.Run(name+"-"+version+"-"+codes, func(t *testing.T) {
					doc := load(t, documentOf(t, plans[name], version, codes))
					for _, s := range doc.Components.Schemas {
						allowNull(s.Value)
					}
					for _, s := range all {
						if s.Catalogue != name {
							continue
						}
						e := of[name][s.Case]
						switch {
						case s.Status != e.Status.Code:
							t.Errorf("%s is sent with %d", e.Key, s.Status)
						case len(s.Body) == 0 && e.Form.Empty:
						default:
							if err := validate(t, doc, s.Status, s.Header, s.Body); err != nil {
								t.Errorf("an answer of %s: %v\n%s", e.Key, err, s.Body)
							}
						}
					}
				})
			}
		}
	}
}

// TestServedBodiesFitTheirOperation serves every error of an operation, and holds
// the answer against the operation's own response of that status, in the document
// that the errors are put into. An error that the operation does not have does not
// fit.
func TestServedBodiesFitTheirOperation(t *testing.T) {
	s := serve(t)
	of, all := s.of["parcels"], s.all
	has := map[string][]string{
		"GET /parcels/{parcel_id}":        {"missing_api_key", "expired_api_key", "bad_request", "parcel_not_found", "rate_limited", "internal_error"},
		"POST /parcels/{parcel_id}/label": nil, // all
	}
	for _, version := range versions {
		for _, codes := range codeForms {
			for form, data := range map[string][]byte{"applied": applied(t, version, codes), "paths": generated(t, version, "paths", codes)} {
				t.Run(version+"-"+codes+"-"+form, func(t *testing.T) {
					doc := load(t, data)
					for name, errors := range has {
						method, path, _ := strings.Cut(name, " ")
						item := doc.Paths.Value(path)
						route := &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: item.GetOperation(method)}
						for _, s := range all {
							if s.Catalogue != "parcels" {
								continue
							}
							e := of[s.Case]
							fits := errors == nil || slices.Contains(errors, e.Key)
							if !fits && codes == "open" && route.Operation.Responses.Status(s.Status) != nil {
								continue // any code fits
							}
							err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
								RequestValidationInput: &openapi3filter.RequestValidationInput{Request: httptest.NewRequest(method, "/", nil), Route: route},
								Status:                 s.Status, Header: s.Header, Body: io.NopCloser(bytes.NewReader(s.Body)),
								Options: &openapi3filter.Options{IncludeResponseStatus: true},
							})
							if fits != (err == nil) {
								t.Errorf("%s: %s: %v\n%s", name, e.Key, err, s.Body)
							}
						}
					}
				})
			}
		}
	}
}
