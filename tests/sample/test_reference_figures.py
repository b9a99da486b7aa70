"""The bundled logs reproduce every row of the published edition's figures."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.aggregate import aggregate
from tasks.model.figures import Cell, Disclosure, ProtectedFigures, Window
from tasks.model.figures_json import parse_figures
from tasks.model.period import Month, Period
from tasks.protect import protect
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records

FIRST_YEAR = Period(Month(2016, 12), Month(2017, 11))
TWO_YEARS = Period(Month(2016, 12), Month(2018, 11))
REFERENCE = list(csv.DictReader((Path(__file__).parents[1] / "reference_figures.csv").open(encoding="utf-8")))


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_records(sample_records(), tmp_path_factory.mktemp("clean") / "accepted.parquet")


@pytest.fixture(scope="module")
def edition(accepted: Path) -> ProtectedFigures:
    """Of the clean records: that the files give the same is shown by :mod:`tests.sample.test_whole_way`."""
    return protect(aggregate(accepted, TWO_YEARS), Disclosure.NONE, "clean records")


@pytest.fixture(scope="module")
def first_year(accepted: Path) -> ProtectedFigures:
    return protect(aggregate(accepted, FIRST_YEAR), Disclosure.NONE, "clean records")


def window(figures: ProtectedFigures, figure: str) -> Window:
    return figures[figure].edition


def cell(figures: ProtectedFigures, figure: str, *key: str) -> Cell:
    found = window(figures, figure).get(*key)
    assert found is not None
    return found


def ranks(figures: ProtectedFigures, figure: str, *rest: str) -> list[str]:
    cells = sorted((c for c in window(figures, figure) if c.key[1:] == rest), key=lambda c: -c.count)
    assert len({c.count for c in cells[:4]}) == len(cells[:4]), "a rank is shared"
    return [c.key[0] for c in cells]


def ideation(figures: ProtectedFigures, gender: str) -> int:
    return sum(cell(figures, "suicidal_ideation_by_gender", gender, degree).count for degree in ("minimal", "extreme"))


COUNTS: dict[tuple[str, str], Callable[[ProtectedFigures], float | int | None]] = {
    ("calls", "total"): lambda f: window(f, "calls").value,
    ("calls", "new"): lambda f: window(f, "new_calls").value,
    ("calls", "follow_up"): lambda f: window(f, "follow_up_calls").value,
    ("emails", "total"): lambda f: window(f, "emails").value,
    ("emails", "new"): lambda f: window(f, "new_emails").value,
    ("emails", "follow_up"): lambda f: window(f, "follow_up_emails").value,
    ("cases", "total"): lambda f: window(f, "cases").value,
    ("calls_by_month", "2018-11"): lambda f: sum(c.count for c in window(f, "calls_by_month") if c.key[0] == "2018-11"),
    ("mean_calls_per_month", ""): lambda f: round(window(f, "mean_calls_per_month").value or 0, 1),
    ("mean_new_calls_per_month", ""): lambda f: window(f, "mean_new_calls_per_month").value,
    ("case_types", "whatsapp takeovers"): lambda f: cell(f, "takeover_scams_by_month", "2018-11").count,
    ("suicidal_ideation", "man"): lambda f: ideation(f, "man"),
    ("suicidal_ideation", "woman"): lambda f: ideation(f, "woman"),
}
RANKS = {
    ("case_types", "ncui"): ("case_types", ("primary",), slice(0, 1), [{"ncui"}]),
    ("case_types", "blackmailing"): ("case_types", ("primary",), slice(1, 2), [{"blackmailing"}]),
    ("case_types", "hacking"): ("case_types", ("primary",), slice(2, 4), [{"hacking", "unsolicited_contact"}] * 2),
    ("city", "lahore karachi islamabad"): ("city", (), slice(0, 3), [{"lahore"}, {"karachi"}, {"islamabad"}]),
    ("heard_from", "social_media word_of_mouth"): (
        "heard_from",
        (),
        slice(0, 2),
        [{"social_media"}, {"word_of_mouth"}],
    ),
    ("services", "digital_security"): ("services", (), slice(0, 1), [{"digital_security"}]),
}


def count(figures: ProtectedFigures, metric: str, key: str) -> float | int | None:
    if (metric, key) in COUNTS:
        return COUNTS[metric, key](figures)
    if key == "(missing)":
        return window(figures, metric).missing
    return cell(figures, metric, *key.split("/")).count


def share(figures: ProtectedFigures, metric: str, key: str, *, of_all: bool) -> float:
    if of_all:
        cases = window(figures, "cases").value
        return float(count(figures, metric, key) or 0) / float(cases or 0)
    found = cell(figures, metric, *key.split("/")).share
    assert found is not None
    return found


def name(row: dict[str, str]) -> str:
    return f"{row['metric']} {row['key']} {row['window']}"


@pytest.mark.parametrize("row", [row for row in REFERENCE if row["count"]], ids=name)
def test_counts_are_those_in_print(
    row: dict[str, str], edition: ProtectedFigures, first_year: ProtectedFigures
) -> None:
    figures = first_year if row["window"] == "to 2017-11" else edition
    assert count(figures, row["metric"], row["key"]) == float(row["count"])


@pytest.mark.parametrize("row", [row for row in REFERENCE if "%" in row["share"]], ids=name)
def test_shares_are_those_in_print(
    row: dict[str, str], edition: ProtectedFigures, first_year: ProtectedFigures
) -> None:
    figures = first_year if row["window"] == "to 2017-11" else edition
    printed = re.match(r"(?:about )?(\d+(?:\.\d+)?)%", row["share"])
    assert printed
    places = len(printed[1].partition(".")[2])
    found = share(
        figures, row["metric"], row["key"], of_all="of all" in row["share"] or "of cases then" in row["share"]
    )
    assert round(100 * found, places) == float(printed[1])


@pytest.mark.parametrize("row", [row for row in REFERENCE if "rank" in row["share"]], ids=name)
def test_ranks_are_those_in_print(row: dict[str, str], edition: ProtectedFigures) -> None:
    figure, rest, places, expected = RANKS[row["metric"], row["key"]]
    found = ranks(edition, figure, *rest)[places]
    assert all(key in allowed for key, allowed in zip(found, expected, strict=True))
    assert len(set(found)) == len(found)


def test_every_row_is_checked_or_has_nothing_to_check() -> None:
    unchecked = [row for row in REFERENCE if not row["count"] and not re.search("%|rank", row["share"])]
    assert [row["metric"] for row in unchecked] == ["perpetrator"]


def test_every_month_is_present_and_the_last_is_the_peak(edition: ProtectedFigures) -> None:
    months = {
        str(month): sum(c.count for c in window(edition, "calls_by_month") if c.key[0] == str(month))
        for month in edition.edition
    }
    *others, last = months.values()
    assert len(months) == 24
    assert min(months.values()) > 0
    assert last > max(others)


def test_cases_of_the_first_year_are_about_those_in_print(first_year: ProtectedFigures) -> None:
    assert window(first_year, "cases").value == pytest.approx(1115, abs=5)


def test_remit_and_referral_are_equal_in_number_but_not_the_same_cases() -> None:
    new = [record for record in sample_records() if record.kind == "new"]
    remit = {record.contact_id for record in new if record.within_fia_remit == "yes"}
    referred = {record.contact_id for record in new if "fia" in record.referrals}
    assert len(remit) == len(referred) == 852
    assert 700 < len(remit & referred) < 852


HALF_YEARS = [("2016-12", "2017-05"), ("2017-06", "2017-11"), ("2017-12", "2018-05"), ("2018-06", "2018-11")]


@pytest.mark.parametrize(("first", "last"), HALF_YEARS)
def test_every_half_year_has_something_to_say_in_every_figure(accepted: Path, first: str, last: str) -> None:
    figures = protect(
        aggregate(accepted, Period(Month.parse(first), Month.parse(last))), Disclosure.NONE, "clean records"
    )
    empty = [
        figure.spec.id
        for figure in figures
        if not figure.edition.value and not any(cell.count for cell in figure.edition)
    ]
    assert empty == ([] if last == "2018-11" else ["takeover_scams_by_month"])


@pytest.mark.drill
def test_they_stand_so_in_the_finished_edition(edition: ProtectedFigures, exact_edition: Path) -> None:
    """Built from the files through the command line."""
    finished = parse_figures((exact_edition / "figures.json").read_bytes())
    assert {f.spec.id: f.edition for f in finished} == {f.spec.id: f.edition for f in edition}
