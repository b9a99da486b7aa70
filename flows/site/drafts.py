"""Drafts as those who approve them see them: what is in them, what they change, and which checks they hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.edition.ledger import places_of
from flows.edition.reading import drafts_in, previous_draft, previous_edition, read_edition
from flows.settings import Folders, load_settings
from flows.site.edition_files import draft_folder
from flows.site.pages import page
from tasks.language.languages import texts_folder, translated_pages
from tasks.language.rendered_text import switched
from tasks.language.texts_loader import figure_titles
from tasks.model.errors import EditionError
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import digest, is_sample, read_manifest
from tasks.model.period import Period
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
class DraftComparison:
    """What a draft changes against a revision of its edition, or against the draft that it replaced."""

    revision: Revision | None
    digest: str
    figures: tuple[FigureChange, ...]
    texts: tuple[TextChange, ...]

    @property
    def against(self) -> str:
        """What names it in an address: what is published, what was withdrawn, or the draft before."""
        return "before" if self.revision is None else "withdrawn" if self.revision.withdrawal else "published"


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [Route("/drafts/{edition}/", _draft), Route("/drafts/{edition}", _with_slash)]


def all_drafts(folders: Folders) -> tuple[DraftSummary, ...]:
    """The drafts, the latest first; none with exact counts, which are read in their folder by whoever had them made."""
    return tuple(_summary(folder, folders) for folder in drafts_in(folders.out))


def _with_slash(request: Request) -> Response:
    # By hand: Starlette's own would name the address as it came to this machine, without the proxy's https.
    return RedirectResponse(f"/drafts/{request.path_params['edition']}/")


def _draft(request: Request) -> Response:
    """The page of a draft, computed anew each time: a file, the ledger or what is published may have changed.

    Raises:
        EditionError: there is no such draft, it was touched after it was built, or it is another edition's.
    """
    folders, folder = load_settings().folders, draft_folder(request.path_params["edition"])
    frozen, manifest = read_edition(folder), read_manifest(folder)
    revisions = revisions_of(folder.name, folders.published)
    before = previous_edition(folders.out, Period.parse(folder.name))
    holds, checks = _checked(folder, folders)
    return page(
        request,
        "draft",
        draft=_summary(folder, folders),
        manifest=manifest,
        has_pdf=(folder / "report.pdf").exists(),
        translated={name: file for file, name in translated_pages().items() if (folder / file).exists()},
        since=before.edition if before else "",
        switches=switched(before.ways, manifest.ways) if before else (),
        quality=frozen.quality,
        holds=holds,
        checks=checks,
        comparisons=tuple(_comparisons(folder, frozen.figures, revisions, folders.state)),
        withdrawn=[revision for revision in revisions if revision.withdrawal],
    )


def _summary(folder: Path, folders: Folders) -> DraftSummary:
    approval, revisions = digest(folder), revisions_of(folder.name, folders.published)
    same = next((revision for revision in revisions if revision.digest == approval), None)
    return DraftSummary(folder.name, approval, same, is_sample(read_manifest(folder)))


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
) -> Iterator[DraftComparison]:
    page = (folder / "report.html").read_text("utf-8")
    last = next((revision for revision in revisions if revision.withdrawal is None), next(iter(revisions), None))
    if last:
        shown = read_edition(last.folder).figures, (last.folder / "report.html").read_text("utf-8")
        yield DraftComparison(last, last.digest, *_changes(*shown, figures, page))
    before = previous_draft(folder, state)
    if before and before.digest not in (digest(folder), last and last.digest):
        changes = _changes(parse_figures(before.figures.encode()), before.page, figures, page)
        yield DraftComparison(None, before.digest, *changes)


def _changes(
    before: ProtectedFigures, page_before: str, now: ProtectedFigures, page: str
) -> tuple[tuple[FigureChange, ...], tuple[TextChange, ...]]:
    titles = {**before.titles, **now.titles, **figure_titles(texts_folder())}
    named = (replace(change, figure=titles.get(change.figure, change.figure)) for change in figure_changes(before, now))
    return tuple(named), text_changes(page_before, page)
