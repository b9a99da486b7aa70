"""What a text says and what is wrong with it, from the frozen figures of a draft: carried out in a process of its own.

The process is :mod:`flows.site.preview_process`'s. It keeps the figures, the charts and the other texts, so that one
text takes a moment; and it may be lost without any harm.
"""

import re
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from flows.edition.reading import FrozenEdition, absent_from, of_today, read_edition
from flows.site.languages import _
from tasks.chart import draw
from tasks.compare import compare
from tasks.language.languages import texts_folder
from tasks.language.rendered_text import Place, RenderedText, ValueKind, ValueSource
from tasks.language.texts import Block, Texts
from tasks.language.texts_loader import load_texts, read_outline
from tasks.language.translation import gaps
from tasks.model.brand import load_brand
from tasks.model.changes import Comparison
from tasks.model.declared import at_hand
from tasks.model.drawing import Drawing
from tasks.model.errors import ReportError, TextError
from tasks.model.figures import Base, Figure, ProtectedFigures
from tasks.proofread import SourceText, Violation, proofread_some
from tasks.render.document import Prepared, prepare
from tasks.render.html import printed_alone, with_text
from tasks.render.model import BuildNote, Inputs

MEMORY = 2 << 30
_CALL = re.compile(r"\{\{[^\n]+?\}\}")
_LINE = re.compile(r", line (\d+)")
_NUMBERS = frozenset(ValueKind) - {ValueKind.BLOCK, ValueKind.REFERENCE, ValueKind.NOTE, ValueKind.LABEL, ValueKind.KEY}
WINDOWS = {
    "edition": _("this edition"),
    "previous": _("the period before"),
    "since_launch": _("since the launch"),
}
BASES = {
    Base.CALLS: _("calls"),
    Base.EMAILS: _("e-mails"),
    Base.CONTACTS: _("contacts"),
    Base.CASES: _("cases"),
    Base.HARASSMENT_CASES: _("harassment cases"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft whose figures are taken: its folder, its digest, and the brand file of the settings."""

    folder: Path
    digest: str
    brand: Path | None = None


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number or a word that a function printed: on which line, and what it is of."""

    line: int
    text: str
    of: str


@dataclass(frozen=True, slots=True)
class BlockProof:
    """A block as it is printed, what is wrong with its text, the numbers in it, and what each call in it prints."""

    html: str
    marks: tuple[Violation, ...]
    numbers: tuple[PrintedNumber, ...]
    calls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BlockState:
    """A block of the report in one language: its file, whether there is a text, and what is to do about it.

    ``marks`` counts what does not pass; ``gap`` says what a translator has to do.
    """

    id: str
    title: str
    letter: str
    file: str
    written: bool
    marks: int
    gap: str


def hold_back() -> None:
    """Limit what this process may take: a text that asks for more ends it, and nothing else."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 20, 16 << 20))


def overview(draft: Draft, code: str) -> tuple[BlockState, ...]:
    """All blocks that have a text, in their order; in the source also those that this edition has no text for yet."""
    with as_counted(draft):
        return _states(draft, code, _stamp())


def title_of(draft: Draft, code: str, block_id: str) -> str:
    """What a block is called in a language.

    Raises:
        TextError: there is no such block.
    """
    with as_counted(draft):
        prepared, block = _with_block(_prepared(draft, code, _stamp()), block_id)
        return _title(block, prepared)


def proof(draft: Draft, code: str, block_id: str, text: str) -> BlockProof:
    """A block with a text as somebody is writing it.

    Raises:
        TextError: there is no such block.
    """
    with as_counted(draft):
        prepared, block = _with_block(_prepared(draft, code, _stamp()), block_id)
        marks, rendered, alone = _checked(prepared, block, text)
        try:
            html = printed_alone(alone) if alone else ""
        except TextError as error:
            marks, html = (*marks, _refusal(error)), ""
        numbers = tuple(_numbers_in(rendered, prepared.inputs)) if rendered else ()
        calls = {call: printed for call in _CALL.findall(text) if alone and (printed := _printed_by(call, alone))}
        return BlockProof(html, tuple(sorted(marks, key=lambda mark: mark.place.line)), numbers, calls)


def _printed_by(call: str, prepared: Prepared) -> str:
    """What a call prints by itself, and of what; nothing where it prints no number, or needs what is around it."""
    place = Place("a call")
    try:
        prepared.engine.marked_line(f"is {call}", place)  # it begins no sentence
    except ReportError:
        return ""
    numbers = _numbers_in(prepared.engine.rendered[place], prepared.inputs)
    return "; ".join(f"{number.text}: {number.of}" for number in numbers)


def base_of(figure: Figure) -> str:
    """What a figure counts, in words."""
    return _(BASES[figure.spec.base])


def _state(block: Block, prepared: Prepared, todo: dict[str, str]) -> BlockState:
    texts = prepared.inputs.texts
    file = texts.file(block)
    written = (texts.folder / file).is_file()
    marks = _checked(_with_block(prepared, block.id)[0], block, texts.read(file))[0] if written else ()
    return BlockState(block.id, _title(block, prepared), block.letter, file, written, len(marks), todo.get(file, ""))


def _title(block: Block, prepared: Prepared) -> str:
    title = prepared.engine.line(block.title, prepared.inputs.texts.place("report.toml", block.id, "title"))
    return title or block.id.replace("-", " ").capitalize()


def _checked(
    prepared: Prepared, block: Block, text: str
) -> tuple[tuple[Violation, ...], RenderedText | None, Prepared | None]:
    """What is wrong with a text, the text as it was carried out, and the report to print it from."""
    inputs = prepared.inputs
    refused: tuple[Violation, ...] = ()
    alone, rendered = None, None
    try:
        alone, rendered = with_text(prepared, block, text)
    except TextError as error:
        refused = (_refusal(error),)
    try:
        source = SourceText(inputs.texts.place(inputs.texts.file(block)), text, is_markdown=True)
        marks = proofread_some([source], inputs.figures, inputs.texts, [rendered] if rendered else [])
    except TextError:
        return refused, rendered, alone  # No template: that is what was refused.
    # What a rule says better is not said twice.
    lines = {mark.place.line for mark in marks}
    return (*marks, *(mark for mark in refused if mark.place.line not in lines)), rendered, alone


def _refusal(error: TextError) -> Violation:
    line = _LINE.search(error.where)
    place = Place("", int(line[1]) if line else 1)
    return Violation(place, error.problem, error.remedy.removeprefix("Write instead: "))


def _numbers_in(rendered: RenderedText, inputs: Inputs) -> Iterator[PrintedNumber]:
    for span in rendered.spans:
        if span.source.kind in _NUMBERS and (words := rendered.text[span.start : span.end].strip()):
            yield PrintedNumber(rendered.place_of(span.start).line, words[:120], _of(span.source, inputs))


def _of(source: ValueSource, inputs: Inputs) -> str:
    figure = inputs.figures.figures.get(source.subject)
    if figure is None:
        return source.subject.replace("_", " ")
    language = inputs.texts.language
    rows = "; ".join(language.labels_of(zip(figure.spec.dimensions, key, strict=False)) for key in source.keys if key)
    title = inputs.texts.figures[source.subject].title
    return ", ".join(filter(None, [title, rows, _("of %(base)s", base=base_of(figure)), _(WINDOWS[source.window])]))


def _with_block(prepared: Prepared, block_id: str) -> tuple[Prepared, Block]:
    """The report with a block, which this edition may not have yet, in its place."""
    texts = prepared.inputs.texts
    found = next((block for block in _outline(texts) if block.id == block_id and block.file), None)
    if found is None:
        raise TextError(_("There is no such block."), block_id, _("Go back to the list of blocks."))
    if any(block.id == block_id for block, source in prepared.sources):
        return prepared, next(block for block in texts.blocks if block.id == block_id)
    known = dict(prepared.sources)
    order = [block for block in _outline(texts) if block.id == block_id or block in known]
    inputs = replace(prepared.inputs, texts=replace(texts, blocks=tuple(order)))
    return replace(prepared, inputs=inputs, sources=tuple((block, known.get(block, "")) for block in order)), found


def _outline(texts: Texts) -> tuple[Block, ...]:
    """All blocks in their order, in the words of the language as far as the edition has them."""
    own = {block.id: block for block in texts.blocks}
    return tuple(
        own.get(block.id, block)
        for block in read_outline(texts_folder()).block
        if block.letter not in texts.absent.sections
    )


def texts_in(draft: Draft, code: str, root: Path | None = None) -> Texts:
    """The texts of a language as they are now, or as a copy of the folder of all languages has them."""
    figures = frozen(draft).figures
    return load_texts((root or texts_folder().parent) / code, figures.edition, absent_from(figures))


def _stamp() -> tuple[tuple[str, int, int], ...]:
    """What tells whether a text has changed since."""
    files = sorted(file for file in texts_folder().parent.rglob("*") if file.suffix in (".md", ".toml"))
    return tuple((str(file), (found := file.stat()).st_mtime_ns, found.st_size) for file in files)


@lru_cache(maxsize=2)
def frozen(draft: Draft) -> FrozenEdition:
    """The draft read back."""
    return read_edition(draft.folder)


@contextmanager
def as_counted(draft: Draft) -> Iterator[ProtectedFigures]:
    """The figures that texts of today speak of, called as by the contract that they were counted by."""
    figures = frozen(draft).figures
    with at_hand(figures.declared):
        yield of_today(figures)


@lru_cache(maxsize=2)
def comparison(draft: Draft) -> Comparison:
    """What changed since the period before."""
    return compare(of_today(frozen(draft).figures))


@lru_cache(maxsize=4)
def _prepared(draft: Draft, code: str, stamp: tuple[tuple[str, int, int], ...]) -> Prepared:
    """The whole report in a language; texts that cannot be carried out are passed over."""
    texts = texts_in(draft, code)
    if texts.source:
        source = _prepared(draft, texts.source.folder.name, stamp)
        return prepare(source.inputs.translated(texts, _charts(draft, code)), source, skip_broken=True)
    read, note = frozen(draft), BuildNote("", {}, "")
    shown, brand = of_today(read.figures), load_brand(draft.brand)
    made = Inputs(shown, comparison(draft), read.quality, _charts(draft, code), brand, (), note, texts)
    return prepare(made, skip_broken=True)


@lru_cache(maxsize=4)
def _states(draft: Draft, code: str, stamp: tuple[tuple[str, int, int], ...]) -> tuple[BlockState, ...]:
    prepared = _prepared(draft, code, stamp)
    texts = prepared.inputs.texts
    todo = {gap.text: gap.why for gap in gaps(texts)}
    blocks = texts.blocks if texts.source else _outline(texts)
    return tuple(_state(block, prepared, todo) for block in blocks if block.file)


@lru_cache(maxsize=4)
def _charts(draft: Draft, code: str) -> Mapping[str, Drawing]:
    return draw(of_today(frozen(draft).figures), comparison(draft), texts_in(draft, code), load_brand(draft.brand))
