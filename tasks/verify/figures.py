"""The figures of an edition: each check of what they must obey lists, in words, where they do not."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tasks.disclosure.invariants import (
    HEADLINE_SUMS,
    OPENING,
    counts_of,
    is_rounded,
    surplus,
    window_shares,
    zero_bound,
)
from tasks.disclosure.windows import figure_windows, is_sum, window_counts
from tasks.model.figures import (
    ROUNDED_TO,
    Base,
    Disclosure,
    Figure,
    FigureCounts,
    Key,
    Measure,
    ProtectedFigures,
    Window,
    WindowName,
)
from tasks.model.period import Period
from tasks.model.shares import published_share, rounded_share

REQUIRED_FIGURES = (
    *("calls", "new_calls", "follow_up_calls", "emails", "new_emails", "follow_up_emails", "contacts", "cases"),
    *("calls_by_month", "mean_calls_per_month", "mean_new_calls_per_month", "follow_up_share"),
)
"""The headline figures between which totals must agree; every edition has them, but for the following."""
WITHOUT_KINDS = ("calls", "emails", "contacts", "mean_calls_per_month")
"""Those of an edition whose logs do not tell new contacts from follow-ups: it has no cases, and no figure of kinds."""
EXACT = frozenset((*REQUIRED_FIGURES, "channel"))
"""The figures that may stay exact. Stated here, since what a forged edition says of its own figures proves nothing."""
RATIOS = (
    ("mean_calls_per_month", "calls", None, "the mean of calls is not calls over months"),
    ("mean_new_calls_per_month", "new_calls", None, "the mean of new calls is not new calls over months"),
    ("follow_up_share", "follow_up_calls", "calls", "the share of follow-ups is not that of the calls"),
)
"""Means and shares of headline totals: numerator, denominator (None for the months), and the fault in words."""
NO_SMALL_BASES = 2
"""Since this version of ``figures.json`` no share of fewer than :data:`SMALLEST_BASE` records is told."""

# ------------------------------------------------------------------------------------------------ sums and shares


def partition_faults(figures: ProtectedFigures) -> list[str]:
    """Where each record stands in one cell: cells and missing must make up the total."""
    return [
        f"{figure.spec.id}, {name}: {sum(counts.cells.values())} counted and {counts.missing} missing of {counts.total}"
        for figure, name, counts in _counts(figures)
        if figure.spec.measure is Measure.CELLS and not figure.spec.multi_response and surplus(counts)
    ]


def share_faults(figures: ProtectedFigures) -> list[str]:
    """The cells and single numbers whose share is not that of the count."""
    return [
        f"{figure.spec.id}, {name}: {' and '.join(key) or 'value'}"
        for figure, name, counts in _counts(figures)
        for key in _wrong_shares(figure, figure.windows[name], counts, figures.version)
    ]


def single_number_faults(figures: ProtectedFigures) -> list[str]:
    """Totals against their parts, means against months, months against the total."""
    required = REQUIRED_FIGURES if _has_kinds(figures) else WITHOUT_KINDS
    lacking = [figure_id for figure_id in required if figure_id not in figures.figures]
    if lacking:
        return [f"there is no figure {figure_id}" for figure_id in lacking]
    return [
        f"{words} in window {name}"
        for name in WindowName
        if figures["calls"].windows[name].period
        for words in _disagreements({i: figures[i] for i in required}, name, figures.version)
    ]


def _has_kinds(figures: ProtectedFigures) -> bool:
    """Whether any figure counts cases, or new contacts apart from others."""
    of_cases = (Base.CASES, Base.HARASSMENT_CASES)
    asked = {name for figure in figures for name in (*figure.spec.dimensions, *(figure.spec.part or ())[:1])}
    return "kind" in asked or any(figure.spec.base in of_cases for figure in figures)


def _counts(figures: ProtectedFigures) -> Iterator[tuple[Figure, WindowName, FigureCounts]]:
    for figure in figures:
        for name, window in figure.windows.items():
            yield figure, name, window_counts(figure.spec, window, figures.slices)


def _wrong_shares(figure: Figure, window: Window, counts: FigureCounts, version: int) -> list[Key]:
    if figure.spec.measure is Measure.SHARE:
        part = round((window.value or 0) * window.known)
        return [] if window.value in _share(part, window.known, version) else [()]
    if figure.spec.measure is not Measure.CELLS:
        return []
    published = window_shares(figure.spec, counts, window)
    return [cell.key for cell, share, base in published if share not in _share(cell.count, base, version)]


def _share(part: int, whole: int, version: int) -> tuple[float | None, ...]:
    """What may be told as the share: of few records nothing, or the share itself where that was told then."""
    published = published_share(part, whole)
    return (published,) if version >= NO_SMALL_BASES else (published, rounded_share(part, whole))


def _disagreements(headlines: Mapping[str, Figure], name: WindowName, version: int) -> Iterator[str]:
    windows = {figure_id: figure.windows[name] for figure_id, figure in headlines.items()}
    value = {figure_id: window.value or 0 for figure_id, window in windows.items()}
    for each in HEADLINE_SUMS:
        if value.keys() >= {*each.parts} and value[each.whole] != sum(value[part] for part in each.parts):
            yield each.fault
    period = windows["calls"].period
    if "cases" in value:
        yield from _disagreements_of_kinds(windows["calls_by_month"], value)
    for ratio, part, whole, fault in RATIOS:
        count, months = int(value.get(part, 0)), period.months if period else 1
        published = _share(count, int(value[whole]), version) if whole else (rounded_share(count, months),)
        if ratio in windows and windows[ratio].value not in published:
            yield fault


def _disagreements_of_kinds(by_month: Window, value: Mapping[str, float]) -> Iterator[str]:
    if value["cases"] > sum(value[part] for part in OPENING):
        yield "there are more cases than new contacts"
    if sum(cell.count for cell in by_month) != value["calls"]:
        yield "the months do not add up to the calls"
    if sum(cell.count for cell in by_month if "new" in cell.key) != value["new_calls"]:
        yield "the months do not add up to the new calls"


# ------------------------------------------------------------------------------------------------ windows


def window_faults(figures: ProtectedFigures) -> list[str]:
    """Each window has its months, and its counts are the sums of those of its time slices."""
    slices = figures.slices
    if any(after.period.first != time_slice.period.last + 1 for time_slice, after in pairwise(slices)):
        return ["the time slices leave months out, or count them twice"]
    faults = []
    for figure in figures:
        expected = {name: period for name, (period, _) in figure_windows(figure.spec, figures.edition, slices).items()}
        edition, previous, since = (figure.windows[name].period for name in WindowName)
        if edition != expected[WindowName.EDITION] or previous not in (None, expected[WindowName.PREVIOUS]):
            faults.append(f"{figure.spec.id}: a window has other months than the edition")
        elif since is None or since != expected[WindowName.SINCE_LAUNCH]:
            faults.append(f"{figure.spec.id}: the window since launch does not cover the time slices")
        faults += [
            f"{figure.spec.id}, {name}: not the sum of its time slices"
            for name, window in figure.windows.items()
            if window.period and not _is_sum(figure, window, window.period, figures)
        ]
    return faults


def _is_sum(figure: Figure, window: Window, period: Period, figures: ProtectedFigures) -> bool:
    slices = figures.slices_in(figure.spec.id, window)
    if not slices:
        return not window.total and not window.cells and not window.value
    if (slices[0].period.first, slices[-1].period.last) != (period.first, period.last):
        return False
    shown = window_counts(figure.spec, window, figures.slices)
    if figure.spec.measure is Measure.COUNT and window.value != shown.cells[()]:
        return False
    return is_sum(figure.spec, shown, figures.slices, period)


# ------------------------------------------------------------------------------------------------ disclosure control


def disclosure_words(figures: ProtectedFigures) -> str:
    """What can be said of the edition's disclosure control where no fault was found."""
    if figures.disclosure is Disclosure.NONE:
        return "no disclosure control; internal draft"
    return f"every cell is a multiple of {ROUNDED_TO}, and none that rounds to 0 tells its count"


def disclosure_faults(figures: ProtectedFigures) -> list[str]:
    """The cells that tell more than the policy lets them."""
    if figures.disclosure is Disclosure.NONE:
        return []
    return [*_exact_faults(figures), *_slice_faults(figures), *_rounding_faults(figures)]


def _exact_faults(figures: ProtectedFigures) -> Iterator[str]:
    for figure in figures:
        if figure.spec.exact != (figure.spec.id in EXACT):
            yield f"{figure.spec.id}: {'exact' if figure.spec.exact else 'not exact'}, against the policy"


def _slice_faults(figures: ProtectedFigures) -> Iterator[str]:
    for time_slice in figures.slices:
        for figure_id, counts in time_slice.figures.items():
            if figure_id not in EXACT and not is_rounded(*counts_of(counts)):
                yield f"{figure_id}, {time_slice.period}: a count that is not rounded"


def _rounding_faults(figures: ProtectedFigures) -> Iterator[str]:
    for figure in figures:
        for name, window in figure.windows.items() if figure.spec.id not in EXACT else ():
            bound = zero_bound(len(figures.slices_in(figure.spec.id, window)))
            if not is_rounded(window.total, window.missing) or window.bound != bound:
                yield f"{figure.spec.id}, {name}: total or missing"
            for cell in window:
                if not is_rounded(cell.count) or cell.below != (None if cell.count else bound):
                    yield f"{figure.spec.id}, {name}: {' and '.join(cell.key)}"
