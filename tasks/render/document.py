"""The report as a sequence of printed blocks: texts carried out, figures placed, notes numbered."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from markupsafe import Markup

from tasks.language.language import Language
from tasks.language.text_syntax import TooMuchError
from tasks.language.texts import HELP, TABLE_OF_RECOMMENDATIONS, Block, BlockKind, Part, Texts
from tasks.model.changes import CHART
from tasks.model.errors import TextError
from tasks.render import trace
from tasks.render.change_blocks import ChangeBlocks
from tasks.render.engine import TextEngine
from tasks.render.figure_blocks import FigureBlocks, numbered, printed_figures
from tasks.render.functions import functions
from tasks.render.generated import PAGES, recommendations
from tasks.render.markdown import Notes, Parts, inline_html, to_html
from tasks.render.model import Inputs, Medium, page_template
from tasks.render.news import has_news, news

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
    engine = engine_of(inputs, source)
    inputs = inputs if has_news(inputs, engine) else inputs.without_template(NEWS)
    texts = inputs.texts
    whole = {block.id: markdown for block, markdown in source.sources} if source else {}

    def carried_out(block: Block) -> str:
        if not texts.has(texts.file(block)):
            return whole[block.id]
        try:
            return _markdown(texts.file(block), texts, engine) if block.file else ""
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
    inputs, engine, texts, notes = prepared.inputs, prepared.engine, prepared.inputs.texts, Notes(prepared.inputs.texts)
    parts = _parts(prepared, medium, notes)
    foreign, numbers = _foreign_parts(prepared, parts), _numbers(texts.blocks)
    # Only on the screen can a number say where it comes from.
    finished = engine.named if medium is Medium.SCREEN else trace.without_marks

    def body(block: Block, markdown: str) -> str:
        html = _body(texts, texts.file(block), markdown, block.level, parts, foreign)
        # Here, since its notes are numbered in the order of the page.
        asked = block.template == TABLE_OF_RECOMMENDATIONS
        return html + (recommendations(texts, engine, parts) if asked else "")

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
    # What can only be printed once all texts are: contents, notes, and the pages of what the build knows.
    known = {
        "words": texts.words,
        "language": texts.language,
        "report": texts.report,
        "entries": [p for p in printed if p.block.kind in (BlockKind.CHAPTER, BlockKind.SECTION)],
        "shown": [(i, n, texts.figures[i].title) for i, n in prepared.references.items() if i in texts.figures],
        "notes": notes.printed(),
        "inputs": inputs,
        "medium": medium,
        "findings": news(inputs, engine) if any(block.template == NEWS for block in texts.blocks) else (),
    }
    return tuple(replace(p, html=p.html + Markup(finished(_page(p.block, known, inputs)))) for p in printed)  # noqa: S704


def _page(block: Block, known: Mapping[str, object], inputs: Inputs) -> str:
    """What the template of a block prints below its text; nothing for one that has none."""
    template = block.template or (block.kind if block.kind in (BlockKind.COVER, BlockKind.CONTENTS) else "")
    if not template or template == TABLE_OF_RECOMMENDATIONS:
        return ""
    own = PAGES[template](inputs) if template in PAGES else {}
    return page_template(template).render(**known, **own)


def _parts(prepared: Prepared, medium: Medium, notes: Notes) -> Parts:
    """What the marks of the texts stand for."""
    inputs = prepared.inputs
    changes = ChangeBlocks(inputs.figures, inputs.comparison, inputs.texts, medium)
    blocks = FigureBlocks(inputs, prepared.engine, medium, prepared.references, changes)
    makers: dict[str, Callable[[str], str]] = {
        "figure": blocks.figure,
        "big": blocks.big,
        "bigfact": lambda key: blocks.big_fact(key, notes.mark(f"fact.{key}")),
        "changes": lambda kind: blocks.changes_chart() if kind == CHART else changes.table(kind),
        "help": lambda _: _help(prepared, parts),
    }
    parts = Parts(notes, prepared.references, makers)
    return parts


def _lead(block: Block, texts: Texts, engine: TextEngine, parts: Parts) -> str:
    place = texts.place("report.toml", block.id, "lead")
    with _refusing(str(place)):
        return inline_html(engine.marked(block.lead, place), parts)


@contextmanager
def _refusing(where: str) -> Iterator[None]:
    """Refuse a text that holds more than can be set, with its place."""
    try:
        yield
        return
    except TooMuchError as error:
        refusal = TextError(error.problem, where, f"Write instead: {error.write}")
    raise refusal


def _lacking(source: str, printed: Collection[str]) -> str:
    """The figures that the source of a translated block prints, and the translation does not yet, for its end."""
    return "".join(f"\n\n@figure[{name}]\n\n" for name in printed_figures([source]) if name not in printed)


def _markdown(file: str, texts: Texts, engine: TextEngine) -> str:
    return engine.marked(texts.read(file), texts.place(file))


def _help(prepared: Prepared, parts: Parts) -> str:
    at_hand = prepared if prepared.inputs.texts.has(HELP) or not prepared.source else prepared.source
    texts = at_hand.inputs.texts
    return _body(prepared.inputs.texts, HELP, _markdown(HELP, texts, at_hand.engine), 6, parts, parts)


def _foreign_parts(prepared: Prepared, parts: Parts) -> Parts:
    """What the marks of a text stand for that is not translated: its references are its own, its figures are not."""
    if not prepared.source:
        return parts
    ours = _in_language(prepared.inputs.texts.language)

    def wrapped(make: Callable[[str], str]) -> Callable[[str], str]:
        return lambda key: ours(make(key))

    blocks = {name: wrapped(make) for name, make in parts.blocks.items()}
    return replace(parts, references=prepared.source.references, blocks=blocks)


def _body(texts: Texts, file: str, markdown: str, level: int, parts: Parts, foreign: Parts) -> str:
    """The text of a block; one that is not translated says in which language it is."""
    with _refusing(f"{texts.place(file)}: as it is printed"):
        if texts.source is None or texts.has(file):
            return to_html(markdown, level, parts)
        return _in_language(texts.source.language)(to_html(markdown, level, foreign))


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
