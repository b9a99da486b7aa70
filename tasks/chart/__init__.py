"""Chart: draw every figure that has a picture, as standalone SVG in the brand's colours and type."""

from collections.abc import Mapping

from tasks.language.languages import source_language
from tasks.language.texts import Texts
from tasks.model.brand import Brand
from tasks.model.changes import Comparison
from tasks.model.drawing import Drawing, Infographic, InfographicWords
from tasks.model.figures import ProtectedFigures

# Drawing loads matplotlib, which the command line should not wait for; so both import when they are called.


def draw(figures: ProtectedFigures, comparison: Comparison, texts: Texts, brand: Brand) -> Mapping[str, Drawing]:
    """Charts of an edition.

    Args:
        figures: the published figures; each is drawn for the edition's own window.
        comparison: what changed since an earlier period.
        texts: the language that they speak, and what the rows of each figure are called after.
        brand: colours and type.

    Returns:
        Figure id → drawing for every figure with a headline whose form is a chart; and the chart of the shares that
        changed, if there are any, under an id of its own. The text stays text, in the brand's text face; the page that
        shows a chart must bring that face along.
    """
    from tasks.chart.forms import draw_every

    return draw_every(figures, comparison, texts, brand)


def draw_infographic(words: InfographicWords, brand: Brand) -> Infographic:
    """The infographic as A4 and as a square; without any file where there is nothing new to tell."""
    from tasks.chart import infographic
    from tasks.chart.typography import Style

    style = Style(brand, source_language())
    return infographic.draw_infographic(words, style) if words.findings else Infographic({}, {})


__all__ = ["draw", "draw_infographic"]
