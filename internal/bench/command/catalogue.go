package main

import (
	"bufio"
	"fmt"
	"os"
)

// shape is a kind of catalogue.
type shape struct {
	name  string
	intro string // of the catalogue, up to its errors
	error func(b *bufio.Writer, i int)
}

// plain is what the bars are about: two parameters for each error, and one sentence about it.
var plain = shape{"plain", "errspec: 1\nservice: bench\n", func(b *bufio.Writer, i int) {
	statuses := [...]int{400, 404, 408, 409, 422}
	fmt.Fprintf(b, `  err_%05[1]d:
    status: %[2]d
    message: Thing {id} of {n} is wrong in way %[1]d
    description: The thing is wrong in way %[1]d.
    params:
      id: string
      n: integer
    retry: never
`, i, statuses[i%len(statuses)])
}}

// varied has a bit of everything, so that what is fast for errors that are all alike is not taken for fast. Names of parameters differ from
// error to error, and no two neighbours have the same parameters.
var varied = shape{"varied", `errspec: 1
service: bench
title: Bench API
docs_url: https://docs.example.com/errors#{slug}
groups:
  - {id: orders, title: Orders}
  - {id: billing, title: Billing, description: "What has to do with *money*."}
  - {id: access, title: Access}
types:
  Problem:
    description: A field that was refused.
    fields:
      field: {type: string, example: /email}
      reason: {type: string, example: is empty}
  Plan: {type: string, enum: {free: Costs nothing, team: Up to ten people, firm: No limit}}
`, func(b *bufio.Writer, i int) {
	groups := [...]string{"orders", "billing", "access"}
	statuses := [...]string{"400", "403", "404", "409\n    retry: never", "422", "429\n    retry: always\n    retry_after: 30"}
	nouns := [...]string{"order", "invoice", "card", "user", "team", "role", "plan", "key"}
	noun := nouns[i%len(nouns)]
	fmt.Fprintf(b, "  %s_refused_%05d:\n    status: %s\n    group: %s\n", noun, i, statuses[i%len(statuses)], groups[i/10%len(groups)])
	fmt.Fprintf(b, "    message: \"The %[1]s {%[1]s_%[2]d} is refused{ because of {reason}}\"\n", noun, i%100)
	fmt.Fprintf(b, "    description: |\n      The %s is refused by rule %d. See `rules/%[2]d`, and *read* it:\n\n      - für jeden gilt sie\n      - 規則 %[2]d\n", noun, i)
	fmt.Fprintf(b, "    causes:\n      - The rule %d is on\n      - Somebody has changed the %s\n    remedy: Ask for another %[2]s.\n", i, noun)
	fmt.Fprintf(b, "    operations: [POST /v1/%[1]ss, \"GET /v1/%[1]ss/{id}/parts/%[2]d\"]\n", noun, i%200)
	fmt.Fprintf(b, "    params:\n      %s_%d: {type: uuid, description: \"ID of the %[1]s, as in the request\"}\n      reason?: string\n", noun, i%100)
	b.WriteString([...]string{
		"",
		"      rows: {type: \"integer[]\", description: Numbers of the rows}\n",
		"      plan: Plan\n      until?: datetime\n",
		"      problems: {type: \"Problem[]\"}\n",
		"      secret: {type: string, sensitive: true}\n      wait: {type: duration, example: 30}\n",
		"      share: {type: number, min: 0, max: 1, example: 0.25}\n      done: boolean\n",
	}[i%6])
	if i%5 == 0 {
		fmt.Fprintf(b, "    headers: {X-Rule: \"%d\"}\n", i)
	}
	if i%7 == 0 {
		fmt.Fprintf(b, "    examples:\n      - {params: {reason: \"rule %d\"}, description: A rule refuses it.}\n", i)
	}
}}

// write writes a catalogue of n errors and the four main targets.
func (s shape) write(name string, n int) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close() // what counts is the one below
	b := bufio.NewWriter(f)
	b.WriteString(s.intro)
	b.WriteString("targets:\n")
	for _, t := range []string{"go-server, out: server", "go-client, out: client", "openapi, out: openapi.yaml", "markdown, out: errors.md"} {
		fmt.Fprintf(b, "  - {kind: %s}\n", t)
	}
	b.WriteString("errors:\n")
	for i := range n {
		s.error(b, i)
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return f.Close()
}
