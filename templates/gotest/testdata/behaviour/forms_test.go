package behaviour

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	shoptest "example.com/shop/NAME/kit"
	apierror "example.com/shop/NAME/server"
)

var all = []made{
	{shoptest.ErrCardDeclined, apierror.CardDeclined, nil},
	{shoptest.ErrManifestUnknown, apierror.ManifestUnknown, nil},
	{shoptest.ErrInvalidScope, apierror.InvalidScope, []any{apierror.InvalidScopeKnown}},
	{shoptest.ErrStreamFull, apierror.StreamFull, nil},
	{shoptest.ErrProblemsFound, apierror.ProblemsFound, nil},
	{shoptest.ErrRouteUnknown, apierror.RouteUnknown, []any{apierror.RouteUnknownWhere}},
	{shoptest.ErrSenderRefused, apierror.SenderRefused, nil},
	{shoptest.ErrGone, apierror.Gone, nil},
	{shoptest.ErrBusy, apierror.Busy, []any{apierror.BusyUntil}},
	{shoptest.ErrPaused, apierror.Paused, nil},
	{shoptest.ErrInternalError, apierror.InternalError, nil},
}

var enums = map[reflect.Type][]string{
	reflect.TypeOf(apierror.RouteUnknownMethodGet): {"GET", "POST"},
}

// The examples are what the server writes.
func TestExamples(t *testing.T) {
	made := map[shoptest.Code][]*apierror.Error{
		shoptest.ErrCardDeclined:    {apierror.CardDeclined("example")},
		shoptest.ErrManifestUnknown: {apierror.ManifestUnknown("example")},
		shoptest.ErrStreamFull:      {apierror.StreamFull("example")},
		shoptest.ErrGone:            {apierror.Gone()},
		shoptest.ErrBusy: {
			apierror.Busy(apierror.BusyUntil(time.Date(2027, 1, 31, 12, 0, 0, 5e8, time.UTC))),
			apierror.Busy(),
		},
		shoptest.ErrPaused:        {apierror.Paused("<&>\u2028\"\\")},
		shoptest.ErrInternalError: {apierror.InternalError()},
	}
	for code, errs := range made {
		examples := shoptest.Examples(code)
		if len(examples) != len(errs) {
			t.Fatalf("%s has %d examples", code, len(examples))
		}
		for i, x := range examples {
			req := httptest.NewRequest("GET", "/", nil)
			req.Header.Set("X-Request-ID", x.Header.Get("X-Request-ID"))
			want, got := httptest.NewRecorder(), httptest.NewRecorder()
			writer := apierror.Writer{OnError: func(apierror.ErrorEvent) {}}
			writer.Write(want, req, errs[i])
			shoptest.Handler().ServeHTTP(got, httptest.NewRequest(http.MethodGet, "/"+string(code)+"/"+string(rune('1'+i)), nil))
			if got.Code != want.Code || got.Body.String() != want.Body.String() || !reflect.DeepEqual(got.Header(), want.Header()) {
				t.Errorf("%s: %d %v %s\nwant %d %v %s", code, got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
			}
		}
	}
}
