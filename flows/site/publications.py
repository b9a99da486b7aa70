"""The publications as the site shows them: files that may be read, and the notice that a withdrawn one opens with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from flows.operate.settings import load_settings
from flows.site.languages import spoken, translations
from flows.site.pages import page
from tasks.model.errors import EditionError
from tasks.model.manifest import MANIFEST, is_internal, read_manifest
from tasks.model.period import EDITION_NAME
from tasks.publish.publications import Revision, revision_number, revisions_of, whole_and_broken

AS_PUBLISHED = "as-published"
"""Asks for a file of a withdrawn revision without the notice."""
VARY = {"Vary": "Accept"}
_BODY = re.compile(rb"<body[^>]*>")
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
_SCRIPT = re.compile("'sha256-[A-Za-z0-9+/]+=*'")
_HEAD = 4096
"""Bytes within which a report states its policy."""


@dataclass(frozen=True, slots=True)
class Notice:
    """That a revision was withdrawn, and the revision that stands in its place, if there is one."""

    revision: Revision
    current: Revision | None


def publications(root: Path) -> tuple[Mapping[str, tuple[Revision, ...]], tuple[EditionError, ...]]:
    """The revisions of each edition, the latest first; and what is wrong with others."""
    revisions, faults = whole_and_broken(root)
    groups = groupby(revisions, key=lambda revision: revision.edition)
    return {edition: tuple(each) for edition, each in groups}, faults


def notice_of(root: Path, edition: str, folder: str) -> Notice | None:
    """The notice at a revision's address; None where it was not withdrawn."""
    revisions = revisions_of(edition, root)
    current = next((revision for revision in revisions if revision.withdrawal is None), None)
    withdrawn = [revision for revision in revisions if revision.folder.name == folder and revision.withdrawal]
    return Notice(withdrawn[0], current) if withdrawn else None


def published_file(file: Path, notice: Notice | None, request: Request) -> Response:
    """A published file, byte for byte. A browser that opens one of a withdrawn revision meets the notice.

    On a web page it stands above the text; before any other file it is a page of its own, which leads on to the file.
    """
    if notice is None or AS_PUBLISHED in request.query_params or "text/html" not in request.headers.get("accept", ""):
        return served(file)
    path = file.relative_to(notice.revision.folder)
    same = notice.current and (notice.current.folder / path).is_file()
    said = {
        "settings": load_settings(),
        "notice": notice,
        "file": path if same else "report.html",
        "as_published": AS_PUBLISHED,
    }
    if file.suffix != ".html":
        return HTMLResponse(page("withdrawn", **said), headers=VARY)
    if (code := file.name.partition(".")[2].partition(".")[0]) in translations():
        spoken.set(code)  # that of the page, whatever its reader chose
    banner = page("banner", **said).encode()
    html = _BODY.sub(lambda body: body[0] + banner, file.read_bytes(), count=1)
    return HTMLResponse(html, headers={**VARY, **_own_policy(file)})


def served(file: Path) -> Response:
    """A file of an edition. A report runs the one script that it names by its digest, as if it were of another site."""
    return FileResponse(file, headers=_own_policy(file) if file.suffix == ".html" else None)


def _own_policy(file: Path) -> Mapping[str, str]:
    with file.open("rb") as opened:
        stated = _POLICY.search(opened.read(_HEAD))
    script = next(iter(_SCRIPT.findall(stated[1].decode("utf-8", "replace"))), "'none'") if stated else "'none'"
    policy = (
        f"default-src 'none'; script-src {script}; style-src 'unsafe-inline'; img-src data:; font-src data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        # Whatever stands in a report, it has no part in the session of whoever reads it.
        " sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
    )
    return {"Content-Security-Policy": policy}


def file_of(root: Path, edition: str, path: str) -> Path | None:
    """A file of an edition, or of one of its revisions, by its path; None where there is no such."""
    if not re.fullmatch(EDITION_NAME, edition):
        return None
    first, __, rest = path.partition("/")
    folder, name = (root / edition / first, rest) if revision_number(first) else (root / edition, path)
    try:
        manifest = read_manifest(folder)
    except EditionError:
        return None
    if is_internal(manifest):
        return None
    known = {MANIFEST, *manifest.files}
    found = folder / name
    # Neither the file nor a folder on the way to it may lead elsewhere; the folder of editions itself may be a link.
    straight = found.resolve() == root.resolve() / edition / path
    return found if name in known and found.is_file() and straight else None


def has_exact_counts(folder: Path) -> bool:
    """Whether an edition has exact counts, and so is for whoever had it made. One that is broken shows nothing."""
    try:
        return is_internal(read_manifest(folder))
    except (EditionError, OSError):
        return False
