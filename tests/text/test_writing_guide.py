"""The guide for writers names every function, and its examples print what it says."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from markupsafe import Markup

from tasks.aggregate import aggregate
from tasks.compare import compare
from tasks.language.rendered_text import Place
from tasks.language.texts_loader import load_texts
from tasks.model.figures import Disclosure
from tasks.model.period import Period
from tasks.protect import protect
from tasks.render.engine import TextEngine
from tasks.render.functions import functions
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records
from tests.text.files import TEXTS

GUIDE = (Path(__file__).parents[2] / "docs" / "writing.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([a-z_]+\(.*)` \| (.*) \|$", GUIDE, re.MULTILINE)
EXAMPLES = [
    (edition, *row)
    for heading, edition in (("| write | it prints |", TWO_YEARS), ("| write | it prints there |", HALF_YEAR))
    for row in re.findall(r"^\| `(.+)` \| (.*) \|$", GUIDE.split(heading)[1].split("\n\n")[0], re.MULTILINE)
]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Period, TextEngine]:
    accepted = write_records(sample_records(), tmp_path_factory.mktemp("guide") / "accepted.parquet")
    return {edition: _engine(accepted, edition) for edition in (TWO_YEARS, HALF_YEAR)}


def _engine(accepted: Path, edition: Period) -> TextEngine:
    figures = protect(aggregate(accepted, edition), Disclosure.ROUND, "clean records")
    return TextEngine(functions(figures, load_texts(TEXTS, edition), compare(figures)))


def test_the_guide_names_the_functions_that_there_are() -> None:
    there = functions(random_figures(), load_texts(TEXTS, TWO_YEARS), compare(random_figures()))
    assert {call.split("(")[0] for call, _ in ROWS} == set(there)


@pytest.mark.parametrize(("edition", "call", "printed"), EXAMPLES, ids=[call for _, call, _ in EXAMPLES])
def test_an_example_prints_what_the_guide_says(
    engines: Mapping[Period, TextEngine], edition: Period, call: str, printed: str
) -> None:
    within = engines[edition].line("so {{ " + call + " }}", Place("docs/writing.md"))
    assert Markup(within).unescape() == f"so {printed}"
