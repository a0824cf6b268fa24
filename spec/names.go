package spec

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Slug returns a code in kebab case: "item-not-found" for "item_not_found",
// "itemNotFound" and "ITEM_NOT_FOUND". It is the anchor and the file name of an
// error in documentation, and {slug} of docs_url.
func Slug(code string) string {
	var room [8]string
	return strings.Join(appendWords(room[:0], code), "-")
}

// Words returns a code as the beginning of a sentence: "Item not found" for
// "item_not_found", "Invalid OIDC token" for "invalid_oidc_token".
func Words(code string) string {
	var room [8]string
	words := appendWords(room[:0], code)
	for i, word := range words {
		if known, ok := wordSpellings[word]; ok {
			words[i] = known
		} else if i == 0 {
			words[i] = capital(word)
		}
	}
	return strings.Join(words, " ")
}

// wordSpellings are words of codes that a sentence does not write in lower case.
var wordSpellings = map[string]string{
	"acl": "ACL", "api": "API", "apis": "APIs", "cors": "CORS", "cpu": "CPU", "csrf": "CSRF",
	"csv": "CSV", "dns": "DNS", "grpc": "gRPC", "html": "HTML", "http": "HTTP", "https": "HTTPS",
	"iban": "IBAN", "id": "ID", "ids": "IDs", "ip": "IP", "json": "JSON", "jwt": "JWT", "mfa": "MFA",
	"oauth": "OAuth", "oidc": "OIDC", "otp": "OTP", "pdf": "PDF", "rpc": "RPC", "saml": "SAML",
	"sms": "SMS", "sql": "SQL", "ssh": "SSH", "ssl": "SSL", "sso": "SSO", "tcp": "TCP", "tls": "TLS",
	"ttl": "TTL", "udp": "UDP", "uri": "URI", "uris": "URIs", "url": "URL", "urls": "URLs",
	"utf8": "UTF8", "uuid": "UUID", "uuids": "UUIDs", "xml": "XML",
}

// splitWords takes a code in any of the forms of lint.code_case apart, in lower
// case. A capital begins a word, but a run of capitals is one word up to the
// one that begins the next: "HTTPServerDown" is "http", "server", "down".
func splitWords(code string) []string { return appendWords(nil, code) }

// appendWords appends the words of a code to words.
func appendWords(words []string, code string) []string {
	for i := range len(code) {
		if c := rune(code[i]); !isLower(c) && !isDigit(c) && !isSeparator(c) {
			return appendAnyWords(words, code)
		}
	}
	for code != "" {
		i := strings.IndexFunc(code, isSeparator)
		switch {
		case i < 0:
			return append(words, code)
		case i > 0:
			words = append(words, code[:i])
		}
		code = code[i+1:]
	}
	return words
}

// appendAnyWords is appendWords for codes in which a capital, or what is no ASCII
// letter, may begin or end a word.
func appendAnyWords(words []string, code string) []string {
	runes := []rune(code)
	begin := 0
	cut := func(end int) {
		if begin < end {
			words = append(words, strings.ToLower(string(runes[begin:end])))
		}
		begin = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			begin = i + 1
		case i > begin && unicode.IsUpper(r) &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
		}
	}
	cut(len(runes))
	return words
}

// capital returns a word with its first letter in upper case.
func capital(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	if n == 0 || r == utf8.RuneError {
		return word
	}
	return string(unicode.ToUpper(r)) + word[n:]
}

// codeCases are the forms of code keys that lint.code_case knows, snake first.
var codeCases = []string{"snake", "screaming", "kebab", "camel", "pascal", "dotted"}

// spell writes words as a code of the named form.
func spell(words []string, codeCase string) string {
	switch codeCase {
	case "screaming":
		return strings.ToUpper(strings.Join(words, "_"))
	case "kebab":
		return strings.Join(words, "-")
	case "dotted":
		return strings.Join(words, ".")
	case "camel", "pascal":
		var b strings.Builder
		for i, word := range words {
			if i > 0 || codeCase == "pascal" {
				word = capital(word)
			}
			b.WriteString(word)
		}
		return b.String()
	default:
		return strings.Join(words, "_")
	}
}

// hasCodeCase reports whether a code key has the named form.
func hasCodeCase(key, codeCase string) bool {
	first, rest := isLower, func(r rune) bool { return isLower(r) || isDigit(r) }
	separator := rune(-1)
	switch codeCase {
	case "screaming":
		first, rest = isUpper, func(r rune) bool { return isUpper(r) || isDigit(r) }
		separator = '_'
	case "kebab":
		separator = '-'
	case "camel":
		rest = isAlnum
	case "pascal":
		first, rest = isUpper, isAlnum
	case "dotted":
		// Segments are snake case; a dot stands between two of them.
		rest = func(r rune) bool { return isLower(r) || isDigit(r) || r == '_' }
		if strings.HasSuffix(key, ".") || strings.Contains(key, "..") {
			return false
		}
		separator = '.'
	default:
		separator = '_'
	}
	for i, r := range key {
		if i == 0 && !first(r) || i > 0 && r != separator && !rest(r) {
			return false
		}
	}
	return key != ""
}

// caseForms says what the forms of code keys look like.
var caseForms = map[string]string{
	"snake":     "a small letter, then small letters, digits and _",
	"screaming": "a capital, then capitals, digits and _",
	"kebab":     "a small letter, then small letters, digits and -",
	"camel":     "a small letter, then letters and digits",
	"pascal":    "a capital, then letters and digits",
	"dotted":    "a small letter, then small letters, digits, _ and single dots",
}

func isLower(r rune) bool { return 'a' <= r && r <= 'z' }
func isUpper(r rune) bool { return 'A' <= r && r <= 'Z' }
func isDigit(r rune) bool { return '0' <= r && r <= '9' }
func isAlnum(r rune) bool { return isLower(r) || isUpper(r) || isDigit(r) }

// isSnake reports whether a name is [a-z][a-z0-9_]*, the form of parameters.
func isSnake(name string) bool { return hasCodeCase(name, "snake") }

// isPascal reports whether a name is [A-Z][A-Za-z0-9]*, the form of types and
// of names for generated code.
func isPascal(name string) bool { return hasCodeCase(name, "pascal") }

// farthest is the number of runes beyond which a word is not compared: nobody
// mistypes so long a word, and the time of a comparison stays bounded.
const farthest = 80

// Nearest returns the candidate that a word was most likely meant to be, or ""
// when none is near. Of equally near candidates the first wins.
func Nearest(word string, candidates []string) string {
	runes := []rune(strings.ToLower(word))
	if len(runes) == 0 || len(runes) > farthest {
		return ""
	}
	// A third of the letters may differ, one of two, and none of a single one.
	limit := max(min(1, len(runes)-1), len(runes)/3)
	best := ""
	for _, candidate := range candidates {
		if candidate == "" || len(candidate) > 4*farthest || mayBreak(candidate) && strings.ContainsAny(candidate, lineBreaks) {
			continue
		}
		if n := utf8.RuneCountInString(candidate) - len(runes); n > limit || -n > limit {
			continue // so many letters have to be put in, or taken out
		}
		other := []rune(strings.ToLower(candidate))
		if d := distance(runes, other, limit); d <= limit {
			best, limit = candidate, d-1
		}
		if limit < 0 {
			break
		}
	}
	return best
}

// distance returns how many letters have to be put in, taken out, replaced, or
// swapped with their neighbour to make b of a, or limit+1 when it is more.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] || isSeparator(a[i-1]) && isSeparator(b[j-1]) {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// isSeparator: people mix these up more often than letters.
func isSeparator(r rune) bool { return r == '_' || r == '-' || r == '.' || r == ' ' }
