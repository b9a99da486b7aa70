"""Six half-years in a row, from random logs over three years: published, one corrected, all pages of changes right.

And nobody can be told from them: each small number of each keeps its values, by the alternative tables of its build.
Minutes of work, for the drill; two half-years and a revision are in :mod:`tests.test_ledger_command`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from tasks.disclosure.ledger import read_ledger
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import digest
from tasks.verify.documents import audit_faults, ledger_faults
from tests import oracle
from tests.at_risk import AuditedSlice, audited_tiles
from tests.changes_page import DOUBTFUL, HOLDS, Expected
from tests.finished_page import Page
from tests.random_logs import random_records
from tests.sample_logs.logs import make_tables, write_csv
from tests.sample_logs.record import Record

pytestmark = pytest.mark.drill
HALVES = (
    ("2016-12", "2017-05"),
    ("2017-06", "2017-11"),
    ("2017-12", "2018-05"),
    ("2018-06", "2018-11"),
    ("2018-12", "2019-05"),
    ("2019-06", "2019-11"),
)
CORRECTED = 2
REASON = "Platforms of late entries were added."
ADDED_UP = ("calls", "emails", "cases", "contacts")


@dataclass(frozen=True)
class Office:
    """Where a series is kept: its logs, its drafts, its shelf and its ledger."""

    folder: Path

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    def keep(self, records: Iterator[Record]) -> None:
        """Keep these logs from now on."""
        for table in make_tables(list(records), seed=7):
            write_csv(table, self.folder / f"{table.name} {table.log}.csv")

    def build(self, half: tuple[str, str], out: str, *more: str) -> Path:
        """Build one edition into a folder of its own, so that a later one of the same months leaves it as it is."""
        logs = [part for log in ("calls", "emails") for part in (f"--{log}", str(self.folder / f"*{log}*.csv"))]
        folders = ["--out", str(self.folder / out), "--private", str(self.folder / "private")]
        period = ["--from", half[0], "--to", half[1], "--ledger", str(self.ledger)]
        assert main(["build", *logs, *period, *folders, "--no-pdf", *more]) == 0
        return self.folder / out / "_".join(half)

    def publish(self, edition: Path) -> None:
        shelf = ["--to", str(self.folder / "published"), "--ledger", str(self.ledger)]
        assert main(["publish", str(edition), "--approve", digest(edition), *shelf]) == 0


@dataclass(frozen=True)
class Series:
    """The editions as they were published, the third once more when it was corrected, and the fourth after that."""

    office: Office
    published: tuple[Path, ...]
    corrected: Path
    following: Path


def records(late: int = 0) -> Iterator[Record]:
    """Contacts that change with time: in every other half-year a third is missing, and few name WhatsApp.

    Of every ten contacts of the third half-year ``late`` were entered too late for its first edition.
    """
    for number, record in enumerate(random_records(7, 5400, last=HALVES[-1][1])):
        half = next(i for i, (_, last) in enumerate(HALVES) if record.month <= last)
        seldom = half % 2 == 0 and ("whatsapp" in record.platforms or number % 3 == 0)
        if (not seldom or number % 5 == 0) and not (half == CORRECTED and number % 10 < late):
            yield record


@pytest.fixture(scope="module")
def series(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Series:
    office = Office(tmp_path_factory.mktemp("series"))
    office.keep(records(late=2))
    published = []
    for half in HALVES:
        published.append(office.build(half, "first"))
        office.publish(published[-1])
    office.keep(records())
    corrected = office.build(HALVES[CORRECTED], "corrected", "--revise", REASON)
    office.publish(corrected)
    return Series(office, tuple(published), corrected, office.build(HALVES[CORRECTED + 1], "following"))


def figures(edition: Path) -> Mapping[str, Any]:
    return dict(json.loads((edition / "figures.json").read_text("utf-8"))["figures"])


def test_the_ledger_has_every_edition_and_the_correction(series: Series) -> None:
    editions = ["_".join(half) for half in HALVES]
    entries = [(entry.edition, entry.revision) for entry in read_ledger(series.office.ledger).entries]
    assert entries == [*((edition, 0) for edition in editions), (editions[CORRECTED], 1)]


@pytest.mark.parametrize("number", range(1, len(HALVES)))
def test_the_page_of_changes_is_right(series: Series, number: int) -> None:
    expected = Expected(series.published[number])
    assert expected.faults() == []
    assert len(expected.printed(DOUBTFUL)) > 20


def test_what_was_made_to_change_is_told_and_only_where_it_did(series: Series) -> None:
    for number, edition in enumerate(series.published[1:], 1):
        told = [row[0] for row in Expected(edition).printed(HOLDS)]
        assert {"calls", "platform"} <= set(told), HALVES[number]


def test_the_first_edition_compares_its_halves(series: Series) -> None:
    [chapter] = [
        s
        for s in Page(series.published[0] / "report.html").root.with_tag("section")
        if s.attributes.get("id") == "what-changed"
    ]
    compared = "the two halves of the period, December 2016 to February 2017 and March 2017 to May 2017"
    assert compared in " ".join(chapter.text.split())


@pytest.mark.parametrize("number", range(1, len(HALVES)))
def test_each_edition_has_the_one_before_it_as_its_previous_period(series: Series, number: int) -> None:
    before, now = figures(series.published[number - 1]), figures(series.published[number])
    for name, figure in now.items():
        assert figure["windows"]["previous"] == before[name]["windows"]["edition"], name


def test_the_editions_add_up_to_all_since_launch(series: Series) -> None:
    editions = [figures(edition) for edition in series.published]
    for name in ADDED_UP:
        values = [edition[name]["windows"]["edition"]["value"] for edition in editions]
        assert editions[-1][name]["windows"]["since_launch"]["value"] == sum(values)
    for cell in editions[-1]["gender"]["windows"]["since_launch"]["cells"]:
        parts = [
            c["count"] for e in editions for c in e["gender"]["windows"]["edition"]["cells"] if c["key"] == cell["key"]
        ]
        assert cell["count"] == sum(parts), cell["key"]


def test_a_late_correction_is_a_revision_with_its_reason_and_what_it_changed(series: Series) -> None:
    first, corrected = figures(series.published[CORRECTED]), figures(series.corrected)
    values = [edition["calls"]["windows"]["edition"]["value"] for edition in (first, corrected)]
    assert values[0] < values[1]
    page = " ".join(Page(series.corrected / "report.html").root.text.split())
    assert REASON in page
    assert Expected(series.corrected).faults() == []


def test_the_next_edition_compares_itself_with_the_correction(series: Series) -> None:
    following, corrected = figures(series.following), figures(series.corrected)
    for name, figure in following.items():
        assert figure["windows"]["previous"] == corrected[name]["windows"]["edition"], name
    assert Expected(series.following).faults() == []


# ------------------------------------------------------------------------------------------------ the attacker's audit


@pytest.fixture(scope="module")
def audited(series: Series) -> list[AuditedSlice]:
    """The time slices of the last edition, which is over all six, and that of the correction."""
    private = series.office.folder / "private"
    corrected = audited_tiles(series.corrected, private)[CORRECTED]
    return [*audited_tiles(series.published[-1], private), corrected]


def truth(time_slice: AuditedSlice, late: int) -> Mapping[str, Mapping[tuple[str, ...], int]]:
    """The true cells of a time slice, by the second opinion on counting."""
    first, last = time_slice.period.split("_")
    counted = oracle.count(records(late), first, last)
    return {figure: windows["edition"].cells for figure, windows in counted.items()}


def test_every_number_that_may_be_small_keeps_its_values(audited: list[AuditedSlice]) -> None:
    """None is exact; five values each, or two where a headline says that hardly anyone is behind it."""
    for time_slice in audited:
        enough = time_slice.at_risk()
        assert len(enough) > 500
        assert [name for name, values in enough.items() if time_slice.values(name) < values] == [], time_slice.period
        few = [name for name in enough if time_slice.values(name) < 5]
        assert (len(enough), len(few)) == (time_slice.data["audit"]["covered"], time_slice.data["audit"]["few"]), (
            time_slice.period
        )


def test_witness_tables_agree_with_what_is_published(audited: list[AuditedSlice]) -> None:
    assert [fault for time_slice in audited for fault in time_slice.contradictions()] == []


def test_every_number_that_is_small_in_truth_is_covered(audited: list[AuditedSlice]) -> None:
    for place, time_slice in enumerate(audited):
        covered, small = time_slice.at_risk(), 0
        for figure, cells in truth(time_slice, late=2 if place < len(HALVES) else 0).items():
            if time_slice.document["figures"][figure]["exact"]:
                continue
            printed = {tuple(key): count for key, count in time_slice.data["figures"][figure]["cells"]}
            assert cells.keys() == printed.keys() or figure == "types_per_case", figure
            for key in (key for key, count in cells.items() if count < 5):
                small += 1
                name = time_slice.name(figure, key)
                if time_slice.before_it_was_recorded(name):
                    assert cells[key] == 0
                    continue
                assert name in covered, (time_slice.period, figure, key)
        assert small > 500


def test_a_number_since_launch_has_the_values_of_its_periods_together(audited: list[AuditedSlice]) -> None:
    """Periods are rounded apart from each other, so that their candidates add up: five in one are five in the sum."""
    *slices, _ = audited
    for figure, spec in slices[-1].document["figures"].items():
        for cell in spec["windows"]["since_launch"]["cells"] if not spec["exact"] else ():
            key = tuple(cell["key"])
            zeros = [t for t in slices if [list(key), 0] in t.data["figures"][figure]["cells"]]
            # Of a year before an answer was recorded everybody knows that it has nobody.
            parts = [t for t in zeros if not t.before_it_was_recorded(t.name(figure, key))]
            if not cell["count"] and parts:
                assert 1 + sum(time_slice.values(time_slice.name(figure, key)) - 1 for time_slice in parts) >= 5, (
                    figure,
                    key,
                )
                assert cell["below"] == 4 * len(slices) + 1


def test_all_witnesses_are_confirmed_without_a_solver(series: Series, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("highspy.Highs", lambda *_, **__: pytest.fail("a solver was called"))
    private = series.office.folder / "private"
    for edition in (series.published[-1], series.corrected):
        faults, words = audit_faults(parse_figures((edition / "figures.json").read_bytes()), private)
        assert faults == []
        assert "can have five values or more each" in words


def test_every_publication_is_as_the_ledger_froze_it(series: Series) -> None:
    ledger = read_ledger(series.office.ledger)
    shelf = sorted((series.office.folder / "published").glob("*/r*/figures.json"))
    assert len(shelf) == len(HALVES) + 1
    for path in shelf:
        assert ledger_faults(parse_figures(path.read_bytes()), digest(path.parent), ledger, published=True) == []


def test_the_command_verifies_a_publication(series: Series, capfd: pytest.CaptureFixture[str]) -> None:
    folder = series.office.folder / "published" / "_".join(HALVES[CORRECTED]) / "r2"
    places = ["--private", str(series.office.folder / "private"), "--ledger", str(series.office.ledger)]
    assert main(["verify", str(folder), *places]) == 0
    said = capfd.readouterr().out
    assert "in one chain" in said and "FAIL" not in said
