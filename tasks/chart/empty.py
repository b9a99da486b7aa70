"""What stands in place of a chart that has nothing to show."""

from tasks.chart.lettering import LABEL
from tasks.chart.sheet import Room, Sheet
from tasks.chart.style import Style
from tasks.chart.words import counted
from tasks.core.figures import Figure
from tasks.core.language import Language

HEIGHT = 48.0


def nothing_to_draw(figure: Figure, language: Language) -> str | None:
    """Why a figure has no chart, in words; None where it has something to show."""
    spec, window, words = figure.spec, figure.edition, language.words["chart"]
    if window.period and spec.since and window.period.last < spec.since:
        return words["not_asked"]
    if any(cell.count for cell in window.cells):
        return None
    bound = next((cell.below for cell in window.cells if cell.below), None)
    if bound:
        part = words["part_month" if spec.dimensions == ("month",) else "part_category"]
        unknown = words["unknown"].format(number=language.number(window.missing)) if window.missing else ""
        return words["all_few"].format(number=language.number(bound), part=part, unknown=unknown)
    if window.missing:
        return words["none_recorded"].format(counted=counted(language, window.total, spec.base))
    return words["no_records"]


def draw_empty(words: str, style: Style, room: Room) -> str:
    """A quiet panel with the words in its middle."""
    sheet = Sheet(style, HEIGHT, room.full)
    lines = sheet.lettering.wrap(words, sheet.width - 16, LABEL)
    sheet.box((0, 0), sheet.width, HEIGHT, "tint")
    sheet.lines_around((sheet.width / 2, HEIGHT / 2), lines, LABEL, "muted", "center")
    return sheet.svg()
