"""Proofread: hold the texts of the report to its rules, and stop the build at the first that breaks one.

It runs twice: on the texts as they were written, before anything is set, and on the finished report. No setting turns a
check off.
"""

from collections.abc import Sequence
from pathlib import Path

from expectations.contract.vocabulary import vocabularies
from tasks.core.figures import ProtectedFigures
from tasks.core.page import read_page
from tasks.core.passages import Passage
from tasks.core.texts import TEXTS, load_texts
from tasks.proofread.book import Book, Proof
from tasks.proofread.checks import REPORT_CHECKS, TEXT_CHECKS, Check, run
from tasks.proofread.sources import source_texts

__all__ = ["REPORT_CHECKS", "TEXT_CHECKS", "Check", "proofread_report", "proofread_texts"]


def proofread_texts(figures: ProtectedFigures, texts: Path = TEXTS) -> None:
    """Hold the texts of an edition to the rules that can be told from the texts alone.

    Args:
        figures: the figures that they will be set around.
        texts: the folder of the texts.

    Raises:
        TextError: a text breaks a rule; names file, line and what to write instead.
    """
    loaded = load_texts(texts, figures.edition)
    run(TEXT_CHECKS, Book(loaded, figures, source_texts(loaded), vocabularies()))


def proofread_report(page: str, passages: Sequence[Passage], figures: ProtectedFigures, texts: Path = TEXTS) -> None:
    """Hold the finished report to the rules that can only be told from it.

    Args:
        page: the report as a web page.
        passages: its texts as they were carried out.
        figures: the figures that they were set around.
        texts: the folder of the texts.

    Raises:
        TextError: the report breaks a rule; names file, line and what to write instead.
    """
    loaded = load_texts(texts, figures.edition)
    run(REPORT_CHECKS, Proof(loaded, figures, (), {}, tuple(passages), read_page(page)))
