"""Comments, each pinned to a block of an edition; those that are open are settled before the edition is approved."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from flows.desk.blocks import page_of
from flows.desk.sessions import NotAllowedError, Words, form
from flows.desk.store import note, now, stored
from flows.site.languages import _
from tasks.model.errors import UsageError

LONGEST = 2000
"""Characters of a comment."""


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
        rows = kept.execute("SELECT block FROM comment WHERE edition = ? AND resolved = ''", (edition,)).fetchall()
    return Counter(block for (block,) in rows)


def _comment(request: Request, sent: Words) -> Response:
    of, text = page_of(request), sent["text"].strip()
    _refuse_nobody(request)
    if not 1 <= len(text) <= LONGEST:
        raise UsageError(
            _("A comment has 1 to %(most)s characters.", most=LONGEST), remedy=_("Go back and shorten it.")
        )
    with stored() as kept:
        row = (of.edition, of.block.id, request.state.account.name, now(), text)
        kept.execute("INSERT INTO comment (edition, block, who, at, text) VALUES (?, ?, ?, ?, ?)", row)
    note(request.state.account.name, "commented", f"{of.edition} {of.block.id}")
    return RedirectResponse(f"{of.address}#comments", 303)


def _resolve(request: Request, sent: Words) -> Response:
    of = page_of(request)
    _refuse_nobody(request)
    with stored() as kept:
        where = (request.state.account.name, sent["id"], of.edition, of.block.id)
        kept.execute("UPDATE comment SET resolved = ? WHERE id = ? AND edition = ? AND block = ?", where)
    note(request.state.account.name, "settled a comment", f"{of.edition} {of.block.id}")
    return RedirectResponse(f"{of.address}#comments", 303)


def _refuse_nobody(request: Request) -> None:
    if not request.state.account.name:
        raise NotAllowedError(_("Whoever comments has an account."), remedy=_("helpline-report user add NAME"))
