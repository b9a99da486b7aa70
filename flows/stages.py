"""The stages as Prefect tasks. What a stage does stands in :mod:`tasks`; here is only how Prefect runs it.

No result is persisted and no input is hashed for a cache: both would write what a stage handles into Prefect's storage.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.utilities.annotations import quote

import tasks.aggregate
import tasks.anonymise
import tasks.chart
import tasks.compare
import tasks.draft
import tasks.extract
import tasks.proofread
import tasks.protect
import tasks.publish
import tasks.publish.push
import tasks.reconcile
import tasks.render
import tasks.tabulate
import tasks.validate
import tasks.verify
from flows.progress import step
from tasks.anonymise import installation_key, pseudonym_key
from tasks.disclosure.series import Series
from tasks.language.texts import Texts
from tasks.model.brand import Brand
from tasks.model.changes import Comparison
from tasks.model.drawing import Drawing
from tasks.model.errors import DeliveryError, SourceUnavailableError
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.quality import Quality
from tasks.model.records import Counts, Intake, LogName, Source
from tasks.render import Page
from tasks.storage.child_process import run_apart
from tasks.storage.engine import Engine
from tasks.storage.provenance import built_from, record_build

P = ParamSpec("P")
R = TypeVar("R")

OUTSIDE_WORLD = (SourceUnavailableError, DeliveryError, OSError)
RETRY_SECONDS = [1, 4]


def _worth_a_retry(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), OUTSIDE_WORLD)


def stage(function: Callable[P, R], name: str, words: str, *, outside: bool = False) -> Callable[P, R]:
    """A stage as a Prefect task that shows its progress; one that touches the outside world is tried again."""
    again: dict[str, Any] = (
        {"retries": len(RETRY_SECONDS), "retry_delay_seconds": RETRY_SECONDS, "retry_condition_fn": _worth_a_retry}
        if outside
        else {}
    )
    run: Callable[..., R] = task(
        name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False, log_prints=False, **again
    )(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        # Quoted, Prefect looks for no results of other runs within the figures: that took as long as validating.
        with step(name, words):
            return run(*map(quote, args), **{key: quote(value) for key, value in kwargs.items()})

    return call


def _extract_apart(
    environment: Mapping[str, str], inputs: Mapping[LogName, Sequence[str]], headings: Mapping[str, str]
) -> tuple[Source, ...]:
    return run_apart("the opening of the logs", environment, tasks.extract.extract, inputs, headings)


def _anonymise_with_key(
    environment: Mapping[str, str],
    sources: tuple[Source, ...],
    work: Path,
    today: date,
    private: Path,
    edition: str | None,
    engine: Engine,
) -> Intake:
    # The key is fetched within the task: an argument could show in an error about the task's signature.
    read_with = (sources, pseudonym_key(private, edition), work, today, engine)
    if engine.name == "spark":
        # Spark reads in processes of its own already, and its session is this one's.
        return tasks.anonymise.anonymise(*read_with)
    return run_apart("the reading of the logs", environment, tasks.anonymise.anonymise, *read_with)


def _protect_with_key(
    counts: Counts,
    quality: Quality,
    disclosure: Disclosure,
    inputs: Mapping[str, str],
    series: Series,
    private: Path,
    sample: bool,
) -> tuple[ProtectedFigures, Quality]:
    # Never a key that is drawn for a run or an edition: the same inputs would give other figures with the next. The
    # sample is the same everywhere, and so it is drawn without one.
    secret = b"" if sample else installation_key(private)
    figures = tasks.protect.protect(
        counts,
        disclosure,
        built_from(inputs.values(), secret),
        series,
        secret=secret,
        sample=sample,
        private=private,
    )
    record_build(private, figures, inputs)
    return figures, tasks.protect.protect_quality(quality, figures)


def _proofread_each(figures: ProtectedFigures, languages: Sequence[Texts]) -> None:
    for texts in languages:
        tasks.proofread.proofread_texts(figures, texts)


def _draw_each(
    figures: ProtectedFigures, comparison: Comparison, languages: Sequence[Texts], brand: Brand
) -> list[Mapping[str, Drawing]]:
    return [tasks.chart.draw(figures, comparison, texts, brand) for texts in languages]


def _proofread_each_page(pages: Sequence[Page], figures: ProtectedFigures) -> None:
    for page in pages:
        tasks.proofread.proofread_report(page.html, page.rendered, figures, page.texts)


extract = stage(_extract_apart, "extract", "Opening the logs", outside=True)
anonymise = stage(_anonymise_with_key, "anonymise", "Reading and anonymising the records", outside=True)
validate = stage(tasks.validate.validate, "validate", "Checking the records")
enforce_gate = stage(tasks.validate.enforce_gate, "quality gate", "Holding the quality gate")
aggregate = stage(tasks.aggregate.aggregate, "aggregate", "Counting the figures")
reconcile = stage(tasks.reconcile.reconcile, "reconcile", "Reconciling the counts")
protect = stage(_protect_with_key, "protect", "Protecting the figures")
reconcile_published = stage(
    tasks.reconcile.reconcile_published, "reconcile published", "Reconciling the published figures"
)
proofread_texts = stage(tasks.proofread.proofread_texts, "proofread texts", "Proofreading the texts")
compare = stage(tasks.compare.compare, "compare", "Comparing with the period before")
tabulate = stage(tasks.tabulate.tabulate, "tabulate", "Writing the tables")
draw = stage(tasks.chart.draw, "chart", "Drawing the charts")
prepare = stage(tasks.render.prepare, "prepare", "Putting the report together")
print_page = stage(tasks.render.render_print_page, "print page", "Making the page for print")
infographic = stage(tasks.chart.draw_infographic, "infographic", "Drawing the infographic")
proofread_translations = stage(_proofread_each, "proofread translations", "Proofreading the translations")
draw_translations = stage(_draw_each, "chart translations", "Drawing the charts in other languages")
render = stage(tasks.render.render, "render", "Making the web pages")
proofread_report = stage(_proofread_each_page, "proofread report", "Proofreading the report")
workbook = stage(tasks.tabulate.workbook, "workbook", "Writing the workbook")
finish_pdfs = stage(tasks.render.finish_pdfs, "pdf", "Waiting for the PDFs")
write_edition = stage(tasks.draft.write_edition, "draft", "Putting the edition in place")
verify = stage(tasks.verify.verify, "verify", "Verifying the draft")
verify_draft = stage(tasks.verify.verify_draft, "verify draft", "Verifying what is to be approved")
publish = stage(tasks.publish.publish, "publish", "Publishing", outside=True)
withdraw = stage(tasks.publish.withdraw, "withdraw", "Marking the revision as withdrawn")
push = stage(tasks.publish.push.push, "push", "Copying to the public address", outside=True)
