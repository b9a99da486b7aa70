"""Which form draws which figure, and what stands in place of a chart that has nothing to show."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from tasks.chart.bars import draw_bars, draw_stacked_bar
from tasks.chart.columns import draw_columns, draw_stacked_columns
from tasks.chart.heat_map import draw_heat_map
from tasks.chart.lettering import LABEL, Style, counted
from tasks.chart.lines import draw_line, draw_lines
from tasks.chart.panels import draw_panels
from tasks.chart.share_line import draw_share_line
from tasks.chart.sheet import PAGE, Room, Sheet
from tasks.language.language import Language
from tasks.model.asked import asked_cells, not_asked
from tasks.model.figures import Chart, Figure, FigureSpec, WindowName

Form = Callable[[Figure, Style, Room], str]

FORMS: Mapping[Chart, Form] = {
    Chart.BAR: draw_bars,
    Chart.COLUMNS: draw_columns,
    Chart.STACKED_COLUMNS: draw_stacked_columns,
    Chart.STACKED_BAR: draw_stacked_bar,
    Chart.GROUPED_BARS: draw_panels,
    Chart.LINE: draw_line,
    Chart.LINES: draw_lines,
    Chart.HEAT_MAP: draw_heat_map,
}
NARROW_FORMS: Mapping[Chart, Form] = {Chart.COLUMNS: draw_bars, Chart.STACKED_BAR: draw_bars}
"""What stands in where the words of a form would not fit side by side."""


def form_of(spec: FigureSpec, room: Room = PAGE) -> Form | None:
    """What draws a figure in the room there is; None for numbers and tables."""
    if room.narrow and spec.chart in NARROW_FORMS:
        return NARROW_FORMS[spec.chart]
    if spec.chart is Chart.LINE and "quarter" in spec.dimensions:
        return draw_share_line
    return FORMS.get(spec.chart)


def draw_figure(figure: Figure, style: Style, room: Room) -> str:
    """One chart as SVG text; where there is nothing to draw, a panel that says why."""
    form, why_not = form_of(figure.spec, room), nothing_to_draw(figure, style.language)
    if form is None:
        raise ValueError(f"{figure.spec.id} has no chart")
    if why_not:
        return draw_empty(why_not, style, room)
    # What was not asked has no bar of its own, and leaves a gap in a line.
    shown = replace(figure.edition, cells=asked_cells(figure.spec, figure.edition))
    return form(replace(figure, windows={**figure.windows, WindowName.EDITION: shown}), style, room)


EMPTY_HEIGHT = 48.0


def nothing_to_draw(figure: Figure, language: Language) -> str | None:
    """Why a figure has no chart, in words; None where it has something to show."""
    spec, window, words = figure.spec, figure.edition, language.words["chart"]
    if why := not_asked(spec, (), window):
        told = language.not_asked(why)
        return told[:1].upper() + told[1:]
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
    sheet = Sheet(style, EMPTY_HEIGHT, room.full)
    lines = sheet.lettering.wrap(words, sheet.width - 16, LABEL)
    sheet.box((0, 0), sheet.width, EMPTY_HEIGHT, "tint")
    sheet.lines_around((sheet.width / 2, EMPTY_HEIGHT / 2), lines, LABEL, "muted", "center")
    return sheet.svg()
