package made

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/made/apierror"
)

// Each place has a text of its own, all of whose forms are looked for. What
// begins with the name of a class belongs to it.
const (
	cause = "cause-e11e"

	hiddenNumber = 7777777777001
	innerNumber  = 7777777777002
)

var hiddenTime = time.Date(2031, 7, 17, 3, 13, 33, 0, time.UTC)

func quoted(s string) json.RawMessage { return json.RawMessage(`{"deep": ["` + s + `"]}`) }

func thing(place string) apierror.Thing {
	maybe := "hidden-maybe-" + place
	return apierror.Thing{
		Shown:        "shown-" + place,
		Hidden:       "hidden-" + place,
		HiddenList:   []string{"hidden-list-" + place},
		HiddenJSON:   quoted("hidden-json-" + place),
		HiddenNumber: innerNumber,
		HiddenInner:  inner("hidden-all-" + place),
		Maybe:        &maybe,
		Redacted:     "redacted-" + place,
		Inner:        inner(place),
	}
}

func inner(place string) apierror.Inner {
	return apierror.Inner{Hidden: "hidden-inner-" + place, Redacted: "redacted-inner-" + place, Shown: place + "-shown-inner"}
}

// hiddenThing has nothing that may be shown.
func hiddenThing(place string) apierror.Thing {
	t := thing("hidden-all-" + place)
	t.Shown, t.Redacted = "hidden-all-"+place, "hidden-all-"+place
	t.Inner = apierror.Inner{Hidden: "hidden-all-" + place, Redacted: "hidden-all-" + place, Shown: "hidden-all-" + place}
	return t
}

// all are the errors with their parameters in every place.
func all() map[string]*apierror.Error {
	object := hiddenThing("1")
	red := apierror.Inner{Hidden: "hidden-inner-red", Redacted: "redacted-inner-red", Shown: "redacted-shown-red"}
	return map[string]*apierror.Error{
		"sealed": apierror.Sealed("shown-1", "hidden-1", []string{"hidden-2"}, quoted("hidden-3"), []json.RawMessage{quoted("hidden-4")},
			object, []apierror.Thing{object}, "hidden-5", "https://hidden-6/", hiddenNumber, hiddenTime, "redacted-1", []string{"redacted-2"}, quoted("redacted-3"), red,
			"logged-1", []string{"logged-2"}, "redacted-4", thing("o"), []apierror.Thing{thing("oo")},
			apierror.SealedHiddenMaybe("hidden-7"), apierror.SealedHiddenListMaybe([]string{"hidden-8"}), apierror.SealedHiddenJSONMaybe(quoted("hidden-9")),
			apierror.SealedHiddenObjectMaybe(object), apierror.SealedRedactedMaybe("redacted-5"), apierror.SealedLoggedMaybe("logged-3")),
		"sealed_flat": apierror.SealedFlat("shown-1", "hidden-1", []string{"hidden-2"}, quoted("hidden-3"), []json.RawMessage{quoted("hidden-4")},
			object, []apierror.Thing{object}, "hidden-5", "https://hidden-6/", hiddenNumber, hiddenTime, "redacted-1", []string{"redacted-2"}, quoted("redacted-3"), red,
			"logged-1", []string{"logged-2"}, "redacted-4", thing("o"), []apierror.Thing{thing("oo")},
			apierror.SealedFlatHiddenMaybe("hidden-7"), apierror.SealedFlatLoggedMaybe("logged-3")),
		"sealed_problem": apierror.SealedProblem("shown-1", "hidden-1", []string{"hidden-2"}, quoted("hidden-3"), []json.RawMessage{quoted("hidden-4")},
			object, []apierror.Thing{object}, "hidden-5", "https://hidden-6/", hiddenNumber, hiddenTime, "redacted-1", []string{"redacted-2"}, quoted("redacted-3"), red,
			"logged-1", []string{"logged-2"}, "redacted-4", thing("o"), []apierror.Thing{thing("oo")}),
		"sealed_picked": apierror.SealedPicked("shown-1", "hidden-1", []string{"hidden-2"}, quoted("hidden-3"), []json.RawMessage{quoted("hidden-4")},
			object, []apierror.Thing{object}, "hidden-5", "https://hidden-6/", hiddenNumber, hiddenTime, "redacted-1", []string{"redacted-2"}, quoted("redacted-3"), red,
			"logged-1", []string{"logged-2"}, "redacted-4", thing("o"), []apierror.Thing{thing("oo")}),
		"sealed_inside": apierror.SealedInside("shown-1", "hidden-1", []string{"hidden-2"}, quoted("hidden-3"), []json.RawMessage{quoted("hidden-4")},
			object, []apierror.Thing{object}, "hidden-5", "https://hidden-6/", hiddenNumber, hiddenTime, "redacted-1", []string{"redacted-2"}, quoted("redacted-3"), red,
			"logged-1", []string{"logged-2"}, "redacted-4", thing("o"), []apierror.Thing{thing("oo")}, apierror.SealedInsideHiddenMaybe("hidden-7")),
		"sealed_masked": apierror.SealedMasked("shown-1", "hidden-1", []string{"hidden-2"}, quoted("hidden-3"), []json.RawMessage{quoted("hidden-4")},
			object, []apierror.Thing{object}, "hidden-5", "https://hidden-6/", hiddenNumber, hiddenTime, "redacted-1", []string{"redacted-2"}, quoted("redacted-3"), red,
			"logged-1", []string{"logged-2"}, "redacted-4", thing("o"), []apierror.Thing{thing("oo")}),
	}
}

// contains looks for a text as it is and in hexadecimal digits, in both cases.
func contains(out, text string) bool {
	lower := strings.ToLower(out)
	spaced := strings.ReplaceAll(fmt.Sprintf("% x", text), " ", " ")
	return strings.Contains(out, text) || strings.Contains(lower, hex.EncodeToString([]byte(text))) || strings.Contains(lower, spaced)
}

// outputs are the places where an error comes out.
type outputs struct {
	wire   map[string]string // read by clients
	json   map[string]string // of encoding/json, which is in logs too
	text   map[string]string // read in logs, and wherever an error is printed
	record map[string]string // structured logs
}

type exported struct{ Err error }
type exportedPointer struct{ Err *apierror.Error }
type exportedValue struct{ Err apierror.Error }
type embedded struct{ *apierror.Error }
type unexported struct{ err error }
type unexportedPointer struct{ err *apierror.Error }
type unexportedValue struct{ err apierror.Error }

type wrapper struct {
	error
	note string
}

func (w wrapper) Unwrap() error { return w.error }

func collect(t *testing.T, e *apierror.Error) outputs {
	t.Helper()
	o := outputs{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}}
	wrapped := map[string]any{
		"itself":            e,
		"value":             *e,
		"pointer":           &e,
		"Errorf":            fmt.Errorf("w: %w", e),
		"Errorf twice":      fmt.Errorf("w: %w, %w", e, io.EOF),
		"Errorf with v":     fmt.Errorf("w: %v", e),
		"Join":              errors.Join(io.EOF, e),
		"wrapper":           wrapper{e, "note"},
		"pointer to wrap":   &wrapper{e, "note"},
		"field":             exported{e},
		"pointer field":     exportedPointer{e},
		"value field":       exportedValue{*e},
		"embedded":          embedded{e},
		"own field":         unexported{e},
		"own pointer":       unexportedPointer{e},
		"own value":         unexportedValue{*e},
		"pointer to fields": &unexportedValue{*e},
		"list":              []error{e},
		"list of values":    []apierror.Error{*e},
		"map":               map[string]error{"k": e},
		"cause of another":  apierror.DoorClosed("x").WithCause(e),
		"Wrap":              apierror.Wrap(fmt.Errorf("w: %w", e)),
	}
	for name, v := range wrapped {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%t", "%5.3v"} {
			o.text[name+" "+verb] = fmt.Sprintf(verb, v)
		}
		if err, ok := v.(error); ok {
			o.text[name+" Error"] = err.Error()
			o.text[name+" type"] = apierror.ErrorType(err)
			o.text[name+" label"] = apierror.MetricLabel(err)
		}
		for h, handler := range map[string]func(io.Writer) slog.Handler{
			"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
			"json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		} {
			var b bytes.Buffer
			slog.New(handler(&b)).With("with", v).WithGroup("g").Error("m", "v", v, slog.Group("inner", "v", v))
			o.record[name+" slog "+h] = b.String()
		}
		if b, err := json.Marshal(v); err == nil {
			o.json[name+" json.Marshal"] = string(b)
		}
		if err, ok := v.(error); ok {
			for _, problem := range []bool{false, true} {
				var b bytes.Buffer
				rec := httptest.NewRecorder()
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				r.Header.Set("Accept", "application/problem+json")
				wr := apierror.Writer{Problem: problem, OnError: func(ev apierror.ErrorEvent) {
					slog.New(slog.NewJSONHandler(&b, nil)).Error("m", "ev", ev.Err, "code", ev.Code)
				}}
				wr.Write(rec, r, err)
				var h bytes.Buffer
				if err := rec.Header().Write(&h); err != nil {
					t.Fatal(err)
				}
				o.wire[name+" headers "+strconv.FormatBool(problem)] = h.String()
				o.wire[name+" body "+strconv.FormatBool(problem)] = rec.Body.String()
				o.record[name+" event "+strconv.FormatBool(problem)] = b.String()
			}
			o.record[name+" default log"] = defaultLog(err)
		}
	}
	o.wire["Message"] = e.Message()
	o.wire["AppendJSON"] = string(e.AppendJSON(nil, "r"))
	o.wire["WireCode"] = e.WireCode()
	return o
}

// defaultLog is what a Writer without OnError logs.
func defaultLog(err error) string {
	var b bytes.Buffer
	before := slog.Default()
	defer slog.SetDefault(before)
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, nil)))
	apierror.Write(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), err)
	return b.String()
}

func TestSecrets(t *testing.T) {
	for code, e := range all() {
		e := e.WithCause(errors.New(cause))
		internal := strings.HasSuffix(code, "_inside") || strings.HasSuffix(code, "_masked")
		o := collect(t, e)
		never := func(where map[string]string, class string, texts ...string) {
			t.Helper()
			for name, out := range where {
				for _, text := range texts {
					if contains(out, text) {
						t.Errorf("%s: %s: the %s text %s comes out: %.300s", code, name, class, text, out)
					}
				}
			}
		}
		numbers := []string{strconv.Itoa(hiddenNumber), strconv.Itoa(innerNumber), "2031-07-17", "2031-07", strconv.FormatInt(hiddenTime.Unix(), 10)}
		for _, where := range []map[string]string{o.wire, o.json, o.text, o.record} {
			never(where, "sensitive", "hidden-")
			never(where, "sensitive", numbers...)
		}
		never(o.text, "redacted", "redacted-")
		never(o.record, "redacted", "redacted-")
		never(o.json, "redacted", "redacted-")
		for _, where := range []map[string]string{o.wire, o.json} {
			never(where, "log", "logged-")
			never(where, "cause", cause)
		}
		if !internal { // whose message names a parameter for logs
			never(o.text, "log", "logged-")
		} else {
			for _, where := range []map[string]string{o.wire, o.json} {
				never(where, "internal", "nternally", "Masked by", code, "redacted-", "team-vault", "shown-o")
			}
		}

		// What may come out does: otherwise the search would find nothing.
		always := func(where map[string]string, name string, texts ...string) {
			t.Helper()
			for _, text := range texts {
				if !strings.Contains(where[name], text) {
					t.Errorf("%s: %s lacks %s: %s", code, name, text, where[name])
				}
			}
		}
		always(o.record, "itself slog json", "[REDACTED]", "logged-1", cause, "shown-o", code)
		always(o.record, "itself default log", "[REDACTED]", "logged-1", cause)
		always(o.text, "Errorf %v", cause, code)
		switch code {
		case "sealed":
			always(o.json, "field json.Marshal", `{"Err":{"error":"sealed"`, "shown-oo", "[REDACTED]")
			always(o.wire, "itself body false", "redacted-1", "redacted-2", "redacted-3", "redacted-5", "shown-o", "redacted-inner-red", "redacted-inner-oo")
			always(o.wire, "itself headers false", `realm="redacted-1"`, "redacted-5")
			always(o.text, "itself %v", "Sealed for shown-1 and [REDACTED] or [REDACTED]")
		case "sealed_inside":
			always(o.wire, "itself body false", "door_closed", "Door closed for shown-1")
			always(o.text, "itself %v", "sealed_inside: Internally sealed for shown-1 by logged-1 with [REDACTED]: "+cause)
		case "sealed_masked":
			always(o.wire, "itself body false", "internal_error")
			always(o.text, "itself %v", "sealed_masked: Masked by logged-1")
		}
	}
}

// TestSecretsReadBack shows that nothing was lost on the way.
func TestSecretsReadBack(t *testing.T) {
	p, ok := apierror.SealedOf(fmt.Errorf("w: %w", all()["sealed"]))
	if !ok || p.Hidden != "hidden-1" || *p.HiddenMaybe != "hidden-7" || p.HiddenNumber != hiddenNumber || !p.HiddenTime.Equal(hiddenTime) ||
		p.LoggedRedacted != "redacted-4" || p.Objects[0].Hidden != "hidden-oo" || string(p.HiddenJSON) != string(quoted("hidden-3")) {
		t.Errorf("%+v", ok)
	}
}
