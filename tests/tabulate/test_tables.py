"""The CSV tables: one a figure, and each published number in its place."""

import csv
import io

import pytest

from expectations.contract.spelling import FORMULA_STARTS
from tasks.model.figures import MISSING, Figure, Key, Measure, ProtectedFigures, Window
from tasks.tabulate import tables

every_edition = pytest.mark.parametrize("figures", ["all figures", "draft", "rounded", "no contacts"], indirect=True)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("figure_id", "columns"),
    [
        ("calls", "window,from,to,value,total,missing"),
        ("gender", "window,from,to,gender,gender_label,count,share,total"),
        ("province", "window,from,to,province,province_label,count,share,share_of_all,total"),
        ("calls_by_month", "window,from,to,month,month_label,kind,kind_label,count,share,total"),
    ],
)
def test_the_header_row(figures: ProtectedFigures, figure_id: str, columns: str) -> None:
    assert tables(figures)[f"{figure_id}.csv"].split("\n", 1)[0] == columns


@every_edition
def test_a_table_a_figure(figures: ProtectedFigures) -> None:
    assert list(tables(figures)) == [f"{figure_id}.csv" for figure_id in figures.figures]


def count_or_bound(count: int, bound: int | None) -> str:
    return f"fewer than {bound}" if bound and count == 0 else str(count)


@every_edition
def test_every_number_of_a_table_is_the_published_one(figures: ProtectedFigures) -> None:
    texts = tables(figures)
    for figure in figures:
        if figure.spec.measure is not Measure.CELLS:
            continue
        found = {
            (row["window"], *(row[d] for d in figure.spec.dimensions)): row
            for row in rows(texts[f"{figure.spec.id}.csv"])
        }
        for name, window in figure.windows.items():
            whole, unasked = found.pop((name, *[MISSING] * len(figure.spec.dimensions))), _not_asked(figure, (), window)
            assert whole["count"] == (unasked or count_or_bound(window.missing, window.bound))
            for cell in window:
                row, unasked = found.pop((name, *cell.key)), _not_asked(figure, cell.key, window)
                assert row["count"] == (unasked or ("fewer than 5" if cell.below else str(cell.count)))
                is_untold = unasked or cell.below or cell.share is None
                assert row["share"] == ("" if is_untold else str(cell.share))
                assert row["total"] == str(window.total)
        assert not found


def _not_asked(figure: Figure, key: Key, window: Window) -> str:
    """Of what the bundled contract dates: genders and takeovers."""
    asked = {"transgender": "2017-12", "non_binary": "2017-12"}
    first = (
        "2018-09" if figure.spec.id == "takeover_scams_by_month" else max((asked.get(k, "") for k in key), default="")
    )
    last = next((k for k in key if k[:2] == "20"), str(window.period.last) if window.period else first)
    return f"not asked before {first}" if last < first else ""


@every_edition
def test_every_single_number_is_the_published_one(figures: ProtectedFigures) -> None:
    texts = tables(figures)
    for figure in figures:
        if figure.spec.measure is Measure.CELLS:
            continue
        found = {row["window"]: row for row in rows(texts[f"{figure.spec.id}.csv"])}
        assert list(found) == list(figure.windows)
        for name, window in figure.windows.items():
            assert found[name]["value"] == ("" if window.value is None else str(window.value))


@every_edition
def test_no_cell_begins_as_a_formula(figures: ProtectedFigures) -> None:
    for text in tables(figures).values():
        assert "\r" not in text
        assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith(FORMULA_STARTS)]
