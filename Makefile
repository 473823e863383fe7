# make env    the environment alone: .venv
# make book   environment, execution of all chapters, HTML in both languages: _build/html/index.html
# make test   lint, types, imports, notebooks, all tests
# make check  the same without the slow tests: kernels, sweeps, the book, the browser
# make bench  the measured times of benchmarks/README.md
# make faults  kills, changes, full disks, hostile data on purpose: a table of counts, ten minutes
# make mutants  the program changed in one place at a time: what no test notices (SHARE=1: a tenth)
# make clean  remove everything generated, the environment included
#
# Needs python3 (3.11 or later, with venv) and make. Another Python: make book PYTHON=python3.12

PYTHON ?= python3
TOOLS := packing/tools.txt
BIN := .venv/bin
READY := .venv/.ready

# Modules are compiled once, not by each process.
export PYTHONDONTWRITEBYTECODE =

.PHONY: env book test check lint bench faults mutants clean

env: $(READY)

book: $(READY)
	@$(BIN)/regionshare build

test: lint
	$(BIN)/pytest --quiet --numprocesses 2 --dist loadgroup --no-loadscope-reorder --hypothesis-profile quick

check: lint
	$(BIN)/pytest --quiet --numprocesses 2 --dist loadgroup --no-loadscope-reorder -m "not slow" --hypothesis-profile quick

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify chapters/*.ipynb || { echo "to mend it: $(BIN)/nbstripout chapters/*.ipynb"; exit 1; }

bench: $(READY)
	@$(BIN)/python benchmarks/bench_build.py
	@$(BIN)/python benchmarks/bench_execution.py
	@$(BIN)/python benchmarks/bench_matrix.py
	@$(BIN)/python benchmarks/bench_ledger.py

faults: $(READY)
	@$(BIN)/python tests/faults/run.py

SHARE ?= 10
mutants: $(READY)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --target _build/mutants/tools --require-hashes -r packing/mutants.txt
	@$(BIN)/python tests/mutants/mutate.py --share $(SHARE)

clean:
	rm -rf _build .venv regionshare.egg-info forkkernel/src/forkkernel.egg-info forkkernel/.pytest_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis

# All modules are compiled but those of tests and of what only tests and a few commands load.
RARE := '/(tests?|moto|botocore|pip|setuptools|mypy|mypyc|frictionless|petl|debugpy|sqlalchemy|playwright)/'

# uv installs in a third of pip's time; where it cannot (no wheel, a mirror that only pip knows),
# pip does the same.
$(READY): requirements.txt $(TOOLS) pyproject.toml forkkernel/pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("regionshare needs Python 3.11 or later, and $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12" % v[:2])'
	@echo "environment: .venv (once)"
	@$(PYTHON) -m venv .venv
	@{ $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(TOOLS) \
	  && $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt \
	  && $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e ./forkkernel -e . ; } \
	|| { echo "uv did not succeed; pip goes on"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e ./forkkernel -e . ; }
	@$(BIN)/python -m compileall -q -j 0 -x $(RARE) .venv/lib || true
	@touch $(READY)
