"""The same cell reads the same wherever a reader meets it: text, chart, table, CSV, workbook and JSON."""

import csv
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from expectations.contract.vocabulary import vocabularies
from tests.finished_figures import (
    TOGETHER,
    TOLD,
    drawn_groups,
    drawn_months,
    drawn_rows,
    drawn_week,
    table_cells,
)
from tests.finished_page import Node, Page
from tests.printed_numbers import Key, Published, Window, tells, whole

SMALL = 30
"""A group of fewer records shows counts, and no shares."""


class Edition:
    """The files of one edition."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.figures = Published(folder)
        self.page = Page(folder / "report.html")

    @cached_property
    def sheets(self) -> Mapping[str, list[tuple[Any, ...]]]:
        book = load_workbook(self.folder / "tables.xlsx", read_only=True)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}

    def csv(self, figure: str) -> list[dict[str, str]]:
        with (self.folder / "tables" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def figure(self, figure: str) -> tuple[Node, Window]:
        return self.page.figures[figure], self.figures.window(figure)

    def drawn_as(self, *charts: str) -> list[str]:
        """The figures with cells that are drawn in one of these forms."""
        return [f for f in self.with_cells if self.figures.figures[f]["chart"] in charts]

    @property
    def with_cells(self) -> list[str]:
        """The figures with cells, without those that a sentence tells."""
        return [f for f in self.figures if self.figures.window(f).cells and f not in TOLD]


@pytest.fixture(scope="module", params=["sample_edition", "half_year_edition"])
def edition(request: pytest.FixtureRequest) -> Edition:
    return Edition(request.getfixturevalue(request.param))


def test_in_the_tables_of_the_page(edition: Edition) -> None:
    read = 0
    for figure, node in edition.page.figures.items():
        window = edition.figures.window(figure)
        tables = [table for table in node.with_tag("table") if "compared" not in table.classes]
        assert bool(tables) == bool(window.cells)
        seen: set[Key] = set()
        for table in tables:
            for key, printed in table_cells(table, window):
                assert printed.count == (window.count(key) if key in window.cells else "0"), (figure, key)
                assert printed.share in _share(window, key), (figure, key)
                seen.add(key)
                read += 1
        shown = {key for key, cell in window.cells.items() if cell["count"]}
        assert shown <= seen, figure
    assert read > 1000


def _not_asked(window: Window, key: Key) -> str:
    """What a table says of a row of a year of reporting at the end of which its answer was not asked yet."""
    if window.spec["dimensions"][0] != "year":
        return ""
    since = vocabularies()[window.spec["dimensions"][1]][key[1]].since
    return f"not asked before {since}" if since and key[0].partition("_")[2] < since else ""


def test_in_the_csv_tables(edition: Edition) -> None:
    for figure in edition.figures:
        window = edition.figures.window(figure)
        rows = [row for row in edition.csv(figure) if row["window"] == "edition"]
        if not window.spec["dimensions"]:
            assert [float(row["value"]) for row in rows] == [window.data["value"]]
            continue
        by_key = {tuple(row[d] for d in window.spec["dimensions"]): row for row in rows}
        for key, cell in window.cells.items():
            row = by_key[key]
            if unasked := _not_asked(window, key):
                assert (row["count"], row["share"]) == (unasked, "")
                continue
            assert row["count"] == (f"fewer than {cell['below']}" if "below" in cell else str(cell["count"]))
            assert row["share"] == ("" if "below" in cell or cell["share"] is None else str(cell["share"]))
            assert [row[f"{d}_label"] for d in window.spec["dimensions"]] == window.labels(key)


def test_in_the_workbook(edition: Edition) -> None:
    for figure in edition.figures:
        expected = [tuple(row.values()) for row in edition.csv(figure)]
        columns = list(edition.csv(figure)[0])
        sheet = edition.sheets[figure]
        start = next(number for number, row in enumerate(sheet) if list(row[: len(columns)]) == columns)
        found = [tuple(_as_text(cell) for cell in row[: len(columns)]) for row in sheet[start + 1 :] if row[0]]
        assert found == [tuple(_as_text(cell) for cell in row) for row in expected], figure


def test_in_the_text(edition: Edition) -> None:
    traced = [node for node in edition.page.root.elements if "data-told" in node.attributes]
    cells = [
        node for node in traced if node.attributes["data-told"].split()[0] in ("count", "share", "share_of_all", "list")
    ]
    assert len(cells) > 100
    wrong = [
        (n.attributes["data-told"], n.text)
        for n in cells
        if not tells(edition.figures, n.attributes["data-told"], n.text)
    ]
    assert wrong == []


def test_in_charts_of_bars(edition: Edition) -> None:
    for figure in edition.drawn_as("bar", "stacked_bar", "columns"):
        node, window = edition.figure(figure)
        rows = drawn_rows(node, window)
        ranks = "rank" in window.spec["dimensions"]
        for key in window.cells:
            name = window.labels(key)[0]
            if name not in rows or (ranks and key[1] != "primary"):
                continue
            second = window.cells.get((key[0], "secondary")) if ranks else None
            assert _same(rows[name], window, key, second), (figure, key, rows[name])
        together = next((value for name, value in rows.items() if TOGETHER.match(name)), "")
        rest = [key for key in window.cells if window.labels(key)[0] not in rows and "secondary" not in key]
        assert together.partition(" ")[0] == (window.count(*rest) if together else ""), figure
        shown = {key[0] for key in window.cells if window.labels(key)[0] in rows}
        assert len(shown) == (10 if together else len({key[0] for key in window.cells})), figure
        assert rows.get("Not recorded") == (whole(window.missing) if window.missing else None), figure


def test_in_charts_of_groups(edition: Edition) -> None:
    for figure in edition.drawn_as("grouped_bars"):
        node, window = edition.figure(figure)
        drawn = dict(drawn_groups(node, window))
        assert drawn.keys() == window.cells.keys()
        for key, text in drawn.items():
            assert text in (window.count(key), window.share(key)), (figure, key)


def test_in_charts_of_months(edition: Edition) -> None:
    for figure in edition.drawn_as("stacked_columns"):
        node, window = edition.figure(figure)
        for month, number in drawn_months(node, window):
            assert number == whole(sum(c["count"] for key, c in window.cells.items() if key[0] == month))


def test_in_the_chart_of_the_week(edition: Edition) -> None:
    for figure in edition.drawn_as("heat_map"):
        node, window = edition.figure(figure)
        for day, numbers in drawn_week(node, window):
            counts = [cell["count"] for key, cell in sorted(window.cells.items()) if key[0] == day]
            assert numbers == [whole(count) for count in counts if count], day


def test_every_form_of_chart_was_read(edition: Edition) -> None:
    """The lines are read beside the other numerals: they print their ends and extremes only."""
    read = edition.drawn_as("bar", "stacked_bar", "columns", "grouped_bars", "stacked_columns", "heat_map")
    others = edition.drawn_as("line", "lines", "table", "number")
    assert sorted(read + others) == sorted(edition.with_cells)


def test_what_a_sentence_tells_has_no_chart_and_no_table(edition: Edition) -> None:
    traced = [node.attributes.get("data-told", "").split() for node in edition.page.root.elements]
    assert set(edition.figures) >= TOLD
    assert {words[1] for words in traced if words[:1] == ["share"]} >= TOLD
    assert not TOLD & edition.page.figures.keys()


def _same(printed: str, window: Window, key: Key, second: Mapping[str, Any] | None) -> bool:
    value, _, bracketed = printed.partition(" (")
    count, _, share = value.partition(" · ")
    beside = second is None or bracketed == (f"{whole(second['count'])})" if second["count"] else "")
    return count == window.count(key) and share in ("", window.share(key)) and beside


def _share(window: Window, key: Key) -> set[str]:
    """How the share of a cell may be printed in a table: not at all, where it is withheld or one of a few records."""
    cell, base = window.cells.get(key), window.whole_of(key)
    if cell is None or "below" in cell or cell["share"] is None:
        return {""}
    if base is None:
        return {"", window.share(key)}
    return {window.share(key)} if base >= SMALL else {""}


def _as_text(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return str(float(text)) if re.fullmatch(r"\d+(\.\d+)?(e-\d+)?", text) else text
