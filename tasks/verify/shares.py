"""Shares: each is that of the count beside it, of a whole that is published or can be told from the others."""

from collections.abc import Iterable, Mapping

from tasks.core.figures import Cell, Figure, Key, Measure, ProtectedFigures, Window, rounded_share


def share_faults(figures: ProtectedFigures) -> list[str]:
    """The cells and single numbers whose share is not that of the count."""
    return [
        f"{figure.spec.id}, {name}: {' and '.join(key) or 'value'}"
        for figure in figures
        for name, window in figure.windows.items()
        for key in _wrong(figure, window)
    ]


def _wrong(figure: Figure, window: Window) -> list[Key]:
    if figure.spec.measure is Measure.SHARE:
        return [] if _is_some_share(window.value, window.known) else [()]
    of_all = [
        cell.key for cell in window if figure.spec.share_of_all and not _fits(cell, cell.share_of_all, window.total)
    ]
    return of_all + (_wrong_within(figure, window) if figure.spec.share_within else _wrong_of(window, window.known))


def _wrong_of(cells: Iterable[Cell], whole: int) -> list[Key]:
    return [cell.key for cell in cells if not _fits(cell, cell.share, whole)]


def _wrong_within(figure: Figure, window: Window) -> list[Key]:
    wrong = []
    for cells in _groups(figure, window).values():
        counted = sum(cell.count for cell in cells)
        # Where one case can stand in several cells the group's own size is not published, but it must exist: at least
        # as large as its largest cell, at most the sum of all.
        least = max(cell.count for cell in cells) if figure.spec.multi_response else counted
        if not any(not _wrong_of(cells, whole) for whole in range(least, counted + 1)):
            wrong.append(cells[0].key[: figure.spec.share_within])
    return wrong


def _groups(figure: Figure, window: Window) -> Mapping[Key, list[Cell]]:
    groups: dict[Key, list[Cell]] = {}
    for cell in window:
        groups.setdefault(cell.key[: figure.spec.share_within], []).append(cell)
    return groups


def _fits(cell: Cell, share: float | None, whole: int) -> bool:
    return share == rounded_share(cell.count, whole) or (cell.below is not None and share is None)


def _is_some_share(value: float | None, whole: int) -> bool:
    if value is None or not whole:
        return value is None and not whole
    return rounded_share(round(value * whole), whole) == value
