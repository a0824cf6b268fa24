package spec

import (
	"strings"
	"unicode/utf8"

	"github.com/errspec/errspec/internal/lazy"
)

// parseTemplate takes a message or a header template apart. Findings about its
// form go to ds, with the place inside the text that locate gives for an offset
// in bytes; what the names in it mean is checked when the whole catalogue is
// known. header allows variables such as {$code}.
//
//	template    = { text | "{{" | "}}" | placeholder | optional }
//	placeholder = "{" name "}"
//	optional    = "{" name "|" plain "}"
//	            | "{" plain placeholder { plain | placeholder } [ "|" plain ] "}"
//
// Plain is text without braces and "|".
func parseTemplate(text At[string], locate func(byteOffset int) Pos, header bool, ds *Diagnostics) Template {
	if locate == nil {
		locate = func(int) Pos { return text.Pos() }
	}
	p := &templateParser{src: text.Value, file: text.file, locate: locate, header: header, ds: ds}
	t := Template{At: text, Parts: p.template()}
	if p.doubled {
		for _, m := range doubledName().FindAllStringSubmatchIndex(text.Value, -1) {
			t.doubled = append(t.doubled, writtenAt(spotOf(locate(m[0])), text.Value[m[2]:m[3]]))
		}
	}
	return t
}

// doubledName is how other template languages write a placeholder.
var doubledName = lazy.Pattern(`\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}`)

type templateParser struct {
	src    string
	at     int // the next byte
	file   *string
	locate func(int) Pos
	header bool
	ds     *Diagnostics

	doubled bool // a "{{" that a placeholder may have been meant by has passed
}

// spot is the place of src[from:].
func (p *templateParser) spot(from int) spot {
	at := p.locate(from)
	return spotIn(p.file, at.Line, at.Column)
}

// say reports a finding about src[from:to], and what could stand there instead.
func (p *templateParser) say(from, to int, fix, format string, args ...any) {
	p.ds.Add("template-syntax", p.locate(from), nil, format, args...)
	d := &(*p.ds)[len(*p.ds)-1]
	// The end is found from the last rune: behind the text a quote may stand.
	_, n := utf8.DecodeLastRuneInString(p.src[:to])
	end := p.locate(to - n)
	if end.Line != d.Pos.Line {
		return
	}
	end.Column++
	if end == d.Pos || end.Column < d.Pos.Column {
		return
	}
	d.End = end
	// With an escape in it the source is longer than the text.
	if end.Column-d.Pos.Column == utf8.RuneCountInString(p.src[from:to]) && (to == len(p.src) || p.locate(to) == end) {
		d.Fix = fix
	}
}

// template reads the whole text.
func (p *templateParser) template() []Part {
	// Most messages have a text on either side of each placeholder.
	const most = 16
	parts := make([]Part, 0, min(1+2*strings.Count(p.src, "{"), most))
	var literal strings.Builder // of the text from begin to from, when braces in it are doubled
	begin, from := 0, 0
	flush := func(end int) {
		text := p.src[from:end]
		if literal.Len() > 0 {
			literal.WriteString(text)
			text = literal.String()
			literal.Reset()
		}
		if text != "" {
			parts = append(parts, Part{Kind: TextPart, at: p.spot(begin), Text: text})
		}
	}
	// leave takes the text up to here, and what stands for the next n bytes.
	leave := func(instead string, n int) {
		literal.WriteString(p.src[from:p.at])
		literal.WriteString(instead)
		p.at += n
		from = p.at
	}
	for p.at < len(p.src) {
		switch {
		case strings.HasPrefix(p.src[p.at:], "{{"):
			p.doubled = true
			leave("{", 2)
		case strings.HasPrefix(p.src[p.at:], "}}"):
			leave("}", 2)
		case p.src[p.at] == '}':
			p.stray()
			leave("", 1)
		case p.src[p.at] == '{':
			flush(p.at)
			if part, ok := p.braces(); ok {
				parts = append(parts, part)
			}
			begin, from = p.at, p.at
		default:
			p.until("{}")
		}
	}
	flush(p.at)
	if len(parts) == 0 {
		return nil
	}
	return parts
}

// stray reports a closing brace that closes nothing.
func (p *templateParser) stray() {
	if p.doubled {
		p.say(p.at, p.at+1, "", "a closing brace closes nothing; a literal one is }}, and since {{ is a literal brace, "+
			"a text in braces begins with a blank or a letter, not with a placeholder")
		return
	}
	p.say(p.at, p.at+1, "}}", "a closing brace closes nothing; a literal one is }}")
}

// braces reads what begins with a single "{": a placeholder, its short form with
// a text behind "|", or a text around placeholders.
func (p *templateParser) braces() (Part, bool) {
	open := p.at
	p.at++
	stop := p.until("{}|")
	head := p.src[open+1 : stop]
	switch {
	case stop == len(p.src):
		p.say(open, open+1, "{{", "a brace is opened and not closed; a literal one is {{")
		return Part{}, false
	case p.src[stop] == '}':
		p.at++
		return p.placeholder(open, head)
	case p.src[stop] == '{':
		return p.optional(open, nil)
	}

	// {name|text}: a name alone before the bar stands for its placeholder.
	part, ok := p.placeholder(open, head)
	if !ok {
		p.skip(1)
		return Part{}, false
	}
	return p.optional(open, []Part{part})
}

// until moves to the next byte of set, or to the end, and returns the offset.
func (p *templateParser) until(set string) int {
	for p.at < len(p.src) && strings.IndexByte(set, p.src[p.at]) < 0 {
		p.at++
	}
	return p.at
}

// placeholder makes a part of the text behind the brace at open.
func (p *templateParser) placeholder(open int, name string) (Part, bool) {
	from, to := open+1, open+1+len(name)
	switch {
	case name == "":
		p.say(open, to+1, "", "the braces hold no name; {name} stands for a parameter, and literal braces are {{ and }}")
		return Part{}, false
	case p.header && strings.HasPrefix(name, "$") && isPlaceholderName(name[1:]):
		return Part{Kind: VariablePart, at: p.spot(from), Name: name[1:]}, true
	case strings.HasPrefix(name, "$") && isPlaceholderName(name[1:]):
		p.say(open, to+1, "", "{%s} is a variable of headers; a message names parameters only", name)
		return Part{}, false
	case isPlaceholderName(name):
		return Part{Kind: ParamPart, at: p.spot(from), Name: name}, true
	case isPlaceholderName(strings.TrimSpace(name)):
		trimmed := strings.TrimSpace(name)
		p.say(from, to, trimmed, "blanks stand beside the name in the braces; a placeholder is written {%s}", trimmed)
		return Part{}, false
	default:
		p.say(open, to+1, "", "the braces hold %q and no placeholder; a literal brace is {{ or }}", quotable(name))
		return Part{}, false
	}
}

// optional reads the rest of a text in braces that begins at open. then is nil,
// with p.at at the first placeholder, or holds the one of the short form, with
// p.at at the bar.
func (p *templateParser) optional(open int, then []Part) (Part, bool) {
	part := Part{Kind: OptionalPart, at: p.spot(open), Then: then}
	if then == nil {
		part.Then = p.text(part.Then, open+1, p.at)
	}
	ok := true
	for p.at < len(p.src) {
		begin := p.at
		switch p.src[p.at] {
		case '}':
			p.at++
			return part, ok
		case '|':
			p.at++
			from := p.at
			switch stop := p.until("{}|"); {
			case stop == len(p.src):
				// Not closed: reported below.
			case p.src[stop] == '}':
				part.Text = p.src[from:stop]
				p.at++
				return part, ok
			case p.src[stop] == '{':
				p.say(stop, stop+1, "", "the text behind | has neither a placeholder nor a literal brace")
				p.skip(1)
				return part, false
			default:
				p.say(stop, stop+1, "", "a second | stands in one pair of braces; one text stands before it, one behind")
				p.skip(1)
				return part, false
			}
		case '{':
			inner, good := p.nested()
			ok = ok && good
			if good {
				part.Then = append(part.Then, inner)
			} else if p.at == len(p.src) {
				return part, false
			}
		default:
			part.Then = p.text(part.Then, begin, p.until("{}|"))
		}
	}
	p.say(open, open+1, "{{", "a brace is opened and not closed; a literal one is {{")
	return part, false
}

// text appends src[from:to] as a literal part, unless it is empty.
func (p *templateParser) text(parts []Part, from, to int) []Part {
	if from == to {
		return parts
	}
	return append(parts, Part{Kind: TextPart, at: p.spot(from), Text: p.src[from:to]})
}

// nested reads a placeholder in a text in braces.
func (p *templateParser) nested() (Part, bool) {
	open := p.at
	p.at++
	stop := p.until("{}|")
	switch {
	case stop == len(p.src):
		p.say(open, open+1, "", "a brace is opened and not closed")
		return Part{}, false
	case p.src[stop] == '}':
		p.at++
		return p.placeholder(open, p.src[open+1:stop])
	case stop == open+1 && p.src[stop] == '{':
		p.at++
		p.say(open, stop+1, "", "a text in braces has no literal braces, and {{ is one")
		p.skip(2)
		return Part{}, false
	default:
		p.say(open, stop, "", "braces stand in braces in braces; a text in braces holds placeholders such as {name} and nothing deeper")
		p.skip(1)
		return Part{}, false
	}
}

// skip moves behind the brace that closes a broken text, which is depth braces
// deep here, so that what follows is read as it was meant.
func (p *templateParser) skip(depth int) {
	for p.at < len(p.src) && depth > 0 {
		switch p.src[p.at] {
		case '{':
			depth++
		case '}':
			depth--
		}
		p.at++
	}
}

// isPlaceholderName reports whether text was meant as a name. It is wider than
// the form of parameters, so that {itemID} is an unknown parameter with a
// suggestion and not a riddle about braces.
func isPlaceholderName(text string) bool {
	for i, r := range text {
		if r != '_' && !isAlnum(r) && (i == 0 || r != '-' && r != '.') {
			return false
		}
	}
	return text != "" && !isDigit(rune(text[0]))
}

// quotable shortens text so that a finding can quote it.
func quotable(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// oneLine reports whether text has no line break of the kinds that every
// program treats as one.
func oneLine(text string) bool { return !strings.ContainsAny(text, "\n\r") }
