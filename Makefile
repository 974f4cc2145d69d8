# demo: the whole product on this machine; test: every check. Both set themselves up in .venv.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OLD_DJANGO := $(VENV)/django42
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SERVE ?=
SOURCES := generator infra tests examples

.DEFAULT_GOAL := help
.PHONY: help demo test check format golden bench clean

help:
	@echo "make demo           the example shop on a local cloud, end to end (SERVE=1 leaves it running)"
	@echo "make test           every check and test"
	@echo "make bench          how fast it is, as a table"
	@echo "make golden         write the expected files of the golden tests anew"

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "stowplan needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "setting up $(VENV) (once; a few minutes)"
	@$(PYTHON) -m venv $(VENV) || { echo "no venv module: install it (Debian: apt-get install python3-venv)" >&2; exit 2; }
	@$(PIP) --editable '.[dev]' 2>&1 | grep -v '^WARNING: Location' || true
	@$(BIN)/python -c 'import generator, infra, pulumi_aws, moto, pytest'
	@touch $@

$(OLD_DJANGO): $(READY)
	@$(PIP) --target $@ 'Django>=4.2,<4.3' 2>&1 | grep -v '^WARNING: Location' || true
	@$(BIN)/python -c 'import pathlib, sys; sys.exit(not pathlib.Path("$@/django").is_dir())'
	@touch $@

demo: $(READY)
	@$(BIN)/python examples/demo.py $(if $(SERVE),--serve)

check: $(READY)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: $(READY) $(OLD_DJANGO) check
	STOWPLAN_OLD_DJANGO=$(abspath $(OLD_DJANGO)) $(BIN)/python -m pytest -q -n auto

format: $(READY)
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

golden: $(READY)
	STOWPLAN_GOLDEN=1 $(BIN)/python -m pytest -q tests/golden tests/failures

bench: $(READY)
	@$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .stowplan build dist .mypy_cache .ruff_cache .pytest_cache
