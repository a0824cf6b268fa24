package spec

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// wholeNumber reads a decimal integer in plain notation: an optional minus and
// digits without a leading zero.
func wholeNumber(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == text
}

// anyNumber reads a number in JSON notation.
func anyNumber(text string) (float64, bool) {
	if text == "" || strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// valueChecker compares examples with parameters. Patterns are compiled once.
type valueChecker struct {
	f        *finisher
	patterns map[string]*regexp.Regexp
	fields   map[*Type]*typeFields
	enums    map[*EnumValue]map[string]bool // by the first value
}

// typeFields are the fields of a type by name, and those that a value has to have.
type typeFields struct {
	byName   map[string]*Param
	required []*Param
}

func newValueChecker(f *finisher) *valueChecker {
	return &valueChecker{
		f: f, patterns: map[string]*regexp.Regexp{}, fields: map[*Type]*typeFields{}, enums: map[*EnumValue]map[string]bool{},
	}
}

// misfit is what keeps a value from being one of a parameter.
type misfit struct {
	pos    Pos
	reason string
}

// fit compares a value with the type and the rules of a parameter. It returns
// the first thing that does not fit, or nil.
func (c *valueChecker) fit(p *Param, v *Value) *misfit {
	if v == nil || p.Kind == 0 {
		return nil
	}
	if !p.List {
		return c.fitOne(p, v)
	}
	if v.Kind != ListValue {
		return &misfit{v.Pos, shown(v) + " is no list"}
	}
	for _, item := range v.Items {
		if m := c.fitOne(p, item); m != nil {
			return m
		}
	}
	return nil
}

// fitOne compares a value with a parameter, or with an element of its list.
func (c *valueChecker) fitOne(p *Param, v *Value) *misfit {
	if v == nil {
		return nil
	}
	bad := func(format string, args ...any) *misfit { return &misfit{v.Pos, fmt.Sprintf(format, args...)} }
	if p.Kind == JSON {
		return nil
	}
	if v.Kind == NullValue {
		return bad("null is no value; leave it out")
	}
	switch {
	case p.Kind == Object:
		return c.fitObject(p.Named, v)
	case p.Kind.isText() || p.Kind == DateTime:
		if v.Kind != TextValue {
			return bad("%s is no text", shown(v))
		}
	case p.Kind == Boolean:
		if v.Kind != BoolValue {
			return bad("%s is neither true nor false", shown(v))
		}
		return nil
	default:
		return c.fitNumber(p, v)
	}

	if problem := textProblem(p.Kind, v.Text); problem != "" {
		return bad("%s %s", shown(v), problem)
	}
	if len(p.Enum) > 0 && !c.enum(p.Enum)[v.Text] {
		values := make([]string, len(p.Enum))
		for i, e := range p.Enum {
			values[i] = e.Value.Value
		}
		return bad("%s is no value of the enum%s", shown(v), didYouMean(c.f.nearest(v.Text, values)))
	}
	if n := utf8.RuneCountInString(v.Text); p.MaxLength.Value > 0 && n > p.MaxLength.Value {
		return bad("%s has %d characters, more than max_length %d", shown(v), n, p.MaxLength.Value)
	}
	if re := c.pattern(p.Pattern.Value); re != nil && !re.MatchString(v.Text) {
		return bad("%s does not match the pattern %s", shown(v), quotable(p.Pattern.Value))
	}
	return nil
}

// enum returns the set of the values of an enum.
func (c *valueChecker) enum(values []*EnumValue) map[string]bool {
	set := c.enums[values[0]]
	if set == nil {
		set = map[string]bool{}
		for _, v := range values {
			set[v.Value.Value] = true
		}
		c.enums[values[0]] = set
	}
	return set
}

// pattern returns a compiled pattern, nil when there is none that compiles.
func (c *valueChecker) pattern(text string) *regexp.Regexp {
	if text == "" {
		return nil
	}
	re, known := c.patterns[text]
	if !known {
		if compiled, err := regexp.Compile(text); err == nil {
			re = compiled
		}
		c.patterns[text] = re
	}
	return re
}

// textProblem says why a text is none of the kind, or returns "".
func textProblem(k Kind, text string) string {
	switch k {
	case UUID:
		if !isUUID(text) {
			return "is no UUID, such as 6f0d7a52-8c1e-4b0f-9a57-2f4be0a4c911"
		}
	case URI:
		if u, err := url.Parse(text); err != nil || u.Scheme == "" {
			return "is no URI, such as https://example.com/a"
		}
	case Email:
		name, host, found := strings.Cut(text, "@")
		if !found || name == "" || host == "" || strings.ContainsAny(text, " \t\r\n") || strings.Contains(host, "@") {
			return "is no mail address, such as someone@example.com"
		}
	case DateTime:
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil {
			return "is no RFC 3339 time, such as 2027-02-01T00:00:00Z"
		}
	case Date:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return "is no date, such as 2027-02-01"
		}
	}
	return ""
}

// isUUID reports whether text is 32 hexadecimal digits in groups of 8-4-4-4-12.
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if text[i] != '-' {
				return false
			}
		} else if !strings.ContainsRune("0123456789abcdefABCDEF", rune(text[i])) {
			return false
		}
	}
	return true
}

// fitNumber compares a value with an integer, a number or a duration.
func (c *valueChecker) fitNumber(p *Param, v *Value) *misfit {
	bad := func(format string, args ...any) *misfit { return &misfit{v.Pos, fmt.Sprintf(format, args...)} }
	if v.Kind != NumberValue {
		if p.Kind == Duration {
			return bad("%s is no number of seconds", shown(v))
		}
		return bad("%s is no number", shown(v))
	}
	if p.Kind != Float {
		n, ok := wholeNumber(v.Text)
		if !ok {
			return bad("%s is no whole number of 64 bits", shown(v))
		}
		if p.Kind == Duration && n < 0 {
			return bad("%s is less than no time; a duration is at least 0 seconds", shown(v))
		}
	} else if _, ok := anyNumber(v.Text); !ok {
		return bad("%s is no number of 64 bits", shown(v))
	}
	if p.Min.Written() && compareNumbers(p.Kind, v.Text, p.Min.Value) < 0 {
		return bad("%s is less than min %s", shown(v), p.Min.Value)
	}
	if p.Max.Written() && compareNumbers(p.Kind, v.Text, p.Max.Value) > 0 {
		return bad("%s is more than max %s", shown(v), p.Max.Value)
	}
	return nil
}

// compareNumbers returns the order of two numbers, 0 when one is none.
func compareNumbers(k Kind, a, b string) int {
	if k != Float {
		x, okX := wholeNumber(a)
		y, okY := wholeNumber(b)
		if okX && okY {
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		}
	}
	x, okX := anyNumber(a)
	y, okY := anyNumber(b)
	switch {
	case !okX || !okY:
		return 0
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// fitObject compares a value with the fields of a type.
func (c *valueChecker) fitObject(t *Type, v *Value) *misfit {
	if t == nil {
		return nil
	}
	if v.Kind != ObjectValue {
		return &misfit{v.Pos, shown(v) + " is no object with the fields of " + t.Name.Value}
	}
	fields := c.fields[t]
	if fields == nil {
		fields = &typeFields{byName: map[string]*Param{}}
		for _, p := range t.Fields {
			fields.byName[p.Name.Value] = p
			if !p.Optional && p.Sensitive.Value != Sensitive {
				fields.required = append(fields.required, p)
			}
		}
		c.fields[t] = fields
	}
	given := map[string]bool{}
	for _, m := range v.Members {
		p := fields.byName[m.Name.Value]
		if p == nil {
			return &misfit{m.Name.Pos(), fmt.Sprintf("type %s has no field %q%s", t.Name.Value, quotable(m.Name.Value),
				didYouMean(c.f.nearestParam(m.Name.Value, t.Fields)))}
		}
		given[p.Name.Value] = true
		if wrong := c.fit(p, m.Value); wrong != nil {
			return wrong
		}
	}
	for _, p := range fields.required {
		if !given[p.Name.Value] {
			return &misfit{v.Pos, fmt.Sprintf("the field %q of type %s is missing", p.Name.Value, t.Name.Value)}
		}
	}
	return nil
}

// shown quotes a value for a finding.
func shown(v *Value) string {
	switch v.Kind {
	case TextValue:
		return strconv.Quote(quotable(v.Text))
	case ListValue:
		return "a list"
	case ObjectValue:
		return "an object"
	default:
		return quotable(v.Text)
	}
}

// paramNames are the names of parameters, in order.
func paramNames(params []*Param) []string {
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = p.Name.Value
	}
	return names
}
