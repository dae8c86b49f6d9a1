# One place to enter the house: `make run` to use it, `make test` to work on it.
SHELL := /bin/sh
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

# A stamp carries the fingerprint of what was installed, so that a changed lock file is noticed and an unchanged one costs nothing.
fingerprint = $(shell cat $(1) | sha256sum | cut -c 1-16)
PRODUCT := .venv/stamp-product-$(call fingerprint,requirements.txt pyproject.toml)
TOOLS := .venv/stamp-tools-$(call fingerprint,requirements.txt requirements-dev.txt)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

.PHONY: setup tools run test lint prove pictures bench lock clean

setup: $(PRODUCT) $(CATALOGUES)
	@$(BIN)/python -m rollout.frontend

tools: $(PRODUCT) $(TOOLS)

run: setup
	@$(BIN)/rollout init && $(BIN)/rollout demo --if-empty && exec $(BIN)/rollout serve

# What Python has once compiled serves every further process of the tests, whatever the environment wishes.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup tools
	@$(BIN)/python -m tests.machine
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS)

lint: tools
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# The books of the contract under random hands, many thousands of papers on each database.
prove: setup tools
	@ROLLOUT_PROVE=1 $(BIN)/python -m pytest -n 2 tests/rollout/ledger/test_machine.py $(ARGS)

# The small pictures of the main pages, after a page was changed on purpose. Look at what git shows as changed before you keep it.
pictures: setup tools
	@$(BIN)/python -m tests.machine
	@ROLLOUT_PICTURES=renew $(BIN)/python -m pytest -q tests/browser/test_every_page.py $(ARGS)

bench: setup tools
	@$(BIN)/python -m tests.bench $(ARGS)

# The lock files, from the lists in pyproject.toml and package.json. Pins stay as they are unless ARGS=--upgrade.
lock: tools
	@$(COMPILE) $(ARGS) pyproject.toml --group build -o requirements.txt
	@$(COMPILE) $(ARGS) --group pyproject.toml:test -c requirements.txt -o requirements-dev.txt
	@$(COMPILE) $(ARGS) --group pyproject.toml:node -o requirements-node.txt
	@npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:
	@rm -rf .venv node_modules views/static/vendor reports/fonts build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
		.hypothesis $(CATALOGUES)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@python=; for candidate in python3.11 python3 python3.12 python3.13; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Python 3.11 or newer is needed; install the package python3." >&2; exit 1; fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Python cannot make an environment here; install the package python3-venv." >&2; exit 1; fi; \
	$$python -m venv .venv

$(PRODUCT): | .venv/bin/python
	@echo "Installing the product's packages …"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-index --no-build-isolation --no-deps -e .
	@rm -f .venv/stamp-product-* && touch $@

$(TOOLS): | $(PRODUCT)
	@echo "Installing the tools for tests …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@rm -f .venv/stamp-tools-* && touch $@

%.mo: %.po | $(PRODUCT)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
