"""What stands in place of a chart that has nothing to show."""

from tasks.chart.lettering import LABEL
from tasks.chart.sheet import WIDTH, Sheet
from tasks.core.brand import Brand

HEIGHT = 48.0


def draw_empty(words: str, brand: Brand) -> str:
    """A quiet panel with the words in its middle."""
    sheet = Sheet(brand, HEIGHT)
    sheet.box((0, 0), WIDTH, HEIGHT, "tint")
    sheet.text((WIDTH / 2, LABEL.below(HEIGHT / 2)), words, LABEL, "muted", "center")
    return sheet.svg()
