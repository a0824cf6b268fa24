package runtime

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// object is a pointer to a struct that is read from the members of a JSON
// object. It reports whether they fit.
type object[T any] interface {
	*T
	read(value) bool
}

// detailsOf returns the details of the error in err's chain, if it has the code.
//
// What reads parameters is not inlined: there are as many callers as there are
// errors, and each would be compiled with a copy of it.
//
//go:noinline
func detailsOf(err error, code Code) (value, bool) {
	var e *Error
	if !errors.As(err, &e) || e == nil || e.Code != code {
		return nil, false
	}
	return e.details, true
}

// required reads a member that is always there.
//
//go:noinline
func required[T any](from value, name string, to *T, read func(value, *T) bool) bool {
	return read(from.get(name), to)
}

// optional reads a member that may be absent or null.
//
//go:noinline
func optional[T any](from value, name string, to **T, read func(value, *T) bool) bool {
	v := from.get(name)
	if !v.present() {
		return true
	}
	*to = new(T)
	return read(v, *to)
}

// requiredList reads an array that is always there.
//
//go:noinline
func requiredList[T any](from value, name string, to *[]T, read func(value, *T) bool) bool {
	v := from.get(name)
	if v.kind() != '[' {
		return false
	}
	*to = []T{}
	for item := range v.items() {
		var element T
		if !read(item, &element) {
			return false
		}
		*to = append(*to, element)
	}
	return true
}

// optionalList reads an array that may be absent or null.
//
//go:noinline
func optionalList[T any](from value, name string, to *[]T, read func(value, *T) bool) bool {
	return !from.get(name).present() || requiredList(from, name, to, read)
}

// optionalRaw reads a JSON value that may be absent. null is a value.
func optionalRaw(from value, name string, to *json.RawMessage) bool {
	*to = from.get(name).raw()
	return true
}

// readText reads a string, also one that is none of the declared values of an
// enum: a later release of the API may have more of them.
func readText[T ~string](v value, to *T) bool {
	text, ok := v.text()
	*to = T(text)
	return ok
}

// readInteger reads a number without going through a float. "5.0" is an
// integer, too.
func readInteger(v value, to *int64) bool {
	n, ok := v.integer()
	*to = n
	return ok
}

// readNumber reads a number that a float64 has room for. null is 0: it stands for
// a number that JSON has no form for, such as infinity.
func readNumber(v value, to *float64) bool {
	if v.kind() != '0' {
		return v.kind() == 'n'
	}
	n, err := strconv.ParseFloat(string(v), 64)
	*to = n
	return err == nil
}

// readBoolean reads true or false.
func readBoolean(v value, to *bool) bool {
	*to = v.kind() == 't'
	return *to || v.kind() == 'f'
}

// readDatetime reads an RFC 3339 date and time, as UTC. null is the zero time: it
// stands for a year that RFC 3339 cannot write.
func readDatetime(v value, to *time.Time) bool {
	text, ok := v.text()
	if !ok {
		return v.kind() == 'n'
	}
	t, err := time.Parse(time.RFC3339, text)
	*to = t.UTC()
	return err == nil
}

// readDuration reads whole seconds.
func readDuration(v value, to *time.Duration) bool {
	n, ok := v.integer()
	if !ok || n > math.MaxInt64/int64(time.Second) || n < math.MinInt64/int64(time.Second) {
		return false
	}
	*to = time.Duration(n) * time.Second
	return true
}

// readRaw reads any JSON value.
func readRaw(v value, to *json.RawMessage) bool {
	*to = v.raw()
	return v != nil
}

// readObject reads an object of a type of the catalogue.
func readObject[T any, P object[T]](v value, to *T) bool {
	return v.kind() == '{' && P(to).read(v)
}

// integer returns the number if it is a whole one of 64 bits, written without
// an exponent.
func (v value) integer() (int64, bool) {
	if v.kind() != '0' {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(string(v), ".")
	if strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	return n, err == nil
}
