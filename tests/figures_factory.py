"""Random contacts and the figures counted from them, for tests on either side of the line.

The contacts have the columns of :mod:`tasks.anonymise` and nothing wrong with them: what anonymise and validate would
have accepted. The same arguments give the same contacts.
"""

import random
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.conditions import city_in_province
from expectations.contract.fields import FieldKind, fields
from expectations.contract.vocabulary import vocabulary
from expectations.places import cities_with_office
from tasks.aggregate import aggregate
from tasks.disclosure.attacker import attacker_constraints, published_numbers
from tasks.disclosure.tables import link
from tasks.model.figures import Disclosure, Figure, ProtectedFigures, TimeSlice
from tasks.model.period import Month, Period
from tasks.protect import protect

TWO_YEARS = Period(Month(2016, 12), Month(2018, 11))
HALF_YEAR = Period(Month(2018, 6), Month(2018, 11))
FIRST_MONTH = Month(2016, 12)
HOURS = [*range(24), *[10, 11, 12, 14, 15, 16] * 8]
SEVERAL = 0.2
"""How often a field that allows several values has more than one."""

ONE_OF_EACH_KIND = (
    "calls",
    "calls_by_month",
    "mean_calls_per_month",
    "follow_up_share",
    "gender",
    "province",
    "city",
    "contacting_for_by_gender",
    "platform",
    "platform_by_month",
    "takeover_scams_by_month",
    "service_combinations",
)
"""Figures that differ from each other in every way in which figures differ; see :func:`only`."""

SCHEMA = pa.schema(
    [("log", pa.string()), ("source", pa.int32()), ("row", pa.int64()), ("contact_id", pa.string())]
    + [("kind", pa.string()), ("case", pa.string()), ("month", pa.string()), ("weekday", pa.string())]
    + [("hour", pa.int8())]
    + [
        ("age_band" if field.kind is FieldKind.AGE else field.name, pa.string())
        for field in fields().values()
        if field.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE, FieldKind.CITY)
        and field.name != "kind"
    ]
    + [("city_hint", pa.string()), ("not_recorded", pa.string()), ("office_access", pa.string())]
)


def random_parquet(
    path: Path, seed: int, contacts: int = 2000, edition: Period = TWO_YEARS, missing: float = 0.15
) -> Path:
    """Write random accepted contacts from the helpline's first month to the edition's last.

    Args:
        path: the file to write.
        seed: drives everything that is random.
        contacts: how many contacts; 0 gives an empty table.
        edition: contacts are received until its last month.
        missing: the chance that a field which may be empty is.
    """
    draw = random.Random(seed)
    rows = [_contact(draw, position, edition, missing) for position in range(contacts)]
    _follow_known_cases(draw, rows)
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path)
    return path


def random_figures(
    seed: int = 1, contacts: int = 2000, edition: Period = TWO_YEARS, missing: float = 0.15
) -> ProtectedFigures:
    """Figures of an internal draft over random contacts; the arguments are those of :func:`random_parquet`."""
    return _protected(Disclosure.NONE, seed, contacts, edition, missing)


def rounded_figures(
    seed: int = 1, contacts: int = 2000, edition: Period = TWO_YEARS, missing: float = 0.15
) -> ProtectedFigures:
    """The same figures as they may be published."""
    return _protected(Disclosure.ROUND, seed, contacts, edition, missing)


def few_rounded_figures(
    seed: int, edition: Period = HALF_YEAR, contacts: int = 300, figure_ids: tuple[str, ...] = ("calls", "gender")
) -> ProtectedFigures:
    """Two figures as they may be published, for tests of what happens to editions: quick to protect and to write."""
    return _protected(Disclosure.ROUND, seed, contacts, edition, 0.15, figure_ids)


@cache
def _protected(
    disclosure: Disclosure, seed: int, contacts: int, edition: Period, missing: float, figure_ids: tuple[str, ...] = ()
) -> ProtectedFigures:
    with tempfile.TemporaryDirectory() as folder:
        accepted = random_parquet(Path(folder) / "accepted.parquet", seed, contacts, edition, missing)
        counts = aggregate(accepted, edition)
    if figure_ids:
        slices = tuple(
            replace(time_slice, figures={i: time_slice.figures[i] for i in figure_ids}) for time_slice in counts.slices
        )
        counts = replace(counts, specs={i: counts.specs[i] for i in figure_ids}, slices=slices)
    # Drawn as if without a key, so that any seed has the figures that it always had.
    return replace(protect(counts, disclosure, "sha256:" + f"{seed:064x}"), keyed=disclosure is Disclosure.ROUND)


def only(figures: ProtectedFigures, *figure_ids: str) -> ProtectedFigures:
    """An edition of some of the figures, which takes less time to write and to read."""
    kept = {i: figures[i] for i in figure_ids}
    return replace(figures, figures=kept, slices=tuple(_only(time_slice, kept) for time_slice in figures.slices))


def _only(time_slice: TimeSlice, kept: Mapping[str, Figure]) -> TimeSlice:
    specs, counts = {i: figure.spec for i, figure in kept.items()}, {i: time_slice.figures[i] for i in kept}
    tables = link(specs, time_slice.period, counts)
    known = attacker_constraints(tables, published_numbers(specs, tables, counts))
    audit = (
        replace(time_slice.audit, covered=known.covered, few=known.limited_by_headlines, relations=tables.digest)
        if time_slice.audit
        else None
    )
    return replace(time_slice, figures=counts, audit=audit)


def random_titles(figures: ProtectedFigures) -> Mapping[str, str]:
    """A title for each figure."""
    return {figure.spec.id: figure.spec.id.replace("_", " ").capitalize() for figure in figures}


def _contact(draw: random.Random, position: int, edition: Period, missing: float) -> dict[str, object]:
    log = draw.choice(["calls", "calls", "calls", "emails"])
    month = FIRST_MONTH + draw.randrange(max(1, edition.last - FIRST_MONTH + 1))
    row: dict[str, object] = {"log": log, "source": 0 if log == "calls" else 1, "row": position + 2}
    row |= {"contact_id": f"{log[0].upper()}-{position:06d}", "kind": draw.choice(["new", "new", "follow_up"])}
    row |= {"month": str(month), "case": None, "weekday": None, "hour": None, "city_hint": None, "not_recorded": None}
    if draw.random() > missing / 3:
        row |= {"weekday": draw.choice(vocabulary("weekday").keys), "hour": draw.choice(HOURS)}
    if row["kind"] == "new":
        row["case"] = f"{draw.getrandbits(128):032x}"
        row |= _attributes(draw, str(month), missing)
    return row


def _attributes(draw: random.Random, month: str, missing: float) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields().values():
        asked = month in field.asked
        if field.name == "kind" or field.kind not in (*_ONE, FieldKind.CATEGORIES) or not asked:
            continue
        keys = [c.key for c in field.vocabulary if month in c.asked]
        chosen = _choose(draw, keys, several=field.kind is FieldKind.CATEGORIES)
        found["age_band" if field.kind is FieldKind.AGE else field.name] = None if draw.random() < missing else chosen
    return _consistent(found, month)


_ONE = (FieldKind.CATEGORY, FieldKind.AGE, FieldKind.CITY)


def _choose(draw: random.Random, keys: list[str], several: bool) -> str:
    # Early keys come often and late ones hardly ever, so that tables have large, small and empty cells.
    weights = [1 / (1 + place) ** 1.5 for place in range(len(keys))]
    first = draw.choices(keys, weights)[0]
    if not several or draw.random() > SEVERAL or first in ("none", "other"):
        return first
    also = [key for key in keys if key not in ("none", "other")]
    chosen = {first, *draw.sample(also, k=min(2, len(also)))}
    return ";".join(key for key in keys if key in chosen)


def _consistent(found: dict[str, object], month: str) -> dict[str, object]:
    """The rules across fields that validate checks, kept."""
    if found["secondary_case_type"] == found["case_type"]:
        found["secondary_case_type"] = None
    if "fia" not in str(found["referrals"]).split(";"):
        found["fia_referral"] = None
    city = found["city"]
    if city and city != "other":
        found["province"] = city_in_province().home(str(city), month)
    near = city in cities_with_office(f"{month}-15")
    return found | {"office_access": ("with" if near else "without") if city else None}


def _follow_known_cases(draw: random.Random, rows: list[dict[str, object]]) -> None:
    cases = [row["case"] for row in rows if row["case"]]
    for row in rows:
        if row["kind"] == "follow_up":
            row["case"] = draw.choice(cases) if cases else f"{draw.getrandbits(128):032x}"
