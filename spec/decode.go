package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/errspec/errspec/internal/lazy"
	"gopkg.in/yaml.v3"
)

// decoder turns the nodes of one file into the model. What it expects comes from
// the tables in table.go; it knows forms and places, not keys.
type decoder struct {
	ds  *Diagnostics
	doc *document
	src *source

	key  string // innermost key that is being read, for findings
	name string // innermost named entry: "item_not_found"
	at   spot   // where that entry stands; what it lacks is reported there

	either string // what the key wants, while one of several shapes reads its value
	depth  int
	room   []entry    // of the mappings that are being read, the innermost last; see entries
	spent  *int       // what aliases have expanded to, over all files
	via    *yaml.Node // the outermost alias that is being followed
	deep   bool
}

// form says what a node looks like, before anything is known of what is wanted.
type form uint8

const (
	textForm form = 1 << iota
	numberForm
	boolForm
	nullForm
	dateForm
	listForm
	mappingForm

	anyForm = textForm | numberForm | boolForm | nullForm | dateForm | listForm | mappingForm
)

func formOf(n *yaml.Node) form {
	switch n.Kind {
	case yaml.MappingNode:
		return mappingForm
	case yaml.SequenceNode:
		return listForm
	}
	switch n.Tag {
	case "!!int", "!!float":
		return numberForm
	case "!!bool":
		return boolForm
	case "!!null":
		return nullForm
	case "!!timestamp":
		return dateForm
	}
	return textForm
}

func (d *decoder) spot(n *yaml.Node) spot {
	return spotIn(&d.src.file, n.Line, n.Column)
}

func (d *decoder) pos(n *yaml.Node) Pos { return Pos{d.src.file, n.Line, n.Column} }

// report adds a finding about a node.
func (d *decoder) report(rule string, n *yaml.Node, format string, args ...any) {
	d.ds.Add(rule, d.pos(n), nil, format, args...)
}

// suggest says what to type in place of the value of the last finding.
func (d *decoder) suggest(fix string) { (*d.ds)[len(*d.ds)-1].Fix = fix }

// mend is suggest for what can be written without asking.
func (d *decoder) mend(fix string) {
	d.suggest(fix)
	(*d.ds)[len(*d.ds)-1].Repair = RepairReplace
}

// shape is one of the forms that the value of a key may have: how it is read into
// a V, and how JSON Schema describes it. Every table is made of shapes, so that
// the two are written together and cannot drift apart.
type shape[V any] struct {
	wants  string // in findings: "a text"
	takes  form
	read   func(d *decoder, n *yaml.Node, into *V)
	schema func(b *schemas) schema
	// place sets where a value that is not written would stand.
	place func(into *V, at spot)
	// wrong says what to write in place of a value of a form that is not taken,
	// where it knows better than wrongForm; fix may be empty, and hint too.
	wrong func(n *yaml.Node, f form) (hint, fix string, known bool)
}

// decode reads the node, after following an alias, when its form is one that the
// shape takes.
func (s shape[V]) decode(d *decoder, n *yaml.Node, into *V) {
	if n.Kind == yaml.AliasNode {
		if n.Alias == nil {
			return // already reported
		}
		if d.via == nil {
			d.via = n
			defer func() { d.via = nil }()
		}
		n = n.Alias
	}
	if n.Kind == 0 || !d.spend(n) {
		return
	}
	if !d.tagged(n) {
		return
	}
	f := formOf(n)
	if s.takes&f == 0 {
		if s.wrong != nil {
			if hint, fix, known := s.wrong(n, f); known {
				d.report("value-type", n, "%s where %q wants %s%s", describe(n, f), d.key, s.wants, hint)
				d.suggest(fix)
				return
			}
		}
		d.wrongForm(n, f, s.takes, s.wants)
		return
	}
	if f == listForm || f == mappingForm {
		if d.depth == maxDepth {
			if !d.deep {
				d.deep = true
				at := n
				if d.via != nil {
					at = d.via
				}
				d.report("yaml-depth", at, "%s; the limit is %d", nestedTooDeeply, maxDepth)
			}
			return
		}
		d.depth++
		defer func() { d.depth-- }()
	}
	d.either = ""
	s.read(d, n, into)
}

// spend counts a node that is reached through an alias. A small file can expand to
// more than any memory holds, so there is a bound; a node counts one, and a long
// text one more for every 64 bytes.
func (d *decoder) spend(n *yaml.Node) bool {
	if d.via == nil {
		return true
	}
	if *d.spent > maxExpansion {
		return false
	}
	*d.spent += 1 + len(n.Value)/64
	if *d.spent > maxExpansion {
		d.report("yaml-alias", d.via, "the aliases up to here stand for more than %d values; the limit keeps a small file from becoming a huge one", maxExpansion)
		return false
	}
	return true
}

// tagged refuses a tag that is not one of JSON's types: it is part of a text that
// was meant, and took itself out of it.
func (d *decoder) tagged(n *yaml.Node) bool {
	if n.Style&yaml.TaggedStyle == 0 {
		return true
	}
	switch n.Tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!map", "!!seq", "!!timestamp":
		return true
	case "!!null":
		if n.Value == "" || n.Value == "~" || strings.EqualFold(n.Value, "null") {
			return true
		}
	}
	d.cutNode(n, "%s is read as a YAML tag and not as part of the value; %s", strconv.Quote(n.Tag), d.quoted(n))
	return false
}

// lineText returns the rest of the line that begins at the offset, without blanks
// at its end.
func (d *decoder) lineText(at int) string {
	_, end := d.src.bounds(d.src.pos(at).Line)
	return strings.TrimRight(string(d.src.data[at:max(at, end)]), " \t")
}

// typed returns what was typed at a node and was probably meant to be one text: in
// flow style the node itself, otherwise the rest of its line.
func (d *decoder) typed(n *yaml.Node) string {
	at := d.src.offset(n.Line, n.Column)
	text := d.lineText(at)
	end := at
	switch {
	case n.Kind == yaml.SequenceNode || n.Kind == yaml.MappingNode:
		if i := closing(text); i > 0 {
			return text[:i]
		}
		return text
	case n.Value == "" && n.Anchor != "":
		end += 1 + len(n.Anchor)
	default:
		end = d.src.end(n)
	}
	if i := end - at; i > 0 && i <= len(text) {
		if rest := strings.TrimLeft(text[i:], " \t"); rest != "" && strings.ContainsRune(",]}", rune(rest[0])) {
			return text[:i]
		}
	}
	return text
}

// closing returns the offset behind the bracket that closes the first one, or 0.
func closing(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// quoted says how to write what stands at a node as a text.
func (d *decoder) quoted(n *yaml.Node) string {
	text := d.typed(n)
	switch {
	case text == "":
		return "put the text into quotes"
	case len(text) > 200:
		text = firstRunes(text, 60) + "..."
	}
	return "if text is meant, put it into quotes: " + quoteYAML(text)
}

// cut reports that a text, or a part of it, was taken for something else.
func (d *decoder) cut(at int, text, format string, args ...any) {
	d.ds.Add("yaml-cut", d.src.pos(at), nil, format, args...)
	if f := &(*d.ds)[len(*d.ds)-1]; text != "" && len(text) <= 200 {
		f.Fix, f.End = quoteYAML(text), d.src.pos(at+len(text))
	}
}

// cutNode is cut for what begins at a node.
func (d *decoder) cutNode(n *yaml.Node, format string, args ...any) {
	d.cut(d.src.offset(n.Line, n.Column), d.typed(n), format, args...)
}

// wrongForm reports a value of a form that is not wanted.
func (d *decoder) wrongForm(n *yaml.Node, f, takes form, wants string) {
	what := describe(n, f)
	hint, fix := "", ""
	clear := n.Anchor == "" && n.Style&yaml.TaggedStyle == 0 // only one thing can be meant
	switch {
	case takes&textForm != 0 && takes&mappingForm == 0 && f == mappingForm:
		hint = d.mappingHint(n)
	case takes&textForm != 0 && takes&listForm == 0 && f == listForm && n.Style&yaml.FlowStyle != 0:
		hint = "; " + d.quoted(n)
	case takes&(textForm|nullForm) == textForm && f == nullForm:
		d.nullForText(n, wants)
		return
	case takes&textForm != 0 && (f == numberForm || f == boolForm || f == dateForm):
		fix = strconv.Quote(n.Value)
		hint = "; write " + fix
	case takes&(numberForm|boolForm) != 0 && f == textForm:
		plain := yaml.Node{Kind: yaml.ScalarNode, Value: n.Value}
		if takes&formOf(&yaml.Node{Kind: yaml.ScalarNode, Tag: plain.ShortTag()}) != 0 && n.Style != 0 {
			fix = n.Value
			hint = "; write it without quotes: " + fix
		} else if takes&boolForm != 0 {
			switch strings.ToLower(n.Value) {
			case "yes", "on", "y":
				fix = "true"
			case "no", "off", "n":
				fix = "false"
			}
			if fix != "" {
				hint = "; write " + fix
			}
		}
	case f == textForm && takes&mappingForm != 0 && takes&textForm == 0 && n.Style == 0 && glued().MatchString(n.Value):
		m := glued().FindStringSubmatch(n.Value)
		hint = "; the blank behind the colon is missing: " + clip(m[1]+": "+m[2])
	case f == textForm && takes&listForm != 0 && takes&textForm == 0:
		hint = "; a list of one is written [" + clip(n.Value) + "]"
		if strings.ContainsAny(n.Value, ",[]{}?:#&*!|>'\"%@`\t"+lineBreaks) {
			hint = "; a list of one is written [" + quoteYAML(clip(n.Value)) + "]"
		}
	case f == nullForm && takes&mappingForm != 0:
		hint = "; an empty one is written {}"
	case f == nullForm && takes&listForm != 0:
		hint = "; an empty one is written []"
	}
	d.report("value-type", n, "%s where %q wants %s%s", what, d.key, wants, hint)
	if d.suggest(fix); fix != "" && clear {
		d.mend(fix)
	}
}

// glued is a key and its value without the blank between.
var glued = lazy.Pattern(`^([A-Za-z_][A-Za-z0-9_-]*\??):([^\s:/][^\s]*)$`)

// describe says what stands at a node.
func describe(n *yaml.Node, f form) string {
	switch f {
	case nullForm:
		if n.Value != "" {
			return "null (" + strconv.Quote(n.Value) + " without quotes)"
		}
		return "nothing"
	case listForm:
		return "a list"
	case mappingForm:
		return "a mapping"
	case numberForm:
		return "the number " + clip(n.Value)
	case boolForm:
		return "the boolean " + clip(n.Value)
	case dateForm:
		return "the date " + clip(n.Value)
	}
	return "the text " + strconv.Quote(clip(n.Value))
}

// clip shortens a value for a finding.
func clip(s string) string {
	if len(s) <= 80 {
		return s
	}
	return firstRunes(s, 60) + "..."
}

// nullForText reports that a text is missing, and what took it away.
func (d *decoder) nullForText(n *yaml.Node, wants string) {
	at := d.src.offset(n.Line, n.Column)
	rest := strings.TrimLeft(d.lineText(at), " \t:")
	switch {
	case n.Value != "":
		d.report("value-type", n, "null where %q wants %s; if the word is meant, write %q", d.key, wants, n.Value)
		d.suggest(strconv.Quote(n.Value))
	case n.Anchor != "":
		d.cutNode(n, "%q is read as the name of an anchor, and nothing is left where %q wants %s; %s", "&"+n.Anchor, d.key, wants, d.quoted(n))
	case strings.HasPrefix(rest, "#"):
		text := clip(rest)
		d.cut(at+len(d.lineText(at))-len(rest), rest, "%s is read as a comment, and nothing is left where %q wants %s; as a text it needs quotes: %s", strconv.Quote(text), d.key, wants, quoteYAML(text))
	default:
		d.report("value-type", n, "nothing where %q wants %s", d.key, wants)
	}
}

// mappingHint guesses the text that a small mapping was meant to be.
func (d *decoder) mappingHint(n *yaml.Node) string {
	if n.Style&yaml.FlowStyle != 0 {
		at := d.src.offset(n.Line, n.Column)
		if at < len(d.src.data) && d.src.data[at] == '{' {
			return "; " + d.quoted(n)
		}
	}
	if len(n.Content) == 2 && n.Content[0].Kind == yaml.ScalarNode && n.Content[1].Kind == yaml.ScalarNode {
		text := n.Content[0].Value + ": " + n.Content[1].Value
		if len(text) <= 200 {
			return "; a text with \": \" in it needs quotes: " + quoteYAML(text)
		}
	}
	return ""
}

// entry is a key and its value. A merged one came in through "<<".
type entry struct {
	name   string
	key    *yaml.Node
	value  *yaml.Node
	merged bool
}

// mappingRules say what the keys of a mapping may be.
type mappingRules struct {
	numbers bool                // a whole number is a key, too
	same    func(string) string // a written key and a merged one are one when this makes them equal
}

// entries lists a mapping in order, with what "<<" brings in in its place. Keys
// that are written win over merged ones, and of merged ones the first. Keys that
// are not text and keys that are written twice are reported.
//
// The list stands behind what d.room held. Who gives d.room its length back, when done
// with the list, leaves the place to the next mapping.
func (d *decoder) entries(n *yaml.Node, rules mappingRules) []entry {
	begin := len(d.room)
	d.room = slices.Grow(d.room, len(n.Content)/2)
	var merges bool
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		written := key
		if key.Kind == yaml.AliasNode {
			if key = key.Alias; key == nil {
				continue
			}
		}
		if key.Kind == yaml.ScalarNode && key.Tag == "!!merge" {
			merges = true
			d.room = append(d.room, entry{name: "<<", key: written, value: value, merged: true})
			continue
		}
		if !d.checkKey(key, rules) {
			continue
		}
		d.room = append(d.room, entry{name: key.Value, key: written, value: value})
	}
	list := d.unique(slices.Clip(d.room[begin:]))
	if merges {
		list = d.merge(list, rules)
	}
	return list
}

// checkKey refuses keys that are not text.
func (d *decoder) checkKey(key *yaml.Node, rules mappingRules) bool {
	if key.Kind == 0 {
		return false
	}
	f := formOf(key)
	switch {
	case key.Kind == yaml.ScalarNode && !d.tagged(key):
		return false
	case f == textForm, f == numberForm && rules.numbers:
		return true
	case f == listForm || f == mappingForm:
		d.report("yaml-key", key, "%s as a key; a key is a text%s", describe(key, f), d.bracesHint(key))
	case f == nullForm && key.Value == "":
		d.report("yaml-key", key, "a colon without a key before it; a key is a text")
	default:
		d.report("yaml-key", key, "%s as a key; a key is a text: %q", describe(key, f), key.Value)
		d.mend(strconv.Quote(key.Value))
	}
	return false
}

func (d *decoder) bracesHint(key *yaml.Node) string {
	if key.Style&yaml.FlowStyle != 0 {
		return "; " + d.quoted(key)
	}
	return ""
}

// unique drops and reports keys that are written twice.
func (d *decoder) unique(list []entry) []entry {
	var seen map[string]int
	if len(list) > 8 {
		seen = make(map[string]int, len(list))
	}
	kept := list[:0]
	for _, e := range list {
		name := e.name
		first := -1
		if seen != nil {
			if i, ok := seen[name]; ok {
				first = i
			} else {
				seen[name] = len(kept)
			}
		} else {
			for i := range kept {
				if kept[i].name == name {
					first = i
					break
				}
			}
		}
		if first < 0 || e.merged != kept[first].merged {
			kept = append(kept, e)
			continue
		}
		format := "key %q is written twice"
		if e.merged {
			format += "; several mappings are merged with <<: [*a, *b]"
		}
		d.ds.Add("yaml-duplicate-key", d.pos(e.key), []Related{{d.pos(kept[first].key), "first written here"}}, format, e.name)
	}
	return kept
}

// merge puts what "<<" names into its place.
func (d *decoder) merge(list []entry, rules mappingRules) []entry {
	same := rules.same
	if same == nil {
		same = func(s string) string { return s }
	}
	taken := make(map[string]bool, len(list))
	for _, e := range list {
		if !e.merged {
			taken[same(e.name)] = true
		}
	}
	var all []entry
	for _, e := range list {
		if !e.merged {
			all = append(all, e)
			continue
		}
		for _, m := range d.mergedEntries(e.value, rules, true) {
			if name := same(m.name); !taken[name] {
				taken[name] = true
				m.merged = true
				all = append(all, m)
			}
		}
	}
	return all
}

// mergedEntries lists what the value of "<<" holds: a mapping, or a list of them.
func (d *decoder) mergedEntries(n *yaml.Node, rules mappingRules, lists bool) []entry {
	if n.Kind == yaml.AliasNode {
		if n.Alias == nil {
			return nil
		}
		if d.via == nil {
			d.via = n
			defer func() { d.via = nil }()
		}
		n = n.Alias
	}
	if n.Kind == 0 || !d.spend(n) {
		return nil
	}
	if d.depth == maxDepth {
		return nil
	}
	d.depth++
	defer func() { d.depth-- }()
	switch {
	case n.Kind == yaml.MappingNode:
		list := d.entries(n, rules)
		for range list {
			if !d.spend(&yaml.Node{}) {
				return nil
			}
		}
		return list
	case n.Kind == yaml.SequenceNode && lists:
		var all []entry
		for _, item := range n.Content {
			all = append(all, d.mergedEntries(item, rules, false)...)
		}
		return all
	}
	d.report("yaml-merge", n, "%s where \"<<\" wants an alias of a mapping, or a list of such", describe(n, formOf(n)))
	return nil
}

// inside runs f while the value of a merged entry is read, which counts as reached
// through an alias.
func (d *decoder) inside(e entry, f func()) {
	if e.merged && d.via == nil {
		d.via = e.key
		defer func() { d.via = nil }()
	}
	f()
}

// value reads any value, in order.
func (d *decoder) value(n *yaml.Node) *Value {
	var v *Value
	anyValue().decode(d, n, &v)
	return v
}

// anyValue is a value that is kept as it is written.
func anyValue() shape[*Value] {
	return shape[*Value]{
		wants:  "a value",
		takes:  anyForm,
		read:   readValue,
		schema: func(*schemas) schema { return nil },
	}
}

func readValue(d *decoder, n *yaml.Node, into **Value) {
	v := &Value{Pos: d.pos(n)}
	switch formOf(n) {
	case listForm:
		v.Kind = ListValue
		for _, item := range n.Content {
			if item := d.value(item); item != nil {
				v.Items = append(v.Items, item)
			}
		}
	case mappingForm:
		v.Kind = ObjectValue
		for _, e := range d.entries(n, mappingRules{}) {
			d.inside(e, func() {
				if value := d.value(e.value); value != nil {
					v.Members = append(v.Members, Member{d.keyText(e), value})
				}
			})
		}
	case nullForm:
		if !d.empty(n) {
			return
		}
		v.Kind, v.Text = NullValue, "null"
	case boolForm:
		v.Kind, v.Text = BoolValue, strings.ToLower(n.Value)
	case numberForm:
		text, ok := d.jsonNumber(n)
		if !ok {
			return
		}
		v.Kind, v.Text = NumberValue, text
	default:
		// A date has no form of its own in JSON; it stays what was typed.
		v.Kind, v.Text = TextValue, n.Value
		if n.Style == 0 && !d.whole(n) {
			return
		}
	}
	*into = v
}

// empty reports whether nothing was typed where a null stands. Any value may be
// there, so a comment with a blank behind its # is one.
func (d *decoder) empty(n *yaml.Node) bool {
	if n.Value != "" {
		return true
	}
	if n.Anchor != "" && !d.doc.used[n] {
		d.cutNode(n, "%q is read as the name of an anchor, which no alias uses; %s", "&"+n.Anchor, d.quoted(n))
		return false
	}
	at := d.src.offset(n.Line, n.Column)
	line := d.lineText(at)
	rest := strings.TrimLeft(line, " \t:")
	if len(rest) < 2 || rest[0] != '#' || blankAt([]byte(rest), 1) {
		return true
	}
	d.cut(at+len(line)-len(rest), rest, "%s is read as a comment; as a text it needs quotes: %s", strconv.Quote(clip(rest)), quoteYAML(clip(rest)))
	return false
}

// keyText is the name of an entry and its place.
func (d *decoder) keyText(e entry) At[string] {
	return writtenAt(d.spot(e.key), e.name)
}

// jsonNumber returns a number in JSON notation. Whole numbers have to be written
// in plain decimal.
func (d *decoder) jsonNumber(n *yaml.Node) (string, bool) {
	if isDecimal(n.Value) || isJSONNumber(n.Value) {
		return n.Value, true
	}
	if n.Tag == "!!int" {
		d.report("value-number", n, "%s is not written in plain decimal; write %s", clip(n.Value), decimal(n.Value))
		d.suggest(decimal(n.Value))
		return "", false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
	if err != nil || f != f || f > maxFloat || f < -maxFloat {
		d.report("value-number", n, "%s is no number of JSON", clip(n.Value))
		return "", false
	}
	return strconv.FormatFloat(f, 'g', -1, 64), true
}

const maxFloat = 1.7976931348623157e308

// isDecimal reports whether a text is a whole number in plain decimal.
func isDecimal(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || digits[0] == '0' && len(s) > 1 {
		return false
	}
	for i := range len(digits) {
		if !isDigit(rune(digits[i])) {
			return false
		}
	}
	return true
}

// isJSONNumber reports whether a text is a number in the notation of JSON.
func isJSONNumber(s string) bool {
	whole, exponent, hasExponent := strings.Cut(strings.ToLower(s), "e")
	whole, fraction, hasFraction := strings.Cut(whole, ".")
	if !isDecimal(whole) && whole != "-0" {
		return false
	}
	if hasFraction && !isDigits(fraction) {
		return false
	}
	if hasExponent && !isDigits(strings.TrimLeft(exponent[:min(1, len(exponent))], "+-")+exponent[min(1, len(exponent)):]) {
		return false
	}
	return true
}

func isDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(rune(s[i])) {
			return false
		}
	}
	return s != ""
}

// decimal guesses the plain decimal of a number in another notation: 0404 and
// 4_04 and 404.0 are all meant to be 404.
func decimal(s string) string {
	t := strings.TrimPrefix(strings.ReplaceAll(s, "_", ""), "+")
	sign := ""
	if rest, ok := strings.CutPrefix(t, "-"); ok {
		sign, t = "-", rest
	}
	if whole, fraction, ok := strings.Cut(t, "."); ok && strings.Trim(fraction, "0") == "" {
		t = whole
	}
	if isDigits(t) {
		t = strings.TrimLeft(t, "0")
		if t == "" {
			return "0"
		}
		return sign + t
	}
	if i, err := strconv.ParseInt(t, 0, 64); err == nil {
		return sign + strconv.FormatInt(i, 10)
	}
	if f, err := strconv.ParseFloat(t, 64); err == nil && f == float64(int64(f)) {
		return sign + strconv.FormatInt(int64(f), 10)
	}
	return "a whole number"
}

// whole reports whether a plain text is all that was typed there. It is not when a
// comment cut it or a tag without a name stands before it.
func (d *decoder) whole(n *yaml.Node) bool {
	at := d.src.offset(n.Line, n.Column)
	if at < len(d.src.data) && d.src.data[at] == '!' && n.Style&yaml.TaggedStyle == 0 {
		d.cutNode(n, "%q is read as a YAML tag and not as part of the value; %s", "!", d.quoted(n))
		return false
	}
	end := d.src.end(n)
	i := end
	for i < len(d.src.data) && (d.src.data[i] == ' ' || d.src.data[i] == '\t') {
		i++
	}
	if i == end || i >= len(d.src.data) || d.src.data[i] != '#' {
		return true
	}
	if i+1 == len(d.src.data) || blankAt(d.src.data, i+1) {
		return true
	}
	_, stop := d.src.bounds(d.src.pos(i).Line)
	comment := strings.TrimRight(string(d.src.data[i:stop]), " \t")
	text := n.Value + string(d.src.data[end:i]) + comment
	write := "put the whole text into quotes"
	if len(text) <= 200 {
		write = "in quotes it is part of it: " + quoteYAML(text)
	}
	d.report("yaml-cut", n, "the text ends before %s, which is read as a comment; %s; a comment has a blank behind its #", strconv.Quote(clip(comment)), write)
	if f := &(*d.ds)[len(*d.ds)-1]; len(text) <= 200 {
		// A text of several lines has no end on its first one.
		if stop := d.src.pos(stop); stop.Line == n.Line {
			f.Fix, f.End = quoteYAML(text), stop
		}
	}
	return false
}

// text returns the text of a scalar that a key wants. It reports text that YAML
// has cut.
func (d *decoder) text(n *yaml.Node) (string, bool) {
	if n.Anchor != "" && !d.doc.used[n] && n.Style&^yaml.TaggedStyle == 0 {
		d.cutNode(n, "%q is read as the name of an anchor, which no alias uses, and not as part of the text; %s", "&"+n.Anchor, d.quoted(n))
		return "", false
	}
	switch {
	case n.Style&^yaml.TaggedStyle == 0:
		if !d.whole(n) {
			return "", false
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && strings.Trim(n.Value, "\n") == "":
		at := d.src.valueStart(n)
		_, end := d.src.bounds(d.src.pos(at).Line)
		if _, comment, ok := strings.Cut(string(d.src.data[at:end]), "#"); ok {
			d.report("yaml-cut", n, "%s is read as a comment, and nothing is left where %q wants a text", strconv.Quote("#"+clip(comment)), d.key)
			return "", false
		}
	}
	return n.Value, true
}

// whatName names an entry in findings: `error "item_not_found"`.
func (d *decoder) whatName(kind string) string {
	if d.name == "" {
		return "this " + kind
	}
	return fmt.Sprintf("%s %q", kind, d.name)
}
