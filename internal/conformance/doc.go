// Package conformance holds the outputs against other people's readers: OpenAPI
// documents against kin-openapi, a JSON Schema validator, Redocly and two more
// readers of YAML, pages against markdownlint.
//
// It is a module of its own, so that a service with errspec among its tools
// inherits none of these. The linters come from npm; in this folder
//
//	npm ci
//
// installs what package-lock.json names into node_modules. A test that misses one
// is skipped and says so; with ERRSPEC_REQUIRE_TOOLS=1 it fails instead.
package conformance
