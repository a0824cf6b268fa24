package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// goCommand runs the go command in a folder, without a network and with the
// environment given on top.
func goCommand(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off", "GOTOOLCHAIN=local")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// moduleRoot is the folder of this module.
func moduleRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return root
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// In a new module two commands give code that builds.
func TestInitGenerateBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command and what it writes")
	}
	bin := filepath.Join(t.TempDir(), "errspec.exe")
	goCommand(t, moduleRoot(t), []string{"GOFLAGS=-buildvcs=false"}, "build", "-o", bin, ".")
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/shop\n\ngo 1.26\n")
	for _, command := range []string{"init", "generate"} {
		cmd := exec.Command(bin, command)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("errspec %s: %v\n%s", command, err, out)
		}
	}
	goCommand(t, dir, nil, "build", "./...")
	goCommand(t, dir, nil, "vet", "./...")
	packages := goCommand(t, dir, nil, "list", "./...")
	for _, want := range []string{"example.com/shop\n", "example.com/shop/output/server\n", "example.com/shop/output/client\n"} {
		if !strings.Contains(packages, want) {
			t.Errorf("no package %sin\n%s", want, packages)
		}
	}
}

// A service that has errspec as a tool of its module needs no more than plain
// "go generate ./...".
func TestGoGenerate(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command and what it writes")
	}
	dir, root := t.TempDir(), moduleRoot(t)
	writeFile(t, filepath.Join(dir, "go.mod"), fmt.Sprintf(
		"module example.com/service\n\ngo 1.26\n\ntool %s\n\nrequire %[1]s v0.0.0\n\nreplace %[1]s => %s\n", modulePath, root))
	// What "go mod tidy" would do, with nothing but the modules that are here.
	goCommand(t, dir, []string{"GOFLAGS=-mod=mod"}, "list", "-deps", modulePath)

	goCommand(t, dir, nil, "tool", "errspec", "init")
	generate, err := os.ReadFile(filepath.Join(dir, "generate.go"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(generate), "\n//go:generate go tool errspec generate\n") {
		t.Fatalf("generate.go holds\n%s", generate)
	}
	goCommand(t, dir, nil, "generate", "./...")
	for _, name := range []string{"output/server/errors_gen.go", "output/client/errors_gen.go", "output/openapi.yaml", "output/errors.md"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	goCommand(t, dir, nil, "build", "./...")
	goCommand(t, dir, nil, "tool", "errspec", "generate", "--check")
	goCommand(t, dir, nil, "generate", "./...")
}
