"""Shares: each is that of the count beside it, of a whole that is published beside it."""

from collections.abc import Mapping

from tasks.core.figures import Cell, Figure, Key, Measure, ProtectedFigures, Window, rounded_share
from tasks.disclosure.windows import combined, merged_key


def share_faults(figures: ProtectedFigures) -> list[str]:
    """The cells and single numbers whose share is not that of the count."""
    return [
        f"{figure.spec.id}, {name}: {' and '.join(key) or 'value'}"
        for figure in figures
        for name, window in figure.windows.items()
        for key in _wrong(figure, window, _groups(figure, figures, window))
    ]


def _wrong(figure: Figure, window: Window, groups: Mapping[Key, int]) -> list[Key]:
    spec = figure.spec
    if spec.measure is Measure.SHARE:
        return [] if _is_some_share(window.value, window.known) else [()]
    of_all = [cell.key for cell in window if spec.share_of_all and not _fits(cell, cell.share_of_all, window.total)]
    wholes = {cell.key: groups[cell.key[: spec.share_within]] if spec.share_within else window.known for cell in window}
    return of_all + [cell.key for cell in window if not _fits(cell, cell.share, wholes[cell.key])]


def _groups(figure: Figure, figures: ProtectedFigures, window: Window) -> Mapping[Key, int]:
    """The known records of each group: what a share within one is of. Where a record can stand in several cells of its
    group, they cannot be told from the cells.
    """
    within, merges = figure.spec.share_within, combined(figures.tiles)
    groups = dict.fromkeys((cell.key[:within] for cell in window), 0)
    for tile in figures.tiles_in(window) if within else ():
        for key, known in tile.figures[figure.spec.id].groups.items():
            group = merged_key(figure.spec.dimensions, key, merges)
            groups[group] = groups.get(group, 0) + known
    return groups


def _fits(cell: Cell, share: float | None, whole: int) -> bool:
    return share == rounded_share(cell.count, whole)


def _is_some_share(value: float | None, whole: int) -> bool:
    if value is None or not whole:
        return value is None and not whole
    return rounded_share(round(value * whole), whole) == value
