# make run    one whole cycle: fetch, log, align, report
# make test   every check and every test
# make thorough  the costly tests with all of their cases, of which `make test` runs a fixed part
# make check  lint, types, import contracts, doctests
# make bench  times, ratios and memory beside plain programs of the same work
# make calibrate  how often each test is wrong on ordinary days, and what it finds (some minutes; ARGS=--help)
# make eval   how well statements are read, on labelled passages (ARGS=--errors names the errors)
# make picture  the picture of the README, drawn anew from the report (needs Chromium)
# make sources  the table of sources in the README, written anew from what each declares
# make fuzz   spoil recorded documents and see that every parser reads or refuses them (ARGS="--seconds 60 --seed 2")
# make install-check  clean-room installs of the wheel by pip, uv and pipx (needs the package index)
# make year   a simulated year of unattended work, and what it lost or doubled (ARGS="--seed 2 --step-hours 12")
# make torture  kill -9 at random instants under both databases, then hostile surroundings (KILLS=200 SEED=1 DATABASE=sqlite)
# make clean  remove what this file made (never your data)
#
# Both `run` and `test` build .venv themselves from the hash-pinned lock files.
# Another interpreter: make run PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PYTEST_ARGS ?=
ARGS ?=
KILLS ?= 200
SEED ?= 1
# Empty: both. DATABASE=sqlite does without PostgreSQL.
DATABASE ?=

export PYTHONUTF8 = 1
# A shell prepared for another project must not leak into this one. What is compiled is kept: the tests start many
# processes, and each would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV VIRTUAL_ENV

.PHONY: help run test thorough picture sources check types lint doctests bench calibrate eval fuzz year torture install-check clean
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

# Exit code 4 means "answered, but stale or partial": a report was printed, so the run succeeded.
run: $(VENV)/.runtime
	@$(BIN)/tracker run; code=$$?; [ $$code -eq 4 ] || exit $$code

# worksteal: neighbours run in one process, which then makes what they share once.
# The checks run meanwhile and give way to the tests, whose processes often wait. build/checked says that they passed.
test: $(VENV)/.development
	@mkdir -p build && rm -f build/checked
	@{ nice -n 10 $(MAKE) --no-print-directory check && touch build/checked; } >build/check.log 2>&1 & checks=$$!; \
	trap 'kill $$checks; exit 130' INT TERM; \
	code=0; $(BIN)/python -m pytest -n 3 --dist worksteal $(PYTEST_ARGS) || code=$$?; \
	wait $$checks || { code=1; echo "make: the checks failed:"; }; \
	cat build/check.log; exit $$code

thorough: $(VENV)/.development
	TRACKER_TEST_THOROUGH=1 $(BIN)/python -m pytest -n 3 --dist worksteal $(PYTEST_ARGS) \
	    tests/fakenet tests/live tests/services tests/test_ledger.py tests/torture/test_torture.py

# Two at a time: the types alone take as long as all the rest.
check: $(VENV)/.development
	@$(MAKE) --no-print-directory -j 2 types lint doctests

types: $(VENV)/.development
	$(BIN)/mypy

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

doctests: $(VENV)/.development
	$(BIN)/python -m pytest --doctest-modules -q tracker jobs

bench: $(VENV)/.development
	$(BIN)/python tests/benchmarks/run.py $(ARGS)

calibrate: $(VENV)/.development
	@$(BIN)/python -m tests.calibration.calibrate $(ARGS)

eval: $(VENV)/.development
	@$(BIN)/python -m tests.evaluation.evaluate $(ARGS)

picture: $(VENV)/.development
	@$(BIN)/python -m tests.readme.picture

sources: $(VENV)/.development
	@$(BIN)/python -m tests.readme.sources

fuzz: $(VENV)/.development
	@$(BIN)/python -m tests.fuzzing.fuzz $(ARGS)

install-check: $(VENV)/.development
	$(BIN)/python tests/check_installs.py

year: $(VENV)/.development
	@$(BIN)/python -m tests.live.year $(ARGS)

torture: $(VENV)/.development
	$(BIN)/python -m tests.torture.run --kills $(KILLS) --seed $(SEED) $(addprefix --database ,$(DATABASE))
	$(BIN)/python -m pytest -n 2 -q tests/surroundings

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are written last: a set-up that was interrupted starts again from an empty environment.
$(VENV)/.runtime: requirements.lock pyproject.toml
	$(call set-up,requirements.lock)
	@touch $@

$(VENV)/.development: requirements-dev.lock pyproject.toml
	$(call set-up,requirements-dev.lock)
	@touch $(VENV)/.runtime $@

# The lock files are complete, which is looked at afterwards: nothing is to be solved. pip compiles with one processor.
define set-up
	@command -v $(PYTHON) >/dev/null || { \
	    echo "make: no '$(PYTHON)' found. Install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "make: Python 3.11 or newer is needed, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12" >&2; \
	    exit 1; }
	@if [ -e $(VENV)/.unfinished ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	    echo "Creating $(VENV) with $$($(PYTHON) -V 2>&1)"; \
	    $(PYTHON) -m venv --clear $(VENV) || { \
	        echo "make: no virtual environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	fi
	@rm -f $(VENV)/.runtime $(VENV)/.development && touch $(VENV)/.unfinished
	$(PIP) install --quiet --no-compile --no-deps --require-hashes --requirement $(1)
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(PIP) check >/dev/null || { $(PIP) check; exit 1; }
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib || true
	@rm -f $(VENV)/.unfinished
endef
