package spec

import (
	"errors"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// patternProblems are what is wrong with a pattern: texts, or "".
type patternProblems struct{ syntax, portable string }

func newPatternProblems(pattern string) patternProblems {
	p := patternProblems{syntax: patternSyntax(pattern)}
	if p.syntax == "" {
		p.portable = patternPortable(pattern)
	}
	return p
}

// patternSyntax says why RE2 does not take a pattern, or returns "".
func patternSyntax(pattern string) string {
	_, err := syntax.Parse(pattern, syntax.Perl)
	var problem *syntax.Error
	if !errors.As(err, &problem) {
		return ""
	}
	at := quotable(problem.Expr)
	switch problem.Code {
	case syntax.ErrInvalidPerlOp:
		return "RE2 has no " + at + ", nor anything else that looks ahead or behind"
	case syntax.ErrInvalidEscape:
		return "RE2 has no escape " + at
	case syntax.ErrMissingParen, syntax.ErrUnexpectedParen:
		return "a parenthesis has no partner"
	case syntax.ErrMissingBracket:
		return "the class " + at + " is not closed"
	case syntax.ErrInvalidCharRange:
		if strings.HasPrefix(problem.Expr, `\`) {
			return "RE2 has no class " + at
		}
		return "the range " + at + " runs backwards"
	case syntax.ErrInvalidCharClass:
		return "RE2 has no class " + at
	case syntax.ErrMissingRepeatArgument:
		return at + " has nothing to repeat"
	case syntax.ErrInvalidRepeatOp:
		return at + " repeats a repetition"
	case syntax.ErrInvalidRepeatSize:
		return at + " repeats more than 1000 times, or counts backwards"
	case syntax.ErrTrailingBackslash:
		return "it ends in a backslash"
	case syntax.ErrInvalidNamedCapture:
		return "RE2 has no group name like " + at
	default:
		return "it is too deep or too large"
	}
}

// patternPortable says what of a pattern that RE2 takes ECMA-262 does not, or
// means otherwise, or returns "". It follows the grammar with the flag u, which
// JSON Schema validators set, and refuses rather too much than too little.
func patternPortable(pattern string) string {
	names := map[string]bool{}
	class := false      // in [...]
	repeatable := false // something that may be repeated stands before
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		c := rest[0]
		switch {
		case c == '\\':
			n, problem := escapePortable(rest, class)
			if problem != "" {
				return problem
			}
			repeatable = rest[1] != 'b' && rest[1] != 'B'
			i += n
			continue
		case class && strings.HasPrefix(rest, "[:"):
			return "ECMA-262 has no classes such as [:alpha:]"
		case class && c == '[':
			return `ECMA-262 with the flag v reads [ in a class as another class; write \[`
		case class && c == ']':
			class, repeatable = false, true
		case class:
		case c == '[':
			class = true
			if n := strings.TrimPrefix(rest[1:], "^"); strings.HasPrefix(n, "]") {
				return `a class that begins with ] is empty in ECMA-262; write \]`
			}
			if strings.HasPrefix(rest, "[^") {
				i++
			}
		case strings.HasPrefix(rest, "(?"):
			switch {
			case strings.HasPrefix(rest, "(?:"):
				i += 2
			case strings.HasPrefix(rest, "(?P<"):
				return "ECMA-262 writes a named group (?<name>...)"
			case strings.HasPrefix(rest, "(?<") && rest[3] >= '0' && rest[3] <= '9':
				return "the name of a group begins with a letter in ECMA-262"
			case strings.HasPrefix(rest, "(?<"):
				end := strings.IndexByte(rest, '>')
				if names[rest[3:end]] {
					return "ECMA-262 has each name of a group once"
				}
				names[rest[3:end]] = true
				i += end
			default:
				return "ECMA-262 has no flags such as (?i) in a pattern"
			}
			repeatable = false
		case c == '(' || c == '|':
			repeatable = false
		case c == ')':
			repeatable = true
		case c == '^' || c == '$':
			repeatable = false
		case c == '*' || c == '+' || c == '?':
			if !repeatable {
				return "ECMA-262 does not repeat ^, $ or \\b"
			}
			if strings.HasPrefix(rest[1:], "?") { // not greedy
				i++
			}
			repeatable = false
		case c == '{':
			n := repetition(rest)
			if n == 0 {
				return `ECMA-262 takes a literal { only as \{`
			}
			if !repeatable {
				return "ECMA-262 does not repeat ^, $ or \\b"
			}
			i += n - 1
			if strings.HasPrefix(pattern[i+1:], "?") {
				i++
			}
			repeatable = false
		case c == '}' || c == ']':
			return "ECMA-262 takes a literal " + string(c) + " only as \\" + string(c)
		default:
			repeatable = true
		}
		_, n := utf8.DecodeRuneInString(pattern[i:])
		i += n
	}
	return ""
}

// repetition returns the length of {n}, {n,} or {n,m} at the beginning of s, or 0.
func repetition(s string) int {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return 0
	}
	from, to, _ := strings.Cut(s[1:end], ",")
	if from == "" || strings.Trim(from, "0123456789") != "" || strings.Trim(to, "0123456789") != "" {
		return 0
	}
	return end + 1
}

// escapePortable returns the length of the escape at the beginning of s, or what
// is wrong with it. RE2 has taken it already, so it is complete.
func escapePortable(s string, class bool) (n int, problem string) {
	c := s[1]
	switch {
	case strings.IndexByte("dDwWsStrnfv", c) >= 0, strings.IndexByte(`^$\.*+?()[]{}|/`, c) >= 0:
		return 2, ""
	case c == 'b' || c == 'B':
		return 2, ""
	case c == '-' && class:
		return 2, ""
	case c == 'x' && len(s) > 3 && s[2] != '{':
		return 4, ""
	case c == 'x':
		return 0, `ECMA-262 writes \x{...} otherwise; put the character itself there`
	case c == 'p' || c == 'P':
		end := strings.IndexByte(s, '}')
		if len(s) < 3 || s[2] != '{' || end < 0 {
			return 0, "ECMA-262 writes a category with braces: \\" + string(c) + "{" + s[2:min(3, len(s))] + "}"
		}
		if name := s[3:end]; !categories[name] {
			return 0, `\p{` + quotable(name) + `} is not the name of a general category, such as \p{L} or \p{Lu}, which both have`
		}
		return end + 1, ""
	case c == '0' && (len(s) < 3 || s[2] < '0' || s[2] > '9'):
		return 2, ""
	case c >= '0' && c <= '9':
		return 0, "ECMA-262 has no octal escapes"
	case c == 'Q' || c == 'A' || c == 'z' || c == 'a' || c == 'C':
		return 0, `ECMA-262 has no \` + string(c) + portableInstead[c]
	default:
		r, _ := utf8.DecodeRuneInString(s[1:])
		return 0, `ECMA-262 does not escape ` + string(r) + `; write it without the backslash`
	}
}

// portableInstead is what to write in place of escapes that only RE2 has.
var portableInstead = map[byte]string{
	'A': "; write ^", 'z': "; write $", 'Q': ` to \E; escape each character`, 'a': `; write \x07`,
}

// categories are the general categories of Unicode that RE2 knows by name.
var categories = map[string]bool{
	"C": true, "Cc": true, "Cf": true, "Co": true, "Cs": true,
	"L": true, "Ll": true, "Lm": true, "Lo": true, "Lt": true, "Lu": true,
	"M": true, "Mc": true, "Me": true, "Mn": true,
	"N": true, "Nd": true, "Nl": true, "No": true,
	"P": true, "Pc": true, "Pd": true, "Pe": true, "Pf": true, "Pi": true, "Po": true, "Ps": true,
	"S": true, "Sc": true, "Sk": true, "Sm": true, "So": true,
	"Z": true, "Zl": true, "Zp": true, "Zs": true,
}
