"""What protection takes and what it costs: `make bench` prints both.

Seconds: the attacker's audit of the sample edition and of six half-years in a row, and confirming all alternative
tables without a solver. Cost: how far the sample's counts and shares are from the truth.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.aggregate import aggregate
from tasks.disclosure.alternatives import alternative_faults, read_alternatives
from tasks.disclosure.attacker import AttackerConstraints, attacker_constraints, published_numbers
from tasks.disclosure.tables import link
from tasks.model.figures import Cell, Disclosure, Figure, ProtectedFigures, TimeSlice
from tasks.model.period import Month, Period
from tasks.model.records import Counts
from tasks.protect import protect
from tasks.protect.time_slice import protect_slice
from tests.random_logs import random_records
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records

LAUNCH = Month(2016, 12)
TWO_YEARS = Period(LAUNCH, LAUNCH + 23)
HALVES = tuple(Period(LAUNCH + 6 * i, LAUNCH + (6 * i + 5)) for i in range(6))
CONTACTS = 5400
"""In three years; the helpline's own two had some 2,900."""
POINT = 0.01
"""A percentage point, as a share."""


def audits() -> None:
    """Print the seconds of rounding and auditing each time slice, and of confirming its witnesses."""
    with TemporaryDirectory() as folder:
        logs = list(random_records(7, CONTACTS, last=str(HALVES[-1].last)))
        slices = aggregate(write_records(logs, Path(folder) / "accepted.parquet"), HALVES[-1], HALVES)
    print(f"{'tile':20}{'covered':>9}{'few':>6}{'least':>7}{'tables':>8}{'rounded and audited':>21}{'confirmed':>11}")
    _audits(_sample())
    spent = _audits(slices)
    print(f"six half-years: {sum(spent):.1f} s, confirmed without a solver in {spent[1]:.1f} s\n")


def _audits(counts: Counts) -> tuple[float, float]:
    audited = confirmed = 0.0
    for raw in counts.slices:
        start = time.perf_counter()
        found = protect_slice(counts.specs, raw, b"")
        middle = time.perf_counter()
        known = _known(counts, found.time_slice)
        faults = list(alternative_faults(read_alternatives(found.alternatives, raw.period, list(known.ranges)), known))
        end = time.perf_counter()
        if faults or found.time_slice.audit is None:
            raise SystemExit(f"the witnesses of {raw.period} are not confirmed: {faults[:3]}")
        audit, audited, confirmed = found.time_slice.audit, audited + middle - start, confirmed + end - middle
        shown = f"{raw.period!s:20}{audit.covered:>9}{audit.few:>6}{audit.least:>7}{audit.tables:>8}"
        print(f"{shown}{middle - start:>19.1f} s{end - middle:>9.2f} s")
    return audited, confirmed


def _known(counts: Counts, time_slice: TimeSlice) -> AttackerConstraints:
    tables = link(counts.specs, time_slice.period, time_slice.figures)
    return attacker_constraints(tables, published_numbers(counts.specs, tables, time_slice.figures))


def cost() -> None:
    """Print how far rounded counts and shares of the sample edition are from the exact ones."""
    counts = _sample()
    exact, rounded = (protect(counts, policy, "sha256:0") for policy in (Disclosure.NONE, Disclosure.ROUND))
    off = list(_deviations(exact, rounded))
    print("cost of protection, sample edition")
    print(f"{len(off)} counts: off by {sum(off) / len(off):.2f} on average, by {max(off)} at most")
    for words, within in (("of all or all known cases", False), ("within a group", True)):
        moved = list(_moved(exact, rounded, within))
        over = sum(point > POINT for point in moved)
        print(
            f"{len(moved)} shares {words}: {over} moved by more than a percentage point, the most by {max(moved):.1%}"
        )


def _sample() -> Counts:
    with TemporaryDirectory() as folder:
        return aggregate(write_records(sample_records(), Path(folder) / "accepted.parquet"), TWO_YEARS)


def _pairs(exact: ProtectedFigures, rounded: ProtectedFigures) -> Iterator[tuple[Figure, Figure]]:
    yield from ((exact[figure.spec.id], figure) for figure in rounded if not figure.spec.exact)


def _deviations(exact: ProtectedFigures, rounded: ProtectedFigures) -> Iterator[int]:
    for truth, shown in _pairs(exact, rounded):
        yield abs(shown.edition.total - truth.edition.total)
        yield abs(shown.edition.missing - truth.edition.missing)
        yield from (abs(told_cell.count - cell.count) for cell, told_cell in _cells(truth, shown))


def _moved(exact: ProtectedFigures, rounded: ProtectedFigures, within: bool) -> Iterator[float]:
    for truth, shown in _pairs(exact, rounded):
        if bool(shown.spec.share_within) == within:
            for cell, told_cell in _cells(truth, shown):
                for before, after in ((cell.share, told_cell.share), (cell.share_of_all, told_cell.share_of_all)):
                    if before is not None and after is not None:
                        yield abs(before - after)


def _cells(truth: Figure, shown: Figure) -> Iterator[tuple[Cell, Cell]]:
    for cell in shown.edition:
        before = truth.edition.get(*cell.key)
        if before:
            yield before, cell


if __name__ == "__main__":
    audits()
    cost()
