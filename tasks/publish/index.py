"""The index of published editions: a page for people, one for each edition, and the same as JSON and as a feed."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from expectations.contract.helpline import helpline
from tasks.language.languages import helpline_name, translated_pages
from tasks.model.brand import load_brand
from tasks.model.manifest import is_sample, read_manifest
from tasks.publish.publications import Revision, published
from tasks.storage.atomic_files import write_file

TEMPLATES = Path(__file__).parents[2] / "report_templates" / "pages"
INDEX_FILES = ("index.json", "feed.json", "index.html")
"""In the order in which they are written: people read the last."""
LANDING = "index.html"
"""The page of an edition, beside its revisions: an address to give to others, which says what has become of it."""
REPORT, FIGURES = "report.html", "figures.json"
_PRINTED = re.compile(rb' id="figure-(\w+)"')
LINKED = {
    "report.pdf": "Report (PDF)",
    "infographic.pdf": "What is new, on a page (PDF)",
    "infographic.png": "What is new, as a picture (PNG)",
    REPORT: "Report (web page)",
    "tables.xlsx": "Tables (Excel)",
    "tables/datapackage.json": "Tables (CSV, described)",
    FIGURES: "Figures (JSON)",
}
"""The files that a reader is led to, in this order, where a revision has them."""


def write_index(publications: Path) -> None:
    """Renew the index of a folder of published editions: :data:`INDEX_FILES`, and before them each edition's own page.

    Raises:
        EditionError: a published revision is broken.
        OSError: the index cannot be written; the old one stands.
    """
    editions = [_entry(list(revisions)) for _, revisions in groupby(published(publications), key=lambda r: r.edition)]
    for before, edition, after in zip([*editions[1:], None], editions, [None, *editions], strict=False):
        page = _page([edition], root="../", neighbours={"prev": before, "next": after})
        _replace(publications / edition["edition"] / LANDING, page)
    index = _page(editions, series=_series(publications, editions))
    texts = (_json({"editions": editions}), _json(_feed(editions)), index)
    for name, text in zip(INDEX_FILES, texts, strict=True):
        _replace(publications / name, text)


def landing_pages(publications: Path) -> list[Path]:
    """The pages of the editions."""
    return sorted({revision.folder.with_name(LANDING) for revision in published(publications)})


def _entry(revisions: list[Revision]) -> dict[str, Any]:
    latest = revisions[0]
    current = next((revision.number for revision in revisions if revision.withdrawal is None), None)
    return {
        "edition": latest.edition,
        "from": str(latest.period.first),
        "to": str(latest.period.last),
        "words": latest.period.words,
        "current": current,
        "sample": is_sample(read_manifest(latest.folder)),
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


def _series(publications: Path, editions: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """For each figure that several editions print, by its title: the months of each, and where it stands there."""
    titles: dict[str, str] = {}
    found: dict[str, list[tuple[str, str]]] = {}
    for edition in editions:
        address = f"{edition['edition']}/r{edition['current']}"
        if not {REPORT, FIGURES} <= {path.name for path in (publications / address).glob("*.*")}:
            continue
        figures = json.loads((publications / address / FIGURES).read_bytes())["figures"]
        for name in map(bytes.decode, _PRINTED.findall((publications / address / REPORT).read_bytes())):
            if name in figures:
                titles.setdefault(name, figures[name]["title"])
                found.setdefault(name, []).append((edition["words"], f"{address}/{REPORT}#figure-{name}"))
    return {titles[name]: links for name, links in found.items() if len(links) > 1}


def _linked() -> dict[str, str]:
    """The files that a reader is led to; after the web page, those in other languages."""
    pages = {file: f"Report (web page, {name})" for file, name in translated_pages().items()}
    found = list(LINKED.items())
    place = list(LINKED).index(REPORT) + 1
    return dict([*found[:place], *pages.items(), *found[place:]])


def _feed(editions: list[dict[str, Any]]) -> dict[str, Any]:
    """The publications as a JSON Feed, the latest first; that one was withdrawn is news of its own."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Published reports: {helpline_name()}",
        "items": [
            item for edition in editions for revision in edition["revisions"] for item in _news(edition, revision)
        ],
    }


def _news(edition: dict[str, Any], revision: dict[str, Any]) -> Iterator[dict[str, str]]:
    name = f"report for {edition['words']}, revision {revision['revision']}"
    page, withdrawn = f"{edition['edition']}/{LANDING}", revision["withdrawn"]
    notice = f"Withdrawn on {withdrawn['on']}: {withdrawn['reason']} Please do not rely on it." if withdrawn else ""
    if withdrawn:
        day = datetime.fromisoformat(str(withdrawn["on"])).replace(tzinfo=helpline().zone).isoformat()
        yield {
            "id": f"{revision['digest']}-withdrawn",
            "url": page,
            "title": f"Withdrawn: {name}",
            "content_text": notice,
            "date_published": day,
        }
    yield {
        "id": revision["digest"],
        "url": page,
        "title": f"{name[0].upper()}{name[1:]}",
        "content_text": notice or revision["reason"] or "Published.",
    }


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _page(editions: list[dict[str, Any]], root: str = "", **others: object) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    brand = load_brand()
    return templates.get_template("index.html.j2").render(
        editions=editions, root=root, brand=brand, helpline=helpline_name(), **others
    )


def _replace(path: Path, text: str) -> None:
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return
    write_file(path, content)
