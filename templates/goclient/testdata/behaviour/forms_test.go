package shoperr_test

import (
	"strings"
	"testing"

	shoperr "example.com/shop/forms"
)

func TestForms(t *testing.T) {
	for _, tt := range []struct {
		status  int
		body    string
		code    shoperr.Code
		rawCode string
		source  shoperr.Source
		message string
		details string
	}{
		{402, `{"error":{"type":"card","code":"card_declined","message":"Card was declined","doc_url":"https://docs.example.com/card-declined","decline_code":"expired"}}`,
			shoperr.ErrCardDeclined, "card_declined", shoperr.SourceStructured, "Card was declined", `{"decline_code":"expired"}`},
		{402, `{"error":{"type":"card","code":"brand_new","message":"m"}}`,
			"brand_new", "brand_new", shoperr.SourceStructured, "m", ``},
		{404, `{"version":2,"errors":[{"code":"manifest_unknown","message":"m","detail":{"name":"n"}}],"next":null}`,
			shoperr.ErrManifestUnknown, "manifest_unknown", shoperr.SourceStructured, "m", `{"name":"n"}`},
		{400, `{"error":"invalid_scope","error_description":"Scope a is not known"}`,
			shoperr.ErrInvalidScope, "invalid_scope", shoperr.SourceStructured, "Scope a is not known", `{"scope":"a"}`},
		{400, `{"error":"invalid_scope","error_description":"Scope a is not known; known are b"}`,
			shoperr.ErrInvalidScope, "invalid_scope", shoperr.SourceStructured, "Scope a is not known; known are b", `{"scope":"a","known":["b"]}`},
		{400, `{"error":"other","error_description":"d"}`,
			"other", "other", shoperr.SourceStructured, "d", ``},
		{503, `{"error":{"code":503,"err_code":10077,"description":"Stream is full","stream":"s"}}`,
			shoperr.ErrStreamFull, "10077", shoperr.SourceStructured, "Stream is full", `{"stream":"s"}`},
		{503, `{"error":{"code":503,"err_code":10076,"description":"Stream is broken","stream":"s"}}`,
			shoperr.ErrStreamFull, "10076", shoperr.SourceStructured, "Stream is broken", `{"stream":"s"}`},
		{503, `{"error":"stream_broken","message":"m","details":null,"request_id":null}`,
			shoperr.ErrStreamFull, "stream_broken", shoperr.SourceStructured, "m", ``},
		{422, `{"problems":[{"at":"a"},{"at":"b","near":7}],"empty":{},"none":[],"status":"422","title":"Problems found"}`,
			shoperr.ErrProblemsFound, "", shoperr.SourceStructured, "Unprocessable Entity", `{"problems":[{"at":"a"},{"at":"b","near":7}]}`},
		{422, `{"problems":[{"at":1}],"empty":{},"none":[],"status":"422","title":"Problems found"}`,
			"", "", shoperr.SourceOpaque, "Unprocessable Entity", ``},
		{404, `{"detail":"{GET /x} leads nowhere"}`,
			shoperr.ErrRouteUnknown, "", shoperr.SourceSimple, "{GET /x} leads nowhere", ``},
		{404, `{"detail":"{POST /x} leads to https://example.com/y"}`,
			shoperr.ErrRouteUnknown, "", shoperr.SourceSimple, "{POST /x} leads to https://example.com/y", `{"where":"https://example.com/y"}`},
		{410, ``, shoperr.ErrGone, "", shoperr.SourceNone, "Gone", ``},
	} {
		e := shoperr.DecodeBody(tt.status, nil, []byte(tt.body))
		if e.Code != tt.code || e.RawCode != tt.rawCode || e.Source != tt.source || e.Message != tt.message || string(e.Details()) != tt.details {
			t.Errorf("%s:\ngot %q (%q), %v, %q, %s", tt.body, e.Code, e.RawCode, e.Source, e.Message, e.Details())
		}
	}
	p, ok := shoperr.ProblemsFoundOf(shoperr.DecodeBody(422, nil, []byte(`{"problems":[{"at":"b","near":7}],"empty":{},"none":[],"status":"422","title":"T"}`)))
	if !ok || len(p.Problems) != 1 || p.Problems[0].At != "b" || *p.Problems[0].Near != 7 {
		t.Errorf("got %+v, %t", p, ok)
	}
	e := shoperr.DecodeBody(403, nil, []byte(`{"error":"sender_refused","message":"Sender a@b.c is refused","details":{"sender":"a@b.c","note":"n"}}`))
	if strings.Contains(e.Error(), "a@b.c") || strings.Contains(e.LogValue().String(), "a@b.c") || !strings.Contains(e.Message, "a@b.c") {
		t.Errorf("got %v, %v", e, e.LogValue())
	}
}
