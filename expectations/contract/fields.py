"""The fields of both logs: one source for reader, expectations, sample logs and data dictionary."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import Field as Key

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.forms import REMEDY, STRICT, MonthText, choice, place, read_form
from expectations.contract.logs import FILE as LOGS_FILE
from expectations.contract.logs import log_forms
from expectations.contract.span import ALWAYS, Dated
from expectations.contract.spelling import squash
from expectations.contract.vocabulary import Vocabulary, vocabularies, vocabulary

FILE = "fields.toml"
LOGS = ("calls", "emails")
REFERENCE_PATTERN = r"^([CE]-[0-9]{1,9}|[0-9]{1,6})$"
"""The form of a reference that a message may name; any other is kept as a pseudonym, since it may hold a name."""

DATE_TIME = "received_at.time"
"""What a column of times is called, where the days have a column of their own."""

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


class Problem(StrEnum):
    """The mark that takes the place of a value which is not allowed: it tells what is wrong and never holds the value.

    ``UNKNOWN`` may be followed by a colon and the nearest key of the vocabulary.
    """

    UNKNOWN = "!unknown"
    FORMULA = "!formula"
    IDENTIFIER = "!identifier"
    TOO_LONG = "!too_long"
    INVALID = "!invalid"
    OUT_OF_RANGE = "!out_of_range"
    FUTURE = "!future"
    BEFORE_START = "!before_start"


@dataclass(frozen=True, slots=True)
class Filter:
    """The question whose answer decides whether a field is filled: a field, its value, and the rule that sees to it."""

    __pydantic_config__ = STRICT

    field: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Field(Dated):
    """One field of the logs; ``redefined`` is the first month in which its question has its present meaning."""

    __pydantic_config__ = STRICT

    kind: FieldKind
    title: str
    help: str
    name: str = ""
    needed: Needed = Needed.NEVER
    vocabulary_name: Annotated[str | None, Key(alias="vocabulary")] = None
    redefined: Annotated[MonthText | None, Key(alias="break")] = None
    headings: tuple[str, ...] = ()
    empty_is_answer: bool = False
    ordered: bool = False
    asked_if: Filter | None = None
    recorded: bool = True

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
        """Whether every log must have the column: all that were always asked and are recorded."""
        return self.asked == ALWAYS and self.recorded


OWN = {
    "contact_id": FieldKind.REFERENCE,
    "received_at": FieldKind.TIMESTAMP,
    "kind": FieldKind.CATEGORY,
    "case_ref": FieldKind.CASE,
    "age": FieldKind.AGE,
    "province": FieldKind.CATEGORY,
    "city": FieldKind.CITY,
    "case_type": FieldKind.CATEGORY,
}
"""The fields that the program itself asks for."""
COUNTED_BY = ("received_at", "case_type")
"""Those without which nothing can be counted; the others may be recorded by no log."""


@cache
def fields() -> Mapping[str, Field]:
    """All fields by name, in the order of the data dictionary, without those that no log records.

    Of the program's own, one that no log records stays, empty everywhere: see :attr:`Field.recorded`.

    Raises:
        ContractError: a file cannot be read, or something in it has not the form that its head comment describes.
    """
    known, without = _listed_fields(), {field.name for field in unrecorded()}
    own = {name: replace(known[name], recorded=False, needed=Needed.NEVER) for name in OWN if name in without}
    return {name: field for name, field in {**known, **own}.items() if name not in without or name in own}


@cache
def unrecorded() -> tuple[Field, ...]:
    """The fields that no log records, and those that are asked after an answer to one of them.

    Raises:
        ContractError: as for :func:`fields`.
    """
    known, names = _listed_fields(), log_forms().not_recorded
    for at, name in enumerate(names):
        if name != DATE_TIME and (name not in known or name in COUNTED_BY):
            where = place(content().contract / LOGS_FILE, ["not_recorded", at])
            problem = f"{name} is no field that may be unrecorded.{choice(name, set(known) - set(COUNTED_BY))}"
            raise ContractError(problem, where, REMEDY)
    return tuple(f for f in known.values() if {f.name, f.asked_if.field if f.asked_if else ""} & {*names})


@cache
def _listed_fields() -> Mapping[str, Field]:
    path = content().contract / FILE
    entries: Mapping[str, Field] = read_form(path, dict[str, Field])
    found = {name: replace(entry, name=name) for name, entry in entries.items()}
    for name, kind in OWN.items():
        if name not in found or found[name].kind is not kind:
            problem = f"The program needs the field {name}, of the kind {kind}."
            raise ContractError(problem, place(path, [name]) if name in found else str(path), REMEDY)
    for field in found.values():
        for location, problem in _problems(field, found):
            raise ContractError(problem, place(path, [field.name, *location]), REMEDY)
    return found


_LISTED = (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE)


def _problems(field: Field, known: Mapping[str, Field]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What contradicts the other fields or the vocabulary, and where in the field's table."""
    listed = vocabularies()
    name = field.vocabulary_name or (field.name if field.kind in _LISTED else "city")
    if name not in listed:
        yield ("vocabulary",), f"The vocabulary has no table {name}.{choice(name, listed)}"
    if field.backwards:
        yield ("until",), field.backwards
    if field.redefined and not field.asked.first < field.redefined <= field.asked.last:
        yield ("break",), f"In {field.redefined} the question cannot change: it is not asked then, or was not before."
    if not field.asked_if:
        return
    other, value = field.asked_if.field, field.asked_if.value
    if other not in known:
        yield ("asked_if",), f"There is no field {other}.{choice(other, known)}"
    elif value not in (keys := known[other].vocabulary.keys):
        yield ("asked_if",), f"The field {other} has no answer {value}.{choice(value, keys)}"


def is_column(name: str) -> bool:
    """Whether a column can hold what the name says: a field, one answer of several, or the time apart from the day."""
    field, dot, answer = name.partition(".")
    if not dot or name == DATE_TIME:
        return field in fields()
    found = fields().get(field)
    return found is not None and found.kind is FieldKind.CATEGORIES and answer in found.vocabulary.keys


def kinds_are_told() -> bool:
    """Whether new contacts can be told from follow-ups: by a column of their own, or by the case that both name."""
    return fields()["kind"].recorded or fields()["case_ref"].recorded


def times_are_recorded() -> bool:
    """Whether any log says at which time of the day a contact was received."""
    return DATE_TIME not in log_forms().not_recorded


@cache
def headings() -> Mapping[str, str]:
    """From a heading's squashed spelling to the field it names."""
    recorded = (f for f in fields().values() if f.recorded)
    return {squash(text): f.name for f in recorded for text in (f.name, f.title, *f.headings)}
