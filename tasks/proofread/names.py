"""Checks on names: what a text asks for exists, whichever way its conditions go, and what was written down is used."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from tasks.core.changes import Verdict
from tasks.core.text_files import read_text
from tasks.core.texts import Texts
from tasks.proofread.book import Book
from tasks.proofread.finding import Finding
from tasks.proofread.sources import SourceText, argument, name

FACTS, NOTES = "facts.toml", "notes.toml"
_FACT, _NOTE = ("fact", "big_fact", "source"), ("cite",)
_OTHER_KINDS: Mapping[str, tuple[str, ...]] = {
    "fact": _FACT,
    "note": _NOTE,
    "block": ("has_block",),
    "verdict": ("changes", "changes_table", "how_many_changes"),
}
_DIMENSION = ("label", "running_label")
_SECOND = ("word", "holds")
"""Functions whose second argument is the figure; the first is a word."""


def known_names(book: Book) -> Iterator[Finding]:
    """Every figure, fact, note, block and verdict that a text names is there."""
    known: Mapping[str, Collection[str]] = {
        "fact": book.texts.facts,
        "note": book.texts.citations,
        "block": book.texts.block_ids,
        "verdict": list(Verdict),
        "figure": book.figures.figures,
    }
    for source in book.sources:
        for call in source.calls:
            function = name(call)
            asked = argument(call, 1 if function in _SECOND else 0)
            kind = next((kind for kind, functions in _OTHER_KINDS.items() if function in functions), "figure")
            if asked is not None and asked not in known[kind] and function not in _DIMENSION:
                close = get_close_matches(asked, known[kind], n=3, cutoff=0.4)
                yield Finding(
                    source.place.at(call.lineno),
                    f"{function}(…) names the {kind} {asked}, which there is not.",
                    " or ".join(close) or "a name that there is; docs/writing.md says where to find them",
                )


def note_integrity(book: Book) -> Iterator[Finding]:
    """Every fact and every source that was written down is used by a text, of this edition or of another.

    A translation has the facts of its source, so these are looked for there.
    """
    if book.texts.source:
        return
    used = _used(book.texts)
    for file, functions, entries in ((FACTS, _FACT, book.texts.facts), (NOTES, _NOTE, book.texts.citations)):
        for key in entries:
            if not any(key in used.get(function, ()) for function in functions):
                yield Finding(
                    book.texts.place(file, key),
                    f"No text uses the entry {key}.",
                    f"{{{{ {functions[0]}('{key}') }}}} where it is told, or take the entry out",
                )


def _used(texts: Texts) -> Mapping[str, set[str]]:
    """The function → what it is asked for, over the texts of all editions."""
    used: dict[str, set[str]] = {}
    for path in sorted(texts.folder.rglob("*.md")):
        file = path.relative_to(texts.folder).as_posix()
        for call in SourceText(texts.place(file), read_text(path)).calls:
            used.setdefault(name(call), set()).add(argument(call) or "")
    return used
