"""What an edition says of itself on every page: that it is an internal draft, or that its data are made up."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.language.languages import translations
from tasks.language.text_files import read_toml
from tasks.language.texts import Texts
from tasks.model.brand import Brand
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.render.assets import svg_uri

WIDE, HIGH, MARGIN = 2100, 90, 210
"""The band at the foot of a printed page and its margin, in tenths of millimetres."""
LETTERS = 38
"""The size of its letters, in the same."""
_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its name, and what a reader has to know."""

    name: str
    help: str


def marks(figures: ProtectedFigures, words: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The marks of an edition, in the words of a language; none for one that may be published."""
    kinds = {"draft": figures.disclosure is Disclosure.NONE, "sample": figures.sample}
    return tuple(Mark(words["page"][kind], words["page"][f"{kind}_help"]) for kind, holds in kinds.items() if holds)


def mark_line(figures: ProtectedFigures, words: Mapping[str, Any], joint: str = " · ") -> str:
    """The names of all marks, in a line."""
    return joint.join(mark.name for mark in marks(figures, words))


def band_css(figures: ProtectedFigures, texts: Texts, brand: Brand) -> str:
    """The bands of a printed page and of the cover, as custom properties.

    The cover's has the marks in a language that has a script of its own too. They are drawn: neither profile of the PDF
    allows a text layer such as Nastaliq gets. On each page they would take half as much room as the report.
    """
    drawn = [
        _outlines(mark_line(figures, read_toml(folder / "words.toml"), "، "), brand.font_file(script.family, _WEIGHT))
        for folder in translations(texts.folder)
        if (script := brand.scripts.get(folder.name))
    ]
    bands = {"mark-band": "", "cover-band": "".join(drawn[:1])}
    return f":root{{{''.join(f'--{name}:url({_band(shapes, brand)!r});' for name, shapes in bands.items())}}}"


def _band(shapes: str, brand: Brand) -> str:
    return svg_uri(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}">'
        f'<rect width="{WIDE}" height="{HIGH}" fill="{brand.colours["accent"]}"/>'
        f'<g fill="{brand.colours["paper"]}">{shapes}</g></svg>'
    )


def _outlines(line: str, font_file: Path) -> str:
    """A line as drawn shapes, at the right end of the band and in the middle of its height."""
    import uharfbuzz as hb
    from fontTools.pens.boundsPen import ControlBoundsPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    face = hb.Face(hb.Blob.from_file_path(str(font_file)))
    font, buffer = hb.Font(face), hb.Buffer()
    buffer.add_str(line)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    shapes, at = DecomposingRecordingPen({}), 0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        font.draw_glyph_with_pen(
            glyph.codepoint, TransformPen(shapes, (1, 0, 0, 1, at + place.x_offset, place.y_offset))
        )
        at += place.x_advance
    bounds = ControlBoundsPen(None)
    shapes.replay(bounds)
    _, low, right, high = bounds.bounds or (0, 0, 0, 0)
    size = LETTERS / face.upem
    path = SVGPathPen(None, ntos=lambda number: f"{number:.1f}")
    shapes.replay(
        TransformPen(path, (size, 0, 0, -size, WIDE - MARGIN - right * size, (HIGH + (low + high) * size) / 2))
    )
    return f'<path d="{path.getCommands()}"/>'
