# The only entry points of this repository. Needs bash, git, make and python3 (3.11 or newer) with venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 4570
envs := build/envs
uv := $(envs)/uv/bin/uv
python := $(envs)/project/bin/python

# Layers and functions are zipped as they lie there: compiled files of a local run stay out of the tree.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/cache/python
export PYTHONPATH := $(CURDIR)/layers/lahetti/python:$(CURDIR)/functions:$(CURDIR)
export SAM_CLI_TELEMETRY := 0
export UV_NO_PROGRESS := 1
# Where a network has an authority of its own, this machine knows it and uv alone does not.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif
export PORT
# Which of several stages in one account restore, upgrade and the repairs work on.
export STAGE := $(Stage)

.PHONY: demo
demo: envs ## Start the local cloud if none runs, load the demo programme, walk from a post to the top ten, a digest and a drawn prize
	@$(python) -m tools.cloud demo

.PHONY: up
up: envs ## Run Lähetti here and stay (Ctrl-C stops it and keeps everything; PORT=4570)
	@$(python) -m tools.cloud up

.PHONY: api
api: env-project env-api ## Make clients of docs/openapi.json by two generators, and validate it: no warning passes
	@$(python) -m tools.api_clients

# Two cores; a worker waits for its cloud a third of the time. A chosen few tests need no second cloud.
WORKERS ?= $(if $(ARGS),1,3)
.PHONY: test
test: envs env-api ## Run all tests on local clouds of their own (ARGS="-k share" chooses; WORKERS=3 side by side)
	@$(python) -m tools.cloud run test --clouds $(WORKERS) -- $(python) -m pytest -p tools.chromium -q \
	  -n $(if $(filter 1,$(WORKERS)),0,$(WORKERS)) --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: unit
unit: env-project$(addprefix -,$(ON)) ## Run the unit tests: no cloud, no browser (a minute; ON=3.13 takes the Python of Lambda)
	@$(envs)/project$(addprefix -,$(ON))/bin/python -m pytest -q -n auto tests/unit $(ARGS)

.PHONY: check
check: env-project ## Format, lint, strict types, templates, import rules, structure (a minute)
	@$(envs)/project/bin/ruff format --check --quiet .
	@$(envs)/project/bin/ruff check --quiet .
	@$(envs)/project/bin/lint-imports --no-cache --no-logo pyproject.toml
	@$(envs)/project/bin/cfn-lint --regions eu-north-1 --template template.yaml infra/foundation.yaml infra/account.yaml
	@$(envs)/project/bin/mypy --no-error-summary functions layers/lahetti/python tools
	@$(python) -m pytest -q tests/unit/test_structure_*.py tests/unit/lahetti/core/test_texts.py \
	  tests/unit/lahetti/periods/test_calendar.py tests/unit/lahetti/networks/test_networks.py \
	  tests/unit/functions/api/test_openapi.py tests/unit/lahetti/personal_data/test_page.py

.PHONY: bench
bench: envs ## Measure costs and times against their budgets, on a local cloud of its own (build/bench.json)
	@$(python) -m tools.cloud run bench -- $(python) -m tests.bench $(ARGS)

.PHONY: bill
bill: env-project ## Print what a month costs at AWS, line by line, each with how it was counted (PEOPLE=5000)
	@$(python) -m tools.bill $(or $(PEOPLE),110)

.PHONY: soak
soak: envs env-api ## The long tests: thousands of generated faults on a local cloud of their own
	@LAHETTI_SOAK=1 $(python) -m tools.cloud run soak -- $(python) -m pytest -p tools.chromium -q -m soak tests $(ARGS)

.PHONY: conformance
conformance: env-project env-conformance ## The store and its units against AWS's own DynamoDB Local, which is fetched once (a minute)
	@$(python) -m tools.conformance $(ARGS)

.PHONY: audit
audit: env-project env-audit ## Known faults of packages and findings about the templates, each answered or mended (needs the internet)
	@$(python) -m tools.audit

.PHONY: pictures
pictures: envs ## Take the pictures of docs/pictures from a running Lähetti in Chromium
	@$(python) -m tools.cloud run pictures --programme -- $(python) -m tools.pictures

.PHONY: deploy
deploy: envs ## Deploy to your AWS account in steps (without parameters: says which; DRY_RUN=1 only says what would change)
	@$(python) -m tools.deploy $(foreach name,$(deployed_by),$(if $($(name)),'$(name)=$($(name))')) $(if $(DRY_RUN),--dry-run)

deployed_by = Domain LinkDomain CertificateArn HostedZoneId Stage SignInPrefix FirstAdmin Sender SupportAddress \
  AlarmAddress MonthlyBudget PermissionsBoundary WorkIssuer WorkClientId WorkClientSecret WorkMetadataUrl WorkDomains

.PHONY: remove
remove: env-project ## Take the application away from your AWS account, and say what stays and what it costs (CONFIRM=lahetti)
	@$(python) -m tools.remove $(if $(Stage),'Stage=$(Stage)') $(if $(CONFIRM),'CONFIRM=$(CONFIRM)')

.PHONY: doctor
doctor: env-project ## Look at what is deployed and at its account: some twenty findings, each with what mends it (LOCAL=1: at make up's)
	@$(if $(LOCAL),eval "$$($(python) -m tools.cloud environment)"; )$(python) -m tools.doctor $(if $(Stage),'Stage=$(Stage)')

.PHONY: repair-sign-ins
repair-sign-ins: env-project ## Build a lost user pool's sign-ins anew from the table, in your AWS account
	@$(python) -m tools.repair_sign_ins

.PHONY: ranges
ranges: env-project ## Fetch the address ranges of data centres anew, whose clicks do not count (needs the internet)
	@$(python) -m tools.ranges

.PHONY: restore
restore: env-project ## Bring a table back to a moment, into the running stacks (AT=2026-11-30T09:15:00+02:00; first lists what is lost)
	@TABLE='$(TABLE)' AT='$(AT)' KEEP='$(KEEP)' $(python) -m tools.restore

.PHONY: drill
drill: envs ## Rehearse a restore on a local cloud of its own: a table is emptied and comes back
	@$(python) -m tools.cloud run drill --programme -- $(python) -m tools.restore.drill

.PHONY: upgrade
upgrade: env-project ## Bring the stored data to the shape that this release knows, in your AWS account, after a deployment
	@$(python) -m tools.upgrade

.PHONY: repeat-erasures
repeat-erasures: env-project ## Erase anew who was erased since a backup, in a table that you restored (Table=… names it)
	@TABLE='$(Table)' $(python) -m tools.repeat_erasures

.PHONY: reset
reset: env-project ## Drop the local cloud's state: the next start deploys and loads anew
	@$(python) -m tools.cloud reset

.PHONY: lock
lock: env-uv ## Resolve all requirements anew and write their pins with hashes (UPGRADE=1 takes newer ones)
	@for name in uv cloud sam api conformance audit; do $(compile) requirements/$$name.in --output-file requirements/$$name.txt; done
	@$(compile) pyproject.toml --output-file layers/dependencies/requirements.txt
	@$(compile) requirements/pictures.in --output-file layers/pictures/requirements.txt
	@$(compile) requirements/passkeys.in --output-file layers/passkeys/requirements.txt
	@$(compile) requirements/scim.in --constraints layers/dependencies/requirements.txt \
	  $(foreach name,annotated-types dnspython idna pydantic pydantic-core typing-extensions typing-inspection,--no-emit-package $(name)) \
	  --output-file layers/scim/requirements.txt
	@$(compile) pyproject.toml --extra dev --constraints layers/dependencies/requirements.txt \
	  --constraints layers/pictures/requirements.txt --constraints layers/passkeys/requirements.txt \
	  --constraints layers/scim/requirements.txt \
	  --output-file requirements/project.txt

compile = $(uv) pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
  --no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade)

.PHONY: envs
envs: env-project env-cloud env-sam

# An environment is made anew when its pins change, its folder moves or its Python goes: times of files say nothing after
# a checkout. What it was made of is written last, so one that was broken off is made anew, too.
made_of = $(CURDIR) $$(sha256sum < requirements/$1.txt)
made = [ -x $(envs)/$1/bin/python ] && [ "$$(cat $(envs)/$1/made-of 2>/dev/null)" = "$(made_of)" ]
# Megabytes of the four environments, the downloads and a first start.
room := 2000
demand_room = [ "$$(df -Pm . | awk 'NR == 2 { print $$4 }')" -ge $(room) ] || \
  { echo "The disk has less than $(room) MB left, which a first start wants: free some and try again."; exit 1; }

.PHONY: env-uv
env-uv:
	@$(call made,uv) || { $(demand_room); \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo "Lähetti needs python3 of version 3.11 or newer: install one and name it, as in make PYTHON=python3.12."; exit 1; }; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "$(PYTHON) lacks the module venv: apt-get install python3-venv"; exit 1; }; \
	  echo "· environment uv"; \
	  rm -rf $(envs)/uv; \
	  $(PYTHON) -m venv $(envs)/uv; \
	  $(envs)/uv/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/uv.txt; \
	  echo "$(call made_of,uv)" > $(envs)/uv/made-of; }

.PHONY: env-project env-cloud env-sam env-api env-conformance env-audit
env-project env-cloud env-sam env-api env-conformance env-audit: env-%: env-uv
	@$(call made,$*) || { $(demand_room); \
	  echo "· environment $*"; \
	  rm -rf $(envs)/$*; \
	  $(uv) venv --quiet --python $(envs)/uv/bin/python $(envs)/$*; \
	  $(uv) pip install --quiet --python $(envs)/$*/bin/python --require-hashes --no-deps --only-binary :all: \
	    -r requirements/$*.txt; \
	  echo "$(call made_of,$*)" > $(envs)/$*/made-of; }

# The project's environment on another Python: one of this machine (pyenv's, too), else uv fetches it.
env-project-%: env-uv
	@[ -x $(envs)/project-$*/bin/python ] && [ "$$(cat $(envs)/project-$*/made-of 2>/dev/null)" = "$(call made_of,project)" ] || { \
	  $(demand_room); \
	  echo "· environment project on Python $*"; \
	  rm -rf $(envs)/project-$*; \
	  PATH="$$(printf '%s:' $(HOME)/.pyenv/versions/$**/bin)$$PATH" $(uv) venv --quiet --python $* $(envs)/project-$*; \
	  $(uv) pip install --quiet --python $(envs)/project-$*/bin/python --require-hashes --no-deps --only-binary :all: \
	    -r requirements/project.txt; \
	  echo "$(call made_of,project)" > $(envs)/project-$*/made-of; }

.PHONY: help
help: ## Say what each target does
	@echo "Lähetti: make demo shows all of it, make up stays."
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
	  while IFS=$$'\t' read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done
