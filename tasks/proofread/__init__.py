"""Proofread: hold the texts of the report to its rules, and stop the build at the first that breaks one.

It runs twice: on the texts as they were written, while the PDF is being set, and on the finished report. No setting
turns a check off.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from tasks.language.page import read_page
from tasks.language.rendered_text import Place, RenderedText
from tasks.language.texts import Texts
from tasks.model.checks import Check, Violations, broken_rules, violations
from tasks.model.declared import vocabularies
from tasks.model.errors import TextError
from tasks.model.figures import ProtectedFigures
from tasks.proofread import claims, names, page, references, statements, typed
from tasks.proofread.manuscript import Manuscript, Proof, SourceText, Violation, lines_of, source_texts

__all__ = [
    "REPORT_CHECKS",
    "TEXT_CHECKS",
    "lines_of",
    "proofread_lines",
    "proofread_one",
    "proofread_report",
    "proofread_texts",
    "run",
]

SHOWN = 12
"""How many violations a message lists."""
Subject = TypeVar("Subject")

TEXT_CHECKS: tuple[Check[Manuscript, Violation], ...] = (
    Check("plain_markdown", "A text holds Markdown only, and marks are set by functions.", typed.plain_markdown),
    Check("known_names", "What a text asks for exists, whichever way its conditions go.", references.known_names),
    Check("typed_number", "A number in running text is printed by a function, or declared.", typed.typed_number),
    Check("word_predicates", "Words of degree are computed, never typed.", typed.word_predicates),
    Check("style_lint", "There is one way to write numbers and terms.", typed.style_lint),
    Check("note_integrity", "Every fact and every source is used by a text.", references.note_integrity),
    Check(
        "external_fact_schema",
        'A number from outside has population, n or "not given", year and source.',
        references.external_fact_schema,
    ),
    Check(
        "names_declared",
        "A text names no country, organisation or telephone that the content does not declare.",
        names.names_declared,
    ),
    Check(
        "case_tells_nobody",
        "A case study tells no number, city, date or address by which a person could be found.",
        names.case_tells_nobody,
    ),
    Check("dictionary_unique", "A term has one meaning, and a definition defines.", references.dictionary_unique),
)
REPORT_CHECKS: tuple[Check[Proof, Violation], ...] = (
    Check("base_lexicon", "The words call, e-mail, case and contact belong to bases.", statements.base_lexicon),
    Check(
        "comparison_complete",
        "A comparison tells both values, of one figure and one base, and both periods.",
        statements.comparison_complete,
    ),
    Check(
        "claims_hold",
        "A rank, a change or a difference that chance or rounding could undo is worded as such, or not at all.",
        claims.claims_hold,
    ),
    Check(
        "missing_disclosed",
        "Above 5 % missing, a text that tells a share tells how many are missing, and never calls them small or few.",
        statements.missing_disclosed,
    ),
    Check(
        "note_integrity",
        "Notes are numbered by the machine, each anchored, each external number with one.",
        page.note_integrity,
    ),
    Check("toc_complete", "Every line of the contents leads to a heading with content.", page.toc_complete),
    Check("caption_n", "Every caption tells base, number, missing and period.", page.caption_n),
    Check("multi_response_note", "A caption says if several answers were possible.", page.multi_response_note),
    Check("valid_from", "A caption says since when a field was asked.", page.valid_from),
    Check("subset_le", "What looks like a part larger than its whole is told to be kept apart.", statements.subset_le),
    Check(
        "disclosure_control",
        "No count of a rounded figure stands on the page that rounding would have hidden.",
        page.disclosure_control,
    ),
    Check("scope_declared", "Every channel is named, with whether it is counted.", page.scope_declared),
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


def proofread_one(
    text: str, place: Place, rendered: RenderedText | None, figures: ProtectedFigures, texts: Texts
) -> tuple[Violation, ...]:
    """What is wrong with one text of Markdown, as far as it can be told without the others.

    Args:
        text: as somebody wrote it.
        place: its file.
        rendered: the same carried out; None where that cannot be done.
        figures: the figures that it speaks of.
        texts: the texts that it is one of.

    Raises:
        TextError: it is no valid template.
    """
    source = SourceText(place, text, is_markdown=True)
    source.require_valid()
    manuscript = Manuscript(texts, figures, (source,), vocabularies())
    found = violations([check for check in TEXT_CHECKS if check.id in _OF_ONE], manuscript)
    proof = Proof(texts, figures, (rendered,) if rendered else (), read_page(""))
    said = violations([check for check in REPORT_CHECKS if check.id in _OF_ONE], proof)
    own = (violation for _, violation in (*found, *said) if violation.place.file == place.file)
    return tuple(dict.fromkeys(own))


def proofread_lines(sources: Sequence[SourceText], figures: ProtectedFigures, texts: Texts) -> tuple[Violation, ...]:
    """What is wrong with lines of TOML files, as far as it can be told before they are carried out.

    Args:
        sources: the lines, as :func:`lines_of` gives them.
        figures: the figures that they speak of.
        texts: the texts that they are of.

    Raises:
        TextError: one is no valid template.
    """
    for source in sources:
        source.require_valid()
    manuscript = Manuscript(texts, figures, tuple(sources), vocabularies())
    found = violations([check for check in TEXT_CHECKS if check.id in _OF_ONE], manuscript)
    own = {source.place for source in sources}
    return tuple(dict.fromkeys(violation for _, violation in found if violation.place in own))


_OF_ONE = [
    "plain_markdown",
    "known_names",
    "typed_number",
    "word_predicates",
    "style_lint",
    "names_declared",
    "case_tells_nobody",
    "base_lexicon",
    "comparison_complete",
    "claims_hold",
    "missing_disclosed",
]
"""The checks that look at each text by itself."""


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
    run(REPORT_CHECKS, Proof(texts, figures, tuple(rendered), read_page(html)))


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
        remedy="\n".join(["Mend these lines, and render again. The rules:", *broken_rules(found)]),
    )
