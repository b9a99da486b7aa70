"""Clean records drawn at random, with everything that makes counting hard.

Cases new in both channels, cases without a reference, follow-ups, days without a time, records after the edition,
answers given before the question was asked. The same arguments give the same records.
"""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from expectations.conditions import Differs, ExclusiveKey, FilterQuestion, conditions
from expectations.contract.fields import Field, FieldKind, fields
from tests.sample_logs.record import Record

SINGLE = (FieldKind.CATEGORY, FieldKind.AGE, FieldKind.CITY)
ATTRIBUTES = [f for f in fields().values() if f.kind in (*SINGLE, FieldKind.CATEGORIES) and f.name != "kind"]


def random_records(
    seed: int, size: int, *, missing: float = 0.2, moved: float = 0.1, first: str = "2016-12-01", days: int = 800
) -> list[Record]:
    """Records in random order.

    Args:
        seed: drives everything that is random.
        size: how many.
        missing: the chance that a field which may be empty is.
        moved: the chance that a new contact takes the case of an earlier record, as if it had moved between channels.
        first: the first day on which a record can be received.
        days: how many days records are spread over.
    """
    draw = random.Random(seed)
    start = datetime.fromisoformat(first)
    records: list[Record] = []
    for number in range(1, size + 1):
        log = draw.choice(["calls", "calls", "emails"])
        record = Record(
            log=log,
            contact_id=f"{log[0].upper()}-{number:0{draw.choice([1, 6])}d}",
            received_at=start + timedelta(days=draw.randrange(days), minutes=draw.randrange(24 * 60)),
            has_time=draw.random() > missing,
            kind=draw.choice(["new", "new", "new", "follow_up"]),
            case_ref=_case(draw, records, number, missing, moved),
        )
        records.append(_allowed(replace(record, **{f.name: _value(draw, f, missing) for f in ATTRIBUTES})))
    draw.shuffle(records)
    return records


def _allowed(record: Record) -> Record:
    """The record without what its other answers rule out. A city may lie outside the province that is recorded."""
    for condition in (each for declared in conditions().values() for each in declared):
        match condition:
            case Differs(name, other):
                record = replace(record, **({name: None} if getattr(record, name) == getattr(record, other) else {}))
            case FilterQuestion(name, other, key):
                record = replace(record, **({} if key in getattr(record, other) else {name: None}))
            case ExclusiveKey(name, key):
                record = replace(record, **({name: (key,)} if key in getattr(record, name) else {}))
            case _:
                pass
    return record


def _case(draw: random.Random, known: list[Record], number: int, missing: float, moved: float) -> str | None:
    if known and draw.random() < moved:
        return draw.choice(known).case_ref
    return None if draw.random() < missing else f"case {number}"


def _value(draw: random.Random, field: Field, missing: float) -> str | tuple[str, ...] | None:
    keys = field.vocabulary.keys
    several = field.kind is FieldKind.CATEGORIES
    if draw.random() < missing:
        return () if several else None
    weights = [1 / (1 + place) for place in range(len(keys))]
    chosen = draw.choices(keys, weights, k=draw.choice([1, 1, 2, 3]) if several else 1)
    return tuple(key for key in keys if key in chosen) if several else chosen[0]
