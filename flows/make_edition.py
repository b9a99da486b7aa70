"""Right of the line: protected figures become tables, charts, the report, and the edition's folder."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows import stages
from flows.draft_before import as_it_is, remember_draft_before
from flows.edition_before import edition_before
from flows.settings import load_settings
from tasks.core.brand import Brand, load_brand
from tasks.core.choices import Switch, switched, ways
from tasks.core.companion import Companion
from tasks.core.errors import TextError
from tasks.core.figures import Disclosure, ProtectedFigures, Tile
from tasks.core.languages import TEXTS, translations
from tasks.core.provenance import build_id, code_revision, text_revision, versions
from tasks.core.quality import Quality, quality_json
from tasks.core.shelf import NOTHING_KEPT, Shelf
from tasks.core.texts import Texts, figure_titles, load_texts
from tasks.core.translation import gaps
from tasks.render import Attached, BuildNote, Inputs, Rendered
from tasks.tabulate import json_bytes

STAGES = 12
"""How many stages make an edition; one more sets its PDF."""


@dataclass(frozen=True, slots=True)
class EditionOrder:
    """What an edition is made to: where it goes, what its manifest tells of its making, what was published before.

    ``translated`` says whether it has pages in other languages than English.
    """

    out: Path
    inputs: Mapping[str, str]
    settings: Mapping[str, object]
    pdf: bool = True
    published: tuple[Tile, ...] = ()
    translated: bool = True


@dataclass(frozen=True, slots=True)
class Workshop:
    """What an edition is made with: a companion, and a shelf of finished pieces."""

    companion: Companion
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Edition:
    """A draft in its place.

    Attributes:
        folder: where it lies.
        quality: the quality of its records.
        omitted: the blocks that it has no text for.
        switched: the conditions of texts that went another way than in the edition before.
        untranslated: by the code of a language, what a translator has to do.
    """

    folder: Path
    quality: Quality
    omitted: tuple[str, ...]
    switched: tuple[Switch, ...] = ()
    untranslated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def make_edition(order: EditionOrder, figures: ProtectedFigures, quality: Quality, companion: Companion) -> Edition:
    """Make the edition's folder from frozen figures and the present texts, with a companion's help."""
    stages.reconcile_published(figures, order.published)
    folders = (TEXTS, *(translations(TEXTS) if order.translated else ()))
    languages = [load_texts(folder, figures.edition) for folder in folders]
    brand = load_brand(load_settings().brand)
    revisions = {"text": text_revision(*(texts.folder for texts in languages)), "code": code_revision()}
    note = BuildNote(build_id(figures.built_from, *revisions.values()), versions(), revisions["text"])
    workshop = Workshop(companion, _shelf(figures, revisions["code"]))
    report, files = _content(figures, quality, languages, brand, note, order.pdf, workshop)
    went = ways(report.passages)
    untranslated = {texts.language.code: tuple(map(str, gaps(texts))) for texts in languages[1:]}
    replaced = as_it_is(order.out / str(figures.edition))
    folder = stages.write_edition(
        order.out,
        str(figures.edition),
        files,
        inputs=order.inputs,
        settings={**order.settings, "brand": brand.name, "languages": [texts.language.code for texts in languages]},
        versions=versions(),
        revisions=revisions,
        ways=went,
        untranslated=untranslated,
        omitted=report.omitted,
    )
    remember_draft_before(replaced, folder, load_settings().folders.state)
    before = edition_before(order.out, figures.edition)
    turned = switched(before.ways, went) if before else ()
    return Edition(folder, quality, report.omitted, turned, untranslated)


def _content(
    figures: ProtectedFigures,
    quality: Quality,
    languages: Sequence[Texts],
    brand: Brand,
    note: BuildNote,
    pdf: bool,
    workshop: Workshop,
) -> tuple[Rendered, Mapping[str, bytes]]:
    """The report, and all files of its edition by their names."""
    titles, (own, *others) = figure_titles(TEXTS), languages
    companion, shelf = workshop.companion, workshop.shelf
    tables = stages.tabulate(figures, titles)
    digest = hashlib.sha256(tables["figures.json"]).hexdigest()
    comparison = stages.compare(stages.begin_comparing(companion, figures, digest, shelf))
    drawn_from = (figures, digest, comparison)
    charts = stages.draw(stages.begin_drawing(companion, *drawn_from, own, brand, shelf))
    inputs = Inputs(figures, comparison, quality, charts, brand, _attached(tables, titles), note, own)
    try:
        set_from = stages.typeset(inputs, companion if pdf else None, shelf)
    except TextError:
        # A text that cannot be set often breaks a rule too, which says better what to do.
        stages.proofread_texts(figures, own)
        raise
    # From here on the PDF is being set, which takes longest: what it does not need comes now.
    stages.proofread_texts(figures, own)
    stages.proofread_translations(figures, others)
    drawn = stages.draw_translations(*drawn_from, others, brand, shelf)
    report = stages.render(set_from.source, [inputs.translated(*each) for each in zip(others, drawn, strict=True)])
    stages.proofread_report(report, figures)
    files = {
        **tables,
        "tables.xlsx": stages.workbook(figures, titles, digest, shelf),
        "quality.json": json_bytes(quality_json(quality)),
        **{page.file: page.html.encode() for page in (report.page, *report.translations)},
    }
    return report, files | ({"report.pdf": stages.finish_pdf(set_from.pdf)} if set_from.pdf else {})


def _shelf(figures: ProtectedFigures, code: str) -> Shelf:
    """Where finished pieces are kept; nothing is kept of figures that are not protected."""
    if figures.disclosure is Disclosure.NONE:
        return NOTHING_KEPT
    return Shelf(load_settings().folders.state / "shelf", f"{code} {versions()}")


def _attached(tables: Mapping[str, bytes], titles: Mapping[str, str]) -> tuple[Attached, ...]:
    csvs = {Path(name).stem: content for name, content in tables.items() if name.endswith(".csv")}
    return tuple(Attached(f"{name}.csv", titles[name], content.decode()) for name, content in csvs.items())
