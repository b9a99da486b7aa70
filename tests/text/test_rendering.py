"""Every text can be rendered in every kind of edition, and reads as sentences in each."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.compare import compare
from tasks.language.rendered_text import Place
from tasks.language.texts_loader import load_texts
from tasks.model.figures import ProtectedFigures
from tasks.render.engine import TextEngine
from tasks.render.functions import functions
from tasks.render.trace import without_marks
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures
from tests.text.files import MARKDOWN, TEXTS, figure_words, name_of

EDITIONS: dict[str, Callable[[], ProtectedFigures]] = {
    "two years": random_figures,
    "half a year": lambda: random_figures(2, 900, HALF_YEAR),
    "rounded": lambda: rounded_figures(3),
    "12 contacts": lambda: random_figures(4, 12),
    "nothing answered": lambda: random_figures(5, 300, TWO_YEARS, 1.0),
}
WORDS = figure_words()
UNFIT = re.compile(r"\bno period\b|\bno month\b|\{\{|%\}|\bNone\b|undefined| ,| \.(?!\w)|\(\)")


@pytest.fixture(params=EDITIONS, scope="module")
def engine(request: pytest.FixtureRequest) -> TextEngine:
    figures = EDITIONS[request.param]()
    return TextEngine(functions(figures, load_texts(TEXTS, TWO_YEARS), compare(figures)))


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_a_text_reads_as_sentences(engine: TextEngine, path: Path) -> None:
    text = without_marks(engine.marked(path.read_text("utf-8"), Place(path.name)))
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]
    lower = [p[:60] for p in paragraphs if p[0].islower()]
    assert lower == []
    assert [p[:200] for p in paragraphs if UNFIT.search(p)] == []


@pytest.mark.parametrize("figure_id", WORDS)
def test_the_words_of_a_figure_read_as_sentences(engine: TextEngine, figure_id: str) -> None:
    for part, source in WORDS[figure_id].items():
        line = engine.line(source, Place("figures.toml", 1, f"{figure_id}.{part}"))
        assert line
        assert "{{" not in line
        assert not line[0].islower() or line.startswith("no share")
