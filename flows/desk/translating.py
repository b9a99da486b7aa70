"""A translation beside its source: what changed there since, word by word, and that it is up to date again."""

from collections.abc import Callable

from flows.desk.blocks import Page, source_code
from flows.desk.versions import present, text_of, versions
from flows.edition.reading import absent_from, read_edition
from tasks.language.languages import texts_folder
from tasks.language.text_files import read_translated
from tasks.language.texts_loader import load_texts
from tasks.language.translation import FILE, digest_of, record
from tasks.model.errors import ReportError
from tasks.review import Piece, by_words


def changed_since(of: Page) -> tuple[Piece, ...]:
    """What changed in the source since the translation was made; nothing where it is up to date, or not known."""
    file = of.path.partition("/")[2]
    recorded = read_translated(texts_folder().parent / of.code / FILE, dict[str, str]).get(file, "")
    now = (present(f"{source_code()}/{file}") or b"").decode("utf-8", "replace")
    if not recorded or digest_of(now) == recorded:
        return ()
    try:
        made = (text_of(f"{source_code()}/{file}", each.id) for each in versions(f"{source_code()}/{file}"))
        before = next((text for text in made if digest_of(text) == recorded), None)
    except ReportError:
        return ()
    return by_words(before, now) if before is not None else ()


def mark_translated(of: Page) -> Callable[[], None]:
    """What writes down that a translation is one of the source as it is now."""

    def write() -> None:
        figures = read_edition(of.draft.folder).figures
        folder = texts_folder().parent / of.code
        record(load_texts(folder, figures.edition, absent_from(figures)), [of.path.partition("/")[2]])

    return write
