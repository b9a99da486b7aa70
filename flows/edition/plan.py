"""From a form to a plan: every choice made, every default filled in, before a log is opened."""

import filecmp
import glob
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from expectations.contract.helpline import helpline
from flows.requests import BuildRequest, CheckRequest
from flows.settings import SAMPLE, Settings, load_settings
from tasks.model.errors import UsageError
from tasks.model.figures import Disclosure
from tasks.model.period import Month, Period, launch
from tasks.model.records import LogName
from tasks.storage.engine import Engine

MOST_AHEAD = 12
"""Months from now in which a period may end."""


@dataclass(frozen=True, slots=True)
class IntakePlan:
    """How records are read and checked, for a build as for a check.

    ``subject`` says which logs these are where the form named them, by a mark, and is empty for the configured ones: so
    alerts about the two are not taken for each other.
    """

    inputs: Mapping[LogName, tuple[str, ...]]
    headings: Mapping[str, str]
    gate: float
    private: Path
    subject: str
    engine: Engine


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """How an edition is built.

    ``ledger`` is the file of what was published; ``revise`` is why published figures are to be counted again, empty
    where they are to be taken as they are. ``path_overrides`` are the places that publishing must know, by what
    lies there: None where it is the usual one, or nothing is to be published. ``sample`` says that a log is one of
    those that come with the program, whoever named it: no key is needed for them, and all that is made of them says so.
    """

    intake: IntakePlan
    sample: bool
    period: Period
    disclosure: Disclosure
    out: Path
    pdf: bool
    ledger: Path
    revise: str
    path_overrides: Mapping[str, Path | None]

    @property
    def settings(self) -> dict[str, object]:
        """The choices that shape the edition, for its manifest."""
        return {
            "from": str(self.period.first),
            "to": str(self.period.last),
            "disclosure": self.disclosure.value,
            "gate": self.intake.gate,
            "pdf": self.pdf,
            **({"sample": True} if self.sample else {}),
            **({"revise": self.revise} if self.revise else {}),
        }


def plan_build(request: BuildRequest) -> BuildPlan:
    """Plan a build.

    Raises:
        UsageError: the form contradicts itself, names no source, or asks for what there is not.
    """
    settings = load_settings()
    folders, intake, disclosure = settings.folders, _intake(request, settings), Disclosure(request.disclosure)
    return BuildPlan(
        intake=intake,
        sample=any(_is_bundled(place) for places in intake.inputs.values() for place in places),
        period=_within_reach(request.period(_scheduled())),
        disclosure=disclosure,
        out=request.out or folders.out,
        pdf=request.pdf,
        ledger=request.ledger or folders.ledger_among(folders.published),
        revise=request.revise.strip(),
        path_overrides={
            "ledger": request.ledger if disclosure is Disclosure.ROUND else None,
            "private": request.private,
        },
    )


def _is_bundled(place: str) -> bool:
    """Whether a file named is one of the sample's, byte for byte. What cannot be opened is refused when it is read."""
    with suppress(OSError):
        return any(filecmp.cmp(path, own, shallow=False) for path in glob.glob(place) for own in SAMPLE.iterdir())  # noqa: PTH207 - may be absolute
    return False


def _within_reach(period: Period) -> Period:
    """The period, which the helpline's records can be of: each month of it has to be counted."""
    now = today()
    if period.first < launch(period.first) or period.last > Month(now.year, now.month) + MOST_AHEAD:
        raise UsageError(
            f"The period is not one of the helpline's: from {period.first} to {period.last}.",
            where="“First month” and “Last month”",
            remedy=f"Give months from {launch(period.first)} to a year from now at the most. Today is {now:%F}.",
        )
    return period


def plan_check(request: CheckRequest) -> IntakePlan:
    """Plan a check of the logs.

    Raises:
        UsageError: no source is named.
    """
    return _intake(request, load_settings())


def _intake(request: CheckRequest, settings: Settings) -> IntakePlan:
    return IntakePlan(
        inputs=request.inputs(settings),
        headings=settings.headings,
        gate=settings.gate.set_aside,
        private=request.private or settings.folders.private,
        subject=subject(request),
        engine=settings.engine,
    )


def edition_folder(named: Path) -> Path:
    """Return the absolute path of a draft that a form names, by its path, or by its name alone."""
    by_name = load_settings().folders.out / named
    return (by_name if len(named.parts) == 1 and not named.exists() and by_name.exists() else named).absolute()


def subject(request: CheckRequest) -> str:
    """Which logs are meant where the form names them, as :class:`IntakePlan` says it."""
    named = (*request.calls, *request.emails)
    if request.sample:
        return "the sample logs"
    return f"logs {hashlib.sha256(repr(named).encode()).hexdigest()[:8]}" if named else ""


def today() -> datetime:
    """The present time of the helpline: no record can have been received after it."""
    return datetime.now(helpline().zone)


def _scheduled() -> datetime:
    # A run that starts late must still build the period for which it was scheduled.
    from prefect.runtime import flow_run

    return (flow_run.scheduled_start_time or today()).astimezone(helpline().zone)
