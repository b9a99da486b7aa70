"""Which form draws which figure."""

from collections.abc import Callable, Mapping

from tasks.chart.bars import draw_bars
from tasks.chart.columns import draw_columns
from tasks.chart.empty import draw_empty, nothing_to_draw
from tasks.chart.heat_map import draw_heat_map
from tasks.chart.line import draw_line
from tasks.chart.lines import draw_lines
from tasks.chart.panels import draw_panels
from tasks.chart.share_line import draw_share_line
from tasks.chart.sheet import PAGE, Room
from tasks.chart.stacked_bar import draw_stacked_bar
from tasks.chart.stacked_columns import draw_stacked_columns
from tasks.chart.style import Style
from tasks.core.figures import Chart, Figure, FigureSpec

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
    return draw_empty(why_not, style, room) if why_not else form(figure, style, room)
