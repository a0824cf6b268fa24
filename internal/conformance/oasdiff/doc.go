// Package oasdiff holds changes of a catalogue against oasdiff, which tells
// whether a change of an OpenAPI document breaks the clients of the API.
//
// It is a module of its own, because oasdiff wants another version of kin-openapi
// than the tests of the folder above.
package oasdiff
