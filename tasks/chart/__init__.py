"""Chart: draw every figure that has a picture, as standalone SVG in the brand's colours and type."""

from collections.abc import Mapping

from tasks.language.texts import Texts
from tasks.model.brand import Brand
from tasks.model.changes import CHART, Comparison
from tasks.model.drawing import Drawing, InfographicWords
from tasks.model.figures import ProtectedFigures


def draw(figures: ProtectedFigures, comparison: Comparison, texts: Texts, brand: Brand) -> Mapping[str, Drawing]:
    """Charts of an edition.

    Args:
        figures: the published figures; each is drawn for the edition's own window.
        comparison: what changed since an earlier period.
        texts: the language that they speak, and what the rows of each figure are called after.
        brand: colours and type.

    Returns:
        Figure id → drawing for every figure whose form is a chart; and the chart of the shares that changed, if there
        are any, under an id of its own. The text stays text, in the brand's text face; the page that shows a chart must
        bring that face along.
    """
    # Drawing loads matplotlib, which the command line should not wait for.
    from tasks.chart.changes import draw_changes
    from tasks.chart.forms import draw_figure, form_of
    from tasks.chart.lettering import Style
    from tasks.chart.quarters import in_quarters
    from tasks.chart.sheet import PAGE, PHONE

    style = Style(brand.lettered(texts.language.code), texts.language)
    charts = {
        figure.spec.id: Drawing(*(draw_figure(shown, style, room) for room in (PAGE, PHONE)))
        for figure in figures
        if form_of(figure.spec)
        for shown in [in_quarters(figure, figures)]
    }
    if changed := comparison.drawn:
        names = {figure_id: words.name for figure_id, words in texts.figures.items()}
        page, phone = (draw_changes(changed, names, style, room) for room in (PAGE, PHONE))
        charts[CHART] = Drawing(page, phone)
    return charts


def draw_infographic(words: InfographicWords, brand: Brand) -> Mapping[str, bytes]:
    """The infographic as SVG and PNG by file name, as A4 and as a square; none where there is nothing new to tell."""
    from tasks.chart.infographic import draw_each

    return draw_each(words, brand) if words.findings else {}


__all__ = ["draw", "draw_infographic"]
