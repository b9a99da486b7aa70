"""Files: an edition is whole. Whoever reads it finds the report, the figures, the tables, and what was made of them."""

from collections.abc import Iterator

from tasks.core.languages import page_file
from tasks.core.manifest import Manifest

NEEDED = ("report.html", "figures.json", "tables.xlsx", "tables/datapackage.json", "quality.json")
"""What every edition has, beside a table a figure."""


def file_faults(manifest: Manifest) -> list[str]:
    """The files that an edition must have, by its own settings too, and that its manifest does not name."""
    return [f"there is no {name}" for name in (*NEEDED, *_by_settings(manifest)) if name not in manifest.files]


def _by_settings(manifest: Manifest) -> Iterator[str]:
    if manifest.settings.get("pdf", True) is not False:
        yield "report.pdf"
    languages = manifest.settings.get("languages", [])
    if isinstance(languages, list):
        yield from (page_file(str(code)) for code in languages[1:])
