# What people type. Each verb says what it does in `make help`; nothing is hidden in it.
GO      ?= go
MODULES := . internal/conformance internal/conformance/libopenapi internal/conformance/oapicodegen internal/conformance/oasdiff internal/bench
TOOL     = $(GO) tool -modfile=$(CURDIR)/internal/tools/go.mod
NODE    := internal/conformance/node_modules/.package-lock.json
SITES   := internal/conformance/sites/node_modules/.package-lock.json
PYTHON  := .tools/python/.installed
SYSTEM  := .tools/system.installed
SITE    := .tools/site

# Of make benchstat. More rounds show smaller differences.
COUNT     ?= 6
BENCHTIME ?= 300ms
STAGES    ?= Load|Build|Render|Plan|Apply
PACKAGES  ?= ./spec ./generator ./templates/... ./output
STATS     := .tools/benchstat

.DEFAULT_GOAL := help
.PHONY: help build test tools race lint generate site bench benchstat

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## the errspec command, into ./errspec
	$(GO) build -o errspec .

test: tools ## every test of every module; installs the other tools that they use
	@set -e; for m in $(MODULES); do echo "go test ./... # in $$m"; (cd $$m && $(GO) test -timeout 30m ./...); done

tools: $(NODE) $(SITES) $(PYTHON) $(SYSTEM) ## the other tools that tests use, into ignored folders; Hugo and Chromium from the distribution

race: ## the tests of the main module under the race detector
	$(GO) test -race -timeout 30m ./...

lint: ## gofmt, vet, staticcheck, tidy modules
	@test -z "$$(git ls-files '*.go' | xargs gofmt -l | tee /dev/stderr)" || { echo "run: gofmt -w on the files above"; exit 1; }
	@set -e; for m in $(MODULES); do echo "vet, staticcheck, tidy # in $$m"; \
	  (cd $$m && $(GO) vet ./... && $(TOOL) staticcheck ./... && $(GO) mod tidy -diff); done
	@cd internal/tools && $(GO) mod tidy -diff

generate: ## the reference output, the schema and the generated pages of docs/
	$(GO) run . generate spec/inbox.yaml
	$(GO) run . generate internal/bench/sample/errors.yaml
	ERRSPEC_UPDATE=1 $(GO) test ./internal/docs

site: $(PYTHON) ## the documentation site of errspec, into .tools/site/html
	@test -x $(CURDIR)/.tools/python/bin/mkdocs || { echo "MkDocs is missing: Python 3 and make tools"; exit 1; }
	rm -rf $(SITE) && mkdir -p $(SITE)/docs && cp -R docs/. $(SITE)/docs && mkdir -p $(SITE)/docs/output/inbox
	cp output/inbox/errors.html output/inbox/errors.json output/inbox/llms.txt $(SITE)/docs/output/inbox
	@set -e; for page in docs/guides/*.md; do sed -E -e 's#\]\(\.\./\.\./(output/inbox/[a-z.]+\.(html|json|txt)\))#](../\1#g' \
	  -e 's#\]\(\.\./\.\./#](https://github.com/errspec/errspec/blob/main/#g' $$page > $(SITE)/$$page; done
	sed '/^targets:/,$$d' spec/inbox.yaml > $(SITE)/inbox.yaml
	printf '%s\n' 'targets:' '  - {kind: markdown, out: docs/example/, flavour: mkdocs}' >> $(SITE)/inbox.yaml
	$(GO) run . generate --quiet $(SITE)/inbox.yaml
	NO_MKDOCS_2_WARNING=1 .tools/python/bin/mkdocs build --strict --quiet

bench: ## what the command and the generated Go cost, against bounds and what else there is, as tables; ten minutes
	@cd internal/bench && $(GO) run ./command && $(GO) run ./compare

# The machine may be busier in one minute than in the next, so the two commits take turns.
benchstat: ## Go benchmarks of the stages, COUNT times; with BASE=commit next to those of that commit
	@rm -rf $(STATS) && mkdir -p $(STATS)/base
	@set -e; folders=.; if [ -n "$(BASE)" ]; then \
	  git archive -o $(STATS)/base.tar "$(BASE)"; tar xf $(STATS)/base.tar -C $(STATS)/base; folders="$(STATS)/base ."; fi; \
	for i in $$(seq $(COUNT)); do for folder in $$folders; do \
	  name=now; [ $$folder = . ] || name=base; echo "round $$i of $(COUNT): $$name" >&2; \
	  (cd $$folder && $(GO) test -run '^$$' -bench '^Benchmark($(STAGES))$$' -benchmem -benchtime $(BENCHTIME) $(PACKAGES)) >>$(STATS)/$$name.txt \
	    || { cat $(STATS)/$$name.txt; exit 1; }; \
	done; done; \
	cd $(STATS) && $(TOOL) benchstat $$(ls base.txt now.txt 2>/dev/null)

# The lock file pins every package; npm ci installs exactly that. Without npm the tests that need it skip and say so.
$(NODE): internal/conformance/package.json internal/conformance/package-lock.json
	@if command -v npm >/dev/null; then cd internal/conformance && npm ci --no-audit --no-fund; else echo "npm is missing: tests that need it will skip"; fi

# npm ci refuses a lock file that leaves out packages for other platforms, which not every registry has. This takes versions and hashes
# from the lock file too, and does not change it.
$(SITES): internal/conformance/sites/package.json internal/conformance/sites/package-lock.json
	@if command -v npm >/dev/null; then cd internal/conformance/sites && npm install --no-save --no-audit --no-fund; else echo "npm is missing: tests that need it will skip"; fi

$(PYTHON): internal/conformance/sites/requirements.txt
	@if command -v python3 >/dev/null; then \
	  python3 -m venv --clear .tools/python && \
	  .tools/python/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $< && touch $@; \
	else echo "python3 is missing: tests that need it will skip"; fi

# Only where apt-get may install packages. There is no lock for these: the distribution has one version of each.
$(SYSTEM):
	@missing=; for tool in hugo chromium; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	if [ -n "$$missing" ] && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get install -y --no-install-recommends $$missing || { apt-get update && apt-get install -y --no-install-recommends $$missing; } || true; \
	  missing=; for tool in hugo chromium; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	fi; \
	if [ -n "$$missing" ]; then echo "missing:$$missing; tests that need them will skip"; else mkdir -p $(@D) && touch $@; fi
