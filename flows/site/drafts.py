"""Drafts as those who approve them see them: what is in them, what they change, and which checks they hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from flows.edition.ledger import ledger_of, place_of
from flows.edition.reading import previous_draft, previous_edition, read_edition
from flows.operate.settings import Folders
from flows.site.publications import has_exact_counts
from tasks.language.languages import texts_folder, translated_pages
from tasks.language.rendered_text import Switch, switched
from tasks.language.texts_loader import figure_titles
from tasks.model.errors import EditionError, UsageError
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import Manifest, digest, is_sample, read_manifest
from tasks.model.period import Period
from tasks.model.quality import Quality
from tasks.publish import Revision, whole_and_broken
from tasks.review import FigureChange, TextChange, figure_changes, text_changes
from tasks.verify import verify


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft in a list: its edition, in words too, its digest, and the revision that is just this, if any.

    ``sample`` says that its records are made up.
    """

    edition: str
    words: str
    digest: str
    revision: Revision | None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class CheckResults:
    """Whether the draft holds its checks, with a line each, or what is wrong."""

    ok: bool
    lines: tuple[tuple[str, str], ...]


class Baseline(StrEnum):
    """What a draft is compared with: what is published, what was withdrawn, or the draft that it replaced."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a draft changes against another state of its edition, which has a digest, and a name where it has one."""

    baseline: Baseline
    name: str
    digest: str
    figures: tuple[FigureChange, ...]
    texts: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class Switches:
    """The conditions of texts that went another way than in the edition before, which is named in words."""

    since: str
    switches: tuple[Switch, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """All that the page of a draft shows.

    Attributes:
        line: what the list of drafts says of it.
        has_pdf: whether it has a PDF.
        pages: those in other languages, by the name of the language.
        untranslated: by the code of a language, what translators have to do.
        omitted: what it leaves out, having no text or no number for it.
        switches: None where there is no edition before.
        quality: of its records.
        verified: the checks that publishing makes.
        comparisons: with what is published or was withdrawn, and with the draft before, as far as there are any.
        withdrawn: the revisions of its edition that were withdrawn.
    """

    line: DraftSummary
    has_pdf: bool
    pages: Mapping[str, str]
    untranslated: Mapping[str, Sequence[str]]
    omitted: Sequence[str]
    switches: Switches | None
    quality: Quality
    verified: CheckResults
    comparisons: tuple[Comparison, ...]
    withdrawn: tuple[Revision, ...]


def all_drafts(folders: Folders) -> tuple[DraftSummary, ...]:
    """The drafts, the latest first; none with exact counts, which are read in their folder by whoever had them made."""
    found = [folder for folder in folders.out.glob("*") if _is_edition(folder) and not has_exact_counts(folder)]
    return tuple(_line(folder, folders) for folder in sorted(found, reverse=True))


def draft_page(edition: str, folders: Folders) -> DraftPage:
    """The page of a draft, computed anew each time: a file, the ledger or what is published may have changed.

    Raises:
        EditionError: there is no such draft, it was touched after it was built, or it is another edition's.
    """
    folder = folders.out / edition
    if not _is_edition(folder) or has_exact_counts(folder):
        raise EditionError("There is no such draft.", edition, "Go back to the list of drafts.")
    frozen, manifest = read_edition(folder), read_manifest(folder)
    revisions = _revisions(folder, folders.published)
    return DraftPage(
        line=_line(folder, folders),
        has_pdf=(folder / "report.pdf").exists(),
        pages={name: page for page, name in translated_pages().items() if (folder / page).exists()},
        untranslated=manifest.untranslated,
        omitted=manifest.omitted,
        switches=_switches(manifest, folders.out),
        quality=frozen.quality,
        verified=_check_results(folder, folders),
        comparisons=tuple(_comparisons(folder, frozen.figures, revisions, folders.state)),
        withdrawn=tuple(revision for revision in revisions if revision.withdrawal),
    )


def _revisions(folder: Path, publications: Path) -> list[Revision]:
    return [revision for revision in whole_and_broken(publications)[0] if revision.edition == folder.name]


def _line(folder: Path, folders: Folders) -> DraftSummary:
    approval = digest(folder)
    same = [revision for revision in _revisions(folder, folders.published) if revision.digest == approval]
    sample = is_sample(read_manifest(folder))
    return DraftSummary(folder.name, Period.parse(folder.name).words, approval, same[0] if same else None, sample)


def _check_results(folder: Path, folders: Folders) -> CheckResults:
    """The checks that publishing makes."""
    private = place_of(folder, "private", folders.state) or folders.private
    try:
        found = verify(folder, private, ledger_of(folder, folders, folders.published), to_publish=True)
        return CheckResults(True, tuple((check.name, check.detail) for check in found.checks))
    except EditionError as error:
        return CheckResults(False, (("refused", error.problem),))


def _switches(manifest: Manifest, editions: Path) -> Switches | None:
    before = previous_edition(editions, Period.parse(manifest.edition))
    if before is None:
        return None
    return Switches(Period.parse(before.edition).words, switched(before.ways, manifest.ways))


def _comparisons(
    folder: Path, figures: ProtectedFigures, revisions: Sequence[Revision], state: Path
) -> Iterator[Comparison]:
    page = (folder / "report.html").read_text("utf-8")
    last = next((revision for revision in revisions if revision.withdrawal is None), next(iter(revisions), None))
    if last:
        shown = read_edition(last.folder).figures, (last.folder / "report.html").read_text("utf-8")
        baseline = Baseline.WITHDRAWN if last.withdrawal else Baseline.PUBLISHED
        yield Comparison(baseline, f"revision {last.number}", last.digest, *_changes(*shown, figures, page))
    before = previous_draft(folder, state)
    if before and before.digest not in (digest(folder), last and last.digest):
        changes = _changes(parse_figures(before.figures.encode()), before.page, figures, page)
        yield Comparison(Baseline.BEFORE, "", before.digest, *changes)


def _changes(
    before: ProtectedFigures, page_before: str, now: ProtectedFigures, page: str
) -> tuple[tuple[FigureChange, ...], tuple[TextChange, ...]]:
    titles = {**before.titles, **now.titles, **figure_titles(texts_folder())}
    named = (replace(change, figure=titles.get(change.figure, change.figure)) for change in figure_changes(before, now))
    return tuple(named), text_changes(page_before, page)


def _is_edition(folder: Path) -> bool:
    try:
        Period.parse(folder.name)
    except UsageError:
        return False
    return (folder / "manifest.json").is_file() and not folder.is_symlink()
