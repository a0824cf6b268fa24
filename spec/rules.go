package spec

import (
	"cmp"
	"slices"
	"sync"
)

// Rule is a rule that findings are named by. Its identifier is part of the
// interface: catalogues name it under lint.severity and allow.
type Rule struct {
	ID       string   // "code-unique"
	Summary  string   // one sentence: what is so when the rule is kept
	Severity Severity // of its findings, unless lint.severity says otherwise; errors stay errors
	Off      bool     // silent, unless lint.severity names it
	Source   string   // where the rule comes from: "RFC 9110, section 15.5.2"; empty: the language itself
	Bad      string   // a catalogue that breaks it
	Good     string   // the same with the rule kept
	Help     string   // what to do about a finding, and why the rule is there
	Repair   string   // what lint --fix does about a finding, or some of them; empty: nothing
}

// Default returns the word for the severity that the rule has when the catalogue
// says nothing: "error", "warning", "info" or "off".
func (r Rule) Default() string {
	if r.Off {
		return "off"
	}
	return r.Severity.String()
}

// Rules returns the table of rules, sorted by ID.
func Rules() []Rule { return slices.Clone(allRules()) }

var allRules = sync.OnceValue(func() []Rule {
	all := slices.Concat(readingRules, meaningRules, practiceRules, baseRules)
	slices.SortFunc(all, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
})

// ruleByID returns a rule of the table.
func ruleByID(id string) (Rule, bool) {
	i, found := rulePlaces()[id]
	if !found {
		return Rule{}, false
	}
	return allRules()[i], true
}

// rulePlaces are the places of rules in allRules.
var rulePlaces = sync.OnceValue(func() map[string]int {
	places := make(map[string]int)
	for i, r := range allRules() {
		places[r.ID] = i
	}
	return places
})

// severityOf returns the severity of a rule. A rule that is not in the table is
// a bug in errspec.
func severityOf(rule string) Severity {
	r, found := ruleByID(rule)
	if !found {
		panic("bug in errspec: no rule is called " + rule)
	}
	return r.Severity
}

// shop puts the top of a catalogue before the entries that an example is about.
func shop(entries string) string { return "errspec: 1\nservice: shop\n" + entries }

// meaningRules are the rules about what a catalogue means, in the order of the
// checks. The reader's own are in readingRules.
var meaningRules = []Rule{
	// The catalogue itself.
	{
		ID: "service-name", Severity: SeverityError,
		Summary: "The name of the service is a small letter, then small letters, digits and hyphens.",
		Bad:     "errspec: 1\nservice: Shop API\nerrors: {}\n",
		Good:    "errspec: 1\nservice: shop-api\nerrors: {}\n",
		Help:    "The name goes into package names and domains. The name that people read is the title.",
	},
	{
		ID: "key-unique", Severity: SeverityError,
		Summary: "No two entries have one name, whatever files they stand in.",
		Bad:     shop("groups:\n  - {id: orders, title: Orders}\n  - {id: orders, title: Orders again}\nerrors: {}\n"),
		Good:    shop("groups:\n  - {id: orders, title: Orders}\n  - {id: refunds, title: Refunds}\nerrors: {}\n"),
		Help:    "The finding shows both places. Rename one entry, or put the two together.",
	},
	{
		ID: "title-text", Severity: SeverityError,
		Summary: "A title is one line of text.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    title: |\n      Order not found\n    message: Order not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    title: Order not found\n    message: Order not found\n"),
		Help:    "Titles stand in headings, tables and one-line members of a body. Longer text belongs into the description. A text behind | or > ends in a line break; |- and >- leave it out.",
	},
	{
		ID: "docs-url", Severity: SeverityError,
		Summary: "docs_url is a URL in which every placeholder has a value.",
		Bad:     shop("docs_url: https://docs.example.com/errors/{key}\nerrors: {}\n"),
		Good:    shop("docs_url: https://docs.example.com/errors/{slug}\nerrors: {}\n"),
		Help:    "The placeholders are {slug}, {code}, {wire_code}, {status} and {number}. {number} needs every public error to have one.",
	},

	// Codes, names and numbers.
	{
		ID: "code-format", Severity: SeverityError,
		Summary: "Every code has the form that lint.code_case names.",
		Bad:     shop("errors:\n  OrderNotFound:\n    status: 404\n    message: Order not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n"),
		Help:    "Without lint.code_case the form is snake: [a-z][a-z0-9_]*. For a catalogue whose codes are already public, choose screaming, kebab, camel, pascal or dotted instead of renaming them. A wire code that follows no form goes under the key code.",
	},
	{
		ID: "code-length", Severity: SeverityWarning,
		Summary: "A code has at most 63 characters.",
		Source:  "AIP-193",
		Bad:     shop("errors:\n  order_cannot_be_cancelled_because_the_parcel_has_left_our_warehouse:\n    status: 409\n    retry: never\n    message: The parcel is on its way\n"),
		Good:    shop("errors:\n  order_already_sent:\n    status: 409\n    retry: never\n    message: The parcel is on its way\n"),
		Help:    "Codes end up in file names, metric labels and columns. The title and the message have room for the rest.",
	},
	{
		ID: "code-unique", Severity: SeverityError,
		Summary: "No two errors with one status share a wire code.",
		Bad:     shop("errors:\n  order_not_found: {status: 404, message: Order not found, code: not_found}\n  item_not_found: {status: 404, message: Item not found, code: not_found}\n"),
		Good:    shop("errors:\n  order_not_found: {status: 404, message: Order not found, code: order_not_found}\n  item_not_found: {status: 404, message: Item not found, code: item_not_found}\n"),
		Help:    "Clients tell errors apart by status and code. Give one of the two another code, or make one error with a parameter of them.",
	},
	{
		ID: "name-form", Severity: SeverityError,
		Summary: "A name for generated code is a capital, then letters and digits.",
		Bad:     shop("errors:\n  order_not_found: {status: 404, message: Order not found, name: no_such_order}\n"),
		Good:    shop("errors:\n  order_not_found: {status: 404, message: Order not found, name: NoSuchOrder}\n"),
		Help:    "Each output spells the name its own way, and starts from this form.",
	},
	{
		ID: "number-unique", Severity: SeverityError,
		Summary: "No two errors share a number.",
		Bad:     shop("errors:\n  order_not_found: {status: 404, message: Order not found, number: 1004}\n  item_not_found: {status: 404, message: Item not found, number: 1004}\n"),
		Good:    shop("errors:\n  order_not_found: {status: 404, message: Order not found, number: 1004}\n  item_not_found: {status: 404, message: Item not found, number: 1005}\n"),
		Help:    "Give one of the two another number. Numbers of retired codes count too.",
	},
	{
		ID: "go-name", Severity: SeverityError,
		Summary: "Every name that the Go outputs export is an identifier and belongs to one thing.",
		Bad:     shop("errors:\n  order_gone: {status: 410, message: Order is gone}\n  order__gone: {status: 404, message: Order is gone}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone}\n  order__gone: {status: 404, message: Order is gone, name: OrderMissing}\n"),
		Help:    "Write name with another root at one of the two places. No name is ever changed silently, for code that uses it would change its meaning.",
	},
	{
		ID: "slug-unique", Severity: SeverityError,
		Summary: "No two errors share an anchor in the documentation.",
		Bad:     shop("lint: {code_case: dotted}\nerrors:\n  order.not_found: {status: 404, message: Order not found}\n  order.not.found: {status: 410, message: Order is gone, name: OrderGone}\n"),
		Good:    shop("lint: {code_case: dotted}\nerrors:\n  order.not_found: {status: 404, message: Order not found}\n  order.gone: {status: 410, message: Order is gone}\n"),
		Help:    "The anchor is the code in kebab case, and files of the documentation are named by it. Give one error another key; its wire code may stay.",
	},

	// Retired codes, replacements and references.
	{
		ID: "retired-reuse", Severity: SeverityError,
		Summary: "A retired code or number is never given to something else.",
		Bad:     shop("errors:\n  order_gone: {status: 410, message: Order is gone}\nretired:\n  order_gone: {in: \"2.0.0\"}\n"),
		Good:    shop("errors:\n  order_expired: {status: 410, message: Order has expired}\nretired:\n  order_gone: {in: \"2.0.0\"}\n"),
		Help:    "Clients that are still in use know the code by its old meaning. Choose a new one.",
	},
	{
		ID: "retired-use", Severity: SeverityError,
		Summary: "The successor of a retired code exists, and no chain of successors comes back.",
		Bad:     shop("errors:\n  order_expired: {status: 410, message: Order has expired}\nretired:\n  order_gone: {in: \"2.0.0\", use: order_expird}\n"),
		Good:    shop("errors:\n  order_expired: {status: 410, message: Order has expired}\nretired:\n  order_gone: {in: \"2.0.0\", use: order_expired}\n"),
		Help:    "use names an error, or another retired code whose successor is then followed.",
	},
	{
		ID: "deprecated-use", Severity: SeverityError,
		Summary: "The replacement of a deprecated error exists, and no chain of replacements comes back.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    deprecated: {since: \"1.4.0\", use: order_expird}\n  order_expired: {status: 410, message: Order has expired}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    deprecated: {since: \"1.4.0\", use: order_expired}\n  order_expired: {status: 410, message: Order has expired}\n"),
		Help:    "use names an error that is still there. A retired code is no replacement.",
	},
	{
		ID: "see-unknown", Severity: SeverityError,
		Summary: "Every entry of see is an error of the catalogue or an absolute URL.",
		Bad:     shop("errors:\n  order_gone: {status: 410, message: Order is gone, see: [order_expird]}\n  order_expired: {status: 410, message: Order has expired}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone, see: [order_expired]}\n  order_expired: {status: 410, message: Order has expired}\n"),
		Help:    "Codes become links to the entry of that error. Other links are written in full: https://example.com/guide.",
	},
	{
		ID: "group-unknown", Severity: SeverityError,
		Summary: "Every group that an error names is declared under groups.",
		Bad:     shop("groups:\n  - {id: orders, title: Orders}\nerrors:\n  order_gone: {status: 410, message: Order is gone, group: order}\n"),
		Good:    shop("groups:\n  - {id: orders, title: Orders}\nerrors:\n  order_gone: {status: 410, message: Order is gone, group: orders}\n"),
		Help:    "A group is a chapter of the documentation and has a title. Add it to groups, or correct the id.",
	},
	{
		ID: "internal-target", Severity: SeverityError,
		Summary: "The error that an internal one is sent as is public and needs no parameter that the internal one lacks.",
		Bad:     shop("errors:\n  order_hidden:\n    status: 403\n    message: Order belongs to another shop\n    internal: order_not_found\n  order_not_found:\n    status: 404\n    message: Order {id} not found\n    params: {id: string}\n"),
		Good:    shop("errors:\n  order_hidden:\n    status: 403\n    message: Order belongs to another shop\n    internal: order_not_found\n    params: {id: string}\n  order_not_found:\n    status: 404\n    message: Order {id} not found\n    params: {id: string}\n"),
		Help:    "On the wire an internal error becomes the other one, so its parameters have to suffice for it. internal: true stands for the fallback.",
	},
	{
		ID: "internal-named", Severity: SeverityError,
		Summary: "No public entry names an internal error.",
		Bad:     shop("errors:\n  order_hidden: {status: 403, message: Order belongs to another shop, internal: order_not_found}\n  order_not_found: {status: 404, message: Order not found, see: [order_hidden]}\n"),
		Good:    shop("errors:\n  order_hidden: {status: 403, message: Order belongs to another shop, internal: order_not_found, see: [order_not_found]}\n  order_not_found: {status: 404, message: Order not found}\n"),
		Help:    "The documentation would tell readers of an error that they are not meant to know.",
	},
	{
		ID: "fallback-unique", Severity: SeverityError,
		Summary: "At most one error is the fallback.",
		Bad:     shop("errors:\n  server_error: {status: 500, message: Server error, fallback: true}\n  store_error: {status: 500, message: Store error, fallback: true}\n"),
		Good:    shop("errors:\n  server_error: {status: 500, message: Server error, fallback: true}\n  store_error: {status: 500, message: Store error}\n"),
		Help:    "The fallback is what the server answers for an error that is not in the catalogue.",
	},
	{
		ID: "fallback-form", Severity: SeverityError,
		Summary: "The fallback has a status from 500 to 599, no required parameter, is public and not deprecated.",
		Bad:     shop("errors:\n  bad_request: {status: 400, message: Bad request, fallback: true}\n"),
		Good:    shop("errors:\n  server_error: {status: 500, message: Server error, fallback: true}\n"),
		Help:    "It stands for what nobody foresaw: a fault of the server, about which nothing is known. Without fallback: true the error with the key internal_error is the fallback.",
	},

	// Statuses and what follows from them.
	{
		ID: "status-range", Severity: SeverityError,
		Summary: "Every status is an error status: 400 to 599.",
		Source:  "RFC 9110, section 15",
		Bad:     shop("errors:\n  order_gone: {status: 200, message: Order is gone}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone}\n"),
		Help:    "Clients, caches and proxies take any other status for a success or a redirect.",
	},
	{
		ID: "status-registered", Severity: SeverityWarning,
		Summary: "Every status is registered.",
		Source:  "RFC 9110, section 16.2, and the IANA HTTP Status Code Registry",
		Bad:     shop("errors:\n  login_expired: {status: 440, message: The login has expired}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone}\n"),
		Help:    "A client that does not know a status treats it as 400 or 500. Choose a registered one, and let the code say the rest.",
	},
	{
		ID: "retry-said", Severity: SeverityError,
		Summary: "An error with status 409 or 429 says whether the request may be sent again.",
		Bad:     shop("errors:\n  quota_exceeded: {status: 429, message: The quota of this month is used up}\n"),
		Good:    shop("errors:\n  quota_exceeded: {status: 429, message: The quota of this month is used up, retry: never}\n"),
		Help:    "A rate limit is always worth another try, a used-up quota never is, and a conflict may be either. Say it at the error, or for all of them: statuses: {409: {defaults: {retry: never}}}.",
	},
	{
		ID: "retry-after", Severity: SeverityError,
		Summary: "retry_after is a number of seconds or names a duration or datetime parameter that travels.",
		Bad:     shop("errors:\n  rate_limited:\n    status: 429\n    retry: always\n    message: Too many requests\n    retry_after: wait\n    params: {wait: string}\n"),
		Good:    shop("errors:\n  rate_limited:\n    status: 429\n    retry: always\n    message: Too many requests\n    retry_after: wait\n    params: {wait: {type: duration, in: text}}\n"),
		Help:    "The header Retry-After holds whole seconds. A duration is sent as such, a datetime as the time that is left until then.",
		Source:  "RFC 9110, section 10.2.3",
	},
	{
		ID: "grpc-name", Severity: SeverityError,
		Summary: "grpc is a canonical code other than OK.",
		Source:  "google.rpc.Code",
		Bad:     shop("errors:\n  order_gone: {status: 410, message: Order is gone, grpc: NOTFOUND}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone, grpc: NOT_FOUND}\n"),
		Help:    "Leave it out to get the code that goes with the status.",
		Repair:  "a code in another case is written as gRPC has it",
	},
	{
		ID: "401-www-authenticate", Severity: SeverityWarning,
		Summary: "An error with status 401 declares WWW-Authenticate.",
		Source:  "RFC 9110, section 15.5.2",
		Bad:     shop("errors:\n  key_missing: {status: 401, message: API key is missing}\n"),
		Good:    shop("errors:\n  key_missing:\n    status: 401\n    message: API key is missing\n    headers: {WWW-Authenticate: Bearer realm=\"shop\"}\n"),
		Help:    "The header tells a client how to authenticate. Declare it once for all: statuses: {401: {defaults: {headers: ...}}}.",
	},
	{
		ID: "405-allow", Severity: SeverityWarning,
		Summary: "An error with status 405 declares Allow.",
		Source:  "RFC 9110, section 15.5.6",
		Bad:     shop("errors:\n  method_not_allowed: {status: 405, message: Method not allowed}\n"),
		Good:    shop("errors:\n  method_not_allowed:\n    status: 405\n    message: Method not allowed\n    params: {methods: {type: \"string[]\", in: text}}\n    headers: {Allow: \"{methods}\"}\n"),
		Help:    "The header lists the methods that the resource has. A list parameter joins with a comma, which is its form.",
	},
	{
		ID: "407-proxy-authenticate", Severity: SeverityWarning,
		Summary: "An error with status 407 declares Proxy-Authenticate.",
		Source:  "RFC 9110, section 15.5.8",
		Bad:     shop("errors:\n  proxy_login: {status: 407, message: Log in to the proxy}\n"),
		Good:    shop("errors:\n  proxy_login:\n    status: 407\n    message: Log in to the proxy\n    headers: {Proxy-Authenticate: Basic realm=\"proxy\"}\n"),
		Help:    "The header tells a client how to authenticate with the proxy.",
	},
	{
		ID: "426-upgrade", Severity: SeverityWarning,
		Summary: "An error with status 426 declares Upgrade.",
		Source:  "RFC 9110, section 15.5.22",
		Bad:     shop("errors:\n  tls_needed: {status: 426, message: Use TLS}\n"),
		Good:    shop("errors:\n  tls_needed:\n    status: 426\n    message: Use TLS\n    headers: {Upgrade: TLS/1.2}\n"),
		Help:    "The header names the protocols that the server accepts. It brings Connection: Upgrade with it.",
	},

	// Messages and headers.
	{
		ID: "message-text", Severity: SeverityError,
		Summary: "A message is one line of text.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: |\n      Order is gone.\n      It was deleted.\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    description: It was deleted.\n"),
		Help:    "Messages stand in logs and in one-line members of a body. A text behind | or > ends in a line break; |- and >- leave it out.",
	},
	{
		ID: "template-syntax", Severity: SeverityError,
		Summary: "Braces in messages and headers hold a placeholder, or a text around placeholders, and are closed.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id is gone\"\n    params: {id: string}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    params: {id: string}\n"),
		Help:    "{id} stands for the value of a parameter, {id|none} for its value or a text, and {, asked by {name}|, asked by nobody} for a text around it. Literal braces are {{ and }}.",
	},
	{
		ID: "placeholder-known", Severity: SeverityError,
		Summary: "Every placeholder names a parameter of its error, or in a header a variable.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {orderID} is gone\"\n    params: {order_id: string}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {order_id} is gone\"\n    params: {order_id: string}\n"),
		Help:    "Declare the parameter under params, or correct the name. Headers know {$code}, {$message}, {$status}, {$docs_url} and {$request_id} besides.",
	},
	{
		ID: "placeholder-optional", Severity: SeverityError,
		Summary: "A message names an optional parameter only inside braces that hold the text around it.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order is gone since {since}\"\n    params: {\"since?\": date}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order is gone{ since {since}}\"\n    params: {\"since?\": date}\n"),
		Help:    "Without a value the message would have a hole. Write {text {name} text|otherwise}, or {name|otherwise}.",
	},
	{
		ID: "placeholder-else", Severity: SeverityError,
		Summary: "A text behind | can come to stand: a parameter before it is optional.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id|unknown} is gone\"\n    params: {id: string}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id|unknown} is gone\"\n    params: {\"id?\": string}\n"),
		Help:    "Make the parameter optional with a ? behind its name, or take the text away.",
	},
	{
		ID: "placeholder-secret", Severity: SeverityError,
		Summary: "No message or header names a parameter that is not for the reader.",
		Bad:     shop("errors:\n  card_declined:\n    status: 402\n    message: \"Card {number} was declined\"\n    params: {number: {type: string, sensitive: true}}\n"),
		Good:    shop("errors:\n  card_declined:\n    status: 402\n    message: The card was declined\n    params: {number: {type: string, sensitive: true}}\n"),
		Help:    "A parameter with sensitive: true is shown nowhere. One with in: log may stand in the message of an internal error only, which is never sent.",
	},
	{
		ID: "placeholder-type", Severity: SeverityError,
		Summary: "Messages and headers name parameters that have a form as text: no objects and no json.",
		Bad:     shop("errors:\n  order_refused:\n    status: 400\n    message: \"Order refused: {reason}\"\n    params: {reason: json}\n"),
		Good:    shop("errors:\n  order_refused:\n    status: 400\n    message: \"Order refused: {reason}\"\n    params: {reason: string}\n"),
		Help:    "Objects travel in details. For the message add a parameter of a plain type.",
	},
	{
		ID: "header-name", Severity: SeverityError,
		Summary: "The name of a header is a token.",
		Source:  "RFC 9110, section 5.1",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    headers: {\"X Reason\": gone}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    headers: {\"X-Reason\": gone}\n"),
		Help:    "Letters, digits and !#$%&'*+-.^_`|~ make a name, without blanks and colons.",
	},
	{
		ID: "header-refused", Severity: SeverityError,
		Summary: "No error declares a header that the server sets itself.",
		Bad:     shop("errors:\n  busy:\n    status: 503\n    message: Too busy\n    headers: {Retry-After: \"30\"}\n"),
		Good:    shop("errors:\n  busy:\n    status: 503\n    message: Too busy\n    retry_after: 30\n"),
		Help:    "Content-Type, Content-Length, Content-Encoding, Transfer-Encoding and Connection belong to the body and the connection, Set-Cookie is no property of an error, Retry-After has a key of its own, and every answer carries the request ID.",
	},
	{
		ID: "header-unique", Severity: SeverityError,
		Summary: "An error declares a header once; names are compared without case.",
		Source:  "RFC 9110, section 5.1",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    headers:\n      X-Reason: gone\n      x-reason: deleted\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    headers:\n      X-Reason: [gone, deleted]\n"),
		Help:    "A list of templates gives the header several lines.",
	},
	{
		ID: "header-text", Severity: SeverityError,
		Summary: "A header has a value, and its text holds no control characters.",
		Source:  "RFC 9110, section 5.5",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    headers: {X-Reason: \"gone\\r\\nX-Other: 1\"}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    headers: {X-Reason: gone}\n"),
		Help:    "CR and LF would end the header and begin another one. In the values of parameters they become a blank at run time.",
	},

	// Parameters and types.
	{
		ID: "param-name", Severity: SeverityError,
		Summary: "The name of a parameter or field is a small letter, then small letters, digits and underscores.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order is gone\"\n    params: {orderID: string}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order is gone\"\n    params: {order_id: {type: string, wire: orderID}}\n"),
		Help:    "Each output makes its own spelling of it. Where the member on the wire is called otherwise, say so with wire.",
	},
	{
		ID: "param-unique", Severity: SeverityError,
		Summary: "No error has two parameters, and no type two fields, of one name.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params:\n      id: string\n      id?: integer\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params:\n      id: string\n      number?: integer\n"),
		Help:    "The ? says that a parameter is optional and does not belong to its name.",
	},
	{
		ID: "member-unique", Severity: SeverityError,
		Summary: "No two parameters of an error travel as one member of details.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params:\n      id: string\n      order: {type: string, wire: id}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params:\n      id: string\n      order: {type: string, wire: orderId}\n"),
		Help:    "Without wire the member is called as the parameter.",
	},
	{
		ID: "param-in", Severity: SeverityError,
		Summary: "in stands where a parameter has a choice: not at a field, and not beside sensitive: true.",
		Bad:     shop("errors:\n  card_declined:\n    status: 402\n    message: The card was declined\n    params: {number: {type: string, sensitive: true, in: text}}\n"),
		Good:    shop("errors:\n  card_declined:\n    status: 402\n    message: The card was declined\n    params: {number: {type: string, sensitive: true}}\n"),
		Help:    "A sensitive parameter travels nowhere, and a field travels where its object does.",
	},
	{
		ID: "param-unused", Severity: SeverityWarning,
		Summary: "A parameter that travels in texts only is named by one.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: string, in: text}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    params: {id: {type: string, in: text}}\n"),
		Help:    "Name it in the message, in a header or in retry_after, or take it out: nobody gets to see its value.",
	},
	{
		ID: "param-carried", Severity: SeverityWarning,
		Summary: "A parameter of details has a place in the body form of its error.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    body: detail\n    params: {id: string}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    body: detail\n    params: {id: {type: string, in: text}}\n"),
		Help:    "Say in: text when the value is for the message only, or choose a form with $details.",
	},
	{
		ID: "wire-unused", Severity: SeverityWarning,
		Summary: "wire is said of parameters that travel in details.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    params: {id: {type: string, in: text, wire: orderId}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    params: {id: {type: string, wire: orderId}}\n"),
		Help:    "wire names a member of details. Elsewhere nothing has this name.",
	},
	{
		ID: "type-name", Severity: SeverityError,
		Summary: "The name of a type is a capital, then letters and digits.",
		Bad:     shop("types:\n  order_line: {fields: {sku: string}}\nerrors: {}\n"),
		Good:    shop("types:\n  OrderLine: {fields: {sku: string}}\nerrors: {}\n"),
		Help:    "Types of the language begin with a small letter, so the two never meet.",
	},
	{
		ID: "type-unknown", Severity: SeverityError,
		Summary: "Every type is one of the language or stands under types.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: int}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: integer}\n"),
		Help:    "The language has string, uuid, uri, email, integer, number, boolean, datetime, date, duration and json.",
	},
	{
		ID: "type-cycle", Severity: SeverityError,
		Summary: "No type is made of itself.",
		Bad:     shop("types:\n  Node:\n    fields: {name: string, children: \"Node[]\"}\nerrors: {}\n"),
		Good:    shop("types:\n  Node:\n    fields: {name: string, children: \"string[]\"}\nerrors: {}\n"),
		Help:    "Error details are small. What has no bound belongs into a json parameter.",
	},
	{
		ID: "type-list", Severity: SeverityError,
		Summary: "No list has lists as elements.",
		Bad:     shop("types:\n  Path: {type: \"string[]\"}\nerrors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {paths: \"Path[]\"}\n"),
		Good:    shop("types:\n  Path: {fields: {steps: \"string[]\"}}\nerrors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {paths: \"Path[]\"}\n"),
		Help:    "A type with one field that is a list does the same and leaves room for more.",
	},
	{
		ID: "type-empty", Severity: SeverityError,
		Summary: "An object type has at least one field.",
		Bad:     shop("types:\n  OrderLine: {fields: {}}\nerrors: {}\n"),
		Good:    shop("types:\n  OrderLine: {fields: {sku: string}}\nerrors: {}\n"),
		Help:    "Details without members say nothing. A type that is no object has the key type in place of fields.",
	},
	{
		ID: "enum-type", Severity: SeverityError,
		Summary: "An enum has values of type string.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {why: {type: integer, enum: [\"1\", \"2\"]}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {why: {type: string, enum: [expired, deleted]}}\n"),
		Help:    "Numbers with a meaning are better told as words; where they are given, use integer with min and max.",
	},
	{
		ID: "enum-unique", Severity: SeverityError,
		Summary: "No enum has one value twice.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {why: {type: string, enum: [expired, expired]}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {why: {type: string, enum: [expired, deleted]}}\n"),
		Help:    "Values are compared with case.",
	},
	{
		ID: "enum-name", Severity: SeverityError,
		Summary: "Every value of an enum gives a name, or is given one.",
		Bad:     shop("errors:\n  bad_sign:\n    status: 400\n    message: Bad sign\n    params: {sign: {type: string, enum: [\"+\", \"-\"]}}\n"),
		Good:    shop("errors:\n  bad_sign:\n    status: 400\n    message: Bad sign\n    params:\n      sign:\n        type: string\n        enum:\n          \"+\": {name: Plus, description: Added}\n          \"-\": {name: Minus, description: Taken away}\n"),
		Help:    "Each value becomes a constant. Write the enum as a map and give the value a name.",
	},
	{
		ID: "limit-type", Severity: SeverityError,
		Summary: "A limit stands at a type that it can limit.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: integer, max_length: 8}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: integer, max: 99999999}}\n"),
		Help:    "min and max are for integer, number and duration, max_length for string, uri and email, pattern for text. A list's limits are those of its elements. An enum needs none.",
	},
	{
		ID: "limit-value", Severity: SeverityError,
		Summary: "Limits are numbers of their parameter's type, and min is not more than max.",
		Bad:     shop("errors:\n  order_too_large:\n    status: 400\n    message: Order too large\n    params: {lines: {type: integer, min: 100, max: 1}}\n"),
		Good:    shop("errors:\n  order_too_large:\n    status: 400\n    message: Order too large\n    params: {lines: {type: integer, min: 1, max: 100}}\n"),
		Help:    "Limits of durations are whole seconds.",
	},
	{
		ID: "pattern-syntax", Severity: SeverityError,
		Summary: "A pattern compiles as RE2.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: string, pattern: \"^(?=o_)\", example: o_1}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: string, pattern: \"^o_\", example: o_1}}\n"),
		Help:    "RE2 has no looking ahead or behind and no references to groups. Those who check values in Go have no other engine.",
	},
	{
		ID: "pattern-portable", Severity: SeverityError,
		Summary: "A pattern means the same in ECMA-262.",
		Source:  "JSON Schema 2020-12, section 6.4",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: string, pattern: \"(?i)^o_\", example: o_1}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: string, pattern: \"^[oO]_\", example: o_1}}\n"),
		Help:    "The pattern goes into OpenAPI, where tools read it as ECMA-262. Leave out flags, \\A, \\z, \\Q...\\E, [[:alpha:]] and (?P<name>...).",
	},
	{
		ID: "pattern-example", Severity: SeverityError,
		Summary: "A pattern has an example beside it.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: string, pattern: \"^o_\"}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: string, pattern: \"^o_\", example: o_1}}\n"),
		Help:    "Documentation and tests need a value, and none can be made up from a pattern.",
	},
	{
		ID: "example-valid", Severity: SeverityError,
		Summary: "Every example fits the type and the rules of its parameter.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: uuid, example: o_1}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {id: {type: uuid, example: 6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911}}\n"),
		Help:    "Examples are shown as what the API sends. Durations are whole seconds, times RFC 3339.",
	},
	{
		ID: "example-params", Severity: SeverityError,
		Summary: "The examples of an error give values to parameters that it has.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    params: {id: string}\n    examples:\n      - params: {order: o_1}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: \"Order {id} is gone\"\n    params: {id: string}\n    examples:\n      - params: {id: o_1}\n"),
		Help:    "Names are those under params, without the ?.",
	},

	// Bodies.
	{
		ID: "body-name", Severity: SeverityError,
		Summary: "A body form of the catalogue has a name of its own: a letter, then letters, digits, _ and -.",
		Bad:     shop("wire:\n  bodies:\n    problem: {code: $code}\nerrors: {}\n"),
		Good:    shop("wire:\n  bodies:\n    short: {code: $code}\nerrors: {}\n"),
		Help:    "Of the predefined forms only structured and detail may be defined again. The others follow a standard.",
	},
	{
		ID: "body-unknown", Severity: SeverityError,
		Summary: "Every body form that is named is predefined or stands under wire.bodies.",
		Bad:     shop("wire: {body: problems}\nerrors: {}\n"),
		Good:    shop("wire: {body: problem}\nerrors: {}\n"),
		Help:    "Predefined are structured, detail, problem, jsonapi and none.",
	},
	{
		ID: "body-source", Severity: SeverityError,
		Summary: "Every text with a $ in front is a source, at a place where it can stand.",
		Bad:     shop("wire:\n  body: short\n  bodies:\n    short: {code: $cod}\nerrors: {}\n"),
		Good:    shop("wire:\n  body: short\n  bodies:\n    short: {code: $code}\nerrors: {}\n"),
		Help:    "Sources are $code $message $title $status $status_text $number $grpc $group $docs_url $request_id $details and $details.NAME. A ? behind one leaves its member out when there is no value. A literal $ in front is $$.",
	},
	{
		ID: "body-member", Severity: SeverityError,
		Summary: "Every $details.NAME of a form is a member of details of one of its errors.",
		Bad:     shop("wire:\n  bodies:\n    validation: {code: $code, details: $details, fields: $details.feilds}\nerrors:\n  order_refused:\n    status: 422\n    message: Order refused\n    body: validation\n    params: {fields: \"string[]\"}\n"),
		Good:    shop("wire:\n  bodies:\n    validation: {code: $code, details: $details, fields: $details.fields}\nerrors:\n  order_refused:\n    status: 422\n    message: Order refused\n    body: validation\n    params: {fields: \"string[]\"}\n"),
		Help:    "NAME is what the member is called on the wire. Errors that lack it send null there.",
	},
	{
		ID: "body-clash", Severity: SeverityError,
		Summary: "No parameter meets a member that stands beside ...: $details.",
		Bad:     shop("wire:\n  body: flat\n  bodies:\n    flat: {code: $code, ...: $details}\nerrors:\n  order_refused:\n    status: 400\n    message: Order refused\n    params: {code: string}\n"),
		Good:    shop("wire:\n  body: flat\n  bodies:\n    flat: {code: $code, ...: $details}\nerrors:\n  order_refused:\n    status: 400\n    message: Order refused\n    params: {code: {type: string, wire: reason_code}}\n"),
		Help:    "An object has each member once. Give the parameter another name on the wire.",
	},
	{
		ID: "google-details", Severity: SeverityError,
		Summary: "In the body form google, details are single values and at most one list of a type with field and description.",
		Source:  "AIP-193",
		Bad:     shop("errors:\n  order_invalid:\n    status: 400\n    message: Order is not valid\n    body: google\n    params: {fields: \"string[]\"}\n"),
		Good:    shop("types:\n  Violation: {fields: {field: string, description: string}}\nerrors:\n  order_invalid:\n    status: 400\n    message: Order is not valid\n    body: google\n    params: {fields: \"Violation[]\"}\n"),
		Help:    "Single values are the metadata of an ErrorInfo, and the list is the fieldViolations of a BadRequest. For anything else there is no place.",
	},
	{
		ID: "google-reason", Severity: SeverityError,
		Summary: "Errors of the body form google have different reasons.",
		Source:  "AIP-193",
		Bad:     shop("errors:\n  order_gone: {status: 410, message: Order is gone, body: google}\n  order_went: {status: 404, message: Order went, body: google, code: order-gone}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone, body: google}\n  order_went: {status: 404, message: Order went, body: google}\n"),
		Help:    "The reason is the code in capitals, with an underscore between words. Give one of them another code.",
	},
	{
		ID: "body-number", Severity: SeverityError,
		Summary: "An error whose form is known by $number has a number.",
		Bad:     shop("wire:\n  body: numbered\n  bodies:\n    numbered: {err: $number, text: $message}\nerrors:\n  internal_error: {status: 500, message: Internal server error}\n"),
		Good:    shop("wire:\n  body: numbered\n  bodies:\n    numbered: {err: $number, text: $message}\nerrors:\n  internal_error: {status: 500, message: Internal server error, number: 1}\n"),
		Help:    "The form has no $code, so clients know the error by its number. The fallback needs one too.",
	},
	{
		ID: "body-ambiguous", Severity: SeverityWarning,
		Summary: "A client can tell any two errors apart by code, number, or status, shape and message.",
		Bad:     shop("wire: {body: detail}\nerrors:\n  order_not_found: {status: 404, message: Not found}\n  item_not_found: {status: 404, message: Not found}\n"),
		Good:    shop("wire: {body: detail}\nerrors:\n  order_not_found: {status: 404, message: Order not found}\n  item_not_found: {status: 404, message: Item not found}\n"),
		Help:    "Clients get such an answer as an error of its status without a code. Give the two different messages, or a form with $code.",
	},

	// Operations.
	{
		ID: "operation-form", Severity: SeverityError,
		Summary: "An operation is an operationId, or methods and a path.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    operations: [get /orders]\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    operations: [GET /orders]\n"),
		Help:    "Methods are in capitals and joined with |. A path is an OpenAPI path template; as a pattern it is * or ends in *.",
	},
	{
		ID: "operation-unmatched", Severity: SeverityError,
		Summary: "Every pattern, and every method of it, matches an operation.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    operations: [GET /orders/*]\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    operations: [GET /orders/*]\n  order_sent:\n    status: 409\n    retry: never\n    message: Order was sent\n    operations: [\"GET /orders/{id}\"]\n"),
		Help:    "Patterns choose among the operations of the OpenAPI documents that targets name as their base, and those that the catalogue names in full somewhere.",
	},
	{
		ID: "operation-limit", Severity: SeverityError,
		Summary: "All errors together are on at most 1,048,576 operations, counted anew for each error.",
		Bad:     "# 2,000 errors with operations: [GET *], and 1,000 operations\n",
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: all}\n"),
		Help:    "Every target lists the operations of every error, so that a short pattern in many errors would become very much output. The word all stands for every operation and is not counted.",
	},
	{
		ID: "operation-unique", Severity: SeverityError,
		Summary: "No error names an operation twice.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    operations: [GET /orders, GET|POST /orders]\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    operations: [GET|POST /orders]\n"),
		Help:    "Joined methods are one operation each.",
	},

	// Targets.
	{
		ID: "target-base", Severity: SeverityError,
		Summary: "A target that puts errors on operations knows which these are.",
		Bad:     shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [getOrder]}\ntargets:\n  - {kind: openapi, out: overlay.yaml, form: overlay}\n"),
		Good:    shop("errors:\n  order_gone: {status: 410, message: Order is gone, operations: [\"GET /orders/{id}\"]}\ntargets:\n  - {kind: openapi, out: overlay.yaml, form: overlay}\n"),
		Help:    "An operationId, a pattern and all say nothing about methods and paths; base: names the API's own OpenAPI document, which does. Operations that are named in full need none.",
	},
	{
		ID: "target-out", Severity: SeverityError,
		Summary: "The path of a target is relative, and stays inside the module or repository.",
		Bad:     shop("errors: {}\ntargets:\n  - {kind: markdown, out: ../../../../errors.md}\n"),
		Good:    shop("errors: {}\ntargets:\n  - {kind: markdown, out: docs/errors.md}\n"),
		Help:    "Paths are written with / and start at the folder of the catalogue. --allow-outside lifts the bound for people who mean it.",
		Repair:  "backslashes become slashes",
	},
	{
		ID: "target-package", Severity: SeverityError,
		Summary: "The package of a Go target can be imported under its name.",
		Bad:     shop("errors: {}\ntargets:\n  - {kind: go-server, out: errs, package: func}\n"),
		Good:    shop("errors: {}\ntargets:\n  - {kind: go-server, out: errs, package: errs}\n"),
		Help:    "It is an identifier, not a keyword, and none of main, init, documentation and names that end in _test.",
	},
	{
		ID: "target-extension", Severity: SeverityError,
		Summary: "The file of a target ends as its format says.",
		Bad:     shop("errors: {}\ntargets:\n  - {kind: openapi, out: openapi.txt}\n"),
		Good:    shop("errors: {}\ntargets:\n  - {kind: openapi, out: openapi.yaml}\n"),
		Help:    "markdown ends in .md (.mdx for docusaurus), or in / for a page for each error; openapi in .yaml or .yml.",
	},
	{
		ID: "target-clash", Severity: SeverityError,
		Summary: "No two targets write to one place, and none over the catalogue.",
		Bad:     shop("errors: {}\ntargets:\n  - {kind: go-server, out: errs, package: errs}\n  - {kind: go-client, out: Errs, package: errs}\n"),
		Good:    shop("errors: {}\ntargets:\n  - {kind: go-server, out: errs, package: errs}\n  - {kind: go-client, out: client, package: errs}\n"),
		Help:    "Names that differ only in case are one place on many systems.",
	},

	// Choices about rules.
	{
		ID: "lint-rule", Severity: SeverityError,
		Summary: "lint.severity names rules whose severity is free.",
		Bad:     shop("lint:\n  severity: {code-unique: warning}\nerrors: {}\n"),
		Good:    shop("lint:\n  severity: {code-length: error}\nerrors: {}\n"),
		Help:    "Rules that are warnings or infos by default may be set. Those that are errors belong to the language: outputs rely on them.",
	},
	{
		ID: "allow-rule", Severity: SeverityError,
		Summary: "allow names rules that an error may break.",
		Bad:     shop("errors:\n  tea_time:\n    status: 418\n    message: It is tea time\n    allow: {status-registered: We like it, code-unique: We like it}\n"),
		Good:    shop("errors:\n  tea_time:\n    status: 418\n    message: It is tea time\n    allow: {status-registered: We like it}\n"),
		Help:    "Rules that are warnings or infos by default may be broken with a reason. errspec rules lists them.",
	},
	{
		ID: "allow-unused", Severity: SeverityWarning,
		Summary: "Every entry of allow silences a finding.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    allow: {status-registered: Clients know it}\n"),
		Good:    shop("errors:\n  login_expired:\n    status: 440\n    message: The login has expired\n    allow: {status-registered: Clients know it}\n"),
		Help:    "The error keeps the rule, so take the entry out; later it would hide something else.",
		Repair:  "the entry is taken out, and the key allow with its last one",
	},
}
