package behaviour

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	shoptest "example.com/shop/NAME/kit"
	apierror "example.com/shop/NAME/server"
)

var all = []made{
	{shoptest.ErrAllTypes, apierror.AllTypes, []any{apierror.AllTypesOpt}},
	{shoptest.ErrAllOptional, apierror.AllOptional, []any{
		apierror.AllOptionalStr, apierror.AllOptionalInt, apierror.AllOptionalNum, apierror.AllOptionalFlag, apierror.AllOptionalAt,
		apierror.AllOptionalDay, apierror.AllOptionalDur, apierror.AllOptionalRaw, apierror.AllOptionalColour, apierror.AllOptionalMoney,
		apierror.AllOptionalPart, apierror.AllOptionalParts, apierror.AllOptionalStrs, apierror.AllOptionalRaws,
	}},
	{shoptest.ErrAwkwardNames, apierror.AwkwardNames, nil},
	{shoptest.ErrHeadersSent, apierror.HeadersSent, []any{apierror.HeadersSentWhere}},
	{shoptest.ErrSlowDown, apierror.SlowDown, nil},
	{shoptest.ErrComeBack, apierror.ComeBack, nil},
	{shoptest.ErrUpgrade, apierror.Upgrade, nil},
	{shoptest.ErrNotHere, apierror.NotHere, nil},
	{shoptest.ErrNotHere, apierror.ItemHidden, nil}, // internal, and sent as that
	{shoptest.ErrGoneForGood, apierror.GoneForGood, nil},
	{shoptest.ErrTooLarge, apierror.TooLarge, []any{apierror.TooLargeLimit}},
	{shoptest.ErrTooLate, apierror.TooLate, nil},
	{shoptest.ErrFailure, apierror.Failure, nil},
	{shoptest.ErrFailure, apierror.BrokenInside, nil},
}

var enums = map[reflect.Type][]string{
	reflect.TypeOf(apierror.ColourRed):     {"red", "deep_blue"},
	reflect.TypeOf(apierror.AllTypesKindA): {"a", "b"},
}

// TestWith holds that With accepts what a constructor was given, of every type,
// and nothing else.
func TestWith(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	of := map[shoptest.Code]any{shoptest.ErrAllTypes: apierror.AllTypesOf, shoptest.ErrAllOptional: apierror.AllOptionalOf}
	for _, m := range all {
		if of[m.code] == nil {
			continue
		}
		for range 100 {
			err := construct(r, m)
			rec := httptest.NewRecorder()
			req := httptest.NewRequest("GET", "/", nil)
			req.Header.Set("Accept", "application/problem+json") // where all details are
			(&apierror.Writer{OnError: func(apierror.ErrorEvent) {}, Problem: true}).Write(rec, req, err)
			params := reflect.ValueOf(of[m.code]).Call([]reflect.Value{reflect.ValueOf(err)})[0]
			for i := range params.NumField() {
				name, v := strings.ToLower(params.Type().Field(i).Name), params.Field(i)
				optional := m.code == shoptest.ErrAllOptional || name == "opt"
				if optional && v.Kind() == reflect.Slice && v.IsNil() {
					continue // absent, or a nil list that was given
				}
				absent := optional && v.Kind() == reflect.Pointer && v.IsNil()
				option, wrong := shoptest.With(name, v.Interface()), shoptest.Without(name)
				if absent {
					option, wrong = wrong, shoptest.With(name, reflect.Zero(v.Type()).Interface())
				}
				shoptest.Assert(t, rec, m.code, option)
				if shoptest.Match(rec, m.code, wrong) == nil {
					t.Error(fmt.Sprint(name, " passes for absent or the other way round: ", v))
				}
				if t.Failed() {
					t.FailNow()
				}
			}
		}
	}
}
