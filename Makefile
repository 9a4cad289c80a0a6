.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ANSWER ?= yes

.PHONY: help setup setup-dev demo serve test check fix bench lock clean screenshots

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.core: requirements.lock pyproject.toml
	@echo "Installing Voice's pinned core into $(VENV) (no torch; about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Voice needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --progress-bar on -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements-dev.lock
	@echo "Installing the test tools into $(VENV)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --progress-bar on -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.core ## make .venv with the pinned core
setup-dev: $(VENV)/.dev ## the same with the test tools

demo: $(VENV)/.core ## a call goes all the way (ANSWER=yes|no|silence|hangup|withdraw)
	@$(BIN)/python -m voice demo --answer $(ANSWER)

serve: $(VENV)/.core ## start the service
	@$(BIN)/python -m voice serve

test: $(VENV)/.dev ## every test that needs nothing but Python
	@$(BIN)/python -m pytest -m "not browser and not postgres and not diarize and not benchmarks"

check: $(VENV)/.dev ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: $(VENV)/.dev ## format and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## measure ratios
	@$(BIN)/python -m pytest -m benchmarks -s --timeout 1800

screenshots: $(VENV)/.dev ## pictures of every page, light and dark, narrow and wide (needs Chromium)
	@$(BIN)/python tests/end_to_end/browser/screenshots.py build/screenshots

lock: $(VENV)/.dev ## pin the dependencies anew
	@$(BIN)/python -m pip install --disable-pip-version-check -q uv
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-dev.lock

clean: ## remove what was built, never what was kept
	@rm -rf $(VENV) .venv-diarize build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
