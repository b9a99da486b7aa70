"""A field of days and hours, the darker the more calls."""

from matplotlib.colors import LinearSegmentedColormap, to_hex

from tasks.chart.lettering import CELL, LABEL, SMALL, SMALL_VALUE
from tasks.chart.sheet import WIDTH, Sheet
from tasks.chart.words import counted, label, number
from tasks.core.brand import Brand
from tasks.core.figures import Cell, Figure

OPENS, CLOSES = 9, 17
"""The hours of the helpline: from 9 am up to 5 pm, every day."""
ROW = 19.0
TOP = 32.0
LIGHT_TEXT_FROM = 0.45
"""Share of the largest count from which a cell is so dark that its number is printed in paper white."""


def draw_heat_map(figure: Figure, brand: Brand) -> str:
    """A figure by weekday and hour as a field of cells with their numbers; opening hours are outlined.

    A count that is not told is marked by a small dot, an hour without any record stays empty.
    """
    cells = {cell.key: cell for cell in figure.edition.cells}
    days = list(dict.fromkeys(key[0] for key in cells))
    hours = list(dict.fromkeys(key[1] for key in cells))
    sheet = Sheet(brand, TOP + len(days) * ROW + 3.4 * SMALL.line)
    names = [label(figure.spec.dimensions[0], day) for day in days]
    left = sheet.lettering.widest(names, LABEL) + 8
    step = (WIDTH - left) / len(hours)
    most = max(1, *(cell.count for cell in cells.values()))
    for row, (day, name) in enumerate(zip(days, names, strict=True)):
        y = TOP + row * ROW
        sheet.text((left - 8, LABEL.below(y + ROW / 2)), name, LABEL, "ink", "right")
        for column, hour in enumerate(hours):
            _draw_cell(sheet, cells[day, hour], (left + column * step, y), step, most)
    _draw_hours(sheet, hours, left, step, len(days))
    _draw_note(sheet, figure, TOP + len(days) * ROW + 2.6 * SMALL.line)
    return sheet.svg()


def _draw_cell(sheet: Sheet, cell: Cell, corner: tuple[float, float], step: float, most: int) -> None:
    x, y = corner
    strength = cell.count / most
    sheet.box((x + 0.5, y + 0.5), step - 1, ROW - 1, _shade(sheet.brand, strength) if cell.count else "tint")
    middle = (x + step / 2, y + ROW / 2)
    if cell.below is not None:
        sheet.dot(middle, 0.8, "muted")
    elif cell.count:
        colour = "paper" if strength >= LIGHT_TEXT_FROM else "ink"
        sheet.text((middle[0], CELL.below(middle[1])), number(cell.count), CELL, colour, "center")
    if cell.count == most:
        sheet.frame((x + 0.8, y + 0.8), step - 1.6, ROW - 1.6, "accent", 1.6)


def _shade(brand: Brand, strength: float) -> str:
    colours = [brand.colours[name] for name in ("tint", "primary_soft", "primary", "primary_dark")]
    return to_hex(LinearSegmentedColormap.from_list("calls", colours)(strength))


def _draw_hours(sheet: Sheet, hours: list[str], left: float, step: float, days: int) -> None:
    bottom = TOP + days * ROW
    for column, hour in enumerate(hours):
        if int(hour) % 3 == 0:
            x = left + column * step
            sheet.line([(x, bottom), (x, bottom + 3)], "muted", 0.6)
            sheet.text(
                (x, bottom + SMALL.line + 3), f"{int(hour)}:00", SMALL, "ink", "left" if not column else "center"
            )
    x = left + OPENS * step
    width = (CLOSES - OPENS) * step
    sheet.frame((x, TOP), width, days * ROW, "ink", 1.4)
    words = "Opening hours: 9 am to 5 pm"
    sheet.text((x + width / 2, TOP - 7), words, SMALL_VALUE, "ink", "center")


def _draw_note(sheet: Sheet, figure: Figure, baseline: float) -> None:
    window = figure.edition
    parts = []
    bound = next((cell.below for cell in window if cell.below), None)
    if bound:
        parts.append(f"A dot stands for fewer than {bound}.")
    if window.missing:
        parts.append(f"Hour not recorded: {counted(window.missing, figure.spec.base)}.")
    sheet.text((0, baseline), "  ".join(parts), SMALL, "muted")
