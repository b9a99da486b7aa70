"""The disclosure audit, as far as an edition shows it."""

from tasks.core.figures import Disclosure, Measure, ProtectedFigures

ROUNDED_TO = 5
EXACT = ("calls_by_month", "channel")
"""Tables of headline counts, which stay exact."""


def disclosure_words(figures: ProtectedFigures) -> str:
    """What can be said of the edition's disclosure control where no fault was found."""
    if figures.disclosure is Disclosure.NONE:
        return "no disclosure control; internal draft"
    return f"every cell is a multiple of {ROUNDED_TO}, and none that rounds to 0 tells its count"


def disclosure_faults(figures: ProtectedFigures) -> list[str]:
    """The cells that tell more than the policy lets them."""
    if figures.disclosure is Disclosure.NONE:
        return []
    return [
        f"{figure.spec.id}, {name}: {' and '.join(cell.key)}"
        for figure in figures
        if figure.spec.measure is Measure.CELLS and figure.spec.id not in EXACT
        for name, window in figure.windows.items()
        for cell in window
        if cell.count % ROUNDED_TO or cell.below != (None if cell.count else ROUNDED_TO)
    ]
