"""The blocks of the report as the desk names them: an edition, a language and a block, the file of its text, in a
translation what changed in the source since; and the comments on a block, settled before its edition is approved.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from flows.site.accounts import Account, Role
from flows.site.languages import _
from flows.site.preview_process import draft_of
from flows.site.proofs import Draft, texts_in
from flows.site.sessions import FormFields, NotAllowedError, NotTakenError, form
from flows.site.store import note, now, stored
from flows.site.versions import present, text_of, versions
from tasks.language.languages import texts_folder, translations
from tasks.language.text_files import read_translated
from tasks.language.texts import Block
from tasks.language.texts_loader import read_outline
from tasks.language.translation import FILE, digest_of, record
from tasks.model.errors import ReportError, UsageError
from tasks.model.period import Period
from tasks.review import Piece, by_words

LONGEST = 2000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class BlockText:
    """A text to be written: of which edition, in which language, of which block.

    Attributes:
        edition: its name, such as ``2018-06_2018-11``.
        code: the folder of the language.
        block: the block.
        file: of its text, below the folder of the language.
        draft: the draft whose figures it is written around.
    """

    edition: str
    code: str
    block: Block
    file: str
    draft: Draft

    @property
    def path(self) -> str:
        """Its file, below the folder of all languages."""
        return f"{self.code}/{self.file}"

    @property
    def address(self) -> str:
        """Where it is written."""
        return f"/desk/{self.edition}/write/{self.code}/{self.block.id}"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; ``resolved`` names who settled it, and is empty while it is open."""

    id: int
    who: str
    at: str
    text: str
    resolved: str


def routes() -> list[BaseRoute]:
    """The routes of the forms for comments."""
    return [
        form("/desk/{edition}/comment/{code}/{block}", _comment),
        form("/desk/{edition}/resolve/{code}/{block}", _resolve),
    ]


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


def code_of(request: Request) -> str:
    """The language that an address names.

    Raises:
        UsageError: there is none such.
    """
    code = str(request.path_params["code"])
    if code not in codes():
        raise UsageError(_("There is no such language."), remedy=_("Go back to the list of blocks."))
    return code


def block_text(request: Request) -> BlockText:
    """What an address names.

    Raises:
        UsageError: there is no such language or block.
        EditionError: there is no such draft.
    """
    edition, name, code = request.path_params["edition"], request.path_params["block"], code_of(request)
    draft = draft_of(edition)
    block = next((block for block in read_outline(texts_folder()).block if block.id == name and block.file), None)
    if block is None:
        raise UsageError(_("There is no such text."), remedy=_("Go back to the list of blocks."))
    return BlockText(edition, code, block, block.file_for(Period.parse(edition)), draft)


def changed_in_source(of: BlockText) -> tuple[Piece, ...]:
    """What changed in the source since the translation was made; nothing where it is up to date, or not known."""
    source = f"{source_code()}/{of.file}"
    recorded = read_translated(texts_folder().parent / of.code / FILE, dict[str, str]).get(of.file, "")
    now = (present(source) or b"").decode("utf-8", "replace")
    if not recorded or digest_of(now) == recorded:
        return ()
    try:
        made = (text_of(source, each.id) for each in versions(source))
        before = next((text for text in made if digest_of(text) == recorded), None)
    except ReportError:
        return ()
    return by_words(before, now) if before is not None else ()


def mark_translated(draft: Draft, code: str, name: str) -> None:
    """Write down that a text of a translation, by its name there, is one of the source as it is now."""
    if code != source_code():
        record(texts_in(draft, code), [name])


def comments_on(edition: str, block: str) -> tuple[Comment, ...]:
    """The comments on a block, the open ones first."""
    with stored() as kept:
        rows = kept.execute(
            "SELECT id, who, at, text, resolved FROM comment WHERE edition = ? AND block = ?"
            " ORDER BY resolved != '', id",
            (edition, block),
        ).fetchall()
    return tuple(Comment(*row) for row in rows)


def open_comments(edition: str) -> Mapping[str, int]:
    """How many comments are open, by block."""
    with stored() as kept:
        counted = "SELECT block, count(*) FROM comment WHERE edition = ? AND resolved = '' GROUP BY block"
        return dict(kept.execute(counted, (edition,)).fetchall())


def _comment(request: Request, sent: FormFields) -> Response:
    of, text = block_text(request), sent["text"].strip()
    _refuse_nobody(request)
    if not 1 <= len(text) <= LONGEST:
        raise NotTakenError(
            _("A comment has 1 to %(most)s characters.", most=LONGEST), remedy=_("Go back and shorten it.")
        )
    with stored() as kept:
        row = (of.edition, of.block.id, request.state.account.name, now(), text)
        kept.execute("INSERT INTO comment (edition, block, who, at, text) VALUES (?, ?, ?, ?, ?)", row)
    note(request.state.account.name, "commented", f"{of.edition} {of.block.id}")
    return RedirectResponse(f"{of.address}#comments", 303)


def _resolve(request: Request, sent: FormFields) -> Response:
    of = block_text(request)
    _refuse_nobody(request)
    with stored() as kept:
        where = (request.state.account.name, sent["id"], of.edition, of.block.id)
        kept.execute("UPDATE comment SET resolved = ? WHERE id = ? AND edition = ? AND block = ?", where)
    note(request.state.account.name, "settled a comment", f"{of.edition} {of.block.id}")
    return RedirectResponse(f"{of.address}#comments", 303)


def _refuse_nobody(request: Request) -> None:
    if not request.state.account.name:
        raise NotAllowedError(_("Whoever comments has an account."), remedy=_("helpline-report user add NAME"))
