"""Proofread: hold the texts of the report to its rules, and stop the build at the first that breaks one.

It runs twice: on the texts as they were written, while the PDF is being set, and on the finished report. No setting
turns a check off.
"""

from collections.abc import Sequence

from expectations.contract.vocabulary import vocabularies
from tasks.core.figures import ProtectedFigures
from tasks.core.page import read_page
from tasks.core.passages import Passage
from tasks.core.texts import Texts
from tasks.proofread.book import Book, Proof
from tasks.proofread.checks import REPORT_CHECKS, TEXT_CHECKS, Check, run
from tasks.proofread.sources import source_texts

__all__ = ["REPORT_CHECKS", "TEXT_CHECKS", "Check", "proofread_report", "proofread_texts"]


def proofread_texts(figures: ProtectedFigures, texts: Texts) -> None:
    """Hold the texts of an edition to the rules that can be told from the texts alone.

    Args:
        figures: the figures that they will be set around.
        texts: the texts of one language.

    Raises:
        TextError: a text breaks a rule; names file, line and what to write instead.
    """
    run(TEXT_CHECKS, Book(texts, figures, source_texts(texts), vocabularies()))


def proofread_report(page: str, passages: Sequence[Passage], figures: ProtectedFigures, texts: Texts) -> None:
    """Hold the finished report to the rules that can only be told from it.

    Args:
        page: the report as a web page.
        passages: its texts as they were carried out.
        figures: the figures that they were set around.
        texts: the texts of one language.

    Raises:
        TextError: the report breaks a rule; names file, line and what to write instead.
    """
    run(REPORT_CHECKS, Proof(texts, figures, (), {}, tuple(passages), read_page(page)))
