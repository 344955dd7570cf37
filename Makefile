# Signaalwijzer. A fresh machine needs git, make and python3; `make serve` and `make test` do the rest.

# What everything runs in: Python 3.10 and exactly the packages of uv.lock. Made anew when one of these changes.
READY := .venv/.ready
IN := .venv/bin/

.DEFAULT_GOAL := help
.PHONY: help serve test train lint format bench compare clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s%s\n", $$1, $$2 }' Makefile

serve: train ## the whole service, on http://127.0.0.1:8000; PORT=8080 and HOST=0.0.0.0 change that
	@$(IN)signaalwijzer serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: lint train ## everything that must hold: style, types, then every test but the benchmarks
	@$(IN)pytest

train: $(READY) ## the assistant, when what it learns from has changed
	@$(IN)signaalwijzer train

lint: $(READY) ## style, types, and which room may import which
	@$(IN)ruff check
	@$(IN)ruff format --check
	@$(IN)mypy
	@$(IN)lint-imports

format: $(READY) ## put the code in the house style
	@$(IN)ruff check --fix
	@$(IN)ruff format

bench: train ## time, start-up and memory, beside stock Rasa
	@$(IN)python -m tests.benchmarks

compare: $(READY) ## how well it understands, beside three other methods; about twenty-five minutes
	@$(IN)python -m tests.benchmarks.understanding

clean: ## remove what can be made again; never data/, where the signals are
	rm -rf .venv .tools .rasa models .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml uv.lock scripts/setup.sh
	@sh scripts/setup.sh
	@touch $@
