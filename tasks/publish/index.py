"""The index of published editions: a page for people, and the same as JSON."""

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from tasks.core.atomic_files import write_file
from tasks.core.brand import load_brand
from tasks.core.languages import translated_pages
from tasks.core.manifest import read_manifest
from tasks.publish.shelf import Revision, published

TEMPLATES = Path(__file__).parents[2] / "report_templates" / "pages"
INDEX_FILES = ("index.json", "index.html")
"""In the order in which they are written: people read the last."""
LINKED = {
    "report.pdf": "Report (PDF)",
    "report.html": "Report (web page)",
    "tables.xlsx": "Tables (Excel)",
    "tables/datapackage.json": "Tables (CSV, described)",
    "figures.json": "Figures (JSON)",
}
"""The files that a reader is led to, in this order, where a revision has them."""


def write_index(shelf: Path) -> None:
    """Renew ``index.html`` and ``index.json`` of a folder of published editions.

    Raises:
        EditionError: a published revision is broken.
        OSError: the index cannot be written; the old one stands.
    """
    editions = [_entry(list(revisions)) for _, revisions in groupby(published(shelf), key=lambda r: r.edition)]
    data = json.dumps({"editions": editions}, ensure_ascii=False, indent=1) + "\n"
    for name, text in zip(INDEX_FILES, (data, _page(editions)), strict=True):
        if not (shelf / name).exists() or (shelf / name).read_bytes() != text.encode():
            write_file(shelf / name, text.encode())


def _entry(revisions: list[Revision]) -> dict[str, Any]:
    latest = revisions[0]
    current = next((revision.number for revision in revisions if revision.withdrawal is None), None)
    return {
        "edition": latest.edition,
        "from": str(latest.period.first),
        "to": str(latest.period.last),
        "words": latest.period.words,
        "current": current,
        "revisions": [_revision(revision) for revision in revisions],
    }


def _revision(revision: Revision) -> dict[str, Any]:
    files = read_manifest(revision.folder).files
    address = f"{revision.edition}/r{revision.number}"
    links = [{"words": words, "address": f"{address}/{name}"} for name, words in _linked().items() if name in files]
    return {
        "revision": revision.number,
        "digest": revision.digest,
        "reason": revision.reason,
        "withdrawn": asdict(revision.withdrawal) if revision.withdrawal else None,
        "links": links,
    }


def _linked() -> dict[str, str]:
    """The files that a reader is led to; after the web page, those in other languages."""
    pages = {file: f"Report (web page, {name})" for file, name in translated_pages().items()}
    found = list(LINKED.items())
    place = list(LINKED).index("report.html") + 1
    return dict([*found[:place], *pages.items(), *found[place:]])


def _page(editions: list[dict[str, Any]]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    brand = load_brand()
    return templates.get_template("index.html.j2").render(editions=editions, brand=brand)
