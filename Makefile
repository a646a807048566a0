# Thin targets; each sets up .venv by itself when it is missing or when what it is made from has changed.
# Needs Python 3.11 or newer, make and git, nothing else. Another Python: make PYTHON=python3.13 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PROJECTS := pyproject.toml $(sort $(wildcard plugins/*/pyproject.toml))
# editable installs of the core and of each plugin; hatchling is in the lock, so nothing is fetched for them
EDITABLE := -e . $(patsubst %/pyproject.toml,-e ./%,$(filter plugins/%,$(PROJECTS)))
# errors only: machines with several package indexes would warn about each that lacks a package
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format api bench docs dist lock clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(STAMP) ## render the example project into build/demo/, and say where the files are
	@$(BIN)/python tools/demo.py

test: lint ## the whole test suite, as CI runs it, with lint and types
	$(BIN)/python -m pytest -q -n 2 --cov --cov-report=term --cov-fail-under=95

lint: $(STAMP) ## ruff, mypy, direction of imports
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache

format: $(STAMP) ## let ruff format and sort what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

api: $(STAMP) ## write down the public names and signatures anew, in tests/public_api.txt
	MPFKIT_UPDATE_API=1 $(BIN)/python -m pytest -q tests/test_public_api.py

bench: $(STAMP) ## ratios against other tools, in one run; also written to build/bench.json
	$(BIN)/python tests/benchmarks/bench.py
	$(BIN)/python tests/benchmarks/batch_bench.py

docs: $(STAMP) ## the documentation as a site, in build/docs/; a warning is an error
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet --builder html docs build/docs
	@echo build/docs/index.html

dist: $(STAMP) ## the distributions in dist/, used in empty environments, with the lowest and the newest dependencies
	$(BIN)/python tools/check_dist.py

lock: $(STAMP) ## resolve requirements-dev.txt anew from the pyproject files
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-strip-extras --no-emit-index-url --no-emit-package mpfkit --group dev \
		--output-file requirements-dev.txt $(PROJECTS)

clean: ## remove everything that was made
	rm -rf $(VENV) build dist plugins/*/dist .coverage .coverage.* \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements-dev.txt $(PROJECTS)
	@$(PYTHON) tools/check_python.py
	@test -x $(BIN)/python || { echo "setting up $(VENV) (once, about a minute)"; \
		$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; }
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation $(EDITABLE)
	@touch $@
