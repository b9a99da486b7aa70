"""A clean record: what a log's row truly says, before staff's habits of writing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime
from typing import Any

Value = str | tuple[str, ...] | None
Case = dict[str, Value]
"""The attributes of a case while it is being built: field → key, keys where several are allowed, None where unknown."""


@dataclass(frozen=True, slots=True)
class Record:
    """One contact, in the keys of the contract.

    Attributes:
        log: ``calls`` or ``emails``.
        received_at: local time in Asia/Karachi, to the minute.
        has_time: False where staff wrote down the day alone; the hour then counts as unknown.
        age: the band's key, also where the log will say it in years.
        city: the gazetteer's key, ``other`` for a place outside it.
        platforms, referrals, services, vulnerable_communities: keys in the vocabulary's order; empty where unknown.
    """

    log: str
    contact_id: str
    received_at: datetime
    has_time: bool
    kind: str
    case_ref: str | None = None
    gender: str | None = None
    contacting_for: str | None = None
    age: str | None = None
    province: str | None = None
    city: str | None = None
    case_type: str | None = None
    secondary_case_type: str | None = None
    platforms: tuple[str, ...] = ()
    perpetrator: str | None = None
    within_fia_remit: str | None = None
    referrals: tuple[str, ...] = ()
    fia_referral: str | None = None
    heard_from: str | None = None
    services: tuple[str, ...] = ()
    suicidal_ideation: str | None = None
    vulnerable_communities: tuple[str, ...] = ()
    takeover_scam: str | None = None

    @property
    def month(self) -> str:
        """The month of the contact, as ``2018-11``."""
        return f"{self.received_at:%Y-%m}"


LOG_LETTERS: Mapping[str, str] = {"calls": "C", "emails": "E"}
CASE_PREFIX = "CASE-0"
"""Every case number of the bundled logs begins so; it must leave the intake as a pseudonym only."""


def contact_id(log: str, number: int) -> str:
    """A log's running reference, as ``C-000123``."""
    return f"{LOG_LETTERS[log]}-{number:06d}"


def case_ref(number: int) -> str:
    """The helpline's own case number, as ``CASE-00123``."""
    return f"CASE-{number:05d}"


def from_case(record: Record, case: Case) -> Record:
    """The record with all attributes of a case."""
    known: dict[str, Any] = {f.name: case[f.name] for f in dataclass_fields(Record) if f.name in case}
    return replace(record, **{name: value for name, value in known.items() if name != "log"})


def numbered(records: list[Record]) -> list[Record]:
    """The records in order, calls before e-mails and each log by time, with running references."""
    found = []
    for log in LOG_LETTERS:
        rows = sorted((record for record in records if record.log == log), key=lambda record: record.received_at)
        found += [replace(record, contact_id=contact_id(log, number)) for number, record in enumerate(rows, start=1)]
    return found
