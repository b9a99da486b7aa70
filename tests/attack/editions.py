"""Editions to attack, made as an installation makes them: random logs, one ledger, a key.

This is the side of those who publish. The attacker imports nothing of it, and gets the folders alone.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from expectations.conditions import city_in_province
from expectations.contract.vocabulary import vocabulary
from tasks.aggregate import aggregate
from tasks.disclosure.ledger import LedgerEntry, append, new_slices, read_ledger, writing
from tasks.disclosure.series import continued
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.period import Month, Period
from tasks.protect import protect
from tasks.reconcile import reconcile_published
from tasks.tabulate import tabulate
from tests.figures_factory import random_titles
from tests.random_logs import random_records
from tests.records_parquet import write_records
from tests.sample_logs.record import Record

LAUNCH = Month(2016, 12)
SLICES = tuple(Period(LAUNCH + 6 * i, LAUNCH + (6 * i + 5)) for i in range(4))
"""Half-years; the first is published with the second, as the period before it."""
EDITIONS = SLICES[1:]
KEY = b"the key of an installation here."
NO_CITY_BUT_PROVINCE = 0.7
"""How often the province is known where the city is not."""


class Cities(StrEnum):
    """How often the city is recorded; whoever gives a city gives its province."""

    ALWAYS = "always"
    MOSTLY = "mostly"
    SELDOM = "seldom"

    @property
    def chance(self) -> float:
        return {"always": 1.0, "mostly": 0.75, "seldom": 0.2}[self.value]


@dataclass(frozen=True)
class Series:
    """What was published, oldest first, a folder each; and the last as it is in truth, never published."""

    editions: tuple[Path, ...]
    truth: Path


def records(contacts: int, cities: Cities, seed: int = 1) -> tuple[Record, ...]:
    """Random logs with so many contacts in each half-year."""
    draw = random.Random(f"{seed} {contacts} {cities}")
    drawn = random_records(seed, contacts * len(SLICES), last=str(SLICES[-1].last))
    return tuple(_housed(record, cities.chance, draw) for record in drawn)


def _housed(record: Record, chance: float, draw: random.Random) -> Record:
    """The record with a city of the gazetteer, large ones often and most seldom, or with a province at most."""
    cities = list(vocabulary("city"))
    city = draw.choices(cities, [1 / (1 + place) for place in range(len(cities))])[0]
    province = city_in_province().home(city.key, record.month) or draw.choice(vocabulary("province").keys)
    if draw.random() < chance:
        return replace(record, city=city.key, province=province)
    known = draw.random() < NO_CITY_BUT_PROVINCE
    return replace(record, city=None, province=province if known else None)


def publish_series(
    folder: Path, logs: Sequence[Record], *corrected: Sequence[Record], periods: Sequence[Period] = EDITIONS
) -> Series:
    """Publish editions in one ledger, each from the logs as they were then.

    Args:
        folder: where the editions, the truth and the ledger go.
        logs: the logs.
        corrected: for each revision of the last edition the logs by then.
        periods: those of the editions.
    """
    ledger, last, found = folder / "ledger.jsonl", periods[-1], []
    for period in periods:
        by_then = [record for record in logs if record.month <= str(period.last)]
        found.append(_publish(folder / str(period), ledger, period, by_then))
    for time, by_then in enumerate(corrected, start=1):
        found.append(_publish(folder / f"{last}-r{time}", ledger, last, by_then, revise="Late entries were added."))
    return Series(tuple(found), _exact(folder / "truth", last, corrected[-1] if corrected else logs))


def with_late(logs: Sequence[Record], count: int, period: Period, cities: Cities, seed: int = 2) -> tuple[Record, ...]:
    """The logs with some further new contacts of a half-year, as entered late: nothing else is changed."""
    drawn = random_records(seed, count, first=str(period.first), last=str(period.last), follow_ups=0.0, moved=0.0)
    draw = random.Random(seed)
    housed = (_housed(record, cities.chance, draw) for record in drawn)
    added = (replace(r, contact_id=f"{r.contact_id[:2]}{seed}{r.contact_id[-4:]}", case_ref=None) for r in housed)
    return (*logs, *added)


def _publish(folder: Path, ledger: Path, period: Period, logs: Iterable[Record], revise: str = "") -> Path:
    series = continued(period, read_ledger(ledger), revise)
    with TemporaryDirectory() as private:
        counts = aggregate(write_records(list(logs), Path(private) / "accepted.parquet"), period, series.to_count)
    figures = protect(counts, Disclosure.ROUND, f"sha256:{'0' * 64}", series, secret=KEY)
    reconcile_published(figures, series.published)
    with writing(ledger) as known:
        slices = new_slices(known, figures.slices, figures.edition, figures.revision)
        append(known, LedgerEntry(str(figures.edition), "0" * 64, figures.revision, figures.reason, slices))
    return _written(figures, folder)


def _exact(folder: Path, period: Period, logs: Sequence[Record]) -> Path:
    slices = [time_slice for time_slice in SLICES if time_slice.last <= period.last]
    with TemporaryDirectory() as private:
        counts = aggregate(write_records(list(logs), Path(private) / "accepted.parquet"), period, slices)
    return _written(protect(counts, Disclosure.NONE, f"sha256:{'0' * 64}"), folder)


def _written(figures: ProtectedFigures, folder: Path) -> Path:
    for name, content in tabulate(figures, random_titles(figures)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder
