"""The texts of an edition, read from their folder; a translation is laid over the texts that it translates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from expectations.contract.forms import choice, place
from tasks.language.languages import load_language, source_folder
from tasks.language.text_files import ENTRIES, TRANSLATED_OUTLINE, read_translated, read_words
from tasks.language.texts import (
    ASKED,
    TABLE_OF_RECOMMENDATIONS,
    TRANSLATED,
    Absent,
    Block,
    Citation,
    Fact,
    FigureWords,
    FindingWords,
    Outline,
    Recommendation,
    Texts,
)
from tasks.language.untranslated import foreign
from tasks.model.errors import TextError
from tasks.model.period import Month, Period

T = TypeVar("T")
FINDINGS = "findings.toml"
"""Content without it has no page of news."""
RECOMMENDATIONS = "recommendations.toml"
"""Content without it has no table of recommendations."""


NOTHING = Absent()


def load_texts(folder: Path, edition: Period, absent: Absent = NOTHING) -> Texts:
    """Read the texts of an edition. What a translation lacks is taken from its source, and marked as foreign.

    Args:
        folder: of one language.
        edition: the period of the edition.
        absent: what the texts may name and the edition does not have.

    Raises:
        TextError: a file is missing or does not have the form that its head comment describes.
    """
    source = source_folder(folder)
    if source is None:
        return _source_texts(folder, edition, absent)
    return _translated(folder, load_texts(source, edition, absent))


def _source_texts(folder: Path, edition: Period, absent: Absent) -> Texts:
    outline: Outline = read_words(folder / "report.toml", Outline)
    blocks = outline.block
    figures = _table(FigureWords, folder / "figures.toml")
    asked = _recommendations(folder, edition, (*figures, *(block.id for block in blocks)))
    present = [
        b
        for b in blocks
        if _is_present(folder, edition, b)
        and b.letter not in absent.sections
        and (asked or b.template != TABLE_OF_RECOMMENDATIONS)
    ]
    return Texts(
        folder=folder,
        language=load_language(folder),
        edition=edition,
        report=outline.report,
        blocks=tuple(present),
        omitted=tuple(block.title or block.id for block in blocks if block not in present),
        block_ids=tuple(block.id for block in blocks),
        figures=figures,
        facts=_table(Fact, folder / "facts.toml"),
        citations=_table(Citation, folder / "notes.toml"),
        channels=outline.channel,
        absent=absent,
        findings=_table(FindingWords, folder / FINDINGS) if (folder / FINDINGS).is_file() else {},
        recommendations=asked,
    )


def _recommendations(folder: Path, edition: Period, known: Sequence[str]) -> Mapping[str, Recommendation]:
    """What an edition asks for: all that it or an earlier one asked first."""
    path = folder / RECOMMENDATIONS
    every: Mapping[str, Recommendation] = _table(Recommendation, path) if path.is_file() else {}
    for name, entry in every.items():
        for shown in entry.shown_in:
            if shown not in known:
                problem = f"{shown} is neither a figure nor a block of the report.{choice(shown, known)}"
                raise TextError(
                    problem,
                    place(path, [name, "shown_in"]),
                    "Name an id of figures.toml or report.toml, or take it out.",
                )
    return {name: entry for name, entry in every.items() if Month.parse(entry.since) <= edition.last}


def _translated(folder: Path, source: Texts) -> Texts:
    own = {
        name: read_translated(folder / f"{name}.toml", TRANSLATED_OUTLINE if name == "report" else ENTRIES)
        for name in ("report", "figures", "facts", "notes", "findings", "recommendations")
    }
    titles, names = (_by_id(own["report"].get(kind, [])) for kind in ("block", "channel"))
    return replace(
        source,
        folder=folder,
        language=load_language(folder),
        source=source,
        report=_overlaid(source.report, own["report"].get("report", {})),
        blocks=tuple(_overlay(block, titles.get(block.id, {}), "title", "lead") for block in source.blocks),
        figures={
            key: _overlay(words, own["figures"].get(key, {}), *FigureWords.__slots__)
            for key, words in source.figures.items()
        },
        facts={key: _overlay(fact, own["facts"].get(key, {}), *TRANSLATED) for key, fact in source.facts.items()},
        citations={key: _overlay(note, own["notes"].get(key, {}), "text") for key, note in source.citations.items()},
        findings={
            key: _overlay(finding, own["findings"].get(key, {}), "number", "title", "text")
            for key, finding in source.findings.items()
        },
        recommendations={
            key: _overlay(entry, own["recommendations"].get(key, {}), *ASKED)
            for key, entry in source.recommendations.items()
        },
        channels=tuple(_overlay(channel, names.get(channel.id, {}), "name", "why") for channel in source.channels),
    )


def _by_id(entries: Sequence[Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Entries of a list of tables by their ``id``."""
    return {entry.get("id", ""): entry for entry in entries}


def _overlaid(words: Mapping[str, str], own: Mapping[str, str]) -> Mapping[str, str]:
    """Words by key, each in the language itself or else as foreign."""
    return {key: own.get(key) or foreign(text) for key, text in words.items()}


def _overlay(entry: T, own: Mapping[str, str], *names: str) -> T:
    return replace(entry, **_overlaid({name: getattr(entry, name) for name in names}, own))  # type: ignore[type-var]


def figure_titles(folder: Path) -> Mapping[str, str]:
    """The title of every figure by its id, as the data files print it.

    Raises:
        TextError: the file of figures' words is missing or broken.
    """
    return {figure_id: words.title for figure_id, words in _table(FigureWords, folder / "figures.toml").items()}


def _is_present(folder: Path, edition: Period, block: Block) -> bool:
    return not block.is_of_edition or (folder / block.file_for(edition)).is_file()


def _table(kind: Any, path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_words(path, dict[str, kind])
    return found
