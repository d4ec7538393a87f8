# Mbongi: `make demo` shows it, `make run` runs it, `make test` proves it.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
DATA := $(if $(ASSISTANT_DATA_DIR),$(ASSISTANT_DATA_DIR),data)

.PHONY: help install demo run test check bench catalogues docs crash lock clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

.venv/base: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --no-deps -r requirements.txt
	$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev: .venv/base requirements-dev.txt
	$(PIP) install --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

.venv/synapse: .venv/dev requirements-synapse.txt
	@$(PIP) install --require-hashes --no-deps -r requirements-synapse.txt && touch $@ \
		|| echo "Synapse could not be installed: the tests that need a Matrix homeserver are skipped"

.venv/js: tests/matrix/js/package-lock.json
	@mkdir -p .venv/matrix-js && cp tests/matrix/js/package*.json .venv/matrix-js
	@npm ci --prefix .venv/matrix-js --ignore-scripts --no-audit --no-fund --loglevel error && touch $@ \
		|| echo "matrix-js-sdk could not be installed: the tests with a Matrix client that is not ours are skipped"

install: .venv/base ## the virtual environment, pinned and hashed

demo: install ## a fictional association in a web chat, on http://127.0.0.1:8008
	$(BIN)/python -m assistant demo

run: install ## the real thing, from .env
	$(BIN)/python -m assistant init
	$(BIN)/python -m assistant serve

test: .venv/dev .venv/synapse .venv/js ## every test
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: .venv/dev ## linters, types, import rule, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	! grep -nE 'https?://|file://|--(extra-)?index|--find-links|--trusted' requirements*.txt
	! grep -n '"resolved"' tests/matrix/js/package-lock.json

bench: .venv/dev .venv/synapse ## the figures of docs/performance.md, each beside a yardstick
	$(BIN)/python -m tests.bench

catalogues: .venv/dev ## bring the catalogues up to what the code says
	$(BIN)/python -m locales

docs: install ## write docs/commands.md from the code
	$(BIN)/python -m handlers

crash: .venv/dev .venv/synapse ## the full kill tests, 40 kills each: 1000 updates, over Matrix too, and a message to 1000 members
	$(BIN)/python -m tests.crash --updates 1000 --kills 40
	$(BIN)/python -m tests.crash --matrix --updates 1000 --kills 40
	$(BIN)/python -m tests.crash --broadcast 1000 --kills 40

lock: ## pin and hash what requirements*.in name (needs uv)
	uv pip compile requirements.in --python-version 3.11 --universal --generate-hashes --no-annotate --no-header -o requirements.txt
	uv pip compile requirements-dev.in --python-version 3.11 --universal --generate-hashes --no-annotate --no-header -o requirements-dev.txt
	uv pip compile requirements-synapse.in --python-version 3.11 --universal --generate-hashes --no-annotate --no-header -o requirements-synapse.txt

clean: ## remove what was made
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
