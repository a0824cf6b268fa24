// Package libopenapi holds OpenAPI documents and Overlays of ours against
// libopenapi and its validator.
//
// It is a module of its own, because libopenapi takes minutes to build. Its
// versions are the latest ones whose dependencies the public module proxy has.
package libopenapi
