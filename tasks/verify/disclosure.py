"""The disclosure audit, as far as an edition shows it."""

from collections.abc import Iterator

from tasks.core.figures import ROUNDED_TO, Disclosure, FigureCounts, ProtectedFigures, Window

EXACT = frozenset(
    (
        *("calls", "new_calls", "follow_up_calls", "calls_by_month", "follow_up_share"),
        *("mean_calls_per_month", "mean_new_calls_per_month"),
        *("emails", "new_emails", "follow_up_emails", "cases", "contacts", "channel"),
    )
)
"""The headline figures, which stay exact; no edition can declare another one to be."""


def disclosure_words(figures: ProtectedFigures) -> str:
    """What can be said of the edition's disclosure control where no fault was found."""
    if figures.disclosure is Disclosure.NONE:
        return "no disclosure control; internal draft"
    return f"every cell is a multiple of {ROUNDED_TO}, and none that rounds to 0 tells its count"


def disclosure_faults(figures: ProtectedFigures) -> list[str]:
    """The cells that tell more than the policy lets them."""
    if figures.disclosure is Disclosure.NONE:
        return []
    return [*_exact_faults(figures), *_tile_faults(figures), *_window_faults(figures)]


def _exact_faults(figures: ProtectedFigures) -> Iterator[str]:
    for figure in figures:
        if figure.spec.exact != (figure.spec.id in EXACT):
            yield f"{figure.spec.id}: {'exact' if figure.spec.exact else 'not exact'}, against the policy"


def _tile_faults(figures: ProtectedFigures) -> Iterator[str]:
    for tile in figures.tiles:
        for figure_id, counts in tile.figures.items():
            if figure_id not in EXACT and any(count % ROUNDED_TO for count in _all(counts)):
                yield f"{figure_id}, {tile.period}: a count that is not rounded"


def _window_faults(figures: ProtectedFigures) -> Iterator[str]:
    for figure in figures:
        for name, window in figure.windows.items() if figure.spec.id not in EXACT else ():
            bound = _bound(figures, window)
            if any(count % ROUNDED_TO for count in (window.total, window.missing)) or window.bound != bound:
                yield f"{figure.spec.id}, {name}: total or missing"
            for cell in window:
                if cell.count % ROUNDED_TO or cell.below != (None if cell.count else bound):
                    yield f"{figure.spec.id}, {name}: {' and '.join(cell.key)}"


def _bound(figures: ProtectedFigures, window: Window) -> int | None:
    """What lies under a sum of rounded zeros, one a tile: each may stand for one less than the base."""
    tiles = len(figures.tiles_in(window))
    return tiles * (ROUNDED_TO - 1) + 1 if tiles else None


def _all(counts: FigureCounts) -> Iterator[int]:
    yield from (counts.total, counts.missing, *counts.cells.values(), *counts.groups.values())
