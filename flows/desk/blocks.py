"""The blocks of the report as the desk names them: an edition, a language and a block, and the file of its text."""

from dataclasses import dataclass

from starlette.requests import Request

from flows.desk.accounts import Account, Role
from flows.desk.preview_process import draft_of
from flows.desk.proofs import Draft
from flows.desk.sessions import NotAllowedError
from tasks.language.languages import texts_folder, translations
from tasks.language.text_files import read_words
from tasks.language.texts import Block, Outline
from tasks.model.errors import UsageError
from tasks.model.period import Period


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
        raise NotAllowedError(f"This is for somebody who is {role_for(code)}.", remedy="Ask the data officer.")


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
    outline: Outline = read_words(texts_folder() / "report.toml", Outline)
    block = next((block for block in outline.block if block.id == name and block.file), None)
    if code not in codes() or block is None:
        raise UsageError("There is no such text.", remedy="Go back to the list of blocks.")
    return Page(edition, code, block, f"{code}/{block.file_for(Period.parse(edition))}", draft)
