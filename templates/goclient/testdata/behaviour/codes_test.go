package shoperr_test

import (
	"errors"
	"net/http"
	"testing"

	shoperr "example.com/shop/codes"
)

func TestCodes(t *testing.T) {
	for _, tt := range []struct {
		status int
		sent   string
		code   shoperr.Code
		known  bool
		retry  shoperr.Retry
	}{
		{404, "ORDER-7", shoperr.ErrOrderGone, true, shoperr.Never},
		{410, "ORDER-7", shoperr.ErrOrderLost, true, shoperr.Never},
		{400, "ORDER-7", "ORDER-7", false, shoperr.Never},
		{404, "order_gone", "", false, shoperr.Never},
		{404, "order_missing", shoperr.ErrOrderGone, true, shoperr.Never},
		{404, "ORDER-6", shoperr.ErrOrderVanished, true, shoperr.Never}, // the name that programs knew it by
		{404, "order_eaten", "order_eaten", false, shoperr.Never},
		{404, "order_secret", "order_secret", false, shoperr.Never},
		{429, "quota_used_up", shoperr.ErrQuotaUsedUp, true, shoperr.Never},
		{429, "slow_down", shoperr.ErrSlowDown, true, shoperr.Always},
		{429, "new", "new", false, shoperr.Always},
		{503, "maintenance", shoperr.ErrMaintenance, true, shoperr.Idempotent},
	} {
		h := http.Header{"X-Shop-Request": {"of-shop"}, "X-Request-Id": {"of-proxy"}}
		e := shoperr.DecodeBody(tt.status, h, []byte(`{"error":"`+tt.sent+`","message":"m","details":{"id":7},"request_id":null}`))
		if e.Code != tt.code || e.RawCode != tt.sent || e.Known() != tt.known || e.Retryable() != tt.retry || e.RequestID != "of-shop" {
			t.Errorf("%d %s: got %q, known %t, %v, %q", tt.status, tt.sent, e.Code, e.Known(), e.Retryable(), e.RequestID)
		}
		if p, ok := shoperr.OrderGoneOf(e); ok != (tt.code == shoperr.ErrOrderGone) || ok && p.ID != 7 {
			t.Errorf("%d %s: got %+v, %t", tt.status, tt.sent, p, ok)
		}
		if tt.code != "" && !errors.Is(e, tt.code) || !errors.Is(e, shoperr.Status(tt.status)) {
			t.Errorf("%d %s: errors.Is", tt.status, tt.sent)
		}
	}
}
