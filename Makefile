# Each goal sets up what it needs: Python 3.11 or newer, pip, venv and make suffice.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.NOTPARALLEL:
.PHONY: help demo lab doctor test test-fast test-notebooks notebooks check-notebooks \
        release budget seeds claims bench count clean

help:
	@echo 'make demo             train a VAE on real digits, write minivae-demo.html'
	@echo 'make lab              open the course in JupyterLab'
	@echo 'make doctor           look over the installation'
	@echo 'make test             all tests, then every notebook'
	@echo 'make test-fast        the tests without the notebooks'
	@echo 'make test-notebooks   every notebook, and grading them with nbgrader'
	@echo 'make release DAY=day4 what nbgrader hands out of a day, for instructors'
	@echo 'make notebooks        build the notebooks that have changed'
	@echo 'make check-notebooks  say which notebooks are out of step with their source'
	@echo 'make budget           run every notebook alone, hold it to its CPU seconds'
	@echo 'make seeds            does what the lectures claim hold with five other seeds?'
	@echo 'make claims           measure what the slides state, write docs/claims.md'
	@echo 'make bench            install the peers and run the benchmarks'
	@echo 'make count            how many lines of code each room has'
	@echo 'make clean            remove caches and what was built, keep .venv'

# The package goes in without its dependencies: they are pinned in requirements.txt.
# Without build isolation, the build takes the pinned setuptools, not the network's.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("minivae needs \
	Python 3.11 or newer; $(PYTHON) is %d.%d. Try: make PYTHON=python3.12" \
	% sys.version_info[:2])'
	@echo 'Setting up .venv: a few minutes, once.'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --no-deps --no-build-isolation --editable .
	@$(BIN)/minivae fetch reuters || echo 'Going on without it; see make doctor.'
	@touch $@

demo lab doctor: $(READY)
	@$(BIN)/minivae $@

test: $(READY)
	@$(BIN)/python tools/run_tests.py

test-fast: $(READY)
	@$(BIN)/python tools/run_tests.py tests

test-notebooks: $(READY)
	@$(BIN)/python tools/run_tests.py notebooks nbgrader

# nbgrader calls another program of .venv by its name.
release: $(READY)
	@test -n '$(DAY)' || { echo 'Say which day: make release DAY=day4'; exit 2; }
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m nbgrader generate_assignment \
	    '$(DAY)' --force
	@echo 'Hand out release/$(DAY). What comes back belongs into submitted/NAME/$(DAY).'

budget: $(READY)
	MINIVAE_DATA=bundled OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m quiet tests

seeds: $(READY)
	$(BIN)/python tools/seeds.py

claims: $(READY)
	$(BIN)/python tools/make_claims.py

notebooks: $(READY)
	$(BIN)/python tools/build_notebooks.py

check-notebooks: $(READY)
	$(BIN)/python tools/build_notebooks.py --check

bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --no-build-isolation --editable '.[bench]'
	@for benchmark in benchmarks/*.py; do \
	    echo "== $$benchmark"; $(BIN)/python "$$benchmark" || exit 1; \
	done

# Python's own library is enough for it.
count:
	@$(PYTHON) tools/count_lines.py

clean:
	rm -rf build *.egg-info .pytest_cache .ruff_cache minivae-demo.html
	find . -path ./.venv -prune -o \
	    \( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +
