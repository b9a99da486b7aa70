"""The way of an edition through the stages: records in, counts out; then from protected figures to a folder.

The first half is the only part of the flows that handles records, in a folder that is gone after. Logs are opened and
read in processes of their own: see :mod:`tasks.storage.confined`.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from flows import stages
from flows.edition.ledger import Places
from flows.edition.plan import IntakePlan, today
from flows.edition.reading import IDS, absent_from, of_today, previous_edition, save_previous_draft, snapshot
from flows.settings import load_settings
from tasks.language.languages import texts_folder, translations
from tasks.language.rendered_text import Switch, branches_taken, switched
from tasks.language.texts import Texts
from tasks.language.texts_loader import figure_titles, load_texts
from tasks.language.translation import gaps
from tasks.model.brand import Brand, load_brand
from tasks.model.declared import at_hand
from tasks.model.errors import TextError
from tasks.model.figures import ProtectedFigures, TimeSlice
from tasks.model.manifest import Manifest, digest_of
from tasks.model.quality import Quality, quality_json
from tasks.model.records import Source
from tasks.render import Attached, BuildNote, Inputs, Page, infographic_words, setting_pdf
from tasks.storage.database import environment_for
from tasks.storage.provenance import build_id, code_revision, content_revision, text_revision, versions
from tasks.tabulate import json_bytes
from tasks.validate import ValidationResult

STAGES, PDF_STAGES = 13, 2
"""How many stages make an edition, and how many more its PDFs."""
LISTED = 8
"""How much of what is left out is named in a message."""


@dataclass(frozen=True, slots=True)
class EditionOrder:
    """What an edition is made to: where it goes, what its manifest tells of its making, what was published before.

    ``translated`` says whether it has pages in other languages than English. With ``places`` every check of publishing
    is made of it there, before it is put in place.
    """

    out: Path
    inputs: Mapping[str, str]
    settings: Mapping[str, object]
    pdf: bool = True
    published: tuple[TimeSlice, ...] = ()
    translated: bool = True
    places: Places | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A draft in its place.

    Attributes:
        folder: where it lies.
        quality: the quality of its records.
        omitted: what it leaves out, having no text or no number for it.
        switched: the conditions of texts that taken another way than in the edition before.
        untranslated: by the code of a language, what a translator has to do.
        sample: whether its records are made up.
    """

    folder: Path
    quality: Quality
    omitted: tuple[str, ...]
    switched: tuple[Switch, ...] = ()
    untranslated: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sample: bool = False

    @property
    def omission(self) -> str:
        """Return the sentence that says what is left out; the manifest names all of it."""
        more = len(self.omitted) - LISTED
        rest = f"; and {more} more, which manifest.json names" if more > 0 else ""
        listed = "; ".join(self.omitted[:LISTED])
        return f"Left out, for this edition has no text or too small a number for it: {listed}{rest}."


def make_edition(order: EditionOrder, figures: ProtectedFigures, quality: Quality) -> Edition:
    """Make the edition's folder from frozen figures and the present texts, by the contract that it was counted by."""
    with at_hand(figures.declared):
        return _made(order, figures, quality)


def _made(order: EditionOrder, figures: ProtectedFigures, quality: Quality) -> Edition:
    stages.reconcile_published(figures, order.published)
    absent = absent_from(figures)
    folders = (texts_folder(), *(translations() if order.translated else ()))
    languages = [load_texts(folder, figures.edition, absent) for folder in folders]
    brand = load_brand(load_settings().brand)
    revisions = {
        "text": text_revision(*(texts.folder for texts in languages)),
        "content": content_revision(),
        "code": code_revision(),
    }
    note = BuildNote(build_id(figures.built_from, *revisions.values()), versions(), revisions["text"])
    pages, files = _content(figures, quality, languages, brand, note, order.pdf)
    taken = branches_taken(pages[0].rendered)
    omitted = (
        *pages[0].texts.omitted,
        *(line for page in pages for line in page.left_out),
        *(f"the figure “{figures.titles[i]}”, but for its table" for i in figures.figures if i not in IDS),
    )
    untranslated = {texts.language.code: list(map(str, gaps(texts))) for texts in languages[1:]}
    replaced = snapshot(order.out / str(figures.edition))
    manifest = Manifest(
        edition=str(figures.edition),
        files={name: digest_of(content) for name, content in files.items()},
        inputs=order.inputs,
        settings={**order.settings, "brand": brand.name, "languages": [texts.language.code for texts in languages]},
        versions=versions(),
        revisions=revisions,
        ways=taken,
        untranslated=untranslated,
        omitted=list(omitted),
    )
    if order.places:
        target = order.out / manifest.edition
        stages.verify_draft(target, manifest, files, order.places.private, order.places.ledger)
    folder = stages.write_edition(order.out, manifest, files)
    save_previous_draft(replaced, folder, load_settings().folders.state)
    before = previous_edition(order.out, figures.edition)
    turned = switched(before.ways, taken) if before else ()
    return Edition(folder, quality, omitted, turned, untranslated, figures.sample)


def _content(
    figures: ProtectedFigures,
    quality: Quality,
    languages: Sequence[Texts],
    brand: Brand,
    note: BuildNote,
    pdf: bool,
) -> tuple[Sequence[Page], Mapping[str, bytes]]:
    """The web pages, the source first, and all files of its edition by their names."""
    titles, (own, *others) = {**figures.titles, **figure_titles(texts_folder())}, languages
    tables, every = stages.tabulate(figures, titles), figures
    figures = of_today(figures)
    comparison = stages.compare(figures)
    charts = stages.draw(figures, comparison, own, brand)
    inputs = Inputs(figures, comparison, quality, charts, brand, _attached(tables, titles), note, own)
    try:
        source = stages.prepare(inputs)
        words = infographic_words(source)
        print_page = stages.print_page(source) if pdf else ""
    except TextError:
        # A text that cannot be set often breaks a rule too, which says better what to do.
        stages.proofread_texts(figures, own)
        raise
    # The PDFs take longest by far: they are set in a process of their own, while this one does the rest.
    with setting_pdf(print_page, inputs) if pdf else nullcontext() as child:
        infographic = stages.infographic(words, brand)
        stages.proofread_texts(figures, own)
        stages.proofread_translations(figures, others)
        drawn = stages.draw_translations(figures, comparison, others, brand)
        pages = stages.render(source, [inputs.translated(*each) for each in zip(others, drawn, strict=True)])
        stages.proofread_report(pages, figures)
        files = {
            **tables,
            "tables.xlsx": stages.workbook(every, titles),
            "quality.json": json_bytes(quality_json(quality)),
            **{page.texts.page: page.html.encode() for page in pages},
            **infographic.pictures,
        }
        return pages, files | (stages.finish_pdfs(child, source, words, infographic) if child else {})


def _attached(tables: Mapping[str, bytes], titles: Mapping[str, str]) -> tuple[Attached, ...]:
    csvs = {Path(name).stem: content for name, content in tables.items() if name.endswith(".csv")}
    return tuple(Attached(f"{name}.csv", titles[name], content.decode()) for name, content in csvs.items())


def ingest(plan: IntakePlan, work: Path, edition: str | None = None) -> tuple[tuple[Source, ...], ValidationResult]:
    """Read, anonymise and check the logs.

    Args:
        plan: where the logs are, and the gate.
        work: the private folder of this run.
        edition: the edition's period, if it is for one.

    Returns:
        References to the sources, and the outcome of validating their records.
    """
    environment = environment_for(place for places in plan.inputs.values() for place in places)
    sources = stages.extract(environment, plan.inputs, plan.headings)
    intake = stages.anonymise(environment, sources, work, today().date(), plan.private, edition, plan.engine)
    return sources, stages.validate(intake, work, plan.private, plan.gate, plan.engine)
