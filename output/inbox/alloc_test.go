//go:build !race

// The race detector empties pools, so that nothing is counted under it.

package inbox_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	apierror "github.com/errspec/errspec/output/inbox/server"
)

// TestAllocations counts what an answer allocates when its header map is warm,
// the request has an ID and events go nowhere.
func TestAllocations(t *testing.T) {
	wr := &apierror.Writer{OnError: func(apierror.ErrorEvent) {}}
	named, nameless := benchRequest(), httptest.NewRequest(http.MethodPost, "/", nil)
	email, limit, after := "someone@example.com", int64(123456789), 90*time.Second
	for name, tt := range map[string]struct {
		r     *http.Request
		make  func() *apierror.Error
		limit float64
	}{
		"no parameters":                {named, apierror.InboxNotFound, 0},
		"no parameters, a header":      {named, apierror.MissingAPIKey, 0},
		"no parameters, simple body":   {named, apierror.RouteNotFound, 0},
		"no parameters, new ID":        {nameless, apierror.InboxNotFound, 2},
		"one text":                     {named, func() *apierror.Error { return apierror.ItemNotFound(benchID) }, 1},
		"one number":                   {named, func() *apierror.Error { return apierror.InboxQuotaExceeded(limit) }, 1},
		"two texts":                    {named, func() *apierror.Error { return apierror.JobNotCancellable(benchID, benchState) }, 1},
		"two texts, new ID":            {nameless, func() *apierror.Error { return apierror.JobNotCancellable(benchID, benchState) }, 3},
		"one of two is never sent":     {named, func() *apierror.Error { return apierror.DuplicateInvite(email) }, 1},
		"optional one not given":       {named, func() *apierror.Error { return apierror.PermissionDenied() }, 1},
		"internal, sent as another":    {named, func() *apierror.Error { return apierror.ItemOfOtherTenant(benchID, benchID) }, 2},
		"Retry-After of two digits":    {named, func() *apierror.Error { return apierror.RateLimited(apierror.RateLimitedRetryAfter(after)) }, 2},
		"text that JSON escapes":       {named, func() *apierror.Error { return apierror.ItemNotFound("\u00e9\"<\u2028\x00") }, 1},
		"an error that is not of here": {named, nil, 3}, // masked
	} {
		w := &sink{http.Header{}}
		f := func() { wr.Write(w, tt.r, http.ErrBodyNotAllowed) }
		if tt.make != nil {
			f = func() { wr.Write(w, tt.r, tt.make()) }
		}
		f() // the pool and the header map are warm
		if got := testing.AllocsPerRun(500, f); got > tt.limit {
			t.Errorf("%s: %v allocations, at most %v wanted", name, got, tt.limit)
		}
	}
}
