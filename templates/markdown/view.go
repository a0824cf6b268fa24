package markdown

// The data of the templates. Every text in it is Markdown that is safe where the
// built-in templates put it, but for the few fields that say otherwise. The
// tables of docs/guides/documentation.md are made from this file.

// Page is the data of page.md.tmpl, the single page, and of index.md.tmpl, the
// index of a folder of pages.
type Page struct {
	Head        string         // the mark that says who made the page, and the front matter
	Title       Heading        // empty where the site takes the title from the front matter
	Description string         // of the catalogue
	Body        BodyChapter    // what an error looks like on the wire
	RequestID   Chapter        // how a request is identified
	Statuses    StatusChapter  // the table of statuses
	Codes       CodesChapter   // the table of all codes
	Sections    []Section      // a section for each status; on the index only those that say something
	Operations  TableChapter   // which errors an operation has; only on the index, and empty when no error names its operations
	Types       TypesChapter   // named types; only on the single page
	Retries     Chapter        // what holds for sending requests again
	Retired     RetiredChapter // codes that are not in use any more
}

// ErrorPage is the data of error.md.tmpl, the page of an error.
type ErrorPage struct {
	Head     string   // the mark that says who made the page, and the front matter
	Title    Heading  // empty where the site takes the title from the front matter
	Headings Headings // of the sections
	Error    Entry
}

// RetiredPage is the data of retired.md.tmpl, the page of a code that is not in
// use any more.
type RetiredPage struct {
	Head   string  // the mark that says who made the page, and the front matter
	Title  Heading // empty where the site takes the title from the front matter
	Key    string  // as the catalogue has it, not Markdown: "item_gone"
	Code   string  // on the wire, as code
	In     string  // release that took it out, or empty
	Use    string  // link to what to use instead, or empty
	Reason string
	Index  string // link to the index
}

// Heading is a heading with the anchor that leads to it. The function heading
// writes it.
type Heading struct {
	Text   string
	Anchor string // without "#"
	Own    bool   // the site would make another anchor of the text
}

// Headings are those of the sections of an error's page. They give way to the
// title and to one another, so that no two are alike.
type Headings struct {
	Causes, Remedy, Example, Params, Headers, Handling, Related Heading
}

// Chapter is a heading and the text under it.
type Chapter struct {
	Heading Heading
	Text    string
}

// TableChapter is a heading and the table under it.
type TableChapter struct {
	Heading Heading
	Rows    []Row
}

// Row is the cells of a line of a table. The first row names the columns; a table
// with nothing but that row is left out by the function table.
type Row []string

// BodyChapter says what an error looks like on the wire.
type BodyChapter struct {
	Heading Heading
	Intro   string
	Fields  []Row       // members of the usual form
	Others  []OtherBody // the other forms
}

// OtherBody is a form of an error's body beside the usual one.
type OtherBody struct {
	Intro   string
	Example string // a code block, or empty
}

// StatusChapter is the table of statuses.
type StatusChapter struct {
	Heading Heading
	Rows    []Row
}

// CodesChapter is the table of all codes, in parts.
type CodesChapter struct {
	Heading Heading
	Groups  []CodesGroup
}

// CodesGroup is a part of the table of all codes.
type CodesGroup struct {
	Heading     Heading // empty for errors without a group
	Description string
	Rows        []Row
}

// Section is a status.
type Section struct {
	Status      int // not Markdown: 404
	Heading     Heading
	Description string
	Causes      []string // empty where the table of statuses has them whole
	Remedy      []string
	Errors      []Entry // on the single page
	Links       string  // on the index: links to the errors
}

// Entry is an error.
type Entry struct {
	Key         string // as the catalogue has it, not Markdown: "item_not_found"
	Slug        string // file name and anchor, not Markdown: "item-not-found"
	Status      int    // not Markdown: 404
	Internal    bool   // never sent under its own code
	Heading     Heading
	Code        string   // on the wire, as code
	StatusLink  string   // "404 Not Found", a link to what holds for the status
	Deprecated  string   // a callout, or empty
	Facts       []string // "**Message:** `Item {id} not found`"; on the single page all of them
	Description string
	Causes      []string
	Remedy      []string // on a page of its own that of the status, when the error has none
	Advice      string   // whether and when to send the request again
	Operations  string   // where it occurs, or empty
	Params      []Row
	ParamNotes  string     // descriptions that are too long for a table
	Types       []TypeView // on a page of its own: the named types of its parameters
	Headers     []Row
	Examples    []ExampleView
	Clients     []ClientView   // how to catch it with each generated client
	See         string         // related errors and links that the catalogue names
	Others      string         // links to errors of the same status, on a page of its own
	Replaces    string         // codes that it stands for now, or empty
	Index       string         // link to the index, on a page of its own
	Extensions  map[string]any // the "x-" keys of the error, not Markdown
}

// ExampleView is an answer as it travels.
type ExampleView struct {
	Lead    string // "Example:", or what it is an example of
	Request string // what was asked, as code, or empty: "GET /v1/items/{item_id}"
	Head    string // a code block: status line and headers
	Body    string // a code block, or empty
}

// ClientView is how a program that uses a generated client catches an error.
type ClientView struct {
	Language string // "Go"
	Package  string // as code: "inboxerr"
	Test     string // as code, in one line
	Code     string // a code block
}

// TypesChapter are the named types of parameters.
type TypesChapter struct {
	Heading Heading
	Types   []TypeView
}

// TypeView is a named type.
type TypeView struct {
	Heading     Heading
	Description string
	Rows        []Row
	Notes       string // descriptions that are too long for a table
}

// RetiredChapter lists codes that are not in use any more.
type RetiredChapter struct {
	Heading Heading
	Intro   string
	Rows    []Row
}
