"""Charts from the shelf: a change of text leaves most of them as they are, and drawing them takes a second."""

import hashlib
import json
from collections.abc import Mapping

from tasks.chart import draw
from tasks.core.brand import Brand
from tasks.core.changes import Comparison
from tasks.core.drawing import Drawing
from tasks.core.figures import ProtectedFigures
from tasks.core.shelf import Shelf
from tasks.core.texts import Texts


def kept_charts(digest: str, texts: Texts, brand: Brand, shelf: Shelf) -> Mapping[str, Drawing] | None:
    """The charts as they lie on the shelf; None where they do not.

    Args:
        digest: a digest of the figures; what changed since an earlier period follows from them.
        texts, brand: as in :func:`tasks.chart.draw`.
        shelf: where they are kept.
    """
    kept = shelf.find(*_made_from(digest, texts, brand))
    return {chart: Drawing(**drawing) for chart, drawing in json.loads(kept).items()} if kept else None


def draw_and_keep(
    figures: ProtectedFigures, digest: str, comparison: Comparison, texts: Texts, brand: Brand, shelf: Shelf
) -> Mapping[str, Drawing]:
    """The same as :func:`tasks.chart.draw`; they are put on the shelf."""
    charts = draw(figures, comparison, texts, brand)
    drawn = {chart: {"page": drawing.page, "phone": drawing.phone} for chart, drawing in charts.items()}
    shelf.keep(json.dumps(drawn, ensure_ascii=False).encode(), *_made_from(digest, texts, brand))
    return charts


def _made_from(digest: str, texts: Texts, brand: Brand) -> tuple[str, ...]:
    """What they show and how: of the texts, the words of the language and the figures' names."""
    names = {figure_id: words.name for figure_id, words in texts.figures.items()}
    fonts = [hashlib.sha256(font.path.read_bytes()).hexdigest() for font in brand.font_files]
    return ("charts", digest, repr(texts.language), repr(names), repr(brand), *fonts)
