"""What onboarding proposes for the columns of the logs, and a form for what needs no value of them to be chosen."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from expectations.contract.content import BUNDLED, content
from expectations.contract.fields import COUNTED_BY, DATE_TIME, FieldKind, fields
from flows.onboarding.choices import Choices, SheetChoices, SheetReport, save_choices, saved_report
from flows.onboarding.propose import READINGS, without_column
from flows.settings import ONBOARDING_ADDRESS, load_settings
from flows.site.accounts import Role
from flows.site.languages import _
from flows.site.pages import page
from flows.site.sessions import FormFields, form
from flows.site.store import note
from tasks.model.errors import UsageError


def routes() -> list[BaseRoute]:
    """The routes of this page."""
    return [Route(ONBOARDING_ADDRESS, _page), form(ONBOARDING_ADDRESS, _save, Role.APPROVER)]


def _page(request: Request) -> Response:
    sheets = saved_report(load_settings().folders.state)
    held = {column.field for sheet in sheets for column in sheet.columns}
    return page(
        request,
        "onboarding",
        sheets=sheets,
        held=_may_hold(),
        orders=tuple(READINGS),
        lacking=[name for name in without_column(held) if name not in COUNTED_BY],
        titles={name: field.title for name, field in fields().items()},
        may_save=request.state.account.may(Role.APPROVER),
        saved="saved" in request.query_params,
    )


def _may_hold() -> list[str]:
    """What a column may hold: a field, the time of a day, or one answer of several."""
    of_answers = [f for f in fields().values() if f.recorded and f.kind is FieldKind.CATEGORIES]
    answers = [f"{field.name}.{key}" for field in of_answers for key in field.vocabulary.keys]
    return [*(name for name, field in fields().items() if field.recorded), DATE_TIME, *answers]


def _save(request: Request, sent: FormFields) -> Response:
    if content() == BUNDLED:
        raise UsageError(_("There is no own content to keep choices in."), remedy=_("See docs/onboarding.md."))
    sheets = saved_report(load_settings().folders.state)
    chosen = tuple(_chosen(number, sheet, sent) for number, sheet in enumerate(sheets))
    save_choices(content().contract.parent, Choices(chosen, tuple(n for n in fields() if sent[f"lacks {n}"])))
    note(request.state.account.name, "chose columns", ", ".join(sheet.file for sheet in sheets))
    return RedirectResponse(f"{ONBOARDING_ADDRESS}?saved", 303)


def _chosen(number: int, sheet: SheetReport, sent: FormFields) -> SheetChoices:
    may_hold = {*_may_hold()}
    held = {c.position: sent[f"column {number} {c.position}"] for c in sheet.columns if not c.identifying}
    order = next((order for order in READINGS if order == sent[f"dates {number}"]), None)
    known = {position: name for position, name in held.items() if name in may_hold}
    return SheetChoices(sheet.file, sheet.name, len(sheet.columns), known, order)
