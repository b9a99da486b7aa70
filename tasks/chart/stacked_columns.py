"""Columns by month in two kinds, the highest month marked."""

from dataclasses import dataclass

from tasks.chart.key import KEY_HEIGHT, draw_key
from tasks.chart.lettering import CELL, SMALL, SMALL_VALUE, VALUE, Face, Lettering
from tasks.chart.sheet import WIDTH, Sheet
from tasks.chart.words import counted, label, month_label, number
from tasks.core.brand import Brand
from tasks.core.figures import Figure
from tasks.core.period import Month

HEIGHT = 130.0
TOP = KEY_HEIGHT + 34.0
FILL = 0.74
SHADES = (("primary", "primary_soft"), ("accent", "accent_soft"))
"""Colours of the kinds, in ordinary months and in the highest."""


@dataclass(frozen=True, slots=True)
class Column:
    """One month: its parts from the bottom up."""

    month: Month
    parts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Height of the column."""
        return sum(self.parts)


def draw_stacked_columns(figure: Figure, brand: Brand) -> str:
    """A figure by month and kind as stacked columns, each with its total; the highest month is named."""
    columns, kinds = _columns(figure)
    most = max(column.total for column in columns)
    sheet = Sheet(brand, TOP + HEIGHT + 2.6 * SMALL.line)
    names = [label(figure.spec.dimensions[1], kind) for kind in kinds]
    draw_key(sheet, list(zip(names, SHADES[0], strict=True)))
    step = WIDTH / len(columns)
    face = _value_face(sheet.lettering, columns, step)
    for place, column in enumerate(columns):
        peak = most > 0 and column.total == most
        _draw_column(sheet, column, ((place + 0.5) * step, step * FILL), HEIGHT / max(1, most), SHADES[peak])
        if face:
            _draw_total(sheet, column, (place + 0.5) * step, face, HEIGHT / max(1, most), peak=peak)
    sheet.line([(0, TOP + HEIGHT), (WIDTH, TOP + HEIGHT)], "muted", 0.6)
    draw_months(sheet, [column.month for column in columns], TOP + HEIGHT)
    _name_peak(sheet, figure, columns, most)
    return sheet.svg()


def draw_months(sheet: Sheet, months: list[Month], base: float, left: float = 0.0, width: float = WIDTH) -> None:
    """The names of months below a chart, as many as have room, and the years below them."""
    step = width / len(months)
    widest = sheet.lettering.widest([month.words[:3] for month in months], SMALL) + 3
    every = next((n for n in (1, 2, 3, 4, 6, 12) if n * step >= widest), 12)
    for place, month in enumerate(months):
        x = left + (place + 0.5) * step
        if place % every == 0:
            sheet.text((x, base + SMALL.line + 1), month.words[:3], SMALL, "ink", "center")
        if place == 0 or month.number == 1:
            sheet.text((left + place * step + 1, base + 2 * SMALL.line + 2), str(month.year), SMALL_VALUE, "muted")
            sheet.line([(left + place * step, base), (left + place * step, base + 2.2 * SMALL.line)], "line", 0.8)


def _columns(figure: Figure) -> tuple[list[Column], list[str]]:
    cells = figure.edition.cells
    kinds = list(dict.fromkeys(cell.key[1] for cell in cells))
    months = dict.fromkeys(cell.key[0] for cell in cells)
    counts = {cell.key: cell.count for cell in cells}
    return [Column(Month.parse(m), tuple(counts.get((m, kind), 0) for kind in kinds)) for m in months], kinds


def _value_face(lettering: Lettering, columns: list[Column], step: float) -> Face | None:
    """The face in which every total has room above its column; None where only the highest can be told."""
    numbers = [number(column.total) for column in columns]
    return next((face for face in (VALUE, SMALL, CELL) if lettering.widest(numbers, face) <= step - 1), None)


def _draw_column(
    sheet: Sheet, column: Column, place: tuple[float, float], unit: float, shades: tuple[str, str]
) -> None:
    x, width = place
    top = TOP + HEIGHT
    for part, shade in zip(column.parts, shades, strict=True):
        top -= part * unit
        if part:
            sheet.box((x - width / 2, top), width, part * unit, shade)


def _draw_total(sheet: Sheet, column: Column, x: float, face: Face, unit: float, *, peak: bool) -> None:
    above = TOP + HEIGHT - column.total * unit - 4
    sheet.text((x, above), number(column.total), Face(face.size, 600) if peak else face, _shade(peak), "center")


def _shade(peak: bool) -> str:
    return "accent" if peak else "ink"


def _name_peak(sheet: Sheet, figure: Figure, columns: list[Column], most: int) -> None:
    peaks = [place for place, column in enumerate(columns) if column.total == most]
    if not most or len(peaks) > 1:
        return
    column = columns[peaks[0]]
    words = f"{month_label(str(column.month))}: {counted(most, figure.spec.base)}, the highest month"
    x = (peaks[0] + 0.5) * WIDTH / len(columns)
    half = sheet.lettering.width(words, VALUE) / 2
    middle = min(max(x, half), WIDTH - half)
    sheet.text((middle, TOP - 24), words, VALUE, "accent", "center")
    sheet.line([(x, TOP - 19), (x, TOP - 13)], "accent", 0.8)
