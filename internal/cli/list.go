package cli

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/spec"
	"github.com/errspec/errspec/templates/prose"
)

var (
	listFormats  = [...]string{"text", "json", "csv", "markdown"}
	retryClasses = [...]string{string(spec.RetryNever), string(spec.RetryIdempotent), string(spec.RetryAlways)}
)

type listOptions struct {
	catalogue  []string // none or one
	statuses   []string
	groups     []string
	operations []string
	retries    []string
	search     string
	format     string
}

func newList(s streams) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use:   "list [flags] [catalogue]",
		Short: "Show the errors as a table",
		Long: `List shows the errors of a catalogue as a table, in the order of the
documentation. Flags choose among them: of several values of one flag one has to
fit, of several flags all.`,
		Example: `  errspec list
  errspec list --status 404 --status 5xx
  errspec list --operation "POST /v1/inboxes"
  errspec list --search quota --format csv`,
		Args:                  oneCatalogue(),
		ValidArgsFunction:     completeCatalogue(0),
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			o.catalogue = args
			return runList(s, o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.statuses, "status", nil, "only errors with this `STATUS`: 404, or 4xx; may be given again")
	f.StringArrayVar(&o.groups, "group", nil, "only errors of this `GROUP`; may be given again")
	f.StringArrayVar(&o.operations, "operation", nil, "only errors that this `OPERATION` can answer with: an operationId, or a method and a path; may be given again")
	f.StringArrayVar(&o.retries, "retry", nil, "only errors of this retry `CLASS`: never, idempotent or always; may be given again")
	f.StringVar(&o.search, "search", "", "only errors that have all these `WORDS` in their texts, in any case")
	f.StringVar(&o.format, "format", "text", "`FORMAT` of the table: text, json, csv or markdown")
	completeOneOf(cmd, "retry", retryClasses[:]...)
	completeOneOf(cmd, "format", listFormats[:]...)
	completeFrom(cmd, "status", statusWords)
	completeFrom(cmd, "group", groupWords)
	completeFrom(cmd, "operation", operationWords)
	return cmd
}

func statusWords(c *spec.Catalog) []string {
	var words []string
	for _, e := range c.Errors {
		words = append(words, strconv.Itoa(e.Status.Value))
	}
	slices.Sort(words)
	return words
}

func groupWords(c *spec.Catalog) []string {
	var words []string
	for _, g := range c.Groups {
		words = append(words, g.ID.Value)
	}
	return words
}

func operationWords(c *spec.Catalog) []string {
	var words []string
	for _, e := range c.Errors {
		for _, o := range e.Operations.Resolved {
			words = append(words, o.String())
		}
	}
	return words
}

func runList(s streams, o listOptions) error {
	if err := o.usage(); err != nil {
		return err
	}
	l, err := load(o.catalogue, spec.Options{AllowOutside: true})
	if err != nil {
		return err
	}
	plan, err := l.mustPlan(s)
	if err != nil {
		return err
	}
	if err := o.known(l); err != nil {
		return err
	}
	var rows []row
	for _, e := range plan.Errors {
		if o.chooses(e) {
			rows = append(rows, rowOf(e))
		}
	}
	switch o.format {
	case "json":
		err = writeJSON(s.out, struct {
			Errors []row `json:"errors"`
		}{append([]row{}, rows...)})
	case "csv":
		err = listCSV(s, rows)
	case "markdown":
		err = listMarkdown(s, rows)
	default:
		err = listText(s, rows)
	}
	return wrapWrite(err)
}

func (o listOptions) usage() error {
	for _, status := range o.statuses {
		class, isClass := strings.CutSuffix(strings.ToLower(status), "xx")
		n, err := strconv.Atoi(strings.TrimSuffix(status, "xx"))
		if isClass && (class == "4" || class == "5") || err == nil && n >= 400 && n <= 599 {
			continue
		}
		return usagef("--status %q is no error status; it is a number from 400 to 599, 4xx or 5xx", status)
	}
	for _, retry := range o.retries {
		if err := oneOf("retry", retry, retryClasses[:]...); err != nil {
			return err
		}
	}
	return oneOf("format", o.format, listFormats[:]...)
}

// known makes sure that groups and operations are those of the catalogue: an
// empty table would not tell a typing mistake from a good answer.
func (o listOptions) known(l *loaded) error {
	for _, flag := range []struct {
		name          string
		given, exists []string
	}{{"group", o.groups, groupWords(l.catalog)}, {"operation", o.operations, operationWords(l.catalog)}} {
		for _, word := range flag.given {
			if slices.Contains(flag.exists, word) {
				continue
			}
			e := usagef("%s has no %s %q", l.typed, flag.name, word)
			if near := spec.Nearest(word, flag.exists); near != "" {
				return e.withHint("did you mean --%s %q?", flag.name, near)
			}
			return e
		}
	}
	return nil
}

// chooses reports whether an error fits all flags.
func (o listOptions) chooses(e *generator.Error) bool {
	status := strconv.Itoa(e.Status.Code)
	anyOf := func(given []string, fits func(string) bool) bool {
		return len(given) == 0 || slices.ContainsFunc(given, fits)
	}
	return anyOf(o.statuses, func(s string) bool { return s == status || strings.EqualFold(s, status[:1]+"xx") }) &&
		anyOf(o.groups, func(g string) bool { return e.Group != nil && e.Group.ID == g }) &&
		anyOf(o.retries, func(r string) bool { return e.Retry == r }) &&
		anyOf(o.operations, func(op string) bool {
			return e.Operations.All || slices.ContainsFunc(e.Operations.List, func(known generator.Operation) bool { return known.String() == op })
		}) && o.finds(e)
}

// finds reports whether every word of --search is in the texts of an error.
func (o listOptions) finds(e *generator.Error) bool {
	texts := []string{e.Key, e.Code, e.Title, e.Message.Source, e.Description}
	texts = slices.Concat(texts, e.Causes, e.Remedy, e.Tags)
	if e.HasNumber {
		texts = append(texts, strconv.FormatInt(e.Number, 10))
	}
	all := strings.ToLower(strings.Join(texts, "\n"))
	for word := range strings.FieldsSeq(strings.ToLower(o.search)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// row is an error in a table. The JSON form is part of the interface.
type row struct {
	Key        string   `json:"key"`
	Code       string   `json:"code"` // on the wire
	Status     int      `json:"status"`
	Title      string   `json:"title"`
	Message    string   `json:"message"` // template
	Retry      string   `json:"retry"`
	Group      string   `json:"group,omitempty"`
	Operations []string `json:"operations"` // ["all"] for all
	Number     *int64   `json:"number,omitempty"`
	Tags       []string `json:"tags"`
	Deprecated bool     `json:"deprecated"`
	Internal   bool     `json:"internal"`
	Fallback   bool     `json:"fallback"`
}

func rowOf(e *generator.Error) row {
	r := row{
		Key: e.Key, Code: e.Code, Status: e.Status.Code, Title: e.Title, Message: e.Message.Source, Retry: e.Retry,
		Operations: []string{}, Tags: append([]string{}, e.Tags...),
		Deprecated: e.Deprecated != nil, Internal: e.Internal, Fallback: e.Fallback,
	}
	if e.Group != nil {
		r.Group = e.Group.ID
	}
	if e.Operations.All {
		r.Operations = []string{"all"}
	}
	for _, op := range e.Operations.List {
		r.Operations = append(r.Operations, op.String())
	}
	if e.HasNumber {
		r.Number = &e.Number
	}
	return r
}

// code is the key, with the wire value where that is another one.
func (r row) code() string {
	if r.Code == r.Key {
		return r.Key
	}
	return r.Key + " (" + r.Code + ")"
}

// note is what sets an error apart from the others.
func (r row) note() string {
	switch {
	case r.Internal:
		return "internal"
	case r.Fallback:
		return "fallback"
	case r.Deprecated:
		return "deprecated"
	default:
		return ""
	}
}

func listText(s streams, rows []row) error {
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "STATUS\tCODE\tRETRY\tNOTE\tMESSAGE")
	for _, r := range rows {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", r.Status, printable(r.code()), r.Retry, r.note(), printable(r.Message))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := s.out.Write(text.Bytes())
	return err
}

func listCSV(s streams, rows []row) error {
	w := csv.NewWriter(s.out)
	records := [][]string{{"key", "code", "status", "title", "message", "retry", "group", "operations", "number", "tags", "deprecated", "internal", "fallback"}}
	for _, r := range rows {
		number := ""
		if r.Number != nil {
			number = strconv.FormatInt(*r.Number, 10)
		}
		record := []string{
			r.Key, r.Code, strconv.Itoa(r.Status), r.Title, r.Message, r.Retry, r.Group,
			strings.Join(r.Operations, ";"), number, strings.Join(r.Tags, ";"),
			strconv.FormatBool(r.Deprecated), strconv.FormatBool(r.Internal), strconv.FormatBool(r.Fallback),
		}
		for i := range record {
			record[i] = printable(record[i])
		}
		records = append(records, record)
	}
	return w.WriteAll(records)
}

func listMarkdown(s streams, rows []row) error {
	var text bytes.Buffer
	fmt.Fprintln(&text, "| Status | Code | Retry | Note | Message |")
	fmt.Fprintln(&text, "| --- | --- | --- | --- | --- |")
	for _, r := range rows {
		fmt.Fprintf(&text, "| %d | %s | %s | %s | %s |\n", r.Status, prose.CellCode(printable(r.code())), r.Retry, r.note(), prose.CellText(printable(r.Message)))
	}
	_, err := s.out.Write(text.Bytes())
	return err
}
