"""What stands in place of a chart that has nothing to show."""

from tasks.chart.lettering import LABEL
from tasks.chart.sheet import Room, Sheet
from tasks.chart.words import counted
from tasks.core.brand import Brand
from tasks.core.figures import Figure
from tasks.core.wording import number

HEIGHT = 48.0
NO_RECORDS = "No records in this period"
NOT_ASKED = "Not asked in this period"


def nothing_to_draw(figure: Figure) -> str | None:
    """Why a figure has no chart, in words; None where it has something to show."""
    spec, window = figure.spec, figure.edition
    if window.period and spec.since and window.period.last < spec.since:
        return NOT_ASKED
    if any(cell.count for cell in window.cells):
        return None
    bound = next((cell.below for cell in window.cells if cell.below), None)
    if bound:
        part = "month" if spec.dimensions == ("month",) else "category"
        unknown = f"; not recorded: {number(window.missing)}" if window.missing else ""
        return f"Fewer than {bound} in every {part}{unknown}"
    if window.missing:
        return f"Not recorded for any of {counted(window.total, spec.base)}"
    return NO_RECORDS


def draw_empty(words: str, brand: Brand, room: Room) -> str:
    """A quiet panel with the words in its middle."""
    sheet = Sheet(brand, HEIGHT, room.full)
    lines = sheet.lettering.wrap(words, sheet.width - 16, LABEL)
    sheet.box((0, 0), sheet.width, HEIGHT, "tint")
    sheet.lines_around((sheet.width / 2, HEIGHT / 2), lines, LABEL, "muted", "center")
    return sheet.svg()
