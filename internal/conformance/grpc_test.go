package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates"
)

const grpcCatalogue = `errspec: 1
service: shop
errors:
  order_gone:
    status: 410
    message: Order {id} is gone
    params: {id: string, secret: {type: string, sensitive: true}}
  order_of_other:
    status: 403
    message: Order {id} is one of {owner}
    internal: order_gone
    params: {id: string, secret: {type: string, sensitive: true}, owner: {type: string, in: log}}
  slow_down: {status: 429, retry: always, grpc: UNAVAILABLE, message: Slow down}
  took_too_long: {status: 504, message: Took too long}
targets:
  - {kind: go-server, out: made/apierror, package: apierror, grpc: true}
`

// The program prints a line for each error: what gRPC makes of it.
const grpcProgram = `package main

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc/status"

	"github.com/errspec/errspec/internal/conformance/made/apierror"
)

func show(s *status.Status, ok bool) { fmt.Printf("%d %v %d %q\n", s.Code(), ok, len(s.Details()), s.Message()) }

func main() {
	gone := apierror.OrderGone("1", "secret-1").WithCause(errors.New("cause-1"))
	other := apierror.OrderOfOther("2", "secret-2", "owner-2").WithCause(errors.New("cause-2"))
	show(status.FromError(gone))
	show(status.Convert(apierror.SlowDown()), true)
	show(status.FromError(other))
	show(status.FromError((*apierror.Error)(nil)))
	for _, err := range []error{
		nil,
		gone,
		fmt.Errorf("wrapped-1: %w", gone),
		fmt.Errorf("wrapped-2: %w", other),
		errors.Join(errors.New("first"), other),
		errors.New("pq: host=10.0.0.5"),
		context.DeadlineExceeded,
		apierror.ErrOrderGone,
	} {
		show(status.FromError(apierror.GRPCStatus(err).Err()))
	}
}
`

// TestGRPC compiles the package of a target with "grpc: true" against the real
// module of gRPC, and compares the statuses that it makes.
func TestGRPC(t *testing.T) {
	p := catalogue{"shop", []byte(grpcCatalogue)}.plan(t)
	files, err := templates.Render(p)
	if err != nil {
		t.Fatal(err)
	}
	// The files are in this module for the go command alone, so that it has the
	// requirements of go.mod.
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	replace := map[string]string{}
	add := func(name string, data []byte) {
		t.Helper()
		at := filepath.Join(temp, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(at, data, 0o666); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(dir, filepath.FromSlash(name))] = at
	}
	imports := map[string]bool{}
	for _, f := range files {
		name := strings.TrimPrefix(f.Path, "spec/")
		add(name, f.Data)
		if strings.Contains(string(f.Data), `"google.golang.org/`) {
			imports[filepath.Base(name)] = true
		}
	}
	if len(imports) != 1 || !imports["grpc_gen.go"] {
		t.Errorf("gRPC is imported by %v", imports)
	}
	add("made/main.go", []byte(grpcProgram))
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
	line := func(s *status.Status) string {
		return fmt.Sprintf("%d true %d %q", s.Code(), len(s.Details()), s.Message())
	}
	gone := line(status.New(codes.NotFound, "Order 1 is gone"))
	other := line(status.New(codes.NotFound, "Order 2 is gone"))
	masked := line(status.New(codes.Internal, "Internal server error"))
	want := []string{
		gone, line(status.New(codes.Unavailable, "Slow down")), other, masked,
		line(nil), gone, gone, other, other, masked, line(status.New(codes.DeadlineExceeded, "Took too long")), masked,
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestGRPCNames keeps the names of the file for gRPC free, and only where there
// is one.
func TestGRPCNames(t *testing.T) {
	for key, refused := range map[string]bool{"": false, ", grpc: false": false, ", grpc: true": true} {
		c, ds := spec.Parse("errors.yaml", []byte("errspec: 1\nservice: shop\nerrors:\n  grpc_status: {status: 404, message: Gone}\ntargets:\n  - {kind: go-server, out: a"+key+"}\n"))
		if len(ds) > 0 {
			t.Fatal(ds)
		}
		_, ds = generator.Build(c, generator.Options{})
		if refused != (len(ds) == 1) || refused && !strings.Contains(ds[0].Message, "GRPCStatus") {
			t.Errorf("%q: findings %v", key, ds)
		}
	}
}
