package generator

import (
	"go/token"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms are the words that Go spells in capitals throughout. The list is
// part of the interface: a word added here renames generated code.
var initialisms = set(
	"acl", "api", "ascii", "aws", "cidr", "cors", "cpu", "csrf", "css", "csv", "db", "dns", "eof", "ftp", "gpu", "grpc",
	"guid", "hmac", "html", "http", "https", "iam", "iban", "id", "imap", "ip", "json", "jwk", "jwks", "jwt", "ldap", "md5",
	"mfa", "oidc", "otp", "pdf", "pkce", "qps", "ram", "rpc", "rsa", "saml", "sdk", "sha", "sku", "sla", "sms", "smtp",
	"sql", "sse", "ssh", "ssl", "sso", "tcp", "tls", "totp", "ttl", "udp", "ui", "uid", "uri", "url", "utf", "uuid", "vm",
	"vpc", "vpn", "xml", "xmpp", "xsrf", "xss", "yaml",
)

// spellings are the initialisms and their plurals, as Go spells them.
var spellings = func() map[string]string {
	all := make(map[string]string, 2*len(initialisms))
	for w := range initialisms {
		all[w+"s"] = strings.ToUpper(w) + "s"
	}
	for w := range initialisms { // "https" is no plural
		all[w] = strings.ToUpper(w)
	}
	for w, spelled := range mixed {
		all[w] = spelled
	}
	return all
}()

// mixed are the words whose capitals follow no rule, by their lower-case form.
var mixed = map[string]string{"oauth": "OAuth", "ipv4": "IPv4", "ipv6": "IPv6"}

// unbroken are spellings that stay one word inside a camel-case key, the longer
// ones first.
var unbroken = []string{"OAuth", "IPv4", "IPv6", "gRPC"}

// predeclared are the identifiers of the universe block that a local name
// would shadow.
var predeclared = set(
	"any", "append", "bool", "byte", "cap", "clear", "close", "comparable", "complex", "complex128", "complex64", "copy",
	"delete", "error", "false", "float32", "float64", "imag", "int", "int16", "int32", "int64", "int8", "iota", "len", "make",
	"max", "min", "new", "nil", "panic", "print", "println", "real", "recover", "rune", "string", "true", "uint", "uint16",
	"uint32", "uint64", "uint8", "uintptr",
)

// LocalReserved are the names that a local name of generated Go may not take,
// beside keywords, predeclared identifiers and what begins like the data of an
// error (defItemNotFound) or are like a function that makes one (newTextInteger):
// the packages that generated files import, and what the bodies of constructors and
// option functions use. Sorted.
var LocalReserved = []string{
	"booleanOf", "bytes", "cloneAll", "cloneJSON", "context", "durationOf", "e", "err", "errorOf", "errors", "fmt", "http", "integerOf",
	"io", "json", "jsonOf", "listOf", "math", "newError", "numberOf", "objectOf", "option", "optionalJSONOf", "optionalListOf", "opts", "slices", "slog",
	"strconv", "strings", "sync", "textOf", "time", "timeOf", "utf8", "v", "value",
}

// ServerNames are the exported names of the run-time part of a server package.
// Sorted.
var ServerNames = []string{
	"Code", "Error", "ErrorEvent", "ErrorType", "Guard", "GuardOperation", "Handler", "MetricLabel", "Recover", "RequestID",
	"Strict", "WithRequestID", "Wrap", "Write", "Writer",
}

// GRPCNames are the exported names that a server package has besides when it
// has a file for gRPC.
var GRPCNames = []string{"GRPCStatus"}

// ClientNames are the exported names of the run-time part of a client package.
// Sorted.
var ClientNames = []string{
	"Always", "Class", "Class4xx", "Class5xx", "Code", "Decode", "DecodeBody", "Error", "Idempotent",
	"IsBadGateway", "IsBadRequest", "IsClientError", "IsConflict", "IsContentTooLarge", "IsExpectationFailed",
	"IsFailedDependency", "IsForbidden", "IsGatewayTimeout", "IsGone", "IsHTTPVersionNotSupported", "IsInsufficientStorage",
	"IsInternalServerError", "IsLengthRequired", "IsLocked", "IsLoopDetected", "IsMethodNotAllowed", "IsMisdirectedRequest",
	"IsNetworkAuthenticationRequired", "IsNotAcceptable", "IsNotExtended", "IsNotFound", "IsNotImplemented",
	"IsPaymentRequired", "IsPreconditionFailed", "IsPreconditionRequired", "IsProxyAuthenticationRequired",
	"IsRangeNotSatisfiable", "IsRequestHeaderFieldsTooLarge", "IsRequestTimeout", "IsServerError", "IsServiceUnavailable",
	"IsTooEarly", "IsTooManyRequests", "IsURITooLong", "IsUnauthorized", "IsUnavailableForLegalReasons",
	"IsUnprocessableContent", "IsUnsupportedMediaType", "IsUpgradeRequired", "IsVariantAlsoNegotiates",
	"Never", "NewTransportError", "Retry", "RetryBudget", "RetryInfo", "RetryTransport", "Source", "SourceGoogle", "SourceJSONAPI", "SourceNone", "SourceOpaque",
	"SourceProblem", "SourceSimple", "SourceStructured", "Status", "TransportError", "ValidationError",
}

// TestNames are the exported names of the run-time part of a package of test
// helpers. Sorted.
var TestNames = []string{
	"Assert", "Code", "Codes", "Example", "ExampleOf", "Examples", "Handler", "Match", "Option", "Result", "Serve", "With",
	"WithHeader", "WithMessage", "WithRequestID", "Without", "WithoutBody",
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// GoName spells a key of a catalogue as an exported Go name: "item_not_found",
// "ITEM_NOT_FOUND", "item-not-found", "itemNotFound" and "item.not.found" become
// "ItemNotFound", "item_id" becomes "ItemID". The result has only letters and
// digits; it is empty when the key has neither, and begins with a digit when
// the key does.
func GoName(key string) string {
	name := make([]byte, 0, 64)
	for w := range words(key) {
		name = appendGoWord(name, w)
	}
	return string(name)
}

// localName spells a parameter's name as a local Go name: "item_id" becomes
// "itemID", "url_path" "urlPath", "type" "typ", "func" "funcValue".
func localName(name string) string {
	b := make([]byte, 0, 64)
	for w := range words(name) {
		if len(b) == 0 {
			b = appendFirstWord(b, w)
			continue
		}
		b = appendGoWord(b, w)
	}
	local := string(b)
	switch {
	case local == "type":
		return "typ"
	case IsReserved(local):
		return local + "Value"
	}
	return local
}

// IsReserved reports whether a local name of generated Go is taken by something
// that it would hide.
func IsReserved(local string) bool {
	if token.IsKeyword(local) || predeclared[local] {
		return true
	}
	if _, found := slices.BinarySearch(LocalReserved, local); found {
		return true
	}
	if rest, is := strings.CutPrefix(local, "new"); is { // newTextInteger
		return rest != "" && kindWords.Replace(rest) == ""
	}
	rest, is := strings.CutPrefix(local, "def") // defItemNotFound
	return is && rest != "" && unicode.IsUpper([]rune(rest)[0])
}

// kindWords takes the words of [Kind.Word] out of a name.
var kindWords = strings.NewReplacer("Text", "", "Integer", "", "Number", "", "Boolean", "", "Time", "", "Duration", "", "JSON", "")

// Word is the word for a kind in the name of a generated function, such as
// newTextInteger. Kinds that are one type in Go have one word.
func (k Kind) Word() string {
	switch k {
	case Integer:
		return "Integer"
	case Float:
		return "Number"
	case Boolean:
		return "Boolean"
	case DateTime:
		return "Time"
	case Duration:
		return "Duration"
	case JSON:
		return "JSON"
	}
	return "Text"
}

// spelling returns how Go spells a word that is not spelled by the rule, by its
// lower-case form: "ID", "OAuth2", "URLs"; empty: by the rule.
func spelling(lower string) string {
	n := len(lower)
	for n > 0 && '0' <= lower[n-1] && lower[n-1] <= '9' {
		n--
	}
	base, digits := lower[:n], lower[n:]
	switch {
	case digits == "" || spellings[lower] != "": // "md5"
		return spellings[lower]
	case mixed[base] != "":
		return mixed[base] + digits
	case initialisms[base]:
		return strings.ToUpper(lower)
	}
	return ""
}

// appendGoWord appends a word as it is spelled inside an exported name.
func appendGoWord(name []byte, word string) []byte {
	if s := spelling(strings.ToLower(word)); s != "" {
		return append(name, s...)
	}
	first, size := utf8.DecodeRuneInString(word)
	return append(utf8.AppendRune(name, unicode.ToUpper(first)), word[size:]...)
}

// appendFirstWord appends a word as it is spelled at the beginning of a local name.
func appendFirstWord(name []byte, word string) []byte {
	lower := strings.ToLower(word)
	if spelling(lower) != "" || allUpper(word) {
		return append(name, lower...) // "id", "oauth2", "xyz" of "XYZLimit"
	}
	first, size := utf8.DecodeRuneInString(word)
	return append(utf8.AppendRune(name, unicode.ToLower(first)), word[size:]...)
}

func allUpper(word string) bool { return !strings.ContainsFunc(word, unicode.IsLower) }

// words takes a key in any case convention apart. Words are never empty and
// have only letters and digits. A word keeps its capitals only where they tell
// something: in a part that has small letters too.
func words(key string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !strings.ContainsFunc(key, func(r rune) bool { return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') }) {
			for w := range strings.SplitSeq(key, "_") { // as nearly all keys are spelled
				if w != "" && !yield(w) {
					return
				}
			}
			return
		}
		apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
		for part := range strings.FieldsFuncSeq(key, apart) {
			ws := []string{part} // where no capital begins another word
			if allUpper(part) {
				ws[0] = strings.ToLower(part)
			} else if strings.ContainsFunc(part, unicode.IsUpper) {
				ws = camelWords([]rune(part))
			}
			for _, w := range ws {
				if !yield(w) {
					return
				}
			}
		}
	}
}

// camelWords takes "parseHTTPRequest" apart into "parse", "HTTP", "Request".
func camelWords(rs []rune) []string {
	var ws []string
	start := 0
	for start < len(rs) {
		end := start + known(rs[start:])
		if end == start {
			end++
		}
		for end < len(rs) && !boundary(rs, start, end) {
			end++
		}
		ws = append(ws, string(rs[start:end]))
		start = end
	}
	return ws
}

// known returns the length of a spelling that stays whole at the beginning of rs.
func known(rs []rune) int {
	for _, w := range unbroken {
		n := len(w) // in bytes and in runes: the table is ASCII
		if len(rs) >= n && string(rs[:n]) == w && (len(rs) == n || !unicode.IsLower(rs[n])) {
			return n
		}
	}
	return 0
}

// boundary reports whether a word begins at i, when the one before began at start.
func boundary(rs []rune, start, i int) bool {
	if !unicode.IsUpper(rs[i]) {
		return false
	}
	if !unicode.IsUpper(rs[i-1]) || known(rs[i:]) > 0 {
		return true
	}
	if i+1 == len(rs) || !unicode.IsLower(rs[i+1]) {
		return false
	}
	// The last capital of a run begins the next word, but in a plural: "IDs".
	plural := rs[i+1] == 's' && (i+2 == len(rs) || !unicode.IsLower(rs[i+2])) &&
		initialisms[strings.ToLower(string(rs[start:i+1]))]
	return !plural
}

// The exported Go names of an error, made of its root: Error.Name.Go. An error
// without parameters has neither Params type nor Of function, one without
// optional parameters has no Option type.

// ConstName is the code constant of both packages: "ErrItemNotFound".
func (e *Error) ConstName() string { return "Err" + e.Name.Go }

// ParamsName is the type of the parameters read back: "ItemNotFoundParams".
func (e *Error) ParamsName() string { return e.Name.Go + "Params" }

// OfName is the function that reads parameters back: "ItemNotFoundOf".
func (e *Error) OfName() string { return e.Name.Go + "Of" }

// OptionName is the type of a server constructor's options, and with a
// parameter the function that makes one: "ItemNotFoundOption",
// "ItemNotFoundReason" for the parameter reason.
func (e *Error) OptionName(p *Param) string {
	if p == nil {
		return e.Name.Go + "Option"
	}
	return e.Name.Go + p.Ident.Go
}

// ConstName is the constant that a client keeps for a retired code: "ErrItemGone".
func (r *Retired) ConstName() string { return "Err" + GoName(r.Key) }

// Renamed returns the retired codes that a client of the target keeps a constant
// for: those with a public successor and a name of their own.
func (p *Plan) Renamed(t *Target) []*Retired {
	if t.Kind != TargetGoClient {
		return nil
	}
	first := map[string]*Retired{}
	ambiguous := map[string]bool{}
	var renamed []*Retired
	for _, r := range p.Retired {
		if r.Use == nil || r.Use.Internal || GoName(r.Key) == "" {
			continue
		}
		if f := first[r.ConstName()]; f != nil {
			// A key that was retired cannot be given a name.
			ambiguous[r.ConstName()] = ambiguous[r.ConstName()] || f.Use != r.Use
			continue
		}
		first[r.ConstName()] = r
		renamed = append(renamed, r)
	}
	return slices.DeleteFunc(renamed, func(r *Retired) bool { return ambiguous[r.ConstName()] })
}

// CodesSchema is the OpenAPI component of all codes.
const CodesSchema = "ErrorCode"

// SchemaName is the OpenAPI component of the error's body: "ItemNotFoundError".
// A root that ends in Error stays as it is.
func (e *Error) SchemaName() string {
	if strings.HasSuffix(e.Name.Go, "Error") {
		return e.Name.Go
	}
	return e.Name.Go + "Error"
}

// SchemaName is the OpenAPI component of every body of the form:
// "StructuredBody".
func (f *Form) SchemaName() string { return f.Ident.Go + "Body" }

// appendGoNames appends the exported package-level names that the error takes in a
// package of the target, but those of its option functions. A client knows only
// the parameters that travel in details, and test helpers only codes.
func (e *Error) appendGoNames(names []string, t *Target) []string {
	params := e.Params
	switch t.Kind {
	case TargetGoTest:
		return append(names, e.ConstName())
	case TargetGoServer:
		names = append(names, e.Name.Go)
	case TargetGoClient:
		params = e.Details()
	}
	names = append(names, e.ConstName())
	if len(params) > 0 {
		names = append(names, e.ParamsName(), e.OfName())
	}
	if t.Kind == TargetGoServer && len(e.Optional()) > 0 {
		names = append(names, e.OptionName(nil))
	}
	return names
}

// GoNames returns the exported package-level names that the type takes in a Go
// package, but those of its enum constants: its own name, or none when it is a
// plain scalar, which has no Go type.
func (t *Type) GoNames() []string {
	if t.Kind != Object && !t.IsEnum() {
		return nil
	}
	return []string{t.Ident.Go}
}
