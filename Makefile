# demo: the whole product on this machine; test: every check. Both set themselves up in .venv.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OLD_DJANGO := $(VENV)/django42
NODE := $(VENV)/node
AZURITE := $(NODE)/node_modules/.bin/azurite-blob
PACKAGES := azurite@3 dotenv@17 @sparticuz/chromium@147 puppeteer-core@24 axe-core@4 mermaid@11 jsdom@26
CHECKOV := $(VENV)/checkov
POLICY := $(VENV)/policy
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SERVE ?=
CLOUDS ?=
SOURCES := generator infra tests examples

.DEFAULT_GOAL := help
.PHONY: help demo test check format golden bench clean

help:
	@echo "make demo           the example shop on local clouds, end to end (CLOUDS=aws,gcp,azure; SERVE=1 leaves it running)"
	@echo "make test           every check and test"
	@echo "make bench          how fast it is, as a table"
	@echo "make golden         write the expected files of the golden tests anew"

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "stowplan needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "setting up $(VENV) (once; a few minutes)"
	@$(PYTHON) -m venv $(VENV) || { echo "no venv module: install it (Debian: apt-get install python3-venv)" >&2; exit 2; }
	@$(PIP) --editable '.[dev]' 2>&1 | grep -v '^WARNING: Location' || true
	@$(BIN)/python -c 'import generator, infra, moto, pytest; from importlib.util import find_spec; assert all(map(find_spec, ["pulumi_aws", "pulumi_gcp", "pulumi_azure_native", "storages"]))'
	@touch $@

$(OLD_DJANGO): $(READY)
	@$(PIP) --target $@ 'Django>=4.2,<4.3' 2>&1 | grep -v '^WARNING: Location' || true
	@$(BIN)/python -c 'import pathlib, sys; sys.exit(not pathlib.Path("$@/django").is_dir())'
	@touch $@

# Azurite, the Azure Blob Storage emulator; the dotenv of npm; a Chromium, its driver and axe, for the page of a review;
# Mermaid's own parser. Without Node.js what needs them says so and is skipped.
$(NODE)/.ready: Makefile | $(READY)
	@mkdir -p $(NODE)
	@if command -v npm >/dev/null; then \
	  npm install --prefix $(NODE) --no-save --no-audit --no-fund --loglevel=error $(PACKAGES) >/dev/null \
	    && touch $@ || echo "npm could not install what the local Azure and the browser tests need: they are left out" >&2; \
	else echo "no npm: the local Azure and the browser tests are left out" >&2; fi

# Checkov has a hundred pinned dependencies, so it lives apart.
$(CHECKOV)/.ready: | $(READY)
	@$(PYTHON) -m venv $(CHECKOV)
	@$(CHECKOV)/bin/python -m pip install --quiet --disable-pip-version-check 'checkov>=3.2,<4' 2>&1 | grep -v '^WARNING: Location' || true
	@$(CHECKOV)/bin/python -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("checkov") is None)'
	@touch $@

# Packs have an environment of their own: pulumi-policy wants an older protobuf than Google's libraries.
$(POLICY)/.ready: | $(READY)
	@$(PYTHON) -m venv $(POLICY)
	@$(POLICY)/bin/python -m pip install --quiet --disable-pip-version-check 'pulumi-policy>=1.21,<2' 2>&1 | grep -v '^WARNING: Location' || true
	@$(POLICY)/bin/python -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("pulumi_policy") is None)'
	@touch $@

demo: $(READY) $(NODE)/.ready
	@STOWPLAN_AZURITE=$(abspath $(AZURITE)) $(BIN)/python examples/demo.py $(if $(SERVE),--serve) $(if $(CLOUDS),--clouds $(CLOUDS))

check: $(READY)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: $(READY) $(OLD_DJANGO) $(NODE)/.ready $(CHECKOV)/.ready $(POLICY)/.ready check
	STOWPLAN_OLD_DJANGO=$(abspath $(OLD_DJANGO)) STOWPLAN_AZURITE=$(abspath $(AZURITE)) \
	  STOWPLAN_BROWSER=$(abspath $(NODE)/node_modules) STOWPLAN_CHECKOV=$(abspath $(CHECKOV)/bin/python) STOWPLAN_POLICY=$(abspath $(POLICY)/bin/python) \
	  NODE_PATH=$(abspath $(NODE)/node_modules) $(BIN)/python -m pytest -q -n auto

format: $(READY)
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

golden: $(READY)
	STOWPLAN_GOLDEN=1 $(BIN)/python -m pytest -q tests/golden tests/failures

bench: $(READY)
	@$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .stowplan build dist .mypy_cache .ruff_cache .pytest_cache
