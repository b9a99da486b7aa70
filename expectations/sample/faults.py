"""Faulty rows, one of each kind, that validation must set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from expectations.sample.cells import Cell
from expectations.sample.draw import Draw
from expectations.sample.record import Case, Record, case_ref, contact_id, from_case

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


KINDS = (
    Kind("unknown_category", "vocabulary", "perpetrator", {"perpetrator": "Xylophone"}),
    Kind("near_misspelling", "vocabulary", "case_type", {"case_type": "Blackmialing"}, suggestion="blackmailing"),
    Kind("unknown_among_several", "vocabulary", "platforms", {"platforms": "fb; Xylophone"}),
    Kind("impossible_date", "date_form", "received_at", {"received_at": "31-02-2018"}),
    Kind("future_date", "date_in_future", "received_at", {"received_at": "2099-01-01 10:00"}),
    Kind("date_before_start", "date_before_start", "received_at", {"received_at": "2016-11-30 16:00"}),
    Kind("age_in_words", "age_form", "age", {"age": "twenty or so"}),
    Kind("age_too_high", "age_range", "age", {"age": 999}),
    Kind("age_negative", "age_range", "age", {"age": -1}),
    Kind(
        "secondary_equals_primary", "secondary_differs", "secondary_case_type", {"secondary_case_type": "Black mailing"}
    ),
    Kind("follow_up_without_case", "follow_up_case", "case_ref", {"kind": "Follow-up", "case_ref": None}),
    Kind(
        "fia_referral_without_fia",
        "fia_referral_named",
        "fia_referral",
        {"referrals": "Police", "fia_referral": "Full"},
    ),
    Kind("none_beside_another", "none_alone", "platforms", {"platforms": "Offline; Facebook"}),
    Kind("city_outside_province", "city_in_province", "city", {"province": "Punjab", "city": "KARACHI"}),
    Kind("duplicate_contact_id", "contact_id_unique", "contact_id", {}),
    Kind("malformed_contact_id", "reference_form", "contact_id", {"contact_id": "No 12"}),
    Kind("identifier_in_allowed_field", "identifier", "heard_from", {"heard_from": "0300-0000000"}),
    Kind("formula", "formula", "gender", {"gender": "=1+1"}),
    Kind("free_text", "too_long", "contacting_for", {"contacting_for": "lorem ipsum " * 60}),
    Kind("kind_missing", "needed", "kind", {"kind": None}),
)
"""All kinds. The number 0300-0000000 belongs to nobody: no subscriber number begins with so many zeros."""

FAULTY_TEXTS = ("Xylophone", "Blackmialing", "31-02-2018", "twenty or so", "lorem ipsum", "0300-0000000", "=1+1")
"""Texts that only faulty cells hold; one of them in an output or a message is a leak."""

VALID_CASE: Case = {
    "gender": "woman",
    "contacting_for": "self",
    "age": "21-25",
    "province": "punjab",
    "city": "lahore",
    "case_type": "blackmailing",
    "secondary_case_type": "threats",
    "platforms": ("facebook",),
    "perpetrator": "stranger",
    "within_fia_remit": "yes",
    "referrals": ("fia",),
    "fia_referral": "full",
    "heard_from": "television",
    "services": ("legal",),
    "suicidal_ideation": "none",
}
"""What a faulty row says in all other fields, so that it has one fault and no second."""


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
