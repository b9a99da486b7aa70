"""A chart as it is handed from drawing to setting: one finding, drawn for two widths."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as standalone SVG text.

    Attributes:
        page: for paper and wide screens, 168 mm wide, or 133 mm to stand beside a caption.
        phone: for narrow screens, where the other would be too small to read.
    """

    page: str
    phone: str
