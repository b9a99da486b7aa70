"""Drafts as those who approve them see them: what is in them, what they change, and which checks they hold."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.edition.ledger import places_of
from flows.edition.reading import previous_draft, previous_edition, read_edition
from flows.operate.settings import Folders
from flows.site.languages import _
from flows.site.publications import has_exact_counts
from tasks.language.languages import texts_folder, translated_pages
from tasks.language.rendered_text import Switch, switched
from tasks.language.texts_loader import figure_titles
from tasks.model.errors import EditionError
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import MANIFEST, Manifest, digest, is_sample, read_manifest
from tasks.model.period import EDITION_NAME, Period
from tasks.model.quality import Quality
from tasks.publish.publications import Revision, revisions_of
from tasks.review import FigureChange, TextChange, figure_changes, text_changes
from tasks.verify import verify


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft in a list: its edition, its digest, and the revision that is just this, if any.

    ``sample`` says that its records are made up.
    """

    edition: str
    digest: str
    revision: Revision | None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a draft changes against a revision of its edition, or against the draft that it replaced."""

    revision: Revision | None
    digest: str
    figures: tuple[FigureChange, ...]
    texts: tuple[TextChange, ...]

    @property
    def against(self) -> str:
        """What names it in an address: what is published, what was withdrawn, or the draft before."""
        return "before" if self.revision is None else "withdrawn" if self.revision.withdrawal else "published"


@dataclass(frozen=True, slots=True)
class DraftPage:
    """All that the page of a draft shows.

    Attributes:
        line: what the list of drafts says of it.
        manifest: what it leaves out, and what translators have to do.
        has_pdf: whether it has a PDF.
        pages: those in other languages, by the name of the language.
        since: the edition before it; empty where there is none.
        switches: the conditions of texts that went another way than in that.
        quality: of its records.
        holds: whether it holds the checks that publishing makes.
        checks: a line each, or what is wrong.
        comparisons: with what is published or was withdrawn, and with the draft before, as far as there are any.
        withdrawn: the revisions of its edition that were withdrawn.
    """

    line: DraftSummary
    manifest: Manifest
    has_pdf: bool
    pages: Mapping[str, str]
    since: str
    switches: tuple[Switch, ...]
    quality: Quality
    holds: bool
    checks: tuple[tuple[str, str], ...]
    comparisons: tuple[Comparison, ...]
    withdrawn: tuple[Revision, ...]


def all_drafts(folders: Folders) -> tuple[DraftSummary, ...]:
    """The drafts, the latest first; none with exact counts, which are read in their folder by whoever had them made."""
    found = [folder for folder in folders.out.glob("*") if _is_shown(folder.name, folder)]
    return tuple(_line(folder, folders) for folder in sorted(found, reverse=True))


def draft_folder(edition: str, folders: Folders) -> Path:
    """The folder of a draft that people may read.

    Raises:
        EditionError: there is none of this name, or one with exact counts.
    """
    folder = folders.out / edition
    if not _is_shown(edition, folder):
        raise EditionError(_("There is no such draft."), edition[:40], _("Go back to the list of editions."))
    return folder


def _is_shown(edition: str, folder: Path) -> bool:
    named = re.fullmatch(EDITION_NAME, edition) and not folder.is_symlink()
    return bool(named) and (folder / MANIFEST).is_file() and not has_exact_counts(folder)


def draft_page(edition: str, folders: Folders) -> DraftPage:
    """The page of a draft, computed anew each time: a file, the ledger or what is published may have changed.

    Raises:
        EditionError: there is no such draft, it was touched after it was built, or it is another edition's.
    """
    folder = draft_folder(edition, folders)
    frozen, manifest = read_edition(folder), read_manifest(folder)
    revisions = revisions_of(folder.name, folders.published)
    before = previous_edition(folders.out, Period.parse(edition))
    holds, checks = _checked(folder, folders)
    return DraftPage(
        line=_line(folder, folders),
        manifest=manifest,
        has_pdf=(folder / "report.pdf").exists(),
        pages={name: page for page, name in translated_pages().items() if (folder / page).exists()},
        since=before.edition if before else "",
        switches=switched(before.ways, manifest.ways) if before else (),
        quality=frozen.quality,
        holds=holds,
        checks=checks,
        comparisons=tuple(_comparisons(folder, frozen.figures, revisions, folders.state)),
        withdrawn=tuple(revision for revision in revisions if revision.withdrawal),
    )


def _line(folder: Path, folders: Folders) -> DraftSummary:
    approval = digest(folder)
    same = [revision for revision in revisions_of(folder.name, folders.published) if revision.digest == approval]
    return DraftSummary(folder.name, approval, same[0] if same else None, is_sample(read_manifest(folder)))


def _checked(folder: Path, folders: Folders) -> tuple[bool, tuple[tuple[str, str], ...]]:
    """Whether a draft holds the checks that publishing makes, and what they say."""
    places = places_of(folder, folders)
    try:
        found = verify(folder, places.private, places.ledger, to_publish=True)
        return True, tuple((check.name, check.detail) for check in found.checks)
    except EditionError as error:
        return False, (("refused", error.problem),)


def _comparisons(
    folder: Path, figures: ProtectedFigures, revisions: Sequence[Revision], state: Path
) -> Iterator[Comparison]:
    page = (folder / "report.html").read_text("utf-8")
    last = next((revision for revision in revisions if revision.withdrawal is None), next(iter(revisions), None))
    if last:
        shown = read_edition(last.folder).figures, (last.folder / "report.html").read_text("utf-8")
        yield Comparison(last, last.digest, *_changes(*shown, figures, page))
    before = previous_draft(folder, state)
    if before and before.digest not in (digest(folder), last and last.digest):
        changes = _changes(parse_figures(before.figures.encode()), before.page, figures, page)
        yield Comparison(None, before.digest, *changes)


def _changes(
    before: ProtectedFigures, page_before: str, now: ProtectedFigures, page: str
) -> tuple[tuple[FigureChange, ...], tuple[TextChange, ...]]:
    titles = {**before.titles, **now.titles, **figure_titles(texts_folder())}
    named = (replace(change, figure=titles.get(change.figure, change.figure)) for change in figure_changes(before, now))
    return tuple(named), text_changes(page_before, page)
