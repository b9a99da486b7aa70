"""The key of the colours, in one line above a chart, for the few charts that need one."""

from collections.abc import Sequence

from tasks.chart.lettering import SMALL
from tasks.chart.sheet import Sheet

KEY_HEIGHT = 20.0
"""Height of the line in points, with the space below it."""
SWATCH = 8.0


def draw_key(sheet: Sheet, entries: Sequence[tuple[str, str]], left: float = 0.0) -> None:
    """Swatches with their words, from the left: pairs of words and a colour's name; ``missing`` is hatched."""
    x, middle = left, 6.0
    for words, colour in entries:
        if colour == "missing":
            sheet.hatched((x, middle - SWATCH / 2), SWATCH, SWATCH)
        else:
            sheet.box((x, middle - SWATCH / 2), SWATCH, SWATCH, colour)
        sheet.text((x + SWATCH + 4, SMALL.below(middle)), words, SMALL)
        x += SWATCH + 4 + sheet.lettering.width(words, SMALL) + 16
