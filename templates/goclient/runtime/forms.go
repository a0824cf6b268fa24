package runtime

import (
	"net/http"
	"strings"
)

// readBody finds out which form the body has, and takes from it what it holds.
// Forms are told apart by the JSON types of their members, never by a name
// alone. The first that fits is taken:
//
//  1. a form of the catalogue, where it leaves no doubt;
//  2. problem details, AIP-193, JSON:API;
//  3. a form of the catalogue with something missing, or with an unknown code;
//  4. an object with "detail".
//
// An unknown code that is the message of an error without a code is that message.
func (e *Error) readBody(media string) {
	if skipBlanks(e.body, 0) == len(e.body) {
		e.Source = SourceNone
		e.readNothing()
		return
	}
	v, ok := firstJSON(e.body)
	switch {
	case !ok || v.kind() != '{' && v.kind() != '[':
		e.readOpaque(media)
	case e.readCoded(v, true):
	case e.readUncoded(v, true):
	case e.readProblem(v, media):
	case e.readGoogle(v):
	case e.readJSONAPI(v):
	case e.readCoded(v, false):
	case e.readUncoded(v, false):
	case e.readSimple(v):
	default:
		e.readOpaque(media)
	}
}

// readNothing tells the error by its status, when exactly one of that status
// has no body. The answer to a HEAD request never has one.
func (e *Error) readNothing() {
	if e.Method == http.MethodHead {
		return
	}
	var only *definition
	for _, d := range definitions {
		if d.status != e.Status || d.form != formNone {
			continue
		}
		if only != nil {
			return
		}
		only = d
	}
	if only != nil {
		e.Code = only.code
	}
}

// readOpaque takes a body that is none of the forms. Only what says that it is
// plain text makes a message.
func (e *Error) readOpaque(media string) {
	e.Source = SourceOpaque
	if strings.EqualFold(media, "text/plain") {
		e.Message = strings.Join(strings.Fields(strings.ToValidUTF8(string(e.body), "\uFFFD")), " ")
	}
}

// setCode takes a code as it was sent, and the error that sends it, nil if
// none is known. The details that the body has no place for may be in the
// message.
func (e *Error) setCode(sent string, known *definition) {
	e.RawCode = sent
	switch {
	case known != nil:
		e.Code = known.code
		e.completeDetails(known)
	case find(Code(sent)) == nil:
		// A key that is not what its error sends would pass for that error.
		e.Code = Code(sent)
	}
}

// readCoded takes a form of the catalogue that holds a code or a number. With
// certain set, the body has all that the form has, or the code of an error that
// has this form; otherwise the form is taken that most of the body fits.
func (e *Error) readCoded(v value, certain bool) bool {
	var best content
	var known *definition
	for i := range forms {
		f := &forms[i]
		var b content
		whole := b.read(&f.root, v)
		sent := b.sentCode()
		var d *definition
		switch {
		case b.code.kind() == '"':
			d = findByWire(sent, e.Status)
		case b.number.kind() == '0':
			d = findByNumber(sent)
		default:
			continue
		}
		if certain && !whole && (d == nil || d.form != f.name) {
			continue
		}
		if b.found > best.found {
			best, known = b, d
		}
		if certain {
			break
		}
	}
	if best.found == 0 {
		return !certain && e.readDefault(v)
	}
	if known == nil && e.readTextAt(best.code, v, best.found) {
		return true
	}
	e.take(&best)
	e.setCode(best.sentCode(), known)
	return true
}

// readDefault takes the names of the form that an API has unless its catalogue
// says otherwise: a gateway in front of it may use them all the same.
func (e *Error) readDefault(v value) bool {
	code, hasCode := v.find("error").text()
	message, hasMessage := v.find("message").text()
	if !hasCode && !hasMessage {
		return false
	}
	known := findByWire(code, e.Status)
	if known == nil && !hasMessage && e.readTextAt(v.find("error"), v, 1) {
		return true
	}
	e.Source = SourceStructured
	e.Message = message
	e.setRequestID(v.find("request_id"))
	e.setDetails(v.find("details"))
	e.setCode(code, known)
	return true
}

// readUncoded takes a form of the catalogue without a code. Which error it is
// follows from the status, the shape and the message, if exactly one fits. With
// certain set, the body has all that the form has and nothing else.
func (e *Error) readUncoded(v value, certain bool) bool {
	if r, ok := e.recogniseOnly(v, certain); ok {
		e.takeUncoded(&r, v)
		return true
	}
	return !certain && e.readUnknown(v)
}

// readTextAt takes a form without a code that has its message where a form with
// one has a code that nobody knows, if exactly one error fits and the other
// form, which found so many of its places, does not fit more of the body.
func (e *Error) readTextAt(code, v value, found int) bool {
	r, ok := e.recogniseOnly(v, true)
	if !ok {
		r, ok = e.recogniseOnly(v, false)
	}
	if !ok || r.body.found < found || !samePlace(r.body.message, code) {
		return false
	}
	e.takeUncoded(&r, v)
	return true
}

// samePlace reports whether two values of a body stand at the same place in it.
func samePlace(a, b value) bool {
	return len(a) > 0 && len(b) > 0 && &a[0] == &b[0]
}

// takeUncoded takes a body without a code, and the error that it is of.
func (e *Error) takeUncoded(r *recognised, v value) {
	e.take(&r.body)
	if v.find("detail") != nil {
		e.Source = SourceSimple
	}
	e.Code = r.def.code
	e.addDetails(r.message)
}

// recogniseOnly returns the error that a body without a code is of, if exactly
// one fits. Values of their declared form are preferred.
func (e *Error) recogniseOnly(v value, certain bool) (recognised, bool) {
	steps := maxMatchSteps
	for _, strict := range [...]bool{true, false} {
		var best recognised
		for i := range forms {
			if forms[i].uncoded {
				e.recognise(&best, &forms[i], v, strict, certain, &steps)
			}
		}
		if best.fits > 1 || steps < 0 {
			break
		}
		if best.fits == 1 {
			return best, true
		}
	}
	return recognised{}, false
}

// recognised is an error that was found without a code.
type recognised struct {
	fits    int // how many errors fit
	def     *definition
	body    content
	message []capture
}

// recognise looks for errors of the status that have sent the body in the form.
// With strict set, values have their declared form.
func (e *Error) recognise(best *recognised, f *form, v value, strict, certain bool, steps *int) {
	var body content
	if !body.read(&f.root, v) || certain && body.more {
		return
	}
	details := body.wholeDetails()
	message, sent := body.message.text()
	for _, d := range definitions {
		if d.status != e.Status || d.form != f.name || !body.fits(d, details, strict, certain) {
			continue
		}
		var found []capture
		if sent {
			ways := 0
			if found, ways = match(d, message, strict, steps); ways == 0 {
				continue
			}
			if ways > 1 {
				found = nil
			}
		}
		*best = recognised{best.fits + 1, d, body, found}
	}
}

// readUnknown takes what a form of the catalogue holds of an error that nothing
// tells: its message. An object with "detail" is left to readSimple.
func (e *Error) readUnknown(v value) bool {
	if v.find("detail") != nil {
		return false
	}
	for i := range forms {
		var body content
		if body.read(&forms[i].root, v); body.message.kind() == '"' {
			e.take(&body)
			return true
		}
	}
	return false
}

// readSimple takes an object with "detail".
func (e *Error) readSimple(v value) bool {
	detail := v.find("detail")
	if !detail.present() {
		return false
	}
	e.Source = SourceSimple
	if text, ok := detail.text(); ok {
		e.Message = text
	} else {
		e.details = detail
	}
	return true
}

// readProblem takes problem details, RFC 9457.
func (e *Error) readProblem(v value, media string) bool {
	title, hasTitle := v.find("title").text()
	typ, hasType := v.find("type").text()
	detail := v.find("detail")
	if v.kind() != '{' || !strings.EqualFold(media, "application/problem+json") &&
		(detail == nil || !hasTitle && !hasType) {
		return false
	}
	e.Source = SourceProblem
	if text, ok := detail.text(); ok && text != "" {
		e.Message = text
	} else {
		e.Message = title
	}
	if id := v.find("request_id"); id.kind() == '"' {
		e.setRequestID(id)
	} else if instance, ok := v.find("instance").text(); ok {
		e.RequestID = requestID(strings.TrimPrefix(instance, "urn:uuid:"))
	}
	if details := v.find("details"); details.kind() == '{' {
		e.details = details
	} else {
		var others []byte
		for name, member := range v.members() {
			switch text, _ := name.text(); text {
			case "type", "title", "status", "detail", "instance", "code", "request_id", "details":
			default:
				others = appendMember(others, text, member)
			}
		}
		e.details = closeObject(others)
	}
	last := typ[strings.LastIndexAny(typ, "/#:")+1:]
	if code, ok := v.find("code").text(); ok {
		e.setCode(code, findByWire(code, e.Status))
	} else if known := findByWire(last, e.Status); known != nil && typ != "about:blank" {
		e.setCode(last, known)
	}
	return true
}

// readGoogle takes the errors of AIP-193.
func (e *Error) readGoogle(v value) bool {
	status := v.find("error")
	if status.kind() != '{' {
		return false
	}
	list := status.find("details")
	if (status.find("code").kind() != '0' || status.find("status").kind() != '"') && list.kind() != '[' {
		return false
	}
	e.Source = SourceGoogle
	e.Message, _ = status.find("message").text()
	var known *definition
	var violations value
	for detail := range list.items() {
		typ, _ := detail.get("@type").text()
		switch typ[strings.LastIndexByte(typ, '/')+1:] {
		case "google.rpc.ErrorInfo":
			if reason, ok := detail.get("reason").text(); ok && e.RawCode == "" {
				e.RawCode, e.Code = reason, Code(reason)
				if known = findByReason(reason, e.Status); known != nil {
					e.Code = known.code
				}
				e.details = detail.get("metadata")
			}
		case "google.rpc.RequestInfo":
			e.setRequestID(detail.get("requestId"))
		case "google.rpc.BadRequest":
			violations = detail.get("fieldViolations")
		}
	}
	if known != nil {
		e.details = known.fromMetadata(e.details, violations)
	} else if !e.details.present() {
		e.details = nil
	}
	return true
}

// fromMetadata makes details of the metadata of an ErrorInfo, where every value
// is a text, and of the field violations of a BadRequest.
func (d *definition) fromMetadata(metadata, violations value) value {
	var object []byte
	for i := range d.params {
		p := &d.params[i]
		switch {
		case p.textOnly:
		case p.list && p.kind == kindObject:
			if violations.kind() == '[' {
				object = appendMember(object, p.member(), violations)
			}
		default:
			text, ok := metadata.get(p.member()).text()
			if !ok {
				continue
			}
			v := p.appendJSON(nil, text)
			if text == "null" && p.kind == kindDatetime {
				v = value(text) // a year that RFC 3339 cannot write
			}
			if v != nil {
				object = appendMember(object, p.member(), v)
			}
		}
	}
	return closeObject(object)
}

// readJSONAPI takes the first error of JSON:API 1.1.
func (e *Error) readJSONAPI(v value) bool {
	first := v.find("errors").item(0)
	if first.kind() != '{' {
		return false
	}
	for item := range v.find("errors").items() {
		if item.kind() != '{' {
			return false
		}
	}
	e.Source = SourceJSONAPI
	if text, ok := first.find("detail").text(); ok && text != "" {
		e.Message = text
	} else {
		e.Message, _ = first.find("title").text()
	}
	meta := first.find("meta")
	e.setRequestID(meta.find("request_id"))
	if details := meta.find("details"); details.present() {
		e.details = details
	} else if meta.present() {
		e.details = meta
	}
	if code, ok := first.find("code").text(); ok {
		e.setCode(code, findByWire(code, e.Status))
	}
	return true
}

// closeObject ends an object that appendMember has begun; of nothing it makes
// no value.
func closeObject(object []byte) value {
	if len(object) == 0 {
		return nil
	}
	return append(object, '}')
}

// setRequestID takes the request ID if it is a string.
func (e *Error) setRequestID(v value) {
	if id, ok := v.text(); ok {
		e.RequestID = requestID(id)
	}
}

// setDetails takes details of any type but null.
func (e *Error) setDetails(v value) {
	if v.present() {
		e.details = v
	}
}

// take takes what a body in a form of the catalogue holds.
func (e *Error) take(b *content) {
	e.Source = SourceStructured
	e.Message, _ = b.message.text()
	e.setRequestID(b.requestID)
	e.details = b.wholeDetails()
}

// completeDetails adds what the message tells, for a form that has no place for
// details.
func (e *Error) completeDetails(d *definition) {
	if e.details != nil || len(d.extras().message) == 0 {
		return
	}
	if found, fits := readMessage(d, e.Message); fits == 1 {
		e.addDetails(found)
	}
}

// addDetails adds parameters that were found in the message and are not in the
// body.
func (e *Error) addDetails(found []capture) {
	if e.details == nil {
		e.details = closeObject(appendCaptures(nil, found))
	}
}

// content is what a body holds at the places of a form.
type content struct {
	code, number, message, requestID, details, group, docs value

	sources uint     // those that the form has, by bit
	spread  value    // the object that the members of details stand in
	beside  []member // its members that are not of details
	single  []single // members of details with a place of their own
	more    bool     // the body has members that the form does not have
	found   int      // places that hold a value of the right type
}

// single is a member of details with a place of its own.
type single struct {
	name  string
	value value
}

// read collects what v holds at the places of a form. It reports whether v has
// all of them, with values of the right type.
func (b *content) read(n *node, v value) bool {
	switch {
	case n.source != 0:
		return b.readSource(n, v)
	case n.literal != "":
		return sameJSON(value(n.literal), v)
	case n.items != nil:
		return b.readItems(n, v)
	}
	return b.readMembers(n, v)
}

func (b *content) readSource(n *node, v value) bool {
	b.sources |= 1 << n.source
	fits := false
	switch n.source {
	case sourceCode:
		b.code, fits = v, v.kind() == '"'
	case sourceNumber:
		b.number, fits = v, v.kind() == '0'
	case sourceMessage:
		b.message, fits = v, v.kind() == '"'
	case sourceRequestID:
		b.requestID, fits = v, v.kind() == '"' || v.kind() == 'n'
	case sourceDetails:
		b.details, fits = v, v.kind() == '{' || v.kind() == 'n'
	case sourceParam:
		b.single = append(b.single, single{n.param, v})
		fits = v != nil
	case sourceStatus:
		fits = v.kind() == '0'
	case sourceGroup:
		b.group, fits = v, v.kind() == '"' || v.kind() == 'n'
	case sourceDocsURL:
		b.docs, fits = v, v.kind() == '"' || v.kind() == 'n'
	case sourceText:
		fits = v.kind() == '"'
	}
	if fits {
		b.found++
	}
	return fits
}

// sentCode returns the code, or the number that stands in its place.
func (b *content) sentCode() string {
	if code, ok := b.code.text(); ok {
		return code
	}
	if b.number.kind() == '0' {
		return string(b.number)
	}
	return ""
}

func (b *content) readItems(n *node, v value) bool {
	ok := v.kind() == '['
	for i := range n.items {
		ok = b.read(&n.items[i], v.item(i)) && ok
	}
	if v.item(len(n.items)) != nil {
		b.more = true
	}
	return ok
}

func (b *content) readMembers(n *node, v value) bool {
	ok := v.kind() == '{'
	here, spread := 0, false
	for i := range n.members {
		m := &n.members[i]
		if m.spread {
			spread = true
			b.spread, b.beside = v, n.members
			continue
		}
		found := v.find(m.name)
		if found != nil {
			here++
		}
		if !b.read(&m.node, found) && (found != nil || !m.node.optional) {
			ok = false
		}
	}
	if !spread && v.size() > here {
		b.more = true
	}
	return ok
}

// sameJSON reports whether two scalars are the same value. Of arrays and
// objects only the type counts.
func sameJSON(a, b value) bool {
	switch {
	case a.kind() != b.kind():
		return false
	case a.kind() == '"':
		x, _ := a.text()
		return b.is(x)
	case a.kind() == '0':
		return string(a) == string(b)
	}
	return true
}

// wholeDetails makes one object of what the places of a form hold of details.
func (b *content) wholeDetails() value {
	if b.details.present() {
		return b.details
	}
	var object []byte
	for name, member := range b.spread.members() {
		text, _ := name.text()
		if !b.isBeside(text) {
			object = appendMember(object, text, member)
		}
	}
	present := false
	for _, s := range b.single {
		present = present || s.value.present()
	}
	if present {
		for _, s := range b.single {
			if s.value != nil {
				object = appendMember(object, s.name, s.value)
			}
		}
	}
	return closeObject(object)
}

// isBeside reports whether a member stands beside those of details in the
// object that they are spread in.
func (b *content) isBeside(name string) bool {
	for i := range b.beside {
		if !b.beside[i].spread && b.beside[i].name == name {
			return true
		}
	}
	return false
}

// has reports whether the form has a place for the source.
func (b *content) has(s source) bool { return b.sources&(1<<s) != 0 }

// fits reports whether what the body holds can be of the error. With certain
// set, details have no more members than the error has; an error that has none
// never gets any.
func (b *content) fits(d *definition, details value, strict, certain bool) bool {
	if b.has(sourceGroup) && b.group.present() != d.extras().group || b.has(sourceDocsURL) && b.docs.present() != d.extras().docs {
		return false
	}
	for _, s := range b.single {
		if d.memberNamed(s.name) == nil && s.value.present() {
			return false
		}
	}
	members := 0
	for i := range d.params {
		p := &d.params[i]
		if p.textOnly || !b.has(sourceDetails) && b.spread == nil && !b.hasPlace(p.member()) {
			continue
		}
		member := details.get(p.member())
		if !p.accepts(member, strict, certain) {
			return false
		}
		if member != nil {
			members++
		}
	}
	switch {
	case b.single != nil:
		return true
	case !certain && d.hasDetails():
		return true // a later release may send more of them
	}
	return members == details.size() && (!certain || !b.has(sourceDetails) || details.present() == d.hasDetails())
}

// hasDetails reports whether the error has members of details.
func (d *definition) hasDetails() bool {
	for i := range d.params {
		if !d.params[i].textOnly {
			return true
		}
	}
	return false
}

func (b *content) hasPlace(name string) bool {
	for _, s := range b.single {
		if s.name == name {
			return true
		}
	}
	return false
}

// memberNamed returns the parameter that is the member of details, or nil.
func (d *definition) memberNamed(name string) *param {
	for i := range d.params {
		if p := &d.params[i]; !p.textOnly && p.member() == name {
			return p
		}
	}
	return nil
}

// accepts reports whether a member of details may be a value of the parameter.
func (p *param) accepts(v value, strict, certain bool) bool {
	switch {
	case !v.present():
		return p.optional || p.kind == kindJSON && !p.list && v != nil
	case !p.list:
		return p.acceptsElement(v, strict, certain)
	case v.kind() != '[':
		return false
	}
	for item := range v.items() {
		if !p.acceptsElement(item, strict, certain) {
			return false
		}
	}
	return true
}

func (p *param) acceptsElement(v value, strict, certain bool) bool {
	switch p.kind {
	case kindJSON:
		return true
	case kindObject:
		return v.kind() == '{' && p.acceptsFields(v, strict, certain)
	case kindInteger, kindDuration:
		_, ok := v.integer()
		return ok
	case kindNumber:
		return v.kind() == '0'
	case kindBoolean:
		return v.kind() == 't' || v.kind() == 'f'
	}
	text, ok := v.text()
	if !ok || !strict && p.kind != kindDatetime {
		return ok
	}
	return p.elementFits(text, len(text), strict) // only a message cuts it
}

func (p *param) acceptsFields(v value, strict, certain bool) bool {
	fields := p.extras().fields
	if fields == nil {
		return true
	}
	members := 0
	for i := range *fields {
		f := &(*fields)[i]
		member := v.get(f.member())
		if !f.accepts(member, strict, certain) {
			return false
		}
		if member != nil {
			members++
		}
	}
	return !certain || members == v.size()
}
