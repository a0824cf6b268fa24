package gocode

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
)

// Errors whose parameters are of the same kinds share functions that make them
// or read them. Each would be compiled with code of its own otherwise, which
// takes the compiler twice as long. The server and the client name them alike.

// MaxShared is how many parameters a shared function has at most.
const MaxShared = 4

// FinderName names the shared function that reads the parameters back:
// "findTextInteger", "findTextOptionalTime". It is empty where they are read one by
// one: when there are many, or some have types that the catalogue declares.
func FinderName(params []*generator.Param) string {
	if len(params) == 0 || len(params) > MaxShared {
		return ""
	}
	name := "find"
	for _, p := range params {
		if p.List || ElemName(p) != KindName(p.Kind) {
			return ""
		}
		if p.Optional {
			name += "Optional"
		}
		name += p.Kind.Word()
	}
	return name
}

// Required returns those of the parameters that are not optional.
func Required(params []*generator.Param) []*generator.Param {
	return slices.DeleteFunc(slices.Clone(params), func(p *generator.Param) bool { return p.Optional })
}

// KindsText tells people of the kinds: "two texts and an integer".
func KindsText(params []*generator.Param) string {
	var texts []string
	for len(params) > 0 {
		word := kindText(params[0])
		n := 1
		for n < len(params) && kindText(params[n]) == word {
			n++
		}
		params = params[n:]
		switch {
		case n > 1:
			texts = append(texts, [...]string{2: "two", "three", "four"}[n]+" "+word+"s")
		case strings.ContainsRune("aeio", rune(word[0])):
			texts = append(texts, "an "+word)
		default:
			texts = append(texts, "a "+word)
		}
	}
	last := len(texts) - 1
	if last == 0 {
		return texts[0]
	}
	return strings.Join(texts[:last], ", ") + " and " + texts[last]
}

// kindText is the kind of a plain parameter as people call it.
func kindText(p *generator.Param) string {
	word := strings.ToLower(p.Kind.Word())
	if p.Kind == generator.JSON {
		word = "JSON value"
	}
	if p.Optional {
		word = "optional " + word
	}
	return word
}

// Letter is the local name of the argument or the result at that place of a
// shared function.
func Letter(i int) string { return string(rune('a' + i)) }

// NotInlined is a function that the compiler does not copy into its callers.
func NotInlined(about string, f jen.Code) jen.Code {
	return jen.Add(Doc(Para(about))).Line().Comment("//").Line().Comment("//go:noinline").Line().Add(f)
}

// SharedNote stands above the shared functions and says what they do.
func SharedNote(doing string) jen.Code {
	return Doc(Para("The functions below " + doing + ". Errors with the same kinds of parameters share them, and they are not inlined, so that there is less to compile."))
}
