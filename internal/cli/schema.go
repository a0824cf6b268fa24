package cli

import (
	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
)

func newSchema(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the catalogue language",
		Long: `Schema prints the JSON Schema (2020-12) of the catalogue language. An editor that
knows it completes keys and values. The first line of a catalogue says where it is:

  # yaml-language-server: $schema=./errspec.schema.json`,
		Example:               "  errspec schema > errspec.schema.json",
		Args:                  noArguments,
		ValidArgsFunction:     cobra.NoFileCompletions,
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			_, err := s.out.Write(spec.JSONSchema())
			return wrapWrite(err)
		},
	}
}
