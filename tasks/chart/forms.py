"""Which form draws which figure, and what stands in place of a chart that has nothing to show."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from tasks.chart.bars import draw_ages, draw_bars
from tasks.chart.canvas import PAGE, PHONE, Canvas, Widths
from tasks.chart.columns import draw_stacked_columns
from tasks.chart.comparisons import draw_changes, draw_panels
from tasks.chart.heat_map import draw_heat_map
from tasks.chart.lines import draw_line, draw_lines, in_quarters
from tasks.chart.typography import LABEL, Style, counted
from tasks.language.language import Language
from tasks.language.texts import Texts
from tasks.model.asked import asked_cells, not_asked
from tasks.model.brand import Brand
from tasks.model.changes import CHART, Comparison
from tasks.model.drawing import Drawing
from tasks.model.figures import Chart, Figure, ProtectedFigures, WindowName

FORMS: Mapping[Chart, Callable[[Figure, Style, Widths], str]] = {
    Chart.BAR: draw_bars,
    Chart.COLUMNS: draw_ages,
    Chart.STACKED_COLUMNS: draw_stacked_columns,
    Chart.STACKED_BAR: draw_bars,
    Chart.GROUPED_BARS: draw_panels,
    Chart.LINE: draw_line,
    Chart.LINES: draw_lines,
    Chart.HEAT_MAP: draw_heat_map,
}
"""What draws the figures of each kind; numbers and tables are not drawn."""


def draw_every(figures: ProtectedFigures, comparison: Comparison, texts: Texts, brand: Brand) -> Mapping[str, Drawing]:
    """The charts of an edition, as :func:`tasks.chart.draw` gives them."""
    style = Style(brand.for_language(texts.language.code), texts.language)
    charts = {}
    for figure in figures:
        # A figure without a headline is told in a sentence, or by its table.
        words = texts.figures[figure.spec.id]
        if figure.spec.chart in FORMS and words.headline:
            shown, own = in_quarters(figure, figures), replace(style, highlight=words.highlight)
            charts[figure.spec.id] = Drawing(*(draw_figure(shown, own, widths) for widths in (PAGE, PHONE)))
    if changed := comparison.drawn:
        names = {figure_id: words.name for figure_id, words in texts.figures.items()}
        charts[CHART] = Drawing(*(draw_changes(changed, names, style, widths) for widths in (PAGE, PHONE)))
    return charts


def draw_figure(figure: Figure, style: Style, widths: Widths) -> str:
    """One chart as SVG text; where there is nothing to draw, a panel that says why."""
    if why_not := nothing_to_draw(figure, style.language):
        return _draw_empty(why_not, style, widths)
    # What was not asked has no bar of its own, and leaves a gap in a line.
    shown = replace(figure.edition, cells=asked_cells(figure.spec, figure.edition))
    figure = replace(figure, windows={**figure.windows, WindowName.EDITION: shown})
    return FORMS[figure.spec.chart](figure, style, widths)


EMPTY_HEIGHT = 48.0


def nothing_to_draw(figure: Figure, language: Language) -> str | None:
    """Why a figure has no chart, in words; None where it has something to show."""
    spec, window, words = figure.spec, figure.edition, language.words["chart"]
    if why := not_asked(spec, (), window):
        reason = language.not_asked(why)
        return reason[:1].upper() + reason[1:]
    if spec.chart in (Chart.LINE, Chart.LINES) and len(spec.dimensions) > 1 and not any(c.share for c in window.cells):
        if any(cell.count for cell in window.cells):
            return words["no_shares"].format(
                part=words["part_quarter" if spec.dimensions[0] == "quarter" else "part_month"]
            )
    elif any(cell.count for cell in window.cells):
        return None
    bound = next((cell.below for cell in window.cells if cell.below), None)
    if bound:
        part = words["part_month" if spec.dimensions == ("month",) else "part_category"]
        unknown = words["unknown"].format(number=language.number(window.missing)) if window.missing else ""
        return words["all_few"].format(number=language.number(bound), part=part, unknown=unknown)
    if window.missing:
        return words["none_recorded"].format(counted=counted(language, window.total, spec.base))
    return words["no_records"]


def _draw_empty(words: str, style: Style, widths: Widths) -> str:
    """A quiet panel with the words in its middle."""
    canvas = Canvas(style, EMPTY_HEIGHT, widths.full)
    lines = canvas.style.wrap(words, canvas.width - 16, LABEL)
    canvas.box((0, 0), canvas.width, EMPTY_HEIGHT, "tint")
    canvas.lines_around((canvas.width / 2, EMPTY_HEIGHT / 2), lines, LABEL, "muted", "center")
    return canvas.svg()
