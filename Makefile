# The commands of this project. `make run` and `make test` are all that a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: help run test check bench shots lock messages clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

run: ## start everything: portal, desk, worker, practice platform; Ctrl-C stops it
	@$(PYTHON) tools/bootstrap.py run
	@exec $(BIN)/duta run

test: ## every test, browser tests and real servers included
	@$(PYTHON) tools/bootstrap.py dev
	@$(BIN)/python tools/test_everything.py $(ARGS)

check: ## style, types, import order, templates, migrations, translations
	@$(PYTHON) tools/bootstrap.py dev
	@$(BIN)/python tools/check.py

bench: ## measure; writes benchmarks/results/*.json
	@$(PYTHON) tools/bootstrap.py dev
	@$(BIN)/python benchmarks/run.py

shots: ## screenshots of every screen into var/shots
	@$(PYTHON) tools/bootstrap.py dev
	@$(BIN)/python tools/shots.py

messages: ## bring the translations' files up to date with the sources
	@$(BIN)/python tools/messages.py update

lock: ## write requirements/*.txt anew from pyproject.toml
	@$(BIN)/python tools/lock.py

clean: ## remove what running and testing left (not the database of `make run`)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
