# The README opens with the first two; each does its own set-up.
# By the interpreter, since uv and the checkout may have moved since they were set up.
RUN = .venv/bin/python -m

# Where an environment forbids it, every process would compile the program again: a second and more each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test test-spark drill decade up down check bench sample clean

report:  ## build the report from the sample logs into editions/2016-12_2018-11/
	@.ci/setup report
	$(RUN) flows.cli build --sample

test:  ## run all tests that need neither Spark nor minutes each
	@.ci/setup test
	$(RUN) pytest

test-spark:  ## prove that Spark and DuckDB count alike; installs Java and Spark
	@.ci/setup spark
	$(RUN) pytest -n 0 -m 'spark and not drill'

drill:  ## kill builds at random moments, let two run at once, let a machine die, attack a grid of editions: minutes
	@.ci/setup spark
	$(RUN) pytest -n 0 -m drill

decade:  ## publish twenty half-years into one ledger under a contract that changes, into docs/series.md; half an hour
	@.ci/setup test
	$(RUN) tests.decade

up:  ## start everything on this machine for a trial: Prefect server, workers, run monitor, editions site
	@.ci/setup report
	@$(RUN) flows.cli up

down:  ## stop what `make up` started
	@$(RUN) flows.cli down

check:  ## format, lint, types, import contracts
	@.ci/setup check
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	.venv/bin/python .venv/bin/lint-imports

SIZES =

bench:  ## time and memory by size, beside SQL and pandas, and previews, into docs/benchmarks.md; the sample's stages; the audit
	@.ci/setup check
	$(RUN) tests.bench $(SIZES)
	$(RUN) tests.bench.preview
	$(RUN) tests.bench.sample
	$(RUN) tests.bench.protection

sample:  ## make the sample logs again
	@.ci/setup check
	$(RUN) tests.sample_logs

clean:  ## remove what was built and set up
	rm -rf .venv .uv .prefect editions private published state
