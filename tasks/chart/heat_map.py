"""A field of days and hours, the darker the more calls."""

from dataclasses import dataclass

from expectations.places import OpeningHours, opening_hours_in
from tasks.chart.canvas import MARGIN, Align, Canvas, Point, Widths
from tasks.chart.typography import CELL, LABEL, SMALL, SMALL_VALUE, Style, counted
from tasks.language.language import Language
from tasks.model.brand import Brand, contrast, mixed
from tasks.model.figures import Cell, Figure

ROW, LOW_ROW = 16.0, 13.0
"""Heights of a row of days, and of one of hours."""
TOP = 18.0
SPACE = 8.0


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


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells stand: hours across and days down, or upright, hours down and days across, on a phone.

    ``left`` is where the cells begin; ``across`` and ``down`` are the sizes of one.
    """

    left: float
    across: float
    down: float
    days: int
    hours: int
    upright: bool

    @property
    def bottom(self) -> float:
        """The height at which the cells end."""
        return TOP + (self.hours if self.upright else self.days) * self.down

    def corner(self, day: int, hour: int) -> Point:
        """The top left corner of a cell."""
        column, row = (day, hour) if self.upright else (hour, day)
        return self.left + column * self.across, TOP + row * self.down

    def box(self, opens: int, closes: int) -> tuple[Point, float, float]:
        """Corner, width and height of some hours of every day."""
        if self.upright:
            return self.corner(0, opens), self.days * self.across, (closes - opens) * self.down
        return self.corner(0, opens), (closes - opens) * self.across, self.days * self.down


def draw_heat_map(figure: Figure, style: Style, widths: Widths) -> str:
    """A figure by weekday and hour as a field of cells with their numbers; the last opening hours are outlined.

    A count that is not told is marked by a small dot, an hour without any record stays empty.
    """
    cells = {cell.key: cell for cell in figure.edition.cells}
    days = list(dict.fromkeys(key[0] for key in cells))
    hours = list(dict.fromkeys(key[1] for key in cells))
    names = [style.language.label(figure.spec.dimensions[0], day) for day in days]
    field = _field(style, names, len(hours), widths)
    open_ = opening_hours_in(str(figure.edition.period.last)) if figure.edition.period else None
    note = style.wrap(_note(figure, open_ if field.upright else None, style.language), widths.full - 2 * MARGIN, SMALL)
    canvas = Canvas(style, field.bottom + (1.8 + len(note)) * SMALL.line + 4, widths.full)
    shading = shading_of(style.brand, max(cell.count for cell in cells.values()))
    for row, (day, name) in enumerate(zip(days, names, strict=True)):
        _draw_day(canvas, style.language.weekdays.get(day, name) if field.upright else name, field, row)
        for column, hour in enumerate(hours):
            _draw_cell(canvas, cells[day, hour], field, field.corner(row, column), shading)
    _draw_hours(canvas, hours, field)
    if open_:
        _draw_opening(canvas, open_, field)
    canvas.lines((0, field.bottom + 2.6 * SMALL.line), note, SMALL, "muted")
    return canvas.svg()


def _field(style: Style, names: list[str], hours: int, widths: Widths) -> Grid:
    last = _hour(style.language, hours - 1)
    left = (style.width(last, SMALL) if widths.narrow else style.widest(names, LABEL)) + SPACE
    across = (widths.full - 2 * MARGIN - left) / (len(names) if widths.narrow else hours)
    return Grid(left, across, LOW_ROW if widths.narrow else ROW, len(names), hours, widths.narrow)


def _draw_cell(canvas: Canvas, cell: Cell, field: Grid, corner: Point, shading: Shading) -> None:
    (x, y), width, height = corner, field.across, field.down
    shade = shading.shade(cell.count)
    canvas.box((x + 0.5, y + 0.5), width - 1, height - 1, shade)
    middle = (x + width / 2, y + height / 2)
    if cell.below is not None:
        canvas.dot(middle, 0.8, "muted")
    elif cell.count:
        colour = max(("paper", "ink"), key=lambda name: contrast(canvas.brand.colours[name], shade))
        canvas.text(
            (middle[0], CELL.below(middle[1])), canvas.style.language.number(cell.count), CELL, colour, "center"
        )
    if cell.count == shading.most > 0:
        canvas.frame((x + 0.8, y + 0.8), width - 1.6, height - 1.6, "accent", 1.6)


def _draw_day(canvas: Canvas, name: str, field: Grid, place: int) -> None:
    x, y = field.corner(place, 0)
    if field.upright:
        canvas.text((x + field.across / 2, TOP - 5), name, SMALL, "ink", "center")
    else:
        canvas.text((x - SPACE, LABEL.below(y + field.down / 2)), name, LABEL, "ink", "right")


def _draw_hours(canvas: Canvas, hours: list[str], field: Grid) -> None:
    for place, hour in enumerate(hours):
        if int(hour) % 3:
            continue
        words, (x, y) = _hour(canvas.style.language, int(hour)), field.corner(0, place)
        if field.upright:
            canvas.line([(x - 3, y), (x, y)], "muted", 0.6)
            canvas.text((x - 5, SMALL.below(y)), words, SMALL, "ink", "right")
        else:
            canvas.line([(x, field.bottom), (x, field.bottom + 3)], "muted", 0.6)
            align: Align = "center" if place else "left"
            canvas.text((x, field.bottom + SMALL.line + 3), words, SMALL, "ink", align)


def _draw_opening(canvas: Canvas, open_: OpeningHours, field: Grid) -> None:
    corner, width, height = field.box(open_.opens, open_.closes)
    canvas.frame(corner, width, height, "ink", 1.4)
    if not field.upright:
        words = _hours("opening_hours", open_, canvas.style.language)
        canvas.text((corner[0] + width / 2, TOP - 7), words, SMALL_VALUE, "ink", "center")


def _note(figure: Figure, outlined: OpeningHours | None, language: Language) -> str:
    """What stands below: what a dot means, what is not recorded, and what the outline is where it cannot say so."""
    window, words = figure.edition, language.words["chart"]
    parts = []
    if outlined:
        parts.append(_hours("outlined", outlined, language))
    bound = next((cell.below for cell in window if cell.below), None)
    if bound:
        parts.append(words["dot"].format(number=language.number(bound)))
    if window.missing:
        parts.append(words["hour_not_recorded"].format(counted=counted(language, window.missing, figure.spec.base)))
    return " ".join(parts)


def _hour(language: Language, hour: int) -> str:
    return language.words["chart"]["hour"].format(hour=language.number(hour))


def _hours(form: str, hours: OpeningHours, language: Language) -> str:
    return language.words["chart"][form].format(opens=language.hour(hours.opens), closes=language.hour(hours.closes))
