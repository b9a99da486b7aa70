"""Pack the brand's fonts in the Latin script for web pages: beside each file that has one, the cut that pages carry.

Run it after a new version of a font: ``python -m assets.fonts.pack``. Cuts for other scripts have a way of their own.
"""

from tasks.core.brand import load_brand
from tasks.render.web_fonts import LATIN, covered, cut_down


def pack() -> None:
    """Write the cuts."""
    brand = load_brand()
    for font in brand.font_files:
        if font.web and font.family in (brand.text_font, brand.display_font):
            font.web.write_bytes(cut_down(font.path, LATIN & covered(font.path)))


if __name__ == "__main__":
    pack()
