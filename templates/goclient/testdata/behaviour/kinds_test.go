package shoperr_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	shoperr "example.com/shop/kinds"
)

func body(code, details string) error {
	return shoperr.DecodeBody(400, nil, []byte(`{"error":"`+code+`","message":"m","details":`+details+`,"request_id":null}`))
}

func TestEveryKind(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	got, ok := shoperr.EveryKindOf(body("every_kind", `{"func":"f","id":"i","link":"l","from":"f","count":9223372036854775807,"ratio":0.25,"final":true,
		"at":"2026-03-04T05:06:07Z","day":"2026-03-04","wait":60,"data":{"a":1},"to":{"type":"home","verified":"2026-03-04T05:06:07Z","ttl":1,"parts":["p"]},
		"sku":"ABC","level":"low","mode":"new"}`))
	want := shoperr.EveryKindParams{
		Func: "f", ID: "i", Link: "l", From: "f", Count: 9223372036854775807, Ratio: 0.25, Final: true,
		At: at, Day: "2026-03-04", Wait: time.Minute, Data: json.RawMessage(`{"a":1}`),
		To:  shoperr.Address{Type: shoperr.AddressTypeHome, Verified: &at, TTL: time.Second, Parts: []string{"p"}},
		SKU: "ABC", Level: shoperr.LevelLow, Mode: "new",
	}
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %t", got, ok)
	}
	if got, ok := shoperr.EveryKindOf(body("every_kind", `{"func":"f"}`)); ok || !reflect.DeepEqual(got, shoperr.EveryKindParams{}) {
		t.Errorf("got %+v, %t", got, ok)
	}
}

func TestOptionalKinds(t *testing.T) {
	for _, details := range []string{`null`, `{}`, `{"string":null,"itemCount":null,"ratio":null,"final":null,"at":null,"wait":null,"to":null,"level":null}`} {
		if got, ok := shoperr.OptionalKindsOf(body("optional_kinds", details)); !ok || !reflect.DeepEqual(got, shoperr.OptionalKindsParams{}) {
			t.Errorf("%s: got %+v, %t", details, got, ok)
		}
	}
	got, ok := shoperr.OptionalKindsOf(body("optional_kinds", `{"itemCount":3,"data":null,"level":"high"}`))
	if !ok || *got.Count != 3 || string(got.Data) != "null" || *got.Level != shoperr.LevelHigh || got.String != nil {
		t.Errorf("got %+v, %t", got, ok)
	}
}

func TestLists(t *testing.T) {
	got, ok := shoperr.ListsOf(body("lists", `{"names":[],"counts":[1,2],"data":[1,null],"to":[{"type":"work","ttl":0,"parts":[]}],"levels":["low"]}`))
	want := shoperr.ListsParams{
		Names: []string{}, Counts: []int64{1, 2}, Data: []json.RawMessage{json.RawMessage("1"), json.RawMessage("null")},
		To: []shoperr.Address{{Type: shoperr.AddressTypeWork, Parts: []string{}}}, Levels: []shoperr.Level{shoperr.LevelLow},
	}
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %t", got, ok)
	}
}
