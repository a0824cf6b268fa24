// Package oapicodegen holds OpenAPI documents of ours against oapi-codegen: the Go
// code that it makes compiles, and tells the errors of a status apart.
//
// It is a module of its own, because oapi-codegen wants another version of
// kin-openapi than the tests of the folder above.
package oapicodegen
