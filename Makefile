# Everything a fresh machine with git, make and Python 3.11 needs, and the few things people do.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# In the order of the folders: those of integration take longest, and the short ones after them fill
# what would else be the wait for the last of them.
IN_PARALLEL := -n 2 --dist loadscope --no-loadscope-reorder

# What the tests of pages and workbooks look at them with: a browser, an office, a reader of PDF, Hebrew.
TOOLS := chromium soffice pdftotext
PACKAGES := chromium libreoffice-calc poppler-utils culmus

.PHONY: site-console refresh test test-all test-ckan bench soak tools lint lint-python lint-sql serve clean

refresh: $(READY)
	@$(BIN)/thriving refresh

test: $(READY) tools lint
	@$(BIN)/pytest -m "not slow" $(IN_PARALLEL)

test-all: $(READY) tools lint
	@$(BIN)/pytest $(IN_PARALLEL)

# The contract of the CKAN connector against a real CKAN on this machine, set up on the first call.
CKAN := .venv-ckan
CKAN_VERSION := 2.12.0

test-ckan: $(READY)
	@command -v redis-server > /dev/null && command -v psql > /dev/null || { echo "installing PostgreSQL and Redis"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql redis-server > /dev/null; }
	@test -x $(CKAN)/bin/ckan || { echo "setting up $(CKAN) (once)"; $(BIN)/python -m venv $(CKAN) && $(CKAN)/bin/python -m pip install --quiet --disable-pip-version-check "ckan[requirements]==$(CKAN_VERSION)"; }
	@$(BIN)/python -m tests.ckan.run $(CKAN)

bench: $(READY)
	@$(BIN)/python -m tests.bench.ratios
	@$(BIN)/pytest tests/estimation/test_evaluation_simulations.py

# Thirty nights with two hundred kills and sixteen readers: an hour and a half on two idle cores. A shorter
# one: make soak NIGHTS=3 KILLS=12
NIGHTS := 30
KILLS := 200
soak: $(READY)
	@$(BIN)/python -m tests.bench.soak --nights $(NIGHTS) --kills $(KILLS)

# Queries in the browser (sql.html of the site): wants npm; the site works without it.
site-console:
	@cd publication/site/console && npm ci --no-audit --no-fund --ignore-scripts && npm run --silent bundle && npm run --silent engines

serve: $(READY)
	@$(BIN)/thriving serve

# Without them the tests that need them are skipped, and say so.
tools:
	@for tool in $(TOOLS); do command -v $$tool > /dev/null || missing="$$missing $$tool"; done; \
	test -z "$$missing" || { echo "installing$$missing for the tests"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES); } > /dev/null 2>&1 \
	  || echo "make: WITHOUT$$missing: TESTS OF PAGES AND WORKBOOKS ARE SKIPPED; install $(PACKAGES)"; }

# Types and SQL take half a minute each: at the same time.
lint: $(READY)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint-python lint-sql

lint-python: $(READY)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache

lint-sql: $(READY)
	@$(BIN)/sqlfluff lint --disable-progress-bar --nocolor dbt_project/models dbt_project/macros expectations/checks docs/recipes

# The lock holds exact versions and hashes; uv is several times faster than pip and takes the same.
# Beside all that stands an older DuckDB client, with which the tests open what is published.
$(READY): requirements.lock requirements-duckdb-1.3.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "make: found $$($(BIN)/python --version); expected Python 3.11; install it, remove $(VENV), or give PYTHON=/path/to/python3.11"; exit 2; }
	@echo "setting up $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-uv.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/duckdb-1.3 --require-hashes --requirement requirements-duckdb-1.3.lock
	@$(BIN)/python -m compileall -q ingest estimation expectations publication orchestration
	@$(BIN)/python -c 'from orchestration.build import prepare_parse_cache; prepare_parse_cache()'
	@$(BIN)/python -c 'from publication.pages.scripts import make_bundle; make_bundle()'
	@touch $(READY)

clean:
	rm -rf $(VENV) $(CKAN) dbt_project/target
