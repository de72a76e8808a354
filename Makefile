# Everything starts from the lock file: only git, make and Python >= 3.11 are needed.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
export PYTHONDONTWRITEBYTECODE :=  # the tests start the program often: it is compiled once

.PHONY: run invite check-sources demo test check soak chaos bench bench-full lock audit clean pictures screens
.DEFAULT_GOAL := run

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@echo "Preparing .venv from requirements.lock (once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

run: $(READY)  ## start the bot; settings come from the environment and .env
	@$(BIN)/python -m bot

invite: $(READY)  ## print the link that brings the bot to a server
	@$(BIN)/python -m bot invite

check-sources: $(READY)  ## ask every configured source for one post: make check-sources LINK='https://…'
	@$(BIN)/python -m bot check-sources "$$LINK"

demo: $(READY)  ## one campaign from submission to payment, without any account
	@$(BIN)/python -m tests.demo

test: $(READY)  ## the whole suite, on SQLite and PostgreSQL, on as many processors as there are
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY)  ## style, types, import contracts, and the rules' full coverage
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/core/domain --cov=core.domain --cov-branch --cov-fail-under=100

soak: $(READY)  ## simulated weeks with many seeds, and 20,000 new histories of life and money: well over half an hour
	@SIMULATED_SEEDS=40 $(BIN)/python -m pytest -q tests/faults/test_no_post_missed.py
	@HISTORIES=20000 $(BIN)/python -m pytest -q tests/faults/test_every_history.py

chaos: $(READY)  ## inject every fault for real and print what it cost, which must be nothing: some minutes
	@$(BIN)/python -m tests.chaos

bench: $(READY)  ## figures with a baseline in the same run: some minutes; docs/performance.md explains them
	@$(BIN)/python -m tests.bench

bench-full: $(READY)  ## the same at full size: over an hour and 16 GB of disk
	@$(BIN)/python -m tests.bench --full

pictures: $(READY)  ## draw docs/charts/*.png anew
	@$(BIN)/python -m tests.pictures

screens: $(READY)  ## write docs/screens.md anew from what the program shows
	@$(BIN)/python -m tests.screens

lock: $(READY)  ## write both lock files anew from pyproject.toml: all, and what running it takes
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	@.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml -o requirements.lock
	@.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -c requirements.lock pyproject.toml -o requirements-run.lock
	@rm -rf .venv-lock

audit: $(READY)  ## look for known weaknesses of what a user installs; nothing that cannot be reached is a fault
	-@$(PYTHON) -m venv .venv-audit && .venv-audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@$(BIN)/python -m tests.audit .venv-audit/bin/pip-audit
	@rm -rf .venv-audit

clean:  ## forget everything that was made
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
