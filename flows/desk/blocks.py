"""The blocks of the report as the desk names them: an edition, a language and a block, the file of its text, and in a
translation what changed in the source since.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from flows.desk.accounts import Account, Role
from flows.desk.preview_process import draft_of
from flows.desk.proofs import Draft
from flows.desk.sessions import NotAllowedError
from flows.desk.versions import present, text_of, versions
from flows.edition.reading import absent_from, read_edition
from flows.site.languages import _
from tasks.language.languages import texts_folder, translations
from tasks.language.text_files import read_translated
from tasks.language.texts import Block
from tasks.language.texts_loader import load_texts, read_outline
from tasks.language.translation import FILE, digest_of, record
from tasks.model.errors import ReportError, UsageError
from tasks.model.period import Period
from tasks.review import Piece, by_words


@dataclass(frozen=True, slots=True)
class Page:
    """A text to be written: of which edition, in which language, of which block.

    Attributes:
        edition: its name, such as ``2018-06_2018-11``.
        code: the folder of the language.
        block: the block.
        path: of its file, below the folder of all languages.
        draft: the draft whose figures it is written around.
    """

    edition: str
    code: str
    block: Block
    path: str
    draft: Draft

    @property
    def address(self) -> str:
        """Where it is written."""
        return f"/desk/{self.edition}/write/{self.code}/{self.block.id}"


def source_code() -> str:
    """The folder of the language that the report is written in."""
    return texts_folder().name


def codes() -> tuple[str, ...]:
    """The folders of all languages, that of the source first."""
    return (source_code(), *(folder.name for folder in translations()))


def role_for(code: str) -> Role:
    """Who writes the texts of a language."""
    return Role.EDITOR if code == source_code() else Role.TRANSLATOR


def require_writer(account: Account, code: str) -> None:
    """Refuse whoever does not write the texts of a language.

    Raises:
        NotAllowedError: the account has another role.
    """
    if not may_write(account, code):
        raise NotAllowedError(
            _("This is for somebody who is %(role)s.", role=_(role_for(code))), remedy=_("Ask the data officer.")
        )


def may_write(account: Account, code: str) -> bool:
    """Whether somebody writes the texts of a language."""
    return account.may(role_for(code))


def page_of(request: Request) -> Page:
    """What an address names.

    Raises:
        UsageError: there is no such language or block.
        EditionError: there is no such draft.
    """
    edition, code, name = (request.path_params[part] for part in ("edition", "code", "block"))
    draft = draft_of(edition)
    block = next((block for block in read_outline(texts_folder()).block if block.id == name and block.file), None)
    if code not in codes() or block is None:
        raise UsageError(_("There is no such text."), remedy=_("Go back to the list of blocks."))
    return Page(edition, code, block, f"{code}/{block.file_for(Period.parse(edition))}", draft)


def changed_in_source(of: Page) -> tuple[Piece, ...]:
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


def mark_translated(draft: Draft, code: str, name: str) -> Callable[[], None]:
    """What writes down that a text of a translation, by its name there, is one of the source as it is now."""

    def write() -> None:
        figures = read_edition(draft.folder).figures
        record(load_texts(texts_folder().parent / code, figures.edition, absent_from(figures)), [name])

    return write
