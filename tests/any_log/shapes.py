"""Shapes of logs that are not the sample's: how many contacts, when, what is recorded, and how it is written.

A shape is drawn from a seed, and gives the same files for the same seed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path

from expectations.contract.fields import fields
from tasks.model.period import Month, Period
from tests.random_logs import random_records
from tests.sample_logs.draw import Draw
from tests.sample_logs.faults import make_faults
from tests.sample_logs.logs import LogTable, make_tables, write_csv
from tests.sample_logs.record import CASE_FIELDS, Record, ordered, several

FEWEST, MOST, LONGEST = 20, 5000, 36
"""Contacts of a log, and months."""
EARLIEST, LATEST = Month(2015, 1), Month(2026, 10)
DROPPED = (
    "secondary_case_type",
    "suicidal_ideation",
    "vulnerable_communities",
    "heard_from",
    "services",
    "perpetrator",
)
"""Columns that a log may lack, which its contract says."""

Records = Sequence[Record]


def _all_say(name: str, key: str) -> Callable[[Records], list[Record]]:
    value = ordered(name, (key,)) if several(name) else key
    return lambda records: [replace(record, **{name: value}) if getattr(record, name) else record for record in records]


def _without(name: str) -> Callable[[Records], list[Record]]:
    return lambda records: [replace(record, **{name: () if several(name) else None}) for record in records]


def _city_throughout(records: Records) -> list[Record]:
    return [replace(record, province="punjab", city="lahore") for record in records]


def _one_type(records: Records) -> list[Record]:
    return [replace(record, case_type="blackmailing", secondary_case_type=None) for record in records]


def _without_email_in_first_month(records: Records) -> list[Record]:
    first = min(record.month for record in records)
    rest = [record for record in records if record.log == "calls" or record.month != first]
    return rest if any(record.log == "emails" for record in rest) else list(records)


def _entered_late(records: Records) -> list[Record]:
    """The records with every tenth at the end of its log, as staff enter what they had forgotten."""
    return sorted(records, key=lambda record: (record.log, int(record.contact_id[2:]) % 10 == 0))


def _unchanged(records: Records) -> list[Record]:
    return list(records)


SIDES: Mapping[str, Callable[[Records], list[Record]]] = {
    "as drawn": _unchanged,
    "one gender": _all_say("gender", "woman"),
    "one city": _city_throughout,
    "no city": _without("city"),
    "no age": _without("age"),
    "no gender": _without("gender"),
    "one type of case": _one_type,
    "one platform": _all_say("platforms", "facebook"),
    "a month without e-mail": _without_email_in_first_month,
    "rows entered late": _entered_late,
}
"""Ways in which a log is one-sided."""
HISTORIES = (
    "first edition",
    "within a longer log",
    "half-year after half-year",
    "after a gap",
    "contract changed between",
)
"""What an edition follows: nothing, unpublished months, a published edition just before or long before."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a log is drawn.

    Attributes:
        log: all months that it has contacts of.
        editions: the editions that are built and published one after the other.
        first_month: that of the contract; empty where it names none.
        repeated: how many rows repeat the reference of another.
        faults: whether it has rows that validation sets aside.
        columns_dropped: the fields for which it has no column, as its contract says.
    """

    seed: int
    contacts: int
    log: Period
    editions: tuple[Period, ...]
    history: str
    first_month: str
    side: str
    emails: float
    missing: float
    city: float | None
    variation: float
    repeated: int
    faults: bool
    columns_dropped: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the shape in a line."""
        return (
            f"seed {self.seed}: {self.contacts} contacts, {self.log}, {self.history}, {self.side}, "
            f"e-mails {self.emails:.0%}, missing {self.missing:.0%}, "
            f"contract from {self.first_month or 'the first edition'}, "
            f"spelling {self.variation:.0%}, repeated {self.repeated}, faults {self.faults}, "
            f"without {', '.join(self.columns_dropped) or 'nothing'}"
        )


def draw_shape(seed: int) -> Shape:
    """Draw a shape."""
    draw = Draw(seed)
    contacts = round(exp(log(FEWEST) + draw.between(0, 1000) / 1000 * (log(MOST) - log(FEWEST))))
    history = draw.one(HISTORIES)
    months = draw.between(1, LONGEST)
    editions = _editions(draw, history, months)
    begins = editions[0].first
    if history == "within a longer log":
        begins = max(EARLIEST, begins + -draw.between(1, 12))
    return Shape(
        seed=seed,
        contacts=contacts,
        log=Period(begins, editions[-1].last),
        editions=editions,
        history=history,
        first_month=draw.one(("", str(begins), str(EARLIEST))),
        side=draw.one(tuple(SIDES)),
        emails=draw.one((0.02, 0.2, 0.5, 0.98)),
        missing=draw.one((0.0, 0.2, 0.6)),
        city=draw.one((None, 1.0)),
        variation=draw.one((0.0, 0.7, 1.0)),
        repeated=draw.one((0, 0, 2)),
        faults=draw.chance(0.1),
        columns_dropped=tuple(name for name in DROPPED if draw.chance(0.1)),
    )


def _editions(draw: Draw, history: str, months: int) -> tuple[Period, ...]:
    if history in HISTORIES[:2]:
        last = LATEST + -draw.between(0, LATEST - EARLIEST - months)
        return (Period(last + (1 - months), last),)
    half = Month(draw.between(2015, 2024), draw.one((6, 12)))
    gap = draw.between(1, 2) * 6 if history == "after a gap" else 0
    return Period(half, half + 5), Period(half + (6 + gap), half + (11 + gap))


def shape_records(shape: Shape) -> list[Record]:
    """Return the records of a shape, at least one in either log."""
    records = random_records(
        shape.seed,
        shape.contacts,
        first=str(shape.log.first),
        last=str(shape.log.last),
        emails=shape.emails,
        missing=shape.missing,
        city=shape.city,
    )
    return SIDES[shape.side](_in_both_logs(records))


def _in_both_logs(records: list[Record]) -> list[Record]:
    for wanted, letter in (("calls", "C"), ("emails", "E")):
        if all(record.log != wanted for record in records):
            first = next(record for record in records if record.kind == "new")
            records[records.index(first)] = replace(first, log=wanted, contact_id=f"{letter}-000001")
    return records


def write_shape(shape: Shape, folder: Path) -> dict[str, str]:
    """Write the logs of a shape into a folder; gives the pattern of the files of each log."""
    records = shape_records(shape)
    for place in range(shape.repeated):
        repeated = records[place * 7 % len(records)]
        records.append(replace(repeated, case_ref=None, kind="new"))
    faults = make_faults(records, shape.seed) if shape.faults else []
    if shape.side == "rows entered late":
        tables: Iterable[LogTable] = _in_given_order(records, shape)
    else:
        tables = make_tables(records, faults, seed=shape.seed, variation=shape.variation)
    for table in tables:
        write_csv(_without_columns(table, shape.columns_dropped), folder / f"{table.log} {table.name}.csv")
    return {name: str(folder / f"{name} *.csv") for name in ("calls", "emails")}


def _in_given_order(records: Records, shape: Shape) -> Iterable[LogTable]:
    """The tables of records whose rows stand as they come: calls of a year in a file, the last rows out of order."""
    for table in make_tables(records, seed=shape.seed, variation=shape.variation):
        late = [row for row in table.rows if int(row.contact_id[2:]) % 10 == 0]
        yield replace(table, rows=(*(row for row in table.rows if row not in late), *late))


def _without_columns(table: LogTable, names: tuple[str, ...]) -> LogTable:
    names_by_heading = {heading: field.name for field in fields().values() for heading in _headings(field.name)}
    kept = [place for place, heading in enumerate(table.headings) if names_by_heading.get(heading) not in names]
    rows = tuple(replace(row, cells=tuple(row.cells[place] for place in kept)) for row in table.rows)
    return replace(table, headings=tuple(table.headings[place] for place in kept), rows=rows)


def _headings(name: str) -> tuple[str, ...]:
    field = fields()[name]
    return (name, field.title, *(heading.capitalize() for heading in field.headings))


assert set(DROPPED) <= set(CASE_FIELDS)
