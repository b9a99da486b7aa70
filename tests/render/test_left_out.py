"""What texts say of figures and answers that an older edition does not have: left out, no more than that, and named."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from expectations.contract.vocabulary import vocabulary
from tasks.language.languages import translations
from tasks.language.texts import Absent
from tasks.language.texts_loader import load_texts
from tasks.model.declared import at_hand, declared_today
from tasks.model.errors import TextError
from tasks.model.figures import Figure, ProtectedFigures
from tasks.proofread import proofread_report, proofread_texts
from tasks.render import Page, prepare, render
from tasks.render.left_out import without_piece
from tests.figures_factory import HALF_YEAR, random_figures
from tests.render.conftest import charts, inputs
from tests.text.files import TEXTS

GONE = ("platform_by_month", "platform_by_year", "services", "services_by_year", "service_combinations")
"""Two figures among others, and all figures of section k."""


@pytest.mark.parametrize(
    ("text", "line", "left"),
    [
        ("One.\n\nGONE.\n\nThree.", 3, "One.\n\nThree."),
        ("One\nGONE\nof it.\n\nThree.", 2, "Three."),
        ("- one\n- GONE\n  more\n- three", 2, "- one\n- three"),
        ("{% if a %}\nGONE\n{% else %}\nx\n{% endif %}\n\nThree.", 2, "Three."),
        ("{% if GONE %}\n\nOne.\n\n{% endif %}\n\nThree.", 1, "Three."),
        ("{% if a %}\n\nOne.\n\nGONE.\n\n{% endif %}", 5, "{% if a %}\n\nOne.\n\n{% endif %}"),
        ("::: callout Title\nOne.\n\nGONE.\n:::", 4, "::: callout Title\nOne.\n\n:::"),
        ("::: callout Title\nGONE.\n:::\n\nThree.", 2, "Three."),
        ("::: callout GONE\nOne.\n:::\n\nThree.", 1, "Three."),
        ("### Head\n\nGONE.\n\n### Next\n\nThree.", 3, "### Next\n\nThree."),
        ("### Head\n\nGONE.\n\n#### Below\n\nThree.", 3, "### Head\n\n#### Below\n\nThree."),
        ("### Head\n\nOne.\n\nGONE.", 5, "### Head\n\nOne."),
        ("### Head\nGONE.\n\n::: limits Title\nThree.\n:::", 2, "::: limits Title\nThree.\n:::"),
        ("{% if a %}{% if GONE %}", 1, ""),
        ("{% set x = GONE %}{{ x }}\n\nTwo {{ x }}.\n\nThree.\n\n- {{ x }}\n- four", 1, "Three.\n\n- four"),
        ("{% set x = GONE %}\n{% set y = x %}\n\nTwo {{ y }}.\n\nThree.", 1, "Three."),
        ("{% set x = 1 %}\n\n{{ x }} {{ GONE }}\n\nTwo {{ x }}.", 3, "{% set x = 1 %}\n\nTwo {{ x }}."),
    ],
)
def test_as_little_as_can_be_goes(text: str, line: int, left: str) -> None:
    found = without_piece(text, line)
    assert _paragraphs(found) == _paragraphs(left)
    assert found.count("\n") == text.count("\n"), "all other lines keep their numbers"


def _paragraphs(text: str) -> Sequence[str]:
    return [line for line in text.split("\n") if line]


def older(figures: ProtectedFigures) -> ProtectedFigures:
    """The figures as an edition has them that was made before some of them were counted."""
    return replace(figures, figures={i: f for i, f in figures.figures.items() if i not in GONE})


@pytest.fixture(scope="module")
def report() -> tuple[Page, ...]:
    """An older edition with the texts of today, proofread in both languages."""
    figures = older(random_figures())
    absent = Absent(frozenset(GONE), frozenset("k"))
    own, *others = [load_texts(folder, figures.edition, absent) for folder in (TEXTS, *translations())]
    given = replace(inputs(figures, charts()), texts=own)
    found = render(prepare(given), [given.translated(texts, charts()) for texts in others])
    for page in found:
        proofread_texts(figures, page.texts)
        proofread_report(page.html, page.rendered, figures, page.texts)
    return found


def test_a_section_without_figures_goes_whole(report: tuple[Page, ...]) -> None:
    html = report[0].html
    assert "Services" in report[0].texts.omitted
    assert 'id="services"' not in html and 'id="platforms"' in html


def test_a_figure_among_others_takes_its_paragraphs_and_no_more(report: tuple[Page, ...]) -> None:
    for page, folder in zip(report, ("", "ur/"), strict=True):
        assert any(line.startswith(f"{folder}numbers/h_platforms.md, line 2") for line in page.left_out)
    html = report[0].html
    assert "through the period" not in html and 'id="figure-platform_by_month"' not in html
    assert "We count by platform because each has rules of its own" in html


def test_what_no_contract_has_is_refused_as_ever(report: tuple[Page, ...]) -> None:
    figures = older(random_figures())
    with pytest.raises(TextError, match="figure that does not exist"):
        prepare(inputs(figures, charts()))


def test_an_answer_that_came_later_takes_its_paragraph() -> None:
    today = declared_today()
    gender = replace(vocabulary("gender"), categories=vocabulary("gender").categories[:3])
    figures = {i: _without(figure, "non_binary") for i, figure in random_figures(edition=HALF_YEAR).figures.items()}
    with at_hand(replace(today, vocabularies={**today.vocabularies, "gender": gender})):
        [page] = render(prepare(inputs(replace(random_figures(edition=HALF_YEAR), figures=figures), {})))
    assert "numbers/b_gender.md, line 10: gender, non_binary" in page.left_out
    assert "Both answers have been recorded since" not in page.html
    assert "staff note it only where the person states" in page.html


def _without(figure: Figure, key: str) -> Figure:
    windows = figure.windows.items()
    return replace(
        figure, windows={n: replace(w, cells=tuple(c for c in w.cells if key not in c.key)) for n, w in windows}
    )
