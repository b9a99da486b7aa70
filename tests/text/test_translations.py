"""Translations ask for the same figures under the same conditions as their source, and fill in the same places."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tasks.language.languages import translations
from tests.text.files import MARKDOWN, figure_words, name_of, toml

FOLDERS = translations()
JINJA = Environment(autoescape=True)
"""Parses templates and never renders one."""
BOXES = re.compile(r"^(:::|#+|- |\|)", re.MULTILINE)
PLACES = re.compile(r"\{\w+\}")


def asked(text: str) -> set[str]:
    """What a text asks of the figures: every call of a function with its arguments, and every condition."""
    tree = JINJA.parse(text)
    return {repr(call) for call in tree.find_all(nodes.Call)} | {repr(each.test) for each in tree.find_all(nodes.If)}


def shape(text: str) -> Counter[str]:
    """How many headings, boxes, list items and rows of tables a text has."""
    return Counter(BOXES.findall(text))


def translated(folder: Path, name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((folder / name).read_text("utf-8"))


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_chapter_tells_the_same_figures_in_the_same_boxes(folder: Path, path: Path) -> None:
    source, own = path.read_text("utf-8"), (folder / name_of(path)).read_text("utf-8")
    assert asked(own) == asked(source)
    assert shape(own) == shape(source)


@pytest.mark.parametrize("figure", toml("figures.toml"))
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_figure_is_told_by_the_same_figures(folder: Path, figure: str) -> None:
    source, own = figure_words()[figure], translated(folder, "figures.toml")[figure]
    assert {part: asked(words) for part, words in own.items()} == {part: asked(words) for part, words in source.items()}


@pytest.mark.parametrize("table", toml("words.toml"))
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_small_words_have_the_same_places_to_fill(folder: Path, table: str) -> None:
    source, own = toml("words.toml")[table], translated(folder, "words.toml")[table]
    places = [{key: sorted(PLACES.findall(words)) for key, words in each.items()} for each in (own, source)]
    assert places[0] == places[1]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_fact_states_the_value_that_the_sentence_prints(folder: Path) -> None:
    facts = translated(folder, "facts.toml")
    assert [key for key, fact in facts.items() if fact["value"] not in fact["statement"]] == []
