// Package spec reads an error catalogue and says what is wrong with it.
//
// It is the first stage of the pipeline: bytes in, a [Catalog] and its
// [Diagnostics] out. Nothing here knows about Go, OpenAPI or Markdown, and
// nothing touches the disk but through the file system that [Load] is given.
//
// # A catalogue
//
// A catalogue is one YAML file, or one that includes others, with every error
// that an API can answer with:
//
//	errspec: 1
//	service: shop
//	errors:
//	  order_not_found:
//	    status: 404
//	    message: Order {id} not found
//	    params:
//	      id: uuid
//
// The key of an error is its code, which programs compare and which the names in
// generated code come from. The message is a template for people: {id} stands for
// the value of a parameter, and {text {name}|else} for text that is there only
// when an optional parameter is. Parameters are typed and keep their order.
//
//	params:
//	  id: uuid                                    # short for {type: uuid}
//	  state: {type: string, enum: [open, paid]}
//	  tags: string[]                              # a list
//	  limit?: {type: integer, in: text}           # optional
//
// What several errors share is said once. Types have a name; statuses give
// defaults to the errors that use them; body forms say how an error looks on the
// wire; files are included; and anything under a key that begins with "x-" is kept
// and may hold anchors.
//
//	types:
//	  OrderState: {type: string, enum: {open: Not paid yet, paid: Paid}}
//	statuses:
//	  409:
//	    defaults: {retry: never}
//	wire:
//	  bodies:
//	    flat: {error: $code, text: $message, ...: $details}
//	include: [refunds.yaml]
//
// [JSONSchema] lists every key with what it is for, and [Rules] every rule with an
// example that breaks it.
//
// # Reading
//
// YAML has many ways to write a value and a few to lose one. Here a value has one:
// whole numbers are plain decimal, text that looks like a number or a date is in
// quotes, every key is known and written once, and text that a comment, a tag or
// an anchor has cut is reported. Where the YAML parser gives up, the source is
// looked at for what people trip over, and the finding says what to write.
//
// All findings of a catalogue come in one run and in reading order. Each has a
// place, the value, what would be right, and where it helps a second place. Only a
// file that is not YAML at all is a single finding.
//
// Hostile input costs no more than its size: files are bounded before they are
// read, nesting and what aliases stand for while they are, and the parser's panics
// end in a finding.
//
// # How it is made
//
// A file becomes nodes of yaml.v3 (yaml.go), and these the model, read with the
// tables of table.go and table_error.go. A row of a table names a key, the shape
// of its value (shape.go), the field of the model that it goes to, and what it is
// for. The decoder and the JSON Schema are made from the same rows, so a key is
// added by adding one. When all files are read, defaults are filled in, names are
// resolved, and the meaning is checked against the rules.
//
// Every value remembers where it was written ([At]). A value that is not written,
// or was refused, has the place of the entry that it belongs to, and Written is
// false.
package spec
