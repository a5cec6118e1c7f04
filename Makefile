PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint check

demo: .venv/installed
	@rm -rf demo && cp -R data/example demo && rm -rf demo/plan demo/setwright.db
	$(BIN)/setwright plan demo
	$(BIN)/setwright invites demo
	@echo "To look at: demo/plan/sets.csv, demo/plan/meetings.csv, and the calendars in demo/plan/calendars."

test: .venv/installed
	$(BIN)/pytest

lint: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

check: lint test

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@
