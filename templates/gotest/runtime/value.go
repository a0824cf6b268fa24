package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"time"
)

// parseJSON returns a JSON value with its numbers as they are written. An
// object with a member twice is refused: readers differ in which one they take.
func parseJSON(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, errors.New("it ends too early")
		}
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something behind it")
	}
	d = json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := onceOnly(d); err != nil {
		return nil, err
	}
	return v, nil
}

// onceOnly reads a value that is known to be JSON and complains about names
// that an object has twice.
func onceOnly(d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	delim, is := t.(json.Delim)
	if !is {
		return nil
	}
	names := map[string]bool{}
	for d.More() {
		if delim == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			text, _ := name.(string)
			if names[text] {
				return fmt.Errorf("an object has the member %s twice", quote(text))
			}
			names[text] = true
		}
		if err := onceOnly(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// show returns a value as JSON, not too long.
func show(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return shortened(string(bytes.TrimSpace(b.Bytes())), 400)
}

// equal reports whether two JSON values say the same: members in any order,
// numbers by their value.
func equal(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, is := b.(json.Number)
		return is && sameNumber(a.String(), b.String())
	case []any:
		b, is := b.([]any)
		if !is || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, is := b.(map[string]any)
		if !is || len(a) != len(b) {
			return false
		}
		for name := range a {
			other, there := b[name]
			if !there || !equal(a[name], other) {
				return false
			}
		}
		return true
	}
	switch b.(type) {
	case json.Number, []any, map[string]any:
		return false
	}
	return a == b // texts, booleans, null
}

func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	_, errA := strconv.ParseInt(a, 10, 64)
	_, errB := strconv.ParseInt(b, 10, 64)
	if errA == nil && errB == nil {
		return false // as floats they could look alike
	}
	x, errA := strconv.ParseFloat(a, 64)
	y, errB := strconv.ParseFloat(b, 64)
	return errA == nil && errB == nil && x == y
}

// encode returns the JSON of a Go value that a test gives for a parameter, or
// an error when the parameter cannot have it.
func encode(p *param, given any) (any, error) {
	v, err := encodeValue(p, reflect.ValueOf(given))
	if err != nil {
		return nil, err
	}
	v = normal(p, v)
	check := &matcher{}
	check.value("the value", p, v)
	if len(check.differences) > 0 {
		return nil, errors.New(check.differences[0])
	}
	return v, nil
}

// encodeValue does as the server does: what JSON cannot say is null.
func encodeValue(p *param, v reflect.Value) (any, error) {
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil, nil
	}
	if _, raw := v.Interface().(json.RawMessage); p.list && v.Kind() == reflect.Slice && !raw {
		list := []any{}
		for i := range v.Len() {
			item, err := encodeValue(p.element(), v.Index(i))
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		return list, nil
	}
	switch x := v.Interface().(type) {
	case time.Time:
		if x = x.UTC(); p.kind == kindDatetime && (x.Year() < 0 || x.Year() > 9999) {
			return nil, nil // RFC 3339 has no such year
		}
		return x.Format(time.RFC3339Nano), nil
	case time.Duration:
		if p.kind == kindDuration {
			return json.Number(strconv.FormatInt(seconds(x), 10)), nil
		}
	case float64:
		if p.kind == kindNumber && (math.IsNaN(x) || math.IsInf(x, 0)) {
			return nil, nil
		}
	case json.RawMessage:
		if p.kind == kindJSON && !json.Valid(x) {
			return nil, nil
		}
	}
	if p.kind == kindObject && !p.list && v.Kind() == reflect.Struct {
		if object, is, err := encodeStruct(p, v); is || err != nil {
			return object, err
		}
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, err
	}
	return parseJSON(b)
}

// encodeStruct takes a struct of a generated package apart, whose fields have
// the names that the catalogue gives them in Go. Another struct says itself what
// its JSON is.
func encodeStruct(p *param, v reflect.Value) (any, bool, error) {
	object := map[string]any{}
	fields := fieldsOf(p)
	for i := range fields {
		f := &fields[i]
		inner := v.FieldByName(f.field)
		if !inner.IsValid() {
			return nil, false, nil
		}
		if kind := inner.Kind(); f.optional && (kind == reflect.Pointer || kind == reflect.Slice) && inner.IsNil() {
			continue
		}
		encoded, err := encodeValue(f, inner)
		if err != nil {
			return nil, false, err
		}
		object[f.member()] = encoded
	}
	return object, true, nil
}

// seconds returns a duration in whole seconds, rounded up, 0 for a negative one.
func seconds(d time.Duration) int64 {
	d = max(d, 0)
	s := int64(d / time.Second)
	if d%time.Second > 0 {
		s++
	}
	return s
}

// normal returns the value with its times in UTC, so that they compare as texts.
func normal(p *param, v any) any {
	switch v := v.(type) {
	case []any:
		if !p.list {
			return v
		}
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = normal(p.element(), item)
		}
		return list
	case map[string]any:
		if p.kind != kindObject {
			return v
		}
		object := map[string]any{}
		for name, inner := range v {
			object[name] = inner
		}
		fields := fieldsOf(p)
		for i := range fields {
			if inner, there := v[fields[i].member()]; there {
				object[fields[i].member()] = normal(&fields[i], inner)
			}
		}
		return object
	case string:
		if p.kind != kindDatetime {
			return v
		}
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return t.UTC().Format(time.RFC3339Nano)
		}
	}
	return v
}
