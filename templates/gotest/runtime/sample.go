package runtime

// A small catalogue that stands in for the generated one, with something of
// everything. It is not part of the output.

const (
	ErrItemNotFound Code = "item_not_found"
	ErrRateLimited  Code = "rate_limited"
	ErrEverything   Code = "everything"
	ErrRouteUnknown Code = "route_unknown"
	ErrUpgrade      Code = "upgrade"
	ErrProblem      Code = "problem"
)

const (
	requestIDHeader = "X-Request-Id"
	requestID       = "4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f"
)

var forms = []form{
	{
		name:        "structured",
		contentType: "application/json",
		root: node{members: []member{
			{name: "error", node: node{source: sourceCode}},
			{name: "message", node: node{source: sourceMessage}},
			{name: "details", node: node{source: sourceDetails}},
			{name: "request_id", node: node{source: sourceRequestID}},
		}},
	},
	{
		name:        "detail",
		contentType: "application/json",
		root:        node{members: []member{{name: "detail", node: node{source: sourceMessage}}}},
	},
	{
		name:        "everything",
		contentType: "application/vnd.everything+json",
		root: node{members: []member{
			{name: "errors", node: node{items: []node{
				{members: []member{
					{name: "number", node: node{source: sourceNumber}},
					{name: "group", node: node{source: sourceGroup}},
					{name: "grpc", node: node{source: sourceGRPC}},
					{name: "title", node: node{source: sourceTitle}},
					{name: "help", node: node{source: sourceDocsURL, optional: true}},
					{name: "n", node: node{source: sourceMember, param: "n"}},
					{name: "opt", node: node{source: sourceMember, param: "opt", optional: true}},
					{name: "missing", node: node{source: sourceMember, param: "nothing", optional: true}},
				}},
				{literal: `[1,null,"$"]`},
			}}},
			{name: "status", node: node{source: sourceStatus}},
			{name: "text", node: node{source: sourceStatusText}},
			{spread: true},
		}},
	},
}

var objects = []objectType{
	{name: "Violation", fields: []param{
		{name: "field", field: "Field"},
		{name: "why", wire: "reason", field: "Why", enum: []string{"too_long", "missing"}},
		{name: "max", field: "Max", kind: kindInteger, optional: true},
		{name: "at", field: "At", kind: kindDatetime, optional: true},
	}},
}

var definitions = []definition{
	{
		code:    ErrItemNotFound,
		status:  404,
		title:   "Item not found",
		docsURL: "https://example.com/errors#item-not-found",
		message: "Item {id} not found{ in {inbox}}",
		form:    "structured",
		params:  []param{{name: "id"}, {name: "inbox", optional: true}},
		examples: []example{
			{body: `{"error":"item_not_found","message":"Item 5 not found","details":{"id":"5"},"request_id":"4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f"}`},
			{
				description: "In an inbox",
				body:        `{"error":"item_not_found","message":"Item 5 not found in b","details":{"id":"5","inbox":"b"},"request_id":"4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f"}`,
			},
		},
	},
	{
		code:       ErrRateLimited,
		status:     429,
		title:      "Rate limited",
		phrase:     "Too Many Requests",
		message:    "Try again {in {retry_after} seconds|later}",
		retryAfter: "retry_after",
		form:       "structured",
		params:     []param{{name: "retry_after", kind: kindDuration, optional: true, text: true}},
		examples: []example{{
			header: []field{{"Retry-After", "30"}},
			body:   `{"error":"rate_limited","message":"Try again in 30 seconds","details":null,"request_id":"4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f"}`,
		}},
	},
	{
		code:    ErrEverything,
		wire:    "E-1",
		status:  400,
		title:   "Everything",
		docsURL: "https://example.com/errors#everything",
		number:  "7",
		grpc:    "INVALID_ARGUMENT",
		group:   "all",
		message: "{s} {n}",
		form:    "everything",
		params: []param{
			{name: "s", max: 5},
			{name: "n", kind: kindInteger},
			{name: "f", kind: kindNumber},
			{name: "b", kind: kindBoolean},
			{name: "t", kind: kindDatetime},
			{name: "d", kind: kindDuration},
			{name: "j", kind: kindJSON},
			{name: "o", kind: kindObject, object: "Violation"},
			{name: "ss", list: true},
			{name: "oo", wire: "objects", kind: kindObject, object: "Violation", list: true},
			{name: "opt", optional: true},
			{name: "where", text: true, optional: true},
		},
		headers: []header{
			{name: "Www-Authenticate", values: []string{
				`Bearer realm="{s}"{, scope="{ss}"}{, where="{where}"}`,
				`Basic realm="x"`,
				`Digest nonce="{opt}"`,
			}},
			{name: "X-Meta", values: []string{`{$code} {$status} {$docs_url} {$request_id} {{}} {n}`}},
		},
		examples: []example{{
			header: []field{
				{"WWW-Authenticate", `Bearer realm="a\"b", scope="x, y"`},
				{"WWW-Authenticate", `Basic realm="x"`},
				{"X-Meta", "E-1 400 https://example.com/errors#everything 4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f {} 3"},
			},
			body: `{"errors":[{"number":7,"group":"all","grpc":"INVALID_ARGUMENT","title":"Everything",` +
				`"help":"https://example.com/errors#everything","n":3},[1,null,"$"]],"status":400,"text":"400",` +
				`"s":"a\"b","n":3,"f":1.5,"b":true,"t":"2027-01-31T12:00:00Z","d":90,"j":{"k":[1]},` +
				`"o":{"field":"/a","reason":"missing","max":3,"at":"2027-01-31T12:00:00Z"},"ss":["x","y"],` +
				`"objects":[{"field":"/b","reason":"too_long"}]}`,
		}},
	},
	{
		code:     ErrRouteUnknown,
		status:   405,
		title:    "Route unknown",
		phrase:   "Method Not Allowed",
		message:  "{method} is none of {allow}",
		form:     "detail",
		params:   []param{{name: "method", text: true, enum: []string{"GET", "PUT"}}, {name: "allow", list: true, text: true}},
		headers:  []header{{name: "Allow", values: []string{"{allow}"}}},
		examples: []example{{header: []field{{"Allow", "POST, PATCH"}}, body: `{"detail":"PUT is none of POST, PATCH"}`}},
	},
	{
		code:       ErrUpgrade,
		status:     426,
		title:      "Upgrade",
		phrase:     "Upgrade Required",
		message:    "Upgrade",
		retryAfter: "120",
		form:       "none",
		headers:    []header{{name: "Upgrade", values: []string{"HTTP/3.0"}}, {name: "Cache-Control", values: []string{"max-age=60"}}},
		examples: []example{{header: []field{
			{"Retry-After", "120"}, {"Upgrade", "HTTP/3.0"}, {"Connection", "Upgrade"}, {"Cache-Control", "max-age=60"},
		}}},
	},
	{
		code:       ErrProblem,
		status:     503,
		title:      "Problem",
		phrase:     "Service Unavailable",
		message:    "Come back",
		retryAfter: "until",
		form:       "problem",
		params:     []param{{name: "until", kind: kindDatetime}},
		examples: []example{{
			header: []field{{"Retry-After", "Sun, 31 Jan 2027 12:00:00 GMT"}},
			body: `{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Come back",` +
				`"instance":"urn:uuid:4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f","code":"problem",` +
				`"request_id":"4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f","details":{"until":"2027-01-31T12:00:00Z"}}`,
		}},
	},
}
