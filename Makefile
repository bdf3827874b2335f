# What a change must pass; `make check` is what runs before a push.
PYTHON ?= .venv/bin/python
BIN := $(dir $(PYTHON))
RUN := $(PYTHON) -m

.PHONY: check format lint types imports test golden figures install

check: lint types imports test

install:
	python3 -m venv .venv
	$(RUN) pip install -q -e ".[dev]"

format:
	$(RUN) ruff format
	$(RUN) ruff check --fix

lint:
	$(RUN) ruff format --check
	$(RUN) ruff check

types:
	$(RUN) mypy

imports:
	$(BIN)lint-imports

test:
	$(RUN) pytest -n 2

golden:
	$(RUN) pytest -n 0 tests/review/test_snapshots.py --snapshot-update

figures:
	$(PYTHON) benchmarks/readme_figures.py
