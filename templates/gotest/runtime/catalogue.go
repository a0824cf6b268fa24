// Package runtime is the part of a generated package of test helpers that does
// not depend on the catalogue: examples as answers, a handler that gives them,
// and the comparison of an answer with what the catalogue says.
//
// It is compiled and tested here, with the small catalogue of sample.go, and
// written out under the name of the generated package. It imports only the
// standard library, and neither a server nor a client package. Generated
// constants are named Err with a capital behind it; nothing here is.
package runtime

import "strings"

// definition is what the catalogue says about an error.
type definition struct {
	code       Code   // the key in the catalogue
	wire       string // the code on the wire, where it is not the key
	status     int
	title      string
	phrase     string // name of the status, where there is no docsURL
	docsURL    string // or empty
	number     string // this and the next two: where the body form has them
	grpc       string // "NOT_FOUND"
	group      string
	message    string // template
	retryAfter string // name of a parameter, seconds in decimal, or empty
	form       string // name of the body form
	params     []param
	headers    []header // besides Retry-After
	examples   []example
}

// wireCode returns the code as it is sent.
func (d *definition) wireCode() string {
	if d.wire != "" {
		return d.wire
	}
	return string(d.code)
}

// param returns the parameter that the catalogue calls so, or that is called so
// on the wire, or nil.
func (d *definition) param(name string) *param {
	for i := range d.params {
		if d.params[i].name == name {
			return &d.params[i]
		}
	}
	for i := range d.params {
		if p := &d.params[i]; !p.text && p.member() == name {
			return p
		}
	}
	return nil
}

// details returns the parameters that travel as members of details.
func (d *definition) details() []*param {
	var all []*param
	for i := range d.params {
		if !d.params[i].text {
			all = append(all, &d.params[i])
		}
	}
	return all
}

// param is a parameter of an error, or a field of an object. Those that never
// leave the server are not here.
type param struct {
	name     string
	wire     string // member of details, where it is not the name
	field    string // of an object: name of the field in Go
	kind     kind   // of an element when list is set
	list     bool
	optional bool
	text     bool     // no member of details: in the message, a header or Retry-After
	max      int      // code points in a message; 0 stands for defaultMax
	enum     []string // declared texts; nil: any
	object   string   // name of the type, of kindObject
}

// defaultMax is how many code points of a text a message shows.
const defaultMax = 256

// member returns the parameter's name in details.
func (p *param) member() string {
	if p.wire != "" {
		return p.wire
	}
	return p.name
}

// element returns the parameter as one that has no list.
func (p *param) element() *param {
	one := *p
	one.list = false
	return &one
}

// kind says how a parameter's value is written.
type kind uint8

const (
	kindText     kind = iota
	kindInteger       // fits 64 bits
	kindNumber        // null where JSON has none
	kindBoolean       //
	kindDatetime      // RFC 3339 in UTC; null where that has no such year
	kindDuration      // whole seconds
	kindJSON          // any value
	kindObject        // of a type of the catalogue
)

// header is a response header of an error.
type header struct {
	name   string   // canonical: "Www-Authenticate"
	values []string // a template for each field line
}

// example is an occurrence of an error.
type example struct {
	description string
	header      []field // Retry-After and those that the error declares
	body        string
}

// field is a line of a header.
type field struct{ name, value string }

// objectType is an object type of the catalogue.
type objectType struct {
	name   string
	fields []param
}

// form is a body form of the catalogue.
type form struct {
	name        string
	contentType string // empty: no body
	root        node
}

// node is a place in a body form. It holds a value of the error if source is
// set, a fixed value if literal is, an array if items are; otherwise an object.
type node struct {
	source   source
	param    string // of sourceMember: the member of details
	literal  string // JSON
	optional bool   // the member is left out when there is no value
	members  []member
	items    []node
}

// member is a member of an object in a body form.
type member struct {
	name   string
	node   node
	spread bool // in its place stand the members of details
}

// source names a value. A source without a value is null.
type source uint8

const (
	sourceCode source = iota + 1
	sourceMessage
	sourceTitle
	sourceStatus
	sourceStatusText // "404"
	sourceNumber
	sourceGRPC // "NOT_FOUND"
	sourceGroup
	sourceDocsURL
	sourceRequestID
	sourceDetails
	sourceMember          // one member of details
	sourceProblemType     // RFC 9457: the docs URL, else "about:blank"
	sourceProblemTitle    // with "about:blank" the name of the status
	sourceProblemInstance // a URN, when the request ID is a UUID
)

// problem is the form of RFC 9457. A server may send it in place of any other
// form that has a body, to a client that asks for it.
var problem = form{
	name:        "problem",
	contentType: "application/problem+json",
	root: node{members: []member{
		{name: "type", node: node{source: sourceProblemType}},
		{name: "title", node: node{source: sourceProblemTitle}},
		{name: "status", node: node{source: sourceStatus}},
		{name: "detail", node: node{source: sourceMessage}},
		{name: "instance", node: node{source: sourceProblemInstance, optional: true}},
		{name: "code", node: node{source: sourceCode}},
		{name: "request_id", node: node{source: sourceRequestID}},
		{name: "details", node: node{source: sourceDetails}},
	}},
}

// none is the form without a body.
var none = form{name: "none"}

// formOf returns the body form of the error.
func formOf(d *definition) *form {
	switch d.form {
	case problem.name:
		return &problem
	case none.name:
		return &none
	}
	for i := range forms {
		if forms[i].name == d.form {
			return &forms[i]
		}
	}
	panic("bug in errspec: no body form is called " + d.form)
}

// fieldsOf returns the fields of the type of kindObject.
func fieldsOf(p *param) []param {
	for i := range objects {
		if objects[i].name == p.object {
			return objects[i].fields
		}
	}
	panic("bug in errspec: no type is called " + p.object)
}

// find returns the error with that code, or nil.
func find(code Code) *definition {
	for i := range definitions {
		if definitions[i].code == code {
			return &definitions[i]
		}
	}
	return nil
}

// unknown says that there is no error with that code, and which is meant
// perhaps: one that differs in case and signs only, or that has this one as a
// part.
func unknown(code Code) string {
	text := "no error of the catalogue has the code " + quote(string(code))
	plain := letters(string(code))
	for i := range definitions {
		if known := letters(string(definitions[i].code)); plain == known {
			return text + "; there is " + quote(string(definitions[i].code))
		}
	}
	return text
}

// letters returns the letters and digits of s in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}
