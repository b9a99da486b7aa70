"""Make the picture of the README: pages of the built sample edition, side by side. Needs poppler-utils.

Run: .venv/bin/python docs/pictures/make.py editions/2016-12_2018-11/report.pdf
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PAGES = (1, 4, 6, 16, 42)
WIDTH, GAP, PAPER = 380, 14, "#e9e4ee"


def main(pdf: Path) -> None:
    """Draw the pages in one row and write ``report.png`` beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        pages = [_page(pdf, number, Path(folder)) for number in PAGES]
    height = max(page.height for page in pages)
    sheet = Image.new("RGB", (len(pages) * (WIDTH + GAP) + GAP, height + 2 * GAP), PAPER)
    for place, page in enumerate(pages):
        sheet.paste(page, (GAP + place * (WIDTH + GAP), GAP))
    sheet.quantize(128).save(Path(__file__).with_name("report.png"), optimize=True)


def _page(pdf: Path, number: int, folder: Path) -> Image.Image:
    target = folder / f"page-{number}"
    command = ["pdftoppm", "-png", "-singlefile", "-f", str(number), "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
    subprocess.run([*command, str(pdf), str(target)], check=True)  # noqa: S603
    return Image.open(target.with_suffix(".png")).convert("RGB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
