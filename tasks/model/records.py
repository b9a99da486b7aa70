"""What stages left of the line hand each other: where records stand, never what they say, and how many there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from expectations.contract.logs import SourceForm
from tasks.model.figures import FigureCounts, FigureSpec
from tasks.model.period import Period

LogName = Literal["calls", "emails"]


class SourceFormat(StrEnum):
    """The kinds of source that extract can open."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    PARQUET = "parquet"
    DATABASE = "database"


class RowKind(StrEnum):
    """Rows of a log that are no records, as people are told of them. None of them is counted or set aside."""

    TITLE = "title rows above the headings"
    BLANK = "blank rows"
    HEADINGS = "headings that stand there again"
    TOTALS = "totals rows"
    COMMENT = "rows with a single cell, such as comments"


@dataclass(frozen=True, slots=True)
class Source:
    """One table of one log: a file, a sheet of a workbook, or a database table.

    Attributes:
        log: the log that it belongs to.
        format: how it is read.
        name: what messages call it: the file's name, or the table's; never a password.
        path: the file; None for a database.
        sheet: the sheet of a workbook.
        url: the database address, which names its password and does not hold it; kept out of ``repr``.
        table: the database table.
        columns: from our field's name to the position of its column, counted from 0; for one answer of several, and
            for times apart from days, from the name that :mod:`expectations.contract.logs` gives to such a column.
        headings: from our field's name to the heading as it stands in the source; kept out of ``repr``.
        encoding, delimiter: how a CSV is written; the encoding by Python's name for it.
        sha256: digest of the file; of a database, of nothing.
        unknown_columns: positions, counted from 1, of columns that the contract does not know and that are not read.
        heading_row: the row in which the headings stand, counted from 1; the first record is in the row after it.
        width: how many columns the heading row has.
        blank_rows: rows of a CSV that hold nothing at all, and count when staff look for a row.
        passed_over: rows that are no records and that no later stage sees, by kind.
        form: how it is written, as the content says.
        hidden: whether it is a hidden sheet; its records are read like those of any other.
        passed_sheets: sheets of the same workbook that are no logs, and were passed over.
    """

    log: LogName
    format: SourceFormat
    name: str
    path: Path | None = None
    sheet: str | None = None
    url: str | None = field(default=None, repr=False)
    table: str | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict, repr=False)
    encoding: str = "utf-8"
    delimiter: str = ","
    sha256: str = ""
    unknown_columns: tuple[int, ...] = ()
    heading_row: int = 1
    width: int = 0
    blank_rows: tuple[int, ...] = ()
    passed_over: Mapping[RowKind, int] = field(default_factory=dict)
    form: SourceForm = field(default_factory=SourceForm)
    hidden: bool = False
    passed_sheets: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """File and sheet, as messages print them."""
        return f"{self.name}, sheet {self.sheet}" if self.sheet else self.name


@dataclass(frozen=True, slots=True)
class Intake:
    """What anonymise leaves behind: the Parquet file of contacts, its sources, and how many records were read.

    ``records`` is in the private work folder. Its columns are described in :mod:`tasks.anonymise`. ``unreadable``
    counts the different values that could not be read, by field, and is for staff alone. ``no_records`` counts the rows
    that are none, by source and kind.
    """

    records: Path
    sources: tuple[Source, ...]
    read: Mapping[str, int]
    unreadable: Mapping[str, int] = field(default_factory=dict)
    no_records: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawTimeSlice:
    """All figures over the months of one time slice, as counted."""

    period: Period
    figures: Mapping[str, FigureCounts]


@dataclass(frozen=True, slots=True)
class Counts:
    """All raw counts of a build, by time slice, in the order of time; they never leave the left side of the line."""

    edition: Period
    specs: Mapping[str, FigureSpec]
    slices: tuple[RawTimeSlice, ...]
