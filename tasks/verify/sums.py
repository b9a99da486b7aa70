"""Sums: parts make up their whole, and numbers that are told twice are told alike."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tasks.core.figures import (
    Figure,
    FigureCounts,
    Key,
    Measure,
    ProtectedFigures,
    Tile,
    Window,
    WindowName,
    rounded_share,
)
from tasks.core.period import Period
from tasks.disclosure.windows import combined, merged_key

NEEDED = (
    "calls",
    "new_calls",
    "follow_up_calls",
    "emails",
    "new_emails",
    "follow_up_emails",
    "contacts",
    "cases",
    "calls_by_month",
    "mean_calls_per_month",
    "mean_new_calls_per_month",
    "follow_up_share",
)
"""The figures that the sums below speak of; every edition has them."""


def partition_faults(figures: ProtectedFigures) -> list[str]:
    """Where each record stands in one cell: cells and missing must make up the total."""
    return [
        f"{figure.spec.id}, {name}: {counted} counted and {window.missing} missing of {window.total}"
        for figure in figures
        if figure.spec.measure is Measure.CELLS and not figure.spec.multi_response
        for name, window in figure.windows.items()
        if (counted := sum(cell.count for cell in window)) + window.missing != window.total
    ]


def single_number_faults(figures: ProtectedFigures) -> list[str]:
    """Totals against their parts, means against months, months against the total."""
    lacking = [figure_id for figure_id in NEEDED if figure_id not in figures.figures]
    if lacking:
        return [f"there is no figure {figure_id}" for figure_id in lacking]
    return [
        f"{words} in window {name}"
        for name in WindowName
        if figures["calls"].windows[name].period
        for words, agrees in _statements({i: figures[i].windows[name] for i in NEEDED}).items()
        if not agrees
    ]


def _statements(window: Mapping[str, Window]) -> Mapping[str, bool]:
    value = {figure_id: w.value or 0 for figure_id, w in window.items()}
    period = window["calls"].period
    months = period.months if period else 1
    by_month = window["calls_by_month"]
    new_by_month = sum(cell.count for cell in by_month if "new" in cell.key)
    return {
        "new and follow-up calls are not all calls": value["new_calls"] + value["follow_up_calls"] == value["calls"],
        "new and follow-up e-mails are not all e-mails": value["new_emails"] + value["follow_up_emails"]
        == value["emails"],
        "calls and e-mails are not all contacts": value["calls"] + value["emails"] == value["contacts"],
        "there are more cases than new contacts": value["cases"] <= value["new_calls"] + value["new_emails"],
        "the months do not add up to the calls": sum(cell.count for cell in by_month) == value["calls"],
        "the months do not add up to the new calls": new_by_month == value["new_calls"],
        "the mean of calls is not calls over months": value["mean_calls_per_month"]
        == rounded_share(int(value["calls"]), months),
        "the mean of new calls is not new calls over months": value["mean_new_calls_per_month"]
        == rounded_share(int(value["new_calls"]), months),
        "the share of follow-ups is not that of the calls": window["follow_up_share"].value
        == rounded_share(int(value["follow_up_calls"]), int(value["calls"])),
    }


def window_faults(figures: ProtectedFigures) -> list[str]:
    """Each window has its months, and its counts are the sums of those of its tiles."""
    tiles = figures.tiles
    if any(after.period.first != tile.period.last + 1 for tile, after in pairwise(tiles)):
        return ["the tiles leave months out, or count them twice"]
    faults = []
    for figure in figures:
        edition, previous, since = (figure.windows[name] for name in WindowName)
        whole = since.period
        if edition.period != figures.edition or previous.period not in (None, figures.edition.previous):
            faults.append(f"{figure.spec.id}: a window has other months than the edition")
        elif whole is None or whole != Period(tiles[0].period.first, figures.edition.last):
            faults.append(f"{figure.spec.id}: the window since launch does not cover the tiles")
        faults += [
            f"{figure.spec.id}, {name}: not the sum of its tiles"
            for name, window in figure.windows.items()
            if not _is_sum(
                figure, window, [tile for tile in tiles if window.period and tile.period.first in window.period]
            )
        ]
    return faults


def _is_sum(figure: Figure, window: Window, tiles: Sequence[Tile]) -> bool:
    if not window.period:
        return True
    if not tiles or (tiles[0].period.first, tiles[-1].period.last) != (window.period.first, window.period.last):
        return False
    parts = [tile.figures.get(figure.spec.id, FigureCounts()) for tile in tiles]
    told = [window.total, window.missing]
    if told != [sum(part.total for part in parts), sum(part.missing for part in parts)]:
        return False
    if figure.spec.measure is Measure.CELLS:
        return {cell.key: cell.count for cell in window if cell.count} == _cells(figure, parts, tiles)
    return figure.spec.measure is not Measure.COUNT or window.value == sum(part.cells.get((), 0) for part in parts)


def _cells(figure: Figure, parts: Sequence[FigureCounts], tiles: Sequence[Tile]) -> dict[Key, int]:
    """The cells of several tiles together, without the empty ones; what was merged in one tile is merged in all."""
    merges = combined(tiles)
    sums: dict[Key, int] = {}
    for part in parts:
        for key, count in part.cells.items():
            into = merged_key(figure.spec.dimensions, key, merges)
            sums[into] = sums.get(into, 0) + count
    return {key: count for key, count in sums.items() if count}
