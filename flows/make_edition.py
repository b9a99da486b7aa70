"""Right of the line: protected figures become tables, charts, the report, and the edition's folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flows import stages
from tasks.core.brand import load_brand
from tasks.core.figures import ProtectedFigures
from tasks.core.quality import Quality


@dataclass(frozen=True, slots=True)
class EditionOrder:
    """What an edition is made to: where it goes, and what its manifest tells of its making."""

    out: Path
    inputs: Mapping[str, str]
    settings: Mapping[str, object]
    pdf: bool = True


def make_edition(order: EditionOrder, figures: ProtectedFigures, quality: Quality) -> Path:
    """Make the edition's folder from frozen figures and the present texts.

    Returns:
        The folder, whole and in its place.
    """
    stages.reconcile_published(figures)
    brand = load_brand()
    tables = stages.tabulate(figures)
    charts = stages.draw(figures, brand)
    report = stages.render(figures, quality, charts, brand, tables, order.pdf)
    return stages.write_edition(order.out, figures, quality, tables, report, order.inputs, order.settings)
