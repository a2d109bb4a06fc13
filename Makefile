# make help lists what has a ##
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
BIND ?= 127.0.0.1:8000
.DEFAULT_GOAL := help
.PHONY: help demo run install test check format lint types contracts browser bench chaos lock clean

help:  ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/run  ## install, load the examples, start the portal and run the example pipeline
	@$(BIN)/python manage.py demo
	@exec $(BIN)/python manage.py portal --bind $(BIND) --stop-jobs --example

run: .venv/run  ## the portal and its workers; ctrl-c stops both
	@exec $(BIN)/python manage.py portal --bind $(BIND)

install: .venv/run  ## the virtual environment that runs the portal

test: .venv/dev  ## all tests; those that need what this machine lacks say so and skip
	@$(BIN)/python -m pytest -n auto --dist loadgroup

check: lint types contracts test  ## what must pass before every commit

format: .venv/dev  ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: .venv/dev  ## rules, form, and migrations that are missing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/vermin --quiet --no-tips -t=3.8- jobs/execution/runner provenance/recorder/opus_provenance.py

types: .venv/dev  ## mypy, strictly
	$(BIN)/mypy

contracts: .venv/dev  ## who may import whom
	$(BIN)/lint-imports

bench: .venv/dev  ## measure what has a budget
	$(BIN)/python -m benchmarks

chaos: .venv/dev  ## kill, stop and cut off parts while jobs run, and judge every job
	$(BIN)/python -m tests.chaos

lock: .venv/dev  ## pin what requirements.in and requirements-dev.in ask for
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras -q \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras -q \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  requirements-dev.in -o requirements-dev.txt

clean:  ## remove the virtual environment; var/ stays
	rm -rf .venv

.venv/run: requirements.txt
	@PYTHON=$(PYTHON) ./install requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt
	@PYTHON=$(PYTHON) ./install requirements-dev.txt
	@touch .venv/run $@
