"""Proofread: hold the texts of the report to its rules, and stop the build at the first that breaks one.

It runs twice: on the texts as they were written, while the PDF is being set, and on the finished report. No setting
turns a check off.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from tasks.language.page import read_page
from tasks.language.rendered_text import RenderedText
from tasks.language.texts import Texts
from tasks.model.checks import Check, Violations, broken_rules, checks_of, violations
from tasks.model.declared import vocabularies
from tasks.model.errors import TextError
from tasks.model.figures import ProtectedFigures
from tasks.proofread import claims, names, page, references, statements, typed
from tasks.proofread.manuscript import FinishedReport, Manuscript, SourceText, Violation, lines_of, source_texts

__all__ = [
    "REPORT_CHECKS",
    "TEXT_CHECKS",
    "SourceText",
    "Violation",
    "lines_of",
    "proofread_report",
    "proofread_some",
    "proofread_texts",
    "run",
]

SHOWN = 12
"""How many violations a message lists."""
Subject = TypeVar("Subject")

_OF_A_TEXT: tuple[Check[Manuscript, Violation], ...] = checks_of(
    typed.plain_markdown,
    references.known_names,
    typed.typed_number,
    typed.word_predicates,
    typed.style_lint,
    names.names_declared,
    names.case_tells_nobody,
)
_OF_A_RENDERED_TEXT: tuple[Check[FinishedReport, Violation], ...] = checks_of(
    statements.base_lexicon,
    statements.comparison_complete,
    claims.claims_hold,
    statements.missing_disclosed,
)
"""The checks that look at each text by itself: as it was written, and as it was carried out."""
TEXT_CHECKS: tuple[Check[Manuscript, Violation], ...] = (
    *_OF_A_TEXT,
    *checks_of(references.note_integrity, references.external_fact_schema, references.dictionary_unique),
)
REPORT_CHECKS: tuple[Check[FinishedReport, Violation], ...] = (
    *_OF_A_RENDERED_TEXT,
    *checks_of(
        page.note_integrity,
        page.toc_complete,
        page.caption_n,
        page.multi_response_note,
        page.valid_from,
        statements.subset_le,
        page.disclosure_control,
        page.scope_declared,
    ),
)


def proofread_texts(figures: ProtectedFigures, texts: Texts) -> None:
    """Hold the texts of an edition to the rules that can be told from the texts alone.

    Args:
        figures: the figures that they will be set around.
        texts: the texts of one language.

    Raises:
        TextError: a text breaks a rule; names file, line and what to write instead.
    """
    run(TEXT_CHECKS, Manuscript(texts, figures, source_texts(texts), vocabularies()))


def proofread_some(
    sources: Sequence[SourceText], figures: ProtectedFigures, texts: Texts, rendered: Sequence[RenderedText] = ()
) -> tuple[Violation, ...]:
    """What is wrong with some of the texts, as far as it can be told without the others.

    Args:
        sources: the texts as somebody wrote them.
        figures: the figures that they speak of.
        texts: the texts that they are some of.
        rendered: the same carried out, as far as that can be done.

    Raises:
        TextError: one is no valid template.
    """
    for source in sources:
        source.require_valid()
    in_sources = violations(_OF_A_TEXT, Manuscript(texts, figures, tuple(sources), vocabularies()))
    in_rendered = violations(_OF_A_RENDERED_TEXT, FinishedReport(texts, figures, tuple(rendered), read_page("")))
    files = {source.place.file for source in sources}
    return tuple(
        dict.fromkeys(violation for _, violation in (*in_sources, *in_rendered) if violation.place.file in files)
    )


def proofread_report(html: str, rendered: Sequence[RenderedText], figures: ProtectedFigures, texts: Texts) -> None:
    """Hold the finished report to the rules that can only be told from it.

    Args:
        html: the report as a web page.
        rendered: its texts as they were carried out.
        figures: the figures that they were set around.
        texts: the texts of one language.

    Raises:
        TextError: the report breaks a rule; names file, line and what to write instead.
    """
    run(REPORT_CHECKS, FinishedReport(texts, figures, tuple(rendered), read_page(html)))


def run(checks: Iterable[Check[Subject, Violation]], subject: Subject) -> None:
    """Run checks.

    Raises:
        TextError: at least one of them finds a violation; names file, line and what to write instead, for each.
    """
    if found := violations(checks, subject):
        raise _refusal(found)


def _refusal(found: Violations[Subject, Violation]) -> TextError:
    lines = [f"- {violation} [{check.id}]" for check, violation in found[:SHOWN]]
    more = [f"- and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return TextError(
        "\n".join(["Texts of the report cannot be printed as they are.", *lines, *more]),
        where=", ".join(sorted({violation.place.file for _, violation in found})),
        remedy="\n".join(["Mend these lines, and build or render again. The rules:", *broken_rules(found)]),
    )
