"""What a file holds: its sheets, the row of headings in each, and how often each value stands in a column.

Columns whose headings speak of people are not looked into.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from expectations.contract.fields import NEVER_READ, Field, fields
from expectations.contract.logs import log_forms, names_people
from expectations.contract.spelling import plain, squash
from tasks.anonymise.readers import cell_text
from tasks.extract.files import find, format_of
from tasks.extract.headings import FEWEST_HEADINGS, SEARCHED_ROWS, aliases
from tasks.extract.tables import table_columns, table_rows
from tasks.extract.text import delimited, text_of
from tasks.extract.workbook import check_archive
from tasks.model.errors import LogError, guarded
from tasks.model.records import SourceFormat
from tasks.storage.confined import confined, readable
from tasks.storage.database import connected, is_address, parse_address


@dataclass(frozen=True, slots=True)
class LogColumn:
    """A column: its heading, and how many cells hold each value. Both are kept out of ``repr``.

    ``position`` is counted from 1. Of a column whose heading names what identifies people, no value is read.
    """

    position: int
    heading: str = field(repr=False)
    values: Mapping[str, int] = field(repr=False)
    identifying: bool = False


@dataclass(frozen=True, slots=True)
class LogSheet:
    """A sheet of a workbook, or a file or table that has none; without ``columns`` where no row can be of headings.

    ``recognised`` says whether one of its headings is known or like one that is.
    """

    file: str
    name: str
    hidden: bool
    heading_row: int
    columns: tuple[LogColumn, ...]
    recognised: bool = True

    @property
    def where(self) -> str:
        """File and sheet, as messages print them."""
        return f"{self.file}, sheet {self.name}" if self.name else self.file


@guarded("onboarding")
def look(name: str) -> tuple[LogSheet, ...]:
    """Look into the files of a path or a glob, or into a table of a database. Empty sheets are passed over.

    Raises:
        LogError: there is no such file, or it is none that can be read so.
    """
    if is_address(name):
        address = parse_address(name)
        with connected(address) as connection:
            headings = table_columns(connection, address)
            open_ones = [heading for heading in headings if not is_identifying(heading)]
            return (_sheet(address.shown, "", False, [open_ones, *table_rows(connection, address, open_ones)]),)
    found: list[LogSheet] = []
    for path in find(name, "calls"):
        with confined(path.name, path.stat().st_size), readable(str(path)):
            found += [_sheet(path.name, *each) for each in _tables(path)]
    return tuple(sheet for sheet in found if sheet.heading_row)


def _tables(path: Path) -> Iterator[tuple[str, bool, Iterable[Sequence[Any]]]]:
    kind = format_of(path)
    match kind:
        case SourceFormat.CSV:
            encoding = text_of(path).encoding
            with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
                yield "", False, csv.reader(file, delimiter=delimited(path, encoding))
        case SourceFormat.PARQUET:
            from pyarrow.parquet import read_table

            table = read_table(path)
            yield "", False, [table.column_names, *zip(*(column.to_pylist() for column in table.columns), strict=True)]
        case _:
            from python_calamine import SheetVisibleEnum, load_workbook

            check_archive(path, kind)
            with load_workbook(path) as workbook:
                for sheet in workbook.sheets_metadata:
                    hidden = sheet.visible != SheetVisibleEnum.Visible
                    yield sheet.name, hidden, workbook.get_sheet_by_name(sheet.name).iter_rows()


def _sheet(file: str, name: str, hidden: bool, rows: Iterable[Sequence[Any]]) -> LogSheet:
    """The sheet; its heading row is 0 where it is empty, and it has no columns where no row can be of headings."""
    remaining = iter(rows)
    first = list(islice(remaining, SEARCHED_ROWS))
    texts = [[_text(cell) for cell in row] for row in first]
    filled = [number for number, row in enumerate(texts, start=1) if any(row)]
    best = max(filled, key=lambda number: heading_score(texts[number - 1]), default=0)
    like, heads = heading_score(texts[best - 1]) if best else (0, 0)
    if not like and heads < FEWEST_HEADINGS:
        return LogSheet(file, name, hidden, filled[0] if filled else 0, ())
    headings = texts[best - 1]
    identifying = [is_identifying(heading) for heading in headings]
    counted: list[Counter[str]] = [Counter() for _ in headings]
    for row in (*first[best:], *remaining):
        for cells, cell, shut in zip(counted, row, identifying, strict=False):
            if not shut and (text := _text(cell)):
                cells[text] += 1
    columns = (
        LogColumn(position, heading, dict(values), shut)
        for position, (heading, values, shut) in enumerate(zip(headings, counted, identifying, strict=True), start=1)
        if heading
    )
    return LogSheet(file, name, hidden, best, tuple(columns), like > 0)


def _text(cell: Any) -> str:
    if isinstance(cell, list):
        return ";".join(map(str, cell))
    return (cell_text(cell) or "").strip()


def form(value: str) -> str:
    """The form of a value: a letter for each letter, a digit for each digit, and signs as they are."""
    masked = "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in plain(value))
    return re.sub(r"A{9,}", "A…A", re.sub(r"9{7,}", "9…9", masked))[:LONGEST]


_ALIKE = 0.8
LONGEST = 24
"""Characters of a form that are shown."""


def forms(column: LogColumn, most: int = 3) -> list[str]:
    """The forms of a column's values that are most frequent."""
    found: Counter[str] = Counter()
    for value, cells in column.values.items():
        found[form(value)] += cells
    return [text for text, _ in found.most_common(most)]


def require_records(found: Sequence[LogSheet], name: str) -> None:
    """Refuse what has no headings at all.

    Raises:
        LogError: no sheet has a row that could be one of headings.
    """
    if not any(sheet.columns for sheet in found):
        raise LogError("No sheet has a row of headings.", name, "Give the log itself, with headings above its records.")


def is_identifying(heading: str) -> bool:
    """Whether a column may hold what identifies a person, by its heading."""
    if known(heading):
        return False
    return squash(heading) in {squash(name) for name in NEVER_READ} or names_people(heading)


def known(heading: str) -> str | None:
    """What a heading stands for, where that has been said."""
    return _known().get(squash(heading)) if squash(heading) else None


@cache
def _known() -> dict[str, str]:
    return dict(aliases(log_forms().headings))


def heading_score(row: Sequence[str]) -> tuple[int, int]:
    """How many headings a row has that are known or much like one, and how many texts: the heading row has most."""
    texts = [text for text in row if text and not re.fullmatch(r"[\d\s.,:/-]+", text)]
    like = [text for text in texts if known(text) or any(likeness(text, f) >= _ALIKE for f in fields().values())]
    return len(like), len(texts)


def likeness(heading: str, field: Field) -> float:
    """How like one of a field's names a heading is, from 0 to 1: by its words, whichever order they stand in."""
    text = " ".join(re.findall(r"[^\W_]+", plain(heading).casefold()))
    names = (field.name.replace("_", " "), field.title.casefold(), *(h.casefold() for h in field.headings))
    return max((fuzz.token_set_ratio(text, name) + fuzz.token_sort_ratio(text, name)) / 200 for name in names)
