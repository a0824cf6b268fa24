package generator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/errspec/errspec/spec"
)

// ExampleRequestID is the request ID of every example.
const ExampleRequestID = "4f6c2d1e-8a3b-4c5d-9e7f-0a1b2c3d4e5f"

// imfFixdate is the date format of RFC 9110 5.6.7, of a time in UTC.
const imfFixdate = "Mon, 02 Jan 2006 15:04:05 GMT"

// putOnWire makes the examples of parameters and types what travels: a time in
// UTC, an object with its members as they are named on the wire.
func (b *builder) putOnWire() {
	m := b.maker // makes nothing up here: what is written is whole
	put := func(p *Param) {
		if p.Example != nil {
			p.Example = m.wire(p, p.Example)
		}
	}
	for _, t := range b.plan.Types {
		if t.Example != nil {
			t.Example = m.wire(&Param{Kind: t.Kind}, t.Example)
		}
		for _, f := range t.Fields {
			put(f)
		}
	}
	for _, e := range b.plan.Errors {
		for _, p := range e.Params {
			put(p)
		}
	}
}

// addExamples gives every error its examples: those written, or one made of what
// is known of its parameters.
func (b *builder) addExamples() {
	o := occurrence{
		values: map[*Param]*Value{}, requestHeader: spec.HeaderDisplay(b.plan.RequestIDHeader),
		requestID: ExampleRequestID, maker: b.maker,
	}
	for i, from := range b.catalog.Errors {
		e := b.plan.Errors[i]
		o.err = e
		e.Examples = o.listSlab.list(max(1, len(from.Examples)))
		if len(from.Examples) == 0 {
			e.Examples = append(e.Examples, o.example("", nil))
			continue
		}
		for _, x := range from.Examples {
			written := map[string]*Value{}
			for _, m := range x.Params {
				written[m.Name.Value] = value(m.Value)
			}
			made := o.example(x.Description.Value, written)
			made.Extensions = extensions(x.Extensions)
			e.Examples = append(e.Examples, made)
		}
	}
}

// example makes an occurrence of the error with the values that are written, by name;
// with written nil all of them are made up, so that readers see all that can be.
func (o occurrence) example(description string, written map[string]*Value) *Example {
	e := o.err
	x := o.exampleSlab.one()
	*x = Example{Description: description, RequestID: o.requestID, Params: o.params(written)}
	clear(o.values)
	for _, p := range x.Params {
		if p.Value != nil {
			o.values[p.Param] = p.Value
		}
	}
	x.Message = o.message()
	x.Headers = o.headers()
	if !e.Form.Empty {
		x.Body, _ = o.body(e.Form.Root, x.Message)
	}
	return x
}

// params returns the parameters of an example with their values. Errors with the same
// parameters share those that are made up.
func (o occurrence) params(written map[string]*Value) []ExampleParam {
	// What never leaves is not shown either: an internal error is for readers
	// of logs, who see its log parameters.
	shown := filter(o.err.Params, func(p *Param) bool { return !p.Sensitive && (p.In != InLog || o.err.Internal) })
	if len(shown) == 0 {
		return nil
	}
	if written == nil {
		same := func(x ExampleParam, p *Param) bool { return x.Param == p }
		if made := o.madeUp[shown[0].Name]; slices.EqualFunc(made, shown, same) {
			return made
		}
	}
	list := o.paramSlab.list(len(shown))
	o.left = maxMadeUp
	for _, p := range shown {
		v, is := written[p.Name]
		switch {
		case is:
			v = o.wire(p, v)
		case written == nil || !p.Optional:
			v = o.param(p)
		}
		list = append(list, ExampleParam{Param: p, Value: v, Text: messageText(p, v)})
	}
	if written == nil {
		o.madeUp[shown[0].Name] = list
	}
	return list
}

// messageText is the text of a value in a message; objects and JSON have none.
func messageText(p *Param, v *Value) string {
	if p.Kind == Object || p.Kind == JSON {
		return ""
	}
	return cutText(p, v)
}

func (o occurrence) headers() []HeaderLine {
	lines := o.formHeaders()
	add := func(display, value string) {
		lines = append(lines, HeaderLine{Name: display, Value: value})
	}
	switch r := o.err.RetryAfter; {
	case r.Fixed:
		add("Retry-After", strconv.FormatInt(r.Seconds, 10))
	case r.Param != nil && o.values[r.Param] != nil:
		add("Retry-After", retryAfterText(r.Param, o.values[r.Param]))
	}
	for _, h := range o.err.Headers {
		sent := false
		for _, t := range h.Values {
			if line, is := o.header(t); is {
				add(h.Display, line)
				sent = true
			}
		}
		if sent && h.Name == "Upgrade" {
			add("Connection", "Upgrade") // RFC 9110 7.8
		}
	}
	return lines
}

// formHeaders returns the header fields of every error with the body form. Most errors
// have no others, and share them.
func (o occurrence) formHeaders() []HeaderLine {
	lines, known := o.forms[o.err.Form]
	if known {
		return lines
	}
	if !o.err.Form.Empty {
		lines = append(lines, HeaderLine{Name: "Content-Type", Value: o.err.Form.ContentType})
	}
	if o.requestHeader != "" {
		lines = append(lines, HeaderLine{Name: o.requestHeader, Value: o.requestID})
	}
	lines = slices.Clip(lines) // appending to it copies it
	o.forms[o.err.Form] = lines
	return lines
}

// retryAfterText is a field value of RFC 9110 10.2.3: seconds, or an IMF-fixdate.
func retryAfterText(p *Param, v *Value) string {
	if p.Kind == DateTime {
		if t, err := time.Parse(time.RFC3339, v.Text); err == nil {
			if t.Nanosecond() > 0 {
				t = t.Add(time.Second) // never sooner than asked
			}
			return t.UTC().Format(imfFixdate)
		}
	}
	return v.Text
}

// body fills a body form in. The second result is false for a member that is
// left out.
func (o occurrence) body(n *Node, message string) (*Value, bool) {
	switch n.Kind {
	case NodeLiteral:
		return n.Literal, true
	case NodeSource:
		if v := o.source(n.Source, message); v != nil {
			return v, true
		}
		return o.share(NullValue, "null"), !n.Optional
	case NodeArray:
		list := o.newValue(Value{Kind: ListValue})
		for _, item := range n.Items {
			if v, there := o.body(item, message); there {
				list.Items = append(list.Items, v)
			}
		}
		return list, true
	default:
		if n.Optional && !o.speaks(n, message) {
			return nil, false
		}
		object := o.newObject(len(n.Members))
		for _, m := range n.Members {
			if m.Spread {
				if d := o.details(); d != nil {
					object.Members = append(object.Members, d.Members...)
				}
				continue
			}
			if v, there := o.body(m.Node, message); there {
				object.Members = append(object.Members, Member{Name: m.Name, Value: v})
			}
		}
		return object, true
	}
}

// speaks reports whether each source in the node has a value, but for those that
// may be left out of it.
func (o occurrence) speaks(n *Node, message string) bool {
	all := true
	n.Sources(func(s *Node) { all = all && (s.Optional || o.source(s.Source, message) != nil) })
	return all
}

// metadata returns the single values of details as text, nil when there is none.
func (o occurrence) metadata() *Value {
	ps := o.err.Metadata()
	object := o.newObject(len(ps))
	for _, p := range ps {
		if v := o.values[p]; v != nil {
			object.Members = append(object.Members, Member{Name: p.Wire, Value: o.text(paramText(p, v, -1))})
		}
	}
	if len(object.Members) == 0 {
		return nil
	}
	return object
}

// exampleDelay stands for how long it is until a point in time, which an example
// cannot know.
const exampleDelay = "60s"

func (o occurrence) retryDelay() *Value {
	switch r := o.err.RetryAfter; {
	case r.Fixed:
		return o.text(strconv.FormatInt(r.Seconds, 10) + "s")
	case r.Param == nil || o.values[r.Param] == nil:
		return nil
	case r.Param.Kind == DateTime:
		return o.share(TextValue, exampleDelay)
	default:
		return o.text(o.values[r.Param].Text + "s")
	}
}

// source returns the value of a source of body forms, nil when it has none.
func (o occurrence) source(name, message string) *Value {
	e := o.err
	word := func(s string) *Value { // that many errors have
		if s == "" {
			return nil
		}
		return o.share(TextValue, s)
	}
	switch name {
	case SourceCode:
		return o.text(e.Code)
	case SourceMessage:
		return o.text(message)
	case SourceTitle:
		if e.Title == "" {
			return nil
		}
		return o.text(e.Title)
	case SourceStatus:
		return o.share(NumberValue, strconv.Itoa(e.Status.Code))
	case SourceStatusText:
		return o.share(TextValue, strconv.Itoa(e.Status.Code))
	case SourceNumber:
		if !e.HasNumber {
			return nil
		}
		return o.newValue(Value{Kind: NumberValue, Text: strconv.FormatInt(e.Number, 10)})
	case SourceGRPC:
		return word(e.GRPC.Name)
	case SourceGroup:
		if e.Group == nil {
			return nil
		}
		return word(e.Group.ID)
	case SourceDocsURL:
		if e.DocsURL == "" {
			return nil
		}
		return o.text(e.DocsURL)
	case SourceRequestID:
		return word(o.requestID)
	case SourceDetails:
		return o.details()
	case SourceProblemType:
		return o.text(cmp.Or(e.DocsURL, "about:blank"))
	case SourceProblemTitle:
		if e.DocsURL == "" {
			return word(e.Status.Phrase)
		}
		return o.text(e.Title)
	case SourceProblemInstance:
		return word("urn:uuid:" + o.requestID)
	case SourceReason:
		return o.text(e.Reason())
	case SourceMetadata:
		return o.metadata()
	case SourceRetryDelay:
		return o.retryDelay()
	case SourceFieldViolations:
		if p := e.Violations(); p != nil {
			return o.values[p]
		}
		return nil
	}
	wire, is := strings.CutPrefix(name, SourceParamPrefix)
	if !is {
		panic("bug in errspec: unknown source $" + name)
	}
	for _, p := range e.Params {
		if p.InDetails() && p.Wire == wire {
			return o.values[p]
		}
	}
	return nil
}

// details returns the details object, nil when the error has no parameter that
// travels in it. An error whose parameters are all absent has an empty one.
func (o occurrence) details() *Value {
	ps := o.err.Details()
	if len(ps) == 0 {
		return nil
	}
	o.members = o.members[:0]
	for _, p := range ps {
		if v := o.values[p]; v != nil {
			o.members = append(o.members, Member{Name: p.Wire, Value: v})
		}
	}
	object := o.objects[ps[0].Wire]
	if object == nil || !slices.Equal(object.Members, o.members) {
		object = o.newObject(len(o.members))
		object.Members = append(object.Members, o.members...)
		o.objects[ps[0].Wire] = object
	}
	return object
}

// What an example may make up: types of types of types multiply, and a chain of
// them can be as long as the catalogue. No real one comes near these bounds.
const (
	maxMadeUp = 2000 // values; beyond it fields are left out, the optional ones at half of it
	maxDepth  = 32   // objects inside objects; deeper ones are empty
)

// maker makes the values of examples.
type maker struct {
	left  int // values that may still be made up in the example at hand
	depth int // objects around the value that is made

	listSlab    slab[*Example]
	exampleSlab slab[Example]
	paramSlab   slab[ExampleParam]
	valueSlab   slab[Value]
	memberSlab  slab[Member]
	shared      map[single]*Value
	madeUp      map[string][]ExampleParam // the last ones that were made up, by the name of the first
	objects     map[string]*Value         // the last details, by the first parameter in them; most others are like it
	members     []Member                  // room for those of one object
	forms       map[*Form][]HeaderLine    // see occurrence.formHeaders
}

// single is a value that has no items and members.
type single struct {
	kind ValueKind
	text string
}

func newMaker() *maker {
	return &maker{
		shared: map[single]*Value{}, madeUp: map[string][]ExampleParam{}, objects: map[string]*Value{}, forms: map[*Form][]HeaderLine{},
	}
}

func (m *maker) newValue(v Value) *Value {
	made := m.valueSlab.one()
	*made = v
	return made
}

// newObject returns an object that is to have so many members.
func (m *maker) newObject(members int) *Value {
	return m.newValue(Value{Kind: ObjectValue, Members: m.memberSlab.list(members)})
}

func (m *maker) text(s string) *Value { return m.newValue(Value{Kind: TextValue, Text: s}) }

// share returns the one value for a text or number that many examples have.
func (m *maker) share(kind ValueKind, text string) *Value {
	v := m.shared[single{kind, text}]
	if v == nil {
		v = m.newValue(Value{Kind: kind, Text: text})
		m.shared[single{kind, text}] = v
	}
	return v
}

// param returns the example of a parameter, its own or a made-up one.
func (m *maker) param(p *Param) *Value {
	if p.Example != nil {
		return p.Example
	}
	v := m.element(p)
	if p.List {
		return &Value{Kind: ListValue, Items: []*Value{v}}
	}
	return v
}

// element makes a value of the parameter's kind up, without its list.
func (m *maker) element(p *Param) *Value {
	m.left--
	if t := p.Type; t != nil {
		switch {
		case t.IsEnum():
			return m.share(TextValue, t.Enum[0].Value)
		case t.Kind == Object:
			return m.object(t, nil)
		}
	}
	switch p.Kind {
	case UUID:
		return m.share(TextValue, "0b8f5c3e-6d1a-4f27-9e40-7c2d9a1b3e58")
	case URI:
		return m.share(TextValue, fitting(p, "https://example.com/path", "https://example.com", "urn:a:b"))
	case Email:
		return m.share(TextValue, fitting(p, "user@example.com", "a@b.example", "a@b.co"))
	case Integer, Duration:
		return m.share(NumberValue, strconv.FormatInt(wholeWithin(p, 42), 10))
	case Float:
		return m.share(NumberValue, floatText(within(p, 1.5)))
	case Boolean:
		return m.share(BoolValue, "true")
	case DateTime:
		return m.share(TextValue, "2027-01-31T12:00:00Z")
	case Date:
		return m.share(TextValue, "2027-01-31")
	case JSON:
		return &Value{Kind: ObjectValue, Members: []Member{{Name: "key", Value: m.share(TextValue, "value")}}}
	default:
		return m.share(TextValue, fitting(p, "example"))
	}
}

// fitting returns the first text that is not longer than the parameter allows,
// or as much of the last as fits. Texts are ASCII.
func fitting(p *Param, texts ...string) string {
	last := texts[len(texts)-1]
	if p.MaxLength == 0 {
		return texts[0]
	}
	for _, t := range texts {
		if len(t) <= p.MaxLength {
			return t
		}
	}
	return last[:p.MaxLength]
}

// within returns v, or the declared limit of the parameter that is nearest.
func within(p *Param, v float64) float64 {
	if p.Min != "" {
		if lowest, err := strconv.ParseFloat(p.Min, 64); err == nil {
			v = max(v, lowest)
		}
	}
	if p.Max != "" {
		if highest, err := strconv.ParseFloat(p.Max, 64); err == nil {
			v = min(v, highest)
		}
	}
	return v
}

// wholeWithin is within for whole numbers, exactly.
func wholeWithin(p *Param, v int64) int64 {
	if p.Min != "" {
		if lowest, err := strconv.ParseInt(p.Min, 10, 64); err == nil {
			v = max(v, lowest)
		}
	}
	if p.Max != "" {
		if highest, err := strconv.ParseInt(p.Max, 10, 64); err == nil {
			v = min(v, highest)
		}
	}
	return v
}

// object makes an object of the type: of the members that were written, by field
// name, or with every field made up when that is nil.
func (m *maker) object(t *Type, written *Value) *Value {
	object := m.newObject(min(len(t.Fields), 16)) // the bounds may leave most of many fields out
	m.depth++
	defer func() { m.depth-- }()
	for _, f := range t.Fields {
		if !f.InDetails() {
			continue
		}
		var v *Value
		if written != nil {
			i := slices.IndexFunc(written.Members, func(x Member) bool { return x.Name == f.Name })
			if i < 0 {
				continue
			}
			v = m.wire(f, written.Members[i].Value)
		} else {
			if m.left <= 0 || f.Optional && m.left <= maxMadeUp/2 || m.depth > maxDepth {
				continue
			}
			v = m.param(f)
		}
		object.Members = append(object.Members, Member{Name: f.Wire, Value: v})
	}
	return object
}

// wire returns a written value as it travels.
func (m *maker) wire(p *Param, written *Value) *Value {
	if !p.List {
		return m.single(p, written)
	}
	list := &Value{Kind: ListValue}
	for _, item := range written.Items {
		list.Items = append(list.Items, m.single(p, item))
	}
	return list
}

// single returns a written value that is not a list as it travels.
func (m *maker) single(p *Param, v *Value) *Value {
	switch p.Kind {
	case Object:
		return m.object(p.Type, v)
	case Float:
		f, err := strconv.ParseFloat(v.Text, 64)
		if err != nil {
			return &Value{Kind: NullValue, Text: "null"}
		}
		return numberValue(floatText(f))
	case DateTime:
		return textValue(dateTimeText(v.Text))
	default:
		return v
	}
}

// floatText is the notation of encoding/json, the shortest one; null for what
// JSON cannot say.
func floatText(f float64) string {
	text, err := json.Marshal(f)
	if err != nil {
		return "null"
	}
	return string(text)
}

// dateTimeText is a point in time on the wire: RFC 3339 in UTC.
func dateTimeText(text string) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	if t = t.UTC(); t.Year() < 0 || t.Year() > 9999 {
		return text
	}
	return t.Format(time.RFC3339Nano)
}
