"""Upright columns in the order of their categories, with what is not recorded apart at the end."""

from tasks.chart.lettering import LABEL, SMALL, VALUE, Lettering
from tasks.chart.rows import Row, RowKind, rows
from tasks.chart.sheet import MARGIN, Room, Sheet
from tasks.chart.style import Style
from tasks.core.figures import Figure

HEIGHT = 130.0
"""Height of the tallest column in points."""
TOP = 28.0
APART = 0.5
"""Empty space before the column of what is not recorded, in columns."""
FILL = 0.68
COLOURS = {RowKind.NAMED: "primary", RowKind.HIGHLIGHT: "accent", RowKind.RESIDUAL: "muted"}


def draw_columns(figure: Figure, style: Style, room: Room) -> str:
    """A figure by one ordinal dimension as columns, count and share above each."""
    found = rows(figure.spec, figure.edition, style.language)
    missing = sum(row.kind is RowKind.MISSING for row in found)
    step = (room.beside - 2 * MARGIN) / (len(found) + APART * missing)
    unit = HEIGHT / max(1, *(row.count for row in found))
    base = TOP + HEIGHT
    deepest = max(len(Lettering(style).wrap(row.label, step - 4, row.face)) for row in found)
    sheet = Sheet(style, base + (deepest + 0.5) * LABEL.line, room.beside)
    sheet.line([(0, base), (sheet.width, base)], "muted", 0.6)
    for place, row in enumerate(found):
        x = (place + 0.5 + (APART if row.kind is RowKind.MISSING else 0)) * step
        _draw_column(sheet, row, (x, base), step, unit)
    return sheet.svg()


def _draw_column(sheet: Sheet, row: Row, foot: tuple[float, float], step: float, unit: float) -> None:
    x, base = foot
    height, width = row.count * unit, step * FILL
    if row.kind is RowKind.MISSING:
        sheet.hatched((x - width / 2, base - height), width, height)
    elif row.count:
        sheet.box((x - width / 2, base - height), width, height, COLOURS[row.kind])
    count, _, share = row.value.partition(sheet.style.words["between"])
    colour = {RowKind.HIGHLIGHT: "accent", RowKind.MISSING: "muted"}.get(row.kind, "ink")
    lines = sheet.lettering.wrap(count, step - 4, VALUE)
    above = base - height - 5
    if share:
        sheet.text((x, above), share, SMALL, colour, "center")
        above -= SMALL.line
    sheet.lines((x, above - (len(lines) - 1) * VALUE.line), lines, VALUE, colour, "center")
    words = sheet.lettering.wrap(row.label, step - 4, row.face)
    sheet.lines(
        (x, base + LABEL.line + 1), words, row.face, "muted" if row.kind is RowKind.MISSING else "ink", "center"
    )
