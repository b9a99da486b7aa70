"""Right of the line: protected figures become tables, charts, the report, and the edition's folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flows import stages
from flows.edition_before import edition_before
from flows.settings import load_settings
from tasks.core.brand import load_brand
from tasks.core.choices import Switch, switched, ways
from tasks.core.figures import ProtectedFigures, Tile
from tasks.core.provenance import build_id, code_revision, text_revision, versions
from tasks.core.quality import Quality, quality_json
from tasks.core.texts import TEXTS, figure_names, figure_titles
from tasks.render import Attached, BuildNote, Rendered
from tasks.tabulate import json_bytes


@dataclass(frozen=True, slots=True)
class EditionOrder:
    """What an edition is made to: where it goes, what its manifest tells of its making, what was published before."""

    out: Path
    inputs: Mapping[str, str]
    settings: Mapping[str, object]
    pdf: bool = True
    published: tuple[Tile, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A draft in its place.

    Attributes:
        folder: where it lies.
        quality: the quality of its records.
        omitted: the blocks that it has no text for.
        switched: the conditions of texts that went another way than in the edition before.
    """

    folder: Path
    quality: Quality
    omitted: tuple[str, ...]
    switched: tuple[Switch, ...] = ()


def make_edition(order: EditionOrder, figures: ProtectedFigures, quality: Quality) -> Edition:
    """Make the edition's folder from frozen figures and the present texts."""
    stages.reconcile_published(figures, order.published)
    stages.proofread_texts(figures, TEXTS)
    brand, titles = load_brand(load_settings().brand), figure_titles(TEXTS)
    revisions = {"text": text_revision(TEXTS), "code": code_revision()}
    note = BuildNote(build_id(figures.built_from, *revisions.values()), versions(), revisions["text"])
    comparison = stages.compare(figures)
    tables = stages.tabulate(figures, titles)
    charts = stages.draw(figures, comparison, figure_names(TEXTS), brand)
    report = stages.render(
        figures, comparison, quality, charts, brand, _attached(tables, titles), note, order.pdf, TEXTS
    )
    stages.proofread_report(report.html, report.passages, figures, TEXTS)
    went = ways(report.passages)
    folder = stages.write_edition(
        order.out,
        str(figures.edition),
        {**tables, **_report_files(report), "quality.json": json_bytes(quality_json(quality))},
        inputs=order.inputs,
        settings={**order.settings, "brand": brand.name},
        versions=versions(),
        revisions=revisions,
        ways=went,
    )
    before = edition_before(order.out, figures.edition)
    return Edition(folder, quality, report.omitted, switched(before.ways, went) if before else ())


def _attached(tables: Mapping[str, bytes], titles: Mapping[str, str]) -> tuple[Attached, ...]:
    csvs = {Path(name).stem: content for name, content in tables.items() if name.endswith(".csv")}
    return tuple(Attached(f"{name}.csv", titles[name], content.decode()) for name, content in csvs.items())


def _report_files(report: Rendered) -> Mapping[str, bytes]:
    page = {"report.html": report.html.encode()}
    return page if report.pdf is None else page | {"report.pdf": report.pdf}
