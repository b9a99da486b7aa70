"""Counts as canaries: a number that only one cell has, and no refusal of any stage tells, nor what keeps a refusal."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flows import stages
from tasks.aggregate import aggregate
from tasks.disclosure.printed import PrintedValue
from tasks.disclosure.series import Series
from tasks.model.errors import ReportError
from tasks.model.figures import Disclosure, FigureCounts
from tasks.model.period import Month, Period
from tasks.model.records import Counts, Intake, RawTimeSlice
from tasks.protect import protect
from tasks.protect.rounding import RoundingProblem
from tasks.reconcile import reconcile, reconcile_published
from tasks.validate import enforce_gate, validate
from tests import log_files as logs
from tests.command_line import Desk, run
from tests.counts_told import counts_told
from tests.reconcile.test_reconcile import PRINTED_ERRORS, RAW_ERRORS
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records
from tests.validate.intakes import make_intake, records

TWO_YEARS = Period(Month(2016, 12), Month(2018, 11))
LAST_YEAR = Period(Month(2017, 12), Month(2018, 11))
CANARY = 153
"""People of one gender in the logs of the run below; no other number there is the same, and no time of day or year."""
Break = Callable[[Counts, pytest.MonkeyPatch, Path], object]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Period], Counts]:
    accepted = write_records(sample_records(), tmp_path_factory.mktemp("counts") / "accepted.parquet")
    return cache(lambda edition: aggregate(accepted, edition))


def with_gender(counts: Counts, change: Callable[[FigureCounts], FigureCounts]) -> Counts:
    (*earlier, last) = counts.slices
    figures = {**last.figures, "gender": change(last.figures["gender"])}
    return replace(counts, slices=(*earlier, RawTimeSlice(last.period, figures)))


def woman_more(counts: Counts) -> Counts:
    return with_gender(
        counts, lambda g: replace(g, total=g.total + 1, cells={**g.cells, ("woman",): g.cells["woman",] + 1})
    )


def not_aggregated(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    (folder / "contacts.parquet").write_bytes(b"PAR1")
    return aggregate(folder / "contacts.parquet", TWO_YEARS)


def lost(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    intake = make_intake(folder, records({}, {"gender": "!unknown"}, *({"gender": "man"} for _ in range(5))))
    return validate(Intake(intake.records, intake.sources, {"calls": 9, "emails": 0}), folder, folder / "private")


def gate_closed(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    early = [{"month": "2017-11", "gender": "transgender"}] * 7
    intake = make_intake(folder, records(*({"gender": "!unknown"} for _ in range(5)), *early))
    verdict = validate(intake, folder, folder / "private")
    return enforce_gate(verdict.quality, verdict.fix_list)


def unsound(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    patch.setattr(RoundingProblem, "solve", lambda problem: dict(problem.truth))
    return protect(counts, Disclosure.ROUND, "sha256:0")


def infeasible(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    patch.setattr(RoundingProblem, "solve", lambda _: None)
    patch.setattr(RoundingProblem, "blocking", lambda problem: problem.numbers[:1])
    return protect(counts, Disclosure.ROUND, "sha256:0")


def printed_otherwise(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    old = PrintedValue(
        counts.slices[-1].period, "gender", (("transgender",),), 400, 400, "printed_before.toml, value 1"
    )
    return protect(counts, Disclosure.ROUND, "sha256:0", Series(printed=(old,)))


def parts_apart(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    """A number that no figure tells directly cannot be worked out alike from two of them."""
    spoilt = with_gender(counts, lambda g: replace(g, partial={key: n + 1 for key, n in g.partial.items()}))
    return protect(spoilt, Disclosure.ROUND, "sha256:0")


def not_in_the_ledger(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    """The edition's own months are published, and without the figure."""
    frozen = tuple(
        replace(time_slice, figures={i: f for i, f in time_slice.figures.items() if i != "gender"})
        for time_slice in protect(counts, Disclosure.NONE, "sha256:0").slices
    )
    return protect(replace(counts, slices=()), Disclosure.NONE, "sha256:0", Series(published=frozen))


def series_broken(counts: Counts, patch: pytest.MonkeyPatch, folder: Path) -> object:
    return reconcile_published(
        protect(woman_more(counts), Disclosure.NONE, "sha256:0"), protect(counts, Disclosure.NONE, "sha256:0").slices
    )


BREAKS: Mapping[str, tuple[Period, Break]] = {
    **{
        f"reconcile, {check}: {name}": (edition, lambda counts, patch, folder, error=error: reconcile(error(counts)))
        for check, name, edition, error in RAW_ERRORS
    },
    **{
        f"reconcile published, {check}: {name}": (
            LAST_YEAR,
            lambda counts, patch, folder, error=error: reconcile_published(
                error(protect(counts, Disclosure.NONE, "sha256:0"))
            ),
        )
        for check, name, error in PRINTED_ERRORS
    },
    "reconcile published, series_ledger": (LAST_YEAR, series_broken),
    "aggregate, a file that is none": (TWO_YEARS, not_aggregated),
    "validate, records lost": (TWO_YEARS, lost),
    "quality gate, closed": (TWO_YEARS, gate_closed),
    "protect, two figures count differently": (
        TWO_YEARS,
        lambda counts, patch, folder: protect(woman_more(counts), Disclosure.ROUND, "sha256:0"),
    ),
    "protect, parts do not add up": (TWO_YEARS, parts_apart),
    "protect, unsound": (TWO_YEARS, unsound),
    "protect, infeasible": (TWO_YEARS, infeasible),
    "protect, printed otherwise before": (TWO_YEARS, printed_otherwise),
    "protect, a figure that the ledger lacks": (LAST_YEAR, not_in_the_ledger),
}


@pytest.mark.parametrize(("edition", "broken"), BREAKS.values(), ids=BREAKS.keys())
def test_a_refusal_tells_no_count(
    edition: Period,
    broken: Break,
    counted: Callable[[Period], Counts],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with pytest.raises(ReportError) as refusal:
        broken(counted(edition), monkeypatch, tmp_path)
    assert counts_told(str(refusal.value).replace(str(tmp_path), "")) == []


# ------------------------------------------------------------------------------------------------ a whole run


@contextmanager
def after(name: str, change: Callable[[Any], Any]) -> Iterator[None]:
    """Change what a stage gives, as the Prefect task that it is."""
    task = inspect.getclosurevars(getattr(stages, name)).nonlocals["run"]
    works = task.fn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(task, "fn", lambda *args, **kwargs: change(works(*args, **kwargs)))
        yield


def write_canaries(folder: Path) -> tuple[str | Path, ...]:
    """Logs of a half-year in which a canary of people have a gender that was not recorded yet: a warning for each."""
    day = datetime(2017, 9, 5, 10)
    calls = [
        logs.record(n, received_at=day, takeover_scam=None, gender="transgender" if n <= CANARY else "man")
        for n in range(1, 372)
    ]
    emails = [logs.record(1, "emails", received_at=day, takeover_scam=None, case_ref="H-2019-1")]
    paths = (logs.write_csv(folder / "calls.csv", calls), logs.write_csv(folder / "emails.csv", emails))
    return "--calls", paths[0], "--emails", paths[1], "--from", "2017-06", "--to", "2017-11"


def kept_by_prefect(folder: Path) -> list[str]:
    """What the server keeps of the run that built into a folder: states and their messages, logs, artifacts."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, LogFilter, LogFilterFlowRunId
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=200)
        [run] = [run for run in found if str(folder) in str(run.parameters)]
        tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
        written = client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id])))
        artifacts = client.request("POST", "/artifacts/filter", json={"flow_runs": {"id": {"any_": [str(run.id)]}}})
    states = [str(each.state and each.state.message) for each in (run, *tasks)]
    told = [f"{a['description']} {a['data']}" for a in artifacts.json()]
    assert any("contradict" in message for message in states)
    assert told
    return [*states, run.name, *(task.name for task in tasks), *(log.message for log in written), *told]


def test_a_run_that_stops_leaves_no_count_anywhere(
    desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops where two figures of the canary's gender disagree; nobody takes the alerts, so that they are kept."""
    settings, state = desk.folder / "settings.toml", desk.folder / "state"
    settings.write_text(f"[folders]\nstate = {str(state)!r}\npublished = {str(desk.folder / 'published')!r}\n")
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
    for audience in ("STAFF", "OFFICER", "COMMS"):
        monkeypatch.setenv(
            f"HELPLINE_REPORT_ALERTS_{audience}", "mailto://u:p@127.0.0.1:9?from=a@b.example&to=c@d.example"
        )
    known = lambda g: replace(g, missing=0, cells={**g.cells, ("transgender",): g.missing})  # noqa: E731
    with after("aggregate", lambda counts: with_gender(counts, known)):
        outcome = run(capfd, "build", *write_canaries(desk.folder), "--out", desk.out, "--private", desk.private)
    assert outcome.code == 1
    assert outcome.says("valid_from: gender in 2017-06_2017-11"), outcome.output
    kept = (state / "outbox.json").read_text()
    assert '"officer"' in kept
    assert '"staff"' in kept
    for text in (outcome.output, kept, *kept_by_prefect(desk.folder)):
        assert not re.search(rf"(?<![\w.]){CANARY}(?![\w.])", text.replace(str(desk.folder), "")), text
