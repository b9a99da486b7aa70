"""The worst that an edition can hold: nothing sticks out, nothing stands on anything else, both profiles are met."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page
import pytest

from tasks.chart import draw
from tasks.compare import compare
from tasks.language.language import Language
from tasks.language.languages import texts_folder
from tasks.language.texts_loader import load_texts
from tasks.model.brand import load_brand
from tasks.model.figures import Disclosure, Figure, ProtectedFigures, Window, WindowName
from tests.drill import cases
from tests.figures_factory import HALF_YEAR, random_figures
from tests.printed_pages import covered, last_lines, outside, printed_lines
from tests.render.conftest import inputs, set_pdf

WORDY = " or something of that kind"
"""What makes the labels of a vocabulary longer than any that it has."""
WORDED = ("case_type", "platform", "perpetrator", "referral", "heard_from", "city")


def told_nothing(figures: ProtectedFigures) -> ProtectedFigures:
    """The figures with every count withheld: each rounds to nothing."""

    def withheld(window: Window) -> Window:
        cells = tuple(replace(c, count=0, share=None, share_of_all=None, below=5) for c in window.cells)
        return replace(window, total=0, missing=0, cells=cells, bound=5) if cells else window

    def hidden(figure: Figure) -> Figure:
        return replace(figure, windows={name: withheld(window) for name, window in figure.windows.items()})

    return replace(
        figures,
        disclosure=Disclosure.ROUND,
        figures={figure.spec.id: hidden(figure) for figure in figures},
    )


def without_previous(figures: ProtectedFigures) -> ProtectedFigures:
    """The figures as if the helpline had begun with the edition."""
    none = Window(None, 0, 0)
    return replace(
        figures,
        figures={
            figure.spec.id: replace(figure, windows={**figure.windows, WindowName.PREVIOUS: none}) for figure in figures
        },
    )


CASES: dict[str, Callable[[], ProtectedFigures]] = {
    "twelve contacts": lambda: without_previous(random_figures(3, 12, HALF_YEAR)),
    "nothing recorded": lambda: random_figures(4, 200, HALF_YEAR, missing=1.0),
    "every cell fewer than five": lambda: told_nothing(random_figures(5, 60, HALF_YEAR)),
    "many, in the longest words": lambda: random_figures(6, 20_000, HALF_YEAR),
}


@pytest.fixture(scope="module", params=cases(CASES.keys(), ["many, in the longest words"]))
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    figures = CASES[request.param]()
    with pytest.MonkeyPatch.context() as patch:
        if "longest words" in request.param:
            label = Language.label
            patch.setattr(
                Language, "label", lambda self, d, key, **of: label(self, d, key, **of) + WORDY * (d in WORDED)
            )
        charts = dict(draw(figures, compare(figures), load_texts(texts_folder(), figures.edition), load_brand()))
        content = set_pdf(inputs(figures, charts))
    file = tmp_path_factory.mktemp("worst") / "report.pdf"
    file.write_bytes(content)
    return file


def test_nothing_sticks_out_of_the_page(pdf: Path) -> None:
    assert outside(printed_lines(pdf)) == []


def test_nothing_stands_on_anything_else(pdf: Path) -> None:
    assert covered(printed_lines(pdf)) == []


def test_no_heading_is_left_behind_at_the_foot_of_a_page(pdf: Path) -> None:
    assert [line for line in last_lines(printed_lines(pdf)) if line.heads] == []


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_profile_is_met(pdf: Path, profile: str) -> None:
    verdict = page.validate_pdf(str(pdf), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]
