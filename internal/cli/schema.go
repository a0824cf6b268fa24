package cli

import (
	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates/jsonexport"
)

// schemaOf are the things that a schema is of.
var schemaOf = [...]string{"catalogue", "json"}

func newSchema(s streams) *cobra.Command {
	of := ""
	cmd := &cobra.Command{
		Use:   "schema [flags]",
		Short: "Print the JSON Schema of the catalogue language",
		Long: `Schema prints the JSON Schema (2020-12) of the catalogue language. An editor that
knows it completes keys and values. The first line of a catalogue says where it is:

  # yaml-language-server: $schema=./errspec.schema.json

With --of json it prints the schema of what a target of kind json writes.`,
		Example: `  errspec schema > errspec.schema.json
  errspec schema --of json`,
		Args:                  noArguments,
		ValidArgsFunction:     cobra.NoFileCompletions,
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("of", of, schemaOf[:]...); err != nil {
				return err
			}
			text := spec.JSONSchema()
			if of == "json" {
				text = jsonexport.Schema()
			}
			_, err := s.out.Write(text)
			return wrapWrite(err)
		},
	}
	cmd.Flags().StringVar(&of, "of", schemaOf[0], "of `WHAT`: catalogue, or json for the export")
	completeOneOf(cmd, "of", schemaOf[:]...)
	return cmd
}
