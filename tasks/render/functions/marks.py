"""Blocks and notes: marks that :mod:`tasks.render.markdown` turns into what they stand for."""

import re

from tasks.language.rendered_text import Source, ValueKind
from tasks.language.texts import Fact, Texts
from tasks.model.errors import TextError
from tasks.render.functions.lookup import Lookup
from tasks.render.trace import TracedMarkup

_BLANKS = re.compile(r"\s+")
_PUNCTUATION = {ord(sign): "\\" + sign for sign in '\\`*_{}[]<>#+-!|~&@:$^"='}


def escape_markdown(text: str) -> str:
    """The text with every sign that Markdown would act on taken literally; blanks at its ends stay, one for many."""
    return _BLANKS.sub(" ", text.translate(_PUNCTUATION))


class Marks:
    """Functions that place figures and notes, and tell what blocks there are."""

    def __init__(self, lookup: Lookup, texts: Texts) -> None:
        self._lookup, self._texts = lookup, texts

    def figure(self, figure_id: str) -> TracedMarkup:
        return self._figure("figure", figure_id)

    def ref(self, figure_id: str) -> TracedMarkup:
        spec = self._lookup.figure(figure_id).spec
        return TracedMarkup(f"@ref[{spec.id}]", Source(ValueKind.REFERENCE, spec.id))

    def big(self, figure_id: str) -> TracedMarkup:
        return self._figure("big", figure_id)

    def big_fact(self, key: str) -> TracedMarkup:
        self._fact(key)
        return TracedMarkup(f"\n\n@bigfact[{key}]\n\n", Source(ValueKind.NOTE, key))

    def fact(self, key: str, mark: bool = True) -> TracedMarkup:
        value = escape_markdown(self._fact(key).value)
        if not mark:
            return TracedMarkup(value, Source(ValueKind.FACT, key))
        return TracedMarkup(f"{value}[^fact.{key}]", Source(ValueKind.NOTE, key))

    def source(self, key: str) -> TracedMarkup:
        self._fact(key)
        return TracedMarkup(f"[^fact.{key}]", Source(ValueKind.NOTE, key))

    def has_block(self, block_id: str) -> bool:
        return any(block.id == block_id for block in self._texts.blocks)

    def cite(self, key: str) -> TracedMarkup:
        if key not in self._texts.citations:
            raise TextError("A text names a note that does not exist.", key, "Add it to notes.toml.")
        return TracedMarkup(f"[^note.{key}]", Source(ValueKind.NOTE, key))

    def _figure(self, mark: str, figure_id: str) -> TracedMarkup:
        spec = self._lookup.figure(figure_id).spec
        return TracedMarkup(f"\n\n@{mark}[{spec.id}]\n\n", Source(ValueKind.BLOCK, spec.id))

    def _fact(self, key: str) -> Fact:
        if key not in self._texts.facts:
            raise TextError("A text names an external fact that does not exist.", key, "Add it to facts.toml.")
        return self._texts.facts[key]
