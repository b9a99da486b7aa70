"""The texts of an edition, read from their folder; a translation is laid over the texts that it translates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from expectations.contract.forms import WORDS, choice, place
from tasks.language.bidi import own_or_foreign
from tasks.language.languages import load_language, source_folder
from tasks.language.text_files import TRANSLATED_OUTLINE, read_translated, read_words
from tasks.language.texts import (
    OUTLINE,
    TABLE_OF_RECOMMENDATIONS,
    TABLES,
    Absent,
    Block,
    Channel,
    Citation,
    Fact,
    FigureWords,
    FindingWords,
    Recommendation,
    TextEntry,
    Texts,
    translated_words,
)
from tasks.model.errors import TextError
from tasks.model.period import Month, Period

T = TypeVar("T", bound=TextEntry)
FINDINGS = "findings.toml"
"""Content without it has no page of news."""
RECOMMENDATIONS = "recommendations.toml"
"""Content without it has no table of recommendations."""
NOTHING = Absent()


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole of ``report.toml``."""

    __pydantic_config__ = WORDS

    report: Mapping[str, str]
    block: tuple[Block, ...]
    channel: tuple[Channel, ...] = ()


def read_outline(folder: Path) -> Outline:
    """Which blocks the report has, and in which order.

    Raises:
        TextError: the file is missing or does not have the form that its head comment describes.
    """
    outline: Outline = read_words(folder / OUTLINE, Outline)
    return outline


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
    outline = read_outline(folder)
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
    outline = read_translated(folder / OUTLINE, TRANSLATED_OUTLINE)
    titles, names = ({each.get("id"): each for each in outline.get(kind, [])} for kind in ("block", "channel"))
    tables: dict[str, Any] = {}
    for file, attribute in TABLES.items():
        own = read_translated(folder / file)
        tables[attribute] = {key: _overlaid(e, own.get(key, {})) for key, e in getattr(source, attribute).items()}
    return replace(
        source,
        folder=folder,
        language=load_language(folder),
        source=source,
        report=own_or_foreign(source.report, outline.get("report", {})),
        blocks=tuple(_overlaid(block, titles.get(block.id, {})) for block in source.blocks),
        channels=tuple(_overlaid(channel, names.get(channel.id, {})) for channel in source.channels),
        **tables,
    )


def _overlaid(entry: T, own: Mapping[str, str]) -> T:
    return replace(entry, **own_or_foreign(translated_words(entry), own))  # type: ignore[arg-type]


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
