"""A new edition lists the texts that switched to another wording since the edition before it."""

import json
from pathlib import Path

import pytest

from flows.edition.reading import previous_edition
from tasks.model.period import Month, Period
from tests.command_line import Desk, Outcome, run
from tests.edition_factory import make_edition
from tests.figures_factory import only, random_figures

FIRST, SECOND = ("2016-12", "2017-11"), ("2017-12", "2018-11")
NEWS = "Texts that switched since the edition before:"


def build(capfd: pytest.CaptureFixture[str], desk: Desk, period: tuple[str, str]) -> Outcome:
    where = ("--from", period[0], "--to", period[1], "--out", desk.out, "--private", desk.private)
    return run(capfd, "build", "--sample", *where, "--disclosure", "none", "--no-pdf")


@pytest.mark.drill
def test_two_editions_in_a_row(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    first = build(capfd, desk, FIRST)
    assert (first.code, first.says(NEWS)) == (0, False)
    second = build(capfd, desk, SECOND)
    assert second.code == 0
    listed = second.output.split(NEWS)[1].splitlines()
    assert "- numbers/a_contacts.md: has_previous(): else before, if now" in listed
    assert "- report.toml (what-changed, title): has_previous(): else before, if now" in listed
    # The busiest month of the first year lies within it; the second ends with its own.
    steady = "holds('rose steadily', 'calls_by_month'): else before, elif peak('calls_by_month').is_last now"
    assert f"- numbers/a_contacts.md: {steady}" in listed
    assert not any("recorded('gender')" in line for line in listed)
    ways = [json.loads((desk.out / "_".join(p) / "manifest.json").read_text())["ways"] for p in (FIRST, SECOND)]
    assert ways[0].keys() & ways[1].keys()
    again = run(capfd, "render", desk.out / "_".join(SECOND), "--no-pdf")
    assert again.output.split(NEWS)[1] == second.output.split(NEWS)[1].split("calls:")[0]


@pytest.mark.parametrize(
    ("there", "before"),
    [
        ([], None),
        (["2017-12_2018-11"], None),
        (["2016-12_2017-11"], "2016-12_2017-11"),
        (["2016-12_2017-11", "2017-12_2018-05"], "2017-12_2018-05"),
        (["2016-12_2018-05", "2018-03_2018-05"], "2016-12_2018-05"),
        (["2017-06_2018-05", "2017-12_2018-05"], "2017-06_2018-05"),
        (["2018-12_2019-05"], None),
    ],
)
def test_the_edition_before_is_the_latest_that_ends_earlier(
    there: list[str], before: str | None, tmp_path: Path
) -> None:
    for name in there:
        first, last = (Month.parse(month) for month in name.split("_"))
        make_edition(tmp_path, only(random_figures(3, 200, Period(first, last)), "contacts"))
    (tmp_path / "notes").mkdir()
    (tmp_path / "2016-12_2018-10").mkdir()
    found = previous_edition(tmp_path, Period(Month(2017, 12), Month(2018, 11)))
    assert (found.edition if found else None) == before
