package spec

// baseRules are the rules about the OpenAPI document that a target names as its
// base. Their examples name a file api.yaml, see TestBaseRuleExamples.
var baseRules = []Rule{
	{
		ID: "base-document", Severity: SeverityError,
		Summary: "The base of an openapi target is an OpenAPI document that can be read.",
		Bad:     shop("errors: {}\ntargets:\n  - {kind: openapi, out: out.yaml, base: no_such_file.yaml}\n"),
		Good:    shop("errors: {}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Help:    "A base is YAML or JSON, OpenAPI 3.0, 3.1 or 3.2, and lies inside the module or repository unless --allow-outside is given. Where it has mistakes, correct them first: nothing can be checked against it.",
	},
	{
		ID: "base-version", Severity: SeverityError,
		Summary: "The version of an openapi target fits the document that it is for.",
		Bad:     shop("errors: {}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml, openapi: \"3.0\"}\n"),
		Good:    shop("errors: {}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Help:    "Schemas of OpenAPI 3.0 and those of later versions are two languages: what is null, for one, is said differently. Leave openapi out to get the version of the base.",
	},
	{
		ID: "operation-known", Severity: SeverityError,
		Summary: "Every operation that an error names is in the API's own document.",
		Bad:     shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [GET /order]}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [GET /orders]}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Help:    "Paths are those of the document, without the path of its servers, and the names of parameters in braces count. Of several targets with a base, one that has the operation is enough.",
	},

	{
		ID: "undocumented-status", Severity: SeverityWarning, Off: true,
		Summary: "Every error status in the API's own document is that of an error.",
		Bad:     "# api.yaml has a response 503 of GET /orders\n" + shop("lint: {severity: {undocumented-status: warning}}\nerrors: {}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Good:    "# api.yaml has a response 503 of GET /orders\n" + shop("lint: {severity: {undocumented-status: warning}}\nerrors:\n  overloaded: {status: 503, message: Too much to do, operations: [GET /orders], retry_after: 5}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Help:    "What is documented by hand and not in the catalogue has no constructor and no type. A status that several operations have is said once, at the first. The rule is off, because a catalogue may begin with a part of an API.",
	},
	{
		ID: "operation-coverage", Severity: SeverityWarning, Off: true,
		Summary: "Every operation of the API's own document has a 4xx, 429 and 500, and a 401 where it needs credentials.",
		Source:  "OWASP API Security Top 10 2023, API4 and API8",
		Bad:     shop("lint: {severity: {operation-coverage: warning}}\nerrors:\n  order_bad: {status: 400, message: Order cannot be read, operations: all}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Good:    shop("lint: {severity: {operation-coverage: warning}}\nerrors:\n  order_bad: {status: 400, message: Order cannot be read, operations: all}\n  too_many: {status: 429, message: Too many requests, retry: always, retry_after: 5, operations: all}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Help:    "Errors that the catalogue puts on an operation count, and so do responses that the document has, 4XX, 5XX and default among them. The rule is off: not every API limits its callers.",
	},

	// What follows is found by the stages behind this one, which know what is
	// written into the document.
	{
		ID: "base-conflict", Severity: SeverityError,
		Summary: "What a catalogue puts into the API's own document meets nothing of the same name there.",
		Bad:     "# api.yaml has a response 410 of GET /orders that is written by hand\n" + shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [GET /orders]}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml, form: overlay}\n"),
		Good:    "# api.yaml has no response 410 of GET /orders\n" + shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [GET /orders]}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml, form: overlay}\n"),
		Help:    "The finding shows both places. Take out what the catalogue says now, or rename the component; errspec openapi apply can also be told which of the two to keep. An Overlay is refused for a document that has parts of an earlier errspec openapi apply, because tools would mix old and new.",
	},
	{
		ID: "base-shared", Severity: SeverityError,
		Summary: "What changes in the API's own document stands in one place only.",
		Bad:     "# api.yaml has responses: *common in GET /orders\n" + shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [GET /orders]}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml, form: overlay}\n"),
		Good:    "# api.yaml has the responses of GET /orders written out\n" + shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [GET /orders]}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml, form: overlay}\n"),
		Help:    "Behind an alias, a merge key or a reference stands something that other operations have, too, and these would change with it. Write it out where it is to be different.",
	},
	{
		ID: "base-reference", Severity: SeverityError,
		Summary: "Every reference inside the API's own document leads to something.",
		Bad:     "# api.yaml has $ref: \"#/components/schemas/Order\", and no such schema\n" + shop("errors: {}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Good:    "# api.yaml has the schema that it refers to\n" + shop("errors: {}\ntargets:\n  - {kind: openapi, out: out.yaml, base: api.yaml}\n"),
		Help:    "References to what the catalogue puts there count as good. One to a component of an error that the catalogue no longer has goes out together with it.",
	},
}
