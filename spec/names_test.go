package spec

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for _, tt := range []struct{ code, slug, words string }{
		{"item_not_found", "item-not-found", "Item not found"},
		{"ITEM_NOT_FOUND", "item-not-found", "Item not found"},
		{"item-not-found", "item-not-found", "Item not found"},
		{"itemNotFound", "item-not-found", "Item not found"},
		{"ItemNotFound", "item-not-found", "Item not found"},
		{"item.not_found", "item-not-found", "Item not found"},
		{"HTTPServerDown", "http-server-down", "HTTP server down"},
		{"invalid_oidc_token", "invalid-oidc-token", "Invalid OIDC token"},
		{"oauthURLMissing", "oauth-url-missing", "OAuth URL missing"},
		{"userIDs", "user-i-ds", "User i ds"},
		{"e2e_failed", "e2e-failed", "E2e failed"},
		{"__a__b__", "a-b", "A b"},
		{"größe", "größe", "Größe"},
		{"", "", ""},
		{"___", "", ""},
	} {
		if got := Slug(tt.code); got != tt.slug {
			t.Errorf("the slug of %q is %q, want %q", tt.code, got, tt.slug)
		}
		if got := Words(tt.code); got != tt.words {
			t.Errorf("%q in words is %q, want %q", tt.code, got, tt.words)
		}
	}
}

func TestCodeCases(t *testing.T) {
	codes := map[string]string{
		"snake": "order_not_found2", "screaming": "ORDER_NOT_FOUND2", "kebab": "order-not-found2",
		"camel": "orderNotFound2", "pascal": "OrderNotFound2", "dotted": "order.not.found2",
	}
	for _, form := range codeCases {
		for other, code := range codes {
			want := form == other || form == "dotted" && other == "snake" // one segment
			if got := hasCodeCase(code, form); got != want {
				t.Errorf("%q in %s case: %t, want %t", code, form, got, want)
			}
			if got := spell(splitWords(code), form); got != codes[form] {
				t.Errorf("%q becomes %q in %s case, want %q", code, got, form, codes[form])
			}
		}
		for _, code := range []string{"", "2nd", "a b", "ä", "a\n", "order.", "a..b", "_a", "-a", ".a", "a/b"} {
			if hasCodeCase(code, form) {
				t.Errorf("%q passes for %s case", code, form)
			}
		}
		if caseForms[form] == "" {
			t.Errorf("nothing says what %s case looks like", form)
		}
	}
	for form, code := range map[string]string{"snake": "order", "dotted": "order.not_found", "screaming": "A1_2", "kebab": "a-"} {
		if !hasCodeCase(code, form) {
			t.Errorf("%q does not pass for %s case", code, form)
		}
	}
}

func TestNearest(t *testing.T) {
	codes := []string{"item_not_found", "inbox_not_found", "id", "rate_limited", "Number"}
	for _, tt := range []struct{ word, want string }{
		{"item_not_fond", "item_not_found"},
		{"itme_not_found", "item_not_found"},
		{"item-not-found", "item_not_found"},
		{"ITEM_NOT_FOUND", "item_not_found"},
		{"itemnotfound", "item_not_found"},
		{"inbox_not_foudn", "inbox_not_found"},
		{"ID", "id"},
		{"is", "id"},
		{"i", ""},
		{"x", ""},
		{"number", "Number"},
		{"payment_declined", ""},
		{"", ""},
		{strings.Repeat("x", 10_000), ""},
	} {
		if got := Nearest(tt.word, codes); got != tt.want {
			t.Errorf("the nearest to %q is %q, want %q", tt.word, got, tt.want)
		}
	}
	if got := Nearest("abd", []string{"abc", "abe"}); got != "abc" {
		t.Errorf("of equally near words %q won, want the first", got)
	}
	if got := Nearest("abd", []string{"", strings.Repeat("y", 1000), "abd"}); got != "abd" {
		t.Errorf("got %q", got)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "axc", 1},
		{"abc", "abcd", 1}, {"kitten", "sitting", 3}, {"a_b", "a-b", 0}, {"ca", "abc", 3},
	} {
		if got := distance([]rune(tt.a), []rune(tt.b), 5); got != tt.want {
			t.Errorf("from %q to %q it is %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := distance([]rune(tt.b), []rune(tt.a), 5); got != tt.want {
			t.Errorf("from %q to %q it is %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
	if got := distance([]rune("kitten"), []rune("sitting"), 1); got != 2 {
		t.Errorf("beyond the limit of 1 it is %d, want 2", got)
	}
}
