"""Faulty rows, one of each kind, that validation must set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.contract.forms import read_toml
from tests.sample_logs.cells import Cell
from tests.sample_logs.draw import Draw
from tests.sample_logs.record import Case, Record, case_ref, contact_id, from_case

FIRST_NUMBER = 900_001
"""Faulty rows have references from here on, so that no clean record shares one by chance."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault.

    Attributes:
        name: what it is called.
        rule: the rule of validation that it breaks.
        field: the field that is wrong.
        cells: the cells that make it so, as they stand in the log.
        suggestion: the key that staff may have meant, where one is near.
    """

    name: str
    rule: str
    field: str
    cells: Mapping[str, Cell]
    suggestion: str | None = None


def _kind(entry: Mapping[str, Any]) -> Kind:
    cells = {**entry.get("cells", {}), **dict.fromkeys(entry.get("empty", ()))}
    return Kind(entry["name"], entry["rule"], entry["field"], cells, entry.get("suggestion"))


_FILE = read_toml(Path(__file__).with_name("faults.toml"))
KINDS = tuple(map(_kind, _FILE["fault"]))
"""All kinds."""

FAULTY_TEXTS = ("Xylophone", "Blackmialing", "31-02-2018", "twenty or so", "lorem ipsum", "0300-0000000", "=1+1")
"""Texts that only faulty cells hold; one of them in an output or a message is a leak."""

VALID_CASE: Case = {name: tuple(v) if isinstance(v, list) else v for name, v in _FILE["valid_case"].items()}
"""What a faulty row says in all other fields."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A faulty row: the record that it would be, and the cells that make it faulty, written as they stand."""

    kind: Kind
    record: Record


def make_faults(records: Sequence[Record], seed: int) -> list[Fault]:
    """A faulty row of each kind, at times when the logs of these records were kept.

    The row of ``duplicate_contact_id`` repeats the reference of a record of the same log, and comes after it.
    """
    draw = Draw(seed)
    return [_fault(kind, FIRST_NUMBER + place, records, draw) for place, kind in enumerate(KINDS)]


def _fault(kind: Kind, number: int, records: Sequence[Record], draw: Draw) -> Fault:
    like = draw.one(records)
    reference = like.contact_id if kind.name == "duplicate_contact_id" else contact_id(like.log, number)
    base = Record(like.log, reference, like.received_at, True, "new", case_ref(number))
    return Fault(kind, from_case(base, VALID_CASE))
