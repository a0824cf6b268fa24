package spec

import (
	"regexp"
	"testing"
)

func TestPatternPortable(t *testing.T) {
	for _, pattern := range []string{
		"", "abc", "^[a-z][a-z0-9_]*$", `^\d{3,}-\w+?\s?$`, `(a|b)*`, `(?:a|b)+?`, `(?<year>\d{4})-(?<m>\d\d)`, `\.\*\+\?\(\)\[\]\{\}\|\^\$\\\/`,
		`[^\x00-\x1f]`, `\p{L}+\P{Lu}`, `[\p{L}\-_]`, `\bword\B`, `a{2}b{2,}c{2,3}?`, `größe`, `[^a]`, `\0`, `\t\n\r\f\v`, `a?b*c+`, `()`, `[.*+?(){}|^$]`, `(^a|b$)`,
	} {
		if _, err := regexp.Compile(pattern); err != nil {
			t.Fatal(err)
		}
		if why := patternPortable(pattern); why != "" {
			t.Errorf("%q: %s", pattern, why)
		}
	}
	for _, pattern := range []string{
		"(?i)a", "(?i:a)", "(?s).", "(?P<n>a)", "(?<1a>b)", `\Aa`, `a\z`, `\Qa.b\E`, `\a`, `[[:alpha:]]`, `[a[:digit:]]`, `\pL`, `\p{Greek}`, `[\p{Latin}]`,
		`\x{1F600}`, `\123`, `\_`, `\-`, `\@`, `\"`, "{", "a{", "a{,3}", "}", "]", "a]", "[]a]", "[^]a]", "[[]", "^*", "$+", `\b?`, "(?-s:a)", "(?<a>b)(?<a>c)", "(?U)a", "^{2}",
	} {
		if _, err := regexp.Compile(pattern); err != nil {
			t.Errorf("RE2 does not take %q either, so it shows nothing", pattern)
		}
		if patternPortable(pattern) == "" {
			t.Errorf("%q passes as portable", pattern)
		}
	}
}

// What RE2 refuses is said in words of our own.
func TestPatternSyntax(t *testing.T) {
	for _, pattern := range []string{
		"(?=a)", "(?<!a)", "(", ")", "[", "[z-a]", `\p{Klingon}`, `\1`, `\u00e9`, "a**", "a*+", "a{1001}", "a{3,2}", "*", `\`, "(?<>a)", "[[:nope:]]", "\xff",
		"((((a{100}){100}){100}){100}){100}",
	} {
		if _, err := regexp.Compile(pattern); err == nil {
			t.Errorf("RE2 takes %q", pattern)
		}
		if patternSyntax(pattern) == "" {
			t.Errorf("%q passes", pattern)
		}
	}
	if why := patternSyntax("^a$"); why != "" {
		t.Error(why)
	}
}

func FuzzPattern(f *testing.F) {
	for _, pattern := range []string{"", "a{2}", `\p{L}`, "[^a]", `\`, `\x`, "(?<n>a)", "[[:alpha:]]", "(?", `[\`, "ä"} {
		f.Add(pattern)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		_, err := regexp.Compile(pattern)
		if (err == nil) != (patternSyntax(pattern) == "") {
			t.Errorf("%q: RE2 says %v, and we say %q", pattern, err, patternSyntax(pattern))
		}
		if err == nil {
			patternPortable(pattern) // ends, and does not panic
		}
	})
}
