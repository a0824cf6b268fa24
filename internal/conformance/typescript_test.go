package conformance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTypeScript compiles programs with the types that openapi-typescript makes of
// the applied document. The programs say by @ts-expect-error what may not compile.
func TestTypeScript(t *testing.T) {
	types, tsc := tool(t, "openapi-typescript"), tool(t, "tsc")
	dir := t.TempDir()
	compile := func(programs ...string) (string, error) {
		args := []string{"--strict", "--noEmit", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext", "--pretty", "false"}
		return run(t, dir, tsc, append(args, programs...)...)
	}
	var programs []string
	made := map[string]string{}
	for _, codes := range codeForms {
		for _, version := range versions {
			folder := codes + "-" + version
			at := filepath.Join(dir, folder)
			if err := os.Mkdir(at, 0o777); err != nil {
				t.Fatal(err)
			}
			put(t, at, "api.yaml", applied(t, version, codes))
			if out, err := run(t, at, types, "api.yaml", "--output", "api.d.ts"); err != nil {
				t.Fatalf("%s: %v:\n%s", folder, err, out)
			}
			made[codes] = string(workspace{t, at}.read("api.d.ts"))
			copyInto(t, at, "program.ts", "testdata/"+codes+".ts")
			programs = append(programs, folder+"/program.ts")
		}
	}
	if out, err := compile(programs...); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}

	// And types that tell less apart are found.
	for codes, change := range map[string][2]string{
		"closed": {`error: "parcel_locked";`, "error: string;"},
		"open":   {"ErrorCode: string;", `ErrorCode: "parcel_locked";`},
	} {
		loose := strings.Replace(made[codes], change[0], change[1], 1)
		if loose == made[codes] {
			t.Fatalf("nothing to change with %q", change)
		}
		put(t, filepath.Join(dir, codes+"-3.1"), "api.d.ts", []byte(loose))
	}
	out, err := compile(programs...)
	for _, codes := range codeForms {
		if err == nil || !strings.Contains(out, codes+"-3.1/program.ts(") || strings.Contains(out, codes+"-3.0") {
			t.Errorf("types of the %s form that tell nothing apart are not found: %v\n%s", codes, err, out)
		}
	}
}
