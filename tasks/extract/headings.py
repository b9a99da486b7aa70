"""Headings: which column of a source holds which field, and which columns are not read at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from expectations.contract.fields import DATE_TIME, NEVER_READ, fields, headings, is_column
from expectations.contract.logs import log_forms, source_form
from expectations.contract.spelling import nearest, squash
from tasks.model.errors import LogError, UsageError
from tasks.model.records import RowKind, Source

Aliases = Mapping[str, str]
"""From a heading's squashed spelling to our field's name."""

_IDENTIFYING = {squash(name): name for name in NEVER_READ}


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """What a heading row says.

    Attributes:
        found: from a field to the positions, counted from 0, of the columns that name it.
        texts: the headings as they stand; kept out of ``repr``, since a heading may hold personal data.
        unknown: positions, counted from 1, of headings that the contract does not know, not even as never to be read.
        number: that of the row, counted from 1.
        titles: rows above it that hold anything.
    """

    found: Mapping[str, tuple[int, ...]]
    texts: tuple[str, ...] = field(repr=False)
    unknown: tuple[int, ...]
    number: int = 1
    titles: int = 0


def with_columns(source: Source, row: HeadingRow) -> Source:
    """The source with the positions of its fields, what is not read, and how it is written.

    Raises:
        LogError: the headings leave it open which column holds a field, or whether any does.
    """
    form = source_form(source.name)
    _check(row, source.where, form.lacks)
    return replace(
        source,
        columns={name: places[0] for name, places in row.found.items()},
        headings={name: row.texts[places[0]] for name, places in row.found.items()},
        unknown_columns=row.unknown,
        heading_row=row.number,
        width=len(row.texts),
        passed_over={RowKind.TITLE: row.titles} if row.titles else {},
        form=form,
    )


def aliases(extra: Mapping[str, str]) -> Aliases:
    """The contract's headings, those of the content's logs, and those of the settings; the later win.

    Raises:
        UsageError: a configured heading names no field, or a column that must never be read.
    """
    extra = {**log_forms().headings, **extra}
    for name in extra.values():
        if not is_column(name):
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


def match(texts: Sequence[str], known: Aliases, number: int = 1, titles: int = 0) -> HeadingRow:
    """Read a heading row; nothing is refused yet."""
    found: dict[str, tuple[int, ...]] = {}
    unknown: list[int] = []
    for position, text in enumerate(texts):
        spelling = squash(text)
        if name := known.get(spelling):
            found[name] = (*found.get(name, ()), position)
        elif spelling not in _IDENTIFYING:
            unknown.append(position + 1)
    return HeadingRow(found, tuple(texts), tuple(unknown), number, titles)


SEARCHED_ROWS = 20
"""Rows from the top among which the headings are looked for; titles, logos and dates of print stand above them."""
FEWEST_HEADINGS = 3
"""Headings that a row must have to be the heading row."""
SHOWN = 30
"""Headings of each kind that a refusal names: a hostile file has a hundred thousand."""


def heading_row(rows: Iterable[tuple[int, Sequence[str]]], known: Aliases) -> HeadingRow:
    """The first row with as many known headings as a heading row has, else the one that comes nearest to it.

    Args:
        rows: the first rows that hold anything, with their numbers; at least one.
        known: the headings.
    """
    best = match((), known)
    for above, (number, cells) in enumerate(rows):
        row = match(cells, known, number, above)
        if len(row.found) > len(best.found) or not above:
            best = row
        if len(row.found) >= FEWEST_HEADINGS:
            break
    return best


def refuse_no_headings(row: HeadingRow, where: str) -> None:
    """Refuse a row that is no heading row.

    Raises:
        LogError: the sheet or the file has no headings of a log; the refusal tells which were seen.
    """
    if len(row.found) < FEWEST_HEADINGS:
        raise LogError(
            f"No heading row of a log is among the first {SEARCHED_ROWS} rows. The nearest to one is row {row.number}: "
            f"{_seen(row)}.",
            where=where,
            remedy="Say in contract/logs.toml which field each heading stands for (docs/onboarding.md). What is no log "
            "belongs into a workbook of its own.",
        )


def _check(row: HeadingRow, where: str, lacks: Collection[str]) -> None:
    for name, places in row.found.items():
        if len(places) > 1:
            listed = " and ".join(str(place + 1) for place in places)
            raise LogError(
                f"The heading of the field {name} is duplicated: columns {listed} both stand for it.",
                where=where,
                remedy="Keep one of these columns, or rename the other.",
            )
    there = {name.partition(".")[0] for name in row.found if name != DATE_TIME}
    missing = [f.name for f in fields().values() if f.column_needed and f.name not in {*there, *lacks}]
    if missing:
        raise LogError(
            f"The log lacks required columns: {', '.join(missing)}.",
            where=where,
            remedy=f"Add a column headed {missing[0]}, or say in contract/logs.toml which heading stands for it "
            f"(docs/onboarding.md). Of those that are there: {_unread(row)}.",
        )


def _seen(row: HeadingRow) -> str:
    """The headings of a row by position, and by the field's name where they are known or near to one.

    Never as they stand: a row that is none may hold anything.
    """
    known = (f"column {places[0] + 1} is {name}" for name, places in row.found.items())
    return "; ".join((*known, _unread(row)))


def _unread(row: HeadingRow) -> str:
    names = headings()
    near = {n: field for n in row.unknown if (field := nearest(row.texts[n - 1], names))}
    alike = [f"column {n} is spelt much like {field}" for n, field in list(near.items())[:SHOWN]]
    others = [str(n) for n in row.unknown if n not in near and row.texts[n - 1].strip()]
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    unknown = [f"not known: {', '.join(others[:SHOWN])}{more}"] if others else []
    return "; ".join((*alike, *unknown)) or "no other"
