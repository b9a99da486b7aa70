"""How good the logs are, as staff see it: check by check over the weeks, and the first cells of the fix list."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from expectations.contract.helpline import helpline
from flows.edition.plan import IntakePlan, today
from flows.settings import FIX_LIST_ADDRESS, load_settings
from flows.site.languages import _
from flows.site.pages import page
from tasks.model.errors import DeliveryError, UsageError
from tasks.model.quality import Quality
from tasks.storage.atomic_files import write_file, writing_in
from tasks.storage.workspace import private_folder
from tasks.validate import FIX_LIST, FIX_LIST_PAGE, read_fix_list

WEEKS = "quality.jsonl"
SHOWN = 52
"""How many weeks are shown: a year."""


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """What a check found: records read and set aside, of which logs, and the limit of the gate."""

    on: str
    logs: str
    read: int
    set_aside: int
    gate: float

    @property
    def share(self) -> float:
        """Records set aside of those that were read."""
        return self.set_aside / max(1, self.read)

    @property
    def week(self) -> str:
        """The week, such as ``2018-W49``."""
        return f"{date.fromisoformat(self.on):%G-W%V}"


_QUALITY_CHECK = TypeAdapter(QualityCheck)


def save_quality(quality: Quality, plan: IntakePlan, state: Path) -> None:
    """Keep what a check found; the last one of a day stands for it.

    Raises:
        DeliveryError: it cannot be written.
    """
    read, aside = sum(quality.read.values()), sum(quality.set_aside.values())
    checked = QualityCheck(str(today().date()), plan.subject or "the configured logs", read, aside, quality.gate)
    try:
        with writing_in(private_folder(state)):
            others = [c for c in saved_checks(state) if (c.on, c.logs) != (checked.on, checked.logs)]
            lines = [json.dumps(asdict(c)) + "\n" for c in (*others, checked)]
            write_file(state / WEEKS, "".join(lines).encode())
    except OSError as error:
        problem = error.strerror or "the disk refused"
    else:
        return
    raise DeliveryError(
        f"The logs are checked, but what was found cannot be kept for the weeks: {problem}.",
        str(state / WEEKS),
        "See that the folder may be written to and that the disk has room, then check again.",
    )


def saved_checks(state: Path) -> tuple[QualityCheck, ...]:
    """All checks that were kept, in the order in which they were made.

    Raises:
        UsageError: what was kept cannot be read.
    """
    path = state / WEEKS
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
        return tuple(_QUALITY_CHECK.validate_json(line) for line in lines)
    except ValidationError:
        pass
    raise UsageError(
        _("The quality of earlier weeks cannot be read."), str(path), _("Put back a copy, or take it away.")
    )


def weeks_by_logs(state: Path) -> Mapping[str, tuple[QualityCheck, ...]]:
    """The last check of each week, by the logs that were checked, the latest week first."""
    found: dict[str, dict[str, QualityCheck]] = {}
    for checked in saved_checks(state):
        found.setdefault(checked.logs, {})[checked.week] = checked
    return {logs: tuple(reversed([weeks[week] for week in sorted(weeks)]))[:SHOWN] for logs, weeks in found.items()}


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [
        Route("/quality/", _weeks),
        Route(FIX_LIST_ADDRESS, _fix_list),
        Route(f"{FIX_LIST_ADDRESS}{FIX_LIST}", _workbook),
    ]


def _weeks(request: Request) -> Response:
    return page(request, "quality", logs=weeks_by_logs(load_settings().folders.state))


def _fix_list(request: Request) -> Response:
    private = load_settings().folders.private
    found, made = read_fix_list(private), ""
    if found:
        checked = (private / FIX_LIST_PAGE).stat().st_mtime
        made = f"{datetime.fromtimestamp(checked, helpline().zone):%-d %B %Y, %H:%M}"
    return page(request, "fix_list", found=found, of=made, workbook=FIX_LIST)


def _workbook(request: Request) -> Response:
    file = load_settings().folders.private / FIX_LIST
    if not file.is_file() or file.is_symlink():
        raise HTTPException(404)
    return FileResponse(file)
