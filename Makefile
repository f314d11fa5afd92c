# What one does with Heed from its folder. Everything goes into .venv; see README.md.
# Another Python for a new .venv: make PYTHON=python3.13 …

PYTHON ?= python3
BIN := .venv/bin
# Tests wait more than they compute. One that fails is tried once more, and told of.
PYTEST_ARGS ?= -n 3 --dist worksteal --reruns 1
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
  pyproject.toml lock/build.in --extra device --extra hub --extra demo

.PHONY: demo test test-long lint bench pictures lock clean shop tests

demo: shop # a whole shop on this machine, until Ctrl-C
	@exec setpriv --pdeathsig TERM $(BIN)/heed demo $(DEMO_ARGS)

test: tests # what CI checks, at most 15 minutes on two cores
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest $(PYTEST_ARGS)

test-long: tests # all of them, those that take longer too, on five times as many examples
	HEED_LONG=1 $(BIN)/pytest -m "" --timeout 3600

lint: tests # put the code in order and say what is left
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/mypy

bench: tests # speed and size, one JSON object a line
	@for name in pipeline latency memory pages floor words speech queue; do \
	  $(BIN)/python -m tests.bench.$$name --json | tail -n 1 || exit 1; \
	done

pictures: tests # README's pictures, taken from a demo of their own
	$(BIN)/python -m provisioning.pictures

lock: tests # the lock files anew, from pyproject.toml and lock/build.in
	$(LOCK) --upgrade -o lock/shop.txt
	$(LOCK) --upgrade --extra tests -c lock/shop.txt -o lock/tests.txt

clean: # remove what was made here, the demo's data too
	rm -rf .venv .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

shop tests:
	@$(PYTHON) provisioning/prepare.py $@
