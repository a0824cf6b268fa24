package spec

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// This file has the shapes that the tables are made of: texts, words, numbers,
// lists, mappings from names to entries, and objects with fixed keys.

// textRule narrows what a text may be.
type textRule struct {
	oneLine bool // line breaks are refused; those at the end of a block scalar are dropped
	filled  bool // an empty text is refused
	later   bool // oneLine and filled are checked with the meaning of the catalogue
	source  bool // numbers and dates count as the text they are written as
}

// lineBreaks are the characters that end a line in YAML.
const lineBreaks = "\n\r\u0085\u2028\u2029"

// text reads a text; the rule says which.
func text(r textRule) shape[At[string]] {
	s := shape[At[string]]{
		wants: "a text",
		takes: textForm,
		read: func(d *decoder, n *yaml.Node, into *At[string]) {
			into.place(d.spot(n))
			text, ok := d.text(n)
			if !ok {
				return
			}
			if r.oneLine && !r.later {
				if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
					text = strings.TrimRight(text, "\n")
				}
				if mayBreak(text) {
					if i := strings.IndexAny(text, lineBreaks); i >= 0 {
						d.ds.Add("text-line", d.src.locator(n)(i), nil, "%q has a line break here; it is one line", d.key)
						return
					}
				}
			}
			if r.filled && !r.later && strings.TrimSpace(text) == "" {
				d.report("text-empty", n, "%q is empty", d.key)
				return
			}
			into.write(text)
		},
		schema: func(*schemas) schema {
			s := schema{{"type", "string"}}
			if r.source {
				s = schema{{"type", []string{"string", "number"}}}
			}
			if r.filled {
				s = append(s, property{"minLength", 1})
			}
			switch {
			case r.oneLine && r.later:
				s = append(s, property{"pattern", `^[^\n\r]*$`})
			case r.oneLine:
				// Breaks at the very end may come from a block scalar.
				s = append(s, property{"pattern", "^[^" + lineBreaks + "]*\n*$"})
			}
			return s
		},
	}
	if r.source {
		s.takes |= numberForm | dateForm
	}
	return s
}

// word is one of the words that a key takes.
type word struct{ name, summary string }

// words reads one of a closed list of words.
func words[E ~string](list ...word) shape[At[E]] {
	names := make([]string, len(list))
	for i, w := range list {
		names[i] = w.name
	}
	wants := names[0]
	if len(names) > 1 {
		wants = "one of " + strings.Join(names, ", ")
	}
	return shape[At[E]]{
		wants: wants,
		takes: textForm,
		wrong: func(n *yaml.Node, f form) (hint, fix string, known bool) {
			if f&(numberForm|boolForm|dateForm) == 0 || slices.Contains(names, n.Value) {
				return "", "", false
			}
			// In quotes it would be a text, and none of the words either.
			if f == boolForm && strings.EqualFold(n.Value, "false") {
				for _, none := range [...]string{"off", "never"} {
					if slices.Contains(names, none) {
						return "; write " + none, none, true
					}
				}
			}
			return "", "", true
		},
		read: func(d *decoder, n *yaml.Node, into *At[E]) {
			into.place(d.spot(n))
			if !slices.Contains(names, n.Value) {
				wanted := cmp.Or(d.either, wants)
				d.report("value-word", n, "%q is %s where %s is wanted%s", d.key, strconv.Quote(clip(n.Value)), wanted, orNearest(n.Value, names))
				near := Nearest(n.Value, names)
				if d.suggest(near); near != "" && strings.EqualFold(near, n.Value) {
					d.mend(near)
				}
				return
			}
			into.write(E(n.Value))
		},
		schema: func(*schemas) schema {
			s := schema{{"enum", names}}
			if slices.ContainsFunc(list, func(w word) bool { return w.summary != "" }) {
				about := make([]string, len(list))
				for i, w := range list {
					about[i] = w.summary
				}
				s = append(s, property{"enumDescriptions", about})
			}
			return s
		},
	}
}

// orNearest is the end of a finding about a wrong word.
func orNearest(word string, candidates []string) string {
	if near := Nearest(word, candidates); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// boolean reads true or false.
func boolean() shape[At[bool]] {
	return shape[At[bool]]{
		wants: "true or false",
		takes: boolForm,
		read: func(d *decoder, n *yaml.Node, into *At[bool]) {
			*into = writtenAt(d.spot(n), strings.EqualFold(n.Value, "true"))
		},
		schema: func(*schemas) schema { return schema{{"type", "boolean"}} },
	}
}

// integer reads a whole number in plain decimal, from low to high.
func integer[N int | int64](low, high int64) shape[At[N]] {
	return shape[At[N]]{
		wants: "a whole number",
		takes: numberForm,
		read: func(d *decoder, n *yaml.Node, into *At[N]) {
			into.place(d.spot(n))
			if !isDecimal(n.Value) {
				d.report("value-number", n, "%q is %s, which is not a whole number in plain decimal; write %s", d.key, clip(n.Value), decimal(n.Value))
				if fix := decimal(n.Value); isDecimal(fix) { // else it is words
					d.suggest(fix)
				}
				return
			}
			v, err := strconv.ParseInt(n.Value, 10, 64)
			if err != nil || v < low || v > high {
				d.report("value-number", n, "%q is %s, which is not from %d to %d", d.key, clip(n.Value), low, high)
				return
			}
			into.write(N(v))
		},
		schema: func(*schemas) schema {
			s := schema{{"type", "integer"}}
			if low != math.MinInt64 {
				s = append(s, property{"minimum", low})
			}
			if high != math.MaxInt64 {
				s = append(s, property{"maximum", high})
			}
			return s
		},
	}
}

// number reads a number and keeps how it is written.
func number() shape[At[string]] {
	return shape[At[string]]{
		wants: "a number",
		takes: numberForm,
		read: func(d *decoder, n *yaml.Node, into *At[string]) {
			into.place(d.spot(n))
			if text, ok := d.jsonNumber(n); ok {
				into.write(text)
			}
		},
		schema: func(*schemas) schema { return schema{{"type", "number"}} },
	}
}

// as gives what one shape reads to a value of another type.
func as[V, W any](s shape[V], put func(d *decoder, v V, into *W)) shape[W] {
	return shape[W]{
		wants: s.wants,
		takes: s.takes,
		wrong: s.wrong,
		read: func(d *decoder, n *yaml.Node, into *W) {
			var v V
			s.read(d, n, &v)
			put(d, v, into)
		},
		schema: s.schema,
	}
}

// part gives what a shape reads to a part of a value of another type.
func part[V, W any](s shape[V], get func(*W) *V) shape[W] {
	return shape[W]{
		wants:  s.wants,
		takes:  s.takes,
		wrong:  s.wrong,
		read:   func(d *decoder, n *yaml.Node, into *W) { s.read(d, n, get(into)) },
		schema: s.schema,
	}
}

// either reads one of several shapes, the first that takes a value of the form that
// stands there.
func either[V any](shapes ...shape[V]) shape[V] {
	var takes form
	var wants []string
	for _, s := range shapes {
		takes |= s.takes
		wants = append(wants, s.wants)
	}
	all := strings.Join(wants, " or ")
	if strings.Contains(strings.Join(wants, ""), " or ") {
		all = strings.Join(wants, ", or ")
	}
	return shape[V]{
		wants: all,
		takes: takes,
		wrong: func(n *yaml.Node, f form) (hint, fix string, known bool) {
			for _, s := range shapes {
				if s.wrong == nil {
					continue
				}
				if hint, fix, known = s.wrong(n, f); known {
					return hint, fix, true
				}
			}
			return "", "", false
		},
		read: func(d *decoder, n *yaml.Node, into *V) {
			f := formOf(n)
			for _, s := range shapes {
				if s.takes&f != 0 {
					d.either = all
					s.read(d, n, into)
					return
				}
			}
		},
		schema: func(b *schemas) schema {
			var forms []schema
			for _, s := range shapes {
				forms = append(forms, s.schema(b))
			}
			return schema{{"anyOf", forms}}
		},
		place: shapes[0].place,
	}
}

// list reads a list. An item that cannot be read is left out.
func list[V any](item shape[V], ok func(V) bool) shape[[]V] {
	return shape[[]V]{
		wants: "a list",
		takes: listForm,
		read: func(d *decoder, n *yaml.Node, into *[]V) {
			for _, child := range n.Content {
				var v V
				if item.decode(d, child, &v); ok(v) {
					*into = append(*into, v)
				}
			}
		},
		schema: func(b *schemas) schema {
			return schema{{"type", "array"}, {"items", item.schema(b)}}
		},
	}
}

// some refuses a list or mapping without entries.
func some[V any](s shape[[]V], least string) shape[[]V] {
	read, schemaOf := s.read, s.schema
	s.read = func(d *decoder, n *yaml.Node, into *[]V) {
		if len(n.Content) == 0 {
			d.report("value-empty", n, "%q is empty; leave it out, or give it an entry", d.key)
		}
		read(d, n, into)
	}
	s.schema = func(b *schemas) schema { return append(schemaOf(b), property{least, 1}) }
	return s
}

func written[T any](a At[T]) bool { return a.Written() }

// textList reads a list of texts.
func textList(r textRule) shape[[]At[string]] { return list(text(r), written[string]) }

// prose reads one text, or a list of them.
func prose() shape[[]At[string]] {
	one := text(textRule{filled: true})
	many := textList(textRule{filled: true})
	read := many.read
	many.read = func(d *decoder, n *yaml.Node, into *[]At[string]) {
		read(d, n, into)
		d.splitSentence(n)
	}
	return either(as(one, func(_ *decoder, v At[string], into *[]At[string]) {
		if v.Written() {
			*into = []At[string]{v}
		}
	}), many)
}

// splitSentence reports an item of a list in flow style that looks like the second
// half of a sentence with a comma in it: the list begins its items with a capital,
// and this one does not.
func (d *decoder) splitSentence(n *yaml.Node) {
	if n.Style&yaml.FlowStyle == 0 {
		return
	}
	plain := func(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value != "" }
	for i := 1; i < len(n.Content); i++ {
		before, item := n.Content[i-1], n.Content[i]
		if plain(before) && plain(item) && startsUpper(n.Content[0].Value) && startsLower(item.Value) {
			d.ds.Add("yaml-comma", d.pos(item), nil,
				"%s is an item of its own, since a comma ends an item in flow style; if it belongs to the sentence before, put that into quotes: %s; if not, put this into quotes",
				strconv.Quote(clip(item.Value)), quoteYAML(clip(before.Value+", "+item.Value)))
		}
	}
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// names says what the keys of a mapping are.
type names struct {
	of   string // "an error"
	like string // an entry, for those who wrote a list: "id: uuid"
	// check reports a key that cannot be read as one.
	check func(d *decoder, e entry) bool
	// states is the form of names, anchored, for the JSON Schema. Whether a name has
	// it is checked with the meaning of the catalogue, so that what is said about the
	// entry is not lost with it.
	states string
	mappingRules
}

// mapping reads a mapping from names to entries, in order. begin makes the entry.
func mapping[V any](keys names, begin func(name At[string]) V, value shape[V], ok func(V) bool) shape[[]V] {
	return mappingOf(keys, func(int) func(At[string]) V { return begin }, value, ok)
}

// together makes the entries of a mapping in one piece of memory: of errors and
// parameters there are very many, and those of one mapping live as long as each other.
// begin settles an entry that is there.
func together[T any](begin func(entry *T, name At[string])) func(n int) func(At[string]) *T {
	return func(n int) func(At[string]) *T {
		room := make([]T, n)
		return func(name At[string]) *T {
			entry := &room[0]
			room = room[1:]
			begin(entry, name)
			return entry
		}
	}
}

// mappingOf is mapping for entries that know how many of them there can be.
func mappingOf[V any](keys names, begin func(n int) func(name At[string]) V, value shape[V], ok func(V) bool) shape[[]V] {
	return shape[[]V]{
		wants: "a mapping",
		takes: mappingForm,
		wrong: func(_ *yaml.Node, f form) (hint, fix string, known bool) {
			if f != listForm || keys.like == "" {
				return "", "", false
			}
			return "; each is a key and its value: " + keys.like, "", true
		},
		read: func(d *decoder, n *yaml.Node, into *[]V) {
			key, name, at, room := d.key, d.name, d.at, len(d.room)
			defer func() { d.key, d.name, d.at, d.room = key, name, at, d.room[:room] }()
			list := d.entries(n, keys.mappingRules)
			entry := begin(len(list))
			for _, e := range list {
				k := d.keyText(e)
				if keys.check != nil && !keys.check(d, e) {
					continue
				}
				d.key, d.name, d.at = e.name, e.name, k.spot
				v := entry(k)
				d.inside(e, func() { value.decode(d, e.value, &v) })
				if !ok(v) {
					continue
				}
				if *into == nil {
					*into = make([]V, 0, len(list))
				}
				*into = append(*into, v)
			}
		},
		schema: func(b *schemas) schema {
			s := schema{{"type", "object"}}
			if keys.states != "" {
				s = append(s, property{"propertyNames", schema{{"pattern", keys.states}}})
			}
			return append(s, property{"additionalProperties", value.schema(b)})
		},
	}
}

func exists[V any](v *V) bool { return v != nil }

// key is a row of a table: a key of an object, what it is for, and where its value goes.
type key[T any] struct {
	name     string
	summary  string // Markdown; the JSON Schema shows it in editors
	required bool
	instead  string // another key that may stand in place of a required one
	decode   func(d *decoder, n *yaml.Node, into *T)
	schema   func(b *schemas) schema
	place    func(into *T, at spot)
}

// row makes a key. The place of a value that is not written is that of the entry.
func row[T, V any](name string, s shape[V], get func(*T) *V, summary string) key[T] {
	k := key[T]{
		name: name, summary: summary,
		decode: func(d *decoder, n *yaml.Node, into *T) { s.decode(d, n, get(into)) },
		schema: s.schema,
		place:  func(*T, spot) {},
	}
	var zero V
	if _, ok := any(&zero).(interface{ place(spot) }); ok {
		k.place = func(into *T, at spot) { any(get(into)).(interface{ place(spot) }).place(at) }
	}
	if s.place != nil {
		k.place = func(into *T, at spot) { s.place(get(into), at) }
	}
	return k
}

// must makes a key a required one.
func must[T any](k key[T]) key[T] {
	k.required = true
	return k
}

// lifted makes a row for T of a row for a part of T.
func lifted[T, P any](rows []key[P], part func(*T) *P) []key[T] {
	out := make([]key[T], len(rows))
	for i, k := range rows {
		out[i] = key[T]{
			name: k.name, summary: k.summary, required: k.required, instead: k.instead, schema: k.schema,
			decode: func(d *decoder, n *yaml.Node, into *T) { k.decode(d, n, part(into)) },
			place:  func(into *T, at spot) { k.place(part(into), at) },
		}
	}
	return out
}

// mostKeys is how many keys a table has at most.
const mostKeys = 64

// object is a table: the keys of a mapping with fixed keys.
type object[T any] struct {
	def     string // name under $defs in the JSON Schema: "error"
	kind    string // in findings: "error", "go-server target"
	summary string
	keys    []key[T]
	index   map[string]int

	extensions func(*T) *[]Extension
	// elsewhere says where a key that this object lacks belongs, or "".
	elsewhere func(name string) (rule, hint string)
	// other says what stands for a key of other languages, or "".
	other func(d *decoder, e entry) string
}

func newObject[T any](def, kind, summary string, extensions func(*T) *[]Extension, keys ...key[T]) *object[T] {
	if len(keys) > mostKeys {
		panic("spec: " + def + " has too many keys")
	}
	o := &object[T]{def: def, kind: kind, summary: summary, keys: keys, extensions: extensions, index: make(map[string]int)}
	for i, k := range keys {
		if _, ok := o.index[k.name]; ok {
			panic("spec: key " + k.name + " of " + def + " is in its table twice")
		}
		o.index[k.name] = i
	}
	return o
}

// hints sets what is said about keys of other languages.
func (o *object[T]) hints(other func(d *decoder, e entry) string) *object[T] {
	o.other = other
	return o
}

func (o *object[T]) names() []string {
	var list []string
	for _, k := range o.keys {
		list = append(list, k.name)
	}
	return list
}

// place sets the place of all values that are not written.
func (o *object[T]) place(into *T, at spot) {
	for i := range o.keys {
		o.keys[i].place(into, at)
	}
}

// shape reads the object into a T that is there.
func (o *object[T]) shape() shape[T] {
	return shape[T]{wants: "a mapping", takes: mappingForm, read: o.read, schema: o.schema, place: o.place}
}

// states replaces the JSON Schema of a shape where the meaning of the catalogue,
// which is checked later, narrows it.
func states[V any](s shape[V], narrow schema) shape[V] {
	s.schema = func(*schemas) schema { return narrow }
	return s
}

// pointer reads the object into a new T, or into the one that begin made.
func (o *object[T]) pointer() shape[*T] {
	return shape[*T]{
		wants: "a mapping", takes: mappingForm, schema: o.schema,
		read: func(d *decoder, n *yaml.Node, into **T) {
			if *into == nil {
				*into = new(T)
				at, name := d.at, d.name
				defer func() { d.at, d.name = at, name }()
				d.at, d.name = d.spot(n), ""
				o.place(*into, d.at)
			}
			o.read(d, n, *into)
		},
	}
}

func (o *object[T]) read(d *decoder, n *yaml.Node, into *T) {
	room := len(d.room)
	o.readEntries(d, n, d.entries(n, mappingRules{}), into)
	d.room = d.room[:room]
}

func (o *object[T]) readEntries(d *decoder, n *yaml.Node, list []entry, into *T) {
	above := d.key
	defer func() { d.key = above }()
	var given [mostKeys]bool
	for _, e := range list {
		d.key = e.name
		if i, ok := o.index[e.name]; ok {
			given[i] = true
			d.inside(e, func() { o.keys[i].decode(d, e.value, into) })
		} else if strings.HasPrefix(e.name, "x-") && o.extensions != nil {
			d.inside(e, func() {
				if v := d.value(e.value); v != nil {
					x := o.extensions(into)
					*x = append(*x, Extension{d.keyText(e), v})
				}
			})
		} else {
			near := o.unknown(d, n, e)
			if i, ok := o.index[near]; ok {
				given[i] = true
			}
		}
	}
	for i := range o.keys {
		if k := &o.keys[i]; k.required && !given[i] {
			pos := d.at.Pos()
			if pos.Line == 0 {
				pos = d.pos(n)
			}
			what := strconv.Quote(k.name)
			if k.instead != "" {
				what += " or " + strconv.Quote(k.instead)
			}
			d.ds.Add("key-required", pos, nil, "%s lacks %s", d.whatName(o.kind), what)
		}
	}
}

// unknown reports a key that the table does not have. It returns the key that was
// probably meant.
func (o *object[T]) unknown(d *decoder, n *yaml.Node, e entry) (near string) {
	if o.elsewhere != nil {
		if rule, hint := o.elsewhere(e.name); hint != "" {
			d.report(rule, e.key, "%s", hint)
			return ""
		}
	}
	if o.other != nil {
		if hint := o.other(d, e); hint != "" {
			d.report("key-unknown", e.key, "%s has no key %q; %s", article(o.kind), clip(e.name), hint)
			return ""
		}
	}
	if owner := o.outdented(n, e); owner != "" {
		d.report("key-unknown", e.key, "%s has no key %q, and %q above it has nothing; if it belongs there, indent it by two blanks", article(o.kind), clip(e.name), owner)
		return ""
	}
	names := o.names()
	if near = Nearest(e.name, names); near != "" {
		d.report("key-unknown", e.key, "%s has no key %q; did you mean %q?", article(o.kind), clip(e.name), near)
		d.suggest(near)
		return near
	}
	if n.Style&yaml.FlowStyle != 0 && e.value.Kind == yaml.ScalarNode && e.value.Tag == "!!null" && e.value.Value == "" {
		if name, value, ok := strings.Cut(e.name, ":"); ok && slices.Contains(names, name) && value != "" {
			d.report("key-unknown", e.key, "%q lacks the blank behind the colon: %s: %s", clip(e.name), name, clip(value))
			return name
		}
		d.report("yaml-comma", e.key, "%q is read as a key, since a comma ends a value in flow style; if it belongs to the text before, put that text into quotes", clip(e.name))
		return ""
	}
	d.report("key-unknown", e.key, "%s has no key %q; its keys are %s", article(o.kind), clip(e.name), strings.Join(names, ", "))
	return ""
}

// outdented returns the key above an unknown one that stands there without a
// value: what was meant to be in it stands as far left as the key itself.
func (o *object[T]) outdented(n *yaml.Node, e entry) string {
	if n.Style&yaml.FlowStyle != 0 {
		return ""
	}
	owner := ""
	for i := 0; i+1 < len(n.Content) && n.Content[i] != e.key; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if _, known := o.index[key.Value]; known {
			owner = ""
			if value.Kind == yaml.ScalarNode && value.Tag == "!!null" && value.Value == "" {
				owner = key.Value
			}
		}
	}
	return owner
}

// article puts "a" or "an" before a word.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// schema refers to the definition of the object.
func (o *object[T]) schema(b *schemas) schema {
	return b.ref(o.def, func() schema { return o.body(b) })
}

// body is the definition of the object.
func (o *object[T]) body(b *schemas) schema {
	properties := schema{}
	var required []string
	for _, k := range o.keys {
		properties = append(properties, property{k.name, k.schema(b).describe(k.summary)})
		if k.required {
			required = append(required, k.name)
		}
	}
	s := schema{{"description", o.summary}, {"type", "object"}, {"properties", properties}}
	if o.extensions != nil {
		s = append(s, property{"patternProperties", schema{{"^x-", true}}})
	}
	s = append(s, property{"additionalProperties", false})
	if required != nil {
		s = append(s, property{"required", required})
	}
	return s
}
