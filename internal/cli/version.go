package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// languageVersions are the versions of the catalogue language that this errspec
// reads.
const languageVersions = "1"

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Version prints the version of errspec, and the versions of the catalogue
language that it reads.`,
		Example:               "  errspec version",
		Args:                  noArguments,
		ValidArgsFunction:     cobra.NoFileCompletions,
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(s.out, version())
			return wrapWrite(err)
		},
	}
}

// version is the version of the module that the command was built from, "(devel)"
// when it was built from a working tree.
func version() string {
	v := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		v = info.Main.Version
	}
	return fmt.Sprintf("errspec %s\ncatalogue language %s", v, languageVersions)
}

// modulePath is the path of the module that this command belongs to.
const modulePath = "github.com/errspec/errspec"
