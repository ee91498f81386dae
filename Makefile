# Every target makes its own virtual environment first, so that each works on a fresh machine with Python 3.11 and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# fewer than of other engines: each corpus is an index that a server has to make
OPENSEARCH_EXAMPLES ?= 60

.PHONY: demo test test-opensearch test-long faults faults-long check audit guard format eval train clean

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "searchkit needs Python 3.11 or newer: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(READY)
	$(BIN)/searchkit index
	$(BIN)/searchkit query '"no limits"' --color always
	$(BIN)/searchkit query 'harbour OR dredging' --limit 3 --entities --color always
	@echo
	@echo 'Next: source $(BIN)/activate, then'
	@echo '  searchkit query "person:marsk seawall" --explain    or any words of yours'
	@echo '  searchkit index FOLDER --index NEW-FOLDER           your own articles'
	@echo '  searchkit help query                                how to write a query'

test: $(READY)
	$(BIN)/python -m pytest -rs -m 'not long' -n 2 --dist loadfile

# The engine for more than one machine, on a real server that is started for it; without Java 21 it says so and passes.
test-opensearch: $(READY)
	SEARCHKIT_EXAMPLES=$(OPENSEARCH_EXAMPLES) $(BIN)/python tests/cluster/run.py \
		$(BIN)/python -m pytest -rs -k "opensearch or every_engine or same_figures" tests
	$(BIN)/python tests/cluster/security.py

test-long: $(READY)
	SEARCHKIT_EXAMPLES=20000 $(BIN)/python -m pytest -rs -n 2 --dist loadfile
	$(MAKE) faults-long

faults: $(READY)
	$(BIN)/python tests/faults/kill.py 20
	$(BIN)/python tests/faults/harm.py 6
	$(BIN)/python tests/faults/writes.py 3
	$(BIN)/python tests/faults/writers.py 2
	$(BIN)/python tests/faults/noise.py 50
	$(BIN)/python tests/faults/soak.py 100 3

faults-long: $(READY)
	$(BIN)/python tests/faults/kill.py 200
	$(BIN)/python tests/faults/harm.py 100
	$(BIN)/python tests/faults/writes.py 100
	$(BIN)/python tests/faults/writers.py 50
	$(BIN)/python tests/faults/noise.py 10000
	$(BIN)/python tests/faults/soak.py 1000 120
	$(BIN)/python tests/cluster/kill.py 10

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if git rev-parse --git-dir >/dev/null 2>&1; \
	then git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --no-verify && echo 'no secrets in what git keeps'; \
	else echo 'skipped: the scan for secrets, which wants the list of files that git keeps'; fi
	@echo 'skipped: pip-audit, which asks a service on the network for known weaknesses; run it by: make audit'
	$(BIN)/python -m pytest tests/test_layers.py tests/test_docs.py

# Ratios of speed that must not grow, each with a written limit.
guard: $(READY)
	$(BIN)/python -m benchmarks.guard

# Known weaknesses of all that is installed here, asked from a service on the network; fails where that does not answer.
audit: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[audit]'
	$(BIN)/python -m pip freeze --exclude-editable > .audited
	$(BIN)/pip-audit --strict --disable-pip --no-deps --requirement .audited; status=$$?; rm -f .audited; exit $$status

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Every figure of the annotators of names, on gold articles that may not be passed on: skipped where they are not.
eval: $(READY)
	$(BIN)/python -m benchmarks.names

# The trained tagger again, byte for byte, from sentences in the public domain.
train: $(READY)
	$(BIN)/python tools/train_names.py "`$(BIN)/python -c 'from benchmarks.data import DATA; print(DATA)'`/training/voa-silver.jsonl.gz" searchkit/annotators/linear.model

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
