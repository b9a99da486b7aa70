"""The fields of both logs: one source for the reader, the expectations, the sample logs and the data dictionary."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

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

    @property
    def vocabulary(self) -> Vocabulary:
        """The field's categories; the gazetteer for the city."""
        return vocabulary(self.vocabulary_name or self.name)

    @property
    def column_needed(self) -> bool:
        """Whether every log must have the column: all that were asked from the first day."""
        return self.since is None


@cache
def fields() -> Mapping[str, Field]:
    """All fields by name, in the order of the data dictionary."""
    tables = tomllib.loads((HERE / "fields.toml").read_text("utf-8"))
    return {
        name: Field(
            name=name,
            kind=FieldKind(table["kind"]),
            title=table["title"],
            help=table["help"],
            needed=Needed(table.get("needed", "")),
            vocabulary_name=table.get("vocabulary"),
            since=table.get("since"),
            headings=tuple(table.get("headings", ())),
            empty_is_answer=table.get("empty_is_answer", False),
        )
        for name, table in tables.items()
    }


@cache
def headings() -> Mapping[str, str]:
    """From a heading's squashed spelling to the field it names."""
    return {squash(text): f.name for f in fields().values() for text in (f.name, f.title, *f.headings)}
