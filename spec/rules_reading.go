package spec

// readingRules are the rules of reading: what a file, YAML and the tables of keys
// refuse before anything is known of the meaning.
var readingRules = []Rule{
	// Files.
	{
		ID: "file-empty", Severity: SeverityError,
		Summary: "A file of a catalogue holds something.",
		Bad:     "# nothing yet\n",
		Good:    shop("errors: {}\n"),
		Help:    "A catalogue begins with errspec: 1 and the name of the service.",
	},
	{
		ID: "file-size", Severity: SeverityError,
		Summary: "All files of a catalogue together have at most 64 MiB.",
		Bad:     "# 70,000,000 bytes, for example a log that was saved under this name\n",
		Good:    shop("errors: {}\n"),
		Help:    "The size is looked at before a file is read. A single file may also have no more than 8,388,608 line breaks, commas, colons and brackets. No catalogue that people write comes near either; look for a file that was included by mistake.",
	},
	{
		ID: "include-cycle", Severity: SeverityError,
		Summary: "No file includes itself, directly or by way of others.",
		Bad:     shop("include: [errors.yaml] # in the file errors.yaml\nerrors: {}\n"),
		Good:    shop("include: [orders.yaml] # in the file errors.yaml\nerrors: {}\n"),
		Help:    "The finding shows the way round. A file may be included from two places, which counts once.",
	},
	{
		ID: "include-key", Severity: SeverityError,
		Summary: "An included file has errors, types, statuses, groups, retired and include, and nothing else.",
		Bad:     "errspec: 1 # in a file that errors.yaml includes\nservice: orders\nerrors: {}\n",
		Good:    "errspec: 1 # in a file that errors.yaml includes\nerrors: {}\n",
		Help:    "What holds for the whole catalogue stands in the file that is given to the command.",
	},
	{
		ID: "include-missing", Severity: SeverityError,
		Summary: "Every file under include exists and can be read.",
		Bad:     shop("include: [no_such_file.yaml]\nerrors: {}\n"),
		Good:    shop("include: []\nerrors: {}\n"),
		Help:    "Paths have slashes and are relative to the file that includes. While a file is missing, nothing is said about names that may be in it.",
	},
	{
		ID: "include-outside", Severity: SeverityError,
		Summary: "An included file lies inside the module or repository.",
		Bad:     shop("include: [/etc/errors.yaml]\nerrors: {}\n"),
		Good:    shop("include: []\nerrors: {}\n"),
		Help:    "A catalogue reads the same for everyone who has the repository. Copy the file into it.",
	},
	{
		ID: "version", Severity: SeverityError,
		Summary: "The catalogue is written in a version of the language that this errspec reads.",
		Bad:     "errspec: 2\nservice: shop\nerrors: {}\n",
		Good:    "errspec: 1\nservice: shop\nerrors: {}\n",
		Help:    "Write errspec: 1, or use an errspec that knows the newer version. Nothing else is said about a file of another version.",
	},

	// YAML.
	{
		ID: "yaml-alias", Severity: SeverityError,
		Summary: "What aliases stand for has an end, and is not out of proportion.",
		Bad:     shop("x-all: &all\n  - *all\nerrors: {}\n"),
		Good:    shop("x-all: &all\n  - one\nx-more: *all\nerrors: {}\n"),
		Help:    "An alias inside the value that it names would never end. All aliases of a catalogue together stand for at most 1,048,576 values.",
	},
	{
		ID: "yaml-comma", Severity: SeverityError,
		Summary: "A comma in flow style does not split a sentence.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n    causes: [The order was deleted, or it never existed]\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n    causes: [\"The order was deleted, or it never existed\"]\n"),
		Help:    "Inside { } and [ ] a comma ends a text. Put the text into quotes, or write the list with dashes. An item that is meant to begin with a small letter says so with quotes, too.",
	},
	{
		ID: "yaml-cut", Severity: SeverityError,
		Summary: "No text loses a part to a comment, an anchor or a tag.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    message: Order #17 not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: \"Order #17 not found\"\n"),
		Help:    "A # behind a blank begins a comment, & an anchor and ! a tag, and what they begin is no part of the text. Put the text into quotes. A comment behind a text has a blank behind its #.",
	},
	{
		ID: "yaml-depth", Severity: SeverityError,
		Summary: "Lists and mappings are nested at most 64 deep.",
		Help:    "No key of a catalogue needs more than a few levels. The finding is at the first that is too deep.",
		Bad:     shop("x-deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\nerrors: {}\n"),
		Good:    shop("x-deep: [[]]\nerrors: {}\n"),
	},
	{
		ID: "yaml-documents", Severity: SeverityError,
		Summary: "A file is one YAML document.",
		Bad:     shop("errors: {}\n---\nerrors: {}\n"),
		Good:    shop("errors: {}\n"),
		Help:    "Nothing reads what stands behind a second ---. Put it into a file of its own and name that under include.",
	},
	{
		ID: "yaml-duplicate-key", Severity: SeverityError,
		Summary: "No key is written twice in one mapping.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    status: 410\n    message: Order not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n"),
		Help:    "One of the two would be dropped without a word. The finding shows both places.",
	},
	{
		ID: "yaml-encoding", Severity: SeverityError,
		Summary: "A file is text in UTF-8.",
		Bad:     shop("title: Shop\x01\nerrors: {}\n"),
		Good:    shop("title: Shop\nerrors: {}\n"),
		Help:    "Save the file as UTF-8. A byte order mark at its start is accepted; NUL and other control characters are not.",
	},
	{
		ID: "yaml-key", Severity: SeverityError,
		Summary: "Every key is a text, or under statuses a status.",
		Bad:     shop("errors:\n  404:\n    status: 404\n    message: Not found\n"),
		Good:    shop("errors:\n  not_found:\n    status: 404\n    message: Not found\n"),
		Help:    "Tools read a key such as 404 or true in different ways. In quotes it is a text for all of them.",
		Repair:  "the key gets quotes",
	},
	{
		ID: "yaml-merge", Severity: SeverityError,
		Summary: "<< merges a mapping, or a list of mappings.",
		Bad:     shop("errors:\n  order_not_found:\n    <<: base\n    status: 404\n    message: Order not found\n"),
		Good:    shop("x-base: &base {retry: never}\nerrors:\n  order_not_found:\n    <<: *base\n    status: 404\n    message: Order not found\n"),
		Help:    "Give a mapping an anchor (x-base: &base) and merge its alias (<<: *base). Merged keys come where << stands; keys that are written win.",
	},
	{
		ID: "yaml-syntax", Severity: SeverityError,
		Summary: "A file is YAML.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    message: {id} not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: \"{id} not found\"\n    params:\n      id: string\n"),
		Help:    "Mostly a text needs quotes: one that starts with { [ & * ! | > @ % # ' \" ] } - or a backtick, or has a colon and a blank in it; inside { } and [ ] also one with a comma, ?, [ ] or { }. While a file is not YAML, nothing else is said about it.",
	},

	// Keys and values.
	{
		ID: "key-required", Severity: SeverityError,
		Summary: "Every entry has the keys that it needs.",
		Bad:     shop("errors:\n  order_not_found:\n    message: Order not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n"),
		Help:    "The finding is where the entry begins.",
	},
	{
		ID: "key-unknown", Severity: SeverityError,
		Summary: "Every key is one of the language, or begins with x-.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    mesage: Order not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n"),
		Help:    "A key that is not read would look as if it had an effect. What is meant for other tools goes under a key that begins with x-.",
	},
	{
		ID: "target-key", Severity: SeverityError,
		Summary: "Every key of a target is one of its kind.",
		Bad:     shop("targets:\n  - {kind: markdown, out: errors.md, package: shop}\nerrors: {}\n"),
		Good:    shop("targets:\n  - {kind: markdown, out: errors.md}\nerrors: {}\n"),
		Help:    "The finding names the kinds that have the key.",
	},
	{
		ID: "text-empty", Severity: SeverityError,
		Summary: "A text that is written is not empty.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n    remedy: \"\"\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n    remedy: List the orders and use an ID from the answer.\n"),
		Help:    "Write the text, or leave the key out.",
	},
	{
		ID: "text-line", Severity: SeverityError,
		Summary: "Names, references and addresses are one line.",
		Bad:     shop("groups:\n  - id: \"orders\\nand more\"\n    title: Orders\nerrors: {}\n"),
		Good:    shop("groups:\n  - id: orders\n    title: Orders\nerrors: {}\n"),
		Help:    "Only prose has several lines.",
	},
	{
		ID: "value-empty", Severity: SeverityError,
		Summary: "A list or mapping that says what is allowed has an entry.",
		Bad:     shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {why: {type: string, enum: []}}\n"),
		Good:    shop("errors:\n  order_gone:\n    status: 410\n    message: Order is gone\n    params: {why: {type: string, enum: [sold, lost]}}\n"),
		Help:    "An enum without values would allow nothing.",
	},
	{
		ID: "value-number", Severity: SeverityError,
		Summary: "A whole number is written in plain decimal, and in its range.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 0404\n    message: Order not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n"),
		Help:    "YAML tools read 0404 as 260 or 404, and 4_04 and 404.0 as numbers or as text.",
		Repair:  "a number of seconds loses its quotes",
	},
	{
		ID: "value-type", Severity: SeverityError,
		Summary: "Every value has the form that its key wants.",
		Bad:     shop("errors:\n  order_not_found:\n    status: \"404\"\n    message: Order not found\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n"),
		Help:    "Text that looks like a number, a date, true or null needs quotes; numbers stand without them.",
		Repair:  "a number, true, false or a date where a text is wanted gets quotes, a number or boolean in quotes loses them, and yes and no become true and false",
	},
	{
		ID: "value-word", Severity: SeverityError,
		Summary: "A key with a closed list of words has one of them.",
		Bad:     shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n    retry: sometimes\n"),
		Good:    shop("errors:\n  order_not_found:\n    status: 404\n    message: Order not found\n    retry: never\n"),
		Help:    "The finding lists the words.",
		Repair:  "a word in another case is written as the language has it",
	},
}

// absenceRules say that something is not there. They are silent when a file of
// the catalogue could not be read, since it may be there.
var absenceRules = []string{
	"type-unknown", "group-unknown", "body-unknown", "retired-use", "deprecated-use", "internal-target",
	"see-unknown", "operation-unmatched", "allow-unused", "retry-said", "placeholder-known", "retry-after",
	"body-member", "param-unused", "401-www-authenticate", "416-content-range", "429-retry-after", "451-blocked-by", "503-retry-after", "docs-cause-fix", "number-block", "405-allow", "407-proxy-authenticate", "426-upgrade",
}
