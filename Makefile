# Needs Python 3.11 or newer; everything else is installed into this folder.
# Settings on the command line reach the app as environment variables: make run PORT=3001

PYTHON ?= python3
IN_VENV := .venv/bin/python -m

.DEFAULT_GOAL := help
.PHONY: help run api test check bench examples screenshots lock migrate admin runtime dev

help: ## show this help
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'
	@echo
	@echo "  Settings: PORT=3000 HOST=127.0.0.1 DATABASE_URL=sqlite:///... ACCESS_LOG=1 PYTHON=python3.12"

run: runtime ## set up what is missing, then serve the app on http://localhost:3000
	@exec $(IN_VENV) ops.serve

api: runtime ## serve the scheduling API alone on http://localhost:3002, beside `make run` if you like
	@exec $(IN_VENV) ops.serve_api

test: dev ## run all tests, in a real browser too
	@$(IN_VENV) ops.chromium
	@$(IN_VENV) ops.curl
	@$(IN_VENV) ops.test $(ARGS)

check: dev ## look for mistakes without running the app: style, types, layers
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: dev ## measure starts, pages and answers under load
	@$(IN_VENV) ops.chromium
	@$(IN_VENV) ops.bench

examples: dev ## record the examples of the APIs' documents anew, from tests/api/story.py
	@RECORD_EXAMPLES=1 $(IN_VENV) pytest -q tests/api/test_examples.py

screenshots: dev ## take the pictures of README.md anew
	@$(IN_VENV) ops.screenshots

admin: runtime ## make a registered person an administrator: make admin EMAIL=...
	@$(IN_VENV) ops.admin "$$EMAIL"

migrate: runtime ## bring the database up to date and recreate its guards (`make run` does it, too)
	@$(IN_VENV) ops.migrate

lock: dev ## compile the locks anew from pyproject.toml (UPGRADE=1 takes the newest versions)
	@$(IN_VENV) ops.lock $(if $(UPGRADE),--upgrade)

runtime:
	@$(PYTHON) ops/install.py runtime

dev:
	@$(PYTHON) ops/install.py dev
