// Package conformance holds the outputs against other people's readers. OpenAPI
// documents meet kin-openapi, a JSON Schema validator, Redocly, Spectral with the
// OWASP rules, openapi-typescript with the TypeScript compiler and two more readers
// of YAML, Overlays four tools that apply them, pages markdownlint. Published
// documents of real APIs are what errors are put into. The folders libopenapi,
// oapicodegen and oasdiff are modules with the tools of these names.
//
// It is a module of its own, so that a service with errspec among its tools
// inherits none of these. The linters come from npm; in this folder
//
//	npm ci
//
// installs what package-lock.json names into node_modules. A test that misses one
// is skipped and says so; with ERRSPEC_REQUIRE_TOOLS=1 it fails instead.
package conformance
