"""Blocks and notes: marks that :mod:`tasks.render.markdown` turns into what they stand for."""

from markupsafe import Markup

from tasks.core.errors import TextError
from tasks.render.functions.lookup import Lookup
from tasks.render.texts import Texts

_PUNCTUATION = {ord(sign): "\\" + sign for sign in '\\`*_{}[]<>#+-!|~&@:$^"='}


def escape_markdown(text: str) -> str:
    """The text with every sign that Markdown would act on taken literally."""
    return " ".join(text.translate(_PUNCTUATION).split())


class Marks:
    """Functions that place figures and notes, and tell what blocks there are.

    The table of what each prints is in :mod:`tasks.render.functions`.
    """

    def __init__(self, lookup: Lookup, texts: Texts) -> None:
        self._lookup, self._texts = lookup, texts

    def figure(self, figure_id: str) -> Markup:
        return _mark(f"\n\n@figure[{self._lookup.figure(figure_id).spec.id}]\n\n")

    def ref(self, figure_id: str) -> Markup:
        return _mark(f"@ref[{self._lookup.figure(figure_id).spec.id}]")

    def big(self, figure_id: str) -> Markup:
        return _mark(f"\n\n@big[{self._lookup.figure(figure_id).spec.id}]\n\n")

    def big_fact(self, key: str) -> Markup:
        self.fact(key)
        return _mark(f"\n\n@bigfact[{key}]\n\n")

    def fact(self, key: str, mark: bool = True) -> Markup:
        if key not in self._texts.facts:
            raise TextError("A text names an external fact that does not exist.", key, "Add it to facts.toml.")
        value = escape_markdown(self._texts.facts[key].value)
        return _mark(f"{value}{self.source(key)}" if mark else value)

    def source(self, key: str) -> Markup:
        return _mark(f"[^fact.{key}]")

    def has_block(self, block_id: str) -> bool:
        return any(block.id == block_id for block in self._texts.blocks)

    def cite(self, key: str) -> Markup:
        if key not in self._texts.citations:
            raise TextError("A text names a note that does not exist.", key, "Add it to notes.toml.")
        return _mark(f"[^note.{key}]")


def _mark(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - ids and keys of our own files, and text escaped above
