package inbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	apierror "github.com/errspec/errspec/output/inbox/server"
)

// sink is a ResponseWriter that keeps nothing; its header map is warm.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

// Not constants, so that the compiler prepares nothing.
var (
	benchID    = "3f2a-0001"
	benchState = apierror.JobStateSucceeded
)

func benchRequest() *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/v1/jobs/3f2a-0001/cancel", nil)
	r.Header.Set("X-Request-ID", "r-1")
	return r
}

// byHand is the error job_not_cancellable as careful people write it without a
// generator: the same body, the same headers, and no log.
func byHand(w http.ResponseWriter, r *http.Request, id, state string) {
	type details struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}
	type body struct {
		Error     string  `json:"error"`
		Message   string  `json:"message"`
		Details   details `json:"details"`
		RequestID string  `json:"request_id"`
	}
	requestID := r.Header.Get("X-Request-ID")
	b, err := json.Marshal(body{
		Error:     "job_not_cancellable",
		Message:   "Job " + id + " is " + state + " and can no longer be cancelled",
		Details:   details{id, state},
		RequestID: requestID,
	})
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Request-ID", requestID)
	w.WriteHeader(http.StatusConflict)
	_, _ = w.Write(b)
}

// TestByHand holds the two sides of the benchmark to the same answer.
func TestByHand(t *testing.T) {
	generated, written := httptest.NewRecorder(), httptest.NewRecorder()
	wr := apierror.Writer{OnError: func(apierror.ErrorEvent) {}}
	wr.Write(generated, benchRequest(), apierror.JobNotCancellable(benchID, benchState))
	byHand(written, benchRequest(), benchID, string(benchState))
	equal(t, "status", generated.Code, written.Code)
	equal(t, "body", generated.Body.String(), written.Body.String())
	equal(t, "header", generated.Header(), written.Header())
}

// BenchmarkWrite compares the construction and the answer of an error with two
// parameters with the same by hand.
func BenchmarkWrite(b *testing.B) {
	wr := &apierror.Writer{OnError: func(apierror.ErrorEvent) {}}
	w, r := &sink{http.Header{}}, benchRequest()
	b.Run("generated", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			wr.Write(w, r, apierror.JobNotCancellable(benchID, benchState))
		}
	})
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			byHand(w, r, benchID, string(benchState))
		}
	})
}
