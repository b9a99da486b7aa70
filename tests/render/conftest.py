"""One rendered edition for all tests: random figures, the real texts, brand and charts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tasks.chart import draw
from tasks.compare import compare
from tasks.language.texts_loader import load_texts
from tasks.model.brand import load_brand
from tasks.model.drawing import Drawing
from tasks.model.figures import Figure, ProtectedFigures
from tasks.model.quality import FieldMissing, Quality, RuleResult, Severity
from tasks.render import (
    Attached,
    BuildNote,
    Inputs,
    Page,
    prepare,
    render,
    render_print_page,
    setting_pdf,
)
from tests.figures_factory import random_figures
from tests.text.files import TEXTS, toml

QUALITY = Quality(
    read={"calls": 1510, "emails": 503},
    accepted={"calls": 1500, "emails": 500},
    set_aside={"calls": 10, "emails": 3},
    rules=(
        RuleResult("gender_allowed", "gender", "calls", Severity.CRITICAL, "Gender is one of the answers", 7),
        RuleResult("city_in_province", "city", "emails", Severity.WARNING, "The city lies in its province", 2),
    ),
    missing=(FieldMissing("gender", "calls", 1000, 151), FieldMissing("age", "calls", 1000, 149)),
    unknown_columns={},
    gate=0.02,
)
BUILD = BuildNote("sha256:" + "5e" * 32, {"helpline-report": "0.1.0"}, "0123abcd")


def shown(figures: ProtectedFigures) -> list[Figure]:
    """The figures that a text shows: those that have a headline."""
    return [figure for figure in figures if "headline" in toml("figures.toml")[figure.spec.id]]


@cache
def charts(figures_seed: int = 1) -> dict[str, Drawing]:
    figures = random_figures(figures_seed)
    return dict(draw(figures, compare(figures), load_texts(TEXTS, figures.edition), load_brand()))


def attachments(figures: ProtectedFigures) -> tuple[Attached, ...]:
    return tuple(
        Attached(f"{figure.spec.id}.csv", f"Data of {figure.spec.id}", f"key,count\n{figure.spec.id},1\n")
        for figure in figures
    )


def inputs(figures: ProtectedFigures, drawn: Mapping[str, Drawing] | None = None, texts: Path = TEXTS) -> Inputs:
    """What an edition is rendered from; without ``drawn``, with the charts of the usual random figures."""
    shown = charts() if drawn is None else drawn
    loaded, brand = load_texts(texts, figures.edition), load_brand()
    return Inputs(figures, compare(figures), QUALITY, shown, brand, attachments(figures), BUILD, loaded)


def build(figures: ProtectedFigures, drawn: Mapping[str, Drawing], texts: Path = TEXTS) -> Page:
    [page] = render(prepare(inputs(figures, drawn, texts)))
    return page


def set_pdf(given: Inputs) -> bytes:
    source = prepare(given)
    with setting_pdf(render_print_page(source), given) as child:
        return child.result()


@pytest.fixture(scope="session")
def rendered() -> Page:
    return build(random_figures(), charts())


@pytest.fixture(scope="session")
def pdf_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("render") / "report.pdf"
    path.write_bytes(set_pdf(inputs(random_figures())))
    return path
