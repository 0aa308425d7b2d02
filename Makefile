# Every target sets itself up: `make demo` and `make test` work in a fresh clone.
PYTHON_BIN := .venv/bin/python
DEMO_OUT ?= out/demo
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo test check bench bench-faults simulate format clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## system libraries, .venv, editable install
	@bash scripts/setup.sh

setup-tests:
	@bash scripts/setup.sh --tests

setup-train: ## also torch and torchvision, for `setpiece train`
	@bash scripts/setup.sh --train

demo: setup ## render the default experiment, verify it, judge its realism, say where it is
	@$(PYTHON_BIN) -m setpiece.cli.main generate out=$(DEMO_OUT)
	@$(PYTHON_BIN) -m setpiece.cli.main verify $(DEMO_OUT)
	@$(PYTHON_BIN) -m setpiece.cli.main check data=$(DEMO_OUT) real=hdri-crops out=$(DEMO_OUT)-check offline=skip
	@echo "Open $(abspath $(DEMO_OUT))/index.html"

test: setup-tests ## every test, in two processes
	@$(PYTHON_BIN) -m pytest -n 2 --dist loadfile

check: setup ## ruff, mypy --strict, import rules, grep rules
	@bash scripts/check.sh

bench: setup ## measure speed and quality; W1=FOLDER adds the runs against bare bpy; ONLY=farm COUNT=2000, ONLY=experiments
	@OPENBLAS_NUM_THREADS=1 $(PYTHON_BIN) -m setpiece.cli.bench $(if $(W1),w1=$(W1)) $(if $(ONLY),only=$(ONLY)) $(if $(COUNT),count=$(COUNT))

bench-faults: setup ## kill, fill, damage, resume, compare: ROUNDS=200 SEED=0; docs/farm/faults.md
	@$(PYTHON_BIN) -m setpiece.cli.bench.faults rounds=$(or $(ROUNDS),200) seed=$(or $(SEED),0)

simulate: setup ## batches of 10,000 workers on paper, as in docs/scale.md; ARGS='key=value ...' for one of your own
	@$(PYTHON_BIN) -m setpiece.cli.bench.simulate $(ARGS)

format: setup ## sort imports, format
	@$(PYTHON_BIN) -m ruff check --fix --quiet . ; $(PYTHON_BIN) -m ruff format .

clean: ## remove what builds and tests left, keep .venv and datasets
	@rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
