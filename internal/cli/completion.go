package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/spec"
)

var shells = [...]string{"bash", "zsh", "fish", "powershell"}

func newCompletion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes commands in a shell",
		Long: `Completion prints a script that makes a shell complete commands, flags, codes,
targets and rules. SHELL is bash, zsh, fish or powershell.`,
		Example: `  source <(errspec completion bash)
  errspec completion zsh > "${fpath[1]}/_errspec"
  errspec completion fish > ~/.config/fish/completions/errspec.fish`,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     cobra.FixedCompletions(shells[:], cobra.ShellCompDirectiveNoFileComp),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s takes one shell: %s", cmd.Name(), joinOr(shells[:]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return wrapWrite(root.GenBashCompletionV2(s.out, true))
			case "zsh":
				return wrapWrite(root.GenZshCompletion(s.out))
			case "fish":
				return wrapWrite(root.GenFishCompletion(s.out, true))
			case "powershell":
				return wrapWrite(root.GenPowerShellCompletionWithDesc(s.out))
			}
			e := usagef("there is no completion for %q, only for %s", args[0], joinOr(shells[:]))
			if near := spec.Nearest(args[0], shells[:]); near != "" {
				return e.withHint("did you mean \"errspec completion %s\"?", near)
			}
			return e
		},
	}
}

func joinWords(words []string) string { return strings.Join(words, ", ") }
