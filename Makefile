PYTHON ?= python3
BIN := .venv/bin
NPM := axe-core@4.14.1 ical.js@2.2.1 leaflet@1.9.4 world-atlas@2.0.2
VENDOR := report/page/vendor

.PHONY: demo test lint check pages packages pictures npm vendor

demo: .venv/installed
	@rm -rf demo && cp -R data/example demo && rm -rf demo/plan demo/setwright.db
	$(BIN)/setwright plan demo
	$(BIN)/setwright invites demo
	$(BIN)/setwright report demo
	@echo "To look at: demo/plan/report.html, and the calendars in demo/plan/calendars."

test: .venv/installed
	$(BIN)/pytest

lint: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

check: lint test

pages: .venv/installed
	$(BIN)/python -m tests.rulebook
	$(BIN)/python -m tests.story

packages: .venv/installed
	$(BIN)/python -m tests.packages

pictures: .venv/installed
	$(BIN)/python -m tests.pictures

npm: .venv/installed
	npm install --silent --no-audit --no-fund --no-save --prefix .venv $(NPM)

vendor: npm
	cp .venv/node_modules/leaflet/dist/leaflet.js .venv/node_modules/leaflet/dist/leaflet.css $(VENDOR)
	cp .venv/node_modules/leaflet/LICENSE $(VENDOR)/LICENSE-leaflet
	cp .venv/node_modules/world-atlas/LICENSE $(VENDOR)/LICENSE-world-atlas
	$(BIN)/python $(VENDOR)/outlines.py .venv/node_modules/world-atlas/countries-10m.json > $(VENDOR)/outlines.json

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@
