package runtime

import "strconv"

// form is a form of bodies: JSON text with values between.
type form struct {
	name        string
	contentType []string  // one value, as a header map holds it; nil: no body
	body        []segment // nil: no body
}

// segment is a piece of JSON text and the value behind it.
type segment struct {
	text     string // a comma at its beginning is left out behind "{" or "["
	source   source // 0: no value
	member   string // of details, for sourceMember
	optional bool   // the segment is left out when there is no value
	group    int    // stands for nothing itself: so many segments behind it are left out when there is no value
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
	sourceMembers         // all members of details, beside their neighbours
	sourceProblemType     // RFC 9457: the docs URL, else "about:blank"
	sourceProblemTitle    // with "about:blank" the name of the status
	sourceProblemInstance // a URN, when the request ID is a UUID
	sourceReason          // AIP-193: the code in capitals
	sourceMetadata        // the single values of details, as text
	sourceRetryDelay      // Retry-After as a duration
	sourceFieldViolations // the list of objects in details
)

// problem is the form of RFC 9457, for clients that ask for it.
var problem = form{
	name:        "problem",
	contentType: []string{problemType},
	body: []segment{
		{text: `{"type":`, source: sourceProblemType},
		{text: `,"title":`, source: sourceProblemTitle},
		{text: `,"status":`, source: sourceStatus},
		{text: `,"detail":`, source: sourceMessage},
		{text: `,"instance":`, source: sourceProblemInstance, optional: true},
		{text: `,"code":`, source: sourceCode},
		{text: `,"request_id":`, source: sourceRequestID},
		{text: `,"details":`, source: sourceDetails},
		{text: `}`},
	},
}

const problemType = "application/problem+json"

// append appends the body of e in this form.
func (f *form) append(b []byte, e *Error, id ident) []byte {
	if f == e.def.form {
		if steps := e.def.bodySteps(); steps != nil {
			return appendSteps(b, steps, e, id)
		}
	}
	requestID := id.text
	for i := 0; i < len(f.body); i++ {
		s := &f.body[i]
		if s.group > 0 {
			if !s.present(e, requestID) {
				i += s.group
			}
			continue
		}
		if s.optional && !s.present(e, requestID) {
			continue
		}
		text := s.text
		if n := len(b); n > 0 && text != "" && text[0] == ',' && (b[n-1] == '{' || b[n-1] == '[') {
			text = text[1:]
		}
		b = append(b, text...)
		if s.source != 0 {
			b = s.append(b, e, requestID)
		}
	}
	return b
}

// present reports whether the segment's source has a value.
func (s *segment) present(e *Error, requestID string) bool {
	def := e.def
	switch s.source {
	case sourceNumber:
		return def.extras().hasNumber
	case sourceGroup:
		return def.extras().group != ""
	case sourceDocsURL:
		return def.docsURL != ""
	case sourceRequestID:
		return requestID != ""
	case sourceDetails:
		return def.hasDetails()
	case sourceMember:
		i := def.member(s.member)
		return i >= 0 && e.values()[i].kind != absent
	case sourceProblemInstance:
		return isUUID(requestID)
	case sourceRetryDelay:
		return e.retryDelay() != ""
	case sourceMetadata, sourceFieldViolations:
		for i := range e.values() {
			if def.params[i].access()&hidden != 0 || e.values()[i].kind == absent {
				continue
			}
			if (e.values()[i].kind == nested) == (s.source == sourceFieldViolations) {
				return true
			}
		}
		return false
	}
	return true
}

// append appends the value of the segment's source.
func (s *segment) append(b []byte, e *Error, requestID string) []byte {
	def := e.def
	switch s.source {
	case sourceCode:
		return appendString(b, def.wireCode())
	case sourceMessage:
		return appendMessageString(b, e)
	case sourceTitle:
		return appendString(b, def.title)
	case sourceStatus:
		return strconv.AppendInt(b, int64(def.status), 10)
	case sourceStatusText:
		b = append(b, '"')
		b = strconv.AppendInt(b, int64(def.status), 10)
		return append(b, '"')
	case sourceGRPC:
		return appendString(b, grpcNames[def.grpc])
	case sourceRequestID:
		if requestID == "" {
			return append(b, "null"...)
		}
		return appendString(b, requestID)
	case sourceMembers:
		return appendMembers(b, e)
	case sourceProblemType:
		if def.docsURL == "" {
			return append(b, `"about:blank"`...)
		}
		return appendString(b, def.docsURL)
	case sourceProblemTitle:
		if def.docsURL == "" {
			return appendString(b, def.phrase())
		}
		return appendString(b, def.title)
	}
	if !s.present(e, requestID) {
		return append(b, "null"...)
	}
	switch s.source {
	case sourceNumber:
		return strconv.AppendInt(b, def.extras().number, 10)
	case sourceGroup:
		return appendString(b, def.extras().group)
	case sourceDocsURL:
		return appendString(b, def.docsURL)
	case sourceDetails:
		b = append(b, '{')
		b = appendMembers(b, e)
		return append(b, '}')
	case sourceMember:
		return e.values()[def.member(s.member)].appendJSON(b, toWire)
	case sourceReason:
		return appendString(b, def.extras().reason)
	case sourceRetryDelay:
		return appendString(b, e.retryDelay())
	case sourceMetadata:
		return appendMetadata(b, e)
	case sourceFieldViolations:
		for i := range e.values() {
			if v := &e.values()[i]; v.kind == nested && def.params[i].access()&hidden == 0 {
				return v.appendJSON(b, toWire)
			}
		}
	case sourceProblemInstance:
		b = append(b, `"urn:uuid:`...)
		b = append(b, requestID...)
		return append(b, '"')
	}
	return append(b, "null"...)
}

// appendMembers appends the members of details, those of absent parameters left
// out.
func appendMembers(b []byte, e *Error) []byte {
	for i := range e.values() {
		p, v := &e.def.params[i], &e.values()[i]
		if p.access()&hidden != 0 || v.kind == absent {
			continue
		}
		b = v.appendJSON(appendName(b, p.member()), toWire)
	}
	return b
}

// appendMetadata appends the single values of details as texts; "null" for one
// that is null in other forms.
func appendMetadata(b []byte, e *Error) []byte {
	b = append(b, '{')
	for i := range e.values() {
		p, v := &e.def.params[i], &e.values()[i]
		if p.access()&hidden != 0 || v.kind == absent || v.kind == nested {
			continue
		}
		b = append(appendName(b, p.member()), '"')
		if v.isNull() {
			b = append(b, "null"...)
		} else {
			b = v.appendText(b, 0, true)
		}
		b = append(b, '"')
	}
	return append(b, '}')
}

// isUUID reports whether id is a UUID in its usual notation (RFC 9562, section
// 4).
func isUUID(id string) bool {
	if len(id) != 36 {
		return false
	}
	for i := 0; i < len(id); i++ {
		switch c := id[i]; i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
				return false
			}
		}
	}
	return true
}
