"""Headings: which column of a source holds which field, and which columns are not read at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from expectations.contract.fields import NEVER_READ, fields, headings
from expectations.contract.spelling import nearest, squash
from tasks.model.errors import LogError, UsageError
from tasks.model.records import Source

Aliases = Mapping[str, str]
"""From a heading's squashed spelling to our field's name."""

_IDENTIFYING = {squash(name): name for name in NEVER_READ}


@dataclass(frozen=True, slots=True)
class Columns:
    """What a heading row says.

    Attributes:
        found: from a field to the positions, counted from 0, of the columns that name it.
        texts: the headings as they stand; kept out of ``repr``, since a heading may hold personal data.
        unknown: positions, counted from 1, of headings that the contract does not know.
        never_read: identifying columns, by the contract's name for them.
    """

    found: Mapping[str, tuple[int, ...]]
    texts: tuple[str, ...] = field(repr=False)
    unknown: tuple[int, ...]
    never_read: tuple[str, ...]

    @property
    def positions(self) -> dict[str, int]:
        """From each field to the position of its column, counted from 0."""
        return {name: places[0] for name, places in self.found.items()}

    @property
    def headings(self) -> dict[str, str]:
        """From each field to its heading as it stands in the source."""
        return {name: self.texts[places[0]] for name, places in self.found.items()}


def with_columns(source: Source, columns: Columns) -> Source:
    """The source with the positions of its fields, and what is not read."""
    return replace(
        source,
        columns=columns.positions,
        headings=columns.headings,
        unknown_columns=columns.unknown,
        never_read=columns.never_read,
        width=len(columns.texts),
    )


def aliases(extra: Mapping[str, str]) -> Aliases:
    """The contract's headings and the configured ones, which win.

    Raises:
        UsageError: a configured heading names no field, or a column that must never be read.
    """
    for name in extra.values():
        if name not in fields():
            raise UsageError(
                f"The configured headings map to a field that does not exist: {name}.",
                where="headings in the configuration",
                remedy=f"Map to one of: {', '.join(fields())}.",
            )
    configured = {squash(text): name for text, name in extra.items()}
    for text in configured.keys() & _IDENTIFYING.keys():
        raise UsageError(
            f"The configured headings map the column {_IDENTIFYING[text]}, which holds personal data.",
            where="headings in the configuration",
            remedy="Remove the entry; this column is never read.",
        )
    return {**headings(), **configured}


def match(row: Sequence[str], known: Aliases) -> Columns:
    """Read a heading row; nothing is refused yet."""
    found: dict[str, tuple[int, ...]] = {}
    unknown, never_read = [], []
    for position, text in enumerate(row):
        spelling = squash(text)
        if name := known.get(spelling):
            found[name] = (*found.get(name, ()), position)
        elif spelling in _IDENTIFYING:
            never_read.append(_IDENTIFYING[spelling])
        else:
            unknown.append(position + 1)
    return Columns(found, tuple(row), tuple(unknown), tuple(dict.fromkeys(never_read)))


def check(columns: Columns, where: str) -> None:
    """Refuse headings that leave it open which column holds a field, or whether any does.

    Raises:
        LogError: a heading is duplicated, or a required column is missing.
    """
    for name, places in columns.found.items():
        if len(places) > 1:
            listed = " and ".join(str(place + 1) for place in places)
            raise LogError(
                f"The heading of the field {name} is duplicated: columns {listed} both stand for it.",
                where=where,
                remedy="Keep one of these columns, or rename the other.",
            )
    missing = [f.name for f in fields().values() if f.column_needed and f.name not in columns.found]
    if missing:
        raise LogError(
            f"The log lacks required columns: {', '.join(missing)}.",
            where=where,
            remedy=f"Add a column headed {missing[0]}, or map its heading to this field under headings in the "
            f"configuration.{_hint(columns, missing)}",
        )


def _hint(columns: Columns, missing: Sequence[str]) -> str:
    names = {squash(name): name for name in missing}
    for position in columns.unknown:
        if near := nearest(columns.texts[position - 1], names):
            return f" Column {position} has a heading spelt much like {near}."
    return ""
