"""A field of days and hours, the darker the more calls."""

from dataclasses import dataclass

from expectations.opening_hours import OpeningHours, opening_hours_in
from tasks.chart.lettering import CELL, LABEL, SMALL, SMALL_VALUE
from tasks.chart.sheet import Sheet
from tasks.chart.words import counted, label
from tasks.core.brand import Brand
from tasks.core.colour import contrast, mixed
from tasks.core.figures import Cell, Figure
from tasks.core.wording import clock, number

ROW = 19.0
TOP = 18.0


@dataclass(frozen=True, slots=True)
class Shading:
    """Shades from no record to the most: steps and no ramp, since on its middle tones no number can be read."""

    most: int
    shades: tuple[str, ...]

    def shade(self, count: int) -> str:
        """The shade of a count; only no record at all has the first."""
        return self.shades[-(-count * (len(self.shades) - 1) // max(1, self.most))]


def shading_of(brand: Brand, most: int) -> Shading:
    """The brand's shades for counts up to ``most``."""
    tint, soft, primary, dark = (brand.colours[name] for name in ("tint", "primary_soft", "primary", "primary_dark"))
    return Shading(most, (tint, mixed(tint, soft, 0.4), soft, mixed(soft, primary, 0.65), primary, dark))


def draw_heat_map(figure: Figure, brand: Brand) -> str:
    """A figure by weekday and hour as a field of cells with their numbers; the last opening hours are outlined.

    A count that is not told is marked by a small dot, an hour without any record stays empty.
    """
    cells = {cell.key: cell for cell in figure.edition.cells}
    days = list(dict.fromkeys(key[0] for key in cells))
    hours = list(dict.fromkeys(key[1] for key in cells))
    sheet = Sheet(brand, TOP + len(days) * ROW + 3.4 * SMALL.line)
    names = [label(figure.spec.dimensions[0], day) for day in days]
    left = sheet.lettering.widest(names, LABEL) + 8
    step = (sheet.width - left) / len(hours)
    shading = shading_of(brand, max(cell.count for cell in cells.values()))
    for row, (day, name) in enumerate(zip(days, names, strict=True)):
        y = TOP + row * ROW
        sheet.text((left - 8, LABEL.below(y + ROW / 2)), name, LABEL, "ink", "right")
        for column, hour in enumerate(hours):
            _draw_cell(sheet, cells[day, hour], (left + column * step, y), step, shading)
    _draw_hours(sheet, hours, left, step, len(days))
    if figure.edition.period:
        _draw_opening(sheet, opening_hours_in(str(figure.edition.period.last)), left, step, len(days))
    _draw_note(sheet, figure, TOP + len(days) * ROW + 2.6 * SMALL.line)
    return sheet.svg()


def _draw_cell(sheet: Sheet, cell: Cell, corner: tuple[float, float], step: float, shading: Shading) -> None:
    x, y = corner
    shade = shading.shade(cell.count)
    sheet.box((x + 0.5, y + 0.5), step - 1, ROW - 1, shade)
    middle = (x + step / 2, y + ROW / 2)
    if cell.below is not None:
        sheet.dot(middle, 0.8, "muted")
    elif cell.count:
        colour = max(("paper", "ink"), key=lambda name: contrast(sheet.brand.colours[name], shade))
        sheet.text((middle[0], CELL.below(middle[1])), number(cell.count), CELL, colour, "center")
    if cell.count == shading.most > 0:
        sheet.frame((x + 0.8, y + 0.8), step - 1.6, ROW - 1.6, "accent", 1.6)


def _draw_hours(sheet: Sheet, hours: list[str], left: float, step: float, days: int) -> None:
    bottom = TOP + days * ROW
    for column, hour in enumerate(hours):
        if int(hour) % 3 == 0:
            x = left + column * step
            sheet.line([(x, bottom), (x, bottom + 3)], "muted", 0.6)
            sheet.text(
                (x, bottom + SMALL.line + 3), f"{int(hour)}:00", SMALL, "ink", "left" if not column else "center"
            )


def _draw_opening(sheet: Sheet, open_: OpeningHours, left: float, step: float, days: int) -> None:
    x, width = left + open_.opens * step, (open_.closes - open_.opens) * step
    sheet.frame((x, TOP), width, days * ROW, "ink", 1.4)
    words = f"Opening hours: {clock(open_.opens)} to {clock(open_.closes)}"
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
