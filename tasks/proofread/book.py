"""What there is to proofread: the texts and figures of an edition, and the report once it is made."""

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.contract.vocabulary import Vocabulary
from tasks.core.figures import ProtectedFigures
from tasks.core.page import Node
from tasks.core.passages import Passage
from tasks.core.texts import Texts
from tasks.proofread.sources import SourceText


@dataclass(frozen=True)
class Book:
    """An edition for the checks.

    Attributes:
        texts: what the files say.
        figures: every number that may be told.
        sources: the texts as somebody wrote them.
        vocabularies: the terms, with their labels and definitions.
    """

    texts: Texts
    figures: ProtectedFigures
    sources: tuple[SourceText, ...]
    vocabularies: Mapping[str, Vocabulary]


@dataclass(frozen=True)
class Proof(Book):
    """The finished report for the checks: ``passages`` are its texts as carried out, ``page`` is what a reader sees."""

    passages: tuple[Passage, ...]
    page: Node
