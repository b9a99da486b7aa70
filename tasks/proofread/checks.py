"""The checks, registered in two tables: those of the texts, and those of the report that was made from them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tasks.core.errors import TextError
from tasks.proofread import (
    apart,
    bases,
    captions,
    comparisons,
    contents,
    dictionary,
    disclosure,
    facts,
    markup,
    missing,
    names,
    notes,
    scope,
    typed,
)
from tasks.proofread.book import Book, Proof
from tasks.proofread.finding import Finding

SHOWN = 12
"""How many findings a message lists."""
B = TypeVar("B", bound=Book)


@dataclass(frozen=True, slots=True)
class Check(Generic[B]):
    """A check: its id, which is the catalogue's where that has it, the rule in words, and the search for faults.

    ``only`` is the language whose words it looks for; None where it holds the texts of every language to its rule.
    """

    id: str
    rule: str
    search: Callable[[B], Iterator[Finding]]
    only: str | None = None


TEXT_CHECKS: tuple[Check[Book], ...] = (
    Check("plain_markdown", "A text holds Markdown only, and marks are set by functions.", markup.plain_markdown),
    Check("known_names", "What a text asks for exists, whichever way its conditions go.", names.known_names),
    Check("typed_number", "A number in running text is printed by a function, or declared.", typed.typed_number),
    Check("word_predicates", "Words of degree are computed, never typed.", typed.word_predicates),
    Check("style_lint", "There is one way to write numbers and terms.", typed.style_lint),
    Check("note_integrity", "Every fact and every source is used by a text.", names.note_integrity),
    Check(
        "external_fact_schema",
        'A number from outside has population, n or "not given", year and source.',
        facts.external_fact_schema,
    ),
    Check("dictionary_unique", "A term has one meaning, and a definition defines.", dictionary.dictionary_unique, "en"),
)
REPORT_CHECKS: tuple[Check[Proof], ...] = (
    Check("base_lexicon", "The words call, e-mail, case and contact belong to bases.", bases.base_lexicon, "en"),
    Check(
        "comparison_complete",
        "A comparison tells both values, of one figure and one base, and both periods.",
        comparisons.comparison_complete,
    ),
    Check(
        "missing_disclosed",
        "Above 5 % missing, a text that tells a share tells how many are missing, and never calls them small or few.",
        missing.missing_disclosed,
    ),
    Check(
        "note_integrity",
        "Notes are numbered by the machine, each anchored, each external number with one.",
        notes.note_integrity,
    ),
    Check("toc_complete", "Every line of the contents leads to a heading with content.", contents.toc_complete),
    Check("caption_n", "Every caption tells base, number, missing and period.", captions.caption_n),
    Check("multi_response_note", "A caption says if several answers were possible.", captions.multi_response_note),
    Check("valid_from", "A caption says since when a field was asked.", captions.valid_from),
    Check("subset_le", "What looks like a part larger than its whole is told to be kept apart.", apart.subset_le),
    Check(
        "disclosure_control",
        "No count of a rounded figure stands on the page that rounding would have hidden.",
        disclosure.disclosure_control,
    ),
    Check("scope_declared", "Every channel is named, with whether it is counted.", scope.scope_declared),
)


def run(checks: Sequence[Check[B]], book: B) -> None:
    """Run all checks that apply to the language of the texts.

    Raises:
        TextError: at least one of them finds a fault; names file, line and what to write instead, for each.
    """
    applied = [check for check in checks if check.only in (None, book.texts.language.code)]
    found = [(check, finding) for check in applied for finding in check.search(book)]
    if found:
        raise _refusal(found)


def _refusal(found: Sequence[tuple[Check[B], Finding]]) -> TextError:
    lines = [f"- {finding} [{check.id}]" for check, finding in found[:SHOWN]]
    more = [f"- and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    rules = dict.fromkeys(f"{check.id}: {check.rule}" for check, _ in found)
    return TextError(
        "\n".join(["Texts of the report cannot be printed as they are.", *lines, *more]),
        where=", ".join(sorted({finding.place.file for _, finding in found})),
        remedy="\n".join(["Mend these lines, and render again. The rules:", *rules]),
    )
