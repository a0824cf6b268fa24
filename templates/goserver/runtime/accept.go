package runtime

import "strings"

// prefersProblem reports whether a request with these field lines of Accept (RFC
// 9110, section 12.5.1) is better answered with application/problem+json than
// with own, the media type of the catalogue's body. For each of the two the most
// specific range counts. Where both are as welcome, a client that names
// application/problem+json gets it; where none is, the range is disregarded.
func prefersProblem(accept []string, own string) bool {
	if own == problemType {
		return false
	}
	var problem, other preference
	for _, line := range accept {
		for line != "" {
			var element string
			element, line = cutUnquoted(line, ',')
			mediaRange, q, ok := parseRange(element)
			if !ok {
				continue
			}
			problem.take(mediaRange, problemType, q)
			other.take(mediaRange, own, q)
		}
	}
	if problem.q == other.q {
		return problem.q > 0 && problem.rank == exactRange
	}
	return problem.q > other.q
}

// preference is how welcome a media type is.
type preference struct {
	rank int // of the range that says so; 0: none does
	q    int // weight in thousandths
}

// Ranks of media ranges, the more specific the higher.
const (
	anyRange = iota + 1
	typeRange
	exactRange
)

// take notes the weight of a range that the media type is in, unless a more
// specific one was there.
func (p *preference) take(mediaRange, mediaType string, q int) {
	rank := 0
	group, isGroup := strings.CutSuffix(mediaRange, "*")
	switch {
	case strings.EqualFold(mediaRange, mediaType):
		rank = exactRange
	case mediaRange == "*/*":
		rank = anyRange
	case isGroup && len(group) > 1 && len(group) <= len(mediaType) && strings.EqualFold(group, mediaType[:len(group)]):
		rank = typeRange
	}
	switch {
	case rank == 0 || rank < p.rank:
	case rank > p.rank:
		p.rank, p.q = rank, q
	default:
		p.q = max(p.q, q)
	}
}

// parseRange returns the media range of an element of Accept without its
// parameters, and its weight in thousandths. It reports false for what cannot be
// read.
func parseRange(element string) (mediaRange string, q int, ok bool) {
	mediaRange, parameters := cutUnquoted(element, ';')
	mediaRange, q = strings.Trim(mediaRange, " \t"), 1000
	if i := strings.IndexByte(mediaRange, '/'); i <= 0 || i == len(mediaRange)-1 {
		return "", 0, false
	}
	for parameters != "" {
		var parameter string
		parameter, parameters = cutUnquoted(parameters, ';')
		name, weight, _ := strings.Cut(strings.Trim(parameter, " \t"), "=")
		if strings.EqualFold(name, "q") {
			q, ok = parseWeight(weight)
			return mediaRange, q, ok
		}
	}
	return mediaRange, q, true
}

// parseWeight reads a qvalue (RFC 9110, section 12.4.2) in thousandths.
func parseWeight(s string) (int, bool) {
	if s == "" || len(s) > len("0.000") || s[0] != '0' && s[0] != '1' || len(s) > 1 && s[1] != '.' {
		return 0, false
	}
	q, unit := int(s[0]-'0')*1000, 100
	for i := 2; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		q += int(s[i]-'0') * unit
		unit /= 10
	}
	return q, q <= 1000
}

// cutUnquoted cuts s at the first separator that is in no quoted-string.
func cutUnquoted(s string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
