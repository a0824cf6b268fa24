package generator

import (
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestGoName(t *testing.T) {
	for _, tt := range []struct{ key, want string }{
		{"item_not_found", "ItemNotFound"},
		{"ITEM_NOT_FOUND", "ItemNotFound"},
		{"item-not-found", "ItemNotFound"},
		{"itemNotFound", "ItemNotFound"},
		{"ItemNotFound", "ItemNotFound"},
		{"item.not_found", "ItemNotFound"},
		{"auth.INVALID_TOKEN", "AuthInvalidToken"},
		{"id", "ID"},
		{"item_id", "ItemID"},
		{"itemId", "ItemID"},
		{"itemID", "ItemID"},
		{"item_ids", "ItemIDs"},
		{"itemIDs", "ItemIDs"},
		{"itemIDsSent", "ItemIDsSent"},
		{"callback_urls", "CallbackURLs"},
		{"invalid_oidc_token", "InvalidOIDCToken"},
		{"oauth_error", "OAuthError"},
		{"invalidOAuthToken", "InvalidOAuthToken"},
		{"oauth2_token", "OAuth2Token"},
		{"invalidOAuth2Token", "InvalidOAuth2Token"},
		{"grpc_status", "GRPCStatus"},
		{"gRPCStatus", "GRPCStatus"},
		{"HTTPServerDown", "HTTPServerDown"},
		{"httpServerDown", "HTTPServerDown"},
		{"http2_only", "HTTP2Only"},
		{"XYZLimit", "XYZLimit"},
		{"parseXMLFile", "ParseXMLFile"},
		{"https_required", "HTTPSRequired"},
		{"utf8_expected", "UTF8Expected"},
		{"bad_ipv4", "BadIPv4"},
		{"badIPv4Address", "BadIPv4Address"},
		{"md5_mismatch", "MD5Mismatch"},
		{"sha256_mismatch", "SHA256Mismatch"},
		{"internal_error", "InternalError"},
		{"user2_fa", "User2Fa"},
		{"user_2fa", "User2fa"},
		{"dns_failure", "DNSFailure"},
		{"sms_not_sent", "SMSNotSent"},
		{"status", "Status"},
		{"address", "Address"},
		{"a__b", "AB"},
		{"404", "404"},
		{"EUR", "Eur"},
		{"", ""},
		{"<>", ""},
		{"größer", "Größer"},
		{"日本", "日本"},
	} {
		if got := GoName(tt.key); got != tt.want {
			t.Errorf("GoName(%q) = %q, want %q", tt.key, got, tt.want)
		}
	}
}

func TestLocalName(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"id", "id"},
		{"item_id", "itemID"},
		{"ids", "ids"},
		{"url_path", "urlPath"},
		{"oauth_token", "oauthToken"},
		{"type", "typ"},
		{"func", "funcValue"},
		{"range", "rangeValue"},
		{"error", "errorValue"},
		{"string", "stringValue"},
		{"len", "lenValue"},
		{"err", "errValue"},
		{"time", "timeValue"},
		{"json", "jsonValue"},
		{"errors", "errorsValue"},
		{"def_item_not_found", "defItemNotFoundValue"},
		{"new_text_integer", "newTextIntegerValue"},
		{"new_time", "newTimeValue"},
		{"new_value", "newValue"},
		{"new_texture", "newTexture"},
		{"new", "newValue"},
		{"default_value", "defaultValue"},
		{"default", "defaultValue"},
		{"deferred", "deferred"},
		{"class", "class"},
		{"from", "from"},
		{"status", "status"},
		{"message", "message"},
		{"code", "code"},
		// Overrides are in Pascal case.
		{"HTTPStatus", "httpStatus"},
		{"ItemIDs", "itemIDs"},
		{"IDs", "ids"},
		{"XYZLimit", "xyzLimit"},
		{"Type", "typ"},
	} {
		if got := localName(tt.name); got != tt.want {
			t.Errorf("localName(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestNoLocalNameShadows(t *testing.T) {
	universe := types.Universe.Names()
	var keywords []string
	for tok := token.BREAK; tok <= token.VAR; tok++ {
		keywords = append(keywords, tok.String())
	}
	for _, name := range slices.Concat(universe, keywords, LocalReserved) {
		local := localName(name)
		if local == name || token.IsKeyword(local) || slices.Contains(universe, local) || !token.IsIdentifier(local) {
			t.Errorf("localName(%q) = %q, which generated code cannot use", name, local)
		}
	}
}

func TestNameListsAreSorted(t *testing.T) {
	for list, names := range map[string][]string{
		"LocalReserved": LocalReserved, "ServerNames": ServerNames, "ClientNames": ClientNames, "TestNames": TestNames,
	} {
		if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Errorf("%s is not sorted, or has a name twice: %q", list, names)
		}
		for _, name := range names {
			if list != "LocalReserved" && !token.IsExported(name) {
				t.Errorf("%s has %q, which is not exported", list, name)
			}
		}
	}
}

// Every word of the lists is spelled by the lists, so that no entry is dead.
func TestInitialisms(t *testing.T) {
	for word := range initialisms {
		if word == "grpc" {
			continue // stands in the other list too, for keys in camel case
		}
		if got, want := GoName("bad_"+word), "Bad"+strings.ToUpper(word); got != want {
			t.Errorf("GoName(bad_%s) = %q, want %q", word, got, want)
		}
	}
	for word, spelling := range mixed {
		if got := GoName("bad_" + word); got != "Bad"+spelling {
			t.Errorf("GoName(bad_%s) = %q, want Bad%s", word, got, spelling)
		}
		if got := GoName("bad" + spelling + "Thing"); got != "Bad"+spelling+"Thing" {
			t.Errorf("GoName(bad%sThing) = %q", spelling, got)
		}
	}
}

func FuzzGoName(f *testing.F) {
	for _, s := range []string{"item_not_found", "IDs", "gRPCStatus", "OAuth2", "1st", "", "\xff_a", "ǅabc", "ßx", "İd", "aB1cD"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, key string) {
		name := GoName(key)
		if name != GoName(key) {
			t.Errorf("GoName(%q) differs from call to call", key)
		}
		has := strings.ContainsFunc(key, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
		if has != (name != "") {
			t.Errorf("GoName(%q) = %q", key, name)
		}
		if name != "" && !token.IsIdentifier("X"+name) {
			t.Errorf("GoName(%q) = %q, which is no part of an identifier", key, name)
		}
		local := localName(key)
		if r, _ := utf8.DecodeRuneInString(local); local != "" && !unicode.IsDigit(r) && !token.IsIdentifier(local) {
			t.Errorf("localName(%q) = %q, which is no identifier", key, local)
		}
	})
}
