"""Every figure of the catalogue has its words, is printed once in its own section, and is spoken of there."""

import re

import pytest

from tasks.aggregate.catalogue import CATALOGUE
from tasks.compare import compared_rows
from tasks.model.declared import vocabularies
from tasks.model.figures import Chart, Measure
from tests.figures_factory import HALF_YEAR, random_figures
from tests.finished_figures import TOLD
from tests.text.files import NUMBERS, calls, toml

FIGURES = {declaration.spec.id: declaration.spec for declaration in CATALOGUE}
WORDS = toml("figures.toml")
SHOWN = {i: spec for i, spec in FIGURES.items() if "year" not in spec.dimensions and i not in TOLD}
"""All but those and the ones by year, which stand in the data files, and in print as what changed."""
NEITHER = ("other", "primary")
"""Keys in headlines that are no row of a chart: what is left out, and the main type among two."""
SECTIONS = {path.name[0]: path for path in NUMBERS if path.name[1] == "_"}


def test_the_words_are_those_of_the_catalogue_in_its_order() -> None:
    assert list(WORDS) == list(FIGURES)


@pytest.mark.parametrize("figure_id", [i for i in FIGURES if i not in SHOWN])
def test_a_figure_that_no_text_shows_has_a_title_alone(figure_id: str) -> None:
    assert WORDS[figure_id].keys() == ({"title", "short"} if figure_id in TOLD else {"title"})
    assert not [path for path in NUMBERS if figure_id in calls("figure", path)]


@pytest.mark.parametrize("figure_id", SHOWN)
def test_a_figure_has_title_headline_and_alternative_text(figure_id: str) -> None:
    words = WORDS[figure_id]
    assert {"title", "headline", "alt"} <= set(words) <= {"title", "headline", "alt", "note", "short", "highlight"}
    assert all(text.strip() for name, text in words.items() if name != "highlight")


@pytest.mark.parametrize("figure_id", [i for i, spec in SHOWN.items() if spec.chart in (Chart.BAR, Chart.GROUPED_BARS)])
def test_what_the_headline_names_is_what_stands_out(figure_id: str) -> None:
    """A headline that ranks names the largest, which stands out by itself."""
    answers = vocabularies()[FIGURES[figure_id].dimensions[-1]].keys
    named = [
        key for key in re.findall(r"'([^']+)'", WORDS[figure_id]["headline"]) if key in answers and key not in NEITHER
    ]
    assert WORDS[figure_id].get("highlight", []) == list(dict.fromkeys(named))


@pytest.mark.parametrize("figure_id", FIGURES)
def test_a_figure_whose_rows_are_compared_has_a_short_name_for_lists_of_them(figure_id: str) -> None:
    compared = compared_rows(random_figures(edition=HALF_YEAR)[figure_id])
    assert ("short" in WORDS[figure_id]) == (bool(compared) and FIGURES[figure_id].measure is Measure.CELLS)
    assert len(WORDS[figure_id].get("short", "").split()) <= 7


@pytest.mark.parametrize("figure_id", FIGURES)
def test_a_title_names_and_does_not_find(figure_id: str) -> None:
    title = WORDS[figure_id]["title"]
    assert not re.search(r"[{}\d.]", title)


@pytest.mark.parametrize("figure_id", SHOWN)
def test_headline_and_alternative_text_are_computed(figure_id: str) -> None:
    assert "{{" in WORDS[figure_id]["headline"]
    assert "{{" in WORDS[figure_id]["alt"]


@pytest.mark.parametrize("figure_id", SHOWN)
def test_a_figure_is_printed_once_in_its_own_section(figure_id: str) -> None:
    places = [path.name[0] for path in NUMBERS for printed in calls("figure", path) if printed == figure_id]
    assert places == [FIGURES[figure_id].section]


@pytest.mark.parametrize("figure_id", [i for i, spec in SHOWN.items() if spec.measure is Measure.CELLS])
def test_a_chart_or_table_is_referred_to_in_its_section(figure_id: str) -> None:
    assert figure_id in calls("ref", SECTIONS[FIGURES[figure_id].section])


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_a_section_says_what_its_numbers_do_not_tell_and_how_many_are_missing(section: str) -> None:
    text = SECTIONS[section].read_text("utf-8")
    assert "::: limits What these numbers do not tell" in text
    assert "has_previous()" in text
    assert section == "a" or "missing(" in text
