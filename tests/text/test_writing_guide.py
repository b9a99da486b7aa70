"""The guide for writers names every function, and its examples print what it says."""

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from expectations.sample.records import sample_records
from tasks.aggregate import aggregate
from tasks.core.figures import Disclosure, ProtectedFigures
from tasks.core.passages import Place
from tasks.core.texts import load_texts
from tasks.protect import protect
from tasks.render.engine import TextEngine
from tasks.render.functions import functions
from tests.figures_factory import TWO_YEARS, random_figures
from tests.records_parquet import write_records
from tests.text.files import TEXTS

GUIDE = (Path(__file__).parents[2] / "docs" / "writing.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([a-z_]+\(.*)` \| (.*) \|$", GUIDE, re.MULTILINE)
PRINTS = GUIDE.split("| write | it prints |")[1].split("\n\n")[0]
EXAMPLES = re.findall(r"^\| `(.+)` \| (.*) \|$", PRINTS, re.MULTILINE)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> ProtectedFigures:
    accepted = write_records(sample_records(), tmp_path_factory.mktemp("guide") / "accepted.parquet")
    return protect(aggregate(accepted, TWO_YEARS), Disclosure.NONE, "clean records")


@pytest.fixture(scope="module")
def engine(figures: ProtectedFigures) -> TextEngine:
    return TextEngine(functions(figures, load_texts(TEXTS, TWO_YEARS)))


def test_the_guide_names_the_functions_that_there_are() -> None:
    there = functions(random_figures(), load_texts(TEXTS, TWO_YEARS))
    assert {call.split("(")[0] for call, _ in ROWS} == set(there)


@pytest.mark.parametrize(("call", "printed"), EXAMPLES, ids=[call for call, _ in EXAMPLES])
def test_an_example_prints_what_the_guide_says(engine: TextEngine, call: str, printed: str) -> None:
    within = engine.line("so {{ " + call + " }}", Place("docs/writing.md"))
    assert Markup(within).unescape() == f"so {printed}"
