"""What onboarding leaves for the page of the data officer, and what was chosen there for its next run.

The page is served by a process that reads no log, so it is made from a report. This holds positions and forms, and of
headings those alone that the content names already: no value of a log, and no heading that may be one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from expectations.contract.fields import COUNTED_BY, DATE_TIME, FieldKind, fields, is_column
from expectations.contract.logs import DateOrder, LogForms
from flows.onboarding.look import LogColumn, LogSheet, forms
from flows.onboarding.propose import Proposal, day_order, proposals
from flows.onboarding.spellings import unread
from tasks.model.errors import UsageError
from tasks.storage.atomic_files import write_file, writing_in
from tasks.storage.workspace import private_folder

REPORT, CHOICES = "onboarding.json", ".onboarding.json"
"""In the folder of the state, and in the folder of the content."""


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """A column: what it is proposed for, with which confidence, its forms; how many spellings and days ask for a word.

    ``heading`` is empty where the content does not name it. An ``identifying`` column may name people; none of its
    values was read.
    """

    position: int
    heading: str
    field: str = ""
    confidence: float = 0.0
    forms: tuple[str, ...] = ()
    unread: int = 0
    ambiguous: int = 0
    identifying: bool = False


@dataclass(frozen=True, slots=True)
class SheetReport:
    """A sheet, or a file that has none; ``dates`` is how its days are said to be written, if that was said."""

    file: str
    name: str
    heading_row: int
    columns: tuple[ColumnReport, ...]
    dates: str = ""


@dataclass(frozen=True, slots=True)
class SheetChoices:
    """What was chosen for a sheet of so many columns: the field that each holds, by position; the order of days."""

    file: str
    name: str
    columns: int
    fields: dict[int, str]
    dates: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen on the page."""

    sheets: tuple[SheetChoices, ...]
    not_recorded: tuple[str, ...] = ()


Read = TypeVar("Read")
_REPORT, _CHOICES = TypeAdapter(tuple[SheetReport, ...]), TypeAdapter(Choices)


def save_report(state: Path, sheets: Iterable[LogSheet], logs: LogForms) -> None:
    """Save what the page shows."""
    private_folder(state)
    found = tuple(_sheet(sheet, logs) for sheet in sheets if sheet.columns)
    with writing_in(state):
        write_file(state / REPORT, _REPORT.dump_json(found))


def _sheet(sheet: LogSheet, logs: LogForms) -> SheetReport:
    by_column = {each.column.position: each for each in proposals(sheet, logs)}
    columns = tuple(_column(column, by_column.get(column.position)) for column in sheet.columns)
    return SheetReport(sheet.file, sheet.name, sheet.heading_row, columns, logs.of(sheet.file).dates or "")


def _column(column: LogColumn, found: Proposal | None) -> ColumnReport:
    if column.identifying or found is None:
        return ColumnReport(column.position, "", forms=tuple(forms(column)), identifying=column.identifying)
    held = fields().get(found.name)
    return ColumnReport(
        column.position,
        column.heading if found.confidence == 1 else "",
        found.name,
        found.confidence,
        tuple(forms(column)),
        len(unread(held, column.values).clusters) if held else 0,
        day_order(column.values).either if held and held.kind is FieldKind.TIMESTAMP else 0,
    )


def saved_report(state: Path) -> tuple[SheetReport, ...]:
    """What the last run saved; nothing where there was none.

    Raises:
        UsageError: it cannot be read.
    """
    return _read(state / REPORT, _REPORT, (), "Run `helpline-report onboard` again.")


def _read(path: Path, form: TypeAdapter[Read], nothing: Read, remedy: str) -> Read:
    try:
        return form.validate_json(path.read_bytes()) if path.exists() else nothing
    except ValidationError:
        pass
    raise UsageError("What onboarding keeps of columns cannot be read.", str(path), remedy)


def save_choices(content: Path, chosen: Choices) -> None:
    """Save what was chosen on the page, for the next run."""
    with writing_in(content):
        write_file(content / CHOICES, _CHOICES.dump_json(chosen))


def delete_choices(content: Path) -> None:
    """Delete the choices, once they are written where logs are described."""
    (content / CHOICES).unlink(missing_ok=True)


def with_choices(content: Path, logs: LogForms, sheets: Sequence[LogSheet]) -> LogForms:
    """What is said of the logs, and what was chosen on the page besides, for sheets that are still as they were.

    Raises:
        UsageError: the choices cannot be read.
    """
    chosen = _read(content / CHOICES, _CHOICES, Choices(()), "Take it away, and choose again on the page.")
    for each in chosen.sheets:
        for sheet in sheets:
            if (sheet.file, sheet.name, len(sheet.columns)) == (each.file, each.name, each.columns):
                logs = _with_sheet(logs, sheet, each)
    may_lack = {*fields(), DATE_TIME} - {*COUNTED_BY, *logs.not_recorded}
    return replace(logs, not_recorded=(*logs.not_recorded, *(n for n in chosen.not_recorded if n in may_lack)))


def _with_sheet(logs: LogForms, sheet: LogSheet, chosen: SheetChoices) -> LogForms:
    open_columns = {column.position: column for column in sheet.columns if not column.identifying}
    new = {open_columns[at].heading: n for at, n in chosen.fields.items() if at in open_columns and is_column(n)}
    return replace(
        logs.with_source(sheet.file, dates=chosen.dates) if chosen.dates else logs, headings={**logs.headings, **new}
    )
