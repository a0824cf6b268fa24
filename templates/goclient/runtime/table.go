package runtime

import (
	"slices"
	"strings"
)

// definition is what this package knows of an error of the catalogue. There is
// one for each, as constant data, so it has no room for what few errors have.
type definition struct {
	code   Code // key in the catalogue
	status int
	retry  Retry
	form   string  // name of its body form
	params []param // members of details, and what else the message names
	extra  *extra  // or nil; see extras
}

// extra is what few errors have.
type extra struct {
	wire    string // code on the wire, where it is not the key
	number  string // published number, where the body form has it in place of a code
	message []part // template of the message, where the client has to read the text
	group   bool   // it has a group; where the client knows it by its shape
	docs    bool   // it has a help link; where the client knows it by its shape
}

// noExtra is what most errors have. Nothing changes it.
var noExtra extra

// extras returns what few errors have, of an error that has nothing of it too.
func (d *definition) extras() *extra {
	if d.extra == nil {
		return &noExtra
	}
	return d.extra
}

// param is a parameter of an error.
type param struct {
	name     string
	kind     kind // of one element when list is set
	list     bool
	optional bool
	hidden   bool        // not to be shown in logs
	textOnly bool        // in the message, but not a member of details
	more     *paramExtra // or nil; see extras
}

// paramExtra is what few parameters have.
type paramExtra struct {
	wire   string   // member of details, where it is not the name
	enum   []string // declared texts; nil: any
	fields *[]param // of an object, where the client knows an error by its shape
	max    int      // code points that a message has room for; 0: the default
}

// noParamExtra is what most parameters have. Nothing changes it.
var noParamExtra paramExtra

// extras returns what few parameters have, of one that has nothing of it too.
func (p *param) extras() *paramExtra {
	if p.more == nil {
		return &noParamExtra
	}
	return p.more
}

// member returns the name of the parameter in details.
func (p *param) member() string {
	if wire := p.extras().wire; wire != "" {
		return wire
	}
	return p.name
}

// kind says how a parameter's value is written.
type kind uint8

const (
	kindText     kind = iota // any string
	kindEmail                // an address, RFC 5322 3.4.1
	kindURI                  // with a scheme, RFC 3986
	kindUUID                 // RFC 9562, any case
	kindDate                 // 2006-01-02
	kindDatetime             // RFC 3339
	kindInteger              // fits 64 bits
	kindNumber               // as JSON has it
	kindBoolean              // true, false
	kindDuration             // whole seconds
	kindJSON                 // any value
	kindObject               // of a type of the catalogue
)

// part is a piece of a message template: a text, the name of a parameter, or a
// group, which stands only when every parameter in it is present.
type part struct {
	text  string
	param string
	then  []part
	alt   string // stands in place of an absent group
}

// alias is a code on the wire that is not a key of the catalogue: that of an
// error with a code of its own, or one that is retired and has a successor.
type alias struct {
	wire    string
	number  string
	def     *definition
	retired bool
}

// form is a body form of the catalogue.
type form struct {
	name    string
	uncoded bool // there is no place for a code or a number
	root    node
}

// formNone is the form of an answer without a body.
const formNone = "none"

// node is a place in a body form. It holds a value of the error if source is
// set, a fixed value if literal is, an array if items are; otherwise an object.
type node struct {
	source   source
	param    string // of sourceParam: the member of details
	literal  string // as JSON
	optional bool   // the member may be missing
	members  []member
	items    []node
}

// member is a member of an object in a body form.
type member struct {
	name   string
	node   node
	spread bool // in its place stand the members of details
}

// source is what a place in a body form holds.
type source int

const (
	_               source = iota
	sourceCode             // string
	sourceNumber           // the published number
	sourceMessage          // string
	sourceRequestID        // string or null
	sourceDetails          // object or null
	sourceParam            // one member of details
	sourceStatus           // number
	sourceGroup            // string or null
	sourceDocsURL          // string or null
	sourceText             // another string
)

// find returns the error of the catalogue with that key, or nil.
func find(code Code) *definition {
	i, found := slices.BinarySearchFunc(definitions, code, func(d *definition, c Code) int {
		return strings.Compare(string(d.code), string(c))
	})
	if !found {
		return nil
	}
	return definitions[i]
}

// findByWire returns the error that sends the code with the status. Where several
// send it and none of them has the status, there is no telling which it is.
func findByWire(wire string, status int) *definition {
	if wire == "" {
		return nil
	}
	var only *definition
	several := false
	at, _ := slices.BinarySearchFunc(aliases, wire, func(a alias, w string) int { return strings.Compare(a.wire, w) })
	for _, a := range aliases[at:] {
		if a.wire != wire {
			break
		}
		if a.def.status == status || a.retired {
			return a.def
		}
		several = only != nil
		only = a.def
	}
	if d := find(Code(wire)); d != nil && d.extras().wire == "" {
		if d.status == status {
			return d
		}
		several = only != nil
		only = d
	}
	if several {
		return nil
	}
	return only
}

// findByNumber returns the error with the published number.
func findByNumber(number string) *definition {
	for _, d := range definitions {
		if d.extras().number == number {
			return d
		}
	}
	for i := range aliases {
		if aliases[i].number == number {
			return aliases[i].def
		}
	}
	return nil
}

// findByReason returns the error whose code, spelled in capitals with
// underscores as AIP-193 wants the reason of an ErrorInfo, is reason.
func findByReason(reason string, status int) *definition {
	if d := findByWire(strings.ToLower(reason), status); d != nil {
		return d
	}
	var only *definition
	for _, d := range definitions {
		wire := d.extras().wire
		if wire == "" {
			wire = string(d.code)
		}
		if !sameWords(wire, reason) {
			continue
		}
		if d.status == status {
			return d
		}
		if only != nil {
			return nil
		}
		only = d
	}
	return only
}

// sameWords reports whether two codes differ only in case and in the signs
// between words.
func sameWords(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && !isAlphanumeric(a[i]) {
			i++
		}
		for j < len(b) && !isAlphanumeric(b[j]) {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i]|0x20 != b[j]|0x20 { // digits have that bit set already
			return false
		}
		i++
		j++
	}
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
