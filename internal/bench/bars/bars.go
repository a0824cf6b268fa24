// Package bars spells what errspec promises of a figure, and whether it holds.
package bars

import "fmt"

// Line is a promise, what was found, and the verdict, as an item of a Markdown list.
func Line(promise, found string, holds bool) string {
	verdict := "pass"
	if !holds {
		verdict = "**MISS**"
	}
	return fmt.Sprintf("- %s: %s, %s", promise, found, verdict)
}
