package spec

import (
	"net/textproto"
	"strings"
)

// canonicalHeader returns a field name in Go's canonical form: "X-Request-Id".
func canonicalHeader(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }

// HeaderDisplay returns a canonical field name the way readers expect it:
// "WWW-Authenticate" for "Www-Authenticate", "X-Request-ID" for "X-Request-Id".
func HeaderDisplay(canonical string) string {
	words := strings.Split(canonical, "-")
	for i, word := range words {
		if shown, ok := headerWords[word]; ok {
			words[i] = shown
		}
	}
	return strings.Join(words, "-")
}

// headerWords are the words of field names whose usual spelling is not Go's.
var headerWords = map[string]string{
	"Api": "API", "Cdn": "CDN", "Csrf": "CSRF", "Ct": "CT", "Dav": "DAV", "Dns": "DNS",
	"Dnt": "DNT", "Dpop": "DPoP", "Etag": "ETag", "Gpc": "GPC", "Http2": "HTTP2", "Id": "ID", "Im": "IM",
	"Ip": "IP", "Jwt": "JWT", "Md5": "MD5", "Mime": "MIME", "Nel": "NEL", "Oauth": "OAuth",
	"Odata": "OData", "Oscore": "OSCORE", "Ratelimit": "RateLimit", "Slug": "SLUG", "Soapaction": "SOAPAction",
	"Sourcemap": "SourceMap", "Te": "TE", "Tls": "TLS", "Ttl": "TTL", "Ua": "UA", "Uri": "URI",
	"Url": "URL", "Websocket": "WebSocket", "Www": "WWW", "Xsrf": "XSRF", "Xss": "XSS",
}

// refusedHeaders are the fields that no error declares, and why. The fields of
// the connection and of the body belong to the server (RFC 9110, sections 7.6.1
// and 8), and cookies are no property of an error.
var refusedHeaders = map[string]string{
	"Content-Type":      "it follows from the body form",
	"Content-Length":    "the server counts the body",
	"Content-Encoding":  "the server encodes the body",
	"Transfer-Encoding": "it belongs to the connection",
	"Connection":        "it belongs to the connection; Upgrade brings it along",
	"Set-Cookie":        "an error sets no cookies",
	"Retry-After":       "use the key retry_after",
}

// isToken reports whether a field name is a token (RFC 9110, section 5.6.2).
func isToken(name string) bool {
	for _, r := range name {
		if !isAlnum(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r) {
			return false
		}
	}
	return name != ""
}

// firstControl returns the first control character that a field value cannot
// hold (RFC 9110, section 5.5). A tab is allowed there.
func firstControl(text string) (r rune, found bool) {
	for _, r := range text {
		if r < ' ' && r != '\t' || 0x7f <= r && r <= 0x9f {
			return r, true
		}
	}
	return 0, false
}
