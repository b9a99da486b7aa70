"""One line of counts by month, each point with its value."""

from tasks.chart.lettering import VALUE
from tasks.chart.scale import TOP, Scale
from tasks.chart.sheet import Room, Sheet
from tasks.chart.style import Style
from tasks.chart.time_axis import AXIS_HEIGHT, draw_months
from tasks.core.figures import Figure
from tasks.core.period import Month

BASE_LINE = TOP + 95.0


def draw_line(figure: Figure, style: Style, room: Room) -> str:
    """A figure by month as one line; the highest point is highlighted, the others are told where they have room."""
    cells = figure.edition.cells
    most = max(cell.count for cell in cells)
    sheet = Sheet(style, BASE_LINE + AXIS_HEIGHT, room.beside)
    scale = Scale(sheet.width / len(cells), (BASE_LINE - TOP) / max(1, most), BASE_LINE)
    sheet.line([(0, BASE_LINE), (sheet.width, BASE_LINE)], "muted", 0.6)
    points = [scale.point(place, cell.count) for place, cell in enumerate(cells)]
    if len(points) > 1:
        sheet.line(points, "primary", 1.8)
    told = [style.language.count(cell) for cell in cells]
    roomy = sheet.lettering.widest(told, VALUE) + 4 <= scale.step
    peaks = [place for place, cell in enumerate(cells) if cell.count == most]
    for place, (x, y) in enumerate(points):
        colour = "accent" if place in peaks and most else "primary"
        sheet.dot((x, y), 3.0, colour)
        if roomy or peaks == [place]:
            sheet.centred(x, y - 7, told[place], VALUE, "accent" if colour == "accent" else "ink")
    draw_months(sheet, [Month.parse(cell.key[0]) for cell in cells], BASE_LINE)
    return sheet.svg()
