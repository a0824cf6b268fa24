# What people type. Each verb says what it does in `make help`; nothing is hidden in it.
GO      ?= go
MODULES := . internal/conformance internal/bench
TOOL     = $(GO) tool -modfile=$(CURDIR)/internal/tools/go.mod
NODE    := internal/conformance/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help build test race lint generate bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## the errspec command, into ./errspec
	$(GO) build -o errspec .

test: $(NODE) ## every test of every module; installs the other tools that they use
	@set -e; for m in $(MODULES); do echo "go test ./... # in $$m"; (cd $$m && $(GO) test ./...); done

race: ## the tests of the main module under the race detector
	$(GO) test -race ./...

lint: ## gofmt, vet, staticcheck, tidy modules
	@test -z "$$(git ls-files '*.go' | xargs gofmt -l | tee /dev/stderr)" || { echo "run: gofmt -w on the files above"; exit 1; }
	@set -e; for m in $(MODULES); do echo "vet, staticcheck, tidy # in $$m"; \
	  (cd $$m && $(GO) vet ./... && $(TOOL) staticcheck ./... && $(GO) mod tidy -diff); done
	@cd internal/tools && $(GO) mod tidy -diff

generate: ## the reference output, the schema and the generated pages of docs/
	$(GO) run . generate spec/inbox.yaml
	$(GO) run . generate internal/bench/sample/errors.yaml
	ERRSPEC_UPDATE=1 $(GO) test ./internal/docs

bench: ## the generated Go against what else there is, as tables; two minutes, and the first time longer to build
	cd internal/bench && $(GO) run ./compare

# The lock file pins every package; npm ci installs exactly that. Without npm the tests that need it skip and say so.
$(NODE): internal/conformance/package.json internal/conformance/package-lock.json
	@if command -v npm >/dev/null; then cd internal/conformance && npm ci --no-audit --no-fund; else echo "npm is missing: tests that need it will skip"; fi
