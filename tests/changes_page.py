"""What the page of a finished edition must say of changes, worked out from its frozen figures in plain Python.

Nothing of the project's own comparing or wording is used: sides are read from ``figures.json``, differences are
subtracted, and intervals and tests are those of :mod:`tests.oracle_of_changes`. Where counts are rounded, both are made
with the counts that the rounding allows and that lie closest together.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from tests import oracle_of_changes as oracle
from tests.finished_page import Node, Page

HOLDS, DOUBTFUL = "Changes that hold up", "Differences that may be none"
REDUNDANT = ("service_combinations", "cybercrime_office_access_fixed")
FEW_ROWS, FEW_RECORDS, SMALLEST_BASE = 10, 10, 30
Row = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Seen:
    """A row in one window: its count, its base and share where it is one, and how far the truth may lie from it."""

    count: int
    base: int | None
    share: float | None
    untold: int | None
    slack: int

    @property
    def words(self) -> str:
        if self.untold:
            return f"fewer than {self.untold}"
        if self.base is None or self.base < SMALLEST_BASE:
            return f"{self.count:,}"
        return f"{self.count:,} {oracle.tenths(self.share or 0)}%"

    @property
    def least(self) -> tuple[int, int]:
        return max(0, self.count - self.slack), (self.base or 0) + self.slack

    @property
    def most(self) -> tuple[int, int]:
        base = max(1, (self.base or 0) - self.slack)
        return min(self.count + self.slack, base), base


class Expected:
    """The comparisons of an edition, read from its figures."""

    def __init__(self, edition: Path) -> None:
        document = json.loads((edition / "figures.json").read_text("utf-8"))
        self.figures: Mapping[str, Any] = document["figures"]
        self.page = Page(edition / "report.html")

    @cached_property
    def rows(self) -> dict[Row, tuple[Seen, Seen, Seen]]:
        """Every compared row, now, before, and since the first call."""
        return {
            row: (
                seen(figure, "edition", row[1]),
                seen(figure, "previous", row[1]),
                seen(figure, "since_launch", row[1]),
            )
            for name, figure in self.figures.items()
            for row in _rows(name, figure)
        }

    def faults(self) -> list[str]:
        """Where page and oracle differ; nothing where the page is right."""
        found = []
        for caption, expected in ((HOLDS, self.expected_rows(False)), (DOUBTFUL, self.expected_rows(True))):
            printed = self.printed(caption)
            found += [f"{caption}: not on the page: {row}" for row in expected if row not in printed]
            found += [f"{caption}: only on the page: {row}" for row in printed if row not in expected]
        return found

    def expected_rows(self, doubtful: bool) -> list[tuple[str, ...]]:
        """The rows that one of the two tables must have, as words."""
        rows = [row for row in self._main() if not self._obstacle(row)]
        return [self._words(row) for row in rows if bool(self._marks(row)) is doubtful]

    def printed(self, caption: str) -> list[tuple[str, ...]]:
        """The rows that one of the two tables has."""
        tables = [t for t in self.page.root.with_tag("table") if [c.text for c in t.with_tag("caption")] == [caption]]
        return [_cells(row) for table in tables for row in table.with_tag("tr") if row.with_tag("td")]

    def _words(self, row: Row) -> tuple[str, ...]:
        now, before, whole = self.rows[row]
        bounds = self._range(row) if now.base is not None else "–"
        return (row[0], now.words, before.words, self._change(row), self._marks(row) or bounds, whole.words)

    def _change(self, row: Row) -> str:
        now, before, _ = self.rows[row]
        if now.untold or before.untold:
            return "–"
        if now.base is not None:
            return f"{signed(oracle.tenths(now.share or 0) - oracle.tenths(before.share or 0), 1)} points"
        gap = now.count - before.count
        return f"{signed(gap)} {_relative(gap, before.count)}" if gap and before.count else signed(gap)

    def _interval(self, row: Row) -> tuple[Decimal, Decimal]:
        now, before, _ = self.rows[row]
        low, high = oracle.newcombe(*now.least, *before.most)[0], oracle.newcombe(*now.most, *before.least)[1]
        return oracle.tenths(low), oracle.tenths(high)

    def _range(self, row: Row) -> str:
        low, high = self._interval(row)
        return f"{signed(low, 1)} and {signed(high, 1)}"

    def _marks(self, row: Row) -> str:
        now, before, _ = self.rows[row]
        if now.base is None:
            upper, lower = sorted((now, before), key=lambda side: -side.count)
            most, least = upper.count - upper.slack, lower.count + lower.slack
            chance = most <= least or oracle.e_test(most, least) >= 0.05
            rounding = now.slack + before.slack > 0 and abs(now.count - before.count) <= now.slack + before.slack
        else:
            low, high = self._interval(row)
            chance = low <= 0 <= high
            (a, b), (c, d), (e, f), (g, h) = now.least, now.most, before.least, before.most
            rounding = now.slack + before.slack > 0 and a / b <= g / h and e / f <= c / d
        marks = [word for word, holds in (("chance", chance), ("rounding", rounding)) if holds]
        return f"may be {' or '.join(marks)}" if marks else ""

    def _obstacle(self, row: Row) -> bool:
        now, before, _ = self.rows[row]
        since = oracle.SINCE.get(row, self.figures[row[0]]["since"] or "")
        if since > self.figures[row[0]]["windows"]["previous"]["from"]:
            return True
        return now.base is not None and min(now.base, before.base or 0) < SMALLEST_BASE

    def _main(self) -> Iterator[Row]:
        for name, figure in self.figures.items():
            rows = [row for row in self.rows if row[0] == name]
            if name in REDUNDANT:
                continue
            if len(rows) == 2 and not figure["multi_response"]:
                rows = rows[:1]
            size = {row: max(side.count for side in self.rows[row][:2]) for row in rows}
            shown = sorted((row for row in rows if size[row]), key=lambda row: -size[row])[:FEW_ROWS]
            yield from (row for row in shown if size[row] >= FEW_RECORDS)


def seen(figure: Mapping[str, Any], window: str, key: tuple[str, ...]) -> Seen:
    shown = figure["windows"][window]
    slack = (shown.get("bound") or 1) - 1
    known = shown["total"] - shown["missing"]
    if key:
        cell = next(cell for cell in shown["cells"] if tuple(cell["key"]) == key)
        return Seen(cell["count"], known, cell["share"], cell.get("below"), slack)
    if figure["measure"] == "share":
        share = shown["value"]
        return Seen(round((share or 0) * known), known, share, None, slack)
    count = shown["value"] if figure["measure"] == "count" else shown["total"]
    return Seen(count, None, None, None if count else shown.get("bound"), slack)


def signed(amount: Decimal | int, digits: int = 0) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"
    return f"{sign}{abs(amount):,.{digits}f}"


def _rows(name: str, figure: Mapping[str, Any]) -> list[Row]:
    dimensions = figure["dimensions"]
    keys = [tuple(cell["key"]) for cell in figure["windows"]["edition"]["cells"]]
    if figure["measure"] != "cells":
        return [] if figure["measure"] == "per_month" else [(name, ())]
    if dimensions == ["month"]:
        return [(name, ())]
    if len(dimensions) == 1:
        return [(name, key) for key in keys]
    return [(name, key) for key in keys if key[1] == "primary"] if dimensions[1] == "rank" else []


def _cells(row: Node) -> tuple[str, ...]:
    _, *cells = [" ".join(cell.text.split()) for cell in row.with_tag("th", "td")]
    return (row.attributes["data-compared"], *cells)


def _relative(gap: int, before: int) -> str:
    """A difference of what it was before, in percent; below one percent with one decimal, as everywhere."""
    percent = Decimal(abs(gap)) / Decimal(before) * 100
    digits = Decimal("0.1") if percent < Decimal("0.95") else Decimal(1)
    return f"{signed(gap)[0]}{percent.quantize(digits, ROUND_HALF_UP):,}%"
