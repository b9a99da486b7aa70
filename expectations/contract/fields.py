"""The fields of both logs: one source for the reader, the expectations, the sample logs and the data dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY, read_toml
from expectations.contract.spelling import squash
from expectations.contract.vocabulary import Vocabulary, vocabulary

HERE = Path(__file__).parent

LOGS = ("calls", "emails")
LOG_START = "2016-12"
"""The month of the first call; nothing can have been received before."""
REFERENCE_PATTERN = r"^[CE]-[0-9]{1,9}$"
"""The form of ``contact_id``; only what has it may be named in a message."""

NEVER_READ = (
    "name",
    "phone",
    "email_address",
    "address",
    "cnic",
    "social_handle",
    "subject",
    "body",
    "notes",
    "staff_name",
)
"""Identifying or free text: the reader has no name for these columns, so that they cannot enter memory."""


class FieldKind(StrEnum):
    """How a field's values are understood at intake."""

    REFERENCE = "reference"
    TIMESTAMP = "timestamp"
    CATEGORY = "category"
    CATEGORIES = "categories"
    CASE = "case"
    AGE = "age"
    CITY = "city"


class Needed(StrEnum):
    """When a field must be filled."""

    ALWAYS = "always"
    FOLLOW_UP = "follow_up"
    NEVER = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the logs."""

    name: str
    kind: FieldKind
    title: str
    help: str
    needed: Needed = Needed.NEVER
    vocabulary_name: str | None = None
    since: str | None = None
    headings: tuple[str, ...] = ()
    empty_is_answer: bool = False
    ordered: bool = False

    @property
    def vocabulary(self) -> Vocabulary:
        """The field's categories; the gazetteer for the city."""
        return vocabulary(self.vocabulary_name or self.name)

    @property
    def question(self) -> str:
        """The question that the field answers, as figures name it: ``platform`` of ``platforms``."""
        named_after_answers = self.kind in (FieldKind.CATEGORIES, FieldKind.AGE)
        return self.vocabulary_name or self.name if named_after_answers else self.name

    @property
    def column_needed(self) -> bool:
        """Whether every log must have the column: all that were asked from the first day."""
        return self.since is None


@cache
def fields() -> Mapping[str, Field]:
    """All fields by name, in the order of the data dictionary.

    Raises:
        ContractError: the file cannot be read, or a field has not the form that its head comment describes.
    """
    path = HERE / "fields.toml"
    return {name: _field(name, table, path) for name, table in read_toml(path).items()}


def _field(name: str, table: Any, path: Path) -> Field:
    try:
        return Field(
            name=name,
            kind=FieldKind(table["kind"]),
            title=table["title"],
            help=table["help"],
            needed=Needed(table.get("needed", "")),
            vocabulary_name=table.get("vocabulary"),
            since=table.get("since"),
            headings=tuple(table.get("headings", ())),
            empty_is_answer=table.get("empty_is_answer", False),
            ordered=table.get("ordered", False),
        )
    except KeyError as error:
        problem = f"The field {name} lacks {error.args[0]}."
    except (TypeError, ValueError, AttributeError):
        problem = f"The field {name} has not the form that the head comment of the file describes."
    raise ContractError(problem, f"{path}, {name}", REMEDY)


@cache
def headings() -> Mapping[str, str]:
    """From a heading's squashed spelling to the field it names."""
    return {squash(text): f.name for f in fields().values() for text in (f.name, f.title, *f.headings)}
