"""The printed pages of the sample edition: nothing sticks out or overlaps, no page is half empty, no heading left."""

from pathlib import Path

import pytest

from tests.printed_pages import Line, covered, fill, last_lines, outside, printed_lines

FULL = 0.55
"""How far down a page must be printed, the cover and the last one apart."""


@pytest.fixture(scope="module")
def lines(sample_edition: Path) -> list[Line]:
    return printed_lines(sample_edition / "report.pdf")


def test_nothing_sticks_out_of_the_type_area(lines: list[Line]) -> None:
    assert len(lines) > 2500
    assert outside(lines) == []


def test_nothing_stands_on_anything_else(lines: list[Line]) -> None:
    assert covered(lines) == []


def test_no_page_is_half_empty(lines: list[Line]) -> None:
    last = max(line.page for line in lines)
    assert {page: part for page, part in fill(lines).items() if 1 < page < last and part < FULL} == {}


def test_no_heading_is_left_behind_at_the_foot_of_a_page(lines: list[Line]) -> None:
    assert len([line for line in lines if line.heads]) > 100
    assert [line for line in last_lines(lines) if line.heads] == []


@pytest.mark.parametrize(
    ("left", "top", "sticks_out", "covers"), [(60, 100, False, True), (20, 100, True, True), (60, 112, False, False)]
)
def test_the_checks_can_fail(left: float, top: float, sticks_out: bool, covers: bool) -> None:
    line = Line(2, "a line of words", 60, 100, 200, 112, 10, "Source Sans 3")
    other = Line(2, "another line", left, top, left + 100, top + 12, 10, "Source Sans 3")
    assert bool(outside([other])) == sticks_out
    assert bool(covered([line, other])) == covers
