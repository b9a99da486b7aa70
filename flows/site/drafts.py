"""Drafts as those who approve them see them: what is in them, what they change, and which checks they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.frozen_edition import FrozenEdition, read_edition
from flows.ledgers import ledger_of
from flows.places import place_of
from flows.settings import Folders
from flows.site.files import is_for_one
from tasks.core.errors import EditionError, UsageError
from tasks.core.languages import translated_pages
from tasks.core.manifest import digest, read_manifest
from tasks.core.period import Period
from tasks.core.quality import Quality
from tasks.core.texts import TEXTS, figure_titles
from tasks.publish import Revision, whole_and_broken
from tasks.review import FigureChange, TextChange, figure_changes, text_changes
from tasks.verify import verify


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list: its edition, in words too, its digest, and the revision that is just this, if any."""

    edition: str
    words: str
    digest: str
    published_as: str


@dataclass(frozen=True, slots=True)
class Held:
    """Whether the draft holds its checks, with a line each, or what is wrong."""

    ok: bool
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Against:
    """What a draft changes against a published revision of its edition."""

    revision: Revision
    figures: tuple[FigureChange, ...]
    texts: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """All that the page of a draft shows; ``against`` is None where nothing of the edition is published yet.

    ``pages`` are those in other languages, by the name of the language; ``untranslated`` tells by its code what
    translators have to do.
    """

    line: DraftLine
    has_pdf: bool
    pages: Mapping[str, str]
    untranslated: Mapping[str, Sequence[str]]
    quality: Quality
    verified: Held
    against: Against | None
    others: int


def all_drafts(folders: Folders) -> tuple[DraftLine, ...]:
    """The drafts, the latest first; none with exact counts, which are read in their folder by whoever had them made."""
    found = [folder for folder in folders.out.glob("*") if _is_edition(folder) and not is_for_one(folder)]
    return tuple(_line(folder, folders) for folder in sorted(found, reverse=True))


def draft_page(edition: str, folders: Folders) -> DraftPage:
    """The page of a draft, computed anew each time: a file, the ledger or what is published may have changed.

    Raises:
        EditionError: there is no such draft, it was touched after it was built, or it is another edition's.
    """
    folder = folders.out / edition
    if not _is_edition(folder) or is_for_one(folder):
        raise EditionError("There is no such draft.", edition, "Go back to the list of drafts.")
    frozen = read_edition(folder)
    return DraftPage(
        line=_line(folder, folders),
        has_pdf=(folder / "report.pdf").exists(),
        pages={name: page for page, name in translated_pages().items() if (folder / page).exists()},
        untranslated=read_manifest(folder).untranslated,
        quality=frozen.quality,
        verified=_held(folder, folders),
        against=_against(folder, frozen, folders.published),
        others=len(frozen.figures.figures),
    )


def _line(folder: Path, folders: Folders) -> DraftLine:
    approval = digest(folder)
    same = [r for r in whole_and_broken(folders.published)[0] if r.edition == folder.name and r.digest == approval]
    published_as = f"r{same[0].number}" if same else ""
    return DraftLine(folder.name, Period.parse(folder.name).words, approval, published_as)


def _held(folder: Path, folders: Folders) -> Held:
    """The checks that publishing makes."""
    private = place_of(folder, "private", folders.state) or folders.private
    try:
        found = verify(folder, private, ledger_of(folder, folders, folders.published), to_publish=True)
        return Held(True, tuple((check.name, check.detail) for check in found.checks))
    except EditionError as error:
        return Held(False, (("refused", error.problem),))


def _against(folder: Path, draft: FrozenEdition, shelf: Path) -> Against | None:
    revisions = [r for r in whole_and_broken(shelf)[0] if r.edition == folder.name and r.withdrawal is None]
    if not revisions:
        return None
    titles, last = figure_titles(TEXTS), revisions[0]
    changes = figure_changes(read_edition(last.folder).figures, draft.figures)
    named = tuple(FigureChange(titles.get(c.figure, c.figure), c.window, c.row, c.before, c.after) for c in changes)
    pages = [(f / "report.html").read_text("utf-8") for f in (last.folder, folder)]
    return Against(last, named, text_changes(*pages))


def _is_edition(folder: Path) -> bool:
    try:
        Period.parse(folder.name)
    except UsageError:
        return False
    return (folder / "manifest.json").is_file() and not folder.is_symlink()
