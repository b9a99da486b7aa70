"""Figures as tables."""

import pytest

from tasks.language.languages import source_language
from tasks.model.figures import Base, Cell, Figure, FigureSpec, Window, WindowName
from tasks.render.tables import table_of
from tests.figures_factory import TWO_YEARS

ENGLISH = source_language()


def figure(dimensions: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[Figure, Window]:
    cells = tuple(Cell(key, n, share=n / 100, below=None if n else 5) for key, n in counts.items())
    window = Window(TWO_YEARS, 100, 0, cells)
    return Figure(FigureSpec("x", "a", Base.CASES, dimensions), {WindowName.EDITION: window}), window


@pytest.mark.parametrize(
    ("dimensions", "counts", "limit", "rows"),
    [
        (("platform",), {("facebook",): 1, ("other",): 9, ("tiktok",): 5}, None, ["TikTok", "Facebook", "Other"]),
        (("platform",), {("facebook",): 1, ("other",): 9, ("tiktok",): 5}, 2, ["TikTok", "Other"]),
        (("age_band",), {("under_18",): 1, ("18-20",): 9}, 1, ["Under 18", "18 to 20"]),
        (("month", "kind"), {("2018-01", "new"): 1, ("2018-02", "new"): 3}, None, ["January 2018", "February 2018"]),
        (("gender", "age_band"), {("man", "18-20"): 1, ("man", "21-25"): 3}, None, ["18 to 20", "21 to 25"]),
    ],
)
def test_rows(
    dimensions: tuple[str, ...], counts: dict[tuple[str, ...], int], limit: int | None, rows: list[str]
) -> None:
    table = table_of(*figure(dimensions, counts), ENGLISH, limit)
    assert [row.label for row in table.rows] == rows
    assert table.rows_of == (len(counts) if limit == 2 else None)


def test_a_withheld_count_shows_its_bound_and_no_share() -> None:
    table = table_of(*figure(("platform",), {("facebook",): 0}), ENGLISH)
    assert [entry.count for entry in table.rows[0].entries] == ["fewer than 5", "–"]


def test_a_table_of_two_questions_is_shaded_by_shares_and_hatched_where_none_is_told() -> None:
    counts = {("man", "18-20"): 1, ("man", "21-25"): 40, ("woman", "18-20"): 9, ("woman", "21-25"): 0}
    table = table_of(*figure(("gender", "age_band"), counts), ENGLISH)
    assert [[entry.shade for entry in row.entries] for row in table.rows] == [
        ["shade-1", "shade-2"],
        ["shade-5", "withheld"],
    ]
    one = table_of(*figure(("platform",), {("facebook",): 4, ("tiktok",): 0}), ENGLISH)
    assert {entry.shade for row in one.rows for entry in row.entries} == {""}


def test_the_least_share_in_the_largest_base_has_a_shade_too() -> None:
    table = table_of(*figure(("gender", "age_band"), {("man", "18-20"): 100, ("man", "21-25"): 1}), ENGLISH)
    assert [row.entries[0].shade for row in table.rows] == ["shade-5", "shade-1"]
