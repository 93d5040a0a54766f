# Every task of a developer and of CI. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run demo stop status logs clean protos promise migrate eval-extraction bench manual pictures test test-fast test-service test-alarms test-chaos test-cluster lint lint-python lint-portal fix
export PYTHONPATH := $(CURDIR)
# Kept bytecode starts a process in half the time, also where the machine's environment asks not to keep it.
export PYTHONDONTWRITEBYTECODE :=
BIN := build/venv/bin
PYTHON := $(BIN)/python
# Whatever hangs is cut off: a test after its own time, all of them after 75 minutes; CI allows 90 with its preparations.
PYTEST := timeout --kill-after=60 4500 $(BIN)/pytest
# Tests wait about as long as they compute: one more than there are cores keeps these busy.
CORES := -n $(shell expr $$(nproc) + 1) --maxprocesses=4
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --silent --prefix gateway/portal

##@ Run
run: setup ## Start the whole of dondoc and print its addresses
	@$(PYTHON) -m deploy.local up

demo: setup ## Play one directive from sign-in to the leader's table (FILE=notice.docx|pdf, IN=en for English)
	@$(PYTHON) -m deploy.demo $(if $(FILE),--file "$(FILE)") $(if $(IN),--lang "$(IN)")

status: ## Show every process with its memory
	@$(PYTHON) -m deploy.local status

logs: ## Follow the logs (P=task-serve for one process)
	@$(PYTHON) -m deploy.local logs $(P)

stop: ## Stop everything; the data stay
	@$(PYTHON) -m deploy.local stop

clean: ## Stop everything and remove its data and all that was generated; installed packages stay
	@[ ! -x $(PYTHON) ] || $(PYTHON) -m deploy.local clean
	@rm -rf build/gen build/api.binpb build/.generated .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

##@ Build
setup: ## Install the Python packages and generate the API (quick when nothing has changed)
	@deploy/local/bootstrap.sh

protos: setup ## Generate the API's code from protos/ and check it
	@$(PYTHON) protos/generate.py
	@$(BIN)/buf lint build/api.binpb --path dondoc

promise: setup ## Promise the API as it is now: from here on `make test` fails if a change breaks a caller of it
	@$(BIN)/buf build build/api.binpb --path dondoc --exclude-source-info -o tests/contract/promised.binpb

migrate: setup ## Bring every database of the running system to the newest version
	@$(PYTHON) -m deploy.local migrate

##@ Check
test: setup ## What CI runs: every part, the whole system and the faults it must survive (T=path or -k expression)
	@$(PYTHON) -m deploy.local install --tests
	@$(MAKE) --no-print-directory lint
	@$(NPM) test
	@$(PYTEST) --junitxml=build/tests.xml $(or $(T),$(CORES))

test-fast: setup ## The tests that start no process, broker, Keycloak or whole system (T=path)
	@$(NPM) test
	@$(PYTEST) $(CORES) --timeout=60 -m "not system and not processes" $(T)

test-service: setup ## The tests of one service, with its processes, in a minute (S=task)
	@$(PYTEST) $(CORES) services/$(S)

test-chaos: setup ## Faults at random while people work, then recount everything (MINUTES=30, SEED=n)
	@$(PYTHON) -m deploy.local install --tests
	@MINUTES=$(MINUTES) SEED=$(SEED) $(BIN)/pytest -s -v tests/chaos/storm.py

test-alarms: setup ## See every alert of the chart fire on a running system, and fall silent (15 minutes; T=-k expression)
	@$(PYTHON) -m deploy.local install --tests
	@$(BIN)/pytest -v tests/alarms $(T)

test-cluster: setup ## Prove it on the cluster of KUBECONFIG (CONTAINERD=socket of its containerd; T=-k expression)
	@$(BIN)/pytest -s -v -x tests/cluster $(T)

lint: setup ## Style, types, imports and protos
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint-python lint-portal

lint-python:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(BIN)/buf lint build/api.binpb --path dondoc

lint-portal:
	@$(NPM) run check

fix: setup ## Format, and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(NPM) run fix

eval-extraction: setup ## Precision and recall of the reading of notices (SAMPLES=folder OUT=folder)
	@$(PYTHON) -m services.document evaluate "$(SAMPLES)" "$(OUT)"

pictures: setup ## Renew the README's pictures of the portal (starts the whole system; minutes)
	@$(BIN)/pytest tests/portal/test_tasks.py tests/portal/test_leader.py -k "seen_well or of_the_api"
	@$(PYTHON) -m deploy.pictures

manual: setup ## The users' manual as HTML and PDF, with the newest pictures that `make test` took
	@$(PYTHON) -m deploy.manual

bench: setup ## Speed, as ratios within one run
	@$(PYTHON) -m tests.load

##@ Help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' Makefile
