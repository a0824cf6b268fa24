package compare

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Rule is a kind of change. Its identifier is part of the interface.
type Rule struct {
	ID      string  // "status-changed"
	Verdict Verdict // whom it breaks
	Step    Step    // of the version of the API
	Summary string  // one sentence: what changed
	Help    string  // why the verdict, and what to do instead
	Old     string  // a catalogue
	New     string  // the same with the change
}

// Rules returns the table of rules: the gravest first, those of one verdict by
// identifier.
func Rules() []Rule { return slices.Clone(rules()) }

var rules = sync.OnceValue(func() []Rule {
	all := slices.Clone(table)
	slices.SortFunc(all, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(a.ID, b.ID))
	})
	return all
})

var byID = sync.OnceValue(func() map[string]Rule {
	m := make(map[string]Rule, len(table))
	for _, r := range table {
		m[r.ID] = r
	}
	return m
})

func ruleByID(id string) (Rule, bool) {
	r, ok := byID()[id]
	return r, ok
}

// shop puts the top of a catalogue before the entries that an example is about.
func shop(entries string) string { return "errspec: 1\nservice: shop\n" + entries }

// one is a catalogue with one error, whose other keys are given line by line.
func one(keys ...string) string {
	text := "errors:\n  order_not_found:\n    status: 404\n    message: No such order\n"
	for _, line := range keys {
		text += "    " + line + "\n"
	}
	return shop(text)
}

// table is the contract of compatibility: what each change means for others.
var table = []Rule{
	// Codes and statuses.
	{
		ID: "code-removed", Verdict: Breaking, Step: Major,
		Summary: "A code is gone, or no longer kept under retired.",
		Help: "Clients have a branch for the code, and generated clients a name that no longer compiles. Nothing keeps the code from being given to something else. " +
			"Move it to retired, with the error that takes its place under use.",
		Old: shop("errors:\n  order_gone: {status: 410, message: The order was deleted}\n  order_not_found: {status: 404, message: No such order}\n"),
		New: one(),
	},
	{
		ID: "code-reused", Verdict: Breaking, Step: Major,
		Summary: "A code or number that was retired is used again.",
		Help:    "A client that still knows the old meaning acts on it. Give the error another code or number, and keep the retired one.",
		Old:     shop("errors: {}\nretired:\n  order_gone: {in: \"1.2\"}\n"),
		New:     shop("errors:\n  order_gone: {status: 410, message: The parcel has left}\n"),
	},
	{
		ID: "code-changed", Verdict: Breaking, Step: Major,
		Summary: "The code of an error on the wire is another one.",
		Help: "The code is what clients compare. Keep it with the key code when only the key of the catalogue shall change; for a new meaning make a new error, and retire this one. " +
			"In a body without a code nobody sees it, and nothing is broken.",
		Old: one(),
		New: one("code: no_order"),
	},
	{
		ID: "number-changed", Verdict: Breaking, Step: Major,
		Summary: "The number of an error is gone or another one.",
		Help:    "Numbers are published: in bodies, documentation and support mail. An error keeps its number as long as it lives.",
		Old:     one("number: 7"),
		New:     one("number: 8"),
	},
	{
		ID: "status-changed", Verdict: Breaking, Step: Major,
		Summary: "An error has another status.",
		Help:    "Clients, proxies and dashboards look at the status before they look at anything else. Make a new error with the right status, and deprecate this one.",
		Old:     one(),
		New:     strings.Replace(one(), "404", "410", 1),
	},
	{
		ID: "error-internal", Verdict: Breaking, Step: Major,
		Summary: "A public error became internal.",
		Help:    "Clients get another error in its place. When the code is not needed any more, deprecate the error first, and retire it later.",
		Old:     shop("errors:\n  order_hidden: {status: 404, message: The order belongs to somebody else}\n  order_not_found: {status: 404, message: No such order}\n"),
		New:     shop("errors:\n  order_hidden: {status: 404, message: The order belongs to somebody else, internal: order_not_found}\n  order_not_found: {status: 404, message: No such order}\n"),
	},

	// The body.
	{
		ID: "body-changed", Verdict: Breaking, Step: Major,
		Summary: "The body of an error has another form, or no longer has a member at its place.",
		Help:    "What is at another place is not found. Members may be added. To move an API to another form, give it a version of its own.",
		Old:     one(),
		New:     one("body: problem"),
	},
	{
		ID: "body-value-changed", Verdict: Breaking, Step: Major,
		Summary: "A fixed value in the body, such as the group, is another one.",
		Help:    "A body that carries $group tells clients a class of errors, and they compare it. Where the body has no group, it is a chapter of the documentation, and may change.",
		Old:     shop("wire: {bodies: {structured: {type: $group, code: $code}}}\ngroups: [{id: orders, title: Orders}, {id: stock, title: Stock}]\nerrors:\n  order_not_found: {status: 404, message: No such order, group: orders}\n"),
		New:     shop("wire: {bodies: {structured: {type: $group, code: $code}}}\ngroups: [{id: orders, title: Orders}, {id: stock, title: Stock}]\nerrors:\n  order_not_found: {status: 404, message: No such order, group: stock}\n"),
	},
	{
		ID: "problem-type-changed", Verdict: Breaking, Step: Major,
		Summary: "The type of a problem (RFC 9457) is another URI.",
		Help:    "The type identifies the problem (RFC 9457, section 3.1.1), whatever page is behind it. It follows from docs_url: keep the template, or write the old URI at the error.",
		Old:     shop("docs_url: https://shop.example/errors/{slug}\nwire: {body: problem}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
		New:     shop("docs_url: https://docs.shop.example/{slug}\nwire: {body: problem}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
	},
	{
		ID: "detail-message-changed", Verdict: Breaking, Step: Major,
		Summary: "The message of an error changed, and its body carries no code.",
		Help:    "Of a body such as {detail: $message} clients know the error by its text, and so do generated ones. Keep the text, or give the error a body with a code.",
		Old:     one("body: detail"),
		New:     strings.Replace(one("body: detail"), "No such", "There is no such", 1),
	},
	{
		ID: "grpc-changed", Verdict: Breaking, Step: Major,
		Summary: "The canonical gRPC code of an error is another one, where clients see it.",
		Help:    "The body form google carries it as status, and a Go server with grpc: true sends it. Elsewhere it only stands in tables of the server.",
		Old:     one("body: google"),
		New:     one("body: google", "grpc: FAILED_PRECONDITION"),
	},
	{
		ID: "domain-changed", Verdict: Breaking, Step: Major,
		Summary: "The domain in an ErrorInfo is another one.",
		Help:    "AIP-193 makes domain and reason together the identity of an error. Without the key domain it is the service: write the old one there when the service is renamed.",
		Old:     shop("domain: shop.example\nwire: {body: google}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
		New:     shop("domain: orders.example\nwire: {body: google}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
	},

	// Members of details.
	{
		ID: "member-removed", Verdict: Breaking, Step: Major,
		Summary: "A member of details is gone.",
		Help:    "A client that reads it finds nothing. A member that is on its way out stays until the next major version.",
		Old:     one("params: {id: uuid, shop: string}"),
		New:     one("params: {id: uuid}"),
	},
	{
		ID: "member-renamed", Verdict: Breaking, Step: Major,
		Summary: "A member of details has another name.",
		Help:    "To rename a parameter in code only, keep its name on the wire with the key wire.",
		Old:     one("params: {order_id: uuid}"),
		New:     one("params: {order_id: {type: uuid, wire: orderId}}"),
	},
	{
		ID: "member-retyped", Verdict: Breaking, Step: Major,
		Summary: "A member of details has another type.",
		Help:    "A client reads a number where it finds a text, or a text of another form. Add a member with the new type beside it.",
		Old:     one("params: {id: integer}"),
		New:     one("params: {id: string}"),
	},
	{
		ID: "member-optional", Verdict: Breaking, Step: Major,
		Summary: "A member of details is no longer always there.",
		Help:    "Clients were told that it is, and generated ones do not ask.",
		Old:     one("params: {id: uuid}"),
		New:     one("params: {\"id?\": uuid}"),
	},
	{
		ID: "member-withheld", Verdict: Breaking, Step: Major,
		Summary: "A member of details is no longer sent, though the parameter is still there.",
		Help:    "It became sensitive, or says in: text or in: log, or the body has no place for it. That may be what you want, for example when it should never have been sent; clients lose it all the same.",
		Old:     one("params: {id: uuid}", "headers: {X-Order: \"{id}\"}"),
		New:     one("params: {id: {type: uuid, in: text}}", "headers: {X-Order: \"{id}\"}"),
	},
	{
		ID: "enum-value-removed", Verdict: Breaking, Step: Major,
		Summary: "A member no longer has one of its values.",
		Help:    "Clients have a branch for it, and generated ones a constant. A value that is never sent any more may stay in the list.",
		Old:     one("params: {state: {type: string, enum: [open, paid, lost]}}"),
		New:     one("params: {state: {type: string, enum: [open, paid]}}"),
	},

	// Headers.
	{
		ID: "header-removed", Verdict: Breaking, Step: Major,
		Summary: "A declared header is no longer sent.",
		Help:    "Headers such as WWW-Authenticate and Allow are read by libraries that know nothing of the catalogue.",
		Old:     one("headers: {X-Shop: north}"),
		New:     one(),
	},
	{
		ID: "header-optional", Verdict: Breaking, Step: Major,
		Summary: "A declared header is no longer always sent.",
		Help:    "Its template names an optional parameter now. Put that into braces, so that the rest is sent without it: Bearer{ scope=\"{scope}\"}.",
		Old:     one("params: {shop: {type: string, in: text}}", "headers: {X-Shop: \"{shop}\"}"),
		New:     one("params: {\"shop?\": {type: string, in: text}}", "headers: {X-Shop: \"{shop}\"}"),
	},
	{
		ID: "retry-after-removed", Verdict: Breaking, Step: Major,
		Summary: "Retry-After is no longer sent, or no longer always.",
		Help:    "Clients that wait as long as the API asks come back too early without it.",
		Old:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry_after: 60}\n"),
		New:     shop("errors:\n  shop_closed: {status: 503, message: Closed}\n"),
	},
	{
		ID: "request-id-changed", Verdict: Breaking, Step: Major,
		Summary: "The request ID travels in another header.",
		Help:    "Clients and proxies log it by the name of the header.",
		Old:     one(),
		New:     shop("wire: {request_id_header: X-Trace-ID}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
	},

	// What a careful client survives.
	{
		ID: "enum-value-added", Verdict: Warning, Step: Minor,
		Summary: "A member may have a value that it could not have.",
		Help:    "A client that takes the list for complete has no branch for it. Generated Go clients keep the value as text.",
		Old:     one("params: {state: {type: string, enum: [open, paid]}}"),
		New:     one("params: {state: {type: string, enum: [open, paid, lost]}}"),
	},
	{
		ID: "operation-added", Verdict: Warning, Step: Minor,
		Summary: "An error can occur in an operation in which it could not.",
		Help:    "Clients of the operation may not expect it. They are safe when they treat an unknown code by its status.",
		Old:     one("operations: [GET /orders]"),
		New:     one("operations: [GET /orders, DELETE /orders]"),
	},
	{
		ID: "operation-status-added", Verdict: Warning, Step: Minor,
		Summary: "A new error gives an operation a status that none of its errors had.",
		Help:    "A client that handles statuses one by one has no branch for it.",
		Old:     shop("errors:\n  order_not_found: {status: 404, message: No such order, operations: [GET /orders]}\n"),
		New:     shop("errors:\n  order_not_found: {status: 404, message: No such order, operations: [GET /orders]}\n  order_locked: {status: 423, message: Locked, operations: [GET /orders]}\n"),
	},
	{
		ID: "retry-stricter", Verdict: Warning, Step: Minor,
		Summary: "Clients may send fewer requests again.",
		Help:    "A client with the old catalogue goes on repeating what it should not. If that does harm, use another code.",
		Old:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry: always}\n"),
		New:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry: never}\n"),
	},
	{
		ID: "code-retired", Verdict: Warning, Step: Minor,
		Summary: "A code was retired.",
		Help:    "It is never sent again, and never given to something else. A client that has a branch for it gets what takes its place. Generated clients decode the old code as its successor.",
		Old:     shop("errors:\n  order_gone: {status: 410, message: The order was deleted}\n  order_not_found: {status: 404, message: No such order}\n"),
		New:     shop("errors:\n  order_not_found: {status: 404, message: No such order}\nretired:\n  order_gone: {in: \"1.3\", use: order_not_found}\n"),
	},
	{
		ID: "retired-changed", Verdict: Warning, Step: Minor,
		Summary: "A retired code means something else, or its number is not kept.",
		Help:    "The list is what keeps a code from being given away. Entries stay, and change only to correct a mistake.",
		Old:     shop("errors: {}\nretired:\n  order_gone: {in: \"1.2\", number: 7}\n"),
		New:     shop("errors: {}\nretired:\n  order_gone: {in: \"1.2\", number: 8}\n"),
	},
	{
		ID: "header-changed", Verdict: Warning, Step: Minor,
		Summary: "A declared header has another value.",
		Help:    "Some headers are for programs: a new scheme in WWW-Authenticate makes a client do something else.",
		Old:     shop("errors:\n  no_key: {status: 401, message: No key, headers: {WWW-Authenticate: Bearer}}\n"),
		New:     shop("errors:\n  no_key: {status: 401, message: No key, headers: {WWW-Authenticate: Basic}}\n"),
	},
	{
		ID: "retry-after-changed", Verdict: Compatible, Step: Patch,
		Summary: "Retry-After has another value.",
		Help:    "Clients read it anew each time.",
		Old:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry_after: 60}\n"),
		New:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry_after: 120}\n"),
	},
	{
		ID: "fallback-changed", Verdict: Warning, Step: Minor,
		Summary: "The server answers another error for all that are not in the catalogue.",
		Help:    "Clients know an unexpected failure by another code from now on.",
		Old:     shop("errors:\n  internal_error: {status: 500, message: Internal error}\n  broken: {status: 500, message: Broken}\n"),
		New:     shop("errors:\n  internal_error: {status: 500, message: Internal error}\n  broken: {status: 500, message: Broken, fallback: true}\n"),
	},

	// Go callers.
	{
		ID: "key-renamed", Verdict: SourceBreaking, Step: Minor,
		Summary: "The key of an error changed, its code on the wire did not.",
		Help:    "Names in generated Go follow from the key, and so do logs and metrics. To keep the Go names, write the old root under name.",
		Old:     one(),
		New:     strings.Replace(one("code: order_not_found"), "  order_not_found:\n", "  no_such_order:\n", 1),
	},
	{
		ID: "go-name-changed", Verdict: SourceBreaking, Step: Minor,
		Summary: "An error, parameter, type or value has another name in Go.",
		Help:    "Nothing on the wire depends on it, but the names of types also stand in the OpenAPI document.",
		Old:     one(),
		New:     one("name: NoSuchOrder"),
	},
	{
		ID: "package-changed", Verdict: SourceBreaking, Step: Minor,
		Summary: "A Go package has another name, lies elsewhere, has less in it, or is no longer generated.",
		Help:    "Its import path or its name stands in every file that uses it.",
		Old:     shop("targets: [{kind: go-client, out: client, package: shoperr}]\nerrors: {}\n"),
		New:     shop("targets: [{kind: go-client, out: client, package: shoperrors}]\nerrors: {}\n"),
	},
	{
		ID: "param-added", Verdict: SourceBreaking, Step: Minor,
		Summary: "A constructor takes one more parameter.",
		Help:    "An optional parameter is an option of the constructor, and breaks no call.",
		Old:     one(),
		New:     one("params: {id: uuid}"),
	},
	{
		ID: "param-removed", Verdict: SourceBreaking, Step: Minor,
		Summary: "A constructor takes a parameter no more.",
		Help:    "The compiler shows every call.",
		Old:     one("params: {id: {type: uuid, in: log}}"),
		New:     one(),
	},
	{
		ID: "param-reordered", Verdict: SourceBreaking, Step: Minor,
		Summary: "A constructor takes its parameters in another order.",
		Help:    "Two parameters of one type that change places still compile, and say the wrong thing. Put new parameters last.",
		Old:     one("params: {id: uuid, shop: string}"),
		New:     one("params: {shop: string, id: uuid}"),
	},
	{
		ID: "param-retyped", Verdict: SourceBreaking, Step: Minor,
		Summary: "A parameter or a field has another type in Go.",
		Help:    "uuid, uri, email, date and string are all a string in Go; to change among them breaks no call.",
		Old:     one("params: {state: string}"),
		New:     one("params: {state: {type: string, enum: [open, paid]}}"),
	},
	{
		ID: "param-optional", Verdict: SourceBreaking, Step: Minor,
		Summary: "A parameter of a constructor became an option.",
		Help:    "Each call has one argument too many.",
		Old:     one("params: {shop: {type: string, in: log}}"),
		New:     one("params: {\"shop?\": {type: string, in: log}}"),
	},
	{
		ID: "param-required", Verdict: SourceBreaking, Step: Minor,
		Summary: "An option of a constructor became a parameter.",
		Help:    "Each call lacks an argument.",
		Old:     one("params: {\"shop?\": string}"),
		New:     one("params: {shop: string}"),
	},
	{
		ID: "internal-removed", Verdict: SourceBreaking, Step: Patch,
		Summary: "An internal error is gone.",
		Help:    "It was never on the wire. Only the server's own code knew it.",
		Old:     shop("errors:\n  order_not_found: {status: 404, message: No such order}\n  order_hidden: {status: 404, message: Somebody else's, internal: order_not_found}\n"),
		New:     one(),
	},

	// Listed, and no harm.
	{
		ID: "error-added", Verdict: Compatible, Step: Minor,
		Summary: "There is a new error.",
		Help:    "Clients treat a code that they do not know by its status.",
		Old:     one(),
		New:     shop("errors:\n  order_not_found: {status: 404, message: No such order}\n  item_not_found: {status: 404, message: No such item}\n"),
	},
	{
		ID: "error-public", Verdict: Compatible, Step: Minor,
		Summary: "An internal error became public.",
		Help:    "For clients it is new.",
		Old:     shop("errors:\n  order_hidden: {status: 404, message: Not yours, internal: order_not_found}\n  order_not_found: {status: 404, message: No such order}\n"),
		New:     shop("errors:\n  order_hidden: {status: 404, message: Not yours}\n  order_not_found: {status: 404, message: No such order}\n"),
	},
	{
		ID: "error-deprecated", Verdict: Compatible, Step: Minor,
		Summary: "An error is deprecated.",
		Help:    "It is still sent. Retire it in the next major version.",
		Old:     one(),
		New:     one("deprecated: true"),
	},
	{
		ID: "member-added", Verdict: Compatible, Step: Minor,
		Summary: "Details have a new member.",
		Help:    "Clients skip members that they do not know.",
		Old:     one(),
		New:     one("params: {\"id?\": uuid}"),
	},
	{
		ID: "member-required", Verdict: Compatible, Step: Minor,
		Summary: "A member of details is always there now.",
		Help:    "Clients that ask for it first lose nothing.",
		Old:     one("params: {\"id?\": uuid}"),
		New:     one("params: {id: uuid}"),
	},
	{
		ID: "body-member-added", Verdict: Compatible, Step: Minor,
		Summary: "The body has a new member.",
		Help:    "Clients skip members that they do not know.",
		Old:     shop("wire: {bodies: {structured: {error: $code, message: $message}}}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
		New:     shop("wire: {bodies: {structured: {error: $code, message: $message, request_id: $request_id}}}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
	},
	{
		ID: "header-added", Verdict: Compatible, Step: Minor,
		Summary: "A header is sent that was not, or was not always.",
		Help:    "Clients skip headers that they do not know.",
		Old:     one(),
		New:     one("headers: {X-Shop: north}"),
	},
	{
		ID: "retry-after-added", Verdict: Compatible, Step: Minor,
		Summary: "Retry-After is sent that was not, or was not always.",
		Help:    "Clients that know it wait as long.",
		Old:     shop("errors:\n  shop_closed: {status: 503, message: Closed}\n"),
		New:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry_after: 60}\n"),
	},
	{
		ID: "retry-looser", Verdict: Compatible, Step: Minor,
		Summary: "Clients may send more requests again.",
		Help:    "A client with the old catalogue gives up sooner than it needs to.",
		Old:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry: never}\n"),
		New:     shop("errors:\n  shop_closed: {status: 503, message: Closed, retry: always}\n"),
	},
	{
		ID: "number-added", Verdict: Compatible, Step: Minor,
		Summary: "An error has a number now.",
		Help:    "From now on it keeps it.",
		Old:     one(),
		New:     one("number: 7"),
	},
	{
		ID: "operation-removed", Verdict: Compatible, Step: Minor,
		Summary: "An error no longer occurs in an operation.",
		Help:    "Clients handle what never comes.",
		Old:     one("operations: [GET /orders, DELETE /orders]"),
		New:     one("operations: [GET /orders]"),
	},
	{
		ID: "operation-declared", Verdict: Compatible, Step: Minor,
		Summary: "An error that could occur anywhere says where it occurs.",
		Help:    "An error without operations stands at none in the OpenAPI document. Clients could get it before.",
		Old:     one(),
		New:     one("operations: [GET /orders]"),
	},
	{
		ID: "package-added", Verdict: Compatible, Step: Minor,
		Summary: "There is a new Go package, or more in one.",
		Help:    "Nobody imports it yet.",
		Old:     shop("targets: [{kind: go-client, out: client}]\nerrors: {}\n"),
		New:     shop("targets: [{kind: go-client, out: client}, {kind: go-test, out: shoptest}]\nerrors: {}\n"),
	},
	{
		ID: "docs-url-changed", Verdict: Compatible, Step: Patch,
		Summary: "A help link in the body leads elsewhere.",
		Help:    "People follow it; programs do not compare it. Only in a problem (RFC 9457) is it the identity of the error.",
		Old:     shop("docs_url: https://shop.example/{slug}\nwire: {bodies: {structured: {error: $code, help: $docs_url}}}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
		New:     shop("docs_url: https://docs.shop.example/{slug}\nwire: {bodies: {structured: {error: $code, help: $docs_url}}}\nerrors:\n  order_not_found: {status: 404, message: No such order}\n"),
	},
	{
		ID: "message-changed", Verdict: Compatible, Step: Patch,
		Summary: "A message has other words.",
		Help:    "Messages are for people, and may change whenever there is a code beside them.",
		Old:     one(),
		New:     strings.Replace(one(), "No such", "There is no such", 1),
	},
	{
		ID: "limits-changed", Verdict: Compatible, Step: Patch,
		Summary: "A member has other limits: min, max, max_length, pattern, or values where it could be any.",
		Help:    "Limits are for documentation; servers do not check them.",
		Old:     one("params: {left: {type: integer, min: 0}}"),
		New:     one("params: {left: {type: integer, min: 1}}"),
	},
	{
		ID: "documentation-changed", Verdict: Compatible, Step: Patch,
		Summary: "Titles, descriptions, causes, remedies, examples or other words changed.",
		Help:    "Nothing that a program compares is among them.",
		Old:     one(),
		New:     one("remedy: List the orders"),
	},
	{
		ID: "retired-added", Verdict: Compatible, Step: Patch,
		Summary: "A code that was gone already is kept as retired.",
		Help:    "It can no longer be given to something else.",
		Old:     shop("errors: {}\n"),
		New:     shop("errors: {}\nretired:\n  order_gone: {in: \"1.2\"}\n"),
	},
	{
		ID: "server-changed", Verdict: Compatible, Step: Patch,
		Summary: "Something changed that only the server sees: log level, slo, owner, an internal error, a parameter that is not sent.",
		Help:    "Clients cannot tell.",
		Old:     one(),
		New:     one("log: warn"),
	},
}
