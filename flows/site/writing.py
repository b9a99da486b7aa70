"""The pages on which texts are written: the blocks with their states, a block beside its preview, and its versions."""

import re
from dataclasses import asdict
from functools import partial

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.site import number_browser, proofs
from flows.site.blocks import (
    BlockText,
    block_text,
    changed_in_source,
    code_of,
    codes,
    comments_on,
    mark_translated,
    may_write,
    open_comments,
    require_writer,
    source_code,
)
from flows.site.languages import TEMPLATES, _
from flows.site.pages import WITH_SCRIPT, page, script_fonts
from flows.site.preview_process import PREVIEW_PROCESS, draft_of
from flows.site.proofs import BlockProof, Draft
from flows.site.sessions import FormFields, OutdatedError, form
from flows.site.store import note
from flows.site.versions import (
    Merge,
    changed_since,
    plain,
    present,
    save,
    text_of,
    token_of,
    versions,
    written_by,
)
from tasks.language.languages import load_language, page_file, texts_folder
from tasks.language.rendered_text import Place
from tasks.model.brand import load_brand
from tasks.model.errors import ReportError, UsageError
from tasks.model.manifest import MANIFEST
from tasks.proofread import Violation
from tasks.review import Piece, by_words

FRAME_CSP = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'self'"


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [
        *(Route(f"/{name}.js", _script) for name in ("desk", "run")),
        Route("/desk/{edition}/", _blocks),
        Route("/desk/{edition}/frame/{code}", _frame),
        Route("/desk/{edition}/write/{code}/{block}", _write),
        form("/desk/{edition}/write/{code}/{block}", _save),
        form("/desk/{edition}/preview/{code}/{block}", _preview),
        Route("/desk/{edition}/history/{code}/{block}", _history),
        form("/desk/{edition}/history/{code}/{block}", _restore),
        Route("/desk/{edition}/figures/{code}", _figures),
        Route("/desk/{edition}/figures/{code}/{figure}", _cells),
    ]


def title_of(of: BlockText) -> str:
    """What a block is called in the language that it is written in."""
    try:
        return PREVIEW_PROCESS.ask(proofs.title_of, of.draft, of.code, of.block.id)
    except ReportError:
        return of.block.id.replace("-", " ").capitalize()  # What is wrong with the texts is said where they are shown.


def letters(draft: Draft, code: str) -> str:
    """The styles by which what is written in a language has its letters; nothing where the site has them."""
    script = load_brand(draft.brand).for_language(code).script
    if not script:
        return ""
    families = f"'{script.family}', var(--text-font), system-ui, sans-serif"
    return f"{script_fonts(code)} [lang={code}] {{ font-family: {families}; line-height: 2.2; }}"


def _script(request: Request) -> Response:
    return FileResponse(TEMPLATES / request.url.path.strip("/"), media_type="text/javascript")


def _blocks(request: Request) -> Response:
    edition, who = request.path_params["edition"], request.state.account
    draft = draft_of(edition)
    # First the language that somebody writes.
    writes = {code: may_write(who, code) for code in sorted(codes(), key=lambda code: not may_write(who, code))}
    states = {code: {state.id: state for state in PREVIEW_PROCESS.ask(proofs.overview, draft, code)} for code in writes}
    edited = changed_since((draft.folder / MANIFEST).stat().st_mtime)
    return page(
        request,
        "desk",
        edition=edition,
        states=states,
        languages={code: load_language(texts_folder().parent / code) for code in writes},
        scripts={code: letters(draft, code) for code in writes},
        source=source_code(),
        edited=edited,
        writes=writes,
        comments=open_comments(edition),
    )


def _write(request: Request) -> Response:
    return _editor(request, block_text(request))


def _editor(
    request: Request,
    of: BlockText,
    text: str | None = None,
    token: str | None = None,
    problem: str = "",
    merge: Merge | None = None,
) -> Response:
    known = present(of.path)
    english = present(f"{source_code()}/{of.file}") if of.code != source_code() else None
    return page(
        request,
        "write",
        409 if merge else 422 if problem else 200,
        WITH_SCRIPT,
        of=of,
        title=title_of(of),
        text=(known or b"").decode("utf-8", "replace") if text is None else text,
        token=token_of(known) if token is None else token,
        problem=problem,
        merge=merge,
        writes=may_write(request.state.account, of.code),
        language=load_language(texts_folder().parent / of.code),
        english=english.decode("utf-8", "replace") if english else "",
        changed=changed_in_source(of) if english else (),
        comments=comments_on(of.edition, of.block.id),
        script=letters(of.draft, of.code),
    )


def _save(request: Request, sent: FormFields) -> Response:
    of, as_page = block_text(request), "application/json" not in request.headers.get("accept", "")
    require_writer(request.state.account, of.code)
    also = partial(mark_translated, of.draft, of.code, of.file) if sent["translated"] else None
    try:
        merge = save(of.path, sent["text"], sent["token"], request.state.account.name, sent["why"][:200], also)
    except (ReportError, OSError) as error:
        problem = f"{error.problem} {error.remedy}" if isinstance(error, ReportError) else _("The disk refused.")
        if not as_page:
            return JSONResponse({"problem": problem}, 422)
        return _editor(request, of, sent["text"], sent["token"], problem)
    if merge is None:
        note(request.state.account.name, "saved", of.path)
        token = token_of(present(of.path))
        return RedirectResponse(of.address, 303) if as_page else JSONResponse({"token": token})
    if not as_page:
        return JSONResponse({"merge": asdict(merge)}, 409)
    return _editor(request, of, merge.text, merge.token, merge=merge)


def _preview(request: Request, sent: FormFields) -> Response:
    of = block_text(request)
    try:
        found = PREVIEW_PROCESS.ask(proofs.proof, of.draft, of.code, of.block.id, plain(sent["text"]))
    except ReportError as error:
        found = BlockProof("", (Violation(Place(""), error.problem, error.remedy),), (), {})
    return JSONResponse(asdict(found))


def _frame(request: Request) -> Response:
    """The page of the draft without its content, for the preview to be set into."""
    draft, code = draft_of(request.path_params["edition"]), code_of(request)
    own = draft.folder / page_file("" if code == source_code() else code)
    html = (own if own.is_file() else draft.folder / page_file()).read_text("utf-8")
    opening, style = re.search(r"<html[^>]*>", html), re.search(r"<style>.*?</style>", html, re.DOTALL)
    begin, css = (found[0] if found else "" for found in (opening, style))
    empty = (
        f'<!doctype html>{begin}<head><meta charset="utf-8"><title>Preview</title>{css}</head>'
        '<body style="padding: 0 1rem"><main id="main"></main></body></html>'
    )
    return HTMLResponse(empty, headers={"Content-Security-Policy": FRAME_CSP})


def _history(request: Request) -> Response:
    of = block_text(request)
    found = versions(of.path)
    shown = next((at for at, each in enumerate(found) if each.id == request.query_params.get("version")), 0)
    pieces: tuple[Piece, ...] = ()
    if found:
        before = text_of(of.path, found[shown + 1].id) if shown + 1 < len(found) else ""
        pieces = by_words(before, text_of(of.path, found[shown].id))
    return page(
        request,
        "history",
        of=of,
        title=title_of(of),
        script=letters(of.draft, of.code),
        language=load_language(texts_folder().parent / of.code),
        versions=found,
        shown=shown,
        pieces=pieces,
        lines=written_by(of.path) if present(of.path) is not None and found else (),
        writes=may_write(request.state.account, of.code),
    )


def _restore(request: Request, sent: FormFields) -> Response:
    of = block_text(request)
    require_writer(request.state.account, of.code)
    try:
        text = text_of(of.path, sent["version"])
        merge = save(
            of.path, text, token_of(present(of.path)), request.state.account.name, f"back to {sent['version'][:8]}"
        )
    except ReportError as error:
        raise UsageError(error.problem, of.path, error.remedy) from None
    if merge:
        again = _("Look at it, then try again.")
        raise OutdatedError(_("Somebody saved this text at the same moment."), of.path, again)
    note(request.state.account.name, "restored", of.path)
    return RedirectResponse(of.address, 303)


def _figures(request: Request) -> Response:
    draft = draft_of(request.path_params["edition"])
    return JSONResponse(PREVIEW_PROCESS.ask(number_browser.figures, draft, code_of(request)))


def _cells(request: Request) -> Response:
    draft, figure, asked = draft_of(request.path_params["edition"]), request.path_params["figure"], request.query_params
    if key := asked.getlist("key"):
        words = PREVIEW_PROCESS.ask(number_browser.words, draft, code_of(request), figure, tuple(key))
        return JSONResponse({"words": words})
    window = asked.get("window", "edition")
    return JSONResponse(asdict(PREVIEW_PROCESS.ask(number_browser.cells, draft, code_of(request), figure, window)))
