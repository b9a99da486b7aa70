"""The versions of a text: who wrote what when, what a version changed, and an earlier one put back."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.desk.blocks import may_write, page_of, require_writer
from flows.desk.sessions import Sent, form
from flows.desk.store import note
from flows.desk.versions import present, save, text_of, token_of, versions, written_by
from flows.desk.writing import desk_page, letters, title_of
from tasks.language.languages import load_language, texts_folder
from tasks.model.errors import ReportError, UsageError
from tasks.model.period import Period
from tasks.review import Piece, by_words


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [
        Route("/desk/{edition}/history/{code}/{block}", _history),
        form("/desk/{edition}/history/{code}/{block}", _restore),
    ]


def _history(request: Request) -> Response:
    of = page_of(request)
    found = versions(of.path)
    shown = next((at for at, each in enumerate(found) if each.id == request.query_params.get("version")), 0)
    pieces: tuple[Piece, ...] = ()
    if found:
        before = text_of(of.path, found[shown + 1].id) if shown + 1 < len(found) else ""
        pieces = by_words(before, text_of(of.path, found[shown].id))
    return desk_page(
        "history",
        of=of,
        title=title_of(of),
        script=letters(of.draft, of.code),
        words=Period.parse(of.edition).words,
        language=load_language(texts_folder().parent / of.code),
        versions=found,
        shown=shown,
        pieces=pieces,
        lines=written_by(of.path) if present(of.path) is not None and found else (),
        writes=may_write(request.state.account, of.code),
    )


def _restore(request: Request, sent: Sent) -> Response:
    of = page_of(request)
    require_writer(sent.account, of.code)
    try:
        text = text_of(of.path, sent["version"])
        merge = save(of.path, text, token_of(present(of.path)), sent.account.name, f"back to {sent['version'][:8]}")
    except ReportError as error:
        raise UsageError(error.problem, of.path, error.remedy) from None
    if merge:
        raise UsageError("Somebody saved this text at the same moment.", of.path, "Look at it, then try again.")
    note(sent.account.name, "restored", of.path)
    return RedirectResponse(of.address, 303)
