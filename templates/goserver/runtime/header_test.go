package runtime

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// challenges reads a field value of WWW-Authenticate (RFC 9110, section 11.6.1)
// as schemes with their parameters, all of which have quoted values here.
func challenges(field string) (schemes []string, params []string, err error) {
	token := func() string {
		i := strings.IndexFunc(field, func(r rune) bool { return !isTokenRune(r) })
		if i < 0 {
			i = len(field)
		}
		t := field[:i]
		field = field[i:]
		return t
	}
	for field != "" {
		name := token()
		if name == "" {
			return nil, nil, fmt.Errorf("no token at %q", field)
		}
		if strings.HasPrefix(field, " ") { // a scheme
			schemes = append(schemes, name)
			field = strings.TrimLeft(field, " ")
			continue
		}
		value, ok := strings.CutPrefix(field, `="`)
		if !ok {
			return nil, nil, fmt.Errorf("no quoted value at %q", field)
		}
		var text strings.Builder
		closed := false
		for i := 0; i < len(value) && !closed; i++ {
			switch c := value[i]; {
			case c == '"':
				field, closed = value[i+1:], true
			case c == '\\' && i+1 < len(value):
				i++
				text.WriteByte(value[i])
			default:
				text.WriteByte(c)
			}
		}
		if !closed {
			return nil, nil, fmt.Errorf("the value of %s does not end", name)
		}
		params = append(params, name+"="+text.String())
		if field != "" {
			if !strings.HasPrefix(field, ", ") {
				return nil, nil, fmt.Errorf("no comma at %q", field)
			}
			field = field[2:]
		}
	}
	return schemes, params, nil
}

func isTokenRune(r rune) bool {
	return r > ' ' && r < 0x7f && !strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
}

// asField is what a reader of a quoted-string finds of a value.
func asField(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ' || r == 0x7f:
			b.WriteByte(' ')
		case r < 0x80:
			b.WriteRune(r)
		default:
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		}
	}
	return b.String()
}

// injected are values that try to become more than a value.
var injected = []string{
	`x", error="admin`, `x\", error="admin`, `x\\", error="admin`, `", Basic realm="`, `\`, `\\`, `\\\`, `"`, `""`, `a,b`, `a, b="c"`, ", ", "=", `x"`,
	"x\r\nSet-Cookie: a=b", "x\r\n\r\n<script>", "x\nX-Evil: 1", "x\rX-Evil: 1", "\x00", "\x7f", "\t", "\x80\xff", "\u00e9\u2028\U0001f600", "\u0085X-Evil: 1",
	"x\u000aX-Evil: 1", "%0d%0aX-Evil: 1", "{opt}", "{$code}", "{{", "}", "|", "", " ", "  x  ", strings.Repeat(`"`, 300),
}

const challenge = `Bearer realm="{s}", scope="{ss}"{, error="{opt}"}`

// challengeOf fills the template in, through a writer.
func challengeOf(t *testing.T, s, item, opt string) []string {
	t.Helper()
	def := copyOf(&defEverything)
	def.extra.headers = []header{{name: "Www-Authenticate", values: []string{challenge}}, {name: "X-Plain", values: []string{"{s} {ss} {opt}", "{$message}", "{$request_id}"}}}
	p := sample()
	p.S, p.SS = s, []string{item, item}
	e := newEverything(p, everythingOpt(opt))
	e.def = def
	rec := answered(Writer{RequestID: func(*http.Request) string { return s }}, get(), e)
	for name, lines := range rec.Header() {
		if name == "X-Evil" || name == "Set-Cookie" {
			t.Errorf("%q: the header %s came out of it", s, name)
		}
		for _, line := range lines {
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("%s: %q is no field value", name, line)
			}
			if name != "X-Request-Id" && strings.Trim(line, " ") != line {
				t.Errorf("%s: %q has blanks around it", name, line)
			}
		}
	}
	return rec.Header()["Www-Authenticate"]
}

func checkChallenge(t *testing.T, s, item, opt string) {
	lines := challengeOf(t, s, item, opt)
	if len(lines) != 1 {
		t.Fatalf("%d challenges: %q", len(lines), lines)
	}
	schemes, params, err := challenges(lines[0])
	want := []string{"realm=" + asField(s), "scope=" + asField(item) + ", " + asField(item), "error=" + asField(opt)}
	if err != nil || !slices.Equal(schemes, []string{"Bearer"}) || !slices.Equal(params, want) {
		t.Errorf("%q is read as %q %q, %v, want %q", lines[0], schemes, params, err, want)
	}
}

func TestHeaderInjection(t *testing.T) {
	for _, s := range injected {
		checkChallenge(t, s, "read", "invalid_token")
		checkChallenge(t, "inbox", s, "invalid_token")
		checkChallenge(t, "inbox", "read", s)
		checkChallenge(t, s, s, s)
	}
}

func FuzzHeader(f *testing.F) {
	for _, s := range injected {
		f.Add(s, "read", "invalid_token")
		f.Add("inbox", s, s)
	}
	f.Fuzz(checkChallenge)
}

// TestHeaderInjectionOverHTTP sends the same through net/http.
func TestHeaderInjectionOverHTTP(t *testing.T) {
	var s string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := sample()
		p.S, p.SS, p.D, p.T = s, []string{s}, 5*time.Second, time.Time{}
		wr := Writer{OnError: func(ErrorEvent) {}}
		wr.Write(w, r, newEverything(p, everythingOpt(s)).WithCause(errors.New(s)))
	}))
	defer server.Close()
	for _, s = range injected {
		res, err := server.Client().Get(server.URL)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			t.Error(err)
		}
		res.Body.Close()
		for name := range res.Header {
			if !slices.Contains([]string{
				"Cache-Control", "Content-Type", "Content-Length", "Date", "Retry-After", "Www-Authenticate", "X-Content-Type-Options", "X-Meta", "X-Absent", "X-Request-Id",
			}, name) {
				t.Errorf("%q: the answer has the header %s: %q", s, name, res.Header[name])
			}
		}
		if n := len(res.Header["Www-Authenticate"]); n != 3 {
			t.Errorf("%q: %d challenges", s, n)
		}
	}
}
