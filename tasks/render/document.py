"""The report as a sequence of printed blocks: texts carried out, figures placed, notes numbered."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tasks.language.language import Language
from tasks.language.text_files import read_text
from tasks.language.text_syntax import TooMuchError
from tasks.language.texts import HELP, TABLE_OF_RECOMMENDATIONS, Block, BlockKind, Part, Texts
from tasks.model.changes import Reliability
from tasks.model.drawing import Finding
from tasks.model.errors import TextError
from tasks.render import generated, trace
from tasks.render.assets import data_uri
from tasks.render.change_blocks import ChangeBlocks
from tasks.render.engine import TextEngine
from tasks.render.figure_blocks import FigureBlocks, numbered, printed_figures
from tasks.render.functions import functions
from tasks.render.markdown import Parts, inline_html, to_html
from tasks.render.model import TEMPLATES, Inputs, Medium
from tasks.render.news import news
from tasks.render.notes import Notes
from tasks.render.recommendations import recommendations

NEWS = "what_is_new"
"""The template of the page of news."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A block as it is printed. ``number`` is ``1``, ``A`` or ``a``; ``html`` is safe to put into a page."""

    block: Block
    number: str
    title: str
    lead: Markup
    html: Markup


@dataclass(frozen=True)
class Prepared:
    """The texts with their functions carried out: the same for every medium.

    Attributes:
        sources: the Markdown of every block, in order.
        references: figure id → its name with number.
        source: the same in the language from which the texts were translated; what they lack is printed from there.
    """

    inputs: Inputs
    engine: TextEngine
    sources: tuple[tuple[Block, str], ...]
    references: Mapping[str, str]
    source: "Prepared | None" = None


@cache
def page_templates() -> Environment:
    """The engine of the page templates; every value is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["data_uri"] = _csv_uri
    return environment


def prepare(inputs: Inputs, source: Prepared | None = None, *, skip_broken: bool = False) -> Prepared:
    """Carry out the functions in all texts, and number the figures.

    Texts of a translation need their ``source``, prepared.

    Args:
        inputs: everything that the edition is rendered from.
        source: what the texts are translated from, if they are.
        skip_broken: whether a text that cannot be rendered is left out, as it is while another is being written.

    Raises:
        TextError: a text cannot be rendered.
    """
    texts = inputs.texts
    engine = engine_of(inputs, source)
    whole = {block.id: markdown for block, markdown in source.sources} if source else {}

    def carried_out(block: Block) -> str:
        try:
            return _markdown(block, texts, engine) if texts.has(texts.file(block)) else whole[block.id]
        except TextError:
            if skip_broken:
                return ""
            raise

    own = [(block, carried_out(block)) for block in texts.blocks]
    printed = printed_figures(markdown for _, markdown in own)
    sources = tuple((block, markdown + _lacking(whole.get(block.id, ""), printed)) for block, markdown in own)
    references = numbered([markdown for _, markdown in sources], inputs.figures, texts.language)
    return Prepared(inputs, engine, sources, references, source)


def engine_of(inputs: Inputs, source: Prepared | None = None) -> TextEngine:
    """An engine for the texts of an edition, with nothing carried out yet."""
    return TextEngine(functions(inputs.figures, inputs.texts, inputs.comparison), source.engine if source else None)


def print_blocks(prepared: Prepared, medium: Medium) -> tuple[Printed, ...]:
    """All blocks of an edition, in order, for one medium.

    Raises:
        TextError: a text cannot be rendered.
    """
    inputs, engine, references = prepared.inputs, prepared.engine, prepared.references
    texts, pages, notes = inputs.texts, page_templates(), Notes(inputs.texts)
    files = {attached.name.removesuffix(".csv"): attached for attached in inputs.attachments}
    changes = ChangeBlocks(inputs.figures, inputs.comparison, texts, pages, medium)
    blocks = FigureBlocks(inputs.figures, texts, engine, pages, medium, references, inputs.charts, files, changes)
    parts = Parts(
        notes=notes,
        references=references,
        figure=blocks.figure,
        big=blocks.big,
        big_fact=blocks.big_fact,
        changes=lambda verdict: changes.table(Reliability(verdict)),
        changes_chart=blocks.changes_chart,
        help=lambda: _help(prepared, parts),
    )
    foreign = _foreign_parts(prepared, parts)
    numbers = _numbers(texts.blocks)

    def body(block: Block, markdown: str) -> str:
        html = _body(texts, texts.file(block), markdown, block.level, parts, foreign)
        # Here, since its notes are numbered in the order of the page.
        return html + (asked() if block.template == TABLE_OF_RECOMMENDATIONS else "")

    def asked() -> str:
        return recommendations(texts, engine, parts, pages)

    # Only on the screen can a number say where it comes from.
    finished = engine.named if medium is Medium.SCREEN else trace.without_marks
    printed = [
        Printed(
            block,
            numbers[block.id],
            engine.line(block.title, texts.place("report.toml", block.id, "title")),
            Markup(finished(_lead(block, texts, engine, parts))),  # noqa: S704
            Markup(finished(body(block, markdown))),  # noqa: S704
        )
        for block, markdown in prepared.sources
    ]
    found = news(inputs, engine) if any(block.template == NEWS for block in texts.blocks) else ()
    return tuple(_completed(p, printed, prepared, notes, pages, medium, found, finished) for p in printed)


def _csv_uri(csv: str) -> str:
    return data_uri("text/csv;charset=utf-8", csv.encode())


def _lead(block: Block, texts: Texts, engine: TextEngine, parts: Parts) -> str:
    place = texts.place("report.toml", block.id, "lead")
    try:
        return inline_html(engine.marked(block.lead, place), parts)
    except TooMuchError as error:
        refusal = TextError(error.problem, str(place), f"Write instead: {error.write}")
    raise refusal


def _markdown(block: Block, texts: Texts, engine: TextEngine) -> str:
    return _read(texts.path(block), texts, engine) if block.file else ""


def _lacking(source: str, printed: Collection[str]) -> str:
    """The figures that the source of a translated block prints, and the translation does not yet, for its end."""
    return "".join(f"\n\n@figure[{name}]\n\n" for name in printed_figures([source]) if name not in printed)


def _read(file: Path, texts: Texts, engine: TextEngine) -> str:
    name = file.relative_to(texts.folder).as_posix()
    if not file.is_file():
        raise TextError("A text is missing.", name, "Write the file, or take its block out of report.toml.")
    return engine.marked(read_text(file), texts.place(name))


def _help(prepared: Prepared, parts: Parts) -> str:
    at_hand = prepared if prepared.inputs.texts.has(HELP) or not prepared.source else prepared.source
    texts = at_hand.inputs.texts
    return _body(prepared.inputs.texts, HELP, _read(texts.folder / HELP, texts, at_hand.engine), 6, parts, parts)


def _foreign_parts(prepared: Prepared, parts: Parts) -> Parts:
    """What the marks of a text stand for that is not translated: its references are its own, its figures are not."""
    if not prepared.source:
        return parts
    ours = _in_language(prepared.inputs.texts.language)
    return replace(
        parts,
        references=prepared.source.references,
        figure=lambda figure_id: ours(parts.figure(figure_id)),
        big=lambda figure_id: ours(parts.big(figure_id)),
        big_fact=lambda key, mark: ours(parts.big_fact(key, mark)),
        changes=lambda verdict: ours(parts.changes(verdict)),
        changes_chart=lambda: ours(parts.changes_chart()),
        help=lambda: ours(parts.help()),
    )


def _body(texts: Texts, file: str, markdown: str, level: int, parts: Parts, foreign: Parts) -> str:
    """The text of a block; one that is not translated says in which language it is."""
    try:
        if texts.source is None or texts.has(file):
            return to_html(markdown, level, parts)
        return _in_language(texts.source.language)(to_html(markdown, level, foreign))
    except TooMuchError as error:
        refusal = TextError(error.problem, f"{texts.place(file)}: as it is printed", f"Write instead: {error.write}")
    raise refusal


def _in_language(language: Language) -> Callable[[str], str]:
    return lambda html: f'<div lang="{language.code}" dir="{language.direction}">{html}</div>'


def _numbers(blocks: Sequence[Block]) -> Mapping[str, str]:
    numbers, counted = {}, {Part.BODY: 0, Part.APPENDIX: 0}
    for block in blocks:
        numbers[block.id] = block.letter
        if block.kind is BlockKind.CHAPTER and block.part in counted:
            counted[block.part] += 1
            place = counted[block.part]
            numbers[block.id] = chr(ord("A") + place - 1) if block.part is Part.APPENDIX else str(place)
    return numbers


def _completed(
    printed: Printed,
    every: Sequence[Printed],
    prepared: Prepared,
    notes: Notes,
    pages: Environment,
    medium: Medium,
    found: Sequence[Finding],
    finished: Callable[[str], str],
) -> Printed:
    """Add what can only be printed once all texts are: contents, notes, and the pages of what the build knows."""
    block, inputs, titles = printed.block, prepared.inputs, prepared.inputs.texts.figures
    template = block.template or (block.kind if block.kind in (BlockKind.COVER, BlockKind.CONTENTS) else "")
    if not template or template == TABLE_OF_RECOMMENDATIONS:
        return printed
    describe: Callable[[Inputs], Mapping[str, object]] | None = generated.PAGES.get(template)
    html = pages.get_template(f"{template}.html.j2").render(
        words=inputs.texts.words,
        report=inputs.texts.report,
        entries=[p for p in every if p.block.kind in (BlockKind.CHAPTER, BlockKind.SECTION)],
        shown=[(i, n, titles[i].title) for i, n in prepared.references.items() if i in titles],
        notes=notes.printed(),
        inputs=inputs,
        medium=medium,
        findings=found,
        **(describe(inputs) if describe else {}),
    )
    return replace(printed, html=printed.html + Markup(finished(html)))  # noqa: S704 - made by an escaping template
