"""Protect: turn raw counts into figures that may be published. The only door through the line."""

from collections.abc import Mapping

from tasks.core.errors import DisclosureError
from tasks.core.figures import (
    Cell,
    Counts,
    Disclosure,
    Figure,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    Window,
    WindowCounts,
    rounded_share,
)


def protect(counts: Counts, disclosure: Disclosure, built_from: str) -> ProtectedFigures:
    """Figures of an edition under a disclosure policy.

    Args:
        counts: raw counts of every figure and window.
        disclosure: ``none`` keeps the counts as they are, for an internal draft.
        built_from: digest of the inputs, carried into the edition.

    Raises:
        DisclosureError: the policy cannot be met.
    """
    if disclosure is not Disclosure.NONE:
        raise DisclosureError(
            "This version cannot round figures for publication yet.",
            remedy="Build an internal draft with --disclosure none.",
        )
    figures = {
        figure_id: Figure(
            spec, {name: _window(spec, counts.windows[figure_id][name]) for name in counts.windows[figure_id]}
        )
        for figure_id, spec in counts.specs.items()
    }
    return ProtectedFigures(counts.edition, disclosure, built_from, 0, figures)


def _window(spec: FigureSpec, counts: WindowCounts) -> Window:
    if spec.measure is not Measure.CELLS:
        return Window(counts.period, counts.total, counts.missing, (), _value(spec, counts))
    groups = _groups(spec, counts)
    known = counts.total - counts.missing
    cells = tuple(
        Cell(
            key,
            count,
            share=rounded_share(count, groups[key[: spec.share_within]] if spec.share_within else known),
            share_of_all=rounded_share(count, counts.total) if spec.share_of_all else None,
        )
        for key, count in counts.cells.items()
    )
    return Window(counts.period, counts.total, counts.missing, cells)


def _value(spec: FigureSpec, counts: WindowCounts) -> float | int | None:
    if counts.period is None:
        return None
    count = counts.cells.get((), 0)
    if spec.measure is Measure.COUNT:
        return count
    if spec.measure is Measure.PER_MONTH:
        return rounded_share(count, counts.period.months)
    return rounded_share(count, counts.total - counts.missing)


def _groups(spec: FigureSpec, counts: WindowCounts) -> Mapping[Key, int]:
    groups = {key[: spec.share_within]: 0 for key in counts.cells}
    return groups | dict(counts.group_totals)
