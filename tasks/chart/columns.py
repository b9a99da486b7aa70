"""Upright columns by month in two kinds, one on the other, the highest marked."""

from dataclasses import dataclass

from tasks.chart.axes import AXIS_HEIGHT, Scale, draw_times
from tasks.chart.canvas import KEY_HEIGHT, Canvas, Widths, draw_key
from tasks.chart.typography import CELL, SMALL, VALUE, Face, Style, counted
from tasks.model.figures import Base, Figure

HEIGHT = 100.0
"""Height of the tallest column in points."""
TOP = KEY_HEIGHT + 26.0
BASE_LINE = TOP + HEIGHT
FILL = 0.74
SHADES = (("primary", "primary_soft"), ("accent", "accent_soft"))
"""Colours of the kinds, in ordinary months and in the highest."""


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """One month: its parts from the bottom up, and the bound under which all of it lies where no count is told."""

    month: str
    parts: tuple[int, ...]
    below: int | None

    @property
    def total(self) -> int:
        """Height of the column."""
        return sum(self.parts)


def draw_stacked_columns(figure: Figure, style: Style, widths: Widths) -> str:
    """A figure by month and kind as stacked columns, each with its total; the highest month is named."""
    columns, kinds = _columns(figure)
    most = max(column.total for column in columns)
    canvas = Canvas(style, BASE_LINE + AXIS_HEIGHT, widths.full)
    _draw_key(canvas, [style.language.label(figure.spec.dimensions[1], kind) for kind in kinds], columns)
    step, unit = canvas.width / len(columns), HEIGHT / max(1, most)
    face = _total_face(canvas, columns, step)
    for place, column in enumerate(columns):
        x = (place + 0.5) * step
        peak = most > 0 and column.total == most
        _draw_parts(canvas, column, (x - step * FILL / 2, step * FILL), unit, SHADES[peak])
        if face and not column.below:
            at = (x, BASE_LINE - column.total * unit - 4)
            canvas.text(at, style.language.number(column.total), face, "accent" if peak else "ink", "center")
    canvas.line([(0, BASE_LINE), (canvas.width, BASE_LINE)], "muted", 0.6)
    draw_times(canvas, [column.month for column in columns], None, Scale(step, unit, BASE_LINE))
    _name_peak(canvas, figure.spec.base, columns, most)
    return canvas.svg()


def _columns(figure: Figure) -> tuple[list[MonthColumn], list[str]]:
    cells = {cell.key: cell for cell in figure.edition.cells}
    kinds = list(dict.fromkeys(key[1] for key in cells))
    columns = []
    for month in dict.fromkeys(key[0] for key in cells):
        parts = [cells[month, kind] for kind in kinds]
        untold = max((cell.below or 0 for cell in parts), default=0)
        counts = tuple(cell.count for cell in parts)
        columns.append(MonthColumn(month, counts, untold if untold and not any(counts) else None))
    return columns, kinds


def _draw_key(canvas: Canvas, kinds: list[str], columns: list[MonthColumn]) -> None:
    draw_key(canvas, list(zip(kinds, SHADES[0], strict=True)))
    if any(column.below for column in columns):
        words = canvas.style.words["without_number"]
        canvas.text((canvas.width, SMALL.below(6.0)), words, SMALL, "muted", "right")


def _total_face(canvas: Canvas, columns: list[MonthColumn], step: float) -> Face | None:
    """The face in which every total has room above its column; None where only the highest can be told."""
    numbers = [canvas.style.language.number(column.total) for column in columns]
    faces = (VALUE, SMALL, CELL)
    return next((face for face in faces if canvas.style.widest(numbers, face) <= step - 1), None)


def _draw_parts(
    canvas: Canvas, column: MonthColumn, place: tuple[float, float], unit: float, shades: tuple[str, str]
) -> None:
    (left, width), top = place, BASE_LINE
    for part, shade in zip(column.parts, shades, strict=True):
        top -= part * unit
        if part:
            canvas.box((left, top), width, part * unit, shade)


def _name_peak(canvas: Canvas, base: Base, columns: list[MonthColumn], most: int) -> None:
    peaks = [place for place, column in enumerate(columns) if column.total == most]
    if not most:
        return
    language, forms, count = canvas.style.language, canvas.style.words, counted(canvas.style.language, most, base)
    if len(peaks) > 1:
        words = forms["peaks"].format(counted=count, number=language.number(len(peaks)))
        canvas.centred((peaks[0] + peaks[-1] + 1) / 2 * canvas.width / len(columns), TOP - 22, words, VALUE, "accent")
        return
    words = forms["peak"].format(month=language.label("month", columns[peaks[0]].month, short=True), counted=count)
    x = (peaks[0] + 0.5) * canvas.width / len(columns)
    canvas.centred(x, TOP - 22, words, VALUE, "accent")
    canvas.line([(x, TOP - 18), (x, TOP - 13)], "accent", 0.8)
