"""Six half-year editions in a row: each continues the ledger, and none contradicts another."""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tasks.aggregate import aggregate
from tasks.disclosure.ledger import Ledger, LedgerEntry, append, new_slices, read_ledger, writing
from tasks.disclosure.series import continued
from tasks.model.errors import DisclosureError, ReconcileError
from tasks.model.figures import Disclosure, FigureCounts, Measure, ProtectedFigures, Window, WindowName
from tasks.model.period import Month, Period
from tasks.protect import protect
from tasks.reconcile import reconcile_published
from tests.random_records import random_records
from tests.records_parquet import write_records
from tests.sample_logs.record import Record

LAUNCH = Month(2016, 12)
HALVES = tuple(Period(LAUNCH + 6 * i, LAUNCH + (6 * i + 5)) for i in range(6))


@cache
def records() -> tuple[Record, ...]:
    """Three years of records that answer only what was asked in their month."""
    return tuple(_asked(record) for record in random_records(11, 3000, days=3 * 365))


def _asked(record: Record) -> Record:
    early = record.month < "2017-12" and record.gender in ("transgender", "non_binary")
    return replace(record, gender=None) if early else record


def edition_of(
    period: Period, ledger: Ledger | None, logs: tuple[Record, ...], folder: Path, revise: str = ""
) -> ProtectedFigures:
    """Build an edition as the flow does."""
    series = continued(period, ledger, revise)
    counts = aggregate(write_records(logs, folder / "accepted.parquet"), period, series.to_count)
    figures = protect(counts, Disclosure.ROUND if ledger else Disclosure.NONE, "sha256:0", series)
    reconcile_published(figures, series.published)
    return figures


def publish(figures: ProtectedFigures, path: Path) -> Ledger:
    with writing(path) as ledger:
        slices = new_slices(ledger, figures.slices, figures.edition, figures.revision)
        return append(ledger, LedgerEntry(str(figures.edition), "0" * 64, figures.revision, figures.reason, slices))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("series") / "ledger.jsonl"


@pytest.fixture(scope="module")
def editions(path: Path) -> list[ProtectedFigures]:
    found = []
    for period in HALVES:
        # Each edition is built from the logs as they were then, the later months not yet written.
        logs = tuple(record for record in records() if record.month <= str(period.last))
        with TemporaryDirectory() as folder:
            found.append(edition_of(period, read_ledger(path), logs, Path(folder)))
        publish(found[-1], path)
    return found


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> ProtectedFigures:
    return edition_of(HALVES[-1], None, records(), tmp_path_factory.mktemp("exact"))


def counts_of(window: Window) -> Counter[object]:
    found: Counter[object] = Counter({"total": window.total, "missing": window.missing})
    found.update({cell.key: cell.count for cell in window})
    return found


def test_each_edition_freezes_its_own_half_year_alone(editions: list[ProtectedFigures], path: Path) -> None:
    assert [tuple(t.period for t in e.slices) for e in read_ledger(path).entries] == [(half,) for half in HALVES]
    assert [len(figures.slices) for figures in editions] == [1, 2, 3, 4, 5, 6]


def test_what_an_edition_tells_of_earlier_months_is_what_those_told(editions: list[ProtectedFigures]) -> None:
    for before, now in pairwise(editions):
        for figure in now:
            assert figure.windows[WindowName.PREVIOUS] == before[figure.spec.id].edition


def test_since_launch_is_the_sum_of_all_editions(editions: list[ProtectedFigures]) -> None:
    sums: dict[str, Counter[object]] = {}
    for figures in editions:
        for figure in figures:
            if figure.spec.measure is Measure.CELLS:
                sums.setdefault(figure.spec.id, Counter()).update(counts_of(figure.edition))
                assert +counts_of(figure.windows[WindowName.SINCE_LAUNCH]) == +sums[figure.spec.id]


def test_a_sum_of_six_is_within_4_for_each(editions: list[ProtectedFigures], exact: ProtectedFigures) -> None:
    for figure in editions[-1]:
        window = figure.windows[WindowName.SINCE_LAUNCH]
        truth = counts_of(exact[figure.spec.id].windows[WindowName.SINCE_LAUNCH])
        slack = 0 if figure.spec.exact else 4 * len(HALVES)
        assert all(abs(count - truth[key]) <= slack for key, count in counts_of(window).items()), figure.spec.id
        for cell in window:
            assert cell.below is None or truth[cell.key] < cell.below


def test_late_records_do_not_change_what_is_published(
    editions: list[ProtectedFigures], path: Path, tmp_path: Path
) -> None:
    late = random_records(12, 200, days=180)
    added = tuple(replace(r, contact_id=f"{r.contact_id[:2]}9{n:05}", case_ref=None) for n, r in enumerate(late))
    again = edition_of(HALVES[0], read_ledger(path), (*records(), *added), tmp_path)
    assert again == editions[0]


def test_a_revision_counts_the_half_year_again_and_the_next_edition_takes_it(
    editions: list[ProtectedFigures], path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "ledger.jsonl"
    copy.write_bytes(path.read_bytes())
    corrected = tuple(replace(r, gender="woman") if r.month <= "2017-05" else r for r in records())
    revised = edition_of(HALVES[0], read_ledger(copy), corrected, tmp_path, revise="gender was misread")
    assert (revised.revision, revised.reason) == (1, "gender was misread")
    assert revised["gender"].edition != editions[0]["gender"].edition
    [audit] = [time_slice.audit for time_slice in revised.slices if time_slice.audit]
    assert (audit.least, audit.with_earlier) == (5, 4), "five values by itself, four together with what it revises"
    publish(revised, copy)
    following = edition_of(HALVES[1], read_ledger(copy), corrected, tmp_path)
    assert following["gender"].windows[WindowName.PREVIOUS] == revised["gender"].edition
    assert following["gender"].edition == editions[1]["gender"].edition


@pytest.mark.parametrize(
    "edition",
    [Period(HALVES[0].first + 1, HALVES[1].last), Period(HALVES[4].last, HALVES[5].last)],
    ids=str,
)
def test_an_edition_that_overlaps_by_months_is_refused(
    edition: Period, editions: list[ProtectedFigures], path: Path
) -> None:
    with pytest.raises(DisclosureError, match="overlaps"):
        continued(edition, read_ledger(path))


def test_a_window_that_is_not_taken_from_the_ledger_is_found(editions: list[ProtectedFigures], path: Path) -> None:
    frozen = tuple(read_ledger(path).slices.values())
    last = editions[-1]
    *_, before, now = last.slices
    gender = before.figures["gender"]
    moved = FigureCounts(
        gender.total,
        gender.missing,
        {**gender.cells, ("woman",): gender.cells["woman",] + 5, ("man",): gender.cells["man",] - 5},
    )
    recounted = replace(before, figures={**before.figures, "gender": moved})
    with pytest.raises(ReconcileError, match="series_ledger"):
        reconcile_published(replace(last, slices=(*last.slices[:-2], recounted, now)), frozen[:-1])
